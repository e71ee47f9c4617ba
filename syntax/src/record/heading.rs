//! The title of a record that names none: the first heading of its body, where nothing but comments and the imports of MDX
//! stands above it. The body goes without it, since every reader shows the title above the content.

use super::front_matter::Above;
use crate::html;
use crate::model::{BodySyntax, Position, Record, Spanned};
use crate::text::escape_html_content;

/// How many lines of a body are looked at.
const MOST_LINES: usize = 200;

/// Gives the record the title that its body begins with, unless it has one, and takes it out of the body.
pub(super) fn take_title(record: &mut Record, body: &str, above: Above<'_>) {
    if record.body_syntax != BodySyntax::Markdown || record.verbatim.is_some() {
        return;
    }
    let Some(heading) = heading(body) else { return };
    let rules = html::Rules { base: None, embeds: &[], keep_styling: false, files: html::FileBase::Page };
    // As a heading, in which `1.` or `>` begins nothing.
    let text = html::plain_text(&html::clean_markdown(&format!("# {}", heading.text), &rules).html);
    if text.trim().is_empty() {
        return;
    }
    let position = Position { line: above.body_line().saturating_add(heading.line), column: 1 };
    record.title.get_or_insert_with(|| Spanned { text: escape_html_content(text.trim()), position });
    let mut line = 0_usize;
    let is_kept = |text: &str| {
        let here = line;
        line = line.saturating_add(1);
        // Empty lines in its place keep the numbers of those below it.
        if (heading.line..heading.line.saturating_add(heading.lines)).contains(&here) {
            "\n".to_owned()
        } else {
            text.to_owned()
        }
    };
    if !record.body.is_empty() {
        record.body = record.body.split_inclusive('\n').map(is_kept).collect();
    }
}

/// A heading of the first level.
struct Heading<'b> {
    text: &'b str,
    /// The number of its line, from 0, and how many lines it has.
    line: usize,
    lines: usize,
}

/// The heading that the body begins with.
fn heading(body: &str) -> Option<Heading<'_>> {
    let mut lines = body.lines().enumerate().take(MOST_LINES).peekable();
    let mut in_comment = false;
    while let Some((line, text)) = lines.next() {
        let trimmed = text.trim();
        if in_comment || trimmed.starts_with("<!--") {
            in_comment = !trimmed.contains("-->");
            continue;
        }
        let is_code = ["import ", "export ", "[comment]:"].iter().any(|start| trimmed.starts_with(start));
        if trimmed.is_empty() || is_code {
            continue;
        }
        if let Some(text) = trimmed.strip_prefix('#') {
            let is_heading = text.starts_with([' ', '\t']);
            let text = without_attributes(without_closing(text.trim()));
            return is_heading.then_some(Heading { text, line, lines: 1 });
        }
        let is_underlined = lines.peek().is_some_and(|(_, below)| {
            below.trim().len() >= 2 && below.trim().bytes().all(|byte| byte == b'=')
        });
        return is_underlined.then_some(Heading { text: without_attributes(trimmed), line, lines: 2 });
    }
    None
}

/// The heading without the marks that close it, which a space sets apart from it.
fn without_closing(text: &str) -> &str {
    let before = text.trim_end_matches('#');
    if before.is_empty() || before.ends_with([' ', '\t']) { before.trim_end() } else { text }
}

/// The heading without the `{#id .class}` behind it.
fn without_attributes(text: &str) -> &str {
    let attributes = text.strip_suffix('}').and_then(|text| text.rsplit_once('{'));
    match attributes.filter(|(_, inside)| inside.trim_start().starts_with(['#', '.', ':', '/'])) {
        Some((before, _)) => before.trim_end(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_its_own_stays() {
        let (mut record, _) = crate::record::tests::record("---\ntitle: Own\n---\n");
        record.body = "# One\nText\n".to_owned();
        take_title(&mut record, "# One\nText\n", Above::lines(3));
        let title = record.title.map(|title| title.text);
        assert_eq!((title.as_deref(), record.body.as_str()), (Some("Own"), "\nText\n"));
    }

    #[test]
    fn the_first_heading_is_the_title_and_leaves_the_body() {
        for (body, title, rest) in [
            ("# One *two* `<b>` {#id}\nText\n", "One two &lt;b&gt;", "\nText\n"),
            (
                "<!-- a\n# b -->\nimport A from 'a'\n\nOne\n===\nText\n",
                "One",
                "<!-- a\n# b -->\nimport A from 'a'\n\n\n\nText\n",
            ),
            ("# 1. One\n", "1. One", "\n"),
            ("# 2) Two ##\n", "2) Two", "\n"),
            ("# + C#\n", "+ C#", "\n"),
            ("## Two\n", "", "## Two\n"),
            ("Text\n# One\n", "", "Text\n# One\n"),
            ("#tag\n", "", "#tag\n"),
            ("# \n", "", "# \n"),
            ("", "", ""),
        ] {
            let (mut record, _) = crate::record::tests::record("---\nid: a\n---\n");
            record.body = body.to_owned();
            take_title(&mut record, body, Above::lines(3));
            let found = record.title.map(|title| title.text).unwrap_or_default();
            assert_eq!((found.as_str(), record.body.as_str()), (title, rest), "{body}");
        }
    }
}
