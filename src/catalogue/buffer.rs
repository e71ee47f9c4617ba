//! The facts that a run finds out, packed one behind the other, and their index entries.

use super::{Facts, IndexEntry, Mark};

/// How many bytes most index entries of rows have here.
const COMMON_ENTRY: usize = 48;

/// Packed facts, each behind its index entry, which of a row of a database takes a third here of what it takes in the state: there may
/// be millions of them. `start` is not kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct FactsBuffer {
    bytes: Vec<u8>,
    /// Where each record ends.
    ends: Vec<usize>,
}

impl FactsBuffer {
    /// A buffer with room for so many records, whose packed facts have so many bytes.
    pub(crate) fn with_room_for(count: usize, facts: usize) -> FactsBuffer {
        let mut buffer = FactsBuffer::default();
        // Where there is not so much room they grow.
        let _ = buffer.bytes.try_reserve_exact(count.saturating_mul(COMMON_ENTRY).saturating_add(facts));
        let _ = buffer.ends.try_reserve_exact(count);
        buffer
    }

    /// Appends facts; `has_findings` and `mark` of their index entry are set here.
    pub(crate) fn push(&mut self, entry: IndexEntry, facts: &Facts<'_>) {
        let (has_findings, mark) = (facts.has_findings(), Mark::of(facts));
        self.push_packed(IndexEntry { has_findings, mark, ..entry }, &pack(facts));
    }

    /// Appends an index entry and its packed facts.
    pub(crate) fn push_packed(&mut self, entry: IndexEntry, facts: &[u8]) {
        entry.pack(&mut self.bytes);
        self.bytes.extend_from_slice(facts);
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
