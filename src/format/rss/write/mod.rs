//! Turns a feed into an RSS 2.0 document, with the crate `rss` as its builder.
//!
//! Content is in `content:encoded` always, also without a description beside it: one content has one place, and every
//! reader of today looks there. A file of unknown length has the length 0, because RSS requires one.
//!
//! Left out, because RSS has no place for it or readers misread it: via and related articles, an author's URL and image,
//! labels of categories, content that is not text. `fit` counts what that is.

mod beside;
mod links;
mod people;
mod plain;

pub(super) use links::atom_link;
pub(super) use people::{as_read, core_author};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use memchr::memchr;
use memchr::memmem::Finder;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Item};

use crate::error::Error;
use crate::format::characters::{attribute, normalized, owned};
use crate::format::foreign::{self, BEHIND_ALL, Prefixes, Tree};
use crate::format::modules::dublin_core::is_dublin_core;
use crate::format::modules::write::{self, ModuleElement, NAMESPACES};
use crate::format::shared::{
    TOGETHER, assembled, entries_of, main_content, refusal, room_for, written_language, written_update,
};
use crate::format::strict::{self, Shape};
use crate::model::{
    self, Content, Entry, Feed, FeedHead, Format, GENERATOR, Image, Link, Person, Text, TextKind,
};
use crate::xml::namespace;
use crate::{html, text, time};
use people::{mail_and_name, name, webmaster};
use plain::{add_item, is_plain};

const ATOM_PREFIX: &str = "atom";
const ATOM_NAMESPACE: &str = namespace::ATOM;
const DC_PREFIX: &str = "dc";

/// The prefixes that the writer uses itself, beside those of modules.
const OWN_PREFIXES: [(&str, &str); 3] =
    [(ATOM_PREFIX, ATOM_NAMESPACE), ("content", namespace::CONTENT), (DC_PREFIX, namespace::DUBLIN_CORE)];

/// How an item begins.
const ITEM: &[u8] = b"    <item>";

/// What follows the items.
const END: &[u8] = b"  </channel>\n</rss>\n";

/// The largest image that a channel may name the size of (RSS 2.0, "image").
const LARGEST_IMAGE: (u32, u32) = (144, 400);

const SHAPE: Shape = Shape {
    format: Format::Rss,
    namespace: None,
    path: &["rss", "channel", "item"],
    id: "guid",
    title: plain,
};

/// Writes the feed as RSS 2.0; see [`crate::format::write`].
///
/// # Errors
///
/// An output error where the document fails its read-back.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let beside = beside::with_elements(feed);
    let feed = beside.as_ref().unwrap_or(feed);
    let bytes = document(feed)?;
    strict::check(&bytes, &SHAPE, &feed.entries)?;
    Ok(bytes)
}

/// The same document without its items, if feedmill wrote it; see [`crate::format::without_entries`].
pub(super) fn without_entries(bytes: &[u8]) -> Option<Vec<u8>> {
    // The crate's reader recurses, so it must not see anything that is nested without end.
    if !strict::is_well_formed(bytes, &SHAPE) {
        return None;
    }
    let mut channel = Channel::read_from(bytes).ok()?;
    if channel.generator() != Some(GENERATOR) {
        return None;
    }
    channel.items.clear();
    channel.extensions.retain(|prefix, _| prefix == ATOM_PREFIX);
    // The crate reads these modules into types of its own.
    (channel.itunes_ext, channel.syndication_ext) = (None, None);
    channel.namespaces = used_namespaces(&channel);
    for element in channel.extensions.values_mut().flat_map(BTreeMap::values_mut).flatten() {
        // The reader drops the empty value that `extend` gives.
        element.value.get_or_insert_default();
    }
    let bytes = render(&channel).ok()?;
    strict::check(&bytes, &SHAPE, &[]).ok()?;
    Some(bytes)
}

/// The document, whose items are rendered by and by, each part in a channel of its own.
fn document(feed: &Feed) -> Result<Vec<u8>, Error> {
    let head = &feed.head;
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), true);
    let mut channel = channel(head, &prefixes);
    let mut namespaces = used_namespaces(&channel);
    let mut written = Vec::with_capacity(room_for(feed.entries.len()));
    for entries in feed.entries.chunks(TOGETHER) {
        let items = entries.iter().map(|entry| item(entry, head, &prefixes)).collect();
        let part = Channel { items, ..Channel::default() };
        namespaces.extend(used_namespaces(&part));
        add_items(part.items, &mut written)?;
    }
    namespaces.extend(prefixes.declarations());
    channel.namespaces = namespaces;
    assembled(&render(&channel)?, written, END).ok_or_else(unwritable)
}

/// Appends items as they are in a document.
fn add_items(items: Vec<Item>, written: &mut Vec<u8>) -> Result<(), Error> {
    let mut others = Vec::new();
    for item in items {
        if is_plain(&item) {
            add_others(mem::take(&mut others), written)?;
            add_item(&item, written);
        } else {
            others.push(item);
        }
    }
    add_others(others, written)
}

/// Appends items as the crate writes them.
fn add_others(items: Vec<Item>, written: &mut Vec<u8>) -> Result<(), Error> {
    if items.is_empty() {
        return Ok(());
    }
    let part = render(&Channel { items, ..Channel::default() })?;
    written.extend_from_slice(entries_of(&part, ITEM, END).ok_or_else(unwritable)?);
    Ok(())
}

fn unwritable() -> Error {
    refusal(Format::Rss, "the document cannot be written", None)
}

/// The document's bytes. The pretty writer puts white space between elements only, never next to text.
fn render(channel: &Channel) -> Result<Vec<u8>, Error> {
    let room = Vec::with_capacity(room_for(channel.items.len()));
    let written = channel.pretty_write_to(room, b' ', 2);
    let bytes = written.map_err(|_| unwritable())?;
    let mut document = with_numeric_references(&bytes);
    document.push(b'\n');
    Ok(document)
}

/// The document with `&`, `<` and `>` as hexadecimal references, which the profile asks for in plain text
/// (section 3.1): some readers take the named ones for HTML. All HTML is in CDATA sections, and these stay as
/// they are.
fn with_numeric_references(document: &[u8]) -> Vec<u8> {
    let section_start = Finder::new("<![CDATA[");
    let section_end = Finder::new("]]>");
    let mut written = Vec::with_capacity(document.len().saturating_add(document.len() / 16));
    let mut rest = document;
    while let Some((plain, section)) = section_start.find(rest).and_then(|start| rest.split_at_checked(start))
    {
        let end = section_end.find(section).unwrap_or(section.len());
        let (html, after) = section.split_at_checked(end).unwrap_or((section, b""));
        push_numeric(&mut written, plain);
        written.extend_from_slice(html);
        rest = after;
    }
    push_numeric(&mut written, rest);
    written
}

fn push_numeric(written: &mut Vec<u8>, plain: &[u8]) {
    let mut rest = plain;
    while let Some((before, reference)) =
        memchr(b'&', rest).and_then(|position| rest.split_at_checked(position))
    {
        let named: [(&[u8], &[u8]); 3] = [(b"&amp;", b"&#x26;"), (b"&lt;", b"&#x3C;"), (b"&gt;", b"&#x3E;")];
        let found = named.iter().find_map(|(name, number)| Some((*number, reference.strip_prefix(*name)?)));
        let (number, after) = found.unwrap_or((b"&", reference.get(1..).unwrap_or_default()));
        written.extend_from_slice(before);
        written.extend_from_slice(number);
        rest = after;
    }
    written.extend_from_slice(rest);
}

/// The channel without its items and namespaces.
fn channel(head: &FeedHead, prefixes: &Prefixes) -> Channel {
    let plain = |text: &Option<Text>| text.as_ref().map(|text| plain(text).into_owned());
    let mut channel = Channel {
        title: plain(&head.title).unwrap_or_default(),
        link: head.link().map(owned).unwrap_or_default(),
        description: plain(&head.subtitle).unwrap_or_default(),
        language: head.language.as_deref().map(owned),
        copyright: plain(&head.rights),
        managing_editor: core_author(&head.authors, &head.extensions).as_deref().and_then(mail_and_name),
        pub_date: head.published.map(time::rfc822),
        last_build_date: head.updated.map(time::rfc822),
        categories: categories(&head.categories),
        generator: head
            .generator
            .as_ref()
            .map(|generator| owned(&generator.name))
            .filter(|name| !name.is_empty()),
        ttl: head.ttl.map(|minutes| minutes.to_string()),
        skip_hours: head.polling.skip_hours.iter().map(u8::to_string).collect(),
        skip_days: head.polling.skip_days.clone(),
        webmaster: head.polling.webmaster.as_ref().and_then(webmaster),
        image: head.logo.as_ref().or(head.icon.as_ref()).map(|image| channel_image(head, image)),
        ..Channel::default()
    };
    links::add(head, &mut channel.extensions);
    let people = dublin_core(&head.authors, &head.contributors, &head.extensions, Default::default());
    add_behind(&mut channel.extensions, people, foreign::of_head(head), prefixes);
    channel
}

/// The channel's image. A size beyond the limits is left out.
fn channel_image(head: &FeedHead, image: &Image) -> rss::Image {
    let size = image.width.zip(image.height).filter(|_| fits(image));
    let own_title = image.title.as_deref().map(Text::plain);
    let title = own_title.as_ref().or(head.title.as_ref());
    rss::Image {
        url: owned(&image.url),
        title: title.map(plain).unwrap_or_default().into_owned(),
        link: image.link.as_deref().or(head.link()).map(owned).unwrap_or_default(),
        width: size.map(|(width, _)| width.to_string()),
        height: size.map(|(_, height)| height.to_string()),
        description: image
            .description
            .as_deref()
            .map(|description| plain(&Text::plain(description)).into_owned()),
    }
}

/// Whether the size of the image may be written: both sides, within the limits.
pub(super) fn fits(image: &Image) -> bool {
    let (widest, highest) = LARGEST_IMAGE;
    image.width.is_some_and(|width| (1..=widest).contains(&width))
        && image.height.is_some_and(|height| (1..=highest).contains(&height))
}

fn item(entry: &Entry, head: &FeedHead, prefixes: &Prefixes) -> Item {
    let mut item = Item {
        title: entry.title.as_ref().map(|title| plain(title).into_owned()),
        link: entry.link().map(owned),
        description: entry.summary.as_ref().map(html),
        author: core_author(&entry.authors, &entry.extensions).as_deref().and_then(mail_and_name),
        categories: categories(&entry.categories),
        comments: comments(entry).map(|link| owned(&link.href)),
        enclosure: entry.enclosures.first().map(enclosure),
        guid: entry.id.as_deref().map(|id| guid(id, entry.link())),
        pub_date: entry.published.map(time::rfc822),
        source: entry.source.as_deref().and_then(source),
        content: main_content(entry).and_then(content),
        extensions: extensions(entry, head),
        ..Item::default()
    };
    // An item must have one of title and description (RSS 2.0, "Elements of <item>").
    if item.title.is_none() && item.description.is_none() {
        item.title = Some(String::new());
    }
    let dublin_core = item_dublin_core(entry, head);
    add_behind(&mut item.extensions, dublin_core, foreign::of_entry(entry), prefixes);
    item
}

/// The id. It is said to be the link where it is written as that is, and leads to a page.
fn guid(id: &str, link: Option<&str>) -> Guid {
    let value = owned(id);
    let is_page = ["http://", "https://"].iter().any(|start| value.starts_with(start));
    Guid { permalink: is_page && link.is_some_and(|link| owned(link) == value), value }
}

/// The enclosure. The profile asks for a zero where the length is unknown (4.1.1.20.5).
fn enclosure(enclosure: &crate::model::Enclosure) -> Enclosure {
    Enclosure {
        url: attribute(&enclosure.url),
        length: enclosure.length.unwrap_or(0).to_string(),
        mime_type: enclosure.media_type.as_deref().map(attribute).unwrap_or_default(),
    }
}

/// The page of the comments.
pub(super) fn comments(entry: &Entry) -> Option<&Link> {
    let is_page = |link: &&Link| link.media_type.as_deref().is_none_or(|name| name == "text/html");
    entry.link_to("replies").filter(is_page)
}

/// The feed that an item was taken from: RSS knows its URL and its title.
pub(super) fn source(head: &FeedHead) -> Option<rss::Source> {
    let own = head.link_to("self").map(|link| link.href.as_str()).or(head.link())?;
    Some(rss::Source {
        url: attribute(own),
        title: head.title.as_ref().map(|title| plain(title).into_owned()),
    })
}

/// The text of an element that the profile wants to be plain. Most readers take it for HTML all the same: where that would
/// run, it is HTML, in which plain text is escaped, and what our own reader would take for that.
fn plain(text: &Text) -> Cow<'_, str> {
    let value = normalized(&text.value);
    let is_html = text.kind == TextKind::Html && html::looks_like_html(&value);
    if !is_html && html::could_run(&value) { text::escape_html_content(&value).into() } else { value }
}

/// The text as HTML: readers take a description for it, so plain text is escaped before the XML is.
fn html(text: &Text) -> String {
    match text.kind {
        TextKind::Html => owned(&text.value),
        TextKind::Plain => text::escape_html_content(&normalized(&text.value)),
    }
}

fn content(content: &Content) -> Option<String> {
    match content {
        Content::Text(text) => Some(html(text)),
        Content::Embedded { .. } | Content::OutOfLine { .. } => None,
    }
}

fn categories(categories: &[model::Category]) -> Vec<Category> {
    let written = categories.iter().map(|category| Category {
        name: owned(&category.term).trim().to_owned(),
        domain: category.scheme.as_deref().map(attribute),
    });
    let mut seen = BTreeSet::new();
    let says_more = |category: &Category| {
        !category.name.is_empty() && seen.insert((category.name.clone(), category.domain.clone()))
    };
    written.filter(says_more).collect()
}

/// What Dublin Core says: the names that have no place in the core elements, and other elements by their names.
fn dublin_core(
    authors: &[Person],
    contributors: &[Person],
    extensions: &[model::Extension],
    others: [(&str, Option<String>); 3],
) -> Vec<Extension> {
    let in_core = usize::from(core_author(authors, extensions).is_some());
    let contributors = contributors.iter().map(|person| ("contributor", name(person)));
    let creators = authors.iter().skip(in_core).map(|person| ("creator", name(person)));
    let said = contributors.chain(creators).chain(others);
    said.filter_map(|(name, value)| Some(element(DC_PREFIX, name, BTreeMap::new(), value?))).collect()
}

/// What Dublin Core says of an item. The date is the last change's where the day of publication is unknown:
/// `pubDate` would claim more than is known.
fn item_dublin_core(entry: &Entry, head: &FeedHead) -> Vec<Extension> {
    let update = entry.updated.filter(|_| entry.published.is_none());
    let others = [
        ("date", update.map(time::rfc3339)),
        ("language", written_language(entry, head).map(owned)),
        ("rights", entry.rights.as_ref().map(|rights| owned(&rights.value))),
    ];
    dublin_core(&entry.authors, &entry.contributors, &entry.extensions, others)
}

fn extensions(entry: &Entry, head: &FeedHead) -> ExtensionMap {
    let mut extensions = ExtensionMap::new();
    if let Some(updated) = written_update(entry, head).filter(|_| entry.published.is_some()) {
        let updated = element(ATOM_PREFIX, "updated", BTreeMap::new(), time::rfc3339(updated));
        extend(&mut extensions, ATOM_PREFIX, "updated", updated);
    }
    // Readers disagree about a second enclosure and the profile warns of it (4.1.1.20.5): Media RSS takes the
    // others.
    let files = entry.enclosures.iter().skip(1).map(write::file);
    for ModuleElement { prefix, name, attributes, text } in write::elements(entry).chain(files) {
        extend(&mut extensions, prefix, name, element(prefix, name, attributes, text));
    }
    extensions
}

/// An element. A value that is empty, but there, keeps the pretty writer from filling the element with white space.
fn element(prefix: &str, name: &str, attributes: BTreeMap<String, String>, value: String) -> Extension {
    Extension {
        name: format!("{prefix}:{name}"),
        value: Some(value),
        attrs: attributes,
        children: BTreeMap::new(),
    }
}

fn extend(extensions: &mut ExtensionMap, prefix: &str, name: &str, element: Extension) {
    extensions.entry(prefix.to_owned()).or_default().entry(name.to_owned()).or_default().push(element);
}

/// Adds behind all others the foreign elements in their order, then those of Dublin Core, and only then those of it that
/// are extensions: of two that mean the same the first counts.
fn add_behind<'a>(
    extensions: &mut ExtensionMap,
    dublin_core: Vec<Extension>,
    foreign: impl Iterator<Item = &'a model::Extension>,
    prefixes: &Prefixes,
) {
    let (riding, others): (Vec<_>, Vec<_>) = foreign.partition(|element| is_dublin_core(element));
    let written = |elements: Vec<&model::Extension>| -> Vec<Extension> {
        elements.into_iter().map(|element| prefixes.element(element, "").into_tree(&tree)).collect()
    };
    let groups = [("", written(others)), (DC_PREFIX, dublin_core), (BEHIND_ALL, written(riding))];
    for (key, elements) in groups.into_iter().filter(|(_, elements)| !elements.is_empty()) {
        extensions.entry(BEHIND_ALL.to_owned()).or_default().insert(key.to_owned(), elements);
    }
}

/// An element in the crate's type.
fn tree(element: Tree<Extension>) -> Extension {
    let Tree { name, attributes, value, children } = element;
    Extension { name, value, attrs: attributes, children }
}

/// The namespaces in use. The crate declares that of `content:encoded` by itself, for items that it is given.
fn used_namespaces(channel: &Channel) -> BTreeMap<String, String> {
    let has = |extensions: &ExtensionMap, prefix: &str| {
        let behind = extensions.get(BEHIND_ALL);
        extensions.contains_key(prefix) || behind.is_some_and(|groups| groups.contains_key(prefix))
    };
    let is_used = |prefix: &str| {
        has(&channel.extensions, prefix) || channel.items.iter().any(|item| has(&item.extensions, prefix))
    };
    let has_content = channel.items.iter().any(|item| item.content.is_some());
    OWN_PREFIXES
        .into_iter()
        .chain(NAMESPACES)
        .filter(|&(prefix, _)| is_used(prefix) || prefix == "content" && has_content)
        .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests;
