//! What is particular of Eleventy: the folder of its input, what it ignores, and data files of folders, which lay values under
//! the front matter of all below and say where it goes.

mod permalink;

pub use permalink::pattern;

use super::{Parts, defaults, folder_of, leave_out, search_in, setting, text_at, truth_at};
use std::collections::BTreeMap;

use crate::config::conventions::Slug;
use crate::config::{Config, Paths, Permalink, Root};
use crate::record::defaults::{DefaultSet, Defaults};
use crate::record::holding;
use crate::tree::{Content, Mapping, Node, Pair, Scalar, ScalarKind};

/// Folders in the input that hold no articles, wherever they are.
const EXCLUDED: [&str; 2] = ["**/node_modules", "**/_includes"];

/// Tags that gather pages and are no topics.
const COLLECTIONS: [&str; 6] = ["all", "blog", "nav", "note", "post", "posts"];

/// The data files that say whom the keys of authors mean.
const AUTHORS: [&str; 3] = ["authors", "people", "all_authors"];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) {
    let program = program(parts);
    let input = input(parts);
    config.input.layout.has_templates = truth_at(parts.root, "markdownTemplateEngine") != Some(false);
    search_in(vec![input.trim_end_matches('/').to_owned()], &mut config.input);
    let pattern = parts.site.convention.permalink.to_owned();
    config.input.permalinks.push(Permalink { prefix: input.clone(), pattern });
    config.input.layout.roots.push(Root { folder: input.clone(), language: None });
    let data = text_at(parts.root, "dir.data").unwrap_or_else(|| "_data".to_owned());
    let authors = AUTHORS.iter().filter_map(|name| crate::uri::joined(&format!("{input}{data}"), name));
    config.input.authors = authors.collect();
    exclude(parts, program, &input, config);
    config.input.fields.leave_out_topics(&COLLECTIONS);
    if let Some(separator) = text_at(parts.root, "excerpt_separator") {
        config.input.ends_summary = separator;
    }
    let mut sets = Vec::new();
    let texts: BTreeMap<&str, &str> =
        parts.site.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut data: Vec<DataFile<'_>> = parts
        .others
        .iter()
        .filter_map(|(path, node)| {
            let text = texts.get(path).copied().unwrap_or_default();
            Some(DataFile { scope: scope(path)?, path: parts.below(path), text, node })
        })
        .collect();
    global_address(parts, &input, config);
    // Of several files for a folder those in JSON that are only called as it is count least.
    data.reverse();
    data.sort_by(|a, b| a.scope.cmp(&b.scope));
    for file in &data {
        let DataFile { scope, path, node, .. } = file;
        let prefix = if scope.is_empty() { input.clone() } else { format!("{}{scope}", parts.site.folder) };
        let known = |name: &str| {
            let above = data.iter().rev().filter(|other| scope.starts_with(other.scope.as_str()));
            above.filter_map(|other| text_at(other.node, name)).next()
        };
        address(program, &prefix, file, &known, config);
        sets.extend(defaults(&prefix, node, path.clone(), &is_own));
        sets.extend(unread(&prefix, file, config));
    }
    let slugs = config.input.permalinks.iter().any(|own| own.pattern.contains(":heading"));
    let is_old = data
        .iter()
        .any(|DataFile { node, .. }| text_at(node, "permalink").is_some_and(|own| own.contains("| slug }}")));
    config.input.layout.slug = match (slugs, is_old) {
        (true, true) => Slug::Kept,
        _ => Slug::Contracted,
    };
    config.input.fields.set_defaults(Defaults { sets, ..Defaults::default() });
}

/// A data file.
struct DataFile<'p> {
    /// What the paths of the records begin with that it is for, below the site's folder.
    scope: String,
    /// Its path below the project's folder.
    path: String,
    text: &'p str,
    node: &'p Node<'p>,
}

/// The text of the configuration.
fn program<'p>(parts: &Parts<'p>) -> &'p str {
    parts.site.files.first().map_or("", |(_, text)| text)
}

/// Whether a file lists what the site ignores.
pub fn is_list(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some(".eleventyignore" | ".gitignore"))
}

/// The folder of the site's input below the project's, empty or with `/` at its end.
pub(super) fn input(parts: &Parts<'_>) -> String {
    let called = || arguments(program(parts), "setInputDirectory").pop();
    parts.folder(&text_at(parts.root, "dir.input").or_else(called).unwrap_or_default())
}

/// Whether a data file speaks of the whole site.
pub(super) fn is_of_site(path: &str) -> bool {
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    matches!(folder, "_data" | "data") && scope(path).is_none()
}

/// What the path of a record below the site's folder begins with where a data file is for it; `None` where it is for all.
fn scope(path: &str) -> Option<String> {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folders.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name = stem.strip_suffix(".11tydata").unwrap_or(stem);
    if name == "eleventyComputed" && folder == "_data" {
        return Some(String::new());
    }
    if name == folder && !folder.is_empty() {
        return Some(format!("{folders}/"));
    }
    // Beside a template it is for that alone.
    stem.ends_with(".11tydata")
        .then(|| if folders.is_empty() { format!("{name}.") } else { format!("{folders}/{name}.") })
}

/// Takes the address that a data file gives to all that it is for.
fn address(
    program: &str,
    prefix: &str,
    file: &DataFile<'_>,
    known: &dyn Fn(&str) -> Option<String>,
    config: &mut Config,
) {
    let own = file.node.find("eleventyComputed.permalink").or_else(|| file.node.get("permalink"));
    let Some(own) = own else { return };
    let pattern = match own.text().filter(|_| own.scalar().is_some_and(|scalar| scalar.truth().is_none())) {
        Some(text) => permalink::pattern_of(text, &|filter| permalink::format_of(program, filter), known),
        None if own.scalar().is_some() => return,
        None => source(file.text, own)
            .and_then(permalink::returned)
            .and_then(|text| permalink::pattern_of(&text, &|_| None, known)),
    };
    let pattern = pattern.unwrap_or_else(|| {
        let message = "this `permalink` is not followed; the articles that have no other are held back";
        config.findings.push(setting(&file.path, Some(own), message.to_owned()));
        Permalink::HELD.to_owned()
    });
    config.input.permalinks.push(Permalink { prefix: prefix.to_owned(), pattern });
}

/// The source of a data file that is a program, from where the value stands.
fn source<'p>(text: &'p str, value: &Node<'_>) -> Option<&'p str> {
    let before: usize =
        text.split_inclusive('\n').take(value.position.line.checked_sub(1)?).map(str::len).sum();
    let line = text.get(before..)?;
    let skipped: usize = line.chars().take(value.position.column.checked_sub(1)?).map(char::len_utf8).sum();
    line.get(skipped..)
}

/// Takes the address that the program gives to all articles of the site.
fn global_address(parts: &Parts<'_>, input: &str, config: &mut Config) {
    let program = program(parts);
    for rest in program.split("addGlobalData(").skip(1) {
        let Some((name, behind)) = permalink::quoted(rest.trim_start()) else { continue };
        if !matches!(name, "permalink" | "eleventyComputed.permalink") {
            continue;
        }
        let value = behind.trim_start().trim_start_matches(',').trim_start();
        let value = value
            .strip_prefix("()")
            .map_or(value, |value| value.trim_start().trim_start_matches("=>").trim_start());
        let pattern = permalink::quoted(value).and_then(|(text, _)| permalink::pattern(text));
        let pattern = pattern.unwrap_or_else(|| {
            let message = format!(
                "`addGlobalData` of `{name}` is not followed; the articles that have no other are held back"
            );
            config.findings.push(setting(&parts.file(), None, message));
            Permalink::HELD.to_owned()
        });
        config.input.permalinks.push(Permalink { prefix: input.to_owned(), pattern });
    }
}

/// What a program that is a data file may hold back, by values that are not literal.
fn unread(prefix: &str, file: &DataFile<'_>, config: &mut Config) -> Option<DefaultSet> {
    let DataFile { path, text, node, .. } = file;
    let computed = node.get("eleventyComputed");
    // What computes a value from one that holds back in front matter says no more than that.
    let names = text
        .split('.')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    let follows_another = names.clone().any(|name| holding::held_value(name).is_some());
    let mut values = Mapping::default();
    for (mapping, is_computed) in [(Some(*node), false), (computed, true)] {
        let Some(Content::Mapping(mapping)) = mapping.map(|node| &node.content) else { continue };
        for Pair { key, value, .. } in
            mapping.pairs().iter().filter(|pair| pair.value.content == Content::Null)
        {
            let held = holding::held_value(key).filter(|_| !(is_computed && follows_another));
            let Some(held) = held.filter(|_| is_program(path)) else { continue };
            let message = format!(
                "this `{key}` is not literal; the articles that do not say it themselves are held back"
            );
            config.findings.push(setting(path, Some(value), message));
            let text = Content::Scalar(Scalar { text: held.into(), kind: ScalarKind::Text });
            let value = Node { position: value.position, content: text };
            values.push(Pair { key: key.clone(), key_position: value.position, value });
        }
    }
    let whole = Node { position: node.position, content: Content::Mapping(values) };
    whole.says_something().then(|| defaults(prefix, &whole, path.clone(), &|_| false)).flatten()
}

/// Whether a file is a program by its ending.
fn is_program(file: &str) -> bool {
    [".js", ".cjs", ".mjs"].iter().any(|ending| file.ends_with(ending))
}

/// Whether a value of a data file says nothing of the front matter of records: addresses and topics are read elsewhere.
fn is_own(pair: &Pair<'_>) -> bool {
    let is_address = pair.key == "permalink" && pair.value.scalar().and_then(|it| it.truth()) != Some(false);
    is_address || matches!(&*pair.key, "tags" | "eleventyComputed")
}

/// The folders of templates, and the one that the site is written to.
pub(super) fn folders_without_articles(parts: &Parts<'_>) -> Vec<String> {
    let input = input(parts);
    let option = |key: &str, default: &str| text_at(parts.root, key).unwrap_or_else(|| default.to_owned());
    let of_input = [option("dir.includes", "_includes"), option("dir.layouts", "_includes")];
    let of_input = of_input.iter().filter_map(|folder| crate::uri::joined(&input, folder));
    of_input
        .chain([parts.below(&option("dir.output", "_site"))])
        .filter(|folder| !folder.is_empty())
        .collect()
}

/// Leaves out what Eleventy does not read: folders of its own, what the site ignores, and endings that it does not name.
fn exclude(parts: &Parts<'_>, program: &str, input: &str, config: &mut Config) {
    let reads_git = !program.contains("setUseGitIgnore(false)");
    let ignored = parts
        .site
        .files
        .iter()
        .filter(|(path, _)| is_list(path) && (reads_git || !path.ends_with(".gitignore")));
    let lines = ignored.flat_map(|(path, text)| text.lines().map(|line| (folder_of(path), line.trim())));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with(['#', '!']));
    let lines = lines
        .map(|(folder, line)| format!("{folder}{}", line.trim_start_matches("./").trim_start_matches('/')));
    let added = arguments(program, "ignores.add");
    if added.len() < program.matches("ignores.add(").count() {
        let message = "an `ignores.add` is not literal; what it adds is not followed";
        config.findings.push(setting(&parts.file(), None, message.to_owned()));
    }
    let lines = lines.chain(added).map(|line| parts.below(&line));
    let data = text_at(parts.root, "dir.data").unwrap_or_else(|| "_data".to_owned());
    let own = folders_without_articles(parts).into_iter().chain(crate::uri::joined(input, &data));
    leave_out(EXCLUDED.map(str::to_owned).into_iter().chain(own).chain(lines), &mut config.input);
    let formats = formats(parts.root, program);
    let Paths::Folders { except, .. } = &mut config.input.paths else { return };
    for ending in ["html", "md"] {
        if !formats.is_empty() && !formats.iter().any(|format| format == ending) {
            except.push(format!("**/*.{ending}"));
        }
    }
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
    let calls = program.split(function).skip(1).filter_map(|rest| rest.strip_prefix('('));
    calls.filter_map(|rest| Some(permalink::quoted(rest.trim_start())?.0.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_for_folders_or_templates_or_all() {
        for (path, expected) in [
            ("posts/posts.json", Some("posts/")),
            ("src/posts/posts.11tydata.js", Some("src/posts/")),
            ("src/posts/a.11tydata.json", Some("src/posts/a.")),
            ("index.11tydata.js", Some("index.")),
            ("src/_data/site.json", None),
            ("src/_data/eleventyComputed.js", Some("")),
        ] {
            assert_eq!(scope(path).as_deref(), expected, "{path}");
        }
        assert!(is_of_site("_data/site.js") && !is_of_site("posts/posts.json"));
    }
}
