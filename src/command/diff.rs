//! `feedmill diff`: reads two states of one feed or of a folder of feeds, and says what subscribers will see of the new one.

use std::path::Path;
use std::process::ExitCode;

use super::{difference, findings, report};
use crate::cli::Diff;
use feedmill::internal::difference::{Fate, FeedDifference, compare};
use feedmill::internal::output::{self, Kind};
use feedmill::internal::{format, source};
use feedmill::model::Feed;
use feedmill::{Error, Finding, Rule, Severity};

/// The exit code where a feed cannot be read: 1 says that the feeds differ.
const UNREADABLE: u8 = 2;

/// Runs the command.
pub fn run(arguments: &Diff) -> Result<ExitCode, Error> {
    if let Some(file) = arguments.report.as_deref().filter(|file| *file != Path::new("-")) {
        output::claim(file, Kind::Report, "--report", &[&arguments.old, &arguments.new])?;
    }
    let mut reading = Reading { most: arguments.max_size, findings: Vec::new() };
    let feeds = match (arguments.old.is_dir(), arguments.new.is_dir()) {
        (true, true) => folders(arguments, &mut reading)?,
        (false, false) => {
            let path = arguments.new.to_string_lossy().into_owned();
            let fate = reading.compare(&arguments.old, &arguments.new);
            fate.map(|fate| FeedDifference { path, fate }).into_iter().collect()
        }
        (is_folder, _) => {
            let message = "is a folder and the other is not; give two feeds or two folders of feeds";
            return Err(Error::usage(message).at(if is_folder { &arguments.old } else { &arguments.new }));
        }
    };
    let findings = reading.findings;
    let is_sound = findings.iter().all(|finding| finding.rule.severity() != Severity::Error);
    findings::print_without_source(&findings, !arguments.verbose);
    report::write_differences(&feeds, &findings, arguments.report.as_deref())?;
    if arguments.report.as_deref() != Some(Path::new("-")) {
        let is_verbose = arguments.verbose;
        let lines = if arguments.quiet { String::new() } else { difference::lines(&feeds, is_verbose) };
        report::print_output(&format!("{lines}{}\n", difference::total(&feeds)))?;
    }
    Ok(match is_sound {
        false => ExitCode::from(UNREADABLE),
        true if arguments.exit_code => ExitCode::from(difference::ending(&feeds)),
        true => ExitCode::SUCCESS,
    })
}

/// The feeds of both folders, by path.
fn folders(arguments: &Diff, reading: &mut Reading) -> Result<Vec<FeedDifference>, Error> {
    let mut olds = source::feeds(&arguments.old, format::looks_like_feed)?;
    let news = source::feeds(&arguments.new, format::looks_like_feed)?;
    for (folder, feeds) in [(&arguments.old, &olds), (&arguments.new, &news)] {
        if feeds.is_empty() {
            return Err(Error::usage("holds no feed; name a folder of feeds").at(folder));
        }
    }
    let mut feeds = Vec::new();
    for (path, new) in news {
        let fate = match olds.remove(&path) {
            Some(old) => reading.compare(&old, &new),
            None => reading.feed(&new).map(|feed| Fate::New(feed.entries.len())),
        };
        feeds.extend(fate.map(|fate| FeedDifference { path, fate }));
    }
    for (path, old) in olds {
        let fate = reading.feed(&old).map(|feed| Fate::Gone(feed.entries.len()));
        feeds.extend(fate.map(|fate| FeedDifference { path, fate }));
    }
    feeds.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(feeds)
}

/// Feeds as they are read.
struct Reading {
    /// The largest size of one, in MiB.
    most: u32,
    /// What was found in them.
    findings: Vec<Finding>,
}

impl Reading {
    /// Both states of a feed; nothing where one cannot be read.
    fn compare(&mut self, old: &Path, new: &Path) -> Option<Fate> {
        let (old, new) = (self.feed(old), self.feed(new));
        Some(Fate::Compared(compare(&old?, &new?)))
    }

    /// The feed at a path; nothing where it cannot be read, with a finding.
    fn feed(&mut self, path: &Path) -> Option<Feed> {
        let name = path.to_string_lossy().into_owned();
        let most = u64::from(self.most).saturating_mul(1024 * 1024);
        let bytes = match source::input(path, most) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                let message =
                    format!("the feed is larger than {} MiB; allow more with --max-size", self.most);
                self.unreadable(name, message);
                return None;
            }
            Err(message) => {
                self.unreadable(name, message);
                return None;
            }
        };
        let reading = format::read(&format::Input { name, bytes }, None, None);
        let mut found = reading.diagnostics.findings;
        found.sort_by_key(|finding| finding.position);
        self.findings.extend(found);
        reading.feed.map(|(_, feed)| feed)
    }

    fn unreadable(&mut self, path: String, message: String) {
        self.findings.push(Finding { rule: Rule::Unreadable, path, position: None, message });
    }
}
