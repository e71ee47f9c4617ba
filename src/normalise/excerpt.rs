//! The summary of a record that has none: its body up to a mark, which the record or the site names. Where nothing follows
//! the mark, the body says it all, and there is no summary.

use super::template::liquid;
use crate::config::Config;
use crate::html::{self, Rules};
use crate::model::{BodySyntax, Record};

/// The text before the mark, as plain text.
pub(super) fn excerpt(record: &Record, rules: &Rules<'_>, config: &Config) -> Option<String> {
    let own = record.excerpt_separator.as_ref().map(|own| own.text.as_str());
    let mark = own.unwrap_or(&config.input.ends_summary);
    let body = record.body.trim_start();
    let (before, after) = if mark.is_empty() { None } else { body.split_once(mark) }?;
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
    let summary = match record.body_syntax {
        BodySyntax::Markdown => html::plain_text(&html::clean_markdown(&text, rules).html),
        BodySyntax::Html => html::plain_text(&html::clean(&text, rules).html),
        BodySyntax::Text => crate::text::fold_white_space(&text),
    };
    Some(summary).filter(|summary| !summary.is_empty())
}

/// The definitions of references behind the mark, which links before it may need.
fn definitions(before: &str, after: &str) -> String {
    if !before.contains('[') {
        return String::new();
    }
    let is_definition = |line: &&str| line.trim_start().starts_with('[') && line.contains("]:");
    after.lines().filter(is_definition).map(|line| format!("{line}\n")).collect()
}
