//! The whole build on one page: source → record → entry → topic and group → feed → artifact → published files.
//!
//! Nothing is decided here but the order of the steps, what is counted, and when to refuse. The present moment comes
//! in from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::finding::{Finding, Rule, Severity};
use crate::group::{self, Group};
use crate::model::{Entry, Feed, Format};
use crate::normalise::{self, Draft};
use crate::publish::{self, Change, Destination};
use crate::record::{self, Reading};
use crate::source::{self, SourceFile};
use crate::state::{self, Loaded, State};
use crate::topic;

/// How a build is run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Whether to find out what would change and change nothing.
    pub dry_run: bool,
    /// Whether feeds that are gone are removed rather than emptied.
    pub prune: bool,
    /// Whether to publish although most records are gone.
    pub allow_shrink: bool,
    /// Told the number of files read so far, and of all, as often as it changes.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is an article that feeds may hold, with this id.
    Published(String),
    /// It is held back until the moment named.
    Scheduled(DateTime<Utc>),
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
#[derive(Debug)]
pub struct Survey {
    /// Every file and what became of it, sorted by path.
    pub files: Vec<(String, Fate)>,
    /// Every remark, sorted by path and place.
    pub findings: Vec<Finding>,
    /// The published entries, newest first.
    pub entries: Vec<Arc<Entry>>,
    /// The entries of every feed.
    pub groups: Vec<Group>,
}

/// What a build came to.
#[derive(Debug)]
pub struct Report {
    /// What the records came to.
    pub survey: Survey,
    /// The files that changed, or would, without their content.
    pub changes: Vec<Change>,
    /// How many feed files there are, changed or not.
    pub artifacts: usize,
}

/// Why a build ended early, and what was known until then.
#[derive(Debug)]
pub struct Failure {
    /// What failed.
    pub error: Error,
    /// What the records came to, where they were read before.
    pub survey: Option<Box<Survey>>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { error, survey: None }
    }
}

/// Builds the project in `root` and publishes into `destination`.
///
/// # Errors
///
/// When the input cannot be searched, most records are gone, another run is under way, or the output cannot be
/// written.
pub fn build(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<Report, Failure> {
    let lock = if options.dry_run { None } else { Some(publish::open(destination)?) };
    let mut survey = match survey(root, destination, config, options) {
        Ok(survey) => survey,
        Err(error) => {
            lock.into_iter().for_each(publish::abandon);
            return Err(error.into());
        }
    };
    let before = last_run(root, config, &mut survey);
    if let Err(error) = guard(root, &before, &survey, options.allow_shrink) {
        lock.into_iter().for_each(publish::abandon);
        return Err(Failure { error, survey: Some(Box::new(survey)) });
    }
    let patterns = all_patterns(config, &before);
    match publish_all(destination, lock.as_ref(), config, &survey, &patterns, options) {
        Ok((changes, artifacts)) => {
            if lock.is_some() {
                remember(root, config, &mut survey, &patterns);
            }
            Ok(Report { survey, changes, artifacts })
        }
        Err(error) => Err(Failure { error, survey: Some(Box::new(survey)) }),
    }
}

/// Renders every group, finds out what changes, and changes it where the destination is locked for that. Gives the
/// changes and the number of feed files.
fn publish_all(
    destination: &Path,
    lock: Option<&Destination>,
    config: &Config,
    survey: &Survey,
    patterns: &[(Format, String)],
    options: &Options<'_>,
) -> Result<(Vec<Change>, usize), Error> {
    let fallback = emit::newest_update(&survey.entries).unwrap_or(options.now);
    let feeds: Vec<Feed> = survey.groups.iter().map(|group| emit::feed(group, config, fallback)).collect();
    // What is equal to the file on disk is let go at once, so that memory holds what changes and not all feeds.
    let compared: Result<Vec<Vec<Change>>, Error> =
        feeds.par_iter().map(|feed| publish::compare(destination, emit::artifacts(feed)?)).collect();
    let mut changes: Vec<Change> = compared?.into_iter().flatten().collect();
    let current: BTreeSet<&str> =
        feeds.iter().flat_map(|feed| &feed.head.locations).map(|location| location.path.as_str()).collect();
    changes.extend(publish::stale(destination, patterns, &current, options.prune)?);
    if let Some(lock) = lock {
        publish::apply(lock, &changes)?;
    }
    Ok((changes, current.len()))
}

/// Keeps what this run knows for the next.
fn remember(root: &Path, config: &Config, survey: &mut Survey, patterns: &[(Format, String)]) {
    let known = State::of(present(survey), patterns);
    if let Err(error) = state::save(&root.join(&config.output.state), &known) {
        let message = format!("what this run knows cannot be kept for the next: {}", error.kind());
        survey.remark_on_state(config, message);
    }
}

/// Reads all records and sorts them into groups; nothing is rendered or written.
///
/// # Errors
///
/// When the input cannot be searched.
pub fn survey(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<Survey, Error> {
    let skipped: Vec<PathBuf> = vec![destination.to_path_buf(), root.join(&config.output.state)];
    let (files, mut findings) = source::find(root, config, &skipped)?;
    let mut fates: BTreeMap<String, Fate> =
        findings.iter().map(|finding| (finding.path.clone(), Fate::Faulty)).collect();

    let mut drafts: Vec<Draft> = Vec::new();
    for (file, read) in files.iter().zip(read_all(&files, config, options)) {
        findings.extend(read.findings);
        fates.insert(file.path.clone(), read.fate);
        drafts.extend(read.draft);
    }
    drafts.retain(|draft| {
        let passes = group::passes(&draft.entry, &config.filter);
        if !passes {
            fates.insert(draft.entry.path.clone(), Fate::Filtered);
        }
        passes
    });
    let (drafts, duplicates) = group::merge_duplicates(drafts);
    for finding in &duplicates {
        fates.insert(finding.path.clone(), Fate::Duplicate);
    }
    findings.extend(duplicates);

    let mut declared = Vec::new();
    for (path, bytes) in source::topics_files(root, config)? {
        let (topics, remarks) = topic::read_declared(&path, &bytes);
        declared.extend(topics);
        findings.extend(remarks);
    }
    let names = drafts.iter().flat_map(|draft| &draft.topics).map(String::as_str);
    let directory = topic::directory(names, &declared, &config.topics);
    findings.extend(directory.remarks(&declared));
    findings.extend(directory.unknown_choices(&config.topics));
    let entries = group::entries(drafts, &directory, &emit::category_scheme(config));
    let groups = group::group(&entries, &directory, config);
    findings.sort_by(|a, b| (&a.path, a.place, a.rule).cmp(&(&b.path, b.place, b.rule)));
    Ok(Survey { files: fates.into_iter().collect(), findings, entries, groups })
}

/// What one file came to.
struct Read {
    fate: Fate,
    draft: Option<Draft>,
    findings: Vec<Finding>,
}

/// Reads and normalises every file, in parallel; the results come in the order of the files.
fn read_all(files: &[SourceFile], config: &Config, options: &Options<'_>) -> Vec<Read> {
    let done = AtomicUsize::new(0);
    let read = |file| {
        let read = read_one(file, config, options.now);
        let count = done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        (options.progress)(count, files.len());
        read
    };
    files.par_iter().map(read).collect()
}

fn read_one(file: &SourceFile, config: &Config, now: DateTime<Utc>) -> Read {
    let faulty = |finding| Read { fate: Fate::Faulty, draft: None, findings: vec![finding] };
    let bytes = match source::read(file) {
        Ok(bytes) => bytes,
        Err(finding) => return faulty(finding),
    };
    let (record, mut findings) = match record::read(&file.path, &bytes, &config.input.fields) {
        Reading::Record(record, findings) => (record, findings),
        Reading::NoFrontMatter => {
            return Read { fate: Fate::NoFrontMatter, draft: None, findings: Vec::new() };
        }
        Reading::Faulty(finding) => return faulty(finding),
    };
    let (outcome, remarks) = normalise::normalise(&record, config, now);
    findings.extend(remarks);
    let (fate, draft) = match outcome {
        normalise::Outcome::Publishable(draft) => {
            (Fate::Published(draft.entry.id.clone().unwrap_or_default()), Some(*draft))
        }
        normalise::Outcome::Scheduled(due) => (Fate::Scheduled(due), None),
        normalise::Outcome::Withdrawn => {
            return Read { fate: Fate::Withdrawn, draft: None, findings: Vec::new() };
        }
        normalise::Outcome::Undated => (Fate::Undated, None),
        normalise::Outcome::Faulty => (Fate::Faulty, None),
    };
    Read { fate, draft, findings }
}

/// What the last run knew; where that cannot be used, a remark says so.
fn last_run(root: &Path, config: &Config, survey: &mut Survey) -> State {
    match state::load(&root.join(&config.output.state)) {
        Loaded::Known(before) => before,
        Loaded::Absent => State::default(),
        Loaded::Unusable => {
            survey
                .remark_on_state(config, "what the last run left cannot be used; it is made anew".to_owned());
            State::default()
        }
    }
}

/// Where feeds of this run or an earlier one can be.
fn all_patterns(config: &Config, before: &State) -> Vec<(Format, String)> {
    let mut patterns = emit::path_patterns(config);
    patterns.extend(before.patterns());
    patterns.sort();
    patterns.dedup();
    patterns
}

/// The records that are there, readable and due.
fn present(survey: &Survey) -> impl Iterator<Item = &str> {
    let is_absent = |fate: &Fate| matches!(fate, Fate::Faulty | Fate::NoFrontMatter | Fate::Scheduled(_));
    survey.files.iter().filter(move |(_, fate)| !is_absent(fate)).map(|(path, _)| path.as_str())
}

/// Refuses to publish when there is nothing to read, or most of what the last run knew is gone: a folder that was not
/// mounted, a broken disk or a wrong clock must not empty every feed.
fn guard(root: &Path, before: &State, survey: &Survey, allow_shrink: bool) -> Result<(), Error> {
    let gone = before.gone(&State::of(present(survey), &[]));
    let is_empty = survey.files.iter().all(|(_, fate)| *fate == Fate::NoFrontMatter);
    if allow_shrink || (!is_empty && gone.saturating_mul(2) <= before.len()) {
        return Ok(());
    }
    let what = if is_empty {
        "there is no record here".to_owned()
    } else {
        format!("{gone} of the {} records of the last run are gone, unreadable or not yet due", before.len())
    };
    let message = format!("{what}; nothing is published. If that is right, say so with --allow-shrink");
    Err(Error::refused(message).at(root))
}

impl Survey {
    fn remark_on_state(&mut self, config: &Config, message: String) {
        let path = config.output.state.clone();
        self.findings.push(Finding { rule: Rule::State, path, place: None, message });
    }

    /// How many published articles are in no feed, because newer ones fill it.
    pub fn beyond_limit(&self) -> usize {
        let shown: BTreeSet<&str> = self
            .groups
            .iter()
            .flat_map(|group| &group.entries)
            .filter_map(|entry| entry.id.as_deref())
            .collect();
        let is_shown = |entry: &Entry| entry.id.as_deref().is_some_and(|id| shown.contains(id));
        self.entries.iter().filter(|entry| !is_shown(entry)).count()
    }

    /// How many findings are errors: records skipped for a fault of their own.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.rule.severity() == Severity::Error).count()
    }
}
