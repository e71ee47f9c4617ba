//! The selected articles of a source become whole entries, one at a time, and only when a feed shows them.

use chrono::{DateTime, Utc};

use super::records::Records;
use super::survey::Arrangement;
use crate::catalogue::Moment;
use crate::config::Config;
use crate::emit;
use crate::finding::Finding;
use crate::group;
use crate::model::Entry;
use crate::normalise;
use crate::record::{self, Reading};
use crate::source::Source;
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
    /// The topic of each name or alias of a topic.
    pub topics: Vec<Option<&'a Topic>>,
    /// The URL that all topics are below.
    scheme: String,
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
        Selected { source, config, now, records, arrangement, topics, scheme: emit::category_scheme(config) }
    }

    /// Reads the whole article.
    ///
    /// # Errors
    ///
    /// When it is not the one that was selected; with a finding where it is, and cannot be read whole.
    pub(super) fn entry(&self, number: u32) -> Result<(Entry, Vec<Finding>), Option<Finding>> {
        let path = self.records.path(number);
        let bytes = self.source.read(path).map_err(|_| None)?;
        let selected = self.records.index_entry(number).map(|entry| entry.content);
        selected.filter(|content| *content == digest(&bytes)).ok_or(None)?;
        let (entry, findings) = read_entry(path, &bytes, self.config, self.now)?;
        let names = self.arrangement.articles.names_of(number);
        let topics = names.filter_map(|name| self.topics.get(name).copied().flatten());
        Ok((Entry { categories: group::categories(topics, &self.scheme), ..entry }, findings))
    }

    /// The date of a feed that has no article to take one from.
    pub(super) fn fallback(&self) -> DateTime<Utc> {
        let is_needed = self.arrangement.groups.iter().any(|group| group.members.is_empty());
        let update = |number| self.records.facts(number)?.selection?.updated();
        let articles = &self.arrangement.articles;
        let newest = || articles.kept().filter_map(|(_, article)| update(article.number)).max();
        let newest = is_needed.then(newest).flatten();
        newest.and_then(Moment::date).unwrap_or(self.now)
    }
}

/// The entry of an article file, without categories, and the findings about it.
///
/// # Errors
///
/// When it is not to be published; with a finding where it cannot be read.
pub(super) fn read_entry(
    path: &str,
    bytes: &[u8],
    config: &Config,
    now: DateTime<Utc>,
) -> Result<(Entry, Vec<Finding>), Option<Finding>> {
    let (record, mut findings) = match record::read(path, bytes, &config.input.fields) {
        Reading::Record(record, findings) => (record, findings),
        Reading::Faulty(finding) => return Err(Some(finding)),
        Reading::NoFrontMatter => return Err(None),
    };
    let decision = normalise::normalise(&record, config, now);
    findings.extend(decision.findings);
    decision.article.map(|draft| (draft.entry, findings)).ok_or(None)
}
