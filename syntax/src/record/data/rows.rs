//! A stream of lines or rows, each of which is a record -> one after the other, so that memory holds one at a time.

use std::io::{self, BufRead};

use super::DataSyntax;
use super::table::{self, Cell};

/// The longest row of keys, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// The rows of a stream.
pub struct Rows<R> {
    reader: R,
    is_table: bool,
    separator: u8,
    /// The row of keys, with its end; empty where there is none.
    pub head: Vec<u8>,
    /// The longest row that is kept, in bytes.
    most: usize,
    offset: u64,
    line: usize,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the stream, in bytes.
    pub offset: u64,
    /// Its length with its end, in bytes.
    pub length: u64,
    /// The line that it begins on, from 1.
    pub line: usize,
    /// Its bytes; where it is too long, one more of them than may be.
    pub bytes: Vec<u8>,
}

impl<R: BufRead> Rows<R> {
    /// The rows of a stream, whose row of keys is read at once; rows longer than `most` bytes are cut.
    ///
    /// # Errors
    ///
    /// When it cannot be read. A row of keys that is too long is an invalid row.
    pub fn new(reader: R, syntax: DataSyntax, most: usize) -> io::Result<Rows<R>> {
        let head = Vec::new();
        let mut rows = Rows { reader, is_table: false, separator: b',', head, most, offset: 0, line: 1 };
        if syntax == DataSyntax::Table {
            rows.read_head()?;
        }
        Ok(rows)
    }

    /// Reads up to the end of the first row that is not blank.
    fn read_head(&mut self) -> io::Result<()> {
        let most = std::mem::replace(&mut self.most, LONGEST_HEAD);
        loop {
            let row = self.read(Row { offset: 0, length: 0, line: 1, bytes: Vec::new() })?;
            self.head.extend(&row.bytes);
            let is_whole = self.head.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2);
            let is_blank = self.head.trim_ascii().is_empty();
            if row.length == 0 || self.head.len() > LONGEST_HEAD || (is_whole && !is_blank) {
                break;
            }
        }
        if self.head.len() > LONGEST_HEAD {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the row of keys is too long"));
        }
        if self.head.trim_ascii().contains(&b'\r') && !self.head.contains(&b'"') {
            let message = "its lines end with CR alone; save it with LF or CRLF";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.offset = u64::try_from(self.head.len()).unwrap_or(u64::MAX);
        self.separator = table::head(&self.head).1;
        (self.most, self.is_table) = (most, true);
        Ok(())
    }

    /// The next row that is not blank.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let row = Row { offset: self.offset, length: 0, line: self.line, bytes: Vec::new() };
            let row = self.read(row)?;
            self.offset = self.offset.saturating_add(row.length);
            if row.length == 0 {
                return Ok(None);
            }
            if !row.bytes.trim_ascii().is_empty() {
                return Ok(Some(row));
            }
        }
    }

    fn read(&mut self, mut row: Row) -> io::Result<Row> {
        let mut cell = Cell::Start;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(row);
            }
            let end = match self.is_table {
                false => memchr::memchr(b'\n', buffer),
                true => buffer.iter().position(|&byte| {
                    let next = cell.after(byte, self.separator);
                    cell = next.unwrap_or(cell);
                    next.is_none()
                }),
            };
            let taken = end.map_or(buffer.len(), |end| end.saturating_add(1));
            let part = buffer.get(..taken).unwrap_or_default();
            self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', part).count());
            let room = self.most.saturating_add(1).saturating_sub(row.bytes.len());
            row.bytes.extend(part.get(..room.min(taken)).unwrap_or_default());
            row.length = row.length.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
            self.reader.consume(taken);
            if end.is_some() {
                return Ok(row);
            }
        }
    }
}
