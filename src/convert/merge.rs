//! Several feeds become one: the head is the first one's, entries of one id become one, the newest come first. A feed
//! that is alone keeps its order, and repeated ids, as they are.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Options;
use crate::format::losses::Losses;
use crate::model::{Entry, Feed, FeedHead, Person, Text};
use crate::ordered::{self, CollectOrdered};
use crate::uri::is_iri;

/// How many bytes of the heads of additional feeds are repeated in their entries at most.
const MOST_REPEATED: usize = 16 << 20;

/// The one feed, with the entries that the options let through.
pub(super) fn merge(feeds: Vec<Feed>, options: &Options, losses: &mut Losses) -> Feed {
    let is_alone = feeds.len() == 1;
    let mut feeds = feeds.into_iter();
    let mut merged = feeds.next().unwrap_or_default();
    if !is_alone {
        let mut room = MOST_REPEATED;
        let others = feeds.map(|feed| {
            losses.add("feed: heads of all inputs but the first", 1);
            on_its_own(feed, &mut room, losses)
        });
        let others: Vec<Arc<Entry>> = others.flatten().collect();
        merged.entries.extend(others);
        // What the first of several feeds says of itself as a file holds of none of the others.
        let own = ["alternate", "hub"];
        let before = merged.head.links.len();
        merged.head.links.retain(|link| own.contains(&link.relation.as_str()));
        let gone = before.saturating_sub(merged.head.links.len());
        losses.add("feed: links of the first input to itself", gone);
        losses.add("feed: id of the first input", usize::from(merged.head.id.take().is_some()));
        merged.head.updated = None;
        let before = merged.entries.len();
        merged.entries = newest_first(without_duplicates(merged.entries));
        losses.add("entries: with the id and link of another", before.saturating_sub(merged.entries.len()));
    }
    if let Some(since) = options.since {
        merged.entries.retain(|entry| date(entry).is_some_and(|date| date >= since));
    }
    if let Some(limit) = options.limit {
        merged.entries = newest(merged.entries, limit);
    }
    if let Some(title) = &options.title {
        merged.head.title = Some(Text::plain(title.as_str()));
    }
    merged
}

/// The entries of a feed with what its head says of all of them: under another head they would say something else.
/// Where that is too much to repeat, they stay without it.
fn on_its_own(mut feed: Feed, room: &mut usize, losses: &mut Losses) -> Vec<Arc<Entry>> {
    let head = &feed.head;
    match room.checked_sub(repeated(head).saturating_mul(feed.entries.len())) {
        Some(rest) => *room = rest,
        None => {
            let kind = "entries: language, authors and rights of their feed, too long to repeat";
            losses.add(kind, feed.entries.len());
            return feed.entries;
        }
    }
    for entry in &mut feed.entries {
        let entry = Arc::make_mut(entry);
        if entry.authors.is_empty() {
            entry.authors.clone_from(&head.authors);
        }
        entry.language = entry.language.take().or_else(|| head.language.clone());
        entry.rights = entry.rights.take().or_else(|| head.rights.clone());
    }
    feed.entries
}

/// How many bytes of the head are repeated for an entry, roughly.
fn repeated(head: &FeedHead) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let of_rights =
        head.rights.as_ref().map_or(0, |rights| rights.value.len().saturating_add(length(&rights.base)));
    let of_person = |person: &Person| {
        let texts = [person.name.len(), length(&person.email), length(&person.uri), length(&person.avatar)];
        texts.into_iter().fold(size_of::<Person>(), usize::saturating_add)
    };
    let of_authors = head.authors.iter().map(of_person).fold(0, usize::saturating_add);
    length(&head.language).saturating_add(of_rights).saturating_add(of_authors)
}

/// Of entries with one id the one that changed last; of those the first. Ids that are no URIs are unique in their own
/// feed at best, so that the link has to be the same too; without an id, link and title decide.
fn without_duplicates(entries: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
    let mut kept: Vec<Arc<Entry>> = Vec::with_capacity(entries.len());
    let mut places: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for entry in entries {
        let link = entry.link().map(str::to_owned);
        let key = match entry.id.clone() {
            Some(id) if is_iri(&id) => Some((id, None)),
            Some(id) => Some((id, link)),
            None => entry.title.as_ref().zip(link).map(|(title, link)| (title.value.clone(), Some(link))),
        };
        let position = key.as_ref().and_then(|key| places.get(key).copied());
        match position.and_then(|position| kept.get_mut(position)) {
            Some(known) if date(&entry) > date(known) => *known = entry,
            Some(_) => {}
            None => {
                places.extend(key.map(|key| (key, kept.len())));
                kept.push(entry);
            }
        }
    }
    kept
}

fn newest_first(mut entries: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
    ordered::sort_by(&mut entries, |a, b| by_date(a, b));
    entries
}

/// The newest entries, in the order they have.
fn newest(entries: Vec<Arc<Entry>>, limit: usize) -> Vec<Arc<Entry>> {
    let mut places: Vec<(usize, &Arc<Entry>)> = entries.iter().enumerate().collect();
    ordered::sort_by(&mut places, |(_, a), (_, b)| by_date(a, b));
    let chosen: BTreeSet<usize> = places.into_iter().take(limit).map(|(position, _)| position).collect_set();
    let entries = entries.into_iter().enumerate().filter(|(position, _)| chosen.contains(position));
    entries.map(|(_, entry)| entry).collect()
}

/// The newest first, those without a date last; the sort is stable.
fn by_date(a: &Entry, b: &Entry) -> Ordering {
    b.published.or(b.updated).cmp(&a.published.or(a.updated))
}

/// The last moment at which something is known to have happened to the entry.
fn date(entry: &Entry) -> Option<DateTime<Utc>> {
    entry.updated.max(entry.published)
}
