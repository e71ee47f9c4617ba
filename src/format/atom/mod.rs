//! Atom 1.0 (RFC 4287), and 0.3 where it is read, with Media RSS for images.

mod fit;
mod identity;
mod read;
mod write;

use super::row::{Read, Row, Takes, Target};
use super::shared::names_generator;

/// The row of Atom.
pub(super) const ROW: Row = Row {
    read: Read::Xml(&["feed", "entry"], read::read),
    may_repeat_ids: false,
    target: Target {
        absorb: |_, _| {},
        takes: Takes { relative_urls: true, iris: true, links_beyond_the_web: true, members: false },
        fit: fit::fit,
    },
    write: write::write,
    without_entries: write::without_entries,
    is_signed: names_generator,
};
