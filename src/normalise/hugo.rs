//! Titles, slugs and paths -> addresses as Hugo makes them. Of titles and slugs each run of blanks is one `-`; of the names of folders
//! and files each blank is one. Signs that a path may not hold go, wherever they stand.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::char::is_combining_mark;

use crate::record::{self, Place};

/// A decimal digit of any script.
static DIGIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d$").ok());

/// A title or slug as a part of an address.
pub(super) fn part(text: &str) -> String {
    let kept = sanitised(text);
    // It is read as a part of a URL: what is behind the first `#` is a fragment, and an empty one goes; `+` is a blank.
    let fragment = kept.find('#').is_some_and(|sign| sign.saturating_add(1) == kept.len());
    let kept = if fragment { kept.trim_end_matches('#') } else { &kept };
    let mut parts = kept.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| text + rest.get(2..).unwrap_or_default()).replace('+', " ")
}

/// A title as a part of an address: it is one part, whatever is in it.
pub(super) fn title(text: &str) -> String {
    part(&text.replace(['/', '\\'], "-"))
}

/// The name of a folder or file as a part of a path.
pub(super) fn segment(name: &str) -> String {
    name.replace(' ', "-")
}

/// A path whose parts and literal texts are known, without signs that it may not hold, as it may stand in a URL.
pub(super) fn path(text: &str) -> String {
    let kept = sanitised(text.trim_end_matches('/')).replace('#', "%23");
    if text.ends_with('/') { kept + "/" } else { kept }
}

/// The text in lower case, letter by letter: no letter depends on those beside it, and none becomes two.
pub(super) fn lower(text: &str) -> String {
    text.chars().map(|letter| letter.to_lowercase().next().unwrap_or(letter)).collect()
}

/// What the path of a record says. A `README` is a page like any other.
pub(super) fn place(below: &str) -> Place<'_> {
    let place = record::place(below, false);
    let (folder, file) = below.rsplit_once('/').unwrap_or(("", below));
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    match name.split('.').next().is_some_and(|name| name.eq_ignore_ascii_case("readme")) {
        true => Place { folder, whole_name: name, name, is_bundle: false, ..place },
        false => place,
    }
}

/// Signs that a path may hold, and `-` for blanks before them that have none before or behind.
fn sanitised(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_blank = false;
    for (at, sign) in text.char_indices() {
        if is_kept(sign) || (sign == '%' && text.get(at..).is_some_and(is_escape)) {
            if std::mem::take(&mut is_blank) && sign != '-' {
                kept.push('-');
            }
            kept.push(sign);
        } else {
            is_blank |= sign.is_whitespace() && !kept.is_empty() && !kept.ends_with('-');
        }
    }
    kept
}

/// Whether a path may hold the sign. Of numbers only digits stay, and no letter in a circle.
fn is_kept(sign: char) -> bool {
    if sign.is_ascii() {
        return sign.is_ascii_alphanumeric() || "./\\_#+~@-".contains(sign);
    }
    let is_digit = || DIGIT.as_ref().is_some_and(|digit| digit.is_match(sign.encode_utf8(&mut [0; 4])));
    let is_letter = || sign.is_alphabetic() && !matches!(sign, 'Ⓐ'..='ⓩ' | '\u{1f130}'..='\u{1f189}');
    is_combining_mark(sign) || if sign.is_numeric() { is_digit() } else { is_letter() }
}

/// Whether a text begins with an escape of a URL.
fn is_escape(text: &str) -> bool {
    let digits = text.as_bytes().get(1..3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_slugs_and_paths_are_those_of_hugo() {
        let address = |part: &str| lower(&path(&format!("/x/{part}/")));
        for (text, of_title, of_slug, of_file) in [
            ("C++", "c", "c", "c++"),
            ("C#", "c", "c", "c%23"),
            ("F# & G", "f%23-g", "f%23-g", "f%23--g"),
            ("a+b", "a-b", "a-b", "a+b"),
            ("TCP/IP basics", "tcp-ip-basics", "tcp/ip-basics", "tcp/ip-basics"),
            ("C++/C# x", "c-c%23-x", "c-/c%23-x", "c++/c%23-x"),
            ("a / b", "a-b", "a-/-b", "a-/-b"),
            ("x - y", "x-y", "x-y", "x---y"),
            ("x  y", "x-y", "x-y", "x--y"),
            ("x – y — z", "x-y-z", "x-y-z", "x--y--z"),
            (" lead", "lead", "lead", "-lead"),
            ("trail ", "trail", "trail", "trail-"),
            ("Emoji 🎉 x", "emoji-x", "emoji-x", "emoji--x"),
            ("Q & A", "q-a", "q-a", "q--a"),
            ("½ ² Ⅳ x", "x", "x", "---x"),
            ("50%25 y", "50-y", "50-y", "50%25-y"),
            ("100% x", "100-x", "100-x", "100-x"),
            ("x\u{3000}y\tz", "x-y-z", "x-y-z", "x-y-z"),
            ("+ x", "-x", "-x", "+-x"),
            ("ΟΔΟΣ İ", "οδοσ-i", "οδοσ-i", "οδοσ-i"),
            ("@at ~til~ [x] a=b;c", "@at-~til~-x-abc", "@at-~til~-x-abc", "@at-~til~-x-abc"),
        ] {
            let found = [title(text), part(text), segment(text)].map(|part| address(&part));
            assert_eq!(found, [of_title, of_slug, of_file].map(|part| format!("/x/{part}/")), "{text}");
        }
    }
}
