//! A file that is read in parts: any range of its bytes, or from its beginning.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::files::retry_interrupted;

/// An open file, or bytes in memory.
#[derive(Debug)]
pub struct Opened {
    bytes: Bytes,
    length: u64,
}

#[derive(Debug)]
enum Bytes {
    Memory(Vec<u8>),
    File(Mutex<File>),
}

impl Opened {
    /// Bytes in memory.
    pub fn memory(bytes: Vec<u8>) -> Opened {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Opened { bytes: Bytes::Memory(bytes), length }
    }

    /// An open file.
    ///
    /// # Errors
    ///
    /// When the system does not say what it is, or it is not a regular file.
    pub fn file(file: File) -> io::Result<Opened> {
        let metadata = retry_interrupted(|| file.metadata())?;
        if !metadata.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "is not a regular file"));
        }
        Ok(Opened { bytes: Bytes::File(Mutex::new(file)), length: metadata.len() })
    }

    /// How many bytes it had when it was opened.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes of a range.
    ///
    /// # Errors
    ///
    /// When they are not there, or cannot be read.
    pub fn part(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let length = range.end.saturating_sub(range.start);
        if length == 0 {
            return Ok(Vec::new());
        }
        if range.end > self.length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        self.read_at(range.start, &mut bytes)?;
        Ok(bytes)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        match &self.bytes {
            Bytes::Memory(bytes) => {
                let start = usize::try_from(offset).map_err(io::Error::other)?;
                let mut rest = bytes.get(start..).unwrap_or_default();
                rest.read_exact(buffer)
            }
            Bytes::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(offset))?;
                file.read_exact(buffer)
            }
        }
    }

    /// Reads from the beginning to the end that it had when it was opened.
    pub fn reader(&self) -> impl Read {
        Reader { opened: self, offset: 0 }
    }
}

struct Reader<'o> {
    opened: &'o Opened,
    offset: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.opened.length.saturating_sub(self.offset);
        let count = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let part = buffer.get_mut(..count).unwrap_or_default();
        self.opened.read_at(self.offset, part)?;
        self.offset = self.offset.saturating_add(u64::try_from(count).unwrap_or_default());
        Ok(count)
    }
}
