//! A [`Record`], as written, becomes an [`Entry`], as meant: dates are read, addresses made absolute, texts made
//! plain, HTML cleaned, the id settled. What cannot be used is left out with a finding.
//!
//! Topics stay names here: what they are called and where they lead takes all records to know.

mod content;
mod identity;
mod links;
mod liquid;
mod people;
mod permalink;
mod verbatim;

pub use identity::is_too_long as is_too_long_an_id;

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::{Config, Future, Undated};
use crate::finding::{Finding, Rule};
use crate::html;
use crate::model::{Content, Entry, Place, Record, Scores, Text, Written, WrittenFlag};
use crate::text::{fold_white_space, is_all_publishable, is_publishable};
use crate::time;

/// An entry on its way: complete but for its categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The entry, without categories.
    pub entry: Entry,
    /// The names of its topics as plain text, in the order of the record.
    pub topics: Vec<String>,
    /// The last change that the record tells of and that still lies in the future.
    pub until: Option<DateTime<Utc>>,
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It can be published.
    Publishable(Box<Draft>),
    /// It is held back until the moment named.
    Scheduled(DateTime<Utc>),
    /// It says of itself that it is not to be published.
    Withdrawn,
    /// It has no date.
    Undated,
    /// It is skipped for a fault that one of the findings names.
    Faulty,
}

/// Decides what a record means, at the moment `now`.
pub fn normalise(record: &Record, config: &Config, now: DateTime<Utc>) -> (Outcome, Vec<Finding>) {
    decided(record, config, now, draft)
}

/// As [`normalise`], but of the entry only what decides where it stands: id, dates, language, what filters ask for.
/// Record and findings may be those of the keys that this takes alone; see [`crate::record::select`].
pub fn select(record: &Record, config: &Config, now: DateTime<Utc>) -> (Outcome, Vec<Finding>) {
    decided(record, config, now, selection)
}

/// Makes the draft of a record whose dates are known.
type Drafting = fn(&Record, Dates, &Config, &mut Notes<'_>) -> Draft;

fn decided(
    record: &Record,
    config: &Config,
    now: DateTime<Utc>,
    drafting: Drafting,
) -> (Outcome, Vec<Finding>) {
    let mut notes = Notes { path: &record.path, findings: Vec::new() };
    let outcome = decide(record, config, now, drafting, &mut notes);
    if outcome == Outcome::Withdrawn {
        // What is wrong with an article that nobody sees is nobody's business.
        notes.findings.clear();
    }
    (outcome, notes.findings)
}

fn decide(
    record: &Record,
    config: &Config,
    now: DateTime<Utc>,
    drafting: Drafting,
    notes: &mut Notes<'_>,
) -> Outcome {
    match is_withdrawn(record, notes) {
        None => return Outcome::Faulty,
        Some(true) => return Outcome::Withdrawn,
        Some(false) => {}
    }
    let published = match published(record, config, notes) {
        Ok(None) if config.input.undated != Undated::Publish => return undated(record, config, notes),
        Ok(published) => published,
        Err(Unreadable) => return Outcome::Faulty,
    };
    if let Some(due) = published.filter(|&published| published > now && config.input.future == Future::Hold) {
        return Outcome::Scheduled(due);
    }
    let dates = updated(record, published, config, now, notes);
    Outcome::Publishable(Box::new(drafting(record, dates, config, notes)))
}

/// The dates of an article.
#[derive(Clone, Copy)]
struct Dates {
    published: Option<DateTime<Utc>>,
    updated: Option<DateTime<Utc>>,
    /// A last change that still lies in the future.
    until: Option<DateTime<Utc>>,
}

/// Whether the record withdraws its article; `None` where a flag cannot be understood, because guessing might publish
/// a draft.
fn is_withdrawn(record: &Record, notes: &mut Notes<'_>) -> Option<bool> {
    withdrawal(&record.flags)
        .map_err(|WrittenFlag { key, value }| {
            let hint = if *key == "published" { "; a date of publication goes into `date`" } else { "" };
            let message = format!("`{key}` must be true or false, and the article is held back{hint}");
            notes.add(Rule::Flag, value.place, message);
        })
        .ok()
}

/// Whether flags withdraw an article, or the first one that is neither true nor false.
fn withdrawal(flags: &[WrittenFlag]) -> Result<bool, &WrittenFlag> {
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

fn undated(record: &Record, config: &Config, notes: &mut Notes<'_>) -> Outcome {
    if config.input.undated == Undated::Skip {
        let message = "the record has no date; add `date`, or set `input.undated: ignore`";
        notes.add(Rule::Undated, record.place, message.to_owned());
    }
    Outcome::Undated
}

/// A date is there and cannot be read; the finding is made.
struct Unreadable;

/// The moment of publication: the record's own, else the date that its file name begins with; for a verbatim record,
/// whose feed may have known no other date, the moment of the last change.
fn published(
    record: &Record,
    config: &Config,
    notes: &mut Notes<'_>,
) -> Result<Option<DateTime<Utc>>, Unreadable> {
    let file_name = record.path.rsplit('/').next().unwrap_or_default();
    let other_date = if record.verbatim.is_some() { &record.updated } else { &None };
    let (text, place) = match record.published.as_ref().or(other_date.as_ref()) {
        Some(written) => (written.text.as_str(), written.place),
        // The name of a verbatim record's file is made of its title, which may begin with any date.
        None if record.verbatim.is_some() => return Ok(None),
        None => match time::date_in_name(file_name) {
            Some(date) => (date, record.place),
            None => return Ok(None),
        },
    };
    match time::read(text, config.site.timezone) {
        Ok(moment) => {
            notes.clock_change(moment.clock_change, place);
            Ok(Some(moment.instant))
        }
        Err(fault) if config.input.undated == Undated::Publish => {
            let message = format!("the date of publication cannot be read and is left out: {fault}");
            notes.add(Rule::FeedDate, place, message);
            Ok(None)
        }
        Err(fault) => {
            notes.add(Rule::Date, place, format!("the date of publication cannot be read: {fault}"));
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
    notes: &mut Notes<'_>,
) -> Dates {
    let known = |updated| Dates { published, updated, until: None };
    let Some(written) = &record.updated else {
        return known(published);
    };
    match time::read(&written.text, config.site.timezone) {
        Ok(moment) if moment.instant > now && config.input.future == Future::Hold => {
            let message = "the date of the last change lies in the future and is left out";
            notes.add(Rule::Updated, written.place, message.to_owned());
            Dates { until: Some(moment.instant), ..known(published) }
        }
        Ok(moment) => {
            notes.clock_change(moment.clock_change, written.place);
            let earliest = if record.verbatim.is_some() { None } else { published };
            known(Some(moment.instant).max(earliest))
        }
        Err(fault) => {
            let message = format!("the date of the last change cannot be read and is left out: {fault}");
            notes.add(Rule::Updated, written.place, message);
            known(published)
        }
    }
}

/// What decides where the article stands.
fn selection(record: &Record, dates: Dates, config: &Config, notes: &mut Notes<'_>) -> Draft {
    if record.verbatim.is_some() {
        return verbatim::selection(record, dates, config, notes);
    }
    let link = links::link(record, dates.published, config, notes);
    selected(record, link.as_ref(), dates, config, notes)
}

fn selected(
    record: &Record,
    link: Option<&Url>,
    dates: Dates,
    config: &Config,
    notes: &mut Notes<'_>,
) -> Draft {
    let Dates { published, updated, until } = dates;
    let entry = Entry {
        id: Some(identity::id(record, link, published, config, notes)),
        path: record.path.clone(),
        published,
        updated,
        language: language(record, notes),
        category: plain(record.category.as_ref()),
        kind: plain(record.kind.as_ref()),
        provider: record.provider.as_ref().and_then(|provider| plain(provider.name.as_ref())),
        scores: scores(record, notes),
        ..Entry::default()
    };
    let topics = record.topics.iter().filter_map(|topic| name(plain(Some(topic)))).collect();
    Draft { entry, topics, until }
}

fn draft(record: &Record, dates: Dates, config: &Config, notes: &mut Notes<'_>) -> Draft {
    report_characters(record, notes);
    if let Some(verbatim) = &record.verbatim {
        return verbatim::draft(record, verbatim, dates, config, notes);
    }
    let link = links::link(record, dates.published, config, notes);
    let Draft { entry, topics, until } = selected(record, link.as_ref(), dates, config, notes);
    let title = title(record, notes);
    let images = links::images(&record.images, config, notes);
    let via = links::via(record, link.as_ref(), config, notes);
    let rendered =
        content::render(record, link.as_ref(), &title, via.as_deref(), images.first(), config, notes);
    let entry = Entry {
        title: Some(Text::plain(title)),
        summary: rendered.summary.map(Text::plain),
        contents: rendered.content.map(|content| Content::Text(Text::html(content))).into_iter().collect(),
        authors: people::authors(record, config, notes),
        image: images.into_iter().next(),
        enclosures: links::enclosures(record, config, notes),
        links: links::all(link.as_ref(), via, rendered.related),
        ..entry
    };
    Draft { entry, topics, until }
}

/// The title as plain text, else the words of the file name.
fn title(record: &Record, notes: &mut Notes<'_>) -> String {
    if let Some(title) = plain(record.title.as_ref()) {
        return title;
    }
    let place = record.title.as_ref().map_or(record.place, |title| title.place);
    notes.add(Rule::Title, place, "there is no title; the words of the file name stand in for it".to_owned());
    let stem = permalink::stem(&record.path);
    let words = fold_white_space(&stem.replace(['-', '_'], " "));
    let words: String = words.chars().filter(|&character| is_publishable(character)).collect();
    if words.is_empty() { record.path.clone() } else { words }
}

fn language(record: &Record, notes: &mut Notes<'_>) -> Option<String> {
    let written = record.language.as_ref()?;
    let tag = crate::config::language_tag(&written.text);
    if tag.is_none() {
        let message = "is no language tag such as `en` or `pt-BR` and is left out";
        notes.add(Rule::Value, written.place, message.to_owned());
    }
    tag
}

fn scores(record: &Record, notes: &mut Notes<'_>) -> Scores {
    Scores { quality: score(record.quality.as_ref(), notes), heat: score(record.heat.as_ref(), notes) }
}

fn score(written: Option<&Written>, notes: &mut Notes<'_>) -> Option<f64> {
    let written = written?;
    let score = written.text.trim().parse().ok().filter(|score: &f64| score.is_finite());
    if score.is_none() {
        notes.add(Rule::Value, written.place, "a score must be a number; it is left out".to_owned());
    }
    score
}

/// A written text as plain text, unless nothing is left of it.
fn plain(written: Option<&Written>) -> Option<String> {
    written.map(|written| html::plain_text(&written.text)).filter(|text| !text.is_empty())
}

/// What is left of the name of a person or a topic, or of a note of rights, in which nothing may run wherever it is shown.
fn name(text: Option<String>) -> Option<String> {
    text.map(html::inert_name).filter(|name| !name.is_empty())
}

/// One remark for the first text of the record that holds characters which no feed may hold.
fn report_characters(record: &Record, notes: &mut Notes<'_>) {
    let is_damaged = |text: &str| !is_all_publishable(text);
    let fields = [&record.title, &record.summary, &record.featured_content];
    let mut damaged =
        fields.into_iter().flatten().chain(&record.topics).filter(|field| is_damaged(&field.text));
    let place = damaged.next().map(|field| field.place).or_else(|| {
        let line = record.body.lines().position(is_damaged)?;
        Some(Place { line: record.body_line.saturating_add(line), column: 1 })
    });
    if let Some(place) = place {
        let message = "control or replacement characters were removed";
        notes.add(Rule::Characters, place, message.to_owned());
    }
}

/// The findings about one record.
struct Notes<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Notes<'_> {
    fn add(&mut self, rule: Rule, place: Place, message: String) {
        self.findings.push(Finding { rule, path: self.path.to_owned(), place: Some(place), message });
    }

    fn clock_change(&mut self, change: Option<time::ClockChange>, place: Place) {
        let message = match change {
            None => return,
            Some(time::ClockChange::Gap) => {
                "no clock of the site's zone showed this time; read with the offset before the change"
            }
            Some(time::ClockChange::Fold) => {
                "clocks of the site's zone showed this time twice; the earlier one is meant"
            }
        };
        self.add(Rule::ClockChange, place, message.to_owned());
    }
}

#[cfg(test)]
mod tests;
