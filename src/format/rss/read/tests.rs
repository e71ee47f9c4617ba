use super::*;
use crate::finding::Rule;
use crate::model::{Category, Content, Enclosure, Person, Text, TextKind};

/// Reads a document.
fn read_with_notes(document: &str) -> (Feed, Diagnostics) {
    let mut diagnostics = Diagnostics::about("feed.xml");
    let mut reader = Reader::new(document, None);
    let root = loop {
        if let Some(Step::Open(element)) = reader.step().unwrap() {
            break element;
        }
    };
    (read(&mut reader, root, &mut diagnostics).unwrap(), diagnostics)
}

fn feed(document: &str) -> Feed {
    read_with_notes(document).0
}

/// RSS 2.0 with these elements in its channel.
fn channel(elements: &str) -> String {
    format!(
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:atom='http://www.w3.org/2005/Atom' xmlns:content='http://purl.org/rss/1.0/modules/content/' \
         xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel>{elements}</channel></rss>"
    )
}

/// The entry of an item with these elements.
fn item(elements: &str) -> Entry {
    Entry::clone(&feed(&channel(&format!("<item>{elements}</item>"))).entries[0])
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.title.as_ref().map_or("", |title| title.value.as_str())).collect()
}

const RDF: &str = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'";

#[test]
fn items_are_found_in_every_version_of_rss() {
    let inside =
        "<channel><title>T</title><item><title>a</title></item><item><title>b</title></item></channel>";
    let beside =
        "<channel><title>T</title></channel><item><title>a</title></item><item><title>b</title></item>";
    for document in [
        format!("<rdf:RDF {RDF} xmlns='http://my.netscape.com/rdf/simple/0.9/'>{beside}</rdf:RDF>"),
        format!("<rdf:RDF {RDF} xmlns='http://purl.org/rss/1.0/'>{beside}</rdf:RDF>"),
        format!("<rdf:RDF {RDF} xmlns='http://purl.org/rss/1.0/'>{inside}</rdf:RDF>"),
        format!("<!DOCTYPE rss><rss version='0.91'>{inside}</rss>"),
        format!("<rss version='0.91'>{beside}</rss>"),
        format!("<rss version='0.92'>{inside}</rss>"),
        format!("<rss version='0.93'>{inside}</rss>"),
        format!("<rss version='0.94'>{inside}</rss>"),
        format!("<rss version='2.0' xmlns='http://backend.userland.com/rss2'>{inside}</rss>"),
        format!("<rss version='2.0' xmlns='http://example.org/nobody-knows'>{inside}</rss>"),
        format!("<rdf:RDF {RDF} xmlns='http://example.org/nobody-knows'>{beside}</rdf:RDF>"),
        inside.to_owned(),
        inside.replace("channel", "Channel").replace("item", "ITEM").replace("title", "Title"),
        format!("<RSS version='2.0'>{}</RSS>", inside.to_uppercase().replace(">A<", ">a<").replace(">B<", ">b<")),
        "<rss><channel><title>T</title><item><title>a</title></item></channel><item><title>b</title></item></rss>"
            .to_owned(),
        "<rss><channel><item><title>a</title></item><image><title>I</title></image><title>T</title></channel>\
         <item><title>b</title></item></rss>"
            .to_owned(),
        inside.replace("<item>", "<items><item>").replace("</item>", "</item></items>"),
        inside.replace("<item>", "<list><item>").replace("</item>", "</item></list>"),
        "<rss><channel><title>T</title><item><title>a</title><item><title>b</title></item></item></channel></rss>"
            .to_owned(),
        "<r:rss xmlns:r='http://purl.org/rss/1.0/'><r:channel><r:title>T</r:title><r:item><r:title>a</r:title>\
         </r:item><r:item><r:title>b</r:title></r:item></r:channel></r:rss>"
            .to_owned(),
    ] {
        let feed = feed(&document);
        assert_eq!(titles(&feed), ["a", "b"], "{document}");
        assert_eq!(feed.head.title, Some(Text::plain("T")), "{document}");
    }
    assert_eq!(titles(&feed("<rss><item><title>a</title></item><item/></rss>")), ["a", ""]);
}

#[test]
fn rss_1_keeps_picture_and_search_field_beside_the_channel() {
    let feed = feed(&format!(
        "<rdf:RDF {RDF} xmlns='http://purl.org/rss/1.0/'><channel rdf:about='https://example.org/feed'>\
         <title>T</title><image rdf:resource='https://example.org/i.png'/><items><rdf:Seq>\
         <rdf:li rdf:resource='https://example.org/a'/></rdf:Seq></items></channel>\
         <image><url>https://example.org/i.png</url><title>I</title><link>https://example.org/</link></image>\
         <item rdf:about='https://example.org/a'><title>a</title></item>\
         <textinput><title>Search</title><name>q</name></textinput></rdf:RDF>"
    ));
    let logo = feed.head.logo.unwrap();
    assert_eq!((logo.url.as_str(), logo.title.as_deref()), ("https://example.org/i.png", Some("I")));
    assert_eq!(feed.entries[0].id.as_deref(), Some("https://example.org/a"));
    assert_eq!(feed.entries[0].link(), None);
    assert_eq!(feed.head.extensions[0].name.local, "textInput");
    assert_eq!(feed.head.title, Some(Text::plain("T")));
}

#[test]
fn a_head_says_all_that_rss_2_knows() {
    let (feed, diagnostics) = read_with_notes(&channel(
        "<title>R&amp;amp;D</title><link>https://example.org/</link><description>On &lt;b>work&lt;/b></description>\
         <language>en-GB</language><copyright>Ada</copyright><managingEditor>ada@example.org (Ada)</managingEditor>\
         <webMaster>bob@example.org</webMaster><pubDate>Sat, 7 Sep 2002 00:00:01 GMT</pubDate>\
         <lastBuildDate>Sat, 7 Sep 2002 09:42:31 GMT</lastBuildDate><category domain='d'>c</category>\
         <generator>G</generator><docs>https://example.org/rss</docs><cloud domain='example.org'/><ttl>60</ttl>\
         <image><url>https://example.org/i.png</url><width>88</width><height>31px</height></image>\
         <rating>none</rating><skipHours><hour>1</hour></skipHours><invented>x</invented>\
         <atom:link rel='self' href='https://example.org/feed'/>",
    ));
    let head = feed.head;
    assert_eq!(head.title, Some(Text::html("R&amp;D")));
    assert_eq!(head.subtitle, Some(Text::html("On <b>work</b>")));
    assert_eq!(head.link(), Some("https://example.org/"));
    assert_eq!(head.link_to("self").unwrap().href, "https://example.org/feed");
    assert_eq!(head.language.as_deref(), Some("en-GB"));
    assert_eq!(head.rights, Some(Text::plain("Ada")));
    let ada = Person { name: "Ada".into(), email: Some("ada@example.org".into()), ..Person::default() };
    assert_eq!(head.authors, [ada]);
    assert_eq!(head.published.unwrap().to_rfc3339(), "2002-09-07T00:00:01+00:00");
    assert_eq!(head.updated.unwrap().to_rfc3339(), "2002-09-07T09:42:31+00:00");
    assert_eq!(head.categories, [Category { term: "c".into(), scheme: Some("d".into()), label: None }]);
    assert_eq!(head.generator.unwrap().name, "G");
    assert_eq!(head.ttl, Some(60));
    let logo = head.logo.unwrap();
    assert_eq!((logo.width, logo.height), (Some(88), Some(31)));
    let riding: Vec<&str> = head.extensions.iter().map(|tree| tree.name.local.as_str()).collect();
    assert_eq!(riding, ["webMaster", "docs", "cloud", "rating", "skipHours"]);
    assert_eq!(diagnostics.lost.keys().collect::<Vec<_>>(), ["element <invented>"]);
    assert!(diagnostics.findings.is_empty());
}

#[test]
fn an_item_says_all_that_rss_2_knows() {
    let entry = item(
        "<title>T</title><link> https://example.org/a </link><description>D</description>\
         <author>Ada</author><category>c</category><comments>https://example.org/a#c</comments>\
         <enclosure url='https://example.org/a.mp3' length='12' type='audio/mpeg'/>\
         <enclosure url='https://example.org/b.mp3' length='' type=''/>\
         <guid isPermaLink='false'> x:1 </guid><pubDate>Sat, 7 Sep 2002 00:00:01 GMT</pubDate>\
         <source url='https://example.org/feed'>S</source>",
    );
    assert_eq!(entry.title, Some(Text::plain("T")));
    assert_eq!(entry.link(), Some("https://example.org/a"));
    assert_eq!(entry.summary, Some(Text::html("D")));
    assert_eq!(entry.authors[0].name, "Ada");
    let replies = entry.link_to("replies").unwrap();
    assert_eq!(
        (replies.href.as_str(), replies.media_type.as_deref()),
        ("https://example.org/a#c", Some("text/html"))
    );
    let file = |url: &str| Enclosure { url: url.into(), ..Enclosure::default() };
    let first = file("https://example.org/a.mp3");
    let first = Enclosure { media_type: Some("audio/mpeg".into()), length: Some(12), ..first };
    assert_eq!(entry.enclosures, [first, file("https://example.org/b.mp3")]);
    assert_eq!(entry.id.as_deref(), Some("x:1"));
    assert_eq!(entry.published.unwrap().to_rfc3339(), "2002-09-07T00:00:01+00:00");
    let source = entry.source.unwrap();
    assert_eq!(source.title, Some(Text::plain("S")));
    assert_eq!(source.link_to("self").unwrap().href, "https://example.org/feed");
    let entry = item("<LINK>https://example.org/a</LINK><pubdate>Sat, 7 Sep 2002 00:00:01 GMT</pubdate>");
    assert_eq!((entry.link(), entry.published.is_some()), (Some("https://example.org/a"), true));
}

#[test]
fn a_guid_is_the_link_unless_it_says_no_or_a_link_stands_beside_it() {
    let guid = "https://example.org/g";
    for (elements, link) in [
        (format!("<guid>{guid}</guid>"), Some(guid)),
        (format!("<guid isPermaLink='TRUE'>{guid}</guid>"), Some(guid)),
        (format!("<guid isPermaLink='false'>{guid}</guid>"), None),
        (format!("<guid isPermaLink='no'>{guid}</guid>"), None),
        (format!("<guid>{guid}</guid><link>https://example.org/l</link>"), Some("https://example.org/l")),
        (format!("<guid>{guid}</guid><link/>"), Some(guid)),
        ("<guid xml:base='https://example.org/'>g</guid>".to_owned(), Some(guid)),
    ] {
        assert_eq!(item(&elements).link(), link, "{elements}");
    }
    let written = "<guid xml:base='https://example.org/'>g</guid>";
    assert_eq!(item(written).id.as_deref(), Some("g"));
    assert_eq!(item(&written.replace("<guid", "<guid isPermaLink='true'")).id.as_deref(), Some(guid));
}

#[test]
fn of_repetitions_the_first_title_counts_and_the_last_of_the_rest() {
    let (feed, diagnostics) = read_with_notes(&channel(
        "<item><title/><title>a</title><title>b</title><guid>1</guid><guid>2</guid><guid/>\
         <link>https://example.org/1</link><link>https://example.org/2</link><link href='https://example.org/3'/>\
         <pubDate>2020-01-01</pubDate><pubDate>2020-01-02</pubDate><pubDate/></item>",
    ));
    let entry = &feed.entries[0];
    assert_eq!(entry.title, Some(Text::plain("a")));
    assert_eq!(entry.id.as_deref(), Some("2"));
    let links: Vec<&str> = entry.links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(links, ["https://example.org/3", "https://example.org/1", "https://example.org/2"]);
    assert_eq!(entry.published.unwrap().to_rfc3339(), "2020-01-02T00:00:00+00:00");
    assert_eq!(diagnostics.lost.keys().collect::<Vec<_>>(), ["element <guid>", "element <title>"]);
}

#[test]
fn addresses_are_resolved_where_a_base_is_in_scope() {
    let entry = item(
        "<link xml:base='https://example.org/x/'>a</link><comments>b</comments>\
         <enclosure xml:base='https://example.org/y/' url='c'/>\
         <description xml:base='https://example.org/z/'>&lt;a href='d'></description>",
    );
    assert_eq!(entry.link(), Some("https://example.org/x/a"));
    assert_eq!(entry.link_to("replies").unwrap().href, "b");
    assert_eq!(entry.enclosures[0].url, "https://example.org/y/c");
    assert_eq!(entry.summary.unwrap().base.as_deref(), Some("https://example.org/z/"));
}

#[test]
fn descriptions_are_html_and_titles_are_what_they_look_like() {
    for (elements, kind, value) in [
        ("<title>a &lt; b</title>", TextKind::Plain, "a < b"),
        ("<title>a &lt;i>b&lt;/i></title>", TextKind::Html, "a <i>b</i>"),
        ("<title>a <i>b</i> &amp; c</title>", TextKind::Html, "a <i>b</i> &amp; c"),
        ("<title>Vec&lt;T>&lt;/T></title>", TextKind::Plain, "Vec<T></T>"),
        ("<title><![CDATA[a & <em>b</em>]]></title>", TextKind::Html, "a & <em>b</em>"),
        ("<description type='text/plain'>a &lt;b> &amp;amp;</description>", TextKind::Plain, "a <b> &amp;"),
    ] {
        let entry = item(elements);
        let text = entry.title.or(entry.summary).unwrap();
        assert_eq!((text.kind, text.value.as_str()), (kind, value), "{elements}");
    }
    for (elements, value) in [
        ("<description>a &amp;lt; b</description>", "a &lt; b"),
        ("<description>a <b>c</b></description>", "a <b>c</b>"),
        (
            "<description><![CDATA[<p>a]]>&lt;/p><!-- b --><![CDATA[<p>c</p>]]></description>",
            "<p>a</p><p>c</p>",
        ),
        ("<description>&lt;p>a&lt;/p><b>c</b></description>", "<p>a</p><b>c</b>"),
        ("<description><div xmlns='http://www.w3.org/1999/xhtml'>a<br/></div></description>", "a<br>"),
    ] {
        assert_eq!(item(elements).summary, Some(Text::html(value)), "{elements}");
    }
}

#[test]
fn content_is_found_under_all_its_names() {
    for element in [
        "<content:encoded>&lt;p>c&lt;/p></content:encoded>",
        "<fullitem>&lt;p>c&lt;/p></fullitem>",
        "<body><p>c</p></body>",
        "<body xmlns='http://www.w3.org/1999/xhtml'><p>c</p></body>",
        "<x:body xmlns:x='http://www.w3.org/1999/xhtml'><x:p>c</x:p></x:body>",
        "<div xmlns='http://www.w3.org/1999/xhtml'><p>c</p></div>",
        "<atom:content type='html'>&lt;p>c&lt;/p></atom:content>",
    ] {
        for elements in [
            format!("{element}<description>d</description>"),
            format!("<description>d</description>{element}"),
        ] {
            let entry = item(&elements);
            assert_eq!(entry.contents, [Content::Text(Text::html("<p>c</p>"))], "{elements}");
            assert_eq!(entry.summary, Some(Text::html("d")), "{elements}");
        }
    }
}

#[test]
fn a_second_description_is_the_content() {
    let entry = item("<description>short</description><dc:description>long</dc:description>");
    assert_eq!(entry.summary, Some(Text::html("short")));
    assert_eq!(entry.contents, [Content::Text(Text::html("long"))]);
}

#[test]
fn elements_of_atom_are_read_with_and_without_their_namespace() {
    for prefix in ["", "atom:"] {
        let elements = "<?id>x:1</?id><?updated>2020-01-02T03:04:05Z</?updated><?published>2020-01-01T00:00:00Z\
             </?published><?author><?name>Ada</?name></?author><?summary>s</?summary><?rights>r</?rights>\
             <?link rel='related' href='https://example.org/r'/>\
             <?link rel='enclosure' href='https://example.org/f'/>\
             <?source><?title>S</?title></?source><?title>T</?title>";
        let entry = item(&elements.replace('?', prefix));
        assert_eq!(entry.id.as_deref(), Some("x:1"), "{prefix}");
        assert_eq!(entry.title, Some(Text::plain("T")));
        assert_eq!(entry.link_to("related").unwrap().href, "https://example.org/r");
        assert_eq!(entry.updated.unwrap().to_rfc3339(), "2020-01-02T03:04:05+00:00");
        assert_eq!(entry.published.unwrap().to_rfc3339(), "2020-01-01T00:00:00+00:00");
        assert_eq!(entry.authors[0].name, "Ada");
        assert_eq!(entry.summary.unwrap().value, "s");
        assert_eq!(entry.rights.unwrap().value, "r");
        assert_eq!(entry.enclosures[0].url, "https://example.org/f");
        assert_eq!(entry.source.unwrap().title, Some(Text::plain("S")));
    }
}

#[test]
fn what_cannot_be_used_is_noted_at_its_place() {
    let (feed, diagnostics) = read_with_notes(&channel(
        "<ttl>soon</ttl><image><url>https://example.org/i</url><width>wide</width></image>\n<item>\
         <pubDate>some day</pubDate><enclosure type='audio/mpeg'/>\
         <enclosure url='https://example.org/a' length='-1'/></item>",
    ));
    assert_eq!(feed.head.ttl, None);
    assert_eq!(feed.entries[0].enclosures.len(), 1);
    let rules: Vec<_> =
        diagnostics.findings.iter().map(|finding| (finding.rule, finding.position.unwrap().line)).collect();
    let value = Rule::FeedValue;
    assert_eq!(rules, [(value, 1), (value, 1), (Rule::FeedDate, 2), (value, 2), (value, 2)]);
}

#[test]
fn languages_come_from_the_element_else_from_the_document() {
    let said =
        "<rss xml:lang='de'><channel><language>fr</language><item xml:lang='it'/><item/></channel></rss>";
    let said = feed(said);
    assert_eq!(said.head.language.as_deref(), Some("fr"));
    assert_eq!(said.entries[0].language.as_deref(), Some("it"));
    assert_eq!(said.entries[1].language, None);
    assert_eq!(feed("<rss xml:lang='de'><channel/></rss>").head.language.as_deref(), Some("de"));
}

#[test]
fn categories_stand_once_and_are_told_apart_by_their_domain() {
    let elements = "<category>a</category><category domain='d'>a</category><category>a</category>\
                    <categories><category>b</category></categories><category/>\
                    <category>c<image><url>https://example.org/i</url></image></category>";
    let categories = item(elements).categories;
    let terms: Vec<_> = categories.iter().map(|category| category.term.as_str()).collect();
    assert_eq!(terms, ["a", "a", "b", "c"]);
    let many: String = (0..40_000).map(|number| format!("<category>{number}</category>")).collect();
    assert_eq!(item(&many).categories.len(), 40_000);
}

#[test]
fn a_document_that_is_cut_off_is_a_fault() {
    let mut reader = Reader::new("<rss><channel><item><title>a</title>", None);
    let Some(Step::Open(root)) = reader.step().unwrap() else { panic!("no root") };
    assert!(read(&mut reader, root, &mut Diagnostics::default()).is_err());
}

#[test]
fn an_item_without_a_title_takes_that_of_its_media() {
    let media = "xmlns:media='http://search.yahoo.com/mrss/'";
    for (elements, title) in [
        (format!("<media:title {media}> A &lt; B </media:title>"), Some("A < B")),
        (format!("<media:group {media}><media:title>Group</media:title></media:group>"), Some("Group")),
        (format!("<title>Own</title><media:title {media}>M</media:title>"), Some("Own")),
        (format!("<title> </title><media:title {media}>M</media:title>"), Some("M")),
        (format!("<media:content {media}><media:title>Image</media:title></media:content>"), None),
    ] {
        let entry = item(&elements);
        assert_eq!(entry.title.map(|title| title.value).as_deref(), title, "{elements}");
        assert!(!entry.extensions.is_empty(), "{elements}");
    }
}
