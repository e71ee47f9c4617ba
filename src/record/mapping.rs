//! A mapping of the front matter as it is asked for keys: most of those that have a meaning are absent, and a mark
//! for each key that is there tells so without a look at any of them.

use crate::yaml::{Content, Placed};

/// A value, and marks of its keys if it is a mapping.
#[derive(Clone, Copy)]
pub struct Mapping<'n, 't> {
    node: &'n Placed<'t>,
    marks: u64,
}

impl<'n, 't> Mapping<'n, 't> {
    /// Anything but a mapping has no keys.
    pub fn new(node: &'n Placed<'t>) -> Mapping<'n, 't> {
        let marks = match &node.content {
            Content::Map(pairs) => pairs.iter().fold(0, |marks, (key, _)| marks | mark(key)),
            _ => 0,
        };
        Mapping { node, marks }
    }

    /// The value of the key, as [`Placed::get`] has it.
    pub fn get(&self, key: &str) -> Option<&'n Placed<'t>> {
        if self.marks & mark(key) == 0 { None } else { self.node.get(key) }
    }
}

/// One bit; different keys seldom have the same.
fn mark(key: &str) -> u64 {
    let (first, last) = match key.as_bytes() {
        [first, .., last] => (*first, *last),
        _ => return 1,
    };
    let spread = first.wrapping_mul(5) ^ last.wrapping_mul(11);
    1u64.rotate_left(u32::from(spread).wrapping_add(key.len() as u32))
}
