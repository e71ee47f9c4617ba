//! Which new file is an old one under another path: the one with the same content, else the one with the same title and date.
//! A copy is none, because its original is still there; and what could be two files is none.

use std::collections::{BTreeMap, BTreeSet};

use super::published::has_article;
use crate::pipeline::records::Records;

/// Where the previous state has the file that each of these files was, by number.
pub(super) fn renamed(records: &Records) -> BTreeMap<u32, usize> {
    let is_new = |number: &u32| records.position_before(*number).is_none();
    let new: Vec<u32> = records.fresh().filter(is_new).collect();
    // Two files that are there may have traded places.
    if new.is_empty() && records.fresh().nth(1).is_none() {
        return BTreeMap::new();
    }
    let gone = if new.is_empty() { Vec::new() } else { records.positions_gone() };
    let mut renamed = by_content(records, &gone);
    let taken: BTreeSet<usize> = renamed.values().copied().collect();
    let named_before = gone.iter().filter(|position| !taken.contains(position)).filter_map(|&position| {
        let (_, facts) = records.before(position)?;
        let selection = facts.selection.filter(|selection| selection.title != 0)?;
        Some(((selection.title, selection.moment()?), position))
    });
    let named_now = new.iter().filter(|number| !renamed.contains_key(number)).filter_map(|&number| {
        let selection = records.facts(number)?.selection.filter(|selection| selection.title != 0)?;
        Some(((selection.title, selection.moment()?), number))
    });
    let pairs = unique_pairs(named_now.collect(), named_before.collect());
    renamed.extend(pairs);
    renamed
}

/// Files whose content was that of another path. That path is gone, has no article any more, or now has the content of a third
/// one: files may trade places.
fn by_content(records: &Records, gone: &[usize]) -> BTreeMap<u32, usize> {
    let content_now = |number: u32| records.index_entry(number).map_or(0, |entry| entry.content);
    let content_before = |position: usize| records.before(position).map_or(0, |(entry, _)| entry.content);
    let (mut now, mut before) = (Vec::new(), Vec::new());
    let mut number_at = BTreeMap::new();
    for number in records.fresh() {
        let content = content_now(number);
        match records.position_before(number) {
            Some(position) if content_before(position) == content => continue,
            Some(position) => {
                before.push((content_before(position), position));
                number_at.insert(position, number);
            }
            None => {}
        }
        now.push((content, number));
    }
    before.extend(gone.iter().map(|&position| (content_before(position), position)));
    now.retain(|(content, _)| *content != 0);
    let mut pairs: BTreeMap<u32, usize> = unique_pairs(now, before).into_iter().collect();
    loop {
        let is_left = |position: &usize| {
            let now = number_at.get(position);
            now.is_none_or(|&number| pairs.contains_key(&number) || has_no_article(records, number))
        };
        let copies: Vec<u32> =
            pairs.iter().filter(|(_, position)| !is_left(position)).map(|(number, _)| *number).collect();
        if copies.is_empty() {
            return pairs;
        }
        pairs.retain(|number, _| !copies.contains(number));
    }
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
