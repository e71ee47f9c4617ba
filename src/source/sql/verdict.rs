//! An article -> what decides whether it fills a place in a feed: its id, its moment, and which of the feeds of all topics take it.
//! The same is asked of a row that was just fetched and of what the last run has left of it.

use chrono::{DateTime, Utc};

use crate::catalogue::PackedSelection;
use crate::config::Config;
use crate::group::{is_heard, passes};
use crate::model::{Podcast, Status};
use crate::normalise;
use crate::record::{self, Reading};
use crate::text::digest;

/// What is known of an article that can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The fingerprint of its id: of two rows with one id a feed shows one.
    pub(super) id: u64,
    /// When it was published, in seconds since 1970.
    pub(super) moment: i64,
    /// A bit for each further feed that takes it, below them one for the feeds of topics and above them one for those of all topics;
    /// none where it is in no feed at all.
    feeds: u64,
    /// The language of the site that it is in.
    pub(super) language: Option<u16>,
}

/// The most further feeds that a verdict has bits for; one is for the feeds of topics, and one for those of all topics.
pub(super) const MOST_FEEDS: usize = 62;

/// The feeds of topics, as a verdict numbers feeds. The first further one is 1.
pub(super) const OF_TOPICS: u32 = 0;

/// The feeds of all topics, which take less than those of topics where they are podcasts.
pub(super) const OF_ALL: u32 = 63;

impl Verdict {
    /// The verdict on an article that is published; `None` where a filter leaves it out of all feeds.
    pub(crate) fn of(selection: &PackedSelection<'_>, config: &Config) -> Option<Verdict> {
        if !passes(&config.filter, selection) {
            return None;
        }
        let moment = selection.moment().and_then(|moment| moment.date());
        let moment = moment.map_or(i64::MIN, |moment| moment.timestamp());
        let (id, language) = (digest(selection.id.as_bytes()), selection.site_language);
        if !config.feeds.have_language(language) {
            return Some(Verdict { id, moment, feeds: 0, language });
        }
        let is_heard = |podcast: &Option<Box<Podcast>>| is_heard(podcast.as_deref(), selection.has_media);
        let extra = (1..).zip(config.feeds.extra.iter().take(MOST_FEEDS));
        let extra = extra.filter(|(_, feed)| passes(&feed.filter, selection) && is_heard(&feed.podcast));
        let of_all = is_heard(&config.feeds.podcast).then_some(OF_ALL);
        let feeds = [OF_TOPICS].into_iter().chain(of_all).chain(extra.map(|(number, _)| number));
        let feeds = feeds.fold(0, |all, feed| all | 1_u64.wrapping_shl(feed));
        Some(Verdict { id, moment, feeds, language })
    }

    /// The verdict on a row; `None` where it is held back or cannot be read.
    pub(super) fn of_row(path: &str, bytes: &[u8], config: &Config, now: DateTime<Utc>) -> Option<Verdict> {
        let Reading::Record(record, _) = record::select(path, bytes, &config.input.fields) else {
            return None;
        };
        let decision = normalise::select(&record, config, now);
        let selection = decision.article.filter(|_| decision.status == Status::Published)?;
        Verdict::of(&PackedSelection::of(&selection.identity.id, &selection), config)
    }

    /// Whether it is in a language that has no feeds.
    pub(super) fn is_in_none(&self) -> bool {
        self.feeds == 0
    }

    /// Whether a feed takes it: [`OF_TOPICS`], [`OF_ALL`], or the number of a further one, of which the first is 1.
    pub(super) fn is_in(&self, feed: u32) -> bool {
        self.feeds & 1_u64.wrapping_shl(feed) != 0
    }
}
