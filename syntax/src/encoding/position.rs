//! Byte offsets in a text -> lines and columns, in linear time over the whole text.

use memchr::{memchr_iter, memrchr};

use crate::model::Position;

/// A text whose positions are mostly requested in order.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    /// The last marked offset: the search for a later one never starts at the beginning of the text again.
    mark: Anchor,
    /// The offset that was requested last.
    latest: Anchor,
}

/// An offset with its position.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    offset: usize,
    position: Position,
}

const BEGINNING: Anchor = Anchor { offset: 0, position: Position { line: 1, column: 1 } };

impl<'a> Positions<'a> {
    /// The positions of a text.
    pub fn new(text: &'a str) -> Positions<'a> {
        Positions { text, mark: BEGINNING, latest: BEGINNING }
    }

    /// The position of a byte offset.
    pub fn position(&mut self, offset: usize) -> Position {
        let before = [self.latest, self.mark].into_iter().find(|anchor| anchor.offset <= offset);
        let before = before.unwrap_or(BEGINNING);
        let between = self.text.as_bytes().get(before.offset..offset).unwrap_or_default();
        let mut position = before.position;
        let mut line = between;
        if let Some(end) = memrchr(b'\n', between) {
            position.line = position.line.saturating_add(memchr_iter(b'\n', between).count());
            position.column = 1;
            line = between.get(end.saturating_add(1)..).unwrap_or_default();
        }
        position.column = position.column.saturating_add(count_characters(line));
        self.latest = Anchor { offset, position };
        position
    }

    /// The position of a byte offset after which others will be requested, in any order.
    pub fn mark(&mut self, offset: usize) -> Position {
        let position = self.position(offset);
        self.mark = self.latest;
        position
    }
}

/// How many characters begin in the bytes.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters_in_any_order() {
        let mut positions = Positions::new("aé\r\nü\n\nx€y");
        for (offset, line, column) in
            [(0, 1, 1), (3, 1, 3), (5, 2, 1), (7, 2, 2), (8, 3, 1), (13, 4, 3), (9, 4, 1), (1, 1, 2)]
        {
            assert_eq!(positions.position(offset), Position { line, column }, "{offset}");
        }
        positions.mark(8);
        assert_eq!(positions.position(13), Position { line: 4, column: 3 });
        assert_eq!(positions.position(9), Position { line: 4, column: 1 });
    }

    #[test]
    fn an_offset_beyond_the_end_is_no_panic() {
        assert_eq!(Positions::new("ab").position(9), Position { line: 1, column: 1 });
    }
}
