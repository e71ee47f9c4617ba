//! The facts that a run finds out, packed one behind the other, and their index entries.

use super::{Facts, IndexEntry, Mark};

/// Packed facts, each behind its index entry. Of a first build there are as many as records, so that an entry takes a third here of
/// what it takes in the state.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FactsBuffer {
    bytes: Vec<u8>,
    /// Where each record ends.
    ends: Vec<usize>,
}

impl FactsBuffer {
    /// Appends facts; `has_findings` and `mark` of their index entry are set here.
    pub(crate) fn push(&mut self, entry: IndexEntry, facts: &Facts<'_>) {
        let (has_findings, mark) = (facts.has_findings(), Mark::of(facts));
        IndexEntry { has_findings, mark, ..entry }.pack(&mut self.bytes);
        self.bytes.extend(pack(facts));
        self.ends.push(self.bytes.len());
    }

    /// Gives back memory that is not used.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The index entry at this position.
    pub(crate) fn entry(&self, position: usize) -> Option<IndexEntry> {
        IndexEntry::unpack(self.record(position)?)
    }

    /// The packed facts at this position.
    pub(crate) fn packed(&self, position: usize) -> Option<&[u8]> {
        IndexEntry::behind(self.record(position)?)
    }

    fn record(&self, position: usize) -> Option<&[u8]> {
        let end = *self.ends.get(position)?;
        let start = position.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.bytes.get(start.unwrap_or_default()..end)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
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
