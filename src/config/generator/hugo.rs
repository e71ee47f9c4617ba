//! What is particular of Hugo: languages, folders of content, permalinks by section, dates in names, and `cascade`, which lays
//! values under the front matter of all pages below.

use super::{Parts, folder_of, search_in, setting, text_at, texts_at, truth_at};
use crate::config::{Config, Future, Paths, Permalink, Root, SiteLanguage};
use crate::error::Error;
use crate::model::Position;
use crate::record::defaults::{DefaultSet, Defaults, ScopePattern};
use crate::tree::{Content, Mapping, Node};

/// The placeholders of Hugo, and what they are called here.
const PLACEHOLDERS: [(&str, &str); 18] = [
    ("slugorcontentbasename", ":basename"),
    ("slugorfilename", ":basename"),
    ("contentbasename", ":filename"),
    ("sectionslugs", ":folders"),
    ("sectionslug", ":section"),
    ("sections[0]", ":section"),
    ("sections[:1]", ":section"),
    ("sections", ":folders"),
    ("section", ":section"),
    ("slug", ":slugorheading"),
    ("title", ":heading"),
    ("filename", ":filename"),
    ("monthname", ":long_month"),
    ("month", ":month"),
    ("weekdayname", ":long_day"),
    ("weekday", ":week_day"),
    ("yearday", ":year_day"),
    ("year", ":year"),
];

/// The pattern of all pages that have no other.
const OF_ALL: &str = ":folders/:basename";

/// Settings that may change addresses and are not followed.
const UNREAD: [&str; 1] = ["removePathAccents"];

/// The keys of the date, in the order that Hugo tries them.
const DATES: [&str; 6] = ["date", "publishDate", "pubdate", "published", "lastmod", "modified"];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) -> Result<(), Error> {
    let root = parts.root;
    let default = text_at(root, "defaultContentLanguage").unwrap_or_else(|| "en".to_owned());
    let languages = languages(parts, &default);
    let default = languages.first().map_or(default, |(tag, _)| tag.clone());
    let in_subfolder = truth_at(root, "defaultContentLanguageInSubdir").unwrap_or(false);
    // Where each language has a host of its own, none has a prefix.
    let has_hosts = languages.len() > 1
        && languages.iter().all(|(_, node)| node.is_some_and(|node| text_at(node, "baseURL").is_some()));
    let is_bare = |tag: &str| has_hosts || (tag == default && !in_subfolder);
    let prefix = |tag: &str| if is_bare(tag) { String::new() } else { tag.to_lowercase() };
    config.input.layout.languages =
        languages.iter().map(|(tag, _)| SiteLanguage { prefix: prefix(tag), tag: tag.clone() }).collect();
    let roots = roots(parts, &languages);
    config.input.permalinks = patterns(parts, &roots);
    let folders = roots.iter().map(|root| root.folder.trim_end_matches('/').to_owned()).collect();
    search_in(folders, &mut config.input);
    config.input.fields.set_defaults(Defaults { sets: cascades(parts, &roots)?, ..Defaults::default() });
    read_dates(parts, config);
    let layout = &mut config.input.layout;
    layout.roots = roots;
    layout.keeps_case = truth_at(root, "disablePathToLower").unwrap_or(false);
    (layout.keeps_zones, layout.has_bundles) = (true, true);
    if truth_at(root, "buildFuture") == Some(true) {
        config.input.future = Future::Publish;
    }
    ignore(parts, config);
    for key in UNREAD {
        let node = root
            .find(key)
            .filter(|node| node.says_something() && node.scalar().and_then(|it| it.truth()) != Some(false));
        if node.is_some() {
            let message = format!(
                "`{key}` is not followed, though it may change which articles come out or their addresses"
            );
            config.findings.push(setting(&parts.file(), node, message));
        }
    }
    Ok(())
}

/// What the configuration says under a key, or the file of this name in its folder.
fn part<'p>(parts: &'p Parts<'_>, key: &str) -> Option<&'p Node<'p>> {
    let own = parts.root.find(key);
    own.or_else(|| parts.others.iter().find(|(path, _)| name_of(path) == key).map(|(_, node)| node))
}

/// The name of a file without its ending.
fn name_of(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(name, _)| name)
}

/// The languages of the site, the default one first, each with its settings.
fn languages<'p>(parts: &'p Parts<'_>, default: &str) -> Vec<(String, Option<&'p Node<'p>>)> {
    let disabled = texts_at(parts.root, "disableLanguages");
    let is_enabled = |tag: &str, settings: &Node<'_>| {
        !disabled.iter().any(|other| other == tag) && truth_at(settings, "disabled") != Some(true)
    };
    let pairs = match part(parts, "languages").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    let of_files = parts.others.iter().filter_map(|(path, node)| {
        let tag = path.rsplit('/').next()?.strip_prefix("languages.")?.rsplit_once('.')?.0;
        Some((tag.to_owned(), node))
    });
    let all = pairs.iter().map(|pair| (pair.key.to_string(), &pair.value)).chain(of_files);
    let kept = all.filter(|(tag, settings)| is_enabled(tag, settings));
    let mut languages: Vec<(String, Option<&Node<'_>>)> = kept.map(|(tag, node)| (tag, Some(node))).collect();
    let weight = |node: &Option<&Node<'_>>| {
        let weight = node.and_then(|node| text_at(node, "weight")?.parse().ok());
        weight.filter(|weight: &i64| *weight > 0).unwrap_or(i64::MAX)
    };
    languages.sort_by_key(|(tag, node)| (tag != default, weight(node)));
    if languages.is_empty() {
        languages.push((default.to_owned(), None));
    }
    languages
}

/// The folders of content: mounted ones, those of languages, and the common one.
fn roots(parts: &Parts<'_>, languages: &[(String, Option<&Node<'_>>)]) -> Vec<Root> {
    let mounts = part(parts, "module").and_then(|module| module.find("mounts"));
    let mounts = mounts
        .map_or(&[][..], Node::items)
        .iter()
        .filter(|mount| text_at(mount, "target").is_some_and(|target| target.trim_matches('/') == "content"));
    let mut roots: Vec<Root> = mounts
        .filter_map(|mount| {
            Some(Root { folder: parts.folder(&text_at(mount, "source")?), language: text_at(mount, "lang") })
        })
        .collect();
    if !roots.is_empty() {
        return roots;
    }
    let common = text_at(parts.root, "contentDir");
    let common = parts.folder(&common.unwrap_or_else(|| parts.site.convention.articles.to_owned()));
    for (tag, settings) in languages {
        let own = settings.and_then(|settings| text_at(settings, "contentDir")).map(|own| parts.folder(&own));
        let root = match own {
            Some(folder) => Root { folder, language: Some(tag.clone()) },
            None => Root { folder: common.clone(), language: None },
        };
        if !roots.iter().any(|known| known.folder == root.folder) {
            roots.push(root);
        }
    }
    roots
}

/// The patterns of addresses: that of all pages, and those of sections.
fn patterns(parts: &Parts<'_>, roots: &[Root]) -> Vec<Permalink> {
    let ugly = parts.root.find("uglyURLs");
    let is_ugly = |section: &str| match ugly.filter(|node| node.is_mapping()) {
        Some(sections) => truth_at(sections, section) == Some(true),
        None => truth_at(parts.root, "uglyURLs") == Some(true),
    };
    let whole = |section: &str, pattern: &str| {
        let ending = if is_ugly(section) { ".html" } else { "/" };
        format!("/:language/{}{ending}", pattern.trim_matches('/'))
    };
    let mut sections = permalinks(part(parts, "permalinks"));
    if let Some(Content::Mapping(mapping)) = ugly.map(|node| &node.content) {
        let names = mapping.pairs().iter().map(|pair| pair.key.to_string());
        let others: Vec<String> = names.filter(|name| !sections.iter().any(|(own, _)| own == name)).collect();
        sections.extend(others.into_iter().map(|name| (name, OF_ALL.to_owned())));
    }
    let mut patterns = Vec::new();
    for Root { folder, .. } in roots {
        patterns.push(Permalink { prefix: folder.clone(), pattern: whole("", OF_ALL) });
        for (section, pattern) in &sections {
            let section = section.trim_matches('/');
            let prefix = format!("{folder}{section}{}", if section.is_empty() { "" } else { "/" });
            patterns.push(Permalink { prefix, pattern: whole(section, pattern) });
        }
    }
    patterns
}

/// The patterns of sections; the section is empty for all pages.
fn permalinks(node: Option<&Node<'_>>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    match node.map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => {
            for pair in mapping.pairs() {
                match &pair.value.content {
                    Content::Mapping(pages) if pair.key == "page" => found.extend(
                        pages
                            .pairs()
                            .iter()
                            .filter_map(|pair| Some((pair.key.to_string(), translated(pair.value.text()?)))),
                    ),
                    _ => found.extend(pair.value.text().map(|text| (pair.key.to_string(), translated(text)))),
                }
            }
        }
        Some(Content::Sequence(nodes)) => {
            let is_of_pages =
                |node: &&Node<'_>| text_at(node, "target.kind").is_none_or(|kind| kind == "page");
            for node in nodes.iter().filter(is_of_pages) {
                let section = text_at(node, "target.path").unwrap_or_default();
                let section = section.trim_matches(['{', '}', '*', '/']).to_owned();
                found.extend(text_at(node, "pattern").map(|text| (section, translated(&text))));
            }
        }
        _ => {}
    }
    found
}

/// The pattern with our placeholders.
fn translated(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        text.push_str(before);
        let known = PLACEHOLDERS.iter().filter(|(own, _)| after.starts_with(own));
        match known.max_by_key(|(own, _)| own.len()) {
            Some((own, ours)) => {
                text.push_str(ours);
                rest = after.get(own.len()..).unwrap_or_default();
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

/// Where dates come from.
fn read_dates(parts: &Parts<'_>, config: &mut Config) {
    let order = part(parts, "frontmatter").map(|node| texts_at(node, "date")).unwrap_or_default();
    config.input.layout.reads_days = order.iter().any(|source| source.eq_ignore_ascii_case(":filename"));
    if config.input.layout.reads_days {
        for permalink in &mut config.input.permalinks {
            permalink.pattern = permalink.pattern.replace(":basename", ":stem").replace(":filename", ":stem");
        }
    }
    let own = order.iter().filter(|source| !source.starts_with(':')).cloned();
    let others = DATES.iter().map(|&key| key.to_owned());
    let mut keys: Vec<String> = Vec::new();
    for key in own.chain(others) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    config.input.fields.replace("published", keys);
}

/// The values that sections and the site lay under the front matter of all pages below.
fn cascades(parts: &Parts<'_>, roots: &[Root]) -> Result<Vec<DefaultSet>, Error> {
    let mut sets = Vec::new();
    for root in roots {
        let of_site = part(parts, "cascade").map_or(&[][..], Node::items);
        sets.extend(of_site.iter().filter_map(|node| set(node, &root.folder, &root.folder, &parts.file())));
    }
    let folders: Vec<String> = roots.iter().map(|root| root.folder.clone()).collect();
    for (path, head) in parts.sections(&folders)? {
        let folder = folder_of(&path);
        let root = roots
            .iter()
            .map(|root| &root.folder)
            .filter(|root| folder.starts_with(root.as_str()))
            .max_by_key(|root| root.len());
        let own = head.find("cascade").map_or(&[][..], Node::items);
        sets.extend(
            own.iter().filter_map(|node| set(node, folder, root.map_or(folder, String::as_str), &path)),
        );
    }
    Ok(sets)
}

fn set(node: &Node<'_>, folder: &str, root: &str, file: &str) -> Option<DefaultSet> {
    let Content::Mapping(mapping) = &node.content else { return None };
    let target = node.find("target").or_else(|| node.find("_target"));
    let of = |key: &str| target.and_then(|target| text_at(target, key));
    if of("kind").is_some_and(|kind| !kind.contains("page") && !kind.contains('*')) {
        return None;
    }
    let glob =
        of("path").map(|glob| format!("{root}{}", glob.trim_matches(['{', '}']).trim_start_matches('/')));
    let pattern = glob.as_deref().and_then(ScopePattern::new);
    // Newer sites keep values apart from the target.
    let values = match node.find("params").map(|node| &node.content) {
        Some(Content::Mapping(params)) => {
            [mapping.clone().into_pairs(), params.clone().into_pairs()].concat()
        }
        _ => mapping.clone().into_pairs(),
    };
    let mut owned = Mapping::default();
    for pair in values.into_iter().filter(|pair| !matches!(&*pair.key, "target" | "_target" | "params")) {
        owned.push(pair);
    }
    let values = owned.into_owned(Position::OF_DEFAULTS);
    Some(DefaultSet { path: folder.to_owned(), pattern, kind: None, values, file: file.to_owned() })
}

/// What the site ignores: regular expressions of the ends of paths are followed, others are said to be unread.
fn ignore(parts: &Parts<'_>, config: &mut Config) {
    for node in parts.root.find("ignoreFiles").map_or(&[][..], Node::items) {
        let Some(text) = node.text() else { continue };
        let literal = text.trim_end_matches('$').replace("\\.", ".").replace("\\\\", "");
        let is_literal = !literal.contains(['*', '+', '?', '[', ']', '(', ')', '|', '^', '\\', '{', '}']);
        match &mut config.input.paths {
            Paths::Folders { except, .. } if is_literal => {
                let end = if text.ends_with('$') { "" } else { "*" };
                except.push(format!("**/*{}{end}", literal.trim_start_matches('/')));
            }
            _ => {
                let message = "a pattern of `ignoreFiles` is not followed; name the files in `input.exclude`"
                    .to_owned();
                config.findings.push(setting(&parts.file(), Some(node), message));
            }
        }
    }
}
