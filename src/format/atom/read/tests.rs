use super::*;
use crate::finding::Rule;
use crate::model::{Content, ExtensionNode, Text};
use crate::time;

/// A document read with its notes.
fn document(xml: &str) -> (Feed, Diagnostics) {
    let mut diagnostics = Diagnostics::about("feed.xml");
    let mut reader = Reader::new(xml, None);
    let root = match reader.step().unwrap() {
        Some(Step::Open(root)) => root,
        step => panic!("{step:?}"),
    };
    let feed = read(&mut reader, root, &mut diagnostics).unwrap();
    assert!(reader.step().unwrap().is_none(), "something is left unread");
    (feed, diagnostics)
}

fn feed(inside: &str) -> (Feed, Diagnostics) {
    document(&format!("<feed xmlns='http://www.w3.org/2005/Atom'>{inside}</feed>"))
}

fn entry_of(inside: &str) -> (Entry, Diagnostics) {
    let (feed, diagnostics) = feed(&format!("<entry>{inside}</entry>"));
    (Entry::clone(feed.entries.first().unwrap()), diagnostics)
}

fn lost(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.lost.keys().map(String::as_str).collect()
}

#[test]
fn a_whole_feed_of_atom_1_0_is_read() {
    let (feed, diagnostics) = document(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en_GB' xml:base='https://example.org/'>
          <id>urn:example:feed</id><title>Birds</title><subtitle type='html'>of &lt;b>prey&lt;/b></subtitle>
          <link href='/'/><link rel='self' href='feed.xml'/><link rel='enclosure' href='a.ogg'/>
          <updated>2024-05-06T07:08:09Z</updated><published>2024-05-01</published><author><name>Ada</name></author>
          <contributor><name>Bob</name></contributor><category term='owls'/><category term='owls'/>
          <rights>CC0</rights><icon>i.png</icon><logo>l.png</logo><generator version='1'>Mill</generator>
          <entry><title>One</title></entry>
          <entry><title>Two</title></entry>
        </feed>",
    );
    let head = &feed.head;
    assert_eq!(head.id.as_deref(), Some("urn:example:feed"));
    assert_eq!(head.title, Some(Text::plain("Birds")));
    assert_eq!(head.subtitle.as_ref().unwrap().value, "of <b>prey</b>");
    assert_eq!(head.link(), Some("https://example.org/"));
    assert_eq!(head.link_to("self").unwrap().href, "https://example.org/feed.xml");
    assert_eq!(head.link_to("enclosure").unwrap().href, "https://example.org/a.ogg");
    assert_eq!(head.updated.map(time::rfc3339).as_deref(), Some("2024-05-06T07:08:09Z"));
    assert_eq!(head.published.map(time::rfc3339).as_deref(), Some("2024-05-01T00:00:00Z"));
    assert_eq!(head.language.as_deref(), Some("en-GB"));
    assert_eq!((head.authors.len(), head.contributors.len(), head.categories.len()), (1, 1, 1));
    assert_eq!(head.rights, Some(Text::plain("CC0")));
    assert_eq!(head.icon.as_ref().unwrap().url, "https://example.org/i.png");
    assert_eq!(head.logo.as_ref().unwrap().url, "https://example.org/l.png");
    assert_eq!(head.generator.as_ref().unwrap().name, "Mill");
    let titles: Vec<_> = feed.entries.iter().map(|entry| entry.title.clone().unwrap().value).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert!(diagnostics.findings.is_empty() && diagnostics.lost.is_empty());
}

#[test]
fn a_whole_feed_of_atom_0_3_is_read() {
    let (feed, diagnostics) = document(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Birds</title><tagline>of prey</tagline>
          <modified>2004-05-06T07:08:09Z</modified><copyright>none</copyright><info>for browsers</info>
          <generator url='https://example.org/mill'>Mill</generator>
          <entry><title>One</title><issued>2004-05-06T09:08:09+02:00</issued><created>2004-05-05</created>
            <modified>2004-05-07T00:00:00Z</modified><author><name>Ada</name><url>https://example.org/</url></author>
            <content type='text/html' mode='escaped'>&lt;p>Owl</content></entry></feed>",
    );
    assert_eq!(feed.head.subtitle, Some(Text::plain("of prey")));
    assert_eq!(feed.head.updated.map(time::rfc3339).as_deref(), Some("2004-05-06T07:08:09Z"));
    assert_eq!(feed.head.rights, Some(Text::plain("none")));
    assert_eq!(feed.head.generator.as_ref().unwrap().uri.as_deref(), Some("https://example.org/mill"));
    let entry = feed.entries.first().unwrap();
    assert_eq!(entry.published.map(time::rfc3339).as_deref(), Some("2004-05-06T07:08:09Z"));
    assert_eq!(entry.updated.map(time::rfc3339).as_deref(), Some("2004-05-07T00:00:00Z"));
    assert_eq!(entry.authors.first().unwrap().uri.as_deref(), Some("https://example.org/"));
    assert_eq!(entry.contents, [Content::Text(Text::html("<p>Owl"))]);
    let created = entry.extensions.first().unwrap();
    assert_eq!((&*created.name.namespace, &*created.name.local), (namespace::DCTERMS, "created"));
    assert_eq!(created.children, [ExtensionNode::Text("2004-05-05".to_owned())]);
    assert_eq!(lost(&diagnostics), ["element <info>"]);
}

#[test]
fn the_words_count_and_not_their_prefix_or_namespace() {
    for xml in [
        "<feed><title>T</title><entry><title>E</title></entry></feed>",
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>T</a:title><a:entry><a:title>E</a:title></a:entry></a:feed>",
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><title>T</title><entry><title>E</title></entry></a:feed>",
        "<feed xmlns='https://example.org/own'><title>T</title><entry><title>E</title></entry></feed>",
        "<Feed xmlns='http://www.w3.org/2005/Atom'><Title>T</Title><Entry><TITLE>E</TITLE></Entry></Feed>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><item><title>E</title></item></feed>",
    ] {
        let (feed, _) = document(xml);
        assert_eq!(feed.head.title, Some(Text::plain("T")), "{xml}");
        assert_eq!(feed.entries.first().unwrap().title, Some(Text::plain("E")), "{xml}");
    }
}

#[test]
fn a_lone_entry_is_a_feed_of_one() {
    let (feed, _) = document(
        "<entry xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>Eule</title><link href='https://example.org/e'/></entry>",
    );
    assert_eq!(feed.head, FeedHead::default());
    let entry = feed.entries.first().unwrap();
    assert_eq!((entry.link(), entry.language.as_deref()), (Some("https://example.org/e"), Some("de")));
    assert_eq!(feed.entries.len(), 1);
}

#[test]
fn entries_that_something_was_put_around_are_found() {
    let (feed, diagnostics) =
        feed("<entries><entry><id>urn:x:1</id></entry><entry><id>urn:x:2</id></entry></entries>");
    let ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["urn:x:1", "urn:x:2"]);
    assert_eq!(lost(&diagnostics), ["element <entries>"]);
}

#[test]
fn entries_inherit_nothing_from_the_feed() {
    let (feed, _) = feed("<author><name>Ada</name></author><rights>CC0</rights><entry/>");
    assert_eq!(*feed.entries.first().unwrap().as_ref(), Entry::default());
}

#[test]
fn the_first_of_two_values_counts_and_the_other_is_told() {
    let (entry, diagnostics) =
        entry_of("<title>a</title><title>b</title><id>c</id><id>c</id><rights/><rights>d</rights>");
    assert_eq!(entry.title, Some(Text::plain("a")));
    assert_eq!(entry.id.as_deref(), Some("c"));
    assert_eq!(entry.rights, Some(Text::plain("d")));
    assert_eq!(lost(&diagnostics), ["element <title>"]);
}

#[test]
fn a_readable_date_is_found_behind_an_unreadable_one() {
    let (entry, diagnostics) = entry_of("<updated>soon</updated><updated>2024-05-06T07:08:09Z</updated>");
    assert_eq!(entry.updated.map(time::rfc3339).as_deref(), Some("2024-05-06T07:08:09Z"));
    assert_eq!(diagnostics.findings.first().unwrap().rule, Rule::FeedDate);
}

#[test]
fn what_an_enclosure_links_to_is_no_link() {
    let (entry, _) = entry_of(
        "<link rel='enclosure' href='https://example.org/a.ogg' type='audio/ogg' length='5' title='Call'/>
         <link rel='http://www.iana.org/assignments/relation/enclosure' href='https://example.org/b.ogg'/>",
    );
    assert!(entry.links.is_empty());
    let first = entry.enclosures.first().unwrap();
    assert_eq!(
        (first.media_type.as_deref(), first.length, first.title.as_deref()),
        (Some("audio/ogg"), Some(5), Some("Call"))
    );
    assert_eq!(entry.enclosures.last().unwrap().url, "https://example.org/b.ogg");
}

#[test]
fn the_first_alternate_is_the_one_that_leads_to_a_page() {
    for (types, expected) in [
        (&["text/html", "text/html"][..], "0"),
        (&["application/json", "Text/HTML; charset=utf-8"], "1"),
        (&["application/json", "", "text/html"], "2"),
        (&["application/json", ""], "1"),
        (&["", ""], "0"),
        (&["", "text/html"], "0"),
        (&["application/pdf", "application/json"], "0"),
    ] {
        let links: String = types
            .iter()
            .enumerate()
            .map(|(name, media)| format!("<link href='{name}' type='{media}'/>"))
            .collect();
        let (entry, _) = entry_of(&format!("<link rel='self' href='s'/>{links}"));
        assert_eq!(entry.link(), Some(expected), "{types:?}");
        assert_eq!(entry.links.len(), types.len() + 1);
        assert_eq!(entry.links.first().unwrap().relation, "self");
    }
}

#[test]
fn a_second_summary_without_content_is_the_content() {
    let (entry, _) = entry_of("<summary>short</summary><summary>long</summary>");
    assert_eq!(entry.summary, Some(Text::plain("short")));
    assert_eq!(entry.contents, [Content::Text(Text::plain("long"))]);
}

#[test]
fn all_forms_of_a_content_are_kept() {
    let forms = "<content>Owl</content><content type='html'>&lt;p>Owl</content>";
    let expected = [Content::Text(Text::plain("Owl")), Content::Text(Text::html("<p>Owl"))];
    assert_eq!(entry_of(forms).0.contents, expected);
    let (entry, diagnostics) = entry_of(&format!("<content type='multipart/alternative'>{forms}</content>"));
    assert_eq!(entry.contents, expected);
    assert!(diagnostics.lost.is_empty());
}

#[test]
fn the_same_content_twice_is_one() {
    let (entry, _) = entry_of("<content>Owl</content><content type='text'>Owl</content>");
    assert_eq!(entry.contents, [Content::Text(Text::plain("Owl"))]);
}

#[test]
fn the_source_is_a_head_of_its_own() {
    let (entry, _) = entry_of(
        "<source xml:lang='de'><title>Eulen</title><id>urn:x:s</id><link rel='self' href='https://example.org/s'/>
         <author><name>Ada</name></author><x:y xmlns:x='urn:x'/></source><title>Eule</title>",
    );
    let source = entry.source.unwrap();
    assert_eq!(source.title, Some(Text::plain("Eulen")));
    assert_eq!(source.id.as_deref(), Some("urn:x:s"));
    assert_eq!(source.link_to("self").unwrap().href, "https://example.org/s");
    assert_eq!(source.language.as_deref(), Some("de"));
    assert_eq!((source.authors.len(), source.extensions.len()), (1, 1));
    assert_eq!(entry.title, Some(Text::plain("Eule")));
    assert!(entry.authors.is_empty());
}

#[test]
fn the_language_of_an_entry_is_its_own_or_that_of_its_texts() {
    for (entry, expected) in [
        ("<entry><title>a</title></entry>", None),
        ("<entry xml:lang='en'><title>a</title></entry>", Some("en")),
        ("<entry xml:lang='fr'><content xml:lang='de'>a</content></entry>", Some("fr")),
        ("<entry><title xml:lang='it'>a</title><content xml:lang='de'>b</content></entry>", Some("de")),
        ("<entry><title xml:lang='it'>a</title><content>b</content></entry>", Some("it")),
        ("<entry xml:lang=''><title>a</title></entry>", None),
        ("<entry><x:title xmlns:x='urn:x' xml:lang='it'>a</x:title></entry>", None),
    ] {
        let (feed, _) = document(&format!("<feed xml:lang='en'>{entry}</feed>"));
        assert_eq!(feed.entries.first().unwrap().language.as_deref(), expected, "{entry}");
    }
}

#[test]
fn foreign_elements_fill_what_is_open_or_ride_along() {
    let (feed, _) = document(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:x='urn:x'>
         <dc:title>module</dc:title><x:a/><title>own</title>
         <entry><dc:creator>Ada</dc:creator><dc:title>module</dc:title><x:b c='1'>d</x:b></entry></feed>",
    );
    assert_eq!(feed.head.title, Some(Text::plain("own")));
    assert!(feed.head.extensions.iter().any(|extension| extension.name.local == "a"));
    let entry = feed.entries.first().unwrap();
    assert_eq!(entry.authors.first().unwrap().name, "Ada");
    assert_eq!(entry.title, Some(Text::plain("module")));
    assert_eq!(entry.extensions.first().unwrap().name.local, "b");
}

#[test]
fn what_the_model_has_no_place_for_is_counted() {
    let (_, diagnostics) = document(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:x='urn:x' x:a=''><entry><odd/><odd/><link href='b' x:c='1'/>
         <author><name>Ada</name><x:d/></author></entry><odder/></feed>",
    );
    let expected =
        ["attribute x:a", "attribute x:c", "element <odd>", "element <odder>", "element <x:d> of a person"];
    assert_eq!(lost(&diagnostics), expected);
    assert_eq!(diagnostics.lost.get("element <odd>"), Some(&2));
}

#[test]
fn ids_are_never_made_absolute() {
    for (base, id, expected_notes) in [
        ("xml:base='https://example.org/'", "/a", 1),
        ("xml:base='https://example.org/'", "urn:x:a", 0),
        ("", "/a", 0),
    ] {
        let (entry, diagnostics) = entry_of(&format!("<id {base}> {id} </id>"));
        assert_eq!(entry.id.as_deref(), Some(id));
        assert_eq!(diagnostics.findings.len(), expected_notes, "{base} {id}");
    }
}

#[test]
fn a_document_that_breaks_off_is_a_fault() {
    let mut reader = Reader::new("<feed><entry><title>a</title></entry>", None);
    let Some(Step::Open(root)) = reader.step().unwrap() else { panic!("no root") };
    assert!(read(&mut reader, root, &mut Diagnostics::default()).is_err());
}
