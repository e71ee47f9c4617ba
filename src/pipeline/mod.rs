//! The whole build on one page: source → facts → topics and groups → of those that changed: record → entry → feed →
//! artifact → published files.
//!
//! Nothing is decided here but the order of the steps and when to refuse. The present moment comes in from outside.

mod records;
mod remember;
mod render;
mod survey;
mod verify;

pub use records::Records;
pub use survey::{Fate, Survey};
pub use verify::{Verification, verify};

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::finding::Finding;
use crate::model::{ArtifactKind, Entry};
use crate::publish::{self, Changed, Committed, Destination};
use crate::source::{Folder, Source};
use crate::state::{self, Known, Memory};
use records::{Effort, Selecting};
use render::{Rendered, Rendering, Stop};
use survey::Arrangement;

/// How often a build begins anew because files change under its hands.
const MOST_ROUNDS: usize = 20;

/// How a build is run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// How long the run has lasted, whenever it is asked.
    pub clock: &'a (dyn Fn() -> Duration + Sync),
    /// What tells this program from others that might read a record or write a feed otherwise.
    pub program: u64,
    /// Whether to find out what would change and change nothing.
    pub dry_run: bool,
    /// Whether to read every record and render every feed, whatever the last run knew.
    pub force: bool,
    /// Whether feeds that are gone are removed rather than emptied.
    pub prune: bool,
    /// Whether to publish although most records are gone.
    pub allow_shrink: bool,
    /// Told the number of files read so far, and of all that are to be read, as often as it changes.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Options<'_> {
    /// A run at this moment that is asked for nothing particular, shows nothing, and is not timed.
    pub fn at(now: DateTime<Utc>) -> Options<'static> {
        Options {
            now,
            clock: &|| Duration::ZERO,
            program: 0,
            dry_run: false,
            force: false,
            prune: false,
            allow_shrink: false,
            progress: &|_, _| {},
        }
    }
}

/// What a build came to.
#[derive(Debug)]
pub struct Report {
    /// What the records came to.
    pub survey: Survey,
    /// The files that changed, or would.
    pub changes: Vec<Changed>,
    /// How many feed files there are, changed or not.
    pub artifacts: usize,
    /// How many records were opened to find out what they are.
    pub opened: usize,
    /// How many feeds were rendered.
    pub rendered: usize,
    /// How long each part of the run took, in the order of the run.
    pub phases: Vec<(&'static str, Duration)>,
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
    check_state(root, destination, config)?;
    let source = &folder(root, destination, config);
    let destination =
        if options.dry_run { publish::open_unlocked(destination)? } else { publish::open(destination)? };
    let mut build =
        Build { root, source, destination, config, options, phases: Vec::new(), begun: Duration::ZERO };
    let mut changed = BTreeSet::new();
    let mut restless = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        match build.round(&restless) {
            Ok(report) => return Ok(report),
            Err(Interruption::Changed(paths)) => {
                for (path, reason) in paths {
                    // What has changed while it was read is read again once.
                    if reason.is_some() || !changed.insert(path.clone()) {
                        restless.insert(path, reason);
                    }
                }
            }
            Err(Interruption::Failed(failure)) => {
                publish::abandon(build.destination);
                return Err(*failure);
            }
        }
    }
    publish::abandon(build.destination);
    let message = "too many records change while they are read; nothing is published, try again later";
    Err(Error::refused(message).at(root).into())
}

/// What is remembered must not be served, and has a folder of its own.
fn check_state(root: &Path, destination: &Path, config: &Config) -> Result<(), Error> {
    let folder = root.join(&config.output.state);
    let message = if state::stands_in(&folder, destination) {
        "lies in the folder of the feeds, where it would be served; name another as output.state"
    } else if state::stands_in(root, &folder) {
        "holds the whole project; name a folder of its own as output.state"
    } else {
        return Ok(());
    };
    Err(Error::usage(message).at(folder))
}

/// Why a round of a build ended early.
enum Interruption {
    /// Files have changed since their articles were selected, or cannot be read whole, for a reason to tell.
    Changed(BTreeMap<String, Option<Finding>>),
    /// The build has failed.
    Failed(Box<Failure>),
}

impl From<Error> for Interruption {
    fn from(error: Error) -> Interruption {
        Interruption::Failed(Box::new(error.into()))
    }
}

/// A build under way.
struct Build<'a> {
    root: &'a Path,
    source: &'a dyn Source,
    destination: Destination,
    config: &'a Config,
    options: &'a Options<'a>,
    phases: Vec<(&'static str, Duration)>,
    /// When the present phase began.
    begun: Duration,
}

/// What publishing came to.
#[derive(Default)]
struct Done {
    changes: Vec<Changed>,
    artifacts: usize,
    rendered: usize,
    told: BTreeMap<u32, Vec<Finding>>,
}

impl Build<'_> {
    /// Select, group, render, publish, remember.
    fn round(&mut self, restless: &BTreeMap<String, Option<Finding>>) -> Result<Report, Interruption> {
        self.phases.clear();
        self.begun = (self.options.clock)();
        if self.destination.is_locked() {
            state::tidy(&self.root.join(&self.config.output.state));
        }
        let (known, diagnostics) = remember::last_run(self.root, self.config)?;
        let (memory, mut diagnostics) = (known.memory.clone(), Vec::from_iter(diagnostics));
        self.end_phase("load");
        let (records, faults) = self.select(known, restless)?;
        diagnostics.extend(faults);
        let (outcome, survey) = {
            let mut arrangement = survey::arrange(self.source, self.config, &records)?;
            diagnostics.append(&mut arrangement.findings);
            self.end_phase("select");
            let outcome = self.guard(&records).map_err(Stop::Failed);
            let outcome =
                outcome.and_then(|()| self.publish(&records, &arrangement, &memory, &mut diagnostics));
            let told = outcome.as_ref().ok().map(|done| &done.told);
            let survey = survey::sketch(&records, &arrangement, told);
            (outcome, survey)
        };
        let survey = survey.complete(records, diagnostics);
        match outcome {
            Err(Stop::Changed(paths)) => Err(Interruption::Changed(paths)),
            Err(Stop::Failed(error)) => {
                Err(Interruption::Failed(Box::new(Failure { error, survey: Some(Box::new(survey)) })))
            }
            Ok(Done { changes, artifacts, rendered, .. }) => {
                let phases = std::mem::take(&mut self.phases);
                let opened = survey.records.opened();
                Ok(Report { survey, changes, artifacts, opened, rendered, phases })
            }
        }
    }

    /// Finds all files and what selects their articles.
    fn select(
        &mut self,
        known: Known,
        restless: &BTreeMap<String, Option<Finding>>,
    ) -> Result<(Records, Vec<Finding>), Error> {
        let trusts_known =
            !self.options.force && known.memory.selecting == remember::selecting(self.config, self.options);
        let (files, faults) = self.source.files()?;
        self.end_phase("walk");
        let Build { source, config, options, .. } = *self;
        let effort = Effort::default();
        let selecting = Selecting { source, config, options, trusts_known, restless };
        let records = records::records(files, &faults, known, &selecting, &effort);
        let (read, parse) = effort.shares(self.since());
        self.phases.extend([("read", read), ("parse", parse)]);
        self.begun = (self.options.clock)();
        Ok((records, faults))
    }

    /// Refuses to publish when there is nothing to read, or most of what the last run knew is gone: a folder that was
    /// not mounted, a broken disk or a wrong clock must not empty every feed.
    fn guard(&self, records: &Records) -> Result<(), Error> {
        let is_empty = records.hold_no_record();
        if self.options.allow_shrink || (!is_empty && records.gone == 0 && !self.would_empty(records)?) {
            return Ok(());
        }
        let before = records.usable_before();
        if !is_empty && records.gone > 0 && records.gone.saturating_mul(2) <= before {
            return Ok(());
        }
        let what = if is_empty {
            "there is no record here".to_owned()
        } else if records.gone == 0 {
            "all records are unreadable or not yet due, and the feeds that are there have entries".to_owned()
        } else {
            let gone = records.gone;
            format!("{gone} of the {before} records of the last run are gone, unreadable or not yet due")
        };
        let message = format!("{what}; nothing is published. If that is right, say so with --allow-shrink");
        Err(Error::refused(message).at(self.root))
    }

    /// Whether no record is usable though the feeds of all articles have entries: that the records are gone is to be seen
    /// from them alone where nothing is remembered.
    fn would_empty(&self, records: &Records) -> Result<bool, Error> {
        if records.hold_usable() || records.usable_before() > 0 {
            return Ok(false);
        }
        let mut feeds = self.config.feeds.formats.iter();
        feeds.try_fold(false, |has, (format, path)| {
            let bytes = publish::read(&self.destination, path)?;
            let without_entries = emit::without_entries(ArtifactKind::Feed(*format), &bytes);
            Ok(has || without_entries.is_some_and(|without_entries| without_entries != bytes))
        })
    }

    /// Renders what has changed and puts it in its place.
    fn publish(
        &mut self,
        records: &Records,
        arrangement: &Arrangement<'_>,
        memory: &Memory,
        diagnostics: &mut Vec<Finding>,
    ) -> Result<Done, Stop> {
        let Build { root, source, config, options, .. } = *self;
        let patterns = remember::all_patterns(config, memory);
        publish::clear(&self.destination)?;
        let topics =
            arrangement.articles.names().map(|(name, _)| arrangement.directory.topic(name)).collect();
        let rendering = Rendering {
            source,
            destination: &self.destination,
            config,
            options,
            records,
            arrangement,
            topics,
            scheme: emit::category_scheme(config),
            memory,
            patterns: &patterns,
        };
        let rendered = render::render(&rendering);
        if rendered.is_err() {
            // The error that ended rendering is the one to tell.
            let _ = publish::clear(&self.destination);
        }
        let Rendered { staged, files, told, feeds } = rendered?;
        self.end_phase("render");
        if self.destination.is_locked()
            && let Err(error) = remember::keep_places(root, config, options, records, memory, &patterns)
        {
            publish::clear(&self.destination)?;
            return Err(error.into());
        }
        let Committed { changes, stats } = publish::commit(&self.destination, staged)?;
        self.end_phase("publish");
        let artifacts = files.len();
        if self.destination.is_locked() {
            let present = remember::memory(config, options, files, stats, &patterns);
            diagnostics.extend(remember::keep(root, config, options, records, &told, [memory, &present]));
            self.end_phase("remember");
        }
        Ok(Done { changes, artifacts, rendered: feeds, told })
    }

    fn since(&self) -> Duration {
        (self.options.clock)().saturating_sub(self.begun)
    }

    fn end_phase(&mut self, name: &'static str) {
        self.phases.push((name, self.since()));
        self.begun = (self.options.clock)();
    }
}

/// Reads what selects the articles of a project, and sorts them into groups; nothing is rendered, written or remembered.
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
    let source = folder(root, destination, config);
    let (files, mut findings) = source.files()?;
    let restless = BTreeMap::new();
    let selecting = Selecting { source: &source, config, options, trusts_known: false, restless: &restless };
    let records = records::records(files, &findings, Known::default(), &selecting, &Effort::default());
    let survey = {
        let mut arrangement = survey::arrange(&source, config, &records)?;
        findings.append(&mut arrangement.findings);
        survey::sketch(&records, &arrangement, None)
    };
    Ok(survey.complete(records, findings))
}

/// The whole entries of a survey's published articles, newest first, without categories. Files that have changed since
/// are left out.
pub fn entries<'s>(
    survey: &'s Survey,
    root: &'s Path,
    config: &'s Config,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Entry> + 's {
    let source = Folder::new(root, config, Vec::new());
    survey.articles().into_iter().filter_map(move |number| {
        let path = survey.records.path(number);
        let bytes = source.read(path).ok()?;
        Some(render::read_entry(path, &bytes, config, now).ok()?.0)
    })
}

/// The project's folder without the folders that feedmill writes to.
fn folder<'a>(root: &'a Path, destination: &Path, config: &'a Config) -> Folder<'a> {
    Folder::new(root, config, vec![destination.to_path_buf(), root.join(&config.output.state)])
}
