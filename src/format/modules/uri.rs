//! URLs as feeds write them, made absolute where there is something to resolve them against.
//!
//! Nothing is normalised: an absolute URL stays as it was written, for other programs compare it letter by letter.

use memchr::memchr3;
use url::Url;

use crate::html::lacks_slashes;
use crate::uri::scheme;

/// The URL that a text names: without white space around it and without line ends and tabs, which no URL
/// holds (URL standard, section 4.4). A relative one is resolved against the base, and stays as written without one.
pub fn resolved_url(text: &str, base: Option<&str>) -> Option<String> {
    let text = text.trim();
    let text = match memchr3(b'\t', b'\n', b'\r', text.as_bytes()) {
        Some(_) => text.replace(['\t', '\n', '\r'], ""),
        None => text.to_owned(),
    };
    if text.is_empty() {
        return None;
    }
    if scheme(&text).is_some() && !lacks_slashes(&text) {
        return Some(text);
    }
    let base = base.and_then(|base| Url::parse(base).ok());
    let joined = Url::options().base_url(base.as_ref()).parse(&text);
    Some(joined.map_or(text, String::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_are_resolved_where_there_is_a_base() {
        let base = Some("https://example.org/blog/feed.xml");
        for (text, base, expected) in [
            (" a.html\n", base, Some("https://example.org/blog/a.html")),
            ("//example.com/x", base, Some("https://example.com/x")),
            ("a.html", None, Some("a.html")),
            ("a.html", Some("no base"), Some("a.html")),
            (" \n ", base, None),
            ("https:/x", base, Some("https://example.org/x")),
            ("HTTPS:x", base, Some("https://example.org/blog/x")),
            ("http:/x", base, Some("http://x/")),
            ("https:/x", None, Some("https://x/")),
        ] {
            assert_eq!(resolved_url(text, base).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn absolute_addresses_stay_as_they_were_written() {
        let base = Some("https://example.org/blog/");
        for text in ["https://EXAMPLE.org", "https://example.org/ü b", "urn:x:1", "mailto:a@example.org"] {
            assert_eq!(resolved_url(text, base).as_deref(), Some(text));
        }
        assert_eq!(
            resolved_url("https://example.org/a\n\tb", base).as_deref(),
            Some("https://example.org/ab")
        );
    }
}
