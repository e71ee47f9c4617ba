//! Finds feeds in the destination that no artifact replaces any more: their topic has lost its last article, or the
//! configuration no longer asks for them. They lose their entries and keep head and date, so that subscribers see no error and
//! nothing withdrawn stays; or they are removed.
//!
//! Only files at paths that feedmill itself uses are read, and only feeds that it wrote are changed. Where others have changed
//! such a feed so that it cannot lose its entries, which may be withdrawn, another feed without entries takes its place. What
//! cannot be mended so is a fault: all else is published, and then the run ends with it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::look::{self, There, names, where_there};
use super::{Action, Change, Destination, Kinds, LARGEST};
use crate::error::Error;
use crate::model::ArtifactKind;

/// The longest name of a file that systems have, and the longest path, in bytes.
const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 4000;

/// A file that is at a path where a feed can have been published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leftover {
    /// Its path below the destination.
    pub path: String,
    /// What it is, if it is a feed.
    pub kind: ArtifactKind,
    /// The pattern that the path fits.
    pub pattern: String,
}

/// The files at `patterns` (with `*` for what varies in one part of a path) that are not at `current` paths.
///
/// # Errors
///
/// When a folder cannot be searched.
pub(crate) fn leftovers(
    destination: &Destination,
    patterns: &[(ArtifactKind, String)],
    current: &dyn Fn(&str) -> bool,
) -> Result<Vec<Leftover>, Error> {
    let mut leftovers = Vec::new();
    for (kind, pattern) in patterns {
        let paths = matching(destination, pattern, current)?.into_iter();
        leftovers.extend(paths.map(|path| Leftover { path, kind: *kind, pattern: pattern.clone() }));
    }
    Ok(leftovers)
}

/// The paths of files that may be there and fit a pattern in one part of which something varies.
///
/// # Errors
///
/// When a folder cannot be searched.
pub(crate) fn candidates(destination: &Destination, pattern: &str) -> Result<Vec<String>, Error> {
    if !look::is_there(destination) || !may_be_published(pattern) {
        return Ok(Vec::new());
    }
    let parts: Vec<&str> = pattern.split('/').collect();
    let Some(position) = parts.iter().position(|part| part.contains('*')) else { return Ok(Vec::new()) };
    let (above, rest) = parts.split_at(position);
    let (folder, part) = (above.join("/"), rest.first().copied().unwrap_or_default());
    let below = rest.iter().skip(1).map(|part| format!("/{part}")).collect::<String>();
    let failed = |error: io::Error| {
        let message = format!("cannot be searched for published feeds: {error}");
        Error::output(message).at(destination.path_of(&folder))
    };
    let names = names(destination, &folder, part).map_err(failed)?.into_iter();
    let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    Ok(names.map(|name| [&start, name.as_str(), &below].concat()).collect())
}

/// The names in a folder of the destination; none where it is missing.
///
/// # Errors
///
/// When the folder cannot be searched.
pub(crate) fn names_in(destination: &Destination, folder: &str) -> Result<Vec<String>, Error> {
    names(destination, folder, "*").map_err(|error| {
        let message = format!("cannot be searched for published feeds: {error}");
        Error::output(message).at(destination.path_of(folder))
    })
}

/// What takes the place of a file that others have changed; nothing where it is to be removed.
pub(crate) type Replacement<'r> = &'r dyn Fn(&Leftover) -> Result<Option<Vec<u8>>, Error>;

/// What becomes of obsolete feeds.
#[derive(Debug, Default)]
pub(crate) struct Obsolete {
    /// The changes to their files.
    pub changes: Vec<Change>,
    /// What could not be mended, by path.
    pub faults: BTreeMap<String, Error>,
}

/// What becomes of the leftovers that are not at `current` paths; the last run has published at those of `published`. A file
/// that others have changed is replaced by `replacement`.
///
/// # Errors
///
/// Those of `replacement`.
pub(crate) fn obsolete(
    destination: &Destination,
    leftovers: &[Leftover],
    current: &BTreeSet<&str>,
    published: &BTreeSet<&str>,
    kinds: Kinds,
    replacement: Option<Replacement<'_>>,
) -> Result<Obsolete, Error> {
    let mut faults = BTreeMap::new();
    for path in published.difference(current).filter(|path| may_be_published(path)) {
        if let Err(fault) = refuse_links(destination, path) {
            faults.insert((*path).to_owned(), fault);
        }
    }
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for leftover in leftovers {
        let Leftover { path, kind, .. } = leftover;
        if changes.contains_key(path) || faults.contains_key(path) || current.contains(path.as_str()) {
            continue;
        }
        // What is no feed and has no mark is somebody else's by now.
        let is_own = published.contains(path.as_str()) && kind.format().is_some();
        let bytes = match content(destination, path) {
            Ok(None) => continue,
            Ok(Some(bytes)) => Some(bytes),
            // What nobody may read, or is no feed for its size, is replaced unread.
            Err((_, is_mendable)) if is_own && is_mendable => None,
            Err(_) if kind.format().is_none() && !published.contains(path.as_str()) => continue,
            Err((fault, _)) => {
                faults.insert(path.clone(), fault);
                continue;
            }
        };
        let without = bytes.as_ref().and_then(|bytes| (kinds.without_entries)(*kind, bytes));
        let is_signed = |bytes: &Vec<u8>| (kinds.is_signed)(*kind, bytes, path);
        let change = |action, bytes| Change { path: path.clone(), kind: *kind, action, bytes };
        let change = match (without, replacement) {
            (None, _) if !is_own && !bytes.as_ref().is_some_and(is_signed) => continue,
            (_, None) => change(Action::Remove, Vec::new()),
            (None, Some(replacement)) => match replacement(leftover)? {
                Some(bytes) => change(Action::Empty, bytes),
                None => change(Action::Remove, Vec::new()),
            },
            (Some(without), _) if bytes.as_ref() == Some(&without) => continue,
            (Some(without), _) => change(Action::Empty, without),
        };
        changes.insert(path.clone(), change);
    }
    Ok(Obsolete { changes: changes.into_values().collect(), faults })
}

/// Whether a feed can have been published at the path: the state may be forged.
fn may_be_published(path: &str) -> bool {
    let is_name = |part: &str| !["", ".", ".."].contains(&part) && part.len() <= LONGEST_NAME;
    path.len() <= LONGEST_PATH && !path.contains('\0') && path.split('/').all(is_name)
}

/// Makes sure that no link is on the way to what was published, or in its place: what it leads to would still be served.
fn refuse_links(destination: &Destination, path: &str) -> Result<(), Error> {
    let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    for part in ends.filter_map(|end| path.get(..end)) {
        let failed = |message: String| Error::output(message).at(destination.path_of(part));
        match look::kind(destination, part) {
            Ok(Some(There::Link)) => {
                let message =
                    "is a link now, and may lead to what was withdrawn; all else is published. Remove it";
                return Err(failed(message.to_owned()));
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return Err(failed(format!("cannot be searched for what was withdrawn: {error}"))),
        }
    }
    Ok(())
}

/// What a file holds that may be an obsolete feed; `None` where it is gone meanwhile. Beside an error stands whether it is one
/// of the file, and not of the machine.
fn content(destination: &Destination, path: &str) -> Result<Option<Vec<u8>>, (Error, bool)> {
    let failed = |message: String| Error::output(message).at(destination.path_of(path));
    match where_there(look::file(destination, path, LARGEST)).map(Option::flatten) {
        Ok(Some(None)) => {
            let message = "is too large to remove its entries, and may hold what was withdrawn; \
                           all else is published. Remove it";
            Err((failed(message.to_owned()), true))
        }
        Ok(content) => Ok(content.flatten().map(|(bytes, _)| bytes)),
        Err(error) => {
            let message = format!("cannot be searched for what was withdrawn: {error}");
            Err((failed(message), super::is_forbidden(destination, path)))
        }
    }
}

/// The files of the destination whose path matches the pattern, without links and without those that are current.
fn matching(
    destination: &Destination,
    pattern: &str,
    current: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>, Error> {
    if !look::is_there(destination) || !may_be_published(pattern) {
        return Ok(Vec::new());
    }
    let mut paths = vec![String::new()];
    let count = pattern.split('/').count();
    for (index, part) in pattern.split('/').enumerate() {
        let wants_file = index.saturating_add(1) == count;
        let wanted = if wants_file { There::File } else { There::Folder };
        let mut longer = Vec::new();
        for path in &paths {
            let failed = |path: &str| {
                let at = destination.path_of(path);
                |error| Error::output(format!("cannot be searched for obsolete feeds: {error}")).at(at)
            };
            for name in names(destination, path, part).map_err(failed(path))? {
                let next = if path.is_empty() { name } else { [path, "/", &name].concat() };
                if current(&next) {
                    continue;
                }
                match look::kind(destination, &next) {
                    Ok(there) => longer.extend((there == Some(wanted)).then_some(next)),
                    // What is to be made of a file that cannot be looked at is decided where it would be read.
                    Err(error) if error.kind() == io::ErrorKind::PermissionDenied && wants_file => {
                        longer.push(next);
                    }
                    Err(error) => return Err(failed(&next)(error)),
                }
            }
        }
        paths = longer;
    }
    Ok(paths)
}
