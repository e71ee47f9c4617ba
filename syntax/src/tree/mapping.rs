//! The keys and values of a mapping. Most keys that have a meaning are absent from most mappings, so a bit for each key
//! that is present answers most questions without reading the keys.

use std::borrow::Cow;

use super::Node;
use crate::model::Position;

/// Keys and values in the order of the text; a key may be duplicated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping<'a> {
    pairs: Vec<Pair<'a>>,
    presence: u64,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The key; a number or truth value as the file spells it.
    pub key: Cow<'a, str>,
    /// The position of the key.
    pub key_position: Position,
    /// The value.
    pub value: Node<'a>,
}

impl<'a> Mapping<'a> {
    /// A mapping without keys that has room for so many.
    pub fn with_capacity(capacity: usize) -> Mapping<'a> {
        Mapping { pairs: Vec::with_capacity(capacity), presence: 0 }
    }

    /// Adds a pair behind the others.
    #[inline]
    pub fn push(&mut self, pair: Pair<'a>) {
        self.presence |= presence(&pair.key);
        self.pairs.push(pair);
    }

    /// The value of the key, the last one where the key is duplicated.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        if !self.may_have(key) {
            return None;
        }
        self.pairs.iter().rev().find(|pair| pair.key == key).map(|pair| &pair.value)
    }

    /// As [`Mapping::get`], or else the value of the same key in other capitals.
    #[inline]
    pub fn get_in_any_case(&self, key: &str) -> Option<&Node<'a>> {
        if self.may_have(key) { self.last_in_any_case(key) } else { None }
    }

    fn last_in_any_case(&self, key: &str) -> Option<&Node<'a>> {
        let mut last = None;
        for pair in self.pairs.iter().rev().filter(|pair| is_like_key(&pair.key, key)) {
            if pair.key == key {
                return Some(&pair.value);
            }
            last = last.or_else(|| pair.key.eq_ignore_ascii_case(key).then_some(&pair.value));
        }
        last
    }

    #[inline]
    fn may_have(&self, key: &str) -> bool {
        self.may_have_any(presence(key))
    }

    /// Whether it may have a key, in any case, that has one of these bits.
    #[inline]
    pub fn may_have_any(&self, presences: u64) -> bool {
        self.presence & presences != 0
    }

    /// All pairs, duplicated keys included.
    pub fn pairs(&self) -> &[Pair<'a>] {
        &self.pairs
    }

    /// The same mapping on its own, with its lines moved down by so many.
    pub fn into_owned(self, lines: usize) -> Mapping<'static> {
        let pair = |Pair { key, key_position, value }| {
            let Position { line, column } = key_position;
            let key_position = Position { line: line.saturating_add(lines), column };
            Pair {
                key: Cow::Owned(Cow::into_owned(key)),
                key_position,
                value: Node::into_owned(value, lines),
            }
        };
        Mapping { presence: self.presence, pairs: self.pairs.into_iter().map(pair).collect() }
    }

    /// The pairs alone.
    pub fn into_pairs(self) -> Vec<Pair<'a>> {
        self.pairs
    }
}

/// Whether two keys differ in capitals at most.
pub fn is_same_key(a: &str, b: &str) -> bool {
    is_like_key(a, b) && a.eq_ignore_ascii_case(b)
}

/// Whether length and first character of two keys are the same, which distinguishes most faster than a comparison of texts.
fn is_like_key(a: &str, b: &str) -> bool {
    let first = |key: &str| key.as_bytes().first().map(u8::to_ascii_lowercase);
    a.len() == b.len() && first(a) == first(b)
}

/// One bit; different keys seldom have the same, and the same key in other capitals always has.
pub const fn presence(key: &str) -> u64 {
    let (first, last) = match key.as_bytes() {
        [first, .., last] => (first.to_ascii_lowercase(), last.to_ascii_lowercase()),
        _ => return 1,
    };
    let spread = first.wrapping_mul(5) ^ last.wrapping_mul(11);
    1u64.rotate_left((spread as u32).wrapping_add(key.len() as u32))
}
