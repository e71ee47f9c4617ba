//! Writes an entry as an item of RSS, straight into the document. Tests hold it to what the crate writes of the same.

use std::collections::BTreeSet;

use super::people::{core_author, mail_and_name};
use super::{categories, comments, content, dublin_core, html, plain, source};
use crate::format::characters::normalized;
use crate::format::foreign::{self, Prefixes};
use crate::format::lines::Lines;
use crate::format::modules::dublin_core::is_dublin_core;
use crate::format::modules::write;
use crate::format::shared::{main_content, written_language, written_update};
use crate::model::{Category, Entry, Extension, FeedHead};
use crate::time;

/// How deep the elements of an item are.
const DEPTH: usize = 3;

/// Appends the item, and adds the prefixes that it uses of those that the writer declares itself.
pub(super) fn add_item(
    entry: &Entry,
    (head, prefixes): (&FeedHead, &Prefixes),
    used: &mut BTreeSet<&'static str>,
    lines: &mut Lines<'_>,
) {
    lines.start(2, "item");
    lines.open();
    // An item must have one of title and description (RSS 2.0, "Elements of <item>").
    let nameless = entry.summary.is_none().then(Default::default);
    if let Some(title) = entry.title.as_ref().map(plain).or(nameless) {
        lines.element(DEPTH, "title", &title);
    }
    if let Some(link) = entry.link() {
        lines.element(DEPTH, "link", link);
    }
    if let Some(summary) = &entry.summary {
        lines.start(DEPTH, "description");
        lines.section("description", &html(summary));
    }
    let author = core_author(&entry.authors, &entry.extensions);
    if let Some(author) = author.as_deref().and_then(mail_and_name) {
        lines.element(DEPTH, "author", &author);
    }
    add_categories(&entry.categories, lines);
    if let Some(link) = comments(entry) {
        lines.element(DEPTH, "comments", &link.href);
    }
    add_enclosure(entry, lines);
    if let Some(id) = &entry.id {
        add_guid(id, entry.link(), lines);
    }
    if let Some(published) = entry.published {
        lines.element(DEPTH, "pubDate", &time::rfc822(published));
    }
    if let Some((url, title)) = entry.source.as_deref().and_then(source) {
        lines.start(DEPTH, "source");
        lines.attribute("url", url);
        match title {
            Some(title) => lines.text("source", &title),
            None => {
                lines.open();
                lines.close(DEPTH, "source");
            }
        }
    }
    if let Some(content) = main_content(entry).and_then(content) {
        lines.start(DEPTH, "content:encoded");
        lines.section("content:encoded", &content);
        used.insert("content");
    }
    add_extensions(entry, (head, prefixes), used, lines);
    lines.close(2, "item");
}

fn add_categories(written: &[Category], lines: &mut Lines<'_>) {
    for (name, domain) in categories(written) {
        lines.start(DEPTH, "category");
        lines.optional("domain", domain.as_deref());
        lines.text("category", &name);
    }
}

/// Appends the first file. The profile asks for a zero where the length is unknown (4.1.1.20.5).
fn add_enclosure(entry: &Entry, lines: &mut Lines<'_>) {
    if let Some(file) = entry.enclosures.first() {
        lines.start(DEPTH, "enclosure");
        lines.attribute("url", &file.url);
        lines.attribute("length", &file.length.unwrap_or(0).to_string());
        lines.attribute("type", file.media_type.as_deref().unwrap_or_default());
        lines.empty();
    }
}

/// Appends the id. It is said to be the link where it is written as that is, and leads to a page.
fn add_guid(id: &str, link: Option<&str>, lines: &mut Lines<'_>) {
    let value = normalized(id);
    let is_page = ["http://", "https://"].iter().any(|start| value.starts_with(start));
    let is_permalink = is_page && link.is_some_and(|link| normalized(link) == value);
    lines.start(DEPTH, "guid");
    lines.optional("isPermaLink", (!is_permalink).then_some("false"));
    lines.text("guid", &value);
}

/// Appends elements of other namespaces: those of modules, foreign elements in their order, what Dublin Core says, and only then
/// what of it is foreign: of two that mean the same the first counts.
fn add_extensions(
    entry: &Entry,
    (head, prefixes): (&FeedHead, &Prefixes),
    used: &mut BTreeSet<&'static str>,
    lines: &mut Lines<'_>,
) {
    if let Some(updated) = written_update(entry, head).filter(|_| entry.published.is_some()) {
        lines.element(DEPTH, "atom:updated", &time::rfc3339(updated));
        used.insert("atom");
    }
    // Readers disagree about a second enclosure and the profile warns of it (4.1.1.20.5): Media RSS takes the
    // others.
    for element in write::elements(entry, entry.enclosures.get(1..).unwrap_or_default()) {
        element.add_to(lines, DEPTH);
        used.insert(element.prefix);
    }
    let (riding, others): (Vec<&Extension>, Vec<_>) =
        foreign::of_entry(entry).partition(|element| is_dublin_core(element));
    others.into_iter().for_each(|element| prefixes.element(element, "").add_to(lines, DEPTH));
    for (name, value) in said_by_dublin_core(entry, head) {
        lines.element(DEPTH, name, &value);
        used.insert("dc");
    }
    riding.into_iter().for_each(|element| prefixes.element(element, "").add_to(lines, DEPTH));
}

/// What Dublin Core says of an item. The date is the last change's where the day of publication is unknown:
/// `pubDate` would claim more than is known.
pub(super) fn said_by_dublin_core<'e>(
    entry: &'e Entry,
    head: &'e FeedHead,
) -> impl Iterator<Item = (&'static str, String)> + 'e {
    let update = entry.updated.filter(|_| entry.published.is_none());
    let language = || written_language(entry, head).map(|language| normalized(language).into_owned());
    let rights = || entry.rights.as_ref().map(|rights| normalized(&rights.value).into_owned());
    let others =
        [("dc:date", update.map(time::rfc3339)), ("dc:language", language()), ("dc:rights", rights())];
    let others = others.into_iter().filter_map(|(name, value)| Some((name, value?)));
    dublin_core(&entry.authors, &entry.contributors, &entry.extensions).chain(others)
}
