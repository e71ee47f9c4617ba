//! Which feeds a run renders where several runs share them: those whose place hashes to its share. A feed keeps its share whatever other
//! feeds there are, and all its formats and copies go with it.
//!
//! Shards need no word with each other: each selects all articles, so that all of them make the same decisions, and has a
//! state, a lock and temporary files of its own. Only what must stay, in `feedmill.pins`, is common, and each adds its lines to it.

use std::collections::BTreeSet;
use std::fmt;

use super::former::Followed;
use super::{Build, RoundError, Unstable, persist};
use crate::config::{Config, Feeds};
use crate::group::{Group, GroupKind};
use crate::model::ArtifactKind;
use crate::moved::{self, FeedPlace, Place};
use crate::ordered::CollectOrdered;
use crate::pins::Pins;
use crate::source;
use crate::text::digest;

/// One of the equal parts that the feeds of a project are divided into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `count`.
    number: u32,
    count: u32,
}

impl Shard {
    /// The most shards that feeds are divided into.
    pub const MOST: u32 = 10_000;

    /// The shard of this number among so many, from 1 on; 0 is the last, for schedulers that count from there. `None` where there is
    /// no such shard.
    pub fn new(number: u32, count: u32) -> Option<Shard> {
        let is_one = number <= count && (1..=Shard::MOST).contains(&count);
        is_one.then_some(Shard { number: if number == 0 { count } else { number }, count })
    }

    /// Whether the feed of a group is rendered here.
    pub(super) fn has(self, group: &Group, feeds: &Feeds) -> bool {
        let kind = &group.kind;
        let feed = match kind {
            GroupKind::Aggregate { .. } => FeedPlace::Aggregate,
            GroupKind::Topic { slug, .. } => FeedPlace::Topic(slug.clone()),
            GroupKind::Extra(index) => {
                FeedPlace::Extra(feeds.extra.get(*index).map_or_else(String::new, |extra| extra.name.clone()))
            }
        };
        let folder = kind.language(feeds).map_or_else(String::new, |own| own.folder.clone());
        self.has_place(&Place { folder, feed })
    }

    /// Whether a file of an earlier run, at a path that fits one of the patterns, is looked after here.
    pub(super) fn has_path(self, path: &str, patterns: &[(ArtifactKind, String)], folders: &[&str]) -> bool {
        let place = patterns.iter().find_map(|(_, pattern)| moved::place(path, pattern, folders));
        let none = Place { folder: String::new(), feed: FeedPlace::Aggregate };
        self.has_place(&place.unwrap_or(none))
    }

    fn has_place(self, Place { folder, feed }: &Place) -> bool {
        let (kind, name) = match feed {
            FeedPlace::Aggregate => ("aggregate", ""),
            FeedPlace::Topic(slug) => ("topic", slug.as_str()),
            FeedPlace::Extra(name) => ("extra", name.as_str()),
        };
        let share = digest(format!("{folder}/{kind}/{name}").as_bytes()).checked_rem(self.count.into());
        share == Some(u64::from(self.number.saturating_sub(1)))
    }

    /// The configuration of its run: the state has a folder of its own in that of the project's state.
    pub(super) fn configured(self, config: &Config) -> Config {
        let mut config = config.clone();
        config.output.state = format!("{}/{}", config.output.state.trim_end_matches('/'), self.name());
        if let Some(objects) = &mut config.output.objects {
            objects.state = objects.state.below(&self.name());
        }
        config
    }

    /// A name that no other shard has, as a part of a path.
    pub(super) fn name(self) -> String {
        format!("shard-{}-of-{}", self.number, self.count)
    }
}

impl Build<'_> {
    /// Leaves alone what runs that share the feeds look after: `pins` are those that this one began with, and what it has made of them.
    pub(super) fn keep_share(
        &self,
        left: &mut Followed,
        [before, pins]: [&Pins; 2],
        groups: &[Group],
        config: &Config,
        patterns: &[(ArtifactKind, String)],
    ) {
        let Some(shard) = self.options.shard else { return };
        // Copies of feeds that have moved go with those feeds.
        let copies: BTreeSet<String> =
            moved::copies(pins, groups, config).into_iter().map(|(old, _)| old).collect_set();
        let folders = persist::folders(config, before);
        left.keep(|path| shard.has_path(path, patterns, &folders) && !copies.contains(path));
    }

    /// Begins again where another run that shares the feeds has pinned something since this one began: it may have published by now, and
    /// what this run has seen of the destination is then of no one moment. Pins are saved before anything is published.
    pub(super) fn check_pins(&mut self) -> Result<(), RoundError> {
        if self.options.shard.is_none() {
            return Ok(());
        }
        let pins = source::pins(self.root)?;
        if pins == self.pins {
            return Ok(());
        }
        self.pins = pins;
        Err(RoundError::Changed(Unstable::new()))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feed_is_of_one_shard_and_the_shares_are_about_equal() {
        let place = |number: usize| Place {
            folder: String::new(),
            feed: FeedPlace::Topic(format!("topic-{number}")),
        };
        let mut sizes = vec![0; 16];
        for number in 0..10_000 {
            let owners: Vec<u32> =
                (1..=16).filter(|&shard| Shard::new(shard, 16).unwrap().has_place(&place(number))).collect();
            assert_eq!(owners.len(), 1, "{number}");
            sizes[owners[0] as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|size| (500..750).contains(size)), "{sizes:?}");
    }

    #[test]
    fn shards_are_counted_from_one_or_from_zero() {
        assert_eq!(Shard::new(0, 16), Shard::new(16, 16));
        assert_eq!(Shard::new(3, 16).unwrap().to_string(), "3/16");
        for (number, count) in [(17, 16), (0, 0), (1, 0), (1, Shard::MOST + 1)] {
            assert_eq!(Shard::new(number, count), None, "{number}/{count}");
        }
    }
}
