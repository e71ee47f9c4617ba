//! Which articles would get another id than they were published under, and what becomes of them: pins, findings, or a refusal.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::published::{entries, has_article, unknown_to};
use super::renamed::renamed;
use super::{Ids, NewIds};
use crate::catalogue::{Facts, Moment};
use crate::config::Config;
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::html;
use crate::identity::{self, Known, Settings};
use crate::normalise;
use crate::pins::{FILE, Pins};
use crate::pipeline::records::Records;
use crate::publish::Destination;
use crate::source::Source;
use crate::state::FeedState;
use crate::text::digest;

/// How many articles may keep their ids without a question, whatever their share.
const FEW: usize = 10;

/// Of how many published articles one may keep its id without a question.
const SHARE: usize = 50;

/// What settling the ids depends on.
pub(in crate::pipeline) struct Settling<'a> {
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// The folder of the feeds.
    pub destination: &'a Destination,
    /// The configuration, with what the ids of feeds are made from.
    pub config: &'a Config,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What becomes of articles that would get another id.
    pub new_ids: NewIds,
    /// What the previous run left.
    pub previous: &'a FeedState,
}

/// What is settled about ids.
pub(in crate::pipeline) struct Settled {
    /// What must stay from now on.
    pub pins: Pins,
    /// What the author is to know.
    pub findings: Vec<Finding>,
    /// Why nothing may be published.
    pub refusal: Option<Error>,
    /// The articles that would get, or get, another id than they were published under.
    pub differences: Vec<Difference>,
    /// How many files of the previous run are there and usable under another path.
    pub renamed: usize,
    /// The ids that articles of renamed files were published under, by their present paths.
    pub moved: BTreeMap<String, Option<String>>,
}

/// An article that would get another id than it was published under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path of its file.
    pub path: String,
    /// The id that it was published under.
    pub before: String,
    /// The id that it would get.
    pub now: String,
    /// Why.
    pub cause: Cause,
    number: u32,
}

/// Why an article would get another id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A setting has changed.
    Setting,
    /// Its file has another path.
    Path,
    /// Its record says something else: another link, another date.
    Keys,
    /// Its record has another `id`.
    Id,
    /// The same record gets another id from this version of the program.
    Program,
}

impl Cause {
    fn name(self) -> &'static str {
        match self {
            Cause::Setting => "a setting changed",
            Cause::Path => "the path of its file changed",
            Cause::Keys => "a key of the record changed",
            Cause::Id => "its `id` changed",
            Cause::Program => "this version of feedmill makes another one",
        }
    }
}

/// Finds the articles that would get another id, and settles what becomes of them.
///
/// # Errors
///
/// When the feeds in the destination are asked and cannot be read.
pub(in crate::pipeline) fn settle(
    records: &Records,
    ids: &Ids<'_>,
    settling: &Settling<'_>,
) -> Result<Settled, Error> {
    let mut pins = ids.pins.clone();
    let before = settings_before(ids, settling.previous);
    let now = ids.settings(settling.config);
    let settings = if before.is_empty() { Vec::new() } else { identity::difference(&before, &now) };
    let renamed = if ids.trusts_state { renamed(records) } else { BTreeMap::new() };
    let mut differences = differences(records, &renamed, &settings, settling, &mut pins);
    let has_state = !settling.previous.settings.is_empty();
    let entries = match has_state && differences.is_empty() {
        true => Vec::new(),
        false => entries(settling.destination, settling.config)?,
    };
    // A state that is out of date, or of another project, knows other ids than the feeds show.
    let shown: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    differences.retain(|it| shown.contains(it.before.as_str()) || !shown.contains(it.now.as_str()));
    if !has_state {
        add_those_of_feeds(records, &entries, !settings.is_empty(), settling, &pins, &mut differences);
    }
    let differences = owned(records, differences, ids, &renamed);
    let id_before = |position: &usize| records.before(*position)?.1.id().map(str::to_owned);
    let moved =
        renamed.iter().map(|(number, at)| (records.path(*number).to_owned(), id_before(at))).collect();
    let usable = renamed.keys().filter(|&&number| records.is_usable(number)).count();
    let (findings, refusal) = (Vec::new(), None);
    let mut settled = Settled { pins, findings, refusal, differences, renamed: usable, moved };
    let many = settled.differences.len();
    if many > FEW
        && settling.new_ids == NewIds::Guard
        && let published = published(records, ids).max(entries.len())
        && many.saturating_mul(SHARE) > published
    {
        settled.pins = ids.pins.clone();
        settled.refusal = Some(refused(&settled.differences, published, &settings));
        return Ok(settled);
    }
    if settling.new_ids != NewIds::Allow {
        keep(&mut settled, settling.new_ids);
    }
    part(records, settling.config, settling.previous, &mut settled);
    pin_settings(records, ids, settling.config, &mut settled.pins);
    Ok(settled)
}

/// The articles whose id is another than the state, or the settings that are pinned, say. Pins follow renamed files, and
/// articles that are held back are pinned where nobody could say later what their ids were.
fn differences(
    records: &Records,
    renamed: &BTreeMap<u32, usize>,
    settings: &[String],
    settling: &Settling<'_>,
    pins: &mut Pins,
) -> Vec<Difference> {
    let moved = take_pins(records, renamed, pins);
    let keeps = settling.new_ids != NewIds::Allow;
    let mut differences = Vec::new();
    for number in records.fresh() {
        let Some(facts) = records.facts(number) else { continue };
        let path = records.path(number);
        let was = renamed.get(&number).and_then(|position| records.before(*position));
        let known = match &was {
            Some((_, facts)) => facts.id(),
            None => facts.published_before(),
        };
        let (Some(known), false) = (known, pins.ids.contains_key(path)) else { continue };
        match &facts.selection {
            Some(selection) if selection.id == known => {}
            _ if moved.contains(&number) => _ = pins.ids.insert(path.to_owned(), known.to_owned()),
            Some(selection) => {
                let cause = cause(records, number, was.is_some(), !settings.is_empty());
                let (path, before, now) = (path.to_owned(), known.to_owned(), selection.id.to_owned());
                differences.push(Difference { path, before, now, cause, number });
            }
            None if keeps && (was.is_some() || !settings.is_empty()) => {
                pins.ids.insert(path.to_owned(), known.to_owned());
            }
            None => {}
        }
    }
    differences
}

/// Adds the articles that the feeds in the destination show under another id.
fn add_those_of_feeds(
    records: &Records,
    entries: &[Known],
    is_of_settings: bool,
    settling: &Settling<'_>,
    pins: &Pins,
    differences: &mut Vec<Difference>,
) {
    let Settling { source, config, now, .. } = *settling;
    let known: BTreeSet<u32> = differences.iter().map(|difference| difference.number).collect();
    let strange = unknown_to(records, entries, source, config, now).into_iter();
    for (number, before) in strange.filter(|(number, _)| !known.contains(number)) {
        let path = records.path(number).to_owned();
        let Some(selection) = records.facts(number).and_then(|facts| facts.selection) else { continue };
        if !pins.ids.contains_key(&path) {
            let (now, cause) = (selection.id.to_owned(), cause(records, number, false, is_of_settings));
            differences.push(Difference { path, before, now, cause, number });
        }
    }
}

/// The settings that the published ids were made from, as far as they are known.
fn settings_before(ids: &Ids<'_>, previous: &FeedState) -> Settings {
    let pinned = identity::articles_part(&ids.pins.settings);
    if pinned.is_empty() { identity::articles_part(&previous.settings) } else { pinned }
}

fn cause(records: &Records, number: u32, is_renamed: bool, is_of_settings: bool) -> Cause {
    let entry = records.index_entry(number).unwrap_or_default();
    let before = records.position_before(number).and_then(|position| records.before(position));
    // What a record says of itself is meant, unless a setting has a part in it.
    if entry.basis.is_own && !(is_of_settings && entry.basis.is_derived) {
        return Cause::Id;
    }
    match before {
        _ if is_renamed => Cause::Path,
        _ if is_of_settings => Cause::Setting,
        Some((before, _)) if before.content == entry.content => Cause::Program,
        _ => Cause::Keys,
    }
}

/// Takes away the pins of the paths that renamed files had; they are those of these files.
fn take_pins(records: &Records, renamed: &BTreeMap<u32, usize>, pins: &mut Pins) -> BTreeSet<u32> {
    if renamed.is_empty() || pins.ids.is_empty() {
        return BTreeSet::new();
    }
    let paths: BTreeMap<u64, String> =
        pins.ids.keys().map(|path| (digest(path.as_bytes()), path.clone())).collect();
    let had_pin = |(number, position): (&u32, &usize)| {
        let path = paths.get(&records.before(*position)?.0.path)?;
        pins.ids.remove(path).map(|_| *number)
    };
    renamed.iter().filter_map(had_pin).collect()
}

/// How many articles were published.
fn published(records: &Records, ids: &Ids<'_>) -> usize {
    match ids.trusts_state {
        true => records.published_before(),
        false => (0..records.count()).filter(|&number| has_article(records, number)).count(),
    }
}

/// The differences of the articles that the ids belonged to. Of several records with one id only one was published: its owner,
/// else the one that was published first, then the one with the lesser path.
fn owned(
    records: &Records,
    mut differences: Vec<Difference>,
    ids: &Ids<'_>,
    renamed: &BTreeMap<u32, usize>,
) -> Vec<Difference> {
    if differences.is_empty() {
        return differences;
    }
    let moment = |number: u32| records.facts(number)?.selection?.moment();
    let is_owner = |it: &Difference| ids.pins.owners.get(&it.before).is_some_and(|owner| *owner == it.path);
    differences.sort_by(|a, b| {
        let owner = is_owner(b).cmp(&is_owner(a));
        let order = owner.then(moment(a.number).cmp(&moment(b.number))).then(a.path.cmp(&b.path));
        a.before.cmp(&b.before).then(order)
    });
    differences.dedup_by(|later, earlier| later.before == earlier.before);
    // An article that has a difference itself gives up the id that it has now.
    let own: BTreeSet<u32> = differences.iter().map(|difference| difference.number).collect();
    let wanted: BTreeSet<&str> = differences.iter().map(|difference| difference.before.as_str()).collect();
    let holder = |number: u32| {
        let facts = records.facts(number)?;
        let id = facts.selection?.id;
        let is_other = wanted.contains(id) && !own.contains(&number);
        (is_other && !is_newcomer(records, ids, renamed, number)).then(|| id.to_owned())
    };
    let mut held: BTreeSet<String> = (0..records.count()).filter_map(holder).collect();
    held.extend(ids.pins.ids.values().filter(|id| wanted.contains(id.as_str())).cloned());
    differences.retain(|difference| !held.contains(&difference.before));
    differences.sort_by(|a, b| a.path.cmp(&b.path));
    differences
}

/// Whether the article was never published, as far as is known.
fn is_newcomer(records: &Records, ids: &Ids<'_>, renamed: &BTreeMap<u32, usize>, number: u32) -> bool {
    let was_published = |(_, facts): (_, Facts<'_>)| facts.id().is_some();
    let before = records.position_before(number).and_then(|position| records.before(position));
    let is_known = match ids.trusts_state {
        true => before.is_some_and(was_published) || renamed.contains_key(&number),
        // The settings that are pinned have made ids for all records.
        false => ids.former.is_some(),
    };
    !is_known && !records.index_entry(number).unwrap_or_default().basis.is_pinned
}

/// Pins the ids of the articles that keep theirs.
fn keep(settled: &mut Settled, new_ids: NewIds) {
    for Difference { path, before, cause, .. } in &settled.differences {
        let message = if html::is_id_harmful(before) {
            "had an id that could run in readers, and gets another one; readers show it as new".to_owned()
        } else if *cause == Cause::Id && new_ids != NewIds::Keep {
            "has another `id` than it was published under, and readers show it as new".to_owned()
        } else {
            settled.pins.ids.insert(path.clone(), before.clone());
            format!("keeps the id that it was published under, though {}; {FILE} says so", cause.name())
        };
        settled.findings.push(Finding { rule: Rule::Id, path: path.clone(), position: None, message });
    }
}

/// Gives articles another id where theirs is pinned to another article, which has another one by its own keys. One that names
/// the id itself means that article.
fn part(records: &Records, config: &Config, previous: &FeedState, settled: &mut Settled) {
    if settled.pins.ids.is_empty() {
        return;
    }
    let basis = |number: u32| records.index_entry(number).unwrap_or_default().basis;
    let mut owners: BTreeMap<String, String> =
        settled.pins.ids.iter().map(|(path, id)| (id.clone(), path.clone())).collect();
    // Whoever is as before has been asked before, unless the owners have changed.
    let numbers: Vec<u32> = match are_owners_as_before(records, previous, &settled.pins) {
        true => records.fresh().collect(),
        false => (0..records.count()).collect(),
    };
    for number in numbers {
        let path = records.path(number);
        let Some(selection) = records.facts(number).and_then(|facts| facts.selection) else { continue };
        let Some(owner) = owners.get(selection.id).filter(|owner| **owner != path) else { continue };
        if basis(number).is_own || records.number(owner).is_some_and(|owner| basis(owner).gives_pin) {
            continue;
        }
        let id = normalise::by_path(path, selection.published.and_then(Moment::date), config);
        if !owners.contains_key(&id) && !settled.pins.ids.contains_key(path) {
            let owner = records.shown(owner);
            let message =
                format!("would get the id that {owner} was published under, and gets one of its own");
            let path = path.to_owned();
            settled.findings.push(Finding { rule: Rule::Id, path: path.clone(), position: None, message });
            owners.insert(id.clone(), path.clone());
            settled.pins.ids.insert(path, id);
        }
    }
}

/// Whether the pins and the articles that have them are those of the previous run.
fn are_owners_as_before(records: &Records, previous: &FeedState, pins: &Pins) -> bool {
    let is_pinned = |number: u32| {
        let before = records.position_before(number).and_then(|position| records.before(position));
        let entries = [records.index_entry(number), before.map(|(entry, _)| entry)];
        entries.into_iter().flatten().any(|entry| entry.basis.is_pinned)
    };
    previous.pinned == super::fingerprint(pins)
        && !records.fresh().any(is_pinned)
        && records.positions_gone().is_empty()
}

/// Names the settings that ids are made from now, if any id that is published depends on them.
fn pin_settings(records: &Records, ids: &Ids<'_>, config: &Config, pins: &mut Pins) {
    let entry = |number| records.index_entry(number).unwrap_or_default();
    let is_derived = |number| entry(number).basis.is_derived && has_article(records, number);
    let url = &config.site.url;
    // What is served on this machine alone has no subscribers.
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let keeps_feeds = config.output.ids.is_some();
    let is_needed = || keeps_feeds || !is_local && (0..records.count()).any(is_derived);
    if !pins.settings.is_empty() || is_needed() {
        let mut settings = ids.settings(config);
        // The ids of feeds are seen from the site's URL.
        let mut of_feeds = config.clone();
        if let Some(url) = settings.get("site.url").and_then(|url| crate::config::base_url(url).ok()) {
            of_feeds.output.ids = Some(config.feed_ids());
            of_feeds.site.url = url;
        }
        settings.extend(identity::of_feeds(&of_feeds));
        pins.settings = settings;
    }
}

/// Why nothing may be published though everything could be read.
fn refused(differences: &[Difference], published: usize, settings: &[String]) -> Error {
    let count = |cause: Cause| differences.iter().filter(|difference| difference.cause == cause).count();
    let causes = [Cause::Setting, Cause::Path, Cause::Keys, Cause::Id, Cause::Program];
    let cause = causes.into_iter().max_by_key(|cause| (count(*cause), std::cmp::Reverse(*cause)));
    let cause = match cause {
        Some(Cause::Setting) => settings.join(", "),
        Some(Cause::Path) => "the paths of their files changed".to_owned(),
        Some(Cause::Id) => "their `id` keys changed".to_owned(),
        Some(Cause::Program) => "this version of feedmill makes other ids".to_owned(),
        Some(Cause::Keys) | None => "keys of the records or the program changed".to_owned(),
    };
    let example = differences
        .first()
        .map_or(String::new(), |Difference { before, now, .. }| format!("{before} would become {now}"));
    let message = format!(
        "{} of the {published} published articles would get other ids, and readers would show them all as new: {cause}; \
         for instance {example}. Nothing is published. To keep the ids, run `feedmill ids --keep`; to publish the new \
         ones, use --allow-new-ids",
        differences.len()
    );
    Error::refused(message)
}
