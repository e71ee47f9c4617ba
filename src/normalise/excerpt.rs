//! The summary of a record that has none: its body up to the separator that the record or the site names, else up to a
//! comment that ends the summary on other sites, else its first paragraph. RSS wants a description beside each content
//! (RSS Advisory Board, "Best Practices Profile", `content:encoded`), and an entry says the same in all formats: also
//! in Atom, where the summary of a short article may then be all of its content.
//!
//! What an author marks is taken whole. Where nothing follows the separator, it separates nothing.

use std::borrow::Cow;

use super::template::{self, liquid};
use crate::config::Config;
use crate::html::{self, Rules};
use crate::model::{BodySyntax, Record};
use crate::text::fold_white_space;

/// How many characters a first paragraph may have.
pub(super) const LONGEST: usize = 300;

/// The summary as plain text, unless the body has no words. `text` is the body without templates, and `body` what of it is
/// shown, as clean HTML.
pub(super) fn summary(
    record: &Record,
    text: &str,
    body: &str,
    rules: &Rules<'_>,
    config: &Config,
) -> Option<String> {
    let marked = before_separator(record, text, rules, config);
    let marked = marked.or_else(|| before_comment(text, record.body_syntax, rules));
    let summary = marked.unwrap_or_else(|| html::excerpt(html::first_paragraph(body), LONGEST));
    Some(summary).filter(|summary| !summary.is_empty())
}

/// The words before the separator.
fn before_separator(record: &Record, text: &str, rules: &Rules<'_>, config: &Config) -> Option<String> {
    let own = record.excerpt_separator.as_ref().map(|own| own.text.as_str());
    let separator = own.unwrap_or(&config.input.ends_summary);
    // Liquid may be cut off with what follows, while shortcodes must be gone before.
    let shown = config.input.templates.as_ref().map(|_| template::shown(record, config).0);
    let body = shown.as_deref().unwrap_or(text).trim_start();
    let (before, after) = if separator.is_empty() { None } else { body.split_once(separator) }?;
    if after.trim().is_empty() {
        return None;
    }
    let text = match record.body_syntax {
        BodySyntax::Markdown => format!("{before}\n\n{}", definitions(before, after)),
        BodySyntax::Html | BodySyntax::Text => before.to_owned(),
    };
    let text = match &config.input.templates {
        Some(values) => liquid::render(&text, record.body_syntax, values, &config.site.url).text,
        None => text,
    };
    match record.body_syntax {
        BodySyntax::Markdown => words(&html::clean_markdown(&text, rules).html),
        BodySyntax::Html => words(&html::clean(&text, rules).html),
        BodySyntax::Text => Some(html::inert_title(fold_white_space(&text))).filter(|text| !text.is_empty()),
    }
}

/// The words before the comment that ends the summary.
fn before_comment(text: &str, syntax: BodySyntax, rules: &Rules<'_>) -> Option<String> {
    let before = match syntax {
        BodySyntax::Html => Cow::Borrowed(html::before_mark(text)?),
        BodySyntax::Markdown => Cow::Owned(html::markdown_before_mark(text)?),
        BodySyntax::Text => return None,
    };
    words(&html::clean(&before, rules).html)
}

/// The words of clean HTML, unless there are none.
fn words(clean_html: &str) -> Option<String> {
    Some(html::plain_text(&html::with_headings_apart(clean_html))).filter(|words| !words.is_empty())
}

/// The definitions of references behind the separator, which links before it may need.
fn definitions(before: &str, after: &str) -> String {
    if !before.contains('[') {
        return String::new();
    }
    let is_definition = |line: &&str| line.trim_start().starts_with('[') && line.contains("]:");
    after.lines().filter(is_definition).map(|line| format!("{line}\n")).collect()
}
