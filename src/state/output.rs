//! The parts of the state -> its file, one behind the other, with the check that it ends with. No part is held as a whole: of the rows of
//! a database and of feeds there are many megabytes.

use std::io::{self, Write};

use postcard::ser_flavors::Flavor;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

/// A file that is checked while it is written.
pub(super) struct Output<'f> {
    to: &'f mut dyn Write,
    check: Xxh3,
}

impl<'f> Output<'f> {
    pub(super) fn new(to: &'f mut dyn Write) -> Output<'f> {
        Output { to, check: Xxh3::new() }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.check.update(bytes);
        self.to.write_all(bytes)
    }

    /// Packs a part as it is written: there may be many megabytes of it.
    pub(super) fn put_packed<T: Serialize>(&mut self, part: &T) -> io::Result<()> {
        let packing = Packing { buffer: Vec::with_capacity(PACKED_AT_ONCE), output: self, failed: None };
        postcard::serialize_with_flavor(part, packing).map_err(io::Error::other)?
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.to.write_all(&self.check.digest().to_le_bytes())?;
        self.to.flush()
    }
}

/// How many bytes are packed before they are written.
const PACKED_AT_ONCE: usize = 1 << 16;

/// A part that is written while it is packed.
struct Packing<'o, 'f> {
    buffer: Vec<u8>,
    output: &'o mut Output<'f>,
    /// The first failure of writing.
    failed: Option<io::Error>,
}

impl Packing<'_, '_> {
    fn write(&mut self) {
        if self.failed.is_none() {
            self.failed = self.output.put(&self.buffer).err();
        }
        self.buffer.clear();
    }
}

impl Flavor for Packing<'_, '_> {
    type Output = io::Result<()>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PACKED_AT_ONCE {
            self.write();
        }
        Ok(())
    }

    fn finalize(mut self) -> postcard::Result<io::Result<()>> {
        self.write();
        Ok(self.failed.map_or(Ok(()), Err))
    }
}
