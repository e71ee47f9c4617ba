//! One mapping of the configuration, read key by key: each reader gives the value or an error that names the place,
//! the key and what it wants. Unknown keys are errors with the nearest known key.

use crate::error::Error;
use crate::model::Position;
use crate::yaml::Step::{Index, Key};
use crate::yaml::{self, Node, Outline, Step};

/// Reads a configuration file; errors name it by `file`.
pub fn parse(file: &str, text: &str) -> Result<Node, Error> {
    yaml::read(text, &|_| true).map_err(|fault| {
        let position = fault.position.map_or(String::new(), |at| format!("{}:{}:", at.line, at.column));
        Error::usage(format!("{file}:{position} {}", fault.message))
    })
}

/// A mapping of the configuration file.
pub struct Section<'a> {
    file: &'a str,
    outline: &'a Outline<'a>,
    path: Vec<Step<'a>>,
    node: &'a Node,
}

impl<'a> Section<'a> {
    /// The whole file; an empty one is an empty mapping.
    pub fn root(file: &'a str, outline: &'a Outline<'a>, node: &'a Node) -> Result<Section<'a>, Error> {
        let section = Section { file, outline, path: Vec::new(), node };
        match node {
            Node::Map(_) | Node::Null => Ok(section),
            other => {
                Err(Error::usage(format!("{file}: expected `key: value` lines, found {}", other.kind())))
            }
        }
    }

    /// Fails on the first key that is not among `known`, and on a key that stands twice.
    pub fn allow(&self, known: &[&str]) -> Result<(), Error> {
        for (position, (key, _)) in self.pairs().iter().enumerate() {
            if !known.contains(&key.as_str()) {
                let nearest = known.iter().max_by(|a, b| {
                    strsim::jaro_winkler(key, a).total_cmp(&strsim::jaro_winkler(key, b)).then(b.cmp(a))
                });
                let hint = nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
                return Err(self.error_at_key(key, format!("unknown key {}{hint}", self.name(key))));
            }
            if self.pairs().iter().take(position).any(|(other, _)| other == key) {
                return Err(self.error_at_key(key, format!("{} is duplicated", self.name(key))));
            }
        }
        Ok(())
    }

    /// The keys of this mapping.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.pairs().iter().map(|(key, _)| key.as_str())
    }

    /// The value of the key, unless it is absent or empty.
    pub fn node(&self, key: &str) -> Option<&'a Node> {
        self.node.get(key).filter(|node| !matches!(node, Node::Null))
    }

    /// The mapping under the key.
    pub fn section(&self, key: &'a str) -> Result<Option<Section<'a>>, Error> {
        match self.node(key) {
            None => Ok(None),
            Some(node @ Node::Map(_)) => Ok(Some(self.below(&[Key(key)], node))),
            Some(other) => Err(self.wrong(key, "a mapping", other)),
        }
    }

    /// The mappings in the list under the key.
    pub fn sections(&self, key: &'a str) -> Result<Vec<Section<'a>>, Error> {
        let nodes = match self.node(key) {
            None => return Ok(Vec::new()),
            Some(Node::List(nodes)) => nodes,
            Some(other) => return Err(self.wrong(key, "a list of mappings", other)),
        };
        let section = |(index, node): (usize, &'a Node)| match node {
            Node::Map(_) => Ok(self.below(&[Key(key), Index(index)], node)),
            other => Err(self.wrong(key, "a list of mappings", other)),
        };
        nodes.iter().enumerate().map(section).collect()
    }

    /// The text under the key, unless it is empty; numbers and truth values count as texts.
    pub fn text(&self, key: &str) -> Result<Option<String>, Error> {
        match self.node(key) {
            None => Ok(None),
            Some(Node::Text(text) | Node::Typed(text)) => {
                Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
            }
            Some(other) => Err(self.wrong(key, "a text", other)),
        }
    }

    /// The texts of the list under the key; one text is a list of one.
    pub fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Error> {
        let nodes = match self.node(key) {
            None => return Ok(None),
            Some(Node::List(nodes)) => nodes.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        let text = |node: &Node| match node {
            Node::Text(text) | Node::Typed(text) => Ok(text.trim().to_owned()),
            other => Err(self.wrong(key, "a text or a list of texts", other)),
        };
        nodes.iter().map(text).collect::<Result<Vec<String>, Error>>().map(Some)
    }

    /// The keys of this mapping and the text under each, without those under which nothing stands.
    pub fn texts_by_key(&self) -> Result<Vec<(String, String)>, Error> {
        let mut texts = Vec::new();
        for (key, node) in self.pairs() {
            match node {
                Node::Null => {}
                Node::Text(text) | Node::Typed(text) if text.trim().is_empty() => {}
                Node::Text(text) | Node::Typed(text) => texts.push((key.clone(), text.trim().to_owned())),
                other => return Err(self.wrong(key, "a text", other)),
            }
        }
        Ok(texts)
    }

    /// `true` or `false`.
    pub fn truth(&self, key: &str) -> Result<Option<bool>, Error> {
        self.parsed(key, "true or false", |text| text.parse().ok())
    }

    /// A whole number from `least` up.
    pub fn count(&self, key: &str, least: u32) -> Result<Option<u32>, Error> {
        let wanted = format!("a whole number of at least {least}");
        self.parsed(key, &wanted, |text| text.parse().ok().filter(|&number: &u32| number >= least))
    }

    /// A number.
    pub fn number(&self, key: &str) -> Result<Option<f64>, Error> {
        self.parsed(key, "a number", |text| text.parse().ok().filter(|number: &f64| number.is_finite()))
    }

    /// One of several words, each with what it stands for.
    pub fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, Error> {
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        let chosen = |text: &str| choices.iter().find(|(word, _)| *word == text).map(|&(_, choice)| choice);
        self.parsed(key, &words.join(" or "), chosen)
    }

    /// A value that `parse` makes of the text under the key; `wanted` says what it looks for.
    pub fn parsed<T>(
        &self,
        key: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(self.error(&[Key(key)], format!("{} must be {wanted}", self.name(key)))),
        }
    }

    /// An error about the value of the key.
    pub fn error_at(&self, key: &str, message: &str) -> Error {
        self.error(&[Key(key)], format!("{} {message}", self.name(key)))
    }

    fn pairs(&self) -> &'a [(String, Node)] {
        match self.node {
            Node::Map(pairs) => pairs,
            _ => &[],
        }
    }

    fn below(&self, steps: &[Step<'a>], node: &'a Node) -> Section<'a> {
        Section { file: self.file, outline: self.outline, path: [&self.path, steps].concat(), node }
    }

    fn wrong(&self, key: &str, wanted: &str, found: &Node) -> Error {
        self.error(&[Key(key)], format!("{} must be {wanted}, not {}", self.name(key), found.kind()))
    }

    fn error_at_key(&self, key: &str, message: String) -> Error {
        let path: Vec<Step<'_>> = self.path.iter().copied().chain([Key(key)]).collect();
        self.located(self.outline.key_place(&path), &message)
    }

    fn error(&self, steps: &[Step<'_>], message: String) -> Error {
        let path: Vec<Step<'_>> = self.path.iter().copied().chain(steps.iter().copied()).collect();
        self.located(self.outline.position(&path), &message)
    }

    fn located(&self, position: Option<Position>, message: &str) -> Error {
        let Position { line, column } = position.unwrap_or(Position { line: 1, column: 1 });
        Error::usage(format!("{}:{line}:{column}: {message}", self.file))
    }

    /// The key with the keys above it: `feeds.extra.order`.
    fn name(&self, key: &str) -> String {
        let above = self.path.iter().filter_map(|step| match step {
            Key(key) => Some(*key),
            Index(_) => None,
        });
        let names: Vec<&str> = above.chain([key]).collect();
        format!("`{}`", names.join("."))
    }
}
