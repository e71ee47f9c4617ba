//! What was written into a folder is made to outlast a loss of power, all at once, and what is done with files a signal.
//! Which files are written, and when it is time, is for others to say.

use std::fs;
use std::io;
use std::path::Path;

use cap_std::fs::Dir;

/// From how many files on all are made durable at once rather than one by one: each costs a wait for the disk, and the whole
/// file system one.
#[cfg(target_os = "linux")]
pub const MANY: usize = 16;

/// Makes all that was written to the folder's file system durable.
///
/// # Errors
///
/// When the disk says that it could not keep something.
#[cfg(target_os = "linux")]
pub fn all(folder: &Dir) -> io::Result<()> {
    again(|| Ok(rustix::fs::syncfs(folder.open(".")?)?))
}

/// Makes a folder and those above it, as far as they are missing.
///
/// # Errors
///
/// When that is not possible.
pub fn make_folders(folder: &Path) -> io::Result<()> {
    match again(|| fs::create_dir_all(folder)) {
        // A signal may have kept it from seeing that it is a folder that is there.
        Err(error)
            if error.kind() == io::ErrorKind::AlreadyExists
                && again(|| fs::metadata(folder)).is_ok_and(|metadata| metadata.is_dir()) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Does what a signal has interrupted again. What is done through a handle is not done again by itself.
///
/// # Errors
///
/// All others.
pub fn again<T>(action: impl Fn() -> io::Result<T>) -> io::Result<T> {
    loop {
        match action() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
