//! Gives a feed what JSON Feed requires, and counts what it loses.

mod losses;
#[cfg(test)]
mod tests;

use url::Url;

use crate::format::ids::{distinct_ids, entry_ids};
use crate::format::losses::{Losses, Tally};
use crate::format::required::{file_types, publications};
use crate::format::row::Origin;
use crate::html;
use crate::model::{Feed, Person, Text, TextKind};
use crate::text;

#[cfg(test)]
pub(super) use losses::losses;

/// Fits the feed to JSON Feed.
pub(super) fn fit(feed: &mut Feed, _: &Origin, Tally { lost, added, .. }: &mut Tally) {
    entry_ids(feed, added);
    distinct_ids(feed, added);
    publications(feed, added);
    file_types(feed, added);
    title(feed, added);
    pages(feed, added);
    lost.add_fractions(feed);
    losses::losses(feed, lost);
}

/// JSON Feed has no place for an e-mail address but that of a page (JSON Feed 1.1, "Top-level").
fn pages(feed: &mut Feed, added: &mut Losses) {
    let has_mail_alone = |person: &&Person| person.email.is_some() && person.uri.is_none();
    let people = feed.head.authors.iter().chain(feed.entries.iter().flat_map(|entry| &entry.authors));
    added.add("authors: page, from the e-mail address (mailto:)", people.filter(has_mail_alone).count());
}

/// JSON Feed wants a title with something in it: without one the host of the feed is used.
fn title(feed: &mut Feed, added: &mut Losses) {
    let head = &mut feed.head;
    let says_something = |title: &Text| match title.kind {
        TextKind::Plain => !text::strip_forbidden(&title.value).trim().is_empty(),
        TextKind::Html => !html::plain_text(&title.value).is_empty(),
    };
    if head.title.as_ref().is_some_and(says_something) {
        return;
    }
    let urls = [head.link(), head.link_to("self").map(|link| link.href.as_str()), head.id.as_deref()];
    let host = urls.into_iter().flatten().find_map(|url| {
        let url = Url::parse(url).ok()?;
        url.host_str().map(str::to_owned)
    });
    let kind = if host.is_some() { "feed: title, from its URL" } else { "feed: title, Untitled" };
    head.title = Some(Text::plain(host.unwrap_or_else(|| "Untitled".to_owned())));
    added.add(kind, 1);
}
