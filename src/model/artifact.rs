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
        Format::ALL.into_iter().map(ArtifactKind::Feed).chain([
            ArtifactKind::List,
            ArtifactKind::Page,
            ArtifactKind::Style,
        ])
    }

    /// The format, where it is a feed: what subscribers read, and what is never taken away from them without being asked.
    pub fn feed(self) -> Option<Format> {
        match self {
            ArtifactKind::Feed(format) => Some(format),
            ArtifactKind::List | ArtifactKind::Page | ArtifactKind::Style => None,
        }
    }

    /// What readers are told that it is, without its character set.
    pub fn media_type(self) -> &'static str {
        match self {
            ArtifactKind::Feed(format) => format.media_type(),
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
            ArtifactKind::Page => "page",
            ArtifactKind::Style => "style",
        }
    }
}
