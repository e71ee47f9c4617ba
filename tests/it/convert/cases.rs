//! Whole feeds and what becomes of them: every folder below `convert_cases` holds an `input` and what it is converted to
//! in each format, with what was said on the way in `expected.stderr`. `args` holds further arguments, one a line.
//!
//! `BLESS=1 cargo test cases` takes what the program writes for what is expected: read the difference before you keep
//! it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FORMATS, convert};
use crate::golden::difference;
use crate::project::{Project, Run};

/// The folders of all cases.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/convert_cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 15);
    cases
}

/// The name of a case, and the file that it converts.
fn input(case: &Path) -> (String, PathBuf) {
    let mut inputs = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    let input = inputs.find(|path| path.file_stem().is_some_and(|stem| stem == "input"));
    (case.file_name().unwrap().to_string_lossy().into_owned(), input.expect("a case has an input"))
}

/// Converts the case's input; the file has the same name everywhere, so that what is said does not depend on it.
fn run(case: &Path, format: &str) -> Run {
    let (_, input) = input(case);
    let project = Project::new(&[]);
    let name = input.file_name().unwrap().to_string_lossy().into_owned();
    project.write(&name, fs::read(&input).unwrap());
    let further = fs::read_to_string(case.join("args")).unwrap_or_default();
    // Each finding is expected by itself.
    let mut arguments = vec!["convert", &name, "--to", format, "-v"];
    arguments.extend(further.lines());
    project.run(&arguments)
}

#[test]
fn every_form_of_feed_comes_out_as_expected_in_every_format() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut differences = String::new();
    for case in cases() {
        let (name, _) = input(&case);
        let mut said = String::new();
        for format in FORMATS {
            let run = run(&case, format);
            said.push_str(&format!("{format}: exit {}\n{}", run.code, run.stderr));
            differences.push_str(&settle(
                &name,
                &case.join(format!("expected.{format}")),
                &run.stdout,
                bless,
            ));
        }
        differences.push_str(&settle(&name, &case.join("expected.stderr"), &said, bless));
    }
    assert!(differences.is_empty(), "{differences}\nBLESS=1 takes the new output for what is expected");
}

/// Writes what is expected, or tells the first line in which it differs from what came out.
fn settle(case: &str, file: &Path, found: &str, bless: bool) -> String {
    if bless {
        fs::write(file, found).unwrap();
        return String::new();
    }
    let name = format!("{case}/{}", file.file_name().unwrap().to_string_lossy());
    difference(&name, Some(&fs::read(file).unwrap_or_default()), Some(found.as_bytes()))
}

#[test]
fn converting_the_output_to_its_own_format_again_changes_nothing() {
    let mut differences = Vec::new();
    for case in cases() {
        for format in FORMATS {
            let first = run(&case, format).stdout;
            let again = convert(&first, format);
            if again.code != 0 || again.stdout != first {
                let line = first.lines().zip(again.stdout.lines()).position(|(first, again)| first != again);
                differences.push(format!(
                    "{} {format}: line {:?} {}",
                    case.display(),
                    line.map(|line| line + 1),
                    again.stderr
                ));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
