//! The sample publication in `feeds`: what is checked in is what the program makes of it, byte for byte.

use std::path::Path;

use crate::project::{Project, Tree, tree};

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
