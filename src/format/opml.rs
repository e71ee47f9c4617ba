//! Outlines of feeds -> OPML 2.0, the list of subscriptions that readers import.
//!
//! A topic with topics below it is a folder whose first outline is its own feed: readers such as Miniflux look for no feeds below a feed.
//! Every feed has the type `rss`, whatever its format: that is the word of OPML for a subscription.

use super::characters::attribute;
use super::lines::{Lines, NAMED};

/// An outline: a feed, or a folder of outlines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// What a reader shows.
    pub text: String,
    /// The feed; `None` of a folder.
    pub feed: Option<Subscription>,
    /// What is in the folder.
    pub outlines: Vec<Outline>,
}

/// A feed to subscribe to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subscription {
    /// The URL of the feed (`xmlUrl`).
    pub url: String,
    /// The URL of the page that it is of (`htmlUrl`).
    pub page: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its language, as a tag of RFC 5646.
    pub language: Option<String>,
    /// Its version, in OPML's words.
    pub version: Option<&'static str>,
}

/// The document of these outlines.
pub fn write(title: &str, outlines: &[Outline]) -> Vec<u8> {
    let mut written = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec();
    let mut lines = Lines::behind(&mut written, NAMED);
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
        let optional = [("htmlUrl", page), ("description", description), ("language", language)];
        for (name, value) in optional {
            let value = value.as_deref().filter(|value| !value.is_empty());
            lines.optional(name, value.map(attribute).as_deref());
        }
        lines.optional("version", *version);
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
        let document = String::from_utf8(write("x", &[folder])).unwrap();
        let text = "text=\"&quot;A&quot; &lt;b&gt;&amp;amp; B\"";
        let expected = format!(
            "    <outline {text}>\n      <outline type=\"rss\" {text} title{} xmlUrl=\"https://example.org/a?b&amp;c\"/>\n    </outline>\n",
            text.strip_prefix("text").unwrap()
        );
        assert!(document.contains(&expected), "{document}\n{expected}");
    }
}
