//! Two lists of articles become pairs that are the same article though their ids differ: those with one URL, then those with
//! one title and day. What more than one article of a list has in common, such as the URL of the home page or the title
//! "Links" twice on one day, says nothing of either and pairs nothing.

use std::collections::BTreeMap;

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
}

impl Clues {
    /// The clues of an entry.
    pub fn of(entry: &Entry, is_free: bool) -> Clues {
        let title = entry.title.as_ref().map(|title| plain(title).to_lowercase());
        let day = entry.published.or(entry.updated).map(|moment| moment.date_naive());
        let link = entry.link().map(link_key);
        Clues { link, title: title.filter(|title| !title.is_empty()), day, is_free }
    }
}

/// The pairs of articles, in the order of the new ones: each article is in one pair at most.
pub fn pairs(old: &[Clues], new: &[Clues]) -> Vec<(usize, usize)> {
    let mut pairs: BTreeMap<usize, usize> = BTreeMap::new();
    let mut of_old: BTreeMap<usize, usize> = BTreeMap::new();
    for key in [by_link, by_title] {
        let (olds, news) = (sole(old, key), sole(new, key));
        for (key, position) in news {
            let Some(&Some(before)) = olds.get(&key) else { continue };
            let Some(now) = position else { continue };
            let is_free = |list: &[Clues], at: usize| list.get(at).is_some_and(|clues| clues.is_free);
            let is_taken = pairs.contains_key(&now) || of_old.contains_key(&before);
            if is_free(old, before) && is_free(new, now) && !is_taken {
                pairs.insert(now, before);
                of_old.insert(before, now);
            }
        }
    }
    pairs.into_iter().map(|(now, before)| (before, now)).collect()
}

/// What two articles that are the same have in common.
type Key<'c> = (&'c str, Option<NaiveDate>);

fn by_link(clues: &Clues) -> Option<Key<'_>> {
    Some((clues.link.as_deref()?, None))
}

fn by_title(clues: &Clues) -> Option<Key<'_>> {
    Some((clues.title.as_deref()?, clues.day))
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
