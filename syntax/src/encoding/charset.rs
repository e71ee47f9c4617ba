//! An encoding that somebody names outside of the document -> the text that the bytes mean in it.
//!
//! Who names an encoding by hand has looked at the text: only a byte order mark, which no other encoding begins with, overrules it.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, X_USER_DEFINED};

use super::label::{self, Declared};
use super::{Decoded, RepairKind, located, wide, with_replaced, without_mark};
use crate::ordered;

/// An encoding of the Encoding Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// The encoding of a label of the Encoding Standard, or of another name in use for it.
    pub fn named(label: &str) -> Option<Charset> {
        let by_label = Encoding::for_label(label.as_bytes())
            .filter(|&encoding| encoding != REPLACEMENT && encoding != X_USER_DEFINED);
        let encoding = by_label.or_else(|| match label::find(label) {
            Declared::Utf8 | Declared::Ascii => Some(UTF_8),
            Declared::Other(encoding) => Some(encoding),
            Declared::Wide | Declared::Unknown => None,
        });
        encoding.map(Charset)
    }

    /// The names that differ least from a label which names nothing.
    pub fn near(label: &str) -> Vec<&'static str> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let wanted = (label.to_ascii_lowercase(), digits(label));
        let distance = |name: &str| {
            let of_digits = usize::from(!wanted.1.is_empty() && digits(name) != wanted.1);
            let common = wanted.0.chars().zip(name.chars()).take_while(|(a, b)| a == b);
            (of_digits, usize::MAX.saturating_sub(common.count()))
        };
        let mut names = NAMES.to_vec();
        ordered::sort_by_key(&mut names, |name| distance(name));
        names.truncate(3);
        names
    }
}

/// The encodings that people name most.
const NAMES: [&str; 22] = [
    "utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1251", "windows-1250", "windows-1253",
    "windows-1254", "windows-1255", "windows-1256", "windows-1257", "iso-8859-2", "iso-8859-5", "iso-8859-7",
    "iso-8859-15", "koi8-r", "koi8-u", "shift_jis", "euc-jp", "euc-kr", "gb18030", "big5",
];

/// The text in a named encoding.
pub(super) fn decode(bytes: &[u8], Charset(encoding): Charset) -> Decoded<'_> {
    let (rest, has_mark) = without_mark(bytes);
    if has_mark || wide::has_mark(bytes) {
        let overruled = !(has_mark && encoding == UTF_8 || wide::has_mark_of(bytes, encoding));
        let known = overruled.then_some((RepairKind::MarkOverrules, 0));
        let mut decoded = match wide::decode(bytes) {
            Some((text, true)) => Decoded { text, repairs: Vec::new() },
            Some((text, false)) => with_replaced(text),
            None => super::decode_utf8(rest, true, None),
        };
        decoded.repairs.splice(0..0, located(&decoded.text, known));
        return decoded;
    }
    if encoding == UTF_8 {
        super::decode_utf8(bytes, true, None)
    } else {
        super::decode_other(bytes, encoding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_other_names_are_encodings_and_what_is_none_has_near_names() {
        for (label, name) in [
            ("windows-1251", "windows-1251"),
            (" CP1251 ", "windows-1251"),
            ("latin1", "windows-1252"),
            ("UTF8", "UTF-8"),
            ("utf-16", "UTF-16LE"),
            ("utf-16be", "UTF-16BE"),
            ("win_1250", "windows-1250"),
            ("us-ascii", "windows-1252"),
        ] {
            assert_eq!(Charset::named(label).map(|charset| charset.0.name()), Some(name), "{label}");
        }
        for label in ["", "utf-7", "windows-1249", "iso-2022-kr", "replacement", "klingon"] {
            assert_eq!(Charset::named(label), None, "{label}");
        }
        assert_eq!(Charset::near("widnows-1251").first(), Some(&"windows-1251"));
        assert_eq!(Charset::near("koi-8r").first(), Some(&"koi8-r"));
        assert!(NAMES.iter().all(|name| Charset::named(name).is_some()));
    }

    #[test]
    fn a_named_encoding_yields_to_a_byte_order_mark_alone() {
        let named = |label| Charset::named(label).unwrap();
        let kinds =
            |decoded: Decoded<'_>| decoded.repairs.iter().map(|repair| repair.kind).collect::<Vec<_>>();
        for (label, bytes, text, repairs) in [
            ("windows-1251", &b"\xcd\xee"[..], "Но", &[][..]),
            ("windows-1251", "é".as_bytes(), "Г©", &[]),
            ("utf-16le", b"a\0b\0", "ab", &[]),
            ("utf-8", b"a\xff", "a\u{fffd}", &[RepairKind::BadBytes]),
            ("shift_jis", b"\x93\xfa\xff", "日\u{fffd}", &[RepairKind::BadBytes]),
            ("utf-8", b"\xef\xbb\xbfa", "a", &[]),
            ("utf-16le", b"\xff\xfea\0", "a", &[]),
            ("koi8-r", b"\xef\xbb\xbfa", "a", &[RepairKind::MarkOverrules]),
            ("koi8-r", b"\xfe\xff\0a", "a", &[RepairKind::MarkOverrules]),
        ] {
            let decoded = decode(bytes, named(label));
            assert_eq!(decoded.text, text, "{label}");
            assert_eq!(kinds(decoded), repairs, "{label}");
        }
    }
}
