//! Findings about records and feeds: a rule, a position, a message.
//!
//! Severity is a promise: an error means exactly that a record was skipped for a fault of its own, and exit code 1 means
//! exactly that there was an error. A warning means that something was left out or repaired. Messages say what failed and
//! what to do, and never quote what a record holds.

use std::fmt;

use crate::model::Position;
use crate::text::escape_controls;

/// One finding about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The kind of finding.
    pub rule: Rule,
    /// The path of the file below the project's folder, with `/` between its parts.
    pub path: String,
    /// The position in the file, if the finding is about one.
    pub position: Option<Position>,
    /// What failed and what to do, in lower case, without a full stop.
    pub message: String,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Published, but something was left out or repaired.
    Warning,
    /// A record was skipped for a fault of its own.
    Error,
}

impl Severity {
    /// The word for it in messages and reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Finding {
    /// `path:line:column: severity: rule-id: message`, control characters escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", escape_controls(&self.path))?;
        if let Some(position) = self.position {
            write!(f, ":{}:{}", position.line, position.column)?;
        }
        let severity = self.rule.severity().name();
        write!(f, ": {severity}: {}: {}", self.rule.id(), escape_controls(&self.message))
    }
}

/// The kinds of findings. `docs/findings.md` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The file cannot be read or is too large.
    Unreadable,
    /// The file is not UTF-8.
    Encoding,
    /// The front matter is not closed, not YAML, or not a mapping.
    FrontMatter,
    /// A flag that withdraws an article is neither true nor false.
    Flag,
    /// The date of publication cannot be read.
    Date,
    /// The record has no date.
    Undated,
    /// The date of the last change cannot be used.
    Updated,
    /// A date without a zone falls into a gap or a fold of daylight saving.
    ClockChange,
    /// A key is duplicated.
    DuplicateKey,
    /// A value is not of the kind that its key expects.
    Value,
    /// A URL cannot be used.
    Link,
    /// The record has no title.
    Title,
    /// Characters that no feed may hold were removed.
    Characters,
    /// HTML was nested too deep to be kept.
    Depth,
    /// Template code in the body was removed.
    Template,
    /// Two records have the same id.
    DuplicateId,
    /// A topics file or topic name cannot be used as it is.
    Topic,
    /// The state of the project cannot be used or stored.
    State,
    /// A feed violates its standard and was mended, because it is certain what is meant.
    Repair,
    /// A date in a feed cannot be read and is left out.
    FeedDate,
    /// A value in a feed cannot be used; the message says what was done instead.
    FeedValue,
    /// An item of a feed cannot be read and is left out.
    Entry,
    /// An article whose flags say that it must not be published is not converted: a script over a folder must not publish it.
    Withheld,
}

impl Rule {
    /// Every rule, at the index of its number.
    pub const ALL: [Rule; 23] = [
        Rule::Unreadable,
        Rule::Encoding,
        Rule::FrontMatter,
        Rule::Flag,
        Rule::Date,
        Rule::Undated,
        Rule::Updated,
        Rule::ClockChange,
        Rule::DuplicateKey,
        Rule::Value,
        Rule::Link,
        Rule::Title,
        Rule::Characters,
        Rule::Depth,
        Rule::Template,
        Rule::DuplicateId,
        Rule::Topic,
        Rule::State,
        Rule::Repair,
        Rule::FeedDate,
        Rule::FeedValue,
        Rule::Entry,
        Rule::Withheld,
    ];

    /// The name that messages, reports and the documentation use.
    pub fn id(self) -> &'static str {
        match self {
            Rule::Unreadable => "unreadable",
            Rule::Encoding => "encoding",
            Rule::FrontMatter => "front-matter",
            Rule::Flag => "flag",
            Rule::Date => "date",
            Rule::Undated => "undated",
            Rule::Updated => "updated",
            Rule::ClockChange => "clock-change",
            Rule::DuplicateKey => "duplicate-key",
            Rule::Value => "value",
            Rule::Link => "link",
            Rule::Title => "title",
            Rule::Characters => "characters",
            Rule::Depth => "depth",
            Rule::Template => "template",
            Rule::DuplicateId => "duplicate-id",
            Rule::Topic => "topic",
            Rule::State => "state",
            Rule::Repair => "repair",
            Rule::FeedDate => "feed-date",
            Rule::FeedValue => "feed-value",
            Rule::Entry => "entry",
            Rule::Withheld => "withheld",
        }
    }

    /// Errors are the rules by which a record is skipped.
    pub fn severity(self) -> Severity {
        match self {
            Rule::Unreadable
            | Rule::Encoding
            | Rule::FrontMatter
            | Rule::Flag
            | Rule::Date
            | Rule::Undated
            | Rule::Entry
            | Rule::Withheld => Severity::Error,
            _ => Severity::Warning,
        }
    }
}
