//! Records in memory, for programs that get them from elsewhere than a folder. No file system is asked, so nothing is
//! known of a record but its bytes.

use std::collections::BTreeMap;

use super::{Source, SourceFile, TopicsFiles, Unread};
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};

/// Records by path. The path names the record in findings and, where it has neither an id nor a URL, in its id.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    records: BTreeMap<String, Vec<u8>>,
    topics: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// No records.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// Adds a record: front matter and a body, as in a file. The ending of `path` says how the body is written
    /// (`.md`, `.markdown` or `.html`). A record of the same path is replaced.
    pub fn add(&mut self, path: impl Into<String>, record: impl Into<Vec<u8>>) {
        self.records.insert(path.into(), record.into());
    }

    /// Adds a topics file, which sets slugs, titles and parents of topics. One of the same path is replaced.
    pub fn add_topics(&mut self, path: impl Into<String>, yaml: impl Into<Vec<u8>>) {
        self.topics.insert(path.into(), yaml.into());
    }
}

impl Source for Memory {
    fn files(&self, _: bool) -> Result<(Vec<SourceFile>, Vec<Finding>), Error> {
        let file = |path: &String| SourceFile { path: path.as_str().into(), stat: FileStat::default() };
        Ok((self.records.keys().map(file).collect(), Vec::new()))
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Unread> {
        let finding = || Finding {
            rule: Rule::Unreadable,
            path: path.to_owned(),
            position: None,
            message: "the record does not exist".to_owned(),
        };
        self.records.get(path).cloned().ok_or_else(|| Unread::Record(finding()))
    }

    fn topics_files(&self) -> Result<(TopicsFiles, Vec<Finding>), Error> {
        Ok((self.topics.iter().map(|(path, yaml)| (path.clone(), yaml.clone())).collect(), Vec::new()))
    }
}
