//! The documents: they name every finding, key, flag, exit code and dependency, each promise has a test that exists, and
//! no link leads nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::project::{Project, tree};
use crate::tidy::{assert_none, between, code, document, holds, part, room, sources};

#[test]
fn every_finding_is_explained() {
    let source = sources().remove("finding.rs").unwrap();
    let rules = source.split_once("pub enum Rule {").unwrap().1.split_once("\n    }\n").unwrap().0;
    let (ids, explained) = (BTreeSet::from_iter(between(rules, "\"")), document("docs/findings.md"));
    assert!(ids.len() > 10, "{ids:?}");
    let headings = explained.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'));
    assert_eq!(headings.collect::<BTreeSet<_>>(), ids, "docs/findings.md explains what there is");
}

#[test]
fn the_reference_names_every_key_of_the_configuration() {
    let (mut sources, reference) =
        (sources(), document("docs/configuration.md") + &document("docs/podcasts.md"));
    let files = [
        "config/own/mod.rs", "config/own/feeds.rs", "config/own/podcast.rs", "config/own/polling.rs",
        "config/own/sql.rs",
    ]
    .map(|file| sources.remove(file).unwrap());
    let source = files.join("").replace("KEYS: [&str; 9] =", ".allow(&");
    let lists = source.split(".allow(&").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('['));
    let lists = lists.map(|rest| rest.split_once(']').unwrap().0);
    let keys: Vec<&str> = lists.flat_map(|list| between(list, "\"")).collect();
    assert!(keys.len() > 40, "{keys:?}");
    let is_named = |key: &str| {
        let in_yaml = |line: &str| {
            line.trim_start().trim_start_matches(['#', '-', ' ']).starts_with(&format!("{key}:"))
        };
        reference.lines().any(in_yaml) || between(&reference, "`").iter().any(|code| holds(code, key))
    };
    let missing: Vec<String> =
        keys.iter().filter(|key| !is_named(key)).map(|key| (*key).to_owned()).collect();
    assert_none("docs/configuration.md does not name", &missing);
}

#[test]
fn the_reference_names_every_flag() {
    let reference = document("docs/commands.md");
    let mut missing = Vec::new();
    for command in ["build", "convert", "init", "list"] {
        let help = Project::new(&[]).run(&[command, "--help"]).stdout;
        let flags: Vec<String> =
            help.split("--").skip(1).map(first_flag).filter(|flag| !flag.is_empty()).collect();
        assert!(flags.len() > 3, "{help}");
        let is_missing = |flag: &&String| {
            !["help", "version"].contains(&flag.as_str()) && !reference.contains(&format!("--{flag}"))
        };
        missing.extend(flags.iter().filter(is_missing).map(|flag| format!("{command} --{flag}")));
    }
    assert_none("docs/commands.md does not name", &missing);
}

fn first_flag(text: &str) -> String {
    text.chars().take_while(|character| character.is_ascii_lowercase() || *character == '-').collect()
}

#[test]
fn exit_codes_mean_the_same_in_the_documents_in_the_help_and_in_the_code() {
    let help = Project::new(&[]).run(&["--help"]).stdout;
    let mut told: BTreeMap<u8, String> = BTreeMap::new();
    for line in part(&help, "Exit codes:\n", "\n\n").lines() {
        match line.trim_start().split_once("  ").map(|(code, meaning)| (code.parse(), meaning.trim())) {
            Some((Ok(code), meaning)) => {
                told.insert(code, meaning.to_owned());
            }
            _ => told.last_entry().unwrap().get_mut().extend([" ", line.trim()]),
        }
    }
    // What `build --check` and `convert` mean by a code stands in parentheses behind its meaning.
    let meanings: BTreeMap<u8, String> =
        told.iter().map(|(code, text)| (*code, part(text, "", " (").to_owned())).collect();
    assert_eq!(codes_of(&document("README.md")), meanings, "README.md and `feedmill --help`");
    let (reference, help) = (codes_of(&document("docs/commands.md")), meanings.keys().collect::<Vec<_>>());
    assert_eq!(reference.keys().collect::<Vec<_>>(), help, "docs/commands.md and `feedmill --help`");
    let sources = sources().into_iter().filter(|(path, _)| room(path) == Some("command"));
    let source: String = sources.map(|(_, text)| code(&text)).collect();
    let numbers = |text: &str, before: &str| {
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
        text.split(before).skip(1).filter_map(|text| digits(text).parse::<u8>().ok()).collect::<BTreeSet<_>>()
    };
    let failures = numbers(part(&source, "fn exit_code(", "\n}\n"), "=> ");
    let mut used = &failures | &numbers(&source, "ExitCode::from(");
    used.extend(source.contains("ExitCode::SUCCESS").then_some(0));
    assert_eq!(used.iter().collect::<Vec<_>>(), help, "src/command and `feedmill --help`");
}

/// The exit codes and meanings of the table of a document.
fn codes_of(text: &str) -> BTreeMap<u8, String> {
    let rows = part(text, "\n| code | meaning |\n", "\n\n").lines();
    let cells = rows.filter_map(|row| row.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    cells.filter_map(|(code, meaning)| Some((code.parse().ok()?, meaning.replace('`', "")))).collect()
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
    for folder in ["src", "config", "syntax", "docs", "feeds"] {
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

#[test]
fn links_between_documents_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = tree(&root.join("docs")).into_keys().map(|name| format!("docs/{name}"));
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
    let mut faults = Vec::new();
    for from in names.chain(top.map(str::to_owned)) {
        let text = document(&from);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let own = Path::new(&from).parent().unwrap().join(path);
            let target = document(if path.is_empty() { &from } else { own.to_str().unwrap() });
            if target.is_empty()
                || !(anchor.is_empty() || target.lines().any(|line| anchor_of(line) == anchor))
            {
                faults.push(format!("{from} links to {link}"));
            }
        }
    }
    assert_none("links to nothing", &faults);
}

/// The anchor that a heading gets, as code hosts make it; none for other lines.
fn anchor_of(line: &str) -> String {
    let heading = if line.starts_with('#') { line.trim_start_matches('#').trim() } else { "" };
    let kept = heading.chars().filter(|character| character.is_alphanumeric() || " -_".contains(*character));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_dependency_has_its_reason() {
    let (manifests, architecture) =
        (["Cargo.toml", "config/Cargo.toml", "syntax/Cargo.toml"].map(document), document("ARCHITECTURE.md"));
    let tables = ["\n[dependencies]\n", "\n[target.'cfg(unix)'.dependencies]\n"];
    let parts = manifests.iter().flat_map(|manifest| {
        let own = tables.into_iter().filter(|table| manifest.contains(table));
        own.map(|table| part(manifest, table, "\n["))
    });
    let names = parts.flat_map(str::lines).filter_map(|line| Some(line.split_once(" = ")?.0));
    let needed: Vec<&str> = names.filter(|name| !name.starts_with("feedmill")).collect();
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

/// The names and versions that a lock file holds.
fn locked(lock: &str) -> Vec<(&str, &str)> {
    let packages = lock.split("\n[[package]]\n").skip(1);
    let part_of = |package, key| part(package, key, "\"");
    packages.map(|package| (part_of(package, "name = \""), part_of(package, "version = \""))).collect()
}

#[test]
fn no_lock_file_has_a_version_that_deny_toml_denies() {
    let deny = document("deny.toml");
    let numbers = |version: &str| version.split('.').map(|part| part.parse().unwrap()).collect::<Vec<u32>>();
    let denied = |mark: &str| {
        let rules = deny.split("{ crate = \"").skip(1).filter_map(|rest| rest.split('"').next());
        rules.filter_map(|rule| rule.split_once(mark)).collect::<Vec<(&str, &str)>>()
    };
    let (too_old, too_new) = (denied(":<"), denied(":>="));
    assert!(!too_old.is_empty() && !too_new.is_empty());
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let lock = document(lock);
        let found =
            |name: &str| locked(&lock).into_iter().filter(|(own, _)| *own == name).collect::<Vec<_>>();
        for (name, fixed) in &too_old {
            let found = found(name);
            let is_fixed = |(_, version): &(&str, &str)| numbers(version) >= numbers(fixed);
            assert!(!found.is_empty() && found.iter().all(is_fixed), "{found:?} before {fixed}");
        }
        for (name, refused) in &too_new {
            let found = found(name);
            let is_older = |(_, version): &(&str, &str)| numbers(version) < numbers(refused);
            assert!(!found.is_empty() && found.iter().all(is_older), "{found:?} from {refused} on");
        }
    }
}

#[test]
fn what_the_advisories_are_asked_about_is_in_the_program() {
    let (script, lock) = (document(".ci/advisories"), document("Cargo.lock"));
    let names: Vec<&str> = part(&script, "reached=\"", "\"").split_whitespace().collect();
    let missing = names.iter().filter(|name| !locked(&lock).iter().any(|(own, _)| own == *name));
    let missing: Vec<String> = missing.map(|name| (*name).to_owned()).collect();
    assert!(names.len() > 10, "{names:?}");
    assert_none("in no lock file", &missing);
}

#[test]
fn versions_that_stand_twice_are_those_that_deny_toml_explains() {
    let (lock, deny) = (document("Cargo.lock"), document("deny.toml"));
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, version) in locked(&lock) {
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
