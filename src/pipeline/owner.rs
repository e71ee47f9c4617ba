//! The feeds that are in the destination -> whose they are: this project's, if it knows most of their entries. A destination
//! belongs to one project, and a run that would take it from another refuses; what is beside this run's feeds stays.
//!
//! A file that is as the state says is this project's, and is not read. Of any other the entries decide, because they are all
//! that tells one project from its copy: each is known that is a record's here or in the state, under whatever id, or that the
//! feed of all articles shows, where that is this project's. An old feed of this project whose articles are all forgotten cannot be
//! told from a stranger's: without a state such a feed refuses the run too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use memchr::memmem;
use url::Url;

use super::identity::Difference;
use super::records::Records;
use super::selected::Linking;
use super::{Build, keep};
use crate::config::Config;
use crate::emit::{self, Withdrawn};
use crate::error::Error;
use crate::format::{self, Input};
use crate::identity::{Known, matches};
use crate::model::{ArtifactKind, Feed, Syntax};
use crate::ordered::CollectOrdered;
use crate::parallel;
use crate::pins::Pins;
use crate::publish::{self, Destination};
use crate::source::Source;
use crate::state::{FeedState, Published};
use crate::uri;

/// The longest URL of a feed that a message names, in bytes.
const LONGEST: usize = 200;

/// What whose a feed is depends on.
pub(super) struct Owner<'a> {
    /// The folder of the feeds.
    pub destination: &'a Destination,
    /// Where the records come from.
    pub source: &'a dyn Source,
    /// The files and their facts.
    pub records: &'a Records,
    /// The configuration.
    pub config: &'a Config,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What the previous run published.
    pub previous: &'a FeedState,
    /// Whether the previous run published into this destination.
    pub remembers: bool,
    /// Whether all that is there may be taken.
    pub takes_all: bool,
    /// Other ids that articles were published under.
    pub ids: &'a BTreeSet<String>,
    /// What is found out when it is needed first.
    pub found: Found<'a>,
}

/// What is found out about the project once some feed is in question.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// What the previous run published, by path.
    published: OnceLock<BTreeMap<&'a str, &'a Published>>,
    /// The ids of records and of what the state remembers.
    ids: OnceLock<BTreeSet<String>>,
    /// Those of records that are held back.
    held_back: OnceLock<BTreeSet<String>>,
    /// What tells the articles apart from their ids.
    articles: OnceLock<Vec<Known>>,
    /// The ids that the feeds of all articles show which are this project's.
    shown: OnceLock<BTreeSet<String>>,
}

impl Build<'_> {
    /// Whose the feeds are that are in the destination.
    pub(super) fn owner<'o>(
        &'o self,
        config: &'o Config,
        records: &'o Records,
        previous: &'o FeedState,
        ids: &'o BTreeSet<String>,
    ) -> Owner<'o> {
        let Build { source, ref destination, options, .. } = *self;
        Owner {
            destination,
            source,
            records,
            config,
            now: options.now,
            previous,
            remembers: !previous.published.is_empty() && previous.destination.is(self.place()),
            takes_all: options.allow_shrink || options.adopt_destination,
            ids,
            found: Found::default(),
        }
    }
}

/// The ids that are pinned, and those that articles had before this run gives them others.
pub(super) fn other_ids(pins: [&Pins; 2], differences: Vec<Difference>) -> BTreeSet<String> {
    let pinned = pins.into_iter().flat_map(|pins| pins.ids.values()).cloned();
    pinned.chain(differences.into_iter().map(|difference| difference.before)).collect_set()
}

/// A feed of which most entries are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stranger {
    /// Its path below the destination.
    pub path: String,
    unknown: usize,
    entries: usize,
    /// The URL that it says it has.
    url: Option<String>,
}

/// Whose a file is that is no feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claim {
    /// This project's.
    Own,
    /// That of another one, which published it at this URL.
    Another(String),
    /// Nobody's that feedmill knows.
    Nobody,
}

impl<'a> Owner<'a> {
    fn published(&self, path: &str) -> Option<&'a Published> {
        let by_path = || self.previous.published.iter().map(|file| (file.path.as_str(), file)).collect();
        self.found.published.get_or_init(by_path).get(path).copied()
    }

    /// Whether the previous run published a file at the path.
    pub(super) fn has_published(&self, path: &str) -> bool {
        self.remembers && self.published(path).is_some()
    }

    /// What the previous run has said was withdrawn, in the file at the path.
    pub(super) fn withdrawn(&self, path: &str) -> &[Withdrawn] {
        let published = self.published(path).filter(|_| self.remembers);
        published.map(|published| published.withdrawn.as_slice()).unwrap_or_default()
    }

    /// What is said of a feed with entries that is at no path of this run, if it is not this project's.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(super) fn beside(&self, path: &str) -> Result<Option<Stranger>, Error> {
        let stat = publish::stat(self.destination, path);
        if self.takes_all || self.published(path).map(|published| published.stat) == stat {
            return Ok(None);
        }
        self.stranger(path)
    }

    /// Makes sure that feeds which are where this configuration puts some, and at no path of this run, may stay as they are: only
    /// a project that remembers knows that it has not published them.
    ///
    /// # Errors
    ///
    /// A refusal.
    pub(super) fn spare(&self, strangers: &[&Stranger]) -> Result<(), Error> {
        match strangers.split_first() {
            Some((first, others)) if !self.remembers => Err(self.refusal(first, others.len())),
            _ => Ok(()),
        }
    }

    /// Makes sure that this run may replace the files at these paths.
    ///
    /// # Errors
    ///
    /// A refusal where one is another project's feed; an output error where one is no feed.
    pub(super) fn check(&self, files: &[&(ArtifactKind, String)]) -> Result<(), Error> {
        let check = |(kind, path): &&(ArtifactKind, String)| match kind.format() {
            Some(_) => self.check_file(*kind, path),
            None => self.check_beside(*kind, path).map(|()| None),
        };
        let checked = parallel::try_map(files, check)?;
        match checked.into_iter().flatten().collect::<Vec<_>>().split_first() {
            Some((first, others)) => Err(self.refusal(first, others.len())),
            None => Ok(()),
        }
    }

    /// Whose a file is that is no feed, by its mark.
    pub(super) fn claim(&self, kind: ArtifactKind, path: &str, bytes: &[u8]) -> Claim {
        let Some(url) = emit::signed_url(kind, bytes) else { return Claim::Nobody };
        let is_own = self.config.output.url.join(path).is_ok_and(|own| uri::written(&own) == url);
        // A project whose URL has changed knows what it has published.
        if is_own || self.takes_all || self.has_published(path) { Claim::Own } else { Claim::Another(url) }
    }

    /// Makes sure that this run may put a file that is no feed where one may be.
    fn check_beside(&self, kind: ArtifactKind, path: &str) -> Result<(), Error> {
        let at = || publish::path_of(self.destination, path);
        let stat = publish::stat(self.destination, path);
        if stat.is_some() && self.published(path).map(|published| published.stat) == stat {
            return Ok(());
        }
        let bytes = match stat {
            None if !publish::is_no_file(self.destination, path) => return Ok(()),
            None => Vec::new(),
            Some(stat) if stat.size == 0 => return Ok(()),
            Some(_) => publish::read(self.destination, path)?,
        };
        match self.claim(kind, path, &bytes) {
            Claim::Own => Ok(()),
            Claim::Another(url) => {
                let message = format!(
                    "is of another project (it says that it is {url}); nothing is published. Name another folder with -d or as \
                     `output.directory`, or use --adopt-destination if it may be replaced"
                );
                Err(Error::refused(message).at(at()))
            }
            Claim::Nobody => {
                let message = "is none of feedmill's files, and is not replaced; nothing is published. Move it away, name another \
                               `output.directory`, or turn off `output.pages` and `output.opml`";
                Err(Error::output(message).at(at()))
            }
        }
    }

    fn check_file(&self, kind: ArtifactKind, path: &str) -> Result<Option<Stranger>, Error> {
        let stat = publish::stat(self.destination, path);
        if stat.is_none() || self.published(path).map(|published| published.stat) == stat {
            return Ok(None);
        }
        if !self.has_published(path) && !publish::may_be_feed(self.destination, path, &is_feed)? {
            let message = "is no feed, and is not replaced; nothing is published. \
                           Move it away, or name another file in `feeds.formats` or another `output.directory`";
            return Err(Error::output(message).at(publish::path_of(self.destination, path)));
        }
        if self.takes_all {
            return Ok(None);
        }
        let stranger = self.stranger(path)?;
        // Most articles of an old page may be gone. Whose the archive is, its feed says, which is checked beside it.
        let own = self.config.output.url.join(path).ok();
        let is_own_page = |stranger: &Stranger| {
            matches!(kind, ArtifactKind::Archive(_))
                && own.is_some_and(|own| stranger.url == Some(own.to_string()))
        };
        Ok(stranger.filter(|stranger| !is_own_page(stranger)))
    }

    fn refusal(&self, stranger: &Stranger, others: usize) -> Error {
        let Stranger { unknown, entries, url, path } = stranger;
        let url = url.as_ref().map_or(String::new(), |url| format!(" (it says that it is {url})"));
        let others = match others {
            0 => String::new(),
            1 => ", and so is another feed".to_owned(),
            count => format!(", and so are {count} other feeds"),
        };
        let message = format!(
            "is not known to be a feed of this project{url}: {unknown} of its {entries} entries are of no record here{others}; \
             nothing is published. If it is another project's, name another folder with -d or as `output.directory`; if \
             another program has published it, `feedmill adopt` takes over its ids; if it may be replaced, use \
             --adopt-destination"
        );
        Error::refused(message).at(publish::path_of(self.destination, path))
    }

    /// What the feed is, if most of its entries are unknown.
    fn stranger(&self, path: &str) -> Result<Option<Stranger>, Error> {
        let Some(feed) = self.feed(path)? else { return Ok(None) };
        let entries: Vec<Known> = feed.entries.iter().map(|entry| Known::of(entry, "")).collect();
        let is_most = |unknown: &[&Known]| unknown.len().saturating_mul(2) > entries.len();
        let mut unknown: Vec<&Known> = entries.iter().collect();
        let sets: [fn(&Self) -> &BTreeSet<String>; 3] = [Owner::known, Owner::shown, Owner::held_back];
        for set in sets {
            if !is_most(&unknown) {
                return Ok(None);
            }
            unknown.retain(|entry| !set(self).contains(&entry.id));
        }
        if is_most(&unknown) {
            let unpaired: Vec<Known> = unknown.iter().map(|known| (*known).clone()).collect();
            let paired: BTreeSet<usize> =
                matches(&unpaired, self.articles(), true).into_iter().map(|(entry, _)| entry).collect_set();
            let mut position = 0_usize..;
            unknown.retain(|_| !position.next().is_some_and(|position| paired.contains(&position)));
        }
        Ok(is_most(&unknown).then(|| Stranger {
            path: path.to_owned(),
            unknown: unknown.len(),
            entries: entries.len(),
            url: url_of(&feed),
        }))
    }

    /// Whether most entries of a feed are known by their ids as feedmill writes them: no feed of this project need be parsed.
    fn is_plainly_own(&self, bytes: &[u8]) -> bool {
        let (mut ids, mut known) = (0_usize, 0_usize);
        for (opening, start, end) in [("<guid", b'>', b'<'), ("<id", b'>', b'<'), ("\"id\": ", b'"', b'"')] {
            for at in memmem::find_iter(bytes, opening) {
                let rest = bytes.get(at.saturating_add(opening.len())..).unwrap_or_default();
                let mut parts = rest.splitn(2, |&byte| byte == start).skip(1);
                let id = parts.next().and_then(|rest| rest.split(|&byte| byte == end).next());
                let id = id.and_then(|id| std::str::from_utf8(id).ok());
                ids = ids.saturating_add(1);
                known = known.saturating_add(usize::from(id.is_some_and(|id| self.known().contains(id))));
            }
        }
        let entries = ["<item", "<entry"].map(|opening| memmem::find_iter(bytes, opening).count());
        let all = entries.into_iter().fold(ids, usize::max);
        known.saturating_mul(2) > all
    }

    /// The feed at the path, sound or not, unless it is plainly this project's.
    fn feed(&self, path: &str) -> Result<Option<Feed>, Error> {
        let bytes = publish::read(self.destination, path)?;
        if bytes.is_empty() || self.is_plainly_own(&bytes) {
            return Ok(None);
        }
        Ok(self.parsed(path, bytes))
    }

    fn parsed(&self, path: &str, bytes: Vec<u8>) -> Option<Feed> {
        let input = Input { name: path.to_owned(), bytes };
        let feed = format::read(&input, None, Some(&self.config.output.url)).feed;
        feed.filter(|(syntax, _)| matches!(syntax, Syntax::Feed(_))).map(|(_, feed)| feed)
    }

    fn known(&self) -> &BTreeSet<String> {
        self.found.ids.get_or_init(|| {
            let records = self.records;
            let id = |number| records.facts(number)?.id().map(str::to_owned);
            let before = |position| records.before(position)?.1.id().map(str::to_owned);
            let of_records = (0..records.count()).filter_map(id);
            let of_state = (0..records.count_before()).filter_map(before);
            of_records.chain(of_state).chain(self.ids.iter().cloned()).collect_set()
        })
    }

    /// The ids of what is held back, which the facts do not hold.
    fn held_back(&self) -> &BTreeSet<String> {
        self.found.held_back.get_or_init(|| {
            let Owner { source, records, config, now, .. } = *self;
            Linking { source, records, config, now }.ids_held_back()
        })
    }

    fn articles(&self) -> &[Known] {
        let Owner { records, source, config, now, .. } = *self;
        self.found.articles.get_or_init(|| keep::articles(records, source, config, now).1)
    }

    /// The ids in the feeds of all articles, of those feeds of which at least half is known.
    fn shown(&self) -> &BTreeSet<String> {
        self.found.shown.get_or_init(|| {
            let mut shown = BTreeSet::new();
            for (_, path) in emit::paths_of_all(self.config) {
                // A feed that cannot be read shows nothing.
                let bytes = publish::read(self.destination, &path).unwrap_or_default();
                let feed = self.parsed(&path, bytes);
                let ids: Vec<String> =
                    feed.iter().flat_map(|feed| &feed.entries).map(|entry| Known::of(entry, "").id).collect();
                let known = ids.iter().filter(|id| self.known().contains(*id)).count();
                if known > 0 && known.saturating_mul(2) >= ids.len() {
                    shown.extend(ids);
                }
            }
            shown
        })
    }
}

/// Whether a file that begins so is a feed, or nothing at all.
fn is_feed(beginning: &[u8]) -> bool {
    beginning.iter().all(u8::is_ascii_whitespace) || format::looks_like_feed(beginning)
}

/// The URL that the feed names as its own, else the page that it is of.
fn url_of(feed: &Feed) -> Option<String> {
    let link = |relation: &str| feed.head.links.iter().find(|link| link.relation == relation);
    let url = Url::parse(&link("self").or_else(|| link("alternate"))?.href).ok()?;
    Some(url.to_string()).filter(|url| url.len() <= LONGEST && matches!(url.get(..4), Some("http")))
}
