//! Feeds for the tests of every format: one entry that uses every field, one that uses none it can do
//! without, and feeds whose every text is hostile.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::model::{
    Category, Content, Enclosure, Entry, Extension, ExtensionNode, Feed, FeedHead, FeedLocation, Format,
    GENERATOR, Generator, Image, Link, Member, Person, QualifiedName, Text,
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

/// An entry with a foreign element that holds text and elements.
pub(super) fn mixed_entry() -> Entry {
    let word = |local: &str| QualifiedName::new("https://example.org/words", "words", local);
    let child = ExtensionNode::Element(Extension::of_text(word("child"), "b & c"));
    let mut entry = bare_entry("urn:example:b", "B");
    entry.extensions.push(Extension {
        name: word("around"),
        attributes: vec![(QualifiedName::new("", "", "kind"), "<d>".to_owned())],
        children: vec![ExtensionNode::Text("a".to_owned()), child.clone(), child],
    });
    entry
}

/// A feed of zero to two entries whose fields are there or not and hold anything, and often what other fields hold.
pub(super) fn any_feed() -> impl Strategy<Value = Feed> {
    let texts = prop::collection::vec(hostile_text(), 1..24);
    let choices = prop::collection::vec(any::<u8>(), 64..128);
    (texts, choices, 0..3_usize).prop_map(|(texts, choices, entries)| {
        let mut drawn = Drawn { texts: texts.into_iter().cycle(), choices: choices.into_iter().cycle() };
        let entries = (0..entries).map(|_| Arc::new(drawn.entry())).collect();
        Feed { head: FeedHead { language: drawn.maybe(Drawn::text), ..drawn.head() }, entries }
    })
}

/// Where values are drawn from.
struct Drawn<T, C> {
    texts: T,
    choices: C,
}

impl<T: Iterator<Item = String>, C: Iterator<Item = u8>> Drawn<T, C> {
    fn of(&mut self, count: u8) -> u8 {
        self.choices.next().unwrap() % count
    }

    fn maybe<V>(&mut self, value: impl FnOnce(&mut Self) -> V) -> Option<V> {
        (self.of(3) > 0).then(|| value(self))
    }

    fn some<V>(&mut self, value: impl Fn(&mut Self) -> V) -> Vec<V> {
        (0..self.of(4)).map(|_| value(self)).collect()
    }

    fn text(&mut self) -> String {
        self.texts.next().unwrap()
    }

    fn url(&mut self) -> String {
        let start = ["https://example.org/", "mailto:", ""][usize::from(self.of(3))];
        format!("{start}{}", self.text())
    }

    fn words(&mut self) -> Text {
        if self.of(2) == 0 { Text::plain(self.text()) } else { Text::html(self.text()) }
    }

    fn moment(&mut self) -> DateTime<Utc> {
        let seconds = i64::from(self.of(255)) * 86_399 * i64::from(self.of(255)) - 400_000_000;
        DateTime::from_timestamp(seconds, 7).unwrap()
    }

    fn person(&mut self) -> Person {
        let mail = |drawn: &mut Self| match drawn.of(2) {
            0 => "ann@example.org".to_owned(),
            _ => drawn.text(),
        };
        Person {
            name: self.text(),
            uri: self.maybe(Self::url),
            email: self.maybe(mail),
            avatar: self.maybe(Self::url),
        }
    }

    fn category(&mut self) -> Category {
        Category { term: self.text(), scheme: self.maybe(Self::url), label: self.maybe(Self::text) }
    }

    fn link(&mut self) -> Link {
        let relations = ["alternate", "via", "related", "replies", "self", "hub"];
        Link {
            relation: relations[usize::from(self.of(6))].to_owned(),
            href: self.url(),
            media_type: self.maybe(|drawn| if drawn.of(2) == 0 { "text/html".into() } else { drawn.text() }),
            language: self.maybe(Self::text),
            title: self.maybe(Self::text),
            length: self.maybe(|drawn| u64::from(drawn.of(9))),
        }
    }

    fn image(&mut self) -> Image {
        Image {
            url: self.url(),
            width: self.maybe(|drawn| u32::from(drawn.of(3))),
            height: self.maybe(|drawn| u32::from(drawn.of(200))),
            ..Image::default()
        }
    }

    fn file(&mut self) -> Enclosure {
        Enclosure {
            url: self.url(),
            media_type: self.maybe(Self::text),
            length: self.maybe(|drawn| u64::from(drawn.of(3))),
            title: self.maybe(Self::text),
            duration: self.maybe(|drawn| f64::from(drawn.of(200)) / 3.0 - 1.0),
        }
    }

    fn content(&mut self) -> Content {
        match self.of(4) {
            0 => Content::OutOfLine { media_type: self.maybe(Self::text), source: self.url() },
            1 => Content::Embedded { media_type: "audio/mpeg".to_owned(), value: self.text() },
            _ => Content::Text(self.words()),
        }
    }

    fn extension(&mut self) -> Extension {
        let extension = extension(&mut || self.text());
        match self.of(4) {
            0 => Extension { name: QualifiedName::new("", "", "bare"), ..extension },
            1 => Extension::of_text(
                QualifiedName::new("http://purl.org/dc/elements/1.1/", "dc", "creator"),
                self.text(),
            ),
            2 => Extension { children: Vec::new(), ..extension },
            _ => extension,
        }
    }

    fn head(&mut self) -> FeedHead {
        FeedHead {
            id: self.maybe(Self::url),
            title: self.maybe(Self::words),
            subtitle: self.maybe(Self::words),
            links: self.some(Self::link),
            updated: self.maybe(Self::moment),
            authors: self.some(Self::person),
            contributors: self.some(Self::person),
            categories: self.some(Self::category),
            rights: self.maybe(Self::words),
            icon: self.maybe(Self::image),
            logo: self.maybe(Self::image),
            generator: self.maybe(|drawn| Generator {
                name: drawn.text(),
                uri: drawn.maybe(Self::url),
                version: drawn.maybe(Self::text),
            }),
            ..FeedHead::default()
        }
    }

    fn entry(&mut self) -> Entry {
        Entry {
            id: self.maybe(Self::url),
            title: self.maybe(Self::words),
            links: self.some(Self::link),
            summary: self.maybe(Self::words),
            contents: self.some(Self::content),
            published: self.maybe(Self::moment),
            updated: self.maybe(Self::moment),
            authors: self.some(Self::person),
            contributors: self.some(Self::person),
            categories: self.some(Self::category),
            image: self.maybe(Self::image),
            banner: self.maybe(Self::image),
            enclosures: self.some(Self::file),
            language: self.maybe(Self::text),
            rights: self.maybe(Self::words),
            source: self.maybe(|drawn| Box::new(drawn.head())),
            extensions: self.some(Self::extension),
            members: self
                .some(|drawn| Member { name: format!("_{}", drawn.text()), json: "[1, \"a\"]".into() }),
            ..Entry::default()
        }
    }
}
