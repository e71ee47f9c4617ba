//! A list of feeds -> a document of OPML 2.0. Every feed has the type `rss`, whatever its format: that is OPML's word for a
//! subscription.

use super::{List, Outline, Subscription};
use crate::error::Error;
use crate::format::Input;
use crate::format::characters::attribute;
use crate::format::diagnostics::Diagnostics;
use crate::format::lines::{Lines, NAMED};

/// The document.
pub fn write(List { title, outlines }: &List) -> Vec<u8> {
    let mut written = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec();
    let mut lines = Lines::behind(&mut written, &NAMED);
    lines.start(0, "opml");
    lines.attribute("version", "2.0");
    lines.open();
    lines.start(1, "head");
    lines.open();
    lines.element(2, "title", &attribute(title));
    lines.close(1, "head");
    lines.start(1, "body");
    lines.open();
    outlines.iter().for_each(|outline| write_outline(&mut lines, 2, outline));
    lines.close(1, "body");
    lines.close(0, "opml");
    written
}

/// The document, once it is read back and has the feeds of the list.
///
/// # Errors
///
/// An output error where it has not.
pub fn checked(list: &List) -> Result<Vec<u8>, Error> {
    let bytes = write(list);
    let input = Input { name: String::new(), bytes };
    let mut diagnostics = Diagnostics::default();
    let read = super::read(&input, None, &mut diagnostics).filter(|_| diagnostics.findings.is_empty());
    let urls = |list: &List| list.outlines.iter().flat_map(urls).collect::<Vec<String>>();
    if read.is_some_and(|read| urls(&read) == urls(list)) {
        return Ok(input.bytes);
    }
    let message =
        "the list of feeds fails its own check; it is not published, please report this bug of feedmill";
    Err(Error::output(message))
}

/// The URLs of the feeds of an outline, in their order.
fn urls(outline: &Outline) -> Vec<String> {
    let own = outline.feed.iter().map(|feed| feed.url.clone());
    own.chain(outline.outlines.iter().flat_map(urls)).collect()
}

fn write_outline(lines: &mut Lines<'_>, depth: usize, Outline { text, feed, outlines }: &Outline) {
    lines.start(depth, "outline");
    if feed.is_some() {
        lines.attribute("type", "rss");
    }
    let text = attribute(text);
    lines.attribute("text", &text);
    if let Some(Subscription { url, page, description, language, version }) = feed {
        lines.attribute("title", &text);
        lines.attribute("xmlUrl", &attribute(url));
        let optional =
            [("htmlUrl", page), ("description", description), ("language", language), ("version", version)];
        for (name, value) in optional {
            let value = value.as_deref().filter(|value| !value.is_empty());
            lines.optional(name, value.map(attribute).as_deref());
        }
    }
    if outlines.is_empty() {
        return lines.empty();
    }
    lines.open();
    outlines.iter().for_each(|outline| write_outline(lines, depth.saturating_add(1), outline));
    lines.close(depth, "outline");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_title_holds_stays_in_its_attribute() {
        let feed = Subscription { url: "https://example.org/a?b&c".to_owned(), ..Subscription::default() };
        let text = "\"A\" <b>\u{1}&amp;\nB".to_owned();
        let outline = Outline { text: text.clone(), feed: Some(feed), outlines: Vec::new() };
        let folder = Outline { text, feed: None, outlines: vec![outline] };
        let document =
            String::from_utf8(write(&List { title: "x".to_owned(), outlines: vec![folder] })).unwrap();
        let text = "text=\"&quot;A&quot; &lt;b&gt;&amp;amp; B\"";
        let expected = format!(
            "    <outline {text}>\n      <outline type=\"rss\" {text} title{} xmlUrl=\"https://example.org/a?b&amp;c\"/>\n    </outline>\n",
            text.strip_prefix("text").unwrap()
        );
        assert!(document.contains(&expected), "{document}\n{expected}");
    }
}
