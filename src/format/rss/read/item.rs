//! Reads one item, its elements in any order and with repetitions.
//!
//! Repetitions are against the rules, and readers agree on what they mean: the first title counts, and the last link,
//! id and date.

use super::parts::{self, first, last, lost};
use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::{self, atom, atom::constructs, describe, html, line, loose, xhtml};
use crate::format::withheld;
use crate::model::{Content, Enclosure, Entry, FeedHead, Link, Text};
use crate::xml::{Element, namespace};

/// The entry of an item.
pub(super) fn read(element: &Element, diagnostics: &mut Diagnostics) -> Entry {
    let mut item = Item::default();
    item.entry.language = element.attribute_in(namespace::XML, "lang").map(str::to_owned);
    item.entry.extensions.extend(withheld::held_by_attribute(element));
    // Items inside the item are read by themselves.
    for child in element.elements().filter(|child| !child.is(namespace::RSS, "item")) {
        if *child.namespace == *namespace::RSS {
            parts::lose_attributes(child, diagnostics);
            match withheld::held_by(child, diagnostics) {
                Some(holding) => item.entry.extensions.push(holding),
                None => item.take(child, diagnostics),
            }
        } else {
            modules::entry(child, &mut item.entry, diagnostics);
        }
    }
    let about =
        element.attribute_in(namespace::RDF, "about").map(str::trim).filter(|about| !about.is_empty());
    item.finish(about)
}

/// An item in the making.
#[derive(Default)]
struct Item {
    entry: Entry,
    id: Option<String>,
    /// The URL that the id is as well.
    permalink: Option<String>,
    /// RSS's own links, which go before those of Atom.
    links: Vec<Link>,
}

impl Item {
    /// Takes an element of RSS's own.
    fn take(&mut self, element: &Element, diagnostics: &mut Diagnostics) {
        let entry = &mut self.entry;
        match element.local.to_ascii_lowercase().as_str() {
            "title" => first(&mut entry.title, loose(element), element, diagnostics),
            "description" => first_description(entry, html(element), element, diagnostics),
            "abstract" => first_description(entry, loose(element), element, diagnostics),
            "fullitem" => entry.contents.extend(html(element).map(Content::Text)),
            "body" => entry.contents.extend(xhtml(element).map(Content::Text)),
            "link" => match parts::link(element) {
                Some(link) => self.links.push(link),
                None => {
                    atom::entry(element, entry, diagnostics);
                }
            },
            "guid" => self.take_guid(element, diagnostics),
            "pubdate" => entry.published = constructs::date(element, diagnostics).or(entry.published),
            "author" | "managingeditor" => entry.authors.extend(parts::person(element)),
            "category" | "keywords" => entry.categories.extend(parts::category(element)),
            "categories" => {
                entry.categories.extend(element.elements().filter_map(parts::category));
            }
            "comments" => entry.links.extend(parts::link(element).map(replies)),
            "enclosure" => entry.enclosures.extend(enclosure(element, diagnostics)),
            "image" => first(&mut entry.image, parts::image(element, diagnostics), element, diagnostics),
            "language" => entry.language = line(element).or(entry.language.take()),
            "source" if !element.has_elements() => {
                first(&mut entry.source, source(element).map(Box::new), element, diagnostics);
            }
            _ if atom::entry(element, entry, diagnostics) => {}
            _ => match withheld::held_by_unknown(element, diagnostics) {
                Some(holding) => entry.extensions.push(holding),
                None => lost(element, diagnostics),
            },
        }
    }

    fn take_guid(&mut self, element: &Element, diagnostics: &mut Diagnostics) {
        let said = element.attribute("isPermaLink").map(str::trim);
        let mut id = line(element);
        // Without the attribute it is a URL too, but many feeds omit `isPermaLink="false"`: the id stays as written.
        if said.is_none_or(|said| said.eq_ignore_ascii_case("true")) {
            let url = modules::resolved_url(&element.text(), element.base.as_deref());
            id = if said.is_some() { url.clone() } else { id };
            self.permalink = self.permalink.take().or(url);
        }
        last(&mut self.id, id, element, diagnostics);
    }

    fn finish(self, about: Option<&str>) -> Entry {
        let Item { mut entry, id, permalink, links } = self;
        entry.links = parts::links(links, entry.links);
        if let Some(permalink) = permalink.filter(|_| entry.link().is_none()) {
            entry.links.insert(0, Link::new("alternate", permalink));
        }
        entry.id = id.or(entry.id).or_else(|| about.map(str::to_owned));
        modules::distinct(&mut entry.categories);
        modules::distinct_people(&mut entry.authors);
        modules::absorb::fill_title(&mut entry);
        entry
    }
}

/// The page of the comments.
fn replies(link: Link) -> Link {
    Link { relation: "replies".to_owned(), media_type: Some("text/html".to_owned()), ..link }
}

fn first_description(
    entry: &mut Entry,
    text: Option<Text>,
    element: &Element,
    diagnostics: &mut Diagnostics,
) {
    if !describe(entry, text) {
        lost(element, diagnostics);
    }
}

/// The feed that the item was taken from.
fn source(element: &Element) -> Option<FeedHead> {
    let url = element.attribute("url").and_then(|url| modules::resolved_url(url, element.base.as_deref()));
    let title = loose(element);
    if url.is_none() && title.is_none() {
        return None;
    }
    let links = url.map(|url| Link::new("self", url)).into_iter().collect();
    Some(FeedHead { title, links, ..FeedHead::default() })
}

fn enclosure(element: &Element, diagnostics: &mut Diagnostics) -> Option<Enclosure> {
    let url = ["url", "href", "uri"].iter().find_map(|name| element.attribute(name));
    let Some(url) = url.and_then(|url| modules::resolved_url(url, element.base.as_deref())) else {
        diagnostics.add(Rule::FeedValue, element.position, "an enclosure has no URL; it is left out");
        return None;
    };
    let written = |name| element.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    let length = written("length");
    let bytes = length.and_then(|length| length.parse().ok());
    if length.is_some() && bytes.is_none() {
        let message = "the length of an enclosure is not a number of bytes; it is left out";
        diagnostics.add(Rule::FeedValue, element.position, message);
    }
    let media_type = written("type").map(str::to_owned);
    Some(Enclosure { url, media_type, length: bytes, ..Enclosure::default() })
}
