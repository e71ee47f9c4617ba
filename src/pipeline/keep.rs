//! Ids that were published elsewhere, or under other settings, become pins: those that the next build would change, and those of
//! feeds that another program has published. No feed is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::identity::{self, Difference, Ids, NewIds, Settled};
use super::persist::Keeping;
use super::records::Records;
use super::selected::{Linking, read_entry};
use super::{Build, Options, Unstable, folder, persist, selecting};
use crate::config::Config;
use crate::error::Error;
use crate::identity::{Known, matches, of_articles, of_feeds};
use crate::model::Feed;
use crate::normalise::{self, is_too_long_an_id};
use crate::ordered::CollectOrdered;
use crate::source::{self, Divided, Source};
use crate::text::is_all_permitted;

/// What the next build would do to ids.
#[derive(Debug)]
pub struct KeptIds {
    /// The articles that would get other ids than they were published under.
    pub differences: Vec<Difference>,
    /// Whether the file of pins is another one now, or would be.
    pub is_changed: bool,
}

/// Finds the articles that the next build would give other ids, and pins the ids that they were published under, unless it is
/// a dry run.
///
/// # Errors
///
/// When the input cannot be searched, or the file cannot be written.
pub fn keep_ids(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
) -> Result<KeptIds, Error> {
    persist::check_state(root, destination, config)?;
    let options = &Options { new_ids: NewIds::Keep, ..*options };
    let records = super::folder(root, destination, config);
    let source = &Divided::new(&records, config, Arc::default());
    let folder = destination;
    let destination = super::place::opened(destination, config, None, false, false)?;
    let keeping = Keeping { root, config, options, remote: destination.remote() };
    let (previous, _) = persist::load(&keeping)?;
    let (pins, phases, begun) = (source::pins(root)?, Vec::new(), Duration::ZERO);
    let mut build =
        Build { root, source, folder, destination, config, options, pins, templates: None, phases, begun };
    let feeds = previous.feeds.clone();
    let config = &build.with_feed_ids(&feeds)?;
    let before = build.pins.clone();
    let ids = Ids::of(&before, &feeds, config, options.keeps_settings)?;
    let (records, _) = build.select((previous, &feeds), &Unstable::new(), &ids)?;
    let Settled { pins, mut differences, .. } =
        identity::settle(&records, &ids, &build.settling(config, &feeds))?;
    for difference in &mut differences {
        difference.path = records.shown(&difference.path).into_owned();
    }
    if !options.dry_run {
        persist::write_pins(root, config, [&before, &pins])?;
    }
    Ok(KeptIds { differences, is_changed: pins != before })
}

/// How the entries of feeds and the articles of a project belong together.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Adoption {
    /// How many articles have an entry.
    pub matched: usize,
    /// The paths of those that get the id of their entry.
    pub pinned: Vec<String>,
    /// The ids of entries that could be several articles, or that several articles could be.
    pub ambiguous: Vec<String>,
    /// The ids of entries that no record has.
    pub without_record: Vec<String>,
    /// The paths of published articles that no entry has.
    pub without_entry: Vec<String>,
}

/// Pins the ids that entries of feeds have, where the same articles of the project have others, unless it is a dry run.
///
/// # Errors
///
/// When the input cannot be searched, or the file cannot be written.
pub fn adopt(
    root: &Path,
    destination: &Path,
    config: &Config,
    options: &Options<'_>,
    feeds: &[Feed],
) -> Result<Adoption, Error> {
    let folder = folder(root, destination, config);
    let source = Divided::new(&folder, config, Arc::default());
    let before = source::pins(root)?;
    let ids = Ids::pinned(&before);
    let (records, _) = selecting::without_state(&source, config, options, &ids)?;
    let mut adoption = Adoption::default();
    let entries = entries(feeds, &mut adoption);
    let (numbers, articles) = articles(&records, &source, config, options.now);
    let mut pins = before.clone();
    pair(&entries, &articles, &mut adoption, |article, id| {
        let number = numbers.get(article).copied().unwrap_or(u32::MAX);
        pins.ids.insert(records.path(number).to_owned(), id.to_owned());
        records.shown_path(number).into_owned()
    });
    let path = |article: &String| {
        let position = article.parse::<usize>().ok()?;
        Some(records.shown_path(*numbers.get(position)?).into_owned())
    };
    adoption.without_entry = adoption.without_entry.iter().filter_map(path).collect();
    if pins.settings.is_empty() {
        pins.settings = of_articles(config);
        pins.settings.extend(of_feeds(config));
    }
    if !options.dry_run {
        persist::write_pins(root, config, [&before, &pins])?;
    }
    Ok(adoption)
}

/// The entries of the feeds, each id once.
fn entries(feeds: &[Feed], adoption: &mut Adoption) -> Vec<Known> {
    let mut by_id: BTreeMap<String, Option<Known>> = BTreeMap::new();
    for entry in feeds.iter().flat_map(|feed| &feed.entries) {
        // Readers that find no id go by the link.
        let link =
            entry.links.iter().find(|link| link.relation == "alternate").map(|link| link.href.as_str());
        let known = Known::of(entry, link.unwrap_or_default());
        if known.id.is_empty() || is_too_long_an_id(&known.id) || !is_all_permitted(&known.id) {
            continue;
        }
        let id = known.id.clone();
        by_id
            .entry(id)
            .and_modify(|other| {
                // The same feed in another format says the same article again.
                let is_same = |other: &Known| other.urls == known.urls || other.title == known.title;
                if !other.as_ref().is_some_and(is_same) {
                    *other = None;
                }
            })
            .or_insert(Some(known));
    }
    let ambiguous = by_id.iter().filter(|(_, known)| known.is_none()).map(|(id, _)| id.clone());
    adoption.ambiguous.extend(ambiguous);
    by_id.into_values().flatten().collect()
}

/// The published articles, by number.
pub(super) fn articles(
    records: &Records,
    source: &dyn Source,
    config: &Config,
    now: DateTime<Utc>,
) -> (Vec<u32>, Vec<Known>) {
    let linking = Linking { source, records, config, now };
    let article = |number: u32| {
        let id = records.facts(number)?.selection?.id.to_owned();
        let path = records.path(number);
        let bytes = source.read(path).ok()?;
        let (entry, _) = read_entry(path, &bytes, &linking).ok()?;
        let own = entry.links.iter().find(|link| link.relation == "alternate").map(|link| link.href.as_str());
        let former = normalise::former_urls(path, &bytes, own, config);
        Some((number, Known { id: id.clone(), ..Known::of(&entry, &id) }.with_former(&former)))
    };
    (0..records.count()).filter_map(article).unzip()
}

/// Pairs entries and articles: first those with the same id, which need nothing.
fn pair(
    entries: &[Known],
    articles: &[Known],
    adoption: &mut Adoption,
    mut pin: impl FnMut(usize, &str) -> String,
) {
    let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect_set();
    let present: BTreeSet<&str> = articles.iter().map(|article| article.id.as_str()).collect_set();
    let open: Vec<Known> =
        entries.iter().filter(|entry| !present.contains(entry.id.as_str())).cloned().collect();
    let (positions, rest): (Vec<usize>, Vec<Known>) = articles
        .iter()
        .enumerate()
        .filter(|(_, article)| !ids.contains(article.id.as_str()))
        .map(|(position, article)| (position, article.clone()))
        .unzip();
    let pairs = matches(&open, &rest, false);
    adoption.matched = articles.len().saturating_sub(rest.len()).saturating_add(pairs.len());
    for &(entry, article) in &pairs {
        if let (Some(entry), Some(article)) = (open.get(entry), positions.get(article)) {
            adoption.pinned.push(pin(*article, &entry.id));
        }
    }
    let paired_entries: BTreeSet<usize> = pairs.iter().map(|(entry, _)| *entry).collect_set();
    let paired_articles: BTreeSet<usize> = pairs.iter().map(|(_, article)| *article).collect_set();
    let left: Vec<&Known> = rest
        .iter()
        .enumerate()
        .filter(|(at, _)| !paired_articles.contains(at))
        .map(|(_, known)| known)
        .collect();
    for (_, entry) in open.iter().enumerate().filter(|(at, _)| !paired_entries.contains(at)) {
        let could_be = |article: &&Known| {
            entry.urls.iter().any(|url| article.urls.contains(url))
                || !entry.title.is_empty() && entry.title == article.title
        };
        let list =
            if left.iter().any(could_be) { &mut adoption.ambiguous } else { &mut adoption.without_record };
        list.push(entry.id.clone());
    }
    let alone = positions.iter().enumerate().filter(|(at, _)| !paired_articles.contains(at));
    adoption.without_entry = alone.map(|(_, position)| position.to_string()).collect();
    adoption.pinned.sort();
}
