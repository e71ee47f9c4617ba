//! The bytes of an article file become a [`Record`]: front matter split off and read in its syntax, keys sorted by meaning.
//!
//! Nothing is decided here: dates stay texts, URLs stay relative, HTML stays dirty. A value of the wrong kind
//! is a finding and counts as absent; only a file that cannot be read at all is turned away.

pub mod cascade;
pub mod data;
pub mod defaults;
mod episode;
pub mod expression;
mod fields;
mod flags;
mod front_matter;
mod heading;
pub mod holding;
mod keyed;
mod lines;
mod markup;
mod meaning;
mod names;
pub mod own_words;
mod place;
mod plain;
mod related;
mod typed;
mod unread;
mod values;
mod verbatim;
mod wanted;

pub use fields::FieldNames;
pub use front_matter::is_opened as opens_front_matter;
pub use meaning::Meaning;
pub use place::{Place, place};
pub use typed::Printing;
pub use values::MOST;

use crate::finding::{Finding, Rule};
use crate::model::{BodySyntax, Position, RawFlag, Record, Spanned};
use crate::ordered;
use crate::text::replaced;
use crate::tree::{Content, Node, ParseError, is_secured};
use crate::{json, toml, yaml};
use front_matter::{Above, Heads, Parts, Split, Syntax};
use values::Values;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// An article, with findings about single values.
    Record(Box<Record>, Vec<Finding>),
    /// A file without front matter, which is neither a record nor a fault.
    NoFrontMatter,
    /// A record that cannot be read.
    Faulty(Finding),
}

/// Reads a file; `path` is the one that findings name, and its extension decides the syntax of the body.
pub fn read(path: &str, bytes: &[u8], fields: &FieldNames) -> Reading {
    reading(path, bytes, fields, Extent::Whole)
}

/// As [`read`], but only what selects an article is kept, by the keys that [`FieldNames::is_selecting`] names, and
/// only that has findings; the body is empty and its line 0. A file that [`read`] turns away is turned away here, too.
pub fn select(path: &str, bytes: &[u8], fields: &FieldNames) -> Reading {
    reading(path, bytes, fields, Extent::Selecting)
}

/// Whether the YAML or TOML of the file is read without the library.
///
/// # Errors
///
/// When the library would read it otherwise, which is a fault of feedmill; the sentence quotes nothing.
pub fn verify(path: &str, bytes: &[u8], fields: &FieldNames) -> Result<bool, String> {
    let Ok(parts) = parts(path, bytes, fields) else { return Ok(false) };
    let mut is_plain = true;
    for (name, extent) in [("read", Extent::Whole), ("select", Extent::Selecting)] {
        let is_kept = |key: &str| extent.holds(key, fields);
        let (text, line) = (parts.front_matter, parts.first_line);
        let plain = match parts.syntax {
            Syntax::Yaml => yaml::read_plain(text, line, &is_kept),
            Syntax::Toml => toml::read_plain(text, line, &is_kept),
            _ => None,
        };
        let Some(plain) = plain else {
            is_plain = false;
            continue;
        };
        let full = match parts.syntax {
            Syntax::Toml => toml::read_parsed(text, line, &is_kept),
            _ => yaml::read_events(text, line, &is_kept),
        };
        if sorted(path, &parts, fields, extent, Ok(plain)) != sorted(path, &parts, fields, extent, full) {
            return Err(format!("`{name}` without the parser differs from `{name}` with it"));
        }
    }
    Ok(is_plain)
}

/// The front matter of a file as a tree; nothing where there is none.
///
/// # Errors
///
/// What is wrong with it, and where.
pub fn head(text: &str) -> Result<Option<Node<'_>>, (Position, String)> {
    let parts = match front_matter::split(text, Heads::Plain) {
        Split::Parts(parts) => parts,
        Split::None => return Ok(None),
        Split::Faulty(line, message) => return Err((Position { line, column: 1 }, message)),
    };
    let read = match parts.syntax {
        Syntax::Yaml => yaml::read,
        Syntax::Toml => toml::read,
        Syntax::Json => json::read,
        Syntax::Members | Syntax::Lines | Syntax::Item(_) | Syntax::Markup(_) => return Ok(None),
    };
    let read = read(parts.front_matter, parts.first_line, &|key| !is_secured(key));
    read.map(Some).map_err(|error| (error.position, error.message))
}

/// The lengths of the front matter and of the body of a file, in bytes; nothing of a file without front matter.
pub fn lengths(text: &str) -> Option<(usize, usize)> {
    match front_matter::split(text, Heads::Plain) {
        Split::Parts(parts) => Some((parts.front_matter.len(), parts.body.len())),
        Split::None | Split::Faulty(..) => None,
    }
}

/// How many topics are read of a record whose front matter and body have so many bytes.
pub fn most_topics(size: usize) -> usize {
    MOST_REPEATED.checked_div(size).unwrap_or(MOST).clamp(1, MOST)
}

/// Whether a record of a data file is read under the key at all.
pub fn is_read(key: &str, fields: &FieldNames) -> bool {
    !is_secured(key) && (Extent::Whole.holds(key, fields) || data::is_body(key))
}

/// How much of a record is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Selecting,
}

impl Extent {
    fn holds(self, key: &str, fields: &FieldNames) -> bool {
        let is_listed = match self {
            Extent::Whole => fields.is_wanted(key),
            Extent::Selecting => fields.is_selecting(key),
        };
        is_listed || flags::HOLDERS.iter().any(|own| own.eq_ignore_ascii_case(key))
    }
}

/// The longest front matter that is read, in bytes: a thousand times as long as most.
pub const LONGEST_FRONT_MATTER: usize = 1024 * 1024;

/// How much the feeds of the topics of one record may hold of it together, in bytes: each of them holds all of it.
const MOST_REPEATED: usize = 16 * 1024 * 1024;

fn reading(path: &str, bytes: &[u8], fields: &FieldNames, extent: Extent) -> Reading {
    let is_mark = |byte: &u8| matches!(*byte, OF_OTHER | OF_SITE);
    if fields.has_heads_beside()
        && let Some(parts) =
            bytes.iter().rposition(is_mark).and_then(|mark| bytes.split_at_checked(mark.saturating_add(1)))
    {
        return with_others(path, parts, fields, extent);
    }
    let reading = reading_of(path, bytes, fields, extent);
    if !fields.finds_data() || data::DataSyntax::of(path).is_none() {
        return reading;
    }
    // A folder holds data of many kinds; a list in it may be an index of the site, or a feed.
    let is_list =
        || bytes.trim_ascii_start().starts_with(b"[") || bytes.trim_ascii_start().starts_with(b"- ");
    let is_article = match &reading {
        Reading::Record(record, _) => record.title.is_some() && record.published.is_some(),
        Reading::Faulty(_) => !is_list() && fields.are_mentioned_in(bytes),
        Reading::NoFrontMatter => false,
    };
    if is_article { reading } else { Reading::NoFrontMatter }
}

fn reading_of(path: &str, bytes: &[u8], fields: &FieldNames, extent: Extent) -> Reading {
    let parts = match parts(path, bytes, fields) {
        Ok(parts) => parts,
        Err(reading) => return reading,
    };
    let is_data = data::DataSyntax::of(path).is_some();
    if parts.front_matter.len() > LONGEST_FRONT_MATTER && !matches!(parts.syntax, Syntax::Item(_)) {
        let what = if is_data { "record" } else { "front matter" };
        let message = format!(
            "the {what} is larger than {} KiB; move long texts into the body",
            LONGEST_FRONT_MATTER / 1024
        );
        return faulty(path, Rule::FrontMatter, Some(Position { line: 1, column: 1 }), message);
    }
    let is_kept = |key: &str| {
        let is_body = || is_data && extent == Extent::Whole && data::is_body(key);
        extent.holds(key, fields) || is_body()
    };
    let (text, line, is_yaml) = (parts.front_matter, parts.first_line, parts.syntax == Syntax::Yaml);
    let plain = if is_yaml { yaml::read_plain(text, line, &is_kept) } else { None };
    // What is plain has none, and no other syntax allows them, but for lines, in which nothing is lost.
    let mended = if is_yaml && plain.is_none() { yaml::without_controls(text, line) } else { None };
    let front_matter = mended.as_ref().map_or(parts.front_matter, |(text, _)| text);
    let indented = untabbed(front_matter, parts.syntax, fields);
    let front_matter = indented.as_deref().unwrap_or(front_matter);
    let (object, item);
    let tree = match parts.syntax {
        _ if let Some(plain) = plain => Ok(plain),
        Syntax::Yaml => yaml::read_events(front_matter, parts.first_line, &is_kept).or_else(|error| {
            let lines = lines::read(front_matter, parts.first_line, &is_kept);
            lines.ok().filter(|_| fields.reads_lines_in_marks()).ok_or(error)
        }),
        Syntax::Toml => toml::read(front_matter, parts.first_line, &is_kept),
        Syntax::Json => json::read(front_matter, parts.first_line, &is_kept),
        Syntax::Members => {
            // The braces stand where the marks do, so that positions stay as they are.
            object = format!("{{\n{front_matter}}}");
            json::read(&object, parts.first_line.saturating_sub(1), &is_kept)
        }
        Syntax::Markup(markup) => Ok(markup::read(front_matter, markup, &is_kept)),
        Syntax::Lines => lines::read(front_matter, parts.first_line, &is_kept).map_err(|line| {
            let message = "the head must consist of lines `Key: value`, up to an empty line".to_owned();
            ParseError { position: Position { line, column: 1 }, message }
        }),
        Syntax::Item(data) => {
            item = data::text_of_item(front_matter, data);
            data::tree(&item, data, &is_kept)
        }
    };
    let mut reading = sorted(path, &parts, fields, extent, tree);
    if let (Reading::Record(_, findings), Some((_, position))) = (&mut reading, mended) {
        let message = "control characters were removed from the front matter".to_owned();
        let path = path.to_owned();
        findings.push(Finding { rule: Rule::Characters, path, position: Some(position), message });
    }
    reading
}

/// The YAML with two spaces for each tab at the start of a line, where the site's generator reads it like that.
fn untabbed(front_matter: &str, syntax: Syntax, fields: &FieldNames) -> Option<String> {
    let has_tabs = syntax == Syntax::Yaml && fields.heads() == Heads::Hexo && front_matter.contains("\n\t");
    let spaced = |line: &str| {
        let rest = line.trim_start_matches('\t');
        format!("{}{rest}", "  ".repeat(line.len().saturating_sub(rest.len())))
    };
    has_tabs.then(|| front_matter.split_inclusive('\n').map(spaced).collect())
}

/// What is behind a head that is a file of its own.
pub const HEAD_END: u8 = 0x1d;

/// What is behind the record of the same article in another language, and in that of the site.
pub const OF_OTHER: u8 = 0x1e;
/// The same in the language of the site, whose date is that of all.
pub const OF_SITE: u8 = 0x1f;

/// A record that follows those of the same article in other languages: what holds back one of them holds it back, too.
fn with_others(path: &str, (others, own): (&[u8], &[u8]), fields: &FieldNames, extent: Extent) -> Reading {
    let mut reading = reading_of(path, own, fields, extent);
    let Reading::Record(record, _) = &mut reading else { return reading };
    for other in others.split_inclusive(|byte| matches!(*byte, OF_OTHER | OF_SITE)) {
        let (head, is_of_site) = match other.split_last() {
            Some((mark, head)) => (head, *mark == OF_SITE),
            None => (other, false),
        };
        match reading_of(path, head, fields, Extent::Selecting) {
            Reading::Record(other, _) => {
                let date = other.published.filter(|_| is_of_site);
                let from = date.clone().map(|value| RawFlag { key: "publishDate", value });
                let here = |flag: RawFlag| RawFlag {
                    value: Spanned { position: record.position, ..flag.value },
                    ..flag
                };
                let flags: Vec<RawFlag> = other.flags.into_iter().chain(from).map(here).collect();
                record.flags.extend(flags);
                record.published = record.published.take().or(date);
            }
            Reading::Faulty(_) => {
                let message = "the head of the same article in another language cannot be read".to_owned();
                return faulty(path, Rule::FrontMatter, Some(record.position), message);
            }
            Reading::NoFrontMatter => {}
        }
    }
    ordered::sort_by_key(&mut record.flags, |flag| holding::position(flag.key));
    reading
}

/// The parts of a file that may be a record, or its status otherwise.
fn parts<'a>(path: &str, bytes: &'a [u8], fields: &FieldNames) -> Result<Parts<'a>, Reading> {
    let text =
        decode(bytes).map_err(|(position, message)| faulty(path, Rule::Encoding, Some(position), message))?;
    if let Some(parts) = data::parts(path, text) {
        return Ok(parts);
    }
    if fields.has_heads_beside()
        && let Some((head, body)) = text.split_once(char::from(HEAD_END))
    {
        return front_matter::beside(head, body)
            .map_err(|(position, message)| faulty(path, Rule::FrontMatter, Some(position), message));
    }
    match front_matter::split(text, fields.heads()) {
        Split::Parts(parts) => Ok(parts),
        Split::None => {
            let parts = markup::of_path(path).and_then(|markup| markup::split(text, markup));
            // Hexo takes every text among its posts for one.
            let above = Above::lines(0);
            let whole = || Parts { syntax: Syntax::Yaml, front_matter: "", first_line: 1, body: text, above };
            let parts = parts.or_else(|| (fields.heads() == Heads::Hexo).then(whole));
            parts.ok_or_else(|| match unread::reason(path, text) {
                Some(reason) => {
                    faulty(path, Rule::FrontMatter, Some(Position { line: 1, column: 1 }), reason.to_owned())
                }
                None => Reading::NoFrontMatter,
            })
        }
        Split::Faulty(line, message) => {
            Err(faulty(path, Rule::FrontMatter, Some(Position { line, column: 1 }), message))
        }
    }
}

/// The record that the tree of a front matter and the other parts of the file make.
fn sorted(
    path: &str,
    parts: &Parts<'_>,
    fields: &FieldNames,
    extent: Extent,
    tree: Result<Node<'_>, ParseError>,
) -> Reading {
    let root = match tree {
        Ok(root) if matches!(root.content, Content::Null | Content::Mapping(_)) => root,
        Ok(other) => {
            let message = match data::DataSyntax::of(path) {
                Some(_) => format!("the record is {}; it must be a mapping", other.kind()),
                None => format!("the front matter is {}; write `key: value` lines", other.kind()),
            };
            return faulty(path, Rule::FrontMatter, Some(other.position), message);
        }
        Err(error) => {
            let message = match data::DataSyntax::of(path) {
                Some(_) => error.message.replace("the front matter", "the record"),
                None => error.message,
            };
            return faulty(path, Rule::FrontMatter, Some(error.position), message);
        }
    };
    if data::is_nameless(path) {
        return faulty(path, Rule::FrontMatter, Some(root.position), data::NAMELESS.to_owned());
    }
    let mut values = Values::new(path, fields);
    values.report_duplicates(&root);
    let root = defaults::complete(root, path, fields, &|key| extent.holds(key, fields));
    let mut record = values.record(&root);
    record.typed = typed::values(&record, &root, parts.syntax, fields);
    match extent {
        Extent::Whole => record.body = replaced(parts.body, "\r\n", "\n"),
        // It was only kept for the words that may be below it.
        Extent::Selecting => record.summary = None,
    }
    let size = parts.front_matter.len().saturating_add(parts.body.len());
    values.limit_topics(&mut record, most_topics(size));
    values.limit_names(&mut record);
    record.body_line = if extent == Extent::Whole { parts.above.body_line() } else { 0 };
    record.body_syntax = syntax_of(path);
    if data::DataSyntax::of(path).is_some() {
        data::complete(&mut record, path, &root, fields);
    }
    record.body_syntax = values.markup(&root).unwrap_or(record.body_syntax);
    if let Some(markup) =
        markup::of_path(path).filter(|_| extent == Extent::Whole && !record.body.trim().is_empty())
    {
        record.body = plain::plain(&record.body, markup, parts.front_matter);
        let position = Position { line: record.body_line, column: 1 };
        values.report(Rule::Content, position, markup::SHOWN_PLAIN.to_owned());
    }
    if fields.takes_title_from_body() && (record.title.is_none() || fields.drops_headings()) {
        heading::take_title(&mut record, parts.body, parts.above);
    }
    Reading::Record(Box::new(record), values.into_findings())
}

fn faulty(path: &str, rule: Rule, position: Option<Position>, message: String) -> Reading {
    Reading::Faulty(Finding { rule, path: path.to_owned(), position, message })
}

fn syntax_of(path: &str) -> BodySyntax {
    if markup::of_path(path).is_some() {
        return BodySyntax::Text;
    }
    let is = |extension: &str| ["html", "htm"].iter().any(|html| extension.eq_ignore_ascii_case(html));
    let path = data::of_item(path).map_or(path, |(file, _)| file);
    let is_html = path.rsplit_once('.').is_some_and(|(_, extension)| is(extension));
    if is_html { BodySyntax::Html } else { BodySyntax::Markdown }
}

/// The text of a file without its byte order mark.
fn decode(bytes: &[u8]) -> Result<&str, (Position, String)> {
    let start = Position { line: 1, column: 1 };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err((start, "the file is UTF-16; save it as UTF-8".to_owned()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count().saturating_add(1);
        let last_line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        let column = String::from_utf8_lossy(last_line).chars().count().saturating_add(1);
        (Position { line, column }, "not UTF-8 from here on; save the file as UTF-8".to_owned())
    })
}

#[cfg(test)]
mod syntax_tests;
#[cfg(test)]
mod tests;
