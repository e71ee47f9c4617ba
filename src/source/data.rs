//! The files of a source, with the records of its data files of many in place of those files. A record has a path of its own, and
//! its bytes are read from its place in the file.
//!
//! What the previous run knows of a file holds as long as the file system says the same of it. Whatever is read of a record
//! has the fingerprint that it had when the file was divided; else the file has changed meanwhile, and the run is told.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, ErrorKind};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::sql::Found;
use super::{
    Database, ListedFile, MIB, Media, Opened, Source, SourceFile, SourceFiles, TopicsFiles, Unread, Verdict,
    reason, too_large,
};
use crate::catalogue::{DataFile, DataItem, DataItems, DataPlace, find_item};
use crate::config::Config;
use crate::encoding::Positions;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::ordered;
use crate::record::data::{self, DataSyntax, Listed, Named, Rows};
use crate::text::digest;

/// The largest file of many records, in bytes: one that is read as a whole, and one that is read record by record.
const LARGEST_WHOLE: u64 = 64 * MIB;
const LARGEST_ROWS: u64 = 1024 * MIB;

/// How many rows are named at once.
const MANY: usize = 1024;

/// What the previous run knows of data files.
pub(crate) struct Before<'b> {
    /// Whether what the file system says of a file may save reading it.
    pub(crate) asks_for_stats: bool,
    /// Those of many records, sorted by path.
    pub(crate) files: Arc<Vec<DataFile>>,
    /// Whether the file was one record and is as it was.
    pub(crate) is_known: &'b dyn Fn(&SourceFile) -> bool,
    /// Whether a record of the file, or all of it, must be read again.
    pub(crate) is_unstable: &'b dyn Fn(&str) -> bool,
    /// The present moment; nothing where all records are wanted and none is selected.
    pub(crate) now: Option<DateTime<Utc>>,
    /// Those of many records, also where what is known of them does not hold.
    pub(crate) known: &'b dyn Fn() -> Arc<Vec<DataFile>>,
    /// What is known of the record at a path: whether it has an article that can be shown. Nothing where that does not hold any more.
    pub(crate) verdict: &'b dyn Fn(&str) -> Option<Option<Verdict>>,
    /// The fingerprints of the paths of records that mean something else by now.
    pub(crate) due: &'b dyn Fn() -> BTreeSet<u64>,
    /// The fingerprints of the paths of records that are no articles because something is wrong with them.
    pub(crate) wrong: &'b dyn Fn() -> BTreeSet<u64>,
}

impl Before<'_> {
    /// Nothing is known.
    pub(crate) fn nothing(now: Option<DateTime<Utc>>) -> Before<'static> {
        Before {
            asks_for_stats: false,
            files: Arc::default(),
            is_known: &|_| false,
            is_unstable: &|_| false,
            now,
            known: &Arc::default,
            verdict: &|_| None,
            due: &BTreeSet::new,
            wrong: &BTreeSet::new,
        }
    }
}

/// A source whose data files are divided into their records.
pub(crate) struct Divided<'a> {
    source: &'a dyn Source,
    config: &'a Config,
    files: RwLock<Arc<Vec<DataFile>>>,
    /// Why each of these files cannot be read.
    unread: Mutex<BTreeMap<Box<str>, Finding>>,
    /// The file that was read last.
    opened: Mutex<Option<(Box<str>, Arc<Opened>)>>,
    changed: Mutex<BTreeSet<String>>,
    /// The fingerprints of the paths of rows that are there and are none of the candidates any more.
    left: Mutex<BTreeSet<u64>>,
}

impl<'a> Divided<'a> {
    /// The source, whose files of many records, as far as they are known, are these.
    pub(crate) fn new(source: &'a dyn Source, config: &'a Config, files: Arc<Vec<DataFile>>) -> Divided<'a> {
        let (unread, opened, changed) = (Mutex::default(), Mutex::default(), Mutex::default());
        Divided { source, config, files: RwLock::new(files), unread, opened, changed, left: Mutex::default() }
    }

    /// The files of many records that were found.
    pub(crate) fn data_files(&self) -> Arc<Vec<DataFile>> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The files that were seen to change since this was asked last.
    pub(crate) fn take_changed(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The files of the source, those of many records divided; findings are those of the search and of files that cannot be
    /// divided.
    ///
    /// # Errors
    ///
    /// When the source cannot be searched, or the machine has run out of something.
    pub(crate) fn files_since(&self, before: &Before<'_>) -> Result<(SourceFiles, Vec<Finding>), Error> {
        if let Some(database) = self.source.database() {
            let Found { file: rows, findings, left } = database.rows(self.config, before)?;
            let files = SourceFiles::of_rows(Arc::clone(&rows.items));
            *self.files.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(vec![rows]);
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = left;
            return Ok((files, findings));
        }
        let (files, mut findings) = self.source.files(before.asks_for_stats)?;
        if !files.iter().any(|file| DataSyntax::of(&file.path).is_some()) {
            return Ok((SourceFiles::of(files), findings));
        }
        let mut divided = Vec::with_capacity(files.len());
        let mut data_files = Vec::new();
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).clear();
        for file in files {
            let Some(syntax) = DataSyntax::of(&file.path) else {
                divided.push(file);
                continue;
            };
            let is_heap = !syntax.has_rows() && file.stat.size > self.most();
            if is_heap && self.config.input.fields.finds_data() {
                continue;
            }
            match self.data_file(&file, syntax, before) {
                Ok(None) => divided.push(file),
                Ok(Some(data_file)) => {
                    let is_unread = self.unread_file(&file.path).is_some();
                    let item = |DataItem { name, place }: DataItem<'_>| {
                        let path = data::path_of_item(&file.path, name).into_boxed_str();
                        SourceFile { path, stat: if is_unread { FileStat::default() } else { place.stat() } }
                    };
                    divided.extend(data_file.items.iter().map(item));
                    data_files.push(data_file);
                }
                Err(Unread::Record(finding)) => findings.push(finding),
                Err(Unread::File(finding)) => findings.push(finding),
                Err(Unread::Machine(error)) => return Err(error),
            }
        }
        ordered::sort_by(&mut findings, |a, b| a.path.cmp(&b.path));
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(data_files);
        Ok((SourceFiles::of(divided), findings))
    }

    /// The records of a file of many; `None` of a file that is one record.
    fn data_file(
        &self,
        file: &SourceFile,
        syntax: DataSyntax,
        before: &Before<'_>,
    ) -> Result<Option<DataFile>, Unread> {
        // What nothing names is no list.
        if self.config.input.fields.finds_data() && !syntax.has_rows() {
            return Ok(None);
        }
        let known = before.files.binary_search_by(|known| known.path.cmp(&file.path));
        let known = known.ok().and_then(|at| before.files.get(at));
        let is_as_before = |stat: FileStat| stat != FileStat::default() && stat == file.stat;
        if !(before.is_unstable)(&file.path) {
            if let Some(known) = known.filter(|known| is_as_before(known.stat)) {
                return Ok(Some(known.clone()));
            }
            if known.is_none() && !syntax.has_rows() && (before.is_known)(file) {
                return Ok(None);
            }
        }
        match (self.divide(file, syntax), known) {
            // Its articles keep their places as others do whose files cannot be read.
            (Err(Unread::File(finding)), Some(known)) => {
                let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
                unread.insert(file.path.clone(), finding);
                Ok(Some(DataFile { stat: FileStat::default(), ..known.clone() }))
            }
            (Err(Unread::File(finding)), None) => {
                let message = format!("{}; nothing is published, old files are intact", finding.message);
                Err(Unread::Machine(Error::output(message).at(finding.path)))
            }
            (result, _) => result,
        }
    }

    fn divide(&self, file: &SourceFile, syntax: DataSyntax) -> Result<Option<DataFile>, Unread> {
        let path = &*file.path;
        let opened = self.open(path)?;
        let most = if syntax.has_rows() { LARGEST_ROWS } else { LARGEST_WHOLE };
        if opened.length() > most {
            return Err(Unread::Record(finding(path, too_large(most))));
        }
        let (head, parts) = match syntax.has_rows() {
            true => self.rows(path, syntax, &opened)?,
            false => match self.items(path, syntax, &opened)? {
                Some(parts) => (0, parts),
                None => return Ok(None),
            },
        };
        Ok(Some(DataFile {
            path: path.into(),
            stat: file.stat,
            head,
            items: Arc::new(named(parts)),
            ..DataFile::default()
        }))
    }

    /// The length of the row of keys, and the records of a file that is read row by row.
    fn rows(&self, path: &str, syntax: DataSyntax, opened: &Opened) -> Result<(u64, Vec<Part>), Unread> {
        let failed = |error: io::Error| match error.kind() {
            ErrorKind::InvalidData => Unread::Record(finding(path, error.to_string())),
            _ => Unread::File(finding(path, reason(&error))),
        };
        let fields = &self.config.input.fields;
        let most = usize::try_from(self.most()).unwrap_or(usize::MAX);
        let reader = BufReader::with_capacity(1 << 16, opened.reader());
        let mut rows = Rows::new(reader, syntax, most).map_err(failed)?;
        let mut parts: Vec<Part> = Vec::new();
        loop {
            let (mut batch, mut size) = (Vec::new(), 0_usize);
            while batch.len() < MANY && size <= most {
                let Some(row) = rows.next_row().map_err(failed)? else { break };
                size = size.saturating_add(row.bytes.len());
                batch.push(row);
            }
            if batch.is_empty() {
                return Ok((u64::try_from(rows.head.len()).unwrap_or_default(), parts));
            }
            let head = &rows.head;
            let part = |row: &data::Row| {
                let bytes = [head, &row.bytes[..]].concat();
                let place = DataPlace {
                    offset: row.offset,
                    length: row.length,
                    line: u32::try_from(row.line).unwrap_or(u32::MAX),
                    lines: lines_in(&row.bytes),
                    column: 1,
                    content: digest(&bytes),
                };
                (place, data::name(&bytes, syntax, fields))
            };
            parts.extend(batch.par_iter().map(part).collect::<Vec<Part>>());
            if parts.len() > data::MOST_ITEMS {
                let message = format!("there are more than {} records in the file", data::MOST_ITEMS);
                return Err(Unread::Record(finding(path, message)));
            }
        }
    }

    /// The records of a file that is read as a whole; `None` where it is one.
    fn items(&self, path: &str, syntax: DataSyntax, opened: &Opened) -> Result<Option<Vec<Part>>, Unread> {
        let failed = |error: io::Error| Unread::File(finding(path, reason(&error)));
        let bytes = opened.part(0..opened.length()).map_err(failed)?;
        // What cannot be decoded is one record, whose reader says why.
        let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(None) };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mark = bytes.len().saturating_sub(text.len());
        let fields = &self.config.input.fields;
        let listed = data::list(text, syntax, fields).map_err(|error| {
            Unread::Record(Finding {
                rule: Rule::FrontMatter,
                path: path.to_owned(),
                position: Some(error.position),
                message: error.message,
            })
        })?;
        let Listed::Many(ranges) = listed else { return Ok(None) };
        let mut positions = Positions::new(text);
        let places: Vec<_> =
            ranges.into_iter().map(|range| (positions.position(range.start), range)).collect();
        let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let part = |(Position { line, column }, range): &(Position, std::ops::Range<usize>)| {
            let bytes = text.get(range.clone()).unwrap_or_default().as_bytes();
            let place = DataPlace {
                offset: wide(range.start.saturating_add(mark)),
                length: wide(bytes.len()),
                line: narrow(*line),
                lines: lines_in(bytes),
                column: narrow(*column),
                content: digest(bytes),
            };
            (place, data::name(bytes, syntax, fields))
        };
        Ok(Some(places.par_iter().map(part).collect()))
    }

    fn open(&self, path: &str) -> Result<Arc<Opened>, Unread> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = opened.as_ref().filter(|(own, _)| **own == *path) {
            return Ok(file.clone());
        }
        let file = Arc::new(self.source.open(path)?);
        *opened = Some((path.into(), file.clone()));
        Ok(file)
    }

    /// Why the file cannot be read whose records are those of the previous run.
    fn unread_file(&self, path: &str) -> Option<Finding> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    fn most(&self) -> u64 {
        self.config.input.max_size.saturating_mul(MIB)
    }

    /// The bytes of a record in a file of many: the row of keys, and what is at its place.
    fn item(&self, path: &str, file: &DataFile, item: DataItem<'_>) -> Result<Vec<u8>, Unread> {
        if let Some(database) = self.source.database() {
            return self.checked(path, &file.path, item.place, database.read(item.name)?);
        }
        if let Some(finding) = self.unread_file(&file.path) {
            return Err(Unread::File(Finding { path: path.to_owned(), ..finding }));
        }
        if item.place.length > self.most() {
            return Err(Unread::Record(finding(path, too_large(self.most()))));
        }
        let opened = self.open(&file.path)?;
        let bytes = opened.part(0..file.head).and_then(|mut bytes| {
            bytes.extend(opened.part(item.place.range())?);
            Ok(bytes)
        });
        match bytes {
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => {
                Err(Unread::File(finding(path, reason(&error))))
            }
            bytes => self.checked(path, &file.path, item.place, bytes.unwrap_or_default()),
        }
    }

    /// The bytes of a record, if they are those that it had when its file was divided.
    fn checked(&self, path: &str, file: &str, place: DataPlace, bytes: Vec<u8>) -> Result<Vec<u8>, Unread> {
        if digest(&bytes) == place.content {
            return Ok(bytes);
        }
        self.source.database().into_iter().for_each(Database::doubt);
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned());
        Err(Unread::Record(finding(path, "changes while it is read; the next run tries again".to_owned())))
    }

    /// The fingerprints of the paths of rows of the previous run that newer ones have taken the places of.
    pub(crate) fn left(&self) -> BTreeSet<u64> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether all can begin again, because a connection was lost for the first time.
    pub(crate) fn begins_again(&self) -> bool {
        self.source.database().is_some_and(Database::begins_again)
    }
}

impl Source for Divided<'_> {
    fn files(&self, with_stats: bool) -> Result<(Vec<SourceFile>, Vec<Finding>), Error> {
        let before = Before { asks_for_stats: with_stats, ..Before::nothing(None) };
        let (files, findings) = self.files_since(&before)?;
        Ok((files.iter().map(ListedFile::owned).collect(), findings))
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Unread> {
        let mut bytes = Vec::new();
        self.read_into(path, &mut bytes).map(|_| bytes)
    }

    fn read_into(&self, path: &str, bytes: &mut Vec<u8>) -> Result<FileStat, Unread> {
        let files = self.data_files();
        match find_item(&files, path) {
            Some((file, item)) => {
                *bytes = self.item(path, file, item)?;
                Ok(FileStat::default())
            }
            None => self.source.read_into(path, bytes),
        }
    }

    fn prefetch(&self, paths: &[&str]) {
        if let Some(database) = self.source.database() {
            let keys: Vec<&str> =
                paths.iter().filter_map(|path| data::of_item(path)).map(|(_, key)| key).collect();
            database.prefetch(&keys);
        }
    }

    fn media(&self, path: &str) -> Result<Option<Media>, Error> {
        self.source.media(path)
    }

    fn topics_files(&self) -> Result<(TopicsFiles, Vec<Finding>), Error> {
        self.source.topics_files()
    }
}

fn finding(path: &str, message: String) -> Finding {
    Finding { rule: Rule::Unreadable, path: path.to_owned(), position: None, message }
}

/// On how many lines the bytes of a record are.
fn lines_in(bytes: &[u8]) -> u32 {
    let ends = memchr::memchr_iter(b'\n', bytes.trim_ascii_end()).count();
    u32::try_from(ends.saturating_add(1)).unwrap_or(u32::MAX)
}

/// The place of a record, and what it is named by.
type Part = (DataPlace, Named);

/// The records with their names, sorted by them. Of those with one key the oldest is named by it, so that it keeps its name when
/// others come; those are told apart by title and date, and else by their order.
fn named(parts: Vec<Part>) -> DataItems {
    let mut oldest: BTreeMap<u64, (i64, u64)> = BTreeMap::new();
    for (place, named) in &parts {
        let age = (named.published, place.offset);
        if let Some(key) = named.key {
            oldest.entry(key).and_modify(|first| *first = age.min(*first)).or_insert(age);
        }
    }
    let name = |(place, Named { key, other, published }): (DataPlace, Named)| {
        let name = match key {
            None => format!("~{:016x}", place.content),
            Some(key) if oldest.get(&key) == Some(&(published, place.offset)) => format!("{key:016x}"),
            Some(key) => format!("{key:016x}-{other:016x}"),
        };
        (name, place)
    };
    let mut items: Vec<(String, DataPlace)> = parts.into_iter().map(name).collect();
    items.sort_by(|(a, first), (b, second)| (a, first.offset).cmp(&(b, second.offset)));
    for same in items.chunk_by_mut(|(a, _), (b, _)| a == b) {
        for (at, (name, _)) in (2..).zip(same.iter_mut().skip(1)) {
            *name = format!("{name}.{at}");
        }
    }
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    items.iter().map(|(name, place)| DataItem { name, place: *place }).collect()
}
