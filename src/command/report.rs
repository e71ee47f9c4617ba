//! The result of a build, for people (lines on standard error) and for programs (one JSON document). Output that
//! nobody reads any more is not a failure of the build.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write, stderr, stdout};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::json;
use super::list;
use super::log::{self, Level};
use feedmill::Error;
use feedmill::Finding;
use feedmill::convert::Converted;
use feedmill::convert::Losses;
use feedmill::internal::difference::{Change as EntryChange, Fate, FeedDifference};
use feedmill::internal::output;
use feedmill::internal::pipeline::{Report, Survey, Verification};
use feedmill::internal::text::{escape_controls, line_of_path};
use feedmill::internal::time;
use feedmill::model::{Status, Syntax};
use feedmill::{Changed, Outcome};

/// How many kinds of losses are printed.
const MOST_KINDS: usize = 100;

/// How much of the name of a kind is printed, in characters: it may hold a name from the input.
const LONGEST_KIND: usize = 120;

/// Prints the files that changed to standard error, or those that would change to standard output.
pub fn print_changes(report: &Report, dry_run: bool) -> Result<(), Error> {
    let line = |change: &Changed| format!("{}\t{}\n", change.action.name(), escape_controls(&change.path));
    let lines: String = report.changes.iter().map(line).collect();
    if dry_run {
        return print_output(&lines);
    }
    print_error(lines.trim_end());
    Ok(())
}

/// Prints the records that are held back, each with the word that does it.
pub fn print_held_back(survey: &Survey) {
    for (number, path, status) in survey.files() {
        let by = list::by(survey, number);
        let what = match (status, survey.due(number), survey.ends(number)) {
            (Status::Scheduled, Some(due), _) => format!("held back until {}{by}", time::rfc3339(due)),
            (Status::Expired, _, Some(end)) => format!("expired {}{by}", time::rfc3339(end)),
            (Status::Withdrawn, ..) => format!("withdrawn{by}"),
            _ => continue,
        };
        print_error(&format!("{}: {what}", line_of_path(&path)));
    }
}

/// Prints the result of reading every record both ways.
pub fn print_verification(verification: &Verification) -> Result<(), Error> {
    let mut lines = String::new();
    for (path, difference) in &verification.differences {
        lines.push_str(&format!("{}: {difference}\n", line_of_path(path)));
    }
    let Verification { files, plain, differences } = verification;
    let differing = differences.len();
    lines.push_str(&format!("{files} files, {plain} need no library for YAML or TOML, {differing} differ\n"));
    print_output(&lines)
}

/// Prints how long each part of the run took, and how much of the project it touched.
pub fn print_phases(report: &Report) {
    let seconds = |(name, time): &(&str, Duration)| format!("{name} {:.3} s", time.as_secs_f64());
    let phases: Vec<String> = report.phases.iter().map(seconds).collect();
    let (opened, rendered) = (counted(report.opened, "record"), counted(report.rendered, "feed"));
    print_error(&format!("feedmill: {opened} opened, {rendered} rendered; {}", phases.join(", ")));
}

/// The count with the noun in its number.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Prints a line, or several, to standard error.
pub fn print_error(lines: &str) {
    if !lines.is_empty() {
        log::print(Level::Info, lines);
    }
}

/// Prints what a conversion lost, derived and repaired, a line for each kind, and the summary.
pub fn print_conversion(converted: &Converted, target: &str) {
    let mut lines = String::new();
    let counted = [
        (Outcome::Lost, &converted.losses),
        (Outcome::Derived, &converted.derived),
        (Outcome::Repaired, &converted.repaired),
    ];
    for (word, losses) in counted.map(|(outcome, losses)| (outcome.word(), losses)) {
        for (kind, count) in losses.kinds.iter().take(MOST_KINDS) {
            let kind: String = kind.chars().take(LONGEST_KIND).collect();
            lines.push_str(&format!("feedmill: {word}: {}: {count}\n", escape_controls(&kind)));
        }
        let more = losses.kinds.len().saturating_sub(MOST_KINDS);
        if more > 0 {
            lines.push_str(&format!("feedmill: {word}: {more} more kinds; --report has them all\n"));
        }
    }
    let sources: Vec<&str> = converted.sources.iter().map(|(_, syntax)| syntax.name()).collect();
    let (one, many) = if target == Syntax::Opml.name() { ("feed", "feeds") } else { ("entry", "entries") };
    let entries = match converted.entries {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    lines.push_str(&format!("feedmill: {} to {target}: {entries}\n", sources.join(", ")));
    let _ = stderr().write_all(lines.as_bytes());
}

/// Prints to standard output; a reader that has gone away is not a failure.
pub fn print_output(text: &str) -> Result<(), Error> {
    print_bytes(text.as_bytes())
}

/// As [`print_output`], for a document.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Error> {
    print(|to| to.write_all(bytes))
}

fn print(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut output = BufWriter::new(stdout());
    match write(&mut output).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::output(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes the report as JSON to a file, or to standard output for `-`, or not at all; of a build that failed too.
pub fn write_json(
    survey: &Survey,
    outcome: Result<&Report, &Error>,
    now: DateTime<Utc>,
    file: Option<&Path>,
) -> Result<(), Error> {
    let Some(file) = file else { return Ok(()) };
    print_json(&JsonReport::of(survey, outcome, now), file)
}

/// Prints a document of the conversion.
pub fn write_conversion(
    outcome: &Result<Converted, Vec<Finding>>,
    target: &str,
    file: Option<&Path>,
) -> Result<(), Error> {
    let Some(file) = file else { return Ok(()) };
    print_json(&JsonConversion::of(outcome, target), file)
}

/// Prints a document of what subscribers will see.
pub fn write_differences(
    feeds: &[FeedDifference],
    findings: &[Finding],
    file: Option<&Path>,
) -> Result<(), Error> {
    let Some(file) = file else { return Ok(()) };
    let feeds = feeds.iter().map(JsonFeedDifference::of).collect();
    print_json(
        &JsonDifferences { version: 1, feeds, findings: findings.iter().map(JsonFinding::of).collect() },
        file,
    )
}

fn print_json(document: &impl Serialize, file: &Path) -> Result<(), Error> {
    match file == Path::new("-") {
        true => print(|to| json::write(document, to)),
        false => output::write_by(file, &mut |to| json::write(document, to)),
    }
}

/// How many files have each status.
pub fn counts(survey: &Survey) -> BTreeMap<&'static str, usize> {
    survey.counts().map(|(status, count)| (status.word(), count)).collect()
}

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    now: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    counts: BTreeMap<&'static str, usize>,
    #[serde(serialize_with = "each_file")]
    files: &'a Survey,
    #[serde(serialize_with = "each_finding")]
    findings: &'a [Finding],
    beyond_limit: usize,
    changes: Vec<JsonChange<'a>>,
    /// What subscribers will see, where the run only says what would change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<JsonFeedDifference<'a>>,
    feeds: usize,
    opened: usize,
    rendered: usize,
    /// The feeds that hubs were told of.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    told: BTreeSet<String>,
    /// Seconds.
    phases: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct JsonDifferences<'a> {
    version: u32,
    feeds: Vec<JsonFeedDifference<'a>>,
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonFeedDifference<'a> {
    path: &'a str,
    fate: &'static str,
    /// The entries of a feed that is new or gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    counts: BTreeMap<&'static str, usize>,
    entries: Vec<JsonEntry<'a>>,
}

#[derive(Serialize)]
struct JsonEntry<'a> {
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_id: Option<&'a str>,
}

impl<'a> JsonFeedDifference<'a> {
    fn of(feed: &'a FeedDifference) -> JsonFeedDifference<'a> {
        let (fate, count, difference) = match &feed.fate {
            Fate::Compared(difference) => ("compared", None, Some(difference)),
            Fate::New(count) => ("new", Some(*count), None),
            Fate::Gone(count) => ("gone", Some(*count), None),
            Fate::Unknown => ("unknown", None, None),
        };
        let counts =
            difference.map(|of| of.counts.iter().map(|(kind, &count)| (kind.word(), count)).collect());
        let entries = difference.map(|of| of.changes.iter().map(JsonEntry::of).collect());
        let (counts, entries) = (counts.unwrap_or_default(), entries.unwrap_or_default());
        JsonFeedDifference { path: &feed.path, fate, count, counts, entries }
    }
}

impl<'a> JsonEntry<'a> {
    fn of(change: &'a EntryChange) -> JsonEntry<'a> {
        JsonEntry {
            kind: change.kind.word(),
            title: &change.title,
            link: change.link.as_deref(),
            id: change.id.as_deref(),
            old_id: change.old_id.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct JsonConversion<'a> {
    version: u32,
    inputs: Vec<JsonInput<'a>>,
    target: &'a str,
    entries: usize,
    findings: Vec<JsonFinding<'a>>,
    losses: Vec<JsonKind<'a>>,
    derived: Vec<JsonKind<'a>>,
    repaired: Vec<JsonKind<'a>>,
}

#[derive(Serialize)]
struct JsonInput<'a> {
    path: &'a str,
    format: &'static str,
}

#[derive(Serialize)]
struct JsonKind<'a> {
    kind: &'a str,
    count: usize,
}

impl<'a> JsonConversion<'a> {
    fn of(outcome: &'a Result<Converted, Vec<Finding>>, target: &'a str) -> JsonConversion<'a> {
        let (findings, converted) = match outcome {
            Ok(converted) => (&converted.findings, Some(converted)),
            Err(findings) => (findings, None),
        };
        let kinds = |losses: &'a Losses| -> Vec<JsonKind<'a>> {
            losses.kinds.iter().map(|(kind, &count)| JsonKind { kind, count }).collect()
        };
        let input = |(path, syntax): &'a (String, Syntax)| JsonInput { path, format: syntax.name() };
        JsonConversion {
            version: 1,
            inputs: converted.map_or_else(Vec::new, |done| done.sources.iter().map(input).collect()),
            target,
            entries: converted.map_or(0, |done| done.entries),
            findings: findings.iter().map(JsonFinding::of_conversion).collect(),
            losses: converted.map_or_else(Vec::new, |done| kinds(&done.losses)),
            derived: converted.map_or_else(Vec::new, |done| kinds(&done.derived)),
            repaired: converted.map_or_else(Vec::new, |done| kinds(&done.repaired)),
        }
    }
}

#[derive(Serialize)]
struct JsonFile<'a> {
    path: Cow<'a, str>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    severity: &'static str,
    rule: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    path: &'a str,
    action: &'static str,
    bytes: u64,
}

impl<'a> JsonReport<'a> {
    fn of(survey: &'a Survey, outcome: Result<&'a Report, &Error>, now: DateTime<Utc>) -> JsonReport<'a> {
        let changes = outcome.map_or(&[][..], |report| &report.changes);
        JsonReport {
            version: 1,
            now: time::rfc3339(now),
            error: outcome.err().map(Error::to_string),
            counts: counts(survey),
            files: survey,
            findings: &survey.findings,
            beyond_limit: survey.beyond_limit,
            changes: changes.iter().map(JsonChange::of).collect(),
            differences: outcome.map_or_else(
                |_| Vec::new(),
                |report| report.differences.iter().map(JsonFeedDifference::of).collect(),
            ),
            feeds: outcome.map_or(0, |report| report.feeds),
            opened: survey.records.opened(),
            rendered: outcome.map_or(0, |report| report.rendered),
            told: outcome.map_or_else(|_| BTreeSet::new(), |report| report.told.told.clone()),
            phases: outcome.map_or_else(|_| BTreeMap::new(), seconds),
        }
    }
}

/// The files one after the other: of a million there is never a list.
fn each_file<S: Serializer>(survey: &Survey, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(survey.files().map(|file| JsonFile::of(survey, file)))
}

fn each_finding<S: Serializer>(findings: &[Finding], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(findings.iter().map(JsonFinding::of))
}

impl<'a> JsonChange<'a> {
    fn of(change: &'a Changed) -> JsonChange<'a> {
        JsonChange { path: &change.path, action: change.action.name(), bytes: change.bytes }
    }
}

/// How long each part of the run took, in seconds.
fn seconds(report: &Report) -> BTreeMap<&'static str, f64> {
    report.phases.iter().map(|(name, time)| (*name, time.as_secs_f64())).collect()
}

impl<'a> JsonFile<'a> {
    fn of(survey: &'a Survey, (number, path, status): (u32, Cow<'a, str>, Status)) -> JsonFile<'a> {
        let due = survey.due(number).map(time::rfc3339);
        let expires = survey.ends(number).map(time::rfc3339);
        let (id, held_by) = (survey.id(number), survey.held_by(number));
        JsonFile { path, outcome: status.word(), id, due, expires, held_by }
    }
}

impl<'a> JsonFinding<'a> {
    fn of(finding: &'a Finding) -> JsonFinding<'a> {
        JsonFinding {
            path: &finding.path,
            line: finding.position.map(|position| position.line),
            column: finding.position.map(|position| position.column),
            severity: finding.rule.severity().name(),
            rule: finding.rule.id(),
            outcome: None,
            message: &finding.message,
        }
    }

    /// With what the conversion did about it.
    fn of_conversion(finding: &'a Finding) -> JsonFinding<'a> {
        JsonFinding { outcome: Some(finding.rule.outcome().0.word()), ..JsonFinding::of(finding) }
    }
}
