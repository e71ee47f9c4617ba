//! What the previous run knows of the files of this one: where it has the facts of each, which of them hold no more, and whether
//! an article can be shown, as far as nobody has to ask its file.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::catalogue::{self, IndexEntry};
use crate::config::Config;
use crate::model::Status;
use crate::source::{ListedFile, SourceFiles, Verdict};
use crate::state::PreviousState;
use crate::text::digest;

/// The facts of the previous run, seen at a moment.
pub(super) struct KnownFacts<'p> {
    previous: &'p PreviousState,
    config: &'p Config,
    /// The moment, in seconds since 1970.
    now: i64,
    /// The position of each record by the fingerprint of its path, sorted. Only made where one is asked for.
    positions: OnceCell<Vec<(u64, usize)>>,
}

impl<'p> KnownFacts<'p> {
    /// The facts of the previous run at a moment, in seconds since 1970.
    pub(super) fn at(now: i64, previous: &'p PreviousState, config: &'p Config) -> KnownFacts<'p> {
        KnownFacts { previous, config, now, positions: OnceCell::new() }
    }

    /// The fingerprints of the paths of records whose facts hold no more.
    pub(super) fn due(&self) -> BTreeSet<u64> {
        self.entries().filter(|entry| !self.holds(*entry)).map(|entry| entry.path).collect()
    }

    /// The fingerprints of the paths of records that are no articles because something is wrong with them.
    pub(super) fn wrong(&self) -> BTreeSet<u64> {
        let is_wrong = |entry: &IndexEntry| {
            matches!(entry.status, Status::Faulty | Status::Undated) && entry.has_findings
        };
        self.entries().filter(is_wrong).map(|entry| entry.path).collect()
    }

    /// Whether the record at a path has an article that can be shown; nothing where that is not known.
    pub(super) fn verdict(&self, path: &str) -> Option<Option<Verdict>> {
        let positions = self.positions.get_or_init(|| {
            let mut positions: Vec<_> = self.entries().map(|entry| entry.path).zip(0..).collect();
            positions.sort_unstable();
            positions
        });
        let found = positions.binary_search_by_key(&digest(path.as_bytes()), |(path, _)| *path).ok()?;
        let position = positions.get(found)?.1;
        let entry = self.previous.index_entry(position).filter(|entry| self.holds(*entry))?;
        if entry.status != Status::Published {
            return Some(None);
        }
        let selection = catalogue::unpack(self.previous.packed(position)?)?.selection?;
        Some(Verdict::of(&selection, self.config))
    }

    fn entries(&self) -> impl Iterator<Item = IndexEntry> {
        (0..self.previous.len()).filter_map(|position| self.previous.index_entry(position))
    }

    fn holds(&self, entry: IndexEntry) -> bool {
        entry.from <= self.now && self.now < entry.until
    }
}

/// Where the previous state has the facts of each file.
pub(super) fn positions(files: &SourceFiles, previous: &PreviousState) -> Vec<Option<u32>> {
    let mut expected = 0usize;
    let mut by_path: Vec<(u64, usize)> = Vec::new();
    let position = |file: ListedFile<'_>| {
        let path = digest(file.path.as_bytes());
        let is_here =
            |position: usize| previous.index_entry(position).is_some_and(|entry| entry.path == path);
        // The order is the same but for files that have come or gone.
        if !is_here(expected) {
            if by_path.is_empty() {
                let path = |position: usize| Some((previous.index_entry(position)?.path, position));
                by_path = (0..previous.len()).filter_map(path).collect();
                by_path.sort_unstable();
            }
            let found = by_path.binary_search_by_key(&path, |(path, _)| *path).ok()?;
            expected = by_path.get(found)?.1;
        }
        let position = u32::try_from(expected).ok();
        expected = expected.saturating_add(1);
        position
    };
    if previous.is_empty() { vec![None; files.len()] } else { files.iter().map(position).collect() }
}
