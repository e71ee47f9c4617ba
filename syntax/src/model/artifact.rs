//! A rendered file on its way to the destination. How it was made, and whether an equal file is there already, is not
//! known to it.

use super::Format;

/// A file that is ready to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Below the destination, with `/` between its parts; never absolute, never with `.` or `..` in it.
    pub path: String,
    /// What the file is.
    pub kind: ArtifactKind,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// What a published file is. `emit` says how files of each kind are made and how they lose their entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArtifactKind {
    /// A feed in one of its formats.
    Feed(Format),
    /// A page of the archive of a feed in this format.
    Archive(Format),
    /// A list of all feeds, as OPML.
    List,
    /// A page of HTML about a feed.
    Page,
    /// The stylesheet of pages.
    Style,
}

impl ArtifactKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = ArtifactKind> {
        let feeds = Format::ALL.into_iter().map(ArtifactKind::Feed);
        let archives = Format::ALL.into_iter().map(ArtifactKind::Archive);
        feeds.chain(archives).chain([ArtifactKind::List, ArtifactKind::Page, ArtifactKind::Style])
    }

    /// The format of its entries, where it has some.
    pub fn format(self) -> Option<Format> {
        match self {
            ArtifactKind::Feed(format) | ArtifactKind::Archive(format) => Some(format),
            ArtifactKind::List | ArtifactKind::Page | ArtifactKind::Style => None,
        }
    }

    /// The format, where it is a feed: what subscribers read, and what is never taken away from them without being asked.
    pub fn feed(self) -> Option<Format> {
        match self {
            ArtifactKind::Feed(format) => Some(format),
            ArtifactKind::Archive(_) | ArtifactKind::List | ArtifactKind::Page | ArtifactKind::Style => None,
        }
    }

    /// What readers are told that it is, without its character set.
    pub fn media_type(self) -> &'static str {
        match self {
            ArtifactKind::Feed(format) | ArtifactKind::Archive(format) => format.media_type(),
            ArtifactKind::List => "text/x-opml",
            ArtifactKind::Page => "text/html",
            ArtifactKind::Style => "text/css",
        }
    }

    /// Its name in the state, which no other kind has.
    pub fn name(self) -> &'static str {
        match self {
            ArtifactKind::Feed(format) => format.name(),
            ArtifactKind::List => "opml",
            ArtifactKind::Archive(Format::Rss) => "rss-archive",
            ArtifactKind::Archive(Format::Atom) => "atom-archive",
            ArtifactKind::Archive(Format::JsonFeed) => "json-archive",
            ArtifactKind::Page => "page",
            ArtifactKind::Style => "style",
        }
    }
}
