//! What a run does to the files of the destination: nothing where nothing changed, everything where an article went,
//! and never a file that is not its own.

use std::collections::BTreeSet;
use std::fs;

use crate::project::{Project, SITE, article, gazette, paths};

fn set(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|&path| path.to_owned()).collect()
}

/// Device, inode and modification time of every file of the destination, once all of these times lie in the past.
#[cfg(unix)]
fn marks(project: &Project) -> std::collections::BTreeMap<String, (u64, u64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let mark = |path: &String| {
        let metadata = fs::metadata(project.path("public").join(path)).unwrap();
        (path.clone(), (metadata.dev(), metadata.ino(), metadata.mtime()))
    };
    project.public().keys().map(mark).collect()
}

/// Sets the modification time of every published file to a moment long ago, so that a file written anew shows.
fn age(project: &Project) {
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for path in project.public().keys() {
        let file = fs::File::options().append(true).open(project.path("public").join(path)).unwrap();
        file.set_modified(long_ago).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_second_run_leaves_every_file_as_it_is() {
    let project = gazette();
    project.build();
    age(&project);
    let before = (project.public(), marks(&project));
    project.build();
    assert_eq!((project.public(), marks(&project)), before);
}

#[cfg(unix)]
#[test]
fn a_changed_article_touches_its_own_feeds_only() {
    let project = gazette();
    project.write("c.md", article("Third rail", "2020-11-17", "Trains"));
    project.build();
    age(&project);
    let before = marks(&project);
    let changed = article("Third rail", "2020-11-17", "Trains").replace("About", "More about");
    project.write("c.md", changed);
    project.build();
    let after = marks(&project);
    let touched: BTreeSet<String> =
        after.keys().filter(|path| after[*path] != before[*path]).cloned().collect();
    let expected = [
        "rss.xml", "atom.xml", "feed.json", "topics/trains/rss.xml", "topics/trains/atom.xml",
        "topics/trains/feed.json",
    ];
    assert_eq!(touched, set(&expected));
}

#[test]
fn a_run_leaves_feeds_in_the_destination_and_nothing_else() {
    let project = gazette();
    project.build();
    let expected = [
        "atom.xml", "feed.json", "rss.xml", "topics/news/atom.xml", "topics/news/feed.json",
        "topics/news/rss.xml", "topics/sky/atom.xml", "topics/sky/feed.json", "topics/sky/rss.xml",
    ];
    assert_eq!(paths(&project.public()), expected);
    assert!(!project.path("public/.feedmill-tmp").exists());
    let state: Vec<_> =
        fs::read_dir(project.path(".feedmill")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(state.len() <= 2, "one state file, and what keeps it out of repositories: {state:?}");
}

#[test]
fn leftovers_of_a_killed_run_vanish() {
    let project = gazette();
    project.build();
    for is_change in [false, true] {
        project.write("public/.feedmill-tmp/half", "half a feed");
        project.write("public/.feedmill-tmp/deep/er", "half a feed");
        if is_change {
            project.write("a.md", article("First night", "2020-11-18", "Sky"));
        }
        project.build();
        assert!(!project.path("public/.feedmill-tmp").exists(), "{is_change}");
    }
}

#[cfg(unix)]
#[test]
fn leftovers_vanish_however_deep_they_lie_and_whoever_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let project = gazette();
    project.build();
    let temporary = project.path("public/.feedmill-tmp");
    let closed = fs::Permissions::from_mode(0o000);
    fs::create_dir(&temporary).unwrap();
    fs::set_permissions(&temporary, closed.clone()).unwrap();
    project.build();
    assert!(!temporary.exists());

    project.write("public/.feedmill-tmp/a/b/c", "half a feed");
    project.write("public/.feedmill-tmp/moved-0", "half a feed");
    std::os::unix::fs::symlink("../..", temporary.join("a/b/link")).unwrap();
    fs::set_permissions(temporary.join("a/b"), closed).unwrap();
    let mut within =
        cap_std::fs::Dir::open_ambient_dir(temporary.join("a"), cap_std::ambient_authority()).unwrap();
    for _ in 0..3000 {
        within.create_dir("deep").unwrap();
        within = within.open_dir("deep").unwrap();
    }
    drop(within);
    project.build();
    assert!(!temporary.exists());
    assert_eq!(project.public().len(), 9);
}

#[test]
fn a_topic_without_articles_keeps_valid_feeds_without_entries() {
    let project = gazette();
    project.build();
    project.write("a.md", article("First light", "2020-11-18\ndraft: true", "Sky, News"));
    project.build();
    for path in [
        "topics/sky/rss.xml", "topics/sky/atom.xml", "topics/sky/feed.json", "rss.xml", "atom.xml",
        "feed.json",
    ] {
        let text = project.read(&format!("public/{path}"));
        assert!(!text.contains("First light") && !text.contains("first-light"), "{path}: {text}");
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        let expected = if path.starts_with("topics") { 0 } else { 1 };
        assert_eq!(feed.entries.len(), expected, "{path}");
        let title = feed.title.unwrap().content;
        assert_eq!(title.contains("Sky"), path.starts_with("topics"), "{path}: {title}");
    }
    let emptied = project.public();
    project.build();
    assert_eq!(project.public(), emptied, "an empty feed stays as it is");

    project.write("a.md", article("First light", "2020-11-18", "Sky, News"));
    project.build();
    assert!(project.read("public/topics/sky/rss.xml").contains("First light"), "articles may come back");
}

#[test]
fn pruning_removes_the_feeds_of_a_lost_topic_and_their_folder() {
    let project = gazette();
    project.write("public/topics/index.html", "a page of the operator's");
    project.build();
    fs::remove_file(project.path("a.md")).unwrap();
    for _ in 0..2 {
        assert_eq!(project.run(&["build", "--prune"]).code, 0);
        assert!(!project.path("public/topics/sky").exists());
        assert!(project.path("public/topics/news").exists());
        assert!(project.path("public/topics/index.html").exists());
    }
}

#[test]
fn pruning_also_removes_what_an_earlier_run_emptied() {
    let project = gazette();
    project.build();
    fs::remove_file(project.path("a.md")).unwrap();
    project.build();
    assert!(project.path("public/topics/sky/rss.xml").exists());
    assert_eq!(project.run(&["build", "--prune"]).code, 0);
    assert!(!project.path("public/topics/sky").exists());
}

#[test]
fn withdrawing_every_article_empties_every_feed() {
    let project = gazette();
    project.build();
    for (path, title) in [("a.md", "First light"), ("b.md", "Second wind")] {
        project.write(path, article(title, "2020-11-18\ndeleted: true", "Sky, News"));
    }
    project.build();
    let public = project.public();
    assert_eq!(public.len(), 9, "no feed is lost");
    for (path, bytes) in public {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("irst light") && !text.contains("econd wind"), "{path}: {text}");
        assert_eq!(feed_rs::parser::parse(text.as_bytes()).unwrap().entries.len(), 0, "{path}");
    }
}

#[test]
fn a_format_that_is_no_longer_wanted_loses_its_entries() {
    let project = gazette();
    project.build();
    project.write("feedmill.yaml", format!("{SITE}feeds:\n  formats: [atom, json]\n"));
    project.build();
    for path in ["rss.xml", "topics/sky/rss.xml", "topics/news/rss.xml"] {
        let text = project.read(&format!("public/{path}"));
        assert_eq!(feed_rs::parser::parse(text.as_bytes()).unwrap().entries.len(), 0, "{path}");
    }
    assert!(project.read("public/atom.xml").contains("First light"));
    assert_eq!(project.run(&["build", "--prune"]).code, 0);
    assert!(paths(&project.public()).iter().all(|path| !path.ends_with("rss.xml")));
}

#[test]
fn files_that_feedmill_did_not_write_stay_as_they_are() {
    let project = gazette();
    project.build();
    // Feeds as like to feedmill's own as they can be.
    let others = |path: &str| project.read(path).replace(">feedmill<", ">another program<");
    let rss = others("public/topics/sky/rss.xml");
    let atom = others("public/topics/sky/atom.xml");
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Mine\",\
                \"items\":[{\"id\":\"1\",\"content_text\":\"Keep\"}]}\n";
    let foreign = [
        ("index.html", "<p>Mine</p>"),
        ("topics/mine/rss.xml", &rss),
        ("topics/mine/atom.xml", &atom),
        ("topics/mine/feed.json", json),
        ("topics/notes/rss.xml", "not XML at all"),
        ("topics/notes/feed.json", "{"),
        ("topics/rss.xml", &rss),
        ("extra/best/rss.xml", &rss),
        ("topics/sky/diagnostics.txt", "Mine"),
        (".htaccess", "Mine"),
    ];
    for (path, text) in foreign {
        project.write(format!("public/{path}"), text);
    }
    age(&project);
    fs::remove_file(project.path("a.md")).unwrap();
    project.build();
    assert_eq!(project.run(&["build", "--prune"]).code, 0);
    assert!(!project.path("public/topics/sky/rss.xml").exists(), "its own are removed");
    for (path, text) in foreign {
        assert_eq!(project.read(&format!("public/{path}")), text, "{path}");
        let changed = fs::metadata(project.path("public").join(path)).unwrap().modified().unwrap();
        let age = changed.duration_since(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(age.as_secs(), 1_000_000_000, "{path} was touched");
    }
}

#[test]
fn deleting_the_state_never_changes_the_output() {
    let projects = [gazette(), gazette()];
    for project in &projects {
        project.build();
        let article = article("First night", "2020-11-18", "Night");
        project.write("a.md", article.replace("org/first-night", "org/first-light"));
    }
    fs::remove_dir_all(projects[0].path(".feedmill")).unwrap();
    for project in &projects {
        project.build();
    }
    assert_eq!(projects[0].public(), projects[1].public());
}

#[test]
fn one_bad_record_does_not_stop_the_build() {
    let project = gazette();
    project.build();
    let before = project.public();
    for (name, text) in [
        ("yaml", "---\ntitle: [\n---\n"),
        ("open", "---\ntitle: never closed\n"),
        ("date", "---\ntitle: x\ndate: 01/02/2020\n---\n"),
        ("list", "---\n- a\n- b\n---\n"),
        ("toml", "+++\ntitle = 'x'\n+++\n"),
        ("flag", "---\ntitle: x\ndate: 2020-01-01\ndraft: maybe\n---\n"),
    ] {
        project.write(format!("{name}.md"), text);
        let run = project.run(&["build"]);
        assert_eq!(run.code, 1, "{name}: {}", run.stderr);
        assert!(run.stderr.starts_with(&format!("{name}.md:")), "{name}: {}", run.stderr);
        assert_eq!(project.public(), before, "{name}");
        fs::remove_file(project.path(format!("{name}.md"))).unwrap();
    }
}

/// The second in which every published file changed last.
#[cfg(unix)]
fn seconds(project: &Project) -> std::collections::BTreeMap<String, i64> {
    marks(project).into_iter().map(|(path, (_, _, modified))| (path, modified)).collect()
}

#[cfg(unix)]
#[test]
fn a_file_that_changes_is_of_a_later_second_than_before_and_of_the_next_at_most() {
    let project = gazette();
    let present = || std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs().try_into().unwrap();
    project.build();
    let mut before = (project.public(), seconds(&project));
    for mark in 'a'..='h' {
        let article = article(&format!("First light {mark}"), "2020-11-18", "Sky");
        project
            .write("a.md", if mark == 'h' { article.replace("date", "draft: true\ndate") } else { article });
        project.build();
        let after = (project.public(), seconds(&project));
        for (path, new) in &after.1 {
            let old = before.1[path];
            if before.0[path] == after.0[path] {
                assert_eq!(*new, old, "{path} did not change");
            } else {
                assert!(*new > old && *new <= i64::max(old + 1, present()), "{path}: {new} after {old}");
            }
        }
        assert_ne!(before.0["topics/sky/feed.json"], after.0["topics/sky/feed.json"]);
        let again = project.run(&["build", "-v"]).ended(0);
        assert!(again.stderr.contains("0 feeds rendered"), "the state knows the files: {}", again.stderr);
        assert_eq!((project.public(), seconds(&project)), after);
        before = after;
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_the_future_is_replaced_by_one_of_the_next_second() {
    let project = gazette();
    project.build();
    let future = std::time::SystemTime::now() + std::time::Duration::from_secs(100_000_000);
    for path in project.public().keys() {
        let file = fs::File::options().append(true).open(project.path("public").join(path)).unwrap();
        file.set_modified(future).unwrap();
    }
    let before = seconds(&project);
    project.write("a.md", article("First night", "2020-11-18", "Sky, News"));
    project.build();
    let expected = before.into_iter().map(|(path, second)| (path, second + 1)).collect();
    assert_eq!(seconds(&project), expected);
}
