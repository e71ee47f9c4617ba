//! Names of a program in Python where no statement that is followed says them: what may give them another value, or change the list
//! or mapping that they stand for.

use super::program::Run;
use super::statements::{equal_signs, is_name, sign};
use super::{Token, Word};
use crate::tree::Content;

/// Names of the language by which a program changes names that it does not write down.
const DYNAMIC: [&str; 8] =
    ["globals", "locals", "vars", "setattr", "delattr", "exec", "execfile", "__dict__"];

/// Functions and methods that change nothing of what they are given.
const READING: [&str; 22] = [
    "len", "sorted", "list", "tuple", "set", "frozenset", "dict", "str", "print", "enumerate", "zip", "any",
    "all", "join", "format", "items", "keys", "values", "get", "copy", "index", "count",
];

impl<'a> Run<'a> {
    /// Takes note of names among these words that may get another value, or whose list or mapping may be changed.
    pub(super) fn appearances(&mut self, words: &[Token<'a>], range: std::ops::Range<usize>, stays: bool) {
        let (equals, is_added) = equal_signs(words);
        let last_equal = equals.last().copied();
        let place = self.place(words);
        // Names up to here are all given values.
        let until = match words.first().map(|token| &token.word) {
            Some(Word::Name("from" | "import" | "del" | "global" | "nonlocal")) => words.len(),
            Some(Word::Name("for")) => {
                words.iter().position(|token| is_name(token, "in")).unwrap_or(words.len())
            }
            _ => 0,
        };
        for at in range.clone() {
            let Some(Word::Name(name)) = words.get(at).map(|token| &token.word) else { continue };
            let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|token| &token.word);
            let is_argument = sign(words, at.saturating_add(1)) == Some('=')
                && sign(words, at.saturating_add(2)) != Some('=')
                && matches!(before, Some(Word::Sign('(' | ',')));
            let is_stored = last_equal.is_some_and(|equal| at < equal && range.start < equal)
                || matches!(
                    before,
                    Some(Word::Name(
                        "for" | "as" | "import" | "def" | "class" | "global" | "nonlocal" | "del"
                    ))
                )
                || (at < until && range.start == 0)
                || (sign(words, at.saturating_add(1)) == Some(':')
                    && sign(words, at.saturating_add(2)) == Some('='));
            let is_part = matches!(before, Some(Word::Sign('.')));
            let is_plain = match self.names.get(name) {
                Some(Content::Scalar(_)) => true,
                Some(_) => is_read_only(words, range.start, at),
                None => false,
            };
            if (!is_argument || is_part) && (is_stored || !is_plain) {
                let name = (*name).to_owned();
                // Another value for the name leaves alone what else stands for the one before.
                if !is_stored || is_added || matches!(sign(words, at.saturating_add(1)), Some('[' | '.')) {
                    self.stepped(&name, place);
                }
                self.change(&name, place, stays);
            }
        }
    }

    /// What changes names that the program does not write down as names.
    pub(super) fn dynamic(&mut self, words: &[Token<'a>]) {
        let place = self.place(words);
        for (at, token) in words.iter().enumerate() {
            let Word::Name(name) = token.word else { continue };
            if !DYNAMIC.contains(&name) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            let is_read = before.is_some_and(|token| is_name(token, "in") || token.word == Word::Sign('*'))
                || (sign(words, at.saturating_add(3)) == Some('.')
                    && words.get(at.saturating_add(4)).is_some_and(|token| is_name(token, "get")));
            let key = match name {
                "setattr" | "delattr" => words
                    .get(at..)
                    .unwrap_or_default()
                    .iter()
                    .position(|token| token.word == Word::Sign(','))
                    .map(|comma| at.saturating_add(comma).saturating_add(1)),
                "globals" | "locals" | "vars" if sign(words, at.saturating_add(3)) == Some('[') => {
                    Some(at.saturating_add(4))
                }
                _ => None,
            };
            match key.and_then(|key| words.get(key)).map(|token| &token.word) {
                Some(Word::Text(Some(key))) => {
                    let key = key.clone().into_owned();
                    self.change(&key, place, true);
                }
                _ if is_read => {}
                _ => self.anything(place),
            }
        }
    }
}

/// Whether a list or mapping is only read where its name is: as an item of another, or by what is known to change nothing.
fn is_read_only(words: &[Token<'_>], from: usize, at: usize) -> bool {
    let name = |at: usize| match words.get(at).map(|token| &token.word) {
        Some(Word::Name(name)) => Some(*name),
        _ => None,
    };
    let is_harmless = |name: Option<&str>| name.is_some_and(|name| READING.contains(&name));
    if sign(words, at.saturating_add(1)) == Some('.') && !is_harmless(name(at.saturating_add(2))) {
        return false;
    }
    // The calls that it is an argument of.
    let mut closed = 0_usize;
    for before in (from..at).rev() {
        match words.get(before).map(|token| &token.word) {
            Some(Word::Sign(')' | ']' | '}')) => closed = closed.saturating_add(1),
            Some(Word::Sign('(' | '[' | '{')) if closed > 0 => closed = closed.saturating_sub(1),
            Some(Word::Sign('(')) => {
                let called = before.checked_sub(1);
                let is_call = called.is_some_and(|called| {
                    name(called)
                        .is_some_and(|name| !matches!(name, "in" | "and" | "or" | "not" | "if" | "else"))
                        || matches!(sign(words, called), Some(')' | ']'))
                });
                if is_call && !is_harmless(called.and_then(name)) {
                    return false;
                }
            }
            _ => {}
        }
    }
    from > 0 || at > 0
}
