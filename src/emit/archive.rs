//! The documents of a feed that has an archive (RFC 5005, section 4): where its pages are, what their heads say, and how
//! each format leads from one document to the next.
//!
//! All documents of a feed have its id and its title. RSS and Atom say `prev-archive`, `next-archive` and `current`, and of a page that
//! it is one; JSON Feed knows `next_url`, which leads to older articles. The folders of pages do not depend on `feeds.path`,
//! so that feeds may move while their archives stay.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{feed, url};
use crate::config::{ARCHIVE, Config, in_folder};
use crate::group::{ArchivePage, FeedDocument, GroupKind};
use crate::model::{
    ArtifactKind, Entry, Extension, Feed, FeedHead, FeedLocation, Format, Link, QualifiedName,
};
use crate::xml::namespace;

/// A document of a feed, with these entries. `fallback` is the date of what subscribers read where no entry has one.
pub fn document(
    document: FeedDocument<'_>,
    entries: Vec<Arc<Entry>>,
    config: &Config,
    fallback: DateTime<Utc>,
) -> Feed {
    let (kind, page) = (&document.group.kind, document.archive_page());
    let date = page.map_or(fallback, |page| date(page, document.newer(), fallback));
    let mut feed = feed(kind, entries, config, date);
    let url_of_page = |page: &ArchivePage, file: &str| url(&path(kind, page, file, config), config);
    for (location, (format, file)) in feed.head.locations.iter_mut().zip(&config.feeds.formats) {
        let current = location.url.clone();
        let of_page = |relation, page| (relation, url_of_page(page, file));
        let mut links: Vec<(&str, String)> =
            document.older().map(|page| of_page("prev-archive", page)).into_iter().collect();
        if let Some(page) = page {
            links.extend(document.newer().map(|page| of_page("next-archive", page)));
            links.push(("current", current));
            location.path = path(kind, page, file, config);
            location.url = url_of_page(page, file);
        }
        let media_type = Some(format.media_type().to_owned());
        let link = |(relation, url)| Link { media_type: media_type.clone(), ..Link::new(relation, url) };
        location.links = links.into_iter().map(link).collect();
    }
    feed
}

/// Says in the head of a document what its location has of other documents.
pub(super) fn link(head: &mut FeedHead, format: Format) {
    let links = head.location(format).map(|location| location.links.clone()).unwrap_or_default();
    // Where no other page is, validators take the element for a page that lost its links. `current` says all that there is to say.
    let is_one_of_several =
        links.iter().any(|link| matches!(&*link.relation, "prev-archive" | "next-archive"));
    let says_so = is_page(&links) && is_one_of_several && format != Format::JsonFeed;
    match format {
        Format::Rss | Format::Atom => head.links.extend(links),
        Format::JsonFeed => {
            let older = links.into_iter().filter(|link| link.relation == "prev-archive");
            head.links.extend(older.map(|link| Link { relation: "next".to_owned(), ..link }));
        }
    }
    if says_so {
        head.extensions.push(Extension {
            name: QualifiedName::new(namespace::HISTORY, "fh", "archive"),
            ..Extension::default()
        });
    }
}

/// What the document at the location is.
pub(super) fn kind(location: &FeedLocation) -> ArtifactKind {
    match is_page(&location.links) {
        true => ArtifactKind::Archive(location.format),
        false => ArtifactKind::Feed(location.format),
    }
}

/// Pages alone name the document that they are the past of.
fn is_page(links: &[Link]) -> bool {
    links.iter().any(|link| link.relation == "current")
}

/// The date of a page that has no article: where it ends, else where it starts.
fn date(page: &ArchivePage, newer: Option<&ArchivePage>, fallback: DateTime<Utc>) -> DateTime<Utc> {
    newer.and_then(|newer| newer.start.date()).or(page.start.date()).unwrap_or(fallback)
}

/// The folder of the pages of the feed of all articles, where that feed is in this folder.
pub fn archive_of_all(folder: &str) -> String {
    in_folder(folder, &format!("{ARCHIVE}/all"))
}

/// The folder of the pages of a feed.
pub fn page_folder(kind: &GroupKind, config: &Config) -> String {
    let own = match kind {
        GroupKind::Aggregate { .. } => "all".to_owned(),
        GroupKind::Topic { slug, .. } => format!("topics/{slug}"),
        GroupKind::Extra(index) => {
            let name = config.feeds.extra.get(*index).map_or("", |extra| extra.name.as_str());
            format!("extra/{name}")
        }
    };
    let folder = kind.language(&config.feeds).map_or("", |own| &own.folder);
    in_folder(folder, &format!("{ARCHIVE}/{own}"))
}

/// The paths of a page in every format.
pub fn page_paths(kind: &GroupKind, page: &ArchivePage, config: &Config) -> Vec<(ArtifactKind, String)> {
    let of_format =
        |(format, file): &(Format, String)| (ArtifactKind::Archive(*format), path(kind, page, file, config));
    config.feeds.formats.iter().map(of_format).collect()
}

fn path(kind: &GroupKind, page: &ArchivePage, file: &str, config: &Config) -> String {
    format!("{}/{}/{file}", page_folder(kind, config), page.start.name())
}

/// The patterns of the paths of pages in one format, of languages whose feeds are in these folders.
pub(super) fn patterns(folders: &[&str], file: &str) -> Vec<String> {
    let of_folder = |folder: &&str| {
        ["all", "topics/*", "extra/*"].map(|feed| in_folder(folder, &format!("{ARCHIVE}/{feed}/*/{file}")))
    };
    folders.iter().flat_map(of_folder).collect()
}
