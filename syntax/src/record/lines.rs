//! Heads of lines `Key: value`, as Pelican and MultiMarkdown have them, or `.. key: value`, as Nikola has them -> a tree.
//! All values are texts, as they stand, and authors and tags lists of them; there are no quotes or comments. Capitals of keys do not
//! count.
//!
//! A line that begins with white space continues the value above it.

use std::borrow::Cow;

use crate::model::Position;
use crate::tree::{Content, Keep, Mapping, Node, Pair, Scalar, ScalarKind};

/// What comes before the keys of a head in lines of Nikola.
pub(super) const DOTS: &str = ".. ";

/// Reads a head whose first line has the number `first_line`; `wanted` says which keys are kept. The fault is at the
/// line of the number, from `first_line`.
///
/// # Errors
///
/// The number of the first line that is no `key: value`.
pub(super) fn read<'a>(
    text: &'a str,
    first_line: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, usize> {
    let mut mapping = Mapping::default();
    let mut latest: Option<Pair<'a>> = None;
    for (index, line) in text.lines().enumerate() {
        let number = first_line.saturating_add(index);
        let content = line.strip_prefix(DOTS).unwrap_or(line);
        let indented = content.len().saturating_sub(content.trim_start().len());
        if content.trim().is_empty() {
            continue;
        }
        if indented > 0 && line.len() == content.len() {
            continue_value(latest.as_mut().ok_or(number)?, content.trim());
            continue;
        }
        let (key, value) = split(content).ok_or(number)?;
        let column = |part: &str| {
            let before = part.as_ptr().addr().saturating_sub(line.as_ptr().addr());
            line.get(..before).map_or(1, |before| before.chars().count().saturating_add(1))
        };
        let position = Position { line: number, column: column(if value.is_empty() { key } else { value }) };
        let key_position = Position { line: number, column: column(key) };
        let pair = pair(in_lower_case(key), key_position, value, position);
        push(&mut mapping, latest.replace(pair), wanted);
    }
    push(&mut mapping, latest, wanted);
    Ok(Node { position: Position { line: first_line, column: 1 }, content: Content::Mapping(mapping) })
}

/// A key and its value as it stands.
pub(super) fn pair<'a>(
    key: Cow<'a, str>,
    key_position: Position,
    value: &'a str,
    position: Position,
) -> Pair<'a> {
    Pair { key, key_position, value: Node { position, content: scalar(value) } }
}

/// The key and the value of a line; `None` where it is not such a line.
pub(super) fn split(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_key = !key.is_empty() && key.bytes().all(is_of_key);
    is_key.then(|| (key, value.trim()))
}

fn scalar(text: &str) -> Content<'_> {
    match text {
        "" => Content::Null,
        text => Content::Scalar(Scalar { text: Cow::Borrowed(text), kind: ScalarKind::Text }),
    }
}

/// Adds a line to a value.
pub(super) fn continue_value<'a>(pair: &mut Pair<'a>, line: &'a str) {
    match &mut pair.value.content {
        Content::Scalar(scalar) => {
            let text = scalar.text.to_mut();
            text.push(' ');
            text.push_str(line);
        }
        content => *content = scalar(line),
    }
}

fn in_lower_case(key: &str) -> Cow<'_, str> {
    match key.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(key.to_ascii_lowercase()),
        false => Cow::Borrowed(key),
    }
}

/// Adds a pair whose key is kept.
pub(super) fn push<'a>(mapping: &mut Mapping<'a>, pair: Option<Pair<'a>>, wanted: &dyn Fn(&str) -> bool) {
    let is_kept = |pair: &Pair<'_>| !Keep::Wanted(wanted).below(&pair.key).is_nothing();
    if let Some(mut pair) = pair.filter(is_kept) {
        if matches!(&*pair.key, "authors" | "tags") {
            split_names(&mut pair.value);
        }
        mapping.push(pair);
    }
}

/// Names between `;`, or else between commas, as a list.
fn split_names(value: &mut Node<'_>) {
    let Some(text) = value.text() else { return };
    let sign = if text.contains(';') { ';' } else { ',' };
    let names = text.split(sign).map(str::trim).filter(|name| !name.is_empty());
    let node = |name: &str| Node {
        position: value.position,
        content: Content::Scalar(Scalar::text(name.to_owned())),
    };
    let names: Vec<Node<'_>> = names.map(node).collect();
    if names.len() > 1 {
        value.content = Content::Sequence(names);
    }
}
