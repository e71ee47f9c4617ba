//! Front matter means the same with the YAML library and without it, whatever the bytes: those of a whole file, and
//! the same as front matter between two lines of dashes.

#![no_main]

use std::sync::LazyLock;

use feedmill::record::{FieldNames, verify};
use libfuzzer_sys::fuzz_target;

static FIELDS: LazyLock<FieldNames> = LazyLock::new(FieldNames::default);

fuzz_target!(|bytes: &[u8]| {
    hold(bytes);
    hold(&[b"---\n", bytes, b"\n---\n"].concat());
});

/// Panics where the two ways of reading a file differ.
fn hold(file: &[u8]) {
    if let Err(difference) = verify("a.md", file, &FIELDS) {
        panic!("{difference}");
    }
}
