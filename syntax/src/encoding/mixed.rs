//! UTF-8 with faults -> text: a lone byte within a word is read as windows-1252, since texts of both are often pasted together;
//! every other fault is a replacement character.
//!
//! A word that a program has cut within a character ends there. So a byte is a letter for certain only between two letters,
//! and a capital only between capitals.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::{Decoded, RepairKind, located};

/// The text, with what was repaired before among the repairs.
pub(super) fn decode(bytes: &[u8], known: Option<(RepairKind, usize)>) -> Decoded<'_> {
    let mut text = String::with_capacity(bytes.len());
    let mut repairs: Vec<(RepairKind, usize)> = known.into_iter().collect();
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        let before = chunk.valid().chars().next_back();
        let after = chunks.peek().and_then(|next| next.valid().chars().next());
        let letter = within_word(chunk.invalid(), before, after);
        repairs.push((letter.map_or(RepairKind::BadBytes, |_| RepairKind::MixedEncoding), text.len()));
        text.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let repairs = located(&text, repairs);
    Decoded { text: Cow::Owned(text), repairs }
}

/// The letter or apostrophe of windows-1252 that a lone byte between two letters is.
fn within_word(bytes: &[u8], before: Option<char>, after: Option<char>) -> Option<char> {
    let (&[byte], Some(before), Some(after)) = (bytes, before, after) else { return None };
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let is_within = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let is_meant = match byte {
        0x92 => true,
        0xc0..=0xd6 | 0xd8..=0xde => before.is_ascii_uppercase() && after.is_ascii_uppercase(),
        0xdf..=0xf6 | 0xf8..=0xff => after.is_ascii_lowercase(),
        _ => false,
    };
    text.chars().next().filter(|_| is_within && is_meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_byte_within_a_word_is_certain() {
        for (bytes, text) in [
            (&b"na\xefve"[..], "naïve"),
            (b"don\x92t", "don’t"),
            (b"S\xc3O", "SÃO"),
            (b"F\xfcr", "Für"),
            (b"Caf\xe9 two", "Caf\u{fffd} two"),
            (b"caf\xc3.", "caf\u{fffd}."),
            (b"caf\xc3x", "caf\u{fffd}x"),
            (b"a\x80b", "a\u{fffd}b"),
            (b"a\xe2\x82b", "a\u{fffd}b"),
            (b"a\xfc\xfcb", "a\u{fffd}\u{fffd}b"),
            (b"1\xd72", "1\u{fffd}2"),
            (b"\xff", "\u{fffd}"),
        ] {
            assert_eq!(decode(bytes, None).text, text);
        }
    }
}
