//! The text of a program -> its words: texts in quotes, numbers, names and signs, without comments and regular expressions.

use std::borrow::Cow;

use crate::model::Position;

/// The language of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config::generator) enum Language {
    /// JavaScript or TypeScript.
    JavaScript,
    /// Python.
    Python,
}

/// A word of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config::generator) struct Token<'a> {
    pub word: Word<'a>,
    pub position: Position,
    /// Whether it stands at the start of a line of Python, outside of brackets.
    pub begins_statement: bool,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config::generator) enum Word<'a> {
    /// A text in quotes; `None` where a part of it is not literal.
    Text(Option<Cow<'a, str>>),
    /// A text of JavaScript with `${…}` in it, as it is written.
    Template(&'a str),
    /// A number.
    Number(&'a str),
    /// A name.
    Name(&'a str),
    /// Any other character.
    Sign(char),
}

/// The words of a text.
pub(in crate::config::generator) fn tokens(text: &str, language: Language) -> Vec<Token<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        line: 1,
        line_start: 0,
        open: 0,
        goes_on: false,
        language,
        tokens: Vec::new(),
    };
    while scanner.at < text.len() {
        scanner.next();
    }
    scanner.tokens
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
    /// How many brackets are open.
    open: usize,
    /// Whether the line before goes on in this one.
    goes_on: bool,
    language: Language,
    tokens: Vec<Token<'a>>,
}

impl<'a> Scanner<'a> {
    fn next(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.at = self.text.len();
            return;
        };
        let is_python = self.language == Language::Python;
        let comment = match first {
            '#' if is_python => Some("\n"),
            '/' if !is_python && rest.starts_with("//") => Some("\n"),
            '/' if !is_python && rest.starts_with("/*") => Some("*/"),
            _ => None,
        };
        if let Some(end) = comment {
            let behind = rest.get(1..).unwrap_or_default();
            let length =
                behind.find(end).map_or(rest.len(), |at| at.saturating_add(if end == "\n" { 1 } else { 3 }));
            return self.advance(length.max(1));
        }
        match first {
            '\\' if is_python && rest.trim_start_matches('\\').trim_start_matches('\r').starts_with('\n') => {
                self.goes_on = true;
                self.advance(1);
            }
            _ if first.is_whitespace() => self.advance(first.len_utf8()),
            '\'' | '"' => self.text_in_quotes(0, first),
            '`' if !is_python => self.text_in_quotes(0, first),
            '/' if !is_python && self.may_begin_expression() => self.regular_expression(),
            _ if is_of_name(first) => self.name(),
            _ => {
                match first {
                    '{' | '[' | '(' => self.open = self.open.saturating_add(1),
                    '}' | ']' | ')' => self.open = self.open.saturating_sub(1),
                    _ => {}
                }
                self.push(Word::Sign(first), first.len_utf8());
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn name(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        let quote = rest.get(length..).and_then(|rest| rest.chars().next());
        // A text of Python may have letters before it that say how to read it.
        let is_prefix = self.language == Language::Python
            && name.len() <= 2
            && name.chars().all(|c| "rRuUbBfF".contains(c));
        match quote {
            Some(quote @ ('\'' | '"')) if is_prefix => self.text_in_quotes(length, quote),
            _ if name.starts_with(|c: char| c.is_ascii_digit()) => self.push(Word::Number(name), length),
            _ => self.push(Word::Name(name), length),
        }
    }

    /// A text behind a prefix of so many bytes.
    fn text_in_quotes(&mut self, prefix: usize, quote: char) {
        let whole = self.rest();
        let letters = whole.get(..prefix).unwrap_or_default().to_ascii_lowercase();
        let rest = whole.get(prefix..).unwrap_or_default();
        let tripled = [quote, quote, quote].iter().collect::<String>();
        let is_tripled = self.language == Language::Python && rest.starts_with(&tripled);
        let mark = if is_tripled { tripled } else { quote.to_string() };
        let inside = rest.get(mark.len()..).unwrap_or_default();
        let spans_lines = is_tripled || quote == '`';
        let (mut length, mut is_literal, mut has_escapes) = (inside.len(), !letters.contains('f'), false);
        let mut characters = inside.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => {
                    has_escapes = true;
                    characters.next();
                }
                '\n' if !spans_lines => {
                    length = at;
                    break;
                }
                '$' if quote == '`' && inside.get(at..).is_some_and(|rest| rest.starts_with("${")) => {
                    is_literal = false
                }
                _ if inside.get(at..).is_some_and(|rest| rest.starts_with(&mark)) => {
                    length = at;
                    break;
                }
                _ => {}
            }
        }
        let text = inside.get(..length).unwrap_or_default();
        let all = prefix.saturating_add(length).saturating_add(mark.len().saturating_mul(2)).min(whole.len());
        if quote == '`' && !is_literal && !has_escapes {
            return self.push(Word::Template(text), all);
        }
        let text = match has_escapes && !letters.contains('r') {
            true => unescaped(text, self.language).map(Cow::Owned),
            false => Some(Cow::Borrowed(text)),
        };
        self.push(Word::Text(text.filter(|_| is_literal)), all);
    }

    /// Whether what stands before lets an expression begin, so that `/` opens a regular expression.
    fn may_begin_expression(&self) -> bool {
        self.tokens.last().is_none_or(|token| match &token.word {
            Word::Sign(sign) => !matches!(sign, ')' | ']' | '}'),
            Word::Name(name) => *name == "return",
            Word::Text(_) | Word::Template(_) | Word::Number(_) => false,
        })
    }

    fn regular_expression(&mut self) {
        let rest = self.rest();
        let (mut is_escaped, mut in_class) = (false, false);
        for (at, character) in rest.char_indices().skip(1) {
            match character {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '\n' => break,
                '/' if !in_class => return self.push(Word::Text(None), at.saturating_add(1)),
                _ => {}
            }
        }
        self.push(Word::Sign('/'), 1);
    }

    fn push(&mut self, word: Word<'a>, length: usize) {
        let column = self
            .text
            .get(self.line_start..self.at)
            .map_or(1, |before| before.chars().count().saturating_add(1));
        let is_first = self.tokens.last().is_none_or(|token| token.position.line < self.line);
        let goes_on = std::mem::take(&mut self.goes_on);
        let begins_statement = self.language == Language::Python && is_first && self.open == 0 && !goes_on;
        self.tokens.push(Token { word, position: Position { line: self.line, column }, begins_statement });
        self.advance(length);
    }

    fn advance(&mut self, length: usize) {
        let end = self.at.saturating_add(length).min(self.text.len());
        let passed = self.text.get(self.at..end).unwrap_or_default();
        if let Some(last) = passed.rfind('\n') {
            self.line = self.line.saturating_add(passed.matches('\n').count());
            self.line_start = self.at.saturating_add(last).saturating_add(1);
        }
        self.at = end;
    }
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// The text with its escapes resolved; `None` where one of them is not known.
fn unescaped(text: &str, language: Language) -> Option<String> {
    let is_python = language == Language::Python;
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next()? {
            'n' => plain.push('\n'),
            't' => plain.push('\t'),
            '\n' => {}
            'u' | 'x' | 'N' | 'U' | 'b' | 'f' | 'v' | '0'..='7' => return None,
            'r' => plain.push('\r'),
            'a' if is_python => return None,
            sign @ ('\\' | '\'' | '"') => plain.push(sign),
            // Python leaves what is no escape as it is written.
            other if is_python => plain.extend(['\\', other]),
            other => plain.push(other),
        }
    }
    Some(plain)
}
