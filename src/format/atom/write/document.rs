//! Turns a head in the crate's types into the bytes of a document, and puts right what the crate writes in another place or
//! another form.

use atom_syndication::{Feed as AtomFeed, WriteConfig};
use memchr::{memchr, memmem};

use super::{NAMESPACE, SHAPE};
use crate::error::Error;
use crate::format::characters::normalized;
use crate::format::modules::atom::constructs::is_xml;
use crate::format::shared::{assembled, refusal};
use crate::format::strict::{self, DECLARATION};
use crate::model::Format;

/// What follows the entries.
pub(super) const END: &[u8] = b"</feed>\n";

/// The document of a feed that has none of its entries, and of them: the crate writes foreign elements of the head behind
/// the entries, and the head comes before these (RFC 4287, section 4.1.1).
pub(super) fn with_entries(head: &AtomFeed, entries: Vec<u8>) -> Result<Vec<u8>, Error> {
    assembled(&render(head)?, entries, END).ok_or_else(unwritable)
}

fn unwritable() -> Error {
    refusal(Format::Atom, "the document cannot be written", None)
}

/// The document's bytes. The pretty writer puts white space between elements only, never next to text.
pub(super) fn render(feed: &AtomFeed) -> Result<Vec<u8>, Error> {
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(2) };
    let declaration = DECLARATION.as_bytes().to_vec();
    let bytes = feed.write_with_config(declaration, config).map_err(|_| unwritable())?;
    let mut document = with_plain_quotes(&with_short_dates(&bytes));
    document.push(b'\n');
    Ok(document)
}

/// The document with `Z` for the offset of zero that the crate writes for UTC. In text, `<` is always escaped.
fn with_short_dates(document: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(document.len().saturating_add(1));
    let mut copied = 0;
    for position in memmem::find_iter(document, b"+00:00</") {
        let after = position.saturating_add(b"+00:00".len());
        let end = document.get(after..).unwrap_or_default();
        if end.starts_with(b"</updated>") || end.starts_with(b"</published>") {
            written.extend_from_slice(document.get(copied..position).unwrap_or_default());
            written.push(b'Z');
            copied = after;
        }
    }
    written.extend_from_slice(document.get(copied..).unwrap_or_default());
    written
}

/// The document with quotes in texts as they are: the crate writes references for them, which only attributes need, and contents
/// are full of them. Where a text is no text but a section or a comment, all stays as it is.
fn with_plain_quotes(document: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(document.len());
    if memmem::find(document, b"<!").is_some() {
        written.extend_from_slice(document);
        return written;
    }
    let mut rest = document;
    while !rest.is_empty() {
        let (text, tag) =
            rest.split_at_checked(memchr(b'<', rest).unwrap_or(rest.len())).unwrap_or((rest, b""));
        add_with_plain_quotes(text, &mut written);
        let (tag, after) = tag.split_at_checked(length_of_tag(tag)).unwrap_or((tag, b""));
        written.extend_from_slice(tag);
        rest = after;
    }
    written
}

fn add_with_plain_quotes(text: &[u8], written: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((before, reference)) = memchr(b'&', rest).and_then(|start| rest.split_at_checked(start)) {
        written.extend_from_slice(before);
        let quotes: [(&[u8], u8); 2] = [(b"&quot;", b'"'), (b"&apos;", b'\'')];
        let quote = quotes.iter().find_map(|(name, quote)| Some((reference.strip_prefix(*name)?, *quote)));
        rest = match (quote, reference.split_first()) {
            (Some((after, quote)), _) => {
                written.push(quote);
                after
            }
            (None, Some((ampersand, after))) => {
                written.push(*ampersand);
                after
            }
            (None, None) => reference,
        };
    }
    written.extend_from_slice(rest);
}

/// How many bytes the tag at the beginning has, whose values may hold `>`.
fn length_of_tag(tag: &[u8]) -> usize {
    let mut open = None;
    for (position, byte) in tag.iter().enumerate() {
        match (open, byte) {
            (None, b'>') => return position.saturating_add(1),
            (None, b'"' | b'\'') => open = Some(*byte),
            (Some(quote), byte) if *byte == quote => open = None,
            _ => {}
        }
    }
    tag.len()
}

/// Whether an embedded content can be in the document: anything but XML can, and XML that would pass the check.
pub(in crate::format::atom) fn is_embeddable(media_type: &str, value: &str) -> bool {
    let document = || {
        format!(
            "{DECLARATION}<feed xmlns=\"{NAMESPACE}\"><entry><content>{}</content></entry></feed>",
            normalized(value)
        )
    };
    !is_xml(media_type) || strict::is_well_formed(document().as_bytes(), &SHAPE)
}
