//! Records that claim one id -> who has it, and what the others are. An id stays with the record that has had it: the pins know
//! which, else the previous state, else the feeds in the destination; where nobody knows, it is the record that was published
//! first. So no record takes the place of another by its date, its path or its keys.
//!
//! Who has an id that others claim becomes a pin, so that a run without a state decides the same. Two records are one article
//! saved twice only where all agrees that could tell another author: the address that both name themselves, the folder, the
//! provider, the authors, and the title or the day. Everything else that claims an id is an error.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::identity::{Ids, shown};
use super::records::Records;
use super::selected::{Linking, read_entry};
use crate::catalogue::Moment;
use crate::config::{Config, Duplicates};
use crate::finding::{Finding, Rule};
use crate::group::{Articles, Claim};
use crate::html;
use crate::identity::Known;
use crate::model::{Content, Entry};
use crate::normalise;
use crate::ordered::CollectOrdered;
use crate::pins::Pins;
use crate::publish::Destination;
use crate::record::{self, Reading};
use crate::source::Source;
use crate::topic::Key;

/// What is known of the records that claim ids.
pub(super) struct Claims<'a> {
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// Their facts.
    pub records: &'a Records,
    /// The configuration.
    pub config: &'a Config,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What is pinned.
    pub pins: &'a Pins,
    /// The ids that articles were published under.
    pub ids: &'a Ids<'a>,
    /// The folder of the feeds, where there is one.
    pub destination: Option<&'a Destination>,
    /// What the feeds of all articles show, once they are asked.
    pub shown: OnceCell<Vec<(Arc<Entry>, String)>>,
}

impl<'a> Claims<'a> {
    /// What the pins alone say.
    pub(super) fn of_pins(
        source: &'a dyn Source,
        records: &'a Records,
        config: &'a Config,
        now: DateTime<Utc>,
        ids: &'a Ids<'a>,
    ) -> Claims<'a> {
        let pins = ids.pins();
        Claims { source, records, config, now, pins, ids, destination: None, shown: OnceCell::new() }
    }

    /// Who has the id, of the records that claim it, and what the others are.
    pub(super) fn ruling(&self, id: &str, claimants: &[u32]) -> (u32, Vec<(u32, Claim)>) {
        let first = claimants.first().copied().unwrap_or_default();
        let holder = self.pinned(id, claimants).or_else(|| self.published(id, claimants));
        let holder = holder.or_else(|| self.shown(id, claimants)).unwrap_or(first);
        let authors = OnceCell::new();
        let claim = |number: u32| (number, self.claim(holder, number, &authors));
        (holder, claimants.iter().filter(|number| **number != holder).map(|number| claim(*number)).collect())
    }

    fn pinned(&self, id: &str, claimants: &[u32]) -> Option<u32> {
        let path = |number: u32| self.records.path(number);
        let has_pin = |number: u32| self.pins.ids.get(path(number)).is_some_and(|pin| pin == id);
        let owner = self.pins.owners.get(id);
        let is_owner = |number: u32| owner.is_some_and(|owner| owner == path(number));
        let mut claimants = claimants.iter().copied();
        claimants
            .clone()
            .find(|number| has_pin(*number))
            .or_else(|| claimants.find(|number| is_owner(*number)))
    }

    /// The only one that the previous state has under this id.
    fn published(&self, id: &str, claimants: &[u32]) -> Option<u32> {
        let had = |number: &u32| {
            let before = self.records.packed_before(*number);
            self.ids.published(self.records.path(*number), before) == Some(id)
        };
        let mut had = claimants.iter().copied().filter(had);
        had.next().filter(|_| had.next().is_none())
    }

    /// The one that the feeds of all articles show under this id: by its text, its title, its day.
    fn shown(&self, id: &str, claimants: &[u32]) -> Option<u32> {
        let read = || shown(self.destination?, self.config, self.pins).ok();
        let entries = self.shown.get_or_init(|| read().unwrap_or_default());
        let told = Told::of(&entries.iter().find(|(entry, _)| entry.id.as_deref() == Some(id))?.0);
        let Claims { source, records, config, now, .. } = *self;
        let linking = Linking { source, records, config, now };
        let likeness = |number: &u32| {
            let path = records.path(*number);
            let entry = source.read(path).ok().and_then(|bytes| read_entry(path, &bytes, &linking).ok());
            (entry.map_or(0, |(entry, _)| told.likeness(&Told::of(&entry))), *number)
        };
        let mut best = (0, None);
        for (likeness, number) in claimants.iter().map(likeness) {
            if likeness > best.0 {
                best = (likeness, Some(number));
            }
        }
        best.1
    }

    fn claim(&self, holder: u32, number: u32, authors: &OnceCell<Option<Vec<String>>>) -> Claim {
        let of_pattern = |number: u32| Some(self.records.facts(number)?.selection?.is_id_made);
        if of_pattern(number) != Some(false) {
            return Claim::Collided;
        }
        let is_same = self.is_like(holder, number) && {
            let of_holder = authors.get_or_init(|| self.authors(holder));
            of_holder.is_some() && *of_holder == self.authors(number)
        };
        match self.config.input.duplicates {
            _ if !is_same => Claim::Taken,
            Duplicates::Merge => Claim::Same,
            Duplicates::First => Claim::Copy,
            Duplicates::Error => Claim::Taken,
        }
    }

    /// Whether the facts of two records with one id say the same article of the same people.
    fn is_like(&self, a: u32, b: u32) -> bool {
        let facts = |number: u32| {
            let selection = self.records.facts(number)?.selection?;
            let basis = self.records.index_entry(number)?.basis;
            let names_address = !selection.is_id_made && !basis.is_own;
            let day = selection.published.and_then(Moment::date).map(|date| date.date_naive());
            let whose = (folder(self.records.path(number)), selection.provider.map(Key::of));
            names_address.then_some((whose, selection.title, day))
        };
        let (Some((ours, title, day)), Some((theirs, other_title, other_day))) = (facts(a), facts(b)) else {
            return false;
        };
        ours == theirs && (day == other_day || (title == other_title && title != 0))
    }

    fn authors(&self, number: u32) -> Option<Vec<String>> {
        let path = self.records.path(number);
        match record::read(path, &self.source.read(path).ok()?, &self.config.input.fields) {
            Reading::Record(record, _) => Some(normalise::names_of_authors(&record, self.config)),
            Reading::Faulty(_) | Reading::NoFrontMatter => None,
        }
    }
}

/// The folder that says whose a record is: without the years, months and days that articles are filed under, and without the
/// folder of the article itself.
pub(super) fn folder(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    if name.split('.').next().is_some_and(|stem| stem.eq_ignore_ascii_case("index")) {
        parts.pop();
    }
    parts.retain(|part| !part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
    parts
}

/// What tells whether an entry is that of a record.
#[derive(PartialEq)]
pub(super) struct Told {
    text: String,
    title: String,
    day: Option<NaiveDate>,
}

impl Told {
    pub(super) fn of(entry: &Entry) -> Told {
        let Known { title, day, .. } = Known::of(entry, "");
        let text = entry.contents.iter().find_map(|content| match content {
            Content::Text(text) => Some(html::plain_text(&text.value)),
            _ => None,
        });
        let summary = || entry.summary.as_ref().map(|summary| html::plain_text(&summary.value));
        Told { text: text.or_else(summary).unwrap_or_default(), title, day }
    }

    /// Whether both are one article: by the title where that is enough, else by the text.
    pub(super) fn is_same(&self, other: &Told, by_title: bool) -> bool {
        match by_title {
            true => !self.title.is_empty() && self.title == other.title,
            false => !self.text.is_empty() && self.text == other.text,
        }
    }

    /// How much agrees: the text says more than the title, and the title more than the day.
    fn likeness(&self, other: &Told) -> u32 {
        let agrees = [
            self.day.is_some() && self.day == other.day,
            !self.title.is_empty() && self.title == other.title,
            !self.text.is_empty() && self.text == other.text,
        ];
        (0..).zip(agrees).map(|(weight, agrees)| u32::from(agrees) << weight).sum()
    }
}

/// A finding for every record that does not have the id that it claims.
pub(super) fn findings(articles: &Articles<'_>, records: &Records) -> Vec<Finding> {
    let finding = |(number, other, claim): (u32, u32, Claim)| {
        let other = records.shown_path(other);
        let (rule, message) = match claim {
            Claim::Same | Claim::Copy => {
                (Rule::DuplicateId, format!("has the same id as {other}, which is published instead"))
            }
            Claim::Collided => (
                Rule::SharedId,
                format!(
                    "gets the same address as {other} from its pattern; give it a `link` or `slug` of its own"
                ),
            ),
            Claim::Taken => (
                Rule::TakenId,
                format!(
                    "claims the id of {other}, which keeps it; give it an `id` or a `link` of its own, or delete one"
                ),
            ),
        };
        Finding { rule, path: records.path(number).to_owned(), position: None, message }
    };
    articles.repeated().map(finding).collect()
}

/// The path of the record that has each id that others claim, for the pins.
pub(super) fn owners(articles: &Articles<'_>, records: &Records) -> BTreeMap<String, String> {
    let id = |number: u32| Some(records.facts(number)?.selection?.id.to_owned());
    let owner = |(_, holder, _)| Some((id(holder)?, records.path(holder).to_owned()));
    articles.repeated().filter_map(owner).collect_map()
}
