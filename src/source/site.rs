//! The site of a generator that a project's folder holds, at its top or one folder deep: its configuration and the folders that
//! may hold its articles.
//!
//! Rows of the table of conventions are tried in their order. A row is only taken where what confirms it is there, since
//! several generators have a `config.toml` or `_config.yml`.

use std::collections::BTreeSet;
use std::path::Path;

use super::{LARGEST_YAML, metadata, parts, read_bytes, too_large, walk::walk};
use crate::config::SiteFiles;
use crate::config::conventions::{self, Convention, Generator};
use crate::error::Error;

/// Folders that hold no site of the project: other people's code, and what generators and feedmill write.
const OTHERS: [&str; 8] = ["node_modules", "vendor", "public", "_site", "dist", "build", "target", "themes"];

/// How deep folders are looked at.
const MOST_LEVELS: usize = 6;

/// How many folders are looked at.
const MOST_FOLDERS: usize = 20_000;

/// Files that are a part of the configuration where they are there, by the generator; of a folder all that are data.
const PARTS: [(Generator, &str); 2] =
    [(Generator::Hugo, "config/_default/"), (Generator::Pelican, "publishconf.py")];

/// How many files of a folder are a part of the configuration at most.
const MOST_PARTS: usize = 200;

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
    for folder in if is_deep { folders_in(root)? } else { Vec::new() } {
        // A folder that cannot be read refuses the run, as one that holds records does.
        if names_in(&root.join(&folder), &|name, _| begins_a_configuration(name))?.is_empty() {
            continue;
        }
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

/// Whether a file that says what a site is has this name, or lies in a folder of this name.
fn begins_a_configuration(name: &str) -> bool {
    configurations().any(|file| file.split('/').next() == Some(name))
}

/// The names of the folders in a folder, without hidden ones and those of others, sorted.
fn folders_in(root: &Path) -> Result<Vec<String>, Error> {
    let is_own = |name: &str| !name.starts_with('.') && !OTHERS.contains(&name);
    names_in(root, &|name, is_folder| is_folder && is_own(name))
}

/// The names in a folder that are asked for, sorted.
fn names_in(folder: &Path, is_asked_for: &dyn Fn(&str, bool) -> bool) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    walk(folder, &mut |visited| {
        if let Some(name) = visited.below.to_str().filter(|name| is_asked_for(name, visited.is_folder)) {
            names.push(name.to_owned());
        }
        Ok(false)
    })?;
    names.sort();
    Ok(names)
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
    for (_, part) in PARTS.iter().filter(|(generator, _)| *generator == convention.id) {
        let names = match part.strip_suffix('/') {
            Some(folder_of_data) => data_in(root, &format!("{folder}{folder_of_data}"))?,
            None => vec![(*part).to_owned()],
        };
        let prefix = part.strip_suffix('/').map_or("", |_| part);
        for name in names.iter().map(|name| format!("{prefix}{name}")) {
            if files.iter().all(|(known, _)| *known != name) {
                files.extend(read(root, folder, &name)?);
            }
        }
    }
    let imported = files.first().map(|(_, text)| parts::imported(text)).unwrap_or_default();
    let (folders, pages) = match convention.id {
        Generator::Jekyll | Generator::Hexo => (Vec::new(), Vec::new()),
        _ => below(&root.join(folder), convention, &imported)?,
    };
    for page in pages {
        if files.iter().any(|(file, _)| *file == page) {
            continue;
        }
        match read(root, folder, &page) {
            Ok(page) => files.extend(page),
            // A program that cannot be read says nothing; what a section says may hold back all that is below.
            Err(_) if !page.contains("_index.") => {}
            Err(error) => return Err(error),
        }
    }
    Ok(SiteFiles { convention, folder: folder.to_owned(), files, folders })
}

/// The names of the data files in a folder, sorted, but for those of menus; none where there is no such folder.
fn data_in(root: &Path, folder: &str) -> Result<Vec<String>, Error> {
    if !metadata(root, folder)?.is_some_and(|metadata| metadata.is_dir()) {
        return Ok(Vec::new());
    }
    let is_data = |name: &str| {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        matches!(ending, "toml" | "yaml" | "yml" | "json") && !name.starts_with("menu")
    };
    let mut names = names_in(&root.join(folder), &|name, is_folder| !is_folder && is_data(name))?;
    names.truncate(MOST_PARTS);
    Ok(names)
}

/// The folders below a folder, as far as they may hold articles, and the pages of sections in them, whose heads count for all
/// that is below.
fn below(
    start: &Path,
    convention: &Convention,
    imported: &BTreeSet<String>,
) -> Result<(Vec<String>, Vec<String>), Error> {
    let (mut folders, mut pages) = (Vec::new(), Vec::new());
    walk(start, &mut |visited| {
        if visited.below.as_os_str().is_empty() {
            return Ok(true);
        }
        let name = visited.name.to_string_lossy();
        if !visited.is_folder {
            let path = visited.below.to_str().filter(|_| pages.len() < MOST_FOLDERS);
            pages
                .extend(path.filter(|path| parts::is_part(convention.id, path, imported)).map(str::to_owned));
            return Ok(false);
        }
        let is_other = name.starts_with('.') || OTHERS.contains(&name.as_ref());
        let is_deep = visited.below.components().count() > MOST_LEVELS;
        if is_other || is_deep || folders.len() >= MOST_FOLDERS {
            return Ok(false);
        }
        folders.extend(visited.below.to_str().map(str::to_owned));
        Ok(true)
    })?;
    folders.sort();
    pages.sort();
    Ok((folders, pages))
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
