//! Rows of PostgreSQL, in one server and spread over several.

use super::server::Server;
use super::{configuration, gazette};
use crate::project::Project;

/// A project whose articles are in a database of a server.
fn project(url: &str, more: &str) -> Project {
    Project::new(&[("feedmill.yaml", &configuration(url, more))])
}

#[test]
fn the_same_articles_give_the_same_feeds_from_a_file_and_from_postgresql() {
    let name = "the_same_articles_give_the_same_feeds_from_a_file_and_from_postgresql";
    let Some(server) = Server::start(name) else { return };
    let files = gazette::of_files(301);
    files.build();
    server.run("postgres", &format!("{}{}", gazette::TABLES, gazette::rows(1..=301)));
    let database = project(&server.url("postgres"), "");
    database.build();
    assert!(files.public() == database.public());
    let again = database.run(&["build", "-v"]).ended(0);
    assert!(again.stderr.contains("0 records opened, 0 feeds rendered"), "{}", again.stderr);
}

/// A server whose tables are spread over three others by the hash of an article's key; nothing where PostgreSQL is not installed.
/// `tables` are the definitions of articles and pairs, and `indexes` is run in each of the three.
fn spread(test: &str, tables: [&str; 2], indexes: &str) -> Option<(Server, Vec<Server>)> {
    let front = Server::start(test)?;
    let parts: Vec<Server> = (0..3).map(|_| Server::start(test).unwrap()).collect();
    let [articles, pairs] = tables;
    let mut script = format!(
        "CREATE EXTENSION postgres_fdw; CREATE TABLE articles({articles}) PARTITION BY HASH (id);
         CREATE TABLE article_topics({pairs}) PARTITION BY HASH (article);"
    );
    for (number, part) in parts.iter().enumerate() {
        part.run(
            "postgres",
            &format!("CREATE TABLE articles({articles}); CREATE TABLE article_topics({pairs}); {indexes}"),
        );
        script.push_str(&format!(
            "CREATE SERVER s{number} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{}', port '{}', dbname 'postgres');
             CREATE USER MAPPING FOR postgres SERVER s{number} OPTIONS (user 'postgres', password_required 'false');",
            part.socket().display(),
            part.port()
        ));
        for table in ["articles", "article_topics"] {
            script.push_str(&format!(
                "CREATE FOREIGN TABLE {table}_{number} PARTITION OF {table} FOR VALUES WITH (MODULUS 3, REMAINDER {number}) \
                 SERVER s{number} OPTIONS (table_name '{table}');"
            ));
        }
    }
    front.run("postgres", &script);
    Some((front, parts))
}

#[test]
fn the_same_articles_give_the_same_feeds_from_one_server_and_from_three() {
    let name = "the_same_articles_give_the_same_feeds_from_one_server_and_from_three";
    let mut tables = gazette::TABLES.split(';').map(|table| {
        let (_, columns) = table.split_once('(').unwrap_or_default();
        let columns = columns.trim().trim_end_matches(')').replace(" PRIMARY KEY,", ",");
        columns.split(", PRIMARY KEY").next().unwrap_or_default().to_owned()
    });
    let tables = [tables.next().unwrap(), tables.next().unwrap()];
    let Some((front, _parts)) = spread(name, [&tables[0], &tables[1]], "") else { return };
    let files = gazette::of_files(120);
    files.build();
    front.run("postgres", &gazette::rows(1..=120));
    let database = project(&front.url("postgres"), "");
    database.build();
    assert!(files.public() == database.public());
}

#[test]
fn a_value_is_what_its_type_says() {
    let Some(server) = Server::start("a_value_is_what_its_type_says") else { return };
    server.run(
        "postgres",
        "CREATE TYPE mood AS ENUM ('glad', 'sad');
         CREATE TABLE articles(id uuid, title varchar(40), date timestamptz, updated date, tags text[], url text,
             author jsonb, note json, mood mood, cover bytea, summary text, quality numeric);
         INSERT INTO articles VALUES
         ('6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b', 'Apples', '2020-01-01 12:00:00.5+02', '2020-02-01', '{fruit,\"red, ripe\"}', '/a',
             '{\"name\": \"Ann\"}', E'{\"a\":\\n1}', 'glad', 'x', 'short', 1.50),
         ('00000000-0000-0000-0000-000000000001', 'Bread', 'infinity', NULL, NULL, '/b', 'null', NULL, NULL, NULL, NULL, 'NaN');
         CREATE VIEW wrong AS SELECT id, cover AS title, date, url FROM articles;",
    );
    let project = project(&server.url("postgres"), "");
    let run = project.run(&["build"]).ended(1);
    assert!(
        run.stderr.contains("articles:00000000-0000-0000-0000-000000000001:date: error: date"),
        "{}",
        run.stderr
    );
    let feed = project.read("public/feed.json");
    for text in ["Apples", "\"2020-01-01T10:00:00Z\"", "red, ripe", "Ann", "2020-02-01"] {
        assert!(feed.contains(text), "{text} {feed}");
    }
    project.write(
        "feedmill.yaml",
        configuration(&server.url("postgres"), "    articles: SELECT * FROM wrong WHERE title IS NOT NULL\n"),
    );
    let run = project.run(&["build", "--force"]).ended(3);
    assert!(run.stderr.contains("2a8ad9ebae0b:title: error: unreadable: is binary"), "{}", run.stderr);
}

#[test]
fn a_password_is_in_no_message_and_in_no_file() {
    let Some(server) = Server::start("a_password_is_in_no_message_and_in_no_file") else { return };
    server.run("postgres", &format!("{}{}", gazette::TABLES, gazette::rows(1..=20)));
    let project = project("env:NEWS", "");
    let build = |url: &str, code: i32| {
        let run = crate::project::run(project.command().env("NEWS", url).args(["build", "-v"]));
        assert!(!format!("{run:?}").contains("canary"), "{run:?}");
        run.ended(code)
    };
    build(&server.url("postgres").replace("user=", "password=canary&user="), 0);
    let socket = server.socket().display();
    build(&format!("postgres:///none?host={socket}&port={}&user=postgres&password=canary", server.port()), 2);
    build(&format!("postgres://postgres:canary@127.0.0.1:{}/postgres", server.port()), 4);
    build("postgres://postgres:canary@[/postgres", 2);
    let written: Vec<u8> = crate::project::tree(&project.root()).into_values().flatten().collect();
    assert!(!String::from_utf8_lossy(&written).contains("canary"));
}

#[test]
fn a_connection_over_a_network_is_encrypted_unless_the_url_says_otherwise() {
    let name = "a_connection_over_a_network_is_encrypted_unless_the_url_says_otherwise";
    let Some(server) = Server::start(name) else { return };
    server.run("postgres", &format!("{}{}", gazette::TABLES, gazette::rows(1..=20)));
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", server.port());
    let run = project(&url, "").run(&["build"]).refused(4);
    assert!(run.stderr.contains("TLS") && run.stderr.contains("nothing is published"), "{}", run.stderr);
    project(&format!("{url}?sslmode=disable"), "").build();
}

#[test]
fn a_certificate_that_the_configuration_trusts_is_taken_and_no_other_is() {
    let name = "a_certificate_that_the_configuration_trusts_is_taken_and_no_other_is";
    let Some(server) = Server::start(name) else { return };
    let folder = tempfile::tempdir().unwrap();
    if !server.encrypt(folder.path()) {
        eprintln!("skipped: {name}: openssl is not installed");
        return;
    }
    server.run("postgres", &format!("{}{}", gazette::TABLES, gazette::rows(1..=20)));
    let url = |host: &str| format!("postgres://postgres@{host}:{}/postgres", server.port());
    let build = |host: &str, authority: Option<&str>| {
        let key = authority.map_or(String::new(), |_| "    certificates: authority.pem\n".to_owned());
        let project = project(&url(host), &key);
        if let Some(file) = authority {
            std::fs::copy(folder.path().join(file), project.path("authority.pem")).unwrap();
        }
        project.run(&["build"])
    };
    build("localhost", Some("authority.pem")).ended(0);
    for (host, authority) in
        [("localhost", None), ("localhost", Some("other.pem")), ("127.0.0.1", Some("authority.pem"))]
    {
        let run = build(host, authority).refused(4);
        let says = |text: &str| run.stderr.contains(text);
        assert!(says("certificate") && says("nothing is published"), "{host} {authority:?}: {}", run.stderr);
    }
}

#[test]
fn a_server_that_is_not_there_leaves_the_feeds_as_they_are() {
    let Some(server) = Server::start("a_server_that_is_not_there_leaves_the_feeds_as_they_are") else {
        return;
    };
    server.run("postgres", &format!("{}{}", gazette::TABLES, gazette::rows(1..=20)));
    let project = project(&server.url("postgres"), "");
    project.build();
    let before = project.public();
    server.control("stop");
    let run = project.run(&["build"]).refused(4);
    assert!(run.stderr.contains("nothing is published, old files are intact"), "{}", run.stderr);
    assert!(project.public() == before);
    server.control("start");
    project.build();
    assert!(project.public() == before);
}

const ARTICLES: &str =
    "id integer NOT NULL, title text, date timestamptz, url text, status text, changed timestamptz";
const PAIRS: &str = "topic text, article integer, date timestamptz";

/// The indexes by which the engine selects.
const INDEXES: &str = "CREATE UNIQUE INDEX ON articles(id); CREATE INDEX ON articles(date, id);
     CREATE INDEX ON articles(changed); CREATE INDEX newest ON article_topics(topic, date, article);
     CREATE INDEX ON article_topics(article);";

/// So many articles of four topics.
fn rows(count: usize) -> String {
    format!(
        "INSERT INTO articles SELECT n, 'Title ' || n, timestamptz '2023-01-01' + n * interval '1 hour', '/a/' || n,
             CASE WHEN n % 3 = 0 THEN 'draft' ELSE 'publish' END, timestamptz '2023-02-01' + n * interval '1 second'
             FROM generate_series(1, {count}) n;
         INSERT INTO article_topics SELECT 'Topic ' || n % 4, n, timestamptz '2023-01-01' + n * interval '1 hour'
             FROM generate_series(1, {count}) n;"
    )
}

/// Tables by which the engine selects, with so many articles of four topics.
fn newsroom(count: usize) -> String {
    let rows = rows(count);
    format!("CREATE TABLE articles({ARTICLES}); CREATE TABLE article_topics({PAIRS}); {INDEXES} {rows}")
}

const FEW: &str = "feeds: {limit: 5}\n";

/// Holds that a project which selects has the feeds of all rows, whatever happens to them.
fn assert_selection_is_as_all(server: &Server) {
    let selected = project(&server.url("postgres"), &format!("    changed: changed\n{FEW}"));
    let is_as_all = |what: &str| {
        selected.build();
        let all = project(&server.url("postgres"), FEW);
        all.build();
        assert!(all.public() == selected.public(), "{what}");
    };
    is_as_all("the first run");
    server.run(
        "postgres",
        "UPDATE articles SET status = 'draft', changed = '2023-03-01' WHERE id > 188 AND id % 4 = 1",
    );
    is_as_all("articles are withdrawn");
    server.run(
        "postgres",
        "INSERT INTO articles VALUES (900, 'New', '2023-04-01', '/a/900', 'publish', '2023-04-01');
         INSERT INTO article_topics VALUES ('Topic 2', 900, '2023-04-01'), ('Topic new', 900, '2023-04-01');",
    );
    is_as_all("an article comes");
    let again = selected.run(&["build", "-v"]).ended(0);
    assert!(again.stderr.contains("0 records opened, 0 feeds rendered"), "{}", again.stderr);
    server.run(
        "postgres",
        "DELETE FROM article_topics WHERE article = 197; DELETE FROM articles WHERE id = 199",
    );
    selected.run(&["build", "--force", "--allow-shrink"]).ended(0);
    is_as_all("what vanishes is noticed when all is selected anew");
}

#[test]
fn the_feeds_of_selected_rows_are_those_of_all_rows_in_postgresql() {
    let Some(server) = Server::start("the_feeds_of_selected_rows_are_those_of_all_rows_in_postgresql") else {
        return;
    };
    server.run("postgres", &newsroom(200));
    assert_selection_is_as_all(&server);
}

#[test]
fn the_feeds_of_selected_rows_are_those_of_all_rows_where_these_are_spread_over_three_servers() {
    let name = "the_feeds_of_selected_rows_are_those_of_all_rows_where_these_are_spread_over_three_servers";
    let Some((front, _parts)) = spread(name, [ARTICLES, PAIRS], INDEXES) else { return };
    front.run("postgres", &rows(200));
    assert_selection_is_as_all(&front);
}

#[test]
fn a_plan_that_reads_all_of_a_large_table_is_told_with_the_index_that_is_missing() {
    let name = "a_plan_that_reads_all_of_a_large_table_is_told_with_the_index_that_is_missing";
    let Some(server) = Server::start(name) else { return };
    server.run("postgres", &format!("{} ANALYZE articles; ANALYZE article_topics;", newsroom(12_000)));
    let project = project(&server.url("postgres"), &format!("    changed: changed\n{FEW}"));
    let said = project.run(&["build"]).ended(0).stderr;
    assert!(!said.contains("selection"), "{said}");
    server.run("postgres", "DROP INDEX newest");
    let said = project.run(&["build", "--force"]).ended(0).stderr;
    let expected = "the query of the newest articles of a topic reads all of `article_topics`; make an index on (topic, date, article)";
    assert!(said.contains("warning: selection:") && said.contains(expected), "{said}");
}

#[test]
fn a_row_of_a_transaction_that_takes_long_is_not_missed() {
    let Some(server) = Server::start("a_row_of_a_transaction_that_takes_long_is_not_missed") else { return };
    server.run("postgres", &newsroom(40));
    let project = project(&server.url("postgres"), "    changed: changed\n    overlap: 0s\n");
    project.build();
    let late = server.begin("UPDATE articles SET title = 'Late', changed = '2023-03-01' WHERE id = 40");
    for (id, day) in [(38, 2), (37, 3), (35, 4)] {
        let title = format!("Quick {id}");
        server.run(
            "postgres",
            &format!("UPDATE articles SET title = '{title}', changed = '2023-03-0{day}' WHERE id = {id}"),
        );
        project.build();
        let feed = project.read("public/feed.json");
        assert!(feed.contains(&title) && !feed.contains("Late"), "{feed}");
    }
    late.commit();
    project.build();
    assert!(project.read("public/feed.json").contains("Late"));
}
