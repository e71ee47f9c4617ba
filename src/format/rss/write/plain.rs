//! Writes items without the crate, byte for byte as it and [`super::with_numeric_references`] do, where they hold nothing but
//! texts and elements, each of which holds a text or elements.

use memchr::memmem;
use rss::Item;
use rss::extension::Extension;

use crate::format::lines::{Lines, NUMERIC};

/// Whether the item is written here.
pub(super) fn is_plain(item: &Item) -> bool {
    let is_section = |text: &String| !text.is_empty() && memmem::find(text.as_bytes(), b"]]>").is_none();
    item.source.is_none()
        && item.itunes_ext.is_none()
        && item.dublin_core_ext.is_none()
        && [&item.description, &item.content].into_iter().flatten().all(is_section)
        && item.extensions.values().flat_map(|elements| elements.values()).flatten().all(is_plain_element)
}

/// Whether the element holds a text or elements, and never both.
fn is_plain_element(element: &Extension) -> bool {
    element.value.is_some() == element.children.is_empty()
        && element.children.values().flatten().all(is_plain_element)
}

/// Appends an item that is plain.
pub(super) fn add_item(item: &Item, written: &mut Vec<u8>) {
    let mut lines = Lines::behind(written, NUMERIC);
    lines.start(2, "item");
    lines.open();
    let mut add = |name: &str, text: &Option<String>| {
        if let Some(text) = text {
            lines.element(3, name, text);
        }
    };
    add("title", &item.title);
    add("link", &item.link);
    if let Some(description) = &item.description {
        lines.start(3, "description");
        lines.section("description", description);
    }
    item.author.iter().for_each(|author| lines.element(3, "author", author));
    for category in &item.categories {
        lines.start(3, "category");
        lines.optional("domain", category.domain.as_deref());
        lines.text("category", &category.name);
    }
    item.comments.iter().for_each(|comments| lines.element(3, "comments", comments));
    if let Some(enclosure) = &item.enclosure {
        lines.start(3, "enclosure");
        lines.attribute("url", &enclosure.url);
        lines.attribute("length", &enclosure.length);
        lines.attribute("type", &enclosure.mime_type);
        lines.empty();
    }
    if let Some(guid) = &item.guid {
        lines.start(3, "guid");
        lines.optional("isPermaLink", (!guid.permalink).then_some("false"));
        lines.text("guid", &guid.value);
    }
    item.pub_date.iter().for_each(|date| lines.element(3, "pubDate", date));
    if let Some(content) = &item.content {
        lines.start(3, "content:encoded");
        lines.section("content:encoded", content);
    }
    for element in item.extensions.values().flat_map(|elements| elements.values()).flatten() {
        add_element(3, element, &mut lines);
    }
    lines.close(2, "item");
}

fn add_element(depth: usize, element: &Extension, lines: &mut Lines<'_>) {
    lines.start(depth, &element.name);
    element.attrs.iter().for_each(|(name, value)| lines.attribute(name, value));
    if let Some(text) = &element.value {
        return lines.text(&element.name, text);
    }
    lines.open();
    let children = element.children.values().flatten();
    children.for_each(|child| add_element(depth.saturating_add(1), child, lines));
    lines.close(depth, &element.name);
}
