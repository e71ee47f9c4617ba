//! Where a build publishes and keeps its state: in folders, or in an object store, which keeps both.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::path::Path;

use super::document::Again;
use super::owner::Owner;
use super::persist::{self, Keeping};
use super::render::Rendering;
use super::selected::Selected;
use super::untold::Told;
use super::{Build, Publishing, Shard, ShownFindings};
use crate::config::Config;
use crate::error::Error;
use crate::finding::Finding;
use crate::model::ArtifactKind;
use crate::moved;
use crate::ordered::CollectOrdered;
use crate::publish::{self, Before, Changed, Committed, Destination, Staged};
use crate::state::{self, FeedState, Place};

/// Opens the destination that the configuration names: an object store, or else this folder. With `reads_all` whatever is compared there is
/// read.
///
/// # Errors
///
/// When it cannot be opened, or another run is under way.
pub(super) fn opened(
    folder: &Path,
    config: &Config,
    shard: Option<Shard>,
    is_changing: bool,
    reads_all: bool,
) -> Result<Destination, Error> {
    let patience = is_changing.then_some(config.output.lock_timeout);
    match (&config.output.objects, patience) {
        (Some(objects), patience) => publish::open_remote(objects, config.feeds.ttl, patience, reads_all),
        (None, Some(patience)) => publish::open(folder, patience, shard.map(Shard::name).as_deref()),
        (None, None) => publish::open_unlocked(folder),
    }
}

impl Build<'_> {
    /// What rendering depends on.
    pub(super) fn rendering<'r>(
        &'r self,
        publishing: &Publishing<'r>,
        owner: &'r Owner<'r>,
    ) -> Rendering<'r> {
        let Build { source, options, destination, templates, .. } = self;
        let Publishing { config, records, arrangement, previous, pins, left, .. } = *publishing;
        let articles =
            Selected::new(*source, config, options.now, records, arrangement).of_shard(options.shard);
        let copies = moved::copies(pins, &arrangement.groups, config);
        let templates = templates.as_ref();
        Rendering { articles, destination, options, previous, templates, copies, left, owner }
    }

    /// Puts all staged files in their places, after `before`; those that were not kept are made again.
    pub(super) fn commit(
        &self,
        publishing: &Publishing<'_>,
        staged: Vec<Staged>,
        before: Before<'_>,
        known: &BTreeMap<&str, ArtifactKind>,
    ) -> Result<Committed, Error> {
        let Publishing { config, records, previous, other_ids, .. } = *publishing;
        let owner = self.owner(config, records, previous, other_ids);
        let rendering = self.rendering(publishing, &owner);
        let again = LazyCell::new(|| Again::of(&rendering));
        publish::commit(&self.destination, staged, before, known, &|paths| again.make(paths))
    }

    /// Saves the state, and only then tells caches what has changed, and hubs after them.
    pub(super) fn remember(
        &mut self,
        publishing: &Publishing<'_>,
        present: &FeedState,
        shown: &ShownFindings,
        changes: &[Changed],
    ) -> Result<(Option<Finding>, Told), Error> {
        let Publishing { config, records, previous, .. } = *publishing;
        let finding = persist::save(&self.keeping(config), records, shown, [previous, present])?;
        self.end_phase("remember");
        self.tell()?;
        let told = self.tell_hubs(&changes.iter().map(|change| change.path.clone()).collect_set())?;
        self.end_phase("tell");
        Ok((finding, told))
    }

    /// Saves what later runs must know if this one is ended while it publishes. Where that cannot be saved, nothing is published.
    pub(super) fn foresee(
        &self,
        publishing: &Publishing<'_>,
        states: [&FeedState; 2],
        staged: &[Staged],
        has_new: bool,
    ) -> Result<(), Error> {
        let Publishing { config, records, patterns, .. } = *publishing;
        if !self.destination.is_locked() {
            return Ok(());
        }
        persist::save_patterns(&self.keeping(config), records, states, patterns, has_new)?;
        self.remember_untold(staged)
    }

    /// Where the state is kept.
    pub(super) fn keeping<'k>(&'k self, config: &'k Config) -> Keeping<'k> {
        let Build { root, options, ref destination, .. } = *self;
        Keeping { root, config, options, remote: destination.remote() }
    }

    /// Which destination it is.
    pub(super) fn place(&self) -> Place {
        match &self.config.output.objects {
            Some(objects) => Place::of_url(&objects.url.to_string()),
            None => Place::of(self.folder),
        }
    }

    /// Removes what a run has left that was ended while it saved its state.
    pub(super) fn tidy_state(&self) {
        if self.destination.is_locked() && self.destination.remote().is_none() {
            state::tidy(&self.root.join(&self.config.output.state));
        }
    }
}
