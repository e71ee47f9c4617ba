//! How a build is run, as far as no configuration says it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::untold::Ping;
use super::{NewIds, Shard};
use crate::config::Hook;

/// Tells caches which addresses have changed, or says why it cannot.
pub type Tell<'a> = dyn Fn(&Hook, &[String]) -> Result<(), String> + Sync + 'a;

/// How a build is run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// How long the run has lasted, whenever it is asked.
    pub clock: &'a (dyn Fn() -> Duration + Sync),
    /// A fingerprint of this program; another one might read a record or write a feed otherwise.
    pub program: u64,
    /// Whether to find out what would change and change nothing.
    pub dry_run: bool,
    /// Whether to read every record and render every feed, whatever the previous state says.
    pub force: bool,
    /// Whether obsolete feeds are removed rather than left without entries.
    pub prune: bool,
    /// Whether to publish although most records are gone.
    pub allow_shrink: bool,
    /// Whether to publish where feeds are that are not known to be of this project.
    pub adopt_destination: bool,
    /// What becomes of articles that would get another id than they were published under.
    pub new_ids: NewIds,
    /// Whether ids are made from the settings that the project has published under, wherever the feeds are served now.
    pub keeps_settings: bool,
    /// The part of the feeds that is rendered, where runs share them; all where it is missing.
    pub shard: Option<Shard>,
    /// Tells caches which addresses have changed.
    pub purge: &'a Tell<'a>,
    /// Tells hubs which feeds have changed, if this run is to do so.
    pub ping: Option<&'a Ping<'a>>,
    /// Called with the number of files read so far, and of all that are to be read, as often as it changes.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl Options<'_> {
    /// A run at this moment without any flag, progress or timing.
    pub fn at(now: DateTime<Utc>) -> Options<'static> {
        Options {
            now,
            clock: &|| Duration::ZERO,
            program: 0,
            dry_run: false,
            force: false,
            prune: false,
            allow_shrink: false,
            adopt_destination: false,
            new_ids: NewIds::Guard,
            keeps_settings: false,
            shard: None,
            purge: &|_, _| Err("nobody is told here".to_owned()),
            ping: None,
            progress: &|_, _| {},
        }
    }
}
