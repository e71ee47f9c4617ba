//! Gives a feed what Atom requires, says in terms of Dublin Core what it has no word for, and counts what it loses.
//!
//! A feed that names nobody has an author without a name, for a made-up one would be shown to people as true. An entry without
//! any date is of 1970: one that moves would show it as new every time.

mod losses;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::identity::make_uris;
use crate::format::foreign::limit_namespaces;
use crate::format::ids::{contents, entry_ids, uuid};
use crate::format::losses::{Losses, Tally};
use crate::format::modules::write::fit_durations;
use crate::format::required::{links, one_alternate};
use crate::format::row::Origin;
use crate::model::{Entry, Extension, Feed, FeedHead, Person, QualifiedName};
use crate::time;
use crate::uri::is_iri;
use crate::xml::namespace;

/// Fits the feed to Atom.
pub(super) fn fit(feed: &mut Feed, _: &Origin, Tally { lost, added, .. }: &mut Tally) {
    links(feed, added);
    entry_ids(feed, added);
    let without = feed.entries.iter().filter(|entry| !entry.id.as_deref().is_some_and(is_iri)).count();
    added.add("entries: id as a URI, where it was not one (dc:identifier keeps it)", without);
    // Ids that become URIs depend on the feed's, which must be what it will be when they are read again.
    head_id(feed, added);
    make_uris(feed);
    dates(feed, added);
    authors(feed, added);
    feed.entries.iter_mut().for_each(|entry| source(Arc::make_mut(entry)));
    issued(&mut feed.head);
    one_alternate(&mut feed.head.links);
    feed.entries.iter_mut().for_each(|entry| one_alternate(&mut Arc::make_mut(entry).links));
    feed.entries.iter_mut().for_each(|entry| fit_durations(Arc::make_mut(entry), lost));
    limit_namespaces(feed, lost);
    lost.add_fractions(feed);
    losses::losses(feed, lost);
}

/// The id of a feed is its own URL, else that of its page, else a UUID of its title and its entries' ids.
fn head_id(feed: &mut Feed, added: &mut Losses) {
    if feed.head.id.as_deref().is_some_and(is_iri) {
        return;
    }
    let own = feed.head.link_to("self").or(feed.head.link_to("alternate"));
    let is_free = |href: &String| feed.entries.iter().all(|entry| entry.id.as_ref() != Some(href));
    let own = own.map(|link| link.href.clone()).filter(|href| is_iri(href) && is_free(href));
    feed.head.id = Some(own.unwrap_or_else(|| uuid(&contents(feed))));
    added.add("feed: id, from its URL or its entries", 1);
}

/// A date of the last change is what Atom asks for (section 4.2.15). That of an entry is its publication; where there
/// is no other date, 1970: a date that could move would show old articles as new ones.
fn dates(feed: &mut Feed, added: &mut Losses) {
    for entry in feed.entries.iter_mut().filter(|entry| entry.updated.is_none()) {
        let entry = Arc::make_mut(entry);
        let kind = match entry.published {
            Some(_) => "entries: updated, from the publication",
            None => "entries: updated, 1970 because there is no date",
        };
        entry.updated = Some(entry.published.unwrap_or(DateTime::UNIX_EPOCH));
        added.add(kind, 1);
    }
    if feed.head.updated.is_none() {
        feed.head.updated =
            Some(feed.head.published.or(newest(&feed.entries)).unwrap_or(DateTime::UNIX_EPOCH));
        added.add("feed: updated, from its publication or its newest entry", 1);
    }
}

fn newest(entries: &[Arc<Entry>]) -> Option<DateTime<Utc>> {
    entries.iter().filter_map(|entry| entry.updated).max()
}

/// Atom wants an author for every entry (section 4.1.2). Where nobody is named, the feed has one without a name.
fn authors(feed: &mut Feed, added: &mut Losses) {
    let has_author = |authors: &[Person]| !authors.iter().all(Person::is_picture_alone);
    let is_anonymous = |entry: &Arc<Entry>| {
        let in_source = entry.source.as_ref().is_some_and(|source| has_author(&source.authors));
        !has_author(&entry.authors) && !in_source
    };
    let head = &feed.head.authors;
    if !has_author(head) && (feed.entries.is_empty() || feed.entries.iter().any(is_anonymous)) {
        feed.head.authors.push(Person::default());
        added.add("feed: author, without a name", 1);
    }
}

/// The source of an entry has an id and a date too (section 4.2.11).
fn source(entry: &mut Entry) {
    let updated = entry.updated;
    let Some(source) = &mut entry.source else { return };
    if source.id.is_none() {
        let own = source.link_to("self").or(source.link_to("alternate")).map(|link| link.href.clone());
        let title = source.title.as_ref().map_or("", |title| &title.value);
        source.id = Some(own.filter(|own| is_iri(own)).unwrap_or_else(|| uuid(title)));
    }
    source.updated = source.updated.or(updated);
}

/// Of a feed as a whole Atom has no date of publication; the terms of Dublin Core have.
fn issued(head: &mut FeedHead) {
    let is_said = |element: &Extension| {
        element.name.namespace == namespace::DCTERMS && element.name.local.eq_ignore_ascii_case("issued")
    };
    // Before another among the extensions: the first is what readers take.
    let position = head.extensions.iter().position(is_said).unwrap_or(head.extensions.len());
    if let Some(published) = head.published.take() {
        let name = QualifiedName::new(namespace::DCTERMS, "dcterms", "issued");
        head.extensions.insert(position, Extension::of_text(name, time::rfc3339(published)));
    }
}
