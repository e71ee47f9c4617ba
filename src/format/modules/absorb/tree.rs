//! Reads the trees of extensions.

use crate::model::{Extension, ExtensionNode};

/// The elements right in a tree.
pub(super) fn elements(tree: &Extension) -> impl Iterator<Item = &Extension> {
    tree.children.iter().filter_map(|node| match node {
        ExtensionNode::Element(element) => Some(element),
        ExtensionNode::Text(_) => None,
    })
}

/// The text right in a tree, untrimmed.
pub(super) fn text(tree: &Extension) -> String {
    let texts = tree.children.iter().filter_map(|node| match node {
        ExtensionNode::Element(_) => None,
        ExtensionNode::Text(text) => Some(text.as_str()),
    });
    texts.collect()
}

/// The value of an attribute of no namespace or the tree's own, trimmed; nothing where it is empty.
pub(super) fn attribute<'t>(tree: &'t Extension, name: &str) -> Option<&'t str> {
    let in_namespace = |namespace: &str| {
        let mut attributes = tree.attributes.iter();
        attributes.find(|(attribute, _)| {
            attribute.namespace == namespace && attribute.local.eq_ignore_ascii_case(name)
        })
    };
    let named = in_namespace("").or_else(|| in_namespace(&tree.name.namespace));
    named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// Whether a tree holds no elements, and no attributes but the named ones.
pub(super) fn says_only(tree: &Extension, attributes: &[&str]) -> bool {
    elements(tree).next().is_none() && has_only(tree, attributes)
}

/// Whether a tree has no attributes but the named ones.
pub(super) fn has_only(tree: &Extension, attributes: &[&str]) -> bool {
    tree.attributes.iter().all(|(attribute, _)| {
        (attribute.namespace.is_empty() || attribute.namespace == tree.name.namespace)
            && attributes.iter().any(|name| attribute.local.eq_ignore_ascii_case(name))
    })
}
