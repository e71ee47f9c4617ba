//! Turns a feed into a project of articles: what each file is called, what it holds, and the configuration with which
//! `build` makes the feed again. Nothing is written to disk here.

mod entry;
#[cfg(test)]
mod entry_tests;
mod names;
mod project;
mod size;
#[cfg(test)]
mod tests;

use url::Url;

use crate::format::losses::Losses;
use crate::model::Feed;
pub(super) use entry::body_content;
pub use entry::date;
pub(super) use project::site_url;

/// A project of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The name and the text of each article, in the order of the entries.
    pub files: Vec<(String, String)>,
    /// The text of the `feedmill.yaml` with which `build` makes feeds of them.
    pub configuration: String,
}

/// Writes every entry as a file; `base` is the URL that a feed without one is at. What is too large for `build` shows only in what is written, and is counted here.
pub fn write(feed: &Feed, base: Option<&Url>, losses: &mut Losses) -> Project {
    let texts = feed.entries.iter().map(|entry| entry::write(entry));
    let files: Vec<(String, String)> = names::file_names(feed).into_iter().zip(texts).collect();
    let has_site = base.is_some() || site_url(feed).is_some();
    losses.add(
        "feed: URL of the site, without which build stops (name it with --base-url)",
        usize::from(!has_site),
    );
    for (entry, (_, text)) in feed.entries.iter().zip(&files) {
        size::losses(entry, text, losses);
    }
    Project { files, configuration: project::project(feed, base) }
}
