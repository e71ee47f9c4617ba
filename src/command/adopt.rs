//! `feedmill adopt`: the ids of feeds that another program has published become those of the project's articles.

use std::path::Path;
use std::process::ExitCode;

use super::{configuration, destination, present, report, threads};
use crate::cli::Adopt;
use feedmill::Error;
use feedmill::internal::format::{self, Input};
use feedmill::internal::pipeline::{self, Adoption, Options};
use feedmill::internal::source;
use feedmill::internal::text::escape_controls;
use feedmill::model::{Feed, Syntax};

/// The largest feed that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// How many of a kind are named.
const NAMED: usize = 3;

/// Runs the command.
pub fn run(arguments: &Adopt) -> Result<ExitCode, Error> {
    let config = configuration(
        &arguments.project,
        arguments.common.base_url.as_deref(),
        arguments.common.trust,
        None,
        &[],
    )?;
    let now = present(arguments.common.now.as_deref())?;
    let options = Options { dry_run: arguments.dry_run, ..Options::at(now) };
    let feeds = arguments.feeds.iter().map(|path| feed(path)).collect::<Result<Vec<_>, Error>>()?;
    let destination = destination(&arguments.project, None, &config);
    let adopt = || pipeline::adopt(&arguments.project, &destination, &config, &options, &feeds);
    let adoption = threads(None)?.install(adopt)?;
    print(&adoption, arguments.dry_run);
    Ok(ExitCode::SUCCESS)
}

fn feed(path: &Path) -> Result<Feed, Error> {
    let bytes = source::input(path, LARGEST).map_err(|message| Error::usage(message).at(path))?;
    let bytes = bytes.ok_or_else(|| Error::usage("is larger than 64 MiB").at(path))?;
    let input = Input { name: path.to_string_lossy().into_owned(), bytes };
    match format::read(&input, None, None).feed {
        Some((Syntax::Feed(_), feed)) => Ok(feed),
        _ => Err(Error::usage("is no feed that can be read; `feedmill convert` says why").at(path)),
    }
}

pub(super) fn print(adoption: &Adoption, is_dry: bool) {
    let Adoption { matched, pinned, ambiguous, without_record, without_entry } = adoption;
    let verb = if is_dry { "would get" } else { "get" };
    report::print_error(&format!(
        "feedmill: articles with an entry: {matched}, of which {} {verb} its id in feedmill.pins",
        pinned.len()
    ));
    for (list, what) in [
        (ambiguous, "entries that could be several articles, and are left alone"),
        (without_record, "entries without a record"),
        (without_entry, "articles without an entry, which get ids of their own"),
    ] {
        if !list.is_empty() {
            let named: Vec<_> = list.iter().take(NAMED).map(|name| escape_controls(name)).collect();
            let more = if list.len() > NAMED { ", …" } else { "" };
            report::print_error(&format!("feedmill: {what}: {}: {}{more}", list.len(), named.join(", ")));
        }
    }
}
