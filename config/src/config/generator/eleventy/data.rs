//! Eleventy's data files, for a folder, for one template or for the whole site: the values that they lay under the front matter
//! of articles, the addresses that they give, and what in them is a program and may hold articles back.

use std::collections::BTreeMap;

use super::super::literals::{Language, SPREAD, Token, tokens};
use super::super::outcome::{Value, exported, object, outcomes, pairs, place_of};
use super::super::{Parts, defaults, is_program, setting, text_at};
use super::program::Program;
use super::{Settings, permalink};
use crate::config::{Config, Permalink};
use crate::model::Position;
use crate::ordered::{self, CollectOrdered};
use crate::record::defaults::DefaultSet;
use crate::record::holding::{self, Kind, TAGS};
use crate::tree::{Content, Mapping, Node, Pair, Scalar, ScalarKind};

/// The endings of data files that are read.
const ENDINGS: [&str; 11] = ["json", "js", "cjs", "mjs", "ts", "mts", "cts", "yaml", "yml", "toml", "json5"];

/// A data file.
pub(super) struct DataFile<'p> {
    /// What the paths of the records begin with that it is for, below the project's folder.
    pub prefix: String,
    /// Its path below the project's folder.
    pub path: String,
    pub text: &'p str,
    pub node: &'p Node<'p>,
}

/// Whether a key of data decides whether or where articles come out.
pub(super) fn decides(key: &str) -> bool {
    matches!(key, "eleventyComputed" | "permalink") || holding::held_value(key).is_some()
}

/// A key with a value that holds back.
pub(super) fn held(key: &str, position: Position) -> Pair<'static> {
    let value = holding::held_value(key).unwrap_or("false");
    let value =
        Node { position, content: Content::Scalar(Scalar { text: value.into(), kind: ScalarKind::Text }) };
    Pair { key: key.to_owned().into(), key_position: position, value }
}

/// What the paths of records begin with, below the site's folder, that the data file at a path is for; `None` where it is for
/// none in particular.
pub(super) fn scope(path: &str, settings: &Settings) -> Option<String> {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folders.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = file.rsplit_once('.')?;
    let added = settings.endings.iter().any(|own| own == ending);
    let suffix =
        settings.suffixes.iter().filter(|own| !own.is_empty()).find(|own| stem.ends_with(own.as_str()));
    let name = match suffix {
        Some(suffix) if added || ENDINGS.contains(&ending) => stem.strip_suffix(suffix.as_str())?,
        _ if settings.suffixes.iter().any(String::is_empty) && (added || ending == "json") => stem,
        _ => return None,
    };
    let is_of_folder = (name == folder && !folder.is_empty()) || settings.base.as_deref() == Some(name);
    Some(match (is_of_folder, folders.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("{folders}/"),
        // Beside a template it is for that alone.
        (false, true) => format!("{name}."),
        (false, false) => format!("{folders}/{name}."),
    })
}

/// The data files that are for a folder or a template, those that count less first.
pub(super) fn files<'p>(parts: &'p Parts<'p>, settings: &Settings) -> Vec<DataFile<'p>> {
    let texts: BTreeMap<&str, &str> =
        parts.site.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect_map();
    let mut files: Vec<DataFile<'p>> = parts
        .others
        .iter()
        .filter(|(path, _)| *path != "package.json" && global_name(&parts.below(path), settings).is_none())
        .filter_map(|(path, node)| {
            let text = texts.get(path).copied().unwrap_or_default();
            let prefix = format!("{}{}", parts.site.folder, scope(path, settings)?);
            Some(DataFile { prefix, path: parts.below(path), text, node })
        })
        .collect();
    // Of several files for a folder those in JSON that are only called as it is count least.
    files.reverse();
    ordered::sort_by(&mut files, |a, b| a.prefix.cmp(&b.prefix));
    files
}

/// The name of the data that a file says of the whole site, by its path below the project's folder.
pub(super) fn global_name<'f>(path: &'f str, settings: &Settings) -> Option<&'f str> {
    let below = path.strip_prefix(&settings.data)?;
    let below = if settings.data.is_empty() { below } else { below.strip_prefix('/')? };
    below.split('.').next().filter(|name| !name.contains('/') && below.contains('.'))
}

/// Takes what a data file says.
pub(super) fn take(
    file: &DataFile<'_>,
    all: &[DataFile<'_>],
    programs: &[Program<'_>],
    config: &mut Config,
) -> Vec<DefaultSet> {
    let known = |name: &str| {
        let above = all.iter().rev().filter(|other| file.prefix.starts_with(other.prefix.as_str()));
        above.filter_map(|other| text_at(other.node, name)).next()
    };
    let mut sets: Vec<DefaultSet> = own_values(file).into_iter().collect();
    let is_program = is_program(&file.path);
    if !is_program && !file.node.is_mapping() {
        leave_out(&file.prefix, &file.path, Position { line: 1, column: 1 }, "this data file", config);
        return sets;
    }
    if let Some(own) = file.node.get("permalink") {
        address(file, own, &known, programs, config);
    }
    if !is_program {
        computed(file, file.node.get("eleventyComputed"), &known, programs, config);
        return sets;
    }
    let tokens = tokens(file.text, Language::JavaScript);
    let Some(pairs) = exported(&tokens).and_then(|at| pairs(&tokens, at)) else {
        if says_more(file, programs) {
            leave_out(&file.prefix, &file.path, Position { line: 1, column: 1 }, "this data file", config);
        }
        return sets;
    };
    let mut values = Mapping::default();
    for (key, at) in pairs {
        let position = tokens.get(at).map_or(Position { line: 1, column: 1 }, |token| token.position);
        match key {
            SPREAD if says_more(file, programs) => {
                leave_out(&file.prefix, &file.path, position, "what this data file takes in", config);
            }
            "eleventyComputed" => computed_in(&file.prefix, &file.path, &tokens, at, &known, config),
            _ if holding::held_value(key).is_some()
                && file.node.get(key).is_none_or(|node| node.content == Content::Null) =>
            {
                let message = format!(
                    "this `{key}` is not literal; the articles that do not say it themselves are held back"
                );
                let node = Node { position, content: Content::Null };
                config.findings.push(setting(&file.path, Some(&node), message));
                values.push(held(key, position));
            }
            _ => {}
        }
    }
    let whole = Node { position: file.node.position, content: Content::Mapping(values) };
    if whole.says_something() {
        sets.extend(defaults(&file.prefix, &whole, file.path.clone(), &|_| false));
    }
    sets
}

/// The values of a data file that are literal, as far as they are not read by themselves.
fn own_values(file: &DataFile<'_>) -> Option<DefaultSet> {
    let tags = file.node.get("tags").map_or(&[][..], Node::items);
    let is_held = |tag: &str| TAGS.iter().any(|own| own.eq_ignore_ascii_case(tag.trim()));
    let tag = tags.iter().find(|tag| tag.text().is_some_and(is_held));
    let mut set = defaults(&file.prefix, file.node, file.path.clone(), &is_own)?;
    // Tags of a folder are added to those of the article.
    if let Some(tag) = tag {
        set.values.push(held("draft", tag.position));
    }
    Some(set)
}

/// Whether a value of a data file says nothing of the front matter of records: addresses and topics are read elsewhere.
fn is_own(pair: &Pair<'_>) -> bool {
    let is_address = pair.key == "permalink" && pair.value.scalar().and_then(|it| it.truth()) != Some(false);
    is_address || matches!(&*pair.key, "tags" | "eleventyComputed")
}

/// Takes the address that a data file gives to all that it is for.
fn address(
    file: &DataFile<'_>,
    own: &Node<'_>,
    known: &dyn Fn(&str) -> Option<String>,
    programs: &[Program<'_>],
    config: &mut Config,
) {
    let text = own.text().filter(|_| own.scalar().is_some_and(|scalar| scalar.truth().is_none()));
    let pattern = match text {
        Some(text) => permalink::pattern_of(text, &|filter| format_of(programs, filter), known),
        None if own.scalar().is_some() => return,
        None => {
            let tokens = tokens(file.text, Language::JavaScript);
            let values = place_of(&tokens, own.position).map(|at| outcomes(&tokens, at)).unwrap_or_default();
            pattern_of(&values, known)
        }
    };
    let pattern = pattern.unwrap_or_else(|| {
        let message = "this `permalink` is not followed; the articles that have no other are held back";
        config.findings.push(setting(&file.path, Some(own), message.to_owned()));
        Permalink::HELD.to_owned()
    });
    config.input.permalinks.push(Permalink { prefix: file.prefix.clone(), pattern });
}

/// The format of dates of a filter of the site's own.
fn format_of(programs: &[Program<'_>], filter: &str) -> Option<String> {
    programs.iter().find_map(|program| permalink::format_of(program.text, filter))
}

/// The pattern of the one address that an expression comes to.
fn pattern_of(values: &[Value], known: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    match values {
        [Value::Text(text)] => permalink::pattern_of(&permalink::filled(text)?, &|_| None, known),
        _ => None,
    }
}

/// Takes what is computed for all that the prefix is for, as a data file that is no program says it.
fn computed(
    file: &DataFile<'_>,
    node: Option<&Node<'_>>,
    known: &dyn Fn(&str) -> Option<String>,
    programs: &[Program<'_>],
    config: &mut Config,
) {
    let Some(Content::Mapping(mapping)) = node.map(|node| &node.content) else { return };
    for Pair { key, value, .. } in mapping.pairs().iter().filter(|pair| decides(&pair.key)) {
        let text = value.text().unwrap_or_default();
        if key == "permalink" && value.scalar().is_some_and(|scalar| scalar.truth().is_none()) {
            address(file, value, known, programs, config);
        } else if !is_free(key, text) {
            leave_out(
                &file.prefix,
                &file.path,
                value.position,
                &format!("what is computed as `{key}`"),
                config,
            );
        }
    }
}

/// Takes what the data file says that computes values of all articles.
pub(super) fn take_computed(prefix: &str, path: &str, text: &str, node: &Node<'_>, config: &mut Config) {
    let file = DataFile { prefix: prefix.to_owned(), path: path.to_owned(), text, node };
    if !is_program(path) {
        return computed(&file, Some(node), &|_| None, &[], config);
    }
    let tokens = tokens(text, Language::JavaScript);
    match exported(&tokens) {
        Some(at) => computed_in(prefix, path, &tokens, at, &|_| None, config),
        None => leave_out(prefix, path, node.position, "`eleventyComputed`", config),
    }
}

/// Whether the value of a key holds back.
pub(super) fn is_held(key: &str, value: &str) -> bool {
    holding::word_of(key).is_some_and(|word| holding::verdict(word.name, value) == holding::Verdict::Held)
}

/// Whether a key says nothing but whether articles come out.
pub(super) fn is_plain(key: &str) -> bool {
    let is_plain = |kind| matches!(kind, Kind::Holding | Kind::Granting | Kind::Publication);
    key == "permalink" || holding::word_of(key).is_some_and(|word| is_plain(word.kind))
}

fn is_free(key: &str, value: &str) -> bool {
    holding::word_of(key).is_some_and(|word| holding::verdict(word.name, value) == holding::Verdict::Free)
}

/// Takes what a program computes for all that the prefix is for: an object of functions and values, or a function that
/// returns one.
pub(super) fn computed_in(
    prefix: &str,
    path: &str,
    tokens: &[Token<'_>],
    at: usize,
    known: &dyn Fn(&str) -> Option<String>,
    config: &mut Config,
) {
    let position = |at: usize| tokens.get(at).map_or(Position { line: 1, column: 1 }, |token| token.position);
    let Some(pairs) = object(tokens, at, 0).and_then(|at| pairs(tokens, at)) else {
        return leave_out(prefix, path, position(at), "`eleventyComputed`", config);
    };
    for (key, at) in pairs {
        if key == SPREAD {
            leave_out(prefix, path, position(at), "what `eleventyComputed` takes in", config);
        } else if decides(key) {
            compute(prefix, path, key, &outcomes(tokens, at), position(at), known, config);
        }
    }
}

/// Takes what a key that decides is computed as.
pub(super) fn compute(
    prefix: &str,
    path: &str,
    key: &str,
    values: &[Value],
    position: Position,
    known: &dyn Fn(&str) -> Option<String>,
    config: &mut Config,
) {
    if key == "permalink" {
        let is_same = |value: &&Value| {
            matches!(value, Value::Undefined) || **value == Value::Data("permalink".to_owned())
        };
        let others: Vec<Value> = values.iter().filter(|value| !is_same(value)).cloned().collect();
        match pattern_of(&others, known) {
            Some(pattern) => config.input.permalinks.push(Permalink { prefix: prefix.to_owned(), pattern }),
            None if others.is_empty() => {}
            None => leave_out(prefix, path, position, "what is computed as `permalink`", config),
        }
        return;
    }
    let is_free = |value: &Value| match value {
        Value::Undefined => true,
        Value::Truth(is_true) => self::is_free(key, if *is_true { "true" } else { "false" }),
        Value::Text(text) => self::is_free(key, text),
        _ => false,
    };
    if !values.iter().all(is_free) {
        leave_out(prefix, path, position, &format!("what is computed as `{key}`"), config);
    }
}

/// Leaves out all that a prefix is for.
pub(super) fn leave_out(prefix: &str, path: &str, position: Position, what: &str, config: &mut Config) {
    let glob =
        if prefix.is_empty() || prefix.ends_with('/') { format!("{prefix}**") } else { format!("{prefix}*") };
    super::super::leave_out([glob], &mut config.input);
    let which = if prefix.is_empty() {
        "all articles are".to_owned()
    } else {
        format!("what is below `{prefix}` is")
    };
    let message = format!(
        "{what} is not followed and may hold articles back; {which} left out, unless `input.paths` in feedmill.yaml names \
         what may be published"
    );
    let node = Node { position, content: Content::Null };
    config.findings.push(setting(path, Some(&node), message));
}

/// Whether a data file may say more than it says itself: unless it takes in only programs of the site that name nothing that
/// decides.
fn says_more(file: &DataFile<'_>, programs: &[Program<'_>]) -> bool {
    let imports = permalink::imported(file.text);
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let names_more = |import: &&str| {
        let Some(path) = crate::uri::joined(folder, import).filter(|_| import.starts_with('.')) else {
            return true;
        };
        let stem = path
            .rsplit_once('.')
            .filter(|(_, ending)| ENDINGS.contains(ending))
            .map_or(path.as_str(), |(stem, _)| stem);
        let program = programs.iter().find(|program| {
            program
                .whole
                .strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with('.') || rest.starts_with("/index."))
        });
        program.is_none_or(|program| program.names_what_decides())
    };
    imports.is_empty() || imports.iter().any(names_more)
}
