//! Where feeds are written, and what the program keeps beside them: the part `output` of the configuration, with its defaults.
//! What the ids of feeds are made from is here too, though no key says it.

use std::time::Duration;

use url::Url;

use super::Config;
use super::store::Objects;
use crate::model::Format;

/// Where feeds are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The destination, relative to the project's folder.
    pub directory: String,
    /// The URL of the destination; it always ends with `/`.
    pub url: Url,
    /// Whether each feed has a page for people.
    pub pages: bool,
    /// The folder of templates that replace those of this program, relative to the project's folder.
    pub templates: Option<String>,
    /// Whether a list of all feeds is published beside them; where nothing says it, it is where there are pages.
    pub opml: Option<bool>,
    /// The folder of the state, relative to the project's folder.
    pub state: String,
    /// How long another run may be at work before that is an error.
    pub lock_timeout: Duration,
    /// The destination in an object store, which comes before the folder.
    pub objects: Option<Objects>,
    /// What the ids of feeds are made from, where that is no longer what their URLs are made from. No key of the
    /// configuration says it: the project remembers it.
    pub ids: Option<FeedIds>,
}

/// What the ids of feeds are made from: the URLs of their Atom files when they were published first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedIds {
    /// As [`Output::url`].
    pub url: Url,
    /// As [`super::Feeds::path`].
    pub path: String,
    /// The name of Atom files.
    pub file: String,
}

/// The name of the list of feeds.
pub const LIST_FILE: &str = "feeds.opml";

/// The name of pages in folders.
pub const PAGE_FILE: &str = "index.html";

/// The name of the stylesheet of pages.
pub const STYLE_FILE: &str = "feedmill.css";

/// The name of the stylesheet of feeds that a browser shows.
pub const FEED_STYLE_FILE: &str = "feedmill-feed.css";

impl Config {
    /// Makes sure that what is published beside feeds has names of its own.
    ///
    /// # Errors
    ///
    /// A message that names the keys.
    pub fn check_names(&self) -> Result<(), String> {
        let taken = |name: &str| self.feeds.formats.iter().any(|(_, file)| file.eq_ignore_ascii_case(name));
        let own = [PAGE_FILE, STYLE_FILE, FEED_STYLE_FILE].into_iter().find(|name| taken(name));
        if let Some(name) = own.filter(|_| self.output.pages) {
            return Err(format!(
                "`feeds.formats` and `output.pages` name one file, {name}; name another in `feeds.formats`"
            ));
        }
        let page = self.feeds.page_path("s");
        let of_format = |(format, file): &(Format, String)| self.feeds.topic_path("s", *format, file) == page;
        if self.output.pages && self.feeds.formats.iter().any(of_format) {
            let message = "`feeds.path` and `output.pages` give a feed and its page the same file; add {file} or {format} to `feeds.path`";
            return Err(message.to_owned());
        }
        if self.output.has_list() && taken(LIST_FILE) {
            return Err(format!(
                "`feeds.formats` and `output.opml` name one file, {LIST_FILE}; name another in `feeds.formats`"
            ));
        }
        Ok(())
    }
}

impl Output {
    /// Whether a list of all feeds is published.
    pub fn has_list(&self) -> bool {
        self.opml.unwrap_or(self.pages)
    }

    /// The defaults, for feeds that are served below this URL.
    pub(super) fn of_url(url: Url) -> Output {
        Output {
            directory: "public".to_owned(),
            url,
            pages: false,
            templates: None,
            opml: None,
            state: ".feedmill".to_owned(),
            lock_timeout: Duration::from_secs(900),
            objects: None,
            ids: None,
        }
    }
}
