//! The shape of the source: which room may use which, where files and clocks may be touched, and how long things may
//! be. The rooms and their floors come from the map in ARCHITECTURE.md.
//!
//! Everything is counted simply, on lines that rustfmt has laid out; comments do not count as code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::project::tree;

/// The files of the source folders of all packages, by path.
pub fn sources() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for folder in ["syntax/src", "config/src", "src"] {
        let own = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        assert!(own.len() > 50);
        files.extend(own.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())));
    }
    files
}

/// A file of the project, empty where it is not there.
pub fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The file without the lines that are comments, and without its test modules.
pub fn code(text: &str) -> String {
    let (mut code, mut end_of_tests, mut is_attribute) = (String::new(), None, false);
    for line in text.lines() {
        let trimmed = line.trim_start();
        if end_of_tests.is_some() {
            end_of_tests = end_of_tests.filter(|end| line != end);
        } else if trimmed == "#[cfg(test)]" {
            is_attribute = true;
        } else if is_attribute && trimmed.starts_with("#[") {
        } else if std::mem::take(&mut is_attribute) && trimmed.split(' ').any(|word| word == "mod") {
            let end = [&line[..line.len() - trimmed.len()], "}"].concat();
            end_of_tests = line.ends_with('{').then_some(end);
        } else if !trimmed.starts_with("//") {
            code.extend([line, "\n"]);
        }
    }
    code
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "sample.rs" || part.ends_with("tests.rs"))
}

/// The room that a file belongs to; none for the list of rooms itself.
pub fn room(path: &str) -> Option<&str> {
    let name = path.split(['/', '.']).next().unwrap_or_default();
    (name != "lib").then_some(name)
}

/// The map of ARCHITECTURE.md: the rooms from the ground up. A room may use those of the floors before its own.
struct Map {
    /// The name of the row and the rooms of each floor in it.
    floors: Vec<(String, Vec<String>)>,
}

impl Map {
    fn of_the_project() -> Map {
        let map = Map::read(part(&document("ARCHITECTURE.md"), "\n## Map\n", "\n## "));
        let mut rooms: Vec<&String> = map.floors.iter().flat_map(|(_, rooms)| rooms).collect();
        rooms.sort();
        assert!(rooms.len() > 15 && rooms.windows(2).all(|pair| pair[0] != pair[1]), "{rooms:?}");
        map
    }

    /// The rows of the first table: a name, and floors between ` · ` whose rooms stand in backticks.
    fn read(table: &str) -> Map {
        let lines =
            table.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
        let rows = lines.filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
        let rows = rows.filter(|(_, rest)| rest.starts_with('`'));
        let floors = rows.flat_map(|(name, rest)| {
            let cell = rest.split(" | ").next().unwrap_or_default();
            cell.split(" · ").map(|floor| {
                let rooms: BTreeSet<String> = between(floor, "`").into_iter().map(first_name).collect();
                (name.to_owned(), rooms.into_iter().collect())
            })
        });
        Map { floors: floors.collect() }
    }

    /// The floor of a room, counted from the ground.
    fn floor(&self, room: &str) -> usize {
        let is_on = |(_, rooms): &(String, Vec<String>)| rooms.iter().any(|own| own == room);
        self.floors
            .iter()
            .position(is_on)
            .unwrap_or_else(|| panic!("{room} is not in the map of ARCHITECTURE.md"))
    }

    /// All rooms of a row.
    fn rooms(&self, row: &str) -> BTreeSet<&str> {
        let floors = self.floors.iter().filter(|(own, _)| own == row);
        floors.flat_map(|(_, rooms)| rooms.iter().map(String::as_str)).collect()
    }
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
pub fn holds(code: &str, word: &str) -> bool {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(word).any(|(at, _)| {
        let after = &code[at + word.len()..];
        !code[..at].ends_with(is_name) && (word.ends_with(':') || !after.starts_with(is_name))
    })
}

/// Fails with all faults at once.
pub fn assert_none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

#[test]
fn imports_run_downward() {
    let map = Map::of_the_project();
    let (floor, edge) = (|room: &str| map.floor(room), map.floor("command"));
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let Some(own) = room(&path).filter(|_| !is_test(&path)) else { continue };
        let code = code(&text);
        for used in used_rooms(&code) {
            if used != own && floor(own) != edge && floor(&used) >= floor(own) {
                faults.push(format!("{path} uses {used}"));
            }
        }
        let is_root_of_room = !path.contains('/') || path.ends_with(&format!("{own}/mod.rs"));
        if is_root_of_room && floor(own) < edge && code.contains("super::") {
            faults.push(format!("{path} uses `super`, which is the whole crate"));
        }
        if floor(own) < edge && holds(&code, "feedmill::") {
            faults.push(format!("{path} uses the library from outside"));
        }
    }
    assert_none("a room may only use what lies below it", &faults);
    assert_eq!(used_rooms("use crate::{a::{b, c}, d};\ncrate::e::f()"), ["a", "d", "e"]);
}

#[test]
fn the_reader_sees_every_line_outside_test_modules() {
    let text = "a();\n#[cfg(test)]\nmod sample;\nb();\n#[cfg(test)]\n#[allow(dead_code)]\nmod inner {\n    c();\n    \
                fn f() {\n    }\n}\nd();\nmod m {\n    #[cfg(test)]\n    pub(crate) mod tests {\n        e();\n    }\n    f();\n}\n\
                // g();\n#[cfg(test)]\nuse h;\n#[cfg(test)]\nmod tests {\n    i();\n}\n";
    assert_eq!(code(text), "a();\nb();\nd();\nmod m {\n    f();\n}\nuse h;\n");
}

#[test]
fn the_map_is_read_floor_by_floor() {
    let table = "| floor | rooms |\n| --- | --- |\n| low | `a` · `b/{c,d}`, `b/e`, `f` | text, `x` |\n| high | `g/*` |\n\n| other | `h` |\n";
    let map = Map::read(table);
    assert_eq!(["a", "b", "f", "g"].map(|room| map.floor(room)), [0, 1, 1, 2]);
    assert_eq!(map.rooms("low").into_iter().collect::<Vec<_>>(), ["a", "b", "f"]);
    assert!(map.rooms("other").is_empty(), "another table is no map");
}

#[test]
fn every_room_of_the_map_is_there() {
    let (map, sources) = (Map::of_the_project(), sources());
    let rooms: BTreeSet<&str> = sources.keys().filter_map(|path| room(path)).collect();
    let named = map.floors.iter().flat_map(|(_, rooms)| rooms);
    let missing: Vec<String> = named.filter(|name| !rooms.contains(name.as_str())).cloned().collect();
    assert_none("the map of ARCHITECTURE.md names rooms that are not there", &missing);
}

#[test]
fn files_and_clocks_are_touched_where_they_may_be() {
    let map = Map::of_the_project();
    let mut world = map.rooms("world");
    world.insert("files");
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let (room, code) = (room(&path).unwrap_or_default(), code(&text));
        let mut forbid = |words: &[&str], is_allowed: bool| {
            for word in words.iter().filter(|word| !is_allowed && holds(&code, word)) {
                faults.push(format!("{path} uses {word}"));
            }
        };
        let may_touch_files = world.contains(room);
        forbid(
            &["std::fs", "fs::", "File::", "tempfile::", "cap_std::", "walkdir::"],
            may_touch_files || is_test(&path),
        );
        forbid(&["SystemTime", "Utc::now", "Local::now", "std::env", "env::"], room == "command");
        // For how long nothing was heard of a run is asked of no clock that another machine has.
        forbid(&["Instant"], room == "command" || path == "objects/lease.rs");
        forbid(&["std::process::Command", "Command::new"], path == "command/purge.rs");
        forbid(&["std::net", "unsafe", "rand::"], false);
        // The settings of the HTML cleaner are such sets, and topics and candidates are numbered by one in the order in which they come;
        // nothing is written in the order of any.
        let may_hash = ["html/clean.rs", "group/articles.rs", "source/sql/table.rs"].contains(&path.as_str());
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
    assert_eq!(
        uses("saphyr_parser"),
        ["yaml/document.rs", "yaml/events.rs", "yaml/fault.rs", "yaml/input.rs", "yaml/last_line.rs"],
        "one room names the YAML parser"
    );
    assert_eq!(
        uses("serde_yaml"),
        ["config/section.rs"],
        "the second opinion on YAML is for the configuration"
    );
}

#[test]
fn a_folder_has_its_module_in_mod_rs() {
    let sources = sources();
    let has_folder = |path: &&String| {
        let folder = path.replace(".rs", "/");
        sources.keys().any(|other| other.starts_with(&folder))
    };
    let beside: Vec<String> = sources.keys().filter(has_folder).cloned().collect();
    assert_none("the module of a folder is its mod.rs", &beside);
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
pub fn between<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    text.split(mark).skip(1).step_by(2).collect()
}

/// The part of a document that begins behind a line and ends before the next that begins so.
pub fn part<'t>(text: &'t str, line: &str, next: &str) -> &'t str {
    let (_, rest) = text.split_once(line).unwrap_or_else(|| panic!("there is no {line:?}"));
    rest.split(next).next().unwrap_or(rest)
}
