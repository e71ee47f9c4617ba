//! The status and the dates of a record: what holds it back and until when, when it was published, when it was changed last.
//!
//! A word that holds back or a date of publication that cannot be read holds the article back, because a guess could publish
//! a draft or a wrong date. A record without a date is an error, unless `input.undated` says that such records are pages.

use std::borrow::Cow;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{Diagnostics, permalink};
use crate::config::{Config, Future, Undated};
use crate::finding::Rule;
use crate::model::{RawFlag, Record, Status};
use crate::record::holding::{self, Verdict};
use crate::record::{self, Place};
use crate::time;

/// The dates of an article.
#[derive(Clone, Copy, Default)]
pub(super) struct Dates {
    pub published: Option<DateTime<Utc>>,
    pub updated: Option<DateTime<Utc>>,
    /// The word that holds the article back, now or from `ends` on.
    pub held_by: Option<&'static str>,
    /// The moment at which the article leaves the feeds.
    pub ends: Option<DateTime<Utc>>,
    /// The latest moment that is gone by and decided something.
    since: Option<DateTime<Utc>>,
    /// The next moment at which status or dates change.
    until: Option<DateTime<Utc>>,
}

impl Dates {
    /// The dates of a record that may be held back; `None` where the date of publication cannot be read.
    pub(super) fn of(record: &Record, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Dates> {
        let published = published(record, &place_of(record, config), config, diagnostics).ok()?;
        Some(Dates { published, ..Dates::default() })
    }

    /// The seconds since 1970 between which status and dates hold. They begin with the latest date that was used: the
    /// clock may have been set back, too.
    pub(super) fn validity(&self) -> Range<i64> {
        // A fraction of a second is rounded to the safe side: at worst the record is read once more.
        let whole = |date: DateTime<Utc>| {
            date.timestamp().saturating_add(i64::from(date.timestamp_subsec_nanos() > 0))
        };
        self.since.map_or(i64::MIN, whole)..self.until.map_or(i64::MAX, |until| until.timestamp())
    }

    fn held_by(word: &'static str) -> Dates {
        Dates { held_by: Some(word), ..Dates::default() }
    }
}

/// The status that the record has at the moment `now`, and its dates where it is published.
pub(super) fn status(
    record: &Record,
    config: &Config,
    now: DateTime<Utc>,
    diagnostics: &mut Diagnostics<'_>,
) -> (Status, Dates) {
    let place = place_of(record, config);
    if place.is_section {
        return (Status::Page, Dates::default());
    }
    let term = match hold(record, &place, config, diagnostics) {
        Hold::Free(term) => term,
        Hold::Withdrawn(word) => return (Status::Withdrawn, Dates::held_by(word)),
        Hold::Unclear => return (Status::Faulty, Dates::default()),
    };
    if !permalink::has_name_of_a_post(record, config) {
        let message = "Jekyll publishes no file in `_posts` whose name does not begin with a date; \
                       name it YYYY-MM-DD-TITLE, or move it";
        diagnostics.add(Rule::Undated, record.position, message.to_owned());
        return (Status::Undated, Dates::default());
    }
    let published = match published(record, &place, config, diagnostics) {
        // Hugo takes the one date for the other.
        Ok(None) => term.start.map(|(start, _)| start),
        Ok(published) => published,
        Err(Unreadable) => return (Status::Faulty, Dates::default()),
    };
    if published.is_none() && config.input.undated != Undated::Publish {
        if config.input.undated == Undated::Skip {
            let message = "the record has no date; add `date`, or set `input.undated: ignore`";
            diagnostics.add(Rule::Undated, record.position, message.to_owned());
        }
        return (Status::Undated, Dates::default());
    }
    let ends = term.end.map(|(end, _)| end);
    if let Some((end, word)) = term.end.filter(|&(end, _)| end <= now) {
        return (Status::Expired, Dates { ends, since: Some(end), ..Dates::held_by(word) });
    }
    let holds_dates = config.input.future == Future::Hold;
    let date = published.filter(|_| holds_dates).map(|published| (published, None));
    let of_term = term.start.map(|(start, word)| (start, Some(word)));
    let start = [date, of_term].into_iter().flatten().max();
    if let Some((start, word)) = start.filter(|&(start, _)| start > now) {
        let until = ends.into_iter().chain([start]).min();
        return (Status::Scheduled, Dates { ends, until, held_by: word, ..Dates::default() });
    }
    let dates = updated(record, published, config, now, diagnostics);
    let since = if holds_dates { dates.published.max(dates.updated) } else { None };
    let dates = Dates {
        held_by: term.end.map(|(_, word)| word),
        ends,
        since: since.max(term.start.map(|(start, _)| start)),
        until: dates.until.into_iter().chain(ends).min(),
        ..dates
    };
    (Status::Published, dates)
}

/// What the path of the record says.
pub(super) fn place_of<'r>(record: &'r Record, config: &Config) -> Place<'r> {
    record::place(&record.path, config.input.paths.is_jekyll())
}

/// What the words of a record and its path say together.
enum Hold {
    /// It is free within this term.
    Free(Term),
    /// The word withdraws it.
    Withdrawn(&'static str),
    /// A word says what nobody can read; a finding says so.
    Unclear,
}

/// Between which moments an article may be published, each with its word.
#[derive(Default)]
struct Term {
    start: Option<(DateTime<Utc>, &'static str)>,
    end: Option<(DateTime<Utc>, &'static str)>,
}

/// Whether the words of the record or its path hold it back. A clear word counts more than an unclear one.
fn hold(record: &Record, place: &Place<'_>, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Hold {
    // What a conversion has named files after is a title.
    let by_path = if record.verbatim.is_some() { None } else { holding::held_by_path(place) };
    // On a Jekyll site the search passes over such names, but for those that the site includes.
    let by_path = by_path.filter(|word| *word != "_" || !config.input.paths.is_jekyll());
    let verdict = |flag: &RawFlag| holding::verdict(flag.key, &flag.value.text);
    let held = record.flags.iter().find(|flag| verdict(flag) == Verdict::Held).map(|flag| flag.key);
    if let Some(word) = held.or(by_path) {
        return Hold::Withdrawn(word);
    }
    let day = place.day.filter(|_| config.input.layout.starts_on_day);
    let start = day.and_then(|day| time::read(&day.replace('/', "-"), config.site.timezone).ok());
    let mut term = Term { start: start.map(|moment| (moment.instant, "publishDate")), end: None };
    let mut is_unclear = false;
    for flag in &record.flags {
        let verdict = verdict(flag);
        let RawFlag { key, value } = flag;
        match verdict {
            Verdict::Free | Verdict::Held => {}
            Verdict::Unknown => {
                let message = unclear(key);
                diagnostics.add(Rule::Flag, value.position, message);
                is_unclear = true;
            }
            Verdict::Until | Verdict::From => match time::read(&value.text, config.site.timezone) {
                Ok(moment) if verdict == Verdict::Until => {
                    term.start = term.start.max(Some((moment.instant, *key)));
                }
                Ok(moment) => term.end = term.end.into_iter().chain([(moment.instant, *key)]).min(),
                Err(fault) => {
                    let message = format!("`{key}` must be a date, and the article is held back: {fault}");
                    diagnostics.add(Rule::Flag, value.position, message);
                    is_unclear = true;
                }
            },
        }
    }
    if is_unclear { Hold::Unclear } else { Hold::Free(term) }
}

/// What to do about a word whose value is not known.
fn unclear(word: &str) -> String {
    match word {
        "status" | "visibility" => format!(
            "`{word}` is none of the words that docs/holding.md lists, and the article is held back; \
             write `{word}: {}` to publish it",
            if word == "status" { "published" } else { "public" }
        ),
        "build.list" | "build.render" => {
            format!("`{word}` must be always or never, and the article is held back")
        }
        "published" | "publish" => {
            format!("`{word}` must be true, false, or a date, and the article is held back")
        }
        _ => format!("`{word}` must be true or false, and the article is held back"),
    }
}

/// Whether an article that another names is certain to be public, whatever the moment.
pub(super) fn is_certainly_public(flags: &[RawFlag]) -> bool {
    flags.iter().all(|flag| holding::verdict(flag.key, &flag.value.text) == Verdict::Free)
}

/// A date is there and cannot be read; a finding says so.
struct Unreadable;

/// The day in the address that a record gives itself on the site of a generator: `path = "2020/01/05/a"`.
fn day_of_address<'r>(record: &'r Record, config: &Config) -> Option<&'r str> {
    config.input.convention.filter(|convention| !convention.is_jekyll())?;
    let path = record.permalink.as_ref()?.text.trim().trim_matches('/');
    record::place(path, false).day.filter(|_| !path.contains(':'))
}

/// The day with four digits of the year, as Ruby completes them: `68` is 2068, and `69` is 1969.
fn with_whole_year(day: &str) -> String {
    let (year, _) = day.split_once('-').unwrap_or((day, ""));
    match year.len() {
        2 if year < "69" => format!("20{day}"),
        2 => format!("19{day}"),
        3 => format!("0{day}"),
        _ => day.to_owned(),
    }
}

/// The moment of publication: the record's own, else the day in its path or its address; for a verbatim record, whose feed may
/// have known no other date, the moment of the last change.
fn published(
    record: &Record,
    place: &Place<'_>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<DateTime<Utc>>, Unreadable> {
    let other_date = if record.verbatim.is_some() { &record.updated } else { &None };
    let (text, position) = match record.published.as_ref().or(other_date.as_ref()) {
        Some(written) => (Cow::Borrowed(written.text.as_str()), written.position),
        // The name of a verbatim record's file consists of its title, which may begin with any date.
        None if record.verbatim.is_some() => return Ok(None),
        None => match place
            .day
            .filter(|_| config.input.layout.reads_days)
            .or_else(|| day_of_address(record, config))
        {
            Some(day) => (Cow::Owned(with_whole_year(&day.replace('/', "-"))), record.position),
            None => return Ok(None),
        },
    };
    match time::read_at(&text, config.site.timezone, config.input.time) {
        Ok(moment) => {
            diagnostics.clock_change(moment.clock_change, position);
            Ok(Some(moment.instant))
        }
        Err(fault) if config.input.undated == Undated::Publish => {
            let message = format!("the date of publication cannot be read and is left out: {fault}");
            diagnostics.add(Rule::FeedDate, position, message);
            Ok(None)
        }
        Err(fault) => {
            diagnostics.add(Rule::Date, position, format!("the date of publication cannot be read: {fault}"));
            Err(Unreadable)
        }
    }
}

/// The moment of the last change: never in the future, never a guess, and never before publication unless a verbatim
/// record says so.
fn updated(
    record: &Record,
    published: Option<DateTime<Utc>>,
    config: &Config,
    now: DateTime<Utc>,
    diagnostics: &mut Diagnostics<'_>,
) -> Dates {
    let dates = |updated| Dates { published, updated, ..Dates::default() };
    let Some(written) = &record.updated else {
        return dates(published);
    };
    match time::read_at(&written.text, config.site.timezone, config.input.time) {
        Ok(moment) if moment.instant > now && config.input.future == Future::Hold => {
            let message = "the date of the last change is in the future and is left out";
            diagnostics.add(Rule::Updated, written.position, message.to_owned());
            Dates { until: Some(moment.instant), ..dates(published) }
        }
        Ok(moment) => {
            diagnostics.clock_change(moment.clock_change, written.position);
            let earliest = if record.verbatim.is_some() { None } else { published };
            dates(Some(moment.instant).max(earliest))
        }
        Err(fault) => {
            let message = format!("the date of the last change cannot be read and is left out: {fault}");
            diagnostics.add(Rule::Updated, written.position, message);
            dates(published)
        }
    }
}
