//! Articles that the engine selects: whatever happens to the rows, the feeds are those of all rows.

use std::fs;

use rusqlite::Connection;

use super::{Numbers, configuration};
use crate::project::{PRESENT, Project, run};

/// The tables, with what the engine selects by.
const TABLES: &str = "CREATE TABLE articles(id integer PRIMARY KEY, title text, date text, url text, status text, quality integer,
        changed integer NOT NULL);
    CREATE TABLE article_topics(topic text, article integer, date text);
    CREATE INDEX newest ON articles(date, id);
    CREATE INDEX latest ON articles(changed);
    CREATE INDEX newest_of_topic ON article_topics(topic, date, article);
    CREATE INDEX topics_of_article ON article_topics(article);";

const FEEDS: &str =
    "feeds:\n  limit: 5\n  extra:\n    - {name: good, title: Good, filter: {min_quality: 8}, limit: 3}\n";

const SELECTING: &str = "    changed: changed\n    overlap: 10s\n";

/// A project whose rows are those of `news.db` beside it.
fn project(more: &str) -> Project {
    Project::new(&[("feedmill.yaml", &format!("{}{FEEDS}", configuration("sqlite:news.db", more)))])
}

/// A newsroom: rows that come and change.
struct Newsroom {
    database: Connection,
    numbers: Numbers,
    last: u64,
    clock: u64,
}

impl Newsroom {
    fn new(project: &Project, seed: u64) -> Newsroom {
        let database = Connection::open(project.path("news.db")).unwrap();
        database.execute_batch(TABLES).unwrap();
        Newsroom { database, numbers: Numbers(seed), last: 0, clock: 100 }
    }

    fn execute(&self, statement: &str) {
        self.database.execute_batch(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// Writes a row anew, with a date and topics of its own.
    fn write(&mut self, id: u64) {
        self.clock += self.numbers.below(30);
        let day = self.numbers.below(28);
        // Some dates are shared, and some are to come.
        let date = format!("2023-{:02}-{:02}T00:00:00Z", 1 + self.numbers.below(12), 1 + day);
        let status =
            ["publish", "publish", "publish", "draft"][usize::try_from(self.numbers.below(4)).unwrap()];
        let (quality, clock) = (self.numbers.below(10), self.clock);
        self.execute(&format!(
            "DELETE FROM article_topics WHERE article = {id};
             INSERT OR REPLACE INTO articles VALUES ({id}, 'Title {clock}', '{date}', '/a/{id}', '{status}', {quality}, {clock});"
        ));
        for topic in 0..self.numbers.below(4) {
            let topic = self.numbers.below(4) + 2 * topic;
            self.execute(&format!("INSERT INTO article_topics VALUES ('Topic {topic}', {id}, '{date}')"));
        }
    }

    /// One of the things that happen.
    fn happen(&mut self) {
        let id = 1 + self.numbers.below(self.last.max(1));
        self.clock += 1;
        let clock = self.clock;
        match self.numbers.below(6) {
            0 | 1 => {
                self.last += 1;
                self.write(self.last);
            }
            2 => self.write(id),
            3 => self
                .execute(&format!("UPDATE articles SET status = 'draft', changed = {clock} WHERE id = {id}")),
            4 => self.execute(&format!(
                "UPDATE articles SET status = 'publish', changed = {clock} WHERE id = {id}"
            )),
            _ => self.execute(&format!(
                "UPDATE articles SET title = 'Again {clock}', changed = {clock} WHERE id = {id}"
            )),
        }
    }
}

/// Builds a project at a moment.
fn build(project: &Project, now: u64, arguments: &[&str]) -> String {
    let mut command = project.command();
    command.env("SOURCE_DATE_EPOCH", now.to_string()).arg("build").args(arguments);
    run(&mut command).ended(0).stderr
}

/// Makes sure that the feeds are those that all rows give at the moment.
fn assert_as_all(project: &Project, now: u64, what: &str) {
    let all = self::project("");
    fs::copy(project.path("news.db"), all.path("news.db")).unwrap();
    build(&all, now, &[]);
    let (expected, found) = (all.public(), project.public());
    for (path, bytes) in &expected {
        assert!(found.get(path) == Some(bytes), "{what}: {path}");
    }
    // A topic without an article has no feed in a first build, and one without entries in any other.
    for (path, bytes) in found.iter().filter(|(path, _)| !expected.contains_key(*path)) {
        assert!(!String::from_utf8_lossy(bytes).contains("/a/"), "{what}: {path}");
    }
}

#[test]
fn the_feeds_are_those_of_all_rows_whatever_happens_to_them() {
    for seed in 1..=3 {
        let project = project(SELECTING);
        let mut newsroom = Newsroom::new(&project, seed);
        let mut now: u64 = PRESENT.parse().unwrap();
        for _ in 0..80 {
            newsroom.happen();
        }
        for step in 0..25 {
            for _ in 0..newsroom.numbers.below(4) {
                newsroom.happen();
            }
            // Articles of the future come due.
            now += newsroom.numbers.below(3) * 86_400 / 3;
            build(&project, now, &["--allow-shrink"]);
            assert_as_all(&project, now, &format!("seed {seed}, step {step}"));
        }
    }
}

#[test]
fn what_no_change_tells_is_mended_when_all_is_selected_anew() {
    let project = project(SELECTING);
    let mut newsroom = Newsroom::new(&project, 7);
    for _ in 0..80 {
        newsroom.happen();
    }
    let now: u64 = PRESENT.parse().unwrap();
    build(&project, now, &[]);
    newsroom.execute(
        "DELETE FROM articles WHERE id % 9 = 0; UPDATE articles SET title = 'Silent' WHERE id % 5 = 0;",
    );
    build(&project, now + 60, &[]);
    build(&project, now + 86_400, &[]);
    assert_as_all(&project, now + 86_400, "after a day");
    newsroom.execute("UPDATE articles SET title = 'Silent again' WHERE id % 5 = 0;");
    build(&project, now + 86_500, &["--force"]);
    assert_as_all(&project, now + 86_500, "with --force");
}

#[test]
fn a_run_without_a_change_reads_no_row_and_one_with_a_change_that_row() {
    let project = project("    changed: changed\n    overlap: 0s\n");
    let mut newsroom = Newsroom::new(&project, 11);
    for _ in 0..120 {
        newsroom.happen();
    }
    let now: u64 = PRESENT.parse().unwrap();
    build(&project, now, &[]);
    let state = fs::read(project.path(".feedmill/state")).unwrap();
    assert!(build(&project, now, &["-v"]).contains("0 records opened, 0 feeds rendered"));
    assert!(fs::read(project.path(".feedmill/state")).unwrap() == state);
    let clock = newsroom.clock + 5;
    newsroom.execute(&format!(
        "INSERT INTO articles VALUES (900, 'New', '2023-11-14', '/a/900', 'publish', 1, {clock});
         INSERT INTO article_topics VALUES ('Topic 1', 900, '2023-11-14')"
    ));
    let said = build(&project, now, &["-v"]);
    assert!(said.contains("1 record opened, 2 feeds rendered"), "{said}");
    assert_as_all(&project, now, "a new row");
}

#[test]
fn newer_articles_in_the_place_of_all_are_no_loss() {
    let project = project(SELECTING);
    let mut newsroom = Newsroom::new(&project, 13);
    for _ in 0..60 {
        newsroom.happen();
    }
    let now: u64 = PRESENT.parse().unwrap();
    build(&project, now, &[]);
    for number in 0..200 {
        newsroom.clock += 1;
        let clock = newsroom.clock;
        newsroom.execute(&format!(
            "INSERT INTO articles VALUES ({}, 'New {number}', '2023-11-14T{:02}:00:00Z', '/a/{0}', 'publish', 9, {clock});
             INSERT INTO article_topics VALUES ('Topic {}', {0}, '2023-11-14T{:02}:00:00Z')",
            1000 + number,
            number % 20,
            number % 12,
            number % 20
        ));
    }
    // Nothing is refused, though nearly no article of the last run is shown any more.
    build(&project, now, &[]);
    assert_as_all(&project, now, "many new rows");
    build(&project, now, &["--force"]);
    assert_as_all(&project, now, "selected anew");
}

#[test]
fn what_the_engine_cannot_select_is_refused_or_told() {
    let project = project(SELECTING);
    let mut newsroom = Newsroom::new(&project, 17);
    for _ in 0..40 {
        newsroom.happen();
    }
    let with = |settings: &str, feeds: &str| {
        project.write("feedmill.yaml", format!("{}{feeds}", configuration("sqlite:news.db", settings)));
        project.run(&["build"])
    };
    let archive = "feeds: {archive: true}\n";
    let run = with(SELECTING, archive).refused(2);
    assert!(run.stderr.contains("feeds.archive"), "{}", run.stderr);
    let languages = format!("{SELECTING}  languages: [en, de]\n");
    newsroom
        .execute("ALTER TABLE articles ADD COLUMN language text; ALTER TABLE articles ADD COLUMN heat text;");
    let run = with(&languages, "").refused(2);
    assert!(run.stderr.contains("the pairs need the language of their article"), "{}", run.stderr);
    let run = with(SELECTING, "feeds: {extra: [{name: hot, title: Hot, order: heat}]}\n").refused(2);
    assert!(
        run.stderr.contains("`heat` (`feeds.extra.order`), which must be declared as a number"),
        "{}",
        run.stderr
    );
    let run = with("    changed: none\n", "").refused(2);
    assert!(run.stderr.contains("has no column `none` (`input.sql.changed`)"), "{}", run.stderr);
    let run = with(&format!("{SELECTING}    date: published\n"), "").refused(2);
    assert!(run.stderr.contains("has no column `published` (`input.sql.date`)"), "{}", run.stderr);
    newsroom.execute("UPDATE article_topics SET date = '2000-01-01T00:00:00Z' WHERE article % 3 = 0");
    let run = with(SELECTING, "").ended(0);
    assert!(
        run.stderr.contains("warning: selection: the column that `input.sql.date` names"),
        "{}",
        run.stderr
    );
    newsroom.execute("DROP INDEX newest_of_topic");
    let run = project.run(&["build", "--force"]).ended(0);
    assert!(run.stderr.contains("reads all of `article_topics`; make an index"), "{}", run.stderr);
}

#[test]
fn a_faulty_row_that_is_gone_is_told_no_more() {
    let project = project(SELECTING);
    let mut newsroom = Newsroom::new(&project, 19);
    for _ in 0..40 {
        newsroom.happen();
    }
    let now: u64 = PRESENT.parse().unwrap();
    build(&project, now, &[]);
    newsroom.execute(
        "INSERT INTO articles VALUES (900, 'Undated', '2023-13-41', '/a/900', 'publish', 9, 9000),
             (901, x'00ff', '2023-11-10', '/a/901', 'publish', 9, 9000), (902, 'Unclear', '2023-11-10', '/a/902', 'perhaps', 9, 9000);
         INSERT INTO article_topics SELECT 'Topic 1', id, date FROM articles WHERE id >= 900;",
    );
    let told = |expected: &[&str]| {
        let mut command = project.command();
        let run = run(command.env("SOURCE_DATE_EPOCH", now.to_string()).arg("build"));
        let run = run.ended(i32::from(!expected.is_empty()));
        let is_told = |row: &&str| run.stderr.contains(&format!("articles:{row}"));
        let found: Vec<&str> = ["900", "901", "902"].into_iter().filter(is_told).collect();
        assert_eq!(found, expected, "{}", run.stderr);
    };
    told(&["900", "901", "902"]);
    // Nothing has changed, and the rows are still wrong.
    told(&["900", "901", "902"]);
    newsroom.execute("DELETE FROM articles WHERE id = 901");
    told(&["900", "902"]);
    newsroom.execute("DELETE FROM articles WHERE id = 900; UPDATE articles SET status = 'deleted', changed = 9100 WHERE id = 902");
    told(&[]);
    assert_as_all(&project, now, "what is wrong has gone");
}
