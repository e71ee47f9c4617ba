//! Ordered maps and sets of what an iterator yields, filled one entry after the other.
//!
//! `collect()` first sorts a `Vec` and then builds the tree in bulk: a sort and a builder of trees that are compiled anew for every kind of
//! pair, and for maps once more at every place. Filling by insertion needs only what maps need anyway, and yields the same. A tree that is
//! filled in order is half as dense, so what holds an entry for every record of a site is better collected.

use std::collections::{BTreeMap, BTreeSet};

/// Iterators that fill ordered maps and sets.
pub(crate) trait CollectOrdered: Iterator + Sized {
    /// The map of the pairs; of several values of a key it has the last, as with `collect()`.
    fn collect_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }

    /// The set of the values.
    fn collect_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }
}

impl<I: Iterator> CollectOrdered for I {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn collected_one_by_one_and_in_bulk_are_the_same(pairs: Vec<(u8, u16)>) {
            let values = || pairs.iter().map(|(key, _)| *key);
            prop_assert_eq!(pairs.iter().copied().collect_map(), pairs.iter().copied().collect::<BTreeMap<_, _>>());
            prop_assert_eq!(values().collect_set(), values().collect::<BTreeSet<_>>());
        }
    }
}
