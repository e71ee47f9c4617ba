//! Groups become feeds, and feeds become files beside the places they are meant for: only those whose articles,
//! topics or configuration have changed since they were published.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Options;
use super::records::Records;
use super::survey::Arrangement;
use crate::catalogue::Moment;
use crate::config::Config;
use crate::emit;
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::Finding;
use crate::group::{self, Group};
use crate::model::{ArtifactKind, Content, Entry};
use crate::normalise::{self, Outcome};
use crate::publish::{self, Compared, Destination, Kinds, Staged};
use crate::record::{self, Reading};
use crate::source::Source;
use crate::state::{Memory, Published};
use crate::text::digest;
use crate::topic::Topic;

/// What `publish` must know of what `emit` makes.
const KINDS: Kinds = Kinds { without_entries: emit::without_entries, is_signed: emit::is_signed };

/// What rendering depends on.
pub struct Rendering<'a> {
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// The folder of the feeds.
    pub destination: &'a Destination,
    /// The configuration.
    pub config: &'a Config,
    /// How the build is run.
    pub options: &'a Options<'a>,
    /// The files and what is known of each.
    pub records: &'a Records,
    /// The articles and their groups.
    pub arrangement: &'a Arrangement<'a>,
    /// The topic that each name of a topic stands for.
    pub topics: Vec<Option<&'a Topic>>,
    /// The address that all topics are below.
    pub scheme: String,
    /// What the last run published.
    pub memory: &'a Memory,
    /// Where feeds of this run or an earlier one can be.
    pub patterns: &'a [(ArtifactKind, String)],
}

/// What rendering came to.
pub struct Rendered {
    /// What changes, ready to be put in its place.
    pub staged: Vec<Staged>,
    /// The files of all feeds, changed or not.
    pub files: Vec<Made>,
    /// What there is to tell about the articles that were read whole.
    pub told: BTreeMap<u32, Vec<Finding>>,
    /// How many feeds were rendered.
    pub feeds: usize,
}

/// A file of a feed.
pub struct Made {
    /// Its path below the destination.
    pub path: String,
    /// The fingerprint of all that its content depends on.
    pub origin: u64,
    /// What the file system says of the file that is there already and stays.
    pub stat: Option<FileStat>,
}

/// Why rendering ended early.
pub enum Stop {
    /// These files are not what they were when their articles were selected, or cannot be read whole, with what there is to
    /// tell about it then.
    Changed(BTreeMap<String, Option<Finding>>),
    /// Something failed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

/// Renders what is not up to date, compares it with what is there, and stages what differs.
pub fn render(rendering: &Rendering<'_>) -> Result<Rendered, Stop> {
    let groups = &rendering.arrangement.groups;
    let heard = Mutex::new(Heard::of(rendering));
    let base = Origin::of(rendering);
    let published: BTreeMap<&str, &Published> =
        rendering.memory.published.iter().map(|published| (published.path.as_str(), published)).collect();
    let fallback = fallback(rendering);
    let feed = |group: &Group| {
        let origin = base.of_group(group, rendering);
        let paths = emit::paths(&group.kind, rendering.config);
        let current = || paths.iter().map(|path| current(path, origin, &published, rendering)).collect();
        let may_be_known = !rendering.options.force && !group.members.is_empty();
        let known: Option<Vec<FileStat>> = if may_be_known { current() } else { None };
        let (staged, stats) = match known {
            Some(stats) => (None, stats.into_iter().map(Some).collect()),
            None => {
                let Formats { staged, mut equal } = feed(group, fallback, rendering, &heard)?;
                (Some(staged), paths.iter().map(|path| equal.remove(path)).collect::<Vec<_>>())
            }
        };
        let made = |(path, stat)| Made { path, origin, stat };
        Ok::<_, Error>((staged, paths.into_iter().zip(stats).map(made).collect::<Vec<Made>>()))
    };
    let results = groups.par_iter().map(feed).collect::<Result<Vec<_>, Error>>()?;
    let Heard { told, changed, .. } = heard.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !changed.is_empty() {
        return Err(Stop::Changed(changed));
    }
    let (mut staged, mut files, mut feeds) = (Vec::new(), Vec::new(), 0usize);
    for (of_feed, made) in results {
        feeds = feeds.saturating_add(usize::from(of_feed.is_some()));
        staged.extend(of_feed.into_iter().flatten());
        files.extend(made);
    }
    let current: BTreeSet<&str> = files.iter().map(|made: &Made| made.path.as_str()).collect();
    let prune = rendering.options.prune;
    let before = published.keys().copied().collect();
    let Rendering { destination, patterns, .. } = *rendering;
    for change in publish::obsolete(destination, patterns, &current, &before, KINDS, prune)? {
        staged.push(publish::stage(destination, change)?);
    }
    Ok(Rendered { staged, files, told, feeds })
}

/// What is heard of articles while they are read whole.
#[derive(Default)]
struct Heard {
    told: BTreeMap<u32, Vec<Finding>>,
    /// The paths of those that are not what they were, or cannot be read whole, and why.
    changed: BTreeMap<String, Option<Finding>>,
    /// The articles that would be read too often, with the number of feeds that may still ask for them.
    wanted: BTreeMap<u32, usize>,
    /// The entries of such articles, for the next feed that shows them.
    kept: BTreeMap<u32, Arc<Entry>>,
    /// How many bytes they hold together.
    held: usize,
}

/// How many bytes may be read of an article again and again: its entry is kept for the next feed where all its feeds
/// together would read more. That costs most articles less than it gains.
const MOST_READ: u64 = 64 * 1024;

/// How many bytes kept entries hold at most.
const MOST_HELD: usize = 32 * 1024 * 1024;

impl Heard {
    fn of(rendering: &Rendering<'_>) -> Heard {
        let groups = &rendering.arrangement.groups;
        let mut shown: Vec<u32> = groups.iter().flat_map(|group| &group.members).copied().collect();
        shown.sort_unstable();
        let wanted = shown.chunk_by(|a, b| a == b).filter_map(|same| {
            let &number = same.first()?;
            let size = rendering.records.mark(number).map_or(0, |mark| mark.stat.size);
            let read = size.saturating_mul(u64::try_from(same.len()).unwrap_or(u64::MAX));
            (same.len() > 1 && read > MOST_READ).then_some((number, same.len()))
        });
        Heard { wanted: wanted.collect(), ..Heard::default() }
    }

    /// The entry of an article where it was kept; the last feed that may ask for it takes it away.
    fn kept(&mut self, number: u32) -> Option<Arc<Entry>> {
        let entry = Arc::clone(self.kept.get(&number)?);
        let left = self.wanted.get_mut(&number)?;
        *left = left.saturating_sub(1);
        if *left == 0 && self.kept.remove(&number).is_some() {
            self.held = self.held.saturating_sub(weight(&entry));
        }
        Some(entry)
    }

    /// Takes down what reading an article has come to, and keeps its entry where that is worth it.
    fn hear(&mut self, number: u32, entry: Entry, findings: Vec<Finding>) -> Arc<Entry> {
        self.told.insert(number, findings);
        let entry = Arc::new(entry);
        let Some(left) = self.wanted.get_mut(&number) else { return entry };
        *left = left.saturating_sub(1);
        let held = self.held.saturating_add(weight(&entry));
        if *left > 0 && held <= MOST_HELD && self.kept.insert(number, Arc::clone(&entry)).is_none() {
            self.held = held;
        }
        entry
    }
}

/// About how many bytes an entry holds: those of its texts, and of what else can be many.
fn weight(entry: &Entry) -> usize {
    let content = |content: &Content| match content {
        Content::Text(text) => text.value.len(),
        Content::Embedded { value, .. } => value.len(),
        Content::OutOfLine { source, .. } => source.len(),
    };
    let texts = [&entry.title, &entry.summary, &entry.rights].into_iter().flatten();
    let links = entry.links.iter().map(|link| link.href.len());
    let files = entry.enclosures.iter().map(|file| file.url.len());
    let bytes = entry.contents.iter().map(content).chain(texts.map(|text| text.value.len()));
    bytes.chain(links).chain(files).fold(size_of::<Entry>(), usize::saturating_add)
}

/// The date of a feed that has no article to take one from.
fn fallback(rendering: &Rendering<'_>) -> DateTime<Utc> {
    let is_needed = rendering.arrangement.groups.iter().any(|group| group.members.is_empty());
    let articles = &rendering.arrangement.articles;
    let update = |number| super::survey::selection(rendering.records, number)?.updated();
    let newest = || articles.kept().filter_map(|(_, article)| update(article.number)).max();
    let newest = is_needed.then(newest).flatten();
    newest.and_then(Moment::date).unwrap_or(rendering.options.now)
}

/// What feeds are made of, as fingerprints.
struct Origin {
    /// The program and the configuration.
    all: u64,
    /// The topic that each name stands for.
    topics: Vec<u64>,
}

impl Origin {
    fn of(rendering: &Rendering<'_>) -> Origin {
        let topic = |topic: &Option<&Topic>| digest(format!("{topic:?}").as_bytes());
        let all = format!("{:?} {}", rendering.config, rendering.options.program);
        Origin { all: digest(all.as_bytes()), topics: rendering.topics.iter().map(topic).collect() }
    }

    /// The fingerprint of all that a feed is made of: beside what all feeds are made of, its head, and of each article
    /// the path, the content and the topics.
    fn of_group(&self, group: &Group, rendering: &Rendering<'_>) -> u64 {
        let mut parts = format!("{} {:?}", self.all, group.kind).into_bytes();
        for &number in &group.members {
            let mark = rendering.records.mark(number).unwrap_or_default();
            let names = rendering.arrangement.articles.names_of(number);
            let topics = names.filter_map(|name| self.topics.get(name).copied());
            // With the span in which its facts hold come the dates that depend on the present.
            let own = [mark.path, mark.content, mark.from.cast_unsigned(), mark.until.cast_unsigned()];
            for part in own.into_iter().chain(topics) {
                parts.extend(part.to_le_bytes());
            }
            // Topics are of any number; what follows them must not be taken for one.
            parts.push(b'.');
        }
        digest(&parts)
    }
}

/// What is known of the file, if it is the one that was published for the same.
fn current(
    path: &str,
    origin: u64,
    published: &BTreeMap<&str, &Published>,
    rendering: &Rendering<'_>,
) -> Option<FileStat> {
    let known = published.get(path).filter(|known| known.origin == origin)?;
    publish::stat(rendering.destination, path).filter(|there| *there == known.stat)
}

/// A feed in all its formats.
#[derive(Default)]
struct Formats {
    /// What changes, ready to be put in its place.
    staged: Vec<Staged>,
    /// What the file system says of the files that stay, by path.
    equal: BTreeMap<String, FileStat>,
}

/// Renders one feed in all its formats. What is equal to the file on disk is let go at once, and the rest is written
/// beside its place, so that memory never holds more than the feeds at work.
fn feed(
    group: &Group,
    fallback: DateTime<Utc>,
    rendering: &Rendering<'_>,
    heard: &Mutex<Heard>,
) -> Result<Formats, Error> {
    let heard = || heard.lock().unwrap_or_else(PoisonError::into_inner);
    let read = |&number: &u32| {
        if let Some(entry) = heard().kept(number) {
            return Some(entry);
        }
        match entry(number, rendering) {
            Ok((entry, findings)) => Some(heard().hear(number, entry, findings)),
            Err(reason) => {
                heard().changed.insert(rendering.records.path(number).to_owned(), reason);
                None
            }
        }
    };
    let entries: Vec<Option<Arc<Entry>>> = group.members.par_iter().map(read).collect();
    let Some(entries) = entries.into_iter().collect() else { return Ok(Formats::default()) };
    let feed = emit::feed(&group.kind, entries, rendering.config, fallback);
    let kept = feed.entries.is_empty().then_some(KINDS.without_entries);
    let mut formats = Formats::default();
    for artifact in emit::artifacts(&feed) {
        let artifact = artifact?;
        let path = artifact.path.clone();
        match publish::compare(rendering.destination, artifact, kept)? {
            Compared::Equal(stat) => _ = formats.equal.insert(path, stat),
            Compared::Differs(change) => formats.staged.push(publish::stage(rendering.destination, change)?),
        }
    }
    Ok(formats)
}

/// Reads the whole article.
///
/// # Errors
///
/// When it is not the one that was selected, or what there is to tell where it is and cannot be read whole.
fn entry(number: u32, rendering: &Rendering<'_>) -> Result<(Entry, Vec<Finding>), Option<Finding>> {
    let path = rendering.records.path(number);
    let bytes = rendering.source.read(path).map_err(|_| None)?;
    rendering.records.mark(number).filter(|mark| mark.content == digest(&bytes)).ok_or(None)?;
    let (entry, findings) = read_entry(path, &bytes, rendering.config, rendering.options.now)?;
    let names = rendering.arrangement.articles.names_of(number);
    let topics = names.filter_map(|name| rendering.topics.get(name).copied().flatten());
    Ok((Entry { categories: group::categories(topics, &rendering.scheme), ..entry }, findings))
}

/// The entry of an article file, without categories, and what there is to tell about it.
///
/// # Errors
///
/// When it is not to be published, with what there is to tell where it cannot be read.
pub fn read_entry(
    path: &str,
    bytes: &[u8],
    config: &Config,
    now: DateTime<Utc>,
) -> Result<(Entry, Vec<Finding>), Option<Finding>> {
    let (record, mut findings) = match record::read(path, bytes, &config.input.fields) {
        Reading::Record(record, findings) => (record, findings),
        Reading::Faulty(finding) => return Err(Some(finding)),
        Reading::NoFrontMatter => return Err(None),
    };
    let (outcome, remarks) = normalise::normalise(&record, config, now);
    findings.extend(remarks);
    match outcome {
        Outcome::Publishable(draft) => Ok((draft.entry, findings)),
        _ => Err(None),
    }
}
