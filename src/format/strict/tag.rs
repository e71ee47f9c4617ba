//! The rules inside a tag and of references, which `quick-xml` leaves to its users: how names are spelled,
//! how attributes are separated and quoted, what a reference may mean.

use memchr::memchr;
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::Fault;
use super::scan::{cut, trim_end, trim_start};
use crate::text;

/// Checks what follows the name in a start tag: attributes that are separated, quoted, declared and
/// unique by namespace and name, without `<` and with known references only. `seen` is room for their names.
pub(super) fn check_attributes<'a>(
    raw: &'a str,
    namespaces: &NamespaceResolver,
    seen: &mut Vec<&'a str>,
) -> Result<(), Fault> {
    seen.clear();
    let mut rest = raw;
    loop {
        let trimmed = trim_start(rest);
        if trimmed.is_empty() {
            return Ok(());
        }
        if trimmed.len() == rest.len() {
            return Err("attributes that are not separated");
        }
        let (name, value, after) = first_attribute(trimmed)?;
        check_value(value)?;
        if name.starts_with("xmlns:") && value.is_empty() {
            return Err("a prefix that is taken back");
        }
        // A name without a prefix is in no namespace, and each with a prefix is in one.
        let resolved =
            name.bytes().any(|byte| byte == b':').then(|| namespaces.resolve_attribute(QName(name)));
        if matches!(resolved, Some((ResolveResult::Unknown(_), _))) {
            return Err("a prefix that is not declared");
        }
        let is_same = |other: &&str| {
            *other == name
                || resolved.as_ref().is_some_and(|own| namespaces.resolve_attribute(QName(other)) == *own)
        };
        if seen.iter().any(is_same) {
            return Err("an attribute that is duplicated");
        }
        seen.push(name);
        rest = after;
    }
}

/// Splits `name="value" more` into its three parts.
fn first_attribute(text: &str) -> Result<(&str, &str, &str), Fault> {
    let (name, value) = cut(text, text.bytes().position(|byte| byte == b'='));
    let value = value.strip_prefix('=').ok_or("an attribute without a value")?;
    let name = trim_end(name);
    if !is_name(name) {
        return Err("a name that the writer never uses");
    }
    let value = trim_start(value);
    for quote in [b'"', b'\''] {
        if let Some(value) = value.strip_prefix(char::from(quote)) {
            let (value, end) = cut(value, memchr(quote, value.as_bytes()));
            let after = end.strip_prefix(char::from(quote)).ok_or("an attribute that is not quoted")?;
            return Ok((name, value, after));
        }
    }
    Err("an attribute that is not quoted")
}

fn check_value(value: &str) -> Result<(), Fault> {
    if memchr(b'<', value.as_bytes()).is_some() {
        return Err("a raw < in an attribute");
    }
    check_references(value).map_err(|_| "a reference to nothing known")
}

/// Checks that every reference in the text is complete and has a known meaning.
pub(super) fn check_references(text: &str) -> Result<(), Fault> {
    let mut rest = text;
    while let Some(position) = memchr(b'&', rest.as_bytes()) {
        let (_, reference) = cut(rest, Some(position));
        rest = match predefined_length(reference.as_bytes()) {
            Some(length) => cut(reference, Some(length)).1,
            None => first_reference(reference)?.1,
        };
    }
    Ok(())
}

/// The length of the reference that the text begins with, if it is one of the five that XML predefines: most are.
fn predefined_length(text: &[u8]) -> Option<usize> {
    match text {
        [b'&', b'l' | b'g', b't', b';', ..] => Some(4),
        [b'&', b'a', b'm', b'p', b';', ..] => Some(5),
        [b'&', b'q', b'u', b'o', b't', b';', ..] | [b'&', b'a', b'p', b'o', b's', b';', ..] => Some(6),
        _ => None,
    }
}

/// The character of the reference that the text begins with, and what follows it.
pub(super) fn first_reference(text: &str) -> Result<(char, &str), Fault> {
    let reference = text.strip_prefix('&').unwrap_or(text);
    let (name, end) = cut(reference, reference.bytes().position(|byte| matches!(byte, b';' | b'&')));
    let after = end.strip_prefix(';').ok_or("not well-formed")?;
    let character = referenced(name).ok_or("a reference to nothing known")?;
    Ok((character, after))
}

/// The character of `&name;`: one of the five that XML predefines, or a permitted one by its
/// number.
fn referenced(name: &str) -> Option<char> {
    let (digits, radix) = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => (digits, 16),
            None => (name.strip_prefix('#')?, 10),
        },
    };
    // The standard library would take a sign as well.
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|&character| text::is_permitted(character))
}

/// Whether the name is a plain one: ASCII, with at most one prefix. XML allows more; the writers need no
/// more.
pub(in crate::format) fn is_name(name: &str) -> bool {
    let is_later = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_part = |part: &[u8]| {
        part.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
            && part.iter().all(is_later)
    };
    let mut parts = name.as_bytes().splitn(2, |&byte| byte == b':');
    parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_for_publishable_characters_only() {
        let cases = [
            ("amp", Some('&')),
            ("#65", Some('A')),
            ("#x1F980", Some('\u{1f980}')),
            ("#x0", None),
            ("#11", None),
            ("#xFFFE", None),
            ("#xD800", None),
            ("#x110000", None),
            ("#99999999999", None),
            ("#+65", None),
            ("#X41", None),
            ("#", None),
            ("#x", None),
            ("nbsp", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(referenced(name), expected, "{name}");
            assert_eq!(check_references(&format!("a&{name};b&amp;c")).is_ok(), expected.is_some(), "{name}");
        }
        assert!(check_references("&lt;&gt;&amp;&quot;&apos;").is_ok());
        assert!(
            ["&lt", "&amp ;", "&quo;", "&", "&;", "&aposs;"]
                .iter()
                .all(|text| check_references(text).is_err())
        );
    }

    #[test]
    fn names_are_plain() {
        for name in ["a", "media:content", "_x", "a-b.c1"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", ":a", "a:", "a:b:c", "1a", "-a", "a b", "a\"b", "\u{e9}", "a/"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
