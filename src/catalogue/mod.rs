//! What decides where an article stands, of every record of a project, packed so that a million records fit into
//! memory and into one file: identity, dates, topics, and what filters ask for. The text of an article is not here.
//!
//! What a record means is settled before it comes in; which feed it stands in is for others to say.

mod mark;
mod pages;

pub use mark::{Brief, Kind, LENGTH as MARK_LENGTH, Mark};
pub use pages::{Pages, pack, unpack};

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::normalise::{Draft, Outcome};

/// What is known of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts<'a> {
    /// What it is.
    #[serde(borrow)]
    pub verdict: Verdict<'a>,
    /// What there is to tell about it, as long as no feed shows it.
    #[serde(borrow)]
    pub remarks: Vec<Remark<'a>>,
    /// What there is to tell about it where a feed shows it, which takes reading all of it; `None` where no feed
    /// ever did.
    #[serde(borrow)]
    pub remarks_when_shown: Option<Vec<Remark<'a>>>,
}

/// What a file is, as far as it says so itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict<'a> {
    /// An article that feeds may hold.
    Publishable(#[serde(borrow)] Selection<'a>),
    /// An article that is held back until this moment.
    Scheduled(Moment),
    /// An article that is not to be published.
    Withdrawn,
    /// A record without a date.
    Undated,
    /// A record with a fault that a remark names.
    Faulty,
    /// No record.
    NoFrontMatter,
}

/// What selects an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selection<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it was published.
    pub published: Option<Moment>,
    /// When it was last changed, where that is not when it was published.
    pub changed: Option<Moment>,
    /// The names of its topics, in the order of the record.
    #[serde(borrow)]
    pub topics: Vec<&'a str>,
    /// Its language.
    pub language: Option<&'a str>,
    /// The one category that filters look at.
    pub category: Option<&'a str>,
    /// What it is: `article`, `video`, `course`, …
    pub kind: Option<&'a str>,
    /// Who published it first.
    pub provider: Option<&'a str>,
    /// An open scale of worth.
    pub quality: Option<Score>,
    /// An open scale of attention.
    pub heat: Option<Score>,
}

/// A place on an open scale; nearly all of them are small whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Score {
    /// A whole number.
    Whole(i32),
    /// Any number.
    Other(f64),
}

/// A moment, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

/// A finding without the path of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark<'a> {
    rule: u8,
    position: Option<(u32, u32)>,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

impl Facts<'_> {
    /// What is known of a file that only findings tell about.
    pub fn faulty(findings: &[Finding]) -> Facts<'static> {
        Facts { verdict: Verdict::Faulty, remarks: remarks(findings), remarks_when_shown: None }
    }

    /// The facts in short.
    pub fn brief(&self) -> Brief {
        let kind = match self.verdict {
            Verdict::Publishable(_) => Kind::Publishable,
            Verdict::Scheduled(_) => Kind::Scheduled,
            Verdict::Withdrawn => Kind::Withdrawn,
            Verdict::Undated => Kind::Undated,
            Verdict::Faulty => Kind::Faulty,
            Verdict::NoFrontMatter => Kind::NoFrontMatter,
        };
        let shown = self.remarks_when_shown.as_ref().is_some_and(|remarks| !remarks.is_empty());
        Brief { kind, has_remarks: shown || !self.remarks.is_empty() }
    }
}

/// The seconds since 1970 from which on, and those until which, what was found out about a record holds. A clock may
/// have been set back, too.
pub fn validity(outcome: &Outcome) -> (i64, i64) {
    match outcome {
        Outcome::Publishable(draft) => {
            let latest = draft.entry.published.max(draft.entry.updated);
            // A fraction of a second is rounded to the safe side: at worst the record is read once more.
            let whole = |date: DateTime<Utc>| {
                date.timestamp().saturating_add(i64::from(date.timestamp_subsec_nanos() > 0))
            };
            let from = latest.map_or(i64::MIN, whole);
            (from, draft.until.map_or(i64::MAX, |until| until.timestamp()))
        }
        Outcome::Scheduled(due) => (i64::MIN, due.timestamp()),
        Outcome::Withdrawn | Outcome::Undated | Outcome::Faulty => (i64::MIN, i64::MAX),
    }
}

impl<'a> Verdict<'a> {
    /// The verdict on a record that was normalised.
    pub fn of(outcome: &'a Outcome) -> Verdict<'a> {
        match outcome {
            Outcome::Publishable(draft) => Verdict::Publishable(Selection::of(draft)),
            Outcome::Scheduled(due) => Verdict::Scheduled(Moment::of(*due)),
            Outcome::Withdrawn => Verdict::Withdrawn,
            Outcome::Undated => Verdict::Undated,
            Outcome::Faulty => Verdict::Faulty,
        }
    }
}

impl<'a> Selection<'a> {
    fn of(draft: &'a Draft) -> Selection<'a> {
        let entry = &draft.entry;
        Selection {
            id: entry.id.as_deref().unwrap_or_default(),
            published: entry.published.map(Moment::of),
            changed: entry.updated.filter(|updated| entry.published != Some(*updated)).map(Moment::of),
            topics: draft.topics.iter().map(String::as_str).collect(),
            language: entry.language.as_deref(),
            category: entry.category.as_deref(),
            kind: entry.kind.as_deref(),
            provider: entry.provider.as_deref(),
            quality: entry.scores.quality.map(Score::of),
            heat: entry.scores.heat.map(Score::of),
        }
    }

    /// What orders articles: when it was published, else when it was last changed.
    pub fn moment(&self) -> Option<Moment> {
        self.published.or(self.changed)
    }

    /// When it was last changed, which may be when it was published.
    pub fn updated(&self) -> Option<Moment> {
        self.changed.or(self.published)
    }
}

impl Score {
    fn of(number: f64) -> Score {
        // Only what comes back as it was is whole: no fraction, no negative zero.
        let whole = number as i32;
        let is_whole = f64::from(whole).to_bits() == number.to_bits();
        if is_whole { Score::Whole(whole) } else { Score::Other(number) }
    }

    /// The score as a number.
    pub fn number(self) -> f64 {
        match self {
            Score::Whole(whole) => f64::from(whole),
            Score::Other(number) => number,
        }
    }
}

impl Moment {
    /// Before every date.
    pub const EARLIEST: Moment = Moment { seconds: i64::MIN, nanoseconds: 0 };

    /// The moment of a date.
    pub fn of(date: DateTime<Utc>) -> Moment {
        Moment { seconds: date.timestamp(), nanoseconds: date.timestamp_subsec_nanos() }
    }

    /// The date of the moment; `None` where no calendar has it, which a moment made of a date never is.
    pub fn date(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.seconds, self.nanoseconds)
    }
}

/// The findings without their paths.
pub fn remarks(findings: &[Finding]) -> Vec<Remark<'static>> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let remark = |finding: &Finding| Remark {
        // There are a few dozen rules.
        rule: u8::try_from(finding.rule as usize).unwrap_or(u8::MAX),
        position: finding.position.map(|position| (number(position.line), number(position.column))),
        message: Cow::Owned(finding.message.clone()),
    };
    findings.iter().map(remark).collect()
}

impl Remark<'_> {
    /// The finding that it was; `None` where no rule has its number.
    pub fn finding(&self, path: &str) -> Option<Finding> {
        let wide = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Some(Finding {
            rule: *Rule::ALL.get(usize::from(self.rule))?,
            path: path.to_owned(),
            position: self.position.map(|(line, column)| Position { line: wide(line), column: wide(column) }),
            message: self.message.clone().into_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
