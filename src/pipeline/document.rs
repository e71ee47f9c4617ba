//! One document of a feed -> its files, one after the other, so that no more than one of them is held. Whoever takes them decides what
//! becomes of them: a run compares and stages them; one that has no room for all of them makes some again when they are published.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::entries::EntryCache;
use super::render::{Rendering, paths};
use super::withdrawn;
use crate::emit::{self, Cut, Withdrawn};
use crate::error::Error;
use crate::group::FeedDocument;
use crate::model::{Artifact, Entry, Feed};
use crate::ordered::CollectOrdered;
use crate::parallel;

/// Takes a file of a feed, and whether it is the feed itself in one of its formats.
pub(super) type Taker<'t> = &'t mut dyn FnMut(Artifact, &Feed, bool) -> Result<(), Error>;

/// Makes the files of a document, and gives the feed and what was left out of it for its size; nothing where an article cannot be read.
///
/// # Errors
///
/// When a file cannot be made or taken.
pub(super) fn files_of(
    document: FeedDocument<'_>,
    (withdrawn, fallback): (&[Withdrawn], DateTime<Utc>),
    rendering: &Rendering<'_>,
    cache: &Mutex<EntryCache>,
    take: Taker<'_>,
) -> Result<Option<(Feed, Cut)>, Error> {
    let Some((entries, cut)) = entries_of(document, rendering, cache) else { return Ok(None) };
    let config = rendering.articles.config;
    let mut feed = emit::document(document, entries, config, fallback);
    emit::withdraw(&mut feed, withdrawn);
    let copies = feed.head.locations.iter().flat_map(|location| {
        let of_file = rendering.copies.iter().filter(|(_, path)| *path == location.path);
        of_file.map(|(old, _)| emit::copy(&feed, location.format, old, config))
    });
    let beside = match document.page {
        None => rendering.beside(&feed, &document.group.kind)?,
        Some(_) => Vec::new(),
    };
    for artifact in emit::artifacts(&feed, config) {
        take(artifact?, &feed, true)?;
    }
    for artifact in copies.chain(beside.into_iter().map(Ok)) {
        take(artifact?, &feed, false)?;
    }
    Ok(Some((feed, cut)))
}

/// The entries of a document, and what was left out of it for its size; nothing where an article cannot be read.
fn entries_of(
    document: FeedDocument<'_>,
    rendering: &Rendering<'_>,
    cache: &Mutex<EntryCache>,
) -> Option<(Vec<Arc<Entry>>, Cut)> {
    let cache = || cache.lock().unwrap_or_else(PoisonError::into_inner);
    let size = |number| rendering.articles.records.index_entry(number).map_or(0, |entry| entry.stat.size);
    let read = |&number: &u32| {
        if let Some(entry) = cache().get(number) {
            return Some(entry);
        }
        match rendering.articles.entry(number) {
            Ok((entry, findings)) => Some(cache().add((number, size(number)), entry, findings)),
            Err(unfit) => {
                cache().leave_out(rendering.articles.records.path(number), unfit);
                None
            }
        }
    };
    let is_kept = |number: &u32| rendering.articles.records.is_kept(*number);
    let members: Vec<u32> = document.members.iter().copied().filter(|number| !is_kept(number)).collect();
    let unread = members.iter().filter(|number| !cache().has(**number));
    let paths = unread.map(|number| rendering.articles.records.path(*number));
    rendering.articles.source.prefetch(&paths.collect::<Vec<&str>>());
    let budget = emit::budget(&document.group.kind, members.len(), rendering.articles.config);
    let budget = Mutex::new(budget);
    parallel::each(members.len(), &|position| {
        if let Some(entry) = members.get(position).and_then(read) {
            budget.lock().unwrap_or_else(PoisonError::into_inner).put(position, entry);
        }
    });
    let (entries, cut) = budget.into_inner().unwrap_or_else(PoisonError::into_inner).finish();
    Some((entries.into_iter().collect::<Option<_>>()?, cut))
}

/// The documents whose files are made again.
pub(super) struct Again<'r> {
    rendering: &'r Rendering<'r>,
    documents: BTreeMap<String, FeedDocument<'r>>,
    cache: Mutex<EntryCache>,
    fallback: DateTime<Utc>,
}

impl<'r> Again<'r> {
    /// Whatever is rendered can be made again.
    pub(super) fn of(rendering: &'r Rendering<'r>) -> Again<'r> {
        let documents = rendering.articles.groups.iter().flat_map(|group| group.documents());
        let by_path = |document: FeedDocument<'r>| {
            paths(document, rendering.articles.config).into_iter().map(move |(_, path)| (path, document))
        };
        let cache = Mutex::new(EntryCache::of(&rendering.articles));
        let fallback = rendering.articles.fallback();
        Again { rendering, documents: documents.flat_map(by_path).collect_map(), cache, fallback }
    }

    /// Makes the files at these paths, as far as they still can be made.
    ///
    /// # Errors
    ///
    /// When one cannot be made.
    pub(super) fn make(&self, wanted: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        // The formats of a document are made together.
        let mut first: BTreeMap<String, FeedDocument<'r>> = BTreeMap::new();
        for document in wanted.iter().filter_map(|path| self.documents.get(*path)) {
            let path = paths(*document, self.rendering.articles.config).into_iter().next();
            first.extend(path.map(|(_, path)| (path, *document)));
        }
        let make = |document: &FeedDocument<'r>| {
            let paths = paths(*document, self.rendering.articles.config);
            let withdrawn = withdrawn::of_document(&paths, self.rendering)?;
            let mut files = Vec::new();
            files_of(
                *document,
                (&withdrawn, self.fallback),
                self.rendering,
                &self.cache,
                &mut |file, _, _| {
                    if wanted.contains(&file.path.as_str()) {
                        files.push((file.path, file.bytes));
                    }
                    Ok(())
                },
            )?;
            Ok(files)
        };
        let documents: Vec<FeedDocument<'r>> = first.into_values().collect();
        let made = parallel::try_map(&documents, make)?;
        Ok(made.into_iter().flatten().collect_map())
    }
}
