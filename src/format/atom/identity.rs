//! Ids in Atom, which wants a URI (RFC 4287, section 4.2.6): another id becomes a UUID, and `dc:identifier` keeps it as it
//! was. Reading gives it back: a UUID of version 8 beside an identifier that is not a URI.
//!
//! The UUID is computed from the id and the feed's page, because many feeds number their entries.

use std::borrow::Cow;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::format::characters::owned;
use crate::format::ids::uuid_of;
use crate::model::{Entry, Extension, ExtensionNode, Feed, QualifiedName};
use crate::uri::is_iri;
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
pub(super) fn make_uris(feed: &mut Feed) {
    // Many feeds number their entries, so the number alone would be the id of an entry of each.
    let feed_link = feed.head.link().or(feed.head.id.as_deref()).unwrap_or_default();
    let of_feed = Sha256::new_with_prefix(feed_link).chain_update("\n");
    for entry in feed.entries.iter_mut().filter(|entry| !is_fit(entry)) {
        let entry = Arc::make_mut(entry);
        // As it is written, so that reading it makes the same of it.
        if let Some(id) = entry.id.take().map(|id| owned(&id)) {
            entry.id = Some(uuid_of(of_feed.clone().chain_update(&id)));
            // Before one that the entry brings with it: the id was computed from the first.
            let position = entry.extensions.iter().position(is_identifier).unwrap_or(entry.extensions.len());
            entry.extensions.insert(position, Extension::of_text(identifier(), id));
        }
    }
}

fn is_fit(entry: &Arc<Entry>) -> bool {
    entry.id.as_deref().is_none_or(is_iri)
}

/// Gives an entry back the id that [`with_uris`] replaced: a UUID of version 8 beside a `dc:identifier` that is not a
/// URI.
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

fn identifier() -> QualifiedName {
    QualifiedName::new(namespace::DUBLIN_CORE, "dc", "identifier")
}

#[cfg(test)]
mod tests {
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
            ("a&b<c>", false),
            ("ünï", false),
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
        own.extensions.push(Extension::of_text(identifier(), "1"));
        let mut entry = Entry::clone(&with_uris(&feed(vec![own.clone()])).entries[0]);
        restore(&mut entry);
        assert_eq!(entry, own);
    }

    #[test]
    fn an_identifier_that_is_not_what_the_id_was_made_of_stays() {
        let mut entry = bare_entry("urn:example:a", "A");
        entry.extensions.push(Extension::of_text(identifier(), "12345"));
        let before = entry.clone();
        restore(&mut entry);
        assert_eq!(entry, before);
    }
}
