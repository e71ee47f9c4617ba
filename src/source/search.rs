//! Searches the project's folder for record files. While the search goes on, other threads ask the file system about those
//! that it has found.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use globset::GlobSet;
use memchr::memrchr2;
use rayon::slice::ParallelSliceMut;

use super::beside;
use super::pattern::{globs, is_pattern, jekyll_globs, literal_start};
use super::walk::{Visited, walk};
use super::{Root, SourceFile, configuration_files, metadata};
use crate::config::conventions::JEKYLL;
use crate::config::{Config, Input, Paths};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::ordered;
use crate::record::{self, data::DataSyntax};

/// Folders that generators and feedmill write, and themes, in which neither data nor sites are searched for.
pub(crate) const WRITTEN: [&str; 6] = ["public", "_site", "dist", "build", "target", "themes"];

const LEADS_AWAY: &str = "is a link that leads nowhere or out of the project's folder";

const NOT_READ: &str = "looks like an article and is not read: a record is a .md, .markdown, .mdx or .html file, \
                        or in a data file that `input.paths` names";

/// Folders of other people's code, in which no posts are searched for.
pub(crate) const OTHERS: [&str; 2] = ["node_modules", "vendor"];

/// The record files of the project, sorted by path, and findings on files that cannot be read as records; `skipped` are folders
/// that hold no records, such as the output. What the file system says of files is asked for `with_stats`, else of those alone that
/// may have to be divided, or have others beside them.
///
/// # Errors
///
/// When a configured path is not there, or a folder cannot be read: publishing the rest would lose articles.
pub fn find(
    within: &Root<'_>,
    config: &Config,
    skipped: &[PathBuf],
    with_stats: bool,
) -> Result<(Vec<SourceFile>, Vec<Finding>), Error> {
    let root = within.path;
    let real = |path: &PathBuf| fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let skipped = skipped.iter().map(real).collect();
    let exclude = &config.input.exclude;
    let exclude = match &config.input.paths {
        _ if config.input.excludes_as_jekyll => jekyll_globs(exclude)?,
        Paths::Folders { except, .. } => globs(&[exclude.as_slice(), except].concat())?,
        _ => globs(exclude)?,
    };
    let as_jekyll = config.input.paths.is_jekyll();
    let include = jekyll_globs(&config.input.include)?;
    let finds_data = config.input.fields.finds_data();
    let texts = config.input.convention.map_or(&[][..], |convention| convention.texts);
    let chooses = matches!(config.input.paths, Paths::Folders { .. }) && !config.input.filters.is_empty();
    let input = &config.input;
    let search = Search { root, input, chooses, exclude, include, as_jekyll, finds_data, skipped, texts };
    let batches = Mutex::new(Vec::new());
    let asks_always = with_stats || config.input.layout.has_companions;
    let source_file = |path: Box<str>| {
        let asks = asks_always || DataSyntax::of(&path).is_some();
        // Reading reports a file that is gone by now.
        let stat = asks.then(|| beside::stat(within, &path, &config.input.layout));
        SourceFile { path, stat: stat.unwrap_or_default() }
    };
    let add_batch = |paths: Vec<Box<str>>| {
        let batch: Vec<SourceFile> = paths.into_iter().map(source_file).collect();
        batches.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    };
    let (mut findings, bundles) = rayon::in_place_scope(|scope| {
        let add_batch = &add_batch;
        let pass_on = &|paths| scope.spawn(move |_| add_batch(paths));
        let mut found = Found { paths: Vec::new(), findings: Vec::new(), bundles: BTreeSet::new(), pass_on };
        search.all(config, &mut found)?;
        found.pass_on_rest();
        Ok::<_, Error>((found.findings, found.bundles))
    })?;
    let batches = batches.into_inner().unwrap_or_else(PoisonError::into_inner);
    // There may be a million files: the list is not to grow by doubling.
    let mut files: Vec<SourceFile> = Vec::with_capacity(batches.iter().map(Vec::len).sum());
    files.extend(batches.into_iter().flatten());
    files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    if config.input.layout.has_bundles {
        leave_out_parts_of_bundles(&mut files, bundles);
    }
    tell_apart(&mut findings, &files);
    Ok((files, findings))
}

/// Sorts the findings, and leaves none under the path of a file that it is not about.
fn tell_apart(findings: &mut Vec<Finding>, files: &[SourceFile]) {
    ordered::sort_by(findings, |a, b| a.path.cmp(&b.path));
    findings.dedup();
    for finding in &mut *findings {
        // An escaped name may be the very name of another file: no file has a path that begins like this.
        if files.binary_search_by(|file| (*file.path).cmp(&finding.path)).is_ok() {
            finding.path.insert_str(0, "./");
        }
    }
    ordered::sort_by(findings, |a, b| a.path.cmp(&b.path));
}

/// Leaves out the files beside and below an `index`, in any case, which are parts of the article that it is; `bundles` are folders
/// with one in a markup that is not read.
fn leave_out_parts_of_bundles(files: &mut Vec<SourceFile>, mut bundles: BTreeSet<String>) {
    let split = |path: &str| path.rsplit_once('/').map(|(folder, file)| (folder.to_owned(), is_index(file)));
    let indexes = files.iter().filter_map(|file| split(&file.path)).filter(|(_, is_index)| *is_index);
    bundles.extend(indexes.map(|(folder, _)| folder));
    files.retain(|file| {
        let Some((folder, is_index)) = split(&file.path) else { return true };
        let above = folder.match_indices('/').filter_map(|(end, _)| folder.get(..end));
        let own = Some(folder.as_str()).filter(|_| !is_index);
        !above.chain(own).any(|folder| bundles.contains(folder))
    });
}

/// Whether a file of this name is the page of its folder, which the files beside it belong to.
fn is_index(name: &str) -> bool {
    name.get(.."index.".len()).is_some_and(|start| start.eq_ignore_ascii_case("index."))
}

/// What a search has found; the files are passed on by the hundreds.
struct Found<'f> {
    paths: Vec<Box<str>>,
    findings: Vec<Finding>,
    /// Folders whose page is in a markup that is not read.
    bundles: BTreeSet<String>,
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

/// How many files in a folder have the name of a record in Markdown and begin with front matter, for a message; 0 where it
/// cannot be searched.
pub fn records_in(folder: &Path) -> usize {
    let mut count = 0_usize;
    let mut visit = |visited: &Visited<'_>| {
        let is_markdown = !visited.is_folder && has_ending(Path::new(&visited.name), &MARKDOWN);
        if is_markdown && !visited.is_link {
            let mut start = Vec::new();
            let file = fs::File::open(visited.path()).map(|file| file.take(16).read_to_end(&mut start));
            count = count.saturating_add(usize::from(file.is_ok() && record::opens_front_matter(&start)));
        }
        Ok(true)
    };
    if folder.is_dir() { walk(folder, &mut visit).map_or(0, |_| count) } else { 0 }
}

/// Where a search looks, and where it does not.
struct Search<'a> {
    root: &'a Path,
    input: &'a Input,
    /// Whether the site chooses among the files of its folders.
    chooses: bool,
    exclude: GlobSet,
    /// Whether to find what Jekyll would find.
    as_jekyll: bool,
    /// Whether data files that nothing names may be records.
    finds_data: bool,
    /// The names that Jekyll does not pass over though they begin as others that it does.
    include: GlobSet,
    /// Folders that hold no records, by their real paths.
    skipped: Vec<PathBuf>,
    /// Further endings of records.
    texts: &'a [&'a str],
}

impl Search<'_> {
    /// Finds all that the configuration asks for.
    fn all(&self, config: &Config, found: &mut Found<'_>) -> Result<(), Error> {
        match &config.input.paths {
            Paths::Everywhere => self.below(self.root, None, found),
            Paths::Listed(paths) => paths.iter().try_for_each(|path| self.listed(path, found)),
            Paths::Folders { folders, .. } => {
                for folder in folders {
                    if folder.is_empty() || metadata(self.root, folder)?.is_some() {
                        self.below(&self.root.join(folder), None, found)?;
                    }
                }
                Ok(())
            }
            Paths::Jekyll { folder, collections } => {
                let folders = self.jekyll_folders(&self.root.join(folder), collections, found)?;
                folders.iter().try_for_each(|folder| self.below(folder, None, found))
            }
        }
    }

    /// Finds the files of a configured path: a folder, a file or a glob pattern.
    fn listed(&self, path: &str, found: &mut Found<'_>) -> Result<(), Error> {
        let literal = self.root.join(path);
        if literal.exists() {
            return self.below(&literal, None, found);
        }
        let start = self.root.join(literal_start(path));
        if !is_pattern(path) || !start.exists() {
            let message = format!("`input.paths` names {path}, which does not exist; nothing is published");
            return Err(Error::refused(message).at(self.root));
        }
        self.below(&start, Some((&globs(&[path.to_owned()])?, path)), found)
    }

    /// `_posts` at any depth, and the collections that are published.
    fn jekyll_folders(
        &self,
        start: &Path,
        collections: &[String],
        found: &mut Found<'_>,
    ) -> Result<Vec<PathBuf>, Error> {
        let folders: Vec<PathBuf> = collections.iter().map(|name| start.join(format!("_{name}"))).collect();
        let mut kept = Vec::new();
        for folder in folders {
            let below = folder.strip_prefix(self.root).unwrap_or(&folder);
            let is_folder = metadata(self.root, below)?.is_some_and(|metadata| metadata.is_dir());
            kept.extend(is_folder.then_some(folder));
        }
        let too_deep = walk(start, &mut |visited| {
            let name = visited.name.to_string_lossy();
            let holds_posts = name == JEKYLL.articles;
            let may_hold_posts = (visited.is_folder || self.is_link_to_folder(visited))
                && self.enters(visited)
                && (holds_posts || !self.passes_over(visited))
                && !OTHERS.contains(&name.as_ref());
            if may_hold_posts && holds_posts {
                if !visited.is_link || self.stays_inside(&visited.path()) {
                    kept.push(visited.path());
                } else {
                    found.findings.push(self.finding(&visited.path(), LEADS_AWAY));
                }
            }
            Ok(may_hold_posts && !holds_posts)
        })?;
        self.report_too_deep(start, &too_deep, found);
        kept.sort();
        Ok(kept)
    }

    /// Finds the record files below a folder, or the file itself. The start may be a link, because the operator has named it;
    /// links below it may not lead out.
    fn below(
        &self,
        start: &Path,
        glob: Option<(&GlobSet, &str)>,
        found: &mut Found<'_>,
    ) -> Result<(), Error> {
        let prefix = below(self.root, start);
        let too_deep = walk(start, &mut |visited| {
            let is_left_out = || !self.enters(visited) || (self.as_jekyll && self.passes_over(visited));
            if !visited.below.as_os_str().is_empty() && is_left_out() {
                return Ok(false);
            }
            let is_link_to_folder = self.is_link_to_folder(visited);
            let name = Path::new(&visited.name);
            let is_record = is_link_to_folder || is_record_name(name) || has_ending(name, self.texts);
            // What the operator has named is to be read, whatever its ending.
            let is_named =
                || glob.map_or(visited.below.as_os_str().is_empty(), |(_, of)| names_ending(of, name));
            let is_found = || self.finds_data && is_data_to_find(visited);
            if self.input.layout.has_bundles && !visited.is_folder && has_ending(name, &OF_BUNDLES) {
                let of_folder = visited.below.to_str().and_then(|path| path.rsplit_once('/'));
                if let Some((folder, _)) = of_folder.filter(|(_, name)| is_index(name)) {
                    found.bundles.insert([&prefix, folder].join("/").trim_start_matches('/').to_owned());
                }
            }
            if !visited.is_folder
                && (is_record || has_ending(name, &OTHER_MARKUP) || is_named() || is_found())
            {
                let path = match visited.below.to_str() {
                    Some(rest) if prefix.is_empty() => rest.to_owned(),
                    Some("") => prefix.clone(),
                    Some(rest) => [&prefix, "/", rest].concat(),
                    None => below(self.root, &visited.path()),
                };
                let is_data = !is_record && DataSyntax::of(&path).is_some() && (is_named() || is_found());
                let is_meant = is_record || is_data || is_unread_article(&path) || is_named();
                let matches = || glob.is_none_or(|(glob, _)| glob.is_match(&path));
                let is_settings = || is_data && configuration_files().any(|file| file == path);
                let is_chosen = || !self.chooses || self.input.is_chosen(&path);
                if is_meant && !self.is_excluded(&path) && matches() && !is_settings() && is_chosen() {
                    match self.fault(visited, is_link_to_folder) {
                        None if !is_record && !is_data => {
                            found.findings.push(self.finding(&visited.path(), NOT_READ))
                        }
                        Some(fault) => found.findings.push(self.finding(&visited.path(), fault)),
                        None => found.push(path.into_boxed_str()),
                    }
                }
            }
            Ok(true)
        })?;
        self.report_too_deep(start, &too_deep, found);
        Ok(())
    }

    /// Reports the folders whose path is too long: no record below them could be opened.
    fn report_too_deep(&self, start: &Path, folders: &[PathBuf], found: &mut Found<'_>) {
        let message = "is nested too deep to be searched, and records in it are left out";
        found.findings.extend(folders.iter().map(|folder| self.finding(&start.join(folder), message)));
    }

    /// Why a file that has the name of a record cannot be one.
    fn fault(&self, visited: &Visited<'_>, is_link_to_folder: bool) -> Option<&'static str> {
        if !visited.is_utf8() {
            Some("the file's name is not UTF-8; rename it")
        } else if is_link_to_folder {
            Some("is a link to a folder, which is not followed; name the folder in `input.paths`")
        } else if visited.is_link && !self.stays_inside(&visited.path()) {
            Some(LEADS_AWAY)
        } else {
            None
        }
    }

    fn finding(&self, path: &Path, fault: &str) -> Finding {
        let path = below(self.root, path);
        Finding { rule: Rule::Unreadable, path, position: None, message: fault.to_owned() }
    }

    /// Whether the search enters a folder, or takes a file: none that is hidden or excluded, and no folder of `skipped`.
    fn enters(&self, visited: &Visited<'_>) -> bool {
        let is_hidden = visited.name.as_encoded_bytes().starts_with(b".");
        if is_hidden || !visited.is_folder {
            return !is_hidden;
        }
        // The real path of a folder ends in its own name, and finding it takes long for a deep one.
        let may_be_skipped = self.skipped.iter().any(|skipped| skipped.file_name() == Some(visited.name));
        let is_skipped = may_be_skipped && self.is_skipped(&visited.path());
        !is_skipped && !self.is_excluded(&below(self.root, &visited.path()))
    }

    fn is_excluded(&self, path: &str) -> bool {
        // Preparing the question costs as much as answering it.
        !self.exclude.is_empty() && self.exclude.is_match(path)
    }

    /// Whether Jekyll passes over the file or folder for its name, as it does drafts, unless the site includes it.
    fn passes_over(&self, visited: &Visited<'_>) -> bool {
        let name = visited.name.to_string_lossy();
        JEKYLL.withheld.contains(&name.as_ref())
            || (name.starts_with(|first| JEKYLL.special.contains(first)) && !self.include.is_match(&*name))
    }

    /// Whether it is a link to a folder, but to none of `skipped`.
    fn is_link_to_folder(&self, visited: &Visited<'_>) -> bool {
        visited.is_link && visited.path().is_dir() && !self.is_skipped(&visited.path())
    }

    fn is_skipped(&self, folder: &Path) -> bool {
        fs::canonicalize(folder).is_ok_and(|real| self.skipped.contains(&real))
    }

    fn stays_inside(&self, link: &Path) -> bool {
        match (fs::canonicalize(link), fs::canonicalize(self.root)) {
            (Ok(target), Ok(root)) => target.starts_with(root),
            _ => false,
        }
    }
}

/// The endings of files in Markdown, in the spellings that generators know.
const MARKDOWN: [&str; 7] = ["md", "markdown", "mdx", "mkd", "mkdn", "mkdown", "mdown"];

/// The endings of files in HTML.
const HTML: [&str; 2] = ["html", "htm"];

/// Endings of articles in markup that is not read.
const OTHER_MARKUP: [&str; 9] = ["rst", "adoc", "asciidoc", "org", "textile", "txt", "rmd", "qmd", "mdoc"];

/// Endings of pages of Hugo that are not read.
const OF_BUNDLES: [&str; 3] = ["pandoc", "pdc", "ad"];

/// Whether a file of this name would be read, as a record or as data.
pub fn is_read(name: &Path) -> bool {
    is_record_name(name) || has_ending(name, &["yaml", "yml"])
}

fn is_record_name(path: &Path) -> bool {
    has_ending(path, &MARKDOWN) || has_ending(path, &HTML)
}

/// Whether a path has one of these endings. There may be a million of them, and [`Path::extension`] looks at all their parts.
fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    let dot = memrchr2(b'.', b'/', bytes).filter(|&dot| bytes.get(dot) == Some(&b'.'));
    let Some((stem, ending)) = dot.and_then(|dot| bytes.split_at_checked(dot)) else { return false };
    let is_hidden = stem.last().is_none_or(|&byte| byte == b'/');
    let is = |own: &&str| ending.get(1..).is_some_and(|ending| ending.eq_ignore_ascii_case(own.as_bytes()));
    !is_hidden && endings.iter().any(is)
}

/// Whether it is a file of data that may be a record though nothing names it. A list of records must be named: it may be an
/// index of the site, or a feed.
fn is_data_to_find(visited: &Visited<'_>) -> bool {
    let mut folders = visited.below.components().rev().skip(1);
    !has_ending(Path::new(&visited.name), &["csv"])
        && DataSyntax::of(&visited.name.to_string_lossy()).is_some()
        && !folders.any(|folder| {
            WRITTEN.iter().chain(&OTHERS).any(|other| folder.as_os_str().eq_ignore_ascii_case(other))
        })
}

/// Whether the last part of a pattern names the ending of the file.
fn names_ending(pattern: &str, file: &Path) -> bool {
    let Some(ending) = file.extension().and_then(OsStr::to_str) else { return false };
    let (_, endings) = pattern.rsplit('/').next().unwrap_or(pattern).split_once('.').unwrap_or_default();
    endings.split(['.', ',', '{', '}']).any(|named| named.eq_ignore_ascii_case(ending))
}

/// Whether a file whose markup is not read is an article: it has the name of one.
fn is_unread_article(path: &str) -> bool {
    let place = record::place(path, false);
    let is_dated = place.day.is_some_and(|day| place.whole_name.starts_with(day));
    is_dated && has_ending(Path::new(path), &OTHER_MARKUP)
}

/// The path below `root` with `/` between its parts; a part that is not UTF-8 is written with escapes.
pub(super) fn below(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let part = |part: std::path::Component<'_>| match part.as_os_str().to_str() {
        Some(name) => name.to_owned(),
        None => part.as_os_str().as_encoded_bytes().escape_ascii().to_string(),
    };
    relative.components().map(part).collect::<Vec<_>>().join("/")
}
