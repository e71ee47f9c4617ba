//! A configuration that is a program, in JavaScript or Python -> a tree of what it says literally: texts, numbers, truth
//! values, lists and mappings of them, and names of texts that the same file gives. Everything else is empty in the tree.
//!
//! Nothing is run, and nothing is wrong: what is not understood is passed over. The cost is that of one pass.

mod tokens;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::Position;
use crate::tree::{Content, MOST_LEVELS, Mapping, Node, Pair, Scalar, ScalarKind};
use tokens::{Language, Token, Word, tokens};

/// The objects of a program in JavaScript or TypeScript as one mapping: where several have a key, the longest object counts.
pub(super) fn javascript(text: &str) -> Node<'_> {
    let tokens = tokens(text, Language::JavaScript);
    let mut reader = Reader { tokens: &tokens, at: 0, names: BTreeMap::new() };
    let mut objects: Vec<(usize, Mapping<'_>)> = Vec::new();
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
            Word::Name(name) if reader.sign_at(1) == Some('=') && reader.sign_at(2) != Some('=') => {
                let name = *name;
                reader.at = reader.at.saturating_add(2);
                if reader.peek().is_some_and(|token| matches!(token.word, Word::Text(_))) {
                    let value = reader.value(0);
                    reader.names.entry(name).or_insert(value.content);
                }
            }
            _ => reader.at = reader.at.saturating_add(1),
        }
    }
    objects.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let mut merged = Mapping::default();
    for pair in objects.into_iter().flat_map(|(_, mapping)| mapping.into_pairs()) {
        if !merged.get(&pair.key).is_some_and(Node::says_something) {
            merged.push(pair);
        }
    }
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(merged) }
}

/// What a program in Python assigns to names at the start of a line; the last value of a name counts.
pub(super) fn python(text: &str) -> Node<'_> {
    let tokens = tokens(text, Language::Python);
    let mut reader = Reader { tokens: &tokens, at: 0, names: BTreeMap::new() };
    let mut mapping = Mapping::default();
    while let Some(token) = reader.peek() {
        match &token.word {
            Word::Name(name)
                if token.position.column == 1
                    && reader.sign_at(1) == Some('=')
                    && reader.sign_at(2) != Some('=') =>
            {
                let (name, key_position) = (*name, token.position);
                reader.at = reader.at.saturating_add(2);
                let value = reader.value(0);
                reader.names.insert(name, value.content.clone());
                mapping.push(Pair { key: Cow::Borrowed(name), key_position, value });
            }
            _ => reader.at = reader.at.saturating_add(1),
        }
    }
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(mapping) }
}

/// Reads values from tokens.
struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    /// What names stand for.
    names: BTreeMap<&'a str, Content<'a>>,
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
        while self.takes('+') {
            let more = self.term(level);
            content = joined(content, more);
        }
        if !self.is_at_end() {
            content = Content::Null;
            self.skip();
        }
        Node { position, content }
    }

    fn is_at_end(&self) -> bool {
        match self.peek() {
            None => true,
            Some(token) => {
                token.begins_statement || matches!(token.word, Word::Sign(',' | ';' | ')' | ']' | '}'))
            }
        }
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
            Word::Name("true" | "True") => truth("true", true),
            Word::Name("false" | "False") => truth("false", false),
            Word::Name(name) => self.names.get(name).cloned().unwrap_or(Content::Null),
            Word::Number(number) => {
                Content::Scalar(Scalar { text: Cow::Borrowed(*number), kind: ScalarKind::Number })
            }
            Word::Sign(open @ ('{' | '[' | '(')) if level < MOST_LEVELS => {
                let open = *open;
                self.at = self.at.saturating_add(1);
                return match open {
                    '{' => self.mapping(level),
                    '[' => self.list(']', level).0,
                    _ => match self.list(')', level) {
                        // Brackets around one value are no list.
                        (Content::Sequence(mut nodes), false) if nodes.len() == 1 => {
                            nodes.pop().map_or(Content::Null, |node| node.content)
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
            nodes.push(self.value(level.saturating_add(1)));
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
            Word::Text(None) | Word::Sign(_) => return self.skip(),
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
            _ => self.skip(),
        }
    }

    /// Passes over everything up to what ends a value.
    fn skip(&mut self) {
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match token.word {
                _ if open == 0 && token.begins_statement => return,
                Word::Sign(',' | ';') if open == 0 => return,
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

/// Two texts as one; two lists, too; nothing where either is unknown.
fn joined<'a>(first: Content<'a>, second: Content<'a>) -> Content<'a> {
    match (first, second) {
        (Content::Scalar(mut first), Content::Scalar(second)) if first.kind == ScalarKind::Text => {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(root: &Node<'_>, name: &str) -> String {
        root.find(name).and_then(Node::text).unwrap_or_default().to_owned()
    }

    #[test]
    fn literals_of_javascript_are_read_and_nothing_else() {
        let root = javascript(
            "// url: 'https://wrong.example.org'\nconst base = '/a/';\nconst pattern = /[/'\"]/g;\n\
             const other = { title: 'Other' };\n/** @type {x} */\nmodule.exports = {\n  title: `The ${'x'} Barge`,\n  \
             tagline: 'One ' + \"two\",\n  url: process.env.URL || 'https://example.org',\n  site: 'https://example.org',\n  \
             baseUrl: base,\n  base, ...rest,\n  async plugins() { return { url: 'x' } },\n  presets: [['classic', { blog: { routeBasePath: '/news', limit: 3, on: true } }]],\n};\n",
        );
        for (name, expected) in [
            ("title", "Other"),
            ("tagline", "One two"),
            ("url", ""),
            ("site", "https://example.org"),
            ("baseUrl", "/a/"),
            ("base", "/a/"),
            ("presets.0.1.blog.routeBasePath", "/news"),
            ("presets.0.1.blog.limit", "3"),
            ("presets.0.1.blog.on", "true"),
        ] {
            assert_eq!(at(&root, name), expected, "{name}");
        }
    }

    #[test]
    fn literals_of_python_are_read_and_nothing_else() {
        let root = python(
            "#!/usr/bin/env python\nimport os\nSITEURL = 'https://example.org'  # 'x'\nPATH = (\n  'con'\n  \"tent\")\nif os.x:\n    SITEURL = 'no'\n\
             ARTICLE_URL = 'blog/{date:%Y}/{slug}/'\nFEED = SITEURL + '/feed'\nLOGO = os.path.join(SITEURL, 'x')\n\
             POSTS = (\n    (\"posts/*.rst\", \"posts\", \"post.tmpl\"),\n)\nTRANSLATIONS = {\n    DEFAULT: \"\",\n    \"de\": './de',\n}\n\
             TEXT = \"\"\"one\n'two'\"\"\"\nA == 'b'\n",
        );
        for (name, expected) in [
            ("SITEURL", "https://example.org"),
            ("PATH", "content"),
            ("ARTICLE_URL", "blog/{date:%Y}/{slug}/"),
            ("FEED", "https://example.org/feed"),
            ("LOGO", ""),
            ("POSTS.0.1", "posts"),
            ("TRANSLATIONS.de", "./de"),
            ("TEXT", "one\n'two'"),
            ("A", ""),
        ] {
            assert_eq!(at(&root, name), expected, "{name}");
        }
    }

    #[test]
    fn whatever_the_program_it_is_read_once() {
        for text in [
            "{", "x = {", "x = [[[", "x = ]]]", "'", "`${", "x = /", "module.exports = {a: {b: }}",
            "A = (,,)", "\"\"\"",
        ] {
            javascript(text);
            python(text);
        }
        let deep = format!("x = {}", "[".repeat(100_000));
        javascript(&deep);
        python(&deep);
    }
}
