//! Rules for plain text that every room shares: which characters a feed may hold, how white space is folded, how
//! text is escaped for HTML and for a terminal, and the fingerprint of a text.
//!
//! HTML itself, dates and addresses have rooms of their own.

use std::borrow::Cow;
use std::fmt::Write;

use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

/// Whether a feed may hold the character: XML 1.0 (section 2.2) less DEL, the C1 controls, non-characters and the
/// replacement character, which only ever stand for damage.
pub fn is_publishable(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffd}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => (character as u32) & 0xfffe != 0xfffe,
    }
}

/// The text without the characters that no feed may hold. It must run before HTML is cleaned: removing characters
/// afterwards would bring disguised addresses such as `java\u{3}script:` back to life.
pub fn publishable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_publishable) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&character| is_publishable(character)).collect())
}

/// The text with every run of white space folded into one space and none at its ends.
pub fn fold_white_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The text escaped for HTML, safe in element content and in quoted attribute values.
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len().saturating_add(16));
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The text with control, direction and line-separating characters written as escapes, so that a hostile file name
/// cannot steer a terminal.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    fn is_unsafe(character: char) -> bool {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    }
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len().saturating_add(16));
    for character in text.chars() {
        if is_unsafe(character) {
            // Writing into a String cannot fail.
            let _ = write!(escaped, "{}", character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// The first 64 bits of the SHA-256 of the text: the same on every machine and in every version.
pub fn fingerprint(text: &str) -> u64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |bits, &byte| (bits << 8) | u64::from(byte))
}

/// A fingerprint of bytes that costs next to nothing, for what this machine made and only itself will compare.
pub fn digest(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_removed_and_the_rest_stays() {
        assert_eq!(publishable("a\u{0}b\u{b}c\u{fffe}d\u{85}e\u{1f980}"), "abcde\u{1f980}");
        assert!(matches!(publishable("tab\tline\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn white_space_is_folded_into_single_spaces() {
        assert_eq!(fold_white_space(" a\r\n b\u{a0}\u{2003}c "), "a b c");
    }

    #[test]
    fn control_characters_are_shown_as_escapes() {
        assert_eq!(escape_controls("a\u{1b}[2Jb\nc\u{202e}"), "a\\u{1b}[2Jb\\nc\\u{202e}");
    }

    #[test]
    fn the_fingerprint_is_that_of_the_standard() {
        assert_eq!(fingerprint("abc"), 0xba78_16bf_8f01_cfea);
    }
}
