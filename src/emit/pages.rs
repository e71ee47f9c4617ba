//! A feed among the others of its project -> what its page shows. The page of a feed of all articles is the one of all feeds of its
//! language as well; that at the top has the additional feeds too.

use std::collections::BTreeMap;

use super::listing::{Listed, Listing};
use super::{is_top, location_url, url};
use crate::config::{Config, LIST_FILE, PAGE_FILE, STYLE_FILE, in_folder};
use crate::group::GroupKind;
use crate::model::Feed;
use crate::page::{About, Language, Other, Page, Site, addresses, articles, seen_from, spoken};

/// How many articles a page shows, and how many the page of all feeds does.
const MOST: usize = 30;
const MOST_OF_ALL: usize = 12;

/// The path of the page of a feed.
pub(super) fn page_path(kind: &GroupKind, config: &Config) -> String {
    let path = match kind {
        GroupKind::Aggregate { .. } => PAGE_FILE.to_owned(),
        GroupKind::Topic { slug, .. } => config.feeds.page_path(slug),
        GroupKind::Extra(index) => {
            let name = config.feeds.extra.get(*index).map_or("", |extra| extra.name.as_str());
            super::extra_path(name, PAGE_FILE)
        }
    };
    in_folder(kind.language(&config.feeds).map_or("", |own| &own.folder), &path)
}

/// The URL of the page of a feed. Servers show the page of a folder at the folder's URL; object stores show it only at its own.
pub(super) fn page_url(kind: &GroupKind, config: &Config) -> String {
    let url = url(&page_path(kind, config), config);
    match url.strip_suffix(PAGE_FILE).filter(|folder| folder.ends_with('/')) {
        Some(folder) if config.output.objects.is_none() => folder.to_owned(),
        _ => url,
    }
}

/// What the page of a feed shows, published at the URL `here`, which is an old one where the feed has moved. `listing` tells what all
/// feeds are, and is asked only for the page of all feeds.
pub(super) fn page(
    feed: &Feed,
    kind: &GroupKind,
    here: &str,
    listing: &dyn Fn() -> Listing,
    config: &Config,
) -> Page {
    let own = kind.language(&config.feeds);
    let head = &feed.head;
    let (words, language, direction) = spoken(head.language.as_deref());
    let home = page_url(&GroupKind::Aggregate { language: language_of(kind) }, config);
    let title = head.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
    let list = location_url(&config.output.url, LIST_FILE);
    let (most, name) = match kind {
        GroupKind::Aggregate { .. } => (MOST_OF_ALL, "all"),
        GroupKind::Topic { .. } => (MOST, "topic"),
        GroupKind::Extra(_) => (MOST, "extra"),
    };
    let mut page = Page {
        site: Site {
            title: own.map_or(&config.site.title, |own| &own.title).clone(),
            url: own
                .map(|own| own.link.clone())
                .or(config.site.home.clone())
                .unwrap_or(config.site.url.to_string()),
            icon: config.site.icon.clone(),
            logo: config.site.logo.clone(),
        },
        page: About {
            kind: name,
            heading: heading(kind, &title, config),
            title,
            description: head.subtitle.as_ref().map(|subtitle| subtitle.value.clone()).unwrap_or_default(),
            home: seen_from(here, &home),
            stylesheet: seen_from(here, &location_url(&config.output.url, STYLE_FILE)),
            url: page_url(kind, config),
            language,
            direction,
        },
        feeds: addresses(head),
        articles: Vec::new(),
        topics: Vec::new(),
        extra: Vec::new(),
        languages: Vec::new(),
        list: config.output.has_list().then(|| seen_from(here, &list)),
        words,
    };
    page.articles = articles(feed, most, &page.page.language, config.site.timezone);
    if matches!(kind, GroupKind::Aggregate { .. }) {
        add_others(&mut page, kind, (here, &listing()), config);
    }
    page
}

/// The language that a feed is of, by its position.
fn language_of(kind: &GroupKind) -> Option<usize> {
    match kind {
        GroupKind::Aggregate { language } | GroupKind::Topic { language, .. } => *language,
        GroupKind::Extra(_) => None,
    }
}

/// What a page is about, in a few words.
fn heading(kind: &GroupKind, title: &str, config: &Config) -> String {
    match kind {
        GroupKind::Topic { name, .. } => name.clone(),
        GroupKind::Extra(index) => {
            config.feeds.extra.get(*index).map_or(title, |extra| extra.title.as_str()).to_owned()
        }
        GroupKind::Aggregate { .. } => title.to_owned(),
    }
}

/// Adds the other feeds that the page leads to.
fn add_others(page: &mut Page, kind: &GroupKind, (here, listing): (&str, &Listing), config: &Config) {
    let is_of_language = |listed: &Listed| language_of(&listed.kind) == language_of(kind);
    page.topics = topics(None, listing, &is_of_language, here, config);
    if is_top(kind, config) {
        let extra = listing.feeds.iter().filter(|listed| matches!(listed.kind, GroupKind::Extra(_)));
        page.extra = extra.map(|listed| other(listed, Vec::new(), here, config)).collect();
    }
    let all = listing.feeds.iter().filter(|listed| matches!(listed.kind, GroupKind::Aggregate { .. }));
    page.languages = all
        .filter_map(|listed| {
            let own = listed.kind.language(&config.feeds)?;
            Some(Language {
                tag: own.tag.clone().unwrap_or_else(|| own.name.clone()),
                title: own.title.clone(),
                page: seen_from(here, &page_url(&listed.kind, config)),
                is_current: listed.kind == *kind,
            })
        })
        .collect();
}

/// The topics below one, or those below none, with what is below them.
fn topics(
    above: Option<usize>,
    listing: &Listing,
    is_of_language: &dyn Fn(&Listed) -> bool,
    here: &str,
    config: &Config,
) -> Vec<Other> {
    let below: &BTreeMap<Option<usize>, Vec<usize>> = &listing.below;
    let positions = below.get(&above).into_iter().flatten();
    let topic = |&position: &usize| {
        let listed = listing.feeds.get(position)?;
        if !matches!(listed.kind, GroupKind::Topic { .. }) || !is_of_language(listed) {
            return None;
        }
        Some(other(listed, topics(Some(position), listing, is_of_language, here, config), here, config))
    };
    positions.filter_map(topic).collect()
}

fn other(listed: &Listed, topics: Vec<Other>, here: &str, config: &Config) -> Other {
    Other {
        name: heading(&listed.kind, listed.title(), config),
        page: seen_from(here, &page_url(&listed.kind, config)),
        feeds: addresses(&listed.head),
        topics,
    }
}
