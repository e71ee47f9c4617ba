//! What is too much of one article for `build`, which shows only once it is written.

use super::entry::topic;
use crate::config::DEFAULT_MAX_SIZE;
use crate::format::losses::Losses;
use crate::model::Entry;
use crate::normalise::is_too_long_an_id;
use crate::record::{self, LONGEST_FRONT_MATTER};

/// The largest file that `build` reads where its configuration says nothing of `input.max_size`, in bytes.
const LARGEST_FILE: u64 = DEFAULT_MAX_SIZE << 20;

/// Counts what is too much of one article for `build`.
pub(super) fn losses(entry: &Entry, text: &str, losses: &mut Losses) {
    let is_long = entry.id.as_ref().is_some_and(|id| is_too_long_an_id(id));
    losses.add("entries: ids longer than 2 KiB, which build leaves out", usize::from(is_long));
    let is_too_large = u64::try_from(text.len()).is_ok_and(|size| size > LARGEST_FILE);
    losses.add("entries: larger than 4 MiB, which build skips", usize::from(is_too_large));
    let (front_matter, body) = record::lengths(text).unwrap_or_default();
    let is_too_long = front_matter > LONGEST_FRONT_MATTER;
    losses.add(
        "entries: with more than 1 MiB beside their content, which build skips",
        usize::from(is_too_long),
    );
    let most = record::most_topics(front_matter.saturating_add(body));
    let topics = entry.categories.iter().filter_map(topic).count();
    losses.add("entries: categories beyond those that build makes topics of", topics.saturating_sub(most));
}
