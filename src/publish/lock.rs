//! One run at a time: the lock (`flock`) of a destination is on the folder of temporary files at its root, which only the
//! operator's user can open, so nobody else can hold it. It goes with the run, so no lock is left behind.
//!
//! Where the folder cannot be made, nothing can be published either, so such a run needs no lock.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};

use cap_std::fs::Dir;
use chrono::{DateTime, Utc};

use super::TEMPORARY;
use super::temporary::{is_removed, remove_all};
use crate::files::{FileStat, retry_interrupted};

/// How often the folder is opened again because a run that ends takes it away.
const TRIES: usize = 1000;

/// The lock of a destination, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    destination: Dir,
    /// Released when the folder is gone.
    _folder: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // It holds something only where clearing it has failed, which was reported.
        let _ = retry_interrupted(|| self.destination.remove_dir(TEMPORARY));
    }
}

/// How locking ended.
#[derive(Debug)]
pub(super) enum Locked {
    /// The lock is this run's; `None` where nothing can be written.
    Own(Option<Lock>),
    /// Another run has it; the moment of its last sign of life, where the system tells.
    Others(Option<DateTime<Utc>>),
}

/// Locks a destination.
///
/// # Errors
///
/// When something else is in the folder's place and cannot be removed, or the system does not lock.
pub(super) fn lock(destination: &Dir) -> io::Result<Locked> {
    for _ in 0..TRIES {
        match make(destination) {
            Err(error) if is_read_only(&error) => return Ok(Locked::Own(None)),
            made => made?,
        }
        let folder = match retry_interrupted(|| open(destination)) {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            // What is no folder is somebody's mistake, and was always cleared away.
            Err(_) if is_no_folder(destination) => {
                is_removed(destination, TEMPORARY.as_ref()).map_err(|(_, error)| error)?;
                continue;
            }
            Err(error) => return Err(error),
        };
        if !is_own(&folder)? {
            take_from_others(destination)?;
            continue;
        }
        match retry_interrupted(|| match folder.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })? {
            // A run that has ended took the folder away, and a new one may be there.
            true if !is_there(destination, &folder)? => {}
            true => {
                let destination = retry_interrupted(|| destination.try_clone())?;
                return Ok(Locked::Own(Some(Lock { destination, _folder: folder })));
            }
            false => return Ok(Locked::Others(last_sign(&folder))),
        }
    }
    Ok(Locked::Others(None))
}

/// Makes the folder where it is not there, for its owner alone.
pub(super) fn make(destination: &Dir) -> io::Result<()> {
    let mut builder = cap_std::fs::DirBuilder::new();
    #[cfg(unix)]
    cap_std::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match retry_interrupted(|| destination.create_dir_with(TEMPORARY, &builder)) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// When something was put into the folder, or taken out of it, last.
fn last_sign(folder: &File) -> Option<DateTime<Utc>> {
    let stat = FileStat::from(retry_interrupted(|| folder.metadata()).ok()?);
    Some(DateTime::from_timestamp_nanos(stat.modified))
}

/// Whether nothing can be made in the destination, but what is there can be read.
fn is_read_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied
            | ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
    )
}

/// Opens the folder, and nothing else that may be in its place.
fn open(destination: &Dir) -> io::Result<File> {
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        cap_std::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    Ok(destination.open_with(TEMPORARY, &options)?.into_std())
}

fn is_no_folder(destination: &Dir) -> bool {
    retry_interrupted(|| destination.symlink_metadata(TEMPORARY)).is_ok_and(|there| !there.is_dir())
}

/// Whether the folder belongs to the user of this run; then nobody else can open it from now on.
#[cfg(unix)]
fn is_own(folder: &File) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let metadata = retry_interrupted(|| folder.metadata())?;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Ok(false);
    }
    if metadata.mode() & 0o777 != 0o700 {
        retry_interrupted(|| folder.set_permissions(std::fs::Permissions::from_mode(0o700)))?;
    }
    Ok(true)
}

#[cfg(not(unix))]
fn is_own(_: &File) -> io::Result<bool> {
    Ok(true)
}

/// Removes a folder that somebody else has put there, as far as the system allows it.
fn take_from_others(destination: &Dir) -> io::Result<()> {
    let removed = remove_all(destination).and_then(|()| is_removed(destination, TEMPORARY.as_ref()));
    match removed {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(io::Error::new(
            ErrorKind::PermissionDenied,
            format!("{TEMPORARY} belongs to another user, who could hold every run; remove it"),
        )),
    }
}

/// Whether the open folder is still the one at its place.
#[cfg(unix)]
fn is_there(destination: &Dir, folder: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let own = retry_interrupted(|| folder.metadata())?;
    let there = match retry_interrupted(|| destination.symlink_metadata(TEMPORARY)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        there => there?,
    };
    let there = (cap_std::fs::MetadataExt::dev(&there), cap_std::fs::MetadataExt::ino(&there));
    Ok(there == (own.dev(), own.ino()))
}

#[cfg(not(unix))]
fn is_there(_: &Dir, _: &File) -> io::Result<bool> {
    Ok(true)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use cap_std::ambient_authority;

    use super::*;

    fn own(folder: &Path) -> Option<Lock> {
        match lock(&Dir::open_ambient_dir(folder, ambient_authority()).ok()?) {
            Ok(Locked::Own(lock)) => lock,
            Ok(Locked::Others(_)) | Err(_) => None,
        }
    }

    #[test]
    fn one_run_has_the_lock_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let temporary = folder.path().join(TEMPORARY);
        let first = own(folder.path());
        assert!(first.is_some() && own(folder.path()).is_none());
        assert_eq!(temporary.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        drop(first);
        assert!(!temporary.exists());
        assert!(own(folder.path()).is_some());
    }

    #[test]
    fn whatever_is_in_the_place_of_the_folder_makes_way() {
        let folder = tempfile::tempdir().unwrap();
        let temporary = folder.path().join(TEMPORARY);
        std::fs::write(&temporary, "a").unwrap();
        assert!(own(folder.path()).is_some());
        std::os::unix::fs::symlink("/", &temporary).unwrap();
        assert!(own(folder.path()).is_some());
        std::fs::create_dir(&temporary).unwrap();
        std::fs::set_permissions(&temporary, std::fs::Permissions::from_mode(0o777)).unwrap();
        let held = own(folder.path());
        assert!(held.is_some());
        assert_eq!(temporary.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
