//! What the rest of the program knows of a format, as data: every format's folder has one such row, which an exhaustive
//! `match` in `super` finds.

use super::diagnostics::Diagnostics;
use super::losses::{Losses, Tally};
use crate::encoding::Fault;
use crate::error::Error;
use crate::model::Feed;
use crate::xml::{Element, Reader};

/// A format: how it is read, what becomes of a feed on the way to it, and how it is written.
pub struct Row {
    /// How a document is read.
    pub read: Read,
    /// Whether the ids of a document's entries may be duplicated: where they often are, they mean nothing.
    pub may_repeat_ids: bool,
    /// What becomes of a feed that is converted to the format.
    pub target: Target,
    /// Writes the feed; see [`super::write`].
    pub write: fn(&Feed) -> Result<Vec<u8>, Error>,
    /// The document without its entries; see [`super::without_entries`].
    pub without_entries: fn(&[u8]) -> Option<Vec<u8>>,
    /// Whether the document, published at the path, says that feedmill made it; see [`super::is_signed`].
    pub is_signed: fn(&[u8], &str) -> bool,
}

/// How a document is read, once it is text.
#[derive(Clone, Copy)]
pub enum Read {
    /// As XML, which is known by the name of its root element: one of these, in lower case.
    Xml(&'static [&'static str], ReadXml),
    /// As JSON.
    Json(ReadJson),
}

/// Reads the document whose root element was opened last, up to the end of that element.
pub type ReadXml = fn(&mut Reader<'_>, Element, &mut Diagnostics) -> Result<Feed, Fault>;

/// Reads a document, in which relative URLs are seen from the base.
pub type ReadJson = fn(&str, Option<&str>, &mut Diagnostics) -> Result<Feed, Fault>;

/// What becomes of a feed that is converted to a syntax, in this order.
pub struct Target {
    /// Reads into the model what the syntax cannot carry as it is. It comes before cleaning, so that nothing absorbed
    /// stays uncleaned.
    pub absorb: fn(&mut Feed, &mut Losses),
    /// What cleaning leaves.
    pub takes: Takes,
    /// Adds what the syntax requires and no input says, shapes what it can carry only in another form, and counts what it
    /// loses.
    pub fit: fn(&mut Feed, &Origin, &mut Tally),
}

/// What a syntax takes of a feed.
#[derive(Debug, Clone, Copy)]
pub struct Takes {
    /// Relative URLs.
    pub relative_urls: bool,
    /// URLs with characters beyond ASCII.
    pub iris: bool,
    /// Links of schemes other than http and https.
    pub links_beyond_the_web: bool,
    /// Members of JSON.
    pub members: bool,
}

/// The facts about the inputs that a feed was read from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin {
    /// Whether one of them was of a format whose ids may be duplicated.
    pub may_repeat_ids: bool,
}
