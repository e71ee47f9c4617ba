//! An input that is no feed -> what it is instead, in words that say what to do. People save the page for the feed, the list
//! of subscriptions for one of them, the error for the answer.
//!
//! Nothing of the input is repeated but the URLs of the feeds that a web page names.

use url::Url;

use super::read::looks_like_feed;
use crate::html::alternates;

/// How files begin that are often given by mistake.
const SIGNATURES: [(&[u8], &str); 14] = [
    (b"\x1f\x8b", "compressed with gzip: unpack it first, such as with `gzip -dc`"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd: unpack it first, such as with `zstd -dc`"),
    (b"\xfd7zXZ\0", "compressed with xz: unpack it first, such as with `xz -dc`"),
    (b"BZh", "compressed with bzip2: unpack it first, such as with `bzip2 -dc`"),
    (b"PK\x03\x04", "a zip archive: unpack it first, and give a file of it"),
    (b"\x89PNG", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"RIFF", "an image, sound or film, not a feed: give the feed or the article that shows it"),
    (b"ID3", SOUND),
    (b"OggS", SOUND),
    (b"%PDF", "a PDF document, not a feed: give a feed or an article with front matter"),
    (b"SQLite format 3", "a database, not a feed: export the feed from the program that it belongs to"),
    (b"\x7fELF", "a program, not a feed: give a feed or an article with front matter"),
];

const IMAGE: &str = "an image, not a feed: give the feed or the article that shows it";
const SOUND: &str = "a sound recording, not a feed: give the feed that it is in";

/// What the elements are that open other documents.
const ROOTS: [(&str, &str); 13] = [
    (
        "opml",
        "an OPML list of subscriptions, not a feed: fetch one of the feeds that it lists, and convert that, or convert the list to opml",
    ),
    ("urlset", "a sitemap, not a feed: give the address of the site's feed"),
    ("sitemapindex", "an index of sitemaps, not a feed: give the address of the site's feed"),
    ("stylesheet", "an XSLT stylesheet, not a feed: give the feed that it styles"),
    ("transform", "an XSLT stylesheet, not a feed: give the feed that it styles"),
    ("svg", IMAGE),
    ("error", "an error message of a server, not a feed: fetch the feed again"),
    ("fault", "an error message of a server, not a feed: fetch the feed again"),
    ("opensearchdescription", "a description of a search, not a feed: give the feed of its results"),
    ("xbel", "a list of bookmarks, not a feed: give a feed that it names"),
    ("envelope", "a message of a web service (SOAP), not a feed: give the feed itself"),
    ("schema", "an XML schema, not a feed: give a feed that follows it"),
    ("plist", "a property list, not a feed: give a feed or an article with front matter"),
];

/// What an input is by its first bytes, which are no text.
pub(super) fn by_signature(bytes: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, what)| what)
}

/// What a text is by how it opens, where that is known; `base` is the URL that it is at.
pub(super) fn by_opening(text: &str, base: Option<&Url>) -> Option<String> {
    let text =
        text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    match opening(text) {
        // Something may stand in front of a feed.
        Opening::Text if looks_like_feed(text.as_bytes()) => None,
        Opening::Text => {
            Some("this is plain text, neither a feed nor an article with front matter".to_owned())
        }
        Opening::Page => Some(page(text, base)),
        Opening::Element(name) => {
            let name = name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
            match name.as_str() {
                "html" | "head" | "body" => Some(page(text, base)),
                _ => ROOTS.iter().find(|(root, _)| *root == name).map(|(_, what)| format!("this is {what}")),
            }
        }
        Opening::Nothing => None,
    }
}

fn page(text: &str, base: Option<&Url>) -> String {
    let names = alternates(text, base);
    match names.as_slice() {
        [] => "this is a web page, not a feed, and it names no feed: give the address of the feed itself"
            .to_owned(),
        [one] => {
            format!("this is a web page, not a feed; it names a feed at {one}: fetch that, and convert it")
        }
        several => {
            format!(
                "this is a web page, not a feed; it names feeds at {}: fetch one, and convert it",
                several.join(", ")
            )
        }
    }
}

/// What stands first in a document behind its declarations and comments.
enum Opening<'t> {
    Text,
    Page,
    Element(&'t str),
    Nothing,
}

fn opening(text: &str) -> Opening<'_> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(markup) = rest.strip_prefix('<') else {
            break if rest.is_empty() { Opening::Nothing } else { Opening::Text };
        };
        let end = match markup {
            _ if markup.starts_with("!--") => "-->",
            _ if markup.starts_with('?') => "?>",
            _ if markup.get(..8).is_some_and(|name| name.eq_ignore_ascii_case("!doctype")) => {
                let name = markup.get(8..).unwrap_or_default().trim_start();
                if name.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html")) {
                    break Opening::Page;
                }
                break Opening::Nothing;
            }
            _ => {
                let end = markup.find(|next: char| next.is_whitespace() || "/>".contains(next));
                break Opening::Element(markup.get(..end.unwrap_or(markup.len())).unwrap_or_default());
            }
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after,
            None => break Opening::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_feed_is_called_what_it_is() {
        for (text, expected) in [
            ("<!DOCTYPE html><p>", "this is a web page, not a feed, and it names no feed"),
            (" <!-- x --><HTML lang=en>", "this is a web page, not a feed, and it names no feed"),
            (
                "<html><link rel=alternate type='application/atom+xml' href='/f'>",
                "this is a web page, not a feed; it names a feed at /f:",
            ),
            (
                "<?xml version='1.0'?><!-- x -->\n<opml version='2.0'/>",
                "this is an OPML list of subscriptions",
            ),
            ("<xsl:stylesheet>", "this is an XSLT stylesheet"),
            ("<urlset/>", "this is a sitemap"),
            ("<Error><Code>AccessDenied</Code></Error>", "this is an error message of a server"),
            ("Not found", "this is plain text"),
        ] {
            let message = by_opening(text, None).unwrap_or_default();
            assert!(message.starts_with(expected), "{text}: {message}");
        }
        for text in [
            "<rss>",
            "<feed",
            "",
            "<!-- x",
            "Warning <rss version='2.0'><channel>",
            "<!DOCTYPE rss><rss>",
            "<x/>",
        ] {
            assert_eq!(by_opening(text, None), None, "{text}");
        }
        assert!(by_signature(b"\x1f\x8b\x08").is_some_and(|what| what.contains("gzip")));
        assert_eq!(by_signature(b"<rss>"), None);
    }
}
