//! What the writers have in common: which content, language and date they write, where a feed is published, and the refusal
//! of a document that fails its read-back.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use memchr::memmem;

use super::modules::dublin_core::is_language;
use crate::error::Error;
use crate::model::{Content, Entry, FeedHead, Format, GENERATOR, TextKind};

/// The document of its head, which ends with `end`, and its entries in between.
pub(super) fn assembled(head: &[u8], mut entries: Vec<u8>, end: &[u8]) -> Option<Vec<u8>> {
    let head = head.strip_suffix(end)?;
    entries.reserve_exact(head.len().saturating_add(end.len()));
    entries.splice(..0, head.iter().copied());
    entries.extend_from_slice(end);
    Some(entries)
}

/// The values without repetition, in their order.
pub(super) fn distinct<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    // Most entries have a few, for which a list is quicker than a set.
    const FEW: usize = 8;
    let (mut kept, mut seen): (Vec<T>, BTreeSet<T>) = (Vec::new(), BTreeSet::new());
    for value in values {
        if kept.len() >= FEW && seen.is_empty() {
            seen.extend(kept.iter().cloned());
        }
        let is_new = if kept.len() < FEW { !kept.contains(&value) } else { seen.insert(value.clone()) };
        if is_new {
            kept.push(value);
        }
    }
    kept
}

/// How many bytes a document of so many entries is given from the start, so that it need not be moved as it grows. Many
/// entries are short ones.
pub(super) fn room_for(entries: usize) -> usize {
    entries.saturating_mul(4096).saturating_add(4096).min(16 << 20)
}

/// Where a feed is published.
#[derive(Clone, Copy)]
pub(super) struct Location<'a> {
    pub(super) url: &'a str,
    pub(super) media_type: Option<&'a str>,
}

/// Where this format of the feed is published, or where the feed that it was converted from is.
pub(super) fn location(head: &FeedHead, format: Format) -> Option<Location<'_>> {
    if let Some(own) = head.location(format) {
        return Some(Location { url: &own.url, media_type: Some(format.media_type()) });
    }
    let source = head.link_to("self")?;
    Some(Location { url: &source.href, media_type: source.media_type.as_deref() })
}

/// The content that XML formats carry, which have one place for it: the first HTML, else the first of all.
pub(super) fn main_content(entry: &Entry) -> Option<&Content> {
    let is_html = |content: &&Content| matches!(content, Content::Text(text) if text.kind == TextKind::Html);
    entry.contents.iter().find(is_html).or(entry.contents.first())
}

/// Whether `build` makes the feed, and not `convert`: nobody else says where each format is published.
pub(super) fn is_built(head: &FeedHead) -> bool {
    !head.locations.is_empty()
}

/// The last change of the entry, as far as it says more than the publication, to the second, which is all that a feed
/// can say. What `build` makes of a record always has one; what comes from another feed has it because that says so.
pub(super) fn written_update(entry: &Entry, head: &FeedHead) -> Option<DateTime<Utc>> {
    let second = |moment: DateTime<Utc>| moment.timestamp();
    let is_written = !is_built(head)
        || entry.published.is_none()
        || entry.updated.map(second) != entry.published.map(second);
    entry.updated.filter(|_| is_written)
}

/// The language of the entry, where it is not the language of the feed.
pub(super) fn own_language<'a>(entry: &'a Entry, head: &FeedHead) -> Option<&'a str> {
    let language = entry.language.as_deref()?;
    let feed_language = head.language.as_deref().unwrap_or_default();
    (!language.eq_ignore_ascii_case(feed_language)).then_some(language)
}

/// As [`own_language`], and the feed's as well where an extension would be taken for the entry's.
pub(super) fn written_language<'a>(entry: &'a Entry, head: &FeedHead) -> Option<&'a str> {
    let others = || entry.extensions.iter().any(is_language);
    own_language(entry, head).or_else(|| entry.language.as_deref().filter(|_| others()))
}

/// The error for a document that fails its own check. The fault is named in our words, never in the input's; `entry` is
/// the index of the entry at fault.
pub(super) fn refusal(format: Format, fault: &str, entry: Option<usize>) -> Error {
    let name = format.name();
    let place = entry.map_or(String::new(), |index| format!("in entry {} ", index.saturating_add(1)));
    Error::output(format!(
        "{place}the {name} feed fails its own check: {fault}; it is not published, please report this bug of feedmill"
    ))
}

/// Whether the document of XML names feedmill as its generator, whatever has become of it since.
pub(super) fn names_generator(bytes: &[u8], _path: &str) -> bool {
    memmem::find(bytes, [">", GENERATOR, "</generator>"].concat().as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_value_is_kept_once_where_it_is_first(values in prop::collection::vec(0..24_u8, 0..60)) {
            let is_first = |&(place, value): &(usize, &u8)| !values[..place].contains(value);
            let expected: Vec<u8> = values.iter().enumerate().filter(is_first).map(|(_, value)| *value).collect();
            prop_assert_eq!(distinct(values.iter().copied()), expected);
        }
    }
}
