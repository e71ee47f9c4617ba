//! Findings about records and feeds: a rule, a position, a message.
//!
//! Severity is a promise: an error means exactly that a record was skipped for a fault of its own, and exit code 1 means
//! exactly that there was an error. A warning means that something was left out or repaired. Messages say what failed and
//! what to do, and never quote what a record holds.

use std::fmt;

use crate::model::{Position, words};
use crate::text::{escape_controls, line_of_path};

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

words! {
    /// How serious a finding is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Severity {
        /// Published, but something was left out or repaired.
        Warning = "warning",
        /// A record was skipped for a fault of its own.
        Error = "error",
    }

    /// The word for it in messages and reports.
    fn name
}

words! {
    /// What a conversion did about what a finding says.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Outcome {
        /// It was read as what it certainly means.
        Repaired = "repaired",
        /// It was missing, and made of what else the input says.
        Derived = "derived",
        /// Something that a reader could see is gone.
        Lost = "lost",
    }

    /// The word for it in reports.
    fn word
}

impl fmt::Display for Finding {
    /// `path:line:column: severity: rule-id: message`, control characters escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = self.rule.severity().name();
        write!(f, "{}: {severity}: {}: {}", self.place(), self.rule.id(), escape_controls(&self.message))
    }
}

impl Finding {
    /// `path:line:column`, or the path alone, in a form that steers neither a terminal nor a program that reads the line.
    pub fn place(&self) -> String {
        let path = line_of_path(&self.path);
        match self.position {
            Some(position) => format!("{path}:{}:{}", position.line, position.column),
            None => path.into_owned(),
        }
    }
}

words! {
    /// The kinds of findings, each at the index of its number in [`Rule::ALL`]. `docs/findings.md` explains each.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Rule {
        /// The file cannot be read or is too large.
        Unreadable = "unreadable",
        /// The file is not UTF-8.
        Encoding = "encoding",
        /// The front matter is not closed, not YAML, or not a mapping.
        FrontMatter = "front-matter",
        /// A flag that withdraws an article is neither true nor false.
        Flag = "flag",
        /// The date of publication cannot be read.
        Date = "date",
        /// The record has no date.
        Undated = "undated",
        /// The date of the last change cannot be used.
        Updated = "updated",
        /// A date without a zone falls into a gap or a fold of daylight saving.
        ClockChange = "clock-change",
        /// A key is duplicated.
        DuplicateKey = "duplicate-key",
        /// A value is not of the kind that its key expects.
        Value = "value",
        /// A URL cannot be used.
        Link = "link",
        /// The record has no title.
        Title = "title",
        /// Characters that no feed may hold were removed.
        Characters = "characters",
        /// HTML was nested too deep to be kept.
        Depth = "depth",
        /// Something that a reader of the page sees cannot be in a feed.
        Content = "content",
        /// Template code in the body was removed.
        Template = "template",
        /// Two records have the same id.
        DuplicateId = "duplicate-id",
        /// An article keeps the id that it was published under, though it would get another one now.
        Id = "id",
        /// A topics file or topic name cannot be used as it is.
        Topic = "topic",
        /// A setting of the site that has a say in which articles come out, or in their addresses, is not followed.
        UnreadSetting = "unread-setting",
        /// The state of the project cannot be used or stored.
        State = "state",
        /// A feed violates its standard and was mended, because it is certain what is meant.
        Repair = "repaired",
        /// A date in a feed cannot be read and is left out.
        FeedDate = "feed-date",
        /// A value in a feed cannot be used; the message says what was done instead.
        FeedValue = "feed-value",
        /// An item of a feed cannot be read and is left out.
        Entry = "entry",
        /// A pattern of addresses gives two articles one id.
        SharedId = "shared-id",
        /// An article whose flags say that it must not be published is not converted: a script over a folder must not publish it.
        Withheld = "withheld",
        /// A feed would be too large with all of an article.
        Size = "size",
        /// A record claims the id of another article.
        TakenId = "taken-id",
        /// A part of a text in a feed cannot be read.
        FeedText = "feed-text",
        /// Articles leave feeds because these are divided by language now.
        Language = "language",
        /// The articles of a database are not found as they should be.
        Selection = "selection",
    }

    /// The name that messages, reports and the documentation use.
    fn id
}

impl Rule {
    /// Errors are the rules by which a record is skipped.
    pub fn severity(self) -> Severity {
        match self {
            Rule::Unreadable
            | Rule::Encoding
            | Rule::FrontMatter
            | Rule::Flag
            | Rule::Date
            | Rule::Undated
            | Rule::SharedId
            | Rule::TakenId
            | Rule::Entry
            | Rule::Withheld => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// What a conversion did about what a finding of the rule says, and what it counts as lost.
    ///
    /// A rule has one word. A message that something was read in another way is therefore of [`Rule::Repair`], never of the
    /// rule that says that such a value is left out. Rules that only `build` knows lose nothing.
    pub fn outcome(self) -> (Outcome, Option<&'static str>) {
        let lost = match self {
            Rule::Repair
            | Rule::ClockChange
            | Rule::Characters
            | Rule::DuplicateId
            | Rule::SharedId
            | Rule::Id
            | Rule::Topic
            | Rule::Language
            | Rule::UnreadSetting
            | Rule::Size
            | Rule::TakenId
            | Rule::Selection
            | Rule::State => return (Outcome::Repaired, None),
            Rule::Title => return (Outcome::Derived, None),
            Rule::Date | Rule::Undated | Rule::Updated | Rule::FeedDate => "dates that cannot be read",
            Rule::Flag | Rule::Value | Rule::FeedValue => "values that cannot be used",
            Rule::DuplicateKey => "values of keys that are duplicated",
            Rule::Encoding | Rule::FeedText => "text that cannot be read",
            Rule::Link => "URLs that cannot be used",
            Rule::Depth => "markup that nests too deeply, or too much of it: only its text is kept",
            Rule::Content => "what pages show and no feed can",
            Rule::Template => "template code",
            Rule::Unreadable | Rule::FrontMatter | Rule::Entry => "entries that cannot be read",
            Rule::Withheld => "entries that are not public",
        };
        (Outcome::Lost, Some(lost))
    }
}
