//! The feeds of a project -> a list of them: lines for people and scripts, the `<link>` elements of a page's head by which readers find its
//! feeds, or OPML.

use std::fmt::Write as _;

use feedmill::Config;
use feedmill::Error;
use feedmill::internal::emit::{self, Listed, Listing};
use feedmill::internal::format::opml;
use feedmill::internal::group::GroupKind;
use feedmill::internal::pipeline::Survey;
use feedmill::internal::text::{escape_controls, escape_html};

/// The feeds of a project, in the order of the groups: those of all articles, topics, additional ones. Where a topic is named, by its slug and before that the
/// folder of its language, only that.
///
/// # Errors
///
/// A usage error where there is no such topic.
pub fn listed(survey: &Survey, config: &Config, topic: Option<&str>) -> Result<Vec<Listed>, Error> {
    let all = emit::listed(survey.groups.iter().map(|group| &group.kind), config);
    let Some(topic) = topic else { return Ok(all) };
    let is_meant = |listed: &Listed| matches!(listed.kind, GroupKind::Topic { .. }) && listed.place == topic;
    let found: Vec<Listed> = all.into_iter().filter(is_meant).collect();
    let message = "--topic names no topic that has a feed; `feedmill list topics` has their slugs";
    if found.is_empty() { Err(Error::usage(message)) } else { Ok(found) }
}

/// A line for each file: URL, media type, title.
pub fn lines(feeds: &[Listed]) -> String {
    let mut lines = String::new();
    for listed in feeds {
        for location in &listed.head.locations {
            let (url, media_type) = (escape_controls(&location.url), location.format.media_type());
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "{url}\t{media_type}\t{}", escape_controls(listed.title()));
        }
    }
    lines
}

/// The `<link>` elements for the heads of pages: those of all pages, and behind a comment with its URL those of the page of each
/// topic.
pub fn links(feeds: &[Listed]) -> String {
    let mut lines = String::new();
    let is_alone = feeds.len() == 1;
    for listed in feeds {
        let head = &listed.head;
        if let (GroupKind::Topic { .. }, Some(page), false) = (&listed.kind, listed.page(), is_alone) {
            // Two hyphens would end a comment, and no URL needs them.
            let _ = writeln!(lines, "<!-- {} -->", escape_html(&escape_controls(page)).replace("--", "-%2D"));
        }
        let is_one = head.locations.len() == 1;
        for location in &head.locations {
            let title = escape_controls(listed.title());
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

/// The feeds as OPML, each in its first format.
pub fn opml(feeds: Vec<Listed>, survey: &Survey, config: &Config) -> Vec<u8> {
    opml::write(&Listing::of(feeds, &survey.ancestors, config).list())
}
