use proptest::prelude::*;

use super::*;
use crate::format::sample::{
    any_feed, bare_entry, enclosure, feed, full_entry, hostile_feed, html, html_of, image, mixed_entry, value,
};
use crate::model::Link;

fn written(feed: &Feed) -> String {
    String::from_utf8(write(feed).unwrap()).unwrap()
}

#[test]
fn a_full_entry_is_written_in_every_detail() {
    let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
  <channel>
    <title>Bread &#x26; Butter</title>
    <link>https://example.org/?a=1&#x26;b=2</link>
    <description>Baking, told plainly</description>
    <language>en-GB</language>
    <copyright>© The Bakery</copyright>
    <lastBuildDate>Wed, 04 Mar 2026 09:00:00 +0000</lastBuildDate>
    <generator>feedmill</generator>
    <ttl>60</ttl>
    <image>
      <url>https://example.org/logo.png</url>
      <title>Bread &#x26; Butter</title>
      <link>https://example.org/?a=1&#x26;b=2</link>
      <width>140</width>
      <height>70</height>
    </image>
    <atom:link href="https://example.org/rss.xml" rel="self" type="application/rss+xml"></atom:link>
    <dc:creator>The Bakery</dc:creator>
    <item>
      <title>Rye &#x3C;3</title>
      <link>https://example.org/rye?a=1&#x26;b=2</link>
      <description><![CDATA[Flour &lt; water &amp; salt]]></description>
      <category domain="https://example.org/topics/">R&#x26;D</category>
      <category domain="https://example.org/topics/">bread</category>
      <enclosure url="https://example.org/rye.mp3" length="1234" type="audio/mpeg"/>
      <guid isPermaLink="false">tag:example.org,2026-03-04:rye.md</guid>
      <pubDate>Wed, 04 Mar 2026 08:30:05 +0000</pubDate>
      <content:encoded><![CDATA[<p>Rye &amp; <b>salt</b></p>]]></content:encoded>
      <atom:updated>2026-03-04T09:00:00Z</atom:updated>
      <media:content height="480" medium="image" url="https://example.org/rye.jpg?w=1&#x26;h=2" width="640"></media:content>
      <media:content fileSize="5678" medium="video" type="video/mp4" url="https://example.org/rye.mp4"></media:content>
      <media:thumbnail height="480" url="https://example.org/rye.jpg?w=1&#x26;h=2" width="640"></media:thumbnail>
      <dc:creator>Jürgen</dc:creator>
      <dc:creator>Ann</dc:creator>
      <dc:language>de</dc:language>
    </item>
  </channel>
</rss>
"#;
    assert_eq!(written(&feed(vec![full_entry()])), expected);
}

#[test]
fn a_feed_without_entries_declares_no_namespace_but_that_of_its_self_link() {
    let mut feed = feed(Vec::new());
    feed.head.authors.clear();
    let document = written(&feed);
    assert!(
        document.contains("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n"),
        "{document}"
    );
    assert!(
        document.contains("<lastBuildDate>Wed, 04 Mar 2026 09:00:00 +0000</lastBuildDate>"),
        "{document}"
    );
    assert!(!document.contains("<item>"), "{document}");
}

#[test]
fn a_guid_is_a_permalink_only_where_it_is_the_link() {
    let mut entry = bare_entry("https://example.org/rye", "Rye");
    let not_a_link = "<guid isPermaLink=\"false\">https://example.org/rye</guid>";
    assert!(written(&feed(vec![entry.clone()])).contains(not_a_link));
    entry.links = vec![Link::new("alternate", "https://example.org/rye/")];
    assert!(written(&feed(vec![entry.clone()])).contains(not_a_link));
    entry.links = vec![Link::new("alternate", "https://example.org/rye")];
    // A guid without the attribute is a permalink (RSS 2.0, "guid").
    assert!(written(&feed(vec![entry.clone()])).contains("<guid>https://example.org/rye</guid>"));
    // What is not written does not make them differ.
    entry.links = vec![Link::new("alternate", "https://example.org/\u{fffe}rye")];
    assert!(written(&feed(vec![entry])).contains("<guid>https://example.org/rye</guid>"));
}

#[test]
fn summary_and_content_have_a_place_each() {
    let mut entry = bare_entry("urn:example:rye", "Rye");
    entry.contents = html("<p>Rye</p>");
    for summary in [None, Some("Rye")] {
        entry.summary = summary.map(Text::plain);
        let document = written(&feed(vec![entry.clone()]));
        assert!(document.contains("<content:encoded><![CDATA[<p>Rye</p>]]></content:encoded>"), "{document}");
        assert_eq!(document.contains("<description><![CDATA[Rye]]></description>"), summary.is_some());
    }
    entry.contents.clear();
    assert!(!written(&feed(vec![entry])).contains("xmlns:content="));
}

#[test]
fn an_item_without_title_and_summary_has_an_empty_title() {
    let entry = Entry { title: None, contents: html("<p>Rye</p>"), ..bare_entry("urn:example:rye", "") };
    let document = written(&feed(vec![entry]));
    assert!(document.contains("<title></title>\n      <guid"), "{document}");
    assert!(!document[document.find("<item>").unwrap()..].contains("<description>"), "{document}");
}

#[test]
fn the_first_author_with_mail_is_the_items_author_and_the_others_creators() {
    let person = |name: &str, email: Option<&str>| Person {
        name: name.into(),
        email: email.map(str::to_owned),
        ..Person::default()
    };
    let mut entry = bare_entry("urn:example:rye", "Rye");
    entry.authors = vec![person("Ann", Some("ann@example.org")), person("", Some("bo@example.org"))];
    let document = written(&feed(vec![entry]));
    assert!(document.contains("<author>ann@example.org (Ann)</author>"), "{document}");
    assert!(document.contains("<dc:creator>bo@example.org</dc:creator>"), "{document}");
    assert_eq!(document.matches("Ann").count(), 1, "{document}");
}

#[test]
fn an_update_without_a_publication_is_a_date_of_dublin_core() {
    let mut entry = bare_entry("urn:example:rye", "Rye");
    entry.published = None;
    let document = written(&feed(vec![entry]));
    assert!(document.contains("<dc:date>2026-03-04T08:30:05Z</dc:date>"), "{document}");
    assert!(!document.contains("pubDate") && !document.contains("atom:updated"), "{document}");
}

#[test]
fn a_length_that_is_not_known_is_zero_in_the_enclosure_and_left_out_of_media_rss() {
    let mut entry = bare_entry("urn:example:rye", "Rye");
    entry.enclosures =
        ["1", "2"].map(|name| enclosure(&format!("https://example.org/{name}"), "audio/mpeg", None)).to_vec();
    let document = written(&feed(vec![entry]));
    assert!(document.contains("<enclosure url=\"https://example.org/1\" length=\"0\" type=\"audio/mpeg\"/>"));
    assert!(!document.contains("fileSize"), "{document}");
}

#[test]
fn a_size_of_the_channel_image_is_given_within_the_limits_only() {
    for (size, expected) in [
        (Some((144, 400)), true),
        (Some((145, 70)), false),
        (Some((144, 401)), false),
        (Some((0, 70)), false),
        (None, false),
    ] {
        let mut feed = feed(Vec::new());
        feed.head.logo = Some(image("https://example.org/logo.png", size));
        let document = written(&feed);
        assert_eq!(document.contains("<width>"), expected, "{size:?}");
        assert_eq!(document.contains("<height>"), expected, "{size:?}");
    }
}

#[test]
fn the_icon_stands_in_for_a_logo() {
    let mut feed = feed(Vec::new());
    feed.head.logo = None;
    assert!(written(&feed).contains("<url>https://example.org/icon.png</url>"));
    feed.head.icon = None;
    assert!(!written(&feed).contains("<image>"));
}

#[test]
fn references_outside_cdata_are_hexadecimal_and_html_is_left_alone() {
    let text = "<t a=\"&quot;&amp;\">&amp;lt; &lt;&gt;&amp;</t><![CDATA[&amp;&lt;]]><![CDATA[&gt;]]>&amp;";
    let expected =
        "<t a=\"&quot;&#x26;\">&#x26;lt; &#x3C;&#x3E;&#x26;</t><![CDATA[&amp;&lt;]]><![CDATA[&gt;]]>&#x26;";
    assert_eq!(with_numeric_references(text.as_bytes()), expected.as_bytes());
}

#[test]
fn a_title_that_readers_would_run_is_escaped_as_html_and_no_other() {
    for (title, expected) in [
        ("<img src=x onerror=attack()>", "&lt;img src=x onerror=attack()&gt;"),
        ("the <script> element", "the &lt;script&gt; element"),
        ("Vec<T>, a < b & c", "Vec<T>, a < b & c"),
        ("a <b>bold</b> claim", "a <b>bold</b> claim"),
    ] {
        assert_eq!(plain(&Text::plain(title)), expected);
    }
}

#[test]
fn a_title_that_is_html_stays_so_where_readers_take_it_for_that() {
    for (title, expected) in [
        ("<img src=\"https://example.org/a.png\"> b", "<img src=\"https://example.org/a.png\"> b"),
        ("a <b>bold</b> claim", "a <b>bold</b> claim"),
        ("<ours x=\"\"></ours>", "&lt;ours x=\"\"&gt;&lt;/ours&gt;"),
    ] {
        assert_eq!(plain(&Text::html(title)), expected);
    }
}

proptest! {
    #[test]
    fn every_text_comes_back_as_it_was(feed in hostile_feed()) {
        // The reader trims; attributes lose the difference between kinds of white space in any XML parser.
        let text = |text: &str| Some(normalized(text).trim().to_owned()).filter(|text| !text.is_empty());
        let shown = |text: &Option<Text>| {
            Some(plain(text.as_ref()?).trim().to_owned()).filter(|text| !text.is_empty())
        };
        let attribute = |text: &str| normalized(text).replace(['\n', '\t'], " ");
        let channel = Channel::read_from(write(&feed).unwrap().as_slice()).unwrap();
        prop_assert_eq!(channel.title(), shown(&feed.head.title).unwrap_or_default());
        prop_assert_eq!(channel.copyright().map(str::to_owned), shown(&feed.head.rights));
        prop_assert_eq!(channel.items().len(), feed.entries.len());
        for (item, entry) in channel.items().iter().zip(&feed.entries) {
            prop_assert_eq!(item.title().map(str::to_owned), shown(&entry.title));
            prop_assert_eq!(item.link().map(str::to_owned), entry.link().and_then(text));
            let summary = text::escape_html_content(&normalized(value(&entry.summary)));
            prop_assert_eq!(item.description().map(str::to_owned), text(&summary));
            prop_assert_eq!(item.content().map(str::to_owned), html_of(entry).and_then(text));
            let enclosure = item.enclosure().unwrap();
            prop_assert_eq!(enclosure.url(), attribute(&entry.enclosures[0].url));
            let media = &item.extensions()["media"]["content"];
            prop_assert_eq!(media.len(), 2);
            prop_assert_eq!(&media[0].attrs()["url"], &attribute(&entry.image.as_ref().unwrap().url));
            prop_assert_eq!(&media[1].attrs()["type"], &attribute(entry.enclosures[1].media_type.as_deref().unwrap()));
            let domain = Some(attribute(entry.categories[0].scheme.as_deref().unwrap()));
            let is_written = !normalized(&entry.categories[0].term).trim().is_empty();
            let written = item.categories().first().and_then(|category| category.domain()).map(str::to_owned);
            prop_assert_eq!(written, domain.filter(|_| is_written));
        }
    }
}

#[test]
fn the_playing_time_is_said_once_in_whole_seconds() {
    let mut entry = full_entry();
    entry.enclosures = vec![enclosure("https://example.org/a.mp3", "audio/mpeg", Some(9)); 2];
    entry.enclosures.iter_mut().for_each(|file| file.duration = Some(3723.4));
    let text = written(&feed(vec![entry.clone()]));
    assert_eq!(text.matches("<itunes:duration>3723</itunes:duration>").count(), 1, "{text}");
    assert_eq!(text.matches("duration=\"3723\"").count(), 1, "the second file is of Media RSS: {text}");
    let name = model::QualifiedName::new(namespace::ITUNES, "itunes", "duration");
    entry.extensions.push(model::Extension::of_text(name, "1:02:03"));
    let text = written(&feed(vec![entry]));
    assert!(text.contains("<itunes:duration>1:02:03</itunes:duration>"), "{text}");
    assert_eq!(text.matches("<itunes:duration>").count(), 1, "{text}");
    assert_eq!(text.matches("xmlns:itunes=").count(), 1, "{text}");
}

/// What is written of the items, without the crate.
fn items(feed: &Feed) -> String {
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), true);
    let mut written = Vec::new();
    let mut lines = Lines::behind(&mut written, &NUMERIC);
    for entry in &feed.entries {
        add_item(entry, (&feed.head, &prefixes), &mut BTreeSet::new(), &mut lines);
    }
    String::from_utf8(written).unwrap()
}

proptest! {
    #[test]
    fn items_are_written_as_the_crate_writes_them(feed in any_feed()) {
        prop_assert_eq!(items(&feed), by_crate::items(&feed));
    }
}

#[test]
fn a_foreign_element_that_holds_text_and_elements_is_written_as_the_crate_writes_it() {
    let feed = feed(vec![bare_entry("urn:example:a", "A"), mixed_entry()]);
    assert!(
        items(&feed)
            .contains("<words:around kind=\"&#x3C;d&#x3E;\">a<words:child>b &#x26; c</words:child>\n")
    );
    assert_eq!(items(&feed), by_crate::items(&feed));
}
