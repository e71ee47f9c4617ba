//! Links that RSS has no element for -> elements of Atom: of a channel its own URL first, then hubs, pages of its archive and other
//! parts of the feed.

use rss::extension::ExtensionMap;

use super::{ATOM_PREFIX, element, extend};
use crate::format::characters::attribute;
use crate::format::shared::location;
use crate::model::{Extension, FeedHead, Format, Link, QualifiedName};
use crate::ordered::CollectOrdered;
use crate::xml::namespace;

/// Adds the links of the channel to its elements.
pub(super) fn add(head: &FeedHead, extensions: &mut ExtensionMap) {
    let own = location(head, Format::Rss)
        .map(|own| Link { media_type: own.media_type.map(str::to_owned), ..Link::new("self", own.url) });
    let is_other = |link: &&Link| !matches!(link.relation.as_str(), "alternate" | "self");
    for link in own.iter().chain(head.links.iter().filter(is_other)) {
        let attributes = atom_link(link).attributes.into_iter();
        let attributes =
            attributes.map(|(name, value)| (name.local, attribute(&value).into_owned())).collect_map();
        let link = element("atom:link", attributes, String::new());
        extend(extensions, ATOM_PREFIX, "link", link);
    }
}

/// The link as Atom has it.
pub(in crate::format::rss) fn atom_link(link: &Link) -> Extension {
    let length = link.length.map(|length| length.to_string());
    let attributes = [
        ("rel", Some(&link.relation)),
        ("href", Some(&link.href)),
        ("type", link.media_type.as_ref()),
        ("hreflang", link.language.as_ref()),
        ("title", link.title.as_ref()),
        ("length", length.as_ref()),
    ];
    Extension { name: QualifiedName::new(namespace::ATOM, ATOM_PREFIX, "link"), ..Extension::default() }
        .with(&attributes)
}
