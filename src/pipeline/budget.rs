//! The topics of all articles -> those that get feeds: no more than a site may have, and no more than the records of one folder
//! may open by themselves. Each topic is a folder of files for good, so that a few small records could fill a disk.
//!
//! Topics that were published, that a topics file declares or that the configuration asks for come first, then those of the
//! most articles. A topic that records of several folders use is opened by none of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::claims::folder;
use super::records::Records;
use crate::config::Topics;
use crate::finding::{Finding, Rule};
use crate::group::Articles;
use crate::ordered::{self, CollectOrdered};
use crate::topic::{Declared, Directory, Key};

/// How many topics each record adds to what the records of its folder may open, where that is more than the limit.
const PER_RECORD: usize = 10;

/// Who uses a name or a topic.
#[derive(Clone, Copy, PartialEq)]
enum User {
    Nobody,
    Folder(usize),
    Several,
}

impl User {
    fn and(self, other: User) -> User {
        match (self, other) {
            (User::Nobody, user) | (user, User::Nobody) => user,
            (one, other) if one == other => one,
            _ => User::Several,
        }
    }
}

/// The records of one folder.
#[derive(Default)]
struct Folder {
    name: String,
    records: usize,
    /// How many names only they use.
    names: usize,
}

impl Folder {
    fn limit(&self, topics: &Topics) -> usize {
        topics.author_limit.max(self.records.saturating_mul(PER_RECORD))
    }
}

/// A topic, by its key, who uses it and how often.
type Uses = BTreeMap<Key, (User, usize)>;

/// Takes the feeds from the topics that are too many, with a finding at the record that names most of them.
pub(super) fn limit(
    articles: &Articles<'_>,
    records: &Records,
    declared: &[Declared],
    topics: &Topics,
    directory: &mut Directory,
) -> Vec<Finding> {
    let names: Vec<(&str, usize)> = articles.names().collect();
    if names.len() <= topics.limit.min(topics.author_limit) {
        return Vec::new();
    }
    let (folders, users) = users(articles, records, names.len());
    let is_over = |folder: &Folder| folder.names > folder.limit(topics);
    if names.len() <= topics.limit && !folders.iter().any(is_over) {
        return Vec::new();
    }
    let uses = uses(&names, &users, directory);
    let wanted =
        declared.iter().map(|topic| topic.name.as_str()).chain(topics.only.iter().map(String::as_str));
    let exempt: BTreeSet<Key> = wanted.map(|name| Key::of(directory.resolved(name))).collect_set();
    let published = directory.owners.values().cloned();
    let first = exempt.iter().cloned().chain(published).collect_set();
    let mut findings = Vec::new();
    let mut deny = |denied: Vec<Key>, message: String, directory: &mut Directory| {
        findings.extend(finding(&message, &denied, &names, articles, records, directory));
        directory.take_feeds(denied);
    };
    for (number, folder) in folders.iter().enumerate().filter(|(_, folder)| is_over(folder)) {
        let own =
            uses.iter().filter(|(key, (user, _))| *user == User::Folder(number) && !exempt.contains(*key));
        let own: Vec<(&Key, usize)> = own.map(|(key, (_, count))| (key, *count)).collect();
        let (all, limit) = (own.len(), folder.limit(topics));
        let denied = excess(own, limit, &first);
        if !denied.is_empty() {
            let place = if folder.name.is_empty() { String::new() } else { format!(" in {}/", folder.name) };
            let count = denied.len();
            let message = format!(
                "the records{place} open {all} topics, {limit} are allowed (`topics.author_limit`), and {count} get no feed"
            );
            deny(denied, message, directory);
        }
    }
    let left = uses.iter().filter(|(key, _)| !directory.lacks_feed(key));
    let left: Vec<(&Key, usize)> = left.map(|(key, (_, count))| (key, *count)).collect();
    let (all, limit) = (left.len(), topics.limit);
    let denied = excess(left, limit, &first);
    if !denied.is_empty() {
        let count = denied.len();
        let message = format!(
            "the site has {all} topics, {limit} are allowed (`topics.limit`), and {count} get no feed"
        );
        deny(denied, message, directory);
    }
    findings
}

/// Those of the topics that are too many.
fn excess(mut topics: Vec<(&Key, usize)>, limit: usize, first: &BTreeSet<Key>) -> Vec<Key> {
    ordered::sort_by_key(&mut topics, |(key, count)| (!first.contains(*key), Reverse(*count), *key));
    topics.into_iter().skip(limit).map(|(key, _)| key.clone()).collect()
}

/// The folders of all articles, and who uses each name.
fn users(articles: &Articles<'_>, records: &Records, names: usize) -> (Vec<Folder>, Vec<User>) {
    let mut users = vec![User::Nobody; names];
    let mut folders: Vec<Folder> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let (mut above, mut number) = (None, 0);
    // Records are in the order of their paths, so that most are in the folder of the one before.
    for (position, article) in articles.kept() {
        let path = records.path(article.number);
        let (folder_of, name) = path.rsplit_once('/').unwrap_or(("", path));
        if above != Some(folder_of) || name.starts_with("index.") {
            let name = folder(path).join("/");
            number = *known.entry(name.clone()).or_insert(folders.len());
            if number == folders.len() {
                folders.push(Folder { name, ..Folder::default() });
            }
            above = Some(folder_of);
        }
        if let Some(folder) = folders.get_mut(number) {
            folder.records = folder.records.saturating_add(1);
        }
        for name in articles.names_at(position) {
            if let Some(user) = users.get_mut(name) {
                *user = user.and(User::Folder(number));
            }
        }
    }
    for user in &users {
        if let User::Folder(number) = user
            && let Some(folder) = folders.get_mut(*number)
        {
            folder.names = folder.names.saturating_add(1);
        }
    }
    (folders, users)
}

/// The topics of the names.
fn uses(names: &[(&str, usize)], users: &[User], directory: &Directory) -> Uses {
    let mut uses = Uses::new();
    for ((name, count), user) in names.iter().zip(users).filter(|((_, count), _)| *count > 0) {
        let Some(topic) = directory.topic(name) else { continue };
        let (all, times) = uses.entry(Key::of(&topic.name)).or_insert((User::Nobody, 0));
        *all = all.and(*user);
        *times = times.saturating_add(*count);
    }
    uses
}

/// The finding, at the record that names most of the topics that get no feed.
fn finding(
    message: &str,
    denied: &[Key],
    names: &[(&str, usize)],
    articles: &Articles<'_>,
    records: &Records,
    directory: &Directory,
) -> Option<Finding> {
    let denied: BTreeSet<&Key> = denied.iter().collect_set();
    let is_denied: Vec<bool> =
        names.iter().map(|(name, _)| denied.contains(&Key::of(directory.resolved(name)))).collect();
    let count = |position| {
        articles.names_at(position).filter(|name| is_denied.get(*name).copied().unwrap_or_default()).count()
    };
    let counts = articles.kept().map(|(position, article)| (count(position), Reverse(article.number)));
    let (most, Reverse(number)) = counts.max()?;
    let path = records.path(number).to_owned();
    Some(Finding {
        rule: Rule::Topic,
        path,
        position: None,
        message: format!("{message}, {most} of them in this record"),
    })
}
