//! Elements and members that no format of ours has a word for -> the same, without what could run, act or do harm.
//!
//! Foreign text is HTML for the cleaner where a reader may show it: what holds a tag is cleaned, but for elements and members
//! whose name ends with code, text or markdown. Elements of XHTML, SVG and MathML are dropped, and in every mode so are those
//! that make a processor of XML fetch, transform or verify something.

use std::mem;

use url::Url;

use super::Cleaner;
use crate::convert::harm::{LIVE, is_acting, is_acting_attribute, is_harmful};
use crate::html;
use crate::model::{Extension, ExtensionNode, QualifiedName, Text};
use crate::xml::namespace;

impl Cleaner<'_> {
    /// Leaves out what readers and validators refuse at this place: URLs to ping in a head or in RDF's form, and
    /// licences that are not URLs.
    pub(super) fn out_of_place(&mut self, whose: &str, extensions: &mut Vec<Extension>) {
        let is_refused = |element: &Extension| match element.name.namespace.as_str() {
            namespace::TRACKBACK => {
                let is_of_rdf = |(name, _): &(QualifiedName, String)| name.namespace == namespace::RDF;
                whose == "feed" || element.attributes.iter().any(is_of_rdf)
            }
            namespace::CREATIVE_COMMONS => {
                let is_url = |node: &ExtensionNode| matches!(node, ExtensionNode::Text(text) if Url::parse(text).is_ok());
                !element.children.iter().any(is_url)
            }
            _ => false,
        };
        let refused = extensions.iter().filter(|element| is_refused(element));
        self.losses.add_elements(whose, refused);
        extensions.retain(|element| !is_refused(element));
    }

    pub(super) fn extensions(&mut self, extensions: &mut Vec<Extension>) {
        extensions.retain_mut(|extension| self.extension(extension));
    }

    /// Cleans a foreign element, and says whether it may stay.
    fn extension(&mut self, extension: &mut Extension) -> bool {
        if !self.keeps_html && LIVE.contains(&extension.name.namespace.as_str()) {
            self.losses.add("foreign elements that a browser would run", 1);
            return false;
        }
        if is_acting(&extension.name) {
            self.losses.add("foreign elements that make programs act", 1);
            return false;
        }
        let before = extension.attributes.len();
        extension.attributes.retain(|(name, _)| !is_acting_attribute(name));
        let acting = before.saturating_sub(extension.attributes.len());
        self.losses.add("foreign attributes that make programs act", acting);
        // What an element refers to may have got another id.
        let ids = extension.attributes.iter_mut().filter(|(name, _)| name.local == "ref");
        ids.for_each(|(_, id)| self.id(id));
        let before = extension.attributes.len();
        extension.attributes.retain(|(name, value)| !is_harmful(&name.local, value));
        self.losses.add("URLs that could do harm", before.saturating_sub(extension.attributes.len()));
        // Writers join the text of an element, whatever is between its parts: so it is checked as one.
        let mut text = String::new();
        extension.children.retain_mut(|child| match child {
            ExtensionNode::Element(child) => self.extension(child),
            ExtensionNode::Text(part) => {
                text.push_str(part);
                false
            }
        });
        let mut types =
            extension.attributes.iter().filter(|(name, _)| name.namespace.is_empty() && name.local == "type");
        let kind = types.next().map(|(_, kind)| kind.as_str());
        if !self.foreign_text(&extension.name.local, kind, &mut text) {
            self.losses.add("URLs that could do harm", 1);
            text.clear();
        }
        if !text.is_empty() {
            extension.children.insert(0, ExtensionNode::Text(text));
        }
        true
    }

    /// Cleans a text of a foreign element or member where a reader may show it as HTML, and says whether what is left is
    /// no URL that could do harm.
    pub(super) fn foreign_text(&mut self, name: &str, kind: Option<&str>, text: &mut String) -> bool {
        if !is_harmful(name, text) && html::has_markup(text) && is_shown(name, kind) {
            let mut html = Text::html(mem::take(text));
            self.text(&mut html);
            *text = html.value;
        }
        !is_harmful(name, text)
    }
}

/// Whether a reader may show the text of that name and type as HTML. Text of another kind is not cleaned.
fn is_shown(name: &str, kind: Option<&str>) -> bool {
    let is_source = || {
        let name = name.to_ascii_lowercase();
        let last_word = name.rsplit(|character: char| !character.is_alphanumeric()).next();
        last_word.is_some_and(|word| ["markdown", "code", "text"].contains(&word))
    };
    match kind {
        Some(kind) if kind.to_ascii_lowercase().contains("html") => true,
        Some("plain") => false,
        _ => !is_source(),
    }
}
