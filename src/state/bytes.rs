//! The bytes of a state: what it is of, the index entries, the packed facts, the files of many records, the feeds, and a check.
//! Records are packed on all processors, a few thousand at a time: packed all at once they would fill the memory.

use std::io::{self, Write};
use std::time::Duration;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use xxhash_rust::xxh3::Xxh3;

use super::{FIRST_LINE, FeedState, Recorded};
use crate::catalogue::{DataFile, IndexEntry};
use crate::files::FileStat;

/// How many records are packed at a time.
const MANY: usize = 4096;

/// Writes the state; files that changed at `stable_before` or later are read again by the next run.
pub(super) fn write_at<'r>(
    to: &mut dyn Write,
    count: usize,
    record: Recorded<'_, 'r>,
    (feeds, data): (&FeedState, &[DataFile]),
    stable_before: i64,
) -> io::Result<()> {
    let mut output = Output { to, check: Xxh3::new() };
    let feeds = postcard::to_allocvec(feeds).map_err(io::Error::other)?;
    let stable = |stat: FileStat| if stat.changed < stable_before { stat } else { FileStat::default() };
    let data = packed_data(data, stable)?;
    let index = u64::try_from(count.saturating_mul(IndexEntry::LENGTH)).unwrap_or(u64::MAX);
    // Packing facts takes longer than keeping their lengths.
    let mut lengths: Vec<u32> = Vec::with_capacity(count);
    let length_of_facts = |position| narrow(record(position).1.len());
    each(count, &length_of_facts, &mut |length| {
        lengths.push(length);
        Ok(())
    })?;
    let facts = lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
    output.put(FIRST_LINE)?;
    for length in [index, facts, length_of(&data), length_of(&feeds)] {
        output.put(&length.to_le_bytes())?;
    }
    let (mut start, mut lengths) = (0u64, lengths.into_iter());
    each(count, &|position| record(position).0, &mut |entry: IndexEntry| {
        let entry = IndexEntry { stat: stable(entry.stat), start, ..entry };
        start = start.saturating_add(u64::from(lengths.next().unwrap_or_default()));
        output.put(&entry.to_bytes())
    })?;
    each(count, &|position| record(position).1, &mut |facts| output.put(&facts))?;
    output.put(&data)?;
    output.put(&feeds)?;
    output.finish()
}

/// Makes something of each record on all processors, and puts it in their order.
fn each<T: Send>(
    count: usize,
    make: &(dyn Fn(usize) -> T + Sync),
    put: &mut dyn FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    for first in (0..count).step_by(MANY) {
        let positions = first..count.min(first.saturating_add(MANY));
        let made: Vec<T> = positions.into_par_iter().map(make).collect();
        made.into_iter().try_for_each(&mut *put)?;
    }
    Ok(())
}

/// The files of many records as bytes: none where there is no such file.
fn packed_data(files: &[DataFile], stable: impl Fn(FileStat) -> FileStat) -> io::Result<Vec<u8>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let with_stat = |file: &DataFile| DataFile { stat: stable(file.stat), ..file.clone() };
    postcard::to_allocvec(&files.iter().map(with_stat).collect::<Vec<_>>()).map_err(io::Error::other)
}

pub(super) fn nanoseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn length_of(facts: &[u8]) -> u64 {
    u64::try_from(facts.len()).unwrap_or_default()
}

/// A file that is checked while it is written.
struct Output<'f> {
    to: &'f mut dyn Write,
    check: Xxh3,
}

impl Output<'_> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.check.update(bytes);
        self.to.write_all(bytes)
    }

    fn finish(self) -> io::Result<()> {
        self.to.write_all(&self.check.digest().to_le_bytes())?;
        self.to.flush()
    }
}
