//! TOML becomes a tree, by the crate `toml`, which names the span of every key and value.
//!
//! Numbers, dates and times keep the spelling that they have in the file; dates and times are texts. TOML forbids control
//! characters and duplicated keys, so a document with either is refused. Messages are the crate's own, which quote nothing.
//!
//! What is written plainly is read without the crate (`plain`); a property test holds that nobody can see which of the two it
//! was.

mod plain;

use std::borrow::Cow;
use std::ops::Range;

pub use plain::read as read_plain;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use crate::encoding::Positions;
use crate::model::Position;
use crate::ordered;
use crate::tree::{Content, Keep, MOST_LEVELS, Mapping, Node, Pair, ParseError, Scalar, ScalarKind};

/// Reads a document whose first line has the number `first_line`; `wanted` says which keys of the top mapping are kept.
///
/// # Errors
///
/// When the document is not TOML, or is nested deeper than [`MOST_LEVELS`].
pub fn read<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, ParseError> {
    match plain::read(text, first_line, wanted) {
        Some(node) => Ok(node),
        None => read_parsed(text, first_line, wanted),
    }
}

/// As [`read`], by the crate alone.
pub fn read_parsed<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, ParseError> {
    let mut reader =
        Reader { text, positions: Positions::new(text), lines_above: first_line.saturating_sub(1) };
    let table = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(text.len(), |span| span.start);
        let message = format!("the front matter is not valid TOML: {}", error.message());
        ParseError { position: reader.position(offset), message }
    })?;
    let start = reader.position(0);
    let mapping = reader.mapping(table.into_inner(), Keep::Wanted(wanted), 1)?;
    Ok(Node { position: start, content: Content::Mapping(mapping) })
}

struct Reader<'a> {
    text: &'a str,
    positions: Positions<'a>,
    lines_above: usize,
}

impl<'a> Reader<'a> {
    fn mapping(
        &mut self,
        table: DeTable<'a>,
        keep: Keep<'_>,
        level: usize,
    ) -> Result<Mapping<'a>, ParseError> {
        let mut pairs: Vec<_> = table.into_iter().collect();
        ordered::sort_by_key(&mut pairs, |(key, _)| key.span().start);
        let mut mapping = Mapping::with_capacity(pairs.len());
        for (key, value) in pairs {
            let key_span = key.span();
            let below = keep.below(key.get_ref());
            let value = self.value(value, &key_span, below, level)?;
            if !below.is_nothing() {
                let key_position = self.position(key_span.start);
                mapping.push(Pair { key: key.into_inner(), key_position, value });
            }
        }
        Ok(mapping)
    }

    /// The value of a key, or an item of what the key names.
    fn value(
        &mut self,
        value: Spanned<DeValue<'a>>,
        key: &Range<usize>,
        keep: Keep<'_>,
        level: usize,
    ) -> Result<Node<'a>, ParseError> {
        let span = value.span();
        // A table that only longer names mention has no place of its own.
        let start = if span.is_empty() { key.start } else { span.start };
        let position = self.position(start);
        if level > MOST_LEVELS {
            let message = format!("the front matter is nested deeper than {MOST_LEVELS} levels");
            return Err(ParseError { position, message });
        }
        let as_written = |kind| {
            let text = self.text.get(span.clone()).unwrap_or_default();
            Content::Scalar(Scalar { text: Cow::Borrowed(text.trim()), kind })
        };
        let content = match value.into_inner() {
            DeValue::String(text) => Content::Scalar(Scalar { text, kind: ScalarKind::Text }),
            DeValue::Integer(_) | DeValue::Float(_) => as_written(ScalarKind::Number),
            DeValue::Boolean(truth) => as_written(ScalarKind::Bool(truth)),
            DeValue::Datetime(_) => as_written(ScalarKind::Bare),
            DeValue::Array(items) => {
                let mut nodes = Vec::new();
                for item in items {
                    let node = self.value(item, key, keep.of_items(), level.saturating_add(1))?;
                    if !keep.is_nothing() {
                        nodes.push(node);
                    }
                }
                Content::Sequence(nodes)
            }
            DeValue::Table(table) => {
                Content::Mapping(self.mapping(table, keep.of_items(), level.saturating_add(1))?)
            }
        };
        Ok(Node { position, content })
    }

    fn position(&mut self, offset: usize) -> Position {
        let Position { line, column } = self.positions.position(offset);
        Position { line: line.saturating_add(self.lines_above), column }
    }
}

#[cfg(test)]
mod tests;
