//! The values of a head that addresses are made of and that its syntax takes for no texts -> what the site's generator prints
//! of them: `1.10` is a number, and its page is at `/1.1/`.
//!
//! Libraries of YAML differ, and so do their versions. What all agree on that generators of a kind have used is printed; of
//! anything else nothing is known. Plain decimals are the same everywhere, and stay as they are where a generator would refuse
//! them. Only addresses ask for this: a title or a topic stays as it is written.

use super::fields::FieldNames;
use super::front_matter::Syntax;
use crate::model::{Record, TypedValue};
use crate::tree::{Content, Node, Scalar, ScalarKind};

/// How a generator prints values that are no texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Printing {
    /// As they are written.
    #[default]
    AsWritten,
    /// As JavaScript does it of what `js-yaml` reads, in versions 3 and 4.
    JavaScript,
    /// As Hugo does it of what `go-yaml` and `goccy/go-yaml` read.
    Hugo,
    /// The generator wants a text, or nobody knows what it prints.
    Unknown,
}

/// What becomes of a value.
enum Printed {
    AsWritten,
    As(String),
    Unknown,
}

/// Decimals of so many digits survive being floats.
const MOST_DIGITS: usize = 15;

/// What the generator makes of the values in a head that the address of its record may be built from.
pub(super) fn values(
    record: &Record,
    root: &Node<'_>,
    syntax: Syntax,
    fields: &FieldNames,
) -> Vec<TypedValue> {
    let mut found = Vec::new();
    let is_typed = matches!(syntax, Syntax::Yaml | Syntax::Toml | Syntax::Json | Syntax::Members);
    let printing = fields.printing();
    if !is_typed || printing == Printing::AsWritten {
        return found;
    }
    let mut add = |node: &Node<'_>, printed: Printed| {
        let printed = match printed {
            Printed::AsWritten => return,
            Printed::As(text) => Some(text),
            Printed::Unknown => None,
        };
        found.push(TypedValue { position: node.position, printed });
    };
    let printed_by = |node: &Node<'_>, printing| match &node.content {
        Content::Scalar(scalar) => printed(scalar, syntax, printing),
        Content::Null | Content::Sequence(_) | Content::Mapping(_) => Printed::AsWritten,
    };
    if let Some(slug) = root.find(fields.slug_key()).filter(|_| record.slug.is_some()) {
        add(slug, printed_by(slug, printing));
    }
    let is_address =
        |node: &&Node<'_>| record.permalink.as_ref().is_some_and(|own| own.position == node.position);
    if let Some(own) = fields.addresses().iter().filter_map(|key| root.find(key)).find(is_address) {
        match own.scalar().map(|scalar| scalar.kind) {
            // What these mean is decided by the words that hold back.
            Some(ScalarKind::Bool(_)) | None => {}
            _ if printing == Printing::Hugo => add(own, printed_by(own, printing)),
            Some(ScalarKind::Number) => add(own, Printed::Unknown),
            Some(_) => add(own, printed_by(own, Printing::Unknown)),
        }
    }
    // These are read as names as well, and keep their spelling there.
    let names = ["categories", "category", "title"].into_iter().filter_map(|key| root.get_in_any_case(key));
    for node in names.flat_map(Node::items).flat_map(Node::items) {
        let is_same = matches!(printed_by(node, printing), Printed::AsWritten);
        add(node, if is_same { Printed::AsWritten } else { Printed::Unknown });
    }
    found
}

/// What the generator prints of a value.
fn printed(scalar: &Scalar<'_>, syntax: Syntax, printing: Printing) -> Printed {
    let text = scalar.text.trim();
    // Ruby and Python keep the point of a float; the other generators of the kind take no numbers.
    let is_kept = || printing == Printing::Unknown && text.strip_suffix(".0").is_some_and(is_plain_whole);
    if scalar.kind == ScalarKind::Text || printing == Printing::AsWritten || is_plain(text) || is_kept() {
        return Printed::AsWritten;
    }
    let own = match (printing, scalar.kind) {
        (Printing::AsWritten | Printing::Unknown, _) => None,
        // What is false counts as absent in JavaScript.
        (Printing::JavaScript, ScalarKind::Bool(truth)) => truth.then(|| "true".to_owned()),
        (Printing::Hugo, ScalarKind::Bool(truth)) => Some(truth.to_string()),
        (Printing::JavaScript, _) => javascript(text, syntax),
        (Printing::Hugo, _) => hugo(text, syntax),
    };
    match own {
        Some(own) if own == text => Printed::AsWritten,
        Some(own) => Printed::As(own),
        None if scalar.kind == ScalarKind::Bare && syntax != Syntax::Toml && !is_typed(text, printing) => {
            Printed::AsWritten
        }
        None => Printed::Unknown,
    }
}

/// Whether the text is a decimal that every program prints as it is written.
fn is_plain(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "5"));
    let is_part = is_digits(part) && !part.ends_with('0') && (whole != "0" || !part.starts_with('0'));
    is_plain_whole(whole) && is_part && whole.len().saturating_add(part.len()) <= MOST_DIGITS
}

fn is_plain_whole(whole: &str) -> bool {
    whole == "0" || (is_digits(whole) && !whole.starts_with('0') && whole.len() < MOST_DIGITS)
}

/// Whether a text without quotes is anything else for a library that the generator may use.
fn is_typed(text: &str, printing: Printing) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let joined = unsigned.replace('_', "");
    let is_number = joined.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        && joined.parse::<f64>().is_ok();
    // Only lower case marks a base in JavaScript, and a day alone has two digits for the month and the day.
    let is_script = printing == Printing::JavaScript;
    let marks = if is_script { &["0x", "0o", "0b"][..] } else { &["0x", "0X", "0o", "0O", "0b", "0B"] };
    let is_based = marks.iter().any(|base| {
        joined.strip_prefix(base).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    is_number
        || is_based
        || (is_moment(text) && !(is_script && text.len() < "2020-01-01".len()))
        || match printing {
            Printing::AsWritten => false,
            Printing::JavaScript => is_sexagesimal(&joined),
            Printing::Hugo => is_word(text),
            Printing::Unknown => {
                is_word(text) || is_sexagesimal(&joined) || is_digits(&joined.replace(',', ""))
            }
        }
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text is a day, or a day and what follows it in a moment.
fn is_moment(text: &str) -> bool {
    let (day, time) = text.split_once(['T', 't', ' ', '\t']).unwrap_or((text, "0"));
    let mut parts = day.split('-');
    let mut has = |lengths: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| is_digits(part) && lengths.contains(&part.len()))
    };
    let is_day = has(4..=4) && has(1..=2) && has(1..=2);
    is_day && parts.next().is_none() && time.trim_start().starts_with(|sign: char| sign.is_ascii_digit())
}

/// Whether the text is a number in base 60, as `12:30`.
fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let (first, rest) = (parts.next().unwrap_or_default(), parts);
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    text.contains(':') && is_digits(first) && rest.into_iter().all(is_part)
}

/// What JavaScript prints of a number; `None` where libraries or notations differ.
fn javascript(text: &str, syntax: Syntax) -> Option<String> {
    let (sign, unsigned) = signed(text);
    let value: f64 = match syntax {
        Syntax::Yaml if is_digits(unsigned) && unsigned.len() > 1 && unsigned.starts_with('0') => {
            // It is octal in one version and decimal in the next.
            let value = unsigned.parse::<u32>().ok()?;
            f64::from(u32::from_str_radix(unsigned, 8).ok().filter(|octal| *octal == value)?)
        }
        Syntax::Yaml if is_digits(unsigned) => unsigned.parse().ok()?,
        Syntax::Yaml => match based(unsigned, &["0x", "0b"]) {
            Some(value) => f64::from(u32::try_from(value).ok()?),
            None => yaml_float(text, unsigned)?,
        },
        Syntax::Toml => toml_number(unsigned)?,
        _ => unsigned.parse().ok()?,
    };
    let value = sign * value;
    let is_short = value == 0.0 || (1e-6..1e21).contains(&value.abs());
    // Zero has no sign there.
    is_short.then(|| if value == 0.0 { "0".to_owned() } else { value.to_string() })
}

/// The float that both versions of `js-yaml` read.
fn yaml_float(text: &str, unsigned: &str) -> Option<f64> {
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_part = part.is_empty() || is_digits(part);
    let is_whole = match whole {
        // A sign before the point makes it a text.
        "" => !part.is_empty() && unsigned.len() == text.len(),
        _ => is_digits(whole) && (whole == "0" || !whole.starts_with('0')),
    };
    let is_exponent = is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    unsigned.parse().ok().filter(|value: &f64| is_whole && is_part && is_exponent && value.is_finite())
}

/// What Hugo prints of a number or a day; `None` where its libraries differ.
fn hugo(text: &str, syntax: Syntax) -> Option<String> {
    let (sign, unsigned) = signed(text);
    let joined = without_separators(unsigned)?;
    let whole = match syntax {
        Syntax::Yaml if is_digits(&joined) && joined.len() > 1 && joined.starts_with('0') => {
            Some(u64::from_str_radix(&joined, 8).ok()?)
        }
        Syntax::Yaml | Syntax::Toml if is_digits(&joined) => Some(joined.parse().ok()?),
        Syntax::Yaml | Syntax::Toml => based(&joined, &["0x", "0o", "0b"]),
        _ => None,
    };
    if let Some(whole) = whole {
        let is_in_range = (sign > 0.0 && syntax == Syntax::Yaml) || i64::try_from(whole).is_ok();
        return is_in_range
            .then(|| if sign < 0.0 && whole > 0 { format!("-{whole}") } else { whole.to_string() });
    }
    if is_moment(text) {
        return (syntax == Syntax::Toml && text.len() == "2020-01-01".len()).then(|| text.to_owned());
    }
    // An exponent alone makes a float for one library, and a text for the other.
    let is_float = syntax != Syntax::Yaml || joined.contains('.');
    let is_decimal =
        joined.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let value = joined.parse::<f64>().ok().filter(|value| is_float && is_decimal && value.is_finite())?;
    let is_signed_zero = value == 0.0 && sign < 0.0 && syntax != Syntax::Json;
    (!is_signed_zero).then(|| (sign * value).to_string())
}

fn signed(text: &str) -> (f64, &str) {
    match text.strip_prefix('-') {
        Some(unsigned) => (-1.0, unsigned),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The digits without `_` between them; `None` where one is not between two.
fn without_separators(text: &str) -> Option<String> {
    let is_lone = |part: &str| part.is_empty() || part.ends_with('.') || part.starts_with('.');
    let has_lone = text.contains('_') && text.split('_').any(is_lone);
    (!has_lone).then(|| text.replace('_', ""))
}

/// The whole number behind one of the marks of a base.
fn based(unsigned: &str, marks: &[&str]) -> Option<u64> {
    let mark = marks.iter().find(|mark| unsigned.starts_with(**mark))?;
    let radix = match *mark {
        "0x" => 16,
        "0o" => 8,
        _ => 2,
    };
    let digits = unsigned.get(mark.len()..).filter(|digits| !digits.starts_with(['+', '-']))?;
    u64::from_str_radix(digits, radix).ok()
}

fn toml_number(unsigned: &str) -> Option<f64> {
    let joined = without_separators(unsigned)?;
    match based(&joined, &["0x", "0o", "0b"]) {
        Some(value) => Some(f64::from(u32::try_from(value).ok()?)),
        None if is_digits(&joined) && joined.len() > MOST_DIGITS => None,
        None => joined.parse().ok().filter(|value: &f64| value.is_finite()),
    }
}
