//! A rendered file on its way to the destination: where it goes and what it holds. How it got there is not its
//! business, and neither is whether an equal file is there already.

use super::Format;

/// A file ready to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Below the destination, with `/` between its parts; never absolute, never with `.` or `..` in it.
    pub path: String,
    /// The format of the feed in it.
    pub format: Format,
    /// The whole content.
    pub bytes: Vec<u8>,
    /// How many entries the feed in it holds.
    pub entries: usize,
}
