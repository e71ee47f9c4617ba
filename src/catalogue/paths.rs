//! Many paths or names, sorted, one behind the other in one text: a million of them take no allocation each, and four bytes
//! beside their own.

use std::cmp::Ordering;

/// Paths in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Paths {
    text: String,
    /// Where each ends, without what is above 32 bits.
    ends: Vec<u32>,
    /// The positions of the paths at whose ends the text has grown by as much as 32 bits can say.
    wraps: Vec<usize>,
}

impl Paths {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Appends a path.
    pub(crate) fn push(&mut self, path: &str) {
        let before = wide(self.text.len());
        self.text.push_str(path);
        let end = wide(self.text.len());
        self.wraps.extend((before >> 32..end >> 32).map(|_| self.ends.len()));
        self.ends.push(u32::try_from(end & u64::from(u32::MAX)).unwrap_or_default());
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, count: usize) {
        // Where there is not so much room they grow.
        let _ = self.ends.try_reserve_exact(count);
    }

    /// Gives back memory that is not used.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Where the path at this position ends.
    #[inline]
    fn end(&self, position: usize) -> Option<usize> {
        let end = u64::from(*self.ends.get(position)?);
        let wraps = if self.wraps.is_empty() { 0 } else { self.wraps.partition_point(|at| *at <= position) };
        usize::try_from(end | wide(wraps) << 32).ok()
    }

    /// The path at this position.
    #[inline]
    pub(crate) fn get(&self, position: usize) -> Option<&str> {
        let end = self.end(position)?;
        let start = position.checked_sub(1).and_then(|before| self.end(before));
        self.text.get(start.unwrap_or_default()..end)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|position| self.get(position).unwrap_or_default())
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

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

impl<P: AsRef<str>> FromIterator<P> for Paths {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Paths {
        let mut all = Paths::default();
        paths.into_iter().for_each(|path| all.push(path.as_ref()));
        all.shrink_to_fit();
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
