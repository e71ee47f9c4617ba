//! Rules for plain text that all rooms share: which characters a feed may hold, how white space is folded, how text is
//! escaped for HTML and for a terminal, and fingerprints.
//!
//! HTML, dates and URLs have their own rooms.

mod bytes;
mod escape;
mod permitted;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use memchr::{memchr, memmem};
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

pub use bytes::{ByteSet, after_byte, all_places, find_behind};
pub use escape::plain_length;
pub use escape::{attribute_value, escape_attribute, escape_html, escape_html_content};
pub use permitted::DOUBTFUL;
pub use permitted::{is_all_permitted, is_normalized, is_permitted, normalized, strip_forbidden};

/// The text with ASCII letters in lower case.
pub fn lower_case(text: &str) -> Cow<'_, str> {
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// The text with every run of white space folded into one space and none at its ends.
pub fn fold_white_space(text: &str) -> String {
    if is_folded(text) {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The text with what is `found` in it exchanged for another text. It goes over long texts in which little or nothing is found much faster
/// than [`str::replace`].
pub fn replaced(text: &str, found: &str, by: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    for place in memmem::find_iter(text.as_bytes(), found) {
        let passed = text.len().saturating_sub(rest.len());
        let Some((before, at)) = rest.split_at_checked(place.saturating_sub(passed)) else { break };
        replaced.push_str(before);
        replaced.push_str(by);
        rest = at.strip_prefix(found).unwrap_or_default();
    }
    replaced.push_str(rest);
    replaced
}

/// Whether a text holds nothing but white space.
#[inline]
pub fn is_blank(text: &str) -> bool {
    // Of most texts the first character tells.
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
}

/// Whether all white space certainly is single spaces between words. False means "not sure".
fn is_folded(text: &str) -> bool {
    // White space beyond ASCII begins with one of these bytes.
    let is_doubtful = |byte: u8| matches!(byte, b'\t'..=b'\r' | 0xc2 | 0xe1..=0xe3);
    let holds_doubtful = |bytes: &[u8]| bytes.iter().fold(false, |found, &byte| found | is_doubtful(byte));
    let neighbours = text.as_bytes().iter().zip(text.as_bytes().get(1..).unwrap_or_default());
    text.as_bytes().first() != Some(&b' ')
        && text.as_bytes().last() != Some(&b' ')
        && !text.as_bytes().chunks(64).any(holds_doubtful)
        && !neighbours.fold(false, |found, (a, b)| found | ((*a == b' ') & (*b == b' ')))
}

/// The text without marks that turn the text behind them around: embeddings and overrides of direction, which newer texts
/// do without, and isolates that do not end in the text (Unicode Standard Annex 9, section 2). Marks of the direction of a
/// single place stay.
pub fn without_overrides(text: &str) -> Cow<'_, str> {
    // All of them begin with this byte in UTF-8.
    if memchr(0xe2, text.as_bytes()).is_none() || !text.contains(is_directing) {
        return Cow::Borrowed(text);
    }
    let mut open = Vec::new();
    let mut ended = BTreeSet::new();
    for (position, character) in text.char_indices() {
        match character {
            '\u{2066}'..='\u{2068}' => open.push(position),
            '\u{2069}' => ended.extend(open.pop().into_iter().flat_map(|start| [start, position])),
            _ => {}
        }
    }
    let stays =
        |&(position, character): &(usize, char)| !is_directing(character) || ended.contains(&position);
    let kept: String = text.char_indices().filter(stays).map(|(_, character)| character).collect();
    if kept.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(kept) }
}

fn is_directing(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether the character changes how the text around it is shown: a control, a line separator, or a mark of direction, shape,
/// annotation or byte order.
pub fn is_steering(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// The text with steering characters as escapes, so that a hostile file name steers no terminal, and with what the runners of
/// builds take for a command anywhere in a line (`##[…]`, `##vso[…]`, `##teamcity[…]`) broken in the same way.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    // Writing into a String cannot fail.
    let escaped = escape_steering(text, is_steering, |character, escaped| {
        let _ = write!(escaped, "{}", character.escape_default());
    });
    without_commands(escaped, "\\u{23}")
}

/// The path of a file as the beginning of a line. Where a program that reads the line could take its beginning for something
/// else than a path (`<3>` and `::error::` are commands, `feedmill: ` begins lines of ours), the path begins with `./`,
/// which leads to the same file.
pub fn line_of_path(path: &str) -> Cow<'_, str> {
    let escaped = escape_controls(path);
    let first = path.split('/').next().unwrap_or_default();
    // A number behind the name of a file is that of a line.
    let first = first.rsplit_once(':').filter(|(_, line)| is_line(line)).map_or(first, |(name, _)| name);
    let is_plain = |character: char| character.is_alphanumeric() || " ._-+@~,()'".contains(character);
    let is_name = |first: char| first.is_alphanumeric() || matches!(first, '.' | '_');
    // A drive of Windows begins with its letter.
    let is_drive =
        first.starts_with(|letter: char| letter.is_ascii_alphabetic()) && first.get(1..3) == Some(":\\");
    // What is read from standard input, and a row of a database, is named like this.
    let is_named = path == "<stdin>" || path.starts_with("articles:");
    match first.is_empty()
        || is_named
        || is_drive
        || first.starts_with(is_name) && first.chars().all(is_plain)
    {
        true => escaped,
        false => Cow::Owned(format!("./{escaped}")),
    }
}

fn is_line(number: &str) -> bool {
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text with the first `#` of each `##` that letters and `[` follow as this escape.
fn without_commands<'t>(text: Cow<'t, str>, escape: &str) -> Cow<'t, str> {
    let is_command = |start: &usize| {
        let behind = text.get(*start..).and_then(|rest| rest.strip_prefix("##")).unwrap_or("-");
        behind.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).starts_with('[')
    };
    let starts: Vec<usize> = text.match_indices('#').map(|(start, _)| start).filter(is_command).collect();
    if starts.is_empty() {
        return text;
    }
    let mut broken = String::with_capacity(text.len().saturating_add(starts.len().saturating_mul(6)));
    let mut from = 0_usize;
    for start in starts {
        broken.push_str(text.get(from..start).unwrap_or_default());
        broken.push_str(escape);
        from = start.saturating_add(1);
    }
    broken.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(broken)
}

/// A JSON document with the same meaning that cannot steer a terminal. Apart from line ends, steering characters are only
/// inside its strings; JSON writers themselves only escape those below the space.
pub fn escape_json_controls(document: &str) -> Cow<'_, str> {
    let is_unsafe = |character| character > ' ' && is_steering(character);
    let escaped = escape_steering(document, is_unsafe, |character, escaped| {
        let _ = write!(escaped, "\\u{:04x}", u32::from(character));
    });
    without_commands(escaped, "\\u0023")
}

fn escape_steering(
    text: &str,
    is_unsafe: impl Fn(char) -> bool,
    push_escape: impl Fn(char, &mut String),
) -> Cow<'_, str> {
    if !text.contains(&is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len().saturating_add(16));
    for character in text.chars() {
        if is_unsafe(character) {
            push_escape(character, &mut escaped);
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// The longest name of a topic, category, type, provider or language, in bytes: the state stores them all, and every entry
/// of a topic repeats its name.
pub const LONGEST_NAME: usize = 1000;

/// The part of a name that is kept, if the name is too long.
pub fn shortened_name(name: &str) -> Option<&str> {
    let mut ends = (0..=LONGEST_NAME).rev().filter(|_| name.len() > LONGEST_NAME);
    ends.find_map(|end| name.get(..end)).map(str::trim_end)
}

/// The first 64 bits of the SHA-256 of the text: the same on every machine and in every version.
pub fn fingerprint(text: &str) -> u64 {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |bits, &byte| (bits << 8) | u64::from(byte))
}

/// A fast fingerprint of bytes, for data that only this machine writes and compares.
pub fn digest(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forbidden_characters_are_removed_and_the_rest_stays() {
        assert_eq!(strip_forbidden("a\u{0}b\u{b}c\u{fffe}d\u{85}e\u{1f980}"), "abcde\u{1f980}");
        assert!(matches!(strip_forbidden("tab\tline\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn names_are_cut_between_characters_and_end_in_no_space() {
        assert_eq!(shortened_name(&"a".repeat(1000)), None);
        assert_eq!(shortened_name(&"a".repeat(1001)), Some("a".repeat(1000).as_str()));
        assert_eq!(shortened_name(&"\u{1f980}a".repeat(300)), Some("\u{1f980}a".repeat(200).as_str()));
        assert_eq!(shortened_name(&"\u{1f980}".repeat(251)), Some("\u{1f980}".repeat(250).as_str()));
        assert_eq!(
            shortened_name(&format!("a{}", "\u{e9}".repeat(501))),
            Some(format!("a{}", "\u{e9}".repeat(499)).as_str())
        );
        assert_eq!(shortened_name(&format!("{} b", "a".repeat(999))), Some("a".repeat(999).as_str()));
    }

    #[test]
    fn white_space_is_folded_into_single_spaces() {
        assert_eq!(fold_white_space(" a\r\n b\u{a0}\u{2003}c "), "a b c");
    }

    #[test]
    fn only_marks_of_direction_that_end_or_touch_one_place_stay() {
        for (text, expected) in [
            ("a\u{202e}b\u{202c}c\u{202a}d", "abcd"),
            ("\u{2067}a\u{2069}\u{200f}b\u{200e}", "\u{2067}a\u{2069}\u{200f}b\u{200e}"),
            ("\u{2066}a\u{2067}b\u{2069}", "a\u{2067}b\u{2069}"),
            ("\u{2069}a\u{2068}", "a"),
            ("“a”…", "“a”…"),
        ] {
            assert_eq!(without_overrides(text), expected, "{text:?}");
        }
    }

    #[test]
    fn control_characters_are_shown_as_escapes() {
        assert_eq!(escape_controls("a\u{1b}[2Jb\nc\u{202e}"), "a\\u{1b}[2Jb\\nc\\u{202e}");
        for character in "\u{7f}\u{9b}\u{61c}\u{206a}\u{206f}\u{feff}\u{fff9}\u{fffb}".chars() {
            assert!(escape_controls(&character.to_string()).is_ascii(), "{character:?}");
        }
        assert_eq!(escape_controls("é \u{1f980}\u{200d}\u{fffc}"), "é \u{1f980}\u{200d}\u{fffc}");
    }

    #[test]
    fn no_runner_of_builds_sees_a_command_in_a_line() {
        for (text, expected) in [
            ("##[error]x", "\\u{23}#[error]x"),
            ("a ##vso[task.setvariable]x", "a \\u{23}#vso[task.setvariable]x"),
            ("###teamcity[x", "#\\u{23}#teamcity[x"),
            ("## Heading, C# #1 ##2[", "## Heading, C# #1 ##2["),
        ] {
            assert_eq!(escape_controls(text), expected, "{text}");
        }
        let document = "{\"a\": \"##vso[x]\"}";
        assert_eq!(escape_json_controls(document), "{\"a\": \"\\u0023#vso[x]\"}");
    }

    #[test]
    fn a_path_that_begins_a_line_is_taken_for_nothing_else() {
        for (path, expected) in [
            ("articles/a b.md", "articles/a b.md"),
            ("2020-01-01-über_uns.md", "2020-01-01-über_uns.md"),
            ("../a.md", "../a.md"),
            ("/srv/a.md", "/srv/a.md"),
            ("<0>a.md", "./<0>a.md"),
            ("::error::a.md", "./::error::a.md"),
            (" ::error::/a.md", "./ ::error::/a.md"),
            ("feedmill: done.md", "./feedmill: done.md"),
            ("--- a.md", "./--- a.md"),
            ("##vso[a]b.md", "./\\u{23}#vso[a]b.md"),
            ("a\n<0>b.md", "./a\\n<0>b.md"),
        ] {
            assert_eq!(line_of_path(path), expected, "{path}");
        }
    }

    #[test]
    fn json_without_controls_says_the_same() {
        let text = "a\u{7f}b\u{9b}2Jc\u{202e}\u{feff}é\n\u{1b}";
        let document = serde_json::to_string_pretty(&[text]).unwrap();
        let escaped = escape_json_controls(&document);
        assert!(
            !escaped.contains(|character: char| character != '\n' && is_steering(character)),
            "{escaped}"
        );
        assert!(escaped.contains("b\\u009b2J") && escaped.contains('é'), "{escaped}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).unwrap(), [text]);
    }

    #[test]
    fn the_fingerprint_is_that_of_the_standard() {
        assert_eq!(fingerprint("abc"), 0xba78_16bf_8f01_cfea);
    }

    /// Texts of ordinary characters, of those at the edges of what is permitted, and of white space.
    fn texts() -> impl Strategy<Value = String> {
        let awkward = "\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f} \u{7f}\u{80}\u{85}\u{9f}\u{a0}\u{a1}\u{ff}\u{1680}\u{2003}\u{2028}\u{3000}\
                       \u{fdcf}\u{fdd0}\u{fdef}\u{fdf0}\u{feff}\u{fffc}\u{fffd}\u{fffe}\u{ffff}\u{10000}\u{1fffe}\u{10ffff}&<>\"'";
        let awkward: Vec<char> = awkward.chars().collect();
        let character = prop_oneof![
            6 => prop::char::range('a', 'c'),
            2 => Just(' '),
            1 => prop::sample::select(awkward),
            1 => any::<char>(),
        ];
        prop::collection::vec(character, 0..90).prop_map(String::from_iter)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn quick_checks_agree_with_a_check_of_every_character(text in texts()) {
            prop_assert_eq!(is_all_permitted(&text), text.chars().all(is_permitted));
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(fold_white_space(&text), words.join(" "));
        }

        #[test]
        fn what_is_exchanged_is_what_the_standard_library_exchanges(text in "[ab\r\n ]{0,40}", by in "[a\n]{0,2}") {
            for found in ["a", "ab", "\r\n", "aa", "  ", "b\r\n"] {
                prop_assert_eq!(replaced(&text, found, &by), text.replace(found, &by));
            }
        }

        #[test]
        fn every_special_character_is_escaped_and_no_other(text in texts()) {
            let content = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(escape_html_content(&text), content.replace('\u{a0}', "&nbsp;"));
            prop_assert_eq!(escape_html(&text), content.replace('"', "&quot;"));
        }
    }
}
