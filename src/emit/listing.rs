//! The feeds of a project -> a list of them, in which topics are below the topics above them. What is listed is what has a head: no
//! article is known here.

use std::collections::BTreeMap;

use chrono::DateTime;

use super::feed;
use crate::config::{Config, in_folder};
use crate::format::opml::{List, Outline, Subscription};
use crate::group::GroupKind;
use crate::model::{FeedHead, Format};
use crate::ordered::CollectOrdered;

/// A feed of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Which feed it is.
    pub kind: GroupKind,
    /// What it says of itself.
    pub head: FeedHead,
    /// The folder of its language, and behind that the slug of a topic.
    pub place: String,
}

impl Listed {
    /// Its title.
    pub fn title(&self) -> &str {
        self.head.title.as_ref().map_or("", |title| &title.value)
    }

    /// The page that the feed is of.
    pub fn page(&self) -> Option<&str> {
        self.head.links.first().map(|link| link.href.as_str())
    }
}

/// The feeds, in the order of their groups: those of all articles, topics, additional ones.
pub fn listed<'k>(kinds: impl Iterator<Item = &'k GroupKind>, config: &Config) -> Vec<Listed> {
    let listed = |kind: &'k GroupKind| {
        let head = feed(kind, Vec::new(), config, DateTime::UNIX_EPOCH).head;
        let folder = kind.language(&config.feeds).map_or("", |own| &own.folder);
        let place = match kind {
            GroupKind::Topic { slug, .. } => in_folder(folder, slug),
            GroupKind::Aggregate { .. } | GroupKind::Extra(_) => folder.to_owned(),
        };
        Listed { kind: kind.clone(), head, place }
    };
    kinds.map(listed).collect()
}

/// The topics above a topic, the nearest first, by their slugs.
pub type Ancestors = BTreeMap<String, Vec<String>>;

/// Feeds of a project, and which of them are below which.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What the project is called.
    title: String,
    /// The feeds.
    pub(super) feeds: Vec<Listed>,
    /// The positions of those below each topic, by its position, and of those below none. Topics are below the topics above them, as
    /// far as these have feeds.
    pub(super) below: BTreeMap<Option<usize>, Vec<usize>>,
}

impl Listing {
    /// These feeds.
    pub fn of(feeds: Vec<Listed>, ancestors: &Ancestors, config: &Config) -> Listing {
        let positions: BTreeMap<&str, usize> = (0..)
            .zip(&feeds)
            .filter(|(_, listed)| matches!(listed.kind, GroupKind::Topic { .. }))
            .map(|(position, listed)| (listed.place.as_str(), position))
            .collect_map();
        let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (position, listed) in (0..).zip(&feeds) {
            below.entry(parent(listed, &positions, ancestors, config)).or_default().push(position);
        }
        Listing { title: config.site.title.clone(), feeds, below }
    }

    /// The list that readers import, with each feed in its first format.
    pub fn list(&self) -> List {
        List { title: self.title.clone(), outlines: outlines(None, &self.feeds, &self.below) }
    }
}

/// The position of the nearest topic above the feed's that has a feed.
fn parent(
    Listed { kind, .. }: &Listed,
    positions: &BTreeMap<&str, usize>,
    ancestors: &Ancestors,
    config: &Config,
) -> Option<usize> {
    let GroupKind::Topic { slug, .. } = kind else { return None };
    let folder = kind.language(&config.feeds).map_or("", |own| &own.folder);
    let above = ancestors.get(slug)?;
    above.iter().find_map(|slug| positions.get(in_folder(folder, slug).as_str()).copied())
}

/// The outlines of what is below a topic, or of all that is below none.
fn outlines(
    above: Option<usize>,
    feeds: &[Listed],
    below: &BTreeMap<Option<usize>, Vec<usize>>,
) -> Vec<Outline> {
    let positions = below.get(&above).into_iter().flatten();
    let outline = |&position: &usize| {
        let own = subscription(feeds.get(position)?)?;
        let inner = outlines(Some(position), feeds, below);
        if inner.is_empty() {
            return Some(own);
        }
        let text = own.text.clone();
        Some(Outline { text, feed: None, outlines: [vec![own], inner].concat() })
    };
    positions.filter_map(outline).collect()
}

/// The outline of a feed; `None` where it has no file.
fn subscription(listed: &Listed) -> Option<Outline> {
    let head = &listed.head;
    let location = head.locations.first()?;
    let feed = Subscription {
        url: location.url.clone(),
        page: listed.page().map(str::to_owned),
        description: head.subtitle.as_ref().map(|subtitle| subtitle.value.clone()),
        language: head.language.clone(),
        version: match location.format {
            Format::Rss => Some("RSS2".to_owned()),
            Format::Atom | Format::JsonFeed => None,
        },
    };
    Some(Outline { text: listed.title().to_owned(), feed: Some(feed), outlines: Vec::new() })
}
