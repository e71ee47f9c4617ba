//! Character references (`&amp;`, `&#8217;`) -> characters, decoded once.
//!
//! Names need their semicolon: `AT&T` and `?a=1&copy=2` stay as they are. Numbers follow the HTML standard, section
//! 13.2.5.80, with or without semicolon: `&#146;` is ’, as in browsers, because nobody means the control character.
//! Characters that no feed may hold are dropped.

use std::borrow::Cow;

use memchr::memchr;

use crate::text::is_permitted;

/// The length of the longest name in the standard.
const LONGEST_NAME: usize = 31;

/// The names that XML has too.
const MOST_USED: [(&str, &str); 5] = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];

/// The text with its character references decoded.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        rest = decode_one(after, &mut decoded).unwrap_or_else(|| {
            decoded.push('&');
            after
        });
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Appends what the reference after an ampersand stands for and returns what follows it; nothing if there is no
/// reference.
pub(super) fn decode_one<'t>(text: &'t str, decoded: &mut String) -> Option<&'t str> {
    if let Some((number, rest)) = numeric(text) {
        decoded.extend(character(number).filter(|&character| is_permitted(character)));
        return Some(rest);
    }
    let (meaning, rest) = named(text)?;
    decoded.push_str(meaning);
    Some(rest)
}

/// What the named reference after an ampersand stands for, and what follows it; nothing if the name is unknown.
pub fn named(text: &str) -> Option<(&'static str, &str)> {
    let mut bytes = text.bytes().take(LONGEST_NAME.saturating_add(1));
    let (name, rest) = text.split_at_checked(bytes.position(|byte| !byte.is_ascii_alphanumeric())?)?;
    let rest = rest.strip_prefix(';')?;
    // Nearly all are one of these, and a text may hold a million.
    if let Some((_, meaning)) = MOST_USED.iter().find(|(known, _)| *known == name) {
        return Some((meaning, rest));
    }
    let entities = &html_escape::NAMED_ENTITIES;
    let index = entities.binary_search_by(|(known, _)| (*known).cmp(name.as_bytes())).ok()?;
    Some((entities.get(index)?.1, rest))
}

/// The number of the reference after an ampersand, and what follows it. A number too large for a character stays too large.
pub fn numeric(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix('#')?;
    let (radix, text) = text.strip_prefix(['x', 'X']).map_or((10, text), |digits| (16, digits));
    let end = text.find(|next: char| !next.is_digit(radix)).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    if digits.is_empty() {
        return None;
    }
    let number = digits.chars().filter_map(|digit| digit.to_digit(radix));
    let number = number.fold(0_u32, |number, digit| number.saturating_mul(radix).saturating_add(digit));
    Some((number, rest.strip_prefix(';').unwrap_or(rest)))
}

/// The character of a number; C1 controls are read as windows-1252, as in browsers.
pub fn character(number: u32) -> Option<char> {
    const WINDOWS_1252: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let control = number.checked_sub(0x80).and_then(|control| usize::try_from(control).ok());
    control.and_then(|control| WINDOWS_1252.get(control).copied()).or_else(|| char::from_u32(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        for (text, decoded) in [
            ("no reference", "no reference"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("&lt;b&gt;&quot;&apos;&nbsp;", "<b>\"'\u{a0}"),
            ("&#60;&#x3C;&#X3c;&#60 &#x3cg", "<<<< <g"),
            ("caf&eacute; &CounterClockwiseContourIntegral; &NotEqualTilde;", "café ∳ ≂\u{338}"),
            ("it&#146;s &#128;", "it’s €"),
            ("a&#0;b&#1;c&#xfffe;d&#x129;e&#129;f&#xd800;g&#x110000;h&#99999999999999999999;i", "abcdĩefghi"),
            (
                "AT&T &copy=1 &nosuch; & &; &# &#; &#x; &#xg; &",
                "AT&T &copy=1 &nosuch; & &; &# &#; &#x; &#xg; &",
            ),
            ("&&amp;&", "&&&"),
            ("&ééééééééééééééééé;", "&ééééééééééééééééé;"),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }

    #[test]
    fn every_name_begins_with_two_letters_and_holds_letters_and_digits() {
        for (name, meaning) in &html_escape::NAMED_ENTITIES {
            assert!(name.iter().all(u8::is_ascii_alphanumeric), "{name:?}");
            let used = MOST_USED.iter().find(|(known, _)| known.as_bytes() == *name);
            assert!(used.is_none_or(|(_, used)| used == meaning), "{name:?}");
            assert!(name.iter().take(2).all(u8::is_ascii_alphabetic) && name.len() >= 2, "{name:?}");
        }
    }

    #[test]
    fn no_name_is_longer_than_the_longest() {
        let longest = html_escape::NAMED_ENTITIES.iter().map(|(name, _)| name.len()).max();
        assert_eq!(longest, Some(LONGEST_NAME));
    }
}
