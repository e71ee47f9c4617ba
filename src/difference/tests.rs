//! Pairs of feeds and what a reader shows of the second.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::model::{Content, Link, Text};

/// An entry in five words: id, URL, title, day of November 2020 of its publication, and of its change; `-` is nothing. A
/// sixth is its content.
fn entry(line: &str) -> Arc<Entry> {
    let mut words = line.split_whitespace().map(|word| Some(word).filter(|word| *word != "-"));
    let mut next = || words.next().flatten();
    let day = |word: Option<&str>| {
        let day: Option<DateTime<Utc>> = word.map(|day| format!("2020-11-{day}T08:00:00Z").parse().unwrap());
        day
    };
    let (id, link, title) = (next(), next(), next());
    let (published, updated, content) = (day(next()), day(next()), next());
    Arc::new(Entry {
        id: id.map(str::to_owned),
        title: title.map(Text::plain),
        links: link
            .map(|link| Link::new("alternate", format!("https://example.org/{link}")))
            .into_iter()
            .collect(),
        published,
        updated,
        contents: content.map(|content| Content::Text(Text::plain(content))).into_iter().collect(),
        ..Entry::default()
    })
}

fn feed(lines: &[&str]) -> Feed {
    Feed { entries: lines.iter().map(|line| entry(line)).collect(), ..Feed::default() }
}

/// The changes as `kind id`, with the old id behind it where there is one.
fn shown(old: &[&str], new: &[&str]) -> Vec<String> {
    let line = |change: &Change| {
        let parts = [Some(change.kind.word()), change.id.as_deref(), change.old_id.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    compare(&feed(old), &feed(new)).changes.iter().map(line).collect()
}

#[test]
fn what_readers_show_of_a_feed() {
    let old = &["c c Cranes 05 -", "b b Barges 04 -", "a a Anchors 03 -"][..];
    for (what, new, expected) in [
        ("nothing", old, &[][..]),
        ("an article more", &["d d Docks 06 -", old[0], old[1], old[2]], &["new d"]),
        ("one of the day of another", &["d d Docks 04 -", old[0], old[1], old[2]], &["new d"]),
        ("one without a date, in front", &["d d Docks - -", old[0], old[1], old[2]], &["new d"]),
        ("the window moves on", &["d d Docks 06 -", old[0], old[1]], &["new d", "fell out a"]),
        ("one is taken out", &[old[0], old[2]], &["vanished b"]),
        ("the last is taken out", &[old[0], old[1]], &["fell out a"]),
        ("all are taken out", &[], &["vanished c", "vanished b", "vanished a"]),
        ("a change with a date", &[old[0], "b b Barges 04 06", old[2]], &["shown again b"]),
        ("another date", &[old[0], "b b Barges 06 -", old[2]], &["shown again b"]),
        ("another title", &[old[0], "b b Barques 04 -", old[2]], &["changed quietly b"]),
        ("another URL", &[old[0], "b bb Barges 04 -", old[2]], &["changed quietly b"]),
        ("another content", &[old[0], "b b Barges 04 - Rust", old[2]], &["changed quietly b"]),
        ("no date any more", &[old[0], "b b Barges - -", old[2]], &["changed quietly b"]),
        ("another id at the same URL", &[old[0], "x b Barques 06 -", old[2]], &["resurfaced x b"]),
        ("another id and URL", &[old[0], "x x barges 04 -", old[2]], &["resurfaced x b"]),
        ("another id, URL and day", &[old[0], "x x Barges 06 -", old[2]], &["resurfaced x b"]),
        ("another id, URL and title", &[old[0], "x x Barques 04 -", old[2]], &["new x", "vanished b"]),
        ("an older one", &[old[0], old[1], old[2], "z z Zithers 01 -"], &["resurfaced z"]),
        ("one of the oldest moment", &[old[0], old[1], old[2], "z z Zithers 03 -"], &["resurfaced z"]),
        ("one without a date, behind", &[old[0], old[1], old[2], "z z Zithers - -"], &["resurfaced z"]),
        (
            "an older one takes a place",
            &[old[0], old[2], "z z Zithers 01 -"],
            &["resurfaced z", "vanished b"],
        ),
        ("an id twice", &[old[0], old[1], "b q Quays 04 -", old[2]], &["duplicated b"]),
    ] {
        assert_eq!(shown(old, new), expected, "{what}");
    }
}

#[test]
fn a_whole_site_that_moves_and_takes_the_day_of_the_move_for_all_dates_is_not_new() {
    let old = ["d old/d Docks 05 -", "c old/c Cranes 04 -", "b old/b Barges 03 -", "a old/a Anchors 02 -"];
    let new = ["e e Ebb 21 -", "dd d Docks 20 -", "cc c Cranes 20 -", "bb b Barges 20 -"];
    assert_eq!(
        shown(&old, &new),
        ["resurfaced dd d", "resurfaced cc c", "resurfaced bb b", "new e", "fell out a"]
    );
}

#[test]
fn a_title_that_comes_every_day_is_new_and_one_that_has_moved_is_not() {
    let old = ["b b Links 05 -", "a a Anchors 04 -"];
    assert_eq!(shown(&old, &["c c Links 06 -"]), ["new c", "fell out b", "fell out a"]);
    assert_eq!(shown(&old, &["c c Links 06 -", old[1]]), ["resurfaced c b"]);
}

#[test]
fn a_feed_that_had_nothing_shows_everything_as_new() {
    assert_eq!(shown(&[], &["b b Barges 04 -", "a a Anchors - -"]), ["new b", "new a"]);
}

#[test]
fn a_pinned_entry_does_not_reach_back() {
    let old = ["p p Pinned 01 -", "c c Cranes 05 -", "b b Barges 04 -"];
    assert_eq!(shown(&old, &[old[0], "d d Docks 06 -", old[1]]), ["new d", "fell out b"]);
    assert_eq!(shown(&old, &[old[0], old[1], old[2], "a a Anchors 03 -"]), ["resurfaced a"]);
}

#[test]
fn the_oldest_may_come_first() {
    let old = ["a a Anchors 03 -", "b b Barges 04 -", "c c Cranes 05 -", "d d Docks 06 -", "e e Ebb 07 -"];
    let new = [old[1], old[2], old[3], old[4], "f f Flood 08 -"];
    assert_eq!(shown(&old, &new), ["new f", "fell out a"]);
    assert_eq!(shown(&new, &old), ["resurfaced a", "vanished f"]);
}

#[test]
fn what_has_no_id_is_known_by_its_url_and_then_its_title() {
    assert_eq!(
        shown(&["- a Anchors 03 -", "- - Barges 02 -"], &["- a Anchor 03 -", "- - Barges 02 -"]),
        ["changed quietly"]
    );
    assert_eq!(shown(&["- a Anchors 03 -"], &["- a Anchors 04 -"]), ["resurfaced"]);
    assert_eq!(shown(&["- - Anchors 03 -"], &["- - Anchors 04 -"]), ["shown again"]);
    assert_eq!(shown(&["- a Anchors 03 -"], &["https://example.org/a a Anchors 03 -"]), [""; 0]);
}

#[test]
fn what_several_have_in_common_pairs_nothing() {
    let old = ["b log Barges 04 -", "a log Anchors 03 -"];
    assert_eq!(shown(&old, &["c log Cranes 05 -", old[0], old[1]]), ["new c"]);
    assert_eq!(shown(&old, &["c log Cranes 05 -", old[0]]), ["new c", "fell out a"]);
    let old = ["b b Links 04 -", "a a Links 04 -"];
    assert_eq!(
        shown(&old, &["x x Links 04 -", "y y Links 04 -"]),
        ["new x", "new y", "vanished b", "vanished a"]
    );
}

#[test]
fn a_url_is_the_same_page_with_https_without_www_and_a_last_slash() {
    for other in ["http://example.org/a", "https://www.example.org/a/", "https://EXAMPLE.org/%61/index.html"]
    {
        assert_eq!(link_key(other), link_key("https://example.org/a"), "{other}");
    }
    for other in ["https://example.org/a?b", "https://example.org/a#b", "https://example.org/A", "a"] {
        assert_ne!(link_key(other), link_key("https://example.org/a"), "{other}");
    }
}

/// Feeds of few ids, URLs, titles and days, so that much is alike.
fn feeds() -> impl Strategy<Value = Feed> {
    let word = || prop::sample::select(vec!["-", "a", "b", "c", "d", "e", "f", "g"]);
    let day = || prop::sample::select(vec!["-", "01", "02", "03", "04", "05"]);
    let line = (word(), word(), word(), day(), day()).prop_map(|(id, link, title, published, updated)| {
        entry(&format!("{id} {link} {title} {published} {updated}"))
    });
    prop::collection::vec(line, 0..9).prop_map(|entries| Feed { entries, ..Feed::default() })
}

fn count(difference: &Difference, kind: Kind) -> usize {
    difference.counts.get(&kind).copied().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn a_feed_does_not_differ_from_itself(feed in feeds()) {
        let difference = compare(&feed, &feed);
        let kinds: Vec<Kind> = difference.counts.keys().copied().collect();
        prop_assert!(kinds.iter().all(|kind| matches!(kind, Kind::Unchanged | Kind::Duplicated)), "{:?}", kinds);
    }

    #[test]
    fn every_entry_has_one_kind(old in feeds(), new in feeds()) {
        let classes = classes(&old.entries, &new.entries);
        let places = |place: fn(&Class) -> Option<usize>| {
            let mut places: Vec<usize> = classes.iter().filter_map(place).collect();
            places.sort_unstable();
            places
        };
        prop_assert_eq!(places(|class| class.old), (0..old.entries.len()).collect::<Vec<_>>());
        prop_assert_eq!(places(|class| class.new), (0..new.entries.len()).collect::<Vec<_>>());
        let counts: usize = compare(&old, &new).counts.values().sum();
        prop_assert_eq!(counts, classes.len());
    }

    #[test]
    fn swapping_the_states_swaps_what_came_and_what_went(old in feeds(), new in feeds()) {
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        for kind in [Kind::Unchanged, Kind::ShownAgain, Kind::ChangedQuietly, Kind::Duplicated] {
            prop_assert_eq!(count(&there, kind), count(&back, kind));
        }
        let renamed = |old: &Feed, new: &Feed| {
            classes(&old.entries, &new.entries)
                .iter()
                .filter(|class| class.kind == Kind::Resurfaced && class.old.is_some())
                .count()
        };
        let pairs = renamed(&old, &new);
        prop_assert_eq!(pairs, renamed(&new, &old));
        prop_assert_eq!(count(&there, Kind::New), count(&back, Kind::Vanished));
        prop_assert_eq!(count(&there, Kind::Resurfaced) - pairs, count(&back, Kind::FellOut));
    }

    #[test]
    fn what_only_moves_in_time_resurfaces_nothing(feed in feeds(), dropped in 0usize..4) {
        // Newer entries in front, older ones fall out at the end.
        let mut entries = feed.entries;
        entries.retain(|entry| entry.id.is_some() && entry.published.is_some());
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.published));
        let old = Feed { entries: entries.clone(), ..Feed::default() };
        entries.truncate(entries.len().saturating_sub(dropped).max(1));
        entries.insert(0, entry("new new New 09 -"));
        let new = Feed { entries, ..Feed::default() };
        let difference = compare(&old, &new);
        prop_assert_eq!(count(&difference, Kind::New), 1);
        prop_assert_eq!(count(&difference, Kind::Resurfaced), 0);
    }
}
