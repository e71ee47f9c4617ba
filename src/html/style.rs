//! Inline styles, less everything that could fetch, cover or move something: simple properties with simple values.
//!
//! There is no parser for CSS here: a declaration that is not plainly harmless goes.

/// Properties that change how text, pictures and tables look, and nothing around them.
const PROPERTIES: [&str; 57] = [
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-width",
    "border-width",
    "clear",
    "color",
    "direction",
    "display",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "overflow",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
];

/// The declarations that may stay, written anew; nothing where none may. Doing it twice changes nothing.
pub(super) fn harmless(style: &str) -> Option<String> {
    let kept: Vec<String> = style.split(';').filter_map(declaration).collect();
    (!kept.is_empty()).then(|| format!("{};", kept.join("; ")))
}

fn declaration(text: &str) -> Option<String> {
    let (property, value) = text.split_once(':')?;
    let (property, value) = (property.trim().to_ascii_lowercase(), value.trim());
    let is_kept = PROPERTIES.binary_search(&property.as_str()).is_ok() && is_simple(value);
    is_kept.then(|| format!("{property}: {value}"))
}

/// Words, numbers and colours: no function but the colour ones, no quote, escape, comment or at-sign.
fn is_simple(value: &str) -> bool {
    let is_plain = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, ' ' | '#' | '%' | '.' | ',' | '-' | '!')
    };
    let lower = value.to_ascii_lowercase();
    let without_colours = ["rgb(", "rgba("].iter().fold(lower, |text, name| text.replace(name, " "));
    let closed = without_colours.replace(')', " ");
    // What is negative or huge could lay the element over its surroundings.
    let is_moderate =
        value.split(|character: char| !character.is_ascii_digit()).all(|number| number.len() < 5)
            && !value
                .split('-')
                .skip(1)
                .any(|after| after.starts_with(|next: char| next.is_ascii_digit() || next == '.'));
    is_moderate && !value.is_empty() && value.len() <= 200 && closed.chars().all(is_plain)
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
            ("COLOR:#fff;float :left;", Some("color: #fff; float: left;")),
            ("margin: 0 15px 0 0 !important", Some("margin: 0 15px 0 0 !important;")),
            ("color: rgb(1, 2%, 3)", Some("color: rgb(1, 2%, 3);")),
            ("background: url(javascript:attack())", None),
            ("color: red; background-image: url(https://example.org/t.gif)", Some("color: red;")),
            ("width: expression(attack())", None),
            ("width: calc(1px)", None),
            ("position: fixed; top: 0", None),
            ("margin-top: -9999px", None),
            ("margin: 0 -.5em", None),
            ("height: 99999px", None),
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
