//! YAML text becomes a small tree of texts, lists and mappings, and places in it are found again by path; another
//! such tree becomes YAML text.
//!
//! This is the only room that names the YAML library. Documents that would cost it more than they are worth are
//! turned away first (see `guard`), and what is written plainly is read without it (see `plain`), because most front
//! matter is plain and the library takes many times as long. Whatever stands below a key that is not wanted is
//! never kept, and below `secured` nothing ever is. What keys mean is not known here.

mod guard;
mod outline;
mod placed;
mod plain;
mod tree;
mod write;

pub use outline::{Outline, Step};
pub use placed::{Content, Placed};
pub use plain::read as read_plain;
pub use tree::{Kind, Node};
pub use write::{Map, Value, quoted, write};

use crate::model::Position;

/// Whether the key is the one below which nothing is ever kept. Nobody who writes `Secured` means another.
fn is_secret(key: &str) -> bool {
    key.trim().eq_ignore_ascii_case("secured")
}

/// Why a document cannot be read, without a word of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where reading stopped, counted from the first line of the document.
    pub position: Option<Position>,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
}

/// Reads one document; `wanted` says which keys of the top mapping are kept.
///
/// # Errors
///
/// When the document is not YAML, or is nested deeper than 64 levels, or uses more aliases than any honest file.
pub fn read(text: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Node, Fault> {
    guard::check(text)?;
    tree::read(text, wanted)
}

/// As [`read`], with the place of each value in a text whose first line has the number `first_line`.
///
/// # Errors
///
/// As [`read`].
pub fn read_placed<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Placed<'a>, Fault> {
    read(text, wanted).map(|node| placed::place(node, text, first_line))
}
