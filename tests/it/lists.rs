//! The published list of all feeds: what it says, and that it is published by the rules of feeds and never in the place of what is
//! somebody else's.

use std::fs;

use crate::project::{Project, SITE, article, paths};

/// A site of some topics that publishes a list of its feeds.
fn listed() -> Project {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}output: {{opml: true}}\n"))]);
    project.write("_data/topics/all.yaml", "- name: Water\n- {name: Boats, parent: Water}\n");
    project.write("a.md", article("A & B", "2020-11-18", "Water, Boats"));
    project
}

#[test]
fn the_published_list_is_what_the_command_lists() {
    let project = listed();
    project.build();
    let published = project.read("public/feeds.opml");
    let (mark, rest): (Vec<&str>, Vec<&str>) =
        published.lines().partition(|line| line.starts_with("<!-- feedmill: "));
    assert_eq!(mark, ["<!-- feedmill: https://example.org/feeds.opml -->"]);
    let told = project.run(&["list", "feeds", "--opml"]).ended(0).stdout;
    assert_eq!(rest, told.lines().collect::<Vec<_>>());
    assert_eq!(rest.iter().filter(|line| line.contains("xmlUrl")).count(), 3);
    assert!(project.build().summary().contains(" 0 feeds changed, "));
}

#[test]
fn a_new_topic_is_on_the_list_and_a_list_that_is_not_asked_for_goes() {
    let project = listed();
    project.build();
    project.write("b.md", article("B", "2020-11-18", "Sky").replace("---\nAbout", "---\nAll about"));
    project.build();
    assert!(project.read("public/feeds.opml").contains("https://example.org/topics/sky/rss.xml"));
    project.write("feedmill.yaml", SITE);
    for state in ["kept", "lost"] {
        project.write("feedmill.yaml", format!("{SITE}output: {{opml: true}}\n"));
        project.build();
        assert!(project.public().contains_key("feeds.opml"));
        project.write("feedmill.yaml", SITE);
        if state == "lost" {
            fs::remove_dir_all(project.path(".feedmill")).unwrap();
        }
        project.build();
        assert!(!project.public().contains_key("feeds.opml"), "state {state}");
    }
}

#[test]
fn a_list_that_somebody_else_has_put_there_is_neither_replaced_nor_removed() {
    let foreign = "<opml version=\"2.0\"><body/></opml>\n";
    let project = listed();
    project.write("public/feeds.opml", foreign);
    let run = project.run(&["build"]).refused(4);
    assert!(run.stderr.contains("public/feeds.opml: is none of feedmill's files"), "{}", run.stderr);
    assert_eq!(paths(&project.public()), ["feeds.opml"], "nothing is published");
    // What takes the place of a published one is as safe, whether or not a list is asked for.
    fs::remove_file(project.path("public/feeds.opml")).unwrap();
    project.build();
    project.write("public/feeds.opml", foreign);
    project.run(&["build"]).refused(4);
    project.write("feedmill.yaml", SITE);
    project.run(&["build", "--prune"]).ended(0);
    assert_eq!(project.read("public/feeds.opml"), foreign);
}

#[test]
fn a_list_of_another_project_is_not_replaced_unless_that_is_asked_for() {
    let project = listed();
    let foreign = "<?xml version=\"1.0\"?>\n<!-- feedmill: https://example.com/feeds.opml -->\n<opml version=\"2.0\"/>\n";
    project.write("public/feeds.opml", foreign);
    let run = project.run(&["build"]).refused(3);
    assert!(run.stderr.contains("it says that it is https://example.com/feeds.opml"), "{}", run.stderr);
    project.write("feedmill.yaml", SITE);
    project.build();
    assert_eq!(project.read("public/feeds.opml"), foreign, "it is not removed either");
    project.write("feedmill.yaml", format!("{SITE}output: {{opml: true}}\n"));
    project.run(&["build", "--adopt-destination"]).ended(0);
    assert!(project.read("public/feeds.opml").contains("https://example.org/rss.xml"));
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_list_is_not_replaced() {
    let project = listed();
    fs::create_dir_all(project.path("public")).unwrap();
    std::os::unix::fs::symlink("elsewhere", project.path("public/feeds.opml")).unwrap();
    project.run(&["build"]).refused(4);
    assert!(fs::symlink_metadata(project.path("public/feeds.opml")).unwrap().is_symlink());
}

#[test]
fn a_feed_and_the_list_cannot_have_one_name() {
    let project = listed();
    project.write(
        "feedmill.yaml",
        format!("{SITE}feeds: {{formats: {{rss: feeds.opml}}}}\noutput: {{opml: true}}\n"),
    );
    let run = project.run(&["build"]).refused(2);
    assert!(run.stderr.contains("`output.opml`"), "{}", run.stderr);
}
