//! The files of Hugo's configuration -> the settings of all of them as one tree: the file at the top of the site, on top of it
//! those in `config/_default`, on top of them those in `config/production`, which is what `hugo` builds for. A file with another name
//! than the configuration's says what is under this name, and may be for one language: `params.de.toml`.

use super::super::trees::laid_over;
use super::super::{Parts, Site};
use crate::model::Position;
use crate::ordered;
use crate::tree::{Content, Mapping, Node, Pair, is_same_key};

/// The names of files that hold any settings.
const WHOLE: [&str; 2] = ["hugo", "config"];

/// The folders of settings, the later on top.
const FOLDERS: [&str; 2] = ["config/_default/", "config/production/"];

/// The settings of all files as those of one; the later count, and mappings become one.
pub(in super::super) fn overlaid<'s>(trees: &[(&'s str, Node<'s>)]) -> Node<'s> {
    let mut all = Mapping::default();
    for (file, tree) in in_order(trees) {
        let Content::Mapping(mapping) = placed(file, tree.clone()).content else { continue };
        all = laid_over(all, mapping);
    }
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(all) }
}

/// The path of the file below the project's folder that says last what is under a key.
pub(super) fn file_of(parts: &Parts<'_>, key: &str) -> String {
    let key = key.split('.').next().unwrap_or(key);
    let says = |(file, tree): &(&str, &Node<'_>)| {
        own_key(file).map_or_else(|| tree.find(key).is_some(), |(own, _)| is_same_key(own, key))
    };
    let found = in_order(parts.trees).into_iter().rev().find(says);
    found.map_or_else(|| parts.file(), |(file, _)| format!("{}{file}", parts.site.folder))
}

/// Whether a file of the site says anything beside the one at the top.
pub(in super::super) fn has_folders(site: &Site) -> bool {
    site.files.iter().any(|(file, _)| FOLDERS.iter().any(|folder| file.starts_with(folder)))
}

/// The files with their trees, the one that counts least first.
fn in_order<'t, 's>(trees: &'t [(&'s str, Node<'s>)]) -> Vec<(&'s str, &'t Node<'s>)> {
    let place = |file: &str| {
        FOLDERS.iter().position(|folder| file.starts_with(folder)).map(|at| (at, file.to_owned()))
    };
    let mut files: Vec<_> = trees.iter().map(|(file, tree)| (*file, tree)).collect();
    ordered::sort_by_key(&mut files, |(file, _)| place(file));
    files
}

/// The key that a file says all of, and the language that it is for; `None` for a file that may say anything.
fn own_key(file: &str) -> Option<(&str, Option<&str>)> {
    FOLDERS.iter().find(|folder| file.starts_with(**folder))?;
    let name = file.rsplit('/').next().unwrap_or(file);
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    if WHOLE.contains(&name) {
        return None;
    }
    Some(name.rsplit_once('.').map_or((name, None), |(key, language)| (key, Some(language))))
}

/// What a file says, under the keys that its name stands for.
fn placed<'s>(file: &'s str, tree: Node<'s>) -> Node<'s> {
    let Some((key, language)) = own_key(file) else { return tree };
    // A list is under its own name once more, since TOML has none at the top.
    let inner = match &tree.content {
        Content::Mapping(mapping) => match mapping.pairs() {
            [only] if only.key == key => Some(only.value.clone()),
            _ => None,
        },
        _ => None,
    };
    let value = inner.unwrap_or(tree);
    match language {
        None => under(key, value),
        Some(language) if is_same_key(key, "params") => {
            under("languages", under(language, under(key, value)))
        }
        Some(language) => under("languages", under(language, value)),
    }
}

fn under<'s>(key: &'s str, value: Node<'s>) -> Node<'s> {
    let position = value.position;
    let mut mapping = Mapping::default();
    mapping.push(Pair { key: key.into(), key_position: position, value });
    Node { position, content: Content::Mapping(mapping) }
}
