//! The library's public face, as other programs use it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use feedmill::{BuildOptions, Memory, Source, build, configuration, render};

use crate::project::tree;

fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds")
}

#[test]
fn rendering_in_memory_gives_what_a_build_publishes() {
    let folder = tempfile::tempdir().unwrap();
    let (root, destination) = (folder.path().join("project"), folder.path().join("public"));
    let mut records = Memory::new();
    // A checkout in which the sample was built has a state of whatever program that was.
    let is_input = |path: &str| !path.starts_with("public/") && !path.starts_with(".feedmill/");
    for (path, bytes) in tree(&sample()).into_iter().filter(|(path, _)| is_input(path)) {
        fs::create_dir_all(root.join(&path).parent().unwrap()).unwrap();
        fs::write(root.join(&path), &bytes).unwrap();
        match path.strip_prefix("topics/") {
            Some(_) => records.add_topics(path, bytes),
            None if path.starts_with("articles/") => records.add(path, bytes),
            None => {}
        }
    }
    let config = configuration(&root, None).unwrap();
    let now: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();

    let report = build(&root, &destination, &config, &BuildOptions::at(now)).unwrap();
    let rendering = render(&records, &config, now).unwrap();

    let rendered: BTreeMap<String, Vec<u8>> =
        rendering.artifacts.into_iter().map(|artifact| (artifact.path, artifact.bytes)).collect();
    assert!(rendered.len() > 10);
    assert_eq!(rendered, tree(&destination));
    assert_eq!(rendering.published, report.survey.published);
    assert_eq!(rendering.findings, report.survey.findings);
}

#[test]
fn a_record_in_memory_that_is_missing_or_bad_is_a_finding() {
    let mut records = Memory::new();
    assert!(records.read("a.md").is_err());
    records.add("a.md", "---\ntitle: A\n---\n");
    records.add("b.md", "---\ntitle: B\ndate: 2020-01-01\n---\n");
    let config = "site: {title: T, url: \"https://example.org/\"}".parse().unwrap();
    let rendering = render(&records, &config, "2021-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(rendering.published, 1);
    let paths: Vec<&str> = rendering.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(paths[0], "a.md");
}
