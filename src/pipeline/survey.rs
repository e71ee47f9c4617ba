//! The survey of a project: the status of every file, the articles of every feed, and all findings.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::ShownFindings;
use super::budget;
use super::claims::{self, Claims};
use super::former::Former;
use super::records::Records;
use super::successors::Successors;
use crate::catalogue::{Moment, find_item, place_in_file};
use crate::config::Config;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::group::{self, Articles, Group, Lookup};
use crate::model::{Position, Status};
use crate::ordered;
use crate::source;
use crate::topic::{self, Directory};

/// What the files of a project come to.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files and their facts.
    pub records: Records,
    /// The articles of every feed.
    pub groups: Vec<Group>,
    /// The topics above a topic, the nearest first, by their slugs; only of topics that have any.
    pub ancestors: BTreeMap<String, Vec<String>>,
    /// Every finding, sorted by path and position.
    pub findings: Vec<Finding>,
    /// How many articles are published.
    pub published: usize,
    /// How many of them are in no feed, because newer ones fill it.
    pub beyond_limit: usize,
    /// The articles ready for publication that are not published, by number, and why.
    left_out: BTreeMap<u32, Status>,
}

/// The articles in their groups, before any is rendered.
pub(super) struct Arrangement<'r> {
    /// The articles.
    pub articles: Articles<'r>,
    /// Their topics.
    pub directory: Directory,
    /// The articles of every feed.
    pub groups: Vec<Group>,
    /// Findings that concern more than one record, or none.
    pub findings: Vec<Finding>,
}

/// Sorts the articles into groups, in the folders of `former`.
///
/// # Errors
///
/// When a topics file cannot be read.
pub(super) fn arrange<'r>(
    claims: &Claims<'_>,
    records: &'r Records,
    config: &Config,
    former: &Former<'_>,
) -> Result<Arrangement<'r>, Error> {
    let Claims { source, .. } = *claims;
    let facts = Lookup { mark: &|number| records.mark(number), packed: &|number| records.packed(number) };
    let ruling = |id: &str, claimants: &[u32]| claims.ruling(id, claimants);
    let articles = group::articles(records.count(), facts, config, &ruling);
    let mut findings: Vec<Finding> = config.findings.clone();
    findings.extend(claims::findings(&articles, records));
    let mut declared = Vec::new();
    let (files, too_large) = source.topics_files()?;
    findings.extend(too_large);
    for (path, bytes) in files {
        let (topics, of_file) = topic::read_declared(&path, &bytes);
        declared.extend(topics);
        findings.extend(of_file);
    }
    let mut directory = {
        let successors = Successors::new(former, records, &articles, config);
        let find = |slug: &str, directory: &Directory| successors.find(slug, directory);
        topic::directory(articles.names(), &declared, &config.topics, &former.folders(config, Some(&find)))
    };
    findings.extend(directory.findings(&declared));
    findings.extend(directory.unknown_choices(&config.topics));
    findings.extend(budget::limit(&articles, records, &declared, &config.topics, &mut directory));
    let mut groups = group::group(&articles, facts, &directory, config);
    former.archive(&mut groups, &articles, config)?;
    Ok(Arrangement { articles, directory, groups, findings })
}

/// The survey of records that were grouped, without the records themselves, which it borrows; `shown` is `None` where
/// rendering did not succeed: then findings of whole articles are left out, also those of earlier runs.
pub(super) fn sketch(
    records: &Records,
    arrangement: &Arrangement<'_>,
    shown: Option<&ShownFindings>,
) -> Survey {
    let groups = arrangement.groups.clone();
    let documents = groups.iter().flat_map(Group::documents);
    let members: BTreeSet<u32> = documents.flat_map(|document| document.members).copied().collect();
    Survey {
        records: Records::default(),
        ancestors: arrangement.directory.all_ancestors(),
        findings: findings(records, &members, shown),
        published: arrangement.articles.count(),
        left_out: left_out(records, &arrangement.articles),
        beyond_limit: arrangement.articles.count().saturating_sub(members.len()),
        groups,
    }
}

/// The articles ready for publication that are not published, and why.
fn left_out(records: &Records, articles: &Articles<'_>) -> BTreeMap<u32, Status> {
    let status = |number: u32| {
        let is_publishable = records.status(number) == Status::Published;
        match articles.is_repeated(number) {
            true => Some((number, Status::Duplicate)),
            false if is_publishable && articles.get(number).is_none() => Some((number, Status::Filtered)),
            false => None,
        }
    };
    (0..records.count()).into_par_iter().filter_map(status).collect::<Vec<_>>().into_iter().collect()
}

/// The findings about all records: of those that feeds show, with those of reading them whole.
fn findings(records: &Records, members: &BTreeSet<u32>, shown: Option<&ShownFindings>) -> Vec<Finding> {
    let of_record = |number: u32| -> Vec<Finding> {
        if let Some(findings) = shown.and_then(|shown| shown.get(number)) {
            return findings.to_vec();
        }
        if !records.index_entry(number).unwrap_or_default().has_findings {
            return Vec::new();
        }
        let Some(facts) = records.facts(number) else { return Vec::new() };
        let findings = match facts.findings_when_shown {
            Some(findings) if shown.is_some() && members.contains(&number) => findings,
            _ => facts.findings,
        };
        let path = records.path(number);
        findings.iter().filter_map(|finding| finding.unpack(path)).collect()
    };
    (0..records.count()).into_par_iter().flat_map_iter(of_record).collect()
}

impl Survey {
    /// The number, path and status of every file, sorted by path; of a file of many records each record, with its line behind the
    /// path.
    pub fn files(&self) -> impl Iterator<Item = (u32, Cow<'_, str>, Status)> {
        let mut numbers: Vec<u32> = (0..self.records.count()).collect();
        if !self.records.data_files().is_empty() {
            let place = |number: &u32| self.records.place(*number);
            numbers.sort_by_cached_key(|number| {
                let (path, lines) = place(number);
                (path, lines.map_or(0, |lines| lines.start))
            });
        }
        let status = |number| (number, self.records.shown_path(number), self.status(number));
        numbers.into_iter().map(status)
    }

    /// How many files have each status.
    pub fn counts(&self) -> impl Iterator<Item = (Status, usize)> + use<> {
        let mut counts: Vec<(Status, usize)> = Status::ALL.iter().map(|status| (*status, 0)).collect();
        for number in 0..self.records.count() {
            let status = self.status(number);
            if let Some((_, count)) = counts.iter_mut().find(|(own, _)| *own == status) {
                *count = count.saturating_add(1);
            }
        }
        counts.into_iter()
    }

    /// The findings about a file, or about a record in a file of many.
    pub fn findings_of(&self, number: u32) -> impl Iterator<Item = &Finding> {
        let (path, lines) = self.records.place(number);
        let row = find_item(&self.records.data, self.records.path(number));
        let row = row.filter(|(file, _)| file.is_table());
        let (path, lines) = match row {
            Some(_) => (self.records.shown_path(number), None),
            None => (Cow::Borrowed(path), lines),
        };
        // They are sorted by path, and there may be as many of them as files.
        let first = self.findings.partition_point(|finding| *finding.path < *path);
        let begin = path.clone();
        let begun = self.findings.iter().skip(first);
        let begun = begun.take_while(move |finding| finding.path.starts_with(&*begin));
        let of_file = begun.filter(move |finding| match row {
            Some((file, item)) => file.is_of_row(item, &finding.path),
            None => *finding.path == *path,
        });
        of_file.filter(move |finding| {
            lines.as_ref().is_none_or(|lines| finding.position.is_some_and(|at| lines.contains(&at.line)))
        })
    }

    /// The path of a record as a person is to find it: with the line where the file holds many.
    pub fn shown_path(&self, number: u32) -> String {
        self.records.shown_path(number).into_owned()
    }

    /// The path of the file of a record.
    pub fn file(&self, number: u32) -> &str {
        self.records.place(number).0
    }

    fn status(&self, number: u32) -> Status {
        self.left_out.get(&number).copied().unwrap_or_else(|| self.records.status(number))
    }

    /// The id of a published article.
    pub fn id(&self, number: u32) -> Option<&str> {
        let selection = self.records.facts(number)?.selection?;
        (self.status(number) == Status::Published).then_some(selection.id)
    }

    /// Whether the language of an article has feeds.
    pub fn has_feeds(&self, number: u32, config: &Config) -> bool {
        let selection = self.records.facts(number).and_then(|facts| facts.selection);
        selection.is_none_or(|selection| config.feeds.have_language(selection.site_language))
    }

    /// The moment until which an article is held back.
    pub fn due(&self, number: u32) -> Option<DateTime<Utc>> {
        let entry = self.records.index_entry(number).filter(|entry| entry.status == Status::Scheduled)?;
        DateTime::from_timestamp(entry.until, 0)
    }

    /// The word that holds a record back, by which it is withdrawn, scheduled or expired.
    pub fn held_by(&self, number: u32) -> Option<&str> {
        let is_held = matches!(self.status(number), Status::Withdrawn | Status::Scheduled | Status::Expired);
        self.records.facts(number).filter(|_| is_held)?.rare?.held_by
    }

    /// The moment at which an article leaves the feeds, or left them.
    pub fn ends(&self, number: u32) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.records.facts(number)?.rare?.ends?, 0)
    }

    /// The published articles, newest first.
    pub fn articles(&self) -> Vec<u32> {
        let article = |number: u32| -> Option<(Option<Moment>, &str, u32)> {
            let selection = self.records.facts(number)?.selection?;
            (self.status(number) == Status::Published).then_some((selection.moment(), selection.id, number))
        };
        let mut articles: Vec<_> = (0..self.records.count()).filter_map(article).collect();
        articles.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        articles.into_iter().map(|(_, _, number)| number).collect()
    }

    /// The sketch with the records it was made from, and with findings that concern more than one of them.
    /// What was found in defaults is moved to the configuration that sets them.
    pub fn complete(mut self, records: Records, findings: Vec<Finding>, config: &Config) -> Survey {
        self.records = records;
        self.findings.extend(findings);
        for finding in &mut self.findings {
            if let Some(position) = finding.position.and_then(Position::in_configuration) {
                finding.path = config.input.fields.defaults().file_of(&finding.path).to_owned();
                finding.position = Some(position);
            } else if let Some(position) = finding.position.and_then(Position::beside) {
                finding.path = source::companion(&finding.path).unwrap_or_default();
                finding.position = Some(position);
            }
            place_in_file(&self.records.data, finding);
        }
        ordered::sort_by(&mut self.findings, |a, b| {
            (&a.path, a.position, a.rule).cmp(&(&b.path, b.position, b.rule))
        });
        self
    }

    /// How many findings are errors: records skipped for a fault of their own.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.rule.severity() == Severity::Error).count()
    }
}
