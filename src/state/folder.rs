//! The folder of the state: only the user of the run can enter it, a lock keeps other runs out while it is written, and nothing
//! in it leads elsewhere.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use cap_std::fs::Dir;

use crate::files::{self, Lock, make_folders, retry_interrupted};

pub(super) const IGNORE: &str = ".gitignore";
/// What it says.
pub(super) const IGNORE_ALL: &[u8] = b"*\n";
pub(super) const LOCK: &str = "lock";

/// How often the lock of the folder is tried, twenty times a second.
const MOST_TRIES: usize = 100;

/// The folder of the state, locked until it is dropped, and a handle on it, out of which nothing leads.
pub(super) struct Within {
    pub(super) folder: Dir,
    _lock: Lock,
}

/// Makes the folder where it is not there, and locks it: builds into several destinations may share it.
pub(super) fn open(folder: &Path) -> io::Result<Within> {
    make(folder)?;
    let opened =
        retry_interrupted(|| open_folder(folder)).map_err(|error| match is_about_a_link(&error) {
            true => {
                io::Error::other("its folder is a link; name the folder that it leads to as output.state")
            }
            false => error,
        })?;
    let opened = Dir::from_std_file(opened);
    let lock = wait_for(&opened)?;
    let within = Within { folder: opened, _lock: lock };
    // A state has no place in a repository.
    let is_empty = |metadata: cap_std::fs::Metadata| metadata.is_file() && metadata.len() == 0;
    if within.folder.symlink_metadata(IGNORE).map_or(true, is_empty) {
        create(&within.folder, IGNORE)?.write_all(IGNORE_ALL)?;
    }
    Ok(within)
}

/// Makes the folder, which only the user of the run can enter, and those above it. One that is there stays as it is.
fn make(folder: &Path) -> io::Result<()> {
    if fs::symlink_metadata(folder).is_ok() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_folders(above)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match retry_interrupted(|| builder.create(folder)) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Whether there is a link, or anything but a folder, where only a folder may be.
pub(super) fn is_about_a_link(error: &io::Error) -> bool {
    #[cfg(unix)]
    if rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP) {
        return true;
    }
    error.kind() == ErrorKind::NotADirectory
}

/// Opens a folder that must not be a link.
fn open_folder(folder: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            i32::try_from(flags.bits()).unwrap_or_default(),
        );
    }
    options.open(folder)
}

/// Locks the folder, which others hold for moments only: who holds it for long must not hold the run as well.
fn wait_for(folder: &Dir) -> io::Result<Lock> {
    for _ in 0..MOST_TRIES {
        match files::lock(folder, LOCK)? {
            Err(_) => thread::sleep(Duration::from_millis(50)),
            Ok(lock) => return Ok(lock),
        }
    }
    Err(io::Error::other("another program holds the folder"))
}

/// A new file in the place of what an earlier run may have left, which is never written into: it could be a link.
pub(super) fn create(folder: &Dir, name: &str) -> io::Result<File> {
    match retry_interrupted(|| folder.remove_file(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(files::create(folder, name, 0o666)?.into_std()),
    }
}
