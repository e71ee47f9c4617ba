//! Artifacts become files in the destination: compared first, left alone when equal, and replaced whole when not, so
//! that a reader sees a complete old file or a complete new one.
//!
//! One run at a time: the lock is on the destination's folder itself and ends with the process.

mod replace;
mod stale;

pub use stale::stale;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::model::Artifact;

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
}

/// Makes the destination where it is not there, and locks it.
///
/// # Errors
///
/// When it cannot be made, or another run holds the lock.
pub fn open(root: &Path) -> Result<Destination, Error> {
    fs::create_dir_all(root).map_err(|error| Error::output(format!("cannot be made: {error}")).at(root))?;
    let folder =
        File::open(root).map_err(|error| Error::output(format!("cannot be opened: {error}")).at(root))?;
    match folder.try_lock() {
        Ok(()) => Ok(Destination { root: root.to_path_buf(), folder }),
        Err(TryLockError::WouldBlock) => {
            Err(Error::locked("another run is under way; try again later").at(root))
        }
        Err(TryLockError::Error(error)) => Err(Error::output(format!("cannot be locked: {error}")).at(root)),
    }
}

/// What publishing the artifacts would change below `root`, in their order. Nothing is written.
///
/// # Errors
///
/// When a file that is there cannot be read.
pub fn compare(root: &Path, artifacts: Vec<Artifact>) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for artifact in artifacts {
        let file = root.join(&artifact.path);
        let action = match fs::read(&file) {
            Ok(bytes) if bytes == artifact.bytes => continue,
            Ok(_) => Action::Update,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Action::Create,
            Err(error) => return Err(Error::output(format!("cannot be compared: {error}")).at(file)),
        };
        changes.push(Change { path: artifact.path, action, bytes: artifact.bytes });
    }
    Ok(changes)
}

/// The artifacts that have no file at their path yet.
pub fn missing(root: &Path, mut artifacts: Vec<Artifact>) -> Vec<Artifact> {
    artifacts.retain(|artifact| !root.join(&artifact.path).exists());
    artifacts
}

/// Carries out the changes. Temporary files of an earlier run go first, and none is left behind.
///
/// # Errors
///
/// At the first file that cannot be replaced; all files are then complete, old or new.
pub fn apply(destination: &Destination, changes: &[Change]) -> Result<(), Error> {
    let temporary = destination.root.join(TEMPORARY);
    replace::clear(&temporary)?;
    if changes.is_empty() {
        return Ok(());
    }
    let result = replace::replace_all(&destination.root, &temporary, changes);
    let cleared = replace::clear(&temporary);
    result.and(cleared)?;
    destination
        .folder
        .sync_all()
        .map_err(|error| Error::output(format!("cannot be made durable: {error}")).at(&destination.root))
}
