//! Locks that only the user of a run, or root, can take: whoever may read a file or folder may lock it, so that a lock on what is
//! served could be held by anybody for ever. The lock (`flock`) is on a file of mode 0600, which says who holds it and goes
//! with the run. One that a killed run has left is nobody's, and is taken over.
//!
//! What others have planted in its place, such as a link to another file, is removed and never opened for good.

use std::fs::TryLockError;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::time::Duration;

use cap_std::fs::{Dir, File, Metadata, OpenOptions};

use super::FileStat;
use super::durable::retry_interrupted;

/// How often what others remove or replace is opened again.
const TRIES: usize = 1000;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    folder: Dir,
    name: &'static str,
    _file: std::fs::File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While the file is locked its name is nobody else's. One that stays is taken over by the next run.
        let _ = retry_interrupted(|| self.folder.remove_file(self.name));
    }
}

/// Who holds a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The number of the process, where it has said so.
    pub process: Option<u32>,
    /// For how long, by the clock of the file system; nothing where that cannot be asked.
    pub lasted: Duration,
}

/// Takes the lock of this name in the folder, or says who has it. Nobody is waited for.
///
/// # Errors
///
/// When the file cannot be made or locked, or others replace it again and again.
pub fn lock(folder: &Dir, name: &'static str) -> io::Result<Result<Lock, Holder>> {
    for _ in 0..TRIES {
        let file = match retry_interrupted(|| folder.open_with(name, &options())) {
            Ok(file) => file,
            // A link that leads nowhere, or out of the folder.
            Err(_) if folder.symlink_metadata(name).is_ok_and(|there| there.is_symlink()) => {
                remove(folder, name)?;
                continue;
            }
            Err(error) => return Err(error),
        };
        give_to_owner(folder, name);
        if !is_own(folder, name, &file)? {
            continue;
        }
        let file = file.into_std();
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(Err(holder(&file))),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => continue,
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => {}
        }
        // Whoever had it until now has removed it, and others may have made another.
        if is_own(folder, name, &File::from_std(file.try_clone()?))? {
            // Where the disk is full, nobody learns the number.
            let _ =
                file.set_len(0).and_then(|()| (&file).write_all(std::process::id().to_string().as_bytes()));
            return Ok(Ok(Lock { folder: folder.try_clone()?, name, _file: file }));
        }
    }
    Err(io::Error::other("other programs keep replacing it"))
}

fn options() -> OpenOptions {
    let mut options = super::confined::non_blocking();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        use rustix::fs::OFlags;
        // A link would have the file made where it leads.
        options.mode(0o600).custom_flags((OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed());
    }
    options
}

/// Whether the name is that of the open file, which nobody else can open. What others can open is removed.
fn is_own(folder: &Dir, name: &str, file: &File) -> io::Result<bool> {
    let there = match retry_interrupted(|| folder.symlink_metadata(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        there => there?,
    };
    let is_private = there.is_file() && is_private(&there, &retry_interrupted(|| folder.dir_metadata())?);
    if !is_private {
        remove(folder, name)?;
        return Ok(false);
    }
    let own = retry_interrupted(|| file.metadata())?;
    Ok(FileStat::from(&own).inode == FileStat::from(&there).inode)
}

#[cfg(unix)]
fn is_private(file: &Metadata, folder: &Metadata) -> bool {
    use cap_std::fs::{MetadataExt, PermissionsExt};
    is_trusted(file, folder) && file.nlink() == 1 && file.permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(_: &Metadata, _: &Metadata) -> bool {
    true
}

fn remove(folder: &Dir, name: &str) -> io::Result<()> {
    match retry_interrupted(|| folder.remove_file(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn holder(file: &std::fs::File) -> Holder {
    let mut text = String::new();
    let process = file.take(16).read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
    Holder { process, lasted: lasted(file).unwrap_or_default() }
}

/// How long ago the file was written, by the clock of its file system: what is read now is of the present.
#[cfg(unix)]
fn lasted(file: &std::fs::File) -> Option<Duration> {
    use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, futimens};
    let at = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
    futimens(file, &Timestamps { last_access: at(UTIME_NOW), last_modification: at(UTIME_OMIT) }).ok()?;
    let metadata = file.metadata().ok()?;
    metadata.accessed().ok()?.duration_since(metadata.modified().ok()?).ok()
}

#[cfg(not(unix))]
fn lasted(_: &std::fs::File) -> Option<Duration> {
    None
}

/// Makes a folder that only the user of this run can enter, or opens the one that is there. What else is in its place, such as
/// a link, is removed; what it leads to stays.
///
/// # Errors
///
/// When it cannot be made or opened, is somebody else's, or something is mounted there.
pub fn private_folder(above: &Dir, name: &str) -> io::Result<Dir> {
    for _ in 0..TRIES {
        let is_made = match retry_interrupted(|| make_private(above, name)) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            made => made.is_ok(),
        };
        let there = match retry_interrupted(|| above.symlink_metadata(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            there => there?,
        };
        if !there.is_dir() {
            remove(above, name)?;
            continue;
        }
        refuse_others(&there, &retry_interrupted(|| above.dir_metadata())?)?;
        let open = || retry_interrupted(|| above.open_dir(name));
        let opened = match open() {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                make_accessible(above, Path::new(name));
                open()
            }
            opened => opened,
        };
        let folder = match opened {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => continue,
            folder => folder?,
        };
        let own = retry_interrupted(|| folder.dir_metadata())?;
        if FileStat::from(&own).inode == FileStat::from(&there).inode {
            if is_made {
                give_to_owner(above, name);
            }
            close_to_others(above, name, &own);
            return Ok(folder);
        }
    }
    Err(io::Error::other("other programs keep replacing it"))
}

fn make_private(above: &Dir, name: &str) -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut builder = cap_std::fs::DirBuilder::new();
        cap_std::fs::DirBuilderExt::mode(&mut builder, 0o700);
        above.create_dir_with(name, &builder)
    }
    #[cfg(not(unix))]
    above.create_dir(name)
}

/// Whether what is in the folder is of the user of this run, or of the folder's owner, who can do anything there anyway.
#[cfg(unix)]
fn is_trusted(there: &Metadata, above: &Metadata) -> bool {
    use cap_std::fs::MetadataExt;
    let own = rustix::process::geteuid().as_raw();
    [own, above.uid()].contains(&there.uid())
}

#[cfg(unix)]
fn refuse_others(there: &Metadata, above: &Metadata) -> io::Result<()> {
    use cap_std::fs::MetadataExt;
    if !is_trusted(there, above) {
        let uid = there.uid();
        let message =
            format!("it belongs to another user, {uid}; remove it if no run of that user is under way");
        return Err(io::Error::other(message));
    }
    if there.dev() != above.dev() {
        return Err(io::Error::other("something is mounted there; unmount it"));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_others(_: &Metadata, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Where root has made a file in the folder of a user, it is the user's, who may have to take it over.
#[cfg(unix)]
fn give_to_owner(above: &Dir, name: &str) {
    use cap_std::fs::MetadataExt;
    if rustix::process::geteuid().is_root()
        && let Ok(of_folder) = above.dir_metadata()
        && of_folder.uid() != 0
    {
        let (owner, group) =
            (rustix::fs::Uid::from_raw(of_folder.uid()), rustix::fs::Gid::from_raw(of_folder.gid()));
        // Where it stays root's, the user is told whose it is.
        let flags = rustix::fs::AtFlags::SYMLINK_NOFOLLOW;
        let _ = rustix::fs::chownat(above, name, Some(owner), Some(group), flags);
    }
}

#[cfg(not(unix))]
fn give_to_owner(_: &Dir, _: &str) {}

#[cfg(unix)]
fn close_to_others(above: &Dir, name: &str, metadata: &Metadata) {
    use cap_std::fs::PermissionsExt;
    if metadata.permissions().mode() & 0o777 != 0o700 {
        make_accessible(above, Path::new(name));
    }
}

#[cfg(not(unix))]
fn close_to_others(_: &Dir, _: &str, _: &Metadata) {}

/// Makes a folder readable: a run whose mask allows nobody anything leaves folders that even their owner cannot read. A link
/// in its place is not followed.
pub fn make_accessible(above: &Dir, path: &Path) {
    #[cfg(unix)]
    {
        use rustix::fs::{Mode, OFlags, fchmod, openat};
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // Where the folder is somebody else's, reading it is what fails.
        if let Ok(folder) = openat(above, path, flags | OFlags::RDONLY, Mode::empty()) {
            let _ = fchmod(folder, Mode::RWXU);
            return;
        }
        #[cfg(target_os = "linux")]
        if let Ok(folder) = openat(above, path, flags | OFlags::PATH, Mode::empty()) {
            use std::os::fd::AsRawFd;
            let path = format!("{}/{}", super::unnamed::OPEN_FILES, folder.as_raw_fd());
            let _ = rustix::fs::chmod(path, Mode::RWXU);
        }
    }
    #[cfg(not(unix))]
    let _ = (above, path);
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use cap_std::ambient_authority;

    use super::*;

    fn open(folder: &Path) -> io::Result<Dir> {
        Dir::open_ambient_dir(folder, ambient_authority())
    }

    #[test]
    fn a_lock_is_held_by_one_and_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let within = open(folder.path()).unwrap();
        let own = lock(&within, "lock").unwrap().unwrap();
        let mode = fs::metadata(folder.path().join("lock")).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
        let holder = lock(&within, "lock").unwrap().unwrap_err();
        assert_eq!(holder.process, Some(std::process::id()));
        drop(own);
        assert!(!within.exists("lock"));
        assert!(lock(&within, "lock").unwrap().is_ok());
    }

    #[test]
    fn for_how_long_a_lock_is_held_is_said_by_the_clock_of_the_file_system() {
        let folder = tempfile::tempdir().unwrap();
        let within = open(folder.path()).unwrap();
        let _own = lock(&within, "lock").unwrap().unwrap();
        let file = fs::File::options().write(true).open(folder.path().join("lock")).unwrap();
        let begun = file.metadata().unwrap().modified().unwrap();
        file.set_modified(begun - Duration::from_secs(3600)).unwrap();
        let lasted = lock(&within, "lock").unwrap().unwrap_err().lasted;
        assert!((3590..3700).contains(&lasted.as_secs()), "{lasted:?}");
    }

    #[test]
    fn what_is_planted_in_the_place_of_a_lock_goes_and_what_it_leads_to_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("kept"), "kept").unwrap();
        fs::set_permissions(at("kept"), Permissions::from_mode(0o600)).unwrap();
        let readable: fn(&Path) = |path| {
            fs::write(path, "1").unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
        };
        let plants: [fn(&Path); 5] = [
            |path| symlink("kept", path).unwrap(),
            |path| symlink("nowhere", path).unwrap(),
            |path| symlink("/etc/hostname", path).unwrap(),
            |path| fs::hard_link(path.with_file_name("kept"), path).unwrap(),
            readable,
        ];
        for plant in plants {
            plant(&at("lock"));
            let own = lock(&open(folder.path()).unwrap(), "lock").unwrap();
            assert!(own.is_ok() && fs::symlink_metadata(at("lock")).unwrap().is_file());
            drop(own);
            assert_eq!(fs::read_to_string(at("kept")).unwrap(), "kept");
            assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        }
    }

    #[test]
    fn a_private_folder_is_private_whatever_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("kept")).unwrap();
        fs::set_permissions(at("kept"), Permissions::from_mode(0o755)).unwrap();
        let plants: [fn(&Path); 5] = [
            |_| (),
            |path| symlink("kept", path).unwrap(),
            |path| fs::write(path, "").unwrap(),
            |path| {
                fs::create_dir(path).unwrap();
                fs::set_permissions(path, Permissions::from_mode(0o777)).unwrap();
            },
            |path| {
                fs::create_dir(path).unwrap();
                fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap();
            },
        ];
        for plant in plants {
            plant(&at("own"));
            private_folder(&open(folder.path()).unwrap(), "own").unwrap();
            let metadata = fs::symlink_metadata(at("own")).unwrap();
            assert!(metadata.is_dir() && metadata.mode() & 0o777 == 0o700, "{:o}", metadata.mode());
            assert_eq!(fs::metadata(at("kept")).unwrap().mode() & 0o777, 0o755);
            fs::remove_dir(at("own")).unwrap();
        }
    }
}
