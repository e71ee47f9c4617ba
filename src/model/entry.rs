//! An article as meant: typed, complete and safe to render in any format without another look.
//!
//! Every text is free of characters that XML forbids, every address is absolute, every HTML is clean.

use chrono::{DateTime, Utc};

/// One article of a feed (RFC 4287, section 4.1.2).
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The id, the same in every format and every feed.
    pub id: String,
    /// The path of the record it was made from, for findings and reports; no format writes it.
    pub path: String,
    /// The title as plain text; never empty.
    pub title: String,
    /// The address of the article: absolute, http or https.
    pub link: Option<String>,
    /// The address of the original, where it differs from the link.
    pub via: Option<String>,
    /// The summary as plain text; never an empty one.
    pub summary: Option<String>,
    /// The content as clean HTML with absolute addresses; never an empty one.
    pub content: Option<String>,
    /// The moment of publication.
    pub published: DateTime<Utc>,
    /// The moment of the last change; never before `published`.
    pub updated: DateTime<Utc>,
    /// Who wrote it, else who provides it.
    pub authors: Vec<Person>,
    /// The topics it stands in, without repetition.
    pub categories: Vec<Category>,
    /// The picture that shows in a list of articles.
    pub image: Option<Image>,
    /// Audio, video and other files, each with a known type.
    pub enclosures: Vec<Enclosure>,
    /// Articles about the same thing.
    pub related: Vec<Related>,
    /// A well-formed language tag (BCP 47), where it is known.
    pub language: Option<String>,
    /// The record's category, for filters; no format writes it.
    pub category: Option<String>,
    /// The record's type, for filters; no format writes it.
    pub kind: Option<String>,
    /// The name of the provider, for filters; no format writes it.
    pub provider: Option<String>,
    /// The scores, for filters and orders; no format writes them.
    pub scores: Scores,
}

/// The open scales of a record.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// Worth.
    pub quality: Option<f64>,
    /// Attention.
    pub heat: Option<f64>,
}

/// A person construct (RFC 4287, section 3.2), with the picture that JSON Feed knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name as plain text; never empty.
    pub name: String,
    /// An absolute address.
    pub uri: Option<String>,
    /// An absolute address of a picture.
    pub avatar: Option<String>,
}

/// A category (RFC 4287, section 4.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The topic's name, which is what every format shows.
    pub term: String,
    /// The last part of the topic's address and of its folder.
    pub slug: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its absolute address.
    pub url: String,
    /// Its width in pixels.
    pub width: Option<u32>,
    /// Its height in pixels.
    pub height: Option<u32>,
}

/// A file that belongs to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Its absolute address.
    pub url: String,
    /// Its media type, such as `audio/mpeg`.
    pub media_type: String,
    /// Its length in bytes, where it is known.
    pub length: Option<u64>,
}

/// An article about the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Its title as plain text; never empty.
    pub title: String,
    /// Its absolute address.
    pub link: String,
}
