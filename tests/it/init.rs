//! `feedmill init`: what it finds, what it writes, and that nothing published changes by it.

use std::fs;
use std::path::Path;

use crate::project::{Project, Run, Tree, article, tree};

/// A build into a folder of its own, without a state.
fn built(project: &Project, name: &str, flags: &[String]) -> (Run, Tree) {
    let destination = project.beside(name);
    let mut arguments = vec!["build".to_owned(), "-d".to_owned(), destination.to_string_lossy().into_owned()];
    arguments.extend(flags.iter().cloned());
    let run = project.run(&arguments);
    for left in [".feedmill", "feedmill.pins"] {
        let path = project.path(left);
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
    (run, tree(&destination))
}

#[test]
fn a_build_after_it_makes_the_same_feeds_as_one_without_it() {
    let sites = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sites");
    let jekyll = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden/jekyll");
    let sites = fs::read_dir(sites).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut count = 0;
    for site in sites.chain([jekyll]) {
        let project = Project::new(&[]);
        for (path, bytes) in tree(&site.join("input")) {
            project.write(path, bytes);
        }
        if project.path("feedmill.yaml").exists() {
            continue;
        }
        let flags = fs::read_to_string(site.join("args")).unwrap_or_default();
        let flags: Vec<String> = flags.lines().map(str::to_owned).collect();
        let (before, expected) = built(&project, "before", &flags);
        let base = flags.iter().skip_while(|flag| *flag != "--base-url").take(2).cloned();
        let arguments: Vec<String> = ["init".to_owned()].into_iter().chain(base).collect();
        let run = project.run(&arguments).ended(0);
        assert_eq!(run.stdout.lines().count(), 3, "{run:?}");
        let text = project.read("feedmill.yaml");
        assert!(
            text.contains("\n  generator: \"") && text.contains("\n  url: \""),
            "{}: {text}",
            site.display()
        );
        let (after, found) = built(&project, "after", &[]);
        assert_eq!((before.code, before.summary()), (after.code, after.summary()), "{}", site.display());
        assert!(found == expected && !found.is_empty(), "{}: {text}", site.display());
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

#[test]
fn three_lines_say_what_was_found() {
    let project = Project::new(&[
        ("posts/a.md", "---\ntitle: Apples\ndate: 2020-01-02\nlink: /a\n---\n"),
        ("posts/b.md", "---\ntitle: Bread\ndate: 2021-03-04\nlink: /b\n---\n"),
    ]);
    let refused = project.run(&["init"]).ended(2);
    assert!(refused.stderr.contains("--base-url"), "{}", refused.stderr);
    let run = project.run(&["init", "-n", "--base-url", "https://example.org/"]).ended(0);
    let expected = "generator: none that is known\narticles: 2, from 2020-01-02 to 2021-03-04\n\
                    example: https://example.org/b (posts/b.md)\n";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    assert!(!project.path("feedmill.yaml").exists() && run.stdout.contains("\n  generator: none"));
    project.run(&["init", "--base-url", "https://example.org/"]).ended(0);
    assert!(run.stdout.ends_with(&project.read("feedmill.yaml")));
    project.build();
}

#[test]
fn a_configuration_that_is_there_stays() {
    for name in ["feedmill.yaml", "feedmill.yml"] {
        let project =
            Project::new(&[("a.md", &article("A", "2020-01-02", "x")), (name, "site: {title: Mine}\n")]);
        let run = project.run(&["init", "--base-url", "https://example.org/"]).ended(2);
        assert!(run.stderr.contains("stays as it is"), "{}", run.stderr);
        assert_eq!(tree(&project.root()).len(), 2);
        assert_eq!(project.read(name), "site: {title: Mine}\n");
    }
}

#[test]
fn data_files_are_named_where_nothing_else_holds_records() {
    let project = Project::new(&[
        ("README.md", "# Talks\n"),
        ("data/talks.csv", "title,date,url\nApples,2020-01-02,/a\n"),
        ("data/index.json", "[1, 2]"),
        ("package.json", "{\"name\": \"talks\"}"),
        ("node_modules/x/posts.json", "[{\"title\": \"No\", \"date\": \"2020-01-02\", \"url\": \"/no\"}]"),
    ]);
    let run = project.run(&["init", "--base-url", "https://example.org/"]).ended(0);
    assert!(
        run.stdout.contains("articles: 1,") && run.stdout.contains("(data/talks.csv:2)"),
        "{}",
        run.stdout
    );
    assert!(project.read("feedmill.yaml").contains("\n  paths: [\"data/talks.csv\"]"));
    project.build();
    assert!(project.read("public/rss.xml").contains("Apples"));
}

const SITEMAP: &str = "<urlset><url><loc>https://example.org/blog/a</loc></url><url><loc>https://example.org/blog/x/b</loc></url>\
                       <url><loc>https://example.org/blog/about</loc></url></urlset>";

#[test]
fn addresses_are_held_against_a_sitemap_and_ids_are_those_of_a_feed() {
    let project = Project::new(&[
        ("a.md", "---\ntitle: Apples\ndate: 2020-01-02\nlink: /blog/a\n---\n"),
        ("b.md", "---\ntitle: Bread\ndate: 2020-01-03\nlink: /blog/b\n---\n"),
        ("c.md", "---\ntitle: Corn\ndate: 2020-01-04\nlink: /blog/c\n---\n"),
        ("map.xml", SITEMAP),
        (
            "feed.xml",
            "<rss version='2.0'><channel><title>T</title><link>https://example.org/blog/</link><description>T</description>\
                      <item><title>Apples</title><link>https://example.org/blog/a</link><guid isPermaLink='false'>number 7</guid></item></channel></rss>",
        ),
        (
            "index.xml",
            "<sitemapindex><sitemap><loc>https://example.org/map.xml</loc></sitemap></sitemapindex>",
        ),
    ]);
    let run = project.run(&["init", "-n", "--base-url", "https://example.org", "--like", "map.xml"]).ended(0);
    let expected = "addresses: 1 of 3 articles have one of the 3 there\nanother address: 1\n  \
                    b.md: https://example.org/blog/b here, https://example.org/blog/x/b there\n\
                    articles that are not there: 1\n  c.md: https://example.org/blog/c\n";
    assert!(run.stdout.contains(expected), "{}", run.stdout);
    let refused = project.run(&["init", "--like", "index.xml"]).ended(2);
    assert!(refused.stderr.contains("neither a feed nor a sitemap"), "{}", refused.stderr);
    assert!(!project.path("feedmill.yaml").exists());
    // The feed says what the URL of the site is.
    let run = project.run(&["init", "--like", "feed.xml"]).ended(0);
    assert!(project.read("feedmill.yaml").contains("\n  url: \"https://example.org/blog/\""), "{run:?}");
    assert!(project.read("feedmill.pins").contains("id\ta.md\tnumber 7\n"), "{run:?}");
}
