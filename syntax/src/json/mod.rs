//! JSON becomes a tree: every value as a slice of the text, which knows its place, then what the slice is.
//!
//! A number keeps the spelling that it has in the file. Each level of nesting is scanned once more, so the depth is
//! bounded. The names of an object keep their order; a duplicated name is the reader's to judge.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::encoding::Positions;
use crate::model::Position;
use crate::tree::{Content, Keep, MOST_LEVELS, Mapping, Node, Pair, ParseError, Scalar, ScalarKind};

/// Reads a value whose first line has the number `first_line`; `wanted` says which names of the top object are kept.
///
/// # Errors
///
/// When the text is not JSON, or is nested deeper than [`MOST_LEVELS`].
pub fn read<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, ParseError> {
    let lines_above = first_line.saturating_sub(1);
    let value: &RawValue = serde_json::from_str(text).map_err(|error| {
        let Position { line, column } = place_of_error(text, &error);
        let position = Position { line: line.saturating_add(lines_above), column };
        ParseError { position, message: INVALID.to_owned() }
    })?;
    let mut reader = Reader { text, positions: Positions::new(text), lines_above };
    reader.node(value.get(), Keep::Wanted(wanted), 1)
}

/// The length in bytes of the value that the text begins with; `None` where it does not begin with one.
pub fn length(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    values.next()?.ok()?;
    Some(values.byte_offset())
}

const INVALID: &str = "the front matter is not valid JSON from here on";

struct Reader<'a> {
    text: &'a str,
    positions: Positions<'a>,
    lines_above: usize,
}

impl<'a> Reader<'a> {
    /// The value that the slice of the text is.
    fn node(&mut self, value: &'a str, keep: Keep<'_>, level: usize) -> Result<Node<'a>, ParseError> {
        let position = self.position(value);
        let fault = |message: String| ParseError { position, message };
        if level > MOST_LEVELS {
            return Err(fault(format!("the front matter is nested deeper than {MOST_LEVELS} levels")));
        }
        let invalid = |_| fault(INVALID.to_owned());
        let scalar = |kind| Content::Scalar(Scalar { text: Cow::Borrowed(value), kind });
        let content = match value.as_bytes().first() {
            Some(b'{') => {
                let pairs: Pairs<'a> = serde_json::from_str(value).map_err(invalid)?;
                Content::Mapping(self.mapping(pairs, keep, level)?)
            }
            Some(b'[') => {
                let items: Vec<&'a RawValue> = serde_json::from_str(value).map_err(invalid)?;
                let mut nodes = Vec::new();
                for item in items {
                    let node = self.node(item.get(), keep.of_items(), level.saturating_add(1))?;
                    if !keep.is_nothing() {
                        nodes.push(node);
                    }
                }
                Content::Sequence(nodes)
            }
            Some(b'"') => {
                let text = text_of(value).map_err(invalid)?;
                Content::Scalar(Scalar { text, kind: ScalarKind::Text })
            }
            Some(b't') => scalar(ScalarKind::Bool(true)),
            Some(b'f') => scalar(ScalarKind::Bool(false)),
            Some(b'n') | None => Content::Null,
            Some(_) => scalar(ScalarKind::Number),
        };
        Ok(Node { position, content })
    }

    fn mapping(&mut self, pairs: Pairs<'a>, keep: Keep<'_>, level: usize) -> Result<Mapping<'a>, ParseError> {
        let mut mapping = Mapping::with_capacity(pairs.0.len());
        for (name, value) in pairs.0 {
            let key_position = self.position(name);
            let fault = |_| ParseError { position: key_position, message: INVALID.to_owned() };
            let key = text_of(name).map_err(fault)?;
            let below = keep.below(&key);
            let value = self.node(value, below, level.saturating_add(1))?;
            if !below.is_nothing() {
                mapping.push(Pair { key, key_position, value });
            }
        }
        Ok(mapping)
    }

    /// The position of a slice of the text.
    fn position(&mut self, slice: &'a str) -> Position {
        let offset = slice.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let Position { line, column } = self.positions.position(offset);
        Position { line: line.saturating_add(self.lines_above), column }
    }
}

/// What a string literal says; borrowed where it has no escapes.
fn text_of(literal: &str) -> serde_json::Result<Cow<'_, str>> {
    let inner = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner.filter(|inner| !inner.contains('\\')) {
        Some(inner) => Ok(Cow::Borrowed(inner)),
        None => serde_json::from_str(literal).map(Cow::Owned),
    }
}

/// The names and values of an object in order, each as the slice of the text that it is.
pub struct Pairs<'a>(pub Vec<(&'a str, &'a str)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pairs<'de>, M::Error> {
        let mut pairs = Vec::new();
        while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            pairs.push((name.get(), value.get()));
        }
        Ok(Pairs(pairs))
    }
}

/// The place of a fault, of which `serde_json` counts the columns in bytes.
pub fn place_of_error(text: &str, error: &serde_json::Error) -> Position {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let column = line.char_indices().take_while(|&(offset, _)| offset < error.column()).count();
    Position { line: error.line().max(1), column: column.max(1) }
}

#[cfg(test)]
mod tests;
