//! What is carried from format to format and back: everything that a reader looks at, and the foreign parts from XML to
//! XML and from JSON to JSON.

use std::fs;
use std::path::Path;

use serde_json::{Value, json as value};

use super::{FORMATS, atom_entry, convert, convert_with, document, json, json_feed, rss, rss_item};

/// The input of a case in `convert_cases`.
fn case(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/convert_cases").join(name);
    fs::read_to_string(path).unwrap()
}

/// What readers look at in the entries of a feed, as JSON Feed tells it; `original` decides which dates count, because
/// Atom requires one that others need not have.
fn looked_at(feed: &Value, original: &Value) -> Vec<Value> {
    let members = [
        "id", "url", "title", "content_html", "content_text", "summary", "date_published", "date_modified",
        "authors", "tags", "attachments",
    ];
    let items = feed["items"].as_array().unwrap().iter().zip(original["items"].as_array().unwrap());
    let mut all: Vec<Value> = items
        .map(|(item, original)| {
            let wanted = |member: &&str| *member != "date_modified" || !original["date_modified"].is_null();
            members
                .iter()
                .filter(|member| wanted(member))
                .map(|member| value!({ *member: item[*member] }))
                .collect()
        })
        .collect();
    all.push(value!([
        feed["title"], feed["home_page_url"], feed["description"], feed["language"], feed["authors"]
    ]));
    all
}

fn assert_same_after(input: &str, chain: &[&str]) {
    let original = json(input);
    let mut current = input.to_owned();
    for format in chain {
        current = document(&current, format);
    }
    assert_eq!(
        looked_at(&json(&current), &original),
        looked_at(&original, &original),
        "{chain:?}\n{current}"
    );
}

/// RSS with everything that all formats can say, and no more.
fn full_rss() -> String {
    rss("<language>en</language><managingEditor>ed@example.org (Ed Itor)</managingEditor>\
         <item><title>Plain &amp; simple</title><link>https://example.org/1</link>\
         <guid isPermaLink=\"false\">one and only</guid><pubDate>Sat, 01 May 2021 10:00:00 GMT</pubDate>\
         <atom:updated>2021-05-02T10:00:00Z</atom:updated><author>ann@example.org (Ann Other)</author>\
         <dc:creator>Bob Both</dc:creator><category>first</category><category>second &amp; third</category>\
         <description>Words, and nothing else.</description>\
         <content:encoded>&lt;p&gt;More &lt;em&gt;words&lt;/em&gt;, &amp;amp; a &lt;a href=\"https://example.org/\"&gt;link&lt;/a&gt;.&lt;/p&gt;</content:encoded>\
         <enclosure url=\"https://example.org/1.mp3\" length=\"101\" type=\"audio/mpeg\"/>\
         <enclosure url=\"https://example.org/1.mp4\" length=\"102\" type=\"video/mp4\"/></item>\
         <item><title>Linked by its guid</title><guid>https://example.org/2</guid>\
         <pubDate>Fri, 30 Apr 2021 10:00:00 GMT</pubDate><content:encoded>&lt;p&gt;Two.&lt;/p&gt;</content:encoded></item>\
         <item><title>Nothing but a title and an id</title><guid isPermaLink=\"false\">urn:example:3</guid></item>")
}

#[test]
fn every_chain_of_formats_says_the_same() {
    for first in FORMATS {
        for second in FORMATS {
            for third in FORMATS {
                assert_same_after(&full_rss(), &[first, second, third]);
            }
        }
    }
}

#[test]
fn the_case_of_rss_2_0_says_the_same_after_each_format() {
    for format in FORMATS {
        assert_same_after(&case("rss_2_0/input.xml"), &[format]);
    }
}

#[test]
fn ids_that_are_missing_are_derived_from_the_entry_alone() {
    let item = |n: u32| format!("<item><title>{n}</title><description>About {n}</description></item>");
    let id = |input: &str, n: usize| json(input)["items"][n]["id"].as_str().unwrap().to_owned();
    let (both, turned) = (rss(&format!("{}{}", item(1), item(2))), rss(&format!("{}{}", item(2), item(1))));
    assert_eq!(id(&both, 0), id(&turned, 1));
    assert_eq!(id(&both, 1), id(&turned, 0));
    assert_ne!(id(&both, 0), id(&both, 1));
    assert!(document(&both, "atom").contains(&id(&both, 0)));
    let linked = rss("<item><title>T</title><link>https://EXAMPLE.org:443/2026/05/a</link></item>");
    assert_eq!(id(&linked, 0), "https://example.org/2026/05/a");
}

#[test]
fn the_last_change_that_atom_requires_is_derived_from_the_input() {
    let dated = |date: &str| rss_item(&format!("<pubDate>{date}</pubDate>"));
    let atom = document(dated("Sat, 01 May 2021 10:00:00 GMT"), "atom");
    assert_eq!(atom.matches("<updated>2021-05-01T10:00:00Z</updated>").count(), 2, "{atom}");
    let undated = document(rss_item(""), "atom");
    assert_eq!(undated.matches("<updated>1970-01-01T00:00:00Z</updated>").count(), 2, "{undated}");
}

/// Elements of two namespaces that have one prefix, one that has none, and one inside another.
const FOREIGN: &str = "<x:one xmlns:x=\"https://example.org/ns/1\" x:a=\"1\" b=\"2\">text</x:one>\
                       <x:one xmlns:x=\"https://example.org/ns/2\"><x:in><y:deep xmlns:y=\"https://example.org/ns/1\"/></x:in></x:one>\
                       <bare xmlns=\"https://example.org/ns/3\">bare</bare>\
                       <dc:one xmlns:dc=\"https://example.org/ns/4\">not Dublin Core</dc:one>\
                       <atom:one xmlns:atom=\"https://example.org/ns/5\">not Atom</atom:one>";

/// Names with their namespaces, attributes and texts of all elements in foreign namespaces of the example's own.
fn foreign(document: &str) -> Vec<String> {
    let mut reader = feedmill::internal::xml::Reader::new(document, None);
    let mut found = Vec::new();
    while let Some(step) = reader.step().unwrap() {
        if let feedmill::internal::xml::Step::Open(element) = step
            && element.namespace.starts_with("https://example.org/ns/")
        {
            let element = reader.subtree(element).unwrap();
            describe(&element, &mut found);
        }
    }
    assert!(reader.take_repairs().is_empty(), "{document}");
    found
}

fn describe(element: &feedmill::internal::xml::Element, found: &mut Vec<String>) {
    let mut attributes: Vec<String> = element
        .attributes
        .iter()
        .map(|attribute| format!("{{{}}}{}={}", attribute.namespace, attribute.local, attribute.value))
        .collect();
    attributes.sort();
    let text = element.text();
    found.push(format!("{{{}}}{} {attributes:?} {}", element.namespace, element.local, text.trim()));
    element.elements().for_each(|child| describe(child, found));
}

#[test]
fn foreign_elements_ride_along_from_xml_to_xml_whatever_their_prefixes() {
    let expected = foreign(&format!("<rss>{FOREIGN}</rss>"));
    assert_eq!(expected.len(), 7);
    for input in [rss_item(FOREIGN), atom_entry(FOREIGN), rss(FOREIGN), super::atom(FOREIGN)] {
        for chain in
            [&["rss"][..], &["atom"], &["rss", "atom"], &["atom", "rss"], &["rss", "rss"], &["atom", "atom"]]
        {
            let document = chain.iter().fold(input.clone(), |current, format| document(&current, format));
            assert_eq!(foreign(&document), expected, "{chain:?}\n{document}");
        }
    }
}

#[test]
fn foreign_elements_that_json_cannot_carry_are_told_by_name() {
    let run = convert(rss_item(FOREIGN), "json");
    for name in ["<x:one>: 2", "<bare>: 1", "<dc:one>: 1", "<atom:one>: 1"] {
        assert!(run.stderr.contains(&format!("feedmill: lost: entries: {name}\n")), "{name}: {}", run.stderr);
    }
}

#[test]
fn members_of_extensions_ride_along_from_json_to_json() {
    let own = r#"{"about": "https://example.org/", "deep": [1, 2.50, 1e3, {"x": null, "é": true}], "big": 12345678901234567890123}"#;
    let input = json_feed(&format!("{{\"id\": \"1\", \"content_text\": \"x\", \"_own\": {own}}}"));
    let input = input.replacen("\"items\"", &format!("\"_own\": {own}, \"_other\": 1.0, \"items\""), 1);
    let output = document(&input, "json");
    let compact: String = output.chars().filter(|character| !character.is_whitespace()).collect();
    let expected: String = own.chars().filter(|character| !character.is_whitespace()).collect();
    assert_eq!(compact.matches(&format!("\"_own\":{expected}")).count(), 2, "{output}");
    assert!(compact.contains("\"_other\":1.0"), "{output}");
    assert_eq!(document(&output, "json"), output);
    assert!(convert(&input, "atom").stderr.contains("feedmill: lost: feed: extensions of JSON: 2\n"));
}

#[test]
fn kinds_of_texts_survive_the_way_through_other_formats() {
    let text = "5 < 6 & \"7\" > <b>not bold</b> &amp;";
    let quoted = serde_json::to_string(text).unwrap();
    let input = json_feed(&format!("{{\"id\": \"1\", \"title\": \"T\", \"content_text\": {quoted}}}"));
    let atom = json(document(&input, "atom"));
    assert_eq!(atom["items"][0]["content_text"], text);
    // RSS has no plain contents: what is shown is the same.
    let rss = json(document(&input, "rss"));
    let shown = scraper::Html::parse_fragment(rss["items"][0]["content_html"].as_str().unwrap());
    assert_eq!(shown.root_element().text().collect::<String>(), text);
}

#[test]
fn people_keep_their_mail_and_pages() {
    let input = atom_entry(
        "<author><name>Ann</name><email>ann@example.org</email></author>\
         <author><name>Bob</name><uri>https://example.org/bob</uri></author><contributor><name>Cy</name></contributor>",
    );
    let expected = value!([{"name": "Ann", "url": "mailto:ann@example.org"}, {"name": "Bob", "url": "https://example.org/bob"}]);
    for chain in [&["atom"][..], &["json"], &["atom", "json"], &["json", "atom"]] {
        let document = chain.iter().fold(input.clone(), |current, format| document(&current, format));
        assert_eq!(json(&document)["items"][0]["authors"], expected, "{chain:?}");
    }
    let rss = document(&input, "rss");
    assert!(
        rss.contains("ann@example.org (Ann)") && rss.contains("<dc:contributor>Cy</dc:contributor>"),
        "{rss}"
    );
    assert!(rss.contains(">Bob<"), "{rss}");
}

#[test]
fn an_item_without_a_title_has_no_summary_after_rss() {
    let input = json_feed("{\"id\": \"1\", \"content_html\": \"<p>Down.</p>\"}");
    let item = json(document(&input, "rss"))["items"][0].clone();
    assert_eq!((&item["content_html"], &item["summary"]), (&value!("<p>Down.</p>"), &Value::Null));
}

#[test]
fn authors_of_a_feed_keep_their_order_and_their_pages_in_rss() {
    let authors = "[{\"name\": \"Kim\", \"url\": \"https://example.org/kim\"}, {\"name\": \"Lou\", \"url\": \"mailto:lou@example.org\"}]";
    let input = json_feed("").replacen("\"items\"", &format!("\"authors\": {authors}, \"items\""), 1);
    let rss = document(document(&input, "rss"), "rss");
    assert_eq!(json(&rss)["authors"], serde_json::from_str::<Value>(authors).unwrap());
}

#[test]
fn content_that_lies_elsewhere_is_an_empty_element() {
    let content = "<summary>S</summary><content type=\"video/mp4\" src=\"https://example.org/film.mp4\"/>";
    let atom = document(atom_entry(content), "atom");
    let rest = atom.split_once("src=\"https://example.org/film.mp4\"").unwrap().1;
    assert!(rest.starts_with("/>") || rest.starts_with("></content>"), "{atom}");
}

#[test]
fn a_forbidden_character_in_a_relation_costs_no_feed() {
    let input = atom_entry("<link rel=\"a\u{7f}b\" href=\"https://example.org/x\"/>");
    for format in FORMATS {
        let run = convert(&input, format).ended(0);
        assert!(!run.stdout.contains('\u{7f}'), "{format}");
    }
}

#[test]
fn members_of_extensions_are_cleaned_in_their_places() {
    let own = "{\"b\":2.50,\"html\":\"<p onclick=attack()>x</p>\",\"text\":\"<p onclick=x>\",\"a\":12345678901234567890123}";
    let harm = "{\"url\": \"javascript:attack()\", \"url\": \"https://example.org/\"}";
    let input =
        json_feed(&format!("{{\"id\": \"1\", \"content_text\": \"x\", \"_own\": {own}, \"_harm\": {harm}}}"));
    let run = convert(&input, "json");
    assert!(run.stdout.contains(&own.replace(" onclick=attack()", "")), "{}", run.stdout);
    assert!(!run.stdout.contains("_harm"), "{}", run.stdout);
    for lost in ["markup that readers must not run or show", "members with URLs that could do harm: 1"] {
        assert!(run.stderr.contains(&format!("feedmill: lost: {lost}")), "{}", run.stderr);
    }
    assert!(convert_with(&input, "json", &["--html", "keep"]).stdout.contains(own));
}
