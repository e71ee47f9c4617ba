//! The bytes of a state: what it is of, the index entries, the packed facts, the files of many records, the feeds, and a check.
//! Records are packed on all processors, a few thousand at a time: packed all at once they would fill the memory.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::Duration;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

use super::output::Output;
use super::{FIRST_LINE, FeedState, Recorded};
use crate::catalogue::{DataFile, IndexEntry};
use crate::files::FileStat;

/// How many records are packed at a time.
const MANY: usize = 4096;

/// How many bytes of packed facts are kept at most, so that they are packed once.
const MOST_KEPT: usize = 4 << 20;

/// Writes the state; files that changed at `stable_before` or later are read again by the next run.
pub(super) fn write_at<'r>(
    to: &mut dyn Write,
    count: usize,
    record: Recorded<'_, 'r>,
    (feeds, data): (&FeedState, &[DataFile]),
    stable_before: i64,
) -> io::Result<()> {
    let mut output = Output::new(to);
    let stable = |stat: FileStat| if stat.changed < stable_before { stat } else { FileStat::default() };
    let with_stat = |file: &DataFile| DataFile { stat: stable(file.stat), ..file.clone() };
    let data: Vec<DataFile> = data.iter().map(with_stat).collect();
    // Where no file holds many, nothing is said of them.
    let data = Some(data).filter(|data| !data.is_empty());
    let index = u64::try_from(count.saturating_mul(IndexEntry::LENGTH)).unwrap_or(u64::MAX);
    // Packing facts takes longer than keeping their lengths, and the first of those that are packed here.
    let (mut lengths, mut kept, mut held) = (Vec::<u32>::with_capacity(count), Vec::new(), 0_usize);
    each(count, &|position| (position, record(position)), &mut |(position, (entry, facts))| {
        lengths.push(narrow(facts.len()));
        if let Cow::Owned(facts) = facts
            && held < MOST_KEPT
        {
            held = held.saturating_add(facts.capacity());
            kept.push((position, entry, facts));
        }
        Ok(())
    })?;
    let record = |position: usize| {
        let at = kept.binary_search_by_key(&position, |(position, ..)| *position);
        let kept = at.ok().and_then(|at| kept.get(at));
        kept.map_or_else(|| record(position), |(_, entry, facts)| (*entry, Cow::Borrowed(facts.as_slice())))
    };
    let facts = lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
    output.put(FIRST_LINE)?;
    let lengths_of_parts = [data.as_ref().map_or(Ok(0), packed_length)?, packed_length(feeds)?];
    for length in [index, facts].into_iter().chain(lengths_of_parts) {
        output.put(&length.to_le_bytes())?;
    }
    let (mut start, mut lengths) = (0u64, lengths.into_iter());
    each(count, &|position| record(position).0, &mut |entry: IndexEntry| {
        let entry = IndexEntry { stat: stable(entry.stat), start, ..entry };
        start = start.saturating_add(u64::from(lengths.next().unwrap_or_default()));
        output.put(&entry.to_bytes())
    })?;
    each(count, &|position| record(position).1, &mut |facts| output.put(&facts))?;
    if let Some(data) = &data {
        output.put_packed(data)?;
    }
    output.put_packed(feeds)?;
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

/// How many bytes a part takes.
fn packed_length<T: Serialize>(part: &T) -> io::Result<u64> {
    let length = postcard::experimental::serialized_size(part).map_err(io::Error::other)?;
    Ok(u64::try_from(length).unwrap_or_default())
}

pub(super) fn nanoseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
