mod again;
mod inert;
mod withheld;

use super::*;
use crate::model::Format;
use crate::record::{self, FieldNames, Reading};

fn run_with(inputs: &[&str], target: Format, change: impl Fn(&mut Options)) -> (String, Converted) {
    let inputs: Vec<Input> = inputs
        .iter()
        .enumerate()
        .map(|(number, text)| Input { name: format!("{number}.xml"), bytes: text.as_bytes().to_vec() })
        .collect();
    let mut options = Options::new(Syntax::Feed(target));
    change(&mut options);
    let converted = convert(&inputs, &options).unwrap();
    let Output::Document(bytes) = &converted.output else { panic!("articles") };
    (String::from_utf8(bytes.clone()).unwrap(), converted)
}

fn run(inputs: &[&str], target: Format) -> (String, Converted) {
    run_with(inputs, target, |_| {})
}

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:x=\"urn:example:x\"><channel>\
         <title>T</title><link>https://example.org/</link><description>D</description>{items}</channel></rss>"
    )
}

fn atom(language: &str, author: &str, id: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\"><title>{author}'s</title>\
         <author><name>{author}</name></author><rights>by {author}</rights>\
         <entry><id>{id}</id><title>Of {author}</title><updated>2020-01-01T00:00:00Z</updated></entry></feed>"
    )
}

#[test]
fn entries_of_further_inputs_take_with_them_what_their_head_says_of_them() {
    let (document, converted) =
        run(&[&atom("en", "Ann", "urn:example:a"), &atom("fr", "Bo", "urn:example:b")], Format::JsonFeed);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let (first, second) = (&document["items"][0], &document["items"][1]);
    assert_eq!((first.get("authors"), first.get("language")), (None, None));
    assert_eq!(second["authors"][0]["name"], "Bo");
    assert_eq!(second["language"], "fr");
    assert_eq!(converted.losses.kinds.get("feed: heads of all inputs but the first"), Some(&1));
}

#[test]
fn a_head_that_is_too_long_for_all_of_its_entries_is_not_repeated() {
    let entries: String = (0..100).map(|number| format!("{{\"id\":\"urn:example:{number}\"}},")).collect();
    let feed = |length: usize| {
        let name = "a".repeat(length);
        format!("{{\"version\":\"\",\"authors\":[{{\"name\":\"{name}\"}}],\"items\":[{entries}1]}}")
    };
    for (length, told) in [(1000, None), (1_000_000, Some(&100))] {
        let (_, converted) = run(&[&atom("en", "Ann", "urn:example:a"), &feed(length)], Format::JsonFeed);
        let kind = "entries: language, authors and rights of their feed, too long to repeat";
        assert_eq!(converted.losses.kinds.get(kind), told);
        assert_eq!(converted.entries, 101);
    }
}

#[test]
fn numbered_entries_of_two_feeds_stay_two() {
    let feed = |host: &str| {
        rss(&format!(
            "<item><title>{host}</title><link>https://{host}.example.org/1</link>\
             <guid isPermaLink=\"false\">1</guid></item>"
        ))
        .replace("https://example.org/<", &format!("https://{host}.example.org/<"))
    };
    let (document, _) = run(&[&feed("a"), &feed("b")], Format::JsonFeed);
    assert_eq!(document.matches("content_text").count(), 2, "{document}");
    let id = |host| {
        let (document, _) = run(&[&feed(host)], Format::Atom);
        let (_, entry) = document.split_once("<entry>").unwrap();
        entry.split(['<', '>']).skip_while(|part| *part != "id").nth(1).unwrap().to_owned()
    };
    assert_ne!(id("a"), id("b"));
}

#[test]
fn harmful_addresses_in_foreign_elements_go_in_every_mode_and_are_counted() {
    let item = "<item><title>T</title><x:a href=\"javascript:attack()\" b=\"c\">java<x:c/>script:attack()</x:a></item>";
    for html in [HtmlMode::Clean, HtmlMode::Keep] {
        let (document, converted) = run_with(&[&rss(item)], Format::Atom, |options| options.html = html);
        assert!(!document.contains("attack") && document.contains("b=\"c\""), "{document}");
        assert_eq!(converted.losses.kinds.get("URLs that could do harm"), Some(&2));
    }
}

#[test]
fn no_scheme_that_leads_to_another_hides_a_harmful_one() {
    for (address, is_kept) in [
        ("feed:javascript:attack()", false),
        ("feed:feed:javascript:attack()", false),
        ("FEED:pcast:JavaScript:attack()", false),
        ("pcast:data:text/html,attack", false),
        ("vbs:attack()", false),
        ("feed://example.org/attack", true),
        ("feed:https://example.org/attack", true),
        ("magnet:?xt=urn:example:attack", true),
    ] {
        let (document, _) =
            run(&[&rss(&format!("<item><title>T</title><link>{address}</link></item>"))], Format::Atom);
        assert_eq!(document.contains("attack"), is_kept, "{address}: {document}");
    }
}

#[test]
fn markup_in_foreign_text_is_cleaned_and_text_of_code_is_not() {
    let item = "<item><title>T</title><x:summary>&lt;img src=x onerror=attack()></x:summary>\
                <x:markdown>`&lt;b>` if a &amp;&amp; b</x:markdown></item>";
    let (document, converted) = run(&[&rss(item)], Format::Atom);
    assert!(!document.contains("attack"), "{document}");
    assert!(document.contains("`&lt;b&gt;` if a &amp;&amp; b"), "{document}");
    assert_eq!(converted.losses.kinds.len(), 1, "{:?}", converted.losses);
}

#[test]
fn foreign_addresses_become_absolute_before_their_base_stays_behind() {
    let feed = rss(
        "<item xml:base=\"https://example.org/d/\"><title>T</title><media:thumbnail url=\"t.jpg\"/></item>",
    );
    let (document, _) = run(&[&feed], Format::Rss);
    assert!(document.contains("url=\"https://example.org/d/t.jpg\""), "{document}");
}

#[test]
fn more_namespaces_than_a_document_may_declare_cost_elements_and_not_the_feed() {
    let elements: String = (0..300).map(|n| format!("<n{n}:a xmlns:n{n}=\"urn:example:n{n}\"/>")).collect();
    for target in [Format::Rss, Format::Atom] {
        let (document, converted) = run(&[&rss(&format!("<item><title>T</title>{elements}</item>"))], target);
        assert!(document.matches("urn:example:n").count() > 90, "{document}");
        let lost = converted.losses.kinds.get("foreign elements in more than 100 namespaces");
        assert!(lost.is_some_and(|&count| count >= 200), "{lost:?}");
    }
}

#[test]
fn the_feed_takes_no_id_that_an_entry_has() {
    let item = "<item><title>T</title><guid>https://example.org/</guid></item>";
    let (document, _) = run(&[&rss(item)], Format::Atom);
    assert_eq!(document.matches("<id>https://example.org/</id>").count(), 1, "{document}");
}

#[test]
fn an_entry_about_another_page_leads_there_where_it_has_none_of_its_own() {
    let feed = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{\"id\":\"1\",\
                \"external_url\":\"https://example.net/a\",\"content_text\":\"A\"}]}";
    for (target, expected) in [
        (Format::Rss, "<link>https://example.net/a</link>"),
        (Format::Atom, "<link href=\"https://example.net/a\" rel=\"alternate\"/>"),
        (Format::JsonFeed, "\"external_url\": \"https://example.net/a\""),
    ] {
        let (document, _) = run(&[feed], target);
        assert!(document.contains(expected), "{document}");
    }
}

#[test]
fn addresses_are_uris_in_rss_and_stay_as_they_are_in_atom() {
    let item = "<item><title>T</title><link>https://example.org/ü?ß</link></item>";
    assert!(run(&[&rss(item)], Format::Rss).0.contains("<link>https://example.org/%C3%BC?%C3%9F</link>"));
    assert!(run(&[&rss(item)], Format::Atom).0.contains("href=\"https://example.org/ü?ß\""));
}

#[test]
fn a_licence_that_is_no_address_is_left_out_and_told() {
    let item = |licence: &str| {
        rss(&format!(
            "<item xmlns:cc=\"http://backend.userland.com/creativeCommonsRssModule\"><title>T</title>\
             <cc:license>{licence}</cc:license></item>"
        ))
    };
    let (document, converted) = run(&[&item("https://example.org/licence")], Format::Atom);
    assert!(document.contains(">https://example.org/licence</"), "{document}");
    assert!(converted.losses.kinds.is_empty(), "{:?}", converted.losses);
    let (document, converted) = run(&[&item("Attribution")], Format::Atom);
    assert!(!document.contains("Attribution"), "{document}");
    assert_eq!(converted.losses.kinds.get("entries: <cc:license>"), Some(&1));
}

#[test]
fn ids_that_stand_twice_are_told_apart_where_a_format_wants_it() {
    let item = |n: u32| {
        format!("<item><title>{n}</title><guid isPermaLink=\"false\">urn:example:same</guid></item>")
    };
    let feed = rss(&format!("{}{}", item(1), item(2)));
    let (document, converted) = run(&[&feed], Format::JsonFeed);
    assert_eq!(document.matches("urn:example:same").count(), 1, "{document}");
    assert_eq!(converted.derived.kinds.get("entries: id, where another has it already"), Some(&1));
    assert_eq!(document, run(&[&feed], Format::JsonFeed).0);
    let (document, _) = run(&[&feed], Format::Rss);
    assert_eq!(document.matches("urn:example:same").count(), 2, "{document}");
}

#[test]
fn ids_stay_the_same_from_atom_to_atom_whatever_the_feed_says_of_itself() {
    for head in ["", "\"title\":\"T\",", "\"home_page_url\":\"https://example.org/\","] {
        let feed = format!("{{{head}\"items\":[{{\"id\":\"1\"}},{{\"id\":\"a b\"}}]}}");
        let (document, _) = run(&[&feed], Format::Atom);
        assert_eq!(document, run(&[&document], Format::Atom).0);
    }
}

#[test]
fn quotes_in_plain_text_stay_as_they_are_from_rss_to_rss() {
    let feed = "{\"items\":[{\"id\":\"1\",\"title\":\"<i=\\\"\",\"summary\":\"r\\\"\"}]}";
    let (document, _) = run(&[feed], Format::Rss);
    assert!(document.contains("lt;i=&quot;</title>") && document.contains("r\"]]>"), "{document}");
    assert_eq!(document, run(&[&document], Format::Rss).0);
}

#[test]
fn a_channel_takes_no_id_for_its_link_that_is_no_address() {
    let (document, _) = run(&["{\"version\":\"1\",\"feed_url\":\"httpd\"}"], Format::Rss);
    assert!(document.contains("<link>urn:uuid:"), "{document}");
}

#[test]
fn people_of_whom_nothing_can_be_said_are_left_out_once_and_for_all() {
    let picture = "{\"avatar\":\"https://example.org/a.png\"}";
    let page = "{\"url\":\"https://example.org/bo\"}";
    let (harmful, name) = ("{\"url\":\"javascript:a()\"}", "{\"name\":\"Bo\"}");
    for people in
        [vec![picture], vec![picture, name], vec![harmful, name], vec![page, picture], vec![harmful]]
    {
        for of_entry in [people.join(","), name.to_owned()] {
            let people = people.join(",");
            let feed = format!(
                "{{\"authors\":[{people}],\"items\":[{{\"id\":\"urn:example:1\",\"authors\":[{of_entry}]}}]}}"
            );
            for target in [Format::Rss, Format::Atom, Format::JsonFeed] {
                let (document, _) = run(&[&feed], target);
                assert_eq!(document, run(&[&document], target).0, "{feed}");
            }
        }
    }
}

#[test]
fn a_generator_without_a_name_is_none_in_rss() {
    let feed = "<rss><channel><generator url='https://example.org/'/></channel></rss>";
    assert!(!run(&[feed], Format::Rss).0.contains("generator"));
    assert!(run(&[feed], Format::Atom).0.contains("<generator uri=\"https://example.org/\"></generator>"));
}

#[test]
fn line_ends_in_attributes_of_embedded_xml_are_spaces_from_the_start() {
    let feed = "<entry><id>urn:example:1</id><content type='application/x+xml'><v r='a&#13;b&#10;&#9;'/></content></entry>";
    let (document, _) = run(&[feed], Format::Atom);
    assert!(document.contains("r=\"a b  \""), "{document}");
    assert_eq!(document, run(&[&document], Format::Atom).0);
}

#[test]
fn line_ends_and_tabs_in_what_becomes_an_attribute_are_spaces_from_the_start() {
    let feed = "{\"items\":[{\"id\":\"urn:example:1\",\"tags\":[\"a\\tb\\nc\"],\"attachments\":[{\"url\":\
                \"https://example.org/a\",\"mime_type\":\"audio/mpeg\",\"title\":\"d\\ne\"}]}]}";
    for target in [Format::Rss, Format::Atom] {
        let (document, _) = run(&[feed], target);
        assert_eq!(document, run(&[&document], target).0);
    }
    assert!(run(&[feed], Format::Atom).0.contains("<category term=\"a b c\"/>"));
}

#[test]
fn spaces_that_hold_words_together_stay_from_rss_to_rss() {
    let feed = "{\"items\":[{\"id\":\"1\",\"summary\":\"<\u{a0}O\",\"content_text\":\"10\u{a0}km\"}]}";
    let (document, _) = run(&[feed], Format::Rss);
    assert!(document.contains("&lt;&nbsp;O"), "{document}");
    assert_eq!(document, run(&[&document], Format::Rss).0);
}

#[test]
fn an_entry_without_title_and_content_keeps_its_language() {
    for members in ["", "\"summary\":\"S\",", "\"image\":\"https://example.org/i.png\","] {
        let feed = format!("{{\"items\":[{{\"id\":\"urn:example:1\",{members}\"language\":\"mi\"}}]}}");
        for target in Format::ALL {
            let (document, _) = run(&[&feed], target);
            let (json, _) = run(&[&document], Format::JsonFeed);
            assert!(json.contains("\"language\": \"mi\""), "{document}");
        }
    }
}

#[test]
fn a_text_of_nothing_but_what_is_cleaned_away_is_none() {
    let item = "<item><title>T</title><description>&lt;script>a()&lt;/script></description>\
                <link>https://example.org/a</link></item>";
    for target in Format::ALL {
        let (document, converted) = run(&[&rss(item)], target);
        let (again, _) = run(&[&document], target);
        assert_eq!(document, again);
        assert!(
            !["<description></", "<description><![CDATA[]]>", "<summary", "\"summary\"", "content_html"]
                .iter()
                .any(|empty| document.contains(empty)),
            "{document}"
        );
        assert_eq!(converted.losses.kinds.len(), 1, "{:?}", converted.losses);
    }
}

fn articles(document: &str) -> (String, Converted) {
    let input = Input { name: "a.xml".to_owned(), bytes: document.as_bytes().to_vec() };
    let converted = convert(&[input], &Options::new(Syntax::Article)).unwrap();
    let Output::Articles(Project { files, .. }) = &converted.output else { panic!("a document") };
    (files[0].1.clone(), converted)
}

#[test]
fn an_article_holds_what_build_reads_of_it_and_the_rest_is_told() {
    let (name, id) = ("long ".repeat(300), format!("urn:example:{}", "x".repeat(2048)));
    let language = format!("en{}", "-abcdefgh".repeat(120));
    let many = |element: &str| -> String {
        (0..103).map(|number| element.replace('#', &number.to_string())).collect()
    };
    let dublin = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";
    let link = "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"related\" href=\"https://example.org/#\"/>";
    for (elements, lost, count) in [
        (format!("<category>{name}</category>"), "entries: ends of long names", 1),
        (format!("<dc:language {dublin}>{language}</dc:language>"), "entries: long languages", 1),
        (
            format!("<guid isPermaLink=\"false\">{id}</guid>"),
            "entries: ids longer than 2 KiB, which build leaves out",
            1,
        ),
        (many("<category>c#</category>"), "entries: categories beyond the first 100", 3),
        (many(&format!("<dc:creator {dublin}>c#</dc:creator>")), "entries: authors beyond the first 100", 3),
        (
            many(&format!("<dc:contributor {dublin}>c#</dc:contributor>")),
            "entries: contributors beyond the first 100",
            3,
        ),
        (
            many("<enclosure url=\"https://example.org/#\" type=\"audio/mpeg\" length=\"1\"/>"),
            "entries: enclosures beyond the first 100",
            3,
        ),
        (many(link), "entries: links beyond the first 100", 3),
    ] {
        let date = "<pubDate>2020-01-02</pubDate>";
        let (text, converted) = articles(&rss(&format!("<item><title>T</title>{date}{elements}</item>")));
        match record::read("a.md", text.as_bytes(), &FieldNames::default()) {
            Reading::Record(_, findings) => assert_eq!(findings, [], "{lost}"),
            other => panic!("{other:?}"),
        }
        let losses: Vec<(&str, usize)> =
            converted.losses.kinds.iter().map(|(kind, &count)| (kind.as_str(), count)).collect();
        assert_eq!(losses, [(lost, count)]);
    }
}

#[test]
fn an_article_keeps_its_own_address_behind_any_number_of_others() {
    let others: String = (0..103)
        .map(|number| format!("<link rel=\"related\" href=\"https://example.org/{number}\"/>"))
        .collect();
    let own = format!("{others}<link href=\"https://example.org/own\"/></entry>");
    let (text, converted) = articles(&atom("en", "Ann", "urn:example:1").replace("</entry>", &own));
    assert!(text.contains("\nlink: \"https://example.org/own\"\n"), "{text}");
    assert_eq!(converted.losses.kinds.get("entries: links beyond the first 100"), Some(&4));
}
