//! Turns a feed into an RSS 2.0 document, with the crate `rss` as its builder.
//!
//! Left out, because RSS has no place for it or readers misread it: via, related articles and the language of
//! an item, an author's address and picture, e-mail addresses, `source`, `docs`.

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Item};

use crate::error::Error;
use crate::format::strict::{self, Shape};
use crate::format::{GENERATOR, location, media, media_type, outgoing, refusal, was_changed};
use crate::model::{Entry, Feed, FeedHead, Format, Image};
use crate::{text, time};

const ATOM_PREFIX: &str = "atom";
const ATOM_NAMESPACE: &str = "http://www.w3.org/2005/Atom";

/// The largest picture that a channel may name the size of (RSS 2.0, "image").
const LARGEST_IMAGE: (u32, u32) = (144, 400);

const SHAPE: Shape =
    Shape { format: Format::Rss, namespace: None, path: &["rss", "channel", "item"], id: "guid" };

/// Writes the feed as RSS 2.0; see [`crate::format::write`].
///
/// # Errors
///
/// An output error where the document fails its read-back.
pub fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let bytes = render(&channel(feed))?;
    strict::check(&bytes, &SHAPE, &feed.entries)?;
    Ok(bytes)
}

/// The same document without its items, if feedmill wrote it; see [`crate::format::emptied`].
pub fn emptied(bytes: &[u8]) -> Option<Vec<u8>> {
    // The crate's reader recurses, so it must not see anything that is nested without end.
    if !strict::is_well_formed(bytes, &SHAPE) {
        return None;
    }
    let mut channel = Channel::read_from(bytes).ok()?;
    if channel.generator() != Some(GENERATOR) {
        return None;
    }
    channel.items.clear();
    channel.namespaces = used_namespaces(&channel);
    for element in channel.extensions.values_mut().flat_map(BTreeMap::values_mut).flatten() {
        // The reader drops the empty value that `extend` gives.
        element.value.get_or_insert_default();
    }
    let bytes = render(&channel).ok()?;
    strict::check(&bytes, &SHAPE, &[]).ok()?;
    Some(bytes)
}

/// The document's bytes. The pretty writer puts white space between elements only, never next to text.
fn render(channel: &Channel) -> Result<Vec<u8>, Error> {
    let unwritable = || refusal(Format::Rss, "the document cannot be written", None);
    let bytes = channel.pretty_write_to(Vec::new(), b' ', 2).map_err(|_| unwritable())?;
    let text = String::from_utf8(bytes).map_err(|_| unwritable())?;
    let mut text = with_numeric_references(&text);
    text.push('\n');
    Ok(text.into_bytes())
}

/// The document with `&`, `<` and `>` as hexadecimal references, which the profile asks for in plain text
/// (section 3.1): some readers take the named ones for HTML. All HTML is in CDATA sections, and these stay as
/// they are.
fn with_numeric_references(document: &str) -> String {
    let mut text = String::with_capacity(document.len());
    let mut rest = document;
    while let Some((plain, section)) = rest.split_once("<![CDATA[") {
        let (html, after) = section.split_once("]]>").unwrap_or((section, ""));
        push_numeric(&mut text, plain);
        text.extend(["<![CDATA[", html, "]]>"]);
        rest = after;
    }
    push_numeric(&mut text, rest);
    text
}

fn push_numeric(text: &mut String, plain: &str) {
    let mut parts = plain.split('&');
    text.extend(parts.next());
    for part in parts {
        let named = [("amp;", "&#x26;"), ("lt;", "&#x3C;"), ("gt;", "&#x3E;")];
        let found = named.iter().find_map(|(name, number)| Some((*number, part.strip_prefix(name)?)));
        let (reference, after) = found.unwrap_or(("&", part));
        text.extend([reference, after]);
    }
}

fn channel(feed: &Feed) -> Channel {
    let head = &feed.head;
    let mut channel = Channel {
        title: owned(&head.title),
        link: owned(&head.link),
        description: owned(&head.subtitle),
        language: head.language.as_deref().map(owned),
        copyright: head.rights.as_deref().map(owned),
        last_build_date: Some(time::rfc822(head.updated)),
        generator: Some(GENERATOR.to_owned()),
        ttl: head.ttl.map(|minutes| minutes.to_string()),
        image: head.logo.as_ref().or(head.icon.as_ref()).map(|image| channel_image(head, image)),
        items: feed.entries.iter().map(|entry| item(entry, head)).collect(),
        ..Channel::default()
    };
    if let Some(url) = location(head, Format::Rss) {
        let attributes = [("href", url), ("rel", "self"), ("type", media_type(Format::Rss))];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), owned(value)));
        extend(&mut channel.extensions, ATOM_PREFIX, "link", BTreeMap::from(attributes), String::new());
    }
    channel.namespaces = used_namespaces(&channel);
    channel
}

/// The channel's picture. Title and link must be those of the channel; a size beyond the limits is left out.
fn channel_image(head: &FeedHead, image: &Image) -> rss::Image {
    let (widest, highest) = LARGEST_IMAGE;
    let size = image
        .width
        .zip(image.height)
        .filter(|&(width, height)| (1..=widest).contains(&width) && (1..=highest).contains(&height));
    rss::Image {
        url: owned(&image.url),
        title: owned(&head.title),
        link: owned(&head.link),
        width: size.map(|(width, _)| width.to_string()),
        height: size.map(|(_, height)| height.to_string()),
        description: None,
    }
}

fn item(entry: &Entry, head: &FeedHead) -> Item {
    let enclosure = entry.enclosures.first().map(|enclosure| Enclosure {
        url: owned(&enclosure.url),
        // The profile asks for a zero where the length is not known (4.1.1.20.5).
        length: enclosure.length.unwrap_or(0).to_string(),
        mime_type: owned(&enclosure.media_type),
    });
    let (description, content) = description_and_content(entry);
    Item {
        title: Some(owned(&entry.title)),
        link: entry.link.as_deref().map(owned),
        description,
        categories: categories(entry, head),
        enclosure,
        guid: Some(Guid {
            value: owned(&entry.id),
            permalink: entry.link.as_deref() == Some(entry.id.as_str()),
        }),
        pub_date: Some(time::rfc822(entry.published)),
        content,
        extensions: extensions(entry),
        dublin_core_ext: creators(entry),
        ..Item::default()
    }
}

/// The two texts of an item. Content that has no summary beside it is the description, as RSS 2.0 knows it:
/// the profile wants no `content:encoded` without a description, and none that repeats it (sections 4.1.1.20
/// and 5.2.1).
fn description_and_content(entry: &Entry) -> (Option<String>, Option<String>) {
    // Readers take a description for HTML, so plain text is escaped before the XML is.
    let summary = entry.summary.as_deref().map(|summary| text::escape_html(&outgoing(summary)));
    let content = entry.content.as_deref().map(owned);
    if summary.is_none() || summary == content { (content, None) } else { (summary, content) }
}

fn categories(entry: &Entry, head: &FeedHead) -> Vec<Category> {
    entry
        .categories
        .iter()
        .map(|category| Category { name: owned(&category.term), domain: Some(owned(&head.category_scheme)) })
        .collect()
}

fn creators(entry: &Entry) -> Option<DublinCoreExtension> {
    let creators: Vec<String> = entry.authors.iter().map(|person| owned(&person.name)).collect();
    (!creators.is_empty()).then(|| DublinCoreExtension { creators, ..DublinCoreExtension::default() })
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut extensions = ExtensionMap::new();
    if was_changed(entry) {
        extend(&mut extensions, ATOM_PREFIX, "updated", BTreeMap::new(), time::rfc3339(entry.updated));
    }
    let pictures = entry.image.iter().flat_map(media::picture);
    // Readers disagree about a second enclosure and the profile warns of it (4.1.1.20.5): Media RSS takes the
    // others.
    let files = entry.enclosures.iter().skip(1).map(media::file);
    for element in pictures.chain(files) {
        extend(&mut extensions, media::PREFIX, element.name, element.attributes, String::new());
    }
    extensions
}

/// Adds an element. A value that is empty, but there, keeps the pretty writer from filling the element with
/// white space.
fn extend(
    extensions: &mut ExtensionMap,
    prefix: &str,
    name: &str,
    attributes: BTreeMap<String, String>,
    value: String,
) {
    let element = Extension {
        name: format!("{prefix}:{name}"),
        value: Some(value),
        attrs: attributes,
        children: BTreeMap::new(),
    };
    let elements = extensions.entry(prefix.to_owned()).or_default();
    elements.entry(name.to_owned()).or_default().push(element);
}

/// The namespaces of the extensions in use. The crate declares those of Dublin Core and `content:encoded` by
/// itself.
fn used_namespaces(channel: &Channel) -> BTreeMap<String, String> {
    [(ATOM_PREFIX, ATOM_NAMESPACE), (media::PREFIX, media::NAMESPACE)]
        .into_iter()
        .filter(|&(prefix, _)| {
            channel.extensions.contains_key(prefix)
                || channel.items.iter().any(|item| item.extensions.contains_key(prefix))
        })
        .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
        .collect()
}

fn owned(text: &str) -> String {
    outgoing(text).into_owned()
}

#[cfg(test)]
mod tests;
