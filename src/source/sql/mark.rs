//! What one run leaves for the next of a selection: which rows are the newest of each topic, and up to where changes were asked for.
//!
//! Rows become visible in another order than they say they changed in: a transaction that takes long shows its rows late. So a run
//! asks from where the last one had got to before any transaction began that was under way then, as far as the engine knows of
//! transactions, and always some time back. What comes twice is compared, and costs no more than that.

use serde::{Deserialize, Serialize};

/// The most moments that are kept while a transaction takes long. The oldest is never given up.
const MOST_SEEN: usize = 64;

/// What the next run has to know of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Mark {
    /// A fingerprint of all that the selection depends on but for the rows.
    pub basis: u64,
    /// When all was selected anew, in seconds since 1970.
    pub reconciled: i64,
    /// Up to where changes were seen, the oldest first.
    pub seen: Vec<Seen>,
    /// The number of the oldest transaction that was under way.
    pub oldest: u64,
    /// The values of the column that says in which language an article is, in the order in which they were found; none where nobody
    /// asks. The first stands for rows without one.
    pub languages: Vec<Option<Box<str>>>,
    /// The rows that come first of all, of each further feed, of each language, and of each topic.
    pub windows: Vec<Window>,
}

/// How far changes were seen in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The greatest value of the column that grows, as the engine writes it.
    pub value: Box<str>,
    /// The number of the first transaction that had not begun.
    pub next: u64,
}

/// The newest rows of a topic, or of all; of a further feed those that come first in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Window {
    /// The topic; `None` for a feed that takes articles of all.
    pub topic: Option<Box<str>>,
    /// The language that all of them say, by its place in [`Mark::languages`]; `None` where they may say any.
    pub language: Option<u16>,
    /// The places of the rows among the candidates, in the order of the feed.
    pub rows: Vec<u32>,
    /// Whether there are no more.
    pub is_exhausted: bool,
}

impl Mark {
    /// What a run has left; nothing where it cannot be read.
    pub(super) fn read(bytes: &[u8]) -> Option<Mark> {
        postcard::from_bytes(bytes).ok().filter(|mark: &Mark| !mark.windows.is_empty())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// From where changes are asked for: nothing that was under way in the run before can have changed a row earlier.
    pub(super) fn since(&self) -> Option<&str> {
        let settled = self.seen.iter().rev().find(|seen| seen.next <= self.oldest);
        settled.or(self.seen.first()).map(|seen| &*seen.value)
    }

    /// Notes how far a run has seen; `horizon` are the oldest transaction under way and the next to begin.
    pub(super) fn advance(&mut self, value: Box<str>, horizon: Option<(u64, u64)>) {
        // Where nothing is known of transactions, the time that is asked for twice has to do.
        let (oldest, next) = horizon.unwrap_or((u64::MAX, 0));
        self.oldest = oldest;
        if let Some(settled) = self.seen.iter().rposition(|seen| seen.next <= oldest) {
            self.seen.drain(..settled);
        }
        self.seen.push(Seen { value, next });
        if self.seen.len() > MOST_SEEN {
            self.seen.remove(1);
        }
        if next <= oldest {
            self.seen.drain(..self.seen.len().saturating_sub(1));
        }
    }

    /// The same, where the rows have other places: the new one of each, if it has one.
    pub(super) fn moved(mut self, place: &[Option<u32>]) -> Mark {
        let new = |row: &u32| place.get(usize::try_from(*row).ok()?).copied().flatten();
        for window in &mut self.windows {
            window.rows = window.rows.iter().filter_map(new).collect();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From where each run asks, of runs that see so far, with the oldest transaction under way and the next.
    fn asked(runs: &[(&str, u64, u64)]) -> Vec<String> {
        let mut mark = Mark::default();
        let ask = |&(value, oldest, next): &(&str, u64, u64)| {
            let since = mark.since().unwrap_or_default().to_owned();
            mark.advance(value.into(), Some((oldest, next)));
            since
        };
        runs.iter().map(ask).collect()
    }

    #[test]
    fn changes_are_asked_for_from_where_the_last_run_has_got_to() {
        assert_eq!(asked(&[("1", 10, 10), ("2", 12, 12), ("3", 15, 15)]), ["", "1", "2"]);
    }

    #[test]
    fn a_transaction_that_takes_long_is_waited_for() {
        // Transaction 11 begins after the first run and is over before the fifth.
        let runs = [("1", 10, 10), ("2", 11, 13), ("3", 11, 17), ("4", 11, 20), ("5", 30, 30), ("6", 31, 31)];
        assert_eq!(asked(&runs), ["", "1", "1", "1", "1", "5"]);
    }

    #[test]
    fn of_many_runs_the_oldest_is_kept() {
        let mut mark = Mark::default();
        mark.advance("first".into(), Some((5, 5)));
        for number in 0..500 {
            mark.advance(number.to_string().into(), Some((5, 10 + number)));
        }
        assert_eq!((mark.since(), mark.seen.len()), (Some("first"), MOST_SEEN));
        let mut unknown = Mark::default();
        unknown.advance("1".into(), None);
        unknown.advance("2".into(), None);
        assert_eq!((unknown.since(), unknown.seen.len()), (Some("2"), 1));
    }
}
