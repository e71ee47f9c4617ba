//! Elements of XML -> the bytes of a document, straight into a buffer and in the layout of the crates that write the heads of RSS
//! and Atom: an element on a line, with its text or with elements on lines of their own. Entries are written with it; tests hold it
//! to what the crates write of the same.
//!
//! Texts are normalised and escaped while they are copied, so that nobody needs a text of its own for that.

use memchr::memmem;

use super::characters::{is_permitted, normalized};
use crate::text::{ByteSet, DOUBTFUL};

/// What stands for characters that mean something else in XML.
pub(super) struct References {
    in_texts: Escapes,
    in_values: Escapes,
}

/// The names that XML itself declares (XML 1.0, section 4.6). Quotes in texts need none, and contents are full of them.
pub(super) static NAMED: References = References {
    in_texts: Escapes::of(&[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")]),
    in_values: Escapes::of(&[
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&apos;"),
        ('\n', " "),
        ('\t', " "),
    ]),
};

/// Names for quotes alone.
pub(super) static NUMERIC: References = References {
    in_texts: Escapes::of(&[
        ('&', "&#x26;"),
        ('<', "&#x3C;"),
        ('>', "&#x3E;"),
        ('"', "&quot;"),
        ('\'', "&apos;"),
    ]),
    in_values: Escapes::of(&[
        ('&', "&#x26;"),
        ('<', "&#x3C;"),
        ('>', "&#x3E;"),
        ('"', "&quot;"),
        ('\'', "&apos;"),
        ('\n', " "),
        ('\t', " "),
    ]),
};

/// What is written for characters of ASCII. In values, white space is what parsers make of it (XML 1.0, section 3.3.3).
struct Escapes {
    written: &'static [(char, &'static str)],
    /// The bytes that cannot be copied without another look.
    special: ByteSet,
}

impl Escapes {
    const fn of(written: &'static [(char, &'static str)]) -> Escapes {
        let mut special = DOUBTFUL;
        let mut rest = written;
        while let [(character, _), after @ ..] = rest {
            special = special.with(&[*character as u8]);
            rest = after;
        }
        Escapes { written, special }
    }

    fn of_character(&self, character: char) -> Option<&'static str> {
        self.written.iter().find(|(escaped, _)| *escaped == character).map(|(_, written)| *written)
    }
}

/// The lines that were written so far. Names are not escaped.
pub(super) struct Lines<'w> {
    written: &'w mut Vec<u8>,
    references: &'static References,
}

impl<'w> Lines<'w> {
    /// Appends lines to what was written, with these references in them.
    pub(super) fn behind(written: &'w mut Vec<u8>, references: &'static References) -> Lines<'w> {
        Lines { written, references }
    }

    /// Begins the start tag of an element, so many elements deep.
    pub(super) fn start(&mut self, depth: usize, name: &str) {
        self.indent(depth);
        self.start_inline(name);
    }

    /// Begins the start tag of an element that follows a text on its line.
    pub(super) fn start_inline(&mut self, name: &str) {
        self.push("<");
        self.push(name);
    }

    /// An attribute of the tag.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.push(" ");
        self.push(name);
        self.push("=\"");
        self.push_escaped(value, &self.references.in_values);
        self.push("\"");
    }

    /// An attribute of the tag, where there is a value.
    pub(super) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.attribute(name, value);
        }
    }

    /// Ends the tag of an element that holds elements.
    pub(super) fn open(&mut self) {
        self.push(">\n");
    }

    /// Ends the tag of an element that holds a text and behind it elements, the first of them on the same line.
    pub(super) fn open_with(&mut self, text: &str) {
        self.push(">");
        self.push_escaped(text, &self.references.in_texts);
    }

    /// Ends an element that holds elements, so many elements deep.
    pub(super) fn close(&mut self, depth: usize, name: &str) {
        self.indent(depth);
        self.end(name);
    }

    /// Ends the tag, and the element, which holds this text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.open_with(text);
        self.end(name);
    }

    /// Ends the tag, and the element, which holds this text in CDATA sections: one, unless it holds the end of one.
    pub(super) fn section(&mut self, name: &str, text: &str) {
        self.push("><![CDATA[");
        let text = normalized(text);
        let mut rest = &*text;
        while let Some(position) = memmem::find(rest.as_bytes(), b"]]>") {
            let (before, after) = rest.split_at_checked(position.saturating_add(2)).unwrap_or((rest, ""));
            self.push(before);
            self.push("]]><![CDATA[");
            rest = after;
        }
        self.push(rest);
        self.push("]]>");
        self.end(name);
    }

    /// Ends the tag, and the element, which holds what is well-formed as it is.
    pub(super) fn markup(&mut self, name: &str, markup: &str) {
        self.push(">");
        self.push(&normalized(markup));
        self.end(name);
    }

    /// Ends the tag of an element that is empty.
    pub(super) fn empty(&mut self) {
        self.push("/>\n");
    }

    /// An element that holds this text, so many elements deep.
    pub(super) fn element(&mut self, depth: usize, name: &str, text: &str) {
        self.start(depth, name);
        self.text(name, text);
    }

    fn end(&mut self, name: &str) {
        self.push("</");
        self.push(name);
        self.push(">\n");
    }

    fn indent(&mut self, depth: usize) {
        (0..depth).for_each(|_| self.push("  "));
    }

    fn push(&mut self, text: &str) {
        self.written.extend_from_slice(text.as_bytes());
    }

    fn push_escaped(&mut self, text: &str, escapes: &Escapes) {
        let mut rest = text;
        loop {
            let plain = escapes.special.length_without(rest.as_bytes());
            let (before, special) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            self.push(before);
            let mut after = special.chars();
            let Some(character) = after.next() else { return };
            match escapes.of_character(character) {
                Some(written) => self.push(written),
                None if character != '\r' && is_permitted(character) => {
                    self.push(character.encode_utf8(&mut [0; 4]));
                }
                // What is normalised needs that no second time.
                None => return self.push_escaped(&normalized(special), escapes),
            }
            rest = after.as_str();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::escape::escape;

    use super::*;
    use crate::format::characters::attribute;
    use crate::format::sample::hostile_text;

    fn element(text: &str, references: &'static References) -> String {
        let mut written = Vec::new();
        let mut lines = Lines::behind(&mut written, references);
        lines.start(1, "b");
        lines.attribute("c", text);
        lines.text("b", text);
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn every_special_character_is_escaped_wherever_it_stands() {
        for length in 0..40 {
            let before = "a".repeat(length);
            let text = format!("{before}<&>\"'é");
            let escaped = format!("{before}&#x3C;&#x26;&#x3E;&quot;&apos;é");
            assert_eq!(element(&text, &NUMERIC), format!("  <b c=\"{escaped}\">{escaped}</b>\n"));
            let (value, text_of) = ("&lt;&amp;&gt;&quot;&apos;é", "&lt;&amp;&gt;\"'é");
            let expected = format!("  <b c=\"{before}{value}\">{before}{text_of}</b>\n");
            assert_eq!(element(&text, &NAMED), expected);
        }
    }

    proptest! {
        #[test]
        fn a_text_is_escaped_as_it_is_when_it_is_normalised_before(
            parts in prop::collection::vec(hostile_text(), 0..6),
        ) {
            let text = parts.concat();
            let (value, of_text) = (attribute(&text), normalized(&text));
            let plain = escape(&*of_text).replace("&quot;", "\"").replace("&apos;", "'");
            prop_assert_eq!(element(&text, &NAMED), format!("  <b c=\"{}\">{plain}</b>\n", escape(&*value)));
        }
    }
}
