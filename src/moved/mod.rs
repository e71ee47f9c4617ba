//! What was published and what is published now -> which feed went where, and what is left at its old path: the same feed, which
//! names the new URL as its own. No reader follows anything else: newsboat and Feedbin ask the old URL for ever, redirected or
//! not; NetNewsWire and newsboat take the entries of another URL for new ones; a feed that only says where it went is an
//! article to most, and an end to the rest. At the old path subscribers keep getting the same entries under the same ids, and
//! who can change the URL learns it: from `self` (RSS, Atom), `feed_url` (JSON Feed), `itunes:new-feed-url` (podcasts), or from
//! the web server's 301, for which [`redirects`] has the rules.

mod place;
pub mod redirects;
mod trace;

pub use place::{FeedPlace, Place, place};
pub use trace::{Titles, Trace, entry_ids, trace};

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, in_folder};
use crate::emit;
use crate::finding::{Finding, Rule};
use crate::group::{Group, GroupKind};
use crate::model::ArtifactKind;
use crate::ordered::CollectOrdered;
use crate::pins::{self, Pins};
use crate::topic::{Directory, Key};

/// A file with entries that an earlier run has published, and that is no file of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Its path below the destination.
    pub path: String,
    /// What it is.
    pub kind: ArtifactKind,
    /// The feed that it is of.
    pub place: Place,
}

/// Whether a file of this kind is left at its old path when its feed moves.
pub fn may_move(kind: ArtifactKind) -> bool {
    match kind {
        ArtifactKind::Feed(_) | ArtifactKind::Page => true,
        // A page of an archive is part of its feed.
        ArtifactKind::Archive(_) | ArtifactKind::List | ArtifactKind::Style => false,
    }
}

/// The paths of all files of this run, each with the feed, as its position among the groups.
pub fn current(groups: &[Group], config: &Config) -> BTreeMap<String, usize> {
    let paths = |(index, group): (usize, &Group)| {
        let pages = group.pages.iter().flat_map(|page| emit::page_paths(&group.kind, page, config));
        let paths = emit::paths(&group.kind, config).into_iter().chain(pages);
        paths.map(move |(_, path)| (path, index)).collect::<Vec<_>>()
    };
    groups.iter().enumerate().flat_map(paths).collect_map()
}

/// The folders of languages; that of the top is empty.
fn folders(config: &Config) -> Vec<&str> {
    let languages = config.feeds.languages.iter().map(|own| own.folder.as_str());
    [""].into_iter().chain(languages.filter(|folder| !folder.is_empty())).collect()
}

/// The slugs whose feeds are published elsewhere now.
pub fn left(pins: &Pins, config: &Config) -> BTreeSet<String> {
    let is_gone = |path: String| pins.moved.contains_key(&path) || pins.pruned.contains_key(&path);
    let folders: Vec<&str> = folders(config);
    let is_left = |slug: &&String| {
        let mut formats = config.feeds.formats.iter();
        formats.any(|(format, file)| {
            let path = config.feeds.topic_path(slug, *format, file);
            folders.iter().any(|folder| is_gone(in_folder(folder, &path)))
        })
    };
    pins.topics.keys().filter(is_left).cloned().collect_set()
}

/// Where this run publishes feeds.
pub struct Present<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The topics.
    pub directory: &'a Directory,
    /// The paths of all files; see [`current`].
    pub current: &'a BTreeMap<String, usize>,
    /// Whether a file is at a path that this run publishes.
    pub is_there: &'a dyn Fn(&str) -> bool,
    /// Whether nothing is to be left at old paths.
    pub prune: bool,
}

/// Pins where the files of earlier runs went, and what belongs to that: whose the old folders are, and the ids of the feeds.
/// What is published again at its old path has gone nowhere. The findings say what has moved.
pub fn follow(
    pins: &mut Pins,
    groups: &mut [Group],
    former: &[Former],
    present: &Present<'_>,
) -> Vec<Finding> {
    let current = present.current;
    let back = |path: &String| current.contains_key(path);
    let back: BTreeSet<String> =
        pins.moved.keys().chain(pins.pruned.keys()).filter(|path| back(path)).cloned().collect_set();
    pins.moved.retain(|path, _| !back.contains(path));
    pins.pruned.retain(|path, _| !back.contains(path));
    // What was left there was no feed of its own.
    let is_there = |path: &str| (present.is_there)(path) && !back.contains(path);
    pins.topics
        .extend(present.directory.pins.iter().map(|(slug, key)| (slug.clone(), key.as_str().to_owned())));
    let mut moved = Moved::default();
    let (mut renamed, mut has_pages) = (BTreeSet::new(), false);
    for Former { path, kind, place } in former {
        let group = group_of(place, groups, pins, present);
        let target = group.and_then(|index| path_of(&groups.get(index)?.kind, *kind, present.config));
        let (Some(index), Some(target)) = (group, target) else { continue };
        if pins.moved.contains_key(path) || pins.pruned.contains_key(path) {
            continue;
        }
        if kind.feed().is_none() {
            // It goes where its feed goes, which has the say in all else.
            pins.moved.insert(path.clone(), target);
            has_pages = true;
            continue;
        }
        let Some(group) = groups.get_mut(index) else { continue };
        let reason = if rename(pins, place, is_there(&target), group, &mut renamed, present) {
            &mut moved.by_name
        } else if place.folder != folder_of(&group.kind, present.config) {
            &mut moved.by_language
        } else {
            &mut moved.by_setting
        };
        reason.push((path.clone(), target.clone()));
        pins.moved.insert(path.clone(), target);
    }
    if !moved.is_empty() || has_pages {
        resolve(pins);
    }
    if present.prune {
        pins.pruned.append(&mut pins.moved);
    }
    kept(present).chain(moved.findings()).collect()
}

/// Pins whose folder the old one is and whose the new one, and gives the feed its first id. False if the folder of the topic is the
/// same.
fn rename(
    pins: &mut Pins,
    place: &Place,
    is_there: bool,
    group: &mut Group,
    renamed: &mut BTreeSet<String>,
    present: &Present<'_>,
) -> bool {
    let folder = folder_of(&group.kind, present.config).to_owned();
    let FeedPlace::Topic(slug) = &place.feed else { return false };
    let GroupKind::Topic { name, slug: new, first_slug, .. } = &mut group.kind else { return false };
    if slug == new {
        return false;
    }
    if let Some(owner) = present.directory.owners.get(slug) {
        pins.topics.entry(slug.to_owned()).or_insert_with(|| owner.as_str().to_owned());
    }
    pins.topics.insert(new.clone(), Key::of(name).as_str().to_owned());
    let (old, own) = (in_folder(&place.folder, slug), in_folder(&folder, new));
    // A feed that was there before keeps its own id; of several that become one, the first gives its id.
    if renamed.insert(own.clone()) && !is_there {
        let first = pins.feeds.remove(&old).unwrap_or_else(|| slug.to_owned());
        if first == *new {
            pins.feeds.remove(&own);
        } else {
            pins.feeds.insert(own, first.clone());
        }
        *first_slug = first;
    }
    true
}

/// The folder of the language that a feed is of.
fn folder_of<'c>(kind: &GroupKind, config: &'c Config) -> &'c str {
    kind.language(&config.feeds).map_or("", |own| &own.folder)
}

/// The feed of this run that the place is of, as its position among the groups.
fn group_of(place: &Place, groups: &[Group], pins: &Pins, present: &Present<'_>) -> Option<usize> {
    let topic = match &place.feed {
        FeedPlace::Topic(slug) => Some(present.directory.topic_of(present.directory.owners.get(slug)?)?),
        FeedPlace::Aggregate | FeedPlace::Extra(_) => None,
    };
    let language = language_at(&place.folder, pins, present.config);
    let is_of_topic = |slug: &String| topic.is_some_and(|topic| topic.slug == *slug);
    let is_it = |group: &Group| match (&group.kind, &place.feed) {
        (GroupKind::Aggregate { language: own }, FeedPlace::Aggregate) => Some(*own) == language,
        (GroupKind::Extra(index), FeedPlace::Extra(name)) => {
            present.config.feeds.extra.get(*index).is_some_and(|extra| extra.name == *name)
        }
        (GroupKind::Topic { language: own, slug, .. }, FeedPlace::Topic(_)) => {
            Some(*own) == language && is_of_topic(slug)
        }
        _ => false,
    };
    let position = groups.iter().position(is_it);
    if position.is_some() || topic.is_none() || !place.folder.is_empty() || pins.languages.contains_key("/") {
        return position;
    }
    // Where feeds were not divided by language, that of a topic may be of one language now.
    let of_topic = |(_, group): &(usize, &Group)| matches!(&group.kind, GroupKind::Topic { slug, .. } if is_of_topic(slug));
    let mut all = groups.iter().enumerate().filter(of_topic).map(|(index, _)| index);
    all.next().filter(|_| all.next().is_none())
}

/// The language whose feeds were in the folder, where it has feeds now: as it is pinned, else as it is now. The inner `None` stands
/// for feeds that are not divided by language.
fn language_at(folder: &str, pins: &Pins, config: &Config) -> Option<Option<usize>> {
    let languages = &config.feeds.languages;
    if languages.is_empty() {
        return folder.is_empty().then_some(None);
    }
    let position = match pins.languages.get(&format!("/{folder}")) {
        Some(tag) => languages.iter().position(|own| own.name == *tag),
        None => languages.iter().position(|own| own.folder == folder),
    };
    position.map(Some)
}

/// The path of the file of this kind of a feed, if it is published.
fn path_of(group: &GroupKind, kind: ArtifactKind, config: &Config) -> Option<String> {
    emit::paths(group, config).into_iter().find(|(own, _)| *own == kind).map(|(_, path)| path)
}

/// Gives each file that has moved the path at the end of its way. A way that leads back, as after a merge of two histories, ends
/// where it closes.
fn resolve(pins: &mut Pins) {
    let end = |path: &String| {
        let (mut end, mut seen) = (path, BTreeSet::new());
        while let Some(next) =
            pins.moved.get(end).or_else(|| pins.pruned.get(end)).filter(|_| seen.insert(end))
        {
            end = next;
        }
        end.clone()
    };
    let ends = |moved: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        moved.iter().map(|(path, next)| (path.clone(), end(next))).collect_map()
    };
    let (moved, pruned) = (ends(&pins.moved), ends(&pins.pruned));
    (pins.moved, pins.pruned) = (moved, pruned);
}

/// The files that are also published at old paths: the old path, and that of the file which is published there.
pub fn copies(pins: &Pins, groups: &[Group], config: &Config) -> Vec<(String, String)> {
    if pins.moved.is_empty() {
        return Vec::new();
    }
    let current = current(groups, config);
    let mut ends = pins.clone();
    resolve(&mut ends);
    let is_copy = |(path, end): &(String, String)| current.contains_key(end) && !current.contains_key(path);
    ends.moved.into_iter().filter(is_copy).collect()
}

/// Findings about folders that stay with their topics.
fn kept<'p>(present: &'p Present<'_>) -> impl Iterator<Item = Finding> + 'p {
    let path = |slug: &str| {
        let (format, file) = present.config.feeds.formats.first()?;
        Some(present.config.feeds.topic_path(slug, *format, file))
    };
    let is_new = |(slug, _): &&(String, String)| present.directory.pins.contains_key(slug);
    present.directory.kept.iter().filter(is_new).filter_map(move |(slug, other)| {
        let (path, other) = (path(slug)?, path(other)?);
        Some(finding(format!(
            "{path} stays with the topic that it was published for; another topic of the same slug is published \
             at {other}. A topics file with `_id` gives it a name of its own"
        )))
    })
}

/// The files that have moved in this run, by the reason: the old and the new path.
#[derive(Default)]
struct Moved {
    by_name: Vec<(String, String)>,
    by_language: Vec<(String, String)>,
    by_setting: Vec<(String, String)>,
}

impl Moved {
    fn is_empty(&self) -> bool {
        self.by_name.is_empty() && self.by_language.is_empty() && self.by_setting.is_empty()
    }

    fn findings(self) -> impl Iterator<Item = Finding> {
        let reasons = [
            (self.by_name, "topics have another name or `_id`"),
            (self.by_language, "the feeds of their language are elsewhere now"),
            (self.by_setting, "`feeds.path`, `feeds.formats` or `feeds.extra` is another"),
        ];
        reasons.into_iter().filter_map(|(moved, reason)| {
            let (old, new) = moved.first()?;
            let files = if moved.len() == 1 { "1 file has".to_owned() } else { format!("{} files have", moved.len()) };
            Some(finding(format!(
                "{files} moved, because {reason}: {old} is {new} now, for example. The old paths stay for subscribers \
                 until --prune; `feedmill list redirects` has rules for the web server"
            )))
        })
    }
}

fn finding(message: String) -> Finding {
    Finding { rule: Rule::Topic, path: pins::FILE.to_owned(), position: None, message }
}
