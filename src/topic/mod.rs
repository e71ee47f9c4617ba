//! The topic names of all records, topics files, the configuration and the folders that were published -> one directory: each
//! topic with its name, slug and parent. The order of the input does not matter.

mod declared;
mod folders;
mod slug;

pub use declared::{Declared, read_declared};
pub use folders::{Evidence, Folders, Successors};
pub use slug::slug;

use std::collections::{BTreeMap, BTreeSet};

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::config::{Topics, in_folder};
use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::ordered::CollectOrdered;

/// How many topics above one are used with `topics.rollup`: each has its own feeds.
const MOST_ANCESTORS: usize = 100;

/// A topic name for comparison: trimmed, in NFC and case-folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The key of a name.
    pub fn of(name: &str) -> Key {
        Key(name.trim().nfc().default_case_fold().nfc().collect())
    }

    /// The text that is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The name that feeds show.
    pub name: String,
    /// The last part of its URL.
    pub slug: String,
    /// The topic above it.
    pub parent: Option<Key>,
}

/// All topics that records or topics files name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    topics: BTreeMap<Key, Topic>,
    aliases: BTreeMap<Key, String>,
    /// Topics all of whose articles have another topic instead.
    renamed: BTreeMap<Key, Key>,
    /// Topics that have no feed.
    unwanted: BTreeSet<Key>,
    /// The topic that each published folder belongs to, by its slug.
    pub owners: BTreeMap<String, Key>,
    /// Those of them that the project must remember from now on.
    pub pins: BTreeMap<String, Key>,
    /// The folders that topics do not get because they belong to others, each with the one that it gets.
    pub kept: Vec<(String, String)>,
    /// The slugs that the ids of feeds are made of, where those are others than the folders.
    first: BTreeMap<String, String>,
}

/// Builds the directory from the topic names of all records, each with how often it is used, and the folders that were
/// published.
pub fn directory<'n>(
    names: impl Iterator<Item = (&'n str, usize)>,
    declared: &[Declared],
    topics: &Topics,
    folders: &Folders<'_>,
) -> Directory {
    let mut directory = Directory { aliases: aliases(declared, topics), ..Directory::default() };
    for topic in declared {
        directory.add(&topic.name);
    }
    directory.add_spellings(names);
    directory.unwanted = directory.without_feeds(topics);
    directory.set_slugs(declared, folders);
    for topic in declared {
        let parent = topic.parent.as_deref().map(|parent| Key::of(directory.resolved(parent)));
        let parent = parent.filter(|key| directory.topics.contains_key(key));
        if let Some(own) = directory.topics.get_mut(&Key::of(&topic.name)) {
            own.parent = parent;
        }
    }
    directory
}

/// Other names, each with the name it means: the short names and ids of topics files, unless a declared topic has that
/// name itself, and those of the configuration, which take precedence.
fn aliases(declared: &[Declared], topics: &Topics) -> BTreeMap<Key, String> {
    let names: BTreeSet<Key> = declared.iter().map(|topic| Key::of(&topic.name)).collect_set();
    let mut aliases = BTreeMap::new();
    for topic in declared {
        for other in [&topic.short_name, &topic.id].into_iter().flatten().map(|name| Key::of(name)) {
            if !names.contains(&other) {
                aliases.entry(other).or_insert_with(|| topic.name.clone());
            }
        }
    }
    for (alias, name) in &topics.aliases {
        aliases.insert(Key::of(alias), name.clone());
    }
    ends(&aliases)
}

/// The name at the end of each chain of aliases. In a circle every name keeps its own meaning. Each step of a chain is taken
/// once, so the time is linear.
fn ends(aliases: &BTreeMap<Key, String>) -> BTreeMap<Key, String> {
    let mut ends: BTreeMap<Key, Option<String>> = BTreeMap::new();
    for (alias, name) in aliases {
        let (mut key, mut name, mut chain) = (alias.clone(), name, Vec::new());
        let end = loop {
            if let Some(end) = ends.get(&key) {
                break end.clone();
            }
            // If the chain comes back here, it is a circle.
            ends.insert(key.clone(), None);
            chain.push(key);
            key = Key::of(name);
            match aliases.get(&key) {
                Some(next) => name = next,
                None => break Some(name.clone()),
            }
        };
        ends.extend(chain.into_iter().map(|key| (key, end.clone())));
    }
    ends.into_iter().filter_map(|(alias, end)| Some((alias, end?))).collect_map()
}

/// A finding about topics.
fn finding(path: &str, position: Option<Position>, message: String) -> Finding {
    Finding { rule: Rule::Topic, path: path.to_owned(), position, message }
}

impl Directory {
    /// The topic that a name means.
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.get(&Key::of(self.resolved(name)))
    }

    /// The topic with this key, or that it means now, as an alias or because it was renamed.
    pub fn topic_of(&self, key: &Key) -> Option<&Topic> {
        let of_alias = || self.topics.get(&Key::of(self.aliases.get(key)?));
        self.topics.get(key).or_else(of_alias).or_else(|| self.topics.get(self.renamed.get(key)?))
    }

    /// The name that a name means: itself, unless it is an alias.
    pub fn resolved<'a>(&'a self, name: &'a str) -> &'a str {
        self.aliases.get(&Key::of(name)).map_or(name, String::as_str)
    }

    /// Findings about what topics files declare and what is impossible.
    pub fn findings(&self, declared: &[Declared]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for topic in declared {
            let mut add = |message| findings.push(finding(&topic.path, None, message));
            if let Some(id) = &topic.id {
                if slug(id) != *id {
                    add(format!(
                        "`_id` must be lower-case letters, digits and `-`; {} is used instead",
                        slug(id)
                    ));
                }
                if let Some(owner) = owners.insert(slug(id), &topic.path) {
                    add(format!("has the same `_id` as {owner}; both folders get a hash"));
                }
            }
            if let Some(parent) = topic.parent.as_deref().filter(|parent| self.topic(parent).is_none()) {
                add(format!("`parent` names {parent}, which does not exist"));
            }
        }
        findings
    }

    /// Findings about names in `topics.only` and `topics.except` that no topic has.
    pub fn unknown_choices(&self, topics: &Topics) -> Vec<Finding> {
        let choices = [("topics.only", &topics.only), ("topics.except", &topics.except)];
        let named = choices.into_iter().flat_map(|(key, names)| names.iter().map(move |name| (key, name)));
        let unknown = named.filter(|(_, name)| self.topic(name).is_none());
        let message = |(key, name)| format!("`{key}` names {name}, which does not exist");
        unknown.map(|choice| finding("feedmill.yaml", None, message(choice))).collect()
    }

    /// The topics that have no feed, by `topics.only` and `topics.except`.
    fn without_feeds(&self, topics: &Topics) -> BTreeSet<Key> {
        let keys = |names: &[String]| -> BTreeSet<Key> {
            names.iter().map(|name| Key::of(self.resolved(name))).collect_set()
        };
        let (only, except) = (keys(&topics.only), keys(&topics.except));
        if only.is_empty() && except.is_empty() {
            return BTreeSet::new();
        }
        let is_unwanted = |key: &&Key| (!only.is_empty() && !only.contains(key)) || except.contains(key);
        self.topics.keys().filter(is_unwanted).cloned().collect_set()
    }

    /// The slug that the id of the topic's feed is made of, of the feeds in a folder of a language.
    pub fn first_slug(&self, folder: &str, topic: &Topic) -> String {
        self.first.get(&in_folder(folder, &topic.slug)).unwrap_or(&topic.slug).clone()
    }

    /// Whether the topic has a feed.
    pub fn has_feed(&self, topic: &Topic) -> bool {
        self.unwanted.is_empty() || !self.lacks_feed(&Key::of(&topic.name))
    }

    /// Whether the topic with this key has no feed.
    pub fn lacks_feed(&self, key: &Key) -> bool {
        self.unwanted.contains(key)
    }

    /// Takes the feeds from these topics.
    pub fn take_feeds(&mut self, topics: Vec<Key>) {
        self.unwanted.extend(topics);
    }

    /// The topics above this one, the nearest first, at most [`MOST_ANCESTORS`]; a circle ends where it closes.
    pub fn ancestors<'d>(&'d self, topic: &'d Topic) -> Vec<&'d Topic> {
        let mut ancestors = Vec::new();
        let mut seen = std::iter::once(topic.slug.as_str()).collect_set();
        let mut above = topic.parent.as_ref();
        while let Some(parent) = above.and_then(|key| self.topics.get(key)) {
            if ancestors.len() >= MOST_ANCESTORS || !seen.insert(&parent.slug) {
                break;
            }
            ancestors.push(parent);
            above = parent.parent.as_ref();
        }
        ancestors
    }

    /// The slugs of the topics above each topic, the nearest first, by its slug; only of topics that have any.
    pub fn all_ancestors(&self) -> BTreeMap<String, Vec<String>> {
        let below = self.topics.values().filter(|topic| topic.parent.is_some());
        let slugs =
            |topic: &Topic| self.ancestors(topic).into_iter().map(|above| above.slug.clone()).collect();
        below.map(|topic| (topic.slug.clone(), slugs(topic))).collect_map()
    }

    fn add(&mut self, name: &str) {
        let topic = Topic { name: name.to_owned(), slug: String::new(), parent: None };
        self.topics.entry(Key::of(name)).or_insert(topic);
    }

    /// Adds the topics that no file declares, named by their most used spelling; among equals the first in order.
    fn add_spellings<'n>(&mut self, names: impl Iterator<Item = (&'n str, usize)>) {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for (name, times) in names.filter(|(_, times)| *times > 0) {
            let count = uses.entry(self.resolved(name).to_owned()).or_default();
            *count = count.saturating_add(times);
        }
        let mut best: BTreeMap<Key, (String, usize)> = BTreeMap::new();
        for (name, count) in uses {
            let current = best.entry(Key::of(&name)).or_default();
            if count > current.1 {
                *current = (name, count);
            }
        }
        for (name, _) in best.into_values() {
            self.add(&name);
        }
    }
}

#[cfg(test)]
mod tests;
