//! What RSS and Atom share: elements of other namespaces (Dublin Core, `content`, XHTML, Atom inside RSS), read into
//! the model where it has a field for them, and carried along as trees where it has none.
//!
//! A field that is filled already is left alone: what differs rides along, so that nothing is lost silently. Media
//! RSS, iTunes and the like are not read here; [`understood`] reads them for targets that cannot carry them.

mod dublin_core;
mod files;
mod lists;
mod person;
#[cfg(test)]
mod tests;
mod tree;
mod understood;
mod uri;
mod wording;

use std::collections::BTreeSet;

use crate::format::atom::elements;
use crate::format::diagnostics::Diagnostics;
use crate::model::{Category, Content, Entry, Extension, ExtensionNode, FeedHead, QualifiedName};
use crate::xml::{Attribute, Element, Node, namespace};

pub use person::person;
pub use understood::{understood, understood_head};
pub use uri::address;
pub use wording::{describe, html, loose, xhtml};

/// Takes one element of a module into the entry, and says whether it did: what it did not take is for the caller to
/// carry along.
pub fn entry(element: &Element, entry: &mut Entry, diagnostics: &mut Diagnostics) -> bool {
    match &*element.namespace {
        namespace::DUBLIN_CORE | namespace::DCTERMS => dublin_core::entry(element, entry, diagnostics),
        namespace::ATOM | namespace::ATOM_03 => {
            if !elements::entry(element, entry, diagnostics) {
                diagnostics.lost(&format!("element <atom:{}>", element.local));
            }
            // Two titles of one namespace are two for no reader, so that an Atom element never rides along.
            true
        }
        namespace::CONTENT if element.is(namespace::CONTENT, "encoded") => {
            entry.contents.extend(html(element).map(Content::Text));
            true
        }
        namespace::XHTML if ["body", "div"].iter().any(|name| element.local.eq_ignore_ascii_case(name)) => {
            entry.contents.extend(xhtml(element).map(Content::Text));
            true
        }
        _ => false,
    }
}

/// As [`entry`], for the head of a feed.
pub fn head(element: &Element, head: &mut FeedHead, diagnostics: &mut Diagnostics) -> bool {
    match &*element.namespace {
        namespace::DUBLIN_CORE | namespace::DCTERMS => dublin_core::head(element, head, diagnostics),
        namespace::ATOM | namespace::ATOM_03 => {
            if !elements::head(element, head, diagnostics) {
                diagnostics.lost(&format!("element <atom:{}>", element.local));
            }
            true
        }
        namespace::ADMIN if element.is(namespace::ADMIN, "generatorAgent") => {
            dublin_core::generator_agent(element, head)
        }
        _ => false,
    }
}

/// The element with all that is in it, to be carried along; nothing where too much rides along already, which the notes
/// then tell.
pub fn extension(element: &Element, diagnostics: &mut Diagnostics) -> Option<Extension> {
    diagnostics.has_room(element.position, parts(element)).then(|| carried(element))
}

/// How many elements and attributes the element and all that is in it are.
pub fn parts(element: &Element) -> usize {
    let own = element.attributes.len().saturating_add(1);
    element.elements().map(parts).fold(own, usize::saturating_add)
}

/// The element as a tree of the model. White space between elements stays behind.
fn carried(element: &Element) -> Extension {
    // How RDF is to be parsed is no business of a document that is none.
    let is_plumbing =
        |attribute: &&Attribute| *attribute.namespace == *namespace::RDF && attribute.local == "parseType";
    let attributes = element.attributes.iter().filter(|attribute| !is_plumbing(attribute));
    let mixed = element.has_elements();
    Extension {
        name: qualified(&element.namespace, &element.prefix, &element.local),
        attributes: attributes
            .map(|attribute| {
                let name = qualified(&attribute.namespace, &attribute.prefix, &attribute.local);
                (name, absolute(attribute, element.base.as_deref()))
            })
            .collect(),
        children: element
            .children
            .iter()
            .filter_map(|node| match node {
                Node::Element(element) => Some(ExtensionNode::Element(carried(element))),
                Node::Text(text) if mixed && text.trim().is_empty() => None,
                Node::Text(text) => Some(ExtensionNode::Text(text.clone())),
            })
            .collect(),
    }
}

/// The value of an attribute, absolute where it is an address by its name: the element leaves its base behind.
fn absolute(attribute: &Attribute, base: Option<&str>) -> String {
    let is_address = ["href", "src", "url"].contains(&attribute.local.as_str());
    let resolved = if is_address { address(&attribute.value, base) } else { None };
    resolved.unwrap_or_else(|| attribute.value.clone())
}

/// RSS 1.0 may put a prefix before its own names; without its namespace the prefix means nothing.
fn qualified(namespace: &str, prefix: &str, local: &str) -> QualifiedName {
    let prefix = if namespace.is_empty() { "" } else { prefix };
    QualifiedName { namespace: namespace.to_owned(), prefix: prefix.to_owned(), local: local.to_owned() }
}

/// Leaves out the categories that stand there already.
pub fn distinct(categories: &mut Vec<Category>) {
    let mut seen = BTreeSet::new();
    categories.retain(|category| {
        seen.insert((category.term.clone(), category.scheme.clone(), category.label.clone()))
    });
}

/// Fills a field that is empty. Says whether the field now holds the value.
pub(crate) fn fill<T: PartialEq>(field: &mut Option<T>, value: Option<T>) -> bool {
    match (&field, value) {
        // An element that says nothing is done with.
        (_, None) => true,
        (Some(present), Some(value)) => *present == value,
        (None, value) => {
            *field = value;
            true
        }
    }
}
