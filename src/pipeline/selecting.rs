//! The steps of a build that select its articles: the files are found and read, as far as the previous run has not read them, under
//! the ids that they have to keep.

use std::cell::OnceCell;

use super::claims::Claims;
use super::identity::{self, Ids, NewIds, Settling};
use super::records::{self, Records, Selecting};
use super::{Build, Options, Unstable, persist};
use crate::config::Config;
use crate::error::Error;
use crate::finding::Finding;
use crate::state::{FeedState, PreviousState};

impl Build<'_> {
    /// Finds all files and what selects their articles.
    pub(super) fn select(
        &mut self,
        previous: PreviousState,
        unstable: &Unstable,
        ids: &Ids<'_>,
    ) -> Result<(Records, Vec<Finding>), Error> {
        let trusts_previous = self.trusts(&previous.feeds, ids);
        let (files, faults) = self.source.files()?;
        self.end_phase("walk");
        let Build { source, config, options, .. } = *self;
        let has_previous = !previous.is_empty();
        let selecting = Selecting { source, config, options, trusts_previous, has_previous, ids, unstable };
        let records = records::records(files, &faults, previous, &selecting)
            .map_err(|error| error.within(self.root))?;
        let [read, parse] = records.divide(self.since());
        self.phases.extend([("read", read), ("parse", parse)]);
        self.begun = (self.options.clock)();
        Ok((records, faults))
    }

    /// Whether the facts of the previous run hold.
    fn trusts(&self, previous: &FeedState, ids: &Ids<'_>) -> bool {
        !self.options.force
            && previous.selecting == persist::present_state(self.config, self.options, ids).selecting
    }

    /// What selects the articles of the same files where other ids are pinned now.
    pub(super) fn select_again(
        &self,
        records: Records,
        faults: &[Finding],
        previous: &FeedState,
        unstable: &Unstable,
        ids: &Ids<'_>,
    ) -> Result<Records, Error> {
        let trusts_previous = self.trusts(previous, ids);
        let Build { source, config, options, .. } = *self;
        let (files, previous) = records.into_parts();
        let has_previous = !previous.is_empty();
        let selecting = Selecting { source, config, options, trusts_previous, has_previous, ids, unstable };
        records::records(files, faults, previous, &selecting).map_err(|error| error.within(self.root))
    }

    /// The configuration, with what the ids of feeds were made from when they were published first.
    pub(super) fn with_feed_ids(&self, previous: &FeedState) -> Result<Config, Error> {
        let mut config = self.config.clone();
        if self.options.new_ids != NewIds::Allow {
            let ids = identity::feed_ids(&self.pins, previous, &self.destination, &config)?;
            config.output.ids = ids.filter(|ids| *ids != config.feed_ids());
        }
        Ok(config)
    }

    /// What is known of the records that claim ids.
    pub(super) fn claims<'c>(
        &'c self,
        config: &'c Config,
        records: &'c Records,
        ids: &'c Ids<'c>,
    ) -> Claims<'c> {
        let Build { source, options, destination, .. } = self;
        let (now, pins, destination) = (options.now, ids.pins(), Some(destination));
        Claims { source: *source, records, config, now, pins, ids, destination, shown: OnceCell::new() }
    }

    pub(super) fn settling<'s>(&'s self, config: &'s Config, previous: &'s FeedState) -> Settling<'s> {
        let Build { source, destination, options: Options { now, new_ids, .. }, .. } = self;
        Settling { source: *source, destination, config, now: *now, new_ids: *new_ids, previous }
    }
}
