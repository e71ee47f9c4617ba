//! A small tree of elements as read, and look-ups in it.
//!
//! Names are case-sensitive in XML, but real feeds write `pubdate` and `isPermaLink` in every way: look-ups ignore the case
//! of ASCII letters.

use std::sync::Arc;

use super::namespace;
use crate::html::is_void;
use crate::model::Position;
use crate::text::{escape_attribute, escape_html};

/// An element. Its namespace counts, not its prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its namespace: one of the constants of [`namespace`] if it is known; empty for that of RSS and for none.
    pub namespace: Arc<str>,
    /// The prefix as written, empty where there is none.
    pub prefix: Arc<str>,
    /// Its name without the prefix, as written.
    pub local: String,
    /// The attributes in their order, without namespace declarations.
    pub attributes: Vec<Attribute>,
    /// Its content in order; no text follows another text directly.
    pub children: Vec<Node>,
    /// The position of its start tag.
    pub position: Position,
    /// The absolute base URL in scope.
    pub base: Option<Arc<str>>,
    /// The language in scope, as written; never empty.
    pub language: Option<Arc<str>>,
}

/// An attribute of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its namespace, empty where it has no prefix.
    pub namespace: Arc<str>,
    /// The prefix as written, empty where there is none.
    pub prefix: Arc<str>,
    /// Its name without the prefix, as written.
    pub local: String,
    /// The value, with references resolved and line ends as spaces.
    pub value: String,
}

/// The content of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Text, references resolved.
    Text(String),
}

impl Element {
    /// Whether it has the name in the namespace.
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local.eq_ignore_ascii_case(local) && &*self.namespace == namespace
    }

    /// The value of an attribute that is in no namespace, or in the element's own, as some programs write it.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        let own = || self.attribute_in(&self.namespace, local).filter(|_| !self.prefix.is_empty());
        self.attribute_in("", local).or_else(own)
    }

    /// The value of an attribute in a namespace; one in exactly this case is preferred.
    pub fn attribute_in(&self, namespace: &str, local: &str) -> Option<&str> {
        let named = |attribute: &&Attribute| {
            &*attribute.namespace == namespace && attribute.local.eq_ignore_ascii_case(local)
        };
        let exact = self.attributes.iter().filter(named).find(|attribute| attribute.local == local);
        exact.or_else(|| self.attributes.iter().find(named)).map(|attribute| attribute.value.as_str())
    }

    /// The child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child element with the name.
    pub fn child(&self, namespace: &str, local: &str) -> Option<&Element> {
        self.elements().find(|element| element.is(namespace, local))
    }

    /// All text in it and its descendants, not trimmed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.add_text(text),
                Node::Text(own) => text.push_str(own),
            }
        }
    }

    /// Whether it has child elements.
    pub fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }

    /// Its content as HTML, not cleaned. Elements that HTML knows lose their prefix; `xml:lang` becomes `lang`.
    pub fn inner_markup(&self) -> String {
        let mut markup = String::new();
        self.add_markup(&mut markup);
        markup
    }

    fn add_markup(&self, markup: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.add_outer_markup(markup),
                Node::Text(text) => markup.push_str(&escape_html(text)),
            }
        }
    }

    fn add_outer_markup(&self, markup: &mut String) {
        markup.push('<');
        self.add_name(markup);
        for attribute in &self.attributes {
            attribute.add_markup(markup);
        }
        markup.push('>');
        // An HTML parser drops a line end right after `<pre>`: one more keeps the author's.
        let first = self.children.first();
        if self.local == "pre" && matches!(first, Some(Node::Text(text)) if text.starts_with('\n')) {
            markup.push('\n');
        }
        self.add_markup(markup);
        if !is_void(&self.local) {
            markup.push_str("</");
            self.add_name(markup);
            markup.push('>');
        }
    }

    fn add_name(&self, markup: &mut String) {
        if !self.prefix.is_empty() && !namespace::is_html(&self.namespace) {
            markup.push_str(&self.prefix);
            markup.push(':');
        }
        markup.push_str(&self.local);
    }
}

impl Attribute {
    fn add_markup(&self, markup: &mut String) {
        markup.push(' ');
        let is_language = *self.namespace == *namespace::XML && self.local == "lang";
        if !self.prefix.is_empty() && !is_language {
            markup.push_str(&self.prefix);
            markup.push(':');
        }
        markup.push_str(&self.local);
        markup.push_str("=\"");
        markup.push_str(&escape_attribute(&self.value));
        markup.push('"');
    }
}
