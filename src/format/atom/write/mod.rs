//! Turns a feed into an Atom 1.0 document, with the crate `atom_syndication` as its builder.
//!
//! Left out: an author's image (Atom has no place for it), `xml:base`, and `xml:lang` on an entry itself, which the
//! crate cannot write: title, summary and content carry it, the texts that RFC 4287 calls language-sensitive and
//! readers look at. `losses` counts what else that is.

mod document;
mod plain;

pub(super) use document::is_embeddable;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed as AtomFeed, FixedDateTime, Generator, Link,
    Person as AtomPerson, Source, Text,
};
use chrono::{DateTime, Timelike, Utc};
use quick_xml::escape::escape;

use super::identity;
use crate::error::Error;
use crate::format::characters::{attribute, normalized, owned};
use crate::format::foreign::{self, BEHIND_ALL, Prefixes, Tree};
use crate::format::modules::write::{ModuleElement, NAMESPACES, elements};
use crate::format::shared::{TOGETHER, main_content, room_for, written_language};
use crate::format::strict::{self, Shape};
use crate::model::{self, Entry, Feed, FeedHead, Format, GENERATOR, Person, TextKind};
use crate::uri::is_iri;
use crate::xml::namespace;
use document::{add_entries, render, with_entries};

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

/// What a feed and the source of an entry say of a head, in the crate's type for either.
macro_rules! with_head {
    ($kind:ident, $head:expr, $links:expr $(, $($more:tt)*)?) => {
        $kind {
            title: $head.title.as_ref().map(|title| text(title, None)).unwrap_or_default(),
            id: $head.id.as_deref().map(owned).unwrap_or_default(),
            updated: $head.updated.map(fixed).unwrap_or_default(),
            authors: persons(&$head.authors),
            categories: categories(&$head.categories),
            contributors: persons(&$head.contributors),
            generator: $head.generator.as_ref().map(generator),
            icon: $head.icon.as_ref().map(|image| owned(&image.url)),
            links: $links,
            logo: $head.logo.as_ref().map(|image| owned(&image.url)),
            rights: $head.rights.as_ref().map(|rights| text(rights, None)),
            subtitle: $head.subtitle.as_ref().map(|subtitle| text(subtitle, None)),
            $($($more)*)?
        }
    };
}

/// The document, whose entries are rendered by and by.
fn document(feed: &Feed) -> Result<Vec<u8>, Error> {
    let head = &feed.head;
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), false);
    let mut whole = atom_head(head, &prefixes);
    let mut written = Vec::with_capacity(room_for(feed.entries.len()));
    for entries in feed.entries.chunks(TOGETHER) {
        let entries: Vec<AtomEntry> =
            entries.iter().map(|entry| atom_entry(entry, head, &prefixes)).collect();
        for (prefix, namespace) in NAMESPACES {
            if entries.iter().any(|entry| entry.extensions.contains_key(prefix)) {
                whole.namespaces.insert(prefix.to_owned(), namespace.to_owned());
            }
        }
        add_entries(entries, &mut written)?;
    }
    whole.namespaces.extend(escaped(prefixes.declarations().collect()));
    with_entries(&whole, written)
}

/// The feed without its entries and namespaces.
fn atom_head(head: &FeedHead, prefixes: &Prefixes) -> AtomFeed {
    let mut written = with_head!(
        AtomFeed, head, head_links(head),
        lang: head.language.as_deref().map(attribute),
        ..AtomFeed::default()
    );
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
        uri: generator.uri.as_deref().map(attribute),
        version: generator.version.as_deref().map(attribute),
    }
}

fn atom_entry(entry: &Entry, head: &FeedHead, prefixes: &Prefixes) -> AtomEntry {
    let language = written_language(entry, head);
    let mut written = AtomEntry {
        // An entry has a title in any case (RFC 4287, section 4.1.2), and its language may be nowhere else.
        title: text(entry.title.as_ref().unwrap_or(&model::Text::plain("")), language),
        id: entry.id.as_deref().map(owned).unwrap_or_default(),
        updated: entry.updated.map(fixed).unwrap_or_default(),
        authors: persons(&entry.authors),
        categories: categories(&entry.categories),
        contributors: persons(&entry.contributors),
        links: links(entry),
        published: entry.published.map(fixed),
        rights: entry.rights.as_ref().map(|rights| text(rights, language)),
        source: entry.source.as_deref().map(source),
        summary: entry.summary.as_ref().map(|summary| text(summary, language)),
        content: content(entry, language),
        extensions: extensions(entry),
        namespaces: BTreeMap::new(),
    };
    add_foreign(&mut written.extensions, foreign::of_entry(entry), prefixes);
    written
}

/// The text in the crate's type.
fn text(text: &model::Text, language: Option<&str>) -> Text {
    let written = match text.kind {
        TextKind::Plain => Text::plain(normalized(&text.value)),
        TextKind::Html => Text::html(normalized(&text.value)),
    };
    Text { lang: language.map(attribute), ..written }
}

/// The categories that differ in what is written of them, and that have a term.
fn categories(categories: &[model::Category]) -> Vec<Category> {
    let trimmed = |text: &str| attribute(text).trim().to_owned();
    let written = categories.iter().map(|category| Category {
        term: trimmed(&category.term),
        scheme: category.scheme.as_deref().filter(|scheme| is_iri(scheme)).map(trimmed),
        label: category.label.as_deref().map(trimmed).filter(|label| !label.is_empty()),
    });
    let mut seen = BTreeSet::new();
    let says_more = |category: &Category| {
        let key = (category.term.clone(), category.scheme.clone(), category.label.clone());
        !category.term.is_empty() && seen.insert(key)
    };
    written.filter(says_more).collect()
}

fn links(entry: &Entry) -> Vec<Link> {
    let enclosures = entry.enclosures.iter().map(|enclosure| Link {
        mime_type: enclosure.media_type.as_deref().map(attribute),
        length: enclosure.length.map(|length| length.to_string()),
        title: enclosure.title.as_deref().map(attribute),
        ..link("enclosure", &enclosure.url)
    });
    // Readers that take the first link whatever its relation take the article's own.
    let (first, others) = entry.links.split_at_checked(leading(&entry.links)).unwrap_or_default();
    first.iter().map(atom_link).chain(enclosures).chain(others.iter().map(atom_link)).collect()
}

/// How many links precede the enclosures: those that lead to the article itself.
fn leading(links: &[model::Link]) -> usize {
    links.iter().take_while(|link| matches!(link.relation.as_str(), "alternate" | "via")).count()
}

fn atom_link(from: &model::Link) -> Link {
    Link {
        hreflang: from.language.as_deref().map(attribute),
        mime_type: from.media_type.as_deref().map(attribute),
        title: from.title.as_deref().map(attribute),
        length: from.length.map(|length| length.to_string()),
        ..link(&from.relation, &from.href)
    }
}

/// The content. An entry without an alternate link must have one (RFC 4287, section 4.1.2), which is
/// empty where there is none, so that readers do not show the summary twice.
fn content(entry: &Entry, language: Option<&str>) -> Option<Content> {
    let inline = |kind: &str, value: &str| Content {
        lang: language.map(attribute),
        value: Some(owned(value)),
        content_type: Some(kind.to_owned()),
        ..Content::default()
    };
    let kind = |text: &model::Text| match text.kind {
        TextKind::Plain => "text",
        TextKind::Html => "html",
    };
    match (main_content(entry), entry.link(), &entry.summary) {
        (Some(model::Content::Text(text)), ..) => Some(inline(kind(text), &text.value)),
        (Some(model::Content::Embedded { media_type, value }), ..) if is_embeddable(media_type, value) => {
            Some(inline(&attribute(media_type), value))
        }
        (Some(model::Content::OutOfLine { media_type, source }), ..) => Some(Content {
            src: Some(attribute(source)),
            content_type: media_type.as_deref().map(attribute),
            // It must be empty (section 4.1.3.2), and a value that is there keeps the pretty writer out of it.
            value: Some(String::new()),
            ..Content::default()
        }),
        (_, Some(_), _) => None,
        (_, None, _) => Some(inline("text", "")),
    }
}

/// The head of the feed that an entry was taken from (RFC 4287, section 4.2.11).
fn source(head: &FeedHead) -> Source {
    with_head!(Source, head, head.links.iter().map(atom_link).collect())
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut extensions = ExtensionMap::new();
    for element in elements(entry) {
        let of_module = extensions.entry(element.prefix.to_owned()).or_default();
        of_module.entry(element.name.to_owned()).or_default().push(extension(element));
    }
    extensions
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

/// The crate's element. A value that is empty, but there, keeps the pretty writer from filling the element with
/// white space.
fn extension(element: ModuleElement) -> Extension {
    Extension {
        name: format!("{}:{}", element.prefix, element.name),
        value: Some(element.text),
        attrs: escaped(element.attributes),
        ..Extension::default()
    }
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
    Link { href: attribute(url), rel: attribute(relation), ..Link::default() }
}

/// The moment in the crate's type, to the second like the dates of the other formats.
fn fixed(moment: DateTime<Utc>) -> FixedDateTime {
    moment.with_nanosecond(0).unwrap_or(moment).fixed_offset()
}

#[cfg(test)]
mod tests;
