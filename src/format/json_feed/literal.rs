//! JSON as characters: what a string literal says, how deep brackets are nested, and a value rewritten without
//! white space, forbidden characters and needless escapes.
//!
//! Nothing here judges whether text is JSON at all: `serde_json` has done so before.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use serde_json::value::RawValue;

use crate::format::characters::normalized;
use crate::text;

/// How deep brackets may be nested. `serde_json`, which reads every document back, stops at 127.
pub(super) const DEEPEST: usize = 100;

/// The largest number up to which a double holds every whole one.
pub(super) const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// What a string literal says.
pub(super) struct Decoded<'a> {
    /// The text, without characters that no feed may hold.
    pub(super) text: Cow<'a, str>,
    /// Whether nothing had to be taken out of it.
    pub(super) is_whole: bool,
    /// Whether a half of a surrogate pair stands in it, as a replacement character.
    pub(super) has_halves: bool,
}

/// What the string literal says, given with its quotes.
pub(super) fn decoded(literal: &str) -> Decoded<'_> {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if memchr(b'\\', inner.as_bytes()).is_none() {
        let text = text::strip_forbidden(inner);
        return Decoded { is_whole: text.len() == inner.len(), has_halves: false, text };
    }
    let mut text = String::with_capacity(inner.len());
    let mut has_halves = false;
    let mut rest = inner;
    while let Some((before, escape)) =
        memchr(b'\\', rest.as_bytes()).and_then(|start| rest.split_at_checked(start))
    {
        text.push_str(before);
        let (character, after) = unescaped(escape.strip_prefix('\\').unwrap_or(escape));
        has_halves |= character.is_none();
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = after;
    }
    text.push_str(rest);
    let stripped = match text::strip_forbidden(&text) {
        Cow::Owned(stripped) => Some(stripped),
        Cow::Borrowed(_) => None,
    };
    Decoded { is_whole: stripped.is_none(), has_halves, text: Cow::Owned(stripped.unwrap_or(text)) }
}

/// The character that an escape means, of which the backslash is gone, and what follows it.
fn unescaped(escape: &str) -> (Option<char>, &str) {
    let mut characters = escape.chars();
    let character = match characters.next() {
        Some('u') => return unescaped_unit(characters.as_str()),
        Some('n') => Some('\n'),
        Some('t') => Some('\t'),
        Some('r') => Some('\r'),
        Some('b') => Some('\u{8}'),
        Some('f') => Some('\u{c}'),
        other => other,
    };
    (character, characters.as_str())
}

/// The same for the hexadecimal escapes (RFC 8259, section 7), of which one or two make a character.
fn unescaped_unit(digits: &str) -> (Option<char>, &str) {
    let (first, after) = unit(digits);
    let second = after.strip_prefix("\\u").map(unit);
    if let (Some(first), Some((Some(second), after))) = (first, second)
        && matches!(first, 0xd800..=0xdbff)
        && let Some(Ok(character)) = char::decode_utf16([first, second]).next()
    {
        return (Some(character), after);
    }
    (first.and_then(|first| char::from_u32(first.into())), after)
}

fn unit(digits: &str) -> (Option<u16>, &str) {
    let (digits, after) = digits.split_at_checked(4).unwrap_or((digits, ""));
    (u16::from_str_radix(digits, 16).ok(), after)
}

/// The value without white space between its parts, each string written as the writer writes strings. `None` where
/// it is not JSON, is nested too deep, or holds a number that is too large.
pub(super) fn normalised(json: &str) -> Option<String> {
    serde_json::from_str::<&RawValue>(json).ok().filter(|_| too_deep(json).is_none())?;
    let mut value = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((between, string)) = rest.split_once('"') {
        add_outside(&mut value, between)?;
        let (literal, after) = string.split_at_checked(string_length(string))?;
        value.push_str(&serde_json::to_string(&normalized(&decoded(literal).text)).ok()?);
        rest = after.strip_prefix('"')?;
    }
    add_outside(&mut value, rest)?;
    Some(value)
}

/// Adds what stands between two strings. `None` where it holds a number too large for those who read it, though it is JSON.
fn add_outside(value: &mut String, between: &str) -> Option<()> {
    for part in between.split_ascii_whitespace() {
        let mut words = part.split([',', ':', '[', ']', '{', '}']).filter(|word| !word.is_empty());
        let is_read =
            |word: &str| word.starts_with(char::is_alphabetic) || serde_json::from_str::<f64>(word).is_ok();
        if !words.all(is_read) {
            return None;
        }
        value.push_str(part);
    }
    Some(())
}

/// How many members and values of lists there are in a value at most, however deep.
pub(super) fn parts(json: &str) -> usize {
    let (mut parts, mut rest) = (1_usize, json);
    while let Some((between, string)) = rest.split_once('"') {
        parts = parts.saturating_add(marks(between));
        let (_, after) = string.split_at_checked(string_length(string)).unwrap_or_default();
        rest = after.strip_prefix('"').unwrap_or_default();
    }
    parts.saturating_add(marks(rest))
}

/// How many marks a part precedes or follows.
fn marks(json: &str) -> usize {
    json.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count()
}

/// How many bytes of the text precede the quote that ends the string.
pub fn string_length(string: &str) -> usize {
    let mut at = 0_usize;
    loop {
        let rest = string.as_bytes().get(at..).unwrap_or_default();
        let Some(found) = memchr2(b'"', b'\\', rest) else { return string.len() };
        at = at.saturating_add(found);
        if rest.get(found) == Some(&b'"') {
            return at;
        }
        // The next byte is escaped.
        at = at.saturating_add(2);
    }
}

/// Where brackets are nested too deep, in bytes.
pub(super) fn too_deep(json: &str) -> Option<usize> {
    let (mut depth, mut rest) = (0_usize, json);
    loop {
        let (between, string) = rest.split_at_checked(memchr(b'"', rest.as_bytes()).unwrap_or(rest.len()))?;
        let deepest = between.bytes().position(|byte| {
            match byte {
                b'[' | b'{' => depth = depth.saturating_add(1),
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > DEEPEST
        });
        if let Some(deepest) = deepest {
            return Some(json.len().saturating_sub(rest.len()).saturating_add(deepest));
        }
        let string = string.strip_prefix('"')?;
        rest = string.get(string_length(string)..)?.strip_prefix('"')?;
    }
}

/// Whether a member of this name is an extension (JSON Feed 1.1, "Extensions"): an underscore and a letter first, no
/// full stop.
pub(super) fn is_extension_name(name: &str) -> bool {
    let rest = name.strip_prefix('_').unwrap_or_default();
    rest.starts_with(char::is_alphabetic) && !rest.contains('.') && normalized(name) == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_literal_says_what_its_escapes_mean() {
        for (literal, expected, is_whole, has_halves) in [
            (r#""""#, "", true, false),
            (r#""a b""#, "a b", true, false),
            (r#""\"\\\/\n\t\r""#, "\"\\/\n\t\r", true, false),
            (r#""\u00e4\u20ACx""#, "ä€x", true, false),
            (r#""\ud83e\udd80!""#, "\u{1f980}!", true, false),
            (r#""a\ud83e""#, "a\u{fffd}", true, true),
            (r#""a\ud83eb""#, "a\u{fffd}b", true, true),
            (r#""\udd80\ud83e\udd80""#, "\u{fffd}\u{1f980}", true, true),
            (r#""\ud83e\ud83e\udd80""#, "\u{fffd}\u{1f980}", true, true),
            (r#""\ud83e\u0041""#, "\u{fffd}A", true, true),
            (r#""a\u0000\b\fb""#, "ab", false, false),
            ("\"a\u{7f}b\\n\u{fffe}\"", "ab\n", false, false),
            ("\"a\u{7f}b\"", "ab", false, false),
        ] {
            let decoded = decoded(literal);
            let found = (decoded.text.as_ref(), decoded.is_whole, decoded.has_halves);
            assert_eq!(found, (expected, is_whole, has_halves), "{literal}");
        }
    }

    #[test]
    fn a_value_is_written_anew_and_stays_what_it_is() {
        for (json, expected) in [
            (" { \"b\" : [ 1 , 2.50 ] ,\n\"a\": null } ", r#"{"b":[1,2.50],"a":null}"#),
            (r#""a \/ \u0041 \" \u003c\r\n  b""#, "\"a / A \\\" <\\n  b\""),
            ("\"\\u0000\u{7f}\"", "\"\""),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("[-0,true,{\"a\":1E+308},null]", "[-0,true,{\"a\":1E+308},null]"),
            (r#"{"a\\":"\\"}"#, r#"{"a\\":"\\"}"#),
        ] {
            assert_eq!(normalised(json).as_deref(), Some(expected), "{json}");
            assert_eq!(normalised(expected).as_deref(), Some(expected));
        }
        for json in ["", "{", "1 2", "{\"a\":1,}", "nul", "\"\t\"", "[1e400]", "{\"a\": -1.8e308 }"] {
            assert_eq!(normalised(json), None, "{json}");
        }
    }

    #[test]
    fn parts_count_outside_strings_alone() {
        for (json, expected) in
            [("1", 1), ("\"a,[\\\",{\"", 1), ("[1,2,\",\"]", 4), ("{\"a,\":[],\"b\":{}}", 5), ("\"a", 1)]
        {
            assert_eq!(parts(json), expected, "{json}");
        }
    }

    #[test]
    fn brackets_count_outside_strings_alone() {
        let deep = "[".repeat(DEEPEST);
        assert_eq!(too_deep(&deep), None);
        assert_eq!(too_deep(&format!("[]{deep}[")), Some(DEEPEST + 2));
        assert_eq!(too_deep(&format!("\"\\\"{deep}{{\"{deep}")), None);
        assert_eq!(normalised(&format!("[{deep}{}]", "]".repeat(DEEPEST))), None);
    }

    #[test]
    fn an_extension_begins_with_an_underscore_and_a_letter() {
        for (name, expected) in [
            ("_a", true),
            ("_\u{e4}b_c", true),
            ("a", false),
            ("_", false),
            ("", false),
            ("__a", false),
            ("_1", false),
            ("_a.b", false),
            ("_a\r", false),
        ] {
            assert_eq!(is_extension_name(name), expected, "{name}");
        }
    }
}
