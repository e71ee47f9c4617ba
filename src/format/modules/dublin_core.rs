//! Dublin Core, and the one element of the administrative module, as RSS 1.0 brought them into feeds. Only what the model
//! has a field for is read: publisher, source, type, coverage and the rest are kept as extensions.
//!
//! A bare `dc:date` is the last change, as readers of RSS 1.0 take it, unless `dcterms:modified` is beside it.

use chrono::{DateTime, Utc};

use super::atom::constructs;
use super::fill::{add, fill, line};
use super::wording::{describe, html, loose};
use crate::format::diagnostics::Diagnostics;
use crate::model::{Category, Entry, Extension, FeedHead, Generator, Person};
use crate::uri::person;
use crate::xml::{Element, namespace};

/// Takes an element of Dublin Core into the entry; says whether the entry has a place for it.
pub(super) fn entry(element: &Element, entry: &mut Entry, diagnostics: &mut Diagnostics) -> bool {
    match name(element).as_str() {
        "title" => fill(&mut entry.title, loose(element)),
        "description" => describe(entry, html(element)),
        "date" => first_date([&mut entry.updated, &mut entry.published], element, diagnostics),
        "dcterms:modified" => last_date([&mut entry.updated, &mut entry.published], element, diagnostics),
        "dcterms:issued" => fill(&mut entry.published, constructs::date(element, diagnostics)),
        "language" => fill(&mut entry.language, line(element)),
        "rights" => fill(&mut entry.rights, loose(element)),
        "creator" | "author" => add(&mut entry.authors, someone(element)),
        "contributor" => add(&mut entry.contributors, someone(element)),
        "subject" => add(&mut entry.categories, subject(element)),
        _ => false,
    }
}

/// As [`entry`], for the head of a feed.
pub(super) fn head(element: &Element, head: &mut FeedHead, diagnostics: &mut Diagnostics) -> bool {
    match name(element).as_str() {
        "title" => fill(&mut head.title, loose(element)),
        "description" => fill(&mut head.subtitle, html(element)),
        "date" => first_date([&mut head.updated, &mut head.published], element, diagnostics),
        "dcterms:modified" => last_date([&mut head.updated, &mut head.published], element, diagnostics),
        "dcterms:issued" => fill(&mut head.published, constructs::date(element, diagnostics)),
        "language" => fill(&mut head.language, line(element)),
        "rights" => fill(&mut head.rights, loose(element)),
        "creator" | "author" => add(&mut head.authors, someone(element)),
        "contributor" => add(&mut head.contributors, someone(element)),
        "subject" => add(&mut head.categories, subject(element)),
        _ => false,
    }
}

/// The last change and the publication.
type Dates<'a> = [&'a mut Option<DateTime<Utc>>; 2];

/// A date of which nothing is said: the last change, or the publication where another is said to be the last change.
fn first_date([updated, published]: Dates<'_>, element: &Element, diagnostics: &mut Diagnostics) -> bool {
    let date = constructs::date(element, diagnostics);
    if !fill(updated, date) && !fill(published, date) {
        diagnostics.lost("element <dc:date>");
    }
    true
}

/// The date of the last change in so many words. What was taken for it before is the publication.
fn last_date([updated, published]: Dates<'_>, element: &Element, diagnostics: &mut Diagnostics) -> bool {
    let date = constructs::date(element, diagnostics);
    if date.is_some() && updated.is_some() && *updated != date && !fill(published, *updated) {
        diagnostics.lost("element <dc:date>");
    }
    *updated = date.or(*updated);
    true
}

/// What made the feed: a resource, named by its URL alone.
pub(super) fn generator_agent(element: &Element, head: &mut FeedHead) -> bool {
    let resource = element.attribute_in(namespace::RDF, "resource").unwrap_or_default();
    let generator = constructs::absolute(resource, element);
    let generator = generator.map(|uri| Generator { name: uri.clone(), uri: Some(uri), version: None });
    fill(&mut head.generator, generator)
}

/// Whether an extension gives the language of its parent.
pub fn is_language(element: &Extension) -> bool {
    is_dublin_core(element) && element.name.local.eq_ignore_ascii_case("language")
}

/// Whether an extension is one of Dublin Core's, old or new.
pub fn is_dublin_core(element: &Extension) -> bool {
    [namespace::DUBLIN_CORE, namespace::DCTERMS].contains(&element.name.namespace.as_str())
}

/// The name in lower case; those of the later terms that the fifteen elements lack have a prefix.
fn name(element: &Element) -> String {
    let name = element.local.to_ascii_lowercase();
    match name.as_str() {
        "issued" | "modified" if *element.namespace == *namespace::DCTERMS => format!("dcterms:{name}"),
        _ => name,
    }
}

fn someone(element: &Element) -> Option<Person> {
    line(element).map(|text| person(&text))
}

fn subject(element: &Element) -> Option<Category> {
    line(element).map(|term| Category { term, ..Category::default() })
}
