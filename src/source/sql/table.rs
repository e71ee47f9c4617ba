//! The rows that can be shown, while they are selected: each has a number, and whatever is known of it stands beside. Of a first
//! build there are as many as articles in feeds, so that none of them takes an allocation of its own.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::narrow;
use super::verdict::Verdict;
use crate::catalogue::{DataItem, DataItems, DataPlace, Paths};
use crate::text::digest;

/// The candidates: those of the previous run, sorted by key, and behind them those that have come. The former stay as they are, since
/// they are shared, and what has become of them stands beside.
#[derive(Default)]
pub(super) struct Table {
    /// How many columns a row has.
    columns: usize,
    known: Arc<DataItems>,
    changed: BTreeMap<u32, DataPlace>,
    /// The keys of those that have come, in the order of their numbers.
    keys: Paths,
    /// The length and the content of each.
    rows: Vec<(u64, u64)>,
    /// The number of each, by the fingerprint of its key.
    numbers: HashMap<u64, u32>,
    /// Those whose fingerprint another has.
    alike: BTreeMap<Box<str>, u32>,
    asked: Vec<Asked>,
}

/// What is known of a candidate in this run.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asked {
    /// Nothing yet.
    No,
    /// There is no such row.
    Absent,
    /// Whether it fills a place.
    Yes(Option<Verdict>),
}

impl Table {
    /// The candidates of the previous run, and how many columns a row has.
    pub(super) fn of(known: Arc<DataItems>, columns: usize) -> Table {
        let asked = vec![Asked::No; known.len()];
        Table { columns, known, asked, ..Table::default() }
    }

    /// How many candidates there are.
    pub(super) fn len(&self) -> usize {
        self.known.len().saturating_add(self.keys.len())
    }

    /// Whether the previous run had it.
    pub(super) fn is_known(&self, number: u32) -> bool {
        usize::try_from(number).is_ok_and(|number| number < self.known.len())
    }

    /// Where a number is among those that have come.
    fn place_of_new(&self, number: u32) -> Option<usize> {
        usize::try_from(number).ok()?.checked_sub(self.known.len())
    }

    /// The number of the row with a key.
    pub(super) fn number(&mut self, key: &str) -> u32 {
        if let Some(place) = self.place(key) {
            return place;
        }
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX);
        match self.numbers.entry(digest(key.as_bytes())) {
            Entry::Vacant(entry) => _ = entry.insert(number),
            Entry::Occupied(_) => _ = self.alike.insert(key.into(), number),
        }
        self.keys.push(key);
        self.rows.push((0, 0));
        self.asked.push(Asked::No);
        number
    }

    fn place(&self, key: &str) -> Option<u32> {
        if let Some(position) = self.known.position(key) {
            return u32::try_from(position).ok();
        }
        let number = *self.numbers.get(&digest(key.as_bytes()))?;
        if self.key(number) == Some(key) { Some(number) } else { self.alike.get(key).copied() }
    }

    /// The key of a row.
    pub(super) fn key(&self, number: u32) -> Option<&str> {
        match self.place_of_new(number) {
            Some(place) => self.keys.get(place),
            None => self.known.name(usize::try_from(number).ok()?),
        }
    }

    /// What is known of a row.
    pub(super) fn item(&self, number: u32) -> Option<DataItem<'_>> {
        let Some(place) = self.place_of_new(number) else {
            let item = self.known.get(usize::try_from(number).ok()?)?;
            let place = self.changed.get(&number).copied().unwrap_or(item.place);
            return Some(DataItem { place, ..item });
        };
        let (name, &(length, content)) = (self.keys.get(place)?, self.rows.get(place)?);
        Some(DataItem { name, place: DataPlace::of_row(narrow(self.columns), length, content) })
    }

    pub(super) fn asked(&self, number: u32) -> Asked {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.asked.get(number))
            .copied()
            .unwrap_or(Asked::Absent)
    }

    pub(super) fn answer(&mut self, number: u32, answer: Asked) {
        let place = usize::try_from(number).ok().and_then(|number| self.asked.get_mut(number));
        if let Some(place) = place {
            *place = answer;
        }
    }

    /// Notes that there is no such row.
    pub(super) fn forget(&mut self, number: u32) {
        self.answer(number, Asked::Absent);
    }

    /// Notes what was fetched of a row, and says whether it is another than it was.
    pub(super) fn put(&mut self, number: u32, place: DataPlace) -> bool {
        let Some(own) = self.item(number).map(|item| item.place) else { return false };
        if own != place {
            match self.place_of_new(number).and_then(|at| self.rows.get_mut(at)) {
                Some(row) => *row = (place.length, place.content),
                None => _ = self.changed.insert(number, place),
            }
        }
        own.content != place.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of so many bytes.
    fn row(length: u64) -> DataPlace {
        DataPlace::of_row(3, length, length)
    }

    /// The candidates of the previous run are `b` and `d`.
    fn table() -> Table {
        let known = ["b", "d"].into_iter().zip([1, 2]);
        let known = known.map(|(name, length)| DataItem { name, place: row(length) });
        Table::of(Arc::new(known.collect()), 3)
    }

    #[test]
    fn a_key_keeps_its_number_and_has_what_was_noted_last() {
        let mut table = table();
        let numbers = ["d", "a", "b", "c", "a", "d"].map(|key| table.number(key));
        assert_eq!(numbers, [1, 2, 0, 3, 2, 1]);
        assert_eq!((table.len(), table.is_known(1), table.is_known(2)), (4, true, false));
        assert!(!table.put(1, row(2)) && table.put(0, row(8)) && table.put(3, row(9)));
        table.answer(3, Asked::Yes(None));
        table.forget(1);
        let found = (0..5).map(|number| table.item(number).map(|item| (item.name, item.place.length)));
        let expected = [Some(("b", 8)), Some(("d", 2)), Some(("a", 0)), Some(("c", 9)), None];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        let asked = [Asked::No, Asked::Absent, Asked::No, Asked::Yes(None), Asked::Absent];
        assert!((0..).zip(asked).all(|(number, asked)| table.asked(number) == asked));
    }

    #[test]
    fn keys_of_one_fingerprint_are_told_apart() {
        let mut table = table();
        let first = table.number("a");
        table.numbers.insert(digest(b"c"), first);
        let second = table.number("c");
        assert_eq!((first, second), (2, 3));
        assert_eq!(["a", "c"].map(|key| table.number(key)), [first, second]);
        assert_eq!([first, second].map(|number| table.key(number)), [Some("a"), Some("c")]);
    }
}
