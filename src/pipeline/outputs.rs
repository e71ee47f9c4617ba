//! Where a report or the metrics of a build may go: never to a place where the run reads or writes, whether or not a file is there yet.

use std::ffi::OsStr;
use std::path::Path;

use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::moved;
use crate::output::{Kind, claim, place_in};
use crate::pins;
use crate::source;

/// Makes sure that what a build writes besides feeds may go to a path; `flag` is what named it.
///
/// # Errors
///
/// A usage error where a feed, a record, the configuration, the pins or the state is there or would be, or a file that
/// feedmill has not written; nothing is done then.
pub fn check_output(
    root: &Path,
    destination: &Path,
    config: &Config,
    (path, kind, flag): (&Path, Kind, &str),
) -> Result<(), Error> {
    let refused = |what: &str| {
        let message = format!("{flag} names a place {what}; name another");
        Err(Error::usage(message).at(path))
    };
    if place_in(path, destination).is_some_and(|path| is_of_feeds(&path, config)) {
        return refused("where feeds go");
    }
    if place_in(path, &root.join(&config.output.state)).is_some() {
        return refused("in the folder of the state");
    }
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    let is_in_project = place_in(path, root).is_some();
    if is_in_project && (name == pins::FILE || source::is_read(Path::new(&name))) {
        return refused(
            "in the project where a file would be read as a record, a configuration or a data file",
        );
    }
    claim(path, kind, flag, &[])
}

/// Whether a feed of any run can be at a path below the destination, in whatever case.
fn is_of_feeds(path: &Path, config: &Config) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().to_lowercase()).collect();
    let path = parts.join("/");
    let fits = |pattern: String| path == pattern || moved::place(&path, &pattern, &[]).is_some();
    emit::path_patterns(config, &[]).into_iter().any(|(_, pattern)| fits(pattern.to_lowercase()))
}
