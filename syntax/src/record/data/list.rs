//! The text of a data file -> the parts of it that are a record each, or that it is one record itself.
//!
//! A file is a list if it is one, or if it is a mapping that names no date and has one list of mappings: of records that have
//! no title either, or under a name that says so. Items are found by what begins their lines, and each is read by itself:
//! anchors of YAML do not reach from one to another.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::DataSyntax;
use crate::json;
use crate::model::Position;
use crate::record::{FieldNames, Meaning};
use crate::toml;
use crate::tree::{Content, ParseError};

/// The most records of a file.
pub const MOST_ITEMS: usize = 1_000_000;

/// The most names of an object that may hold a list.
const MOST_NAMES: usize = 10_000;

/// The longest list in TOML, in bytes: all of it is read at once.
const LONGEST_TOML: usize = 1024 * 1024;

/// The names of lists of records.
const LISTS: [&str; 5] = ["posts", "items", "articles", "entries", "records"];

const FLOW: &str =
    "the list is not valid from here on; write each record behind `- ` on a line of its own, or all as JSON";

/// What a data file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// One record, or nothing that can be read.
    One,
    /// Records, each at these bytes of the text.
    Many(Vec<Range<usize>>),
}

/// Finds the records of a text.
///
/// # Errors
///
/// When there are more than a million of them, or they cannot be told apart.
pub fn list(text: &str, syntax: DataSyntax, fields: &FieldNames) -> Result<Listed, ParseError> {
    let items = match syntax {
        DataSyntax::Json => of_json(text, fields)?,
        DataSyntax::Yaml if text.trim_start().starts_with('[') => {
            of_json(text, fields).map_err(|error| ParseError { message: FLOW.to_owned(), ..error })?
        }
        DataSyntax::Yaml => of_yaml(text, fields),
        DataSyntax::Toml => of_toml(text, fields)?,
        DataSyntax::Lines | DataSyntax::Table | DataSyntax::Row => None,
    };
    if items.as_ref().is_some_and(|items| items.len() > MOST_ITEMS) {
        return Err(too_many());
    }
    Ok(items.map_or(Listed::One, Listed::Many))
}

fn too_many() -> ParseError {
    fault(format!("there are more than {MOST_ITEMS} records in the file"))
}

fn fault(message: String) -> ParseError {
    ParseError { position: Position { line: 1, column: 1 }, message }
}

/// What the names of the top mapping say of it.
#[derive(Default)]
struct Top {
    has_date: bool,
    has_other: bool,
    lists: usize,
}

impl Top {
    fn add(&mut self, key: &str, fields: &FieldNames) {
        self.has_date |= fields.leads(key, &[Meaning::Published]);
        self.has_other |= fields.leads(key, &[Meaning::Title, Meaning::Link, Meaning::Id]);
    }

    /// Whether the mapping is no record but holds the records under this name.
    fn is_of_list(&self, key: &str) -> bool {
        !self.has_date
            && self.lists == 1
            && (!self.has_other || LISTS.iter().any(|list| list.eq_ignore_ascii_case(key)))
    }
}

fn of_json(text: &str, fields: &FieldNames) -> Result<Option<Vec<Range<usize>>>, ParseError> {
    let start = text.trim_start();
    if start.starts_with('[') {
        return items_of(text, text);
    }
    let Ok(Names(names)) = serde_json::from_str::<Names<'_>>(text) else { return Ok(None) };
    let mut top = Top::default();
    let mut list = None;
    for (name, value) in names {
        let name: String = serde_json::from_str(name).unwrap_or_default();
        top.add(&name, fields);
        let items = value.strip_prefix('[').map(str::trim_start);
        if items.is_some_and(|items| items.starts_with('{')) {
            top.lists = top.lists.saturating_add(1);
            list = Some((name, value));
        }
    }
    match list.filter(|(name, _)| top.is_of_list(name)) {
        Some((_, value)) => items_of(text, value),
        None => Ok(None),
    }
}

/// The items of a list that is a part of the text.
fn items_of(text: &str, list: &str) -> Result<Option<Vec<Range<usize>>>, ParseError> {
    let items = serde_json::from_str::<Items<'_>>(list).map_err(|error| {
        let Position { line, column } = json::place_of_error(list, &error);
        let before = list.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        let above = text.get(..before).unwrap_or_default().matches('\n').count();
        let message = "the list is not valid JSON from here on, or holds too many records".to_owned();
        ParseError { position: Position { line: line.saturating_add(above), column }, message }
    })?;
    let range = |item: &str| {
        let start = item.as_ptr().addr().saturating_sub(text.as_ptr().addr());
        start..start.saturating_add(item.len())
    };
    Ok(Some(items.0.into_iter().map(range).collect()))
}

/// The names and values of an object, if there are not too many.
struct Names<'a>(Vec<(&'a str, &'a str)>);

/// The items of a list, if there are not too many.
struct Items<'a>(Vec<&'a str>);

struct NamesVisitor;
struct ItemsVisitor;

impl<'de> Deserialize<'de> for Names<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamesVisitor)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ItemsVisitor)
    }
}

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Names<'de>, M::Error> {
        let mut names = Vec::new();
        while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            names.push((name.get(), value.get()));
            if names.len() > MOST_NAMES {
                return Err(M::Error::custom("too many names"));
            }
        }
        Ok(Names(names))
    }
}

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Items<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Items<'de>, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<&RawValue>()? {
            items.push(item.get());
            if items.len() > MOST_ITEMS {
                return Err(S::Error::custom("too many items"));
            }
        }
        Ok(Items(items))
    }
}

/// A line of YAML that says something: where it begins, its indentation, and the rest.
struct Line<'a> {
    start: usize,
    indentation: usize,
    text: &'a str,
}

impl Line<'_> {
    fn is_item(&self) -> bool {
        self.text.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    }

    /// The key of a line that ends with its colon.
    fn opens(&self) -> Option<&str> {
        let (key, rest) = self.text.split_once(':')?;
        let is_empty = rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
        is_empty.then(|| key.trim_matches(['"', '\'']))
    }

    fn key(&self) -> &str {
        let (key, _) = self.text.split_once(':').unwrap_or((self.text, ""));
        key.trim_matches(['"', '\'', ' '])
    }
}

/// The lines of a YAML text, without blank ones and comments.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0_usize;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start = start.saturating_add(line.len());
        let unindented = line.trim_start_matches(' ');
        let indentation = line.len().saturating_sub(unindented.len());
        let text = unindented.trim_end();
        (!text.is_empty() && !text.starts_with('#')).then_some(Line { start: at, indentation, text })
    })
}

fn of_yaml(text: &str, fields: &FieldNames) -> Option<Vec<Range<usize>>> {
    let opens_document =
        |line: &Line<'_>| line.indentation == 0 && (line.text == "---" || line.text.starts_with('%'));
    let first = lines(text).find(|line| !opens_document(line))?;
    if first.is_item() {
        return Some(items_at(text, first.start..text.len(), first.indentation));
    }
    let mut top = Top::default();
    let mut list = None;
    let mut opened = None;
    let mut is_within = false;
    for line in lines(text).filter(|line| !opens_document(line)) {
        if line.indentation > 0 || line.is_item() {
            if let Some(key) = opened.take()
                && line.is_item()
                && line.text.contains(':')
            {
                top.lists = top.lists.saturating_add(1);
                list = Some((key, line.start..text.len(), line.indentation));
                is_within = true;
            }
            continue;
        }
        if let Some((_, range, _)) = list.as_mut().filter(|_| is_within) {
            range.end = line.start;
            is_within = false;
        }
        top.add(line.key(), fields);
        opened = line.opens().map(str::to_owned);
    }
    let (_, range, indentation) = list.filter(|(key, ..)| top.is_of_list(key))?;
    Some(items_at(text, range, indentation))
}

/// The items of this indentation in a part of the text.
fn items_at(text: &str, range: Range<usize>, indentation: usize) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let is_start = |line: &Line<'_>| line.indentation == indentation && line.is_item();
    let starts: Vec<usize> =
        lines(part).filter(is_start).map(|line| line.start.saturating_add(range.start)).collect();
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn of_toml(text: &str, fields: &FieldNames) -> Result<Option<Vec<Range<usize>>>, ParseError> {
    if text.len() > LONGEST_TOML || !text.contains("[[") {
        return Ok(None);
    }
    // A fault is that of the record that the file is then taken for.
    let Ok(document) = toml::read(text, 1, &|_| true) else { return Ok(None) };
    let Content::Mapping(mapping) = document.content else { return Ok(None) };
    let mut top = Top::default();
    let mut list = None;
    for pair in mapping.pairs() {
        top.add(&pair.key, fields);
        if let Content::Sequence(items) = &pair.value.content
            && items.first().is_some_and(crate::tree::Node::is_mapping)
        {
            top.lists = top.lists.saturating_add(1);
            list = Some((&pair.key, items.len()));
        }
    }
    let Some((key, count)) = list.filter(|(key, _)| top.is_of_list(key)) else { return Ok(None) };
    let opens = |line: &str| {
        let inner = line.trim().strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
        inner.is_some_and(|(name, _)| name.trim().trim_matches(['"', '\'']) == *key)
    };
    let mut starts = Vec::new();
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        if opens(line) {
            starts.push(start);
        }
        start = start.saturating_add(line.len());
    }
    if starts.len() != count {
        return Err(fault(format!("write each record of a list as a table, below a line `[[{}]]`", "name")));
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    Ok(Some(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()))
}
