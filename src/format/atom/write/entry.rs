//! Writes an entry of Atom, straight into the document. Tests hold it to what the crate writes of the same.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{NAMESPACE, categories, is_embeddable};
use crate::format::foreign::{self, Prefixes};
use crate::format::lines::Lines;
use crate::format::modules::atom::constructs::is_xml;
use crate::format::modules::write::elements;
use crate::format::shared::{main_content, written_language};
use crate::model::{Category, Content, Enclosure, Entry, FeedHead, Generator, Link, Person, Text, TextKind};
use crate::time;

/// How deep the elements of an entry are.
const DEPTH: usize = 2;

/// Appends the entry, and adds the prefixes of modules that it uses.
pub(super) fn add_entry(
    entry: &Entry,
    (head, prefixes): (&FeedHead, &Prefixes),
    used: &mut BTreeSet<&'static str>,
    lines: &mut Lines<'_>,
) {
    let language = written_language(entry, head);
    lines.start(1, "entry");
    lines.open();
    // An entry has a title in any case (RFC 4287, section 4.1.2), and its language may be nowhere else.
    add_text(DEPTH, "title", entry.title.as_ref().unwrap_or(&Text::default()), language, lines);
    lines.element(DEPTH, "id", entry.id.as_deref().unwrap_or_default());
    lines.element(DEPTH, "updated", &date(entry.updated));
    add_people(DEPTH, "author", &entry.authors, lines);
    add_categories(DEPTH, &entry.categories, lines);
    add_people(DEPTH, "contributor", &entry.contributors, lines);
    let (first, others) = entry.links.split_at_checked(leading(&entry.links)).unwrap_or_default();
    first.iter().for_each(|link| add_link(DEPTH, link, lines));
    entry.enclosures.iter().for_each(|file| add_enclosure(file, lines));
    others.iter().for_each(|link| add_link(DEPTH, link, lines));
    if entry.published.is_some() {
        lines.element(DEPTH, "published", &date(entry.published));
    }
    if let Some(rights) = &entry.rights {
        add_text(DEPTH, "rights", rights, language, lines);
    }
    if let Some(source) = entry.source.as_deref() {
        add_source(source, lines);
    }
    if let Some(summary) = &entry.summary {
        add_text(DEPTH, "summary", summary, language, lines);
    }
    add_content(entry, language, lines);
    for element in elements(entry, &[]) {
        element.add_to(lines, DEPTH);
        used.insert(element.prefix);
    }
    // Elements of no namespace are RSS's own.
    let foreign = foreign::of_entry(entry).filter(|element| !element.name.namespace.is_empty());
    foreign.for_each(|element| prefixes.element(element, NAMESPACE).add_to(lines, DEPTH));
    lines.close(1, "entry");
}

/// The head of the feed that an entry was taken from (RFC 4287, section 4.2.11).
fn add_source(head: &FeedHead, lines: &mut Lines<'_>) {
    const DEPTH: usize = 3;
    lines.start(2, "source");
    lines.open();
    add_text(DEPTH, "title", head.title.as_ref().unwrap_or(&Text::default()), None, lines);
    lines.element(DEPTH, "id", head.id.as_deref().unwrap_or_default());
    lines.element(DEPTH, "updated", &date(head.updated));
    add_people(DEPTH, "author", &head.authors, lines);
    add_categories(DEPTH, &head.categories, lines);
    add_people(DEPTH, "contributor", &head.contributors, lines);
    if let Some(Generator { name, uri, version }) = &head.generator {
        lines.start(DEPTH, "generator");
        lines.optional("uri", uri.as_deref());
        lines.optional("version", version.as_deref());
        lines.text("generator", name);
    }
    head.icon.iter().for_each(|icon| lines.element(DEPTH, "icon", &icon.url));
    head.links.iter().for_each(|link| add_link(DEPTH, link, lines));
    head.logo.iter().for_each(|logo| lines.element(DEPTH, "logo", &logo.url));
    head.rights.iter().for_each(|rights| add_text(DEPTH, "rights", rights, None, lines));
    head.subtitle.iter().for_each(|subtitle| add_text(DEPTH, "subtitle", subtitle, None, lines));
    lines.close(2, "source");
}

fn add_text(depth: usize, name: &str, text: &Text, language: Option<&str>, lines: &mut Lines<'_>) {
    lines.start(depth, name);
    lines.optional("xml:lang", language);
    lines.optional("type", (text.kind == TextKind::Html).then_some("html"));
    lines.text(name, &text.value);
}

fn add_people(depth: usize, name: &str, people: &[Person], lines: &mut Lines<'_>) {
    let below = depth.saturating_add(1);
    for person in people.iter().filter(|person| !person.is_picture_alone()) {
        lines.start(depth, name);
        lines.open();
        lines.element(below, "name", person.shown_name());
        person.email.iter().for_each(|email| lines.element(below, "email", email));
        person.uri.iter().for_each(|uri| lines.element(below, "uri", uri));
        lines.close(depth, name);
    }
}

fn add_categories(depth: usize, written: &[Category], lines: &mut Lines<'_>) {
    for (term, scheme, label) in categories(written) {
        lines.start(depth, "category");
        lines.attribute("term", &term);
        lines.optional("scheme", scheme.as_deref());
        lines.optional("label", label.as_deref());
        lines.empty();
    }
}

/// How many links precede the enclosures: those that lead to the article itself. Readers that take the first link whatever its
/// relation take the article's own.
pub(super) fn leading(links: &[Link]) -> usize {
    links.iter().take_while(|link| matches!(link.relation.as_str(), "alternate" | "via")).count()
}

fn add_link(depth: usize, link: &Link, lines: &mut Lines<'_>) {
    lines.start(depth, "link");
    lines.attribute("href", &link.href);
    lines.attribute("rel", &link.relation);
    lines.optional("hreflang", link.language.as_deref());
    lines.optional("type", link.media_type.as_deref());
    lines.optional("title", link.title.as_deref());
    lines.optional("length", link.length.map(|length| length.to_string()).as_deref());
    lines.empty();
}

fn add_enclosure(file: &Enclosure, lines: &mut Lines<'_>) {
    lines.start(DEPTH, "link");
    lines.attribute("href", &file.url);
    lines.attribute("rel", "enclosure");
    lines.optional("type", file.media_type.as_deref());
    lines.optional("title", file.title.as_deref());
    lines.optional("length", file.length.map(|length| length.to_string()).as_deref());
    lines.empty();
}

/// Appends the content. An entry without an alternate link must have one (RFC 4287, section 4.1.2), which is
/// empty where there is none, so that readers do not show the summary twice.
fn add_content(entry: &Entry, language: Option<&str>, lines: &mut Lines<'_>) {
    let start = |kind: Option<&str>, language: Option<&str>, lines: &mut Lines<'_>| {
        lines.start(DEPTH, "content");
        lines.optional("xml:lang", language);
        lines.optional("type", kind);
    };
    match main_content(entry) {
        Some(Content::Text(text)) => {
            let kind = if text.kind == TextKind::Html { "html" } else { "text" };
            start(Some(kind), language, lines);
            lines.text("content", &text.value);
        }
        Some(Content::Embedded { media_type, value }) if is_embeddable(media_type, value) => {
            start(Some(media_type), language, lines);
            // XML is there as elements (section 4.1.3.3).
            let add = if is_xml(media_type) { Lines::markup } else { Lines::text };
            add(lines, "content", value);
        }
        Some(Content::OutOfLine { media_type, source }) => {
            start(media_type.as_deref(), None, lines);
            lines.attribute("src", source);
            // It must be empty (section 4.1.3.2).
            lines.text("content", "");
        }
        Some(Content::Embedded { .. }) | None if entry.link().is_some() => {}
        Some(Content::Embedded { .. }) | None => {
            start(Some("text"), language, lines);
            lines.text("content", "");
        }
    }
}

/// The moment, to the second like the dates of the other formats. Where nobody knows one, it is 1970.
fn date(moment: Option<DateTime<Utc>>) -> String {
    time::rfc3339(moment.unwrap_or_default())
}
