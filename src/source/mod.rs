//! The project's folder becomes a configuration, a sorted list of record files, and their bytes. What the bytes mean is not
//! known here. Hidden files are ignored, and no link leads out of the project's folder unless the operator has named it.
//!
//! A file is absent only if the system says so. One that the system does not show, and a link that leads nowhere, refuse the run:
//! else a folder that is not mounted would change what is published.

mod authors;
mod beside;
mod confine;
mod data;
mod draft;
mod feeds;
mod folder;
mod images;
mod included;
mod listed;
mod media;
mod memory;
mod opened;
mod parts;
mod pattern;
mod programs;
mod search;
mod site;
// Without an engine it says which build has one, and the rest of it rests.
#[cfg_attr(not(any(feature = "sqlite", feature = "postgres")), allow(dead_code))]
mod sql;
mod templates;
mod unread;
mod walk;
mod within;

pub use beside::companion;
#[cfg(unix)]
pub use confine::owners;
pub use confine::{check_named, confined};
pub(crate) use data::{Before, Divided};
pub use draft::{check_absent, draft};
pub use feeds::feeds;
pub use folder::Folder;
pub(crate) use listed::{ListedFile, SourceFiles};
pub use media::Media;
pub use memory::Memory;
pub use opened::Opened;
pub(crate) use search::{OTHERS, WRITTEN};
pub use search::{find, is_read, records_in};
pub use sql::Database;
pub(crate) use sql::Verdict;
pub use templates::templates;
pub(crate) use unread::is_exhausted;
pub use unread::{Unread, bytes_of, open};
pub use within::Root;

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use url::Url;

use crate::config::{self, Config};
use crate::error::Error;
use crate::files::{FileStat, open_path, retry_interrupted};
use crate::finding::{Finding, Rule};
use crate::pins::{self, Pins};
use pattern::{globs, is_pattern, literal_start};
use search::below;
use walk::walk;

/// The largest record that is read where the configuration does not say, in bytes.
pub const LARGEST_FILE: u64 = config::DEFAULT_MAX_SIZE.saturating_mul(MIB);

/// The largest configuration or topics file that is read, in bytes: as YAML it takes eighty times as much memory.
const LARGEST_YAML: u64 = MIB;

const MIB: u64 = 1024 * 1024;

/// Where records come from: a [`Folder`] on disk, or [`Memory`].
pub trait Source: Sync {
    /// The files that may hold records, sorted by path, and a finding for each that is unusable. What the file system says of them
    /// is asked for `with_stats` only: reading a file tells it as well.
    ///
    /// # Errors
    ///
    /// When the source cannot be searched as a whole.
    fn files(&self, with_stats: bool) -> Result<(Vec<SourceFile>, Vec<Finding>), Error>;

    /// The bytes of the file of this path.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, Unread>;

    /// As [`Source::read`], into memory that is there already. What comes back is what the file system said of the file before it was
    /// read; the default where that is too little.
    ///
    /// # Errors
    ///
    /// As [`Source::read`].
    fn read_into(&self, path: &str, bytes: &mut Vec<u8>) -> Result<FileStat, Unread> {
        *bytes = self.read(path)?;
        Ok(FileStat::default())
    }

    /// The file of this path, to be read in parts where it holds many records.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    fn open(&self, path: &str) -> Result<Opened, Unread> {
        self.read(path).map(Opened::memory)
    }

    /// The database that holds the records instead of files.
    fn database(&self) -> Option<&Database> {
        None
    }

    /// The audio or video file at a path below the project's folder; `None` where there is none that a feed could name.
    ///
    /// # Errors
    ///
    /// When the machine cannot say what is there.
    fn media(&self, path: &str) -> Result<Option<Media>, Error> {
        let _ = path;
        Ok(None)
    }

    /// Is told of records that will be read next, by their paths.
    fn prefetch(&self, paths: &[&str]) {
        let _ = paths;
    }

    /// The topics files and their bytes, sorted by path, and a finding for each that is unusable.
    ///
    /// # Errors
    ///
    /// When one that the configuration names is missing or cannot be read.
    fn topics_files(&self) -> Result<(TopicsFiles, Vec<Finding>), Error>;
}

/// A file that may hold a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path below the project's folder, with `/` between its parts.
    pub path: Box<str>,
    /// What the file system says of it; the default where that is too little, or was not asked.
    pub stat: FileStat,
}

/// Reads the configuration of the project in `root`: `feedmill.yaml`, and from `_config.yml` what `feedmill.yaml` leaves out, so
/// that a Jekyll site need not say things twice; without either, `base` alone.
///
/// # Errors
///
/// When `root` is not a folder, or its configuration cannot be read or is wrong.
pub fn configuration(root: &Path, base: Option<&Url>) -> Result<Config, Error> {
    load(root, base, false)
}

/// The names of the project's own configuration, the first that is there.
const OWN_FILES: [&str; 2] = ["feedmill.yaml", "feedmill.yml"];

/// The names of all files that say where a project reads and writes.
fn configuration_files() -> impl Iterator<Item = &'static str> {
    OWN_FILES.into_iter().chain(site::configurations())
}

fn load(root: &Path, base: Option<&Url>, is_confined: bool) -> Result<Config, Error> {
    if !retry_interrupted(|| fs::metadata(root)).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Error::usage("is not a folder; name the folder of the project").at(root));
    }
    let own = read_first(root, OWN_FILES)?;
    let named =
        own.as_ref().map(|(file, text)| config::generator(file, text)).transpose()?.unwrap_or_default();
    let site = match named.is_none {
        true => None,
        false => site::find(site::Reach { root, is_confined }, named.convention, !named.has_paths)?,
    };
    let mut config = match (own, &site) {
        (Some((file, text)), below) => config::read_own(&file, &text, base, below.as_ref())?,
        (None, Some(site)) => config::read_generator(site, base)?,
        (None, None) => config::without_file(base)?,
    };
    config.is_confined = is_confined;
    if let Some((site, (file, _))) = site.as_ref().and_then(|site| Some((site, site.files.first()?))) {
        config.recognised_by = format!("{}{file}", site.folder);
    }
    authors::add(root, &mut config)?;
    images::check(root, &mut config)?;
    Ok(config)
}

/// Reads what was published and must stay, from `feedmill.pins` in `root`; nothing where there is no such file.
///
/// # Errors
///
/// When it cannot be read or is wrong. Without it articles could get other ids, so nothing may be published.
pub fn pins(root: &Path) -> Result<Pins, Error> {
    let file = root.join(pins::FILE);
    if metadata(root, pins::FILE)?.is_none() {
        return Ok(Pins::default());
    }
    let bytes = read_bytes(&file, pins::LONGEST);
    let bytes = bytes.and_then(|bytes| bytes.ok_or_else(|| too_large(pins::LONGEST)));
    let bytes = bytes.map_err(|message| Error::usage(message).at(&file))?;
    let text = String::from_utf8(bytes).map_err(|_| Error::usage("is not UTF-8").at(&file))?;
    Pins::read(&text)
}

/// The path and text of the first of the files that is there.
fn read_first(root: &Path, names: [&str; 2]) -> Result<Option<(String, String)>, Error> {
    let [first, second] = names;
    let name = if metadata(root, first)?.is_some() { first } else { second };
    if name == second && metadata(root, second)?.is_none() {
        return Ok(None);
    }
    let file = root.join(name);
    let bytes = read_bytes(&file, LARGEST_YAML);
    let bytes = bytes.and_then(|bytes| bytes.ok_or_else(|| too_large(LARGEST_YAML)));
    let bytes = bytes.map_err(|message| Error::usage(message).at(&file))?;
    let text = String::from_utf8(bytes).map_err(|_| Error::usage("is not UTF-8").at(&file))?;
    Ok(Some((file.to_string_lossy().into_owned(), text.trim_start_matches('\u{feff}').to_owned())))
}

/// The metadata of the file or folder at a path below `root`; `None` only where it is absent.
///
/// # Errors
///
/// When the system does not show it, or a link leads nowhere.
fn metadata(root: &Path, path: impl AsRef<Path>) -> Result<Option<Metadata>, Error> {
    let (mut part_path, mut found) = (root.to_path_buf(), None);
    for part in path.as_ref().components() {
        part_path.push(part);
        match retry_interrupted(|| fs::symlink_metadata(&part_path)) {
            Ok(metadata) if metadata.is_symlink() => {
                let target = retry_interrupted(|| fs::metadata(&part_path));
                found =
                    Some(target.map_err(|error| {
                        unclear("is a link whose target cannot be read", &error, &part_path)
                    })?);
            }
            Ok(metadata) => found = Some(metadata),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(unclear("cannot be inspected", &error, &part_path)),
        }
    }
    Ok(found)
}

fn unclear(what: &str, error: &io::Error, path: &Path) -> Error {
    Error::usage(format!("{what}, and nothing is published: {error}")).at(path)
}

/// Reads a file that is to be converted, or a pipe; `None` where it holds more than `most` bytes.
///
/// # Errors
///
/// A message when it cannot be read.
pub fn input(path: &Path, most: u64) -> Result<Option<Vec<u8>>, String> {
    File::open(path).map_err(|error| reason(&error)).and_then(|file| stream(file, most))
}

/// Reads a stream to its end; `None` where it holds more than `most` bytes.
///
/// # Errors
///
/// A message when it cannot be read.
pub fn stream(stream: impl Read, most: u64) -> Result<Option<Vec<u8>>, String> {
    let mut bytes = Vec::new();
    stream.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    let is_all = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    Ok(is_all.then_some(bytes))
}

/// Topics files by their paths, and their bytes.
pub type TopicsFiles = Vec<(String, Vec<u8>)>;

/// The topics files of the project and their bytes, sorted by path, and a finding for each that is too large.
///
/// # Errors
///
/// When a configured file is not there or cannot be read.
pub fn topics_files(root: &Path, config: &Config) -> Result<(TopicsFiles, Vec<Finding>), Error> {
    let mut files: Vec<PathBuf> = Vec::new();
    for pattern in &config.topics.files {
        let found = files_matching(root, pattern, config.is_confined)?;
        if found.is_empty() && !config::DEFAULT_TOPIC_FILES.contains(&pattern.as_str()) {
            return Err(
                Error::usage(format!("`topics.files` names {pattern}, which does not exist")).at(root)
            );
        }
        files.extend(found);
    }
    files.sort();
    files.dedup();
    let (mut read, mut findings) = (Vec::new(), Vec::new());
    for file in files {
        let path = below(root, &file);
        match read_bytes(&file, LARGEST_YAML) {
            Ok(Some(bytes)) => read.push((path, bytes)),
            Ok(None) => {
                let message = format!("the topics file is left out: it {}", too_large(LARGEST_YAML));
                findings.push(Finding { rule: Rule::Topic, path, position: None, message });
            }
            Err(message) => return Err(Error::usage(message).at(file)),
        }
    }
    Ok((read, findings))
}

/// The files that a path or glob pattern below `root` names, none of which is outside where that is confined.
fn files_matching(root: &Path, pattern: &str, is_confined: bool) -> Result<Vec<PathBuf>, Error> {
    let files = all_matching(root, pattern)?;
    if is_confined {
        files.iter().try_for_each(|file| {
            confine::inside(root, file.strip_prefix(root).unwrap_or(file), "a data file")
        })?;
    }
    Ok(files)
}

fn all_matching(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let is_file = metadata(root, pattern)?.is_some_and(|metadata| metadata.is_file());
    if !is_pattern(pattern) || is_file {
        return Ok(is_file.then(|| root.join(pattern)).into_iter().collect());
    }
    let start = literal_start(pattern);
    let is_folder = start.is_empty() || metadata(root, start)?.is_some_and(|metadata| metadata.is_dir());
    let start = root.join(start);
    let glob = globs(&[pattern.to_owned()])?;
    let mut files = Vec::new();
    if is_folder {
        let too_deep = walk(&start, &mut |visited| {
            if !visited.is_folder && glob.is_match(below(root, &visited.path())) {
                let found = metadata(&start, visited.below)?;
                files.extend(found.is_some_and(|metadata| metadata.is_file()).then(|| visited.path()));
            }
            Ok(true)
        })?;
        if let Some(folder) = too_deep.first() {
            let message = "is nested too deep to be searched for topics files, and nothing is published";
            return Err(Error::refused(message).at(start.join(folder)));
        }
    }
    Ok(files)
}

fn read_bytes(path: &Path, most: u64) -> Result<Option<Vec<u8>>, String> {
    open_path(path).map_err(|error| reason(&error)).and_then(|file| read_regular(file, most))
}

/// Reads an open file, unless it is not a regular one; `None` where it holds more than `most` bytes.
fn read_regular(file: File, most: u64) -> Result<Option<Vec<u8>>, String> {
    let metadata = retry_interrupted(|| file.metadata()).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let length = metadata.len();
    if length > most {
        return Ok(None);
    }
    // Some file systems report every file as empty.
    if length == 0 {
        return stream(file, most);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(Some(bytes))
}

fn too_large(most: u64) -> String {
    format!("is larger than {} MiB", most / MIB)
}

fn reason(error: &std::io::Error) -> String {
    format!("cannot be read: {error}")
}
