//! Projects beside each other: whose a destination is, and what neither a wrong folder nor a copy nor a lost state takes from
//! another project.

use std::fs;

use crate::project::{Project, Run, SITE, article, gazette, tree};

/// A project of another author with other articles, in a folder of its own beside the first; `more` is its configuration.
fn stranger(project: &Project, more: &str) {
    let files = [
        ("feedmill.yaml", format!("{SITE}{more}")),
        ("a.md", article("Own garden", "2020-11-17", "Sky")),
        ("c.md", article("Own bench", "2020-11-16", "Garden")),
    ];
    for (path, text) in files {
        project.write(format!("../other/{path}"), text);
    }
}

fn build(project: &Project, arguments: &[&str]) -> Run {
    let all: Vec<&str> = ["build", "../other"].iter().chain(arguments).copied().collect();
    project.run(&all)
}

const SHARED: &str = "output: {directory: ../site/public}\n";

#[test]
fn a_project_does_not_take_the_feeds_of_another() {
    for flags in [&[][..], &["--prune"], &["--force"], &["-n"], &["--check"], &["--allow-new-ids"]] {
        let project = gazette();
        project.build();
        let before = project.public();
        stranger(&project, SHARED);
        let run = build(&project, flags).ended(3);
        assert!(run.stderr.contains("--adopt-destination"), "{}", run.stderr);
        assert!(run.stderr.contains("https://example.org/"), "{}", run.stderr);
        for word in ["First", "Second", "first-light", "Own"] {
            assert!(!run.stderr.contains(word), "messages quote no record: {}", run.stderr);
        }
        assert!(project.public() == before, "{flags:?}");
    }
}

#[test]
fn neither_a_wrong_destination_nor_a_changed_one_takes_feeds() {
    let project = gazette();
    project.build();
    let before = project.public();
    stranger(&project, "");
    build(&project, &[]).ended(0);
    let own = tree(&project.beside("other/public"));
    build(&project, &["-d", "public"]).ended(3);
    build(&project, &["-d", "../site/public", "--prune"]).ended(3);
    stranger(&project, SHARED);
    build(&project, &[]).ended(3);
    assert!(project.public() == before && tree(&project.beside("other/public")) == own);
    stranger(&project, "");
    build(&project, &[]).ended(0);
}

#[test]
fn a_copied_state_is_of_another_project() {
    let project = gazette();
    project.build();
    let before = project.public();
    stranger(&project, SHARED);
    // Files of the same names with other articles would get the ids of the first project.
    project.write("../other/b.md", article("Own bench", "2020-11-16", "Garden"));
    fs::create_dir(project.beside("other/.feedmill")).unwrap();
    fs::copy(project.path(".feedmill/state"), project.beside("other/.feedmill/state")).unwrap();
    let run = build(&project, &[]).ended(3);
    assert!(run.stderr.contains("the state is of a project in another folder"), "{}", run.stderr);
    assert!(project.public() == before);
}

#[test]
fn projects_in_turn_do_not_take_back_what_a_flag_has_given() {
    for flag in ["--adopt-destination", "--allow-shrink"] {
        let project = gazette();
        project.build();
        stranger(&project, SHARED);
        build(&project, &[flag]).ended(0);
        let taken = project.public();
        assert!(!project.read("public/topics/news/rss.xml").contains("Second"));
        for arguments in [&["build"][..], &["build", "--prune"], &["build", "--force"]] {
            project.run(arguments).ended(3);
        }
        build(&project, &[]).ended(0);
        assert!(project.public() == taken, "{flag}");
        project.run(&["build", flag]).ended(0);
        build(&project, &[]).ended(3);
    }
}

#[test]
fn a_project_that_remembers_takes_no_single_feed_of_another() {
    let names = |name: &str| format!("feeds: {{formats: {{rss: {name}.rss}}, path: \"t/{{slug}}.rss\"}}\n");
    let project = gazette();
    project.write("feedmill.yaml", format!("{SITE}{}", names("a")));
    project.build();
    stranger(&project, &format!("{SHARED}{}", names("b")));
    // One topic is of both.
    let before = project.public();
    build(&project, &[]).ended(3);
    assert!(project.public() == before);
    fs::write(project.beside("other/a.md"), article("Own garden", "2020-11-17", "Herbs")).unwrap();
    // The others are where its own could be, and nothing says that they are not.
    build(&project, &[]).ended(3);
    fs::rename(project.path("public"), project.beside("away")).unwrap();
    build(&project, &[]).ended(0);
    for (path, bytes) in tree(&project.beside("away")) {
        project.write(format!("public/{path}"), bytes);
    }
    for flags in [&[][..], &["--prune"], &["--force"]] {
        let run = build(&project, flags).ended(0);
        assert!(run.stderr.contains("not known to be of this project"), "{}", run.stderr);
        assert_eq!(project.read("public/t/news.rss").matches("<item>").count(), 2, "{flags:?}");
        project.run(&[&["build"], flags].concat()).ended(0);
        assert_eq!(project.read("public/t/garden.rss").matches("<item>").count(), 1, "{flags:?}");
    }
}

#[test]
fn projects_may_share_a_folder_under_other_names() {
    let project = gazette();
    project.build();
    let before = project.public();
    stranger(&project, &format!("{SHARED}feeds: {{formats: {{rss: other.rss, atom: other.atom}}}}\n"));
    for flags in [&[][..], &["--prune"], &["--force"]] {
        build(&project, flags).ended(0);
        project.run(&[&["build"], flags].concat()).ended(0);
        let after = project.public();
        assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)), "{flags:?}");
        assert_eq!(project.read("public/topics/garden/other.rss").matches("<item>").count(), 1);
    }
}

#[test]
fn what_a_project_has_published_is_its_own_without_a_state() {
    let withdrawn = article("First light", "2020-11-18\ndraft: true", "Sky, News");
    let changes: [(&str, &str, Option<&str>); 5] = [
        ("nothing", "a.md", None),
        ("a record is withdrawn", "a.md", Some(&withdrawn)),
        ("a record is gone", "a.md", Some("")),
        (
            "a record is new",
            "z.md",
            Some("---\ntitle: New\nlink: https://example.org/n\ndate: 2020-11-20\n---\n"),
        ),
        ("the title of the site", "feedmill.yaml", Some("site: {title: Other, url: https://example.org/}\n")),
    ];
    for (name, path, text) in changes {
        let project = gazette();
        project.build();
        // A clone of the project, with the feeds as they are served.
        fs::remove_dir_all(project.path(".feedmill")).unwrap();
        for (path, bytes) in tree(&project.root()) {
            project.write(format!("../clone/{path}"), bytes);
        }
        match text {
            Some("") => fs::remove_file(project.beside("clone").join(path)).unwrap(),
            Some(text) => fs::write(project.beside("clone").join(path), text).unwrap(),
            None => {}
        }
        let run = project.run(&["build", "../clone"]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        if text.is_some_and(|text| text.is_empty() || text == withdrawn) {
            let sky = fs::read_to_string(project.beside("clone/public/topics/sky/rss.xml")).unwrap();
            assert!(!sky.contains("First light"), "{name}");
        }
    }
}

#[test]
fn feeds_without_entries_are_nobodys() {
    let project = gazette();
    project.build();
    fs::remove_file(project.path("a.md")).unwrap();
    fs::remove_file(project.path("b.md")).unwrap();
    project.run(&["build", "--allow-shrink"]).ended(0);
    stranger(&project, SHARED);
    build(&project, &[]).ended(0);
    assert!(project.read("public/rss.xml").contains("Own garden"));
}

#[test]
fn the_feed_of_another_generator_is_known_by_its_articles() {
    let old = |id: &str, link: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>Old</title><link>https://example.org/</link><description/>\
             <item><guid isPermaLink=\"false\">{id}</guid><link>https://example.org/{link}</link><title>x</title></item>\
             </channel></rss>"
        )
    };
    let project = gazette();
    project.write("public/rss.xml", old("7", "first-light"));
    project.build();
    assert!(project.read("public/rss.xml").contains(">7</guid>"), "and its ids are kept");
    let project = gazette();
    project.write("public/rss.xml", old("8", "long-forgotten"));
    let run = project.run(&["build"]).ended(3);
    assert!(run.stderr.contains("feedmill adopt"), "{}", run.stderr);
}

#[test]
fn what_is_no_feed_is_not_replaced() {
    for flags in [&[][..], &["--force", "--allow-shrink", "--adopt-destination"], &["--prune"], &["-n"]] {
        for (path, text) in [("rss.xml", "ssh-ed25519 key of the operator\n"), ("feed.json", "{\"mine\": 1}")]
        {
            let project = gazette();
            project.write(format!("public/{path}"), text);
            let run = project.run(&[&["build"], flags].concat()).ended(4);
            assert!(run.stderr.contains("is no feed, and is not replaced"), "{}", run.stderr);
            assert_eq!(project.public().len(), 1, "{flags:?}");
            assert_eq!(project.read(&format!("public/{path}")), text);
        }
    }
    // What this project has published there was one.
    let project = gazette();
    project.build();
    let before = project.public();
    project.write("public/rss.xml", "overwritten by another program");
    project.write("public/atom.xml", "");
    project.build();
    assert!(project.public() == before);
}

#[cfg(unix)]
#[test]
fn one_link_does_not_keep_all_else_from_being_published() {
    let project = gazette();
    project.build();
    let feed = project.path("public/topics/sky/rss.xml");
    fs::rename(&feed, project.path("public/moved")).unwrap();
    std::os::unix::fs::symlink("../../moved", &feed).unwrap();
    fs::remove_file(project.path("a.md")).unwrap();
    project.write("c.md", article("Third rail", "2020-11-20", "News"));
    for _ in 0..2 {
        let run = project.run(&["build"]).ended(4);
        assert!(run.stderr.contains("is a link now"), "{}", run.stderr);
        assert!(project.read("public/rss.xml").contains("Third rail"));
        assert!(!project.read("public/topics/sky/atom.xml").contains("First light"));
    }
    fs::remove_file(&feed).unwrap();
    project.build();
}
