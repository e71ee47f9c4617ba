//! The site of a generator that a project's folder holds, at its top or one folder deep: its configuration and the folders that
//! may hold its articles.
//!
//! Rows of the table of conventions are tried in their order. A row is only taken where what confirms it is there, since
//! several generators have a `config.toml` or `_config.yml`.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::LazyLock;

use super::included;
use super::programs::{self, Spent};
use super::search::{OTHERS, WRITTEN};
use super::walk::{check_readable, walk};
use super::{LARGEST_YAML, confine, metadata, parts, read_bytes, too_large};
use crate::config::conventions::{self, Convention, Generator};
use crate::config::{self, FoldersOfParts, SiteFiles};
use crate::error::Error;
use crate::files::retry_interrupted;
use crate::ordered::CollectOrdered;

/// How deep folders are looked at.
const MOST_LEVELS: usize = 6;

/// How many folders are looked at.
const MOST_FOLDERS: usize = 20_000;

/// The endings of records that may have a data file beside them.
const RECORDS: [&str; 5] = ["md", "html", "markdown", "mdx", "htm"];

/// The folder of the project, and whether nothing outside of it is read.
#[derive(Clone, Copy)]
pub(super) struct Reach<'r> {
    pub root: &'r Path,
    pub is_confined: bool,
}

impl Reach<'_> {
    pub(super) fn check(self, path: &str) -> Result<(), Error> {
        if self.is_confined { confine::inside(self.root, path, "a file of the project") } else { Ok(()) }
    }
}

/// Finds the site; `generator` is the convention that the project names, any where it names none. Sites below the project's
/// folder are looked for where `is_deep`.
///
/// # Errors
///
/// When the system does not show whether a file is there, or a configuration cannot be read.
pub(super) fn find(
    reach: Reach<'_>,
    generator: Option<&'static Convention>,
    is_deep: bool,
) -> Result<Option<SiteFiles>, Error> {
    let root = reach.root;
    if let Some(site) = in_folder(reach, "", generator)? {
        return Ok(Some(site));
    }
    let mut found = None;
    for folder in if is_deep { folders_in(root)? } else { Vec::new() } {
        // A folder that cannot be read refuses the run, as one that holds records does.
        check_readable(&root.join(&folder))?;
        if !may_hold_a_configuration(&root.join(&folder)) {
            continue;
        }
        if let Some(site) = in_folder(reach, &format!("{folder}/"), generator)? {
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

/// Whether anything in a folder has the name of a file that says what a site is, or of a folder that holds one.
fn may_hold_a_configuration(folder: &Path) -> bool {
    static BEGINNINGS: LazyLock<BTreeSet<&str>> =
        LazyLock::new(|| configurations().filter_map(|file| file.split('/').next()).collect_set());
    // To ask for a few names is quicker than to list a folder that may hold all records.
    let is_absent = |name: &&str| {
        let metadata = retry_interrupted(|| fs::symlink_metadata(folder.join(name)));
        metadata.is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    !BEGINNINGS.iter().all(is_absent)
}

/// The names of the folders in a folder, without hidden ones and those of others, sorted.
fn folders_in(root: &Path) -> Result<Vec<String>, Error> {
    let is_own = |name: &str| !is_others(name);
    names_in(root, &|name, is_folder| is_folder && is_own(name))
}

/// Whether settings in Python may pick the folders of articles by their names.
fn picks_folders((_, text): &(String, String)) -> bool {
    text.contains("ARTICLE_PATHS") && text.contains("fullmatch")
}

/// The names of the folders in a folder and, where they count, the paths of those one deeper.
fn with_folders_below(root: &Path, is_deep: bool) -> Result<Vec<String>, Error> {
    let mut folders = folders_in(root)?;
    for folder in if is_deep { folders.clone() } else { Vec::new() } {
        folders.extend(folders_in(&root.join(&folder))?.into_iter().map(|name| format!("{folder}/{name}")));
    }
    Ok(folders)
}

/// Whether a folder of this name holds neither a site of the project nor a part of one.
fn is_others(name: &str) -> bool {
    name.starts_with('.') || OTHERS.contains(&name) || WRITTEN.contains(&name)
}

/// The names in a folder that are asked for, sorted.
pub(super) fn names_in(
    folder: &Path,
    is_asked_for: &dyn Fn(&str, bool) -> bool,
) -> Result<Vec<String>, Error> {
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
    reach: Reach<'_>,
    folder: &str,
    generator: Option<&'static Convention>,
) -> Result<Option<SiteFiles>, Error> {
    let conventions =
        conventions::ALL.into_iter().filter(|own| generator.is_none_or(|named| named.id == own.id));
    for convention in conventions {
        let configuration =
            convention.recognised_by.iter().find_map(|name| match read(reach, folder, name) {
                Ok(None) => None,
                found => Some(found),
            });
        let Some(configuration) = configuration.transpose()?.flatten() else { continue };
        if generator.is_some() || is_confirmed(reach.root, folder, convention, &configuration.1)? {
            return Ok(Some(site(reach, folder, convention, configuration)?));
        }
    }
    Ok(None)
}

/// Whether what confirms the convention is there.
fn is_confirmed(root: &Path, folder: &str, convention: &Convention, text: &str) -> Result<bool, Error> {
    // What Next.js is at the top of a project, the project is: its articles may lie in any folder. One folder deep it may be beside them.
    if convention.confirmed_by.is_empty() || (convention.id == Generator::Next && folder.is_empty()) {
        return Ok(true);
    }
    if convention.id == Generator::Hexo {
        // Octopress, which is Jekyll, keeps its posts where Hexo does.
        if text.lines().any(|line| line.starts_with("source:")) {
            return Ok(false);
        }
        if let Some(posts) = config::hexo::posts(text) {
            return Ok(metadata(root, format!("{folder}{posts}"))?.is_some());
        }
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
    reach: Reach<'_>,
    folder: &str,
    convention: &'static Convention,
    configuration: (String, String),
) -> Result<SiteFiles, Error> {
    let root = reach.root;
    let mut files = vec![configuration];
    let mut spent = Spent::default();
    included::add(reach, folder, convention, &mut files, &mut spent)?;
    let imported = files.first().map(|(_, text)| parts::imported(text)).unwrap_or_default();
    let mut candidates = Vec::new();
    let mut folders = match convention.id {
        Generator::Pelican => with_folders_below(&root.join(folder), files.iter().any(picks_folders))?,
        _ => Vec::new(),
    };
    if matches!(convention.id, Generator::Astro | Generator::Gatsby | Generator::Next | Generator::Docusaurus)
    {
        let found = below(&root.join(folder), convention, &imported, &mut spent)?;
        (folders, candidates) = (found.folders, found.programs);
        for name in found.pages {
            match parts::is_data(&name) {
                // Data that is no text, or too large, says nothing literally.
                true if files.iter().all(|(file, _)| *file != name) => {
                    files
                        .extend(text_of(reach, folder, &name)?.and_then(Result::ok).map(|text| (name, text)));
                }
                true => {}
                false => programs::take(reach, folder, &name, &mut files, &mut spent)?,
            }
        }
    }
    let programs = helpers(reach, folder, convention.id, &candidates, &files, &mut spent)?;
    let folder = folder.to_owned();
    let mut site = SiteFiles { convention, folder, files, folders, programs, unseen: None };
    let mut known: BTreeSet<String> = site.files.iter().map(|(file, _)| file.clone()).collect_set();
    let is_of_eleventy = convention.id == Generator::Eleventy;
    if is_of_eleventy {
        included::programs(reach, &mut site, &mut known, &mut spent)?;
    }
    let wanted = config::folders_of_parts(&site)?;
    for content in &wanted.folders {
        for part in parts_in(reach, content, &wanted, &site)? {
            if known.insert(part.clone()) {
                site.files.extend(read(reach, &site.folder, &part)?);
            }
        }
    }
    if is_of_eleventy {
        included::programs(reach, &mut site, &mut known, &mut spent)?;
    }
    site.unseen = spent.unseen;
    Ok(site)
}

/// The texts of programs that those in `files` may take functions from, and of what says which packages the site depends on.
fn helpers(
    reach: Reach<'_>,
    folder: &str,
    generator: Generator,
    candidates: &[String],
    files: &[(String, String)],
    spent: &mut Spent,
) -> Result<Vec<(String, String)>, Error> {
    if !parts::may_have_helpers(generator) {
        return Ok(Vec::new());
    }
    let mut programs = programs::texts(reach, folder, candidates, spent)?;
    if generator == Generator::Next {
        programs = config::next::choosing(files, programs);
    }
    // What is no package may be a program of the site.
    let packages = programs::text(reach, folder, config::PACKAGES, spent)?;
    programs.extend(packages.map(|text| (config::PACKAGES.to_owned(), text)));
    Ok(programs)
}

/// The files in a folder of content, wherever it leads to, whose values count for all that is below, sorted: their paths below
/// the site's folder. `wanted` says which.
fn parts_in(
    reach: Reach<'_>,
    content: &str,
    wanted: &FoldersOfParts,
    site: &SiteFiles,
) -> Result<Vec<String>, Error> {
    reach.check(content)?;
    let root = reach.root;
    if !content.is_empty() && !metadata(root, content)?.is_some_and(|metadata| metadata.is_dir()) {
        return Ok(Vec::new());
    }
    let below = content.strip_prefix(&site.folder).unwrap_or(content);
    let (mut found, mut path) = (Vec::new(), below.to_owned());
    walk(&root.join(content), &mut |visited| {
        let Some(rest) = visited.below.to_str().filter(|rest| !rest.is_empty()) else {
            return Ok(visited.below.as_os_str().is_empty());
        };
        path.truncate(below.len());
        path.push_str(rest);
        if !visited.is_folder {
            let is_part = match site.convention.id {
                Generator::Eleventy => wanted.is_data(&format!("{}{path}", site.folder)),
                generator => parts::is_for_all_below(generator, &path),
            };
            found.extend(is_part.then(|| path.clone()));
        }
        let name = visited.name.to_string_lossy();
        let is_left_out =
            || wanted.left_out.iter().any(|other| other.strip_prefix(&site.folder) == Some(&path));
        Ok(!name.starts_with('.') && name != "node_modules" && !is_left_out())
    })?;
    // What is called as no folder is data only where there is a record of its name.
    let mut kept = Vec::with_capacity(found.len());
    for path in found {
        let beside = wanted.beside(&format!("{}{path}", site.folder));
        let mut is_there = beside.is_none();
        for ending in beside.iter().flat_map(|_| RECORDS) {
            let record = format!("{}{ending}", beside.as_deref().unwrap_or_default());
            is_there = is_there || metadata(root, record)?.is_some();
        }
        kept.extend(is_there.then_some(path));
    }
    kept.sort();
    Ok(kept)
}

/// What is below a folder: the folders that may hold articles, the programs in them that are parts of the configuration, and
/// others that may choose articles.
#[derive(Default)]
struct Below {
    folders: Vec<String>,
    pages: Vec<String>,
    programs: Vec<String>,
}

fn below(
    start: &Path,
    convention: &Convention,
    imported: &BTreeSet<String>,
    spent: &mut Spent,
) -> Result<Below, Error> {
    let Below { mut folders, mut pages, mut programs } = Below::default();
    let too_deep = walk(start, &mut |visited| {
        if visited.below.as_os_str().is_empty() {
            return Ok(true);
        }
        if visited.is_folder {
            let is_own = !is_others(&visited.name.to_string_lossy());
            let is_deep = visited.below.components().count() > MOST_LEVELS;
            if is_own && !is_deep && folders.len() < MOST_FOLDERS {
                folders.extend(visited.below.to_str().map(str::to_owned));
            }
            // Programs count wherever they lie.
            return Ok(is_own);
        }
        let path = visited.below.to_string_lossy();
        let is_part = parts::is_part(convention.id, &path, imported);
        // A translation takes the place of what it translates.
        let is_translated = convention.id == Generator::Docusaurus
            && path.contains("/docusaurus-plugin-content-blog")
            && folders.len() < MOST_FOLDERS;
        let is_program = !is_part && parts::may_be_helper(convention.id, &path);
        if visited.below.to_str().is_none() {
            if is_program || (is_part && !parts::is_data(&path)) {
                spent.pass_over(&path, programs::UNNAMED.to_owned());
            }
            return Ok(false);
        }
        if is_translated {
            folders.push(path.to_string());
        }
        if is_part {
            pages.push(path.into_owned());
        } else if is_program {
            programs.push(path.into_owned());
        }
        Ok(false)
    })?;
    for folder in too_deep.iter().filter(|_| parts::may_have_helpers(convention.id)) {
        spent.pass_over(&folder.to_string_lossy(), "the path of its folder is too long".to_owned());
    }
    folders.sort();
    pages.sort();
    programs.sort();
    Ok(Below { folders, pages, programs })
}

/// The name and the text of a file below the site's folder, if it is there.
pub(super) fn read(reach: Reach<'_>, folder: &str, name: &str) -> Result<Option<(String, String)>, Error> {
    let Some(text) = text_of(reach, folder, name)? else { return Ok(None) };
    let text = text.map_err(|why| Error::usage(why).at(reach.root.join(format!("{folder}{name}"))))?;
    Ok(Some((name.to_owned(), text)))
}

/// The text of a file below the site's folder, if it is there, or why it holds none.
///
/// # Errors
///
/// When the system does not show it, or it cannot be read.
pub(super) fn text_of(
    reach: Reach<'_>,
    folder: &str,
    name: &str,
) -> Result<Option<Result<String, String>>, Error> {
    let text = match bytes_at(reach, folder, name, LARGEST_YAML)? {
        Bytes::Absent => return Ok(None),
        Bytes::TooMany => Err(too_large(LARGEST_YAML)),
        Bytes::Whole(bytes) => String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()),
    };
    Ok(Some(text.map(|text| text.trim_start_matches('\u{feff}').to_owned())))
}

/// What a file holds.
pub(super) enum Bytes {
    /// There is no such file.
    Absent,
    /// More bytes than are asked for, none of which is kept.
    TooMany,
    /// All of its bytes.
    Whole(Vec<u8>),
}

/// What a file below the site's folder holds, as far as that is `most` bytes or fewer.
///
/// # Errors
///
/// When the system does not show it, or it cannot be read.
pub(super) fn bytes_at(reach: Reach<'_>, folder: &str, name: &str, most: u64) -> Result<Bytes, Error> {
    let (root, path) = (reach.root, format!("{folder}{name}"));
    if !metadata(root, &path)?.is_some_and(|metadata| metadata.is_file()) {
        return Ok(Bytes::Absent);
    }
    reach.check(&path)?;
    let file = root.join(&path);
    let bytes = read_bytes(&file, most).map_err(|message| Error::usage(message).at(&file))?;
    Ok(bytes.map_or(Bytes::TooMany, Bytes::Whole))
}
