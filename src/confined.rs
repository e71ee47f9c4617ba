//! Reads a file through the handle of a folder: no link on the way leads out of it, nothing is waited for, and no more is
//! read than was asked for. What the file is, and what its content means, is known to those who ask.

use std::io::{self, ErrorKind, Read};
use std::thread::sleep;
use std::time::Duration;

use cap_std::fs::{Dir, OpenOptions};

use crate::catalogue::Stamp;
use crate::durable::again;
use crate::stamp;

/// The content of a file below the folder. `None` where something else stands there, such as a link, a folder or a pipe,
/// and where it is larger than `most` bytes.
///
/// # Errors
///
/// When nothing stands there, or it cannot be read.
pub fn read(folder: &Dir, path: &str, most: usize) -> io::Result<Option<Vec<u8>>> {
    Ok(read_known(folder, path, most)?.map(|(bytes, _)| bytes))
}

/// As [`read`], and what the file system said of the file before it was read: what it says later may be about a change.
///
/// # Errors
///
/// Those of [`read`].
pub fn read_known(folder: &Dir, path: &str, most: usize) -> io::Result<Option<(Vec<u8>, Stamp)>> {
    if !again(|| folder.symlink_metadata(path))?.is_file() {
        return Ok(None);
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::custom_flags(&mut options, without_waiting());
    let file = patiently(|| folder.open_with(path, &options))?;
    let metadata = again(|| file.metadata())?;
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    if !metadata.is_file() || metadata.len() > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    let stamp = stamp::of_confined(&metadata);
    Ok(Some((bytes, stamp)).filter(|(bytes, _)| bytes.len() <= most))
}

/// How often a file is opened again that another program holds, and how long it has in between: a second altogether.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Opens a file without waiting, but for programs such as file servers that hold it by a lease: they give it back as soon as
/// they hear that somebody wants it.
///
/// # Errors
///
/// Those of `open`, also where the other program keeps the file.
pub fn patiently<T>(open: impl Fn() -> io::Result<T>) -> io::Result<T> {
    for _ in 0..TRIES {
        match again(&open) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => sleep(PAUSE),
            result => return result,
        }
    }
    again(open)
}

/// The flag to open a file with that may be something else: a pipe that nobody writes to would hold the run for ever.
#[cfg(unix)]
pub fn without_waiting() -> i32 {
    i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default()
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
            patiently(open).map(|()| tries.get()).map_err(|error| error.kind())
        };
        assert_eq!(opened_at(1), Ok(1));
        assert_eq!(opened_at(4), Ok(4));
        assert_eq!(opened_at(usize::MAX), Err(ErrorKind::WouldBlock));
    }
}
