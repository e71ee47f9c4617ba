//! Articles that were read whole -> their entries, of which those are kept that would be read again and again, and what was
//! found while they were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::selected::{Selected, Unfit};
use super::{RoundError, ShownFindings, Unstable};
use crate::error::Error;
use crate::finding::Finding;
use crate::model::Entry;

/// The entries of articles that would be read too often, and what was found while articles were read whole.
#[derive(Default)]
pub(super) struct EntryCache {
    findings: ShownFindings,
    /// The articles that are not what they were when they were selected, or cannot be read whole.
    changed: Unstable,
    /// Why nothing can be published.
    error: Option<Error>,
    /// The articles worth caching, with the number of feeds that may still ask for them.
    wanted: BTreeMap<u32, usize>,
    entries: BTreeMap<u32, Arc<Entry>>,
    /// How many bytes the entries hold together.
    held: usize,
}

/// How many bytes may be read of one article: its entry is cached where all its feeds together would read more. That costs
/// most articles less than it gains.
const MOST_READ: u64 = 64 * 1024;

/// How many bytes cached entries hold at most.
const MOST_HELD: usize = 32 * 1024 * 1024;

impl EntryCache {
    /// A cache that is empty, for these articles.
    pub(super) fn of(articles: &Selected<'_>) -> EntryCache {
        let groups = &articles.groups;
        let documents = groups.iter().flat_map(|group| group.documents());
        let mut shown: Vec<u32> = documents.flat_map(|document| document.members).copied().collect();
        shown.sort_unstable();
        let wanted = shown.chunk_by(|a, b| a == b).filter_map(|same| {
            let &number = same.first()?;
            let size = articles.records.index_entry(number).map_or(0, |entry| entry.stat.size);
            let read = size.saturating_mul(u64::try_from(same.len()).unwrap_or(u64::MAX));
            (same.len() > 1 && read > MOST_READ).then_some((number, same.len()))
        });
        EntryCache { wanted: wanted.collect(), ..EntryCache::default() }
    }

    /// The cached entry of an article; the last feed that may ask for it takes it away.
    pub(super) fn get(&mut self, number: u32) -> Option<Arc<Entry>> {
        let entry = Arc::clone(self.entries.get(&number)?);
        let left = self.wanted.get_mut(&number)?;
        *left = left.saturating_sub(1);
        if *left == 0 && self.entries.remove(&number).is_some() {
            self.held = self.held.saturating_sub(weight(&entry));
        }
        Some(entry)
    }

    /// Whether the entry of an article is cached.
    pub(super) fn has(&self, number: u32) -> bool {
        self.entries.contains_key(&number)
    }

    /// The findings, where every article could be read.
    pub(super) fn findings(self) -> Result<ShownFindings, RoundError> {
        if let Some(error) = self.error {
            return Err(error.into());
        }
        if self.changed.is_empty() { Ok(self.findings) } else { Err(RoundError::Changed(self.changed)) }
    }

    /// Notes why an article has no entry.
    pub(super) fn leave_out(&mut self, path: &str, unfit: Unfit) {
        let reason = match unfit {
            Unfit::Changed => None,
            Unfit::Unreadable(reason) => Some(reason),
            Unfit::Machine(error) => return self.error = Some(error),
        };
        self.changed.insert(path.to_owned(), reason);
    }

    /// Adds the findings about an article, and caches its entry where that is worth it.
    pub(super) fn add(&mut self, number: u32, entry: Entry, findings: Vec<Finding>) -> Arc<Entry> {
        self.findings.insert(number, findings);
        let entry = Arc::new(entry);
        let Some(left) = self.wanted.get_mut(&number) else { return entry };
        *left = left.saturating_sub(1);
        let held = self.held.saturating_add(weight(&entry));
        if *left > 0 && held <= MOST_HELD && self.entries.insert(number, Arc::clone(&entry)).is_none() {
            self.held = held;
        }
        entry
    }
}

/// About how many bytes an entry holds: those of its texts, and of what else can be many.
fn weight(entry: &Entry) -> usize {
    let links = entry.links.iter().map(|link| link.href.len());
    let files = entry.enclosures.iter().map(|file| file.url.len());
    let others = size_of::<Entry>().saturating_add(entry.text_length());
    links.chain(files).fold(others, usize::saturating_add)
}
