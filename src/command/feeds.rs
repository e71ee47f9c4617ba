//! The feeds of a project -> a list of them: lines for people and scripts, the `<link>` elements of a page's head by which readers find its
//! feeds, or OPML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::DateTime;

use feedmill::Config;
use feedmill::Error;
use feedmill::internal::config::in_folder;
use feedmill::internal::emit;
use feedmill::internal::format::opml::{self, List, Outline, Subscription};
use feedmill::internal::group::GroupKind;
use feedmill::internal::pipeline::Survey;
use feedmill::internal::text::{escape_controls, escape_html};
use feedmill::model::{FeedHead, Format};

/// A feed of a project.
pub struct Listed<'s> {
    kind: &'s GroupKind,
    head: FeedHead,
    /// The folder of its language, and behind that the slug of a topic.
    place: String,
}

/// The feeds of a project, in the order of the groups: those of all articles, topics, additional ones. Where a topic is named, by its slug and before that the
/// folder of its language, only that.
///
/// # Errors
///
/// A usage error where there is no such topic.
pub fn listed<'s>(
    survey: &'s Survey,
    config: &Config,
    topic: Option<&str>,
) -> Result<Vec<Listed<'s>>, Error> {
    let listed = |kind: &'s GroupKind| {
        let head = emit::feed(kind, Vec::new(), config, DateTime::UNIX_EPOCH).head;
        let folder = kind.language(&config.feeds).map_or("", |own| &own.folder);
        let place = match kind {
            GroupKind::Topic { slug, .. } => in_folder(folder, slug),
            GroupKind::Aggregate { .. } | GroupKind::Extra(_) => folder.to_owned(),
        };
        Listed { kind, head, place }
    };
    let all = survey.groups.iter().map(|group| listed(&group.kind));
    let Some(topic) = topic else { return Ok(all.collect()) };
    let is_meant =
        |listed: &Listed<'_>| matches!(listed.kind, GroupKind::Topic { .. }) && listed.place == topic;
    let found: Vec<Listed<'_>> = all.filter(is_meant).collect();
    let message = "--topic names no topic that has a feed; `feedmill list topics` has their slugs";
    if found.is_empty() { Err(Error::usage(message)) } else { Ok(found) }
}

fn title(head: &FeedHead) -> &str {
    head.title.as_ref().map_or("", |title| &title.value)
}

/// The page that the feed is of.
fn page(head: &FeedHead) -> Option<&str> {
    head.links.first().map(|link| link.href.as_str())
}

/// A line for each file: URL, media type, title.
pub fn lines(feeds: &[Listed<'_>]) -> String {
    let mut lines = String::new();
    for Listed { head, .. } in feeds {
        for location in &head.locations {
            let (url, media_type) = (escape_controls(&location.url), location.format.media_type());
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "{url}\t{media_type}\t{}", escape_controls(title(head)));
        }
    }
    lines
}

/// The `<link>` elements for the heads of pages: those of all pages, and behind a comment with its URL those of the page of each
/// topic.
pub fn links(feeds: &[Listed<'_>]) -> String {
    let mut lines = String::new();
    let is_alone = feeds.len() == 1;
    for Listed { kind, head, .. } in feeds {
        if let (GroupKind::Topic { .. }, Some(page), false) = (kind, page(head), is_alone) {
            // Two hyphens would end a comment, and no URL needs them.
            let _ = writeln!(lines, "<!-- {} -->", escape_html(&escape_controls(page)).replace("--", "-%2D"));
        }
        let is_one = head.locations.len() == 1;
        for location in &head.locations {
            let title = escape_controls(title(head));
            let version = location.format.version_written();
            let title = if is_one { title.into_owned() } else { format!("{title} ({version})") };
            let _ = writeln!(
                lines,
                "<link rel=\"alternate\" type=\"{}\" title=\"{}\" href=\"{}\">",
                location.format.media_type(),
                escape_html(&title),
                escape_html(&escape_controls(&location.url))
            );
        }
    }
    lines
}

/// The feeds as OPML, each in its first format. Topics are below the topics above them, as far as these have feeds.
pub fn opml(feeds: &[Listed<'_>], survey: &Survey, config: &Config) -> Vec<u8> {
    let positions: BTreeMap<&str, usize> = (0..)
        .zip(feeds)
        .filter(|(_, listed)| matches!(listed.kind, GroupKind::Topic { .. }))
        .map(|(position, listed)| (listed.place.as_str(), position))
        .collect();
    let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (position, listed) in (0..).zip(feeds) {
        below.entry(parent(listed, &positions, survey, config)).or_default().push(position);
    }
    opml::write(&List { title: config.site.title.clone(), outlines: outlines(None, feeds, &below) })
}

/// The position of the nearest topic above the feed's that has a feed.
fn parent(
    Listed { kind, .. }: &Listed<'_>,
    positions: &BTreeMap<&str, usize>,
    survey: &Survey,
    config: &Config,
) -> Option<usize> {
    let GroupKind::Topic { slug, .. } = kind else { return None };
    let folder = kind.language(&config.feeds).map_or("", |own| &own.folder);
    let above = survey.ancestors.get(slug)?;
    above.iter().find_map(|slug| positions.get(in_folder(folder, slug).as_str()).copied())
}

/// The outlines of what is below a topic, or of all that is below none.
fn outlines(
    above: Option<usize>,
    feeds: &[Listed<'_>],
    below: &BTreeMap<Option<usize>, Vec<usize>>,
) -> Vec<Outline> {
    let positions = below.get(&above).into_iter().flatten();
    let outline = |&position: &usize| {
        let own = subscription(&feeds.get(position)?.head)?;
        let inner = outlines(Some(position), feeds, below);
        if inner.is_empty() {
            return Some(own);
        }
        let text = own.text.clone();
        Some(Outline { text, feed: None, outlines: [vec![own], inner].concat() })
    };
    positions.filter_map(outline).collect()
}

/// The outline of a feed; `None` where it has no file.
fn subscription(head: &FeedHead) -> Option<Outline> {
    let location = head.locations.first()?;
    let feed = Subscription {
        url: location.url.clone(),
        page: page(head).map(str::to_owned),
        description: head.subtitle.as_ref().map(|subtitle| subtitle.value.clone()),
        language: head.language.clone(),
        version: match location.format {
            Format::Rss => Some("RSS2".to_owned()),
            Format::Atom | Format::JsonFeed => None,
        },
    };
    Some(Outline { text: title(head).to_owned(), feed: Some(feed), outlines: Vec::new() })
}
