//! Records in a project's folder on disk: which files they are, their bytes, and the topics files beside them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{Source, SourceFile, TopicsFiles, find, read_record, topics_files};
use crate::config::Config;
use crate::error::Error;
use crate::finding::Finding;

/// The folder of a project.
#[derive(Debug)]
pub struct Folder<'a> {
    root: &'a Path,
    config: &'a Config,
    skipped: Vec<PathBuf>,
    /// The first fault of the machine.
    fault: OnceLock<Finding>,
}

impl<'a> Folder<'a> {
    /// The project in `root`. The `skipped` folders hold no records: feedmill itself writes to them.
    pub fn new(root: &'a Path, config: &'a Config, skipped: Vec<PathBuf>) -> Folder<'a> {
        Folder { root, config, skipped, fault: OnceLock::new() }
    }
}

impl Source for Folder<'_> {
    fn files(&self) -> Result<(Vec<SourceFile>, Vec<Finding>), Error> {
        find(self.root, self.config, &self.skipped)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Finding> {
        read_record(self.root, path, self.config).map_err(|fault| {
            if fault.is_of_machine {
                self.fault.get_or_init(|| fault.finding.clone());
            }
            fault.finding
        })
    }

    fn machine_fault(&self) -> Option<Error> {
        let Finding { path, message, .. } = self.fault.get()?;
        let message = format!(
            "{message}; that is no fault of the record, so nothing is published and the feeds stay as they are"
        );
        Some(Error::output(message).at(self.root.join(path)))
    }

    fn topics_files(&self) -> Result<(TopicsFiles, Vec<Finding>), Error> {
        topics_files(self.root, self.config)
    }
}
