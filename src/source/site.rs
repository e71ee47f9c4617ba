//! The site of a generator that a project's folder holds, at its top or one folder deep: its configuration and the folders that
//! may hold its articles.
//!
//! Rows of the table of conventions are tried in their order. A row is only taken where what confirms it is there, since
//! several generators have a `config.toml` or `_config.yml`.

use std::fs;
use std::path::Path;

use super::{LARGEST_YAML, metadata, read_bytes, too_large, walk::walk};
use crate::config::SiteFiles;
use crate::config::conventions::{self, Convention};
use crate::error::Error;

/// Folders that hold no site of the project: other people's code, and what generators and feedmill write.
const OTHERS: [&str; 8] = ["node_modules", "vendor", "public", "_site", "dist", "build", "target", "themes"];

/// How deep folders are looked at.
const MOST_LEVELS: usize = 6;

/// How many folders are looked at.
const MOST_FOLDERS: usize = 20_000;

/// Files that are a part of the configuration where they are there, by the generator's name.
const PARTS: [(&str, &[&str]); 2] = [
    (
        "Hugo",
        &[
            "config/_default/languages.toml",
            "config/_default/languages.yaml",
            "config/_default/languages.yml",
            "config/_default/permalinks.toml",
            "config/_default/permalinks.yaml",
            "config/_default/permalinks.yml",
            "config/_default/params.toml",
            "config/_default/params.yaml",
            "config/_default/params.yml",
        ],
    ),
    ("Pelican", &["publishconf.py"]),
];

/// Finds the site; `generator` is the convention that the project names, any where it names none. Sites below the project's
/// folder are looked for where `is_deep`.
///
/// # Errors
///
/// When the system does not show whether a file is there, or a configuration cannot be read.
pub(super) fn find(
    root: &Path,
    generator: Option<&'static Convention>,
    is_deep: bool,
) -> Result<Option<SiteFiles>, Error> {
    if let Some(site) = in_folder(root, "", generator)? {
        return Ok(Some(site));
    }
    let mut found = None;
    for folder in if is_deep { folders_in(root) } else { Vec::new() } {
        if let Some(site) = in_folder(root, &format!("{folder}/"), generator)? {
            // Of two sites neither is the project's.
            if found.is_some() {
                return Ok(None);
            }
            found = Some(site);
        }
    }
    Ok(found)
}

/// The names of all files that say what a site is.
pub(super) fn configurations() -> impl Iterator<Item = &'static str> {
    conventions::ALL.into_iter().flat_map(|convention| convention.recognised_by.iter().copied())
}

/// The names of the folders in a folder, without hidden ones and those of others, sorted.
fn folders_in(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter(|name| !name.starts_with('.') && !OTHERS.contains(&name.as_str())).collect();
    names.sort();
    names
}

/// The site in a folder below the project's, which is empty or ends with `/`.
fn in_folder(
    root: &Path,
    folder: &str,
    generator: Option<&'static Convention>,
) -> Result<Option<SiteFiles>, Error> {
    let conventions =
        conventions::ALL.into_iter().filter(|own| generator.is_none_or(|named| named.id == own.id));
    for convention in conventions {
        let configuration = convention.recognised_by.iter().find_map(|name| match read(root, folder, name) {
            Ok(None) => None,
            found => Some(found),
        });
        let Some(configuration) = configuration.transpose()?.flatten() else { continue };
        if generator.is_some() || is_confirmed(root, folder, convention, &configuration.1)? {
            return Ok(Some(site(root, folder, convention, configuration)?));
        }
    }
    Ok(None)
}

/// Whether what confirms the convention is there.
fn is_confirmed(root: &Path, folder: &str, convention: &Convention, text: &str) -> Result<bool, Error> {
    if convention.confirmed_by.is_empty() {
        return Ok(true);
    }
    for mark in convention.confirmed_by {
        if metadata(root, format!("{folder}{mark}"))?.is_some() || has_key(text, mark) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a line of the text begins with the key, in any case.
fn has_key(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches(['"', '\'']);
        let behind = line.get(..key.len()).filter(|start| start.eq_ignore_ascii_case(key));
        behind.is_some_and(|start| {
            let rest = line.get(start.len()..).unwrap_or_default();
            rest.trim_start_matches(['"', '\'']).trim_start().starts_with(['=', ':'])
        })
    })
}

fn site(
    root: &Path,
    folder: &str,
    convention: &'static Convention,
    configuration: (String, String),
) -> Result<SiteFiles, Error> {
    let mut files = vec![configuration];
    let parts = PARTS.iter().filter(|(generator, _)| *generator == convention.generator);
    for name in parts.flat_map(|(_, names)| names.iter()) {
        files.extend(read(root, folder, name)?);
    }
    Ok(SiteFiles { convention, folder: folder.to_owned(), files, folders: folders_below(&root.join(folder)) })
}

/// The folders below a folder, as far as they may hold articles; none that cannot be read.
fn folders_below(start: &Path) -> Vec<String> {
    let mut folders = Vec::new();
    let visited = walk(start, &mut |visited| {
        if visited.below.as_os_str().is_empty() {
            return Ok(true);
        }
        let name = visited.name.to_string_lossy();
        let is_other = name.starts_with('.') || OTHERS.contains(&name.as_ref());
        let is_deep = visited.below.components().count() > MOST_LEVELS;
        if !visited.is_folder || is_other || is_deep || folders.len() >= MOST_FOLDERS {
            return Ok(false);
        }
        folders.extend(visited.below.to_str().map(str::to_owned));
        Ok(true)
    });
    if visited.is_err() {
        folders.clear();
    }
    folders.sort();
    folders
}

/// The name and the text of a file below the site's folder, if it is there.
fn read(root: &Path, folder: &str, name: &str) -> Result<Option<(String, String)>, Error> {
    let path = format!("{folder}{name}");
    if !metadata(root, &path)?.is_some_and(|metadata| metadata.is_file()) {
        return Ok(None);
    }
    let file = root.join(&path);
    let bytes = read_bytes(&file, LARGEST_YAML);
    let bytes = bytes.and_then(|bytes| bytes.ok_or_else(|| too_large(LARGEST_YAML)));
    let bytes = bytes.map_err(|message| Error::usage(message).at(&file))?;
    let text = String::from_utf8(bytes).map_err(|_| Error::usage("is not UTF-8").at(&file))?;
    Ok(Some((name.to_owned(), text.trim_start_matches('\u{feff}').to_owned())))
}
