//! Rows of SQLite.

use rusqlite::Connection;

use super::{configuration, gazette};
use crate::project::{Project, Run};

/// A project whose articles are in `news.db`, which this script makes.
fn project(script: &str, more: &str) -> Project {
    let project = Project::new(&[("feedmill.yaml", &configuration("sqlite:news.db", more))]);
    execute(&project, script);
    project
}

fn execute(project: &Project, script: &str) {
    Connection::open(project.path("news.db")).unwrap().execute_batch(script).unwrap();
}

/// The lines of a run that are findings.
fn findings(run: &Run) -> Vec<&str> {
    run.stderr.lines().filter(|line| line.contains(": error: ") || line.contains(": warning: ")).collect()
}

#[test]
fn the_same_articles_give_the_same_feeds_from_a_file_and_from_sqlite() {
    let files = gazette::of_files(301);
    files.build();
    let database = project(&format!("{}BEGIN;{}COMMIT;", gazette::TABLES, gazette::rows(1..=301)), "");
    database.build();
    assert!(files.public() == database.public());
}

#[test]
fn a_wrong_row_is_told_at_its_column_and_the_others_go_on() {
    let script =
        "CREATE TABLE articles(id text, title text, date text, url text, draft text, body text, note blob);
        INSERT INTO articles VALUES
        ('a', 'Apples', '2020-01-01', '/a', NULL, 'x', x'00ff'),
        ('b', 'Bread', 'someday', '/b', NULL, 'x', NULL),
        ('c', 'Corn', '2020-01-03', '/c', 'perhaps', 'x', NULL),
        ('d', x'00ff', '2020-01-04', '/d', NULL, 'x', NULL),
        ('e', 'Eggs', '2020-01-05', '/e', NULL, replace(hex(zeroblob(1100000)), '0', 'x'), NULL),
        ('f', 'Figs', '2020-01-06', '/f', NULL, 'x', NULL),
        ('f', 'Figs again', '2020-01-06', '/f2', NULL, 'x', NULL),
        (NULL, 'None', '2020-01-07', '/n', NULL, 'x', NULL),
        ('g', 'Grapes', '2020-01-08', '/g', NULL, 'x', NULL);";
    let project = project(script, "  max_size: 1\n");
    let run = project.run(&["build"]).ended(1);
    let places: Vec<&str> = findings(&run).iter().map(|line| line.split(": error").next().unwrap()).collect();
    let expected = [
        "articles.row", "articles:b:date", "articles:c:draft", "articles:d:title", "articles:e", "articles:f",
    ];
    assert_eq!(places, expected, "{}", run.stderr);
    let feed = project.read("public/feed.json");
    assert!(feed.contains("Apples") && feed.contains("Grapes") && !feed.contains("Figs"), "{feed}");
    let skipped = project.run(&["list", "skipped"]).ended(0).stdout;
    assert!(skipped.contains("articles:c\tfaulty"), "{skipped}");
}

#[test]
fn what_holds_back_in_a_file_holds_back_in_a_row() {
    let script =
        "CREATE TABLE articles(id integer, title text, date text, url text, status text, deleted_at text,
            Secured text);
        INSERT INTO articles VALUES
        (1, 'Apples', '2020-01-01 10:00:00', '/a', 'published', NULL, 'canary'),
        (2, 'Bread', '2020-01-02', '/b', 'private', NULL, NULL),
        (3, 'Corn', '2020-01-03', '/c', 'publish', '2021-01-01', NULL),
        (4, 'Dates', '2999-01-01', '/d', 'publish', NULL, NULL);";
    let project = project(script, "");
    let run = project.run(&["build", "-v"]).ended(0);
    let feed = project.read("public/feed.json");
    assert!(feed.contains("Apples") && feed.contains("2020-01-01T10:00:00"), "{feed}");
    assert!(!["Bread", "Corn", "Dates"].iter().any(|title| feed.contains(title)), "{feed}");
    let written = crate::project::tree(&project.root()).into_iter().filter(|(path, _)| path != "news.db");
    let written: Vec<u8> = written.flat_map(|(_, bytes)| bytes).collect();
    assert!(!format!("{run:?}{}", String::from_utf8_lossy(&written)).contains("canary"));
}

#[test]
fn an_unchanged_row_is_not_read_again() {
    let project = project(&format!("{}{}", gazette::TABLES, gazette::rows(1..=20)), "");
    project.build();
    let again = project.run(&["build", "-v"]).ended(0);
    assert!(again.stderr.contains("0 records opened, 0 feeds rendered"), "{}", again.stderr);
    execute(
        &project,
        "UPDATE articles SET title = 'Another' WHERE id = 5; DELETE FROM articles WHERE id = 6;",
    );
    let changed = project.run(&["build", "-v"]).ended(0);
    assert!(changed.stderr.contains("1 record opened"), "{}", changed.stderr);
    let first = Project::new(&[("feedmill.yaml", &project.read("feedmill.yaml"))]);
    std::fs::copy(project.path("news.db"), first.path("news.db")).unwrap();
    first.build();
    assert!(first.public() == project.public());
}

#[test]
fn queries_of_the_operator_stand_for_tables() {
    let script = "CREATE TABLE post(n integer, headline text, at text, body text, tags text, path text);
        INSERT INTO post VALUES (1, 'Apples', '2020-01-01', 'x', '[\"fruit\", \"red\"]', '/a'), (2, 'Old', '1999-01-01', 'x', '[]', '/o');";
    let query = "    articles: SELECT n, headline AS title, at AS date, body, path AS url FROM post WHERE at > '2000';\n    \
                 topics: SELECT n AS article, value AS topic FROM post, json_each(tags)\n    key: n\n";
    let project = project(script, query);
    project.build();
    let feed = project.read("public/topics/red/feed.json");
    assert!(feed.contains("Apples") && !feed.contains("Old"), "{feed}");
}

#[test]
fn a_database_that_cannot_be_asked_publishes_nothing() {
    let none = Project::new(&[("feedmill.yaml", &configuration("sqlite:news.db", ""))]);
    let run = none.run(&["build"]).refused(2);
    assert!(run.stderr.contains("sqlite:news.db: cannot be opened"), "{}", run.stderr);
    let empty = project("CREATE TABLE other(id integer);", "");
    let run = empty.run(&["build"]).refused(2);
    assert!(run.stderr.contains("no such table: articles"), "{}", run.stderr);
    let no_rows = project(gazette::TABLES, "");
    let run = no_rows.run(&["build"]).refused(3);
    assert!(run.stderr.contains("the database has no article"), "{}", run.stderr);
    let no_key = project("CREATE TABLE articles(title text);", "");
    let run = no_key.run(&["build"]).refused(2);
    assert!(run.stderr.contains("has no column `id` (`input.sql.key`)"), "{}", run.stderr);
    let no_database = project("CREATE TABLE articles(id integer);", "");
    no_database
        .write("news.db", "this is no database, however long it may be, and it says so in plain words");
    let run = no_database.run(&["build"]).refused(2);
    assert!(run.stderr.contains("not a database"), "{}", run.stderr);
    for project in [none, empty, no_rows, no_key, no_database] {
        assert!(!project.path("public/feed.json").exists());
    }
}
