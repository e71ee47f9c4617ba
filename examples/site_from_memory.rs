//! Builds the feeds of a site whose articles are in memory, such as rows of a database, and writes them below a folder.
//!
//!     cargo run --example site_from_memory -- FOLDER

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use feedmill::{Config, Memory, render};

/// An article as the program has it.
struct Article {
    slug: &'static str,
    title: &'static str,
    published: &'static str,
    topics: &'static [&'static str],
    markdown: &'static str,
}

const ARTICLES: [Article; 2] = [
    Article {
        slug: "ferry",
        title: "The ferry runs again",
        published: "2020-11-18T16:08:00Z",
        topics: &["river", "transport"],
        markdown: "From **Monday** on, every twenty minutes.",
    },
    Article {
        slug: "bells",
        title: "New bells for the town hall",
        published: "2020-11-12T09:00:00Z",
        topics: &["town"],
        markdown: "They were cast on Tuesday.",
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name the folder to write to")?);
    let config: Config = "site: {title: The Barge, url: \"https://example.org/\"}".parse()?;
    let mut records = Memory::new();
    for article in &ARTICLES {
        records.add(format!("{}.md", article.slug), record(article)?);
    }
    let rendering = render(&records, &config, "2020-11-20T00:00:00Z".parse()?)?;
    for finding in &rendering.findings {
        println!("{finding}");
    }
    for artifact in &rendering.artifacts {
        let path = folder.join(&artifact.path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, &artifact.bytes)?;
    }
    println!("{} articles in {} files", rendering.published, rendering.artifacts.len());
    Ok(())
}

/// The article as a record. Front matter is YAML, which reads every JSON value.
fn record(article: &Article) -> Result<String, serde_json::Error> {
    let text = |value: &str| serde_json::to_string(value);
    let link = format!("https://example.org/{}/", article.slug);
    Ok(format!(
        "---\ntitle: {}\ndate: {}\nlink: {}\ntopics: {}\n---\n{}\n",
        text(article.title)?,
        article.published,
        text(&link)?,
        serde_json::to_string(article.topics)?,
        article.markdown,
    ))
}
