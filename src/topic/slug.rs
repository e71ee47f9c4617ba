//! A name -> a slug, the last part of a URL: lower-case ASCII words with `-` between them, the same on every machine and
//! for ever, because subscribers keep the URL.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use super::Key;
use crate::text::fingerprint;

const LONGEST: usize = 100;

/// Names that some systems reserve for devices.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The slug of a name: at most 100 bytes of `a-z`, `0-9` and `-`; never empty, never the name of a device.
///
/// `+`, `#`, `&` and `.` are spelled out: `C++` is `c-plus-plus`, `.NET` is `dot-net`. Other scripts are transliterated; a
/// name of which nothing is left becomes a hash of itself.
pub fn slug(name: &str) -> String {
    let name: String = name.nfc().collect();
    let mut words = String::new();
    for character in name.trim().chars() {
        match character {
            '+' => push_word(&mut words, "plus"),
            '#' => push_word(&mut words, "sharp"),
            '&' => push_word(&mut words, "and"),
            '.' => push_word(&mut words, "dot"),
            // Apostrophes are part of words.
            '\'' | '’' => {}
            _ if character.is_ascii() => push_letters(&mut words, character.encode_utf8(&mut [0; 4])),
            _ => push_letters(&mut words, deunicode::deunicode_char(character).unwrap_or(" ")),
        }
    }
    let slug = cut(words.trim_matches('-'), LONGEST);
    if slug.is_empty() {
        return hash(&name);
    }
    if is_reserved(slug) {
        return with_hash(slug, &name);
    }
    slug.to_owned()
}

/// Whether a name is this slug letter for letter, but for capitals, and blanks for `-`.
pub(super) fn is_spelled(name: &str, slug: &str) -> bool {
    let letters =
        name.trim().chars().map(|letter| if letter == ' ' { '-' } else { letter.to_ascii_lowercase() });
    letters.eq(slug.chars())
}

/// The slug with a short hash of the name, for names whose slugs are equal.
pub(super) fn with_hash(slug: &str, name: &str) -> String {
    let hash = hash(name);
    let room = LONGEST.saturating_sub(hash.len()).saturating_sub(1);
    format!("{}-{hash}", cut(slug, room))
}

/// A short hash of the key of the topic, so that another spelling does not move a folder.
fn hash(name: &str) -> String {
    let Key(name) = Key::of(name);
    let mut hash = String::new();
    // Writing into a String cannot fail.
    let _ = write!(hash, "{:08x}", fingerprint(&name) >> 32);
    hash
}

fn is_reserved(slug: &str) -> bool {
    let mut numbers = ["com", "lpt"].iter().filter_map(|device| slug.strip_prefix(device));
    RESERVED.contains(&slug) || numbers.any(|number| number.len() == 1 && number.parse::<u8>().is_ok())
}

fn push_word(words: &mut String, word: &str) {
    push_letters(words, "-");
    words.push_str(word);
    words.push('-');
}

fn push_letters(words: &mut String, letters: &str) {
    for letter in letters.chars() {
        if letter.is_ascii_alphanumeric() {
            words.push(letter.to_ascii_lowercase());
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
}

/// At most `most` bytes, cut between words if that leaves something.
fn cut(slug: &str, most: usize) -> &str {
    let Some(head) = slug.get(..most) else { return slug };
    if slug.len() == most || slug.get(most..).is_some_and(|rest| rest.starts_with('-')) {
        return head.trim_end_matches('-');
    }
    head.rsplit_once('-').map_or(head, |(words, _)| words).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        for (name, expected) in [
            ("Power Apps", "power-apps"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("C", "c"),
            ("R&D", "r-and-d"),
            (".NET", "dot-net"),
            ("Node.js", "node-dot-js"),
            ("  Größe – Maß ", "grosse-mass"),
            ("Владимир", "vladimir"),
            ("Developers' day", "developers-day"),
            ("../../etc/passwd", "dot-dot-dot-dot-etc-passwd"),
            ("cafe\u{301}", "cafe"),
            ("a/b\\c", "a-b-c"),
            ("console", "console"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn names_of_devices_get_a_hash() {
        for name in ["con", "NUL", "COM1", "lpt9"] {
            let slug = slug(name);
            let (start, hash) = slug.split_once('-').unwrap();
            assert_eq!((start, hash.len()), (name.to_lowercase().as_str(), 8));
        }
    }

    #[test]
    fn a_name_of_which_nothing_is_left_becomes_a_hash() {
        for name in ["", "!!!", "—", "\u{0}\u{7}"] {
            let slug = slug(name);
            assert!(
                slug.len() == 8 && slug.chars().all(|digit| digit.is_ascii_hexdigit()),
                "{name:?}: {slug}"
            );
        }
        assert_ne!(slug("!!!"), slug("???"));
    }

    #[test]
    fn slugs_are_short_and_cut_between_words() {
        assert_eq!(slug(&"x".repeat(10_000)).len(), 100);
        assert_eq!(slug(&"word ".repeat(1000)).len(), 99);
        assert_eq!(with_hash(&"x".repeat(100), "a").len(), 100);
    }
}
