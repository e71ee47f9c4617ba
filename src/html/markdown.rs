//! Markdown (CommonMark, with tables, footnotes, strikethrough and task lists) turned into HTML.
//!
//! Raw HTML passes through, and nothing is made safe: cleaning comes after.

use pulldown_cmark::{Event, Options, Parser, html};

/// The HTML of a Markdown text. Check boxes of task lists become `☑` and `☐`, since a feed has no form controls.
pub fn from_markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(text, options).map(|event| match event {
        Event::TaskListMarker(true) => Event::Text("☑ ".into()),
        Event::TaskListMarker(false) => Event::Text("☐ ".into()),
        event => event,
    });
    let mut rendered = String::with_capacity(text.len());
    html::push_html(&mut rendered, events);
    rendered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_and_its_extensions_become_html() {
        for (text, html) in [
            (
                "# A *title*\n\nText.",
                "<h1>A <em>title</em></h1>\n<p>Text.</p>\n",
            ),
            (
                "- [x] done\n- [ ] open",
                "<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>\n",
            ),
            ("~~gone~~ <b>raw</b>", "<p><del>gone</del> <b>raw</b></p>\n"),
            (
                "a | b\n--|--\n1 | 2",
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table>\n",
            ),
            ("`<b>`\r\n", "<p><code>&lt;b&gt;</code></p>\n"),
        ] {
            assert_eq!(from_markdown(text), html, "{text}");
        }
        assert!(from_markdown("a[^1]\n\n[^1]: note").contains("note"));
    }
}
