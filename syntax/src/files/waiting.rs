//! The names under which new files wait to replace others. A run locks such a file for as long as it has it open; one that
//! nobody has locked was left by an interrupted run.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::io;
use std::thread::sleep;
use std::time::Duration;

use cap_std::fs::Dir;

use super::{FileStat, confined, create, retry_interrupted};
use crate::text::digest;

/// The start of the names.
const PREFIX: &str = ".feedmill-";

/// The end of the name of a file that may not be whole yet.
const PART: &str = "-part";

/// How often the file of another run is put in its place, or waited for, before one's own.
pub(super) const MOST_TRIES: usize = 1000;

/// The name beside a file under which a new one waits to replace it.
pub(super) fn beside(name: &OsStr) -> String {
    format!("{PREFIX}{:016x}", digest(name.as_encoded_bytes()))
}

/// The same for a file that is not whole yet.
pub(super) fn part(beside: &str) -> String {
    [beside, PART].concat()
}

fn is_waiting(name: &str) -> bool {
    let digits = name.strip_prefix(PREFIX).map(|rest| rest.strip_suffix(PART).unwrap_or(rest));
    digits.is_some_and(|digits| {
        digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Creates a file of this name, locked for as long as it is open: another run waits for it, and a file that an interrupted run
/// has left is removed first. Only its owner can read a private one.
///
/// # Errors
///
/// When it cannot be created, or other runs have the name again and again.
pub(super) fn claim(folder: &Dir, name: &str, is_private: bool) -> io::Result<cap_std::fs::File> {
    for _ in 0..MOST_TRIES {
        let created = create(folder, name, if is_private { 0o600 } else { 0o666 });
        let is_created = created.is_ok();
        let opened = match created {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // feedmill leaves no link and no pipe here, and opening one may wait for ever.
                if folder.symlink_metadata(name).is_ok_and(|metadata| !metadata.is_file()) {
                    folder.remove_file(name)?;
                    continue;
                }
                folder.open(name)
            }
            created => created,
        };
        let file = match opened {
            Ok(file) => file.into_std(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        wait_for(&file);
        match (is_created, has_name(folder, name, &file)?) {
            (true, true) => return Ok(cap_std::fs::File::from_std(file)),
            (false, true) => folder.remove_file(name)?,
            (_, false) => {}
        }
    }
    Err(never_free())
}

/// How often a file is tried that others have locked, and the time in between: two seconds altogether. A run holds one for
/// moments; whoever holds it for longer is none.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Locks a file. Where files cannot be locked, nobody is waited for.
pub(super) fn wait_for(file: &File) {
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            _ => return,
        }
    }
}

/// The error where other runs replace a file all the time.
pub(super) fn never_free() -> io::Error {
    io::Error::other("other programs keep replacing it")
}

/// Waits until nobody else has locked the file of this name, and locks it.
#[cfg(target_os = "linux")]
pub(super) fn hold(folder: &Dir, name: &str) -> Option<File> {
    let file = open(folder, name)?;
    wait_for(&file);
    Some(file)
}

/// Removes the files from the folder that interrupted runs have left. One that cannot be removed stays: it is in nobody's way.
pub(super) fn clear(folder: &Dir) {
    let Ok(entries) = folder.entries() else { return };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    for name in names.filter(|name| is_waiting(name)) {
        let Some(file) = open(folder, &name) else { continue };
        if file.try_lock().is_ok() && has_name(folder, &name, &file).unwrap_or(false) {
            let _ = folder.remove_file(&name);
        }
    }
}

/// Opens the file of this name; `None` for a link, a folder or a pipe.
fn open(folder: &Dir, name: &str) -> Option<File> {
    if !folder.symlink_metadata(name).ok()?.is_file() {
        return None;
    }
    folder.open_with(name, &confined::non_blocking()).ok().map(cap_std::fs::File::into_std)
}

/// Whether it is still this file that has the name.
fn has_name(folder: &Dir, name: &str, file: &File) -> io::Result<bool> {
    let own = FileStat::from(retry_interrupted(|| file.metadata())?);
    Ok(folder.symlink_metadata(name).is_ok_and(|there| FileStat::from(&there).inode == own.inode))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use cap_std::ambient_authority;

    use super::*;

    #[test]
    fn what_nobody_holds_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let at = |name: &str| folder.path().join(name);
        let (left, held) = (beside(OsStr::new("a")), part(&beside(OsStr::new("b"))));
        let own = claim(&within, &held, false).unwrap();
        let others = [".feedmill-tmp", ".feedmill-00000000000000", ".feedmill-000000000000000G", "a.md"];
        for name in others.into_iter().chain([left.as_str(), &part(&left)]) {
            fs::write(at(name), "").unwrap();
        }
        std::os::unix::fs::symlink("a.md", at(".feedmill-0000000000000000")).unwrap();
        clear(&within);
        assert!(!at(&left).exists() && !at(&part(&left)).exists());
        for name in others.into_iter().chain([held.as_str(), ".feedmill-0000000000000000"]) {
            assert!(at(name).exists(), "{name}");
        }
        drop(own);
        clear(&within);
        assert!(!at(&held).exists());
    }

    #[test]
    fn what_is_to_be_private_is_so_from_the_beginning() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let file = claim(&within, "a", true).unwrap().into_std();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
