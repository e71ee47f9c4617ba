//! What the feeds in the destination say of the ids that were published, for runs that have no state.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::{Config, FeedIds};
use crate::error::Error;
use crate::format::{self, Input};
use crate::identity::{self, Known};
use crate::model::{Entry, Feed, Format, Status, Syntax};
use crate::normalise;
use crate::pins::Pins;
use crate::pipeline::records::Records;
use crate::pipeline::selected::{Linking, read_entry};
use crate::publish::{self, Destination};
use crate::record::{self, Reading};
use crate::source::Source;
use crate::state::FeedState;

use chrono::{DateTime, Utc};

/// The feed of all articles that is in the destination.
fn feed(
    destination: &Destination,
    config: &Config,
    format: Format,
    path: &str,
) -> Result<Option<Feed>, Error> {
    let bytes = publish::read(destination, path)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let input = Input { name: path.to_owned(), bytes };
    let reading = format::read(&input, Some(Syntax::Feed(format)), Some(&config.output.url));
    Ok(reading.feed.map(|(_, feed)| feed))
}

/// What tells the entries of the feed of all articles in the destination.
///
/// # Errors
///
/// When a feed is there and cannot be read.
pub(super) fn entries(destination: &Destination, config: &Config) -> Result<Vec<Known>, Error> {
    Ok(shown(destination, config)?.iter().map(|entry| Known::of(entry, "")).collect())
}

/// The entries of the feed of all articles in the destination.
///
/// # Errors
///
/// When a feed is there and cannot be read.
pub(in crate::pipeline) fn shown(
    destination: &Destination,
    config: &Config,
) -> Result<Vec<Arc<Entry>>, Error> {
    for (format, path) in &config.feeds.formats {
        if let Some(feed) = feed(destination, config, *format, path)?.filter(|feed| !feed.entries.is_empty())
        {
            return Ok(feed.entries);
        }
    }
    Ok(Vec::new())
}

/// The articles, by number, that these entries show under another id, and that id.
pub(super) fn unknown_to(
    records: &Records,
    entries: &[Known],
    source: &dyn Source,
    config: &Config,
    now: DateTime<Utc>,
) -> Vec<(u32, String)> {
    if entries.is_empty() {
        return Vec::new();
    }
    let id = |number| records.facts(number)?.selection.map(|selection| selection.id.to_owned());
    let numbers = || 0..records.count();
    let published: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    let mut present: BTreeSet<String> =
        numbers().filter_map(id).filter(|id| published.contains(id.as_str())).collect();
    let are_strange = |present: &BTreeSet<String>| {
        let is_strange = |entry: &&Known| !entry.id.is_empty() && !present.contains(&entry.id);
        entries.iter().filter(is_strange).cloned().collect::<Vec<Known>>()
    };
    if are_strange(&present).is_empty() {
        return Vec::new();
    }
    // What is held back is not renamed because another article looks like it.
    let held_back = numbers().filter(|&number| records.status(number) != Status::Published);
    present.extend(held_back.filter_map(|number| {
        let path = records.path(number);
        match record::select(path, &source.read(path).ok()?, &config.input.fields) {
            Reading::Record(record, _) => normalise::id_when_published(&record, config),
            Reading::Faulty(_) | Reading::NoFrontMatter => None,
        }
    }));
    let strangers = are_strange(&present);
    let linking = Linking { source, records, config, now };
    let article = |number: u32| {
        let id = id(number).filter(|id| !present.contains(id))?;
        let path = records.path(number);
        let (entry, _) = read_entry(path, &source.read(path).ok()?, &linking).ok()?;
        Some((number, Known { id: id.clone(), ..Known::of(&entry, &id) }))
    };
    let (numbers, articles): (Vec<u32>, Vec<Known>) = numbers().filter_map(article).unzip();
    let pairs = identity::matches(&strangers, &articles, true).into_iter();
    pairs
        .filter_map(|(entry, article)| Some((*numbers.get(article)?, strangers.get(entry)?.id.clone())))
        .collect()
}

/// What the ids of feeds are made from: what the pins say, else the state as far as the published feeds agree with it, else
/// the Atom feed in the destination.
///
/// # Errors
///
/// When a feed is there and cannot be read.
pub(in crate::pipeline) fn feed_ids(
    pins: &Pins,
    previous: &FeedState,
    destination: &Destination,
    config: &Config,
) -> Result<Option<FeedIds>, Error> {
    if let Some(pinned) = identity::feed_ids(&pins.settings) {
        return Ok(Some(pinned));
    }
    let present = config.feed_ids();
    let stored =
        identity::feed_ids(&previous.settings).map(|stored| as_published(stored, &present, previous));
    if stored.as_ref() == Some(&present) {
        return Ok(stored);
    }
    // An id becomes a pin for ever, so that a state which says another one than the feeds do is not believed.
    let file = stored.as_ref().map_or(&present.file, |stored| &stored.file);
    let Some(feed) = feed(destination, config, Format::OF_IDS, file)? else { return Ok(stored) };
    let url = feed.head.id.as_deref().and_then(|id| id.strip_suffix(file.as_str()));
    let url = url.and_then(|url| crate::config::base_url(url).ok());
    let before = stored.clone().unwrap_or(present);
    Ok(url.map(|url| FeedIds { url, ..before }).or(stored))
}

/// What the state says, with the paths of today where it has published no file at those that it names.
fn as_published(stored: FeedIds, present: &FeedIds, previous: &FeedState) -> FeedIds {
    let paths = || previous.published.iter().map(|published| published.path.as_str());
    let is_of_topics = |pattern: &str| {
        let filled = pattern.replace("{file}", &stored.file).replace("{format}", Format::OF_IDS.name());
        let around = filled.split_once("{slug}");
        around.is_some_and(|(start, end)| paths().any(|path| path.starts_with(start) && path.ends_with(end)))
    };
    let path = if is_of_topics(&stored.path) { stored.path.clone() } else { present.path.clone() };
    let file = if paths().any(|path| path == stored.file) { stored.file } else { present.file.clone() };
    FeedIds { path, file, ..stored }
}

/// Whether the file has an article.
pub(super) fn has_article(records: &Records, number: u32) -> bool {
    records.facts(number).is_some_and(|facts| facts.selection.is_some())
}
