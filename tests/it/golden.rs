//! Whole projects and what becomes of them: every folder below `golden`, and below `sites`, where each is the site of a generator
//! that feedmill gets no configuration for, holds an `input`, the tree `expected` and, in
//! `expected.stderr`, what the run says and how it ends. `args` holds further arguments, one a line.
//!
//! `BLESS=1 cargo test golden` takes what the program writes for what is expected: read the difference before you keep
//! it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::{Project, Tree, tree};

#[test]
fn every_case_comes_out_as_expected() {
    let folder = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(name);
    let mut cases: Vec<PathBuf> = ["golden", "sites"]
        .into_iter()
        .flat_map(|name| fs::read_dir(folder(name)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let bless = std::env::var_os("BLESS").is_some();
    let mut differences = String::new();
    for case in &cases {
        let (said, published) = outcome(case);
        if bless {
            write_expected(case, &said, &published);
        } else {
            differences.push_str(&compare(case, &said, &published));
        }
    }
    assert!(differences.is_empty(), "{differences}\nBLESS=1 takes the new output for what is expected");
}

/// What the program says to a case, how it ends, and the tree that it publishes.
fn outcome(case: &Path) -> (String, Tree) {
    let project = Project::new(&[]);
    for (path, bytes) in tree(&case.join("input")) {
        project.write(path, bytes);
    }
    let destination = project.beside("published");
    let mut arguments = vec!["build".to_owned(), "-d".to_owned(), destination.to_string_lossy().into_owned()];
    if let Ok(further) = fs::read_to_string(case.join("args")) {
        arguments.extend(further.lines().map(str::to_owned));
    }
    // Each finding is expected by itself.
    if !arguments.iter().any(|argument| argument == "-v") {
        arguments.push("-v".to_owned());
    }
    let run = project.run(&arguments);
    assert_eq!(run.stdout, "", "{}", case.display());
    let (again, mut first) = (project.run(&arguments), tree(&destination));
    // Stylesheets are those of `templates`, which say it all.
    first.retain(|path, _| !path.ends_with(".css"));
    assert!(again.summary().contains(" 0 feeds changed, "), "{}: {}", case.display(), again.stderr);
    // How long the parts of the run took is another time each time.
    let said = run.stderr.lines().filter(|line| !line.contains(" rendered; load "));
    let said: String = said.map(|line| format!("{line}\n")).collect();
    (format!("{said}exit {}\n", run.code), first)
}

fn write_expected(case: &Path, said: &str, published: &Tree) {
    let folder = case.join("expected");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    for (path, bytes) in published {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    fs::write(case.join("expected.stderr"), said).unwrap();
}

/// One line or more for every file that is missing, too much, or different.
fn compare(case: &Path, said: &str, published: &Tree) -> String {
    let expected = tree(&case.join("expected"));
    let expected_said = fs::read(case.join("expected.stderr")).unwrap_or_default();
    let mut differences = difference("expected.stderr", Some(&expected_said), Some(said.as_bytes()));
    let paths: std::collections::BTreeSet<&String> = expected.keys().chain(published.keys()).collect();
    for path in paths {
        let sides = (expected.get(path), published.get(path));
        differences.push_str(&difference(path, sides.0.map(Vec::as_slice), sides.1.map(Vec::as_slice)));
    }
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    differences.lines().map(|line| format!("{name}: {line}\n")).collect()
}

/// Empty where the two are equal; else where and how they first differ.
pub fn difference(path: &str, expected: Option<&[u8]>, found: Option<&[u8]>) -> String {
    let (expected, found) = match (expected, found) {
        (Some(expected), Some(found)) if expected == found => return String::new(),
        (Some(expected), Some(found)) => (String::from_utf8_lossy(expected), String::from_utf8_lossy(found)),
        (Some(_), None) => return format!("{path} is missing\n"),
        (None, _) => return format!("{path} is too much\n"),
    };
    let mut lines = (expected.split('\n'), found.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        match (lines.0.next(), lines.1.next()) {
            (Some(expected), Some(found)) if expected == found => {}
            (expected, found) => {
                let shown = |line: Option<&str>| {
                    line.map_or("(end of the file)".to_owned(), |line| format!("{line:?}"))
                };
                return format!(
                    "{path}:{number}\n  expected {}\n  found    {}\n",
                    shown(expected),
                    shown(found)
                );
            }
        }
    }
}

#[test]
fn a_missing_an_extra_and_a_different_file_are_told_apart() {
    assert_eq!(difference("a", Some(b"1\n2\n"), Some(b"1\n2\n")), "");
    assert_eq!(difference("a", Some(b"1\n"), None), "a is missing\n");
    assert_eq!(difference("a", None, Some(b"1\n")), "a is too much\n");
    assert_eq!(
        difference("a", Some(b"1\n2\n"), Some(b"1\n3\n")),
        "a:2\n  expected \"2\"\n  found    \"3\"\n"
    );
    assert_eq!(
        difference("a", Some(b"1"), Some(b"1\n")),
        "a:2\n  expected (end of the file)\n  found    \"\"\n"
    );
}
