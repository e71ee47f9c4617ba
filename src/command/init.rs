//! `feedmill init`: a look at a project says what it is, and a `feedmill.yaml` says it from then on.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use url::Url;

use super::{adopt, configuration, destination, present, report, threads};
use crate::cli::Init;
use feedmill::Error;
use feedmill::internal::config::{self, Config};
use feedmill::internal::format::{self, Input, sitemap};
use feedmill::internal::output;
use feedmill::internal::pipeline::{self, FoundArticle, Known, Likeness, Options};
use feedmill::internal::source;
use feedmill::internal::text::{escape_controls, line_of_path};
use feedmill::internal::time;
use feedmill::model::{Feed, Syntax};

/// The largest feed or sitemap that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// How many of a kind are shown.
const SHOWN: usize = 10;

/// The file that is written.
const FILE: &str = "feedmill.yaml";

/// What a project is held against.
enum Like {
    Feed(Box<Feed>),
    Sitemap(Vec<String>),
}

/// Runs the command.
pub fn run(arguments: &Init) -> Result<ExitCode, Error> {
    let dir = arguments.dir.as_path();
    source::check_absent(dir)?;
    let like = arguments.like.as_deref().map(like).transpose()?;
    let base = arguments.common.base_url.clone();
    let read = |base: Option<&str>| configuration(dir, base, arguments.common.trust, None, &[]);
    let (base, mut config) = match (read(base.as_deref()), like.as_ref().and_then(base_of)) {
        (Ok(config), _) => (base, config),
        (Err(_), Some(other)) if base.is_none() => (Some(other.clone()), read(Some(&other))?),
        (Err(error), _) => return Err(error),
    };
    let options = Options::at(present(arguments.common.now.as_deref())?);
    let pool = threads(None)?;
    let look = |config: &Config| {
        let destination = destination(dir, None, config);
        pool.install(|| pipeline::found(dir, &destination, config, &options))
    };
    let (mut articles, mut data) = (look(&config)?, Vec::new());
    if articles.is_empty() && config.input.convention.is_none() {
        let destination = destination(dir, None, &config);
        data = pool.install(|| pipeline::data_files(dir, &destination, &config, &options))?;
    }
    if !data.is_empty() {
        config.input.paths = config::Paths::Listed(data.clone());
        articles = look(&config)?;
    }
    let base: Option<Url> = base.as_deref().map(config::base_url).transpose().map_err(Error::usage)?;
    let text = source::draft(dir, base.as_ref(), &data)?;
    report::print_output(&found(&config, &text, &articles))?;
    if let Some(like) = &like {
        report::print_output(&compared(like, &articles))?;
    }
    if arguments.dry_run {
        report::print_output(&text)?;
    }
    if let Some(Like::Feed(feed)) = &like {
        let options = Options { dry_run: arguments.dry_run, ..options };
        let destination = destination(dir, None, &config);
        let feeds = [feed.as_ref().clone()];
        let adopt = || pipeline::adopt(dir, &destination, &config, &options, &feeds);
        adopt::print(&pool.install(adopt)?, arguments.dry_run);
    }
    if !arguments.dry_run {
        output::write_new(dir, FILE, text.as_bytes())?;
        report::print_error(&format!("feedmill: {FILE} is written; look at it, then run `feedmill build`"));
    }
    Ok(ExitCode::SUCCESS)
}

fn like(path: &Path) -> Result<Like, Error> {
    let bytes = source::input(path, LARGEST).map_err(|message| Error::usage(message).at(path))?;
    let bytes = bytes.ok_or_else(|| Error::usage("is larger than 64 MiB").at(path))?;
    if let Some(addresses) = sitemap::addresses(&String::from_utf8_lossy(&bytes)) {
        return Ok(Like::Sitemap(addresses));
    }
    let input = Input { name: path.to_string_lossy().into_owned(), bytes };
    match format::read(&input, None, None).feed {
        Some((Syntax::Feed(_), feed)) => Ok(Like::Feed(Box::new(feed))),
        _ => {
            let message = "is neither a feed nor a sitemap that can be read; of several sitemaps name one";
            Err(Error::usage(message).at(path))
        }
    }
}

/// The URL of the site that a feed names, or that all addresses of a sitemap begin with.
fn base_of(like: &Like) -> Option<String> {
    match like {
        Like::Feed(feed) => {
            let links = &feed.head.links;
            let page = links.iter().find(|link| link.relation == "alternate")?;
            config::base_url(&page.href).ok().map(|url| url.to_string())
        }
        Like::Sitemap(addresses) => {
            let shortest = addresses.iter().min_by_key(|address| address.len())?;
            let url = Url::parse(shortest).ok()?;
            let page = url.join(".").ok()?;
            let is_of_all = addresses.iter().all(|address| address.starts_with(page.as_str()));
            let base = if is_of_all { page } else { page.join("/").ok()? };
            config::base_url(base.as_str()).ok().map(|url| url.to_string())
        }
    }
}

/// Three lines: the generator, the articles, an example.
fn found(config: &Config, text: &str, articles: &[FoundArticle]) -> String {
    let generator = config.input.convention.map_or("none that is known", |row| row.generator);
    let file = text.lines().find_map(|line| line.split_once("# recognised by ")).map(|(_, file)| file);
    let file = file.map_or(String::new(), |file| format!(" ({})", escape_controls(file)));
    let day = |moment: DateTime<Utc>| time::rfc3339(moment).chars().take(10).collect::<String>();
    let moments = || articles.iter().filter_map(|article| article.published);
    let days = match (moments().min(), moments().max()) {
        (Some(first), Some(last)) => format!(", from {} to {}", day(first), day(last)),
        _ => String::new(),
    };
    let example = articles.first().map_or("none".to_owned(), |article| {
        let url = article.url.as_deref().unwrap_or("no address; name one with `input.permalink`");
        format!("{} ({})", escape_controls(url), line_of_path(&article.path))
    });
    format!("generator: {generator}{file}\narticles: {}{days}\nexample: {example}\n", articles.len())
}

/// What differs from a feed or sitemap.
fn compared(like: &Like, articles: &[FoundArticle]) -> String {
    let (known, is_whole) = match like {
        Like::Feed(feed) => (pipeline::of_feed(feed), false),
        Like::Sitemap(urls) => {
            let known = |url: &String| Known { url: url.clone(), title: String::new() };
            (urls.iter().map(known).collect(), true)
        }
    };
    let Likeness { same, different, unknown, without_article } = pipeline::compare(articles, &known);
    let mut lines =
        format!("addresses: {same} of {} articles have one of the {} there\n", articles.len(), known.len());
    let path = |path: &str| line_of_path(path).into_owned();
    let different = different.iter().map(|(record, here, there)| {
        format!("{}: {} here, {} there", path(record), escape_controls(here), escape_controls(there))
    });
    add(&mut lines, "another address", &different.collect::<Vec<_>>());
    // A feed shows the newest articles, and a sitemap every page.
    let rest: Vec<String> = match is_whole {
        true => unknown
            .iter()
            .map(|(record, here)| format!("{}: {}", path(record), escape_controls(here)))
            .collect(),
        false => without_article.iter().map(|url| escape_controls(url).into_owned()).collect(),
    };
    add(
        &mut lines,
        if is_whole { "articles that are not there" } else { "entries there without an article" },
        &rest,
    );
    lines
}

fn add(lines: &mut String, what: &str, list: &[String]) {
    if list.is_empty() {
        return;
    }
    // Writing into a String cannot fail.
    let _ = writeln!(lines, "{what}: {}", list.len());
    list.iter().take(SHOWN).for_each(|line| _ = writeln!(lines, "  {line}"));
    if list.len() > SHOWN {
        let _ = writeln!(lines, "  …");
    }
}
