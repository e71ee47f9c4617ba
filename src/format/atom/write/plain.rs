//! Writes entries without the crate, byte for byte as it does, where they hold nothing but texts, links, people, categories and
//! elements of modules, each of which holds a text or elements.

use atom_syndication::extension::Extension;
use atom_syndication::{Content, Entry, FixedDateTime, Link, Person, Text, TextType};

use crate::format::lines::{Lines, NAMED};
use crate::format::modules::atom::constructs::is_xml;

/// Whether the entry is written here.
pub(super) fn is_plain(entry: &Entry) -> bool {
    let is_text = |text: &Text| text.base.is_none() && text.r#type != TextType::Xhtml;
    let is_plain_content = |content: &Content| {
        let is_markup = content.content_type.as_deref().is_some_and(is_xml);
        !is_markup && content.base.is_none() && content.value.is_some()
    };
    let texts = [Some(&entry.title), entry.rights.as_ref(), entry.summary.as_ref()];
    entry.source.is_none()
        && entry.namespaces.is_empty()
        && texts.into_iter().flatten().all(is_text)
        && entry.content.as_ref().is_none_or(is_plain_content)
        && entry.authors.iter().chain(&entry.contributors).all(|person| person.extensions.is_empty())
        && entry.extensions.values().flat_map(|elements| elements.values()).flatten().all(is_plain_element)
}

/// Whether the element holds a text or elements, and never both.
fn is_plain_element(element: &Extension) -> bool {
    element.value.is_some() == element.children.is_empty()
        && element.children.values().flatten().all(is_plain_element)
}

/// Appends an entry that is plain.
pub(super) fn add_entry(entry: &Entry, written: &mut Vec<u8>) {
    let mut lines = Lines::behind(written, NAMED);
    lines.start(1, "entry");
    lines.open();
    add_text("title", &entry.title, &mut lines);
    lines.element(2, "id", &entry.id);
    lines.element(2, "updated", &date(&entry.updated));
    entry.authors.iter().for_each(|person| add_person("author", person, &mut lines));
    for category in &entry.categories {
        lines.start(2, "category");
        lines.attribute("term", &category.term);
        lines.optional("scheme", category.scheme.as_deref());
        lines.optional("label", category.label.as_deref());
        lines.empty();
    }
    entry.contributors.iter().for_each(|person| add_person("contributor", person, &mut lines));
    entry.links.iter().for_each(|link| add_link(link, &mut lines));
    if let Some(published) = &entry.published {
        lines.element(2, "published", &date(published));
    }
    entry.rights.iter().for_each(|rights| add_text("rights", rights, &mut lines));
    entry.summary.iter().for_each(|summary| add_text("summary", summary, &mut lines));
    if let Some(content) = &entry.content {
        lines.start(2, "content");
        lines.optional("xml:lang", content.lang.as_deref());
        lines.optional("type", content.content_type.as_deref());
        lines.optional("src", content.src.as_deref());
        lines.text("content", content.value.as_deref().unwrap_or_default());
    }
    for element in entry.extensions.values().flat_map(|elements| elements.values()).flatten() {
        add_element(2, element, &mut lines);
    }
    lines.close(1, "entry");
}

fn add_element(depth: usize, element: &Extension, lines: &mut Lines<'_>) {
    lines.start(depth, &element.name);
    element.attrs.iter().for_each(|(name, value)| lines.escaped_attribute(name, value));
    if let Some(text) = &element.value {
        return lines.text(&element.name, text);
    }
    lines.open();
    let children = element.children.values().flatten();
    children.for_each(|child| add_element(depth.saturating_add(1), child, lines));
    lines.close(depth, &element.name);
}

fn add_text(name: &str, text: &Text, lines: &mut Lines<'_>) {
    lines.start(2, name);
    lines.optional("xml:lang", text.lang.as_deref());
    lines.optional("type", (text.r#type == TextType::Html).then_some("html"));
    lines.text(name, &text.value);
}

fn add_person(name: &str, person: &Person, lines: &mut Lines<'_>) {
    lines.start(2, name);
    lines.open();
    lines.element(3, "name", &person.name);
    person.email.iter().for_each(|email| lines.element(3, "email", email));
    person.uri.iter().for_each(|uri| lines.element(3, "uri", uri));
    lines.close(2, name);
}

fn add_link(link: &Link, lines: &mut Lines<'_>) {
    lines.start(2, "link");
    lines.attribute("href", &link.href);
    lines.attribute("rel", &link.rel);
    lines.optional("hreflang", link.hreflang.as_deref());
    lines.optional("type", link.mime_type.as_deref());
    lines.optional("title", link.title.as_deref());
    lines.optional("length", link.length.as_deref());
    lines.empty();
}

/// The moment with `Z` for the offset of zero.
fn date(moment: &FixedDateTime) -> String {
    let text = moment.to_rfc3339();
    text.strip_suffix("+00:00").map(|start| format!("{start}Z")).unwrap_or(text)
}
