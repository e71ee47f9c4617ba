//! The second opinion on YAML: what `serde_yaml` reads of a document, held against what feedmill reads. Where the two differ
//! on purpose, `STRICTER`, `STRICTER_OF`, `LAXER` and `is_of_old` name the difference.

use std::collections::BTreeSet;
use std::fmt;

use feedmill::internal::tree::{Content, Mapping, Node, ParseError, Scalar, ScalarKind, is_secured};
use feedmill::internal::yaml::{number, read_events};
use serde::de::{Deserialize, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

/// What feedmill's messages hold where it refuses what `serde_yaml` may accept, and why it does.
const STRICTER: [(&str, &str); 12] = [
    ("is a tag, and no part of the value", "to people the word is a part of the text that it begins"),
    ("the name of an anchor", "a text of several lines may look like one, where there are anchors"),
    ("nested deeper than", "levels are bounded before they cost a stack"),
    ("opening brackets", "brackets are bounded before they cost anything"),
    ("more than 256 aliases", "so are aliases"),
    ("repeats a `secured` value", "no alias may carry a secret out"),
    ("a key is longer than", "no key of anybody's is longer"),
    ("a blank line at the start of a block text", "YAML 1.2 forbids it: which indentation counts is a guess"),
    ("byte order mark", "within a document it is part of no value, and nobody sees it"),
    ("a key is missing", "nobody means it"),
    ("found an invalid tag", "YAML 1.2 lets fewer characters be in one"),
    ("a tab or control character is outside of quotes", "other readers take what follows for another value"),
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

/// What feedmill's messages hold where it refuses a text of some shape that `serde_yaml` may accept, and why it does.
const STRICTER_OF: [(Shape, &str, &str); 2] = [
    (has_key_like_block_text, "could not find expected ':'", "nobody writes that"),
    (has_lone_dash, "block sequence entries are not allowed", "to YAML 1.2 it is no text, to YAML 1.1 it is"),
];

/// Whether a text has a shape.
type Shape = fn(&str) -> bool;

/// What ends a line in YAML 1.1 and is a character like any other in YAML 1.2.
const SEPARATORS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// A character of no meaning instead of a separator.
const STAND_IN: char = '\u{e000}';

type Ours<'a> = Result<Node<'a>, ParseError>;
type Theirs = Result<Value, serde_yaml::Error>;

/// Fails where the libraries differ, and not on purpose, on whether the text is YAML, or on what it means.
pub fn agrees(text: &str) {
    let (ours, theirs) = (read_events(text, 1, &|_| true), serde_yaml::from_str(text));
    if text.contains(SEPARATORS) {
        understands_separators(text, ours, theirs);
    } else {
        agree(text, ours, theirs, Value::clone);
    }
}

/// Where the text means the same with separators that end lines and with separators that do not, or is YAML in one way
/// alone, feedmill reads what it means with those that do not; otherwise it says that a separator is in the way.
fn understands_separators(text: &str, ours: Ours<'_>, ending_lines: Theirs) {
    let is_white = |character: char| character.is_whitespace();
    let characters: String = text
        .split_inclusive(['\n', '\r'])
        .map(|line| {
            let (kept, end) = line.split_at(line.trim_end_matches(is_white).len());
            let end: String = end.chars().map(|c| if SEPARATORS.contains(&c) { ' ' } else { c }).collect();
            kept.replace(SEPARATORS, &STAND_IN.to_string()) + &end
        })
        .collect();
    let as_characters: Theirs = serde_yaml::from_str(&characters);
    let is_same = |a: &Value, b: &Value| a.in_one_line() == b.in_one_line();
    match &ours {
        Err(error) if error.message.contains("a separator (U+0085, U+2028 or U+2029)") => {
            let is_one = ending_lines.is_ok_and(|a| as_characters.is_ok_and(|b| is_same(&a, &b)));
            assert!(!is_one || is_of_old(text), "there is no doubt: {text:?}");
        }
        Ok(node) if !is_of_old(text) && !is_text(node) => {
            let is_one = ending_lines.map_or(true, |theirs| is_same(&meaning(node), &theirs));
            assert!(is_one, "readers differ: {text:?}");
            agree(&characters, ours, as_characters, Value::in_one_line);
        }
        _ => agree(&characters, ours, as_characters, Value::in_one_line),
    }
}

/// Fails where the two differ, and not on purpose, on what makes a difference.
fn agree(text: &str, ours: Ours<'_>, theirs: Theirs, what_counts: fn(&Value) -> Value) {
    match (ours, theirs) {
        // To `serde_yaml` a block text as the whole document ends where a line is not indented.
        (Ok(ours), theirs)
            if is_text(&ours) && theirs.as_ref().map_or(true, |it| matches!(it, Value::Text(_))) => {}
        (Ok(ours), Ok(theirs)) if !is_of_old(text) => {
            assert_eq!(what_counts(&meaning(&ours)), what_counts(&theirs), "{text:?}");
        }
        (Ok(_), Err(theirs)) if !is_of_old(text) => {
            let theirs = theirs.to_string();
            let is_laxer = LAXER.iter().any(|(part, _)| theirs.contains(part));
            assert!(is_laxer, "only serde_yaml refuses: {theirs}: {text:?}");
        }
        (Err(ours), Ok(_)) => {
            let is_stricter = STRICTER.iter().any(|(part, _)| ours.message.contains(part))
                || STRICTER_OF.iter().any(|(has, part, _)| has(text) && ours.message.contains(part))
                || is_refused_with_whole_names(text);
            assert!(is_stricter, "only feedmill refuses: {ours:?}: {text:?}");
        }
        _ => {}
    }
}

/// Whether `serde_yaml` refuses the text too once the name of an anchor or alias ends where it does in YAML 1.2 (section
/// 6.9.2), and not before: in `&a: b` it is `a:`.
fn is_refused_with_whole_names(text: &str) -> bool {
    let mended = |name: &str| name.replace(|c: char| !c.is_ascii_alphanumeric() && !"_-".contains(c), "_");
    let names = text.match_indices(['&', '*']).filter_map(|(at, _)| {
        let after = &text[at + 1..];
        let name = after.split(|c: char| c.is_whitespace() || ",[]{}".contains(c)).next().unwrap_or_default();
        let whole = mended(name);
        (whole != name).then_some((at + 1, name.len(), whole))
    });
    let names: Vec<_> = names.collect();
    let with = |names: &[(usize, usize, String)]| {
        let mut text = text.to_owned();
        // From the last one on, so that the places of the others stay.
        names.iter().rev().for_each(|(at, length, name)| text.replace_range(*at..at + length, name));
        serde_yaml::from_str::<Value>(&text).is_err()
    };
    !names.is_empty() && (with(&names) || names.iter().any(|name| with(std::slice::from_ref(name))))
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
    matches!(node.content, Content::Scalar(Scalar { kind: ScalarKind::Text | ScalarKind::Bare, .. }))
}

/// Whether the text holds what `serde_yaml` refuses or takes for something else: tabs that begin a line within a text, and a document that ends before it begins.
fn is_of_old(text: &str) -> bool {
    let has_early_tab = |line: &str| {
        let (before, after) = line.split_once('\t').unwrap_or(("x", line));
        before.trim_matches([' ', '-', '?', ':']).is_empty() || after.trim().is_empty()
    };
    let mut lines = text.split(['\n', '\r']);
    lines.clone().any(|line| line.contains('\t') && has_early_tab(line))
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

impl Value {
    /// The value with a space for each white space, line end and separator in its texts, and a stand-in for each separator in
    /// its keys, which are other keys without it.
    fn in_one_line(&self) -> Value {
        let line = |text: &str| {
            let text = text.replace(STAND_IN, " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => self.clone(),
            Value::Text(text) => Value::Text(line(text)),
            Value::List(values) => Value::List(values.iter().map(Value::in_one_line).collect()),
            Value::Map(pairs) => {
                let key = |key: &str| key.replace(SEPARATORS, &STAND_IN.to_string());
                Value::Map(pairs.iter().map(|(name, value)| (key(name), value.in_one_line())).collect())
            }
        }
    }
}

fn meaning(node: &Node<'_>) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Scalar(scalar) => match scalar.kind {
            ScalarKind::Text | ScalarKind::Bare => Value::Text(scalar.text.clone().into_owned()),
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
