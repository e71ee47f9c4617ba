//! Writes the results of conversions, and reports, to the paths that were asked for, each file in one step.
//!
//! What a process has open is not replaced: a path that leads through `/dev/stdout` or `/proc/N/fd` names no place in a folder,
//! but a stream that may hold something already, so conversions and reports append to it.

mod claim;

pub use claim::{Kind, METRICS, claim, place_in};

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::error::Error;
use crate::files::{self, Writing, make_folders, retry_interrupted, sync_folder};

/// Writes a file, in the place of one that is there with other content. Anything other than a regular file, such as a pipe,
/// is written into, and what a process has open is appended to.
///
/// # Errors
///
/// An output error; a file that was there is intact then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_by(path, &mut |to| to.write_all(bytes))
}

/// As [`write`], for what is never in memory as a whole. What writes it is asked twice where a file is there already, and stops at
/// the first error.
///
/// # Errors
///
/// Those of [`write`].
pub fn write_by(path: &Path, write: Writing<'_>) -> Result<(), Error> {
    write_in_place(path, write)
        .map_err(|error| Error::output(format!("cannot be written: {}", reason(&error))).at(path))
}

/// Writes a file of this name into a folder, in the place of whatever is there: no link is followed.
///
/// # Errors
///
/// An output error; a file that was there is intact then.
pub fn write_in(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    open_folder(folder)
        .and_then(|within| files::replace(&within, name.as_ref(), bytes))
        .and_then(|()| sync_folder(folder))
        .map_err(|error| {
            Error::output(format!("cannot be written: {}", reason(&error))).at(folder.join(name))
        })
}

/// Writes a file of this name into a folder, where there is none.
///
/// # Errors
///
/// A usage error where something of this name is there, or an output error; nothing is left then that was not there.
pub fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = folder.join(name);
    let failed = |error: &io::Error| Error::output(format!("cannot be written: {}", reason(error))).at(&path);
    let create = || OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = match retry_interrupted(create) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Error::usage("is there already and stays as it is; nothing is done").at(path));
        }
        result => result.map_err(|error| failed(&error))?,
    };
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| sync_folder(folder));
    written.map_err(|error| {
        let _ = fs::remove_file(&path);
        failed(&error)
    })
}

/// Writes files into a folder, which is made where it is missing, and nowhere else: a link in the place of a file is
/// replaced. A file that is there with the same content is left alone; one with other content is replaced only with
/// `overwrite`.
///
/// # Errors
///
/// A usage error, with nothing written, where a file exists with other content and is not to be replaced; an output
/// error where one cannot be written.
pub fn write_all(folder: &Path, files: &[(String, String)], overwrite: bool) -> Result<(), Error> {
    let failed = |what: &str, path: &Path, error: &io::Error| {
        Error::output(format!("cannot be {what}: {}", reason(error))).at(path)
    };
    make_folders(folder).map_err(|error| failed("made", folder, &error))?;
    let within = open_folder(folder).map_err(|error| failed("opened", folder, &error))?;
    let mut changed: Vec<&(String, String)> = Vec::new();
    for file in files {
        let (name, content) = file;
        match files::read(&within, name, content.len()) {
            Ok(Some((old, _))) if old == content.as_bytes() => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => changed.push(file),
            Err(error) => return Err(failed("compared", &folder.join(name), &error)),
            Ok(_) if !overwrite => {
                let message = "exists with other content; nothing is written. To replace it, use --overwrite";
                return Err(Error::usage(message).at(folder.join(name)));
            }
            Ok(_) => changed.push(file),
        }
    }
    files::replace_all(&within, &changed)
        .map_err(|(name, error)| failed("written", &folder.join(name.unwrap_or_default()), &error))?;
    sync_folder(folder).map_err(|error| failed("made durable", folder, &error))
}

fn write_in_place(path: &Path, write: Writing<'_>) -> io::Result<()> {
    let write_into = |file: File, write: Writing<'_>| {
        let mut to = BufWriter::new(file);
        write(&mut to).and_then(|()| to.flush())
    };
    if is_open_file(path) {
        return write_into(OpenOptions::new().append(true).open(path)?, write);
    }
    // A link keeps leading where it leads: the file that it names is replaced.
    let target = retry_interrupted(|| fs::canonicalize(path)).unwrap_or_else(|_| path.to_path_buf());
    if retry_interrupted(|| fs::metadata(&target)).is_ok_and(|metadata| !metadata.is_file()) {
        return write_into(OpenOptions::new().write(true).open(&target)?, write);
    }
    if retry_interrupted(|| fs::symlink_metadata(&target)).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(io::Error::other("it is a broken link"));
    }
    let folder = folder_of(&target);
    let name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    files::replace_by_writing(&open_folder(folder)?, name, write)?;
    sync_folder(folder)
}

/// The most links that may follow one another; the system follows no more.
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

fn open_folder(folder: &Path) -> io::Result<Dir> {
    retry_interrupted(|| Dir::open_ambient_dir(folder, ambient_authority()))
}

/// The reason in words of the system, without the name of the temporary file.
fn reason(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code).to_string(),
        None => error.to_string(),
    }
}
