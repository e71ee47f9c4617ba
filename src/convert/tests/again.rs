//! What a conversion writes is what it makes of that again.

use super::*;

const DC: &str = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:q=\"urn:q\"";

fn channel(elements: &str) -> String {
    format!(
        "<rss version=\"2.0\" {DC}><channel><title>T</title><link>https://example.org/</link>\
         <description>D</description>{elements}</channel></rss>"
    )
}

fn item(elements: &str) -> String {
    channel(&format!("<language>en</language><item><title>I</title>{elements}</item>"))
}

fn atom_head(elements: &str) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" {DC}><title>T</title>{elements}</feed>")
}

fn atom_entry(elements: &str) -> String {
    atom_head(&format!("<entry><id>urn:example:1</id><title>E</title>{elements}</entry>"))
}

fn json(members: &str) -> String {
    format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",{members}}}")
}

fn json_item(members: &str) -> String {
    json(&format!("\"items\":[{{\"id\":\"urn:example:1\",{members}}}]"))
}

/// Fails with every input and format that are written otherwise the second time.
fn assert_stay(inputs: &[String]) {
    let mut faults = Vec::new();
    for input in inputs {
        for target in Format::ALL {
            let (document, _) = run(&[input], target);
            let (again, _) = run(&[&document], target);
            let differs = document.lines().zip(again.lines()).find(|(line, again)| line != again);
            if document != again {
                faults.push(format!("{input}\nto {}: {differs:?}", target.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn people_with_an_address_in_their_name_stay() {
    let names = [
        "Ann <ann@example.org>",
        "mailto:ann@example.org",
        "Ann (ann@example.org)",
        "Ann <ann@example.org> <bo@example.org>",
        "Ann) (Poet",
        "(Ann",
    ];
    let mails = ["", "ann@example.org", "a~n@example.org", "ann@b_c.org", "ann@example..org", "ann at home"];
    let mut inputs = Vec::new();
    for name in names {
        for mail in mails {
            let ann = format!("{{\"name\":\"{name}\",\"email\":\"{mail}\"}}");
            inputs.push(json(&format!("\"authors\":[{ann},{ann}],\"items\":[]")));
            inputs.push(json_item(&format!("\"authors\":[{ann},{ann}]")));
        }
    }
    inputs.push(json_item("\"authors\":[{\"name\":\"Ann\"},{\"url\":\"https://ann@example.org/\"}]"));
    assert_stay(&inputs);
}

#[test]
fn categories_that_are_written_alike_are_one() {
    let twice = "<category domain=\"a\">Film</category><category domain=\"b\">Film</category>";
    let labels = "<category term=\"Film\" label=\"a\"/><category term=\"Film\" label=\"b\"/>";
    let schemes = "<category term=\"Film\" scheme=\"a\"/><category term=\"Film\" scheme=\"b\"/>";
    assert_stay(&[
        item(twice),
        channel(twice),
        atom_entry(labels),
        atom_head(labels),
        atom_entry(schemes),
        json_item("\"tags\":[\"a\",\"a \",\"\",\" \"]"),
        "---\ntitle: A\ndate: 2020-01-01\nlink: https://example.org/a\ntopics: [a, \"a \"]\n---\nText.\n"
            .to_owned(),
    ]);
    assert_eq!(run(&[&item(twice)], Format::JsonFeed).0.matches("Film").count(), 1);
    assert_eq!(run(&[&item(twice)], Format::Rss).0.matches("Film").count(), 2);
}

#[test]
fn what_dublin_core_says_twice_keeps_its_order() {
    assert_stay(&[
        item("<dc:rights>a</dc:rights><q:x/><dc:rights>b</dc:rights>"),
        item("<dc:language>de</dc:language><dc:language>fr</dc:language>"),
        item("<dc:language>en</dc:language><dc:language>fr</dc:language>"),
        item("<dc:language>not a tag!</dc:language><q:x/><dc:language>fr</dc:language>"),
        item("<dc:language>not a tag!</dc:language><dc:language>neither one!</dc:language>"),
        channel("<dc:language>not a tag!</dc:language><dc:language>neither one!</dc:language>"),
        channel("<dc:language>not a tag!</dc:language><q:x/><dc:language>fr</dc:language>"),
        atom_head("<dc:language>not a tag!</dc:language><q:x/><dc:language>fr</dc:language>"),
        atom_entry("<dc:language>de</dc:language><dc:language>fr</dc:language>"),
        channel(
            "<pubDate>Sat, 07 Sep 2002 00:00:01 GMT</pubDate><dcterms:issued>2001-01-01</dcterms:issued><q:x/>",
        ),
        channel(
            "<dcterms:issued>2001-01-01</dcterms:issued><dcterms:Issued>2002-01-01</dcterms:Issued><q:x/>",
        ),
    ]);
}

#[test]
fn a_publication_of_the_feed_is_not_lost_beside_another() {
    let feed = channel(
        "<pubDate>Sat, 07 Sep 2002 00:00:01 GMT</pubDate><dcterms:issued>2001-01-01</dcterms:issued>",
    );
    let (document, converted) = run(&[&feed], Format::Atom);
    let [first, second] = ["2002-09-07", "2001-01-01"].map(|date| document.find(date).unwrap());
    assert!(first < second, "{document}");
    assert_eq!(converted.losses.kinds.len(), 0, "{:?}", converted.losses);
}

#[test]
fn what_says_nothing_any_more_is_not_written() {
    assert_stay(&[
        atom_head("<generator uri=\"http://a|b.org\"/>"),
        atom_entry("<source><id>urn:example:s</id><q:x/></source>"),
    ]);
    assert!(!run(&[&atom_head("<generator uri=\"http://a|b.org\"/>")], Format::Atom).0.contains("generator"));
}

#[test]
fn a_title_that_is_a_tag_in_plain_text_stays_a_title() {
    let title = "<rss><channel><title>&amp;lt;img src=x&amp;gt;</title><link>https://example.org/</link></channel></rss>";
    assert_stay(&[title.to_owned()]);
    assert!(run(&[title], Format::JsonFeed).0.contains("\"title\": \"<img src=x>\""));
}

#[test]
fn text_that_is_said_to_be_bytes_and_is_not_encoded_is_text() {
    let octets = "<content type=\"application/octet-stream\">Robots, all of them</content>";
    assert_stay(&[atom_entry(octets), atom_entry(&octets.replace("octet-stream", "pdf"))]);
    let (document, _) = run(&[&atom_entry(octets)], Format::Atom);
    assert!(document.contains("<content type=\"text\">Robots, all of them</content>"), "{document}");
}

#[test]
fn a_foreign_element_of_a_head_never_becomes_an_entry() {
    let forged = "<title>forged</title><link>https://forged.example.org/</link>";
    for element in [
        format!("<q:w><item xmlns=\"\">{forged}</item></q:w>"),
        format!("<q:w xmlns:z=\"http://purl.org/rss/1.0/\"><z:item>{forged}</z:item></q:w>"),
        format!("<q:w><entry>{forged}</entry></q:w>"),
    ] {
        let (mut document, converted) = run(&[&atom_head(&element)], Format::Rss);
        assert_eq!(converted.entries, 0, "{element}");
        for target in Format::ALL {
            let (next, converted) = run(&[&document], target);
            assert_eq!(converted.entries, 0, "{element}");
            document = if target == Format::Rss { next } else { document };
        }
    }
}

#[test]
fn elements_of_rdf_ride_along_in_a_channel() {
    let feed = "<rss version=\"2.0\" xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><channel><title>T</title>\
                <link>https://example.org/</link><description>D</description><r:type>one</r:type>\
                <items><r:Seq><r:li resource=\"a\"/></r:Seq></items></channel></rss>";
    let (document, _) = run(&[feed], Format::Rss);
    assert!(document.contains("<r:type>one</r:type>") && !document.contains("Seq"), "{document}");
    let (_, converted) = run(&[feed], Format::JsonFeed);
    assert_eq!(converted.losses.kinds.get("feed: <r:type>"), Some(&1), "{:?}", converted.losses);
    assert_stay(&[feed.to_owned()]);
}

#[test]
fn an_address_of_a_scheme_without_two_slashes_becomes_absolute() {
    for (written, absolute) in [
        ("https:/up", "https://example.org/up"),
        ("https:up", "https://example.org/a/x/up"),
        ("HTTPS:up", "https://example.org/a/x/up"),
        ("http:/up", "http://up/"),
        ("https://EXAMPLE.org", "https://EXAMPLE.org"),
    ] {
        let feed = atom_entry(&format!(
            "<link href=\"{written}\"/><author><name>A</name><uri>{written}</uri></author>\
             <content type=\"html\">&lt;a href=\"{written}\">a&lt;/a></content>"
        ));
        let base = |options: &mut Options| options.base = Url::parse("https://example.org/a/x/").ok();
        for target in Format::ALL {
            let (document, _) = run_with(&[&feed], target, base);
            assert!(document.matches(absolute).count() >= 3, "{document}");
        }
    }
    assert_stay(&[
        atom_entry("<link href=\"https:/up\"/>"),
        json("\"feed_url\":\"https:/up\",\"items\":[]"),
        atom_head("<id>https:/up</id>"),
    ]);
}

#[test]
fn ids_with_line_ends_stay() {
    let ids = ["a&#13;0", "a&#13;&#10;0", "&#13;a", "a\n0"];
    let entries = ids.map(|id| atom_head(&format!("<entry><id>{id}</id><title>E</title></entry>")));
    let items = ids.map(|id| item(&format!("<guid>{id}</guid>")));
    let of_json = json(r#""items":[{"id":"a\r0","content_text":"x"},{"id":"a\r\n0","content_text":"y"}]"#);
    assert_stay(&[&entries[..], &items[..], &[of_json]].concat());
}

#[test]
fn pictures_of_modules_have_slashes_at_once() {
    let itunes = "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"";
    let image = format!("<itunes:image {itunes} href=\"https:/example.org/a.png\"/>");
    assert_stay(&[channel(&image), item(&image), atom_head(&image), atom_entry(&image)]);
}

#[test]
fn addresses_that_are_too_long_in_the_characters_of_uris_go_at_once() {
    let long = format!("https://example.org/{}", "\u{e9}".repeat(3000));
    let marked = format!("https://example.org/{}", "<p>".repeat(2000));
    let piped = format!("https://example.org/{}", "|".repeat(3000));
    for address in [long, marked.replace('<', "&lt;"), piped] {
        assert_stay(&[
            item(&format!("<link>{address}</link><link>https://example.org/short</link>")),
            atom_entry(&format!("<link href=\"{address}\"/><link href=\"https://example.org/short\"/>")),
        ]);
    }
}
