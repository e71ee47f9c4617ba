//! A hook of MkDocs in Python -> whether it may give another text in the place of a page's own, or a part of it alone.
//!
//! A hook returns the text of a page, or nothing where that stays. What it returns is followed through the names that it gives to
//! what it makes of the text, and through functions of the same file.

use std::collections::BTreeSet;

use super::super::literals::{
    Language, Statement, Token, Word, closing, equal_signs, sign, statements, tokens,
};
use super::name;
use crate::model::Position;

/// The hooks that return what becomes of a page's text.
const HOOKS: [&str; 3] = ["on_page_markdown", "on_page_content", "on_post_page"];

/// What divides a text.
const DIVIDES: [&str; 4] = ["split", "partition", "rsplit", "rpartition"];

/// How deep functions are followed.
const MOST_CALLS: usize = 4;

/// Where a hook may; nothing where none does.
pub(in crate::config::generator) fn may_empty(text: &str) -> Option<Position> {
    let words = tokens(text, Language::Python);
    let statements = statements(&words);
    let hooks = Hooks { text, words: &words, statements: &statements };
    HOOKS.iter().find_map(|hook| hooks.function(hook, true, MOST_CALLS))
}

struct Hooks<'t, 'a> {
    text: &'a str,
    words: &'t [Token<'a>],
    statements: &'t [Statement],
}

/// The names for what is made of the text of a page; the first is the text itself.
type Made<'a> = Vec<&'a str>;

impl<'a> Hooks<'_, 'a> {
    fn words(&self, statement: &Statement) -> &[Token<'a>] {
        self.words.get(statement.start..statement.end).unwrap_or_default()
    }

    /// Where a function of this name, if there is one, may return another text; only the first parameter is the text where
    /// `is_hook`, and each may be in another function.
    fn function(&self, own: &str, is_hook: bool, left: usize) -> Option<Position> {
        let left = left.checked_sub(1)?;
        let is_it = |statement: &&Statement| {
            let words = self.words(statement);
            (0..3).any(|at| name(words, at) == Some("def") && name(words, at.saturating_add(1)) == Some(own))
        };
        let at = self.statements.iter().position(|statement| is_it(&statement))?;
        let header = self.statements.get(at)?;
        let column = header.position.column;
        let parameters = parameters(self.words(header));
        let mut made: Made<'a> = if is_hook { parameters.into_iter().take(1).collect() } else { parameters };
        let behind = self.statements.get(at.saturating_add(1)..).unwrap_or_default();
        let body: Vec<&Statement> = own_statements(self, behind, column);
        // A name may get its value behind where it is used, in a loop.
        for _ in 0..2 {
            body.iter().for_each(|statement| self.take_names(statement, &mut made));
        }
        let mut before: Option<&Statement> = None;
        for statement in body {
            let is_of_empty = before.is_some_and(|before| self.asks_for_empty(before, &made));
            if !is_of_empty && self.replaces(statement, &made, left) {
                return Some(statement.position);
            }
            before = Some(statement);
        }
        None
    }

    /// Adds the names that a statement gives to what it makes of the text.
    fn take_names(&self, statement: &Statement, made: &mut Made<'a>) {
        let words = self.words(statement);
        let equals = equal_signs(words).0;
        let end = match (equals.last(), name(words, 0)) {
            (Some(end), _) => *end,
            (None, Some("for" | "with" | "async")) => {
                let is_split = |at: &usize| matches!(name(words, *at), Some("in" | "as"));
                (0..words.len()).find(is_split).unwrap_or_default()
            }
            // What a list is given becomes a part of it.
            (None, _) if sign(words, 1) == Some('.') => 1,
            _ => 0,
        };
        let value = words.get(end..).unwrap_or_default();
        let is_as = name(value, 0) == Some("as");
        let (value, names) =
            if is_as { (words, value) } else { (value, words.get(..end).unwrap_or_default()) };
        if end > 0 && self.is_made(value, made) {
            let names = (0..names.len()).filter_map(|at| name(names, at));
            let new: Vec<&str> = names.filter(|own| !made.contains(own)).collect();
            made.extend(new);
        }
    }

    /// Whether words are about what is made of the text.
    fn is_made(&self, words: &[Token<'a>], made: &Made<'a>) -> bool {
        words.iter().enumerate().any(|(at, token)| match token.word {
            Word::Name(own) => made.contains(&own),
            // A text with values in it.
            Word::Text(None) => self.holds(token, words.get(at.saturating_add(1)), made),
            _ => false,
        })
    }

    /// Whether a text in quotes that begins at a word holds a value that is made of the text.
    fn holds(&self, token: &Token<'a>, next: Option<&Token<'a>>, made: &Made<'a>) -> bool {
        let last = next.map_or(usize::MAX, |next| next.position.line);
        let lines = self.text.lines().enumerate().skip(token.position.line.saturating_sub(1));
        // A text of several lines ends before the next statement at the latest.
        let lines =
            lines.take_while(|(number, _)| *number < last).take(if next.is_some() { 400 } else { 60 });
        let is_of_name = |sign: char| sign.is_alphanumeric() || sign == '_';
        lines.into_iter().any(|(_, line)| {
            line.split('{')
                .skip(1)
                .any(|value| value.split(|sign| !is_of_name(sign)).any(|own| made.contains(&own)))
        })
    }

    /// Whether a condition asks whether the text is empty already.
    fn asks_for_empty(&self, statement: &Statement, made: &Made<'a>) -> bool {
        let words = self.words(statement);
        name(words, 0) == Some("if")
            && name(words, 1) == Some("not")
            && name(words, 2).is_some_and(|own| made.contains(&own))
            && !(0..words.len()).any(|at| matches!(name(words, at), Some("and" | "or")))
    }

    /// Whether a statement returns another text, or gives it the name of the page's.
    fn replaces(&self, statement: &Statement, made: &Made<'a>, left: usize) -> bool {
        let words = self.words(statement);
        let is_text =
            made.first().is_some_and(|text| name(words, 0) == Some(text)) && sign(words, 1) == Some('=');
        let start = match name(words, 0) {
            Some("return") => 1,
            _ if is_text && sign(words, 2) != Some('=') => 2,
            _ => return false,
        };
        let value = words.get(start..).unwrap_or_default();
        arms(value).into_iter().any(|arm| !arm.is_empty() && self.is_other(arm, made, left))
    }

    /// Whether a value is no text that is made of the page's whole one.
    fn is_other(&self, value: &[Token<'a>], made: &Made<'a>, left: usize) -> bool {
        if matches!(value, [Token { word: Word::Name("None"), .. }]) {
            return false;
        }
        if !self.is_made(value, made) {
            return true;
        }
        let is_call = sign(value, 1) == Some('(')
            && closing(value, 1).is_some_and(|end| end.saturating_add(1) == value.len());
        let called = name(value, 0).filter(|_| is_call);
        is_part(value) || called.is_some_and(|own| self.function(own, false, left).is_some())
    }
}

/// The names of the parameters of a function.
fn parameters<'a>(header: &[Token<'a>]) -> Made<'a> {
    let mut open = 0_usize;
    let mut found = Vec::new();
    for (at, token) in header.iter().enumerate() {
        match token.word {
            Word::Sign('(' | '[' | '{') => open = open.saturating_add(1),
            Word::Sign(')' | ']' | '}') => open = open.saturating_sub(1),
            Word::Name(own) if open == 1 && own != "self" => {
                let before = at.checked_sub(1).and_then(|before| sign(header, before));
                found.extend(matches!(before, Some('(' | ',')).then_some(own));
            }
            _ => {}
        }
    }
    found
}

/// The statements of the function whose header is at a column, without those of functions in it.
fn own_statements<'s>(hooks: &Hooks<'_, '_>, behind: &'s [Statement], column: usize) -> Vec<&'s Statement> {
    let mut found = Vec::new();
    let mut inner: Option<usize> = None;
    for statement in behind.iter().take_while(|own| own.position.column > column) {
        if inner.is_some_and(|inner| statement.position.column > inner) {
            continue;
        }
        inner = None;
        if matches!(name(hooks.words(statement), 0), Some("def" | "class")) {
            inner = Some(statement.position.column);
        } else {
            found.push(statement);
        }
    }
    found
}

/// What a value may be: of `A if … else B`, A and B.
fn arms<'w, 'a>(value: &'w [Token<'a>]) -> Vec<&'w [Token<'a>]> {
    let mut open = 0_usize;
    let mut places: BTreeSet<(usize, &str)> = BTreeSet::new();
    for (at, token) in value.iter().enumerate() {
        match token.word {
            Word::Sign('(' | '[' | '{') => open = open.saturating_add(1),
            Word::Sign(')' | ']' | '}') => open = open.saturating_sub(1),
            Word::Name(word @ ("if" | "else")) if open == 0 => {
                places.insert((at, word));
            }
            _ => {}
        }
    }
    let of = |word: &str| places.iter().find(|(_, own)| *own == word).map(|(at, _)| *at);
    match (of("if"), of("else")) {
        (Some(condition), Some(other)) => {
            let first = value.get(..condition).unwrap_or_default();
            let second = value.get(other.saturating_add(1)..).unwrap_or_default();
            [vec![first], arms(second)].concat()
        }
        _ => vec![value],
    }
}

/// Whether a value is the beginning of a text: `text[:300]`, or `text.split(mark)[0]`.
fn is_part(value: &[Token<'_>]) -> bool {
    let Some(last) = value.len().checked_sub(1).filter(|last| sign(value, *last) == Some(']')) else {
        return false;
    };
    let opens = |at: &usize| sign(value, *at) == Some('[') && closing(value, *at) == Some(last);
    let Some(open) = (0..last).find(opens) else { return false };
    let next = open.saturating_add(1);
    let is_first = value.get(next).is_some_and(|token| token.word == Word::Number("0"))
        && next.saturating_add(1) == last;
    let divides = (0..open).any(|at| name(value, at).is_some_and(|own| DIVIDES.contains(&own)));
    sign(value, next) == Some(':') || is_first && divides
}
