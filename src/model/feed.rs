//! A feed: a head and entries, with no format's word in it. One `Feed` becomes RSS, Atom and JSON Feed.
//!
//! Entries are shared between the feeds they stand in, never copied.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Entry, Image, Person};

/// A feed, ready to be written in any format.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// What the feed says of itself.
    pub head: FeedHead,
    /// Its entries in the order they are written.
    pub entries: Vec<Arc<Entry>>,
}

/// What a feed says of itself (RFC 4287, section 4.1.1).
#[derive(Debug, Clone, PartialEq)]
pub struct FeedHead {
    /// The id of the Atom feed: an absolute address.
    pub id: String,
    /// The title as plain text; never empty.
    pub title: String,
    /// What it is about, as plain text; never empty.
    pub subtitle: String,
    /// The page that the feed stands for: an absolute address.
    pub link: String,
    /// Where each format of this feed is published.
    pub locations: Vec<FeedLocation>,
    /// The address that every category's scheme or domain is.
    pub category_scheme: String,
    /// The greatest `updated` of the entries.
    pub updated: DateTime<Utc>,
    /// A well-formed language tag.
    pub language: Option<String>,
    /// Who stands for the feed as a whole; names the author of entries that have none.
    pub author: Person,
    /// A statement of rights, as plain text.
    pub rights: Option<String>,
    /// A small square picture.
    pub icon: Option<Image>,
    /// A larger picture, twice as wide as high.
    pub logo: Option<Image>,
    /// How many minutes a reader may keep the feed before it asks again; RSS alone can say this.
    pub ttl: Option<u32>,
}

/// One of the formats that feedmill writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// RSS 2.0 with the RSS Advisory Board's profile.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
}

impl Format {
    /// Every format, in the order that files are written.
    pub const ALL: [Format; 3] = [Format::Rss, Format::Atom, Format::JsonFeed];

    /// The name that configuration, command line and paths use.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::JsonFeed => "json",
        }
    }

    /// The file name of a feed in this format, where the configuration names no other.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Rss => "rss.xml",
            Format::Atom => "atom.xml",
            Format::JsonFeed => "feed.json",
        }
    }
}

/// Where one format of a feed is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLocation {
    /// The format.
    pub format: Format,
    /// The path below the destination, with `/` between its parts.
    pub path: String,
    /// The absolute address.
    pub url: String,
}
