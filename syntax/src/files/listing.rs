//! What is in a folder, one after the other and in no order. On Linux names are taken from the bytes that the system gives: there
//! may be a million of them.
//!
//! Folders are not read by the standard library, which aborts the program where one cannot be closed.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use cap_std::fs::Dir;

/// What something in a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A link, wherever it leads.
    Link,
    /// Neither.
    Other,
}

/// An open folder.
#[cfg(target_os = "linux")]
pub struct Listing(cap_std::fs::File);

/// An open folder.
#[cfg(not(target_os = "linux"))]
pub struct Listing(cap_std::fs::ReadDir);

#[cfg(target_os = "linux")]
impl Listing {
    /// Opens the folder at a path below the root.
    ///
    /// # Errors
    ///
    /// Those of `open`.
    pub fn open(root: &Dir, path: &Path) -> io::Result<Listing> {
        let mut options = cap_std::fs::OpenOptions::new();
        options.read(true);
        let flags = rustix::fs::OFlags::DIRECTORY.bits().cast_signed();
        cap_std::fs::OpenOptionsExt::custom_flags(&mut options, flags);
        super::retry_interrupted(|| root.open_with(path, &options)).map(Listing)
    }

    /// Visits all that is in the folder, but for itself and the one above, and what is gone meanwhile. `failed` is told what the
    /// error is about: the folder itself where the name is empty.
    ///
    /// # Errors
    ///
    /// What `failed` makes of an error of the system, and those of `visit`.
    pub fn visit<E>(
        self,
        failed: &dyn Fn(&OsStr, &io::Error) -> E,
        visit: &mut dyn FnMut(&OsStr, Kind) -> Result<(), E>,
    ) -> Result<(), E> {
        use rustix::fs::{AtFlags, FileType, RawDir, statat};
        use rustix::io::{Errno, retry_on_intr};
        use std::os::unix::ffi::OsStrExt;
        /// As much as the system gives at once.
        const SIZE: usize = 1 << 15;
        let mut buffer: Vec<u8> = Vec::with_capacity(SIZE);
        let mut entries = RawDir::new(&self.0, buffer.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(Errno::INTR) => continue,
                Err(error) => return Err(failed(OsStr::new(""), &error.into())),
            };
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not say it here.
                FileType::Unknown => {
                    let stat =
                        retry_on_intr(|| statat(&self.0, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW));
                    match stat {
                        Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                        Err(Errno::NOENT) => continue,
                        Err(error) => return Err(failed(name, &error.into())),
                    }
                }
                kind => kind,
            };
            visit(
                name,
                match kind {
                    FileType::Directory => Kind::Folder,
                    FileType::Symlink => Kind::Link,
                    _ => Kind::Other,
                },
            )?;
        }
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
impl Listing {
    pub fn open(root: &Dir, path: &Path) -> io::Result<Listing> {
        super::retry_interrupted(|| root.read_dir(path)).map(Listing)
    }

    pub fn visit<E>(
        self,
        failed: &dyn Fn(&OsStr, &io::Error) -> E,
        visit: &mut dyn FnMut(&OsStr, Kind) -> Result<(), E>,
    ) -> Result<(), E> {
        for entry in self.0 {
            let entry = entry.map_err(|error| failed(OsStr::new(""), &error))?;
            let name = entry.file_name();
            let kind = match super::retry_interrupted(|| entry.metadata()) {
                Ok(metadata) if metadata.is_dir() => Kind::Folder,
                Ok(metadata) if metadata.is_symlink() => Kind::Link,
                Ok(_) => Kind::Other,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(&name, &error)),
            };
            visit(&name, kind)?;
        }
        Ok(())
    }
}
