//! What is particular of Nikola: the folders and addresses that `POSTS` pairs, languages with an address of their own, and the
//! endings of addresses.

use super::literals::SPREAD;
use super::python::is_literal;
use super::{Parts, extensions, search_in, text_at, texts_at, truth_at};
use crate::config::{Config, Future, Paths, Permalink, Root, SiteLanguage};
use crate::tree::{Content, Node, Pair};

/// Settings that may change which articles come out or their addresses, and are not followed.
const UNREAD: [&str; 3] =
    ["FILE_METADATA_REGEXP", "FILE_METADATA_UNSLUGIFY_TITLES", "POSTS_SECTION_FROM_META"];

/// The endings of files that are read.
const ENDINGS: [&str; 12] =
    ["md", "markdown", "mdown", "mkd", "mdx", "html", "htm", "rst", "txt", "org", "adoc", "asciidoc"];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let root = parts.root;
    config.input.fields.take_topics_from_categories();
    config.input.layout.reads_days = false;
    config.input.layout.has_companions = true;
    config.input.fields.read_heads_beside();
    if truth_at(root, "FUTURE_IS_NOW") == Some(true) && !parts.is_unknown("FUTURE_IS_NOW") {
        config.input.future = Future::Publish;
    }
    languages(parts, config);
    posts(parts, config);
    let says = |key: &&str| {
        root.get(key).is_some_and(|node| {
            node.says_something() && node.scalar().and_then(|own| own.truth()) != Some(false)
        })
    };
    let mut keys: Vec<&str> = UNREAD.into_iter().filter(says).collect();
    keys.extend((truth_at(root, "USE_SLUGIFY") == Some(false)).then_some("USE_SLUGIFY"));
    for key in keys {
        let message = format!(
            "`{key}` is not followed, though it may change which articles come out or their addresses"
        );
        config.findings.push(parts.finding(key, message));
    }
    extensions::hold(parts, config);
}

/// The languages, the default one first, each with what its addresses begin with.
fn languages(parts: &Parts<'_>, config: &mut Config) {
    let default = text_at(parts.root, "DEFAULT_LANG").unwrap_or_else(|| "en".to_owned());
    let Some(Content::Mapping(mapping)) = parts.root.get("TRANSLATIONS").map(|node| &node.content) else {
        return;
    };
    let mut languages = vec![SiteLanguage::new(default.clone(), "")];
    for pair in mapping.pairs() {
        let prefix =
            pair.value.text().unwrap_or_default().trim_start_matches("./").trim_matches('/').to_owned();
        let tag = if pair.key == "DEFAULT_LANG" { default.clone() } else { pair.key.to_string() };
        match languages.iter_mut().find(|own| own.tag == tag) {
            Some(own) => own.prefix = prefix,
            None => languages.push(SiteLanguage::new(tag, prefix)),
        }
    }
    if languages.len() > 1 || languages.iter().any(|own| !own.prefix.is_empty()) {
        config.input.layout.languages = languages;
    }
}

/// The folders of articles and the patterns of their addresses.
fn posts(parts: &Parts<'_>, config: &mut Config) {
    let posts = parts.root.get("POSTS");
    let ending = if truth_at(parts.root, "PRETTY_URLS") == Some(false) { ".html" } else { "/" };
    let mut folders: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_known = posts.is_some_and(is_literal) && !parts.is_unknown("POSTS");
    let is_free = !holds(parts, config);
    for entry in entries(posts) {
        let Some(glob) = entry.first().and_then(Node::text) else {
            is_known = false;
            continue;
        };
        let (folder, names) = glob.rsplit_once('/').unwrap_or(("", glob));
        let prefix = parts.folder(folder);
        // A pattern of names that is more than an ending leaves out others.
        let is_plain = names
            .strip_prefix('*')
            .is_some_and(|ending| ending.is_empty() || ending == ".*" || !ending.contains(['*', '?', '[']))
            && !folder.contains(['*', '?', '[']);
        let destination = destination(entry.get(1), parts.root).filter(|_| is_plain);
        is_known &= destination.is_some();
        let pattern = match destination.filter(|_| is_free) {
            Some(destination) => format!("/:language/{destination}/:folder_names/:basename{ending}"),
            None => Permalink::HELD.to_owned(),
        };
        let names = names.trim_start_matches('*').to_owned();
        if names.contains("ipynb") {
            let message = "notebooks in `POSTS` are not read".to_owned();
            config.findings.push(parts.finding("POSTS", message));
        }
        match folders.iter_mut().find(|(own, _)| *own == prefix) {
            Some((_, endings)) => {
                endings.push(names);
                // Which of two addresses is meant depends on the ending.
                let other = config
                    .input
                    .permalinks
                    .iter_mut()
                    .find(|own| own.prefix == prefix && own.pattern != pattern);
                is_known &= other.is_none();
                other.into_iter().for_each(|other| Permalink::HELD.clone_into(&mut other.pattern));
            }
            None => {
                config.input.layout.roots.push(Root { folder: prefix.clone(), language: None });
                config.input.permalinks.push(Permalink { prefix: prefix.clone(), pattern });
                folders.push((prefix, vec![names]));
            }
        }
    }
    if !is_known {
        let message =
            "`POSTS` is not literal in all of its parts, or not followed, and what is not is not published";
        config.findings.push(parts.finding("POSTS", message.to_owned()));
    }
    search(&folders, config);
}

/// The entries of `POSTS`.
fn entries<'n, 'a>(posts: Option<&'n Node<'a>>) -> Vec<&'n [Node<'a>]> {
    match posts.map(Node::items) {
        // One entry in brackets is no list of entries in Python.
        Some(entry) if entry.first().is_some_and(|first| first.text().is_some()) => vec![entry],
        Some(entries) => entries.iter().map(Node::items).collect(),
        None => Vec::new(),
    }
}

/// Whether settings hold back all articles, with a finding for each: those of languages, of addresses and of what heads mean.
fn holds(parts: &Parts<'_>, config: &mut Config) -> bool {
    let root = parts.root;
    let decides = ["DEFAULT_LANG", "TRANSLATIONS", "PRETTY_URLS", "USE_TAG_METADATA", "FILE_METADATA_REGEXP"];
    let mut keys: Vec<&str> = decides.into_iter().filter(|key| parts.is_unknown(key)).collect();
    let changes = |key: &str| parts.program.is_some_and(|program| program.change(key).is_some());
    // A list that takes entries away says less than the one that is read.
    keys.extend(changes("POSTS").then_some("POSTS"));
    // Without what finds the posts there are others, or none.
    let finds_others = texts_at(root, "DISABLED_PLUGINS").iter().any(|name| name == "scan_posts");
    keys.extend(finds_others.then_some("DISABLED_PLUGINS"));
    let pattern = text_at(root, "TRANSLATIONS_PATTERN");
    let is_usual = pattern.is_none_or(|pattern| pattern == "{path}.{lang}.{ext}");
    let has_others = config.input.layout.languages.len() > 1;
    let is_read = is_usual && !parts.is_unknown("TRANSLATIONS_PATTERN");
    keys.extend(["TRANSLATIONS_PATTERN"].into_iter().filter(|_| has_others && !is_read));
    let is_of_status = |pattern: &String| pattern.contains("(?P<status>");
    keys.extend(text_at(root, "FILE_METADATA_REGEXP").filter(is_of_status).map(|_| "FILE_METADATA_REGEXP"));
    for (key, is_of_values) in [("METADATA_MAPPING", false), ("METADATA_VALUE_MAPPING", true)] {
        let is_harmless = !changes(key) && maps(root.get(key), is_of_values);
        keys.extend([key].into_iter().filter(|_| !is_harmless));
    }
    for key in &keys {
        let message = format!(
            "`{key}` is not literal or not followed, and the articles are held back; set `input.paths` and `input.permalink` \
             in feedmill.yaml"
        );
        config.findings.push(parts.finding(key, message));
    }
    !keys.is_empty()
}

/// Whether what the site makes of the keys of heads, or of their values, leaves alone what holds articles back.
fn maps(node: Option<&Node<'_>>, is_of_values: bool) -> bool {
    const DECIDING: [&str; 5] = ["status", "date", "slug", "tags", "tag"];
    let is_harmless = |pair: &Pair<'_>| {
        let name = if is_of_values { Some(&*pair.key) } else { pair.value.text() };
        // Values of tags are put together and spelled as is usual for the site.
        pair.key != SPREAD
            && name.is_some_and(|name| !DECIDING.contains(&name) || (is_of_values && name.starts_with("tag")))
    };
    let Some(node) = node else { return true };
    let Content::Mapping(formats) = &node.content else { return false };
    formats.pairs().iter().all(|format| match &format.value.content {
        Content::Mapping(names) => format.key != SPREAD && names.pairs().iter().all(is_harmless),
        _ => false,
    })
}

/// Searches in the folders, each with the endings of files that are taken from it.
fn search(folders: &[(String, Vec<String>)], config: &mut Config) {
    let found = folders.iter().map(|(folder, _)| folder.trim_end_matches('/').to_owned()).collect();
    search_in(found, &mut config.input);
    let Paths::Folders { except, .. } = &mut config.input.paths else { return };
    for (folder, names) in folders {
        let is_taken = |ending: &&&str| {
            names.iter().any(|name| {
                !name.contains('.') || name.ends_with(&format!(".{ending}")) || name.ends_with(".*")
            })
        };
        let others = ENDINGS.iter().filter(|ending| !is_taken(ending));
        except.extend(others.map(|ending| format!("{folder}**/*.{ending}")));
    }
}

/// The folder of addresses, in the default language where each has its own.
fn destination(node: Option<&Node<'_>>, root: &Node<'_>) -> Option<String> {
    let node = node?;
    let of_default = || {
        let default = text_at(root, "DEFAULT_LANG").unwrap_or_else(|| "en".to_owned());
        node.get(&default).or_else(|| node.get("DEFAULT_LANG"))
    };
    let text = match &node.content {
        Content::Scalar(_) => node.text(),
        Content::Mapping(mapping) if mapping.pairs().len() == 1 => of_default().and_then(Node::text),
        _ => None,
    };
    text.map(|text| text.trim_matches('/').to_owned())
}
