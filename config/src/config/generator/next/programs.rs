//! The programs of a Next.js site -> those that may choose its articles: what the pages of articles take in, directly or through
//! others, and what reads articles itself, wherever it lies.
//!
//! What only shows articles is not counted as a reader: lists and searches of components show some of them and hide none.

use super::route;
use crate::config::generator::route::known::PathIndex;
use crate::config::generator::route::programs::may_choose;

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
    paths: PathIndex<'p>,
    /// What each takes in.
    taken: Vec<Vec<usize>>,
}

impl<'p> Web<'p> {
    pub(super) fn new(programs: &'p [&'p Program]) -> Web<'p> {
        let paths = PathIndex::of(programs.iter().map(|(file, _)| file.as_str()));
        let mut web = Web { programs, paths, taken: Vec::new() };
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
        let mut found: Vec<usize> =
            imports(text).flat_map(|path| self.paths.at_or_near(file, path)).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|own| *own != at);
        found
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
