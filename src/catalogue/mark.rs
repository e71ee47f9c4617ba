//! How a file is known again: a fingerprint of its path, and what the file system says of it. A mark has a fixed
//! length, so that a million of them can be compared where they lie.

use serde::{Deserialize, Serialize};

/// What the file system says of a file: as long as none of it changes, its content has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    /// When its content was changed last, in nanoseconds since 1970.
    pub modified: i64,
    /// When anything about it was changed last, in nanoseconds since 1970.
    pub changed: i64,
    /// Its number in its file system.
    pub inode: u64,
}

/// A file and where its facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// The fingerprint of its path.
    pub path: u64,
    /// What the file system said of it; the default where that is not to be trusted.
    pub stamp: Stamp,
    /// The fingerprint of its content.
    pub content: u64,
    /// Where its facts begin in the bytes of all facts.
    pub start: u64,
}

/// The length of a mark in bytes.
pub const LENGTH: usize = 56;

impl Mark {
    /// The bytes of the mark, the same on every machine.
    pub fn to_bytes(self) -> [u8; LENGTH] {
        let Stamp { size, modified, changed, inode } = self.stamp;
        let numbers = [
            self.path,
            size,
            modified.cast_unsigned(),
            changed.cast_unsigned(),
            inode,
            self.content,
            self.start,
        ];
        let mut bytes = [0; LENGTH];
        for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// The mark that the bytes are.
    pub fn from_bytes(bytes: &[u8; LENGTH]) -> Mark {
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || numbers.next().unwrap_or_default();
        let path = next();
        let (size, modified, changed, inode) = (next(), next().cast_signed(), next().cast_signed(), next());
        let stamp = Stamp { size, modified, changed, inode };
        Mark { path, stamp, content: next(), start: next() }
    }
}
