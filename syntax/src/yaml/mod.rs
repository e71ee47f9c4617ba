//! YAML becomes a tree, and another such tree becomes YAML text.
//!
//! The events of `saphyr-parser`, a parser of YAML 1.2 in safe code, decide what a document means (`events`). Front
//! matter that is written plainly is read without it (`plain`), many times as fast; a property test holds that nobody
//! can see which of the two it was. `serde_yaml` is the second opinion: the law `front_matter` holds that both libraries
//! read the same, and lists where this room is stricter on purpose. A number keeps its spelling everywhere.

mod cause;
mod characters;
mod controls;
mod core_schema;
mod document;
mod events;
mod fault;
mod input;
mod last_line;
mod outdented;
mod plain;
mod separators;
mod write;

pub use cause::is_like_end;
pub use controls::without_controls;
pub use core_schema::number;
pub use document::{read as read_events, read_with_own_tags};
pub use plain::read as read_plain;
pub use write::{Map, Value, quoted, write};

use memchr::memchr_iter;

use crate::tree::{Node, ParseError};

/// Reads a document whose first line has the number `first_line`; `wanted` says which keys of the top mapping are kept.
///
/// # Errors
///
/// When the document is not YAML, is nested deeper than [`crate::tree::MOST_LEVELS`], has more than 256 aliases or
/// 10,000 opening brackets, or repeats what is `secured` elsewhere.
pub fn read<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, ParseError> {
    match plain::read(text, first_line, wanted) {
        Some(node) => Ok(node),
        None => document::read(text, first_line, wanted),
    }
}

/// Brackets of any kind, in text or not. No front matter of a person has so many, and each may begin a level or a key.
const MOST_BRACKETS: usize = 10_000;

fn has_too_many_brackets(text: &str) -> bool {
    // One kind after the other is counted twice as fast as both at once.
    let count = |bracket| memchr_iter(bracket, text.as_bytes()).count();
    text.len() > MOST_BRACKETS && count(b'[').saturating_add(count(b'{')) > MOST_BRACKETS
}

#[cfg(test)]
mod cause_tests;
#[cfg(test)]
mod tests;
