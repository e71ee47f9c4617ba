//! What the program says: the lines on standard error, the JSON report, the lists, the help, and that nothing in them
//! can steer a terminal or make the program panic when nobody listens.

use std::process::Stdio;

use serde_json::Value;

use crate::project::{BROKEN, Project, SITE, article, gazette, run};

#[test]
fn the_report_accounts_for_every_file() {
    let project = gazette();
    project.write("broken.md", BROKEN);
    project.write("undated.md", "---\ntitle: Undated\n---\n");
    project.write("note.md", "No front matter here.\n");
    project.write("later.md", article("Later", "2999-01-01", "Sky"));
    project.write("draft.md", article("Draft", "2020-01-01\ndraft: true", "Sky"));
    project.write("copy.md", article("First light", "2020-11-18", "Sky"));
    project.write("feedmill.yaml", format!("{SITE}filters:\n  since: 2020-01-01\n"));
    project.write("old.md", article("Old", "2019-12-31", "Sky"));
    let run = project.run(&["build", "--report", "report.json"]).refused(1);
    let report: Value = serde_json::from_str(&project.read("report.json")).unwrap();

    let outcomes: Vec<(&str, &str)> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["path"].as_str().unwrap(), file["outcome"].as_str().unwrap()))
        .collect();
    let expected = [
        ("a.md", "published"),
        ("b.md", "published"),
        ("broken.md", "faulty"),
        ("copy.md", "duplicate"),
        ("draft.md", "withdrawn"),
        ("later.md", "scheduled"),
        ("note.md", "no-front-matter"),
        ("old.md", "filtered"),
        ("undated.md", "undated"),
    ];
    assert_eq!(outcomes, expected);
    let counts = report["counts"].as_object().unwrap();
    for (outcome, count) in counts {
        let files = outcomes.iter().filter(|(_, own)| own == outcome).count();
        assert_eq!(count.as_u64(), Some(files as u64), "{outcome}");
    }
    let all: u64 = counts.values().filter_map(Value::as_u64).sum();
    assert_eq!(all, 9);

    assert_eq!(report["files"][0]["id"], "https://example.org/first-light");
    assert_eq!(report["files"][5]["due"], "2999-01-01T00:00:00Z");
    assert_eq!(report["now"], "2023-11-14T22:13:20Z");
    let changes: Vec<&str> =
        report["changes"].as_array().unwrap().iter().map(|change| change["path"].as_str().unwrap()).collect();
    assert_eq!(changes.len(), 9);
    assert_eq!(report["feeds"], 9);
    let lines = run.stderr.lines().count();
    assert_eq!(report["findings"].as_array().unwrap().len() + 1, lines, "{}", run.stderr);
}

#[test]
fn a_report_on_standard_output_is_all_that_stands_there() {
    let project = gazette();
    project.write("broken.md", BROKEN);
    let run = project.run(&["build", "--report", "-"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let finding = &report["findings"][0];
    let position = (&finding["path"], &finding["line"], &finding["column"]);
    assert_eq!(position, (&Value::from("broken.md"), &Value::from(3), &Value::from(7)));
    assert_eq!((&finding["severity"], &finding["rule"]), (&Value::from("error"), &Value::from("date")));
    assert!(!finding["message"].as_str().unwrap().is_empty());
}

#[test]
fn quiet_leaves_errors_only() {
    let project = gazette();
    let silent = project.run(&["build", "-q"]);
    assert_eq!((silent.code, silent.stdout.as_str(), silent.stderr.as_str()), (0, "", ""));

    project.write("warned.md", "---\ntitle: Warned\ndate: 2020-01-01\n---\n");
    project.write("broken.md", BROKEN);
    let run = project.run(&["build", "--quiet"]).refused(1);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(run.stderr.starts_with("broken.md:3:7: error: date: "), "{}", run.stderr);
    let run = project.run(&["build"]);
    assert!(run.stderr.contains("warned.md:2:1: warning: link: "), "{}", run.stderr);
}

#[test]
fn verbose_names_every_change_and_every_article_held_back() {
    let project = gazette();
    project.write("later.md", article("Later", "2999-01-01", "Sky"));
    let run = project.run(&["build", "-v"]).refused(0);
    for line in
        ["create\trss.xml", "create\ttopics/sky/feed.json", "later.md: held back until 2999-01-01T00:00:00Z"]
    {
        assert!(run.stderr.lines().any(|own| own == line), "{line}: {}", run.stderr);
    }
    assert!(run.stderr.contains("\nfeedmill: 3 records opened, 3 feeds rendered; load "), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 9 + 1 + 1 + 1, "{}", run.stderr);
}

#[test]
fn the_present_is_now_else_source_date_epoch() {
    let project = Project::with_articles(&[("a.md", &article("A", "2020-01-02T03:04:05Z", "x"))]);
    let published = |epoch: &str, arguments: &[&str]| {
        let mut command = project.command();
        command.env("SOURCE_DATE_EPOCH", epoch).args(["list", "entries"]).args(arguments);
        run(&mut command).stdout.lines().count()
    };
    assert_eq!(published("1577934244", &[]), 0);
    assert_eq!(published("1577934245", &[]), 1, "due is due");
    assert_eq!(published("1577934244", &["--now", "2020-01-02T03:04:05Z"]), 1);
    assert_eq!(published("1577934245", &["--now", "2020-01-02T03:04:04Z"]), 0);
    assert_eq!(published("1577934245", &["--now", "Thu, 02 Jan 2020 03:04:04 GMT"]), 0);

    for no_moment in ["soon", "253402300800", "-62135596801"] {
        let mut command = project.command();
        let refused = run(command.env("SOURCE_DATE_EPOCH", no_moment).arg("build"));
        assert_eq!(refused.code, 2, "{no_moment}");
        assert!(refused.stderr.contains("SOURCE_DATE_EPOCH"), "{}", refused.stderr);
    }
    let mut command = project.command();
    let by_clock = run(command.env_remove("SOURCE_DATE_EPOCH").args(["list", "entries"]));
    assert_eq!(by_clock.stdout.lines().count(), 1, "the clock is later than 2020");
}

#[test]
fn lists_have_one_line_for_each_and_write_nothing() {
    let project = gazette();
    project.write("later.md", article("Later", "2999-01-01", "Sky"));
    project.write("draft.md", article("Draft", "2020-01-01\ndraft: true", "Sky"));
    project.write("undated.md", "---\ntitle: Undated\n---\n");
    project.write("broken.md", BROKEN);
    project.write("note.md", "No front matter.\n");
    let before = crate::project::tree(&project.root());
    for (what, expected) in [
        ("topics", "news\tNews\t2\nsky\tSky\t1\n"),
        (
            "entries",
            "2020-11-19T00:00:00Z\thttps://example.org/second-wind\tSecond wind\n\
             2020-11-18T00:00:00Z\thttps://example.org/first-light\tFirst light\n",
        ),
    ] {
        let run = project.run(&["list", what]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, expected, ""), "{what}");
    }
    let skipped = project.run(&["list", "skipped"]).stdout;
    for (line, (path, fate)) in skipped.lines().zip([
        ("broken.md", "faulty"),
        ("draft.md", "withdrawn"),
        ("later.md", "scheduled"),
        ("note.md", "no-front-matter"),
        ("undated.md", "undated"),
    ]) {
        assert!(line.starts_with(&format!("{path}\t{fate}")), "{skipped}");
    }
    assert_eq!(skipped.lines().count(), 5, "{skipped}");
    assert_eq!(crate::project::tree(&project.root()), before);
}

#[test]
fn the_help_of_a_command_names_its_flags() {
    let project = gazette();
    let build = [
        "-n, --dry-run", "--check", "--exit-code", "--allow-shrink", "--prune", "--now <TIME>",
        "--base-url <URL>", "-d, --destination <DIR>", "--report <FILE>", "-j, --jobs <N>", "-q, --quiet",
        "-v, --verbose", "-h, --help", "-V, --version", "[DIR]",
    ];
    let list = ["--now <TIME>", "--base-url <URL>", "topics", "entries", "skipped", "-h, --help", "[DIR]"];
    let diff =
        ["<OLD>", "<NEW>", "--exit-code", "--max-size", "--report", "--quiet", "--verbose", "Examples:"];
    let convert = [
        "Examples:", "--to", "--from", "--output", "--base-url", "--html", "--limit", "--since", "--title",
        "--strict", "--report", "--quiet", "unsafe",
    ];
    let whole = ["build", "convert", "diff", "list", "-h, --help", "-V, --version", "75 "];
    for (arguments, expected) in [
        (&["build", "--help"][..], &build[..]),
        (&["help", "build"], &build),
        (&["diff", "--help"], &diff),
        (&["list", "--help"], &list),
        (&["convert", "--help"], &convert),
        (&["--help"], &whole),
    ] {
        let run = project.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        for words in expected {
            assert!(run.stdout.contains(words), "{arguments:?} does not name {words}:\n{}", run.stdout);
        }
    }
    let version = project.run(&["--version"]);
    assert_eq!(version.stdout, format!("feedmill {}\n", env!("CARGO_PKG_VERSION")));
}

#[cfg(unix)]
#[test]
fn a_hostile_file_name_cannot_steer_the_terminal() {
    let project = gazette();
    let name = "a\u{1b}[2Jb\r\u{202e}\nfeedmill: 0 files\u{9b}31m.md";
    project.write(name, BROKEN);
    project.write(format!("later{name}"), article("Later", "2999-01-01", "Sky"));
    let outputs = [project.run(&["build", "-v"]).stderr, project.run(&["list", "skipped"]).stdout];
    for output in outputs {
        assert!(output.contains("2Jb"), "{output:?}");
        let is_harmful = |character: char| {
            (character.is_control() && !matches!(character, '\n' | '\t')) || character == '\u{202e}'
        };
        assert!(!output.contains(is_harmful), "{output:?}");
        assert!(!output.lines().any(|line| line.starts_with("feedmill: 0 files")), "{output:?}");
    }
    let report: Value = serde_json::from_str(&project.run(&["build", "--report", "-"]).stdout).unwrap();
    assert_eq!(report["files"][0]["path"], name, "programs get the name as it is");
}

#[cfg(unix)]
#[test]
fn no_name_of_a_file_commands_what_reads_the_messages() {
    let project = gazette();
    for name in [
        "<0>a.md", "::error::a.md", " ::error file=a::b.md", "##[error]a.md",
        "a ##vso[task.setvariable]b.md", "###teamcity[a].md", "feedmill: 0 files.md", "--- a.md",
        "a\n::error::b.md",
    ] {
        project.write(name, BROKEN);
        project.write(format!("{name}.d/later.md"), article("Later", "2999-01-01", "Sky"));
    }
    let verbose = project.run(&["build", "-v"]);
    let report = project.run(&["build", "--report", "-"]);
    let skipped = project.run(&["list", "skipped"]);
    assert!(verbose.stderr.contains("\n./<0>a.md:3:7: error: date: "), "{}", verbose.stderr);
    for output in [verbose.stderr, report.stdout, report.stderr, skipped.stdout] {
        for line in output.lines() {
            let is_command = ["<", "::", "---", "feedmill: 0 files.md"].iter();
            assert!(!is_command.clone().any(|start| line.trim_start().starts_with(start)), "{line}");
            assert!(!["##[", "##vso[", "##teamcity["].iter().any(|command| line.contains(command)), "{line}");
        }
    }
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let project = Project::with_articles(&[]);
    for number in 0..20 {
        let title = format!("{number} {}", "long ".repeat(1000));
        project.write(format!("{number}.md"), article(&title, "2020-01-01", "x"));
    }
    for arguments in [&["list", "entries"][..], &["build", "--report", "-"], &["build", "-n"], &["--help"]] {
        let mut command = project.command();
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {stderr}");
    }
    let mut command = project.command();
    let mut child = command.args(["build", "-v"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0), "standard error closed");
}

#[test]
fn verifying_reads_every_record_both_ways_and_writes_nothing() {
    let project = gazette();
    project.write("odd.md", "---\ntitle: >-\n  Two\n  lines\ndate: &day 2020-11-18\n---\n");
    let run = project.run(&["build", "--verify"]);
    let said = (run.code, run.stdout.as_str(), run.stderr.as_str());
    assert_eq!(said, (0, "3 files, 2 need no library for YAML or TOML, 0 differ\n", ""));
    assert!(!project.path("public").exists());
}
