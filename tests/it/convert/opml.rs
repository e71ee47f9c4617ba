//! Lists of feeds: out of feeds, out of lists, and what of either cannot be in one.

use super::{convert_with, run_with_input};
use crate::project::Project;

const RSS: &str = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Ice &amp;amp; snow</title>\
    <link>https://example.org/</link><description>All &lt;b&gt;cold&lt;/b&gt;</description><language>en</language>\
    <atom:link rel='self' href='https://example.org/rss.xml'/>\
    <item><title>A</title><link>https://example.org/a</link></item></channel></rss>";

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Tide", "items": [],
    "feed_url": "https://example.org/feed.json", "home_page_url": "https://example.org/tide"}"#;

fn list(body: &str) -> String {
    format!(
        "<opml version='1.0'><head><title>Mine</title><ownerName>O</ownerName></head><body>{body}</body></opml>"
    )
}

/// The outlines of a list that this is converted to, and what standard error says.
fn outlines(body: &str) -> (String, String) {
    let run = convert_with(list(body), "opml", &[]).ended(0);
    let body = run.stdout.split_once("<body>\n").unwrap().1.split_once("  </body>").unwrap().0;
    (body.to_owned(), run.stderr)
}

#[test]
fn feeds_become_a_list_of_them() {
    let project = Project::new(&[("a.xml", RSS), ("b.json", JSON)]);
    let run = project.run(&["convert", "a.xml", "b.json", "-o", "feeds.opml", "--title", "Cold"]).ended(0);
    assert!(run.summary().contains("rss, json to opml: 2 feeds"), "{}", run.stderr);
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>Cold</title>\n  </head>\n  <body>\n    \
        <outline type=\"rss\" text=\"Ice &amp; snow\" title=\"Ice &amp; snow\" xmlUrl=\"https://example.org/rss.xml\" htmlUrl=\"https://example.org/\" description=\"All cold\" language=\"en\" version=\"RSS2\"/>\n    \
        <outline type=\"rss\" text=\"Tide\" title=\"Tide\" xmlUrl=\"https://example.org/feed.json\" htmlUrl=\"https://example.org/tide\"/>\n  </body>\n</opml>\n";
    assert_eq!(project.read("feeds.opml"), expected);
    // The list replaces a list and nothing else, and a list of it is the same.
    project.run(&["convert", "feeds.opml", "a.xml", "-o", "feeds.opml", "--title", "Cold", "-q"]).ended(0);
    assert_eq!(project.read("feeds.opml"), expected);
    project.run(&["convert", "feeds.opml", "-o", "a.xml", "-t", "opml"]).refused(2);
    assert_eq!(project.read("a.xml"), RSS);
}

#[test]
fn a_feed_without_a_url_of_its_own_is_listed_at_the_one_that_is_given() {
    let nameless =
        "<rss version='2.0'><channel><title>T</title><link>https://example.org/</link></channel></rss>";
    let run = convert_with(nameless, "opml", &[]).refused(1);
    assert!(run.stderr.contains("--base-url"), "{}", run.stderr);
    let run = convert_with(nameless, "opml", &["--base-url", "https://example.org/f.xml"]).ended(0);
    assert!(run.stdout.contains("xmlUrl=\"https://example.org/f.xml\""), "{}", run.stdout);
    let project = Project::new(&[("a.xml", RSS), ("b.xml", nameless)]);
    let run =
        project.run(&["convert", "a.xml", "b.xml", "-t", "opml", "--base-url", "https://example.org/f.xml"]);
    assert!(run.refused(1).stderr.contains("b.xml"));
}

#[test]
fn what_must_not_be_found_is_not_listed() {
    let hidden = RSS.replace(
        "<item>",
        "<itunes:block xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>Yes</itunes:block><item>",
    );
    let run = convert_with(hidden, "opml", &[]);
    assert!(!run.stdout.contains("rss.xml") && run.stderr.contains("itunes:block"), "{}", run.stderr);
}

#[test]
fn a_list_keeps_its_folders_and_its_order() {
    let (found, said) = outlines(
        "<outline text='Cold'><outline text='B' xmlUrl='https://example.org/b'/><outline title='A' XMLURL=' https://example.org/a ' type='atom'/></outline>\
         <outline text='C' xmlurl='https://example.org/c'/>",
    );
    let expected = "    <outline text=\"Cold\">\n      \
        <outline type=\"rss\" text=\"B\" title=\"B\" xmlUrl=\"https://example.org/b\"/>\n      \
        <outline type=\"rss\" text=\"A\" title=\"A\" xmlUrl=\"https://example.org/a\"/>\n    </outline>\n    \
        <outline type=\"rss\" text=\"C\" title=\"C\" xmlUrl=\"https://example.org/c\"/>\n";
    assert_eq!(found, expected);
    assert!(said.contains("opml to opml: 3 feeds") && !said.contains("lost"), "{said}");
}

#[test]
fn only_what_can_be_fetched_is_listed_and_each_loss_is_counted() {
    let (found, said) = outlines(
        "<outline text='x' xmlUrl='javascript:alert(1)'/><outline text='y' xmlUrl='file:///etc/passwd'/>\
         <outline text='z' xmlUrl='feed://example.org/z'/><outline text='w' xmlUrl='feed:https://example.org/w' htmlUrl='javascript:alert(1)'/>\
         <outline text='again' xmlUrl='https://example.org/w'/><outline text='page' type='link' url='https://example.org/p'/>\
         <outline text='empty'><outline text='note'/></outline>\
         <outline text='1\u{202e}2 &lt;b&gt;' xmlUrl='https://example.org/v' language='english!'/>",
    );
    assert!(
        !found.contains("javascript") && !found.contains("file:") && !found.contains('\u{202e}'),
        "{found}"
    );
    let urls: Vec<&str> =
        found.split("xmlUrl=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(urls, ["http://example.org/z", "https://example.org/w", "https://example.org/v"]);
    for (lost, count) in [
        ("feeds: those whose URL cannot be fetched", 2),
        ("feeds: URLs of pages that cannot be fetched", 1),
        ("feeds: language tags that are invalid", 1),
        ("feeds that are listed already", 1),
        ("outlines that are no feeds", 3),
    ] {
        assert!(said.contains(&format!("lost: {lost}: {count}\n")), "{lost}: {said}");
    }
}

#[test]
fn a_list_is_no_feed_and_a_broken_one_is_refused_at_its_place() {
    let run =
        convert_with(list("<outline text='A' xmlUrl='https://example.org/a'/>"), "atom", &[]).refused(1);
    assert!(run.stderr.contains("OPML") && run.stderr.contains("to opml"), "{}", run.stderr);
    let run = convert_with(list("<outline text='A'"), "opml", &[]).refused(1);
    assert!(run.stderr.contains("<stdin>:1:"), "{}", run.stderr);
    let deep = "<outline text='x'>".repeat(5000);
    convert_with(list(&deep), "opml", &[]).refused(1);
    for flag in [["--limit", "1"], ["--since", "2020-01-01"]] {
        let run = convert_with(list(""), "opml", &flag).refused(2);
        assert!(run.stderr.contains(flag[0]), "{}", run.stderr);
    }
}

#[test]
fn a_saved_response_and_other_encodings_are_read() {
    let body = list("<outline text='Жара' xmlUrl='https://example.org/a'/>");
    let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/x-opml\r\n\r\n{body}");
    let run = convert_with(response, "opml", &["--from", "opml"]).ended(0);
    assert!(run.stdout.contains("text=\"Жара\""), "{}", run.stdout);
    let wide: Vec<u8> = "\u{feff}"
        .chars()
        .chain(body.chars())
        .flat_map(|character| (u32::from(character) as u16).to_le_bytes())
        .collect();
    let project = Project::new(&[]);
    let run = run_with_input(&project, &["convert", "-t", "opml"], &wide).ended(0);
    assert!(run.stdout.contains("text=\"Жара\""), "{}", run.stdout);
}
