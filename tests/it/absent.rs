//! What cannot be looked at, or was changed by others, is not taken for absent: nothing withdrawn stays because of it, and
//! nothing that was held back comes out.

use std::fs;
use std::time::Duration;

use chrono::DateTime;
use feedmill::ErrorKind;
use feedmill::internal::pipeline::{self, Options};
use feedmill::internal::source;

use crate::project::{Project, Run, SITE, article, run};

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
    let run = project.run(&["build"]).ended(2);
    assert!(run.stderr.contains("feedmill.yaml: is a link whose target cannot be read"), "{}", run.stderr);
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
        let run = project.run(&["build"]).ended(2);
        assert!(
            run.stderr.contains(&format!("{place}: is a link whose target cannot be read")),
            "{}",
            run.stderr
        );
        assert!(project.public() == before);
    }
}

/// A project of an article that is published and then withdrawn; `meddle` is what others do to each feed of its topic in
/// between.
fn withdrawn(feeds: &[&str], meddle: impl Fn(&Project, &str)) -> (Project, Run) {
    let project = Project::with_articles(&[
        ("a.md", &article("Withdrawn", "2020-01-01", "Sea")),
        ("b.md", &article("Staying", "2020-01-01", "Sky")),
    ]);
    project.build();
    for feed in feeds {
        meddle(&project, &format!("public/topics/sea/{feed}"));
    }
    project.write("a.md", "---\ntitle: Withdrawn\npublished: false\n---\n");
    let run = project.run(&["build"]);
    (project, run)
}

const FEEDS: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

#[test]
fn what_tools_do_to_any_text_keeps_no_feed_from_losing_what_is_withdrawn() {
    for change in [|text: String| text.replace('\n', "\r\n"), |text: String| format!("\u{feff}{text}\n")] {
        let (project, run) =
            withdrawn(&FEEDS, |project, feed| project.write(feed, change(project.read(feed))));
        assert_eq!(run.code, 0, "{}", run.stderr);
        for feed in FEEDS {
            assert!(!project.read(&format!("public/topics/sea/{feed}")).contains("Withdrawn"), "{feed}");
        }
    }
}

#[test]
fn a_feed_that_others_have_changed_does_not_keep_what_is_withdrawn() {
    type Change = fn(String) -> String;
    let changes: [(&str, Change); 5] = [
        ("a remark", |text| format!("{text}<!-- seen -->\n")),
        ("fewer blanks", |text| text.lines().map(str::trim_start).collect()),
        ("a member", |text| {
            text.replacen("{\n", "{\n\"x\": 1,\n", 1).replacen("<channel>", "<channel><x/>", 1)
        }),
        ("another generator", |text| text.replace("feedmill</generator>", "other</generator>")),
        ("half of it", |text| text.chars().take(text.chars().count() / 2).collect()),
    ];
    for (name, change) in changes {
        for feed in FEEDS {
            let (project, run) =
                withdrawn(&[feed], |project, feed| project.write(feed, change(project.read(feed))));
            assert_eq!(run.code, 0, "{name} in {feed}: {}", run.stderr);
            let left = feed_rs::parser::parse(project.read(&format!("public/topics/sea/{feed}")).as_bytes());
            let left = left.unwrap();
            assert!(left.entries.is_empty(), "{name} in {feed}");
            assert_eq!(left.title.unwrap().content, "Sea – The Example Gazette", "{name} in {feed}");
            let (before, again) = (project.public(), project.run(&["build"]));
            assert_eq!((again.code, project.public()), (0, before), "{name} in {feed}: {}", again.stderr);
        }
    }
}

#[test]
fn a_changed_feed_is_known_without_a_memory_too() {
    for feed in FEEDS {
        let (project, _) = withdrawn(&[feed], |project, feed| {
            let text = project.read(feed);
            project.write(feed, text.replace("\n", "\n ") + "<!-- seen -->");
            fs::remove_dir_all(project.path(".feedmill")).unwrap();
        });
        project.run(&["build"]).ended(0);
        assert!(!project.read(&format!("public/topics/sea/{feed}")).contains("Withdrawn"), "{feed}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_feed_does_not_keep_what_is_withdrawn() {
    use std::os::unix::fs::symlink;
    let file = |project: &Project, feed: &str| {
        fs::rename(project.path(feed), project.path("public/moved")).unwrap();
        symlink("../../moved", project.path(feed)).unwrap();
    };
    let folder = |project: &Project, _: &str| {
        fs::rename(project.path("public/topics/sea"), project.path("public/moved")).unwrap();
        symlink("../moved", project.path("public/topics/sea")).unwrap();
    };
    for (_, run) in [withdrawn(&["feed.json"], file), withdrawn(&["feed.json"], folder)] {
        assert_eq!(run.code, 4, "{}", run.stderr);
        assert!(run.stderr.contains("is a link now, and may lead to what was withdrawn"), "{}", run.stderr);
    }
}

#[test]
fn records_that_are_gone_without_a_memory_of_them_empty_no_feed() {
    for is_known in [true, false] {
        let project = Project::with_articles(&[("a.md", &article("A", "2020-01-01", "Sky"))]);
        project.build();
        let before = project.public();
        let meddle = |record: Option<&str>| {
            if !is_known {
                let _ = fs::remove_dir_all(project.path(".feedmill"));
            }
            match record {
                Some(record) => project.write("a.md", record),
                None => fs::remove_file(project.path("a.md")).unwrap(),
            }
        };
        for record in [Some("---\ndate: 2020-99-99\n---\n"), Some("---\n: [\n---\n"), Some("text"), None] {
            meddle(record);
            let run = project.run(&["build"]);
            assert_eq!(run.code, 3, "{record:?}: {}", run.stderr);
            assert!(project.public() == before);
            assert!(!project.path("public/.feedmill-tmp").exists());
        }
        project.write("a.md", article("A", "2020-01-01", "Sky"));
        meddle(Some(&article("A", "2020-01-01", "Sky")));
        run(project.command().env("SOURCE_DATE_EPOCH", "0").arg("build")).ended(3);
        assert!(project.public() == before);
        assert_eq!(project.run(&["build"]).code, 0);
        // Who says that it is right is believed, and so is who withdraws the last article.
        project.write("a.md", "---\ndraft: true\n---\n");
        assert_eq!(project.run(&["build"]).code, 0);
        let empty = project.public();
        assert!(empty != before);
        meddle(Some("---\ndate: 2020-99-99\n---\n"));
        assert_eq!(project.run(&["build", "--allow-shrink"]).code, 1);
        assert!(project.public() == empty);
    }
}

#[test]
fn what_is_remembered_and_cannot_be_read_refuses_the_run() {
    let folder = tempfile::tempdir().unwrap();
    // A name that is too long for the system stands for whatever keeps it from looking.
    let state = format!("{}/state", "n".repeat(300));
    let config = format!("{SITE}output:\n  state: {state}\n");
    fs::write(folder.path().join("feedmill.yaml"), config).unwrap();
    fs::write(folder.path().join("a.md"), article("A", "2020-01-01", "Sky")).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_feedmill"));
    let run =
        run(command.arg("build").current_dir(folder.path()).env("SOURCE_DATE_EPOCH", "1700000000")).ended(3);
    assert!(run.stderr.contains("the state of the last run cannot be read"), "{}", run.stderr);
    assert!(!folder.path().join("public").exists());
}

/// Builds the project; `meddle` is called at every look at the clock.
fn build_while(project: &Project, meddle: &(dyn Fn() + Sync)) -> Result<(), String> {
    let clock = || {
        meddle();
        Duration::ZERO
    };
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let options = Options { clock: &clock, ..Options::at(now) };
    let config = source::configuration(&project.root(), None).unwrap();
    loop {
        let built = pipeline::build(&project.root(), &project.path("public"), &config, &options);
        match built.map_err(|failure| failure.error) {
            // Whatever other tests start holds all locks of this process until it is another program.
            Err(error) if error.kind() == ErrorKind::Locked => std::thread::sleep(Duration::from_millis(1)),
            built => return built.map(|_| ()).map_err(|error| error.to_string()),
        }
    }
}

#[test]
fn a_feed_that_is_damaged_while_a_run_lasts_is_mended_by_the_next() {
    let project = Project::with_articles(&[
        ("a.md", &article("A", "2020-01-01", "Sea")),
        ("b.md", &article("B", "2020-01-01", "Sky")),
    ]);
    build_while(&project, &|| {}).unwrap();
    for damaged in ["topics/sky/rss.xml", "topics/sea/rss.xml", "rss.xml"] {
        project.write("a.md", article("A", "2020-01-01", "Sea") + "More.\n");
        let place = project.path("public").join(damaged);
        build_while(&project, &|| {
            // The new files are written, and not yet in their places.
            if project.path("public/.feedmill-tmp/0").exists() {
                fs::write(&place, "damaged").unwrap();
            }
        })
        .unwrap();
        project.write("a.md", article("A", "2020-01-01", "Sea"));
        build_while(&project, &|| {}).unwrap();
        let mended = project.public();
        build_while(&project, &|| {}).unwrap();
        assert!(project.public() == mended);
        assert!(project.read(&format!("public/{damaged}")).starts_with("<?xml"), "{damaged}");
    }
}

#[test]
fn where_a_run_was_to_put_feeds_is_known_however_it_ends() {
    for is_first in [true, false] {
        let project = Project::with_articles(&[
            ("a.md", &article("Withdrawn", "2020-01-01", "Sea")),
            ("b.md", &article("Staying", "2020-01-01", "Sky")),
        ]);
        if !is_first {
            build_while(&project, &|| {}).unwrap();
        }
        project.write("feedmill.yaml", format!("{SITE}feeds: {{path: 't/{{slug}}/{{file}}'}}\n"));
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            build_while(&project, &|| {
                let is_done = project.path("public/t/sea/feed.json").exists();
                assert!(!is_done, "the run is ended here");
            })
        }));
        assert!(ended.is_err() && project.path("public/t/sea/feed.json").exists());
        project.write("feedmill.yaml", SITE);
        project.write("a.md", "---\ntitle: Withdrawn\npublished: false\n---\n");
        build_while(&project, &|| {}).unwrap();
        for (path, bytes) in project.public() {
            assert!(!String::from_utf8_lossy(&bytes).contains("Withdrawn"), "{path}");
        }
    }
}
