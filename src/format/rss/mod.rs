//! RSS of any version where it is read; where it is written, RSS 2.0 with the RSS Advisory Board's profile, Dublin Core
//! authors, `content:encoded` and Media RSS.
//!
//! The words `Channel` and `Item` are at home in this room alone.

mod fit;
mod read;
mod write;

use super::row::{Read, Row, Takes, Target};
use super::shared::names_generator;

/// The row of RSS.
pub(super) const ROW: Row = Row {
    read: Read::Xml(&["rss", "rdf", "channel"], read::read),
    may_repeat_ids: true,
    target: Target {
        absorb: |_, _| {},
        // URLs are URIs (RSS 2.0 Best Practices Profile, section 3.4).
        takes: Takes { relative_urls: false, iris: false, links_beyond_the_web: true, members: false },
        fit: fit::fit,
    },
    write: write::write,
    without_entries: write::without_entries,
    is_signed: names_generator,
};
