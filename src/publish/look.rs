//! What publishing asks of a destination, in a folder and in an object store alike: what is at a path, what it holds, and which names are
//! below it. A store has no folders: one is there where an object is below it. It has no links either.

use std::io::{self, ErrorKind, Read};

use globset::Glob;

use super::{Destination, LARGEST};
use crate::error::Error;
use crate::files::{self, FileStat, retry_interrupted};

/// What can be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum There {
    File,
    Folder,
    Link,
    Other,
}

/// What a file holds, and what the file system says of it.
type Content = (Vec<u8>, FileStat);

/// What a file of the destination holds; nothing where it is missing.
///
/// # Errors
///
/// When the file is there and cannot be read.
pub(crate) fn read(destination: &Destination, path: &str) -> Result<Vec<u8>, Error> {
    Ok(content(destination, path, LARGEST)?.unwrap_or_default().0)
}

/// What a file of the destination holds, and what the file system said of it; `None` where it is missing. What is no
/// file, such as a link, or larger than `most` bytes, holds nothing.
pub(super) fn content(destination: &Destination, path: &str, most: usize) -> Result<Option<Content>, Error> {
    match file(destination, path, most) {
        Ok(content) => Ok(content.map(Option::unwrap_or_default)),
        // What is in the way of its folder is an error when the file is to be written.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => {
            Err(Error::output(format!("cannot be compared: {error}")).at(destination.path_of(path)))
        }
    }
}

/// Whether a file of the destination holds these bytes, and what the system says of it, where that is known without reading it: a folder
/// is read quickly, and a store says which version of an object is there.
///
/// # Errors
///
/// When what is known cannot be read.
pub(super) fn holds(
    destination: &Destination,
    path: &str,
    bytes: &[u8],
) -> Result<Option<(bool, FileStat)>, Error> {
    let Some(remote) = &destination.remote else { return Ok(None) };
    let failed = |error| Error::output(format!("cannot be compared: {error}")).at(destination.path_of(path));
    remote.holds(path, bytes).map_err(failed)
}

/// A file as [`files::read`] reads it; `None` where there is no destination.
pub(super) fn file(
    destination: &Destination,
    path: &str,
    most: usize,
) -> io::Result<Option<Option<Content>>> {
    if let Some(remote) = &destination.remote {
        return remote.read(path, most).map(Some);
    }
    let Some(folder) = &destination.folder else { return Ok(None) };
    files::read(folder, path, most).map(Some)
}

/// The first bytes of a file, none where it is missing; `None` where there is no destination.
pub(super) fn beginning(destination: &Destination, path: &str, length: u64) -> io::Result<Option<Vec<u8>>> {
    let mut beginning = Vec::new();
    let read = match (&destination.remote, &destination.folder) {
        (Some(remote), _) => remote.beginning(path, length).map(|bytes| beginning = bytes),
        (None, None) => return Ok(None),
        (None, Some(folder)) => files::open(folder, path)
            .and_then(|file| file.take(length).read_to_end(&mut beginning))
            .map(|_| ()),
    };
    match read {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(Some(beginning)),
    }
}

/// Whether somebody has forbidden everybody to read a file of the destination.
pub(crate) fn is_forbidden(destination: &Destination, path: &str) -> bool {
    #[cfg(unix)]
    {
        use cap_std::fs::PermissionsExt;
        let Some(folder) = &destination.folder else { return false };
        let metadata = retry_interrupted(|| folder.symlink_metadata(path));
        metadata.is_ok_and(|there| there.is_file() && there.permissions().mode() & 0o444 == 0)
    }
    #[cfg(not(unix))]
    {
        let _ = (destination, path);
        false
    }
}

/// What the file system says of a file of the destination; `None` where it is missing.
pub(crate) fn stat(destination: &Destination, path: &str) -> Option<FileStat> {
    if let Some(remote) = &destination.remote {
        return remote.stat(path);
    }
    let folder = destination.folder.as_ref()?;
    let metadata = retry_interrupted(|| folder.symlink_metadata(path)).ok()?;
    metadata.is_file().then(|| FileStat::from(&metadata))
}

/// Whether what is at a path is neither a file nor missing, such as a link.
pub(crate) fn is_no_file(destination: &Destination, path: &str) -> bool {
    matches!(kind(destination, path), Ok(Some(There::Link | There::Folder | There::Other)))
}

/// Whether there is a destination to look at.
pub(super) fn is_there(destination: &Destination) -> bool {
    destination.remote.is_some() || destination.folder.is_some()
}

/// What is at a path; `None` where nothing is.
///
/// # Errors
///
/// When the system does not say it.
pub(super) fn kind(destination: &Destination, path: &str) -> io::Result<Option<There>> {
    if let Some(remote) = &destination.remote {
        let file = remote.stat(path).map(|_| There::File);
        return Ok(file.or_else(|| remote.is_folder(path).then_some(There::Folder)));
    }
    let Some(folder) = &destination.folder else { return Ok(None) };
    let metadata = where_there(retry_interrupted(|| folder.symlink_metadata(path)))?;
    Ok(metadata.map(|metadata| match () {
        () if metadata.is_symlink() => There::Link,
        () if metadata.is_file() => There::File,
        () if metadata.is_dir() => There::Folder,
        () => There::Other,
    }))
}

/// The names in a folder that match one part of a pattern.
///
/// # Errors
///
/// When the folder cannot be read.
pub(super) fn names(destination: &Destination, folder: &str, part: &str) -> io::Result<Vec<String>> {
    let Some(matcher) = Glob::new(part).ok().filter(|_| part.contains('*')) else {
        return Ok(vec![part.to_owned()]);
    };
    // Making a matcher takes longer than reading most folders.
    let matcher = (part != "*").then(|| matcher.compile_matcher());
    let is_match = |name: &String| matcher.as_ref().is_none_or(|matcher| matcher.is_match(name));
    if let Some(remote) = &destination.remote {
        return Ok(remote.names(folder).into_iter().filter(is_match).collect());
    }
    let Some(root) = &destination.folder else { return Ok(Vec::new()) };
    let Some(entries) =
        where_there(retry_interrupted(|| root.read_dir(if folder.is_empty() { "." } else { folder })))?
    else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in entries {
        // What feedmill has named is UTF-8.
        names.extend(entry?.file_name().into_string().ok().filter(is_match));
    }
    names.sort();
    Ok(names)
}

/// A file that is missing is `None`; one that the system does not show is an error, because it may hold what was withdrawn.
pub(super) fn where_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
