//! The whole build on one page: source → facts → topics and groups → of those that changed: record → entry → feed →
//! artifact → published files.
//!
//! Nothing is decided here but the order of the steps and when to refuse. The guard against lost records also counts
//! records that have become unreadable, and those that a wrong clock holds back; without a previous state it asks the
//! published feeds. The present moment comes in from outside.

mod archives;
mod before;
mod budget;
mod claims;
mod document;
mod entries;
mod facts;
mod foreseen;
mod former;
mod found;
mod guard;
mod identity;
mod keep;
mod languages;
mod likeness;
mod listing;
mod memory;
mod options;
mod origin;
mod outputs;
mod owner;
mod pages;
mod persist;
mod place;
mod records;
mod render;
mod selected;
mod selecting;
mod shard;
mod size;
mod successors;
mod survey;
mod told;
mod untold;
mod verify;
mod withdrawn;

pub use found::{FoundArticle, data_files, found};
pub use identity::{Cause, Difference, NewIds};
pub use keep::{Adoption, KeptIds, adopt, keep_ids};
pub use likeness::{Known, Likeness, compare, of_feed};
pub use listing::{entries, survey};
pub use memory::{Rendering, render};
pub use options::{Options, Tell};
pub use outputs::check_output;
pub use records::Records;
pub use shard::Shard;
pub use survey::Survey;
pub use untold::{HubFault, Ping, Told, ping};
pub use verify::{Verification, verify};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::difference::FeedDifference;
use crate::error::Error;
use crate::finding::Finding;
use crate::model::ArtifactKind;
use crate::page::Templates;
use crate::pins::Pins;
use crate::publish::{self, Changed, Committed, Destination, Staged};
use crate::source::{self, Divided, Folder};
use crate::state::{FeedState, Place};
use entries::ShownFindings;
use former::{Followed, Former};
use identity::{Ids, Settled};
use render::Rendered;
use survey::Arrangement;

/// How often a build restarts because files change while it reads them.
const MOST_ROUNDS: usize = 20;

/// The result of a build.
#[derive(Debug)]
pub struct Report {
    /// The status of every file, and all findings.
    pub survey: Survey,
    /// The files that changed, or would.
    pub changes: Vec<Changed>,
    /// What subscribers will see, of each feed that would change in one of its formats, by path; of a dry run only.
    pub differences: Vec<FeedDifference>,
    /// How many files there are, changed or not.
    pub artifacts: usize,
    /// How many of them are feeds; the others are pages, archives, lists and stylesheets.
    pub feeds: usize,
    /// How many files were opened to select their articles.
    pub opened: usize,
    /// How many feeds were rendered.
    pub rendered: usize,
    /// The feeds that hubs were told of.
    pub told: Told,
    /// How long each part of the run took, in the order of the run.
    pub phases: Vec<(&'static str, Duration)>,
}

/// Why a build ended early, and what it had found until then.
#[derive(Debug)]
pub struct Failure {
    /// What failed.
    pub error: Error,
    /// The status of every file, and all findings, where the files were read before it failed.
    pub survey: Option<Box<Survey>>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Failure {}

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
///
/// # Examples
///
/// ```
/// use feedmill::{BuildOptions, build, configuration};
///
/// let project = tempfile::tempdir().unwrap();
/// let root = project.path();
/// std::fs::write(root.join("feedmill.yaml"), "site: {title: The Barge, url: \"https://example.org/\"}").unwrap();
/// std::fs::write(root.join("ferry.md"), "---\ntitle: The ferry runs again\ndate: 2020-11-18\n---\n").unwrap();
/// let config = configuration(root, None)?;
/// let now = "2020-11-19T00:00:00Z".parse().unwrap();
/// let report = build(root, &root.join("public"), &config, &BuildOptions::at(now))?;
/// assert_eq!((report.survey.published, report.artifacts), (1, 3));
/// assert!(root.join("public/atom.xml").exists());
/// # Ok::<(), feedmill::BuildFailure>(())
/// ```
pub fn build(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<Report, Failure> {
    let of_shard = options.shard.map(|shard| shard.configured(config));
    let config = of_shard.as_ref().unwrap_or(config);
    persist::check_state(root, destination, config)?;
    let records = folder(root, destination, config);
    let source = &Divided::new(&records, config, Arc::default());
    let pins = source::pins(root)?;
    let folder = destination;
    let destination = place::opened(destination, config, options.shard, !options.dry_run, options.force)?;
    if config.is_confined && folder == root.join(&config.output.directory) {
        publish::confine(&destination, root, &config.output.directory)?;
    }
    let (phases, begun) = (Vec::new(), Duration::ZERO);
    let templates = pages::templates(root, config)?;
    let mut build =
        Build { root, source, folder, destination, config, options, pins, templates, phases, begun };
    let mut changed = BTreeSet::new();
    let mut unstable = Unstable::new();
    for _ in 0..MOST_ROUNDS {
        match build.round(&unstable) {
            Ok(report) => return Ok(report),
            Err(RoundError::Changed(paths)) => {
                for (path, reason) in paths {
                    // What has changed while it was read is read again once.
                    if reason.is_some() || !changed.insert(path.clone()) {
                        unstable.insert(path, reason);
                    }
                }
            }
            Err(RoundError::Failed(_)) if build.source.begins_again() => {}
            Err(RoundError::Failed(failure)) => {
                publish::abandon(build.destination);
                return Err(*failure);
            }
        }
    }
    publish::abandon(build.destination);
    let message = "too many records change while they are read; nothing is published, try again later";
    Err(Error::refused(message).at(root).into())
}

/// The paths of files that have changed since their articles were selected, or cannot be read whole, with the reason of
/// the latter.
type Unstable = BTreeMap<String, Option<Reason>>;

/// Why a record cannot be read whole.
#[derive(Debug, Clone)]
enum Reason {
    /// It is at fault itself.
    Record(Finding),
    /// The system cannot read its file.
    File(Finding),
}

/// Why a round of a build ended early.
enum RoundError {
    /// Files are unstable: the next round reads them again, or leaves them out.
    Changed(Unstable),
    /// The build has failed.
    Failed(Box<Failure>),
}

impl From<Error> for RoundError {
    fn from(error: Error) -> RoundError {
        RoundError::Failed(Box::new(error.into()))
    }
}

impl RoundError {
    /// The same, with the paths of records below this folder.
    fn within(self, root: &Path) -> RoundError {
        match self {
            RoundError::Failed(failure) => {
                let Failure { error, survey } = *failure;
                RoundError::Failed(Box::new(Failure { error: error.within(root), survey }))
            }
            changed @ RoundError::Changed(_) => changed,
        }
    }
}

/// A build under way.
struct Build<'a> {
    root: &'a Path,
    source: &'a Divided<'a>,
    /// Where the feeds go, as a path.
    folder: &'a Path,
    destination: Destination,
    config: &'a Config,
    options: &'a Options<'a>,
    /// What was published and must stay, as the project says it.
    pins: Pins,
    /// How pages are made; `None` where there are none.
    templates: Option<Templates>,
    phases: Vec<(&'static str, Duration)>,
    /// When the current phase began.
    begun: Duration,
}

/// What publishing depends on.
#[derive(Clone, Copy)]
struct Publishing<'a> {
    config: &'a Config,
    records: &'a Records,
    arrangement: &'a Arrangement<'a>,
    previous: &'a FeedState,
    ids: &'a Ids<'a>,
    pins: &'a Pins,
    /// Where feeds of this run or an earlier one can be.
    patterns: &'a [(ArtifactKind, String)],
    /// What earlier runs have left there.
    left: &'a Followed,
    /// Other ids that articles were published under.
    other_ids: &'a BTreeSet<String>,
}

/// The result of publishing.
struct PublishSummary {
    changes: Vec<Changed>,
    differences: Vec<FeedDifference>,
    artifacts: usize,
    feeds: usize,
    rendered: usize,
    told: Told,
    findings: ShownFindings,
}

impl Build<'_> {
    /// Select, group, render, publish, save the state.
    fn round(&mut self, unstable: &Unstable) -> Result<Report, RoundError> {
        self.phases.clear();
        self.begun = (self.options.clock)();
        self.tidy_state();
        let (mut previous, finding) = persist::load(&self.keeping(self.config))?;
        let (feeds, mut findings) = (std::mem::take(&mut previous.feeds), Vec::from_iter(finding));
        let config = &self.with_feed_ids(&feeds)?;
        self.end_phase("load");
        let pins = self.recalled_pins(config, &feeds)?;
        let ids_before = Ids::of(&pins, &feeds, config, self.options.keeps_settings)?;
        let (records, faults) = self.select((previous, &feeds), unstable, &ids_before)?;
        self.check_unchanged(unstable)?;
        let Settled { pins, findings: of_ids, losses, differences, moved } =
            identity::settle(&records, &ids_before, &self.settling(config, &feeds))?;
        let is_settled = pins.ids == self.pins.ids && moved.is_empty() && !ids_before.were_made_otherwise();
        let ids = ids_before.with(&pins, moved, &feeds);
        let records =
            if is_settled { records } else { self.select_again(records, &faults, &feeds, unstable, &ids)? };
        self.check_unchanged(unstable)?;
        findings.extend(faults.into_iter().chain(of_ids));
        let (outcome, survey) = {
            let patterns = self.patterns(config, &feeds, &pins)?;
            let mut kept = pins.clone();
            let former = Former::of(&self.destination, &feeds, &pins, config, &patterns)?;
            let claims = self.claims(config, &records, &ids);
            let mut arrangement = survey::arrange(&claims, &records, config, &former)?;
            kept.owners.extend(claims::owners(&arrangement.articles, &records));
            findings.append(&mut arrangement.findings);
            findings.extend(self.leaving(config, &pins, &records, &arrangement));
            let other_ids = owner::other_ids([&pins, &self.pins], differences);
            let outcome =
                self.guard_all(config, &pins, (&records, losses), &ids, &arrangement).and_then(|()| {
                    let owner = self.owner(config, &records, &feeds, &other_ids);
                    former.follow(&mut arrangement, &mut kept, self.options, &owner)
                });
            self.end_phase("select");
            let outcome = outcome.map_err(RoundError::from).and_then(|mut left| {
                findings.append(&mut left.findings);
                self.keep_share(&mut left, [&pins, &kept], &arrangement.groups, config, &patterns);
                let publishing = Publishing {
                    config,
                    records: &records,
                    arrangement: &arrangement,
                    previous: &feeds,
                    ids: &ids,
                    pins: &kept,
                    patterns: &patterns,
                    left: &left,
                    other_ids: &other_ids,
                };
                self.check_pins()?;
                self.publish(&publishing, &mut findings)
            });
            let shown = outcome.as_ref().ok().map(|summary| &summary.findings);
            let survey = survey::sketch(&records, &arrangement, shown);
            (outcome, survey)
        };
        let survey = survey.complete(records, findings, self.config);
        self.reported(outcome, survey)
    }

    /// The report of a round that ended like this.
    fn reported(
        &mut self,
        outcome: Result<PublishSummary, RoundError>,
        survey: Survey,
    ) -> Result<Report, RoundError> {
        match outcome {
            Err(RoundError::Changed(paths)) => Err(RoundError::Changed(paths)),
            Err(RoundError::Failed(failure)) => {
                let failure = Failure { survey: Some(Box::new(survey)), ..*failure };
                Err(RoundError::Failed(Box::new(failure)))
            }
            Ok(summary) => {
                let PublishSummary { changes, differences, artifacts, feeds, rendered, told, .. } = summary;
                let phases = std::mem::take(&mut self.phases);
                let opened = survey.records.opened();
                Ok(Report { survey, changes, differences, artifacts, feeds, opened, rendered, told, phases })
            }
        }
    }

    /// Renders what has changed, publishes it, and saves the state.
    fn publish(
        &mut self,
        publishing: &Publishing<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<PublishSummary, RoundError> {
        let Build { root, options, .. } = *self;
        let Publishing { config, records, previous, ids, pins, patterns, left, other_ids, .. } = *publishing;
        publish::clear(&self.destination)?;
        let owner = &self.owner(config, records, previous, other_ids);
        let rendered = render::render(&self.rendering(publishing, owner)).map_err(|error| error.within(root));
        if rendered.is_err() {
            // The error that ended rendering is the one to report.
            let _ = publish::clear(&self.destination);
        }
        let Rendered {
            staged,
            differences,
            files,
            findings: shown,
            of_size,
            feeds: rendered,
            has_new,
            faults,
        } = rendered?;
        findings.extend(of_size.into_iter().chain(told::unconditional(&self.destination, config)));
        self.end_phase("render");
        if self.destination.is_locked() {
            findings.extend(persist::save_pins(root, config, options.shard, [&self.pins, pins]));
        }
        let (project, destination) = (Place::of(root), self.place());
        let present = FeedState { project, destination, ..persist::present_state(config, options, ids) };
        let foresee = |staged: &[Staged]| self.foresee(publishing, [previous, &present], staged, has_new);
        let known = self.known(&files, previous, left, patterns);
        let artifacts = files.len();
        let feeds = files.iter().filter(|file| file.kind.feed().is_some()).count();
        let Committed { changes, stats } = self.commit(publishing, staged, &foresee, &known)?;
        self.end_phase("publish");
        let mut told = Told::default();
        if self.destination.is_locked() {
            let kept = previous.published.iter().filter(|file| faults.contains_key(&file.path)).cloned();
            let mut present = persist::feed_state(present, files, stats, &left.emptied, patterns);
            present.published.extend(kept);
            let (finding, of_hubs) = self.remember(publishing, &present, &shown, &changes)?;
            findings.extend(finding);
            told = of_hubs;
        }
        if let Some(fault) = faults.into_values().next() {
            return Err(fault.into());
        }
        Ok(PublishSummary { changes, differences, artifacts, feeds, rendered, told, findings: shown })
    }

    fn since(&self) -> Duration {
        (self.options.clock)().saturating_sub(self.begun)
    }

    fn end_phase(&mut self, name: &'static str) {
        self.phases.push((name, self.since()));
        self.begun = (self.options.clock)();
    }
}

/// The project's folder without the folders that feedmill writes to, and without templates, which are no articles.
fn folder<'a>(root: &'a Path, destination: &Path, config: &'a Config) -> Folder<'a> {
    let mut skipped = vec![destination.to_path_buf(), root.join(&config.output.state)];
    skipped.extend(config.output.templates.iter().map(|templates| root.join(templates)));
    Folder::new(root, config, skipped)
}
