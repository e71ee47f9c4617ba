//! Goes over the value of a key of which nothing is kept, where it is a block: most of what many records hold. It checks what the
//! reader of blocks checks, line by line, builds nothing, and leaves to the parser what that leaves to it.

use memchr::memchr;

use super::leading_spaces;
use super::scalar::{scalar, simple_length, split_key};
use crate::model::Position;
use crate::tree::MOST_LEVELS;

/// What follows the value of a key, from the beginning of a line on, and how many lines are before that. The key is at the column,
/// and `text` begins with the line below it; where nothing of that belongs to the key, all of it follows. `None` where the parser
/// must decide.
pub(super) fn pass_value(text: &str, column: usize, level: usize) -> Option<(&str, usize)> {
    let mut passing = Passing { rest: text, column: None, lines: 0 };
    passing.begin_line();
    passing.block(column, level)?;
    let left = passing.rest.len().saturating_add(passing.column.unwrap_or_default());
    Some((text.get(text.len().saturating_sub(left)..)?, passing.lines))
}

/// A place in the text.
struct Passing<'a> {
    /// All from the content of the next line on.
    rest: &'a str,
    /// How many spaces precede the content; `None` at the end, which is less than any.
    column: Option<usize>,
    /// How many lines were passed.
    lines: usize,
}

impl Passing<'_> {
    /// Goes over the value of a key at the column that is not on its line: a list, a mapping, or nothing.
    fn block(&mut self, column: usize, level: usize) -> Option<()> {
        match self.column {
            Some(next) if next >= column && self.rest.starts_with("- ") => {
                self.list(next, level.saturating_add(1))
            }
            Some(next) if next > column => self.mapping(next, level.saturating_add(1)),
            _ => Some(()),
        }
    }

    fn mapping(&mut self, column: usize, level: usize) -> Option<()> {
        if level > MOST_LEVELS {
            return None;
        }
        while self.column >= Some(column) {
            let (_, value) = split_key(self.rest).filter(|_| self.column == Some(column))?;
            self.value(value, column, level)?;
        }
        Some(())
    }

    /// Goes over the value of a key at the column, which begins with `value` or, where that is empty, on the next line.
    fn value(&mut self, value: &str, column: usize, level: usize) -> Option<()> {
        match self.passes_simple(value) || self.rest_of_line(value)?.is_some() {
            true => Some(()),
            false => self.block(column, level),
        }
    }

    fn list(&mut self, column: usize, level: usize) -> Option<()> {
        if level > MOST_LEVELS {
            return None;
        }
        while self.column >= Some(column) {
            if self.column > Some(column) {
                return None;
            }
            let Some(after) = self.rest.strip_prefix("- ") else { break };
            let text = after.get(leading_spaces(after)..)?;
            if let Some((_, value)) = split_key(text) {
                let (column, level) = (
                    column.saturating_add(self.rest.len().saturating_sub(text.len())),
                    level.saturating_add(1),
                );
                self.value(value, column, level)?;
                self.mapping(column, level)?;
            } else if !self.passes_simple(text) {
                // An item must be on its line.
                self.rest_of_line(text)??;
            }
        }
        Some(())
    }

    /// Goes over a value that fills its line and has a common shape, or stays.
    fn passes_simple(&mut self, value: &str) -> bool {
        let Some(length) = simple_length(value) else { return false };
        let passed = self.rest.len().saturating_sub(value.len()).saturating_add(length);
        self.end_line(passed);
        true
    }

    /// Goes over what is left of the line, which `value` begins with: a value, or else nothing, possibly with a comment.
    fn rest_of_line(&mut self, value: &str) -> Option<Option<()>> {
        let end = memchr(b'\n', value.as_bytes()).unwrap_or(value.len());
        let line = value.get(..end)?.trim_ascii_end();
        let is_there = !matches!(line.as_bytes(), [] | [b'#', ..]);
        if is_there {
            scalar(line, Position { line: 1, column: 1 }, false)?;
        }
        let passed = self.rest.len().saturating_sub(value.len()).saturating_add(end);
        self.end_line(passed);
        Some(is_there.then_some(()))
    }

    /// Goes over so many bytes, behind which the line ends, and on to the next.
    fn end_line(&mut self, passed: usize) {
        self.rest = self.rest.get(passed.saturating_add(1)..).unwrap_or_default();
        self.lines = self.lines.saturating_add(1);
        self.begin_line();
    }

    /// Goes on to the content of the first line that holds more than white space and a comment.
    #[inline]
    fn begin_line(&mut self) {
        loop {
            let column = leading_spaces(self.rest);
            let content = self.rest.get(column..).unwrap_or_default();
            match content.as_bytes() {
                [b'#' | b'\n' | b'\r', ..] => {
                    let end = memchr(b'\n', content.as_bytes()).unwrap_or(content.len());
                    self.rest = content.get(end.saturating_add(1)..).unwrap_or_default();
                    self.lines = self.lines.saturating_add(1);
                }
                bytes => {
                    self.column = if bytes.is_empty() { None } else { Some(column) };
                    self.rest = content;
                    return;
                }
            }
        }
    }
}
