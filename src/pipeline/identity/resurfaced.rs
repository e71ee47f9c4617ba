//! Articles that are gone, beside others that nobody knows and that are older than what is published -> how many may come back as
//! new: files that were renamed while their titles, dates or addresses were changed, too, are told by nothing.
//!
//! What is gone is known from the previous state, else from the published feeds, and from `id` lines whose files are not there,
//! unless a `gone` line says that this is known. A site that deletes as many old articles as it adds looks the same, and is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::settle::{Known, Settling};
use super::shown::Shown;
use super::{Ids, NewIds};
use crate::catalogue::Moment;
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::ordered::CollectOrdered;
use crate::pins::{FILE, Pins};
use crate::pipeline::records::Records;
use crate::pipeline::selected::Linking;

/// How many of each a message names.
const NAMED: usize = 3;

/// What is gone, and what could be the same under another name.
#[derive(Default)]
pub(super) struct Resurfaced {
    /// The ids that no article has any more, with the file of the `id` line where one says it.
    lost: BTreeMap<String, Option<String>>,
    /// The articles that were never published, as far as is known, and are older than what is published.
    others: BTreeSet<u32>,
}

impl Resurfaced {
    /// Looks for them; `pins` are those that follow renamed files.
    pub(super) fn find(
        records: &Records,
        ids: &Ids<'_>,
        (known, shown, pins): (&Known, &Shown<'_>, &Pins),
    ) -> Resurfaced {
        let mut found = Resurfaced::default();
        let mut known_ids = BTreeSet::new();
        if ids.trusts_state {
            found.add_of_state(records, known, &mut known_ids);
        } else {
            found.add_of_feeds(records, known, shown);
        }
        if !(ids.trusts_state && ids.is_as_before) {
            found.add_of_pins(records, ids, known, pins);
        }
        if found.others.is_empty() || found.lost.is_empty() {
            return Resurfaced::default();
        }
        let is_known = |id: &str| known_ids.contains(id) || found.lost.contains_key(id);
        found.others.retain(|number| !id(records, *number).is_some_and(is_known));
        let pinned = pins.ids.iter().filter(|(path, _)| records.number(path).is_some());
        let mut kept: BTreeSet<&str> = pinned.map(|(_, id)| id.as_str()).collect();
        kept.extend((0..records.count()).filter_map(|number| id(records, number)));
        found.lost.retain(|id, _| !kept.contains(id.as_str()));
        if !found.lost.is_empty() && !shown.is_empty() {
            let held_back = shown.held_back();
            found.lost.retain(|id, _| !held_back.contains(id));
        }
        found
    }

    /// How many articles may come back as new.
    pub(super) fn count(&self) -> usize {
        self.lost.len().min(self.others.len())
    }

    /// Leaves out what the feeds show already: the state is older than they are.
    pub(super) fn leave_out_shown(&mut self, records: &Records, shown: &Shown<'_>) {
        self.others.retain(|number| id(records, *number).is_none_or(|id| !shown.has(id)));
    }

    /// Why nothing may be published.
    pub(super) fn refused(&self, records: &Records) -> Error {
        let message = format!(
            "{}, and readers would show these as new. Nothing is published. If they are the same under other names, \
             write a line `id` for each into {FILE}, with its path and the id that it had (`feedmill adopt` finds them in a feed by \
             address and title); if they are others, use --allow-new-ids",
            self.told(records)
        );
        Error::refused(message)
    }

    /// What the author is to know where there are few.
    pub(super) fn finding(&self, records: &Records) -> Finding {
        let message = format!(
            "{}, and readers show these as new; if one is the same under another name, write a line `id` with its path and the \
             id that it had",
            self.told(records)
        );
        Finding { rule: Rule::Id, path: FILE.to_owned(), position: None, message }
    }

    fn told(&self, records: &Records) -> String {
        let lost = self.lost.iter().take(NAMED).map(|(id, path)| match path {
            Some(path) => format!("{id} of {path}"),
            None => id.clone(),
        });
        let others = self.others.iter().take(NAMED).map(|number| records.shown_path(*number).into_owned());
        let list = |names: Vec<String>, count: usize| {
            let more = if count > names.len() { ", …" } else { "" };
            format!("({}{more})", names.join(", "))
        };
        let (gone, new) = (self.lost.len(), self.others.len());
        format!(
            "{gone} published {} gone {}, and {new} {} not known and older than what is published {}",
            if gone == 1 { "article is" } else { "articles are" },
            list(lost.collect(), gone),
            if new == 1 { "is" } else { "are" },
            list(others.collect(), new),
        )
    }

    /// What the previous state has and no file is any more, and the files that it does not have.
    fn add_of_state(&mut self, records: &Records, known: &Known, ids: &mut BTreeSet<String>) {
        let is_new =
            |number: &u32| records.position_before(*number).is_none() && !known.renamed.contains_key(number);
        let new: Vec<u32> =
            records.fresh().filter(is_new).filter(|it| moment(records, *it).is_some()).collect();
        if new.is_empty() {
            return;
        }
        let before = |position: usize| Some(records.before(position)?.1);
        let newest =
            (0..records.count_before()).filter_map(|position| before(position)?.selection?.moment()).max();
        self.others.extend(new.into_iter().filter(|number| moment(records, *number) < newest));
        if self.others.is_empty() {
            return;
        }
        let followed: BTreeSet<usize> = known.renamed.values().copied().collect_set();
        let gone = records.positions_gone().into_iter().filter(|position| !followed.contains(position));
        let id = |position: usize| before(position)?.id().map(str::to_owned);
        self.lost.extend(gone.filter_map(id).map(|id| (id, None)));
        if !self.lost.is_empty() {
            let gone: BTreeSet<usize> = records.positions_gone().into_iter().collect_set();
            let there = (0..records.count_before()).filter(|position| !gone.contains(position));
            ids.extend(there.filter_map(id));
        }
    }

    /// What the feeds show and no article is, and the articles that they do not show though they are of their time.
    fn add_of_feeds(&mut self, records: &Records, known: &Known, shown: &Shown<'_>) {
        let Some((oldest, newest)) = shown.span() else { return };
        let found: BTreeSet<&str> = known.of_feeds.values().map(String::as_str).collect_set();
        self.lost.extend(shown.all_ids().filter(|id| !found.contains(id)).map(|id| (id.to_owned(), None)));
        if self.lost.is_empty() {
            return;
        }
        let is_of_their_time =
            |number: &u32| moment(records, *number).is_some_and(|moment| oldest < moment && moment < newest);
        let unknown = (0..records.count()).filter(|number| !known.of_feeds.contains_key(number));
        self.others.extend(unknown.filter(is_of_their_time));
    }

    /// What lines `id` say of files that are not there, and, where neither state nor feeds know better, the articles without such a
    /// line that are older than some that has one.
    fn add_of_pins(&mut self, records: &Records, ids: &Ids<'_>, known: &Known, pins: &Pins) {
        let missing = missing(records, pins).filter(|(path, id)| pins.gone.get(*path) != Some(id));
        let before = self.lost.len();
        self.lost.extend(missing.map(|(path, id)| (id.clone(), Some(path.clone()))));
        if ids.trusts_state || self.lost.len() == before {
            return;
        }
        let pinned = |number: &u32| pins.ids.contains_key(records.path(*number));
        let newest = (0..records.count()).filter(pinned).filter_map(|it| moment(records, it)).max();
        let unknown = |number: &u32| !known.of_feeds.contains_key(number) && !pinned(number);
        let is_older = |number: &u32| moment(records, *number).is_some_and(|it| Some(it) < newest);
        self.others.extend((0..records.count()).filter(unknown).filter(is_older));
    }
}

/// What is said of articles that may come back as new, or why nothing is published; nothing where there are none, or the operator has
/// said what is meant.
pub(super) fn judged(
    mut resurfaced: Resurfaced,
    records: &Records,
    settling: &Settling<'_>,
    is_many: impl Fn(usize) -> bool,
) -> Result<Option<Result<Finding, Error>>, Error> {
    let Settling { source, destination, config, now, new_ids, previous } = *settling;
    if is_many(resurfaced.count()) && !previous.settings.is_empty() {
        let linking = Linking { source, records, config, now };
        let shown = Shown::read(destination, &Pins::default(), linking)?;
        resurfaced.leave_out_shown(records, &shown);
    }
    let count = resurfaced.count();
    Ok(match new_ids {
        NewIds::Guard if is_many(count) => Some(Err(resurfaced.refused(records))),
        NewIds::Guard | NewIds::Keep if count > 0 => Some(Ok(resurfaced.finding(records))),
        _ => None,
    })
}

/// The lines `id` of files that are not there.
pub(super) fn missing<'p>(
    records: &'p Records,
    pins: &'p Pins,
) -> impl Iterator<Item = (&'p String, &'p String)> {
    pins.ids.iter().filter(|(path, _)| records.number(path).is_none() && !records.is_left(path))
}

fn id(records: &Records, number: u32) -> Option<&str> {
    records.facts(number)?.id()
}

fn moment(records: &Records, number: u32) -> Option<Moment> {
    records.facts(number)?.selection?.moment()
}
