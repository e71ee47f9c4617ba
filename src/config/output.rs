//! Where feeds are written, and what the program keeps beside them: the part `output` of the configuration, with its defaults.
//! What the ids of feeds are made from is here too, though no key says it.

use std::time::Duration;

use url::Url;

use super::store::Objects;

/// Where feeds are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The destination, relative to the project's folder.
    pub directory: String,
    /// The URL of the destination; it always ends with `/`.
    pub url: Url,
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

impl Output {
    /// The defaults, for feeds that are served below this URL.
    pub(super) fn of_url(url: Url) -> Output {
        Output {
            directory: "public".to_owned(),
            url,
            state: ".feedmill".to_owned(),
            lock_timeout: Duration::from_secs(900),
            objects: None,
            ids: None,
        }
    }
}
