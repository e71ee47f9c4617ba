//! The characters of a document, each with its position, and which of them are not allowed where they are, though the
//! parser lets them through.

use std::ops::Range;

use crate::model::Position;
use crate::ordered;

/// The characters of a text that begins at line 1, column 1. LF, CR LF and CR end lines (YAML 1.2, section 5.4).
pub(super) fn positions(text: &str) -> impl Iterator<Item = (Position, char)> {
    let mut next = Position { line: 1, column: 1 };
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        let position = next;
        next = match character {
            '\n' => Position { line: next.line.saturating_add(1), column: 1 },
            '\r' if characters.peek() != Some(&'\n') => {
                Position { line: next.line.saturating_add(1), column: 1 }
            }
            _ => Position { column: next.column.saturating_add(1), ..next },
        };
        Some((position, character))
    })
}

/// Stretches of a document.
pub(super) type Ranges = Vec<Range<Position>>;

/// What the parser lets through though other readers take it for something else: the first of it, and what is wrong.
/// `stretches` are the quoted texts, and texts and brackets, of a document with unusual characters.
pub(super) fn fault(
    text: &str,
    has_anchors: bool,
    stretches: Option<&(Ranges, Ranges)>,
) -> Option<(Position, &'static str)> {
    let anchor = has_anchors.then(|| first_odd_anchor(text)).flatten();
    let character = || stretches.and_then(|(_, inner)| first_misplaced(text, inner));
    let anchor =
        anchor.map(|at| (at, "not valid YAML: the name of an anchor is invalid; put the text in quotes"));
    let of_character = "not valid YAML: a tab indents the line; indent with spaces";
    anchor.or_else(|| character().map(|at| (at, of_character)))
}

/// The first separator outside of the quoted texts.
pub(super) fn first_separator(text: &str, quoted: &Ranges) -> Option<Position> {
    let mut quoted = Within::new(quoted);
    let is_outside =
        |&(position, character): &(Position, char)| is_separator(character) && !quoted.holds(position);
    positions(text).find(is_outside).map(|(position, _)| position)
}

/// The first character that no document may hold (YAML 1.2, section 5.1), or that is a tab which indents a line outside
/// of the `inner` stretches, texts and brackets: other readers would take what follows for another value.
fn first_misplaced(text: &str, inner: &Ranges) -> Option<Position> {
    let mut inner = Within::new(inner);
    let mut is_indenting = true;
    let is_misplaced = |&(position, character): &(Position, char)| {
        is_indenting = (is_indenting || position.column == 1) && " \t-?:".contains(character);
        match character {
            '\t' => is_indenting && !inner.holds(position),
            _ => is_forbidden(character),
        }
    };
    positions(text).find(is_misplaced).map(|(position, _)| position)
}

/// Where an anchor seems to begin whose name is none in YAML 1.1: to people `&#39;` begins a text, which the parser would drop as
/// the name of an anchor. Texts of several lines may look like that too.
fn first_odd_anchor(text: &str) -> Option<Position> {
    let (mut may_begin, mut characters) = (true, positions(text).peekable());
    while let Some((position, character)) = characters.next() {
        match character {
            '&' if may_begin => {
                let is_of_name =
                    |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
                let is_named = characters.next_if(|&(_, character)| is_of_name(character)).is_some();
                while characters.next_if(|&(_, character)| is_of_name(character)).is_some() {}
                let ends = |&(_, end): &(Position, char)| end.is_ascii_whitespace() || ",]}".contains(end);
                if !is_named || !characters.peek().is_none_or(ends) {
                    return Some(position);
                }
            }
            '!' if may_begin => {
                while characters.next_if(|(_, character)| !character.is_whitespace()).is_some() {}
            }
            '\n' | '\r' | '[' | '{' | ',' | ':' | '-' | '?' => may_begin = true,
            ' ' | '\t' => {}
            _ => may_begin = false,
        }
    }
    None
}

/// Answers whether positions, each behind the last one, are within stretches.
struct Within<'r>(std::iter::Peekable<std::vec::IntoIter<&'r Range<Position>>>);

impl<'r> Within<'r> {
    fn new(ranges: &'r Ranges) -> Within<'r> {
        let mut ranges: Vec<_> = ranges.iter().collect();
        ordered::sort_by_key(&mut ranges, |range| (range.start, std::cmp::Reverse(range.end)));
        // Those within others say nothing more.
        let mut end = Position { line: 0, column: 0 };
        ranges.retain(|range| {
            let reaches_further = range.end > end;
            end = end.max(range.end);
            reaches_further
        });
        Within(ranges.into_iter().peekable())
    }

    fn holds(&mut self, position: Position) -> bool {
        while self.0.next_if(|range| range.end <= position).is_some() {}
        self.0.peek().is_some_and(|range| range.contains(&position))
    }
}

/// Whether [`first_misplaced`] or [`first_separator`] has to be asked.
pub(super) fn are_unusual(text: &str) -> bool {
    text.chars().any(|character| character == '\t' || is_forbidden(character) || is_separator(character))
}

/// Whether the character ends a line in YAML 1.1, and in YAML 1.2 (section 5.4) is one like any other.
pub(super) fn is_separator(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    }
}
