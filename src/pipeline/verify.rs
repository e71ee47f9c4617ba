//! Reads every record of a project both ways, with the library for its YAML or TOML and without it, and reports where they
//! differ, which they never should. Nothing is written.

use std::path::Path;
use std::sync::Arc;

use super::folder;
use crate::config::Config;
use crate::error::Error;
use crate::parallel;
use crate::record;
use crate::source::{Divided, Source, SourceFile};

/// The result of reading both ways.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many files were read.
    pub files: usize,
    /// How many of them need no such library.
    pub plain: usize,
    /// The paths of those that differ, and how.
    pub differences: Vec<(String, String)>,
}

/// Reads every record both ways.
///
/// # Errors
///
/// When the input cannot be searched.
pub fn verify(root: &Path, destination: &Path, config: &Config) -> Result<Verification, Error> {
    let folder = folder(root, destination, config);
    let source = Divided::new(&folder, config, Arc::default());
    let (files, _) = source.files(false)?;
    let read_both_ways = |file: &SourceFile| {
        let bytes = source.read(&file.path).ok()?;
        Some((file.path.to_string(), record::verify(&file.path, &bytes, &config.input.fields)))
    };
    let mut verification = Verification::default();
    for (path, outcome) in parallel::map(&*files, read_both_ways).into_iter().flatten() {
        verification.files = verification.files.saturating_add(1);
        match outcome {
            Ok(is_plain) => verification.plain = verification.plain.saturating_add(usize::from(is_plain)),
            Err(difference) => verification.differences.push((path, difference)),
        }
    }
    Ok(verification)
}
