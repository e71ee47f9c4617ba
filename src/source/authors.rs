//! The data files that say whom the keys of authors mean: one file of all, or a folder with a file for each.

use std::path::Path;

use super::{LARGEST_YAML, below, files_matching, read_bytes, too_large};
use crate::config::{Config, authors};
use crate::error::Error;
use crate::finding::{Finding, Rule};

/// The endings of data files.
const ENDINGS: [&str; 3] = ["yml", "yaml", "json"];

/// Adds the authors that the data files of the site name.
///
/// # Errors
///
/// When the system does not show whether a file is there, or one cannot be read.
pub(super) fn add(root: &Path, config: &mut Config) -> Result<(), Error> {
    for name in config.input.authors.clone() {
        for ending in ENDINGS {
            for pattern in [format!("{name}.{ending}"), format!("{name}/*.{ending}")] {
                for file in files_matching(root, &pattern, config.is_confined)? {
                    let bytes = read_bytes(&file, LARGEST_YAML);
                    let bytes = bytes.map_err(|message| Error::usage(message).at(&file))?;
                    match authors_in(root, &file, &name, bytes) {
                        Ok(authors) => config.add_authors(authors),
                        Err(finding) => config.findings.push(finding),
                    }
                }
            }
        }
    }
    Ok(())
}

/// The authors in a file. One in the folder of authors has the name of its author.
fn authors_in(
    root: &Path,
    file: &Path,
    name: &str,
    bytes: Option<Vec<u8>>,
) -> Result<authors::Authors, Finding> {
    let path = below(root, file);
    let unread = |message| Finding { rule: Rule::UnreadSetting, path: path.clone(), position: None, message };
    let bytes = bytes.ok_or_else(|| unread(too_large(LARGEST_YAML)))?;
    let text = String::from_utf8(bytes).map_err(|_| unread("is not UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    match file.file_stem().filter(|_| path.starts_with(&format!("{name}/"))) {
        Some(key) => authors::read_one(&path, &key.to_string_lossy(), text),
        None => authors::read(&path, text),
    }
}
