//! Walks through a folder and the folders in it, in no order, and follows no link below the start. What to do with a file, and
//! which folders to enter, is up to the caller.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use super::unread::is_exhausted;
use crate::error::Error;
use crate::files::{Kind, Listing, retry_interrupted};

/// A file, folder or link that a walk visits.
#[derive(Debug)]
pub(super) struct Visited<'w> {
    start: &'w Path,
    /// The path below the start; empty for the start itself.
    pub below: &'w Path,
    /// Its name.
    pub name: &'w OsStr,
    /// Whether it is a folder, and no link to one.
    pub is_folder: bool,
    /// Whether it is a link.
    pub is_link: bool,
}

impl Visited<'_> {
    /// The path, beginning with the start.
    pub(super) fn path(&self) -> PathBuf {
        if self.below.as_os_str().is_empty() { self.start.to_path_buf() } else { self.start.join(self.below) }
    }

    /// Whether the path is UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        self.start.to_str().is_some() && self.below.to_str().is_some()
    }
}

/// Visits all that is in the folder that the start is or links to, or the file. `visit` says whether to enter a folder.
///
/// Folders whose path is longer than the system opens are not entered but returned, by their paths below the start.
///
/// # Errors
///
/// When a folder cannot be read, and those of `visit`. A folder below the start that is gone meanwhile is not an error.
pub(super) fn walk(
    start: &Path,
    visit: &mut dyn FnMut(&Visited<'_>) -> Result<bool, Error>,
) -> Result<Vec<PathBuf>, Error> {
    let failed = |path: &Path, error: &io::Error| failed(&path_of(start, path), error);
    let of_start = |error| failed(Path::new(""), &error);
    if !retry_interrupted(|| fs::metadata(start)).map_err(of_start)?.is_dir() {
        let (name, below) = (start.file_name().unwrap_or_default(), Path::new(""));
        visit(&Visited { start, below, name, is_folder: false, is_link: false })?;
        return Ok(Vec::new());
    }
    let root = retry_interrupted(|| Dir::open_ambient_dir(start, ambient_authority())).map_err(of_start)?;
    let (mut ahead, mut too_deep) = (vec![PathBuf::new()], Vec::new());
    let mut path = OsString::new();
    while let Some(folder) = ahead.pop() {
        let is_start = folder.as_os_str().is_empty();
        let listing = match Listing::open(&root, if is_start { Path::new(".") } else { &folder }) {
            Ok(listing) => listing,
            Err(error) if error.kind() == ErrorKind::NotFound && !is_start => continue,
            Err(error) if error.kind() == ErrorKind::InvalidFilename && !is_start => {
                too_deep.push(folder);
                continue;
            }
            Err(error) => return Err(failed(&folder, &error)),
        };
        let of_entry = |name: &OsStr, error: &io::Error| match name.is_empty() {
            true => failed(&folder, error),
            false => failed(&folder.join(name), error),
        };
        listing.visit(&of_entry, &mut |name, kind| {
            // There may be a million of them, and the paths of most are not kept.
            path.clear();
            if !is_start {
                path.push(&folder);
                path.push("/");
            }
            path.push(name);
            let (below, is_folder) = (Path::new(&path), kind == Kind::Folder);
            let visited = Visited { start, below, name, is_folder, is_link: kind == Kind::Link };
            if visit(&visited)? && is_folder {
                ahead.push(below.to_path_buf());
            }
            Ok(())
        })?;
    }
    Ok(too_deep)
}

/// Makes sure that a folder can be searched.
///
/// # Errors
///
/// As [`walk`].
pub(super) fn check_readable(folder: &Path) -> Result<(), Error> {
    let opened = retry_interrupted(|| Dir::open_ambient_dir(folder, ambient_authority()));
    let listing = opened.and_then(|opened| Listing::open(&opened, Path::new(".")));
    listing.map(|_| ()).map_err(|error| failed(folder, &error))
}

fn failed(folder: &Path, error: &io::Error) -> Error {
    let message = format!("cannot be searched, and nothing is published: {error}");
    let refusal = if is_exhausted(error) { Error::output(message) } else { Error::refused(message) };
    refusal.at(folder)
}

/// The path of a file or folder below the start, without a separator behind the start itself.
fn path_of(start: &Path, below: &Path) -> PathBuf {
    if below.as_os_str().is_empty() { start.to_path_buf() } else { start.join(below) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn everything_is_visited_and_no_link_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("a/b/c")).unwrap();
        fs::write(at("a/b/d.md"), "").unwrap();
        std::os::unix::fs::symlink("a", at("link")).unwrap();
        std::os::unix::fs::symlink("nowhere", at("a/lost")).unwrap();
        let shown = |start: &str, left_out: &str| {
            let mut shown = Vec::new();
            let mut visit = |visited: &Visited<'_>| {
                let mark = if visited.is_folder { "/" } else { "" };
                let link = if visited.is_link { "@" } else { "" };
                shown.push(format!("{}{mark}{link}", visited.below.display()));
                assert!(visited.path().starts_with(at(start)));
                Ok(visited.name != left_out)
            };
            walk(&at(start), &mut visit).unwrap();
            shown.sort();
            shown
        };
        assert_eq!(shown("", "none"), ["a/", "a/b/", "a/b/c/", "a/b/d.md", "a/lost@", "link@"]);
        assert_eq!(shown("", "b"), ["a/", "a/b/", "a/lost@", "link@"]);
        assert_eq!(shown("link", "none"), ["b/", "b/c/", "b/d.md", "lost@"]);
        assert_eq!(shown("a/b/d.md", "none"), [""]);
    }

    #[test]
    fn what_lies_deeper_than_the_system_opens_is_named_and_the_rest_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("z")).unwrap();
        let name = "a".repeat(200);
        let (top, mut within) =
            (folder.path().join(&name), Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap());
        for _ in 0..30 {
            within.create_dir(&name).unwrap();
            within = within.open_dir(&name).unwrap();
        }
        let mut count = 0;
        let mut visit = |_: &Visited<'_>| {
            count += 1;
            Ok(true)
        };
        let too_deep = walk(folder.path(), &mut visit).unwrap();
        assert_eq!((too_deep.len(), too_deep[0].starts_with(&name)), (1, true));
        assert!((15..30).contains(&count), "{count}");
        fs::remove_dir_all(top).unwrap();
    }

    #[test]
    fn a_start_that_is_not_there_is_an_error_and_a_folder_that_is_gone_meanwhile_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let none = folder.path().join("none");
        let error = walk(&none, &mut |_| Ok(true)).unwrap_err();
        assert!(error.to_string().contains("none: cannot be searched"), "{error}");
        fs::create_dir(folder.path().join("a")).unwrap();
        let mut count = 0;
        let mut visit = |visited: &Visited<'_>| {
            count += 1;
            fs::remove_dir(visited.path()).unwrap();
            Ok(true)
        };
        walk(folder.path(), &mut visit).unwrap();
        assert_eq!(count, 1);
    }
}
