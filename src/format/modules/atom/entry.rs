//! Atom's elements by their names, put into an entry.

use super::constructs;
use super::head::{self, id, person};
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::fill::{add, distinct, fill, trimmed};
use crate::format::modules::head::head as module_head;
use crate::format::modules::wording::describe;
use crate::model::{Content, Entry, Extension, FeedHead, QualifiedName};
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

/// The head of the feed that an entry was taken from (RFC 4287, section 4.2.11).
fn source(element: &Element, diagnostics: &mut Diagnostics) -> Option<Box<FeedHead>> {
    let language = element.attribute_in(namespace::XML, "lang").and_then(|_| constructs::language(element));
    let mut source = FeedHead { language, ..FeedHead::default() };
    let (own, foreign): (Vec<_>, Vec<_>) =
        element.elements().partition(|child| constructs::is_own(child, element));
    own.into_iter().for_each(|child| head::own_in_head(child, &mut source, diagnostics));
    foreign.into_iter().for_each(|child| module_head(child, &mut source, diagnostics));
    distinct(&mut source.categories);
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
    let is_inline = matches!(content, Some(Content::Text(_) | Content::Embedded { .. }));
    contents.extend(content.filter(|content| contents.last() != Some(content)));
    let source = element.attribute("src").filter(|_| is_inline);
    let source = source.and_then(|source| constructs::absolute(source, element));
    contents.extend(source.map(|source| Content::OutOfLine { media_type: None, source }));
    true
}

fn is_form(element: &Element, parent: &Element) -> bool {
    element.local.eq_ignore_ascii_case("content") && constructs::is_own(element, parent)
}

/// Atom 0.3's moment of creation, in the words of Dublin Core: the model has no field for it.
fn created(element: &Element) -> Option<Extension> {
    let text = trimmed(&element.text())?;
    Some(Extension::of_text(QualifiedName::new(namespace::DCTERMS, "dcterms", "created"), text))
}
