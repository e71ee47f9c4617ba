//! What the readers understand beyond the whole feeds in `convert_cases`: one thing in each test, in many spellings.

use serde_json::{Value, json as value};

use super::{atom, atom_entry, document, json, json_feed, rss, rss_item, texts};

/// The first item as JSON Feed.
fn item(input: &str) -> Value {
    json(input)["items"][0].clone()
}

#[test]
fn names_of_rss_are_read_in_any_case() {
    let input = "<RSS version=\"2.0\"><Channel><TITLE>T</TITLE><Link>https://example.org/</Link><Item><Title>One</Title>\
                 <LINK>https://example.org/1</LINK><pubdate>Sat, 01 May 2021 10:00:00 GMT</pubdate></Item></Channel></RSS>";
    let feed = json(input);
    assert_eq!(feed["title"], "T");
    assert_eq!(feed["items"][0]["title"], "One");
    assert_eq!(feed["items"][0]["date_published"], "2021-05-01T10:00:00Z");
}

#[test]
fn items_are_found_wherever_feeds_put_them() {
    let item = |n: u32| format!("<item><title>{n}</title><link>https://example.org/{n}</link></item>");
    let (one, two) = (item(1), item(2));
    for input in [
        format!("<rss version=\"2.0\"><channel><title>T</title>{one}{two}</channel></rss>"),
        format!("<rss version=\"2.0\"><channel><title>T</title>{one}</channel>{two}</rss>"),
        format!("<rss version=\"2.0\"><channel><title>T</title></channel>{one}{two}</rss>"),
        format!("<rss version=\"2.0\">{one}{two}</rss>"),
        format!("<rss><channel><title>T</title><items>{one}{two}</items></channel></rss>"),
        format!("<channel><title>T</title>{one}{two}</channel>"),
    ] {
        assert_eq!(texts(&json(&input), "title"), ["1", "2"], "{input}");
    }
}

#[test]
fn titles_of_items_and_pictures_are_not_the_feeds() {
    let input = "<rss version=\"2.0\"><channel><item><title>Item</title><link>https://example.org/1</link></item>\
                 <image><title>Picture</title><url>https://example.org/p.png</url><link>https://example.org/p</link>\
                 </image><title>Feed</title><link>https://example.org/</link></channel></rss>";
    let feed = json(input);
    assert_eq!((&feed["title"], &feed["home_page_url"]), (&value!("Feed"), &value!("https://example.org/")));
    assert_eq!(feed["items"][0]["title"], "Item");
}

#[test]
fn people_of_rss_are_read_in_every_form() {
    for (written, expected) in [
        ("ann@example.org (Ann Other)", value!([{"name": "Ann Other", "url": "mailto:ann@example.org"}])),
        (
            "Ann Other &lt;ann@example.org&gt;",
            value!([{"name": "Ann Other", "url": "mailto:ann@example.org"}]),
        ),
        ("Ann Other (ann@example.org)", value!([{"name": "Ann Other", "url": "mailto:ann@example.org"}])),
        ("ann@example.org", value!([{"name": "ann@example.org", "url": "mailto:ann@example.org"}])),
        ("Ann Other", value!([{"name": "Ann Other"}])),
    ] {
        for element in ["author", "dc:creator"] {
            let item = item(&rss_item(&format!("<{element}>{written}</{element}>")));
            assert_eq!(item["authors"], expected, "{element}: {written}");
        }
    }
}

#[test]
fn every_author_and_category_of_an_item_is_read() {
    let item = item(&rss_item(
        "<author>a@example.org (A)</author><dc:creator>B</dc:creator><dc:creator>C</dc:creator>\
         <category>x</category><category domain=\"https://example.org/d\">y</category><dc:subject>z</dc:subject>",
    ));
    let names: Vec<&Value> =
        item["authors"].as_array().unwrap().iter().map(|author| &author["name"]).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert_eq!(item["tags"], value!(["x", "y", "z"]));
}

#[test]
fn a_guid_that_is_an_address_is_the_link_unless_it_says_no() {
    let with = |guid: &str| item(&rss(&format!("<item><title>T</title>{guid}</item>")));
    let address = "https://example.org/g";
    for guid in ["<guid>", "<guid isPermaLink=\"true\">", "<guid isPermaLink=\"TRUE\">"] {
        let item = with(&format!("{guid}{address}</guid>"));
        assert_eq!((&item["id"], &item["url"]), (&value!(address), &value!(address)), "{guid}");
    }
    let item = with(&format!("<guid isPermaLink=\"false\">{address}</guid>"));
    assert_eq!((&item["id"], &item["url"]), (&value!(address), &Value::Null));
}

#[test]
fn rss_titles_are_html_only_where_they_look_like_it() {
    for (written, expected) in [
        ("A &lt;b&gt;bold&lt;/b&gt; word", "A bold word"),
        ("1 &lt; 2", "1 < 2"),
        ("Vec&lt;T&gt; &amp; Box", "Vec<T> & Box"),
        ("<![CDATA[Fish & <em>chips</em>]]>", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("Fish &amp; chips", "Fish & chips"),
    ] {
        let input = rss(&format!("<item><title>{written}</title><link>https://example.org/1</link></item>"));
        assert_eq!(item(&input)["title"], expected, "{written}");
    }
}

#[test]
fn markup_that_is_not_escaped_stays_in_descriptions() {
    for (written, expected) in [
        ("<p>One <b>two</b></p>", "<p>One <b>two</b></p>"),
        ("One <b>two</b> three", "One <b>two</b> three"),
        ("<![CDATA[<p>One]]>&lt;/p&gt;<!-- no --><![CDATA[<p>two</p>]]>", "<p>One</p><p>two</p>"),
    ] {
        let item = item(&rss_item(&format!("<description>{written}</description>")));
        assert_eq!(item["content_html"], expected, "{written}");
    }
}

#[test]
fn contents_of_rss_are_read_from_every_element_that_has_them() {
    let xhtml = "xmlns=\"http://www.w3.org/1999/xhtml\"";
    for (written, expected) in [
        ("<content:encoded>&lt;p&gt;In full&lt;/p&gt;</content:encoded>".to_owned(), "<p>In full</p>"),
        (format!("<body {xhtml}><p>In full</p></body>"), "<p>In full</p>"),
        (
            "<x:body xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:p>In full</x:p></x:body>".to_owned(),
            "<p>In full</p>",
        ),
        (
            "<atom:content type=\"html\">&lt;p&gt;In full&lt;/p&gt;</atom:content>".to_owned(),
            "<p>In full</p>",
        ),
    ] {
        let item = item(&rss_item(&format!("<description>Short</description>{written}")));
        assert_eq!(item["content_html"], expected, "{written}");
        assert_eq!(item["summary"], "Short", "{written}");
    }
}

#[test]
fn dates_of_items_are_read_in_the_forms_that_feeds_use() {
    for (written, expected) in [
        ("Sat, 01 May 2021 21:15:00 +0100", "2021-05-01T20:15:00Z"),
        ("01 May 21 20:15 UT", "2021-05-01T20:15:00Z"),
        ("Sat, 1 May 2021 16:15:00 EDT", "2021-05-01T20:15:00Z"),
        ("Saturday, 01-May-21 20:15:00 GMT", "2021-05-01T20:15:00Z"),
        ("Sat May  1 20:15:00 2021", "2021-05-01T20:15:00Z"),
        ("2021-05-01T22:15:00.5+02:00", "2021-05-01T20:15:00Z"),
        ("20210501T201500Z", "2021-05-01T20:15:00Z"),
        ("2021-121", "2021-05-01T00:00:00Z"),
        ("2021-W17-6", "2021-05-01T00:00:00Z"),
        ("2021-05-01", "2021-05-01T00:00:00Z"),
        ("Fri, 30 Apr 2021 24:00:00 GMT", "2021-05-01T00:00:00Z"),
        ("2021-05-01 20:15:00", "2021-05-01T20:15:00Z"),
        ("2021/05/01 20:15:00 +0000", "2021-05-01T20:15:00Z"),
    ] {
        let item = item(&rss_item(&format!("<pubDate>{written}</pubDate>")));
        assert_eq!(item["date_published"], expected, "{written}");
    }
}

#[test]
fn links_of_atom_are_told_apart_by_their_relation() {
    let entry = "<link rel=\"http://www.iana.org/assignments/relation/via\" href=\"https://example.org/via\"/>\
                 <link rel=\"edit\" href=\"https://example.org/edit\"/>\
                 <link rel=\"enclosure\" href=\"https://example.org/f.pdf\" length=\"5\" type=\"application/pdf\"/>\
                 <link rel=\"related\" href=\"https://example.org/related\"/>";
    let feed = item(&atom_entry(entry));
    assert_eq!(feed["url"], "https://example.org/entry");
    assert_eq!(feed["external_url"], "https://example.org/via");
    assert_eq!(
        feed["attachments"],
        value!([{"url": "https://example.org/f.pdf", "mime_type": "application/pdf", "size_in_bytes": 5}])
    );
    let again = document(atom_entry(entry), "atom");
    for relation in ["edit", "related", "via", "enclosure", "alternate"] {
        assert_eq!(again.matches(&format!("rel=\"{relation}\"")).count(), 1, "{relation}");
    }
}

#[test]
fn kinds_of_atom_text_are_kept_apart() {
    let xhtml = "<div xmlns=\"http://www.w3.org/1999/xhtml\">5 &lt; 6 <em>is</em> true</div>";
    for (attributes, written, member, expected) in [
        ("", "5 &lt; 6 &lt;em&gt;", "content_text", "5 < 6 <em>"),
        ("type=\"text\"", "5 &lt; 6 &lt;em&gt;", "content_text", "5 < 6 <em>"),
        ("type=\"text/plain\"", "5 &lt; 6", "content_text", "5 < 6"),
        ("type=\"html\"", "5 &amp;lt; 6 &lt;em&gt;is&lt;/em&gt;", "content_html", "5 &lt; 6 <em>is</em>"),
        ("type=\"text/html\"", "5 &amp;lt; 6", "content_html", "5 &lt; 6"),
        ("type=\"xhtml\"", xhtml, "content_html", "5 &lt; 6 <em>is</em> true"),
    ] {
        let item = item(&atom_entry(&format!("<content {attributes}>{written}</content>")));
        assert_eq!(item[member], expected, "{attributes}");
    }
}

#[test]
fn addresses_are_resolved_against_xml_base_wherever_it_stands() {
    let content = "<content type=\"html\" xml:base=\"c/\">&lt;a href=\"x\"&gt;x&lt;/a&gt;&lt;img src=\"/y\"&gt;</content>";
    let input = atom(&format!(
        "<entry xml:base=\"https://example.org/a/\"><id>urn:example:1</id><title>T</title>\
         <updated>2020-01-01T00:00:00Z</updated><link xml:base=\"b/\" href=\"z\"/>{content}</entry>"
    ));
    let item = item(&input);
    assert_eq!(item["url"], "https://example.org/a/b/z");
    let html = "<a href=\"https://example.org/a/c/x\">x</a><img src=\"https://example.org/y\">";
    assert_eq!(item["content_html"], html);
    let rss = rss_item("<description>&lt;a href=\"x\"&gt;x&lt;/a&gt;</description>");
    let rss = rss.replacen("<rss ", "<rss xml:base=\"https://example.org/r/\" ", 1);
    let found = json(&rss)["items"][0]["content_html"].clone();
    assert_eq!(found, "<a href=\"https://example.org/r/x\">x</a>");
}

#[test]
fn languages_are_inherited_and_told_where_they_differ() {
    let input =
        atom_entry("<summary xml:lang=\"fr\">S</summary>").replacen("<entry>", "<entry xml:lang=\"nl\">", 1);
    let input = input.replacen("<feed ", "<feed xml:lang=\"de\" ", 1);
    let feed = json(&input);
    assert_eq!(feed["language"], "de");
    assert_eq!(feed["items"][0]["language"], "nl");
    let rss = document(&input, "rss");
    assert!(
        rss.contains("<language>de</language>") && rss.contains("<dc:language>nl</dc:language>"),
        "{rss}"
    );
}

#[test]
fn media_of_an_item_become_attachments_and_pictures_in_json() {
    let item = item(&rss_item(
        "<media:group><media:content url=\"https://example.org/a.mp4\" type=\"video/mp4\" fileSize=\"10\" duration=\"3\"/>\
         <media:content url=\"https://example.org/b.webm\" type=\"video/webm\"/></media:group>\
         <media:thumbnail url=\"https://example.org/t.jpg\" width=\"10\" height=\"5\"/>\
         <itunes:summary>Told by the podcast</itunes:summary><itunes:author>Pod Caster</itunes:author>",
    ));
    let attachments = value!([
        {"url": "https://example.org/a.mp4", "mime_type": "video/mp4", "size_in_bytes": 10, "duration_in_seconds": 3},
        {"url": "https://example.org/b.webm", "mime_type": "video/webm"},
    ]);
    assert_eq!(item["attachments"], attachments);
    assert_eq!(item["image"], "https://example.org/t.jpg");
    assert_eq!(item["authors"], value!([{"name": "Pod Caster"}]));
    assert_eq!(item["summary"], "Told by the podcast");
}

#[test]
fn elements_of_atom_say_in_rss_what_rss_does_not() {
    let input = rss("<item><atom:id>urn:example:a</atom:id><atom:title>From Atom</atom:title>\
         <atom:link href=\"https://example.org/a\"/><atom:updated>2020-01-02T00:00:00Z</atom:updated>\
         <atom:published>2020-01-01T00:00:00Z</atom:published><atom:summary>Short</atom:summary></item>");
    let item = item(&input);
    for (member, expected) in [
        ("id", "urn:example:a"),
        ("title", "From Atom"),
        ("url", "https://example.org/a"),
        ("date_published", "2020-01-01T00:00:00Z"),
        ("date_modified", "2020-01-02T00:00:00Z"),
        ("content_text", "Short"),
    ] {
        assert_eq!(item[member], expected, "{member}");
    }
}

#[test]
fn the_older_names_of_json_feed_are_read() {
    let input = json_feed(
        r#"{"id": 12.50, "content_text": "x", "author": {"name": "A"}}, {"id": 7, "content_html": "y"}"#,
    )
    .replace("version/1.1", "version/1");
    let feed = json(&input);
    // The text of a number is its id: no digit is lost or won.
    assert_eq!(texts(&feed, "id"), ["12.50", "7"]);
    assert_eq!(feed["items"][0]["authors"], value!([{"name": "A"}]));
}

#[test]
fn a_description_of_rss_0_94_may_be_declared_text() {
    let item = item(&rss_item("<description type=\"text/plain\">5 &lt;b&gt; 6 &amp;amp; 7</description>"));
    assert_eq!(item["content_text"], "5 <b> 6 &amp; 7");
}

#[test]
fn the_date_of_modification_is_the_last_change_where_there_is_another_date() {
    let item = item(&rss_item(
        "<dc:date>2020-01-01T00:00:00Z</dc:date><dcterms:modified>2020-02-02T00:00:00Z</dcterms:modified>",
    ));
    assert_eq!(item["date_modified"], "2020-02-02T00:00:00Z");
}
