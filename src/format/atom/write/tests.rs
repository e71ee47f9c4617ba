use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::format::sample::{
    any_feed, bare_entry, feed, full_entry, hostile_feed, html_of, mixed_entry, moment, value,
};
use crate::model::{Entry, Link, Text};

fn written(feed: &Feed) -> String {
    String::from_utf8(write(feed).unwrap()).unwrap()
}

#[test]
fn a_full_entry_is_written_in_every_detail() {
    let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-GB">
  <title>Bread &amp; Butter</title>
  <id>https://example.org/atom.xml</id>
  <updated>2026-03-04T09:00:00Z</updated>
  <author>
    <name>The Bakery</name>
    <uri>https://example.org/about</uri>
  </author>
  <generator>feedmill</generator>
  <icon>https://example.org/icon.png</icon>
  <link href="https://example.org/atom.xml" rel="self" type="application/atom+xml"/>
  <link href="https://example.org/?a=1&amp;b=2" rel="alternate" type="text/html"/>
  <logo>https://example.org/logo.png</logo>
  <rights>© The Bakery</rights>
  <subtitle>Baking, told plainly</subtitle>
  <entry>
    <title xml:lang="de">Rye &lt;3</title>
    <id>tag:example.org,2026-03-04:rye.md</id>
    <updated>2026-03-04T09:00:00Z</updated>
    <author>
      <name>Jürgen</name>
      <uri>https://example.org/j</uri>
    </author>
    <author>
      <name>Ann</name>
    </author>
    <category term="R&amp;D" scheme="https://example.org/topics/" label="R&amp;D"/>
    <category term="bread" scheme="https://example.org/topics/" label="bread"/>
    <link href="https://example.org/rye?a=1&amp;b=2" rel="alternate"/>
    <link href="https://example.net/rye" rel="via"/>
    <link href="https://example.org/rye.mp3" rel="enclosure" type="audio/mpeg" length="1234"/>
    <link href="https://example.org/rye.mp4" rel="enclosure" type="video/mp4" length="5678"/>
    <link href="https://example.org/salt" rel="related" title="Salt &amp; Co"/>
    <published>2026-03-04T08:30:05Z</published>
    <summary xml:lang="de">Flour &lt; water &amp; salt</summary>
    <content xml:lang="de" type="html">&lt;p&gt;Rye &amp;amp; &lt;b&gt;salt&lt;/b&gt;&lt;/p&gt;</content>
    <media:content height="480" medium="image" url="https://example.org/rye.jpg?w=1&amp;h=2" width="640"></media:content>
    <media:thumbnail height="480" url="https://example.org/rye.jpg?w=1&amp;h=2" width="640"></media:thumbnail>
  </entry>
</feed>
"#;
    assert_eq!(written(&feed(vec![full_entry()])), expected);
}

#[test]
fn the_crate_still_writes_attributes_of_extensions_as_they_are() {
    // On the day this fails, `extension` must stop escaping: the crate has begun to do so itself.
    let element = Extension {
        name: "media:thumbnail".to_owned(),
        attrs: BTreeMap::from([("url".to_owned(), "a&b<c".to_owned())]),
        ..Extension::default()
    };
    let elements = BTreeMap::from([("thumbnail".to_owned(), vec![element])]);
    let feed =
        AtomFeed { extensions: BTreeMap::from([("media".to_owned(), elements)]), ..AtomFeed::default() };
    assert!(feed.to_string().contains("url=\"a&b<c\""), "{}", feed.to_string());
}

#[test]
fn a_feed_without_entries_has_its_own_date_and_no_namespace_but_atoms() {
    let document = written(&feed(Vec::new()));
    assert!(
        document.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">"),
        "{document}"
    );
    assert!(document.contains("<updated>2026-03-04T09:00:00Z</updated>"), "{document}");
}

#[test]
fn an_entry_has_content_or_an_alternate_link() {
    let entry = bare_entry("urn:example:rye", "Rye");
    let link = vec![Link::new("alternate", "https://example.org/rye")];
    let summary = Some(Text::plain("a < b"));
    for (links, summary, content) in [
        (Vec::new(), None, Some("<content type=\"text\"></content>")),
        (Vec::new(), summary.clone(), Some("<content type=\"text\"></content>")),
        (link.clone(), None, None),
        (link, summary, None),
    ] {
        let has_summary = summary.is_some();
        let document = written(&feed(vec![Entry { links, summary, ..entry.clone() }]));
        assert_eq!(document.contains("<content"), content.is_some(), "{document}");
        assert!(document.contains(content.unwrap_or_default()), "{document}");
        assert_eq!(document.contains("<summary>"), has_summary, "{document}");
    }
}

#[test]
fn an_author_stands_in_an_entry_only_where_the_feeds_does_not_serve() {
    let document = written(&feed(vec![bare_entry("urn:example:rye", "Rye")]));
    assert_eq!(document.matches("<author>").count(), 1, "{document}");
}

#[test]
fn xml_of_any_type_is_written_as_elements() {
    for media_type in ["image/svg+xml", "a<b&c/xml", "text/xml; charset=\"utf-8\""] {
        let mut entry = bare_entry("urn:example:a", "A");
        let value = "<x:a xmlns:x=\"urn:example:x\">b &amp; c</x:a>".to_owned();
        entry.contents =
            vec![model::Content::Embedded { media_type: media_type.to_owned(), value: value.clone() }];
        assert!(written(&feed(vec![entry])).contains(&value), "{media_type}");
    }
}

#[test]
fn dates_end_in_z_and_text_that_looks_like_one_is_left_alone() {
    let mut entry = bare_entry("urn:example:rye", "+00:00</updated>");
    entry.published = Some(moment("2026-03-04T08:30:05.999Z"));
    entry.updated = Some(moment("2026-03-04T08:30:06.5Z"));
    let document = written(&feed(vec![entry]));
    assert!(document.contains("<title>+00:00&lt;/updated&gt;</title>"), "{document}");
    assert!(document.contains("<published>2026-03-04T08:30:05Z</published>"), "{document}");
    assert!(document.contains("<updated>2026-03-04T08:30:06Z</updated>"), "{document}");
}

proptest! {
    #[test]
    fn every_text_comes_back_as_it_was(feed in hostile_feed()) {
        // Attributes lose the difference between kinds of white space in any XML parser.
        let attribute = |text: &str| normalized(text).replace(['\n', '\t'], " ");
        let feed = identity::with_uris(&feed).into_owned();
        let read = AtomFeed::read_from(write(&feed).unwrap().as_slice()).unwrap();
        prop_assert_eq!(read.title().as_str(), normalized(value(&feed.head.title)));
        prop_assert_eq!(read.id(), normalized(feed.head.id.as_deref().unwrap()));
        prop_assert_eq!(read.entries().len(), feed.entries.len());
        for (entry, expected) in read.entries().iter().zip(&feed.entries) {
            prop_assert_eq!(entry.id(), normalized(expected.id.as_deref().unwrap()));
            prop_assert_eq!(entry.title().as_str(), normalized(value(&expected.title)));
            let summary = normalized(value(&expected.summary));
            prop_assert_eq!(entry.summary().unwrap().as_str(), &summary);
            let content = html_of(expected).map_or("".into(), normalized);
            prop_assert_eq!(entry.content().unwrap().value().unwrap_or_default(), content);
            let author = &expected.authors[0];
            let name = if author.name.is_empty() { author.uri.as_deref().unwrap() } else { &author.name };
            prop_assert_eq!(entry.authors()[0].name(), normalized(name));
            let term = Some(attribute(&expected.categories[0].term).trim().to_owned());
            let written = entry.categories().first().map(|category| category.term().to_owned());
            prop_assert_eq!(written, term.filter(|term| !term.is_empty()));
            let links: Vec<(&str, &str)> = entry.links().iter().map(|link| (link.rel(), link.href())).collect();
            let url = |url: &str| attribute(url);
            let mut urls: Vec<(String, String)> = Vec::new();
            let leads = |link: &&Link| ["alternate", "via"].contains(&link.relation.as_str());
            let of = |link: &'_ Link| (link.relation.clone(), url(&link.href));
            urls.extend(expected.links.iter().take_while(leads).map(of));
            urls.extend(expected.enclosures.iter().map(|file| ("enclosure".to_owned(), url(&file.url))));
            urls.extend(expected.links.iter().skip_while(leads).map(of));
            prop_assert_eq!(links, urls.iter().map(|(rel, href)| (rel.as_str(), href.as_str())).collect::<Vec<_>>());
            for name in ["content", "thumbnail"] {
                let media = &entry.extensions()["media"][name];
                prop_assert_eq!(media.len(), 1);
                prop_assert_eq!(&media[0].attrs()["url"], &attribute(&expected.image.as_ref().unwrap().url));
            }
        }
    }
}

/// What is written of the entries, without the crate.
fn entries(feed: &Feed) -> String {
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), false);
    let mut written = Vec::new();
    let mut lines = Lines::behind(&mut written, &NAMED);
    for entry in &feed.entries {
        add_entry(entry, (&feed.head, &prefixes), &mut BTreeSet::new(), &mut lines);
    }
    String::from_utf8(written).unwrap()
}

proptest! {
    #[test]
    fn entries_are_written_as_the_crate_writes_them(feed in any_feed()) {
        prop_assert_eq!(entries(&feed), by_crate::entries(&feed));
    }
}

#[test]
fn a_foreign_element_that_holds_text_and_elements_is_written_as_the_crate_writes_it() {
    let feed = feed(vec![bare_entry("urn:example:a", "A"), mixed_entry()]);
    assert!(
        entries(&feed).contains("<words:around kind=\"&lt;d&gt;\">a<words:child>b &amp; c</words:child>\n")
    );
    assert_eq!(entries(&feed), by_crate::entries(&feed));
}
