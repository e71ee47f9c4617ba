//! Where the records of data files are that hold many: the state keeps it, so that an unchanged file need not be opened, and of
//! one that has changed only those records are read that have.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{DataItem, DataItems};
use crate::files::FileStat;
use crate::finding::Finding;
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
    pub items: Arc<DataItems>,
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
    pub fn is_of_row(&self, item: DataItem<'_>, path: &str) -> bool {
        let row = data::path_of_item(data::ROWS, item.name);
        let Some(column) = path.strip_prefix(&*data::shown_row(&row)) else { return false };
        let name = column.strip_prefix(':');
        column.is_empty() || name.is_some_and(|name| self.columns.iter().any(|own| **own == *name))
    }
}

/// The file of many that the path of a record leads into, and its place there; the files are sorted by path.
pub(crate) fn find_item<'f>(files: &'f [DataFile], path: &str) -> Option<(&'f DataFile, DataItem<'f>)> {
    if files.is_empty() {
        return None;
    }
    let (path, name) = data::of_item(path)?;
    let file = files.get(files.binary_search_by(|file| (*file.path).cmp(path)).ok()?)?;
    let item = file.items.get(file.items.position(name)?)?;
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
        finding.position = Some(item.place.position(finding.position));
        finding.path = file.path.to_string();
    }
}
