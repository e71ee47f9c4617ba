//! A body without the template code of its generator: Liquid of Jekyll, the shortcodes of Hugo, Zola, Eleventy and Hexo, the
//! components of MDX. What is certain is translated, the text between tags stays unless they may hide it, the rest goes and is told.
//!
//! No logic runs. Jekyll fills in templates before Markdown is read, also in code; elsewhere code stays as it is.

mod arguments;
mod hiding;
pub(super) mod liquid;
mod mdx;
mod mdx_tag;
mod shortcode;
mod translate;

use std::borrow::Cow;

use super::Diagnostics;
use crate::config::Config;
use crate::finding::Rule;
use crate::model::{BodySyntax, Position, Record};

/// What sets HTML that begins a line apart from the Markdown behind it.
const APART: &str = "\n\n";

/// A body without template code.
pub(super) struct Rendered {
    pub text: String,
    /// Where in the body the first code is that left nothing behind, in bytes.
    pub lost: Option<usize>,
}

/// The body of the record without template code, with a finding at the first that is missing.
pub(super) fn without_templates<'r>(
    record: &'r Record,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Cow<'r, str> {
    let is_markdown = record.body_syntax == BodySyntax::Markdown;
    let (shown, hidden) = shown(record, config);
    let body = &*shown;
    if let Some(hidden) = hidden {
        let message = "text that template code hides, or shows under a condition only, was left out";
        diagnostics.add(Rule::Template, position(record, &record.body, hidden), message.to_owned());
    }
    let rendered = if let Some(values) = &config.input.templates {
        Some(liquid::render(body, record.body_syntax, values, &config.site.url))
    } else if is_markdown && (config.input.layout.is_mdx || mdx::is_mdx(&record.path, body)) {
        Some(mdx::render(body))
    } else if record.body_syntax == BodySyntax::Text {
        None
    } else {
        shortcode::render(body, record.body_syntax, config.input.layout.has_templates)
    };
    let Some(rendered) = rendered else { return shown };
    if let Some(lost) = rendered.lost {
        let message = "template code was removed, and what it would have shown is missing";
        diagnostics.add(Rule::Template, position(record, body, lost), message.to_owned());
    }
    Cow::Owned(rendered.text)
}

/// The body of the record with its template code, but without the text that this hides; and where in the body the first of that is,
/// in bytes.
pub(super) fn shown<'r>(record: &'r Record, config: &Config) -> (Cow<'r, str>, Option<usize>) {
    if config.input.layout.is_mdx || mdx::is_mdx(&record.path, &record.body) {
        return (Cow::Borrowed(&record.body), None);
    }
    hiding::without_hidden(&record.body, record.body_syntax, config.input.templates.is_some())
}

/// The position in the file of a byte of the body, or of a part of it that has the same lines.
pub(super) fn position(record: &Record, body: &str, at: usize) -> Position {
    let before = body.get(..at).unwrap_or_default();
    let (lines, last) = match before.rsplit_once('\n') {
        Some((above, last)) => (above.matches('\n').count().saturating_add(1), last),
        None => (0, before),
    };
    let column = last.chars().count().saturating_add(1);
    Position { line: record.body_line.saturating_add(lines), column }
}
