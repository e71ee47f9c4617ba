//! The same input gives the same bytes: whatever the order in which files were made, the settings of the machine, the
//! number of threads and the place of the project.

use crate::entries::{Seen, entries};
use crate::project::{Project, SITE, Tree, article};

/// Articles that leave much to be decided by order: equal dates, shared topics, spellings, collisions and duplicates.
fn articles() -> Vec<(String, String)> {
    let topics =
        ["AI, Rust", "ai, C++", "Ai, vue.js", "rust, Vue dot js", "RUST, Größe", "GRÖSSE, News", "News"];
    let mut articles = Vec::new();
    for number in 0..42_usize {
        let title = format!("Number {number}");
        let date = format!("2020-05-{:02} 1{}:30", 1 + number % 5, number % 3);
        let text = article(&title, &date, topics[number % topics.len()]);
        articles.push((format!("{}/{}/{number}.md", number % 2, number % 3), text));
    }
    for (number, topics) in topics.iter().enumerate().take(4) {
        let text = article("Number 7", "2020-05-03 11:30", topics);
        articles.push((format!("copies/{number}.md"), text));
        articles.push((format!("broken/{number}.md"), format!("---\ntitle: x\ndate: {number}\n---\n")));
    }
    articles
}

fn project(articles: &[(String, String)]) -> Project {
    let project = Project::new(&[("feedmill.yaml", SITE)]);
    for (path, text) in articles {
        project.write(path, text);
    }
    project
}

/// What a build says and writes, the present and the project's place aside.
fn built(project: &Project, settings: &[(&str, &str)], arguments: &[&str]) -> (String, String, Tree) {
    let mut command = project.command();
    command.envs(settings.iter().copied()).args(["build", "--report", "-"]).args(arguments);
    let run = crate::project::run(&mut command).ended(1);
    // How long the parts of the run took is the one thing that may differ, and it stands last.
    let (report, _) = run.stdout.split_once("\"phases\"").unwrap();
    (report.to_owned(), run.stderr, project.public())
}

#[test]
fn the_order_in_which_files_were_made_does_not_show() {
    let articles = articles();
    let first = built(&project(&articles), &[], &[]);
    assert!(first.2.len() > 20, "{:?}", first.2.keys());
    let mut backwards = articles.clone();
    backwards.reverse();
    let (late, early) = articles.split_at(articles.len() / 3);
    let turned = [early, late].concat();
    for other in [articles.clone(), backwards, turned] {
        assert!(built(&project(&other), &[], &[]) == first);
    }
}

#[test]
fn the_settings_of_the_machine_do_not_show() {
    let articles = articles();
    let first = built(&project(&articles), &[], &[]);
    for settings in [
        [("TZ", "Asia/Tokyo"), ("LC_ALL", "de_DE.UTF-8"), ("LANG", "tr_TR.UTF-8")],
        [("TZ", "America/St_Johns"), ("LC_ALL", "C"), ("RUST_BACKTRACE", "1")],
        [("TZ", "nonsense"), ("LC_ALL", "tr_TR"), ("COLUMNS", "20")],
    ] {
        assert!(built(&project(&articles), &settings, &[]) == first, "{settings:?}");
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let articles = articles();
    let first = built(&project(&articles), &[], &["-j", "1"]);
    for threads in ["2", "4", "13"] {
        assert!(built(&project(&articles), &[], &["-j", threads]) == first, "{threads}");
    }
}

#[test]
fn the_present_does_not_show_in_a_feed() {
    let articles = articles();
    let first = built(&project(&articles), &[], &["--now", "2021-01-01"]).2;
    let later = built(&project(&articles), &[], &["--now", "2031-12-31T23:59:59Z"]).2;
    assert!(first == later);
}

#[test]
fn an_entry_is_the_same_in_all_formats_and_all_topics() {
    let tree = built(&project(&articles()), &[], &[]).2;
    let all = entries(&tree, "atom.xml");
    assert_eq!(all.len(), 42);
    let same = |a: &Seen, b: &Seen| {
        (&a.id, &a.title, &a.link, a.published, &a.categories)
            == (&b.id, &b.title, &b.link, b.published, &b.categories)
    };
    let mut compared = 0;
    for path in tree.keys() {
        for seen in entries(&tree, path) {
            let known = all.iter().find(|entry| entry.id == seen.id).unwrap();
            assert!(same(&seen, known), "{path}: {seen:?} {known:?}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
    for path in ["rss.xml", "feed.json"] {
        let ids: Vec<String> = entries(&tree, path).into_iter().map(|entry| entry.id).collect();
        assert!(ids.iter().eq(all.iter().map(|entry| &entry.id)), "{path}: another order");
    }
}
