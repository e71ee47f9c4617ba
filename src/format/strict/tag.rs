//! The rules inside a tag and of references, which `quick-xml` leaves to its users: how names are spelled,
//! how attributes are separated and quoted, what a reference may stand for.

use quick_xml::name::{LocalName, NamespaceResolver, QName, ResolveResult};

use super::Fault;
use crate::text;

/// White space (XML 1.0, section 2.3).
pub(super) const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Checks what stands behind the name in a start tag: attributes that are separated, quoted, declared and
/// unique by namespace and name, without `<` and with known references only.
pub(super) fn check_attributes(raw: &str, resolver: &NamespaceResolver) -> Result<(), Fault> {
    let mut seen: Vec<(ResolveResult<'_>, LocalName<'_>)> = Vec::new();
    let mut rest = raw;
    loop {
        let trimmed = rest.trim_start_matches(SPACE);
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
        let attribute = resolver.resolve_attribute(QName(name));
        if matches!(attribute.0, ResolveResult::Unknown(_)) {
            return Err("a prefix that is not declared");
        }
        if seen.contains(&attribute) {
            return Err("an attribute that stands twice");
        }
        seen.push(attribute);
        rest = after;
    }
}

/// Splits `name="value" more` into its three parts.
fn first_attribute(text: &str) -> Result<(&str, &str, &str), Fault> {
    let (name, value) = text.split_once('=').ok_or("an attribute without a value")?;
    let name = name.trim_end_matches(SPACE);
    if !is_name(name) {
        return Err("a name that the writer never uses");
    }
    let value = value.trim_start_matches(SPACE);
    for quote in ['"', '\''] {
        if let Some(value) = value.strip_prefix(quote) {
            let (value, after) = value.split_once(quote).ok_or("an attribute that is not quoted")?;
            return Ok((name, value, after));
        }
    }
    Err("an attribute that is not quoted")
}

fn check_value(value: &str) -> Result<(), Fault> {
    if value.contains('<') {
        return Err("a raw < in an attribute");
    }
    let known = |part: &str| part.split_once(';').is_some_and(|(name, _)| referenced(name).is_some());
    if value.split('&').skip(1).all(known) { Ok(()) } else { Err("a reference to nothing known") }
}

/// The character that `&name;` stands for: one of the five that XML predefines, or a publishable one by its
/// number.
pub(super) fn referenced(name: &str) -> Option<char> {
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
    char::from_u32(number).filter(|&character| text::is_publishable(character))
}

/// Whether the name is a plain one: ASCII, with at most one prefix. XML allows more; the writers need no
/// more.
pub(in crate::format) fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
    };
    match name.split_once(':') {
        Some((prefix, local)) => is_part(prefix) && is_part(local),
        None => is_part(name),
    }
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
        }
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
