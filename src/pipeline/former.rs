//! What was published before, as far as it decides what is published now: which topic each folder is of, and which files have
//! entries. The destination tells it; the state saves the time to read files that are as they were published. Only where the
//! whole destination is gone is the state what counts: the feeds are made again where they were.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Options;
use super::archives;
use super::languages;
use super::owner::{Claim, Owner, Stranger};
use super::persist;
use super::survey::Arrangement;
use crate::config::{Config, in_folder};
use crate::emit::{self, Cut};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::group::GroupKind;
use crate::model::ArtifactKind;
use crate::moved::{self, FeedPlace, Place, Present, Titles, Trace};
use crate::ordered::{self, CollectOrdered};
use crate::pins::Pins;
use crate::publish::{self, Destination, Leftover};
use crate::state::{FeedState, Published};
use crate::topic::{self, Evidence, Folders, Key};

/// The slug of a topic, and the folder of the language that its feed is in.
type TopicPlace = (String, String);

/// What was published before.
#[derive(Default)]
pub(super) struct Former<'a> {
    /// What the project remembers.
    pub pins: Option<&'a Pins>,
    pub destination: Option<&'a Destination>,
    pub previous: Option<&'a FeedState>,
    /// Where feeds of this run or an earlier one can be.
    patterns: &'a [(ArtifactKind, String)],
    /// The folders of languages that have or had feeds.
    folders: Vec<&'a str>,
    /// What the feed in each topic folder tells, by its slug and the folder of its language, and the file that tells it.
    traces: BTreeMap<TopicPlace, (Cow<'a, Trace>, ArtifactKind, String)>,
    /// Whether nothing that the previous run has published is there any more.
    pub is_lost: bool,
}

impl<'a> Former<'a> {
    /// What the project remembers, and nothing else.
    pub(super) fn pinned(pins: &'a Pins) -> Former<'a> {
        Former { pins: Some(pins), ..Former::default() }
    }

    /// What the destination tells, whose files can be at these patterns.
    ///
    /// # Errors
    ///
    /// When a folder cannot be searched.
    pub(super) fn of(
        destination: &'a Destination,
        previous: &'a FeedState,
        pins: &'a Pins,
        config: &'a Config,
        patterns: &'a [(ArtifactKind, String)],
    ) -> Result<Former<'a>, Error> {
        let is_there = |published: &Published| publish::stat(destination, &published.path).is_some();
        let is_lost = !previous.published.is_empty() && !previous.published.iter().any(is_there);
        let mut former = Former {
            is_lost,
            destination: Some(destination),
            previous: Some(previous),
            patterns,
            folders: persist::folders(config, pins),
            ..Former::pinned(pins)
        };
        if is_lost {
            let of_state = |file| of_state(file, patterns, &former.folders);
            for (trace, place, kind, path) in
                previous.published.iter().filter_map(of_state).collect::<Vec<_>>()
            {
                former.traces.entry(place).or_insert((trace, kind, path));
            }
            return Ok(former);
        }
        let published = previous.published.iter().chain(&previous.emptied);
        let published: BTreeMap<&str, &'a Published> =
            published.map(|published| (published.path.as_str(), published)).collect_map();
        let present = emit::path_patterns(config, &[]);
        // Where this configuration puts feeds comes first.
        let rest = patterns.iter().filter(|pattern| !present.contains(pattern));
        for (kind, pattern) in present.iter().chain(rest).filter(|(kind, _)| kind.feed().is_some()) {
            for path in publish::candidates(destination, pattern)? {
                let Some(place) = moved::place(&path, pattern, &former.folders).and_then(place_of_topic)
                else {
                    continue;
                };
                if pins.moved.contains_key(&path) {
                    continue;
                }
                if former.traces.get(&place).is_none_or(|(trace, ..)| !trace.is_filled)
                    && let Some(trace) = trace(destination, *kind, &path, &published)?
                    && (trace.is_filled || !former.traces.contains_key(&place))
                {
                    former.traces.insert(place, (trace, *kind, path));
                }
            }
        }
        Ok(former)
    }

    /// The folders of topics.
    pub(super) fn folders<'f>(
        &'f self,
        config: &Config,
        successors: Option<topic::Successors<'f>>,
    ) -> Folders<'f> {
        let none = Pins::default();
        let pins = self.pins.unwrap_or(&none);
        let titles = Titles::of(config);
        let mut found: BTreeMap<&str, Evidence<'_>> = BTreeMap::new();
        for ((slug, _), (trace, ..)) in &self.traces {
            let evidence = trace.evidence(&titles);
            // Of several languages the first tells it whose feed has entries.
            match found.get(slug.as_str()) {
                Some(known) if known.is_filled || !evidence.is_filled => {}
                _ => _ = found.insert(slug, evidence),
            }
        }
        Folders {
            pinned: pins.topics.iter().map(|(slug, key)| (slug.clone(), Key::of(key))).collect_map(),
            found,
            left: moved::left(pins, config),
            first: pins.feeds.clone(),
            successors,
        }
    }

    /// The ids of the entries in the feeds of a topic folder, of each language.
    pub(super) fn entry_ids(&self, slug: &str) -> Option<Vec<Vec<String>>> {
        let from = (slug.to_owned(), String::new());
        let of_slug = self.traces.range(from..).take_while(|((own, _), _)| own == slug);
        let ids = of_slug.map(|(_, (_, kind, path))| {
            let bytes = publish::read(self.destination?, path).ok()?;
            moved::entry_ids(*kind, &bytes)
        });
        ids.collect::<Option<Vec<_>>>().filter(|ids| !ids.is_empty())
    }
}

impl Former<'_> {
    /// What is known of the feed at a place whose file tells nothing.
    fn feed_of(&self, place: Place, pins: &Pins, config: &Config) -> Broken {
        let languages = &config.feeds.languages;
        let language = languages.iter().position(|own| own.folder == place.folder);
        let feed = match place.feed {
            FeedPlace::Topic(slug) => {
                let before = self.previous.iter().flat_map(|previous| &previous.published);
                let mut of_state = before.filter_map(|file| of_state(file, self.patterns, &self.folders));
                let own = (slug, place.folder);
                let stored = || of_state.find(|(_, other, ..)| *other == own).map(|(trace, ..)| trace);
                let trace = self.traces.get(&own).map(|(trace, ..)| trace.clone()).or_else(stored);
                let title = trace.map(|trace| trace.title.clone());
                let (slug, folder) = own;
                let first_slug = pins.feeds.get(&in_folder(&folder, &slug)).unwrap_or(&slug).clone();
                let name = pins.topics.get(&slug).unwrap_or(&slug).clone();
                return Broken { feed: GroupKind::Topic { language, name, slug, first_slug }, title };
            }
            FeedPlace::Extra(name) => config.feeds.extra.iter().position(|extra| extra.name == name),
            FeedPlace::Aggregate => None,
        };
        let feed = feed.map_or(GroupKind::Aggregate { language }, GroupKind::Extra);
        Broken { feed, title: None }
    }

    /// Pins where the feeds of earlier runs went. What is known of each of them goes then: the feeds of this run need the memory.
    ///
    /// # Errors
    ///
    /// When the destination cannot be searched, or a file in it cannot be read.
    pub(super) fn follow(
        self,
        arrangement: &mut Arrangement<'_>,
        pins: &mut Pins,
        options: &Options<'_>,
        owner: &Owner<'_>,
    ) -> Result<Followed, Error> {
        let Some((destination, previous)) = self.destination.zip(self.previous) else {
            return Ok(Followed::default());
        };
        let (patterns, config) = (self.patterns, owner.config);
        let current = moved::current(&arrangement.groups, config);
        let is_kept = |path: &str| {
            let is_copy = |end: &String| current.contains_key(end) && !options.prune;
            current.contains_key(path) || pins.moved.get(path).is_some_and(is_copy)
        };
        let leftovers = archives::leftovers(destination, patterns, &is_kept, (&arrangement.groups, config))?;
        let (mut leftovers, mut emptied) = match options.prune {
            true => (leftovers, Vec::new()),
            false => unread(destination, previous, leftovers),
        };
        let Files { files, strangers, foreign, broken, emptied: others } =
            files(&self, previous, &leftovers, &current, owner)?;
        emptied.extend(others);
        ordered::sort_by(&mut emptied, |a, b| a.path.cmp(&b.path));
        emptied.dedup_by(|a, b| a.path == b.path);
        let broken =
            broken.into_iter().map(|(path, place)| (path, self.feed_of(place, pins, config))).collect_map();
        let spared = spare(&strangers, &leftovers, owner)?;
        let is_spared =
            |path: &String| foreign.contains(path) || strangers.iter().any(|stranger| stranger.path == *path);
        leftovers.retain(|leftover| !is_spared(&leftover.path));
        let was_published = |path: &str| previous.published.iter().any(|published| published.path == path);
        let is_there =
            |path: &str| publish::stat(destination, path).is_some() || (self.is_lost && was_published(path));
        let present = Present {
            config,
            directory: &arrangement.directory,
            current: &current,
            is_there: &is_there,
            prune: options.prune,
        };
        let mut findings = moved::follow(pins, &mut arrangement.groups, &files, &present);
        languages::pin(pins, config);
        findings.extend(spared);
        Ok(Followed { leftovers, emptied, findings, broken })
    }
}

/// Parts the files that are as they were when they had no entries from those that are to be read.
fn unread(
    destination: &Destination,
    previous: &FeedState,
    leftovers: Vec<Leftover>,
) -> (Vec<Leftover>, Vec<Published>) {
    let known: BTreeMap<&str, &Published> =
        previous.emptied.iter().map(|emptied| (emptied.path.as_str(), emptied)).collect_map();
    let (mut others, mut emptied) = (Vec::new(), Vec::new());
    for leftover in leftovers {
        let known = known.get(leftover.path.as_str());
        match known.filter(|known| publish::stat(destination, &known.path) == Some(known.stat)) {
            Some(known) => emptied.push((*known).clone()),
            None => others.push(leftover),
        }
    }
    (others, emptied)
}

/// What the state knows of the file of a topic.
fn of_state<'s>(
    published: &'s Published,
    patterns: &[(ArtifactKind, String)],
    folders: &[&str],
) -> Option<(Cow<'s, Trace>, TopicPlace, ArtifactKind, String)> {
    let trace = published.trace.as_ref().map(Cow::Borrowed)?;
    let place = |(kind, pattern): &(ArtifactKind, String)| {
        Some((moved::place(&published.path, pattern, folders).and_then(place_of_topic)?, *kind))
    };
    let (place, kind) = patterns.iter().find_map(place)?;
    Some((trace, place, kind, published.path.clone()))
}

/// The slug of a topic, and the folder of the language, where the place is of a topic's feed.
fn place_of_topic(place: Place) -> Option<TopicPlace> {
    match place.feed {
        FeedPlace::Topic(slug) => Some((slug, place.folder)),
        FeedPlace::Aggregate | FeedPlace::Extra(_) => None,
    }
}

/// What the file tells; the state knows it where the file is as it was published.
fn trace<'s>(
    destination: &Destination,
    kind: ArtifactKind,
    path: &str,
    published: &BTreeMap<&str, &'s Published>,
) -> Result<Option<Cow<'s, Trace>>, Error> {
    let Some(stat) = publish::stat(destination, path) else { return Ok(None) };
    let known = published.get(path).filter(|published| published.stat == stat);
    if let Some(trace) = known.and_then(|published| published.trace.as_ref()) {
        return Ok(Some(Cow::Borrowed(trace)));
    }
    Ok(moved::trace(kind, &publish::read(destination, path)?, path).map(Cow::Owned))
}

/// What earlier runs have left, once that is followed.
#[derive(Default)]
pub(super) struct Followed {
    /// The files that are where feeds may have been.
    pub leftovers: Vec<Leftover>,
    /// Those that have no entries, so that the next run need not read them.
    pub emptied: Vec<Published>,
    /// What has moved, and what is of other projects.
    pub findings: Vec<Finding>,
    /// The feeds that others have changed, by path.
    pub broken: BTreeMap<String, Broken>,
}

impl Followed {
    /// Leaves alone the files at paths that are looked after elsewhere.
    pub(super) fn keep(&mut self, is_own: impl Fn(&str) -> bool) {
        self.leftovers.retain(|leftover| is_own(&leftover.path));
        self.emptied.retain(|emptied| is_own(&emptied.path));
    }
}

/// What is known of a feed that others have changed so that its file does not tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Which feed it was.
    pub feed: GroupKind,
    /// The title that it had, where it is known.
    pub title: Option<String>,
}

/// The files of earlier runs at paths that are none of this run's.
#[derive(Default)]
struct Files {
    /// Those with entries, which may have moved.
    files: Vec<moved::Former>,
    /// Those of other projects.
    strangers: Vec<Stranger>,
    /// Those of other projects that are no feeds.
    foreign: Vec<String>,
    /// Those that others have changed.
    broken: Vec<(String, Place)>,
    /// Those that have lost their entries in an earlier run.
    emptied: Vec<Published>,
}

/// What the state knows of files with entries, where the whole destination is gone.
fn of_lost(
    former: &Former<'_>,
    previous: &FeedState,
    current: &BTreeMap<String, usize>,
) -> BTreeMap<String, moved::Former> {
    let lost = previous.published.iter().filter(|published| published.is_filled);
    let file = |path: &String| {
        let place = |(kind, pattern): &(ArtifactKind, String)| {
            Some((*kind, moved::place(path, pattern, &former.folders)?))
        };
        let found = former.patterns.iter().find_map(place);
        let (kind, place) = found.filter(|(kind, _)| moved::may_move(*kind))?;
        Some((path.clone(), moved::Former { path: path.clone(), kind, place }))
    };
    let paths = lost.map(|published| &published.path).filter(|path| !current.contains_key(*path));
    paths.filter_map(file).collect_map()
}

/// Looks at all files that earlier runs have left.
fn files(
    former: &Former<'_>,
    previous: &FeedState,
    leftovers: &[Leftover],
    current: &BTreeMap<String, usize>,
    owner: &Owner<'_>,
) -> Result<Files, Error> {
    let (mut files, mut strangers) = (BTreeMap::new(), Vec::new());
    let (mut broken, mut emptied, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
    if former.is_lost {
        files = of_lost(former, previous, current);
    }
    let mut add = |kind, path: &String, place| {
        files.entry(path.clone()).or_insert_with(|| moved::Former { path: path.clone(), kind, place });
    };
    for Leftover { path, kind, pattern } in leftovers {
        let Some(place) = moved::place(path, pattern, &former.folders) else { continue };
        let stat = publish::stat(owner.destination, path);
        let bytes = readable(owner, path)?;
        if kind.format().is_none() {
            match owner.claim(*kind, path, &bytes) {
                Claim::Own if moved::may_move(*kind) => add(*kind, path, place),
                Claim::Another(_) => foreign.push(path.clone()),
                Claim::Own | Claim::Nobody => {}
            }
            continue;
        }
        // Most have lost their entries in an earlier run.
        let without = emit::without_entries(*kind, &bytes);
        let has_entries = without.as_ref().is_some_and(|without| *without != bytes);
        let is_changed = without.is_none();
        if !bytes.is_empty()
            && (has_entries
                || (is_changed && (emit::is_signed(*kind, &bytes, path) || owner.has_published(path))))
            && let Some(stranger) = owner.beside(path)?
        {
            strangers.push(stranger);
            continue;
        }
        if !has_entries && !is_changed {
            if let Some(stat) = stat {
                let trace = moved::trace(*kind, &bytes, path);
                let (path, cut, withdrawn) = (path.clone(), Cut::default(), Vec::new());
                let origin = 0;
                emptied.push(Published { path, origin, stat, is_filled: false, trace, cut, withdrawn });
            }
            continue;
        }
        if is_changed {
            broken.push((path.clone(), place));
            continue;
        }
        let may_move = has_entries && moved::may_move(*kind);
        if may_move && moved::trace(*kind, &bytes, path).is_some_and(|trace| trace.is_filled) {
            add(*kind, path, place);
        }
    }
    Ok(Files { files: files.into_values().collect(), strangers, foreign, broken, emptied })
}

/// The bytes of a file, none where the machine keeps it from being read: what nobody may read tells nothing.
fn readable(owner: &Owner<'_>, path: &str) -> Result<Vec<u8>, Error> {
    match publish::read(owner.destination, path) {
        Err(_) if publish::is_forbidden(owner.destination, path) => Ok(Vec::new()),
        bytes => bytes,
    }
}

/// Says which feeds of other projects stay as they are.
///
/// # Errors
///
/// A refusal where they could be of an earlier run.
fn spare(
    strangers: &[Stranger],
    leftovers: &[Leftover],
    owner: &Owner<'_>,
) -> Result<Option<Finding>, Error> {
    let Some(first) = strangers.first() else { return Ok(None) };
    let own = emit::own_patterns(owner.config);
    let is_own = |stranger: &&Stranger| {
        let mut leftovers = leftovers.iter().filter(|leftover| leftover.path == stranger.path);
        leftovers.any(|leftover| own.contains(&(leftover.kind, leftover.pattern.clone())))
    };
    owner.spare(&strangers.iter().filter(is_own).collect::<Vec<_>>())?;
    let count = match strangers.len() {
        1 => "1 feed there is".to_owned(),
        count => format!("{count} feeds there are"),
    };
    let message = format!(
        "{count} not known to be of this project and stays unchanged: {}; to empty or remove what is obsolete, \
         use --adopt-destination",
        first.path
    );
    let path = owner.config.output.directory.clone();
    Ok(Some(Finding { rule: Rule::State, path, position: None, message }))
}
