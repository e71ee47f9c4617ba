//! Turns a [`Feed`] into the bytes of RSS 2.0, Atom 1.0 or JSON Feed 1.1, one room for each syntax, and holds
//! what the three have in common: names, the last filter of texts and the refusal of a document that fails
//! its read-back.
//!
//! Nothing is decided about the feed here: what an entry says is settled before it comes in.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::error::Error;
use crate::model::{Content, Entry, Extension, Feed, FeedHead, Format, GENERATOR, TextKind};
use crate::uri::percent_encoded;
use crate::xml::namespace;
use characters::{attribute, outgoing, owned};
use losses::Losses;

pub mod article;
pub mod atom;
mod characters;
pub mod diagnostics;
mod foreign;
pub mod json_feed;
pub mod losses;
mod media;
pub mod modules;
mod reference;
pub mod rss;
#[cfg(test)]
mod sample;
mod strict;

/// The most entries of a feed that is read. Each takes some kilobytes, however little it says.
pub const MOST_ENTRIES: usize = 20_000;

const TOO_MANY_ENTRIES: &str = "there are more than 20000 entries; split the feed up";

/// Writes the feed. The bytes have passed the strict read-back of their format.
///
/// # Errors
///
/// An output error where the document fails its own check; it says at which entry, where that is known.
pub fn write(feed: &Feed, format: Format) -> Result<Vec<u8>, Error> {
    match format {
        Format::Rss => rss::write(feed),
        Format::Atom => atom::write(feed),
        Format::JsonFeed => json_feed::write(feed),
    }
}

/// Adds what the format cannot carry of the feed.
pub fn losses(feed: &Feed, format: Format, losses: &mut Losses) {
    match format {
        Format::Rss => rss::losses(feed, losses),
        Format::Atom => atom::losses(feed, losses),
        Format::JsonFeed => json_feed::losses(feed, losses),
    }
}

/// The same feed without its entries, if the bytes are a feed that feedmill wrote. What tools do to any text is no change of
/// it: a byte order mark, other line ends, another end.
pub fn emptied(bytes: &[u8], format: Format) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    let is_plain = !text.contains('\r') && text.strip_suffix('\n') == Some(text.trim_end());
    // It may be large, and is seldom touched.
    let document = match is_plain {
        true => Cow::Borrowed(text),
        false => Cow::Owned([text.replace("\r\n", "\n").trim_end(), "\n"].concat()),
    };
    match format {
        Format::Rss => rss::emptied(document.as_bytes()),
        Format::Atom => atom::emptied(document.as_bytes()),
        Format::JsonFeed => json_feed::emptied(document.as_bytes()),
    }
}

/// Whether the bytes say that feedmill made them, whatever has become of them since. JSON Feed has no place for that, but
/// names the address of the feed, whose end is the path that it was published at.
pub fn is_signed(bytes: &[u8], format: Format, path: &str) -> bool {
    let holds = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    if format != Format::JsonFeed {
        return holds(&[">", GENERATOR, "</generator>"].concat());
    }
    let path = percent_encoded(path);
    // Some tools escape slashes.
    let spellings = [path.clone(), path.replace('/', "\\/")];
    holds("jsonfeed.org") && spellings.iter().any(|path| holds(&format!("/{path}\"")))
}

/// The media type of the format.
pub fn media_type(format: Format) -> &'static str {
    match format {
        Format::Rss => "application/rss+xml",
        Format::Atom => "application/atom+xml",
        Format::JsonFeed => "application/feed+json",
    }
}

/// How many bytes a document of so many entries is given from the start, so that it need not be moved as it grows. Many
/// entries are short ones.
fn room_for(entries: usize) -> usize {
    entries.saturating_mul(4096).saturating_add(4096).min(16 << 20)
}

/// Where a feed is published.
#[derive(Clone, Copy)]
struct Location<'a> {
    url: &'a str,
    media_type: Option<&'a str>,
}

/// Where this format of the feed is published, or where the feed that it was made of is.
fn location(head: &FeedHead, format: Format) -> Option<Location<'_>> {
    if let Some(own) = head.locations.iter().find(|location| location.format == format) {
        return Some(Location { url: &own.url, media_type: Some(media_type(format)) });
    }
    let source = head.link_to("self")?;
    Some(Location { url: &source.href, media_type: source.media_type.as_deref() })
}

/// The content that XML formats carry, which have one place for it: the first HTML, else the first of all.
fn main_content(entry: &Entry) -> Option<&Content> {
    let is_html = |content: &&Content| matches!(content, Content::Text(text) if text.kind == TextKind::Html);
    entry.contents.iter().find(is_html).or(entry.contents.first())
}

/// Whether `build` makes the feed, and not `convert`: nobody else says where each format is published.
fn is_built(head: &FeedHead) -> bool {
    !head.locations.is_empty()
}

/// The last change of the entry, as far as it says more than the publication, to the second, which is all that a feed
/// can say. What `build` makes of a record always has one; what comes from another feed has it because that says so.
fn told_update(entry: &Entry, head: &FeedHead) -> Option<DateTime<Utc>> {
    let second = |moment: DateTime<Utc>| moment.timestamp();
    let is_told = !is_built(head)
        || entry.published.is_none()
        || entry.updated.map(second) != entry.published.map(second);
    entry.updated.filter(|_| is_told)
}

/// The language of the entry, where it is not the language of the feed.
fn own_language<'a>(entry: &'a Entry, head: &FeedHead) -> Option<&'a str> {
    let language = entry.language.as_deref()?;
    let feed_language = head.language.as_deref().unwrap_or_default();
    (!language.eq_ignore_ascii_case(feed_language)).then_some(language)
}

/// As [`own_language`], and the feed's as well where an element that rides along would be taken for the entry's.
fn told_language<'a>(entry: &'a Entry, head: &FeedHead) -> Option<&'a str> {
    let is_language = |element: &Extension| {
        [namespace::DUBLIN_CORE, namespace::DCTERMS].contains(&element.name.namespace.as_str())
            && element.name.local.eq_ignore_ascii_case("language")
    };
    let others = || entry.extensions.iter().any(is_language);
    own_language(entry, head).or_else(|| entry.language.as_deref().filter(|_| others()))
}

/// The error for a document that is not what it should be. The fault is told in our words, never in the
/// input's. `entry` is the index of the entry at fault.
fn refusal(format: Format, fault: &str, entry: Option<usize>) -> Error {
    let name = format.name();
    let place = entry.map_or(String::new(), |index| format!("in entry {} ", index.saturating_add(1)));
    Error::output(format!(
        "{place}the {name} feed fails its own check: {fault}; it is not published, please report this fault of feedmill"
    ))
}

#[cfg(test)]
mod tests;
