//! Several feeds become one: the head is the first one's, entries of one id become one, the newest come first. A feed
//! that is alone keeps its order, and repeated ids, as they are.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Options;
use crate::model::{Entry, Feed, Text};

/// The one feed, with the entries that the options let through.
pub(super) fn merge(feeds: Vec<Feed>, options: &Options) -> Feed {
    let is_alone = feeds.len() == 1;
    let mut feeds = feeds.into_iter();
    let mut merged = feeds.next().unwrap_or_default();
    for feed in feeds {
        merged.entries.extend(feed.entries);
    }
    if !is_alone {
        // What the first of several feeds says of itself as a file holds of none of the others.
        merged.head.links.retain(|link| link.relation == "alternate");
        merged.head.id = None;
        merged.head.updated = None;
        merged.entries = newest_first(without_duplicates(merged.entries));
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

/// Of entries with one id the one that changed last; of those the first.
fn without_duplicates(entries: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
    let mut kept: Vec<Arc<Entry>> = Vec::with_capacity(entries.len());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let place = entry.id.as_deref().or(entry.link()).and_then(|id| places.get(id).copied());
        match place.and_then(|place| kept.get_mut(place)) {
            Some(known) if date(&entry) > date(known) => *known = entry,
            Some(_) => {}
            None => {
                if let Some(id) = entry.id.as_deref().or(entry.link()) {
                    places.insert(id.to_owned(), kept.len());
                }
                kept.push(entry);
            }
        }
    }
    kept
}

fn newest_first(mut entries: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
    entries.sort_by(|a, b| by_date(a, b));
    entries
}

/// The newest entries, in the order they have.
fn newest(entries: Vec<Arc<Entry>>, limit: usize) -> Vec<Arc<Entry>> {
    let mut places: Vec<(usize, &Arc<Entry>)> = entries.iter().enumerate().collect();
    places.sort_by(|(_, a), (_, b)| by_date(a, b));
    let chosen: BTreeSet<usize> = places.into_iter().take(limit).map(|(place, _)| place).collect();
    let entries = entries.into_iter().enumerate().filter(|(place, _)| chosen.contains(place));
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
