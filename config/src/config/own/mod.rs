//! The text of `feedmill.yaml` -> a [`Config`]. Unknown keys, wrong kinds and impossible values are errors with their
//! position. Where there is a `_config.yml` too, it supplies what this file does not say, so that a Jekyll site need not
//! repeat itself.

mod feeds;
mod languages;
mod podcast;
mod polling;
mod sql;

use std::time::Duration;

use url::Url;

use super::conventions::{self, Convention};
use super::pattern::unknown_placeholder;
use super::section::{self, Section};
use super::store;
use super::{
    Config, Duplicates, Future, Input, Output, Paths, Permalink, Place, Site, SiteFiles, Topics, Undated,
    base_url, located,
};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::language;
use crate::model::Person;
use crate::record::FieldNames;
use crate::text::{fold_white_space, strip_forbidden};
use crate::time;
use crate::uri;

/// Reads a configuration. Errors name it `file`; `base` is a URL that replaces `site.url` and `output.url`; `below` is the
/// site of a generator whose configuration supplies what this one does not say.
///
/// # Errors
///
/// When the text is not YAML, or a key or value is not one that feedmill knows.
pub fn read(file: &str, text: &str, base: Option<&Url>, below: Option<&SiteFiles>) -> Result<Config, Error> {
    let root = section::parse(file, text)?;
    let root = Section::root(file, &root)?;
    root.allow(&["site", "input", "topics", "feeds", "filters", "output", "html"])?;
    let url = match base {
        Some(base) => Some(base.clone()),
        None => site_url(&root)?,
    };
    let mut config = match (below, url) {
        (Some(site), url) => super::generator::read(site, url.as_ref())?,
        (None, Some(url)) => Config::with_defaults(url),
        (None, None) => {
            let message = format!("{file}: `site.url` is missing; feeds need the URL of the site");
            return Err(Error::usage(message));
        }
    };
    if let Some(section) = root.section("site")? {
        read_site(&section, &mut config.site)?;
        report_images(file, &section, &mut config);
    }
    let zone = config.site.timezone;
    if let Some(section) = root.section("input")? {
        read_input(&section, &mut config.input)?;
    }
    if let Some(section) = root.section("topics")? {
        read_topics(&section, &mut config.topics)?;
    }
    if let Some(section) = root.section("feeds")? {
        feeds::read_feeds(&section, &mut config.feeds, &config.site)?;
    }
    if let Some(section) = root.section("filters")? {
        config.filter = feeds::read_filter(&section, zone)?;
    }
    if let Some(section) = root.section("output")? {
        read_output(&section, &mut config.output, base)?;
    }
    languages::read_languages(&root, &mut config)?;
    if let Err(message) = config.check_names() {
        return Err(Error::usage(format!("{file}: {message}")));
    }
    if let Some(section) = root.section("feeds")? {
        feeds::check_past(&section, &config)?;
    }
    if let Some(section) = root.section("html")? {
        section.allow(&["embeds"])?;
        config.embeds = section.texts("embeds")?.unwrap_or_default();
    }
    Ok(config)
}

/// What a project says of the generator of its site.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named {
    /// The generator that it names.
    pub convention: Option<&'static Convention>,
    /// Whether it says that there is none.
    pub is_none: bool,
    /// Whether it says where its records are.
    pub has_paths: bool,
}

/// Reads what a configuration says of the generator of the site, before anything else of it can be read.
///
/// # Errors
///
/// When the text is not YAML, or names a generator that is not known.
pub fn generator(file: &str, text: &str) -> Result<Named, Error> {
    let root = section::parse(file, text)?;
    let has_paths = root.get("input").is_some_and(|input| input.get("paths").is_some());
    let Some(site) = root.get("site") else { return Ok(Named { has_paths, ..Named::default() }) };
    let Some(name) = site.get("generator") else { return Ok(Named { has_paths, ..Named::default() }) };
    let text = name.text().unwrap_or_default();
    if text == "none" {
        return Ok(Named { is_none: true, has_paths, convention: None });
    }
    match Convention::named(text) {
        Some(convention) => Ok(Named { convention: Some(convention), is_none: false, has_paths }),
        None => {
            let names = conventions::ALL.map(|own| format!("`{}`", own.generator.to_lowercase()));
            let message = format!("`site.generator` must be one of {}, or `none`", names.join(", "));
            Err(located(file, name.position, &message))
        }
    }
}

fn site_url(root: &Section<'_>) -> Result<Option<Url>, Error> {
    let Some(site) = root.section("site")? else { return Ok(None) };
    site.allow(&SITE_KEYS)?;
    let Some(text) = site.text("url")? else { return Ok(None) };
    base_url(&text).map(Some).map_err(|message| site.error_at("url", &message))
}

const SITE_KEYS: [&str; 11] = [
    "title", "generator", "url", "home", "description", "language", "author", "icon", "logo", "rights",
    "timezone",
];

/// A text that readers see: folded, without characters that no feed may hold.
fn plain(section: &Section<'_>, key: &str) -> Result<Option<String>, Error> {
    let text = section.text(key)?.map(|text| fold_white_space(&strip_forbidden(&text)));
    Ok(text.filter(|text| !text.is_empty()))
}

fn read_site(section: &Section<'_>, site: &mut Site) -> Result<(), Error> {
    section.allow(&SITE_KEYS)?;
    if let Some(title) = plain(section, "title")? {
        site.rename(title);
    }
    site.description = plain(section, "description")?.unwrap_or(std::mem::take(&mut site.description));
    site.language = language_at(section, "language")?.or(site.language.take());
    site.author = read_author(section, site)?;
    let url = |text: &str| uri::absolute_in_site(text, &site.url).ok().map(|url| uri::written(&url));
    // Ids may be made of it: without the slash it is another text.
    let page = |text: &str| {
        url(text).map(|url| if url.strip_suffix('/') == Some(text) { text.to_owned() } else { url })
    };
    site.home = section.parsed("home", "the URL of a page", page)?.or(site.home.take());
    site.icon = section.parsed("icon", "the URL of an image", url)?.or(site.icon.take());
    site.logo = section.parsed("logo", "the URL of an image", url)?.or(site.logo.take());
    site.rights = plain(section, "rights")?;
    if let Some(zone) = section.parsed("timezone", "a name such as `Europe/Berlin`", time::zone)? {
        site.timezone = zone;
    }
    Ok(())
}

/// A finding for each image of the site that many feed readers do not show, as far as its ending tells.
fn report_images(file: &str, section: &Section<'_>, config: &mut Config) {
    let urls = [("icon", &config.site.icon), ("logo", &config.site.logo)];
    for (key, url) in urls {
        let path = url.as_deref().and_then(|url| url.split(['?', '#']).next()).unwrap_or_default();
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let is_seldom_shown = ["svg", "webp", "avif", "ico", "bmp", "tiff"].contains(&ending.as_str());
        if let Some(node) = section.node(key).filter(|_| is_seldom_shown) {
            config.findings.push(Finding {
                rule: Rule::Value,
                path: file.to_owned(),
                position: Some(node.position),
                message: format!(
                    "`site.{key}` is no PNG, JPEG or GIF image, and many feed readers show no other"
                ),
            });
        }
    }
}

/// The language tag under the key.
fn language_at(section: &Section<'_>, key: &str) -> Result<Option<String>, Error> {
    let Some(text) = section.text(key)? else { return Ok(None) };
    language::tag(&text).map(Some).map_err(|fault| section.error_at(key, &fault.to_string()))
}

/// The author of the site: a name, or a mapping with `name` and `url`. Another author does not keep the URL.
fn read_author(section: &Section<'_>, site: &Site) -> Result<Person, Error> {
    let mut person = site.author.clone();
    let name = match section.node("author") {
        None => return Ok(person),
        Some(node) if node.is_mapping() => match section.section("author")? {
            Some(author) => {
                author.allow(&["name", "url"])?;
                let url = |text: &str| uri::absolute_in_site(text, &site.url).ok();
                person.uri = author.parsed("url", "a URL", url)?.map(|url| uri::written(&url));
                plain(&author, "name")?
            }
            None => None,
        },
        Some(_) => {
            person.uri = None;
            plain(section, "author")?
        }
    };
    // Only the records of one author may publish an email address.
    person.name = name.as_deref().and_then(uri::name_alone).unwrap_or(person.name);
    Ok(person)
}

fn read_input(section: &Section<'_>, input: &mut Input) -> Result<(), Error> {
    section.allow(&[
        "paths", "exclude", "max_size", "keep_unreadable", "fields", "undated", "future", "duplicates",
        "time", "permalink", "languages", "media", "sql",
    ])?;
    if let Some(database) = section.section("sql")? {
        if section.node("paths").is_some() {
            return Err(
                section.error_at("paths", "names files, and `input.sql` a database; keep one of them")
            );
        }
        input.sql = Some(sql::read_sql(&database)?);
    }
    if let Some(paths) = section.texts("paths")? {
        input.paths = Paths::Listed(paths);
    }
    if let Some(exclude) = section.texts("exclude")? {
        (input.exclude, input.excludes_as_jekyll) = (exclude, false);
    }
    if let Some(folders) = section.texts("media")? {
        let is_plain = |folder: &String| folder.split('/').all(|part| part == "." || !part.starts_with('.'));
        if !folders.iter().all(is_plain) {
            return Err(section.error_at("media", "must name folders below the project's, such as `static`"));
        }
        input.media = folders;
    }
    input.max_size = section.count("max_size", 1)?.map_or(input.max_size, u64::from);
    input.keep_unreadable = span_at(section, "keep_unreadable")?.unwrap_or(input.keep_unreadable);
    if let Some(fields) = section.section("fields")? {
        fields.allow(&FieldNames::names())?;
        for name in fields.keys() {
            let keys = fields.texts(name)?.unwrap_or_default();
            if keys.iter().any(|key| FieldNames::is_reserved(key)) {
                return Err(
                    fields.error_at(name, "names a key that has its own meaning, or that is never read")
                );
            }
            input.fields.replace(name, keys);
        }
        if input.paths == Paths::Everywhere && input.sql.is_none() {
            input.fields.find_data();
        }
    }
    let undated = section.choice("undated", &[("skip", Undated::Skip), ("ignore", Undated::Ignore)])?;
    input.undated = undated.unwrap_or(input.undated);
    let future = section.choice("future", &[("hold", Future::Hold), ("publish", Future::Publish)])?;
    input.future = future.unwrap_or(input.future);
    let duplicates =
        [("merge", Duplicates::Merge), ("first", Duplicates::First), ("error", Duplicates::Error)];
    input.duplicates = section.choice("duplicates", &duplicates)?.unwrap_or(input.duplicates);
    let time = section.parsed("time", "a time of day in quotes such as `\"12:00\"`", time::time_of_day)?;
    input.time = time.unwrap_or(input.time);
    read_permalinks(section, input)
}

fn read_permalinks(section: &Section<'_>, input: &mut Input) -> Result<(), Error> {
    if section.node("permalink").is_some() {
        input.permalinks.clear();
    }
    match section.node("permalink") {
        Some(node) if node.is_mapping() => {
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

/// The place of a database that a URL means.
///
/// # Errors
///
/// A message that begins with "must be".
pub(super) fn place_of(url: &str) -> Result<Place, String> {
    sql::place(url)
}

/// A span of time, as a whole number and its unit.
fn span_at(section: &Section<'_>, key: &str) -> Result<Option<Duration>, Error> {
    section.parsed(key, "a span of time such as `90s`, `15m`, `2h` or `1d`", time::span)
}

fn permalink_at(section: &Section<'_>, key: &str) -> Result<Option<String>, Error> {
    let names = Permalink::PLACEHOLDERS.map(|name| format!(":{name}")).join(" ");
    let wanted = format!(
        "a style such as `pretty`, or a pattern with :title, :slug, :name or :path; the placeholders are {names}"
    );
    section.parsed(key, &wanted, |text| Permalink::is_pattern(text).then(|| text.to_owned()))
}

fn read_topics(section: &Section<'_>, topics: &mut Topics) -> Result<(), Error> {
    section.allow(&[
        "files", "only", "except", "aliases", "limit", "author_limit", "rollup", "title", "description",
        "link",
    ])?;
    for (key, limit) in [("limit", &mut topics.limit), ("author_limit", &mut topics.author_limit)] {
        *limit = section.count(key, 1)?.and_then(|count| usize::try_from(count).ok()).unwrap_or(*limit);
    }
    topics.files = section.texts("files")?.unwrap_or(std::mem::take(&mut topics.files));
    topics.only = section.texts("only")?.unwrap_or_default();
    topics.except = section.texts("except")?.unwrap_or_default();
    if let Some(aliases) = section.section("aliases")? {
        topics.aliases.extend(aliases.texts_by_key()?);
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
    match unknown_placeholder(&pattern, known) {
        Some(_) => {
            let names: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            Err(section.error_at(key, &format!("may only contain the placeholders {}", names.join(", "))))
        }
        None => Ok(Some(pattern)),
    }
}

fn read_output(section: &Section<'_>, output: &mut Output, base: Option<&Url>) -> Result<(), Error> {
    let own = ["directory", "url", "base_url", "state", "lock_timeout", "opml", "pages", "templates"];
    section.allow(&own.into_iter().chain(store::KEYS).collect::<Vec<_>>())?;
    output.objects = store::read(section)?;
    output.lock_timeout = span_at(section, "lock_timeout")?.unwrap_or(output.lock_timeout);
    output.directory = section.text("directory")?.unwrap_or(std::mem::take(&mut output.directory));
    output.opml = section.truth("opml")?.or(output.opml);
    output.pages = section.truth("pages")?.unwrap_or(output.pages);
    output.templates = section.text("templates")?.or(output.templates.take());
    output.state = section.text("state")?.unwrap_or(std::mem::take(&mut output.state));
    // The URL of a store is none that feeds are served at.
    let url = section.text("url")?.filter(|_| output.objects.is_none()).map(|text| ("url", text));
    let other = section.text("base_url")?.map(|text| ("base_url", text));
    if url.is_some() && other.is_some() {
        return Err(section.error_at("base_url", "and `url` both say where the feeds are served; name one"));
    }
    if let Some((key, text)) = url.or(other) {
        let url = output.url.join(&text).map_err(|_| section.error_at(key, "must be a URL"))?;
        let url = base_url(url.as_str()).map_err(|message| section.error_at(key, &message))?;
        if base.is_none() {
            output.url = url;
        }
    }
    Ok(())
}
