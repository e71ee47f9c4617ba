//! Reads RSS of every version: 0.90 to 0.94, 1.0 and 2.0, and what calls itself RSS without being any of them.
//!
//! The versions differ in where things are (items in the channel or beside it) and in what is allowed, not in what
//! a name means. So there is one reader, which takes every element wherever it is. Names are compared without
//! regard to case, for feeds write `pubdate` and `textinput` as they like. `items`, the table of contents of RSS 1.0, is
//! not read: the order of the items themselves counts.

mod channel;
mod item;
mod parts;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::format::diagnostics::{Diagnostics, TOO_MANY_ENTRIES};
use crate::model::{Entry, Feed};
use crate::xml::{Element, Fault, Node, Reader, Step, namespace};

use channel::Channel;

/// Reads the document whose root element was just opened.
///
/// # Errors
///
/// A fault of the XML that cannot be mended.
pub(super) fn read(
    reader: &mut Reader<'_>,
    root: Element,
    diagnostics: &mut Diagnostics,
) -> Result<Feed, Fault> {
    let mut document = Document::default();
    document.open(&root);
    // Of each container that is open, whether it is a table of contents.
    let mut open = vec![false];
    while let Some(&is_contents) = open.last() {
        match reader.step()? {
            Some(Step::Open(element)) if is_contents && *element.namespace == *namespace::RDF => {
                reader.skip(element)?;
            }
            Some(Step::Open(element)) if document.is_container(&element) => {
                document.open(&element);
                open.push(element.local.eq_ignore_ascii_case("items"));
            }
            Some(Step::Open(element)) => document.take(reader.subtree(element)?, diagnostics)?,
            Some(Step::Text) => {}
            Some(Step::Close) => _ = open.pop(),
            None => break,
        }
    }
    Ok(Feed { head: document.channel.finish(), entries: document.entries })
}

/// A document in the making.
#[derive(Default)]
struct Document {
    channel: Channel,
    entries: Vec<Arc<Entry>>,
    /// A namespace that the document gave to RSS's elements, though nobody knows it.
    own: Option<Arc<str>>,
}

impl Document {
    /// Whether the element holds what the others are taken from.
    fn is_container(&self, element: &Element) -> bool {
        let is_named =
            ["rss", "channel", "items"].iter().any(|name| element.local.eq_ignore_ascii_case(name));
        let is_own = *element.namespace == *namespace::RSS || self.own.as_ref() == Some(&element.namespace);
        is_named && (is_own || element.prefix.is_empty())
    }

    /// Notes what a container says that holds the others.
    fn open(&mut self, element: &Element) {
        self.channel.open(element);
        // A document has one such namespace, or is nonsense.
        if self.own.is_none() && ![namespace::RSS, namespace::RDF].contains(&&*element.namespace) {
            self.own = Some(Arc::clone(&element.namespace));
        }
    }

    /// Reads an element that is not a container, wherever it is.
    fn take(&mut self, mut element: Element, diagnostics: &mut Diagnostics) -> Result<(), Fault> {
        if let Some(own) = &self.own {
            adopt(&mut element, own);
        }
        if is_item(&element) {
            return self.take_item(&element, diagnostics);
        }
        // An element of RSS's own that holds items is there for their sake, whatever it is called. What others hold is
        // theirs.
        let is_own = *element.namespace == *namespace::RSS;
        let mut items = element.elements().filter(|child| is_own && is_item(child)).peekable();
        if items.peek().is_none() {
            self.channel.take(&element, diagnostics);
        }
        items.try_for_each(|item| self.take_item(item, diagnostics))
    }

    /// Takes an item, and those that a missing end tag put into it.
    fn take_item(&mut self, element: &Element, diagnostics: &mut Diagnostics) -> Result<(), Fault> {
        if !diagnostics.allows_another(self.entries.len()) {
            return Err(Fault { position: element.position, message: TOO_MANY_ENTRIES });
        }
        self.entries.push(Arc::new(item::read(element, diagnostics)));
        let mut inside = element.elements().filter(|child| child.is(namespace::RSS, "item"));
        inside.try_for_each(|item| self.take_item(item, diagnostics))
    }
}

/// Makes elements of a namespace RSS's own.
fn adopt(element: &mut Element, own: &Arc<str>) {
    if element.namespace == *own {
        element.namespace = Arc::from(namespace::RSS);
    }
    for node in &mut element.children {
        if let Node::Element(child) = node {
            adopt(child, own);
        }
    }
}

fn is_item(element: &Element) -> bool {
    element.is(namespace::RSS, "item")
        || [namespace::RSS, namespace::ATOM].iter().any(|namespace| element.is(namespace, "entry"))
}
