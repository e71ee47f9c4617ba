//! One mapping of the configuration, read key by key: each reader gives the value or an error that names the
//! position, the key and what it wants. Unknown keys are errors with the nearest known key.
//!
//! `serde_yaml` must read the file too: what it refuses, Jekyll and other tools refuse. It gets only what the parser of
//! records has accepted, so depth, aliases and size are bounded.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::located;
use crate::error::Error;
use crate::model::Position;
use crate::tree::{Content, Node, Pair, Scalar, ScalarKind};
use crate::{toml, yaml};

/// Reads a configuration file; errors name it by `file`.
pub(super) fn parse<'a>(file: &str, text: &'a str) -> Result<Node<'a>, Error> {
    let node =
        yaml::read(text, 1, &|_| true).map_err(|error| located(file, error.position, &error.message))?;
    if node.content != Content::Null {
        check_for_others(file, text)?;
    }
    Ok(node)
}

/// Reads a configuration whose ending may say that it is TOML.
pub(super) fn parse_any<'a>(file: &str, text: &'a str) -> Result<Node<'a>, Error> {
    if !file.ends_with(".toml") {
        return parse(file, text);
    }
    toml::read(text, 1, &|_| true).map_err(|error| located(file, error.position, &error.message))
}

/// Fails where other tools would.
fn check_for_others(file: &str, text: &str) -> Result<(), Error> {
    IgnoredAny::deserialize(serde_yaml::Deserializer::from_str(text)).map(|_| ()).map_err(|error| {
        let position = error.location().map_or(Position { line: 1, column: 1 }, |location| Position {
            line: location.line(),
            column: location.column(),
        });
        let whole = error.to_string();
        let reason = whole.split(" at line ").next().unwrap_or_default();
        located(file, position, &format!("not valid YAML: {reason}"))
    })
}

/// A mapping of the configuration file.
pub(super) struct Section<'a> {
    file: &'a str,
    /// The keys that lead to it.
    path: Vec<&'a str>,
    node: &'a Node<'a>,
}

impl<'a> Section<'a> {
    /// The whole file; an empty one is an empty mapping.
    pub(super) fn root(file: &'a str, node: &'a Node<'a>) -> Result<Section<'a>, Error> {
        match node.content {
            Content::Mapping(_) | Content::Null => Ok(Section { file, path: Vec::new(), node }),
            Content::Scalar(_) | Content::Sequence(_) => {
                Err(Error::usage(format!("{file}: expected `key: value` lines, found {}", node.kind())))
            }
        }
    }

    /// Fails on the first key that is not among `known`, and on a duplicated key.
    pub(super) fn allow(&self, known: &[&str]) -> Result<(), Error> {
        for (index, Pair { key, key_position, .. }) in self.pairs().iter().enumerate() {
            let fail = |message: String| Err(located(self.file, *key_position, &message));
            if !known.contains(&&**key) {
                let nearest = known.iter().max_by(|a, b| {
                    strsim::jaro_winkler(key, a).total_cmp(&strsim::jaro_winkler(key, b)).then(b.cmp(a))
                });
                let hint = nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
                return fail(format!("unknown key {}{hint}", self.name(key)));
            }
            if self.pairs().iter().take(index).any(|other| other.key == *key) {
                return fail(format!("{} is duplicated", self.name(key)));
            }
        }
        Ok(())
    }

    /// The keys of this mapping.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.pairs().iter().map(|pair| &*pair.key)
    }

    /// The value of the key, unless it is absent or empty.
    pub(super) fn node(&self, key: &str) -> Option<&'a Node<'a>> {
        self.node.get(key).filter(|node| node.content != Content::Null)
    }

    /// The mapping under the key.
    pub(super) fn section(&self, key: &'a str) -> Result<Option<Section<'a>>, Error> {
        match self.node(key) {
            None => Ok(None),
            Some(node) if node.is_mapping() => Ok(Some(self.below(key, node))),
            Some(other) => Err(self.wrong(key, "a mapping", other)),
        }
    }

    /// The mappings in the list under the key.
    pub(super) fn sections(&self, key: &'a str) -> Result<Vec<Section<'a>>, Error> {
        let Some(node) = self.node(key) else { return Ok(Vec::new()) };
        let Content::Sequence(nodes) = &node.content else {
            return Err(self.wrong(key, "a list of mappings", node));
        };
        let section = |node: &'a Node<'a>| match node.is_mapping() {
            true => Ok(self.below(key, node)),
            false => Err(self.wrong(key, "a list of mappings", node)),
        };
        nodes.iter().map(section).collect()
    }

    /// The text under the key, unless it is empty; numbers and truth values count as texts.
    pub(super) fn text(&self, key: &str) -> Result<Option<String>, Error> {
        let Some(node) = self.node(key) else { return Ok(None) };
        match node.text() {
            Some(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            None => Err(self.wrong(key, "a text", node)),
        }
    }

    /// The texts of the list under the key; one text is a list of one.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Error> {
        let Some(node) = self.node(key) else { return Ok(None) };
        let text = |node: &Node<'_>| match node.text() {
            Some(text) => Ok(text.trim().to_owned()),
            None => Err(self.wrong(key, "a text or a list of texts", node)),
        };
        let nodes = node.items();
        nodes.iter().map(text).collect::<Result<Vec<String>, Error>>().map(Some)
    }

    /// The keys of this mapping and the text under each, without those that are empty.
    pub(super) fn texts_by_key(&self) -> Result<Vec<(String, String)>, Error> {
        let mut texts = Vec::new();
        for Pair { key, value, .. } in self.pairs() {
            match &value.content {
                Content::Null => {}
                Content::Scalar(Scalar { text, .. }) if text.trim().is_empty() => {}
                Content::Scalar(Scalar { text, .. }) => {
                    texts.push((key.clone().into_owned(), text.trim().to_owned()));
                }
                Content::Sequence(_) | Content::Mapping(_) => return Err(self.wrong(key, "a text", value)),
            }
        }
        Ok(texts)
    }

    /// `true` or `false`.
    pub(super) fn truth(&self, key: &str) -> Result<Option<bool>, Error> {
        match self.node(key).map(|node| &node.content) {
            Some(Content::Scalar(Scalar { kind: ScalarKind::Bool(truth), .. })) => Ok(Some(*truth)),
            _ => self.parsed(key, "true or false", |text| text.parse().ok()),
        }
    }

    /// A whole number from `least` up.
    pub(super) fn count(&self, key: &str, least: u32) -> Result<Option<u32>, Error> {
        let wanted = format!("a whole number of at least {least}");
        let whole = |number: f64| format!("{number}").parse().ok();
        let count = |text: &str| text.parse().ok().or_else(|| whole(yaml::number(text)?));
        self.parsed(key, &wanted, |text| count(text).filter(|&number: &u32| number >= least))
    }

    /// A number.
    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, Error> {
        let number = |text: &str| text.parse().ok().or_else(|| yaml::number(text));
        self.parsed(key, "a number", |text| number(text).filter(|number: &f64| number.is_finite()))
    }

    /// One of several words, each with its meaning.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, Error> {
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        let chosen = |text: &str| choices.iter().find(|(word, _)| *word == text).map(|&(_, choice)| choice);
        self.parsed(key, &words.join(" or "), chosen)
    }

    /// A value that `parse` makes of the text under the key; `wanted` says what it looks for.
    pub(super) fn parsed<T>(
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
            None => Err(self.error_at(key, &format!("must be {wanted}"))),
        }
    }

    /// An error about the value of the key, at the value or, where it is absent, at this mapping.
    pub(super) fn error_at(&self, key: &str, message: &str) -> Error {
        let position = self.node.get(key).unwrap_or(self.node).position;
        located(self.file, position, &format!("{} {message}", self.name(key)))
    }

    fn pairs(&self) -> &'a [Pair<'a>] {
        match &self.node.content {
            Content::Mapping(mapping) => mapping.pairs(),
            _ => &[],
        }
    }

    fn below(&self, key: &'a str, node: &'a Node<'a>) -> Section<'a> {
        Section { file: self.file, path: [&self.path, &[key][..]].concat(), node }
    }

    fn wrong(&self, key: &str, wanted: &str, found: &Node<'_>) -> Error {
        self.error_at(key, &format!("must be {wanted}, not {}", found.kind()))
    }

    /// The key with the keys above it: `feeds.extra.order`.
    fn name(&self, key: &str) -> String {
        let names: Vec<&str> = self.path.iter().copied().chain([key]).collect();
        format!("`{}`", names.join("."))
    }
}
