//! The same articles in the layouts of other programs, set up to write feeds of all topics and as little else as they
//! can: no page of any article where that can be said.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::records;

/// A program that writes feeds too.
pub struct Peer {
    /// Its name, on the path.
    pub program: &'static str,
    /// The formats that it writes.
    pub formats: &'static str,
    /// The files of a project, beside its articles.
    files: &'static [(&'static str, &'static str)],
    /// What it is started with.
    arguments: &'static [&'static str],
    /// The front matter of an article, from ours.
    front_matter: fn(&str) -> String,
}

pub const PEERS: [Peer; 2] = [
    Peer {
        program: "hugo",
        formats: "rss",
        files: &[("config.toml", HUGO), ("content/_index.md", HUGO_SECTION)],
        arguments: &[],
        // Hugo takes `published` for a date.
        front_matter: |ours| {
            ours.replace("\npublishedDateTime:", "\ndate:").replace("\npublished: true\n", "\n")
        },
    },
    Peer {
        program: "zola",
        formats: "rss, atom",
        files: &[
            ("config.toml", ZOLA),
            ("content/_index.md", "---\ntitle: All\nsort_by: date\nrender: false\n---\n"),
            ("templates/index.html", ""),
            ("templates/page.html", ""),
            ("templates/section.html", ""),
            ("templates/topics/list.html", ""),
            ("templates/topics/single.html", ""),
        ],
        arguments: &["build"],
        front_matter: zola_front_matter,
    },
];

const HUGO: &str = r#"baseURL = "https://example.org/"
title = "The Daily Weir"
disableKinds = ["section", "sitemap", "robotsTXT", "404"]
[taxonomies]
topic = "topics"
[outputs]
home = ["RSS"]
taxonomy = ["RSS"]
term = ["RSS"]
[services.rss]
limit = 50
"#;

/// No page of any article, in the words of Hugo 0.145 and later.
const HUGO_SECTION: &str = r#"---
cascade:
  - target: {kind: page}
    build: {render: never}
---
"#;

const ZOLA: &str = r#"base_url = "https://example.org"
title = "The Daily Weir"
generate_feeds = true
feed_filenames = ["rss.xml", "atom.xml"]
feed_limit = 50
taxonomies = [{ name = "topics", feed = true }]
build_search_index = false
"#;

/// Keys that Zola does not know go into `extra`.
fn zola_front_matter(ours: &str) -> String {
    let value = |key: &str| ours.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    let topics = ours.split("\ntopics:\n").nth(1).unwrap_or_default();
    let topics: Vec<&str> = topics.lines().map_while(|line| line.strip_prefix("  - ")).collect();
    let extra: String = ours.lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "title:{}\ndescription:{}\ndate:{}\nrender: false\ntaxonomies:\n  topics: [{}]\nextra:\n{extra}",
        value("title:"),
        value("excerpt:"),
        value("publishedDateTime:"),
        topics.join(", ")
    )
}

impl Peer {
    /// Whether the program can be started.
    pub fn is_there(&self) -> bool {
        let mut command = Command::new(self.program);
        command.arg("--help").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// What the program says of itself, on one line.
    pub fn version(&self) -> String {
        let mut command = Command::new(self.program);
        command.arg(if self.program == "hugo" { "version" } else { "--version" });
        let text = command.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        text.unwrap_or_default().lines().next().unwrap_or(self.program).to_owned()
    }

    /// Writes a project of the same articles.
    pub fn write(&self, folder: &Path, articles: u64, topics: u64) {
        for (path, text) in self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(folder.join("content/articles")).unwrap();
        for number in 0..articles {
            let record = records::record(number, topics, 100);
            let ours = record.split("---\n").nth(1).unwrap();
            let text = format!("---\n{}---\n", (self.front_matter)(ours));
            fs::write(folder.join("content").join(records::name(number)), text).unwrap();
        }
    }

    /// The command that builds the project.
    pub fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(self.program);
        command.current_dir(folder);
        command.args(self.arguments);
        command
    }
}
