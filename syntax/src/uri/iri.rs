//! Decides whether a text is an absolute IRI, which Atom wants ids and schemes to be.

use url::Url;

use super::is_canonical;

/// Whether the text is an absolute IRI (RFC 3987): an id may hold any character that is not a blank or a bracket.
pub fn is_iri(text: &str) -> bool {
    is_canonical(text) || is_by_rules(text)
}

/// The same, character by character.
fn is_by_rules(text: &str) -> bool {
    let is_forbidden = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    // A namespace of names has two letters at least (RFC 8141, section 2).
    let is_short =
        |urn: &str| urn.split_once(':').is_none_or(|(name, rest)| name.len() < 2 || rest.is_empty());
    let is_bad_name = text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"))
        && text.get(4..).is_none_or(is_short);
    !text.contains(is_forbidden) && !is_bad_name && (is_plain_address(text) || Url::parse(text).is_ok())
}

/// Whether the text, which holds nothing forbidden, is a URL of the common sort, so that it need not be parsed:
/// nothing behind a plain host can be wrong, and nothing in a tag (RFC 4151).
fn is_plain_address(text: &str) -> bool {
    if let Some(name) = text.strip_prefix("tag:") {
        return !name.starts_with('/');
    }
    let Some(rest) = text.strip_prefix("https://").or(text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A label that begins with a digit could be part of an IP address, one with two hyphens of punycode.
    let is_plain_label = |label: &str| {
        label.starts_with(|first: char| first.is_ascii_alphabetic())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.contains("--")
    };
    host.split('.').all(is_plain_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn iri() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "https://", "http://", "HTTP://", "tag:", "ftp://", "example", "org", ".", "..", "-", "--",
            "xn--", "0x1", "9", "a1", "/", "//", "?", "#", ":", ":80", ":x", "@", "%", "%zz", "[", "]", "_",
            "\u{e4}", "*", "&", ";", "127.0.0.1",
        ]);
        prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_is_taken_for_an_address_by_its_look_is_one(scheme in 0..2_usize, rest in iri()) {
            let text = format!("{}{rest}", ["https://", "tag:"][scheme]);
            if is_plain_address(&text) {
                prop_assert!(Url::parse(&text).is_ok(), "{text}");
            }
            if is_canonical(&text) {
                prop_assert!(is_by_rules(&text), "{text}");
            }
        }
    }

    #[test]
    fn common_addresses_need_no_parser() {
        for (text, expected) in [
            ("https://www.example.org/a/b.html?c=d#e", true),
            ("http://example.org", true),
            ("tag:example.org,2000:a", true),
            ("tag://a:b", false),
            ("https:///a", false),
            ("https://127.0.0.1/", false),
            ("https://xn--a.example.org/", false),
            ("https://a@example.org/", false),
            ("urn:example:a", false),
        ] {
            assert_eq!(is_plain_address(text), expected, "{text}");
        }
    }
}
