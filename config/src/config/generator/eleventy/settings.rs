//! Where Eleventy looks: the folders of its input, data and layouts, and how its data files are called.

use super::super::literals::{Language, Word, tokens};
use super::super::{Parts, text_at};
use super::{arguments, permalink, program};
use crate::tree::{Content, Node};
use crate::uri::joined;

/// Where a site has what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::config) struct Settings {
    /// The folder of its input below the project's, empty or with `/` at its end; `None` where it is not known.
    pub input: Option<String>,
    /// That of data of the whole site below the project's, without `/` at its end.
    pub data: String,
    /// Those of layouts and of what templates take in, the first that layouts are looked for in.
    pub includes: Vec<String>,
    /// That which it is written to.
    pub output: String,
    /// What the names of data files end with, before their endings.
    pub suffixes: Vec<String>,
    /// The endings of data files that the program adds.
    pub endings: Vec<String>,
    /// What the data file of a folder is called where it is not called as that.
    pub base: Option<String>,
    /// Whether all of the names of data files are known.
    pub knows_names: bool,
}

/// Reads them.
pub(super) fn settings(parts: &Parts<'_>) -> Settings {
    let text = program(parts);
    let input = input(parts, text);
    let start = input.clone().unwrap_or_default();
    let option = |key: &str, function: &str| {
        text_at(parts.root, &format!("dir.{key}")).or_else(|| arguments(text, function).pop())
    };
    let below = |name: &str| joined(&start, name).unwrap_or_default();
    let includes = option("includes", "setIncludesDirectory").unwrap_or_else(|| "_includes".to_owned());
    let layouts = option("layouts", "setLayoutsDirectory").map(|name| below(&name));
    let suffixes = arguments_of_list(text, "setDataFileSuffixes");
    let bases = arguments(text, "setDataFileBaseName");
    let endings = arguments(text, "addDataExtension");
    let is_whole = |function: &str, read: usize| text.matches(function).count() == read;
    Settings {
        data: below(&option("data", "setDataDirectory").unwrap_or_else(|| "_data".to_owned())),
        includes: layouts.into_iter().chain([below(&includes)]).collect(),
        output: parts.below(&option("output", "setOutputDirectory").unwrap_or_else(|| "_site".to_owned())),
        knows_names: is_whole("setDataFileSuffixes", usize::from(suffixes.is_some()))
            && is_whole("setDataFileBaseName", bases.len())
            && is_whole("addDataExtension", endings.len()),
        suffixes: suffixes.unwrap_or_else(|| vec![".11tydata".to_owned(), String::new()]),
        endings: endings
            .iter()
            .flat_map(|names| names.split(','))
            .map(|name| name.trim().to_owned())
            .collect(),
        base: bases.into_iter().next(),
        input,
    }
}

/// The texts of the list that a function is called with.
fn arguments_of_list(text: &str, function: &str) -> Option<Vec<String>> {
    let (_, rest) = text.split_once(function)?;
    let list = rest.trim_start().strip_prefix('(')?.trim_start().strip_prefix('[')?;
    let (list, _) = list.split_once(']')?;
    let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
    items
        .map(|item| {
            permalink::quoted(item).filter(|(_, rest)| rest.is_empty()).map(|(text, _)| text.to_owned())
        })
        .collect()
}

/// The folder of the input.
fn input(parts: &Parts<'_>, text: &str) -> Option<String> {
    let of_command = of_commands(parts)?;
    let called = arguments(text, "setInputDirectory");
    if text.matches("setInputDirectory").count() != called.len() || called.len() > 1 {
        return None;
    }
    let of_program = match parts.root.find("dir.input") {
        Some(own) => Some(own.text()?.to_owned()),
        None => {
            let is_unread =
                parts.root.get("dir").is_some_and(|dir| !dir.is_mapping() || dir.get("...").is_some());
            if is_unread || (parts.root.get("dir").is_none() && returns_another(text)) {
                return None;
            }
            None
        }
    };
    let named = of_command.or(of_program).or_else(|| called.into_iter().next()).unwrap_or_default();
    let folder = joined(&parts.site.folder, &named)?;
    Some(if folder.is_empty() { folder } else { format!("{folder}/") })
}

/// Whether what the program returns takes in another object, which may name folders.
fn returns_another(text: &str) -> bool {
    let tokens = tokens(text, Language::JavaScript);
    let starts = tokens.windows(5).any(|five| {
        let words: Vec<&Word<'_>> = five.iter().map(|token| &token.word).collect();
        matches!(
            words.as_slice(),
            [
                Word::Name("return" | "config"),
                Word::Sign('{'),
                Word::Sign('.'),
                Word::Sign('.'),
                Word::Sign('.')
            ] | [Word::Sign('='), Word::Sign('{'), Word::Sign('.'), Word::Sign('.'), Word::Sign('.')]
        )
    });
    let names_dir = tokens.windows(2).any(|two| {
        matches!(two, [name, sign] if name.word == Word::Name("dir") && matches!(sign.word, Word::Sign(',' | '}' | '=')))
    });
    starts || names_dir
}

/// The folder that the commands of the package name, which counts before all else; `None` where they do not agree.
fn of_commands(parts: &Parts<'_>) -> Option<Option<String>> {
    let package = parts.others.iter().find(|(path, _)| *path == "package.json");
    let scripts = package.and_then(|(_, tree)| tree.get("scripts")).map(|scripts| &scripts.content);
    let Some(Content::Mapping(scripts)) = scripts else { return Some(None) };
    let commands = scripts
        .pairs()
        .iter()
        .filter_map(|pair| Node::text(&pair.value))
        .flat_map(|text| text.split(['&', '|', ';']));
    let of_eleventy = commands.filter(|command| {
        command
            .split_whitespace()
            .any(|word| matches!(word, "eleventy" | "@11ty/eleventy") || word.ends_with("/eleventy"))
    });
    let mut found: Vec<Option<String>> = of_eleventy.map(input_of).collect();
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => Some(None),
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The folder that a command names.
fn input_of(command: &str) -> Option<String> {
    let (_, rest) = command.split_once("--input")?;
    let word = rest.trim_start_matches(['=', ' ']).split_whitespace().next()?;
    Some(word.trim_matches(['"', '\'', '\\']).to_owned())
}
