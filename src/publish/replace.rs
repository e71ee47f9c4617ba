//! Puts new content in the place of files, each in one step: written beside the destination's files, made durable,
//! renamed over the old file, and the folder made durable in turn.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{Action, Change};
use crate::error::Error;
use crate::staging::stage;

/// Removes the folder of temporary files and what is in it.
pub fn clear(temporary: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::output(format!("cannot be cleared: {error}")).at(temporary))
        }
        _ => Ok(()),
    }
}

/// Carries out all changes: makes the folders, writes every new file beside its place, and only then puts one after
/// the other in the place of the old. Then every folder that was touched is made durable.
pub fn replace_all(root: &Path, temporary: &Path, changes: &[Change]) -> Result<(), Error> {
    let failed_early = |path: &Path, error: &io::Error| {
        Error::output(format!("cannot be written: {error}; nothing is published, old files are intact"))
            .at(path)
    };
    fs::create_dir(temporary).map_err(|error| failed_early(temporary, &error))?;
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    let mut staged: Vec<(PathBuf, Option<TempPath>)> = Vec::with_capacity(changes.len());
    for change in changes {
        let target = root.join(&change.path);
        let file = match change.action {
            Action::Remove => Ok(None),
            _ => make_folders(root, &change.path, &mut folders)
                .and_then(|()| write(temporary, &target, &change.bytes))
                .map(Some),
        };
        let file = file.map_err(|error| failed_early(&target, &error))?;
        staged.push((target, file));
    }
    let failed_late = |path: &Path, error: &io::Error| {
        let state = "some feeds are new and the others old, and each is complete; the next run goes on";
        Error::output(format!("cannot be replaced: {error}; {state}")).at(path)
    };
    for (target, file) in staged {
        let result = match file {
            Some(file) => file.persist(&target).map_err(|error| error.error),
            None => remove(root, &target, &mut folders),
        };
        result.map_err(|error| failed_late(&target, &error))?;
    }
    for folder in folders.iter().filter(|folder| folder.exists()) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| failed_late(folder, &error))?;
    }
    Ok(())
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

/// Writes and makes durable a temporary file that is to stand in the place of `target`, which must not be a folder.
fn write(temporary: &Path, target: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    if fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(io::Error::other("a folder stands in its place; remove it"));
    }
    Ok(stage(temporary, bytes)?.into_temp_path())
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
