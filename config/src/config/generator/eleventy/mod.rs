//! What is particular of Eleventy: the folder of its input, what it ignores, and data files and layouts, which lay values under
//! the front matter of articles and say where they go. What its programs decide and is not understood holds back what it may
//! concern.

mod data;
mod layouts;
mod permalink;
mod program;
mod settings;

pub use layouts::is_layout;
pub use permalink::pattern;

use super::outcome::Value;
use super::{FoldersOfParts, Parts, defaults, folder_of, leave_out, search_in, setting, text_at, truth_at};
use crate::config::conventions::Slug;
use crate::config::{Config, Paths, Permalink, Root};
use crate::model::Position;
use crate::record::defaults::{DefaultSet, Defaults};
use crate::tree::{Content, Mapping, Node, Pair, Scalar};
use program::{Global, Program};
pub(in crate::config) use settings::Settings;

/// Folders in the input that hold no articles, wherever they are.
const EXCLUDED: [&str; 2] = ["**/node_modules", "**/_includes"];

/// Tags that gather pages and are no topics.
const COLLECTIONS: [&str; 6] = ["all", "blog", "nav", "note", "post", "posts"];

/// The data files that say whom the keys of authors mean.
const AUTHORS: [&str; 3] = ["authors", "people", "all_authors"];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let settings = settings::settings(parts);
    let input = settings.input.clone().unwrap_or_default();
    let programs = program::programs(parts, &settings);
    config.input.layout.has_templates = truth_at(parts.root, "markdownTemplateEngine") != Some(false);
    search_in(vec![input.trim_end_matches('/').to_owned()], &mut config.input);
    let pattern = parts.site.convention.permalink.to_owned();
    config.input.permalinks.push(Permalink { prefix: input.clone(), pattern });
    config.input.layout.roots.push(Root { folder: input.clone(), language: None });
    let authors = AUTHORS.iter().filter_map(|name| crate::uri::joined(&settings.data, name));
    config.input.authors = authors.collect();
    config.input.fields.leave_out_topics(&COLLECTIONS);
    if let Some(separator) = text_at(parts.root, "excerpt_separator") {
        config.input.ends_summary = separator;
    }
    let start = Position { line: 1, column: 1 };
    for (is_known, what) in [
        (settings.input.is_some(), "the folder of the input"),
        (settings.knows_names, "how data files are called"),
    ] {
        if !is_known {
            data::leave_out(&input, &parts.file(), start, what, config);
        }
    }
    let said = program::said(&programs);
    exclude(parts, &settings, &said, config);
    config.input.fields.own_words_mut().hold_by("hidden", said.hiding.clone());
    let mut sets = Vec::new();
    for global in said.globals.iter().chain(&global_files(parts, &settings)) {
        sets.extend(take_global(global, &input, parts, &programs, config));
    }
    let files = data::files(parts, &settings);
    for file in &files {
        sets.extend(data::take(file, &files, &programs, config));
    }
    let slugs = config.input.permalinks.iter().any(|own| own.pattern.contains(":heading"));
    let is_old =
        files.iter().any(|file| text_at(file.node, "permalink").is_some_and(|own| own.contains("| slug }}")));
    config.input.layout.slug = match (slugs, is_old) {
        (true, true) => Slug::Spelled,
        _ => Slug::Slugify,
    };
    let layouts = layouts::layouts(parts, &settings, &said.aliases);
    let addressed = files.iter().filter(|file| file.node.get("permalink").is_some());
    let addressed = addressed.map(|file| file.prefix.clone()).collect();
    config.input.fields.set_defaults(Defaults { sets, layouts, addressed, ..Defaults::default() });
}

/// The text of the configuration.
fn program<'p>(parts: &Parts<'p>) -> &'p str {
    parts.site.files.first().map_or("", |(_, text)| text)
}

/// Whether a file lists what the site ignores.
pub fn is_list(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some(".eleventyignore" | ".gitignore"))
}

/// Where the site has its data files and layouts.
pub(super) fn folders(parts: &Parts<'_>) -> FoldersOfParts {
    let settings = settings::settings(parts);
    let folder = |path: &String| if path.is_empty() { String::new() } else { format!("{path}/") };
    let includes = settings.includes.iter().filter(|path| !path.is_empty()).map(folder);
    let folders = settings.input.iter().cloned().chain([folder(&settings.data)]).chain(includes).collect();
    let left_out = folders_without_articles(&settings);
    FoldersOfParts { folders, left_out, settings: Some(settings) }
}

/// Whether the file at a path below the project's folder may be one of data, or a layout.
pub(super) fn may_be_data(path: &str, settings: &Settings) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_global =
        data::global_name(path, settings).is_some_and(|name| data::decides(name) || name == "layout");
    let is_template = is_layout(path);
    let input = settings.input.as_deref().unwrap_or_default();
    let is_in = |folder: &String| {
        let folder = format!("{folder}/");
        path.starts_with(&folder) && !input.starts_with(&folder)
    };
    // A folder of layouts has no articles that data could be for.
    if settings.includes.iter().any(is_in) && !is_global {
        return is_template;
    }
    name == ".eleventyignore"
        || is_global
        || data::scope(path, settings).is_some()
        || (is_of_site(path) && !is_template)
}

/// The name, with a dot, of the one record that the data file at a path is for, as far as nothing but that says what it is.
pub(super) fn beside(path: &str, settings: &Settings) -> Option<String> {
    let is_more = is_of_site(path) || is_layout(path) || data::global_name(path, settings).is_some();
    data::scope(path, settings).filter(|scope| scope.ends_with('.') && !is_more)
}

/// Whether a data file speaks of the whole site.
pub(super) fn is_of_site(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    matches!(folders.rsplit('/').next(), Some("_data" | "data"))
        && matches!(stem, "site" | "metadata" | "meta")
}

/// Whether a file is one of data, for all or for some articles.
fn is_data(path: &str, settings: &Settings, parts: &Parts<'_>) -> bool {
    data::scope(path, settings).is_some() || data::global_name(&parts.below(path), settings).is_some()
}

/// What data files say of all articles by their names.
fn global_files(parts: &Parts<'_>, settings: &Settings) -> Vec<Global> {
    let mut found = Vec::new();
    for (path, node) in parts.others {
        let whole = parts.below(path);
        let Some(name) =
            data::global_name(&whole, settings).filter(|name| data::decides(name) || *name == "layout")
        else {
            continue;
        };
        let values = match &node.content {
            _ if super::is_program(path) => vec![Value::Unknown],
            Content::Scalar(scalar) => match scalar.truth() {
                Some(is_true) => vec![Value::Truth(is_true)],
                None => vec![Value::Text(scalar.text.to_string())],
            },
            Content::Null => vec![Value::Undefined],
            Content::Mapping(_) | Content::Sequence(_) => vec![Value::Other],
        };
        found.push(Global {
            key: name.to_owned(),
            values,
            path: (*path).to_owned(),
            position: node.position,
            at: None,
        });
    }
    found
}

/// Takes a value that the program or a data file says of all articles.
fn take_global(
    global: &Global,
    input: &str,
    parts: &Parts<'_>,
    programs: &[Program<'_>],
    config: &mut Config,
) -> Option<DefaultSet> {
    let Global { key, values, path, position, at } = global;
    let path = parts.below(path);
    let program = programs.iter().find(|program| program.whole == path);
    if key == "eleventyComputed" {
        match (program, at) {
            (Some(program), Some(at)) => {
                data::computed_in(input, &path, &program.tokens, *at, &|_| None, config)
            }
            _ => global_computed(parts, global, input, config),
        }
        return None;
    }
    if let Some(key) = key.strip_prefix("eleventyComputed.") {
        if data::decides(key) {
            data::compute(input, &path, key, values, *position, &|_| None, config);
        }
        return None;
    }
    let literal = match values.as_slice() {
        [Value::Truth(is_true)] => Some(is_true.to_string()),
        [Value::Text(text)] => Some(text.clone()),
        _ => None,
    };
    match (key.as_str(), literal) {
        ("permalink", Some(text)) if text != "false" => {
            let value = [Value::Text(text)];
            data::compute(input, &path, key, &value, *position, &|_| None, config);
            None
        }
        // Other data may be called as a word, too: only what holds back counts, and what cannot mean anything else.
        (key, Some(text)) if key == "layout" || data::is_held(key, &text) => {
            let value = Node { position: *position, content: Content::Scalar(Scalar::text(text)) };
            set(input, Pair { key: key.to_owned().into(), key_position: *position, value }, &path)
        }
        (key, None) if data::is_plain(key) && values.iter().any(|value| *value != Value::Undefined) => {
            let message = format!(
                "this `{key}` is not literal; the articles that do not say it themselves are held back"
            );
            let node = Node { position: *position, content: Content::Null };
            config.findings.push(setting(&path, Some(&node), message));
            set(input, data::held(key, *position), &path)
        }
        _ => None,
    }
}

/// One value for all below a prefix.
fn set(prefix: &str, pair: Pair<'_>, path: &str) -> Option<DefaultSet> {
    let mut values = Mapping::default();
    let position = pair.key_position;
    values.push(pair);
    let whole = Node { position, content: Content::Mapping(values) };
    defaults(prefix, &whole, path.to_owned(), &|_| false)
}

/// Takes what the data file of all that is computed says.
fn global_computed(parts: &Parts<'_>, global: &Global, input: &str, config: &mut Config) {
    let file = parts.site.files.iter().find(|(path, _)| *path == global.path);
    let node = parts.others.iter().find(|(path, _)| *path == global.path).map(|(_, node)| node);
    if let (Some((_, text)), Some(node)) = (file, node) {
        data::take_computed(input, &parts.below(&global.path), text, node, config);
    }
}

/// Leaves out what Eleventy does not read: folders of its own, what the site ignores, and endings that it does not name.
fn exclude(parts: &Parts<'_>, settings: &Settings, said: &program::Said, config: &mut Config) {
    let program = program(parts);
    let reads_git = !program.contains("setUseGitIgnore(false)");
    let ignored = parts
        .site
        .files
        .iter()
        .filter(|(path, _)| is_list(path) && (reads_git || !path.ends_with(".gitignore")));
    let lines = ignored.flat_map(|(path, text)| text.lines().map(move |line| (path, line.trim())));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with(['#', '!']));
    let lines = lines.flat_map(|(path, line)| {
        let line = line.trim_start_matches("./");
        // A name alone is one at any depth for Git. Eleventy takes it for one at the top; of `*.wip.md` nobody means that.
        let is_mark = line.strip_prefix('*').is_some_and(|rest| rest.matches('.').count() > 1);
        let is_name = (is_mark || path.ends_with(".gitignore")) && !line.trim_end_matches('/').contains('/');
        let deep = is_name.then(|| format!("{}**/{}", folder_of(path), line.trim_end_matches('/')));
        deep.into_iter().chain([format!("{}{}", folder_of(path), line.trim_start_matches('/'))])
    });
    let lines: Vec<String> =
        lines.chain(said.ignored.iter().cloned()).map(|line| super::widened(&parts.below(&line))).collect();
    let input = settings.input.clone().unwrap_or_default();
    for unread in &said.unread {
        let prefixes = unread.endings.iter().map(|ending| match ending.as_str() {
            "*" => input.clone(),
            ending => format!("{input}**/*.{ending}"),
        });
        for prefix in prefixes {
            data::leave_out(&prefix, &parts.below(&unread.path), unread.position, &unread.what, config);
        }
    }
    let own = folders_without_articles(settings).into_iter().chain([settings.data.clone()]);
    let own = own.filter(|folder| !folder.is_empty());
    leave_out(EXCLUDED.map(str::to_owned).into_iter().chain(own).chain(lines), &mut config.input);
    let formats = formats(parts.root, program);
    let Paths::Folders { except, .. } = &mut config.input.paths else { return };
    for ending in ["html", "md"] {
        if !formats.is_empty() && !formats.iter().any(|format| format == ending) {
            except.push(format!("**/*.{ending}"));
        }
    }
}

/// The folders of templates, and the one that the site is written to.
pub(super) fn folders_without_articles(settings: &Settings) -> Vec<String> {
    let folders = settings.includes.iter().chain([&settings.output]).cloned();
    folders.filter(|folder| !folder.is_empty()).collect()
}

/// The endings of templates that the site names; none where it names none.
fn formats(root: &Node<'_>, program: &str) -> Vec<String> {
    let listed = root.find("templateFormats").map_or(&[][..], Node::items);
    let listed = listed.iter().filter_map(Node::text).map(str::to_owned);
    let called = arguments(program, "setTemplateFormats");
    let called = called.iter().flat_map(|text| text.split(',')).map(|text| text.trim().to_owned());
    listed.chain(called).collect()
}

/// The texts that a function of the program is called with, where they are literal.
fn arguments(program: &str, function: &str) -> Vec<String> {
    let calls = program.split(function).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('('));
    calls.filter_map(|rest| Some(permalink::quoted(rest.trim_start())?.0.to_owned())).collect()
}
