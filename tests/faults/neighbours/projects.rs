//! Two projects that share a destination, or get into each other's by a wrong flag, in random order, with and without what they
//! remember: no article of one leaves a feed through a run of the other, unless a flag says so, and no other file changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::site::{PRESENT, PROGRAM, Tree, said, tree};
use crate::sweep::{self, Chance, Sweep};

const NAME: &str = "neighbours_projects";

/// The words that stand in every article of a project, and in nothing else.
const PROJECTS: [&str; 2] = ["Kettle", "Lantern"];

/// Where feeds can go, seen from a project's folder.
const PLACES: [&str; 3] = ["../shared", "../shared", "public"];

/// Settings of feeds, some of which give two projects no path in common.
const SETTINGS: [&str; 5] = [
    "",
    "",
    "feeds: {formats: {rss: kettle.xml, json: kettle.json}}\n",
    "feeds: {formats: {rss: NAME.rss}, path: \"by/{slug}.rss\"}\n",
    "feeds: {formats: [atom], path: \"of/{slug}/{file}\"}\n",
];

const FLAGS: [&[&str]; 6] = [&[], &[], &["--prune"], &["--force"], &["--allow-new-ids"], &["-n"]];

/// A file that is nobody's feed, at a place where feeds may go.
const NOTES: [(&str, &str); 2] = [("by/notes.rss", "notes\n"), ("topics/notes/rss.xml", "more notes\n")];

struct World {
    folder: tempfile::TempDir,
    /// How many articles each project has had.
    written: [usize; 2],
}

impl World {
    fn new(chance: &mut Chance) -> World {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let mut world = World { folder, written: [0, 0] };
        for (path, text) in NOTES {
            let path = world.at("shared").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        for (project, name) in PROJECTS.iter().enumerate() {
            fs::create_dir_all(world.at(name).join("articles")).unwrap();
            world.set(project, chance);
            for _ in 0..1 + chance.below(6) {
                world.write(project, chance);
            }
        }
        world
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Gives a project other settings.
    fn set(&self, project: usize, chance: &mut Chance) {
        let (place, settings) = (PLACES[chance.below(3)], SETTINGS[chance.below(5)]);
        let name = PROJECTS[project].to_lowercase();
        let text = format!(
            "site: {{title: The Gazette, url: \"https://example.org/\"}}\ninput: {{paths: [articles]}}\n\
             output: {{directory: {place}}}\n{}",
            settings.replace("NAME", &name)
        );
        fs::write(self.at(PROJECTS[project]).join("feedmill.yaml"), text).unwrap();
    }

    /// Writes an article of one of three topics, which both projects have, or of one that only this has.
    fn write(&mut self, project: usize, chance: &mut Chance) {
        let (name, number) = (PROJECTS[project], self.written[project]);
        self.written[project] += 1;
        let topics = ["Sky", "Sea", "News", name];
        let text = format!(
            "---\ntitle: {name} {number}\nlink: https://example.org/{name}/{number}\ndate: 2020-01-{:02}\ntopics: [{}]\n---\n\
             {name}.\n",
            1 + number % 28,
            topics[chance.below(4)]
        );
        fs::write(self.at(name).join(format!("articles/{number}.md")), text).unwrap();
    }

    /// Something that happens to a project between its runs.
    fn meddle(&mut self, project: usize, chance: &mut Chance) -> &'static str {
        let folder = self.at(PROJECTS[project]);
        match chance.below(8) {
            0 | 1 => _ = fs::remove_dir_all(folder.join(".feedmill")),
            2 => self.set(project, chance),
            3 => self.write(project, chance),
            4 => {
                let number = chance.below(self.written[project]);
                let _ = fs::remove_file(folder.join(format!("articles/{number}.md")));
            }
            5 => {
                // The state of the other one is copied.
                let from = self.at(PROJECTS[1 - project]).join(".feedmill/state");
                fs::create_dir_all(folder.join(".feedmill")).unwrap();
                let _ = fs::copy(from, folder.join(".feedmill/state"));
                return "with the other's state";
            }
            _ => {}
        }
        ""
    }

    fn run(&self, project: usize, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.at(PROJECTS[project])).env("SOURCE_DATE_EPOCH", PRESENT);
        command.arg("build").args(arguments).stdin(Stdio::null()).output().unwrap()
    }
}

/// How often each article of a project stands in each file.
fn articles(tree: &Tree, project: usize) -> BTreeMap<(&str, usize), usize> {
    let mut counts = BTreeMap::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| !path.contains("articles/")) {
        let text = String::from_utf8_lossy(bytes);
        for number in 0..64 {
            let end = ["</link>", "\"/>", "\","];
            let mark = |end: &&str| format!("https://example.org/{}/{number}{end}", PROJECTS[project]);
            let count = end.iter().map(|end| text.matches(&mark(end)).count()).sum::<usize>();
            if count > 0 {
                counts.insert((path.as_str(), number), count);
            }
        }
    }
    counts
}

/// What a run of one project has taken from the other.
fn taken(before: &Tree, after: &Tree, project: usize) -> Vec<String> {
    let other = 1 - project;
    let left = articles(after, other);
    let mut faults: Vec<String> = articles(before, other)
        .keys()
        .filter(|place| !left.contains_key(place))
        .map(|(path, number)| format!("{path} has lost {} {number}", PROJECTS[other]))
        .collect();
    for (path, bytes) in before {
        let is_mine = path.starts_with(PROJECTS[project]) || path.ends_with(".feedmill/.gitignore");
        let is_kept = path.starts_with(PROJECTS[other]) && !path.contains("public/");
        let is_note = NOTES.iter().any(|(note, _)| path.ends_with(note));
        if !is_mine && (is_kept || is_note) && after.get(path) != Some(bytes) {
            faults.push(format!("{path} has changed"));
        }
    }
    faults
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn neighbours_projects() {
    let mut sweep = Sweep::new(NAME);
    let mut chance = Chance::new(NAME);
    for number in 0..sweep::count(60) {
        let mut world = World::new(&mut chance);
        for step in 0..12 {
            let project = chance.below(2);
            let copied = world.meddle(project, &mut chance);
            let mut arguments = FLAGS[chance.below(6)].to_vec();
            let wrong = format!("../{}/public", PROJECTS[1 - project]);
            if chance.below(6) == 0 {
                arguments.extend(["-d", &wrong]);
            }
            let takes_all = chance.below(12) == 0;
            if takes_all {
                arguments.push(["--adopt-destination", "--allow-shrink"][chance.below(2)]);
            }
            let before = tree(world.folder.path());
            let output = world.run(project, &arguments);
            let after = tree(world.folder.path());
            let mut faults = if takes_all { Vec::new() } else { taken(&before, &after, project) };
            let code = output.status.code();
            if !matches!(code, Some(0 | 3)) {
                faults.push(format!("{}: {}", output.status, said(&output)));
            }
            let name = format!("{number}/{step}: {} {arguments:?} {copied}", PROJECTS[project]);
            sweep.add(&name, code == Some(3), faults);
        }
    }
    sweep.end(10);
}
