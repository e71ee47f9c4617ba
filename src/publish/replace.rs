//! Puts new content in the place of files, each in one step: written beside the destination's files, all of it made
//! durable, renamed over the old file, and the folders made durable in turn.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::atomic::Ordering;

use cap_std::fs::{Dir, OpenOptions};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::temporary::is_not_empty;
use super::{Action, Change, Changed, Destination, TEMPORARY, clear};
use crate::catalogue::Stamp;
#[cfg(target_os = "linux")]
use crate::durable;
use crate::durable::again;
use crate::error::Error;
use crate::stamp;

/// A file that is ready to be put in its place.
#[derive(Debug)]
pub struct Staged {
    change: Changed,
    /// The path of the temporary file with its new content, and what the file system says of it; `None` where the file is
    /// removed, or nothing is to be written.
    file: Option<(String, Stamp)>,
}

/// What was put in its place.
#[derive(Debug, Default)]
pub struct Committed {
    /// The files that changed.
    pub changes: Vec<Changed>,
    /// What the file system says of those that were written, by path, as long as they are what was written.
    pub stamps: BTreeMap<String, Stamp>,
}

/// Writes the new content of a file beside its place, if the destination is locked. It is not durable yet.
///
/// # Errors
///
/// When it cannot be written, or something is in the way of its place.
pub fn stage(destination: &Destination, change: Change) -> Result<Staged, Error> {
    let folder = destination.folder.as_ref().filter(|_| destination.is_locked());
    let file = match (folder, change.action) {
        (None, _) | (_, Action::Remove) => Ok(None),
        (Some(folder), _) => {
            let number = destination.staged.fetch_add(1, Ordering::Relaxed);
            write(folder, number, &change).map(Some)
        }
    };
    let file = file.map_err(|error| failed_early(destination, &change.path, &error))?;
    Ok(Staged { change: Changed { path: change.path, action: change.action }, file })
}

/// Puts everything that is staged in its place, and says what that was. In a destination that is not locked nothing is
/// done.
///
/// # Errors
///
/// When a file cannot be written. All of it is made durable before the first is renamed, so that a full disk or a
/// missing permission shows before any file is replaced; whatever happens, every file is complete, old or new.
pub fn commit(destination: &Destination, staged: Vec<Staged>) -> Result<Committed, Error> {
    let changes = staged.iter().map(|staged| staged.change.clone()).collect();
    let stamps = BTreeMap::new();
    let Destination { folder: Some(folder), lock: Some(lock), root, .. } = destination else {
        return Ok(Committed { changes, stamps });
    };
    if staged.is_empty() {
        return Ok(Committed { changes, stamps });
    }
    let result = replace_all(destination, folder, staged);
    let cleared = clear(destination);
    let stamps = result?;
    cleared?;
    let failed = |error| Error::output(format!("cannot be made durable: {error}")).at(root);
    lock.sync_all().map_err(failed)?;
    Ok(Committed { changes, stamps })
}

fn failed_early(destination: &Destination, path: &str, error: &io::Error) -> Error {
    let message = format!("cannot be written: {error}; nothing is published, old files are intact");
    Error::output(message).at(destination.path_of(path))
}

/// Makes the folders and all new files durable, and only then puts one after the other in the place of the old. Then
/// every folder that was touched is made durable.
fn replace_all(
    destination: &Destination,
    folder: &Dir,
    staged: Vec<Staged>,
) -> Result<BTreeMap<String, Stamp>, Error> {
    let mut stamps = BTreeMap::new();
    let mut touched: BTreeSet<String> = BTreeSet::new();
    for Staged { change, .. } in staged.iter().filter(|staged| staged.file.is_some()) {
        make_folders(folder, &change.path, &mut touched)
            .map_err(|error| failed_early(destination, &change.path, &error))?;
    }
    for above in &touched {
        can_be_renamed_into(folder, above).map_err(|error| failed_early(destination, above, &error))?;
    }
    let files = staged.iter().filter_map(|staged| staged.file.as_ref());
    let files: Vec<&str> = files.map(|(file, _)| file.as_str()).collect();
    make_durable(folder, &files).map_err(|(path, error)| failed_early(destination, &path, &error))?;
    let failed_late = |path: &str, error: &io::Error| {
        let state = "some feeds are new and the others old, and each is complete; the next run goes on";
        Error::output(format!("cannot be replaced: {error}; {state}")).at(destination.path_of(path))
    };
    for Staged { change: Changed { path, .. }, file } in staged {
        let result = match file {
            Some((file, written)) => again(|| folder.rename(&file, folder, &path)).map(|()| {
                // Renaming itself is a change; what others have made of the file since is not what was written.
                let there = super::stamp(destination, &path);
                let is_same = |there: &Stamp| Stamp { changed: written.changed, ..*there } == written;
                stamps.extend(there.filter(is_same).map(|there| (path.clone(), there)));
            }),
            None => remove(folder, &path, &mut touched),
        };
        result.map_err(|error| failed_late(&path, &error))?;
    }
    let touched: Vec<&str> = touched.iter().map(String::as_str).filter(|path| folder.exists(path)).collect();
    make_durable(folder, &touched).map_err(|(path, error)| failed_late(&path, &error))?;
    Ok(stamps)
}

/// Makes files or folders of the destination durable.
fn make_durable(folder: &Dir, paths: &[&str]) -> Result<(), (String, io::Error)> {
    #[cfg(target_os = "linux")]
    if paths.len() > durable::MANY {
        return durable::all(folder).map_err(|error| (String::new(), error));
    }
    let sync = |path: &&str| {
        let result = again(|| folder.open(path)?.sync_all());
        result.map_err(|error| ((*path).to_owned(), error))
    };
    paths.par_iter().try_for_each(sync)
}

/// Makes the folders of a path one by one. A link among them is not followed, wherever it leads.
fn make_folders(folder: &Dir, path: &str, touched: &mut BTreeSet<String>) -> io::Result<()> {
    let mut above = ".";
    for (end, _) in path.match_indices('/') {
        let Some(below) = path.get(..end) else { break };
        match again(|| folder.symlink_metadata(below)) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                return Err(io::Error::other("a folder on the way is a link or a file; remove it"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                again(|| folder.create_dir(below))?;
                touched.insert(above.to_owned());
            }
            Err(error) => return Err(error),
        }
        above = below;
    }
    touched.insert(above.to_owned());
    Ok(())
}

/// Whether files can be put into a folder in one step: not where another file system is mounted on it or above it.
fn can_be_renamed_into(folder: &Dir, above: &str) -> io::Result<()> {
    // That both lie on one mount is looked at before whether there is anything to rename.
    let nothing = |folder: &str| format!("{folder}/{TEMPORARY}-none");
    let is_on_one_mount = match again(|| folder.rename(nothing(TEMPORARY), folder, nothing(above))) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => false,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => true,
    };
    #[cfg(unix)]
    let is_apart = {
        use cap_std::fs::MetadataExt;
        let device = |path: &str| again(|| folder.symlink_metadata(path)).map(|metadata| metadata.dev());
        device(above)? != device(".")?
    };
    #[cfg(not(unix))]
    let is_apart = false;
    if is_apart || !is_on_one_mount {
        let message = "it is mounted from elsewhere, and no file can be put into it in one step; \
                       unmount it, or mount the whole destination instead";
        return Err(io::Error::other(message));
    }
    Ok(())
}

/// Writes a temporary file that is to stand in the place of a file, which must not be a folder.
fn write(folder: &Dir, number: u64, change: &Change) -> io::Result<(String, Stamp)> {
    if again(|| folder.symlink_metadata(&change.path)).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(io::Error::other("a folder stands in its place; remove it"));
    }
    match again(|| folder.create_dir(TEMPORARY)) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::mode(&mut options, 0o644);
    let path = format!("{TEMPORARY}/{number}");
    let mut file = again(|| folder.open_with(&path, &options))?;
    file.write_all(&change.bytes)?;
    let metadata = again(|| file.metadata())?;
    Ok((path, stamp::of_confined(&metadata)))
}

/// Removes a file, and the folders that it leaves empty.
fn remove(folder: &Dir, path: &str, touched: &mut BTreeSet<String>) -> io::Result<()> {
    again(|| folder.remove_file(path))?;
    let mut rest = path;
    while let Some((above, _)) = rest.rsplit_once('/') {
        touched.insert(above.to_owned());
        match again(|| folder.remove_dir(above)) {
            Ok(()) => {}
            // It still holds something, or something is mounted on it.
            Err(error) if is_not_empty(&error) || error.kind() == io::ErrorKind::ResourceBusy => {
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        rest = above;
    }
    touched.insert(".".to_owned());
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use cap_std::ambient_authority;

    use super::*;

    #[test]
    fn a_folder_that_is_mounted_from_elsewhere_is_refused() {
        let root = Dir::open_ambient_dir("/", ambient_authority()).unwrap();
        for (above, can_be) in [(".", true), ("proc", !root.exists("proc/self")), ("none", false)] {
            assert_eq!(can_be_renamed_into(&root, above).is_ok(), can_be, "{above}");
        }
    }

    #[test]
    fn removing_a_file_takes_the_folders_with_it_that_it_leaves_empty() {
        let folder = tempfile::tempdir().unwrap();
        let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        within.create_dir_all("a/b/c").unwrap();
        for path in ["a/b/c/feed", "a/kept"] {
            within.write(path, "").unwrap();
        }
        let mut touched = BTreeSet::new();
        remove(&within, "a/b/c/feed", &mut touched).unwrap();
        assert!(!within.exists("a/b") && within.exists("a/kept"));
        assert!(touched.contains("a"), "{touched:?}");
    }
}
