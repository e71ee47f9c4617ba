//! What JSON Feed cannot carry of a feed. What a reader left out is counted there.

use crate::format::json_feed::carried::{
    content, entry_links, extensions, head_links, mail_link, plain, shown, summary_as_content,
};
use crate::format::losses::Losses;
use crate::html;
use crate::model::{Content, Entry, Feed, FeedHead, Image, Link, Member, Person, Text, TextKind};

/// Adds what JSON Feed cannot carry of the feed.
pub(in crate::format) fn losses(feed: &Feed, losses: &mut Losses) {
    head_losses(&feed.head, losses);
    for entry in &feed.entries {
        entry_losses(entry, losses);
    }
}

fn head_losses(head: &FeedHead, losses: &mut Losses) {
    let links = head_links(head);
    losses.add("feed: id", usize::from(head.id.is_some() && head.id.as_deref() != links.feed));
    losses.add("feed: markup in the title", markup(head.title.as_ref()));
    losses.add("feed: markup in the description", markup(head.subtitle.as_ref()));
    losses.add("feed: dates", [head.updated, head.published].iter().flatten().count());
    losses.add("feed: e-mail addresses of authors", mail_addresses(&head.authors));
    losses.add("feed: contributors", head.contributors.len());
    losses.add("feed: categories", head.categories.len());
    losses.add("feed: rights", head.rights.iter().count());
    losses.add("feed: generator", head.generator.iter().count());
    losses.add("feed: minutes that it may be kept (ttl)", head.ttl.iter().count());
    for image in [&head.icon, &head.logo].into_iter().flatten() {
        let is_heads = |image: &Image| {
            image.link.as_deref() == head.link()
                && image.title.as_deref() == head.title.as_ref().map(plain).as_deref()
        };
        // RSS wants the feed's own title and link at its image, where they say nothing new.
        image_losses("feed", image, is_heads(image), losses);
    }
    let carried = links.hubs.iter().copied().chain(links.home).chain(links.next);
    let carried: Vec<*const Link> = carried.map(std::ptr::from_ref).collect();
    for link in &head.links {
        if link.relation == "self" && Some(link.href.as_str()) == links.feed {
            losses.add_link_details("feed", [link]);
        } else {
            link_losses("feed", link, carried.contains(&std::ptr::from_ref(link)), losses);
        }
    }
    losses.add_elements("feed", &head.extensions);
    losses.add("feed: extensions of JSON", lost_members(&head.members));
}

fn entry_losses(entry: &Entry, losses: &mut Losses) {
    losses.add("entries: markup in titles", markup(entry.title.as_ref()));
    if summary_as_content(entry).is_none() {
        losses.add("entries: markup in summaries", markup(entry.summary.as_ref()));
    }
    let carried = entry_links(entry);
    for link in &entry.links {
        let is_carried = carried.iter().flatten().any(|&other| std::ptr::eq(link, other));
        link_losses("entries", link, is_carried, losses);
    }
    content_losses(entry, losses);
    losses.add("entries: e-mail addresses of authors", mail_addresses(&entry.authors));
    losses.add("entries: contributors", entry.contributors.len());
    let schemes = entry.categories.iter().filter(|category| category.scheme.is_some());
    losses.add("entries: category schemes", schemes.count());
    losses.add_labels("entries", &entry.categories);
    for image in [&entry.image, &entry.banner].into_iter().flatten() {
        image_losses("entries", image, false, losses);
    }
    losses.add("entries: rights", entry.rights.iter().count());
    losses.add("entries: source", entry.source.iter().count());
    losses.add_elements("entries", &entry.extensions);
    losses.add("entries: extensions of JSON", lost_members(&entry.members));
}

fn content_losses(entry: &Entry, losses: &mut Losses) {
    let carried = [TextKind::Html, TextKind::Plain].map(|kind| content(entry, kind));
    for content in &entry.contents {
        match content {
            Content::Text(text) => {
                let is_carried = carried.iter().flatten().any(|&other| std::ptr::eq(text, other));
                losses.add("entries: additional contents", usize::from(!is_carried));
            }
            Content::Embedded { media_type, .. } => {
                losses.add(format!("entries: content of type {media_type}"), 1);
            }
            Content::OutOfLine { .. } => losses.add("entries: content at another URL", 1),
        }
    }
}

fn link_losses(whose: &str, link: &Link, is_carried: bool, losses: &mut Losses) {
    if is_carried {
        // These members lead to pages of HTML by themselves (JSON Feed 1.1, "Top-level" and "Items").
        let is_page = matches!(link.relation.as_str(), "alternate" | "via");
        let says_more = !is_page || link.media_type.as_deref() != Some("text/html");
        losses.add(
            format!("{whose}: media types of links"),
            usize::from(says_more && link.media_type.is_some()),
        );
        losses.add_link_details(whose, [link]);
        return;
    }
    let kind = match link.relation.as_str() {
        "alternate" => "additional alternate links".to_owned(),
        "related" => "related links".to_owned(),
        "replies" => "links to comments".to_owned(),
        relation => format!("links of the relation {relation}"),
    };
    losses.add(format!("{whose}: {kind}"), 1);
}

fn image_losses(whose: &str, image: &Image, is_known: bool, losses: &mut Losses) {
    let has_size = image.width.is_some() || image.height.is_some();
    losses.add(format!("{whose}: sizes of images"), usize::from(has_size));
    let has_words = !is_known && (image.title.is_some() || image.link.is_some());
    let has_words = has_words || image.description.is_some();
    losses.add(format!("{whose}: titles and links of images"), usize::from(has_words));
}

/// How many e-mail addresses find no place. One that replaces a name is lost to programs, though not to readers.
fn mail_addresses(people: &[Person]) -> usize {
    people.iter().filter(|person| person.email.is_some() && mail_link(person).is_none()).count()
}

fn lost_members(members: &[Member]) -> usize {
    members.len().saturating_sub(extensions(members).0.len())
}

/// One where tags are lost: with every `<` taken for a mere character, the text would be another. So is one without a word.
fn markup(text: Option<&Text>) -> usize {
    usize::from(text.is_some_and(|text| {
        let plain_with_tags = || html::plain_text(&text.value.replace('<', "&lt;"));
        let has_tags = || text.value.contains('<') && html::plain_text(&text.value) != plain_with_tags();
        text.kind == TextKind::Html && (shown(text).is_none() || has_tags())
    }))
}
