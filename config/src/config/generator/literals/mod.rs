//! A configuration that is a program, in JavaScript or Python -> a tree of what it says literally: texts, numbers, truth
//! values, lists and mappings of them, and names of texts that the same file gives. Everything else is empty in the tree.
//!
//! Nothing is run, and nothing is wrong: what is not understood is passed over. The cost is that of one pass.

mod appearances;
mod assignments;
mod names;
mod program;
mod python;
mod statements;
#[cfg(test)]
mod tests;
mod tokens;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::Position;
use crate::ordered;
use crate::tree::{Content, MOST_LEVELS, Mapping, Node, Pair, Scalar, ScalarKind};
pub(super) use program::{Place, Program};
pub(super) use statements::{Statement, closing, equal_signs, sign, statements};
pub(super) use tokens::{Language, Token, Word, tokens};

/// The key that stands for the pairs of another mapping, which is not known, in this one.
pub(super) const SPREAD: &str = "...";

/// What names stand for.
pub(super) type Names<'a> = BTreeMap<&'a str, Content<'a>>;

/// How many values names may stand for in one file, all in all: each may hold others again.
const MOST_VALUES: usize = 100_000;

/// The objects of a program in JavaScript or TypeScript as one mapping: where several have a key, the longest object counts.
pub(super) fn javascript(text: &str) -> Node<'_> {
    javascript_with(text, &Names::new())
}

/// The same where names stand for what other files of the site say.
pub(super) fn javascript_with<'a>(text: &'a str, names: &Names<'a>) -> Node<'a> {
    let mut objects = read(text, names).1;
    ordered::sort_by_key(&mut objects, |(length, _)| std::cmp::Reverse(*length));
    let mut merged = Mapping::default();
    for pair in objects.into_iter().flat_map(|(_, mapping)| mapping.into_pairs()) {
        if !merged.get(&pair.key).is_some_and(Node::says_something) {
            merged.push(pair);
        }
    }
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(merged) }
}

/// What the names stand for that a program in JavaScript or TypeScript declares, the first value of each.
pub(super) fn declared<'a>(text: &'a str, names: &Names<'a>) -> Names<'a> {
    read(text, names).0
}

/// The value that begins at a word of a program.
pub(super) fn value_at<'a>(tokens: &[Token<'a>], at: usize, names: &Names<'a>) -> Node<'a> {
    let (names, left, language) = (names.clone(), MOST_VALUES, Language::JavaScript);
    let mut reader = Reader { tokens, at, names, left, language };
    reader.value(0)
}

/// The names of a program with those given, and its objects with how many words each has.
fn read<'a>(text: &'a str, names: &Names<'a>) -> (Names<'a>, Vec<(usize, Mapping<'a>)>) {
    let tokens = tokens(text, Language::JavaScript);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        names: names.clone(),
        left: MOST_VALUES,
        language: Language::JavaScript,
    };
    let mut objects: Vec<(usize, Mapping<'_>)> = Vec::new();
    let mut own = BTreeSet::new();
    while let Some(token) = reader.peek() {
        let before = reader.at.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| &token.word);
        let is_value = matches!(before, Some(Word::Sign('=' | '(' | ',' | '[' | ':' | '?')))
            || matches!(before, Some(Word::Name("return" | "default")));
        match &token.word {
            Word::Sign('{') if is_value => {
                let start = reader.at;
                if let Content::Mapping(mapping) = reader.value(0).content {
                    objects.push((reader.at.saturating_sub(start), mapping));
                }
            }
            Word::Name(name) if reader.is_declared(before) => {
                let (name, start) = (*name, reader.at);
                let content = reader.declaration();
                if let Content::Mapping(mapping) = &content {
                    objects.push((reader.at.saturating_sub(start), mapping.clone()));
                }
                if !matches!(content, Content::Null) && own.insert(name) {
                    reader.names.insert(name, content);
                }
            }
            _ => reader.at = reader.at.saturating_add(1),
        }
    }
    (reader.names, objects)
}

/// Reads values from tokens.
struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    names: Names<'a>,
    /// How many values names may still stand for.
    left: usize,
    language: Language,
}

impl<'a> Reader<'_, 'a> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    fn sign_at(&self, ahead: usize) -> Option<char> {
        match self.tokens.get(self.at.saturating_add(ahead))?.word {
            Word::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn takes(&mut self, sign: char) -> bool {
        let is_next = self.sign_at(0) == Some(sign);
        self.at = self.at.saturating_add(usize::from(is_next));
        is_next
    }

    /// The value that begins here, up to what ends it: a comma, a closing bracket, `;`, or in Python the line.
    fn value(&mut self, level: usize) -> Node<'a> {
        let position = self.peek().map_or(Position { line: 1, column: 1 }, |token| token.position);
        let mut content = self.term(level);
        while let Some(sign @ ('+' | '/')) = self.sign_at(0).filter(|sign| *sign == '+' || self.is_python()) {
            self.at = self.at.saturating_add(1);
            let more = self.term(level);
            content = if sign == '+' { joined(content, more) } else { below(content, more) };
        }
        let is_type = matches!(self.peek().map(|token| &token.word), Some(Word::Name("as" | "satisfies")));
        if !self.is_at_end() {
            if !is_type {
                content = Content::Null;
            }
            self.skip();
        }
        Node { position, content }
    }

    fn is_at_end(&self) -> bool {
        match self.peek() {
            None => true,
            Some(token) => {
                token.begins_statement
                    || matches!(token.word, Word::Sign(',' | ';' | ')' | ']' | '}'))
                    || (self.is_python()
                        && matches!(token.word, Word::Sign(':') | Word::Name("for" | "async")))
                    || self.begins_line()
            }
        }
    }

    /// Whether a name begins a line here, behind what may end a statement that has no `;`.
    fn begins_line(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let (Some(before), Some(token)) = (before, self.peek()) else { return false };
        if self.is_python() {
            return false;
        }
        let is_over = match before.word {
            Word::Sign(sign) => matches!(sign, ')' | ']' | '}'),
            _ => true,
        };
        let is_name = matches!(token.word, Word::Name(name) if !matches!(name, "as" | "satisfies"));
        is_over && is_name && before.position.line < token.position.line
    }

    /// One operand.
    fn term(&mut self, level: usize) -> Content<'a> {
        let Some(token) = self.peek() else { return Content::Null };
        let content = match &token.word {
            Word::Text(Some(text)) => {
                let mut text = text.clone();
                // In Python texts that follow each other are one.
                while let Some(Word::Text(Some(more))) =
                    self.tokens.get(self.at.saturating_add(1)).map(|next| &next.word)
                {
                    text.to_mut().push_str(more);
                    self.at = self.at.saturating_add(1);
                }
                Content::Scalar(Scalar { text, kind: ScalarKind::Text })
            }
            Word::Text(None) => Content::Null,
            Word::Template(template) => {
                let template = *template;
                self.filled(template)
            }
            // Nothing that is said to be nothing, which a value that is not known is not.
            Word::Name("None") if self.is_python() => truth("", false),
            Word::Name("lambda") if self.is_python() => {
                self.skip();
                self.takes(':');
                self.skip();
                return Content::Null;
            }
            Word::Name("true" | "True") => truth("true", true),
            Word::Name("false" | "False") => truth("false", false),
            Word::Name(name) => {
                let name = *name;
                let content = self.named(name, level.saturating_add(1));
                return if self.is_python() { self.trailers(content) } else { content };
            }
            Word::Number(number) => {
                Content::Scalar(Scalar { text: Cow::Borrowed(*number), kind: ScalarKind::Number })
            }
            Word::Sign(open @ ('{' | '[' | '(')) if level < MOST_LEVELS => {
                let open = *open;
                self.at = self.at.saturating_add(1);
                return match open {
                    '{' if self.is_python() => self.display(level),
                    '{' => self.mapping(level),
                    '[' => self.list(']', level).0,
                    _ => match self.list(')', level) {
                        // Brackets around one value are no list.
                        (Content::Sequence(mut nodes), false) if nodes.len() == 1 => {
                            let content = nodes.pop().map_or(Content::Null, |node| node.content);
                            if self.is_python() { self.trailers(content) } else { content }
                        }
                        (list, _) => list,
                    },
                };
            }
            Word::Sign(_) => return Content::Null,
        };
        self.at = self.at.saturating_add(1);
        content
    }

    /// The items up to the closing bracket, and whether a comma stands among or behind them.
    fn list(&mut self, close: char, level: usize) -> (Content<'a>, bool) {
        let (mut nodes, mut has_comma) = (Vec::new(), false);
        while self.peek().is_some() && !self.takes(close) {
            let start = self.at;
            let value = self.value(level.saturating_add(1));
            if self.is_python()
                && matches!(self.peek().map(|token| &token.word), Some(Word::Name("for" | "async")))
            {
                let content = self.picked();
                self.takes(close);
                return (content, true);
            }
            nodes.push(value);
            has_comma |= self.takes(',');
            if self.at == start {
                // Another closing bracket: the program is not what it seems.
                self.at = self.at.saturating_add(1);
            }
        }
        (Content::Sequence(nodes), has_comma)
    }

    fn mapping(&mut self, level: usize) -> Content<'a> {
        let mut mapping = Mapping::default();
        while self.peek().is_some() && !self.takes('}') {
            let start = self.at;
            self.pair(level, &mut mapping);
            self.takes(',');
            if self.at == start {
                self.at = self.at.saturating_add(1);
            }
        }
        Content::Mapping(mapping)
    }

    /// A key and its value; a name alone is the key of its own value.
    fn pair(&mut self, level: usize, mapping: &mut Mapping<'a>) {
        let Some(token) = self.peek() else { return };
        let key_position = token.position;
        let key = match &token.word {
            Word::Text(Some(key)) => key.clone(),
            Word::Name(key) | Word::Number(key) => Cow::Borrowed(*key),
            Word::Sign('.' | '*') => {
                let value = Node { position: key_position, content: Content::Null };
                mapping.push(Pair { key: Cow::Borrowed(SPREAD), key_position, value });
                return self.skip();
            }
            Word::Text(None) | Word::Template(_) | Word::Sign(_) => return self.skip(),
        };
        match self.sign_at(1) {
            Some(':') => {
                self.at = self.at.saturating_add(2);
                let value = self.value(level.saturating_add(1));
                mapping.push(Pair { key, key_position, value });
            }
            Some(',' | '}') => {
                let content = self.term(level);
                mapping.push(Pair { key, key_position, value: Node { position: key_position, content } });
            }
            // A function is a value that is not known.
            Some('(') => {
                let value = Node { position: key_position, content: Content::Null };
                mapping.push(Pair { key, key_position, value });
                self.skip();
            }
            _ => self.skip(),
        }
    }

    /// Passes over everything up to what ends a value.
    fn skip(&mut self) {
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match token.word {
                _ if open == 0 && (token.begins_statement || self.begins_line()) => return,
                Word::Sign(',' | ';') if open == 0 => return,
                Word::Sign(':') if open == 0 && self.is_python() => return,
                Word::Sign('{' | '[' | '(') => open = open.saturating_add(1),
                Word::Sign('}' | ']' | ')') => match open.checked_sub(1) {
                    Some(fewer) => open = fewer,
                    None => return,
                },
                _ => {}
            }
            self.at = self.at.saturating_add(1);
        }
    }
}

fn truth<'a>(text: &'static str, is_true: bool) -> Content<'a> {
    Content::Scalar(Scalar { text: Cow::Borrowed(text), kind: ScalarKind::Bool(is_true) })
}

/// A path and what is below it as one; nothing where either is unknown.
fn below<'a>(first: Content<'a>, second: Content<'a>) -> Content<'a> {
    match (first, second) {
        (Content::Scalar(first), Content::Scalar(second)) => {
            Content::Scalar(Scalar::text(format!("{}/{}", first.text, second.text)))
        }
        _ => Content::Null,
    }
}

/// Two texts as one; two lists, too; nothing where either is unknown.
fn joined<'a>(first: Content<'a>, second: Content<'a>) -> Content<'a> {
    match (first, second) {
        (Content::Scalar(mut first), Content::Scalar(second)) if first.is_text() => {
            first.text.to_mut().push_str(&second.text);
            Content::Scalar(first)
        }
        (Content::Sequence(mut first), Content::Sequence(second)) => {
            first.extend(second);
            Content::Sequence(first)
        }
        _ => Content::Null,
    }
}
