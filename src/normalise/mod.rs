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
use crate::model::{Content, Entry, Position, RawFlag, Record, Scores, Spanned, Text};
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
type Drafting = fn(&Record, Dates, &Config, &mut Diagnostics<'_>) -> Draft;

fn decided(
    record: &Record,
    config: &Config,
    now: DateTime<Utc>,
    drafting: Drafting,
) -> (Outcome, Vec<Finding>) {
    let mut diagnostics = Diagnostics { path: &record.path, findings: Vec::new() };
    let outcome = decide(record, config, now, drafting, &mut diagnostics);
    if outcome == Outcome::Withdrawn {
        // What is wrong with an article that nobody sees is nobody's business.
        diagnostics.findings.clear();
    }
    (outcome, diagnostics.findings)
}

fn decide(
    record: &Record,
    config: &Config,
    now: DateTime<Utc>,
    drafting: Drafting,
    diagnostics: &mut Diagnostics<'_>,
) -> Outcome {
    match is_withdrawn(record, diagnostics) {
        None => return Outcome::Faulty,
        Some(true) => return Outcome::Withdrawn,
        Some(false) => {}
    }
    let published = match published(record, config, diagnostics) {
        Ok(None) if config.input.undated != Undated::Publish => return undated(record, config, diagnostics),
        Ok(published) => published,
        Err(Unreadable) => return Outcome::Faulty,
    };
    if let Some(due) = published.filter(|&published| published > now && config.input.future == Future::Hold) {
        return Outcome::Scheduled(due);
    }
    let dates = updated(record, published, config, now, diagnostics);
    Outcome::Publishable(Box::new(drafting(record, dates, config, diagnostics)))
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
fn withdrawal(flags: &[RawFlag]) -> Result<bool, &RawFlag> {
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

fn undated(record: &Record, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Outcome {
    if config.input.undated == Undated::Skip {
        let message = "the record has no date; add `date`, or set `input.undated: ignore`";
        diagnostics.add(Rule::Undated, record.position, message.to_owned());
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
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<DateTime<Utc>>, Unreadable> {
    let file_name = record.path.rsplit('/').next().unwrap_or_default();
    let other_date = if record.verbatim.is_some() { &record.updated } else { &None };
    let (text, position) = match record.published.as_ref().or(other_date.as_ref()) {
        Some(written) => (written.text.as_str(), written.position),
        // The name of a verbatim record's file is made of its title, which may begin with any date.
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
    let known = |updated| Dates { published, updated, until: None };
    let Some(written) = &record.updated else {
        return known(published);
    };
    match time::read(&written.text, config.site.timezone) {
        Ok(moment) if moment.instant > now && config.input.future == Future::Hold => {
            let message = "the date of the last change lies in the future and is left out";
            diagnostics.add(Rule::Updated, written.position, message.to_owned());
            Dates { until: Some(moment.instant), ..known(published) }
        }
        Ok(moment) => {
            diagnostics.clock_change(moment.clock_change, written.position);
            let earliest = if record.verbatim.is_some() { None } else { published };
            known(Some(moment.instant).max(earliest))
        }
        Err(fault) => {
            let message = format!("the date of the last change cannot be read and is left out: {fault}");
            diagnostics.add(Rule::Updated, written.position, message);
            known(published)
        }
    }
}

/// What decides where the article stands.
fn selection(record: &Record, dates: Dates, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Draft {
    if record.verbatim.is_some() {
        return verbatim::selection(record, dates, config, diagnostics);
    }
    let link = links::link(record, dates.published, config, diagnostics);
    selected(record, link.as_ref(), dates, config, diagnostics)
}

fn selected(
    record: &Record,
    link: Option<&Url>,
    dates: Dates,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Draft {
    let Dates { published, updated, until } = dates;
    let entry = Entry {
        id: Some(identity::id(record, link, published, config, diagnostics)),
        path: record.path.clone(),
        published,
        updated,
        language: language(record, diagnostics),
        category: plain(record.category.as_ref()),
        kind: plain(record.kind.as_ref()),
        provider: record.provider.as_ref().and_then(|provider| plain(provider.name.as_ref())),
        scores: scores(record, diagnostics),
        ..Entry::default()
    };
    let topics = record.topics.iter().filter_map(|topic| name(plain(Some(topic)))).collect();
    Draft { entry, topics, until }
}

fn draft(record: &Record, dates: Dates, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Draft {
    report_characters(record, diagnostics);
    if let Some(verbatim) = &record.verbatim {
        return verbatim::draft(record, verbatim, dates, config, diagnostics);
    }
    let link = links::link(record, dates.published, config, diagnostics);
    let Draft { entry, topics, until } = selected(record, link.as_ref(), dates, config, diagnostics);
    let title = title(record, diagnostics);
    let images = links::images(&record.images, config, diagnostics);
    let via = links::via(record, link.as_ref(), config, diagnostics);
    let rendered =
        content::render(record, link.as_ref(), &title, via.as_deref(), images.first(), config, diagnostics);
    let entry = Entry {
        title: Some(Text::plain(title)),
        summary: rendered.summary.map(Text::plain),
        contents: rendered.content.map(|content| Content::Text(Text::html(content))).into_iter().collect(),
        authors: people::authors(record, config, diagnostics),
        image: images.into_iter().next(),
        enclosures: links::enclosures(record, config, diagnostics),
        links: links::all(link.as_ref(), via, rendered.related),
        ..entry
    };
    Draft { entry, topics, until }
}

/// The title as plain text, else the words of the file name.
fn title(record: &Record, diagnostics: &mut Diagnostics<'_>) -> String {
    if let Some(title) = plain(record.title.as_ref()) {
        return title;
    }
    let position = record.title.as_ref().map_or(record.position, |title| title.position);
    diagnostics.add(
        Rule::Title,
        position,
        "there is no title; the words of the file name stand in for it".to_owned(),
    );
    let stem = permalink::stem(&record.path);
    let words = fold_white_space(&stem.replace(['-', '_'], " "));
    let words: String = words.chars().filter(|&character| is_publishable(character)).collect();
    if words.is_empty() { record.path.clone() } else { words }
}

fn language(record: &Record, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let written = record.language.as_ref()?;
    let tag = crate::config::language_tag(&written.text);
    if tag.is_none() {
        let message = "is no language tag such as `en` or `pt-BR` and is left out";
        diagnostics.add(Rule::Value, written.position, message.to_owned());
    }
    tag
}

fn scores(record: &Record, diagnostics: &mut Diagnostics<'_>) -> Scores {
    Scores {
        quality: score(record.quality.as_ref(), diagnostics),
        heat: score(record.heat.as_ref(), diagnostics),
    }
}

fn score(written: Option<&Spanned>, diagnostics: &mut Diagnostics<'_>) -> Option<f64> {
    let written = written?;
    let score = written.text.trim().parse().ok().filter(|score: &f64| score.is_finite());
    if score.is_none() {
        diagnostics.add(Rule::Value, written.position, "a score must be a number; it is left out".to_owned());
    }
    score
}

/// A written text as plain text, unless nothing is left of it.
fn plain(written: Option<&Spanned>) -> Option<String> {
    written.map(|written| html::plain_text(&written.text)).filter(|text| !text.is_empty())
}

/// What is left of the name of a person or a topic, or of a note of rights, in which nothing may run wherever it is shown.
fn name(text: Option<String>) -> Option<String> {
    text.map(html::inert_name).filter(|name| !name.is_empty())
}

/// One remark for the first text of the record that holds characters which no feed may hold.
fn report_characters(record: &Record, diagnostics: &mut Diagnostics<'_>) {
    let is_damaged = |text: &str| !is_all_publishable(text);
    let fields = [&record.title, &record.summary, &record.featured_content];
    let mut damaged =
        fields.into_iter().flatten().chain(&record.topics).filter(|field| is_damaged(&field.text));
    let position = damaged.next().map(|field| field.position).or_else(|| {
        let line = record.body.lines().position(is_damaged)?;
        Some(Position { line: record.body_line.saturating_add(line), column: 1 })
    });
    if let Some(position) = position {
        let message = "control or replacement characters were removed";
        diagnostics.add(Rule::Characters, position, message.to_owned());
    }
}

/// The findings about one record.
struct Diagnostics<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Diagnostics<'_> {
    fn add(&mut self, rule: Rule, position: Position, message: String) {
        self.findings.push(Finding { rule, path: self.path.to_owned(), position: Some(position), message });
    }

    fn clock_change(&mut self, change: Option<time::ClockChange>, position: Position) {
        let message = match change {
            None => return,
            Some(time::ClockChange::Gap) => {
                "no clock of the site's zone showed this time; read with the offset before the change"
            }
            Some(time::ClockChange::Fold) => {
                "clocks of the site's zone showed this time twice; the earlier one is meant"
            }
        };
        self.add(Rule::ClockChange, position, message.to_owned());
    }
}

#[cfg(test)]
mod tests;
