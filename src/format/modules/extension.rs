//! Extension elements: trees of the model, which every XML target can carry as they are.

use super::uri::resolved_url;
use crate::format::base::{is_url_attribute, is_url_element};
use crate::format::diagnostics::Diagnostics;
use crate::model::{Extension, ExtensionNode, QualifiedName};
use crate::xml::{Attribute, Element, Node, namespace};

/// The element with all that is in it, to be kept; nothing where too much is kept already, which the diagnostics
/// then say.
pub fn extension(element: &Element, diagnostics: &mut Diagnostics) -> Option<Extension> {
    diagnostics.has_room(element.position, parts(element)).then(|| carried(element))
}

/// How many elements and attributes the element and all that is in it are.
pub(super) fn parts(element: &Element) -> usize {
    let own = element.attributes.len().saturating_add(1);
    element.elements().map(parts).fold(own, usize::saturating_add)
}

/// The element as a tree of the model. White space between elements stays behind.
pub fn carried(element: &Element) -> Extension {
    // Instructions to RDF parsers mean nothing outside of RDF.
    let is_plumbing =
        |attribute: &&Attribute| *attribute.namespace == *namespace::RDF && attribute.local == "parseType";
    let kept = element.attributes.iter().filter(|attribute| !is_plumbing(attribute));
    let mixed = element.has_elements();
    let child = |node: &Node| match node {
        Node::Element(element) => Some(ExtensionNode::Element(carried(element))),
        Node::Text(text) if mixed && text.trim().is_empty() => None,
        Node::Text(text) if !mixed && is_url_element(&element.local) => {
            let url = resolved_url(text, element.base.as_deref());
            Some(ExtensionNode::Text(url.unwrap_or_else(|| text.clone())))
        }
        Node::Text(text) => Some(ExtensionNode::Text(text.clone())),
    };
    // Lists that grow have room for four from the start, and most hold one.
    let mut attributes = Vec::with_capacity(element.attributes.len());
    attributes.extend(kept.map(|attribute| {
        let name = qualified(&attribute.namespace, &attribute.prefix, &attribute.local);
        (name, absolute(element, attribute))
    }));
    let mut children = Vec::with_capacity(element.children.len());
    children.extend(element.children.iter().filter_map(child));
    Extension { name: qualified(&element.namespace, &element.prefix, &element.local), attributes, children }
}

/// The value of an attribute, absolute where it is a URL by its name: the element leaves its base behind.
fn absolute(element: &Element, attribute: &Attribute) -> String {
    let resolved = if is_url_attribute(&element.local, &attribute.local) {
        resolved_url(&attribute.value, element.base.as_deref())
    } else {
        None
    };
    resolved.unwrap_or_else(|| attribute.value.clone())
}

/// RSS 1.0 may put a prefix before its own names; without its namespace the prefix means nothing.
fn qualified(namespace: &str, prefix: &str, local: &str) -> QualifiedName {
    QualifiedName::new(namespace, if namespace.is_empty() { "" } else { prefix }, local)
}
