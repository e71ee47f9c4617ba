//! The languages that feeds were divided by in earlier runs, and those of this one -> what may not be published, what subscribers
//! lose, and what the next run must know. A feed stays in its language: whoever subscribed to one in English must not get the
//! archive of another language as news. Where feeds become divided by language, articles leave those that they were in, and a
//! finding says it once.

use std::collections::BTreeMap;

use super::records::Records;
use super::survey::Arrangement;
use super::{Build, identity};
use crate::config::{Config, FeedLanguage, SiteLanguage, in_folder};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::group::GroupKind;
use crate::identity::FEED_LANGUAGES;
use crate::model::ArtifactKind;
use crate::moved;
use crate::ordered::CollectOrdered;
use crate::pins::{self, Pins};
use crate::publish;
use crate::state::FeedState;

/// How many articles in the feeds of another language are no accident any more, whatever their share.
const MANY: usize = 10;

/// The folders of the feeds of this run, as they are pinned, and their languages, as the site writes their tags; none where the
/// site names no language.
fn present(config: &Config) -> BTreeMap<String, String> {
    let languages = &config.feeds.languages;
    if let ([], [only]) = (languages.as_slice(), config.input.layout.languages.as_slice()) {
        // A generator may call the only language of a site by its own default and mean another.
        let code = only.code.as_ref().or(config.site.language.as_ref());
        let tag = code.filter(|code| !are_one_language(code, &only.tag)).unwrap_or(&only.tag);
        return std::iter::once(("/".to_owned(), tag.clone())).collect_map();
    }
    languages.iter().map(|own| (format!("/{}", own.folder), own.name.clone())).collect_map()
}

/// Whether two tags are of one language, whatever the region: `de` and `de_AT`.
fn are_one_language(a: &str, b: &str) -> bool {
    let first = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    first(a) == first(b)
}

/// The languages of this run's feeds as the state keeps them, where feeds are divided by language.
pub(super) fn setting(config: &Config) -> Option<(String, String)> {
    let present = if config.feeds.languages.is_empty() { BTreeMap::new() } else { present(config) };
    let written: Vec<String> = present.iter().map(|(folder, tag)| format!("{folder}={tag}")).collect();
    (!written.is_empty()).then(|| (FEED_LANGUAGES.to_owned(), written.join(" ")))
}

/// Pins which language is in which folder, where feeds are divided by language or were.
pub(super) fn pin(pins: &mut Pins, config: &Config) {
    if !config.feeds.languages.is_empty() || !pins.languages.is_empty() {
        let present = present(config);
        if present.is_empty() {
            pins.languages.remove("/");
        }
        pins.languages.extend(present);
    }
}

impl Build<'_> {
    /// The pins, with what the state knows of languages, or without one the published feeds, where the pins know nothing of them.
    pub(super) fn recalled_pins(&self, config: &Config, previous: &FeedState) -> Result<Pins, Error> {
        let mut pins = self.pins.clone();
        if !pins.languages.is_empty() {
            return Ok(pins);
        }
        if previous.settings.is_empty() {
            let present = present(config);
            for (folder, tag) in identity::published_languages(&self.destination, config)? {
                // Feeds name a language by a valid tag, whatever the site calls it.
                let own = present.get(&folder).filter(|own| are_one_language(own, &tag));
                pins.languages.insert(folder, own.cloned().unwrap_or(tag));
            }
        }
        let written = previous.settings.get(FEED_LANGUAGES).map(|written| written.split(' '));
        let pair = |text: &str| text.split_once('=').map(|(folder, tag)| (folder.to_owned(), tag.to_owned()));
        pins.languages.extend(written.into_iter().flatten().filter_map(pair));
        Ok(pins)
    }

    /// Refuses to publish articles of another language, or of all, in feeds that are of one, and to empty the feed of all articles
    /// because none is in its language.
    pub(super) fn guard_languages(
        &self,
        config: &Config,
        pins: &Pins,
        (records, before): (&Records, &BTreeMap<u32, String>),
        arrangement: &Arrangement<'_>,
    ) -> Result<(), Error> {
        if self.options.allow_shrink {
            return Ok(());
        }
        self.guard_strays(config, before, records)?;
        if pins.languages.is_empty() && config.feeds.languages.is_empty() {
            return Ok(());
        }
        let present = present(config);
        let is_other = |(folder, before): &(&String, &String)| match present.get(*folder) {
            Some(now) => now != *before,
            None => *folder == "/",
        };
        if let Some((folder, before)) = pins.languages.iter().find(is_other) {
            let now = present.get(folder).map_or("all languages".to_owned(), |now| format!("`{now}`"));
            let folder = format!("{}/", folder.trim_start_matches('/'));
            let place = if folder == "/" { "at the top" } else { &folder };
            let message = format!(
                "the feeds {place} were published in `{before}` and would be in {now}: subscribers would get old articles of \
                 another language as new; nothing is published. `input.languages` names the languages, the one at the top \
                 first; if it is right so, use --allow-shrink"
            );
            return Err(Error::refused(message).at(self.root));
        }
        let is_empty = matches!(
            arrangement.groups.first(),
            Some(group) if group.kind == (GroupKind::Aggregate { language: Some(0) }) && group.members.is_empty()
        );
        let before = if is_empty { self.shown_in("", config) } else { Vec::new() };
        if before.is_empty() || arrangement.articles.count() == 0 {
            return Ok(());
        }
        let name = config.feeds.languages.first().map_or("", |own| &own.name);
        let message = format!(
            "no article is in `{name}`, the language of the feeds at the top, and they have entries; nothing is published. \
             Name the languages as `input.languages`, the one at the top first; if it is right so, use --allow-shrink"
        );
        Err(Error::refused(message).at(self.root))
    }

    /// Refuses to publish articles in feeds of another language than they were in: any of a language that the site does not have any
    /// more, and most, or many, of another. One that is filed elsewhere was in the wrong place.
    fn guard_strays(
        &self,
        config: &Config,
        of_before: &BTreeMap<u32, String>,
        records: &Records,
    ) -> Result<(), Error> {
        let (have, only) = (&config.input.layout.languages, present(config).remove("/"));
        let is_there = |tag: &str| have.iter().any(|own| own.is_named(tag));
        let is_same = |tag: &str, now: &str| match is_there(tag) {
            true => SiteLanguage::new(tag, "").is_named(now),
            false => are_one_language(tag, now),
        };
        let language = |number: u32| {
            let own = have.get(usize::from(records.facts(number)?.selection?.site_language?));
            own.map(|own| own.tag.clone()).filter(|_| have.len() > 1).or_else(|| only.clone())
        };
        let mut strays: BTreeMap<&str, Vec<(u32, String)>> = BTreeMap::new();
        for (number, before) in of_before {
            if let Some(now) = language(*number).filter(|now| !is_same(before, now)) {
                strays.entry(before).or_default().push((*number, now));
            }
        }
        for (tag, strays) in strays {
            let stays = |number: u32| {
                let is_here = language(number).is_some_and(|now| is_same(tag, &now));
                is_here && of_before.get(&number).is_none_or(|own| is_same(own, tag))
            };
            let left = (0..records.count()).filter(|number| stays(*number));
            let is_lost = !have.iter().any(|own| are_one_language(&own.tag, tag));
            let is_most = strays.len() > 1 && strays.len() > left.count();
            let Some((number, now)) = strays.first().filter(|_| is_lost || is_most || strays.len() > MANY)
            else {
                continue;
            };
            let message = format!(
                "{} of the articles that were published in `{tag}`, such as that of {}, would be in the feeds of `{now}`: \
                 subscribers would get them as new; nothing is published. Name the languages and their folders as before, or leave \
                 the articles out by `input.exclude`; if it is right so, use --allow-shrink",
                strays.len(),
                records.shown_path(*number),
            );
            return Err(Error::refused(message).at(self.root));
        }
        Ok(())
    }

    /// A finding about the articles that leave the feed of all articles because they are in another language than it is now.
    pub(super) fn leaving(
        &self,
        config: &Config,
        pins: &Pins,
        records: &Records,
        arrangement: &Arrangement<'_>,
    ) -> Option<Finding> {
        let languages = &config.feeds.languages;
        let is_known = |own: &FeedLanguage| pins.languages.contains_key(&format!("/{}", own.folder));
        if languages.iter().all(is_known) {
            return None;
        }
        let mut of_ids: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for number in 0..records.count() {
            if let Some(selection) = records.facts(number).and_then(|facts| facts.selection) {
                let own = languages.iter().position(|own| Some(own.of_site) == selection.site_language);
                let is_published =
                    arrangement.articles.get(number).is_some() && !arrangement.articles.is_repeated(number);
                if is_published || own.is_none() {
                    of_ids.entry(selection.id).or_insert(own);
                }
            }
        }
        let (mut leaving, mut example) = (0_usize, None);
        for (own, language) in (0..).zip(languages) {
            let other = |id: &String| of_ids.get(id.as_str()).filter(|other| **other != Some(own)).copied();
            for other in self.shown_in(&language.folder, config).iter().filter_map(other) {
                leaving = leaving.saturating_add(1);
                let other = other.and_then(|other| languages.get(other));
                example = example.or(Some((&language.folder, other)));
            }
        }
        let (folder, other) = example?;
        let (_, file) = config.feeds.formats.first()?;
        let there = other.map_or("no feed, for example".to_owned(), |other| {
            format!("those of their languages, such as {}", in_folder(&other.folder, file))
        });
        let count =
            if leaving == 1 { "1 article leaves".to_owned() } else { format!("{leaving} articles leave") };
        let message = format!(
            "{count} the feeds where subscribers got them, such as {}, for {there}, since feeds are divided by language now. \
             `input.languages` chooses which have feeds",
            in_folder(folder, file)
        );
        Some(Finding { rule: Rule::Language, path: pins::FILE.to_owned(), position: None, message })
    }

    /// The ids that the published feed of all articles in this folder shows; none where it cannot be read.
    fn shown_in(&self, folder: &str, config: &Config) -> Vec<String> {
        let shown = config.feeds.formats.iter().find_map(|(format, file)| {
            let bytes = publish::read(&self.destination, &in_folder(folder, file)).ok()?;
            moved::entry_ids(ArtifactKind::Feed(*format), &bytes)
        });
        shown.unwrap_or_default()
    }
}
