//! The articles among the records of a project: those that pass the filters, each id once, with the names of their
//! topics as numbers.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::Lookup;
use super::archive::Key;
use super::filter::Conditions;
use crate::catalogue::{Mark, Moment, PackedSelection};
use crate::config::Config;

/// How many records are read at a time, at least and at most.
const STRETCH: RangeInclusive<u32> = 512..=8192;

/// How many times each processor reads some, so that none of them waits long for the others.
const TURNS: u32 = 4;

/// The articles of a project, in the order of their numbers.
#[derive(Debug, Default)]
pub struct Articles<'f> {
    articles: Vec<Article>,
    /// Every name of a topic, and how often it is used.
    names: Vec<(&'f str, usize)>,
    /// The names that the articles use, one article behind the other.
    used: Vec<u32>,
    /// Of articles whose id others have too: the one that is published, and the others.
    others: BTreeMap<u32, Vec<u32>>,
    /// All that are not published because another has their id: that other, and what they are to it.
    repeated: BTreeMap<u32, (u32, Claim)>,
}

/// What a record is that has the id of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The same article, saved twice: the other is published with the topics of both.
    Same,
    /// The same article, whose topics do not count.
    Copy,
    /// Another article, to which a pattern of addresses has given the id.
    Collided,
    /// Another article, which names the id of one that has it.
    Taken,
}

/// Decides who has an id, of the records that claim it, and what the others are. The records are in the order in which they
/// have it where nothing else is known; the answer is the one that has it, then the others.
pub type Ruling<'c> = &'c dyn Fn(&str, &[u32]) -> (u32, Vec<(u32, Claim)>);

/// One article. There may be a million of them.
#[derive(Debug, Clone)]
pub struct Article {
    /// What orders it; the earliest of all where nothing does.
    pub moment: Moment,
    id: u64,
    /// The number of its record.
    pub number: u32,
    /// Where its names begin among all that are used.
    start: u32,
}

impl Article {
    /// What orders it in an archive.
    pub fn key(&self) -> Key {
        Key::of(self.moment.date(), self.id)
    }
}

/// How many names are used; there are fewer than four billion.
fn length(used: &[u32]) -> u32 {
    u32::try_from(used.len()).unwrap_or(u32::MAX)
}

/// The articles among `count` records that pass the filter and are in a language that has feeds. Of those with one id, `ruling`
/// says which has it. It is asked in this order: one that names its id itself before one whose id a pattern made, then the one
/// that was published first, then the one with the lesser path.
pub fn articles<'f>(count: u32, facts: Lookup<'_, 'f>, config: &Config, ruling: Ruling<'_>) -> Articles<'f> {
    let conditions = Conditions::of(&config.filter);
    let is_open = conditions.are_none();
    let turns = u32::try_from(rayon::current_num_threads()).map_or(u32::MAX, |all| all.saturating_mul(TURNS));
    let length = count.div_ceil(turns.max(1)).clamp(*STRETCH.start(), *STRETCH.end());
    let stretches = (0..count.div_ceil(length)).into_par_iter();
    let stretch = |stretch: u32| {
        let start = stretch.saturating_mul(length);
        let mut articles = Articles::default();
        let mut numbers = HashMap::new();
        for number in start..start.saturating_add(length).min(count) {
            let mark = facts.mark(number);
            let passes = || is_open || facts.selection(number).is_some_and(|it| conditions.pass(&it));
            if mark.is_selected && config.feeds.have_language(mark.site_language) && passes() {
                articles.add(number, mark, facts.topics(number), &mut numbers);
            }
        }
        articles
    };
    let parts: Vec<Articles<'f>> = stretches.map(stretch).collect();
    let mut all = Articles::default();
    all.articles.reserve_exact(parts.iter().map(|part| part.articles.len()).sum());
    all.used.reserve_exact(parts.iter().map(|part| part.used.len()).sum());
    let mut numbers = HashMap::new();
    for part in parts {
        all.append(part, &mut numbers);
    }
    all.find_repetitions(facts, ruling);
    all
}

impl<'f> Articles<'f> {
    /// The article of the record with this number.
    pub fn get(&self, number: u32) -> Option<&Article> {
        self.articles.get(self.position(number)?)
    }

    /// The article at this position.
    pub fn at(&self, position: u32) -> Option<&Article> {
        self.articles.get(usize::try_from(position).ok()?)
    }

    /// All articles, published or not, by their positions.
    pub fn all(&self) -> &[Article] {
        &self.articles
    }

    /// The articles that are published, with their positions.
    pub fn kept(&self) -> impl Iterator<Item = (u32, &Article)> {
        let is_kept =
            |article: &&Article| self.repeated.is_empty() || !self.repeated.contains_key(&article.number);
        (0..).zip(&self.articles).filter(move |(_, article)| is_kept(article))
    }

    /// How many articles are published.
    pub fn count(&self) -> usize {
        self.articles.len().saturating_sub(self.repeated.len())
    }

    /// How many articles there are, published or not.
    pub fn records(&self) -> usize {
        self.articles.len()
    }

    /// The articles that are not published because another has their id, that other, and what they are to it.
    pub fn repeated(&self) -> impl Iterator<Item = (u32, u32, Claim)> {
        self.repeated.iter().map(|(&number, &(other, claim))| (number, other, claim))
    }

    /// Whether another article has the id of this one.
    pub fn is_repeated(&self, number: u32) -> bool {
        self.repeated.contains_key(&number)
    }

    /// How many articles a pattern gave one id, at most.
    pub fn largest_collision(&self) -> usize {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for (number, _) in self.repeated.values().filter(|(_, claim)| *claim == Claim::Collided) {
            let count = counts.entry(*number).or_insert(1);
            *count = count.saturating_add(1);
        }
        counts.into_values().max().unwrap_or_default()
    }

    /// Every name of a topic, and how often articles use it that are published.
    pub fn names(&self) -> impl Iterator<Item = (&'f str, usize)> {
        self.names.iter().copied()
    }

    /// The names of the topics of an article, and of those in whose place it is published, as positions in
    /// [`Articles::names`].
    pub fn names_of(&self, number: u32) -> impl Iterator<Item = usize> {
        let position = self.position(number).and_then(|position| u32::try_from(position).ok());
        position.into_iter().flat_map(|position| self.names_at(position))
    }

    /// As [`Articles::names_of`], of the article at this position.
    pub fn names_at(&self, position: u32) -> impl Iterator<Item = usize> {
        let others = self.at(position).and_then(|article| self.others.get(&article.number));
        let others = others.map_or(&[][..], Vec::as_slice).iter().filter_map(|&other| self.position(other));
        let own = usize::try_from(position).ok();
        let names = own.into_iter().chain(others).flat_map(|position| self.own_names(position));
        names.filter_map(|&name| usize::try_from(name).ok())
    }

    fn own_names(&self, position: usize) -> &[u32] {
        let start = |position: usize| usize::try_from(self.articles.get(position)?.start).ok();
        let end = start(position.saturating_add(1)).unwrap_or(self.used.len());
        start(position).and_then(|start| self.used.get(start..end)).unwrap_or_default()
    }

    fn position(&self, number: u32) -> Option<usize> {
        self.articles.binary_search_by_key(&number, |article| article.number).ok()
    }

    fn add(
        &mut self,
        number: u32,
        mark: Mark,
        topics: impl Iterator<Item = &'f str>,
        numbers: &mut HashMap<&'f str, u32>,
    ) {
        let Mark { id, moment, .. } = mark;
        self.articles.push(Article { moment, id, number, start: length(&self.used) });
        for name in topics {
            let name = self.number_of(name, 1, numbers);
            self.used.push(name);
        }
    }

    /// The number of a name, which is used some times more.
    fn number_of(&mut self, name: &'f str, uses: usize, numbers: &mut HashMap<&'f str, u32>) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(name).or_insert(next);
        if number == next {
            self.names.push((name, 0));
        }
        let name = usize::try_from(number).ok().and_then(|number| self.names.get_mut(number));
        if let Some((_, count)) = name {
            *count = count.saturating_add(uses);
        }
        number
    }

    fn append(&mut self, part: Articles<'f>, numbers: &mut HashMap<&'f str, u32>) {
        let names: Vec<u32> =
            part.names.into_iter().map(|(name, uses)| self.number_of(name, uses, numbers)).collect();
        let before = length(&self.used);
        let moved = |article: Article| Article { start: article.start.saturating_add(before), ..article };
        self.articles.extend(part.articles.into_iter().map(moved));
        let name = |name: u32| usize::try_from(name).ok().and_then(|name| names.get(name).copied());
        self.used.extend(part.used.into_iter().filter_map(name));
    }

    fn find_repetitions(&mut self, facts: Lookup<'_, 'f>, ruling: Ruling<'_>) {
        let mut by_id: Vec<(u64, u32)> =
            self.articles.iter().map(|article| (article.id, article.number)).collect();
        by_id.par_sort_unstable();
        for same in by_id.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let selection = |&(_, number): &(u64, u32)| Some((number, facts.selection(number)?));
            let mut same: Vec<(u32, PackedSelection<'f>)> = same.iter().filter_map(selection).collect();
            same.sort_by(|(a, first), (b, second)| {
                let order = first.moment().cmp(&second.moment());
                let id = first.id.cmp(second.id).then(first.is_id_made.cmp(&second.is_id_made));
                id.then(order).then(a.cmp(b))
            });
            for same in same.chunk_by(|a, b| a.1.id == b.1.id) {
                let [(_, first), _, ..] = same else { continue };
                let numbers: Vec<u32> = same.iter().map(|(number, _)| *number).collect();
                let (kept, others) = ruling(first.id, &numbers);
                let merged: Vec<u32> = others
                    .iter()
                    .filter(|(_, claim)| *claim == Claim::Same)
                    .map(|(number, _)| *number)
                    .collect();
                if !merged.is_empty() {
                    self.others.insert(kept, merged);
                }
                self.repeated.extend(others.into_iter().map(|(number, claim)| (number, (kept, claim))));
            }
        }
        self.forget_names();
    }

    /// Names that articles use which are not published do not count.
    fn forget_names(&mut self) {
        let is_out =
            |number: &&u32| self.repeated.get(number).is_some_and(|(_, claim)| *claim != Claim::Same);
        let out = self.repeated.keys().filter(is_out).filter_map(|number| self.position(*number));
        let names: Vec<u32> = out.flat_map(|position| self.own_names(position)).copied().collect();
        for name in names {
            let name = usize::try_from(name).ok().and_then(|name| self.names.get_mut(name));
            if let Some((_, count)) = name {
                *count = count.saturating_sub(1);
            }
        }
    }
}
