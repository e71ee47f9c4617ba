//! Values that are no texts in addresses: those that generators themselves make of the same heads. Where their versions differ, the
//! article is held back.

use std::collections::BTreeMap;

use crate::project::Project;

const HEXO: (&str, &str) =
    ("_config.yml", "title: T\nurl: https://example.org\npermalink: p/:abbrlink/:title/\n");
const HUGO: (&str, &str) = (
    "hugo.yaml",
    "title: T\nbaseURL: https://example.org\npermalinks: {p: '/p/:slugorcontentbasename/:contentbasename/', t: '/t/:title/'}\n",
);

/// The addresses of the items of the feed, by their titles.
fn addresses(project: &Project, key: &str) -> BTreeMap<String, String> {
    let feed: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let text = |item: &serde_json::Value, key: &str| item[key].as_str().unwrap().to_owned();
    let items = feed["items"].as_array().unwrap().iter();
    let path = |id: String| id.trim_start_matches("https://example.org").to_owned();
    items.map(|item| (text(item, "title"), path(text(item, key)))).collect()
}

/// Holds that a site of these values, each in the head of an article of its own, has these addresses; nothing is an article
/// that is held back with a finding at its place.
fn hold(
    settings: (&str, &str),
    (folder, head): (&str, impl Fn(&str, &str) -> String),
    cases: &[(&str, &str)],
) {
    let project = Project::new(&[settings]);
    let path = |number: usize| format!("{folder}/n{number}.md");
    for (number, (value, _)) in cases.iter().enumerate() {
        project.write(path(number), head(&format!("n{number}"), value));
    }
    let run = project.run(&["build", "-v"]);
    assert!(run.code < 2, "{}", run.stderr);
    let found = addresses(&project, "id");
    for (number, (value, expected)) in cases.iter().enumerate() {
        let own = found.get(&format!("n{number}")).map_or("", String::as_str);
        // Values that are the same number would be the same address.
        assert_eq!(own.replace(&format!("n{number}/"), ""), *expected, "{value}");
        let is_told = run.stderr.lines().any(|line| {
            line.contains(&format!("{}:", path(number))) && line.contains("in quotes as it stands")
        });
        assert_eq!(is_told, expected.is_empty(), "{value}: {}", run.stderr);
    }
}

fn yaml(key: &str) -> impl Fn(&str, &str) -> String + '_ {
    move |title, value| format!("---\ntitle: {title}\ndate: 2020-01-05\n{key}: {value}\n---\nText.\n")
}

fn toml(title: &str, value: &str) -> String {
    format!("+++\ntitle = '{title}'\ndate = 2020-01-05\nslug = {value}\n+++\nText.\n")
}

fn json(title: &str, value: &str) -> String {
    format!("{{\"title\": \"{title}\", \"date\": \"2020-01-05\", \"slug\": {value}}}\nText.\n")
}

#[test]
fn numbers_in_yaml_are_in_addresses_what_javascript_prints() {
    let cases = [
        ("750422e1", "/p/7504220/"),
        ("'750422e1'", "/p/750422e1/"),
        ("42", "/p/42/"),
        ("0", "/p/0/"),
        ("007", "/p/7/"),
        ("00", "/p/0/"),
        ("010", ""),
        ("08", ""),
        ("0o17", ""),
        ("0O17", "/p/0O17/"),
        ("2020-1-1", "/p/2020-1-1/"),
        ("0x1F", "/p/31/"),
        ("0b101", "/p/5/"),
        ("1e3", "/p/1000/"),
        ("1E3", "/p/1000/"),
        ("1e+3", "/p/1000/"),
        ("12e03", "/p/12000/"),
        ("1e21", ""),
        ("9007199254740993", "/p/9007199254740992/"),
        ("12345678901234567890", "/p/12345678901234567000/"),
        ("-7", "/p/-7/"),
        ("+7", "/p/7/"),
        ("-007", "/p/-7/"),
        ("1.10", "/p/1.1/"),
        ("1.0", "/p/1/"),
        (".5", "/p/0.5/"),
        ("5.", "/p/5/"),
        ("1.5e3", "/p/1500/"),
        ("1_000", ""),
        ("0x_1F", ""),
        ("12:30", ""),
        ("2020-01-01", ""),
        ("2020-01-01-a", "/p/2020-01-01-a/"),
        (".inf", ""),
        ("true", "/p/true/"),
        ("yes", "/p/yes/"),
        ("0.1", "/p/0.1/"),
        ("3.14159265358979323846", "/p/3.141592653589793/"),
        ("1.2.3", "/p/1.2.3/"),
        ("123abc", "/p/123abc/"),
        ("0e0", "/p/0/"),
        ("-0", "/p/0/"),
        ("1e400", ""),
        ("1234567.5", "/p/1234567.5/"),
        ("'010'", "/p/010/"),
    ];
    hold(HEXO, ("source/_posts", yaml("abbrlink")), &cases);
}

#[test]
fn numbers_in_heads_are_in_addresses_what_hugo_prints() {
    let cases = [
        ("750422e1", ""),
        ("'750422e1'", "/p/750422e1/"),
        ("42", "/p/42/"),
        ("007", "/p/7/"),
        ("010", "/p/8/"),
        ("08", ""),
        ("0o17", "/p/15/"),
        ("0XFF", ""),
        ("0x1F", "/p/31/"),
        ("0b101", "/p/5/"),
        ("12345678901234567890", "/p/12345678901234567890/"),
        ("100000000000000000000000", ""),
        ("-7", "/p/7/"),
        ("+7", "/p/7/"),
        ("1.10", "/p/1.1/"),
        ("1.0", "/p/1/"),
        (".5", "/p/0.5/"),
        ("5.", "/p/5/"),
        ("-.5", "/p/0.5/"),
        ("1.5e3", "/p/1500/"),
        ("1_000", "/p/1000/"),
        ("1_000.5", "/p/1000.5/"),
        ("12:30", "/p/1230/"),
        ("2020-01-01", ""),
        ("True", "/p/true/"),
        ("yes", ""),
        ("1.2.3", "/p/1.2.3/"),
        ("123abc", "/p/123abc/"),
        ("-0", "/p/0/"),
        ("1234567.5", "/p/1234567.5/"),
    ];
    hold(HUGO, ("content/p", yaml("slug")), &cases);
    let cases = [
        ("42", "/p/42/"),
        ("0o17", "/p/15/"),
        ("0x1F", "/p/31/"),
        ("750422e1", "/p/7504220/"),
        ("1e21", "/p/1000000000000000000000/"),
        ("1.10", "/p/1.1/"),
        ("1_000", "/p/1000/"),
        ("1e-7", "/p/0.0000001/"),
        ("2020-01-01", "/p/2020-01-01/"),
        ("2020-01-01T10:00:00Z", ""),
        ("'1.10'", "/p/1.10/"),
        ("true", "/p/true/"),
    ];
    hold(HUGO, ("content/p", toml), &cases);
    let cases = [
        ("42", "/p/42/"),
        ("1.10", "/p/1.1/"),
        ("750422e1", "/p/7504220/"),
        ("\"1.10\"", "/p/1.10/"),
        ("12345678901234567890", "/p/12345678901234567000/"),
    ];
    hold(HUGO, ("content/p", json), &cases);
    hold(HUGO, ("content/q", yaml("url")), &[("007", "/7/"), ("1_000", "/1000/"), ("1e3", "")]);
}

#[test]
fn where_a_generator_wants_a_text_a_number_holds_back() {
    let jekyll = ("_config.yml", "title: T\nurl: https://example.org\npermalink: /p/:categories/:slug/\n");
    let cases = [
        ("010", ""),
        ("1_000", ""),
        ("12:30:00", ""),
        ("2020-01-01", ""),
        ("no", ""),
        ("1e3", ""),
        ("'010'", "/p/010/"),
        ("1.2.3", "/p/1-2-3/"),
        ("2020", "/p/2020/"),
    ];
    let project = Project::new(&[jekyll]);
    for (number, (value, _)) in cases.iter().enumerate() {
        project.write(format!("_posts/2020-01-05-n{number}.md"), yaml("slug")(&format!("n{number}"), value));
    }
    project.write("_posts/2020-01-05-c.md", yaml("categories")("c", "010"));
    project.write("_posts/2020-01-05-d.md", yaml("categories")("d", "[2020, 2.5]"));
    let said = project.run(&["build", "-v"]).ended(1).stderr;
    let found = addresses(&project, "id");
    for (number, (value, expected)) in cases.iter().enumerate() {
        assert_eq!(found.get(&format!("n{number}")).map_or("", String::as_str), *expected, "{value}");
    }
    assert!(!found.contains_key("c") && said.contains("2020-01-05-c.md:4"), "{said}");
    assert_eq!(found.get("d").map(String::as_str), Some("/p/2020/2.5/d/"));
}

#[test]
fn a_title_that_is_a_number_holds_back_where_the_address_is_made_of_it() {
    let head = |title: &str, slug: &str| format!("---\ntitle: {title}\ndate: 2020-01-05\n{slug}---\nText.\n");
    let project = Project::new(&[HUGO]);
    project.write("content/t/a.md", head("007", ""));
    project.write("content/t/b.md", head("'007'", ""));
    project.write("content/p/c.md", head("1.10", ""));
    let said = project.run(&["build", "-v"]).ended(1).stderr;
    let expected =
        [("007", "/t/007/"), ("1.10", "/p/c/c/")].map(|(title, path)| (title.to_owned(), path.to_owned()));
    assert_eq!(addresses(&project, "id"), BTreeMap::from(expected));
    assert!(said.contains("content/t/a.md:2"), "{said}");
}

#[test]
fn ids_that_were_made_of_values_as_they_are_written_stay() {
    let files = [("a", "750422e1"), ("b", "77")];
    let site = || {
        let project = Project::new(&[HEXO]);
        for (name, value) in files {
            project.write(format!("source/_posts/{name}.md"), yaml("abbrlink")(name, value));
        }
        project
    };
    let project = site();
    project.build();
    let pins = project.read("feedmill.pins");
    assert!(pins.contains("Hexo hexo capitals values\n"), "{pins}");
    // What an earlier program has written, in a clone that knows nothing else.
    let clone = site();
    clone.write("feedmill.pins", pins.replace(" capitals values", " capitals"));
    for run in 0..2 {
        clone.build();
        let ids = [("a", "/p/750422e1/a/"), ("b", "/p/77/b/")];
        let ids = ids.map(|(title, path)| (title.to_owned(), path.to_owned()));
        assert_eq!(addresses(&clone, "id"), BTreeMap::from(ids), "{run}");
        assert_eq!(addresses(&clone, "url")["a"], "/p/7504220/a/");
        let pins = clone.read("feedmill.pins");
        assert!(pins.contains("750422e1") && pins.contains(" values\n"), "{pins}");
    }
}

#[test]
fn an_article_that_is_held_back_until_its_number_is_quoted_keeps_the_id_that_it_was_published_under() {
    let project = Project::new(&[HEXO]);
    let write = |value: &str| project.write("source/_posts/a.md", yaml("abbrlink")("a", value));
    write("'010'");
    project.write("source/_posts/b.md", yaml("abbrlink")("b", "77"));
    project.build();
    let pins = project.read("feedmill.pins").replace(" capitals values", " capitals");
    for has_feeds in [true, false] {
        write("010");
        // A clone with what an earlier program has written.
        std::fs::remove_dir_all(project.path(".feedmill")).unwrap();
        project.write("feedmill.pins", &pins);
        if !has_feeds {
            std::fs::remove_dir_all(project.path("public")).unwrap();
        }
        project.run(&["build"]).ended(1);
        assert!(!addresses(&project, "id").contains_key("a"));
        write("'10'");
        project.build();
        assert_eq!(addresses(&project, "id")["a"], "/p/010/a/", "{has_feeds}");
        assert_eq!(addresses(&project, "url")["a"], "/p/10/a/");
    }
}
