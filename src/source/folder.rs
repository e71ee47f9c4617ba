//! Records in a project's folder on disk: which files they are, their bytes, and the topics files beside them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    Database, Media, Opened, Root, Source, SourceFile, TopicsFiles, Unread, beside, find, media, open,
    topics_files,
};
use crate::config::Config;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::Finding;

/// The folder of a project.
#[derive(Debug, Clone)]
pub struct Folder<'a> {
    root: Arc<Root<'a>>,
    config: &'a Config,
    skipped: Vec<PathBuf>,
    database: Option<Arc<Database>>,
}

impl<'a> Folder<'a> {
    /// The project in `root`. The `skipped` folders hold no records: feedmill itself writes to them.
    pub fn new(root: &'a Path, config: &'a Config, skipped: Vec<PathBuf>) -> Folder<'a> {
        let input = &config.input;
        let database = input.sql.as_ref().map(|sql| Arc::new(Database::new(root, input, sql)));
        Folder { root: Arc::new(Root::new(root)), config, skipped, database }
    }
}

impl Source for Folder<'_> {
    fn files(&self, with_stats: bool) -> Result<(Vec<SourceFile>, Vec<Finding>), Error> {
        find(&self.root, self.config, &self.skipped, with_stats)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Unread> {
        let mut bytes = Vec::new();
        self.read_into(path, &mut bytes).map(|_| bytes)
    }

    fn read_into(&self, path: &str, bytes: &mut Vec<u8>) -> Result<FileStat, Unread> {
        beside::read_into(&self.root, path, self.config, bytes)
    }

    fn open(&self, path: &str) -> Result<Opened, Unread> {
        open(&self.root, path, self.config)
    }

    fn database(&self) -> Option<&Database> {
        self.database.as_deref()
    }

    fn media(&self, path: &str) -> Result<Option<Media>, Error> {
        media::open(self.root.path, path)
    }

    fn topics_files(&self) -> Result<(TopicsFiles, Vec<Finding>), Error> {
        topics_files(self.root.path, self.config)
    }
}
