//! Sorts the values of a front matter tree by meaning into a [`Record`], and says where a value is of the wrong kind.

use std::collections::BTreeMap;

use super::fields::{FieldNames, Meaning};
use crate::finding::{Finding, Rule};
use crate::model::{
    BodySyntax, Place, Record, Written, WrittenEnclosure, WrittenFlag, WrittenImage, WrittenPerson,
    WrittenProvider,
};
use crate::yaml::Step::{Index, Key};
use crate::yaml::{Node, Outline, Step};

/// How many related records, people, pictures or files of one article are read; more would not be shown by anybody.
pub const MOST: usize = 100;

/// The values of one file and the remarks about them.
pub struct Values<'a> {
    path: &'a str,
    outline: Outline<'a>,
    fields: &'a FieldNames,
    findings: Vec<Finding>,
}

/// A way to a value: a mapping's node, the steps to it, and one more key.
pub(super) type Steps<'s> = [Step<'s>];

impl<'a> Values<'a> {
    pub fn new(path: &'a str, outline: Outline<'a>, fields: &'a FieldNames) -> Values<'a> {
        Values { path, outline, fields, findings: Vec::new() }
    }

    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// A remark for every key of the top mapping that stands more than once.
    pub fn report_duplicates(&mut self, root: &Node) {
        let Node::Map(pairs) = root else { return };
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, _) in pairs {
            let count = uses.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        for (key, _) in uses.into_iter().filter(|(_, count)| *count > 1) {
            let message = format!("`{key}` stands more than once; the last one counts");
            self.remark(Rule::DuplicateKey, &[Key(key)], message);
        }
    }

    /// The record that a mapping describes; body and syntax are for the caller to fill in.
    pub fn record(&mut self, map: &Node, at: &Steps<'_>) -> Record {
        Record {
            path: self.path.to_owned(),
            place: self.place(at),
            id: self.text(map, at, Meaning::Id),
            title: self.text(map, at, Meaning::Title),
            summary: self.text(map, at, Meaning::Summary),
            published: self.first(map, Meaning::Published).and_then(|(key, node)| self.strict(node, at, key)),
            updated: self.text(map, at, Meaning::Updated),
            links: self.links(map, at),
            via: self.text(map, at, Meaning::Via),
            permalink: self.text_of_key(map, at, "permalink"),
            slug: self.text_of_key(map, at, "slug"),
            topics: self
                .first(map, Meaning::Topics)
                .map_or(Vec::new(), |(key, node)| self.names(node, at, key)),
            categories: map.get("categories").map_or(Vec::new(), |node| self.names(node, at, "categories")),
            category: self.category(map, at),
            kind: self.text(map, at, Meaning::Kind),
            provider: self.provider(map, at),
            authors: self
                .first(map, Meaning::Authors)
                .map_or(Vec::new(), |(key, node)| self.people(node, at, key)),
            images: self
                .first(map, Meaning::Images)
                .map_or(Vec::new(), |(key, node)| self.images(node, at, key)),
            enclosures: self.enclosures(map, at),
            related: self.related(map, at),
            featured_content: self.text(map, at, Meaning::Content),
            quality: self.text(map, at, Meaning::Quality),
            heat: self.text(map, at, Meaning::Heat),
            flags: ["published", "draft", "deleted", "removed"]
                .into_iter()
                .filter_map(|key| Some(WrittenFlag { key, value: self.strict(map.get(key)?, at, key)? }))
                .collect(),
            language: self.text(map, at, Meaning::Language),
            body: String::new(),
            body_line: 0,
            body_syntax: BodySyntax::Markdown,
            // Only an article of its own can stand for an entry, not one that another calls related.
            verbatim: if at.is_empty() { self.verbatim(map) } else { None },
        }
    }

    /// The first key of the meaning that says anything.
    fn first<'n>(&self, map: &'n Node, meaning: Meaning) -> Option<(&'a str, &'n Node)> {
        self.fields.keys(meaning).iter().find_map(|key| {
            let node = map.get(key)?;
            let says_something = match node {
                Node::Null => false,
                Node::Text(text) => !text.trim().is_empty(),
                Node::Typed(_) => true,
                Node::List(nodes) => !nodes.is_empty(),
                Node::Map(pairs) => !pairs.is_empty(),
            };
            says_something.then_some((key.as_str(), node))
        })
    }

    fn text(&mut self, map: &Node, at: &Steps<'_>, meaning: Meaning) -> Option<Written> {
        let (key, node) = self.first(map, meaning)?;
        self.written(node, at, Key(key))
    }

    pub(super) fn text_of_key(&mut self, map: &Node, at: &Steps<'_>, key: &str) -> Option<Written> {
        let node = map.get(key)?;
        self.written(node, at, Key(key))
    }

    /// As [`Values::written`], but what is no text becomes an unreadable one: whoever decides by it must not take it
    /// for absent.
    fn strict(&mut self, node: &Node, at: &Steps<'_>, key: &str) -> Option<Written> {
        if matches!(node, Node::List(_) | Node::Map(_)) {
            return Some(Written { text: String::new(), place: self.place(&[at, &[Key(key)]].concat()) });
        }
        self.written(node, at, Key(key))
    }

    /// The text of a node, spelled as in the file; `None` with a remark where it is no text.
    pub(super) fn written(&mut self, node: &Node, at: &Steps<'_>, last: Step<'_>) -> Option<Written> {
        let path = [at, &[last]].concat();
        let text = match node {
            Node::Null => return None,
            Node::Text(text) if text.trim().is_empty() => return None,
            Node::Text(text) => text.clone(),
            Node::Typed(value) => self.spelled(value, &path),
            Node::List(_) | Node::Map(_) => {
                let message = format!("{} must be a text, not {}", name_of(&path), node.kind());
                self.remark(Rule::Value, &path, message);
                return None;
            }
        };
        Some(Written { text, place: self.place(&path) })
    }

    /// The spelling in the file of a number or truth value: `1.10` is not `1.1` when it is a title.
    fn spelled(&self, value: &str, path: &Steps<'_>) -> String {
        let is_spelling = |word: &&str| {
            word.eq_ignore_ascii_case(value)
                || word.starts_with(|first: char| "0123456789+-.".contains(first))
        };
        self.outline.spelling(path).filter(is_spelling).unwrap_or(value).to_owned()
    }

    /// A list of names, or one text with commas between them, or white space where Jekyll means it so.
    fn names(&mut self, node: &Node, at: &Steps<'_>, key: &str) -> Vec<Written> {
        let path = [at, &[Key(key)]].concat();
        match node {
            Node::List(nodes) => {
                let written = |(index, node)| self.written(node, &path, Index(index));
                nodes.iter().enumerate().filter_map(written).collect()
            }
            _ => {
                let Some(all) = self.written(node, at, Key(key)) else {
                    return Vec::new();
                };
                let at_spaces = self.fields.splits_at_spaces(key);
                let ends_name =
                    |character: char| if at_spaces { character.is_whitespace() } else { character == ',' };
                let names = all.text.split(ends_name).map(str::trim).filter(|name| !name.is_empty());
                names.map(|name| Written { text: name.to_owned(), place: all.place }).collect()
            }
        }
    }

    /// Every address the record names, the one that counts first.
    fn links(&mut self, map: &Node, at: &Steps<'_>) -> Vec<Written> {
        let fields = self.fields;
        fields.keys(Meaning::Link).iter().filter_map(|key| self.text_of_key(map, at, key)).collect()
    }

    /// The category, which some sites write as a list of one.
    fn category(&mut self, map: &Node, at: &Steps<'_>) -> Option<Written> {
        let (key, node) = self.first(map, Meaning::Category)?;
        self.names(node, at, key).into_iter().next()
    }

    fn provider(&mut self, map: &Node, at: &Steps<'_>) -> Option<WrittenProvider> {
        let (key, node) = self.first(map, Meaning::Provider)?;
        let path = [at, &[Key(key)]].concat();
        if !matches!(node, Node::Map(_)) {
            return Some(WrittenProvider {
                name: self.written(node, at, Key(key)),
                ..WrittenProvider::default()
            });
        }
        Some(WrittenProvider {
            name: self.text_of_key(node, &path, "name"),
            domain: self.text_of_key(node, &path, "domain"),
            authors: node.get("authors").map_or(Vec::new(), |authors| self.people(authors, &path, "authors")),
            images: node.get("images").map_or(Vec::new(), |images| self.images(images, &path, "images")),
        })
    }

    /// People: one text, one mapping, or a list of either.
    pub(super) fn people(&mut self, node: &Node, at: &Steps<'_>, key: &str) -> Vec<WrittenPerson> {
        let path = [at, &[Key(key)]].concat();
        let people = match node {
            Node::List(nodes) => {
                let nodes = self.capped(nodes, &path);
                let person = |(index, node)| self.person(node, &path, Index(index));
                nodes.iter().enumerate().map(person).collect()
            }
            _ => vec![self.person(node, at, Key(key))],
        };
        people.into_iter().filter(|person| *person != WrittenPerson::default()).collect()
    }

    fn person(&mut self, node: &Node, at: &Steps<'_>, last: Step<'_>) -> WrittenPerson {
        if !matches!(node, Node::Map(_)) {
            return WrittenPerson { name: self.written(node, at, last), ..WrittenPerson::default() };
        }
        let path = [at, &[last]].concat();
        WrittenPerson {
            name: self.text_of_key(node, &path, "name"),
            uri: self.either(node, &path, &["url", "uri"]),
            email: self.text_of_key(node, &path, "email"),
            avatar: self.either(node, &path, &["avatar", "image", "picture"]),
        }
    }

    /// Pictures: one address, one mapping, or a list of either.
    fn images(&mut self, node: &Node, at: &Steps<'_>, key: &str) -> Vec<WrittenImage> {
        let path = [at, &[Key(key)]].concat();
        match node {
            Node::List(nodes) => {
                let nodes = self.capped(nodes, &path);
                let image = |(index, node)| self.image(node, &path, Index(index));
                nodes.iter().enumerate().filter_map(image).collect()
            }
            _ => self.image(node, at, Key(key)).into_iter().collect(),
        }
    }

    pub(super) fn image(&mut self, node: &Node, at: &Steps<'_>, last: Step<'_>) -> Option<WrittenImage> {
        if !matches!(node, Node::Map(_)) {
            return Some(WrittenImage { url: self.written(node, at, last)?, width: None, height: None });
        }
        let path = [at, &[last]].concat();
        Some(WrittenImage {
            url: self.either(node, &path, &["url", "path", "src"])?,
            width: self.text_of_key(node, &path, "width"),
            height: self.text_of_key(node, &path, "height"),
        })
    }

    /// Files under every key of the meaning, since a record may have both an audio and a video.
    fn enclosures(&mut self, map: &Node, at: &Steps<'_>) -> Vec<WrittenEnclosure> {
        let fields = self.fields;
        let mut enclosures = Vec::new();
        for key in fields.keys(Meaning::Media) {
            let path = [at, &[Key(key)]].concat();
            match map.get(key) {
                None | Some(Node::Null) => {}
                Some(Node::List(nodes)) => {
                    let nodes = self.capped(nodes, &path);
                    let enclosure = |(index, node)| self.enclosure(node, &path, Index(index));
                    enclosures.extend(nodes.iter().enumerate().filter_map(enclosure));
                }
                Some(node) => enclosures.extend(self.enclosure(node, at, Key(key))),
            }
        }
        enclosures
    }

    fn enclosure(&mut self, node: &Node, at: &Steps<'_>, last: Step<'_>) -> Option<WrittenEnclosure> {
        if !matches!(node, Node::Map(_)) {
            return Some(WrittenEnclosure {
                url: self.written(node, at, last)?,
                media_type: None,
                length: None,
                title: None,
                duration: None,
            });
        }
        let path = [at, &[last]].concat();
        Some(WrittenEnclosure {
            url: self.either(node, &path, &["url", "src"])?,
            media_type: self.either(node, &path, &["type", "mime_type"]),
            length: self.either(node, &path, &["length", "size"]),
            title: self.text_of_key(node, &path, "title"),
            duration: self.text_of_key(node, &path, "duration"),
        })
    }

    /// Records inside a record; what they call related in turn is left out.
    fn related(&mut self, map: &Node, at: &Steps<'_>) -> Vec<Record> {
        if !at.is_empty() {
            return Vec::new();
        }
        let Some((key, node)) = self.first(map, Meaning::Related) else {
            return Vec::new();
        };
        match node {
            Node::List(nodes) => {
                let nodes = self.capped(nodes, &[Key(key)]);
                let record = |(index, node): (usize, &Node)| match node {
                    Node::Map(_) => Some(self.record(node, &[Key(key), Index(index)])),
                    other => {
                        let message = format!(
                            "a related article must be a mapping with title and link, not {}",
                            other.kind()
                        );
                        self.remark(Rule::Value, &[Key(key), Index(index)], message);
                        None
                    }
                };
                nodes.iter().enumerate().filter_map(record).collect()
            }
            // Jekyll sites say `related: true` to ask their theme for a list.
            Node::Typed(_) => Vec::new(),
            _ => {
                let message = format!("`{key}` must be a list of records, not {}", node.kind());
                self.remark(Rule::Value, &[Key(key)], message);
                Vec::new()
            }
        }
    }

    /// The first [`MOST`] items of a list, with a remark about the others.
    pub(super) fn capped<'n>(&mut self, nodes: &'n [Node], path: &Steps<'_>) -> &'n [Node] {
        let Some(first) = nodes.get(..MOST).filter(|first| first.len() < nodes.len()) else { return nodes };
        let message =
            format!("{} holds {}; those after the first {MOST} are left out", name_of(path), nodes.len());
        self.remark(Rule::Value, path, message);
        first
    }

    pub(super) fn either(&mut self, map: &Node, at: &Steps<'_>, keys: &[&str]) -> Option<Written> {
        keys.iter().find_map(|key| self.text_of_key(map, at, key))
    }

    fn place(&self, path: &Steps<'_>) -> Place {
        self.outline.place(path).unwrap_or(Place { line: 2, column: 1 })
    }

    pub(super) fn remark(&mut self, rule: Rule, path: &Steps<'_>, message: String) {
        let place = Some(self.place(path));
        self.findings.push(Finding { rule, path: self.path.to_owned(), place, message });
    }
}

/// A path as a person would write it: `related[2].date`. Keys of feedmill's own choosing only.
pub(super) fn name_of(path: &Steps<'_>) -> String {
    let mut name = String::new();
    for step in path {
        match step {
            Key(key) if name.is_empty() => name.push_str(key),
            Key(key) => {
                name.push('.');
                name.push_str(key);
            }
            Index(index) => name.push_str(&format!("[{index}]")),
        }
    }
    format!("`{name}`")
}
