//! The files of a source, sorted by path, in as little memory as they take: there may be millions of them, and none takes an
//! allocation. Of the rows of a database nothing but their paths is held twice.

use std::sync::Arc;

use super::SourceFile;
use crate::catalogue::{DataItems, Paths};
use crate::files::FileStat;
use crate::record::data::{ROWS, path_of_item};

/// The files of a source, sorted by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceFiles {
    paths: Paths,
    stats: Stats,
}

/// What the file system says of files.
#[derive(Debug, Clone)]
enum Stats {
    /// Of each.
    Each(Vec<FileStat>),
    /// What stands for it, of the rows of a database.
    OfRows(Arc<DataItems>),
}

impl Default for Stats {
    fn default() -> Stats {
        Stats::Each(Vec::new())
    }
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListedFile<'f> {
    /// As [`SourceFile::path`].
    pub(crate) path: &'f str,
    /// As [`SourceFile::stat`].
    pub(crate) stat: FileStat,
}

impl SourceFiles {
    /// These files, which need not be sorted.
    pub(crate) fn of(mut files: Vec<SourceFile>) -> SourceFiles {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let stats = files.iter().map(|file| file.stat).collect();
        SourceFiles::with_stats(files.into_iter().map(|file| file.path).collect(), stats)
    }

    /// The rows of a database. They are sorted by key, and so are their paths.
    pub(crate) fn of_rows(items: Arc<DataItems>) -> SourceFiles {
        let paths = items.names().map(|name| path_of_item(ROWS, name)).collect();
        SourceFiles { paths, stats: Stats::OfRows(items) }
    }

    /// The files at these paths, which are sorted, with what the file system says of each.
    pub(crate) fn with_stats(paths: Paths, stats: Vec<FileStat>) -> SourceFiles {
        SourceFiles { paths, stats: Stats::Each(stats) }
    }

    /// The same, and nothing known of those at these paths, which are sorted, whether or not they are among them.
    #[must_use]
    pub(crate) fn without_stats_of(self, paths: &[&str]) -> SourceFiles {
        if paths.is_empty() {
            return self;
        }
        let others = self.iter().filter(|file| paths.binary_search(&file.path).is_err());
        let unknown = paths.iter().map(|path| ListedFile { path, stat: FileStat::default() });
        SourceFiles::of(others.chain(unknown).map(ListedFile::owned).collect())
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.paths.len()
    }

    /// The file at this position.
    #[inline]
    pub(crate) fn get(&self, position: usize) -> Option<ListedFile<'_>> {
        let stat = match &self.stats {
            Stats::Each(stats) => *stats.get(position)?,
            Stats::OfRows(items) => items.get(position)?.place.stat(),
        };
        Some(ListedFile { path: self.paths.get(position)?, stat })
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ListedFile<'_>> {
        (0..self.len()).filter_map(|position| self.get(position))
    }

    /// Their paths.
    pub(crate) fn into_paths(self) -> Paths {
        self.paths
    }
}

impl ListedFile<'_> {
    /// The file by itself.
    pub(crate) fn owned(self) -> SourceFile {
        SourceFile { path: self.path.into(), stat: self.stat }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, size: u64) -> SourceFile {
        SourceFile { path: path.into(), stat: FileStat { size, ..FileStat::default() } }
    }

    #[test]
    fn files_are_sorted_and_those_without_stats_are_among_them_once() {
        let files = SourceFiles::of(vec![file("b", 2), file("c", 3), file("a", 1)]);
        let seen = |files: &SourceFiles| -> Vec<(String, u64)> {
            files.iter().map(|file| (file.path.to_owned(), file.stat.size)).collect()
        };
        let named = |files: &[(&str, u64)]| -> Vec<(String, u64)> {
            files.iter().map(|(path, size)| ((*path).to_owned(), *size)).collect()
        };
        assert_eq!(seen(&files), named(&[("a", 1), ("b", 2), ("c", 3)]));
        assert_eq!(seen(&files.clone().without_stats_of(&[])), seen(&files));
        let others = files.without_stats_of(&["aa", "b"]);
        assert_eq!(seen(&others), named(&[("a", 1), ("aa", 0), ("b", 0), ("c", 3)]));
        assert_eq!((others.len(), others.into_paths().position("c")), (4, Some(3)));
    }

    #[test]
    fn of_rows_path_and_stat_are_those_of_the_records() {
        let items = [("1", 10), ("2", 20)].map(|(name, length)| {
            let place = crate::catalogue::DataPlace::of_row(3, length, 7);
            crate::catalogue::DataItem { name, place }
        });
        let files = SourceFiles::of_rows(Arc::new(items.into_iter().collect()));
        for (file, item) in files.iter().zip(items) {
            assert_eq!((file.path, file.stat), (&*path_of_item(ROWS, item.name), item.place.stat()));
        }
        assert_eq!(files.len(), 2);
    }
}
