//! Puts the result of a conversion where it was asked for: each file in one step, so that it is there as a whole, old or
//! new. What is in it is not known here.

mod waiting;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, Permissions};

use crate::confined;
#[cfg(target_os = "linux")]
use crate::durable;
use crate::durable::{again, make_folders};
use crate::error::Error;
#[cfg(target_os = "linux")]
use waiting::MOST_TRIES;
use waiting::{beside, claim};

/// Writes a file, in the place of one that is there. What is no regular file, such as a pipe, is written into, and so is
/// what some process has open: a file under `/dev/stdout` is somebody's, with what stands in it already.
///
/// # Errors
///
/// An output error; a file that was there is intact then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    place(path, bytes)
        .map_err(|error| Error::output(format!("cannot be written: {}", reason(&error))).at(path))
}

/// Writes files into a folder, which is made where it is missing, and nowhere else: a link in the place of a file is
/// replaced. A file that is there with the same content is left alone; with other content it is replaced only where
/// that is asked for.
///
/// # Errors
///
/// A usage error, with nothing written, where a file is there with other content and is not to be replaced; an output
/// error where one cannot be written.
pub fn write_all(folder: &Path, files: &[(String, String)], overwrite: bool) -> Result<(), Error> {
    let failed = |what: &str, path: &Path, error: &io::Error| {
        Error::output(format!("cannot be {what}: {}", reason(error))).at(path)
    };
    make_folders(folder).map_err(|error| failed("made", folder, &error))?;
    let within = again(|| Dir::open_ambient_dir(folder, ambient_authority()))
        .map_err(|error| failed("opened", folder, &error))?;
    let mut changed: Vec<&(String, String)> = Vec::new();
    for file in files {
        let (name, content) = file;
        match confined::read(&within, name, content.len()) {
            Ok(Some(old)) if old == content.as_bytes() => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => changed.push(file),
            Err(error) => return Err(failed("compared", &folder.join(name), &error)),
            Ok(_) if !overwrite => {
                let message =
                    "is there with other content; nothing is written. To replace it, say so with --overwrite";
                return Err(Error::usage(message).at(folder.join(name)));
            }
            Ok(_) => changed.push(file),
        }
    }
    waiting::clear(&within);
    replace_all(&within, &changed)
        .map_err(|(name, error)| failed("written", &folder.join(name.unwrap_or_default()), &error))?;
    again(|| File::open(folder)?.sync_all()).map_err(|error| failed("made durable", folder, &error))
}

/// The reason in words of the system, without the name of the temporary file.
fn reason(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code).to_string(),
        None => error.to_string(),
    }
}

/// How many links may follow one another; the system follows no more.
const MOST_LINKS: usize = 40;

/// Whether the path leads to what a process has open, rather than to a file by its own name.
fn is_open_file(path: &Path) -> bool {
    let mut path: PathBuf = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let Ok(folder) = fs::canonicalize(folder_of(&path)) else { return false };
        if folder.starts_with("/proc") && folder.ends_with("fd") {
            return true;
        }
        let Ok(target) = fs::read_link(&path) else { return false };
        path = folder.join(target);
    }
    false
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_open_file(path) {
        return fs::OpenOptions::new().append(true).open(path)?.write_all(bytes);
    }
    // A link keeps leading where it leads: what it names is replaced.
    let target = again(|| fs::canonicalize(path)).unwrap_or_else(|_| path.to_path_buf());
    if again(|| fs::metadata(&target)).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::OpenOptions::new().write(true).open(&target)?.write_all(bytes);
    }
    if again(|| fs::symlink_metadata(&target)).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("it is a link that leads nowhere"));
    }
    let folder = folder_of(&target);
    let name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    replace(&again(|| Dir::open_ambient_dir(folder, ambient_authority()))?, name, bytes)?;
    again(|| File::open(folder)?.sync_all())
}

/// How many files are made durable together, all of them open until then.
#[cfg(target_os = "linux")]
const TOGETHER: usize = 256;

/// Puts files into a folder, each in one step. The error names the file, where it is about one.
fn replace_all<'f>(folder: &Dir, files: &[&'f (String, String)]) -> Result<(), (Option<&'f str>, io::Error)> {
    #[cfg(target_os = "linux")]
    if files.len() > durable::MANY && nameless(folder).is_ok_and(|file| file.is_some()) {
        return files.chunks(TOGETHER).try_for_each(|files| replace_together(folder, files));
    }
    let replace = |(name, content): &&'f (String, String)| {
        replace(folder, name.as_ref(), content.as_bytes()).map_err(|error| (Some(name.as_str()), error))
    };
    files.iter().try_for_each(replace)
}

/// As [`replace`], for files that are made durable by one step before the first of them has a name.
#[cfg(target_os = "linux")]
fn replace_together<'f>(
    folder: &Dir,
    files: &[&'f (String, String)],
) -> Result<(), (Option<&'f str>, io::Error)> {
    let mut filled = Vec::with_capacity(files.len());
    for (name, content) in files {
        let write = || {
            let kept = kept_mode(folder, name.as_ref())?;
            let mut file = nameless(folder)?.ok_or(io::ErrorKind::Unsupported)?;
            fill(&mut file, kept, content.as_bytes())?;
            Ok(file)
        };
        filled.push((name.as_str(), write().map_err(|error| (Some(name.as_str()), error))?));
    }
    durable::all(folder).map_err(|error| (None, error))?;
    let mut named = filled.iter().map(|(name, file)| {
        give_name(folder, file, name.as_ref(), &beside(name.as_ref())).map_err(|error| (Some(*name), error))
    });
    named.try_for_each(|named| named)
}

/// Puts a file into a folder in one step. Where the system can, it has no name until it is whole and durable, so that
/// nothing is left of a run that is ended before.
fn replace(folder: &Dir, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(name);
    let kept = kept_mode(folder, name)?;
    #[cfg(target_os = "linux")]
    if let Some(mut file) = nameless(folder)? {
        fill(&mut file, kept, bytes)?;
        again(|| file.sync_all())?;
        return give_name(folder, &file, name, &beside);
    }
    // What has the other name is whole, and this is not yet.
    let beside = waiting::part(&beside);
    let mut file = claim(folder, &beside, kept.is_some())?;
    let durable = fill(&mut file, kept, bytes).and_then(|()| again(|| file.sync_all()));
    let replaced = durable.and_then(|()| again(|| folder.rename(&beside, folder, name)));
    if replaced.is_err() {
        // Why it could not be replaced is the error to tell.
        let _ = folder.remove_file(&beside);
    }
    replaced
}

/// What those of a file are allowed that stands in the place: a file that others must not read stays one. What else its mode
/// says holds of its owner and its content, and neither stays.
fn kept_mode(folder: &Dir, name: &OsStr) -> io::Result<Option<Permissions>> {
    match again(|| folder.symlink_metadata(name)) {
        Ok(metadata) if metadata.is_file() => {
            let permissions = metadata.permissions();
            #[cfg(unix)]
            let permissions = {
                use cap_std::fs::PermissionsExt;
                Permissions::from_mode(permissions.mode() & 0o777)
            };
            Ok(Some(permissions))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(None),
    }
}

/// Writes what is to replace a file. It is not durable yet.
fn fill(file: &mut cap_std::fs::File, kept: Option<Permissions>, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    kept.map_or(Ok(()), |permissions| again(|| file.set_permissions(permissions.clone())))
}

/// The files that this process has open, each of which has a path here, as long as the system shows them.
#[cfg(target_os = "linux")]
const OPEN_FILES: &str = "/proc/self/fd";

/// A file that is in the folder and has no name, held as in [`claim`]; `None` where the file system knows no such thing, or it
/// could not be given one.
#[cfg(target_os = "linux")]
fn nameless(folder: &Dir) -> io::Result<Option<cap_std::fs::File>> {
    use rustix::fs::{Mode, OFlags, openat};
    use rustix::io::{Errno, retry_on_intr};
    if !Path::new(OPEN_FILES).exists() {
        return Ok(None);
    }
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    match retry_on_intr(|| openat(folder, ".", flags, Mode::from_raw_mode(0o666))) {
        Ok(file) => {
            let file = File::from(file);
            let _ = file.lock();
            Ok(Some(cap_std::fs::File::from_std(file)))
        }
        Err(Errno::OPNOTSUPP | Errno::INVAL | Errno::ISDIR | Errno::NOENT) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Gives a whole file without a name its place. A file that is there can only be replaced by one that has a name, which
/// depends on the place alone. Who finds it taken, by another run or by one that was ended, first puts that file in the
/// place it was meant for, so that all of them get there and none is left over: each is whole.
#[cfg(target_os = "linux")]
fn give_name(folder: &Dir, file: &cap_std::fs::File, name: &OsStr, beside: &str) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat, renameat, unlinkat};
    use rustix::io::{Errno, retry_on_intr};
    use std::os::fd::AsRawFd;

    let own = format!("{OPEN_FILES}/{}", file.as_raw_fd());
    let link = |name: &OsStr| retry_on_intr(|| linkat(CWD, &own, folder, name, AtFlags::SYMLINK_FOLLOW));
    match link(name) {
        Err(Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
        Ok(()) => {
            // What waits is older than this: it was left by a run that was ended, or its run takes it for replaced.
            let _ = unlinkat(folder, beside, AtFlags::empty());
            return Ok(());
        }
    }
    for _ in 0..MOST_TRIES {
        let linked = link(beside.as_ref());
        // Who clears it away holds it, and is waited for: the next of this name is not to go with it.
        let _held = linked.is_err().then(|| waiting::hold(folder, beside));
        match (linked, retry_on_intr(|| renameat(folder, beside, folder, name))) {
            // Where it is gone, another run has put it in its place.
            (Ok(()), Ok(()) | Err(Errno::NOENT)) => return Ok(()),
            (Err(Errno::EXIST), Ok(()) | Err(Errno::NOENT)) => {}
            (Err(error), _) if error != Errno::EXIST => return Err(error.into()),
            (_, renamed) => {
                // Why it could not be put in its place is the error to tell.
                let _ = unlinkat(folder, beside, AtFlags::empty());
                return Ok(renamed?);
            }
        }
    }
    Err(io::Error::other("others replace it without pause"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_run_has_left_that_was_ended_goes_with_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feed.json");
        for is_there in [false, true] {
            for left in [beside(OsStr::new("feed.json")), beside(OsStr::new("feed.json")) + "-part"] {
                let _ = fs::remove_file(&path);
                if is_there {
                    fs::write(&path, "old").unwrap();
                }
                fs::write(folder.path().join(&left), "left").unwrap();
                let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
                if left.ends_with("-part") {
                    claim(&within, &left, false).unwrap();
                    within.remove_file(&left).unwrap();
                    within.symlink("nowhere", &left).unwrap();
                    claim(&within, &left, false).unwrap();
                    within.remove_file(&left).unwrap();
                } else {
                    write(&path, b"new").unwrap();
                    assert_eq!(fs::read(&path).unwrap(), b"new");
                }
                assert_eq!(folder.path().read_dir().unwrap().count(), usize::from(path.exists()));
            }
        }
    }
}
