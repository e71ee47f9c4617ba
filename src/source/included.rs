//! The other files of a site's configuration, which it has by their names, inherits, imports or runs: their paths below the site's
//! folder, and their texts.
//!
//! What they say may hold articles back, so that one that is named and not there refuses the run, unless what it may say is known
//! to be nothing.

use std::collections::BTreeSet;
use std::path::Path;

use super::programs::{self, Spent};
use super::site::{Reach, names_in, read, text_of};
use super::{metadata, parts, walk::walk};
use crate::config::conventions::{Convention, Generator};
use crate::config::{self, SiteFiles};
use crate::error::Error;
use crate::uri::joined;

/// Files that are a part of the configuration where they are there, by the generator; of a folder all that are data.
const PARTS: [(Generator, &str); 6] = [
    (Generator::Hugo, "config/_default/"),
    (Generator::Hugo, "config/production/"),
    (Generator::Pelican, "publishconf.py"),
    (Generator::Eleventy, ".eleventyignore"),
    (Generator::Eleventy, ".gitignore"),
    (Generator::Eleventy, "package.json"),
];

/// The configurations that the published sites of Jekyll and Hexo have on top of their own, as far as they are told by their names.
const PUBLISHED: [&str; 8] = [
    "_config.prod.yml", "_config.production.yml", "_config_prod.yml", "_config_production.yml",
    "_config-prod.yml", "_config-production.yml", "_config.publish.yml", "_config.deploy.yml",
];

/// How many files of a folder are a part of the configuration at most.
const MOST_PARTS: usize = 200;

/// Adds them to the configuration, which comes first.
///
/// # Errors
///
/// When one cannot be read, or is not there and may hold back.
pub(super) fn add(
    reach: Reach<'_>,
    folder: &str,
    convention: &Convention,
    files: &mut Vec<(String, String)>,
    spent: &mut Spent,
) -> Result<(), Error> {
    for (_, part) in PARTS.iter().filter(|(generator, _)| *generator == convention.id) {
        let names = match part.strip_suffix('/') {
            Some(folder_of_data) => data_in(reach.root, &format!("{folder}{folder_of_data}"))?,
            None => vec![(*part).to_owned()],
        };
        let prefix = part.strip_suffix('/').map_or("", |_| part);
        for name in names.iter().map(|name| format!("{prefix}{name}")) {
            if files.iter().all(|(known, _)| *known != name) {
                files.extend(read(reach, folder, &name)?);
            }
        }
    }
    match convention.id {
        Generator::Pelican | Generator::Nikola => {
            take_imported(reach, folder, files)?;
            take_plugins(reach, folder, convention.id, files, spent)?;
        }
        Generator::Jekyll | Generator::Hexo => {
            take_published(reach, folder, convention, files, spent)?;
            if convention.id == Generator::Hexo {
                take_theme(reach, folder, files, spent)?;
            }
        }
        _ => {}
    }
    let inherited = inherited(reach, folder, convention, files.first())?;
    files.extend(inherited);
    if convention.id == Generator::MkDocs {
        let hooks: Vec<String> = files.iter().flat_map(|(_, text)| config::mkdocs::hooks(text)).collect();
        for name in hooks {
            files.extend(text_of(reach, folder, &name)?.and_then(Result::ok).map(|text| (name, text)));
        }
    }
    Ok(())
}

/// Adds the programs of the site that those take in that are read, and theirs in turn.
pub(super) fn programs(
    reach: Reach<'_>,
    site: &mut SiteFiles,
    known: &mut BTreeSet<String>,
    spent: &mut Spent,
) -> Result<(), Error> {
    let mut at = 0_usize;
    while let Some((file, text)) = site.files.get(at) {
        for paths in parts::programs(file, text) {
            for path in paths {
                if known.contains(&path) {
                    break;
                }
                if let Some(text) = programs::text(reach, &site.folder, &path, spent)? {
                    known.insert(path.clone());
                    site.files.push((path, text));
                    break;
                }
            }
        }
        at = at.saturating_add(1);
    }
    Ok(())
}

/// Takes the configuration of Hexo's themes, where it says what is encrypted.
fn take_theme(
    reach: Reach<'_>,
    folder: &str,
    files: &mut Vec<(String, String)>,
    spent: &mut Spent,
) -> Result<(), Error> {
    for name in config::hexo::files_of_themes(files) {
        let text = programs::text(reach, folder, &name, spent)?;
        files.extend(text.filter(|text| text.contains("encrypt")).map(|text| (name, text)));
    }
    Ok(())
}

/// Takes the configuration of the published site, and the programs of the site that Hexo or Jekyll runs.
fn take_published(
    reach: Reach<'_>,
    folder: &str,
    convention: &Convention,
    files: &mut Vec<(String, String)>,
    spent: &mut Spent,
) -> Result<(), Error> {
    for name in PUBLISHED {
        files.extend(read(reach, folder, name)?);
    }
    let (folders, ending) = match convention.id {
        Generator::Hexo => (scripts(reach, folder)?, ".js"),
        _ => (vec!["_plugins".to_owned()], ".rb"),
    };
    for scripts in folders {
        programs::take_in(reach, folder, &scripts, &|path| path.ends_with(ending), files, spent)?;
    }
    Ok(())
}

/// Takes the programs of the site's own that Pelican or Nikola has as plugins.
fn take_plugins(
    reach: Reach<'_>,
    folder: &str,
    generator: Generator,
    files: &mut Vec<(String, String)>,
    spent: &mut Spent,
) -> Result<(), Error> {
    let found = config::extensions::extensions(generator, files.iter().map(|(_, text)| text.as_str()));
    for plugins in &found.folders {
        programs::take_in(reach, folder, plugins, &|path| found.takes(path), files, spent)?;
    }
    for name in &found.beside {
        programs::take(reach, folder, &format!("{name}.py"), files, spent)?;
        programs::take_in(reach, folder, name, &config::extensions::is_own, files, spent)?;
    }
    Ok(())
}

/// The folders of programs that Hexo runs: the site's own, and that of the theme that it names.
fn scripts(reach: Reach<'_>, folder: &str) -> Result<Vec<String>, Error> {
    let mut folders = vec!["scripts".to_owned()];
    let themes = format!("{folder}themes");
    if metadata(reach.root, &themes)?.is_some_and(|metadata| metadata.is_dir()) {
        let names = names_in(&reach.root.join(&themes), &|_, is_folder| is_folder)?;
        folders.extend(names.into_iter().map(|name| format!("themes/{name}/scripts")));
    }
    Ok(folders)
}

/// Takes the files beside that settings in Python take names from, and those that these do in turn.
fn take_imported(reach: Reach<'_>, folder: &str, files: &mut Vec<(String, String)>) -> Result<(), Error> {
    let mut at = 0;
    while let Some((_, text)) = files.get(at).filter(|_| files.len() < MOST_PARTS) {
        let names: Vec<String> = parts::imported_by_python(text).collect();
        for name in names {
            if files.iter().all(|(file, _)| *file != name) {
                // One that is no text says nothing that is known.
                files.extend(text_of(reach, folder, &name)?.and_then(Result::ok).map(|text| (name, text)));
            }
        }
        at = at.saturating_add(1);
    }
    Ok(())
}

/// The configurations of MkDocs that one inherits, and that they inherit in turn, the nearest first.
///
/// # Errors
///
/// When one is not there, or outside of the project: what it says may hold back.
fn inherited(
    reach: Reach<'_>,
    folder: &str,
    convention: &Convention,
    configuration: Option<&(String, String)>,
) -> Result<Vec<(String, String)>, Error> {
    let mut found: Vec<(String, String)> = Vec::new();
    if convention.id != Generator::MkDocs {
        return Ok(found);
    }
    let mut next = configuration.and_then(|(file, text)| config::mkdocs::inherited(file, text));
    while let Some(path) = next {
        if found.len() >= MOST_PARTS || found.iter().any(|(known, _)| *known == path) {
            let message = format!("{path} inherits itself");
            return Err(Error::usage(message).at(reach.root.join(folder)));
        }
        let is_inside = joined(folder, &path).is_some();
        let file = if is_inside { read(reach, folder, &path)? } else { None };
        let Some((file, text)) = file else {
            let message =
                format!("`INHERIT` names {path}, which is not a file of the project; nothing is published");
            return Err(Error::usage(message).at(reach.root.join(folder)));
        };
        next = config::mkdocs::inherited(&file, &text);
        found.push((file, text));
    }
    Ok(found)
}

/// The paths of the data files below a folder, sorted, but for those of menus; none where there is no such folder.
///
/// # Errors
///
/// When the folder cannot be read, or holds more files than a configuration has.
fn data_in(root: &Path, folder: &str) -> Result<Vec<String>, Error> {
    if !metadata(root, folder)?.is_some_and(|metadata| metadata.is_dir()) {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut |visited| {
        let path = visited.below.to_str().filter(|_| !visited.is_folder);
        paths.extend(path.filter(|path| is_data(path)).map(str::to_owned));
        Ok(true)
    })?;
    paths.sort();
    if paths.len() > MOST_PARTS {
        let message = format!("holds more than {MOST_PARTS} files of a configuration; nothing is published");
        return Err(Error::usage(message).at(root.join(folder)));
    }
    Ok(paths)
}

fn is_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["toml", "yaml", "yml", "json"].iter().any(|own| ending.eq_ignore_ascii_case(own))
        && !name.starts_with("menu")
}
