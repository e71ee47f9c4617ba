//! Atom's elements by their names, put into the head of a feed.

use super::constructs;
use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::fill::{add, fill, trimmed};
use crate::model::{FeedHead, Image, Person};
use crate::xml::{Element, namespace};

/// Takes an element of Atom, by its name, into the head; says whether the head has a place for it.
pub fn head(element: &Element, head: &mut FeedHead, diagnostics: &mut Diagnostics) -> bool {
    match element.local.to_ascii_lowercase().as_str() {
        "title" => fill(&mut head.title, constructs::text(element, diagnostics)),
        "subtitle" | "tagline" => fill(&mut head.subtitle, constructs::text(element, diagnostics)),
        "id" => fill(&mut head.id, id(element, diagnostics)),
        "published" | "issued" => fill(&mut head.published, constructs::date(element, diagnostics)),
        "updated" | "modified" => fill(&mut head.updated, constructs::date(element, diagnostics)),
        "rights" | "copyright" => fill(&mut head.rights, constructs::text(element, diagnostics)),
        "generator" => fill(&mut head.generator, constructs::generator(element)),
        "icon" => fill(&mut head.icon, image(element)),
        "logo" => fill(&mut head.logo, image(element)),
        "link" => add(&mut head.links, constructs::link(element)),
        "author" => add(&mut head.authors, person(element, diagnostics)),
        "contributor" => add(&mut head.contributors, person(element, diagnostics)),
        "category" => add(&mut head.categories, constructs::category(element)),
        _ => false,
    }
}

/// Takes an element of Atom's own into the head and counts it as lost where there is no place for it.
pub fn own_in_head(element: &Element, target: &mut FeedHead, diagnostics: &mut Diagnostics) {
    lose_attributes(element, diagnostics);
    if !head(element, target, diagnostics) {
        lose(element, diagnostics);
    }
}

/// Counts an element of Atom's own that the model has no place for.
pub fn lose(element: &Element, diagnostics: &mut Diagnostics) {
    diagnostics.lost(&format!("element <{}>", element.local));
}

/// Counts the attributes of modules: the model keeps those of carried elements only.
pub fn lose_attributes(element: &Element, diagnostics: &mut Diagnostics) {
    let foreign = |namespace: &str| !namespace.is_empty() && namespace != namespace::XML;
    for attribute in element.attributes.iter().filter(|attribute| foreign(&attribute.namespace)) {
        // One with the prefix of its element is read where no other has its name.
        let is_own = attribute.namespace == element.namespace;
        if is_own && element.attribute_in("", &attribute.local).is_none() {
            continue;
        }
        diagnostics.lost(&format!("attribute {}:{}", attribute.prefix, attribute.local));
    }
}

/// A person, less what modules say of them.
pub(super) fn person(element: &Element, diagnostics: &mut Diagnostics) -> Option<Person> {
    for part in element.elements().filter(|part| !constructs::is_own(part, element)) {
        diagnostics.lost(&format!("element <{}:{}> of a person", part.prefix, part.local));
    }
    constructs::person(element)
}

/// The id as written, even a relative one: programs compare ids letter by letter (RFC 4287, section 4.2.6).
pub(super) fn id(element: &Element, diagnostics: &mut Diagnostics) -> Option<String> {
    let id = trimmed(&element.text())?;
    if element.base.is_some() && constructs::absolute(&id, element).is_some_and(|absolute| absolute != id) {
        let message = "the id is a relative URL; it is kept, but some programs make it absolute";
        diagnostics.add(Rule::Repair, element.position, message);
    }
    Some(id)
}

fn image(element: &Element) -> Option<Image> {
    let url = constructs::absolute(&element.text(), element)?;
    Some(Image { url, ..Image::default() })
}
