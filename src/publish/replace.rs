//! Puts new content in the place of files, each in one step: written beside the destination's files, all of it made
//! durable, renamed over the old file, and the folders made durable in turn.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tempfile::TempPath;

use super::{Action, Change, Changed, Destination, TEMPORARY};
use crate::error::Error;
use crate::staging;

/// From how many files on the whole file system is made durable in one step, rather than file by file: each file costs
/// a wait for the disk, and the file system one.
#[cfg(target_os = "linux")]
const MANY: usize = 16;

/// A file that is ready to be put in its place. It goes when it is dropped.
#[derive(Debug)]
pub struct Staged {
    change: Changed,
    /// The new content; `None` where the file is removed, or nothing is to be written.
    file: Option<TempPath>,
}

impl Staged {
    /// A change that is only told and never carried out.
    pub fn planned(change: Change) -> Staged {
        Staged { change: Changed { path: change.path, action: change.action }, file: None }
    }
}

/// Removes the temporary files of an earlier run.
///
/// # Errors
///
/// When they cannot be removed.
pub fn prepare(destination: &Destination) -> Result<(), Error> {
    clear(&destination.root.join(TEMPORARY))
}

/// Writes the new content of a file beside its place. It is not durable yet.
///
/// # Errors
///
/// When it cannot be written, or something is in the way of its place.
pub fn stage(destination: &Destination, change: Change) -> Result<Staged, Error> {
    let target = destination.root.join(&change.path);
    let file = match change.action {
        Action::Remove => Ok(None),
        _ => write(&destination.root.join(TEMPORARY), &target, &change.bytes).map(Some),
    };
    let file = file.map_err(|error| failed_early(&target, &error))?;
    Ok(Staged { change: Changed { path: change.path, action: change.action }, file })
}

/// Puts everything that is staged in its place, and says what that was. Without a destination nothing is done.
///
/// # Errors
///
/// When a file cannot be written. All of it is made durable before the first is renamed, so that a full disk or a
/// missing permission shows before any file is replaced; whatever happens, every file is complete, old or new.
pub fn commit(destination: Option<&Destination>, staged: Vec<Staged>) -> Result<Vec<Changed>, Error> {
    let changes = staged.iter().map(|staged| staged.change.clone()).collect();
    let Some(destination) = destination.filter(|_| !staged.is_empty()) else { return Ok(changes) };
    let result = replace_all(destination, staged);
    let cleared = clear(&destination.root.join(TEMPORARY));
    result.and(cleared)?;
    let durable = destination.folder.sync_all();
    let failed = |error| Error::output(format!("cannot be made durable: {error}")).at(&destination.root);
    durable.map_err(failed)?;
    Ok(changes)
}

fn clear(temporary: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::output(format!("cannot be cleared: {error}")).at(temporary))
        }
        _ => Ok(()),
    }
}

fn failed_early(path: &Path, error: &io::Error) -> Error {
    Error::output(format!("cannot be written: {error}; nothing is published, old files are intact")).at(path)
}

/// Makes the folders and all new files durable, and only then puts one after the other in the place of the old. Then
/// every folder that was touched is made durable.
fn replace_all(destination: &Destination, staged: Vec<Staged>) -> Result<(), Error> {
    let root = &destination.root;
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    for Staged { change, .. } in staged.iter().filter(|staged| staged.file.is_some()) {
        make_folders(root, &change.path, &mut folders)
            .map_err(|error| failed_early(&root.join(&change.path), &error))?;
    }
    let files: Vec<&Path> = staged.iter().filter_map(|staged| staged.file.as_deref()).collect();
    make_durable(destination, &files).map_err(|(path, error)| failed_early(&path, &error))?;
    let failed_late = |path: &Path, error: &io::Error| {
        let state = "some feeds are new and the others old, and each is complete; the next run goes on";
        Error::output(format!("cannot be replaced: {error}; {state}")).at(path)
    };
    for Staged { change, file } in staged {
        let target = root.join(&change.path);
        let result = match file {
            Some(file) => file.persist(&target).map_err(|error| error.error),
            None => remove(root, &target, &mut folders),
        };
        result.map_err(|error| failed_late(&target, &error))?;
    }
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).filter(|folder| folder.exists()).collect();
    make_durable(destination, &folders).map_err(|(path, error)| failed_late(&path, &error))
}

/// Makes files or folders of the destination durable.
fn make_durable(destination: &Destination, paths: &[&Path]) -> Result<(), (PathBuf, io::Error)> {
    #[cfg(target_os = "linux")]
    if paths.len() > MANY {
        let result = rustix::fs::syncfs(&destination.folder);
        return result.map_err(|error| (destination.root.clone(), error.into()));
    }
    let sync = |path: &&Path| {
        let result = File::open(path).and_then(|file| file.sync_all());
        result.map_err(|error| (path.to_path_buf(), error))
    };
    let _ = destination;
    paths.par_iter().try_for_each(sync)
}

/// Makes the folders of a path one by one; a link among them might lead out of the destination.
fn make_folders(root: &Path, path: &str, touched: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    let mut folder = root.to_path_buf();
    let Some((folders, _)) = path.rsplit_once('/') else {
        return Ok(());
    };
    for name in folders.split('/') {
        let above = folder.clone();
        folder.push(name);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                return Err(io::Error::other("a folder on the way is a link or a file; remove it"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(&folder)?;
                touched.insert(above);
            }
            Err(error) => return Err(error),
        }
    }
    touched.insert(folder);
    Ok(())
}

/// Writes a temporary file that is to stand in the place of `target`, which must not be a folder.
fn write(temporary: &Path, target: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    if fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(io::Error::other("a folder stands in its place; remove it"));
    }
    match fs::create_dir(temporary) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let mut file = staging::begin(temporary)?;
    file.write_all(bytes)?;
    Ok(file.into_temp_path())
}

/// Removes a file, and the folders that it leaves empty.
fn remove(root: &Path, target: &Path, touched: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    fs::remove_file(target)?;
    let mut folder = target.parent();
    while let Some(above) = folder.filter(|folder| *folder != root) {
        touched.insert(above.to_path_buf());
        // A folder that still holds something stays, which is what this failure says.
        if fs::remove_dir(above).is_err() {
            break;
        }
        folder = above.parent();
    }
    touched.extend(folder.map(Path::to_path_buf));
    Ok(())
}
