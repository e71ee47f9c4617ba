//! Broken feeds: what is certain is mended and told at its place, what is broken in one entry costs no other, and what is
//! uncertain is refused, with nothing written.

use super::{
    FORMATS, atom_entry, convert, convert_with, json, json_feed, rss, rss_item, run_with_input, texts,
};
use crate::project::Project;

/// What was said of the inputs, without the line that sums up.
fn findings(stderr: &str) -> Vec<&str> {
    stderr.lines().filter(|line| !line.starts_with("feedmill: ")).collect()
}

#[test]
fn every_repair_is_told_at_its_place() {
    let titled = |title: &str| format!("<rss><channel><title>{title}</title></channel></rss>");
    let rss = titled("T");
    let doubled = rss.replacen("<rss>", "<rss a='1' a='2'>", 1);
    let marked = rss.replacen("<rss>", "<rss a='<'>", 1);
    let prefixed = rss.replacen("</title>", "</title><q:a/>", 1);
    for (input, position, said, title) in [
        (format!("  \n{rss}"), "", "", "T"),
        (format!("junk{rss}"), "1:1", "text outside the root", "T"),
        (format!("{rss}junk"), "1:47", "text outside the root", "T"),
        (format!("\n<?xml version=\"1.0\"?>{rss}"), "2:1", "a declaration", "T"),
        (titled("A&nbsp;B"), "1:23", "an entity is not defined", "A\u{a0}B"),
        (titled("A & B"), "1:24", "an ampersand is not escaped", "A & B"),
        (titled("A&B;"), "1:23", "an entity is unknown", "A&B;"),
        (titled("A\u{1}B"), "1:23", "a forbidden character", "AB"),
        (titled("A&#1;B"), "1:23", "a reference to a forbidden", "AB"),
        (titled("A&#150;B"), "1:23", "a control character was read", "A\u{2013}B"),
        (doubled, "1:1", "an attribute is duplicated", "T"),
        (marked, "1:9", "a less-than sign in", "T"),
        (prefixed, "1:31", "a namespace prefix is", "T"),
    ] {
        assert_repaired(input.as_bytes(), position, said, title);
    }
}

#[test]
fn a_text_in_another_encoding_than_it_declares_is_read_and_told() {
    let titled = |declared: &str, title: &[u8]| {
        let begin = format!("<?xml version=\"1.0\" encoding=\"{declared}\"?><rss><channel><title>");
        [begin.as_bytes(), title, b"</title></channel></rss>"].concat()
    };
    let utf_8 = "Gr\u{f6}\u{df}e".as_bytes();
    for (declared, title, position, said) in [
        ("iso-8859-1", utf_8, "1:31", "the declared encoding is not the one in use"),
        ("x-nobody", utf_8, "1:31", "the declared encoding is unknown"),
        ("utf-8", b"Gr\xf6\xdfe", "1:62", "it was read as windows-1252; name its encoding"),
        ("utf-8", utf_8, "", ""),
        ("iso-8859-1", b"Gr\xf6\xdfe", "", ""),
    ] {
        assert_repaired(&titled(declared, title), position, said, "Gr\u{f6}\u{df}e");
    }
    let damaged = titled("utf-8", b"Gr\xc3\xb6\xc3\x9fe \xff\xff, \xef\xbf\xbd");
    let said = "bytes that are invalid";
    assert_repaired(&damaged, "1:66", said, "Gr\u{f6}\u{df}e \u{fffd}\u{fffd}, \u{fffd}");
    for target in ["rss", "atom", "json", "article"] {
        let refused = convert_with(&damaged, target, &["--strict"]).refused(1);
        assert!(refused.stderr.contains(said), "{target}: {}", refused.stderr);
    }
    let ebcdic = convert(b"\x4c\x6f\xa7\x94\x93\x40\xa5\x85\x99", "json").refused(1);
    let told = "<stdin>:1:1: error: unreadable: the file is in ebcdic";
    assert!(ebcdic.stderr.starts_with(told), "{}", ebcdic.stderr);
    let wide = json_feed("{\"id\": \"\u{f6}\", \"content_text\": \"\"}");
    let wide: Vec<u8> = wide.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(texts(&json(wide), "id"), ["\u{f6}"]);
}

/// The feed is read with this title, and what was mended is told at its place, or nothing where there is none.
#[track_caller]
fn assert_repaired(input: &[u8], position: &str, said: &str, title: &str) {
    let run = convert(input, "json").ended(0);
    let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(feed["title"], title, "{said}");
    let expected = format!("<stdin>:{position}");
    let found = findings(&run.stderr);
    let is_told =
        |line: &&str| line.starts_with(&expected) && line.contains(said) && line.contains("warning: ");
    assert!(position.is_empty() || found.iter().any(is_told), "{said}: {found:?}");
    assert!(!position.is_empty() || found.is_empty(), "{title}: {found:?}");
}

#[test]
fn strict_refuses_what_a_reader_would_miss_and_not_another_spelling() {
    let json = |members: &str| {
        json_feed(&format!("{{\"id\": \"https://example.org/1\", \"content_text\": \"a\", {members}}}"))
    };
    for spelled in [
        json("\"authors\": {\"name\": \"Bo\"}"),
        json(
            "\"attachments\": [{\"url\": \"https://example.org/a.mp3\", \"mime_type\": \"audio/mpeg\", \
              \"duration_in_seconds\": \"3600\"}]",
        ),
        json("\"title\": 5"),
        json("\"title\": \"a\", \"title\": \"a\""),
        json("\"tags\": \"bread\""),
        "<rss><channel><title>A&nbsp;B & C</title><link>https://example.org/</link></channel></rss>"
            .to_owned(),
    ] {
        let run = convert_with(&spelled, "json", &["--strict"]);
        assert_eq!(run.code, 0, "{spelled}: {}", run.stderr);
        assert!(run.stderr.contains("warning: repaired: "), "{spelled}: {}", run.stderr);
    }
    let titled = |title: &[u8]| [&b"<rss><channel><title>"[..], title, b"</title></channel></rss>"].concat();
    for missed in [
        json("\"title\": [1]").into_bytes(),
        json("\"date_published\": \"soon\"").into_bytes(),
        json("\"title\": \"a\", \"title\": \"b\"").into_bytes(),
        titled(
            "\u{f6}\u{df}\u{e9} \u{20ac}"
                .as_bytes()
                .iter()
                .copied()
                .chain(*b"\xe2\x82")
                .collect::<Vec<_>>()
                .as_slice(),
        ),
        titled(b"A&later;B"),
    ] {
        let run = convert_with(&missed, "json", &["--strict"]).refused(1);
        assert!(run.stderr.contains("feedmill: lost: "), "{}", run.stderr);
    }
}

#[test]
fn what_is_written_is_not_put_in_another_order_by_the_next_conversion() {
    let rss = "<rss xmlns:a=\"http://www.w3.org/2005/Atom\"><channel><title>T</title><item><title>A</title>\
               <link>https://example.org/1</link><a:link href=\"https://example.org/2\" type=\"text/html\"/></item>\
               </channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>urn:a</id><author><email>bo@example.org</email>\
                <uri>https://example.org/bo</uri></author><author><email>bo@example.org</email></author></entry></feed>";
    for (input, target) in [(rss, "atom"), (atom, "atom"), (atom, "rss"), (atom, "json")] {
        let once = convert(input, target).ended(0).stdout;
        assert_eq!(convert(&once, target).ended(0).stdout, once, "{target}");
    }
    assert_eq!(convert(atom, "atom").stdout.matches("<author>").count(), 1);
}

#[test]
fn entities_that_stand_for_elements_are_read_as_elements() {
    let input = "<!DOCTYPE rss [<!ENTITY sign '<p>Yours, <b>Bo</b></p>'>]><rss><channel><title>T</title>\
                 <item><guid isPermaLink=\"false\">a</guid><description><p>Hello</p>&sign;</description></item></channel></rss>";
    let run = convert_with(input, "json", &["--strict"]).ended(0);
    let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(feed["items"][0]["content_html"], "<p>Hello</p><p>Yours, <b>Bo</b></p>");
}

#[test]
fn html_that_nobody_escaped_is_read_as_html_and_other_items_stay() {
    let page =
        "<p>Look <img src=\"https://example.org/i.png\" alt=a> R&amp;D<br>\n<video controls></video></p>";
    let rss = format!(
        "<rss><channel><title>T</title><link>https://example.org/</link><item><guid>a</guid><description>{page}\
         </description></item><item><guid>b</guid><title>b & \u{1}</title></item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>a</id><content type=\"xhtml\"><div>{page}</div></content>\
         </entry><entry><id>b</id><title>b & \u{1}</title></entry></feed>"
    );
    for (input, shown) in [(rss, "<p>Look "), (atom, "<div><p>Look ")] {
        let run = convert_with(&input, "json", &["--strict"]).ended(0);
        let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let html = feed["items"][0]["content_html"].as_str().unwrap();
        assert!(
            html.starts_with(shown) && html.contains("alt=\"a\"> R&amp;D<br>\n<video controls"),
            "{html}"
        );
        let told = "html stands where text must, and is no xml: it was read as html";
        assert!(run.stderr.contains(told), "{}", run.stderr);
        // Positions behind it are those of the document.
        let line = input.lines().nth(1).unwrap();
        let column = line.find('\u{1}').unwrap() + 1;
        assert!(run.stderr.contains(&format!("<stdin>:2:{column}: ")), "{column}: {}", run.stderr);
    }
    let open = "<rss><channel><item><description>a<br><b</description></item></channel></rss>";
    convert(open, "json").refused(1);
}

#[test]
fn a_repair_is_not_repeated_in_what_is_written() {
    let input =
        "<rss><channel><title>A &nbsp;& \u{2}B</title><link>https://example.org/</link></channel></rss>";
    for format in FORMATS {
        let first = convert(input, format);
        assert_eq!(findings(&first.stderr).len(), 3, "{format}: {}", first.stderr);
        assert_eq!(findings(&convert(&first.stdout, format).stderr), Vec::<&str>::new(), "{format}");
    }
}

#[test]
fn a_broken_item_of_json_costs_no_other() {
    let input = json_feed(
        "{\"id\": \"1\", \"content_text\": \"a\", \"date_published\": \"soon\"},\n\
         17,\n{\"id\": \"3\", \"content_text\": \"c\", \"tags\": \"none\", \"attachments\": [5]}",
    );
    let run = convert(&input, "json");
    let feed = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(texts(&feed, "id"), ["1", "3"]);
    let found = findings(&run.stderr);
    for (position, words) in
        [("<stdin>:1:", "feed-date"), ("<stdin>:2:1: error: entry", ""), ("<stdin>:3:", "feed-value")]
    {
        assert!(
            found.iter().any(|line| line.starts_with(position) && line.contains(words)),
            "{position}: {found:?}"
        );
    }
    // An entry is missing, and the exit code says so.
    assert_eq!(run.code, 1);
}

/// Documents that cannot be mended with certainty, and where the fault is.
const UNCERTAIN: [(&str, &str); 19] = [
    ("", "1:1"),
    (" \n ", "1:1"),
    ("just words", "1:1"),
    ("<rss><channel><item><title>T</title></channel></rss>", "1:"),
    ("<rss><channel><title>T</title>", "1:"),
    ("<rss><channel>\n<title>T</titel></channel></rss>", "2:9"),
    ("<rss><channel><title>T</title></channel></rss><rss/>", "1:"),
    ("<rss><channel><title>T</title></channel></rss></rss>", "1:"),
    ("<rss><channel><title>T</title><!-- </channel></rss>", "1:"),
    ("<rss><channel><title><![CDATA[T</title></channel></rss>", "1:"),
    ("<rss><channel><title attribute=\"T</title></channel></rss>", "1:"),
    ("<rss><channel><title>T</title", "1:"),
    ("<html><head><title>T</title></head></html>", "1:1"),
    ("<opml/>", "1:1"),
    ("{", "1:"),
    ("{\"version\": \"https://jsonfeed.org/version/1.1\",\n\"items\": [}", "2:11"),
    ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []} more", "1:"),
    ("[]", "1:1"),
    ("{\"hello\": \"world\"}", "1:1"),
];

#[test]
fn what_is_not_well_formed_is_refused_at_its_place_and_nothing_is_written() {
    for (input, position) in UNCERTAIN {
        for format in FORMATS {
            let project = Project::new(&[]);
            let run = run_with_input(&project, &["convert", "-t", format, "-o", "out.xml"], input.as_bytes());
            assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{input}: {}", run.stderr);
            let line = run.stderr.lines().find(|line| line.contains(": error: ")).unwrap_or_default();
            let is_located =
                line.starts_with(&format!("<stdin>:{position}")) && line.contains(": error: unreadable: ");
            assert!(is_located, "{input}: {}", run.stderr);
            assert!(!project.path("out.xml").exists(), "{input}");
        }
    }
}

#[test]
fn one_unreadable_input_of_several_stops_all() {
    let project = Project::new(&[("good.xml", &rss_item("")), ("bad.xml", "<rss><channel>")]);
    let run = project.run(&["convert", "good.xml", "bad.xml", "missing.xml", "-o", "all.json"]).refused(1);
    assert!(run.stderr.contains("missing.xml: error: unreadable: "), "{}", run.stderr);
    let run = project.run(&["convert", "good.xml", "bad.xml", "-o", "all.json"]).refused(1);
    assert!(run.stderr.contains("bad.xml:1:"), "{}", run.stderr);
    assert!(!project.path("all.json").exists());
}

#[test]
fn messages_never_quote_the_input() {
    let secret = "Sesame";
    for input in [
        rss_item(&format!("<pubDate>{secret}</pubDate>")),
        rss_item(&format!("<enclosure url=\"https://example.org/\" length=\"{secret}\"/>")),
        rss_item(&format!("<a>&{secret};")),
        atom_entry(&format!("<updated>{secret}</updated>")),
        json_feed(&format!("{{\"id\": \"1\", \"date_published\": \"{secret}\"}}")),
        json_feed(&format!("{{\"id\": {secret}}}")),
        format!("<{secret}/>"),
        secret.to_owned(),
    ] {
        let run = convert(&input, "rss");
        assert!(!run.stderr.contains(secret) && !run.stderr.is_empty(), "{input}: {}", run.stderr);
    }
}

#[test]
fn from_says_what_an_input_without_a_known_root_is() {
    let input = "<my-feed><channel><title>T</title><item><title>I</title><link>https://example.org/i</link></item>\
                 </channel></my-feed>";
    assert_eq!(convert(input, "json").code, 1);
    let run = convert_with(input, "json", &["--from", "rss"]).ended(0);
    let feed = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(texts(&feed, "title"), ["I"]);
}

#[test]
fn an_empty_feed_is_a_feed() {
    for input in [rss(""), super::atom(""), json_feed("")] {
        for format in FORMATS {
            let output = super::document(&input, format);
            assert_eq!(json(&output)["items"].as_array().unwrap().len(), 0, "{format}: {output}");
        }
    }
}
