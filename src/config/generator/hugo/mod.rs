//! What is particular of Hugo: languages, folders of content, permalinks by section, dates in names, and `cascade`, which lays
//! values under the front matter of all pages below.

mod cascade;

use url::Url;

use super::{Parts, meant_at, search_in, setting, text_at, texts_at, truth_at};
use crate::config::{Config, Future, Paths, Permalink, Root, Site, SiteLanguage, base_url};
use crate::error::Error;
use crate::record::defaults::Defaults;
use crate::tree::{Content, Node};

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

/// Keys of a mount that choose files and are not followed.
const CHOOSING: [&str; 2] = ["includeFiles", "files"];

/// The keys of the date, in the order that Hugo tries them.
const DATES: [&str; 6] = ["date", "publishDate", "pubdate", "published", "lastmod", "modified"];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) -> Result<(), Error> {
    let root = parts.root;
    let languages = languages(parts);
    let default = languages.first().map(|(tag, _)| tag.clone()).unwrap_or_default();
    let in_subfolder = truth_at(root, "defaultContentLanguageInSubdir").unwrap_or(false);
    // Where each language has a host of its own, none has a prefix.
    let has_hosts = has_hosts(&languages);
    let is_bare = |tag: &str| has_hosts || (tag == default && !in_subfolder);
    let prefix = |tag: &str| if is_bare(tag) { String::new() } else { tag.to_lowercase() };
    let language = |(tag, settings): &Language<'_>| {
        let url = settings.filter(|_| has_hosts).and_then(|node| base_url(&text_at(node, "baseURL")?).ok());
        SiteLanguage { url, ..language(tag, prefix(tag), *settings) }
    };
    config.input.layout.languages = languages.iter().map(language).collect();
    let of_all = ["title", "params.description"].map(|key| meant_at(root, key));
    name_own(&mut config.site, &mut config.input.layout.languages, of_all);
    let roots = roots(parts, &languages);
    config.input.permalinks = patterns(parts, &roots);
    let folders = roots.iter().map(|root| root.folder.trim_end_matches('/').to_owned()).collect();
    search_in(folders, &mut config.input);
    config
        .input
        .fields
        .set_defaults(Defaults { sets: cascade::sets(parts, &roots, &languages)?, ..Defaults::default() });
    read_dates(parts, config);
    exclude(parts, &roots, config);
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

/// The URL of the site in its default language, where each language has a host of its own.
pub(super) fn url(parts: &Parts<'_>) -> Option<Url> {
    let languages = languages(parts);
    let (_, settings) = languages.first().filter(|_| has_hosts(&languages))?;
    base_url(&text_at((*settings)?, "baseURL")?).ok()
}

/// Whether each language has a host of its own.
fn has_hosts(languages: &[Language<'_>]) -> bool {
    let names_url = |(_, node): &Language<'_>| node.is_some_and(|node| text_at(node, "baseURL").is_some());
    languages.len() > 1 && languages.iter().all(names_url)
}

/// A language with what the site says in it.
fn language(tag: &str, prefix: String, settings: Option<&Node<'_>>) -> SiteLanguage {
    let code = ["locale", "languageCode"].iter().find_map(|key| text_at(settings?, key));
    SiteLanguage {
        code,
        title: settings.and_then(|settings| meant_at(settings, "title")),
        description: ["params.description", "description"].iter().find_map(|key| meant_at(settings?, key)),
        ..SiteLanguage::new(tag, prefix)
    }
}

/// What a site says in its default language is what it says. A tag that it names for all of them is that of the default one only
/// where both are of one language: many sites keep the `en-us` that Hugo begins a configuration with.
/// `of_all` are the title and the description that languages have which name none.
fn name_own(site: &mut Site, languages: &mut [SiteLanguage], of_all: [Option<String>; 2]) {
    let [own, others @ ..] = languages else { return };
    let [title, description] = of_all;
    for other in others.iter_mut() {
        other.title = other.title.take().or(title.clone());
        other.description = other.description.take().or(description.clone());
    }
    if let Some(title) = own.title.take() {
        site.rename(title);
    }
    site.description = own.description.take().unwrap_or(std::mem::take(&mut site.description));
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let of_site = site.language.take();
    let agrees = |tag: &String| others.is_empty() || primary(tag) == primary(&own.tag);
    let is_own = |tag: &String| own.code.is_none() && agrees(tag);
    site.language = of_site.clone().filter(is_own).or_else(|| own.valid_tag()).or(of_site);
}

/// The folders of content.
pub(super) fn folders(parts: &Parts<'_>) -> Vec<String> {
    roots(parts, &languages(parts)).into_iter().map(|root| root.folder).collect()
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

/// The tag of a language, and its settings.
type Language<'p> = (String, Option<&'p Node<'p>>);

/// The languages that the site names, whether they are disabled or not, with their settings.
fn all_languages<'p>(parts: &'p Parts<'_>) -> Vec<(String, &'p Node<'p>)> {
    let pairs = match part(parts, "languages").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    let of_files = parts.others.iter().filter_map(|(path, node)| {
        let tag = path.rsplit('/').next()?.strip_prefix("languages.")?.rsplit_once('.')?.0;
        Some((tag.to_owned(), node))
    });
    pairs.iter().map(|pair| (pair.key.to_string(), &pair.value)).chain(of_files).collect()
}

fn is_disabled(disabled: &[String], tag: &str, settings: &Node<'_>) -> bool {
    disabled.iter().any(|other| other == tag) || truth_at(settings, "disabled") == Some(true)
}

/// The languages of the site, the default one first, each with its settings.
fn languages<'p>(parts: &'p Parts<'_>) -> Vec<Language<'p>> {
    let default = text_at(parts.root, "defaultContentLanguage").unwrap_or_else(|| "en".to_owned());
    let disabled = texts_at(parts.root, "disableLanguages");
    let kept =
        all_languages(parts).into_iter().filter(|(tag, settings)| !is_disabled(&disabled, tag, settings));
    let mut languages: Vec<Language<'_>> = kept.map(|(tag, node)| (tag, Some(node))).collect();
    let weight = |node: &Option<&Node<'_>>| {
        let weight = node.and_then(|node| text_at(node, "weight")?.parse().ok());
        weight.filter(|weight: &i64| *weight > 0).unwrap_or(i64::MAX)
    };
    languages.sort_by_key(|(tag, node)| (*tag != default, weight(node)));
    if languages.is_empty() {
        languages.push((default, None));
    }
    languages
}

/// The mounts of content.
fn mounts<'p>(parts: &'p Parts<'_>) -> impl Iterator<Item = &'p Node<'p>> {
    let mounts = part(parts, "module").and_then(|module| module.find("mounts"));
    let is_content = |target: String| target.trim_matches('/') == "content";
    let mounts = mounts.map_or(&[][..], Node::items).iter();
    mounts.filter(move |mount| text_at(mount, "target").is_some_and(is_content))
}

/// The folders of content: mounted ones, else those of languages and the common one.
fn roots(parts: &Parts<'_>, languages: &[Language<'_>]) -> Vec<Root> {
    if mounts(parts).next().is_some() {
        let followed = mounts(parts).filter(|mount| CHOOSING.iter().all(|key| mount.find(key).is_none()));
        let root = |mount: &Node<'_>| {
            Some(Root { folder: parts.folder(&text_at(mount, "source")?), language: text_at(mount, "lang") })
        };
        return followed.filter_map(root).collect();
    }
    let mut roots: Vec<Root> = Vec::new();
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

/// What mounts exclude and which languages are disabled, and a finding for each mount that chooses files in another way: its
/// articles are held back.
fn exclude(parts: &Parts<'_>, roots: &[Root], config: &mut Config) {
    let Paths::Folders { except, .. } = &mut config.input.paths else { return };
    let disabled = texts_at(parts.root, "disableLanguages");
    let languages = all_languages(parts);
    for (tag, settings) in languages.iter().filter(|(tag, settings)| is_disabled(&disabled, tag, settings)) {
        except.extend(roots.iter().map(|root| cascade::marked(&root.folder, tag)));
        except.extend(text_at(settings, "contentDir").map(|own| format!("{}**", parts.folder(&own))));
    }
    for mount in mounts(parts) {
        let folder = parts.folder(&text_at(mount, "source").unwrap_or_default());
        let globs = mount.find("excludeFiles").map_or(&[][..], Node::items).iter().filter_map(Node::text);
        except.extend(globs.map(|glob| format!("{folder}{}", glob.trim_start_matches('/'))));
        for key in CHOOSING.iter().filter_map(|key| mount.find(key)) {
            let message = "a mount of content that chooses files is not followed, and its articles are held back; set \
                           `input.paths` and `input.permalink` in feedmill.yaml";
            config.findings.push(setting(&parts.file(), Some(key), message.to_owned()));
        }
    }
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
