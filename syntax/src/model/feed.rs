//! A feed: a head and entries, with no format's word in it. One `Feed` becomes RSS, Atom and JSON Feed.
//!
//! Entries are shared between their feeds, never copied.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Category, Entry, Extension, Format, Image, Link, Member, Owner, Person, Podcast, Text};

/// A feed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feed {
    /// What the feed says of itself.
    pub head: FeedHead,
    /// Its entries in the order they are written.
    pub entries: Vec<Arc<Entry>>,
}

/// What a feed says of itself (RFC 4287, section 4.1.1).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeedHead {
    /// The id: an absolute URL in what `build` makes.
    pub id: Option<String>,
    /// The title.
    pub title: Option<Text>,
    /// Its description.
    pub subtitle: Option<Text>,
    /// Its URLs: the first `alternate` is the page that it represents, `self` where it is published, `hub` who
    /// announces changes, `next` and the like its other parts.
    pub links: Vec<Link>,
    /// Where `build` publishes each format of this feed.
    pub locations: Vec<FeedLocation>,
    /// The moment of the last change.
    pub updated: Option<DateTime<Utc>>,
    /// The moment of publication.
    pub published: Option<DateTime<Utc>>,
    /// A language tag (BCP 47).
    pub language: Option<String>,
    /// The authors of the feed, and of entries that name nobody.
    pub authors: Vec<Person>,
    /// Who else took part.
    pub contributors: Vec<Person>,
    /// Its subjects, in single words.
    pub categories: Vec<Category>,
    /// A statement of rights.
    pub rights: Option<Text>,
    /// A small square image.
    pub icon: Option<Image>,
    /// A larger image.
    pub logo: Option<Image>,
    /// What made it.
    pub generator: Option<Generator>,
    /// How many minutes a reader may keep the feed before it asks again.
    pub ttl: Option<u32>,
    /// When readers need not ask, and whom they may ask about the feed.
    pub polling: Polling,
    /// What it is as a podcast, where it is one.
    pub podcast: Option<Box<Podcast>>,
    /// Whether another feed of the site is a podcast, so that this one need not be read as one.
    pub is_beside_podcast: bool,
    /// What it says in words of other namespaces; those of no namespace are RSS's own, such as `skipHours`.
    pub extensions: Vec<Extension>,
    /// What it says in JSON Feed's extensions.
    pub members: Vec<Member>,
}

impl FeedHead {
    /// The page that the feed represents.
    pub fn link(&self) -> Option<&str> {
        self.link_to("alternate").map(|link| link.href.as_str())
    }

    /// Where `build` publishes this format of the feed.
    pub fn location(&self, format: Format) -> Option<&FeedLocation> {
        self.locations.iter().find(|location| location.format == format)
    }

    /// The first link of the relation.
    pub fn link_to(&self, relation: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.relation == relation)
    }
}

/// When programs need not ask for a feed, and who answers for that: RSS alone says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Polling {
    /// Hours of the day in UTC, from 0 to 23, each once and in order.
    pub skip_hours: Vec<u8>,
    /// English names of days, in the order of the week.
    pub skip_days: Vec<String>,
    /// How often new entries come, such as `daily`, and how often in that time.
    pub updates: Option<(String, u32)>,
    /// The email address of who answers for the technical side, and the name.
    pub webmaster: Option<Owner>,
}

/// The name of this program, as feeds name it. A version would change every file with every release.
pub const GENERATOR: &str = "feedmill";

/// What made a feed (RFC 4287, section 4.2.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Generator {
    /// Its name as plain text.
    pub name: String,
    /// A page about it.
    pub uri: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// Where one format of a feed is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLocation {
    /// The format.
    pub format: Format,
    /// The path below the destination, with `/` between its parts.
    pub path: String,
    /// The absolute URL.
    pub url: String,
    /// Links to other documents of the feed in this format: its archive, or what that is of.
    pub links: Vec<Link>,
    /// What only this format says, in words of other namespaces.
    pub extensions: Vec<Extension>,
}
