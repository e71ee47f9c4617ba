//! Hugo's `cascade` -> sets of values that lie under the front matter of all pages below: those of the site, of its languages and
//! of its sections. Of those of one page the first wins, and of those of several the nearest.
//!
//! A set is for every language and environment. So where a value is for some of them only, what it frees is dropped: it holds
//! back too much rather than too little.

use super::super::{Parts, folder_of, text_at};
use super::{Language, part};
use crate::config::Root;
use crate::error::Error;
use crate::model::Position;
use crate::record::defaults::{DefaultSet, ScopePattern};
use crate::record::holding::{self, Verdict, Word};
use crate::tree::{Content, Mapping, Node, Pair};

/// The sets of the site, in the order of their weight.
///
/// # Errors
///
/// When the page of a section cannot be read.
pub(super) fn sets(
    parts: &Parts<'_>,
    roots: &[Root],
    languages: &[Language<'_>],
) -> Result<Vec<DefaultSet>, Error> {
    let mut sets = Vec::new();
    let only_holds = languages.len() > 1;
    let file = parts.file();
    for root in roots {
        let scope = Scope { folder: &root.folder, root: &root.folder, file: &file, only_holds };
        sets.extend(scope.sets(part(parts, "cascade")));
        for (place, (tag, settings)) in languages.iter().enumerate() {
            if root.language.as_ref().is_some_and(|own| own != tag) {
                continue;
            }
            let settings = settings.and_then(|settings| settings.find("cascade"));
            let own = Scope { only_holds: true, ..scope }.sets(settings);
            // Pages of the default language have no mark.
            let is_marked = root.language.is_none() && place > 0;
            let marked = is_marked.then(|| ScopePattern::new(&marked(&root.folder, tag))).flatten();
            let narrowed = |set: DefaultSet| DefaultSet { pattern: marked.clone().or(set.pattern), ..set };
            sets.extend(own.into_iter().map(narrowed));
        }
    }
    let folders: Vec<String> = roots.iter().map(|root| root.folder.clone()).collect();
    for (file, head) in parts.sections(&folders)? {
        let folder = folder_of(&file);
        let above = folders.iter().filter(|root| folder.starts_with(root.as_str()));
        let root = above.max_by_key(|root| root.len()).map_or(folder, String::as_str);
        sets.extend(Scope { folder, root, file: &file, only_holds }.sets(head.find("cascade")));
    }
    Ok(sets)
}

/// The pages below a folder whose names have the mark of a language.
pub(super) fn marked(folder: &str, tag: &str) -> String {
    format!("{folder}**/*.{tag}.*")
}

/// What values are for.
#[derive(Clone, Copy)]
struct Scope<'s> {
    /// The folder whose records they are for.
    folder: &'s str,
    /// The folder of content, which globs are seen from.
    root: &'s str,
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
        let Content::Mapping(mapping) = &node.content else { return None };
        let target = node.find("target").or_else(|| node.find("_target"));
        let of = |key: &str| target.and_then(|target| text_at(target, key));
        if of("kind").is_some_and(|kind| !kind.contains("page") && !kind.contains('*')) {
            return None;
        }
        let glob = of("path");
        let pattern =
            glob.as_deref().and_then(|glob| ScopePattern::of_pages(&rooted(glob), self.folder, self.root));
        let is_wider = glob.is_some() != pattern.is_some() || has_other_keys(target);
        // Newer sites keep values apart from the target.
        let values = match node.find("params").map(|node| &node.content) {
            Some(Content::Mapping(params)) => {
                [mapping.clone().into_pairs(), params.clone().into_pairs()].concat()
            }
            _ => mapping.clone().into_pairs(),
        };
        let is_value = |pair: &Pair<'_>| {
            let is_other = matches!(&*pair.key, "target" | "_target" | "params");
            !is_other && !((self.only_holds || is_wider) && is_free(pair))
        };
        let mut owned = Mapping::default();
        values.into_iter().filter(is_value).for_each(|pair| owned.push(pair));
        let values = owned.into_owned(Position::OF_DEFAULTS);
        let (path, file) = (self.folder.to_owned(), self.file.to_owned());
        Some(DefaultSet { path, pattern, kind: None, values, file })
    }
}

/// Whether a target says more than which paths and kinds of pages it is for, such as a language.
fn has_other_keys(target: Option<&Node<'_>>) -> bool {
    let Some(Content::Mapping(keys)) = target.map(|target| &target.content) else { return false };
    keys.pairs().iter().any(|pair| !matches!(&*pair.key, "path" | "kind"))
}

/// A glob whose paths begin with `/`, as those of pages do.
fn rooted(glob: &str) -> String {
    if glob.starts_with(['/', '{', '*']) { glob.to_owned() } else { format!("/{glob}") }
}

/// Whether the value says that nothing is held back.
fn is_free(pair: &Pair<'_>) -> bool {
    if let Content::Mapping(mapping) = &pair.value.content {
        let is_always = |pair: &Pair<'_>| matches!(pair.value.text(), Some("always" | "true"));
        return mapping.pairs().iter().all(|pair| is_always(pair) || is_free(pair));
    }
    let text = pair.value.text().unwrap_or_default();
    let is_free = |word: &Word| holding::verdict(word.name, text) == Verdict::Free;
    holding::word_of(&pair.key).is_some_and(is_free)
}
