//! Groups become feeds, each with a head of its own, and feeds become artifacts: the bytes of every format at the path
//! where it is published. What is particular to a kind of artifact is here: its path, its bytes, and how a published
//! file of the kind loses its entries.
//!
//! What is published beside feeds belongs to one of them, so that it is rendered, moved and removed with that one.

mod archive;
mod beside;
mod budget;
mod guid;
mod listing;
mod pages;
mod signature;
mod withdrawn;

pub use archive::{archive_of_all, document, page_folder, page_paths};
pub use beside::{Around, artifacts_beside, lists_feeds, page_patterns};
pub use budget::{Budget, Cut};
pub use listing::{Ancestors, Listed, Listing, listed};
pub use signature::{is_any, signed_url};
pub use withdrawn::{Withdrawn, withdraw, withdrawn};

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::pattern::fill;
use crate::config::{Config, ExtraFeed, FeedLanguage, Feeds, in_folder};
use crate::error::Error;
use crate::format;
use crate::group::GroupKind;
use crate::model::{
    Artifact, ArtifactKind, Entry, Extension, Feed, FeedHead, FeedLocation, Format, GENERATOR, Generator,
    Image, Link, Podcast, QualifiedName, Text,
};
use crate::ordered::CollectOrdered;
use crate::uri;

/// The feed that holds the entries. `fallback` is its date where no entry has one.
pub fn feed(kind: &GroupKind, entries: Vec<Arc<Entry>>, config: &Config, fallback: DateTime<Utc>) -> Feed {
    let site = &config.site;
    let extra = match kind {
        GroupKind::Extra(index) => config.feeds.extra.get(*index),
        GroupKind::Aggregate { .. } | GroupKind::Topic { .. } => None,
    };
    let own = kind.language(&config.feeds);
    let (title, subtitle, link) = match (kind, extra) {
        (GroupKind::Topic { name, slug, .. }, _) => topic_head(name, slug, own, config),
        (_, Some(extra)) => {
            let link = extra.link.clone().unwrap_or_else(|| uri::written(&site.url));
            (extra.title.clone(), extra.description.clone(), link)
        }
        _ if let Some(own) = own => (own.title.clone(), own.description.clone(), own.link.clone()),
        _ => {
            let home = site.home.clone().unwrap_or_else(|| uri::written(&site.url));
            (site.title.clone(), site.description.clone(), home)
        }
    };
    let locations = locations(kind, config);
    let image = |url: &Option<String>| url.clone().map(|url| Image { url, ..Image::default() });
    let head = FeedHead {
        id: Some(id(&kind.first(), config)),
        title: Some(Text::plain(title)),
        subtitle: Some(Text::plain(subtitle)),
        links: links(link, config),
        locations,
        updated: Some(entries.iter().filter_map(|entry| entry.updated).max().unwrap_or(fallback)),
        language: match (extra, own) {
            (Some(extra), _) => extra.language.clone(),
            (_, Some(own)) => own.tag.clone(),
            _ => site.language.clone(),
        },
        authors: vec![own.map_or(&site.author, |own| &own.author).clone()],
        rights: site.rights.clone().map(Text::plain),
        icon: image(&site.icon),
        logo: image(&site.logo),
        generator: Some(Generator { name: GENERATOR.to_owned(), ..Generator::default() }),
        ttl: config.feeds.ttl,
        polling: config.feeds.polling.clone(),
        podcast: podcast(kind, config),
        is_beside_podcast: config.feeds.has_podcasts(),
        ..FeedHead::default()
    };
    Feed { head, entries }
}

/// The page that a feed represents, and the hubs that tell of its changes (WebSub, section 4).
fn links(page: String, config: &Config) -> Vec<Link> {
    let page = Link { media_type: Some("text/html".to_owned()), ..Link::new("alternate", page) };
    let hubs = config.feeds.hubs.iter().map(|url| Link::new("hub", url.clone()));
    [page].into_iter().chain(hubs).collect()
}

/// What the feed is as a podcast, with all that the configuration leaves to be found out.
fn podcast(kind: &GroupKind, config: &Config) -> Option<Box<Podcast>> {
    let written = match kind {
        GroupKind::Aggregate { .. } => config.feeds.podcast.as_ref(),
        GroupKind::Extra(index) => config.feeds.extra.get(*index).and_then(|extra| extra.podcast.as_ref()),
        GroupKind::Topic { .. } => None,
    };
    let mut podcast = written?.clone();
    let own = kind.language(&config.feeds);
    if podcast.author.is_empty() {
        podcast.author.clone_from(&own.map_or(&config.site.author, |own| &own.author).name);
    }
    // Feeds of other languages are podcasts of their own.
    if podcast.guid.is_empty() || own.is_some_and(|own| !own.folder.is_empty()) {
        podcast.guid = guid::of_url(&id_as(Format::Rss, kind, config));
    }
    Some(podcast)
}

/// The budget of a feed with so many entries.
pub fn budget(kind: &GroupKind, entries: usize, config: &Config) -> Budget {
    let extra = match kind {
        GroupKind::Extra(index) => config.feeds.extra.get(*index),
        GroupKind::Aggregate { .. } | GroupKind::Topic { .. } => None,
    };
    Budget::new(entries, extra.map_or(config.feeds.max_size, |extra| extra.max_size))
}

/// The artifacts of a feed, one format after the other, each made when the iterator reaches it.
///
/// # Errors
///
/// When the feed cannot be written, or the strict read-back finds a fault.
pub fn artifacts(feed: &Feed, config: &Config) -> impl Iterator<Item = Result<Artifact, Error>> {
    feed.head.locations.iter().map(|location| {
        let feed = written(feed, location.format);
        let bytes = format::write(&feed, location.format).map_err(|error| error.at(&location.path))?;
        let bytes = beside::styled(bytes, &location.url, config);
        Ok(Artifact { path: location.path.clone(), kind: archive::kind(location), bytes })
    })
}

/// The feed as it is given to the writer of a format.
fn written(feed: &Feed, format: Format) -> Cow<'_, Feed> {
    let mut feed = format::with_links(feed, format);
    let says_more = |location: &FeedLocation| !location.links.is_empty() || !location.extensions.is_empty();
    if feed.head.location(format).is_some_and(says_more) {
        let head = &mut feed.to_mut().head;
        let own = head.location(format).map(|location| location.extensions.clone()).unwrap_or_default();
        archive::link(head, format);
        head.extensions.extend(own);
    }
    feed
}

/// The artifact of one format at another path, at which the feed was published before. It is the same feed, and what it says of its
/// own URL is where it is published now; podcast programs want that in words of their own.
///
/// # Errors
///
/// Those of [`artifacts`].
pub fn copy(feed: &Feed, format: Format, path: &str, config: &Config) -> Result<Artifact, Error> {
    let mut feed = written(feed, format).into_owned();
    let is_podcast = feed.entries.iter().any(|entry| !entry.enclosures.is_empty());
    if let (Format::Rss, Some(location), true) = (format, feed.head.location(format), is_podcast) {
        let name = QualifiedName::new(ITUNES, "itunes", "new-feed-url");
        feed.head.extensions.push(Extension::of_text(name, location.url.clone()));
    }
    let bytes = format::write(&feed, format).map_err(|error| error.at(path))?;
    let bytes = beside::styled(bytes, &location_url(&config.output.url, path), config);
    Ok(Artifact { path: path.to_owned(), kind: ArtifactKind::Feed(format), bytes })
}

/// An artifact without entries at the path of a feed that is obsolete, of which nothing is known but this: the feed, the title that
/// it had, and the `date` that nothing dates better. `None` of what is no feed: nobody has subscribed to it.
///
/// # Errors
///
/// Those of [`artifacts`].
pub fn empty(
    group: &GroupKind,
    title: Option<&str>,
    (kind, path): (ArtifactKind, &str),
    config: &Config,
    date: DateTime<Utc>,
) -> Result<Option<Artifact>, Error> {
    let Some(format) = kind.format() else { return Ok(None) };
    let mut feed = feed(group, Vec::new(), config, date);
    feed.head.title = title.map(Text::plain).or(feed.head.title);
    let url = location_url(&config.output.url, path);
    feed.head.locations =
        vec![FeedLocation { format, path: path.to_owned(), url, links: Vec::new(), extensions: Vec::new() }];
    let bytes = format::write(&feed, format).map_err(|error| error.at(path))?;
    Ok(Some(Artifact { path: path.to_owned(), kind, bytes }))
}

/// The namespace of what podcast programs read.
const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";

/// A file of this kind without its entries; `None` where feedmill did not write it as it is.
pub fn without_entries(kind: ArtifactKind, bytes: &[u8]) -> Option<Vec<u8>> {
    match kind {
        ArtifactKind::Feed(format) | ArtifactKind::Archive(format) => format::without_entries(bytes, format),
        ArtifactKind::List | ArtifactKind::Page | ArtifactKind::Style => None,
    }
}

/// Whether a file of this kind at this path says that feedmill wrote it, whatever others have done to it since.
pub fn is_signed(kind: ArtifactKind, bytes: &[u8], path: &str) -> bool {
    match kind {
        ArtifactKind::Feed(format) | ArtifactKind::Archive(format) => format::is_signed(bytes, format, path),
        ArtifactKind::List | ArtifactKind::Page | ArtifactKind::Style => {
            signature::is_signed(kind, bytes, path)
        }
    }
}

/// The paths of the artifacts of a feed: its formats, and what belongs to it besides.
pub fn paths(kind: &GroupKind, config: &Config) -> Vec<(ArtifactKind, String)> {
    let of_format = |(format, file): &(Format, String)| {
        (ArtifactKind::Feed(*format), path(kind, *format, file, &config.feeds))
    };
    config.feeds.formats.iter().map(of_format).chain(beside::paths(kind, config)).collect()
}

/// Whether it is the feed of all articles at the top of the destination.
fn is_top(kind: &GroupKind, config: &Config) -> bool {
    let is_aggregate = matches!(kind, GroupKind::Aggregate { .. });
    is_aggregate && kind.language(&config.feeds).is_none_or(|own| own.folder.is_empty())
}

/// The paths of the feeds of all articles, of each language.
pub fn paths_of_all(config: &Config) -> Vec<(ArtifactKind, String)> {
    let others = config.feeds.languages.iter().map(|own| own.folder.as_str()).skip(1);
    let of_folder = |folder| {
        let path =
            move |(format, file): &(Format, String)| (ArtifactKind::Feed(*format), in_folder(folder, file));
        config.feeds.formats.iter().map(path)
    };
    [""].into_iter().chain(others).flat_map(of_folder).collect()
}

fn topic_head(
    name: &str,
    slug: &str,
    own: Option<&FeedLanguage>,
    config: &Config,
) -> (String, String, String) {
    let site = &config.site;
    let (title, description) =
        own.map_or((&site.title, &site.description), |own| (&own.title, &own.description));
    let pages = own.map_or(&site.url, |own| &own.pages);
    let values = [("topic", name), ("site", title.as_str()), ("description", description.as_str())];
    let page = fill(&config.topics.link, &[("slug", slug)]);
    let page = uri::absolute_in_site(&page, pages).unwrap_or_else(|_| pages.clone());
    let title = fill(&config.topics.title, &values);
    let subtitle = fill(&config.topics.description, &values);
    (title, subtitle, uri::written(&page))
}

/// Where each format of the feed is published.
fn locations(kind: &GroupKind, config: &Config) -> Vec<FeedLocation> {
    let location = |(format, file): &(Format, String)| {
        let path = path(kind, *format, file, &config.feeds);
        let url = url(&path, config);
        FeedLocation { format: *format, path, url, links: Vec::new(), extensions: Vec::new() }
    };
    config.feeds.formats.iter().map(location).collect()
}

/// The URL of a file at this path below the destination, of whatever language it is.
pub fn url(path: &str, config: &Config) -> String {
    let below = |own: &FeedLanguage| path.strip_prefix(&own.folder)?.strip_prefix('/');
    let served = |own: &FeedLanguage| Some(location_url(own.served_at.as_ref()?, below(own)?));
    let elsewhere = config.feeds.languages.iter().find_map(served);
    elsewhere.unwrap_or_else(|| location_url(&config.output.url, path))
}

fn path(kind: &GroupKind, format: Format, file: &str, feeds: &Feeds) -> String {
    let path = match kind {
        GroupKind::Aggregate { .. } => file.to_owned(),
        GroupKind::Topic { slug, .. } => feeds.topic_path(slug, format, file),
        GroupKind::Extra(index) => {
            let name = feeds.extra.get(*index).map_or("", |extra: &ExtraFeed| extra.name.as_str());
            extra_path(name, file)
        }
    };
    in_folder(kind.language(feeds).map_or("", |own| &own.folder), &path)
}

fn extra_path(name: &str, file: &str) -> String {
    format!("extra/{name}/{file}")
}

/// Every path that an artifact of this configuration could have, or of languages whose feeds were in these folders, with `*` for
/// the slug or name: where obsolete files of earlier runs are looked for.
pub fn path_patterns(config: &Config, folders: &[&str]) -> Vec<(ArtifactKind, String)> {
    let mut formats = Format::ALL.map(|format| (format, format.file_name().to_owned())).to_vec();
    formats.extend_from_slice(&config.feeds.formats);
    let mut patterns = patterns_of(&formats, folders, config);
    patterns.extend(beside::patterns(config, folders));
    patterns
}

/// Those of them that are of a format and a file name of this configuration, and of a language that has feeds.
pub fn own_patterns(config: &Config) -> Vec<(ArtifactKind, String)> {
    patterns_of(&config.feeds.formats, &[], config)
}

fn patterns_of(
    formats: &[(Format, String)],
    folders: &[&str],
    config: &Config,
) -> Vec<(ArtifactKind, String)> {
    let languages = config.feeds.languages.iter().map(|own| own.folder.as_str());
    let folders: Vec<&str> = languages.chain(folders.iter().copied()).chain([""]).collect();
    let paths = |(format, file): &(Format, String)| {
        let topics = config.feeds.topic_path("*", *format, file);
        let of_folder = |folder: &&str| [in_folder(folder, file), in_folder(folder, &topics)];
        let paths: Vec<String> = folders.iter().flat_map(of_folder).chain([extra_path("*", file)]).collect();
        let pages = archive::patterns(&folders, file);
        let (kind, archive) = (ArtifactKind::Feed(*format), ArtifactKind::Archive(*format));
        let paths = paths.into_iter().map(move |path| (kind, path));
        paths.chain(pages.into_iter().map(move |path| (archive, path)))
    };
    let patterns: BTreeSet<(ArtifactKind, String)> = formats.iter().flat_map(paths).collect_set();
    patterns.into_iter().collect()
}

fn location_url(base: &Url, path: &str) -> String {
    base.join(path).map_or_else(|_| base.to_string(), |url| uri::written(&url))
}

/// The id of the Atom feed: its own URL when it was published first; where Atom is not written, the URL that it would have.
fn id(kind: &GroupKind, config: &Config) -> String {
    id_as(Format::OF_IDS, kind, config)
}

/// The URL that the feed had in a format when it was published first, as far as that is known.
fn id_as(format: Format, kind: &GroupKind, config: &Config) -> String {
    let ids = config.feed_ids();
    let feeds = Feeds { path: ids.path, ..config.feeds.clone() };
    let own = || config.feeds.formats.iter().find(|(own, _)| *own == format).map(|(_, file)| file.clone());
    let file = if format == Format::OF_IDS { ids.file } else { own().unwrap_or(ids.file) };
    location_url(&ids.url, &path(kind, format, &file, &feeds))
}

/// The URL that all topics are below: the part of the path pattern before the slug.
pub fn category_scheme(config: &Config) -> String {
    let before = config.feeds.path.split_once('{').map_or("", |(before, _)| before);
    let folder = before.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    location_url(&config.output.url, &folder)
}
