//! Reads the YAML that generators and most people write: block mappings and lists of values on one line each. Every
//! line is checked, also where nothing is kept; whatever is not certain to mean the same to the parser is left to it,
//! so that this reader never decides what YAML is.
//!
//! Left out on purpose: texts of several lines, anchors, tags, mappings in braces, keys in quotes or with spaces, tabs,
//! and documents that are not a mapping.

mod passing;
mod scalar;

use std::borrow::Cow;

use memchr::memchr;

use super::has_too_many_brackets;
use crate::model::Position;
use crate::tree::{Content, Keep, MOST_LEVELS, Mapping, Node, Pair};
use passing::pass_value;
use scalar::{scalar, split_key};

/// How many keys the top mapping seldom has more than, and those below it.
const COMMON_SIZES: [usize; 2] = [16, 8];

/// Reads a document whose first line has the number `first_line`; `wanted` says which keys of the top mapping are
/// kept. `None` where the parser must decide.
pub fn read<'a>(text: &'a str, first_line: usize, wanted: &dyn Fn(&str) -> bool) -> Option<Node<'a>> {
    if holds_unusual_bytes(text.as_bytes()) || has_too_many_brackets(text) {
        return None;
    }
    let mut reader = Reader { rest: text, next_number: first_line, line: None };
    reader.advance();
    let content = match reader.line {
        Some(_) => Content::Mapping(reader.mapping(0, Keep::Wanted(wanted), 1)?),
        None => Content::Null,
    };
    Some(Node { position: Position { line: first_line, column: 1 }, content })
}

/// A line with something on it.
#[derive(Clone, Copy)]
struct Line<'a> {
    number: usize,
    /// How many characters precede the content.
    column: usize,
    /// The content, without white space around it.
    content: &'a str,
}

struct Reader<'a> {
    rest: &'a str,
    next_number: usize,
    /// The line to be read next; `None` at the end.
    line: Option<Line<'a>>,
}

impl<'a> Reader<'a> {
    /// The mapping whose keys are at the column, up to the first line with less indentation.
    fn mapping(&mut self, column: usize, keep: Keep<'_>, level: usize) -> Option<Mapping<'a>> {
        if level > MOST_LEVELS {
            return None;
        }
        let [of_top, below] = COMMON_SIZES;
        let mut mapping = Mapping::with_capacity(if level == 1 { of_top } else { below });
        while let Some(line) = self.line.filter(|line| line.column >= column) {
            if line.column > column {
                return None;
            }
            let (key, value) = split_key(line.content)?;
            let below = keep.below(key);
            let value = self.value(line, value, below, level)?;
            if !below.is_nothing() {
                mapping.push(Pair { key: Cow::Borrowed(key), key_position: position_at(line, 0), value });
            }
        }
        Some(mapping)
    }

    /// The value of the key on the line, which begins with `text` or, where that is empty, on the next line.
    fn value(&mut self, line: Line<'a>, text: &'a str, keep: Keep<'_>, level: usize) -> Option<Node<'a>> {
        let is_here = !matches!(text.as_bytes(), [] | [b'#', ..]);
        let offset = if is_here { line.content.len().saturating_sub(text.len()) } else { 0 };
        let position = position_at(line, offset);
        if is_here {
            self.advance();
            return Some(Node { position, content: scalar(text, position, !keep.is_nothing())? });
        }
        if keep.is_nothing() {
            let (rest, lines) = pass_value(self.rest, line.column, level)?;
            (self.rest, self.next_number) = (rest, self.next_number.saturating_add(lines));
        }
        self.advance();
        let content = match self.line {
            _ if keep.is_nothing() => Content::Null,
            Some(next) if next.content.starts_with("- ") && next.column >= line.column => {
                Content::Sequence(self.list(next.column, level.saturating_add(1))?)
            }
            Some(next) if next.column > line.column => {
                Content::Mapping(self.mapping(next.column, keep, level.saturating_add(1))?)
            }
            _ => Content::Null,
        };
        Some(Node { position, content })
    }

    /// The list whose dashes are at the column; it ends with the first other line of this or less indentation.
    fn list(&mut self, column: usize, level: usize) -> Option<Vec<Node<'a>>> {
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
            let position = position_at(line, offset);
            let content = if split_key(text).is_some() {
                let column = column.saturating_add(offset);
                self.line = Some(Line { column, content: text, ..line });
                Content::Mapping(self.mapping(column, Keep::Everything, level.saturating_add(1))?)
            } else {
                self.advance();
                scalar(text, position, true)?
            };
            items.push(Node { position, content });
        }
        Some(items)
    }

    /// Goes on to the next line that holds more than white space and a comment.
    fn advance(&mut self) {
        self.line = None;
        while self.line.is_none() && !self.rest.is_empty() {
            let end = memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
            let line = self.rest.get(..end).unwrap_or_default();
            self.rest = self.rest.get(end.saturating_add(1)..).unwrap_or_default();
            let number = self.next_number;
            self.next_number = number.saturating_add(1);
            // Spaces, and CR at the end, are all the white space that there can be.
            let column = leading_spaces(line);
            let content = line.get(column..).unwrap_or_default().trim_ascii_end();
            if !matches!(content.as_bytes(), [] | [b'#', ..]) {
                self.line = Some(Line { number, column, content });
            }
        }
    }
}

#[inline]
fn leading_spaces(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b' ').count()
}

/// The position of what begins so many bytes into the content of a line; all before it is ASCII.
fn position_at(line: Line<'_>, offset: usize) -> Position {
    Position { line: line.number, column: line.column.saturating_add(offset).saturating_add(1) }
}

/// Whether the text holds tabs, controls, byte order marks, line ends other than LF and CR LF, or anything else that
/// YAML refuses or takes for more than a character.
fn holds_unusual_bytes(bytes: &[u8]) -> bool {
    const AT_ONCE: usize = 64;
    let is_ordinary = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    // Most characters beyond ASCII begin with other bytes than those that are unusual.
    let is_like_unusual = |byte: &u8| matches!(byte, 0..=b'\t' | 0x0b..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef);
    let is_unusual_at = |(position, byte): (usize, &u8)| {
        !is_ordinary(byte) && bytes.get(position..).is_some_and(begins_unusual)
    };
    let (chunks, last) = bytes.as_chunks::<AT_ONCE>();
    let mut start = 0usize;
    for chunk in chunks {
        // Without an early end, so that it goes over many bytes at once.
        let is_all_ordinary = chunk.iter().fold(true, |all, byte| all & is_ordinary(byte));
        if !is_all_ordinary {
            let is_any_like_unusual = chunk.iter().fold(false, |any, byte| any | is_like_unusual(byte));
            if is_any_like_unusual && (start..).zip(chunk).any(is_unusual_at) {
                return true;
            }
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
