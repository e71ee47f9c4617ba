//! The shape of the source: which room may use which, where files and clocks may be touched, how long things may be,
//! and that the documents name what they should.
//!
//! Everything is counted simply, on lines that rustfmt has laid out; comments do not count as code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::project::tree;

/// The rooms from the ground up: a room may use those on the lines above its own.
const FLOORS: [&[&str]; 22] = [
    &["text"],
    &["model"],
    &["finding"],
    &["error"],
    &["uri", "time"],
    &["tree"],
    &["yaml", "html"],
    &["encoding"],
    &["xml"],
    &["format"],
    &["record"],
    &["config"],
    &["topic"],
    &["normalise"],
    &["catalogue"],
    &["group"],
    &["emit"],
    &["stamp", "durable"],
    &["confined"],
    &["source", "publish", "state", "output"],
    &["pipeline", "convert"],
    &["cli", "command", "main"],
];

/// The files below `src`, by path.
fn sources() -> BTreeMap<String, String> {
    let files = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 50);
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// A file of the project, empty where it is not there.
fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The file without the lines that are comments, and without its tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "sample.rs" || part.ends_with("tests.rs"))
}

/// The room that a file belongs to; none for the list of rooms itself.
fn room(path: &str) -> Option<&str> {
    let name = path.split(['/', '.']).next().unwrap_or_default();
    (name != "lib").then_some(name)
}

fn floor(room: &str) -> usize {
    FLOORS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| panic!("{room} has no floor"))
}

/// The rooms that come right behind each `crate::`, also those of a list in braces.
fn used_rooms(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for after in code.split("crate::").skip(1) {
        let Some(list) = after.strip_prefix('{') else {
            rooms.push(first_name(after));
            continue;
        };
        let mut depth = 0;
        let mut starts_name = true;
        for (at, character) in list.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => starts_name = true,
                _ if starts_name && character.is_alphabetic() => {
                    rooms.push(first_name(&list[at..]));
                    starts_name = false;
                }
                _ => {}
            }
        }
    }
    rooms
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// Whether a word of code stands in the text by itself.
fn holds(code: &str, word: &str) -> bool {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(word).any(|(at, _)| {
        let after = &code[at + word.len()..];
        !code[..at].ends_with(is_name) && (word.ends_with(':') || !after.starts_with(is_name))
    })
}

/// Fails with all faults at once.
fn assert_none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

#[test]
fn imports_run_downward() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let Some(own) = room(&path).filter(|_| !is_test(&path)) else { continue };
        let code = code(&text);
        for used in used_rooms(&code) {
            let is_edge = floor(own) == floor("command");
            if used != own && !is_edge && floor(&used) >= floor(own) {
                faults.push(format!("{path} uses {used}"));
            }
        }
        let is_root_of_room = !path.contains('/') || path.ends_with(&format!("{own}/mod.rs"));
        if is_root_of_room && floor(own) < floor("command") && code.contains("super::") {
            faults.push(format!("{path} uses `super`, which is the whole crate"));
        }
        if floor(own) < floor("command") && holds(&code, "feedmill::") {
            faults.push(format!("{path} uses the library from outside"));
        }
    }
    assert_none("a room may only use what lies below it", &faults);
    assert_eq!(used_rooms("use crate::{a::{b, c}, d};\ncrate::e::f()"), ["a", "d", "e"]);
}

#[test]
fn files_and_clocks_are_touched_where_they_may_be() {
    let world = ["stamp", "durable", "confined", "source", "publish", "state", "output"];
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let (room, code) = (room(&path).unwrap_or_default(), code(&text));
        let mut forbid = |words: &[&str], is_allowed: bool| {
            for word in words.iter().filter(|word| !is_allowed && holds(&code, word)) {
                faults.push(format!("{path} uses {word}"));
            }
        };
        let may_touch_files = world.contains(&room);
        forbid(
            &["std::fs", "fs::", "File::", "tempfile::", "cap_std::", "walkdir::"],
            may_touch_files || is_test(&path),
        );
        forbid(&["SystemTime", "Instant", "Utc::now", "Local::now", "std::env", "env::"], room == "command");
        forbid(&["std::net", "std::process::Command", "unsafe", "rand::"], false);
        // The settings of the HTML cleaner are such sets, and topics are numbered by one in the order of the records;
        // nothing is written in the order of either.
        let may_hash = ["html/clean.rs", "group/articles.rs"].contains(&path.as_str());
        forbid(&["HashMap", "HashSet"], may_hash);
        forbid(&["println!", "eprintln!", "print!", "eprint!", "dbg!"], false);
        let syntax = room == "format";
        forbid(&["rss::Channel", "rss::{", "rss::extension", "atom_syndication"], syntax);
        forbid(&["quick_xml"], syntax || room == "xml");
    }
    assert_none("only the edge and the world may touch these", &faults);
    let uses = |library: &str| {
        let files = sources().into_iter().filter(|(_, text)| holds(&code(text), library));
        files.map(|(path, _)| path).collect::<Vec<_>>()
    };
    assert_eq!(uses("saphyr_parser"), ["yaml/events.rs", "yaml/fault.rs"], "one room names the YAML parser");
    assert!(uses("serde_yaml").is_empty(), "the second opinion on YAML is for tests");
}

#[test]
fn every_module_says_first_what_it_is() {
    let mut faults = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_test(path)) {
        let lines = text.lines().take_while(|line| line.starts_with("//!")).count();
        if lines == 0 || lines > 8 {
            faults.push(format!("{path} opens with {lines} lines of //!"));
        }
    }
    assert_none("a module opens with one to eight lines", &faults);
}

#[test]
fn files_and_functions_are_short() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > 450 {
            faults.push(format!("{path} has {} lines", lines.len()));
        }
        for (start, line) in lines.iter().enumerate().filter(|_| !is_test(&path)) {
            let trimmed = line.trim_start();
            let is_function =
                ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "]
                    .iter()
                    .any(|opening| trimmed.starts_with(opening));
            if !is_function || line.ends_with(['}', ';']) {
                continue;
            }
            let end = format!("{}}}", &line[..line.len() - trimmed.len()]);
            let length = lines[start..].iter().position(|line| *line == end).map_or(0, |length| length + 1);
            if length > 60 {
                faults.push(format!("{path}:{} has a function of {length} lines", start + 1));
            }
        }
    }
    assert_none("450 lines for a file, 60 for a function", &faults);
}

/// The texts between pairs of a mark, such as quotes.
fn between<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    text.split(mark).skip(1).step_by(2).collect()
}

#[test]
fn every_finding_is_explained() {
    let source = sources().remove("finding.rs").unwrap();
    let rules = source.split_once("pub fn id(self)").unwrap().1.split_once("\n    }\n").unwrap().0;
    let (ids, explained) = (between(rules, "\""), document("docs/findings.md"));
    assert!(ids.len() > 10, "{ids:?}");
    let headings: Vec<&str> =
        explained.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
    let missing: Vec<String> =
        ids.iter().filter(|id| !headings.contains(id)).map(|id| (*id).to_owned()).collect();
    assert_none("docs/findings.md does not explain", &missing);
    let surplus: Vec<String> =
        headings.iter().filter(|id| !ids.contains(id)).map(|id| (*id).to_owned()).collect();
    assert_none("docs/findings.md explains what there is not", &surplus);
}

#[test]
fn the_readme_names_every_key_of_the_configuration() {
    let (mut sources, readme) = (sources(), document("README.md"));
    let files = ["config/own/mod.rs", "config/own/feeds.rs"].map(|file| sources.remove(file).unwrap());
    let source = files.join("").replace("KEYS: [&str; 9] =", ".allow(&");
    let lists = source.split(".allow(&").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('['));
    let lists = lists.map(|rest| rest.split_once(']').unwrap().0);
    let keys: Vec<&str> = lists.flat_map(|list| between(list, "\"")).collect();
    assert!(keys.len() > 40, "{keys:?}");
    let is_named = |key: &str| {
        let in_yaml = |line: &str| {
            line.trim_start().trim_start_matches(['#', '-', ' ']).starts_with(&format!("{key}:"))
        };
        readme.lines().any(in_yaml) || between(&readme, "`").iter().any(|code| holds(code, key))
    };
    let missing: Vec<String> =
        keys.iter().filter(|key| !is_named(key)).map(|key| (*key).to_owned()).collect();
    assert_none("README.md does not name", &missing);
}

#[test]
fn the_readme_names_every_flag() {
    let readme = document("README.md");
    let mut missing = Vec::new();
    for command in ["build", "convert", "list"] {
        let help = crate::project::Project::new(&[]).run(&[command, "--help"]).stdout;
        let flags: Vec<String> =
            help.split("--").skip(1).map(first_flag).filter(|flag| !flag.is_empty()).collect();
        assert!(flags.len() > 3, "{help}");
        let is_missing = |flag: &&String| {
            !["help", "version"].contains(&flag.as_str()) && !readme.contains(&format!("--{flag}"))
        };
        missing.extend(flags.iter().filter(is_missing).map(|flag| format!("{command} --{flag}")));
    }
    assert_none("README.md does not name", &missing);
}

fn first_flag(text: &str) -> String {
    text.chars().take_while(|character| character.is_ascii_lowercase() || *character == '-').collect()
}

#[test]
fn every_invariant_is_held_by_a_test_that_exists() {
    let architecture = document("ARCHITECTURE.md");
    let table = part(&architecture, "\n## Invariants\n", "\n## ");
    assert_none("ARCHITECTURE.md", &promises_without_a_test(table, 8));
}

#[test]
fn every_promise_is_held_by_a_test_that_exists() {
    assert_none("SECURITY.md", &promises_without_a_test(&document("SECURITY.md"), 30));
}

/// What is wrong with tables whose second column names tests, of which there are to be more than so many. What looks like a
/// test in another column is one too.
fn promises_without_a_test(tables: &str, fewest: usize) -> Vec<String> {
    let is_row =
        |line: &&str| line.starts_with("| ") && !line.starts_with("| ---") && !line.contains("| test |");
    let rows = tables.lines().filter(is_row).filter(|line| !line.contains("| held by the test |"));
    let tests = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));
    let texts: Vec<String> = tests
        .into_values()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .chain(sources().into_values())
        .collect();
    let main = document("tests/it/main.rs");
    let rooms = main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let all: BTreeSet<&str> = texts.iter().flat_map(|text| tests_of(text)).chain(rooms).collect();
    let (mut faults, mut count) = (Vec::new(), 0);
    for row in rows {
        let mut cells = row.split('|').skip(1);
        let promise = cells.next().unwrap_or_default();
        let names = between(cells.next().unwrap_or_default(), "`");
        if names.is_empty() {
            faults.push(format!("no test in: {row}"));
        }
        let named = names.into_iter().filter(|name| !name.contains('/'));
        let others = cells.chain([promise]).flat_map(|cell| between(cell, "`"));
        for name in named.chain(others.filter(|name| name.matches('_').count() > 1)) {
            count += 1;
            if !all.contains(name) {
                faults.push(format!("there is no test {name}"));
            }
        }
    }
    assert!(count > fewest, "there are {count} tests in the tables");
    faults
}

/// The names of the tests in a file.
fn tests_of(text: &str) -> Vec<&str> {
    let is_attribute = |line: &&str| line.is_empty() || line.starts_with("#[");
    let behind = text.split("#[test]").skip(1);
    let lines = behind.filter_map(|rest| rest.lines().map(str::trim).find(|line| !is_attribute(line)));
    lines.filter_map(|line| Some(line.strip_prefix("fn ")?.split_once('(')?.0)).collect()
}

#[test]
fn only_tests_count_as_tests() {
    let text = "fn help() {}\n#[test]\n#[ignore = \"a\"]\nfn holds() {\n    fn within() {}\n}\n";
    assert_eq!(tests_of(text), ["holds"]);
}

#[test]
fn no_file_speaks_of_the_machine_it_was_written_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    for folder in ["src", "docs", "feeds"] {
        for (path, bytes) in tree(&root.join(folder)) {
            faults.extend(machine_places(&format!("{folder}/{path}"), &bytes));
        }
    }
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            faults.extend(machine_places(
                &path.file_name().unwrap().to_string_lossy(),
                &fs::read(&path).unwrap(),
            ));
        }
    }
    assert_none("paths of one machine", &faults);
    assert_eq!(machine_places("a", b"in /tmp/x\nin https://example.org/tmp/x\n").len(), 1);
}

/// The lines that hold an absolute path into a workplace.
fn machine_places(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let is_place = |line: &str| {
        ["/root/", "/tmp/", "/home/"].iter().any(|position| {
            line.match_indices(position).any(|(at, _)| {
                !line[..at].ends_with(|before: char| before.is_alphanumeric() || "./~_-".contains(before))
            })
        })
    };
    let lines = text.lines().enumerate().filter(|(_, line)| is_place(line));
    lines.map(|(number, _)| format!("{path}:{}", number + 1)).collect()
}

/// The part of a document that begins behind a line and ends before the next that begins so.
fn part<'t>(text: &'t str, line: &str, next: &str) -> &'t str {
    let (_, rest) = text.split_once(line).unwrap_or_else(|| panic!("there is no {line:?}"));
    rest.split(next).next().unwrap_or(rest)
}

#[test]
fn every_dependency_has_its_reason() {
    let (manifest, architecture) = (document("Cargo.toml"), document("ARCHITECTURE.md"));
    let tables = ["\n[dependencies]\n", "\n[target.'cfg(unix)'.dependencies]\n"];
    let lines = tables.iter().flat_map(|table| part(&manifest, table, "\n[").lines());
    let needed: Vec<&str> = lines.filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    let reasons = part(&architecture, "\n## Dependencies\n", "\n## ").lines();
    let cells = reasons.filter(|line| line.starts_with("| `")).filter_map(|line| line.split(" | ").next());
    let explained: Vec<&str> =
        cells.flat_map(|cell| between(cell.split(" (").next().unwrap(), "`")).collect();
    assert!(needed.len() > 20, "{needed:?}");
    let only_in = |left: &[&str], right: &[&str]| {
        left.iter().filter(|name| !right.contains(name)).map(|name| (*name).to_owned()).collect::<Vec<_>>()
    };
    assert_none("ARCHITECTURE.md gives no reason for", &only_in(&needed, &explained));
    assert_none("ARCHITECTURE.md explains what is not needed", &only_in(&explained, &needed));
}

#[test]
fn versions_that_stand_twice_are_those_that_deny_toml_explains() {
    let (lock, deny) = (document("Cargo.lock"), document("deny.toml"));
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock.split("\n[[package]]\n").skip(1) {
        let [name, version] = ["name = \"", "version = \""].map(|key| part(package, key, "\""));
        versions.entry(name).or_default().push(version);
    }
    assert!(versions.len() > 100, "{versions:?}");
    let explained: Vec<&str> =
        deny.split("{ crate = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let explained: Vec<(&str, &str)> =
        explained.into_iter().filter_map(|skipped| skipped.split_once('@')).collect();
    // A choice of postcard's that nobody makes: it stands in the lock file and is in no build.
    versions.remove("embedded-io");
    // One version needs no reason: the one that stays when the others have gone.
    let is_explained = |name: &str, version: &&&str| {
        explained.iter().any(|(skipped, start)| *skipped == name && version.starts_with(&format!("{start}.")))
    };
    let mut faults = Vec::new();
    for (name, versions) in &versions {
        let without = versions.len() - versions.iter().filter(|version| is_explained(name, version)).count();
        if without != 1 {
            faults.push(format!("{name} {versions:?}"));
        }
    }
    assert_none("deny.toml does not explain, or explains what does not stand twice", &faults);
}
