//! Ids that a target requires and no input says: derived from what the entry itself says, so that the same entry always
//! gives the same, whatever stands beside it.
//!
//! A link is the id only where it looks like the address of one article (`own_page`): many feeds have one link for all
//! their entries. Otherwise the id is a UUID of link, date and title, and not of the content, which people edit. The others
//! decide in two cases only: a link that a group of entries has is the id of none of them, and where two entries would still
//! have one id the oldest keeps it, for subscribers know it longest.

mod own_page;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use url::Url;

use super::losses::Losses;
use super::shared::main_content;
use crate::html::plain_text;
use crate::model::{Content, Entry, Feed, FeedHead, Text, TextKind};
use crate::ordered::{self, CollectOrdered};
use crate::text::fold_white_space;
use crate::uri;
use own_page::is_own_page;

/// An entry without an id gets one that no other entry has.
pub(super) fn entry_ids(feed: &mut Feed, added: &mut Losses) {
    if feed.entries.iter().all(|entry| entry.id.is_some()) {
        return;
    }
    let mut taken = Taken::default();
    taken.ids.extend(feed.entries.iter().filter_map(|entry| entry.id.clone()));
    let mut pages = grouped(&feed.entries);
    pages.extend(feed.head.links.iter().filter_map(|link| normalised(&link.href)));
    for index in from_oldest(&feed.entries) {
        let Some(entry) = feed.entries.get_mut(index).filter(|entry| entry.id.is_none()) else { continue };
        let entry = Arc::make_mut(entry);
        entry.id = Some(derived(entry, &pages, &mut taken));
        added.add("entries: id, from the link or the content", 1);
    }
}

/// Of entries with one id the oldest keeps it, and the others get a UUID of id, link and publication, which outlives a
/// change of the content.
pub(super) fn distinct_ids(feed: &mut Feed, added: &mut Losses) {
    let mut taken = Taken::default();
    taken.ids.extend(feed.entries.iter().filter_map(|entry| entry.id.clone()));
    if taken.ids.len() == feed.entries.len() {
        return;
    }
    let mut seen = BTreeSet::new();
    for index in from_oldest(&feed.entries) {
        let Some(entry) = feed.entries.get_mut(index) else { continue };
        let Some(id) = entry.id.clone().filter(|id| !seen.insert(id.clone())) else { continue };
        let link = entry.link().unwrap_or_default();
        let date = entry.published.map(|date| date.timestamp()).unwrap_or_default();
        let own = taken.free(format!("{id}\n{link}\n{date}"));
        Arc::make_mut(entry).id = Some(own);
        added.add("entries: id, where another has it already", 1);
    }
}

/// The links of groups: two entries of one date have them, or three of any, each with words of its own. They come into the feed
/// and leave it one after the other, and if the oldest had the link as its id, each would take it from the one before. Two
/// entries of two dates are an article and its second edition: the first keeps the id that it had before the other came.
fn grouped(entries: &[Arc<Entry>]) -> BTreeSet<String> {
    let mut pages: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let page = page(entry).map(|page| uri::normalised(&page));
        pages.entry(page.unwrap_or_default()).or_default().push(entry);
    }
    let is_group = |entries: &[&Entry]| {
        let title = |entry: &Entry| entry.title.as_ref().map(words);
        let several: BTreeSet<_> = entries.iter().map(|entry| (date(entry), title(entry))).collect_set();
        let dates: BTreeSet<_> = several.iter().map(|(date, _)| *date).collect_set();
        several.len() > dates.len() || several.len() > 2
    };
    pages.retain(|_, entries| entries.len() > 1 && is_group(entries));
    pages.into_keys().collect_set()
}

/// The page that the entry is, else the one that it is about.
fn page(entry: &Entry) -> Option<Url> {
    let about = || entry.link_to("via").map(|link| link.href.as_str());
    entry.link().or_else(about).and_then(|link| Url::parse(link).ok())
}

/// The entries from the oldest to the newest. Of one day, the last in the document is the oldest.
fn from_oldest(entries: &[Arc<Entry>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    ordered::sort_by_cached_key(&mut order, |&index| {
        (entries.get(index).and_then(|entry| date(entry)), Reverse(index))
    });
    order
}

/// The ids that entries have.
#[derive(Default)]
struct Taken {
    ids: BTreeSet<String>,
    /// How many ids were made of a text.
    counts: BTreeMap<String, usize>,
}

impl Taken {
    /// Takes the id, if no entry has it.
    fn take(&mut self, id: String) -> Option<String> {
        self.ids.insert(id.clone()).then_some(id)
    }

    /// Takes a UUID of the text and, from the second on, of its number.
    fn free(&mut self, text: String) -> String {
        let count = self.counts.entry(text.clone()).or_default();
        loop {
            let id = uuid(&format!("{text}\n{count}"));
            *count = count.saturating_add(1);
            if self.ids.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// The first of the ids of the entry that is free: its own page, a UUID of what outlives an edit, and one of all that it
/// says. `pages` are the feed's own and those of groups, which no entry has for itself.
fn derived(entry: &Entry, pages: &BTreeSet<String>, taken: &mut Taken) -> String {
    let link = page(entry);
    let page = link.as_ref().map(uri::normalised).unwrap_or_default();
    if link.is_some_and(|link| is_own_page(&link))
        && !pages.contains(&page)
        && let Some(id) = taken.take(page.clone())
    {
        return id;
    }
    let lasting = lasting(entry, &page);
    taken.take(uuid(&lasting)).unwrap_or_else(|| taken.free(format!("{lasting}\n{}", saying(entry))))
}

/// What an edit of the content leaves as it is: link, date and title. Without a date the first file tells entries apart, and
/// the words do only where there is hardly anything else.
fn lasting(entry: &Entry, page: &str) -> String {
    let title = entry.title.as_ref().map(words).unwrap_or_default();
    let date = date(entry).map(|date| date.to_string());
    let file = entry.enclosures.first().filter(|_| date.is_none()).map(|file| file.url.clone());
    let is_scarce = title.is_empty() && (page.is_empty() || date.is_none() && file.is_none());
    let text = is_scarce.then(|| shown(entry));
    let parts = [Some(page.to_owned()), date, Some(title), file, text];
    parts.map(Option::unwrap_or_default).join("\n")
}

/// The publication, else the last change, in seconds.
fn date(entry: &Entry) -> Option<i64> {
    entry.published.or(entry.updated).map(|date| date.timestamp())
}

/// The text that readers see of the content, else of the summary.
fn shown(entry: &Entry) -> String {
    let content = match main_content(entry) {
        Some(Content::Text(text)) => words(text),
        Some(Content::Embedded { .. } | Content::OutOfLine { .. }) | None => String::new(),
    };
    let summary = || entry.summary.as_ref().map(words).unwrap_or_default();
    if content.is_empty() { summary() } else { content }
}

fn words(text: &Text) -> String {
    match text.kind {
        TextKind::Plain => fold_white_space(&text.value),
        TextKind::Html => plain_text(&text.value),
    }
}

fn normalised(link: &str) -> Option<String> {
    Url::parse(link).ok().map(|link| uri::normalised(&link))
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
