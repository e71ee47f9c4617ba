//! The second opinion on YAML: what `serde_yaml` reads of a document, held against what feedmill reads. Where the two differ
//! on purpose, `STRICTER` and `is_of_old` name the difference.

use std::collections::BTreeSet;
use std::fmt;

use feedmill::internal::tree::{Content, Mapping, Node, Scalar, ScalarKind, is_secured};
use feedmill::internal::yaml::{number, read_events};
use serde::de::{Deserialize, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

/// What feedmill's messages hold where it refuses what `serde_yaml` may accept, and why it does.
const STRICTER: [(&str, &str); 10] = [
    ("the name of an anchor", "a text of several lines may look like one, where there are anchors"),
    ("nested deeper than", "levels are bounded before they cost a stack"),
    ("opening brackets", "brackets are bounded before they cost anything"),
    ("more than 256 aliases", "so are aliases"),
    ("repeats a `secured` value", "no alias may carry a secret out"),
    ("a key is longer than", "no key of anybody's is longer"),
    ("a blank line at the start of a block text", "YAML 1.2 forbids it: which indentation counts is a guess"),
    ("byte order mark", "within a document it is part of no value, and nobody sees it"),
    ("a key is missing", "nobody means it"),
    ("is outside of quotes", "what ends a line in YAML 1.1 does not in YAML 1.2, and tabs indent nothing"),
];

/// What `serde_yaml` says where it refuses what feedmill reads, and why feedmill does.
const LAXER: [(&str, &str); 7] = [
    ("while scanning a tag", "what an unknown tag is called changes no value"),
    ("document indicator", "such a line ends front matter, so that no text of a record holds one"),
    ("did not find expected ',' or '}'", "YAML 1.2 lets a key within braces have several lines"),
    ("did not find expected node content", "YAML 1.2 lets a text within brackets begin with `:`"),
    ("found unexpected ':'", "YAML 1.2 gives `{a:}` and `[a:]` one meaning"),
    ("directive", "YAML 1.2 wants unknown directives to be ignored"),
    ("non-alphabetical character", "so it is with directives without a name"),
];

/// Fails where the libraries differ, and not on purpose, on whether the text is YAML, or on what it means.
pub fn agrees(text: &str) {
    let (ours, theirs) = (read_events(text, 1, &|_| true), serde_yaml::from_str::<Value>(text));
    match (ours, theirs) {
        // To `serde_yaml` a block text as the whole document ends where a line is not indented.
        (Ok(ours), theirs)
            if is_text(&ours) && theirs.as_ref().map_or(true, |it| matches!(it, Value::Text(_))) => {}
        (Ok(ours), Ok(theirs)) if !is_of_old(text) => {
            assert_eq!(meaning(&ours), theirs, "{text:?}");
        }
        (Ok(_), Err(theirs)) if !is_of_old(text) => {
            let theirs = theirs.to_string();
            let is_laxer = LAXER.iter().any(|(part, _)| theirs.contains(part));
            assert!(is_laxer, "only serde_yaml refuses: {theirs}: {text:?}");
        }
        (Err(ours), Ok(_)) => {
            let is_stricter = STRICTER.iter().any(|(part, _)| ours.message.contains(part))
                || (has_key_like_block_text(text) && ours.message.contains("could not find expected ':'"))
                || has_lone_dash(text)
                || has_odd_anchor(text)
                || text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
            assert!(is_stricter, "only feedmill refuses: {ours:?}: {text:?}");
        }
        _ => {}
    }
}

/// Whether an anchor or alias may have a name that ends in YAML 1.1 before it does in YAML 1.2, as in `&a: b`.
fn has_odd_anchor(text: &str) -> bool {
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    text.split(['&', '*']).skip(1).any(|after| {
        let end = after.trim_start_matches(is_of_name).chars().next();
        end.is_some_and(|end| !end.is_whitespace() && !",]}".contains(end))
    })
}

/// Whether brackets may hold a `-` by itself, which is a text in YAML 1.1 and nothing in YAML 1.2.
fn has_lone_dash(text: &str) -> bool {
    let is_end = |rest: &str| rest.trim_start().starts_with([',', ']', '}']);
    text.match_indices('-').any(|(at, dash)| text.get(at + dash.len()..).is_some_and(is_end))
}

/// Whether a line begins with the indicator of a block text: where `- ` or `? ` of the line before stands in the same column,
/// feedmill wants a key, and nobody writes that.
fn has_key_like_block_text(text: &str) -> bool {
    text.split(['\n', '\r']).any(|line| {
        let line = line.split('#').next().unwrap_or_default();
        !line.contains(':') && line.contains(['|', '>'])
    })
}

fn is_text(node: &Node<'_>) -> bool {
    matches!(node.content, Content::Scalar(Scalar { kind: ScalarKind::Text, .. }))
}

/// Whether the text holds what `serde_yaml` refuses or takes for something else: characters that end a line in YAML 1.1 and
/// not in 1.2, tabs that begin a line within a text, and a document that ends before it begins.
fn is_of_old(text: &str) -> bool {
    let has_early_tab = |line: &str| {
        let (before, after) = line.split_once('\t').unwrap_or(("x", line));
        before.trim_matches([' ', '-', '?', ':']).is_empty() || after.trim().is_empty()
    };
    let mut lines = text.split(['\n', '\r']);
    text.contains(['\u{85}', '\u{2028}', '\u{2029}'])
        || lines.clone().any(|line| line.contains('\t') && has_early_tab(line))
        || lines.any(|line| line.trim_end() == "...")
}

/// A value as either library means it; a number whatever its spelling.
#[derive(Debug, Clone)]
enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Map(a), Value::Map(b)) => a == b,
            _ => false,
        }
    }
}

fn meaning(node: &Node<'_>) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Scalar(scalar) => match scalar.kind {
            ScalarKind::Text => Value::Text(scalar.text.clone().into_owned()),
            ScalarKind::Bool(truth) => Value::Bool(truth),
            // A tag makes numbers of digits that begin with 0.
            ScalarKind::Number => {
                Value::Number(number(&scalar.text).unwrap_or_else(|| scalar.text.parse().unwrap()))
            }
        },
        Content::Sequence(nodes) => Value::List(nodes.iter().map(meaning).collect()),
        Content::Mapping(mapping) => Value::Map(pairs_of(mapping)),
    }
}

fn pairs_of(mapping: &Mapping<'_>) -> Vec<(String, Value)> {
    let pairs = mapping.pairs().iter();
    pairs.map(|pair| (canonical(&pair.key), meaning(&pair.value))).collect()
}

/// A key; one that is a number or truth value as `serde_yaml` spells it.
fn canonical(key: &str) -> String {
    match number(key) {
        Some(number) => number.to_string(),
        None if ["true", "false"].iter().any(|word| key.eq_ignore_ascii_case(word)) => {
            key.to_ascii_lowercase()
        }
        None => key.to_owned(),
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    /// All pairs but those that are secured, and those of other mappings below `<<`.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (mut pairs, mut merged) = (Vec::new(), Vec::new());
        while let Some((key, value)) = map.next_entry::<Value, Value>()? {
            let key = match key {
                Value::Null => String::new(),
                Value::Bool(truth) => truth.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Text(text) => canonical(&text),
                Value::List(_) | Value::Map(_) => {
                    return Err(A::Error::custom("a list or a mapping as a key"));
                }
            };
            match value {
                _ if is_secured(&key) => {}
                Value::Map(others) if key == "<<" => merged.extend(others),
                Value::List(values) if key == "<<" => {
                    for value in values {
                        merged.extend(if let Value::Map(others) = value { others } else { Vec::new() });
                    }
                }
                value => pairs.push((key, value)),
            }
        }
        let mut own: BTreeSet<String> = pairs.iter().map(|(key, _)| key.clone()).collect();
        pairs.extend(merged.into_iter().filter(|(key, _)| own.insert(key.clone())));
        Ok(Value::Map(pairs))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_, value) = tagged.variant::<String>()?;
        value.newtype_variant()
    }
}
