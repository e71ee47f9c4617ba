//! The `_config.yml` or `_config.toml` of a Jekyll site -> a [`Config`]: title, URL, description, author, language, time zone, collections,
//! permalinks, front matter defaults. A key that is known to change which articles come out, or their addresses, and is not
//! followed is a finding; keys of themes and of other plugins are ignored.

mod defaults;
mod plugins;
mod unread;

use std::collections::BTreeMap;

use url::Url;

use super::conventions::JEKYLL;
use super::{Config, ContentMode, Future, Paths, Permalink, Undated, base_url, section};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::language;
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::record::defaults::Defaults;
use crate::text::fold_white_space;
use crate::time;
use crate::tree::{Content, Node, Scalar};
use crate::uri;

/// Reads the configuration of a site in a folder below the project's, and the files that may hold articles back beside it.
///
/// # Errors
///
/// As those of [`read`].
pub(super) fn read_all(
    folder: &str,
    files: &[(String, String)],
    base: Option<&Url>,
) -> Result<Config, Error> {
    let (file, text) = files.first().map_or(("", ""), |(file, text)| (file, text));
    let mut config = read(file, text, base)?;
    for (file, text) in files.iter().skip(1) {
        hold_as(&format!("{folder}{file}"), text, &mut config)?;
    }
    Ok(config)
}

/// Reads a Jekyll configuration; `base` is a URL that replaces its `url` and `baseurl`.
///
/// # Errors
///
/// When the text is not YAML, or the URL of the site is missing or invalid.
pub fn read(file: &str, text: &str, base: Option<&Url>) -> Result<Config, Error> {
    let root = section::parse_any(file, text)?;
    let url = match base {
        Some(base) => base.clone(),
        None => site_url(file, &root)?,
    };
    let mut config = Config::with_defaults(url);
    if let Some(name) = text_at(&root, JEKYLL.time_zone) {
        let wrong = || Error::usage(format!("{file}: `timezone` must be a name such as `Europe/Berlin`"));
        config.site.timezone = time::zone(&name).ok_or_else(wrong)?;
    }
    config.site.language = site_language(file, &root, &mut config.findings);
    read_site(&root, &mut config);
    config.input.convention = Some(&JEKYLL);
    config.input.templates = Some(site_values(&root, &config.site.url));
    config.findings.extend(unread::findings(file, &root));
    read_input(&root, &mut config);
    let defaults = Defaults {
        site: source(&root),
        folder: folder(&root),
        collections: collections(&root).into_iter().map(|(name, _)| name).collect(),
        sets: defaults::sets(&root, file, &mut config.findings),
        ..Defaults::default()
    };
    config.input.fields.set_defaults(defaults);
    let feed = root.get("feed");
    if feed.is_some_and(|feed| is_true_at(feed, "excerpt_only")) {
        config.feeds.content = ContentMode::Excerpt;
    }
    let limit = feed.and_then(|feed| text_at(feed, "posts_limit")?.parse().ok());
    config.feeds.limit = limit.filter(|limit| *limit > 0).unwrap_or(config.feeds.limit);
    Ok(config)
}

/// Holds back what the configuration of the published site holds back, which that site has on top of its own, or what a program
/// of its own may leave out; nothing else is taken from it, since it may be another site that it is for.
///
/// # Errors
///
/// When the text is not YAML.
fn hold_as(file: &str, text: &str, config: &mut Config) -> Result<(), Error> {
    if file.ends_with(".rb") {
        hold_by_program(file, text, config);
        return Ok(());
    }
    let root = section::parse(file, text)?;
    if root.get("future").is_some() && !is_true_at(&root, "future") {
        config.input.future = Future::Hold;
    }
    let site = config.input.fields.defaults().site.clone();
    let below = |pattern: String| joined(&site, pattern.trim_start_matches("./").trim_start_matches('/'));
    config.input.exclude.extend(texts_at(&root, "exclude").into_iter().map(below));
    let mut defaults = config.input.fields.defaults().clone();
    defaults.sets.extend(defaults::sets(&root, file, &mut config.findings));
    config.input.fields.set_defaults(defaults);
    Ok(())
}

/// Takes no article where a program of the site's own may leave out posts, or says which of them are published.
fn hold_by_program(file: &str, text: &str, config: &mut Config) {
    let Some(line) = plugins::leaves_out(text) else { return };
    let message =
        "this may change which posts come out, and all are left out; set `input.paths` in feedmill.yaml";
    let position = Some(Position { line, column: 1 });
    let finding =
        Finding { rule: Rule::UnreadSetting, path: file.to_owned(), position, message: message.to_owned() };
    config.findings.push(finding);
    config.input.paths = Paths::Folders { folders: Vec::new(), except: Vec::new() };
}

/// Where articles are and how they are read.
fn read_input(root: &Node<'_>, config: &mut Config) {
    let input = &mut config.input;
    let collections = collections(root);
    input.permalinks = permalinks(root, &collections);
    let published = collections.into_iter().filter(|(name, settings)| {
        let is_output = settings.is_some_and(|settings| is_true_at(settings, "output"));
        is_output && name != "posts" && !JEKYLL.withheld.contains(&format!("_{name}").as_str())
    });
    let published = published.map(|(name, _)| name).filter(|name| has_feed(root, name)).collect();
    let folder_of_collections = folder(root);
    let folder = folder_of_collections.trim_end_matches('/').to_owned();
    input.paths = Paths::Jekyll { folder, collections: published };
    // A document of a collection that has no date is a page, and Jekyll reads no post without a date.
    input.undated = Undated::Ignore;
    input.fields.read_names_as_jekyll();
    input.fields.take_title_from_body(JEKYLL.heads_with_title);
    input.fields.print_as(JEKYLL.printing);
    let summary = ["description", "excerpt", "summary"].map(str::to_owned).to_vec();
    input.fields.replace("summary", summary);
    input.include = texts_at(root, "include");
    let source = source(root);
    let below_source = |pattern: String| match pattern.trim_start_matches("./").trim_start_matches('/') {
        // Of the documents of a collection Jekyll sees paths that begin with its folder.
        pattern if pattern.starts_with('_') && !pattern.starts_with(JEKYLL.articles) => {
            vec![format!("{folder_of_collections}{pattern}"), joined(&source, pattern)]
        }
        pattern => vec![joined(&source, pattern)],
    };
    let exclude = texts_at(root, "exclude").into_iter().filter(|pattern| !input.include.contains(pattern));
    input.exclude = exclude.flat_map(below_source).collect();
    input.excludes_as_jekyll = true;
    input.authors = authors(root);
    let mark = root.get("excerpt_separator").and_then(Node::text).map(str::to_owned);
    input.ends_summary = mark.unwrap_or_else(|| JEKYLL.ends_summary.to_owned());
    if is_true_at(root, "future") {
        input.future = Future::Publish;
    }
}

fn joined(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// The folder of the site below the project's; empty for that folder itself.
fn source(root: &Node<'_>) -> String {
    let written = text_at(root, "source").unwrap_or_default();
    written.trim_start_matches("./").trim_matches('/').trim_start_matches('.').to_owned()
}

/// The folder that holds the folders of posts and collections, with `/` at its end; empty for the project's own.
fn folder(root: &Node<'_>) -> String {
    let written = text_at(root, "collections_dir").unwrap_or_default();
    let parts = [source(root), written.trim_start_matches("./").trim_matches('/').to_owned()];
    parts.iter().filter(|part| !part.is_empty()).map(|part| format!("{part}/")).collect()
}

/// The data files of authors, below the project's folder.
fn authors(root: &Node<'_>) -> Vec<String> {
    let written = text_at(root, "data_dir").unwrap_or_else(|| JEKYLL.data.to_owned());
    let parts = [source(root), written.trim_start_matches("./").trim_matches('/').to_owned()];
    let folder: String =
        parts.iter().filter(|part| !part.is_empty()).map(|part| format!("{part}/")).collect();
    JEKYLL.authors.iter().map(|name| format!("{folder}{name}")).collect()
}

/// Whether the site has feeds of the collection, as far as it says of which it has some.
fn has_feed(root: &Node<'_>, name: &str) -> bool {
    match root.get("feed").and_then(|feed| feed.get("collections")).map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.get(name).is_some(),
        Some(Content::Sequence(nodes)) => nodes.iter().any(|node| node.text() == Some(name)),
        Some(Content::Scalar(scalar)) => scalar.text == name,
        Some(Content::Null) | None => true,
    }
}

fn site_url(file: &str, root: &Node<'_>) -> Result<Url, Error> {
    let Some(url) = text_at(root, "url").filter(|url| !url.is_empty()) else {
        let message =
            format!("{file}: `url` is missing; add the URL of the site, or give it with --base-url");
        return Err(Error::usage(message));
    };
    let baseurl = text_at(root, "baseurl").unwrap_or_default();
    let whole = format!("{}/{}", url.trim_end_matches('/'), baseurl.trim_start_matches('/'));
    base_url(&whole).map_err(|message| {
        let position = root.get("url").map(|node| node.position);
        let position = position.map_or(String::new(), |at| format!("{}:{}:", at.line, at.column));
        Error::usage(format!("{file}:{position} `url` and `baseurl` together {message}"))
    })
}

fn read_site(root: &Node<'_>, config: &mut Config) {
    let site = &mut config.site;
    let folded = |key| text_at(root, key).map(|text| fold_white_space(&text)).filter(|text| !text.is_empty());
    if let Some(title) = JEKYLL.title.iter().copied().find_map(folded) {
        site.rename(title);
    }
    site.description = folded("description").unwrap_or(std::mem::take(&mut site.description));
    let author = root.get("author");
    let name = match author {
        Some(node) if node.is_mapping() => author.and_then(|author| text_at(author, "name")),
        _ => folded("author"),
    };
    site.author.name =
        name.as_deref().and_then(uri::name_alone).unwrap_or(std::mem::take(&mut site.author.name));
    let uri = author.and_then(|author| text_at(author, "url").or_else(|| text_at(author, "uri")));
    let uri = uri.and_then(|uri| uri::absolute(&uri, &site.url).ok());
    site.author.uri = uri.map(|uri| uri::written(&uri));
    let logo = folded("logo").and_then(|logo| uri::absolute_in_site(&logo, &site.url).ok());
    site.logo = logo.map(|logo| uri::written(&logo));
}

/// The language of the site, as far as it is valid.
fn site_language(file: &str, root: &Node<'_>, findings: &mut Vec<Finding>) -> Option<String> {
    let written = |key| Some((key, root.get(key)?)).filter(|(_, node)| node.says_something());
    let (key, node) = JEKYLL.language.iter().copied().find_map(written)?;
    language::tag(node.text()?).map(Some).unwrap_or_else(|fault| {
        let message = format!("`{key}` {}", fault.left_out());
        let (path, position) = (unread::name_of(file), Some(node.position));
        findings.push(Finding { rule: Rule::Value, path, position, message });
        fault.rest
    })
}

/// The keys that every theme shows on its pages. Others may be keys of services, and are in no feed.
const PUBLIC: [&str; 10] = [
    "author", "description", "lang", "language", "locale", "name", "subtitle", "tagline", "timezone", "title",
];

/// What templates may show of `site`: the texts that are known to be public, and its current URL.
fn site_values(root: &Node<'_>, url: &Url) -> BTreeMap<String, String> {
    let texts = PUBLIC.iter().filter_map(|key| Some(((*key).to_owned(), text_at(root, key)?)));
    let mut values: BTreeMap<String, String> = texts.collect_map();
    let author = root.get("author").and_then(|author| text_at(author, "name"));
    values.extend(author.map(|name| ("author.name".to_owned(), name)));
    values.insert("url".to_owned(), url.origin().ascii_serialization());
    values.insert("baseurl".to_owned(), url.path().trim_end_matches('/').to_owned());
    values
}

/// The configured collections: a list of names, or a mapping of names to settings.
fn collections<'r>(root: &'r Node<'r>) -> Vec<(String, Option<&'r Node<'r>>)> {
    match root.get("collections").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => {
            mapping.pairs().iter().map(|pair| (pair.key.clone().into_owned(), Some(&pair.value))).collect()
        }
        Some(Content::Sequence(_)) => {
            texts_at(root, "collections").into_iter().map(|name| (name, None)).collect()
        }
        _ => Vec::new(),
    }
}

/// The permalinks of posts, and of collections that Jekyll outputs.
fn permalinks(root: &Node<'_>, collections: &[(String, Option<&Node<'_>>)]) -> Vec<Permalink> {
    let whole_site = text_at(root, "permalink");
    let whole_site = whole_site.unwrap_or_else(|| JEKYLL.permalink.to_owned());
    let posts = collections.iter().find(|(name, _)| name == "posts").and_then(|(_, settings)| *settings);
    let posts =
        posts.and_then(|settings| text_at(settings, "permalink")).unwrap_or_else(|| whole_site.clone());
    let posts = Permalink::named(&posts).map_or(posts.clone(), str::to_owned);
    let mut permalinks = vec![Permalink { prefix: format!("{}/", JEKYLL.articles), pattern: posts }];
    for (name, settings) in collections {
        let Some(settings) = settings.filter(|_| name != "posts") else {
            continue;
        };
        if !is_true_at(settings, "output") {
            continue;
        }
        let ending = match whole_site.as_str() {
            "pretty" => "/",
            "date" | "ordinal" | "none" => ":output_ext",
            pattern if pattern.ends_with('/') => "/",
            pattern if pattern.ends_with(":output_ext") => ":output_ext",
            _ => "",
        };
        // Of a collection Jekyll takes no style.
        let own = text_at(settings, "permalink").map(|own| format!("/{}", own.trim_start_matches('/')));
        let pattern = own.unwrap_or_else(|| format!("/:collection/:path{ending}"));
        permalinks.push(Permalink { prefix: format!("_{name}/"), pattern });
    }
    permalinks
}

fn text_at(node: &Node<'_>, key: &str) -> Option<String> {
    node.get(key)?.text().map(|text| text.trim().to_owned())
}

fn is_true_at(node: &Node<'_>, key: &str) -> bool {
    let scalar = node.get(key).and_then(Node::scalar);
    scalar.and_then(Scalar::truth).unwrap_or(false)
}

fn texts_at(node: &Node<'_>, key: &str) -> Vec<String> {
    let nodes = node.get(key).map_or(&[][..], Node::items);
    nodes.iter().filter_map(Node::text).map(|text| text.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests;
