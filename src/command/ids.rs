//! `feedmill ids`: which articles the next build would give other ids, and keeping those that they were published under.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::{configuration, destination, present, report, threads};
use crate::cli::Ids;
use feedmill::Error;
use feedmill::internal::pipeline::{self, Difference, Options};
use feedmill::internal::text::{escape_controls, line_of_path};

/// Runs the command.
pub fn run(arguments: &Ids) -> Result<ExitCode, Error> {
    let config = configuration(
        &arguments.dir,
        arguments.common.base_url.as_deref(),
        arguments.common.trust,
        arguments.destination.as_deref(),
        &[],
    )?;
    let options =
        Options { dry_run: !arguments.keep, ..Options::at(present(arguments.common.now.as_deref())?) };
    let destination = destination(&arguments.dir, arguments.destination.as_deref(), &config);
    let keep = || pipeline::keep_ids(&arguments.dir, &destination, &config, &options);
    let kept = threads(None)?.install(keep)?;
    let count = kept.differences.len();
    if arguments.keep {
        let file = match kept.is_changed {
            true => "feedmill.pins is written; commit it",
            false => "feedmill.pins says all that it must",
        };
        report::print_error(&format!("feedmill: ids kept that would have changed: {count}; {file}"));
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = String::new();
    for Difference { path, before, now, .. } in &kept.differences {
        // Writing into a String cannot fail.
        let [before, now] = [before, now].map(|text| escape_controls(text));
        let _ = writeln!(lines, "{}\t{before}\t{now}", line_of_path(path));
    }
    report::print_output(&lines)?;
    Ok(ExitCode::SUCCESS)
}
