//! Sorts the values of a front matter tree by meaning into a [`Record`], and says where a value is of the wrong kind.

use super::fields::{FieldNames, IMAGE_ALTS};
use super::flags;
use super::meaning::Meaning;
use crate::finding::{Finding, Rule};
use crate::model::{BodySyntax, Position, RawEnclosure, RawImage, RawPerson, RawProvider, Record, Spanned};
use crate::ordered;
use crate::text::{LONGEST_NAME, is_blank, shortened_name};
use crate::tree::{Content, Mapping, Node, Pair, Scalar, is_same_key};

/// How many related records, people, images or files of one article are read; more would not be shown by anybody.
pub const MOST: usize = 100;

/// The values of one file and the findings about them.
pub(super) struct Values<'a> {
    pub(super) path: &'a str,
    pub(super) fields: &'a FieldNames,
    findings: Vec<Finding>,
}

/// The way to a value, for messages.
#[derive(Clone, Copy)]
pub(super) enum Way<'w> {
    /// The whole front matter.
    Top,
    /// The value of a key.
    Key(&'w Way<'w>, &'w str),
    /// An item of a list, from 0.
    Index(&'w Way<'w>, usize),
}

impl<'w> Way<'w> {
    pub(super) fn key(&'w self, key: &'w str) -> Way<'w> {
        Way::Key(self, key)
    }

    pub(super) fn index(&'w self, index: usize) -> Way<'w> {
        Way::Index(self, index)
    }
}

impl<'a> Values<'a> {
    pub(super) fn new(path: &'a str, fields: &'a FieldNames) -> Values<'a> {
        Values { path, fields, findings: Vec::new() }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// A finding for every duplicated key of the top mapping, in any capitals.
    pub(super) fn report_duplicates(&mut self, root: &Node<'_>) {
        let Content::Mapping(mapping) = &root.content else { return };
        if are_certainly_different(mapping) {
            return;
        }
        let mut uses: Vec<(&str, Position)> =
            mapping.pairs().iter().map(|pair| (&*pair.key, pair.value.position)).collect();
        ordered::sort_by(&mut uses, |(a, _), (b, _)| lower_case(a).cmp(lower_case(b)));
        for same in uses.chunk_by(|a, b| is_same_key(a.0, b.0)).filter(|same| same.len() > 1) {
            let Some((key, position)) = same.last() else { continue };
            let message = match same.iter().all(|(other, _)| other == key) {
                true => format!("`{key}` is duplicated; the last one counts"),
                false => {
                    format!("`{}` is duplicated in other capitals; write it once", key.to_ascii_lowercase())
                }
            };
            self.report(Rule::DuplicateKey, *position, message);
        }
    }

    /// The record that a mapping describes; body and syntax are for the caller to fill in.
    pub(super) fn record(&mut self, node: &Node<'_>) -> Record {
        let way = &Way::Top;
        Record {
            path: self.path.to_owned(),
            position: node.position,
            id: self.text(node, way, Meaning::Id),
            title: self.text(node, way, Meaning::Title),
            summary: self.text(node, way, Meaning::Summary),
            published: self
                .first(node, Meaning::Published)
                .and_then(|(key, node)| self.strict(node, way, key)),
            updated: self.text(node, way, Meaning::Updated),
            links: self.links(node, way),
            via: self.text(node, way, Meaning::Via),
            permalink: self.address(node, way),
            slug: self.text_on_way(node, way, self.fields.slug_key()),
            topics: self.topics(node, way),
            categories: self.categories(node, way),
            category_lists: self.category_lists(node),
            category: self.category(node, way),
            kind: self.text(node, way, Meaning::Kind),
            provider: self.provider(node, way),
            authors: self
                .first(node, Meaning::Authors)
                .map_or(Vec::new(), |(key, node)| self.people(node, &way.key(key))),
            images: self.own_images(node, way),
            enclosures: self.enclosures(node, way),
            related: self.related(node, way),
            featured_content: self.text(node, way, Meaning::Content),
            quality: self.text(node, way, Meaning::Quality),
            heat: self.text(node, way, Meaning::Heat),
            flags: flags::flags(self.path, node, self.fields),
            language: self.text(node, way, Meaning::Language),
            excerpt_separator: self.text_of_key(node, way, "excerpt_separator"),
            typed: Vec::new(),
            body: String::new(),
            body_line: 0,
            body_syntax: BodySyntax::Markdown,
            episode: match self.first(node, Meaning::Media) {
                Some(_) => self.episode(node, way),
                None => None,
            },
            verbatim: self.verbatim(node),
        }
    }

    /// The first key of the meaning that says anything.
    pub(super) fn first<'n, 't>(
        &self,
        map: &'n Node<'t>,
        meaning: Meaning,
    ) -> Option<(&'a str, &'n Node<'t>)> {
        // Nearly all keys are absent, and few are ways through several mappings.
        if !map.may_have_any(self.fields.presences(meaning)) {
            return None;
        }
        let has_ways = self.fields.has_ways(meaning);
        self.fields.keys(meaning).iter().find_map(|key| {
            let node = if has_ways { map.find(key) } else { map.get_in_any_case(key) }?;
            node.says_something().then_some((key.as_str(), node))
        })
    }

    pub(super) fn text(&mut self, map: &Node<'_>, way: &Way<'_>, meaning: Meaning) -> Option<Spanned> {
        let (key, node) = self.first(map, meaning)?;
        self.text_of(node, &way.key(key))
    }

    /// The address of the record as a whole: the first key that says anything.
    fn address(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<Spanned> {
        let says = |key: &&String| node.find(key).is_some_and(Node::says_something);
        let key = self.fields.addresses().iter().find(says)?;
        self.text_on_way(node, way, key)
    }

    /// The text of a key that may be a way through several mappings.
    fn text_on_way(&mut self, map: &Node<'_>, way: &Way<'_>, key: &str) -> Option<Spanned> {
        self.text_of(map.find(key)?, &way.key(key))
    }

    pub(super) fn text_of_key(&mut self, map: &Node<'_>, way: &Way<'_>, key: &str) -> Option<Spanned> {
        self.text_of(map.get_in_any_case(key)?, &way.key(key))
    }

    /// As [`Values::text_of`], but what is not a text becomes an unreadable one: whoever decides by it must not take it
    /// for absent.
    fn strict(&mut self, node: &Node<'_>, way: &Way<'_>, key: &str) -> Option<Spanned> {
        if matches!(node.content, Content::Sequence(_) | Content::Mapping(_)) {
            return Some(Spanned { text: String::new(), position: node.position });
        }
        self.text_of(node, &way.key(key))
    }

    /// The text of a node, spelled as in the file; `None` with a finding where it is not a text.
    pub(super) fn text_of(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<Spanned> {
        let text = match &node.content {
            Content::Null => return None,
            Content::Scalar(Scalar { text, .. }) if is_blank(text) => return None,
            Content::Scalar(Scalar { text, .. }) => str::to_owned(text),
            Content::Mapping(_) if let Some(text) = node.get("rendered") => return self.text_of(text, way),
            Content::Sequence(_) | Content::Mapping(_) => {
                let message = format!("{} must be a text, not {}", name_of(way), node.kind());
                self.report(Rule::Value, node.position, message);
                return None;
            }
        };
        Some(Spanned { text, position: node.position })
    }

    /// Shortens what is too long for the names by which articles are sorted.
    pub(super) fn limit_names(&mut self, record: &mut Record) {
        let mut shorten = |what: &str, written: &mut Spanned| {
            if let Some(short) = shortened_name(&written.text) {
                let message = format!("{what} is longer than {LONGEST_NAME} bytes; the rest is left out");
                self.report(Rule::Value, written.position, message);
                written.text = short.to_owned();
            }
        };
        record.topics.iter_mut().for_each(|name| shorten("the name of a topic", name));
        let provider = record.provider.as_mut().and_then(|provider| provider.name.as_mut());
        for (what, name) in [
            ("the category", record.category.as_mut()),
            ("the type", record.kind.as_mut()),
            ("the name of the provider", provider),
        ] {
            name.into_iter().for_each(|name| shorten(what, name));
        }
        // Half a language tag would be another language.
        if let Some(language) = record.language.take_if(|language| language.text.len() > LONGEST_NAME) {
            let message = format!("the language is longer than {LONGEST_NAME} bytes and is left out");
            self.report(Rule::Value, language.position, message);
        }
    }

    /// Leaves the record so many topics at most.
    pub(super) fn limit_topics(&mut self, record: &mut Record, most: usize) {
        let count = record.topics.len();
        if let Some(first) = record.topics.get(most).filter(|_| count > most) {
            let message = format!("there are {count} topics; those after the first {most} are left out");
            self.report(Rule::Value, first.position, message);
            record.topics.truncate(most);
        }
        record.categories.truncate(most);
    }

    /// Every URL the record names, the one that counts first.
    pub(super) fn links(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<Spanned> {
        let fields = self.fields;
        if !map.may_have_any(fields.presences(Meaning::Link)) {
            return Vec::new();
        }
        fields.keys(Meaning::Link).iter().filter_map(|key| self.text_on_way(map, way, key)).collect()
    }

    fn provider(&mut self, map: &Node<'_>, way: &Way<'_>) -> Option<RawProvider> {
        let (key, node) = self.first(map, Meaning::Provider)?;
        let way = way.key(key);
        if !matches!(node.content, Content::Mapping(_)) {
            return Some(RawProvider { name: self.text_of(node, &way), ..RawProvider::default() });
        }
        Some(RawProvider {
            name: self.text_of_key(node, &way, "name"),
            domain: self.text_of_key(node, &way, "domain"),
            authors: node
                .get_in_any_case("authors")
                .map_or(Vec::new(), |node| self.people(node, &way.key("authors"))),
            images: node
                .get_in_any_case("images")
                .map_or(Vec::new(), |node| self.images(node, &way.key("images"))),
        })
    }

    /// People: one text, one mapping, or a list of either.
    pub(super) fn people(&mut self, node: &Node<'_>, way: &Way<'_>) -> Vec<RawPerson> {
        let people: Vec<RawPerson> = match &node.content {
            Content::Sequence(nodes) => {
                let nodes = self.capped(nodes, node.position, way);
                let person = |(index, node)| self.person(node, &way.index(index));
                nodes.iter().enumerate().map(person).collect()
            }
            _ => vec![self.person(node, way)],
        };
        people.into_iter().filter(|person| *person != RawPerson::default()).collect()
    }

    pub(super) fn person(&mut self, node: &Node<'_>, way: &Way<'_>) -> RawPerson {
        if !matches!(node.content, Content::Mapping(_)) {
            return RawPerson { name: self.text_of(node, way), ..RawPerson::default() };
        }
        RawPerson {
            name: self.either(node, way, &["name", "key"]),
            uri: self.either(node, way, &["url", "uri"]),
            email: self.text_of_key(node, way, "email"),
            avatar: self.either(node, way, &["avatar", "image", "picture", "image_url"]),
        }
    }

    /// The images of a record. What the first one shows may stand beside it.
    fn own_images(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<RawImage> {
        let Some((key, node)) = self.first(map, Meaning::Images) else { return Vec::new() };
        let mut images = self.images(node, &way.key(key));
        if let Some(first) = images.first_mut().filter(|first| first.alt.is_none()) {
            first.alt = self.words(map, way, &IMAGE_ALTS);
        }
        images
    }

    /// The text under the first of these keys that has one; what is no text says nothing here.
    fn words(&mut self, map: &Node<'_>, way: &Way<'_>, keys: &[&str]) -> Option<Spanned> {
        let is_text = |key: &&&str| {
            map.get_in_any_case(key).is_some_and(|node| matches!(node.content, Content::Scalar(_)))
        };
        self.text_of_key(map, way, keys.iter().find(is_text)?)
    }

    /// Images: one URL, one mapping, or a list of either.
    fn images(&mut self, node: &Node<'_>, way: &Way<'_>) -> Vec<RawImage> {
        match &node.content {
            Content::Sequence(nodes) => {
                let nodes = self.capped(nodes, node.position, way);
                let image = |(index, node)| self.image(node, &way.index(index));
                nodes.iter().enumerate().filter_map(image).collect()
            }
            _ => self.image(node, way).into_iter().collect(),
        }
    }

    pub(super) fn image(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<RawImage> {
        if !matches!(node.content, Content::Mapping(_)) {
            return Some(RawImage { url: self.text_of(node, way)?, width: None, height: None, alt: None });
        }
        Some(RawImage {
            url: self.either(node, way, &["url", "path", "src"])?,
            width: self.text_of_key(node, way, "width"),
            height: self.text_of_key(node, way, "height"),
            alt: self.words(node, way, &["alt", "caption", "title", "description"]),
        })
    }

    /// Files under every key of the meaning, since a record may have both an audio and a video.
    fn enclosures(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<RawEnclosure> {
        let fields = self.fields;
        let mut enclosures = Vec::new();
        let is_present = map.may_have_any(fields.presences(Meaning::Media));
        for key in if is_present { fields.keys(Meaning::Media) } else { &[] } {
            let Some(node) = map.find(key) else { continue };
            let way = way.key(key);
            match &node.content {
                Content::Null => {}
                Content::Sequence(nodes) => {
                    let nodes = self.capped(nodes, node.position, &way);
                    let enclosure = |(index, node)| self.enclosure(node, &way.index(index));
                    enclosures.extend(nodes.iter().enumerate().filter_map(enclosure));
                }
                _ => enclosures.extend(self.enclosure(node, &way)),
            }
        }
        enclosures
    }

    fn enclosure(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<RawEnclosure> {
        if !matches!(node.content, Content::Mapping(_)) {
            return Some(RawEnclosure {
                url: self.text_of(node, way)?,
                media_type: None,
                length: None,
                title: None,
                duration: None,
                file: None,
            });
        }
        Some(RawEnclosure {
            url: self.either(node, way, &["url", "src"])?,
            media_type: self.either(node, way, &["type", "mime_type"]),
            length: self.either(node, way, &["length", "size"]),
            title: self.text_of_key(node, way, "title"),
            duration: self.text_of_key(node, way, "duration"),
            file: self.text_of_key(node, way, "file"),
        })
    }

    /// The first [`MOST`] items of the list at the position, with a finding about the others.
    pub(super) fn capped<'n, 't>(
        &mut self,
        nodes: &'n [Node<'t>],
        position: Position,
        way: &Way<'_>,
    ) -> &'n [Node<'t>] {
        let Some(first) = nodes.get(..MOST).filter(|first| first.len() < nodes.len()) else { return nodes };
        let message =
            format!("{} holds {}; those after the first {MOST} are left out", name_of(way), nodes.len());
        self.report(Rule::Value, position, message);
        first
    }

    pub(super) fn either(&mut self, map: &Node<'_>, way: &Way<'_>, keys: &[&str]) -> Option<Spanned> {
        keys.iter().find_map(|key| self.text_of_key(map, way, key))
    }

    pub(super) fn report(&mut self, rule: Rule, position: Position, message: String) {
        self.findings.push(Finding { rule, path: self.path.to_owned(), position: Some(position), message });
    }
}

/// Whether the keys of a mapping differ in any case by their lengths and their ends alone, as nearly all do.
fn are_certainly_different(mapping: &Mapping<'_>) -> bool {
    let mark = |pair: &Pair<'_>| {
        let [first, last] = [pair.key.as_bytes().first(), pair.key.as_bytes().last()]
            .map(|byte| byte.map_or(0, u8::to_ascii_lowercase));
        (pair.key.len(), first, last)
    };
    let mut marks: Vec<(usize, u8, u8)> = mapping.pairs().iter().map(mark).collect();
    marks.sort_unstable();
    marks.is_sorted_by(|a, b| a < b)
}

/// The bytes of a key in lower case.
fn lower_case(key: &str) -> impl Iterator<Item = u8> {
    key.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// A way as a person would write it: `related[2].date`. Keys of feedmill's own choosing only.
pub(super) fn name_of(way: &Way<'_>) -> String {
    fn push(way: &Way<'_>, name: &mut String) {
        match way {
            Way::Top => {}
            Way::Key(above, key) => {
                push(above, name);
                name.push_str(if name.is_empty() { "" } else { "." });
                name.push_str(key);
            }
            Way::Index(above, index) => {
                push(above, name);
                name.push_str(&format!("[{index}]"));
            }
        }
    }
    let mut name = String::new();
    push(way, &mut name);
    format!("`{name}`")
}
