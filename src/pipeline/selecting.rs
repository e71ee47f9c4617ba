//! The steps of a build that select its articles: the files are found and read, as far as the previous run has not read them, under
//! the ids that they have to keep.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::before::KnownFacts;
use super::claims::Claims;
use super::identity::{self, Ids, NewIds, Settling};
use super::records::{self, Records, Selecting};
use super::{Build, Options, RoundError, Unstable, persist};
use crate::config::Config;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::Finding;
use crate::ordered::CollectOrdered;
use crate::record::data;
use crate::source::{Before, Divided, SourceFile};
use crate::state::{FeedState, PreviousState};
use crate::text::digest;

/// What the file system said of each file in the previous run, by the fingerprint of its path, sorted.
fn stats_of(previous: &PreviousState) -> Vec<(u64, FileStat)> {
    let entries = (0..previous.len()).filter_map(|position| previous.index_entry(position));
    let known = entries.filter(|entry| entry.stat != FileStat::default());
    let mut stats: Vec<_> = known.map(|entry| (entry.path, entry.stat)).collect();
    stats.sort_unstable_by_key(|(path, _)| *path);
    stats
}

impl Build<'_> {
    /// Finds all files and what selects their articles.
    pub(super) fn select(
        &mut self,
        (mut previous, feeds): (PreviousState, &FeedState),
        unstable: &Unstable,
        ids: &Ids<'_>,
    ) -> Result<(Records, Vec<Finding>), Error> {
        let trusts_previous = self.trusts(feeds, ids);
        let stats = OnceCell::new();
        let is_known = |file: &SourceFile| {
            let stats = stats.get_or_init(|| stats_of(&previous));
            let found = stats.binary_search_by_key(&digest(file.path.as_bytes()), |(path, _)| *path);
            trusts_previous && found.is_ok_and(|at| stats.get(at).is_some_and(|(_, stat)| *stat == file.stat))
        };
        let is_unstable = |path: &str| {
            let is_of_file =
                |other: &String| data::of_item(other).map_or(other.as_str(), |(file, _)| file) == path;
            unstable.keys().any(is_of_file)
        };
        let files = if trusts_previous { Arc::clone(&previous.data) } else { Arc::default() };
        let known = KnownFacts::at(self.options.now.timestamp(), &previous, self.config);
        let before = Before {
            asks_for_stats: trusts_previous && !previous.is_empty(),
            files,
            is_known: &is_known,
            is_unstable: &is_unstable,
            now: Some(self.options.now),
            known: &|| Arc::clone(&previous.data),
            verdict: &|path| known.verdict(path),
            due: &|| known.due(),
            wrong: &|| known.wrong(),
        };
        let (files, faults) = self.source.files_since(&before)?;
        // There may be a million records in them.
        drop(before);
        self.end_phase("walk");
        let data = self.source.data_files();
        let has_same_data = previous.data == data;
        previous.data = Arc::default();
        let Build { source, config, options, .. } = *self;
        let (has_previous, left) = (!previous.is_empty(), source.left());
        let selecting =
            Selecting { source, config, options, trusts_previous, has_previous, ids, left, unstable };
        let mut records = records::records(files, &faults, previous, &selecting)
            .map_err(|error| error.within(self.root))?;
        (records.data, records.has_same_data) = (data, has_same_data);
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
        let (data, has_same_data) = (records.data.clone(), records.has_same_data);
        let (files, previous) = records.into_parts();
        let (has_previous, left) = (!previous.is_empty(), source.left());
        let selecting =
            Selecting { source, config, options, trusts_previous, has_previous, ids, left, unstable };
        let mut records =
            records::records(files, faults, previous, &selecting).map_err(|error| error.within(self.root))?;
        (records.data, records.has_same_data) = (data, has_same_data);
        Ok(records)
    }

    /// Begins again where a file of many records has changed while it was read; one that changes again and again has findings.
    pub(super) fn check_unchanged(&self, unstable: &Unstable) -> Result<(), RoundError> {
        let mut changed = self.source.take_changed();
        changed.retain(|path| !unstable.contains_key(path));
        match changed.is_empty() {
            true => Ok(()),
            false => Err(RoundError::Changed(changed.into_iter().map(|path| (path, None)).collect_map())),
        }
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

/// Finds out the facts of all files of a source without a previous state, with the findings of the search.
///
/// # Errors
///
/// When the source cannot be searched as a whole.
pub(super) fn without_state(
    source: &Divided<'_>,
    config: &Config,
    options: &Options<'_>,
    ids: &Ids<'_>,
) -> Result<(Records, Vec<Finding>), Error> {
    let (files, faults) = source.files_since(&Before::nothing(Some(options.now)))?;
    let unstable = Unstable::new();
    let selecting = Selecting {
        source,
        config,
        options,
        trusts_previous: false,
        has_previous: false,
        ids,
        left: BTreeSet::new(),
        unstable: &unstable,
    };
    let mut records = records::records(files, &faults, PreviousState::default(), &selecting)?;
    records.data = source.data_files();
    Ok((records, faults))
}
