//! What is particular of Next.js: it has no articles of its own, so these are in the folders that sites of its kind use, or
//! that Contentlayer reads, and the page with a name in brackets says where they are: `app/blog/[slug]/page.tsx`.
//!
//! Where there is more than one such page or folder, the articles are held back, with a finding.

use super::choice::{Choice, choice as by_conditions};
use super::literals::{Language, Word, tokens};
use super::outcome::closing;
use super::route::chosen;
use super::{Parts, address, keys, setting, text_at, truth_at};
use crate::config::{Config, Paths, Permalink, Root};
use crate::model::Position;
use crate::record::holding;
use crate::record::own_words::Asked;
use crate::tree::{Content, Node};

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
    for folder in &folders {
        let prefix = parts.folder(folder);
        config.input.permalinks.push(Permalink { prefix: prefix.clone(), pattern: pattern.clone() });
        config.input.layout.roots.push(Root { folder: prefix, language: None });
    }
    let folders = folders.iter().map(|folder| parts.below(folder)).collect();
    config.input.paths = Paths::Folders { folders, except: Vec::new() };
    let (unread, asked) = unread(parts);
    for root in &config.input.layout.roots {
        config.input.fields.own_words_mut().ask(&root.folder, asked.clone());
    }
    if let Some((file, what, position)) = unread {
        let message = format!(
            "{what} is not followed and may hold articles back; all are left out; set `input.paths` and `input.permalink` in \
             feedmill.yaml"
        );
        let node = Node { position, content: Content::Null };
        config.findings.push(setting(&parts.below(file), Some(&node), message));
        config.input.paths = Paths::Folders { folders: Vec::new(), except: Vec::new() };
    }
}

/// What the programs decide by, and is not read: of Contentlayer the folders that it passes over and values that are given to
/// articles which say nothing; of pages what they choose articles by. And what pages ask articles to say.
fn unread<'p>(parts: &Parts<'p>) -> (Option<(&'p str, &'static str, Position)>, Vec<Asked>) {
    let mut asked = Vec::new();
    let unread = parts.site.files.iter().find_map(|(file, text)| {
        let tokens = tokens(text, Language::JavaScript);
        let (is_page, is_reader) = (route(file).is_some(), is_reader(file));
        if is_page || is_reader {
            let own = (0, tokens.len());
            // Functions that choose may be declared in another program that reads articles.
            let others = parts.site.files.iter().filter(|(other, _)| other != file && self::is_reader(other));
            let others = others.flat_map(|(_, text)| self::tokens(text, Language::JavaScript));
            let tokens: Vec<_> = tokens.iter().cloned().chain(others).collect();
            let mut choice = if is_page { chosen(&tokens, &[]) } else { Choice::default() };
            choice.join(by_conditions(&tokens, own, true));
            asked.extend(choice.asked);
            if let Some(position) = choice.unread {
                let what = if is_page {
                    "what a page chooses articles by"
                } else {
                    "what a program chooses articles by"
                };
                return Some((file.as_str(), what, position));
            }
        }
        let is_layer = file.contains("contentlayer.config");
        let word = |at: usize| tokens.get(at).map(|token| &token.word);
        tokens.iter().enumerate().filter(|_| is_layer).find_map(|(at, token)| match token.word {
            Word::Name("contentDirInclude") => Some((file.as_str(), "`contentDirInclude`", token.position)),
            Word::Name("contentDirExclude") => Some((file.as_str(), "`contentDirExclude`", token.position)),
            Word::Name(key)
                if holding::held_value(key).is_some()
                    && word(at.saturating_add(2)) == Some(&Word::Sign('{')) =>
            {
                let end = closing(&tokens, at.saturating_add(2));
                let default = (at..end).find(|place| word(*place) == Some(&Word::Name("default")))?;
                let value = match word(default.saturating_add(2))? {
                    Word::Name(name) => (*name).to_owned(),
                    Word::Text(Some(text)) => text.to_string(),
                    _ => String::new(),
                };
                let verdict = holding::verdict(holding::word_of(key).map_or("", |word| word.name), &value);
                let may_hold = verdict != holding::Verdict::Free;
                may_hold.then_some((file.as_str(), "a default that holds back", token.position))
            }
            _ => None,
        })
    });
    (unread, asked)
}

/// Whether a program reads articles.
pub fn is_reader(file: &str) -> bool {
    let own = file.strip_prefix("src/").unwrap_or(file);
    let own = own.strip_prefix("app/").unwrap_or(own);
    ["lib/", "libs/", "utils/", "util/", "helpers/", "services/", "data/"]
        .iter()
        .any(|folder| own.starts_with(folder))
}

/// The folders of articles: those that Contentlayer reads dated documents from, else the first of those that are usual.
fn folders(parts: &Parts<'_>) -> Vec<String> {
    let quoted =
        |rest: &str| rest.split(['\'', '"', '`']).nth(1).unwrap_or_default().trim_matches('/').to_owned();
    let mut found: Vec<String> = Vec::new();
    for (_, text) in parts.site.files.iter().filter(|(file, _)| file.contains("contentlayer.config")) {
        let content = text.split("contentDirPath").nth(1).map(quoted).unwrap_or_default();
        let content = content.trim_start_matches("./");
        for rest in text.split("filePathPattern").skip(1) {
            let pattern = quoted(rest);
            let start = pattern.split(['*', '{', '[']).next().unwrap_or_default().trim_matches('/');
            let folder = format!("{content}/{start}");
            let folder = folder.trim_matches('/');
            if is_of_articles(content) || is_of_articles(folder) || start.is_empty() {
                found.push(folder.to_owned());
            }
        }
    }
    let reads = parts.site.files.iter().any(|(file, _)| file.contains("contentlayer.config"));
    if found.is_empty() && !reads {
        let is_there = |folder: &&&str| parts.site.folders.iter().any(|own| own == **folder);
        found.extend(FOLDERS.iter().find(is_there).map(|folder| (*folder).to_owned()));
    }
    found
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
