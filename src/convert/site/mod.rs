//! Turns a feed into a project of articles: what each file is called, what it holds, and the configuration with which
//! `build` makes the feed again. Nothing is written to disk here.

mod losses;
mod names;
mod project;
#[cfg(test)]
mod tests;

use crate::format::article;
use crate::model::Feed;
pub use losses::losses;
pub use names::file_names;
pub use project::project;

/// Every entry as a file: its name and its text.
pub fn files(feed: &Feed) -> Vec<(String, String)> {
    let texts = feed.entries.iter().map(|entry| article::write(entry));
    file_names(feed).into_iter().zip(texts).collect()
}
