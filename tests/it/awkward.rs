//! Hostile and broken records: whatever they are, the run ends, the other records are published, every file is
//! accounted for, and nothing is written outside the destination.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::entries::{entries, feed};
use crate::project::{Project, SITE, Tree, article, tree};

/// Builds a project of one good article and what `add` puts beside it; gives the outcome of every file and the feeds.
fn outcomes(add: impl Fn(&Project)) -> (BTreeMap<String, String>, Tree) {
    let project = Project::with_articles(&[("good.md", &article("Good", "2020-01-01", "Sky"))]);
    add(&project);
    let outside = |project: &Project| {
        let mut all = tree(&project.root());
        all.retain(|path, _| !path.starts_with("public/") && !path.starts_with(".feedmill/"));
        all.remove("feedmill.pins");
        all
    };
    let before = outside(&project);
    let run = project.run(&["build", "--report", "-"]);
    assert!(run.code == 0 || run.code == 1, "{}: {}", run.code, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(outside(&project) == before, "something was written outside the destination");

    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let files: BTreeMap<String, String> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (text(&file["path"]), text(&file["outcome"])))
        .collect();
    assert_eq!(files["good.md"], "published");
    for (path, _) in files.iter().filter(|(_, outcome)| *outcome == "faulty") {
        let is_explained = |finding: &Value| finding["path"] == **path && finding["severity"] == "error";
        assert!(report["findings"].as_array().unwrap().iter().any(is_explained), "{path} is not explained");
    }
    let public = project.public();
    assert!(entries(&public, "topics/sky/feed.json").iter().any(|seen| seen.title == "Good"));
    for path in public.keys() {
        feed(&public, path);
    }
    (files, public)
}

/// The outcome of one hostile file.
fn outcome(name: &str, content: impl AsRef<[u8]>) -> (String, Tree) {
    let (files, public) = outcomes(|project| project.write(name, &content));
    (files[name].clone(), public)
}

#[test]
fn separators_from_word_processors_hold_back_what_may_be_a_draft_and_nothing_else() {
    for (lines, expected) in [
        ("title: Blue sky\u{2028}", "published"),
        ("title: Blue\u{2028}sky\u{2029}", "published"),
        ("title: Blue \u{85}sky\ndraft: false\u{2028}", "published"),
        ("# Blue\u{2028}\ntitle:\u{2028}\n  Blue\u{2028}\n  sky", "published"),
        ("title: Blue sky\ndraft: true\u{2028}", "withdrawn"),
        ("title: Blue sky\ndraft: \u{2028}true", "withdrawn"),
        ("title: Blue sky\u{2028}draft: true", "faulty"),
        ("title: Blue sky\u{2029}draft:", "faulty"),
        ("title: Blue sky\n# By me\u{85}draft: true", "faulty"),
        ("title: Blue sky\nexcerpt: |\n  A text\u{2028}draft: true", "faulty"),
        ("title: Blue sky\n\u{2028}draft: true", "faulty"),
    ] {
        let (outcome, public) = outcome("odd.md", format!("---\ndate: 2020-01-01\n{lines}\n---\n"));
        assert_eq!(outcome, expected, "{lines:?}");
        let seen = entries(&public, "feed.json");
        assert_eq!(seen.iter().any(|seen| seen.title == "Blue sky"), expected == "published", "{lines:?}");
    }
}

#[test]
fn files_without_a_record_are_told_from_broken_ones() {
    for (content, expected) in [
        (&b""[..], "no-front-matter"),
        (b"\n\n", "no-front-matter"),
        (b"---", "faulty"),
        (b"---\n", "faulty"),
        (b"---\n---\n", "undated"),
        (b"---\n---", "undated"),
        (b"---\n# nothing\n---\n", "undated"),
        (b"---\ndate: 2020-01-01\n---", "published"),
        (b"---\r\ndate: 2020-01-01\r\n---\r\n", "published"),
        (b"\xef\xbb\xbf---\ndate: 2020-01-01\n---\n", "published"),
        (b"\xff\xfe-\0-\0-\0", "faulty"),
        (b"---\ndate: 2020-01-01\ntitle: \xe9t\xe9\n---\n", "faulty"),
        (b"---\ndate: 2020-01-01\n---\n\xff\n", "faulty"),
        (b"\0\0\0\0", "no-front-matter"),
        (b"---\ntitle: \"unpaired\ndate: 2020-01-01\n---\n", "faulty"),
        (b"---\ntitle: 'unpaired\ndate: 2020-01-01\n---\n", "faulty"),
        (b"---\ntitle: un\"paired' [\ndate: 2020-01-01\n---\n", "published"),
        (b"---\n\ttitle: tab\n---\n", "faulty"),
        (b"---\n? [a, b]\n: c\n---\n", "faulty"),
        (b"---\ndate: 2020-01-01\n---\n---\ndate: nothing here counts\n---\n", "published"),
    ] {
        let (outcome, _) = outcome("odd.md", content);
        assert_eq!(outcome, expected, "{:?}", String::from_utf8_lossy(content));
    }
}

#[test]
fn documents_made_to_exhaust_the_reader_are_turned_away() {
    let deep = "[".repeat(20_000);
    let laughs: String =
        (1..40).map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1)).collect();
    let aliases = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(20_000));
    let indented: String = (0..1000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for (what, yaml) in [
        ("brackets", format!("x: {deep}\n")),
        ("laughs", format!("a0: &a0 lol\n{laughs}title: *a39\n")),
        ("aliases", aliases),
        ("dashes", format!("x: \n  {}\n", "- ".repeat(20_000))),
        ("indents", indented),
    ] {
        let (outcome, _) = outcome("bomb.md", format!("---\ndate: 2020-01-01\n{yaml}---\n"));
        assert_eq!(outcome, "faulty", "{what}");
    }
}

#[test]
fn what_only_reading_the_whole_record_would_refuse_is_refused_at_once_and_at_its_place() {
    let config = format!("{SITE}feeds: {{limit: 1}}\n");
    let project = Project::new(&[("feedmill.yaml", &config)]);
    let refused = ["title: {{ page.title }}", "image: {[a]: b}", "excerpt: !!int abc", "authors: [{? []}]"];
    for (number, line) in refused.iter().cycle().take(40).enumerate() {
        project.write(format!("bad{number}.md"), format!("---\ndate: 2020-02-02\n{line}\n---\n"));
    }
    project.write("good.md", article("Good", "2020-01-01", "Sky"));
    let run = project.run(&["build", "-v"]).ended(1);
    let is_told =
        |line: &&str| line.contains(":3:") && line.contains(": error: front-matter: not valid YAML");
    assert_eq!(run.stderr.lines().filter(is_told).count(), 40, "{}", run.stderr);
    assert!(project.read("public/atom.xml").contains("Good"));
}

#[test]
fn a_quote_in_plain_text_does_not_hide_deep_nesting() {
    let deep = "[".repeat(2000);
    for before in [
        "title: rock 'n roll", "title: 5 \" long", "title: |\n  it's \"", "# don't \"\ntitle: x",
        "title: a - 'b",
    ] {
        let project = Project::with_articles(&[("good.md", &article("Good", "2020-01-01", "Sky"))]);
        project.write("bomb.md", format!("---\n{before}\ndate: 2020-01-01\nx: {deep}\n---\n"));
        let run = project.run(&["build"]);
        assert!(run.stderr.contains("nested deeper than"), "{before}: {}", run.stderr);
    }
}

#[test]
fn hostile_texts_become_harmless_feeds() {
    let controls: String = (0..=0x9f_u8).map(|code| format!("\\x{code:02x}")).collect();
    let odd = "\\uFFFE\\uFFFF\\uFDD0\\U0001FFFE\\uFEFF\\u202E\\u2028";
    for (what, fields) in [
        ("a long title", format!("title: {}\n", "long ".repeat(60_000))),
        ("one long word", format!("title: {}\n", "x".repeat(300_000))),
        ("controls", format!("title: \"a{controls}{odd}b\"\ntopics: [\"a{controls}{odd}b\"]\nexcerpt: \"{controls}\"\n")),
        ("controls in an id", format!("id: \"a{controls}b\"\nlink: \"https://example.org/{controls}\"\n")),
        ("entities", format!("title: \"{}\"\n", "&amp;".repeat(10_000))),
        ("CDATA", "title: \"]]>]]&gt;<![CDATA[\"\nexcerpt: \"]]>]]&gt;<![CDATA[\"\nauthor: \"]]>\"\ntopics: [\"]]>\"]\n".to_owned()),
        ("quotes", "title: '\"''&<>\"\"'\ntopics: ['\"''&<>\"\"']\nimage: 'https://example.org/\"><x y=\"&amp;'\n".to_owned()),
        ("deep HTML", format!("featuredContent: \"{}\"\n", "<div>".repeat(5000))),
        ("forged extension", "image: 'https://example.org/a?b&c\"/><entry><id>forged</id></entry><x y=\"'\n".to_owned()),
    ] {
        let (outcome, public) = outcome("hostile.md", format!("---\ndate: 2020-01-02\n{fields}---\n{fields}\n"));
        assert_eq!(outcome, "published", "{what}");
        for path in ["rss.xml", "atom.xml", "feed.json"] {
            let text = std::str::from_utf8(&public[path]).unwrap();
            let is_forbidden = |character: char| {
                (character.is_control() && character != '\n' && character != '\t')
                    || matches!(character, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{1fffe}')
            };
            assert!(!text.contains(is_forbidden), "{what}: {path}");
            assert_eq!(entries(&public, path).len(), 2, "{what}: {path}");
        }
    }
}

#[test]
fn hostile_topics_get_folders_of_their_own_inside_the_destination() {
    let names = [
        ".", "..", "/", "\\", "con", "NUL", "aux.txt", "../../etc/passwd", "C:\\x", "a/../b", "\u{0}",
        "\u{202e}", "-", "~", "*", "?", "<b></b>", "&", "topics", ".feedmill-tmp", "rss.xml", "%2e%2e%2f",
        "\u{1f980}", "مرحبا",
    ];
    let list: Vec<String> = names.iter().map(|name| serde_json::to_string(name).unwrap()).collect();
    let long = format!("\"{}\", \"{}\"", "y".repeat(10_000), "z ".repeat(5000));
    let text = article("Hostile", "2020-01-02", &format!("{}, {long}", list.join(", ")));
    let (outcome, public) = outcome("hostile.md", text);
    assert_eq!(outcome, "published");
    let folders: Vec<&str> = public.keys().filter_map(|path| path.strip_suffix("/atom.xml")).collect();
    for folder in &folders {
        let name = folder.strip_prefix("topics/").unwrap_or_else(|| panic!("{folder}"));
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(name.bytes().all(is_plain) && name.len() <= 100, "{folder}");
        assert!(!["", "con", "nul", "aux", "prn"].contains(&name), "{folder}");
    }
    // Nothing is left of three of the names; all others have feeds of their own.
    assert_eq!(folders.len(), 1 + names.len() - 3 + 2, "{folders:#?}");
}

#[test]
fn an_article_may_have_a_hundred_topics() {
    let topics: Vec<String> = (0..100).map(|number| format!("topic {number}")).collect();
    let project = Project::with_articles(&[("many.md", &article("Many", "2020-01-02", &topics.join(", ")))]);
    assert_eq!(project.run(&["list", "topics"]).stdout.lines().count(), 100);
    project.write("feedmill.yaml", format!("{SITE}topics:\n  only: [topic 7, topic 99]\n"));
    project.build();
    for path in ["rss.xml", "topics/topic-7/atom.xml", "topics/topic-99/feed.json"] {
        assert_eq!(entries(&project.public(), path)[0].categories, topics, "{path}");
    }
}

#[test]
fn a_version_number_keeps_its_spelling_as_a_topic() {
    for topics in
        ["topics: [3.10, 3.1]", "topics: [\"3.10\", 3.1]", "topics:\n- 3.10\n- 3.1", "tags: 3.10, 3.1"]
    {
        let text = format!("---\ndate: 2020-01-02\nlink: /x\n{topics}\n---\n");
        let (_, public) = outcome("versions.md", text);
        assert_eq!(entries(&public, "atom.xml")[0].categories, ["3.10", "3.1"], "{topics}");
    }
}

#[test]
fn a_folder_named_like_an_article_does_not_stop_the_build() {
    let (files, _) =
        outcomes(|project| project.write("folder.md/inside.md", article("Inside", "2020-01-02", "Sky")));
    assert_eq!(files["folder.md/inside.md"], "published");
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_project_are_not_followed() {
    let (files, public) = outcomes(|project| {
        let secret = article("Secret", "2020-01-02", "Sky");
        let outside = project.beside("outside");
        std::fs::create_dir(&outside).unwrap();
        std::fs::write(outside.join("secret.md"), secret).unwrap();
        let link = |target: &std::path::Path, name: &str| {
            std::os::unix::fs::symlink(target, project.path(name)).unwrap()
        };
        link(&outside.join("secret.md"), "out.md");
        link(&outside, "folder");
        link(std::path::Path::new("nowhere.md"), "dangling.md");
        link(std::path::Path::new("loop.md"), "loop.md");
        link(std::path::Path::new("."), "circle");
        link(std::path::Path::new("good.md"), "inside.md");
    });
    for (path, outcome) in [
        ("out.md", "faulty"),
        ("dangling.md", "faulty"),
        ("loop.md", "faulty"),
        ("folder", "faulty"),
        ("circle", "faulty"),
        ("inside.md", "duplicate"),
    ] {
        assert_eq!(files[path], outcome, "{path}");
    }
    assert_eq!(files.len(), 7, "{files:?}");
    assert!(!String::from_utf8_lossy(&public["atom.xml"]).contains("Secret"));
}

#[cfg(unix)]
#[test]
fn a_pipe_named_like_an_article_is_not_waited_for() {
    let project = Project::with_articles(&[("good.md", &article("Good", "2020-01-01", "Sky"))]);
    let pipe = project.path("pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        // Without the command there is no way to make one.
        return;
    }
    // A program that does open the pipe is let go, and told by what it makes of it.
    std::thread::spawn(move || std::fs::File::options().write(true).open(pipe));
    let run = project.run(&["build"]).ended(1);
    assert!(run.stderr.starts_with("pipe.md: error: unreadable: "), "{}", run.stderr);
    assert!(project.read("public/atom.xml").contains("Good"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_reported_below_the_project() {
    use std::os::unix::ffi::OsStrExt;
    let (files, _) = outcomes(|project| {
        let name = std::ffi::OsStr::from_bytes(b"bad\xff.md");
        project.write(name, article("Bad name", "2020-01-02", "Sky"));
    });
    assert_eq!(files.len(), 2);
    let name = files.keys().find(|path| path.starts_with("bad"));
    assert!(name.is_some_and(|name| files[name] == "faulty"), "{files:?}");
}
