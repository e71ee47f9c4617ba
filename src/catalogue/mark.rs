//! How a file is known again: a fingerprint of its path, and what the file system says of it; and the little of its
//! facts that every run asks for. A mark has a fixed length, so that a million of them can be read where they lie.

use crate::files::FileStat;

/// A file and where its facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// The fingerprint of its path.
    pub path: u64,
    /// What the file system said of it; the default where that is not to be trusted.
    pub stat: FileStat,
    /// The fingerprint of its content.
    pub content: u64,
    /// Where its facts begin in the bytes of all facts.
    pub start: u64,
    /// From when on its facts hold, in seconds since 1970.
    pub from: i64,
    /// Until when they hold, that moment excluded, in seconds since 1970.
    pub until: i64,
    /// What its facts are in short.
    pub brief: Brief,
}

/// What facts are in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Brief {
    /// What the file is.
    pub kind: Kind,
    /// Whether there is anything to tell about it.
    pub has_remarks: bool,
}

/// What a file is, as far as it says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A record with a fault that a remark names.
    #[default]
    Faulty,
    /// An article that feeds may hold.
    Publishable,
    /// An article that is held back until its moment.
    Scheduled,
    /// An article that is not to be published.
    Withdrawn,
    /// A record without a date.
    Undated,
    /// No record.
    NoFrontMatter,
}

/// The length of a mark in bytes.
pub const LENGTH: usize = 80;

const KINDS: [Kind; 6] =
    [Kind::Faulty, Kind::Publishable, Kind::Scheduled, Kind::Withdrawn, Kind::Undated, Kind::NoFrontMatter];

impl Brief {
    fn to_number(self) -> u64 {
        // There are six kinds.
        (self.kind as u64) << 1 | u64::from(self.has_remarks)
    }

    fn from_number(number: u64) -> Brief {
        let kind = usize::try_from(number >> 1).ok().and_then(|kind| KINDS.get(kind).copied());
        Brief { kind: kind.unwrap_or_default(), has_remarks: number & 1 == 1 }
    }
}

impl Mark {
    /// The bytes of the mark, the same on every machine.
    pub fn to_bytes(self) -> [u8; LENGTH] {
        let FileStat { size, modified, changed, inode } = self.stat;
        let numbers = [
            self.path,
            size,
            modified.cast_unsigned(),
            changed.cast_unsigned(),
            inode,
            self.content,
            self.start,
            self.from.cast_unsigned(),
            self.until.cast_unsigned(),
            self.brief.to_number(),
        ];
        let mut bytes = [0; LENGTH];
        for (position, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            position.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// The mark that the bytes are.
    pub fn from_bytes(bytes: &[u8; LENGTH]) -> Mark {
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        let mut next = || numbers.next().unwrap_or_default();
        let path = next();
        let (size, modified, changed, inode) = (next(), next().cast_signed(), next().cast_signed(), next());
        let stat = FileStat { size, modified, changed, inode };
        let (content, start) = (next(), next());
        let (from, until) = (next().cast_signed(), next().cast_signed());
        Mark { path, stat, content, start, from, until, brief: Brief::from_number(next()) }
    }
}
