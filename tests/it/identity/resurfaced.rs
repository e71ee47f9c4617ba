//! What is renamed and changed at once is told by nothing: many old articles that nobody knows, beside as many that are gone, are asked
//! about, and few are told.

use std::fs;

use super::{PRETTY, SHORT, assert_asked, configure, forget, forget_all, ids, notes, pins};
use crate::project::Project;

/// Gives so many notes, from the first on, another name, another title and another day.
fn disguise(project: &Project, count: usize) {
    for number in 1..=count {
        fs::remove_file(project.path(format!("notes/n{number}.md"))).unwrap();
        add(project, number, &format!("2020-01-{:02}", number % 28 + 1));
    }
}

fn add(project: &Project, number: usize, date: &str) {
    let text = format!("---\ntitle: Letter {number}\ndate: {date}\n---\nWords of note {number}, revised.\n");
    project.write(format!("notes/letter-{number}.md"), text);
}

const SETTINGS: &str = "url: 'https://example.org/'}\nfeeds: {limit: 100}";

/// A project of so many notes and one that is older than all others.
fn dated(count: usize, settings: &str) -> Project {
    let project = notes(count, settings);
    project.write("notes/first.md", "---\ntitle: First\ndate: 2019-02-03\n---\nThe first words.\n");
    project.build();
    project
}

/// The same, whose ids are all pinned, under settings that are no more.
fn pinned(count: usize) -> Project {
    let project = dated(count, PRETTY);
    configure(&project, SHORT);
    project.run(&["ids", "--keep"]).ended(0);
    project.build();
    project
}

#[test]
fn many_old_articles_that_take_the_place_of_others_are_asked_about() {
    // With the state, with the published feeds alone, and with lines `id` alone.
    let cases = [
        (dated(30, SETTINGS), (|_| {}) as fn(&Project)),
        (dated(30, SETTINGS), forget),
        (pinned(30), forget_all),
    ];
    for (project, loses) in cases {
        loses(&project);
        disguise(&project, 12);
        let before = pins(&project);
        let words = ["12 published articles are gone", "12 are not known", "--allow-new-ids", "adopt"];
        assert_asked(&project.run(&["build", "-n"]), &words);
        assert_asked(&project.run(&["build"]), &words);
        assert_eq!(pins(&project), before);
        project.run(&["build", "--allow-new-ids"]).ended(0);
        assert_eq!(ids(&project).len(), 31);
        forget_all(&project);
        let again = project.build();
        assert!(!again.stderr.contains("warning: id"), "{}", again.stderr);
    }
}

#[test]
fn lines_that_are_given_their_new_paths_keep_the_ids() {
    let project = pinned(30);
    let before = ids(&project);
    forget_all(&project);
    disguise(&project, 12);
    let mut lines = project.read("feedmill.pins");
    for number in 1..=12 {
        lines = lines.replace(&format!("notes/n{number}.md"), &format!("notes/letter-{number}.md"));
    }
    project.write("feedmill.pins", lines);
    project.build();
    assert_eq!(ids(&project), before);
}

#[test]
fn few_are_told_with_both_names() {
    let cases = [
        (dated(30, SETTINGS), (|_| {}) as fn(&Project)),
        (dated(30, SETTINGS), forget),
        (pinned(30), forget_all),
    ];
    for (project, loses) in cases {
        loses(&project);
        disguise(&project, 1);
        let run = project.build();
        let told = run.stderr.lines().find(|line| line.starts_with("feedmill.pins: warning: id: ")).unwrap();
        assert!(told.contains("n1") && told.contains("notes/letter-1.md"), "{told}");
    }
}

#[test]
fn articles_that_are_deleted_and_new_ones_are_no_question() {
    let project = pinned(30);
    for number in 1..=12 {
        fs::remove_file(project.path(format!("notes/n{number}.md"))).unwrap();
        add(&project, number, "2021-01-01");
    }
    let run = project.build();
    assert!(!run.stderr.contains("warning: id"), "{}", run.stderr);
    assert_eq!(pins(&project).iter().filter(|line| line.starts_with("gone ")).count(), 12);
    // A clone knows from these lines that nobody need be told, and a file that comes back has its id.
    forget_all(&project);
    let text = "---\ntitle: Note 1\ndate: 2020-02-02\n---\nWords of note 1.\n";
    project.write("notes/n1.md", text);
    let run = project.build();
    assert!(!run.stderr.contains("warning: id"), "{}", run.stderr);
    assert!(ids(&project).contains(&"http://example.org/2020/n1/".to_owned()), "{:?}", ids(&project));
    assert_eq!(pins(&project).iter().filter(|line| line.starts_with("gone ")).count(), 11);
}

#[test]
fn a_state_that_is_older_than_the_feeds_asks_nothing() {
    let project = dated(30, SETTINGS);
    let state = fs::read(project.path(".feedmill/state")).unwrap();
    disguise(&project, 12);
    project.run(&["build", "--allow-new-ids"]).ended(0);
    project.write(".feedmill/state", state);
    project.build();
}
