//! Generated feeds through every chain of formats: what a reader looks at stays, and nothing depends on anything but the
//! input.

use feedmill::convert::{self, Input, Options, Output, Syntax};
use feedmill::model::Format;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The feed as the format writes it.
fn document(bytes: &[u8], format: Format) -> Vec<u8> {
    let input = Input { name: "input".to_owned(), bytes: bytes.to_vec() };
    match convert::convert(&[input], &Options::new(Syntax::Feed(format)))
        .unwrap_or_else(|failure| panic!("{failure:?}"))
        .output
    {
        Output::Document(bytes) => bytes,
        Output::Articles(_) => panic!("a feed was asked for"),
    }
}

fn as_json(bytes: &[u8]) -> Value {
    serde_json::from_slice(&document(bytes, Format::JsonFeed)).unwrap()
}

/// One line of text in many scripts. It begins and ends with a letter, and has no more than one blank in a row: where HTML
/// is expected, further ones mean nothing.
fn words() -> impl Strategy<Value = String> {
    let text = "[a-zA-Zéß日本ж]([a-zA-Z0-9 éß日本ж🦀'.,:;/?=+%#@()\\[\\]-]{0,20}[a-zA-Z0-9éß日本ж])?";
    text.prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Words between which stand the characters of markup.
fn risky_words() -> impl Strategy<Value = String> {
    (words(), prop::sample::select(vec![" < ", " > ", " & ", " ]]> ", " <3 ", " && ", " \" "]), words())
        .prop_map(|(left, mark, right)| format!("{left}{mark}{right}"))
}

fn html() -> impl Strategy<Value = String> {
    let escaped =
        risky_words().prop_map(|text| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    let element = prop::sample::select(vec!["p", "em", "blockquote", "ul"]);
    (element, escaped.prop_map(|text| text.replace('"', "\u{201d}"))).prop_map(|(name, text)| match name {
        "ul" => format!(
            "<ul><li>{text}</li><li><a href=\"https://example.org/?a=1&amp;b=2\">{text}</a></li></ul>"
        ),
        name => format!("<{name}>{text}</{name}>"),
    })
}

fn date() -> impl Strategy<Value = String> {
    (0_i64..4_000_000_000).prop_map(|seconds| {
        let date = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        date.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}",
        "https://example\\.org/[a-z0-9]{1,8}",
        "urn:example:[a-z0-9]{1,8}",
        risky_words()
    ]
}

fn author() -> impl Strategy<Value = Value> {
    let name = "[A-Z][a-zéж]{1,8}( [A-Z][a-zéж]{1,8})?";
    (name, prop::option::of("https://example\\.org/~[a-z]{1,6}")).prop_map(|(name, url)| match url {
        Some(url) => json!({"name": name, "url": url}),
        None => json!({ "name": name }),
    })
}

fn attachment() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec!["audio/mpeg", "video/mp4", "application/pdf"]);
    ("https://example\\.org/f/[a-z0-9]{1,8}", kind, 1_u64..1 << 40)
        .prop_map(|(url, kind, length)| json!({"url": url, "mime_type": kind, "size_in_bytes": length}))
}

/// An item of JSON Feed with what all formats can say.
fn item() -> impl Strategy<Value = Value> {
    let texts = (id(), risky_words(), html(), prop::option::of(words()));
    let rest = (
        prop::option::of("https://example\\.org/[a-z]{1,8}(\\?a=[0-9]&b=[0-9])?"),
        prop::option::of(date()),
        prop::option::of(date()),
        prop::collection::vec(author(), 0..2),
        prop::collection::btree_set(risky_words(), 0..4),
        prop::collection::vec(attachment(), 0..3),
    );
    (texts, rest).prop_map(|((id, title, html, summary), (url, published, modified, authors, tags, files))| {
        let all = json!({
            "id": id, "title": title, "content_html": html, "summary": summary, "url": url, "date_published": published,
            "date_modified": modified, "authors": authors, "tags": tags, "attachments": files,
        });
        present(all)
    })
}

/// The object without members that say nothing.
fn present(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let says = |value: &Value| !value.is_null() && value.as_array().is_none_or(|values| !values.is_empty());
    Value::Object(members.into_iter().filter(|(_, value)| says(value)).collect::<Map<String, Value>>())
}

/// A JSON Feed; no two of its items have one id.
fn feed() -> impl Strategy<Value = Value> {
    (risky_words(), words(), prop::collection::vec(item(), 0..5)).prop_map(
        |(title, description, mut items)| {
            for (number, item) in items.iter_mut().enumerate() {
                item["id"] = Value::from(format!("{}{number}", item["id"].as_str().unwrap()));
            }
            json!({
                "version": "https://jsonfeed.org/version/1.1", "title": title, "description": description,
                "home_page_url": "https://example.org/", "items": items,
            })
        },
    )
}

/// The feed as it should come back: where Atom was on the way, every entry has a date of its last change, and where there is
/// one, RSS and JSON Feed take it for an unknown publication.
fn expected(feed: &Value, chain: &[Format]) -> Value {
    let mut feed = feed.clone();
    for item in feed["items"].as_array_mut().unwrap() {
        if item["date_published"].is_null() && !item["date_modified"].is_null() {
            item["date_published"] = item["date_modified"].clone();
        }
        if chain.contains(&Format::Atom) && item["date_modified"].is_null() {
            item.as_object_mut().unwrap().remove("date_modified");
            let derived = item.get("date_published").cloned();
            item["date_modified"] = derived.unwrap_or_else(|| Value::from("1970-01-01T00:00:00Z"));
        }
    }
    feed
}

/// The members that all formats carry.
fn compared(feed: &Value) -> Value {
    let members = [
        "id", "title", "content_html", "summary", "url", "date_published", "date_modified", "authors",
        "tags", "attachments",
    ];
    let items = feed["items"].as_array().unwrap().iter();
    let items: Vec<Value> = items
        .map(|item| {
            members.iter().map(|name| (name.to_string(), item[*name].clone())).collect::<Map<_, _>>().into()
        })
        .collect();
    json!({"title": feed["title"], "description": feed["description"], "home": feed["home_page_url"], "items": items})
}

fn chain() -> impl Strategy<Value = Vec<Format>> {
    prop::collection::vec(prop::sample::select(Format::ALL.to_vec()), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn feeds_come_back_from_every_chain_of_formats(feed in feed(), chain in chain()) {
        let mut bytes = serde_json::to_vec(&feed).unwrap();
        for &format in &chain {
            bytes = document(&bytes, format);
        }
        let found = as_json(&bytes);
        prop_assert_eq!(compared(&found), compared(&expected(&feed, &chain)), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn converting_again_to_the_same_format_changes_nothing(feed in feed(), format in prop::sample::select(Format::ALL.to_vec())) {
        let once = document(&serde_json::to_vec(&feed).unwrap(), format);
        let twice = document(&once, format);
        prop_assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
    }

    #[test]
    fn one_input_gives_one_output(feed in feed(), format in prop::sample::select(Format::ALL.to_vec())) {
        let bytes = serde_json::to_vec(&feed).unwrap();
        prop_assert_eq!(document(&bytes, format), document(&bytes, format));
    }
}
