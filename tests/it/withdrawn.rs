//! What Atom says of withdrawn articles (`feeds.withdrawn`): their ids for a time, and nothing of what was never published or is
//! published again.

use std::fs;

use crate::project::{Project, Run, run};

const SETTINGS: &str =
    "site: {title: T, url: https://example.org/}\nfeeds: {limit: 4, withdrawn: 30d, archive: true}\n";

const DAY: u64 = 86_400;

/// 2023-11-14T22:13:20Z.
const PRESENT: u64 = 1_700_000_000;

fn article(number: u32, rest: &str) -> String {
    format!(
        "---\nid: tag:example.org,2020:{number}\ntitle: Secret {number}.\nlink: https://example.org/{number}\n\
         date: 2020-01-{:02}\ntopics: [sea]\n{rest}---\nWords {number}.\n",
        number + 1
    )
}

fn project(count: u32) -> Project {
    let project = Project::new(&[("feedmill.yaml", SETTINGS)]);
    for number in 0..count {
        project.write(format!("{number}.md"), article(number, ""));
    }
    project
}

fn build_on(project: &Project, day: u64, arguments: &[&str]) -> Run {
    let moment = (PRESENT + day * DAY).to_string();
    run(project.command().arg("build").args(arguments).env("SOURCE_DATE_EPOCH", moment))
}

/// The elements of a document that tell of withdrawn articles: number and day.
fn told(project: &Project, path: &str) -> Vec<(u32, String)> {
    let text = project.read(&format!("public/{path}"));
    let value = |element: &str, name: &str| {
        element.split_once(&format!(" {name}=\"")).unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let element = |element: &str| {
        let element = element.split_once('>').unwrap().0;
        let id = value(element, "ref");
        let day = value(element, "when").split_once('T').unwrap().0.to_owned();
        (id.strip_prefix("tag:example.org,2020:").unwrap().parse().unwrap(), day)
    };
    let mut told: Vec<(u32, String)> = text.split("<at:deleted-entry").skip(1).map(element).collect();
    told.sort();
    told
}

fn hold(project: &Project, number: u32) {
    project.write(format!("{number}.md"), article(number, "draft: true\n"));
}

/// Loses nothing, or the state.
const LOSSES: [fn(&Project); 2] = [|_| {}, |project| fs::remove_dir_all(project.path(".feedmill")).unwrap()];

#[test]
fn atom_tells_for_a_time_what_was_withdrawn_and_nothing_of_it_but_the_id() {
    for loses in LOSSES {
        let project = project(12);
        build_on(&project, 0, &[]).ended(0);
        assert!(told(&project, "atom.xml").is_empty());
        hold(&project, 11);
        fs::remove_file(project.path("10.md")).unwrap();
        hold(&project, 1);
        loses(&project);
        build_on(&project, 1, &[]).ended(0);
        let expected = [(10, "2023-11-15".to_owned()), (11, "2023-11-15".to_owned())];
        for feed in ["atom.xml", "topics/sea/atom.xml"] {
            assert_eq!(told(&project, feed), expected, "{feed}");
        }
        let page = "archive/all/oldest/atom.xml";
        assert_eq!(told(&project, page), [(1, "2023-11-15".to_owned())]);
        for (path, bytes) in project.public() {
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !["Secret 11.", "Words 11.", "Secret 1.", "Secret 10."]
                    .iter()
                    .any(|part| text.contains(part)),
                "{path}"
            );
            assert!(path.ends_with("atom.xml") || !text.contains("tag:example.org,2020:11"), "{path}");
        }
        loses(&project);
        let again = build_on(&project, 2, &[]).ended(0);
        assert!(again.summary().contains(" 0 feeds changed"), "{}", again.stderr);
        // Another article changes the feed, which goes on to tell.
        project.write("12.md", article(12, ""));
        loses(&project);
        build_on(&project, 29, &[]).ended(0);
        assert_eq!(told(&project, "atom.xml"), expected);
        loses(&project);
        build_on(&project, 31, &[]).ended(0);
        for path in ["atom.xml", "topics/sea/atom.xml", page] {
            assert!(told(&project, path).is_empty(), "{path}");
        }
    }
}

#[test]
fn what_was_never_published_or_is_published_again_is_not_told() {
    for loses in LOSSES {
        let project = project(6);
        hold(&project, 5);
        project.write("20.md", article(20, "date: 2030-01-01\n").replacen("date: 2020-01-21\n", "", 1));
        build_on(&project, 0, &[]).ended(0);
        fs::remove_file(project.path("20.md")).unwrap();
        fs::remove_file(project.path("5.md")).unwrap();
        hold(&project, 4);
        loses(&project);
        build_on(&project, 1, &[]).ended(0);
        assert_eq!(told(&project, "atom.xml"), [(4, "2023-11-15".to_owned())]);
        // It is published again, of another topic and too old for the feeds.
        let text =
            article(4, "").replace("topics: [sea]", "topics: [sky]").replace("2020-01-05", "2019-01-05");
        project.write("other.md", text);
        fs::remove_file(project.path("4.md")).unwrap();
        loses(&project);
        build_on(&project, 2, &[]).ended(0);
        assert!(
            project.public().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("deleted-entry"))
        );
    }
}

#[test]
fn an_article_that_leaves_a_feed_for_its_age_or_its_topic_is_not_told() {
    let project = project(6);
    build_on(&project, 0, &[]).ended(0);
    project.write("6.md", article(6, ""));
    project.write("3.md", article(3, "").replace("[sea]", "[sky]"));
    build_on(&project, 1, &[]).ended(0);
    assert!(project.public().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("deleted-entry")));
}

#[test]
fn a_record_that_has_become_faulty_is_not_told() {
    for loses in LOSSES {
        let project = project(6);
        build_on(&project, 0, &[]).ended(0);
        project.write("5.md", article(5, "date: 2020-13-45\n").replacen("date: 2020-01-06\n", "", 1));
        loses(&project);
        build_on(&project, 1, &[]).ended(1);
        assert!(!project.read("public/atom.xml").contains("tag:example.org,2020:5"), "it is gone");
        assert!(told(&project, "atom.xml").is_empty());
    }
}

#[test]
fn a_feed_that_is_taken_over_from_another_project_tells_nothing() {
    let other = project(6);
    build_on(&other, 0, &[]).ended(0);
    let project = Project::new(&[("feedmill.yaml", SETTINGS)]);
    project
        .write("a.md", "---\ntitle: A\ndate: 2020-01-01\nlink: https://example.org/a\ntopics: [sea]\n---\n");
    fs::create_dir(project.path("public")).unwrap();
    fs::copy(other.path("public/atom.xml"), project.path("public/atom.xml")).unwrap();
    build_on(&project, 1, &["--adopt-destination"]).ended(0);
    assert!(told(&project, "atom.xml").is_empty());
}

#[test]
fn without_atom_or_with_selected_rows_it_is_refused() {
    for (settings, message) in [
        ("feeds: {withdrawn: 30d, formats: [rss]}", "is said in Atom alone"),
        ("feeds: {withdrawn: 30 days}", "a span of time"),
        (
            "feeds: {withdrawn: 1d}\ninput: {sql: {url: 'sqlite:a.db', changed: edited}}",
            "`input.sql.changed`",
        ),
    ] {
        let text = format!("site: {{title: T, url: https://example.org/}}\n{settings}\n");
        let run = Project::new(&[("feedmill.yaml", &text)]).run(&["build"]).refused(2);
        assert!(run.stderr.contains("feedmill.yaml:2:") && run.stderr.contains(message), "{}", run.stderr);
    }
}
