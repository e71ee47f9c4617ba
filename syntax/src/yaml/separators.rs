//! U+0085, U+2028 and U+2029 come into titles from word processors. YAML 1.2 (section 5.4) takes them for characters like any
//! other, and the libraries of most generators for line ends, as YAML 1.1 did. So they are white space at the end of a line,
//! and part of a text within it. A document is refused where the other reading has another meaning, such as a `draft: true`
//! of its own behind one of them: whoever checked the page with their generator has seen that reading.

use super::characters::{is_separator, positions};
use super::fault;
use crate::model::Position;
use crate::tree::{Content, Node, ParseError};

/// The text with spaces instead of the separators at the ends of lines; `None` where it holds no separators at all.
pub(super) fn without_those_at_ends(text: &str) -> Option<String> {
    if !text.contains(is_separator) {
        return None;
    }
    let is_white = |character: char| matches!(character, ' ' | '\t' | '\r' | '\n') || is_separator(character);
    let with_spaces = |line: &str| {
        let (kept, end) = line.split_at_checked(line.trim_end_matches(is_white).len()).unwrap_or((line, ""));
        format!("{kept}{}", end.replace(is_separator, " "))
    };
    Some(text.split_inclusive(['\n', '\r']).map(with_spaces).collect())
}

/// The text as those read it to whom each separator ends a line.
pub(super) fn as_older_readers_see(text: &str) -> String {
    text.replace(is_separator, "\n")
}

/// Whether a document that means `node` could mean something else to older readers, who see `older` in it, if anything.
pub(super) fn is_in_doubt(node: &Node<'_>, older: Option<&Node<'_>>, text: &str) -> bool {
    match older {
        Some(older) => !is_same(node, older),
        // Nobody has seen another meaning of what is not YAML to them; but they are laxer in places.
        None => text.split(is_separator).skip(1).any(begins_like_pair),
    }
}

/// Whether both mean the same, whatever the white space in their texts.
fn is_same(node: &Node<'_>, older: &Node<'_>) -> bool {
    match (&node.content, &older.content) {
        (Content::Null, Content::Null) => true,
        (Content::Scalar(a), Content::Scalar(b)) => {
            a.kind == b.kind && a.text.split_whitespace().eq(b.text.split_whitespace())
        }
        (Content::Sequence(a), Content::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Content::Mapping(a), Content::Mapping(b)) => {
            let (a, b) = (a.pairs(), b.pairs());
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && is_same(&a.value, &b.value))
        }
        _ => false,
    }
}

/// Whether the line that the text begins with could hold a key.
fn begins_like_pair(text: &str) -> bool {
    let mut characters = text.chars().take_while(|character| !"\n\r".contains(*character)).peekable();
    let mut previous = None;
    while let Some(character) = characters.next() {
        let ends_key = matches!(previous, Some('"' | '\''))
            || characters.peek().is_none_or(|next| matches!(next, ' ' | '\t' | ',' | ']' | '}'));
        if character == ':' && ends_key {
            return true;
        }
        previous = Some(character);
    }
    false
}

/// The error of a document; that of the separator which precedes it on its line, if there is one.
pub(super) fn blamed(error: ParseError, text: &str, first_line: usize) -> ParseError {
    let Position { line, column } = error.position;
    let line_in_text = line.saturating_sub(first_line).saturating_add(1);
    let at = positions(text).find(|&(position, character)| {
        position.line == line_in_text && position.column < column && is_separator(character)
    });
    match at {
        Some((at, _)) => {
            let position = Position { column: at.column, line };
            ParseError { position, message: fault::SEPARATOR.to_owned() }
        }
        None => error,
    }
}
