//! Groups become feeds, and feeds become files staged beside their paths: only those whose origin or file has changed
//! since they were published.
//!
//! The origin is a fingerprint of program, configuration, and of each article its path, content and topics. Fingerprints of
//! content, not times, decide, so that a touched file renders nothing. A first build spends most of its time here, about
//! 90 µs on each shown article beside 10 µs on one that is only selected. Caching the entries of all of them gained nothing
//! that could be measured; only those of articles that would be read again and again are cached.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::document::files_of;
use super::entries::EntryCache;
use super::foreseen::Foreseen;
use super::former::Followed;
use super::origin::Origin;
use super::owner::Owner;
use super::selected::Selected;
use super::size;
use super::withdrawn;
use super::{Options, RoundError, ShownFindings};
use crate::config::Config;
use crate::difference::FeedDifference;
use crate::emit::{self, Around, Cut, Withdrawn};
use crate::error::Error;
use crate::files::FileStat;
use crate::finding::Finding;
use crate::group::{FeedDocument, GroupKind};
use crate::model::{Artifact, ArtifactKind, Feed};
use crate::moved::{self, Trace};
use crate::ordered::{self, CollectOrdered};
use crate::page::Templates;
use crate::parallel;
use crate::publish::{self, Compared, Destination, Kinds, Leftover, Obsolete, Replacement, Staged};
use crate::state::{FeedState, Published};

/// What `publish` must know of what `emit` makes.
const KINDS: Kinds = Kinds { without_entries: emit::without_entries, is_signed: emit::is_signed };

/// What rendering depends on.
pub(super) struct Rendering<'a> {
    /// The articles and their groups.
    pub articles: Selected<'a>,
    /// The folder of the feeds.
    pub destination: &'a Destination,
    /// How the build is run.
    pub options: &'a Options<'a>,
    /// What the previous run published.
    pub previous: &'a FeedState,
    /// How pages are made; `None` where there are none.
    pub templates: Option<&'a Templates>,
    /// The files that are also published at old paths: the old path, and that of the file.
    pub copies: Vec<(String, String)>,
    /// What earlier runs have left.
    pub left: &'a Followed,
    /// Whose the files are that are there.
    pub owner: &'a Owner<'a>,
}

impl Rendering<'_> {
    /// What belongs to a feed and is none.
    pub(super) fn beside(&self, feed: &Feed, kind: &GroupKind) -> Result<Vec<Artifact>, Error> {
        let Rendering { articles, templates, copies, .. } = self;
        let listing = || articles.listing();
        let around = Around { listing: &listing, templates: *templates, copies, config: articles.config };
        emit::artifacts_beside(feed, kind, &around)
    }
}

/// The result of rendering.
pub(super) struct Rendered {
    /// The changes, ready to be published.
    pub staged: Vec<Staged>,
    /// What subscribers will see, of each feed that would change; of a dry run only.
    pub differences: Vec<FeedDifference>,
    /// The files of all feeds, changed or not.
    pub files: Vec<FeedFile>,
    /// The findings about the articles that were read whole.
    pub findings: ShownFindings,
    /// What was left out of feeds for their size.
    pub of_size: Vec<Finding>,
    /// How many feeds were rendered.
    pub feeds: usize,
    /// Whether there are files that the previous run did not publish.
    pub has_new: bool,
    /// What is in the way of emptying obsolete feeds, by path; all else can be published.
    pub faults: BTreeMap<String, Error>,
}

/// A file of a feed.
pub(super) struct FeedFile {
    /// Its path below the destination.
    pub path: String,
    /// What it is.
    pub kind: ArtifactKind,
    /// The fingerprint of all that its content depends on.
    pub origin: u64,
    /// What the file system says of the file that is there already and stays.
    pub stat: Option<FileStat>,
    /// Whether it has entries.
    pub is_filled: bool,
    /// What the feed of a topic tells of it, unless it is a copy.
    pub trace: Option<Trace>,
    /// What was left out of the feed for its size.
    pub cut: Cut,
    /// The articles that it says were withdrawn, where it is of Atom.
    pub withdrawn: Vec<Withdrawn>,
}

/// Renders what is not up to date, compares it with what is there, and stages what differs.
pub(super) fn render(rendering: &Rendering<'_>) -> Result<Rendered, RoundError> {
    let documents: Vec<FeedDocument<'_>> =
        rendering.articles.groups.iter().flat_map(|group| group.documents()).collect();
    let cache = Mutex::new(EntryCache::of(&rendering.articles));
    let published = by_path(&rendering.previous.published);
    let plans = plans(&documents, rendering, &published)?;
    let changing = || plans.iter().filter(|plan| plan.current.is_none()).flat_map(|plan| &plan.paths);
    let has_new = changing().any(|(_, path)| !published.contains_key(path.as_str()));
    rendering.owner.check(&changing().collect::<Vec<_>>())?;
    let fallback = rendering.articles.fallback();
    let feed = |(document, plan): (&FeedDocument<'_>, Plan<'_>)| {
        planned(*document, plan, fallback, rendering, &cache)
    };
    let results = parallel::try_map(documents.iter().zip(plans), feed)?;
    let findings = cache.into_inner().unwrap_or_else(PoisonError::into_inner).findings()?;
    let of_size = of_size(&documents, results.iter().map(|(_, files)| files), rendering);
    let (mut staged, mut files, mut feeds) = (Vec::new(), Vec::new(), 0usize);
    let (mut differences, mut foreseen) = (Vec::new(), Foreseen::default());
    for (of_feed, files_of_feed) in results {
        feeds = feeds.saturating_add(usize::from(of_feed.is_some()));
        if let Some((of_feed, foreseen_of_feed)) = of_feed {
            staged.extend(of_feed);
            differences.extend(foreseen_of_feed.differences());
        }
        files.extend(files_of_feed);
    }
    let current: BTreeSet<&str> = files.iter().map(|file: &FeedFile| file.path.as_str()).collect_set();
    let Obsolete { changes, faults } = obsolete(rendering, &current, &published)?;
    for change in changes {
        if change.kind.feed().is_some() {
            foreseen.add(rendering.destination, &change, rendering.options)?;
        }
        staged.push(publish::stage(rendering.destination, change, false)?);
    }
    // A format that is given up loses its subscribers, even where others of the feed stay.
    differences.extend(foreseen.differences());
    ordered::sort_by(&mut differences, |a, b| a.path.cmp(&b.path));
    Ok(Rendered { staged, differences, files, findings, of_size, feeds, has_new, faults })
}

/// Findings about what was left out of feeds for their size.
fn of_size<'a>(
    documents: &[FeedDocument<'_>],
    files: impl Iterator<Item = &'a Vec<FeedFile>>,
    rendering: &Rendering<'_>,
) -> Vec<Finding> {
    let cuts = documents.iter().zip(files).filter_map(|(document, files)| {
        let file = files.first()?;
        Some((*document, file.path.as_str(), &file.cut))
    });
    size::findings(cuts, rendering.articles.records)
}

/// What becomes of obsolete feeds.
fn obsolete(
    rendering: &Rendering<'_>,
    current: &BTreeSet<&str>,
    published: &BTreeMap<&str, &Published>,
) -> Result<Obsolete, Error> {
    let Rendering { destination, left, owner, options, .. } = *rendering;
    let before = published.keys().copied().filter(|path| owner.has_published(path)).collect_set();
    let replacement = |Leftover { path, kind, .. }: &Leftover| {
        let broken = left.broken.get(path);
        let feed = broken.map_or(&GroupKind::Aggregate { language: None }, |broken| &broken.feed);
        let title = broken.and_then(|broken| broken.title.as_deref());
        let articles = &rendering.articles;
        let empty = emit::empty(feed, title, (*kind, path), articles.config, articles.newest())?;
        Ok(empty.map(|artifact| artifact.bytes))
    };
    let replacement: Option<Replacement<'_>> = if options.prune { None } else { Some(&replacement) };
    publish::obsolete(destination, &left.leftovers, current, &before, KINDS, replacement)
}

/// What is known of a document of a feed before any is rendered.
struct Plan<'p> {
    /// The fingerprint of all that it depends on.
    origin: u64,
    /// Its paths, and behind them those of its copies.
    paths: Vec<(ArtifactKind, String)>,
    /// How many of the paths are its own.
    own: usize,
    /// Its files as they were published, where all of them are up to date.
    current: Option<Vec<&'p Published>>,
}

/// What is known of every document.
///
/// # Errors
///
/// When a feed that may stay as it is cannot be read.
fn plans<'p>(
    documents: &[FeedDocument<'_>],
    rendering: &Rendering<'_>,
    published: &BTreeMap<&str, &'p Published>,
) -> Result<Vec<Plan<'p>>, Error> {
    let is_kept = |number| rendering.articles.records.is_kept(number);
    let (base, copies) = (Origin::of(rendering), copies(rendering));
    let plan = |document: &FeedDocument<'_>| {
        let origin = base.of_document(*document, rendering)?;
        let mut paths = paths(*document, rendering.articles.config);
        let own = paths.len();
        paths.extend(copies_of(&paths, &copies));
        let current = || paths.iter().map(|(_, path)| current(path, origin, published, rendering)).collect();
        // What has no article may take its date from others, unless it is a page.
        let is_dated = document.page.is_some() || !document.members.is_empty();
        let may_be_current = !rendering.options.force && is_dated;
        let current: Option<Vec<&Published>> = if may_be_current { current() } else { None };
        let has_kept = current.is_none() && document.members.iter().any(|number| is_kept(*number));
        let current = if has_kept { as_it_is(&paths, published, rendering)? } else { current };
        // A feed without an article that it will show again is not up to date.
        let origin = if has_kept { !origin } else { origin };
        Ok(Plan { origin, paths, own, current })
    };
    parallel::try_map(documents, plan)
}

/// The paths of a document in every format.
pub(super) fn paths(document: FeedDocument<'_>, config: &Config) -> Vec<(ArtifactKind, String)> {
    let kind = &document.group.kind;
    match document.archive_page() {
        Some(page) => emit::page_paths(kind, page, config),
        None => emit::paths(kind, config),
    }
}

/// The staged changes of a feed that was rendered, and what subscribers will see of them; and its files.
type Planned = (Option<(Vec<Staged>, Foreseen)>, Vec<FeedFile>);

/// Renders a document that is not up to date.
fn planned(
    document: FeedDocument<'_>,
    Plan { origin, paths, own, current }: Plan<'_>,
    fallback: DateTime<Utc>,
    rendering: &Rendering<'_>,
    cache: &Mutex<EntryCache>,
) -> Result<Planned, Error> {
    let (staged, known, cut, withdrawn) = match current {
        Some(known) => {
            let first = known.first().map(|published| (published.cut.clone(), published.withdrawn.clone()));
            let (cut, withdrawn) = first.unwrap_or_default();
            let known = known
                .into_iter()
                .map(|published| (Some(published.stat), published.trace.clone(), published.origin));
            (None, known.collect::<Vec<_>>(), cut, withdrawn)
        }
        None => {
            let withdrawn = withdrawn::of_document(&paths, rendering)?;
            let Formats { staged, foreseen, mut equal, trace, cut } =
                feed(document, (&withdrawn, fallback), rendering, cache)?;
            let trace = |index: usize, kind: &ArtifactKind| {
                trace.clone().filter(|_| index < own && kind.feed().is_some())
            };
            let known = (0..).zip(&paths);
            let known = known.map(|(index, (kind, path))| (equal.remove(path), trace(index, kind), origin));
            (Some((staged, foreseen)), known.collect(), cut, withdrawn)
        }
    };
    let is_filled = !document.members.is_empty();
    let file = |((kind, path), (stat, trace, origin))| {
        let (cut, withdrawn) = (cut.clone(), withdrawn.clone());
        FeedFile { path, kind, origin, stat, is_filled, trace, cut, withdrawn }
    };
    Ok((staged, paths.into_iter().zip(known).map(file).collect()))
}

/// The old paths of the files that have moved to each path.
fn copies<'a>(rendering: &'a Rendering<'_>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (old, path) in &rendering.copies {
        copies.entry(path).or_default().push(old);
    }
    copies
}

/// The old paths of the files at these paths.
fn copies_of(
    paths: &[(ArtifactKind, String)],
    copies: &BTreeMap<&str, Vec<&str>>,
) -> Vec<(ArtifactKind, String)> {
    let of_path = |(kind, path): &(ArtifactKind, String)| {
        let old = copies.get(path.as_str()).into_iter().flatten();
        old.map(|old| (*kind, (*old).to_owned())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

/// What the previous run published, by path.
fn by_path(published: &[Published]) -> BTreeMap<&str, &Published> {
    published.iter().map(|published| (published.path.as_str(), published)).collect()
}

/// What is known of the file, if it is the one that was published of the same origin.
fn current<'p>(
    path: &str,
    origin: u64,
    published: &BTreeMap<&str, &'p Published>,
    rendering: &Rendering<'_>,
) -> Option<&'p Published> {
    let published = published.get(path).filter(|published| published.origin == origin)?;
    if withdrawn::lasting(&published.withdrawn, rendering) != published.withdrawn {
        return None;
    }
    let there = publish::stat(rendering.destination, path)?;
    (there == published.stat).then_some(*published)
}

/// What is known of the files of a feed that stays as it is, because the record of an article in it cannot be read; `None` where
/// it must not stay: a file is not as it was published, or shows an article that is not published any more.
fn as_it_is<'p>(
    paths: &[(ArtifactKind, String)],
    published: &BTreeMap<&str, &'p Published>,
    rendering: &Rendering<'_>,
) -> Result<Option<Vec<&'p Published>>, Error> {
    let Selected { records, arrangement, .. } = &rendering.articles;
    let id = |number| Some(records.facts(number)?.selection?.id);
    let ids: BTreeSet<&str> =
        arrangement.articles.kept().filter_map(|(_, article)| id(article.number)).collect_set();
    // What is no feed shows no more than the feed that it belongs to.
    for (kind, path) in paths.iter().filter(|(kind, _)| kind.format().is_some()) {
        let bytes = publish::read(rendering.destination, path)?;
        let shown = moved::entry_ids(*kind, &bytes);
        if !shown.is_some_and(|shown| shown.iter().all(|id| ids.contains(id.as_str()))) {
            return Ok(None);
        }
    }
    let as_published = |(_, path): &(ArtifactKind, String)| {
        let published = published.get(path.as_str())?;
        let there = publish::stat(rendering.destination, path)?;
        (there == published.stat).then_some(*published)
    };
    Ok(paths.iter().map(as_published).collect())
}

/// A feed in all its formats.
#[derive(Default)]
struct Formats {
    /// The changes, ready to be published.
    staged: Vec<Staged>,
    /// What subscribers will see; of a dry run only.
    foreseen: Foreseen,
    /// What the file system says of the files that stay, by path.
    equal: BTreeMap<String, FileStat>,
    /// What the feed of a topic tells of it.
    trace: Option<Trace>,
    /// What was left out of it for its size.
    cut: Cut,
}

/// Renders one document of a feed in all its formats. What is equal to the file on disk is dropped at once, and the rest is staged, so
/// that memory never holds more than the feeds at work.
fn feed(
    document: FeedDocument<'_>,
    (withdrawn, fallback): (&[Withdrawn], DateTime<Utc>),
    rendering: &Rendering<'_>,
    cache: &Mutex<EntryCache>,
) -> Result<Formats, Error> {
    let is_subscribed = document.page.is_none();
    let mut formats = Formats::default();
    let made = files_of(document, (withdrawn, fallback), rendering, cache, &mut |artifact, feed, is_own| {
        let kept = (feed.entries.is_empty() && is_subscribed).then_some(KINDS.without_entries);
        let path = artifact.path.clone();
        match publish::compare(rendering.destination, artifact, kept)? {
            Compared::Equal(stat) => _ = formats.equal.insert(path, stat),
            Compared::Differs(change) => {
                // Who walks through an archive asks for what it holds; nobody is told of it.
                if is_subscribed {
                    formats.foreseen.add(rendering.destination, &change, rendering.options)?;
                }
                formats.staged.push(publish::stage(rendering.destination, change, is_own)?);
            }
        }
        Ok(())
    })?;
    let Some((feed, cut)) = made else { return Ok(Formats::default()) };
    let is_topic = matches!(document.group.kind, GroupKind::Topic { .. }) && is_subscribed;
    Ok(Formats { trace: is_topic.then(|| Trace::of(&feed)), cut, ..formats })
}
