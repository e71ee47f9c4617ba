//! What the feeds in the destination say of the ids that were published: their entries, and their own ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::{Config, FeedIds, in_folder};
use crate::emit;
use crate::error::Error;
use crate::format::{self, Input};
use crate::group::Start;
use crate::identity;
use crate::language;
use crate::model::{Entry, Feed, Format, Syntax};
use crate::ordered::CollectOrdered;
use crate::parallel;
use crate::pins::Pins;
use crate::pipeline::records::Records;
use crate::publish::{self, Destination};
use crate::state::FeedState;

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

/// How many bytes the texts of archives hold at most that are compared; more articles are told apart by their titles and dates.
const MOST_ARCHIVED: usize = 64 << 20;

/// How many pages of an archive are read at a time.
const TOGETHER: usize = 64;

/// The entries of the feeds of all articles in the destination and of their archives, each with the folder of its feed: those at the
/// top, and those in the folder of every language that has feeds or had them.
///
/// # Errors
///
/// When a feed is there and cannot be read.
pub(in crate::pipeline) fn shown(
    destination: &Destination,
    config: &Config,
    pins: &Pins,
) -> Result<Vec<(Arc<Entry>, String)>, Error> {
    let had = pins.languages.keys().map(|folder| folder.trim_start_matches('/'));
    let have = config.feeds.languages.iter().map(|own| own.folder.as_str());
    let folders: BTreeSet<&str> = had.chain(have).chain([""]).collect_set();
    let mut entries = Vec::new();
    for folder in folders {
        if let Some(feed) = feed_in(destination, config, folder)? {
            entries.extend(feed.entries.into_iter().map(|entry| (entry, folder.to_owned())));
        }
        let archived = archived(destination, config, folder)?;
        entries.extend(archived.into_iter().map(|entry| (entry, folder.to_owned())));
    }
    Ok(entries)
}

/// The entries of the archive of all articles in a folder.
fn archived(destination: &Destination, config: &Config, folder: &str) -> Result<Vec<Arc<Entry>>, Error> {
    let archive = emit::archive_of_all(folder);
    let pages: Vec<String> = publish::names_in(destination, &archive)?
        .into_iter()
        .filter(|name| Start::parse(name).is_some())
        .map(|name| format!("{archive}/{name}"))
        .collect();
    let (mut entries, mut held) = (Vec::new(), 0_usize);
    for pages in pages.chunks(TOGETHER) {
        let feeds = parallel::try_map(pages, |page| feed_in(destination, config, page))?;
        for mut entry in feeds.into_iter().flatten().flat_map(|feed| feed.entries) {
            held = held.saturating_add(entry.text_length());
            if held > MOST_ARCHIVED {
                let entry = Arc::make_mut(&mut entry);
                (entry.contents, entry.summary) = (Vec::new(), None);
            }
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// The feed of all articles in a folder, where it has entries.
fn feed_in(destination: &Destination, config: &Config, folder: &str) -> Result<Option<Feed>, Error> {
    for (format, file) in &config.feeds.formats {
        let feed = feed(destination, config, *format, &in_folder(folder, file))?;
        if let Some(feed) = feed.filter(|feed| !feed.entries.is_empty()) {
            return Ok(Some(feed));
        }
    }
    Ok(None)
}

/// The languages that the published feeds say they are in, by their folders as they are pinned; none where no folder but the top has
/// feeds and the name of a language.
///
/// # Errors
///
/// When a folder cannot be searched, or a feed is there and cannot be read.
pub(in crate::pipeline) fn languages(
    destination: &Destination,
    config: &Config,
) -> Result<BTreeMap<String, String>, Error> {
    let mut found = BTreeMap::new();
    for (_, file) in &config.feeds.formats {
        for path in publish::candidates(destination, &format!("*/{file}"))? {
            let folder = path.split('/').next().unwrap_or_default();
            let language = match language::tag(folder).is_ok() {
                true => feed_in(destination, config, folder)?.and_then(|feed| feed.head.language),
                false => None,
            };
            found.extend(language.map(|language| (format!("/{folder}"), language)));
        }
    }
    if !found.is_empty() {
        let top = feed_in(destination, config, "")?.and_then(|feed| feed.head.language);
        found.extend(top.map(|language| ("/".to_owned(), language)));
    }
    Ok(found)
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
