//! Short lists in order, and ordered maps and sets, by code that is compiled once and not at every place.
//!
//! The sorts of the standard library are compiled anew for every type and every comparison, and `collect()` sorts a `Vec` and then builds
//! a tree in bulk, for maps anew at every place too. Here one sort puts positions in order for all types, and trees are filled by insertion,
//! which they need anyway; what comes out is the same. Both take a little longer with long lists, and a tree that is filled in order is half as
//! dense: what holds an entry for every record of a site is better sorted by its own methods, and collected.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// Iterators that fill ordered maps and sets.
pub trait CollectOrdered: Iterator + Sized {
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

/// Sorts a short list; equal items keep their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let all = &*items;
    let swaps = sorting_swaps(all.len(), &mut |a, b| match (all.get(a), all.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    for (a, b) in swaps {
        items.swap(a, b);
    }
}

/// Sorts a short list by a key of its items; those with the same key keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts a short list by a key that is found once for each item; those with the same key keep their order.
pub fn sort_by_cached_key<T, K: Ord>(items: &mut [T], key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    for (a, b) in sorting_swaps(keys.len(), &mut |a, b| keys.get(a).cmp(&keys.get(b))) {
        items.swap(a, b);
    }
}

/// The swaps, to be made in this order, that sort items of which two are compared by their positions.
fn sorting_swaps(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    // Where the item of each position comes from.
    let mut sources: Vec<usize> = (0..count).collect();
    sources.sort_by(|a, b| compare(*a, *b));
    let mut swaps = Vec::new();
    for first in 0..count {
        let mut position = first;
        // Each swap along a circle puts one item in its place, the last swap two. What is in its place is its own source.
        while let Some(source) = sources.get_mut(position) {
            let source = mem::replace(source, position);
            if source == first {
                break;
            }
            swaps.push((position, source));
            position = source;
        }
    }
    swaps
}

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

        #[test]
        fn lists_are_sorted_as_by_their_own_methods_and_equal_items_keep_their_order(
            items in proptest::collection::vec((0_u8..9, any::<u16>()), 0..70),
        ) {
            let (mut own, mut short) = (items.clone(), items.clone());
            let (mut by_key, mut by_cached_key) = (items.clone(), items);
            own.sort_by_key(|item| std::cmp::Reverse(item.0));
            sort_by(&mut short, |a, b| b.0.cmp(&a.0));
            sort_by_key(&mut by_key, |item| std::cmp::Reverse(item.0));
            prop_assert_eq!(&own, &short);
            sort_by_cached_key(&mut by_cached_key, |item| std::cmp::Reverse(item.0));
            prop_assert_eq!(&own, &by_key);
            prop_assert_eq!(own, by_cached_key);
        }
    }
}
