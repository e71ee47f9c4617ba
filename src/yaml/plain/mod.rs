//! Reads the YAML that generators and most people write: block mappings and lists of values on one line each. Every
//! line is checked, also where nothing is kept; whatever is not certain to mean the same to the library is left to
//! it, so that this reader never decides what YAML is.
//!
//! It is left out on purpose: texts of several lines, anchors, tags, mappings in braces, keys in quotes or with
//! spaces, tabs, and documents that are not a mapping.

mod scalar;

use std::borrow::Cow;

use memchr::memchr;

use super::guard;
use super::is_secret;
use super::placed::{Content, Placed};
use crate::model::Position;
use scalar::{scalar, simple_length, split_key};

/// Half of what the guard allows, since it counts levels by another rule.
const MOST_LEVELS: usize = guard::MOST_LEVELS / 2;

/// How many keys a mapping seldom has more than.
const COMMON_SIZE: usize = 8;

/// Reads a document whose first line has the number `first_line`; `wanted` says which keys of the top mapping are
/// kept. `None` where the library must decide.
pub fn read<'a>(text: &'a str, first_line: usize, wanted: &dyn Fn(&str) -> bool) -> Option<Placed<'a>> {
    if holds_unusual_bytes(text.as_bytes()) || guard::has_too_many_brackets(text) {
        return None;
    }
    let mut reader = Reader { rest: text, next_number: first_line, line: None, wanted, has_secret: false };
    reader.advance();
    let content = match reader.line {
        Some(_) => Content::Map(reader.mapping(0, Keep::Wanted, 1)?),
        None => Content::Nothing,
    };
    // What looks like an alias of a secret is for the library's reader to refuse.
    if reader.has_secret && guard::has_aliases(text) {
        return None;
    }
    Some(Placed { position: Position { line: first_line, column: 1 }, content })
}

/// What is kept of a value; the rest is only checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Everything,
    Wanted,
    Nothing,
}

/// A line with something on it.
#[derive(Clone, Copy)]
struct Line<'a> {
    number: usize,
    /// How many characters stand before the content.
    column: usize,
    /// What stands there, without white space around it.
    content: &'a str,
}

struct Reader<'a, 'w> {
    rest: &'a str,
    next_number: usize,
    /// The line to be read next; `None` at the end.
    line: Option<Line<'a>>,
    wanted: &'w dyn Fn(&str) -> bool,
    has_secret: bool,
}

impl<'a> Reader<'a, '_> {
    /// The mapping whose keys stand at the column, up to the first line that stands further left.
    fn mapping(
        &mut self,
        column: usize,
        keep: Keep,
        level: usize,
    ) -> Option<Vec<(Cow<'a, str>, Placed<'a>)>> {
        if level > MOST_LEVELS {
            return None;
        }
        let mut pairs = Vec::with_capacity(if keep == Keep::Nothing { 0 } else { COMMON_SIZE });
        loop {
            if keep == Keep::Nothing {
                self.pass_simple_pairs(column);
            }
            let Some(line) = self.line.filter(|line| line.column >= column) else { break };
            if line.column > column {
                return None;
            }
            let (key, value) = split_key(line.content)?;
            let kept_below = self.keep_below(key, keep);
            let placed = self.value(line, value, kept_below, level)?;
            if kept_below == Keep::Everything {
                pairs.push((Cow::Borrowed(key), placed));
            }
        }
        Some(pairs)
    }

    /// Goes over the pairs at the column that are whole on their line and whose values have a common shape: most lines
    /// of which nothing is kept.
    fn pass_simple_pairs(&mut self, column: usize) {
        let is_here = |line: &Line<'_>| line.column == column && simple_pair_length(line.content).is_some();
        if !self.line.as_ref().is_some_and(is_here) {
            return;
        }
        while let Some((_, content)) = self.rest.split_at_checked(column)
            && leading_spaces(self.rest) >= column
            && let Some(length) = simple_pair_length(content)
        {
            let rest = content.get(length..).unwrap_or_default();
            self.rest = rest.strip_prefix('\n').unwrap_or(rest);
            self.next_number = self.next_number.saturating_add(1);
        }
        self.advance();
    }

    fn keep_below(&mut self, key: &str, keep: Keep) -> Keep {
        if is_secret(key) {
            self.has_secret = true;
            return Keep::Nothing;
        }
        match keep {
            Keep::Wanted if (self.wanted)(key) => Keep::Everything,
            Keep::Wanted | Keep::Nothing => Keep::Nothing,
            Keep::Everything => Keep::Everything,
        }
    }

    /// The value of the key on the line, which begins with `text` or, where that is empty, on the next line.
    fn value(&mut self, line: Line<'a>, text: &'a str, keep: Keep, level: usize) -> Option<Placed<'a>> {
        let offset = if text.is_empty() { 0 } else { line.content.len().saturating_sub(text.len()) };
        let position = place_at(line, offset);
        self.advance();
        if !text.is_empty() && !text.starts_with('#') {
            return Some(Placed { position, content: scalar(text, position, keep == Keep::Everything)? });
        }
        let content = match self.line {
            Some(next) if next.content.starts_with("- ") && next.column >= line.column => {
                Content::List(self.list(next.column, keep, level.saturating_add(1))?)
            }
            Some(next) if next.column > line.column => {
                Content::Map(self.mapping(next.column, keep, level.saturating_add(1))?)
            }
            _ => Content::Nothing,
        };
        Some(Placed { position, content })
    }

    /// The list whose dashes stand at the column; it ends with the first other line there or further left.
    fn list(&mut self, column: usize, keep: Keep, level: usize) -> Option<Vec<Placed<'a>>> {
        if level > MOST_LEVELS {
            return None;
        }
        let mut items = Vec::new();
        while let Some(line) = self.line.filter(|line| line.column >= column) {
            if line.column > column {
                return None;
            }
            let Some(after) = line.content.strip_prefix("- ") else { break };
            let text = after.trim_ascii_start();
            let offset = line.content.len().saturating_sub(text.len());
            let position = place_at(line, offset);
            let content = if split_key(text).is_some() {
                let column = column.saturating_add(offset);
                self.line = Some(Line { column, content: text, ..line });
                Content::Map(self.mapping(column, keep, level.saturating_add(1))?)
            } else {
                self.advance();
                scalar(text, position, keep == Keep::Everything)?
            };
            if keep == Keep::Everything {
                items.push(Placed { position, content });
            }
        }
        Some(items)
    }

    /// Goes on to the next line that holds more than white space and a comment.
    fn advance(&mut self) {
        self.line = None;
        while self.line.is_none() && !self.rest.is_empty() {
            let end = memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
            let (line, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
            self.rest = rest.strip_prefix('\n').unwrap_or(rest);
            let number = self.next_number;
            self.next_number = number.saturating_add(1);
            // Spaces, and CR at the end, are all the white space that there can be.
            let column = leading_spaces(line);
            let content = line.get(column..).unwrap_or_default().trim_ascii_end();
            if !content.is_empty() && !content.starts_with('#') {
                self.line = Some(Line { number, column, content });
            }
        }
    }
}

/// The length of the pair that the text begins with, up to the end of its line, if its value has a common shape.
fn simple_pair_length(text: &str) -> Option<usize> {
    let (key, value) = split_key(text).filter(|(key, _)| !is_secret(key))?;
    let before_value = text.len().saturating_sub(value.len());
    // More white space than one space could be the end of the line.
    let is_on_line = before_value == key.len().saturating_add(2);
    simple_length(value).filter(|_| is_on_line).map(|length| before_value.saturating_add(length))
}

fn leading_spaces(text: &str) -> usize {
    text.bytes().take_while(|&byte| byte == b' ').count()
}

/// The place of what begins so many bytes into the content of a line; all that stands before it is ASCII.
fn place_at(line: Line<'_>, offset: usize) -> Position {
    Position { line: line.number, column: line.column.saturating_add(offset).saturating_add(1) }
}

/// Whether the text holds tabs, controls, byte order marks, line ends other than LF and CR LF, or anything else that
/// YAML refuses or takes for more than a character.
fn holds_unusual_bytes(bytes: &[u8]) -> bool {
    const AT_ONCE: usize = 64;
    let is_ordinary = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    let is_unusual_at = |(position, byte): (usize, &u8)| {
        !is_ordinary(byte) && bytes.get(position..).is_some_and(begins_unusual)
    };
    let (chunks, last) = bytes.as_chunks::<AT_ONCE>();
    let mut start = 0usize;
    for chunk in chunks {
        // Without an early end, so that it goes over many bytes at once.
        let is_all_ordinary = chunk.iter().fold(true, |all, byte| all & is_ordinary(byte));
        if !is_all_ordinary && (start..).zip(chunk).any(is_unusual_at) {
            return true;
        }
        start = start.saturating_add(AT_ONCE);
    }
    (start..).zip(last).any(is_unusual_at)
}

fn begins_unusual(bytes: &[u8]) -> bool {
    match bytes {
        [b'\n', ..] | [b'\r', b'\n', ..] => false,
        [0..=0x1f | 0x7f, ..] => true,
        // U+0080 to U+009F, the two separators, the byte order mark, U+FFFE and U+FFFF.
        [0xc2, 0x80..=0x9f, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..] => true,
        [0xef, 0xbb, 0xbf, ..] | [0xef, 0xbf, 0xbe | 0xbf, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
