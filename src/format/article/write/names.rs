//! The names of article files: the day and the words of the title. All are made at once: names that would be equal all get a
//! hash of their entries' ids, so that the order of a feed does not show in any name.

use std::collections::BTreeMap;

use crate::html::plain_text;
use crate::model::{Entry, Feed, TextKind};
use crate::text::fingerprint;
use crate::topic::slug;

/// The longest name of a file, in bytes.
const LONGEST: usize = 100;

/// What follows the words: a hyphen, a hash of eight digits, and the ending.
const TAIL: usize = 12;

/// A name such as `2020-11-18-some-title.md` for every entry, in the order of the entries. Names that would be equal
/// all get a hash of their entries' ids.
pub(super) fn file_names(feed: &Feed) -> Vec<String> {
    let mut stems: Vec<String> = feed.entries.iter().map(|entry| stem(entry)).collect();
    let all_with_hash: Vec<String> =
        feed.entries.iter().zip(&stems).map(|(entry, stem)| hashed(entry, stem)).collect();
    for at in repeated(&stems) {
        if let (Some(stem), Some(hashed)) = (stems.get_mut(at), all_with_hash.get(at)) {
            stem.clone_from(hashed);
        }
    }
    // What is still equal is a duplicated entry, or was made to be; then a number in their order distinguishes them.
    let mut number: usize = 1;
    loop {
        let again = repeated(&stems);
        if again.is_empty() {
            break;
        }
        for at in again.into_iter().skip(1) {
            number = number.saturating_add(1);
            if let Some(stem) = stems.get_mut(at) {
                *stem = format!("{}-{number}", cut(stem, LONGEST.saturating_sub(TAIL.saturating_mul(2))));
            }
        }
    }
    stems.into_iter().map(|stem| format!("{stem}.md")).collect()
}

/// The places of the stems that are not unique, in order.
fn repeated(stems: &[String]) -> Vec<usize> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, stem) in stems.iter().enumerate() {
        places.entry(stem).or_default().push(at);
    }
    places.into_values().filter(|places| places.len() > 1).flatten().collect()
}

/// The day and the words, which leave room for the tail.
fn stem(entry: &Entry) -> String {
    let day = entry.published.or(entry.updated).map(|date| date.format("%Y-%m-%d-").to_string());
    let day = day.unwrap_or_default();
    let room = LONGEST.saturating_sub(TAIL).saturating_sub(day.len());
    // A word alone that is left of many may be the name of a device.
    format!("{day}{}", slug(cut(&words(entry), room)))
}

/// The words of the title, else the last part of the link.
fn words(entry: &Entry) -> String {
    let title = entry.title.as_ref().map(|title| match title.kind {
        TextKind::Plain => title.value.clone(),
        TextKind::Html => plain_text(&title.value),
    });
    let title = title.as_deref().map(without_stops).filter(|title| !title.is_empty());
    let from_link = || {
        let path = entry.link()?.split(['?', '#']).next()?.trim_end_matches('/');
        let (folders, last) = path.rsplit_once('/')?;
        let name = last.rsplit_once('.').map_or(last, |(name, _)| name);
        // A link to a host alone has no name in it.
        (folders.contains("://") && !name.is_empty() && !folders.ends_with(":/")).then(|| name.to_owned())
    };
    slug(&title.or_else(from_link).unwrap_or_else(|| "untitled".to_owned()))
}

/// The title without the points that end sentences, which the rule of slugs would spell out.
fn without_stops(title: &str) -> String {
    let words = title.split_whitespace().map(|word| word.trim_end_matches('.'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn hashed(entry: &Entry, stem: &str) -> String {
    let known = entry.id.as_deref().or(entry.link());
    let moment = entry.published.or(entry.updated).map(|date| date.to_rfc3339()).unwrap_or_default();
    let key = known.map_or(moment, str::to_owned);
    format!("{stem}-{:08x}", fingerprint(&key) >> 32)
}

/// At most so many bytes, cut between words where that leaves something.
fn cut(words: &str, most: usize) -> &str {
    match words.get(..most) {
        Some(head) if head.len() < words.len() => {
            head.rsplit_once('-').map_or(head, |(words, _)| words).trim_end_matches('-')
        }
        _ => words,
    }
}
