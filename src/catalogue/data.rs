//! Where the records of data files are that hold many: the state keeps it, so that an unchanged file need not be opened, and of
//! one that has changed only those records are read that have.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::files::FileStat;
use crate::finding::Finding;
use crate::model::Position;
use crate::record::data;

/// A file of many records.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DataFile {
    /// Its path below the project's folder, with `/` between its parts.
    pub path: Box<str>,
    /// What the file system says of it; the default where that is not to be trusted.
    pub stat: FileStat,
    /// The length of the row of keys that all its records share, in bytes; 0 where there is none.
    pub head: u64,
    /// Its records, sorted by name. There may be a million of them, which the next run shares as long as they stay.
    #[serde(deserialize_with = "items")]
    pub items: Arc<Vec<DataItem>>,
    /// Of the rows of a database the names of the columns, by the lines that they are on; none of a file.
    pub columns: Vec<Box<str>>,
    /// Of the rows of a database what the next run has to know of how they were selected.
    pub mark: Arc<Vec<u8>>,
}

impl DataFile {
    /// Whether it stands for the rows of a database.
    pub fn is_table(&self) -> bool {
        &*self.path == data::ROWS
    }

    /// Whether the path of a finding is that of the row, or of a column of it.
    pub fn is_of_row(&self, item: &DataItem, path: &str) -> bool {
        let row = data::path_of_item(data::ROWS, &item.name);
        let Some(column) = path.strip_prefix(&*data::shown_row(&row)) else { return false };
        let name = column.strip_prefix(':');
        column.is_empty() || name.is_some_and(|name| self.columns.iter().any(|own| **own == *name))
    }
}

/// Reads the records of a file into a list that has room for all of them at once: one that grows takes twice as much memory.
fn items<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<DataItem>>, D::Error> {
    struct Items;

    impl<'de> Visitor<'de> for Items {
        type Value = Vec<DataItem>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("records")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<DataItem>, A::Error> {
            let mut items = Vec::new();
            // Where there is not so much room the list grows.
            let _ = items.try_reserve_exact(from.size_hint().unwrap_or_default());
            while let Some(item) = from.next_element()? {
                items.push(item);
            }
            Ok(items)
        }
    }

    from.deserialize_seq(Items).map(Arc::new)
}

/// A record in a file of many.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DataItem {
    /// Its name in the file.
    pub name: Arc<str>,
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// The line that it begins on, from 1.
    pub line: u32,
    /// How many lines it is on.
    pub lines: u32,
    /// The column that it begins in, from 1, in characters.
    pub column: u32,
    /// The fingerprint of what is read of it.
    pub content: u64,
}

impl DataItem {
    /// Its bytes in the file.
    pub fn range(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.length)
    }

    /// Its lines in the file.
    pub fn lines(&self) -> Range<usize> {
        let wide = |line: u32| usize::try_from(line).unwrap_or(usize::MAX);
        wide(self.line)..wide(self.line.saturating_add(self.lines))
    }

    /// What stands for what the file system says of a file: the same where the content is the same, whenever that was written
    /// and wherever it is in the file.
    pub fn stat(&self) -> FileStat {
        FileStat { size: self.length, modified: self.content.cast_signed(), changed: 1, inode: 0 }
    }

    /// The position in the file of a position in the record.
    pub fn position(&self, position: Option<Position>) -> Position {
        let wide = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let Position { line, column } = position.unwrap_or(Position { line: 1, column: 1 });
        // What ends too early is noticed behind its end.
        let (line, column) = if line > wide(self.lines) { (wide(self.lines), 1) } else { (line, column) };
        let before = if line <= 1 { wide(self.column).saturating_sub(1) } else { 0 };
        let above = wide(self.line).saturating_sub(1);
        Position { line: line.saturating_add(above), column: column.saturating_add(before) }
    }
}

/// The file of many that the path of a record leads into, and its place there; the files are sorted by path.
pub(crate) fn find_item<'f>(files: &'f [DataFile], path: &str) -> Option<(&'f DataFile, &'f DataItem)> {
    if files.is_empty() {
        return None;
    }
    let (path, name) = data::of_item(path)?;
    let file = files.get(files.binary_search_by(|file| (*file.path).cmp(path)).ok()?)?;
    let item = file.items.get(file.items.binary_search_by(|item| (*item.name).cmp(name)).ok()?)?;
    Some((file, item))
}

/// Moves a finding about a record in a file of many to its line of the file.
pub(crate) fn place_in_file(files: &[DataFile], finding: &mut Finding) {
    if let [file] = files
        && file.is_table()
    {
        let line = finding.position.and_then(|position| position.line.checked_sub(1));
        // What is in a line of a text is behind the line of its column, which is the last.
        let column = line.and_then(|line| file.columns.get(line).or(file.columns.last()));
        if data::of_item(&finding.path).is_some_and(|(path, _)| *path == *file.path) {
            let row = data::shown_row(&finding.path);
            finding.path = column.map_or(row.to_string(), |column| format!("{row}:{column}"));
            finding.position = None;
        }
    } else if let Some((file, item)) = find_item(files, &finding.path) {
        finding.position = Some(item.position(finding.position));
        finding.path = file.path.to_string();
    }
}
