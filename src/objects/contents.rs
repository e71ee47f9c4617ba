//! What objects hold, as far as it is known without reading them: of each version of an object that was put, or read whole, the
//! fingerprint of its bytes. While a listing shows that version, the object holds them, so that what is rendered is compared with a
//! fingerprint: a feed that changes is put without a look, and after a change of the program those that stay are not read one by one.
//!
//! The list says nothing of what feeds mean, so that it is true whatever becomes of a run, of the state and of the program. It is in
//! the store beside the state and is read only by runs that compare. Without it, objects are read as if they were not known. Whose an
//! object is it does not say either: without a state all are read for that.

use std::collections::BTreeMap;

use super::store::Version;
use crate::files::FileStat;
use crate::text::digest;

const FIRST_LINE: &[u8] = b"feedmill contents 1\n";

/// Which version of which object it is, as a number: the fingerprint of its URL and of what tells its versions apart.
pub(super) type Key = u64;

/// The key of an object that is there in this version; nothing where the store does not tell versions apart.
pub(super) fn key(place: &str, path: &str, version: &Version) -> Option<Key> {
    let stat = version.stat();
    let text = || format!("{place}/{path}\n{} {}", stat.size, stat.inode);
    (stat != FileStat::default()).then(|| digest(text().as_bytes()))
}

/// What is known of the contents of objects.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Of what is there: keys, sorted, each with the fingerprint of the bytes. `None` until the list is read.
    saved: Option<Vec<(Key, u64)>>,
    /// What this run has learned.
    learned: BTreeMap<Key, u64>,
}

impl Contents {
    /// Whether the list was read.
    pub(super) fn is_read(&self) -> bool {
        self.saved.is_some()
    }

    /// Takes what the list in these bytes says of the objects that are there; a damaged one says nothing.
    pub(super) fn read(&mut self, bytes: &[u8], there: impl Iterator<Item = Key>) {
        let pairs = pairs(bytes).unwrap_or_default();
        let pair = |key: Key| pairs.get(pairs.binary_search_by_key(&key, |(own, _)| *own).ok()?).copied();
        let mut saved: Vec<(Key, u64)> = there.filter_map(pair).collect();
        saved.sort_unstable();
        saved.shrink_to_fit();
        self.saved = Some(saved);
    }

    /// The fingerprint of what an object holds.
    pub(super) fn of(&self, key: Key) -> Option<u64> {
        let saved = self.saved.as_deref().unwrap_or_default();
        let known = || saved.binary_search_by_key(&key, |(own, _)| *own).ok().and_then(|at| saved.get(at));
        self.learned.get(&key).copied().or_else(|| known().map(|(_, fingerprint)| *fingerprint))
    }

    /// Notes what an object holds.
    pub(super) fn learn(&mut self, key: Key, fingerprint: u64) {
        if self.of(key) != Some(fingerprint) {
            self.learned.insert(key, fingerprint);
        }
    }

    /// Whether the list does not say yet what is known.
    pub(super) fn has_learned(&self) -> bool {
        !self.learned.is_empty()
    }

    /// The list of all that is known.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let saved = self.saved.iter().flatten().filter(|(key, _)| !self.learned.contains_key(key));
        let mut pairs: Vec<(Key, u64)> = saved.copied().collect();
        pairs.extend(self.learned.iter().map(|(key, fingerprint)| (*key, *fingerprint)));
        pairs.sort_unstable();
        let mut bytes = FIRST_LINE.to_vec();
        for (key, fingerprint) in pairs {
            bytes.extend(key.to_le_bytes());
            bytes.extend(fingerprint.to_le_bytes());
        }
        let check = digest(&bytes);
        bytes.extend(check.to_le_bytes());
        bytes
    }
}

/// The pairs of a list; nothing where it is damaged, or of another form.
fn pairs(bytes: &[u8]) -> Option<Vec<(Key, u64)>> {
    let (checked, check) = bytes.split_last_chunk::<8>()?;
    let (numbers, rest) = checked.strip_prefix(FIRST_LINE)?.as_chunks::<8>();
    let is_whole = rest.is_empty() && digest(checked) == u64::from_le_bytes(*check);
    let pair =
        |[key, fingerprint]: &[[u8; 8]; 2]| (u64::from_le_bytes(*key), u64::from_le_bytes(*fingerprint));
    is_whole.then(|| numbers.as_chunks::<2>().0.iter().map(pair).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(pairs: &[(Key, u64)]) -> Contents {
        let mut contents = Contents::default();
        pairs.iter().for_each(|(key, fingerprint)| contents.learn(*key, *fingerprint));
        contents
    }

    #[test]
    fn what_a_run_has_learned_the_next_one_knows_of_what_is_still_there() {
        let mut next = Contents::default();
        next.read(&learned(&[(9, 90), (1, 10), (5, 50)]).bytes(), [9, 5, 7].into_iter());
        assert_eq!([1, 5, 7, 9].map(|key| next.of(key)), [None, Some(50), None, Some(90)]);
        assert!(!next.has_learned());
        next.learn(5, 50);
        assert!(!next.has_learned());
        next.learn(5, 51);
        next.learn(7, 70);
        let mut last = Contents::default();
        last.read(&next.bytes(), [5, 7, 9].into_iter());
        assert_eq!([5, 7, 9].map(|key| last.of(key)), [Some(51), Some(70), Some(90)]);
    }

    #[test]
    fn a_damaged_list_says_nothing() {
        let whole = learned(&[(1, 10), (2, 20)]).bytes();
        let said = |bytes: &[u8]| {
            let mut contents = Contents::default();
            contents.read(bytes, [1, 2].into_iter());
            (contents.of(1), contents.of(2))
        };
        assert_eq!(said(&whole), (Some(10), Some(20)));
        for end in 0..whole.len() {
            assert_eq!(said(&whole[..end]), (None, None), "{end}");
            let mut damaged = whole.clone();
            damaged[end] ^= 1;
            assert_eq!(said(&damaged), (None, None), "{end}");
        }
    }
}
