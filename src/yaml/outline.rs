//! Finds the place of a value in a YAML text by its path, so that a message can name line and column. It reads
//! block style line by line; for what stands in flow style it answers with the key that holds it.
//!
//! It never decides what a value is: that is the library's word.

use std::collections::BTreeMap;

use crate::model::Position;

/// One step of a path into a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Into a mapping, by key.
    Key(&'a str),
    /// Into a list, by index from 0.
    Index(usize),
}

/// The keys and list items of a text, in order, and which lead where.
#[derive(Debug, Clone)]
pub struct Outline<'a> {
    marks: Vec<Mark<'a>>,
    children: BTreeMap<(Option<usize>, Name<'a>), usize>,
}

/// What a mark is called by the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Key(&'a str),
    Index(usize),
}

#[derive(Debug, Clone)]
struct Mark<'a> {
    /// `None` for a list item.
    key: Option<&'a str>,
    indent: usize,
    key_place: Position,
    position: Position,
    /// The rest of the line, where a value begins.
    value: &'a str,
}

impl<'a> Outline<'a> {
    /// Reads the keys and items of a text whose first line has the number `first_line`.
    pub fn new(text: &'a str, first_line: usize) -> Outline<'a> {
        let mut marks: Vec<Mark<'a>> = Vec::new();
        let mut skip = Skip::Nothing;
        for (number, line) in text.lines().enumerate() {
            let content = line.trim_start_matches(' ');
            let indent = line.len().saturating_sub(content.len());
            skip = match skip {
                Skip::Quoted(quote) => {
                    if closing(content, quote).is_some() {
                        Skip::Nothing
                    } else {
                        Skip::Quoted(quote)
                    }
                }
                Skip::Deeper(least) if content.trim().is_empty() || indent > least => Skip::Deeper(least),
                _ if content.is_empty() || content.starts_with('#') => Skip::Nothing,
                _ => read_line(line, content, number.saturating_add(first_line), &mut marks),
            };
        }
        let children = children(&marks);
        Outline { marks, children }
    }

    /// The place of the value at the path, or of the nearest thing around it; `None` for an unknown first key.
    pub fn position(&self, path: &[Step<'_>]) -> Option<Position> {
        self.place_of(self.find(path))
    }

    /// The place of the last key on the path, or of the nearest thing around it.
    pub fn key_place(&self, path: &[Step<'_>]) -> Option<Position> {
        let spot = self.find(path);
        self.mark(spot).map(|mark| if spot.is_exact { mark.key_place } else { mark.position })
    }

    /// The place of the value at a spot, or of the nearest thing around it.
    pub(super) fn place_of(&self, spot: Spot) -> Option<Position> {
        self.mark(spot).map(|mark| mark.position)
    }

    /// The plain, one-word value of the key or item at a spot as it is spelled, if it stands on that line.
    pub(super) fn spelling(&self, spot: Spot) -> Option<&'a str> {
        let mark = self.mark(spot).filter(|_| spot.is_exact)?;
        mark.value.split([' ', '\t', '#']).next().filter(|word| !word.is_empty())
    }

    /// The items of a list such as `[a, 3.10]` at a spot as they are spelled, if it stands on that line; empty where that
    /// cannot be told.
    pub(super) fn spellings(&self, spot: Spot) -> Vec<&'a str> {
        self.mark(spot).filter(|_| spot.is_exact).map_or(Vec::new(), |mark| items_of_flow(mark.value))
    }

    /// One step further from a spot.
    pub(super) fn step(&self, spot: Spot, step: Step<'_>) -> Spot {
        let name = match step {
            Step::Key(key) => Name::Key(key),
            Step::Index(index) => Name::Index(index),
        };
        match self.children.get(&(spot.mark, name)) {
            Some(&child) if spot.is_exact => Spot { mark: Some(child), is_exact: true },
            _ => Spot { is_exact: false, ..spot },
        }
    }

    fn find(&self, path: &[Step<'_>]) -> Spot {
        path.iter().fold(Spot::START, |spot, &step| self.step(spot, step))
    }

    fn mark(&self, spot: Spot) -> Option<&Mark<'a>> {
        self.marks.get(spot.mark?)
    }
}

/// How far a path could be followed: the last mark on it, and whether that is its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    mark: Option<usize>,
    is_exact: bool,
}

impl Spot {
    /// The whole document.
    pub(super) const START: Spot = Spot { mark: None, is_exact: true };
}

/// Which mark each name leads to; of equal keys the last one counts, as it does in the tree.
fn children<'a>(marks: &[Mark<'a>]) -> BTreeMap<(Option<usize>, Name<'a>), usize> {
    let mut children = BTreeMap::new();
    let mut open: Vec<(usize, &Mark<'a>)> = Vec::new();
    let mut items: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for (position, mark) in marks.iter().enumerate() {
        while open.last().is_some_and(|(_, above)| !holds(above, mark)) {
            open.pop();
        }
        let parent = open.last().map(|&(above, _)| above);
        let name = match mark.key {
            Some(key) => Name::Key(key),
            None => {
                let count = items.entry(parent).or_default();
                let index = *count;
                *count = index.saturating_add(1);
                Name::Index(index)
            }
        };
        children.insert((parent, name), position);
        open.push((position, mark));
    }
    children
}

/// Whether a mark stands below another; a list may stand at the indentation of the key that holds it.
fn holds(above: &Mark<'_>, mark: &Mark<'_>) -> bool {
    let is_list_of_key = above.key.is_some() && mark.key.is_none();
    if is_list_of_key { mark.indent >= above.indent } else { mark.indent > above.indent }
}

/// How far the end of a list on one line is looked for.
const LONGEST_FLOW: usize = 4096;

/// The items of a list such as `[a, 3.10]`, unless quotes or brackets in it make counting commas unsafe.
fn items_of_flow(value: &str) -> Vec<&str> {
    let end = value.bytes().take(LONGEST_FLOW).position(|byte| byte == b']');
    let inside = end.and_then(|end| value.get(..end)).and_then(|list| list.strip_prefix('['));
    let is_plain = |inside: &&str| !inside.contains(['"', '\'', '[', '{', '#']);
    inside.filter(is_plain).map_or(Vec::new(), |inside| inside.split(',').map(str::trim).collect())
}

enum Skip {
    Nothing,
    /// Inside a quoted text that began on an earlier line.
    Quoted(char),
    /// Inside a block scalar or a flow collection: lines with a deeper indentation than this.
    Deeper(usize),
}

fn read_line<'a>(line: &'a str, content: &'a str, number: usize, marks: &mut Vec<Mark<'a>>) -> Skip {
    let mut rest = content;
    let mut parent_indent = line.len().saturating_sub(rest.len());
    loop {
        let indent = line.len().saturating_sub(rest.len());
        let place_of = |part: &str| {
            let before = line.get(..line.len().saturating_sub(part.len())).unwrap_or_default();
            Position { line: number, column: before.chars().count().saturating_add(1) }
        };
        let key_place = place_of(rest);
        if let Some(next) = rest.strip_prefix("- ").or_else(|| (rest == "-").then_some("")) {
            let value = next.trim_start_matches(' ');
            marks.push(Mark { key: None, indent, key_place, position: place_of(value), value });
            parent_indent = indent;
            rest = value;
            continue;
        }
        if let Some((key, after)) = split_key(rest) {
            let value = after.trim_start_matches([' ', '\t']);
            let position = if value.is_empty() { key_place } else { place_of(value) };
            marks.push(Mark { key: Some(key), indent, key_place, position, value });
            return skip_after(value, indent);
        }
        return skip_after(rest, parent_indent);
    }
}

fn skip_after(value: &str, indent: usize) -> Skip {
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inside = value.get(1..).unwrap_or_default();
            if closing(inside, quote).is_some() { Skip::Nothing } else { Skip::Quoted(quote) }
        }
        Some('|' | '>' | '[' | '{') => Skip::Deeper(indent),
        _ => Skip::Nothing,
    }
}

/// Where the quote closes within the text; a doubled single quote and an escaped double quote do not close.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((position, character)) = characters.next() {
        if character == '\\' && quote == '"' {
            characters.next();
        } else if character == quote {
            if quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
            } else {
                return Some(position);
            }
        }
    }
    None
}

/// Splits `key: value`, `"key": value` and `key:`.
pub fn split_key(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            let (key, after) = inside.split_at_checked(closing(inside, quote)?)?;
            return after.strip_prefix(quote)?.trim_start().strip_prefix(':').map(|value| (key, value));
        }
    }
    if text.starts_with(['[', '{']) {
        return None;
    }
    if let Some((key, value)) = text.match_indices(':').find_map(|(colon, _)| {
        let (key, value) = text.split_at_checked(colon)?;
        value.strip_prefix(':').filter(|value| value.starts_with([' ', '\t'])).map(|value| (key, value))
    }) {
        return Some((key.trim_end(), value));
    }
    text.trim_end().strip_suffix(':').map(|key| (key, ""))
}

#[cfg(test)]
mod tests {
    use super::Step::{Index, Key};
    use super::*;

    const TEXT: &str = "title: \"a: b\n  c: d\"\ndate: 2020-11-18\nnote: |\n  date: no\nrelated:\n- title: x\n  date: 1.10 # y\n\
        - title: z\n  date:   soon\ntopics: [a, b]\nimages:\n    - url: u\n      width: 5\n";

    #[test]
    fn values_are_found_by_path() {
        let outline = Outline::new(TEXT, 2);
        let cases: [(&[Step<'_>], (usize, usize)); 7] = [
            (&[Key("title")], (2, 8)),
            (&[Key("date")], (4, 7)),
            (&[Key("related"), Index(0), Key("date")], (9, 9)),
            (&[Key("related"), Index(1), Key("date")], (11, 11)),
            (&[Key("images"), Index(0), Key("width")], (15, 14)),
            (&[Key("topics"), Index(1)], (12, 9)),
            (&[Key("related"), Index(7)], (7, 1)),
        ];
        for (path, (line, column)) in cases {
            assert_eq!(outline.position(path), Some(Position { line, column }), "{path:?}");
        }
        assert_eq!(outline.position(&[Key("absent")]), None);
    }

    #[test]
    fn the_spelling_of_a_plain_value_is_given_back() {
        let outline = Outline::new(TEXT, 1);
        let spelling = |path: &[Step<'_>]| outline.spelling(outline.find(path));
        assert_eq!(spelling(&[Key("related"), Index(0), Key("date")]), Some("1.10"));
        assert_eq!(spelling(&[Key("title")]), Some("\"a:"));
        assert_eq!(spelling(&[Key("topics"), Index(1)]), None);
        assert_eq!(outline.spellings(outline.find(&[Key("topics")])), ["a", "b"]);
        assert!(outline.spellings(outline.find(&[Key("related")])).is_empty());
    }
}
