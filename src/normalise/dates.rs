//! The status and the dates of a record: its flags, when it was published, when it was changed last.
//!
//! A flag or a date of publication that cannot be read holds the article back, because a guess could publish a draft or
//! a wrong date. A record without a date is an error, unless `input.undated` says that such records are pages.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{Diagnostics, permalink};
use crate::config::{Config, Future, Undated};
use crate::finding::Rule;
use crate::model::{RawFlag, Record, Status};
use crate::time;

/// The dates of an article.
#[derive(Clone, Copy, Default)]
pub(super) struct Dates {
    pub published: Option<DateTime<Utc>>,
    pub updated: Option<DateTime<Utc>>,
    /// The next moment at which status or dates change: a date of the record that is still in the future.
    until: Option<DateTime<Utc>>,
}

impl Dates {
    /// The seconds since 1970 between which status and dates hold. They begin with the latest date that was used: the
    /// clock may have been set back, too.
    pub(super) fn validity(&self) -> Range<i64> {
        // A fraction of a second is rounded to the safe side: at worst the record is read once more.
        let whole = |date: DateTime<Utc>| {
            date.timestamp().saturating_add(i64::from(date.timestamp_subsec_nanos() > 0))
        };
        let from = self.published.max(self.updated).map_or(i64::MIN, whole);
        from..self.until.map_or(i64::MAX, |until| until.timestamp())
    }
}

/// The status that the record has at the moment `now`, and its dates where it is published.
pub(super) fn status(
    record: &Record,
    config: &Config,
    now: DateTime<Utc>,
    diagnostics: &mut Diagnostics<'_>,
) -> (Status, Dates) {
    match is_withdrawn(record, diagnostics) {
        None => return (Status::Faulty, Dates::default()),
        Some(true) => return (Status::Withdrawn, Dates::default()),
        Some(false) => {}
    }
    if !permalink::has_name_of_a_post(record, config) {
        let message = "Jekyll publishes no file in `_posts` whose name does not begin with a date; \
                       name it YYYY-MM-DD-TITLE, or move it";
        diagnostics.add(Rule::Undated, record.position, message.to_owned());
        return (Status::Undated, Dates::default());
    }
    let published = match published(record, config, diagnostics) {
        Ok(None) if config.input.undated != Undated::Publish => {
            if config.input.undated == Undated::Skip {
                let message = "the record has no date; add `date`, or set `input.undated: ignore`";
                diagnostics.add(Rule::Undated, record.position, message.to_owned());
            }
            return (Status::Undated, Dates::default());
        }
        Ok(published) => published,
        Err(Unreadable) => return (Status::Faulty, Dates::default()),
    };
    match published.filter(|&published| published > now && config.input.future == Future::Hold) {
        Some(due) => (Status::Scheduled, Dates { until: Some(due), ..Dates::default() }),
        None => (Status::Published, updated(record, published, config, now, diagnostics)),
    }
}

/// Whether the record withdraws its article; `None` where a flag is neither true nor false.
fn is_withdrawn(record: &Record, diagnostics: &mut Diagnostics<'_>) -> Option<bool> {
    withdrawal(&record.flags)
        .map_err(|RawFlag { key, value }| {
            let hint = if *key == "published" { "; a date of publication goes into `date`" } else { "" };
            let message = format!("`{key}` must be true or false, and the article is held back{hint}");
            diagnostics.add(Rule::Flag, value.position, message);
        })
        .ok()
}

/// Whether flags withdraw an article, or the first one that is neither true nor false.
pub(super) fn withdrawal(flags: &[RawFlag]) -> Result<bool, &RawFlag> {
    let mut is_withdrawn = false;
    for flag in flags {
        let withdraws = flag.key != "published";
        match flag.value.text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => is_withdrawn |= withdraws,
            "false" | "no" | "off" | "0" => is_withdrawn |= !withdraws,
            _ => return Err(flag),
        }
    }
    Ok(is_withdrawn)
}

/// A date is there and cannot be read; a finding says so.
struct Unreadable;

/// The moment of publication: the record's own, else the date that its file name begins with; for a verbatim record,
/// whose feed may have known no other date, the moment of the last change.
fn published(
    record: &Record,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<DateTime<Utc>>, Unreadable> {
    let file_name = record.path.rsplit('/').next().unwrap_or_default();
    let other_date = if record.verbatim.is_some() { &record.updated } else { &None };
    let (text, position) = match record.published.as_ref().or(other_date.as_ref()) {
        Some(written) => (written.text.as_str(), written.position),
        // The name of a verbatim record's file consists of its title, which may begin with any date.
        None if record.verbatim.is_some() => return Ok(None),
        None => match time::date_in_name(file_name) {
            Some(date) => (date, record.position),
            None => return Ok(None),
        },
    };
    match time::read(text, config.site.timezone) {
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
    let dates = |updated| Dates { published, updated, until: None };
    let Some(written) = &record.updated else {
        return dates(published);
    };
    match time::read(&written.text, config.site.timezone) {
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
