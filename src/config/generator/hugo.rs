//! What is particular of Hugo: languages, folders of content, permalinks by section, dates in names.

use super::{Parts, search_in, text_at, texts_at, truth_at};
use crate::config::{Config, Future, Permalink, Root, SiteLanguage};
use crate::tree::{Content, Node};

/// The placeholders of Hugo that have another name here.
const PLACEHOLDERS: [(&str, &str); 16] = [
    (":slugorcontentbasename", ":basename"),
    (":slugorfilename", ":basename"),
    (":contentbasename", ":filename"),
    (":sectionslugs", ":folders"),
    (":sectionslug", ":section"),
    (":sections", ":folders"),
    (":section", ":section"),
    (":slug", ":slugorheading"),
    (":title", ":heading"),
    (":filename", ":filename"),
    (":monthname", ":long_month"),
    (":month", ":month"),
    (":weekdayname", ":long_day"),
    (":weekday", ":week_day"),
    (":yearday", ":year_day"),
    (":year", ":year"),
];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let parts_of = |key: &str| part(parts, key);
    let root = parts.root;
    let default = text_at(root, "defaultContentLanguage").unwrap_or_else(|| "en".to_owned());
    let in_subfolder = truth_at(root, "defaultContentLanguageInSubdir").unwrap_or(false);
    let content = text_at(root, "contentDir").unwrap_or_else(|| parts.site.convention.articles.to_owned());
    let languages = languages(parts_of("languages"), root, &default);
    let mut roots = Vec::new();
    for (tag, settings) in &languages {
        let own = settings.and_then(|settings| text_at(settings, "contentDir"));
        roots.extend(own.map(|folder| Root { folder: parts.folder(&folder), language: Some(tag.clone()) }));
    }
    if !roots.iter().any(|own| own.folder == parts.folder(&content)) {
        roots.push(Root { folder: parts.folder(&content), language: None });
    }
    let prefix =
        |tag: &String| if *tag == default && !in_subfolder { String::new() } else { tag.to_lowercase() };
    let languages = languages.iter().map(|(tag, _)| SiteLanguage { prefix: prefix(tag), tag: tag.clone() });
    config.input.layout.languages = languages.collect();
    let ending = if truth_at(root, "uglyURLs") == Some(true) { ".html" } else { "/" };
    let patterns = permalinks(parts_of("permalinks"));
    for Root { folder, .. } in &roots {
        let default = format!("/:language/:folders/:basename{ending}");
        config.input.permalinks.push(Permalink { prefix: folder.clone(), pattern: default });
        for (section, pattern) in &patterns {
            let prefix = format!("{folder}{}", section.trim_matches('/'));
            let prefix =
                if prefix.ends_with('/') || prefix.is_empty() { prefix } else { format!("{prefix}/") };
            config.input.permalinks.push(Permalink { prefix, pattern: format!("/:language/{pattern}") });
        }
    }
    search_in(
        roots.iter().map(|root| root.folder.trim_end_matches('/').to_owned()).collect(),
        &mut config.input,
    );
    config.input.layout.roots = roots;
    config.input.layout.keeps_case = truth_at(root, "disablePathToLower").unwrap_or(false);
    config.input.layout.reads_days =
        texts_at(root, "frontmatter.date").iter().any(|source| source == ":filename");
    if truth_at(root, "buildFuture") == Some(true) {
        config.input.future = Future::Publish;
    }
}

/// What the configuration says under a key, or the file of this name in its folder.
fn part<'p>(parts: &'p Parts<'_>, key: &str) -> Option<&'p Node<'p>> {
    let own = parts.root.find(key);
    own.or_else(|| parts.others.iter().find(|(path, _)| name_of(path) == key).map(|(_, node)| node))
}

fn name_of(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split('.').next().unwrap_or(file)
}

/// The languages of the site, the default one first, each with its settings.
fn languages<'n>(
    node: Option<&'n Node<'n>>,
    root: &Node<'_>,
    default: &str,
) -> Vec<(String, Option<&'n Node<'n>>)> {
    let disabled = texts_at(root, "disableLanguages");
    let pairs = match node.map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    let is_disabled = |tag: &str, settings: &Node<'_>| {
        disabled.iter().any(|other| other == tag) || truth_at(settings, "disabled") == Some(true)
    };
    let kept = pairs.iter().filter(|pair| !is_disabled(&pair.key, &pair.value));
    let mut languages: Vec<(String, Option<&Node<'_>>)> =
        kept.map(|pair| (pair.key.to_string(), Some(&pair.value))).collect();
    match languages.iter().position(|(tag, _)| tag == default) {
        Some(at) => languages.rotate_left(at),
        None => languages.insert(0, (default.to_owned(), None)),
    }
    languages
}

/// The patterns of sections; the section is empty for all pages.
fn permalinks(node: Option<&Node<'_>>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Some(Content::Mapping(mapping)) = node.map(|node| &node.content) else { return found };
    for pair in mapping.pairs() {
        match &pair.value.content {
            Content::Mapping(pages) if pair.key == "page" => {
                let patterns = pages
                    .pairs()
                    .iter()
                    .filter_map(|pair| Some((pair.key.to_string(), translated(pair.value.text()?))));
                found.extend(patterns);
            }
            _ => found.extend(pair.value.text().map(|text| (pair.key.to_string(), translated(text)))),
        }
    }
    found
}

/// The pattern with our placeholders.
fn translated(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        text.push_str(before);
        let named = format!(":{after}");
        let known = PLACEHOLDERS.iter().filter(|(own, _)| named.starts_with(own));
        match known.max_by_key(|(own, _)| own.len()) {
            Some((own, ours)) => {
                text.push_str(ours);
                rest = after.get(own.len().saturating_sub(1)..).unwrap_or_default();
            }
            None => {
                text.push(':');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}
