//! The entries of the published feeds -> the article that each of them is: the record that has its id, unless that is another
//! article now and the entry is found again elsewhere; else the record that is told by its URL, or by title and day.
//!
//! Ids are compared article by article and never as sets: where two articles have traded their ids, every id is still there.
//! What could be two articles is none, and what is held back is not renamed because another article looks like it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::catalogue::Moment;
use crate::error::Error;
use crate::identity::{self, Known};
use crate::model::Entry;
use crate::ordered::CollectOrdered;
use crate::pins::Pins;
use crate::pipeline::claims::Told;
use crate::pipeline::selected::{Linking, read_entry};
use crate::publish::Destination;
use crate::text::digest;

/// How many articles of one day are read at most to find one that has changed its id.
const MOST_OF_A_DAY: usize = 100;

/// What the published feeds show.
pub(super) struct Shown<'a> {
    /// Each with the folder of its feed.
    entries: Vec<(Arc<Entry>, String)>,
    /// The position of the entry with each id.
    positions: BTreeMap<String, usize>,
    linking: Linking<'a>,
    index: OnceCell<Index>,
}

/// The articles of the project by what an entry says.
struct Index {
    by_title: BTreeMap<u64, Vec<u32>>,
    by_day: BTreeMap<NaiveDate, Vec<u32>>,
}

impl<'a> Shown<'a> {
    /// Nothing, for a run that knows better.
    pub(super) fn none(linking: Linking<'a>) -> Shown<'a> {
        Shown { entries: Vec::new(), positions: BTreeMap::new(), linking, index: OnceCell::new() }
    }

    /// What the feeds of all articles show, in every language.
    ///
    /// # Errors
    ///
    /// When a feed is there and cannot be read.
    pub(super) fn read(
        destination: &Destination,
        pins: &Pins,
        linking: Linking<'a>,
    ) -> Result<Shown<'a>, Error> {
        let entries = super::published::shown(destination, linking.config, pins)?;
        let id = |(position, (entry, _)): (usize, &(Arc<Entry>, String))| Some((entry.id.clone()?, position));
        let positions = entries.iter().enumerate().filter_map(id).collect_map();
        Ok(Shown { entries, positions, linking, index: OnceCell::new() })
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is shown, or nothing was asked.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The ids of all entries.
    pub(super) fn all_ids(&self) -> impl Iterator<Item = &str> {
        self.positions.keys().map(String::as_str)
    }

    /// The moments of the oldest and the newest entry, of the feed at the top where that has any.
    pub(super) fn span(&self) -> Option<(Moment, Moment)> {
        let has_top = self.entries.iter().any(|(_, folder)| folder.is_empty());
        let of_top = self.entries.iter().filter(|(_, folder)| !has_top || folder.is_empty());
        let moments = of_top.filter_map(|(entry, _)| entry.published.or(entry.updated)).map(Moment::of);
        Some((moments.clone().min()?, moments.max()?))
    }

    /// Whether an entry has the id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.positions.contains_key(id)
    }

    /// Whether the entry with the id is the article of this record.
    pub(super) fn is_article(&self, id: &str, number: u32) -> bool {
        self.with_id(id).is_some_and(|(entry, _)| self.is_it(entry, number))
    }

    /// The folder of the feed that shows the entry with the id.
    pub(super) fn folder(&self, id: &str) -> Option<&str> {
        self.with_id(id).map(|(_, folder)| folder.as_str())
    }

    fn with_id(&self, id: &str) -> Option<&(Arc<Entry>, String)> {
        self.entries.get(*self.positions.get(id)?)
    }

    /// The id that each article is shown under, by the number of its record, as far as the entries can be told.
    pub(super) fn ids(&self) -> BTreeMap<u32, String> {
        if self.entries.is_empty() {
            return BTreeMap::new();
        }
        let mut holders: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for number in self.numbers() {
            let id = self.id(number).and_then(|id| self.positions.get_key_value(id));
            if let Some((id, _)) = id {
                holders.entry(id).or_default().push(number);
            }
        }
        let (mut ids, mut open) = (BTreeMap::new(), Vec::new());
        for (id, (entry, _)) in
            self.positions.iter().filter_map(|(id, at)| Some((id, self.entries.get(*at)?)))
        {
            let holders = holders.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
            match holders.iter().find(|number| self.is_pinned(**number) || self.is_it(entry, **number)) {
                Some(number) => _ = ids.insert(*number, id.clone()),
                None => open.push((id, entry, holders)),
            }
        }
        // An article that has another id now is found by what it says; else the one that has the id has another title now.
        open.retain(|(id, entry, _)| match self.found(entry, &ids) {
            Some(number) => ids.insert(number, (*id).clone()).is_some(),
            None => true,
        });
        for (id, _, holders) in &open {
            let Some(holder) = holders.first() else { continue };
            ids.entry(*holder).or_insert_with(|| (*id).clone());
        }
        let strangers = open.into_iter().filter(|(_, _, holders)| holders.is_empty());
        self.add_strangers(&strangers.map(|(id, entry, _)| (id, entry)).collect::<Vec<_>>(), &mut ids);
        ids
    }

    /// The only article but those that are known which an entry can be.
    fn found(&self, entry: &Entry, known: &BTreeMap<u32, String>) -> Option<u32> {
        let Index { by_title, by_day } = self.index();
        let day = Known::of(entry, "").day?;
        let of_day = by_day.get(&day)?;
        let titled = title_of(entry).and_then(|title| by_title.get(&title));
        let same: Vec<u32> = match titled.map(|titled| titled.iter().filter(|number| of_day.contains(number)))
        {
            Some(same) => same.copied().collect(),
            None if of_day.len() > MOST_OF_A_DAY => Vec::new(),
            None => of_day.clone(),
        };
        let mut found =
            same.into_iter().filter(|number| !known.contains_key(number) && self.is_it(entry, *number));
        found.next().filter(|_| found.next().is_none())
    }

    /// Adds the articles of entries whose ids nothing has any more.
    fn add_strangers(&self, strangers: &[(&String, &Arc<Entry>)], ids: &mut BTreeMap<u32, String>) {
        if strangers.is_empty() {
            return;
        }
        let held_back = self.held_back();
        let strange = strangers.iter().filter(|(id, _)| !id.is_empty() && !held_back.contains(*id));
        let strange: Vec<Known> = strange.map(|(_, entry)| Known::of(entry, "")).collect();
        let article = |number: u32| {
            let id = self.id(number)?;
            Some((number, Known { id: id.to_owned(), ..Known::of(&self.entry(number)?, id) }))
        };
        let unknown = self.numbers().filter(|number| !ids.contains_key(number));
        let (numbers, articles): (Vec<u32>, Vec<Known>) = unknown.filter_map(article).unzip();
        for (entry, article) in identity::matches(&strange, &articles, true) {
            if let (Some(number), Some(entry)) = (numbers.get(article), strange.get(entry)) {
                ids.insert(*number, entry.id.clone());
            }
        }
    }

    /// The ids that articles which are held back have by their records.
    pub(super) fn held_back(&self) -> BTreeSet<String> {
        self.linking.ids_held_back()
    }

    /// Whether the entry is the article of the record: it has its title, or its text where it has no title of its own.
    fn is_it(&self, entry: &Entry, number: u32) -> bool {
        let title = self.title(number);
        let is_alone = self.index().by_title.get(&title).is_none_or(|numbers| numbers.len() < 2);
        if is_alone && title != 0 && title_of(entry) == Some(title) {
            return true;
        }
        let Some(own) = self.entry(number) else { return false };
        Told::of(&own).is_same(&Told::of(entry), is_alone && title != 0)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let (mut by_title, mut by_day) = (BTreeMap::<_, Vec<u32>>::new(), BTreeMap::<_, Vec<u32>>::new());
            for number in self.numbers() {
                let facts = self.linking.records.facts(number);
                let Some(selection) = facts.and_then(|facts| facts.selection) else { continue };
                by_title.entry(selection.title).or_default().push(number);
                if let Some(date) = selection.moment().and_then(Moment::date) {
                    by_day.entry(date.date_naive()).or_default().push(number);
                }
            }
            Index { by_title, by_day }
        })
    }

    fn numbers(&self) -> impl Iterator<Item = u32> + use<'a> {
        0..self.linking.records.count()
    }

    fn id(&self, number: u32) -> Option<&'a str> {
        Some(self.linking.records.facts(number)?.selection?.id)
    }

    fn title(&self, number: u32) -> u64 {
        let selection = self.linking.records.facts(number).and_then(|facts| facts.selection);
        selection.map_or(0, |selection| selection.title)
    }

    fn is_pinned(&self, number: u32) -> bool {
        self.linking.records.index_entry(number).is_some_and(|entry| entry.basis.is_pinned)
    }

    fn entry(&self, number: u32) -> Option<Entry> {
        let path = self.linking.records.path(number);
        Some(read_entry(path, &self.linking.source.read(path).ok()?, &self.linking).ok()?.0)
    }
}

/// The fingerprint that a record has with this title, if it writes it as it is shown.
fn title_of(entry: &Entry) -> Option<u64> {
    let title = entry.title.as_ref().map(|title| title.value.trim()).filter(|title| !title.is_empty());
    title.map(|title| digest(title.as_bytes()))
}
