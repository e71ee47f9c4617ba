//! The names of a program: their declarations, and what they stand for where they are used.

use super::tokens::{Token, Word};
use super::{MOST_LEVELS, Reader};
use crate::tree::{Content, Node, Scalar};

impl<'a> Reader<'_, 'a> {
    /// Whether a name with a value begins here: behind `const` and the like, or with `=` behind it.
    pub(super) fn is_declared(&self, before: Option<&Word<'_>>) -> bool {
        let is_assigned = self.sign_at(1) == Some('=') && !matches!(self.sign_at(2), Some('=' | '>'));
        let is_typed =
            matches!(before, Some(Word::Name("const" | "let" | "var"))) && self.sign_at(1) == Some(':');
        is_assigned || is_typed
    }

    /// The value behind a name, its type and `=`; nothing where that is no literal, so that what is in it is read by itself.
    pub(super) fn declaration(&mut self) -> Content<'a> {
        self.at = self.at.saturating_add(1);
        let mut open = 0_usize;
        while let Some(Token { word, .. }) = self.peek() {
            match word {
                Word::Sign('=') if open == 0 && self.sign_at(1) != Some('>') => break,
                Word::Sign(';') => return Content::Null,
                Word::Sign('{' | '[' | '(') => open = open.saturating_add(1),
                Word::Sign('}' | ']' | ')') => match open.checked_sub(1) {
                    Some(fewer) => open = fewer,
                    None => return Content::Null,
                },
                _ => {}
            }
            self.at = self.at.saturating_add(1);
        }
        self.at = self.at.saturating_add(1);
        let start = self.at;
        let is_literal = match self.peek().map(|token| &token.word) {
            Some(Word::Text(_) | Word::Template(_) | Word::Sign('{' | '[')) => true,
            Some(Word::Name(_)) => self.sign_at(1) == Some('('),
            _ => false,
        };
        let content = if is_literal { self.value(0).content } else { Content::Null };
        if matches!(content, Content::Null) {
            self.at = start;
        }
        content
    }

    /// What a name stands for, where that is not too much.
    fn meaning(&mut self, name: &str) -> Content<'a> {
        if matches!(name, "__dirname" | "__DIR__" | "process.cwd()") {
            return Content::Scalar(Scalar::text("."));
        }
        let mut names = name.split('.');
        let mut found = names.next().and_then(|first| self.names.get(first));
        for member in names {
            found = match found {
                Some(Content::Mapping(mapping)) => mapping.get(member).map(|node| &node.content),
                _ => None,
            };
        }
        let size = found.map_or(0, size);
        match self.left.checked_sub(size) {
            Some(left) => {
                let content = found.cloned().unwrap_or(Content::Null);
                self.left = left;
                content
            }
            None => Content::Null,
        }
    }

    /// What follows a name: members of what it stands for; of a call its first argument where that is an object, or a path.
    pub(super) fn named(&mut self, name: &'a str, level: usize) -> Content<'a> {
        let mut whole = name.to_owned();
        while self.sign_at(1) == Some('.') {
            let Some(Word::Name(member)) =
                self.tokens.get(self.at.saturating_add(2)).map(|token| &token.word)
            else {
                break;
            };
            whole.push('.');
            whole.push_str(member);
            self.at = self.at.saturating_add(2);
        }
        self.at = self.at.saturating_add(1);
        if self.sign_at(0) != Some('(') || level >= MOST_LEVELS {
            let constant = if self.is_python() { self.constant(&whole) } else { None };
            return constant.unwrap_or_else(|| self.meaning(&whole));
        }
        self.at = self.at.saturating_add(1);
        if self.is_python()
            && matches!(whole.as_str(), "dict" | "OrderedDict")
            && self.sign_at(1) == Some('=')
        {
            return self.keywords(level);
        }
        let arguments = match self.list(')', level).0 {
            Content::Sequence(nodes) => nodes,
            _ => Vec::new(),
        };
        match whole.as_str() {
            _ if self.is_python() => self.call(&whole, arguments),
            "process.cwd" => self.meaning("__dirname"),
            "path.join" | "path.resolve" | "join" | "resolve" => {
                let parts: Option<Vec<&str>> = arguments.iter().map(Node::text).collect();
                let path = parts.map(|parts| parts.join("/"));
                path.map_or(Content::Null, |path| Content::Scalar(Scalar::text(path)))
            }
            _ => arguments
                .into_iter()
                .next()
                .filter(Node::is_mapping)
                .map_or(Content::Null, |node| node.content),
        }
    }

    /// The text of a template, where all that it holds are names of texts.
    pub(super) fn filled(&mut self, template: &'a str) -> Content<'a> {
        let mut text = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((name, after)) = behind.split_once('}') else { return Content::Null };
            let Content::Scalar(scalar) = self.meaning(name.trim()) else { return Content::Null };
            text.push_str(before);
            text.push_str(&scalar.text);
            rest = after;
        }
        text.push_str(rest);
        Content::Scalar(Scalar::text(text))
    }
}

/// How many values there are in one.
pub(super) fn size(content: &Content<'_>) -> usize {
    let below = match content {
        Content::Mapping(mapping) => mapping.pairs().iter().map(|pair| size(&pair.value.content)).sum(),
        Content::Sequence(nodes) => nodes.iter().map(|node| size(&node.content)).sum(),
        _ => 0_usize,
    };
    below.saturating_add(1)
}
