//! What the records of a project come to: which of them are published, in which feeds, and what there is to tell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::records::Records;
use crate::catalogue::{Kind, Moment, Remark, Selection, Verdict};
use crate::config::Config;
use crate::error::Error;
use crate::finding::{Finding, Rule, Severity};
use crate::group::{self, Articles, Group};
use crate::source::Source;
use crate::topic::{self, Directory};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is an article that feeds may hold.
    Published,
    /// It is held back until its moment.
    Scheduled,
    /// It says of itself that it is not to be published.
    Withdrawn,
    /// It has no date.
    Undated,
    /// It was skipped for a fault that a finding names.
    Faulty,
    /// Another file has the same id and is published in its place.
    Duplicate,
    /// It does not pass the filters of the configuration.
    Filtered,
    /// It has no front matter: it is no record.
    NoFrontMatter,
}

/// What the records of a project come to.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files and what is known of each.
    pub records: Records,
    /// The articles of every feed.
    pub groups: Vec<Group>,
    /// Every remark, sorted by path and place.
    pub findings: Vec<Finding>,
    /// How many articles are published.
    pub published: usize,
    /// How many of them are in no feed, because newer ones fill it.
    pub beyond_limit: usize,
    /// The publishable articles that are not published, by number, and whether for another's sake.
    left_out: BTreeMap<u32, bool>,
}

/// What is known once all articles are grouped.
pub struct Arrangement<'r> {
    /// The articles.
    pub articles: Articles<'r>,
    /// Their topics.
    pub directory: Directory,
    /// The articles of every feed.
    pub groups: Vec<Group>,
    /// Remarks that concern more than one record, or none.
    pub findings: Vec<Finding>,
}

/// Sorts the articles into groups.
///
/// # Errors
///
/// When a topics file cannot be read.
pub fn arrange<'r>(
    source: &dyn Source,
    config: &Config,
    records: &'r Records,
) -> Result<Arrangement<'r>, Error> {
    let facts = |number| records.facts(number);
    let articles = group::articles(records.count(), &facts, &config.filter);
    let mut findings: Vec<Finding> = Vec::new();
    for (number, other) in articles.repeated() {
        let message = format!("has the same id as {}, which is published in its place", records.path(other));
        let path = records.path(number).to_owned();
        findings.push(Finding { rule: Rule::DuplicateId, path, position: None, message });
    }
    let mut declared = Vec::new();
    let (files, too_large) = source.topics_files()?;
    findings.extend(too_large);
    for (path, bytes) in files {
        let (topics, remarks) = topic::read_declared(&path, &bytes);
        declared.extend(topics);
        findings.extend(remarks);
    }
    let directory = topic::directory(articles.names(), &declared, &config.topics);
    findings.extend(directory.findings(&declared));
    findings.extend(directory.unknown_choices(&config.topics));
    let groups = group::group(&articles, &facts, &directory, config);
    Ok(Arrangement { articles, directory, groups, findings })
}

/// The survey of records that were grouped, without the records themselves, which it borrows; `told` is what reading
/// articles whole has told. Where that did not come to an end, nothing of it is told, whatever earlier runs remember.
pub fn sketch(
    records: &Records,
    arrangement: &Arrangement<'_>,
    told: Option<&BTreeMap<u32, Vec<Finding>>>,
) -> Survey {
    let groups = arrangement.groups.clone();
    let shown: BTreeSet<u32> = groups.iter().flat_map(|group| &group.members).copied().collect();
    Survey {
        records: Records::default(),
        findings: findings(records, &shown, told),
        published: arrangement.articles.count(),
        left_out: left_out(records, &arrangement.articles),
        beyond_limit: arrangement.articles.count().saturating_sub(shown.len()),
        groups,
    }
}

/// What selects an article.
pub fn selection(records: &Records, number: u32) -> Option<Selection<'_>> {
    match records.facts(number)?.verdict {
        Verdict::Publishable(selection) => Some(selection),
        _ => None,
    }
}

/// The publishable articles that are not published, and whether for another's sake.
fn left_out(records: &Records, articles: &Articles<'_>) -> BTreeMap<u32, bool> {
    let is_left_out = |number: u32| {
        let is_publishable = records.brief(number).kind == Kind::Publishable;
        match articles.replacement(number) {
            Some(_) => Some((number, true)),
            None if is_publishable && articles.get(number).is_none() => Some((number, false)),
            None => None,
        }
    };
    (0..records.count()).into_par_iter().filter_map(is_left_out).collect::<Vec<_>>().into_iter().collect()
}

/// What there is to tell about all records: of those that feeds show all that reading them whole has told.
fn findings(
    records: &Records,
    shown: &BTreeSet<u32>,
    told: Option<&BTreeMap<u32, Vec<Finding>>>,
) -> Vec<Finding> {
    let of_record = |number: u32| -> Vec<Finding> {
        if let Some(told) = told.and_then(|told| told.get(&number)) {
            return told.clone();
        }
        if !records.brief(number).has_remarks {
            return Vec::new();
        }
        let Some(facts) = records.facts(number) else { return Vec::new() };
        let remarks = match facts.remarks_when_shown {
            Some(remarks) if told.is_some() && shown.contains(&number) => remarks,
            _ => facts.remarks,
        };
        let path = records.path(number);
        remarks.iter().filter_map(|remark: &Remark<'_>| remark.finding(path)).collect()
    };
    (0..records.count()).into_par_iter().flat_map_iter(of_record).collect()
}

impl Survey {
    /// Every file and what became of it, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (u32, &str, Fate)> {
        (0..self.records.count()).map(|number| (number, self.records.path(number), self.fate(number)))
    }

    fn fate(&self, number: u32) -> Fate {
        match self.records.brief(number).kind {
            Kind::Publishable => match self.left_out.get(&number) {
                None => Fate::Published,
                Some(true) => Fate::Duplicate,
                Some(false) => Fate::Filtered,
            },
            Kind::Scheduled => Fate::Scheduled,
            Kind::Withdrawn => Fate::Withdrawn,
            Kind::Undated => Fate::Undated,
            Kind::NoFrontMatter => Fate::NoFrontMatter,
            Kind::Faulty => Fate::Faulty,
        }
    }

    /// The id of a published article.
    pub fn id(&self, number: u32) -> Option<&str> {
        selection(&self.records, number)
            .filter(|_| self.fate(number) == Fate::Published)
            .map(|article| article.id)
    }

    /// The moment until which an article is held back.
    pub fn due(&self, number: u32) -> Option<DateTime<Utc>> {
        match self.records.facts(number)?.verdict {
            Verdict::Scheduled(due) => due.date(),
            _ => None,
        }
    }

    /// The published articles, newest first.
    pub fn articles(&self) -> Vec<u32> {
        let key = |number: u32| {
            let selection =
                selection(&self.records, number).filter(|_| !self.left_out.contains_key(&number))?;
            Some((selection.moment(), selection.id.to_owned()))
        };
        let mut articles: Vec<(Option<Moment>, String, u32)> = (0..self.records.count())
            .filter_map(|number| key(number).map(|(moment, id)| (moment, id, number)))
            .collect();
        articles.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        articles.into_iter().map(|(_, _, number)| number).collect()
    }

    /// The sketch with the records it was made of, and with remarks that concern more than one of them.
    pub fn complete(mut self, records: Records, findings: Vec<Finding>) -> Survey {
        self.records = records;
        self.findings.extend(findings);
        self.findings.sort_by(|a, b| (&a.path, a.position, a.rule).cmp(&(&b.path, b.position, b.rule)));
        self
    }

    /// How many findings are errors: records skipped for a fault of their own.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.rule.severity() == Severity::Error).count()
    }
}
