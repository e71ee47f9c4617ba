//! What a project of articles cannot carry of a feed, and what `build` will not restore.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::format::article::write::{body_content, date, site_url};
use crate::format::losses::Losses;
use crate::model::{Content, Entry, Feed, FeedHead, Person, TextKind};
use crate::topic::Key;
use crate::uri;

/// Counts what the articles and their configuration cannot say.
pub(in crate::format) fn losses(feed: &Feed, losses: &mut Losses) {
    of_head(&feed.head, losses);
    of_spellings(feed, losses);
    let site = site_url(feed);
    let mut seen = BTreeSet::new();
    for entry in &feed.entries {
        of_dates(entry, losses);
        of_contents(entry, losses);
        of_details(entry, losses);
        let key = entry.id.as_deref().or(entry.link());
        let is_repeated = key.is_some_and(|key| !seen.insert(key));
        losses.add(
            "entries: with the id or link of another, of which build keeps one",
            usize::from(is_repeated),
        );
        of_urls(entry, site.as_ref(), losses);
        losses.add_elements("entries", &entry.extensions);
        losses.add("entries: extensions of JSON", entry.members.len());
    }
}

fn of_head(head: &FeedHead, losses: &mut Losses) {
    let mut lost = |what: &str, count: usize| losses.add(format!("feed: {what}"), count);
    lost("id", usize::from(head.id.is_some()));
    lost("date of publication", usize::from(head.published.is_some()));
    lost("generator", usize::from(head.generator.is_some()));
    lost("contributors", head.contributors.len());
    lost("categories", head.categories.len());
    lost("authors beyond the first", head.authors.len().saturating_sub(1));
    let has_more = |person: &&Person| person.email.is_some() || person.avatar.is_some();
    lost("e-mail address or image of the author", head.authors.iter().take(1).filter(has_more).count());
    // `build` says itself where it publishes.
    for link in head.links.iter().filter(|link| !matches!(link.relation.as_str(), "alternate" | "self")) {
        lost(&format!("links of the relation {}", link.relation), 1);
    }
    let alternates = head.links.iter().filter(|link| link.relation == "alternate").count();
    lost("additional alternate links", alternates.saturating_sub(1));
    lost("extensions of JSON", head.members.len());
    losses.add_elements("feed", &head.extensions);
}

fn of_dates(entry: &Entry, losses: &mut Losses) {
    let has_date = entry.published.or(entry.updated).and_then(date).is_some();
    losses.add("entries: without a date, which build skips", usize::from(!has_date));
}

fn of_contents(entry: &Entry, losses: &mut Losses) {
    let body = body_content(entry);
    for content in &entry.contents {
        let kind = match content {
            Content::Embedded { .. } => "entries: content that is not text",
            Content::OutOfLine { .. } => "entries: content at another URL",
            Content::Text(text) if body.is_some_and(|body| std::ptr::eq(body, text)) => continue,
            Content::Text(text) if text.value.trim().is_empty() => continue,
            Content::Text(_) => "entries: additional contents",
        };
        losses.add(kind, 1);
    }
}

fn of_details(entry: &Entry, losses: &mut Losses) {
    let categories = &entry.categories;
    let schemes = categories.iter().filter(|category| category.scheme.is_some());
    losses.add("entries: category schemes", schemes.count());
    let has_label = |label: &String, term: &str| ![label.as_str(), ""].contains(&term);
    let labels = categories
        .iter()
        .filter(|category| category.label.as_ref().is_some_and(|label| has_label(label, &category.term)));
    losses.add("entries: category labels", labels.count());
    let images = [&entry.image, &entry.banner].into_iter().flatten();
    let described = images.filter(|image| image.title.is_some() || image.link.is_some());
    losses.add("entries: titles and links of images", described.count());
    let has_mark_up = entry
        .rights
        .as_ref()
        .is_some_and(|rights| rights.kind == TextKind::Html && rights.value.contains('<'));
    losses.add("entries: markup in rights", usize::from(has_mark_up));
    losses.add("entries: source", usize::from(entry.source.is_some()));
}

fn of_urls(entry: &Entry, site: Option<&Url>, losses: &mut Losses) {
    let people = entry.authors.iter().chain(&entry.contributors);
    let of_people = people.flat_map(|person| [&person.uri, &person.avatar]).flatten();
    let images = [&entry.image, &entry.banner].into_iter().flatten().map(|image| &image.url);
    let others =
        entry.links.iter().map(|link| &link.href).chain(entry.enclosures.iter().map(|file| &file.url));
    let unusable = of_people
        .chain(images)
        .chain(others)
        .filter(|url| site.is_some_and(|site| uri::absolute_in_site(url, site).is_err()));
    losses.add("entries: URLs that build leaves out: too long, or neither http nor https", unusable.count());
}

/// Topics have one name in all of a site: the spelling most used.
fn of_spellings(feed: &Feed, losses: &mut Losses) {
    let mut spellings: BTreeMap<Key, BTreeMap<&str, usize>> = BTreeMap::new();
    for category in feed.entries.iter().flat_map(|entry| &entry.categories) {
        let count = spellings.entry(Key::of(&category.term)).or_default().entry(&category.term).or_default();
        *count = count.saturating_add(1);
    }
    let others = |uses: &BTreeMap<&str, usize>| {
        let most = uses.values().copied().max().unwrap_or_default();
        uses.values().sum::<usize>().saturating_sub(most)
    };
    losses.add("entries: other spellings of categories", spellings.values().map(others).sum());
}
