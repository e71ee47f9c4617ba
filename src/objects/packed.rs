//! The bytes of a feed, or the state → the same compressed with gzip, which takes a fifth or less of the memory: all feeds are there and checked before
//! the first is put, and no disk keeps them until then. The twin that is published beside a feed is the same, compressed harder.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::Writing;

/// How many times as long as it is compressed a state is at most. Most are three times as long.
const MOST_TIMES: u64 = 64;
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
        GzDecoder::new(self.0.as_slice()).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What is written, compressed: the state of many articles is sent and kept in a third of its size.
pub(super) fn packed(write: Writing<'_>) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    write(&mut encoder)?;
    encoder.finish()
}

/// What the bytes were before they were compressed, but for the end of what is longer than a state can be: a few bytes of others could
/// fill the memory.
pub(super) fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let most = length.saturating_mul(MOST_TIMES).saturating_add(SHORT);
    GzDecoder::new(bytes).take(most).read_to_end(&mut unpacked)?;
    Ok(unpacked)
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
        let bytes = packed(&mut |to| to.write_all(&whole)).unwrap();
        assert!(unpacked(&bytes).unwrap() == whole);
        let bytes = packed(&mut |to| (0..64).try_for_each(|_| to.write_all(&whole))).unwrap();
        assert!(unpacked(&bytes).unwrap().len() < whole.len() * 32);
    }
}
