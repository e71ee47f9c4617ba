//! Many paths, sorted, one behind the other in one text: a million of them take no allocation each.

use std::cmp::Ordering;

/// Paths in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Paths {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Paths {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The path at this position.
    pub(crate) fn get(&self, position: usize) -> Option<&str> {
        let end = *self.ends.get(position)?;
        let start = position.checked_sub(1).and_then(|before| self.ends.get(before).copied());
        self.text.get(start.unwrap_or_default()..end)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|position| self.get(position))
    }

    /// The position of a path.
    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        let (mut start, mut end) = (0, self.len());
        while start < end {
            let middle = start.midpoint(end);
            match self.get(middle)?.cmp(path) {
                Ordering::Less => start = middle.saturating_add(1),
                Ordering::Equal => return Some(middle),
                Ordering::Greater => end = middle,
            }
        }
        None
    }
}

impl<P: AsRef<str>> FromIterator<P> for Paths {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Paths {
        let mut all = Paths::default();
        for path in paths {
            all.text.push_str(path.as_ref());
            all.ends.push(all.text.len());
        }
        all.text.shrink_to_fit();
        all.ends.shrink_to_fit();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_found_where_it_is_and_no_other_is() {
        for count in 0..40 {
            let paths: Vec<String> = (0..count).map(|number| format!("a{number:03}/é.md")).collect();
            let packed: Paths = paths.iter().collect();
            assert_eq!(packed.len(), count);
            assert_eq!(packed.iter().collect::<Vec<_>>(), paths);
            for (position, path) in paths.iter().enumerate() {
                assert_eq!((packed.get(position), packed.position(path)), (Some(&**path), Some(position)));
            }
            for other in ["", "a", "a0005", "b"] {
                assert_eq!((packed.position(other), packed.get(count)), (None, None));
            }
        }
    }
}
