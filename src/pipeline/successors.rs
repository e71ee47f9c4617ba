//! The articles in the feeds of a topic folder, of each language -> the topics that all of them have now: what a topic was renamed to.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::former::Former;
use super::records::Records;
use crate::config::Config;
use crate::group::Articles;
use crate::ordered::CollectOrdered;
use crate::topic::{Directory, Key};

/// Finds the topics that all articles in a former feed have now.
pub(super) struct Successors<'a> {
    former: &'a Former<'a>,
    records: &'a Records,
    articles: &'a Articles<'a>,
    limit: usize,
    /// The number of each published article, by its id.
    numbers: OnceCell<BTreeMap<&'a str, u32>>,
}

impl<'a> Successors<'a> {
    pub(super) fn new(
        former: &'a Former<'a>,
        records: &'a Records,
        articles: &'a Articles<'a>,
        config: &Config,
    ) -> Successors<'a> {
        Successors { former, records, articles, limit: config.feeds.limit, numbers: OnceCell::new() }
    }

    /// The topics that all articles in the feed of this folder have now, and no article beside them where the feed had all of its
    /// topic; and how many there are.
    pub(super) fn find(&self, slug: &str, directory: &Directory) -> Option<(Vec<Key>, usize)> {
        if self.former.is_lost {
            // Nothing is there that could tell.
            return Some((directory.keys_of_slug(slug), 1));
        }
        let ids = self.former.entry_ids(slug)?;
        let numbers = self.numbers.get_or_init(|| {
            let id = |number| Some(self.records.facts(number)?.selection?.id);
            self.articles
                .kept()
                .filter_map(|(_, article)| Some((id(article.number)?, article.number)))
                .collect_map()
        });
        let names: Vec<&str> = self.articles.names().map(|(name, _)| name).collect();
        let topics = |number: u32| -> BTreeSet<Key> {
            let own = self.articles.names_of(number).filter_map(|name| names.get(name));
            own.map(|name| Key::of(directory.resolved(name))).collect_set()
        };
        let mut common: Option<BTreeSet<Key>> = None;
        for id in ids.iter().flatten() {
            let topics = topics(*numbers.get(id.as_str())?);
            common = Some(
                common.map_or(topics.clone(), |common| common.intersection(&topics).cloned().collect_set()),
            );
        }
        let has_all = ids.iter().all(|ids| ids.len() < self.limit);
        let shown = ids.iter().flatten().count();
        let count = |key: &Key| {
            self.articles.kept().filter(|(_, article)| topics(article.number).contains(key)).count()
        };
        let common = common?.into_iter().filter(|key| !has_all || count(key) == shown);
        Some((common.collect(), shown))
    }
}
