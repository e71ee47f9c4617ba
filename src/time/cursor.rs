//! A place in a text that is read from left to right. It takes runs of one kind of character and knows
//! nothing about time.

use std::ops::RangeInclusive;

use super::Fault;

/// What is left of the text. A copy is a cheap way to look ahead.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { rest: text }
    }

    /// Takes all digits that follow, which may be none.
    pub(super) fn digits(&mut self) -> &'a str {
        self.take_while(|character| character.is_ascii_digit())
    }

    /// Takes all letters that follow, which may be none.
    pub(super) fn letters(&mut self) -> &'a str {
        self.take_while(|character| character.is_ascii_alphabetic())
    }

    /// Takes all spaces that follow, and says whether there was one.
    pub(super) fn spaces(&mut self) -> bool {
        !self.take_while(|character| character == ' ').is_empty()
    }

    /// Takes all digits that follow as one number; none when their count is another than allowed.
    pub(super) fn number(&mut self, count: RangeInclusive<usize>) -> Option<u32> {
        let digits = self.digits();
        if count.contains(&digits.len()) { digits.parse().ok() } else { None }
    }

    /// Takes the character if it follows, and says whether it did.
    pub(super) fn eat(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Whether a digit follows.
    pub(super) fn at_digit(&self) -> bool {
        self.rest.starts_with(|character: char| character.is_ascii_digit())
    }

    /// Whether the character follows.
    pub(super) fn at(&self, character: char) -> bool {
        self.rest.starts_with(character)
    }

    /// Whether nothing follows.
    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Nothing may follow a whole timestamp.
    pub(super) fn end(&self) -> Result<(), Fault> {
        if self.at_end() { Ok(()) } else { Err(Fault::Trailing) }
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}
