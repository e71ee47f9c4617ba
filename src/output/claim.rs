//! The path of an output -> whether the output may take the place of what is there. A report replaces a report, metrics replace
//! metrics, a document a feed or an article that `convert` wrote, and each what is empty or no regular file; anything else is somebody's, whatever leads to it:
//! another spelling, a link, a hard link, or what the process has open.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::is_open_file;
use crate::error::Error;
use crate::files::{open_path, resolved, retry_interrupted};
use crate::format::{looks_like_feed, opml};
use crate::record::opens_front_matter;

/// What an output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A report as JSON.
    Report,
    /// Metrics in Prometheus's text format.
    Metrics,
    /// A feed.
    Feed,
    /// One article.
    Article,
    /// A list of feeds.
    List,
}

/// The first line of metrics.
pub const METRICS: &str = "# feedmill";

/// How much of a file is looked at: of a document the beginning, of a report all, as far as one is that large.
const BEGINNING: u64 = 16 * 1024;
const LONGEST_REPORT: u64 = 64 << 20;

/// How a report begins that nobody has changed.
const VERSION: &[u8] = b"{\n  \"version\": 1,\n";

/// The keys of reports, one of which each has.
const KEYS: [&[u8]; 3] = [b"  \"now\": \"", b"  \"feeds\": [", b"  \"inputs\": ["];

/// The keys of reports, two of which each has.
const PAIRS: [[&str; 2]; 3] = [["now", "counts"], ["feeds", "findings"], ["inputs", "target"]];

impl Kind {
    /// What the file must be that may be replaced.
    fn replaced(self) -> &'static str {
        match self {
            Kind::Report => "is no report of feedmill",
            Kind::Metrics => "holds no metrics of feedmill",
            Kind::Feed => "is no feed",
            Kind::Article => "is no article that `feedmill convert` wrote",
            Kind::List => "is no OPML",
        }
    }

    fn is(self, bytes: &[u8]) -> bool {
        match self {
            Kind::Report => is_report(bytes),
            Kind::Metrics => bytes.starts_with(METRICS.as_bytes()),
            Kind::Feed => looks_like_feed(bytes),
            Kind::List => opml::is_opml(bytes),
            Kind::Article => {
                opens_front_matter(bytes)
                    && bytes.split(|&byte| byte == b'\n').any(|line| line.starts_with(b"verbatim:"))
            }
        }
    }
}

/// Makes sure that an output may go to a path; `flag` is what named it. None of `others` may be the same file: the run reads or
/// writes them.
///
/// # Errors
///
/// A usage error; nothing is done then.
pub fn claim(path: &Path, kind: Kind, flag: &str, others: &[&Path]) -> Result<(), Error> {
    let refused = |message: String| Err(Error::usage(message).at(path));
    let is_read = is_open_file(path) && is_same(path, Path::new("/dev/stdin"));
    if is_read || others.iter().any(|other| is_same(path, other)) {
        return refused(format!("{flag} names a file that this run reads or writes; name another"));
    }
    let Ok(metadata) = retry_interrupted(|| fs::metadata(path)) else { return Ok(()) };
    // What is open already is appended to, as the shell was told.
    if !metadata.is_file() || metadata.len() == 0 || is_open_file(path) {
        return Ok(());
    }
    let most = if kind == Kind::Report { LONGEST_REPORT } else { BEGINNING };
    let mut bytes = Vec::new();
    // Where it cannot be read, nobody knows what it is.
    let read = open_path(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    if read.is_ok() && kind.is(&bytes) {
        return Ok(());
    }
    let way = match kind {
        Kind::Report | Kind::Metrics => "",
        Kind::Feed | Kind::Article | Kind::List => ", or use --overwrite",
    };
    refused(format!("{flag} names a file that {}; it is not replaced. Name another{way}", kind.replaced()))
}

/// Whether both paths lead to one regular file, or to one place where none is yet. Names that differ in case alone are one
/// name on some file systems.
fn is_same(path: &Path, other: &Path) -> bool {
    let metadata = |path: &Path| retry_interrupted(|| fs::metadata(path)).ok();
    match (metadata(path), metadata(other)) {
        (Some(one), Some(other)) => one.is_file() && is_one(&one, &other),
        (None, None) => {
            let folded = |path: &Path| resolved(path).to_string_lossy().to_lowercase();
            folded(path) == folded(other)
        }
        _ => false,
    }
}

#[cfg(unix)]
fn is_one(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_one(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

/// Whether it is a report, also one that a tool has laid out in another way.
fn is_report(bytes: &[u8]) -> bool {
    let is_ours =
        bytes.strip_prefix(VERSION).is_some_and(|rest| KEYS.iter().any(|key| rest.starts_with(key)));
    is_ours
        || serde_json::from_slice::<BTreeMap<String, Value>>(bytes).is_ok_and(|report| {
            let has_both = |keys: &[&str; 2]| keys.iter().all(|key| report.contains_key(*key));
            report.get("version").is_some_and(Value::is_u64) && PAIRS.iter().any(has_both)
        })
}

/// Whether the path leads to a place in the folder, whether or not either is there; and what is below the folder then.
pub fn place_in(path: &Path, folder: &Path) -> Option<PathBuf> {
    Some(resolved(path).strip_prefix(resolved(folder)).ok()?.to_path_buf())
}
