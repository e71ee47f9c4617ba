//! The folder of an operator's templates and stylesheets -> their names and texts. Files of other endings in it are left alone.

use std::collections::BTreeMap;
use std::path::Path;

use super::{LARGEST_YAML, files_matching, metadata, read_bytes, too_large};
use crate::config::Config;
use crate::error::Error;

/// The endings of templates and stylesheets.
const ENDINGS: [&str; 2] = ["html", "css"];

/// The files of `output.templates`, by name; none where nothing is said.
///
/// # Errors
///
/// A usage error when the folder is not there, or a file in it cannot be read or is too large.
pub fn templates(root: &Path, config: &Config) -> Result<BTreeMap<String, String>, Error> {
    let Some(folder) = &config.output.templates else { return Ok(BTreeMap::new()) };
    let folder = folder.trim_end_matches('/');
    if !metadata(root, folder)?.is_some_and(|metadata| metadata.is_dir()) {
        let message = "`output.templates` names no folder; name one, or leave the key out";
        return Err(Error::usage(message).at(root.join(folder)));
    }
    let mut templates = BTreeMap::new();
    for ending in ENDINGS {
        for file in files_matching(root, &format!("{folder}/*.{ending}"), config.is_confined)? {
            let failed = |message: String| Error::usage(message).at(&file);
            let bytes = read_bytes(&file, LARGEST_YAML).map_err(failed)?;
            let bytes = bytes.ok_or_else(|| failed(too_large(LARGEST_YAML)))?;
            let text = String::from_utf8(bytes).map_err(|_| failed("is not UTF-8".to_owned()))?;
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            templates.extend(name.map(|name| (name, text)));
        }
    }
    Ok(templates)
}
