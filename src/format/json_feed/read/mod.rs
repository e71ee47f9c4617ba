//! Turns a JSON Feed document, of version 1.0 or 1.1, into a feed.
//!
//! What is wrong in one value is a finding at its place, and the rest is read. Text that is not JSON is not mended:
//! the specification advises against it, and a part of a document may mean something else than the whole. Members
//! that the model has no place for are counted: comments on the document, `expired`, and those of nobody's.

mod item;
mod person;
mod reading;

use std::sync::Arc;

use self::item::entry;
use self::person::people;
use self::reading::{Members, Reading, take};
use super::literal::too_deep;
use crate::encoding::{Fault, Positions};
use crate::finding::Rule;
use crate::format::diagnostics::{Diagnostics, TOO_MANY_ENTRIES};
use crate::json::place_of_error;
use crate::model::{Feed, FeedHead, Image, Link, Text};

const TOO_MANY_PARTS: &str =
    "there are more than 400000 members and values of lists, and one for every 20 bytes; split the feed up";

const TOO_DEEP: &str = "brackets are nested deeper than 100 levels, which no feed needs";

/// Reads a document. Relative URLs are seen from `base`, and stay as they are without one.
///
/// # Errors
///
/// Where the text is not JSON, is nested deeper than any feed, or is neither by its version nor by its items a JSON
/// Feed.
pub(super) fn read(text: &str, base: Option<&str>, diagnostics: &mut Diagnostics) -> Result<Feed, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let place_of = |offset: usize| Positions::new(text).position(offset);
    if let Some(offset) = too_deep(text) {
        return Err(Fault { position: place_of(offset), message: TOO_DEEP });
    }
    let mut reading = Reading::of(text, base, diagnostics);
    let mut members = reading
        .members(text)
        .map_err(|error| Fault { position: place_of_error(text, &error), message: fault_message(&error) })?;
    has_all(&reading)?;
    if !["version", "items"].iter().any(|&name| members.contains_key(name)) {
        let is_error =
            ["error", "errors", "message", "detail"].iter().any(|&name| members.contains_key(name));
        let message = match is_error {
            true => "this is an error message of a server, not a feed: fetch the feed again",
            false => "this is not a JSON Feed: it has neither a version nor items",
        };
        return Err(Fault { position: place_of(0), message });
    }
    let items = items(&mut members, text, &mut reading);
    if !reading.diagnostics.allows_another(items.len().saturating_sub(1)) {
        return Err(Fault { position: place_of(0), message: TOO_MANY_ENTRIES });
    }
    let entries = items.into_iter().filter_map(|item| entry(item, &mut reading)).map(Arc::new).collect();
    let head = head(members, &mut reading);
    has_all(&reading)?;
    reading.finish();
    Ok(Feed { head, entries })
}

/// Refuses a document that has too many parts to read them all.
fn has_all(reading: &Reading<'_, '_>) -> Result<(), Fault> {
    match reading.excess() {
        Some(position) => Err(Fault { position, message: TOO_MANY_PARTS }),
        None => Ok(()),
    }
}

fn fault_message(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "the document ends before its last bracket or quote is closed",
        serde_json::error::Category::Data => "the document is not a JSON object, which every JSON Feed is",
        _ => "this is not JSON: fix the program that makes the document",
    }
}

/// The items, where the document has any.
fn items<'a>(members: &mut Members<'a>, document: &'a str, reading: &mut Reading<'a, '_>) -> Vec<&'a str> {
    check_version(members, document, reading);
    match take(members, "items") {
        Some(items) => reading.list(Some(items), "items"),
        None => {
            reading.add(document, Rule::Repair, "items", "are missing; the feed has no entries");
            Vec::new()
        }
    }
}

fn check_version<'a>(members: &mut Members<'a>, document: &'a str, reading: &mut Reading<'a, '_>) {
    let Some(value) = take(members, "version") else {
        reading.add(document, Rule::Repair, "version", "is missing; the document is read as version 1.1");
        return;
    };
    let version = reading.text(Some(value), "version").unwrap_or_default();
    // Every later version shall be one of version 1, too ("Future Compatibility").
    if !version.contains("jsonfeed.org/version/") {
        reading.add(
            value,
            Rule::Repair,
            "version",
            "is not one of JSON Feed's; the document is read as version 1.1",
        );
    }
}

fn head<'a>(mut members: Members<'a>, reading: &mut Reading<'a, '_>) -> FeedHead {
    let members = &mut members;
    let mut links = Vec::new();
    for (name, relation) in [("home_page_url", "alternate"), ("feed_url", "self"), ("next_url", "next")] {
        let url = reading.url(take(members, name), name);
        links.extend(url.map(|url| Link::new(relation, url)));
    }
    links.extend(hubs(members, reading));
    for comment in ["user_comment", "expired"] {
        // Only `true` says that a feed has expired, all else that it is unknown.
        if take(members, comment).is_some_and(|value| comment != "expired" || value == "true") {
            reading.diagnostics.lost(&format!("feed: member {comment}"));
        }
    }
    let text = |reading: &mut Reading<'a, '_>, value, name| reading.text(value, name).map(Text::plain);
    FeedHead {
        // It "serves as the unique identifier for the feed" ("Top-level").
        id: links.iter().find(|link| link.relation == "self").map(|link| link.href.clone()),
        title: text(reading, take(members, "title"), "title"),
        subtitle: text(reading, take(members, "description"), "description"),
        links,
        language: reading.text(take(members, "language"), "language"),
        authors: people(members, reading),
        icon: image(members, "favicon", reading),
        logo: image(members, "icon", reading),
        members: reading.extensions(std::mem::take(members), "feed", |_, _| false),
        ..FeedHead::default()
    }
}

/// The hubs that speak WebSub, once called PubSubHubbub: what a link of the relation `hub` leads to.
fn hubs<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Vec<Link> {
    let mut links = Vec::new();
    for value in reading.list(take(members, "hubs"), "hubs") {
        let Some(mut hub) = reading.object(value, Rule::FeedValue, "a hub") else {
            continue;
        };
        let protocol = match take(&mut hub, "type") {
            Some(protocol) => reading.text(Some(protocol), "type"),
            None => {
                reading.add(value, Rule::Repair, "a hub", "has no type; it is taken for one of WebSub");
                Some("websub".to_owned())
            }
        };
        let url = reading.url(take(&mut hub, "url"), "url");
        reading.lose(hub, "hubs");
        let is_web_sub = protocol.is_some_and(|protocol| {
            ["websub", "pubsubhubbub"].iter().any(|name| protocol.eq_ignore_ascii_case(name))
        });
        match url {
            Some(url) if is_web_sub => links.push(Link::new("hub", url)),
            _ => reading.diagnostics.lost("feed: hubs of other protocols than WebSub, or without a URL"),
        }
    }
    links
}

/// The image at the member's URL.
fn image<'a>(members: &mut Members<'a>, name: &'static str, reading: &mut Reading<'a, '_>) -> Option<Image> {
    reading.url(take(members, name), name).map(|url| Image { url, ..Image::default() })
}

#[cfg(test)]
mod tests;
