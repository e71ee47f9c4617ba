//! Control characters come into titles from word processors and terminals, and nobody sees them. No document may hold them, but
//! within a text of several words it is certain what is meant, and they are dropped as those of a body are. Anywhere else, in
//! a key, a flag or a number, beside a mark or in front of a comment, the document stays refused at their place.

use super::cause::value_of;
use super::characters::{is_forbidden, positions};
use crate::model::Position;
use crate::text::is_all_permitted;

/// The text without control characters, and the position of the first; `None` where it has none, or one that may not go.
pub fn without_controls(text: &str, first_line: usize) -> Option<(String, Position)> {
    // Nearly all texts have none, and this is fast.
    if is_all_permitted(text) {
        return None;
    }
    let (Position { line, column }, _) = positions(text).find(|(_, character)| is_forbidden(*character))?;
    let position = Position { line: first_line.saturating_sub(1).saturating_add(line), column };
    let is_certain = text.lines().filter(|line| line.contains(is_forbidden)).all(may_go);
    is_certain.then(|| (text.replace(is_forbidden, ""), position))
}

/// Whether it is certain what the line is without its control characters.
fn may_go(line: &str) -> bool {
    let has_colon = line.contains(": ") || line.trim_end().ends_with(':');
    let (start, value) = match value_of(line) {
        Some((start, value)) => (start, value),
        // A line within a text of several lines.
        None if !has_colon => (0, line),
        None => return false,
    };
    let is_before = |character: char| line.chars().take(start).any(|other| other == character);
    let is_in_key = line.chars().take(start).any(is_forbidden) || is_before('#');
    let has_words = value.replace(is_forbidden, "").split_whitespace().count() > 1;
    let is_text = !value.contains('#') && !value.starts_with(['[', '{', '&', '*', '!']);
    !is_in_key && has_words && is_text && are_between_words(value)
}

/// Whether only letters and white space are beside the control characters.
fn are_between_words(value: &str) -> bool {
    let is_plain = |character: char| character.is_alphabetic() || character == ' ' || is_forbidden(character);
    let characters: Vec<char> = value.chars().collect();
    let is_beside = |pair: &[char]| {
        !pair.iter().any(|character| is_forbidden(*character)) || pair.iter().copied().all(is_plain)
    };
    characters.windows(2).all(is_beside)
}
