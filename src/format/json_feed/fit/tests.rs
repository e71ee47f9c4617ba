use std::collections::BTreeMap;
use std::sync::Arc;

use super::losses::losses;
use crate::format::diagnostics::Diagnostics;
use crate::format::json_feed::read::read;
use crate::format::json_feed::write::write;
use crate::format::losses::Losses;
use crate::format::sample::moment;
use crate::model::{
    Category, Content, Enclosure, Entry, Extension, ExtensionNode, Facets, Feed, FeedHead, Generator, Image,
    Link, Member, Person, QualifiedName, Text,
};

fn full_text(value: &str) -> Option<Text> {
    Some(Text::html(format!("<b>{value}</b>")))
}

fn full_link(relation: &str) -> Link {
    Link {
        relation: relation.to_owned(),
        href: format!("https://example.org/{relation}"),
        media_type: Some("text/html".into()),
        language: Some("de".into()),
        title: Some("A link".into()),
        length: Some(9),
    }
}

fn full_person() -> Person {
    Person {
        name: "Ann".into(),
        uri: Some("https://example.org/ann".into()),
        email: Some("ann@example.org".into()),
        avatar: Some("https://example.org/ann.png".into()),
    }
}

fn full_category() -> Category {
    Category {
        term: "bread".into(),
        scheme: Some("https://example.org/".into()),
        label: Some("Bread".into()),
    }
}

fn full_image() -> Option<Image> {
    Some(Image {
        url: "https://example.org/a.png".into(),
        width: Some(1),
        height: Some(2),
        title: Some("A picture".into()),
        link: Some("https://example.org/".into()),
        description: Some("d".into()),
    })
}

fn full_extension(prefix: &str) -> Extension {
    let name = QualifiedName { namespace: "urn:x".into(), prefix: prefix.into(), local: "point".into() };
    Extension {
        attributes: vec![(name.clone(), "a".into())],
        children: vec![ExtensionNode::Text("a".into()), ExtensionNode::Element(Extension::default())],
        name,
    }
}

fn full_members() -> Vec<Member> {
    ["{}", "{"].map(|json| Member { name: "_own".into(), json: json.into() }).to_vec()
}

/// A head with every field in use, each with all that it can hold.
fn full_head() -> FeedHead {
    FeedHead {
        id: Some("urn:example:id".into()),
        title: full_text("Bread"),
        subtitle: full_text("Baking"),
        links: ["alternate", "self", "next", "hub", "alternate", "previous"].map(full_link).to_vec(),
        // Only `build` has these; the link to the feed itself is the same to others.
        locations: Vec::new(),
        updated: Some(moment("2026-03-04T09:00:00Z")),
        published: Some(moment("2026-03-04T08:00:00Z")),
        language: Some("en".into()),
        authors: vec![full_person()],
        contributors: vec![full_person()],
        categories: vec![full_category()],
        rights: full_text("Rights"),
        icon: full_image(),
        logo: full_image(),
        generator: Some(Generator::default()),
        ttl: Some(60),
        polling: Default::default(),
        podcast: None,
        is_beside_podcast: false,
        extensions: vec![full_extension(""), full_extension("georss")],
        members: full_members(),
    }
}

/// The same of an entry.
fn full_entry() -> Entry {
    Entry {
        id: Some("a".into()),
        title: full_text("Rye"),
        links: ["alternate", "via", "related", "replies", "alternate", "author"].map(full_link).to_vec(),
        summary: full_text("A loaf"),
        contents: vec![
            Content::Text(Text::html("<p>Rye</p>")),
            Content::Text(Text::plain("Rye")),
            Content::Text(Text::plain("Rye again")),
            Content::Embedded { media_type: "image/png".into(), value: "AAAA".into() },
            Content::OutOfLine { media_type: None, source: "https://example.org/".into() },
        ],
        published: Some(moment("2026-03-04T08:00:00Z")),
        updated: Some(moment("2026-03-04T09:00:00Z")),
        authors: vec![full_person()],
        contributors: vec![full_person()],
        categories: vec![full_category()],
        image: full_image(),
        banner: full_image(),
        enclosures: vec![Enclosure {
            url: "https://example.org/a.mp3".into(),
            media_type: Some("audio/mpeg".into()),
            length: Some(1),
            title: Some("A file".into()),
            duration: Some(1.5),
        }],
        episode: None,
        markdown: None,
        language: Some("de".into()),
        rights: full_text("Rights"),
        source: Some(Box::default()),
        extensions: vec![full_extension("georss"), full_extension("georss")],
        members: full_members(),
        // Only articles carry these.
        facets: Facets::default(),
    }
}

/// Which fields of a feed with every field in use are not the same when it is read back.
fn changed_fields(full: &Feed) -> Vec<&'static str> {
    let written = String::from_utf8(write(full).unwrap()).unwrap();
    let back = read(&written, None, &mut Diagnostics::default()).unwrap();
    macro_rules! compared {
        ($prefix:literal, $old:expr, $new:expr, $($field:ident)*) => {
            [$((concat!($prefix, stringify!($field)), $old.$field == $new.$field)),*]
        };
    }
    let head = compared!(
        "feed ", full.head, back.head,
        id title subtitle links updated published language authors contributors categories rights icon logo
        generator ttl extensions members
    );
    let entry = compared!(
        "", full.entries[0], back.entries[0],
        id title links summary contents published updated authors contributors categories image banner
        enclosures language rights source extensions members
    );
    head.into_iter().chain(entry).filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
}

fn lost(feed: &Feed) -> BTreeMap<String, usize> {
    let mut lost = Losses::default();
    losses(feed, &mut lost);
    lost.kinds
}

/// Each field that changes, and the kinds that tell of it; one kind may tell of two fields.
const CHANGES: &[(&str, &[(&str, usize)])] = &[
    ("feed id", &[("feed: id", 1)]),
    ("feed title", &[("feed: markup in the title", 1)]),
    ("feed subtitle", &[("feed: markup in the description", 1)]),
    (
        "feed links",
        &[
            ("feed: media types of links", 2),
            ("feed: titles, languages and lengths of links", 4),
            ("feed: additional alternate links", 1),
            ("feed: links of the relation previous", 1),
        ],
    ),
    ("feed updated", &[("feed: dates", 2)]),
    ("feed published", &[]),
    ("feed authors", &[("feed: e-mail addresses of authors", 1)]),
    ("feed contributors", &[("feed: contributors", 1)]),
    ("feed categories", &[("feed: categories", 1)]),
    ("feed rights", &[("feed: rights", 1)]),
    ("feed icon", &[("feed: sizes of images", 2), ("feed: titles and links of images", 2)]),
    ("feed logo", &[]),
    ("feed generator", &[("feed: generator", 1)]),
    ("feed ttl", &[("feed: minutes that it may be kept (ttl)", 1)]),
    ("feed extensions", &[("feed: <point>", 1), ("feed: <georss:point>", 1)]),
    ("feed members", &[("feed: extensions of JSON", 1)]),
    ("title", &[("entries: markup in titles", 1)]),
    (
        "links",
        &[
            ("entries: titles, languages and lengths of links", 2),
            ("entries: related links", 1),
            ("entries: links to comments", 1),
            ("entries: additional alternate links", 1),
            ("entries: links of the relation author", 1),
        ],
    ),
    ("summary", &[("entries: markup in summaries", 1)]),
    (
        "contents",
        &[
            ("entries: additional contents", 1),
            ("entries: content of type image/png", 1),
            ("entries: content at another URL", 1),
        ],
    ),
    ("authors", &[("entries: e-mail addresses of authors", 1)]),
    ("contributors", &[("entries: contributors", 1)]),
    ("categories", &[("entries: category schemes", 1), ("entries: category labels", 1)]),
    ("image", &[("entries: sizes of images", 2), ("entries: titles and links of images", 2)]),
    ("banner", &[]),
    ("rights", &[("entries: rights", 1)]),
    ("source", &[("entries: source", 1)]),
    ("extensions", &[("entries: <georss:point>", 2)]),
    ("members", &[("entries: extensions of JSON", 1)]),
];

#[test]
fn every_field_that_does_not_come_back_is_a_loss() {
    let full = Feed { head: full_head(), entries: vec![Arc::new(full_entry())] };
    let fields: Vec<&str> = CHANGES.iter().map(|&(field, _)| field).collect();
    assert_eq!(changed_fields(&full), fields);
    let kinds = CHANGES.iter().flat_map(|&(_, kinds)| kinds);
    let kinds: BTreeMap<String, usize> = kinds.map(|&(kind, count)| (kind.to_owned(), count)).collect();
    assert_eq!(lost(&full), kinds);
}

#[test]
fn what_says_nothing_new_is_no_loss() {
    let mut head = FeedHead {
        id: Some("https://example.org/self".into()),
        title: Some(Text::html("R&amp;D")),
        subtitle: Some(Text::html("1 < 2")),
        links: vec![
            Link {
                media_type: Some("application/rss+xml".into()),
                ..Link::new("self", "https://example.org/self")
            },
            Link { media_type: Some("text/html".into()), ..Link::new("alternate", "https://example.org/") },
        ],
        ..FeedHead::default()
    };
    head.logo = Some(Image {
        url: "https://example.org/a.png".into(),
        title: Some("R&D".into()),
        link: Some("https://example.org/".into()),
        ..Image::default()
    });
    let entry = Entry {
        id: Some("a".into()),
        summary: Some(Text::html("<p>All there is</p>")),
        authors: vec![Person { email: Some("ann@example.org".into()), ..Person::default() }],
        categories: vec![Category { term: "a".into(), label: Some("a".into()), scheme: None }],
        ..Entry::default()
    };
    let feed = Feed { head, entries: vec![Arc::new(entry)] };
    assert_eq!(lost(&feed), BTreeMap::new());
}

#[test]
fn a_next_part_that_is_the_feed_itself_is_left_out_and_told() {
    let links =
        ["self", "next"].map(|relation| Link::new(relation, "https://example.org/feed.json")).to_vec();
    let id = Some("https://example.org/feed.json".to_owned());
    let feed = Feed { head: FeedHead { id, links, ..FeedHead::default() }, entries: Vec::new() };
    assert!(!String::from_utf8(write(&feed).unwrap()).unwrap().contains("next_url"));
    assert_eq!(lost(&feed), BTreeMap::from([("feed: links of the relation next".to_owned(), 1)]));
}
