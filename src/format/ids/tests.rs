//! Ids that are derived: the same in every window of a feed, and no two alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::{distinct_ids, entry_ids};
use crate::format::losses::Losses;
use crate::format::sample;
use crate::model::{Entry, Feed, Link, Text};

#[test]
fn a_uuid_is_of_version_8_and_depends_on_the_text_alone() {
    let uuid = super::uuid("12345");
    assert_eq!(uuid, super::uuid("12345"));
    assert_ne!(uuid, super::uuid("12346"));
    assert_eq!(uuid.len(), "urn:uuid:00000000-0000-8000-8000-000000000000".len());
    assert_eq!(uuid.get(23..24), Some("8"));
    assert!(uuid.get(28..29).is_some_and(|variant| "89ab".contains(variant)), "{uuid}");
}

fn entry(link: &str, title: &str, day: Option<u8>) -> Entry {
    Entry {
        title: (!title.is_empty()).then(|| Text::plain(title)),
        links: (!link.is_empty()).then(|| Link::new("alternate", link)).into_iter().collect(),
        published: day.map(|day| sample::moment(&format!("2026-03-{:02}T08:30:05Z", day + 1))),
        ..Entry::default()
    }
}

fn ids(entries: Vec<Entry>) -> Vec<String> {
    let mut feed = Feed { entries: entries.into_iter().map(Arc::new).collect(), ..Feed::default() };
    feed.head.links = vec![Link::new("alternate", "https://example.org/show/1234")];
    entry_ids(&mut feed, &mut Losses::default());
    feed.entries.iter().map(|entry| entry.id.clone().unwrap()).collect()
}

#[test]
fn the_address_of_one_article_is_its_id_and_that_of_many_is_none() {
    let page = "https://EXAMPLE.org/2026/03/ice";
    assert_eq!(ids(vec![entry(page, "A", None)]), ["https://example.org/2026/03/ice"]);
    for many in ["https://example.org/notes", "https://example.org/", "https://example.org/show/1234"] {
        let both = ids(vec![entry(many, "A", None), entry(many, "B", None)]);
        assert!(both.iter().all(|id| id.starts_with("urn:uuid:")) && both[0] != both[1], "{both:?}");
    }
}

#[test]
fn a_link_of_a_group_is_the_id_of_none_and_that_of_two_editions_is_the_first_ones() {
    let page = "https://example.org/2026/03/ice";
    let days = |days: &[u8]| {
        days.iter().map(|&day| entry(page, &format!("Catch {day}"), Some(day))).collect::<Vec<_>>()
    };
    assert_eq!(ids(days(&[4, 2]))[1], page);
    let group = ids(days(&[5, 4, 2, 1]));
    for from in 0..2 {
        assert_eq!(ids(days(&[5, 4, 2, 1][from..from + 3])), group[from..from + 3]);
    }
    assert!(!group.contains(&page.to_owned()));
    let batch = ["Pike", "Roach", "Perch"].map(|title| entry(page, title, Some(4)));
    assert_eq!(ids(batch[1..].to_vec()), ids(batch.to_vec())[1..]);
    // What stands twice is no group.
    let twice = [batch[0].clone(), batch[0].clone()];
    assert_eq!(ids(twice.to_vec())[1], page);
}

#[test]
fn an_id_that_the_feed_gives_stays_with_its_entry() {
    let page = "https://example.org/2026/03/ice";
    let given = Entry { id: Some(page.into()), ..entry(page, "With", Some(1)) };
    let both = ids(vec![entry(page, "Without", Some(0)), given]);
    assert!(both[0].starts_with("urn:uuid:") && both[1] == page, "{both:?}");
}

#[test]
fn of_entries_with_one_id_the_oldest_keeps_it() {
    let given = |title: &str, day| Entry { id: Some("1".into()), ..entry("", title, day) };
    for [first, last] in [[Some(2), Some(1)], [None, None]] {
        let mut feed = sample::feed(vec![given("New", first), given("Old", last)]);
        distinct_ids(&mut feed, &mut Losses::default());
        assert_eq!(feed.entries[1].id.as_deref(), Some("1"));
        assert_ne!(feed.entries[0].id.as_deref(), Some("1"));
    }
}

#[test]
fn the_words_of_a_title_count_and_not_their_markup() {
    let plain = entry("https://example.org/notes", "Rye & salt", None);
    let marked = Entry { title: Some(Text::html("<b>Rye</b> &amp;  salt")), ..plain.clone() };
    assert_eq!(ids(vec![plain]), ids(vec![marked]));
}

/// What lasts of an entry: its link, its title, its day.
type Lasting = (&'static str, &'static str, Option<u8>);

/// An entry with what lasts of it, and the id that its feed gives it, if any.
fn lasting() -> impl Strategy<Value = (&'static str, &'static str, Option<u8>, Option<u8>)> {
    let links = ["", "https://example.org/", "https://example.org/notes", "https://example.org/show/1234"];
    (
        prop::sample::select(links.to_vec()),
        prop::sample::select(vec!["Weekly", "Version 1", "Version 2", "Version 3"]),
        prop::option::of(0_u8..3),
        prop::option::weighted(0.2, 0_u8..3),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_entry_has_one_id_in_every_window(
        parts in prop::collection::btree_set(lasting(), 1..10),
        windows in prop::collection::vec((any::<u16>(), "[a-z]{0,4}"), 1..4),
    ) {
        let mut known: BTreeMap<usize, String> = BTreeMap::new();
        // With and without an id of its own an entry may say the same: of those, one is enough.
        let all: BTreeMap<_, _> = parts.into_iter().map(|(link, title, day, id)| ((link, title, day), id)).collect();
        for (window, content) in windows {
            let shown: Vec<_> = all.iter().enumerate().filter(|(place, _)| window >> place & 1 == 1).collect();
            let of = |(place, (lasting, id)): &(usize, (&Lasting, &Option<u8>))| {
                let (link, title, day) = *lasting;
                let mut entry = entry(link, title, *day);
                // Every fourth has a page of its own.
                if place % 4 == 0 {
                    entry.links = vec![Link::new("alternate", format!("https://example.org/p/{}", 1000 + place))];
                }
                entry.id = id.map(|id| ["1", "https://example.org/notes", "https://example.org/"][usize::from(id)].to_owned());
                entry.contents = sample::html(&content);
                entry
            };
            let found = ids(shown.iter().map(of).collect());
            let derived: Vec<&String> = shown.iter().zip(&found).filter(|((_, (_, id)), _)| id.is_none()).map(|(_, id)| id).collect();
            for id in derived {
                prop_assert_eq!(found.iter().filter(|other| *other == id).count(), 1, "{}", id);
            }
            for ((place, (_, given)), id) in shown.iter().zip(found) {
                let before = known.entry(*place).or_insert_with(|| id.clone());
                prop_assert_eq!(&*before, &id);
                prop_assert!(given.is_none() || !id.starts_with("urn:uuid:"), "{}", id);
            }
        }
    }
}
