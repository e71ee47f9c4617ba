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
    for (input, position, said, title) in [
        ("  \n<rss><channel><title>T</title></channel></rss>".to_owned(), "", "", "T"),
        (
            "junk<rss><channel><title>T</title></channel></rss>".to_owned(),
            "1:1",
            "text outside the root",
            "T",
        ),
        (
            "<rss><channel><title>T</title></channel></rss>junk".to_owned(),
            "1:47",
            "text outside the root",
            "T",
        ),
        (
            "\n<?xml version=\"1.0\"?><rss><channel><title>T</title></channel></rss>".to_owned(),
            "2:1",
            "a declaration",
            "T",
        ),
        (
            "<rss><channel><title>A&nbsp;B</title></channel></rss>".to_owned(),
            "1:23",
            "an entity is not defined",
            "A\u{a0}B",
        ),
        (
            "<rss><channel><title>A & B</title></channel></rss>".to_owned(),
            "1:24",
            "an ampersand is not escaped",
            "A & B",
        ),
        (
            "<rss><channel><title>A&B;</title></channel></rss>".to_owned(),
            "1:23",
            "an entity is unknown",
            "A&B;",
        ),
        (
            "<rss><channel><title>A\u{1}B</title></channel></rss>".to_owned(),
            "1:23",
            "a forbidden character",
            "AB",
        ),
        (
            "<rss><channel><title>A&#1;B</title></channel></rss>".to_owned(),
            "1:23",
            "a reference to a forbidden",
            "AB",
        ),
        (
            "<rss><channel><title>A&#150;B</title></channel></rss>".to_owned(),
            "1:23",
            "a control character was read",
            "A\u{2013}B",
        ),
        (
            "<rss a='1' a='2'><channel><title>T</title></channel></rss>".to_owned(),
            "1:1",
            "an attribute is duplicated",
            "T",
        ),
        (
            "<rss a='<'><channel><title>T</title></channel></rss>".to_owned(),
            "1:9",
            "a less-than sign in",
            "T",
        ),
        (
            "<rss><channel><title>T</title><q:a/></channel></rss>".to_owned(),
            "1:31",
            "a namespace prefix is",
            "T",
        ),
    ] {
        let run = convert(&input, "json");
        assert_eq!(run.code, 0, "{input}: {}", run.stderr);
        let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(feed["title"], title, "{input}");
        let expected = format!("<stdin>:{position}");
        let found = findings(&run.stderr);
        let is_told =
            |line: &&str| line.starts_with(&expected) && line.contains(said) && line.contains("repair: ");
        assert!(position.is_empty() || found.iter().any(is_told), "{input}: {found:?}");
        assert!(!position.is_empty() || found.is_empty(), "{input}: {found:?}");
    }
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
fn entries_after_a_broken_one_are_converted() {
    let item = |n: u32, more: &str| {
        format!("\n<item><title>{n}</title><link>https://example.org/{n}</link>{more}</item>")
    };
    for (more, rule) in [
        ("<pubDate>the day after the fair</pubDate>", "feed-date"),
        ("<pubDate>Mon, 31 Feb 2020 00:00:00 GMT</pubDate>", "feed-date"),
        ("<enclosure url=\"https://example.org/f\" length=\"many\" type=\"a/b\"/>", "feed-value"),
    ] {
        let input = rss(&format!("{}{}{}", item(1, ""), item(2, more), item(3, "")));
        let run = convert(&input, "json");
        let feed = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(texts(&feed, "title"), ["1", "2", "3"], "{more}");
        assert_eq!(texts(&feed, "date_published"), ["", "", ""], "{more}");
        let found = findings(&run.stderr);
        let is_located =
            found.len() == 1 && found[0].starts_with(&format!("<stdin>:3:57: warning: {rule}: "));
        assert!(is_located && run.code == 0, "{more}: {found:?}");
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

#[test]
fn a_date_that_cannot_be_read_is_absent_and_never_the_present() {
    for format in FORMATS {
        let run = convert(rss_item("<pubDate>yesterday, I think</pubDate>"), format);
        assert!(
            !run.stdout.contains("pubDate") && !run.stdout.contains("published"),
            "{format}: {}",
            run.stdout
        );
        assert!(!run.stdout.contains("2023-11-14"), "{format}: {}", run.stdout);
        assert!(run.stderr.contains("<stdin>:1:182: warning: feed-date: "), "{format}: {}", run.stderr);
    }
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
