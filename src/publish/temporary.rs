//! Takes away the folder of temporary files, whatever an earlier run or anybody else has left in it, and nothing that is
//! mounted there.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use cap_std::fs::Dir;

use super::{Destination, TEMPORARY};
use crate::durable::again;
use crate::error::Error;

/// Removes the temporary files of an earlier run, or of one that is given up.
///
/// # Errors
///
/// When they cannot be removed.
pub fn clear(destination: &Destination) -> Result<(), Error> {
    let Some(folder) = destination.folder.as_ref().filter(|_| destination.is_locked()) else { return Ok(()) };
    remove_all(folder).map_err(|(path, error)| {
        let hint = match error.kind() {
            ErrorKind::ResourceBusy => "; if something is mounted there, unmount it",
            _ => "",
        };
        Error::output(format!("cannot be cleared: {error}{hint}")).at(destination.root.join(path))
    })
}

/// What could not be removed.
type Stuck = (PathBuf, io::Error);

/// Removes the folder of temporary files. Folders within folders are first moved up, so that however deep they lie no path
/// is long and no more than one of them is open.
fn remove_all(folder: &Dir) -> Result<(), Stuck> {
    let mut moved = 0_u64;
    let top = Path::new(TEMPORARY);
    while !is_removed(folder, top)? {
        for path in below(folder, top)? {
            if is_removed(folder, &path)? {
                continue;
            }
            for inner in below(folder, &path)? {
                if !is_removed(folder, &inner)? {
                    move_up(folder, &inner, &mut moved)?;
                }
            }
        }
    }
    Ok(())
}

/// Removes a file, or a folder that is empty; false where it is not. Of what is mounted the system says that it is busy,
/// before anything in it is looked at.
fn is_removed(folder: &Dir, path: &Path) -> Result<bool, Stuck> {
    let removed = match again(|| folder.remove_dir(path)) {
        Err(error) if error.kind() == ErrorKind::NotADirectory => again(|| folder.remove_file(path)),
        removed => removed,
    };
    match removed {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) if is_not_empty(&error) => Ok(false),
        Err(error) => Err((path.to_path_buf(), error)),
    }
}

/// Whether a folder could not be removed because it holds something.
pub fn is_not_empty(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists)
}

/// The paths of what stands in a folder, which is made readable where that is needed.
fn below(folder: &Dir, path: &Path) -> Result<Vec<PathBuf>, Stuck> {
    make_accessible(folder, path);
    let entries = || {
        let mut paths = Vec::new();
        for entry in folder.read_dir(path)? {
            paths.push(path.join(entry?.file_name()));
        }
        Ok(paths)
    };
    again(entries).map_err(|error| (path.to_path_buf(), error))
}

/// Gives a folder a place of its own in that of temporary files.
fn move_up(folder: &Dir, path: &Path, moved: &mut u64) -> Result<(), Stuck> {
    make_accessible(folder, path);
    loop {
        let position = Path::new(TEMPORARY).join(format!("moved-{moved}"));
        *moved = moved.saturating_add(1);
        if again(|| folder.symlink_metadata(&position)).is_err() {
            return again(|| folder.rename(path, folder, &position))
                .map_err(|error| (path.to_path_buf(), error));
        }
    }
}

/// A run whose mask allows nobody anything leaves folders that not even their owner can look into.
fn make_accessible(folder: &Dir, path: &Path) {
    #[cfg(unix)]
    {
        use cap_std::fs::{Permissions, PermissionsExt};
        // Where it is somebody else's, what is to be done in it says so.
        let _ = folder.set_permissions(path, Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = (folder, path);
}
