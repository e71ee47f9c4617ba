//! The sample publication in `feeds`: what is checked in is what the program makes of it, byte for byte.

use std::path::Path;

use crate::project::{Project, Tree, run, tree};

/// A present after all articles of the sample but the one that is meant to wait.
const PRESENT: &str = "2030-01-01T00:00:00Z";

/// The sample in a folder of its own, without what was made of it.
fn sample() -> (Project, Tree) {
    let project = Project::new(&[]);
    let mut published = Tree::new();
    for (path, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds")) {
        if let Some(path) = path.strip_prefix("public/") {
            published.insert(path.to_owned(), bytes);
        } else if !path.starts_with(".feedmill/") {
            project.write(path, bytes);
        }
    }
    (project, published)
}

#[test]
fn the_sample_is_up_to_date() {
    let (project, published) = sample();
    let run = project.run(&["build", "--now", PRESENT]);
    assert!(run.code == 0, "the sample has no fault: {}", run.stderr);
    let made = project.public();
    for path in made.keys().chain(published.keys()) {
        let text = |tree: &Tree| tree.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(
            text(&made),
            text(&published),
            "feeds/public/{path}; `feedmill build feeds` makes it anew"
        );
    }
    let again = project.run(&["build", "--now", PRESENT]);
    assert!(again.summary().contains(" 0 feeds changed, "), "{}", again.stderr);
}

#[test]
fn the_sample_shows_every_state_that_an_article_can_have() {
    let (project, published) = sample();
    let run = project.run(&["build", "-n", "--now", PRESENT]);
    for state in ["published", "scheduled", "withdrawn"] {
        assert!(!run.summary().contains(&format!(" 0 {state}")), "{}", run.stderr);
    }
    assert!(
        published.keys().any(|path| path.starts_with("topics/")) && published.len() > 9,
        "{:?}",
        published.keys()
    );
}

/// The blocks of a document in this language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let document = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let opening = format!("```{language}\n");
    let parts = document.split(&opening).skip(1);
    parts.map(|part| part.split_once("```").unwrap().0.to_owned()).collect()
}

#[test]
fn the_documents_show_what_stands_in_the_sample() {
    let (_, published) = sample();
    let unindented = |path: &str| {
        let text = String::from_utf8(published[path].clone()).unwrap();
        text.lines().map(|line| format!("{}\n", line.trim_start())).collect::<String>()
    };
    let shown = [("README.md", "xml", "rss.xml"), ("docs/publishing.md", "json", "feed.json")];
    for (document, language, path) in shown {
        let shown = blocks(document, language).remove(0);
        let shown: String = shown.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        let shown = shown.trim_end();
        assert!(unindented(path).contains(shown), "{document} shows what is not in feeds/public/{path}");
    }
}

#[test]
fn every_configuration_in_the_documents_is_accepted() {
    let [own, reference] = ["README.md", "docs/configuration.md"].map(|document| blocks(document, "yaml"));
    assert!(!own.is_empty() && reference.len() > 7);
    let together = reference[..7].concat();
    for example in own.into_iter().chain(reference).chain([together]) {
        let site = if example.contains("site:") { "" } else { "site: {url: 'https://example.org'}\n" };
        let project = Project::new(&[("feedmill.yaml", &format!("{site}{example}"))]);
        let article = "---\ntitle: T\ndate: 2020-01-02\nlink: /t\ntopics: [A]\n---\n";
        project.write("articles/a.md", article);
        project.write("_data/topics/a.yaml", "name: A\n");
        let run = project.run(&["build"]);
        assert_eq!(run.code, 0, "{example}\n{}", run.stderr);
    }
}

#[test]
fn the_first_minutes_of_the_readme_go_as_it_says() {
    let shown = |language| blocks("README.md", language);
    let (configuration, article) = (shown("yaml").remove(0), shown("markdown").remove(1));
    let project = Project::new(&[("feedmill.yaml", &configuration), ("articles/first.md", &article)]);
    let sessions = shown("console");
    assert!(sessions.len() > 2, "{sessions:?}");
    for session in sessions {
        if session.contains("second.md") {
            project.write("articles/second.md", "---\ntitle: Without a date\n---\n");
        }
        for command in session.split("$ ").skip(1) {
            let (command, said) = command.split_once('\n').unwrap();
            let arguments: Vec<&str> = command.split(' ').skip(1).collect();
            if command.starts_with("find ") {
                let files = project.public().into_keys().map(|path| format!("public/{path}"));
                let (mut files, mut said): (Vec<_>, Vec<_>) = (files.collect(), said.lines().collect());
                files.sort();
                said.sort_unstable();
                assert_eq!(said, files);
            } else {
                let run = run(project.command().args(arguments).env("SOURCE_DATE_EPOCH", "1900000000"));
                assert_eq!(said, run.stdout + &run.stderr, "README.md: {command}");
            }
        }
    }
}
