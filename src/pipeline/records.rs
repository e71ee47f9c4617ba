//! The files of a project become facts: those of the previous run where a file is as it was, else those that are read from
//! the file. Only what selects an article is read here; a fault elsewhere is found where a feed shows the article.
//!
//! A file that changes while a run reads it restarts the round; one that changes again is left out with an error.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::before::positions;
use super::facts::{Effort, add_facts, unknown};
use super::identity::Ids;
use super::{Options, ShownFindings, Unstable};
use crate::catalogue::{self, DataFile, Facts, FactsBuffer, IndexEntry, Mark, Paths, find_item};
use crate::config::Config;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::Finding;
use crate::model::Status;
use crate::parallel;
use crate::record::{self, data};
use crate::source::{ListedFile, Source, SourceFiles};
use crate::state::PreviousState;
use crate::text::digest;

/// How many files one thread reads in one go.
const CHUNK: usize = 256;

/// Every file of a project and its facts. Files are numbers, in the order of their paths.
#[derive(Debug, Default)]
pub struct Records {
    paths: Paths,
    origins: Vec<Origin>,
    previous: PreviousState,
    /// Where the previous state has the facts of each file.
    positions: Vec<Option<u32>>,
    fresh: Vec<FactsBuffer>,
    /// Where the records are whose files hold many.
    pub(super) data: Arc<Vec<DataFile>>,
    /// Whether the previous run had the same of them.
    pub(super) has_same_data: bool,
    /// The fingerprints of the paths of records that are not gone, though they are none of the files any more.
    left: BTreeSet<u64>,
    /// The file with each name; nothing where several have it. Only made where a link names one.
    names: OnceLock<BTreeMap<Box<str>, Option<u32>>>,
    /// How many usable records of the previous run are gone, unreadable, without a date or not yet due.
    pub gone: usize,
    effort: Effort,
}

/// Where the facts of a file are.
#[derive(Debug, Clone, Copy)]
enum Origin {
    /// In the previous state, at this position.
    Previous(u32),
    /// Among those of this run: in this buffer, at this position.
    Fresh(u32, u32),
}

impl Records {
    /// How many files there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.paths.len()).unwrap_or(u32::MAX)
    }

    /// How many of them were opened.
    pub fn opened(&self) -> usize {
        self.fresh.iter().map(FactsBuffer::len).sum()
    }

    /// How many records the previous run could use.
    pub fn usable_before(&self) -> usize {
        (0..self.previous.len()).filter(|&position| is_usable(self.previous.index_entry(position))).count()
    }

    /// How many records the previous state has.
    pub fn count_before(&self) -> usize {
        self.previous.len()
    }

    /// Whether no file is a record.
    pub fn hold_no_record(&self) -> bool {
        (0..self.count()).all(|number| self.status(number) == Status::NoFrontMatter)
    }

    /// Whether the file is a record that can be used now.
    pub fn is_usable(&self, number: u32) -> bool {
        is_usable(self.index_entry(number))
    }

    /// Whether any file is a record that can be used now.
    pub fn hold_usable(&self) -> bool {
        (0..self.count()).any(|number| self.is_usable(number))
    }

    /// The status of a file, as far as the file alone decides it.
    pub fn status(&self, number: u32) -> Status {
        self.index_entry(number).unwrap_or_default().status
    }

    /// Whether reading an article whole has found something new.
    pub(super) fn has_update(&self, shown: &ShownFindings) -> bool {
        shown.numbers().any(|number| self.update(number, shown).is_some())
    }

    /// The index entry and the facts of an article about which reading it whole has found something new.
    fn update(&self, number: u32, shown: &ShownFindings) -> Option<(IndexEntry, Facts<'_>)> {
        let findings = Some(catalogue::pack_findings(shown.get(number)?));
        let (entry, facts) = (self.index_entry(number)?, self.facts(number)?);
        if facts.findings_when_shown == findings {
            return None;
        }
        let facts = Facts { findings_when_shown: findings, ..facts };
        Some((IndexEntry { has_findings: facts.has_findings(), ..entry }, facts))
    }

    /// Whether the previous run had the same files with the same facts.
    pub fn are_unchanged(&self) -> bool {
        self.fresh.is_empty() && self.previous.len() == self.paths.len() && self.has_same_data
    }

    /// The path of a file.
    pub fn path(&self, number: u32) -> &str {
        index(number).and_then(|number| self.paths.get(number)).unwrap_or_default()
    }

    /// The path of a file as a person is to find it: with the line where the file holds many records.
    pub fn shown_path(&self, number: u32) -> Cow<'_, str> {
        self.shown(self.path(number))
    }

    /// The path of a record as a person is to find it.
    pub(super) fn shown<'p>(&self, path: &'p str) -> Cow<'p, str> {
        match find_item(&self.data, path) {
            Some((file, item)) if !file.is_table() => {
                Cow::Owned(format!("{}:{}", file.path, item.place.line))
            }
            _ => data::shown_row(path),
        }
    }

    /// The path of a file, and the lines of the record where the file holds many.
    pub(super) fn place(&self, number: u32) -> (&str, Option<Range<usize>>) {
        let path = self.path(number);
        match find_item(&self.data, path) {
            Some((file, item)) => (&file.path, Some(item.place.lines())),
            None => (path, None),
        }
    }

    /// Where the records are whose files hold many.
    pub(super) fn data_files(&self) -> Arc<Vec<DataFile>> {
        self.data.clone()
    }

    /// The number of the file with the path.
    pub fn number(&self, path: &str) -> Option<u32> {
        self.paths.position(path).map(number)
    }

    /// The number of the file with the path, or behind `?` of the only one with the name.
    pub fn meant(&self, target: &str) -> Option<u32> {
        let Some(name) = target.strip_prefix('?') else { return self.number(target) };
        let names = self.names.get_or_init(|| {
            let mut names = BTreeMap::new();
            for (index, path) in self.paths.iter().enumerate() {
                let place = record::place(path, false);
                let number = Some(number(index)).filter(|_| !place.is_section);
                let is_second = |other: &mut Option<u32>| *other = None;
                names.entry(place.whole_name.into()).and_modify(is_second).or_insert(number);
            }
            names
        });
        names.get(name).copied().flatten()
    }

    /// The facts of a file.
    pub fn facts(&self, number: u32) -> Option<Facts<'_>> {
        catalogue::unpack(self.packed(number)?)
    }

    /// The packed facts of a file.
    pub(super) fn packed(&self, number: u32) -> Option<&[u8]> {
        match *self.origins.get(index(number)?)? {
            Origin::Previous(position) => self.previous.packed(index(position)?),
            Origin::Fresh(buffer, position) => self.fresh.get(index(buffer)?)?.packed(index(position)?),
        }
    }

    /// What puts the article of a file into groups.
    pub fn mark(&self, number: u32) -> Mark {
        self.index_entry(number).unwrap_or_default().mark
    }

    /// The index entry of a file.
    #[inline]
    pub fn index_entry(&self, number: u32) -> Option<IndexEntry> {
        match *self.origins.get(index(number)?)? {
            Origin::Previous(position) => self.previous.index_entry(index(position)?),
            Origin::Fresh(buffer, position) => self.fresh.get(index(buffer)?)?.entry(index(position)?),
        }
    }

    /// The index entry of a file and its packed facts, for the next run, with what was found while articles were read whole. They are
    /// packed as they are asked for, since a first build has as many of them as articles.
    pub(super) fn record(&self, position: usize, shown: &ShownFindings) -> (IndexEntry, Cow<'_, [u8]>) {
        let number = u32::try_from(position).unwrap_or(u32::MAX);
        if let Some((entry, facts)) = self.update(number, shown) {
            return (entry, Cow::Owned(catalogue::pack(&facts)));
        }
        let packed = self.packed(number).unwrap_or_default();
        (self.index_entry(number).unwrap_or_default(), Cow::Borrowed(packed))
    }

    /// The numbers of the files whose facts are not those of the previous run.
    pub fn fresh(&self) -> impl Iterator<Item = u32> {
        (0..)
            .zip(&self.origins)
            .filter(|(_, origin)| matches!(origin, Origin::Fresh(..)))
            .map(|(number, _)| number)
    }

    /// Where the previous state has the facts of a file.
    pub fn position_before(&self, number: u32) -> Option<usize> {
        self.positions.get(index(number)?).copied().flatten().and_then(index)
    }

    /// What the previous state has at this position, whether or not it still holds.
    pub fn before(&self, position: usize) -> Option<(IndexEntry, Facts<'_>)> {
        Some((self.previous.index_entry(position)?, catalogue::unpack(self.previous.packed(position)?)?))
    }

    /// The packed facts that the previous state has of a file.
    pub fn packed_before(&self, number: u32) -> Option<&[u8]> {
        self.previous.packed(self.position_before(number)?)
    }

    /// The positions of the previous state whose files are gone.
    pub fn positions_gone(&self) -> Vec<usize> {
        let mut is_there = vec![false; self.previous.len()];
        for position in self.positions.iter().copied().flatten().filter_map(index) {
            if let Some(is_there) = is_there.get_mut(position) {
                *is_there = true;
            }
        }
        let gone = (0..).zip(is_there).filter(|(_, is_there)| !is_there).map(|(position, _)| position);
        gone.filter(|position| !self.has_left(*position)).collect()
    }

    /// Whether the record at a position of the previous state is there, though it is none of the files any more.
    fn has_left(&self, position: usize) -> bool {
        self.previous.index_entry(position).is_some_and(|entry| self.left.contains(&entry.path))
    }

    /// Whether the record at a path is there, though it is none of the files any more.
    pub(super) fn is_left(&self, path: &str) -> bool {
        !self.left.is_empty() && self.left.contains(&digest(path.as_bytes()))
    }

    /// Whether the article keeps its place though its record cannot be read: of such a file nothing is known.
    pub fn is_kept(&self, number: u32) -> bool {
        self.index_entry(number).is_some_and(|entry| entry.stat == FileStat::default())
            && self.facts(number).is_some_and(|facts| facts.unreadable_since().is_some())
    }

    /// How many articles the previous run published or held back after it had published them.
    pub fn published_before(&self) -> usize {
        let facts = |position| catalogue::unpack(self.previous.packed(position)?);
        let is_published = |&position: &usize| facts(position).is_some_and(|facts| facts.id().is_some());
        (0..self.previous.len()).filter(is_published).count()
    }

    /// The files and the previous state that these facts were found with, to find them again.
    pub(super) fn into_parts(self) -> (SourceFiles, PreviousState) {
        let stat = |number| self.index_entry(number).unwrap_or_default().stat;
        let stats = (0..self.count()).map(stat).collect();
        (SourceFiles::with_stats(self.paths, stats), self.previous)
    }

    /// Divides a time into what went into reading and what into parsing.
    pub fn divide(&self, time: Duration) -> [Duration; 2] {
        let Effort { reading, parsing } = self.effort;
        let share = reading.as_secs_f64() / reading.saturating_add(parsing).as_secs_f64();
        // Where nothing was measured there is no share.
        let read = Duration::try_from_secs_f64(time.as_secs_f64() * share).unwrap_or_default();
        [read, time.saturating_sub(read)]
    }
}

fn index(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// What finding out the facts depends on.
pub(super) struct Selecting<'a> {
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// The configuration.
    pub config: &'a Config,
    /// How the build is run.
    pub options: &'a Options<'a>,
    /// Whether the facts of the previous run hold under this configuration.
    pub trusts_previous: bool,
    /// Whether there are any.
    pub has_previous: bool,
    /// What is known of the ids that articles were published under.
    pub ids: &'a Ids<'a>,
    /// The fingerprints of the paths of records that are there and are none of the files.
    pub left: BTreeSet<u64>,
    /// Files that changed again and again while they were read, and those that cannot be read whole.
    pub unstable: &'a Unstable,
}

/// Finds out the facts of all files; `faults` are files that the search already found unusable.
///
/// # Errors
///
/// When the machine has run out of something, so that nothing can be published.
pub(super) fn records(
    files: SourceFiles,
    faults: &[Finding],
    previous: PreviousState,
    selecting: &Selecting<'_>,
) -> Result<Records, Error> {
    let mut unreadable: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    unreadable.dedup();
    let files = files.without_stats_of(&unreadable);
    let positions = positions(&files, &previous);
    let is_current = |(index, position): (usize, &Option<u32>)| {
        let position = position.filter(|_| selecting.trusts_previous)?;
        is_current(files.get(index)?, position, &previous, selecting).then_some(Origin::Previous(position))
    };
    let mut origins: Vec<Option<Origin>> =
        positions.par_iter().enumerate().with_min_len(CHUNK).map(is_current).collect();
    let stale: Vec<usize> =
        origins.iter().enumerate().filter(|(_, origin)| origin.is_none()).map(|(index, _)| index).collect();
    let done = AtomicUsize::new(0);
    let read = |numbers: &[usize]| {
        let (mut buffer, mut effort, mut bytes) = (FactsBuffer::default(), Effort::default(), Vec::new());
        announce(&files, numbers, selecting);
        for (file, position) in numbers.iter().filter_map(|&index| files.get(index).zip(positions.get(index)))
        {
            let position = position.and_then(index);
            let before = position.and_then(|at| previous.index_entry(at).zip(previous.packed(at)));
            if unreadable.binary_search(&file.path).is_ok() {
                buffer.push(unknown(file), &Facts::default());
            } else {
                effort = effort.add(add_facts(&mut buffer, file, before, selecting, &mut bytes)?);
            }
            let count = done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            (selecting.options.progress)(count, stale.len());
        }
        buffer.shrink_to_fit();
        Ok((buffer, effort))
    };
    let read: Vec<(FactsBuffer, Effort)> = parallel::try_map(stale.chunks(CHUNK), read)?;
    let (fresh, efforts): (Vec<FactsBuffer>, Vec<Effort>) = read.into_iter().unzip();
    for (at, &index) in stale.iter().enumerate() {
        let [buffer, position] =
            [at.checked_div(CHUNK), at.checked_rem(CHUNK)].map(|at| at.map_or(u32::MAX, number));
        if let Some(origin) = origins.get_mut(index) {
            *origin = Some(Origin::Fresh(buffer, position));
        }
    }
    let origins = origins.into_iter().map(|origin| origin.unwrap_or(Origin::Fresh(u32::MAX, 0))).collect();
    // From here on the paths are enough, and there may be a million of them.
    let paths = files.into_paths();
    let effort = efforts.into_iter().fold(Effort::default(), Effort::add);
    // Without a previous state none of them has a position in it.
    let positions = if previous.is_empty() { Vec::new() } else { positions };
    let mut records = Records { paths, origins, previous, positions, fresh, effort, ..Records::default() };
    records.left = selecting.left.clone();
    records.gone = gone(&records);
    Ok(records)
}

/// Tells the source which files will be read next.
fn announce(files: &SourceFiles, numbers: &[usize], selecting: &Selecting<'_>) {
    let paths = numbers.iter().filter_map(|&index| Some(files.get(index)?.path));
    selecting.source.prefetch(&paths.collect::<Vec<&str>>());
}

/// Whether the facts in the previous state still hold.
fn is_current(
    file: ListedFile<'_>,
    position: u32,
    previous: &PreviousState,
    selecting: &Selecting<'_>,
) -> bool {
    let Some(position) = index(position) else { return false };
    let now = selecting.options.now.timestamp();
    let holds = |entry: IndexEntry| entry.from <= now && now < entry.until;
    file.stat != FileStat::default()
        && previous.index_entry(position).is_some_and(|entry| entry.stat == file.stat && holds(entry))
        && selecting.ids.are_as_before(file.path, previous, position)
        && !selecting.unstable.contains_key(file.path)
}

/// How many records that the previous run could use are gone, unreadable, without a date or not yet due: a folder that was not mounted, a
/// broken disk and a wrong clock all look like this.
fn gone(records: &Records) -> usize {
    let mut still_there = vec![false; records.previous.len()];
    for (number, position) in (0..).zip(&records.positions) {
        let position = position.and_then(index).and_then(|position| still_there.get_mut(position));
        if let Some(position) = position {
            let is_unchanged = index(number)
                .and_then(|number| records.origins.get(number))
                .is_some_and(|origin| matches!(origin, Origin::Previous(_)));
            *position = is_unchanged || is_usable(records.index_entry(number));
        }
    }
    let missing = still_there.iter().enumerate().filter(|(_, is_there)| !**is_there);
    let missing = missing.filter(|(position, _)| !records.has_left(*position));
    missing.filter(|(position, _)| is_usable(records.previous.index_entry(*position))).count()
}

/// Whether the guard counts the file: an article, or a record that is meant to be none now because its author, its day or a filter
/// says so. One that has lost its date is as lost as one that cannot be read.
fn is_usable(entry: Option<IndexEntry>) -> bool {
    entry.is_some_and(|entry| match entry.status {
        Status::Published | Status::Withdrawn | Status::Expired | Status::Duplicate | Status::Filtered => {
            true
        }
        Status::Undated | Status::Page | Status::Scheduled | Status::Faulty | Status::NoFrontMatter => false,
    })
}
