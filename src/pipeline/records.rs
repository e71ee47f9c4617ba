//! The files of a project become facts: remembered ones where a file is as it was, and else those that the file itself
//! tells. Only what selects an article is read here.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSlice;

use super::Options;
use crate::catalogue::{self, Brief, Facts, Kind, Mark, Pages, Verdict};
use crate::config::{Config, Future};
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::normalise;
use crate::record::{self, Reading};
use crate::source::{Source, SourceFile};
use crate::state::Known;
use crate::text::digest;

/// How many files one thread reads in one go.
const STRETCH: usize = 256;

/// Every file of a project and what is known of it. Files are numbers, in the order of their paths.
#[derive(Debug, Default)]
pub struct Records {
    paths: Vec<Box<str>>,
    origins: Vec<Origin>,
    known: Known,
    fresh: Vec<Pages>,
    /// How many records of the last run are gone, unreadable or not yet due.
    pub gone: usize,
}

/// Where the facts of a file are.
#[derive(Debug, Clone, Copy)]
enum Origin {
    /// Among those of the last run, at this position.
    Known(u32),
    /// Among those of this run: in this part, at this position.
    Fresh(u32, u32),
}

/// For how long files were read and understood, over all threads.
#[derive(Debug, Default)]
pub struct Effort {
    reading: AtomicU64,
    understanding: AtomicU64,
}

impl Records {
    /// How many files there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.paths.len()).unwrap_or(u32::MAX)
    }

    /// How many of them were opened.
    pub fn opened(&self) -> usize {
        self.fresh.iter().map(Pages::len).sum()
    }

    /// How many records the last run could use.
    pub fn usable_before(&self) -> usize {
        (0..self.known.len()).filter(|&position| is_usable(self.known.mark(position))).count()
    }

    /// Whether no file is a record.
    pub fn hold_no_record(&self) -> bool {
        (0..self.count()).all(|number| self.brief(number).kind == Kind::NoFrontMatter)
    }

    /// Whether any file is a record that can be used now.
    pub fn hold_usable(&self) -> bool {
        (0..self.count()).any(|number| is_usable(self.mark(number)))
    }

    /// What is known of a file in short.
    pub fn brief(&self, number: u32) -> Brief {
        self.mark(number).unwrap_or_default().brief
    }

    /// The marks and packed facts, by position, of articles about which reading them whole has told something new.
    pub fn told(&self, told: &BTreeMap<u32, Vec<Finding>>) -> BTreeMap<usize, (Mark, Vec<u8>)> {
        let renewed = |(&number, findings): (&u32, &Vec<Finding>)| {
            let (mark, facts) = (self.mark(number)?, self.facts(number)?);
            let remarks = Some(catalogue::remarks(findings));
            if facts.remarks_when_shown == remarks {
                return None;
            }
            let facts = Facts { remarks_when_shown: remarks, ..facts };
            Some((index(number)?, (Mark { brief: facts.brief(), ..mark }, catalogue::pack(&facts))))
        };
        told.iter().filter_map(renewed).collect()
    }

    /// Whether the last run had the same files with the same facts.
    pub fn are_as_known(&self) -> bool {
        self.fresh.is_empty() && self.known.len() == self.paths.len()
    }

    /// The path of a file.
    pub fn path(&self, number: u32) -> &str {
        index(number).and_then(|number| self.paths.get(number)).map_or("", |path| path)
    }

    /// What is known of a file.
    pub fn facts(&self, number: u32) -> Option<Facts<'_>> {
        catalogue::unpack(self.packed(number)?)
    }

    /// As [`Records::facts`], packed.
    pub fn packed(&self, number: u32) -> Option<&[u8]> {
        match *self.origins.get(index(number)?)? {
            Origin::Known(position) => self.known.packed(index(position)?),
            Origin::Fresh(page, position) => self.fresh.get(index(page)?)?.packed(index(position)?),
        }
    }

    /// The mark of a file.
    pub fn mark(&self, number: u32) -> Option<Mark> {
        match *self.origins.get(index(number)?)? {
            Origin::Known(position) => self.known.mark(index(position)?),
            Origin::Fresh(page, position) => self.fresh.get(index(page)?)?.mark(index(position)?),
        }
    }

    /// The mark of a file and its packed facts, for the next run.
    pub fn record(&self, position: usize) -> (Mark, &[u8]) {
        let number = u32::try_from(position).unwrap_or(u32::MAX);
        (self.mark(number).unwrap_or_default(), self.packed(number).unwrap_or_default())
    }
}

fn index(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}

/// What finding out the facts depends on.
pub struct Selecting<'a> {
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// The configuration.
    pub config: &'a Config,
    /// How the build is run.
    pub options: &'a Options<'a>,
    /// Whether what the last run knew is true under this configuration.
    pub trusts_known: bool,
    /// Files that changed again and again while they were read, and those that cannot be read whole, with the reason.
    pub restless: &'a BTreeMap<String, Option<Finding>>,
}

/// Finds out the facts of all files; `faults` are files that the search already found unusable.
pub fn records(
    mut files: Vec<SourceFile>,
    faults: &[Finding],
    mut known: Known,
    selecting: &Selecting<'_>,
    effort: &Effort,
) -> Records {
    if !selecting.trusts_known {
        known.forget_facts();
    }
    let mut strays: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    strays.dedup();
    files.extend(strays.iter().map(|path| SourceFile { path: (*path).into(), stat: FileStat::default() }));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let positions = positions(&files, &known);
    let is_current = |(file, position): (&SourceFile, &Option<u32>)| {
        let position = position.filter(|_| selecting.trusts_known)?;
        is_current(file, position, &known, selecting).then_some(Origin::Known(position))
    };
    let mut origins: Vec<Option<Origin>> =
        files.par_iter().zip(&positions).with_min_len(STRETCH).map(is_current).collect();
    let stale: Vec<usize> =
        origins.iter().enumerate().filter(|(_, origin)| origin.is_none()).map(|(number, _)| number).collect();
    let done = AtomicUsize::new(0);
    let read = |numbers: &[usize]| {
        let mut pages = Pages::default();
        for (file, position) in
            numbers.iter().filter_map(|&number| files.get(number).zip(positions.get(number)))
        {
            let is_stray = strays.binary_search(&&*file.path).is_ok();
            let before = position
                .and_then(index)
                .and_then(|position| known.mark(position).zip(known.packed(position)));
            add_facts(&mut pages, file, before.filter(|_| !is_stray), is_stray, selecting, effort);
            let count = done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            (selecting.options.progress)(count, stale.len());
        }
        pages.close();
        pages
    };
    let fresh: Vec<Pages> = stale.par_chunks(STRETCH).map(read).collect();
    for (position, &number) in stale.iter().enumerate() {
        let number_of = |position: Option<usize>| {
            position.and_then(|position| u32::try_from(position).ok()).unwrap_or(u32::MAX)
        };
        let page = number_of(position.checked_div(STRETCH));
        if let Some(origin) = origins.get_mut(number) {
            *origin = Some(Origin::Fresh(page, number_of(position.checked_rem(STRETCH))));
        }
    }
    let origins = origins.into_iter().map(|origin| origin.unwrap_or(Origin::Fresh(u32::MAX, 0))).collect();
    // From here on the paths are enough, and there may be a million of them.
    let mut paths: Vec<Box<str>> = files.into_iter().map(|file| file.path).collect();
    paths.shrink_to_fit();
    let mut records = Records { paths, origins, known, fresh, gone: 0 };
    records.gone = gone(&records, &positions);
    records
}

/// Where the last run's facts of each file are.
fn positions(files: &[SourceFile], known: &Known) -> Vec<Option<u32>> {
    let mut expected = 0usize;
    let mut by_path: Vec<(u64, usize)> = Vec::new();
    let position = |file: &SourceFile| {
        let path = digest(file.path.as_bytes());
        let is_here = |position: usize| known.mark(position).is_some_and(|mark| mark.path == path);
        // The order is the same but for files that have come or gone.
        if !is_here(expected) {
            if by_path.is_empty() {
                let mark = |position: usize| Some((known.mark(position)?.path, position));
                by_path = (0..known.len()).filter_map(mark).collect();
                by_path.sort_unstable();
            }
            let found = by_path.binary_search_by_key(&path, |(path, _)| *path).ok()?;
            expected = by_path.get(found)?.1;
        }
        let position = u32::try_from(expected).ok();
        expected = expected.saturating_add(1);
        position
    };
    if known.is_empty() { vec![None; files.len()] } else { files.iter().map(position).collect() }
}

/// Whether what the last run knew of a file is still true.
fn is_current(file: &SourceFile, position: u32, known: &Known, selecting: &Selecting<'_>) -> bool {
    let Some(position) = index(position) else { return false };
    let now = selecting.options.now.timestamp();
    // Where nothing is held back, no clock decides anything.
    let holds_back = selecting.config.input.future == Future::Hold;
    let holds = |mark: Mark| !holds_back || (mark.from <= now && now < mark.until);
    file.stat != FileStat::default()
        && known.mark(position).is_some_and(|mark| mark.stat == file.stat && holds(mark))
        && !selecting.restless.contains_key(&*file.path)
}

/// Reads a file, finds out what selects it, and puts that on the pages.
fn add_facts(
    pages: &mut Pages,
    file: &SourceFile,
    before: Option<(Mark, &[u8])>,
    is_stray: bool,
    selecting: &Selecting<'_>,
    effort: &Effort,
) {
    let path = digest(file.path.as_bytes());
    // What cannot be read may be readable next time without a trace in what the file system says.
    let unknown = Mark { path, from: i64::MIN, until: i64::MAX, ..Mark::default() };
    if is_stray {
        return pages.push(unknown, &Facts::faulty(&[]));
    }
    if let Some(reason) = selecting.restless.get(&*file.path) {
        let message = "changes while it is read; the next run tries again".to_owned();
        let changes =
            Finding { rule: Rule::Unreadable, path: file.path.to_string(), position: None, message };
        return pages.push(unknown, &Facts::faulty(&[reason.clone().unwrap_or(changes)]));
    }
    let clock = selecting.options.clock;
    let begun = clock();
    let read = selecting.source.read(&file.path);
    let understanding = clock();
    match read {
        Ok(bytes) => {
            let mark = Mark { stat: file.stat, content: digest(&bytes), ..unknown };
            add_facts_in(pages, mark, &file.path, &bytes, before, selecting);
        }
        Err(finding) => pages.push(unknown, &Facts::faulty(&[finding])),
    }
    effort.add(understanding.saturating_sub(begun), clock().saturating_sub(understanding));
}

fn add_facts_in(
    pages: &mut Pages,
    mark: Mark,
    path: &str,
    bytes: &[u8],
    before: Option<(Mark, &[u8])>,
    selecting: &Selecting<'_>,
) {
    let config = selecting.config;
    let plain = |verdict| Facts { verdict, remarks: Vec::new(), remarks_when_shown: None };
    let (record, mut findings) = match record::select(path, bytes, &config.input.fields) {
        Reading::Record(record, findings) => (record, findings),
        Reading::NoFrontMatter => return pages.push(mark, &plain(Verdict::NoFrontMatter)),
        Reading::Faulty(finding) => return pages.push(mark, &Facts::faulty(&[finding])),
    };
    let (outcome, remarks) = normalise::select(&record, config, selecting.options.now);
    findings.extend(remarks);
    let (from, until) = catalogue::validity(&outcome);
    let mark = Mark { from, until, ..mark };
    match Verdict::of(&outcome) {
        Verdict::Withdrawn => pages.push(mark, &plain(Verdict::Withdrawn)),
        verdict => {
            let remarks = catalogue::remarks(&findings);
            // Of what was read whole before, and means the same now, all that was told then is still true.
            let is_same = |before: &Mark| {
                (before.content, before.from, before.until) == (mark.content, mark.from, mark.until)
            };
            let before = before.filter(|(before, _)| is_same(before));
            let before = before.and_then(|(_, packed)| catalogue::unpack(packed)?.remarks_when_shown);
            pages.push(mark, &Facts { verdict, remarks, remarks_when_shown: before });
        }
    }
}

impl Effort {
    fn add(&self, reading: Duration, understanding: Duration) {
        let whole = |duration: Duration| u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.reading.fetch_add(whole(reading), Ordering::Relaxed);
        self.understanding.fetch_add(whole(understanding), Ordering::Relaxed);
    }

    /// The parts of a time that went into reading and into understanding.
    pub fn shares(&self, time: Duration) -> (Duration, Duration) {
        let reading = self.reading.load(Ordering::Relaxed);
        let all = reading.saturating_add(self.understanding.load(Ordering::Relaxed)).max(1);
        let nanoseconds = time.as_nanos().saturating_mul(u128::from(reading)).checked_div(u128::from(all));
        let reading =
            Duration::from_nanos(nanoseconds.and_then(|n| u64::try_from(n).ok()).unwrap_or_default());
        (reading, time.saturating_sub(reading))
    }
}

/// How many records that the last run could use are gone, unreadable or not yet due: a folder that was not mounted, a
/// broken disk and a wrong clock all look like this.
fn gone(records: &Records, positions: &[Option<u32>]) -> usize {
    let mut still_there = vec![false; records.known.len()];
    for (number, position) in (0..).zip(positions) {
        let position = position.and_then(index).and_then(|position| still_there.get_mut(position));
        if let Some(position) = position {
            let is_unchanged = index(number)
                .and_then(|number| records.origins.get(number))
                .is_some_and(|origin| matches!(origin, Origin::Known(_)));
            *position = is_unchanged || is_usable(records.mark(number));
        }
    }
    let missing = still_there.iter().enumerate().filter(|(_, is_there)| !**is_there);
    missing.filter(|(position, _)| is_usable(records.known.mark(*position))).count()
}

fn is_usable(mark: Option<Mark>) -> bool {
    mark.is_some_and(|mark| !matches!(mark.brief.kind, Kind::Faulty | Kind::NoFrontMatter | Kind::Scheduled))
}
