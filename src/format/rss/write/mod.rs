//! Turns a feed into an RSS 2.0 document: the head with the crate `rss` as its builder, the items straight into the document, because
//! the types of the crate want every text for themselves.
//!
//! Content is in `content:encoded` always, also without a description beside it: one content has one place, and every
//! reader of today looks there. A file of unknown length has the length 0, because RSS requires one.
//!
//! Left out, because RSS has no place for it or readers misread it: via and related articles, an author's URL and image,
//! labels of categories, content that is not text. `fit` counts what that is.

mod beside;
#[cfg(test)]
mod by_crate;
mod item;
mod links;
mod people;

pub(super) use links::atom_link;
pub(super) use people::{as_read, core_author};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memchr;
use memchr::memmem::Finder;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel};

use crate::error::Error;
use crate::format::characters::{attribute, normalized, owned, trimmed};
use crate::format::foreign::{self, BEHIND_ALL, Prefixes, Tree};
use crate::format::lines::{Lines, NUMERIC};
use crate::format::modules::dublin_core::is_dublin_core;
use crate::format::modules::write::NAMESPACES;
use crate::format::shared::{assembled, distinct, refusal, room_for};
use crate::format::strict::{self, Shape};
use crate::model::{
    self, Content, Entry, Feed, FeedHead, Format, GENERATOR, Image, Link, Person, Text, TextKind,
};
use crate::ordered::CollectOrdered;
use crate::xml::namespace;
use crate::{html, text, time};
use item::add_item;
use people::{mail_and_name, name, webmaster};

const ATOM_PREFIX: &str = "atom";
const ATOM_NAMESPACE: &str = namespace::ATOM;
const DC_PREFIX: &str = "dc";

/// The prefixes that the writer uses itself, beside those of modules.
const OWN_PREFIXES: [(&str, &str); 3] =
    [(ATOM_PREFIX, ATOM_NAMESPACE), ("content", namespace::CONTENT), (DC_PREFIX, namespace::DUBLIN_CORE)];

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
    channel.namespaces = used_namespaces(&channel, &BTreeSet::new());
    for element in channel.extensions.values_mut().flat_map(BTreeMap::values_mut).flatten() {
        // The reader drops the empty value that `extend` gives.
        element.value.get_or_insert_default();
    }
    let bytes = render(&channel).ok()?;
    strict::check(&bytes, &SHAPE, &[]).ok()?;
    Some(bytes)
}

fn document(feed: &Feed) -> Result<Vec<u8>, Error> {
    let head = &feed.head;
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), true);
    let mut written = Vec::with_capacity(room_for(feed.entries.len()));
    let mut lines = Lines::behind(&mut written, &NUMERIC);
    let mut used = BTreeSet::new();
    for entry in &feed.entries {
        add_item(entry, (head, &prefixes), &mut used, &mut lines);
    }
    let mut channel = channel(head, &prefixes);
    channel.namespaces = used_namespaces(&channel, &used);
    channel.namespaces.extend(prefixes.declarations());
    assembled(&render(&channel)?, written, END).ok_or_else(unwritable)
}

fn unwritable() -> Error {
    refusal(Format::Rss, "the document cannot be written", None)
}

/// The document's bytes. The pretty writer puts white space between elements only, never next to text.
fn render(channel: &Channel) -> Result<Vec<u8>, Error> {
    let bytes = channel.pretty_write_to(Vec::new(), b' ', 2).map_err(|_| unwritable())?;
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
        categories: categories(&head.categories)
            .into_iter()
            .map(|(name, domain)| Category { name: name.into_owned(), domain: domain.map(Cow::into_owned) })
            .collect(),
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
    let people = dublin_core(&head.authors, &head.contributors, &head.extensions);
    let people = people.map(|(name, value)| element(name, BTreeMap::new(), value)).collect();
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

/// The page of the comments.
pub(super) fn comments(entry: &Entry) -> Option<&Link> {
    let is_page = |link: &&Link| link.media_type.as_deref().is_none_or(|name| name == "text/html");
    entry.link_to("replies").filter(is_page)
}

/// The feed that an item was taken from: RSS knows its URL and its title.
pub(super) fn source(head: &FeedHead) -> Option<(&str, Option<Cow<'_, str>>)> {
    let own = head.link_to("self").map(|link| link.href.as_str()).or(head.link())?;
    Some((own, head.title.as_ref().map(plain)))
}

/// The text of an element that the profile wants to be plain. Most readers take it for HTML all the same: where that would
/// run, it is HTML, in which plain text is escaped, and what our own reader would take for that.
fn plain(text: &Text) -> Cow<'_, str> {
    let value = normalized(&text.value);
    let is_html = text.kind == TextKind::Html && html::looks_like_html(&value);
    if !is_html && html::could_run(&value) { text::escape_html_content(&value).into() } else { value }
}

/// The text as HTML: readers take a description for it, so plain text is escaped before the XML is.
fn html(text: &Text) -> Cow<'_, str> {
    match text.kind {
        TextKind::Html => Cow::Borrowed(&text.value),
        TextKind::Plain => Cow::Owned(text::escape_html_content(&normalized(&text.value))),
    }
}

fn content(content: &Content) -> Option<Cow<'_, str>> {
    match content {
        Content::Text(text) => Some(html(text)),
        Content::Embedded { .. } | Content::OutOfLine { .. } => None,
    }
}

/// The names and vocabularies of the categories that differ in what is written of them, and that have a name.
fn categories(categories: &[model::Category]) -> Vec<(Cow<'_, str>, Option<Cow<'_, str>>)> {
    let written = categories
        .iter()
        .map(|category| (trimmed(normalized(&category.term)), category.scheme.as_deref().map(attribute)));
    distinct(written.filter(|(name, _)| !name.is_empty()))
}

/// The people that Dublin Core names: those that have no place in the core elements.
fn dublin_core<'p>(
    authors: &'p [Person],
    contributors: &'p [Person],
    extensions: &[model::Extension],
) -> impl Iterator<Item = (&'static str, String)> + 'p + use<'p> {
    let in_core = usize::from(core_author(authors, extensions).is_some());
    let contributors = contributors.iter().map(|person| ("dc:contributor", name(person)));
    let creators = authors.iter().skip(in_core).map(|person| ("dc:creator", name(person)));
    contributors.chain(creators).filter_map(|(element, name)| Some((element, name?)))
}

/// An element. A value that is empty, but there, keeps the pretty writer from filling the element with white space.
fn element(name: &str, attributes: BTreeMap<String, String>, value: String) -> Extension {
    Extension { name: name.to_owned(), value: Some(value), attrs: attributes, children: BTreeMap::new() }
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

/// The namespaces that the head uses, and those whose prefixes the items do.
fn used_namespaces(channel: &Channel, by_items: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let behind = channel.extensions.get(BEHIND_ALL);
    let is_used = |prefix: &str| {
        by_items.contains(prefix)
            || channel.extensions.contains_key(prefix)
            || behind.is_some_and(|groups| groups.contains_key(prefix))
    };
    let own = OWN_PREFIXES.into_iter().chain(NAMESPACES).filter(|&(prefix, _)| is_used(prefix));
    own.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).collect_map()
}

#[cfg(test)]
mod tests;
