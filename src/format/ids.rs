//! Ids that a target requires and no input says: derived from what the input says alone, so that the same input always
//! gives the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use url::Url;

use super::losses::Losses;
use crate::model::{Content, Entry, Feed, FeedHead, Text};
use crate::uri;

/// An entry without an id gets its link, normalised as in `build`, else a UUID of what it says.
pub(super) fn entry_ids(feed: &mut Feed, added: &mut Losses) {
    for entry in feed.entries.iter_mut().filter(|entry| entry.id.is_none()) {
        let entry = Arc::make_mut(entry);
        let link = entry.link().and_then(|link| Url::parse(link).ok());
        entry.id = Some(link.map_or_else(|| uuid(&saying(entry)), |link| uri::normalised(&link)));
        added.add("entries: id, from the link or the content", 1);
    }
}

/// Of entries with one id the later ones get a UUID of id, link and publication, which outlives a change of the content.
pub(super) fn distinct_ids(feed: &mut Feed, added: &mut Losses) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for entry in &mut feed.entries {
        let Some(id) = entry.id.clone() else { continue };
        let count = seen.entry(id.clone()).or_default();
        *count = count.saturating_add(1);
        if *count > 1 {
            let link = entry.link().unwrap_or_default();
            let date = entry.published.map(|date| date.timestamp()).unwrap_or_default();
            let position = if taken.insert((id.clone(), link.to_owned(), date)) { 0 } else { *count };
            let own = uuid(&format!("{id}\n{link}\n{date}\n{position}"));
            Arc::make_mut(entry).id = Some(own);
            added.add("entries: id, where another has it already", 1);
        }
    }
}

/// What the feed is about and what is in it.
pub(super) fn contents(feed: &Feed) -> String {
    let FeedHead { title, subtitle, .. } = &feed.head;
    let texts = [title, subtitle].map(|text| text.as_ref().map_or("", |text| &text.value));
    let ids = feed.entries.iter().map(|entry| entry.id.clone().unwrap_or_else(|| saying(entry)));
    texts.into_iter().map(str::to_owned).chain(ids).collect::<Vec<_>>().join("\n")
}

/// What an entry says, for an id of its own.
fn saying(entry: &Entry) -> String {
    let value = |text: &Option<Text>| text.as_ref().map_or("", |text| &text.value).to_owned();
    let date = entry.published.or(entry.updated).map(|date| date.timestamp().to_string());
    let contents = entry.contents.iter().map(|content| match content {
        Content::Text(text) => text.value.as_str(),
        Content::Embedded { value, .. } => value,
        Content::OutOfLine { source, .. } => source,
    });
    let mut parts = vec![value(&entry.title), value(&entry.summary), date.unwrap_or_default()];
    parts.extend(contents.map(str::to_owned));
    parts.extend(entry.enclosures.iter().map(|enclosure| enclosure.url.clone()));
    parts.join("\n")
}

/// A UUID of version 8 (RFC 9562, section 5.8) computed from the SHA-256 of a text.
pub(crate) fn uuid(text: &str) -> String {
    uuid_of(Sha256::new_with_prefix(text))
}

/// The same of a text that has been put in.
pub(super) fn uuid_of(text: Sha256) -> String {
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
    use super::uuid;

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
