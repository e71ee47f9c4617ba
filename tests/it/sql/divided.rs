//! Articles that the engine selects for feeds that are divided by language, for feeds in another order than that of dates, and for
//! podcasts: whatever happens to the rows, the feeds are those of all rows.

use rusqlite::Connection;

use super::{Numbers, configuration};
use crate::project::{PRESENT, Project, run};

/// The tables, in words that SQLite and PostgreSQL share, with what the engine selects by.
const TABLES: &str = "CREATE TABLE articles(id integer PRIMARY KEY, title text, date text, url text, status text, language text,
        audio text, heat double precision, quality integer, changed integer NOT NULL);
    CREATE TABLE article_topics(topic text, article integer, date text, language text);
    CREATE INDEX newest ON articles(language, date, id);
    CREATE INDEX newest_of_all ON articles(date, id);
    CREATE INDEX hottest ON articles(heat DESC NULLS LAST, date DESC, id DESC);
    CREATE INDEX best ON articles(quality DESC NULLS LAST, date DESC, id DESC);
    CREATE INDEX latest ON articles(changed);
    CREATE INDEX newest_of_topic ON article_topics(topic, language, date, article);
    CREATE INDEX topics_of_article ON article_topics(article);";

const FEEDS: &str = "feeds:
  limit: 4
  extra:
    - {name: hot, title: Hot, order: heat, limit: 6}
    - {name: best, title: Best, order: quality, filter: {language: [de], min_quality: 3}, limit: 5}
";

/// The feed of all articles and one of the others are podcasts, whose episodes are few among the articles.
const PODCASTS: &str = "feeds:
  limit: 4
  podcast: &podcast {category: Arts, explicit: false, image: /cover.jpg}
  extra:
    - {name: talk, title: Talk, language: en, filter: {min_quality: 3}, limit: 3, podcast: *podcast}
";

/// A project whose rows are in the database at the URL. German is a language of the site, French is none.
fn project(url: &str, feeds: &str, more: &str) -> Project {
    let more = format!("{more}  languages: [en, de]\n");
    let configuration = configuration(url, &more).replacen("site:", "site:\n  language: en", 1);
    Project::new(&[("feedmill.yaml", &format!("{configuration}{feeds}"))])
}

/// Rows that come and change.
struct Newsroom<'e> {
    execute: &'e dyn Fn(&str),
    numbers: Numbers,
    last: u64,
    clock: u64,
}

impl Newsroom<'_> {
    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let number = self.numbers.below(u64::try_from(texts.len()).unwrap());
        texts[usize::try_from(number).unwrap()]
    }

    /// Writes a row anew, with a date, a language, numbers and topics of its own.
    fn write(&mut self, id: u64) {
        self.clock += 1 + self.numbers.below(30);
        let day = self.numbers.below(28);
        // Some dates are shared, and some are to come.
        let date = format!("2023-{:02}-{:02}T00:00:00Z", 1 + self.numbers.below(12), 1 + day);
        let language = self.one_of(&["'en'", "'en'", "'de'", "'de-AT'", "'fr'", "NULL"]);
        let status = self.one_of(&["publish", "publish", "publish", "draft"]);
        let audio = self.one_of(&["NULL", "NULL", "NULL", "NULL", "'/a.mp3'", "'/a.ogg'", "'/a.txt'"]);
        let heat = self.one_of(&["NULL", "NULL", "0.5", "1", "7.25", "-3", "12"]);
        let (quality, clock) = (self.numbers.below(10), self.clock);
        (self.execute)(&format!(
            "DELETE FROM article_topics WHERE article = {id};
             DELETE FROM articles WHERE id = {id};
             INSERT INTO articles VALUES ({id}, 'Title {clock}', '{date}', '/a/{id}', '{status}', {language}, {audio}, {heat}, {quality},
                 {clock});"
        ));
        for topic in 0..self.numbers.below(4) {
            let topic = self.numbers.below(4) + 2 * topic;
            (self.execute)(&format!(
                "INSERT INTO article_topics VALUES ('Topic {topic}', {id}, '{date}', {language});"
            ));
        }
    }

    /// One of the things that happen.
    fn happen(&mut self) {
        let id = 1 + self.numbers.below(self.last.max(1));
        self.clock += 1;
        let clock = self.clock;
        let set = match self.numbers.below(9) {
            0 | 1 => {
                self.last += 1;
                return self.write(self.last);
            }
            2 => return self.write(id),
            3 => "status = 'deleted'".to_owned(),
            4 => "status = 'publish'".to_owned(),
            5 => format!("heat = {}", self.numbers.below(20)),
            6 => "audio = '/b.mp3'".to_owned(),
            7 => "audio = NULL".to_owned(),
            _ => format!("title = 'Again {clock}'"),
        };
        (self.execute)(&format!("UPDATE articles SET {set}, changed = {clock} WHERE id = {id};"));
    }
}

fn build(project: &Project, now: u64) {
    let mut command = project.command();
    command.env("SOURCE_DATE_EPOCH", now.to_string()).args(["build", "--allow-shrink"]);
    let said = run(&mut command).ended(0).stderr;
    assert!(!said.contains("selection"), "{said}");
}

/// Holds that a project which selects has the feeds of all rows, whatever happens to them. `url` may lead to the same rows from both.
fn assert_as_all(url: &str, feeds: &str, execute: &dyn Fn(&str), seed: u64, steps: u64) {
    let selected = project(url, feeds, "    changed: changed\n    overlap: 10s\n");
    let mut newsroom = Newsroom { execute, numbers: Numbers(seed), last: 0, clock: 100 };
    let mut now: u64 = PRESENT.parse().unwrap();
    for _ in 0..150 {
        newsroom.happen();
    }
    for step in 0..steps {
        for _ in 0..newsroom.numbers.below(5) {
            newsroom.happen();
        }
        // Articles of the future come due.
        now += newsroom.numbers.below(3) * 86_400 / 3;
        build(&selected, now);
        let all = project(url, feeds, "");
        build(&all, now);
        let (expected, found) = (all.public(), selected.public());
        assert!(String::from_utf8_lossy(&expected["rss.xml"]).contains("<item>"), "seed {seed}, step {step}");
        for (path, bytes) in &expected {
            assert!(found.get(path) == Some(bytes), "seed {seed}, step {step}: {path}");
        }
        // A topic without an article has no feed in a first build, and one without entries in any other.
        for (path, bytes) in found.iter().filter(|(path, _)| !expected.contains_key(*path)) {
            assert!(!String::from_utf8_lossy(bytes).contains("/a/"), "seed {seed}, step {step}: {path}");
        }
    }
}

/// Holds that of rows in SQLite.
fn assert_in_sqlite(feeds: &str, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("news.db");
    let database = Connection::open(&file).unwrap();
    // In an index of SQLite those without a value are the last in any case.
    database.execute_batch(&TABLES.replace(" NULLS LAST", "")).unwrap();
    let execute = |script: &str| database.execute_batch(script).unwrap();
    assert_as_all(&format!("sqlite:{}", file.display()), feeds, &execute, seed, 12);
}

/// Holds that of rows in PostgreSQL; `name` is that of the test.
#[cfg(feature = "postgres")]
fn assert_in_postgresql(feeds: &str, name: &str) {
    let Some(server) = super::server::Server::start(name) else { return };
    server.run("postgres", TABLES);
    assert_as_all(&server.url("postgres"), feeds, &|script| server.run("postgres", script), 4, 8);
}

#[test]
fn the_feeds_of_languages_and_of_orders_are_those_of_all_rows_in_sqlite() {
    for seed in 1..=2 {
        assert_in_sqlite(FEEDS, seed);
    }
}

#[cfg(feature = "postgres")]
#[test]
fn the_feeds_of_languages_and_of_orders_are_those_of_all_rows_in_postgresql() {
    let name = "the_feeds_of_languages_and_of_orders_are_those_of_all_rows_in_postgresql";
    assert_in_postgresql(FEEDS, name);
}

#[test]
fn podcasts_are_those_of_all_rows_in_sqlite() {
    for seed in 5..=6 {
        assert_in_sqlite(PODCASTS, seed);
    }
}

#[cfg(feature = "postgres")]
#[test]
fn podcasts_are_those_of_all_rows_in_postgresql() {
    assert_in_postgresql(PODCASTS, "podcasts_are_those_of_all_rows_in_postgresql");
}
