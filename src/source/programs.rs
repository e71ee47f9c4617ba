//! The programs of a site that may choose its articles -> their texts, as far as a site's programs are looked at, and the first one
//! that is not.
//!
//! Bytes that are not UTF-8 stand for the character that stands for any, as they do where such programs are run. A program that cannot be
//! read ends the run, as any part of a configuration does.

use super::site::{Bytes, Reach, bytes_at};
use super::walk::walk;
use super::{MIB, metadata};
use crate::config::Unseen;
use crate::error::Error;

/// How many programs of a site are looked at.
const MOST: usize = 3_000;

/// How many bytes these have in all.
const MOST_BYTES: u64 = 16 * MIB;

/// What is spent on the programs of a site so far.
#[derive(Debug, Default)]
pub(super) struct Spent {
    count: usize,
    bytes: u64,
    /// The first program that is not looked at.
    pub unseen: Option<Unseen>,
}

impl Spent {
    /// Notes a program that is not looked at, as far as it is the first one.
    pub(super) fn pass_over(&mut self, path: &str, why: String) {
        self.unseen.get_or_insert_with(|| Unseen { path: path.to_owned(), why });
    }
}

/// The text of a program by its path below the site's folder; nothing where it is not there, or not looked at.
///
/// # Errors
///
/// When the system does not show it, or it cannot be read.
pub(super) fn text(
    reach: Reach<'_>,
    folder: &str,
    name: &str,
    spent: &mut Spent,
) -> Result<Option<String>, Error> {
    let is_beyond = spent.count >= MOST;
    let left = if is_beyond { 0 } else { MOST_BYTES.saturating_sub(spent.bytes) };
    let bytes = match bytes_at(reach, folder, name, left)? {
        Bytes::Absent => return Ok(None),
        Bytes::Whole(bytes) if !is_beyond => bytes,
        _ => {
            let why = match is_beyond {
                true => format!("{MOST} others of the site are"),
                false => format!("it is beyond the {} MiB of a site that are", MOST_BYTES / MIB),
            };
            spent.pass_over(name, why);
            return Ok(None);
        }
    };
    spent.count = spent.count.saturating_add(1);
    spent.bytes = spent.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    let text = String::from_utf8(bytes);
    let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}

/// The texts of programs that others may take functions from.
///
/// # Errors
///
/// As [`text`].
pub(super) fn texts(
    reach: Reach<'_>,
    folder: &str,
    names: &[String],
    spent: &mut Spent,
) -> Result<Vec<(String, String)>, Error> {
    let mut programs = Vec::new();
    for name in names {
        programs.extend(text(reach, folder, name, spent)?.map(|text| (name.clone(), text)));
    }
    Ok(programs)
}

/// Takes the programs in a folder of the site, if it is there, by their paths below it; `is_taken` says which.
///
/// # Errors
///
/// As [`text`], and when a folder cannot be read.
pub(super) fn take_in(
    reach: Reach<'_>,
    folder: &str,
    below: &str,
    is_taken: &dyn Fn(&str) -> bool,
    files: &mut Vec<(String, String)>,
    spent: &mut Spent,
) -> Result<(), Error> {
    let path = format!("{folder}{below}");
    if !metadata(reach.root, &path)?.is_some_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    reach.check(&path)?;
    let mut names = Vec::new();
    walk(&reach.root.join(&path), &mut |visited| {
        let name = visited.below.to_string_lossy();
        if !visited.is_folder && is_taken(&name) {
            match visited.below.to_str() {
                Some(name) => names.push(name.to_owned()),
                None => spent.pass_over(&format!("{below}/{name}"), UNNAMED.to_owned()),
            }
        }
        Ok(visited.is_folder)
    })?;
    names.sort();
    for name in names {
        take(reach, folder, &format!("{below}/{name}"), files, spent)?;
    }
    Ok(())
}

/// Takes the program at a path below the site's folder, if it is there and not yet taken.
///
/// # Errors
///
/// As [`text`].
pub(super) fn take(
    reach: Reach<'_>,
    folder: &str,
    name: &str,
    files: &mut Vec<(String, String)>,
    spent: &mut Spent,
) -> Result<(), Error> {
    if files.iter().all(|(known, _)| known != name) {
        files.extend(text(reach, folder, name, spent)?.map(|text| (name.to_owned(), text)));
    }
    Ok(())
}

/// Why a program is not looked at whose path is no text.
pub(super) const UNNAMED: &str = "its path is not UTF-8";
