//! How far back a feed reaches: what is older than that has left it at its old end, or comes back there.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::Entry;

/// How many entries may be pinned above the newest one.
const MOST_PINNED: usize = 3;

/// The span of the dates in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    oldest: DateTime<Utc>,
    newest: DateTime<Utc>,
}

impl Window {
    /// The window of a feed; none where no entry has a date. Entries pinned in front of a feed that otherwise has the newest
    /// first do not make it reach further back.
    pub(super) fn of(entries: &[Arc<Entry>]) -> Option<Window> {
        let dates: Vec<DateTime<Utc>> = entries.iter().filter_map(|entry| date(entry)).collect();
        let newest = *dates.iter().max()?;
        let is_sorted = |dates: &[DateTime<Utc>]| dates.is_sorted_by(|a, b| a >= b);
        let rest = (0..=MOST_PINNED).filter_map(|pinned| dates.get(pinned..)).find(|rest| is_sorted(rest));
        let oldest = rest.and_then(<[_]>::last).or_else(|| dates.iter().min())?;
        Some(Window { oldest: *oldest, newest })
    }

    /// Whether what is of this moment lies behind the old end. Of several of the oldest moment, a limit may keep some and
    /// drop the others.
    pub(super) fn ends_before(&self, moment: DateTime<Utc>) -> bool {
        moment < self.oldest || (moment == self.oldest && self.oldest < self.newest)
    }
}

/// The moment by which an entry has its place in a feed.
pub(super) fn date(entry: &Entry) -> Option<DateTime<Utc>> {
    entry.published.or(entry.updated)
}
