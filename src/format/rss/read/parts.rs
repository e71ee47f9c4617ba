//! RSS's own elements in channels and items alike.

use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::{self, atom::constructs, line, resolved_url};
use crate::model::{Category, Image, Link, Person};
use crate::xml::{Element, Node, namespace};

/// Fills a field with the first value that a document gives it. A later one that differs is lost.
pub(super) fn first<T: PartialEq>(
    field: &mut Option<T>,
    value: Option<T>,
    element: &Element,
    diagnostics: &mut Diagnostics,
) {
    if !modules::fill(field, value) {
        lost(element, diagnostics);
    }
}

/// Fills a field with the last value that a document gives it. An earlier one that differs is lost.
pub(super) fn last<T: PartialEq>(
    field: &mut Option<T>,
    value: Option<T>,
    element: &Element,
    diagnostics: &mut Diagnostics,
) {
    if value.is_some() {
        if field.is_some() && *field != value {
            lost(element, diagnostics);
        }
        *field = value;
    }
}

/// Counts an element that has no place.
pub(super) fn lost(element: &Element, diagnostics: &mut Diagnostics) {
    diagnostics.lost(&format!("element <{}>", element.local));
}

/// The attributes that some element of RSS's own, or of Atom's without its namespace, is read for.
const READ: [&str; 16] = [
    "domain", "href", "hreflang", "ispermalink", "label", "length", "mode", "rel", "scheme", "src", "term",
    "title", "type", "uri", "url", "version",
];

/// Counts the attributes of an element of RSS's own that are not read. Those of RDF say what the tree says.
pub(super) fn lose_attributes(element: &Element, diagnostics: &mut Diagnostics) {
    let is_of_frame = |name: &str| [namespace::RDF, namespace::XML].contains(&name);
    for attribute in element.attributes.iter().filter(|attribute| !is_of_frame(&attribute.namespace)) {
        let colon = if attribute.prefix.is_empty() { "" } else { ":" };
        let is_read = colon.is_empty() && READ.contains(&attribute.local.to_ascii_lowercase().as_str());
        if !is_read {
            diagnostics.lost(&format!(
                "attribute {}{colon}{} of <{}>",
                attribute.prefix, attribute.local, element.local
            ));
        }
    }
}

/// A `link` with the URL as its content, as RSS writes it, or with nothing but Atom's attribute for it.
pub(super) fn link(element: &Element) -> Option<Link> {
    let href = element.attribute("href").filter(|_| element.attribute("rel").is_none());
    let absolute = |text: &str| resolved_url(text, element.base.as_deref());
    absolute(&element.text()).or_else(|| absolute(href?)).map(|href| Link::new("alternate", href))
}

/// All links: RSS's own before those of Atom, and the last of its own, which is the one that counts, before the rest.
pub(super) fn links(mut own: Vec<Link>, others: Vec<Link>) -> Vec<Link> {
    own.pop().into_iter().chain(own).chain(others).collect()
}

/// A person, in RSS's one line or in Atom's three elements.
pub(super) fn person(element: &Element) -> Option<Person> {
    let construct = if element.has_elements() { constructs::person(element) } else { None };
    construct.or_else(|| line(element).map(|text| modules::person(&text)))
}

/// A category, as text with a domain or in Atom's attributes.
pub(super) fn category(element: &Element) -> Option<Category> {
    let own = element.children.iter().filter_map(|node| match node {
        Node::Element(_) => None,
        Node::Text(text) => Some(text.trim()),
    });
    // Some feeds put whole images into a category.
    let own = own.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let Some(term) = Some(own).filter(|own| !own.is_empty()).or_else(|| line(element)) else {
        return constructs::category(element);
    };
    let scheme = element.attribute("domain").or_else(|| element.attribute("scheme"));
    let scheme = scheme.map(str::trim).filter(|scheme| !scheme.is_empty());
    Some(Category { term, scheme: scheme.map(str::to_owned), label: None })
}

/// An image, as RSS's group of elements, or as the bare URL that some feeds write.
pub(super) fn image(element: &Element, diagnostics: &mut Diagnostics) -> Option<Image> {
    let named = |name| element.child(namespace::RSS, name);
    let text = |name| named(name).and_then(line);
    let absolute = |text: &str| resolved_url(text, element.base.as_deref());
    let attribute = ["url", "href"].iter().find_map(|name| element.attribute(name));
    let url = match text("url").as_deref().or(attribute) {
        Some(url) => absolute(url)?,
        None if element.has_elements() => return None,
        None => absolute(&element.text())?,
    };
    let mut pixels = |name| named(name).and_then(|element| size(element, diagnostics));
    Some(Image {
        url,
        width: pixels("width"),
        height: pixels("height"),
        title: text("title"),
        description: text("description"),
        link: text("link").as_deref().and_then(absolute),
    })
}

fn size(element: &Element, diagnostics: &mut Diagnostics) -> Option<u32> {
    let text = line(element)?;
    let pixels = text.strip_suffix("px").unwrap_or(&text).trim_end().parse().ok();
    if pixels.is_none() {
        diagnostics.add(
            Rule::FeedValue,
            element.position,
            "the size of an image is not a number of pixels; it is left out",
        );
    }
    pixels
}
