//! The articles that feeds have no room for -> the pages of their archives, each where it was published. The names of the pages in
//! the destination say where they start, and nothing else need be known: no file is read, and the state is asked only where
//! the whole destination is gone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use super::former::Former;
use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::group::{Articles, Group, GroupKind, Start};
use crate::model::ArtifactKind;
use crate::ordered::CollectOrdered;
use crate::publish::{self, Destination, Leftover};
use crate::state::FeedState;

impl Former<'_> {
    /// Puts the older articles of every feed into pages, where feeds have archives.
    ///
    /// # Errors
    ///
    /// When the destination cannot be searched.
    pub(super) fn archive(
        &self,
        groups: &mut [Group],
        articles: &Articles<'_>,
        config: &Config,
    ) -> Result<(), Error> {
        let lost = self.previous.filter(|_| self.is_lost).map(lost).unwrap_or_default();
        groups.par_iter_mut().filter(|group| !group.older.is_empty()).try_for_each(|group| {
            let mut known = self.pages(&group.kind, config)?;
            let folder = emit::page_folder(&group.kind, config);
            known.extend(lost.get(folder.as_str()).into_iter().flatten());
            group.archive(articles, &known, config);
            Ok(())
        })
    }

    /// The starts of the pages of a feed that are in the destination.
    fn pages(&self, kind: &GroupKind, config: &Config) -> Result<BTreeSet<Start>, Error> {
        let Some(destination) = self.destination else { return Ok(BTreeSet::new()) };
        let folder = emit::page_folder(kind, config);
        let is_there = |name: &String| {
            let mut files = config.feeds.formats.iter();
            files.any(|(_, file)| publish::stat(destination, &format!("{folder}/{name}/{file}")).is_some())
        };
        let start = |name: String| Start::parse(&name).filter(|_| is_there(&name));
        Ok(publish::names_in(destination, &folder)?.into_iter().filter_map(start).collect_set())
    }
}

/// The files at the patterns that are not kept. The folders of archives need not be searched for pages that have just been found there.
///
/// # Errors
///
/// When a folder cannot be searched.
pub(super) fn leftovers(
    destination: &Destination,
    patterns: &[(ArtifactKind, String)],
    is_kept: &dyn Fn(&str) -> bool,
    (groups, config): (&[Group], &Config),
) -> Result<Vec<Leftover>, Error> {
    let with_pages = groups.iter().filter(|group| !group.pages.is_empty());
    let folders: BTreeSet<String> =
        with_pages.map(|group| emit::page_folder(&group.kind, config)).collect_set();
    if folders.is_empty() {
        return publish::leftovers(destination, patterns, is_kept);
    }
    // Of a format that is not published any more nobody has looked for pages.
    let own = emit::own_patterns(config);
    let is_archive = |kind: ArtifactKind| matches!(kind, ArtifactKind::Archive(_));
    let is_found = |pattern: &(ArtifactKind, String)| is_archive(pattern.0) && own.contains(pattern);
    let (found, others): (Vec<_>, Vec<_>) = patterns.iter().cloned().partition(is_found);
    let mut leftovers = publish::leftovers(destination, &others, is_kept)?;
    let is_current = |path: &str| folders.contains(path) || is_kept(path);
    leftovers.extend(publish::leftovers(destination, &found, &is_current)?);
    Ok(leftovers)
}

/// The starts of the pages that the previous run has published, by the folders that they were in.
fn lost(previous: &FeedState) -> BTreeMap<&str, BTreeSet<Start>> {
    let mut lost: BTreeMap<&str, BTreeSet<Start>> = BTreeMap::new();
    for file in &previous.published {
        let name = file.path.rsplit_once('/').and_then(|(page, _)| page.rsplit_once('/'));
        if let Some((folder, start)) = name.and_then(|(folder, name)| Some((folder, Start::parse(name)?))) {
            lost.entry(folder).or_default().insert(start);
        }
    }
    lost
}
