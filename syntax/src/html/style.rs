//! Inline styles -> the declarations in them that cannot fetch, cover or move anything: simple properties, simple values.
//!
//! This is not a CSS parser: a declaration that is not obviously harmless is dropped. An element covers what follows
//! if it is lower than its content (a fixed height, a float, a low line), or if it paints outside its line (the padding and border
//! of a link).

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::text::lower_case;

/// Properties that, within the limits of [`is_moderate`], change how text, images and tables look and nothing around them.
const PROPERTIES: [&str; 54] = [
    "background-color", "border", "border-bottom", "border-bottom-color", "border-bottom-width",
    "border-collapse", "border-color", "border-left", "border-left-color", "border-left-width",
    "border-radius", "border-right", "border-right-color", "border-right-width", "border-spacing",
    "border-style", "border-top", "border-top-color", "border-top-width", "border-width", "clear", "color",
    "direction", "display", "font", "font-family", "font-size", "font-style", "font-variant", "font-weight",
    "letter-spacing", "line-height", "list-style-type", "margin", "margin-bottom", "margin-left",
    "margin-right", "margin-top", "max-width", "overflow", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "text-align", "text-decoration", "text-indent", "text-transform",
    "vertical-align", "white-space", "width", "word-break", "word-spacing",
];

/// The declarations that may stay, in canonical form; nothing if none may. Filtering is idempotent.
pub(super) fn harmless(style: &str) -> Option<String> {
    let mut kept = String::with_capacity(style.len());
    for (property, value) in style.split(';').filter_map(declaration) {
        if !kept.is_empty() {
            kept.push(' ');
        }
        for part in [&property, ": ", value, ";"] {
            kept.push_str(part);
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// How many declarations the style may have.
pub(super) fn declarations(style: &str) -> usize {
    memchr_iter(b':', style.as_bytes()).count()
}

/// The property in lower case and the value, if the declaration may stay.
fn declaration(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let (property, value) = text.split_once(':')?;
    let (property, value) = (lower_case(property.trim()), value.trim());
    if PROPERTIES.binary_search(&&*property).is_err() || value.len() > LONGEST_VALUE {
        return None;
    }
    let without_colours = without_colours(value)?;
    let is_kept = is_simple(value, &without_colours) && is_moderate(&property, &without_colours);
    is_kept.then_some((property, value))
}

/// The longest value, in bytes.
const LONGEST_VALUE: usize = 200;

/// Words, numbers and colours: no functions except those of colours, no quotes, escapes, comments or at signs.
fn is_simple(value: &str, without_colours: &str) -> bool {
    let is_plain = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, ' ' | '#' | '%' | '.' | ',' | '-' | '!')
    };
    !value.is_empty() && without_colours.chars().all(is_plain)
}

/// The value without `rgb(…)` and `rgba(…)`; nothing if one of them is not closed.
fn without_colours(value: &str) -> Option<Cow<'_, str>> {
    if !value.contains('(') {
        return Some(lower_case(value));
    }
    let mut rest = value.to_ascii_lowercase().replace("rgba(", "rgb(");
    while let Some((before, after)) = rest.split_once("rgb(") {
        let (colour, after) = after.split_once(')')?;
        let is_number = |character: char| character.is_ascii_digit() || " %.,".contains(character);
        if !colour.chars().all(is_number) {
            return None;
        }
        rest = format!("{before} {after}");
    }
    Some(Cow::Owned(rest))
}

/// Whether no number in the value, without its colours, is negative, or so large or small that the element could cover its surroundings.
fn is_moderate(property: &str, without_colours: &str) -> bool {
    let mut words = without_colours.split([' ', ',']).filter(|word| !word.is_empty());
    words.all(|word| {
        let begins_number =
            |text: &str| text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
        if !begins_number(word) {
            return word.starts_with('#') || !word.split('-').skip(1).any(begins_number);
        }
        let is_of_number = |character: char| character.is_ascii_digit() || character == '.';
        let (number, unit) = word
            .split_at_checked(word.find(|next| !is_of_number(next)).unwrap_or(word.len()))
            .unwrap_or((word, ""));
        let unit = unit.strip_suffix("!important").unwrap_or(unit);
        number.parse::<f32>().is_ok_and(|number| is_moderate_number(property, number, unit))
    })
}

fn is_moderate_number(property: &str, number: f32, unit: &str) -> bool {
    let is_round = matches!(property, "border-collapse" | "border-radius" | "border-spacing");
    let is_painted_outside = property.starts_with("padding")
        || property == "text-decoration"
        || property.starts_with("border") && !is_round;
    let most = match (property, unit) {
        ("font-weight", "") => 1000.0,
        // A length or a percentage could be too low for larger letters inside.
        ("line-height", "") => return (1.0..=8.0).contains(&number),
        ("line-height", _) => return false,
        ("border-radius" | "max-width" | "width", "%") => 100.0,
        ("max-width" | "width", "" | "px" | "pt") => 2000.0,
        ("max-width" | "width", "em" | "rem") => 100.0,
        ("font" | "font-size", "%") => 400.0,
        (_, "" | "px" | "pt") if is_painted_outside => 32.0,
        (_, "em" | "rem") if is_painted_outside => 1.0,
        (_, "" | "px" | "pt") => 100.0,
        (_, "em" | "rem") => 8.0,
        _ => 0.0,
    };
    number <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_sorted_for_the_search() {
        assert!(PROPERTIES.is_sorted());
    }

    #[test]
    fn only_plainly_harmless_declarations_stay() {
        for (style, expected) in [
            ("color: red", Some("color: red;")),
            ("COLOR:#fff;display :block;", Some("color: #fff; display: block;")),
            ("margin: 0 15px 0 0 !important", Some("margin: 0 15px 0 0 !important;")),
            ("color: rgb(1, 2%, 3)", Some("color: rgb(1, 2%, 3);")),
            ("background: url(javascript:attack())", None),
            ("color: red; background-image: url(https://example.org/t.gif)", Some("color: red;")),
            ("width: expression(attack())", None),
            ("width: calc(1px)", None),
            ("position: fixed; top: 0", None),
            ("margin-top: -9999px", None),
            ("margin: 0 -.5em", None),
            ("height: 0; display: block", Some("display: block;")),
            ("max-height: 10px; min-height: 0", None),
            ("width: 100%; max-width: 100% !important", Some("width: 100%; max-width: 100% !important;")),
            ("width: 33.3%; max-width: 600px", Some("width: 33.3%; max-width: 600px;")),
            ("width: 9999px", None),
            ("width: 200%", None),
            ("float: left; width: 1px", Some("width: 1px;")),
            ("line-height: 1.5; font-size: 2em", Some("line-height: 1.5; font-size: 2em;")),
            ("line-height: normal", Some("line-height: normal;")),
            ("line-height: 0", None),
            ("line-height: .5", None),
            ("line-height: 20px", None),
            ("line-height: 100%", None),
            ("padding: 0 10px 1em", Some("padding: 0 10px 1em;")),
            ("padding: 500px", None),
            ("padding: 0 0 50%", None),
            ("padding-top: 9vh", None),
            ("border: 1px solid rgb(200, 200, 200)", Some("border: 1px solid rgb(200, 200, 200);")),
            ("border: 1px solid #ff9900", Some("border: 1px solid #ff9900;")),
            ("border-bottom: 300px solid", None),
            ("border-radius: 50%", Some("border-radius: 50%;")),
            ("text-decoration: underline 300px", None),
            ("font-size: 999px", None),
            ("font-size: 1e9px", None),
            ("font-weight: 700", Some("font-weight: 700;")),
            ("text-indent: 100%", None),
            ("margin-left: 100%", None),
            ("margin: 0 auto 2em", Some("margin: 0 auto 2em;")),
            ("letter-spacing: 500px", None),
            ("color: rgb(1, 2", None),
            ("color: rgb(url(x))", None),
            ("font: bold 12px serif", Some("font: bold 12px serif;")),
            ("font: 9px/0 serif", None),
            ("margin: 0!important", Some("margin: 0!important;")),
            ("color: \\72 ed", None),
            ("font-family: 'A'", None),
            ("color: r/**/ed", None),
            ("behavior: x", None),
            ("color", None),
            (";;", None),
        ] {
            assert_eq!(harmless(style).as_deref(), expected, "{style}");
            let again = expected.and_then(harmless);
            assert_eq!(again.as_deref(), expected, "{style}");
        }
    }
}
