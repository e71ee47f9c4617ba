//! A project in a temporary folder: its files, runs of the program in it, and the trees that the runs leave behind.
//!
//! Runs see a fixed present (SOURCE_DATE_EPOCH) and no other setting of the machine, so that they end the same
//! everywhere.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The present of all runs that are not told another: 2023-11-14T22:13:20Z.
pub const PRESENT: &str = "1700000000";

/// A configuration that says no more than it must.
pub const SITE: &str = "site:\n  title: The Example Gazette\n  url: https://example.org/\n";

/// A folder with `site` in it, the project, and room beside it.
pub struct Project {
    folder: TempDir,
}

/// How a run ended and what it said.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The files of a folder: paths with `/` between their parts, and what the files hold.
pub type Tree = BTreeMap<String, Vec<u8>>;

impl Project {
    /// A project of these files; paths lie below the project's folder.
    pub fn new(files: &[(&str, &str)]) -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.root()).unwrap();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// A project with the least configuration and these articles.
    pub fn with_articles(articles: &[(&str, &str)]) -> Project {
        let project = Project::new(&[("feedmill.yaml", SITE)]);
        for (path, text) in articles {
            project.write(path, text);
        }
        project
    }

    /// The project's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// A place beside the project.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A place in the project.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, and the folders it lies in.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// What stands in `public`.
    pub fn public(&self) -> Tree {
        tree(&self.path("public"))
    }

    /// Runs the program in the project's folder.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Run {
        run(self.command().args(arguments))
    }

    /// `feedmill build`, which must end with 0.
    pub fn build(&self) -> Run {
        self.run(&["build"]).ended(0)
    }

    /// The program, ready to be started in the project's folder.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
        command
            .current_dir(self.root())
            .env_remove("TZ")
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env("SOURCE_DATE_EPOCH", PRESENT)
            .stdin(Stdio::null());
        command
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Run {
    Run::of(command.output().unwrap())
}

/// A command as the first process of a container: its own processes and mounts, and a script that comes before it. Nothing where the system
/// forbids that, which is said by the name of the test.
#[cfg(target_os = "linux")]
pub fn contained(command: &Command, script: &str, test: &str) -> Option<Command> {
    let script = format!("{script} exec \"$@\"");
    let way = |more: &[&str]| {
        let mut way = Command::new("unshare");
        way.args(more).args(["--mount", "--pid", "--fork", "sh", "-c", &script, "sh"]);
        way
    };
    let is_allowed = |more: &&[&str]| {
        let mut attempt = way(more);
        attempt.arg("true").stdout(Stdio::null()).stderr(Stdio::null());
        attempt.status().is_ok_and(|status| status.success())
    };
    let ways: [&[&str]; 2] = [&[], &["--user", "--map-root-user"]];
    let Some(more) = ways.iter().find(|more| is_allowed(more)) else {
        println!("skipped: {test}: the system forbids `unshare`");
        return None;
    };
    let mut contained = way(more);
    contained.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => contained.env(name, value),
            None => contained.env_remove(name),
        };
    }
    contained.current_dir(command.get_current_dir().unwrap());
    Some(contained)
}

impl Run {
    /// How a program ended by itself.
    pub fn of(Output { status, stdout, stderr }: Output) -> Run {
        Run {
            code: status.code().expect("the program was ended by a signal"),
            stdout: String::from_utf8(stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(stderr).expect("standard error is UTF-8"),
        }
    }

    /// The same run, which must have ended with this exit code.
    #[track_caller]
    pub fn ended(self, code: i32) -> Run {
        assert_eq!(self.code, code, "{}", self.stderr);
        self
    }

    /// The same run, which must have ended with this exit code and without a word on standard output.
    #[track_caller]
    pub fn refused(self, code: i32) -> Run {
        assert_eq!(self.stdout, "");
        self.ended(code)
    }

    /// The last line of standard error.
    pub fn summary(&self) -> &str {
        self.stderr.lines().last().unwrap_or_default()
    }
}

/// The files below a folder, none where there is no folder; links and folders are not among them.
pub fn tree(folder: &Path) -> Tree {
    let mut files = Tree::new();
    if !folder.is_dir() {
        return files;
    }
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap();
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// The paths of a tree.
pub fn paths(tree: &Tree) -> Vec<&str> {
    tree.keys().map(String::as_str).collect()
}

/// An article that can be published.
pub fn article(title: &str, date: &str, topics: &str) -> String {
    let link = title.to_lowercase().replace(' ', "-");
    format!(
        "---\ntitle: {title}\ndate: {date}\nlink: https://example.org/{link}\ntopics: [{topics}]\n---\nAbout {title}.\n"
    )
}

/// A project of two articles and two topics: nine feeds.
pub fn gazette() -> Project {
    Project::with_articles(&[
        ("a.md", &article("First light", "2020-11-18", "Sky, News")),
        ("b.md", &article("Second wind", "2020-11-19", "News")),
    ])
}

/// A record that is skipped for its date.
pub const BROKEN: &str = "---\ntitle: Broken\ndate: 2020-13-45\n---\n";
