//! Atom's elements by their names, put into an entry or the head of a feed: those of Atom documents, and those that
//! stand in RSS.
//!
//! The first of several values counts where the model has room for one. Whose element it is, is for the caller to know.

use crate::finding::Rule;
use crate::format::atom::constructs;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::{self, describe, fill};
use crate::model::{Content, Entry, Extension, ExtensionNode, FeedHead, Image, Person, QualifiedName};
use crate::xml::{Element, namespace};

/// Takes an element of Atom, by its name, into the entry; says whether the entry has a place for it.
pub fn entry(element: &Element, entry: &mut Entry, diagnostics: &mut Diagnostics) -> bool {
    match element.local.to_ascii_lowercase().as_str() {
        "title" => fill(&mut entry.title, constructs::text(element, diagnostics)),
        "id" => fill(&mut entry.id, id(element, diagnostics)),
        "published" | "issued" => fill(&mut entry.published, constructs::date(element, diagnostics)),
        "updated" | "modified" => fill(&mut entry.updated, constructs::date(element, diagnostics)),
        "rights" | "copyright" => fill(&mut entry.rights, constructs::text(element, diagnostics)),
        "summary" => describe(entry, constructs::text(element, diagnostics)),
        "content" => add_contents(element, &mut entry.contents, diagnostics),
        "link" => match constructs::link(element) {
            Some(link) if link.relation == "enclosure" => {
                add(&mut entry.enclosures, constructs::enclosure(element, diagnostics))
            }
            link => add(&mut entry.links, link),
        },
        "author" => add(&mut entry.authors, person(element, diagnostics)),
        "contributor" => add(&mut entry.contributors, person(element, diagnostics)),
        "category" => add(&mut entry.categories, constructs::category(element)),
        "created" => add(&mut entry.extensions, created(element)),
        "source" => fill(&mut entry.source, source(element, diagnostics)),
        _ => false,
    }
}

/// As [`entry`], for the head of a feed.
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

/// Takes an element of a module into the head, or carries it along.
pub fn foreign_in_head(element: &Element, target: &mut FeedHead, diagnostics: &mut Diagnostics) {
    if !modules::head(element, target, diagnostics) {
        target.extensions.extend(modules::extension(element, diagnostics));
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
        diagnostics.lost(&format!("attribute {}:{}", attribute.prefix, attribute.local));
    }
}

/// The head of the feed that an entry was taken from (RFC 4287, section 4.2.11).
fn source(element: &Element, diagnostics: &mut Diagnostics) -> Option<Box<FeedHead>> {
    let language = element.attribute_in(namespace::XML, "lang").and_then(|_| constructs::language(element));
    let mut source = FeedHead { language, ..FeedHead::default() };
    let (own, foreign): (Vec<_>, Vec<_>) =
        element.elements().partition(|child| constructs::is_own(child, element));
    own.into_iter().for_each(|child| own_in_head(child, &mut source, diagnostics));
    foreign.into_iter().for_each(|child| foreign_in_head(child, &mut source, diagnostics));
    modules::distinct(&mut source.categories);
    (source != FeedHead::default()).then(|| Box::new(source))
}

/// Adds a content, or all of those that one in several forms holds (Atom 0.3, `multipart/alternative`).
fn add_contents(element: &Element, contents: &mut Vec<Content>, diagnostics: &mut Diagnostics) -> bool {
    let mut forms = element.elements().filter(|form| is_form(form, element)).peekable();
    if forms.peek().is_some() && constructs::essence(element).starts_with("multipart/") {
        forms.for_each(|form| {
            add_contents(form, contents, diagnostics);
        });
        return true;
    }
    let content = constructs::content(element, diagnostics);
    // RSS has the same content twice in places: in its own words and in Atom's.
    contents.extend(content.filter(|content| contents.last() != Some(content)));
    true
}

fn is_form(element: &Element, parent: &Element) -> bool {
    element.local.eq_ignore_ascii_case("content") && constructs::is_own(element, parent)
}

fn person(element: &Element, diagnostics: &mut Diagnostics) -> Option<Person> {
    for part in element.elements().filter(|part| !constructs::is_own(part, element)) {
        diagnostics.lost(&format!("element <{}:{}> of a person", part.prefix, part.local));
    }
    constructs::person(element)
}

/// The id as written, even a relative one: programs compare ids letter by letter (RFC 4287, section 4.2.6).
fn id(element: &Element, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = element.text();
    let id = text.trim();
    if element.base.is_some() && constructs::absolute(id, element).is_some_and(|absolute| absolute != id) {
        let message =
            "the id is a relative address: it was left so, but there are programs that make it absolute";
        diagnostics.add(Rule::FeedValue, element.position, message);
    }
    (!id.is_empty()).then(|| id.to_owned())
}

fn image(element: &Element) -> Option<Image> {
    let url = constructs::absolute(&element.text(), element)?;
    Some(Image { url, ..Image::default() })
}

/// Atom 0.3's moment of creation, in the words of Dublin Core: the model has no field for it.
fn created(element: &Element) -> Option<Extension> {
    let text = element.text();
    let name = QualifiedName {
        namespace: namespace::DCTERMS.to_owned(),
        prefix: "dcterms".to_owned(),
        local: "created".to_owned(),
    };
    let children = vec![ExtensionNode::Text(text.trim().to_owned())];
    (!text.trim().is_empty()).then(|| Extension { name, children, ..Extension::default() })
}

fn add<T>(list: &mut Vec<T>, value: Option<T>) -> bool {
    list.extend(value);
    true
}
