//! Turns a feed into a JSON Feed 1.1 document, and reads every document back before it leaves the room.
//!
//! Left out, because JSON Feed has no member for it: the feed's id, `updated`, rights and ttl, the sizes of
//! pictures, related articles.

use std::borrow::Cow;
use std::sync::Arc;

use super::wire::{Attachment, Author, Document, Item, VERSION};
use crate::error::Error;
use crate::format::{location, outgoing, own_language, refusal, was_changed};
use crate::model::{Content, Entry, Feed, FeedHead, Format, Image, Person, Text};
use crate::{text, time};

/// Writes the feed as JSON Feed 1.1; see [`crate::format::write`].
///
/// # Errors
///
/// An output error where the document fails its read-back.
pub fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let bytes = render(&document(feed))?;
    check(&bytes, &feed.entries)?;
    Ok(bytes)
}

/// The same document without its items, if feedmill wrote it; see [`crate::format::emptied`].
///
/// JSON Feed names no generator, so a document is ours where reading and writing it gives the same bytes.
pub fn emptied(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut document: Document<'_> = serde_json::from_slice(bytes).ok()?;
    if document.version != VERSION || render(&document).ok()? != bytes {
        return None;
    }
    document.items.clear();
    let bytes = render(&document).ok()?;
    check(&bytes, &[]).ok()?;
    Some(bytes)
}

fn render(document: &Document<'_>) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(document)
        .map_err(|_| refusal(Format::JsonFeed, "the document cannot be written", None))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn document(feed: &Feed) -> Document<'_> {
    let head = &feed.head;
    Document {
        version: Cow::Borrowed(VERSION),
        title: plain(&head.title).unwrap_or_default(),
        home_page_url: head.link().map(outgoing).unwrap_or_default(),
        feed_url: location(head, Format::JsonFeed).map(outgoing),
        description: plain(&head.subtitle).unwrap_or_default(),
        icon: head.logo.as_ref().map(address),
        favicon: head.icon.as_ref().map(address),
        authors: head.authors.iter().map(author).collect(),
        language: head.language.as_deref().map(outgoing),
        items: feed.entries.iter().map(|entry| item(entry, head)).collect(),
    }
}

fn item<'a>(entry: &'a Entry, head: &FeedHead) -> Item<'a> {
    Item {
        id: outgoing(entry.id.as_deref().unwrap_or_default()),
        url: entry.link().map(outgoing),
        external_url: entry.link_to("via").map(|link| outgoing(&link.href)),
        title: plain(&entry.title).unwrap_or_default(),
        content_html: content(entry),
        // One of the two contents is required.
        content_text: match content(entry) {
            Some(_) => None,
            None => Some(plain(&entry.summary).unwrap_or_default()),
        },
        summary: plain(&entry.summary),
        image: entry.image.as_ref().map(address),
        date_published: entry.published.map(time::rfc3339).unwrap_or_default(),
        date_modified: entry.updated.filter(|_| was_changed(entry)).map(time::rfc3339),
        authors: entry.authors.iter().map(author).collect(),
        tags: entry.categories.iter().map(|category| outgoing(&category.term)).collect(),
        language: own_language(entry, head).map(outgoing),
        attachments: attachments(entry),
    }
}

fn attachments(entry: &Entry) -> Vec<Attachment<'_>> {
    entry
        .enclosures
        .iter()
        .map(|enclosure| Attachment {
            url: outgoing(&enclosure.url),
            mime_type: outgoing(enclosure.media_type.as_deref().unwrap_or_default()),
            size_in_bytes: enclosure.length,
        })
        .collect()
}

fn plain(text: &Option<Text>) -> Option<Cow<'_, str>> {
    text.as_ref().map(|text| outgoing(&text.value))
}

fn content(entry: &Entry) -> Option<Cow<'_, str>> {
    match entry.contents.first() {
        Some(Content::Text(text)) => Some(outgoing(&text.value)),
        _ => None,
    }
}

fn author(person: &Person) -> Author<'_> {
    Author {
        name: outgoing(&person.name),
        url: person.uri.as_deref().map(outgoing),
        avatar: person.avatar.as_deref().map(outgoing),
    }
}

fn address(image: &Image) -> Cow<'_, str> {
    outgoing(&image.url)
}

/// Reads the document back: known members only and none twice, no character or escape that the writer never
/// uses, and the ids and titles of the entries in their order.
fn check(bytes: &[u8], entries: &[Arc<Entry>]) -> Result<(), Error> {
    let fail = |fault: &str, entry| Err(refusal(Format::JsonFeed, fault, entry));
    let Ok(document) = std::str::from_utf8(bytes) else {
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
    for (item, entry) in document.items.iter().zip(entries) {
        if item.id != outgoing(entry.id.as_deref().unwrap_or_default())
            || item.title != plain(&entry.title).unwrap_or_default()
        {
            return fail("an id or a title differs from the entry's", Some(entry.as_ref()));
        }
        if item.content_html.is_some() == item.content_text.is_some() {
            return fail("not exactly one content", Some(entry.as_ref()));
        }
    }
    if document.items.len() != entries.len() {
        return fail("not as many items as the feed has entries", None);
    }
    Ok(())
}

/// A forbidden character could hide behind an escape, so only the escapes that harmless text needs are
/// accepted.
fn check_characters(document: &str) -> Result<(), &'static str> {
    let mut characters = document.chars();
    while let Some(character) = characters.next() {
        if character == '\r' || !text::is_publishable(character) {
            return Err("a character that no feed may hold");
        }
        if character == '\\' && !matches!(characters.next(), Some('"' | '\\' | 'n' | 't')) {
            return Err("an escape that the writer never uses");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
