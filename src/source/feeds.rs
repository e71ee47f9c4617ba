//! A folder of feeds becomes their paths: files with an ending that feeds have, or none, whose beginning looks like a feed's. No
//! link below the folder is followed.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::walk::walk;
use crate::error::Error;
use crate::files::{open_path, retry_interrupted};

/// The endings of files that may be feeds; of files without an ending the beginning alone decides.
const ENDINGS: [&str; 6] = ["xml", "rss", "atom", "rdf", "json", "feed"];

/// How many bytes of a file are looked at.
const BEGINNING: u64 = 16 * 1024;

/// The feeds below a folder, by their paths below it with `/` between the parts. `looks_like_feed` is given the first 16 KiB.
///
/// # Errors
///
/// A usage error when the folder, or one in it, cannot be searched, or a file in it cannot be opened.
pub fn feeds(
    folder: &Path,
    looks_like_feed: impl Fn(&[u8]) -> bool,
) -> Result<BTreeMap<String, PathBuf>, Error> {
    let mut feeds = BTreeMap::new();
    let too_deep = walk(folder, &mut |visited| {
        if visited.is_folder || visited.is_link {
            return Ok(visited.is_folder);
        }
        let ending = visited.below.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        if ending.is_none_or(|ending| ENDINGS.contains(&ending.as_str())) {
            let path = visited.path();
            let beginning = beginning(&path).map_err(|reason| Error::usage(reason).at(&path))?;
            if looks_like_feed(&beginning) {
                let parts: Vec<_> = visited.below.iter().map(|part| part.to_string_lossy()).collect();
                feeds.insert(parts.join("/"), path);
            }
        }
        Ok(false)
    });
    match too_deep.map_err(|error| Error::usage(error.to_string()))?.first() {
        Some(below) => Err(Error::usage("lies too deep to be searched").at(folder.join(below))),
        None => Ok(feeds),
    }
}

/// The first bytes of a file; none of what is no regular file, such as a pipe.
fn beginning(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error| format!("cannot be read: {error}");
    let file = open_path(path).map_err(failed)?;
    let mut bytes = Vec::new();
    if retry_interrupted(|| file.metadata()).map_err(failed)?.is_file() {
        file.take(BEGINNING).read_to_end(&mut bytes).map_err(failed)?;
    }
    Ok(bytes)
}
