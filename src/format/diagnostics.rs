//! What a reader says about the document it reads: findings at their positions, and what it left out because the
//! model has no place for it.

use std::collections::BTreeMap;

use crate::encoding::Fault;
use crate::finding::{Finding, Rule};
use crate::model::Position;

/// How many entries any feed may have. Each takes some kilobytes, however little it says.
const FEW_ENTRIES: usize = 20_000;

/// How many entries the largest feed may have.
const MOST_ENTRIES: usize = 200_000;

/// The number of bytes per entry in a feed that has less for each than any real one.
const BYTES_OF_AN_ENTRY: usize = 100;

pub(super) const TOO_MANY_ENTRIES: &str =
    "there are more than 20000 entries, and one for every 100 bytes or more than 200000; split the feed up";

/// How many findings of one rule are kept; one more says that there are others.
const MOST_OF_A_RULE: usize = 100;

/// How many elements and attributes of any document may be kept as extensions. Each takes up to two kilobytes, however
/// little it says.
const FEW_CARRIED: usize = 150_000;

/// The number of bytes per element and attribute of other namespaces in a document that has more of them than any real one.
const BYTES_OF_CARRIED: usize = 50;

/// How many kinds of what was left out are listed one by one.
const MOST_KINDS: usize = 1000;

/// The most entries of inputs of so many bytes together.
pub fn most_entries(size: usize) -> usize {
    (size / BYTES_OF_AN_ENTRY).clamp(FEW_ENTRIES, MOST_ENTRIES)
}

/// What was found in one reading.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The name of the input, as findings show it.
    pub path: String,
    /// What was broken or mended.
    pub findings: Vec<Finding>,
    /// The size of the document in bytes: a larger one may have more of everything.
    pub(super) size: usize,
    /// What was left out, by kind, and how often.
    pub lost: BTreeMap<String, usize>,
    counts: BTreeMap<Rule, usize>,
    /// How many elements and attributes are kept as extensions.
    carried: usize,
    /// Where there were too many of them to go on.
    excess: Option<Position>,
}

impl Diagnostics {
    /// Diagnostics of the input with this name.
    pub fn about(path: &str) -> Diagnostics {
        Diagnostics { path: path.to_owned(), ..Diagnostics::default() }
    }

    /// Those of another attempt at the same document, still empty.
    pub(super) fn anew(&self) -> Diagnostics {
        Diagnostics { size: self.size, ..Diagnostics::about(&self.path) }
    }

    /// Adds a finding at a position.
    pub fn add(&mut self, rule: Rule, position: Position, message: impl Into<String>) {
        let count = self.counts.entry(rule).or_default();
        *count = count.saturating_add(1);
        let message = match (*count).cmp(&MOST_OF_A_RULE.saturating_add(1)) {
            std::cmp::Ordering::Less => message.into(),
            std::cmp::Ordering::Equal => "there is more of this kind; it is not listed".to_owned(),
            std::cmp::Ordering::Greater => return,
        };
        self.findings.push(Finding { rule, path: self.path.clone(), position: Some(position), message });
    }

    /// Adds the findings of another reading of the same input.
    pub fn extend(&mut self, findings: Vec<Finding>) {
        for finding in &findings {
            let count = self.counts.entry(finding.rule).or_default();
            *count = count.saturating_add(1);
        }
        self.findings.extend(findings);
    }

    /// Counts what one finding of the rule says of other places.
    pub(super) fn more_lost(&mut self, rule: Rule, count: usize) {
        if let (Some(kind), 1..) = (rule.outcome().1, count) {
            let sum = self.lost.entry(kind.to_owned()).or_default();
            *sum = sum.saturating_add(count);
        }
    }

    /// What the findings say is lost, listed or not, and how often.
    pub fn told_lost(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.counts.iter().filter_map(|(rule, &count)| Some((rule.outcome().1?, count)))
    }

    /// Whether the document may have another entry beside so many.
    pub(super) fn allows_another(&self, entries: usize) -> bool {
        entries < most_entries(self.size)
    }

    /// Whether so many more elements and attributes at the position may be kept.
    pub fn has_room(&mut self, position: Position, more: usize) -> bool {
        self.carried = self.carried.saturating_add(more);
        if self.carried > FEW_CARRIED.max(self.size / BYTES_OF_CARRIED) {
            self.excess.get_or_insert(position);
        }
        self.excess.is_none()
    }

    /// The fault of a document with too many extensions.
    pub fn excess(&self) -> Option<Fault> {
        let message = "there are more than 150000 elements and attributes of other namespaces, and one for every 50 bytes; split the feed up";
        self.excess.map(|position| Fault { position, message })
    }

    /// Counts something that the model has no place for, such as `element <rating>`.
    pub fn lost(&mut self, kind: &str) {
        let is_listed = self.lost.len() < MOST_KINDS || self.lost.contains_key(kind);
        let kind = if is_listed { kind } else { "elements, attributes and members of other names" };
        let count = self.lost.entry(kind.to_owned()).or_default();
        *count = count.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_may_have_grows_with_its_size() {
        for (size, entries, carried) in [
            (0, 20_000, 150_000),
            (2_000_000, 20_000, 150_000),
            (10_000_000, 100_000, 200_000),
            (60_000_000, 200_000, 1_200_000),
        ] {
            let mut diagnostics = Diagnostics { size, ..Diagnostics::default() };
            let most = (0..=entries).take_while(|&count| diagnostics.allows_another(count)).count();
            assert_eq!(most, entries, "{size}");
            let start = Position { line: 1, column: 1 };
            assert!(diagnostics.has_room(start, carried), "{size}");
            assert!(!diagnostics.has_room(start, 1), "{size}");
            assert!(diagnostics.excess().is_some());
        }
    }

    #[test]
    fn every_loss_is_counted_and_not_every_name_is_told() {
        let mut diagnostics = Diagnostics::default();
        for number in 0..3000 {
            diagnostics.lost(&format!("element <a{}>", number % 1500));
        }
        assert_eq!(diagnostics.lost.len(), MOST_KINDS + 1);
        assert_eq!(diagnostics.lost.get("element <a0>"), Some(&2));
        assert_eq!(diagnostics.lost.values().sum::<usize>(), 3000);
    }
}
