//! URLs inside HTML -> absolute, percent-encoded URLs with a safe scheme.
//!
//! The URLs of feeds and entries themselves belong to the room `uri`.

use url::{ParseError, Url};

use crate::text::strip_forbidden;
use crate::uri::{is_canonical, is_uri, relative_written, written};

/// The URL in a decoded attribute value; nothing if it is blank or invalid.
pub(super) fn resolve(value: &str, base: Option<&Url>) -> Option<Url> {
    // Decoding may have brought forbidden characters back: without them `java&#1;script:` is recognised.
    let value = strip_forbidden(value);
    if value.trim().is_empty() {
        return None;
    }
    match base {
        Some(base) => base.join(&value).ok(),
        None => Url::parse(&value).ok(),
    }
}

/// The URL in a decoded attribute value, if the attribute of the element may hold it. Without a base, a relative URL stays
/// relative.
pub(super) fn safe(element: &str, attribute: &str, value: &str, base: Option<&Url>) -> Option<String> {
    // It may stand anywhere, is absolute, and keeps its spelling.
    if is_canonical(value) {
        return Some(value.to_owned());
    }
    if let Some(url) = resolve(value, base) {
        if !is_safe(element, attribute, &url) {
            return None;
        }
        // A URL that is absolute already keeps its spelling.
        let is_absolute = !lacks_slashes(value) && is_uri(value) && Url::parse(value).is_ok();
        return Some(if is_absolute { value.to_owned() } else { written(&url) });
    }
    let value = strip_forbidden(value);
    let is_relative = base.is_none() && Url::parse(&value) == Err(ParseError::RelativeUrlWithoutBase);
    let value = value.trim().replace(['\t', '\r', '\n'], "");
    (is_relative && !value.is_empty()).then(|| relative_written(&value))
}

/// Whether the URL begins with `http:` or `https:` but without the two slashes that make it absolute everywhere: on a page
/// of the same scheme it is relative (URL Standard, section 4.4, "special relative or authority state").
pub fn lacks_slashes(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, rest)| {
        let is_of_web = ["http", "https"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
        is_of_web && !rest.starts_with("//")
    })
}

/// Whether the attribute of the element may hold the URL: `http` and `https` anywhere, `mailto` in links, `data` in images.
pub(super) fn is_safe(element: &str, attribute: &str, url: &Url) -> bool {
    match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" => attribute == "href",
        "data" => element == "img" && attribute == "src" && is_image_data(url.path()),
        _ => false,
    }
}

/// Whether the data is a raster image: an SVG image is a document that may hold scripts.
fn is_image_data(path: &str) -> bool {
    let media_type = path.split([';', ',']).next().unwrap_or_default();
    ["image/gif", "image/jpeg", "image/png", "image/webp"]
        .iter()
        .any(|known| media_type.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_become_absolute_and_encoded() {
        let base = Url::parse("https://example.org/news/today.html?x=1").unwrap();
        for (value, wanted) in [
            ("a b/ü.html", "https://example.org/news/a%20b/%C3%BC.html"),
            ("/?q=\"<{|}>\"", "https://example.org/?q=%22%3C%7B%7C%7D%3E%22"),
            ("//bücher.example/", "https://xn--bcher-kva.example/"),
            ("#part", "https://example.org/news/today.html?x=1#part"),
            ("mailto:some one@example.org", "mailto:some%20one@example.org"),
            ("\n https://example.org/\ta ", "https://example.org/a"),
        ] {
            let written = resolve(value, Some(&base)).map(|url| written(&url));
            assert_eq!(written.as_deref(), Some(wanted), "{value}");
            assert_eq!(resolve(wanted, Some(&base)).map(|url| crate::uri::written(&url)), written, "{value}");
        }
        assert_eq!(resolve(" \t", Some(&base)), None);
        assert_eq!(resolve("https://", Some(&base)), None);
    }

    #[test]
    fn absolute_urls_keep_their_spelling() {
        let base = Url::parse("https://example.org/news/today.html").unwrap();
        for (value, expected) in [
            ("https://EXAMPLE.org", "https://EXAMPLE.org"),
            ("MAILTO:a@example.org", "MAILTO:a@example.org"),
            // Browsers read these as relative if the page has the same scheme (URL Standard, section 4.4).
            ("https:/logout", "https://example.org/logout"),
            ("HTTPS:up", "https://example.org/news/up"),
            ("https:", "https://example.org/news/today.html"),
            ("http:/up", "http://up/"),
        ] {
            assert_eq!(safe("a", "href", value, Some(&base)).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn without_a_base_relative_urls_stay_relative() {
        for (value, expected) in [
            ("../a b.html", Some("../a%20b.html")),
            ("//example.org/x", Some("//example.org/x")),
            ("#part", Some("#part")),
            (" https://EXAMPLE.org/a ", Some("https://example.org/a")),
            ("java\nscript:attack()", None),
            ("\u{1}javascript:attack()", None),
            ("http://", None),
            (" ", None),
            ("https:/up", Some("https://up/")),
        ] {
            assert_eq!(safe("a", "href", value, None).as_deref(), expected, "{value}");
            let again = expected.and_then(|expected| safe("a", "href", expected, None));
            assert_eq!(again.as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn only_harmless_schemes_are_safe() {
        for (element, attribute, url, safe) in [
            ("a", "href", "https://example.org/", true),
            ("a", "href", "mailto:a@example.org", true),
            ("img", "src", "mailto:a@example.org", false),
            ("img", "src", "data:image/png;base64,AAAA", true),
            ("img", "src", "data:IMAGE/GIF,x", true),
            ("img", "src", "data:image/svg+xml,x", false),
            ("img", "src", "data:text/html,x", false),
            ("a", "href", "data:image/png;base64,AAAA", false),
            ("video", "poster", "data:image/png;base64,AAAA", false),
            ("a", "href", "javascript:alert(1)", false),
            ("a", "href", "file:///etc/motd", false),
            ("a", "href", "blob:https://example.org/1", false),
        ] {
            assert_eq!(is_safe(element, attribute, &Url::parse(url).unwrap()), safe, "{url}");
        }
    }
}
