use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::format::sample::{
    any_feed, bare_entry, feed, full_entry, hostile_feed, hostile_text, image, moment,
};
use crate::model::{Content, Text};

fn written(feed: &Feed) -> String {
    String::from_utf8(write(feed).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn documents_are_written_as_serde_json_writes_them(mut feed in any_feed(), raw in hostile_text()) {
        for entry in &mut feed.entries {
            Arc::make_mut(entry).id.get_or_insert_default();
        }
        let mut document = document(&feed).unwrap();
        // What is read back may hold what is never written.
        document.description = Some(raw.as_str().into());
        let expected = serde_json::to_string_pretty(&document).unwrap() + "\n";
        prop_assert_eq!(String::from_utf8(render(&document)).unwrap(), expected);
    }
}

#[test]
fn a_full_entry_is_written_in_every_detail() {
    let expected = r#"{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Bread & Butter",
  "home_page_url": "https://example.org/?a=1&b=2",
  "feed_url": "https://example.org/feed.json",
  "description": "Baking, told plainly",
  "icon": "https://example.org/logo.png",
  "favicon": "https://example.org/icon.png",
  "authors": [
    {
      "name": "The Bakery",
      "url": "https://example.org/about",
      "avatar": "https://example.org/bakery.png"
    }
  ],
  "language": "en-GB",
  "items": [
    {
      "id": "tag:example.org,2026-03-04:rye.md",
      "url": "https://example.org/rye?a=1&b=2",
      "external_url": "https://example.net/rye",
      "title": "Rye <3",
      "content_html": "<p>Rye &amp; <b>salt</b></p>",
      "summary": "Flour < water & salt",
      "image": "https://example.org/rye.jpg?w=1&h=2",
      "date_published": "2026-03-04T08:30:05Z",
      "date_modified": "2026-03-04T09:00:00Z",
      "authors": [
        {
          "name": "Jürgen",
          "url": "https://example.org/j",
          "avatar": "https://example.org/j.png"
        },
        {
          "name": "Ann"
        }
      ],
      "tags": [
        "R&D",
        "bread"
      ],
      "language": "de",
      "attachments": [
        {
          "url": "https://example.org/rye.mp3",
          "mime_type": "audio/mpeg",
          "size_in_bytes": 1234
        },
        {
          "url": "https://example.org/rye.mp4",
          "mime_type": "video/mp4",
          "size_in_bytes": 5678
        }
      ]
    }
  ]
}
"#;
    assert_eq!(written(&feed(vec![full_entry()])), expected);
}

#[test]
fn an_item_of_html_or_a_summary_has_exactly_one_content() {
    let entry = bare_entry("urn:example:rye", "Rye");
    for (summary, content, text, html) in [
        (None, None, Some(""), None),
        (Some("a"), None, Some("a"), None),
        (None, Some("<p>b</p>"), None, Some("<p>b</p>")),
        (Some("a"), Some("<p>b</p>"), None, Some("<p>b</p>")),
    ] {
        let entry = Entry {
            summary: summary.map(Text::plain),
            contents: content.map(|content| Content::Text(Text::html(content))).into_iter().collect(),
            ..entry.clone()
        };
        let document: Value = serde_json::from_str(&written(&feed(vec![entry]))).unwrap();
        let item = &document["items"][0];
        assert_eq!(item.get("content_text").and_then(Value::as_str), text);
        assert_eq!(item.get("content_html").and_then(Value::as_str), html);
        assert_eq!(item.get("summary").and_then(Value::as_str), summary);
    }
}

#[test]
fn every_member_stands_in_the_order_of_the_specification() {
    let mut feed = feed(vec![full_entry()]);
    let own =
        |name: &str| Member { name: name.to_owned(), json: "{\"b\": [1], \"a\":\"\\u003c\"}".to_owned() };
    feed.head.links.push(Link::new("hub", "https://example.org/hub"));
    feed.head.links.push(Link::new("next", "https://example.org/feed-2.json"));
    feed.head.members = vec![own("_shelf")];
    let entry = Arc::make_mut(&mut feed.entries[0]);
    entry.contents.push(Content::Text(Text::plain("Rye & salt")));
    entry.banner = Some(image("https://example.org/wide.jpg", None));
    entry.enclosures.truncate(1);
    entry.enclosures[0].title = Some("Rye, read aloud".into());
    entry.enclosures[0].duration = Some(90.0);
    entry.members = vec![own("_oven"), own("_crust")];
    let document = written(&feed);
    let names: Vec<&str> = document
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\":"))
        .map(|(name, _)| name)
        .collect();
    let expected = "version title home_page_url feed_url description next_url icon favicon authors name url avatar \
        language hubs type url _shelf items id url external_url title content_html content_text summary image \
        banner_image date_published date_modified authors name url avatar name tags language attachments url \
        mime_type title size_in_bytes duration_in_seconds _oven _crust";
    assert_eq!(names.join(" "), expected);
    for line in [
        "\"_oven\": {\"b\":[1],\"a\":\"<\"}",
        "\"type\": \"WebSub\",",
        "\"content_text\": \"Rye & salt\",",
        "\"duration_in_seconds\": 90",
    ] {
        assert!(document.contains(line), "{line}");
    }
    assert_eq!(without_entries(document.as_bytes()), None, "build writes no extensions");
}

#[test]
fn html_stands_in_the_content_alone() {
    let mut feed = feed(vec![bare_entry("a", "A")]);
    feed.head.title = Some(Text::html("<b>Bread</b> &amp; Butter"));
    feed.head.subtitle = Some(Text::html("a &lt; b<br>c"));
    let entry = Arc::make_mut(&mut feed.entries[0]);
    entry.title = Some(Text::html("<i>R</i>&amp;D"));
    entry.summary = Some(Text::html("<p>Flour &amp; water</p>"));
    let item = |feed: &Feed| serde_json::from_str::<Value>(&written(feed)).unwrap()["items"][0].clone();
    assert_eq!(item(&feed)["title"], "R&D");
    assert_eq!(item(&feed)["content_html"], "<p>Flour &amp; water</p>", "it stands in for the content");
    assert_eq!((item(&feed).get("summary"), item(&feed).get("content_text")), (None, None));
    Arc::make_mut(&mut feed.entries[0]).contents = vec![Content::Text(Text::plain("<p>"))];
    assert_eq!(item(&feed)["summary"], "Flour & water");
    assert_eq!((&item(&feed)["content_text"], item(&feed).get("content_html")), (&Value::from("<p>"), None));
    let document: Value = serde_json::from_str(&written(&feed)).unwrap();
    assert_eq!((&document["title"], &document["description"]), (&"Bread & Butter".into(), &"a < b c".into()));
}

#[test]
fn a_text_of_which_no_word_is_left_is_left_out() {
    let mut feed = feed(vec![bare_entry("a", "A")]);
    let picture = || Some(Text::html("<img src=\"https://example.org/a.png\">"));
    feed.head.subtitle = picture();
    let entry = Arc::make_mut(&mut feed.entries[0]);
    (entry.title, entry.summary) = (picture(), picture());
    entry.contents = vec![Content::Text(Text::plain("a"))];
    let document: Value = serde_json::from_str(&written(&feed)).unwrap();
    assert_eq!(document.get("description"), None);
    assert_eq!((document["items"][0].get("title"), document["items"][0].get("summary")), (None, None));
}

#[test]
fn nothing_is_made_up_but_what_is_required() {
    let entry = Entry {
        id: Some("a".into()),
        updated: Some(moment("2026-03-04T08:30:05Z")),
        enclosures: vec![Enclosure { url: "https://example.org/a".into(), ..Enclosure::default() }],
        ..Entry::default()
    };
    let feed = Feed { head: FeedHead::default(), entries: vec![Arc::new(entry)] };
    let expected = r#"{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "",
  "items": [
    {
      "id": "a",
      "content_text": "",
      "date_modified": "2026-03-04T08:30:05Z",
      "attachments": [
        {
          "url": "https://example.org/a",
          "mime_type": "application/octet-stream"
        }
      ]
    }
  ]
}
"#;
    assert_eq!(written(&feed), expected);
}

#[test]
fn a_change_at_the_moment_of_publication_is_told_where_a_feed_has_told_it() {
    let mut feed = feed(vec![bare_entry("a", "A")]);
    assert!(!written(&feed).contains("date_modified"));
    feed.head.locations.clear();
    assert!(written(&feed).contains("\"date_modified\": \"2026-03-04T08:30:05Z\""));
}

#[test]
fn an_entry_without_an_id_is_refused() {
    let entry = Entry { id: None, ..full_entry() };
    let message = write(&feed(vec![entry])).unwrap_err().to_string();
    assert!(message.starts_with("in entry 1 ") && message.contains("an entry has no id"), "{message}");
}

#[test]
fn a_duration_is_written_as_a_number_of_json() {
    for (duration, expected) in [
        (90.0, Some("90")),
        (0.0, Some("0")),
        (-0.0, Some("0")),
        (90.25, Some("90.25")),
        (1e300, Some("1e+300")),
        (-1.0, None),
        (f64::NAN, None),
        (f64::INFINITY, None),
    ] {
        assert_eq!(seconds(duration).map(|number| number.to_string()).as_deref(), expected, "{duration}");
    }
}

#[test]
fn a_mail_address_is_a_link_and_a_name_where_there_is_none() {
    let person = |name: &str, uri: Option<&str>, email: Option<&str>| Person {
        name: name.to_owned(),
        uri: uri.map(str::to_owned),
        email: email.map(str::to_owned),
        avatar: None,
    };
    let page = "https://example.org/ann";
    for (person, name, url) in [
        (person("Ann", Some(page), Some("ann@example.org")), Some("Ann"), Some(page)),
        (person("Ann", None, Some("ann@example.org")), Some("Ann"), Some("mailto:ann@example.org")),
        (person("", None, Some("ann@example.org")), Some("ann@example.org"), Some("mailto:ann@example.org")),
        (person("", None, Some("ann at home")), Some("ann at home"), None),
        (person("", Some(page), None), None, Some(page)),
    ] {
        let author = author(&person).unwrap();
        assert_eq!((author.name.as_deref(), author.url.as_deref()), (name, url));
    }
    assert!(author(&Person::default()).is_none());
}

#[test]
fn members_that_are_no_json_or_stand_twice_are_not_written() {
    let own = |name: &str, json: &str| Member { name: name.to_owned(), json: json.to_owned() };
    let members = vec![own("_a", "{}"), own("_a", "1"), own("b", "1"), own("_c", "{"), own("_d", "\"\\r\"")];
    let mut feed = feed(vec![Entry { members: members.clone(), ..bare_entry("a", "A") }]);
    feed.head.members = members;
    let document: Value = serde_json::from_str(&written(&feed)).unwrap();
    for object in [&document, &document["items"][0]] {
        let own: Vec<(&str, String)> = object
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| name.starts_with('_'))
            .map(|(name, value)| (name.as_str(), value.to_string()))
            .collect();
        assert_eq!(own, [("_a", "{}".to_owned()), ("_d", "\"\\n\"".to_owned())]);
    }
}

#[test]
fn a_feed_without_entries_has_an_empty_list_of_items() {
    assert!(written(&feed(Vec::new())).ends_with("  \"items\": []\n}\n"));
}

#[test]
fn a_document_with_known_members_in_another_form_is_not_ours() {
    let ours = written(&feed(vec![full_entry()]));
    let compact = serde_json::from_str::<Value>(&ours).unwrap().to_string();
    for foreign in
        [compact, ours.replace("  ", "\t"), ours.trim_end().to_owned(), ours.replace("<3", "\\u003c3")]
    {
        assert_ne!(foreign, ours);
        assert_eq!(without_entries(foreign.as_bytes()), None, "{foreign}");
    }
    assert!(without_entries(ours.as_bytes()).is_some());
}

#[test]
fn each_kind_of_broken_document_is_refused_for_its_fault() {
    let feed = feed(vec![full_entry(), bare_entry("urn:example:b", "B")]);
    let sound = written(&feed);
    assert!(check(sound.as_bytes(), &[], &feed.entries).is_ok());
    let cases = [
        ("\"Rye <3\"", "\"Rye\"", "an id or a title differs"),
        ("\"urn:example:b\"", "\"urn:example:c\"", "an id or a title differs"),
        ("version/1.1", "version/1", "not the version"),
        ("\"items\": [", "\"items\": [],\n\"other\": [", "not the members"),
        ("\"title\": \"B\"", "\"title\": \"B\", \"title\": \"B\"", "not the members"),
        ("\"title\": \"B\"", "\"title\": \"B\", \"_own\": {}", "not the members"),
        ("\"title\": \"B\"", "\"title\": \"B\", \"own\": {}", "not the members"),
        ("\"title\": \"B\"", "\"title\": null", "an id or a title differs"),
        ("\"title\": \"B\"", "\"title\": \"\\u0042\"", "an escape"),
        ("\"title\": \"B\"", "\"title\": \"\\u0003B\"", "an escape"),
        ("\"title\": \"B\"", "\"title\": \"\\r\"", "an escape"),
        ("\"title\": \"B\"", "\"title\": \"\u{7f}B\"", "a character that no feed may hold"),
        ("\"title\": \"B\"", "\"title\": \"B", "not the members"),
        ("{\n", "{\r\n", "a character that no feed may hold"),
        ("{\n", "\u{feff}{\n", "not the members"),
        ("\n}\n", "\n}\n{}", "not the members"),
        ("\"content_text\": \"\"", "\"content_text\": \"\", \"content_html\": \"\"", "not the contents"),
        ("\"content_text\": \"\",", "", "not the contents"),
    ];
    for (sound_part, broken_part, expected) in cases {
        let at = sound.rfind(sound_part).unwrap();
        let broken = format!("{}{broken_part}{}", &sound[..at], &sound[at + sound_part.len()..]);
        let message = check(broken.as_bytes(), &[], &feed.entries).unwrap_err().to_string();
        assert!(message.contains(&format!("check: {expected}")), "{sound_part} -> {broken_part}: {message}");
    }
    assert!(check(b"\xff", &[], &[]).unwrap_err().to_string().contains("not UTF-8"));
    for entries in [&feed.entries[..1], &[]] {
        assert!(check(sound.as_bytes(), &[], entries).unwrap_err().to_string().contains("not as many items"));
    }
    let reversed: Vec<_> = feed.entries.iter().rev().cloned().collect();
    let message = check(sound.as_bytes(), &[], &reversed).unwrap_err().to_string();
    assert!(message.starts_with("in entry 1 the json feed fails its own check: an id"), "{message}");
}

proptest! {
    #[test]
    fn every_text_comes_back_as_it_was(feed in hostile_feed()) {
        let document: Value = serde_json::from_slice(&write(&feed).unwrap()).unwrap();
        let same = |value: &Value, text: &str| value.as_str() == Some(&normalized(text));
        let same_text = |value: &Value, text: &Option<Text>| {
            value.as_str().unwrap_or_default() == shown(text.as_ref().unwrap()).unwrap_or_default()
        };
        prop_assert!(same_text(&document["title"], &feed.head.title));
        prop_assert!(same(&document["home_page_url"], feed.head.link().unwrap()));
        prop_assert_eq!(document["items"].as_array().map(Vec::len), Some(feed.entries.len()));
        for (index, entry) in feed.entries.iter().enumerate() {
            let item = &document["items"][index];
            prop_assert!(same(&item["id"], entry.id.as_deref().unwrap()));
            prop_assert!(same_text(&item["title"], &entry.title));
            prop_assert!(same(&item["external_url"], &entry.link_to("via").unwrap().href));
            prop_assert!(same(&item["image"], &entry.image.as_ref().unwrap().url));
            prop_assert!(same(&item["authors"][0]["avatar"], entry.authors[0].avatar.as_deref().unwrap()));
            match normalized(&entry.categories[0].term).trim() {
                "" => prop_assert!(item["tags"].is_null()),
                term => prop_assert!(same(&item["tags"][0], term)),
            }
            let media_type = entry.enclosures[1].media_type.as_deref().unwrap();
            prop_assert!(same(&item["attachments"][1]["mime_type"], media_type));
            match content(entry, TextKind::Html) {
                Some(content) => {
                    prop_assert!(same(&item["content_html"], &content.value));
                    prop_assert!(same_text(&item["summary"], &entry.summary));
                }
                None => {
                    let summary = entry.summary.as_ref().unwrap();
                    let is_html = summary.kind == TextKind::Html;
                    let member = if is_html { "content_html" } else { "content_text" };
                    prop_assert!(same(&item[member], &summary.value));
                }
            }
        }
    }
}
