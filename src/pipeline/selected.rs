//! The selected articles of a source become whole entries, one at a time, and only when a feed shows them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use super::records::Records;
use super::survey::Arrangement;
use super::withdrawn;
use super::{Reason, Shard};
use crate::catalogue::{Moment, Rare};
use crate::config::Config;
use crate::emit::{self, Listing};
use crate::error::Error;
use crate::finding::Finding;
use crate::group::{self, Group, GroupKind};
use crate::model::{Entry, Record, Status};
use crate::normalise::{self, Found, Measured, Resolved};
use crate::ordered::CollectOrdered;
use crate::record::{self, Reading};
use crate::source::{Source, Unread};
use crate::text::digest;
use crate::topic::Topic;

/// The selected articles of a source, and the feeds that show them.
pub(super) struct Selected<'a> {
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// The configuration.
    pub config: &'a Config,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The files and their facts.
    pub records: &'a Records,
    /// The articles and their groups.
    pub arrangement: &'a Arrangement<'a>,
    /// The groups whose feeds are rendered.
    pub groups: Vec<&'a Group>,
    /// The topic of each name or alias of a topic.
    pub topics: Vec<Option<&'a Topic>>,
    /// The URL that all topics are below.
    scheme: String,
    /// The ids that decide what was withdrawn, once they are asked for.
    ids: OnceLock<withdrawn::KnownIds<'a>>,
}

impl<'a> Selected<'a> {
    /// The articles of the arrangement, which was made of these records.
    pub(super) fn new(
        source: &'a dyn Source,
        config: &'a Config,
        now: DateTime<Utc>,
        records: &'a Records,
        arrangement: &'a Arrangement<'a>,
    ) -> Selected<'a> {
        let names = arrangement.articles.names();
        let topics = names.map(|(name, _)| arrangement.directory.topic(name)).collect();
        let (groups, scheme) = (arrangement.groups.iter().collect(), emit::category_scheme(config));
        Selected { source, config, now, records, arrangement, groups, topics, scheme, ids: OnceLock::new() }
    }

    /// The ids that decide what was withdrawn.
    pub(super) fn ids(&self) -> &withdrawn::KnownIds<'a> {
        self.ids.get_or_init(|| withdrawn::KnownIds::of(self))
    }

    /// The same, with the groups of a part of the feeds alone.
    #[must_use]
    pub(super) fn of_shard(mut self, shard: Option<Shard>) -> Selected<'a> {
        if let Some(shard) = shard {
            self.groups.retain(|group| shard.has(group, &self.config.feeds));
        }
        self
    }

    /// All feeds of the project, whichever of them are rendered.
    pub(super) fn listing(&self) -> Listing {
        let feeds = emit::listed(self.arrangement.groups.iter().map(|group| &group.kind), self.config);
        Listing::of(feeds, &self.arrangement.directory.all_ancestors(), self.config)
    }

    /// A fingerprint of which feeds there are. What a feed says of itself follows from this and the configuration.
    pub(super) fn listed(&self) -> u64 {
        let kinds: Vec<&GroupKind> = self.arrangement.groups.iter().map(|group| &group.kind).collect();
        digest(format!("{kinds:?} {:?}", self.arrangement.directory.all_ancestors()).as_bytes())
    }

    /// Reads the whole article.
    ///
    /// # Errors
    ///
    /// When it is not the one that was selected, or cannot be read whole.
    pub(super) fn entry(&self, number: u32) -> Result<(Entry, Vec<Finding>), Unfit> {
        let path = self.records.path(number);
        let bytes = self.source.read(path).map_err(Unfit::of)?;
        let selected = self.records.index_entry(number).map(|entry| entry.content);
        selected.filter(|content| *content == digest(&bytes)).ok_or(Unfit::Changed)?;
        let linking =
            Linking { source: self.source, records: self.records, config: self.config, now: self.now };
        let (entry, findings) = read_entry(path, &bytes, &linking)?;
        let names = self.arrangement.articles.names_of(number);
        let topics = names.filter_map(|name| self.topics.get(name).copied().flatten());
        let categories = group::categories(topics, &self.scheme);
        // The id that the article was selected with may be another than the record gives.
        let selection = self.records.facts(number).and_then(|facts| facts.selection).ok_or(Unfit::Changed)?;
        Ok((Entry { id: Some(selection.id.to_owned()), categories, ..entry }, findings))
    }

    /// Fingerprints of the records that an article links to, none of which need be there.
    pub(super) fn targets(&self, number: u32) -> Vec<u64> {
        let Some(rare) = self.rare(number).filter(|_| self.config.input.convention.is_some()) else {
            return Vec::new();
        };
        let fingerprint = |target: &Cow<'_, str>| {
            let entry = self.records.meant(target).and_then(|number| self.records.index_entry(number));
            entry.filter(|entry| has_page(entry.status)).map_or(0, |entry| entry.content)
        };
        rare.targets.iter().map(fingerprint).collect()
    }

    /// Fingerprints of the audio and video files of an article, none of which need be there.
    ///
    /// # Errors
    ///
    /// When the machine cannot say what is there.
    pub(super) fn files(&self, number: u32) -> Result<Vec<u64>, Error> {
        let Some(rare) = self.rare(number) else { return Ok(Vec::new()) };
        let fingerprint = |path: &Cow<'_, str>| {
            let media = self.source.media(path)?;
            Ok(media.map_or(0, |media| digest(format!("{:?}", media.stat).as_bytes())))
        };
        rare.files.iter().map(fingerprint).collect()
    }

    /// What few records have. Every run asks for it, of every article of every feed.
    fn rare(&self, number: u32) -> Option<Box<Rare<'a>>> {
        let has_rare = self.records.mark(number).has_rare;
        if has_rare { self.records.facts(number)?.rare } else { None }
    }

    /// The date of the feeds of this run that have no article to take one from; any where each has one.
    pub(super) fn fallback(&self) -> DateTime<Utc> {
        let is_needed = self.groups.iter().any(|group| group.members.is_empty());
        if is_needed { self.newest() } else { self.now }
    }

    /// The date of the newest article, or the present.
    pub(super) fn newest(&self) -> DateTime<Utc> {
        let update = |number| self.records.facts(number)?.selection?.updated();
        let articles = &self.arrangement.articles;
        let newest = articles.kept().filter_map(|(_, article)| update(article.number)).max();
        newest.and_then(Moment::date).unwrap_or(self.now)
    }
}

/// Whether a link may lead to a record of the status: no address of what is held back is told.
fn has_page(status: Status) -> bool {
    matches!(status, Status::Published | Status::Undated | Status::Page)
}

/// Why an article that was selected has no entry.
#[derive(Debug)]
pub(super) enum Unfit {
    /// It is not the one that was selected.
    Changed,
    /// It cannot be read whole.
    Unreadable(Reason),
    /// Nothing can be published.
    Machine(Error),
}

impl Unfit {
    fn of(unread: Unread) -> Unfit {
        match unread {
            Unread::Record(_) => Unfit::Changed,
            Unread::File(finding) => Unfit::Unreadable(Reason::File(finding)),
            Unread::Machine(error) => Unfit::Machine(error),
        }
    }
}

/// What the URL of another record is found with.
pub(super) struct Linking<'a> {
    pub source: &'a dyn Source,
    pub records: &'a Records,
    pub config: &'a Config,
    pub now: DateTime<Utc>,
}

impl Linking<'_> {
    /// The ids that the records of what is held back give, which the facts do not hold; none of what cannot be read.
    pub(super) fn ids_held_back(&self) -> BTreeSet<String> {
        let Linking { source, records, config, .. } = *self;
        let held_back = (0..records.count()).filter(|&number| records.status(number) != Status::Published);
        let id = |number: u32| {
            let path = records.path(number);
            match record::select(path, &source.read(path).ok()?, &config.input.fields) {
                Reading::Record(record, _) => normalise::id_when_published(&record, config),
                Reading::Faulty(_) | Reading::NoFrontMatter => None,
            }
        };
        held_back.filter_map(id).collect_set()
    }

    /// The body with the URLs of the records that it links to.
    ///
    /// # Errors
    ///
    /// When one of them is not what it was when it was selected.
    fn resolved(&self, record: &Record) -> Result<Option<Resolved>, Unfit> {
        let mut unfit = None;
        let resolved = normalise::resolve_references(record, self.config, &mut |target| {
            let found = self.found(target);
            found.unwrap_or_else(|error| {
                unfit = Some(error);
                Found::HeldBack
            })
        });
        unfit.map_or(Ok(resolved), Err)
    }

    fn found(&self, target: &str) -> Result<Found, Unfit> {
        let Some(number) = self.records.meant(target) else { return Ok(Found::Absent) };
        let target = self.records.path(number);
        let entry = self.records.index_entry(number).unwrap_or_default();
        if !has_page(entry.status) {
            return Ok(Found::HeldBack);
        }
        let bytes = self.source.read(target).map_err(|unread| match unread {
            // A link must not lead elsewhere for a time, so that nothing is published until its target can be read.
            Unread::File(Finding { path, message, .. }) => {
                let message = format!("{message}; nothing is published, old files are intact");
                Unfit::Machine(Error::output(message).at(path))
            }
            unread => Unfit::of(unread),
        })?;
        if digest(&bytes) != entry.content {
            return Err(Unfit::Changed);
        }
        match record::select(target, &bytes, &self.config.input.fields) {
            Reading::Record(record, _) => {
                let page = |url| Found::Page { url, title: normalise::plain_title(&record) };
                // What has no date may be a page that the pattern of articles does not fit.
                let other = if entry.status == Status::Undated { Found::Absent } else { Found::HeldBack };
                Ok(normalise::url(&record, self.config, self.now).map_or(other, page))
            }
            Reading::Faulty(_) | Reading::NoFrontMatter => Ok(Found::HeldBack),
        }
    }
}

/// The entry of an article file, without categories, and the findings about it.
///
/// # Errors
///
/// When it is not to be published, or cannot be read.
pub(super) fn read_entry(
    path: &str,
    bytes: &[u8],
    linking: &Linking<'_>,
) -> Result<(Entry, Vec<Finding>), Unfit> {
    let Linking { config, now, .. } = *linking;
    let (mut record, mut findings) = match record::read(path, bytes, &config.input.fields) {
        Reading::Record(record, findings) => (record, findings),
        Reading::Faulty(finding) => return Err(Unfit::Unreadable(Reason::Record(finding))),
        Reading::NoFrontMatter => return Err(Unfit::Changed),
    };
    let is_literal = record.verbatim.is_some();
    if let Some(Resolved { body, lost }) = if is_literal { None } else { linking.resolved(&record)? } {
        findings.extend(lost.map(|at| normalise::link_to_nothing(&record, at)));
        record.body = body;
    }
    findings.extend(measure(&mut record, linking).map_err(Unfit::Machine)?);
    let decision = normalise::normalise(&record, config, now);
    findings.extend(decision.findings);
    decision.article.map(|draft| (draft.entry, findings)).ok_or(Unfit::Changed)
}

/// Has the audio and video files of a record that are in the project say their lengths and how long they play.
fn measure(record: &mut Record, linking: &Linking<'_>) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for (index, paths) in normalise::local_files(record, linking.config).into_iter().enumerate() {
        let mut there = None;
        for path in paths {
            there = linking.source.media(&path)?;
            if there.is_some() {
                break;
            }
        }
        let measured = there.map(|media| Measured {
            length: media.length,
            duration: if normalise::lacks_duration(record, index) { media.duration() } else { None },
        });
        findings.extend(normalise::measure(record, index, measured.as_ref()));
    }
    Ok(findings)
}
