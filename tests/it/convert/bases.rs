//! Relative URLs and what they are seen from, by either road from a feed to a feed; URLs in characters that none holds;
//! the page that a feed represents.

use serde_json::Value;

use super::{FORMATS, convert, convert_with, document, json};
use crate::project::Project;

/// An Atom feed with this behind its title, and one entry that names everything relatively.
fn relative(head: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:media=\"http://search.yahoo.com/mrss/\">\
         <id>tag:example.org,2020:feed</id><title>Locks</title><updated>2020-01-01T00:00:00Z</updated>\
         <author><name>Ann</name><uri>/ann</uri></author>{head}\
         <entry><id>relative-id</id><title>Gate</title><updated>2020-01-01T00:00:00Z</updated>\
         <link href=\"/gate?a=1\"/><link rel=\"enclosure\" href=\"gate.mp3\" type=\"audio/mpeg\" length=\"1\"/>\
         <media:thumbnail url=\"t.png\"/><person xmlns=\"https://podcastindex.org/namespace/1.0\" img=\"p.png\"/>\
         <content type=\"html\">&lt;p&gt;&lt;a href=\"#x\"&gt;x&lt;/a&gt;&lt;img src=\"p.png\"&gt;&lt;video \
         src=\"v.mp4\" poster=\"/w.png\"&gt;&lt;/video&gt;&lt;/p&gt;</content></entry></feed>"
    )
}

const OWN: &str = "<link rel=\"self\" href=\"https://example.org/f/feed.atom\"/>";

#[test]
fn what_is_relative_is_seen_from_the_base_that_the_feed_names() {
    let page = "<link href=\"https://example.com/blog/\"/>";
    for (head, flags, expected) in [
        (OWN.to_owned(), &[][..], "https://example.org/f/"),
        (format!("{page}{OWN}"), &[], "https://example.org/f/"),
        (page.to_owned(), &[], "https://example.com/blog/"),
        (OWN.to_owned(), &["--base-url", "https://example.net/x/y"], "https://example.net/x/"),
    ] {
        for target in FORMATS {
            let run = convert_with(relative(&head), target, flags).ended(0);
            for name in ["gate.mp3", "p.png", "v.mp4"] {
                let url = format!("{expected}{name}");
                assert!(run.stdout.contains(&url), "{target}: {url} is not in {}", run.stdout);
            }
            assert!(!run.stderr.contains("relative URLs"), "{}", run.stderr);
            for attribute in ["src", "href", "poster", "url", "img"] {
                for start in ["=\"/", "=&quot;/", "=\\\"/", "=\"p", "=\\\"#"] {
                    assert!(!run.stdout.contains(&format!("{attribute}{start}")), "{}", run.stdout);
                }
            }
        }
    }
}

#[test]
fn a_base_in_the_document_goes_before_all_others_and_may_itself_be_relative() {
    for (base, expected) in
        [("https://example.com/a/", "https://example.com/a/p.png"), ("/b/", "https://example.org/b/p.png")]
    {
        let feed = relative(OWN).replacen("<entry>", &format!("<entry xml:base=\"{base}\">"), 1);
        for target in FORMATS {
            let document = document(&feed, target);
            assert!(document.contains(expected), "{target}: {document}");
        }
    }
}

#[test]
fn rss_and_json_feed_name_a_base_too() {
    let rss = super::rss(
        "<item><title>A</title><link>/a</link><comments>/a#c</comments><enclosure url=\"a.mp3\" \
        length=\"1\" type=\"audio/mpeg\"/><description>&lt;img src='a.png'&gt;</description></item>",
    );
    let feed = json(&rss);
    let item = &feed["items"][0];
    assert_eq!(item["url"], "https://example.org/a");
    assert_eq!(item["attachments"][0]["url"], "https://example.org/a.mp3");
    assert!(document(&rss, "rss").contains("<comments>https://example.org/a#c</comments>"));
    let text = super::json_feed(
        "{\"id\": \"1\", \"url\": \"/1\", \"image\": \"i.png\", \"content_html\": \"<img src='/p.png'>\"}",
    );
    let feed = json(&text);
    assert_eq!(feed["items"][0]["url"], "https://example.org/1");
    assert_eq!(feed["items"][0]["image"], "https://example.org/i.png");
    assert_eq!(feed["items"][0]["content_html"], "<img src=\"https://example.org/p.png\">");
}

#[test]
fn without_any_base_the_message_names_the_flag() {
    let run = convert(relative(""), "json").ended(0);
    assert!(run.stderr.contains("--base-url"), "{}", run.stderr);
}

#[test]
fn an_entry_is_the_same_by_articles_and_by_itself() {
    let project = Project::new(&[("feed.xml", &relative(OWN))]);
    project.run(&["convert", "feed.xml", "-t", "article", "-o", "site"]).ended(0);
    project.run(&["build", "site"]).ended(0);
    let built: Value = serde_json::from_str(&project.read("site/public/feed.json")).unwrap();
    let direct = json(relative(OWN));
    for member in ["id", "url", "title", "content_html", "attachments", "image"] {
        assert_eq!(built["items"][0][member], direct["items"][0][member], "{member}");
    }
}

#[test]
fn characters_that_no_url_holds_are_encoded_and_told() {
    let feed = super::rss(
        "<item><title>A</title><link> https://example.org/a b|[c]?q=%zz </link>\
         <enclosure url=\"https://example.org/my talk.mp3\" length=\"9\" type=\"audio/mpeg\"/></item>",
    );
    for target in FORMATS {
        let run = convert_with(&feed, target, &["--strict"]).ended(0);
        assert!(run.stdout.contains("https://example.org/a%20b%7C%5Bc%5D?q=%25zz"), "{}", run.stdout);
        assert!(run.stdout.contains("https://example.org/my%20talk.mp3"), "{}", run.stdout);
        assert!(
            run.stderr.contains("repaired: blanks and other characters that no URL holds"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn the_page_of_a_feed_comes_back_from_articles() {
    for page in [
        "https://example.org/top?genre=1&amp;page=2",
        "https://example.org/@ana",
        "https://example.org/b/",
        "https://example.org",
    ] {
        let feed = relative(&format!("<link href=\"{page}\"/>"));
        let project = Project::new(&[("feed.xml", &feed)]);
        project.run(&["convert", "feed.xml", "-t", "article", "-o", "site"]).ended(0);
        project.run(&["build", "site"]).ended(0);
        let built = project.read("site/public/atom.xml");
        let link = format!("<link href=\"{page}\" rel=\"alternate\" type=\"text/html\"/>");
        assert!(built.contains(&link), "{built}");
        // Ids that are no URIs are made of it, too.
        let entry =
            document(&feed, "atom").lines().filter(|line| line.contains("    <id>")).collect::<String>();
        assert!(built.contains(&entry), "{page}: {entry}");
    }
}

#[test]
fn articles_without_a_site_say_what_build_needs() {
    let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": [{\"id\": \"1\", \
                \"content_text\": \"one\", \"date_published\": \"2020-01-01T00:00:00Z\"}]}";
    let project = Project::new(&[("feed.json", feed)]);
    let run = project.run(&["convert", "feed.json", "-t", "article", "-o", "a"]).ended(0);
    assert!(run.stderr.contains("URL of the site, without which build stops"), "{}", run.stderr);
    let flags =
        ["convert", "feed.json", "-t", "article", "-o", "b", "--base-url", "https://example.org/f.json"];
    let run = project.run(&flags).ended(0);
    assert!(!run.stderr.contains("site"), "{}", run.stderr);
    project.run(&["build", "b"]).ended(0);
}

#[test]
fn an_entry_about_another_page_links_it_by_either_way() {
    let item = r#"{"id": "1", "external_url": "https://example.net/far", "content_text": "Look", "date_published": "2022-01-01T00:00:00Z"}"#;
    let project = Project::new(&[("feed.json", &super::json_feed(item))]);
    project.run(&["convert", "feed.json", "-t", "article", "-o", "site"]).ended(0);
    project.run(&["build", "site"]).ended(0);
    for (format, link) in [
        ("rss", "<link>https://example.net/far</link>"),
        ("atom", r#"<link href="https://example.net/far" rel="alternate"/>"#),
        ("json", r#""external_url": "https://example.net/far""#),
    ] {
        let ending = if format == "json" { "feed.json" } else { &format!("{format}.xml") };
        let built = project.read(&format!("site/public/{ending}"));
        let direct = project.run(&["convert", "feed.json", "-t", format]).ended(0).stdout;
        for feed in [built, direct] {
            assert!(feed.contains(link) && !feed.contains("rel=\"via\""), "{feed}");
        }
    }
}

#[test]
fn a_second_page_of_one_kind_is_related_by_either_way() {
    let links =
        "<link href=\"https://example.org/b\"/><link href=\"https://example.org/c\" hreflang=\"de\"/>";
    let project = Project::new(&[("feed.xml", &super::atom_entry(links))]);
    project.run(&["convert", "feed.xml", "-t", "article", "-o", "site"]).ended(0);
    project.run(&["build", "site"]).ended(0);
    let direct = project.run(&["convert", "feed.xml", "-t", "atom"]).ended(0).stdout;
    for feed in [direct, project.read("site/public/atom.xml")] {
        for (page, relation) in [("entry\"", "alternate"), ("b\"", "related"), ("c\"", "alternate")] {
            let link = format!("<link href=\"https://example.org/{page} rel=\"{relation}\"");
            assert!(feed.contains(&link), "{link}: {feed}");
        }
    }
}
