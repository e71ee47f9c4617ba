//! The result of a build -> the last line that it prints: how many files have each status, how many feeds were written, and how many of
//! what is beside them.

use feedmill::internal::pipeline::Report;
use feedmill::model::Status;
use feedmill::{Action, Changed};

use super::report::{counted, counts};

/// The line. `dry_run` says that nothing was written.
pub fn summary(report: &Report, dry_run: bool) -> String {
    let counts = counts(&report.survey);
    let part = |status: &Status| {
        let count = counts.get(status.word()).copied().unwrap_or_default();
        let mut part = format!("{count} {}", status.word().replace('-', " "));
        let is_always_named = match status {
            Status::Published => {
                let beyond = report.survey.beyond_limit;
                if beyond > 0 {
                    part.push_str(&format!(" ({beyond} older than `feeds.limit` shows)"));
                }
                true
            }
            Status::Scheduled | Status::Withdrawn | Status::Undated | Status::Faulty => true,
            Status::Expired | Status::Duplicate | Status::Filtered | Status::Page | Status::NoFrontMatter => {
                false
            }
        };
        (count > 0 || is_always_named).then_some(part)
    };
    let parts: Vec<String> = Status::ALL.iter().filter_map(part).collect();
    let parts = parts.join(", ");
    let files = counted(usize::try_from(report.survey.records.count()).unwrap_or_default(), "file");
    let (feeds, others): (Vec<&Changed>, Vec<&Changed>) =
        report.changes.iter().partition(|change| change.kind.feed().is_some());
    let mut written = changed(&feeds, report.feeds, "feed", dry_run);
    let other_files = report.artifacts.saturating_sub(report.feeds);
    if other_files > 0 || !others.is_empty() {
        written.push_str(&format!("; {}", changed(&others, other_files, "other file", dry_run)));
    }
    let told = match report.told.told.len() {
        0 => String::new(),
        count => format!("; hubs were told of {count}"),
    };
    format!("feedmill: {files}: {parts}; {written}{told}")
}

/// How many files of a kind have changed, and how many of all that are there have not.
fn changed(changes: &[&Changed], all: usize, noun: &str, dry_run: bool) -> String {
    let is_there = |change: &&&Changed| matches!(change.action, Action::Create | Action::Update);
    let unchanged = all.saturating_sub(changes.iter().filter(is_there).count());
    let verb = if dry_run { "would change" } else { "changed" };
    format!("{} {verb}, {unchanged} unchanged", counted(changes.len(), noun))
}
