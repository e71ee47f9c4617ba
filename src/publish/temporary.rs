//! Removes the folder of temporary files with all that an earlier run or anybody else has left in it, but nothing that is
//! mounted there.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use cap_std::fs::Dir;

use super::{Destination, TEMPORARY};
use crate::error::Error;
use crate::files::retry_interrupted;

/// Removes the temporary files of an earlier run, or of this one where it publishes nothing.
///
/// # Errors
///
/// When they cannot be removed.
pub(crate) fn clear(destination: &Destination) -> Result<(), Error> {
    let Some(folder) = destination.folder.as_ref().filter(|_| destination.is_locked()) else { return Ok(()) };
    remove_all(folder).map_err(|(path, error)| {
        let hint = match error.kind() {
            ErrorKind::ResourceBusy => "; if something is mounted there, unmount it",
            _ => "",
        };
        Error::output(format!("cannot be cleared: {error}{hint}")).at(destination.root.join(path))
    })
}

/// The path that could not be removed, and why.
type Stuck = (PathBuf, io::Error);

/// Removes the folder of temporary files. Folders within folders are first moved up, so that no path gets long and no more
/// than one of them is open, however deep they lie.
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

/// Removes a file, or a folder that is empty; false where it is not. The system refuses a mount as busy before it looks at
/// anything in it.
fn is_removed(folder: &Dir, path: &Path) -> Result<bool, Stuck> {
    let removed = match retry_interrupted(|| folder.remove_dir(path)) {
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            retry_interrupted(|| folder.remove_file(path))
        }
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
pub(super) fn is_not_empty(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists)
}

/// The paths in a folder, which is made readable where that is needed.
fn below(folder: &Dir, path: &Path) -> Result<Vec<PathBuf>, Stuck> {
    make_accessible(folder, path);
    let entries = || {
        let mut paths = Vec::new();
        for entry in folder.read_dir(path)? {
            paths.push(path.join(entry?.file_name()));
        }
        Ok(paths)
    };
    retry_interrupted(entries).map_err(|error| (path.to_path_buf(), error))
}

/// Moves a folder into that of temporary files, under a free name.
fn move_up(folder: &Dir, path: &Path, moved: &mut u64) -> Result<(), Stuck> {
    make_accessible(folder, path);
    loop {
        let position = Path::new(TEMPORARY).join(format!("moved-{moved}"));
        *moved = moved.saturating_add(1);
        if retry_interrupted(|| folder.symlink_metadata(&position)).is_err() {
            return retry_interrupted(|| folder.rename(path, folder, &position))
                .map_err(|error| (path.to_path_buf(), error));
        }
    }
}

/// Makes a folder readable: a run whose mask allows nobody anything leaves folders that even their owner cannot read.
fn make_accessible(folder: &Dir, path: &Path) {
    #[cfg(unix)]
    {
        use cap_std::fs::{Permissions, PermissionsExt};
        // Where the folder is somebody else's, reading it is what fails.
        let _ = folder.set_permissions(path, Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = (folder, path);
}
