//! A document that the program prints → JSON on the way to its file or terminal, indented, with a line end. It is never in memory as a
//! whole: a report names every article.
//!
//! Nothing in it can steer a terminal: strings are escaped while they are written.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use feedmill::internal::text::escape_json_controls;

/// Writes a document.
///
/// # Errors
///
/// Those of writing.
pub fn write(document: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    let layout = Escaping(PrettyFormatter::new());
    document.serialize(&mut Serializer::with_formatter(&mut *to, layout))?;
    to.write_all(b"\n")
}

/// The indented layout, in which strings cannot steer a terminal.
struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        to.write_all(escape_json_controls(fragment).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.0.begin_array_value(to, is_first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.0.begin_object_key(to, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_the_layout_and_the_escapes_of_one_that_is_escaped_as_a_whole() {
        let texts = [
            "plain",
            "\u{1b}[31m \u{9b}31m \u{202e}",
            "a \"quoted\" \\ line\nand\u{7f}",
            "##vso[task.complete] # ##[error]",
            "#\"#[x]",
            "",
        ];
        let document =
            serde_json::json!({ "texts": texts, "none": [], "nothing": {}, "number": 1.5, "##[key]": null });
        let mut written = Vec::new();
        write(&document, &mut written).unwrap();
        let whole = serde_json::to_string_pretty(&document).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), format!("{}\n", escape_json_controls(&whole)));
    }
}
