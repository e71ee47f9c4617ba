//! The `_config.yml` of a Jekyll site -> a [`Config`]: title, URL, description, author, language, time zone, collections,
//! permalinks. All other keys are ignored.

use std::collections::BTreeMap;

use url::Url;

use super::{Config, Future, Paths, Permalink, base_url, section};
use crate::error::Error;
use crate::language;
use crate::text::fold_white_space;
use crate::time;
use crate::tree::{Content, Node, Scalar};
use crate::uri;

/// Reads a Jekyll configuration; `base` is a URL that replaces its `url` and `baseurl`.
///
/// # Errors
///
/// When the text is not YAML, or the URL of the site is missing or invalid.
pub fn read(file: &str, text: &str, base: Option<&Url>) -> Result<Config, Error> {
    let root = section::parse(file, text)?;
    let url = match base {
        Some(base) => base.clone(),
        None => site_url(file, &root)?,
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
    if is_true_at(&root, "future") {
        config.input.future = Future::Publish;
    }
    Ok(config)
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
    if let Some(title) = folded("title").or_else(|| folded("name")) {
        site.rename(title);
    }
    site.description = folded("description").unwrap_or(std::mem::take(&mut site.description));
    site.language = ["lang", "locale", "language"]
        .into_iter()
        .find_map(folded)
        .and_then(|tag| language::tag(&tag).or_else(|fault| fault.rest.ok_or(())).ok());
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

/// What templates may show of `site`: its texts, and its current URL.
fn site_values(root: &Node<'_>, url: &Url) -> BTreeMap<String, String> {
    let Content::Mapping(mapping) = &root.content else { return BTreeMap::new() };
    let pairs = mapping.pairs().iter();
    let texts = pairs.filter_map(|pair| Some((pair.key.clone().into_owned(), text_at(root, &pair.key)?)));
    let mut values: BTreeMap<String, String> = texts.collect();
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
    let whole_site = whole_site.unwrap_or_else(|| "date".to_owned());
    let posts = collections.iter().find(|(name, _)| name == "posts").and_then(|(_, settings)| *settings);
    let posts =
        posts.and_then(|settings| text_at(settings, "permalink")).unwrap_or_else(|| whole_site.clone());
    let mut permalinks = vec![Permalink { prefix: "_posts/".to_owned(), pattern: posts }];
    for (name, settings) in collections {
        let Some(settings) = settings.filter(|_| name != "posts") else {
            continue;
        };
        if !is_true_at(settings, "output") {
            continue;
        }
        let ending = if whole_site == "pretty" || whole_site.ends_with('/') { "/" } else { ":output_ext" };
        let pattern = text_at(settings, "permalink").unwrap_or_else(|| format!("/:collection/:path{ending}"));
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
