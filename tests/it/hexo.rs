//! Addresses of sites of Hexo: those that its own program makes of the same files, as far as they are known.

use crate::project::Project;

/// The address of an article with these lines in its head, on a site with these settings; nothing where it is held back.
fn address(settings: &str, head: &str) -> String {
    let configuration =
        format!("title: T\nurl: https://example.org\npermalink: :category/:title/\n{settings}");
    let project = Project::new(&[("_config.yml", &configuration)]);
    project.write("source/_posts/n.md", format!("---\ntitle: t\ndate: 2020-01-01\n{head}\n---\nText.\n"));
    // An article beside it, so that there is something to publish.
    project
        .write("source/_posts/open.md", "---\ntitle: o\ndate: 2020-01-01\npermalink: /open/\n---\nText.\n");
    let run = project.run(&["build"]);
    assert!(run.code < 2 || run.stderr.contains("held back"), "{}", run.stderr);
    let Ok(feed) = std::fs::read_to_string(project.path("public/feed.json")) else { return String::new() };
    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
    let ids = feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned());
    let own = ids.into_iter().find(|id| !id.ends_with("/open/")).unwrap_or_default();
    own.trim_start_matches("https://example.org").to_owned()
}

#[test]
fn the_category_in_an_address_is_the_last_with_those_above_it() {
    for (head, expected) in [
        ("", "/uncategorized/n/"),
        ("categories: a", "/a/n/"),
        ("categories: a, b", "/a-b/n/"),
        ("categories: [a, b]", "/a/b/n/"),
        ("categories: [b, a, b]", "/b/a/b/n/"),
        ("categories: ['', a]", "/a/n/"),
        ("categories: []\ncategory: z", "/uncategorized/n/"),
        ("category: z\ncategories: a", "/a/n/"),
        ("category: [a, b]", "/a/b/n/"),
        ("categories: [[a, b], [a]]", "/a/b/n/"),
        // Which of these is the last depends on the other articles.
        ("categories: [[a, b], c]", ""),
        ("categories: [[a, b], [a, c]]", ""),
        ("categories: 007", ""),
        ("categories: C++ & Grüße", "/C-Gru%C3%9Fe/n/"),
    ] {
        assert_eq!(address("", head), expected, "{head}");
    }
}

#[test]
fn settings_name_the_categories_in_addresses() {
    for (settings, head, expected) in [
        ("default_category: Misc Stuff\n", "", "/Misc%20Stuff/n/"),
        ("default_category: Misc Stuff\n", "categories: a", "/a/n/"),
        ("default_category: 7e1\n", "", ""),
        ("category_map: {a: Alpha Beta, Big Day: bd}\n", "categories: [a, c]", "/Alpha-Beta/c/n/"),
        ("category_map: {a: Alpha Beta, Big Day: bd}\n", "categories: Big Day", "/bd/n/"),
        ("category_map: [a]\n", "categories: a", ""),
        ("filename_case: 1\ncategory_map: {a: AB}\n", "categories: [a, Z]", "/ab/z/n/"),
        ("filename_case: 2\n", "categories: [a, b c]", "/A/B-C/n/"),
    ] {
        assert_eq!(address(settings, head), expected, "{settings} {head}");
    }
}

#[test]
fn ids_of_all_categories_in_one_path_stay() {
    let site = || {
        let configuration =
            "title: T\nurl: https://example.org\npermalink: :category/:title/\ncategory_map: {a: A}\n";
        let project = Project::new(&[("_config.yml", configuration)]);
        let head = "---\ntitle: t\ndate: 2020-01-01\ncategories: [a, a]\n---\nText.\n";
        project.write("source/_posts/n.md", head);
        project
    };
    let project = site();
    project.build();
    let pins = project.read("feedmill.pins");
    assert!(pins.contains("/:category_tree/") && pins.contains("input.categories"), "{pins}");
    let is_of_now = |line: &&str| !line.contains("input.categories");
    let before: Vec<&str> = pins.lines().filter(is_of_now).collect();
    let clone = site();
    clone.write("feedmill.pins", before.join("\n").replace(":category_tree", ":category_path") + "\n");
    clone.build();
    assert!(clone.read("public/feed.json").contains("\"id\": \"https://example.org/a/n/\""));
    assert!(clone.read("public/feed.json").contains("\"url\": \"https://example.org/A/A/n/\""));
    assert!(clone.read("feedmill.pins").contains(":category_tree"));
}
