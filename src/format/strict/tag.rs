//! The rules inside a tag and of references, which `quick-xml` leaves to its users: how names are spelled,
//! how attributes are separated and quoted, what a reference may mean.

use memchr::memchr;
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::Fault;
use super::scan::{cut, trim_end, trim_start};
use crate::text::{self, ByteSet, after_byte, all_places, plain_length};

/// A start tag that is known to be sound by its look.
pub(super) struct PlainTag<'a> {
    /// All that is inside.
    pub(super) content: &'a str,
    /// The name of the element.
    pub(super) name: &'a str,
    /// What follows the name.
    pub(super) attributes: &'a str,
    /// Whether it is the end of its element, too.
    pub(super) is_empty: bool,
    /// What follows the tag.
    pub(super) after: &'a str,
}

/// What names consist of beside the sign behind a prefix.
static OF_NAMES: ByteSet = ByteSet::of(b"-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

/// The tag with which the markup begins, as the writers write nearly all: plain names, a space before each attribute, no
/// declarations, no attribute twice nor of a namespace but for `xml:lang`, values in double quotes without `<` and with references
/// that XML predefines. Nothing where it is any other tag, sound or not. `names` is room for those of attributes.
pub(super) fn plain_tag<'a>(markup: &'a str, names: &mut Vec<&'a str>) -> Option<PlainTag<'a>> {
    names.clear();
    let inside = after_byte(markup, b'<')?;
    let (length, _) = length_of_name(inside.as_bytes())?;
    let (name, behind) = inside.split_at_checked(length)?;
    let mut rest = behind;
    while let Some(attribute) = after_byte(rest, b' ') {
        rest = plain_attribute(attribute, names)?;
    }
    let (end, is_empty) = match after_byte(rest, b'/') {
        Some(end) => (end, true),
        None => (rest, false),
    };
    let after = after_byte(end, b'>')?;
    let content = inside.get(..inside.len().saturating_sub(rest.len()))?;
    let attributes = behind.get(..behind.len().saturating_sub(rest.len()))?;
    Some(PlainTag { content, name, attributes, is_empty, after })
}

/// What follows an attribute of a plain tag.
fn plain_attribute<'a>(text: &'a str, names: &mut Vec<&'a str>) -> Option<&'a str> {
    let (length, has_prefix) = length_of_name(text.as_bytes())?;
    let (name, value) = text.split_at_checked(length)?;
    let is_known = if has_prefix { name == "xml:lang" } else { !name.starts_with("xmlns") };
    if !is_known || names.contains(&name) {
        return None;
    }
    names.push(name);
    let mut rest = value.strip_prefix("=\"")?;
    let is_special = |byte| (byte == b'"') | (byte == b'<') | (byte == b'&');
    loop {
        let (_, special) = rest.split_at_checked(plain_length(rest.as_bytes(), is_special))?;
        match special.as_bytes() {
            [b'"', ..] => return special.get(1..),
            [b'&', ..] => rest = special.get(predefined_length(special.as_bytes())?..)?,
            _ => return None,
        }
    }
}

/// The length of the plain name with which the text begins, and whether it has a prefix: a letter or `_` is first in each of at
/// most two parts.
#[inline]
fn length_of_name(text: &[u8]) -> Option<(usize, bool)> {
    let is_first = |byte: &&u8| byte.is_ascii_alphabetic() || **byte == b'_';
    text.first().filter(is_first)?;
    let prefix = OF_NAMES.length_within(text);
    let Some([b':', local @ ..]) = text.get(prefix..) else { return Some((prefix, false)) };
    local.first().filter(is_first)?;
    let length = prefix.saturating_add(1).saturating_add(OF_NAMES.length_within(local));
    (text.get(length) != Some(&b':')).then_some((length, true))
}

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
    let mut fault = None;
    // No reference holds the beginning of another.
    all_places(b'&', text.as_bytes(), |reference| {
        if predefined_length(reference).is_none() {
            let (_, reference) = cut(text, text.len().checked_sub(reference.len()));
            fault = first_reference(reference).err();
        }
        fault.is_none()
    });
    fault.map_or(Ok(()), Err)
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
    use proptest::prelude::*;

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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn a_tag_that_is_plain_is_sound(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "<", "a", "b:", "c", " d=\"", " e=\"", "xml:lang=\"", " xmlns=\"", " f:g=\"", "\"", "'", ">", "/", " ", "=", "&lt;",
                "&", ";", "\n", "é", "1", "-",
            ]), 0..14),
        ) {
            let markup = format!("<{}>", pieces.concat());
            let mut names = Vec::new();
            if let Some(PlainTag { content, name, attributes, is_empty, after }) = plain_tag(&markup, &mut names) {
                prop_assert!(is_name(name));
                prop_assert_eq!(format!("{name}{attributes}"), content);
                let end = if is_empty { "/>" } else { ">" };
                prop_assert_eq!(format!("<{content}{end}{after}"), markup.clone());
                let namespaces = NamespaceResolver::default();
                prop_assert_eq!(check_attributes(attributes, &namespaces, &mut Vec::new()), Ok(()));
                prop_assert!(names.iter().all(|name| !name.starts_with("xmlns")));
            }
        }
    }

    #[test]
    fn the_tags_of_the_writers_are_plain() {
        for (markup, attributes) in [
            ("<item>", ""),
            ("<media:content url=\"a?b&amp;c>'\" width=\"1\">x", " url=\"a?b&amp;c>'\" width=\"1\""),
            ("<content xml:lang=\"de\" type=\"html\">", " xml:lang=\"de\" type=\"html\""),
            ("<link/>", ""),
            ("<link href=\"\"/>", " href=\"\""),
        ] {
            let tag = plain_tag(markup, &mut Vec::new()).unwrap();
            assert_eq!(tag.attributes, attributes, "{markup}");
            assert_eq!(tag.is_empty, markup.ends_with("/>"), "{markup}");
        }
        for markup in [
            "<a b=\"1\" b=\"2\">", "<a b=\"<\">", "<a b=\"&x;\">", "<a b='1'>", "<a  b=\"1\">", "<a:b:c>",
            "<a",
        ] {
            assert!(plain_tag(markup, &mut Vec::new()).is_none(), "{markup}");
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
