//! An entry -> what the crate writes of it: what the writer of entries is held to. The crate writes elements of other namespaces
//! in the order of their keys, which show nowhere.

use atom_syndication::{Content, Entry as AtomEntry, Source};

use super::document::END;
use super::entry::leading;
use super::*;
use crate::format::modules::write::elements;
use crate::format::shared::{main_content, written_language};
use crate::model::Entry;

/// The entries as they are in a document that the crate writes.
pub(super) fn entries(feed: &Feed) -> String {
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), false);
    let entries = feed.entries.iter().map(|entry| atom_entry(entry, &feed.head, &prefixes)).collect();
    let document = render(&AtomFeed { entries, ..AtomFeed::default() }).unwrap();
    let document = String::from_utf8(document).unwrap();
    let start = document.find("  <entry>").unwrap_or(document.len() - END.len());
    document[start..document.len() - END.len()].to_owned()
}

fn atom_entry(entry: &Entry, head: &FeedHead, prefixes: &Prefixes) -> AtomEntry {
    let language = written_language(entry, head);
    let text = |of: &model::Text| Text { lang: language.map(in_tag), ..text(of) };
    let mut written = AtomEntry {
        title: text(entry.title.as_ref().unwrap_or(&model::Text::plain(""))),
        id: entry.id.as_deref().map(owned).unwrap_or_default(),
        updated: entry.updated.map(fixed).unwrap_or_default(),
        authors: persons(&entry.authors),
        categories: crate_categories(&entry.categories),
        contributors: persons(&entry.contributors),
        links: links(entry),
        published: entry.published.map(fixed),
        rights: entry.rights.as_ref().map(text),
        source: entry.source.as_deref().map(source),
        summary: entry.summary.as_ref().map(text),
        content: content(entry, language),
        ..AtomEntry::default()
    };
    for module in elements(entry, &[]) {
        let pairs = module.attributes.iter();
        let attributes = pairs.map(|(name, value)| ((*name).to_owned(), in_tag(value))).collect();
        let element = Extension {
            name: module.name.to_owned(),
            value: Some(module.text),
            attrs: escaped(attributes),
            ..Extension::default()
        };
        let of_module = written.extensions.entry(module.prefix.to_owned()).or_default();
        of_module.entry(module.name.to_owned()).or_default().push(element);
    }
    add_foreign(&mut written.extensions, foreign::of_entry(entry), prefixes);
    written
}

fn links(entry: &Entry) -> Vec<Link> {
    let enclosures = entry.enclosures.iter().map(|enclosure| Link {
        mime_type: enclosure.media_type.as_deref().map(in_tag),
        length: enclosure.length.map(|length| length.to_string()),
        title: enclosure.title.as_deref().map(in_tag),
        ..link("enclosure", &enclosure.url)
    });
    let (first, others) = entry.links.split_at(leading(&entry.links));
    first.iter().map(atom_link).chain(enclosures).chain(others.iter().map(atom_link)).collect()
}

fn source(head: &FeedHead) -> Source {
    Source {
        title: head.title.as_ref().map(text).unwrap_or_default(),
        id: head.id.as_deref().map(owned).unwrap_or_default(),
        updated: head.updated.map(fixed).unwrap_or_default(),
        authors: persons(&head.authors),
        categories: crate_categories(&head.categories),
        contributors: persons(&head.contributors),
        generator: head.generator.as_ref().map(generator),
        icon: head.icon.as_ref().map(|image| owned(&image.url)),
        links: head.links.iter().map(atom_link).collect(),
        logo: head.logo.as_ref().map(|image| owned(&image.url)),
        rights: head.rights.as_ref().map(text),
        subtitle: head.subtitle.as_ref().map(text),
    }
}

/// The content, which is no XML: the crate would escape it.
fn content(entry: &Entry, language: Option<&str>) -> Option<Content> {
    let inline = |kind: &str, value: &str| Content {
        lang: language.map(in_tag),
        value: Some(owned(value)),
        content_type: Some(in_tag(kind)),
        ..Content::default()
    };
    match main_content(entry) {
        Some(model::Content::Text(text)) => {
            let kind = if text.kind == TextKind::Html { "html" } else { "text" };
            Some(inline(kind, &text.value))
        }
        Some(model::Content::Embedded { media_type, value }) => Some(inline(media_type, value)),
        Some(model::Content::OutOfLine { media_type, source }) => Some(Content {
            src: Some(in_tag(source)),
            content_type: media_type.as_deref().map(in_tag),
            value: Some(String::new()),
            ..Content::default()
        }),
        None => entry.link().is_none().then(|| inline("text", "")),
    }
}
