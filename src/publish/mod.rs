//! Artifacts become files in the destination: compared first, left alone when equal, and replaced whole when not, so
//! that a reader sees a complete old file or a complete new one.
//!
//! One run at a time: the lock is on the destination's folder itself and ends with the process.

mod replace;
mod stale;
mod temporary;

pub use replace::{Committed, Staged, commit, stage};
pub use stale::stale;
pub use temporary::clear;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::catalogue::Stamp;
use crate::confined;
use crate::durable::{again, make_folders};
use crate::error::Error;
use crate::format;
use crate::model::{Artifact, Format};
use crate::stamp;

/// The folder of temporary files at the destination's root.
const TEMPORARY: &str = ".feedmill-tmp";

/// The largest file of the destination that is read to be emptied, in bytes: far more than any feed has.
const LARGEST: usize = 64 << 20;

/// What happens to a file of the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is there with other content.
    Update,
    /// Its topic or feed is gone: it loses its entries.
    Empty,
    /// Its topic or feed is gone, and so is the file.
    Remove,
}

impl Action {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Empty => "empty",
            Action::Remove => "remove",
        }
    }
}

/// A file that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its path below the destination.
    pub path: String,
    /// What has happened to it.
    pub action: Action,
}

/// A file that does not stay as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path below the destination.
    pub path: String,
    /// What happens to it.
    pub action: Action,
    /// Its new content; empty where it is removed.
    pub bytes: Vec<u8>,
}

/// What publishing an artifact comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// The file is there as it should be; what the file system said of it before it was read.
    Equal(Stamp),
    /// It does not stay as it is.
    Differs(Change),
}

/// The destination, locked until it is dropped where it was opened for changes. All its files are reached through a
/// handle on its folder, out of which no link and no name leads.
#[derive(Debug)]
pub struct Destination {
    /// Its path, for messages alone.
    root: PathBuf,
    /// `None` where it is not there and not to be made.
    folder: Option<Dir>,
    /// The same folder, where it is locked.
    lock: Option<File>,
    /// The folders that were made for it, itself first and then those above it.
    made: Vec<PathBuf>,
    /// How many temporary files have been named.
    staged: AtomicU64,
}

impl Destination {
    /// Whether it may be changed.
    pub fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    fn path_of(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// Makes the destination where it is not there, and locks it.
///
/// # Errors
///
/// When it cannot be made, or another run holds the lock.
pub fn open(root: &Path) -> Result<Destination, Error> {
    let failed = |what: &str, error: io::Error| Error::output(format!("cannot be {what}: {error}")).at(root);
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let made: Vec<PathBuf> = root.ancestors().take_while(is_missing).map(Path::to_path_buf).collect();
    make_folders(root).map_err(|error| failed("made", error))?;
    for above in made.iter().filter_map(|folder| folder.parent()) {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        again(|| File::open(above)?.sync_all()).map_err(|error| failed("made durable", error))?;
    }
    let lock = File::open(root).map_err(|error| failed("opened", error))?;
    let is_free = || match lock.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    };
    if !again(is_free).map_err(|error| failed("locked", error))? {
        return Err(Error::locked("another run is under way; try again later").at(root));
    }
    let folder = lock.try_clone().map_err(|error| failed("opened", error))?;
    let folder = Some(Dir::from_std_file(folder));
    Ok(Destination { root: root.to_path_buf(), folder, lock: Some(lock), made, staged: AtomicU64::new(0) })
}

/// Looks at the destination without changing anything.
///
/// # Errors
///
/// When it is there and cannot be opened.
pub fn look(root: &Path) -> Result<Destination, Error> {
    let folder = match again(|| Dir::open_ambient_dir(root, ambient_authority())) {
        Ok(folder) => Some(folder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::output(format!("cannot be opened: {error}")).at(root)),
    };
    Ok(Destination {
        root: root.to_path_buf(),
        folder,
        lock: None,
        made: Vec::new(),
        staged: AtomicU64::new(0),
    })
}

/// Gives the destination up without publishing: folders that were made for it go again.
pub fn abandon(destination: Destination) {
    for folder in &destination.made {
        // Where something has come into it meanwhile it stays, which is what this failure says.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Compares the artifact with what is there. Nothing is written.
///
/// A feed without entries has no date of its own: where it is there already it keeps the date and head it has.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub fn compare(destination: &Destination, artifact: Artifact) -> Result<Compared, Error> {
    let most = if artifact.entries == 0 { LARGEST } else { artifact.bytes.len() };
    let old = content(destination, &artifact.path, most)?;
    let kept = old.as_ref().filter(|_| artifact.entries == 0);
    let new =
        kept.and_then(|(bytes, _)| format::without_entries(bytes, artifact.format)).unwrap_or(artifact.bytes);
    let action = match old {
        Some((old, stamp)) if old == new => return Ok(Compared::Equal(stamp)),
        Some(_) => Action::Update,
        None => Action::Create,
    };
    Ok(Compared::Differs(Change { path: artifact.path, action, bytes: new }))
}

/// Whether a feed that feedmill wrote stands there and has entries.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub fn has_entries(destination: &Destination, path: &str, format: Format) -> Result<bool, Error> {
    let (bytes, _) = content(destination, path, LARGEST)?.unwrap_or_default();
    Ok(format::without_entries(&bytes, format).is_some_and(|emptied| emptied != bytes))
}

/// What a file of the destination holds, and what the file system said of it; `None` where it is not there. What is no
/// file, such as a link, or larger than `most` bytes, holds nothing.
fn content(destination: &Destination, path: &str, most: usize) -> Result<Option<(Vec<u8>, Stamp)>, Error> {
    let Some(folder) = &destination.folder else { return Ok(None) };
    match confined::read_known(folder, path, most) {
        Ok(content) => Ok(Some(content.unwrap_or_default())),
        // What stands in the way of its folder is told when it is to be written.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => {
            Err(Error::output(format!("cannot be compared: {error}")).at(destination.path_of(path)))
        }
    }
}

/// What the file system says of a file of the destination; `None` where it is not there.
pub fn stamp(destination: &Destination, path: &str) -> Option<Stamp> {
    let folder = destination.folder.as_ref()?;
    let metadata = again(|| folder.symlink_metadata(path)).ok()?;
    metadata.is_file().then(|| stamp::of_confined(&metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_for_a_destination_goes_with_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("a/b/c");
        abandon(open(&root).unwrap());
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        let destination = open(&root).unwrap();
        fs::write(folder.path().join("a/others"), "").unwrap();
        abandon(destination);
        assert!(folder.path().join("a/others").exists() && !folder.path().join("a/b").exists());
    }
}
