//! The languages that feeds were divided by in earlier runs, and those of this one -> what may not be published, what subscribers
//! lose, and what the next run must know. A feed stays in its language: whoever subscribed to one in English must not get the
//! archive of another language as news. Where feeds become divided by language, articles leave those that they were in, and a
//! finding says it once.

use std::collections::BTreeMap;

use super::Build;
use super::records::Records;
use super::survey::Arrangement;
use crate::config::{Config, FeedLanguage, in_folder};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::group::GroupKind;
use crate::model::ArtifactKind;
use crate::moved;
use crate::pins::{self, Pins};
use crate::publish;

/// The folders of the feeds of this run, as they are pinned, and their languages, as the site writes their tags; none where the
/// site names no language.
fn present(config: &Config) -> BTreeMap<String, String> {
    let languages = &config.feeds.languages;
    if let ([], [only]) = (languages.as_slice(), config.input.layout.languages.as_slice()) {
        return BTreeMap::from([("/".to_owned(), only.tag.clone())]);
    }
    languages.iter().map(|own| (format!("/{}", own.folder), own.name.clone())).collect()
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
    /// Refuses to publish articles of another language, or of all, in feeds that are of one, and to empty the feed of all articles
    /// because none is in its language.
    pub(super) fn guard_languages(
        &self,
        config: &Config,
        pins: &Pins,
        arrangement: &Arrangement<'_>,
    ) -> Result<(), Error> {
        if self.options.allow_shrink || (pins.languages.is_empty() && config.feeds.languages.is_empty()) {
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
