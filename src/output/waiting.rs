//! The names under which new files wait to replace others. Who has such a file open holds it; one that nobody holds was left by
//! a run that was ended.

use std::ffi::OsStr;
use std::fs::File;
use std::io;

use cap_std::fs::{Dir, OpenOptions};

#[cfg(unix)]
use crate::confined;
use crate::stamp;
use crate::text::digest;

/// What the names begin with.
const PREFIX: &str = ".feedmill-";

/// What the name of a file ends with that may not be whole yet.
const PART: &str = "-part";

/// How often a file of another run is put in its place, or waited for, before one's own.
pub const MOST_TRIES: usize = 1000;

/// The name beside a file under which a new one waits to replace it.
pub fn beside(name: &OsStr) -> String {
    format!("{PREFIX}{:016x}", digest(name.as_encoded_bytes()))
}

/// The same, of one that is not whole yet.
pub fn part(beside: &str) -> String {
    [beside, PART].concat()
}

/// Whether a file waits under this name.
fn is_waiting(name: &str) -> bool {
    let digits = name.strip_prefix(PREFIX).map(|rest| rest.strip_suffix(PART).unwrap_or(rest));
    digits.is_some_and(|digits| {
        digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// A new file of this name, which is this run's as long as it is open: another run waits for it, and what a run has left that
/// was ended goes. Only its owner can read one that is private.
pub fn claim(folder: &Dir, name: &str, is_private: bool) -> io::Result<cap_std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::mode(&mut options, if is_private { 0o600 } else { 0o666 });
    #[cfg(not(unix))]
    let _ = is_private;
    for _ in 0..MOST_TRIES {
        let made = folder.open_with(name, &options);
        let is_made = made.is_ok();
        let opened = match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // No run of ours leaves a link or a pipe, and who opens one may wait for ever.
                if folder.symlink_metadata(name).is_ok_and(|metadata| !metadata.is_file()) {
                    folder.remove_file(name)?;
                    continue;
                }
                folder.open(name)
            }
            made => made,
        };
        let file = match opened {
            Ok(file) => file.into_std(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        // Where files cannot be locked, nobody is waited for.
        let _ = file.lock();
        match (is_made, is_there(folder, name, &file)?) {
            (true, true) => return Ok(cap_std::fs::File::from_std(file)),
            (false, true) => folder.remove_file(name)?,
            (_, false) => {}
        }
    }
    Err(io::Error::other("others replace it without pause"))
}

/// Waits until nobody else holds the file of this name, and holds it.
#[cfg(target_os = "linux")]
pub fn hold(folder: &Dir, name: &str) -> Option<File> {
    let file = open(folder, name)?;
    let _ = file.lock();
    Some(file)
}

/// Removes from the folder what runs have left that were ended. What cannot be removed stays: it is in nobody's way.
pub fn clear(folder: &Dir) {
    let Ok(entries) = folder.entries() else { return };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    for name in names.filter(|name| is_waiting(name)) {
        let Some(file) = open(folder, &name) else { continue };
        if file.try_lock().is_ok() && is_there(folder, &name, &file).unwrap_or(false) {
            let _ = folder.remove_file(&name);
        }
    }
}

/// The file of this name, where it is one.
fn open(folder: &Dir, name: &str) -> Option<File> {
    if !folder.symlink_metadata(name).ok()?.is_file() {
        return None;
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::custom_flags(&mut options, confined::without_waiting());
    folder.open_with(name, &options).ok().map(cap_std::fs::File::into_std)
}

/// Whether it is still this file that has the name.
fn is_there(folder: &Dir, name: &str, file: &File) -> io::Result<bool> {
    let own = stamp::of(&file.metadata()?);
    Ok(folder.symlink_metadata(name).is_ok_and(|there| stamp::of_confined(&there).inode == own.inode))
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
