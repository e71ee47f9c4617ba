//! What an untagged plain scalar of YAML is (YAML 1.2, section 10.3): nothing, a truth value, a number or a text. The
//! rules are those of `serde_yaml`: binary numbers count as numbers, digits that begin with 0 as a text.

use std::borrow::Cow;

use crate::tree::{Content, Scalar, ScalarKind};

/// The value of a plain scalar.
pub(super) fn resolve(text: Cow<'_, str>) -> Content<'_> {
    let kind = match &*text {
        "" => return Content::Null,
        text if is_null(text) => return Content::Null,
        text => match truth(text) {
            Some(truth) => ScalarKind::Bool(truth),
            None if is_number(text) => ScalarKind::Number,
            None if may_be_typed(text) => ScalarKind::Bare,
            None => ScalarKind::Text,
        },
    };
    Content::Scalar(Scalar { text, kind })
}

/// Whether a text may be a number, a day or a truth value in YAML 1.1, where `010` is 8, `1_000` a number and `yes` true.
fn may_be_typed(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => true,
        [_, _, _, _, ..] | [] => false,
        _ => WORDS_OF_OLD.iter().any(|word| text.eq_ignore_ascii_case(word)),
    }
}

/// What is true or false in YAML 1.1 and a text since.
const WORDS_OF_OLD: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];

/// Whether the text is a word for nothing.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "~" | "null" | "Null" | "NULL")
}

/// The truth value that the text names.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Whether the text is a number.
pub(super) fn is_number(text: &str) -> bool {
    number(text).is_some()
}

/// The number that the text is, as exactly as a float can hold it.
pub fn number(text: &str) -> Option<f64> {
    if !matches!(text.as_bytes(), [b'0'..=b'9' | b'+' | b'-' | b'.', ..]) {
        return None;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.len() > 1 && unsigned.starts_with('0') && is_digits(unsigned) {
        return None;
    }
    integer(text).or_else(|| float(text))
}

/// Whether the text is a whole number; unlike others such a number may have a tag that says so.
pub(super) fn is_integer(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_text = unsigned.len() > 1 && unsigned.starts_with('0') && is_digits(unsigned);
    !is_text && integer(text).is_some()
}

/// A whole number of at most 128 bits, in base 2, 8, 10 or 16.
#[expect(clippy::cast_precision_loss, reason = "a float is what the caller asks for")]
fn integer(text: &str) -> Option<f64> {
    let (is_negative, unsigned) = match text.as_bytes() {
        [b'-', ..] => (true, text.strip_prefix('-')?),
        [b'+', ..] => (false, text.strip_prefix('+')?),
        _ => (false, text),
    };
    let radix = match unsigned.as_bytes() {
        [b'0', b'x', ..] => 16,
        [b'0', b'o', ..] => 8,
        [b'0', b'b', ..] => 2,
        _ => 10,
    };
    let digits = if radix == 10 { unsigned } else { unsigned.get(2..)? };
    if matches!(digits.as_bytes(), [b'+' | b'-', ..]) {
        return None;
    }
    let value = u128::from_str_radix(digits, radix).ok()?;
    let is_in_range = !is_negative || value <= i128::MIN.unsigned_abs();
    is_in_range.then_some(if is_negative { -(value as f64) } else { value as f64 })
}

/// A float (YAML 1.2, section 10.3.2).
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ => {}
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let has_two_signs = unsigned.len() < text.len() && unsigned.starts_with(['+', '-']);
    unsigned.parse().ok().filter(|number: &f64| number.is_finite() && !has_two_signs)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
