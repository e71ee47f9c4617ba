//! Texts as RSS and its modules write them, where nothing says whether they are HTML.
//!
//! Descriptions are HTML by custom. Titles are plain text by the book, and HTML so often that a look decides.

use crate::html::looks_like_html;
use crate::model::{Content, Entry, Text};
use crate::xml::{Element, Node, namespace};

/// The HTML that an element holds, as escaped text or as elements; nothing where it is empty.
pub fn html(element: &Element) -> Option<Text> {
    if element.attribute("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/plain")) {
        let plain = element.text();
        return Some(Text::plain(plain.trim())).filter(|text| !text.value.is_empty());
    }
    if !element.has_elements() {
        return text(&element.text(), element);
    }
    // Some feeds escape one part and forget the other. End tags in mere words are too rare to count.
    let is_escaped = |node: &Node| matches!(node, Node::Text(text) if text.contains("</"));
    if !element.children.iter().any(is_escaped) {
        return xhtml(element);
    }
    let parts = element.children.iter().map(|node| match node {
        Node::Element(child) => outer_markup(child),
        Node::Text(text) => text.clone(),
    });
    text(&parts.collect::<String>(), element)
}

fn outer_markup(element: &Element) -> String {
    let around = Element {
        children: vec![Node::Element(element.clone())],
        attributes: Vec::new(),
        local: String::new(),
        namespace: element.namespace.clone(),
        prefix: element.prefix.clone(),
        position: element.position,
        base: None,
        language: None,
    };
    around.inner_markup()
}

/// The HTML that an element holds as elements. Its text is text, as XHTML has it.
pub fn xhtml(element: &Element) -> Option<Text> {
    let mut nodes = element.children.iter().filter(|node| match node {
        Node::Element(_) => true,
        Node::Text(text) => !text.trim().is_empty(),
    });
    match (nodes.next(), nodes.next()) {
        // A sole wrapper is there to carry the namespace.
        (Some(Node::Element(only)), None) if is_wrapper(only) => text(&only.inner_markup(), element),
        _ => text(&element.inner_markup(), element),
    }
}

fn text(html: &str, element: &Element) -> Option<Text> {
    let html = html.trim();
    (!html.is_empty()).then(|| Text { base: base(element), ..Text::html(html) })
}

/// The text of an element that is plain by the book: HTML where it holds elements or looks like HTML.
pub fn loose(element: &Element) -> Option<Text> {
    if element.has_elements() { html(element) } else { loose_text(&element.text(), base(element)) }
}

/// A text of which nothing says whether it is HTML; nothing where it is empty.
pub(super) fn loose_text(value: &str, base: Option<String>) -> Option<Text> {
    let value = value.trim();
    if value.is_empty() {
        None
    } else if looks_like_html(value) {
        Some(Text { base, ..Text::html(value) })
    } else {
        Some(Text::plain(value))
    }
}

/// Puts a text that describes the entry where there is room: in the summary, else in the content. Says whether there
/// was; of two descriptions the second is the longer one in feeds that mean something by it.
pub fn describe(entry: &mut Entry, text: Option<Text>) -> bool {
    match text {
        None => true,
        Some(text) if entry.summary.is_none() => {
            entry.summary = Some(text);
            true
        }
        Some(text) if entry.summary.as_ref() == Some(&text) => true,
        Some(text) if entry.contents.is_empty() => {
            entry.contents.push(Content::Text(text));
            true
        }
        Some(_) => false,
    }
}

fn base(element: &Element) -> Option<String> {
    element.base.as_deref().map(str::to_owned)
}

fn is_wrapper(element: &Element) -> bool {
    let is_html = matches!(&*element.namespace, namespace::XHTML | namespace::RSS);
    let is_named = ["div", "body"].iter().any(|name| element.local.eq_ignore_ascii_case(name));
    is_html && is_named && element.attributes.is_empty()
}
