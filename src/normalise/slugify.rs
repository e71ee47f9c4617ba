//! A text -> a part of an address as Eleventy's filters `slugify` and `slug` make it, as far as their versions agree.
//!
//! Both spell letters of other scripts by tables of their own. Letters that our tables spell the same are followed, and those that
//! no version has in its tables; of any other nobody knows the address.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use super::slug::{contracted_ascii, kept};
use crate::config::conventions::Slug;

/// Letters that our table spells as `slugify` does, in `@sindresorhus/slugify` 1 and 2.
const OF_SLUGIFY: [RangeInclusive<u32>; 42] = [
    0xc0..=0xd6,
    0xd8..=0xf6,
    0xf8..=0x137,
    0x139..=0x13e,
    0x141..=0x148,
    0x14c..=0x151,
    0x154..=0x165,
    0x168..=0x17e,
    0x1a0..=0x1a1,
    0x1af..=0x1b0,
    0x218..=0x21b,
    0x386..=0x386,
    0x388..=0x388,
    0x38a..=0x38a,
    0x38c..=0x38c,
    0x38f..=0x396,
    0x398..=0x3a1,
    0x3a3..=0x3a4,
    0x3a8..=0x3aa,
    0x3ac..=0x3ad,
    0x3af..=0x3af,
    0x3b1..=0x3b1,
    0x3b3..=0x3b6,
    0x3b8..=0x3bd,
    0x3bf..=0x3c4,
    0x3c8..=0x3ca,
    0x3cc..=0x3cc,
    0x3ce..=0x3ce,
    0x406..=0x407,
    0x410..=0x418,
    0x41a..=0x424,
    0x427..=0x428,
    0x42b..=0x42b,
    0x42d..=0x42d,
    0x430..=0x438,
    0x43a..=0x444,
    0x447..=0x448,
    0x44b..=0x44b,
    0x44d..=0x44d,
    0x456..=0x457,
    0x1e9e..=0x1e9e,
    0x1ea0..=0x1ef9,
];

/// What `slugify` makes a `-` of: signs, emoji, and letters of Chinese, Japanese and Korean.
const SEPARATORS: [RangeInclusive<u32>; 25] = [
    0xa0..=0xa1,
    0xa3..=0xa4,
    0xa6..=0xa7,
    0xa9..=0xa9,
    0xab..=0xae,
    0xb0..=0xb3,
    0xb5..=0xb6,
    0xb9..=0xb9,
    0xbb..=0xbf,
    0xd7..=0xd7,
    0xf7..=0xf7,
    0x2000..=0x206f,
    0x2190..=0x23ff,
    0x2500..=0x2664,
    0x2666..=0x27bf,
    0x2b00..=0x2bff,
    0x3000..=0x3029,
    0x3030..=0x3098,
    0x309d..=0x30fb,
    0x30fd..=0x9fff,
    0xac00..=0xd7a3,
    0xfe00..=0xfe0f,
    0xff00..=0xff3d,
    0x1f1a0..=0x1f4ae,
    0x1f4b0..=0x1f518,
];

/// The same of the emoji that follow.
const EMOJI: [RangeInclusive<u32>; 4] =
    [0x1f525..=0x1f66f, 0x1f680..=0x1f6ff, 0x1f780..=0x1f983, 0x1f985..=0x1faff];

/// Letters and signs that our table spells as `slug` does, in `slugify` 1.6.
const OF_SLUG: [RangeInclusive<u32>; 40] = [
    0xa0..=0xa0,
    0xc0..=0xd6,
    0xd8..=0xf6,
    0xf8..=0x107,
    0x10c..=0x10f,
    0x112..=0x113,
    0x116..=0x11b,
    0x11e..=0x11f,
    0x122..=0x123,
    0x128..=0x12b,
    0x12e..=0x131,
    0x136..=0x137,
    0x13b..=0x13e,
    0x141..=0x148,
    0x14c..=0x14d,
    0x150..=0x155,
    0x158..=0x15b,
    0x15e..=0x165,
    0x168..=0x16b,
    0x16e..=0x17e,
    0x1a0..=0x1a1,
    0x1af..=0x1b0,
    0x218..=0x21b,
    0x410..=0x418,
    0x41a..=0x424,
    0x427..=0x428,
    0x42b..=0x42b,
    0x42d..=0x42d,
    0x430..=0x438,
    0x43a..=0x444,
    0x447..=0x448,
    0x44b..=0x44b,
    0x44d..=0x44d,
    0x1ea0..=0x1ef9,
    0x2013..=0x2013,
    0x2018..=0x2019,
    0x201c..=0x201d,
    0x2020..=0x2020,
    0x2022..=0x2022,
    0x2026..=0x2026,
];

/// What `slug` leaves out, in the same scripts.
const LEFT_OUT: [RangeInclusive<u32>; 19] = [
    0xa1..=0xa1,
    0xa6..=0xa8,
    0xab..=0xad,
    0xaf..=0xb7,
    0xbb..=0xbf,
    0x200b..=0x2012,
    0x2014..=0x2017,
    0x2021..=0x2021,
    0x2030..=0x205e,
    0x2190..=0x2200,
    0x2221..=0x23ff,
    0x2500..=0x2664,
    0x2666..=0x27bf,
    0x3001..=0x5142,
    0x5144..=0x5185,
    0x5187..=0x9fff,
    0xac00..=0xd7a3,
    0xfe00..=0xfe0f,
    0x1f000..=0x1faff,
];

/// The signs that `slug` spells out.
const SPELLED: [(char, &str); 5] =
    [('$', "dollar"), ('%', "percent"), ('<', "less"), ('>', "greater"), ('|', "or")];

fn is_in(ranges: &[RangeInclusive<u32>], character: char) -> bool {
    ranges.iter().any(|range| range.contains(&u32::from(character)))
}

/// Whether the text is a part of an address that is certain; only of these two rules anything is uncertain.
pub(super) fn is_known(text: &str, rule: Slug) -> bool {
    let text: String = text.trim().nfc().collect();
    let is_separator = |character| is_in(&SEPARATORS, character) || is_in(&EMOJI, character);
    let is_known = match rule {
        Slug::Slugify => {
            let is_spelled = |character| is_in(&OF_SLUGIFY, character) || is_separator(character);
            text.chars().all(|character| character.is_ascii() || is_spelled(character))
                && !has_accent_within(&text)
        }
        Slug::Spelled => {
            let is_spelled = |character| is_in(&OF_SLUG, character) || is_in(&LEFT_OUT, character);
            text.chars().all(|character| character.is_ascii() || is_spelled(character))
        }
        _ => return true,
    };
    // What is nothing in an address leads to the page above.
    is_known && (text.is_empty() || text.is_ascii() || !super::slug::slug(&text, rule).is_empty())
}

/// Whether `^` or a backtick stands in a word, where one version parts it and the next does not.
fn has_accent_within(text: &str) -> bool {
    let is_part = |text: Option<char>| text.is_some_and(char::is_alphanumeric);
    text.match_indices(['^', '`']).any(|(at, sign)| {
        let (before, behind) = text.split_at_checked(at).unwrap_or_default();
        is_part(before.chars().next_back()) && is_part(behind.chars().nth(sign.len()))
    })
}

/// As `slugify` makes it.
pub(super) fn slugify(name: &str) -> String {
    let is_separator = |character: char| is_in(&SEPARATORS, character) || is_in(&EMOJI, character);
    // Behind a blank alone may a contraction end.
    let parted = |character: char| match character {
        _ if !is_separator(character) => character,
        _ if character.is_whitespace() => ' ',
        _ => '-',
    };
    // Only the straight apostrophe is one.
    contracted_ascii(&name.trim().nfc().map(parted).collect::<String>())
}

/// As `slug` makes it.
pub(super) fn spelled(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.trim().nfc().filter(|character| !is_in(&LEFT_OUT, *character)) {
        match SPELLED.iter().find(|(sign, _)| *sign == character) {
            Some((_, word)) => text.push_str(word),
            None => text.push(character),
        }
    }
    kept(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_that_eleventy_makes() {
        for (text, expected) in [
            ("don't stop", "dont-stop"),
            ("it's O'Grüße", "its-o-gruesse"),
            ("don\u{2019}t", "don-t"),
            ("🚀 Launch", "launch"),
            ("日本語 post", "post"),
            ("10 × 5 – naïve", "10-5-naive"),
            ("a\u{308}b", "aeb"),
            ("A&B", "a-and-b"),
            ("Using `x` now", "using-x-now"),
            ("Ελλάδα", "ellada"),
            ("Привет", "privet"),
        ] {
            let known = is_known(text, Slug::Slugify);
            assert_eq!((slugify(text).as_str(), known), (expected, true), "{text}");
        }
        for text in ["日本", "новый", "a`b", "10€", "♥ a", "مرحبا", "💯", "½ –", "Ŋ"] {
            assert!(!is_known(text, Slug::Slugify), "{text}");
        }
    }

    #[test]
    fn signs_are_spelled_out_as_by_the_older_filter() {
        for (text, expected) in [
            ("100% < $5 | x", "100percent-less-dollar5-or-x"),
            ("🚀 Launch", "launch"),
            ("a & b", "a-and-b"),
            ("Don't: v2.0!", "don't:-v2.0!"),
            ("日本 a", "a"),
            ("Grüße", "grusse"),
        ] {
            let known = is_known(text, Slug::Spelled);
            assert_eq!((spelled(text).as_str(), known), (expected, true), "{text}");
        }
        for text in ["日本", "10€", "Θ", "¼", "ĉ"] {
            assert!(!is_known(text, Slug::Spelled), "{text}");
        }
    }
}
