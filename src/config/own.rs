//! The text of `feedmill.yaml` becomes a [`Config`]. Unknown keys, wrong kinds and impossible values are errors with
//! their place.

use chrono::{DateTime, Duration, Utc};
use url::Url;

use super::pattern::unknown_placeholder;
use super::section::Section;
use super::{
    Config, ContentMode, ExtraFeed, Feeds, Filter, Future, Input, Order, Output, Paths, Permalink, Site,
    Topics, Undated, base_url, language_tag,
};
use crate::address;
use crate::error::Error;
use crate::model::{Format, Person};
use crate::record::FieldNames;
use crate::text::fold_white_space;
use crate::time::{self, Tz};
use crate::yaml::{self, Outline};

/// Reads a configuration; `file` is the name that errors use, `base` an address that replaces `site.url` and
/// `output.url`.
///
/// # Errors
///
/// When the text is not YAML, or a key or value is not one that feedmill knows.
pub fn read(file: &str, text: &str, base: Option<&Url>) -> Result<Config, Error> {
    let root = yaml::read(text, &|_| true).map_err(|fault| {
        let place = fault.place.map_or(String::new(), |at| format!("{}:{}:", at.line, at.column));
        Error::usage(format!("{file}:{place} {}", fault.message))
    })?;
    let outline = Outline::new(text, 1);
    let root = Section::root(file, &outline, &root)?;
    root.allow(&["site", "input", "topics", "feeds", "filters", "output", "html"])?;
    let url = match base {
        Some(base) => base.clone(),
        None => site_url(file, &root)?,
    };
    let mut config = Config::with_defaults(url);
    if let Some(section) = root.section("site")? {
        read_site(&section, &mut config.site)?;
    }
    let zone = config.site.timezone;
    if let Some(section) = root.section("input")? {
        read_input(&section, &mut config.input)?;
    }
    if let Some(section) = root.section("topics")? {
        read_topics(&section, &mut config.topics)?;
    }
    if let Some(section) = root.section("feeds")? {
        read_feeds(&section, &mut config.feeds, zone)?;
    }
    if let Some(section) = root.section("filters")? {
        config.filter = read_filter(&section, zone)?;
    }
    if let Some(section) = root.section("output")? {
        read_output(&section, &mut config.output, base)?;
    }
    if let Some(section) = root.section("html")? {
        section.allow(&["embeds"])?;
        config.embeds = section.texts("embeds")?.unwrap_or_default();
    }
    Ok(config)
}

fn site_url(file: &str, root: &Section<'_>) -> Result<Url, Error> {
    let site = root.section("site")?;
    let text = match &site {
        Some(site) => site.text("url")?,
        None => None,
    };
    match (site, text) {
        (Some(site), Some(text)) => base_url(&text).map_err(|message| site.error_at("url", &message)),
        _ => Err(Error::usage(format!("{file}: `site.url` is missing; feeds need the address of the site"))),
    }
}

fn read_site(section: &Section<'_>, site: &mut Site) -> Result<(), Error> {
    section.allow(&[
        "title",
        "url",
        "description",
        "language",
        "author",
        "icon",
        "logo",
        "rights",
        "timezone",
    ])?;
    if let Some(title) = section.text("title")? {
        site.title = fold_white_space(&title);
        site.description.clone_from(&site.title);
        site.author.name.clone_from(&site.title);
    }
    if let Some(description) = section.text("description")? {
        site.description = fold_white_space(&description);
    }
    let tag = "a language tag such as `en` or `pt-BR`";
    site.language = section.parsed("language", tag, language_tag)?;
    site.author = read_author(section, site)?;
    let address =
        |text: &str| address::absolute_in_site(text, &site.url).ok().map(|url| address::written(&url));
    site.icon = section.parsed("icon", "an address of a picture", address)?;
    site.logo = section.parsed("logo", "an address of a picture", address)?;
    site.rights = section.text("rights")?.map(|rights| fold_white_space(&rights));
    if let Some(zone) = section.parsed("timezone", "a name such as `Europe/Berlin`", time::zone)? {
        site.timezone = zone;
    }
    Ok(())
}

/// The author of the site: a name, or a mapping with `name` and `url`.
fn read_author(section: &Section<'_>, site: &Site) -> Result<Person, Error> {
    let mut person = site.author.clone();
    let name = match section.node("author") {
        Some(yaml::Node::Map(_)) => match section.section("author")? {
            Some(author) => {
                author.allow(&["name", "url"])?;
                let address = |text: &str| address::absolute_in_site(text, &site.url).ok();
                person.uri = author.parsed("url", "an address", address)?.map(|url| address::written(&url));
                author.text("name")?
            }
            None => None,
        },
        _ => section.text("author")?,
    };
    if let Some(name) = name {
        person.name = fold_white_space(&name);
    }
    Ok(person)
}

fn read_input(section: &Section<'_>, input: &mut Input) -> Result<(), Error> {
    section.allow(&["paths", "exclude", "fields", "undated", "future", "permalink"])?;
    if let Some(paths) = section.texts("paths")? {
        input.paths = Paths::Listed(paths);
    }
    input.exclude = section.texts("exclude")?.unwrap_or_default();
    if let Some(fields) = section.section("fields")? {
        fields.allow(&FieldNames::names())?;
        for name in fields.keys() {
            let keys = fields.texts(name)?.unwrap_or_default();
            input.fields.replace(name, keys);
        }
    }
    let undated = section.choice("undated", &[("skip", Undated::Skip), ("ignore", Undated::Ignore)])?;
    input.undated = undated.unwrap_or(input.undated);
    let future = section.choice("future", &[("hold", Future::Hold), ("publish", Future::Publish)])?;
    input.future = future.unwrap_or(input.future);
    match section.node("permalink") {
        Some(yaml::Node::Map(_)) => {
            for folders in section.section("permalink")?.iter() {
                for folder in folders.keys() {
                    let pattern = permalink_at(folders, folder)?.unwrap_or_default();
                    let folder = folder.trim_matches('/');
                    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                    input.permalinks.push(Permalink { prefix, pattern });
                }
            }
        }
        _ => {
            let pattern = permalink_at(section, "permalink")?;
            input.permalinks.extend(pattern.map(|pattern| Permalink { prefix: String::new(), pattern }));
        }
    }
    Ok(())
}

fn permalink_at(section: &Section<'_>, key: &str) -> Result<Option<String>, Error> {
    let names = Permalink::PLACEHOLDERS.map(|name| format!(":{name}")).join(" ");
    let wanted = format!(
        "a style such as `pretty`, or a pattern with :title, :slug, :name or :path; known are {names}"
    );
    section.parsed(key, &wanted, |text| Permalink::is_pattern(text).then(|| text.to_owned()))
}

fn read_topics(section: &Section<'_>, topics: &mut Topics) -> Result<(), Error> {
    section.allow(&["files", "only", "except", "aliases", "rollup", "title", "description", "link"])?;
    topics.files = section.texts("files")?.unwrap_or(std::mem::take(&mut topics.files));
    topics.only = section.texts("only")?.unwrap_or_default();
    topics.except = section.texts("except")?.unwrap_or_default();
    if let Some(aliases) = section.section("aliases")? {
        for alias in aliases.keys() {
            topics.aliases.extend(aliases.text(alias)?.map(|name| (alias.to_owned(), name)));
        }
    }
    topics.rollup = section.truth("rollup")?.unwrap_or(topics.rollup);
    let title = pattern_at(section, "title", &["topic", "site"])?;
    topics.title = title.unwrap_or(std::mem::take(&mut topics.title));
    let description = pattern_at(section, "description", &["topic", "site", "description"])?;
    topics.description = description.unwrap_or(std::mem::take(&mut topics.description));
    topics.link = pattern_at(section, "link", &["slug"])?.unwrap_or_default();
    Ok(())
}

fn pattern_at(section: &Section<'_>, key: &str, known: &[&str]) -> Result<Option<String>, Error> {
    let Some(pattern) = section.text(key)? else {
        return Ok(None);
    };
    if pattern.is_empty() {
        return Err(section.error_at(key, "must not be empty"));
    }
    match unknown_placeholder(&pattern, known) {
        Some(_) => {
            let names: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            Err(section.error_at(key, &format!("may only hold the placeholders {}", names.join(", "))))
        }
        None => Ok(Some(pattern)),
    }
}

fn read_feeds(section: &Section<'_>, feeds: &mut Feeds, zone: Tz) -> Result<(), Error> {
    section.allow(&["formats", "path", "limit", "content", "ttl", "extra"])?;
    read_formats(section, feeds)?;
    let path = pattern_at(section, "path", &["slug", "file", "format"])?;
    feeds.path = path.unwrap_or(std::mem::take(&mut feeds.path));
    if let Some(limit) = section.count("limit", 1)? {
        feeds.limit = usize::try_from(limit).unwrap_or(usize::MAX);
    }
    let content =
        section.choice("content", &[("full", ContentMode::Full), ("excerpt", ContentMode::Excerpt)])?;
    feeds.content = content.unwrap_or(feeds.content);
    if let Some(ttl) = section.count("ttl", 0)? {
        feeds.ttl = (ttl > 0).then_some(ttl);
    }
    for extra in section.sections("extra")? {
        let feed = read_extra(&extra, feeds.limit, zone)?;
        if feeds.extra.iter().any(|other| other.name == feed.name) {
            return Err(extra.error_at("name", "names a feed that is there already"));
        }
        feeds.extra.push(feed);
    }
    check_paths(section, feeds)
}

/// The formats: a list of names, or a mapping of names to file names.
fn read_formats(section: &Section<'_>, feeds: &mut Feeds) -> Result<(), Error> {
    let wrong = || section.error_at("formats", "must name some of `rss`, `atom` and `json`");
    let format_of =
        |name: &str| Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(wrong);
    let mut formats: Vec<(Format, String)> = match section.node("formats") {
        None => return Ok(()),
        Some(yaml::Node::Map(_)) => {
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
    formats.sort();
    formats.dedup_by_key(|(format, _)| *format);
    if formats.is_empty() {
        return Err(wrong());
    }
    feeds.formats = formats;
    Ok(())
}

fn read_extra(section: &Section<'_>, limit: usize, zone: Tz) -> Result<ExtraFeed, Error> {
    section.allow(&["name", "title", "description", "filter", "order", "limit"])?;
    let is_name = |text: &str| {
        let fits = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
        };
        (!text.is_empty() && text.len() <= 100 && text.chars().all(fits)).then(|| text.to_owned())
    };
    let name = section.parsed("name", "a name of lower-case letters, digits and `-`", is_name)?;
    let name = name.ok_or_else(|| section.error_at("name", "is missing"))?;
    let title = section.text("title")?.ok_or_else(|| section.error_at("title", "is missing"))?;
    let orders = [("published", Order::Published), ("heat", Order::Heat), ("quality", Order::Quality)];
    let filter = section.section("filter")?;
    Ok(ExtraFeed {
        name,
        description: section.text("description")?.unwrap_or_else(|| title.clone()),
        title,
        filter: filter.map_or(Ok(Filter::default()), |filter| read_filter(&filter, zone))?,
        order: section.choice("order", &orders)?.unwrap_or(Order::Published),
        limit: section.count("limit", 1)?.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(limit),
    })
}

fn read_filter(section: &Section<'_>, zone: Tz) -> Result<Filter, Error> {
    section.allow(&[
        "min_quality",
        "min_heat",
        "category",
        "type",
        "language",
        "provider",
        "since",
        "until",
    ])?;
    let date = "a date such as 2020-11-18";
    let moment = |text: &str| time::read(text, zone).ok().map(|moment| moment.instant);
    Ok(Filter {
        min_quality: section.number("min_quality")?,
        min_heat: section.number("min_heat")?,
        category: section.texts("category")?.unwrap_or_default(),
        kind: section.texts("type")?.unwrap_or_default(),
        language: section.texts("language")?.unwrap_or_default(),
        provider: section.texts("provider")?.unwrap_or_default(),
        since: section.parsed("since", date, moment)?,
        before: section.parsed("until", date, |text| behind(text, moment(text)?))?,
    })
}

/// The first moment behind an `until`: a day includes all its hours, a moment includes itself.
fn behind(text: &str, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let is_day = !text.contains(':') && text.len() <= "2020-11-18".len();
    until.checked_add_signed(if is_day { Duration::days(1) } else { Duration::seconds(1) })
}

fn read_output(section: &Section<'_>, output: &mut Output, base: Option<&Url>) -> Result<(), Error> {
    section.allow(&["directory", "url", "state"])?;
    output.directory = section.text("directory")?.unwrap_or(std::mem::take(&mut output.directory));
    output.state = section.text("state")?.unwrap_or(std::mem::take(&mut output.state));
    if let Some(text) = section.text("url")? {
        let url = output.url.join(&text).map_err(|_| section.error_at("url", "must be an address"))?;
        let url = base_url(url.as_str()).map_err(|message| section.error_at("url", &message))?;
        if base.is_none() {
            output.url = url;
        }
    }
    Ok(())
}

/// No two feeds may have one path, and none may leave the destination.
fn check_paths(section: &Section<'_>, feeds: &Feeds) -> Result<(), Error> {
    if !feeds.path.contains("{slug}") {
        return Err(section.error_at("path", "must hold {slug}, or all topics would have one file"));
    }
    let mut paths: Vec<String> = feeds.formats.iter().map(|(_, file)| file.clone()).collect();
    paths.extend(feeds.formats.iter().map(|(format, file)| feeds.topic_path("s", *format, file)));
    if paths.iter().any(|path| !is_safe_path(path)) {
        return Err(section.error_at("path", "must be a path below the output folder, without `..`"));
    }
    // Further feeds have a folder of their own.
    if feeds.path.starts_with("extra/") || feeds.path.starts_with('{') && feeds.path.contains('/') {
        return Err(section.error_at("path", "must begin with a folder of its own, such as `topics/`"));
    }
    paths.sort();
    if paths.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(section.error_at("path", "gives several formats one file; add {file} or {format}"));
    }
    Ok(())
}

fn is_safe_path(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

impl Feeds {
    /// The path of a topic's feed below the destination.
    pub fn topic_path(&self, slug: &str, format: Format, file: &str) -> String {
        super::pattern::fill(&self.path, &[("slug", slug), ("file", file), ("format", format.name())])
    }
}
