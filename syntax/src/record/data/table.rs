//! A row of comma-separated values (RFC 4180) below the row of keys -> a mapping of texts; empty cells say nothing. Semicolons and
//! tabs separate where the keys have no comma.
//!
//! A quote that is not closed would take the rows below it into one cell, and with them what they hold back. So a row must
//! have as many cells as there are keys, and nothing may follow a closing quote.

use std::borrow::Cow;

use crate::model::Position;
use crate::record::holding;
use crate::tree::{Content, Keep, Mapping, Node, Pair, ParseError, Scalar, ScalarKind, is_same_key};

/// Where the whole row is.
const START: Position = Position { line: 1, column: 1 };

/// What the bytes of a row have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// A cell begins.
    Start,
    /// Within a cell without quotes.
    Plain,
    /// Within quotes.
    Quoted,
    /// Behind a closing quote, or between two that mean one.
    Closed,
    /// Behind what may not follow a closing quote.
    Malformed,
}

impl Cell {
    /// After the next byte of a row; `None` where that ends the row.
    pub(super) fn after(self, byte: u8, separator: u8) -> Option<Cell> {
        Some(match (self, byte) {
            (Cell::Quoted, b'"') => Cell::Closed,
            (Cell::Quoted, _) => Cell::Quoted,
            (_, b'\n' | b'\r') => return None,
            (Cell::Start | Cell::Closed, b'"') => Cell::Quoted,
            (Cell::Malformed, _) => Cell::Malformed,
            (_, byte) if byte == separator => Cell::Start,
            (Cell::Closed, _) => Cell::Malformed,
            (Cell::Start | Cell::Plain, _) => Cell::Plain,
        })
    }
}

/// The length of the row of keys with its end, and what separates its cells.
pub(super) fn head(bytes: &[u8]) -> (usize, u8) {
    const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
    let (mut length, mut is_quoted, mut best) = (0_usize, false, SEPARATORS.len());
    let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace() && **byte != b'\t').count();
    for &byte in bytes {
        length = length.saturating_add(1);
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted && length > blank => break,
            _ if is_quoted => {}
            byte => {
                let found = SEPARATORS.iter().position(|separator| *separator == byte);
                best = best.min(found.unwrap_or(best));
            }
        }
    }
    (length, SEPARATORS.get(best).copied().unwrap_or(b','))
}

/// The record of a row, given the row of keys and the row.
pub(super) fn read<'a>(text: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Node<'a>, ParseError> {
    let fault = |message: &str| ParseError { position: START, message: message.to_owned() };
    let (length, separator) = head(text.as_bytes());
    let row = text.as_bytes().get(length..).unwrap_or_default();
    let mut cell = Cell::Start;
    for &byte in row {
        match cell.after(byte, separator) {
            Some(next) => cell = next,
            None => break,
        }
    }
    if matches!(cell, Cell::Quoted | Cell::Malformed) {
        return Err(fault(
            "a quote of the row is not closed, or text follows it; write `\"` within quotes twice",
        ));
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(separator).has_headers(false).flexible(true);
    let rows: Vec<csv::StringRecord> =
        reader.from_reader(text.as_bytes()).records().take(3).flatten().collect();
    let [keys, cells] = rows.as_slice() else {
        return Err(fault("the row cannot be read as one of comma-separated values"));
    };
    if keys.len() != cells.len() {
        let message = format!("the row has {} cells, and there are {} keys", cells.len(), keys.len());
        return Err(fault(&message));
    }
    if keys.iter().enumerate().any(|(at, key)| {
        holding::word_of(key).is_some()
            && keys.iter().skip(at.saturating_add(1)).any(|other| is_same_key(key.trim(), other.trim()))
    }) {
        return Err(fault(
            "a key that can hold the record back is there twice in the row of keys; name one of them otherwise",
        ));
    }
    let mut mapping = Mapping::with_capacity(keys.len());
    for (key, cell) in keys.iter().map(str::trim).zip(cells) {
        if !Keep::Wanted(wanted).below(key).is_nothing() {
            let text = Cow::Owned(cell.to_owned());
            let content = match cell.trim() {
                "" => Content::Null,
                _ => Content::Scalar(Scalar { text, kind: ScalarKind::Text }),
            };
            let value = Node { position: START, content };
            mapping.push(Pair { key: Cow::Owned(key.to_owned()), key_position: START, value });
        }
    }
    Ok(Node { position: START, content: Content::Mapping(mapping) })
}
