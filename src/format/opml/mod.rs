//! A list of feeds <-> OPML 2.0, by which readers export and import subscriptions: what an outline is, how it is read and written.
//!
//! A topic with topics below it is a folder whose first outline is its own feed: readers such as Miniflux look for no feeds below a
//! feed.

mod read;
mod write;

pub use read::{is_opml, read};
pub use write::{checked, write};

/// A list of feeds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// What it is called; empty where nothing says it.
    pub title: String,
    /// The feeds, and the folders that they are in.
    pub outlines: Vec<Outline>,
}

/// An outline: a feed, or a folder of outlines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// What a reader shows.
    pub text: String,
    /// The feed; `None` of a folder.
    pub feed: Option<Subscription>,
    /// What is in the folder.
    pub outlines: Vec<Outline>,
}

/// A feed to subscribe to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subscription {
    /// The URL of the feed (`xmlUrl`).
    pub url: String,
    /// The URL of the page that it is of (`htmlUrl`).
    pub page: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its language, as a tag of RFC 5646.
    pub language: Option<String>,
    /// The version of its format, in OPML's words: `RSS2`, `RSS1` or another.
    pub version: Option<String>,
}
