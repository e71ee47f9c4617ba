//! One article file becomes a feed of one entry, by the rules of `build`, less those that need a site: its date may be to
//! come, nothing is filtered, and an article without a date is converted without one.
//!
//! An article that is held back, such as a draft, is not converted: a script over a folder must not publish it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::{self, Config, Future, Undated};
use crate::finding::{Finding, Rule};
use crate::format::diagnostics::Diagnostics;
use crate::model::{Category, Content, Feed, FeedHead, Link, Position, Record, Status};
use crate::normalise::{self, Draft};
use crate::record::{self, FieldNames, Reading};

/// Replaces the URL of a site where none is known. Nothing derived from it stays in the entry.
const NOWHERE: &str = "https://feedmill.invalid/";

/// Reads an article; nothing where it cannot be read or is not to be published, for which a finding says why.
pub(crate) fn read(
    name: &str,
    bytes: &[u8],
    base: Option<&Url>,
    now: Option<DateTime<Utc>>,
    diagnostics: &mut Diagnostics,
) -> Option<Feed> {
    let record = match record::read(name, bytes, FieldNames::standard()) {
        Reading::Record(record, findings) => {
            diagnostics.extend(findings);
            record
        }
        Reading::NoFrontMatter => {
            let message = "there is no front matter between `---` lines";
            diagnostics.add(Rule::Unreadable, Position { line: 1, column: 1 }, message);
            return None;
        }
        Reading::Faulty(finding) => {
            diagnostics.extend(vec![finding]);
            return None;
        }
    };
    let config = configuration(&record, base)?;
    // Long ago nothing has begun to be public, and at the end of days everything has ceased to be.
    let decision = normalise::normalise(&record, &config, now.unwrap_or(DateTime::<Utc>::MAX_UTC));
    let early = normalise::normalise(&record, &config, now.unwrap_or(DateTime::<Utc>::MIN_UTC));
    let decision =
        if decision.status == Status::Published && early.article.is_none() { early } else { decision };
    // A feed's entry needs no URL, and a URL that is left out is told at its own place.
    let is_told = |finding: &Finding| finding.rule != Rule::Link || finding.position != Some(record.position);
    diagnostics.extend(decision.findings.into_iter().filter(is_told).collect());
    if matches!(decision.status, Status::Withdrawn | Status::Scheduled | Status::Expired | Status::Page) {
        let message = match decision.held_by {
            Some("drafts" | "_") | None => {
                "the path of the article says that it must not be published".to_owned()
            }
            Some(word) => format!("the article is not to be published now, by `{word}`"),
        };
        diagnostics.add(Rule::Withheld, record.position, message);
    }
    let mut feed = feed(decision.article?);
    if config.site.url.as_str() == NOWHERE {
        leave(&mut feed, record.position, diagnostics);
    } else {
        feed.head.links.push(Link::new("alternate", config.site.url.as_str()));
    }
    Some(feed)
}

fn feed(draft: Draft) -> Feed {
    let mut entry = draft.entry;
    entry.categories =
        draft.topics.into_iter().map(|term| Category { term, ..Category::default() }).collect();
    let (title, language) = (entry.title.clone(), entry.language.clone());
    let head = FeedHead { title, language, ..FeedHead::default() };
    Feed { head, entries: vec![entry.into()] }
}

/// Takes back every URL that a site would have been needed for.
fn leave(feed: &mut Feed, position: Position, diagnostics: &mut Diagnostics) {
    let is_nowhere = |url: &str| url.starts_with(NOWHERE);
    let mut is_left = false;
    for entry in feed.entries.iter_mut().map(Arc::make_mut) {
        let before = (entry.links.len(), entry.enclosures.len());
        entry.links.retain(|link| !is_nowhere(&link.href));
        entry.enclosures.retain(|enclosure| !is_nowhere(&enclosure.url));
        is_left |= before != (entry.links.len(), entry.enclosures.len());
        for image in [&mut entry.image, &mut entry.banner] {
            is_left |= image.take_if(|image| is_nowhere(&image.url)).is_some();
        }
        entry.id = entry.id.take().filter(|id| !is_nowhere(id) && !id.starts_with("tag:feedmill.invalid,"));
        let contents = entry.contents.iter_mut().filter_map(|content| match content {
            Content::Text(text) => Some(text),
            Content::Embedded { .. } | Content::OutOfLine { .. } => None,
        });
        for text in contents.chain(&mut entry.title).chain(&mut entry.summary) {
            if text.value.contains(NOWHERE) {
                text.value = text.value.replace(NOWHERE, "");
                is_left = true;
            }
        }
        for person in entry.authors.iter_mut().chain(&mut entry.contributors) {
            person.uri = person.uri.take().filter(|uri| !is_nowhere(uri));
            person.avatar = person.avatar.take().filter(|avatar| !is_nowhere(avatar));
        }
    }
    if is_left {
        let message = "there are relative URLs; name the URL of the site with --base-url";
        diagnostics.add(Rule::Link, position, message);
    }
}

/// The configuration of a site with nothing but its URL.
fn configuration(record: &Record, base: Option<&Url>) -> Option<Config> {
    let base = base
        .and_then(|base| config::base_url(base.as_str()).ok())
        .or_else(|| origin(record))
        .or_else(|| Url::parse(NOWHERE).ok())?;
    let mut config = config::without_file(Some(&base)).ok()?;
    config.input.future = Future::Publish;
    config.input.undated = Undated::Publish;
    Some(config)
}

/// The site that the article's own URL leads to.
fn origin(record: &Record) -> Option<Url> {
    let absolute = |text: &str| Url::parse(text.trim()).ok().filter(Url::has_host);
    record.links.iter().find_map(|link| absolute(&link.text))?.join("/").ok()
}
