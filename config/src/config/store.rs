//! The part of `output` that is about object stores: the URL of a place in one, and what publishing there depends on. A URL holds no
//! credentials: those come from the environment alone.
//!
//! The state is never below what is served. Unless the configuration says where it is, it lies in `.feedmill` at the root of the
//! bucket, under the prefix of the feeds, which a policy that opens that prefix does not open.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::base_url;
use super::section::Section;
use crate::error::Error;
use crate::model::words;
use crate::time;

words! {
    /// What keeps objects.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Scheme {
        /// Amazon S3, or what speaks its protocol.
        S3 = "s3",
        /// Google Cloud Storage.
        Google = "gs",
        /// Azure Blob Storage.
        Azure = "az",
        /// A folder, for tests: it has no types, and no lifetimes in caches.
        File = "file",
    }

    /// The scheme of its URLs.
    fn name
}

/// A place in an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreUrl {
    /// What keeps it.
    pub scheme: Scheme,
    /// The name of the bucket or container; empty for a folder.
    pub bucket: String,
    /// What all keys begin with, without `/` at either end; of a folder its path without the first `/`.
    pub prefix: String,
}

/// How publishing tells caches which addresses have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purge {
    /// Who is told.
    pub hook: Hook,
    /// How many addresses at once.
    pub batch: usize,
}

/// Who is told which addresses have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hook {
    /// A program with its arguments, which reads one address from each line of its standard input.
    Command(Vec<String>),
    /// A URL that takes them as lines of a text by POST.
    Url(Url),
}

/// A destination in an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objects {
    /// Where the feeds go.
    pub url: StoreUrl,
    /// Where the state goes, which nobody else may read.
    pub state: StoreUrl,
    /// Whether each feed has a twin beside it that is compressed with gzip.
    pub has_twins: bool,
    /// Who is told what has changed.
    pub purge: Option<Purge>,
    /// How long a request may take, with all its repetitions.
    pub timeout: Duration,
    /// How long a run that has begun must be silent before another takes its place.
    pub takeover: Duration,
}

/// How many addresses a hook gets at once, unless the configuration says it.
const BATCH: usize = 1000;

/// The longest time that a request may take: credentials are renewed for the next one alone.
const LONGEST: Duration = Duration::from_secs(240);

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(f, "{}://{}{slash}{}", self.scheme.name(), self.bucket, self.prefix)
    }
}

impl StoreUrl {
    /// Whether a text means to be such a URL.
    pub fn is_meant(text: &str) -> bool {
        Self::divided(text).is_some()
    }

    fn divided(text: &str) -> Option<(Scheme, &str)> {
        let (scheme, rest) = text.trim().split_once("://")?;
        Some((Scheme::ALL.iter().copied().find(|own| own.name() == scheme)?, rest))
    }

    /// Reads a URL such as `s3://bucket/prefix`.
    ///
    /// # Errors
    ///
    /// When the text is no such URL; the message begins with "must be".
    pub fn read(text: &str) -> Result<StoreUrl, String> {
        let wrong = || {
            Err("must be a URL such as s3://bucket/prefix, gs://bucket/prefix, az://container/prefix or \
                 file:///folder, without user name, password, query and `..`; credentials come from the \
                 environment"
                .to_owned())
        };
        let Some((scheme, rest)) = Self::divided(text) else { return wrong() };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let is_of_bucket = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        let is_bucket = !bucket.is_empty() && bucket.chars().all(is_of_bucket);
        let is_name = |part: &str| !["", ".", ".."].contains(&part) && !part.contains(is_strange);
        let is_prefix = prefix.is_empty() || prefix.split('/').all(is_name);
        let is_whole = match scheme {
            Scheme::File => bucket.is_empty() && !prefix.is_empty(),
            Scheme::S3 | Scheme::Google | Scheme::Azure => is_bucket,
        };
        if !is_prefix || !is_whole {
            return wrong();
        }
        Ok(StoreUrl { scheme, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }

    /// Whether it is the same place as another, or below it.
    pub fn is_within(&self, other: &StoreUrl) -> bool {
        let rest = self.prefix.strip_prefix(&other.prefix);
        let is_below = |rest: &str| rest.is_empty() || other.prefix.is_empty() || rest.starts_with('/');
        self.scheme == other.scheme && self.bucket == other.bucket && rest.is_some_and(is_below)
    }

    /// A place below it.
    #[must_use]
    pub fn below(&self, name: &str) -> StoreUrl {
        let prefix = format!("{}/{name}", self.prefix);
        StoreUrl { prefix: prefix.trim_start_matches('/').to_owned(), ..self.clone() }
    }

    /// Where the state of feeds at this place goes, if it can be outside of it.
    fn of_state(&self) -> Option<StoreUrl> {
        let prefix = match (self.scheme, self.prefix.rsplit_once('/')) {
            (Scheme::File, Some((above, name))) => format!("{above}/.feedmill/{name}"),
            _ => format!(".feedmill/{}", self.prefix),
        };
        (!self.prefix.is_empty()).then(|| StoreUrl { prefix, ..self.clone() })
    }
}

/// What would not stay as it is in a key, or in a URL of one.
fn is_strange(character: char) -> bool {
    character.is_control() || character.is_whitespace() || "?#%@\\*\"<>^`{|}~[]".contains(character)
}

/// The longest time after which a silent run may count as dead.
pub const LONGEST_TAKEOVER: Duration = Duration::from_secs(600);

/// The keys of `output` that only mean something where it names an object store.
pub(super) const KEYS: [&str; 5] = ["precompressed", "purge", "state_url", "takeover", "timeout"];

impl Objects {
    /// A destination at this place, with the defaults; `None` where the state needs a place of its own.
    pub fn at(url: StoreUrl) -> Option<Objects> {
        let state = url.of_state()?;
        let (timeout, takeover) = (Duration::from_secs(60), Duration::from_secs(30));
        Some(Objects { url, state, has_twins: false, purge: None, timeout, takeover })
    }

    /// The same destination at another place; the state goes where it went if the configuration has said so.
    #[must_use]
    pub fn moved_to(self, url: StoreUrl) -> Option<Objects> {
        let is_default = self.url.of_state().as_ref() == Some(&self.state);
        let state = if is_default { url.of_state()? } else { self.state };
        (!state.is_within(&url)).then_some(Objects { url, state, ..self })
    }
}

/// Reads what `output` says of an object store; `None` where its `url` names none.
///
/// # Errors
///
/// A usage error where a key says what cannot be, or the state would be served.
pub(super) fn read(section: &Section<'_>) -> Result<Option<Objects>, Error> {
    let Some(text) = section.text("url")?.filter(|text| StoreUrl::is_meant(text)) else {
        return match KEYS.into_iter().find(|key| section.node(key).is_some()) {
            Some(key) => {
                Err(section.error_at(key, "is only for an object store, such as `url: s3://bucket/prefix`"))
            }
            None => Ok(None),
        };
    };
    let url = StoreUrl::read(&text).map_err(|message| section.error_at("url", &message))?;
    let named = section.text("state_url")?;
    let named = named.map(|text| StoreUrl::read(&text)).transpose();
    let state = named.map_err(|message| section.error_at("state_url", &message))?;
    let (key, state) = match (state, url.of_state()) {
        (Some(state), _) => ("state_url", state),
        (None, Some(state)) => ("url", state),
        (None, None) => {
            let message = "is a whole bucket, where the state would be served; add a prefix, or name a place \
                           outside of the bucket as `state_url`";
            return Err(section.error_at("url", message));
        }
    };
    if state.is_within(&url) {
        let message = "is below `url`, where the state would be served; name a place outside of it";
        return Err(section.error_at(key, message));
    }
    let span = |key| section.parsed(key, "a span of time such as `30s` or `2m`", time::span);
    let timeout = span("timeout")?.unwrap_or(Duration::from_secs(60));
    if timeout.is_zero() || timeout > LONGEST {
        return Err(
            section.error_at("timeout", "must be from 1s to 4m: credentials may end sooner than more")
        );
    }
    let takeover = span("takeover")?.unwrap_or(Duration::from_secs(30));
    if takeover.is_zero() || takeover > LONGEST_TAKEOVER {
        return Err(section.error_at("takeover", "must be from 1s to 10m"));
    }
    let purge = section.section("purge")?.map(|section| read_purge(&section)).transpose()?;
    Ok(Some(Objects { url, state, has_twins: read_twins(section)?, purge, timeout, takeover }))
}

fn read_twins(section: &Section<'_>) -> Result<bool, Error> {
    let forms = section.texts("precompressed")?.unwrap_or_default();
    if forms.iter().any(|form| form != "gzip") {
        return Err(section.error_at("precompressed", "may only name gzip, as `[gzip]`"));
    }
    Ok(!forms.is_empty())
}

fn read_purge(section: &Section<'_>) -> Result<Purge, Error> {
    section.allow(&["command", "url", "batch"])?;
    let batch = section.count("batch", 1)?.and_then(|count| usize::try_from(count).ok()).unwrap_or(BATCH);
    let hook = match (section.texts("command")?, section.text("url")?) {
        (Some(command), None) if command.first().is_some_and(|program| !program.is_empty()) => {
            Hook::Command(command)
        }
        (None, Some(text)) => {
            base_url(&text).map_err(|message| section.error_at("url", &message))?;
            let url = Url::parse(text.trim());
            Hook::Url(url.map_err(|_| section.error_at("url", "must be an absolute http or https URL"))?)
        }
        (Some(_), None) => return Err(section.error_at("command", "must name a program and its arguments")),
        (Some(_), Some(_)) => return Err(section.error_at("url", "and `command` are two hooks; name one")),
        (None, None) => {
            return Err(section.error_at("command", "or `url` must say who is told what has changed"));
        }
    };
    Ok(Purge { hook, batch })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> StoreUrl {
        StoreUrl::read(text).unwrap()
    }

    #[test]
    fn a_place_in_a_store_is_read_and_written_the_same() {
        for text in ["s3://news/feeds", "gs://news/a/b", "az://news", "file:///srv/feeds"] {
            assert_eq!(url(text).to_string(), text);
        }
        assert_eq!(url(" s3://news/feeds/ ").to_string(), "s3://news/feeds");
    }

    #[test]
    fn what_holds_credentials_or_leads_elsewhere_is_no_place() {
        for text in [
            "s3://key:secret@news/feeds", "s3://news/a/../b", "s3://news//b", "s3://", "s3:///feeds",
            "az://news/feeds?sig=1", "file://host/srv", "file:///", "s3://news/a b", "s3://news/%2e%2e",
        ] {
            assert!(StoreUrl::read(text).is_err(), "{text}");
        }
        assert!(!StoreUrl::is_meant("https://example.org/") && !StoreUrl::is_meant("feeds"));
    }

    #[test]
    fn the_state_is_never_below_what_is_served() {
        for (feeds, state) in [
            ("s3://news/feeds", "s3://news/.feedmill/feeds"),
            ("gs://news/a/b", "gs://news/.feedmill/a/b"),
            ("file:///srv/a/b", "file:///srv/a/.feedmill/b"),
        ] {
            let objects = Objects::at(url(feeds)).unwrap();
            assert_eq!(objects.state.to_string(), state);
            assert!(!objects.state.is_within(&objects.url));
        }
        assert!(Objects::at(url("s3://news")).is_none());
        for (inner, outer, is_within) in [
            ("s3://a/b", "s3://a/b", true),
            ("s3://a/b/c", "s3://a/b", true),
            ("s3://a/b", "s3://a", true),
            ("s3://a/bc", "s3://a/b", false),
            ("s3://a/b", "gs://a/b", false),
            ("s3://a/b", "s3://c/b", false),
        ] {
            assert_eq!(url(inner).is_within(&url(outer)), is_within, "{inner} {outer}");
        }
    }
}
