//! Patterns of file names: the globs of `input.paths`, `input.exclude` and `topics.files`, and Jekyll's `exclude`.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::Error;

/// The most patterns in one list; each takes some kilobytes.
const MOST_PATTERNS: usize = 10_000;

/// Whether a path is a pattern.
pub(super) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// The folders of a pattern before its first wildcard.
pub(super) fn literal_start(pattern: &str) -> &str {
    let wild = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    pattern.get(..wild).and_then(|start| start.rsplit_once('/')).map_or("", |(folders, _)| folders)
}

/// Patterns that match a path and everything below it.
pub(super) fn globs(patterns: &[String]) -> Result<GlobSet, Error> {
    let with_all_below = |pattern: &String| {
        let trimmed = pattern.trim_start_matches("./").trim_matches('/');
        [trimmed.to_owned(), format!("{trimmed}/**")]
    };
    glob_set(patterns, true, with_all_below)
}

/// Patterns as Jekyll has them: their `*` also matches separators, braces are literal, and the pattern matches all that
/// begins like it.
pub(super) fn jekyll_globs(patterns: &[String]) -> Result<GlobSet, Error> {
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
