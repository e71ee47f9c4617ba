//! Where feeds are written, and what the program keeps beside them: the part `output` of the configuration, with its defaults.
//! What the ids of feeds are made from is here too, though no key says it.

use std::time::Duration;

use url::Url;

use super::Config;
use super::store::Objects;

/// Where feeds are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The destination, relative to the project's folder.
    pub directory: String,
    /// The URL of the destination; it always ends with `/`.
    pub url: Url,
    /// Whether a list of all feeds is published beside them.
    pub opml: bool,
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

impl Config {
    /// Makes sure that what is published beside feeds has names of its own.
    ///
    /// # Errors
    ///
    /// A message that names the keys.
    pub fn check_names(&self) -> Result<(), String> {
        let taken = |name: &str| self.feeds.formats.iter().any(|(_, file)| file.eq_ignore_ascii_case(name));
        if self.output.opml && taken(LIST_FILE) {
            return Err(format!(
                "`feeds.formats` and `output.opml` name one file, {LIST_FILE}; name another in `feeds.formats`"
            ));
        }
        Ok(())
    }
}

impl Output {
    /// The defaults, for feeds that are served below this URL.
    pub(super) fn of_url(url: Url) -> Output {
        Output {
            directory: "public".to_owned(),
            url,
            opml: false,
            state: ".feedmill".to_owned(),
            lock_timeout: Duration::from_secs(900),
            objects: None,
            ids: None,
        }
    }
}
