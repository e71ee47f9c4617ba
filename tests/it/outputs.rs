//! Where reports, documents and the state may go: never in the place of what somebody else has written.

use std::fs;

use serde_json::Value;

use crate::project::{Project, article, gazette, paths, tree};

const FEED: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": []}";

#[cfg(unix)]
#[test]
fn a_report_goes_to_no_place_that_the_build_reads_or_writes() {
    use std::os::unix::fs::symlink;
    for is_built in [false, true] {
        let project = gazette();
        project.write("notes.txt", "mine");
        project.write("data.json", "{\"version\": 4, \"terraform_version\": \"1\"}");
        symlink("public/rss.xml", project.path("link.json")).unwrap();
        symlink("public", project.path("folder")).unwrap();
        symlink("link.json", project.path("links.json")).unwrap();
        fs::hard_link(project.path("feedmill.yaml"), project.path("hard.json")).unwrap();
        fs::hard_link(project.path("a.md"), project.path("record.json")).unwrap();
        if is_built {
            project.build();
        }
        let before = tree(&project.root());
        for report in [
            "public/rss.xml", "public/RSS.xml", "./public/../public/atom.xml", "public/topics/sky/rss.xml",
            "public/topics/new/feed.json", "public/extra/best/rss.xml", "folder/rss.xml", "link.json",
            "links.json", "hard.json", "record.json", "notes.txt", "data.json", "feedmill.yaml", "a.md",
            "new.md", "public/new.html", "_config.yml", "_data/topics/new.yaml", "feedmill.pins",
            "FEEDMILL.PINS", ".feedmill/state", ".feedmill/new", "public/topics/../rss.xml",
        ] {
            for flags in [&[][..], &["--force", "--allow-shrink", "--adopt-destination"], &["-n"]] {
                let run = project.run(&[&["build", "-q", "--report", report], flags].concat()).refused(2);
                assert!(run.stderr.contains("--report names a"), "{report}: {}", run.stderr);
                assert!(tree(&project.root()) == before, "{report}");
            }
        }
    }
}

#[test]
fn a_report_replaces_a_report_and_what_is_empty() {
    let project = gazette();
    project.write("empty.json", "");
    for report in ["report.json", "report.json", "empty.json", "public/report.json", "/dev/null"] {
        project.run(&["build", "--report", report]).ended(0);
    }
    let tidied = project.read("report.json").replace(['\n', ' '], "");
    project.write("report.json", &tidied);
    project.run(&["build", "--report", "report.json"]).ended(0);
    assert_ne!(project.read("report.json"), tidied);
    project.write("old.json", FEED);
    project.run(&["diff", "old.json", "public/feed.json", "--report", "report.json"]).ended(0);
    project.run(&["convert", "old.json", "-t", "rss", "-o", "new.xml", "--report", "report.json"]).ended(0);
    project.run(&["diff", "old.json", "public/feed.json", "--report", "public/feed.json"]).ended(2);
    assert!(project.read("public/feed.json").contains("jsonfeed"));
}

#[test]
fn a_document_replaces_feeds_alone_unless_a_flag_says_otherwise() {
    let project = gazette();
    project.write("in.json", FEED);
    project.write("notes.txt", "mine");
    project.write("data.json", "{\"mine\": 1}");
    project.build();
    let before = tree(&project.root());
    for to in ["rss", "article"] {
        for output in ["notes.txt", "data.json", "a.md", "feedmill.yaml", ".feedmill/state"] {
            if to == "article" && !output.ends_with(".md") {
                continue;
            }
            let run = project.run(&["convert", "public/feed.json", "-t", to, "--limit", "1", "-o", output]);
            let run = run.refused(2);
            assert!(run.stderr.contains("use --overwrite"), "{output}: {}", run.stderr);
        }
    }
    for report in ["in.json", "out.xml", "./out.xml", "public/rss.xml", "notes.txt", "a.md"] {
        project.run(&["convert", "in.json", "-t", "rss", "-o", "out.xml", "--report", report]).refused(2);
    }
    let into = ["convert", "public/feed.json", "-t", "article", "-o", "out", "--report", "out/new.md"];
    project.run(&into).refused(2);
    assert!(tree(&project.root()) == before);
    for (output, more) in [("out.xml", None), ("out.xml", None), ("notes.txt", Some("--overwrite"))] {
        let arguments = ["convert", "in.json", "-t", "rss", "-o", output];
        project.run(&[&arguments[..], more.as_slice()].concat()).ended(0);
        assert!(project.read(output).contains("<rss"), "{output}");
    }
    let one = ["convert", "public/feed.json", "-t", "article", "--limit", "1", "-o", "one.md"];
    project.run(&one).ended(0);
    project.run(&[&one[..], &["--title", "Other"]].concat()).ended(0);
}

#[cfg(unix)]
#[test]
fn nothing_is_appended_to_an_input_that_is_open() {
    let project = Project::new(&[("in.json", FEED)]);
    for flags in [["-o", "/dev/stdin"], ["--report", "/dev/stdin"]] {
        let input = fs::File::open(project.path("in.json")).unwrap();
        let mut command = project.command();
        command.args(["convert", "-t", "rss"]).args(flags).stdin(input);
        crate::project::run(&mut command).ended(2);
        assert_eq!(project.read("in.json"), FEED);
    }
}

#[test]
fn a_state_takes_no_folder_with_a_file_of_that_name() {
    let project = gazette();
    project.write("notes/state", "of the art");
    let config = project.read("feedmill.yaml");
    project.write("feedmill.yaml", format!("{config}output: {{state: notes}}\n"));
    let run = project.run(&["build"]).ended(2);
    assert!(run.stderr.contains("output.state"), "{}", run.stderr);
    assert_eq!(project.read("notes/state"), "of the art");
    assert_eq!(paths(&tree(&project.path("notes"))), ["state"]);
    project.write("feedmill.yaml", config);
    project.build();
    project.write("a.md", article("Changed", "2020-11-18", "Sky"));
    project.write(".feedmill/state", "what others have put there");
    project.build();
}

#[test]
fn metrics_say_how_a_build_ended_and_keep_the_last_success() {
    let project = Project::with_articles(&[
        ("articles/a.md", &article("Ice", "2020-01-02", "[Rivers]")),
        ("articles/b.md", "---\ntitle: B\ndate: 2020-01-02\ndraft: true\n---\n"),
    ]);
    let value = |name: &str| {
        let text = project.read("feedmill.prom");
        let line = text.lines().find(|line| line.rsplit_once(' ').is_some_and(|(own, _)| own == name));
        line.and_then(|line| line.rsplit_once(' ')).map(|(_, value)| value.to_owned())
    };
    let metrics = ["build", "--metrics", "feedmill.prom"];
    project.run(&metrics).ended(0);
    let first = value("feedmill_last_success_timestamp_seconds").unwrap();
    for (name, expected) in [
        ("feedmill_exit_code", "0"),
        ("feedmill_files{status=\"published\"}", "1"),
        ("feedmill_files{status=\"withdrawn\"}", "1"),
        ("feedmill_feeds", "3"),
        ("feedmill_feeds_changed{action=\"create\"}", "3"),
        ("feedmill_records_opened", "2"),
    ] {
        assert_eq!(value(name).as_deref(), Some(expected), "{name}");
    }
    let written: u64 = value("feedmill_written_bytes").unwrap().parse().unwrap();
    assert_eq!(
        written,
        project.public().values().map(|file| u64::try_from(file.len()).unwrap()).sum::<u64>()
    );
    fs::remove_dir_all(project.path("articles")).unwrap();
    project.run(&metrics).ended(3);
    assert_eq!(value("feedmill_exit_code").as_deref(), Some("3"));
    assert_eq!(value("feedmill_last_success_timestamp_seconds"), Some(first));
    project.write("feedmill.yaml", "site: [");
    project.run(&metrics).ended(2);
    assert_eq!(value("feedmill_exit_code").as_deref(), Some("2"));
}

#[test]
fn metrics_replace_nothing_but_metrics_and_go_nowhere_that_a_build_reads() {
    let project = Project::with_articles(&[("articles/a.md", &article("Ice", "2020-01-02", "[Rivers]"))]);
    project.write("notes.txt", "Buy rye.\n");
    for file in
        ["notes.txt", "articles/a.md", "articles/new.md", "public/rss.xml", "feedmill.yaml", ".feedmill/x"]
    {
        let run = project.run(&["build", "--metrics", file]).ended(2);
        assert!(run.stderr.contains("--metrics names"), "{file}: {}", run.stderr);
    }
    assert_eq!(project.read("notes.txt"), "Buy rye.\n");
    assert!(!project.path("articles/new.md").exists());
    project.run(&["build", "--metrics", "m.prom", "--report", "m.prom"]).ended(2);
    project.run(&["build", "-n", "--metrics", "m.prom"]).ended(2);
    assert!(!project.path("m.prom").exists());
}

#[test]
fn every_line_of_a_json_log_is_an_object_with_its_level() {
    let broken = "---\ntitle: [\n---\n";
    let project = Project::with_articles(&[
        ("articles/a.md", &article("Ice", "2020-01-02", "[Rivers]")),
        ("articles/b.md", broken),
        ("articles/c.md", broken),
    ]);
    let lines = |arguments: &[&str], code| -> Vec<Value> {
        let run = project.run(arguments).ended(code);
        run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let found = lines(&["build", "--log-format", "json", "-v"], 1);
    assert!(found.iter().all(|line| line["time"].is_string() && line["message"].is_string()));
    let errors: Vec<&Value> = found.iter().filter(|line| line["level"] == "error").collect();
    assert_eq!(
        (errors.len(), &errors[0]["rule"], &errors[0]["path"]),
        (2, &"front-matter".into(), &"articles/b.md".into())
    );
    assert!(found.last().unwrap()["message"].as_str().unwrap().starts_with("3 files: 1 published"));
    let grouped = lines(&["build", "--log-format", "json", "-q"], 1);
    assert_eq!((grouped.len(), &grouped[0]["count"]), (1, &2.into()));
    project.write("feedmill.yaml", "site: [");
    let failed = lines(&["build", "--log-format", "json"], 2);
    assert_eq!(failed[0]["level"], "error");
}
