//! Gives a feed what its target requires and its source does not say. It is derived from the input alone, by rules
//! that the documentation names, and counted: the same input always gives the same.
//!
//! Names and titles are never made up: where a format wants one that nobody gave, it stays empty.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::Target;
use crate::format::atom::{is_iri, make_uris, uuid};
use crate::format::losses::Losses;
use crate::html;
use crate::model::{Content, Entry, Feed, FeedHead, Format, Link, Person, Text, TextKind};
use crate::text;
use crate::uri;

/// Completes the feed for the target.
///
/// Ids that stand twice are left alone from RSS to RSS: there they often mean nothing, and a new one would show an old
/// article as a new one.
pub(super) fn complete(feed: &mut Feed, target: Target, from_rss: bool, derived: &mut Losses) {
    if matches!(target, Target::Feed(Format::Rss | Format::Atom)) {
        links(feed, derived);
    }
    match target {
        Target::Feed(Format::Atom) => {
            entry_ids(feed, derived);
            let without =
                feed.entries.iter().filter(|entry| !entry.id.as_deref().is_some_and(is_iri)).count();
            derived.add("entries: id as a URI, where it was none (dc:identifier keeps it)", without);
            // Ids that become URIs are told apart by the feed's, which must be what it will be when they are read again.
            head_id(feed, derived);
            make_uris(feed);
            dates(feed, derived);
            authors(feed, derived);
            feed.entries.iter_mut().for_each(|entry| source(Arc::make_mut(entry)));
        }
        Target::Feed(Format::JsonFeed) => {
            entry_ids(feed, derived);
            distinct_ids(feed, derived);
            file_types(feed, derived);
            title(feed, derived);
            pages(feed, derived);
        }
        Target::Feed(Format::Rss) => {
            channel(feed, derived);
            file_types(feed, derived);
            let files = feed.entries.iter().flat_map(|entry| &entry.enclosures);
            let unknown = files.filter(|file| file.length.is_none()).count();
            derived.add("entries: lengths of files, 0 where it is not known", unknown);
            if !from_rss {
                distinct_ids(feed, derived);
            }
        }
        Target::Articles => {
            entry_ids(feed, derived);
            distinct_ids(feed, derived);
        }
    }
}

/// An entry that has no page of its own and is about another has that one's link: readers of RSS and Atom follow no
/// other.
fn links(feed: &mut Feed, derived: &mut Losses) {
    for entry in &mut feed.entries {
        if entry.link().is_none() && entry.link_to("via").is_some() {
            let via = Arc::make_mut(entry).links.iter_mut().find(|link| link.relation == "via");
            via.into_iter().for_each(|link| link.relation = "alternate".to_owned());
            derived.add("entries: link, from that to the original", 1);
        }
    }
}

/// RSS and JSON Feed want the type of a file: the ending of its address tells it, else it is unknown bytes.
fn file_types(feed: &mut Feed, derived: &mut Losses) {
    for entry in &mut feed.entries {
        if entry.enclosures.iter().all(|file| file.media_type.is_some()) {
            continue;
        }
        for file in Arc::make_mut(entry).enclosures.iter_mut().filter(|file| file.media_type.is_none()) {
            let guess = Url::parse(&file.url).ok().and_then(|url| uri::media_type(&url));
            file.media_type = Some(guess.unwrap_or_else(|| "application/octet-stream".to_owned()));
            derived.add("entries: types of files, from the endings of their addresses", 1);
        }
    }
}

/// An entry without an id gets its link, normalised as in `build`, else a UUID of what it says.
fn entry_ids(feed: &mut Feed, derived: &mut Losses) {
    for entry in feed.entries.iter_mut().filter(|entry| entry.id.is_none()) {
        let entry = Arc::make_mut(entry);
        let link = entry.link().and_then(|link| Url::parse(link).ok());
        entry.id = Some(link.map_or_else(|| uuid(&saying(entry)), |link| uri::normalised(&link)));
        derived.add("entries: id, from the link or the content", 1);
    }
}

/// Of entries with one id the later ones get a UUID of id, link and publication, which outlives a change of the content.
fn distinct_ids(feed: &mut Feed, derived: &mut Losses) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for entry in &mut feed.entries {
        let Some(id) = entry.id.clone() else { continue };
        let count = seen.entry(id.clone()).or_default();
        *count = count.saturating_add(1);
        if *count > 1 {
            let link = entry.link().unwrap_or_default();
            let date = entry.published.map(|date| date.timestamp()).unwrap_or_default();
            let position = if taken.insert((id.clone(), link.to_owned(), date)) { 0 } else { *count };
            let own = uuid(&format!("{id}\n{link}\n{date}\n{position}"));
            Arc::make_mut(entry).id = Some(own);
            derived.add("entries: id, where another has it already", 1);
        }
    }
}

/// JSON Feed has no place for an address for mail but that of a page (JSON Feed 1.1, "Top-level").
fn pages(feed: &mut Feed, derived: &mut Losses) {
    let has_mail_alone = |person: &&Person| person.email.is_some() && person.uri.is_none();
    let people = feed.head.authors.iter().chain(feed.entries.iter().flat_map(|entry| &entry.authors));
    derived.add("authors: page, from the e-mail address (mailto:)", people.filter(has_mail_alone).count());
}

/// JSON Feed wants a title with something in it: without one the host that the feed comes from stands in.
fn title(feed: &mut Feed, derived: &mut Losses) {
    let head = &mut feed.head;
    let says_something = |title: &Text| match title.kind {
        TextKind::Plain => !text::publishable(&title.value).trim().is_empty(),
        TextKind::Html => !html::plain_text(&title.value).is_empty(),
    };
    if head.title.as_ref().is_some_and(says_something) {
        return;
    }
    let addresses = [head.link(), head.link_to("self").map(|link| link.href.as_str()), head.id.as_deref()];
    let host = addresses.into_iter().flatten().find_map(|address| {
        let url = Url::parse(address).ok()?;
        url.host_str().map(str::to_owned)
    });
    let kind = if host.is_some() { "feed: title, from its address" } else { "feed: title, Untitled" };
    head.title = Some(Text::plain(host.unwrap_or_else(|| "Untitled".to_owned())));
    derived.add(kind, 1);
}

/// A date of the last change is what Atom asks for (section 4.2.15). That of an entry is its publication; where there
/// is none either, 1970: a date that could move would show old articles as new ones.
fn dates(feed: &mut Feed, derived: &mut Losses) {
    for entry in feed.entries.iter_mut().filter(|entry| entry.updated.is_none()) {
        let entry = Arc::make_mut(entry);
        let kind = match entry.published {
            Some(_) => "entries: updated, from the publication",
            None => "entries: updated, 1970 for want of any date",
        };
        entry.updated = Some(entry.published.unwrap_or(DateTime::UNIX_EPOCH));
        derived.add(kind, 1);
    }
    if feed.head.updated.is_none() {
        feed.head.updated =
            Some(feed.head.published.or(newest(&feed.entries)).unwrap_or(DateTime::UNIX_EPOCH));
        derived.add("feed: updated, from its publication or its newest entry", 1);
    }
}

fn newest(entries: &[Arc<Entry>]) -> Option<DateTime<Utc>> {
    entries.iter().filter_map(|entry| entry.updated).max()
}

/// The id of a feed is its own address, else that of its page, else a UUID of its title and its entries' ids.
fn head_id(feed: &mut Feed, derived: &mut Losses) {
    if feed.head.id.as_deref().is_some_and(is_iri) {
        return;
    }
    let own = feed.head.link_to("self").or(feed.head.link_to("alternate"));
    let is_free = |href: &String| feed.entries.iter().all(|entry| entry.id.as_ref() != Some(href));
    let own = own.map(|link| link.href.clone()).filter(|href| is_iri(href) && is_free(href));
    feed.head.id = Some(own.unwrap_or_else(|| uuid(&contents(feed))));
    derived.add("feed: id, from its address or its entries", 1);
}

/// Atom wants an author for every entry (section 4.1.2). Where nobody is named, the feed has one without a name.
fn authors(feed: &mut Feed, derived: &mut Losses) {
    let has_author = |authors: &[Person]| !authors.iter().all(Person::is_picture_alone);
    let is_anonymous = |entry: &Arc<Entry>| {
        let in_source = entry.source.as_ref().is_some_and(|source| has_author(&source.authors));
        !has_author(&entry.authors) && !in_source
    };
    let head = &feed.head.authors;
    if !has_author(head) && (feed.entries.is_empty() || feed.entries.iter().any(is_anonymous)) {
        feed.head.authors.push(Person::default());
        derived.add("feed: author, without a name", 1);
    }
}

/// The source of an entry has an id and a date too (section 4.2.11).
fn source(entry: &mut Entry) {
    let updated = entry.updated;
    let Some(source) = &mut entry.source else { return };
    if source.id.is_none() {
        let own = source.link_to("self").or(source.link_to("alternate")).map(|link| link.href.clone());
        let title = source.title.as_ref().map_or("", |title| &title.value);
        source.id = Some(own.filter(|own| is_iri(own)).unwrap_or_else(|| uuid(title)));
    }
    source.updated = source.updated.or(updated);
}

/// RSS wants a link of a channel that leads somewhere. It is the page's, else the feed's own address, else the site of
/// the first entry.
fn channel(feed: &mut Feed, derived: &mut Losses) {
    if feed.head.link().is_none() {
        let own = feed.head.link_to("self").map(|link| link.href.clone());
        let own = own.or_else(|| feed.head.id.clone().filter(|id| is_page(id)));
        let first = || feed.entries.iter().find_map(|entry| entry.link()).and_then(site_of);
        let link = own.or_else(first).unwrap_or_else(|| uuid(&contents(feed)));
        feed.head.links.insert(0, Link::new("alternate", link));
        derived.add("feed: link, from its own address or its first entry's", 1);
    }
}

fn is_page(id: &str) -> bool {
    ["http://", "https://"].iter().any(|start| id.starts_with(start)) && is_iri(id)
}

fn site_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok().filter(Url::has_host)?;
    url.join("/").ok().map(|site| site.to_string())
}

/// What the feed is about and what is in it.
fn contents(feed: &Feed) -> String {
    let FeedHead { title, subtitle, .. } = &feed.head;
    let texts = [title, subtitle].map(|text| text.as_ref().map_or("", |text| &text.value));
    let ids = feed.entries.iter().map(|entry| entry.id.clone().unwrap_or_else(|| saying(entry)));
    texts.into_iter().map(str::to_owned).chain(ids).collect::<Vec<_>>().join("\n")
}

/// What an entry says, for an id of its own.
fn saying(entry: &Entry) -> String {
    let value = |text: &Option<Text>| text.as_ref().map_or("", |text| &text.value).to_owned();
    let date = entry.published.or(entry.updated).map(|date| date.timestamp().to_string());
    let contents = entry.contents.iter().map(|content| match content {
        Content::Text(text) => text.value.as_str(),
        Content::Embedded { value, .. } => value,
        Content::OutOfLine { source, .. } => source,
    });
    let mut parts = vec![value(&entry.title), value(&entry.summary), date.unwrap_or_default()];
    parts.extend(contents.map(str::to_owned));
    parts.extend(entry.enclosures.iter().map(|enclosure| enclosure.url.clone()));
    parts.join("\n")
}
