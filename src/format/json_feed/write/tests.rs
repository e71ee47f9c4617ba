use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::format::sample::{
    bare_entry, enclosure, feed, full_entry, hostile_feed, html as html_content, html_of, value,
};

fn written(feed: &Feed) -> String {
    String::from_utf8(write(feed).unwrap()).unwrap()
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
fn an_item_has_exactly_one_content() {
    let entry = bare_entry("urn:example:rye", "Rye");
    for (summary, content, text, html) in [
        (None, None, Some(""), None),
        (Some("a"), None, Some("a"), None),
        (None, Some("<p>b</p>"), None, Some("<p>b</p>")),
        (Some("a"), Some("<p>b</p>"), None, Some("<p>b</p>")),
    ] {
        let entry = Entry {
            summary: summary.map(Text::plain),
            contents: content.map(html_content).unwrap_or_default(),
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
fn what_is_not_known_is_left_out() {
    let mut entry = bare_entry("urn:example:rye", "Rye");
    entry.enclosures = vec![enclosure("https://example.org/rye.mp3", "audio/mpeg", None)];
    let document: Value = serde_json::from_str(&written(&feed(vec![entry]))).unwrap();
    let item = document["items"][0].as_object().unwrap();
    let members: Vec<&str> = item.keys().map(String::as_str).collect();
    let mut expected = ["id", "title", "content_text", "date_published", "attachments"];
    expected.sort_unstable();
    assert_eq!(members, expected);
    assert_eq!(item["attachments"][0].get("size_in_bytes"), None);
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
        assert_eq!(emptied(foreign.as_bytes()), None, "{foreign}");
    }
    assert!(emptied(ours.as_bytes()).is_some());
}

#[test]
fn each_kind_of_broken_document_is_refused_for_its_fault() {
    let feed = feed(vec![full_entry(), bare_entry("urn:example:b", "B")]);
    let sound = written(&feed);
    assert!(check(sound.as_bytes(), &feed.entries).is_ok());
    let cases = [
        ("\"Rye <3\"", "\"Rye\"", "an id or a title differs"),
        ("\"urn:example:b\"", "\"urn:example:c\"", "an id or a title differs"),
        ("version/1.1", "version/1", "not the version"),
        ("\"items\": [", "\"items\": [],\n\"other\": [", "not the members"),
        ("\"title\": \"B\"", "\"title\": \"B\", \"title\": \"B\"", "not the members"),
        ("\"title\": \"B\"", "\"title\": \"B\", \"_own\": {}", "not the members"),
        ("\"title\": \"B\"", "\"title\": null", "not the members"),
        ("\"title\": \"B\"", "\"title\": \"\\u0042\"", "an escape"),
        ("\"title\": \"B\"", "\"title\": \"\\u0003B\"", "an escape"),
        ("\"title\": \"B\"", "\"title\": \"\\r\"", "an escape"),
        ("\"title\": \"B\"", "\"title\": \"\u{7f}B\"", "a character that no feed may hold"),
        ("\"title\": \"B\"", "\"title\": \"B", "not the members"),
        ("{\n", "{\r\n", "a character that no feed may hold"),
        ("{\n", "\u{feff}{\n", "not the members"),
        ("\n}\n", "\n}\n{}", "not the members"),
        (
            "\"content_text\": \"\"",
            "\"content_text\": \"\", \"content_html\": \"\"",
            "not exactly one content",
        ),
        ("\"content_text\": \"\",", "", "not exactly one content"),
    ];
    for (sound_part, broken_part, expected) in cases {
        let at = sound.rfind(sound_part).unwrap();
        let broken = format!("{}{broken_part}{}", &sound[..at], &sound[at + sound_part.len()..]);
        let message = check(broken.as_bytes(), &feed.entries).unwrap_err().to_string();
        assert!(message.contains(&format!("check: {expected}")), "{sound_part} -> {broken_part}: {message}");
    }
    assert!(check(b"\xff", &[]).unwrap_err().to_string().contains("not UTF-8"));
    for entries in [&feed.entries[..1], &[]] {
        assert!(check(sound.as_bytes(), entries).unwrap_err().to_string().contains("not as many items"));
    }
    let reversed: Vec<_> = feed.entries.iter().rev().cloned().collect();
    let message = check(sound.as_bytes(), &reversed).unwrap_err().to_string();
    assert!(message.starts_with("articles/rye.md: the json feed fails its own check: an id"), "{message}");
}

proptest! {
    #[test]
    fn every_text_comes_back_as_it_was(feed in hostile_feed()) {
        let document: Value = serde_json::from_slice(&write(&feed).unwrap()).unwrap();
        let same = |value: &Value, text: &str| value.as_str() == Some(&outgoing(text));
        prop_assert!(same(&document["title"], value(&feed.head.title)));
        prop_assert!(same(&document["home_page_url"], feed.head.link().unwrap()));
        prop_assert_eq!(document["items"].as_array().map(Vec::len), Some(feed.entries.len()));
        for (index, entry) in feed.entries.iter().enumerate() {
            let item = &document["items"][index];
            prop_assert!(same(&item["id"], entry.id.as_deref().unwrap()));
            prop_assert!(same(&item["title"], value(&entry.title)));
            prop_assert!(same(&item["summary"], value(&entry.summary)));
            prop_assert!(same(&item["external_url"], &entry.link_to("via").unwrap().href));
            prop_assert!(same(&item["image"], &entry.image.as_ref().unwrap().url));
            prop_assert!(same(&item["authors"][0]["avatar"], entry.authors[0].avatar.as_deref().unwrap()));
            prop_assert!(same(&item["tags"][0], &entry.categories[0].term));
            prop_assert!(same(&item["attachments"][1]["mime_type"], entry.enclosures[1].media_type.as_deref().unwrap()));
            match html_of(entry) {
                Some(content) => prop_assert!(same(&item["content_html"], content)),
                None => prop_assert!(same(&item["content_text"], value(&entry.summary))),
            }
        }
    }
}
