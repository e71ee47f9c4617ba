//! What a look at a project finds: its articles with their addresses, and, where it has none, the data files that hold records.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::Options;
use super::listing::{entries_by_number, survey};
use crate::config::{Config, Paths, Undated};
use crate::error::Error;
use crate::model::{Entry, Status};
use crate::source;

/// An article, as it would be published.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundArticle {
    /// The path of its record, with the line where that is in a file of many.
    pub path: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// Its title as text.
    pub title: String,
    /// The moment of its publication.
    pub published: Option<DateTime<Utc>>,
}

/// The published articles of a project, newest first, and how many files were looked at.
///
/// # Errors
///
/// When the input cannot be searched.
pub fn found(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<Vec<FoundArticle>, Error> {
    let survey = survey(root, destination, config, options)?;
    let article = |(number, entry): (u32, Entry)| FoundArticle {
        path: survey.shown_path(number),
        url: entry.link().map(str::to_owned),
        title: entry.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        published: entry.published,
    };
    Ok(entries_by_number(&survey, root, config, options.now).map(article).collect())
}

/// The endings of data files, as patterns.
const PATTERNS: [&str; 7] =
    ["**/*.json", "**/*.yaml", "**/*.yml", "**/*.toml", "**/*.ndjson", "**/*.jsonl", "**/*.csv"];

/// How many files of a folder are named one by one.
const NAMED: usize = 5;

/// The data files that hold records with a date, or patterns of them, for `input.paths`.
///
/// # Errors
///
/// When the input cannot be searched.
pub fn data_files(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<Vec<String>, Error> {
    let mut config = config.clone();
    config.input.paths = Paths::Listed(PATTERNS.map(str::to_owned).to_vec());
    let others = source::OTHERS.iter().chain(&source::WRITTEN);
    config.input.exclude = others.map(|name| format!("**/{name}")).collect();
    config.input.undated = Undated::Ignore;
    let survey = survey(root, destination, &config, options)?;
    let mut files: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (number, _, status) in survey.files() {
        let path = survey.file(number);
        if !matches!(status, Status::Published | Status::Scheduled) {
            continue;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let of_folder = files.entry((folder.to_owned(), ending.to_owned())).or_default();
        if of_folder.last().is_none_or(|last| last != path) {
            of_folder.push(path.to_owned());
        }
    }
    let named = |((folder, ending), files): ((String, String), Vec<String>)| match files.len() {
        0..=NAMED => files,
        _ => vec![if folder.is_empty() { format!("*.{ending}") } else { format!("{folder}/*.{ending}") }],
    };
    Ok(files.into_iter().flat_map(named).collect())
}
