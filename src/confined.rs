//! Reads a file through the handle of a folder: no link on the way leads out of it, nothing is waited for, and no more is
//! read than was asked for. What the file is, and what its content means, is known to those who ask.

use std::io::{self, Read};

use cap_std::fs::{Dir, OpenOptions};

use crate::durable::again;

/// The content of a file below the folder. `None` where something else stands there, such as a link, a folder or a pipe,
/// and where it is larger than `most` bytes.
///
/// # Errors
///
/// When nothing stands there, or it cannot be read.
pub fn read(folder: &Dir, path: &str, most: usize) -> io::Result<Option<Vec<u8>>> {
    if !again(|| folder.symlink_metadata(path))?.is_file() {
        return Ok(None);
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::custom_flags(&mut options, without_waiting());
    let file = again(|| folder.open_with(path, &options))?;
    let metadata = again(|| file.metadata())?;
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    if !metadata.is_file() || metadata.len() > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() <= most))
}

/// The flag to open a file with that may be something else: a pipe that nobody writes to would hold the run for ever.
#[cfg(unix)]
pub fn without_waiting() -> i32 {
    i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default()
}
