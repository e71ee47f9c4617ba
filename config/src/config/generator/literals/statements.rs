//! The words of a program in Python -> its statements, and for each whether it is run for certain.

use super::{Token, Word};
use crate::model::Position;

/// The words that a statement with others in it begins with.
const COMPOUND: [&str; 14] = [
    "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class", "async",
    "match", "case",
];

/// A statement: its words, and what it is in.
#[derive(Debug, Clone, Copy)]
pub(in crate::config::generator) struct Statement {
    pub start: usize,
    pub end: usize,
    pub position: Position,
    /// Whether it is in no other statement, so that it is run, and once.
    pub is_certain: bool,
    /// Whether all that it is in are the first parts of `try`.
    pub is_tried: bool,
    /// Whether it is in a function or class.
    pub is_function: bool,
}

/// A statement with others in it.
struct Block {
    column: usize,
    is_try: bool,
    is_function: bool,
}

/// The statements of a program in their order; what stands before the colon of one with others in it is one of its own.
pub(in crate::config::generator) fn statements(tokens: &[Token<'_>]) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let begins = |at: &usize| tokens.get(*at).is_some_and(|token| token.begins_statement);
        let next = start.saturating_add(1);
        let end = (next..tokens.len()).find(|at| begins(at)).unwrap_or(tokens.len());
        line(tokens, start, end, &mut blocks, &mut found);
        start = end;
    }
    found
}

/// The statements of a line, and of those that it goes on in.
fn line(tokens: &[Token<'_>], start: usize, end: usize, blocks: &mut Vec<Block>, found: &mut Vec<Statement>) {
    let Some(first) = tokens.get(start) else { return };
    let column = first.position.column;
    while blocks.last().is_some_and(|block| block.column >= column) {
        blocks.pop();
    }
    let mut from = start;
    let word = match first.word {
        Word::Name(name) if COMPOUND.contains(&name) => Some(name),
        _ => None,
    };
    let is_certain = column == 1 && word.is_none();
    if let Some(word) = word {
        let block =
            Block { column, is_try: word == "try", is_function: matches!(word, "def" | "class" | "async") };
        let colon = colon(tokens, start, end);
        let header = statement(tokens, start, colon, false, blocks);
        found.push(header);
        blocks.push(block);
        from = colon.saturating_add(1).min(end);
    }
    while from < end {
        let semicolon = |at: &usize| tokens.get(*at).is_some_and(|token| token.word == Word::Sign(';'));
        let stop = (from..end).find(semicolon).unwrap_or(end);
        if from < stop {
            found.push(statement(tokens, from, stop, is_certain, blocks));
        }
        from = stop.saturating_add(1);
    }
}

fn statement(
    tokens: &[Token<'_>],
    start: usize,
    end: usize,
    is_certain: bool,
    blocks: &[Block],
) -> Statement {
    let position = tokens.get(start).map_or(Position { line: 1, column: 1 }, |token| token.position);
    let is_tried = !is_certain && !blocks.is_empty() && blocks.iter().all(|block| block.is_try);
    let is_function = blocks.iter().any(|block| block.is_function);
    Statement { start, end, position, is_certain, is_tried, is_function }
}

/// Where the colon is that ends what a statement begins with.
fn colon(tokens: &[Token<'_>], start: usize, end: usize) -> usize {
    let mut open = 0_usize;
    for at in start..end {
        match tokens.get(at).map(|token| &token.word) {
            Some(Word::Sign('(' | '[' | '{')) => open = open.saturating_add(1),
            Some(Word::Sign(')' | ']' | '}')) => open = open.saturating_sub(1),
            Some(Word::Sign(':')) if open == 0 && sign(tokens, at.saturating_add(1)) != Some('=') => {
                return at;
            }
            _ => {}
        }
    }
    end
}

/// Whether a word is this name.
pub(super) fn is_name(token: &Token<'_>, name: &str) -> bool {
    matches!(token.word, Word::Name(own) if own == name)
}

/// The sign at a place.
pub(in crate::config::generator) fn sign(words: &[Token<'_>], at: usize) -> Option<char> {
    match words.get(at)?.word {
        Word::Sign(sign) => Some(sign),
        _ => None,
    }
}

/// Where the words `=` of an assignment are, outside of brackets; and whether it adds, as `+=` does.
pub(in crate::config::generator) fn equal_signs(words: &[Token<'_>]) -> (Vec<usize>, bool) {
    let (mut found, mut open, mut is_added) = (Vec::new(), 0_usize, false);
    for (at, token) in words.iter().enumerate() {
        match token.word {
            Word::Sign('(' | '[' | '{') => open = open.saturating_add(1),
            Word::Sign(')' | ']' | '}') => open = open.saturating_sub(1),
            Word::Sign('=') if open == 0 => {
                let before = at.checked_sub(1).and_then(|before| sign(words, before));
                let is_test = matches!(before, Some('=' | '!' | '<' | '>'))
                    || sign(words, at.saturating_add(1)) == Some('=');
                if !is_test {
                    is_added |= before == Some('+');
                    found.push(at);
                }
            }
            _ => {}
        }
    }
    (found, is_added)
}

/// Whether the words are names and lists that `+` puts together, as a new value.
pub(super) fn is_sum(words: &[Token<'_>], range: std::ops::Range<usize>) -> bool {
    let mut open = 0_usize;
    let words = words.get(range).unwrap_or_default();
    let mut has_sign = false;
    for token in words {
        match token.word {
            Word::Sign('(' | '[' | '{') => open = open.saturating_add(1),
            Word::Sign(')' | ']' | '}') => open = open.saturating_sub(1),
            Word::Sign('+') if open == 0 => has_sign = true,
            Word::Sign(_) if open == 0 => return false,
            Word::Name(_) if open > 0 => return false,
            _ => {}
        }
    }
    has_sign
}

/// Where the bracket ends that opens at a word.
pub(in crate::config::generator) fn closing(words: &[Token<'_>], from: usize) -> Option<usize> {
    let mut open = 0_usize;
    for (at, token) in words.iter().enumerate().skip(from) {
        match token.word {
            Word::Sign('(' | '[' | '{') => open = open.saturating_add(1),
            Word::Sign(')' | ']' | '}') => {
                open = open.checked_sub(1)?;
                if open == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
