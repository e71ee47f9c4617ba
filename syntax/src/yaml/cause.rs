//! Where the parser stops is often behind what is wrong, and what it says is true of the grammar and no help to a person. The
//! mistakes that people make have a look of their own: quotes within quotes, tabs, a line that is no pair, a bracket left open.
//! Here the lines up to the place are looked at, and the mistake is named at its own place; in doubt the parser's word stands.
//!
//! Only what was refused comes here, so a cause that is guessed wrong misleads and publishes nothing.

use super::characters::is_forbidden;
use crate::model::Position;
use crate::tree::ParseError;

/// How many lines in front of the place are searched for quotes and brackets that are left open.
const MOST_LINES: usize = 100;

const PREFIX: &str = "not valid YAML: ";

/// A cause: how many characters are before it on its line, and what it is.
type Cause = (usize, &'static str);

/// The error with its cause and the cause's place, where both can be told.
pub(super) fn named(error: ParseError, text: &str, first_line: usize) -> ParseError {
    let Some(detail) = error.message.strip_prefix(PREFIX) else { return error };
    let lines: Vec<&str> = text.lines().collect();
    let number = error.position.line.saturating_sub(first_line).min(lines.len());
    match of_text(&lines, number, error.position.column.saturating_sub(1), detail) {
        Some((line, (column, cause))) => ParseError {
            position: Position { line: first_line.saturating_add(line), column: column.saturating_add(1) },
            message: format!("{PREFIX}{cause}"),
        },
        None => error,
    }
}

/// The line of the cause, from 0, and the cause of what the parser says of a line and column.
fn of_text(lines: &[&str], number: usize, column: usize, detail: &str) -> Option<(usize, Cause)> {
    let up_to = |count: usize| lines.iter().take(count).enumerate();
    let whole = |line: usize, cause: &'static str| (line, (0, cause));
    let here = number.saturating_add(1);
    if let Some((line, _)) = lines.iter().enumerate().find(|(_, line)| line.starts_with("<<<<<<< ")) {
        return Some(whole(line, "a conflict of versions is not resolved; keep one of the two"));
    }
    let forbidden = |(number, line): (usize, &&str)| {
        Some((number, line.chars().position(|character| character != '\t' && is_forbidden(character))?))
    };
    if let Some((line, column)) = up_to(here).find_map(forbidden) {
        return Some((line, (column, "a control character, which nobody sees; delete it")));
    }
    if let Some((line, _)) = up_to(here).find(|(_, line)| is_like_end(line)) {
        return Some(whole(line, "the end of front matter is a line of three dashes, and nothing else"));
    }
    let line = lines.get(number).copied().unwrap_or_default();
    let has_tab =
        |line: &str| line.chars().take_while(|character| character.is_whitespace()).position(is_tab);
    // The column of the error is that of the tab, or of what follows it.
    if let Some(tab) = has_tab(line).filter(|_| !detail.contains("quot")) {
        return Some((number, (tab, "a tab indents the line; indent with spaces")));
    }
    if let Some(cause) = value_of(line).and_then(|(start, value)| of_value(start, value)) {
        return Some((number, cause));
    }
    if detail.contains("behind the closing quote") {
        return open_before(lines, number, open_quote);
    }
    if detail.contains("expected ':'") {
        let (before, line) = last_before(lines, number)?;
        return Some((before, no_pair(line)?));
    }
    if detail.contains("',' or") {
        return open_before(lines, here, open_bracket);
    }
    let is_own_colon =
        value_of(line).is_some() && line.chars().take(column).all(|character| character != ':');
    if detail.starts_with("mapping values") && is_own_colon {
        return above(lines, number);
    }
    None
}

/// What is wrong above a pair that may not be where it is, or with its own place.
fn above(lines: &[&str], number: usize) -> Option<(usize, Cause)> {
    if let Some(cause) = open_before(lines, number, open_bracket) {
        return Some(cause);
    }
    let (before, last) = last_before(lines, number)?;
    if let Some(cause) = no_pair(last) {
        return Some((before, cause));
    }
    let cause = "the line is indented deeper than the key above, which has a value already; begin both at the \
                 same column";
    let column = indent(lines.get(number)?);
    (column > indent(last)).then_some((number, (column, cause)))
}

/// The last line before `number` that is not blank.
fn last_before<'l>(lines: &[&'l str], number: usize) -> Option<(usize, &'l str)> {
    let mut before = lines.iter().copied().take(number).enumerate().rev();
    before.find(|(_, line)| !line.trim().is_empty())
}

/// The nearest line before `number` that leaves something open.
fn open_before(lines: &[&str], number: usize, open: fn(&str) -> Option<Cause>) -> Option<(usize, Cause)> {
    let last = lines.iter().take(number).enumerate().rev().take(MOST_LINES);
    last.filter_map(|(number, line)| {
        let (start, value) = value_of(line)?;
        let (column, cause) = open(value)?;
        Some((number, (start.saturating_add(column), cause)))
    })
    .next()
}

/// What is wrong with a value that begins with a quote, a bracket or another character that has a meaning; the column
/// counts from the start of the line.
fn of_value(start: usize, value: &str) -> Option<Cause> {
    let first = value.chars().next()?;
    let at = |column: usize, cause: &'static str| Some((start.saturating_add(column), cause));
    match first {
        '"' | '\'' => {
            let end = closing(value)?;
            let rest: String = value.chars().skip(end.saturating_add(1)).collect();
            let is_over = rest.trim().is_empty() || rest.trim_start().starts_with([',', ':', '#', ']', '}']);
            if is_over && !rest.trim_start().starts_with(',') {
                return None;
            }
            let cause = match (rest.contains(first), first) {
                (true, _) if rest.trim_start().starts_with(',') => {
                    "several quoted texts without brackets; write them as a list: [\"…\", \"…\"]"
                }
                (true, '"') => {
                    "quotes within quotes; put the text in single quotes (') or write \\\" within it"
                }
                (true, _) => {
                    "an apostrophe within single quotes; write it twice, or put the text in quotes (\")"
                }
                (false, _) => "text behind the closing quote; put the whole text in quotes of the other kind",
            };
            at(end.saturating_add(1), cause)
        }
        '{' if value.starts_with("{{") || value.starts_with("{%") => {
            at(0, "template code outside of quotes; put it in quotes")
        }
        '[' | '{' => {
            let end = closing_bracket(value)?;
            let rest: String = value.chars().skip(end.saturating_add(1)).collect();
            let is_over = rest.trim().is_empty() || rest.trim_start().starts_with(['#', ',', ':', ']', '}']);
            if is_over { None } else { at(0, "text behind a closing bracket; put the whole text in quotes") }
        }
        '|' | '>' => {
            let rest = value.trim_start_matches(|character: char| "|>+-0123456789".contains(character));
            let is_over = rest.trim().is_empty() || rest.trim_start().starts_with('#');
            let cause = "text behind `|` or `>`; begin it on the next line, or put it in quotes";
            if is_over { None } else { at(0, cause) }
        }
        _ => None,
    }
}

/// A quote that its line does not close.
fn open_quote(value: &str) -> Option<Cause> {
    let is_open = value.starts_with(['"', '\'']) && closing(value).is_none();
    is_open.then_some((0, "the quote is not closed on its line; close it"))
}

/// A bracket that its line does not close.
fn open_bracket(value: &str) -> Option<Cause> {
    if !value.starts_with(['[', '{']) || closing_bracket(value).is_some() {
        return None;
    }
    let hash = value
        .chars()
        .zip(value.chars().skip(1))
        .position(|(before, hash)| hash == '#' && (before.is_whitespace() || "[{,".contains(before)));
    match hash {
        Some(before) => Some((before.saturating_add(1), "`#` begins a comment here; put the word in quotes")),
        None => Some((0, "the bracket is not closed; close it, or put the text in quotes")),
    }
}

/// Why the line is no pair of a key and a value.
fn no_pair(line: &str) -> Option<Cause> {
    let start = indent(line);
    let text = line.trim();
    if text.starts_with("//") || text.starts_with("<!--") || text.starts_with("/*") {
        return Some((start, "a comment begins with `#`"));
    }
    let is_of_key = |character: char| character.is_alphanumeric() || "_-".contains(character);
    let key = text.chars().take_while(|&character| is_of_key(character)).count();
    let mut behind = text.chars().skip(key);
    if key > 0 && behind.next() == Some(':') {
        let is_url = text.chars().skip(key).collect::<String>().starts_with("://");
        let has_value = behind.next().is_some_and(|character| !character.is_whitespace());
        let column = start.saturating_add(key);
        if !is_url {
            return has_value.then_some((column, "a space is missing behind `:`"));
        }
    }
    let cause = "the line is neither `key: value` nor indented as a part of the text above";
    value_of(line).is_none().then_some((start, cause))
}

/// The value on a line `key: value` or `- value`, and how many characters are before it.
pub(super) fn value_of(line: &str) -> Option<(usize, &str)> {
    let mut rest = line.trim_start();
    let is_item = rest.starts_with("- ");
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let key = rest.find(": ").and_then(|end| rest.split_at_checked(end));
    let value = match key {
        Some((key, value)) if !key.contains(['"', '\'', '[', '{', '#']) => {
            value.trim_start_matches(':').trim_start()
        }
        _ if rest.trim_end().ends_with(':') || is_item => rest,
        _ => return None,
    };
    Some((line.chars().count().saturating_sub(value.chars().count()), value))
}

/// How many characters are before the quote that closes the one that the value begins with.
fn closing(value: &str) -> Option<usize> {
    let mut characters = value.chars().enumerate().peekable();
    let (_, quote) = characters.next()?;
    while let Some((number, character)) = characters.next() {
        match character {
            '\\' if quote == '"' => drop(characters.next()),
            _ if character != quote => {}
            '\'' if characters.next_if(|(_, next)| *next == '\'').is_some() => {}
            _ => return Some(number),
        }
    }
    None
}

/// How many characters are before the bracket that closes the one that the value begins with.
fn closing_bracket(value: &str) -> Option<usize> {
    let (mut depth, mut quote, mut last) = (0_usize, None, ' ');
    for (number, character) in value.chars().enumerate() {
        match (quote, character) {
            (Some(open), _) => quote = Some(open).filter(|open| *open != character),
            (None, '"' | '\'') if "[{,: ".contains(last) => quote = Some(character),
            (None, '#') if last.is_whitespace() || "[{,".contains(last) => return None,
            (None, '[' | '{') => depth = depth.saturating_add(1),
            (None, ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(number);
                }
            }
            _ => {}
        }
        last = character;
    }
    None
}

/// Whether a line seems meant to end front matter, and does not: other dashes than three, or not at its start.
pub fn is_like_end(line: &str) -> bool {
    let is_long_dash = |character: char| matches!(character, '\u{2012}'..='\u{2015}' | '\u{2212}');
    let text = line.trim();
    let has_long = text.contains(is_long_dash);
    let is_dashes = text.chars().all(|character| character == '-' || is_long_dash(character));
    is_dashes && line.trim_end() != "---" && (has_long || text.chars().count() > 1)
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|character| *character == ' ').count()
}

fn is_tab(character: char) -> bool {
    character == '\t'
}
