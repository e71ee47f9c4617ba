//! What Atom cannot carry of a feed. What a reader left out is counted there.

use crate::format::atom::write::is_embeddable;
use crate::format::foreign;
use crate::format::losses::Losses;
use crate::format::modules::write::image_losses;
use crate::format::shared::main_content;

use crate::model::{Category, Content, Entry, Extension, Feed, FeedHead, Image};
use crate::uri::is_iri;

/// Adds what Atom cannot carry of the feed.
pub(super) fn losses(feed: &Feed, losses: &mut Losses) {
    head_losses("feed", &feed.head, losses);
    losses.add_elements("feed", feed.head.extensions.iter().filter(is_lost));
    for entry in &feed.entries {
        entry_losses(entry, losses);
    }
}

fn head_losses(whose: &str, head: &FeedHead, losses: &mut Losses) {
    losses.add(format!("{whose}: date of publication"), usize::from(head.published.is_some()));
    losses.add(format!("{whose}: minutes that it may be kept (ttl)"), usize::from(head.ttl.is_some()));
    let images = || [&head.icon, &head.logo].into_iter().flatten();
    let has_size = |image: &&Image| image.width.is_some() || image.height.is_some();
    losses.add(format!("{whose}: sizes of images"), images().filter(has_size).count());
    // RSS wants the feed's own title and link at its image, where they say nothing new.
    let own_title = head.title.as_ref().map(|title| &title.value);
    let says_more = |image: &&Image| {
        let is_other_title = image.title.is_some() && image.title.as_ref() != own_title;
        is_other_title
            || image.description.is_some()
            || image.link.is_some() && image.link.as_deref() != head.link()
    };
    losses.add(format!("{whose}: titles and links of images"), images().filter(says_more).count());
    losses.add_author_images(whose, head.authors.iter().chain(&head.contributors));
    losses.add(format!("{whose}: extensions of JSON"), head.members.len());
    losses.add(format!("{whose}: category schemes that are not URLs"), bare_schemes(&head.categories));
}

/// A scheme is an IRI (RFC 4287, section 4.2.2.2).
fn bare_schemes(categories: &[Category]) -> usize {
    let is_bare = |category: &&Category| category.scheme.as_deref().is_some_and(|scheme| !is_iri(scheme));
    categories.iter().filter(is_bare).count()
}

fn entry_losses(entry: &Entry, losses: &mut Losses) {
    losses.add_author_images("entries", entry.authors.iter().chain(&entry.contributors));
    let main = main_content(entry);
    for content in &entry.contents {
        if let Content::Embedded { media_type, value } = content
            && main == Some(content)
            && !is_embeddable(media_type, value)
        {
            losses.add(format!("entries: content of type {media_type}"), 1);
        }
        if main != Some(content) {
            let kind = match content {
                Content::Text(_) => "additional contents",
                Content::Embedded { .. } | Content::OutOfLine { .. } => "additional contents of other types",
            };
            losses.add(format!("entries: {kind}"), 1);
        }
    }
    losses.add("entries: category schemes that are not URLs", bare_schemes(&entry.categories));
    image_losses(entry, losses);
    if let Some(source) = &entry.source {
        head_losses("sources of entries", source, losses);
        losses.add("sources of entries: language", usize::from(source.language.is_some()));
        losses.add_elements("sources of entries", &source.extensions);
    }
    losses.add("entries: extensions of JSON", entry.members.len());
    losses.add_elements("entries", entry.extensions.iter().filter(is_lost));
}

/// Elements of no namespace are RSS's own.
fn is_lost(element: &&Extension) -> bool {
    element.name.namespace.is_empty() || !foreign::is_writable(element)
}
