//! The sections `feeds` and `filters` of `feedmill.yaml`: formats, paths, extra feeds, and which articles pass.
//!
//! The paths keep the feeds of topics, extra feeds and the aggregate apart, so that a feed whose topic is gone can be found
//! in the destination by its path.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use url::Url;

use super::podcast::read_podcast;
use super::polling::read_polling;
use super::{language_at, pattern_at, plain, span_at};
use crate::config::section::Section;
use crate::config::{ARCHIVE, Config, ContentMode, ExtraFeed, Feeds, Filter, Order, Site};
use crate::error::Error;
use crate::language;
use crate::model::Format;
use crate::ordered;
use crate::time::{self, Tz};
use crate::uri;

/// Reads the section `feeds`.
pub(super) fn read_feeds(section: &Section<'_>, feeds: &mut Feeds, site: &Site) -> Result<(), Error> {
    section.allow(&[
        "formats", "path", "limit", "max_size", "content", "ttl", "hub", "archive", "withdrawn", "extra",
        "languages", "podcast", "skip_hours", "skip_days", "updates", "webmaster", "markdown",
    ])?;
    read_formats(section, feeds)?;
    let path = pattern_at(section, "path", &["slug", "file", "format"])?;
    feeds.path = path.unwrap_or(std::mem::take(&mut feeds.path));
    if let Some(limit) = section.count("limit", 1)? {
        feeds.limit = usize::try_from(limit).unwrap_or(usize::MAX);
    }
    feeds.max_size = max_size(section, feeds.max_size)?;
    let content =
        section.choice("content", &[("full", ContentMode::Full), ("excerpt", ContentMode::Excerpt)])?;
    feeds.content = content.unwrap_or(feeds.content);
    if let Some(ttl) = section.count("ttl", 0)? {
        feeds.ttl = (ttl > 0).then_some(ttl);
    }
    feeds.hubs = read_hubs(section)?;
    feeds.markdown = section.truth("markdown")?.unwrap_or_default();
    feeds.polling = read_polling(section)?;
    feeds.podcast = read_podcast(section, site.language.as_deref(), feeds, site)?;
    feeds.archive = section.truth("archive")?.unwrap_or(feeds.archive);
    feeds.withdrawn = withdrawn(section, feeds)?;
    for extra in section.sections("extra")? {
        let feed = read_extra(&extra, feeds, site)?;
        if feeds.extra.iter().any(|other| other.name == feed.name) {
            return Err(extra.error_at("name", "names a feed that exists already"));
        }
        feeds.extra.push(feed);
    }
    check_paths(section, feeds)
}

/// The hubs: one URL, or a list of them. Feeds name them, so that they may hold no password.
fn read_hubs(section: &Section<'_>) -> Result<Vec<String>, Error> {
    let mut hubs = Vec::new();
    for text in section.texts("hub")?.unwrap_or_default() {
        let wrong =
            || section.error_at("hub", "must be the absolute http or https URL of a hub, or a list of them");
        let url = Url::parse(text.trim()).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                section.error_at("hub", "must not hold a password: everybody who reads a feed sees it")
            );
        }
        let written = uri::written(&url);
        if !hubs.contains(&written) {
            hubs.push(written);
        }
    }
    Ok(hubs)
}

/// How long Atom says which articles were withdrawn; 0 for not at all.
fn withdrawn(section: &Section<'_>, feeds: &Feeds) -> Result<Option<std::time::Duration>, Error> {
    let span = span_at(section, "withdrawn")?.filter(|span| !span.is_zero());
    if span.is_some() && feeds.formats.iter().all(|(format, _)| *format != Format::Atom) {
        return Err(section.error_at("withdrawn", "is said in Atom alone, which `feeds.formats` leaves out"));
    }
    Ok(span)
}

/// The size of a file of a feed, in MiB; 0 for any.
fn max_size(section: &Section<'_>, default: Option<u64>) -> Result<Option<u64>, Error> {
    let size = section.count("max_size", 0)?.map(u64::from);
    Ok(size.map_or(default, |size| (size > 0).then(|| size.saturating_mul(1 << 20))))
}

/// The formats: a list of names, or a mapping of names to file names.
fn read_formats(section: &Section<'_>, feeds: &mut Feeds) -> Result<(), Error> {
    let wrong = || section.error_at("formats", "must be one or more of `rss`, `atom` and `json`");
    let format_of =
        |name: &str| Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(wrong);
    let mut formats: Vec<(Format, String)> = match section.node("formats") {
        None => return Ok(()),
        Some(node) if node.is_mapping() => {
            let mut named = Vec::new();
            for files in section.section("formats")?.iter() {
                files.allow(&Format::ALL.map(Format::name))?;
                for name in files.keys() {
                    let file = files.text(name)?.unwrap_or_default();
                    if file.contains('/') || !is_safe_path(&file) {
                        return Err(files.error_at(name, "must be a file name"));
                    }
                    named.push((format_of(name)?, file));
                }
            }
            named
        }
        Some(_) => {
            let names = section.texts("formats")?.unwrap_or_default();
            let named = |name: &String| format_of(name).map(|format| (format, format.file_name().to_owned()));
            names.iter().map(named).collect::<Result<_, Error>>()?
        }
    };
    ordered::sort_by(&mut formats, Ord::cmp);
    formats.dedup_by_key(|(format, _)| *format);
    if formats.is_empty() {
        return Err(wrong());
    }
    feeds.formats = formats;
    Ok(())
}

fn read_extra(section: &Section<'_>, feeds: &Feeds, site: &Site) -> Result<ExtraFeed, Error> {
    section.allow(&[
        "name", "title", "description", "language", "link", "filter", "order", "limit", "max_size", "podcast",
    ])?;
    let is_name = |text: &str| {
        let fits = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
        };
        (!text.is_empty() && text.len() <= 100 && text.chars().all(fits)).then(|| text.to_owned())
    };
    let name = section.parsed("name", "a name of lower-case letters, digits and `-`", is_name)?;
    let name = name.ok_or_else(|| section.error_at("name", "is missing"))?;
    let title = plain(section, "title")?.ok_or_else(|| section.error_at("title", "is missing"))?;
    let orders = [("published", Order::Published), ("heat", Order::Heat), ("quality", Order::Quality)];
    let filter = match section.section("filter")? {
        Some(filter) => read_filter(&filter, site.timezone)?,
        None => Filter::default(),
    };
    let language = match (language_at(section, "language")?, filter.language.as_slice()) {
        (Some(own), _) => Some(own),
        (None, []) => site.language.clone(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let url = |text: &str| uri::absolute_in_site(text, &site.url).ok().map(|url| uri::written(&url));
    Ok(ExtraFeed {
        podcast: read_podcast(section, language.as_deref(), feeds, site)?,
        name,
        description: plain(section, "description")?.unwrap_or_else(|| title.clone()),
        title,
        language,
        link: section.parsed("link", "the URL of a page", url)?,
        filter,
        order: section.choice("order", &orders)?.unwrap_or(Order::Published),
        limit: section
            .count("limit", 1)?
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(feeds.limit),
        max_size: max_size(section, feeds.max_size)?,
    })
}

/// Reads a filter.
pub(super) fn read_filter(section: &Section<'_>, zone: Tz) -> Result<Filter, Error> {
    section
        .allow(&["min_quality", "min_heat", "category", "type", "language", "provider", "since", "until"])?;
    let date = "a date such as 2020-11-18";
    let moment = |text: &str| time::read(text, zone).ok().map(|moment| moment.instant);
    Ok(Filter {
        min_quality: section.number("min_quality")?,
        min_heat: section.number("min_heat")?,
        category: section.texts("category")?.unwrap_or_default(),
        kind: section.texts("type")?.unwrap_or_default(),
        language: languages(section)?,
        provider: section.texts("provider")?.unwrap_or_default(),
        since: section.parsed("since", date, moment)?,
        before: section.parsed("until", date, |text| after(text, moment(text)?, zone))?,
    })
}

/// The languages that pass. One that no article can have would leave a feed empty.
fn languages(section: &Section<'_>) -> Result<Vec<String>, Error> {
    let ranges = section.texts("language")?.unwrap_or_default();
    let wrong = |fault: language::Fault| section.error_at("language", &fault.to_string());
    ranges.iter().map(|range| language::tag(range).map_err(wrong)).collect()
}

/// The first moment after an `until`: a day includes all its hours, which may be 23 or 25; a moment includes itself.
fn after(text: &str, until: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let follows_day = |after: &str| after.starts_with(|next: char| next.is_ascii_digit());
    let is_midnight = until.with_timezone(&zone).time() == NaiveTime::MIN;
    let has_clock = text.contains(':') || !is_midnight || text.split(['T', 't']).skip(1).any(follows_day);
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() > "20201118".len();
    if has_clock || is_number {
        return until.checked_add_signed(Duration::seconds(1));
    }
    let next = until.with_timezone(&zone).date_naive().succ_opt()?;
    time::read(&next.format("%Y-%m-%d").to_string(), zone).ok().map(|moment| moment.instant)
}

/// No two feeds may have the same path, and none may leave the destination.
fn check_paths(section: &Section<'_>, feeds: &Feeds) -> Result<(), Error> {
    if !feeds.path.contains("{slug}") {
        return Err(
            section.error_at("path", "must contain {slug}; otherwise all topics would share one file")
        );
    }
    // The aggregate, the topics and extra feeds each have their own folder.
    let folder = feeds.path.split_once('/').map_or("", |(folder, _)| folder);
    if folder.is_empty() || folder.contains('{') || folder == "extra" {
        return Err(section.error_at("path", "must begin with its own folder, such as `topics/`"));
    }
    let mut paths: Vec<String> = feeds.formats.iter().map(|(_, file)| file.clone()).collect();
    if paths.iter().any(|file| file == folder || file == "extra") {
        return Err(section.error_at("formats", "gives a file the name of an output folder"));
    }
    paths.extend(feeds.formats.iter().map(|(format, file)| feeds.topic_path("s", *format, file)));
    if paths.iter().any(|path| !is_safe_path(path)) {
        return Err(section.error_at("path", "must be a path below the output folder, without `..`"));
    }
    paths.sort();
    if paths.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(section.error_at("path", "gives several formats the same file; add {file} or {format}"));
    }
    Ok(())
}

/// Archives have a folder of their own. Neither they nor what was withdrawn is known where a database selects the articles.
pub(super) fn check_past(section: &Section<'_>, config: &Config) -> Result<(), Error> {
    let is_selecting = config.input.sql.as_ref().is_some_and(|sql| sql.changed.is_some());
    let wanted = [("archive", config.feeds.archive), ("withdrawn", config.feeds.withdrawn.is_some())];
    if let Some((key, _)) = wanted.into_iter().find(|(_, is_wanted)| is_selecting && *is_wanted) {
        let message =
            "must know all articles, and with `input.sql.changed` only the newest are read; keep one of them";
        return Err(section.error_at(key, message));
    }
    if !config.feeds.archive {
        return Ok(());
    }
    let Feeds { path, formats, languages, .. } = &config.feeds;
    let folders = languages.iter().map(|own| own.folder.as_str());
    let first = folders.chain([path.as_str()]).map(|path| path.split('/').next().unwrap_or_default());
    let mut names = first.chain(formats.iter().map(|(_, file)| file.as_str()));
    if names.any(|name| name.eq_ignore_ascii_case(ARCHIVE)) {
        let message =
            "needs the folder `archive` for itself; name another in `feeds.path` or `feeds.formats`";
        return Err(section.error_at("archive", message));
    }
    Ok(())
}

/// Whether every part of the path is a plain name that needs no escaping in a URL.
fn is_safe_path(path: &str) -> bool {
    let is_plain = |character: char| !character.is_control() && !"\\:?#%*[]{}".contains(character);
    path.chars().all(is_plain) && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}
