//! Feeds and lists of feeds -> one list of feeds, as OPML: of a feed its URL, title and page, of a list what is in it, in its folders.
//!
//! Nothing is fetched: a feed that does not say its own URL cannot be listed, unless it is the only input and its URL is given. What
//! must not be found is not listed.

use std::collections::BTreeSet;

use url::Url;

use super::{Converted, Failure, Options, Output};
use crate::finding::{Finding, Rule};
use crate::format::diagnostics::Diagnostics;
use crate::format::losses::Losses;
use crate::format::opml::{self, List, Outline, Subscription};
use crate::format::{self, Input};
use crate::html;
use crate::language;
use crate::model::{Feed, Format, Syntax, Text, TextKind};
use crate::ordered::{self, CollectOrdered};
use crate::text::fold_white_space;
use crate::uri;

/// What a list is called whose inputs say nothing.
const TITLE: &str = "Feeds";

/// Converts the inputs, in their order, to one list.
///
/// # Errors
///
/// When one of the inputs cannot be read, or has no URL to list.
pub(super) fn convert(inputs: &[Input], options: &Options) -> Result<Converted, Failure> {
    let (mut sources, mut findings, mut losses) = (Vec::new(), Vec::new(), Losses::default());
    let (mut lists, mut is_unreadable) = (Vec::new(), false);
    for input in inputs {
        let is_list = options.from.map_or_else(|| opml::is_opml(&input.bytes), |from| from == Syntax::Opml);
        let base = options.base.as_ref().filter(|_| inputs.len() == 1);
        let read = if is_list { list(input, options) } else { of_feed(input, base, options) };
        findings.extend(read.findings);
        read.losses.kinds.into_iter().for_each(|(kind, count)| losses.add(kind, count));
        match read.list {
            Some((syntax, list)) => {
                sources.push((input.name.clone(), syntax));
                lists.push(list);
            }
            None => is_unreadable = true,
        }
    }
    if is_unreadable {
        return Err(Failure::Unreadable(findings));
    }
    let list = merged(lists, options, &mut losses);
    let entries = list.outlines.iter().map(count).sum();
    let output = Output::Document(opml::write(&list));
    let (derived, repaired) = (Losses::default(), Losses::default());
    Ok(Converted { output, entries, sources, findings, losses, derived, repaired })
}

/// What reading an input gave.
struct Read {
    list: Option<(Syntax, List)>,
    findings: Vec<Finding>,
    losses: Losses,
}

impl Read {
    fn of(list: Option<(Syntax, List)>, diagnostics: Diagnostics) -> Read {
        let mut losses = Losses::default();
        diagnostics.told_lost().for_each(|(kind, count)| losses.add(kind, count));
        let mut findings = diagnostics.findings;
        ordered::sort_by_key(&mut findings, |finding| finding.position);
        diagnostics.lost.into_iter().for_each(|(kind, count)| losses.add(kind, count));
        Read { list, findings, losses }
    }
}

/// The list in an input.
fn list(input: &Input, options: &Options) -> Read {
    let mut diagnostics = Diagnostics::about(&input.name);
    let list = opml::read(input, options.encoding, &mut diagnostics);
    let mut read = Read::of(list.map(|list| (Syntax::Opml, list)), diagnostics);
    if let Some((_, list)) = &mut read.list {
        let outlines = std::mem::take(&mut list.outlines).into_iter();
        list.outlines = outlines.filter_map(|outline| clean(outline, options, &mut read.losses)).collect();
    }
    read
}

/// The list of the one feed in an input; `base` is the URL of the input, where it is given.
fn of_feed(input: &Input, base: Option<&Url>, options: &Options) -> Read {
    let reading = format::read_at(input, options.from, options.base.as_ref(), options.now, options.encoding);
    let mut diagnostics = reading.diagnostics;
    let Some((syntax, feed)) = reading.feed else { return Read::of(None, diagnostics) };
    // What is said of entries is not about a list of feeds.
    diagnostics.lost.clear();
    let fault = |rule, message: String| Finding { rule, path: input.name.clone(), position: None, message };
    let mut findings = Vec::new();
    let mut outlines = Vec::new();
    if let Some(word) = format::is_blocked(&feed) {
        let message = format!("the feed must not be found, by `{word}`, and is not listed");
        findings.push(fault(Rule::Withheld, message));
    } else if let Some(outline) = outline(&feed, syntax, base) {
        outlines.push(outline);
    } else {
        let message = "names no URL of its own that a list could name; if it is the only input, give its URL with --base-url";
        findings.push(fault(Rule::Unreadable, message.to_owned()));
        return Read { list: None, findings, losses: Losses::default() };
    }
    let list = List { title: String::new(), outlines };
    Read { list: Some((syntax, list)), findings, losses: Losses::default() }
}

/// The outline of a feed; `None` of an article, and of a feed without a URL of its own.
fn outline(feed: &Feed, syntax: Syntax, base: Option<&Url>) -> Option<Outline> {
    let version = match syntax {
        Syntax::Feed(Format::Rss) => Some("RSS2".to_owned()),
        Syntax::Feed(Format::Atom | Format::JsonFeed) => None,
        Syntax::Article | Syntax::Opml => return None,
    };
    let head = &feed.head;
    let own = head.links.iter().find(|link| link.relation == "self").and_then(|link| web_url(&link.href));
    let url = own.or_else(|| base.map(uri::written))?;
    let text = |text: &Option<Text>| {
        text.as_ref().map(|text| match text.kind {
            TextKind::Plain => plain(&text.value),
            TextKind::Html => plain(&html::plain_text(&text.value)),
        })
    };
    let title = text(&head.title).filter(|title| !title.is_empty());
    Some(Outline {
        text: title.unwrap_or_else(|| url.clone()),
        feed: Some(Subscription {
            page: head.link().and_then(web_url),
            description: text(&head.subtitle),
            language: head.language.as_deref().and_then(|tag| language::tag(tag).ok()),
            version,
            url,
        }),
        outlines: Vec::new(),
    })
}

/// The outline as it is written: every URL is one of the web, every language tag valid, no text steers what follows.
fn clean(outline: Outline, options: &Options, losses: &mut Losses) -> Option<Outline> {
    let outlines: Vec<Outline> =
        outline.outlines.into_iter().filter_map(|outline| clean(outline, options, losses)).collect();
    let has_feed = outline.feed.is_some();
    let feed = outline.feed.and_then(|feed| {
        let url = feed_url(&feed.url, options.base.as_ref())?;
        let page = feed.page.as_deref().map(|page| web_url_at(page, options.base.as_ref()));
        losses.add("feeds: URLs of pages that cannot be fetched", usize::from(page == Some(None)));
        let language = feed.language.as_deref().map(|tag| language::tag(tag).ok());
        losses.add("feeds: language tags that are invalid", usize::from(language == Some(None)));
        Some(Subscription {
            url,
            page: page.flatten(),
            description: feed.description.as_deref().map(plain),
            language: language.flatten(),
            version: feed.version.as_deref().map(plain),
        })
    });
    losses.add("feeds: those whose URL cannot be fetched", usize::from(has_feed && feed.is_none()));
    let text = plain(&outline.text);
    (feed.is_some() || !outlines.is_empty()).then_some(Outline { text, feed, outlines })
}

fn plain(text: &str) -> String {
    html::inert_title(fold_white_space(text))
}

/// The URL of a feed, which programs also write with `feed:` before it, or in its place.
fn feed_url(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    let is_feed = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("feed:"));
    let rest = text.get(5..).filter(|_| is_feed);
    match rest {
        Some(rest) if rest.starts_with("//") => web_url(&format!("http:{rest}")),
        Some(rest) => web_url(rest),
        None => web_url_at(text, base),
    }
}

fn web_url(text: &str) -> Option<String> {
    web_url_at(text, None)
}

/// The absolute URL of something on the web, as it is written in feeds.
fn web_url_at(text: &str, base: Option<&Url>) -> Option<String> {
    let url = match base {
        Some(base) => uri::absolute(text.trim(), base).ok()?,
        None => Url::parse(text.trim()).ok()?,
    };
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    is_web.then(|| uri::written(&url))
}

/// All lists as one. A feed that is there already is left out.
fn merged(lists: Vec<List>, options: &Options, losses: &mut Losses) -> List {
    let titles: BTreeSet<&str> =
        lists.iter().map(|list| list.title.as_str()).filter(|title| !title.is_empty()).collect_set();
    let only = if titles.len() == 1 { titles.first().map(|title| plain(title)) } else { None };
    let title = options.title.clone().or(only).unwrap_or_else(|| TITLE.to_owned());
    let (mut known, mut repeated) = (BTreeSet::new(), 0_usize);
    let outlines = lists.into_iter().flat_map(|list| list.outlines);
    let outlines = outlines.filter_map(|outline| first(outline, &mut known, &mut repeated)).collect();
    losses.add("feeds that are listed already", repeated);
    List { title, outlines }
}

/// The outline with the feeds that are not known yet.
fn first(mut outline: Outline, known: &mut BTreeSet<String>, repeated: &mut usize) -> Option<Outline> {
    if outline.feed.as_ref().is_some_and(|feed| !known.insert(feed.url.clone())) {
        *repeated = repeated.saturating_add(1);
        outline.feed = None;
    }
    let inner = std::mem::take(&mut outline.outlines);
    outline.outlines = inner.into_iter().filter_map(|outline| first(outline, known, repeated)).collect();
    (outline.feed.is_some() || !outline.outlines.is_empty()).then_some(outline)
}

/// How many feeds are in an outline.
fn count(outline: &Outline) -> usize {
    outline.outlines.iter().map(count).fold(usize::from(outline.feed.is_some()), usize::saturating_add)
}
