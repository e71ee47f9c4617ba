//! What RSS cannot carry of a feed, after elements of Atom say what they can. What a reader left out is counted there.

use crate::format::foreign;
use crate::format::losses::Losses;
use crate::format::modules::write::image_losses;
use crate::format::rss::write::{as_read, comments, core_author, fits, source};
use crate::format::shared::main_content;

use crate::model::{Content, Entry, Extension, Feed, FeedHead, Image, Person};

/// Adds what RSS cannot carry of the feed.
pub(super) fn losses(feed: &Feed, losses: &mut Losses) {
    channel_losses(&feed.head, losses);
    for entry in &feed.entries {
        item_losses(entry, losses);
    }
}

fn channel_losses(head: &FeedHead, losses: &mut Losses) {
    people_losses("feed", [&head.authors, &head.contributors], &head.extensions, losses);
    losses.add_labels("feed", &head.categories);
    let has_details =
        head.generator.iter().filter(|generator| generator.uri.is_some() || generator.version.is_some());
    losses.add("feed: URL and version of the generator", has_details.count());
    losses.add("feed: icon beside the logo", usize::from(head.logo.is_some() && head.icon.is_some()));
    let image = head.logo.as_ref().or(head.icon.as_ref());
    let has_lost_size = |image: &Image| (image.width.is_some() || image.height.is_some()) && !fits(image);
    losses.add("feed: sizes of images", image.into_iter().filter(|image| has_lost_size(image)).count());
    losses.add("feed: id", usize::from(head.id.is_some()));
    losses.add_link_details("feed", head.links.iter());
    losses.add("feed: extensions of JSON", head.members.len());
    losses.add_elements("feed", head.extensions.iter().filter(|element| !foreign::is_writable(element)));
}

fn item_losses(entry: &Entry, losses: &mut Losses) {
    people_losses("entries", [&entry.authors, &entry.contributors], &entry.extensions, losses);
    losses.add_labels("entries", &entry.categories);
    let (article, comments) = (entry.link_to("alternate"), comments(entry));
    for link in &entry.links {
        if ![article, comments].iter().flatten().any(|&carried| std::ptr::eq(carried, link)) {
            losses.add(format!("entries: links of the relation {}", link.relation), 1);
        }
    }
    losses.add_link_details("entries", article.into_iter().chain(comments));
    for content in &entry.contents {
        match content {
            Content::Text(_) if main_content(entry) == Some(content) => {}
            Content::Text(_) => losses.add("entries: additional contents", 1),
            Content::Embedded { media_type, .. } => {
                losses.add(format!("entries: content of type {media_type}"), 1);
            }
            Content::OutOfLine { .. } => losses.add("entries: content at another URL", 1),
        }
    }
    let has_title = entry.enclosures.iter().filter(|file| file.title.is_some());
    losses.add("entries: titles of files", has_title.count());
    image_losses(entry, losses);
    if let Some(own) = entry.source.as_deref() {
        match source(own) {
            None => losses.add("entries: source", 1),
            Some(_) => losses.add("entries: parts of the source", usize::from(says_more(own))),
        }
    }
    losses.add("entries: extensions of JSON", entry.members.len());
    losses.add_elements("entries", entry.extensions.iter().filter(|element| !foreign::is_writable(element)));
}

/// RSS has a name for everybody, and for the first author an e-mail address.
fn people_losses(
    whose: &str,
    [authors, contributors]: [&[Person]; 2],
    extensions: &[Extension],
    losses: &mut Losses,
) {
    let has_mail = |person: &&Person| as_read(person).email.is_some() && !as_read(person).name.is_empty();
    let is_replaced = |person: &&Person| person.email.is_some() && as_read(person).email != person.email;
    let in_core = usize::from(core_author(authors, extensions).is_some());
    let mails = authors.iter().skip(in_core).chain(contributors).filter(has_mail).count();
    let replaced = authors.iter().take(in_core).filter(is_replaced).count();
    let people = || authors.iter().chain(contributors);
    losses.add(format!("{whose}: e-mail addresses of authors"), mails.saturating_add(replaced));
    losses.add(format!("{whose}: pages of authors"), people().filter(|person| person.uri.is_some()).count());
    losses.add_author_images(whose, people());
}

/// Whether a source says more than a URL and a title.
fn says_more(source: &FeedHead) -> bool {
    let core = FeedHead {
        title: source.title.clone(),
        links: source.links.clone(),
        locations: source.locations.clone(),
        ..FeedHead::default()
    };
    *source != core || source.links.len() > 1
}
