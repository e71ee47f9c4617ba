//! Makes files and folders outlast a loss of power, and repeats calls that a signal has interrupted.
//!
//! Many files are made durable by one `syncfs` (Linux), few by an `fsync` each: the promise is the same, and a thousand waits
//! for the disk become one.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use cap_std::fs::Dir;

use crate::parallel;

/// The most files that are made durable one by one.
#[cfg(target_os = "linux")]
pub(super) const FEW: usize = 16;

/// Makes the files or folders at paths below the folder durable.
///
/// # Errors
///
/// When the disk could not keep one of them, with its path; without a path where that is unknown.
pub fn sync(folder: &Dir, paths: &[&str]) -> Result<(), (String, io::Error)> {
    #[cfg(target_os = "linux")]
    if paths.len() > FEW {
        return sync_file_system(folder).map_err(|error| (String::new(), error));
    }
    let sync = |path: &&str| {
        let result = retry_interrupted(|| folder.open(path)?.sync_all());
        result.map_err(|error| ((*path).to_owned(), error))
    };
    parallel::try_map(paths, sync).map(|_| ())
}

/// Makes all that was written to the folder's file system durable.
///
/// # Errors
///
/// When the disk could not keep something.
#[cfg(target_os = "linux")]
pub(super) fn sync_file_system(folder: &Dir) -> io::Result<()> {
    retry_interrupted(|| Ok(rustix::fs::syncfs(folder.open(".")?)?))
}

/// Makes the names in a folder durable.
///
/// # Errors
///
/// When the folder cannot be opened, or the disk could not keep it.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    retry_interrupted(|| File::open(folder)?.sync_all())
}

/// Makes a folder and the missing ones above it.
///
/// # Errors
///
/// When one of them cannot be made.
pub fn make_folders(folder: &Path) -> io::Result<()> {
    match retry_interrupted(|| fs::create_dir_all(folder)) {
        // A signal may have kept the library from seeing that the folder is there.
        Err(error)
            if error.kind() == io::ErrorKind::AlreadyExists
                && retry_interrupted(|| fs::metadata(folder)).is_ok_and(|metadata| metadata.is_dir()) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Repeats a call until no signal interrupts it. Neither `cap-std` nor every call of the standard library does so.
///
/// # Errors
///
/// All others of the call.
pub fn retry_interrupted<T>(call: impl Fn() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
