//! Puts new files in the place of old ones, each in one step: a reader sees all of the old content or all of the new.
//!
//! A new file is written beside its place and renamed. Where the system can (Linux), it has no name until it is whole and
//! durable, so that an interrupted run leaves nothing. It takes over the permissions of the old one, and changed in a later
//! second.

use std::ffi::OsStr;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use cap_std::fs::{Dir, File, OpenOptions, Permissions};

use super::confined;
use super::durable::retry_interrupted;
use super::stat::{FileStat, changed_after};
use super::waiting::{self, beside, claim};
#[cfg(target_os = "linux")]
use super::{durable, unnamed};

/// Fills a new file of the folder and renames it to its place. Where either fails, the new file is removed.
///
/// # Errors
///
/// Those of filling and renaming; the place is as it was then.
pub fn replace_by(
    folder: &Dir,
    new: &str,
    place: impl AsRef<Path>,
    fill: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    let replaced = fill().and_then(|()| retry_interrupted(|| folder.rename(new, folder, &place)));
    if replaced.is_err() {
        // The first error is the one to report.
        let _ = folder.remove_file(new);
    }
    replaced
}

/// Creates a file in the folder. One that is there is never written into: it could be a link. The process's mask takes its
/// bits from the mode.
///
/// # Errors
///
/// When it cannot be created, or something is there.
pub fn create(folder: &Dir, path: &str, mode: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    retry_interrupted(|| folder.open_with(path, &options))
}

/// What writes a document. It may be asked more than once, and writes the same each time.
pub type Writing<'w> = &'w mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Replaces a file of the folder by one with these bytes; see [`replace_by_writing`].
///
/// # Errors
///
/// Those of [`replace_by_writing`].
pub fn replace(folder: &Dir, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
    replace_by_writing(folder, name, &mut |to| to.write_all(bytes))
}

/// Replaces a file of the folder by one that is written so, and is durable before it has the name; a file that holds the same
/// already stays as it is. A link is replaced, not followed. The document is never in memory as a whole.
///
/// # Errors
///
/// When the new file cannot be written or put in its place; the place is as it was then.
pub fn replace_by_writing(folder: &Dir, name: &OsStr, write: Writing<'_>) -> io::Result<()> {
    if holds(folder, name, write) {
        waiting::clear(folder);
        return Ok(());
    }
    let old = replaced(folder, name)?;
    #[cfg(target_os = "linux")]
    if let Some(mut file) = unnamed::create(folder)? {
        fill(&mut file, old, write)?;
        retry_interrupted(|| file.sync_all())?;
        return unnamed::give_name(folder, &file, name);
    }
    // A file under the other name is whole; this one is not yet.
    let part = waiting::part(&beside(name));
    let mut file = claim(folder, &part, old.is_some())?;
    replace_by(folder, &part, name, || {
        fill(&mut file, old, write)?;
        retry_interrupted(|| file.sync_all())
    })
}

/// Whether there is a file of this name that holds what is written.
fn holds(folder: &Dir, name: &OsStr, write: Writing<'_>) -> bool {
    let is_file =
        retry_interrupted(|| folder.symlink_metadata(name)).is_ok_and(|metadata| metadata.is_file());
    let old = is_file.then(|| confined::open(folder, name).ok()).flatten();
    let Some(old) = old.filter(|old| old.metadata().is_ok_and(|metadata| metadata.is_file())) else {
        return false;
    };
    let mut same = Same { old: BufReader::new(old), part: Vec::new() };
    write(&mut same).is_ok() && same.old.read(&mut [0]).is_ok_and(|more| more == 0)
}

/// Takes what is the same as the old file holds, and nothing else.
struct Same {
    old: BufReader<File>,
    /// The part of it that was read last.
    part: Vec<u8>,
}

/// How many bytes are compared at a time.
const COMPARED_AT_ONCE: usize = 1 << 16;

impl Write for Same {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = bytes.get(..COMPARED_AT_ONCE).unwrap_or(bytes);
        self.part.clear();
        let length = u64::try_from(bytes.len()).unwrap_or_default();
        self.old.by_ref().take(length).read_to_end(&mut self.part)?;
        if self.part != bytes {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As [`replace`], for many files, after what interrupted runs have left in the folder is removed.
///
/// # Errors
///
/// Those of [`replace`], with the file's name where the error is about one; the files before it are replaced then.
pub fn replace_all<'f>(
    folder: &Dir,
    files: &[&'f (String, String)],
) -> Result<(), (Option<&'f str>, io::Error)> {
    waiting::clear(folder);
    #[cfg(target_os = "linux")]
    if files.len() > durable::FEW && unnamed::create(folder).is_ok_and(|file| file.is_some()) {
        return files.chunks(TOGETHER).try_for_each(|files| replace_together(folder, files));
    }
    files.iter().try_for_each(|(name, content)| {
        replace(folder, name.as_ref(), content.as_bytes()).map_err(|error| (Some(name.as_str()), error))
    })
}

/// How many files are made durable together, all of them open until then.
#[cfg(target_os = "linux")]
const TOGETHER: usize = 256;

/// As [`replace`], for files that are made durable in one step before the first of them has a name.
#[cfg(target_os = "linux")]
fn replace_together<'f>(
    folder: &Dir,
    files: &[&'f (String, String)],
) -> Result<(), (Option<&'f str>, io::Error)> {
    let mut filled = Vec::with_capacity(files.len());
    for (name, content) in files {
        let write = || {
            let old = replaced(folder, name.as_ref())?;
            let mut file = unnamed::create(folder)?.ok_or(io::ErrorKind::Unsupported)?;
            fill(&mut file, old, &mut |to| to.write_all(content.as_bytes()))?;
            Ok(file)
        };
        filled.push((name.as_str(), write().map_err(|error| (Some(name.as_str()), error))?));
    }
    durable::sync_file_system(folder).map_err(|error| (None, error))?;
    filled.iter().try_for_each(|(name, file)| {
        unnamed::give_name(folder, file, name.as_ref()).map_err(|error| (Some(*name), error))
    })
}

/// What a new file takes over from the old one in its place. With its permissions, a file that others must not read stays so;
/// the other bits of the mode are about the old owner and content.
struct Replaced {
    permissions: Permissions,
    stat: FileStat,
}

/// The file that is to be replaced; `None` where none is there.
fn replaced(folder: &Dir, name: &OsStr) -> io::Result<Option<Replaced>> {
    match retry_interrupted(|| folder.symlink_metadata(name)) {
        Ok(metadata) if metadata.is_file() => {
            let permissions = metadata.permissions();
            #[cfg(unix)]
            let permissions = {
                use cap_std::fs::PermissionsExt;
                Permissions::from_mode(permissions.mode() & 0o777)
            };
            Ok(Some(Replaced { permissions, stat: FileStat::from(&metadata) }))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(None),
    }
}

/// Writes a new file. It is not durable yet.
fn fill(file: &mut File, old: Option<Replaced>, write: Writing<'_>) -> io::Result<()> {
    let mut to = BufWriter::new(&mut *file);
    write(&mut to)?;
    to.flush()?;
    drop(to);
    let Some(Replaced { permissions, stat }) = old else { return Ok(()) };
    changed_after(Some(stat), file)?;
    retry_interrupted(|| file.set_permissions(permissions.clone()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use cap_std::ambient_authority;

    use super::*;

    #[test]
    fn a_file_that_holds_the_same_stays_and_one_that_is_longer_shorter_or_a_link_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let name = OsStr::new("feed.json");
        let new = "A line of the report.\n".repeat(5000).into_bytes();
        let number = || FileStat::from(&within.symlink_metadata(name).unwrap()).inode;
        let write = || {
            let lines = &mut |to: &mut dyn Write| new.chunks(22).try_for_each(|line| to.write_all(line));
            replace_by_writing(&within, name, lines).unwrap();
            assert_eq!(within.read(name).unwrap(), new);
        };
        write();
        let first = number();
        write();
        assert_eq!(number(), first);
        let mut other = new.clone();
        other[70_000] ^= 1;
        for old in [&new[..new.len() - 1], &[&new[..], b"more"].concat(), &other, b""] {
            within.write(name, old).unwrap();
            let before = number();
            write();
            assert_ne!(number(), before);
        }
        within.rename(name, &within, "same").unwrap();
        within.symlink("same", name).unwrap();
        write();
        assert!(!within.symlink_metadata(name).unwrap().is_symlink());
    }

    #[test]
    fn the_next_run_removes_what_an_interrupted_run_has_left() {
        let folder = tempfile::tempdir().unwrap();
        let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let name = OsStr::new("feed.json");
        for is_there in [false, true] {
            for left in [beside(name), waiting::part(&beside(name))] {
                let _ = within.remove_file(name);
                if is_there {
                    within.write(name, "old").unwrap();
                }
                within.write(&left, "left").unwrap();
                if left.ends_with("-part") {
                    claim(&within, &left, false).unwrap();
                    within.remove_file(&left).unwrap();
                    within.symlink("nowhere", &left).unwrap();
                    claim(&within, &left, false).unwrap();
                    within.remove_file(&left).unwrap();
                } else {
                    replace(&within, name, b"new").unwrap();
                    assert_eq!(within.read(name).unwrap(), b"new");
                }
                assert_eq!(within.entries().unwrap().count(), usize::from(within.exists(name)));
            }
        }
    }
}
