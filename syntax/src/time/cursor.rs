//! A cursor in a text that is read from left to right. It takes runs of one kind of character and knows little about time.

use std::ops::RangeInclusive;

use super::Fault;

/// The rest of the text. A copy is a cheap way to look ahead.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { rest: text }
    }

    /// Takes all digits of ASCII that follow, which may be none.
    #[inline]
    pub(super) fn digits(&mut self) -> &'a str {
        self.take_while(|character| character.is_ascii_digit())
    }

    /// Takes all letters of any script that follow, which may be none.
    pub(super) fn letters(&mut self) -> &'a str {
        self.take_while(char::is_alphabetic)
    }

    /// Takes all spaces that follow, and says whether there was one.
    pub(super) fn spaces(&mut self) -> bool {
        !self.take_while(|character| character == ' ').is_empty()
    }

    /// Takes a comma and the spaces around it, and says whether there was any of them.
    pub(super) fn comma_or_spaces(&mut self) -> bool {
        let before = self.spaces();
        let comma = self.eat(',');
        let after = self.spaces();
        before || comma || after
    }

    /// Takes what separates the parts of a date: a hyphen or slash, or spaces with a dot or comma.
    pub(super) fn separator(&mut self) -> Result<(), Fault> {
        let has_dot = self.eat('.');
        if self.eat_any(&['-', '/']) || self.comma_or_spaces() || has_dot { Ok(()) } else { Err(Fault::Form) }
    }

    /// Takes all digits that follow as one number; nothing if their count is not allowed.
    pub(super) fn number(&mut self, count: RangeInclusive<usize>) -> Option<u32> {
        let digits = self.digits();
        if count.contains(&digits.len()) { digits.parse().ok() } else { None }
    }

    /// Takes the character if it follows, and says whether it did.
    #[inline]
    pub(super) fn eat(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes one of the characters if it follows, and says whether it did.
    #[inline]
    pub(super) fn eat_any(&mut self, characters: &[char]) -> bool {
        characters.iter().any(|character| self.eat(*character))
    }

    /// Takes all characters that belong, which may be none.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Whether a digit follows.
    pub(super) fn at_digit(&self) -> bool {
        self.rest.starts_with(|character: char| character.is_ascii_digit())
    }

    /// Whether the sign of an offset follows.
    pub(super) fn at_sign(&self) -> bool {
        self.rest.starts_with(['+', '-'])
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
}
