//! What belongs to a feed and is none: its page; to the feed of all articles at the top the list of all feeds and the stylesheets. Each
//! bears the mark by which it is known again.

use super::listing::Listing;
use super::pages::{page, page_path};
use super::{is_top, location_url, signature};
use crate::config::{Config, FEED_STYLE_FILE, LIST_FILE, PAGE_FILE, STYLE_FILE, in_folder};
use crate::error::Error;
use crate::format::{self, opml};
use crate::group::GroupKind;
use crate::model::{Artifact, ArtifactKind, Feed};
use crate::page::{Templates, seen_from};

/// What is around a feed.
pub struct Around<'a> {
    /// What all feeds of the project are; asked only where they are listed.
    pub listing: &'a dyn Fn() -> Listing,
    /// How pages are made; `None` where there are none.
    pub templates: Option<&'a Templates>,
    /// The files that are also published at old paths: the old path, and that of the file.
    pub copies: &'a [(String, String)],
    /// The configuration.
    pub config: &'a Config,
}

/// The paths of what belongs to a feed and is none.
pub(super) fn paths(kind: &GroupKind, config: &Config) -> Vec<(ArtifactKind, String)> {
    let output = &config.output;
    let is_top = is_top(kind, config);
    let list = (output.has_list() && is_top).then(|| (ArtifactKind::List, LIST_FILE.to_owned()));
    let has_style = output.pages && is_top;
    let styles = [STYLE_FILE, FEED_STYLE_FILE].into_iter().filter(|_| has_style);
    let styles = styles.map(|name| (ArtifactKind::Style, name.to_owned()));
    let page = output.pages.then(|| (ArtifactKind::Page, page_path(kind, config)));
    list.into_iter().chain(styles).chain(page).collect()
}

/// The document of a feed at this URL, with the stylesheet that browsers show it by where there are pages.
pub(super) fn styled(document: Vec<u8>, url: &str, config: &Config) -> Vec<u8> {
    if !config.output.pages {
        return document;
    }
    let style = location_url(&config.output.url, FEED_STYLE_FILE);
    format::styled(document, &seen_from(url, &style))
}

/// Whether what belongs to the feed lists other feeds, so that it is rendered again when there are others.
pub fn lists_feeds(kind: &GroupKind, config: &Config) -> bool {
    let is_of_all = matches!(kind, GroupKind::Aggregate { .. });
    is_of_all && (config.output.pages || config.output.has_list())
}

/// The artifacts of what belongs to a feed and is none.
///
/// # Errors
///
/// When one of them fails its own check, or a template fails.
pub fn artifacts_beside(feed: &Feed, kind: &GroupKind, around: &Around<'_>) -> Result<Vec<Artifact>, Error> {
    let config = around.config;
    let mut artifacts = Vec::new();
    for (artifact, path) in paths(kind, config) {
        let old = around.copies.iter().filter(|(_, end)| *end == path).map(|(old, _)| old.clone());
        for path in old.chain([path.clone()]).collect::<Vec<_>>() {
            let url = location_url(&config.output.url, &path);
            let bytes = match (artifact, around.templates) {
                (ArtifactKind::List, _) => {
                    opml::checked(&(around.listing)().list()).map_err(|error| error.at(&path))?
                }
                (ArtifactKind::Style, Some(templates)) => templates.style(&path).to_vec(),
                (ArtifactKind::Page, Some(templates)) => {
                    templates.render(&page(feed, kind, &url, around.listing, config))?
                }
                (
                    ArtifactKind::Feed(_)
                    | ArtifactKind::Archive(_)
                    | ArtifactKind::Style
                    | ArtifactKind::Page,
                    _,
                ) => continue,
            };
            let bytes = signature::signed(artifact, &bytes, &url);
            artifacts.push(Artifact { path, kind: artifact, bytes });
        }
    }
    Ok(artifacts)
}

/// Where the files of one run can be, for languages whose feeds were in these folders too. Whatever the configuration asks for now, an earlier
/// one may have asked for more; but pages may be anywhere a site has its own, and are looked for only where there are some.
pub(super) fn patterns(config: &Config, folders: &[&str]) -> Vec<(ArtifactKind, String)> {
    let single = [
        (ArtifactKind::List, LIST_FILE),
        (ArtifactKind::Style, STYLE_FILE),
        (ArtifactKind::Style, FEED_STYLE_FILE),
    ];
    let mut patterns: Vec<(ArtifactKind, String)> =
        single.map(|(kind, name)| (kind, name.to_owned())).to_vec();
    if config.output.pages {
        patterns.extend(page_patterns(config, folders));
    }
    patterns
}

/// Where pages can be, with `*` for the slug or name.
pub fn page_patterns(config: &Config, folders: &[&str]) -> Vec<(ArtifactKind, String)> {
    let languages = config.feeds.languages.iter().map(|own| own.folder.as_str());
    let topics = config.feeds.page_path("*");
    let of_folder = |folder: &str| [in_folder(folder, PAGE_FILE), in_folder(folder, &topics)];
    let all = languages.chain(folders.iter().copied()).chain([""]).flat_map(of_folder);
    let mut paths: Vec<String> = all.chain([super::extra_path("*", PAGE_FILE)]).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| (ArtifactKind::Page, path)).collect()
}
