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

    /// Appends the index entry, without `start`. That of a row of a database takes a third of its length: its facts hold for ever, at most
    /// from its moment on, and its content stands for what a file system says.
    pub(super) fn pack(self, bytes: &mut Vec<u8>) {
        let entry = IndexEntry { start: 0, ..self };
        let [path, size, _, _, _, content, _, from, _, last, id, seconds, rest] = entry.numbers();
        let (flags, language, fraction) = (rest & 0xf, rest >> 16 & 0xffff, rest >> 32);
        let is_from_moment = from == whole_second(seconds, fraction);
        let form =
            flags | u64::from(is_from_moment) << FROM_ITS_MOMENT | u64::from(fraction > 0) << HAS_FRACTION;
        let mixed = size << 32 | language << 16 | last & 0xffff;
        let numbers = [path, content, id, seconds, mixed];
        if IndexEntry::of_row(form, numbers, fraction) == entry {
            bytes.push(u8::try_from(form).unwrap_or_default());
            numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
            if fraction > 0 {
                bytes.extend_from_slice(&u32::try_from(fraction).unwrap_or_default().to_le_bytes());
            }
        } else {
            bytes.push(WHOLE);
            bytes.extend_from_slice(&entry.to_bytes());
        }
    }

    /// The index entry of a row of a database: its flags and from when on its facts hold, its path, content, id and moment, and the rest
    /// of it.
    #[inline]
    fn of_row(form: u64, [path, content, id, seconds, mixed]: [u64; OF_ROW], fraction: u64) -> IndexEntry {
        let (size, language, last) = (mixed >> 32, mixed >> 16 & 0xffff, mixed & 0xffff);
        let (always, until) = (i64::MIN.cast_unsigned(), i64::MAX.cast_unsigned());
        let is_from_moment = form >> FROM_ITS_MOMENT & 1 == 1;
        let from = if is_from_moment { whole_second(seconds, fraction) } else { always };
        let rest = fraction << 32 | language << 16 | form & 0xf;
        let numbers = [path, size, content, 1, 0, content, 0, from, until, last, id, seconds, rest];
        let mut numbers = numbers.into_iter();
        IndexEntry::of_numbers(|| numbers.next().unwrap_or_default())
    }

    /// The index entry that was packed, `start` being 0; `None` where it is cut.
    #[inline]
    pub(super) fn unpack(bytes: &[u8]) -> Option<IndexEntry> {
        let (form, rest) = bytes.split_first()?;
        if *form == WHOLE {
            return rest.first_chunk().map(IndexEntry::from_bytes);
        }
        let (numbers, rest) = rest.split_at_checked(LENGTH_OF_ROW)?;
        let numbers: &[[u8; 8]; OF_ROW] = numbers.as_chunks().0.first_chunk()?;
        let has_fraction = form >> HAS_FRACTION & 1 == 1;
        let fraction = if has_fraction { u32::from_le_bytes(*rest.first_chunk()?) } else { 0 };
        Some(IndexEntry::of_row(u64::from(*form), numbers.map(u64::from_le_bytes), u64::from(fraction)))
    }

    /// What stands behind an index entry that was packed.
    #[inline]
    pub(super) fn behind(bytes: &[u8]) -> Option<&[u8]> {
        let (form, rest) = bytes.split_first()?;
        let length = match *form {
            WHOLE => IndexEntry::LENGTH,
            form if form >> HAS_FRACTION & 1 == 1 => LENGTH_OF_ROW.saturating_add(size_of::<u32>()),
            _ => LENGTH_OF_ROW,
        };
        rest.get(length..)
    }
}

/// The first second that is not before a moment.
#[inline]
fn whole_second(seconds: u64, fraction: u64) -> u64 {
    seconds.wrapping_add(u64::from(fraction > 0))
}

/// How many numbers tell of a row of a database all that its index entry says, beside its flags.
const OF_ROW: usize = 5;

/// The length of these numbers in bytes.
const LENGTH_OF_ROW: usize = OF_ROW * size_of::<u64>();

/// The bit beside the flags of a row which says that its facts hold from its moment on.
const FROM_ITS_MOMENT: u32 = 4;
/// The bit which says that nanoseconds of its moment stand behind its numbers.
const HAS_FRACTION: u32 = 5;

/// What a packed index entry begins with that says more; else it begins with the flags of a row.
const WHOLE: u8 = u8::MAX;
