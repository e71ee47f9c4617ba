//! A web page -> the URLs of the feeds that its head names. The page is not a feed and is not shown: what it names is only
//! repeated to whoever took it for one, spelled in the characters of URLs.

use url::Url;

use super::pieces::{Piece, Pieces};
use super::references::decode;
use crate::uri::{relative_written, written};

/// How many bytes of a page are searched: heads are shorter.
const SEARCHED: usize = 256 * 1024;

/// How many feeds are named at most, and how many bytes each URL may have.
const MOST: usize = 3;
const LONGEST: usize = 200;

/// The media types of feeds.
const TYPES: [&str; 5] = [
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json",
    "application/rdf+xml",
];

/// The URLs of the first feeds that the page names, absolute where it or `base` says what they are relative to.
pub fn alternates(page: &str, base: Option<&Url>) -> Vec<String> {
    let is_whole = |end: &usize| page.is_char_boundary(*end);
    let end = (0..=SEARCHED.min(page.len())).rev().find(is_whole).unwrap_or_default();
    let mut base = base.cloned();
    let mut found = Vec::new();
    for piece in Pieces::of(page.get(..end).unwrap_or(page)) {
        let Piece::Tag(tag) = piece else { continue };
        let value = |name| tag.attribute(name).map(|value| decode(value).trim().to_owned());
        match &*tag.name {
            "base" => {
                let own =
                    value("href").and_then(|href| Url::options().base_url(base.as_ref()).parse(&href).ok());
                base = own.or(base);
            }
            "link" if is_of_feed(value("rel"), value("type")) => {
                found.extend(value("href").and_then(|href| spelled(&href, base.as_ref())));
            }
            _ => {}
        }
        if found.len() >= MOST {
            break;
        }
    }
    found.dedup();
    found
}

fn is_of_feed(relation: Option<String>, media_type: Option<String>) -> bool {
    let is_alternate = relation.is_some_and(|relation| {
        relation.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("alternate"))
    });
    let is_type = |written: &str| {
        let essence = written.split(';').next().unwrap_or_default().trim();
        TYPES.iter().any(|known| known.eq_ignore_ascii_case(essence))
    };
    is_alternate && media_type.as_deref().is_some_and(is_type)
}

/// The URL as it may be repeated: of the web, and short.
fn spelled(href: &str, base: Option<&Url>) -> Option<String> {
    let url = match Url::options().base_url(base).parse(href) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.username().is_empty() => written(&url),
        Err(url::ParseError::RelativeUrlWithoutBase) => relative_written(href),
        _ => return None,
    };
    (!url.is_empty() && url.len() <= LONGEST).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_feeds() {
        let base = Url::parse("https://example.org/blog/").unwrap();
        let link = |href: &str| {
            format!("<LINK rel='home Alternate' TYPE='application/rss+xml; x=y' href=\"{href}\">")
        };
        for (page, base, expected) in [
            (link("/feed.xml"), None, vec!["/feed.xml"]),
            (link("feed.xml?a=1&amp;b=2"), Some(&base), vec!["https://example.org/blog/feed.xml?a=1&b=2"]),
            (
                ["<base href='https://example.com/'>", &link("f")].concat(),
                Some(&base),
                vec!["https://example.com/f"],
            ),
            (link("a b\u{1b}[31m"), None, vec!["a%20b%1B%5B31m"]),
            (link("javascript:alert(1)"), None, vec![]),
            (link("https://ada:secret@example.org/"), None, vec![]),
            (link(&"a".repeat(300)), None, vec![]),
            (["<!-- ", &link("/feed.xml"), " -->"].concat(), None, vec![]),
            (
                "<link rel=stylesheet type=text/css href=a><link rel=alternate hreflang=de href=b>"
                    .to_owned(),
                None,
                vec![],
            ),
            ([link("1"), link("2"), link("3"), link("4")].concat(), None, vec!["1", "2", "3"]),
        ] {
            assert_eq!(alternates(&page, base), expected, "{page}");
        }
    }
}
