//! What cannot be looked at, or was changed by others, is not taken for absent: nothing withdrawn stays because of it, and
//! nothing that was held back comes out.

use std::fs;

use crate::project::{Project, SITE, article};

#[cfg(unix)]
#[test]
fn a_configuration_that_is_not_mounted_is_not_replaced_by_the_one_below_it() {
    let project = Project::new(&[
        ("_config.yml", "title: The Example Gazette\nurl: https://example.org/\n"),
        ("_posts/2020-01-01-a.md", "---\ntitle: A\n---\nText.\n"),
        ("_posts/held/2020-01-02-b.md", "---\ntitle: Held\n---\nText.\n"),
    ]);
    let own = format!("{SITE}input:\n  exclude: [_posts/held]\n");
    project.write("feedmill.yaml", &own);
    assert_eq!(project.build().code, 0);
    fs::remove_file(project.path("feedmill.yaml")).unwrap();
    std::os::unix::fs::symlink("../elsewhere/feedmill.yaml", project.path("feedmill.yaml")).unwrap();
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("feedmill.yaml: leads where nothing can be read"), "{}", run.stderr);
    assert!(!project.read("public/atom.xml").contains("Held"));
}

#[cfg(unix)]
#[test]
fn topics_files_that_are_not_mounted_do_not_move_the_feeds_of_topics() {
    for place in ["_data/topics", "_data/topics/rust.yaml", "_data"] {
        let project = Project::with_articles(&[("a.md", &article("A", "2020-01-01", "Rust"))]);
        project.write("_data/topics/rust.yaml", "name: Rust\n_id: rust-lang\n");
        project.build();
        let before = project.public();
        assert!(project.path("public/topics/rust-lang/rss.xml").exists());
        fs::remove_dir_all(project.path("_data")).unwrap();
        fs::create_dir_all(project.path(place).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink("nowhere", project.path(place)).unwrap();
        let run = project.run(&["build"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(&format!("{place}: leads where nothing can be read")), "{}", run.stderr);
        assert!(project.public() == before);
    }
}

#[test]
fn a_feed_that_others_have_changed_does_not_keep_what_is_withdrawn() {
    let project = Project::with_articles(&[
        ("a.md", &article("Withdrawn", "2020-01-01", "Sea")),
        ("b.md", &article("Staying", "2020-01-01", "Sky")),
    ]);
    let feeds = ["rss.xml", "atom.xml", "feed.json"].map(|name| format!("public/topics/sea/{name}"));
    let with_feeds_changed = |change: &dyn Fn(String) -> String| {
        project.write("a.md", article("Withdrawn", "2020-01-01", "Sea"));
        project.build();
        for feed in &feeds {
            project.write(feed, change(project.read(feed)));
        }
        project.write("a.md", "---\ntitle: Withdrawn\npublished: false\n---\n");
        project.run(&["build"])
    };
    for change in [|text: String| text.replace('\n', "\r\n"), |text: String| format!("\u{feff}{text}\n")] {
        let run = with_feeds_changed(&change);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for feed in &feeds {
            assert!(!project.read(feed).contains("Withdrawn"), "{feed}");
        }
    }
    let run = with_feeds_changed(&|text| format!("{text}<!-- seen -->\n"));
    assert_eq!(run.code, 4, "{}", run.stderr);
    let told = "was changed since it was published, and may hold what was withdrawn; remove it";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}
