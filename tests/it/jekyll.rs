//! A Jekyll site has the records that Jekyll would find, and no drafts.

use crate::project::{Project, article};

const CONFIG: &str = "title: T\nurl: https://example.org\ncollections: {diagnostics: {output: true}}\n";

/// The records that are found among these files, in a site with these further lines of configuration.
fn found(config: &str, files: &[&str]) -> Vec<String> {
    let project = Project::new(&[("_config.yml", &format!("{CONFIG}{config}"))]);
    for (number, path) in files.iter().enumerate() {
        project.write(path, article(&format!("Number {number}"), "2020-01-01", "a"));
    }
    let run = project.run(&["build", "-n", "--report", "-"]);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    let is_found = |path: &&&str| run.stdout.contains(&format!("\"{path}\""));
    files.iter().filter(is_found).map(|path| (*path).to_owned()).collect()
}

#[test]
fn what_jekyll_passes_over_by_its_name_is_no_record() {
    let records = ["_posts/2020-01-01-a.md", "blog/_posts/b/2020-01-01-b.md", "_notes/c.md", "_notes/d/e.md"];
    let others = [
        "_posts/_drafts/2020-01-01-a.md",
        "blog/_posts/_drafts/2020-01-01-b.md",
        "blog/_drafts/_posts/2020-01-01-c.md",
        "_drafts/2020-01-01-d.md",
        "_notes/_drafts/e.md",
        "_notes/d/_drafts/e.md",
        "_notes/_wip.md",
        "_notes/~x.md",
        "_notes/#x.md",
        "_notes/.x.md",
    ];
    assert_eq!(found("", &[&records[..], &others].concat()), records);
}

#[test]
fn jekylls_patterns_mean_what_they_mean_to_jekyll() {
    for (pattern, path, is_out) in [
        ("*.wip.md", "_posts/2020-01-01-a.wip.md", true),
        ("_posts/*.wip.md", "_posts/b/2020-01-01-a.wip.md", true),
        ("*/b", "_posts/b/2020-01-01-a.md", true),
        ("_posts/2020-01-01-a", "_posts/2020-01-01-a.md", true),
        ("_posts/b/", "_posts/b/2020-01-01-a.md", true),
        ("_posts/b/", "_posts/bb/2020-01-01-a.md", false),
        ("wip.md", "_posts/2020-01-01-a.wip.md", false),
        ("*.{wip,old}.md", "_posts/2020-01-01-a.wip.md", false),
        ("_posts/2020-01-01-{a}", "_posts/2020-01-01-{a}.md", true),
    ] {
        let other = "_posts/2020-01-02-other.html";
        let found = found(&format!("exclude: ['{pattern}']\n"), &[path, other]);
        let expected: &[&str] = if is_out { &[other] } else { &[path, other] };
        assert_eq!(found, expected, "{pattern} {path}");
    }
}

#[test]
fn feedmills_own_patterns_keep_to_their_folder() {
    let project = Project::new(&[
        ("_config.yml", &format!("{CONFIG}exclude: ['*']\n")),
        ("feedmill.yaml", "input: {exclude: ['*.md', '_posts/*.wip.md']}\n"),
        ("_posts/2020-01-01-a.md", &article("One", "2020-01-01", "a")),
        ("_posts/2020-01-01-b.wip.md", &article("Two", "2020-01-01", "a")),
    ]);
    let run = project.build();
    assert!(run.summary().contains("1 file: 1 published"), "{}", run.stderr);
}
