//! A small file beside the state, which a run must not lose: it is replaced as a whole, and durable before anything depends on it.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::folder::open;
use crate::files;

/// The largest of them, in bytes.
const LARGEST: u64 = 64 << 20;

/// What the file of this name in the state's folder holds; nothing where it is missing.
///
/// # Errors
///
/// When it is there and cannot be read, or is larger than any that feedmill writes.
pub fn read_part(folder: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    let file: File = match files::open_path(&folder.join(name)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST.saturating_add(1)).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= LARGEST => Ok(Some(bytes)),
        _ => Err(io::Error::other("it is larger than any that feedmill writes")),
    }
}

/// Replaces it, or removes it where nothing is to be remembered.
///
/// # Errors
///
/// When it cannot be written; it is as it was then.
pub fn save_part(folder: &Path, name: &str, bytes: Option<&[u8]>) -> io::Result<()> {
    let within = open(folder)?;
    match bytes {
        Some(bytes) => files::replace(&within.folder, name.as_ref(), bytes),
        None => match within.folder.remove_file(name) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}
