//! What there is to tell the user about a record or a feed: a named rule, a place, a sentence.
//!
//! An error says that a record was skipped for a fault of its own; a warning says that something was left out or
//! mended. Messages say what failed and what to do, and never quote what a record holds.

use std::fmt;

use crate::model::Position;
use crate::text::escape_controls;

/// One remark about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of remark it is.
    pub rule: Rule,
    /// The file, below the project's folder, with `/` between its parts.
    pub path: String,
    /// Where in the file, when the remark is about one place.
    pub position: Option<Position>,
    /// What failed and what to do, in lower case, without a full stop.
    pub message: String,
}

/// How much a remark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Published, but something was left out or mended.
    Warning,
    /// A record was skipped for a fault of its own.
    Error,
}

impl Severity {
    /// The word that stands in messages and reports.
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

/// The kinds of remark. Each has a paragraph of its own in `docs/findings.md`.
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
    /// A key stands twice.
    DuplicateKey,
    /// A value is not of the kind its key wants.
    Value,
    /// An address cannot be used.
    Link,
    /// The record has no title.
    Title,
    /// Characters that no feed may hold were removed.
    Characters,
    /// HTML was nested too deep to be kept.
    Depth,
    /// Template code in the body was removed.
    Template,
    /// Two records have one id.
    DuplicateId,
    /// A topics file or topic name cannot be used as it is.
    Topic,
    /// What is left of the project's state cannot be used or kept.
    State,
    /// A feed is not what its standard asks for and was mended where that is certain.
    Repair,
    /// A date in a feed cannot be read and is left out.
    FeedDate,
    /// A value in a feed cannot be used; what was done instead is told.
    FeedValue,
    /// An item of a feed cannot be read and is left out.
    Entry,
    /// An article says of itself that it is not to be published, and is not converted.
    Withheld,
}

impl Rule {
    /// Every rule, in the order of the documentation.
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
