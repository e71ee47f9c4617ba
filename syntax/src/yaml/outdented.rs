//! Lines within quotes or brackets that are indented too little for YAML 1.2, but not for YAML 1.1 nor for the libraries of
//! most generators: real articles have them. Where the parser stops at one, it reads the document again with spaces in front
//! of these lines, which say nothing in such places.

use std::collections::BTreeSet;

use super::characters::positions;
use crate::model::Position;

/// How many spaces a line gets: more than any block that holds it is indented by.
pub(super) const SPACES: usize = 256;

/// The numbers of the lines that get spaces, from 1.
pub(super) type Lines = BTreeSet<usize>;

/// What the parser has stopped at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outdented {
    /// A line within the quotes that begin here.
    Quoted(Position),
    /// This line, which is within brackets or quotes.
    Line(usize),
    /// A tab at the start of this line, which is within brackets, unless the line is at fault.
    Tab(usize),
}

/// What the parser has stopped at, which says this of this position.
pub(super) fn of_error(message: &str, position: Position) -> Option<Outdented> {
    match message {
        "invalid indentation in quoted scalar" => Some(Outdented::Quoted(position)),
        // It says so of nothing outside of brackets and quotes.
        "invalid indentation"
        | "invalid indentation in flow construct"
        | "tab cannot be used as indentation" => Some(Outdented::Line(position.line)),
        "tabs disallowed within this context (block indentation)" => Some(Outdented::Tab(position.line)),
        _ => None,
    }
}

/// The lines that need spaces.
pub(super) fn lines_of(text: &str, outdented: Outdented) -> Lines {
    let start = match outdented {
        Outdented::Quoted(start) => start,
        Outdented::Line(line) | Outdented::Tab(line) => return Lines::from([line]),
    };
    let mut characters = positions(text).skip_while(|(position, _)| *position < start);
    let Some((_, quote)) = characters.next() else { return Lines::new() };
    let mut lines = Lines::new();
    let mut is_escaped = false;
    // A doubled quote ends one text and begins another here, which yields the same lines.
    let mut is_open = true;
    for (position, character) in characters {
        if !is_open && character != quote {
            break;
        }
        if position.line > start.line {
            lines.insert(position.line);
        }
        is_open = if is_escaped { true } else { is_open != (character == quote) };
        is_escaped = quote == '"' && character == '\\' && !is_escaped;
    }
    lines
}

/// The text with spaces in front of the lines.
pub(super) fn indented(text: &str, lines: Lines) -> impl Iterator<Item = char> {
    positions(text).flat_map(move |(position, character)| {
        let is_start = position.column == 1 && lines.contains(&position.line);
        let spaces = if is_start { SPACES } else { 0 };
        std::iter::repeat_n(' ', spaces).chain([character])
    })
}
