//! Turns a feed into an Atom 1.0 document, with the crate `atom_syndication` as its builder.
//!
//! Left out: an author's picture (Atom has no place for it), `source`, `xml:base`, and `xml:lang` on an entry
//! itself, which the crate cannot write: title, summary and content carry it, the texts that RFC 4287 calls
//! language-sensitive and readers look at.

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed as AtomFeed, FixedDateTime, Generator, Link,
    Person as AtomPerson, Text, WriteConfig,
};
use chrono::{DateTime, Timelike, Utc};
use quick_xml::escape::escape;

use crate::error::Error;
use crate::format::media::{self, MediaElement};
use crate::format::strict::{self, DECLARATION, Shape};
use crate::format::{GENERATOR, location, media_type, outgoing, own_language, refusal};
use crate::model::{Entry, Feed, FeedHead, Format, Person};

const SHAPE: Shape = Shape {
    format: Format::Atom,
    namespace: Some("http://www.w3.org/2005/Atom"),
    path: &["feed", "entry"],
    id: "id",
};

/// Writes the feed as Atom 1.0; see [`crate::format::write`].
///
/// # Errors
///
/// An output error where the document fails its read-back.
pub fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let bytes = render(&atom_feed(feed))?;
    strict::check(&bytes, &SHAPE, &feed.entries)?;
    Ok(bytes)
}

/// The same document without its entries, if feedmill wrote it; see [`crate::format::emptied`].
pub fn emptied(bytes: &[u8]) -> Option<Vec<u8>> {
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

/// The document's bytes. The pretty writer puts white space between elements only, never next to text.
fn render(feed: &AtomFeed) -> Result<Vec<u8>, Error> {
    let unwritable = || refusal(Format::Atom, "the document cannot be written", None);
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(2) };
    let bytes = feed.write_with_config(Vec::from(DECLARATION), config).map_err(|_| unwritable())?;
    let text = String::from_utf8(bytes).map_err(|_| unwritable())?;
    // The crate writes UTC as an offset of zero. Text cannot be hit by mistake: in it, `<` is always escaped.
    let mut text =
        text.replace("+00:00</updated>", "Z</updated>").replace("+00:00</published>", "Z</published>");
    text.push('\n');
    Ok(text.into_bytes())
}

fn atom_feed(feed: &Feed) -> AtomFeed {
    let head = &feed.head;
    let mut written = AtomFeed {
        title: Text::plain(outgoing(&head.title)),
        id: owned(&head.id),
        updated: fixed(head.updated),
        authors: vec![person(&head.author)],
        generator: Some(Generator { value: GENERATOR.to_owned(), ..Generator::default() }),
        icon: head.icon.as_ref().map(|image| owned(&image.url)),
        links: head_links(head),
        logo: head.logo.as_ref().map(|image| owned(&image.url)),
        rights: head.rights.as_deref().map(|rights| Text::plain(outgoing(rights))),
        subtitle: Some(Text::plain(outgoing(&head.subtitle))),
        entries: feed.entries.iter().map(|entry| atom_entry(entry, head)).collect(),
        lang: head.language.as_deref().map(owned),
        ..AtomFeed::default()
    };
    if written.entries.iter().any(|entry| !entry.extensions.is_empty()) {
        written.namespaces.insert(media::PREFIX.to_owned(), media::NAMESPACE.to_owned());
    }
    written
}

fn head_links(head: &FeedHead) -> Vec<Link> {
    let own = location(head, Format::Atom)
        .map(|url| Link { mime_type: Some(media_type(Format::Atom).to_owned()), ..link("self", url) });
    let page = Link { mime_type: Some("text/html".to_owned()), ..link("alternate", &head.link) };
    own.into_iter().chain([page]).collect()
}

fn atom_entry(entry: &Entry, head: &FeedHead) -> AtomEntry {
    let language = own_language(entry, head).map(owned);
    let plain = |text: &str| Text { lang: language.clone(), ..Text::plain(outgoing(text)) };
    AtomEntry {
        title: plain(&entry.title),
        id: owned(&entry.id),
        updated: fixed(entry.updated),
        authors: entry.authors.iter().map(person).collect(),
        categories: categories(entry, head),
        links: links(entry),
        published: Some(fixed(entry.published)),
        summary: entry.summary.as_deref().map(plain),
        content: content(entry, language.as_deref()),
        extensions: extensions(entry),
        ..AtomEntry::default()
    }
}

fn categories(entry: &Entry, head: &FeedHead) -> Vec<Category> {
    entry
        .categories
        .iter()
        .map(|category| Category {
            term: owned(&category.term),
            scheme: Some(owned(&head.category_scheme)),
            label: Some(owned(&category.term)),
        })
        .collect()
}

fn links(entry: &Entry) -> Vec<Link> {
    let alternate = entry.link.iter().map(|url| link("alternate", url));
    let via = entry.via.iter().map(|url| link("via", url));
    let enclosures = entry.enclosures.iter().map(|enclosure| Link {
        mime_type: Some(owned(&enclosure.media_type)),
        // The same zero for "not known" as in RSS: readers stumble over a link of this kind without a length.
        length: Some(enclosure.length.unwrap_or(0).to_string()),
        ..link("enclosure", &enclosure.url)
    });
    let related = entry
        .related
        .iter()
        .map(|related| Link { title: Some(owned(&related.title)), ..link("related", &related.link) });
    alternate.chain(via).chain(enclosures).chain(related).collect()
}

/// The content. An entry without an alternate link must have one (RFC 4287, section 4.1.2), so the summary
/// stands in.
fn content(entry: &Entry, language: Option<&str>) -> Option<Content> {
    let (content_type, value) = match (&entry.content, &entry.link) {
        (Some(content), _) => ("html", content.as_str()),
        (None, Some(_)) => return None,
        (None, None) => ("text", entry.summary.as_deref().unwrap_or_default()),
    };
    Some(Content {
        lang: language.map(str::to_owned),
        value: Some(owned(value)),
        content_type: Some(content_type.to_owned()),
        ..Content::default()
    })
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut extensions = ExtensionMap::new();
    for element in entry.image.iter().flat_map(media::picture) {
        let elements = extensions.entry(media::PREFIX.to_owned()).or_default();
        elements.entry(element.name.to_owned()).or_default().push(extension(element));
    }
    extensions
}

/// The crate's element. The crate writes attributes of extensions as they are, so they are escaped here and
/// nowhere else; a value that is empty, but there, keeps the pretty writer from filling the element with
/// white space.
fn extension(element: MediaElement) -> Extension {
    let attributes = element.attributes.into_iter();
    Extension {
        name: format!("{}:{}", media::PREFIX, element.name),
        value: Some(String::new()),
        attrs: attributes.map(|(name, value)| (name, escape(&value).into_owned())).collect(),
        ..Extension::default()
    }
}

fn person(person: &Person) -> AtomPerson {
    AtomPerson { name: owned(&person.name), uri: person.uri.as_deref().map(owned), ..AtomPerson::default() }
}

fn link(relation: &str, url: &str) -> Link {
    Link { href: owned(url), rel: relation.to_owned(), ..Link::default() }
}

/// The moment in the crate's type, to the second like the dates of the other formats.
fn fixed(moment: DateTime<Utc>) -> FixedDateTime {
    moment.with_nanosecond(0).unwrap_or(moment).fixed_offset()
}

fn owned(text: &str) -> String {
    outgoing(text).into_owned()
}

#[cfg(test)]
mod tests;
