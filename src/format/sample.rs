//! Feeds for the tests of every format: one entry that uses every field, one that uses none it can do
//! without, and feeds whose every text is hostile.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::model::{
    Category, Content, Enclosure, Entry, Extension, ExtensionNode, Feed, FeedHead, FeedLocation, Format,
    GENERATOR, Generator, Image, Link, Person, QualifiedName, Text,
};

pub(super) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn feed(entries: Vec<Entry>) -> Feed {
    Feed { head: head(), entries: entries.into_iter().map(Arc::new).collect() }
}

pub(super) fn head() -> FeedHead {
    let location = |format| FeedLocation {
        format,
        path: format.file_name().to_owned(),
        url: format!("https://example.org/{}", format.file_name()),
        links: Vec::new(),
        extensions: Vec::new(),
    };
    FeedHead {
        id: Some("https://example.org/atom.xml".into()),
        title: Some(Text::plain("Bread & Butter")),
        subtitle: Some(Text::plain("Baking, told plainly")),
        links: vec![page("https://example.org/?a=1&b=2")],
        locations: Format::ALL.map(location).to_vec(),
        updated: Some(moment("2026-03-04T09:00:00Z")),
        language: Some("en-GB".into()),
        authors: vec![Person {
            name: "The Bakery".into(),
            uri: Some("https://example.org/about".into()),
            avatar: Some("https://example.org/bakery.png".into()),
            ..Person::default()
        }],
        rights: Some(Text::plain("\u{a9} The Bakery")),
        generator: Some(Generator { name: GENERATOR.into(), ..Generator::default() }),
        icon: Some(image("https://example.org/icon.png", Some((64, 64)))),
        logo: Some(image("https://example.org/logo.png", Some((140, 70)))),
        ttl: Some(60),
        ..FeedHead::default()
    }
}

fn page(url: &str) -> Link {
    Link { media_type: Some("text/html".into()), ..Link::new("alternate", url) }
}

fn category(term: &str) -> Category {
    Category {
        term: term.into(),
        scheme: Some("https://example.org/topics/".into()),
        label: Some(term.into()),
    }
}

/// The value of a text.
pub(super) fn value(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

/// The HTML that the entry has as its content.
pub(super) fn html_of(entry: &Entry) -> Option<&str> {
    entry.contents.first().map(|content| match content {
        Content::Text(text) => text.value.as_str(),
        other => panic!("{other:?}"),
    })
}

pub(super) fn html(text: &str) -> Vec<Content> {
    vec![Content::Text(Text::html(text))]
}

pub(super) fn image(url: &str, size: Option<(u32, u32)>) -> Image {
    let (width, height) = size.unzip();
    Image { url: url.into(), width, height, ..Image::default() }
}

/// An entry with every field in use.
pub(super) fn full_entry() -> Entry {
    Entry {
        links: vec![
            Link::new("alternate", "https://example.org/rye?a=1&b=2"),
            Link::new("via", "https://example.net/rye"),
            Link { title: Some("Salt & Co".into()), ..Link::new("related", "https://example.org/salt") },
        ],
        summary: Some(Text::plain("Flour < water & salt")),
        contents: html("<p>Rye &amp; <b>salt</b></p>"),
        updated: Some(moment("2026-03-04T09:00:00Z")),
        authors: vec![
            Person {
                name: "J\u{fc}rgen".into(),
                uri: Some("https://example.org/j".into()),
                avatar: Some("https://example.org/j.png".into()),
                ..Person::default()
            },
            Person { name: "Ann".into(), ..Person::default() },
        ],
        categories: vec![category("R&D"), category("bread")],
        image: Some(image("https://example.org/rye.jpg?w=1&h=2", Some((640, 480)))),
        enclosures: vec![
            enclosure("https://example.org/rye.mp3", "audio/mpeg", Some(1234)),
            enclosure("https://example.org/rye.mp4", "video/mp4", Some(5678)),
        ],
        language: Some("de".into()),
        ..bare_entry("tag:example.org,2026-03-04:rye.md", "Rye <3")
    }
}

/// An entry with nothing but what every entry has.
pub(super) fn bare_entry(id: &str, title: &str) -> Entry {
    Entry {
        id: Some(id.into()),
        title: Some(Text::plain(title)),
        published: Some(moment("2026-03-04T08:30:05Z")),
        updated: Some(moment("2026-03-04T08:30:05Z")),
        ..Entry::default()
    }
}

pub(super) fn enclosure(url: &str, media_type: &str, length: Option<u64>) -> Enclosure {
    Enclosure { url: url.into(), media_type: Some(media_type.into()), length, ..Enclosure::default() }
}

/// Texts that break writers: markup, ends of sections, forbidden characters, line ends, right-to-left marks.
pub(super) fn hostile_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "]]>", "<![CDATA[", "&", "&amp;", "&#0;", "&nbsp;", "<", ">", "\"", "'", "\r", "\r\n", "\n", "\t",
        " ", "\0", "\u{3}", "\u{b}", "\u{1b}", "\u{7f}", "\u{85}", "\u{9f}", "\u{fdd0}", "\u{fffd}",
        "\u{fffe}", "\u{ffff}", "\u{1fffe}", "\u{202e}", "\u{5d0}", "\u{2028}", "\u{1f980}", "\u{301}", "\\",
        "\\u0000", "--", "<!--", "-->", "<?pi?>", "<item>", "</item>", "<entry/>", "</title>",
        "+00:00</updated>", "\"/><link rel=\"self\" href=\"", "a", "word",
    ];
    let known = prop::sample::select(pieces).prop_map(str::to_owned);
    let piece = prop_oneof![4 => known, 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A feed of zero to three entries whose every text is hostile, ids and URLs included.
pub(super) fn hostile_feed() -> impl Strategy<Value = Feed> {
    let entries = prop::collection::vec((prop::collection::vec(hostile_text(), 32), any::<bool>()), 0..4);
    (prop::collection::vec(hostile_text(), 24), entries).prop_map(|(texts, entries)| Feed {
        head: hostile_head(&mut texts.into_iter()),
        entries: entries
            .into_iter()
            .map(|(texts, changed)| Arc::new(hostile_entry(&mut texts.into_iter(), changed)))
            .collect(),
    })
}

fn hostile_head(texts: &mut impl Iterator<Item = String>) -> FeedHead {
    let mut text = || texts.next().unwrap();
    let plain = head();
    FeedHead {
        id: Some(text()),
        title: Some(Text::plain(text())),
        subtitle: Some(Text::plain(text())),
        links: vec![page(&text())],
        locations: Format::ALL
            .map(|format| FeedLocation {
                format,
                path: text(),
                url: text(),
                links: Vec::new(),
                extensions: Vec::new(),
            })
            .to_vec(),
        language: Some(text()),
        authors: vec![Person { name: text(), uri: Some(text()), ..Person::default() }],
        rights: Some(Text::plain(text())),
        icon: Some(image("https://example.org/icon.png", Some((0, 0)))),
        extensions: vec![extension(&mut text)],
        ..plain
    }
}

/// A foreign element with hostile text, attribute, prefix and namespace.
fn extension(text: &mut impl FnMut() -> String) -> Extension {
    let name = QualifiedName { namespace: format!("urn:{}", text()), prefix: text(), local: "word".into() };
    let child = Extension::of_text(name.clone(), text());
    Extension {
        attributes: vec![(QualifiedName { local: "attribute".into(), ..name.clone() }, text())],
        children: vec![ExtensionNode::Text(text()), ExtensionNode::Element(child)],
        name,
    }
}

fn hostile_entry(texts: &mut impl Iterator<Item = String>, changed: bool) -> Entry {
    let mut text = || texts.next().unwrap();
    let plain = full_entry();
    Entry {
        id: Some(text()),
        title: Some(Text::plain(text())),
        links: vec![
            Link::new(if changed { "alternate" } else { "other" }, text()),
            Link::new("via", text()),
            Link { title: Some(text()), ..Link::new("related", text()) },
        ],
        summary: Some(Text::plain(text())),
        contents: if changed { html(&text()) } else { Vec::new() },
        updated: if changed { plain.updated } else { plain.published },
        authors: vec![Person { name: text(), uri: Some(text()), avatar: Some(text()), email: None }],
        categories: vec![Category { term: text(), scheme: Some(text()), label: Some(text()) }],
        image: Some(image(&text(), Some((0, 7)))),
        enclosures: vec![enclosure(&text(), &text(), None), enclosure(&text(), &text(), Some(0))],
        language: Some(text()),
        rights: Some(Text::html(text())),
        source: Some(Box::new(FeedHead { title: Some(Text::plain(text())), ..head() })),
        extensions: vec![extension(&mut text)],
        ..plain
    }
}
