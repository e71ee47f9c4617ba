//! Feeds that have changed -> the hubs that must be told of them (WebSub): what is still to be told, from before the first feed is
//! published until its hub has taken it.
//!
//! Each line has what the feed will hold, as a fingerprint. A run that dies before it publishes has told nobody, and leaves a line that
//! fits no feed; one that dies behind that leaves lines that fit, and the next one tells them. So a hub is told of what is
//! published, never of what is not.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::persist::Keeping;
use super::{Build, Options, place};
use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::ordered::CollectOrdered;
use crate::publish::{self, Destination, Staged};
use crate::state;
use crate::text::digest;

/// The name of the list beside the state.
const LIST: &str = "untold";

/// How many feeds a hub is told of before the list is saved again.
const BATCH: usize = 64;

/// How many of them at once.
const AT_ONCE: usize = 8;

/// Tells a hub that a feed has changed; both are URLs.
pub type Ping<'a> = dyn Fn(&str, &str) -> Result<(), HubFault> + Sync + 'a;

/// Why a hub is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HubFault {
    /// It does not answer, or asks for patience: the others need not be tried in this run.
    Away(String),
    /// It does not take this feed.
    Refused(String),
}

/// What became of the feeds that hubs had to be told of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The URLs that hubs were told of, or would be.
    pub told: BTreeSet<String>,
    /// How many lines were about feeds that are not what they were to be.
    pub outdated: usize,
}

/// What is still to be told: path and hub, and the fingerprint of what the feed holds then.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Untold(BTreeMap<(String, String), u64>);

impl Untold {
    /// Reads the list, without lines of another kind.
    fn read(text: &str) -> Untold {
        let line = |line: &str| {
            let (fingerprint, rest) = line.split_once('\t')?;
            let (hub, path) = rest.split_once('\t')?;
            Some(((path.to_owned(), hub.to_owned()), u64::from_str_radix(fingerprint, 16).ok()?))
        };
        Untold(text.lines().filter_map(line).collect_map())
    }

    /// The list as a file; nothing where all is told.
    fn written(&self) -> Option<Vec<u8>> {
        let line = |((path, hub), fingerprint): (&(String, String), &u64)| {
            format!("{fingerprint:016x}\t{hub}\t{path}\n")
        };
        (!self.0.is_empty()).then(|| self.0.iter().map(line).collect::<String>().into_bytes())
    }

    fn of_hub(&self, hub: &str) -> Vec<(String, u64)> {
        let own = self.0.iter().filter(|((_, other), _)| other == hub);
        own.map(|((path, _), fingerprint)| (path.clone(), *fingerprint)).collect()
    }
}

impl Build<'_> {
    /// Remembers that hubs must be told of the feeds that will change, before any of them does.
    ///
    /// # Errors
    ///
    /// When that cannot be remembered: nobody would ever be told of them.
    pub(super) fn remember_untold(&self, staged: &[Staged]) -> Result<(), Error> {
        let hubs = &self.config.feeds.hubs;
        let changes: Vec<(&str, u64)> = staged.iter().filter_map(Staged::feed).collect();
        if hubs.is_empty() || changes.is_empty() || !self.destination.is_locked() {
            return Ok(());
        }
        let keeping = &self.keeping(self.config);
        let mut untold = load(keeping)?;
        for (path, fingerprint) in changes {
            let own = |hub: &String| ((path.to_owned(), hub.clone()), fingerprint);
            untold.0.extend(hubs.iter().map(own));
        }
        save(keeping, &untold).map_err(|error| {
            let message = format!(
                "what hubs must be told cannot be saved: {error}; nothing is published, old files are intact"
            );
            Error::output(message).at(list_of(keeping))
        })
    }

    /// Tells hubs what has changed, if this run is to do so. `changed` are the feeds that this run has published.
    ///
    /// # Errors
    ///
    /// When one of them cannot be told: the next run tells it.
    pub(super) fn tell_hubs(&self, changed: &BTreeSet<String>) -> Result<Told, Error> {
        let Some(ping) = self.options.ping.filter(|_| self.destination.is_locked()) else {
            return Ok(Told::default());
        };
        tell(&self.keeping(self.config), &self.destination, changed, Some(ping))
    }
}

/// Tells hubs of all feeds that they have not been told of; in a dry run it only lists these.
///
/// # Errors
///
/// When the destination cannot be opened, another run is under way, or a hub cannot be told.
pub fn ping(root: &Path, destination: &Path, config: &Config, options: &Options<'_>) -> Result<Told, Error> {
    let of_shard = options.shard.map(|shard| shard.configured(config));
    let config = of_shard.as_ref().unwrap_or(config);
    let ping = options.ping.filter(|_| !options.dry_run);
    let destination = place::opened(destination, config, options.shard, ping.is_some(), false)?;
    let keeping = Keeping { root, config, options, remote: destination.remote() };
    let told = tell(&keeping, &destination, &BTreeSet::new(), ping);
    publish::abandon(destination);
    told
}

fn tell(
    keeping: &Keeping<'_>,
    destination: &Destination,
    changed: &BTreeSet<String>,
    ping: Option<&Ping<'_>>,
) -> Result<Told, Error> {
    let config = keeping.config;
    let mut untold = load(keeping)?;
    let mut told = Told::default();
    if untold.0.is_empty() {
        return Ok(told);
    }
    let outdated = outdated(&untold, config, destination, changed)?;
    told.outdated = outdated.len();
    untold.0.retain(|key, _| !outdated.contains(key));
    let Some(ping) = ping else {
        told.told = untold.0.keys().map(|(path, _)| emit::url(path, config)).collect_set();
        return Ok(told);
    };
    if !outdated.is_empty() {
        save_told(keeping, &untold)?;
    }
    let mut faults = Vec::new();
    for hub in &config.feeds.hubs {
        faults.extend(tell_hub(hub, keeping, ping, (&mut untold, &mut told))?);
    }
    match faults.into_iter().next() {
        None => Ok(told),
        Some((hub, HubFault::Away(message) | HubFault::Refused(message))) => {
            let left = untold.0.len();
            Err(Error::output(format!(
                "{message}; all feeds are published, {left} of them are still to be told of, and the next `feedmill ping` \
                 or `build --ping` does it"
            ))
            .at(hub))
        }
    }
}

/// Tells one hub of its feeds, a batch after the other. What it does not take comes back.
fn tell_hub<'h>(
    hub: &'h String,
    keeping: &Keeping<'_>,
    ping: &Ping<'_>,
    (untold, told): (&mut Untold, &mut Told),
) -> Result<Vec<(&'h String, HubFault)>, Error> {
    let is_away = AtomicBool::new(false);
    let mut faults = Vec::new();
    for batch in untold.of_hub(hub).chunks(BATCH) {
        let url = |path: &str| emit::url(path, keeping.config);
        let taken = at_once(batch, &|path| tell_one(ping, (hub, &url(path)), &is_away));
        for ((path, _), taken) in batch.iter().zip(taken) {
            match taken {
                Some(Ok(())) => {
                    untold.0.remove(&(path.clone(), hub.clone()));
                    told.told.insert(url(path));
                }
                Some(Err(fault)) => faults.push((hub, fault)),
                None => {}
            }
        }
        save_told(keeping, untold)?;
    }
    Ok(faults)
}

/// Saves what is still to be told, after some of it was.
fn save_told(keeping: &Keeping<'_>, untold: &Untold) -> Result<(), Error> {
    save(keeping, untold).map_err(|error| {
        let message = format!(
            "what hubs were told cannot be saved: {error}; all feeds are published, and the next run tells some of them again"
        );
        Error::output(message).at(list_of(keeping))
    })
}

/// Tells one hub of one feed, unless it was found to be away.
fn tell_one(ping: &Ping<'_>, (hub, url): (&str, &str), is_away: &AtomicBool) -> Option<Result<(), HubFault>> {
    if is_away.load(Ordering::Relaxed) {
        return None;
    }
    let taken = ping(hub, url);
    if matches!(taken, Err(HubFault::Away(_))) {
        is_away.store(true, Ordering::Relaxed);
    }
    Some(taken)
}

/// The results for each of a batch, several at once.
fn at_once<T: Send>(batch: &[(String, u64)], tell: &(dyn Fn(&str) -> T + Sync)) -> Vec<T> {
    let share = batch.len().div_ceil(AT_ONCE).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = batch
            .chunks(share)
            .map(|share| {
                let run = || share.iter().map(|(path, _)| tell(path)).collect::<Vec<T>>();
                std::thread::Builder::new().spawn_scoped(scope, run).map_err(|_| share)
            })
            .collect();
        let results = shares.into_iter().flat_map(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Where no thread can be started, this one does it.
            Err(share) => share.iter().map(|(path, _)| tell(path)).collect(),
        });
        results.collect()
    })
}

/// The lines about hubs that feeds do not name any more, and about feeds that hold something else, since a run died before it could
/// publish them or others have changed them.
fn outdated(
    untold: &Untold,
    config: &Config,
    destination: &Destination,
    changed: &BTreeSet<String>,
) -> Result<BTreeSet<(String, String)>, Error> {
    let mut outdated = BTreeSet::new();
    let mut published: BTreeMap<&str, u64> = BTreeMap::new();
    for (key, fingerprint) in &untold.0 {
        let (path, hub) = key;
        let is_current = config.feeds.hubs.contains(hub)
            && (changed.contains(path) || {
                if !published.contains_key(path.as_str()) {
                    published.insert(path, digest(&publish::read(destination, path)?));
                }
                published.get(path.as_str()) == Some(fingerprint)
            });
        if !is_current {
            outdated.insert(key.clone());
        }
    }
    Ok(outdated)
}

fn load(keeping: &Keeping<'_>) -> Result<Untold, Error> {
    let read = match keeping.remote {
        Some(remote) => remote.read_part(LIST),
        None => state::read_part(&keeping.root.join(&keeping.config.output.state), LIST),
    };
    let bytes = read.map_err(|error| {
        let message = format!("what hubs must be told cannot be read: {error}; repair it, or delete it");
        Error::output(message).at(list_of(keeping))
    })?;
    Ok(Untold::read(&String::from_utf8_lossy(&bytes.unwrap_or_default())))
}

fn save(keeping: &Keeping<'_>, untold: &Untold) -> io::Result<()> {
    let bytes = untold.written();
    match keeping.remote {
        Some(remote) => remote.save_part(LIST, bytes),
        None => {
            let folder = keeping.root.join(&keeping.config.output.state);
            state::save_part(&folder, LIST, bytes.as_deref())
        }
    }
}

/// What messages call the list.
fn list_of(keeping: &Keeping<'_>) -> String {
    format!("{}/{LIST}", super::persist::name(keeping.config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_as_it_was_written_and_what_others_put_into_it_is_left_out() {
        let lines =
            [(("a b/rss.xml", "https://hub.example.org/?a=1"), u64::MAX), (("rss.xml", "http://hub/"), 0)];
        let own = lines.map(|((path, hub), fingerprint)| ((path.to_owned(), hub.to_owned()), fingerprint));
        let untold = Untold(own.into_iter().collect());
        let mut text = String::from_utf8(untold.written().unwrap()).unwrap();
        assert_eq!(Untold::read(&text), untold);
        text.push_str("nothing\n\nzz\thttp://hub/\trss.xml\n00\tonly\n");
        assert_eq!(Untold::read(&text), untold);
        assert_eq!(Untold::default().written(), None);
    }

    #[test]
    fn all_of_a_batch_are_told_in_their_places_however_many_there_are() {
        for count in [0usize, 1, 7, 8, 9, BATCH] {
            let batch: Vec<(String, u64)> = (0..count).map(|number| (number.to_string(), 0)).collect();
            let expected: Vec<String> = batch.iter().map(|(path, _)| path.clone()).collect();
            assert_eq!(at_once(&batch, &|path: &str| path.to_owned()), expected);
        }
    }

    #[test]
    fn a_hub_that_is_away_is_asked_no_more() {
        let is_away = AtomicBool::new(false);
        let ping = |_: &str, _: &str| Err(HubFault::Away(String::new()));
        assert!(tell_one(&ping, ("hub", "feed"), &is_away).is_some());
        assert_eq!(tell_one(&ping, ("hub", "feed"), &is_away), None);
    }
}
