//! What is particular of Nikola: the folders and addresses that `POSTS` pairs, languages with an address of their own, and the
//! endings of addresses.

use super::python::is_literal;
use super::{Parts, search_in, setting, text_at, truth_at};
use crate::config::{Config, Future, Paths, Permalink, Root, SiteLanguage};
use crate::tree::{Content, Node};

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
    if truth_at(root, "FUTURE_IS_NOW") == Some(true) && !parts.is_changed("FUTURE_IS_NOW") {
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
        config.findings.push(setting(&parts.file(), root.get(key), message));
    }
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
    let mut is_known = posts.is_some_and(is_literal) && !parts.is_changed("POSTS");
    let has_languages = has_languages(parts, config);
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
        let pattern = match destination.filter(|_| has_languages) {
            Some(destination) => format!("/:language/{destination}/:folder_names/:basename{ending}"),
            None => Permalink::HELD.to_owned(),
        };
        let names = names.trim_start_matches('*').to_owned();
        if names.contains("ipynb") {
            let message = "notebooks in `POSTS` are not read".to_owned();
            config.findings.push(setting(&parts.file(), entry.first(), message));
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
        config.findings.push(setting(&parts.file(), posts, message.to_owned()));
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

/// Whether all languages of the site are known, with a finding where they are not.
fn has_languages(parts: &Parts<'_>, config: &mut Config) -> bool {
    let translations = parts.root.get("TRANSLATIONS");
    let has_languages = translations.is_none_or(is_literal) && !parts.is_changed("TRANSLATIONS");
    if !has_languages {
        let message = "`TRANSLATIONS` is not literal, and the articles are held back; set `input.permalink` in feedmill.yaml";
        config.findings.push(setting(&parts.file(), translations, message.to_owned()));
    }
    has_languages
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
