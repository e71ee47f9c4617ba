use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

mod sample;

use super::names::file_names;
use super::project::project;
use super::*;
use crate::config::{self, Config};
use crate::finding::Rule;
use crate::format::article::fit::losses as losses_of;
use crate::format::losses::Losses;
use crate::group;
use crate::html;
use crate::model::{
    Category, Content, Enclosure, Entry, Extension, FeedHead, Image, Link, Person, QualifiedName, Text,
    TextKind,
};
use crate::normalise::{Draft, normalise};
use crate::record::{self, FieldNames, Reading};
use crate::text::without_overrides;
use crate::time::{self, Tz};
use crate::topic;

fn instant(text: &str) -> DateTime<Utc> {
    time::read(text, Tz::UTC).unwrap().instant
}

fn feed(entries: Vec<Entry>) -> Feed {
    let links = vec![Link::new("alternate", "https://example.org/")];
    Feed {
        head: FeedHead { links, ..FeedHead::default() },
        entries: entries.into_iter().map(Arc::new).collect(),
    }
}

fn configuration(feed: &Feed) -> Config {
    let text = project(feed, None);
    config::read_own("feedmill.yaml", &text, None, None).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

/// What `build` makes of the project of a feed, in the order of the feed.
fn built(feed: &Feed) -> Vec<Entry> {
    let config = configuration(feed);
    let read = |(name, text): (String, String)| -> Draft {
        let Reading::Record(record, findings) = record::read(&name, text.as_bytes(), &FieldNames::default())
        else {
            panic!("{text}")
        };
        assert_eq!(findings, [], "{text}");
        let mut decision = normalise(&record, &config, instant("9999-12-31"));
        // What the entry said with damage, the article says with it.
        decision.findings.retain(|finding| finding.rule != Rule::Characters || !text.contains('\u{fffd}'));
        assert_eq!(decision.findings, [], "{text}");
        decision.article.unwrap_or_else(|| panic!("{:?}\n{text}", decision.status))
    };
    let drafts: Vec<Draft> = write(feed, None, &mut Losses::default()).files.into_iter().map(read).collect();
    let names = drafts.iter().flat_map(|draft| &draft.topics).map(|name| (name.as_str(), 1));
    let directory = topic::directory(names, &[], &config.topics, &topic::Folders::default());
    let categories = |draft: &Draft| {
        let topics = draft.topics.iter().filter_map(|name| directory.topic(name));
        group::categories(topics, sample::SCHEME)
    };
    let entry = |draft: Draft| Entry { categories: categories(&draft), ..draft.entry };
    drafts.into_iter().map(entry).collect()
}

/// The entry with other names in the place of those that cleaning would not leave as they are.
fn with_inert_names(mut entry: Entry) -> Entry {
    let people = entry.authors.iter_mut().chain(&mut entry.contributors);
    let of_people = people.flat_map(|person| [Some(&mut person.name), person.email.as_mut()]).flatten();
    let categories = entry.categories.iter_mut();
    let of_topics =
        categories.flat_map(|category| [Some(&mut category.term), category.label.as_mut()]).flatten();
    let rights = entry.rights.as_mut().map(|rights| &mut rights.value);
    for name in
        of_people.chain(of_topics).chain(rights).filter(|name| html::inert_name((*name).clone()) != **name)
    {
        *name = "Another name".to_owned();
    }
    for title in entry.title.iter_mut().chain(&mut entry.summary) {
        title.value = match title.kind {
            TextKind::Plain => html::inert_title(std::mem::take(&mut title.value)),
            TextKind::Html => without_overrides(&title.value).into_owned(),
        };
    }
    let of_links = entry.links.iter_mut().map(|link| &mut link.title);
    let of_files = entry.enclosures.iter_mut().map(|file| &mut file.title);
    for title in of_links.chain(of_files).flatten() {
        *title = html::inert_title(std::mem::take(title));
    }
    entry
}

/// The entry as `build` has it: what is derived from the rest is there.
fn completed(entry: &Entry) -> Entry {
    Entry { updated: entry.updated.or(entry.published), ..entry.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_articles_of_a_feed_make_the_same_entries_again(entries in prop::collection::vec(sample::entry(), 1..3)) {
        let feed = feed(entries.into_iter().map(with_inert_names).collect());
        for (built, entry) in built(&feed).into_iter().zip(&feed.entries) {
            prop_assert_eq!(built, completed(entry));
        }
    }

    #[test]
    fn the_configuration_is_one_that_build_accepts(
        title in "\\PC{0,20}", subtitle in ".{0,20}", name in "\\PC{0,9}",
        page in "\\PC{0,9}|(https?:/{0,3})?[a-z.:@/?#%{}-]{0,15}|https://example\\.org/[a-z./?#-]{0,9}",
        uri in "\\PC{0,9}|[a-z:/]{0,6}", language in "[a-zA-Z_-]{0,7}", ttl in any::<Option<u32>>(),
    ) {
        let picture = Some(Image { url: uri.clone(), ..Image::default() });
        let head = FeedHead {
            title: Some(Text::plain(title)),
            subtitle: Some(Text::html(subtitle)),
            links: vec![Link::new("alternate", page)],
            authors: vec![Person { name, uri: Some(uri), ..Person::default() }],
            language: Some(language),
            icon: picture.clone(),
            logo: picture,
            ttl,
            ..FeedHead::default()
        };
        let feed = Feed { head, entries: Vec::new() };
        let text = project(&feed, None);
        let base = url::Url::parse("https://example.org/").unwrap();
        let base = text.starts_with("# The feed names no address").then_some(&base);
        let read = config::read_own("feedmill.yaml", &text, base, None);
        prop_assert!(read.is_ok(), "{:?}\n{}", read, text);
    }
}

fn titled(title: &str, id: &str, date: &str) -> Entry {
    Entry {
        id: Some(id.to_owned()),
        title: Some(Text::plain(title)),
        published: (!date.is_empty()).then(|| instant(date)),
        ..Entry::default()
    }
}

#[test]
fn files_are_called_after_day_and_title() {
    let linked = |link: &str| Entry {
        links: vec![Link::new("alternate", link)],
        updated: Some(instant("2020-01-02")),
        ..Entry::default()
    };
    for (entry, expected) in [
        (titled("Hello, weir. It's C++...", "1", "2020-01-02"), "2020-01-02-hello-weir-its-c-plus-plus.md"),
        (titled("Кино", "1", ""), "kino.md"),
        (
            Entry { title: Some(Text::html("<b>Eels</b> &amp; locks")), ..Entry::default() },
            "eels-and-locks.md",
        ),
        (linked("https://example.org/2020/the-last-ferry.html?x=/y"), "2020-01-02-the-last-ferry.md"),
        (linked("https://example.org/"), "2020-01-02-untitled.md"),
        (Entry::default(), "untitled.md"),
    ] {
        assert_eq!(file_names(&feed(vec![entry])), [expected]);
    }
    assert!(file_names(&feed(vec![titled("con", "1", "")]))[0].starts_with("con-"));
}

#[test]
fn names_are_unique_and_do_not_depend_on_the_order() {
    let entries: Vec<Entry> = [("Weir", "1"), ("weir!", "2"), ("Other", "3")]
        .into_iter()
        .map(|(title, id)| titled(title, id, "2020-01-02"))
        .collect();
    let names = file_names(&feed(entries.clone()));
    let mut backwards = file_names(&feed(entries.into_iter().rev().collect()));
    backwards.reverse();
    assert_eq!(names, backwards);
    assert!(names[0] != names[1] && names[0].len() == "2020-01-02-weir-01234567.md".len(), "{names:?}");
    assert_eq!(names[2], "2020-01-02-other.md");
}

#[test]
fn names_are_short_and_even_equal_entries_have_their_own() {
    let long = titled(&"A very long title ".repeat(20), "same", "2020-01-02");
    let wide = titled(&"x".repeat(300), "same", "2020-01-02");
    let device = titled(&format!("con {}", "x".repeat(300)), "other", "");
    let names = file_names(&feed(vec![long.clone(), long.clone(), long, wide.clone(), wide, device]));
    let unique: BTreeSet<&String> = names.iter().collect();
    assert_eq!(unique.len(), 6, "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 100), "{names:?}");
    assert!(names[5].starts_with("con-") && names[5].len() == "con-01234567.md".len(), "{names:?}");
}

#[test]
fn the_configuration_says_what_the_head_says() {
    let head = FeedHead {
        title: Some(Text::html("Weir &amp; Wheel")),
        subtitle: Some(Text::plain("Of <rivers>: a feed")),
        links: vec![
            Link::new("self", "https://feeds.example.org/a.xml"),
            Link::new("alternate", "https://example.org/weir/index.html?a=b"),
        ],
        language: Some("en_gb".to_owned()),
        authors: vec![Person {
            name: "Ann".to_owned(),
            uri: Some("https://example.org/ann".to_owned()),
            ..Person::default()
        }],
        rights: Some(Text::plain("© Ann")),
        icon: Some(Image { url: "/icon.png".to_owned(), ..Image::default() }),
        logo: Some(Image { url: "javascript:x".to_owned(), ..Image::default() }),
        ttl: Some(5),
        ..FeedHead::default()
    };
    let entries = (0..51).map(|_| Arc::new(Entry::default())).collect();
    let expected = r#"site:
  title: "Weir & Wheel"
  url: "https://example.org/weir/"
  home: "https://example.org/weir/index.html?a=b"
  description: "Of <rivers>: a feed"
  language: "en-GB"
  author:
    name: "Ann"
    url: "https://example.org/ann"
  rights: "© Ann"
  icon: "/icon.png"
feeds:
  limit: 51
  ttl: 5
"#;
    let feed = Feed { head, entries };
    assert_eq!(project(&feed, None), expected);
    let config = configuration(&feed);
    assert_eq!((config.site.title.as_str(), config.feeds.limit), ("Weir & Wheel", 51));
}

#[test]
fn the_address_of_the_site_is_looked_for_and_never_made_up() {
    let of = |links: &[(&str, &str)], entry: &str| {
        let links = links.iter().map(|&(relation, href)| Link::new(relation, href)).collect();
        let entry = Entry { links: vec![Link::new("alternate", entry)], ..Entry::default() };
        project(
            &Feed { head: FeedHead { links, ..FeedHead::default() }, entries: vec![Arc::new(entry)] },
            None,
        )
    };
    for (links, entry, expected) in [
        (&[("alternate", "https://example.org/blog")][..], "", "https://example.org/blog/"),
        (&[("alternate", "https://example.org")], "", "https://example.org/"),
        (
            &[("alternate", "/blog"), ("self", "https://example.org/blog/feed.xml")],
            "",
            "https://example.org/",
        ),
        (&[], "https://example.org/2020/a.html", "https://example.org/"),
    ] {
        let text = of(links, entry);
        assert!(text.starts_with(&format!("site:\n  url: \"{expected}\"\n")), "{links:?}: {text}");
        let has_home = links.first().is_some_and(|(_, page)| page.ends_with("/blog") && page.contains(':'));
        assert_eq!(text.contains("  home: \"https://example.org/blog\"\n"), has_home, "{links:?}: {text}");
    }
    assert!(of(&[("alternate", "urn:x:1")], "/a").starts_with("# The feed names no address: add `url:"));
}

#[test]
fn what_a_project_cannot_say_is_counted() {
    let name = |prefix: &str, local: &str| QualifiedName {
        prefix: prefix.into(),
        local: local.into(),
        namespace: "urn:x".into(),
    };
    let extension = |prefix, local| Extension { name: name(prefix, local), ..Extension::default() };
    let category = |term: &str| Category { term: term.to_owned(), ..Category::default() };
    let mut full = titled("T", "1", "");
    full.extensions =
        vec![extension("georss", "point"), extension("georss", "point"), extension("", "rating")];
    full.contents = vec![
        Content::Text(Text::plain("a")),
        Content::Text(Text::html("a")),
        Content::OutOfLine { media_type: None, source: "https://example.org/a.pdf".to_owned() },
    ];
    full.categories = vec![
        category("Boats"),
        Category { scheme: Some("urn:x".into()), label: Some("Trams".into()), ..category("t") },
    ];
    full.enclosures = vec![Enclosure { url: "magnet:?x".into(), ..Enclosure::default() }];
    full.source = Some(Box::default());
    let other = Entry { categories: vec![category("boats")], ..titled("T", "1", "2020-01-01") };
    let mut feed = feed(vec![full, other]);
    feed.head.id = Some("urn:x".to_owned());
    feed.head.links.push(Link::new("hub", "https://hub.example.org/"));
    feed.head.links.push(Link::new("self", "https://example.org/feed.xml"));
    let expected = [
        ("entries: <georss:point>", 2),
        ("entries: <rating>", 1),
        ("entries: URLs that build leaves out: too long, or neither http nor https", 1),
        ("entries: additional contents", 1),
        ("entries: category labels", 1),
        ("entries: category schemes", 1),
        ("entries: content at another URL", 1),
        ("entries: other spellings of categories", 1),
        ("entries: source", 1),
        ("entries: with the id or link of another, of which build keeps one", 1),
        ("entries: without a date, which build skips", 1),
        ("feed: id", 1),
        ("feed: links of the relation hub", 1),
    ];
    assert_eq!(lost(&feed), expected.map(|(kind, count)| (kind.to_owned(), count)));
}

/// What a project of the feed does not say, and how often.
fn lost(feed: &Feed) -> Vec<(String, usize)> {
    let mut losses = Losses::default();
    losses_of(feed, &mut losses);
    write(feed, None, &mut losses);
    losses.kinds.into_iter().collect()
}

#[test]
fn what_build_would_cut_from_an_article_is_lost() {
    let categories = |count: usize| -> Vec<Category> {
        let named = |number: usize| Category { term: format!("t{number}"), ..Category::default() };
        (0..count).map(named).collect()
    };
    let content = |length: usize| vec![Content::Text(Text::plain("a".repeat(length)))];
    let title = |length: usize| Some(Text::plain("a".repeat(length)));
    let topics = "entries: categories beyond those that build makes topics of";
    let skipped = "entries: with more than 1 MiB beside their content, which build skips";
    for (change, expected) in [
        (Entry { categories: categories(100), ..Entry::default() }, None),
        (Entry { categories: categories(103), ..Entry::default() }, Some((topics, 3))),
        (Entry { categories: categories(15), contents: content(1 << 20), ..Entry::default() }, None),
        (
            Entry { categories: categories(18), contents: content(1 << 20), ..Entry::default() },
            Some((topics, 3)),
        ),
        (Entry { title: title((1 << 20) - 100), ..Entry::default() }, None),
        (Entry { title: title(1 << 20), ..Entry::default() }, Some((skipped, 1))),
    ] {
        let published = Some(instant("2020-01-02"));
        let feed = feed(vec![Entry { published, ..change }]);
        let expected: Vec<(String, usize)> =
            expected.into_iter().map(|(kind, count): (&str, usize)| (kind.to_owned(), count)).collect();
        assert_eq!(lost(&feed), expected);
    }
}

#[test]
fn an_entry_that_is_carried_whole_loses_nothing() {
    assert_eq!(lost(&feed(vec![titled("T", "1", "2020-01-01")])), []);
}
