//! How a build ended and what it did -> a file in Prometheus's text format, for the folder that the node exporter collects. It is
//! replaced in one step, after a build that failed too.
//!
//! Numbers are gauges: they are those of the last run. The time of the last success outlives a failure, since alerts ask
//! how old it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::report::counts;
use feedmill::internal::output;
use feedmill::internal::pipeline::{Report, Shard, Survey};
use feedmill::internal::source;
use feedmill::{Action, Error, Severity};

/// The name of the moment at which a build last ended without failing.
const LAST_SUCCESS: &str = "feedmill_last_success_timestamp_seconds";

/// How many bytes metrics have at most.
const LONGEST: u64 = 1 << 16;

/// What is known of a build when it ends.
#[derive(Debug, Default)]
pub struct Figures {
    /// How many files have each status.
    articles: BTreeMap<&'static str, usize>,
    /// How many findings have each severity.
    findings: BTreeMap<&'static str, usize>,
    /// How many feed files were made, replaced or removed.
    changes: BTreeMap<&'static str, usize>,
    feeds: usize,
    opened: usize,
    rendered: usize,
    bytes: u64,
    phases: Vec<(&'static str, Duration)>,
    /// The part of the feeds that the run renders; nothing where it renders all.
    shard: Option<Shard>,
    /// Whether the file of the metrics may be where the build reads or publishes, or outside of a confined project, so that nothing is written.
    pub is_misplaced: bool,
}

impl Figures {
    /// What is known before anything is read.
    pub fn of_shard(shard: Option<Shard>) -> Figures {
        Figures { shard, ..Figures::default() }
    }

    /// What is known of the files.
    pub fn of_survey(&mut self, survey: &Survey) {
        self.articles = counts(survey);
        self.findings = [Severity::Error, Severity::Warning].map(|severity| (severity.name(), 0)).into();
        for finding in &survey.findings {
            add(&mut self.findings, finding.rule.severity().name());
        }
        self.opened = survey.records.opened();
    }

    /// What is known of the files, and what was published.
    pub fn of_report(&mut self, report: &Report) {
        self.of_survey(&report.survey);
        let actions = [Action::Create, Action::Update, Action::Empty, Action::Remove];
        self.changes = actions.map(|action| (action.name(), 0)).into();
        for change in &report.changes {
            add(&mut self.changes, change.action.name());
        }
        self.feeds = report.feeds;
        self.rendered = report.rendered;
        self.bytes = report.changes.iter().map(|change| change.bytes).fold(0, u64::saturating_add);
        self.phases.clone_from(&report.phases);
    }
}

fn add(counts: &mut BTreeMap<&'static str, usize>, name: &'static str) {
    let count = counts.entry(name).or_default();
    *count = count.saturating_add(1);
}

/// Writes the file after a run that ended at `now` with this exit code, after such a time.
///
/// # Errors
///
/// An output error; the file that was there is intact then.
pub fn write(
    file: &Path,
    figures: &Figures,
    code: u8,
    now: DateTime<Utc>,
    elapsed: Duration,
) -> Result<(), Error> {
    let before = source::input(file, LONGEST).ok().flatten().unwrap_or_default();
    let before = String::from_utf8_lossy(&before);
    // 1 says that records were left out, of which the findings tell; the feeds are up to date.
    let success = if code < 2 { Some(now.timestamp()) } else { last_success(&before) };
    output::write(file, text(figures, code, now, elapsed, success).as_bytes())
}

fn last_success(before: &str) -> Option<i64> {
    let of_line =
        |line: &'_ str| line.strip_prefix(LAST_SUCCESS)?.rsplit_once(' ').map(|(_, value)| value.to_owned());
    let value = before.lines().find_map(of_line);
    value.and_then(|value| value.trim().parse().ok())
}

fn text(figures: &Figures, code: u8, now: DateTime<Utc>, elapsed: Duration, success: Option<i64>) -> String {
    let mut text = format!("{}\n", output::METRICS);
    let shard = figures.shard.map_or_else(String::new, |shard| format!("shard=\"{shard}\""));
    let one = |value: String| vec![(String::new(), value)];
    let many = |label: &str, counts: &BTreeMap<&'static str, usize>| {
        let sample = |(name, count): (&&str, &usize)| (format!("{label}=\"{name}\""), count.to_string());
        counts.iter().map(sample).collect::<Vec<_>>()
    };
    let seconds = |time: Duration| format!("{:.6}", time.as_secs_f64());
    let phases = figures.phases.iter();
    let phases = phases.map(|(name, time)| (format!("phase=\"{name}\""), seconds(*time))).collect();
    let metrics = [
        ("feedmill_last_run_timestamp_seconds", "When the last run ended.", one(now.timestamp().to_string())),
        (
            LAST_SUCCESS,
            "When a run last ended with its feeds up to date.",
            success.map_or_else(Vec::new, |time| one(time.to_string())),
        ),
        ("feedmill_exit_code", "The exit code of the last run.", one(code.to_string())),
        ("feedmill_run_seconds", "How long the last run took.", one(seconds(elapsed))),
        ("feedmill_phase_seconds", "How long each part of the last run took.", phases),
        ("feedmill_files", "How many files have each status.", many("status", &figures.articles)),
        ("feedmill_findings", "How many findings have each severity.", many("severity", &figures.findings)),
        ("feedmill_feeds", "How many feed files there are.", one(figures.feeds.to_string())),
        (
            "feedmill_feeds_changed",
            "How many feed files the last run changed.",
            many("action", &figures.changes),
        ),
        (
            "feedmill_feeds_rendered",
            "How many feeds the last run rendered.",
            one(figures.rendered.to_string()),
        ),
        ("feedmill_records_opened", "How many records the last run read.", one(figures.opened.to_string())),
        ("feedmill_written_bytes", "How many bytes the last run published.", one(figures.bytes.to_string())),
    ];
    for (name, help, samples) in metrics.into_iter().filter(|(_, _, samples)| !samples.is_empty()) {
        // Writing to a string never fails.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (label, value) in samples {
            let labels: Vec<String> =
                [label, shard.clone()].into_iter().filter(|label| !label.is_empty()).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    }
    text
}
