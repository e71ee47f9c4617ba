//! Which characters leave the house: those that a feed may hold, with line ends of one kind. Whole documents are looked
//! through as fast as single texts.
//!
//! What a character is for, and how it is escaped, is the business of each format.

use std::borrow::Cow;

use memchr::memchr;

use crate::text;

/// The text as every format writes it. Characters that no feed may hold go, because the crates write them
/// raw; line ends become `\n`, because an XML parser reads a raw `\r` as one and JSON would keep it.
pub(super) fn outgoing(text: &str) -> Cow<'_, str> {
    if is_outgoing(text) {
        return Cow::Borrowed(text);
    }
    let clean = text::publishable(text);
    if clean.contains('\r') { Cow::Owned(clean.replace("\r\n", "\n").replace('\r', "\n")) } else { clean }
}

/// As [`outgoing`], in a text of its own.
pub(super) fn owned(text: &str) -> String {
    outgoing(text).into_owned()
}

/// The text as the value of an attribute: where tabs and line ends stand in one, parsers of XML see spaces (XML 1.0, section
/// 3.3.3).
pub(super) fn attribute(text: &str) -> String {
    outgoing(text).replace(['\n', '\t'], " ")
}

/// Whether the text can stay as it is: every character is publishable and none is `\r`.
pub(super) fn is_outgoing(text: &str) -> bool {
    memchr(b'\r', text.as_bytes()).is_none() && text::is_all_publishable(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::hostile_text;

    fn is_outgoing_by_definition(text: &str) -> bool {
        text.chars().all(|character| character != '\r' && text::is_publishable(character))
    }

    #[test]
    fn every_character_is_judged_by_the_definition() {
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            assert_eq!(is_outgoing(&text), is_outgoing_by_definition(&text), "{character:?}");
        }
    }

    #[test]
    fn a_forbidden_character_is_found_wherever_it_stands() {
        for forbidden in ["\r", "\u{1}", "\u{7f}", "\u{85}", "\u{fffe}", "\u{1ffff}"] {
            for before in 0..48 {
                let text = format!("{}{forbidden}\u{e9}{}", "a".repeat(before), "b".repeat(16));
                assert!(!is_outgoing(&text), "{forbidden:?} behind {before} bytes");
                assert!(is_outgoing(&text.replace(forbidden, "\u{a0}\u{ff0c}\u{1f980}")));
            }
        }
    }

    proptest! {
        #[test]
        fn texts_are_judged_by_the_definition(parts in prop::collection::vec(hostile_text(), 0..12)) {
            let text = parts.concat();
            prop_assert_eq!(is_outgoing(&text), is_outgoing_by_definition(&text));
            prop_assert!(is_outgoing(&outgoing(&text)));
        }
    }
}
