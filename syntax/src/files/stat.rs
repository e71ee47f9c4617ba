//! What the file system says of a file, by which a file is recognised without being read; by feedmill itself, and by web
//! servers: their ETags are often the second of the last change and the size, and they answer 304 where both are the same.
//!
//! So a file that takes the place of another changed in a later second than that one. The file system's own clock says when
//! a file changed; where that is no later second, or the old file is of the future because a clock was wrong once, the new
//! file is one second younger than the old and no more. To set it back to the present would be shorter, but servers that
//! compare dates by their order would then answer 304 to whoever has seen the old one.

use std::io;

use cap_std::fs::{Dir, File};
use serde::{Deserialize, Serialize};

use super::durable::retry_interrupted;

/// What the file system says of a file: as long as none of it changes, neither has the content. The default recognises no file;
/// it is all that there is where the system says too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStat {
    /// Its size in bytes.
    pub size: u64,
    /// When its content last changed, in nanoseconds since 1970.
    pub modified: i64,
    /// When its content or its metadata last changed, in nanoseconds since 1970.
    pub changed: i64,
    /// Its number in its file system.
    pub inode: u64,
}

impl From<&cap_std::fs::Metadata> for FileStat {
    #[cfg(unix)]
    fn from(metadata: &cap_std::fs::Metadata) -> FileStat {
        use cap_std::fs::MetadataExt;
        FileStat {
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }

    #[cfg(not(unix))]
    fn from(_: &cap_std::fs::Metadata) -> FileStat {
        FileStat::default()
    }
}

/// How many nanoseconds a second has.
const SECOND: i64 = 1_000_000_000;

/// A moment in nanoseconds since 1970.
#[cfg(unix)]
fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(SECOND).saturating_add(rest)
}

/// What the file system says of the file at a path below the folder, wherever links lead.
///
/// # Errors
///
/// Those of `stat`.
#[cfg(unix)]
pub fn stat_at(folder: &Dir, path: &str) -> io::Result<FileStat> {
    use rustix::fs::{AtFlags, statat};
    let stat = rustix::io::retry_on_intr(|| statat(folder, path, AtFlags::empty()))?;
    // The types of its fields differ between systems.
    #[allow(clippy::unnecessary_cast)]
    let (modified, changed) = (
        nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
        nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
    );
    #[allow(clippy::unnecessary_cast)]
    let (size, inode) = (stat.st_size as u64, stat.st_ino as u64);
    Ok(FileStat { size, modified, changed, inode })
}

#[cfg(not(unix))]
pub fn stat_at(folder: &Dir, path: &str) -> io::Result<FileStat> {
    retry_interrupted(|| folder.metadata(path)).map(|metadata| FileStat::from(&metadata))
}

impl FileStat {
    /// What is said of two files that make up one: it changes where either does.
    #[must_use]
    pub fn with(self, other: FileStat) -> FileStat {
        if self == FileStat::default() || other == FileStat::default() {
            return FileStat::default();
        }
        FileStat {
            size: self.size.wrapping_add(other.size),
            modified: self.modified.max(other.modified),
            changed: self.changed.max(other.changed),
            inode: self.inode.rotate_left(32) ^ other.inode,
        }
    }

    /// The second of the last change of the content, since 1970.
    fn second(&self) -> i64 {
        self.modified.div_euclid(SECOND)
    }
}

/// What the file system says of a new file with all its content, after its last change has been put into a later second than
/// that of the `old` file in whose place it will be.
///
/// # Errors
///
/// Those of `fstat` and `futimens`.
pub fn changed_after(old: Option<FileStat>, file: &File) -> io::Result<FileStat> {
    let stat = || retry_interrupted(|| file.metadata()).map(|metadata| FileStat::from(&metadata));
    let own = stat()?;
    let Some(old) = old.map(|old| old.second()).filter(|old| own.second() <= *old) else { return Ok(own) };
    // The clocks of some file systems tick every two seconds.
    for later in [1, 2] {
        set_modified(file, old.saturating_add(later).saturating_mul(SECOND))?;
        let new = stat()?;
        if new.second() > old {
            return Ok(new);
        }
    }
    // The old file is of the last moment that the file system knows.
    set_modified(file, own.modified)?;
    stat()
}

/// Sets when the content of a file last changed, in nanoseconds since 1970.
#[cfg(unix)]
fn set_modified(file: &File, modified: i64) -> io::Result<()> {
    use rustix::fs::{Timespec, Timestamps, UTIME_OMIT, futimens};
    let at = |tv_sec, tv_nsec| Timespec { tv_sec, tv_nsec };
    let times = Timestamps {
        last_access: at(0, UTIME_OMIT),
        last_modification: at(modified.div_euclid(SECOND), modified.rem_euclid(SECOND)),
    };
    retry_interrupted(|| Ok(futimens(file, &times)?))
}

#[cfg(not(unix))]
fn set_modified(_: &File, _: i64) -> io::Result<()> {
    Ok(())
}

impl From<std::fs::Metadata> for FileStat {
    fn from(metadata: std::fs::Metadata) -> FileStat {
        FileStat::from(&cap_std::fs::Metadata::from_just_metadata(metadata))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use cap_std::ambient_authority;
    use cap_std::fs::Dir;

    use super::*;

    /// The second of a new file in the place of one that changed at this moment, and its own before.
    fn seconds(old: Option<i64>) -> (i64, i64) {
        let folder = tempfile::tempdir().unwrap();
        let folder = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let file = folder.create("new").unwrap();
        let own = FileStat::from(&file.metadata().unwrap());
        let old = old.map(|from_own| FileStat { modified: own.modified.saturating_add(from_own), ..own });
        let after = changed_after(old, &file).unwrap();
        assert_eq!(after, FileStat::from(&file.metadata().unwrap()));
        (after.second(), own.second())
    }

    #[test]
    fn a_file_changes_in_a_later_second_than_the_one_that_it_replaces_and_else_at_its_own_time() {
        let hour = 3600 * SECOND;
        for old in [None, Some(-hour), Some(-2 * SECOND)] {
            let (after, own) = seconds(old);
            assert_eq!(after, own, "{old:?}");
        }
        let (after, own) = seconds(Some(0));
        assert_eq!(after, own + 1);
        let (after, own) = seconds(Some(hour));
        assert_eq!(after, own + 3601);
    }

    #[test]
    fn a_file_of_the_end_of_time_is_replaced_by_one_of_the_present_or_a_later_second() {
        let (after, own) = seconds(Some(i64::MAX));
        assert!(after == own || after > i64::MAX / SECOND, "{after}");
    }
}
