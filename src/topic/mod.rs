//! The topic names of all records, and what topics files and the configuration say of them, become one directory:
//! each topic with its name, slug and parent. It does not depend on the order of the input.

mod declared;
mod slug;

pub use declared::{Declared, read_declared};
pub use slug::slug;

use std::collections::{BTreeMap, BTreeSet};

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::config::Topics;
use crate::finding::{Finding, Rule};

/// How many topics above one are heeded: each makes feeds of its own.
const MOST_ANCESTORS: usize = 100;

/// What a topic is compared by: trimmed, in NFC and case-folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The key of a name.
    pub fn of(name: &str) -> Key {
        Key(name.trim().nfc().default_case_fold().nfc().collect())
    }
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The name that feeds show.
    pub name: String,
    /// The last part of its address.
    pub slug: String,
    /// The topic above it.
    pub parent: Option<Key>,
}

/// Every topic that records or topics files name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    topics: BTreeMap<Key, Topic>,
    aliases: BTreeMap<Key, String>,
}

/// Builds the directory from the topic names of all records, and how often each is used.
pub fn directory<'n>(
    names: impl Iterator<Item = (&'n str, usize)>,
    declared: &[Declared],
    topics: &Topics,
) -> Directory {
    let mut directory = Directory { topics: BTreeMap::new(), aliases: aliases(declared, topics) };
    for topic in declared {
        directory.add(&topic.name);
    }
    directory.add_spellings(names);
    directory.set_slugs(declared);
    for topic in declared {
        let parent = topic.parent.as_deref().map(|parent| Key::of(directory.resolved(parent)));
        let parent = parent.filter(|key| directory.topics.contains_key(key));
        if let Some(own) = directory.topics.get_mut(&Key::of(&topic.name)) {
            own.parent = parent;
        }
    }
    directory
}

/// Other names, and the name each stands for: the short names and ids of topics files where no declared topic has
/// that name itself, and those of the configuration, which has the last word.
fn aliases(declared: &[Declared], topics: &Topics) -> BTreeMap<Key, String> {
    let names: BTreeSet<Key> = declared.iter().map(|topic| Key::of(&topic.name)).collect();
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

/// The name that each alias leads to: an alias of an alias leads to the end, and in a circle every name keeps its own
/// meaning. However long the ways are, each part of them is gone once.
fn ends(aliases: &BTreeMap<Key, String>) -> BTreeMap<Key, String> {
    let mut ends: BTreeMap<Key, Option<String>> = BTreeMap::new();
    for (alias, name) in aliases {
        let (mut key, mut name, mut way) = (alias.clone(), name, Vec::new());
        let end = loop {
            if let Some(end) = ends.get(&key) {
                break end.clone();
            }
            // Where the way comes here again, it leads nowhere.
            ends.insert(key.clone(), None);
            way.push(key);
            key = Key::of(name);
            match aliases.get(&key) {
                Some(next) => name = next,
                None => break Some(name.clone()),
            }
        };
        ends.extend(way.into_iter().map(|key| (key, end.clone())));
    }
    ends.into_iter().filter_map(|(alias, end)| Some((alias, end?))).collect()
}

impl Directory {
    /// The topic that a name means.
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.get(&Key::of(self.resolved(name)))
    }

    /// The name that a name stands for: itself, unless it is an alias.
    pub fn resolved<'a>(&'a self, name: &'a str) -> &'a str {
        self.aliases.get(&Key::of(name)).map_or(name, String::as_str)
    }

    /// Remarks about what topics files say and what cannot be.
    pub fn remarks(&self, declared: &[Declared]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for topic in declared {
            let mut remark = |message: String| {
                findings.push(Finding {
                    rule: Rule::Topic,
                    path: topic.path.clone(),
                    position: None,
                    message,
                });
            };
            if let Some(id) = &topic.id {
                if slug(id) != *id {
                    remark(format!(
                        "`_id` must be lower-case letters, digits and `-`; {} is used instead",
                        slug(id)
                    ));
                }
                if let Some(owner) = owners.insert(slug(id), &topic.path) {
                    remark(format!("has the same `_id` as {owner}; both folders get a hash"));
                }
            }
            if let Some(parent) = topic.parent.as_deref().filter(|parent| self.topic(parent).is_none()) {
                remark(format!("`parent` names {parent}, and there is no such topic"));
            }
        }
        findings
    }

    /// Remarks about names that the configuration chooses topics by and that no topic has.
    pub fn unknown_choices(&self, topics: &Topics) -> Vec<Finding> {
        let choices = [("topics.only", &topics.only), ("topics.except", &topics.except)];
        let named = choices.into_iter().flat_map(|(key, names)| names.iter().map(move |name| (key, name)));
        let unknown = named.filter(|(_, name)| self.topic(name).is_none());
        let finding = |(key, name)| {
            let message = format!("`{key}` names {name}, and there is no such topic");
            Finding { rule: Rule::Topic, path: "feedmill.yaml".to_owned(), position: None, message }
        };
        unknown.map(finding).collect()
    }

    /// The topics above this one, the nearest first and not more than a hundred; a circle ends where it closes.
    pub fn ancestors<'d>(&'d self, topic: &'d Topic) -> Vec<&'d Topic> {
        let mut ancestors = Vec::new();
        let mut seen = BTreeSet::from([topic.slug.as_str()]);
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

    fn add(&mut self, name: &str) {
        let topic = Topic { name: name.to_owned(), slug: String::new(), parent: None };
        self.topics.entry(Key::of(name)).or_insert(topic);
    }

    /// Adds the topics that no file declares: the spelling most used is the name, among equals the lesser.
    fn add_spellings<'n>(&mut self, names: impl Iterator<Item = (&'n str, usize)>) {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for (name, times) in names {
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

    /// Slugs: those that a topics file names stay; others that would be equal to any get a hash. The key is hashed,
    /// not the name: the spelling most used may change, the address must not.
    fn set_slugs(&mut self, declared: &[Declared]) {
        let named: BTreeMap<Key, &str> =
            declared.iter().filter_map(|topic| Some((Key::of(&topic.name), topic.id.as_deref()?))).collect();
        for (key, topic) in &mut self.topics {
            topic.slug = slug(named.get(key).copied().unwrap_or(&topic.name));
        }
        // A hashed slug may by malice be the slug of another topic: hash again until all differ.
        for round in 0..16 {
            let colliding = self.colliding(&named);
            if colliding.is_empty() {
                return;
            }
            for key in colliding {
                if let Some(topic) = self.topics.get_mut(&key) {
                    let salt = "'".repeat(round);
                    topic.slug = slug::with_hash(&topic.slug, &format!("{}{salt}", key.0));
                }
            }
        }
    }

    /// The topics whose slug is not theirs alone, less those for which a topics file names it and nobody else's does.
    fn colliding(&self, named: &BTreeMap<Key, &str>) -> Vec<Key> {
        let mut users: BTreeMap<&str, Vec<&Key>> = BTreeMap::new();
        for (key, topic) in &self.topics {
            users.entry(&topic.slug).or_default().push(key);
        }
        let mut colliding = Vec::new();
        for keys in users.into_values().filter(|keys| keys.len() > 1) {
            let only_one_is_named = keys.iter().filter(|key| named.contains_key(key)).count() == 1;
            let stays = |key: &Key| only_one_is_named && named.contains_key(key);
            colliding.extend(keys.into_iter().filter(|key| !stays(key)).cloned());
        }
        colliding
    }
}

#[cfg(test)]
mod tests;
