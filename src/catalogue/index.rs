//! How a file is recognised: by a fingerprint of its path and what the file system says of it; and its status, for which
//! every run asks. An index entry has a fixed length, so that a million of them can be read where they lie.

use super::Mark;
use crate::files::FileStat;
use crate::model::Status;

/// A file, its status, and where its facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IndexEntry {
    /// The fingerprint of its path.
    pub path: u64,
    /// What the file system said of it; the default where that is not to be trusted.
    pub stat: FileStat,
    /// The fingerprint of its content.
    pub content: u64,
    /// Where its facts begin in the bytes of all facts.
    pub start: u64,
    /// From when on status and facts hold, in seconds since 1970.
    pub from: i64,
    /// Until when they hold, that moment excluded, in seconds since 1970: when a scheduled article is due.
    pub until: i64,
    /// Its status, as far as the file alone decides it.
    pub status: Status,
    /// Whether there are findings about it.
    pub has_findings: bool,
    /// What its id is made from.
    pub basis: Basis,
    /// What puts its article into groups.
    pub mark: Mark,
}

/// What the id of an article is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Basis {
    /// Whether the record names an id of its own.
    pub is_own: bool,
    /// Whether the configuration has a part in the id that the record gives.
    pub is_derived: bool,
    /// Whether it is an id that the project has pinned, in place of the one that the record gives.
    pub is_pinned: bool,
    /// Whether the record gives the pinned id, too.
    pub gives_pin: bool,
}

impl Basis {
    fn bits(self) -> u64 {
        let Basis { is_own, is_derived, is_pinned, gives_pin } = self;
        u64::from(is_own) | u64::from(is_derived) << 1 | u64::from(is_pinned) << 2 | u64::from(gives_pin) << 3
    }

    fn of_bits(bits: u64) -> Basis {
        Basis {
            is_own: bits & 1 != 0,
            is_derived: bits & 2 != 0,
            is_pinned: bits & 4 != 0,
            gives_pin: bits & 8 != 0,
        }
    }
}

impl IndexEntry {
    /// Which of its numbers of 64 bits `start` is.
    const START: usize = 6;

    /// How many numbers of 64 bits it is.
    const NUMBERS: usize = 10 + Mark::NUMBERS;

    /// The length of an index entry in bytes.
    pub const LENGTH: usize = IndexEntry::NUMBERS * size_of::<u64>();

    /// The index entry as numbers.
    fn numbers(self) -> [u64; IndexEntry::NUMBERS] {
        let FileStat { size, modified, changed, inode } = self.stat;
        let [first, second, third] = self.mark.numbers();
        [
            self.path,
            size,
            modified.cast_unsigned(),
            changed.cast_unsigned(),
            inode,
            self.content,
            self.start,
            self.from.cast_unsigned(),
            self.until.cast_unsigned(),
            self.basis.bits() << 9 | u64::from(self.status.byte()) << 1 | u64::from(self.has_findings),
            first,
            second,
            third,
        ]
    }

    /// The index entry that the numbers are, one after the other.
    #[inline]
    fn of_numbers(mut next: impl FnMut() -> u64) -> IndexEntry {
        let path = next();
        let (size, modified, changed, inode) = (next(), next().cast_signed(), next().cast_signed(), next());
        let stat = FileStat { size, modified, changed, inode };
        let (content, start) = (next(), next());
        let (from, until, last) = (next().cast_signed(), next().cast_signed(), next());
        let status = u8::try_from(last >> 1 & 0xff).ok().and_then(Status::from_byte).unwrap_or_default();
        let basis = Basis::of_bits(last >> 9);
        let (has_findings, mark) = (last & 1 == 1, Mark::of_numbers([next(), next(), next()]));
        IndexEntry { path, stat, content, start, from, until, status, has_findings, basis, mark }
    }

    /// The bytes of the index entry, the same on every machine.
    pub fn to_bytes(self) -> [u8; IndexEntry::LENGTH] {
        let mut bytes = [0; IndexEntry::LENGTH];
        for (position, number) in bytes.as_chunks_mut().0.iter_mut().zip(self.numbers()) {
            *position = number.to_le_bytes();
        }
        bytes
    }

    /// The index entry that the bytes are.
    #[inline]
    pub fn from_bytes(bytes: &[u8; IndexEntry::LENGTH]) -> IndexEntry {
        // One after the other, and not in a loop, which would take three times as long.
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|number| u64::from_le_bytes(*number));
        IndexEntry::of_numbers(|| numbers.next().unwrap_or_default())
    }

    /// Where the facts of the index entry begin that the bytes are.
    #[inline]
    pub fn start_of(bytes: &[u8; IndexEntry::LENGTH]) -> u64 {
        bytes.as_chunks().0.get(IndexEntry::START).map_or(0, |start| u64::from_le_bytes(*start))
    }

    /// Appends the index entry in a third of its length, without `start`: each number in the bytes that it needs. How many these are
    /// stands before them, in four bits for each.
    pub(super) fn pack(self, bytes: &mut Vec<u8>) {
        let numbers = without_the_common(IndexEntry { start: 0, ..self }.numbers());
        let length = |number: u64| u64::BITS.saturating_sub(number.leading_zeros()).div_ceil(u8::BITS);
        let lengths = (0..).step_by(4).zip(numbers).map(|(bit, number)| u64::from(length(number)) << bit);
        bytes.extend(lengths.sum::<u64>().to_le_bytes().into_iter().take(LENGTHS));
        for number in numbers {
            let length = usize::try_from(length(number)).unwrap_or_default();
            bytes.extend_from_slice(number.to_le_bytes().get(..length).unwrap_or_default());
        }
    }

    /// The index entry that was packed, `start` being 0; `None` where it is cut.
    pub(super) fn unpack(bytes: &[u8]) -> Option<IndexEntry> {
        let (mut lengths, mut rest) = lengths(bytes)?;
        let mut numbers = [0; IndexEntry::NUMBERS];
        for number in &mut numbers {
            let (own, after) = rest.split_at_checked(usize::try_from(lengths & 0xf).ok()?)?;
            let mut bytes = [0; size_of::<u64>()];
            bytes.iter_mut().zip(own).for_each(|(to, from)| *to = *from);
            (*number, lengths, rest) = (u64::from_le_bytes(bytes), lengths >> 4, after);
        }
        let mut numbers = without_the_common(numbers).into_iter();
        Some(IndexEntry::of_numbers(|| numbers.next().unwrap_or_default()))
    }

    /// What stands behind an index entry that was packed.
    pub(super) fn behind(bytes: &[u8]) -> Option<&[u8]> {
        let (mut lengths, rest) = lengths(bytes)?;
        let mut length = 0_u64;
        while lengths != 0 {
            (length, lengths) = (length.saturating_add(lengths & 0xf), lengths >> 4);
        }
        rest.get(usize::try_from(length).ok()?..)
    }
}

/// How many bytes the lengths of the numbers of a packed index entry take.
const LENGTHS: usize = IndexEntry::NUMBERS.div_ceil(2);

/// The lengths of the numbers of a packed index entry, and what stands behind them.
fn lengths(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (own, rest) = bytes.split_first_chunk::<LENGTHS>()?;
    let mut lengths = [0; size_of::<u64>()];
    lengths.iter_mut().zip(own).for_each(|(to, from)| *to = *from);
    Some((u64::from_le_bytes(lengths), rest))
}

/// The numbers of an index entry so that what most have is 0, or those that these were made from: facts hold at any time, and of a record
/// in a file of many the content stands for the time of its last change.
fn without_the_common(numbers: [u64; IndexEntry::NUMBERS]) -> [u64; IndexEntry::NUMBERS] {
    let [path, size, modified, changed, inode, content, start, from, until, last, first, second, third] =
        numbers;
    let (modified, from, until) =
        (modified ^ content, from ^ i64::MIN.cast_unsigned(), until ^ i64::MAX.cast_unsigned());
    [path, size, modified, changed, inode, content, start, from, until, last, first, second, third]
}
