//! The characters as the parser gets them, which lets through what YAML 1.1 and real articles have: a tab behind `:`, a comment
//! that touches what is before it, a byte order mark within a line.

use std::borrow::Cow;

use saphyr_parser::Input;
use saphyr_parser::input::SkipTabs;

use super::characters::positions;
use super::fault;
use crate::model::Position;
use crate::tree::MOST_LEVELS;

/// What the parser reads. Its own readers want a space behind `:` and in front of `#`.
pub(super) struct Lenient<T> {
    input: T,
    /// The last character that was skipped by itself.
    last: char,
    /// How many brackets are open.
    level: usize,
}

impl<T> Lenient<T> {
    /// Reads the input.
    pub(super) fn new(input: T) -> Lenient<T> {
        Lenient { input, last: '\0', level: 0 }
    }
}

impl<T: Input> Input for Lenient<T> {
    /// Skips white space and a comment. A tab is white space, and a comment needs none in front.
    ///
    /// The parser asks for this behind each bracket, and of each open one again and again whether it begins a key. So levels are
    /// bounded here, and not only where its events are read.
    fn skip_ws_to_eol(&mut self, skip_tabs: SkipTabs) -> (usize, Result<SkipTabs, &'static str>) {
        match self.last {
            '[' | '{' => self.level = self.level.saturating_add(1),
            ']' | '}' => self.level = self.level.saturating_sub(1),
            _ => {}
        }
        if self.level > MOST_LEVELS {
            return (0, Err(fault::TOO_DEEP));
        }
        let (mut count, mut has_tab) = (0usize, false);
        loop {
            match self.look_ch() {
                ' ' => {}
                '\t' if skip_tabs != SkipTabs::No => has_tab = true,
                _ => break,
            }
            self.skip();
            count = count.saturating_add(1);
        }
        if self.look_ch() == '#' {
            count = count.saturating_add(self.skip_while_non_breakz());
        }
        (count, Ok(SkipTabs::Result(has_tab, true)))
    }

    fn lookahead(&mut self, count: usize) {
        self.input.lookahead(count);
    }

    fn buflen(&self) -> usize {
        self.input.buflen()
    }

    fn bufmaxlen(&self) -> usize {
        self.input.bufmaxlen()
    }

    fn raw_read_ch(&mut self) -> char {
        self.input.raw_read_ch()
    }

    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        self.input.raw_read_non_breakz_ch()
    }

    fn skip(&mut self) {
        self.last = self.input.peek();
        self.input.skip();
    }

    fn skip_n(&mut self, count: usize) {
        self.input.skip_n(count);
    }

    fn peek(&self) -> char {
        self.input.peek()
    }

    fn peek_nth(&self, n: usize) -> char {
        self.input.peek_nth(n)
    }

    fn peek_opt(&self) -> Option<char> {
        self.input.peek_opt()
    }

    fn skip_while_non_breakz(&mut self) -> usize {
        self.input.skip_while_non_breakz()
    }
}

/// A byte order mark, which the parser refuses within a line.
const MARK: char = '\u{feff}';

/// What replaces byte order marks: a character that the document does not hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StandIn(Option<char>);

impl StandIn {
    /// What replaces the marks of the text; nothing where it has none.
    pub(super) fn of(text: &str) -> StandIn {
        let candidates = ['\u{e000}', '\u{f8ff}', '\u{f0000}', '\u{10fffd}'];
        let is_needed = text.contains(MARK);
        StandIn(candidates.into_iter().find(|candidate| is_needed && !text.contains(*candidate)))
    }

    /// Whether there is something to hide.
    pub(super) fn is_needed(self) -> bool {
        self.0.is_some()
    }

    /// The character, or what replaces it.
    pub(super) fn hide(self, character: char) -> char {
        match self.0 {
            Some(stand_in) if character == MARK => stand_in,
            _ => character,
        }
    }

    /// The text with its marks.
    pub(super) fn restore(self, text: Cow<'_, str>) -> Cow<'_, str> {
        match self.0 {
            Some(stand_in) if text.contains(stand_in) => Cow::Owned(text.replace(stand_in, "\u{feff}")),
            _ => text,
        }
    }
}

/// Where a line begins with a byte order mark: there it may be part of no value, and nobody can see it.
pub(super) fn misplaced_mark(text: &str) -> Option<Position> {
    let is_misplaced = |&(position, character): &(Position, char)| position.column == 1 && character == MARK;
    if !text.contains(MARK) {
        return None;
    }
    positions(text).find(is_misplaced).map(|(position, _)| position)
}
