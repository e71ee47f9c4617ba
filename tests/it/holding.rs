//! What holds an article back: the table in `docs/holding.md` and the table of the program are one, and no value of any word
//! in any spelling lets an article out that must stay in.

use std::collections::BTreeSet;
use std::fs;

use feedmill::internal::record::holding::{FREE, HELD, Kind, WORDS};

use crate::project::Project;

const NOW: &str = "2026-01-01T00:00:00Z";
const SITE: &str = "site: {title: T, url: \"https://example.org/\"}\ninput: {permalink: /:title/}\n";

/// The names in backticks of a cell.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn documentation() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/holding.md")).unwrap()
}

#[test]
fn the_documentation_has_every_word_that_holds_back_and_no_other() {
    let text = documentation();
    let rows = || {
        text.lines().filter(|line| line.starts_with("| ")).map(|line| line.split(" | ").collect::<Vec<_>>())
    };
    let told: Vec<(String, BTreeSet<String>)> = rows()
        .filter(|cells| cells.len() == 3 && cells[0] != "| word" && cells[0] != "| ---")
        .map(|cells| (cells[0].trim_matches(['|', ' ', '`']).to_owned(), names(cells[1])))
        .collect();
    let owned = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect::<BTreeSet<String>>();
    let known: Vec<(String, BTreeSet<String>)> = WORDS
        .iter()
        .filter(|word| !word.keys.is_empty())
        .map(|word| (word.name.to_owned(), owned(word.keys)))
        .collect();
    assert_eq!(told, known);
    for (begins, values) in [("| free", FREE), ("| hold back", HELD)] {
        let row = rows().find(|cells| cells[0] == begins).unwrap();
        assert_eq!(names(row[1]), owned(values), "{begins}");
    }
}

/// Values of a word that hold its article back, or that nobody can read.
fn held_values(kind: Kind, name: &str) -> Vec<String> {
    let owned = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>();
    match kind {
        Kind::Holding => owned(&["true", "True", "'true'", "yes", "1", "perhaps", "2099-01-01", "{a: b}"]),
        Kind::Granting => owned(&["false", "False", "'no'", "off", "0", "perhaps", "2020-01-01", "[]", ""]),
        Kind::Publication => owned(&[
            "false", "'no'", "off", "0", "perhaps", "2099-01-01", "2026-01-01T00:00:01Z", "13", "[]", "",
            "draft", "Private", "unlisted", "members",
        ]),
        Kind::Stage => owned(&["draft", "'Queue'", "private", "in review"]),
        Kind::Outputs => owned(&["[]", "none"]),
        Kind::HoldingIfTrue => owned(&["true", "'yes'", "1"]),
        Kind::GrantingUnlessFalse => owned(&["false", "'no'", "never"]),
        Kind::Status => {
            let mut values: Vec<String> = HELD.iter().map(|value| format!("'{value}'")).collect();
            values.extend(owned(&[
                "Draft", "almost there", "publish, draft", "[public, members]", "", "{a: b}",
            ]));
            values
        }
        Kind::Filled => owned(&["a", "'0'", "true", "[a]", "{a: b}"]),
        Kind::Start => owned(&["2099-01-01", "2026-01-01T00:00:01Z", "soon", "true", "[2020-01-01]"]),
        Kind::StartOrNever => owned(&["2099-01-01", "", "null", "soon"]),
        Kind::End => owned(&["2020-01-01", "2026-01-01T00:00:00Z", "soon", "true", "{a: b}"]),
        Kind::Listing if name == "build" => owned(&[
            "false", "{list: never}", "{list: local}", "{render: never}", "{RENDER: link}", "{list: 7}",
        ]),
        Kind::Listing => Vec::new(),
        Kind::Address => owned(&["false", "'false'", "{build: false}"]),
        Kind::Tag => owned(&["[a, draft]", "Private", "'a, private'"]),
    }
}

/// The key in the spellings that people and generators have for it.
fn spellings(key: &str) -> Vec<String> {
    let (first, rest) = key.split_at(1);
    let (half, other) = key.split_at(key.len() / 2);
    vec![
        key.to_owned(),
        key.to_uppercase(),
        format!("{}{rest}", first.to_uppercase()),
        format!("{half}_{other}"),
        format!("{half}-{}", other.to_uppercase()),
        format!("_{key}"),
    ]
}

#[test]
fn no_word_in_any_spelling_with_any_value_that_is_not_free_lets_an_article_out() {
    let mut files = vec![("feedmill.yaml".to_owned(), SITE.to_owned())];
    for word in WORDS {
        for (key, spelled) in
            word.keys.iter().flat_map(|key| spellings(key).into_iter().map(move |spelled| (key, spelled)))
        {
            // Every value once for each word, and one of them for every key and spelling.
            let values = held_values(word.kind, word.name);
            let all = *key == word.keys[0] && spelled == *key;
            for value in values.iter().take(if all { values.len() } else { 1 }) {
                let path = format!("a{}.md", files.len());
                files.push((
                    path,
                    format!("---\ntitle: T\ndate: 2020-01-01\n{spelled}: {value}\n---\nText.\n"),
                ));
            }
        }
    }
    let count = files.len() - 1;
    assert!(count > 600, "{count}");
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let run = project.run(&["build", "--now", NOW, "--allow-shrink"]);
    let feed = project.read("public/feed.json");
    let out: Vec<&str> =
        files.iter().map(|(_, text)| *text).filter(|_| feed.contains("\"id\"")).take(3).collect();
    assert!(out.is_empty() && run.code == 1, "{}: {out:?}: {feed}", run.code);
    let skipped = project.run(&["list", "skipped", "--now", NOW]);
    assert_eq!(skipped.stdout.lines().count(), count);
}

#[test]
fn a_value_that_is_clearly_free_lets_the_article_out() {
    let lines = [
        "status: published",
        "Status: Publish",
        "status: [published, featured]",
        "visibility: public",
        "published: true",
        "published: 2020-05-05",
        "publish: live",
        "state: Nevada",
        "stage: '0'",
        "article: /a/",
        "layout: none",
        "type: post",
        "outputs: [html]",
        "draft: false",
        "hidden: 'no'",
        "password: ''",
        "expires: never",
        "expiryDate: 2099-01-01",
        "publishDate: 2020-01-01",
        "build: {list: always, render: always}",
        "hide: [navigation]",
        "feed: /feed.xml",
        "render: client",
        "permalink: /x/",
        "tags: [drafting]",
        "noindex: true",
        "sitemap: false",
        "draft:",
        "expires:",
    ];
    let files: Vec<(String, String)> = lines
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let link = if line.starts_with("permalink") { "" } else { "link: " };
            let link = if link.is_empty() { String::new() } else { format!("{link}/{number}/\n") };
            (format!("a{number}.md"), format!("---\ntitle: T\ndate: 2020-01-01\n{link}{line}\n---\nText.\n"))
        })
        .collect();
    let mut all = vec![("feedmill.yaml", SITE)];
    all.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let run = Project::new(&all).run(&["build", "--now", NOW]);
    assert!(run.stderr.contains(&format!(" {} published", lines.len())), "{}", run.stderr);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_path_holds_back_and_a_collection_does_not() {
    let text = "---\ntitle: T\ndate: 2020-01-01\n---\nText.\n";
    for (path, status) in [
        ("_drafts/a.md", "withdrawn"),
        ("blog/Drafts/sub/a.md", "withdrawn"),
        ("drafts/index.md", "withdrawn"),
        ("blog/_a.md", "withdrawn"),
        ("blog/_a/index.md", "withdrawn"),
        ("blog/_index.md", "page"),
        ("_index.de.md", "page"),
        ("_posts/a.md", "published"),
        ("_news/index.md", "published"),
        ("blog/adrafts/a.md", "published"),
    ] {
        let project = Project::new(&[("feedmill.yaml", SITE), (path, text)]);
        let run = project.run(&["build", "--now", NOW, "--allow-shrink", "--report", "-"]);
        assert!(run.stdout.contains(&format!("\"outcome\": \"{status}\"")), "{path}: {}", run.stdout);
    }
}

#[test]
fn an_unchanged_article_comes_and_goes_at_its_moments() {
    let head = "---\ntitle: T\nlink: /a/\ndate: 2020-01-01";
    let project = Project::new(&[
        ("feedmill.yaml", SITE),
        ("a.md", &format!("{head}\npublishDate: 2024-03-01\nexpiryDate: 2024-06-01T12:00:00Z\n---\nText.\n")),
        ("b.md", "---\ntitle: B\nlink: /b/\ndate: 2020-01-01\n---\nText.\n"),
    ]);
    for (now, is_out, status) in [
        ("2024-02-29T23:59:59Z", false, "1 scheduled"),
        ("2024-03-01T00:00:00Z", true, "2 published"),
        ("2024-06-01T11:59:59Z", true, "2 published"),
        ("2024-06-01T12:00:00Z", false, "1 expired"),
        // The clock is set back.
        ("2024-04-01T00:00:00Z", true, "2 published"),
        ("2024-02-01T00:00:00Z", false, "1 scheduled"),
        ("2025-01-01T00:00:00Z", false, "1 expired"),
    ] {
        let run = project.run(&["build", "--now", now]);
        assert_eq!(run.code, 0, "{now}: {}", run.stderr);
        assert!(run.stderr.contains(status), "{now}: {}", run.stderr);
        assert_eq!(project.read("public/feed.json").contains("https://example.org/a/"), is_out, "{now}");
    }
    let skipped = project.run(&["list", "skipped", "--now", "2025-01-01T00:00:00Z"]).stdout;
    assert_eq!(skipped, "a.md\texpired\tsince 2024-06-01T12:00:00Z by `expiryDate`\n");
    let skipped = project.run(&["list", "skipped", "--now", "2024-02-01T00:00:00Z"]).stdout;
    assert_eq!(skipped, "a.md\tscheduled\t2024-03-01T00:00:00Z by `publishDate`\n");
}

#[test]
fn all_articles_may_expire_and_the_guard_does_not_count_them_as_lost() {
    let project = Project::new(&[
        ("feedmill.yaml", SITE),
        ("a.md", "---\ntitle: T\nlink: /a/\ndate: 2020-01-01\nexpires: 2024-01-01\n---\nText.\n"),
    ]);
    assert_eq!(project.run(&["build", "--now", "2023-01-01T00:00:00Z"]).code, 0);
    let run = project.run(&["build", "--now", "2024-01-01T00:00:00Z"]);
    assert_eq!((run.code, project.read("public/feed.json").contains("/a/")), (0, false), "{}", run.stderr);
}

#[test]
fn no_configuration_frees_what_a_word_holds_back() {
    for (fields, line) in [
        ("published: [publishDate]", "publishDate: 2099-01-01"),
        ("topics: [categories]", "tags: [draft]"),
        ("type: [status]", "status: draft"),
        ("category: [visibility]", "visibility: private"),
        ("link: [permalink]", "permalink: false"),
    ] {
        let config =
            SITE.replace("{permalink", &format!("{{future: publish, fields: {{{fields}}}, permalink"));
        let article = format!("---\ntitle: T\nlink: /a/\ndate: 2020-01-01\n{line}\n---\n");
        let project = Project::new(&[("feedmill.yaml", &config), ("a.md", &article)]);
        let run = project.run(&["build", "--now", NOW, "--allow-shrink"]);
        assert!(run.stderr.contains(" 0 published"), "{fields}: {}", run.stderr);
    }
    for key in ["Draft", "is_private", "PASSWORD", "published"] {
        let config = SITE.replace("{permalink", &format!("{{fields: {{title: [{key}]}}, permalink"));
        let run = Project::new(&[("feedmill.yaml", &config)]).run(&["build"]);
        assert_eq!(run.code, 2, "{key}: {}", run.stderr);
    }
}

#[test]
fn a_pattern_that_gives_two_articles_one_address_is_an_error_on_the_later() {
    let article = |date: &str, rest: &str| format!("---\ntitle: T\ndate: {date}\n{rest}---\nText.\n");
    let project = Project::new(&[
        ("feedmill.yaml", SITE),
        ("a/x.md", &article("2020-01-02", "tags: [Later]\n")),
        ("b/x.md", &article("2020-01-01", "")),
        ("c/y.md", &article("2020-01-01", "")),
        ("d/z.md", &article("2020-01-01", "link: /y/\n")),
        ("e/v.md", &article("2020-01-01", "link: /w/\n")),
        ("e/w.md", &article("2020-01-01", "link: /w/\n")),
    ]);
    let run = project.run(&["build", "--now", NOW]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let told = "a/x.md: error: shared-id: gets the same address as b/x.md from its pattern";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    // What names its address itself has it.
    assert!(run.stderr.contains("(2 such; also c/y.md)"), "{}", run.stderr);
    assert!(run.stderr.contains("e/w.md: warning: duplicate-id: "), "{}", run.stderr);
    assert!(!project.path("public/topics/later").exists(), "topics of another article are not its own");
}

#[test]
fn a_pattern_that_gives_most_articles_one_address_publishes_nothing() {
    let text = "---\ntitle: T\ndate: 2020-01-01\n---\nText.\n";
    let project = Project::new(&[
        ("feedmill.yaml", SITE),
        ("a/x.md", text),
        ("b/x.md", text),
        ("c/x.md", text),
        ("y.md", text),
    ]);
    let run = project.run(&["build", "--now", NOW]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("3 of 4 articles get the same address"), "{}", run.stderr);
}

#[test]
fn where_no_record_is_found_it_is_said_what_was_looked_at_and_what_was_left_out() {
    let text = "---\ntitle: T\ndate: 2020-01-01\n---\nText.\n";
    let project = Project::new(&[
        ("feedmill.yaml", SITE),
        ("README.md", "# Read me\n"),
        ("a.html", "<p>A page.</p>\n"),
        ("public/a/index.md", text),
        ("public/b.html", text),
    ]);
    let run = project.run(&["build", "--now", NOW]);
    assert_eq!(run.code, 3);
    for part in
        ["2 files were looked at (1 .html, 1 .md)", "`public/` is left out", "holds 1 file with front matter"]
    {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn a_file_that_looks_like_an_article_and_is_not_read_is_an_error() {
    let project = Project::new(&[
        ("feedmill.yaml", &SITE.replace("{permalink", "{paths: [., 'notes/*.rst'], permalink")),
        ("good.mdx", "---\ntitle: T\ndate: 2020-01-01\n---\nText.\n"),
        ("2020-01-05-a.md", "Text.\n"),
        ("2020-01-05-b.textile", "Text.\n"),
        ("notes/c.rst", "Text.\n"),
        ("d.md", "\nTitle: D\nDate: 2020-01-01\n\nText.\n"),
        ("licence.txt", "Text.\n"),
        ("README.md", "# Read me\n"),
    ]);
    let run = project.run(&["build", "--now", NOW]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains(" 1 published") && run.stderr.contains(" 4 faulty, 1 no front matter"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_bundle_is_named_and_dated_by_its_folder_and_its_images_are_below_its_own_url() {
    let project = Project::new(&[
        (
            "feedmill.yaml",
            "site: {title: T, url: \"https://example.org/\"}\ninput: {permalink: /blog/:year/:title}\n",
        ),
        ("2024-03-11-rabbit/index.md", "---\nTITLE: T\n---\n![x](a.png)\n"),
    ]);
    assert_eq!(project.run(&["build", "--now", NOW]).code, 0);
    let feed = project.read("public/feed.json");
    for part in [
        "https://example.org/blog/2024/rabbit\"",
        "https://example.org/blog/2024/rabbit/a.png",
        "2024-03-11T00:00:00Z",
    ] {
        assert!(feed.contains(part), "{part}: {feed}");
    }
}

#[test]
fn a_day_without_a_time_begins_at_the_time_of_the_configuration() {
    let article = |date: &str| format!("---\ntitle: T\nlink: /a/\ndate: {date}\n---\n");
    let config = SITE.replace("{permalink", "{time: \"12:30\", permalink");
    for (date, expected) in
        [("2020-07-06", "2020-07-06T12:30:00Z"), ("2020-07-06 00:00", "2020-07-06T00:00:00Z")]
    {
        let project = Project::new(&[("feedmill.yaml", &config), ("a.md", &article(date))]);
        assert_eq!(project.run(&["build", "--now", NOW]).code, 0);
        assert!(
            project.read("public/feed.json").contains(&format!("\"date_published\": \"{expected}\"")),
            "{date}"
        );
    }
    for time in ["noon", "24:00", "12", "'12:60'"] {
        let config = SITE.replace("{permalink", &format!("{{time: {time}, permalink"));
        assert_eq!(Project::new(&[("feedmill.yaml", &config)]).run(&["build"]).code, 2, "{time}");
    }
}

#[test]
fn a_word_below_what_a_theme_or_an_export_adds_holds_back_in_every_syntax() {
    for key in ["extra", "params", "excerpt", "Excerpt"] {
        for (file, head) in [
            ("a.md", format!("---\ntitle: Held\ndate: 2020-01-05\n{key}:\n  protected: true\n---\nText.\n")),
            (
                "a.md",
                format!("+++\ntitle = 'Held'\ndate = 2020-01-05\n[{key}]\nprotected = true\n+++\nText.\n"),
            ),
            (
                "a.json",
                format!(
                    "{{\"title\": \"Held\", \"date\": \"2020-01-05\", \"{key}\": {{\"protected\": true}}}}"
                ),
            ),
        ] {
            let config = SITE.replace("{permalink", &format!("{{paths: [open.md, {file}], permalink"));
            let open = "---\ntitle: Open\ndate: 2020-01-05\n---\n";
            let project = Project::new(&[("feedmill.yaml", &config), ("open.md", open), (file, &head)]);
            let run = project.run(&["build", "--now", NOW]).ended(0);
            assert!(
                run.summary().contains("1 published, 0 scheduled, 1 withdrawn"),
                "{head}: {}",
                run.stderr
            );
        }
    }
}
