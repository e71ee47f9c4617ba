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
    /// The articles worth caching, in their order.
    wanted: Vec<Wanted>,
    entries: BTreeMap<u32, Arc<Entry>>,
    /// How many bytes the entries hold together.
    held: usize,
}

/// An article that several feeds show.
struct Wanted {
    number: u32,
    /// How many feeds may still ask for it.
    left: u32,
    /// Whether its entry is worth much memory.
    is_large: bool,
}

/// How many bytes may be read of one article before its entry is worth much memory: all its feeds together would read more.
const MOST_READ: u64 = 64 * 1024;

/// How many bytes cached entries hold at most.
const MOST_HELD: usize = 32 * 1024 * 1024;

/// How many of them those may hold of which less would be read again.
const MOST_HELD_OF_SMALL: usize = 4 * 1024 * 1024;

impl EntryCache {
    /// A cache that is empty, for these articles.
    pub(super) fn of(articles: &Selected<'_>) -> EntryCache {
        let groups = &articles.groups;
        let documents = groups.iter().flat_map(|group| group.documents());
        let mut shown: Vec<u32> = documents.flat_map(|document| document.members).copied().collect();
        shown.sort_unstable();
        let wanted = shown.chunk_by(|a, b| a == b).filter_map(|same| {
            let &number = same.first()?;
            let left = u32::try_from(same.len()).ok().filter(|count| *count > 1)?;
            let size = articles.records.index_entry(number).map_or(0, |entry| entry.stat.size);
            Some(Wanted { number, left, is_large: size.saturating_mul(u64::from(left)) > MOST_READ })
        });
        EntryCache { wanted: wanted.collect(), ..EntryCache::default() }
    }

    /// The cached entry of an article; the last feed that may ask for it takes it away.
    pub(super) fn get(&mut self, number: u32) -> Option<Arc<Entry>> {
        let entry = Arc::clone(self.entries.get(&number)?);
        let wanted = self.wanted(number)?;
        wanted.left = wanted.left.saturating_sub(1);
        if wanted.left == 0 && self.entries.remove(&number).is_some() {
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
        let held = self.held.saturating_add(weight(&entry));
        let Some(Wanted { left, is_large, .. }) = self.wanted(number) else { return entry };
        *left = left.saturating_sub(1);
        let most = if *is_large { MOST_HELD } else { MOST_HELD_OF_SMALL };
        if *left > 0 && held <= most && self.entries.insert(number, Arc::clone(&entry)).is_none() {
            self.held = held;
        }
        entry
    }

    fn wanted(&mut self, number: u32) -> Option<&mut Wanted> {
        let position = self.wanted.binary_search_by_key(&number, |wanted| wanted.number).ok()?;
        self.wanted.get_mut(position)
    }
}

/// About how many bytes an entry holds: those of its texts, and of what else can be many.
fn weight(entry: &Entry) -> usize {
    let links = entry.links.iter().map(|link| link.href.len());
    let files = entry.enclosures.iter().map(|file| file.url.len());
    let others = size_of::<Entry>().saturating_add(entry.text_length());
    links.chain(files).fold(others, usize::saturating_add)
}
