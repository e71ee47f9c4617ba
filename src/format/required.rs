//! What several targets require and no input says. It is derived from the input alone, by rules that the documentation
//! names, and counted.
//!
//! Names and titles are never made up: where a format wants one that nobody gave, it stays empty, for a made-up one would be
//! shown to people as true.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::Url;

use chrono::DateTime;

use super::losses::Losses;
use crate::model::{Entry, Feed, Link};
use crate::uri;

/// An entry that has no page of its own and is about another has that one's link: readers of RSS and Atom follow no
/// other.
pub(super) fn links(feed: &mut Feed, added: &mut Losses) {
    for entry in &mut feed.entries {
        if is_about_another(entry) {
            let via = Arc::make_mut(entry).links.iter_mut().find(|link| link.relation == "via");
            via.into_iter().for_each(|link| link.relation = "alternate".to_owned());
            added.add("entries: link, from that to the original", 1);
        }
    }
}

/// Whether the entry has no page of its own and is about another.
pub(super) fn is_about_another(entry: &Entry) -> bool {
    entry.link().is_none() && entry.link_to("via").is_some()
}

/// Whether two links of the entry would be alternates of one kind.
pub(super) fn has_additional_alternates(entry: &Entry) -> bool {
    entry.links.iter().filter(|link| link.relation == "alternate").count() > 1 && {
        let mut links = entry.links.clone();
        one_alternate(&mut links);
        links != entry.links
    }
}

/// Atom has one `alternate` of each media type and language (RFC 4287, section 4.1.2): what else there is, is related.
pub(super) fn one_alternate(links: &mut [Link]) {
    let mut seen: BTreeSet<(Option<String>, Option<String>)> = BTreeSet::new();
    for link in links.iter_mut().filter(|link| link.relation == "alternate") {
        if !seen.insert((link.media_type.clone(), link.language.clone())) {
            link.relation = "related".to_owned();
        }
    }
}

/// Readers of RSS and JSON Feed look at the publication alone, and take an entry without one for one of today. 1970 is what
/// Atom gets where nobody knows a date.
pub(super) fn publications(feed: &mut Feed, added: &mut Losses) {
    for entry in feed.entries.iter_mut().filter(|entry| entry.published.is_none()) {
        if let Some(updated) = entry.updated.filter(|updated| *updated != DateTime::UNIX_EPOCH) {
            Arc::make_mut(entry).published = Some(updated);
            added.add("entries: date of publication, from the last change", 1);
        }
    }
}

/// RSS and JSON Feed want the type of a file: the ending of its URL names it, else it is unknown bytes.
pub(super) fn file_types(feed: &mut Feed, added: &mut Losses) {
    for entry in &mut feed.entries {
        if entry.enclosures.iter().all(|file| file.media_type.is_some()) {
            continue;
        }
        for file in Arc::make_mut(entry).enclosures.iter_mut().filter(|file| file.media_type.is_none()) {
            let guess = Url::parse(&file.url).ok().and_then(|url| uri::media_type(&url));
            file.media_type = Some(guess.unwrap_or_else(|| "application/octet-stream".to_owned()));
            added.add("entries: types of files, from the extensions of their URLs", 1);
        }
    }
}
