//! XML inside an element, written again as a self-contained text: every namespace it uses is declared in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{escape_attribute, escape_html};
use crate::xml::{Element, Node, namespace};

/// What is in the element, as XML without white space around it.
pub(super) fn markup(element: &Element) -> String {
    let mut writer = Writer::default();
    for child in &element.children {
        writer.add(child);
    }
    writer.xml.trim().to_owned()
}

#[derive(Default)]
struct Writer {
    xml: String,
    /// The namespaces that prefixes stand for where the writer is.
    scope: BTreeMap<Arc<str>, Arc<str>>,
}

impl Writer {
    fn add(&mut self, node: &Node) {
        match node {
            Node::Element(element) => self.add_element(element),
            // What is safe in HTML means the same in XML.
            Node::Text(text) => self.xml.push_str(&escape_html(text)),
        }
    }

    fn add_element(&mut self, element: &Element) {
        let mut outer = Vec::new();
        self.xml.push('<');
        self.add_name(&element.namespace, &element.prefix, &element.local);
        self.declare(&element.namespace, &element.prefix, &mut outer);
        for attribute in &element.attributes {
            // An attribute without a prefix is in no namespace, whatever the default is.
            if !attribute.namespace.is_empty() {
                self.declare(&attribute.namespace, &attribute.prefix, &mut outer);
            }
            self.xml.push(' ');
            self.add_name(&attribute.namespace, &attribute.prefix, &attribute.local);
            self.add_value(&attribute.value);
        }
        if element.children.is_empty() {
            self.xml.push_str("/>");
        } else {
            self.xml.push('>');
            for child in &element.children {
                self.add(child);
            }
            self.xml.push_str("</");
            self.add_name(&element.namespace, &element.prefix, &element.local);
            self.xml.push('>');
        }
        for (prefix, namespace) in outer.into_iter().rev() {
            match namespace {
                Some(namespace) => self.scope.insert(prefix, namespace),
                None => self.scope.remove(&prefix),
            };
        }
    }

    /// Declares a namespace unless it is in scope, and keeps what the prefix stood for outside.
    fn declare(
        &mut self,
        namespace: &Arc<str>,
        prefix: &Arc<str>,
        outer: &mut Vec<(Arc<str>, Option<Arc<str>>)>,
    ) {
        let prefix = if namespace.is_empty() { Arc::default() } else { Arc::clone(prefix) };
        if &**namespace == namespace::XML || self.scope.get(&prefix) == Some(namespace) {
            return;
        }
        self.xml.push_str(" xmlns");
        if !prefix.is_empty() {
            self.xml.push(':');
            self.xml.push_str(&prefix);
        }
        self.add_value(namespace);
        let before = self.scope.insert(Arc::clone(&prefix), Arc::clone(namespace));
        outer.push((prefix, before));
    }

    fn add_name(&mut self, namespace: &str, prefix: &str, local: &str) {
        if !namespace.is_empty() && !prefix.is_empty() {
            self.xml.push_str(prefix);
            self.xml.push(':');
        }
        self.xml.push_str(local);
    }

    fn add_value(&mut self, value: &str) {
        self.xml.push_str("=\"");
        self.xml.push_str(&escape_attribute(value));
        self.xml.push('"');
    }
}
