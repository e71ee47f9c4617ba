//! Which characters a document may hold: those that a feed may, with line ends of one kind. Whole documents are checked as
//! fast as single texts. What a character means, and how it is escaped, is left to each format.

use std::borrow::Cow;

use crate::text::attribute_value;
pub(super) use crate::text::{is_normalized, is_permitted, normalized};

/// As [`normalized`], in a text of its own.
pub(super) fn owned(text: &str) -> String {
    normalized(text).into_owned()
}

/// The text as the value of an attribute, not yet escaped.
pub(super) fn attribute(text: &str) -> Cow<'_, str> {
    attribute_value(normalized(text))
}

/// The text without white space at its ends.
pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::hostile_text;
    use crate::text;

    fn is_normalized_by_definition(text: &str) -> bool {
        text.chars().all(|character| character != '\r' && text::is_permitted(character))
    }

    #[test]
    fn every_character_is_judged_by_the_definition() {
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            assert_eq!(is_normalized(&text), is_normalized_by_definition(&text), "{character:?}");
        }
    }

    #[test]
    fn a_forbidden_character_is_found_wherever_it_stands() {
        for forbidden in ["\r", "\u{1}", "\u{7f}", "\u{85}", "\u{fffe}", "\u{1ffff}"] {
            for before in 0..48 {
                let text = format!("{}{forbidden}\u{e9}{}", "a".repeat(before), "b".repeat(16));
                assert!(!is_normalized(&text), "{forbidden:?} behind {before} bytes");
                assert!(is_normalized(&text.replace(forbidden, "\u{a0}\u{ff0c}\u{1f980}")));
            }
        }
    }

    proptest! {
        #[test]
        fn texts_are_judged_by_the_definition(parts in prop::collection::vec(hostile_text(), 0..12)) {
            let text = parts.concat();
            prop_assert_eq!(is_normalized(&text), is_normalized_by_definition(&text));
            prop_assert!(is_normalized(&normalized(&text)));
        }
    }
}
