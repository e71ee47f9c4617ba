//! What a command says becomes lines on standard error: text for people, or with `--log-format json` an object on each line for
//! programs that collect logs. Nobody's reading standard error is no failure.
//!
//! An object has `time` (RFC 3339, of the clock), `level` (`error`, `warning`, `info`) and `message`; that of findings also `rule`,
//! `path`, `line`, `column` and, where they say the same, `count`.

use serde::Serialize;
use std::io::{Write, stderr};
use std::sync::OnceLock;

use super::clock;
use crate::cli::LogFormat;
use feedmill::Finding;
use feedmill::internal::text::escape_json_controls;
use feedmill::internal::time;

/// How lines are written; as text where nothing has been said.
static FORMAT: OnceLock<LogFormat> = OnceLock::new();

/// How much a line matters.
#[derive(Debug, Clone, Copy)]
pub enum Level {
    /// The command has failed.
    Error,
    /// What happened.
    Info,
}

#[derive(Serialize)]
struct JsonLine<'l> {
    time: String,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    message: &'l str,
}

impl JsonLine<'_> {
    fn of<'m>(level: &'static str, message: &'m str) -> JsonLine<'m> {
        let time = time::rfc3339(clock());
        JsonLine { time, level, rule: None, path: None, line: None, column: None, count: None, message }
    }

    fn print(&self) {
        if let Ok(json) = serde_json::to_string(self) {
            let _ = writeln!(stderr(), "{}", escape_json_controls(&json));
        }
    }
}

/// Says how all further lines are written.
pub fn set(format: LogFormat) {
    let _ = FORMAT.set(format);
}

/// Whether lines are for programs.
pub fn is_json() -> bool {
    matches!(FORMAT.get(), Some(LogFormat::Json))
}

/// Prints a line, or each of several.
pub fn print(level: Level, lines: &str) {
    if !is_json() {
        let _ = writeln!(stderr(), "{lines}");
        return;
    }
    let level = match level {
        Level::Error => "error",
        Level::Info => "info",
    };
    for line in lines.lines() {
        JsonLine::of(level, line.strip_prefix("feedmill: ").unwrap_or(line)).print();
    }
}

/// Prints a finding as an object, with how many say the same.
pub fn print_finding(finding: &Finding, count: usize) {
    let position = finding.position;
    let line = JsonLine {
        rule: Some(finding.rule.id()),
        path: Some(&finding.path),
        line: position.map(|position| position.line),
        column: position.map(|position| position.column),
        count: (count > 1).then_some(count),
        ..JsonLine::of(finding.rule.severity().name(), &finding.message)
    };
    line.print();
}
