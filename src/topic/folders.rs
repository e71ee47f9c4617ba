//! Topics and the folders that were published -> the folder of each topic: its slug. A published folder keeps its topic, whatever
//! else comes; a new topic of the same slug gets a hash. Only a topics file moves a topic (`_id`), and never into the folder
//! of another, whose subscribers would get its articles.
//!
//! Who owns a folder is known from the pins of the project, and else from the feed in it. What follows from the feed alone
//! becomes a pin, but only where the next run could decide otherwise without it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Declared, Directory, Key, slug};
use crate::ordered::CollectOrdered;

/// How often slugs get a hash until all differ: somebody may give a topic the hashed slug of another.
const ROUNDS: usize = 16;

/// Finds, for the slug of a folder, the topics that all articles in its feed have now, and how many articles these are; nothing
/// where nobody knows.
pub type Successors<'f> = &'f dyn Fn(&str, &Directory) -> Option<(Vec<Key>, usize)>;

/// What is known of the topic folders that were published, each by its slug.
#[derive(Clone, Default)]
pub struct Folders<'f> {
    /// The topics that they belong to, as the project has pinned it.
    pub pinned: BTreeMap<String, Key>,
    /// What their feeds say.
    pub found: BTreeMap<&'f str, Evidence<'f>>,
    /// Those whose feeds are published elsewhere now.
    pub left: BTreeSet<String>,
    /// The slugs that the ids of feeds are made of, where those are others than the folders.
    pub first: BTreeMap<String, String>,
    /// What the articles of a folder have become.
    pub successors: Option<Successors<'f>>,
}

/// What a published feed says of its topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence<'e> {
    /// The name in its title.
    pub title: Option<&'e str>,
    /// The topics that every entry has.
    pub common: &'e [String],
    /// Whether it has entries.
    pub is_filled: bool,
}

impl Evidence<'_> {
    /// The topic, if it is certain: the title and all entries name it, or one of them does and the slug is that of the name.
    pub fn owner(&self, slug: &str, directory: &Directory) -> Option<Key> {
        if let Some(title) = self.title {
            let named = Key::of(title);
            if self.common.iter().any(|name| name == title || Key::of(name) == named) {
                return Some(named);
            }
        }
        let mut fitting = self.common.iter().filter(|name| fits(name, slug));
        if let (Some(name), None) = (fitting.next(), fitting.next()) {
            return Some(Key::of(name));
        }
        let is_free = || directory.topics.values().all(|topic| topic.slug != slug);
        let is_topic = |name: &str| directory.topics.contains_key(&Key::of(name));
        self.title.filter(|name| fits(name, slug) || (is_topic(name) && is_free())).map(Key::of)
    }
}

/// Whether a topic of this name can have had this slug without a topics file that says so.
fn fits(name: &str, slug: &str) -> bool {
    let own = slug::slug(name);
    own == slug || slug::with_hash(&own, name) == slug
}

/// The topic that a folder belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Claim {
    key: Key,
    /// Whether the feed in the folder has entries.
    is_filled: bool,
}

/// The topic of each folder.
type Claims = BTreeMap<String, Claim>;

fn filled(key: &Key) -> Claim {
    Claim { key: key.clone(), is_filled: true }
}

impl Directory {
    /// Sets the slugs of all topics, who owns which folder, and what is to be pinned.
    pub(super) fn set_slugs(&mut self, declared: &[Declared], folders: &Folders<'_>) {
        let named: BTreeMap<Key, &str> = declared
            .iter()
            .filter_map(|topic| Some((Key::of(&topic.name), topic.id.as_deref()?)))
            .collect_map();
        for topic in self.topics.values_mut() {
            topic.slug = slug::slug(&topic.name);
        }
        let pinned: Claims =
            folders.pinned.iter().map(|(slug, key)| (slug.clone(), filled(key))).collect_map();
        let found = folders.found.iter().filter_map(|(slug, evidence)| {
            let key = evidence.owner(slug, self)?;
            Some(((*slug).to_owned(), Claim { key, is_filled: evidence.is_filled }))
        });
        let mut claims: Claims = found.chain(pinned.clone()).collect_map();
        self.find_renamed(&claims, folders);
        let mut known = pinned;
        for (slug, claim) in &mut claims {
            // A topic that is renamed without another slug keeps its folder.
            if let Some(key) = self.renamed.get(&claim.key).filter(|key| self.has_slug(key, slug)) {
                claim.key = key.clone();
                if let Some(known) = known.get_mut(slug) {
                    known.key = key.clone();
                    self.pins.insert(slug.clone(), key.clone());
                }
            }
        }
        let slugs = self.slugs(&named, &claims, folders);
        if slugs.iter().any(|(key, slug)| self.wanted(key, &named).as_deref() != Some(slug)) {
            let pins = pins(&slugs, &claims, known, |known| self.slugs(&named, known, folders));
            self.pins.extend(pins);
        }
        self.first.clone_from(&folders.first);
        self.kept = self.blocked(&named, &slugs, &claims);
        self.owners = claims.into_iter().map(|(slug, claim)| (slug, claim.key)).collect_map();
        for (key, topic) in &mut self.topics {
            topic.slug = slugs.get(key).cloned().unwrap_or_default();
        }
    }

    /// The slug that the topic with this key would have if it were the only one.
    fn wanted(&self, key: &Key, named: &BTreeMap<Key, &str>) -> Option<Cow<'_, str>> {
        let of_name = || self.topics.get(key).map(|topic| Cow::Borrowed(topic.slug.as_str()));
        named.get(key).map(|id| Cow::Owned(slug::slug(id))).or_else(of_name)
    }

    /// The topics whose names have this slug.
    pub fn keys_of_slug(&self, slug: &str) -> Vec<Key> {
        self.topics.iter().filter(|(_, topic)| topic.slug == slug).map(|(key, _)| key.clone()).collect()
    }

    /// Whether the name of the topic with this key has this slug.
    fn has_slug(&self, key: &Key, slug: &str) -> bool {
        self.topics.get(key).is_some_and(|topic| topic.slug == slug)
    }

    /// Finds the topics that are gone because all their articles have another topic now, which was not there before. A single
    /// article may just have changed its topic, unless the slug is the same.
    fn find_renamed(&mut self, claims: &Claims, folders: &Folders<'_>) {
        let owners: BTreeSet<&Key> = claims.values().map(|claim| &claim.key).collect_set();
        let mut renamed = BTreeMap::new();
        for (slug, claim) in claims {
            let is_gone = !self.topics.contains_key(&claim.key) && !self.aliases.contains_key(&claim.key);
            let Some(successors) = folders.successors.filter(|_| is_gone && claim.is_filled) else {
                continue;
            };
            let Some((mut keys, count)) = successors(slug, self) else { continue };
            keys.retain(|key| !owners.contains(key) && (count > 1 || self.has_slug(key, slug)));
            if let [key] = keys.as_slice() {
                renamed.insert(claim.key.clone(), key.clone());
            }
        }
        self.renamed = renamed;
    }

    /// The slug of each topic: what a topics file names, else its own folder, else that of its name.
    fn slugs(
        &self,
        named: &BTreeMap<Key, &str>,
        claims: &Claims,
        folders: &Folders,
    ) -> BTreeMap<Key, String> {
        let mut own: BTreeMap<&Key, Vec<(bool, bool, &str)>> = BTreeMap::new();
        for (slug, claim) in claims {
            own.entry(&claim.key).or_default().push((folders.left.contains(slug), !claim.is_filled, slug));
        }
        let slug_of = |(key, topic): (&Key, &super::Topic)| {
            if let Some(id) = named.get(key) {
                return (key.clone(), slug::slug(id));
            }
            let natural = &topic.slug;
            // The best is the one where it is published now, then one with entries, then that of its name.
            let best = own
                .get(key)
                .into_iter()
                .flatten()
                .min_by_key(|(is_left, is_empty, slug)| (*is_left, *is_empty, slug != natural, *slug));
            (key.clone(), best.map_or(natural.clone(), |(.., slug)| (*slug).to_owned()))
        };
        let mut slugs: BTreeMap<Key, String> = self.topics.iter().map(slug_of).collect_map();
        for round in 0..ROUNDS {
            let colliding = self.colliding(&slugs, named, claims);
            if colliding.is_empty() {
                break;
            }
            for key in colliding {
                if let Some(slug) = slugs.get_mut(&key) {
                    // The key is hashed, not the name: the most used spelling may change, the URL must not.
                    let salt = "'".repeat(round);
                    *slug = slug::with_hash(slug, &format!("{}{salt}", key.0));
                }
            }
        }
        slugs
    }

    /// The topics that must have another slug: those in the folder of another, and those that share theirs, except the one
    /// that has the best right to it, if there is only one: a topics file names it, else the topic has a feed, else its name is
    /// the slug letter for letter.
    fn colliding(
        &self,
        slugs: &BTreeMap<Key, String>,
        named: &BTreeMap<Key, &str>,
        claims: &Claims,
    ) -> Vec<Key> {
        let mut users: BTreeMap<&str, Vec<&Key>> = BTreeMap::new();
        for (key, slug) in slugs {
            users.entry(slug).or_default().push(key);
        }
        let mut colliding = Vec::new();
        for (slug, keys) in users {
            let owner = claims.get(slug).map(|claim| &claim.key);
            let heir = self.heir(slug, &keys, named);
            let stays = |key: &&Key| match owner {
                Some(owner) if keys.contains(&owner) => *key == owner,
                Some(owner) => self.aliases.get(owner).is_some_and(|name| Key::of(name) == **key),
                None => heir == Some(*key),
            };
            colliding.extend(keys.iter().filter(|key| !stays(key)).map(|key| (*key).clone()));
        }
        colliding
    }

    /// Of the topics that share a slug, the one that gets it.
    fn heir<'k>(&self, slug: &str, keys: &[&'k Key], named: &BTreeMap<Key, &str>) -> Option<&'k Key> {
        let is_spelled =
            |key: &Key| self.topics.get(key).is_some_and(|topic| slug::is_spelled(&topic.name, slug));
        let (of_files, others): (Vec<&Key>, Vec<&Key>) =
            keys.iter().partition(|key| named.contains_key(**key));
        if !of_files.is_empty() {
            return of_files.first().copied().filter(|_| of_files.len() == 1);
        }
        let rights: [&dyn Fn(&Key) -> bool; 2] = [&|key| !self.unwanted.contains(key), &is_spelled];
        let mut rest = others;
        for has_right in rights {
            let with: Vec<&Key> = rest.iter().copied().filter(|key| has_right(key)).collect();
            if !with.is_empty() {
                rest = with;
            }
        }
        match rest.as_slice() {
            [heir] => Some(heir),
            _ => None,
        }
    }

    /// The folders that topics do not get because they belong to others, each with the one that it gets.
    fn blocked(
        &self,
        named: &BTreeMap<Key, &str>,
        slugs: &BTreeMap<Key, String>,
        claims: &Claims,
    ) -> Vec<(String, String)> {
        let blocked = slugs.iter().filter_map(|(key, own)| {
            let wanted = self.wanted(key, named).filter(|wanted| wanted != own)?;
            let is_blocked = claims.get(&*wanted).is_some_and(|claim| claim.key != *key);
            is_blocked.then(|| (wanted.into_owned(), own.clone()))
        });
        blocked.collect()
    }
}

/// What is claimed and not known, as far as `decide` would give topics other slugs without it.
fn pins(
    slugs: &BTreeMap<Key, String>,
    claims: &Claims,
    mut known: Claims,
    decide: impl Fn(&Claims) -> BTreeMap<Key, String>,
) -> BTreeMap<String, Key> {
    let mut pins = BTreeMap::new();
    // Each round pins something that was not known, so the rounds end.
    loop {
        let without = decide(&known);
        let other = || without.iter().filter(|(key, slug)| slugs.get(*key) != Some(*slug));
        let taken: BTreeSet<&String> = other().map(|(_, slug)| slug).collect_set();
        let lost: BTreeSet<&Key> = other().map(|(key, _)| key).collect_set();
        let matters = |slug: &String, claim: &Claim| {
            let is_kept = lost.contains(&claim.key) && slugs.get(&claim.key) == Some(slug);
            !known.contains_key(slug) && (is_kept || taken.contains(slug))
        };
        let missing = claims.iter().filter(|(slug, claim)| matters(slug, claim));
        let missing: Claims = missing.map(|(slug, claim)| (slug.clone(), filled(&claim.key))).collect_map();
        if missing.is_empty() {
            return pins;
        }
        pins.extend(missing.iter().map(|(slug, claim)| (slug.clone(), claim.key.clone())));
        known.extend(missing);
    }
}
