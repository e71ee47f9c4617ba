//! Which inputs there are, what they turn out to be, and how several become one.

use serde_json::Value;

use super::{FORMATS, atom_entry, json_feed, rss, rss_item, run_with_input, texts};
use crate::project::{Project, Run};

#[test]
fn standard_input_is_read_where_no_file_or_a_dash_is_named() {
    let project = Project::new(&[("other.json", &json_feed("{\"id\": \"2\", \"content_text\": \"two\"}"))]);
    let input = json_feed("{\"id\": \"1\", \"content_text\": \"one\"}");
    let read = |arguments: &[&str]| parsed(&run_with_input(&project, arguments, input.as_bytes()));
    assert_eq!(texts(&read(&["convert", "-t", "json"]), "id"), ["1"]);
    assert_eq!(texts(&read(&["convert", "-", "-t", "json"]), "id"), ["1"]);
    assert_eq!(texts(&read(&["convert", "other.json", "-", "-t", "json"]), "id"), ["2", "1"]);
    assert_eq!(texts(&read(&["convert", "other.json", "-t", "json"]), "id"), ["2"]);
}

fn parsed(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn what_an_input_is_shows_its_content_and_not_its_name() {
    let article = "---\ntitle: T\n---\nText\n";
    for (name, content, format) in [
        ("feed.json", rss_item(""), "rss"),
        ("feed.rss", atom_entry(""), "atom"),
        ("feed.md", json_feed(""), "json"),
        ("feed.xml", article.to_owned(), "article"),
        ("no-ending", rss_item(""), "rss"),
        ("feed.atom", format!("\u{feff}{}", json_feed("")), "json"),
        ("feed.html", format!("\u{feff}{article}"), "article"),
    ] {
        let project = Project::new(&[(name, &content)]);
        let run = project.run(&["convert", name, "-t", "json"]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        let summary = format!("feedmill: {format} to json: ");
        assert!(run.summary().starts_with(&summary), "{name}: {}", run.stderr);
    }
}

/// Three feeds of three formats that share entries.
fn several() -> Project {
    let rss = rss("<ttl>5</ttl><item><guid isPermaLink=\"false\">a</guid><title>A of RSS</title>\
         <pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate></item>\
         <item><guid isPermaLink=\"false\">b</guid><title>B of RSS</title>\
         <pubDate>Fri, 03 Jan 2020 00:00:00 GMT</pubDate></item>\
         <item><guid isPermaLink=\"false\">undated</guid><title>Undated</title></item>");
    let json = json_feed(
        "{\"id\": \"b\", \"title\": \"B of JSON\", \"content_text\": \"\", \"date_published\": \"2020-01-03T00:00:00Z\", \
         \"date_modified\": \"2020-01-09T00:00:00Z\"},\
         {\"id\": \"c\", \"title\": \"C of JSON\", \"content_text\": \"\", \"date_published\": \"2020-01-02T00:00:00Z\"}",
    )
    .replacen("The Feed", "The JSON Feed", 1);
    let atom = atom_entry("").replacen("2020-01-01", "2020-01-05", 2);
    Project::new(&[("a.xml", &rss), ("b.json", &json), ("c.xml", &atom)])
}

fn merged(further: &[&str]) -> Value {
    let mut arguments = vec!["convert", "a.xml", "b.json", "c.xml", "-t", "json"];
    arguments.extend(further);
    parsed(&several().run(&arguments))
}

#[test]
fn several_inputs_become_one_feed_newest_first_and_each_entry_once() {
    let feed = merged(&[]);
    // The head is the first input's; of the two entries of one id the one that changed last is kept.
    assert_eq!(feed["title"], "The Feed");
    assert_eq!(feed["home_page_url"], "https://example.org/");
    assert_eq!(texts(&feed, "title"), ["Entry", "B of JSON", "C of JSON", "A of RSS", "Undated"]);
    assert_eq!(texts(&feed, "id"), ["https://example.org/entry", "b", "c", "a", "undated"]);
}

#[test]
fn the_order_of_the_inputs_changes_nothing_but_the_head() {
    let run = several().run(&["convert", "c.xml", "b.json", "a.xml", "-t", "json"]);
    assert_eq!(texts(&parsed(&run), "id"), texts(&merged(&[]), "id"));
    assert!(run.summary().contains("atom, json, rss to json: 5 entries"), "{}", run.stderr);
}

#[test]
fn a_merged_feed_does_not_claim_the_address_of_one_of_its_parts() {
    let part = |name: &str| {
        rss(&format!(
            "<atom:link rel=\"self\" href=\"https://example.org/{name}.xml\"/><item><title>{name}</title></item>"
        ))
    };
    let project = Project::new(&[("a.xml", &part("a")), ("b.xml", &part("b"))]);
    for format in FORMATS {
        let run = project.run(&["convert", "a.xml", "b.xml", "-t", format]);
        assert!(!run.stdout.contains("https://example.org/a.xml"), "{format}: {}", run.stdout);
        let alone = project.run(&["convert", "a.xml", "-t", format]);
        assert!(alone.stdout.contains("https://example.org/a.xml"), "{format}: {}", alone.stdout);
    }
}

#[test]
fn an_input_that_is_alone_keeps_its_order_and_its_repeated_ids() {
    let item = |title: &str| format!("{{\"id\": \"same\", \"title\": \"{title}\", \"content_text\": \"\"}}");
    let project = Project::new(&[("in", &json_feed(&[item("1"), item("3"), item("2")].join(",")))]);
    let feed = parsed(&project.run(&["convert", "in", "-t", "json"]));
    assert_eq!(texts(&feed, "title"), ["1", "3", "2"]);
}

#[test]
fn limit_keeps_the_newest() {
    assert_eq!(texts(&merged(&["--limit", "2"]), "title"), ["Entry", "B of JSON"]);
    assert_eq!(texts(&merged(&["--limit", "0"]), "title"), Vec::<&str>::new());
    assert_eq!(texts(&merged(&["--limit", "99"]), "title").len(), 5);
    let run = several().run(&["convert", "a.xml", "-t", "json", "--limit", "1"]);
    assert_eq!(texts(&parsed(&run), "title"), ["B of RSS"]);
}

#[test]
fn since_leaves_out_what_is_older_and_what_has_no_date() {
    assert_eq!(texts(&merged(&["--since", "2020-01-02"]), "title"), ["Entry", "B of JSON", "C of JSON"]);
    assert_eq!(texts(&merged(&["--since", "2020-01-04T12:00:00Z"]), "title"), ["Entry", "B of JSON"]);
    assert_eq!(texts(&merged(&["--since", "2021-01-01"]), "title"), Vec::<&str>::new());
}

#[test]
fn title_names_the_feed() {
    let feed = merged(&["--title", "All & <sundry>"]);
    assert_eq!(feed["title"], "All & <sundry>");
    let project = several();
    let atom = project.run(&["convert", "a.xml", "-t", "atom", "--title", "All & <sundry>"]).stdout;
    assert!(atom.contains("<title>All &amp; &lt;sundry&gt;</title>"), "{atom}");
}

#[test]
fn entries_without_an_id_are_one_where_link_and_title_are() {
    let with = |title: &str| {
        rss(&format!("<item><title>{title}</title><link>https://example.org/same</link></item>"))
    };
    let project =
        Project::new(&[("a.xml", &with("First")), ("b.xml", &with("First")), ("c.xml", &with("Second"))]);
    let run = project.run(&["convert", "a.xml", "b.xml", "c.xml", "-t", "json"]);
    assert_eq!(texts(&parsed(&run), "title"), ["First", "Second"]);
    assert!(run.stderr.contains("lost: entries: with the id and link of another: 1"), "{}", run.stderr);
}

#[test]
fn an_input_that_is_no_file_is_told_by_its_name() {
    let project = Project::new(&[("folder/in.xml", "")]);
    for name in ["missing.xml", "folder"] {
        let run = project.run(&["convert", name, "-t", "rss"]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{name}");
        assert!(run.stderr.starts_with(&format!("{name}: error: unreadable: ")), "{}", run.stderr);
    }
}
