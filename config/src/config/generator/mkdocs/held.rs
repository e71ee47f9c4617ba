//! What MkDocs leaves out: by its own patterns, which are as those of `.gitignore`, and by plugins. A plugin that hides pages in
//! a way that is not followed holds back all of them, and so does a value that a variable of the environment may replace.

use super::super::{Parts, extensions, setting, text_at, texts_at};
use super::{found, plugins};
use crate::config::conventions::Generator;
use crate::config::input::Filter;
use crate::config::{Config, Paths, SiteLanguage};
use crate::model::Position;
use crate::record::expression::{Expression, Syntax};
use crate::tree::{Content, Node};

/// Plugins that choose among the pages, or hide them, in ways that are not followed.
const HIDING: [&str; 7] =
    ["file-filter", "select-files", "pub-meta", "pub-obsidian", "pub-blog", "vercel_pw", "markdown-filter"];

/// The settings that list what is left out.
const LISTS: [&str; 2] = ["exclude_docs", "draft_docs"];

/// What a hook that leaves out pages calls or sets.
const LEAVING_OUT: [&str; 5] = ["files.remove(", ".inclusion", "InclusionLevel", "._files", "Files("];

/// The hooks that are about pages, of the plugin that takes functions as such.
const OF_PAGES: [&str; 7] = [
    "on_files", "on_nav", "on_page_read_source", "on_page_markdown", "on_page_content", "on_post_page",
    "on_pre_page",
];

/// What names of files have between dots for a language, as the plugin `i18n` sees it.
const LOCALE: &str = "[a-z]{2}(-[A-Za-z]{4})?(-[A-Z]{2})?|[a-z]{2}_[A-Z]{2}";

/// What the names of its pages end with; any other file is copied as it is.
const PAGES: &str = r"\.(?:md|markdown|mdown|mkdn|mkd)$";

type Rules = Vec<(bool, Expression)>;

/// Leaves out what the site leaves out, below the folder of its documents.
pub(super) fn leave_out(parts: &Parts<'_>, docs: &str, config: &mut Config) {
    let rules = Expression::new(PAGES).map(|own| (true, own)).into_iter().collect();
    config.input.filters.push(Filter { folder: docs.to_owned(), rules });
    for key in LISTS {
        let Some(node) =
            found(parts, key).filter(|node| node.says_something() || is_of_environment(parts, node))
        else {
            continue;
        };
        let text = node.text().filter(|_| !is_of_environment(parts, node));
        add(text.and_then(|text| of_lines(docs, text)), node, key, parts, docs, config);
    }
    for options in plugins(parts, &["exclude"]).into_iter().flatten() {
        for (key, node) in ["glob", "regex"].into_iter().filter_map(|key| Some((key, options.find(key)?))) {
            let expression = |item: &Node<'_>| {
                let text = item.text().filter(|_| !is_of_environment(parts, item))?;
                let start = format!("/{docs}");
                let own = match key {
                    "glob" => Expression::of_pattern(&start, text, Syntax::Python),
                    // What it matches begins at the beginning and ends anywhere.
                    _ => Expression::new(&format!("^{}(?:{text})", regex::escape(&start))),
                };
                Some((false, own?))
            };
            let items =
                node.items().iter().filter(|item| item.says_something() || is_of_environment(parts, item));
            let rules: Option<Rules> = items.map(expression).collect();
            add(rules, node, "plugins.exclude", parts, docs, config);
        }
    }
    encrypted(parts, docs, config);
    if let Some(node) = found(parts, "docs_dir").filter(|node| is_of_environment(parts, node)) {
        hold_all(parts, docs, Some(node), "`docs_dir`", config);
    }
    for name in HIDING {
        if !plugins(parts, &[name]).is_empty() {
            hold_all(parts, docs, found(parts, "plugins"), &format!("the plugin `{name}`"), config);
        }
    }
    follow_hooks(parts, docs, config);
}

/// Leaves out pages in languages that are not built, where names of files say languages.
pub(super) fn leave_out_languages(docs: &str, languages: &[SiteLanguage], config: &mut Config) {
    let tags: Vec<String> = languages.iter().map(|own| regex::escape(&own.tag)).collect();
    let built = Expression::new(&format!("\\.(?:{})\\.[^./]+$", tags.join("|")));
    let others = Expression::new(&format!("\\.(?:{LOCALE})\\.[^./]+$"));
    let rules = [(true, built), (false, others), (true, Expression::of_all())];
    let rules = rules.into_iter().filter_map(|(takes, own)| Some((takes, own?))).collect();
    config.input.filters.push(Filter { folder: docs.to_owned(), rules });
}

/// Whether what a node says is that of a variable of the environment, with or without a text that stands in for it.
pub(super) fn is_of_environment(parts: &Parts<'_>, node: &Node<'_>) -> bool {
    let Position { line, column } = node.position;
    let is_tagged = |line: &str| {
        let start = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(start, _)| start);
        let (before, behind) = line.split_at_checked(start).unwrap_or((line, ""));
        before.trim_end().ends_with("!ENV") || behind.starts_with("!ENV")
    };
    parts.trees.iter().any(|(file, tree)| {
        let text = parts.site.files.iter().find(|(name, _)| name == file).map_or("", |(_, text)| text);
        text.lines().nth(line.saturating_sub(1)).is_some_and(is_tagged) && contains(tree, node)
    })
}

/// Whether a node is in a tree, at its place.
fn contains(tree: &Node<'_>, node: &Node<'_>) -> bool {
    tree == node
        || match &tree.content {
            Content::Mapping(mapping) => mapping.pairs().iter().any(|pair| contains(&pair.value, node)),
            Content::Sequence(nodes) => nodes.iter().any(|own| contains(own, node)),
            Content::Null | Content::Scalar(_) => false,
        }
}

/// Adds the rules, or holds all back where they are not known.
fn add(
    rules: Option<Rules>,
    node: &Node<'_>,
    name: &str,
    parts: &Parts<'_>,
    docs: &str,
    config: &mut Config,
) {
    match rules {
        Some(rules) if rules.is_empty() => {}
        Some(rules) => config.input.filters.push(Filter { folder: docs.to_owned(), rules }),
        None => hold_all(parts, docs, Some(node), &format!("`{name}`"), config),
    }
}

/// The rules of patterns, one a line as in `.gitignore`: the last that matches counts. `None` where one is none.
fn of_lines(docs: &str, text: &str) -> Option<Rules> {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rule = |line: &str| {
        let (takes, line) = match line.strip_prefix('!') {
            Some(line) => (true, line),
            None => (false, line),
        };
        let line = line.strip_suffix('/').unwrap_or(line);
        let glob = match line.contains('/') {
            true => line.trim_start_matches('/').to_owned(),
            false => format!("**/{line}"),
        };
        Some((takes, Expression::of_pattern(&format!("/{docs}"), &glob, Syntax::Git)?))
    };
    let mut rules: Rules = ["/templates/"].into_iter().chain(lines).map(rule).collect::<Option<_>>()?;
    rules.reverse();
    if rules.iter().any(|(takes, _)| *takes) {
        rules.push((true, Expression::of_all()?));
    }
    Some(rules)
}

/// What the plugin `encryptcontent` encrypts: all pages by a password of the site, or those that name a level or a secret.
fn encrypted(parts: &Parts<'_>, docs: &str, config: &mut Config) {
    for options in plugins(parts, &["encryptcontent"]).into_iter().flatten() {
        let is_global = |node: &&Node<'_>| node.says_something() || is_of_environment(parts, node);
        let of_all = ["global_password", "password_inventory._global", "password_file"];
        if let Some(key) = of_all.into_iter().find(|key| options.find(key).filter(is_global).is_some()) {
            hold_all(
                parts,
                docs,
                options.find(key),
                &format!("`{key}` of the plugin `encryptcontent`"),
                config,
            );
        }
        let keys = ["level", "use_secret"].map(str::to_owned).to_vec();
        config.input.fields.own_words_mut().hold_by("password", keys);
    }
}

/// Says that hooks are not followed, and holds all back where one may leave out pages or what they say.
fn follow_hooks(parts: &Parts<'_>, docs: &str, config: &mut Config) {
    let named = plugins(parts, &["mkdocs-simple-hooks"]).into_iter().flatten();
    let of_pages = |options: &&Node<'_>| match options.find("hooks").map(|node| &node.content) {
        Some(Content::Mapping(hooks)) => hooks.pairs().iter().any(|pair| OF_PAGES.contains(&&*pair.key)),
        _ => false,
    };
    if let Some(options) = named.into_iter().find(of_pages) {
        hold_all(parts, docs, options.find("hooks"), "the plugin `mkdocs-simple-hooks`", config);
    }
    let Some(node) = found(parts, "hooks").filter(|node| node.says_something()) else { return };
    let programs = || parts.texts("", ".py");
    let names = texts_at(parts.root, "hooks");
    let is_read = names.iter().all(|name| programs().any(|(file, _)| file == name));
    if !is_read || programs().any(|(_, text)| leaves_out(text)) {
        hold_all(parts, docs, Some(node), "`hooks`", config);
        return;
    }
    let message = "`hooks` are not followed, though they may change which articles come out";
    config.findings.push(setting(&parts.file(), Some(node), message.to_owned()));
}

/// Whether a hook may leave out pages or what they say: it sets what lists them, changes the list of files or returns another one,
/// or gives other texts in their place.
fn leaves_out(text: &str) -> bool {
    changes_files(text)
        || extensions::leaves_out(text, Generator::MkDocs).is_some()
        || extensions::may_empty(text).is_some()
}

fn changes_files(text: &str) -> bool {
    let Some((_, behind)) = text.split_once("def on_files") else {
        return LISTS.iter().any(|key| text.contains(key));
    };
    let is_inside = |line: &&str| line.is_empty() || line.starts_with([' ', '\t', ')', '#']);
    let mut body = behind.lines().skip(1).take_while(is_inside).map(str::trim);
    let returns_other = body.any(|line| {
        line.starts_with("files =") || line.strip_prefix("return ").is_some_and(|rest| rest.trim() != "files")
    });
    returns_other || LISTS.iter().chain(&LEAVING_OUT).any(|word| text.contains(word))
}

/// Takes nothing of the documents, with a finding.
pub(super) fn hold_all(
    parts: &Parts<'_>,
    docs: &str,
    node: Option<&Node<'_>>,
    what: &str,
    config: &mut Config,
) {
    let Paths::Folders { except, .. } = &mut config.input.paths else { return };
    except.push(format!("{docs}**"));
    let message = format!(
        "{what} may say which articles come out and is not followed, and all are held back; set `input.paths` and \
         `input.exclude` in feedmill.yaml"
    );
    config.findings.push(setting(&parts.file(), node, message));
}

/// The file that a configuration inherits, by its path below the site's folder.
pub fn inherited(file: &str, text: &str) -> Option<String> {
    let tree = crate::yaml::read_with_own_tags(text).ok()?;
    let path = text_at(&tree, "INHERIT")?;
    let above = file.rsplit_once('/').map_or("", |(above, _)| above);
    // Its path is seen from the site's folder, as those of all files of the site.
    Some(if above.is_empty() { path } else { format!("{above}/{path}") })
}

/// The programs that a configuration has as hooks, by their paths below the site's folder.
pub fn hooks(text: &str) -> Vec<String> {
    let tree = crate::yaml::read_with_own_tags(text).ok();
    tree.map(|tree| super::super::texts_at(&tree, "hooks")).unwrap_or_default()
}
