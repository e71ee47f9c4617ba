//! A small publication in two versions of which every feed differs, runs of the program in it, and the judgement
//! whether a tree of files is sound.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The present of all runs: 2023-11-14T22:13:20Z.
pub const PRESENT: &str = "1700000000";

/// The program under test: another one than that of the tests where `FEEDMILL_FAULT_PROGRAM` names it while they are compiled.
pub const PROGRAM: &str = match option_env!("FEEDMILL_FAULT_PROGRAM") {
    Some(program) => program,
    None => env!("CARGO_BIN_EXE_feedmill"),
};

/// The folder of temporary files in the destination, the one place where a run that was killed may leave something.
pub const TEMPORARY: &str = ".feedmill-tmp/";

/// The files of a folder: paths with `/` between their parts, and what the files hold.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// How many files change from one version to the other, which decides how they are made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Twelve: file by file.
    Few,
    /// Thirty-three: the file system as a whole.
    Many,
    /// As few, with pages beside the feeds: one comes, and one goes.
    Paged,
    /// Twenty-four, most of them pages of archives.
    Archived,
}

/// A way from one version of the publication to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// There is nothing yet.
    First,
    /// Every feed changes; a topic loses its last article and keeps empty feeds, another comes.
    Change,
    /// As before, and the feeds of the lost topic are removed.
    Prune,
}

/// The passages that are disturbed at their calls.
pub const PASSAGES: [(Size, Passage); 7] = [
    (Size::Many, Passage::Change),
    (Size::Few, Passage::Change),
    (Size::Few, Passage::First),
    (Size::Few, Passage::Prune),
    (Size::Many, Passage::First),
    (Size::Paged, Passage::Change),
    (Size::Archived, Passage::Change),
];

impl Passage {
    /// What the build is told beside the project.
    pub fn arguments(self) -> &'static [&'static str] {
        if self == Passage::Prune { &["--prune"] } else { &[] }
    }
}

/// The publication in a folder of its own.
pub struct Site {
    /// The folder around it.
    pub folder: TempDir,
    /// The project's folder, absolute and without links.
    pub root: PathBuf,
    /// Where its feeds go.
    pub public: PathBuf,
    size: Size,
}

/// What a passage leads from and to when nothing disturbs it.
pub struct Trees {
    /// The files before.
    pub old: Tree,
    /// The files after.
    pub new: Tree,
}

impl Site {
    /// The first version, not built yet, on the quickest file system there is.
    pub fn new(size: Size) -> Site {
        let memory = Path::new("/dev/shm");
        let folder = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap();
        Site::within(folder, size)
    }

    /// The same in this folder.
    pub fn within(folder: TempDir, size: Size) -> Site {
        let base = fs::canonicalize(folder.path()).unwrap();
        let root = base.join("site");
        fs::create_dir(&root).unwrap();
        let more = match size {
            Size::Archived => "feeds: {limit: 2, archive: true}\n",
            Size::Paged => "output: {pages: true}\n",
            Size::Few | Size::Many => "",
        };
        let settings = format!("site:\n  title: The Example Gazette\n  url: https://example.org/\n{more}");
        fs::write(root.join("feedmill.yaml"), settings).unwrap();
        write_version(&root.join("articles"), size, "kettle", "ebb");
        write_version(&base.join("other"), size, "lantern", "flow");
        Site { public: root.join("public"), root, folder, size }
    }

    /// Puts the other version of all records in the place of this one.
    pub fn swap(&self) {
        let base = self.root.parent().unwrap();
        let (articles, other, between) =
            (self.root.join("articles"), base.join("other"), base.join("between"));
        fs::rename(&articles, &between).unwrap();
        fs::rename(&other, &articles).unwrap();
        fs::rename(&between, &other).unwrap();
    }

    /// Which version the records are.
    fn is_second(&self) -> bool {
        fs::read_to_string(self.root.join("articles/0.md")).unwrap().contains("lantern")
    }

    /// Removes all that runs have left.
    pub fn wipe(&self) {
        let _ = fs::remove_dir_all(&self.public);
        let _ = fs::remove_dir_all(self.root.join(".feedmill"));
    }

    /// Leaves the project where the passage begins: the second version of the records, and published what was there
    /// before.
    pub fn begin(&self, passage: Passage) {
        self.wipe();
        if self.is_second() {
            self.swap();
        }
        if passage != Passage::First {
            self.build(&[]);
        }
        self.swap();
    }

    /// What the passage leads from and to.
    pub fn trees(&self, passage: Passage) -> Trees {
        self.begin(passage);
        let old = tree(&self.public);
        self.build(passage.arguments());
        let new = tree(&self.public);
        let expected = match (self.size, passage) {
            (_, Passage::First | Passage::Prune) => new.len(),
            (Size::Few, _) => 12,
            (Size::Many, _) => 33,
            (Size::Paged, _) => 18,
            (Size::Archived, _) => 24,
        };
        assert_eq!(new.len(), expected);
        assert!(
            old.iter().all(|(path, bytes)| path.ends_with(".css") || new.get(path) != Some(bytes)),
            "every feed and every page differs"
        );
        Trees { old, new }
    }

    /// The program, ready to build the project.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("build").arg(&self.root).args(arguments);
        settle(&mut command);
        command
    }

    /// Builds without disturbance, which must succeed.
    pub fn build(&self, arguments: &[&str]) {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }

    /// What is wrong after a run that nothing has disturbed came after one that was: the tree, or what is left over.
    pub fn recover(&self, passage: Passage, trees: &Trees) -> Vec<String> {
        let output = self.command(passage.arguments()).output().unwrap();
        let mut faults = Vec::new();
        if !output.status.success() {
            faults.push(format!("the next run ends with {}: {}", output.status, said(&output)));
        }
        faults.extend(differences(&trees.new, &tree(&self.public)));
        for path in tree(&self.root.join(".feedmill")).keys() {
            if !["state", ".gitignore"].contains(&path.as_str()) {
                faults.push("the next run leaves a temporary file beside the state".to_owned());
            }
        }
        let ignored = fs::read_to_string(self.root.join(".feedmill/.gitignore")).unwrap_or_default();
        if ignored != "*\n" {
            faults.push("the next run leaves the state without its .gitignore".to_owned());
        }
        if self.public.join(".feedmill-tmp").exists() {
            faults.push("the next run leaves the folder of temporary files".to_owned());
        }
        faults
    }
}

/// A run that sees a fixed present and no other setting of the machine.
pub fn settle(command: &mut Command) {
    command.env_remove("TZ").env("SOURCE_DATE_EPOCH", PRESENT).stdin(Stdio::null());
}

/// What a run has said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What is wrong with a run that should have ended with this exit code.
pub fn unless_ended(output: &Output, code: i32) -> Option<String> {
    (output.status.code() != Some(code)).then(|| format!("{}: {}", output.status, said(output)))
}

fn write_version(folder: &Path, size: Size, word: &str, own_topic: &str) {
    fs::create_dir(folder).unwrap();
    let (records, topics) = match size {
        Size::Few | Size::Paged | Size::Archived => (6, 1),
        Size::Many => (30, 8),
    };
    for number in 0..records {
        let own = if number == 1 { format!(", {own_topic}") } else { String::new() };
        let topics = format!("Pier {}, Pier {}{own}", number % topics, number * 3 % topics);
        let day = number % 28 + 1;
        let body = format!("The {word} of number {number} stands at the end of the pier. ").repeat(12);
        let text = format!(
            "---\ntitle: The {word} {number}\ndate: 2020-01-{day:02}\nlink: https://example.org/{number}/\n\
             topics: [{topics}]\n---\n{body}\n"
        );
        fs::write(folder.join(format!("{number}.md")), text).unwrap();
    }
}

/// The files below a folder, none where there is no folder.
pub fn tree(folder: &Path) -> Tree {
    let mut files = Tree::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_dir() {
            let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// A tree without the temporary files.
pub fn served(mut found: Tree) -> Tree {
    found.retain(|path, _| !path.starts_with(TEMPORARY));
    found
}

/// What is wrong with a tree in which every file must be whole, old or new: files that are torn or missing, and files
/// left over anywhere but among the temporary ones.
pub fn unsound(trees: &Trees, found: &Tree) -> Vec<String> {
    let Trees { old, new } = trees;
    let mut faults = Vec::new();
    for path in old.keys().chain(new.keys().filter(|path| !old.contains_key(*path))) {
        let bytes = found.get(path);
        if bytes != old.get(path) && bytes != new.get(path) {
            faults.push(match bytes {
                None => format!("{path} is missing"),
                Some(bytes) => format!("{path} is torn: {} bytes", bytes.len()),
            });
        }
    }
    let is_extra =
        |path: &&String| !old.contains_key(*path) && !new.contains_key(*path) && !path.starts_with(TEMPORARY);
    faults.extend(found.keys().filter(is_extra).map(|path| format!("{} is left over", unnumbered(path))));
    faults
}

/// In which files two trees differ.
pub fn differences(expected: &Tree, found: &Tree) -> Vec<String> {
    let paths = expected.keys().chain(found.keys().filter(|path| !expected.contains_key(*path)));
    let differing = paths.filter(|path| expected.get(*path) != found.get(*path));
    differing.map(|path| format!("{} is not what an undisturbed run writes", unnumbered(path))).collect()
}

/// A path without the random part of the name of a temporary file, so that equal faults are counted together.
fn unnumbered(path: &str) -> &str {
    path.find(".tmp").map_or(path, |at| &path[..at + 4])
}
