//! What a conversion loses of a feed, derives and repairs, in plain words and counted, for its report. Which things these are, the
//! `fit` of each format says.

use std::collections::BTreeMap;

use crate::model::{Category, Extension, Feed, Link, Person};

/// What a conversion counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// What was left out.
    pub lost: Losses,
    /// What the target requires and no input says.
    pub added: Losses,
    /// What was written in another spelling that means the same.
    pub repaired: Losses,
}

/// The kinds of things that were left out, derived or repaired.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Losses {
    /// How often each kind was left out: `feed: rights`, `entries: related links`, …
    pub kinds: BTreeMap<String, usize>,
}

impl Losses {
    /// Counts so many of a kind. None at all leave no trace.
    pub fn add(&mut self, kind: impl Into<String>, count: usize) {
        if count > 0 {
            let sum = self.kinds.entry(kind.into()).or_default();
            *sum = sum.saturating_add(count);
        }
    }

    /// Counts foreign elements, each by its name; `whose` is `feed` or `entries`.
    pub fn add_elements<'a>(&mut self, whose: &str, elements: impl IntoIterator<Item = &'a Extension>) {
        for element in elements {
            let (prefix, local) = (&element.name.prefix, &element.name.local);
            let colon = if prefix.is_empty() { "" } else { ":" };
            self.add(format!("{whose}: <{prefix}{colon}{local}>"), 1);
        }
    }

    /// Counts the dates that say more than feeds of ours write.
    pub(super) fn add_fractions(&mut self, feed: &Feed) {
        let of_entries = feed.entries.iter().flat_map(|entry| [entry.published, entry.updated]);
        let dates = of_entries.chain([feed.head.published, feed.head.updated]).flatten();
        let fractions = dates.filter(|date| date.timestamp_subsec_nanos() > 0).count();
        self.add("dates: fractions of a second", fractions);
    }

    /// Counts the labels of categories that differ from the term.
    pub(super) fn add_labels(&mut self, whose: &str, categories: &[Category]) {
        let has_label =
            |category: &&Category| category.label.as_ref().is_some_and(|label| *label != category.term);
        self.add(format!("{whose}: category labels"), categories.iter().filter(has_label).count());
    }

    /// Counts the images of people.
    pub(super) fn add_author_images<'a>(&mut self, whose: &str, people: impl Iterator<Item = &'a Person>) {
        let count = people.filter(|person| person.avatar.is_some()).count();
        self.add(format!("{whose}: images of authors"), count);
    }

    /// Counts what links say beside URL and media type.
    pub(super) fn add_link_details<'a>(&mut self, whose: &str, links: impl IntoIterator<Item = &'a Link>) {
        let has_details =
            |link: &&Link| link.language.is_some() || link.title.is_some() || link.length.is_some();
        let count = links.into_iter().filter(has_details).count();
        self.add(format!("{whose}: titles, languages and lengths of links"), count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_summed_up_and_nothing_leaves_no_trace() {
        let mut losses = Losses::default();
        for (kind, count) in [("b", 1), ("a", 0), ("b", 2)] {
            losses.add(kind, count);
        }
        assert_eq!(losses.kinds, BTreeMap::from([("b".to_owned(), 3)]));
    }
}
