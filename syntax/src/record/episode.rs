//! What front matter says of a record as an episode of a podcast, beside its files: numbers, transcripts, chapters and people.

use super::meaning::Meaning;
use super::values::{Values, Way};
use crate::model::{RawCredit, RawEpisode, RawFile, RawPerson};
use crate::tree::{Content, Node};

impl Values<'_> {
    /// What the mapping says of an episode; nothing where it says nothing.
    pub(super) fn episode(&mut self, map: &Node<'_>, way: &Way<'_>) -> Option<Box<RawEpisode>> {
        let episode = RawEpisode {
            number: self.text(map, way, Meaning::Episode),
            season: self.text(map, way, Meaning::Season),
            kind: self.text(map, way, Meaning::EpisodeKind),
            is_explicit: self.text(map, way, Meaning::Explicit),
            duration: self.text(map, way, Meaning::Duration),
            transcripts: self.list(map, way, Meaning::Transcripts, Values::file),
            chapters: self.list(map, way, Meaning::Chapters, Values::file).into_iter().next(),
            people: self.list(map, way, Meaning::People, Values::credit),
        };
        (episode != RawEpisode::default()).then(|| Box::new(episode))
    }

    /// One item, or a list of them.
    fn list<T>(
        &mut self,
        map: &Node<'_>,
        way: &Way<'_>,
        meaning: Meaning,
        item: fn(&mut Self, &Node<'_>, &Way<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some((key, node)) = self.first(map, meaning) else { return Vec::new() };
        let way = way.key(key);
        match &node.content {
            Content::Sequence(nodes) => {
                let nodes = self.capped(nodes, node.position, &way);
                let item = |(index, node)| item(self, node, &way.index(index));
                nodes.iter().enumerate().filter_map(item).collect()
            }
            _ => item(self, node, &way).into_iter().collect(),
        }
    }

    /// A file: its URL, or a mapping.
    fn file(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<RawFile> {
        if !matches!(node.content, Content::Mapping(_)) {
            let url = self.text_of(node, way)?;
            return Some(RawFile { url, media_type: None, language: None, relation: None });
        }
        Some(RawFile {
            url: self.either(node, way, &["url", "src"])?,
            media_type: self.either(node, way, &["type", "mime_type"]),
            language: self.either(node, way, &["language", "lang"]),
            relation: self.text_of_key(node, way, "rel"),
        })
    }

    /// Somebody: a name, or a mapping.
    fn credit(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<RawCredit> {
        let mut person = self.person(node, way);
        person.uri = person.uri.or_else(|| self.text_below(node, way, "href"));
        person.avatar = person.avatar.or_else(|| self.text_below(node, way, "img"));
        let (role, group) = (self.text_below(node, way, "role"), self.text_below(node, way, "group"));
        (person != RawPerson::default()).then_some(RawCredit { person, role, group })
    }

    /// The text under a key of a mapping, and nothing of anything else.
    fn text_below(&mut self, node: &Node<'_>, way: &Way<'_>, key: &str) -> Option<crate::model::Spanned> {
        if matches!(node.content, Content::Mapping(_)) { self.text_of_key(node, way, key) } else { None }
    }
}
