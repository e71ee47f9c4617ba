//! What is particular of Next.js: it has no articles of its own, so these are in the folders that sites of its kind use, or
//! that Contentlayer reads, and the page with a name in brackets says where they are: `app/blog/[slug]/page.tsx`.
//!
//! Where there is more than one such page or folder, the articles are held back, with a finding.

mod addresses;
mod called;
mod layers;
mod plain;
mod programs;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::literals::{Language, tokens};
use super::route::known::Known;
use super::route::programs::Helper;
use super::{Parts, Site, address, keys, setting, text_at, truth_at};
use crate::config::{Config, Paths, Permalink, Root};
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::record::own_words::Asked;
use crate::tree::{Content, Node};
use layers::Taken;
use plain::Reader;
pub use programs::choosing;
use programs::{Program, Web};

/// The folders that hold articles, the first that is there counts.
const FOLDERS: [&str; 24] = [
    "_posts", "src/_posts", "posts", "src/posts", "content/posts", "content/blog", "content/post",
    "content/articles", "content/_posts", "src/content/posts", "src/content/blog", "data/blog", "data/posts",
    "src/data/blog", "src/data/posts", "contents/posts", "contents/blog", "articles", "blogs", "blog",
    "contents", "content", "markdown", "notes",
];

/// What the name in brackets is called where it stands for an article.
const NAMES: [&str; 9] = ["slug", "id", "post", "postId", "path", "article", "postSlug", "segments", "blog"];

/// Parts of paths of pages that hold no articles.
const OTHERS: [&str; 18] = [
    "api", "tag", "tags", "category", "categories", "author", "authors", "page", "projects", "project",
    "series", "topics", "topic", "docs", "og", "admin", "users", "work",
];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    keys::read(config);
    let routes = routes(parts);
    let folders = folders(parts);
    let of_blog: Vec<&String> = routes.iter().filter(|route| is_of_articles(route)).collect();
    let route = match (routes.as_slice(), of_blog.as_slice()) {
        ([route], _) => Some(route),
        (_, [route]) => Some(*route),
        _ => None,
    };
    let (Some(route), false) = (route, folders.is_empty()) else {
        let message = "no page of the site says where its articles are, and they are held back; set `input.paths` and \
                       `input.permalink` in feedmill.yaml";
        config.findings.push(setting(&parts.file(), None, message.to_owned()));
        config.input.paths = Paths::Folders { folders: Vec::new(), except: Vec::new() };
        return;
    };
    let base = text_at(parts.root, "basePath").unwrap_or_default();
    let base = base.trim_matches('/');
    if !base.is_empty() {
        config.site.home = config.site.url.join(&format!("{base}/")).ok().map(String::from);
    }
    let end = if truth_at(parts.root, "trailingSlash") == Some(true) { "/" } else { "" };
    // What takes a day off a name does so by a pattern of digits.
    let cuts_days =
        parts.site.files.iter().any(|(_, text)| text.contains("\\d{4}") && text.contains("replace("));
    let name = if cuts_days { ":folder_names/:stem" } else { ":entry" };
    let pattern = address(base, &route.replace(":entry", name), end);
    let mut except = Vec::new();
    for taken in &folders {
        let prefix = parts.folder(&taken.folder);
        except.extend(taken.except.iter().map(|glob| format!("{prefix}{glob}")));
        config.input.permalinks.push(Permalink { prefix: prefix.clone(), pattern: pattern.clone() });
        config.input.layout.roots.push(Root { folder: prefix, language: None });
    }
    let folders = folders.iter().map(|taken| parts.below(&taken.folder)).collect();
    config.input.paths = Paths::Folders { folders, except };
    let (unread, asked) = unread(parts);
    for root in &config.input.layout.roots {
        config.input.fields.own_words_mut().ask(&root.folder, asked.clone());
    }
    let unread = unread.map(|(file, what, position)| {
        (file, position, format!("{what} is not followed and may hold articles back; all are left out"))
    });
    let unknown = || {
        let (file, position) = computed(parts)?;
        Some((file, position, "how addresses are made is not followed; all articles are left out".to_owned()))
    };
    if let Some((file, position, message)) = unread.or_else(unknown) {
        let message = format!("{message}; set `input.paths` and `input.permalink` in feedmill.yaml");
        let node = Node { position, content: Content::Null };
        config.findings.push(setting(&parts.below(file), Some(&node), message));
        config.input.paths = Paths::Folders { folders: Vec::new(), except: Vec::new() };
    }
}

/// Where a program makes the addresses of articles in a way that is not known.
fn computed<'p>(parts: &Parts<'p>) -> Option<(&'p str, Position)> {
    let site: &'p Site = parts.site;
    let all: Vec<&'p Program> = site.files.iter().chain(&site.programs).collect();
    let web = Web::new(&all);
    let readers = readers(&all, &web, &web.reached());
    let is_read = |at: usize, file: &str| {
        route(file).is_some() || is_layer(file) || readers.get(at).copied().unwrap_or(false)
    };
    let read: Vec<(usize, &'p Program)> =
        all.iter().copied().enumerate().filter(|(at, (file, _))| is_read(*at, file)).collect();
    let names: BTreeSet<&str> = read.iter().filter_map(|(_, (file, _))| name_in_brackets(file)).collect_set();
    let mut keys: BTreeSet<String> = names
        .iter()
        .flat_map(|name| read.iter().flat_map(|(_, (_, text))| addresses::keys(text, name)))
        .collect_set();
    keys.extend(names.iter().map(|name| (*name).to_owned()));
    if keys.len() == names.len() {
        keys.insert("slug".to_owned());
    }
    let mut reader = Reader::of(all.iter().map(|(_, text)| text.as_str()).collect());
    read.into_iter().find_map(|(at, (file, _))| {
        let line = addresses::computed(&mut reader, at, &keys)?;
        Some((file.as_str(), Position { line, column: 1 }))
    })
}

/// The name in brackets that stands for an article in the path of a page.
fn name_in_brackets(file: &str) -> Option<&str> {
    route(file)?;
    let name = file.rsplit_once('[')?.1.split(']').next()?;
    Some(name.trim_start_matches("..."))
}

/// What the programs decide by, and is not read: what layers pass over, and what pages and readers of articles choose them by.
/// And what they ask articles to say.
fn unread<'p>(parts: &Parts<'p>) -> (Option<(&'p str, &'static str, Position)>, Vec<Asked>) {
    let (mut asked, mut free) = (Vec::new(), Vec::new());
    let site: &'p Site = parts.site;
    let all: Vec<&Program> = site.files.iter().chain(&site.programs).collect();
    let mut unread = None;
    for (file, text) in &site.files {
        let Some(layer) = layers::layer(file) else { continue };
        let layered = layers::read(layer, &tokens(text, Language::JavaScript));
        asked.extend(layered.asked);
        free.extend(layered.free);
        unread = unread.or(layered.unread.map(|(what, position)| (file.as_str(), what, position)));
    }
    let web = Web::new(&all);
    let reached = web.reached();
    let readers = readers(&all, &web, &reached);
    let programs: Vec<Helper<'_>> = all.iter().map(|(file, text)| Helper::new(file, text)).collect();
    let known = Known::of(site, &programs, &programs::GENERATED);
    for (at, (file, _)) in all.iter().enumerate() {
        let is_page = route(file).is_some();
        if unread.is_some() || !(is_page || readers.get(at).copied().unwrap_or(false)) {
            continue;
        }
        // Functions that choose may be declared in other programs.
        let choice = called::choice(&known, at, is_page);
        asked.extend(choice.asked);
        let what =
            if is_page { "what a page chooses articles by" } else { "what a program chooses articles by" };
        let file =
            all.iter().map(|(file, _)| file).find(|own| choice.file.as_ref() == Some(*own)).unwrap_or(file);
        unread = choice.unread.map(|position| (file.as_str(), what, position));
    }
    layers::freed(&mut asked, &free);
    (unread, asked)
}

/// Which programs read articles, or take them from those that do.
fn readers(all: &[&Program], web: &Web<'_>, reached: &[bool]) -> Vec<bool> {
    let is_reached = |at: usize| reached.get(at).copied().unwrap_or(false);
    let mut readers: Vec<bool> = all
        .iter()
        .enumerate()
        .map(|(at, program)| {
            let is_other = route(&program.0).is_some() || layers::layer(&program.0).is_some();
            !is_other && (is_reader(&program.0) || programs::is_reader(program, is_reached(at)))
        })
        .collect();
    // What takes articles from a reader, and no more than shows them, may choose among them.
    let mut has_changed = true;
    while std::mem::take(&mut has_changed) {
        for (at, (file, text)) in all.iter().enumerate() {
            // Markup shows articles, or refuses to.
            let is_markup = file.ends_with("sx") && !text.contains("notFound(");
            let may_be = is_reached(at) && !is_markup && route(file).is_none();
            let takes = || web.taken_in(at).iter().any(|own| readers.get(*own).copied().unwrap_or(false));
            if may_be && !readers.get(at).copied().unwrap_or(true) && takes() {
                has_changed = true;
                readers.iter_mut().skip(at).take(1).for_each(|is_it| *is_it = true);
            }
        }
    }
    readers
}

/// Whether a file configures what makes lists of articles.
pub fn is_layer(file: &str) -> bool {
    layers::layer(file).is_some()
}

/// Whether a program reads articles by the folder that it is in.
pub fn is_reader(file: &str) -> bool {
    let own = file.strip_prefix("src/").unwrap_or(file);
    let own = own.strip_prefix("app/").unwrap_or(own);
    ["lib/", "libs/", "utils/", "util/", "helpers/", "services/", "data/"]
        .iter()
        .any(|folder| own.starts_with(folder))
}

/// The folders of articles: those that layers read dated documents from, else the first of those that are usual.
fn folders(parts: &Parts<'_>) -> Vec<Taken> {
    let layered: Vec<Taken> = parts
        .site
        .files
        .iter()
        .filter_map(|(file, text)| {
            Some(layers::read(layers::layer(file)?, &tokens(text, Language::JavaScript)))
        })
        .flat_map(|layered| layered.taken)
        .collect();
    let reads = parts.site.files.iter().any(|(file, _)| layers::layer(file).is_some());
    if reads {
        return layered;
    }
    let is_there = |folder: &&&str| parts.site.folders.iter().any(|own| own == **folder);
    let usual = FOLDERS.iter().find(is_there);
    usual.map(|folder| Taken { folder: (*folder).to_owned(), except: Vec::new() }).into_iter().collect()
}

/// Whether the last folder of a path is called like articles.
fn is_of_articles(path: &str) -> bool {
    let names = [
        "blog", "blogs", "post", "posts", "article", "articles", "writing", "news", "notes", "essays",
        "_posts",
    ];
    path.split('/')
        .rfind(|part| !part.is_empty() && !part.starts_with(':'))
        .is_some_and(|last| names.contains(&last))
}

/// The patterns of the pages with a name in brackets that may be articles.
fn routes(parts: &Parts<'_>) -> Vec<String> {
    let mut routes: Vec<String> = parts.site.files.iter().filter_map(|(file, _)| route(file)).collect();
    routes.sort();
    routes.dedup();
    routes
}

fn route(file: &str) -> Option<String> {
    let path = file.strip_prefix("src/").unwrap_or(file);
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let path = match path.strip_prefix("app/") {
        Some(path) => path.strip_suffix("/page")?,
        None => path.strip_prefix("pages/")?,
    };
    let mut pattern = String::new();
    for part in path.strip_suffix("/index").unwrap_or(path).split('/') {
        // A folder in round brackets is no part of the address.
        if part.starts_with(['(', '@']) {
            continue;
        }
        match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            Some(name) => {
                let name = name.trim_matches(['[', ']']).trim_start_matches("...");
                if !NAMES.contains(&name) || pattern.contains(':') {
                    return None;
                }
                pattern.push_str("/:entry");
            }
            None if part.contains('[') || OTHERS.contains(&part) => return None,
            None => pattern.push_str(&format!("/{part}")),
        }
    }
    pattern.ends_with("/:entry").then_some(pattern)
}
