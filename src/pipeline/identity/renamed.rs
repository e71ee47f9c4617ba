//! Which new file is an old one under another path: the one with the same content, else the one with the same title and date.
//! A copy is none, because its original is still there; and what could be two files is none.

use std::collections::{BTreeMap, BTreeSet};

use super::published::has_article;
use crate::catalogue::Facts;
use crate::ordered::CollectOrdered;
use crate::pipeline::records::Records;

/// Where the previous state has the file that each of these files was, by number.
pub(super) fn renamed(records: &Records) -> BTreeMap<u32, usize> {
    let is_new = |number: u32| records.position_before(number).is_none();
    // One file that is as it was, but for its text, is where it was; two may have traded places.
    let mut fresh = records.fresh();
    if fresh.next().is_none_or(|first| !is_new(first) && fresh.next().is_none()) {
        return BTreeMap::new();
    }
    let gone = records.positions_gone();
    let content = |number: u32| Some(records.index_entry(number)?.content).filter(|content| *content != 0);
    let content_before =
        |position: usize| Some(records.before(position)?.0.content).filter(|content| *content != 0);
    let mut renamed = BTreeMap::new();
    add_by(records, &gone, &mut renamed, content, content_before);
    let name = |facts: Facts<'_>| {
        let selection = facts.selection.filter(|selection| selection.title != 0)?;
        Some((selection.title, selection.moment()?))
    };
    add_by(
        records,
        &gone,
        &mut renamed,
        |number| name(records.facts(number)?),
        |position| name(records.before(position)?.1),
    );
    renamed
}

/// Adds the files whose key was that of another path. That path is gone, has no article any more, or now has the key of a third
/// one: files may trade places.
fn add_by<K: Ord>(
    records: &Records,
    gone: &[usize],
    renamed: &mut BTreeMap<u32, usize>,
    key_now: impl Fn(u32) -> Option<K>,
    key_before: impl Fn(usize) -> Option<K>,
) {
    let taken: BTreeSet<usize> = renamed.values().copied().collect_set();
    let (mut now, mut before) = (Vec::new(), Vec::new());
    let mut number_at = BTreeMap::new();
    for number in records.fresh() {
        let position = records.position_before(number);
        if let Some(position) = position {
            if key_before(position) == key_now(number) {
                continue;
            }
            before.push((key_before(position), position));
            number_at.insert(position, number);
        }
        now.push((key_now(number), number));
    }
    before.extend(gone.iter().map(|&position| (key_before(position), position)));
    now.retain(|(key, number)| key.is_some() && !renamed.contains_key(number));
    before.retain(|(key, position)| key.is_some() && !taken.contains(position));
    let mut pairs: BTreeMap<u32, usize> = unique_pairs(now, before).into_iter().collect_map();
    loop {
        let is_left = |position: &usize| {
            let now = number_at.get(position);
            now.is_none_or(|&number| {
                pairs.contains_key(&number)
                    || renamed.contains_key(&number)
                    || has_no_article(records, number)
            })
        };
        let copies: Vec<u32> =
            pairs.iter().filter(|(_, position)| !is_left(position)).map(|(number, _)| *number).collect();
        if copies.is_empty() {
            break;
        }
        pairs.retain(|number, _| !copies.contains(number));
    }
    renamed.extend(pairs);
}

/// Whether a file has no article, and will have none for the time being.
fn has_no_article(records: &Records, number: u32) -> bool {
    !has_article(records, number) && !records.is_kept(number)
}

/// The pairs with the same key, where only one on each side has it.
fn unique_pairs<K: Ord>(now: Vec<(K, u32)>, before: Vec<(K, usize)>) -> Vec<(u32, usize)> {
    let mut holders: BTreeMap<K, (Vec<u32>, Vec<usize>)> = BTreeMap::new();
    for (key, number) in now {
        holders.entry(key).or_default().0.push(number);
    }
    for (key, position) in before {
        holders.entry(key).or_default().1.push(position);
    }
    let pair = |(now, before): (Vec<u32>, Vec<usize>)| match (now.as_slice(), before.as_slice()) {
        ([number], [position]) => Some((*number, *position)),
        _ => None,
    };
    holders.into_values().filter_map(pair).collect()
}
