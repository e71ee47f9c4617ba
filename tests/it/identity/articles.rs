//! Ids are compared article by article: what trades its id, its file or its language with another is no article that is new, and
//! what a clone knows is enough to make the ids of before.

use std::fs;

use super::{assert_asked, forget, forget_all, ids};
use crate::project::Project;

const HUGO: &str = "baseURL: https://example.org/\n";
const TWO: &str = "languages: {en: {contentDir: content/en}, de: {contentDir: content/de}}\n";
const SHORT: &str = "permalinks: {posts: '/:contentbasename/'}\n";

/// A project of these files, with articles of these titles on days of January.
fn site(files: &[(&str, &str)], articles: &[(&str, &str)]) -> Project {
    let project = Project::new(&[]);
    files.iter().for_each(|(path, text)| project.write(path, *text));
    for (day, (path, title)) in (1..).zip(articles) {
        project.write(path, format!("---\ntitle: {title}\ndate: 2020-01-{day:02}\n---\nText of {title}.\n"));
    }
    project
}

fn rename(project: &Project, from: &str, to: &str) {
    let to = project.path(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(project.path(from), to).unwrap();
}

#[test]
fn articles_that_trade_their_ids_are_asked_about_with_a_state_and_without() {
    let permalinks = |a: &str, b: &str| {
        let permalink = format!("input: {{permalink: {{a: '/{a}/:basename/', b: '/{b}/:basename/'}}}}\n");
        format!("site: {{url: 'https://example.org/'}}\nfeeds: {{limit: 12}}\n{permalink}")
    };
    for has_state in [true, false] {
        let project = site(&[], &[]);
        project.write("feedmill.yaml", permalinks("x", "y"));
        for number in 10..22 {
            for (folder, year) in [("a", 2019), ("b", 2018)] {
                let head = format!("title: {folder}{number}\ndate: {year}-01-{number}");
                project
                    .write(format!("{folder}/p{number}.md"), format!("---\n{head}\n---\nText {folder}.\n"));
            }
        }
        project.build();
        let before = ids(&project);
        project.write("feedmill.yaml", permalinks("z", "x"));
        if !has_state {
            forget(&project);
        }
        assert_asked(&project.run(&["build"]), &["24 of the 24", "input.permalink"]);
        assert_eq!(ids(&project), before);
    }
}

#[test]
fn files_that_move_up_by_one_take_their_ids_along() {
    let settings = "site: {url: 'https://example.org/'}\ninput: {permalink: '/:basename/'}\n";
    for has_state in [true, false] {
        let articles = [("p1.md", "A"), ("p2.md", "B"), ("p3.md", "C"), ("p4.md", "D"), ("p5.md", "E")];
        let project = site(&[("feedmill.yaml", settings)], &articles);
        project.build();
        let before = ids(&project);
        for number in 1..5 {
            rename(&project, &format!("p{}.md", number + 1), &format!("p{number}.md"));
        }
        if !has_state {
            forget(&project);
        }
        project.build();
        assert_eq!(ids(&project), before[1..]);
    }
}

#[test]
fn a_site_whose_articles_lose_their_dates_publishes_nothing() {
    for has_state in [true, false] {
        let project =
            site(&[("hugo.yaml", HUGO)], &[("content/posts/a.md", "A"), ("content/posts/b.md", "B")]);
        project.build();
        let before = ids(&project);
        for path in ["content/posts/a.md", "content/posts/b.md"] {
            project.write(path, fs::read_to_string(project.path(path)).unwrap().replace("date:", "day:"));
        }
        if !has_state {
            forget(&project);
        }
        assert_asked(&project.run(&["build"]), &["without a date", "--allow-shrink"]);
        assert_eq!(ids(&project), before);
    }
}

#[test]
fn articles_of_one_language_are_no_news_in_the_feeds_of_another() {
    let articles = [
        ("content/en/posts/a.md", "Rye"),
        ("content/de/posts/a.md", "Roggen"),
        ("content/en/posts/b.md", "Oats"),
        ("content/de/posts/b.md", "Hafer"),
    ];
    let swapped = "languages: {en: {contentDir: content/de}, de: {contentDir: content/en}}\n";
    for settings in ["contentDir: content/de\n", "languageCode: de\ncontentDir: content/de\n", swapped] {
        for lost in [&[][..], &[".feedmill"], &["feedmill.pins"], &[".feedmill", "feedmill.pins"]] {
            let project = site(&[("hugo.yaml", &format!("{HUGO}{TWO}"))], &articles);
            project.build();
            let before = ids(&project);
            project.write("hugo.yaml", format!("{HUGO}{settings}"));
            for path in lost {
                let path = project.path(path);
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
            }
            assert_asked(&project.run(&["build"]), &["subscribers would get", "--allow-shrink"]);
            assert_eq!(ids(&project), before, "{settings} {lost:?}");
        }
    }
}

#[test]
fn a_language_that_comes_back_has_the_ids_that_it_left_with() {
    let articles = [("content/posts/a.md", "Rye"), ("content/posts/a.de.md", "Roggen")];
    let languages = |is_there: bool| format!("languages: {{en: {{}}, de: {{disabled: {}}}}}\n", !is_there);
    let german =
        |project: &Project| project.read("public/de/feed.json").contains("https://example.org/de/posts/a/");
    for is_clone in [false, true] {
        let project = site(&[("hugo.yaml", &format!("{HUGO}{}", languages(true)))], &articles);
        project.build();
        assert!(german(&project));
        project.write("hugo.yaml", format!("{HUGO}{}", languages(false)));
        project.build();
        let english = ids(&project);
        project.write("hugo.yaml", format!("{HUGO}{SHORT}{}", languages(false)));
        if is_clone {
            forget_all(&project);
        }
        project.build();
        assert_eq!(ids(&project), english, "{is_clone}");
        if is_clone {
            forget_all(&project);
        }
        project.write("hugo.yaml", format!("{HUGO}{SHORT}{}", languages(true)));
        project.build();
        assert!(german(&project), "{is_clone}");
    }
}

#[test]
fn a_clone_makes_the_ids_of_before_whatever_names_addresses_now() {
    let zola = |rest: &str| format!("base_url = 'https://example.org'\n{rest}");
    let pelican = |rest: &str| format!("SITEURL = 'https://example.org'\n{rest}");
    let jekyll = |rest: &str| format!("url: https://example.org\n{rest}");
    for (file, path, before, now) in [
        (
            "hugo.yaml",
            "content/posts/Old Oats.md",
            HUGO.to_owned(),
            format!("{HUGO}disablePathToLower: true\n"),
        ),
        ("config.toml", "content/blog/Jäger.md", zola(""), zola("[slugify]\npaths = 'off'\n")),
        ("pelicanconf.py", "content/Jäger.md", pelican(""), pelican("SLUGIFY_USE_UNICODE = True\n")),
        (
            "_config.yml",
            "_posts/2020-01-01-oats.md",
            jekyll(""),
            jekyll("defaults: [{scope: {path: ''}, values: {categories: [news, old]}}]\n"),
        ),
    ] {
        let project = site(&[(file, &before)], &[(path, "Jäger")]);
        project.build();
        let known = ids(&project);
        assert_eq!(known.len(), 1, "{file}");
        forget_all(&project);
        project.write(file, now);
        project.build();
        assert_eq!(ids(&project), known, "{file}");
    }
}

#[test]
fn articles_that_are_all_written_anew_are_edits_with_a_state_and_without() {
    let settings = "site: {url: 'https://example.org/'}\ninput: {permalink: '/:basename/'}\n";
    for has_state in [true, false] {
        let project = site(&[("feedmill.yaml", settings)], &[]);
        for word in ["Pike", "Roach"] {
            for number in 1..=12 {
                let head = format!("title: {word} {number}\ndate: 2020-01-{number:02}");
                project.write(format!("p{number}.md"), format!("---\n{head}\n---\n{word} of {number}.\n"));
            }
            project.build();
            if !has_state {
                forget(&project);
            }
        }
        assert!(project.read("public/feed.json").contains("Roach 12"));
    }
}
