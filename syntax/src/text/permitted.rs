//! The characters that a feed may hold, and a text without all others. Most texts hold no other, which is found out for many bytes at
//! once.

use std::borrow::Cow;

use super::bytes::ByteSet;

/// Whether a feed may hold the character: the characters of XML 1.0 (section 2.2) without DEL, the C1 controls and
/// noncharacters, which only mark damage.
pub fn is_permitted(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => (character as u32) & 0xfffe != 0xfffe,
    }
}

/// Whether a feed may hold every character of the text.
pub fn is_all_permitted(text: &str) -> bool {
    are_all(text, is_permitted)
}

/// Whether every character of the text fits, of which all do but some of those that begin with a doubtful byte.
fn are_all(text: &str, fits: fn(char) -> bool) -> bool {
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    let mut start = 0_usize;
    for chunk in chunks {
        if !is_plain(chunk) && has_doubtful(chunk) && !do_fit(text, start, chunk, fits) {
            return false;
        }
        start = start.saturating_add(CHUNK);
    }
    let (chunks, last) = rest.as_chunks::<SHORT_CHUNK>();
    let is_last_doubtful = || match text.as_bytes().last_chunk::<SHORT_CHUNK>() {
        // With what precedes them: that is quicker than one by one.
        Some(end) => has_doubtful(end),
        None => last.iter().any(|&byte| DOUBTFUL.has(byte)),
    };
    !(chunks.iter().any(has_doubtful) || is_last_doubtful()) || do_fit(text, start, rest, fits)
}

/// How many bytes are checked together: a few times as many as processors commonly compare at once.
const CHUNK: usize = 64;

/// How many bytes are checked together at the end of a text, and in a short one.
const SHORT_CHUNK: usize = 16;

/// Whether every byte is a visible character of ASCII, a space or a line end. Most texts are little else, and this is asked in
/// fewer steps.
fn is_plain<const N: usize>(bytes: &[u8; N]) -> bool {
    bytes.iter().fold(true, |plain, &byte| plain & ((byte.wrapping_sub(b' ') < 0x5f) | (byte == b'\n')))
}

/// Whether any byte is doubtful. Without a branch for each byte, the compiler checks all of them at once.
fn has_doubtful<const N: usize>(bytes: &[u8; N]) -> bool {
    bytes.iter().fold(false, |found, &byte| found | is_doubtful(byte))
}

/// Whether an unpublishable character can begin with the byte: ASCII controls are single bytes, all others begin with C2, EF
/// or F0 to F4 in UTF-8. No such byte is inside a character. Of what is permitted, few texts hold a tab or `\r`.
fn is_doubtful(byte: u8) -> bool {
    ((byte < b' ') & (byte != b'\n')) | (byte == 0x7f) | (byte == 0xc2) | (byte >= 0xef)
}

/// The bytes with which a character can begin that [`normalized`] takes out or replaces.
pub const DOUBTFUL: ByteSet = ByteSet::of(
    b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\
      \xc2\xef\xf0\xf1\xf2\xf3\xf4",
);

/// Whether every character that begins with a doubtful byte in `bytes`, a part of the text from `start`, fits.
fn do_fit(text: &str, start: usize, bytes: &[u8], fits: fn(char) -> bool) -> bool {
    let fits = |(position, _): (usize, &u8)| {
        let rest = text.get(start.saturating_add(position)..).unwrap_or_default();
        rest.chars().next().is_some_and(fits)
    };
    bytes.iter().enumerate().filter(|&(_, &byte)| is_doubtful(byte)).all(fits)
}

/// The text without the characters that no feed may hold. HTML must pass this before it is cleaned: removing characters
/// afterwards would reactivate disguised URLs such as `java\u{3}script:`.
pub fn strip_forbidden(text: &str) -> Cow<'_, str> {
    if is_all_permitted(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&character| is_permitted(character)).collect())
}

/// The text as every format writes it. Characters that no feed may hold go, because the crates write them
/// raw; line ends become `\n`, because an XML parser reads a raw `\r` as one and JSON would keep it.
pub fn normalized(text: &str) -> Cow<'_, str> {
    if is_normalized(text) {
        return Cow::Borrowed(text);
    }
    let clean = strip_forbidden(text);
    if clean.contains('\r') { Cow::Owned(clean.replace("\r\n", "\n").replace('\r', "\n")) } else { clean }
}

/// Whether the text can stay as it is: every character is permitted and none is `\r`.
pub fn is_normalized(text: &str) -> bool {
    are_all(text, |character| character != '\r' && is_permitted(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_of_doubtful_bytes_is_that_of_the_quick_check() {
        // No other byte begins a character.
        for byte in (0..0x80).chain(0xc2..=0xf4) {
            assert_eq!(DOUBTFUL.has(byte), is_doubtful(byte), "{byte}");
        }
    }
}
