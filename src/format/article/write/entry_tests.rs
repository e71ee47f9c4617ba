use super::entry::*;
use crate::finding::Finding;
use crate::model::{
    BodyRole, BodySyntax, Category, Content, Enclosure, Entry, Extension, Facets, Image, Link, Member,
    Person, QualifiedName, Record, Spanned, Text,
};
use crate::record::{self, FieldNames, Reading};
use crate::time::{self, Tz};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

fn instant(text: &str) -> Option<DateTime<Utc>> {
    Some(time::read(text, Tz::UTC).unwrap().instant)
}

fn read(text: &str) -> (Record, Vec<Finding>) {
    match record::read("a.md", text.as_bytes(), &FieldNames::default()) {
        Reading::Record(record, findings) => (*record, findings),
        other => panic!("{other:?}\n{text}"),
    }
}

fn said(written: &Option<Spanned>) -> &str {
    written.as_ref().map_or("", |written| &written.text)
}

fn full() -> Entry {
    Entry {
        id: Some("weir 42".to_owned()),
        title: Some(Text::html("Eels & <em>weirs</em>: \"a\" history")),
        links: vec![
            Link::new("alternate", "https://example.org/eels"),
            Link { title: Some("Comments".to_owned()), ..Link::new("replies", "https://example.org/eels#c") },
            Link {
                media_type: Some("text/plain".to_owned()),
                length: Some(7),
                ..Link::new("alternate", "/eels.txt")
            },
        ],
        summary: Some(Text::html("<p>Short.</p>")),
        contents: vec![Content::Text(Text::html("<p>Long.</p>\n<pre>---\n</pre>"))],
        published: instant("2020-03-04T05:06:07.250Z"),
        updated: instant("2019-01-01T00:00:00Z"),
        authors: vec![
            Person { name: "Ann".to_owned(), ..Person::default() },
            Person { name: "Bo".to_owned(), email: Some("bo@example.org".to_owned()), ..Person::default() },
        ],
        contributors: vec![Person {
            name: "Cy".to_owned(),
            uri: Some("https://example.org/cy".to_owned()),
            ..Person::default()
        }],
        categories: vec![Category { term: "C#".to_owned(), ..Category::default() }],
        image: Some(Image {
            url: "https://example.org/a.png".to_owned(),
            width: Some(640),
            height: Some(480),
            ..Image::default()
        }),
        banner: Some(Image { url: "https://example.org/b.png".to_owned(), ..Image::default() }),
        enclosures: vec![Enclosure {
            url: "https://example.org/a.mp3".to_owned(),
            media_type: Some("audio/mpeg".to_owned()),
            length: Some(1234),
            title: Some("Part 1".to_owned()),
            duration: Some(61.5),
        }],
        language: Some("en-GB".to_owned()),
        rights: Some(Text::plain("© Ann")),
        facets: Facets {
            category: Some("news".to_owned()),
            kind: Some("article".to_owned()),
            provider: Some("The Barge".to_owned()),
            quality: Some(1.5),
            heat: Some(44.0),
        },
        ..Entry::default()
    }
}

#[test]
fn an_article_says_all_that_its_entry_says() {
    let expected = r#"---
id: "weir 42"
title: "Eels & weirs: \"a\" history"
date: 2020-03-04T05:06:07.250Z
updated: 2019-01-01T00:00:00Z
link: "https://example.org/eels"
description: "Short."
authors:
  - "Ann"
  - name: "Bo"
    email: "bo@example.org"
topics:
  - "C#"
lang: "en-GB"
image:
  url: "https://example.org/a.png"
  width: 640
  height: 480
enclosure:
  - url: "https://example.org/a.mp3"
    type: "audio/mpeg"
    length: 1234
    title: "Part 1"
    duration: 61.5
category: "news"
type: "article"
provider: "The Barge"
quality: 1.5
heat: 44
markup: html
verbatim:
  title: "Eels & <em>weirs</em>: \"a\" history"
  summary: "<p>Short.</p>"
  rights: "© Ann"
  contributors:
    - name: "Cy"
      url: "https://example.org/cy"
  banner: "https://example.org/b.png"
  links:
    - rel: "replies"
      href: "https://example.org/eels#c"
      title: "Comments"
    - rel: "alternate"
      href: "/eels.txt"
      type: "text/plain"
      length: 7
---
<p>Long.</p>
<pre>---
</pre>
"#;
    assert_eq!(write(&full()), expected);
}

#[test]
fn an_entry_that_says_little_makes_a_short_article() {
    let entry = Entry { title: Some(Text::plain("Only a title")), ..Entry::default() };
    assert_eq!(write(&entry), "---\ntitle: \"Only a title\"\nverbatim: true\n---\n");
    assert_eq!(write(&Entry::default()), "---\nverbatim: true\n---\n");
}

#[test]
fn the_body_is_the_content_or_else_what_there_is_of_a_summary() {
    let (html, plain) = (|| Text::html("<p>a</p>"), || Text::plain("a <b> c"));
    let content = |text: Text| vec![Content::Text(text)];
    for (summary, contents, syntax, role, description, body) in [
        (Some(html()), vec![], BodySyntax::Html, BodyRole::Summary, "", "<p>a</p>\n"),
        (Some(plain()), vec![], BodySyntax::Markdown, BodyRole::Content, "a <b> c", ""),
        (Some(Text::html("R&amp;D")), vec![], BodySyntax::Html, BodyRole::Summary, "", "R&amp;D\n"),
        (Some(Text::html("R + D")), vec![], BodySyntax::Markdown, BodyRole::Content, "R + D", ""),
        (Some(plain()), content(html()), BodySyntax::Html, BodyRole::Content, "a <b> c", "<p>a</p>\n"),
        (None, content(plain()), BodySyntax::Text, BodyRole::Content, "", "a <b> c\n"),
        (
            None,
            [content(plain()), content(html())].concat(),
            BodySyntax::Html,
            BodyRole::Content,
            "",
            "<p>a</p>\n",
        ),
        (None, content(Text::html(" ")), BodySyntax::Markdown, BodyRole::Content, "", ""),
    ] {
        let text = write(&Entry { summary, contents, ..Entry::default() });
        let (record, findings) = read(&text);
        assert_eq!((record.body_syntax, record.body.as_str()), (syntax, body), "{text}");
        assert_eq!(
            (record.verbatim.map(|verbatim| verbatim.body), said(&record.summary)),
            (Some(role), description)
        );
        assert_eq!(findings, []);
    }
}

#[test]
fn what_articles_have_no_key_for_is_not_written() {
    let name = QualifiedName { local: "secured".to_owned(), ..QualifiedName::default() };
    let entry = Entry {
        extensions: vec![Extension { name, ..Extension::default() }],
        members: vec![Member { name: "_secured".to_owned(), json: "\"canary\"".to_owned() }],
        published: Some(DateTime::<Utc>::MAX_UTC),
        ..Entry::default()
    };
    assert_eq!(write(&entry), "---\nverbatim: true\n---\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_comes_back_from_the_record(texts in prop::collection::vec("\\PC{0,12}|[-# :\"'\\\\\\[{}&*!|>%@`~\r\n\t ]{0,8}", 12)) {
        let text = |at: usize| Some(texts[at].clone());
        let of = |at: usize| texts[at].clone();
        let entry = Entry {
            id: text(0),
            title: text(1).map(Text::plain),
            summary: text(2).map(Text::plain),
            authors: vec![Person { name: of(3), uri: text(4), email: text(5), avatar: text(6) }],
            categories: vec![Category { label: text(7), ..Category::default() }],
            links: vec![Link::new("alternate", of(8)), Link::new("via", of(9))],
            rights: text(10).map(Text::plain),
            contents: vec![Content::Text(Text::plain(of(11)))],
            ..Entry::default()
        };
        let (record, findings) = read(&write(&entry));
        let blank_is_absent = |at: usize| if of(at).trim().is_empty() { String::new() } else { of(at) };
        let authors = record.authors.first().cloned().unwrap_or_default();
        let details = record.verbatim.unwrap_or_default();
        let read = [
            &record.id, &record.title, &record.summary,
            &authors.name, &authors.uri, &authors.email, &authors.avatar,
            &record.topics.first().cloned(), &record.links.first().cloned(),
            &details.links.first().map(|link| link.href.clone()), &details.rights,
        ];
        for (at, written) in read.into_iter().enumerate() {
            prop_assert_eq!(said(written), blank_is_absent(at), "{}", at);
        }
        let body = of(11).replace("\r\n", "\n");
        prop_assert_eq!(record.body.trim(), body.trim());
        prop_assert!(findings.len() <= 1, "{:?}", findings);
    }
}
