//! JSON Feed 1.1, and 1.0 where it is read. The word `item` is at home in this room and in RSS.

mod carried;
mod fit;
mod literal;
mod read;
#[cfg(test)]
mod round_trip;
mod wire;
mod write;

use super::modules::absorb::absorb_modules;
use super::row::{Read, Row, Takes, Target};
pub use literal::string_length;

/// The row of JSON Feed.
pub(super) const ROW: Row = Row {
    read: Read::Json(read::read),
    may_repeat_ids: false,
    target: Target {
        absorb: |feed, _| absorb_modules(feed),
        takes: Takes { relative_urls: false, iris: true, links_beyond_the_web: false, members: true },
        fit: fit::fit,
    },
    write: write::write,
    without_entries: write::without_entries,
    is_signed: write::is_signed,
};
