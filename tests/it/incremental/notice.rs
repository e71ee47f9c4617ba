//! What a run must notice, whatever it remembers: edits that are hard to see, outputs that somebody touched, the
//! clock, and changes elsewhere that reach articles whose files stay as they were.

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::DateTime;
use feedmill::ErrorKind;
use feedmill::Rule;
use feedmill::internal::pipeline::{self, Failure, Options, Report};
use feedmill::internal::source;

use crate::project::{Project, SITE, article, gazette};

/// Writes a file and sets the time of its last change back to what it was.
fn write_with_old_time(path: &Path, text: &str) {
    let time = fs::metadata(path).unwrap().modified().unwrap();
    fs::write(path, text).unwrap();
    File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
}

fn assert_published(project: &Project, title: &str) {
    let feed = project.read("public/rss.xml");
    assert!(feed.contains(title), "{title} is not in {feed}");
}

/// Builds in this process. Programs that other tests start hold its locks too until they have become themselves.
fn until_unlocked(build: impl Fn() -> Result<Report, Failure>) -> Report {
    loop {
        match build() {
            Err(failure) if failure.error.kind() == ErrorKind::Locked => std::thread::yield_now(),
            result => return result.unwrap(),
        }
    }
}

#[test]
fn an_edit_within_the_same_second_and_of_the_same_size_is_seen() {
    let project = gazette();
    for mark in 'a'..='p' {
        let title = format!("First light {mark}");
        project.write("a.md", article(&title, "2020-11-18", "Sky"));
        project.build();
        assert_published(&project, &title);
    }
}

#[test]
fn an_edit_that_keeps_size_and_time_is_seen() {
    let project = gazette();
    project.build();
    write_with_old_time(&project.path("a.md"), &article("First night", "2020-11-18", "Sky, News"));
    project.build();
    assert_published(&project, "First night");

    let new = project.path("a.new");
    fs::write(&new, article("First nacht", "2020-11-18", "Sky, News")).unwrap();
    let time = fs::metadata(project.path("a.md")).unwrap().modified().unwrap();
    File::options().append(true).open(&new).unwrap().set_modified(time).unwrap();
    fs::rename(new, project.path("a.md")).unwrap();
    project.build();
    assert_published(&project, "First nacht");
}

#[test]
fn an_edit_while_a_run_is_under_way_is_seen_by_the_next() {
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    for round in 10..40 {
        let project = Project::with_articles(&[("a.md", &article("Early a", "2020-11-18", "Sky"))]);
        let (root, destination) = (project.root(), project.path("public"));
        let config = source::configuration(&root, None).unwrap();
        // Both writings most likely fall into one tick of the file system's clock.
        project.write("a.md", article(&format!("Early {round}"), "2020-11-18", "Sky"));
        let late = article(&format!("Later {round}"), "2020-11-18", "Sky");
        for edits in [true, false] {
            let progress = |done: usize, all: usize| {
                if edits && done == all {
                    fs::write(root.join("a.md"), &late).unwrap();
                }
            };
            let options = Options { progress: &progress, ..Options::at(now) };
            until_unlocked(|| pipeline::build(&root, &destination, &config, &options));
        }
        assert_published(&project, &format!("Later {round}"));
    }
}

#[test]
fn a_file_that_changes_again_and_again_is_left_out_and_the_rest_is_published() {
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let project = Project::with_articles(&[
        ("a.md", &article("Restless", "2020-11-18", "Sky")),
        ("b.md", &article("Quiet", "2020-11-18", "Sky")),
    ]);
    let (root, destination) = (project.root(), project.path("public"));
    let config = source::configuration(&root, None).unwrap();
    let times = AtomicUsize::new(0);
    let progress = |_, _| {
        let title = format!("Restless {}", times.fetch_add(1, Ordering::Relaxed));
        fs::write(root.join("a.md"), article(&title, "2020-11-18", "Sky")).unwrap();
    };
    let options = Options { progress: &progress, ..Options::at(now) };
    let report = until_unlocked(|| pipeline::build(&root, &destination, &config, &options));
    let findings: Vec<(&str, Rule)> =
        report.survey.findings.iter().map(|finding| (finding.path.as_str(), finding.rule)).collect();
    assert_eq!(findings, [("a.md", Rule::Unreadable)]);
    assert!(!project.read("public/feed.json").contains("Restless"));
    assert_published(&project, "Quiet");
    project.build();
    assert_published(&project, "Restless");
}

#[test]
fn two_files_that_change_places_are_both_read_again() {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}input: {{permalink: \"/:path/\"}}\n"))]);
    for (name, title) in [("a.md", "First light"), ("b.md", "Other light")] {
        project.write(name, format!("---\ntitle: {title}\ndate: 2020-11-18\n---\n"));
    }
    project.build();
    fs::rename(project.path("a.md"), project.path("c.new")).unwrap();
    fs::rename(project.path("b.md"), project.path("a.md")).unwrap();
    fs::rename(project.path("c.new"), project.path("b.md")).unwrap();
    project.build();
    let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let titles: Vec<_> =
        feed["items"].as_array().unwrap().iter().map(|item| (&item["url"], &item["title"])).collect();
    let a = serde_json::json!("https://example.org/a/");
    assert!(titles.contains(&(&a, &serde_json::json!("Other light"))), "{titles:?}");
}

#[test]
fn an_edit_behind_a_link_is_seen() {
    let project = gazette();
    project.write(".shelf/c.md", article("Third rail", "2020-11-17", "Trains"));
    std::os::unix::fs::symlink(".shelf/c.md", project.path("c.md")).unwrap();
    project.build();
    assert_published(&project, "Third rail");
    write_with_old_time(&project.path(".shelf/c.md"), &article("Third race", "2020-11-17", "Trains"));
    project.build();
    assert_published(&project, "Third race");
}

#[test]
fn an_output_that_somebody_changed_is_written_again() {
    let project = gazette();
    project.build();
    let before = project.public();
    let file = project.path("public/topics/sky/atom.xml");
    let text = project.read("public/topics/sky/atom.xml");
    let changes: [(&dyn Fn(), usize); 6] = [
        (&|| write_with_old_time(&file, &text.replace("First light", "Worst light")), 1),
        (&|| fs::write(&file, "").unwrap(), 1),
        (&|| fs::write(&file, &text[..100]).unwrap(), 1),
        (&|| fs::remove_file(&file).unwrap(), 1),
        (&|| fs::rename(&file, project.path("public/topics/sky/rss.xml")).unwrap(), 2),
        (&|| fs::remove_dir_all(project.path("public")).unwrap(), 9),
    ];
    for (number, (change, changed)) in changes.iter().enumerate() {
        change();
        assert_ne!(project.public(), before, "{number}");
        let run = project.build();
        let counts = format!(" changed, {} unchanged", 9 - changed);
        assert!(run.summary().ends_with(&counts), "{number}: {}", run.stderr);
        assert_eq!(project.public(), before, "{number}");
    }
}

#[test]
fn another_destination_gets_every_feed() {
    let project = gazette();
    project.build();
    for _ in 0..2 {
        assert_eq!(project.run(&["build", "-d", "../other"]).code, 0);
        assert_eq!(crate::project::tree(&project.beside("other")), project.public());
        project.build();
    }
}

#[test]
fn a_scheduled_article_appears_when_it_is_due_though_no_file_changed() {
    let project = gazette();
    project.write("c.md", article("Third rail", "2023-11-20T08:00:00Z", "Trains"));
    project.build();
    assert!(!project.path("public/topics/trains").exists());
    for (now, is_due) in [("2023-11-20T07:59:59Z", false), ("2023-11-20T08:00:00Z", true)] {
        project.run(&["build", "--now", now]).ended(0);
        for path in ["rss.xml", "topics/trains/feed.json"] {
            let text = fs::read_to_string(project.path("public").join(path)).unwrap_or_default();
            assert_eq!(text.contains("Third rail"), is_due, "{now}: {path}");
        }
    }
}

#[test]
fn a_clock_set_back_holds_articles_back_again() {
    let project = gazette();
    let early = ["build", "--now", "2020-11-18T12:00:00Z"];
    project.run(&early);
    let before = project.public();
    assert!(!project.read("public/feed.json").contains("Second wind"));
    project.build();
    assert_published(&project, "Second wind");
    assert_eq!(project.run(&early).code, 0);
    assert_eq!(project.public(), before);
}

#[test]
fn an_article_takes_the_spelling_of_a_topic_that_most_others_use_now() {
    let project = gazette();
    for name in ["d", "e", "f"] {
        project.write(format!("{name}.md"), article(name, "2020-10-01", "NEWS"));
    }
    project.build();
    assert!(project.read("public/topics/sky/rss.xml").contains(">NEWS<"));
    for name in ["e", "f"] {
        project.write(format!("{name}.md"), article(name, "2020-10-01", "News"));
    }
    project.build();
    let feed = project.read("public/topics/sky/rss.xml");
    assert!(feed.contains(">News<") && !feed.contains("NEWS"), "{feed}");
}

#[test]
fn a_duplicate_takes_the_place_of_the_one_that_goes() {
    let project = gazette();
    let twin = article("First light", "2020-11-18", "Twins").replace("About", "Again about");
    project.write("z.md", twin);
    let run = project.build();
    assert!(run.stderr.contains("z.md: warning: duplicate-id: "), "{}", run.stderr);
    assert!(!project.read("public/feed.json").contains("Again about"));
    fs::remove_file(project.path("a.md")).unwrap();
    let run = project.build();
    assert!(!run.stderr.contains("duplicate"), "{}", run.stderr);
    assert!(project.read("public/feed.json").contains("Again about"));
    assert!(!project.read("public/topics/sky/feed.json").contains("light"));
}

#[test]
fn an_article_beyond_the_limit_moves_up_when_a_newer_one_goes() {
    let project = gazette();
    project.write("feedmill.yaml", format!("{SITE}feeds: {{limit: 1}}\n"));
    project.build();
    assert!(!project.read("public/topics/news/feed.json").contains("First light"));
    fs::remove_file(project.path("b.md")).unwrap();
    project.build();
    for path in ["public/feed.json", "public/topics/news/feed.json"] {
        assert!(project.read(path).contains("First light"), "{path}");
    }
}

#[test]
fn what_is_said_elsewhere_reaches_articles_whose_files_stay_as_they_were() {
    let project = gazette();
    project.build();
    project.write("_data/topics/sky.yaml", "{name: Heaven, shortname: Sky}");
    project.build();
    assert!(project.read("public/topics/heaven/rss.xml").contains("First light"));
    for (line, expected) in [
        ("feeds: {content: excerpt}", "<title>First light</title>"),
        ("input: {fields: {title: [link]}}", "<title>https://example.org/first-light</title>"),
        ("topics: {aliases: {News: Tidings}}", ">Tidings<"),
        ("  timezone: Asia/Tokyo", "<pubDate>Tue, 17 Nov 2020 15:00:00 +0000</pubDate>"),
    ] {
        project.write("feedmill.yaml", format!("{SITE}{line}\n"));
        project.build();
        assert_published(&project, expected);
    }
}

#[test]
fn findings_are_told_again_though_no_file_changed() {
    let project = gazette();
    project.write("broken.md", crate::project::BROKEN);
    project.write("scored.md", article("Scored", "2020-11-17\nheat: much", "Sky"));
    let first = project.run(&["build"]);
    assert_eq!((first.code, first.stderr.lines().count()), (1, 3), "{}", first.stderr);
    let findings = |stderr: &str| stderr.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
    for _ in 0..2 {
        let again = project.run(&["build"]);
        assert_eq!((again.code, findings(&again.stderr)), (1, findings(&first.stderr)));
    }
}
