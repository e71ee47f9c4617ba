//! The selection of every article, and the findings about every file, packed so that a million records fit into memory
//! and into one file. The text of an article is not here.
//!
//! Facts carry the span of time in which they hold, and the fingerprint of what they depend on, so that no separate check
//! is needed when the day or the configuration changes. Findings of a whole article are among them from the first feed that
//! shows it: every run reports them again without reading it.

mod buffer;
mod data;
mod index;
mod items;
mod mark;
mod paths;

pub(crate) use buffer::{FactsBuffer, pack, unpack};
pub(crate) use data::{DataFile, find_item, place_in_file};
pub(crate) use index::{Basis, IndexEntry};
pub(crate) use items::{DataItem, DataItems, DataPlace};
pub(crate) use mark::{Mark, topics};
pub(crate) use paths::Paths;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::normalise::Selection;

/// The facts of one file, beside its index entry.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts<'a> {
    /// What selects the article, where there is one to publish.
    #[serde(borrow)]
    pub selection: Option<PackedSelection<'a>>,
    /// What few files have.
    #[serde(borrow)]
    pub rare: Option<Box<Rare<'a>>>,
    /// The findings about it, as long as no feed shows it.
    #[serde(borrow)]
    pub findings: Vec<PackedFinding<'a>>,
    /// The findings about it where a feed shows it, which takes reading all of it; `None` where no feed ever did.
    #[serde(borrow)]
    pub findings_when_shown: Option<Vec<PackedFinding<'a>>>,
}

/// The facts that few files have; the [`Mark`] of a record says whether it has any.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Rare<'a> {
    /// The word that holds the article back, now or from `ends` on.
    pub held_by: Option<&'a str>,
    /// When the article leaves the feeds, in seconds since 1970.
    pub ends: Option<i64>,
    /// The id that the article was published under, where that is another one; where it is held back, one that is pinned.
    pub published: Option<&'a str>,
    /// Since when the machine cannot read the record, in seconds since 1970, where its article keeps its place all the same.
    pub unreadable_since: Option<i64>,
    /// The paths of files that its text links to, if those hold records.
    pub targets: Vec<Cow<'a, str>>,
    /// The paths at which its audio and video may be in the project.
    pub files: Vec<Cow<'a, str>>,
}

impl<'a> Rare<'a> {
    /// The same, where there is any.
    pub fn if_any(self) -> Option<Box<Rare<'a>>> {
        (self != Rare::default()).then(|| Box::new(self))
    }
}

impl<'a> Facts<'a> {
    /// The id that the article was published under.
    pub fn id(&self) -> Option<&'a str> {
        self.selection.as_ref().map(|selection| selection.id).or(self.published_before())
    }

    /// The id that the article was published under, where that is another one than it has now.
    pub fn published_before(&self) -> Option<&'a str> {
        self.rare.as_ref()?.published
    }

    /// The facts of a file that has no selection.
    pub fn of_findings(findings: &[Finding]) -> Facts<'static> {
        Facts { findings: pack_findings(findings), ..Facts::default() }
    }

    /// Since when the article keeps its place though its record cannot be read, in seconds since 1970.
    pub fn unreadable_since(&self) -> Option<i64> {
        self.rare.as_ref()?.unreadable_since
    }

    /// Whether there are findings about the file.
    pub fn has_findings(&self) -> bool {
        !self.findings.is_empty() || self.findings_when_shown.as_ref().is_some_and(|shown| !shown.is_empty())
    }
}

/// A [`Selection`] as it is packed. Its texts are borrowed from the bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackedSelection<'a> {
    /// The names of its topics, in the order of the record. They come first, where [`topics`] finds them.
    #[serde(borrow)]
    pub topics: Vec<&'a str>,
    /// The id of the article.
    pub id: &'a str,
    /// Whether a pattern of addresses made the id.
    pub is_id_made: bool,
    /// A fingerprint of its title as written; 0 where there is none.
    pub title: u64,
    /// The moment of publication.
    pub published: Option<Moment>,
    /// The moment of the last change, where that is not the moment of publication.
    pub changed: Option<Moment>,
    /// Its language tag.
    pub language: Option<&'a str>,
    /// The language of the site that it is in, by its position; `None` where the site does not have it.
    pub site_language: Option<u16>,
    /// The one category that filters ask for.
    pub category: Option<&'a str>,
    /// The kind of article: `article`, `video`, `course`, …
    pub kind: Option<&'a str>,
    /// Who published it first.
    pub provider: Option<&'a str>,
    /// An open scale of worth.
    pub quality: Option<Score>,
    /// An open scale of attention.
    pub heat: Option<Score>,
    /// Whether it has audio or video that can be played.
    pub has_media: bool,
}

impl<'a> PackedSelection<'a> {
    /// The selection of an article with this id, ready to be packed.
    pub fn of(id: &'a str, selection: &'a Selection) -> PackedSelection<'a> {
        let Selection { identity, is_id_made, title, published, updated, topics, .. } = selection;
        let Selection { language, site_language, has_media, facets, .. } = selection;
        PackedSelection {
            id,
            is_id_made: *is_id_made && identity.id == id,
            title: *title,
            published: published.map(Moment::of),
            changed: updated.filter(|updated| *published != Some(*updated)).map(Moment::of),
            topics: topics.iter().map(String::as_str).collect(),
            language: language.as_deref(),
            site_language: *site_language,
            category: facets.category.as_deref(),
            kind: facets.kind.as_deref(),
            provider: facets.provider.as_deref(),
            quality: facets.quality.map(Score::of),
            heat: facets.heat.map(Score::of),
            has_media: *has_media,
        }
    }

    /// What orders articles: the moment of publication, else that of the last change.
    pub fn moment(&self) -> Option<Moment> {
        self.published.or(self.changed)
    }

    /// The moment of the last change, which may be that of publication.
    pub fn updated(&self) -> Option<Moment> {
        self.changed.or(self.published)
    }
}

/// A place on an open scale; nearly all of them are small whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Score {
    /// A whole number.
    Whole(i32),
    /// Any number.
    Other(f64),
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

/// A moment, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

impl Moment {
    /// Before every date.
    pub const EARLIEST: Moment = Moment { seconds: i64::MIN, nanoseconds: 0 };

    /// The moment of a date.
    pub fn of(date: DateTime<Utc>) -> Moment {
        Moment { seconds: date.timestamp(), nanoseconds: date.timestamp_subsec_nanos() }
    }

    /// The date of the moment; `None` where no calendar has it, which a moment made from a date never is.
    pub fn date(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.seconds, self.nanoseconds)
    }
}

/// A finding as it is packed, without the path of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFinding<'a> {
    rule: u8,
    position: Option<(u32, u32)>,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

/// The findings, ready to be packed.
pub(crate) fn pack_findings(findings: &[Finding]) -> Vec<PackedFinding<'static>> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let packed = |finding: &Finding| PackedFinding {
        // There are a few dozen rules.
        rule: u8::try_from(finding.rule as usize).unwrap_or(u8::MAX),
        position: finding.position.map(|position| (number(position.line), number(position.column))),
        message: Cow::Owned(finding.message.clone()),
    };
    findings.iter().map(packed).collect()
}

impl PackedFinding<'_> {
    /// The finding that was packed, about the file with this path; `None` where no rule has its number.
    pub fn unpack(&self, path: &str) -> Option<Finding> {
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
