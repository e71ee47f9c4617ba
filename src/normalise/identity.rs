//! The id of an entry: the record's own, else its link, else one built from the site, the day and the record's path.
//! Subscribers' readers know an article by nothing else, so that every rule here is a promise.
//!
//! A bare own id becomes `tag:HOST,2000:NAME`: Atom wants a URI, and with the day of publication in it a corrected date
//! would make the article new. So does one that could run where a reader takes it for a link. The day in the id of an article
//! without id and link is that of the site's zone.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use url::Url;

use super::Diagnostics;
use crate::config::Config;
use crate::finding::Rule;
use crate::html;
use crate::model::{Record, Spanned};
use crate::text::strip_forbidden;
use crate::uri;

/// The date in tags of bare own ids: a tag needs one, and an id must outlive a corrected date of publication.
const OWN_IDS_SINCE: &str = "2000";

/// The longest own id, in bytes; the state holds every id.
const LONGEST_ID: usize = 2048;

/// Whether an own id is too long to be kept.
pub fn is_too_long(id: &str) -> bool {
    id.trim().len() > LONGEST_ID
}

/// An id, and what it is made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The id (RFC 4287, section 4.2.6).
    pub id: String,
    /// Whether it is the record's own id.
    pub is_own: bool,
    /// Whether the configuration has a part in it, so that another one would make another id.
    pub is_derived: bool,
}

impl Identity {
    /// A record's own id that no configuration changes.
    pub(super) fn own(id: String) -> Identity {
        Identity { id, is_own: true, is_derived: false }
    }
}

/// The id that the record and the configuration give the article.
pub(super) fn identity(
    record: &Record,
    link: Option<&Url>,
    published: Option<DateTime<Utc>>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Identity {
    if let Some(own) = record.id.as_ref().and_then(|own| own_id(own, config, diagnostics)) {
        return own;
    }
    match link {
        Some(link) => {
            let is_written = |own: &Spanned| {
                let own = own.text.trim();
                own == link.as_str() || Url::parse(own).is_ok_and(|own| own == *link)
            };
            let is_derived = !record.links.iter().any(is_written);
            Identity { id: uri::normalised(link), is_own: false, is_derived }
        }
        None => Identity { id: by_path(&record.path, published, config), is_own: false, is_derived: true },
    }
}

/// The id of a record that names none and whose first link certainly is an address, as [`identity()`] would have it.
pub(super) fn settled(record: &Record) -> Option<Identity> {
    let link = record.links.first().filter(|_| record.id.is_none())?;
    let id = uri::normalised_writing(uri::settled(&link.text)?.to_owned());
    Some(Identity { id, is_own: false, is_derived: false })
}

/// The id of an article that has nothing but its path and its day.
pub fn by_path(path: &str, published: Option<DateTime<Utc>>, config: &Config) -> String {
    // The day in the site's zone: a date without a time means this day whatever the zone.
    let local = published.map(|published| published.with_timezone(&config.site.timezone));
    let day = local.map(|local| local.format("%Y-%m-%d").to_string());
    tag(day.as_deref().unwrap_or(OWN_IDS_SINCE), path, config)
}

/// The record's own id, as a URI because Atom asks for one: a UUID gets its scheme, a bare name becomes a tag.
fn own_id(own: &Spanned, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Identity> {
    if is_too_long(&own.text) {
        let message = format!("the id is longer than {LONGEST_ID} bytes and is left out");
        diagnostics.add(Rule::Value, own.position, message);
        return None;
    }
    let mut text = strip_forbidden(own.text.trim());
    // An id must stay as it is where the text was decoded wrongly: the marks of that are no part of it.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        text = Cow::Owned(text.replace(char::REPLACEMENT_CHARACTER, ""));
    }
    if text.is_empty() {
        diagnostics.add(
            Rule::Value,
            own.position,
            "the id holds no printable character and is left out".to_owned(),
        );
        return None;
    }
    if uri::is_uri(&text) && !html::is_id_harmful(&text) {
        return Some(Identity::own(text.into_owned()));
    }
    if is_uuid(&text) {
        return Some(Identity::own(format!("urn:uuid:{}", text.to_ascii_lowercase())));
    }
    Some(Identity { is_derived: true, ..Identity::own(tag(OWN_IDS_SINCE, &text, config)) })
}

/// A tag URI (RFC 4151) of the site's host.
fn tag(date: &str, name: &str, config: &Config) -> String {
    let host = config.site.url.host_str().unwrap_or_default();
    format!("tag:{host},{date}:{}", uri::percent_encoded(name))
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8usize, 4, 4, 4, 12];
    let mut parts = text.split('-');
    let fits = lengths.iter().all(|&length| {
        parts
            .next()
            .is_some_and(|part| part.len() == length && part.chars().all(|digit| digit.is_ascii_hexdigit()))
    });
    fits && parts.next().is_none()
}
