//! Searches the project's folder for record files. Other threads ask the file system about those that are found while the
//! search goes on.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::slice::ParallelSliceMut;

use super::walk::{Met, walk};
use super::{SourceFile, look};
use crate::config::{Config, Paths};
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};

/// Folders at the top of a Jekyll site that hold no articles, and drafts.
const NOT_COLLECTIONS: [&str; 7] =
    ["_data", "_includes", "_layouts", "_sass", "_site", "_plugins", "_drafts"];

/// The most patterns of file names in one list; each takes some kilobytes.
const MOST_PATTERNS: usize = 10_000;

const LEADS_AWAY: &str = "is a link that leads nowhere or out of the project's folder";

/// Folders of other people's code, in which no posts are looked for.
const OTHERS: [&str; 2] = ["node_modules", "vendor"];

/// The record files of the project, sorted by path; `skipped` are folders that hold none, such as the output.
///
/// # Errors
///
/// When a configured path is not there, or a folder cannot be read: publishing what is left would lose articles.
pub fn find(
    root: &Path,
    config: &Config,
    skipped: &[PathBuf],
) -> Result<(Vec<SourceFile>, Vec<Finding>), Error> {
    let real = |path: &PathBuf| fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let skipped = skipped.iter().map(real).collect();
    let exclude = &config.input.exclude;
    let exclude = if config.input.excludes_as_jekyll { jekylls_globs(exclude)? } else { globs(exclude)? };
    let is_jekylls = matches!(config.input.paths, Paths::Jekyll { .. });
    let search = Search { root, exclude, is_jekylls, skipped };
    let stamped = Mutex::new(Vec::new());
    let stamp = |paths: Vec<Box<str>>| {
        let files: Vec<SourceFile> = paths.into_iter().map(|path| stamped_file(root, path)).collect();
        stamped.lock().unwrap_or_else(PoisonError::into_inner).push(files);
    };
    // Other threads ask the file system about files while this one goes on searching.
    let mut findings = rayon::in_place_scope(|scope| {
        let stamp = &stamp;
        let mut found = Found { paths: Vec::new(), pass_on: &|paths| scope.spawn(move |_| stamp(paths)) };
        let findings = search.all(config, &mut found)?;
        found.pass_on_rest();
        Ok::<Vec<Finding>, Error>(findings)
    })?;
    let stamped = stamped.into_inner().unwrap_or_else(PoisonError::into_inner);
    // There may be a million of them: no room for growing by doubling.
    let mut files: Vec<SourceFile> = Vec::with_capacity(stamped.iter().map(Vec::len).sum());
    files.extend(stamped.into_iter().flatten());
    files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    findings.dedup();
    for finding in &mut findings {
        // An escaped name may be the very name of another file: no file has a path that begins like this.
        if files.binary_search_by(|file| (*file.path).cmp(&finding.path)).is_ok() {
            finding.path.insert_str(0, "./");
        }
    }
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((files, findings))
}

fn stamped_file(root: &Path, path: Box<str>) -> SourceFile {
    // What is gone by now says so when it is read.
    let stat = fs::metadata(root.join(&*path)).map_or(FileStat::default(), FileStat::from);
    SourceFile { path, stat }
}

/// The files that a search has found, passed on by the hundreds.
struct Found<'f> {
    paths: Vec<Box<str>>,
    pass_on: &'f dyn Fn(Vec<Box<str>>),
}

impl Found<'_> {
    /// How many files are passed on at once.
    const MANY: usize = 512;

    fn push(&mut self, path: Box<str>) {
        self.paths.push(path);
        if self.paths.len() >= Found::MANY {
            self.pass_on_rest();
        }
    }

    fn pass_on_rest(&mut self) {
        (self.pass_on)(std::mem::take(&mut self.paths));
    }
}

/// What a search keeps to.
struct Search<'a> {
    root: &'a Path,
    exclude: GlobSet,
    /// Whether records are those that Jekyll would find.
    is_jekylls: bool,
    /// Folders that hold no records, by their real paths.
    skipped: Vec<PathBuf>,
}

impl Search<'_> {
    /// All that the configuration asks for.
    fn all(&self, config: &Config, found: &mut Found<'_>) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        match &config.input.paths {
            Paths::Everywhere => self.walk(self.root, None, found, &mut findings)?,
            Paths::Listed(paths) => {
                for path in paths {
                    self.listed(path, found, &mut findings)?;
                }
            }
            Paths::Jekyll { folder, collections } => {
                for folder in self.jekyll_folders(&self.root.join(folder), collections, &mut findings)? {
                    self.walk(&folder, None, found, &mut findings)?;
                }
            }
        }
        Ok(findings)
    }

    /// A configured path: a folder, a file or a glob pattern.
    fn listed(&self, path: &str, found: &mut Found<'_>, findings: &mut Vec<Finding>) -> Result<(), Error> {
        let literal = self.root.join(path);
        if literal.exists() {
            return self.walk(&literal, None, found, findings);
        }
        let start = self.root.join(literal_start(path));
        if !is_pattern(path) || !start.exists() {
            let message = format!("`input.paths` names {path}, which is not there; nothing is published");
            return Err(Error::refused(message).at(self.root));
        }
        self.walk(&start, Some(&globs(&[path.to_owned()])?), found, findings)
    }

    /// `_posts` at any depth, the configured collections, and every other folder at the top whose name begins with `_`.
    fn jekyll_folders(
        &self,
        start: &Path,
        collections: &[String],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<PathBuf>, Error> {
        let folders: Vec<PathBuf> = collections.iter().map(|name| start.join(format!("_{name}"))).collect();
        let mut kept = Vec::new();
        for folder in folders {
            let below = folder.strip_prefix(self.root).unwrap_or(&folder);
            kept.extend(look(self.root, below)?.is_some_and(|found| found.is_dir()).then_some(folder));
        }
        let is_collection = |name: &str| name.starts_with('_') && !NOT_COLLECTIONS.contains(&name);
        let too_deep = walk(start, &mut |met| {
            let name = met.name.to_string_lossy();
            let is_jekylls = met.is_at_the_top() && NOT_COLLECTIONS.contains(&name.as_ref());
            let may_hold_posts = (met.is_folder || self.is_foreign_folder(met))
                && self.enters(met)
                && !is_jekylls
                && !OTHERS.contains(&name.as_ref());
            let holds_records = name == "_posts" || (met.is_at_the_top() && is_collection(&name));
            if may_hold_posts && holds_records {
                if !met.is_link || self.stays_inside(&met.path()) {
                    kept.push(met.path());
                } else {
                    findings.push(self.finding(met, LEADS_AWAY));
                }
            }
            Ok(may_hold_posts && !is_special(&met.name))
        })?;
        findings.extend(self.too_deep(start, &too_deep));
        kept.sort();
        Ok(kept)
    }

    /// Collects the record files below a folder, or the file itself.
    fn walk(
        &self,
        start: &Path,
        glob: Option<&GlobSet>,
        found: &mut Found<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Error> {
        // What the operator names may be a link; what is met on the way may not lead out.
        let prefix = below(self.root, start);
        let too_deep = walk(start, &mut |met| {
            let is_left_out = || !self.enters(met) || (self.is_jekylls && is_special(&met.name));
            if !met.below.as_os_str().is_empty() && is_left_out() {
                return Ok(false);
            }
            let is_link_to_folder = self.is_foreign_folder(met);
            if is_link_to_folder || (!met.is_folder && is_record_name(Path::new(&met.name))) {
                let path = match met.below.to_str() {
                    Some(rest) if prefix.is_empty() => rest.to_owned(),
                    Some("") => prefix.clone(),
                    Some(rest) => [&prefix, "/", rest].concat(),
                    None => below(self.root, &met.path()),
                };
                if !self.exclude.is_match(&path) && glob.is_none_or(|glob| glob.is_match(&path)) {
                    match self.fault(met, is_link_to_folder) {
                        Some(fault) => findings.push(self.finding(met, fault)),
                        None => found.push(path.into_boxed_str()),
                    }
                }
            }
            Ok(true)
        })?;
        findings.extend(self.too_deep(start, &too_deep));
        Ok(())
    }

    /// What there is to say of folders whose path is too long: no record below them could be opened.
    fn too_deep(&self, start: &Path, folders: &[PathBuf]) -> Vec<Finding> {
        let finding = |folder: &PathBuf| {
            let message = "lies too deep to be searched, and records in it are left out";
            self.at(&start.join(folder), message)
        };
        folders.iter().map(finding).collect()
    }

    /// Why a file that has the name of a record is none.
    fn fault(&self, met: &Met<'_>, is_link_to_folder: bool) -> Option<&'static str> {
        if met.path().to_str().is_none() {
            Some("the file's name is not UTF-8; rename it")
        } else if is_link_to_folder {
            Some("is a link to a folder, which is not followed; name the folder in `input.paths`")
        } else if met.is_link && !self.stays_inside(&met.path()) {
            Some(LEADS_AWAY)
        } else {
            None
        }
    }

    fn finding(&self, met: &Met<'_>, fault: &str) -> Finding {
        self.at(&met.path(), fault)
    }

    fn at(&self, path: &Path, fault: &str) -> Finding {
        let path = below(self.root, path);
        Finding { rule: Rule::Unreadable, path, position: None, message: fault.to_owned() }
    }

    /// Whether a folder or file is looked at: none that is hidden or excluded, and no folder that holds no records.
    fn enters(&self, met: &Met<'_>) -> bool {
        let is_hidden = met.name.as_encoded_bytes().starts_with(b".");
        if is_hidden || !met.is_folder {
            return !is_hidden;
        }
        // The real path of a folder ends in its own name, and of a deep one it takes long to find.
        let may_be_skipped = self.skipped.iter().any(|skipped| skipped.file_name() == Some(&met.name));
        let is_skipped =
            may_be_skipped && fs::canonicalize(met.path()).is_ok_and(|real| self.skipped.contains(&real));
        !is_skipped && !self.exclude.is_match(below(self.root, &met.path()))
    }

    /// Whether the entry is a link to a folder, unless it is one that holds no records anyway.
    fn is_foreign_folder(&self, met: &Met<'_>) -> bool {
        let is_skipped = || fs::canonicalize(met.path()).is_ok_and(|real| self.skipped.contains(&real));
        met.is_link && met.path().is_dir() && !is_skipped()
    }

    fn stays_inside(&self, link: &Path) -> bool {
        match (fs::canonicalize(link), fs::canonicalize(self.root)) {
            (Ok(target), Ok(root)) => target.starts_with(root),
            _ => false,
        }
    }
}

/// Whether Jekyll passes the file or folder over by its name, as it does drafts.
fn is_special(name: &OsStr) -> bool {
    name.as_encoded_bytes().first().is_some_and(|first| b"_#~".contains(first))
}

fn is_record_name(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| matches!(extension.as_str(), "md" | "markdown" | "html"))
}

/// The path below `root` with `/` between its parts; what is not UTF-8 in it is written as escapes.
pub fn below(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let part = |part: std::path::Component<'_>| match part.as_os_str().to_str() {
        Some(name) => name.to_owned(),
        None => part.as_os_str().as_encoded_bytes().escape_ascii().to_string(),
    };
    relative.components().map(part).collect::<Vec<_>>().join("/")
}

pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// The folders of a pattern before its first wildcard.
pub fn literal_start(pattern: &str) -> &str {
    let wild = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    pattern.get(..wild).and_then(|start| start.rsplit_once('/')).map_or("", |(folders, _)| folders)
}

/// Patterns that match a path and everything below it.
pub fn globs(patterns: &[String]) -> Result<GlobSet, Error> {
    let with_all_below = |pattern: &String| {
        let trimmed = pattern.trim_start_matches("./").trim_matches('/');
        [trimmed.to_owned(), format!("{trimmed}/**")]
    };
    glob_set(patterns, true, with_all_below)
}

/// Patterns as Jekyll has them: their `*` also stands for separators, braces for themselves, and the pattern for all that
/// begins like it.
fn jekylls_globs(patterns: &[String]) -> Result<GlobSet, Error> {
    let with_all_alike = |pattern: &String| {
        let start = pattern.trim_start_matches("./").trim_start_matches('/');
        let pattern = start.trim_end_matches('/').replace('{', "\\{").replace('}', "\\}");
        let alike = if start.is_empty() { String::new() } else { format!("{}*", globset::escape(start)) };
        [pattern.clone(), format!("{pattern}/**"), alike]
    };
    glob_set(patterns, false, with_all_alike)
}

fn glob_set<const N: usize>(
    patterns: &[String],
    separates: bool,
    spelled: impl Fn(&String) -> [String; N],
) -> Result<GlobSet, Error> {
    if patterns.len() > MOST_PATTERNS {
        return Err(Error::usage(format!(
            "more than {MOST_PATTERNS} patterns of file names; name their folders"
        )));
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns.iter().flat_map(spelled) {
        let glob = GlobBuilder::new(&pattern).literal_separator(separates).build();
        set.add(glob.map_err(|error| Error::usage(format!("not a pattern of file names: {error}")))?);
    }
    set.build().map_err(|error| Error::usage(format!("not patterns of file names: {error}")))
}
