//! The last line of a document that ends without a line end. The parser ends it nevertheless, which adds a line end to a block
//! text that is on it.

use std::borrow::Cow;

use saphyr_parser::{ScalarStyle, Span};

use super::characters::positions;
use crate::model::Position;

/// The last line of a document.
pub(super) struct LastLine {
    /// The position behind it, if it does not end.
    end: Option<Position>,
    is_blank: bool,
}

impl LastLine {
    /// The last line of the text.
    pub(super) fn of(text: &str) -> LastLine {
        let is_open = !text.ends_with(['\n', '\r']);
        let behind = |last: Position| Position { column: last.column.saturating_add(1), ..last };
        LastLine {
            end: positions(text).last().filter(|_| is_open).map(|(last, _)| behind(last)),
            is_blank: text.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']),
        }
    }

    /// A text, which ends at the position, as the document has it.
    pub(super) fn without_end<'a>(
        &self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        span: Span,
        end: Position,
    ) -> Cow<'a, str> {
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let is_last = self.end == Some(end);
        // What is not empty begins where its first line does, what is empty at its indicator.
        let is_empty = text.bytes().all(|byte| byte == b'\n');
        let is_made_up = match is_empty {
            true => span.end.line() == span.start.line().saturating_add(1),
            // A tag or an anchor begins elsewhere.
            false => !self.is_blank || span.end.col() >= span.start.col().max(1),
        };
        match text.strip_suffix('\n') {
            Some(own) if is_block && is_last && is_made_up => own.to_owned().into(),
            _ => text,
        }
    }
}
