//! Finds feeds in the destination that no artifact replaces any more: their topic has lost its last article, or the
//! configuration no longer asks for them. They lose their entries, so that subscribers see no error and nothing
//! withdrawn stays, or they are removed.
//!
//! Only files at paths that feedmill itself uses are looked at, and only feeds that it wrote are touched.

use std::collections::BTreeSet;

use cap_std::fs::{Dir, Metadata};
use globset::Glob;

use super::{Action, Change, Destination, content};
use crate::error::Error;
use crate::format;
use crate::model::Format;

/// The changes to feeds at `patterns` (with `*` for what varies in one part of a path) that are not at `current` paths.
///
/// # Errors
///
/// When a feed that is there cannot be read.
pub fn stale(
    destination: &Destination,
    patterns: &[(Format, String)],
    current: &BTreeSet<&str>,
    prune: bool,
) -> Result<Vec<Change>, Error> {
    let mut changes: Vec<Change> = Vec::new();
    let Some(folder) = &destination.folder else { return Ok(changes) };
    for (format, pattern) in patterns {
        for path in matching(folder, pattern, current) {
            if changes.iter().any(|change| change.path == path) {
                continue;
            }
            let Some(bytes) = content(destination, &path)? else { continue };
            let Some(emptied) = format::emptied(&bytes, *format) else { continue };
            if prune {
                changes.push(Change { path, action: Action::Remove, bytes: Vec::new() });
            } else if emptied != bytes {
                changes.push(Change { path, action: Action::Empty, bytes: emptied });
            }
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// The files below the folder whose path matches the pattern, links left out, and those that are current.
fn matching(root: &Dir, pattern: &str, current: &BTreeSet<&str>) -> Vec<String> {
    let mut paths = vec![String::new()];
    let count = pattern.split('/').count();
    for (index, part) in pattern.split('/').enumerate() {
        let wants_file = index.saturating_add(1) == count;
        let mut longer = Vec::new();
        for path in &paths {
            for name in names(root, path, part) {
                let next = if path.is_empty() { name } else { [path, "/", &name].concat() };
                let is_wanted =
                    |metadata: Metadata| if wants_file { metadata.is_file() } else { metadata.is_dir() };
                if !current.contains(next.as_str()) && root.symlink_metadata(&next).is_ok_and(is_wanted) {
                    longer.push(next);
                }
            }
        }
        paths = longer;
    }
    paths
}

/// The names in a folder that match one part of a pattern.
fn names(root: &Dir, folder: &str, part: &str) -> Vec<String> {
    if !part.contains('*') {
        return vec![part.to_owned()];
    }
    let Ok(glob) = Glob::new(part) else {
        return Vec::new();
    };
    let matcher = glob.compile_matcher();
    // A folder that cannot be read holds no feed of an earlier run: publishing into it will say what is wrong.
    let Ok(entries) = root.read_dir(if folder.is_empty() { "." } else { folder }) else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| matcher.is_match(name)).collect();
    names.sort();
    names
}
