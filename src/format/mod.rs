//! Turns documents of every syntax into a [`Feed`] and back: RSS, Atom, JSON Feed and articles. Each has a folder with
//! `read`, `fit` (what it requires, carries and loses) and `write`, and a row that names them; what several share is
//! beside the folders.
//!
//! Readers repair what is certain and invent nothing: a date that could mean two days is absent, a relative URL without a base
//! stays relative. Writers decide nothing about the feed, and no document leaves that the strict read-back has not accepted.
//! What a format cannot carry is counted beside its writer.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::Error;
use crate::model::{Entry, Feed, Format, Syntax};
use losses::Losses;
use row::{Row, Target};

mod around;
pub mod article;
pub mod atom;
mod base;
mod characters;
pub mod diagnostics;
mod foreign;
mod http;
pub(crate) mod ids;
pub mod json_feed;
mod lines;
pub mod losses;
mod mistaken;
pub mod modules;
pub mod opml;
mod read;
mod required;
pub mod row;
pub mod rss;
#[cfg(test)]
mod sample;
mod shared;
pub mod sitemap;
mod strict;
mod style;
mod unescaped;
mod withheld;

pub use base::give as give_base;
pub use read::{Input, Reading, looks_like_feed, read, read_at};
pub use withheld::is_blocked;

/// The row of a format.
fn row(format: Format) -> &'static Row {
    match format {
        Format::Rss => &rss::ROW,
        Format::Atom => &atom::ROW,
        Format::JsonFeed => &json_feed::ROW,
    }
}

/// What becomes of a feed that is converted to the format.
pub fn target(format: Format) -> &'static Target {
    &row(format).target
}

/// Whether ids that entries of the syntax have may be duplicated, because they often mean nothing there.
pub fn may_repeat_ids(syntax: Syntax) -> bool {
    match syntax {
        Syntax::Feed(format) => row(format).may_repeat_ids,
        Syntax::Article | Syntax::Opml => false,
    }
}

/// Writes the feed. The bytes have passed the strict read-back of their format.
///
/// # Errors
///
/// An output error where the document fails its own check; it names the entry, if it can.
pub fn write(feed: &Feed, format: Format) -> Result<Vec<u8>, Error> {
    (row(format).write)(feed)
}

/// The feed with the links that a format shows: RSS and Atom know no page which an entry is about besides its own, so that that
/// one's link is the entry's, and Atom has one `alternate` of a kind.
pub fn with_links(feed: &Feed, format: Format) -> Cow<'_, Feed> {
    let is_fit = |entry: &Arc<Entry>| match format {
        Format::JsonFeed => true,
        Format::Rss => !required::is_about_another(entry),
        Format::Atom => !required::is_about_another(entry) && !required::has_additional_alternates(entry),
    };
    if feed.entries.iter().all(is_fit) {
        return Cow::Borrowed(feed);
    }
    let mut feed = feed.clone();
    required::links(&mut feed, &mut Losses::default());
    match format {
        Format::Atom => {
            feed.entries
                .iter_mut()
                .for_each(|entry| required::one_alternate(&mut Arc::make_mut(entry).links));
        }
        Format::Rss | Format::JsonFeed => {}
    }
    Cow::Owned(feed)
}

/// The same feed without its entries, if the bytes are a feed that feedmill wrote. Changes that tools make to
/// any text do not count: a byte order mark, other line ends, another end.
pub fn without_entries(bytes: &[u8], format: Format) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    let is_plain = !text.contains('\r') && text.strip_suffix('\n') == Some(text.trim_end());
    // It may be large, and is seldom touched.
    let document = match is_plain {
        true => Cow::Borrowed(text),
        false => Cow::Owned([text.replace("\r\n", "\n").trim_end(), "\n"].concat()),
    };
    let (document, line) = style::parted(document.as_bytes());
    (row(format).without_entries)(&document).map(|without| style::put(without, line.as_deref()))
}

/// A document that [`write`] wrote, with a line that names a stylesheet to browsers; formats other than XML have no place for it.
pub fn styled(document: Vec<u8>, url: &str) -> Vec<u8> {
    style::styled(document, url)
}

/// Whether the bytes say that feedmill made them, whatever has become of them since; `path` is where they were published.
pub fn is_signed(bytes: &[u8], format: Format, path: &str) -> bool {
    (row(format).is_signed)(bytes, path)
}

#[cfg(test)]
mod tests;
