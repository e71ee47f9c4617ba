//! UTF-16 and UTF-32, recognised by a byte order mark or by the zeros among the first four bytes -> text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// The text without its byte order mark, and whether all of it was valid; nothing if the bytes are in another encoding.
pub(super) fn decode(bytes: &[u8]) -> Option<(Cow<'_, str>, bool)> {
    let (layout, bytes) = detect(bytes)?;
    Some(match layout {
        Layout::Two(encoding) => {
            let (text, has_faults) = encoding.decode_without_bom_handling(bytes);
            (text, !has_faults)
        }
        Layout::Four(order) => decode_four(bytes, order),
    })
}

/// Whether the bytes begin with a byte order mark of UTF-16 or UTF-32.
pub(super) fn has_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\0\0\xfe\xff")
}

/// Whether they begin with that of the encoding.
pub(super) fn has_mark_of(bytes: &[u8], encoding: &'static Encoding) -> bool {
    Encoding::for_bom(bytes).is_some_and(|(marked, _)| marked == encoding)
}

/// How a character is stored.
#[derive(Clone, Copy)]
enum Layout {
    /// In UTF-16.
    Two(&'static Encoding),
    /// In four bytes: the index of the most significant byte, then of the next.
    Four([usize; 4]),
}

/// The four byte orders of XML 1.0, appendix F.
const ORDER_1234: Layout = Layout::Four([0, 1, 2, 3]);
const ORDER_4321: Layout = Layout::Four([3, 2, 1, 0]);
const ORDER_2143: Layout = Layout::Four([1, 0, 3, 2]);
const ORDER_3412: Layout = Layout::Four([2, 3, 0, 1]);

fn detect(bytes: &[u8]) -> Option<(Layout, &[u8])> {
    Some(match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => (ORDER_1234, rest),
        [0xff, 0xfe, 0, 0, rest @ ..] => (ORDER_4321, rest),
        [0, 0, 0xff, 0xfe, rest @ ..] => (ORDER_2143, rest),
        [0xfe, 0xff, 0, 0, rest @ ..] => (ORDER_3412, rest),
        [0xfe, 0xff, rest @ ..] => (Layout::Two(UTF_16BE), rest),
        [0xff, 0xfe, rest @ ..] => (Layout::Two(UTF_16LE), rest),
        [0, 0, 0, 0, ..] => return None,
        [0, 0, 0, _, ..] => (ORDER_1234, bytes),
        [_, 0, 0, 0, ..] => (ORDER_4321, bytes),
        [0, 0, _, 0, ..] => (ORDER_2143, bytes),
        [0, _, 0, 0, ..] => (ORDER_3412, bytes),
        [0, _, 0, _, ..] => (Layout::Two(UTF_16BE), bytes),
        [_, 0, _, 0, ..] => (Layout::Two(UTF_16LE), bytes),
        _ => return None,
    })
}

fn decode_four(bytes: &[u8], order: [usize; 4]) -> (Cow<'_, str>, bool) {
    let (mut text, mut is_whole) = (String::with_capacity(bytes.len().div_euclid(4)), true);
    for unit in bytes.chunks(4) {
        let greatest_first = order.map(|at| unit.get(at).copied());
        let number = match greatest_first {
            [Some(first), Some(second), Some(third), Some(fourth)] => {
                u32::from_be_bytes([first, second, third, fourth])
            }
            _ => u32::MAX,
        };
        let character = char::from_u32(number);
        is_whole &= character.is_some();
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (Cow::Owned(text), is_whole)
}
