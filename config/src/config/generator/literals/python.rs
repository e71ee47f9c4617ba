//! Values of Python: displays in braces, paths that a program puts together from its own folder, and what a comprehension picks
//! by the names of folders.

use super::tokens::{Language, Token, Word};
use super::{Reader, SPREAD};
use crate::model::Position;
use crate::tree::{Content, Mapping, Node, Pair, Scalar};

impl<'a> Reader<'_, 'a> {
    pub(super) fn is_python(&self) -> bool {
        self.language == Language::Python
    }

    /// The mapping or the set behind `{`.
    pub(super) fn display(&mut self, level: usize) -> Content<'a> {
        let (mut mapping, mut items) = (Mapping::default(), Vec::new());
        while self.peek().is_some() && !self.takes('}') {
            let start = self.at;
            if self.sign_at(0) == Some('*') && self.sign_at(1) == Some('*') {
                self.at = self.at.saturating_add(2);
                let value = self.value(level.saturating_add(1));
                match value.content {
                    Content::Mapping(more) => {
                        more.into_pairs().into_iter().for_each(|pair| mapping.push(pair))
                    }
                    content => mapping.push(unknown_key(Node { content, ..value })),
                }
            } else {
                let key = self.value(level.saturating_add(1));
                if self.takes(':') {
                    let value = self.value(level.saturating_add(1));
                    let is_picked =
                        matches!(self.peek().map(|token| &token.word), Some(Word::Name("for" | "async")));
                    if is_picked {
                        self.picked();
                    }
                    mapping.push(match key.content {
                        Content::Scalar(scalar) if !is_picked => {
                            Pair { key: scalar.text, key_position: key.position, value }
                        }
                        _ => unknown_key(value),
                    });
                } else {
                    items.push(key);
                }
            }
            self.takes(',');
            if self.at == start {
                self.at = self.at.saturating_add(1);
            }
        }
        match mapping.pairs().is_empty() && !items.is_empty() {
            true => Content::Sequence(items),
            false => Content::Mapping(mapping),
        }
    }

    /// The mapping that keywords behind `(` say.
    pub(super) fn keywords(&mut self, level: usize) -> Content<'a> {
        let mut mapping = Mapping::default();
        while self.peek().is_some() && !self.takes(')') {
            let start = self.at;
            let key = match self.peek() {
                Some(Token { word: Word::Name(name), position, .. }) if self.sign_at(1) == Some('=') => {
                    Some((*name, *position))
                }
                _ => None,
            };
            self.at = self.at.saturating_add(if key.is_some() { 2 } else { 0 });
            let value = self.value(level.saturating_add(1));
            mapping.push(match key {
                Some((key, key_position)) => Pair { key: key.into(), key_position, value },
                None => unknown_key(value),
            });
            self.takes(',');
            if self.at == start {
                self.at = self.at.saturating_add(1);
            }
        }
        Content::Mapping(mapping)
    }

    /// What the names of the language stand for in values.
    pub(super) fn constant(&self, name: &str) -> Option<Content<'a>> {
        let path = match name {
            "__file__" => "./settings.py",
            "os.curdir" => ".",
            _ => return None,
        };
        Some(Content::Scalar(Scalar::text(path)))
    }

    /// The value of a call; nothing where what is called is not known.
    pub(super) fn call(&self, name: &str, arguments: Vec<Node<'a>>) -> Content<'a> {
        let text = |content: Option<String>| {
            content.map_or(Content::Null, |text| Content::Scalar(Scalar::text(text)))
        };
        match name {
            "os.getcwd" | "Path.cwd" if arguments.is_empty() => text(Some(".".to_owned())),
            "os.path.join" | "path.join" | "join" => {
                let parts: Option<Vec<&str>> = arguments.iter().map(Node::text).collect();
                text(parts.map(|parts| parts.join("/")))
            }
            "os.path.dirname" | "path.dirname" | "dirname" => {
                text(arguments.first().and_then(Node::text).and_then(parent))
            }
            "os.path.abspath" | "os.path.realpath" | "os.path.normpath" | "abspath" | "realpath" | "str"
            | "Path" | "pathlib.Path" | "list" | "tuple" | "set" | "frozenset" | "sorted" | "dict"
            | "OrderedDict"
                if arguments.len() == 1 =>
            {
                arguments.into_iter().next().map_or(Content::Null, |node| node.content)
            }
            _ => Content::Null,
        }
    }

    /// What follows a value that is a path: `.parent`, and methods that lead to the same path.
    pub(super) fn trailers(&mut self, mut content: Content<'a>) -> Content<'a> {
        while self.sign_at(0) == Some('.') {
            let Some(Word::Name(name)) = self.tokens.get(self.at.saturating_add(1)).map(|token| &token.word)
            else {
                return Content::Null;
            };
            let is_call = self.sign_at(2) == Some('(') && self.sign_at(3) == Some(')');
            let path = match &content {
                Content::Scalar(scalar) => scalar.text.as_ref(),
                _ => return Content::Null,
            };
            match *name {
                "parent" => {
                    content = parent(path).map_or(Content::Null, |path| Content::Scalar(Scalar::text(path)));
                    self.at = self.at.saturating_add(2);
                }
                "resolve" | "absolute" | "as_posix" if is_call => self.at = self.at.saturating_add(4),
                _ => return Content::Null,
            }
        }
        content
    }

    /// The names of folders that a comprehension behind its first value picks, as a pattern under the key of what is not known;
    /// nothing where it picks by anything else.
    pub(super) fn picked(&mut self) -> Content<'a> {
        let start = self.at;
        self.skip();
        while self.sign_at(0).is_some_and(|sign| matches!(sign, ',' | ':')) {
            self.at = self.at.saturating_add(1);
            self.skip();
        }
        let words: Vec<&Word<'_>> =
            self.tokens.get(start..self.at).unwrap_or_default().iter().map(|token| &token.word).collect();
        let [Word::Name("for"), Word::Name(each), Word::Name("in"), rest @ ..] = words.as_slice() else {
            return Content::Null;
        };
        let Some(condition) = rest.iter().position(|word| **word == Word::Name("if")) else {
            return Content::Null;
        };
        let condition = rest.get(condition.saturating_add(1)..).unwrap_or_default();
        let mut pattern = None;
        for term in condition.split(|word| **word == Word::Name("and")) {
            let found = match term {
                [
                    Word::Name(own),
                    Word::Sign('.'),
                    Word::Name("is_dir"),
                    Word::Sign('('),
                    Word::Sign(')'),
                ] if own == each => {
                    continue;
                }
                [Word::Name("re"), Word::Sign('.'), Word::Name("fullmatch"), call @ ..] => {
                    matched(call, each)
                }
                _ => None,
            };
            if found.is_none() || pattern.is_some() {
                return Content::Null;
            }
            pattern = found;
        }
        let Some(pattern) = pattern else { return Content::Null };
        let position = self.tokens.get(start).map_or(Position { line: 1, column: 1 }, |token| token.position);
        let mut mapping = Mapping::default();
        mapping.push(unknown_key(Node { position, content: Content::Scalar(Scalar::text(pattern)) }));
        Content::Mapping(mapping)
    }
}

/// The glob of the names that `(regex, each.name)` matches.
fn matched(call: &[&Word<'_>], each: &str) -> Option<String> {
    let [
        Word::Sign('('),
        Word::Text(Some(regex)),
        Word::Sign(','),
        Word::Name(own),
        rest @ ..,
        Word::Sign(')'),
    ] = call
    else {
        return None;
    };
    let is_name = matches!(rest, [] | [Word::Sign('.'), Word::Name("name")]);
    glob(regex).filter(|_| is_name && *own == each)
}

/// A value under a key that is not known.
fn unknown_key(value: Node<'_>) -> Pair<'_> {
    Pair { key: SPREAD.into(), key_position: value.position, value }
}

/// The folder that a path is in; `None` where that is above the site's.
fn parent(path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    match path.rsplit_once('/') {
        Some((folder, name)) if name != ".." && name != "." => Some(folder.to_owned()),
        None if !matches!(path, "" | "." | "..") => Some(".".to_owned()),
        _ => None,
    }
}

/// A glob of the names that a regular expression matches as a whole, where it says so little.
fn glob(regex: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = regex.trim_start_matches('^').trim_end_matches('$');
    while let Some(first) = rest.chars().next() {
        let (atom, after) = match first {
            '[' => {
                let end = rest.find(']')?;
                let class = rest.get(..=end)?;
                if class.len() < 3 || class.contains(['\\', '^', '!']) {
                    return None;
                }
                (class.to_owned(), rest.get(end.saturating_add(1)..)?)
            }
            '\\' => ("[0-9]".to_owned(), rest.strip_prefix("\\d")?),
            _ if first.is_ascii_alphanumeric() || matches!(first, '-' | '_') => {
                (first.to_string(), rest.get(1..)?)
            }
            _ => return None,
        };
        let (count, after) = match after.strip_prefix('{').and_then(|after| after.split_once('}')) {
            Some((count, after)) => (count.parse::<usize>().ok().filter(|count| *count <= 16)?, after),
            None => (1, after),
        };
        text.push_str(&atom.repeat(count));
        rest = after;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn a_small_regular_expression_is_a_glob() {
        for (regex, expected) in [
            ("[0-9]{4}", Some("[0-9][0-9][0-9][0-9]")),
            (r"^\d{2}-a$", Some("[0-9][0-9]-a")),
            ("a+", None),
            (".*", None),
            ("[^a]", None),
            (r"\w", None),
            ("a{x}", None),
        ] {
            assert_eq!(glob(regex).as_deref(), expected, "{regex}");
        }
    }
}
