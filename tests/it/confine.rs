//! A project whose owner is not trusted: what its configuration, and the links in it, can have read and written outside.

use std::fs;
use std::path::Path;

use crate::project::{Project, Run, SITE, article, run, tree};

/// A project with a folder of secrets beside it.
fn project(more: &str) -> Project {
    let project = Project::new(&[
        ("feedmill.yaml", &format!("{SITE}{more}")),
        ("articles/a.md", &article("First light", "2020-11-18", "Sky")),
        ("../home/keys", "ssh-ed25519 key of the operator\n"),
        ("../home/secret.md", &article("Secret", "2020-11-18", "Sky")),
        ("../home/topics.yaml", "title: Secret\n"),
    ]);
    fs::create_dir_all(project.beside("home/empty")).unwrap();
    project
}

fn is_confined(project: &Project, run: &Run, what: &str) {
    assert_eq!(run.code, 2, "{what}: {}", run.stderr);
    assert!(run.stderr.contains("leads out of the project's folder"), "{what}: {}", run.stderr);
    assert!(!project.path("public").is_dir() && !project.path(".feedmill").exists(), "{what}");
}

/// What a configuration can name outside, by the key that the message names.
const OUTSIDE: [(&str, &str); 10] = [
    ("`output.directory`", "output: {directory: ../home}\nfeeds: {formats: {rss: keys}}\n"),
    ("`output.directory`", "output: {directory: public/../../home/new}\n"),
    ("`output.state`", "output: {state: ../home/empty}\n"),
    ("`input.paths`", "input: {paths: [../home]}\n"),
    ("`input.paths`", "input: {paths: [articles, \"../home/*.md\"]}\n"),
    ("`input.paths`", "input: {paths: [\"*/../../home/*.md\"]}\n"),
    ("`input.paths`", "input: {paths: [articles/../../home/secret.md]}\n"),
    ("`topics.files`", "topics: {files: [../home/topics.yaml]}\n"),
    ("`topics.files`", "topics: {files: [\"../home/*.yaml\"]}\n"),
    ("`input.paths`", "input: {paths: [/]}\n"),
];

#[test]
fn a_confined_configuration_names_nothing_outside() {
    for (key, more) in OUTSIDE {
        let project = project(more);
        let home = tree(&project.beside("home"));
        for command in [&["build"][..], &["build", "-n"], &["ids", "--keep"], &["list", "entries"]] {
            let run = project.run(&[command, &["--confine"]].concat());
            is_confined(&project, &run, more);
            assert!(run.stderr.contains(key), "{more}: {}", run.stderr);
            assert!(!run.stdout.contains("Secret"), "{more}");
        }
        assert!(tree(&project.beside("home")) == home, "{more}");
    }
    let project = project("");
    project.run(&["build", "--confine"]).ended(0);
    project.run(&["build", "--confine", "-d", "../elsewhere"]).ended(0);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_confined_project_leads_nothing_out() {
    use std::os::unix::fs::symlink;
    let links: [(&str, &str, &str); 8] = [
        ("public", "../home", ""),
        ("public", "../home/not-there-yet", ""),
        (".feedmill", "../home/empty", ""),
        ("more", "../home", "input: {paths: [articles, more]}\n"),
        ("more.md", "../home/secret.md", "input: {paths: [more.md]}\n"),
        ("_data", "../home", ""),
        ("feedmill.pins", "../home/keys", ""),
        ("_data/topics/secret.yaml", "../../../home/topics.yaml", ""),
    ];
    for (link, target, more) in links {
        let project = project(more);
        let home = tree(&project.beside("home"));
        fs::create_dir_all(project.path(link).parent().unwrap()).unwrap();
        symlink(target, project.path(link)).unwrap();
        let run = project.run(&["build", "--confine"]);
        assert_eq!(run.code, 2, "{link}: {}", run.stderr);
        assert!(run.stderr.contains("--no-confine"), "{link}: {}", run.stderr);
        assert!(tree(&project.beside("home")) == home, "{link}");
    }
    for (file, text, link, target) in [
        (
            "docs/mkdocs.yml",
            "INHERIT: ../link.yml\nsite_url: https://example.org\n",
            "link.yml",
            "../home/topics.yaml",
        ),
        ("hugo.yaml", "baseURL: https://example.org\ncontentDir: ../home\n", "other", "../home"),
    ] {
        let project = project("");
        fs::remove_file(project.path("feedmill.yaml")).unwrap();
        project.write(file, text);
        symlink(target, project.path(link)).unwrap();
        let run = project.run(&["build", "--confine"]);
        assert_eq!(run.code, 2, "{file}: {}", run.stderr);
        assert!(run.stderr.contains("--no-confine"), "{file}: {}", run.stderr);
    }
    let project = project("");
    symlink("../home", project.path("out")).unwrap();
    for named in
        [["-d", "out"], ["-d", "out/new"], ["--report", "out/report.json"], ["--metrics", "out/m.prom"]]
    {
        is_confined(&project, &project.run(&[&["build", "--confine"][..], &named].concat()), named[1]);
    }
    // Within the project a link may lead anywhere.
    symlink("articles", project.path("more")).unwrap();
    fs::create_dir(project.path("real")).unwrap();
    symlink("real", project.path("public")).unwrap();
    project.write("feedmill.yaml", format!("{SITE}input: {{paths: [more]}}\n"));
    project.run(&["build", "--confine"]).ended(0);
    assert!(project.path("real/rss.xml").exists());
}

/// Gives a file, or a folder with all in it, to another user; `None` where this is not root.
#[cfg(unix)]
fn give_away(path: &Path) -> Option<()> {
    let give = |path: &Path| std::os::unix::fs::lchown(path, Some(65534), Some(65534)).ok();
    if !path.is_dir() {
        return give(path);
    }
    walkdir::WalkDir::new(path).into_iter().try_for_each(|entry| give(entry.unwrap().path()))
}

#[cfg(unix)]
#[test]
fn root_confines_the_project_of_another_user() {
    for given in ["", "feedmill.yaml"] {
        let (_, more) = OUTSIDE[0];
        let project = project(more);
        if give_away(&project.path(given)).is_none() {
            println!("skipped: root_confines_the_project_of_another_user: this is not root");
            return;
        }
        let without_caller =
            |arguments: &[&str]| run(project.command().env_remove("SUDO_UID").arg("build").args(arguments));
        is_confined(&project, &without_caller(&[]), given);
        let keys = fs::read_to_string(project.beside("home/keys")).unwrap();
        // Who calls `sudo` in a folder of their own means it, and so does who says so; a file that is no feed stays all the same.
        let called = run(project.command().env("SUDO_UID", "65534").arg("build"));
        for run in [called, without_caller(&["--no-confine"])] {
            assert!(run.ended(4).stderr.contains("is no feed"));
        }
        assert_eq!(fs::read_to_string(project.beside("home/keys")).unwrap(), keys);
        without_caller(&["-d", "../elsewhere"]).ended(0);
    }
}
