//! The programs of a site as a whole -> which of them a path in one of them leads to, and which declare a name.
//!
//! A path is followed by its end, so that any alias of a folder leads to it. Too many programs are looked at rather than too few. What
//! begins as a package with a scope does, `@lib/a`, is one only if the site depends on it, as far as the site says what it depends on.

use std::collections::{BTreeMap, BTreeSet};

use super::programs::{Helper, stem};
use crate::config::generator::{Site, trees};
use crate::ordered::CollectOrdered;
use crate::tree::Content;
use crate::uri::joined;

/// The file that says which packages a site depends on.
pub const PACKAGES: &str = "package.json";

/// Its lists of packages.
const LISTS: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// What is known of the helpers of a site as a whole.
pub(in crate::config::generator) struct Known<'h, 's> {
    pub helpers: &'h [Helper<'s>],
    /// Parts of paths that lead to no program of the site.
    pub generated: &'h [&'h str],
    names: BTreeMap<&'s str, Vec<usize>>,
    paths: PathIndex<'s>,
    /// The packages that the site depends on, where it says so.
    packages: Option<BTreeSet<String>>,
}

/// Programs by the last part of their paths, without endings.
pub(in crate::config::generator) struct PathIndex<'s> {
    stems: Vec<&'s str>,
    by_name: BTreeMap<&'s str, Vec<usize>>,
}

impl<'h, 's> Known<'h, 's> {
    pub(in crate::config::generator) fn of(
        site: &Site,
        helpers: &'h [Helper<'s>],
        generated: &'h [&'h str],
    ) -> Known<'h, 's> {
        let mut names = BTreeMap::<&str, Vec<usize>>::new();
        for (at, helper) in helpers.iter().enumerate() {
            for name in helper.outline().names() {
                let own = names.entry(name).or_default();
                if own.last() != Some(&at) {
                    own.push(at);
                }
            }
        }
        let paths = PathIndex::of(helpers.iter().map(|helper| helper.file));
        Known { helpers, generated, names, paths, packages: packages(site) }
    }

    /// Whether a path begins as a package with a scope does, and the site depends on no such package.
    pub(in crate::config::generator) fn is_no_package(&self, path: &str) -> bool {
        let mut parts = path.split('/');
        let (Some(packages), Some(scope), Some(name)) = (&self.packages, parts.next(), parts.next()) else {
            return false;
        };
        scope.starts_with('@') && !packages.contains(&format!("{scope}/{name}"))
    }

    /// The helpers that declare a name, with their numbers.
    pub(in crate::config::generator) fn declaring(
        &self,
        name: &str,
    ) -> impl Iterator<Item = (usize, &'h Helper<'s>)> {
        self.numbered(self.names.get(name).cloned().unwrap_or_default())
    }

    /// The helpers that a path leads to in the program of a file, with their numbers.
    pub(in crate::config::generator) fn at(
        &self,
        importer: &str,
        path: &str,
    ) -> impl Iterator<Item = (usize, &'h Helper<'s>)> {
        self.numbered(self.paths.at(importer, path))
    }

    fn numbered(&self, numbers: Vec<usize>) -> impl Iterator<Item = (usize, &'h Helper<'s>)> {
        let helpers = self.helpers;
        numbers.into_iter().filter_map(move |at| Some((at, helpers.get(at)?)))
    }
}

impl<'s> PathIndex<'s> {
    /// The paths of programs below the site's folder, which are numbered in their order.
    pub(in crate::config::generator) fn of(files: impl Iterator<Item = &'s str>) -> PathIndex<'s> {
        let stems: Vec<&str> = files.map(stem).collect();
        let mut by_name = BTreeMap::<&str, Vec<usize>>::new();
        for (at, stem) in stems.iter().enumerate() {
            by_name.entry(last_part(stem)).or_default().push(at);
        }
        PathIndex { stems, by_name }
    }

    /// The programs that a path leads to in the program of a file.
    pub(in crate::config::generator) fn at(&self, importer: &str, path: &str) -> Vec<usize> {
        let (is_whole, path) = match path.starts_with('.') {
            true => (true, joined(importer.rsplit_once('/').map_or("", |(folder, _)| folder), path)),
            false => (false, Some(below_alias(path).to_owned())),
        };
        let Some(path) = path else { return Vec::new() };
        let path = stem(&path);
        let is_it = |own: &str| match own.strip_suffix(path) {
            Some(rest) => rest.is_empty() || (!is_whole && !path.is_empty() && rest.ends_with('/')),
            None => false,
        };
        let named = self.named(path).iter();
        named.filter(|at| self.stems.get(**at).is_some_and(|own| is_it(own))).copied().collect()
    }

    /// The programs that a path leads to in the program of a file; where an alias leads to none, all that are called as its end, since
    /// it may stand for folders of other names.
    pub(in crate::config::generator) fn at_or_near(&self, importer: &str, path: &str) -> Vec<usize> {
        let found = self.at(importer, path);
        match found.is_empty() && is_alias(path) {
            true => self.named(stem(below_alias(path))).to_vec(),
            false => found,
        }
    }

    fn named(&self, path: &str) -> &[usize] {
        self.by_name.get(last_part(path)).map_or(&[], Vec::as_slice)
    }
}

/// The packages that a site depends on; none where what says so cannot be read, nothing where it does not say so.
fn packages(site: &Site) -> Option<BTreeSet<String>> {
    let (file, text) = site.programs.iter().find(|(file, _)| file == PACKAGES)?;
    let tree = trees::tree_of(file, text).ok();
    let lists = tree.iter().flat_map(|tree| LISTS.into_iter().filter_map(|list| tree.get(list)));
    let names = lists.flat_map(|list| match &list.content {
        Content::Mapping(packages) => packages.pairs().iter().map(|pair| pair.key.to_string()).collect(),
        _ => Vec::new(),
    });
    Some(names.collect_set())
}

/// Whether a path begins with what stands for a folder, as far as its first sign tells.
fn is_alias(path: &str) -> bool {
    path.starts_with(['@', '~', '#'])
}

/// A path without the alias of a folder that it begins with: `lib/a` of `@/lib/a`, `a` of `@lib/a` and `@a`.
fn below_alias(path: &str) -> &str {
    let below = match is_alias(path) {
        true => path.split_once('/').map_or(path.get(1..), |(_, below)| Some(below)),
        false => Some(path),
    };
    below.unwrap_or_default().trim_start_matches('/')
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
