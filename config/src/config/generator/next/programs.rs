//! The programs of a Next.js site -> those that may choose its articles: what the pages of articles take in, directly or through
//! others, and what reads articles itself, wherever it lies.
//!
//! A path is followed by its end, so that any alias of a folder leads to it. What only shows articles is not counted as
//! a reader: lists and searches of components show some of them and hide none.

use std::collections::BTreeMap;

use super::route;
use crate::config::generator::route::programs::{may_choose, stem};
use crate::uri::joined;

/// What a program says that reads files of articles.
const READS_FILES: [&str; 9] = [
    "readdir", "readFile", "matter(", "glob(", "globSync(", "fg(", "require.context", "import.meta.glob",
    "opendir",
];

/// What a program says that takes in a list of articles which another has made.
const READS_LISTS: [&str; 9] = [
    "contentlayer/generated", ".contentlayer", ".velite", "#velite", "#site/content",
    "\"content-collections\"", "'content-collections'", "#content", "@content\"",
];

/// Parts of paths of what others make of articles, which is no program of the site.
pub(super) const GENERATED: [&str; 8] = [
    "contentlayer/generated", ".contentlayer", ".velite", "#velite", "#site/content", "content-collections",
    "#content", "@content",
];

/// Parts of paths of what shows articles, or makes something else of them.
const SHOWS: [&str; 14] = [
    "app/", "pages/", "components/", "component/", "layouts/", "hooks/", "sections/", "rss", "feed",
    "sitemap", "robots", "search", "opengraph", "og-image",
];

/// A program by its path below the site's folder, and its text.
pub(in crate::config) type Program = (String, String);

/// Of other programs of a site those that may choose its articles; `files` are its pages and what is read in any case.
pub fn choosing(files: &[Program], others: Vec<Program>) -> Vec<Program> {
    let all: Vec<&Program> = files.iter().chain(&others).collect();
    let mut kept = Web::new(&all).reached().into_iter().skip(files.len());
    others.into_iter().filter(|_| kept.next().unwrap_or(false)).collect()
}

/// Whether a program reads articles; `is_reached` where a page of articles, or another reader, takes it in.
pub(super) fn is_reader((file, text): &Program, is_reached: bool) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let lower = file.to_ascii_lowercase();
    let shows = SHOWS.iter().any(|part| match part.ends_with('/') {
        true => lower.starts_with(part) || lower.contains(&format!("/{part}")),
        false => lower.rsplit('/').next().is_some_and(|name| name.contains(part)),
    });
    let is_markup = lower.ends_with("sx");
    let reads = says(&READS_FILES) || (!is_markup && says(&READS_LISTS));
    reads && may_choose(file) && (is_reached || !(shows || is_markup))
}

/// Which programs take in which.
pub(super) struct Web<'p> {
    programs: &'p [&'p Program],
    /// By the last part of their paths without endings.
    by_name: BTreeMap<&'p str, Vec<usize>>,
    /// What each takes in.
    taken: Vec<Vec<usize>>,
}

impl<'p> Web<'p> {
    pub(super) fn new(programs: &'p [&'p Program]) -> Web<'p> {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (file, _)) in programs.iter().enumerate() {
            let stem = stem(file);
            by_name.entry(stem.rsplit('/').next().unwrap_or(stem)).or_default().push(at);
        }
        let mut web = Web { programs, by_name, taken: Vec::new() };
        web.taken = (0..programs.len()).map(|at| web.imported(at)).collect();
        web
    }

    /// Whether a page of articles takes each in, or what reads them, directly or through others.
    pub(super) fn reached(&self) -> Vec<bool> {
        let is_start = |program: &&Program| route(&program.0).is_some() || is_reader(program, false);
        let mut reached: Vec<bool> = self.programs.iter().map(is_start).collect();
        let mut left: Vec<usize> =
            reached.iter().enumerate().filter(|(_, is_page)| **is_page).map(|(at, _)| at).collect();
        while let Some(at) = left.pop() {
            for &taken in self.taken_in(at) {
                if let Some(is_known) = reached.get_mut(taken).filter(|is_known| !**is_known) {
                    *is_known = true;
                    left.push(taken);
                }
            }
        }
        reached
    }

    /// The programs that one takes in.
    pub(super) fn taken_in(&self, at: usize) -> &[usize] {
        self.taken.get(at).map_or(&[], Vec::as_slice)
    }

    fn imported(&self, at: usize) -> Vec<usize> {
        let Some((file, text)) = self.programs.get(at) else { return Vec::new() };
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut found: Vec<usize> = imports(text).flat_map(|path| self.found(folder, path)).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|own| *own != at);
        found
    }

    /// The programs that a path may lead to.
    fn found(&self, folder: &str, path: &str) -> Vec<usize> {
        let whole = if path.starts_with('.') { joined(folder, path) } else { None };
        let whole = whole.as_deref().map(stem);
        let end = stem(path.trim_start_matches(['@', '~', '#', '/']));
        let name = whole.unwrap_or(end);
        let named = self.by_name.get(name.rsplit('/').next().unwrap_or(name)).map_or(&[][..], Vec::as_slice);
        let of = |at: &usize| self.programs.get(*at).map_or("", |(file, _)| stem(file));
        let is_it = |at: &&usize| match whole {
            Some(whole) => of(at) == whole,
            None => of(at) == end || of(at).ends_with(&format!("/{end}")),
        };
        let exact: Vec<usize> = named.iter().filter(is_it).copied().collect();
        // An alias may stand for folders of other names.
        let is_alias = whole.is_none() && path.starts_with(['@', '~', '#']);
        if exact.is_empty() && is_alias { named.to_vec() } else { exact }
    }
}

/// The paths that a program takes something in from.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let words = ["from ", "from\"", "from'", "require(", "import(", "import ", "import\"", "import'"];
    words.into_iter().flat_map(move |word| {
        text.split(word).skip(1).filter_map(move |rest| {
            let rest = rest.trim_start();
            let rest = if word.ends_with(['"', '\'']) { rest } else { rest.strip_prefix(['"', '\'', '`'])? };
            rest.split(['"', '\'', '`', '\n']).next()
        })
    })
}
