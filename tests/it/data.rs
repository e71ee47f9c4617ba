//! Data files: one record or many in JSON, YAML, TOML, NDJSON and CSV, each known by its file and line.

use serde_json::Value;

use crate::project::{Project, Run, SITE, tree};

/// A configuration that names the data files.
fn configuration(paths: &str) -> String {
    format!("{SITE}input:\n  paths: [{paths}]\n  permalink: /:slug/\n")
}

const POSTS: &str = r#"{"id": "https://example.org/a", "title": "Apples", "date": "2020-01-01", "url": "/a", "tags": ["fruit"]}
{"title": "Bread", "date": "2020-01-02", "url": "/b", "draft": true}
{"title": "Corn", "date": "2020-01-03",

{"title": "Dates", "url": "/d"}
{"title": "Figs", "date": "2020-01-05", "url": "/f", "secured": {"key": "canary"}}
{"title": "Grapes", "date": "2020-01-06", "url": "/g", "status": "private", "body": "canary"}
{"date": "2020-01-07", "body": "canary"}
{"title": "Apples again", "date": "2021-01-01", "id": "https://example.org/a", "url": "/other"}
"#;

const TALKS: &str = "title,date,url,tags,Secured,description\r\n\
                     Ham,2020-02-01,/h,\"x, y\",canary,\"two\r\nlines, \"\"quoted\"\"\"\r\n\
                     Ice,2020-02-02,/i,x,canary\r\n\
                     Jam,2020-02-03,/j,x,canary,short\r\n";

const LIST: &str = "site: Example\nposts:\n  - title: Kale\n    date: 2020-03-01\n    body: |\n      Text *here*\n    secured: canary\n\
                    \x20 - title: Leeks\n    date: 2020-03-02\n    tags: [x\n  - title: Mint\n    date: 2020-03-03\n";

fn project() -> Project {
    let paths = "data/posts.ndjson, data/talks.csv, data/list.yaml, \"data/one/*.json\", data/many.toml, data/many.json";
    Project::new(&[
        ("feedmill.yaml", &configuration(paths)),
        ("data/posts.ndjson", POSTS),
        ("data/talks.csv", TALKS),
        ("data/list.yaml", LIST),
        ("data/one/nuts.json", r#"{"title": "Nuts", "date": "2020-04-01"}"#),
        (
            "data/many.toml",
            "[[post]]\ntitle = 'Oats'\ndate = 2020-05-01\n[post.extra]\nauthor = 'Ann'\n[[post]]\ntitle = 'Peas'\ndate = 2020-05-02\n",
        ),
        (
            "data/many.json",
            "[{\"title\": \"Quince\", \"date\": \"2020-06-01\"},\n {\"title\": \"Rice\", \"date\": \"someday\"}]",
        ),
    ])
}

/// The URLs of the published entries.
fn urls(project: &Project) -> Vec<String> {
    let feed: Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let items = feed["items"].as_array().unwrap().iter();
    items.map(|item| item["url"].as_str().unwrap().to_owned()).collect()
}

/// The lines of a run that are findings.
fn findings(run: &Run) -> Vec<&str> {
    run.stderr.lines().filter(|line| line.contains(": error: ") || line.contains(": warning: ")).collect()
}

#[test]
fn every_record_of_a_data_file_is_an_article_or_is_told_with_its_line() {
    let project = project();
    let run = project.run(&["build"]).ended(1);
    let path = |name: &str| format!("https://example.org/{name}");
    let expected = ["quince/", "peas/", "oats/", "nuts/", "mint/", "kale/", "j", "h", "f", "a"].map(path);
    assert_eq!(urls(&project), expected);
    let places: Vec<&str> = findings(&run).iter().map(|line| line.split(": error").next().unwrap()).collect();
    let expected = [
        "data/list.yaml:10:11", "data/many.json:2:28", "data/posts.ndjson:3:1", "data/posts.ndjson:5:1",
        "data/posts.ndjson:8:1", "data/posts.ndjson:9:1", "data/talks.csv:4:1",
    ];
    assert_eq!(places, expected, "{}", run.stderr);
    let skipped = project.run(&["list", "skipped"]).ended(0).stdout;
    let places: Vec<String> =
        skipped.lines().map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "data/list.yaml:8 faulty", "data/many.json:2 faulty", "data/posts.ndjson:2 withdrawn",
        "data/posts.ndjson:3 faulty", "data/posts.ndjson:5 undated", "data/posts.ndjson:7 withdrawn",
        "data/posts.ndjson:8 faulty", "data/posts.ndjson:9 duplicate", "data/talks.csv:4 faulty",
    ];
    assert_eq!(places, expected);
    assert!(skipped.contains("keeps it") && skipped.contains("data/posts.ndjson:1,"), "{skipped}");
    let written = tree(&project.root()).into_iter().filter(|(path, _)| !path.starts_with("data/"));
    let written: Vec<u8> = written.flat_map(|(_, bytes)| bytes).collect();
    let everything = format!("{}{run:?}{skipped}", String::from_utf8_lossy(&written));
    assert!(!everything.contains("canary") && everything.contains("two lines, \"quoted\""));
}

#[test]
fn an_unchanged_line_is_not_read_again() {
    let project = project();
    project.run(&["build"]).ended(1);
    std::thread::sleep(std::time::Duration::from_millis(2100));
    project.run(&["build"]).ended(1);
    let again = project.run(&["build", "-v"]).ended(1);
    assert!(again.stderr.contains("0 records opened, 0 feeds rendered"), "{}", again.stderr);
    // A line more moves all that are below it, and changes none of them.
    project.write(
        "data/posts.ndjson",
        format!("{{\"title\": \"Zest\", \"date\": \"2019-01-01\", \"url\": \"/z\"}}\n{POSTS}"),
    );
    let moved = project.run(&["build", "-v"]).ended(1);
    assert!(moved.stderr.contains("1 record opened"), "{}", moved.stderr);
    assert!(moved.stderr.contains("data/posts.ndjson:6:1: error: undated"), "{}", moved.stderr);
    let fresh = Project::new(&[("feedmill.yaml", &project.read("feedmill.yaml"))]);
    for file in ["posts.ndjson", "talks.csv", "list.yaml", "one/nuts.json", "many.toml", "many.json"] {
        fresh.write(format!("data/{file}"), project.read(&format!("data/{file}")));
    }
    let first = fresh.run(&["build"]).ended(1);
    assert_eq!(fresh.public(), project.public());
    assert_eq!(findings(&first), findings(&project.run(&["build"]).ended(1)));
}

#[test]
fn a_record_keeps_its_id_wherever_its_line_is_and_whoever_claims_it() {
    let project = Project::new(&[
        ("feedmill.yaml", &configuration("a.ndjson").replace("  permalink: /:slug/\n", "")),
        (
            "a.ndjson",
            "{\"title\": \"Apples\", \"date\": \"2020-01-01\"}\n{\"title\": \"Bread\", \"date\": \"2020-01-02\"}\n",
        ),
    ]);
    project.build();
    let before = project.read("public/feed.json");
    project.write("a.ndjson", "{\"title\": \"Bread\", \"date\": \"2020-01-02\"}\n\n{\"date\": \"2020-01-01\", \"title\": \"Apples\"}\n");
    project.build();
    assert_eq!(project.read("public/feed.json"), before);
    let other = "{\"title\": \"Apples\", \"date\": \"2021-01-01\", \"url\": \"/another\"}\n";
    project.write("a.ndjson", format!("{other}{}", project.read("a.ndjson")));
    project.build();
    let ids = |text: &str| {
        text.lines().filter(|line| line.contains("\"id\"")).map(str::to_owned).collect::<Vec<_>>()
    };
    let now = project.read("public/feed.json");
    assert!(ids(&before).iter().all(|id| ids(&now).contains(id)), "{now}");
    assert_eq!(ids(&now).len(), 3);
    assert_eq!(project.run(&["ids"]).ended(0).stdout, "");
}

#[test]
fn ids_of_feeds_are_adopted_by_records_of_a_data_file() {
    let project = Project::new(&[
        ("feedmill.yaml", &configuration("a.csv")),
        ("a.csv", "title,date,url\nApples,2020-01-01,/a\nBread,2020-01-02,/b\n"),
    ]);
    let feed = "<rss version='2.0'><channel><title>T</title><link>https://example.org/</link><description>T</description>\
                <item><title>Apples</title><link>https://example.org/a</link><guid isPermaLink='false'>number 7</guid></item></channel></rss>";
    project.write("old.xml", feed);
    let run = project.run(&["adopt", "old.xml"]).ended(0);
    assert!(format!("{run:?}").contains("a.csv:3"), "{run:?}");
    project.build();
    assert!(project.read("public/rss.xml").contains("number 7"));
    project.write("a.csv", "title,date,url\nCorn,2020-01-03,/c\nBread,2020-01-02,/b\nApples,2020-01-01,/a\n");
    project.build();
    assert!(project.read("public/rss.xml").contains("number 7"));
}

#[test]
fn data_that_nothing_names_counts_where_the_keys_are_named_and_it_has_title_and_date() {
    let files = [
        ("talks/a.json", r#"{"title": "Ants", "recorded": "2020-01-01", "videos": [{"url": "/v"}]}"#),
        ("talks/broken.json", r#"{"title": "Bees", "recorded": }"#),
        ("one.yaml", "title: Crabs\nrecorded: 2020-01-03\n"),
        ("all.ndjson", "{\"title\": \"Dogs\", \"recorded\": \"2020-01-04\"}\n{\"level\": \"info\"}\n"),
        ("package.json", r#"{"name": "p", "version": "1"}"#),
        ("tsconfig.json", "{// a comment\n}"),
        ("index.json", r#"[{"title": "Eels", "recorded": "2020-01-05"}]"#),
        ("dist/a.json", r#"{"title": "Fish", "recorded": "2020-01-06"}"#),
        ("list.csv", "title,recorded\nGoats,2020-01-07\n"),
        ("a.md", "---\ntitle: Hens\nrecorded: 2020-01-08\n---\n"),
    ];
    let project = Project::new(&files);
    project.write(
        "feedmill.yaml",
        format!(
            "{SITE}input: {{permalink: '/:title/', fields: {{published: recorded, link: [videos.0.url]}}}}\n"
        ),
    );
    let run = project.run(&["build"]).ended(1);
    let expected = ["a/", "Dogs/", "one/", "v"].map(|path| format!("https://example.org/{path}"));
    assert_eq!(urls(&project), expected);
    assert_eq!(findings(&run).len(), 1, "{}", run.stderr);
    assert!(run.stderr.starts_with("talks/broken.json:1:31: error: front-matter"), "{}", run.stderr);
    project.write("feedmill.yaml", SITE);
    let run = project.run(&["build", "--allow-shrink"]);
    assert!(!run.stderr.contains("json") && run.stderr.contains("a.md"), "{}", run.stderr);
}
