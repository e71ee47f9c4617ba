//! The bytes of a feed, or the state → the same compressed with gzip, which takes a fifth or less of the memory: all feeds are there and checked before
//! the first is put, and no disk keeps them until then. The twin that is published beside a feed is the same, compressed harder.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read;
use flate2::write::{GzDecoder, GzEncoder};

use crate::files::Writing;

/// How many times as long as it is compressed a state is at most.
const MOST_TIMES: u64 = 64;
/// The same of most states, which are three times as long.
const COMMON_TIMES: u64 = 4;
/// How many bytes a record takes in a compressed state, but for few that are longer; most take 90.
const LONGEST_PACKED: usize = 192;
/// How many bytes a state may have in any case.
const SHORT: u64 = 1 << 20;

/// The bytes of a feed, compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed(Vec<u8>);

impl Packed {
    /// Compresses bytes; harder where they are published so.
    pub(super) fn of(bytes: &[u8], is_published: bool) -> io::Result<Packed> {
        let level = if is_published { Compression::new(6) } else { Compression::fast() };
        // Without a time in its head, the same bytes make the same twin.
        let mut encoder = GzEncoder::new(Vec::new(), level);
        encoder.write_all(bytes)?;
        let mut packed = encoder.finish()?;
        packed.shrink_to_fit();
        Ok(Packed(packed))
    }

    /// How many bytes it takes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The twin.
    pub(super) fn compressed(&self) -> Vec<u8> {
        self.0.clone()
    }

    /// The bytes themselves.
    pub(super) fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        read::GzDecoder::new(self.0.as_slice()).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What is written of so many records, compressed: the state of many articles is sent and kept in a third of its size.
pub(super) fn packed(write: Writing<'_>, records: usize) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    make_room(&mut packed, records.saturating_mul(LONGEST_PACKED));
    let mut encoder = GzEncoder::new(packed, Compression::fast());
    write(&mut encoder)?;
    encoder.finish()
}

/// Makes room for what is to come, at once: memory that grows step by step is hardly given back, and room that is not used is
/// never taken. Where there is not enough for that, it grows.
fn make_room(bytes: &mut Vec<u8>, length: usize) {
    let _ = bytes.try_reserve_exact(length);
}

/// A state that is unpacked while it arrives, so that it is never in memory packed, too.
pub(super) struct Unpacking(Option<GzDecoder<Bounded>>);

impl Unpacking {
    pub(super) fn new() -> Unpacking {
        Unpacking(None)
    }

    /// Takes the next part of `length` bytes in all.
    ///
    /// # Errors
    ///
    /// When it is damaged, or longer than a state can be: a few bytes of others could fill the memory.
    pub(super) fn take(&mut self, part: &[u8], length: u64) -> io::Result<()> {
        let whole = || {
            let bytes = |length| usize::try_from(length).unwrap_or(usize::MAX);
            let most = bytes(length.saturating_mul(MOST_TIMES).saturating_add(SHORT));
            let mut whole = Bounded { bytes: Vec::new(), most };
            make_room(&mut whole.bytes, bytes(length.saturating_mul(COMMON_TIMES)));
            GzDecoder::new(whole)
        };
        self.0.get_or_insert_with(whole).write_all(part)
    }

    /// All of it; nothing where it is damaged or too long.
    pub(super) fn finish(self) -> Vec<u8> {
        let whole = self.0.and_then(|decoder| decoder.finish().ok());
        whole.map_or_else(Vec::new, |whole| whole.bytes)
    }
}

/// Bytes that do not grow beyond a number.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.most {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_the_same_and_packed_the_same_again() {
        let bytes = "<title>Кино</title>".repeat(2000).into_bytes();
        for is_published in [false, true] {
            let packed = Packed::of(&bytes, is_published).unwrap();
            assert_eq!(packed.bytes().unwrap(), bytes);
            assert_eq!(packed, Packed::of(&bytes, is_published).unwrap());
            assert!(packed.compressed().len() * 5 < bytes.len());
        }
    }

    #[test]
    fn a_state_of_others_that_would_fill_the_memory_is_not_unpacked_to_its_end() {
        let whole = vec![7; 500_000];
        let unpacked = |bytes: &[u8]| {
            let mut unpacking = Unpacking::new();
            let taken = bytes.chunks(1000).try_for_each(|part| unpacking.take(part, bytes.len() as u64));
            (taken.is_ok(), unpacking.finish())
        };
        let bytes = packed(&mut |to| to.write_all(&whole), 1).unwrap();
        assert_eq!(unpacked(&bytes), (true, whole.clone()));
        assert!(unpacked(&bytes[..bytes.len() - 20]).1.is_empty());
        let bytes = packed(&mut |to| (0..640).try_for_each(|_| to.write_all(&whole)), 1).unwrap();
        assert_eq!(unpacked(&bytes), (false, Vec::new()));
    }
}
