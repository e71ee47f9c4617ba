//! Marks and facts that were found out in this run, packed one behind the other.

use super::{Facts, Mark};

/// Marks, and the facts of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pages {
    marks: Vec<Mark>,
    facts: Vec<u8>,
}

impl Pages {
    /// Puts facts behind all others; where they begin and what they are in short is set here.
    pub fn push(&mut self, mark: Mark, facts: &Facts<'_>) {
        let start = u64::try_from(self.facts.len()).unwrap_or(u64::MAX);
        self.facts.extend(pack(facts));
        self.marks.push(Mark { start, brief: facts.brief(), ..mark });
    }

    /// Gives back memory that is not used.
    pub fn close(&mut self) {
        self.marks.shrink_to_fit();
        self.facts.shrink_to_fit();
    }

    /// The mark at this position.
    pub fn mark(&self, position: usize) -> Option<Mark> {
        self.marks.get(position).copied()
    }

    /// The packed facts at this position.
    pub fn packed(&self, position: usize) -> Option<&[u8]> {
        let at = |mark: &Mark| usize::try_from(mark.start).ok();
        let start = at(self.marks.get(position)?)?;
        let end = self.marks.get(position.checked_add(1)?).map_or(Some(self.facts.len()), at)?;
        self.facts.get(start..end)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }
}

/// Facts as bytes.
pub fn pack(facts: &Facts<'_>) -> Vec<u8> {
    // Packing into memory fails for types that do not know their length, and there is none among them.
    postcard::to_allocvec(facts).unwrap_or_default()
}

/// The facts that the bytes are; `None` where they are none.
pub fn unpack(bytes: &[u8]) -> Option<Facts<'_>> {
    postcard::from_bytes(bytes).ok()
}
