//! Several runs share the feeds of a project: together they make what one run makes, whatever happens between them, one after
//! the other or all at once.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::project::{Project, Run, SITE, article, gazette};

/// The number of shards.
const COUNT: usize = 5;

fn shards() -> impl Iterator<Item = String> {
    (1..=COUNT).map(|number| format!("{number}/{COUNT}"))
}

/// A step in the life of a project.
type Step = (&'static str, fn(&Project));

/// A site of many topics, an additional feed and two languages, to which more and more happens.
const LIFE: [Step; 9] = [
    ("published", |project| {
        for number in 0..12 {
            let (topic, other) = (number % 7, number % 3);
            let text =
                article(&format!("Title {number}"), "2020-11-18", &format!("Topic {topic}, Other {other}"));
            project.write(format!("{number}.md"), text);
        }
    }),
    ("edited", |project| {
        project.write("1.md", article("Title 1", "2020-11-19", "Topic 1, AC/DC"));
    }),
    ("a like-named topic", |project| {
        project.write("13.md", article("Title 13", "2020-11-19", "ac-dc, Topic 6"));
    }),
    ("withdrawn", |project| {
        for number in [0, 6, 7] {
            fs::remove_file(project.path(format!("{number}.md"))).unwrap();
        }
    }),
    ("renamed", |project| {
        project.write("feedmill.yaml", format!("{SITE}topics: {{aliases: {{Topic 2: Heaven}}}}\n"));
    }),
    ("an additional feed", |project| {
        let feeds = "feeds: {extra: [{name: best, title: The best, filter: {type: longread}}]}\n";
        project.write("feedmill.yaml", format!("{SITE}{feeds}topics: {{aliases: {{Topic 2: Heaven}}}}\n"));
    }),
    ("moved", |project| {
        let feeds = "feeds: {path: \"by/{slug}/{file}\"}\n";
        project.write("feedmill.yaml", format!("{SITE}{feeds}topics: {{aliases: {{Topic 2: Heaven}}}}\n"));
    }),
    ("held back", |project| {
        let text = article("Title 3", "2020-11-18", "Topic 3").replace("title:", "draft: true\ntitle:");
        project.write("3.md", text);
    }),
    ("a format less", |project| {
        let feeds = "feeds: {path: \"by/{slug}/{file}\", formats: [atom, json]}\n";
        project.write("feedmill.yaml", format!("{SITE}{feeds}topics: {{aliases: {{Topic 2: Heaven}}}}\n"));
    }),
];

/// Builds one project with one run and the other with shards, and compares what they publish and what must stay.
fn live(build: &dyn Fn(&Project, &str), lose: bool) {
    let (one, many) = (Project::with_articles(&[]), Project::with_articles(&[]));
    for (what, step) in LIFE {
        for project in [&one, &many] {
            step(project);
            if lose {
                let _ = fs::remove_dir_all(project.path(".feedmill"));
            }
        }
        one.build();
        build(&many, what);
        let pins = |project: &Project| fs::read_to_string(project.path("feedmill.pins")).unwrap_or_default();
        let (left, right) = (one.public(), many.public());
        assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "{what}");
        let differing: Vec<&String> = left.keys().filter(|path| left[*path] != right[*path]).collect();
        assert!(differing.is_empty(), "{what}: {differing:?}");
        // A run that begins when another has published may pin what that has done.
        let (own, common) = (pins(&one), pins(&many));
        assert!(own.lines().all(|pin| common.lines().any(|other| other == pin)), "{what}: {own}\n{common}");
    }
}

fn in_turn(project: &Project, what: &str) {
    for shard in shards() {
        let run = project.run(&["build", "--shard", &shard]);
        assert_eq!(run.code, 0, "{what}, {shard}: {}", run.stderr);
    }
}

#[test]
fn shards_in_turn_make_what_one_run_makes() {
    live(&in_turn, false);
}

#[test]
fn between_two_shards_every_file_is_old_or_new() {
    let (one, many) = (Project::with_articles(&[]), Project::with_articles(&[]));
    for (what, step) in LIFE {
        let before = many.public();
        step(&one);
        step(&many);
        one.build();
        let after = one.public();
        for shard in shards() {
            many.run(&["build", "--shard", &shard]).ended(0);
            for (path, bytes) in many.public() {
                let is_whole = before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes);
                assert!(is_whole, "{what}, {shard}: {path}");
            }
            let gone: Vec<&String> =
                before.keys().filter(|path| !many.path("public").join(path).exists()).collect();
            assert!(gone.iter().all(|path| !after.contains_key(*path)), "{what}, {shard}: {gone:?}");
        }
    }
}

#[test]
fn shards_without_a_state_make_what_one_run_makes() {
    live(&in_turn, true);
}

#[test]
fn shards_at_once_make_what_one_run_makes() {
    live(
        &|project, what| {
            let start = |shard: String| {
                let mut command = project.command();
                command.args(["build", "--shard", &shard]).stdout(Stdio::piped()).stderr(Stdio::piped());
                (shard, command.spawn().unwrap())
            };
            let runs: Vec<_> = shards().map(start).collect();
            for (shard, run) in runs {
                let run = Run::of(run.wait_with_output().unwrap());
                assert_eq!(run.code, 0, "{what}, {shard}: {}", run.stderr);
            }
        },
        false,
    );
}

#[test]
fn every_feed_is_of_one_shard_with_all_its_formats() {
    let project = Project::with_articles(&[]);
    LIFE[0].1(&project);
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for shard in shards() {
        let run = project.run(&["build", "--shard", &shard, "--report", "-", "-q"]).ended(0);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        for change in report["changes"].as_array().unwrap() {
            let path = change["path"].as_str().unwrap();
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            owners.entry(folder.to_owned()).or_default().push(shard.clone());
        }
    }
    assert_eq!(owners.len(), 11, "{owners:?}");
    for (folder, shards) in owners {
        assert!(shards.len() == 3 && shards.iter().all(|shard| *shard == shards[0]), "{folder}: {shards:?}");
    }
}

#[test]
fn a_second_round_of_shards_opens_and_changes_nothing() {
    let project = gazette();
    in_turn(&project, "first");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    in_turn(&project, "second");
    for shard in shards() {
        let run = project.run(&["build", "--shard", &shard, "-v"]).ended(0);
        assert!(run.stderr.contains("0 records opened, 0 feeds rendered"), "{shard}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_shard_locks_out_itself_and_no_other() {
    use std::os::unix::fs::PermissionsExt;
    let project = gazette();
    let temporary = project.path("public/.feedmill-tmp-shard-2-of-3");
    fs::create_dir_all(&temporary).unwrap();
    fs::set_permissions(&temporary, fs::Permissions::from_mode(0o700)).unwrap();
    let lock = temporary.join("lock");
    let held = fs::File::create(&lock).unwrap();
    fs::set_permissions(&lock, fs::Permissions::from_mode(0o600)).unwrap();
    held.lock().unwrap();
    for (shard, code) in [("2/3", 75), ("1/3", 0), ("3/3", 0), ("0/3", 0), ("2/4", 0)] {
        project.run(&["build", "--shard", shard]).ended(code);
    }
    drop(held);
    project.run(&["build", "--shard", "2/3"]).ended(0);
    assert!(!temporary.exists());
}

#[test]
fn a_part_of_the_feeds_that_is_none_is_refused() {
    let project = gazette();
    for shard in ["4/3", "1/0", "1", "a/b", "-1/3", "1/10001", ""] {
        let run = project.run(&["build", &format!("--shard={shard}")]).refused(2);
        assert!(run.stderr.contains("--shard"), "{shard}: {}", run.stderr);
        assert!(!project.path("public").exists());
    }
}

#[test]
fn metrics_of_a_shard_name_it() {
    let project = gazette();
    project.run(&["build", "--shard", "2/3", "--metrics", "feedmill.prom"]).ended(0);
    let first = project.read("feedmill.prom");
    let samples = || first.lines().filter(|line| !line.starts_with('#'));
    assert!(samples().all(|line| line.contains("shard=\"2/3\"")), "{first}");
    assert!(first.contains("feedmill_files{status=\"published\",shard=\"2/3\"} 2\n"), "{first}");
    let success = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("feedmill_last_success")).unwrap();
        line.to_owned()
    };
    project.write("feedmill.yaml", "site: [");
    project.run(&["build", "--shard", "2/3", "--metrics", "feedmill.prom"]).ended(2);
    assert_eq!(success(&project.read("feedmill.prom")), success(&first));
}
