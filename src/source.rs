//! The project's folder becomes a configuration, a sorted list of record files, and their bytes. Nothing is written
//! here, and what the bytes mean is not known here.
//!
//! Nothing hidden is looked at, and no link that is met on the way leads out of the project's folder.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use url::Url;
use walkdir::{DirEntry, WalkDir};

use crate::catalogue::Stamp;
use crate::config::{self, Config, Paths};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::stamp;

/// The largest record or topics file that is read, in bytes.
pub const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// The largest input of a conversion, in bytes.
pub const LARGEST_INPUT: u64 = 64 * 1024 * 1024;

/// Folders at the top of a Jekyll site that hold no articles, and drafts.
const NOT_COLLECTIONS: [&str; 7] =
    ["_data", "_includes", "_layouts", "_sass", "_site", "_plugins", "_drafts"];

/// Folders of other people's code, in which no posts are looked for.
const OTHERS: [&str; 2] = ["node_modules", "vendor"];

/// A file that may hold a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path below the project's folder, with `/` between its parts.
    pub path: Box<str>,
    /// What the file system says of it; the default where it says nothing.
    pub stamp: Stamp,
}

/// Reads the configuration of the project in `root`: `feedmill.yaml`, and below it what Jekyll's `_config.yml` says;
/// else `base` alone.
///
/// # Errors
///
/// When `root` is no folder, or its configuration cannot be read or is wrong.
pub fn configuration(root: &Path, base: Option<&Url>) -> Result<Config, Error> {
    if !root.is_dir() {
        return Err(Error::usage("is not a folder; name the folder of the project").at(root));
    }
    let own = read_first(root, ["feedmill.yaml", "feedmill.yml"])?;
    let jekyll = read_first(root, ["_config.yml", "_config.yaml"])?;
    let jekyll = jekyll.as_ref().map(|(file, text)| (file.as_str(), text.as_str()));
    match (own, jekyll) {
        (Some((file, text)), below) => config::read_own(&file, &text, base, below),
        (None, Some((file, text))) => config::read_jekyll(file, text, base),
        (None, None) => config::without_file(base),
    }
}

/// The path and text of the first of the files that is there.
fn read_first(root: &Path, names: [&str; 2]) -> Result<Option<(String, String)>, Error> {
    let Some(file) = names.iter().map(|name| root.join(name)).find(|file| file.exists()) else {
        return Ok(None);
    };
    let bytes = read_bytes(&file).map_err(|message| Error::usage(message).at(&file))?;
    let text = String::from_utf8(bytes).map_err(|_| Error::usage("is not UTF-8").at(&file))?;
    Ok(Some((file.to_string_lossy().into_owned(), text.trim_start_matches('\u{feff}').to_owned())))
}

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
    let search = Search { root, exclude: globs(&config.input.exclude)?, skipped };
    let mut found: Vec<Box<str>> = Vec::new();
    let mut findings = Vec::new();
    match &config.input.paths {
        Paths::Everywhere => search.walk(root, None, &mut found, &mut findings)?,
        Paths::Listed(paths) => {
            for path in paths {
                search.listed(path, &mut found, &mut findings)?;
            }
        }
        Paths::Jekyll { folder, collections } => {
            for folder in search.jekyll_folders(&root.join(folder), collections, &mut findings)? {
                search.walk(&folder, None, &mut found, &mut findings)?;
            }
        }
    }
    found.par_sort_unstable();
    found.dedup();
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    findings.dedup();
    let stamped = |path: Box<str>| {
        // What is gone by now says so when it is read.
        let stamp = fs::metadata(root.join(&*path)).map_or(Stamp::default(), |metadata| stamp::of(&metadata));
        SourceFile { path, stamp }
    };
    Ok((found.into_par_iter().map(stamped).collect(), findings))
}

/// Reads a record file.
///
/// # Errors
///
/// A finding when the file cannot be read, is no regular file, or is larger than [`LARGEST_FILE`].
pub fn read(root: &Path, path: &str) -> Result<Vec<u8>, Finding> {
    let finding = |message| Finding { rule: Rule::Unreadable, path: path.to_owned(), place: None, message };
    read_bytes(&root.join(path)).map_err(finding)
}

/// Reads a file that is to be converted, or a pipe.
///
/// # Errors
///
/// A finding when it cannot be read, or is larger than [`LARGEST_INPUT`].
pub fn input(path: &Path) -> Result<Vec<u8>, Finding> {
    let bytes = File::open(path).map_err(|error| reason(&error)).and_then(stream);
    let name = path.to_string_lossy().into_owned();
    bytes.map_err(|message| Finding { rule: Rule::Unreadable, path: name, place: None, message })
}

/// Reads all that a stream holds.
///
/// # Errors
///
/// A message when it cannot be read, or holds more than [`LARGEST_INPUT`].
pub fn stream(stream: impl Read) -> Result<Vec<u8>, String> {
    read_at_most(stream, LARGEST_INPUT, Vec::new())
}

/// The topics files of the project and their bytes, sorted by path.
///
/// # Errors
///
/// When a configured file is not there or cannot be read.
pub fn topics_files(root: &Path, config: &Config) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut files: Vec<PathBuf> = Vec::new();
    for pattern in &config.topics.files {
        let found = files_matching(root, pattern)?;
        if found.is_empty() && !config::DEFAULT_TOPIC_FILES.contains(&pattern.as_str()) {
            return Err(
                Error::usage(format!("`topics.files` names {pattern}, and there is no such file")).at(root)
            );
        }
        files.extend(found);
    }
    files.sort();
    files.dedup();
    let read = |file: PathBuf| match read_bytes(&file) {
        Ok(bytes) => Ok((below(root, &file), bytes)),
        Err(message) => Err(Error::usage(message).at(file)),
    };
    files.into_iter().map(read).collect()
}

/// The files that a path or glob pattern below `root` names.
fn files_matching(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let literal = root.join(pattern);
    if !is_pattern(pattern) || literal.is_file() {
        return Ok(literal.is_file().then_some(literal).into_iter().collect());
    }
    let start = root.join(literal_start(pattern));
    let glob = globs(&[pattern.to_owned()])?;
    let mut files = Vec::new();
    if start.is_dir() {
        for entry in WalkDir::new(&start) {
            let entry = entry.map_err(walk_error)?;
            if entry.path().is_file() && glob.is_match(below(root, entry.path())) {
                files.push(entry.into_path());
            }
        }
    }
    Ok(files)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe that nobody writes to would hold the run for ever.
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        options.custom_flags(i32::try_from(flags).unwrap_or_default());
    }
    let file = options.open(path).map_err(|error| reason(&error))?;
    let metadata = file.metadata().map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let length = metadata.len();
    if length == 0 || length > LARGEST_FILE {
        return read_at_most(file, LARGEST_FILE, Vec::new());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(bytes)
}

fn read_at_most(stream: impl Read, most: u64, mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    stream.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(format!("is larger than {} MiB", most / (1024 * 1024)));
    }
    Ok(bytes)
}

fn reason(error: &std::io::Error) -> String {
    format!("cannot be read: {error}")
}

/// What a search keeps to.
struct Search<'a> {
    root: &'a Path,
    exclude: GlobSet,
    /// Folders that hold no records, by their real paths.
    skipped: Vec<PathBuf>,
}

impl Search<'_> {
    /// A configured path: a folder, a file or a glob pattern.
    fn listed(
        &self,
        path: &str,
        found: &mut Vec<Box<str>>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Error> {
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

    /// `_posts` at any depth, the configured collections, and every other folder whose name begins with `_`.
    fn jekyll_folders(
        &self,
        start: &Path,
        collections: &[String],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<PathBuf>, Error> {
        let mut folders: Vec<PathBuf> =
            collections.iter().map(|name| start.join(format!("_{name}"))).collect();
        folders.retain(|folder| folder.is_dir());
        let is_collection = |name: &str| name.starts_with('_') && !NOT_COLLECTIONS.contains(&name);
        let may_hold_posts = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let is_jekylls = entry.depth() == 1 && NOT_COLLECTIONS.contains(&name.as_ref());
            (entry.file_type().is_dir() || self.is_foreign_folder(entry))
                && self.enters(entry)
                && !is_jekylls
                && !OTHERS.contains(&name.as_ref())
        };
        let walk = WalkDir::new(start).min_depth(1).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(may_hold_posts) {
            let entry = entry.map_err(walk_error)?;
            let name = entry.file_name().to_string_lossy();
            let holds_records = name == "_posts" || (entry.depth() == 1 && is_collection(&name));
            if holds_records && (!entry.path_is_symlink() || self.stays_inside(entry.path())) {
                folders.push(entry.into_path());
            } else if holds_records {
                let message = "is a link that leads nowhere or out of the project's folder".to_owned();
                let path = below(self.root, entry.path());
                findings.push(Finding { rule: Rule::Unreadable, path, place: None, message });
            }
        }
        Ok(folders)
    }

    /// Collects the record files below a folder, or the file itself.
    fn walk(
        &self,
        start: &Path,
        glob: Option<&GlobSet>,
        found: &mut Vec<Box<str>>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Error> {
        // What the operator names may be a link; what is met on the way may not lead out.
        let start = if start.is_symlink() { start.join("") } else { start.to_path_buf() };
        let prefix = below(self.root, &start);
        for entry in
            WalkDir::new(&start).into_iter().filter_entry(|entry| entry.depth() == 0 || self.enters(entry))
        {
            let entry = entry.map_err(walk_error)?;
            // The walk puts names behind the start, one separator before each.
            let behind = entry.path().to_str().and_then(|path| path.get(start.as_os_str().len()..));
            let path = match behind.map(|behind| behind.trim_start_matches('/')) {
                Some(rest) if prefix.is_empty() => rest.to_owned(),
                Some(rest) if !rest.is_empty() => [&prefix, "/", rest].concat(),
                _ => below(self.root, entry.path()),
            };
            let is_link_to_folder = self.is_foreign_folder(&entry);
            let is_wanted =
                is_link_to_folder || (!entry.file_type().is_dir() && is_record_name(entry.path()));
            let matches = !self.exclude.is_match(&path) && glob.is_none_or(|glob| glob.is_match(&path));
            if !is_wanted || !matches {
                continue;
            }
            let fault = if entry.path().to_str().is_none() {
                "the file's name is not UTF-8; rename it"
            } else if is_link_to_folder {
                "is a link to a folder, which is not followed; name the folder in `input.paths`"
            } else if entry.path_is_symlink() && !self.stays_inside(entry.path()) {
                "is a link that leads nowhere or out of the project's folder"
            } else {
                found.push(path.into_boxed_str());
                continue;
            };
            findings.push(Finding { rule: Rule::Unreadable, path, place: None, message: fault.to_owned() });
        }
        Ok(())
    }

    /// Whether a folder or file is looked at: none that is hidden or excluded, and no folder that holds no records.
    fn enters(&self, entry: &DirEntry) -> bool {
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if is_hidden || !entry.file_type().is_dir() {
            return !is_hidden;
        }
        let is_skipped = fs::canonicalize(entry.path()).is_ok_and(|real| self.skipped.contains(&real));
        !is_skipped && !self.exclude.is_match(below(self.root, entry.path()))
    }

    /// Whether the entry is a link to a folder, unless it is one that holds no records anyway.
    fn is_foreign_folder(&self, entry: &DirEntry) -> bool {
        let is_skipped = || fs::canonicalize(entry.path()).is_ok_and(|real| self.skipped.contains(&real));
        entry.path_is_symlink() && entry.path().is_dir() && !is_skipped()
    }

    fn stays_inside(&self, link: &Path) -> bool {
        match (fs::canonicalize(link), fs::canonicalize(self.root)) {
            (Ok(target), Ok(root)) => target.starts_with(root),
            _ => false,
        }
    }
}

fn is_record_name(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| matches!(extension.as_str(), "md" | "markdown" | "html"))
}

/// The path below `root` with `/` between its parts; what is not UTF-8 in it is written as escapes.
fn below(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let part = |part: std::path::Component<'_>| match part.as_os_str().to_str() {
        Some(name) => name.to_owned(),
        None => part.as_os_str().as_encoded_bytes().escape_ascii().to_string(),
    };
    relative.components().map(part).collect::<Vec<_>>().join("/")
}

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// The folders of a pattern before its first wildcard.
fn literal_start(pattern: &str) -> &str {
    let wild = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    pattern.get(..wild).and_then(|start| start.rsplit_once('/')).map_or("", |(folders, _)| folders)
}

/// Patterns that match a path and everything below it.
fn globs(patterns: &[String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let trimmed = pattern.trim_start_matches("./").trim_matches('/');
        for pattern in [trimmed.to_owned(), format!("{trimmed}/**")] {
            let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
            set.add(glob.map_err(|error| Error::usage(format!("not a pattern of file names: {error}")))?);
        }
    }
    set.build().map_err(|error| Error::usage(format!("not patterns of file names: {error}")))
}

fn walk_error(error: walkdir::Error) -> Error {
    let path = error.path().map(Path::to_path_buf).unwrap_or_default();
    Error::refused(format!("cannot be searched, and nothing is published: {error}")).at(path)
}
