//! A feed, and what is around it -> what the template of its page gets: plain texts and harmless URLs, ready to be escaped. Templates of
//! operators read this model, so that docs/pages.md describes it field by field.
//!
//! Only what the feed shows is here. No HTML of an article is: a summary is the plain text that a reader would see.

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;

use super::words::{Words, direction, words};
use crate::model::{Entry, Feed, FeedHead, Format, Text, TextKind};
use crate::text::{escape_html, without_overrides};
use crate::time::{self, Tz};
use crate::{html, uri};

/// The longest summary, in characters: about three lines on a wide screen.
const LONGEST_SUMMARY: usize = 300;

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The site.
    pub site: Site,
    /// The page itself.
    pub page: About,
    /// The feed that it is of, in each of its formats.
    pub feeds: Vec<Address>,
    /// Its newest articles.
    pub articles: Vec<Article>,
    /// The topics at the top, on the page of all feeds.
    pub topics: Vec<Other>,
    /// The additional feeds, on the page of all feeds.
    pub extra: Vec<Other>,
    /// The languages of the site, where it has several.
    pub languages: Vec<Language>,
    /// The list of all feeds (OPML), where it is published.
    pub list: Option<String>,
    /// The words that no author has written.
    pub words: Words,
}

/// What a page says of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Site {
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// A small square image.
    pub icon: Option<String>,
    /// A larger image.
    pub logo: Option<String>,
}

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// `all`, `topic` or `extra`.
    pub kind: &'static str,
    /// The title of the feed.
    pub title: String,
    /// The name of what it is about: the topic, the additional feed or the site.
    pub heading: String,
    /// The description of the feed.
    pub description: String,
    /// Its URL.
    pub url: String,
    /// The page of all feeds, seen from here.
    pub home: String,
    /// The stylesheet, seen from here.
    pub stylesheet: String,
    /// The language tag of the page.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
}

/// A feed in one of its formats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    /// `rss`, `atom` or `json`.
    pub format: &'static str,
    /// The format for people, such as `RSS 2.0`.
    pub name: &'static str,
    /// The media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// The URL.
    pub url: String,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: Option<String>,
    /// The day on which it was published, in the time zone of the site.
    pub date: Option<String>,
    /// The moment, as RFC 3339 has it.
    pub time: Option<String>,
    /// What it is about.
    pub summary: String,
    /// Its image.
    pub image: Option<Picture>,
    /// The names of its authors.
    pub authors: Vec<String>,
    /// Its language, where that is not the language of the page.
    pub language: Option<String>,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its URL.
    pub url: String,
    /// What it shows; empty where nobody says it.
    pub alt: String,
    /// Its width in pixels.
    pub width: Option<u32>,
    /// Its height in pixels.
    pub height: Option<u32>,
}

/// Another feed of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Other {
    /// What it is about.
    pub name: String,
    /// Its page, seen from here.
    pub page: String,
    /// It itself, in each format.
    pub feeds: Vec<Address>,
    /// The topics below this one.
    pub topics: Vec<Other>,
}

/// A language of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Language {
    /// Its tag.
    pub tag: String,
    /// The title of the site in it.
    pub title: String,
    /// Its page, seen from here.
    pub page: String,
    /// Whether this page is in it.
    pub is_current: bool,
}

/// The words and the direction of a page in the language; where none is said, the page is in that of its words.
pub fn spoken(language: Option<&str>) -> (Words, String, &'static str) {
    let words = *words(language);
    let tag = language.unwrap_or(words.language).to_owned();
    (words, tag, direction(language))
}

/// A feed in each of its formats.
pub fn addresses(head: &FeedHead) -> Vec<Address> {
    let address = |location: &crate::model::FeedLocation| Address {
        format: location.format.name(),
        name: location.format.version_written(),
        media_type: Format::media_type(location.format),
        url: location.url.clone(),
    };
    head.locations.iter().map(address).collect()
}

/// The first articles of the feed, at most so many, on a page in this language.
pub fn articles(feed: &Feed, most: usize, language: &str, zone: Tz) -> Vec<Article> {
    let article = |entry: &Entry| {
        let own = entry.language.clone().filter(|own| !own.eq_ignore_ascii_case(language));
        let moment = entry.published.or(entry.updated);
        let summary = summary(entry);
        Article {
            title: title(entry, &summary),
            url: entry.link().and_then(harmless),
            date: moment.map(|moment| day(moment, zone)),
            time: moment.map(time::rfc3339),
            image: entry.image.as_ref().and_then(picture),
            authors: entry.authors.iter().map(|author| plain(author.shown_name())).collect(),
            language: own,
            summary,
        }
    };
    feed.entries.iter().take(most).map(|entry| article(entry)).collect()
}

/// A URL of this page's site as it is seen from here, which holds wherever the whole is served; absolute where it is of another site.
pub fn seen_from(page: &str, url: &str) -> String {
    let relative = || Url::parse(page).ok()?.make_relative(&Url::parse(url).ok()?);
    match relative() {
        Some(same) if same.is_empty() => ".".to_owned(),
        // What looks like a scheme or a host would be read as one.
        Some(relative) if !relative.contains(':') && !relative.starts_with('/') => relative,
        _ => url.to_owned(),
    }
}

/// The day of a moment.
fn day(moment: DateTime<Utc>, zone: Tz) -> String {
    moment.with_timezone(&zone).format("%Y-%m-%d").to_string()
}

/// The text, which is plain, without what would turn the text around it around.
fn plain(text: &str) -> String {
    without_overrides(text).into_owned()
}

/// What a text says, as plain text.
fn said(text: &Text) -> String {
    match text.kind {
        TextKind::Plain => plain(&text.value),
        TextKind::Html => plain(&html::plain_text(&text.value)),
    }
}

/// The title, else what stands for it.
fn title(entry: &Entry, summary: &str) -> String {
    let own = entry.title.as_ref().map(said).filter(|title| !title.trim().is_empty());
    let beginning = || html::excerpt(&escape_html(summary), 80);
    own.unwrap_or_else(beginning)
}

/// The summary, cut at a word.
fn summary(entry: &Entry) -> String {
    let own = entry.summary.as_ref().filter(|summary| !summary.value.trim().is_empty());
    let content = || {
        entry.contents.iter().find_map(|content| match content {
            crate::model::Content::Text(text) => Some(text),
            _ => None,
        })
    };
    let Some(text) = own.or_else(content) else { return String::new() };
    let marked_up = match text.kind {
        TextKind::Plain => escape_html(&text.value),
        TextKind::Html => text.value.clone(),
    };
    plain(&html::excerpt(&marked_up, LONGEST_SUMMARY))
}

fn picture(image: &crate::model::Image) -> Option<Picture> {
    let url = harmless(&image.url)?;
    let alt = image.description.as_deref().map(plain).unwrap_or_default();
    Some(Picture { url, alt, width: image.width, height: image.height })
}

/// The URL, if it is one of the web. What is converted may hold others.
fn harmless(url: &str) -> Option<String> {
    let is_web = uri::scheme(url)
        .is_some_and(|scheme| ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()));
    (is_web && !uri::does_harm(url)).then(|| url.to_owned())
}
