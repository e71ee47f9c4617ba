//! Artifacts become files in the destination: compared first, left alone when equal, and replaced whole when not, so
//! that a reader sees a complete old file or a complete new one.
//!
//! One run at a time: the lock is on the destination's folder itself and ends with the process.

mod replace;
mod stale;

pub use replace::{Staged, commit, prepare, stage};
pub use stale::stale;

use std::fs::{self, File, Metadata, TryLockError};
use std::path::{Path, PathBuf};

use crate::catalogue::Stamp;
use crate::error::Error;
use crate::format;
use crate::model::Artifact;
use crate::stamp;

/// The folder of temporary files at the destination's root.
const TEMPORARY: &str = ".feedmill-tmp";

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

/// The destination, locked until it is dropped.
#[derive(Debug)]
pub struct Destination {
    root: PathBuf,
    folder: File,
    was_made: bool,
}

/// Makes the destination where it is not there, and locks it.
///
/// # Errors
///
/// When it cannot be made, or another run holds the lock.
pub fn open(root: &Path) -> Result<Destination, Error> {
    let was_made = !root.exists();
    fs::create_dir_all(root).map_err(|error| Error::output(format!("cannot be made: {error}")).at(root))?;
    let folder =
        File::open(root).map_err(|error| Error::output(format!("cannot be opened: {error}")).at(root))?;
    match folder.try_lock() {
        Ok(()) => Ok(Destination { root: root.to_path_buf(), folder, was_made }),
        Err(TryLockError::WouldBlock) => {
            Err(Error::locked("another run is under way; try again later").at(root))
        }
        Err(TryLockError::Error(error)) => Err(Error::output(format!("cannot be locked: {error}")).at(root)),
    }
}

/// Gives the destination up without publishing: a folder that was made for it goes again.
pub fn abandon(destination: Destination) {
    if destination.was_made {
        // Where something has come into it meanwhile it stays, which is what this failure says.
        let _ = fs::remove_dir(&destination.root);
    }
}

/// What publishing the artifact would change below `root`. Nothing is written.
///
/// A feed without entries has no date of its own: where it is there already it keeps the date and head it has.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub fn compare(root: &Path, artifact: Artifact) -> Result<Option<Change>, Error> {
    let file = root.join(&artifact.path);
    let old = match fs::read(&file) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::output(format!("cannot be compared: {error}")).at(file)),
    };
    let kept = old.as_deref().filter(|_| artifact.entries == 0);
    let new = kept.and_then(|bytes| format::emptied(bytes, artifact.format)).unwrap_or(artifact.bytes);
    let action = match old {
        Some(old) if old == new => return Ok(None),
        Some(_) => Action::Update,
        None => Action::Create,
    };
    Ok(Some(Change { path: artifact.path, action, bytes: new }))
}

/// What the file system says of a file of the destination; `None` where it is not there.
pub fn stamp(root: &Path, path: &str) -> Option<Stamp> {
    fs::symlink_metadata(root.join(path)).ok().filter(Metadata::is_file).map(|metadata| stamp::of(&metadata))
}
