//! Configurations in Python, of which Pelican's may be of two files: the settings of both as one, and how far what they say is known,
//! since a program may compute anything.

use super::{Parts, literals};
use crate::model::Position;
use crate::tree::{Content, Mapping, Node};

impl<'s> Parts<'s> {
    /// The file that says last what is under a key, and what it says.
    pub(super) fn origin(&self, key: &str) -> (String, Option<&Node<'s>>) {
        let found = self.trees.iter().rev().find_map(|(file, tree)| Some((file, tree.get(key)?)));
        found.map_or((self.file(), None), |(file, node)| (format!("{}{file}", self.site.folder), Some(node)))
    }

    /// Whether a configuration in Python says more of a key than what is read: under a condition, or step by step.
    pub(super) fn is_changed(&self, key: &str) -> bool {
        self.site.files.iter().any(|(_, text)| text.contains(key) && literals::is_changed(text, key))
    }
}

/// The settings of all files as those of one; the later count.
pub(super) fn overlaid<'s>(trees: &[(&'s str, Node<'s>)]) -> Node<'s> {
    let mut all = Mapping::default();
    for (_, tree) in trees {
        if let Content::Mapping(mapping) = &tree.content {
            mapping.clone().into_pairs().into_iter().for_each(|pair| all.push(pair));
        }
    }
    Node { position: Position { line: 1, column: 1 }, content: Content::Mapping(all) }
}

/// Whether all of a value is known: a program may compute parts of it.
pub(super) fn is_literal(node: &Node<'_>) -> bool {
    match &node.content {
        Content::Null => false,
        Content::Scalar(_) => true,
        Content::Sequence(nodes) => nodes.iter().all(is_literal),
        Content::Mapping(mapping) => mapping.pairs().iter().all(|pair| is_literal(&pair.value)),
    }
}
