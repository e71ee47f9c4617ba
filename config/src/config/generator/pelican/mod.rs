//! What is particular of Pelican: the pattern of addresses, which Python's formatting fills in; categories by folder; what names of
//! files and the site say of articles. Settings that are not known hold back what they may concern.

mod slugs;

use std::collections::BTreeSet;

use self::slugs::Slugs;
use super::literals::SPREAD;
use super::python::is_literal;
use super::{Parts, extensions, leave_out, plain_path, search_in, text_at, texts_at, truth_at};
use crate::config::conventions::Slug;
use crate::config::{Config, Future, Paths, Permalink, Root};
use crate::model::Position;
use crate::ordered::CollectOrdered;
use crate::record::defaults::{self, DefaultSet, Defaults, ScopePattern};
use crate::tree::{Content, Mapping, Node, Pair, Scalar};

/// Settings that may change which articles come out or their addresses, and are not followed.
const UNREAD: [&str; 2] = ["ARTICLE_PERMALINK_STRUCTURE", "DEFAULT_DATE"];

/// Settings that say which files are articles, and which of them come out: where one is not known, none does.
const HOLDING: [&str; 9] = [
    "PATH", "ARTICLE_PATHS", "ARTICLE_DIR", "ARTICLE_EXCLUDES", "IGNORE_FILES", "FILENAME_METADATA",
    "PATH_METADATA", "SLUGIFY_SOURCE", "SLUGIFY_USE_UNICODE",
];

/// What the site may set for files whose names are not known, since it has no say in whether or where they come out.
const HARMLESS: [&str; 4] = ["path", "template", "title", "summary"];

/// Values that go into the address and are made from the article itself.
const FIELDS: [(&str, &str); 4] =
    [("slug", ":slugorheading"), ("category", ":first_category"), ("author", ":author"), ("lang", ":lang")];

/// The directives of Python's dates.
const DATES: [(&str, &str); 14] = [
    ("Y", ":year"),
    ("y", ":short_year"),
    ("m", ":month"),
    ("-m", ":i_month"),
    ("b", ":short_month"),
    ("B", ":long_month"),
    ("d", ":day"),
    ("-d", ":i_day"),
    ("a", ":short_day"),
    ("A", ":long_day"),
    ("j", ":y_day"),
    ("H", ":hour"),
    ("M", ":minute"),
    ("S", ":second"),
];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let root = parts.root;
    let content = content(parts);
    let input = &mut config.input;
    input.fields.take_topics_from_categories();
    input.fields.read_lines_in_marks();
    if truth_at(root, "SLUGIFY_USE_UNICODE") == Some(true) {
        input.layout.slug = Slug::Headings;
    }
    if !parts.is_unknown("WITH_FUTURE_DATES") && truth_at(root, "WITH_FUTURE_DATES") != Some(false) {
        input.future = Future::Publish;
    }
    let folder = parts.folder(&content);
    input.layout.roots = vec![Root { folder: folder.clone(), language: None }];
    let below = |name: &str| format!("{folder}{}", name.trim_matches('/')).trim_matches('/').to_owned();
    let folders = picked(parts, &content).or_else(|| listed(root, &["ARTICLE_PATHS", "ARTICLE_DIR"]));
    let folders = folders.unwrap_or_else(|| vec![String::new()]);
    search_in(folders.iter().map(|name| below(name)).collect(), input);
    let mut ignored_files = Vec::new();
    if let Paths::Folders { except, .. } = &mut input.paths {
        let pages =
            self::listed(root, &["PAGE_PATHS", "PAGE_DIR"]).unwrap_or_else(|| vec!["pages".to_owned()]);
        let others = texts_at(root, "ARTICLE_EXCLUDES");
        let kept = |name: &String| !name.is_empty() && !folders.contains(name);
        except.extend(pages.iter().chain(&others).filter(|name| kept(name)).map(|name| below(name)));
        // Names of files and folders, wherever they are; braces mean nothing there.
        let ignored = texts_at(root, "IGNORE_FILES");
        let ignored = ignored.iter().map(|glob| glob.replace('{', "[{]").replace('}', "[}]"));
        ignored_files.extend(ignored.map(|glob| below(&format!("**/{glob}"))));
        if content == "." {
            // What Pelican writes and what it is made of are below its own folder.
            let output = text_at(root, "OUTPUT_PATH").unwrap_or_else(|| "output".to_owned());
            except.extend([output, "theme".to_owned(), "themes".to_owned()].iter().map(|name| below(name)));
        }
    }
    ignored_files.extend(unread_endings(parts).into_iter().map(|ending| below(&format!("**/*.{ending}"))));
    leave_out(ignored_files, &mut config.input);
    addresses(parts, &folder, config);
    config.input.fields.set_defaults(Defaults {
        folder: folder.clone(),
        sets: sets(parts, &folder, config),
        names_categories: truth_at(root, "USE_FOLDER_AS_CATEGORY") != Some(false),
        ..Defaults::default()
    });
    report(parts, config);
    extensions::hold(parts, config);
}

/// The folder of content, below that of the site.
fn content(parts: &Parts<'_>) -> String {
    // The command line names it where the settings do not, and everybody calls it alike.
    let is_there = parts.site.folders.iter().any(|folder| folder == "content");
    text_at(parts.root, "PATH")
        .unwrap_or_else(|| if is_there { "content".to_owned() } else { ".".to_owned() })
}

/// The folders of articles, where the settings pick those of some names.
fn picked(parts: &Parts<'_>, content: &str) -> Option<Vec<String>> {
    let node = parts.root.get("ARTICLE_PATHS")?;
    let names = ScopePattern::new(node.get(SPREAD)?.text()?)?;
    let content = format!("{}/", plain_path(content));
    let below = parts.site.folders.iter().filter_map(|folder| folder.strip_prefix(&content));
    Some(below.filter(|name| !name.contains('/') && names.matches(name)).map(str::to_owned).collect())
}

/// The endings of files that no reader reads, or one that is not known.
fn unread_endings<'n>(parts: &'n Parts<'_>) -> Vec<&'n str> {
    let Some(Content::Mapping(readers)) = parts.root.get("READERS").map(|node| &node.content) else {
        return Vec::new();
    };
    readers.pairs().iter().map(|pair| &*pair.key).filter(|ending| *ending != SPREAD).collect()
}

/// The texts under the first of these keys that says them literally.
fn listed(root: &Node<'_>, keys: &[&str]) -> Option<Vec<String>> {
    let key = keys
        .iter()
        .find(|key| root.get(key).is_some_and(|node| node.says_something() && is_literal(node)))?;
    Some(texts_at(root, key))
}

/// The patterns of the addresses of articles.
fn addresses(parts: &Parts<'_>, folder: &str, config: &mut Config) {
    let root = parts.root;
    let slugs = Slugs::of(parts);
    let of_path = text_at(root, "PATH_METADATA").filter(|pattern| is_whole_path(pattern));
    let path = of_path
        .as_deref()
        .and_then(|pattern| pattern.split_once("(?P<")?.1.split_once('>'))
        .map(|(name, _)| name);
    let mut own_key = None;
    let mut pattern = |key: &str, default: &str| -> Option<String> {
        let written = match root.get(key) {
            // Names of files would say which pattern counts.
            _ if parts.is_unknown(key) || slugs.refused.contains(&"lang") => return None,
            Some(node) => node.text()?.to_owned(),
            None => default.to_owned(),
        };
        translated(&written, &slugs, path, &mut own_key)
    };
    let own = pattern("ARTICLE_URL", "{slug}.html");
    let held = held(parts);
    let is_apart = root.get("I18N_SUBSITES").is_some_and(Node::says_something)
        || root.get("ARTICLE_LANG_SAVE_AS").and_then(Node::scalar) == Some(&Scalar::text(""));
    let others = pattern("ARTICLE_LANG_URL", "{slug}-{lang}.html").filter(|_| !is_apart);
    let pattern = match (own, others) {
        _ if !held.is_empty() => {
            let message = |key: &str| {
                format!(
                    "`{key}` is not followed, and the articles are held back; set `input.paths` and `input.permalink` in \
                     feedmill.yaml"
                )
            };
            config.findings.extend(held.iter().map(|key| parts.finding(key, message(key))));
            Permalink::HELD.to_owned()
        }
        (Some(own), Some(others)) if own == others => own,
        (Some(own), Some(others)) => format!("{own} | {others}"),
        (Some(own), None) => {
            config.findings.push(unread(parts, "ARTICLE_LANG_URL"));
            format!("{own} | {}", Permalink::HELD)
        }
        (None, _) => {
            config.findings.push(unread(parts, "ARTICLE_URL"));
            Permalink::HELD.to_owned()
        }
    };
    let unread: BTreeSet<&str> = slugs.unread.iter().copied().collect_set();
    config.findings.extend(unread.into_iter().map(|key| self::unread(parts, key)));
    config.input.layout.rewrites = slugs.rewrites.map(Box::new);
    if let Some(key) = own_key {
        config.input.fields.name_slug(&key);
    }
    config.input.permalinks.push(Permalink { prefix: folder.to_owned(), pattern });
}

/// The settings by which articles come out or do not, where what they say is not known.
fn held(parts: &Parts<'_>) -> Vec<&'static str> {
    let root = parts.root;
    let is_picked = |key: &str| key == "ARTICLE_PATHS" && picked(parts, "").is_some();
    let is_unknown = |key: &&str| match parts.program.and_then(|program| program.change(key)) {
        None if is_picked(key) => false,
        _ => parts.is_unknown(key),
    };
    let mut keys: Vec<&str> = HOLDING.into_iter().filter(is_unknown).collect();
    let has_readers = root.get("READERS").is_none_or(|node| node.is_mapping() && node.get(SPREAD).is_none());
    let is_changed = parts.program.is_some_and(|program| program.change("READERS").is_some());
    keys.extend((!has_readers || is_changed).then_some("READERS"));
    // Names of files may say the status, and articles may have no pages.
    let says_status = |key: &&str| text_at(root, key).is_some_and(|pattern| pattern.contains("(?P<status>"));
    keys.extend(["FILENAME_METADATA", "PATH_METADATA"].into_iter().filter(says_status));
    let is_nothing = |node: &Node<'_>| {
        node.scalar().is_some_and(|scalar| scalar.text.trim().is_empty() || scalar.truth() == Some(false))
    };
    let has_no_pages = |key: &&str| root.get(key).is_some_and(is_nothing);
    keys.extend(["ARTICLE_SAVE_AS", "ARTICLE_URL"].into_iter().filter(has_no_pages));
    keys
}

/// Whether the regular expression gives a name to the whole path without its ending.
fn is_whole_path(pattern: &str) -> bool {
    let rest = pattern.trim_start_matches('^').strip_prefix("(?P<").and_then(|rest| rest.split_once('>'));
    rest.is_some_and(|(_, rest)| {
        matches!(rest.trim_end_matches('$'), r".*)\..*" | r".+)\..*" | r".*)\..+" | r".+)\..+" | r".*)\.\w+")
    })
}

/// The pattern with our placeholders; `None` where it holds what is not known. `path` is the name of the path without ending,
/// `own_key` becomes that of a key of heads.
fn translated(
    pattern: &str,
    slugs: &Slugs,
    path: Option<&str>,
    own_key: &mut Option<String>,
) -> Option<String> {
    let mut text = String::from("/");
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let (field, after) = behind.split_once('}')?;
        rest = after;
        match field.split_once(':') {
            Some(("date", format)) => text.push_str(&date(format)?),
            Some(_) => return None,
            None if field == "slug" => text.push_str(slugs.placeholder),
            None if slugs.refused.contains(&field) => return None,
            None if Some(field) == path => text.push_str(":source"),
            None => match FIELDS.iter().find(|(name, _)| *name == field) {
                Some((_, ours)) => text.push_str(ours),
                None if own_key.as_deref().is_none_or(|known| known == field) && is_key(field) => {
                    *own_key = Some(field.to_owned());
                    text.push_str(":key");
                }
                None => return None,
            },
        }
    }
    text.push_str(rest);
    Some(text).filter(|text| Permalink::is_pattern(text))
}

/// Whether the field can only be a key of heads.
fn is_key(field: &str) -> bool {
    let is_other = matches!(field, "date" | "path" | "modified" | "tags" | "authors" | "summary");
    !is_other && !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The format of a date with our placeholders.
fn date(format: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once('%') {
        text.push_str(before);
        let (directive, ours) = DATES.iter().find(|(directive, _)| behind.starts_with(directive))?;
        text.push_str(ours);
        rest = behind.get(directive.len()..)?;
    }
    text.push_str(rest);
    Some(text)
}

/// The values that the site lays under the heads of articles: those of all, and those of single files.
fn sets(parts: &Parts<'_>, folder: &str, config: &Config) -> Vec<DefaultSet> {
    let root = parts.root;
    let file = parts.file();
    let set = |path: String, values: Mapping<'static>| DefaultSet {
        path,
        pattern: None,
        kind: None,
        values,
        file: file.clone(),
    };
    let takes_category = config.input.permalinks.iter().any(|own| own.pattern.contains(":first_category"));
    let default = text_at(root, "DEFAULT_CATEGORY").or_else(|| takes_category.then(|| "misc".to_owned()));
    let mut of_all = Mapping::default();
    default.into_iter().for_each(|name| of_all.push(defaults::text("category", name)));
    match root.get("DEFAULT_METADATA").map(|node| &node.content) {
        Some(Content::Mapping(values)) => values_of(values).into_iter().for_each(|pair| of_all.push(pair)),
        Some(_) => of_all.push(unknown_status()),
        None => {}
    }
    if parts.is_unknown("DEFAULT_METADATA") || sets_anywhere(parts) {
        of_all.push(unknown_status());
    }
    if let Some(status) = text_at(root, "DEFAULT_STATUS") {
        of_all.push(defaults::text("status", status));
    }
    let mut sets = vec![set(folder.to_owned(), of_all)];
    if let Some(Content::Mapping(files)) = root.get("EXTRA_PATH_METADATA").map(|node| &node.content) {
        for pair in files.pairs().iter().filter(|pair| pair.key != SPREAD) {
            let mut of_file = Mapping::default();
            match &pair.value.content {
                Content::Mapping(values) => values_of(values).into_iter().for_each(|pair| of_file.push(pair)),
                _ => of_file.push(unknown_status()),
            }
            let path = format!("{folder}{}", plain_path(&pair.key));
            // It is a file, or a folder with all that is below.
            let pattern = ScopePattern::new(&globset::escape(&path));
            sets.push(DefaultSet { pattern, ..set(path, of_file) });
        }
    }
    sets
}

/// Whether the site may say the status, or the address, of files whose names are not known.
fn sets_anywhere(parts: &Parts<'_>) -> bool {
    let is_changed = parts.program.is_some_and(|program| program.change("EXTRA_PATH_METADATA").is_some());
    let is_harmless = |values: &Node<'_>| match &values.content {
        Content::Mapping(values) => values.pairs().iter().all(|pair| HARMLESS.contains(&&*pair.key)),
        _ => false,
    };
    is_changed
        || match parts.root.get("EXTRA_PATH_METADATA").map(|node| &node.content) {
            Some(Content::Mapping(files)) => {
                files.pairs().iter().any(|pair| pair.key == SPREAD && !is_harmless(&pair.value))
            }
            Some(Content::Sequence(nodes)) => !nodes.is_empty(),
            Some(Content::Scalar(scalar)) => !scalar.text.is_empty(),
            Some(Content::Null) => true,
            None => false,
        }
}

/// The values with keys as heads have them; where it is not known what they say of the status, an unknown one.
fn values_of(values: &Mapping<'_>) -> Vec<Pair<'static>> {
    let mut pairs = values.clone().into_owned(Position::OF_DEFAULTS).into_pairs();
    let is_known = |pair: &Pair<'_>| {
        pair.key != SPREAD && (is_literal(&pair.value) || !pair.key.eq_ignore_ascii_case("status"))
    };
    let is_all_known = pairs.iter().all(is_known);
    pairs.iter_mut().for_each(|pair| pair.key = pair.key.to_ascii_lowercase().into());
    if !is_all_known {
        pairs.retain(|pair| pair.key != "status");
        pairs.push(unknown_status());
    }
    pairs
}

/// A status that holds back what does not say its own.
fn unknown_status() -> Pair<'static> {
    defaults::text("status", "not literal".to_owned())
}

/// Says which settings are not followed though they say something.
fn report(parts: &Parts<'_>, config: &mut Config) {
    let root = parts.root;
    let says = |key: &&str| {
        root.get(key).is_some_and(|node| {
            node.says_something() && node.scalar().and_then(|it| it.truth()) != Some(false)
        })
    };
    let mut keys: Vec<&str> = UNREAD.into_iter().filter(says).collect();
    let is_unknown = |key: &&str| parts.is_unknown(key);
    let others =
        ["PAGE_PATHS", "DEFAULT_METADATA", "WITH_FUTURE_DATES", "DEFAULT_CATEGORY", "USE_FOLDER_AS_CATEGORY"];
    keys.extend(others.into_iter().filter(is_unknown));
    keys.extend(sets_anywhere(parts).then_some("EXTRA_PATH_METADATA"));
    keys.extend(root.get("I18N_SUBSITES").filter(|node| node.says_something()).map(|_| "I18N_SUBSITES"));
    if unread_endings(parts)
        .iter()
        .any(|ending| root.find(&format!("READERS.{ending}")).is_some_and(|node| !is_literal(node)))
    {
        keys.push("READERS");
    }
    let is_unread_path = |pattern: &String| {
        let is_slug_alone = pattern.contains("(?P<slug>") && pattern.matches("(?P<").count() == 1;
        !is_whole_path(pattern) && !is_slug_alone
    };
    let of_names = |pattern: &String| {
        let known = pattern.replace("(?P<date>", "").replace("(?P<slug>", "");
        known.contains("(?P<")
    };
    keys.extend(text_at(root, "FILENAME_METADATA").filter(of_names).map(|_| "FILENAME_METADATA"));
    keys.extend(text_at(root, "PATH_METADATA").filter(is_unread_path).map(|_| "PATH_METADATA"));
    for key in keys {
        let finding = unread(parts, key);
        if !config.findings.contains(&finding) {
            config.findings.push(finding);
        }
    }
}

fn unread(parts: &Parts<'_>, key: &str) -> crate::finding::Finding {
    let message = match key {
        "WITH_FUTURE_DATES" => {
            "`WITH_FUTURE_DATES` is not literal: articles of the future are held back".to_owned()
        }
        "DEFAULT_METADATA" | "EXTRA_PATH_METADATA" => format!(
            "`{key}` is not literal in all of its parts: articles that name no status are held back where it may"
        ),
        "READERS" => {
            "`READERS` names programs that are not run: files that they read are left out".to_owned()
        }
        "ARTICLE_URL" | "ARTICLE_LANG_URL" => format!(
            "`{key}` is not literal or not followed, and the articles are held back; set `input.permalink` in feedmill.yaml"
        ),
        key if key.contains("SLUG") || key.contains("SUBSTITUTIONS") => {
            format!(
                "`{key}` is not understood, and articles that would have their addresses by it are held back: give them a `slug`, or set \
             `input.permalink` in feedmill.yaml"
            )
        }
        _ => format!(
            "`{key}` is not followed, though it may change which articles come out or their addresses"
        ),
    };
    parts.finding(key, message)
}
