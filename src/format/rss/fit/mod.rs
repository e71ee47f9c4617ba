//! Gives a feed what RSS requires, says what it has no word for in elements of Atom, and counts what it loses.
//!
//! Ids that are duplicated are left alone from RSS to RSS: there they often mean nothing, and a new one would show an old
//! article as a new one.

mod adapt;
mod losses;

use url::Url;

use crate::format::foreign::limit_namespaces;
use crate::format::ids::{contents, distinct_ids, uuid};
use crate::format::losses::{Losses, Tally};
use crate::format::required::{file_types, links, publications};
use crate::format::row::Origin;
use crate::model::{Feed, Link};
use crate::uri::is_iri;

/// Fits the feed to RSS.
pub(super) fn fit(feed: &mut Feed, origin: &Origin, Tally { lost, added, .. }: &mut Tally) {
    links(feed, added);
    channel_link(feed, added);
    file_types(feed, added);
    let files = feed.entries.iter().flat_map(|entry| &entry.enclosures);
    let unknown = files.filter(|file| file.length.is_none()).count();
    added.add("entries: lengths of files, 0 where it is not known", unknown);
    if !origin.may_repeat_ids {
        distinct_ids(feed, added);
    }
    // Behind the ids, which must be those of the entries as they came.
    publications(feed, added);
    adapt::adapt(feed, lost);
    limit_namespaces(feed, lost);
    lost.add_fractions(feed);
    losses::losses(feed, lost);
}

/// RSS wants a link of a channel that leads somewhere. It is the page's, else the feed's own URL, else the site of
/// the first entry.
fn channel_link(feed: &mut Feed, added: &mut Losses) {
    if feed.head.link().is_none() {
        let own = feed.head.link_to("self").map(|link| link.href.clone());
        let own = own.or_else(|| feed.head.id.clone().filter(|id| is_page(id)));
        let first = || feed.entries.iter().find_map(|entry| entry.link()).and_then(site_of);
        let link = own.or_else(first).unwrap_or_else(|| uuid(&contents(feed)));
        feed.head.links.insert(0, Link::new("alternate", link));
        added.add("feed: link, from its own URL or its first entry's", 1);
    }
}

fn is_page(id: &str) -> bool {
    ["http://", "https://"].iter().any(|start| id.starts_with(start)) && is_iri(id)
}

fn site_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok().filter(Url::has_host)?;
    url.join("/").ok().map(|site| site.to_string())
}
