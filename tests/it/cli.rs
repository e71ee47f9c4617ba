//! How the program ends: each exit code, what causes it, what is said then, and that nothing is touched where nothing
//! may be.

#[cfg(target_os = "linux")]
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

#[cfg(target_os = "linux")]
use crate::executable::copy_of;
#[cfg(target_os = "linux")]
use crate::project::contained;
use crate::project::{BROKEN, Project, Run, SITE, article, gazette, paths, run};

#[test]
fn a_build_without_faults_says_one_line_and_ends_with_0() {
    let project = gazette();
    let expected = |stderr: &str| Run { code: 0, stdout: String::new(), stderr: stderr.to_owned() };
    let counts = "2 files: 2 published, 0 scheduled, 0 withdrawn, 0 undated, 0 faulty";
    let first = format!("feedmill: {counts}; 9 feeds changed, 0 unchanged\n");
    assert_eq!(project.run(&["build"]), expected(&first));
    let second = format!("feedmill: {counts}; 0 feeds changed, 9 unchanged\n");
    assert_eq!(project.run(&["build"]), expected(&second));
}

#[test]
fn a_project_may_be_named_from_anywhere() {
    let project = gazette();
    let mut command = project.command();
    let outside = tempfile::tempdir().unwrap();
    let built = run(command.current_dir(outside.path()).arg("build").arg(project.root()));
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert_eq!(project.public().len(), 9);
    assert!(outside.path().read_dir().unwrap().next().is_none(), "nothing is left in the current folder");
}

#[test]
fn skipped_records_end_with_1_and_each_is_named_with_its_place() {
    let project = gazette();
    project.write("news/broken.md", BROKEN);
    project.write("undated.md", "---\ntitle: Undated\n---\n");
    let built = project.run(&["build"]);
    assert_eq!(built.code, 1);
    let lines: Vec<&str> = built.stderr.lines().collect();
    assert_eq!(lines.len(), 3, "{}", built.stderr);
    assert!(lines[0].starts_with("news/broken.md:3:7: error: date: "), "{}", built.stderr);
    assert!(lines[1].starts_with("undated.md:2:1: error: undated: "), "{}", built.stderr);
    assert!(
        built
            .summary()
            .starts_with("feedmill: 4 files: 2 published, 0 scheduled, 0 withdrawn, 1 undated, 1 faulty;"),
        "{}",
        built.stderr
    );
}

#[test]
fn a_wrong_command_line_ends_with_2_and_touches_nothing() {
    let project = gazette();
    for arguments in [
        &["build", "--no-such-flag"][..],
        &["build", "-j", "0"],
        &["build", "-q", "-v"],
        &["build", "--now", "yesterday"],
        &["build", "--base-url", "example.org"],
        &["build", "--base-url", "ftp://example.org/"],
        &["build", "missing-folder"],
        &["build", "a.md"],
        &["list"],
        &["list", "everything"],
        &["no-such-command"],
    ] {
        let run = project.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
    assert!(!project.path("public").exists());
}

#[test]
fn a_wrong_configuration_ends_with_2_at_its_place() {
    for (text, position, message) in [
        ("  langauge: en\n", "feedmill.yaml:4:", "unknown key `site.langauge`; did you mean `language`?"),
        ("sight: 1\n", "feedmill.yaml:4:", "unknown key `sight`; did you mean `site`?"),
        (
            "feeds:\n\n  limits:\n    1\n",
            "feedmill.yaml:6:",
            "unknown key `feeds.limits`; did you mean `limit`?",
        ),
        ("feeds:\n  extra:\n    - name: a\n      titel: b\n", "feedmill.yaml:7:", "did you mean `title`?"),
        ("feeds:\n  limit: many\n", "feedmill.yaml:5:", "`feeds.limit` must be"),
        ("feeds:\n  path: ../{slug}/{file}\n", "feedmill.yaml:5:", "`feeds.path` must be"),
        ("feeds:\n  path: topics/{file}\n", "feedmill.yaml:5:", "`feeds.path` must contain"),
        ("feeds:\n  formats: [rss, ron]\n", "feedmill.yaml:5:", "`feeds.formats` must"),
        ("topics:\n  title: '{subject}'\n", "feedmill.yaml:5:", "`topics.title` may only contain"),
        ("  timezone: Mars/Olympus\n", "feedmill.yaml:4:", "`site.timezone` must be"),
        ("  title: Twice\n", "feedmill.yaml:4:", "`site.title` is duplicated"),
        ("filters:\n  since: 01/02/2020\n", "feedmill.yaml:5:", "`filters.since` must be"),
        ("html:\n  embeds: {a: b}\n", "feedmill.yaml:5:", "`html.embeds` must be"),
        ("topics: [\n", "feedmill.yaml:", "not valid YAML"),
    ] {
        let text = format!("{SITE}{text}");
        let stderr = refused_configuration(&text);
        assert!(stderr.contains(position) && stderr.contains(message), "{text}: {stderr}");
    }
}

#[test]
fn a_site_without_a_usable_address_ends_with_2() {
    for (text, message) in [
        ("site:\n  title: T\n", "`site.url` is missing"),
        ("", "`site.url` is missing"),
        ("site:\n  url: example.org\n", "feedmill.yaml:2:"),
        ("site:\n  url: ftp://example.org/\n", "feedmill.yaml:2:"),
        ("site:\n  ulr: https://example.org/\n", "unknown key `site.ulr`; did you mean `url`?"),
        ("- a\n", "feedmill.yaml: expected `key: value` lines"),
    ] {
        let stderr = refused_configuration(text);
        assert!(stderr.contains(message), "{text}: {stderr}");
    }
}

/// Builds a project with this configuration, which must be refused in one line; gives that line.
fn refused_configuration(text: &str) -> String {
    let project = Project::new(&[("feedmill.yaml", text), ("a.md", &article("A", "2020-01-01", "x"))]);
    let run = project.run(&["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{text}: {}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{text}: {}", run.stderr);
    assert!(!project.path("public").exists(), "{text}");
    run.stderr
}

#[test]
fn a_project_without_configuration_needs_an_address() {
    let project = Project::new(&[("a.md", &article("A", "2020-01-01", "x"))]);
    let run = project.run(&["build"]).ended(2);
    assert!(run.stderr.contains("feedmill.yaml") && run.stderr.contains("--base-url"), "{}", run.stderr);
    project.run(&["build", "--base-url", "https://example.org/blog"]).ended(0);
    assert!(project.read("public/atom.xml").contains("href=\"https://example.org/blog/atom.xml\""));
}

#[test]
fn the_base_url_replaces_the_address_of_site_and_output() {
    let project = gazette();
    project.write("feedmill.yaml", format!("{SITE}output:\n  url: https://feeds.example.org/\n"));
    project.build();
    assert!(project.read("public/rss.xml").contains("https://feeds.example.org/rss.xml"));
    assert_eq!(project.run(&["build", "--base-url", "https://example.org/test/"]).code, 0);
    let feed = project.read("public/rss.xml");
    assert!(
        feed.contains("https://example.org/test/rss.xml") && !feed.contains("feeds.example.org"),
        "{feed}"
    );
}

#[test]
fn an_empty_input_is_refused_with_3() {
    let project = Project::with_articles(&[]);
    let run = project.run(&["build"]).refused(3);
    assert!(run.stderr.contains("--allow-shrink"), "{}", run.stderr);
    assert!(project.public().is_empty());
    assert_eq!(project.run(&["build", "--allow-shrink"]).code, 0);
    assert_eq!(paths(&project.public()), ["atom.xml", "feed.json", "rss.xml"]);
}

#[test]
fn a_missing_input_path_is_refused_with_3() {
    let project = gazette();
    project.write("feedmill.yaml", format!("{SITE}input:\n  paths: [., news]\n"));
    let run = project.run(&["build", "--allow-shrink"]).ended(3);
    assert!(run.stderr.contains("news"), "{}", run.stderr);
    assert!(project.public().is_empty());
}

#[test]
fn losing_more_than_half_of_the_records_is_refused_until_it_is_allowed() {
    let project = Project::with_articles(&[]);
    for number in 0..4 {
        let text = article(&format!("Number {number}"), "2020-01-01", "counting");
        project.write(format!("{number}.md"), text);
    }
    project.build();
    let before = project.public();
    for number in [0, 1] {
        std::fs::remove_file(project.path(format!("{number}.md"))).unwrap();
    }
    project.build();
    assert_ne!(project.public(), before, "half of the records is not more than half");

    let before = project.public();
    project.write("2.md", BROKEN);
    project.write("3.md", BROKEN);
    project.write("new.md", article("New", "2020-01-01", "counting"));
    for _ in 0..2 {
        project.run(&["build"]).ended(3);
        assert_eq!(project.public(), before, "a refusal must not be forgotten by the second run");
    }
    assert_eq!(project.run(&["build", "--allow-shrink"]).code, 1);
    assert_ne!(project.public(), before);
    assert_eq!(project.run(&["build"]).code, 1, "what was allowed once is the new measure");
}

#[test]
fn a_refusal_still_names_the_faulty_records() {
    let project = gazette();
    project.build();
    project.write("a.md", BROKEN);
    project.write("b.md", BROKEN);
    let run = project.run(&["build", "--report", "report.json"]).ended(3);
    assert!(run.stderr.starts_with("a.md:3:7: error: date:"), "{}", run.stderr);
    assert!(run.stderr.contains("(2 files; also b.md:3:7)"), "{}", run.stderr);
    let report = project.read("report.json");
    assert!(report.contains("\"error\": ") && report.contains("\"faulty\""), "{report}");
}

#[test]
fn a_refusal_ends_with_3_where_its_report_cannot_be_written_either() {
    let project = gazette();
    project.build();
    project.write("a.md", BROKEN);
    project.write("b.md", BROKEN);
    let run = project.run(&["build", "--report", "no/such/folder/report.json"]).ended(3);
    assert!(run.stderr.contains("nothing is published"), "{}", run.stderr);
    assert!(run.stderr.contains("no/such/folder/report.json: cannot be written"), "{}", run.stderr);
}

#[test]
fn a_first_article_with_a_fault_is_named_and_nothing_is_refused() {
    let project = Project::with_articles(&[("a.md", BROKEN)]);
    let run = project.run(&["build"]).ended(1);
    assert!(run.stderr.contains("a.md:3:7: error: date:"), "{}", run.stderr);
}

#[test]
fn output_that_cannot_be_written_ends_with_4() {
    let project = gazette();
    project.write("public", "a file, not a folder");
    project.run(&["build"]).ended(4);
    assert_eq!(project.read("public"), "a file, not a folder");
    project.run(&["build", "-d", "out", "--report", "no/such/folder/report.json"]).ended(4);
}

#[cfg(unix)]
#[test]
fn a_second_run_ends_at_once_with_75_and_one_that_hangs_is_told() {
    use std::fs::{self, File, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, SystemTime};

    let project = gazette();
    project.build();
    project.write("a.md", article("First light", "2020-11-18", "Changed"));
    let before = project.public();
    let temporary = project.path("public/.feedmill-tmp");
    fs::create_dir(&temporary).unwrap();
    fs::set_permissions(&temporary, Permissions::from_mode(0o700)).unwrap();
    let lock = temporary.join("lock");
    let held = File::create(&lock).unwrap();
    fs::set_permissions(&lock, Permissions::from_mode(0o600)).unwrap();
    held.lock().unwrap();
    let run = project.run(&["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (75, ""), "{}", run.stderr);
    held.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    let run = project.run(&["build"]).ended(4);
    assert!(run.stderr.contains("`output.lock_timeout`"), "{}", run.stderr);
    fs::remove_dir_all(&temporary).unwrap();
    assert_eq!(project.public(), before);
    drop(held);
    project.build();
    assert_ne!(project.public(), before);
}

#[cfg(unix)]
#[test]
fn whoever_may_only_read_the_destination_holds_no_run() {
    let project = gazette();
    project.build();
    project.write("a.md", article("First light", "2020-11-18", "Changed"));
    let held = ["public", "public/rss.xml", "public/topics"]
        .map(|path| std::fs::File::open(project.path(path)).unwrap());
    held.iter().for_each(|file| file.lock_shared().unwrap());
    project.build();
}

#[test]
fn a_dry_run_lists_the_changes_and_makes_none() {
    let project = gazette();
    let run = project.run(&["build", "-n"]).ended(0);
    let expected = "create\trss.xml\ncreate\tatom.xml\ncreate\tfeed.json\n\
                    create\ttopics/news/rss.xml\ncreate\ttopics/news/atom.xml\ncreate\ttopics/news/feed.json\n\
                    create\ttopics/sky/rss.xml\ncreate\ttopics/sky/atom.xml\ncreate\ttopics/sky/feed.json\n";
    assert_eq!(run.stdout, expected);
    assert!(run.summary().contains("9 feeds would change"), "{}", run.stderr);
    assert!(!project.path("public").exists() && !project.path(".feedmill").exists());

    project.build();
    assert_eq!(project.run(&["build", "--dry-run"]).stdout, "");
    std::fs::remove_file(project.path("a.md")).unwrap();
    let before = project.public();
    let run = project.run(&["build", "--dry-run", "--prune"]);
    let expected = "update\trss.xml\nupdate\tatom.xml\nupdate\tfeed.json\n\
                    update\ttopics/news/rss.xml\nupdate\ttopics/news/atom.xml\nupdate\ttopics/news/feed.json\n\
                    remove\ttopics/sky/atom.xml\nremove\ttopics/sky/feed.json\nremove\ttopics/sky/rss.xml\n";
    assert_eq!(run.stdout, expected);
    assert_eq!(project.public(), before);
}

#[test]
fn a_check_ends_with_1_until_everything_is_built() {
    let project = gazette();
    project.run(&["build", "--check"]).refused(1);
    assert!(!project.path("public").exists());
    project.build();
    project.run(&["build", "--check"]).ended(0);
}

#[cfg(target_os = "linux")]
#[test]
fn the_first_process_of_a_container_ends_when_it_is_asked_to() {
    let name = "the_first_process_of_a_container_ends_when_it_is_asked_to";
    let project = gazette();
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let mut command = project.command();
        command.args(["convert", "-", "-t", "json"]);
        let Some(mut command) = contained(&command, "", name) else { return };
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        // No pipe takes so much before somebody reads it.
        input.write_all(&vec![b' '; 4 << 20]).unwrap();
        let first = fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap();
        assert!(Command::new("kill").args([signal, first.trim()]).status().unwrap().success());
        drop(input);
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_new_version_renders_anew_where_the_system_does_not_say_which_file_runs() {
    let name = "a_new_version_renders_anew_where_the_system_does_not_say_which_file_runs";
    let project = gazette();
    let rendered = |version: u64| {
        let program = copy_of(env!("CARGO_BIN_EXE_feedmill"), &project.beside(""));
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + version);
        fs::File::open(&program).unwrap().set_modified(modified).unwrap();
        let mut command = Command::new(&program);
        command.current_dir(project.root()).args(["build", "-v"]);
        let mut command = contained(&command, "mount -t tmpfs none /proc &&", name)?;
        let said = run(&mut command).ended(0).stderr;
        Some(said.contains(" 3 feeds rendered"))
    };
    let Some(first) = rendered(1) else { return };
    assert_eq!((first, rendered(1), rendered(2)), (true, Some(false), Some(true)));
}
