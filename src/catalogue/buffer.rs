//! The facts that a run finds out, packed one behind the other, and their index.

use super::{Facts, IndexEntry, Mark};

/// Packed facts and their index.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FactsBuffer {
    index: Vec<IndexEntry>,
    facts: Vec<u8>,
}

impl FactsBuffer {
    /// Appends facts; `start`, `has_findings` and `mark` of their index entry are set here.
    pub(crate) fn push(&mut self, entry: IndexEntry, facts: &Facts<'_>) {
        let start = u64::try_from(self.facts.len()).unwrap_or(u64::MAX);
        self.facts.extend(pack(facts));
        let (has_findings, mark) = (facts.has_findings(), Mark::of(facts));
        self.index.push(IndexEntry { start, has_findings, mark, ..entry });
    }

    /// Gives back memory that is not used.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.index.shrink_to_fit();
        self.facts.shrink_to_fit();
    }

    /// The index entry at this position.
    pub(crate) fn entry(&self, position: usize) -> Option<IndexEntry> {
        self.index.get(position).copied()
    }

    /// The packed facts at this position.
    pub(crate) fn packed(&self, position: usize) -> Option<&[u8]> {
        let at = |entry: &IndexEntry| usize::try_from(entry.start).ok();
        let start = at(self.index.get(position)?)?;
        let end = self.index.get(position.checked_add(1)?).map_or(Some(self.facts.len()), at)?;
        self.facts.get(start..end)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }
}

/// Facts as bytes.
pub(crate) fn pack(facts: &Facts<'_>) -> Vec<u8> {
    /// How many bytes most facts have at most.
    const COMMON: usize = 384;
    // Packing into memory fails for types that do not know their length, and there is none among them.
    postcard::to_extend(facts, Vec::with_capacity(COMMON)).unwrap_or_default()
}

/// The facts in the bytes; `None` where they hold none.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Facts<'_>> {
    postcard::from_bytes(bytes).ok()
}
