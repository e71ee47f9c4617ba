//! Whether all that a Markdown text says is shown to readers of its HTML, so that the text itself may be published beside it.
//! Comments, raw HTML, attributes, references to links, footnotes and all else behind which words can hide make it say more.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag};

use super::{OPTIONS, is_within_limit};
use crate::html::plain::plain_text;

/// Whether the HTML that the Markdown has become shows all that the Markdown says.
pub fn is_shown_by(markdown: &str, html: &str) -> bool {
    let shown =
        || plain_text(html).chars().filter(|character| !character.is_whitespace()).collect::<String>();
    words(markdown).is_some_and(|words| words == shown())
}

/// The words of the text without white space, where it consists of plain Markdown alone; `None` where more than these could be in it.
fn words(markdown: &str) -> Option<String> {
    if !is_within_limit(markdown) {
        return None;
    }
    let parser = Parser::new_ext(markdown, OPTIONS);
    if parser.reference_definitions().iter().next().is_some() {
        return None;
    }
    let mut words = String::with_capacity(markdown.len());
    for event in parser {
        match event {
            Event::Text(text) | Event::Code(text) => {
                words.extend(text.chars().filter(|character| !character.is_whitespace()));
            }
            Event::Start(tag) if is_plain(&tag) => {}
            Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => {}
            _ => return None,
        }
    }
    Some(words)
}

/// Whether the element is shown with all that is in its marks.
fn is_plain(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Paragraph
        | Tag::List(_)
        | Tag::Item
        | Tag::Emphasis
        | Tag::Strong
        | Tag::Strikethrough
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::BlockQuote(None) => true,
        Tag::Heading { id, classes, attrs, .. } => id.is_none() && classes.is_empty() && attrs.is_empty(),
        Tag::CodeBlock(CodeBlockKind::Indented) => true,
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) => {
            language.len() <= 20
                && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-#".contains(&byte))
        }
        Tag::Link { link_type: LinkType::Inline | LinkType::Autolink, dest_url, title, .. } => {
            title.is_empty() && is_page(dest_url)
        }
        _ => false,
    }
}

/// Whether the link leads to the same page wherever the text is read.
fn is_page(url: &str) -> bool {
    let is_of = |scheme: &str| url.get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme));
    is_of("https://") || is_of("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_markdown_says_its_words_and_nothing_else() {
        let text = "# Head\n\nA *word* and `code`,\n[a page](https://example.org/).\n\n- one\n\n```rust\nlet a = 1;\n```\n\n> quoted\n";
        assert_eq!(words(text).as_deref(), Some("HeadAwordandcode,apage.oneleta=1;quoted"));
    }

    #[test]
    fn what_could_hide_words_is_not_plain() {
        for text in [
            "a <!-- hidden -->",
            "<!-- hidden -->\n\na",
            "<div hidden>hidden</div>",
            "a <span>b</span>",
            "[hidden]: # (hidden)\n\na",
            "[hidden]: https://example.org/hidden\n\na",
            "[a][b]\n\n[b]: https://example.org/",
            "a[^1]\n\n[^1]: note",
            "[^1]: hidden\n\na",
            "# Head {#hidden}",
            "# Head {.hidden}",
            "```rust hidden words\na\n```",
            "[a](https://example.org/ \"hidden\")",
            "[a](javascript:alert(1))",
            "[a](/relative)",
            "![hidden](https://example.org/a.png)",
            "- [ ] a",
            "term\n: a",
        ] {
            assert_eq!(words(text), None, "{text}");
        }
    }
}
