//! The links of a channel that RSS has no element for -> elements of Atom: its own URL first, then hubs and other parts of the feed.

use rss::extension::ExtensionMap;

use super::{ATOM_PREFIX, element, extend};
use crate::format::characters::attribute;
use crate::format::shared::location;
use crate::model::{FeedHead, Format};

/// Adds the links to the channel's elements.
pub(super) fn add(head: &FeedHead, extensions: &mut ExtensionMap) {
    if let Some(own) = location(head, Format::Rss) {
        add_link(extensions, own.url, "self", own.media_type);
    }
    for link in head.links.iter().filter(|link| !matches!(link.relation.as_str(), "alternate" | "self")) {
        add_link(extensions, &link.href, &link.relation, link.media_type.as_deref());
    }
}

fn add_link(extensions: &mut ExtensionMap, href: &str, relation: &str, media_type: Option<&str>) {
    let attributes = [("href", Some(href)), ("rel", Some(relation)), ("type", media_type)];
    let attributes =
        attributes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), attribute(value?))));
    let link = element(ATOM_PREFIX, "link", attributes.collect(), String::new());
    extend(extensions, ATOM_PREFIX, "link", link);
}
