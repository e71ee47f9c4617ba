//! The state that one run leaves for the next: the facts of every record, so that unchanged files need not be opened; the
//! published files and the fingerprints of their origins, so that unchanged feeds need not be rendered; and where the
//! configuration has put feeds. Of articles that are withdrawn, scheduled or faulty it holds no text.
//!
//! One file of fixed index entries and packed facts, checked by XXH3 and replaced as a whole. It only saves time: a damaged
//! one, or one of another version, counts as absent, and none is made durable. A file changed within two seconds before a
//! run is read again by the next, because another change could leave no trace in the clock of the file system.

mod bytes;
mod folder;
mod output;
mod part;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::catalogue::{DataFile, FactsBuffer, IndexEntry};
use crate::emit::{Cut, Withdrawn};
use crate::files::FileStat;
use crate::files::{self, resolved, retry_interrupted};
use crate::model::ArtifactKind;
use crate::moved::Trace;
use crate::text::digest;
pub use part::{read_part, save_part};

use bytes::{nanoseconds, write_at};
use folder::{IGNORE, IGNORE_ALL, LOCK, create, is_about_a_link, open};

const FIRST_LINE: &[u8; 17] = b"feedmill state B\n";
const FILE: &str = "state";
/// The same while it is written.
const NEW: &str = "state.new";

/// How long before a run a file must have been changed last, for another change within the grain of the file system's
/// clock to be impossible.
const STABLE_AFTER: Duration = Duration::from_secs(2);

/// How many records are so few that packing their index entries closer takes more time than it is worth. A program for tests packs
/// nearly all.
const FEW: usize = if cfg!(debug_assertions) { 2 } else { 1 << 16 };

/// The state that the previous run left.
#[derive(Debug, Default)]
pub struct PreviousState {
    bytes: Vec<u8>,
    index: Range<usize>,
    facts: Range<usize>,
    /// Of many records index and facts in less memory, in place of `bytes`.
    many: Option<FactsBuffer>,
    /// The files of many records, sorted by path.
    pub data: Arc<Vec<DataFile>>,
    /// Its part about feeds.
    pub feeds: FeedState,
}

/// The part of the state that is not about records.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FeedState {
    /// The fingerprint of all that the facts depend on but for the records.
    pub selecting: u64,
    /// The fingerprint of the pinned ids that the facts depend on.
    pub pinned: u64,
    /// The project's folder.
    pub project: Place,
    /// The folder that the feeds went to.
    pub destination: Place,
    /// The settings that ids were made from, by the names of their keys.
    pub settings: BTreeMap<String, String>,
    /// The files that were published.
    pub published: Vec<Published>,
    /// The files of earlier runs that are left and have lost their entries.
    pub emptied: Vec<Published>,
    /// Patterns of paths below the destination, each with its format's name before it.
    pub patterns: Vec<String>,
}

/// Which folder it is: a copy has another path and another inode, one that was moved or restored has one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The fingerprint of its path without links.
    pub path: u64,
    /// Its number in its file system.
    pub inode: u64,
}

impl Place {
    /// The place of a folder, which may not be there yet.
    pub fn of(folder: &Path) -> Place {
        let path = digest(resolved(folder).as_os_str().as_encoded_bytes());
        let stat = fs::metadata(folder).map_or(FileStat::default(), FileStat::from);
        Place { path, inode: stat.inode }
    }

    /// The place of what is named by a URL.
    pub fn of_url(url: &str) -> Place {
        Place { path: digest(url.as_bytes()), inode: 0 }
    }

    /// Whether it can be the same folder.
    pub fn is(self, other: Place) -> bool {
        self.path == other.path || (self.inode == other.inode && self.inode != 0)
    }
}

/// A file that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its path below the destination.
    pub path: String,
    /// The fingerprint of all that its content depends on.
    pub origin: u64,
    /// What the file system said of it.
    pub stat: FileStat,
    /// Whether it has entries.
    pub is_filled: bool,
    /// What the feed of a topic tells of it.
    pub trace: Option<Trace>,
    /// What was left out of the feed for its size.
    pub cut: Cut,
    /// The articles that an Atom document says were withdrawn.
    pub withdrawn: Vec<Withdrawn>,
}

/// How loading the state ended.
#[derive(Debug)]
pub enum Loaded {
    /// There was none: this is the first run.
    Absent,
    /// Here it is.
    Usable(Box<PreviousState>),
    /// It is damaged or of another version.
    Unusable,
    /// It is there, and the system does not show it.
    Unreadable(io::Error),
}

impl PreviousState {
    /// How many records it has.
    pub fn len(&self) -> usize {
        let in_bytes = || self.index.len().checked_div(IndexEntry::LENGTH).unwrap_or_default();
        self.many.as_ref().map_or_else(in_bytes, FactsBuffer::len)
    }

    /// Whether it has no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index entry at this position.
    #[inline]
    pub fn index_entry(&self, position: usize) -> Option<IndexEntry> {
        match &self.many {
            Some(many) => many.entry(position),
            None => self.index_bytes(position).map(IndexEntry::from_bytes),
        }
    }

    #[inline]
    fn index_bytes(&self, position: usize) -> Option<&[u8; IndexEntry::LENGTH]> {
        let index = self.bytes.get(self.index.clone())?;
        index.get(position.checked_mul(IndexEntry::LENGTH)?..)?.first_chunk()
    }

    /// The packed facts at this position.
    pub fn packed(&self, position: usize) -> Option<&[u8]> {
        if let Some(many) = &self.many {
            return many.packed(position);
        }
        let facts = self.bytes.get(self.facts.clone())?;
        let at = |entry| usize::try_from(IndexEntry::start_of(entry)).ok();
        let end = self.index_bytes(position.checked_add(1)?).map_or(Some(facts.len()), at)?;
        facts.get(at(self.index_bytes(position)?)?..end)
    }

    fn read(mut bytes: Vec<u8>) -> Option<PreviousState> {
        let (checked, check) = bytes.split_last_chunk::<8>()?;
        if digest(checked) != u64::from_le_bytes(*check) {
            return None;
        }
        let head = Head::read(checked)?;
        let middle = Head::LENGTH.checked_add(usize::try_from(head.index).ok()?)?;
        let end = middle.checked_add(usize::try_from(head.facts).ok()?)?;
        let data = end..end.checked_add(usize::try_from(head.data).ok()?)?;
        let feeds = postcard::from_bytes(checked.get(data.end..)?).ok()?;
        let data = checked.get(data).filter(|data| !data.is_empty());
        let data: Vec<DataFile> = data.and_then(|data| postcard::from_bytes(data).ok()).unwrap_or_default();
        // What has been read need not stay in memory twice.
        bytes.truncate(end);
        bytes.shrink_to_fit();
        let (index, facts) = (Head::LENGTH..middle, middle..end);
        let state = PreviousState { bytes, index, facts, many: None, data: Arc::new(data), feeds };
        // Of files index entries take as much either way.
        let is_worth_it = state.len() > FEW && !state.data.is_empty();
        Some(if is_worth_it { state.packed_closer() } else { state })
    }

    /// The same in less memory.
    fn packed_closer(self) -> PreviousState {
        let mut many = FactsBuffer::with_room_for(self.len(), self.facts.len());
        for position in 0..self.len() {
            // What was written by another hand stays as it is.
            let Some((entry, facts)) = self.index_entry(position).zip(self.packed(position)) else {
                return self;
            };
            many.push_packed(entry, facts);
        }
        many.shrink_to_fit();
        PreviousState { bytes: Vec::new(), index: 0..0, facts: 0..0, many: Some(many), ..self }
    }
}

/// What the file begins with, behind its first line: how many bytes each of its parts has.
struct Head {
    index: u64,
    facts: u64,
    data: u64,
    feeds: u64,
}

impl Head {
    const LENGTH: usize = FIRST_LINE.len() + 4 * size_of::<u64>();

    fn read(bytes: &[u8]) -> Option<Head> {
        let rest = bytes.strip_prefix(FIRST_LINE)?;
        let (index, rest) = rest.split_first_chunk()?;
        let (facts, rest) = rest.split_first_chunk()?;
        let (data, rest) = rest.split_first_chunk()?;
        let feeds = rest.first_chunk()?;
        let [index, facts, data, feeds] = [index, facts, data, feeds].map(|bytes| u64::from_le_bytes(*bytes));
        Some(Head { index, facts, data, feeds })
    }

    /// The length of the whole file, with the check at its end.
    fn file_length(&self) -> Option<u64> {
        let ends = u64::try_from(Head::LENGTH.saturating_add(size_of::<u64>())).ok()?;
        let records = ends.checked_add(self.index)?.checked_add(self.facts)?;
        records.checked_add(self.data)?.checked_add(self.feeds)
    }
}

impl FeedState {
    /// Where artifacts were put.
    pub fn patterns(&self) -> Vec<(ArtifactKind, String)> {
        let pattern = |named: &String| {
            let (name, pattern) = named.split_once(' ')?;
            let kind = ArtifactKind::all().find(|kind| kind.name() == name)?;
            Some((kind, pattern.to_owned()))
        };
        self.patterns.iter().filter_map(pattern).collect()
    }

    /// Sets where artifacts are put.
    pub fn set_patterns(&mut self, patterns: &[(ArtifactKind, String)]) {
        let named = |(kind, pattern): &(ArtifactKind, String)| format!("{} {pattern}", kind.name());
        self.patterns = patterns.iter().map(named).collect();
    }
}

/// The index entry and the packed facts of the record at a position, for the state.
pub type Recorded<'f, 'r> = &'f (dyn Fn(usize) -> (IndexEntry, Cow<'r, [u8]>) + Sync);

/// What distinguishes one build of the program from others: the file it is run from.
pub fn program(executable: &Path) -> u64 {
    let stat = fs::metadata(executable).map_or(FileStat::default(), FileStat::from);
    digest(format!("{} {} {}", env!("CARGO_PKG_VERSION"), stat.size, stat.modified).as_bytes())
}

/// Whether a folder, which may not be there yet, is inside another or is the same.
pub fn stands_in(folder: &Path, other: &Path) -> bool {
    resolved(folder).starts_with(resolved(other))
}

/// Whether the folder has a file of the name of the state that feedmill has not written: the state's folder says so itself, in what
/// keeps it out of repositories, and a state says so by its beginning.
pub fn is_foreign(folder: &Path) -> bool {
    let beginning = |name: &str| {
        let mut beginning = Vec::new();
        // A link holds nothing, and is replaced without being followed.
        fs::symlink_metadata(folder.join(name)).ok().filter(|metadata| metadata.is_file())?;
        let file = files::open_path(&folder.join(name)).ok()?;
        file.take(16).read_to_end(&mut beginning).ok().map(|_| beginning)
    };
    let is_ours = || beginning(IGNORE).is_some_and(|text| text == IGNORE_ALL);
    let is_state = |text: Vec<u8>| text.is_empty() || text.starts_with(b"feedmill state");
    !is_ours() && [FILE, NEW].into_iter().any(|name| !beginning(name).is_none_or(is_state))
}

/// Loads the state from its folder.
pub fn load(folder: &Path) -> Loaded {
    let file = folder.join(FILE);
    // Opening a pipe would wait for ever.
    let read = retry_interrupted(|| fs::metadata(&file)).and_then(|metadata| match metadata.is_file() {
        true => read_whole(retry_interrupted(|| File::open(&file))?),
        false => Err(io::Error::other("is not a regular file")),
    });
    match read {
        Ok(bytes) => {
            PreviousState::read(bytes).map_or(Loaded::Unusable, |state| Loaded::Usable(Box::new(state)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Loaded::Absent,
        // What others have put in its place stays there until somebody takes it away.
        Err(error) if is_about_a_link(&error) => Loaded::Unusable,
        Err(error) if error.raw_os_error().is_some() => Loaded::Unreadable(error),
        Err(_) => Loaded::Unusable,
    }
}

/// Makes the folder, and keeps others out of it until what comes back is dropped.
///
/// # Errors
///
/// When it cannot be made or locked.
pub fn hold(folder: &Path) -> io::Result<impl Sized + use<>> {
    open(folder)
}

/// The state in these bytes, which a store keeps.
pub fn from_bytes(bytes: Option<Vec<u8>>) -> Loaded {
    let Some(bytes) = bytes else { return Loaded::Absent };
    PreviousState::read(bytes).map_or(Loaded::Unusable, |state| Loaded::Usable(Box::new(state)))
}

/// Writes the state for a store; see [`save`]. No file tells the time here, so that the run's own `present` has to, in nanoseconds since
/// 1970.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_to<'r>(
    to: &mut dyn Write,
    count: usize,
    record: Recorded<'_, 'r>,
    parts: (&FeedState, &[DataFile]),
    present: i64,
) -> io::Result<()> {
    write_at(to, count, record, parts, present.saturating_sub(nanoseconds(STABLE_AFTER)))
}

/// Removes what a run has left in the folder that was ended while it saved the state.
pub fn tidy(folder: &Path) {
    if [NEW, LOCK].iter().any(|name| fs::symlink_metadata(folder.join(name)).is_ok())
        && let Ok(within) = open(folder)
    {
        // What cannot be removed is reported when a new one cannot be written.
        let _ = within.folder.remove_file(NEW);
    }
}

/// What the file holds, if its length is the one that it begins with: nothing that has grown is read into memory.
fn read_whole(mut file: File) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; Head::LENGTH];
    file.read_exact(&mut bytes)?;
    let length = Head::read(&bytes).and_then(|head| head.file_length());
    if length != Some(retry_interrupted(|| file.metadata())?.len()) {
        return Err(io::Error::other("its length is wrong"));
    }
    let rest = length.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    bytes.reserve_exact(rest.saturating_sub(Head::LENGTH));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces the state in its folder: `record` gives the index entry and the packed facts of each of `count` records, `parts` are
/// what the state says of feeds and of files of many records, and `lasted` is for how long the run has been reading files. Index entries of files that changed shortly before lose
/// their `FileStat`, so that the files are read again.
///
/// # Errors
///
/// When the folder or the file cannot be written.
pub fn save<'r>(
    folder: &Path,
    count: usize,
    record: Recorded<'_, 'r>,
    parts: (&FeedState, &[DataFile]),
    lasted: Duration,
) -> io::Result<()> {
    let within = open(folder)?;
    files::replace_by(&within.folder, NEW, FILE, || {
        write(create(&within.folder, NEW)?, count, record, parts, lasted)
    })
}

fn write<'r>(
    mut file: File,
    count: usize,
    record: Recorded<'_, 'r>,
    parts: (&FeedState, &[DataFile]),
    lasted: Duration,
) -> io::Result<()> {
    // Only the file system itself knows what time its clock shows.
    let present = FileStat::from(retry_interrupted(|| file.metadata())?).changed;
    let stable_before = present.saturating_sub(nanoseconds(lasted.saturating_add(STABLE_AFTER)));
    write_at(&mut BufWriter::with_capacity(1 << 18, &mut file), count, record, parts, stable_before)
}

#[cfg(test)]
mod tests;
