//! Which articles would get another id than they were published under, and what becomes of them: pins, findings, or a refusal.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::difference::{Cause, Difference, refused};
use super::published::has_article;
use super::renamed::renamed;
use super::resurfaced::{self, Resurfaced};
use super::shown::Shown;
use super::{Ids, NewIds};
use crate::catalogue::{Facts, Moment};
use crate::config::Config;
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::html;
use crate::identity::{self, Settings};
use crate::normalise;
use crate::ordered::{self, CollectOrdered};
use crate::pins::{FILE, Pins};
use crate::pipeline::records::Records;
use crate::pipeline::selected::Linking;
use crate::publish::Destination;
use crate::record::{self, Reading};
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
    /// What speaks against publishing.
    pub losses: Losses,
    /// The articles that would get, or get, another id than they were published under.
    pub differences: Vec<Difference>,
    /// The ids that articles of renamed files were published under, by their present paths.
    pub moved: BTreeMap<String, Option<String>>,
}

/// What settling the ids has found out about what would be lost.
#[derive(Default)]
pub(in crate::pipeline) struct Losses {
    /// Why nothing may be published.
    pub refusal: Option<Error>,
    /// How many files of the previous run are there and usable under another path.
    pub renamed: usize,
    /// The language of the feeds that articles were in, by number, as far as they may be in others now.
    pub languages: BTreeMap<u32, String>,
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
    let has_state = !settling.previous.settings.is_empty();
    let Settling { source, destination, config, now: moment, .. } = *settling;
    let linking = || Linking { source, records, config, now: moment };
    let read = || Shown::read(destination, &pins, linking());
    let mut shown = if has_state { Shown::none(linking()) } else { read()? };
    let of_feeds = shown.ids();
    let known = Known { renamed, of_feeds };
    let mut differences = differences(records, &known, &settings, settling, &mut pins);
    if has_state && !differences.is_empty() {
        shown = Shown::read(destination, &pins, linking())?;
        differences.retain(|it| !is_out_of_date(it, records, &shown));
    }
    let differences = owned(records, differences, ids, &known);
    let id_before = |position: &usize| records.before(*position)?.1.id().map(str::to_owned);
    let moved = known
        .renamed
        .iter()
        .map(|(number, at)| (records.path(*number).to_owned(), id_before(at)))
        .collect_map();
    let languages = languages_before(records, ids, &known, &shown, settling);
    let renamed = &known.renamed;
    let gone: BTreeSet<usize> = match renamed.is_empty() {
        true => BTreeSet::new(),
        false => records.positions_gone().into_iter().collect_set(),
    };
    let is_usable = |(number, at): &(&u32, &usize)| gone.contains(*at) && records.is_usable(**number);
    let renamed_usable = renamed.iter().filter(is_usable).count();
    let resurfaced = Resurfaced::find(records, ids, (&known, &shown, &pins));
    let losses = Losses { refusal: None, renamed: renamed_usable, languages };
    let mut settled = Settled { pins, findings: Vec::new(), losses, differences, moved };
    let published = || published(records, ids).max(shown.len());
    let is_many = |many: usize| many > FEW && many.saturating_mul(SHARE) > published();
    let is_unsure = |it: &Difference| {
        let of_settings = !ids.trusts_state && !known.of_feeds.contains_key(&it.number);
        let older = ids.older().filter(|_| of_settings);
        older.is_some_and(|older| identity::is_path_unsure(&it.path, older, settling.config))
    };
    if settling.new_ids == NewIds::Guard
        && (settled.differences.iter().any(is_unsure) || is_many(settled.differences.len()))
    {
        settled.pins = ids.pins.clone();
        settled.losses.refusal = Some(refused(&settled.differences, published(), &settings));
        return Ok(settled);
    }
    match resurfaced::judged(resurfaced, records, settling, is_many)? {
        Some(Ok(finding)) => settled.findings.push(finding),
        Some(Err(refusal)) => {
            settled.pins = ids.pins.clone();
            settled.losses.refusal = Some(refusal);
            return Ok(settled);
        }
        None => {}
    }
    if settling.new_ids != NewIds::Allow {
        keep(&mut settled, settling.new_ids);
    }
    if settling.new_ids != NewIds::Keep {
        settled.pins.gone = resurfaced::missing(records, &settled.pins)
            .map(|(path, id)| (path.clone(), id.clone()))
            .collect_map();
    }
    part(records, settling.config, settling.previous, &mut settled);
    identity::leave_languages(&mut settled.pins.left, &before, settling.config);
    pin_settings(records, ids, settling.config, &mut settled.pins);
    Ok(settled)
}

/// What is known of the articles but for what the state has of their paths.
pub(super) struct Known {
    /// Where the previous state has the files that have another path now, by number.
    pub(super) renamed: BTreeMap<u32, usize>,
    /// The ids that the published feeds show articles under, by number; none where there is a state.
    pub(super) of_feeds: BTreeMap<u32, String>,
}

/// Whether the state says another id than the feeds show the same article under: it is out of date, or of another project.
fn is_out_of_date(it: &Difference, records: &Records, shown: &Shown<'_>) -> bool {
    let mut before = (0..records.count_before()).filter_map(|position| records.before(position)?.1.id());
    !shown.has(&it.before)
        && shown.has(&it.now)
        && (shown.is_article(&it.now, it.number) || !before.any(|id| id == it.now))
}

/// The articles whose id is another than the state, the published feeds or the settings that are pinned, say. Pins follow renamed files, and
/// articles that are held back are pinned where nobody could say later what their ids were.
fn differences(
    records: &Records,
    of: &Known,
    settings: &[String],
    settling: &Settling<'_>,
    pins: &mut Pins,
) -> Vec<Difference> {
    let moved = take_pins(records, &of.renamed, pins);
    // An article that is back under the id that it is shown under has it from no file that is gone.
    let shown: BTreeSet<&str> = of.of_feeds.values().map(String::as_str).collect_set();
    pins.ids.retain(|path, id| !shown.contains(id.as_str()) || records.number(path).is_some());
    let keeps = settling.new_ids != NewIds::Allow;
    let mut differences = Vec::new();
    for number in known_before(records, of) {
        let Some(facts) = records.facts(number) else { continue };
        let path = records.path(number);
        let was = of.renamed.get(&number).and_then(|position| records.before(*position));
        let known = match (&was, of.of_feeds.get(&number)) {
            (Some((_, facts)), _) => facts.id(),
            (None, Some(id)) => Some(id.as_str()),
            (None, None) => facts.published_before(),
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

/// The files of this run whose articles were published under an id that is known.
fn known_before(records: &Records, of: &Known) -> Vec<u32> {
    let says = |facts: Facts<'_>| facts.published_before().is_some();
    let is_known = |number: &u32| {
        of.renamed.contains_key(number)
            || of.of_feeds.contains_key(number)
            // Few have such an id, and unpacking facts takes long.
            || (records.mark(*number).has_rare && records.facts(*number).is_some_and(says))
    };
    let fresh: Vec<u32> = records.fresh().collect();
    fresh.into_par_iter().filter(is_known).collect()
}

/// The language that each article was published in, where it may be another one now: that of the feed that shows it, else what the
/// state says, else what the settings before say.
fn languages_before(
    records: &Records,
    ids: &Ids<'_>,
    known: &Known,
    shown: &Shown<'_>,
    settling: &Settling<'_>,
) -> BTreeMap<u32, String> {
    let older = ids.older();
    let had = &older.unwrap_or(settling.config).input.layout.languages;
    if had.len() < 2 && ids.pins.languages.len() < 2 {
        return BTreeMap::new();
    }
    let of_feed = |number: u32| {
        let folder = shown.folder(known.of_feeds.get(&number)?)?;
        ids.pins.languages.get(&format!("/{folder}")).cloned()
    };
    let of_state = |number: u32| {
        let renamed = known.renamed.get(&number).copied();
        let position = renamed.or_else(|| records.position_before(number)).filter(|_| ids.trusts_state)?;
        let language = records.before(position)?.1.selection?.site_language?;
        had.get(usize::from(language)).map(|own| own.tag.clone())
    };
    let of_settings = |number: u32| {
        let older = older.filter(|_| !ids.trusts_state)?;
        let path = records.path(number);
        let bytes = settling.source.read(path).ok()?;
        let path = identity::path_before(path, older, settling.config)?;
        let Reading::Record(record, _) = record::select(&path, &bytes, &older.input.fields) else {
            return None;
        };
        let language = normalise::site_language(&record, older)?;
        had.get(usize::from(language)).map(|own| own.tag.clone())
    };
    let before = |number: u32| {
        records.facts(number)?.selection?;
        let language = of_feed(number).or_else(|| of_state(number)).or_else(|| of_settings(number))?;
        Some((number, language))
    };
    records.fresh().filter_map(before).collect_map()
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
        pins.ids.keys().map(|path| (digest(path.as_bytes()), path.clone())).collect_map();
    let had_pin = |(number, position): (&u32, &usize)| {
        let path = paths.get(&records.before(*position)?.0.path)?;
        pins.ids.remove(path).map(|_| *number)
    };
    renamed.iter().filter_map(had_pin).collect_set()
}

/// How many articles were published.
fn published(records: &Records, ids: &Ids<'_>) -> usize {
    match ids.trusts_state {
        true => records.published_before(),
        false => (0..records.count()).filter(|&number| has_article(records, number)).count(),
    }
}

/// The differences of the articles that the ids belonged to. Of several records with one id only one was published: its owner,
/// else the one that the feeds show, else the one that was published first, then the one with the lesser path.
fn owned(
    records: &Records,
    mut differences: Vec<Difference>,
    ids: &Ids<'_>,
    known: &Known,
) -> Vec<Difference> {
    if differences.is_empty() {
        return differences;
    }
    let moment = |number: u32| records.facts(number)?.selection?.moment();
    let is_shown = |it: &Difference| known.of_feeds.contains_key(&it.number);
    let is_owner = |it: &Difference| ids.pins.owners.get(&it.before).is_some_and(|owner| *owner == it.path);
    ordered::sort_by(&mut differences, |a, b| {
        let owner = is_owner(b).cmp(&is_owner(a)).then(is_shown(b).cmp(&is_shown(a)));
        let order = owner.then(moment(a.number).cmp(&moment(b.number))).then(a.path.cmp(&b.path));
        a.before.cmp(&b.before).then(order)
    });
    differences.dedup_by(|later, earlier| later.before == earlier.before);
    // An article that has a difference itself gives up the id that it has now.
    let own: BTreeSet<u32> = differences.iter().map(|difference| difference.number).collect_set();
    let wanted: BTreeSet<&str> =
        differences.iter().map(|difference| difference.before.as_str()).collect_set();
    let holder = |number: u32| {
        let facts = records.facts(number)?;
        let id = facts.selection?.id;
        let is_other = wanted.contains(id) && !own.contains(&number);
        (is_other && !is_newcomer(records, ids, known, number)).then(|| id.to_owned())
    };
    let mut held: BTreeSet<String> = (0..records.count()).filter_map(holder).collect_set();
    let pinned = ids.pins.ids.iter().filter(|(path, _)| records.number(path).is_some());
    held.extend(pinned.map(|(_, id)| id).filter(|id| wanted.contains(id.as_str())).cloned());
    differences.retain(|difference| !held.contains(&difference.before));
    ordered::sort_by(&mut differences, |a, b| a.path.cmp(&b.path));
    differences
}

/// Whether the article was never published, as far as is known.
fn is_newcomer(records: &Records, ids: &Ids<'_>, known: &Known, number: u32) -> bool {
    let was_published = |(_, facts): (_, Facts<'_>)| facts.id().is_some();
    let before = records.position_before(number).and_then(|position| records.before(position));
    let is_known = match ids.trusts_state {
        true => before.is_some_and(was_published) || known.renamed.contains_key(&number),
        // The settings that are pinned have made ids for all records.
        false => known.of_feeds.contains_key(&number) || ids.former.is_some(),
    };
    !is_known && !records.index_entry(number).unwrap_or_default().basis.is_pinned
}

/// Pins the ids of the articles that keep theirs; what a file had that is gone is that of one of these.
fn keep(settled: &mut Settled, new_ids: NewIds) {
    let kept: BTreeSet<&str> = settled.differences.iter().map(|it| it.before.as_str()).collect_set();
    settled.pins.ids.retain(|_, id| !kept.contains(id.as_str()));
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
