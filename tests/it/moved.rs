//! What becomes of published feeds when topics come, go, collide and are renamed, and when the configuration puts feeds elsewhere:
//! a folder keeps its topic, and a feed that moves leaves itself behind.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use crate::project::{Project, Run, SITE, article, tree};

/// A JSON feed of the destination.
fn feed(project: &Project, path: &str) -> Value {
    serde_json::from_str(&project.read(&format!("public/{path}"))).unwrap()
}

/// The titles of its entries, sorted.
fn titles(feed: &Value) -> Vec<String> {
    let items = feed["items"].as_array().unwrap().iter();
    let mut titles: Vec<String> = items.map(|item| item["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

fn titles_at(project: &Project, path: &str) -> Vec<String> {
    titles(&feed(project, path))
}

/// The id of an Atom feed.
fn atom_id(project: &Project, path: &str) -> String {
    let text = project.read(&format!("public/{path}"));
    text.split_once("<id>").unwrap().1.split_once("</id>").unwrap().0.to_owned()
}

/// What runs may have lost.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Loss {
    Nothing,
    State,
    Destination,
    Both,
}

fn lose(project: &Project, loss: Loss) {
    if matches!(loss, Loss::State | Loss::Both) {
        let _ = fs::remove_dir_all(project.path(".feedmill"));
    }
    if matches!(loss, Loss::Destination | Loss::Both) {
        let _ = fs::remove_dir_all(project.path("public"));
    }
}

const LOSSES: [Loss; 4] = [Loss::Nothing, Loss::State, Loss::Destination, Loss::Both];

/// Builds, loses all that can be lost and builds again, and again: the same is published each time, and nothing is said.
#[track_caller]
fn assert_settled(project: &Project) {
    let before = (project.public(), fs::read(project.path("feedmill.pins")).ok());
    for loss in LOSSES {
        lose(project, loss);
        for _ in 0..2 {
            let run = project.build();
            assert!(!run.stderr.contains("topic"), "{loss:?}: {}", run.stderr);
        }
        let mut after = project.public();
        if matches!(loss, Loss::Destination | Loss::Both) {
            // Nobody makes feeds again whose topics are gone.
            after.extend(
                before
                    .0
                    .iter()
                    .filter(|(_, bytes)| !holds(bytes, "/first-"))
                    .map(|(path, bytes)| (path.clone(), bytes.clone())),
            );
        }
        let paths: Vec<_> = before.0.keys().filter(|path| before.0.get(*path) != after.get(*path)).collect();
        assert!(after == before.0, "{loss:?}: {paths:?}");
        assert_eq!(fs::read(project.path("feedmill.pins")).ok(), before.1, "{loss:?}");
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}

#[test]
fn a_published_folder_keeps_its_topic_when_a_like_named_one_comes() {
    for loss in [Loss::Nothing, Loss::State, Loss::Destination] {
        let project = Project::with_articles(&[("a.md", &article("First a", "2020-01-01", "AC/DC"))]);
        project.build();
        assert!(!project.path("feedmill.pins").exists(), "nothing has to be pinned");
        project.write("b.md", article("First b", "2020-01-02", "ac-dc"));
        lose(&project, loss);
        let run = project.build();
        assert!(
            run.stderr.contains("warning: topic: topics/ac-dc/rss.xml stays"),
            "{loss:?}: {}",
            run.stderr
        );
        assert_eq!(titles_at(&project, "topics/ac-dc/feed.json"), ["First a"], "{loss:?}");
        let pins = project.read("feedmill.pins");
        assert!(pins.ends_with("\ntopic\tac-dc\tac/dc\n"), "{pins}");
        assert_settled(&project);

        // Who has gone keeps the folder too: its subscribers wait there.
        fs::remove_file(project.path("a.md")).unwrap();
        project.build();
        assert_eq!(titles_at(&project, "topics/ac-dc/feed.json"), [""; 0]);
        assert_settled(&project);
        project.write("a.md", article("First a", "2020-01-01", "AC/DC"));
        project.build();
        assert_eq!(titles_at(&project, "topics/ac-dc/feed.json"), ["First a"]);
    }
}

#[test]
fn an_empty_folder_waits_for_its_topic() {
    for loss in [Loss::Nothing, Loss::State] {
        let project = Project::with_articles(&[
            ("a.md", &article("First a", "2020-01-01", "AC/DC")),
            ("c.md", &article("First c", "2020-01-01", "Sky")),
        ]);
        project.build();
        fs::remove_file(project.path("a.md")).unwrap();
        project.build();
        project.write("b.md", article("First b", "2020-01-02", "ac-dc"));
        lose(&project, loss);
        project.build();
        assert_eq!(titles_at(&project, "topics/ac-dc/feed.json"), [""; 0], "{loss:?}");
        assert_settled(&project);
    }
}

#[test]
fn no_topics_file_takes_the_folder_of_another_topic() {
    let project = Project::with_articles(&[
        ("a.md", &article("First a", "2020-01-01", "Sky!")),
        ("b.md", &article("First b", "2020-01-01", "Sea")),
    ]);
    project.build();
    project.write("_data/topics/all.yaml", "{name: Sea, _id: sky}");
    let run = project.build();
    assert!(run.stderr.contains("topics/sky/rss.xml stays with the topic"), "{}", run.stderr);
    assert_eq!(titles_at(&project, "topics/sky/feed.json"), ["First a"]);
    assert_eq!(titles_at(&project, "topics/sea/feed.json"), ["First b"], "it has moved, and is still here");
    assert_settled(&project);
}

/// A change to a project, with its name.
type Change<'c> = (&'c str, &'c dyn Fn(&Project));

/// What a topic can be renamed by.
fn renamings() -> [Change<'static>; 3] {
    [
        ("alias", &|project| {
            project.write("feedmill.yaml", format!("{SITE}topics: {{aliases: {{Sky: Heaven}}}}\n"))
        }),
        ("_id", &|project| project.write("_data/topics/all.yaml", "{name: Sky, _id: heaven}")),
        ("articles", &|project| {
            project.write("a.md", article("First a", "2020-01-01", "Heaven"));
            project.write("b.md", article("First b", TO_PLAY, "Heaven, News"));
        }),
    ]
}

fn sky() -> Project {
    let project = Project::with_articles(&[
        ("a.md", &article("First a", "2020-01-01", "Sky")),
        ("b.md", &article("First b", TO_PLAY, "Sky, News")),
    ]);
    project.build();
    project
}

/// The date of an article with a file to play.
const TO_PLAY: &str = "2020-01-02\naudio: https://example.org/b.mp3";

#[track_caller]
fn assert_moved(project: &Project, run: &Run, old: &str, new: &str, context: &str) {
    assert!(run.stderr.contains("warning: topic: 3 files have moved"), "{context}: {}", run.stderr);
    for path in [old, new] {
        let feed = feed(project, &format!("topics/{path}/feed.json"));
        assert_eq!(titles(&feed), ["First a", "First b"], "{context}: {path}");
        assert_eq!(
            feed["feed_url"],
            format!("https://example.org/topics/{new}/feed.json"),
            "{context}: {path}"
        );
        let id = atom_id(project, &format!("topics/{path}/atom.xml"));
        assert_eq!(id, "https://example.org/topics/sky/atom.xml", "{context}: the id stays");
        let own = format!("<atom:link href=\"https://example.org/topics/{new}/rss.xml\" rel=\"self\"");
        let rss = project.read(&format!("public/topics/{path}/rss.xml"));
        assert!(rss.contains(&own), "{context}: {rss}");
        let podcast = format!("<itunes:new-feed-url>https://example.org/topics/{new}/rss.xml</");
        assert_eq!(rss.contains(&podcast), path == old, "{context}: {rss}");
        feed_rs::parser::parse(rss.as_bytes()).unwrap();
    }
}

#[test]
fn a_renamed_topic_leaves_its_feed_behind() {
    for (name, rename) in renamings() {
        for loss in [Loss::Nothing, Loss::State] {
            let project = sky();
            rename(&project);
            lose(&project, loss);
            let run = project.build();
            assert_moved(&project, &run, "sky", "heaven", name);
            assert_settled(&project);
        }
    }
}

#[test]
fn a_topic_that_comes_back_takes_its_folder_back() {
    let project = sky();
    project.write("_data/topics/all.yaml", "{name: Sky, _id: heaven}");
    project.build();
    project.write("_data/topics/all.yaml", "{name: Sky, _id: ether}");
    let run = project.build();
    assert_moved(&project, &run, "heaven", "ether", "the second time");
    assert_eq!(
        feed(&project, "topics/sky/feed.json")["feed_url"],
        "https://example.org/topics/ether/feed.json"
    );
    assert_settled(&project);
    let rules = project.run(&["list", "redirects"]).stdout;
    assert_eq!(rules.lines().filter(|line| line.ends_with("\t/topics/ether/rss.xml")).count(), 2, "{rules}");

    project.write("_data/topics/all.yaml", "{name: Sky, _id: sky}");
    project.build();
    let own = feed(&project, "topics/sky/feed.json");
    assert_eq!(own["feed_url"], "https://example.org/topics/sky/feed.json");
    assert_eq!(atom_id(&project, "topics/sky/atom.xml"), "https://example.org/topics/sky/atom.xml");
    assert_eq!(feed(&project, "topics/heaven/feed.json"), feed(&project, "topics/ether/feed.json"));
    let pins = project.read("feedmill.pins");
    assert!(!pins.contains("moved\ttopics/sky/") && !pins.contains("feed\t"), "{pins}");
    assert_settled(&project);

    fs::remove_file(project.path("_data/topics/all.yaml")).unwrap();
    assert!(!project.build().stderr.contains("topic"), "nothing moves where no topics file says so");
}

#[test]
fn a_renamed_topic_does_not_come_back_under_another() {
    let project = sky();
    project.write("feedmill.yaml", format!("{SITE}topics: {{aliases: {{Sky: Heaven}}}}\n"));
    project.build();
    project.write("feedmill.yaml", SITE);
    for (name, topics) in [("a", "Heaven"), ("b", "Heaven, News"), ("c", "SKY!")] {
        project.write(format!("{name}.md"), article(&format!("First {name}"), "2020-01-01", topics));
    }
    project.build();
    assert_eq!(titles_at(&project, "topics/sky/feed.json"), ["First a", "First b"]);
    assert_settled(&project);
}

#[test]
fn what_is_no_renaming_moves_nothing() {
    let changes: [Change<'_>; 5] = [
        ("one article", &|project| {
            fs::remove_file(project.path("b.md")).unwrap();
            project.build();
            project.write("a.md", article("First a", "2020-01-01", "Heaven"));
        }),
        ("a topic that was there", &|project| {
            project.write("a.md", article("First a", "2020-01-01", "News"));
            project.write("b.md", article("First b", "2020-01-02", "News"));
        }),
        ("two topics", &|project| {
            project.write("a.md", article("First a", "2020-01-01", "Heaven, Air"));
            project.write("b.md", article("First b", "2020-01-02", "Heaven, Air"));
        }),
        ("one stays away", &|project| {
            project.write("a.md", article("First a", "2020-01-01", "Heaven"));
            fs::remove_file(project.path("b.md")).unwrap();
        }),
        ("and another article", &|project| {
            project.write("a.md", article("First a", "2020-01-01", "Heaven"));
            project.write("b.md", article("First b", "2020-01-02", "Heaven"));
            project.write("c.md", article("First c", "2020-01-02", "Heaven"));
        }),
    ];
    for (name, change) in changes {
        let project = sky();
        change(&project);
        let run = project.build();
        assert!(!run.stderr.contains("moved"), "{name}: {}", run.stderr);
        assert_eq!(titles_at(&project, "topics/sky/feed.json"), [""; 0], "{name}");
    }
}

#[test]
fn a_topic_that_is_spelled_otherwise_keeps_its_folder() {
    for loss in [Loss::Nothing, Loss::State, Loss::Destination] {
        let project = Project::with_articles(&[("a.md", &article("First a", "2020-01-01", "Node JS"))]);
        project.build();
        project.write("a.md", article("First a", "2020-01-01", "node-js"));
        lose(&project, loss);
        project.build();
        assert_eq!(titles_at(&project, "topics/node-js/feed.json"), ["First a"], "{loss:?}");
        assert_settled(&project);
    }
}

#[test]
fn feeds_that_the_configuration_puts_elsewhere_stay_where_they_were_too() {
    for loss in [Loss::Nothing, Loss::Destination] {
        let project = sky();
        project.write("c.md", article("First c", "2020-01-01", "Sea"));
        project.build();
        project.write("feedmill.yaml", format!("{SITE}feeds:\n  path: \"by/{{slug}}.{{format}}\"\n  formats: {{rss: index.xml, json: feed.json}}\n"));
        lose(&project, loss);
        let run = project.build();
        assert!(run.stderr.contains("7 files have moved, because `feeds.path`"), "{loss:?}: {}", run.stderr);
        for (old, new) in [("topics/sky/feed.json", "by/sky.json"), ("topics/news/feed.json", "by/news.json")]
        {
            let copy = feed(&project, old);
            assert_eq!(copy, feed(&project, new), "{loss:?}: {old}");
            assert_eq!(copy["feed_url"], format!("https://example.org/{new}"), "{loss:?}");
        }
        let rss = project.read("public/rss.xml");
        assert!(rss.contains("<itunes:new-feed-url>https://example.org/index.xml<"), "{loss:?}: {rss}");
        let rss = project.read("public/topics/sea/rss.xml");
        assert!(!rss.contains("itunes") && rss.contains("/by/sea.rss"), "there is nothing to play: {rss}");
        let rules = project.run(&["list", "redirects", "--for", "netlify"]).stdout;
        assert!(rules.contains("/topics/sky/rss.xml /by/sky.rss 301!\n"), "{rules}");
        if loss == Loss::Nothing {
            assert!(
                !project.read("public/atom.xml").contains("First a"),
                "nobody publishes this format any more"
            );
        }
    }
}

#[test]
fn pruning_removes_what_was_left_behind_and_keeps_the_rules() {
    let project = sky();
    project.write("_data/topics/all.yaml", "{name: Sky, _id: heaven}");
    project.build();
    project.run(&["build", "--prune"]).ended(0);
    for _ in 0..2 {
        assert!(!project.path("public/topics/sky").exists());
        let rules = project.run(&["list", "redirects", "--for", "nginx"]).stdout;
        let rule = "location = \"/topics/sky/rss.xml\" { return 301 /topics/heaven/rss.xml; }\n";
        assert!(rules.contains(rule), "{rules}");
        project.build();
    }
    project.write("c.md", article("First c", "2020-01-01", "sky!"));
    project.build();
    assert!(!project.path("public/topics/sky").exists(), "the rule would hide another topic");
}

#[test]
fn rules_are_for_one_server_and_about_redirects() {
    let project = sky();
    project.run(&["list", "topics", "--for", "nginx"]).ended(2);
    project.run(&["list", "redirects", "--for", "gopher"]).ended(2);
    assert_eq!(project.run(&["list", "redirects"]).ended(0).stdout, "");
    project.write("feedmill.pins", "moved\ta.xml\tb.xml\nmoved\tb.xml\ta.xml\nmoved\told feed.xml\tc.xml\n");
    project.write("feedmill.yaml", format!("{SITE}output: {{url: \"https://example.org/feeds/\"}}\n"));
    for (server, rule) in [
        ("nginx", "location = \"/feeds/old feed.xml\" { return 301 /feeds/c.xml; }\n"),
        ("apache", "Redirect permanent \"/feeds/old feed.xml\" /feeds/c.xml\n"),
        ("caddy", "redir \"/feeds/old feed.xml\" /feeds/c.xml permanent\n"),
        ("netlify", "/feeds/old%20feed.xml /feeds/c.xml 301!\n"),
    ] {
        let rules = project.run(&["list", "redirects", "--for", server]).ended(0).stdout;
        assert!(rules.ends_with(rule), "{server}: {rules}");
    }
}

/// Names of which many have the same slug.
const NAMES: [&str; 8] = ["AC/DC", "ac-dc", "ac dc!", "C++", "C plus plus", "Sky", "sky?", "Sea"];

/// Something that happens between two runs.
#[derive(Debug, Clone)]
enum Step {
    Add(Vec<usize>),
    Remove(usize),
    Lose(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec(0..NAMES.len(), 1..3).prop_map(Step::Add),
        3 => (0..100usize).prop_map(Step::Remove),
        2 => (0..LOSSES.len()).prop_map(Step::Lose),
    ]
}

/// The topic of each folder whose feed has entries, by the title of the feed, and that all its entries have it.
fn owners(project: &Project) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for (path, bytes) in tree(&project.path("public/topics")) {
        let Some(slug) = path.strip_suffix("/feed.json") else { continue };
        let feed: Value = serde_json::from_slice(&bytes).unwrap();
        let title = feed["title"].as_str().unwrap().split_once(" – ").unwrap().0.to_owned();
        let items = feed["items"].as_array().unwrap();
        for item in items {
            assert!(
                item["tags"].as_array().unwrap().contains(&Value::from(title.as_str())),
                "{slug}: {item}"
            );
        }
        if !items.is_empty() {
            owners.insert(slug.to_owned(), title);
        }
    }
    owners
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_folder_of_a_published_topic_never_changes_hands(steps in prop::collection::vec(step(), 1..14)) {
        let project = Project::with_articles(&[("0.md", &article("First 0", "2020-01-01", "Lake"))]);
        let mut articles: Vec<usize> = Vec::new();
        let mut folders: BTreeMap<String, String> = BTreeMap::new();
        for (number, step) in (1..).zip(steps) {
            match step {
                Step::Add(names) => {
                    let names: Vec<String> = names.iter().map(|&name| format!("\"{}\"", NAMES[name])).collect();
                    let text = article(&format!("First {number}"), "2020-01-01", &names.join(", "));
                    project.write(format!("{number}.md"), text);
                    articles.push(number);
                }
                Step::Remove(index) if !articles.is_empty() => {
                    let number = articles.remove(index % articles.len());
                    fs::remove_file(project.path(format!("{number}.md"))).unwrap();
                }
                Step::Remove(_) => {}
                Step::Lose(loss) => {
                    let present = owners(&project);
                    lose(&project, LOSSES[loss]);
                    if LOSSES[loss] == Loss::Both {
                        // Nobody knows any more whose folders those were that nobody has.
                        folders = present;
                    }
                }
            }
            project.run(&["build", "--allow-shrink"]).ended(0);
            for (slug, owner) in owners(&project) {
                let before = folders.entry(slug.clone()).or_insert_with(|| owner.clone());
                prop_assert_eq!(&*before, &owner, "{} in step {}", slug, number);
                let others = folders.iter().filter(|(other, own)| **own == owner && **other != slug);
                prop_assert_eq!(others.count(), 0, "{} has moved in step {}", owner, number);
            }
        }
    }
}
