//! Artifacts become files in the destination: compared with the files that are there, left alone where equal, and replaced
//! whole where not, so that a reader sees a complete old file or a complete new one. What an artifact holds is decided
//! elsewhere; what depends on its kind is passed in as functions.
//!
//! One run at a time: the lock is a file in the folder of temporary files, which only the operator's user can enter, so that
//! nobody who may merely read what is served can hold it. Both go with the run. A destination in an object store is looked at,
//! compared and replaced by the same rules; what is asked of either is in `look`, and the lock is a lease.

mod commit;
mod look;
mod obsolete;
mod temporary;

pub(crate) use commit::{Before, Committed, Staged, commit, stage};
pub(crate) use look::{is_forbidden, is_no_file, read, stat};
pub(crate) use obsolete::{Leftover, Obsolete, Replacement, candidates, leftovers, names_in, obsolete};
pub(crate) use temporary::clear;

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::config::Objects;
use crate::error::Error;
use crate::files::{self, FileStat, Holder, Lock, make_folders, retry_interrupted, sync_folder};
use crate::model::{Artifact, ArtifactKind, words};
use crate::objects::Remote;

/// The folder of temporary files at the destination's root.
const TEMPORARY: &str = ".feedmill-tmp";

/// The lock in it.
const LOCK: &str = "lock";

/// The largest file of the destination that is read for its entries, in bytes: far more than any feed has.
const LARGEST: usize = 64 << 20;

/// How many bytes of a file say what it is.
const BEGINNING: u64 = 16 * 1024;

/// A file of this kind without its entries; `None` where feedmill did not write it as it is.
pub(crate) type WithoutEntries = fn(ArtifactKind, &[u8]) -> Option<Vec<u8>>;

/// What publishing must know of the kinds of artifacts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds {
    /// How a file loses its entries.
    pub without_entries: WithoutEntries,
    /// Whether the bytes at this path say that feedmill wrote them, whatever others have done to them since.
    pub is_signed: fn(ArtifactKind, &[u8], &str) -> bool,
}

/// A file that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its path below the destination.
    pub path: String,
    /// What it is.
    pub kind: ArtifactKind,
    /// What has happened to it.
    pub action: Action,
    /// How many bytes it has now.
    pub bytes: u64,
}

/// A change to a file that is still to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Its path below the destination.
    pub path: String,
    /// What it is.
    pub kind: ArtifactKind,
    /// What happens to it.
    pub action: Action,
    /// Its new content; empty where it is removed.
    pub bytes: Vec<u8>,
}

words! {
    /// What happens to a file of the destination.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Action {
        /// It is not there yet.
        Create = "create",
        /// It exists with other content.
        Update = "update",
        /// Its feed is obsolete: it loses its entries.
        Empty = "empty",
        /// Its feed is obsolete: it is removed.
        Remove = "remove",
    }

    /// The word for it in reports.
    fn name
}

/// How an artifact compares with the file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The file is as it should be; what the file system said of it before it was read.
    Equal(FileStat),
    /// It must change.
    Differs(Change),
}

/// The destination; where it was opened for changes, it is locked until it is dropped. All its files are reached through a
/// handle on its folder, out of which no link and no name leads, or through a store.
pub(crate) struct Destination {
    /// Its path or URL, for messages alone.
    root: PathBuf,
    /// The object store that it is in; else it is a folder.
    remote: Option<Remote>,
    /// `None` where it is missing and not to be made.
    folder: Option<Dir>,
    /// The folder of temporary files, where the destination is locked, and the lock in it.
    locked: Option<(Dir, Lock)>,
    /// The name of that folder.
    temporary: String,
    /// The folders that this run has made, the destination first and then those above it.
    made: Vec<PathBuf>,
    /// How many temporary files have been named.
    staged: AtomicU64,
}

impl Destination {
    /// Whether it may be changed.
    pub(crate) fn is_locked(&self) -> bool {
        self.locked.is_some() || self.remote.as_ref().is_some_and(Remote::is_locked)
    }

    /// The object store that it is in.
    pub(crate) fn remote(&self) -> Option<&Remote> {
        self.remote.as_ref()
    }

    fn path_of(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Gives the lock back. The folder stays where another run has locked it by now.
    fn unlock(&mut self) {
        self.remote = None;
        let Some((temporary, lock)) = self.locked.take() else { return };
        drop((lock, temporary));
        if let Some(folder) = &self.folder {
            let _ = retry_interrupted(|| folder.remove_dir(&self.temporary));
        }
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        self.unlock();
    }
}

/// Makes sure that the destination is the folder at `path` below `root`, to which no link leads from elsewhere: those who may write
/// there can exchange folders while it is opened.
///
/// # Errors
///
/// A usage error where it is another folder.
pub(crate) fn confine(destination: &Destination, root: &Path, path: &str) -> Result<(), Error> {
    let Some(folder) = &destination.folder else { return Ok(()) };
    let below = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path));
    let stat = |folder: &Dir| {
        let metadata = folder.dir_metadata()?;
        #[cfg(unix)]
        let device = cap_std::fs::MetadataExt::dev(&metadata);
        #[cfg(not(unix))]
        let device = 0;
        Ok::<_, io::Error>((device, FileStat::from(&metadata).inode))
    };
    let inside = Dir::open_ambient_dir(root, ambient_authority()).and_then(|root| root.open_dir(below));
    match inside.and_then(|inside| Ok(stat(&inside)? == stat(folder)?)) {
        Ok(true) => Ok(()),
        _ => {
            let message =
                "is not in the project's folder, by a link or because it was exchanged; nothing is done";
            Err(Error::usage(message).at(&destination.root))
        }
    }
}

/// The path of a file of the destination, for messages alone.
pub(crate) fn path_of(destination: &Destination, path: &str) -> PathBuf {
    destination.path_of(path)
}

/// Whether a file of the destination may be a feed, by its beginning.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub(crate) fn may_be_feed(
    destination: &Destination,
    path: &str,
    is_feed: &dyn Fn(&[u8]) -> bool,
) -> Result<bool, Error> {
    match look::beginning(destination, path, BEGINNING) {
        Ok(None) => Ok(true),
        Ok(Some(beginning)) => Ok(is_feed(&beginning)),
        Err(error) => {
            Err(Error::output(format!("cannot be compared: {error}")).at(destination.path_of(path)))
        }
    }
}

/// Makes the destination where it is missing, and locks it; runs that share its feeds, each of which is named, do not lock out one another.
///
/// # Errors
///
/// When it cannot be made or locked, or another run holds the lock: an output error where it has done so for longer than
/// `patience`.
pub(crate) fn open(root: &Path, patience: Duration, shard: Option<&str>) -> Result<Destination, Error> {
    let temporary = shard.map_or_else(|| TEMPORARY.to_owned(), |shard| format!("{TEMPORARY}-{shard}"));
    let failed = |what: &str, error: io::Error| Error::output(format!("cannot be {what}: {error}")).at(root);
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let made: Vec<PathBuf> = root.ancestors().take_while(is_missing).map(Path::to_path_buf).collect();
    // Another run that has made the folder may remove it again.
    for _ in 0..MOST_TRIES {
        make_folders(root).map_err(|error| failed("made", error))?;
        for above in made.iter().filter_map(|folder| folder.parent()) {
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            sync_folder(above).map_err(|error| failed("made durable", error))?;
        }
        let open = || retry_interrupted(|| Dir::open_ambient_dir(root, ambient_authority()));
        let folder = open().map_err(|error| failed("opened", error))?;
        let locked = files::private_folder(&folder, &temporary)
            .and_then(|within| Ok(files::lock(&within, LOCK)?.map(|lock| (within, lock))));
        match locked {
            Ok(Ok(locked)) => {
                let (root, folder) = (root.to_path_buf(), Some(folder));
                return Ok(Destination {
                    root,
                    remote: None,
                    folder,
                    locked: Some(locked),
                    temporary,
                    made,
                    staged: AtomicU64::new(0),
                });
            }
            Ok(Err(holder)) => return Err(held(holder, patience).at(root)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                let message =
                    format!("cannot be locked: {error}; nothing is published, old files are intact");
                return Err(Error::output(message).at(root.join(temporary)));
            }
        }
    }
    Err(Error::locked("other runs make and remove the folder; try again later").at(root))
}

/// How often the lock is tried where others remove its folder in between.
const MOST_TRIES: usize = 100;

/// The error where somebody else holds the lock.
fn held(holder: Holder, patience: Duration) -> Error {
    let by = holder.process.map_or(String::new(), |process| format!(", process {process}"));
    if holder.lasted <= patience {
        return Error::locked(format!("another run is under way{by}; try again later"));
    }
    Error::output(format!(
        "another run{by} has been at work for {} s, which is longer than `output.lock_timeout`; nothing is published, \
         old files are intact. End that run, or allow more time",
        holder.lasted.as_secs()
    ))
}

/// Opens the destination to compare files only.
///
/// # Errors
///
/// When it is there and cannot be opened.
pub(crate) fn open_unlocked(root: &Path) -> Result<Destination, Error> {
    let folder = match retry_interrupted(|| Dir::open_ambient_dir(root, ambient_authority())) {
        Ok(folder) => Some(folder),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Error::output(format!("cannot be opened: {error}")).at(root)),
    };
    let mut destination = nowhere(root.to_path_buf());
    destination.folder = folder;
    Ok(destination)
}

/// Opens a destination in an object store; for changes if `patience` says for how long another run may be at work. `ttl` is for how
/// many minutes feeds may be cached. With `reads_all` each object is read that is compared.
///
/// # Errors
///
/// When it cannot be opened, or another run is under way.
pub(crate) fn open_remote(
    objects: &Objects,
    ttl: Option<u32>,
    patience: Option<Duration>,
    reads_all: bool,
) -> Result<Destination, Error> {
    let mut destination = nowhere(PathBuf::from(objects.url.to_string()));
    destination.remote = Some(Remote::open(objects, ttl, patience, reads_all)?);
    Ok(destination)
}

/// A destination in which nothing is.
fn nowhere(root: PathBuf) -> Destination {
    let (locked, made, staged) = (None, Vec::new(), AtomicU64::new(0));
    let temporary = TEMPORARY.to_owned();
    Destination { root, remote: None, folder: None, locked, temporary, made, staged }
}

/// Closes the destination without publishing, and removes the folders that were made for it.
pub(crate) fn abandon(mut destination: Destination) {
    destination.unlock();
    for folder in &destination.made {
        // A folder that is not empty, because others have put something into it, stays.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Compares the artifact with the file that is there. Nothing is written.
///
/// An artifact without entries has no date of its own. It passes `kept`, by which the file that is there keeps its date and
/// head and loses its entries; only a new file takes the artifact's.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub(crate) fn compare(
    destination: &Destination,
    artifact: Artifact,
    kept: Option<WithoutEntries>,
) -> Result<Compared, Error> {
    let Artifact { path, kind, bytes } = artifact;
    let known = if kept.is_none() { look::holds(destination, &path, &bytes)? } else { None };
    if let Some((is_equal, stat)) = known {
        let change = || Change { path, kind, action: Action::Update, bytes };
        return Ok(if is_equal { Compared::Equal(stat) } else { Compared::Differs(change()) });
    }
    let most = if kept.is_some() { LARGEST } else { bytes.len() };
    let old = look::content(destination, &path, most)?;
    let kept = kept.zip(old.as_ref()).and_then(|(kept, (old, _))| kept(kind, old));
    let new = kept.unwrap_or(bytes);
    let action = match old {
        Some((old, stat)) if old == new => return Ok(Compared::Equal(stat)),
        Some(_) => Action::Update,
        None => Action::Create,
    };
    Ok(Compared::Differs(Change { path, kind, action, bytes: new }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_for_a_destination_goes_with_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("a/b/c");
        abandon(open(&root, Duration::MAX, None).unwrap());
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        let destination = open(&root, Duration::MAX, None).unwrap();
        fs::write(folder.path().join("a/others"), "").unwrap();
        abandon(destination);
        assert!(folder.path().join("a/others").exists() && !folder.path().join("a/b").exists());
    }
}
