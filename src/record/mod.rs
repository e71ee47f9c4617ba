//! The bytes of an article file become a [`Record`]: front matter split off, YAML read, keys sorted by meaning.
//!
//! Nothing is decided here: dates stay texts, addresses stay relative, HTML stays dirty. A value of the wrong kind
//! is a finding and counts as absent; only a file that cannot be read at all is turned away.

mod fields;
mod front_matter;
mod values;
mod verbatim;

pub use fields::{FieldNames, Meaning};
pub use values::MOST;

use crate::finding::{Finding, Rule};
use crate::model::{BodySyntax, Place, Record};
use crate::yaml::{self, Node, Outline};
use front_matter::Split;
use values::Values;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// An article, with remarks about single values.
    Record(Box<Record>, Vec<Finding>),
    /// A file without front matter, which is no record and no fault.
    NoFrontMatter,
    /// A record that cannot be read.
    Faulty(Finding),
}

/// Reads a file; `path` is the one that findings name, and its extension tells how the body is written.
pub fn read(path: &str, bytes: &[u8], fields: &FieldNames) -> Reading {
    let faulty =
        |rule, place, message| Reading::Faulty(Finding { rule, path: path.to_owned(), place, message });
    let text = match decode(bytes) {
        Ok(text) => text,
        Err((place, message)) => return faulty(Rule::Encoding, Some(place), message),
    };
    let (front_matter, body, body_line) = match front_matter::split(text) {
        Split::Parts { front_matter, body, body_line } => (front_matter, body, body_line),
        Split::None => return Reading::NoFrontMatter,
        Split::Faulty(message) => {
            return faulty(Rule::FrontMatter, Some(Place { line: 1, column: 1 }), message);
        }
    };
    let root = match yaml::read(front_matter, &|key| fields.is_wanted(key)) {
        Ok(Node::Null) => Node::Map(Vec::new()),
        Ok(root @ Node::Map(_)) => root,
        Ok(other) => {
            let message = format!("the front matter is {}; write `key: value` lines", other.kind());
            return faulty(Rule::FrontMatter, Some(Place { line: 2, column: 1 }), message);
        }
        Err(fault) => {
            // The document begins on the line after the opening dashes.
            let place = fault.place.map(|at| Place { line: at.line.saturating_add(1), column: at.column });
            return faulty(Rule::FrontMatter, place, fault.message);
        }
    };
    let mut values = Values::new(path, Outline::new(front_matter, 2), fields);
    values.report_duplicates(&root);
    let mut record = values.record(&root, &[]);
    record.body = body.replace("\r\n", "\n");
    record.body_line = body_line;
    record.body_syntax = values.markup(&root).unwrap_or_else(|| syntax_of(path));
    Reading::Record(Box::new(record), values.into_findings())
}

/// As [`read`], for what selects the article alone.
pub fn select(path: &str, bytes: &[u8], fields: &FieldNames) -> Reading {
    read(path, bytes, fields)
}

fn syntax_of(path: &str) -> BodySyntax {
    let is_html = path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("html"));
    if is_html { BodySyntax::Html } else { BodySyntax::Markdown }
}

/// The text of a file without its byte order mark.
fn decode(bytes: &[u8]) -> Result<&str, (Place, String)> {
    let start = Place { line: 1, column: 1 };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err((start, "the file is UTF-16; save it as UTF-8".to_owned()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count().saturating_add(1);
        let last_line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        let column = String::from_utf8_lossy(last_line).chars().count().saturating_add(1);
        (Place { line, column }, "not UTF-8 from here on; save the file as UTF-8".to_owned())
    })
}

#[cfg(test)]
mod tests;
