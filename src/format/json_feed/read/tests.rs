use super::*;
use crate::format::json_feed::literal::DEEPEST;
use crate::format::sample::moment;
use crate::model::{Category, Content, Enclosure, Entry, Member, Person};

fn read_with(text: &str, base: Option<&str>) -> (Feed, Diagnostics) {
    let mut diagnostics = Diagnostics::about("feed.json");
    let feed = read(text, base, &mut diagnostics).unwrap();
    (feed, diagnostics)
}

/// The one entry of a feed whose one item has these members, with findings as `line:column rule message`.
fn item(members: &str) -> (Entry, Vec<String>) {
    let text = format!("{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{{\n{members}}}]}}");
    let (feed, diagnostics) = read_with(&text, None);
    ((*feed.entries[0]).clone(), findings(&diagnostics))
}

fn findings(diagnostics: &Diagnostics) -> Vec<String> {
    let shown = |finding: &crate::finding::Finding| {
        let position = finding.position.unwrap();
        format!("{}:{} {} {}", position.line, position.column, finding.rule.id(), finding.message)
    };
    diagnostics.findings.iter().map(shown).collect()
}

/// A document with every member that has a place in the model.
const FULL: &str = r#"{
  "version": "https://jsonfeed.org/version/1.1", "title": " Bread & <Butter> ",
  "home_page_url": "https://example.org/", "feed_url": "https://example.org/feed.json",
  "description": "Baking", "next_url": "https://example.org/2.json",
  "icon": "https://example.org/icon.png", "favicon": "https://example.org/favicon.png",
  "authors": [{"name": "The Bakery", "url": "https://example.org/us", "avatar": "https://example.org/us.png"}],
  "language": "en-GB", "expired": false,
  "hubs": [{"type": "WebSub", "url": "https://example.org/hub"}],
  "_shelf": {"b": 1.50, "a": "\u003c"},
  "items": [{
    "id": "rye", "url": "https://example.org/rye", "external_url": "https://example.net/rye", "title": "Rye",
    "content_html": "<p>Rye</p>", "content_text": "Rye!", "summary": "A loaf",
    "image": "https://example.org/rye.jpg", "banner_image": "https://example.org/wide.jpg",
    "date_published": "2026-03-04T09:30:05+01:00", "date_modified": "2026-03-05T00:00:00Z",
    "authors": [{"name": "Ann"}], "tags": ["bread", "R&D", "bread"], "language": "de",
    "attachments": [{"url": "https://example.org/rye.mp3", "mime_type": "audio/mpeg", "title": "Rye, read",
      "size_in_bytes": 1234, "duration_in_seconds": 90.5}],
    "_oven": [true]
  }]
}"#;

fn picture(url: &str) -> Option<Image> {
    Some(Image { url: url.to_owned(), ..Image::default() })
}

fn full_entry() -> Entry {
    Entry {
        id: Some("rye".into()),
        links: vec![
            Link::new("alternate", "https://example.org/rye"),
            Link::new("via", "https://example.net/rye"),
        ],
        title: Some(Text::plain("Rye")),
        contents: vec![Content::Text(Text::html("<p>Rye</p>")), Content::Text(Text::plain("Rye!"))],
        summary: Some(Text::plain("A loaf")),
        image: picture("https://example.org/rye.jpg"),
        banner: picture("https://example.org/wide.jpg"),
        published: Some(moment("2026-03-04T08:30:05Z")),
        updated: Some(moment("2026-03-05T00:00:00Z")),
        authors: vec![Person { name: "Ann".into(), ..Person::default() }],
        categories: ["bread", "R&D"]
            .map(|term| Category { term: term.into(), ..Category::default() })
            .to_vec(),
        language: Some("de".into()),
        enclosures: vec![Enclosure {
            url: "https://example.org/rye.mp3".into(),
            media_type: Some("audio/mpeg".into()),
            title: Some("Rye, read".into()),
            length: Some(1234),
            duration: Some(90.5),
        }],
        members: vec![Member { name: "_oven".into(), json: "[true]".into() }],
        ..Entry::default()
    }
}

fn full_head() -> FeedHead {
    FeedHead {
        id: Some("https://example.org/feed.json".into()),
        title: Some(Text::plain("Bread & <Butter>")),
        subtitle: Some(Text::plain("Baking")),
        links: vec![
            Link::new("alternate", "https://example.org/"),
            Link::new("self", "https://example.org/feed.json"),
            Link::new("next", "https://example.org/2.json"),
            Link::new("hub", "https://example.org/hub"),
        ],
        language: Some("en-GB".into()),
        authors: vec![Person {
            name: "The Bakery".into(),
            uri: Some("https://example.org/us".into()),
            avatar: Some("https://example.org/us.png".into()),
            email: None,
        }],
        logo: picture("https://example.org/icon.png"),
        icon: picture("https://example.org/favicon.png"),
        members: vec![Member { name: "_shelf".into(), json: "{\"b\":1.50,\"a\":\"<\"}".into() }],
        ..FeedHead::default()
    }
}

#[test]
fn every_member_comes_into_its_field() {
    let (feed, diagnostics) = read_with(FULL, None);
    assert_eq!(feed, Feed { head: full_head(), entries: vec![Arc::new(full_entry())] });
    assert_eq!(findings(&diagnostics), Vec::<String>::new());
    assert!(diagnostics.lost.is_empty(), "{:?}", diagnostics.lost);
}

#[test]
fn a_wrong_value_is_a_finding_at_its_place_and_the_rest_is_read() {
    for (members, expected) in [
        ("\"title\": [1]", "2:10 feed-value title is not a string; it is left out"),
        ("\"ä\": 1, \"title\": true", "2:18 feed-value title is not a string; it is left out"),
        ("\n\n \"url\": {}", "4:9 feed-value url is not a string; it is left out"),
        ("\"title\": 10e2", "2:10 repaired title is a number; it is read as text"),
        ("\"authors\": 1", "2:12 feed-value authors are not a list; they are left out"),
        ("\"authors\": [\"\"]", "2:13 repaired an author is not an object; the text is read as the name"),
        ("\"authors\": [[]]", "2:13 feed-value an author is not an object; it is left out"),
        ("\"tags\": \"bread\"", "2:9 repaired tags are not a list; they are read as a list of one"),
        ("\"tags\": [null]", "2:10 feed-value a tag is not a string; it is left out"),
        ("\"attachments\": [{}]", "2:17 feed-value an attachment has no URL; it is left out"),
        (
            "\"date_published\": \"soon\"",
            "2:19 feed-date date_published cannot be read; use the form of RFC 3339; it is left out",
        ),
        (
            "\"summary\": \"a\\u0003\"",
            "2:12 repaired summary holds characters that no feed may hold; they are left out",
        ),
        (
            "\"summary\": \"a\\ud83d\"",
            "2:12 feed-text summary holds halves of characters; replacement characters stand for them",
        ),
        ("\"title\": 1, \"title\": \"b\"", "2:22 duplicate-key a member is duplicated; the last one counts"),
    ] {
        let (entry, findings) = item(&format!("{members},\n\"id\": \"rye\""));
        assert_eq!(findings, [expected], "{members}");
        assert_eq!(entry.id.as_deref(), Some("rye"));
    }
}

#[test]
fn findings_come_in_the_order_of_the_document() {
    let text =
        "{\"items\": [1,\n {\"tags\": 1, \"id\": [], \"url\": \"u\"}],\n \"title\": {}, \"version\": 2}";
    let (feed, diagnostics) = read_with(text, None);
    let places: Vec<(usize, usize)> = diagnostics
        .findings
        .iter()
        .map(|finding| finding.position.unwrap())
        .map(|p| (p.line, p.column))
        .collect();
    assert_eq!(places, [(1, 12), (2, 2), (2, 11), (2, 20), (3, 11), (3, 26), (3, 26)]);
    assert_eq!((feed.entries.len(), diagnostics.findings[0].rule), (1, Rule::Entry));
}

#[test]
fn numbers_are_ids_and_so_is_the_word_of_rss() {
    for (members, expected, rules) in [
        ("\"id\": 12345678901234567890123", Some("12345678901234567890123"), 0),
        ("\"id\": -1.50", Some("-1.50"), 0),
        ("\"id\": \" a \"", Some("a"), 0),
        ("\"guid\": \"g\"", Some("g"), 1),
        ("\"id\": null, \"guid\": \"g\"", Some("g"), 1),
        ("\"id\": \" \", \"url\": \"u\"", None, 1),
        ("\"id\": true, \"url\": \"u\"", None, 2),
        ("\"url\": \"u\"", None, 1),
    ] {
        let (entry, findings) = item(members);
        assert_eq!((entry.id.as_deref(), findings.len()), (expected, rules), "{members}");
    }
    let (entry, findings) = item("\"id\": 1, \"date_updated\": 1583310605");
    assert_eq!(entry.updated, Some(moment("2020-03-04T08:30:05Z")));
    assert_eq!(findings.len(), 2);
}

#[test]
fn null_and_blank_texts_say_nothing() {
    let names = "url external_url title content_html content_text summary image banner_image date_published \
        date_modified authors author tags language attachments";
    for value in ["null", "\"\"", "\" \\n \""] {
        let members: Vec<String> = names
            .split_whitespace()
            .filter(|name| value == "null" || !["authors", "author", "tags", "attachments"].contains(name))
            .map(|name| format!("\"{name}\": {value}"))
            .collect();
        let (entry, findings) = item(&format!("\"id\": \"a\", {}", members.join(", ")));
        assert_eq!(entry, Entry { id: Some("a".into()), ..Entry::default() });
        assert_eq!(findings, Vec::<String>::new());
    }
}

#[test]
fn numbers_are_read_from_digits_alone() {
    for (value, length, duration) in [
        ("1234", Some(1234), Some(1234.0)),
        ("18446744073709551615", Some(u64::MAX), Some(u64::MAX as f64)),
        ("1e3", Some(1000), Some(1000.0)),
        ("\"60\"", Some(60), Some(60.0)),
        ("1.5", None, Some(1.5)),
        ("-1", None, None),
        ("1e999", None, None),
        ("\"1:30\"", None, Some(90.0)),
        ("\"NaN\"", None, None),
        ("{}", None, None),
        ("true", None, None),
    ] {
        let attachment =
            format!("{{\"url\": \"u\", \"size_in_bytes\": {value}, \"duration_in_seconds\": {value}}}");
        let (entry, findings) = item(&format!("\"id\": \"a\", \"attachments\": [{attachment}]"));
        let enclosure = &entry.enclosures[0];
        assert_eq!((enclosure.length, enclosure.duration), (length, duration), "{value}");
        let quoted = value.starts_with('"');
        // A text that is no duration is one fault, a number in quotes is repaired for each member.
        let faults = usize::from(length.is_none())
            + usize::from(duration.is_none())
            + usize::from(quoted)
            + usize::from(quoted && duration.is_some());
        assert_eq!(findings.len(), faults, "{findings:?}");
    }
}

#[test]
fn authors_are_preferred_to_the_author_of_version_1() {
    for (members, expected) in [
        ("\"author\": {\"name\": \"Ann\"}", vec![("Ann", None)]),
        ("\"author\": \"Ann\"", vec![("Ann", None)]),
        ("\"authors\": {\"name\": \"Ann\"}", vec![("Ann", None)]),
        (
            "\"author\": {\"name\": \"Ann\"}, \"authors\": [{\"name\": \"Bob\"}, {\"name\": \"\"}]",
            vec![("Bob", None)],
        ),
        ("\"author\": {\"name\": \"Ann\"}, \"authors\": []", vec![("Ann", None)]),
        (
            "\"author\": {\"name\": \"Ann\", \"email\": \"a@example.org\"}",
            vec![("Ann", Some("a@example.org"))],
        ),
        (
            "\"author\": {\"name\": \"Ann\", \"url\": \"mailto:a@example.org\"}",
            vec![("Ann", Some("a@example.org"))],
        ),
        (
            "\"author\": {\"name\": \"a@example.org\", \"url\": \"mailto:a@example.org\"}",
            vec![("", Some("a@example.org"))],
        ),
        ("\"author\": {}", vec![]),
    ] {
        let (entry, _) = item(&format!("\"id\": \"a\", {members}"));
        let people: Vec<(&str, Option<&str>)> =
            entry.authors.iter().map(|person| (person.name.as_str(), person.email.as_deref())).collect();
        assert_eq!(people, expected, "{members}");
        assert!(entry.authors.iter().all(|person| person.uri.is_none()));
    }
}

#[test]
fn addresses_are_joined_to_the_base_alone() {
    let text = r#"{"feed_url": "https://example.net/feed.json", "items": [{"url": "../rye", "image": " /a.png ",
        "content_html": "<a href=x>", "author": {"url": "//example.com/ann"}}]}"#;
    let (feed, _) = read_with(text, Some("https://example.org/blog/feed.json"));
    let entry = &feed.entries[0];
    assert_eq!(entry.link(), Some("https://example.org/rye"));
    assert_eq!(entry.image.as_ref().unwrap().url, "https://example.org/a.png");
    assert_eq!(entry.authors[0].uri.as_deref(), Some("https://example.com/ann"));
    let Content::Text(content) = &entry.contents[0] else { panic!("no text") };
    assert_eq!(content.base.as_deref(), Some("https://example.org/blog/feed.json"));
    let (feed, _) = read_with(text, None);
    assert_eq!(feed.entries[0].link(), Some("../rye"), "the feed's own address is no base");
}

#[test]
fn only_hubs_of_web_sub_are_hubs_elsewhere() {
    let text = r#"{"items": [], "version": "https://jsonfeed.org/version/1", "hubs": [
        {"type": "WebSub", "url": "https://example.org/a"}, {"type": "PubSubHubbub", "url": "https://example.org/b"},
        {"type": "rssCloud", "url": "https://example.org/c"}, {"url": "https://example.org/d"}, {"type": "WebSub"}]}"#;
    let (feed, diagnostics) = read_with(text, None);
    let hubs: Vec<&str> = feed.head.links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(hubs, ["https://example.org/a", "https://example.org/b", "https://example.org/d"]);
    assert_eq!(diagnostics.lost.values().sum::<usize>(), 2);
    assert_eq!(findings(&diagnostics), ["3:63 repaired a hub has no type; it is taken for one of WebSub"]);
}

#[test]
fn what_the_model_has_no_place_for_is_counted() {
    let text = r#"{"version": "https://jsonfeed.org/version/1", "user_comment": "a", "expired": true,
        "author": {"name": "a", "_pen": {}}, "colour": 1, "": 2, "__a": 1, "items": [
        {"id": 1, "slug": "b", "note": null}, {"id": 2, "slug": "c", "attachments": [{"url": "u", "art": {}}]}]}"#;
    let (_, diagnostics) = read_with(text, None);
    let lost: Vec<String> = diagnostics.lost.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    assert_eq!(
        lost,
        [
            "attachments: member art 1", "authors: member _pen 1", "entries: member slug 2",
            "feed: member __a 1", "feed: member colour 1", "feed: member expired 1",
            "feed: member of an odd name 1", "feed: member user_comment 1",
        ]
    );
    assert_eq!(findings(&diagnostics), Vec::<String>::new());
}

#[test]
fn items_without_a_version_and_a_version_without_items_are_feeds() {
    for (text, entries, expected) in [
        (
            "{\"items\": [{\"id\": 1}]}",
            1,
            "1:1 repaired version is missing; the document is read as version 1.1",
        ),
        (
            "\u{feff} {\"version\": \"http://www.jsonfeed.org/version/1/\"}",
            0,
            "1:1 repaired items are missing; the feed has no entries",
        ),
        (
            "{\"version\": \"2\", \"items\": []}",
            0,
            "1:13 repaired version is not one of JSON Feed's; the document is read as version 1.1",
        ),
        (
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": {\"id\": 1}}",
            1,
            "1:56 repaired items are not a list; they are read as a list of one",
        ),
        (
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{}]}",
            0,
            "1:57 entry an item has no member that can be read; it is left out",
        ),
    ] {
        let (feed, diagnostics) = read_with(text, None);
        assert_eq!(feed.entries.len(), entries, "{text}");
        assert_eq!(findings(&diagnostics), [expected], "{text}");
    }
}

#[test]
fn what_is_no_json_feed_is_a_fault_at_its_place() {
    let deep = format!("{{\"items\":\n{}", "[".repeat(100_000));
    for (text, expected) in [
        ("", "1:1: the document ends before"),
        ("{\"items\": [\n", "2:1: the document ends before"),
        ("{\"items\": [],\n  }", "2:3: this is not JSON"),
        ("{\"ä\": \"ü\", // no comment\n}", "1:12: this is not JSON"),
        ("{\"items\": []}\n{}", "2:1: this is not JSON"),
        ("{\"title\": \"a\nb\"}", "1:12: this is not JSON"),
        ("[{\"items\": []}]", "1:1: the document is not a JSON object"),
        ("\"items\"", "1:7: the document is not a JSON object"),
        ("{\"title\": \"a\"}", "1:1: this is not a JSON Feed"),
        (&deep, "2:100: brackets are nested deeper than 100 levels"),
    ] {
        let fault = read(text, None, &mut Diagnostics::default()).unwrap_err();
        let fault = format!("{}:{}: {}", fault.position.line, fault.position.column, fault.message);
        assert!(fault.starts_with(expected), "{text:.40}: {fault}");
    }
}

#[test]
fn an_extension_as_deep_as_it_may_be_can_be_written() {
    let value = format!("{}{}", "[".repeat(DEEPEST - 3), "]".repeat(DEEPEST - 3));
    let text = format!("{{\"items\": [{{\"id\": 1, \"_deep\": {value}}}]}}");
    let (feed, _) = read_with(&text, None);
    let written = crate::format::json_feed::write::write(&feed).unwrap();
    assert!(String::from_utf8(written).unwrap().contains(&value));
}
