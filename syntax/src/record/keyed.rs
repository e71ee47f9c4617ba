//! Keys of front matter -> what each means, for the question of whether a key is one of them: it is asked of every key of every
//! record, and of most the answer is no. Their ends and their length tell most keys apart, so that few are compared whole.

use crate::ordered;

/// Keys in lower case, and what each means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keyed<T> {
    /// By their groups, one behind the other.
    keys: Vec<(Box<str>, T)>,
    /// Where each group ends.
    ends: Vec<usize>,
}

/// How many groups there are: a few for each key, and as many as a byte has values.
const GROUPS: usize = 256;

/// The group of a key.
fn group(key: &[u8]) -> usize {
    let [first, last] = match key {
        [] => [0, 0],
        [first, .., last] => [first.to_ascii_lowercase(), last.to_ascii_lowercase()],
        [only] => [only.to_ascii_lowercase(); 2],
    };
    // Only a few bits of the length count.
    let spread = first.wrapping_mul(5) ^ last.wrapping_mul(11);
    usize::from(spread.wrapping_add((key.len() as u8).wrapping_mul(29)))
}

impl<T> Keyed<T> {
    /// These keys, each of them once.
    pub(super) fn of(keys: impl Iterator<Item = (Box<str>, T)>) -> Keyed<T> {
        let mut keys: Vec<(Box<str>, T)> = keys.collect();
        ordered::sort_by_key(&mut keys, |(key, _)| group(key.as_bytes()));
        let is_before = |end: usize| keys.partition_point(|(key, _)| group(key.as_bytes()) <= end);
        Keyed { ends: (0..GROUPS).map(is_before).collect(), keys }
    }

    /// What a key means, in any case.
    pub(super) fn get(&self, key: &[u8]) -> Option<&T> {
        let group = group(key);
        let start =
            group.checked_sub(1).and_then(|before| self.ends.get(before).copied()).unwrap_or_default();
        let same = self.keys.get(start..*self.ends.get(group)?)?;
        same.iter().find(|(own, _)| own.as_bytes().eq_ignore_ascii_case(key)).map(|(_, meaning)| meaning)
    }
}

impl<T> Default for Keyed<T> {
    fn default() -> Keyed<T> {
        Keyed { keys: Vec::new(), ends: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_in_any_case_and_no_other_is() {
        let words = ["", "a", "title", "tilte", "é", "date", "a-b", &"x".repeat(600)];
        for count in 0..=words.len() {
            let (own, others) = words.split_at(count);
            let keyed = Keyed::of((0..).zip(own).map(|(number, word)| (Box::from(*word), number)));
            for (number, word) in (0..).zip(own) {
                assert_eq!(keyed.get(word.as_bytes()), Some(&number), "{word}");
                assert_eq!(keyed.get(word.to_ascii_uppercase().as_bytes()), Some(&number), "{word}");
            }
            assert!(others.iter().all(|word| keyed.get(word.as_bytes()).is_none()));
        }
        assert_eq!(Keyed::<()>::default().get(b"a"), None);
    }
}
