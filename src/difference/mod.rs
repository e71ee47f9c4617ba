//! Two states of a feed become what a reader that has read the old one shows of the new one: what is new, what is shown
//! again, what has vanished, and what is old and comes back as new, which cannot be taken back.
//!
//! Readers know an entry by its id, without one by its URL, then by its title. An entry of an unknown id is resurfaced if it is
//! an entry of the old state under another id, or older than what that state reached back to. Swapping the states swaps new
//! with vanished and what is older than the window with what fell out of it.

mod class;
mod pair;
mod window;

pub use pair::{Clues, link_key, pairs};

use std::collections::BTreeMap;

use crate::model::{Entry, Feed, words};
use crate::ordered;
use class::{Class, classes};

words! {
    /// What becomes of an entry for readers, the gravest first.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Kind {
        /// It is old, and its id is unknown: readers show it as new.
        Resurfaced = "resurfaced",
        /// Its id is unknown.
        New = "new",
        /// Its date differs, by which many readers show it as unread or at the top.
        ShownAgain = "shown again",
        /// It is gone, though the new state reaches back beyond it.
        Vanished = "vanished",
        /// It differs, and its date does not.
        ChangedQuietly = "changed quietly",
        /// It is gone because newer ones have taken its place.
        FellOut = "fell out",
        /// It is the same.
        Unchanged = "unchanged",
        /// It has the id of an earlier entry of the same state: readers show one of them.
        Duplicated = "duplicated",
    }

    /// The word for it in output and reports.
    fn word
}

impl Kind {
    /// Whether a subscriber can notice it.
    pub fn is_noticed(self) -> bool {
        match self {
            Kind::Resurfaced | Kind::New | Kind::ShownAgain | Kind::Vanished | Kind::ChangedQuietly => true,
            Kind::FellOut | Kind::Unchanged | Kind::Duplicated => false,
        }
    }
}

/// An entry that is not simply the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub kind: Kind,
    /// Its title as plain text, empty where it has none.
    pub title: String,
    /// Its URL.
    pub link: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// The id that it had, where it has another now.
    pub old_id: Option<String>,
}

/// How two states of a feed differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// How many entries there are of each kind; kinds without any are absent.
    pub counts: BTreeMap<Kind, usize>,
    /// What is not unchanged, by kind, then in the order of the feed.
    pub changes: Vec<Change>,
}

/// What became of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is in both states.
    Compared(Difference),
    /// It is new, with so many entries. Nobody subscribes to it yet.
    New(usize),
    /// It is gone, with so many entries.
    Gone(usize),
    /// What was there cannot be read as a feed, so that nothing is known of what subscribers have seen.
    Unknown,
}

/// A feed and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedDifference {
    /// Its path below the folder of the feeds, or as it was given.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
}

/// How grave differences are for subscribers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Nobody notices anything.
    Nothing,
    /// Something new, shown again, vanished or otherwise changed.
    Changed,
    /// Something old comes back as new.
    Resurfaced,
}

impl FeedDifference {
    /// How grave it is.
    pub fn gravity(&self) -> Gravity {
        let Fate::Compared(difference) = &self.fate else { return Gravity::Changed };
        if difference.counts.contains_key(&Kind::Resurfaced) {
            return Gravity::Resurfaced;
        }
        let is_noticed = difference.counts.keys().any(|kind| kind.is_noticed());
        if is_noticed { Gravity::Changed } else { Gravity::Nothing }
    }
}

/// What a reader that has read `old` shows when it reads `new`. Each entry of either is counted once; one that is in both
/// counts as one.
pub fn compare(old: &Feed, new: &Feed) -> Difference {
    let mut difference = Difference::default();
    for Class { kind, old: before, new: now } in classes(&old.entries, &new.entries) {
        let count = difference.counts.entry(kind).or_default();
        *count = count.saturating_add(1);
        let (before, now) =
            (before.and_then(|at| old.entries.get(at)), now.and_then(|at| new.entries.get(at)));
        if kind != Kind::Unchanged
            && let Some(entry) = now.or(before)
        {
            difference.changes.push(change(kind, entry, before.map(AsRef::as_ref)));
        }
    }
    ordered::sort_by_key(&mut difference.changes, |change| change.kind);
    difference
}

fn change(kind: Kind, entry: &Entry, before: Option<&Entry>) -> Change {
    let old_id = before.and_then(|before| before.id.clone());
    Change {
        kind,
        title: entry.title.as_ref().map(pair::plain).unwrap_or_default(),
        link: entry.link().map(str::to_owned),
        id: entry.id.clone(),
        old_id: old_id.filter(|old| Some(old) != entry.id.as_ref()),
    }
}

#[cfg(test)]
mod tests;
