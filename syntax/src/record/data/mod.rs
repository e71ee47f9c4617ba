//! Files that hold data and no text below it: one record, or many. A file of many becomes the place and the name of each record
//! in it; one record becomes a tree.
//!
//! A record in a file of many has a path of its own: that of the file, `//`, and its name, which is a fingerprint of the
//! first that it has of an id, an address, a slug and a title. So it stays the same record wherever its line moves to, and no
//! word of it is in a path. A record with none of them cannot be told from others and is an error. What is read of it is what
//! is between the offsets of its line or item, so that its positions are those of that part; the file's are added by whoever
//! shows them.

mod list;
mod name;
mod rows;
mod table;
mod wordpress;

pub use list::{Listed, MOST_ITEMS, list};
pub use name::{Named, name};
pub use rows::{Row, Rows};

use std::borrow::Cow;

use memchr::memchr_iter;

use super::front_matter::{self, Above, Heads, Parts, Split, Syntax};
use super::{FieldNames, Meaning};
use crate::model::{BodySyntax, Position, Record};
use crate::tree::{Content, Node, ParseError};
use crate::{json, toml, yaml};

/// The syntax of a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataSyntax {
    /// An object, or a list of them.
    Json,
    /// A mapping, or a list of them.
    Yaml,
    /// A document, or an array of tables.
    Toml,
    /// A JSON object on each line.
    Lines,
    /// Comma-separated values below a row of keys.
    Table,
    /// A row of a database: an object with one column on each line.
    Row,
}

/// The endings of data files.
const ENDINGS: [(&str, DataSyntax); 7] = [
    ("json", DataSyntax::Json),
    ("yaml", DataSyntax::Yaml),
    ("yml", DataSyntax::Yaml),
    ("toml", DataSyntax::Toml),
    ("ndjson", DataSyntax::Lines),
    ("jsonl", DataSyntax::Lines),
    ("csv", DataSyntax::Table),
];

/// What stands for the file of the rows of a database. A file of this name is none: only the path of a row has this syntax.
pub const ROWS: &str = "articles.row";

/// What separates the path of a file from the name of a record in it. No path of a file has it.
const MARK: &str = "//";

/// What the name of a record begins with that has nothing to be named by, or cannot be read.
const NO_NAME: char = '~';

/// Why such a record is an error.
pub(super) const NAMELESS: &str = "the record has neither an id nor a link, a slug or a title, so that nothing tells it from others; give it an `id`";

/// The keys of the text of a record, and the syntax that each says it is in.
const BODIES: [(&str, Option<BodySyntax>); 7] = [
    ("body", None),
    ("content", None),
    ("content_html", Some(BodySyntax::Html)),
    ("html", Some(BodySyntax::Html)),
    ("markdown", Some(BodySyntax::Markdown)),
    ("content_text", Some(BodySyntax::Text)),
    ("text", None),
];

/// The size from which on the values of a record are counted before it is read, in bytes, and how many there may be.
const LARGE: usize = 1024 * 1024;
const MOST_VALUES: usize = 250_000;

impl DataSyntax {
    /// That of a file, or of a record in one, by its ending; `None` of any other.
    pub fn of(path: &str) -> Option<DataSyntax> {
        let item = of_item(path);
        if item.is_some_and(|(file, _)| file == ROWS) {
            return Some(DataSyntax::Row);
        }
        let file = item.map_or(path, |(file, _)| file);
        // The last letters distinguish nearly all files.
        if !matches!(file.as_bytes().last()?.to_ascii_lowercase(), b'n' | b'l' | b'v') {
            return None;
        }
        let (_, ending) = file.rsplit_once('.')?;
        ENDINGS.iter().find(|(own, _)| own.eq_ignore_ascii_case(ending)).map(|(_, syntax)| *syntax)
    }

    /// Whether each record is read by itself, so that the file may be of any length.
    pub fn has_rows(self) -> bool {
        matches!(self, DataSyntax::Lines | DataSyntax::Table)
    }
}

/// The path of the file and the name of the record, of the path of a record in a file of many.
pub fn of_item(path: &str) -> Option<(&str, &str)> {
    // Paths are short: a search prepared for long texts costs more.
    let follows = |end: usize| path.as_bytes().get(end) == Some(&b'/');
    let slash = memchr_iter(b'/', path.as_bytes()).find(|slash| follows(slash.saturating_add(1)))?;
    let (file, name) = path.split_at_checked(slash)?;
    Some((file, name.strip_prefix(MARK)?))
}

/// The path of a record in a file of many.
pub fn path_of_item(file: &str, name: &str) -> String {
    [file, MARK, name].concat()
}

/// The path of a row of a database as a person is to find it; any other as it is.
pub fn shown_row(path: &str) -> Cow<'_, str> {
    match path.strip_prefix(ROWS).and_then(|rest| rest.strip_prefix(MARK)) {
        Some(key) => Cow::Owned(format!("articles:{key}")),
        None => Cow::Borrowed(path),
    }
}

/// Whether the path is that of a record in a file of many which has nothing to be named by.
pub(super) fn is_nameless(path: &str) -> bool {
    of_item(path).is_some_and(|(file, name)| file != ROWS && name.starts_with(NO_NAME))
}

/// The parts of a data file of one record, or of the part of a file that is one; `None` where there is front matter.
pub(super) fn parts<'a>(path: &str, text: &'a str) -> Option<Parts<'a>> {
    let data = DataSyntax::of(path)?;
    let syntax = match data {
        _ if of_item(path).is_some() || data.has_rows() => Syntax::Item(data),
        DataSyntax::Json => Syntax::Json,
        DataSyntax::Toml if front_matter::is_opened(text.as_bytes()) => return None,
        DataSyntax::Toml => Syntax::Toml,
        _ if front_matter::is_opened(text.as_bytes())
            && matches!(front_matter::split(text, Heads::Plain), Split::Parts(_)) =>
        {
            return None;
        }
        _ => Syntax::Yaml,
    };
    Some(Parts { syntax, front_matter: text, first_line: 1, body: "", above: Above::lines(0) })
}

/// What an item of a list must be read from: its dash is none of the mapping.
pub(super) fn text_of_item(text: &str, data: DataSyntax) -> Cow<'_, str> {
    let dash = text.find(|character: char| character != ' ').filter(|_| data == DataSyntax::Yaml);
    match dash.and_then(|dash| text.split_at_checked(dash)) {
        Some((before, after)) if after.starts_with('-') => {
            let rest = after.get(1..).unwrap_or_default();
            Cow::Owned([before, " ", rest].concat())
        }
        _ => Cow::Borrowed(text),
    }
}

/// The tree of a record in a file of many, given what [`text_of_item`] made of its part.
pub(super) fn tree<'a>(
    text: &'a str,
    data: DataSyntax,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Node<'a>, ParseError> {
    let start = Position { line: 1, column: 1 };
    let is_large =
        |byte| text.len() > LARGE && memchr::memchr_iter(byte, text.as_bytes()).count() > MOST_VALUES;
    if is_large(b',') || is_large(b'[') {
        let message = format!("the record holds more than {MOST_VALUES} values");
        return Err(ParseError { position: start, message });
    }
    match data {
        DataSyntax::Json | DataSyntax::Lines | DataSyntax::Row => json::read(text, 1, wanted),
        DataSyntax::Yaml if text.len() > LARGE => {
            let message = format!("the record is larger than {} KiB", LARGE / 1024);
            Err(ParseError { position: start, message })
        }
        DataSyntax::Yaml => yaml::read(text, 1, wanted),
        DataSyntax::Toml => toml::read(text, 1, &|_| true).map(only_table),
        DataSyntax::Table => table::read(text, wanted),
    }
}

/// The table in a document that is one item of an array of tables.
fn only_table(document: Node<'_>) -> Node<'_> {
    match document.content {
        Content::Mapping(mapping) if mapping.pairs().len() == 1 => {
            let position = document.position;
            let pair = mapping.into_pairs().pop();
            match pair.map(|pair| pair.value) {
                Some(Node { content: Content::Sequence(mut items), .. }) if items.len() == 1 => {
                    items.pop().unwrap_or(Node { position, content: Content::Null })
                }
                _ => Node { position, content: Content::Null },
            }
        }
        content => Node { content, ..document },
    }
}

/// How late the key of a column is to come: the text of a record is that of the first key, and stands last.
pub fn is_text(key: &str) -> usize {
    let place = BODIES.iter().position(|(own, _)| own.eq_ignore_ascii_case(key));
    place.map_or(0, |place| BODIES.len().saturating_sub(place))
}

/// Whether the key may hold the text of a record.
pub(super) fn is_body(key: &str) -> bool {
    BODIES.iter().any(|(own, _)| own.eq_ignore_ascii_case(key))
}

/// Takes the text of a record from its keys, unless the configuration gives them another meaning, and the slug from its title,
/// which names it as a path names other records.
pub(super) fn complete(record: &mut Record, path: &str, root: &Node<'_>, fields: &FieldNames) {
    let is_free = |key: &str| {
        !fields.keys(Meaning::Content).iter().chain(fields.keys(Meaning::Summary)).any(|own| own == key)
    };
    let body = BODIES.iter().find_map(|(key, syntax)| {
        let node = root.get_in_any_case(key).filter(|_| is_free(key))?;
        let rendered = node.get("rendered");
        let (text, syntax) = match rendered.and_then(Node::text) {
            Some(text) => (text, Some(BodySyntax::Html)),
            None => (node.text()?, *syntax),
        };
        Some((text, node.position, syntax)).filter(|(text, ..)| !text.trim().is_empty())
    });
    if let Some((text, position, syntax)) = body {
        record.body = text.replace("\r\n", "\n");
        record.body_line = position.line;
        record.body_syntax = syntax.unwrap_or_else(|| syntax_of(text));
    }
    if wordpress::is_post(root) {
        wordpress::complete(record, root);
    }
    if of_item(path).is_some() && record.slug.is_none() {
        record.slug.clone_from(&record.title);
    }
}

/// The syntax of a text whose key says nothing of it: between tags it is HTML.
fn syntax_of(text: &str) -> BodySyntax {
    let text = text.trim();
    let begins =
        text.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    if begins && text.ends_with('>') { BodySyntax::Html } else { BodySyntax::Markdown }
}

#[cfg(test)]
mod tests;
