//! Statements of Python that give names values, or change lists and mappings step by step.

use super::program::{Place, Run};
use super::statements::{Statement, closing, equal_signs, is_sum, sign};
use super::{Language, MOST_VALUES, Reader, SPREAD, Token, Word, joined};
use crate::model::Position;
use crate::tree::{Content, Mapping, Node, Pair};

impl<'a> Run<'a> {
    /// `NAME = value`, also of several names; false where it is none that is followed.
    pub(super) fn assignment(&mut self, tokens: &[Token<'a>], statement: &Statement) -> bool {
        let Some(words) = tokens.get(statement.start..statement.end) else { return false };
        let (equals, is_added) = equal_signs(words);
        let Some(last) = equals.last().copied() else { return false };
        let targets: Option<Vec<Target<'a>>> = {
            let mut start = 0;
            let parts = equals.iter().map(|end| {
                let part = words.get(start..*end).unwrap_or_default();
                start = end.saturating_add(1);
                part
            });
            parts.map(|part| target(part, is_added)).collect()
        };
        let Some(targets) = targets else { return false };
        let value = self.value(tokens, statement, last.saturating_add(1));
        let place = self.place(words);
        let mut shared = self.reads(words, last.saturating_add(1));
        for target in targets {
            self.assign(&target, &value, is_added, place);
            for name in &target.names {
                self.same.extend(shared.iter().filter(|other| *other != name).map(|other| (*other, *name)));
            }
            if !matches!(value.content, Content::Scalar(_)) {
                shared.extend(target.names);
            }
        }
        true
    }

    fn assign(&mut self, target: &Target<'a>, value: &Node<'a>, is_added: bool, place: Place<'a>) {
        match target.names.as_slice() {
            [name] if is_added => {
                let before = self.names.get(name).cloned().unwrap_or(Content::Null);
                self.stepped(name, place);
                self.renewed(name, joined(before, value.content.clone()), place);
            }
            [name] => self.set(name, value.content.clone(), place),
            names => {
                let items = match &value.content {
                    Content::Sequence(nodes) if nodes.len() == names.len() => Some(nodes),
                    _ => None,
                };
                for (at, name) in names.iter().enumerate() {
                    let content = items.and_then(|items| items.get(at)).map(|node| node.content.clone());
                    self.set(name, content.unwrap_or(Content::Null), place);
                }
            }
        }
    }

    /// `NAME[key] = value`, `NAME.append(value)` and their like; false where it is none of them.
    pub(super) fn step(&mut self, tokens: &[Token<'a>], statement: &Statement) -> bool {
        let Some(words) = tokens.get(statement.start..statement.end) else { return false };
        let (Some(Word::Name(name)), Some(next)) = (words.first().map(|token| &token.word), sign(words, 1))
        else {
            return false;
        };
        let name = *name;
        let Some(before) = self.names.get(name).cloned() else { return false };
        let place = self.place(words);
        let method = match words.get(2).map(|token| &token.word) {
            Some(Word::Name(method)) if next == '.' && sign(words, 3) == Some('(') => *method,
            _ => "",
        };
        let after = match (before, next) {
            (Content::Mapping(mapping), '[') => self.with_item(mapping, tokens, statement),
            (before, '.') => self.with_more(before, method, tokens, statement),
            _ => None,
        };
        let Some((after, from)) = after else { return false };
        let shared = self.reads(words, from);
        self.stepped(name, place);
        self.renewed(name, after, place);
        self.same.extend(shared.into_iter().map(|other| (other, name)));
        true
    }

    /// The mapping after `NAME[key] = value`, and where the value begins; `None` where the statement is another.
    fn with_item(
        &mut self,
        mut mapping: Mapping<'a>,
        tokens: &[Token<'a>],
        statement: &Statement,
    ) -> Option<(Content<'a>, usize)> {
        let words = tokens.get(statement.start..statement.end)?;
        let (equals, is_added) = equal_signs(words);
        let [equal] = equals.as_slice() else { return None };
        let bracket = equal.checked_sub(1).filter(|_| !is_added)?;
        if sign(words, bracket) != Some(']') || closing(words, 1) != Some(bracket) {
            return None;
        }
        let of_key = Statement { end: statement.start.saturating_add(bracket), ..*statement };
        let key = self.value(tokens, &of_key, 2);
        let from = equal.saturating_add(1);
        let value = self.value(tokens, statement, from);
        let key_position = key.position;
        let key = match key.content {
            Content::Scalar(scalar) => scalar.text,
            _ => SPREAD.into(),
        };
        mapping.push(Pair { key, key_position, value });
        Some((Content::Mapping(mapping), from))
    }

    /// The list or mapping after `NAME.method(value)`, and where the value begins; `None` where the statement is another.
    fn with_more(
        &mut self,
        before: Content<'a>,
        method: &str,
        tokens: &[Token<'a>],
        statement: &Statement,
    ) -> Option<(Content<'a>, usize)> {
        let words = tokens.get(statement.start..statement.end)?;
        if !matches!(method, "append" | "extend" | "update")
            || closing(words, 3) != words.len().checked_sub(1)
        {
            return None;
        }
        let from = 4;
        let end = statement.end.saturating_sub(1);
        let argument = self.value(tokens, &Statement { end, ..*statement }, from);
        let after = match (before, argument.content, method) {
            (Content::Sequence(mut nodes), content, "append") => {
                nodes.push(Node { position: argument.position, content });
                Content::Sequence(nodes)
            }
            (before @ Content::Sequence(_), content, "extend") => joined(before, content),
            (Content::Mapping(mut mapping), Content::Mapping(more), "update") => {
                more.into_pairs().into_iter().for_each(|pair| mapping.push(pair));
                Content::Mapping(mapping)
            }
            _ => return None,
        };
        Some((after, from))
    }

    /// The value that begins at a word of the statement and goes to its end.
    fn value(&mut self, tokens: &[Token<'a>], statement: &Statement, from: usize) -> Node<'a> {
        let at = statement.start.saturating_add(from);
        let tokens = tokens.get(..statement.end).unwrap_or_default();
        let names = std::mem::take(&mut self.names);
        let left = MOST_VALUES.saturating_sub(self.used);
        let mut reader = Reader { tokens, at, names, left, language: Language::Python };
        let mut node = reader.value(0);
        if reader.sign_at(0) == Some(',') {
            let mut nodes = vec![node];
            while reader.takes(',') && reader.peek().is_some() {
                nodes.push(reader.value(0));
            }
            let position = nodes.first().map_or(Position { line: 1, column: 1 }, |node| node.position);
            node = Node { position, content: Content::Sequence(nodes) };
        }
        if reader.peek().is_some() {
            node.content = Content::Null;
        }
        self.used = MOST_VALUES.saturating_sub(reader.left);
        self.names = reader.names;
        node
    }

    /// The lists and mappings that are read in a value, which may be changed through it from now on; a sum holds none of them.
    fn reads(&mut self, words: &[Token<'a>], from: usize) -> Vec<&'a str> {
        let range = from..words.len();
        let value = words.get(range.clone()).unwrap_or_default();
        if is_sum(words, range.clone()) {
            return Vec::new();
        }
        if value.len() > 1 {
            self.appearances(words, range, false);
        }
        let name = |token: &Token<'a>| match token.word {
            Word::Name(name) => Some(name),
            _ => None,
        };
        let is_shared =
            |name: &&str| matches!(self.names.get(name), Some(Content::Sequence(_) | Content::Mapping(_)));
        value.iter().filter_map(name).filter(is_shared).collect()
    }
}

/// What a value is assigned to.
struct Target<'a> {
    names: Vec<&'a str>,
}

/// One name, with its type where it has one, or several; `None` for anything else.
fn target<'a>(words: &[Token<'a>], is_added: bool) -> Option<Target<'a>> {
    let words = if is_added { words.get(..words.len().checked_sub(1)?)? } else { words };
    let name = |token: &Token<'a>| match token.word {
        Word::Name(name) => Some(name),
        _ => None,
    };
    let first = words.first().and_then(name);
    if words.len() == 1 || sign(words, 1) == Some(':') {
        return first.map(|first| Target { names: vec![first] });
    }
    let words = match (words.first()?.word.clone(), words.last()?.word.clone()) {
        (Word::Sign('('), Word::Sign(')')) | (Word::Sign('['), Word::Sign(']')) => {
            words.get(1..words.len().checked_sub(1)?)?
        }
        _ => words,
    };
    let mut names = Vec::new();
    for (at, token) in words.iter().enumerate() {
        match (at % 2, &token.word) {
            (0, Word::Name(name)) => names.push(*name),
            (1, Word::Sign(',')) => {}
            _ => return None,
        }
    }
    Some(Target { names })
}
