//! A destination in an object store during one run: what is there, as one listing says it when the run begins; the feeds that are put;
//! the state beside them. The run before may have died at any moment.
//!
//! The order is: the list of what will change (`changes`), the feeds, the state, then whoever is told of the changes, and last the list
//! goes. So what is on the list may differ from what caches hold, and from its twin. A feed is put if it is as the listing says, a
//! twin before its feed: a feed that is as the state says has the twin that belongs to it, unless it is on the list.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use object_store::Attributes;

use super::contents::{self, Contents};
use super::fault::Fault;
use super::lease::Lease;
use super::packed::{self, Packed, Unpacking};
use super::store::{Condition, Store, Version};
use super::{Again, Put};
use crate::config::Objects;
use crate::error::Error;
use crate::files::{FileStat, Writing};
use crate::ordered::CollectOrdered;
use crate::text::digest;

const STATE: &str = "state";
const CHANGES: &str = "changes";
const CONTENTS: &str = "contents";
/// How many objects are put before the lease is looked at again.
const BATCH: usize = 64;
/// How many bytes of compressed feeds are kept until all are there; of what comes then only fingerprints are, and it is made again when it
/// is put. A program for tests keeps few, so that its small sites go both ways.
const MOST_PACKED: usize = if cfg!(debug_assertions) { 2 << 10 } else { 8 << 20 };
/// The largest feed that gets a twin later than itself, in bytes, and the largest list of changes.
pub(super) const LARGEST: usize = 64 << 20;

/// A destination in an object store during one run.
pub(crate) struct Remote {
    pub(super) feeds: Store,
    state: Arc<Store>,
    /// `None` where nothing is to be changed.
    pub(super) lease: Option<Lease>,
    /// What was there when the run began.
    pub(super) listing: BTreeMap<String, Version>,
    /// Which state the run goes by.
    of_state: Mutex<Option<Version>>,
    /// What may differ from what caches hold, and which object says so.
    changes: Mutex<(BTreeSet<String>, Option<Version>)>,
    /// Which objects beside the state the run goes by.
    parts: Mutex<BTreeMap<&'static str, Version>>,
    /// What is known of the contents of feeds without reading them. No request locks it: who waits may be who drives the requests of all.
    contents: Mutex<Contents>,
    /// Whether nothing is to be known without reading it.
    reads_all: bool,
    /// The URL of the feeds.
    place: String,
    /// How many bytes of feeds wait.
    packed: AtomicUsize,
    pub(super) has_twins: bool,
    /// What caches are told, beside the type.
    pub(super) lifetime: Option<String>,
}

impl Remote {
    /// Opens the destination, and takes the place of the one run if `patience` says for how long another may be at work.
    /// `ttl` is for how many minutes feeds may be cached. With `reads_all` nothing is taken for known that can be read.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or another run is under way.
    pub(crate) fn open(
        objects: &Objects,
        ttl: Option<u32>,
        patience: Option<Duration>,
        reads_all: bool,
    ) -> Result<Remote, Error> {
        let Objects { url, state, has_twins, timeout, takeover, .. } = objects;
        let failed = |fault: Fault| {
            let message = format!("cannot be opened: {fault}; nothing is published, old files are intact");
            Error::output(message).at(url.to_string())
        };
        let runtime = super::runtime().map_err(|error| failed(Fault::Failed(error.to_string())))?;
        let is_changing = patience.is_some();
        let feeds = Store::open(url, *timeout, Arc::clone(&runtime), is_changing).map_err(failed)?;
        let state = Arc::new(Store::open(state, *timeout, runtime, is_changing).map_err(failed)?);
        let lease =
            patience.map(|patience| Lease::take(&state, *takeover, patience, *has_twins)).transpose()?;
        if lease.as_ref().is_some_and(|lease| !lease.keeps_conditions()) {
            feeds.distrust();
        }
        let listing = feeds.wait(feeds.list()).map_err(failed)?;
        let changes = match state.wait(state.get(CHANGES, LARGEST)).map_err(failed)? {
            Some((bytes, version)) => (lines(&bytes.unwrap_or_default()), Some(version)),
            None => (BTreeSet::new(), None),
        };
        let lifetime = ttl.map(|minutes| format!("max-age={}", u64::from(minutes).saturating_mul(60)));
        let (of_state, changes, parts) = (Mutex::default(), Mutex::new(changes), Mutex::default());
        let (packed, has_twins) = (AtomicUsize::new(0), *has_twins);
        Ok(Remote {
            feeds,
            state,
            lease,
            listing,
            of_state,
            changes,
            parts,
            contents: Mutex::default(),
            reads_all,
            place: url.to_string(),
            packed,
            has_twins,
            lifetime,
        })
    }

    /// Whether the run may change anything.
    pub(crate) fn is_locked(&self) -> bool {
        self.lease.is_some()
    }

    /// Whether the store takes conditions and ignores them, so that two runs at once are not kept apart. Of a folder that is known.
    pub(crate) fn ignores_conditions(&self) -> bool {
        let is_folder = self.state.place.scheme == crate::config::Scheme::File;
        !is_folder && self.lease.as_ref().is_some_and(|lease| !lease.keeps_conditions())
    }

    /// What is known of an object without reading it.
    pub(crate) fn stat(&self, path: &str) -> Option<FileStat> {
        self.listing.get(path).map(Version::stat)
    }

    /// Whether there are objects below a path.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        let above = format!("{path}/");
        self.listing.range(above.clone()..).next().is_some_and(|(path, _)| path.starts_with(&above))
    }

    /// The first parts of the paths below a folder, which is empty for the whole destination.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let above = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.listing.range(above.clone()..);
        let rest = below.map_while(|(path, _)| path.strip_prefix(above.as_str()));
        let mut names: Vec<String> =
            rest.filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect();
        names.dedup();
        names
    }

    /// What an object holds, as [`crate::files::read`] says it of a file.
    ///
    /// # Errors
    ///
    /// When it is missing or cannot be read.
    pub(crate) fn read(&self, path: &str, most: usize) -> io::Result<Option<(Vec<u8>, FileStat)>> {
        if !self.listing.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        match self.feeds.wait(self.feeds.get(path, most)) {
            Ok(Some((bytes, version))) => Ok(bytes.map(|bytes| {
                self.learn(path, &version, digest(&bytes));
                (bytes, version.stat())
            })),
            Ok(None) => Err(io::ErrorKind::NotFound.into()),
            Err(fault) => Err(io::Error::other(fault.to_string())),
        }
    }

    /// Whether an object holds these bytes, and what is known of it; nothing where that takes reading it.
    ///
    /// # Errors
    ///
    /// When what is known of the contents of objects cannot be read.
    pub(crate) fn holds(&self, path: &str, bytes: &[u8]) -> io::Result<Option<(bool, FileStat)>> {
        let Some(version) = self.listing.get(path) else { return Ok(None) };
        let Some(key) = self.key(path, version) else { return Ok(None) };
        let fingerprint = self.contents()?.of(key);
        Ok(fingerprint.map(|fingerprint| (fingerprint == digest(bytes), version.stat())))
    }

    /// Which version of which object it is.
    fn key(&self, path: &str, version: &Version) -> Option<contents::Key> {
        contents::key(&self.place, path, version)
    }

    /// What is known of the contents of objects, which is read when it is asked for first.
    fn contents(&self) -> io::Result<MutexGuard<'_, Contents>> {
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        if !contents.is_read() {
            let bytes = self.read_part(CONTENTS)?.filter(|_| !self.reads_all).unwrap_or_default();
            let there = self.listing.iter();
            contents.read(&bytes, there.filter_map(|(path, version)| self.key(path, version)));
        }
        Ok(contents)
    }

    /// Notes the fingerprint of what an object of this version holds.
    pub(super) fn learn(&self, path: &str, version: &Version, fingerprint: u64) {
        if let Some(key) = self.key(path, version) {
            let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
            contents.learn(key, fingerprint);
        }
    }

    /// Saves what this run has learned of the contents of objects.
    ///
    /// # Errors
    ///
    /// When it cannot be saved: the next run that compares reads more.
    pub(crate) fn save_contents(&self) -> io::Result<()> {
        if !self.contents.lock().unwrap_or_else(PoisonError::into_inner).has_learned() {
            return Ok(());
        }
        let bytes = self.contents()?.bytes();
        self.save_part(CONTENTS, Some(bytes))
    }

    /// The first bytes of an object.
    ///
    /// # Errors
    ///
    /// When it is missing or cannot be read.
    pub(crate) fn beginning(&self, path: &str, length: u64) -> io::Result<Vec<u8>> {
        match self.listing.get(path) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(version) if version.stat().size == 0 => Ok(Vec::new()),
            Some(_) => self
                .feeds
                .wait(self.feeds.beginning(path, length))
                .map_err(|fault| io::Error::other(fault.to_string())),
        }
    }

    /// What the last run has saved; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(crate) fn read_state(&self) -> Result<Option<Vec<u8>>, Error> {
        let mut state = Unpacking::new();
        let take = &mut |part: &[u8], length| state.take(part, length);
        let version = self.state.wait(self.state.read(STATE, take)).map_err(|fault| {
            let message = format!("the state of the last run cannot be read: {fault}; nothing is published");
            Error::output(message).at(self.state.place.to_string())
        })?;
        let is_there = version.is_some();
        *self.of_state.lock().unwrap_or_else(PoisonError::into_inner) = version;
        // What cannot be unpacked is as damaged as any other state that cannot be read.
        Ok(is_there.then(|| state.finish()))
    }

    /// Replaces the state of so many records, which is packed while it is written, if it is the one that this run has read or written last.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the inner error is that another run has taken the place of this one.
    pub(crate) fn write_state(&self, write: Writing<'_>, records: usize) -> io::Result<Result<(), Error>> {
        let Some(lease) = &self.lease else { return Ok(Ok(())) };
        if let Err(error) = lease.check() {
            return Ok(Err(error));
        }
        let mut version = self.of_state.lock().unwrap_or_else(PoisonError::into_inner);
        let condition = version.clone().map_or(Condition::Absent, Condition::Is);
        let bytes = packed::packed(write, records)?;
        match self.state.wait(self.state.put(STATE, bytes, &Attributes::new(), condition)) {
            Ok(written) => {
                *version = Some(written);
                Ok(Ok(()))
            }
            Err(Fault::Conflict) => Ok(Err(lease.taken())),
            Err(fault) => Err(io::Error::other(fault.to_string())),
        }
    }

    /// What the object of this name beside the state holds; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is larger than any that feedmill writes.
    pub(crate) fn read_part(&self, name: &'static str) -> io::Result<Option<Vec<u8>>> {
        let there = self.state.wait(self.state.get(name, LARGEST));
        let there = there.map_err(|fault| io::Error::other(fault.to_string()))?;
        let Some((bytes, version)) = there else { return Ok(None) };
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).insert(name, version);
        bytes.map(Some).ok_or_else(|| io::Error::other("it is larger than any that feedmill writes"))
    }

    /// Replaces it, if it is as this run has read or written it last, or removes it where nothing is to be remembered.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or another run has taken the place of this one.
    pub(crate) fn save_part(&self, name: &'static str, bytes: Option<Vec<u8>>) -> io::Result<()> {
        let Some(lease) = &self.lease else { return Ok(()) };
        lease.check().map_err(|error| io::Error::other(error.to_string()))?;
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let condition = parts.remove(name).map_or(Condition::Absent, Condition::Is);
        let Some(bytes) = bytes else {
            let deleted = self.state.wait(self.state.delete(name));
            return deleted.map_err(|fault| io::Error::other(fault.to_string()));
        };
        let put = self.state.wait(self.state.put(name, bytes, &Attributes::new(), condition));
        let version = put.map_err(|fault| io::Error::other(fault.to_string()))?;
        parts.insert(name, version);
        Ok(())
    }

    /// The paths that may differ from what caches hold: what this run has changed, and runs before it of which nobody was told.
    pub(crate) fn changes(&self) -> Vec<String> {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.0.iter().cloned().collect()
    }

    /// Remembers that whoever must be told of the changes was told.
    ///
    /// # Errors
    ///
    /// When that cannot be remembered: they will be told again.
    pub(crate) fn forget_changes(&self) -> Result<(), Error> {
        let Some(lease) = &self.lease else { return Ok(()) };
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if changes.1.is_none() {
            return Ok(());
        }
        lease.check()?;
        self.state.wait(self.state.delete(CHANGES)).map_err(|fault| {
            let message = format!("the list of changes cannot be removed: {fault}; the next run goes on");
            Error::output(message).at(self.state.place.to_string())
        })?;
        *changes = (BTreeSet::new(), None);
        Ok(())
    }

    /// Puts feeds, and removes those without content. `known` are the paths at which this project has feeds, with their types. What is known
    /// afterwards of those that were put comes back by path.
    ///
    /// # Errors
    ///
    /// When an object cannot be put, or another run has taken the place of this one. Every object is complete, old or new.
    pub(crate) fn put_all(
        &self,
        mut puts: Vec<Put>,
        known: &BTreeMap<&str, &'static str>,
        again: Again<'_>,
    ) -> Result<BTreeMap<String, FileStat>, Error> {
        let Some(lease) = &self.lease else { return Ok(BTreeMap::new()) };
        puts.extend(self.twins_alone(&puts, known, lease)?);
        if puts.is_empty() {
            return Ok(BTreeMap::new());
        }
        self.remember(puts.iter().map(|put| put.path.as_str()), lease)?;
        let mut stats = BTreeMap::new();
        while !puts.is_empty() {
            let rest = puts.split_off(puts.len().min(BATCH));
            lease.check()?;
            if let Err(error) = self.make_again(&mut puts, again) {
                // What has changed since is the affair of the run that has taken the place of this one, if any has.
                lease.renew()?;
                return Err(error);
            }
            lease.check()?;
            self.put_batch(puts, lease, &mut stats)?;
            puts = rest;
        }
        Ok(stats)
    }

    pub(super) fn failed(&self, path: &str, fault: &Fault) -> Error {
        let message = format!(
            "cannot be replaced: {fault}; some feeds are new and the others old, and each is complete; the next run \
             goes on"
        );
        Error::output(message).at(format!("{}/{path}", self.feeds.place))
    }

    /// Saves what will change, before it does.
    fn remember<'p>(&self, paths: impl Iterator<Item = &'p str>, lease: &Lease) -> Result<(), Error> {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.0.extend(paths.map(str::to_owned));
        let text: String = changes.0.iter().map(|path| format!("{path}\n")).collect();
        lease.check()?;
        let condition = changes.1.clone().map_or(Condition::Absent, Condition::Is);
        match self.state.wait(self.state.put(CHANGES, text.into_bytes(), &Attributes::new(), condition)) {
            Ok(version) => {
                changes.1 = Some(version);
                Ok(())
            }
            Err(Fault::Conflict) => Err(lease.taken()),
            Err(fault) => {
                let message = format!(
                    "the list of changes cannot be saved: {fault}; nothing is published, old files are intact"
                );
                Err(Error::output(message).at(self.state.place.to_string()))
            }
        }
    }

    /// A feed on its way, small enough to be kept until all of them are there.
    ///
    /// # Errors
    ///
    /// Those of compressing it.
    pub(crate) fn pack(&self, bytes: &[u8]) -> io::Result<Packed> {
        let packed = Packed::of(bytes, self.has_twins)?;
        self.packed.fetch_add(packed.len(), Ordering::Relaxed);
        Ok(packed)
    }

    /// Whether no more feeds are to be kept that can be made again.
    pub(crate) fn is_crowded(&self) -> bool {
        self.packed.load(Ordering::Relaxed) > MOST_PACKED
    }
}

/// The lines of a text.
fn lines(bytes: &[u8]) -> BTreeSet<String> {
    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect_set()
}
