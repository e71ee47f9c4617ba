//! An article keeps the id that it was published under. What was published is known from `feedmill.pins`, from the previous state,
//! and without one from the feeds in the destination, in this order; the settings that the file names make the ids of a clone
//! that knows nothing else.
//!
//! Where few articles would get other ids, they keep theirs, and the file says so from then on. Where many would, a setting was
//! changed or a folder renamed: nothing is published until the operator has said what is meant. A pin comes before the record's
//! own `id`, because readers know the article by nothing else.

mod difference;
mod published;
mod renamed;
mod resurfaced;
mod settle;
mod shown;

pub use difference::{Cause, Difference};
pub(super) use published::{feed_ids, languages as published_languages, shown};
pub(super) use settle::{Losses, Settled, Settling, settle};

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::catalogue::IndexEntry;
use crate::config::{Config, SiteLanguage};
use crate::error::Error;
use crate::identity::{self, Settings};
use crate::model::Record;
use crate::normalise::{self, Identity};
use crate::pins::Pins;
use crate::pipeline::languages;
use crate::record::{self, Reading};
use crate::state::{FeedState, PreviousState};
use crate::text::digest;

/// What becomes of articles that would get another id than they were published under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewIds {
    /// Few of them keep their ids; many of them end the run.
    #[default]
    Guard,
    /// All of them keep their ids.
    Keep,
    /// All of them get the new ids.
    Allow,
}

/// What is known of the ids that articles were published under, while articles are selected.
pub(super) struct Ids<'p> {
    /// The ids that are pinned, by path.
    pins: &'p Pins,
    /// The configuration that ids were made from, where it was another one and the state does not know the ids.
    former: Option<Config>,
    /// The configuration that ids were made from, where it was another one, whoever knows them.
    older: Option<Config>,
    /// The configurations that ids were made from when the site had a language that it has again, by the tag.
    left: BTreeMap<String, Config>,
    /// Whether ids are still made from it, because the present address is only where the feeds are served.
    pub keeps_former: bool,
    /// Whether the previous state holds the ids that the project has published.
    pub trusts_state: bool,
    /// Whether the same ids were pinned in the previous run.
    is_as_before: bool,
    /// The ids that articles of renamed files were published under, by their present paths.
    moved: BTreeMap<String, Option<String>>,
}

impl<'p> Ids<'p> {
    /// What the pins alone say.
    pub(super) fn pinned(pins: &'p Pins) -> Ids<'p> {
        let (moved, left) = (BTreeMap::new(), BTreeMap::new());
        Ids {
            pins,
            former: None,
            older: None,
            left,
            keeps_former: false,
            trusts_state: false,
            is_as_before: false,
            moved,
        }
    }

    /// What pins and previous state say. With `keeps_settings` the settings that are pinned make all ids.
    ///
    /// # Errors
    ///
    /// When a pinned setting cannot be understood.
    pub(super) fn of(
        pins: &'p Pins,
        previous: &FeedState,
        config: &Config,
        keeps_settings: bool,
    ) -> Result<Ids<'p>, Error> {
        let pinned = identity::articles_part(&pins.settings);
        let has_state = !previous.settings.is_empty();
        // The file may come from a machine that has published since.
        let trusts_state =
            has_state && (pinned.is_empty() || pinned == identity::articles_part(&previous.settings));
        let keeps_former = keeps_settings && !pinned.is_empty();
        let before = if pinned.is_empty() { identity::articles_part(&previous.settings) } else { pinned };
        let is_other = !before.is_empty() && before != identity::of_articles(config);
        let older = is_other.then(|| identity::under(config, &before)).transpose()?;
        let former = if keeps_former || !trusts_state { older.clone() } else { None };
        let older = older.filter(|_| !keeps_former);
        let is_as_before = previous.pinned == fingerprint(pins);
        let (moved, left) = (BTreeMap::new(), identity::left_languages(&pins.left, config)?);
        Ok(Ids { pins, former, older, left, keeps_former, trusts_state, is_as_before, moved })
    }

    /// The same knowledge, with these pins, and with what is known of renamed files.
    pub(super) fn with<'q>(
        &self,
        pins: &'q Pins,
        moved: BTreeMap<String, Option<String>>,
        previous: &FeedState,
    ) -> Ids<'q> {
        let former = self.former.clone();
        let is_as_before = previous.pinned == fingerprint(pins);
        let Ids { keeps_former, trusts_state, .. } = *self;
        let left = BTreeMap::new();
        Ids { pins, former, older: None, left, keeps_former, trusts_state, is_as_before, moved }
    }

    /// What is pinned.
    pub(super) fn pins(&self) -> &'p Pins {
        self.pins
    }

    /// Whether ids of articles were made from other settings before.
    pub(super) fn were_made_otherwise(&self) -> bool {
        self.older.is_some() || !self.left.is_empty()
    }

    /// The configuration that ids were made from, where it was another one.
    pub(super) fn older(&self) -> Option<&Config> {
        self.older.as_ref()
    }

    /// The id that the article of this path was published under, where `before` is what the previous state has of the path.
    pub(super) fn published<'i>(&'i self, path: &str, before: Option<&'i [u8]>) -> Option<&'i str> {
        if let Some(moved) = self.moved.get(path) {
            return moved.as_deref();
        }
        let facts = crate::catalogue::unpack(before.filter(|_| self.trusts_state)?)?;
        facts.id()
    }

    /// The id that is pinned to the article of this path, or was, as far as the previous state says so.
    pub(super) fn pinned_before<'i>(
        &'i self,
        path: &str,
        before: Option<(IndexEntry, &'i [u8])>,
    ) -> Option<&'i str> {
        if let Some(pin) = self.pins.ids.get(path) {
            return Some(pin);
        }
        let (entry, packed) = before.filter(|_| self.trusts_state)?;
        let facts = crate::catalogue::unpack(packed)?;
        if entry.basis.is_pinned { facts.id() } else { facts.published_before() }
    }

    /// The settings that ids of articles are made from.
    pub(super) fn settings(&self, config: &Config) -> Settings {
        match self.keeps_former {
            true => identity::articles_part(&self.pins.settings),
            false => identity::of_articles(config),
        }
    }

    /// What the facts of this run depend on.
    pub(super) fn state(&self, config: &Config, selecting: u64) -> FeedState {
        let mut settings = self.settings(config);
        settings.extend(identity::of_feeds(config));
        settings.extend(languages::setting(config));
        let selecting = digest(format!("{selecting} {:?}", self.settings(config)).as_bytes());
        FeedState { selecting, pinned: fingerprint(self.pins), settings, ..FeedState::default() }
    }

    /// Whether the id that the previous state has at this position, of the file of this path, is still what the pins say.
    pub(super) fn are_as_before(&self, path: &str, previous: &PreviousState, position: usize) -> bool {
        self.is_as_before || {
            let was_pinned = previous.index_entry(position).is_some_and(|entry| entry.basis.is_pinned);
            let facts = || crate::catalogue::unpack(previous.packed(position)?)?.id().map(str::to_owned);
            match self.pins.ids.get(path) {
                None => !was_pinned,
                Some(pin) => was_pinned && facts().as_ref() == Some(pin),
            }
        }
    }

    /// The id that the article had under the settings that the pins name, where those are others and nothing else knows it.
    /// Where its language has had feeds and is none of theirs, they say nothing of it.
    pub(super) fn id_before(
        &self,
        path: &str,
        bytes: &[u8],
        (config, language): (&Config, Option<u16>),
        now: DateTime<Utc>,
    ) -> Option<String> {
        let own = language.and_then(|own| config.input.layout.languages.get(usize::from(own)));
        let left = own.and_then(|own| self.left.get(&own.tag));
        let former = left.or(self.former.as_ref())?;
        let path = identity::path_before(path, former, config)?;
        let Reading::Record(record, _) = record::select(&path, bytes, &former.input.fields) else {
            return None;
        };
        let had_feeds = |own: &SiteLanguage| self.pins.languages.values().any(|tag| own.is_named(tag));
        let before = &former.input.layout.languages;
        // Where the settings name none, the site was in its own.
        let is_sites_own = before.is_empty() && language == Some(0);
        let is_unknown = |own: &SiteLanguage| {
            !is_sites_own && had_feeds(own) && !before.iter().any(|other| other.is_named(&own.tag))
        };
        if !self.keeps_former && self.pins.languages.len() > 1 && own.is_some_and(is_unknown) {
            return None;
        }
        Some(normalise::select(&record, former, now).article?.identity.id)
    }

    /// The id that an article that is held back had under the settings before, where it would have another one now. It may
    /// have been published, and is not asked again once its id is settled.
    pub(super) fn id_held_back(&self, path: &str, bytes: &[u8], config: &Config) -> Option<String> {
        let older = self.older.as_ref()?;
        let record = |config: &Config| match record::select(path, bytes, &config.input.fields) {
            Reading::Record(record, _) => Some(record),
            Reading::Faulty(_) | Reading::NoFrontMatter => None,
        };
        let before = normalise::id_when_published(&*record(older)?, older)?;
        // Where its address is not known now, its author changes the record before it comes back.
        let is_known = |record: &Record| !normalise::has_unknown_value(record, config);
        let now = record(config).filter(|record| is_known(record));
        let now = now.and_then(|record| normalise::id_when_published(&record, config));
        (now.as_ref() != Some(&before)).then_some(before)
    }

    /// The id of the article, and whether it is a pinned one; `former` is what [`Ids::id_before`] said.
    pub(super) fn id<'i>(
        &'i self,
        path: &str,
        own: &'i Identity,
        former: Option<&'i str>,
    ) -> (&'i str, bool) {
        match self.pins.ids.get(path) {
            Some(pin) => (pin, true),
            None => (former.filter(|_| self.keeps_former).unwrap_or(&own.id), false),
        }
    }
}

fn fingerprint(pins: &Pins) -> u64 {
    fingerprint_of(&pins.ids)
}

fn fingerprint_of(ids: &BTreeMap<String, String>) -> u64 {
    if ids.is_empty() { 0 } else { digest(format!("{ids:?}").as_bytes()) }
}
