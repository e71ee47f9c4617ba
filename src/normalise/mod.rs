//! A [`Record`], as written, becomes an [`Entry`], as meant: dates are read, URLs made absolute, texts made plain, HTML
//! cleaned, the id decided. What cannot be used is left out with a finding.
//!
//! A [`Selection`] is what decides where the article appears. What it does not need it does not check: a fault in the URL
//! of an image is found where a feed shows the article. Topics stay names here: topics take all records to know.

mod address;
mod content;
mod dates;
mod episode;
mod excerpt;
mod file_name;
mod former;
mod hugo;
mod identity;
mod links;
mod media;
mod people;
mod permalink;
mod printed;
mod references;
mod slug;
mod slugify;
mod template;
mod verbatim;

pub use address::site_language;
pub use former::former_urls;
pub use identity::{Identity, by_path, is_too_long as is_too_long_an_id};
pub use media::{Measured, lacks_duration, local_files, measure, served_at};
pub use references::{Found, Resolved, resolve as resolve_references, targets};

use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::config::Config;
use crate::config::conventions::Generator;
use crate::finding::{Finding, Rule};
use crate::html;
use crate::language;
use crate::model::{Content, Entry, Facets, Position, Record, Spanned, Status, Text};
use crate::record::data;
use crate::text::{digest, fold_white_space, is_all_permitted, is_permitted};
use crate::time;
use crate::uri;
use dates::Dates;

/// What becomes of a record at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<A> {
    /// Its status, as far as the record alone decides it.
    pub status: Status,
    /// The seconds since 1970 between which the rest holds; the first one after them is excluded.
    pub validity: Range<i64>,
    /// The word that holds the article back, now or from `ends` on: the name of a key, `drafts` for a folder of this name, `_`
    /// for a file name that begins with it.
    pub held_by: Option<&'static str>,
    /// The moment at which it leaves the feeds.
    pub ends: Option<DateTime<Utc>>,
    /// The article, exactly where the status is [`Status::Published`].
    pub article: Option<A>,
    /// What was wrong with the record. Of a withdrawn one nothing is reported, because nobody sees it.
    pub findings: Vec<Finding>,
}

/// What decides in which feeds an article is, and in which order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// Its id, as the record and the configuration give it.
    pub identity: Identity,
    /// Whether a pattern of addresses made the id, and not the record itself.
    pub is_id_made: bool,
    /// A fingerprint of its title as written; 0 where there is none.
    pub title: u64,
    /// The moment of publication; absent where the record has none.
    pub published: Option<DateTime<Utc>>,
    /// The moment of the last change, which may be that of publication.
    pub updated: Option<DateTime<Utc>>,
    /// The names of its topics as plain text, in the order of the record.
    pub topics: Vec<String>,
    /// Its language tag (BCP 47).
    pub language: Option<String>,
    /// The language of the site that it is in, by its position; `None` where the site does not have it.
    pub site_language: Option<u16>,
    /// Whether it has audio or video that can be played.
    pub has_media: bool,
    /// What filters and orders ask for.
    pub facets: Facets,
}

/// A whole article, but for the categories of its entry: they take the topics of all records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// The entry, without categories.
    pub entry: Entry,
    /// The names of its topics as plain text, in the order of the record.
    pub topics: Vec<String>,
}

/// Decides what a record means at the moment `now`, and makes its whole entry.
pub fn normalise(record: &Record, config: &Config, now: DateTime<Utc>) -> Decision<Draft> {
    decide(record, config, now, draft)
}

/// As [`normalise`], but makes only the selection. It asks for no other keys than [`crate::record::select`] reads.
pub fn select(record: &Record, config: &Config, now: DateTime<Utc>) -> Decision<Selection> {
    decide(record, config, now, selection)
}

/// The URL of the article that a record holds, where it is published at the moment `now`; also that of a page, which has no
/// date.
pub fn url(record: &Record, config: &Config, now: DateTime<Utc>) -> Option<String> {
    let link = decide(record, config, now, |record, dates, config, diagnostics| {
        links::link(record, dates.published, config, diagnostics).map(|link| uri::written(&link))
    });
    let path = match link.status {
        Status::Undated => permalink::of_page(record, config),
        Status::Page => address::of_section(record, config),
        _ => return link.article.flatten(),
    };
    Some(uri::written(&uri::absolute_in_site(&path?, address::base(record, config)).ok()?))
}

/// What is said of a link in the record of which only the text stays; it is at a byte of its body.
pub fn link_to_nothing(record: &Record, at: usize) -> Finding {
    let message =
        "a link leads to the file of an article that is not published; its text alone is kept".to_owned();
    Finding {
        rule: Rule::Link,
        path: record.path.clone(),
        position: Some(template::position(record, &record.body, at)),
        message,
    }
}

/// The title of a record as plain text, where it has one.
pub fn plain_title(record: &Record) -> Option<String> {
    let title = html::meant_text(&record.title.as_ref()?.text).text;
    Some(title).filter(|title| !title.is_empty())
}

/// Whether the address takes a value of which nobody knows what the site's generator prints.
pub fn has_unknown_value(record: &Record, config: &Config) -> bool {
    permalink::fault(record, config).is_some_and(|(_, why)| why == printed::UNKNOWN)
}

/// The id that the article of a record has whenever it is published, whether or not it is held back now; `None` where its date
/// cannot be read.
pub fn id_when_published(record: &Record, config: &Config) -> Option<String> {
    let mut diagnostics = Diagnostics { path: &record.path, findings: Vec::new() };
    let dates = Dates::of(record, config, &mut diagnostics)?;
    Some(selection(record, dates, config, &mut diagnostics).identity.id)
}

/// The names of those who wrote the article of a record, in the order of the record.
pub fn names_of_authors(record: &Record, config: &Config) -> Vec<String> {
    let mut diagnostics = Diagnostics { path: &record.path, findings: Vec::new() };
    people::authors(record, config, &mut diagnostics).into_iter().map(|person| person.name).collect()
}

/// Makes an article of a record whose dates are known.
type Make<A> = fn(&Record, Dates, &Config, &mut Diagnostics<'_>) -> A;

fn decide<A>(record: &Record, config: &Config, now: DateTime<Utc>, make: Make<A>) -> Decision<A> {
    let mut diagnostics = Diagnostics { path: &record.path, findings: Vec::new() };
    let (mut status, dates) = dates::status(record, config, now, &mut diagnostics);
    let is_checked = status == Status::Published && record.verbatim.is_none();
    if let Some((position, message)) = permalink::fault(record, config).filter(|_| is_checked) {
        diagnostics.add(Rule::Flag, position, message.to_owned());
        status = Status::Faulty;
    }
    let article = (status == Status::Published).then(|| make(record, dates, config, &mut diagnostics));
    if status == Status::Withdrawn {
        diagnostics.findings.clear();
    }
    let Dates { held_by, ends, .. } = dates;
    Decision { status, validity: dates.validity(), held_by, ends, article, findings: diagnostics.findings }
}

fn selection(record: &Record, dates: Dates, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Selection {
    if record.verbatim.is_some() {
        return verbatim::selection(record, dates, config, diagnostics);
    }
    if let Some(identity) = identity::settled(record) {
        return selection_of(record, identity, dates, undamaged, (config, diagnostics));
    }
    let link = links::link(record, dates.published, config, diagnostics);
    let identity = identity::identity(record, link.as_ref(), dates.published, config, diagnostics);
    let is_id_made = link.is_some_and(|link| links::is_made(record, &link, &identity.id, config));
    Selection { is_id_made, ..selection_of(record, identity, dates, undamaged, (config, diagnostics)) }
}

/// The selection of an article with this identity; `text` reads the texts of its record.
fn selection_of(
    record: &Record,
    identity: Identity,
    dates: Dates,
    text: fn(Option<&Spanned>) -> Option<String>,
    (config, diagnostics): (&Config, &mut Diagnostics<'_>),
) -> Selection {
    Selection {
        identity,
        is_id_made: false,
        title: record.title.as_ref().map_or(0, |title| digest(title.text.trim().as_bytes())),
        published: dates.published,
        updated: dates.updated,
        topics: record.topics.iter().filter_map(|topic| name(text(Some(topic)))).collect(),
        language: language(record, config, diagnostics),
        site_language: address::site_language(record, config),
        has_media: links::has_media(record, config),
        facets: Facets {
            category: text(record.category.as_ref()),
            kind: text(record.kind.as_ref()),
            provider: record.provider.as_ref().and_then(|provider| text(provider.name.as_ref())),
            quality: score(record.quality.as_ref(), diagnostics),
            heat: score(record.heat.as_ref(), diagnostics),
        },
    }
}

fn draft(record: &Record, dates: Dates, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Draft {
    report_characters(record, diagnostics);
    if let Some(verbatim) = &record.verbatim {
        return verbatim::draft(record, verbatim, dates, config, diagnostics);
    }
    let link = links::link(record, dates.published, config, diagnostics);
    let identity = identity::identity(record, link.as_ref(), dates.published, config, diagnostics);
    let draft = selection_of(record, identity, dates, plain, (config, diagnostics)).into_draft();
    let title = title(record, config, diagnostics);
    let images = links::own_images(record, link.as_ref(), config, diagnostics);
    let via = links::via(record, link.as_ref(), config, diagnostics);
    let rendered =
        content::render(record, link.as_ref(), &title, via.as_deref(), images.first(), config, diagnostics);
    let mut enclosures = links::enclosures(record, config, diagnostics);
    let episode = episode::episode(record, &mut enclosures, config, diagnostics);
    let entry = Entry {
        title: Some(title).filter(|title| !title.is_empty()).map(Text::plain),
        summary: rendered.summary.map(Text::plain),
        markdown: rendered.markdown,
        contents: rendered.content.map(|content| Content::Text(Text::html(content))).into_iter().collect(),
        authors: people::authors(record, config, diagnostics),
        image: images.into_iter().next(),
        enclosures,
        episode,
        links: links::all(link.as_ref(), via, rendered.related),
        ..draft.entry
    };
    Draft { entry, ..draft }
}

impl Selection {
    /// A draft that says what the selection says, and nothing else.
    fn into_draft(self) -> Draft {
        let Selection { identity, published, updated, topics, language, facets, .. } = self;
        let entry = Entry { id: Some(identity.id), published, updated, language, facets, ..Entry::default() };
        Draft { entry, topics }
    }
}

/// The title as plain text, else the words of the name; empty where the site leaves articles without a title as they are.
fn title(record: &Record, config: &Config, diagnostics: &mut Diagnostics<'_>) -> String {
    let meant = record.title.as_ref().map(|title| (html::meant_text(&title.text), title.position));
    if let Some((meant, position)) = meant.filter(|(meant, _)| !meant.text.is_empty()) {
        if meant.has_lost {
            let message = "a part of the title that no reader shows is left out; write `&lt;` for a `<` that is to be read";
            diagnostics.add(Rule::Title, position, message.to_owned());
        }
        return meant.text;
    }
    if config.input.convention.is_some_and(|convention| convention.id == Generator::Hexo) {
        return String::new();
    }
    let position = record.title.as_ref().map_or(record.position, |title| title.position);
    diagnostics.add(
        Rule::Title,
        position,
        "there is no title; the words of the file name are used instead".to_owned(),
    );
    let place = dates::place_of(record, config);
    let name = match (data::of_item(&record.path), &record.slug) {
        (Some(_), Some(slug)) => &slug.text,
        (Some(_), None) => place.whole_name,
        (None, _) => place.name,
    };
    let name = address::without_mark(name, record, config);
    let words = fold_white_space(&name.replace(['-', '_', '/'], " "));
    let words: String = words.chars().filter(|&character| is_permitted(character)).collect();
    html::inert_title(if words.is_empty() { record.path.clone() } else { words })
}

/// The language that the record names, else that of its place in a site of several languages.
fn language(record: &Record, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let Some(written) = record.language.as_ref() else {
        return address::language(record, config);
    };
    language::tag(&written.text).map(Some).unwrap_or_else(|fault| {
        let message = format!("the language {}", fault.left_out());
        diagnostics.add(Rule::Value, written.position, message);
        fault.rest
    })
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
    written.map(|written| html::meant_text(&written.text).text).filter(|text| !text.is_empty())
}

/// The same without the marks of a wrong decoding, which are no part of what names a topic and its folder.
fn undamaged(written: Option<&Spanned>) -> Option<String> {
    let text = plain(written)?;
    if !text.contains(char::REPLACEMENT_CHARACTER) {
        return Some(text);
    }
    let text = text.replace(char::REPLACEMENT_CHARACTER, "").trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// What is left of the name of a person or a topic, or of a note of rights, in which nothing may run wherever it is shown.
fn name(text: Option<String>) -> Option<String> {
    text.map(html::inert_name).filter(|name| !name.is_empty())
}

/// One finding for the first text of the record that holds characters which no feed may hold, and one for the first that
/// holds replacement characters.
fn report_characters(record: &Record, diagnostics: &mut Diagnostics<'_>) {
    let is_damaged = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    let removed = first_text(record, |text| !is_all_permitted(text));
    let damaged = first_text(record, is_damaged);
    for (position, message) in [
        (removed, "control characters were removed"),
        (damaged, "replacement characters stand where a text was decoded wrongly: write what was meant"),
    ] {
        if let Some(position) = position {
            diagnostics.add(Rule::Characters, position, message.to_owned());
        }
    }
    let names = record.authors.iter().filter_map(|author| author.name.as_ref());
    let mut shown = record.title.iter().chain(names).chain(&record.topics);
    if let Some(field) = shown.find(|field| html::turns_around(&field.text)) {
        let message = "marks that turn the text behind them around were removed";
        diagnostics.add(Rule::Characters, field.position, message.to_owned());
    }
}

/// Where the first text of the record begins, or the line of its body, that is such.
fn first_text(record: &Record, is_such: impl Fn(&str) -> bool) -> Option<Position> {
    let fields = [&record.title, &record.summary, &record.featured_content].into_iter().flatten();
    let mut such = fields.chain(&record.topics).filter(|field| is_such(&field.text));
    such.next().map(|field| field.position).or_else(|| {
        // It is a character that is such, so that one look at most bodies tells.
        let line = Some(record.body.as_str()).filter(|body| is_such(body))?.lines().position(is_such)?;
        Some(Position { line: record.body_line.saturating_add(line), column: 1 })
    })
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
                "this time does not exist in the site's time zone; the offset before the change is used"
            }
            Some(time::ClockChange::Fold) => {
                "this time occurs twice in the site's time zone; the earlier one is used"
            }
        };
        self.add(Rule::ClockChange, position, message.to_owned());
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod words_tests;
