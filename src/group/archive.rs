//! The articles beyond the newest of a feed -> the pages of its archive (RFC 5005, section 4), filled from the oldest.
//!
//! A page has all articles from a moment on, up to the moment at which the next one starts, and is named by its start. So the names
//! of the pages that are published are all that has to be known to find the page of an article: nothing else remembers
//! it, no other page changes when an article comes, goes or gets another date, and each article is in one page whatever has
//! happened. A page keeps its start for good, also where it has lost articles, or all of them. Only the newest is filled
//! up; an older one that late articles make twice as long as it should be is divided.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};

use crate::ordered::CollectOrdered;

/// What articles are ordered by in an archive, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The second of the article, from 1970 on; the least where it has none.
    seconds: i64,
    /// The fingerprint of its id.
    hash: u64,
}

/// Where a page starts: it has no article of a lesser key. It is the roundest moment between two articles, such as the first of a
/// month, and tells nothing of either; where both are of the same second, a part of the fingerprint of an id tells them apart.
pub type Start = Key;

/// A page of the archive of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePage {
    /// Where it starts.
    pub start: Start,
    /// The numbers of its articles, the newest first.
    pub members: Vec<u32>,
}

/// The name of the page that starts before every article.
const OLDEST: &str = "oldest";

/// What stands before a part of a fingerprint in the name of a page.
const HASH: &str = "-x";

impl Key {
    /// Before every article.
    pub const OLDEST: Key = Key { seconds: i64::MIN, hash: 0 };

    /// The key of an article of this date, if it has one, and of this fingerprint of its id. Years that a name cannot hold count as the
    /// nearest that it can.
    pub fn of(date: Option<DateTime<Utc>>, hash: u64) -> Key {
        let seconds = match date {
            Some(date) if date.year() > 9999 => last_second(),
            Some(date) if date.year() > 0 => date.timestamp(),
            _ => i64::MIN,
        };
        Key { seconds, hash }
    }

    /// The name of the page that starts here: numbers from the year down to what is not the first of its kind.
    pub fn name(self) -> String {
        let mut name = self.date().map_or_else(|| OLDEST.to_owned(), name_of_date);
        if self.hash != 0 {
            name.push_str(HASH);
            name.push_str(format!("{:016x}", self.hash).trim_end_matches('0'));
        }
        name
    }

    /// The start of the page that has the name; `None` where none has it.
    pub fn parse(name: &str) -> Option<Start> {
        let (date, hash) = name.split_once(HASH).map_or((name, ""), |(date, hash)| (date, hash));
        let is_hash = hash.len() <= 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hash =
            if is_hash { u64::from_str_radix(&format!("{hash:0<16}"), 16).ok()? } else { return None };
        let seconds = if date == OLDEST { i64::MIN } else { parsed_date(date)?.timestamp() };
        Some(Key { seconds, hash }).filter(|start| start.name() == name)
    }

    /// The moment of it; `None` for the oldest.
    pub fn date(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.seconds, 0)
    }

    /// The roundest start behind one article that the next one is not before; `None` where they have the same key.
    fn between(before: Key, next: Key) -> Option<Start> {
        if before.seconds < next.seconds {
            let seconds = next.date().into_iter().flat_map(rounded).find(|start| *start > before.seconds);
            return Some(Key { seconds: seconds.unwrap_or(next.seconds), hash: 0 });
        }
        let digits = (1..=16)
            .map(|digits: u32| next.hash & (u64::MAX << 64_u32.saturating_sub(digits.saturating_mul(4))));
        let hash = digits.into_iter().find(|hash| *hash > before.hash)?;
        (before < next).then_some(Key { hash, ..next })
    }
}

/// The pages of articles, whose keys rise. `known` are the starts of pages that are published, `size` is how many articles a page gets.
pub(super) fn pages(articles: &[(Key, u32)], known: &BTreeSet<Start>, size: usize) -> Vec<ArchivePage> {
    let size = size.max(1);
    if articles.is_empty() {
        return Vec::new();
    }
    let starts: BTreeSet<Start> = known.iter().copied().chain([Key::OLDEST]).collect_set();
    let (mut pages, mut rest, mut starts) = (Vec::new(), articles, starts.into_iter().peekable());
    while let Some(start) = starts.next() {
        let end = starts.peek().map_or(rest.len(), |next| rest.partition_point(|(key, _)| key < next));
        let (own, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = behind;
        let most = if starts.peek().is_some() { size.saturating_mul(2) } else { size };
        divide(start, own, (size, most), &mut pages);
    }
    pages
}

/// Adds the page that starts here, and others behind it where more than `most` articles are in it.
fn divide(
    mut start: Start,
    mut articles: &[(Key, u32)],
    (size, most): (usize, usize),
    pages: &mut Vec<ArchivePage>,
) {
    while articles.len() > most {
        let apart = |at: usize| {
            let (before, behind) = articles.split_at_checked(at)?;
            Some((before, behind, Key::between(before.last()?.0, behind.first()?.0)?))
        };
        // What cannot be told apart stays in one page.
        let Some((own, behind, next)) = (size..articles.len()).find_map(apart) else { break };
        pages.push(page(start, own));
        (start, articles) = (next, behind);
    }
    pages.push(page(start, articles));
}

fn page(start: Start, articles: &[(Key, u32)]) -> ArchivePage {
    ArchivePage { start, members: articles.iter().rev().map(|(_, number)| *number).collect() }
}

/// The beginnings of the year, the month, the day, the hour, the minute and the second of a date, in seconds.
fn rounded(date: DateTime<Utc>) -> [i64; 6] {
    let of_clock = |seconds: u32| date.timestamp().saturating_sub(i64::from(seconds));
    let minute = of_clock(date.second());
    let hour = of_clock(date.num_seconds_from_midnight().checked_rem(3600).unwrap_or_default());
    let day = of_clock(date.num_seconds_from_midnight());
    let days_before = |days: u32| day.saturating_sub(TimeDelta::days(i64::from(days)).num_seconds());
    [days_before(date.ordinal0()), days_before(date.day0()), day, hour, minute, date.timestamp()]
}

fn name_of_date(date: DateTime<Utc>) -> String {
    let parts = [date.month0(), date.day0(), date.hour(), date.minute(), date.second()];
    let written = [date.month(), date.day(), date.hour(), date.minute(), date.second()];
    let count = parts.iter().rposition(|part| *part != 0).map_or(0, |last| last.saturating_add(1));
    let parts = written.iter().take(count).map(|part| format!("-{part:02}"));
    std::iter::once(format!("{:04}", date.year())).chain(parts).collect()
}

/// The date that a name says, however it is written.
fn parsed_date(name: &str) -> Option<DateTime<Utc>> {
    let is_number = |part: &&str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = name.split('-').map(|part| Some(part).filter(is_number)?.parse().ok());
    let numbers = numbers.collect::<Option<Vec<u32>>>().filter(|numbers| numbers.len() <= 6)?;
    let part = |at: usize, first: u32| numbers.get(at).copied().unwrap_or(first);
    let year = i32::try_from(part(0, 0)).ok().filter(|year| *year > 0)?;
    let date = NaiveDate::from_ymd_opt(year, part(1, 1), part(2, 1))?;
    Some(date.and_hms_opt(part(3, 0), part(4, 0), part(5, 0))?.and_utc())
}

fn last_second() -> i64 {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).and_then(|day| day.and_hms_opt(23, 59, 59));
    last.map_or(i64::MAX, |last| last.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn key(date: &str, hash: u64) -> Key {
        Key::of(date.parse().ok(), hash)
    }

    #[test]
    fn a_page_is_named_by_the_roundest_moment_between_two_articles() {
        let first = 0x8000_0000_0000_0000;
        for (before, next, expected) in [
            (key("2020-11-18T10:20:30Z", 1), key("2021-03-02T10:20:30Z", 0), "2021"),
            (key("2021-01-01T00:00:00Z", 1), key("2021-03-02T10:20:30Z", 0), "2021-03"),
            (key("2021-03-01T00:00:00Z", 1), key("2021-03-02T10:20:30Z", 0), "2021-03-02"),
            (key("2021-03-02T00:00:00Z", 1), key("2021-03-02T10:20:30Z", 0), "2021-03-02-10"),
            (key("2021-03-02T10:00:00Z", 1), key("2021-03-02T10:20:30Z", 0), "2021-03-02-10-20"),
            (key("2021-03-02T10:20:29Z", 1), key("2021-03-02T10:20:30Z", 0), "2021-03-02-10-20-30"),
            (key("", 1), key("", first), "oldest-x8"),
            (
                key("2021-01-01T00:00:00Z", first),
                key("2021-01-01T00:00:00Z", first | 1),
                "2021-x8000000000000001",
            ),
            (key("", 1), key("0900-01-01T00:00:00Z", 0), "0900"),
        ] {
            let start = Key::between(before, next).unwrap();
            assert_eq!(start.name(), expected);
            assert_eq!(Key::parse(expected), Some(start));
            assert!(before < start && start <= next);
        }
        assert_eq!(Key::between(key("", 7), key("", 7)), None);
    }

    #[test]
    fn what_names_no_page_has_no_start() {
        for name in [
            "", "0", "0000", "21", "2021-01", "2021-13", "2021-02-30", "2021-3", "2021-x", "2021-x80",
            "2021-xg", "oldest-", "x8", "..", "2021-03-02-10-20-30-01", "+021",
        ] {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }

    fn keys() -> impl Strategy<Value = BTreeSet<Key>> {
        // Few moments, so that many articles are of the same.
        btree_set((0..40_i64, 0..50_u64), 0..120).prop_map(|keys| {
            let key = |(days, hash): (i64, u64)| Key {
                seconds: if days == 0 { i64::MIN } else { days * 86_400 / 7 },
                hash: hash << 58,
            };
            keys.into_iter().map(key).collect()
        })
    }

    fn divided(keys: &BTreeSet<Key>, known: &BTreeSet<Start>, size: usize) -> Vec<ArchivePage> {
        let articles: Vec<(Key, u32)> = keys.iter().copied().zip(0..).collect();
        pages(&articles, known, size)
    }

    fn starts(pages: &[ArchivePage]) -> BTreeSet<Start> {
        pages.iter().map(|page| page.start).collect()
    }

    proptest! {
        #[test]
        fn every_article_is_in_the_page_of_its_moment_and_in_no_other(
            keys in keys(), others in keys(), size in 1..9_usize
        ) {
            let known = starts(&divided(&others, &BTreeSet::new(), size));
            let pages = divided(&keys, &known, size);
            let members: Vec<u32> = pages.iter().flat_map(|page| page.members.iter().rev()).copied().collect();
            prop_assert_eq!(members, (0..).take(keys.len()).collect::<Vec<u32>>());
            prop_assert!(pages.is_sorted_by(|a, b| a.start < b.start));
            for page in &pages {
                prop_assert!(page.members.len() <= 2 * size);
                prop_assert_eq!(Key::parse(&page.start.name()), Some(page.start));
            }
            prop_assert_eq!(divided(&keys, &starts(&pages), size), pages);
        }

        #[test]
        fn pages_are_filled_from_the_oldest_and_an_article_at_the_end_touches_the_last_alone(
            keys in keys(), size in 1..9_usize
        ) {
            let (mut known, mut before) = (BTreeSet::new(), Vec::new());
            let mut there = BTreeSet::new();
            for key in keys {
                there.insert(key);
                let pages = divided(&there, &known, size);
                let same = before.iter().zip(&pages).take_while(|(before, page)| before == page).count();
                prop_assert!(same + 1 >= before.len(), "{before:?} {pages:?}");
                prop_assert!(pages.iter().rev().skip(1).all(|page| page.members.len() == size));
                (known, before) = (starts(&pages), pages);
            }
        }

        #[test]
        fn what_goes_changes_its_own_page_alone(
            keys in keys(), gone in vec(0..120_usize, 1..20), size in 1..9_usize
        ) {
            let mut there = keys;
            let mut pages = divided(&there, &BTreeSet::new(), size);
            for at in gone {
                let Some(&key) = there.iter().nth(at % there.len().max(1)) else { break };
                there.remove(&key);
                let next = divided(&there, &starts(&pages), size);
                if !there.is_empty() {
                    prop_assert_eq!(next.len(), pages.len());
                    let changed = next.iter().zip(&pages).filter(|(a, b)| a.members.len() != b.members.len());
                    prop_assert_eq!(changed.count(), 1);
                }
                pages = next;
            }
        }
    }
}
