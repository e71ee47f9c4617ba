//! All that a document of a feed depends on -> a fingerprint: program and configuration, its head, and of each article its path, its
//! content, its topics, its dates, its links and its audio and video. Times of records are no part of it.

use super::render::Rendering;
use crate::emit;
use crate::error::Error;
use crate::group::FeedDocument;
use crate::page::Templates;
use crate::text::digest;
use crate::topic::Topic;

/// Fingerprints of what feeds depend on.
pub(super) struct Origin {
    /// The program and the configuration.
    all: u64,
    /// All feeds, where a file lists them.
    list: u64,
    /// The topic of each name.
    topics: Vec<u64>,
}

impl Origin {
    /// What all feeds of this run depend on.
    pub(super) fn of(rendering: &Rendering<'_>) -> Origin {
        let topic = |topic: &Option<&Topic>| digest(format!("{topic:?}").as_bytes());
        let all = format!("{:?} {}", rendering.articles.config, rendering.options.program);
        let output = &rendering.articles.config.output;
        let list = (output.has_list() || output.pages).then(|| rendering.articles.listed());
        let templates = rendering.templates.map_or(0, Templates::digest);
        Origin {
            all: digest(format!("{all} {templates}").as_bytes()),
            list: list.unwrap_or_default(),
            topics: rendering.articles.topics.iter().map(topic).collect(),
        }
    }

    /// The fingerprint of all that a document depends on: beside what all feeds depend on, its head, and of each article
    /// the path, the content, the topics, and what the file system says of its audio and video.
    ///
    /// # Errors
    ///
    /// When the machine cannot say what is there.
    pub(super) fn of_document(
        &self,
        document: FeedDocument<'_>,
        rendering: &Rendering<'_>,
    ) -> Result<u64, Error> {
        let mut parts = format!("{} {:?}", self.all, document.group.kind).into_bytes();
        if document.page.is_none() && emit::lists_feeds(&document.group.kind, rendering.articles.config) {
            parts.extend(self.list.to_le_bytes());
        }
        for page in [document.archive_page(), document.older(), document.newer()] {
            parts
                .extend(page.map_or_else(String::new, |page| format!(" {}", page.start.name())).into_bytes());
            parts.push(b'.');
        }
        for &number in document.members {
            let entry = rendering.articles.records.index_entry(number).unwrap_or_default();
            let names = rendering.articles.arrangement.articles.names_of(number);
            let topics = names.filter_map(|name| self.topics.get(name).copied());
            // With the span in which its facts hold come the dates that depend on the present.
            let own = [entry.path, entry.content, entry.from.cast_unsigned(), entry.until.cast_unsigned()];
            if entry.basis.is_pinned {
                let facts = rendering.articles.records.facts(number);
                let id = facts.as_ref().and_then(|facts| facts.id()).unwrap_or_default();
                parts.extend(digest(id.as_bytes()).to_le_bytes());
            }
            for part in own.into_iter().chain(topics) {
                parts.extend(part.to_le_bytes());
            }
            // Topics are of any number; what follows them must not be taken for one.
            parts.push(b'.');
            let targets = rendering.articles.targets(number);
            parts.extend(targets.into_iter().flat_map(u64::to_le_bytes));
            let files = rendering.articles.files(number)?;
            parts.extend(files.into_iter().flat_map(u64::to_le_bytes));
        }
        Ok(digest(&parts))
    }
}
