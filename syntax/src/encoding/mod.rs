//! The bytes of a foreign file -> text, by its byte order mark, its first bytes, or the encoding it declares.
//!
//! Declarations are often wrong, but text is hardly ever valid UTF-8 by accident: valid UTF-8 is read as UTF-8, whatever
//! the file declares. Decisions that the author should know about are repairs. EBCDIC is not supported.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

mod charset;
mod label;
mod mixed;
mod position;
mod repair;
#[cfg(test)]
mod tests;
mod wide;

pub use charset::Charset;
use label::Declared;
pub use position::Positions;
pub use repair::Repairs;
pub use repair::{Fault, Repair, RepairKind};

use crate::model::Position;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text without its byte order mark.
    pub text: Cow<'a, str>,
    /// What was repaired, with positions in [`Decoded::text`].
    pub repairs: Vec<Repair>,
}

/// UTF-8's byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes of a file are searched for its XML declaration.
const LONGEST_DECLARATION: usize = 1024;

/// What is known of the encoding of a file from outside of it. A byte order mark overrules all of it, and it overrules what
/// the file declares (RFC 7303, section 3).
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The encoding that the user names.
    pub charset: Option<Charset>,
    /// The label that the head of a response holds, which is as often wrong as a declaration.
    pub label: Option<&'a str>,
}

/// The text of an XML file (XML 1.0, section 4.3.3 and appendix F).
///
/// # Errors
///
/// The file is in EBCDIC.
pub fn decode_xml<'a>(bytes: &'a [u8], known: Known<'_>) -> Result<Decoded<'a>, Fault> {
    if let Some(charset) = known.charset {
        return Ok(charset::decode(bytes, charset));
    }
    if let Some(decoded) = decode_wide(bytes) {
        return Ok(decoded);
    }
    // `<?xm` in every EBCDIC code page.
    if bytes.starts_with(b"\x4c\x6f\xa7\x94") {
        let message = "the file is in ebcdic, which is not supported: convert it to utf-8";
        return Err(Fault { position: Position { line: 1, column: 1 }, message });
    }
    let (bytes, has_mark) = without_mark(bytes);
    Ok(decode_declared(
        bytes,
        has_mark,
        known.label.map(|label| (label, 0)).or_else(|| declared_label(bytes)),
    ))
}

/// The text of a file in the encoding of a label, whose offset goes with it.
fn decode_declared<'a>(bytes: &'a [u8], has_mark: bool, label: Option<(&str, usize)>) -> Decoded<'a> {
    let Some((label, offset)) = label else { return decode_utf8(bytes, has_mark, None) };
    let declared = label::find(label);
    let wrong = Some((RepairKind::WrongEncoding, offset));
    match declared {
        Declared::Utf8 => decode_utf8(bytes, has_mark, None),
        Declared::Wide => decode_utf8(bytes, has_mark, wrong),
        _ if bytes.is_ascii() && declared == Declared::Ascii => decode_utf8(bytes, has_mark, None),
        Declared::Unknown => decode_utf8(bytes, has_mark, Some((RepairKind::UnknownEncoding, offset))),
        Declared::Other(encoding) if !has_mark && !is_surely_utf8(bytes, encoding) => {
            decode_other(bytes, encoding)
        }
        Declared::Other(_) if bytes.is_ascii() => decode_utf8(bytes, has_mark, None),
        Declared::Ascii if !has_mark && std::str::from_utf8(bytes).is_err() => {
            decode_utf8(bytes, has_mark, None)
        }
        Declared::Other(_) | Declared::Ascii => decode_utf8(bytes, has_mark, wrong),
    }
}

/// The text of a JSON file (RFC 8259, section 8.1; the older RFC 4627, section 3, for UTF-16 and UTF-32).
///
/// # Errors
///
/// None at present: bytes that are not UTF-8 are repaired.
pub fn decode_json<'a>(bytes: &'a [u8], known: Known<'_>) -> Result<Decoded<'a>, Fault> {
    if let Some(charset) = known.charset {
        return Ok(charset::decode(bytes, charset));
    }
    if let Some(mut decoded) = decode_wide(bytes) {
        decoded.repairs.splice(0..0, located(&decoded.text, Some((RepairKind::WideJson, 0))));
        return Ok(decoded);
    }
    let (bytes, has_mark) = without_mark(bytes);
    Ok(decode_declared(bytes, has_mark, known.label.map(|label| (label, 0))))
}

fn without_mark(bytes: &[u8]) -> (&[u8], bool) {
    bytes.strip_prefix(MARK).map_or((bytes, false), |rest| (rest, true))
}

fn decode_wide(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (text, is_whole) = wide::decode(bytes)?;
    Some(if is_whole { Decoded { text, repairs: Vec::new() } } else { with_replaced(text) })
}

/// Text that should be UTF-8. If it is not valid, it is read as windows-1252, unless a byte order mark or its valid sequences
/// show that it is UTF-8 with faults.
fn decode_utf8(bytes: &[u8], has_mark: bool, known: Option<(RepairKind, usize)>) -> Decoded<'_> {
    match utf8(bytes) {
        Some(text) => decoded(Cow::Borrowed(text), known),
        None if has_mark || is_mostly_utf8(bytes) => mixed::decode(bytes, known),
        None => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            let guessed = match known {
                Some((RepairKind::UnknownEncoding, offset)) => (RepairKind::UnknownGuessed, offset),
                _ => (RepairKind::NotUtf8, Encoding::utf8_valid_up_to(bytes)),
            };
            decoded(text, Some(guessed))
        }
    }
}

/// The bytes as text, where they are UTF-8. The crate compares many of them at once, which the standard library does for ASCII
/// alone.
pub fn utf8(bytes: &[u8]) -> Option<&str> {
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes)? {
        Cow::Borrowed(text) => Some(text),
        Cow::Owned(_) => None,
    }
}

/// Whether a good part of the sequences is valid UTF-8: a few valid ones among many others are chance.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (valid, invalid) = bytes.utf8_chunks().fold((0_usize, 0_usize), |(valid, invalid), chunk| {
        let sequences = chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        (valid.saturating_add(sequences), invalid.saturating_add(usize::from(!chunk.invalid().is_empty())))
    });
    valid.saturating_mul(4) >= invalid.max(1)
}

fn decode_other<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, has_faults) = encoding.decode_without_bom_handling(bytes);
    if has_faults { with_replaced(text) } else { Decoded { text, repairs: Vec::new() } }
}

/// Whether text that declares another encoding is UTF-8.
///
/// A few characters in an encoding for Chinese, Japanese or Korean may look like two-byte sequences of UTF-8. Real UTF-8 in
/// these languages has longer ones, which are no accident.
fn is_surely_utf8(bytes: &[u8], declared: &'static Encoding) -> bool {
    let is_telling = |byte: &u8| if declared.is_single_byte() { *byte >= 0x80 } else { *byte >= 0xe0 };
    bytes.iter().any(is_telling) && std::str::from_utf8(bytes).is_ok()
}

fn decoded(text: Cow<'_, str>, repair: Option<(RepairKind, usize)>) -> Decoded<'_> {
    let repairs = located(&text, repair);
    Decoded { text, repairs }
}

/// Text in which the decoder has inserted replacement characters.
fn with_replaced(text: Cow<'_, str>) -> Decoded<'_> {
    let replaced = text.match_indices(char::REPLACEMENT_CHARACTER);
    let repairs = located(&text, replaced.map(|(offset, _)| (RepairKind::BadBytes, offset)));
    Decoded { text, repairs }
}

/// The repairs at byte offsets of the text, with their positions.
fn located(text: &str, found: impl IntoIterator<Item = (RepairKind, usize)>) -> Vec<Repair> {
    let (mut repairs, mut positions) = (Repairs::default(), Positions::new(text));
    for (kind, offset) in found {
        repairs.add(kind, || positions.position(offset));
    }
    repairs.take()
}

/// The encoding's name in the XML declaration (section 2.8) and its byte offset; white space may come first.
fn declared_label(bytes: &[u8]) -> Option<(&str, usize)> {
    let head = bytes.trim_ascii_start();
    let before = bytes.len().saturating_sub(head.len());
    let head = head.get(..LONGEST_DECLARATION).unwrap_or(head);
    let head = head.utf8_chunks().next()?.valid();
    let declaration = head.strip_prefix("<?xml")?.split_once('>')?.0;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_ascii_start().strip_prefix('=')?.trim_ascii_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value.strip_prefix(quote)?.split_once(quote)?.0;
    let offset = label.as_ptr().addr().saturating_sub(head.as_ptr().addr());
    Some((label, before.saturating_add(offset)))
}
