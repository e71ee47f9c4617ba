//! Files without a name (`O_TMPFILE`), which go with the process that has them open, and the step that gives a
//! complete one its name.

use std::ffi::OsStr;
use std::io;
use std::os::fd::AsRawFd;
use std::path::Path;

use cap_std::fs::{Dir, File};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat, renameat, unlinkat};
use rustix::io::{Errno, retry_on_intr};

use super::waiting::{self, MOST_TRIES, beside};

/// The files that this process has open, each of which has a path here, as long as the system shows them.
pub(super) const OPEN_FILES: &str = "/proc/self/fd";

/// A file in the folder that has no name, locked as in [`waiting::claim`]; `None` where the file system has no such files, or
/// could not name one later.
pub(super) fn create(folder: &Dir) -> io::Result<Option<File>> {
    if !Path::new(OPEN_FILES).exists() {
        return Ok(None);
    }
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    match retry_on_intr(|| openat(folder, ".", flags, Mode::from_raw_mode(0o666))) {
        Ok(file) => {
            let file = std::fs::File::from(file);
            waiting::wait_for(&file);
            Ok(Some(File::from_std(file)))
        }
        Err(Errno::OPNOTSUPP | Errno::INVAL | Errno::ISDIR | Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Gives a complete file its name. Only a file that has a name can replace another, so the file waits under a second name, which
/// follows from the first. If another run has that name, interrupted or not, its file is first put in its place: all of them
/// get there and none is left over, and each is whole.
pub(super) fn give_name(folder: &Dir, file: &File, name: &OsStr) -> io::Result<()> {
    let beside = beside(name);
    let own = format!("{OPEN_FILES}/{}", file.as_raw_fd());
    let link = |name: &OsStr| retry_on_intr(|| linkat(CWD, &own, folder, name, AtFlags::SYMLINK_FOLLOW));
    let unlink = || unlinkat(folder, &beside, AtFlags::empty());
    match link(name) {
        Err(Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
        Ok(()) => {
            // A file that waits is older than this one: its run was interrupted, or takes it for replaced.
            let _ = unlink();
            return Ok(());
        }
    }
    for _ in 0..MOST_TRIES {
        let linked = link(beside.as_ref());
        // A run that clears the file away holds it until it is gone; else the next of this name would go with it.
        let _held = linked.is_err().then(|| waiting::hold(folder, &beside));
        match (linked, retry_on_intr(|| renameat(folder, &beside, folder, name))) {
            // Where it is gone, another run has put it in its place.
            (Ok(()), Ok(()) | Err(Errno::NOENT)) => return Ok(()),
            (Err(Errno::EXIST), Ok(()) | Err(Errno::NOENT)) => {}
            (Err(error), _) if error != Errno::EXIST => return Err(error.into()),
            (_, renamed) => {
                // The error of renaming is the one to report.
                let _ = unlink();
                return Ok(renamed?);
            }
        }
    }
    Err(waiting::never_free())
}
