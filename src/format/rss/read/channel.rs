//! Reads what a channel says of itself, in any order and with repetitions.
//!
//! RSS's own elements for programs (`cloud`, `docs`, `skipHours`) or that only RSS has are kept as extensions.

use super::parts;
use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::{self, atom, atom::constructs, line, loose};
use crate::html;
use crate::model::{FeedHead, Link, Text};
use crate::xml::{Attribute, Element, namespace};

/// A head in the making.
#[derive(Default)]
pub(super) struct Channel {
    head: FeedHead,
    /// RSS's own links, which go before those of Atom.
    links: Vec<Link>,
    /// The language of the document as such, for a head that names none.
    language: Option<String>,
}

impl Channel {
    /// Notes what an element says that holds the others.
    pub(super) fn open(&mut self, element: &Element) {
        if let Some(language) = &element.language {
            self.language = Some((**language).to_owned());
        }
    }

    /// Takes one element of the head.
    pub(super) fn take(&mut self, element: &Element, diagnostics: &mut Diagnostics) {
        if *element.namespace == *namespace::RSS {
            self.take_own(element, diagnostics);
        } else {
            modules::head(element, &mut self.head, diagnostics);
        }
    }

    /// The head of the feed.
    pub(super) fn finish(self) -> FeedHead {
        let mut head = self.head;
        head.language = head.language.or(self.language);
        head.links = parts::links(self.links, head.links);
        modules::distinct(&mut head.categories);
        modules::distinct_people(&mut head.authors);
        head
    }

    fn take_own(&mut self, element: &Element, diagnostics: &mut Diagnostics) {
        let head = &mut self.head;
        let name = element.local.to_ascii_lowercase();
        if own_name(&name).is_none() {
            parts::lose_attributes(element, diagnostics);
        }
        match name.as_str() {
            "title" => parts::first(&mut head.title, loose(element), element, diagnostics),
            "description" => parts::last(&mut head.subtitle, description(element), element, diagnostics),
            "link" => match parts::link(element) {
                Some(link) => self.links.push(link),
                None => head.links.extend(constructs::link(element)),
            },
            "language" => parts::last(&mut head.language, line(element), element, diagnostics),
            "copyright" => parts::last(&mut head.rights, loose(element), element, diagnostics),
            "managingeditor" | "author" => head.authors.extend(parts::person(element)),
            "pubdate" => head.published = constructs::date(element, diagnostics).or(head.published),
            "lastbuilddate" => head.updated = constructs::date(element, diagnostics).or(head.updated),
            "category" | "keywords" => head.categories.extend(parts::category(element)),
            "generator" => {
                parts::last(&mut head.generator, constructs::generator(element), element, diagnostics)
            }
            "ttl" => {
                let minutes = minutes(element, diagnostics);
                parts::last(&mut head.ttl, minutes, element, diagnostics);
            }
            "image" => {
                let image = parts::image(element, diagnostics);
                parts::last(&mut head.logo, image, element, diagnostics);
            }
            name if let Some(name) = own_name(name) => {
                // RSS 1.0 names its `textinput` in the channel and has it beside it.
                let says_something =
                    !element.children.is_empty() || !element.attributes.iter().all(is_of_rdf);
                if says_something && let Some(mut extension) = modules::extension(element, diagnostics) {
                    extension.name.local = name.to_owned();
                    extension.attributes.retain(|(name, _)| name.namespace != namespace::RDF);
                    head.extensions.push(extension);
                }
            }
            _ if atom::head(element, head, diagnostics) => {}
            _ => parts::lost(element, diagnostics),
        }
    }
}

/// The description of a channel, which is plain by the book and HTML by custom.
fn description(element: &Element) -> Option<Text> {
    let text = modules::html(element)?;
    let is_plain = !element.has_elements() && !html::has_html(&text.value);
    Some(if is_plain { Text::plain(text.value) } else { text })
}

/// The spelling of RSS 2.0 for the elements of a channel that are carried along as they are.
fn own_name(lower_case: &str) -> Option<&'static str> {
    let names = ["cloud", "docs", "rating", "skipDays", "skipHours", "textInput", "webMaster"];
    names.into_iter().find(|name| name.eq_ignore_ascii_case(lower_case))
}

fn is_of_rdf(attribute: &Attribute) -> bool {
    *attribute.namespace == *namespace::RDF
}

fn minutes(element: &Element, diagnostics: &mut Diagnostics) -> Option<u32> {
    let text = line(element)?;
    let minutes = text.parse().ok();
    if minutes.is_none() {
        diagnostics.add(
            Rule::FeedValue,
            element.position,
            "the time to live is not a number of minutes; it is left out",
        );
    }
    minutes
}
