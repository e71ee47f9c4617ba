//! Every entry of two states of a feed gets its kind: those of one id are compared, the others paired by other clues, and
//! what is alone then is new or gone, or behind the end of the other state's window.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Kind;
use super::pair::{Clues, pairs, plain};
use super::window::{Window, date};
use crate::model::{Content, Entry, Text};

/// An entry, by its places in the states that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// What becomes of it.
    pub kind: Kind,
    /// Its place in the old state.
    pub old: Option<usize>,
    /// Its place in the new state.
    pub new: Option<usize>,
}

/// The kinds of all entries: those of the new state in its order, then those that only the old one has.
pub(super) fn classes(old: &[Arc<Entry>], new: &[Arc<Entry>]) -> Vec<Class> {
    let (olds, news) = (first_places(old), first_places(new));
    let mut of_new = places(&news, new.len(), &olds);
    let is_kept =
        |of: &[Place]| of.iter().map(|place| matches!(place, Place::Known(_))).collect::<Vec<bool>>();
    let mut of_old = places(&olds, old.len(), &news);
    let (kept_old, kept_new) = (is_kept(&of_old), is_kept(&of_new));
    let last = |kept: &[bool]| kept.iter().rposition(|&kept| kept);
    let behind_old = Behind { list: new, last_kept: last(&kept_new), window: Window::of(old) };
    let behind_new = Behind { list: old, last_kept: last(&kept_old), window: Window::of(new) };
    if of_old.contains(&Place::Alone) && of_new.contains(&Place::Alone) {
        for (before, now) in pairs(&clues(&behind_new, &of_old), &clues(&behind_old, &of_new)) {
            set(&mut of_old, before, Place::Renamed(now));
            set(&mut of_new, now, Place::Renamed(before));
        }
    }
    let class_of_new = |(at, place): (usize, &Place)| {
        let (kind, before) = match *place {
            Place::Known(before) => (
                old.get(before).zip(new.get(at)).map_or(Kind::Unchanged, |(a, b)| changed(a, b)),
                Some(before),
            ),
            Place::Renamed(before) => (Kind::Resurfaced, Some(before)),
            Place::Alone if behind_old.holds(at) => (Kind::Resurfaced, None),
            Place::Alone => (Kind::New, None),
            Place::Duplicated => (Kind::Duplicated, None),
        };
        Class { kind, old: before, new: Some(at) }
    };
    let class_of_old = |(at, place): (usize, &Place)| {
        let kind = match place {
            Place::Known(_) | Place::Renamed(_) => return None,
            Place::Alone if behind_new.holds(at) => Kind::FellOut,
            Place::Alone => Kind::Vanished,
            Place::Duplicated => Kind::Duplicated,
        };
        Some(Class { kind, old: Some(at), new: None })
    };
    let gone = of_old.iter().enumerate().filter_map(class_of_old);
    of_new.iter().enumerate().map(class_of_new).chain(gone).collect()
}

/// What the other state has of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is there, at this place.
    Known(usize),
    /// It is there under another id, at this place.
    Renamed(usize),
    /// It is not there.
    Alone,
    /// Its own state has one of its id before it.
    Duplicated,
}

/// The place of the first entry of each key.
fn first_places(entries: &[Arc<Entry>]) -> BTreeMap<&str, usize> {
    let mut places = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        places.entry(key(entry)).or_insert(at);
    }
    places
}

/// What readers know an entry by.
fn key(entry: &Entry) -> &str {
    let title = || entry.title.as_ref().map(|title| title.value.as_str());
    entry.id.as_deref().or_else(|| entry.link()).or_else(title).unwrap_or_default()
}

/// What the other state has of each of `count` entries.
fn places(own: &BTreeMap<&str, usize>, count: usize, other: &BTreeMap<&str, usize>) -> Vec<Place> {
    let mut places = vec![Place::Duplicated; count];
    for (key, &at) in own {
        let place = other.get(key).map_or(Place::Alone, |&there| Place::Known(there));
        set(&mut places, at, place);
    }
    places
}

fn set(places: &mut [Place], at: usize, place: Place) {
    if let Some(own) = places.get_mut(at) {
        *own = place;
    }
}

fn clues(behind: &Behind<'_>, places: &[Place]) -> Vec<Clues> {
    let clues = behind.list.iter().zip(places).enumerate();
    clues.map(|(at, (entry, place))| Clues::of(entry, *place == Place::Alone, !behind.holds(at))).collect()
}

/// Which entries of a list lie behind the end of the other state.
struct Behind<'a> {
    list: &'a [Arc<Entry>],
    /// The last of the list that the other state has too.
    last_kept: Option<usize>,
    /// The window of the other state.
    window: Option<Window>,
}

impl Behind<'_> {
    /// Whether the entry lies there by its date or, where dates say nothing, by its place.
    fn holds(&self, at: usize) -> bool {
        match (self.list.get(at).and_then(|entry| date(entry)), self.window) {
            (Some(moment), Some(window)) => window.ends_before(moment),
            _ => self.last_kept.is_some_and(|last| at > last),
        }
    }
}

/// How an entry that both states have has changed. Some readers know what has no id by its URL and its date together.
fn changed(old: &Entry, new: &Entry) -> Kind {
    let differ = |a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>| {
        a.zip(b).is_some_and(|(a, b)| a.timestamp() != b.timestamp())
    };
    if differ(old.updated.or(old.published), new.updated.or(new.published))
        || differ(old.published, new.published)
    {
        let is_known_by_date = old.id.is_none() && new.id.is_none() && new.link().is_some();
        return if is_known_by_date { Kind::Resurfaced } else { Kind::ShownAgain };
    }
    let is_same = is_same_text(old.title.as_ref(), new.title.as_ref())
        && old.link() == new.link()
        && is_same_text(shown(old), shown(new))
        && date(old).is_some() == date(new).is_some()
        && old.enclosures.iter().map(|file| &file.url).eq(new.enclosures.iter().map(|file| &file.url));
    if is_same { Kind::Unchanged } else { Kind::ChangedQuietly }
}

/// The text that readers show of an entry: its content, else its summary.
fn shown(entry: &Entry) -> Option<&Text> {
    let mut contents = entry.contents.iter();
    let text = contents.find_map(|content| match content {
        Content::Text(text) => Some(text),
        Content::Embedded { .. } | Content::OutOfLine { .. } => None,
    });
    text.or(entry.summary.as_ref())
}

/// Whether readers show the same. A text without markup may be plain in one format and HTML in the other.
fn is_same_text(old: Option<&Text>, new: Option<&Text>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) if old.kind == new.kind => old.value.trim() == new.value.trim(),
        (Some(old), Some(new)) => plain(old) == plain(new),
        (old, new) => old.is_none() && new.is_none(),
    }
}
