//! What an author has published stays his: no record of another takes an id or a folder, whatever it says and whatever is lost.

use std::fs;

use serde_json::Value;

use crate::project::{Project, Run, SITE};

/// A record with these lines of front matter.
fn record(lines: &str) -> String {
    format!("---\n{lines}\n---\nWords under {}.\n", lines.len())
}

const HONEST: &str = "title: Ferry\ndate: 2020-01-05\nauthor: Alice\nlink: https://example.org/ferry";

/// A site with an article of one author.
fn site(settings: &str) -> Project {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}{settings}"))]);
    project.write("alice/ferry.md", record(HONEST));
    project
}

fn items(project: &Project, path: &str) -> Vec<(String, String)> {
    let feed: Value = serde_json::from_str(&project.read(path)).unwrap();
    let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    feed["items"].as_array().unwrap().iter().map(|item| (text(item, "id"), text(item, "title"))).collect()
}

/// The title under the id of the honest article.
fn title(project: &Project) -> String {
    let items = items(project, "public/feed.json");
    items.into_iter().find(|(id, _)| id == "https://example.org/ferry").unwrap().1
}

fn quiet(project: &Project) -> Run {
    project.run(&["build", "-q"])
}

/// What runs may have lost.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Loss {
    Nothing,
    State,
    Feeds,
    Both,
}

const LOSSES: [Loss; 4] = [Loss::Nothing, Loss::State, Loss::Feeds, Loss::Both];

fn lose(project: &Project, loss: Loss) {
    if matches!(loss, Loss::State | Loss::Both) {
        let _ = fs::remove_dir_all(project.path(".feedmill"));
    }
    if matches!(loss, Loss::Feeds | Loss::Both) {
        let _ = fs::remove_dir_all(project.path("public"));
    }
}

#[test]
fn an_id_that_is_taken_stays_with_the_record_that_has_it() {
    let claims = [
        "link: https://example.org/ferry\ndate: 2023-01-01\nauthor: Alice",
        "link: https://example.org/ferry\ndate: 1999-01-01",
        "webUrl: HTTPS://EXAMPLE.org:443/%66erry\ndate: 2020-01-05\nlastmod: 2023-10-10",
        "permalink: /ferry\ndate: 2020-01-04",
        "id: https://example.org/ferry\ndate: 2020-01-04",
        "guid: https://example.org/ferry\ndate: 2020-01-06\nlink: https://example.org/other",
    ];
    let places = ["aaa/a.md", "zzz/z.md", "alice.md", "alice/z.md"];
    let all = claims.iter().flat_map(|claim| places.map(|path| (claim, path)));
    for ((claim, path), loss) in all.zip([Loss::Nothing, Loss::State, Loss::Feeds].into_iter().cycle()) {
        let project = site("");
        project.build();
        lose(&project, loss);
        project.write(path, record(&format!("title: Hostile\ntopics: [Alice]\n{claim}")));
        for loss in LOSSES {
            let run = quiet(&project);
            assert_eq!(run.code, 1, "{claim} {path} {loss:?}: {}", run.stderr);
            let told = format!("{path}: error: taken-id: claims the id of alice/ferry.md");
            assert!(run.stderr.starts_with(&told), "{claim} {path} {loss:?}: {}", run.stderr);
            assert_eq!(title(&project), "Ferry", "{claim} {path} {loss:?}");
            assert_eq!(items(&project, "public/feed.json").len(), 1);
            assert!(!project.path("public/topics/alice").exists(), "no topic of the article");
            lose(&project, loss);
        }
    }
}

#[test]
fn an_address_that_a_pattern_makes_is_not_taken_by_one_who_names_it() {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}input: {{permalink: '/:title/'}}\n"))]);
    project.write("alice/ferry.md", record("title: Ferry\ndate: 2020-01-05"));
    project.build();
    project.write("zzz/z.md", record("title: Hostile\ndate: 2021-01-01\nlink: /ferry/"));
    for loss in [Loss::Nothing, Loss::State, Loss::Both] {
        lose(&project, loss);
        let run = quiet(&project);
        assert_eq!(run.code, 1, "{loss:?}: {}", run.stderr);
        let expected = ("https://example.org/ferry/".to_owned(), "Ferry".to_owned());
        assert_eq!(items(&project, "public/feed.json"), [expected], "{loss:?}");
    }
}

#[test]
fn where_all_ids_are_pinned_none_is_taken() {
    for loss in LOSSES {
        let project = site("");
        project.build();
        project.write("feedmill.pins", "id\talice/ferry.md\thttps://example.org/ferry\n");
        lose(&project, loss);
        project.write("a.md", record("title: Hostile\ndate: 1999-01-01\nlink: https://example.org/ferry"));
        let run = quiet(&project);
        assert_eq!((run.code, title(&project).as_str()), (1, "Ferry"), "{loss:?}: {}", run.stderr);
    }
}

#[test]
fn without_any_memory_the_record_that_was_published_first_has_the_id() {
    let project = site("");
    project.write("b/copy.md", record(&HONEST.replace("01-05", "02-01")));
    let run = quiet(&project);
    assert!(run.code == 1 && run.stderr.starts_with("b/copy.md: error: taken-id: "), "{}", run.stderr);
    assert!(project.read("feedmill.pins").contains("\nowner\thttps://example.org/ferry\talice/ferry.md\n"));
}

#[test]
fn an_article_that_is_saved_twice_is_published_once_with_the_topics_of_both() {
    let twin = HONEST.replace("title: Ferry", "title: The ferry").replace("link", "topics: [River]\nwebUrl");
    let differences = [
        ("alice/2021-02/twin.md", String::new(), true),
        ("alice/boats/twin.md", String::new(), false),
        ("bob/twin.md", String::new(), false),
        ("alice/twin.md", "\nprovider: The Weir".to_owned(), false),
        ("alice/twin.md", "\nid: https://example.org/ferry".to_owned(), false),
    ];
    for (path, more, is_same) in differences {
        let project = site("");
        project.build();
        project.write(path, record(&format!("{twin}{more}")));
        let run = project.run(&["build"]);
        let told = if is_same { "warning: duplicate-id" } else { "error: taken-id" };
        assert!(run.stderr.contains(&format!("{path}: {told}: ")), "{path}{more}: {}", run.stderr);
        assert_eq!(title(&project), "Ferry");
        assert_eq!(project.path("public/topics/river").exists(), is_same);
    }
    for (lines, is_same) in [
        (twin.replace("Alice", "Bob"), false),
        (twin.replace("01-05", "01-06"), false),
        (twin.replace("01-05", "01-06").replace("The ferry", "Ferry"), true),
    ] {
        let project = site("");
        project.build();
        project.write("alice/twin.md", record(&lines));
        assert_eq!(quiet(&project).code, i32::from(!is_same), "{lines}");
    }
    for (choice, code, is_told) in [("merge", 0, true), ("first", 0, true), ("error", 1, false)] {
        let project = site(&format!("input: {{duplicates: {choice}}}\n"));
        project.write("alice/twin.md", record(&twin));
        let run = project.run(&["build"]);
        assert_eq!((run.code, run.stderr.contains("warning: duplicate-id")), (code, is_told), "{choice}");
        assert_eq!(project.path("public/topics/river").exists(), choice == "merge");
    }
}

#[test]
fn an_id_that_nobody_has_any_more_is_free() {
    let project = site("");
    project.write("bob/ferry.md", record(&HONEST.replace("title: Ferry", "title: Raft")));
    assert_eq!(quiet(&project).code, 1);
    fs::remove_file(project.path("alice/ferry.md")).unwrap();
    project.build();
    assert_eq!(title(&project), "Raft");
}

#[test]
fn a_renamed_file_keeps_its_id_against_others() {
    let project = site("");
    project.build();
    fs::rename(project.path("alice/ferry.md"), project.path("alice/the-ferry.md")).unwrap();
    project.write("aaa/a.md", record("title: Hostile\ndate: 1999-01-01\nlink: https://example.org/ferry"));
    let run = quiet(&project);
    assert!(run.stderr.starts_with("aaa/a.md: error: taken-id: "), "{}", run.stderr);
    assert_eq!(title(&project), "Ferry");
}

#[test]
fn articles_that_others_replace_are_counted_as_gone() {
    let project = Project::new(&[("feedmill.yaml", SITE)]);
    let write = |path: String, number: usize, rest: &str| {
        let lines = format!("title: {path}\ndate: 2020-01-05\nlink: https://example.org/{number}{rest}");
        project.write(&path, record(&lines));
    };
    (0..6).for_each(|number| write(format!("alice/{number}.md"), number, ""));
    project.build();
    let before = project.public();
    (0..6).for_each(|number| write(format!("alice/{number}.md"), number, "\ndraft: true"));
    (0..6).for_each(|number| write(format!("bob/{number}.md"), number, ""));
    let run = quiet(&project);
    assert!(run.code == 3 && run.stderr.contains("6 of the 6 records"), "{}", run.stderr);
    assert_eq!(project.public(), before);
    project.run(&["build", "--allow-shrink"]).ended(0);
}

#[test]
fn of_topics_with_one_slug_the_one_that_is_spelled_so_has_the_plain_folder() {
    for (ours, theirs, settings, slug) in [
        ("Apple", "apple!", "", "apple"),
        ("Power Apps", "(power-apps)", "", "power-apps"),
        ("C#", "c-sharp", "topics: {only: ['C#']}\n", "c-sharp"),
        ("C#", "c sharp", "topics: {except: [c sharp]}\n", "c-sharp"),
    ] {
        let project = Project::new(&[("feedmill.yaml", &format!("{SITE}{settings}"))]);
        project
            .write("b.md", record(&format!("title: Ours\ndate: 2020-01-05\nlink: /b\ntopics: ['{ours}']")));
        project.write("a.md", record(&format!("title: T\ndate: 1999-01-05\nlink: /a\ntopics: ['{theirs}']")));
        project.build();
        let items = items(&project, &format!("public/topics/{slug}/feed.json"));
        assert_eq!(items.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>(), ["Ours"], "{ours}");
    }
}

/// A record in as many topics as a record can name.
fn heap(of: &str) -> String {
    let topics: Vec<String> = (1..100).map(|number| format!("{of} {number}")).collect();
    record(&format!(
        "title: Heap {of}\ndate: 2020-01-05\nlink: /{of}\ntopics: [{}, Boats]",
        topics.join(", ")
    ))
}

fn topics(project: &Project) -> usize {
    fs::read_dir(project.path("public/topics")).unwrap().count()
}

#[test]
fn topics_that_only_one_author_names_are_limited() {
    let project = site("topics: {author_limit: 30}\n");
    project.write("alice/boats.md", record("title: B\ndate: 2020-01-05\nlink: /b\ntopics: [Boats, Barges]"));
    for name in ["x", "y", "z", "w"] {
        project.write(format!("mallory/{name}.md"), heap(name));
    }
    let run = project.build();
    assert_eq!(topics(&project), 42, "ten for each record, and the two of others");
    let told = "warning: topic: the records in mallory/ open 396 topics, 40 are allowed (`topics.author_limit`), \
                and 356 get no feed, ";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    for loss in LOSSES {
        lose(&project, loss);
        project.build();
        assert_eq!(topics(&project), 42, "{loss:?}");
    }
}

#[test]
fn a_site_has_a_limit_of_topics_and_those_that_were_published_stay() {
    let project = site("topics: {limit: 5}\n");
    let honest = "title: B\ndate: 2020-01-05\nlink: /b\ntopics: [Zebra, Zinc, Zoo, Zoom]";
    project.write("alice/boats.md", record(honest));
    project.build();
    project.write("mallory/x.md", heap("x"));
    let run = project.build();
    assert!(
        run.stderr.starts_with("mallory/x.md: warning: topic: the site has 104 topics"),
        "{}",
        run.stderr
    );
    assert_eq!(items(&project, "public/topics/zinc/feed.json").len(), 1);
    assert_eq!(topics(&project), 5);
}

#[test]
fn an_emptied_feed_that_others_fill_again_is_emptied_again() {
    let project = site("");
    let of_topic =
        |topic: &str| record(&format!("title: B\ndate: 2020-01-05\nlink: /b\ntopics: [{topic}, Water]"));
    project.write("alice/boats.md", of_topic("Boats"));
    project.build();
    let path = "public/topics/boats/atom.xml";
    let filled = project.read(path);
    project.write("alice/boats.md", of_topic("Barges"));
    project.build();
    let emptied = project.read(path);
    assert!(filled.contains("<entry>") && !emptied.contains("<entry>"));
    for _ in 0..3 {
        project.build();
        assert_eq!(project.read(path), emptied);
    }
    project.write(path, &filled);
    project.build();
    assert_eq!(project.read(path), emptied);
    project.build();
    project.write("alice/boats.md", of_topic("Boats"));
    project.build();
    assert!(project.read(path).contains("<entry>"));
    project.write("alice/boats.md", of_topic("Barges"));
    project.build();
    project.build();
    project.run(&["build", "--prune"]).ended(0);
    assert!(!project.path(path).exists());
}
