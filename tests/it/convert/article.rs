//! Articles as input: one file with front matter becomes a feed of one entry, by the rules of `build` as far as they need
//! no site.

use serde_json::{Value, json as value};

use super::{FORMATS, convert, convert_with, json, rss_item, texts};
use crate::project::Project;

/// An article with these lines in its front matter.
fn article(lines: &str) -> String {
    format!("---\ntitle: Plain bread\n{lines}---\nFlour, water & *salt*.\n")
}

#[test]
fn an_article_becomes_a_feed_of_one_entry() {
    let input = article(
        "date: 2022-03-04T05:06:07Z\nlink: https://example.org/bread\nauthors: [Bea Baker]\ntopics: [Bread, Slow food]\n\
         id: \"urn:example:bread-1\"\nexcerpt: How to\n",
    );
    let feed = json(&input);
    let item = &feed["items"][0];
    assert_eq!(feed["items"].as_array().unwrap().len(), 1);
    for (member, expected) in [
        ("id", value!("urn:example:bread-1")),
        ("url", value!("https://example.org/bread")),
        ("title", value!("Plain bread")),
        ("summary", value!("How to")),
        ("date_published", value!("2022-03-04T05:06:07Z")),
        ("authors", value!([{"name": "Bea Baker"}])),
        ("tags", value!(["Bread", "Slow food"])),
        ("content_html", value!("<p>Flour, water &amp; <em>salt</em>.</p>")),
    ] {
        assert_eq!(item[member], expected, "{member}");
    }
    for format in FORMATS {
        let run = convert(&input, format).ended(0);
        assert_eq!(run.summary(), format!("feedmill: article to {format}: 1 entry"));
    }
}

#[test]
fn an_article_that_is_not_to_be_published_is_refused() {
    for flag in ["draft: true", "published: false", "deleted: true", "removed: yes"] {
        let run = convert(article(&format!("date: 2022-03-04\n{flag}\n")), "json");
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{flag}: {}", run.stderr);
        assert!(run.stderr.starts_with("<stdin>:2:1: error: withheld: "), "{flag}: {}", run.stderr);
    }
}

#[test]
fn an_article_without_a_date_has_none_in_the_feed() {
    let item = json(article("link: https://example.org/bread\n"))["items"][0].clone();
    assert_eq!((&item["date_published"], &item["date_modified"]), (&Value::Null, &Value::Null));
    let atom = convert(article("link: https://example.org/bread\n"), "atom");
    assert!(atom.stdout.contains("<updated>1970-01-01T00:00:00Z</updated>"), "{}", atom.stdout);
    assert!(!atom.stdout.contains("<published>"), "{}", atom.stdout);
}

#[test]
fn an_article_of_the_future_is_converted() {
    let item = json(article("date: 2190-01-01\nlink: https://example.org/bread\n"))["items"][0].clone();
    assert_eq!(item["date_published"], "2190-01-01T00:00:00Z");
}

#[test]
fn relative_addresses_of_an_article_need_the_site() {
    let input = "---\ntitle: T\ndate: 2022-03-04\nlink: /t\nimage: /t.png\nenclosure: {url: t.mp3}\n---\n[up](../up) ![i](i.png)\n";
    let run = convert_with(input, "json", &["--base-url", "https://example.org/site/"]);
    let item = serde_json::from_str::<Value>(&run.stdout).unwrap()["items"][0].clone();
    assert_eq!(run.code, 0, "{}", run.stderr);
    for address in [&item["url"], &item["image"], &item["attachments"][0]["url"]] {
        assert!(address.as_str().is_some_and(|url| url.starts_with("https://example.org/")), "{item}");
    }
    assert_eq!(
        item["content_html"].as_str().unwrap().matches("=\"https://example.org/").count(),
        3,
        "{item}"
    );
    let run = convert(input, "json").ended(0);
    assert!(run.stderr.contains(": warning: link: there are relative URLs"), "{}", run.stderr);
    assert!(!run.stdout.contains("feedmill.invalid"), "{}", run.stdout);
    let item = serde_json::from_str::<Value>(&run.stdout).unwrap()["items"][0].clone();
    assert_eq!(
        (&item["url"], &item["image"], &item["attachments"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
}

#[test]
fn an_article_without_any_address_still_has_an_id_and_always_the_same() {
    let first = convert(article("date: 2022-03-04\n"), "json").stdout;
    let id = serde_json::from_str::<Value>(&first).unwrap()["items"][0]["id"].clone();
    assert!(id.as_str().is_some_and(|id| id.starts_with("urn:uuid:")), "{id}");
    assert_eq!(convert(article("date: 2022-03-04\n"), "json").stdout, first);
}

#[test]
fn front_matter_that_is_broken_is_refused_at_its_place() {
    for (input, position) in [
        ("---\ntitle: [\n---\nText\n", "<stdin>:"),
        ("---\ntitle: T\nText\n", "<stdin>:"),
        ("---\n- a\n---\n", "<stdin>:"),
    ] {
        let run = convert(input, "rss");
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{input}: {}", run.stderr);
        assert!(
            run.stderr.starts_with(position) && run.stderr.contains(": error: "),
            "{input}: {}",
            run.stderr
        );
    }
}

#[test]
fn articles_and_feeds_merge() {
    let project = Project::new(&[
        ("post.md", &article("date: 2022-03-04\nlink: https://example.org/bread\n")),
        ("feed.xml", &rss_item("<pubDate>Sat, 05 Mar 2022 00:00:00 GMT</pubDate>")),
    ]);
    let run = project.run(&["convert", "post.md", "feed.xml", "-t", "json", "--title", "Both"]).ended(0);
    let feed = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(texts(&feed, "title"), ["Item", "Plain bread"]);
}

#[test]
fn scripts_of_an_article_do_not_come_out() {
    let input = "---\ntitle: T\ndate: 2022-03-04\nlink: https://example.org/t\n---\n<p onclick=\"a()\">x<script>y()</script></p>\n";
    for format in FORMATS {
        let run = convert(input, format);
        assert!(
            !run.stdout.contains("<script") && !run.stdout.contains("onclick"),
            "{format}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_date_of_an_article_that_cannot_be_read_is_absent_and_told() {
    let run = convert("---\ntitle: T\ndate: 2020-13-45\nlink: https://example.org/t\n---\n", "json").ended(0);
    assert!(run.stderr.starts_with("<stdin>:3:7: warning: feed-date: "), "{}", run.stderr);
    assert!(!run.stdout.contains("date_"), "{}", run.stdout);
}
