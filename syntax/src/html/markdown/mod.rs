//! Markdown (CommonMark with tables, footnotes, strikethrough and task lists) -> HTML.
//!
//! Raw HTML passes through, and nothing is made safe: cleaning comes afterwards. The caller first rejects texts that would
//! take the parser too much memory, see [`is_within_limit`].

mod callout;
mod code;
mod colon;
mod inside;
mod kramdown;
mod shown;

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

pub use code::Verbatim;
pub use shown::is_shown_by;

/// What is read besides CommonMark.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST);

/// The most marks in one text. The parser allocates up to a hundred bytes for each; an article of a hundred thousand words
/// has about 30,000.
const MOST_MARKS: usize = 600_000;

/// Whether the text has no more marks (punctuation and line ends) than an article can have.
pub(super) fn is_within_limit(text: &str) -> bool {
    let is_mark = |byte: &u8| byte.is_ascii_punctuation() || *byte == b'\n';
    text.len() <= MOST_MARKS || text.bytes().filter(is_mark).count() <= MOST_MARKS
}

/// The HTML of a Markdown text. Check boxes of task lists become `☑` and `☐`, since a feed has no form controls.
/// Footnotes become a numbered list at the end, without links: one cannot jump within an entry.
pub(super) fn from_markdown(text: &str) -> String {
    let text = callout::quoted(text);
    let text = kramdown::without_marks(&text);
    let text = colon::escaped(&text);
    let mut footnotes = Footnotes::default();
    let mut inside: Option<usize> = None;
    let body = Parser::new_ext(&text, OPTIONS).filter_map(|event| {
        let event = match event {
            Event::TaskListMarker(true) => Event::Text("☑ ".into()),
            Event::TaskListMarker(false) => Event::Text("☐ ".into()),
            Event::FootnoteReference(label) => {
                Event::InlineHtml(format!("<sup>{}</sup>", footnotes.number(&label)).into())
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                inside = Some(footnotes.number(&label));
                return None;
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                inside = None;
                return None;
            }
            event => event,
        };
        match inside {
            Some(number) => {
                footnotes.texts.entry(number).or_default().push(event);
                None
            }
            None => Some(event),
        }
    });
    let mut rendered = String::with_capacity(text.len());
    html::push_html(&mut rendered, body);
    footnotes.push_html(&mut rendered);
    with_alignment(rendered)
}

/// The footnotes of a text, numbered in the order of their first appearance.
#[derive(Default)]
struct Footnotes<'t> {
    numbers: BTreeMap<String, usize>,
    texts: BTreeMap<usize, Vec<Event<'t>>>,
}

impl Footnotes<'_> {
    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len().saturating_add(1);
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }

    fn push_html(self, rendered: &mut String) {
        if self.texts.is_empty() {
            return;
        }
        rendered.push_str("<ol>\n");
        for (number, events) in self.texts {
            rendered.push_str(&format!("<li value=\"{number}\">"));
            html::push_html(rendered, events.into_iter());
            rendered.push_str("</li>\n");
        }
        rendered.push_str("</ol>\n");
    }
}

/// Replaces the style that aligns table cells, which a feed may not carry, by the `align` attribute, which it may.
fn with_alignment(html: String) -> String {
    if !html.contains(" style=\"text-align: ") {
        return html;
    }
    ["left", "center", "right"].iter().fold(html, |html, side| {
        ["td", "th"].iter().fold(html, |html, cell| {
            let style = format!("<{cell} style=\"text-align: {side}\">");
            html.replace(&style, &format!("<{cell} align=\"{side}\">"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_and_its_extensions_become_html() {
        for (text, html) in [
            ("# A *title*\n\nText.", "<h1>A <em>title</em></h1>\n<p>Text.</p>\n"),
            ("- [x] done\n- [ ] open", "<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>\n"),
            ("~~gone~~ <b>raw</b>", "<p><del>gone</del> <b>raw</b></p>\n"),
            (
                "a | b\n--|--\n1 | 2",
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table>\n",
            ),
            ("`<b>`\r\n", "<p><code>&lt;b&gt;</code></p>\n"),
        ] {
            assert_eq!(from_markdown(text), html, "{text}");
        }
    }

    #[test]
    fn markdown_in_html_is_rendered_where_the_element_says_so() {
        let html =
            from_markdown("<div markdown=\"1\">\na **b** <div>c</div>\n</div>\n\n<div>\n**d**\n</div>");
        assert!(html.contains("a <strong>b</strong>") && html.contains("**d**"), "{html}");
    }

    #[test]
    fn a_definition_needs_white_space_after_its_colon() {
        for (text, html) in [
            ("Term\n: said", "<dl>\n<dt>Term</dt>\n<dd>said</dd>\n</dl>\n"),
            ("Term\n\n:boat: said", "<p>Term</p>\n<p>:boat: said</p>\n"),
            ("> a\n> :b", "<blockquote>\n<p>a\n:b</p>\n</blockquote>\n"),
            ("- a\n\n  :b", "<ul>\n<li>\n<p>a</p>\n<p>:b</p>\n</li>\n</ul>\n"),
            (
                "a\n\n    :b\n\n```\nc\n\n:d\n```",
                "<p>a</p>\n<pre><code>:b\n</code></pre>\n<pre><code>c\n\n:d\n</code></pre>\n",
            ),
            ("<div>\n:a\n</div>", "<div>\n:a\n</div>"),
        ] {
            assert_eq!(from_markdown(text), html, "{text}");
        }
        let table = from_markdown("a | b\n:-- | --:\n:c: | d");
        assert!(table.contains("<td align=\"left\">:c:</td>"), "{table}");
    }

    #[test]
    fn footnotes_are_numbered_and_stand_at_the_end() {
        let text = "a[^x]\n\n[^x]: note *one*\n\nb[^y]\n\n[^y]: two\n";
        let html = "<p>a<sup>1</sup></p>\n<p>b<sup>2</sup></p>\n<ol>\n<li value=\"1\"><p>note <em>one</em></p>\n</li>\n\
                    <li value=\"2\"><p>two</p>\n</li>\n</ol>\n";
        assert_eq!(from_markdown(text), html);
    }

    #[test]
    fn tables_keep_their_alignment() {
        let html = from_markdown("a | b\n--:|:-:\n1 | 2");
        assert!(html.contains("<td align=\"right\">1</td><td align=\"center\">2</td>"), "{html}");
    }
}
