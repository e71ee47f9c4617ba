//! What one run leaves for the next: of no use to anybody else, and worth nothing when it is damaged or old.

use std::fs;

use crate::project::{Project, SITE, Tree, article, gazette, tree};

/// The files of the state, without what keeps them out of repositories.
fn state(project: &Project) -> Tree {
    let mut files = tree(&project.path(".feedmill"));
    files.remove(".gitignore");
    files
}

fn assert_kept_nowhere(project: &Project, canary: &str) {
    for (path, bytes) in state(project) {
        let holds = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
        assert!(!holds, "{path} of the state holds `{canary}`");
    }
}

#[test]
fn a_damaged_state_is_rebuilt_with_a_note() {
    let project = gazette();
    project.build();
    let before = project.public();
    let sound = state(&project);
    assert!(!sound.is_empty());
    for (path, bytes) in &sound {
        let places = (0..8).map(|part| part * bytes.len() / 8);
        let cut = places.clone().map(|at| bytes[..at].to_vec());
        let flipped = places.flat_map(|at| {
            [0x01, 0x80].map(|bit| {
                let mut flipped = bytes.clone();
                flipped[at] ^= bit;
                flipped
            })
        });
        let longer = [[bytes.as_slice(), b"0"].concat(), [bytes.as_slice(), bytes.as_slice()].concat()];
        for (number, damaged) in cut.chain(flipped).chain(longer).enumerate() {
            project.write(format!(".feedmill/{path}"), damaged);
            let run = project.build();
            assert!(run.stderr.contains(": warning: state: "), "{path}, damage {number}: {}", run.stderr);
            assert!(run.summary().contains("0 feeds changed"), "{path}, damage {number}: {}", run.stderr);
            assert_eq!(project.public(), before, "{path}, damage {number}");
            let next = project.build();
            assert!(!next.stderr.contains("state"), "{path}, damage {number}: {}", next.stderr);
        }
    }
}

#[test]
fn a_state_of_another_project_changes_nothing() {
    let projects = [gazette(), gazette()];
    for (number, project) in projects.iter().enumerate() {
        // The same names, sizes and dates.
        project.write("a.md", article(&format!("First light {number}"), "2020-11-18", "Sky"));
        project.build();
    }
    let expected = projects[0].public();
    for (path, bytes) in state(&projects[1]) {
        projects[0].write(format!(".feedmill/{path}"), bytes);
    }
    projects[0].build();
    assert_eq!(projects[0].public(), expected);
}

#[test]
fn an_older_state_hides_no_edit() {
    let project = gazette();
    project.build();
    let old = state(&project);
    for title in ["First night", "First flood"] {
        project.write("a.md", article(title, "2020-11-18", "Sky"));
        project.build();
        for (path, bytes) in &old {
            project.write(format!(".feedmill/{path}"), bytes);
        }
        project.build();
        let feed = project.read("public/topics/sky/feed.json");
        assert!(feed.contains(title), "{feed}");
    }
}

#[test]
fn feeds_that_the_configuration_has_moved_are_found_whatever_happened_since() {
    let project = gazette();
    for path in ["by/{slug}.{format}", "at/{format}/{slug}", "topics/{slug}/{file}"] {
        project.write("feedmill.yaml", format!("{SITE}feeds: {{path: \"{path}\"}}\n"));
        project.build();
        project.build();
    }
    let entries = |path: &str| {
        let text = project.read(&format!("public/{path}"));
        feed_rs::parser::parse(text.as_bytes()).unwrap().entries.len()
    };
    let moved = ["by/sky.rss", "at/atom/sky", "at/json/sky"];
    assert_eq!(moved.map(entries), [1, 1, 1], "subscribers go on reading");
    fs::remove_file(project.path("a.md")).unwrap();
    project.build();
    assert_eq!(moved.map(entries), [0, 0, 0], "nothing withdrawn stays");
    assert_eq!(project.run(&["build", "--prune"]).code, 0);
    assert!(!project.path("public/by").exists() && !project.path("public/at").exists());
}

#[test]
fn the_state_holds_no_word_that_selects_no_article() {
    let project = gazette();
    let hidden =
        "# canary comment\nsecured: canary-secret\nunknown: canary-value\nnested: {secured: [canary]}\n";
    let due =
        "date: 2031-01-01\nid: urn:example:canary-id\nlink: https://canary.example.org/\ntopics: [canary]";
    for (path, text) in [
        (
            "c.md",
            format!(
                "---\ntitle: C\ndate: 2020-11-17\nlink: https://example.org/c\n{hidden}---\nThe canary\n"
            ),
        ),
        ("due.md", format!("---\ntitle: A canary\n{due}\n{hidden}---\nThe canary\n")),
        (
            "draft.md",
            format!("---\ntitle: A canary\ndraft: true\ntopics: [canary]\n{hidden}---\nThe canary\n"),
        ),
        ("broken.md", format!("---\ntitle: A canary\ndate: canary\n{hidden}---\nThe canary\n")),
        ("open.md", format!("---\ntitle: A canary\n{hidden}")),
        ("plain.md", "The canary\n".to_owned()),
    ] {
        project.write(path, text);
    }
    for _ in 0..2 {
        assert_eq!(project.run(&["build"]).code, 1);
        assert_kept_nowhere(&project, "canary");
    }
}
