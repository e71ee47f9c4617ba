//! Turns a feed into an Atom 1.0 document: the head with the crate `atom_syndication` as its builder, the entries straight into the
//! document, because the types of the crate want every text for themselves.
//!
//! Left out: an author's image (Atom has no place for it), `xml:base`, and `xml:lang` on an entry itself: title, summary and content
//! carry it, the texts that RFC 4287 calls language-sensitive and readers look at. `losses` counts what else that is.

#[cfg(test)]
mod by_crate;
mod document;
mod entry;

pub(super) use document::is_embeddable;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Feed as AtomFeed, FixedDateTime, Generator, Link, Person as AtomPerson, Text,
};
use chrono::{DateTime, Timelike, Utc};
use quick_xml::escape::escape;

use super::identity;
use crate::error::Error;
use crate::format::characters::{attribute, normalized, owned, trimmed};
use crate::format::foreign::{self, BEHIND_ALL, Prefixes, Tree};
use crate::format::lines::{Lines, NAMED};
use crate::format::modules::write::NAMESPACES;
use crate::format::shared::{distinct, room_for};
use crate::format::strict::{self, Shape};
use crate::model::{self, Feed, FeedHead, Format, GENERATOR, Person, TextKind};
use crate::ordered::CollectOrdered;
use crate::uri::is_iri;
use crate::xml::namespace;
use document::{render, with_entries};
use entry::add_entry;

const NAMESPACE: &str = namespace::ATOM;

/// The prefixes that the writer uses itself, beside those of modules. Foreign documents put elements of Atom's own namespace into others.
const OWN_PREFIXES: [(&str, &str); 1] = [("atom", NAMESPACE)];

const SHAPE: Shape = Shape {
    format: Format::Atom,
    namespace: Some(NAMESPACE),
    path: &["feed", "entry"],
    id: "id",
    title: |title| normalized(&title.value),
};

/// Writes the feed as Atom 1.0; see [`crate::format::write`].
///
/// # Errors
///
/// An output error where the document fails its read-back.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let feed = identity::with_uris(feed);
    let bytes = document(&feed)?;
    strict::check(&bytes, &SHAPE, &feed.entries)?;
    Ok(bytes)
}

/// The same document without its entries, if feedmill wrote it; see [`crate::format::without_entries`].
pub(super) fn without_entries(bytes: &[u8]) -> Option<Vec<u8>> {
    // The crate's reader recurses, so it must not see anything that is nested without end.
    if !strict::is_well_formed(bytes, &SHAPE) {
        return None;
    }
    let mut feed = AtomFeed::read_from(bytes).ok()?;
    if feed.generator().is_none_or(|generator| generator.value() != GENERATOR) {
        return None;
    }
    feed.entries.clear();
    feed.extensions.clear();
    feed.namespaces.clear();
    let bytes = render(&feed).ok()?;
    strict::check(&bytes, &SHAPE, &[]).ok()?;
    Some(bytes)
}

/// The document. Its head declares what its entries use.
fn document(feed: &Feed) -> Result<Vec<u8>, Error> {
    let head = &feed.head;
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), false);
    let mut written = Vec::with_capacity(room_for(feed.entries.len()));
    let mut lines = Lines::behind(&mut written, &NAMED);
    let mut used = BTreeSet::new();
    for entry in &feed.entries {
        add_entry(entry, (head, &prefixes), &mut used, &mut lines);
    }
    let mut whole = atom_head(head, &prefixes);
    let own = NAMESPACES.into_iter().filter(|(prefix, _)| used.contains(prefix));
    whole.namespaces.extend(own.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())));
    whole.namespaces.extend(escaped(prefixes.declarations().collect_map()));
    with_entries(&whole, written)
}

/// The feed without its entries and namespaces.
fn atom_head(head: &FeedHead, prefixes: &Prefixes) -> AtomFeed {
    let mut written = AtomFeed {
        title: head.title.as_ref().map(text).unwrap_or_default(),
        id: head.id.as_deref().map(owned).unwrap_or_default(),
        updated: head.updated.map(fixed).unwrap_or_default(),
        authors: persons(&head.authors),
        categories: crate_categories(&head.categories),
        contributors: persons(&head.contributors),
        generator: head.generator.as_ref().map(generator),
        icon: head.icon.as_ref().map(|image| owned(&image.url)),
        links: head_links(head),
        logo: head.logo.as_ref().map(|image| owned(&image.url)),
        rights: head.rights.as_ref().map(text),
        subtitle: head.subtitle.as_ref().map(text),
        lang: head.language.as_deref().map(in_tag),
        ..AtomFeed::default()
    };
    add_foreign(&mut written.extensions, foreign::of_head(head), prefixes);
    written
}

/// The links of a head, where `build` publishes it first.
fn head_links(head: &FeedHead) -> Vec<Link> {
    let own = head.location(Format::Atom).map(|location| Link {
        mime_type: Some(Format::Atom.media_type().to_owned()),
        ..link("self", &location.url)
    });
    own.into_iter().chain(head.links.iter().map(atom_link)).collect()
}

fn generator(generator: &model::Generator) -> Generator {
    Generator {
        value: owned(&generator.name),
        uri: generator.uri.as_deref().map(in_tag),
        version: generator.version.as_deref().map(in_tag),
    }
}

/// The text in the crate's type.
fn text(text: &model::Text) -> Text {
    match text.kind {
        TextKind::Plain => Text::plain(normalized(&text.value)),
        TextKind::Html => Text::html(normalized(&text.value)),
    }
}

/// What is written of a category: term, scheme and label.
type Written<'c> = (Cow<'c, str>, Option<Cow<'c, str>>, Option<Cow<'c, str>>);

/// What is written of the categories that differ in it, and that have a term.
fn categories(categories: &[model::Category]) -> Vec<Written<'_>> {
    let written = categories.iter().map(|category| {
        let scheme = category.scheme.as_deref().filter(|scheme| is_iri(scheme));
        let label = category.label.as_deref().map(|label| trimmed(attribute(label)));
        let term = trimmed(attribute(&category.term));
        (term, scheme.map(|scheme| trimmed(attribute(scheme))), label.filter(|label| !label.is_empty()))
    });
    distinct(written.filter(|(term, ..)| !term.is_empty()))
}

fn crate_categories(written: &[model::Category]) -> Vec<Category> {
    let category = |(term, scheme, label): Written<'_>| Category {
        term: term.into_owned(),
        scheme: scheme.map(Cow::into_owned),
        label: label.map(Cow::into_owned),
    };
    categories(written).into_iter().map(category).collect()
}

fn atom_link(from: &model::Link) -> Link {
    Link {
        hreflang: from.language.as_deref().map(in_tag),
        mime_type: from.media_type.as_deref().map(in_tag),
        title: from.title.as_deref().map(in_tag),
        length: from.length.map(|length| length.to_string()),
        ..link(&from.relation, &from.href)
    }
}

/// Adds foreign elements behind all others, in their order. Elements of no namespace are RSS's own.
fn add_foreign<'a>(
    extensions: &mut ExtensionMap,
    foreign: impl Iterator<Item = &'a model::Extension>,
    prefixes: &Prefixes,
) {
    let elements: Vec<Extension> = foreign
        .filter(|element| !element.name.namespace.is_empty())
        .map(|element| prefixes.element(element, NAMESPACE).into_tree(&tree))
        .collect();
    if !elements.is_empty() {
        extensions.entry(BEHIND_ALL.to_owned()).or_default().insert(String::new(), elements);
    }
}

/// A foreign element in the crate's type.
fn tree(element: Tree<Extension>) -> Extension {
    let Tree { name, attributes, value, children } = element;
    Extension { name, value, attrs: escaped(attributes), children }
}

/// The crate writes attributes of extensions and names of namespaces as they are, so they are escaped here and nowhere
/// else.
fn escaped(mut attributes: BTreeMap<String, String>) -> BTreeMap<String, String> {
    for value in attributes.values_mut() {
        if let Cow::Owned(escaped) = escape(value.as_str()) {
            *value = escaped;
        }
    }
    attributes
}

fn persons(people: &[Person]) -> Vec<AtomPerson> {
    people.iter().filter(|person| !person.is_picture_alone()).map(person).collect()
}

fn person(person: &Person) -> AtomPerson {
    AtomPerson {
        name: owned(person.shown_name()),
        email: person.email.as_deref().map(owned),
        uri: person.uri.as_deref().map(owned),
        ..AtomPerson::default()
    }
}

fn link(relation: &str, url: &str) -> Link {
    Link { href: in_tag(url), rel: in_tag(relation), ..Link::default() }
}

/// The value of an attribute in the crate's type.
fn in_tag(value: &str) -> String {
    attribute(value).into_owned()
}

/// The moment in the crate's type, to the second like the dates of the other formats.
fn fixed(moment: DateTime<Utc>) -> FixedDateTime {
    moment.with_nanosecond(0).unwrap_or(moment).fixed_offset()
}

#[cfg(test)]
mod tests;
