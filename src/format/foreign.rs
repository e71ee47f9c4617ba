//! Turns foreign elements of the model into elements with prefixes as RSS and Atom carry them, not yet in either
//! crate's type, and says which prefixes a document must declare.
//!
//! The text of an element is written before its children, as the crates do, so text between elements moves there. Elements whose
//! names hold more than ASCII, that nest too deeply or that mean nothing outside RDF are left out (see [`is_writable`]), and so
//! are those in more namespaces than a document may declare.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::characters::{attribute, normalized};
use super::lines::Lines;
use super::losses::Losses;
use super::strict;
use crate::model::{Entry, Extension, ExtensionNode, Feed, FeedHead, QualifiedName};
use crate::ordered::CollectOrdered;
use crate::uri::is_uri_reference;
use crate::xml::namespace;

/// The namespace of declarations, for which none may be made (Namespaces in XML 1.0, section 3).
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Elements of RSS 1.0 that mean something in RDF alone, by namespace and name; all of a namespace without a
/// name.
const OF_RDF: [(&str, &str); 2] =
    [(namespace::CONTENT, "items"), ("http://purl.org/rss/1.0/modules/link/", "")];

/// How deep a foreign element may nest: documents of ours stay far from what stops readers that recurse.
const DEEPEST: usize = 48;

/// The key of foreign elements, greater than every prefix: the crates write extensions in the order of their keys.
pub(super) const BEHIND_ALL: &str = "~";

/// The longest prefix that is kept, in bytes: where a namespace has two, all of its elements are written with one.
const LONGEST_PREFIX: usize = 40;

/// An element as it is written.
pub(super) struct ForeignElement {
    /// Its name with the prefix.
    pub(super) name: String,
    /// Its attributes by their names with prefixes, not yet escaped.
    pub(super) attributes: BTreeMap<String, String>,
    /// The characters in it.
    pub(super) text: String,
    /// The elements in it.
    pub(super) children: Vec<ForeignElement>,
}

/// An element with its children in a crate's type.
pub(super) struct Tree<T> {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) value: Option<String>,
    /// The crates sort children by their keys, which show nowhere, so the keys keep the order.
    pub(super) children: BTreeMap<String, Vec<T>>,
}

impl ForeignElement {
    /// Appends the element, so many elements deep. White space stands between elements alone, never next to text.
    pub(super) fn add_to(&self, lines: &mut Lines<'_>, depth: usize) {
        lines.start(depth, &self.name);
        self.add_rest(lines, depth);
    }

    /// Appends what follows the name in the start tag.
    fn add_rest(&self, lines: &mut Lines<'_>, depth: usize) {
        self.attributes.iter().for_each(|(name, value)| lines.attribute(name, value));
        let mut children = self.children.iter();
        match (children.len(), self.text.is_empty()) {
            (0, _) => return lines.text(&self.name, &self.text),
            (_, true) => lines.open(),
            (_, false) => {
                lines.open_with(&self.text);
                for child in children.by_ref().take(1) {
                    lines.start_inline(&child.name);
                    child.add_rest(lines, depth.saturating_add(1));
                }
            }
        }
        children.for_each(|child| child.add_to(lines, depth.saturating_add(1)));
        lines.close(depth, &self.name);
    }

    /// The element in a crate's type. A value that is empty, but there, keeps the crates' writers from filling it with
    /// white space.
    pub(super) fn into_tree<T>(self, make: &impl Fn(Tree<T>) -> T) -> T {
        let children = self.children.into_iter().map(|child| child.into_tree(make)).enumerate();
        make(Tree {
            name: self.name,
            attributes: self.attributes,
            value: Some(self.text).filter(|text| !text.is_empty() || children.len() == 0),
            children: children.map(|(position, child)| (format!("{position:08}"), vec![child])).collect_map(),
        })
    }
}

/// The prefixes of a document's foreign elements, by namespace.
pub(super) struct Prefixes {
    by_namespace: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    used: BTreeSet<String>,
    carries_bare: bool,
}

impl Prefixes {
    /// The prefixes of all foreign elements in the feed: those they were written with, unless another namespace has
    /// taken it. `own` are the prefixes that the writer itself uses, each with its namespace.
    /// Where elements of no namespace are not carried, they need no prefix.
    pub(super) fn of(feed: &Feed, own: &[(&str, &str)], carries_bare: bool) -> Prefixes {
        let mut prefixes = Prefixes {
            by_namespace: own
                .iter()
                .map(|&(prefix, name)| (name.to_owned(), prefix.to_owned()))
                .collect_map(),
            taken: own.iter().map(|&(prefix, _)| prefix.to_owned()).collect_set(),
            used: BTreeSet::new(),
            carries_bare,
        };
        of_head(&feed.head).for_each(|extension| prefixes.add_outermost(extension));
        for entry in &feed.entries {
            // Those of its source are written in no format.
            of_entry(entry).for_each(|extension| prefixes.add_outermost(extension));
        }
        prefixes
    }

    /// The declarations that foreign elements need: prefix and namespace.
    pub(super) fn declarations(&self) -> impl Iterator<Item = (String, String)> {
        let of_namespace = |namespace: &String| {
            let prefix = self.by_namespace.get(namespace)?;
            Some((prefix.clone(), normalized(namespace).into_owned()))
        };
        self.used.iter().filter_map(of_namespace)
    }

    /// The element with its prefixes. `own` is the namespace of names without a prefix in this document.
    pub(super) fn element(&self, extension: &Extension, own: &str) -> ForeignElement {
        let mut element = ForeignElement {
            name: self.name(&extension.name),
            attributes: BTreeMap::new(),
            text: String::new(),
            children: Vec::new(),
        };
        if extension.name.namespace.is_empty() && !own.is_empty() {
            element.attributes.insert("xmlns".to_owned(), String::new());
        }
        for (name, value) in &extension.attributes {
            element.attributes.insert(self.name(name), attribute(value).into_owned());
        }
        for child in &extension.children {
            match child {
                ExtensionNode::Text(text) => element.text.push_str(&normalized(text)),
                ExtensionNode::Element(child) => element.children.push(self.element(child, own)),
            }
        }
        if !element.children.is_empty() && element.text.trim().is_empty() {
            element.text.clear();
        }
        element
    }

    fn add_outermost(&mut self, extension: &Extension) {
        if self.carries_bare || !extension.name.namespace.is_empty() {
            self.add_element(extension);
        }
    }

    fn add_element(&mut self, extension: &Extension) {
        self.add_name(&extension.name);
        extension.attributes.iter().for_each(|(name, _)| self.add_name(name));
        for child in &extension.children {
            if let ExtensionNode::Element(child) = child {
                self.add_element(child);
            }
        }
    }

    fn add_name(&mut self, name: &QualifiedName) {
        let needs_none = name.namespace.is_empty() || name.namespace == namespace::XML;
        if needs_none || self.used.contains(&name.namespace) {
            return;
        }
        self.used.insert(name.namespace.clone());
        if self.by_namespace.contains_key(&name.namespace) {
            return;
        }
        let is_free = |prefix: &String| !self.taken.contains(prefix);
        let own = Some(name.prefix.clone()).filter(|prefix| is_prefix(prefix) && is_free(prefix));
        let numbered = || (self.taken.len()..).map(|number| format!("ns{number}")).find(is_free);
        if let Some(prefix) = own.or_else(numbered) {
            self.taken.insert(prefix.clone());
            self.by_namespace.insert(name.namespace.clone(), prefix);
        }
    }

    fn name(&self, name: &QualifiedName) -> String {
        let prefix = match name.namespace.as_str() {
            "" => None,
            namespace::XML => Some("xml"),
            namespace => self.by_namespace.get(namespace).map(String::as_str),
        };
        prefix.map_or_else(|| name.local.clone(), |prefix| format!("{prefix}:{}", name.local))
    }
}

/// Whether a document of ours can carry the element and all that is in it.
pub(super) fn is_writable(extension: &Extension) -> bool {
    let name = &extension.name;
    let is_of_rdf = |&(namespace, local): &(&str, &str)| {
        name.namespace == namespace && (local.is_empty() || name.local == local)
    };
    !OF_RDF.iter().any(is_of_rdf) && fits(extension, DEEPEST)
}

/// The foreign elements of an entry that a document can carry.
pub(super) fn of_entry(entry: &Entry) -> impl Iterator<Item = &Extension> {
    entry.extensions.iter().filter(|extension| is_writable(extension))
}

/// The foreign elements of a head that a document can carry.
pub(super) fn of_head(head: &FeedHead) -> impl Iterator<Item = &Extension> {
    head.extensions.iter().filter(|extension| is_writable(extension))
}

fn fits(extension: &Extension, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let has_plain_names = is_local_name(&extension.name.local)
        && is_namespace(&extension.name.namespace)
        && extension.attributes.iter().all(|(name, _)| {
            is_local_name(&name.local) && name.local != "xmlns" && is_namespace(&name.namespace)
        });
    has_plain_names
        && extension.children.iter().all(|child| match child {
            ExtensionNode::Text(_) => true,
            ExtensionNode::Element(child) => fits(child, depth),
        })
}

/// Whether a prefix may be declared for the namespace: a reference to a URI, for there are parsers that refuse all
/// others, and not the one that is reserved for declarations.
fn is_namespace(namespace: &str) -> bool {
    namespace != XMLNS && is_uri_reference(namespace)
}

/// Whether elements may be written with the prefix, each of them twice.
fn is_prefix(prefix: &str) -> bool {
    prefix.len() <= LONGEST_PREFIX && is_local_name(prefix) && !prefix.to_ascii_lowercase().starts_with("xml")
}

fn is_local_name(name: &str) -> bool {
    !name.contains(':') && strict::is_name(name)
}

/// How many namespaces the foreign elements of a document may be in: the check of ours takes 128.
const MOST_NAMESPACES: usize = 100;

/// Leaves out foreign elements in more namespaces than one document may declare.
pub(super) fn limit_namespaces(feed: &mut Feed, losses: &mut Losses) {
    let mut known = BTreeSet::new();
    let mut retain = |extensions: &mut Vec<Extension>| {
        let before = extensions.len();
        extensions.retain(|extension| {
            let mut more = BTreeSet::new();
            namespaces(extension, &mut more);
            more.retain(|namespace| !known.contains(namespace));
            let fits = known.len().saturating_add(more.len()) <= MOST_NAMESPACES;
            if fits {
                known.extend(more);
            }
            fits
        });
        losses.add("foreign elements in more than 100 namespaces", before.saturating_sub(extensions.len()));
    };
    retain(&mut feed.head.extensions);
    for entry in feed.entries.iter_mut().filter(|entry| !entry.extensions.is_empty()) {
        retain(&mut Arc::make_mut(entry).extensions);
    }
}

fn namespaces(extension: &Extension, found: &mut BTreeSet<String>) {
    let attributes = extension.attributes.iter().map(|(name, _)| name);
    for name in attributes.chain([&extension.name]) {
        if !found.contains(&name.namespace) {
            found.insert(name.namespace.clone());
        }
    }
    for child in &extension.children {
        if let ExtensionNode::Element(child) = child {
            namespaces(child, found);
        }
    }
}
