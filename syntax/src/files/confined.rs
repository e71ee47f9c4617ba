//! Opens and reads files: nothing is waited for, no more is read than was asked for, and through the handle of a folder no
//! link leads out of it.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use cap_std::fs::{Dir, File, OpenOptions};

use super::FileStat;
use super::durable::retry_interrupted;

/// The content of a file below the folder, and what the file system said of the file before it was read: what it says later
/// may be about a change. `None` where something else is there, such as a link, a folder or a pipe, or a file of more than
/// `most` bytes.
///
/// # Errors
///
/// When nothing is there, or it cannot be read.
pub fn read(folder: &Dir, path: &str, most: usize) -> io::Result<Option<(Vec<u8>, FileStat)>> {
    if !retry_interrupted(|| folder.symlink_metadata(path))?.is_file() {
        return Ok(None);
    }
    let file = open(folder, path)?;
    let metadata = retry_interrupted(|| file.metadata())?;
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    if !metadata.is_file() || metadata.len() > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then(|| (bytes, FileStat::from(&metadata))))
}

/// Opens a file below the folder for reading.
///
/// # Errors
///
/// Those of `open`, and where a link leads out of the folder.
pub fn open(folder: &Dir, path: impl AsRef<Path>) -> io::Result<File> {
    let options = non_blocking();
    retry_leased(|| folder.open_with(&path, &options))
}

/// Opens the file at a path for reading, wherever links lead.
///
/// # Errors
///
/// Those of `open`.
pub fn open_path(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NON_BLOCKING);
    retry_leased(|| options.open(path))
}

/// Without this flag a pipe that nobody writes to would hold the run for ever.
#[cfg(unix)]
const NON_BLOCKING: i32 = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();

/// How to open a file for reading that may be a pipe.
pub(super) fn non_blocking() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::custom_flags(&mut options, NON_BLOCKING);
    options
}

/// How often a file is opened again that another program holds, and the time in between: a second altogether.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Repeats an attempt to open a file that another program, such as a file server, holds by a lease: the program gives it back
/// as soon as it learns that somebody wants the file.
fn retry_leased<T>(open: impl Fn() -> io::Result<T>) -> io::Result<T> {
    for _ in 0..TRIES {
        match retry_interrupted(&open) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => sleep(PAUSE),
            result => return result,
        }
    }
    retry_interrupted(open)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_file_that_is_given_back_is_opened_and_one_that_is_kept_is_not_waited_for_long() {
        let opened_at = |count: usize| {
            let tries = Cell::new(0);
            let open = || {
                tries.set(tries.get() + 1);
                if tries.get() < count { Err(ErrorKind::WouldBlock.into()) } else { Ok(()) }
            };
            retry_leased(open).map(|()| tries.get()).map_err(|error| error.kind())
        };
        assert_eq!(opened_at(1), Ok(1));
        assert_eq!(opened_at(4), Ok(4));
        assert_eq!(opened_at(usize::MAX), Err(ErrorKind::WouldBlock));
    }
}
