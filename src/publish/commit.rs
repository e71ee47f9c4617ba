//! Puts new files in their places. Publishing stages first: all new files are written and made durable in a folder of
//! temporary files before the first is renamed, so that a full disk shows while every old file is still there. What else has to come
//! before the first is done while the disk takes them.
//!
//! A mount inside the destination refuses the run before anything is renamed, because nothing gets into it in one step.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::atomic::Ordering;

use cap_std::fs::{Dir, Metadata};

use super::temporary::is_not_empty;
use super::{Action, Change, Changed, Destination, clear};
use crate::error::Error;
use crate::files::{self, FileStat, retry_interrupted, sync};
use crate::model::ArtifactKind;
use crate::objects::{Again, Content, Put, Remote};
use crate::ordered::CollectOrdered;
use crate::text::digest;

/// A file that is ready to be put in its place.
#[derive(Debug)]
pub(crate) struct Staged {
    change: Changed,
    /// The fingerprint of the new content.
    fingerprint: u64,
    /// The path of the temporary file with the new content, and what the file system says of it; `None` where the file is
    /// removed, or nothing is to be written.
    temporary: Option<(String, FileStat)>,
    /// The new content, where it goes to a store.
    content: Content,
}

/// What committing has changed.
#[derive(Debug, Default)]
pub(crate) struct Committed {
    /// The files that changed.
    pub changes: Vec<Changed>,
    /// What the file system says of those that were written, by path, unless others have changed them since: the next run
    /// replaces what is unknown here.
    pub stats: BTreeMap<String, FileStat>,
}

/// Writes the new content of a file into a temporary file, if the destination is locked. It is not durable yet. On its way to a store it is
/// kept in memory, or, where there are too many of them and it can be made again, only its fingerprint.
///
/// # Errors
///
/// When it cannot be written, or a folder is in its place.
pub(crate) fn stage(
    destination: &Destination,
    change: Change,
    can_be_made_again: bool,
) -> Result<Staged, Error> {
    let folder = destination.folder.as_ref().filter(|_| destination.is_locked());
    let temporary = match (folder, change.action) {
        (None, _) | (_, Action::Remove) => Ok(None),
        (Some(folder), _) => {
            let number = destination.staged.fetch_add(1, Ordering::Relaxed);
            write(folder, format!("{}/{number}", destination.temporary), &change).map(Some)
        }
    };
    let failed = |error| failed_early(destination, &change.path, &error);
    let temporary = temporary.map_err(failed)?;
    let bytes = u64::try_from(change.bytes.len()).unwrap_or(u64::MAX);
    let fingerprint = digest(&change.bytes);
    let content = match (destination.remote(), change.action) {
        (Some(remote), Action::Create | Action::Update | Action::Empty) if remote.is_locked() => {
            if can_be_made_again && remote.is_crowded() {
                Content::Again
            } else {
                Content::Packed(remote.pack(&change.bytes).map_err(failed)?)
            }
        }
        _ => Content::Nothing,
    };
    let Change { path, kind, action, .. } = change;
    Ok(Staged { change: Changed { path, kind, action, bytes }, fingerprint, temporary, content })
}

impl Staged {
    /// The path of a feed that is there afterwards, and the fingerprint of what it holds then.
    pub(crate) fn feed(&self) -> Option<(&str, u64)> {
        let is_left = self.change.kind.feed().is_some() && self.change.action != Action::Remove;
        is_left.then_some((self.change.path.as_str(), self.fingerprint))
    }
}

/// Does what must be done before the first file is in its place.
pub(crate) type Before<'a> = &'a (dyn Fn(&[Staged]) -> Result<(), Error> + Sync);

/// Puts all staged files in their places, after `before`. A destination that is not locked stays as it is. `known` are all paths at
/// which this project has feeds, with what they are; only a store asks for them, and for contents `again`.
///
/// # Errors
///
/// Those of `before`, and when a file cannot be written. All of it is made durable before the first is renamed, so that a full disk or a
/// missing permission shows before any file is replaced; whatever happens, every file is complete, old or new.
pub(crate) fn commit(
    destination: &Destination,
    staged: Vec<Staged>,
    before: Before<'_>,
    known: &BTreeMap<&str, ArtifactKind>,
    again: Again<'_>,
) -> Result<Committed, Error> {
    let changes = staged.iter().map(|staged| staged.change.clone()).collect();
    if let Some(remote) = destination.remote() {
        before(&staged)?;
        return put_all((remote, again), staged, changes, known);
    }
    let Destination { folder: Some(folder), locked: Some((temporary, _)), root, .. } = destination else {
        return Ok(Committed { changes, stats: BTreeMap::new() });
    };
    if staged.is_empty() {
        return before(&staged).map(|()| Committed::default());
    }
    let replacing = Replacing { destination, folder, temporary };
    let result = replacing.replace_all(staged, before);
    let cleared = clear(destination);
    let stats = result?;
    cleared?;
    let failed = |(_, error)| Error::output(format!("cannot be made durable: {error}")).at(root);
    sync(folder, &["."]).map_err(failed)?;
    Ok(Committed { changes, stats })
}

/// Puts all staged files into a store.
fn put_all(
    (remote, again): (&Remote, Again<'_>),
    staged: Vec<Staged>,
    changes: Vec<Changed>,
    known: &BTreeMap<&str, ArtifactKind>,
) -> Result<Committed, Error> {
    let put = |Staged { change, content, fingerprint, .. }: Staged| Put {
        path: change.path,
        media_type: change.kind.media_type(),
        content,
        fingerprint,
        is_twin_alone: false,
    };
    let puts = staged.into_iter().map(put).collect();
    let known = known.iter().map(|(path, kind)| (*path, kind.media_type())).collect_map();
    let stats = remote.put_all(puts, &known, again)?;
    Ok(Committed { changes, stats })
}

fn failed_early(destination: &Destination, path: &str, error: &io::Error) -> Error {
    let message = format!("cannot be written: {error}; nothing is published, old files are intact");
    Error::output(message).at(destination.path_of(path))
}

/// What files are replaced with.
#[derive(Clone, Copy)]
struct Replacing<'d> {
    destination: &'d Destination,
    /// The folder of the destination.
    folder: &'d Dir,
    /// The folder of temporary files in it.
    temporary: &'d Dir,
}

impl Replacing<'_> {
    /// Does what comes before, makes the folders, makes all new files durable, and only then renames one after the other to its
    /// place. At the end every folder that was touched is made durable.
    fn replace_all(
        self,
        staged: Vec<Staged>,
        before: Before<'_>,
    ) -> Result<BTreeMap<String, FileStat>, Error> {
        let Replacing { destination, folder, .. } = self;
        let written = staged.iter().filter_map(|staged| staged.temporary.as_ref());
        let written: Vec<&str> = written.map(|(temporary, _)| temporary.as_str()).collect();
        let (prepared, is_durable) = rayon::join(
            || before(&staged).and_then(|()| self.prepare(&staged)),
            || sync(folder, &written).map_err(|(path, error)| failed_early(destination, &path, &error)),
        );
        let mut touched = prepared?;
        is_durable?;
        let failed_late = |path: &str, error: &io::Error| {
            let state = "some feeds are new and the others old, and each is complete; the next run goes on";
            Error::output(format!("cannot be replaced: {error}; {state}")).at(destination.path_of(path))
        };
        let (mut stats, mut opened) = (BTreeMap::new(), None);
        for Staged { change: Changed { path, .. }, temporary, .. } in staged {
            let result = match temporary {
                Some((temporary, written)) => self.put(&temporary, &path, &mut opened).map(|there| {
                    // Renaming changes the metadata; a file that others have changed since is not what was written.
                    let is_same =
                        |there: &FileStat| FileStat { changed: written.changed, ..*there } == written;
                    stats.extend(there.filter(is_same).map(|there| (path.clone(), there)));
                }),
                None => remove(folder, &path, &mut touched),
            };
            result.map_err(|error| failed_late(&path, &error))?;
        }
        let touched: Vec<&str> =
            touched.iter().map(String::as_str).filter(|path| folder.exists(path)).collect();
        sync(folder, &touched).map_err(|(path, error)| failed_late(&path, &error))?;
        Ok(stats)
    }

    /// Puts a file in its place, and gives what the file system says of it there. The files of one folder follow one another, so that it
    /// stays `opened` until another one comes.
    fn put(
        self,
        temporary: &str,
        path: &str,
        opened: &mut Option<(String, Dir)>,
    ) -> io::Result<Option<FileStat>> {
        let [(_, number), (above, name)] =
            [temporary, path].map(|path| path.rsplit_once('/').unwrap_or((".", path)));
        let within = match opened.take().filter(|(own, _)| own == above) {
            Some((_, within)) => within,
            None => retry_interrupted(|| self.folder.open_dir(above))?,
        };
        retry_interrupted(|| self.temporary.rename(number, &within, name))?;
        let there = retry_interrupted(|| within.symlink_metadata(name)).ok();
        *opened = Some((above.to_owned(), within));
        Ok(there.filter(Metadata::is_file).map(|metadata| FileStat::from(&metadata)))
    }

    /// Makes the folders of all new files, and gives those that will be touched.
    fn prepare(self, staged: &[Staged]) -> Result<BTreeSet<String>, Error> {
        let Replacing { destination, folder, .. } = self;
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for Staged { change, .. } in staged.iter().filter(|staged| staged.temporary.is_some()) {
            make_folders(folder, &change.path, &mut touched)
                .map_err(|error| failed_early(destination, &change.path, &error))?;
        }
        for above in &touched {
            refuse_mount(folder, (&destination.temporary, above))
                .map_err(|error| failed_early(destination, above, &error))?;
        }
        Ok(touched)
    }
}

/// Makes the folders of a path one by one, unless another shard does. A link among them is not followed, wherever it leads.
fn make_folders(folder: &Dir, path: &str, touched: &mut BTreeSet<String>) -> io::Result<()> {
    let mut above = ".";
    for (end, _) in path.match_indices('/') {
        let Some(below) = path.get(..end) else { break };
        let kind = || retry_interrupted(|| folder.symlink_metadata(below));
        let there = match kind() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                touched.insert(above.to_owned());
                match retry_interrupted(|| folder.create_dir(below)) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                    _ => kind(),
                }
            }
            there => there,
        };
        if !there?.is_dir() {
            return Err(io::Error::other("a folder on the way is a link or a file; remove it"));
        }
        above = below;
    }
    touched.insert(above.to_owned());
    Ok(())
}

/// Makes sure that files can be renamed into a folder: not where another file system is mounted on it or above it.
fn refuse_mount(folder: &Dir, (temporary, above): (&str, &str)) -> io::Result<()> {
    // The system compares the mounts before it looks for the file, so an attempt to rename nothing shows it.
    let nothing = |folder: &str| format!("{folder}/{temporary}-none");
    let is_on_one_mount =
        match retry_interrupted(|| folder.rename(nothing(temporary), folder, nothing(above))) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => false,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => true,
        };
    #[cfg(unix)]
    let is_apart = {
        use cap_std::fs::MetadataExt;
        let device =
            |path: &str| retry_interrupted(|| folder.symlink_metadata(path)).map(|metadata| metadata.dev());
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

/// Writes a temporary file for a place that must not be a folder. Where a file is there, the new one changed in a later second.
fn write(folder: &Dir, path: String, change: &Change) -> io::Result<(String, FileStat)> {
    let there = match retry_interrupted(|| folder.symlink_metadata(&change.path)) {
        Ok(metadata) => Some(metadata),
        // What is in the way of its folder is told when the folder is to be made.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => None,
        Err(error) => return Err(error),
    };
    if there.as_ref().is_some_and(Metadata::is_dir) {
        return Err(io::Error::other("a folder is in its place; remove it"));
    }
    let old = there.filter(Metadata::is_file).map(|metadata| FileStat::from(&metadata));
    let mut file = files::create(folder, &path, 0o644)?;
    file.write_all(&change.bytes)?;
    let stat = files::changed_after(old, &file)?;
    Ok((path, stat))
}

/// Removes a file, and the folders that it leaves empty.
fn remove(folder: &Dir, path: &str, touched: &mut BTreeSet<String>) -> io::Result<()> {
    retry_interrupted(|| folder.remove_file(path))?;
    let mut rest = path;
    while let Some((above, _)) = rest.rsplit_once('/') {
        touched.insert(above.to_owned());
        match retry_interrupted(|| folder.remove_dir(above)) {
            Ok(()) => {}
            // It is not empty, or something is mounted on it.
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
            assert_eq!(refuse_mount(&root, ("none", above)).is_ok(), can_be, "{above}");
        }
    }

    #[test]
    fn folders_that_several_make_at_once_are_there_for_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let within = Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let make = || {
            let paths = (0..300).map(|number| format!("{number}/topics/feed"));
            paths.map(|path| make_folders(&within, &path, &mut BTreeSet::new())).collect::<Vec<_>>()
        };
        let made: Vec<_> = std::thread::scope(|scope| {
            let shards: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            shards.into_iter().flat_map(|shard| shard.join().unwrap()).collect()
        });
        assert!(made.iter().all(Result::is_ok), "{made:?}");
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
