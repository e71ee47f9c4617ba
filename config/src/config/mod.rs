//! The configuration: `feedmill.yaml`, or the `_config.yml` of a Jekyll site -> a complete [`Config`] with every default
//! filled in and every value checked. Files are read elsewhere; this room gets their text.

pub mod authors;
pub mod categories;
pub mod conventions;
mod explicit;
mod generator;
mod input;
mod jekyll;
mod languages;
mod output;
mod own;
pub mod pattern;
mod permalink;
pub mod rewrites;
mod section;
mod sql;
mod store;

pub use explicit::explicit;
pub use generator::{
    FoldersOfParts, PACKAGES, Site as SiteFiles, Unseen, astro, eleventy, extensions, folders_of_parts, hexo,
    hugo, is_section, may_choose, mkdocs, next, read as read_generator,
};
pub use input::{Duplicates, Files, Future, Input, Layout, Paths, Root, SiteLanguage, Undated};
pub use jekyll::read as read_jekyll;
pub use languages::{FeedLanguage, in_folder};
pub use output::{FEED_STYLE_FILE, FeedIds, LIST_FILE, Output, PAGE_FILE, STYLE_FILE};
pub use own::{generator, read as read_own};
pub use permalink::Permalink;
pub use sql::{Place, Secret, Sql};
pub use store::{Hook, LONGEST_TAKEOVER, Objects, Purge, Scheme, StoreUrl};

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use url::Url;

use crate::error::Error;
use crate::finding::Finding;
use crate::model::{Format, Person, Podcast, Polling, Position, Spanned};
use crate::text::{fold_white_space, strip_forbidden};
use crate::time::Tz;
use crate::uri;
use authors::Authors;

/// The default locations of topics files; none need exist.
pub const DEFAULT_TOPIC_FILES: [&str; 2] = ["_data/topics/*.yaml", "_data/topics/*.yml"];

/// The default of the path of a topic's feed.
pub const DEFAULT_FEEDS_PATH: &str = "topics/{slug}/{file}";

/// The folder of the archives of all feeds.
pub const ARCHIVE: &str = "archive";

/// The default of the largest size of a record, in MiB.
pub const DEFAULT_MAX_SIZE: u64 = 4;

/// The whole configuration: every default filled in, every value checked. It is parsed from the text of a
/// `feedmill.yaml`, or read from a project's folder by `feedmill::configuration`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site that the feeds represent.
    pub site: Site,
    /// Where records are and how they are read.
    pub input: Input,
    /// Which topics there are.
    pub topics: Topics,
    /// Which feeds are written.
    pub feeds: Feeds,
    /// Which articles are in any feed at all.
    pub filter: Filter,
    /// Where feeds are written.
    pub output: Output,
    /// The hosts whose https `<iframe>` may stay in contents.
    pub embeds: Vec<String>,
    /// Whom the keys mean that records name as their authors.
    pub authors: Authors,
    /// What is to be said about the configuration.
    pub findings: Vec<Finding>,
    /// Whether nothing outside the project's folder is read or written in its name.
    pub is_confined: bool,
    /// The file below the project's folder that its generator was recognised by; empty where none was.
    pub recognised_by: String,
}

impl FromStr for Config {
    type Err = Error;

    /// Reads the text of a `feedmill.yaml`.
    ///
    /// # Errors
    ///
    /// When the text is not YAML, or a key or value is not one that feedmill knows; the error names its line and column.
    fn from_str(text: &str) -> Result<Config, Error> {
        own::read("feedmill.yaml", text, None, None)
    }
}

/// The site that the feeds represent.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its name.
    pub title: String,
    /// Its URL, which always ends with `/`.
    pub url: Url,
    /// The page that the feed of all articles represents, where it is not `url`.
    pub home: Option<String>,
    /// Its description.
    pub description: String,
    /// A valid language tag.
    pub language: Option<String>,
    /// Its author.
    pub author: Person,
    /// The URL of a small square image.
    pub icon: Option<String>,
    /// The URL of a larger image.
    pub logo: Option<String>,
    /// A copyright statement.
    pub rights: Option<String>,
    /// The time zone of times that name none.
    pub timezone: Tz,
}

impl Site {
    /// All defaults, for a site at `url`.
    fn of_url(url: Url) -> Site {
        let title = url.host_str().unwrap_or_default().to_owned();
        Site {
            home: None,
            title: title.clone(),
            description: title.clone(),
            language: None,
            author: Person { name: title, ..Person::default() },
            icon: None,
            logo: None,
            rights: None,
            timezone: Tz::UTC,
            url,
        }
    }

    /// Changes the title, and with it the description and the author as long as they are still the title.
    fn rename(&mut self, title: String) {
        if self.description == self.title {
            self.description.clone_from(&title);
        }
        if self.author.name == self.title {
            self.author.name.clone_from(&title);
        }
        self.title = title;
    }
}

/// Which topics there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topics {
    /// Topics files: files or glob patterns below the project's folder.
    pub files: Vec<String>,
    /// The only topics that have feeds; empty for all.
    pub only: Vec<String>,
    /// Topics that have no feeds.
    pub except: Vec<String>,
    /// Other names of topics, each with the name it means.
    pub aliases: Vec<(String, String)>,
    /// How many topics have feeds at most.
    pub limit: usize,
    /// How many topics the records of one folder open at most, if they have not ten each.
    pub author_limit: usize,
    /// Whether an article of a topic is also in the feeds of the topic's parents.
    pub rollup: bool,
    /// The title of a topic's feed, with `{topic}` and `{site}`.
    pub title: String,
    /// The description of a topic's feed, with `{topic}`, `{site}` and `{description}`.
    pub description: String,
    /// The page of a topic, with `{slug}`; empty for the site's own page.
    pub link: String,
}

/// Which feeds are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Feeds {
    /// The formats and the file name of each.
    pub formats: Vec<(Format, String)>,
    /// The path of a topic's feed, with `{slug}`, `{file}` and `{format}`.
    pub path: String,
    /// How many entries a feed holds at most.
    pub limit: usize,
    /// How many bytes a file of a feed may have; nothing for any number.
    pub max_size: Option<u64>,
    /// How much of an article a feed contains.
    pub content: ContentMode,
    /// Whether RSS shows the Markdown of articles beside their HTML.
    pub markdown: bool,
    /// How many minutes a reader may cache a feed; only RSS can say it.
    pub ttl: Option<u32>,
    /// The hubs that tell subscribers what has changed (WebSub), each an absolute URL as feeds name it.
    pub hubs: Vec<String>,
    /// When readers need not ask, and whom they may ask about the feeds.
    pub polling: Polling,
    /// What the feed of all articles is as a podcast, where it is one; then only those with audio or video are in it.
    pub podcast: Option<Box<Podcast>>,
    /// Whether feeds have archives of all articles that they have no room for.
    pub archive: bool,
    /// How long Atom feeds say which articles were withdrawn; nothing where they say nothing of it.
    pub withdrawn: Option<Duration>,
    /// Feeds besides the aggregate and the topics.
    pub extra: Vec<ExtraFeed>,
    /// The languages with feeds of their own, the one at the top first; none where the site has but one.
    pub languages: Vec<FeedLanguage>,
}

impl Feeds {
    /// Whether any of them is a podcast.
    pub fn has_podcasts(&self) -> bool {
        self.podcast.is_some() || self.extra.iter().any(|extra| extra.podcast.is_some())
    }
}

/// How much of an article a feed contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentMode {
    /// All of it.
    Full,
    /// The summary.
    Excerpt,
}

/// A feed besides the aggregate and the topics.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraFeed {
    /// Its folder: lower-case letters, digits and `-`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// A valid language tag: its own, else the one that its filter asks for, else the site's.
    pub language: Option<String>,
    /// The URL of the page that it represents, where that is not the site's.
    pub link: Option<String>,
    /// Which articles are in it.
    pub filter: Filter,
    /// Which of them come first.
    pub order: Order,
    /// How many of them at most.
    pub limit: usize,
    /// How many bytes a file of it may have; nothing for any number.
    pub max_size: Option<u64>,
    /// What it is as a podcast, where it is one; then only articles with audio or video are in it.
    pub podcast: Option<Box<Podcast>>,
}

/// Which articles come first in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest.
    Published,
    /// The greatest heat; among equals the newest.
    Heat,
    /// The greatest quality; among equals the newest.
    Quality,
}

/// Which articles pass: all given conditions must be met.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// The least quality.
    pub min_quality: Option<f64>,
    /// The least heat.
    pub min_heat: Option<f64>,
    /// One of these categories.
    pub category: Vec<String>,
    /// One of these types.
    pub kind: Vec<String>,
    /// One of these languages; `en` also takes `en-GB`.
    pub language: Vec<String>,
    /// One of these providers.
    pub provider: Vec<String>,
    /// Published at this moment or later.
    pub since: Option<DateTime<Utc>>,
    /// Published before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// The base URL of a site: http or https, with a path that ends with `/`, without query and fragment.
///
/// # Errors
///
/// When the text is not such a URL; the message begins with "must be".
pub fn base_url(text: &str) -> Result<Url, String> {
    let wrong = || "must be an absolute http or https URL such as https://example.org/".to_owned();
    let url = Url::parse(text.trim()).map_err(|_| wrong())?;
    let mut url = crate::uri::absolute(url.as_str(), &url).map_err(|_| wrong())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must be a URL without user name or password".to_owned());
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// An error about a place in a configuration.
fn located(file: &str, Position { line, column }: Position, message: &str) -> Error {
    Error::usage(format!("{file}:{line}:{column}: {message}"))
}

/// The configuration of a project without a file, with nothing but a URL.
///
/// # Errors
///
/// When there is no URL either.
pub fn without_file(base: Option<&Url>) -> Result<Config, Error> {
    let missing = "there is no feedmill.yaml here, and no site of a generator that feedmill knows; write a feedmill.yaml with \
                   `site: {title: …, url: …}`, or give the URL of the site with --base-url";
    base.cloned().map(Config::with_defaults).ok_or_else(|| Error::usage(missing))
}

impl Config {
    /// What the ids of feeds are made from.
    pub fn feed_ids(&self) -> FeedIds {
        let file = self.feeds.formats.iter().find(|(format, _)| *format == Format::OF_IDS);
        let file = file.map_or(Format::OF_IDS.file_name(), |(_, file)| file);
        let (url, path) = (&self.output.url, &self.feeds.path);
        let present = || FeedIds { url: url.clone(), path: path.clone(), file: file.to_owned() };
        self.output.ids.clone().unwrap_or_else(present)
    }

    /// All defaults, for a site at `url`.
    fn with_defaults(url: Url) -> Config {
        Config {
            site: Site::of_url(url.clone()),
            input: Input::default(),
            topics: Topics {
                files: DEFAULT_TOPIC_FILES.map(str::to_owned).to_vec(),
                only: Vec::new(),
                except: Vec::new(),
                aliases: Vec::new(),
                limit: 30_000,
                author_limit: 1_000,
                rollup: false,
                title: "{topic} – {site}".to_owned(),
                description: "{topic} – {description}".to_owned(),
                link: String::new(),
            },
            feeds: Feeds {
                formats: Format::ALL.map(|format| (format, format.file_name().to_owned())).to_vec(),
                path: DEFAULT_FEEDS_PATH.to_owned(),
                limit: 50,
                max_size: Some(5 * 1024 * 1024),
                content: ContentMode::Full,
                markdown: false,
                ttl: Some(60),
                hubs: Vec::new(),
                polling: Polling::default(),
                podcast: None,
                archive: false,
                withdrawn: None,
                extra: Vec::new(),
                languages: Vec::new(),
            },
            filter: Filter::default(),
            output: Output::of_url(url),
            embeds: Vec::new(),
            authors: Authors::new(),
            findings: Vec::new(),
            is_confined: false,
            recognised_by: String::new(),
        }
    }

    /// Adds people by the keys that records name them by; the key of the site's own author is replaced by its person.
    pub fn add_authors(&mut self, authors: Authors) {
        self.authors.extend(authors);
        let Some(person) = self.authors.get(&self.site.author.name) else { return };
        let folded = |text: &Spanned| fold_white_space(&strip_forbidden(&text.text));
        let name = person.name.as_ref().map(folded).and_then(|name| uri::name_alone(&name));
        let uri = person.uri.as_ref().and_then(|uri| uri::absolute_in_site(&uri.text, &self.site.url).ok());
        let author = &mut self.site.author;
        author.uri = uri.map(|uri| uri::written(&uri)).or(author.uri.take());
        author.name = name.unwrap_or(std::mem::take(&mut author.name));
    }
}

#[cfg(test)]
mod tests;
