//! Feeds for the tests of every format: one entry that uses every field, one that uses none it can do
//! without, and feeds whose every text is hostile.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::model::{
    Category, Enclosure, Entry, Feed, FeedHead, FeedLocation, Format, Image, Person, Related, Scores,
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
    };
    FeedHead {
        id: "https://example.org/atom.xml".into(),
        title: "Bread & Butter".into(),
        subtitle: "Baking, told plainly".into(),
        link: "https://example.org/?a=1&b=2".into(),
        locations: Format::ALL.map(location).to_vec(),
        category_scheme: "https://example.org/topics/".into(),
        updated: moment("2026-03-04T09:00:00Z"),
        language: Some("en-GB".into()),
        author: Person {
            name: "The Bakery".into(),
            uri: Some("https://example.org/about".into()),
            avatar: Some("https://example.org/bakery.png".into()),
        },
        rights: Some("\u{a9} The Bakery".into()),
        icon: Some(image("https://example.org/icon.png", Some((64, 64)))),
        logo: Some(image("https://example.org/logo.png", Some((140, 70)))),
        ttl: Some(60),
    }
}

pub(super) fn image(url: &str, size: Option<(u32, u32)>) -> Image {
    Image { url: url.into(), width: size.map(|(width, _)| width), height: size.map(|(_, height)| height) }
}

/// An entry with every field in use.
pub(super) fn full_entry() -> Entry {
    Entry {
        link: Some("https://example.org/rye?a=1&b=2".into()),
        via: Some("https://example.net/rye".into()),
        summary: Some("Flour < water & salt".into()),
        content: Some("<p>Rye &amp; <b>salt</b></p>".into()),
        updated: moment("2026-03-04T09:00:00Z"),
        authors: vec![
            Person {
                name: "J\u{fc}rgen".into(),
                uri: Some("https://example.org/j".into()),
                avatar: Some("https://example.org/j.png".into()),
            },
            Person { name: "Ann".into(), uri: None, avatar: None },
        ],
        categories: vec![
            Category { term: "R&D".into(), slug: "r-and-d".into() },
            Category { term: "bread".into(), slug: "bread".into() },
        ],
        image: Some(image("https://example.org/rye.jpg?w=1&h=2", Some((640, 480)))),
        enclosures: vec![
            enclosure("https://example.org/rye.mp3", "audio/mpeg", Some(1234)),
            enclosure("https://example.org/rye.mp4", "video/mp4", Some(5678)),
        ],
        related: vec![Related { title: "Salt & Co".into(), link: "https://example.org/salt".into() }],
        language: Some("de".into()),
        ..bare_entry("tag:example.org,2026-03-04:rye.md", "Rye <3")
    }
}

/// An entry with nothing but what every entry has.
pub(super) fn bare_entry(id: &str, title: &str) -> Entry {
    Entry {
        id: id.into(),
        path: "articles/rye.md".into(),
        title: title.into(),
        link: None,
        via: None,
        summary: None,
        content: None,
        published: moment("2026-03-04T08:30:05Z"),
        updated: moment("2026-03-04T08:30:05Z"),
        authors: Vec::new(),
        categories: Vec::new(),
        image: None,
        enclosures: Vec::new(),
        related: Vec::new(),
        language: None,
        category: None,
        kind: None,
        provider: None,
        scores: Scores::default(),
    }
}

pub(super) fn enclosure(url: &str, media_type: &str, length: Option<u64>) -> Enclosure {
    Enclosure { url: url.into(), media_type: media_type.into(), length }
}

/// Texts that break writers: mark-up, ends of sections, forbidden characters, line ends, right-to-left marks.
pub(super) fn hostile_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "]]>",
        "<![CDATA[",
        "&",
        "&amp;",
        "&#0;",
        "&nbsp;",
        "<",
        ">",
        "\"",
        "'",
        "\r",
        "\r\n",
        "\n",
        "\t",
        " ",
        "\0",
        "\u{3}",
        "\u{b}",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{9f}",
        "\u{fdd0}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{1fffe}",
        "\u{202e}",
        "\u{5d0}",
        "\u{2028}",
        "\u{1f980}",
        "\u{301}",
        "\\",
        "\\u0000",
        "--",
        "<!--",
        "-->",
        "<?pi?>",
        "<item>",
        "</item>",
        "<entry/>",
        "</title>",
        "+00:00</updated>",
        "\"/><link rel=\"self\" href=\"",
        "a",
        "word",
    ];
    let known = prop::sample::select(pieces).prop_map(str::to_owned);
    let piece = prop_oneof![4 => known, 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A feed of zero to three entries whose every text is hostile, ids and addresses included.
pub(super) fn hostile_feed() -> impl Strategy<Value = Feed> {
    let entries = prop::collection::vec((prop::collection::vec(hostile_text(), 20), any::<bool>()), 0..4);
    (prop::collection::vec(hostile_text(), 16), entries).prop_map(|(texts, entries)| Feed {
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
        id: text(),
        title: text(),
        subtitle: text(),
        link: text(),
        locations: Format::ALL.map(|format| FeedLocation { format, path: text(), url: text() }).to_vec(),
        category_scheme: text(),
        language: Some(text()),
        author: Person { name: text(), uri: Some(text()), avatar: None },
        rights: Some(text()),
        icon: Some(image("https://example.org/icon.png", Some((0, 0)))),
        ..plain
    }
}

fn hostile_entry(texts: &mut impl Iterator<Item = String>, changed: bool) -> Entry {
    let mut text = || texts.next().unwrap();
    let plain = full_entry();
    Entry {
        id: text(),
        title: text(),
        link: changed.then(&mut text),
        via: Some(text()),
        summary: Some(text()),
        content: changed.then(&mut text),
        updated: if changed { plain.updated } else { plain.published },
        authors: vec![Person { name: text(), uri: Some(text()), avatar: Some(text()) }],
        categories: vec![Category { term: text(), slug: String::new() }],
        image: Some(image(&text(), Some((0, 7)))),
        enclosures: vec![enclosure(&text(), &text(), None), enclosure(&text(), &text(), Some(0))],
        related: vec![Related { title: text(), link: text() }],
        language: Some(text()),
        ..plain
    }
}
