//! The previous state is loaded, and the state of this run is saved for the next. Where either is not possible a finding
//! says so, and the run goes on, because only time is lost; but a state that is there and cannot be read refuses the run:
//! what hides it may hide the records too.
//!
//! The paths of feeds are saved before the first feed is there: a run that moves feeds and is ended on its way would else
//! leave some that no later run finds. Of a published file the state holds what was written or compared, never what is
//! found at the end of the run: what others make of it meanwhile is repaired by the next run.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::identity::Ids;
use super::records::Records;
use super::render::FeedFile;
use super::{Options, Shard, ShownFindings};
use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::identity;
use crate::model::ArtifactKind;
use crate::moved;
use crate::objects::Remote;
use crate::ordered::CollectOrdered;
use crate::output;
use crate::pins::{self, Pins};
use crate::source;
use crate::state::{self, FeedState, Loaded, Place, PreviousState, Published};
use crate::text::digest;

/// Where the state of a run is kept, and how the run is.
#[derive(Clone, Copy)]
pub(super) struct Keeping<'a> {
    /// The project's folder.
    pub root: &'a Path,
    /// The configuration.
    pub config: &'a Config,
    /// How the build is run.
    pub options: &'a Options<'a>,
    /// The object store that the state is in; else it is in a folder.
    pub remote: Option<&'a Remote>,
}

/// Loads the previous state; where it cannot be used, a finding says so.
///
/// # Errors
///
/// When it is there and cannot be read. Such a run could not notice that records are gone.
pub(super) fn load(keeping: &Keeping<'_>) -> Result<(PreviousState, Option<Finding>), Error> {
    let Keeping { root, config, remote, .. } = *keeping;
    let folder = root.join(&config.output.state);
    let loaded = match remote {
        Some(remote) => state::from_bytes(remote.read_state()?),
        None => state::load(&folder),
    };
    match loaded {
        Loaded::Usable(previous) if !previous.feeds.project.is(Place::of(root)) => {
            let message = "the state is of a project in another folder; it is rebuilt";
            Ok((PreviousState::default(), Some(finding(config, message.to_owned()))))
        }
        Loaded::Usable(previous) if is_understood(&previous.feeds, config) => Ok((*previous, None)),
        Loaded::Absent => Ok((PreviousState::default(), None)),
        Loaded::Usable(_) | Loaded::Unusable => {
            let message = "the state of the last run cannot be used; it is rebuilt";
            Ok((PreviousState::default(), Some(finding(config, message.to_owned()))))
        }
        Loaded::Unreadable(error) if source::is_exhausted(&error) => {
            let message = format!("the state of the last run cannot be read: {error}; nothing is published");
            Err(Error::output(message).at(folder))
        }
        Loaded::Unreadable(error) => {
            let message = format!(
                "the state of the last run cannot be read: {error}; nothing is published. Repair it, or delete it"
            );
            Err(Error::refused(message).at(folder))
        }
    }
}

/// The state must not be served, and has a folder of its own. In an object store the configuration sees to that.
///
/// # Errors
///
/// A usage error that names the key.
pub(super) fn check_state(root: &Path, destination: &Path, config: &Config) -> Result<(), Error> {
    if config.output.objects.is_some() {
        return Ok(());
    }
    let folder = root.join(&config.output.state);
    let message = if state::stands_in(&folder, destination) {
        "is in the folder of the feeds, where it would be served; name another as output.state"
    } else if state::stands_in(root, &folder) {
        "holds the whole project; name a folder of its own as output.state"
    } else if state::is_foreign(&folder) {
        "holds a file `state` that feedmill has not written; name a folder of its own as output.state"
    } else {
        return Ok(());
    };
    Err(Error::usage(message).at(folder))
}

/// Whether ids can be made from the settings that the state names.
fn is_understood(feeds: &FeedState, config: &Config) -> bool {
    let settings = identity::articles_part(&feeds.settings);
    settings.is_empty()
        || settings == identity::of_articles(config)
        || identity::under(config, &settings).is_ok()
}

/// The feeds of this run for the state. `written` are the files that were written, `emptied` those of earlier runs that have no
/// entries any more.
pub(super) fn feed_state(
    state: FeedState,
    files: Vec<FeedFile>,
    mut written: BTreeMap<String, FileStat>,
    emptied: &[Published],
    patterns: &[(ArtifactKind, String)],
) -> FeedState {
    let published = files.into_iter().filter_map(|file: FeedFile| {
        let FeedFile { path, origin, stat, is_filled, trace, cut, withdrawn, kind: _ } = file;
        let stat = written.remove(&path).or(stat)?;
        Some(Published { path, origin, stat, is_filled, trace, cut, withdrawn })
    });
    let mut feeds = FeedState { published: published.collect(), emptied: emptied.to_vec(), ..state };
    feeds.set_patterns(patterns);
    feeds
}

/// Saves where this run will put feeds, and of what records, before it does so, if earlier runs have put none there: a run that
/// is ended on its way would leave feeds whose articles no later run knows. `has_new` says that there are new feeds.
///
/// # Errors
///
/// When that cannot be saved though earlier runs could save theirs.
pub(super) fn save_patterns(
    keeping: &Keeping<'_>,
    records: &Records,
    [previous, present]: [&FeedState; 2],
    patterns: &[(ArtifactKind, String)],
    has_new: bool,
) -> Result<(), Error> {
    let saved = previous.patterns();
    let is_saved = patterns.iter().all(|pattern| saved.contains(pattern));
    if is_saved && !has_new {
        return Ok(());
    }
    let is_here = previous.destination.is(present.destination);
    let (published, emptied) = match is_here {
        true => (previous.published.clone(), previous.emptied.clone()),
        false => (Vec::new(), Vec::new()),
    };
    let mut feeds = FeedState { published, emptied, ..present.clone() };
    feeds.set_patterns(patterns);
    match replace(keeping, records, &ShownFindings::default(), &feeds) {
        Ok(replaced) => replaced,
        Err(error) if !saved.is_empty() && !is_saved => {
            let message =
                format!("the paths of feeds cannot be saved for the next run: {error}; nothing is published");
            Err(Error::output(message).at(keeping.root.join(name(keeping.config))))
        }
        // Where nothing was ever saved, the end of the run says so.
        Err(_) => Ok(()),
    }
}

/// Saves the state of this run, unless it is that of the previous run.
///
/// # Errors
///
/// When another run has taken the place of this one. Where it cannot be saved otherwise, a finding says so.
pub(super) fn save(
    keeping: &Keeping<'_>,
    records: &Records,
    shown: &ShownFindings,
    [previous, present]: [&FeedState; 2],
) -> Result<Option<Finding>, Error> {
    if records.are_unchanged() && previous == present && !records.has_update(shown) {
        return Ok(None);
    }
    let (what, error) = match replace(keeping, records, shown, present) {
        Ok(replaced) => {
            replaced?;
            match keeping.remote.map_or(Ok(()), Remote::save_contents) {
                Ok(()) => return Ok(None),
                Err(error) => ("the list of what objects hold", error),
            }
        }
        Err(error) => ("the state", error),
    };
    Ok(Some(finding(keeping.config, format!("{what} cannot be saved for the next run: {error}"))))
}

/// Writes what must stay into the project's folder, where this run has changed it: before any feed is published that depends
/// on it, so that a run that is ended on its way has said too much rather than too little. Where it cannot be written, a
/// finding says so.
///
/// Runs that share the feeds write it one after the other: the folder that their states are in has the lock.
pub(super) fn save_pins(
    root: &Path,
    config: &Config,
    shard: Option<Shard>,
    pins: [&Pins; 2],
) -> Option<Finding> {
    let shared = shard.and_then(|_| Path::new(&config.output.state).parent());
    let [previous, present] = pins;
    let is_changed = previous != present;
    let held = shared.filter(|_| is_changed).map(|folder| state::hold(&root.join(folder))).transpose();
    let held = held.map_err(|error| Error::output(format!("cannot be locked: {error}")));
    let written = held.and_then(|_held| write_pins(root, config, pins));
    let error = written.err()?;
    let message = format!("what must stay as it was published cannot be saved: {error}");
    Some(Finding { rule: Rule::State, path: pins::FILE.to_owned(), position: None, message })
}

/// Writes what must stay into the project's folder, where this run has changed it, beside what others have changed meanwhile.
///
/// # Errors
///
/// When the file cannot be read or written.
pub(super) fn write_pins(root: &Path, config: &Config, pins: [&Pins; 2]) -> Result<(), Error> {
    let [previous, present] = pins;
    if previous == present {
        return Ok(());
    }
    let text = source::pins(root)?.merged(pins).to_string();
    match config.is_confined {
        true => output::write_in(root, pins::FILE, text.as_bytes()),
        false => output::write(&root.join(pins::FILE), text.as_bytes()),
    }
}

/// Replaces the state; `shown` is what was found while articles were read whole. The inner error is that another run has taken the place of
/// this one.
fn replace(
    keeping: &Keeping<'_>,
    records: &Records,
    shown: &ShownFindings,
    feeds: &FeedState,
) -> io::Result<Result<(), Error>> {
    let Keeping { root, config, options, remote } = *keeping;
    let record = |position: usize| records.record(position, shown);
    let count = usize::try_from(records.count()).unwrap_or_default();
    let parts = (feeds, records.data.as_slice());
    if let Some(remote) = remote {
        let present = options.now.timestamp_nanos_opt().unwrap_or_default();
        let write = &mut |to: &mut dyn Write| state::write_to(to, count, &record, parts, present);
        return remote.write_state(write, count);
    }
    let folder = root.join(&config.output.state);
    state::save(&folder, count, &record, parts, (options.clock)()).map(Ok)
}

fn finding(config: &Config, message: String) -> Finding {
    Finding { rule: Rule::State, path: name(config), position: None, message }
}

/// What messages call the state.
pub(super) fn name(config: &Config) -> String {
    let objects = config.output.objects.as_ref();
    objects.map_or_else(|| config.output.state.clone(), |objects| objects.state.to_string())
}

/// The part of this run's state that names what the facts of records depend on, but for the records.
pub(super) fn present_state(config: &Config, options: &Options<'_>, ids: &Ids<'_>) -> FeedState {
    let Config { input, site, .. } = config;
    let selecting = format!("{} {input:?} {} {:?}", options.program, site.url, site.timezone);
    ids.state(config, digest(selecting.as_bytes()))
}

/// The folders of languages that have feeds in this run or had some; that of the top is empty.
pub(super) fn folders<'a>(config: &'a Config, pins: &'a Pins) -> Vec<&'a str> {
    let present = config.feeds.languages.iter().map(|own| own.folder.as_str());
    let former = pins.languages.keys().filter_map(|folder| folder.strip_prefix('/'));
    present.chain(former).collect_set().into_iter().collect()
}

/// Where feeds of this run or an earlier one can be.
pub(super) fn all_patterns(
    config: &Config,
    previous: &FeedState,
    pins: &Pins,
) -> Vec<(ArtifactKind, String)> {
    let folders = folders(config, pins);
    let mut patterns = emit::path_patterns(config, &folders);
    patterns.extend(previous.patterns());
    let kind_of = |path: &str| {
        let fitting = patterns.iter().find(|(_, pattern)| moved::place(path, pattern, &folders).is_some());
        fitting.map(|(kind, _)| *kind)
    };
    // What has moved is of the format of where it went.
    let moved = pins.moved.iter().chain(&pins.pruned).filter(|(path, _)| kind_of(path).is_none());
    let moved: Vec<_> = moved.filter_map(|(path, end)| Some((kind_of(end)?, path.clone()))).collect();
    patterns.extend(moved);
    patterns.sort();
    patterns.dedup();
    patterns
}
