//! Hugo's `cascade` -> sets of values that lie under the front matter of all pages below: those of the site, of its languages and
//! of its sections. Of those of one page the first wins, and of those of several the nearest.
//!
//! A set is for every language and environment. So where a value is for some of them only, what it frees is dropped: it holds
//! back too much rather than too little.

use super::super::{Parts, folder_of, text_at};
use super::mounts::Mount;
use super::{Language, settings};
use crate::error::Error;
use crate::model::Position;
use crate::record::cascade;
use crate::record::defaults::{DefaultSet, Pages, ScopePattern};
use crate::tree::{Content, Mapping, Node, Pair};

/// The sets of the site, in the order of their weight.
///
/// # Errors
///
/// When the page of a section cannot be read.
pub(super) fn sets(
    parts: &Parts<'_>,
    mounts: &[Mount<'_>],
    languages: &[Language<'_>],
) -> Result<Vec<DefaultSet>, Error> {
    let mut sets = Vec::new();
    let only_holds = languages.len() > 1;
    let file = settings::file_of(parts, "cascade");
    for mount in mounts {
        let scope = Scope { folder: &mount.folder, mount, file: &file, only_holds };
        sets.extend(scope.sets(parts.root.find("cascade")));
        for (place, (tag, settings)) in languages.iter().enumerate() {
            if mount.root.language.as_ref().is_some_and(|own| own != tag) {
                continue;
            }
            let settings = settings.and_then(|settings| settings.find("cascade"));
            let file = settings::file_of(parts, "languages");
            let own = Scope { only_holds: true, file: &file, ..scope }.sets(settings);
            // Pages of the default language have no mark.
            let is_marked = mount.root.language.is_none() && place > 0;
            let marked = is_marked.then(|| ScopePattern::new(&marked(&mount.folder, tag))).flatten();
            let narrowed = |set: DefaultSet| DefaultSet { pattern: marked.clone().or(set.pattern), ..set };
            sets.extend(own.into_iter().map(narrowed));
        }
    }
    let folders: Vec<String> = mounts.iter().map(|mount| mount.folder.clone()).collect();
    for (file, head) in parts.sections(&folders)? {
        let folder = folder_of(&file);
        let above = mounts.iter().filter(|mount| folder.starts_with(&mount.folder));
        if let Some(mount) = above.max_by_key(|mount| mount.folder.len()) {
            sets.extend(Scope { folder, mount, file: &file, only_holds }.sets(head.find("cascade")));
        }
    }
    Ok(sets)
}

/// A pattern of the pages below a folder whose names have the mark of a language, in any case.
pub(super) fn marked(folder: &str, tag: &str) -> String {
    let any_case = |sign: char| match sign.is_ascii_alphabetic() {
        true => format!("[{}{}]", sign.to_ascii_lowercase(), sign.to_ascii_uppercase()),
        false => sign.to_string(),
    };
    format!("{folder}**/*.{}.*", tag.chars().map(any_case).collect::<String>())
}

/// What values are for.
#[derive(Clone, Copy)]
struct Scope<'s> {
    /// The folder whose records they are for.
    folder: &'s str,
    /// The folder of content, which paths of pages are seen from.
    mount: &'s Mount<'s>,
    /// The file that says them.
    file: &'s str,
    /// Whether what frees is dropped.
    only_holds: bool,
}

impl Scope<'_> {
    /// The sets under `cascade`, the first at the end, since the last wins.
    fn sets(&self, cascade: Option<&Node<'_>>) -> Vec<DefaultSet> {
        let nodes = cascade.map_or(&[][..], Node::items);
        nodes.iter().rev().filter_map(|node| self.set(node)).collect()
    }

    fn set(&self, node: &Node<'_>) -> Option<DefaultSet> {
        let target = cascade::target(node);
        if !node.is_mapping() || !cascade::is_for_pages(target) {
            return None;
        }
        let glob = target.and_then(|target| text_at(target, "path"));
        let pages = || Pages {
            folder: self.folder.to_owned(),
            root: self.mount.root.folder.clone(),
            below: self.mount.below.clone(),
        };
        let pattern = glob.as_deref().and_then(|glob| ScopePattern::of_pages(&rooted(glob), pages()));
        let is_wider = glob.is_some() != pattern.is_some() || has_other_keys(target);
        let is_value = |pair: &Pair<'_>| !((self.only_holds || is_wider) && cascade::is_free(pair));
        let mut owned = Mapping::default();
        cascade::pairs(node).into_iter().filter(is_value).for_each(|pair| owned.push(pair));
        let values = owned.into_owned(Position::OF_DEFAULTS);
        let (path, file) = (self.folder.to_owned(), self.file.to_owned());
        Some(DefaultSet { path, pattern, kind: None, values, file })
    }
}

/// Whether a target says more than which paths and kinds of pages it is for, such as a language.
fn has_other_keys(target: Option<&Node<'_>>) -> bool {
    let Some(Content::Mapping(keys)) = target.map(|target| &target.content) else { return false };
    keys.pairs().iter().any(|pair| !matches!(&*pair.key, "path" | "kind" | "environment"))
}

/// A glob whose paths begin with `/`, as those of pages do.
fn rooted(glob: &str) -> String {
    if glob.starts_with(['/', '{', '*']) { glob.to_owned() } else { format!("/{glob}") }
}
