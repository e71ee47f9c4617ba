//! Two lists of articles become pairs that are the same article though their ids differ: those with one URL, those with one
//! title and day, and where nothing speaks against it those with one title. What more than one article of a list has in common, such as the URL of the home page or the title
//! "Links" twice on one day, says nothing of either and pairs nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use url::Url;

use crate::html::plain_text;
use crate::model::{Entry, Text, TextKind};
use crate::text::fold_white_space;
use crate::uri;

/// What tells an article from others besides its id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clues {
    /// Its URL as [`link_key`] has it.
    pub link: Option<String>,
    /// Its title as plain text in lower case, white space folded.
    pub title: Option<String>,
    /// The day of its publication, in UTC.
    pub day: Option<NaiveDate>,
    /// Whether it may be paired. What may not be makes its URL and its title ambiguous all the same.
    pub is_free: bool,
    /// Whether the other list reaches back to it, and so would have it under its own id if that were the same.
    pub is_within: bool,
}

impl Clues {
    /// The clues of an entry.
    pub fn of(entry: &Entry, is_free: bool, is_within: bool) -> Clues {
        let title = entry.title.as_ref().map(|title| plain(title).to_lowercase());
        let day = entry.published.or(entry.updated).map(|moment| moment.date_naive());
        let link = entry.link().map(link_key);
        Clues { link, title: title.filter(|title| !title.is_empty()), day, is_free, is_within }
    }
}

/// How many pairs of one title and different days say that a whole site has moved, where they are half of what could be paired.
const MANY: usize = 3;

/// The pairs of articles, in the order of the new ones: each article is in one pair at most. Those of one title and different
/// days are paired only where neither list ends before the other's article, or where they are many.
pub fn pairs(old: &[Clues], new: &[Clues]) -> Vec<(usize, usize)> {
    let mut pairs = Pairs::default();
    for key in [by_link, by_title_and_day] {
        for (before, now) in pairs.candidates(old, new, key) {
            pairs.add(before, now);
        }
    }
    let by_title = pairs.candidates(old, new, by_title);
    let alone =
        |list: &[Clues]| list.iter().filter(|clues| clues.is_free).count().saturating_sub(pairs.of_new.len());
    let are_many = by_title.len() >= MANY && by_title.len().saturating_mul(2) >= alone(old).min(alone(new));
    let is_within = |list: &[Clues], at: usize| list.get(at).is_some_and(|clues| clues.is_within);
    for (before, now) in by_title {
        if are_many || (is_within(old, before) && is_within(new, now)) {
            pairs.add(before, now);
        }
    }
    pairs.of_new.into_iter().map(|(now, before)| (before, now)).collect()
}

/// The pairs that are known already.
#[derive(Default)]
struct Pairs {
    of_new: BTreeMap<usize, usize>,
    of_old: BTreeSet<usize>,
}

impl Pairs {
    fn add(&mut self, before: usize, now: usize) {
        self.of_new.insert(now, before);
        self.of_old.insert(before);
    }

    /// What may be paired, is not yet, and alone has its key in its list.
    fn candidates(
        &self,
        old: &[Clues],
        new: &[Clues],
        key: fn(&Clues) -> Option<Key<'_>>,
    ) -> Vec<(usize, usize)> {
        let (olds, news) = (sole(old, key), sole(new, key));
        let both = news.into_iter().filter_map(|(key, now)| Some(((*olds.get(&key)?)?, now?)));
        let is_free = |list: &[Clues], at: usize| list.get(at).is_some_and(|clues| clues.is_free);
        let is_open = |&(before, now): &(usize, usize)| {
            is_free(old, before)
                && is_free(new, now)
                && !self.of_new.contains_key(&now)
                && !self.of_old.contains(&before)
        };
        both.filter(is_open).collect()
    }
}

/// What two articles that are the same have in common.
type Key<'c> = (&'c str, Option<NaiveDate>);

fn by_link(clues: &Clues) -> Option<Key<'_>> {
    Some((clues.link.as_deref()?, None))
}

fn by_title_and_day(clues: &Clues) -> Option<Key<'_>> {
    Some((clues.title.as_deref()?, clues.day))
}

fn by_title(clues: &Clues) -> Option<Key<'_>> {
    Some((clues.title.as_deref()?, None))
}

/// The position of each article by its key; none where several have the same.
fn sole(list: &[Clues], key: fn(&Clues) -> Option<Key<'_>>) -> BTreeMap<Key<'_>, Option<usize>> {
    let mut positions = BTreeMap::new();
    for (position, clues) in list.iter().enumerate() {
        let Some(key) = key(clues) else { continue };
        positions.entry(key).and_modify(|known| *known = None).or_insert(Some(position));
    }
    positions
}

/// A URL without what changes when a site moves to https, drops `www.` or a last `/`: two that are equal so lead to one page.
pub fn link_key(link: &str) -> String {
    let Ok(url) = Url::parse(link.trim()) else { return link.trim().to_owned() };
    if !matches!(url.scheme(), "http" | "https") {
        return link.trim().to_owned();
    }
    let written = uri::normalised(&url);
    let rest = written.split_once("://").map_or(written.as_str(), |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.strip_suffix("index.html")
        .filter(|rest| rest.ends_with('/'))
        .unwrap_or(rest)
        .trim_end_matches('/')
        .to_owned()
}

/// The text as readers show it, on one line.
pub(super) fn plain(text: &Text) -> String {
    match text.kind {
        TextKind::Plain => fold_white_space(&text.value),
        TextKind::Html => fold_white_space(&plain_text(&text.value)),
    }
}
