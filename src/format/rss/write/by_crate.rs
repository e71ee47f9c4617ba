//! An entry -> the item that the crate writes of it: what the writer of items is held to. The crate writes elements of other
//! namespaces in the order of their keys, which show nowhere.

use rss::{Enclosure, Guid, Item, Source};

use super::item::said_by_dublin_core;
use super::*;
use crate::format::modules::write;
use crate::format::shared::{main_content, written_update};

/// The items as they are in a document that the crate writes.
pub(super) fn items(feed: &Feed) -> String {
    let prefixes = Prefixes::of(feed, &[&OWN_PREFIXES[..], &NAMESPACES].concat(), true);
    let items: Vec<Item> = feed.entries.iter().map(|entry| item(entry, &feed.head, &prefixes)).collect();
    let document = String::from_utf8(render(&Channel { items, ..Channel::default() }).unwrap()).unwrap();
    let start = document.find("    <item>").unwrap_or(document.len() - END.len());
    document[start..document.len() - END.len()].to_owned()
}

fn item(entry: &Entry, head: &FeedHead, prefixes: &Prefixes) -> Item {
    let mut item = Item {
        title: entry.title.as_ref().map(|title| plain(title).into_owned()),
        link: entry.link().map(owned),
        description: entry.summary.as_ref().map(|summary| owned(&html(summary))),
        author: core_author(&entry.authors, &entry.extensions).as_deref().and_then(mail_and_name),
        comments: comments(entry).map(|link| owned(&link.href)),
        enclosure: entry.enclosures.first().map(enclosure),
        guid: entry.id.as_deref().map(|id| guid(id, entry.link())),
        pub_date: entry.published.map(time::rfc822),
        source: entry.source.as_deref().and_then(source).map(|(url, title)| Source {
            url: attribute(url).into_owned(),
            title: title.map(Cow::into_owned),
        }),
        content: main_content(entry).and_then(content).map(|content| owned(&content)),
        ..Item::default()
    };
    let category = |(name, domain): (Cow<'_, str>, Option<Cow<'_, str>>)| Category {
        name: name.into_owned(),
        domain: domain.map(Cow::into_owned),
    };
    item.categories = categories(&entry.categories).into_iter().map(category).collect();
    if item.title.is_none() && item.description.is_none() {
        item.title = Some(String::new());
    }
    if let Some(updated) = written_update(entry, head).filter(|_| entry.published.is_some()) {
        let updated = element("atom:updated", BTreeMap::new(), time::rfc3339(updated));
        extend(&mut item.extensions, "atom", "updated", updated);
    }
    for module in write::elements(entry, entry.enclosures.get(1..).unwrap_or_default()) {
        let pairs = module.attributes.iter();
        let attributes =
            pairs.map(|(name, value)| ((*name).to_owned(), attribute(value).into_owned())).collect();
        let written = element(module.name, attributes, module.text);
        extend(&mut item.extensions, module.prefix, module.name, written);
    }
    let said = said_by_dublin_core(entry, head);
    let said = said.map(|(name, value)| element(name, BTreeMap::new(), value)).collect();
    add_behind(&mut item.extensions, said, foreign::of_entry(entry), prefixes);
    item
}

fn guid(id: &str, link: Option<&str>) -> Guid {
    let value = owned(id);
    let is_page = ["http://", "https://"].iter().any(|start| value.starts_with(start));
    Guid { permalink: is_page && link.is_some_and(|link| owned(link) == value), value }
}

fn enclosure(enclosure: &model::Enclosure) -> Enclosure {
    Enclosure {
        url: attribute(&enclosure.url).into_owned(),
        length: enclosure.length.unwrap_or(0).to_string(),
        mime_type: enclosure.media_type.as_deref().map(attribute).unwrap_or_default().into_owned(),
    }
}
