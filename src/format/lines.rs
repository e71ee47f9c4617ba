//! Elements of XML -> the bytes of a document, straight into a buffer and in the layout of the crates that write RSS and Atom: an
//! element on a line, with its text or with elements on lines of their own. So the writers write what nearly all entries consist
//! of; tests hold it to what the crates write of the same.

use crate::text::plain_length;

/// What stands for `&`, `<`, `>`, `"` and `'`.
#[derive(Debug, Clone, Copy)]
pub(super) struct References {
    in_texts: [&'static str; 5],
    in_values: [&'static str; 5],
}

/// The names that XML itself declares (XML 1.0, section 4.6). Quotes in texts need none, and contents are full of them.
pub(super) const NAMED: References = References {
    in_texts: ["&amp;", "&lt;", "&gt;", "\"", "'"],
    in_values: ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"],
};

/// Names for quotes alone.
pub(super) const NUMERIC: References = References {
    in_texts: ["&#x26;", "&#x3C;", "&#x3E;", "&quot;", "&apos;"],
    in_values: ["&#x26;", "&#x3C;", "&#x3E;", "&quot;", "&apos;"],
};

/// The lines that were written so far. Names are not escaped.
pub(super) struct Lines<'w> {
    written: &'w mut Vec<u8>,
    references: References,
}

impl<'w> Lines<'w> {
    /// Appends lines to what was written, with these references in them.
    pub(super) fn behind(written: &'w mut Vec<u8>, references: References) -> Lines<'w> {
        Lines { written, references }
    }

    /// Begins the start tag of an element, so many elements deep.
    pub(super) fn start(&mut self, depth: usize, name: &str) {
        self.indent(depth);
        self.push("<");
        self.push(name);
    }

    /// An attribute of the tag.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.begin_value(name);
        self.push_escaped(value, self.references.in_values);
        self.push("\"");
    }

    /// An attribute of the tag, where there is a value.
    pub(super) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.attribute(name, value);
        }
    }

    /// An attribute of the tag whose value is escaped already.
    pub(super) fn escaped_attribute(&mut self, name: &str, value: &str) {
        self.begin_value(name);
        self.push(value);
        self.push("\"");
    }

    /// Ends the tag of an element that holds elements.
    pub(super) fn open(&mut self) {
        self.push(">\n");
    }

    /// Ends an element that holds elements, so many elements deep.
    pub(super) fn close(&mut self, depth: usize, name: &str) {
        self.indent(depth);
        self.end(name);
    }

    /// Ends the tag, and the element, which holds this text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.push(">");
        self.push_escaped(text, self.references.in_texts);
        self.end(name);
    }

    /// Ends the tag, and the element, which holds this text in one CDATA section. The text may not hold the end of one.
    pub(super) fn section(&mut self, name: &str, text: &str) {
        self.push("><![CDATA[");
        self.push(text);
        self.push("]]>");
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

    fn begin_value(&mut self, name: &str) {
        self.push(" ");
        self.push(name);
        self.push("=\"");
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

    fn push_escaped(&mut self, text: &str, references: [&str; 5]) {
        let [ampersand, less, greater, double, single] = references;
        let mut rest = text.as_bytes();
        while let Some((before, [special, after @ ..])) =
            rest.split_at_checked(plain_length(rest, is_special))
        {
            self.written.extend_from_slice(before);
            self.push(match special {
                b'&' => ampersand,
                b'<' => less,
                b'>' => greater,
                b'"' => double,
                _ => single,
            });
            rest = after;
        }
        self.written.extend_from_slice(rest);
    }
}

/// Whether a reference stands for the byte. Without a branch, so that many bytes are checked at once.
fn is_special(byte: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_character_is_escaped_wherever_it_stands() {
        let written = |before: &str, references| {
            let mut written = Vec::new();
            let mut lines = Lines::behind(&mut written, references);
            let text = format!("{before}<&>\"'é");
            lines.start(1, "b");
            lines.attribute("c", &text);
            lines.text("b", &text);
            String::from_utf8(written).unwrap()
        };
        for length in 0..40 {
            let before = "a".repeat(length);
            let escaped = format!("{before}&#x3C;&#x26;&#x3E;&quot;&apos;é");
            assert_eq!(written(&before, NUMERIC), format!("  <b c=\"{escaped}\">{escaped}</b>\n"));
            let (value, text) = ("&lt;&amp;&gt;&quot;&apos;é", "&lt;&amp;&gt;\"'é");
            assert_eq!(written(&before, NAMED), format!("  <b c=\"{before}{value}\">{before}{text}</b>\n"));
        }
    }
}
