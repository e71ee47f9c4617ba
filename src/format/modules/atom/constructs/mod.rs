//! Atom's constructs (RFC 4287, sections 3 and 4.2) from elements, in the words of Atom 1.0 and of 0.3: RSS holds them
//! too.
//!
//! What an element does not say stays absent, and nothing here looks at more than one element.

mod bases;
mod embedded;
#[cfg(test)]
mod tests;
mod text;

use chrono::{DateTime, Utc};

use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::fill::{line, trimmed};
use crate::format::modules::uri::resolved_url;
use crate::model::{Category, Enclosure, Generator, Link, Person};
use crate::time;
use crate::uri::person as person_of_line;
use crate::xml::{Element, namespace};

pub use text::{content, essence, is_xml, text};

/// What IANA's registry puts before the name of a relation.
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

/// A link (RFC 4287, section 4.2.7): `alternate` where it names no relation. A URL as its text is taken for want
/// of an attribute.
pub fn link(element: &Element) -> Option<Link> {
    Some(Link {
        relation: relation(element),
        href: target(element)?,
        media_type: attribute(element, "type"),
        language: attribute(element, "hreflang").as_deref().map(language_tag),
        title: attribute(element, "title"),
        length: attribute(element, "length").and_then(|length| length.parse().ok()),
    })
}

/// The relation of a link: names of the registry in short and in lower case, all others as written.
fn relation(element: &Element) -> String {
    let Some(written) = attribute(element, "rel") else {
        return "alternate".to_owned();
    };
    let name = written.strip_prefix(REGISTRY).unwrap_or(&written);
    if name.contains(':') { name.to_owned() } else { name.to_ascii_lowercase() }
}

fn target(element: &Element) -> Option<String> {
    match element.attribute("href") {
        // An empty reference means the base itself (RFC 3986, section 5.2.2).
        Some(href) if href.trim().is_empty() => element.base.as_deref().map(str::to_owned),
        Some(href) => absolute(href, element),
        None => absolute(&element.text(), element),
    }
}

/// The file that a link of the relation `enclosure` leads to. A length that is not a number is left out with a finding.
pub fn enclosure(element: &Element, diagnostics: &mut Diagnostics) -> Option<Enclosure> {
    let link = link(element)?;
    if link.length.is_none() && attribute(element, "length").is_some() {
        diagnostics.add(
            Rule::FeedValue,
            element.position,
            "the length is not a number of bytes; it is left out",
        );
    }
    Some(Enclosure {
        url: link.href,
        media_type: link.media_type,
        length: link.length,
        title: link.title,
        duration: None,
    })
}

/// A person construct (RFC 4287, section 3.2). One that holds no elements is read as RSS writes persons, in one line.
pub fn person(element: &Element) -> Option<Person> {
    let person = if element.has_elements() {
        Person {
            name: part(element, &["name"]).and_then(line).unwrap_or_default(),
            uri: part(element, &["uri", "url", "homepage"]).and_then(|uri| absolute(&uri.text(), uri)),
            email: part(element, &["email"]).and_then(|email| mail_address(&email.text())),
            avatar: None,
        }
    } else {
        person_of_line(&element.text())
    };
    (person != Person::default()).then_some(person)
}

/// The first part of a person that has one of the names and is not blank.
fn part<'e>(person: &'e Element, names: &[&str]) -> Option<&'e Element> {
    person.elements().find(|part| {
        let named = names.iter().any(|name| part.local.eq_ignore_ascii_case(name));
        named && is_own(part, person) && !part.text().trim().is_empty()
    })
}

fn mail_address(text: &str) -> Option<String> {
    let text = text.trim();
    let mail = match text.split_once(':') {
        Some((scheme, mail)) if scheme.eq_ignore_ascii_case("mailto") => mail,
        _ => text,
    };
    trimmed(mail)
}

/// A category (RFC 4287, section 4.2.2). Without a term, its text or else its label is the term.
pub fn category(element: &Element) -> Option<Category> {
    let label = attribute(element, "label");
    let term = attribute(element, "term").or_else(|| line(element)).or_else(|| label.clone())?;
    Some(Category { term, scheme: attribute(element, "scheme"), label })
}

/// A date construct (RFC 4287, section 3.3), in any form that feeds have; one that cannot be read is absent, with a
/// note.
pub fn date(element: &Element, diagnostics: &mut Diagnostics) -> Option<DateTime<Utc>> {
    match time::read_in_feed(&element.text()) {
        Ok(moment) => Some(moment.instant),
        Err(fault) => {
            diagnostics.add(Rule::FeedDate, element.position, format!("{fault}; the date is left out"));
            None
        }
    }
}

/// What made the feed (RFC 4287, section 4.2.4); its URL is called `url` in Atom 0.3.
pub fn generator(element: &Element) -> Option<Generator> {
    let uri = ["uri", "url", "href"].iter().find_map(|name| element.attribute(name));
    let generator = Generator {
        name: line(element).unwrap_or_default(),
        uri: uri.and_then(|uri| absolute(uri, element)),
        version: attribute(element, "version"),
    };
    (generator != Generator::default()).then_some(generator)
}

/// The URL that a text names, seen from the base in scope at the element: see [`resolved_url`].
pub fn absolute(text: &str, element: &Element) -> Option<String> {
    resolved_url(text, element.base.as_deref())
}

/// The language in scope at the element; some write locales, with `_` for `-`.
pub fn language(element: &Element) -> Option<String> {
    element.language.as_deref().map(language_tag)
}

fn language_tag(written: &str) -> String {
    written.trim().replace('_', "-")
}

/// Whether the element inside another is one of Atom's own: in either namespace, in none, or in the one of the other,
/// for some feeds have Atom's words in a namespace of their own.
pub fn is_own(element: &Element, parent: &Element) -> bool {
    matches!(&*element.namespace, namespace::ATOM | namespace::ATOM_03 | "")
        || element.namespace == parent.namespace
}

fn attribute(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).and_then(trimmed)
}
