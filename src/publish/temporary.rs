//! Empties the folder of temporary files, but for the lock, of all that an earlier run or anybody else has left in it; nothing
//! that is mounted there goes.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use cap_std::fs::Dir;

use super::{Destination, LOCK};
use crate::error::Error;
use crate::files::{make_accessible, retry_interrupted};

/// Removes the temporary files of an earlier run, or of this one where it publishes nothing.
///
/// # Errors
///
/// When they cannot be removed.
pub(crate) fn clear(destination: &Destination) -> Result<(), Error> {
    let Some((folder, _)) = &destination.locked else { return Ok(()) };
    remove_all(folder).map_err(|(path, error)| {
        let hint = match error.kind() {
            ErrorKind::ResourceBusy => "; if something is mounted there, unmount it",
            _ => "",
        };
        let path = destination.root.join(&destination.temporary).join(path);
        Error::output(format!("cannot be cleared: {error}{hint}")).at(path)
    })
}

/// The path that could not be removed, and why.
type Stuck = (PathBuf, io::Error);

/// Removes all but the lock from the folder of temporary files. Folders within folders are first moved up, so that no path
/// gets long and no more than one of them is open, however deep they lie.
fn remove_all(folder: &Dir) -> Result<(), Stuck> {
    let (mut moved, mut is_clear) = (0_u64, false);
    while !is_clear {
        is_clear = true;
        for path in below(folder, Path::new("."))? {
            if path == Path::new(LOCK) || is_removed(folder, &path)? {
                continue;
            }
            is_clear = false;
            make_accessible(folder, &path);
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

/// The paths in a folder.
fn below(folder: &Dir, path: &Path) -> Result<Vec<PathBuf>, Stuck> {
    let entries = || {
        let mut paths = Vec::new();
        for entry in folder.read_dir(path)? {
            let name = entry?.file_name();
            paths.push(if path == Path::new(".") { PathBuf::from(name) } else { path.join(name) });
        }
        Ok(paths)
    };
    retry_interrupted(entries).map_err(|error| (path.to_path_buf(), error))
}

/// Moves a folder up, under a free name.
fn move_up(folder: &Dir, path: &Path, moved: &mut u64) -> Result<(), Stuck> {
    loop {
        let position = PathBuf::from(format!("moved-{moved}"));
        *moved = moved.saturating_add(1);
        if retry_interrupted(|| folder.symlink_metadata(&position)).is_err() {
            make_inner_accessible(folder, path);
            return retry_interrupted(|| folder.rename(path, folder, &position))
                .map_err(|error| (path.to_path_buf(), error));
        }
    }
}

/// Makes a folder in a folder readable, which moving it up takes.
fn make_inner_accessible(folder: &Dir, path: &Path) {
    if let (Some(above), Some(name)) = (path.parent(), path.file_name())
        && let Ok(above) = retry_interrupted(|| folder.open_dir(above))
    {
        make_accessible(&above, Path::new(name));
    }
}
