//! Archives of feeds (`feeds.archive`): whoever walks from a feed to older and older pages meets every article once, whatever has
//! happened; and what happens to one article changes few files.
//!
//! `FEEDMILL_WALKS=200` takes more walks than a test run has time for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::project::{Project, Run, Tree, run};

/// The day of the present in the first run, counted from 2020-01-01.
const FIRST_DAY: u32 = 400;

/// How many articles a feed shows.
const LIMIT: usize = 3;

const TOPICS: [&str; 2] = ["sea", "sky"];

fn settings(rest: &str) -> String {
    format!(
        "site: {{title: The Tide, url: https://example.org/}}\n\
         feeds: {{limit: {LIMIT}, extra: [{{name: best, title: Best, order: quality}}, {{name: long, title: Long, limit: 4}}]{rest}}}\n"
    )
}

/// An article as its file says it.
#[derive(Debug, Clone)]
struct Article {
    day: u32,
    topics: usize,
    text: u32,
    is_draft: bool,
    ends: Option<u32>,
}

impl Article {
    fn new(day: u32, topics: usize) -> Article {
        Article { day, topics, text: 0, is_draft: false, ends: None }
    }

    fn is_shown(&self, today: u32) -> bool {
        !self.is_draft && self.day <= today && self.ends.is_none_or(|ends| ends > today)
    }

    /// The topics that it is in: both, one of them, or none.
    fn topics(&self) -> Vec<&'static str> {
        (0..).zip(TOPICS).filter(|(bit, _)| self.topics >> bit & 1 == 1).map(|(_, topic)| topic).collect()
    }

    fn written(&self, number: usize) -> String {
        let ends = self.ends.map_or(String::new(), |ends| format!("expiryDate: {}\n", date(ends)));
        format!(
            "---\nid: {}\ntitle: Title {number}.\nlink: https://example.org/{number}\ndate: {}\ntopics: [{}]\ndraft: {}\n{ends}---\nText {}.\n",
            id(number),
            date(self.day),
            self.topics().join(", "),
            self.is_draft,
            self.text
        )
    }
}

fn id(number: usize) -> String {
    format!("tag:example.org,2020:{number}")
}

fn date(day: u32) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    (first + chrono::TimeDelta::days(day.into())).to_string()
}

/// A project whose articles the test knows.
struct World {
    project: Project,
    articles: BTreeMap<usize, Article>,
    today: u32,
}

impl World {
    fn new(days: &[u32]) -> World {
        let project = Project::new(&[("feedmill.yaml", &settings(", archive: true"))]);
        let mut world = World { project, articles: BTreeMap::new(), today: FIRST_DAY };
        for (number, day) in days.iter().enumerate() {
            world.put(number, Article::new(*day, number % 4));
        }
        world
    }

    fn put(&mut self, number: usize, article: Article) {
        self.project.write(format!("{number}.md"), article.written(number));
        self.articles.insert(number, article);
    }

    fn build(&self) -> Run {
        self.build_with(&[])
    }

    fn build_with(&self, arguments: &[&str]) -> Run {
        let moment = 1_577_836_800 + u64::from(self.today) * 86_400 + 43_200;
        run(self.project.command().arg("build").args(arguments).env("SOURCE_DATE_EPOCH", moment.to_string()))
    }

    fn built(&self) -> Tree {
        self.build().ended(0);
        self.project.public()
    }

    /// The files that differ after a build, by what they are of: the folder of a feed or of a page.
    fn changed(&self, before: &Tree) -> BTreeMap<String, usize> {
        let after = self.built();
        let mut changed = BTreeMap::new();
        for path in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            if before.get(path) != after.get(path) {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                *changed.entry(folder.to_owned()).or_default() += 1;
            }
        }
        changed
    }

    /// The ids that each feed must show, by its folder.
    fn expected(&self) -> BTreeMap<&'static str, Vec<String>> {
        let shown = |topic: Option<&str>| {
            let is_in = |article: &Article| topic.is_none_or(|topic| article.topics().contains(&topic));
            let shown =
                self.articles.iter().filter(|(_, article)| article.is_shown(self.today) && is_in(article));
            let mut ids: Vec<String> = shown.map(|(number, _)| id(*number)).collect();
            ids.sort();
            ids
        };
        [("", None), ("extra/long/", None), ("topics/sea/", Some("sea")), ("topics/sky/", Some("sky"))]
            .into_iter()
            .map(|(folder, topic)| (folder, shown(topic)))
            .collect()
    }

    /// Makes sure that every walk through a feed meets every article of it once, and that nothing else is served.
    fn check(&self, public: &Tree) -> Result<(), TestCaseError> {
        let mut reached = BTreeSet::new();
        for (folder, expected) in self.expected() {
            for file in ["rss.xml", "atom.xml", "feed.json"] {
                let path = format!("{folder}{file}");
                if !public.contains_key(&path) {
                    prop_assert!(expected.is_empty(), "{path} is missing");
                    continue;
                }
                let mut ids = Vec::new();
                for document in walk(public, &path, &mut reached) {
                    prop_assert!(document.len() <= 2 * 4, "{path}: {document:?}");
                    ids.extend(document);
                }
                ids.sort();
                prop_assert_eq!(&ids, &expected, "{}", path);
            }
        }
        for (path, bytes) in public.iter().filter(|(path, _)| !path.starts_with("extra/best/")) {
            prop_assert!(
                reached.contains(path) || ids(path, bytes).is_empty(),
                "{path} is served beside all feeds"
            );
        }
        Ok(())
    }
}

/// The ids of the entries of a document.
fn ids(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    if path.ends_with(".json") {
        let feed: serde_json::Value = serde_json::from_str(text).unwrap();
        return feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect();
    }
    let (entry, opening, closing) = if path.ends_with("rss.xml") {
        ("<item>", "<guid isPermaLink=\"false\">", "</guid>")
    } else {
        ("<entry>", "<id>", "</id>")
    };
    let id = |entry: &str| entry.split_once(opening).unwrap().1.split_once(closing).unwrap().0.to_owned();
    text.split(entry).skip(1).map(id).collect()
}

/// The path that a document names as that of the relation, or of older articles.
fn linked(path: &str, bytes: &[u8], relation: &str) -> Option<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let url = if path.ends_with(".json") {
        let feed: serde_json::Value = serde_json::from_str(text).unwrap();
        feed["next_url"].as_str().map(str::to_owned)
    } else {
        let before = text.split_once(&format!("\" rel=\"{relation}\"")).map(|(before, _)| before);
        before.map(|before| before.rsplit_once("href=\"").unwrap().1.to_owned())
    };
    url.map(|url| url.strip_prefix("https://example.org/").unwrap().to_owned())
}

/// The ids of each document on the way from a feed to its oldest page, which must lead back too.
fn walk(public: &Tree, path: &str, reached: &mut BTreeSet<String>) -> Vec<Vec<String>> {
    let (mut documents, mut at) = (Vec::new(), Some(path.to_owned()));
    let mut newer = None;
    while let Some(here) = at {
        assert!(reached.insert(here.clone()), "{here} is met again");
        let bytes = public.get(&here).unwrap_or_else(|| panic!("{here} is missing"));
        if !here.ends_with(".json") {
            let is_page = here != path;
            assert_eq!(linked(&here, bytes, "self"), Some(here.clone()));
            assert_eq!(linked(&here, bytes, "next-archive"), newer);
            let is_one_of_several = newer.is_some() || linked(&here, bytes, "prev-archive").is_some();
            assert_eq!(linked(&here, bytes, "current"), is_page.then(|| path.to_owned()));
            assert_eq!(
                String::from_utf8_lossy(bytes).contains("<fh:archive>"),
                is_page && is_one_of_several,
                "{here}"
            );
            newer = is_page.then(|| here.clone());
        }
        documents.push(ids(&here, bytes));
        at = linked(&here, bytes, "prev-archive");
    }
    documents
}

/// What can happen between two runs; numbers name articles, and days.
#[derive(Debug, Clone)]
enum Step {
    Add(u32, usize),
    Late(u32, usize),
    Edit(usize),
    Hold(usize),
    Delete(usize),
    Date(usize, u32),
    Topics(usize, usize),
    End(usize, u32),
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let day = || 0..FIRST_DAY + 20;
    let article = || 0..1000_usize;
    prop_oneof![
        4 => (0..3_u32, 0..4_usize).prop_map(|(days, topics)| Step::Add(days, topics)),
        2 => (day(), 0..4_usize).prop_map(|(day, topics)| Step::Late(day, topics)),
        1 => article().prop_map(Step::Edit),
        2 => article().prop_map(Step::Hold),
        1 => article().prop_map(Step::Delete),
        1 => (article(), day()).prop_map(|(article, day)| Step::Date(article, day)),
        1 => (article(), 0..4_usize).prop_map(|(article, topics)| Step::Topics(article, topics)),
        1 => (article(), 0..20_u32).prop_map(|(article, days)| Step::End(article, days)),
        1 => (1..8_u32).prop_map(Step::Wait),
    ]
}

fn take(world: &mut World, step: &Step) {
    let next = world.articles.keys().last().map_or(0, |last| last + 1);
    let meant = |article: usize| world.articles.iter().nth(article % world.articles.len().max(1));
    let change = |article: usize, change: &dyn Fn(&mut Article)| {
        meant(article).map(|(number, article)| {
            let mut article = article.clone();
            change(&mut article);
            (*number, article)
        })
    };
    let today = world.today;
    let changed = match *step {
        Step::Add(days, topics) => Some((next, Article::new(today + days, topics))),
        Step::Late(day, topics) => Some((next, Article::new(day, topics))),
        Step::Edit(article) => change(article, &|article| article.text += 1),
        Step::Hold(article) => change(article, &|article| article.is_draft = !article.is_draft),
        Step::Date(article, day) => change(article, &|article| article.day = day),
        Step::Topics(article, topics) => change(article, &|article| article.topics = topics),
        Step::End(article, days) => change(article, &|article| article.ends = Some(today + days)),
        Step::Delete(article) => {
            if let Some(number) = meant(article).map(|(number, _)| *number) {
                world.articles.remove(&number);
                fs::remove_file(world.project.path(format!("{number}.md"))).unwrap();
            }
            None
        }
        Step::Wait(days) => {
            world.today += days;
            None
        }
    };
    if let Some((number, article)) = changed {
        world.put(number, article);
    }
}

/// Takes the same steps in two projects, one of which forgets its state before every run.
fn steps_are_taken(days: &[u32], turns: &[Vec<Step>]) -> Result<(), TestCaseError> {
    let (mut world, mut forgetful) = (World::new(days), World::new(days));
    let first = Vec::new();
    for turn in [&first].into_iter().chain(turns) {
        for world in [&mut world, &mut forgetful] {
            turn.iter().for_each(|step| take(world, step));
        }
        let _ = fs::remove_dir_all(forgetful.project.path(".feedmill"));
        // Without a state a page that has lost most of its articles may be another project's.
        let (run, other) = (world.build(), forgetful.build_with(&["--adopt-destination"]));
        prop_assert_eq!((run.code, other.code), (0, 0), "{}", run.stderr);
        let (public, other) = (world.project.public(), forgetful.project.public());
        world.check(&public)?;
        prop_assert!(public == other, "a run without a state publishes something else");
    }
    prop_assert!(world.changed(&world.project.public()).is_empty());
    Ok(())
}

#[test]
fn a_walk_from_a_feed_meets_every_article_once_whatever_happens() {
    let cases = std::env::var("FEEDMILL_WALKS").map_or(4, |walks| walks.parse().unwrap());
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::with_cases(cases)
    };
    proptest!(config, |(days in vec(0..FIRST_DAY, 10..30), turns in vec(vec(step(), 1..4), 1..8))| {
        steps_are_taken(&days, &turns)?;
    });
}

/// Forty articles, a day each, in both topics.
fn harbour() -> World {
    let mut world = World::new(&[]);
    for number in 0..40 {
        world.put(number, Article::new(100 + u32::try_from(number).unwrap(), 3));
    }
    world
}

fn folders(changed: &BTreeMap<String, usize>) -> Vec<&str> {
    changed.keys().map(String::as_str).collect()
}

#[test]
fn a_new_article_changes_each_feed_and_at_most_two_pages_of_it() {
    let mut world = harbour();
    let mut before = world.built();
    let mut most = 0;
    for number in 40..60 {
        world.put(number, Article::new(100 + u32::try_from(number).unwrap(), 1));
        let changed = world.changed(&before);
        let pages = |feed: &str| changed.keys().filter(|folder| folder.starts_with(feed)).count();
        assert!(
            ["", "extra/long", "topics/sea"].iter().all(|feed| changed.contains_key(*feed)),
            "{changed:?}"
        );
        assert!(!changed.keys().any(|folder| folder.contains("sky")), "{changed:?}");
        for feed in ["archive/all/", "archive/extra/long/", "archive/topics/sea/"] {
            assert!((1..=2).contains(&pages(feed)), "{changed:?}");
            most = most.max(pages(feed));
        }
        before = world.project.public();
    }
    assert_eq!(most, 2);
}

#[test]
fn what_is_withdrawn_leaves_its_page_and_no_other_page_changes() {
    for is_deleted in [false, true] {
        let mut world = harbour();
        let before = world.built();
        let holds = |tree: &Tree, text: &str| {
            tree.values().any(|bytes| String::from_utf8_lossy(bytes).contains(text))
        };
        assert!(holds(&before, "Title 7."));
        take(&mut world, &if is_deleted { Step::Delete(7) } else { Step::Hold(7) });
        let changed = world.changed(&before);
        assert_eq!(changed.len(), 4, "{changed:?}");
        assert!(
            changed.iter().all(|(folder, files)| folder.starts_with("archive/") && *files == 3),
            "{changed:?}"
        );
        assert!(!holds(&world.project.public(), "Title 7."));
    }
}

#[test]
fn an_article_that_comes_late_changes_its_page_alone_and_a_page_that_gets_too_long_is_divided() {
    let mut world = harbour();
    let mut before = world.built();
    let mut counts = Vec::new();
    for number in 40..48 {
        world.put(number, Article::new(110, 0));
        let changed = world.changed(&before);
        let pages: Vec<&str> = folders(&changed);
        assert!(pages.iter().all(|folder| folder.starts_with("archive/")), "{pages:?}");
        counts.push(pages.iter().filter(|folder| folder.starts_with("archive/all/")).count());
        world.check(&world.project.public()).unwrap();
        before = world.project.public();
    }
    assert!(counts.iter().all(|count| [1, 3].contains(count)) && counts.contains(&3), "{counts:?}");
}

#[test]
fn articles_of_one_day_are_in_pages_of_the_usual_size() {
    let world = World::new(&[100; 50]);
    let public = world.built();
    let documents = walk(&public, "atom.xml", &mut BTreeSet::new());
    assert!(documents.iter().all(|document| document.len() <= LIMIT), "{documents:?}");
    world.check(&public).unwrap();
}

#[test]
fn without_archives_their_pages_lose_their_articles_or_go() {
    let world = harbour();
    let with = world.built();
    world.project.write("feedmill.yaml", settings(""));
    let public = world.built();
    let pages: Vec<&String> = public.keys().filter(|path| path.starts_with("archive/")).collect();
    assert!(pages.len() > 60);
    assert!(pages.iter().all(|path| ids(path, &public[*path]).is_empty()));
    world.project.write("feedmill.yaml", settings(", archive: true"));
    let again = world.built();
    assert!(again == with, "the pages are what they were");
    world.project.write("feedmill.yaml", settings(""));
    world.project.run(&["build", "--prune"]).ended(0);
    assert!(world.project.public().keys().all(|path| !path.starts_with("archive/")));
}

#[test]
fn a_page_that_others_have_changed_or_removed_is_mended() {
    let world = harbour();
    let public = world.built();
    for path in public.keys().filter(|path| path.starts_with("archive/topics/sky/")) {
        if path.ends_with("rss.xml") {
            fs::remove_file(world.project.path("public").join(path)).unwrap();
        } else {
            fs::write(world.project.path("public").join(path), "<feed/>").unwrap();
        }
    }
    assert!(world.built() == public);
}

/// A clone has no state, and most articles of a page may be gone while the feed beside it is known.
#[test]
fn a_page_that_has_lost_most_of_its_articles_is_mended_without_a_state() {
    let mut world = harbour();
    world.built();
    for number in 0..8 {
        take(&mut world, &Step::Delete(number));
    }
    for kept in [".feedmill", "feedmill.pins"] {
        let path = world.project.path(kept);
        let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
    }
    let public = world.built();
    world.check(&public).unwrap();
}

#[test]
fn a_page_of_another_project_is_not_replaced() {
    let world = harbour();
    let public = world.built();
    let other = World::new(&[100; 20]);
    for (path, bytes) in public.iter().filter(|(path, _)| path.starts_with("archive/topics/sky/")) {
        let text = String::from_utf8_lossy(bytes)
            .replace("https://example.org/archive", "https://example.net/archive");
        let text = text.replace("tag:example.org", "tag:example.net");
        other.project.write(format!("public/{path}"), text);
    }
    let before = other.project.public();
    other.build().ended(3);
    assert!(other.project.public() == before);
}

#[test]
fn a_dry_run_names_the_pages_and_publishes_none() {
    let mut world = harbour();
    let before = world.built();
    take(&mut world, &Step::Hold(7));
    let run = world.project.run(&["build", "-n"]).ended(0);
    assert!(run.stderr.contains("archive/all/") || run.stdout.contains("archive/all/"), "{run:?}");
    assert!(world.project.public() == before);
}

#[test]
fn an_article_of_an_archive_keeps_its_id_where_nothing_but_the_archive_knows_it() {
    let settings = "site: {title: T, url: https://example.org/}\ninput: {permalink: '/:title/'}\nfeeds: {limit: 2, archive: true}\n";
    let project = Project::new(&[("feedmill.yaml", settings)]);
    for number in 0..12 {
        let day = date(100 + number);
        let text = format!("---\ntitle: Day {number}\ndate: {day}\n---\nWhat happened on day {number}.\n");
        project.write(format!("{number}.md"), text);
    }
    project.build();
    fs::remove_dir_all(project.path(".feedmill")).unwrap();
    fs::remove_file(project.path("feedmill.pins")).unwrap();
    fs::rename(project.path("3.md"), project.path("third.md")).unwrap();
    let run = project.build();
    assert!(run.stderr.contains("third.md: warning: id: keeps"), "{}", run.stderr);
    let shown: Vec<String> = walk(&project.public(), "feed.json", &mut BTreeSet::new()).concat();
    let expected: BTreeSet<String> = (0..12).map(|number| format!("https://example.org/{number}/")).collect();
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn archives_are_refused_where_a_folder_is_taken_or_articles_are_selected() {
    for (settings, message) in [
        ("feeds: {archive: true, path: 'archive/{slug}/{file}'}", "needs the folder `archive` for itself"),
        ("feeds: {archive: true, formats: {rss: Archive}}", "needs the folder `archive` for itself"),
        (
            "feeds: {archive: true}\ninput: {sql: {url: 'sqlite:a.db', changed: edited}}",
            "`input.sql.changed`",
        ),
    ] {
        let text = format!("site: {{title: T, url: https://example.org/}}\n{settings}\n");
        let run = Project::new(&[("feedmill.yaml", &text)]).run(&["build"]).refused(2);
        assert!(run.stderr.contains("feedmill.yaml:2:") && run.stderr.contains(message), "{}", run.stderr);
    }
}
