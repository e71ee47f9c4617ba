//! Sites of several languages: each language has one set of feeds, with its own title, tag and topics; a feed stays in the language
//! that it was published in, and whatever becomes of the languages of a site, articles keep their ids.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use crate::project::{Project, Run, paths};

fn feed(project: &Project, path: &str) -> Value {
    serde_json::from_str(&project.read(&format!("public/{path}"))).unwrap()
}

/// The ids of its entries, sorted.
fn ids(project: &Project, path: &str) -> Vec<String> {
    let feed = feed(project, path);
    let items = feed["items"].as_array().unwrap().iter();
    let mut ids: Vec<String> = items.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// A build that may end in any way.
fn build(project: &Project) -> Run {
    project.run(&["build"])
}

const HEAD: &str = "baseURL: https://example.org/\ntitle: The Mill\n";

const BOTH: &str = "languages: {en: {languageCode: en-GB}, de: {title: Die Mühle, languageCode: de-AT}}\n";

fn post(title: &str, topics: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2020-01-05\ntags: [{topics}]\n---\nText of {title}.\n")
}

/// A site of Hugo with two articles, one of them also in German, and one in German alone.
fn hugo(configuration: &str) -> Project {
    let project = Project::new(&[]);
    project.write("hugo.yaml", format!("{HEAD}{configuration}"));
    project.write("content/rye.md", post("Rye", "Grain"));
    project.write("content/rye.de.md", post("Roggen", "Grain"));
    project.write("content/oats.md", post("Oats", "Grain, Horses"));
    project.write("content/muehle.de.md", post("Mahlwerk", "Wasser"));
    project
}

fn written(project: &Project) -> Vec<String> {
    paths(&project.public()).into_iter().filter(|path| path.ends_with("rss.xml")).map(str::to_owned).collect()
}

#[test]
fn each_language_has_a_set_of_feeds_with_its_title_its_tag_and_its_topics() {
    let project = hugo(BOTH);
    let run = project.build();
    assert!(!run.stderr.contains("language"), "{}", run.stderr);
    assert_eq!(
        written(&project),
        [
            "de/rss.xml", "de/topics/grain/rss.xml", "de/topics/wasser/rss.xml", "rss.xml",
            "topics/grain/rss.xml", "topics/horses/rss.xml",
        ]
    );
    for (path, title, tag, page, articles) in [
        ("feed.json", "The Mill", "en-GB", "", &["oats", "rye"][..]),
        ("topics/horses/feed.json", "Horses – The Mill", "en-GB", "", &["oats"]),
        ("de/feed.json", "Die Mühle", "de-AT", "de/", &["de/muehle", "de/rye"]),
        ("de/topics/grain/feed.json", "Grain – Die Mühle", "de-AT", "de/", &["de/rye"]),
    ] {
        let feed = feed(&project, path);
        let url = |path: &str| format!("https://example.org/{path}");
        assert_eq!((&feed["title"], &feed["language"]), (&title.into(), &tag.into()), "{path}");
        assert_eq!(feed["home_page_url"], url(page), "{path}");
        assert_eq!(feed["feed_url"], url(path), "{path}");
        let expected: Vec<String> = articles.iter().map(|name| url(&format!("{name}/"))).collect();
        assert_eq!(ids(&project, path), expected, "{path}");
    }
    project.write("content/gros-korn.de.md", "---\ndate: 2020-01-05\n---\nText.\n");
    project.build();
    assert!(project.read("public/de/rss.xml").contains("<title>gros korn</title>"));
    fs::remove_file(project.path("content/gros-korn.de.md")).unwrap();
    project.build();
    let (atom, rss) = (project.read("public/de/atom.xml"), project.read("public/de/rss.xml"));
    assert!(atom.contains("xml:lang=\"de-AT\"") && atom.contains("<id>https://example.org/de/atom.xml</id>"));
    assert!(
        rss.contains("<language>de-AT</language>") && rss.contains("<link>https://example.org/de/</link>")
    );
    let topics = project.run(&["list", "topics"]).ended(0).stdout;
    assert_eq!(topics, "grain\tGrain\t2\nde/grain\tGrain\t1\nhorses\tHorses\t1\nde/wasser\tWasser\t1\n");
    let (before, pins) = (project.public(), project.read("feedmill.pins"));
    for lost in [".feedmill", "public"] {
        fs::remove_dir_all(project.path(lost)).unwrap();
        project.build();
        assert_eq!(
            (project.public(), project.read("feedmill.pins")),
            (before.clone(), pins.clone()),
            "{lost}"
        );
    }
}

#[test]
fn records_name_their_language_where_the_configuration_says_so() {
    let record = |tag: &str, name: &str| {
        format!("---\ntitle: {name}\ndate: 2020-01-05\nlink: /{name}\n{tag}---\nText.\n")
    };
    let site = "site: {title: The Mill, url: 'https://example.org/'}\n";
    let records = || {
        let project = Project::new(&[]);
        for (path, tag, name) in [
            ("a.md", "", "none"),
            ("b.md", "lang: en\n", "english"),
            ("c.md", "lang: de-AT\n", "austrian"),
            ("d.md", "lang: fr\n", "french"),
            ("e.de.md", "", "marked"),
            ("german/f.md", "", "placed"),
        ] {
            project.write(path, record(tag, name));
        }
        project
    };
    let url = |name: &&str| format!("https://example.org/{name}");
    for (languages, top, german) in [
        ("", &["austrian", "english", "french", "marked", "none", "placed"][..], &[][..]),
        ("input: {languages: [en, de]}", &["english", "none", "placed"], &["austrian", "marked"]),
        ("input: {languages: {en: ., de: german}}", &["english", "none"], &["austrian", "marked", "placed"]),
        ("input: {languages: [de]}", &["austrian", "marked", "none", "placed"], &[]),
        ("input: {languages: [fr]}", &["french", "marked", "none", "placed"], &[]),
    ] {
        let project = records();
        project.write("feedmill.yaml", format!("{site}{languages}\n"));
        project.build();
        assert_eq!(ids(&project, "feed.json"), top.iter().map(url).collect::<Vec<_>>(), "{languages}");
        let german: Vec<String> = german.iter().map(url).collect();
        if german.is_empty() {
            assert_eq!(written(&project), ["rss.xml"], "{languages}");
        } else {
            assert_eq!(ids(&project, "de/feed.json"), german, "{languages}");
            assert_eq!(feed(&project, "de/feed.json")["home_page_url"], "https://example.org/");
        }
    }
    let project = records();
    let text = "input: {languages: [en, de]}\nfeeds: {languages: {de: {title: Die Mühle, description: Mehl, link: /d/}}}\n";
    project.write("feedmill.yaml", format!("{site}{text}"));
    project.build();
    let feed = feed(&project, "de/feed.json");
    assert_eq!((&feed["title"], &feed["description"]), (&"Die Mühle".into(), &"Mehl".into()));
    assert_eq!((&feed["language"], &feed["home_page_url"]), (&"de".into(), &"https://example.org/d/".into()));
    let skipped = project.run(&["list", "skipped"]).ended(0).stdout;
    assert_eq!(skipped, "d.md\tfiltered\tits language has no feeds (`input.languages`)\n");
    let project = records();
    project.write("feedmill.yaml", format!("{site}input: {{languages: {{de: german, en: .}}}}\n"));
    project.build();
    assert_eq!(
        ids(&project, "feed.json"),
        ["austrian", "marked", "placed"].iter().map(url).collect::<Vec<_>>()
    );
    assert_eq!(ids(&project, "en/feed.json"), ["english", "none"].iter().map(url).collect::<Vec<_>>());
}

#[test]
fn a_language_that_cannot_have_feeds_is_refused() {
    for (text, expected) in [
        (
            "input: {languages: [english]}",
            "feedmill.yaml:2:20: `input.languages` is not a registered language tag",
        ),
        ("feeds: {languages: {de: {title: D}}}", "names a language, and none is known"),
        (
            "input: {languages: [en, de]}\nfeeds: {languages: {fr: {title: F}}}",
            "names a language that the site does not have: it has `en`, `de`",
        ),
        (
            "input: {languages: [en, de]}\nfeeds: {path: 'de/{slug}/{file}'}",
            "go to de/, where other feeds are",
        ),
        ("input: {languages: [en, de, DE]}", "go to de/, where other feeds are"),
    ] {
        let project = Project::new(&[]);
        project.write("feedmill.yaml", format!("site: {{url: 'https://example.org/'}}\n{text}\n"));
        let run = build(&project).ended(2);
        assert!(run.stderr.contains(expected), "{text}: {}", run.stderr);
    }
    let project = hugo(BOTH);
    project.write("feedmill.yaml", "input: {languages: [it]}\n");
    let run = build(&project).ended(2);
    assert!(run.stderr.contains("it has `en`, `de`"), "{}", run.stderr);
    let project = hugo("");
    project.write("feedmill.yaml", "input: {languages: [en, de]}\n");
    let run = build(&project).ended(2);
    assert!(run.stderr.contains("it has `en`"), "{}", run.stderr);
}

#[test]
fn when_languages_come_into_being_articles_keep_their_ids_and_leave_with_a_finding() {
    for (settings, is_same_address) in
        [(BOTH.to_owned(), true), (format!("{BOTH}defaultContentLanguageInSubdir: true\n"), false)]
    {
        for loses_state in [false, true] {
            let project = hugo("");
            project.build();
            let before = ids(&project, "feed.json");
            assert_eq!(before.len(), 4);
            project.write("hugo.yaml", format!("{HEAD}{settings}"));
            if loses_state {
                fs::remove_dir_all(project.path(".feedmill")).unwrap();
            }
            let run = build(&project);
            let about = format!("{settings} {loses_state}: {}", run.stderr);
            assert_eq!(run.code, 0, "{about}");
            assert!(run.stderr.contains("2 articles leave the feeds where subscribers got them"), "{about}");
            let mut after = ids(&project, "feed.json");
            after.extend(ids(&project, "de/feed.json"));
            after.sort();
            assert_eq!(after, before, "{about}");
            assert!(is_same_address || run.stderr.contains("id"), "{about}");
            // That of a topic which only German articles have went with them, and stays for its subscribers.
            assert_eq!(ids(&project, "topics/wasser/feed.json"), ids(&project, "de/topics/wasser/feed.json"));
            assert!(
                run.stderr.contains("topics/wasser/atom.xml is de/topics/wasser/atom.xml now"),
                "{about}"
            );
            let run = project.build();
            assert!(!run.stderr.contains("leave") && !run.stderr.contains("moved"), "{}", run.stderr);
        }
    }
}

#[test]
fn a_feed_never_changes_its_language_unless_that_is_asked_for() {
    let project = hugo(BOTH);
    project.build();
    let (before, german) = (project.public(), ids(&project, "de/feed.json"));
    for other in ["input: {languages: [de]}\n", "input: {languages: [de, en]}\n"] {
        project.write("feedmill.yaml", other);
        let run = build(&project).refused(3);
        assert!(run.stderr.contains("published in `en` and would be in `de`"), "{}", run.stderr);
        assert_eq!(project.public(), before, "{other}");
    }
    project.write("feedmill.yaml", "input: {languages: [de]}\n");
    let run = project.run(&["build", "--allow-shrink"]).ended(0);
    assert!(run.stderr.contains("de/atom.xml is atom.xml now"), "{}", run.stderr);
    // Those who have subscribed to the other language get the same as before at the same URL.
    assert_eq!((ids(&project, "feed.json"), ids(&project, "de/feed.json")), (german.clone(), german));
    project.build();
    fs::remove_file(project.path("feedmill.yaml")).unwrap();
    build(&project).refused(3);
}

#[test]
fn feeds_of_one_language_do_not_become_feeds_of_all() {
    let project = Project::new(&[]);
    let site = "site: {title: The Mill, url: 'https://example.org/'}\n";
    project.write("a.md", "---\ntitle: A\ndate: 2020-01-05\nlink: /a\n---\nText.\n");
    project.write("b.md", "---\ntitle: B\ndate: 2020-01-06\nlink: /b\nlang: de\n---\nText.\n");
    project.write("feedmill.yaml", format!("{site}input: {{languages: [en, de]}}\n"));
    project.build();
    project.write("feedmill.yaml", site);
    let run = build(&project).refused(3);
    assert!(run.stderr.contains("published in `en` and would be in all languages"), "{}", run.stderr);
    project.write("feedmill.yaml", format!("{site}input: {{languages: [en]}}\n"));
    project.build();
    assert_eq!(ids(&project, "feed.json"), ["https://example.org/a"]);
    assert!(ids(&project, "de/feed.json").is_empty(), "what is not published any more shows nothing");
}

#[test]
fn the_feed_at_the_top_is_not_emptied_because_no_article_is_in_its_language() {
    let project = Project::new(&[]);
    project.write("hugo.yaml", HEAD);
    project.write("content/a.de.md", post("A", "Grain"));
    project.build();
    project.write("hugo.yaml", format!("{HEAD}{BOTH}"));
    let run = build(&project);
    assert!(run.code == 3 && run.stderr.contains("nothing is published"), "{}", run.stderr);
    assert_eq!(ids(&project, "feed.json").len(), 1);
}

#[test]
fn a_language_that_is_disabled_loses_its_feeds_and_gets_them_back() {
    let project = hugo(BOTH);
    project.build();
    let before = project.public();
    project.write("hugo.yaml", format!("{HEAD}{BOTH}disableLanguages: [de]\n"));
    project.build();
    for path in ["de/feed.json", "de/topics/wasser/feed.json"] {
        assert!(ids(&project, path).is_empty(), "{path}");
    }
    assert_eq!(ids(&project, "feed.json"), ["https://example.org/oats/", "https://example.org/rye/"]);
    project.write("hugo.yaml", format!("{HEAD}{BOTH}"));
    project.build();
    let is_other = |path: &&String| before.get(*path) != project.public().get(*path);
    assert_eq!(before.keys().filter(is_other).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_topic_is_renamed_in_every_language() {
    let project = hugo(BOTH);
    project.build();
    let id = |path: &str| {
        let text = project.read(&format!("public/{path}"));
        text.split_once("<id>").unwrap().1.split_once("</id>").unwrap().0.to_owned()
    };
    let before = [id("topics/grain/atom.xml"), id("de/topics/grain/atom.xml")];
    project.write("_data/topics/grain.yaml", "name: Grain\n_id: corn\n");
    let run = project.build();
    assert!(run.stderr.contains("topics have another name or `_id`"), "{}", run.stderr);
    for folder in ["", "de/"] {
        let (old, new) =
            (format!("{folder}topics/grain/feed.json"), format!("{folder}topics/corn/feed.json"));
        assert_eq!(ids(&project, &old), ids(&project, &new));
    }
    assert_eq!([id("topics/corn/atom.xml"), id("de/topics/corn/atom.xml")], before);
    let (all, pins) = (project.public(), project.read("feedmill.pins"));
    fs::remove_dir_all(project.path(".feedmill")).unwrap();
    project.build();
    assert_eq!((project.public(), project.read("feedmill.pins")), (all, pins));
}

#[test]
fn where_each_language_has_a_host_its_articles_and_feeds_are_there() {
    let hosts =
        "languages: {en: {baseURL: 'https://en.example.org'}, de: {baseURL: 'https://de.example.org/x'}}\n";
    let project = hugo("");
    project.write("hugo.yaml", format!("title: The Mill\n{hosts}"));
    project.build();
    assert_eq!(ids(&project, "feed.json"), ["https://en.example.org/oats/", "https://en.example.org/rye/"]);
    assert_eq!(
        ids(&project, "de/feed.json"),
        ["https://de.example.org/x/muehle/", "https://de.example.org/x/rye/"]
    );
    assert_eq!(feed(&project, "de/feed.json")["feed_url"], "https://de.example.org/x/feed.json");
    assert_eq!(feed(&project, "de/feed.json")["home_page_url"], "https://de.example.org/x/");
    assert_eq!(feed(&project, "feed.json")["feed_url"], "https://en.example.org/feed.json");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// One language alone has the articles that it has beside others.
    #[test]
    fn one_language_chosen_has_the_articles_of_its_set(
        languages in prop::collection::vec(prop::sample::select(vec!["", ".de", ".fr", ".it"]), 1..12),
    ) {
        let project = Project::new(&[]);
        project.write("hugo.yaml", format!("{HEAD}languages: {{en: {{}}, de: {{}}, fr: {{}}}}\n"));
        for (number, mark) in languages.iter().enumerate() {
            project.write(format!("content/a{number}{mark}.md"), post(&format!("A {number}"), "Grain"));
        }
        project.build();
        let mut sets = BTreeMap::new();
        for (tag, folder) in [("en", ""), ("de", "de/"), ("fr", "fr/")] {
            let path = format!("{folder}feed.json");
            let is_there = project.public().contains_key(&path);
            sets.insert(tag, if is_there { ids(&project, &path) } else { Vec::new() });
        }
        prop_assert_eq!(sets.values().map(Vec::len).sum::<usize>(), languages.len());
        for (tag, set) in sets {
            fs::remove_dir_all(project.path("public")).unwrap();
            fs::remove_dir_all(project.path(".feedmill")).unwrap();
            fs::remove_file(project.path("feedmill.pins")).unwrap();
            project.write("feedmill.yaml", format!("input: {{languages: [{tag}]}}\n"));
            project.build();
            prop_assert_eq!(ids(&project, "feed.json"), set, "{}", tag);
            prop_assert!(written(&project).iter().all(|path| path == "rss.xml" || path.starts_with("topics/")));
        }
    }
}
