//! The `_config.yml` of a Jekyll site -> a [`Config`]: title, URL, description, author, language, time zone, collections,
//! permalinks. All other keys are ignored.

use std::collections::BTreeMap;

use url::Url;

use super::{Config, Future, Paths, Permalink, base_url, language_tag, section};
use crate::error::Error;
use crate::text::fold_white_space;
use crate::time;
use crate::uri;
use crate::yaml::{Node, Outline, Step};

/// Reads a Jekyll configuration; `base` is a URL that replaces its `url` and `baseurl`.
///
/// # Errors
///
/// When the text is not YAML, or the URL of the site is missing or invalid.
pub fn read(file: &str, text: &str, base: Option<&Url>) -> Result<Config, Error> {
    let root = section::parse(file, text)?;
    let url = match base {
        Some(base) => base.clone(),
        None => site_url(file, &root, text)?,
    };
    let mut config = Config::with_defaults(url);
    if let Some(name) = text_at(&root, "timezone") {
        let wrong = || Error::usage(format!("{file}: `timezone` must be a name such as `Europe/Berlin`"));
        config.site.timezone = time::zone(&name).ok_or_else(wrong)?;
    }
    read_site(&root, &mut config);
    let collections = collections(&root);
    config.input.permalinks = permalinks(&root, &collections);
    config.input.paths = Paths::Jekyll {
        folder: text_at(&root, "collections_dir").unwrap_or_default().trim_matches('/').to_owned(),
        collections: collections.into_iter().map(|(name, _)| name).collect(),
    };
    config.input.templates = Some(site_values(&root, &config.site.url));
    config.input.fields.split_names_at_spaces();
    // For Jekyll one category and a list of one are the same.
    let topics = ["topics", "tags", "categories", "category"].map(str::to_owned).to_vec();
    config.input.fields.replace("topics", topics);
    config.input.exclude = texts_at(&root, "exclude");
    config.input.excludes_as_jekyll = true;
    if text_at(&root, "future").as_deref() == Some("true") {
        config.input.future = Future::Publish;
    }
    Ok(config)
}

fn site_url(file: &str, root: &Node, text: &str) -> Result<Url, Error> {
    let Some(url) = text_at(root, "url").filter(|url| !url.is_empty()) else {
        let message =
            format!("{file}: `url` is missing; add the URL of the site, or give it with --base-url");
        return Err(Error::usage(message));
    };
    let baseurl = text_at(root, "baseurl").unwrap_or_default();
    let whole = format!("{}/{}", url.trim_end_matches('/'), baseurl.trim_start_matches('/'));
    base_url(&whole).map_err(|message| {
        let position = Outline::new(text, 1).position(&[Step::Key("url")]);
        let position = position.map_or(String::new(), |at| format!("{}:{}:", at.line, at.column));
        Error::usage(format!("{file}:{position} `url` and `baseurl` together {message}"))
    })
}

fn read_site(root: &Node, config: &mut Config) {
    let site = &mut config.site;
    let folded = |key| text_at(root, key).map(|text| fold_white_space(&text)).filter(|text| !text.is_empty());
    if let Some(title) = folded("title").or_else(|| folded("name")) {
        site.rename(title);
    }
    site.description = folded("description").unwrap_or(std::mem::take(&mut site.description));
    site.language =
        ["lang", "locale", "language"].into_iter().find_map(folded).and_then(|tag| language_tag(&tag));
    let author = root.get("author");
    let name = match author {
        Some(Node::Map(_)) => author.and_then(|author| text_at(author, "name")),
        _ => folded("author"),
    };
    site.author.name = name.unwrap_or(std::mem::take(&mut site.author.name));
    let uri = author.and_then(|author| text_at(author, "url").or_else(|| text_at(author, "uri")));
    let uri = uri.and_then(|uri| uri::absolute(&uri, &site.url).ok());
    site.author.uri = uri.map(|uri| uri::written(&uri));
    let logo = folded("logo").and_then(|logo| uri::absolute_in_site(&logo, &site.url).ok());
    site.logo = logo.map(|logo| uri::written(&logo));
}

/// What templates may show of `site`: its texts, and its address as it is now.
fn site_values(root: &Node, url: &Url) -> BTreeMap<String, String> {
    let Node::Map(pairs) = root else { return BTreeMap::new() };
    let texts = pairs.iter().filter_map(|(key, _)| Some((key.clone(), text_at(root, key)?)));
    let mut values: BTreeMap<String, String> = texts.collect();
    values.insert("url".to_owned(), url.origin().ascii_serialization());
    values.insert("baseurl".to_owned(), url.path().trim_end_matches('/').to_owned());
    values
}

/// The configured collections: a list of names, or a mapping of names to settings.
fn collections(root: &Node) -> Vec<(String, Option<&Node>)> {
    match root.get("collections") {
        Some(Node::Map(pairs)) => {
            pairs.iter().map(|(name, settings)| (name.clone(), Some(settings))).collect()
        }
        Some(Node::List(_)) => texts_at(root, "collections").into_iter().map(|name| (name, None)).collect(),
        _ => Vec::new(),
    }
}

/// The permalinks of posts, and of collections that Jekyll outputs.
fn permalinks(root: &Node, collections: &[(String, Option<&Node>)]) -> Vec<Permalink> {
    let whole_site = text_at(root, "permalink");
    let whole_site = whole_site.unwrap_or_else(|| "date".to_owned());
    let posts = collections.iter().find(|(name, _)| name == "posts").and_then(|(_, settings)| *settings);
    let posts =
        posts.and_then(|settings| text_at(settings, "permalink")).unwrap_or_else(|| whole_site.clone());
    let mut permalinks = vec![Permalink { prefix: "_posts/".to_owned(), pattern: posts }];
    for (name, settings) in collections {
        let Some(settings) = settings.filter(|_| name != "posts") else {
            continue;
        };
        if text_at(settings, "output").as_deref() != Some("true") {
            continue;
        }
        let ending = if whole_site == "pretty" || whole_site.ends_with('/') { "/" } else { ":output_ext" };
        let pattern = text_at(settings, "permalink").unwrap_or_else(|| format!("/:collection/:path{ending}"));
        permalinks.push(Permalink { prefix: format!("_{name}/"), pattern });
    }
    permalinks
}

fn text_at(node: &Node, key: &str) -> Option<String> {
    match node.get(key)? {
        Node::Text(text) | Node::Typed(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn texts_at(node: &Node, key: &str) -> Vec<String> {
    match node.get(key) {
        Some(Node::List(nodes)) => nodes
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) | Node::Typed(text) => Some(text.trim().to_owned()),
                _ => None,
            })
            .collect(),
        _ => text_at(node, key).into_iter().collect(),
    }
}
