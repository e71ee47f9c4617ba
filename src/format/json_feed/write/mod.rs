//! Turns a feed into a JSON Feed 1.1 document, and reads every document back before it leaves the room.
//!
//! What JSON Feed has no member for is left out, and counted by `fit`.

mod document;

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memmem};
use serde_json::Number;

use super::carried::{content, entry_links, extensions, head_links, mail_link, shown, summary_as_content};
use super::literal::LARGEST_WHOLE;
use super::wire::{Attachment, Author, Document, Hub, Item, VERSION, WEB_SUB};
use crate::encoding::utf8;
use crate::error::Error;
use crate::format::characters::{is_normalized, normalized, trimmed};
use crate::format::shared::{distinct, own_language, refusal, room_for, written_update};
use crate::model::{
    Category, Enclosure, Entry, Feed, FeedHead, Format, Image, Link, Member, Person, TextKind,
};
use crate::time;
use crate::uri::percent_encoded;
use document::add_document;

/// The media type of a file of unknown type: a media type is required.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Writes the feed as JSON Feed 1.1; see [`crate::format::write`].
///
/// # Errors
///
/// An output error where an entry has no id, and where the document fails its read-back.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let bytes = render(&document(feed)?);
    check(&bytes, &feed.head.members, &feed.entries)?;
    Ok(bytes)
}

/// The same document without its items, if feedmill wrote it; see [`crate::format::without_entries`].
///
/// JSON Feed names no generator, so a document is ours where reading and writing it gives the same bytes.
pub(super) fn without_entries(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut document: Document<'_> = serde_json::from_slice(bytes).ok()?;
    if document.version != VERSION || render(&document) != bytes {
        return None;
    }
    document.items.clear();
    let bytes = render(&document);
    check(&bytes, &[], &[]).ok()?;
    Some(bytes)
}

/// Whether the document says that feedmill made it, whatever has become of it since: JSON Feed names no generator, but the URL
/// of the feed, whose end is the path that it was published at.
pub(super) fn is_signed(bytes: &[u8], path: &str) -> bool {
    let holds = |text: &str| memmem::find(bytes, text.as_bytes()).is_some();
    let path = percent_encoded(path);
    // Some tools escape slashes.
    let spellings = [path.clone(), path.replace('/', "\\/")];
    holds("jsonfeed.org") && spellings.iter().any(|path| holds(&format!("/{path}\"")))
}

fn render(document: &Document<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(room_for(document.items.len()));
    add_document(document, &mut bytes);
    bytes.push(b'\n');
    bytes
}

fn document(feed: &Feed) -> Result<Document<'_>, Error> {
    let head = &feed.head;
    let links = head_links(head);
    Ok(Document {
        version: Cow::Borrowed(VERSION),
        title: head.title.as_ref().and_then(shown).unwrap_or_default(),
        home_page_url: links.home.map(href),
        feed_url: links.feed.map(normalized),
        description: head.subtitle.as_ref().and_then(shown),
        next_url: links.next.map(href),
        icon: head.logo.as_ref().map(image_url),
        favicon: head.icon.as_ref().map(image_url),
        authors: head.authors.iter().filter_map(author).collect(),
        language: head.language.as_deref().map(normalized),
        hubs: links
            .hubs
            .into_iter()
            .map(|link| Hub { protocol: Cow::Borrowed(WEB_SUB), url: href(link) })
            .collect(),
        extensions: extensions(&head.members),
        items: feed.entries.iter().enumerate().map(|entry| item(entry, head)).collect::<Result<_, _>>()?,
    })
}

fn item<'a>((index, entry): (usize, &'a Arc<Entry>), head: &FeedHead) -> Result<Item<'a>, Error> {
    let Some(id) = &entry.id else {
        return Err(refusal(Format::JsonFeed, "an entry has no id", Some(index)));
    };
    let [own, original] = entry_links(entry);
    let texts = texts(entry, normalized);
    Ok(Item {
        id: normalized(id),
        url: own.map(href),
        external_url: original.map(href),
        title: entry.title.as_ref().and_then(shown),
        content_html: texts.html,
        content_text: texts.plain,
        summary: texts.summary,
        image: entry.image.as_ref().map(image_url),
        banner_image: entry.banner.as_ref().map(image_url),
        date_published: entry.published.map(time::rfc3339),
        date_modified: written_update(entry, head).map(time::rfc3339),
        authors: entry.authors.iter().filter_map(author).collect(),
        tags: tags(&entry.categories),
        language: own_language(entry, head).map(normalized),
        attachments: entry.enclosures.iter().map(attachment).collect(),
        extensions: extensions(&entry.members),
    })
}

/// The terms of the categories, each once: schemes that distinguish them have no place.
fn tags(categories: &[Category]) -> Vec<Cow<'_, str>> {
    let terms = categories.iter().map(|category| trimmed(normalized(&category.term)));
    distinct(terms.filter(|term| !term.is_empty()))
}

/// The texts of an item beside its title.
#[derive(Debug, PartialEq)]
struct Texts<'a> {
    html: Option<Cow<'a, str>>,
    plain: Option<Cow<'a, str>>,
    summary: Option<Cow<'a, str>>,
}

/// The texts of an entry. One of the two contents is required, so the summary replaces it where there is neither: in
/// the place of HTML if it is HTML, which is allowed nowhere else. Contents are as `written` has them.
fn texts(entry: &Entry, written: fn(&str) -> Cow<'_, str>) -> Texts<'_> {
    if let Some(summary) = summary_as_content(entry) {
        return Texts { html: Some(written(&summary.value)), plain: None, summary: None };
    }
    let summary = entry.summary.as_ref().and_then(shown);
    let html = content(entry, TextKind::Html).map(|text| written(&text.value));
    let own = content(entry, TextKind::Plain).map(|text| written(&text.value));
    let plain = match (&html, own) {
        (None, None) => Some(summary.clone().unwrap_or_default()),
        (_, own) => own,
    };
    Texts { html, plain, summary }
}

fn attachment(enclosure: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: normalized(&enclosure.url),
        mime_type: normalized(enclosure.media_type.as_deref().unwrap_or(UNKNOWN_TYPE)),
        title: enclosure.title.as_deref().map(normalized),
        size_in_bytes: enclosure.length,
        duration_in_seconds: enclosure.duration.and_then(seconds),
    }
}

/// The number of seconds, whole ones without a fraction.
fn seconds(duration: f64) -> Option<Number> {
    if duration < 0.0 {
        return None;
    }
    let is_whole = duration.fract() == 0.0 && duration <= LARGEST_WHOLE;
    if is_whole { Some(Number::from(duration as u64)) } else { Number::from_f64(duration) }
}

/// The author object, of which at least one member is required. Without a name the e-mail address is used for it.
fn author(person: &Person) -> Option<Author<'_>> {
    let name = Some(person.name.as_str()).filter(|name| !name.is_empty());
    let author = Author {
        name: name.or(person.email.as_deref()).map(normalized),
        url: person.uri.as_deref().map(normalized).or_else(|| mail_link(person).map(Cow::Owned)),
        avatar: person.avatar.as_deref().map(normalized),
    };
    (author.name.is_some() || author.url.is_some() || author.avatar.is_some()).then_some(author)
}

fn href(link: &Link) -> Cow<'_, str> {
    normalized(&link.href)
}

fn image_url(image: &Image) -> Cow<'_, str> {
    normalized(&image.url)
}

/// Reads the document back: known members only and none duplicated, no character or escape that the writer never
/// uses, and the ids, titles and contents of the entries in their order.
fn check(bytes: &[u8], members: &[Member], entries: &[Arc<Entry>]) -> Result<(), Error> {
    let fail = |fault: &str, entry| Err(refusal(Format::JsonFeed, fault, entry));
    let Some(document) = utf8(bytes) else {
        return fail("a byte that is not UTF-8", None);
    };
    if let Err(fault) = check_characters(document) {
        return fail(fault, None);
    }
    let Ok(document) = serde_json::from_str::<Document<'_>>(document) else {
        return fail("not the members of a JSON Feed", None);
    };
    if document.version != VERSION {
        return fail("not the version of the standard that is written", None);
    }
    if !document.extensions.names().eq(extensions(members).names()) {
        return fail("not the members of a JSON Feed", None);
    }
    for (index, (item, entry)) in document.items.iter().zip(entries).enumerate() {
        if let Err(fault) = check_item(item, entry) {
            return fail(fault, Some(index));
        }
    }
    if document.items.len() != entries.len() {
        return fail("not as many items as the feed has entries", None);
    }
    Ok(())
}

fn check_item(item: &Item<'_>, entry: &Entry) -> Result<(), &'static str> {
    let id = entry.id.as_deref().map(normalized);
    if Some(&item.id) != id.as_ref() || item.title != entry.title.as_ref().and_then(shown) {
        return Err("an id or a title differs from the entry's");
    }
    let has = |texts: Texts<'_>| item.content_html == texts.html && item.content_text == texts.plain;
    // What was read is normalised, so that contents which equal it are.
    if !has(texts(entry, |text| text.into())) && !has(texts(entry, normalized)) {
        return Err("not the contents of the entry");
    }
    if !item.extensions.names().eq(extensions(&entry.members).names()) {
        return Err("not the members of a JSON Feed");
    }
    Ok(())
}

/// A forbidden character could hide behind an escape, so only the escapes that harmless text needs are
/// accepted.
fn check_characters(document: &str) -> Result<(), &'static str> {
    if !is_normalized(document) {
        return Err("a character that no feed may hold");
    }
    let mut rest = document.as_bytes();
    while let Some(position) = memchr(b'\\', rest) {
        let Some([_, b'"' | b'\\' | b'n' | b't', after @ ..]) = rest.get(position..) else {
            return Err("an escape that the writer never uses");
        };
        rest = after;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
