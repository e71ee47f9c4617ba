//! Ids last: what readers know an article by stays, and what would change it is kept, asked or refused.

mod articles;
mod resurfaced;
mod walks;

use std::fs;

use serde_json::Value;

use crate::project::{Project, Run};

/// A project of so many articles without links, in the folder `notes`.
fn notes(count: usize, settings: &str) -> Project {
    let project = Project::new(&[]);
    configure(&project, settings);
    for number in 1..=count {
        project.write(
            format!("notes/n{number}.md"),
            format!(
                "---\ntitle: Note {number}\ndate: 2020-02-{:02}\n---\nWords of note {number}.\n",
                number % 28 + 1
            ),
        );
    }
    project
}

fn configure(project: &Project, settings: &str) {
    project.write("feedmill.yaml", format!("site: {{title: Notes, {settings}\n"));
}

const PRETTY: &str = "url: 'http://example.org/'}\ninput: {permalink: '/:year/:title/'}";
const SHORT: &str = "url: 'http://example.org/'}\ninput: {permalink: '/:title/'}";
const SECURE: &str = "url: 'https://example.org/'}\ninput: {permalink: '/:year/:title/'}";

/// The ids in the feed of all articles, sorted.
fn ids(project: &Project) -> Vec<String> {
    let feed: Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let mut ids: Vec<String> = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

fn pins(project: &Project) -> Vec<String> {
    let text = fs::read_to_string(project.path("feedmill.pins")).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.replace('\t', " ")).collect()
}

fn forget(project: &Project) {
    fs::remove_dir_all(project.path(".feedmill")).unwrap();
}

fn forget_all(project: &Project) {
    forget(project);
    fs::remove_dir_all(project.path("public")).unwrap();
}

#[track_caller]
fn assert_asked(run: &Run, words: &[&str]) {
    assert_eq!(run.code, 3, "{}", run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
}

#[test]
fn the_first_build_names_the_settings_that_ids_are_made_from_and_the_second_writes_nothing() {
    let project = notes(2, PRETTY);
    project.build();
    assert_eq!(
        pins(&project),
        ["setting input.permalink /:year/:title/", "setting site.url http://example.org/"]
    );
    fs::remove_file(project.path("feedmill.pins")).unwrap();
    project.write(
        "feedmill.pins",
        "setting\tinput.permalink\t/:year/:title/\nsetting\tsite.url\thttp://example.org/\n",
    );
    project.build();
    assert!(!project.read("feedmill.pins").starts_with('#'), "it was not written again");
}

#[test]
fn where_the_records_name_all_ids_no_file_is_written() {
    let project = notes(0, "url: 'https://example.org/'}");
    project.write("a.md", "---\ntitle: A\ndate: 2020-01-01\nid: urn:example:a\n---\n");
    project.write("b.md", "---\ntitle: B\ndate: 2020-01-01\nlink: https://example.com/b\n---\n");
    project.build();
    assert!(!project.path("feedmill.pins").exists());
    let local = notes(2, "url: 'http://localhost:4000/'}");
    local.build();
    assert!(!local.path("feedmill.pins").exists());
}

#[test]
fn few_articles_keep_their_ids_whatever_is_remembered() {
    for loses in [|_: &Project| {}, forget, forget_all] {
        let project = notes(3, PRETTY);
        project.build();
        let before = ids(&project);
        loses(&project);
        configure(&project, SECURE);
        let run = project.build();
        assert!(run.stderr.starts_with("notes/n1.md: warning: id: keeps"), "{}", run.stderr);
        assert!(run.stderr.contains(" (3 files in notes/; "), "{}", run.stderr);
        assert_eq!(ids(&project), before);
        assert_eq!(pins(&project).len(), 3 + 3, "{:?}", pins(&project));
        let again = project.build();
        assert!(!again.stderr.contains("warning: id") && again.summary().contains("0 feeds changed"));
        let feed = project.read("public/atom.xml");
        assert!(feed.contains("<id>http://example.org/atom.xml</id>"), "the feed has its id, too: {feed}");
    }
}

#[test]
fn many_articles_are_published_when_the_operator_has_said_what_is_meant() {
    for loses in [|_: &Project| {}, forget, forget_all] {
        for keeps in [true, false] {
            let project = notes(20, PRETTY);
            project.build();
            let before = ids(&project);
            loses(&project);
            configure(&project, SHORT);
            let pinned = pins(&project);
            let words = [
                "20 of the 20",
                "`input.permalink` changed from /:year/:title/ to /:title/",
                "ids --keep",
                "--allow-new-ids",
                "http://example.org/2020/n1/ would become http://example.org/n1/",
            ];
            assert_asked(&project.run(&["build"]), &words);
            assert_asked(&project.run(&["build", "-n"]), &words);
            assert_eq!(pins(&project), pinned);
            if keeps {
                assert_eq!(project.run(&["ids"]).ended(0).stdout.lines().count(), 20);
                project.run(&["ids", "--keep"]).ended(0);
                project.build();
                assert_eq!(ids(&project), before);
            } else {
                project.run(&["build", "--allow-new-ids"]).ended(0);
                assert_eq!(ids(&project)[0], "http://example.org/n1/");
            }
            project.build();
            assert!(pins(&project).contains(&"setting input.permalink /:title/".to_owned()));
        }
    }
}

#[test]
fn a_renamed_file_keeps_its_id_and_a_copy_gets_its_own() {
    let project = notes(3, "url: 'https://example.org/'}");
    project.build();
    let before = ids(&project);
    fs::copy(project.path("notes/n2.md"), project.path("notes/copy.md")).unwrap();
    fs::rename(project.path("notes/n1.md"), project.path("notes/one.md")).unwrap();
    project.build();
    let after = ids(&project);
    assert!(before.iter().all(|id| after.contains(id)), "{after:?}");
    assert_eq!(after.len(), 4);
    let pin = "id notes/one.md tag:example.org,2020-02-02:notes/n1.md";
    assert_eq!(pins(&project)[0], pin);
    fs::rename(project.path("notes/one.md"), project.path("notes/again.md")).unwrap();
    project.build();
    assert_eq!((ids(&project), pins(&project).len()), (after, 2));
    assert!(pins(&project)[0].starts_with("id notes/again.md tag:"), "the pin went along");
}

#[test]
fn a_file_whose_old_path_has_no_article_any_more_keeps_its_id() {
    for text in ["No article.\n", "---\ntitle: [\n---\n", "---\ntitle: T\ndraft: true\n---\n"] {
        let project = notes(2, PRETTY);
        project.build();
        let before = ids(&project);
        fs::rename(project.path("notes/n1.md"), project.path("notes/one.md")).unwrap();
        project.write("notes/n1.md", text);
        project.run(&["build"]);
        assert_eq!(ids(&project), before, "{text}");
        forget(&project);
        let kept = ids(&project);
        project.run(&["build"]);
        assert_eq!(ids(&project), kept, "{text}");
    }
}

#[test]
fn a_corrected_date_and_an_edited_link_change_no_id_and_an_edited_id_does() {
    let project = notes(1, "url: 'https://example.org/'}");
    let link = |link: &str| format!("---\ntitle: L\ndate: 2020-01-01\nlink: {link}\n---\n");
    let id = |id: &str| format!("---\ntitle: I\ndate: 2020-01-01\nid: {id}\n---\n");
    project.write("l.md", link("http://example.org/l"));
    project.write("i.md", id("urn:example:i"));
    project.build();
    project.write("notes/n1.md", "---\ntitle: Note 1\ndate: 2020-03-30\n---\nWords.\n");
    project.write("l.md", link("https://example.org/l"));
    project.write("i.md", id("urn:example:j"));
    let run = project.build();
    let expected = ["http://example.org/l", "tag:example.org,2020-02-02:notes/n1.md", "urn:example:j"];
    assert_eq!(ids(&project), expected);
    assert!(run.stderr.contains("i.md: warning: id: has another `id`"), "{}", run.stderr);
}

#[test]
fn http_becoming_https_in_all_links_of_records_is_asked_about() {
    let project = notes(0, "url: 'https://example.org/'}");
    let write = |scheme: &str| {
        for number in 0..12 {
            let link = format!("{scheme}://example.org/{number}");
            project.write(
                format!("{number}.md"),
                format!("---\ntitle: T{number}\ndate: 2020-01-01\nlink: {link}\n---\n"),
            );
        }
    };
    write("http");
    project.build();
    write("https");
    assert_asked(&project.run(&["build"]), &["12 of the 12", "keys of the records"]);
    project.run(&["ids", "--keep"]).ended(0);
    project.build();
    assert_eq!(ids(&project)[0], "http://example.org/0");
}

#[test]
fn an_article_that_is_held_back_keeps_its_id_where_the_pins_are_lost_at_every_run() {
    for held in ["---\ntitle: Note 1\ndraft: true\n---\n", "---\ntitle: [\n---\n", "No article.\n"] {
        let project = notes(3, PRETTY);
        project.build();
        let before = ids(&project);
        configure(&project, SECURE);
        let lose = || fs::remove_file(project.path("feedmill.pins")).unwrap();
        lose();
        project.build();
        assert_eq!(ids(&project), before);
        let text = project.read("notes/n1.md");
        for text in [held, "---\ntitle: Note 1\npublished: false\n---\n", &text] {
            lose();
            project.write("notes/n1.md", text);
            project.run(&["build"]);
            lose();
            project.run(&["build"]);
        }
        assert_eq!(ids(&project), before, "{held}");
    }
}

#[test]
fn a_new_article_never_takes_the_id_of_another() {
    let project = notes(1, SHORT);
    project.build();
    project.write("notes/n1.md", "---\ntitle: Note 1\ndate: 2020-02-02\nslug: moved\n---\nWords.\n");
    project.build();
    project.write("other/n1.md", "---\ntitle: Another\ndate: 2020-02-03\n---\nOther words.\n");
    project.build();
    assert_eq!(ids(&project), ["http://example.org/n1/", "tag:example.org,2020-02-03:other/n1.md"]);
    forget_all(&project);
    project.build();
    assert_eq!(ids(&project), ["http://example.org/n1/", "tag:example.org,2020-02-03:other/n1.md"]);
}

#[test]
fn the_address_of_a_preview_changes_no_id() {
    let project = notes(20, PRETTY);
    project.build();
    let before = ids(&project);
    let preview = ["build", "--base-url", "https://preview.example.net/7/", "-d", "preview"];
    project.run(&preview).ended(0);
    assert!(project.read("preview/feed.json").contains("\"id\": \"http://example.org/2020/n1/\""));
    assert!(
        project.read("preview/feed.json").contains("\"url\": \"https://preview.example.net/7/2020/n1/\"")
    );
    project.build();
    assert_eq!(ids(&project), before);
    assert_eq!(pins(&project).len(), 2);
}

#[test]
fn a_pins_file_that_cannot_be_written_is_a_warning_and_one_that_is_broken_refuses() {
    let project = notes(2, PRETTY);
    fs::create_dir(project.path("feedmill.pins")).unwrap();
    project.run(&["build"]).refused(2);
    fs::remove_dir(project.path("feedmill.pins")).unwrap();
    project.write("feedmill.pins", "<<<<<<< HEAD\n");
    let run = project.run(&["build"]).refused(2);
    assert!(run.stderr.contains("feedmill.pins:1: is no pin"), "{}", run.stderr);
    assert!(!project.path("public").exists());
    project.write("feedmill.pins", "id\ta.md\turn:x\nid\tb.md\turn:x\n");
    project.run(&["list", "entries"]).refused(2);
}

const OLD: &str = r#"<rss version="2.0"><channel><title>Notes</title><link>http://old.example.org/</link><description/>
<item><title>Other words</title><link>http://example.org/2020/n1/</link><guid>http://old.example.org/?p=1</guid></item>
<item><title>Note 2</title><pubDate>Mon, 03 Feb 2020 09:00:00 GMT</pubDate><guid isPermaLink="false">old-2</guid></item>
<item><title>Note 3</title><link>http://old.example.org/three</link><guid>http://old.example.org/three</guid></item>
<item><title>Gone</title><link>http://old.example.org/gone</link></item>
</channel></rss>"#;

#[test]
fn an_article_is_adopted_by_an_address_that_its_front_matter_says_it_had() {
    let project = notes(1, PRETTY);
    project.write(
        "notes/moved.md",
        "---\ntitle: Another title\ndate: 2021-05-05\nredirect_from: [/before/moved.html]\n---\nText.\n",
    );
    project.write(
        "old.xml",
        "<rss version=\"2.0\"><channel><title>Old</title><link>http://example.org/</link><description>Old</description>\
         <item><title>The first title</title><link>http://example.org/before/moved.html</link><guid>old-9</guid>\
         <pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate></item></channel></rss>",
    );
    let run = project.run(&["adopt", "old.xml"]).ended(0);
    assert!(run.stderr.contains("articles with an entry: 1, of which 1 get"), "{}", run.stderr);
    project.build();
    assert!(ids(&project).contains(&"old-9".to_owned()), "{:?}", ids(&project));
}

#[test]
fn the_feeds_of_another_program_are_adopted_with_their_ids() {
    let project = notes(4, PRETTY);
    project.write("old.xml", OLD);
    let adopt = |flags: &[&str]| project.run(&[&["adopt", "old.xml"], flags].concat()).ended(0);
    adopt(&["-n"]);
    assert!(!project.path("feedmill.pins").exists());
    let run = adopt(&[]);
    for line in [
        "articles with an entry: 3, of which 3 get its id in feedmill.pins",
        "entries without a record: 1: http://old.example.org/gone",
        "articles without an entry, which get ids of their own: 1: notes/n4.md",
    ] {
        assert!(run.stderr.contains(line), "{line}: {}", run.stderr);
    }
    let first = project.read("feedmill.pins");
    assert!(adopt(&[]).stderr.contains("articles with an entry: 3, of which 0 get"));
    assert_eq!(project.read("feedmill.pins"), first);
    project.build();
    let expected = [
        "http://example.org/2020/n4/", "http://old.example.org/?p=1", "http://old.example.org/three", "old-2",
    ];
    assert_eq!(ids(&project), expected);
}

#[test]
fn a_permalink_that_jekyll_sets_for_a_scope_is_a_setting() {
    for loses in [|_: &Project| {}, forget, forget_all] {
        let project = Project::new(&[]);
        let configure = |permalink: &str| {
            let scope = "{scope: {path: '', type: posts}, values: {permalink: ";
            project.write(
                "_config.yml",
                format!("url: https://example.org\ntitle: Notes\ndefaults: [{scope}'{permalink}'}}}}]\n"),
            );
        };
        configure("/:year/:title/");
        for number in 10..30 {
            project.write(
                format!("_posts/2020-02-{number}-n{number}.md"),
                format!("---\ntitle: Note {number}\n---\nWords.\n"),
            );
        }
        project.build();
        loses(&project);
        configure("/:title/");
        let told = "`defaults.permalink posts:` changed from /:year/:title/ to /:title/";
        assert_asked(&project.run(&["build"]), &["20 of the 20", told]);
    }
}
