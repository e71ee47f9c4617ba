//! The feeds that have changed in an object store -> their addresses, for whoever keeps copies of them: caches are told after the state is
//! saved, and nobody before. A run that dies in between leaves the list of changes, and the next one tells them.

use std::collections::BTreeMap;

use super::Build;
use super::former::Followed;
use super::render::FeedFile;
use crate::config::{Config, Objects, Purge};
use crate::emit;
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::model::ArtifactKind;
use crate::moved;
use crate::ordered::CollectOrdered;
use crate::publish::Destination;
use crate::state::FeedState;

impl Build<'_> {
    /// Tells caches what has changed, and forgets it then.
    ///
    /// # Errors
    ///
    /// When they cannot be told: the next run tells them.
    pub(super) fn tell(&self) -> Result<(), Error> {
        let (Some(remote), Some(objects)) = (self.destination.remote(), &self.config.output.objects) else {
            return Ok(());
        };
        if let Some(Purge { hook, batch }) = &objects.purge {
            let addresses = addresses(remote.changes(), objects, self.config);
            for batch in addresses.chunks((*batch).max(1)) {
                (self.options.purge)(hook, batch).map_err(|message| {
                    Error::output(format!(
                        "`output.purge`: {message}; all feeds are published, caches may serve old ones until their \
                         lifetime ends, and the next run tells them again"
                    ))
                })?;
            }
        }
        remote.forget_changes()
    }

    /// All paths at which the project has feeds, and what they are; only an object store asks for them.
    pub(super) fn known<'k>(
        &self,
        files: &'k [FeedFile],
        previous: &'k FeedState,
        left: &'k Followed,
        patterns: &[(ArtifactKind, String)],
    ) -> BTreeMap<&'k str, ArtifactKind> {
        if self.destination.remote().is_none() {
            return BTreeMap::new();
        }
        let files = files.iter().map(|file| (file.path.as_str(), file.kind));
        let before = previous.published.iter().chain(&left.emptied).map(|file| file.path.as_str());
        let kind = |path: &str| {
            let fits = |(_, pattern): &&(ArtifactKind, String)| moved::place(path, pattern, &[]).is_some();
            patterns.iter().find(fits).map(|(kind, _)| *kind)
        };
        before.filter_map(|path| Some((path, kind(path)?))).chain(files).collect_map()
    }
}

/// The addresses of feeds, and of their twins.
fn addresses(paths: Vec<String>, objects: &Objects, config: &Config) -> Vec<String> {
    let with_twin = |path: String| {
        let twin = objects.has_twins.then(|| format!("{path}.gz"));
        [Some(path), twin]
    };
    let paths = paths.into_iter().flat_map(with_twin).flatten();
    paths.map(|path| emit::url(&path, config)).collect()
}

/// Says that a store does not keep two runs apart.
pub(super) fn unconditional(destination: &Destination, config: &Config) -> Option<Finding> {
    let (remote, objects) = (destination.remote()?, config.output.objects.as_ref()?);
    let message = "the store ignores conditions of requests (If-Match, If-None-Match), so that two runs at once are not kept \
                   apart; start one after the other";
    let finding = Finding {
        rule: Rule::State,
        path: objects.state.to_string(),
        position: None,
        message: message.to_owned(),
    };
    remote.ignores_conditions().then_some(finding)
}
