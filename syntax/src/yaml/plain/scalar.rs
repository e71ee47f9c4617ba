//! Values on one line: plain and quoted texts, numbers and truth values, and lists of these in brackets; also the keys in
//! front of them. `None` always means that the parser must decide.
//!
//! The texts hold no white space but spaces.

use std::borrow::Cow;

use memchr::{memchr2, memchr2_iter, memchr3};

use super::super::core_schema::resolve;
use super::leading_spaces;
use crate::model::Position;
use crate::text::after_byte;
use crate::tree::{Content, Node, Scalar, escaped};

/// The value that a text without white space around it is, possibly with a comment behind it. Nothing of it is
/// allocated unless it is kept.
pub(super) fn scalar(text: &str, position: Position, is_kept: bool) -> Option<Content<'_>> {
    match text.as_bytes().first()? {
        b'"' => quoted(double_quoted(text, is_kept)?),
        b'\'' => quoted(single_quoted(text, is_kept)?),
        b'[' => {
            let (items, rest) = flow_list(text, position, is_kept)?;
            is_end(rest).then_some(Content::Sequence(items))
        }
        _ => plain(text).map(|text| resolve(text.into())),
    }
}

/// The longest key that is read; the parser refuses those beyond 1024 characters.
const LONGEST_KEY: usize = 128;

/// The bytes that keys consist of.
const KEY_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let (mut rest, mut byte): (&mut [bool], u8) = (&mut table, 0);
    while let Some((is_part, after)) = rest.split_first_mut() {
        *is_part = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        (rest, byte) = (after, byte.wrapping_add(1));
    }
    table
};

fn key_length(bytes: &[u8]) -> usize {
    let is_part = |byte: u8| KEY_BYTES.get(usize::from(byte)).is_some_and(|is_part| *is_part);
    bytes.iter().position(|&byte| !is_part(byte)).unwrap_or(bytes.len())
}

/// Splits `key: value` and `key:`, where the text may go on behind the line; the value is without spaces in front. Keys are
/// plain ASCII words.
pub(super) fn split_key(text: &str) -> Option<(&str, &str)> {
    if !matches!(text.as_bytes(), [b'A'..=b'Z' | b'a'..=b'z' | b'_', ..]) {
        return None;
    }
    let length = key_length(text.as_bytes());
    let (key, after) = (text.get(..length)?, text.get(length..)?);
    let value = match after.as_bytes() {
        // Most values are behind one space.
        [b':', b' ', b'!'..=b'~', ..] => after.get(2..)?,
        [b':'] | [b':', b' ' | b'\n' | b'\r', ..] => {
            let value = after.get(1..)?;
            value.get(leading_spaces(value)..)?
        }
        _ => return None,
    };
    let may_be_typed =
        matches!(length, 4 | 5) && matches!(key.as_bytes(), [b'n' | b'N' | b't' | b'T' | b'f' | b'F', ..]);
    let is = |word: &str| key.eq_ignore_ascii_case(word);
    let is_typed = may_be_typed && (is("null") || is("true") || is("false"));
    (!is_typed && length <= LONGEST_KEY).then_some((key, value))
}

/// The length of the first value on the line that the text begins with, if it fills the line, has one of
/// the two shapes that most values have, a text in double quotes without escapes or a plain one, and is certain.
pub(super) fn simple_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'"' => {
            let inside = bytes.get(1..)?;
            let (before, after) = inside.split_at_checked(memchr3(b'"', b'\\', b'\n', inside)?)?;
            matches!(after, [b'"'] | [b'"', b'\n', ..]).then(|| before.len().saturating_add(2))
        }
        // No number that begins so is in another base or not finite by name.
        b'A'..=b'Z' | b'a'..=b'z' | b'1'..=b'9' => {
            // Words and numbers are too short to be searched for marks.
            let word = key_length(bytes);
            if bytes.get(word) == Some(&b'\n') {
                return Some(word);
            }
            let mut length = 0usize;
            loop {
                let (before, after) = bytes.split_at_checked(length)?;
                let more = memchr3(b':', b'#', b'\n', after).unwrap_or(after.len());
                let (more, after) = after.split_at_checked(more)?;
                length = length.saturating_add(more.len());
                let last = more.last().or(before.last());
                match after {
                    [] | [b'\n', ..] if !matches!(last, Some(b' ' | b'\r')) => return Some(length),
                    [b':', b' ' | b'\r' | b'\n', ..] | [b':'] | [b'\n', ..] | [] => return None,
                    [b'#', ..] if last == Some(&b' ') => return None,
                    _ => length = length.saturating_add(1),
                }
            }
        }
        _ => None,
    }
}

#[inline]
fn quoted<'a>((text, rest): (Cow<'a, str>, &'a str)) -> Option<Content<'a>> {
    is_end(rest).then_some(Content::Scalar(Scalar::text(text)))
}

/// Whether nothing but a comment follows a value.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || (rest.starts_with(' ') && rest.trim_ascii_start().starts_with('#'))
}

/// The text in double quotes at the beginning (YAML 1.2, section 7.3.1), and what follows.
fn double_quoted(text: &str, is_kept: bool) -> Option<(Cow<'_, str>, &str)> {
    let mut rest = after_byte(text, b'"')?;
    let mut unescaped = String::new();
    loop {
        let (before, at) = rest.split_at_checked(memchr2(b'"', b'\\', rest.as_bytes())?)?;
        if let ([b'"', ..], Some(after)) = (at.as_bytes(), at.get(1..)) {
            if unescaped.is_empty() {
                return Some((Cow::Borrowed(before), after));
            }
            unescaped.push_str(before);
            return Some((Cow::Owned(unescaped), after));
        }
        let sequence = after_byte(at, b'\\')?;
        let (character, after) = match after_byte(sequence, b'/') {
            Some(after) => ('/', after),
            None => escaped(sequence)?,
        };
        if is_kept {
            unescaped.push_str(before);
            unescaped.push(character);
        }
        rest = after;
    }
}

/// The text in single quotes at the beginning (YAML 1.2, section 7.3.2), and what follows.
fn single_quoted(text: &str, is_kept: bool) -> Option<(Cow<'_, str>, &str)> {
    let inside = after_byte(text, b'\'')?;
    let mut quotes = memchr::memchr_iter(b'\'', inside.as_bytes());
    let mut is_doubled = false;
    while let Some(end) = quotes.next() {
        let (before, at) = inside.split_at_checked(end)?;
        let after = after_byte(at, b'\'')?;
        if after.starts_with('\'') {
            is_doubled = true;
            quotes.next();
            continue;
        }
        let text = if is_doubled && is_kept { before.replace("''", "'").into() } else { before.into() };
        return Some((text, after));
    }
    None
}

/// The plain text (YAML 1.2, section 7.3.3) without a comment behind it.
fn plain(text: &str) -> Option<&str> {
    if !may_begin_plain(text) {
        return None;
    }
    let bytes = text.as_bytes();
    for position in memchr2_iter(b':', b'#', bytes) {
        let (before, at) = text.split_at_checked(position)?;
        match at.as_bytes() {
            [b':'] | [b':', b' ', ..] => return None,
            [b'#', ..] if before.ends_with(' ') => {
                return Some(before.trim_ascii_end());
            }
            _ => {}
        }
    }
    Some(text)
}

fn may_begin_plain(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', second, ..] => second.is_ascii_digit() || *second == b'.',
        [first, ..] => !b"-?:,[]{}#&*!|>'\"%@` ".iter().any(|other| other == first),
        [] => false,
    }
}

/// A list on one line, `[a, "b c"]`, and what follows.
fn flow_list(text: &str, start: Position, is_kept: bool) -> Option<(Vec<Node<'_>>, &str)> {
    let mut rest = text.strip_prefix('[')?.trim_ascii_start();
    let mut items = Vec::new();
    if let Some(after) = rest.strip_prefix(']') {
        return Some((items, after));
    }
    let (mut before, mut position) = (text, start);
    loop {
        let (content, after) = flow_item(rest, is_kept)?;
        if is_kept {
            let passed = before.get(..before.len().saturating_sub(rest.len())).unwrap_or_default();
            let column = position.column.saturating_add(passed.chars().count());
            (before, position) = (rest, Position { column, ..position });
            items.push(Node { position, content });
        }
        let after = after.trim_ascii_start();
        if let Some(after) = after.strip_prefix(']') {
            return Some((items, after));
        }
        rest = after.strip_prefix(',')?.trim_ascii_start();
    }
}

fn flow_item(text: &str, is_kept: bool) -> Option<(Content<'_>, &str)> {
    let (text, rest) = match text.as_bytes().first()? {
        b'"' => double_quoted(text, is_kept)?,
        b'\'' => single_quoted(text, is_kept)?,
        _ => {
            let (item, rest) = text.split_at_checked(memchr2(b',', b']', text.as_bytes())?)?;
            let item = item.trim_ascii_end();
            let is_certain = may_begin_plain(item) && !item.contains(|c| ":#[{}\"'?".contains(c));
            return is_certain.then(|| (resolve(item.into()), rest));
        }
    };
    Some((Content::Scalar(Scalar::text(text)), rest))
}
