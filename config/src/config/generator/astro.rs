//! What is particular of Astro: collections of content and their folders, the pages that make their addresses, and the site's
//! own feed, which says what its articles are. All are programs, read for what they say literally.
//!
//! An address is known where a page with a name in brackets takes the entries of one collection, and names them by their id
//! or slug. Where it is not, the articles are held back, with a finding.

use super::choice::Choice;
use super::literals::{Language, Token, Word, tokens};
use super::outcome::closing;
use super::route::known::Known;
use super::route::programs::helpers;
use super::route::{Named, Route, route};
use super::{Parts, address, keys, setting, text_at};
use crate::config::{Config, Paths, Permalink, Root, SiteLanguage};
use crate::finding::{Finding, Rule};
use crate::ordered;
use crate::record::defaults::{DefaultSet, Defaults};
use crate::record::holding;
use crate::tree::{Content, Mapping, Node, Pair, Scalar};

/// What collections of articles are called where the site has no feed of its own that says so.
const ARTICLES: [&str; 14] = [
    "blog", "blogs", "post", "posts", "article", "articles", "news", "writing", "writings", "essays",
    "journal", "entries", "notes", "blogposts",
];

/// A collection of entries.
struct Collection {
    name: String,
    /// Its folder below the site's, which ids are counted from.
    folder: String,
    /// The folder below it that its pattern begins with.
    start: String,
    /// Globs of what does not belong to it, below the folder.
    except: Vec<String>,
}

/// What the site's own feed says.
#[derive(Default)]
struct Feed {
    /// The collections that it takes its entries from.
    collections: Vec<String>,
    /// The path of an entry, with `:entry` for its id.
    link: Option<String>,
    /// The key of the date.
    date: Option<String>,
}

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let root = parts.root;
    keys::read(config);
    if config.site.language.is_none() {
        let tag = text_at(root, "i18n.defaultLocale");
        config.site.language = tag.and_then(|tag| crate::language::tag(&tag).ok());
    }
    let base = text_at(root, "base").unwrap_or_default();
    let base = base.trim_matches('/');
    if !base.is_empty() {
        config.site.home = config.site.url.join(&format!("{base}/")).ok().map(String::from);
    }
    let (collections, unread) = collections(parts);
    let helpers = helpers(parts.site);
    let known = Known::of(parts.site, &helpers, &[]);
    let routes: Vec<Route> =
        parts.texts("src/pages/", ".astro").filter_map(|(file, text)| route(file, text, &known)).collect();
    let feed = parts.site.files.iter().filter(|(file, _)| is_feed(file)).map(|(_, text)| feed(text)).next();
    let feed = feed.unwrap_or_default();
    if let Some(key) = &feed.date {
        let others = keys::PUBLISHED.iter().map(|&key| key.to_owned()).filter(|other| other != key);
        let keys = std::iter::once(key.clone()).chain(others).collect();
        config.input.fields.replace("published", keys);
    }
    let (mut folders, mut except) = (Vec::new(), Vec::new());
    let end = end_of_addresses(root);
    let address = |pattern: &str| address(base, pattern, end);
    for collection in articles(&collections, &routes, &feed) {
        let Some(place) = place_of(collection, &routes, &feed, collections.len()) else {
            config.findings.push(unknown(parts, collection));
            continue;
        };
        if place.choice.unread.is_some() {
            config.findings.push(chosen(parts, collection, &place.choice));
            continue;
        }
        let folder = parts.folder(&collection.folder);
        config.input.fields.own_words_mut().ask(&folder, place.choice.asked.clone());
        for (below, language) in roots(parts, collection, &place) {
            let tag = language.as_deref().unwrap_or_default();
            let pattern = address(&place.pattern.replace(":language", tag));
            let prefix = format!("{folder}{below}");
            config.input.permalinks.push(Permalink { prefix: prefix.clone(), pattern });
            config.input.layout.roots.push(Root { folder: prefix, language });
        }
        folders.push(parts.below(&format!("{}/{}", collection.folder, collection.start)));
        except.extend(collection.except.iter().map(|glob| format!("{folder}{glob}")));
    }
    config.findings.extend(unread);
    let sets = schemas(parts, &collections);
    config.input.fields.set_defaults(Defaults { sets, ..Defaults::default() });
    let pages = parts.folder("src/pages");
    config.input.permalinks.push(Permalink { prefix: pages.clone(), pattern: address(":page") });
    except.push(format!("{pages}**/_*"));
    config.input.layout.roots.push(Root { folder: pages, language: None });
    folders.push(parts.below("src/pages"));
    config.input.paths = Paths::Folders { folders, except };
    name_languages(config);
}

/// The languages of the roots, the default one first.
fn name_languages(config: &mut Config) {
    let layout = &mut config.input.layout;
    let mut tags: Vec<String> = layout.roots.iter().filter_map(|root| root.language.clone()).collect();
    ordered::sort_by_cached_key(&mut tags, |tag| (Some(tag) != config.site.language.as_ref(), tag.clone()));
    tags.dedup();
    layout.languages = tags.into_iter().map(|tag| SiteLanguage::new(tag.clone(), tag)).collect();
}

/// What addresses end with.
fn end_of_addresses(root: &Node<'_>) -> &'static str {
    match (text_at(root, "trailingSlash").as_deref(), text_at(root, "build.format").as_deref()) {
        (Some("never"), _) => "",
        (Some("always"), _) => "/",
        (_, Some("file")) => ".html",
        _ => "/",
    }
}

/// The collections whose entries are articles: those of the site's own feed, else those that are called like it, else all.
fn articles<'c>(collections: &'c [Collection], routes: &[Route], feed: &Feed) -> Vec<&'c Collection> {
    let of = |is_one: &dyn Fn(&Collection) -> bool| {
        collections.iter().filter(|own| is_one(own)).collect::<Vec<_>>()
    };
    let of_feed = of(&|own| feed.collections.contains(&own.name));
    if !of_feed.is_empty() {
        return of_feed;
    }
    let of_name = of(&|own| ARTICLES.contains(&own.name.to_ascii_lowercase().as_str()));
    if !of_name.is_empty() {
        return of_name;
    }
    of(&|own| collections.len() == 1 || routes.iter().any(|route| route.collections.contains(&own.name)))
}

/// The route of a collection's entries: the page that takes them, else the path that the site's own feed gives them.
fn place_of(collection: &Collection, routes: &[Route], feed: &Feed, all: usize) -> Option<Route> {
    let takes = |route: &&Route| route.collections.contains(&collection.name);
    let is_named = |route: &&Route| {
        let above = route.pattern.split(':').next().unwrap_or_default().trim_matches('/');
        let last = above.rsplit('/').next().unwrap_or_default();
        route.collections.is_empty() && (last.eq_ignore_ascii_case(&collection.name) || all == 1)
    };
    let known = || routes.iter().filter(|route| route.named != Named::Unknown);
    let one = |found: Vec<&Route>| match found.as_slice() {
        [route] => Some((*route).clone()),
        _ => None,
    };
    let of_feed = || {
        let is_of_feed = feed.collections.len() == 1 && feed.collections.contains(&collection.name);
        let pattern = feed.link.clone().filter(|_| is_of_feed)?;
        let mut choice = Choice::default();
        // The pages choose their entries although it is not known what they are called there.
        for route in routes.iter().filter(|route| !route.is_of_lists && (takes(route) || is_named(route))) {
            choice.join(route.choice.clone());
        }
        let named = Named::Entry;
        Some(Route { pattern, collections: Vec::new(), named, choice, is_of_lists: false })
    };
    one(known().filter(takes).collect()).or_else(of_feed).or_else(|| one(known().filter(is_named).collect()))
}

/// The folders below the collection's that the ids in addresses are counted from, each with its language.
fn roots(parts: &Parts<'_>, collection: &Collection, place: &Route) -> Vec<(String, Option<String>)> {
    let start = format!("{}/", collection.folder.trim_matches('/'));
    let below = parts.site.folders.iter().filter_map(|folder| folder.strip_prefix(&start));
    let mut roots: Vec<(String, Option<String>)> = match place.pattern.contains(":language") {
        true => {
            let languages =
                below.filter(|folder| !folder.contains('/') && crate::language::tag(folder).is_ok());
            return languages.map(|folder| (format!("{folder}/"), Some(folder.to_owned()))).collect();
        }
        false => vec![(String::new(), None)],
    };
    if place.named == Named::PathWithoutHidden {
        let hidden =
            below.filter(|folder| folder.rsplit('/').next().is_some_and(|name| name.starts_with('_')));
        roots.extend(hidden.map(|folder| (format!("{folder}/"), None)));
    }
    roots
}

/// What a page takes entries by, and is not followed.
fn chosen(parts: &Parts<'_>, collection: &Collection, choice: &Choice) -> Finding {
    let message = format!(
        "a page of the site takes the entries of `{}` by more than words that hold back, and they are held back; set `input.paths` and \
         `input.permalink` in feedmill.yaml",
        collection.name
    );
    let path = choice.file.as_ref().map_or_else(|| parts.file(), |file| parts.below(file));
    Finding { rule: Rule::UnreadSetting, path, position: choice.unread, message }
}

/// The values of words that the schemas of collections give to entries that say nothing.
fn schemas(parts: &Parts<'_>, collections: &[Collection]) -> Vec<DefaultSet> {
    let mut sets = Vec::new();
    for (file, text) in parts.site.files.iter().filter(|(file, _)| file.contains("content")) {
        let tokens = tokens(text, Language::JavaScript);
        let word = |at: usize| tokens.get(at).map(|token| &token.word);
        for (at, token) in tokens.iter().enumerate() {
            let Word::Name(key) = token.word else { continue };
            let is_key = word(at.saturating_add(1)) == Some(&Word::Sign(':'));
            if holding::word_of(key).is_none() || !is_key {
                continue;
            }
            let mut place = at;
            while place < tokens.len() && !matches!(word(place), Some(Word::Sign(',' | '}' | ';'))) {
                if matches!(word(place), Some(Word::Sign('(' | '[' | '{'))) {
                    place = closing(&tokens, place);
                }
                place = place.saturating_add(1);
            }
            let default = (at..place).rev().find(|place| word(*place) == Some(&Word::Name("default")));
            let value = match default.and_then(|default| word(default.saturating_add(2))) {
                Some(Word::Name(name @ ("true" | "false"))) => (*name).to_owned(),
                Some(Word::Text(Some(text))) => text.to_string(),
                _ => continue,
            };
            let name = holding::word_of(key).map_or("", |word| word.name);
            if !matches!(holding::verdict(name, &value), holding::Verdict::Held | holding::Verdict::Free) {
                continue;
            }
            // The schema is that of the collection whose name is declared last before it.
            let declared = collections.iter().filter(|own| {
                let before = tokens.get(..at).unwrap_or_default().iter().rev();
                before
                    .filter_map(|token| match &token.word {
                        Word::Name(name) => Some(*name),
                        _ => None,
                    })
                    .find(|name| collections.iter().any(|own| own.name == *name))
                    .is_none_or(|name| own.name == name)
            });
            for own in declared {
                let prefix = parts.folder(&own.folder);
                let content = Content::Scalar(Scalar::text(value.clone()));
                let mut values = Mapping::default();
                values.push(Pair {
                    key: key.into(),
                    key_position: token.position,
                    value: Node { position: token.position, content },
                });
                let whole = Node { position: token.position, content: Content::Mapping(values) };
                sets.extend(super::defaults(&prefix, &whole, parts.below(file), &|_| false));
            }
        }
    }
    sets
}

fn unknown(parts: &Parts<'_>, collection: &Collection) -> Finding {
    let message = format!(
        "no page of the site says literally where the entries of `{}` are, and they are held back; set `input.paths` and \
         `input.permalink` in feedmill.yaml",
        collection.name
    );
    Finding { rule: Rule::UnreadSetting, path: parts.file(), position: None, message }
}

/// The collections of the site, and what could not be read of them.
fn collections(parts: &Parts<'_>) -> (Vec<Collection>, Vec<Finding>) {
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    let declared = match parts.root.get("collections").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    for pair in declared {
        let legacy = || Some(own_folder(&pair.key));
        let read = match pair.value.get("loader") {
            None => legacy(),
            // What is not a call with an object is a loader of something else than files of a folder.
            Some(loader) if !loader.is_mapping() => continue,
            Some(loader) => loaded(&pair.key, loader),
        };
        match read {
            Some(collection) => found.push(collection),
            None => {
                let message = format!(
                    "the folder or pattern of the collection `{}` is not followed, and its entries are held back; set \
                     `input.paths` and `input.permalink` in feedmill.yaml",
                    pair.key
                );
                let file =
                    parts.site.files.iter().map(|(file, _)| file).find(|file| file.contains("content"));
                let file = file.map_or_else(|| parts.file(), |file| parts.below(file));
                findings.push(setting(&file, Some(&pair.value), message));
            }
        }
    }
    let folders = parts.site.folders.iter().filter_map(|folder| folder.strip_prefix("src/content/"));
    for name in folders.filter(|name| !name.contains('/') && !name.starts_with(['_', '.'])) {
        if declared.is_empty() {
            found.push(own_folder(name));
        }
    }
    (found, findings)
}

/// A collection that is what is in its folder.
fn own_folder(name: &str) -> Collection {
    Collection {
        name: name.to_owned(),
        folder: format!("src/content/{name}"),
        start: String::new(),
        except: vec!["**/_*".to_owned()],
    }
}

/// A collection that a pattern of files loads.
fn loaded(name: &str, loader: &Node<'_>) -> Option<Collection> {
    if loader.get("generateId").is_some() {
        return None;
    }
    let base = match loader.get("base") {
        None => ".".to_owned(),
        Some(_) => text_at(loader, "base")?,
    };
    let folder = base.trim_start_matches("./").trim_matches(['/', '.']).to_owned();
    let patterns: Vec<&str> = match loader.get("pattern")? {
        node if node.text().is_some() => node.text().into_iter().collect(),
        node => node.items().iter().filter_map(Node::text).collect(),
    };
    let (taken, not_taken): (Vec<&str>, Vec<&str>) = patterns.iter().partition(|text| !text.starts_with('!'));
    let (start, is_deep) =
        taken.iter().map(|text| shape(text)).reduce(|one, other| if one == other { one } else { None })??;
    let mut except: Vec<String> =
        not_taken.iter().map(|text| text.trim_start_matches('!').to_owned()).collect();
    if !is_deep {
        except.push(format!("{start}*/**"));
    }
    Some(Collection { name: name.to_owned(), folder, start, except })
}

/// The folder that a pattern begins with, and whether it goes into folders below; nothing where it is no plain one of files by
/// their endings.
fn shape(pattern: &str) -> Option<(String, bool)> {
    let pattern = pattern.trim_start_matches("./");
    let (folders, file) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let is_deep = folders == "**" || folders.ends_with("/**") || file.starts_with("**");
    let start = folders.trim_end_matches("**").trim_end_matches('/');
    let name = file.split('.').next().unwrap_or_default();
    let is_plain = matches!(name, "*" | "**" | "[^_]*" | "[!_]*") && file.contains('.');
    let is_known = is_plain && !start.contains(['*', '{', '[', '!', '(']);
    is_known.then(|| (if start.is_empty() { String::new() } else { format!("{start}/") }, is_deep))
}

/// Whether a file may hold functions that pages choose entries by, and nothing else that is read.
pub fn is_helper(file: &str) -> bool {
    let others = [
        "components", "pages", "layouts", "content", "styles", "assets", "integrations", "plugins", "icons",
        "i18n",
    ];
    let is_program = [".ts", ".js", ".mjs"].iter().any(|ending| file.ends_with(ending));
    let folder = file.strip_prefix("src/").and_then(|below| Some(below.split_once('/')?.0));
    is_program && folder.is_some_and(|folder| !others.contains(&folder)) && !file.contains(".test.")
}

/// Whether the file makes the site's own feed.
pub(super) fn is_feed(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let is_program = name.ends_with(".js") || name.ends_with(".ts");
    is_program && ["rss.", "feed.", "atom.", "index.xml."].iter().any(|start| name.starts_with(start))
}

/// What the program of a feed says of its entries.
fn feed(text: &str) -> Feed {
    let tokens = tokens(text, Language::JavaScript);
    let mut feed = Feed { collections: super::route::collections(&tokens), ..Feed::default() };
    let mut links: Vec<Option<String>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let behind = tokens.get(at.saturating_add(1)..).unwrap_or_default();
        let is_key = matches!(behind.first().map(|token| &token.word), Some(Word::Sign(':' | '=')));
        let value = behind.get(1..).unwrap_or_default();
        match token.word {
            Word::Name("link" | "url") if is_key => links.extend(link(value)),
            Word::Name("pubDate" | "date") if is_key => feed.date = feed.date.or_else(|| date(value)),
            _ => {}
        }
    }
    links.dedup();
    if let [Some(link)] = links.as_slice() {
        feed.link = Some(link.clone());
    }
    feed
}

/// The path that a template makes of an entry's id; `Some(None)` where it makes something else.
fn link(value: &[Token<'_>]) -> Option<Option<String>> {
    let Word::Template(template) = value.first()?.word else { return None };
    let (before, behind) = template.split_once("${")?;
    let (code, after) = behind.split_once('}')?;
    let is_entry = matches!(code.trim().rsplit('.').next(), Some("id" | "slug"));
    let is_path = before.is_empty() || before.starts_with('/') || !before.contains(':');
    let is_whole = is_entry && is_path && !after.contains("${");
    Some(is_whole.then(|| format!("/{}:entry{after}", before.trim_start_matches('/'))))
}

/// The key of an entry's data that a value is.
fn date(value: &[Token<'_>]) -> Option<String> {
    let words: Vec<&Word<'_>> = value.iter().take(6).map(|token| &token.word).collect();
    let (key, end) = match words.as_slice() {
        [Word::Name(_), Word::Sign('.'), Word::Name("data"), Word::Sign('.'), Word::Name(key), end, ..] => {
            (key, end)
        }
        [Word::Name("data"), Word::Sign('.'), Word::Name(key), end, ..] => (key, end),
        _ => return None,
    };
    matches!(end, Word::Sign(',' | '}')).then(|| (*key).to_owned())
}
