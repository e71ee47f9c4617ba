//! The URL that a document's relative URLs are seen from where nobody names one: `xml:base` and `--base-url` go before.
//!
//! A document was fetched from somewhere (RFC 3986, section 5.1.3), and names that place itself in its link to
//! `self`; else the page that it represents is near. Both stand in the document, perhaps behind what is relative:
//! so a document is read once more with its base, but only if something in it needs one. Ids are never resolved.

use std::sync::Arc;

use url::Url;

use super::diagnostics::Diagnostics;
use crate::encoding::RepairKind;
use crate::finding::Rule;
use crate::model::{
    Content, Entry, Extension, ExtensionNode, Feed, FeedHead, Image, Person, QualifiedName, Text, TextKind,
};

/// Attributes and elements of other namespaces that hold a URL.
const ATTRIBUTES: [&str; 8] = ["feedUrl", "href", "image", "img", "resource", "src", "uri", "url"];
const ELEMENTS: [&str; 9] = [
    "backLink", "commentRSS", "commentRss", "docs", "link", "new-feed-url", "origEnclosureLink", "origLink",
    "url",
];

/// Whether an attribute of a foreign element holds a URL, by the local names of both; the `uri` of FeedBurner's `info` is the
/// name of the feed there.
pub(super) fn is_url_attribute(element: &str, local: &str) -> bool {
    ATTRIBUTES.contains(&local) && !(element == "info" && local == "uri")
}

/// Whether the text of a foreign element is a URL, by its local name.
pub(super) fn is_url_element(local: &str) -> bool {
    ELEMENTS.contains(&local)
}

/// What the feed says of where it is: its own URL, else that of the page that it represents, else the site of its first
/// entry with a page.
pub(super) fn named_by(feed: &Feed) -> Option<Url> {
    let links = &feed.head.links;
    let of_relation = |relation: &'static str| links.iter().filter(move |link| link.relation == relation);
    let own = of_relation("self").chain(of_relation("alternate")).map(|link| link.href.as_str());
    own.filter_map(of_web).next().or_else(|| {
        let mut entries = feed.entries.iter().filter_map(|entry| of_web(entry.link()?));
        entries.next()?.join("/").ok()
    })
}

fn of_web(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether the feed has a URL, or a base of its own, that only another base makes absolute.
pub(super) fn is_wanted(feed: &Feed, diagnostics: &Diagnostics) -> bool {
    let is_bad_base = diagnostics.findings.iter().any(|finding| {
        finding.rule == Rule::Repair && finding.message.starts_with(RepairKind::BadBase.message())
    });
    is_bad_base || has_relative(&feed.head) || feed.entries.iter().any(|entry| entry_has_relative(entry))
}

/// Gives the base to all HTML that has none, before the feed becomes a part of another.
pub fn give(feed: &mut Feed, base: &Url) {
    let give = |text: &mut Option<Text>| text.iter_mut().for_each(|text| give_text(text, base));
    let head = &mut feed.head;
    [&mut head.title, &mut head.subtitle, &mut head.rights].into_iter().for_each(give);
    for entry in &mut feed.entries {
        let entry = Arc::make_mut(entry);
        [&mut entry.title, &mut entry.summary, &mut entry.rights].into_iter().for_each(give);
        for content in &mut entry.contents {
            if let Content::Text(text) = content {
                give_text(text, base);
            }
        }
    }
}

fn give_text(text: &mut Text, base: &Url) {
    if text.kind == TextKind::Html && text.base.is_none() {
        text.base = Some(base.as_str().to_owned());
    }
}

fn entry_has_relative(entry: &Entry) -> bool {
    let of_contents = entry.contents.iter().any(|content| match content {
        Content::OutOfLine { source, .. } => is_relative(source),
        Content::Text(_) | Content::Embedded { .. } => false,
    });
    of_contents
        || entry.links.iter().any(|link| is_relative(&link.href))
        || entry.enclosures.iter().any(|file| is_relative(&file.url))
        || people_have_relative(&entry.authors)
        || people_have_relative(&entry.contributors)
        || [&entry.image, &entry.banner].into_iter().flatten().any(image_has_relative)
        || entry.source.as_deref().is_some_and(has_relative)
        || entry.extensions.iter().any(extension_has_relative)
}

fn has_relative(head: &FeedHead) -> bool {
    head.links.iter().any(|link| is_relative(&link.href))
        || people_have_relative(&head.authors)
        || people_have_relative(&head.contributors)
        || [&head.icon, &head.logo].into_iter().flatten().any(image_has_relative)
        || head.generator.iter().filter_map(|made| made.uri.as_deref()).any(is_relative)
        || head.extensions.iter().any(extension_has_relative)
}

fn people_have_relative(people: &[Person]) -> bool {
    people.iter().flat_map(|person| [&person.uri, &person.avatar]).flatten().any(|url| is_relative(url))
}

fn image_has_relative(image: &Image) -> bool {
    is_relative(&image.url) || image.link.as_deref().is_some_and(is_relative)
}

fn extension_has_relative(extension: &Extension) -> bool {
    let is_url = |name: &QualifiedName| is_url_attribute(&extension.name.local, &name.local);
    let mut attributes = extension.attributes.iter().filter(|(name, _)| is_url(name));
    let is_url = is_url_element(&extension.name.local);
    attributes.any(|(_, value)| is_relative(value))
        || extension.children.iter().any(|child| match child {
            ExtensionNode::Element(child) => extension_has_relative(child),
            ExtensionNode::Text(text) => is_url && is_relative(text.trim()),
        })
}

/// Whether the URL is relative; most are of the web, and need no parser.
fn is_relative(url: &str) -> bool {
    let is_of_web = url.starts_with("https://") || url.starts_with("http://");
    !is_of_web && !url.trim().is_empty() && Url::parse(url) == Err(url::ParseError::RelativeUrlWithoutBase)
}
