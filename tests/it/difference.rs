//! What `feedmill diff` and a dry run say that subscribers will see, and how they end.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::project::{Project, article, gazette, tree};

const OLD: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Barge", "items": [
    {"id": "c", "url": "https://example.org/c", "title": "Cranes", "content_text": "C", "date_published": "2020-11-05T08:00:00Z"},
    {"id": "b", "url": "https://example.org/b", "title": "Barges", "content_text": "B", "date_published": "2020-11-04T08:00:00Z"},
    {"id": "a", "url": "https://example.org/a", "title": "Anchors", "content_text": "A", "date_published": "2020-11-03T08:00:00Z"}]}"#;

/// The same three articles in RSS, one of them new, one under another id.
const NEW: &str = "<rss version='2.0'><channel><title>The Barge</title><link>https://example.org/</link>\
    <item><guid isPermaLink='false'>d</guid><link>https://example.org/d</link><title>D\u{202e}ocks</title>\
    <description>D</description><pubDate>Fri, 06 Nov 2020 08:00:00 GMT</pubDate></item>\
    <item><guid isPermaLink='false'>c</guid><link>https://example.org/c</link><title>Cranes</title>\
    <description>C</description><pubDate>Thu, 05 Nov 2020 08:00:00 GMT</pubDate></item>\
    <item><guid isPermaLink='false'>x</guid><link>https://example.org/b</link><title>Barges</title>\
    <description>B</description><pubDate>Wed, 04 Nov 2020 08:00:00 GMT</pubDate></item></channel></rss>";

fn two_states() -> Project {
    Project::new(&[
        ("old.json", OLD),
        ("new.xml", NEW),
        ("old/feed", OLD),
        ("new/feed", NEW),
        ("old/gone/feed.json", OLD),
        ("new/a/rss.xml", NEW),
        ("old/same.json", OLD),
        ("new/same.json", OLD),
        ("new/sitemap.xml", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"),
        ("new/manifest.json", "{\"version\": \"1\"}"),
        ("new/broken.html", "<rss>"),
    ])
}

#[test]
fn two_feeds_are_compared_whatever_their_formats() {
    let project = two_states();
    let run = project.run(&["diff", "old.json", "new.xml"]).ended(0);
    let expected = "new.xml: 1 resurfaced, 1 new, 1 fell out, 1 unchanged\n\
                    \tresurfaced\tBarges\tx\twas b\n\tnew\tD\\u{202e}ocks\td\n\tfell out\tAnchors\ta\n\
                    feedmill: 1 feed; entries: 1 resurfaced, 1 new, 1 fell out, 1 unchanged\n";
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (expected, ""));
    let last = project.run(&["diff", "-q", "old.json", "new.xml"]).stdout;
    assert_eq!(Some(last.trim_end()), expected.lines().last());
}

#[test]
fn two_folders_are_compared_by_the_paths_in_them() {
    let project = two_states();
    let run = project.run(&["diff", "old", "new/"]).ended(0);
    let expected = "a/rss.xml: new feed, 3 entries\n\
                    feed: 1 resurfaced, 1 new, 1 fell out, 1 unchanged\n\
                    \tresurfaced\tBarges\tx\twas b\n\tnew\tD\\u{202e}ocks\td\n\tfell out\tAnchors\ta\n\
                    gone/feed.json: the feed is gone, 3 entries\n\
                    feedmill: 4 feeds, 1 gone, 1 new; entries: 1 resurfaced, 1 new, 1 fell out, 4 unchanged\n";
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (expected, ""));
    assert!(project.run(&["diff", "-v", "old", "new"]).stdout.contains("same.json: 3 unchanged\n"));
}

#[test]
fn the_exit_code_says_what_subscribers_notice() {
    let project = two_states();
    let more = OLD.replace(
        "\"items\": [",
        "\"items\": [{\"id\": \"d\", \"date_published\": \"2020-11-06T08:00:00Z\"},",
    );
    project.write("more.json", more);
    for (old, new, code) in [
        ("old.json", "old.json", 0),
        ("old.json", "more.json", 1),
        ("more.json", "old.json", 1),
        ("old.json", "new.xml", 3),
        ("old", "new", 3),
    ] {
        project.run(&["diff", "--exit-code", old, new]).ended(code);
        project.run(&["diff", old, new]).ended(0);
    }
}

#[test]
fn what_cannot_be_compared_ends_with_2() {
    let project = two_states();
    project.write("broken/feed", "<rss version='2.0'><channel>");
    project.write("empty/note.txt", "no feed");
    for (old, new, words) in [
        ("old.json", "missing.xml", "missing.xml: error: unreadable: "),
        ("old.json", "new", "give two feeds or two folders of feeds"),
        ("old", "broken", "error: unreadable: "),
        ("old", "empty", "empty: holds no feed"),
        ("old.json", "new/sitemap.xml", "error: unreadable: "),
    ] {
        let run = project.run(&["diff", "--exit-code", old, new]).ended(2);
        assert!(run.stderr.contains(words), "{old} {new}: {}", run.stderr);
    }
    project.write("large.json", format!("{OLD}{}", " ".repeat(1 << 20)));
    let run = project.run(&["diff", "--max-size", "1", "old.json", "large.json"]).ended(2);
    assert!(run.stderr.contains("allow more with --max-size"), "{}", run.stderr);
    project.run(&["diff", "old.json", "large.json"]).ended(0);
}

#[test]
fn the_report_has_every_entry_and_the_lines_ten_of_a_kind() {
    let project = two_states();
    let items: Vec<String> =
        (0..12).map(|number| format!("{{\"id\": \"n{number:02}\", \"title\": \"N\"}}")).collect();
    let many = format!(
        r#"{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{}]}}"#,
        items.join(",")
    );
    project.write("many.json", many);
    let run = project.run(&["diff", "old.json", "many.json"]).ended(0);
    assert!(run.stdout.contains("\tn09\n\tnew\t2 more; list them with --verbose\n"), "{}", run.stdout);
    assert!(project.run(&["diff", "-v", "old.json", "many.json"]).stdout.contains("\tn11\n"));
    let run = project.run(&["diff", "--report", "-", "old.json", "many.json"]).ended(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["feeds"][0]["counts"]["new"], 12);
    assert_eq!(report["feeds"][0]["entries"].as_array().unwrap().len(), 15);
    assert_eq!(report["feeds"][0]["fate"], "compared");
}

#[test]
fn the_formats_of_a_build_show_the_same() {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds/public");
    let project = Project::new(&[]);
    let folders: Vec<String> = tree(&published)
        .into_keys()
        .filter_map(|path| path.strip_suffix("atom.xml").map(str::to_owned))
        .collect();
    assert!(folders.len() > 5, "{folders:?}");
    for folder in folders {
        for [old, new] in [["rss.xml", "atom.xml"], ["atom.xml", "feed.json"], ["feed.json", "rss.xml"]] {
            let path = |file: &str| published.join(&folder).join(file);
            let run =
                project.run(&["diff".as_ref(), "-q".as_ref(), path(old).as_os_str(), path(new).as_os_str()]);
            let is_same = run.stdout.ends_with(" unchanged\n") && !run.stdout.contains(", ");
            assert!(
                is_same || run.stdout.ends_with("entries: none\n"),
                "{folder}{old} {new}: {}",
                run.stdout
            );
        }
    }
}

#[test]
fn a_dry_run_says_what_subscribers_will_see() {
    let project = gazette();
    let run = project.run(&["build", "-n"]).ended(0);
    assert!(run.stderr.contains("rss.xml: new feed, 2 entries\n"), "{}", run.stderr);
    assert!(run.stderr.contains("feedmill: 3 feeds, 3 new; entries: none\n"), "{}", run.stderr);
    project.run(&["build", "-n", "--exit-code"]).ended(1);
    project.build();
    project.run(&["build", "-n", "--exit-code"]).ended(0);

    project.write("c.md", article("Third rail", "2020-11-20", "News"));
    let run = project.run(&["build", "-n", "--exit-code"]).ended(1);
    let said = "rss.xml: 1 new, 2 unchanged\n\tnew\tThird rail\thttps://example.org/third-rail\n\
                feedmill: 2 feeds; entries: 2 new, 4 unchanged\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
    let verbose = project.run(&["build", "-n", "-v"]).stderr;
    assert!(verbose.contains("topics/news/rss.xml: 1 new, 2 unchanged\n"), "{verbose}");
    assert_eq!(project.run(&["build", "-n", "-q"]).stderr, "");
    let report = project.run(&["build", "-n", "--report", "-"]).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["differences"][0]["entries"][0]["title"], "Third rail");

    let before = tree(&project.path("public"));
    fs::remove_file(project.path("c.md")).unwrap();
    project.write(
        "a.md",
        article("First light", "2020-11-18", "Sky, News").replace("title:", "id: urn:example:first\ntitle:"),
    );
    let run = project.run(&["build", "-n", "--exit-code"]).ended(3);
    assert!(run.stderr.contains("\tresurfaced\tFirst light\t"), "{}", run.stderr);
    project.run(&["build", "-n"]).ended(0);
    project.run(&["build", "--exit-code"]).refused(2);
    assert_eq!(project.public(), before);
}

#[test]
fn a_dry_run_names_feeds_that_lose_their_entries_or_go() {
    let project = gazette();
    project.build();
    fs::remove_file(project.path("a.md")).unwrap();
    let run = project.run(&["build", "-n", "-v"]);
    assert!(run.stderr.contains("topics/sky/atom.xml: 1 vanished\n"), "{}", run.stderr);
    let run = project.run(&["build", "-n", "-v", "--prune"]);
    assert!(run.stderr.contains("topics/sky/atom.xml: the feed is gone, 1 entry\n"), "{}", run.stderr);
    fs::write(project.path("public/rss.xml"), "moved").unwrap();
    let run = project.run(&["build", "-n", "--exit-code"]).ended(1);
    assert!(run.stderr.contains("rss.xml: what is there cannot be read as a feed\n"), "{}", run.stderr);
}
