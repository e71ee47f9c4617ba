//! Items (JSON Feed 1.1, "Items") become entries.

use super::image;
use super::person::people;
use super::reading::{Members, Reading, take};
use crate::finding::Rule;
use crate::format::withheld;
use crate::model::{Category, Content, Enclosure, Entry, Link, Text};

/// The entry that an item is. One without an id is kept: others can make an id from what it says.
pub(super) fn entry<'a>(value: &'a str, reading: &mut Reading<'a, '_>) -> Option<Entry> {
    let mut members = reading.object(value, Rule::Entry, "an item")?;
    let members = &mut members;
    let entry = Entry {
        id: id(members, reading),
        links: links(members, reading),
        title: reading.text(take(members, "title"), "title").map(Text::plain),
        contents: contents(members, reading),
        summary: reading.text(take(members, "summary"), "summary").map(Text::plain),
        image: image(members, "image", reading),
        banner: image(members, "banner_image", reading),
        published: reading.moment(take(members, "date_published"), "date_published"),
        updated: updated(members, reading),
        authors: people(members, reading),
        categories: categories(members, reading),
        language: reading.text(take(members, "language"), "language"),
        enclosures: enclosures(members, reading),
        members: reading.extensions(std::mem::take(members), "entries", withheld::is_held_by),
        ..Entry::default()
    };
    if entry == Entry::default() {
        reading.add(value, Rule::Entry, "an item", "has no member that can be read; it is left out");
        return None;
    }
    if entry.id.is_none() {
        reading.add(value, Rule::Repair, "an item", "has no id, which JSON Feed requires of every item");
    }
    Some(entry)
}

/// The id. A number is an id, too ("Suggestions for Feed Readers"), and many feeds use RSS's word for it.
fn id<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Option<String> {
    let fault = "is a name of RSS; it is read as the id";
    let value = take_or(members, "id", "guid", fault, reading)?;
    let is_number = value.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if is_number { Some(value.to_owned()) } else { reading.text(Some(value), "id") }
}

fn updated<'a>(
    members: &mut Members<'a>,
    reading: &mut Reading<'a, '_>,
) -> Option<chrono::DateTime<chrono::Utc>> {
    let fault = "is not a member of JSON Feed; it is read as date_modified";
    let value = take_or(members, "date_modified", "date_updated", fault, reading);
    reading.moment(value, "date_modified")
}

/// The member, or else another that some feeds have in its place.
fn take_or<'a>(
    members: &mut Members<'a>,
    name: &str,
    other: &'static str,
    fault: &'static str,
    reading: &mut Reading<'a, '_>,
) -> Option<&'a str> {
    take(members, name).or_else(|| {
        let value = take(members, other)?;
        reading.add(value, Rule::Repair, other, fault);
        Some(value)
    })
}

fn links<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Vec<Link> {
    let mut links = Vec::new();
    for (name, relation) in [("url", "alternate"), ("external_url", "via")] {
        let url = reading.url(take(members, name), name);
        links.extend(url.map(|url| Link::new(relation, url)));
    }
    links
}

fn contents<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Vec<Content> {
    let html = reading.text(take(members, "content_html"), "content_html");
    let plain = reading.text(take(members, "content_text"), "content_text");
    let base = reading.base.map(str::to_owned);
    let html = html.map(|value| Text { base, ..Text::html(value) });
    html.into_iter().chain(plain.map(Text::plain)).map(Content::Text).collect()
}

/// The tags, each once.
fn categories<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Vec<Category> {
    let mut seen = std::collections::BTreeSet::new();
    let tags = reading.list(take(members, "tags"), "tags");
    let mut terms: Vec<String> =
        tags.into_iter().filter_map(|tag| reading.text(Some(tag), "a tag")).collect();
    terms.retain(|term| seen.insert(term.clone()));
    terms.into_iter().map(|term| Category { term, ..Category::default() }).collect()
}

fn enclosures<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Vec<Enclosure> {
    let attachments = reading.list(take(members, "attachments"), "attachments");
    attachments.into_iter().filter_map(|attachment| enclosure(attachment, reading)).collect()
}

fn enclosure<'a>(value: &'a str, reading: &mut Reading<'a, '_>) -> Option<Enclosure> {
    let mut members = reading.object(value, Rule::FeedValue, "an attachment")?;
    let members = &mut members;
    let Some(url) = reading.url(take(members, "url"), "url") else {
        reading.add(value, Rule::FeedValue, "an attachment", "has no URL; it is left out");
        return None;
    };
    let enclosure = Enclosure {
        url,
        media_type: reading.text(take(members, "mime_type"), "mime_type"),
        title: reading.text(take(members, "title"), "title"),
        length: reading.length(take(members, "size_in_bytes"), "size_in_bytes"),
        duration: reading.duration(take(members, "duration_in_seconds"), "duration_in_seconds"),
    };
    reading.lose(std::mem::take(members), "attachments");
    Some(enclosure)
}
