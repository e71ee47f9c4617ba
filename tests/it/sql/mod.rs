//! Records in a database: what a row is, what of it is told and where, and that the same articles give the same feeds wherever they
//! come from.

#[cfg(all(feature = "postgres", feature = "sqlite"))]
mod broken;
#[cfg(feature = "sqlite")]
mod divided;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod selection;
#[cfg(feature = "postgres")]
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;

use crate::project::{Project, SITE};

/// A configuration that names a database.
pub fn configuration(url: &str, more: &str) -> String {
    format!("{SITE}input:\n  sql:\n    url: \"{url}\"\n{more}")
}

/// Numbers that are the same in every run of the tests.
#[cfg(feature = "sqlite")]
pub struct Numbers(pub u64);

#[cfg(feature = "sqlite")]
impl Numbers {
    /// One that is less than the end.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

#[cfg(feature = "sqlite")]
pub mod gazette {
    //! The same articles as lines of a file and as rows of tables.

    use serde_json::{Value, json};

    use crate::project::{Project, SITE};

    const TOPICS: [&str; 5] = ["News", "Sea & Land", "Sky", "x/y", "Über"];

    /// An article of a number.
    fn article(number: usize) -> Value {
        let topics: Vec<&str> = TOPICS.into_iter().skip(number % 4).step_by(1 + number % 3).collect();
        let date = format!("2023-{:02}-{:02}T10:{:02}:00Z", 1 + number % 12, 1 + number % 28, number % 60);
        let mut article = json!({
            "id": number,
            "title": format!("It's number {number} of \"many\""),
            "date": date,
            "url": format!("/a/{number}"),
            "author": {"name": "Ann O'Hara", "url": "https://example.org/ann"},
            "draft": number.is_multiple_of(7),
            "quality": 7.5,
            "body": format!("Text of *{number}*\n\n- one\n- <b>two</b>\n"),
        });
        if !topics.is_empty() {
            article["topics"] = json!(topics);
        }
        if number.is_multiple_of(5) {
            article["summary"] = json!(format!("About {number} ünd so on"));
        }
        article
    }

    /// A project of so many articles in a file.
    pub fn of_files(count: usize) -> Project {
        let lines: Vec<String> = (1..=count).map(|number| article(number).to_string()).collect();
        let configuration = format!("{SITE}input: {{paths: [articles.ndjson]}}\n");
        Project::new(&[("feedmill.yaml", &configuration), ("articles.ndjson", &lines.join("\n"))])
    }

    /// The tables, in words that SQLite and PostgreSQL share.
    pub const TABLES: &str = "CREATE TABLE articles(id integer PRIMARY KEY, title text, summary text, date timestamptz, \
        url text, author jsonb, draft boolean, quality numeric, body text); \
        CREATE TABLE article_topics(article integer, topic text, PRIMARY KEY (topic, article));";

    /// The script that fills the tables.
    pub fn rows(numbers: impl Iterator<Item = usize>) -> String {
        let text = |value: &Value| match value {
            Value::Null => "NULL".to_owned(),
            Value::String(text) => format!("'{}'", text.replace('\'', "''")),
            other => format!("'{}'", other.to_string().replace('\'', "''")),
        };
        let mut script = String::new();
        for number in numbers {
            let article = article(number);
            let of = |key: &str| text(article.get(key).unwrap_or(&Value::Null));
            script.push_str(&format!(
                "INSERT INTO articles VALUES ({number}, {}, {}, {}, {}, {}, {}, 7.5, {});\n",
                of("title"),
                of("summary"),
                of("date"),
                of("url"),
                of("author"),
                article["draft"],
                of("body")
            ));
            for topic in article.get("topics").and_then(Value::as_array).into_iter().flatten() {
                script.push_str(&format!("INSERT INTO article_topics VALUES ({number}, {});\n", text(topic)));
            }
        }
        script
    }
}

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
#[test]
fn a_build_without_the_engine_says_which_one_has_it() {
    for (url, feature) in [("sqlite:news.db", "sqlite"), ("postgres://ann@db.example.org/news", "postgres")] {
        let run = Project::new(&[("feedmill.yaml", &configuration(url, ""))]).run(&["build"]).refused(2);
        assert!(run.stderr.contains(&format!("--features {feature}")), "{}", run.stderr);
    }
}

#[test]
fn what_the_configuration_says_of_a_database_is_checked() {
    let run =
        |configuration: &str| Project::new(&[("feedmill.yaml", configuration)]).run(&["build"]).refused(2);
    let with_password = run(&configuration("postgres://ann:canary@db.example.org/news", ""));
    assert!(with_password.stderr.contains("write `env:NAME`"), "{}", with_password.stderr);
    assert!(!with_password.stderr.contains("canary"), "{}", with_password.stderr);
    let both = run(&configuration("sqlite:news.db", "  paths: [a.md]\n"));
    assert!(both.stderr.contains("`input.paths` names files"), "{}", both.stderr);
    let absent = run(&configuration("env:FEEDMILL_NOT_SET", ""));
    assert!(absent.stderr.contains("the variable FEEDMILL_NOT_SET of the environment is not set"));
}

#[test]
fn a_confined_configuration_names_no_database_outside() {
    for url in ["sqlite:../news.db", "postgres://ann@db.example.org/news", "env:PATH"] {
        let project = Project::new(&[("feedmill.yaml", &configuration(url, ""))]);
        let run = project.run(&["build", "--confine"]).refused(2);
        assert!(run.stderr.contains("`input.sql.url` leads out of the project's folder"), "{}", run.stderr);
    }
}
