//! Articles that were read whole -> their entries, of which those are kept that would be read again and again, and what was
//! found while they were read. A first build shows nearly all articles, so that what is noted of each takes a few bits or bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::selected::{Selected, Unfit};
use super::{RoundError, Unstable};
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
    /// How many feeds may still ask for each article, by its number; of more than can be counted the entry just stays longer.
    left: Vec<u8>,
    entries: BTreeMap<u32, Arc<Entry>>,
    /// How many bytes the entries hold together.
    held: usize,
}

/// The findings about the articles that were read whole, by the numbers of their files. Few articles have any.
#[derive(Debug, Default)]
pub(super) struct ShownFindings {
    /// A bit for each file, which says whether its article was read whole.
    is_shown: Vec<u64>,
    /// What was found of those of which anything was.
    found: BTreeMap<u32, Vec<Finding>>,
}

impl ShownFindings {
    /// Notes what was found about an article.
    pub(super) fn insert(&mut self, number: u32, findings: Vec<Finding>) {
        let (word, bit) = ShownFindings::place(number);
        if self.is_shown.len() <= word {
            self.is_shown.resize(word.saturating_add(1), 0);
        }
        self.is_shown.get_mut(word).into_iter().for_each(|bits| *bits |= bit);
        match findings.is_empty() {
            true => drop(self.found.remove(&number)),
            false => drop(self.found.insert(number, findings)),
        }
    }

    /// What was found about an article; `None` where it was not read whole.
    pub(super) fn get(&self, number: u32) -> Option<&[Finding]> {
        let (word, bit) = ShownFindings::place(number);
        let is_shown = self.is_shown.get(word).is_some_and(|bits| bits & bit != 0);
        is_shown.then(|| self.found.get(&number).map_or(&[][..], Vec::as_slice))
    }

    /// The numbers of the files whose articles were read whole.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        let words = u32::try_from(self.is_shown.len()).unwrap_or(u32::MAX);
        (0..words.saturating_mul(u64::BITS)).filter(|number| self.get(*number).is_some())
    }

    fn place(number: u32) -> (usize, u64) {
        let word = usize::try_from(number / u64::BITS).unwrap_or(usize::MAX);
        (word, 1_u64.wrapping_shl(number % u64::BITS))
    }
}

/// How many bytes the feeds that are left may read of one article together before its entry is worth much memory.
const MOST_READ: u64 = 64 * 1024;

/// How many bytes cached entries hold at most.
const MOST_HELD: usize = 32 * 1024 * 1024;

/// How many of them those may hold of which less would be read again.
const MOST_HELD_OF_SMALL: usize = 4 * 1024 * 1024;

impl EntryCache {
    /// A cache that is empty, for these articles.
    pub(super) fn of(articles: &Selected<'_>) -> EntryCache {
        let documents = articles.groups.iter().flat_map(|group| group.documents());
        let mut left = vec![0_u8; usize::try_from(articles.records.count()).unwrap_or_default()];
        for number in documents.flat_map(|document| document.members) {
            let left = usize::try_from(*number).ok().and_then(|number| left.get_mut(number));
            left.into_iter().for_each(|left| *left = left.saturating_add(1));
        }
        EntryCache { left, ..EntryCache::default() }
    }

    /// The cached entry of an article; the last feed that may ask for it takes it away.
    pub(super) fn get(&mut self, number: u32) -> Option<Arc<Entry>> {
        let entry = Arc::clone(self.entries.get(&number)?);
        if self.ask(number) == 0 && self.entries.remove(&number).is_some() {
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

    /// Adds the findings about an article whose record has so many bytes, and caches its entry where that is worth it.
    pub(super) fn add(
        &mut self,
        (number, size): (u32, u64),
        entry: Entry,
        findings: Vec<Finding>,
    ) -> Arc<Entry> {
        self.findings.insert(number, findings);
        let entry = Arc::new(entry);
        let held = self.held.saturating_add(weight(&entry));
        let left = self.ask(number);
        let is_large = size.saturating_mul(u64::from(left)) > MOST_READ;
        let most = if is_large { MOST_HELD } else { MOST_HELD_OF_SMALL };
        if left > 0 && held <= most && self.entries.insert(number, Arc::clone(&entry)).is_none() {
            self.held = held;
        }
        entry
    }

    /// How many feeds may ask for an article after this one.
    fn ask(&mut self, number: u32) -> u8 {
        let Some(left) = usize::try_from(number).ok().and_then(|number| self.left.get_mut(number)) else {
            return 0;
        };
        // What is asked for more often than can be counted stays.
        if *left < u8::MAX {
            *left = left.saturating_sub(1);
        }
        *left
    }
}

/// About how many bytes an entry holds: those of its texts, and of what else can be many.
fn weight(entry: &Entry) -> usize {
    let links = entry.links.iter().map(|link| link.href.len());
    let files = entry.enclosures.iter().map(|file| file.url.len());
    let others = size_of::<Entry>().saturating_add(entry.text_length());
    links.chain(files).fold(others, usize::saturating_add)
}
