//! What makes a feed a podcast and entries episodes -> elements of Apple and of the Podcasting 2.0 namespace, as PSP-1 has them; and
//! how often a feed changes, and the Markdown of its articles -> those of the modules for these.
//! They become foreign elements of the feed, which the writer carries already.
//!
//! Other formats have none of them: no podcast program reads those. In a feed that is no podcast, Apple's elements would say that
//! it lacks all that one needs, so that its items have the others alone, and no playing times beside a podcast of the same site.

use std::sync::Arc;

use crate::model::{Credit, Entry, Episode, Extension, ExtensionNode, Feed, Podcast, QualifiedName};
use crate::xml::namespace::{ITUNES, PODCAST, SOURCE, SYNDICATION};

/// The feed with these elements; nothing where it has no need of any.
pub(super) fn with_elements(feed: &Feed) -> Option<Feed> {
    let is_podcast = feed.head.podcast.is_some();
    let hides_durations = feed.head.is_beside_podcast && !is_podcast;
    let has_duration = |entry: &Entry| entry.enclosures.iter().any(|file| file.duration.is_some());
    let has_none = |entry: &Arc<Entry>| {
        entry.episode.is_none() && entry.markdown.is_none() && !(hides_durations && has_duration(entry))
    };
    let polling = &feed.head.polling;
    let has_head = is_podcast || polling.updates.is_some() || polling.webmaster.is_some();
    if !has_head && feed.entries.iter().all(has_none) {
        return None;
    }
    let mut feed = feed.clone();
    if feed.head.polling.webmaster.is_some() {
        name_authors(&mut feed);
    }
    if let Some((period, frequency)) = feed.head.polling.updates.take() {
        feed.head.extensions.push(syndication("updatePeriod", &period));
        feed.head.extensions.push(syndication("updateFrequency", &frequency.to_string()));
    }
    if let Some(podcast) = feed.head.podcast.take() {
        feed.head.extensions.extend(of_channel(&podcast));
    }
    for entry in &mut feed.entries {
        if hides_durations && has_duration(entry) {
            Arc::make_mut(entry).enclosures.iter_mut().for_each(|file| file.duration = None);
        }
        let elements = of_item(entry, is_podcast);
        if !elements.is_empty() {
            Arc::make_mut(entry).extensions.extend(elements);
        }
    }
    Some(feed)
}

/// Names the authors of the feed in each entry that names nobody: beside a webmaster the profile wants no author of the channel
/// (5.3.1).
fn name_authors(feed: &mut Feed) {
    let authors = std::mem::take(&mut feed.head.authors);
    for entry in feed.entries.iter_mut().filter(|entry| entry.authors.is_empty()) {
        Arc::make_mut(entry).authors.clone_from(&authors);
    }
}

fn of_channel(podcast: &Podcast) -> Vec<Extension> {
    let Podcast { image, author, guid, medium, .. } = podcast;
    let mut elements: Vec<Extension> =
        podcast.categories.iter().map(|(name, part)| category(name, part.as_deref())).collect();
    elements.push(itunes("explicit", truth(podcast.is_explicit)));
    elements.push(itunes("image", "").with(&[("href", Some(image))]));
    elements.push(itunes("author", author));
    elements.extend(podcast.is_serial.map(|is| itunes("type", if is { "serial" } else { "episodic" })));
    elements.extend(podcast.is_complete.then(|| itunes("complete", "yes")));
    elements.extend(podcast.is_blocked.then(|| itunes("block", "yes")));
    if let Some(owner) = &podcast.owner {
        let name = owner.name.as_deref().map(|name| itunes("name", name));
        let parts = name.into_iter().chain([itunes("email", &owner.email)]);
        elements
            .push(Extension { children: parts.map(ExtensionNode::Element).collect(), ..itunes("owner", "") });
    }
    elements.push(own("guid", guid));
    elements.push(own("medium", medium));
    elements.extend(podcast.is_locked.map(|is| own("locked", if is { "yes" } else { "no" })));
    elements
        .extend(podcast.funding.iter().map(|(url, words)| own("funding", words).with(&[("url", Some(url))])));
    elements.extend(
        podcast.texts.iter().map(|(purpose, text)| own("txt", text).with(&[("purpose", purpose.as_ref())])),
    );
    elements.extend(podcast.people.iter().map(person));
    elements
}

fn of_item(entry: &Entry, is_podcast: bool) -> Vec<Extension> {
    let mut elements = Vec::new();
    let image = entry.image.as_ref().filter(|image| is_podcast && image.is_cover());
    elements.extend(image.map(|image| itunes("image", "").with(&[("href", Some(&image.url))])));
    let markdown = entry.markdown.as_deref();
    elements.extend(markdown.map(|text| element(QualifiedName::new(SOURCE, "source", "markdown"), text)));
    let Some(episode) = entry.episode.as_deref() else { return elements };
    let Episode { number, season, kind, is_explicit, .. } = *episode;
    let numbered = if is_podcast { itunes } else { own };
    elements.extend(number.map(|number| numbered("episode", &number.to_string())));
    elements.extend(season.map(|number| numbered("season", &number.to_string())));
    elements.extend(kind.filter(|_| is_podcast).map(|kind| itunes("episodeType", kind.word())));
    elements.extend(is_explicit.filter(|_| is_podcast).map(|is| itunes("explicit", truth(is))));
    let captions = "captions".to_owned();
    elements.extend(episode.transcripts.iter().map(|file| {
        own("transcript", "").with(&[
            ("url", Some(&file.url)),
            ("type", Some(&file.media_type)),
            ("language", file.language.as_ref()),
            ("rel", file.is_captions.then_some(&captions)),
        ])
    }));
    elements.extend(
        episode.chapters.iter().map(|file| {
            own("chapters", "").with(&[("url", Some(&file.url)), ("type", Some(&file.media_type))])
        }),
    );
    elements.extend(episode.people.iter().map(person));
    elements
}

fn category(name: &str, part: Option<&str>) -> Extension {
    let element = |name: &str| itunes("category", "").with(&[("text", Some(&name.to_owned()))]);
    let part = part.map(|part| ExtensionNode::Element(element(part)));
    Extension { children: part.into_iter().collect(), ..element(name) }
}

fn person(credit: &Credit) -> Extension {
    own("person", &credit.name).with(&[
        ("role", credit.role.as_ref()),
        ("group", credit.group.as_ref()),
        ("href", credit.uri.as_ref()),
        ("img", credit.image.as_ref()),
    ])
}

fn truth(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

fn itunes(name: &str, text: &str) -> Extension {
    element(QualifiedName::new(ITUNES, "itunes", name), text)
}

fn own(name: &str, text: &str) -> Extension {
    element(QualifiedName::new(PODCAST, "podcast", name), text)
}

fn syndication(name: &str, text: &str) -> Extension {
    element(QualifiedName::new(SYNDICATION, "sy", name), text)
}

fn element(name: QualifiedName, text: &str) -> Extension {
    if text.is_empty() { Extension { name, ..Extension::default() } } else { Extension::of_text(name, text) }
}
