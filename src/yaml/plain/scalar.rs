//! Values on one line: plain and quoted texts, numbers and truth values as the library tells them apart, and lists of
//! these in brackets; also the keys in front of them. `None` always means that the library must decide.
//!
//! The texts hold no white space but spaces.

use std::borrow::Cow;

use memchr::{memchr2, memchr2_iter, memchr3};

use super::super::placed::{Content, Placed};
use crate::model::Position;

/// The value that a text without white space around it is, possibly with a comment behind it. Nothing of it is
/// allocated unless it is kept.
pub fn scalar(text: &str, position: Position, is_kept: bool) -> Option<Content<'_>> {
    match text.as_bytes().first()? {
        b'"' => quoted(double_quoted(text, is_kept)?),
        b'\'' => quoted(single_quoted(text, is_kept)?),
        b'[' => {
            let (items, rest) = flow_list(text, position, is_kept)?;
            is_end(rest).then_some(Content::List(items))
        }
        _ => plain(text).and_then(typed),
    }
}

/// The longest key that is read; the library refuses those beyond 1024 characters.
const LONGEST_KEY: usize = 128;

fn key_length(bytes: &[u8]) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    bytes.iter().take_while(|byte| is_part(byte)).count()
}

/// Splits `key: value` and `key:`; the value is without white space in front. Keys are plain ASCII words.
pub fn split_key(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        return None;
    }
    let (key, after) = text.split_at_checked(key_length(text.as_bytes()))?;
    let value = after.strip_prefix(':').filter(|value| value.is_empty() || value.starts_with(' '))?;
    let is_typed = matches!(key.len(), 4 | 5)
        && ["null", "true", "false"].iter().any(|word| key.eq_ignore_ascii_case(word));
    (!is_typed && key.len() <= LONGEST_KEY).then(|| (key, value.trim_ascii_start()))
}

/// The length of the value that stands first on the line that the text begins with, if it fills the line, has one of
/// the two shapes that most values have, a text in double quotes without escapes or a plain one, and is certain.
pub fn simple_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'"' => {
            let inside = bytes.get(1..)?;
            let (before, after) = inside.split_at_checked(memchr3(b'"', b'\\', b'\n', inside)?)?;
            matches!(after, [b'"'] | [b'"', b'\n', ..]).then(|| before.len().saturating_add(2))
        }
        // No number that begins so is in another base or not finite by name.
        b'A'..=b'Z' | b'a'..=b'z' | b'1'..=b'9' => {
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

fn quoted<'a>((text, rest): (Cow<'a, str>, &'a str)) -> Option<Content<'a>> {
    is_end(rest).then_some(Content::Text(text))
}

/// Whether nothing but a comment follows a value.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || (rest.starts_with(' ') && rest.trim_ascii_start().starts_with('#'))
}

/// The text in double quotes that stands first (YAML 1.2, section 7.3.1), and what follows.
fn double_quoted(text: &str, is_kept: bool) -> Option<(Cow<'_, str>, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut unescaped = String::new();
    loop {
        let (before, at) = rest.split_at_checked(memchr2(b'"', b'\\', rest.as_bytes())?)?;
        if let Some(after) = at.strip_prefix('"') {
            if unescaped.is_empty() {
                return Some((Cow::Borrowed(before), after));
            }
            unescaped.push_str(before);
            return Some((Cow::Owned(unescaped), after));
        }
        let (character, after) = escaped(at.strip_prefix('\\')?)?;
        if is_kept {
            unescaped.push_str(before);
            unescaped.push(character);
        }
        rest = after;
    }
}

/// The character that an escape sequence stands for, without its backslash, and what follows.
fn escaped(text: &str) -> Option<(char, &str)> {
    let (first, after) = text.split_at_checked(1)?;
    let character = match first {
        "\"" => '"',
        "\\" => '\\',
        "/" => '/',
        "n" => '\n',
        "r" => '\r',
        "t" => '\t',
        "u" => {
            let (digits, after) = after.split_at_checked(4)?;
            let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
            return Some((char::from_u32(number)?, after));
        }
        _ => return None,
    };
    Some((character, after))
}

/// The text in single quotes that stands first (YAML 1.2, section 7.3.2), and what follows.
fn single_quoted(text: &str, is_kept: bool) -> Option<(Cow<'_, str>, &str)> {
    let inside = text.strip_prefix('\'')?;
    let mut quotes = memchr::memchr_iter(b'\'', inside.as_bytes());
    let mut is_doubled = false;
    while let Some(end) = quotes.next() {
        let (before, at) = inside.split_at_checked(end)?;
        let after = at.strip_prefix('\'')?;
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
                // Guard and outline take what follows a colon in a comment for a value.
                return (!at.contains(": ")).then(|| before.trim_ascii_end());
            }
            _ => {}
        }
    }
    Some(text)
}

fn may_begin_plain(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', second, ..] => second.is_ascii_digit() || *second == b'.',
        // The guard takes any white space in front of a value for none of it.
        [first, ..] => !b"-?:,[]{}#&*!|>'\"%@` ".contains(first) && !text.starts_with(char::is_whitespace),
        [] => false,
    }
}

/// A list on one line, `[a, "b c"]`, and what follows. Its items have the place of the list.
fn flow_list(text: &str, position: Position, is_kept: bool) -> Option<(Vec<Placed<'_>>, &str)> {
    let mut rest = text.strip_prefix('[').filter(|_| text.len() <= LONGEST_FLOW)?.trim_ascii_start();
    let mut items = Vec::new();
    let mut has_quotes = false;
    let mut has_typed = false;
    if let Some(after) = rest.strip_prefix(']') {
        return Some((items, after));
    }
    loop {
        let (content, after) = flow_item(rest, is_kept)?;
        has_quotes |= rest.starts_with(['"', '\'']);
        has_typed |= matches!(content, Content::Typed { .. });
        if is_kept {
            items.push(Placed { position, content });
        }
        let after = after.trim_ascii_start();
        if let Some(after) = after.strip_prefix(']') {
            // Among quotes the outline does not look for the spelling of numbers.
            return (!has_quotes || !has_typed).then_some((items, after));
        }
        rest = after.strip_prefix(',')?.trim_ascii_start();
    }
}

/// Longer lists are rare, and the outline does not look for spellings in them.
const LONGEST_FLOW: usize = 4096;

fn flow_item(text: &str, is_kept: bool) -> Option<(Content<'_>, &str)> {
    let (text, rest) = match text.as_bytes().first()? {
        b'"' => double_quoted(text, is_kept)?,
        b'\'' => single_quoted(text, is_kept)?,
        _ => {
            let (item, rest) = text.split_at_checked(memchr2(b',', b']', text.as_bytes())?)?;
            let item = item.trim_ascii_end();
            let is_certain = may_begin_plain(item) && !item.contains(|c| ":#[{}\"'?".contains(c));
            return Some((typed(item).filter(|_| is_certain)?, rest));
        }
    };
    Some((Content::Text(text), rest))
}

/// What the library takes a plain text for: nothing, a truth value, a number or a text.
fn typed(text: &str) -> Option<Content<'_>> {
    let truth = match text {
        "~" | "null" | "Null" | "NULL" => return Some(Content::Nothing),
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    };
    if truth.is_some() || is_number(text)? {
        return Some(Content::Typed { spelling: Cow::Borrowed(text), truth });
    }
    Some(Content::Text(Cow::Borrowed(text)))
}

/// Whether the library reads a number; `None` for those in other bases and those that are not finite.
fn is_number(text: &str) -> Option<bool> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return Some(false);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned.as_bytes() {
        [b'0', b'x' | b'o' | b'b', ..] | [b'.', b'i' | b'I' | b'n' | b'N', ..] => return None,
        [b'+' | b'-', ..] => return Some(false),
        // Digits that begin with 0 are a text.
        [b'0', _, ..] if unsigned.bytes().all(|byte| byte.is_ascii_digit()) => return Some(false),
        _ => {}
    }
    Some(unsigned.parse::<f64>().is_ok_and(f64::is_finite))
}
