//! Ids in Atom, which wants a URI (RFC 4287, section 4.2.6): an id that is none becomes a UUID of it, and
//! `dc:identifier` keeps it as it was. Reading that gives it back.

use std::borrow::Cow;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use url::Url;

use crate::format::owned;
use crate::model::{Entry, Extension, ExtensionNode, Feed, QualifiedName};
use crate::xml::namespace;

/// The feed with ids that Atom accepts. An entry without an id stays without one.
pub(super) fn with_uris(feed: &Feed) -> Cow<'_, Feed> {
    if feed.entries.iter().all(is_fit) {
        return Cow::Borrowed(feed);
    }
    let mut feed = feed.clone();
    make_uris(&mut feed);
    Cow::Owned(feed)
}

/// Gives the feed ids that Atom accepts. An entry without an id stays without one.
pub fn make_uris(feed: &mut Feed) {
    // Many feeds number their entries, so the number alone would be the id of an entry of each.
    let feed_link = feed.head.link().or(feed.head.id.as_deref()).unwrap_or_default();
    let of_feed = Sha256::new_with_prefix(feed_link).chain_update("\n");
    for entry in feed.entries.iter_mut().filter(|entry| !is_fit(entry)) {
        let entry = Arc::make_mut(entry);
        // As it is written, so that reading it makes the same of it.
        if let Some(id) = entry.id.take().map(|id| owned(&id)) {
            entry.id = Some(uuid_of(of_feed.clone().chain_update(&id)));
            // Before one that the entry brings with it: the first is what the id was made of.
            let position = entry.extensions.iter().position(is_identifier).unwrap_or(entry.extensions.len());
            entry.extensions.insert(position, identifier(&id));
        }
    }
}

fn is_fit(entry: &Arc<Entry>) -> bool {
    entry.id.as_deref().is_none_or(is_iri)
}

/// Gives an entry back the id that [`with_uris`] replaced: a UUID of version 8 beside a `dc:identifier` that is no URI.
pub(super) fn restore(entry: &mut Entry) {
    let is_ours = |id: &str| id.starts_with("urn:uuid:") && id.get(23..24) == Some("8");
    if !entry.id.as_deref().is_some_and(is_ours) {
        return;
    }
    let own = entry.extensions.iter().enumerate().find_map(|(position, extension)| {
        match extension.children.as_slice() {
            [ExtensionNode::Text(own)] if is_identifier(extension) && !is_iri(own) => {
                Some((position, own.clone()))
            }
            _ => None,
        }
    });
    if let Some((position, own)) = own {
        entry.extensions.remove(position);
        entry.id = Some(own);
    }
}

fn is_identifier(extension: &Extension) -> bool {
    extension.name.namespace == namespace::DUBLIN_CORE && extension.name.local == "identifier"
}

/// Whether the text is an absolute IRI (RFC 3987): an id may hold any character that is not a blank or a bracket.
pub fn is_iri(text: &str) -> bool {
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

/// Whether the text, which holds nothing forbidden, is an address of the common sort, so that it need not be parsed:
/// nothing behind a plain host can be wrong, and nothing in a tag (RFC 4151).
fn is_plain_address(text: &str) -> bool {
    if let Some(name) = text.strip_prefix("tag:") {
        return !name.starts_with('/');
    }
    let Some(rest) = text.strip_prefix("https://").or(text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A label that begins with a digit could be part of an address in numbers, one with two hyphens of punycode.
    let is_plain_label = |label: &str| {
        label.starts_with(|first: char| first.is_ascii_alphabetic())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.contains("--")
    };
    host.split('.').all(is_plain_label)
}

fn identifier(id: &str) -> Extension {
    let name = QualifiedName {
        namespace: namespace::DUBLIN_CORE.to_owned(),
        prefix: "dc".to_owned(),
        local: "identifier".to_owned(),
    };
    Extension { name, attributes: Vec::new(), children: vec![ExtensionNode::Text(id.to_owned())] }
}

/// A UUID of version 8 (RFC 9562, section 5.8) made of the SHA-256 of a text.
pub fn uuid(text: &str) -> String {
    uuid_of(Sha256::new_with_prefix(text))
}

fn uuid_of(text: Sha256) -> String {
    let digest = text.finalize();
    let mut value = digest.iter().take(16).fold(0_u128, |value, &byte| value << 8 | u128::from(byte));
    value = value & !(0xf << 76) | 8 << 76;
    value = value & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{value:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{bare_entry, feed};

    #[test]
    fn an_id_that_is_no_uri_becomes_one_and_comes_back() {
        for (id, is_kept) in [
            ("urn:example:a", true),
            ("https://example.org/ü", true),
            ("12345", false),
            ("a b:c", false),
            ("https://example.org/a b", false),
        ] {
            let feed = feed(vec![bare_entry(id, "A")]);
            let written = with_uris(&feed);
            let mut entry = Entry::clone(&written.entries[0]);
            assert_eq!(entry.id.as_deref() == Some(id), is_kept, "{id}");
            assert!(is_iri(entry.id.as_deref().unwrap()), "{id}");
            restore(&mut entry);
            assert_eq!(entry, *feed.entries[0], "{id}");
        }
    }

    #[test]
    fn an_identifier_that_an_entry_brings_with_it_is_not_taken_for_its_id() {
        let mut own = bare_entry("3", "A");
        own.extensions.push(identifier("1"));
        let mut entry = Entry::clone(&with_uris(&feed(vec![own.clone()])).entries[0]);
        restore(&mut entry);
        assert_eq!(entry, own);
    }

    fn address() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "https://",
            "http://",
            "HTTP://",
            "tag:",
            "ftp://",
            "example",
            "org",
            ".",
            "..",
            "-",
            "--",
            "xn--",
            "0x1",
            "9",
            "a1",
            "/",
            "//",
            "?",
            "#",
            ":",
            ":80",
            ":x",
            "@",
            "%",
            "%zz",
            "[",
            "]",
            "_",
            "\u{e4}",
            "*",
            "&",
            ";",
            "127.0.0.1",
        ]);
        prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_is_taken_for_an_address_by_its_look_is_one(scheme in 0..2_usize, rest in address()) {
            let text = format!("{}{rest}", ["https://", "tag:"][scheme]);
            if is_plain_address(&text) {
                prop_assert!(Url::parse(&text).is_ok(), "{text}");
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

    #[test]
    fn an_identifier_that_is_not_what_the_id_was_made_of_stays() {
        let mut entry = bare_entry("urn:example:a", "A");
        entry.extensions.push(identifier("12345"));
        let before = entry.clone();
        restore(&mut entry);
        assert_eq!(entry, before);
    }

    #[test]
    fn a_uuid_is_of_version_8_and_depends_on_the_text_alone() {
        let uuid = uuid("12345");
        assert_eq!(uuid, super::uuid("12345"));
        assert_ne!(uuid, super::uuid("12346"));
        assert_eq!(uuid.len(), "urn:uuid:00000000-0000-8000-8000-000000000000".len());
        assert_eq!(uuid.get(23..24), Some("8"));
        assert!(uuid.get(28..29).is_some_and(|variant| "89ab".contains(variant)), "{uuid}");
    }
}
