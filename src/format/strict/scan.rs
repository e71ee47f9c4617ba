//! Splits a document into its tags and what is between them, and matches the tags: what a document must be to be
//! well-formed at all (XML 1.0, section 2.1), less what the writers never use. Only what they write is accepted, which one pass
//! over the bytes decides; a property test compares it with what quick-xml's reader sees.
//!
//! What names, attributes, references and texts may hold is checked by those who take the tokens.

use memchr::{memchr, memchr3_iter, memmem};

use super::Fault;
use super::tag::{PlainTag, plain_tag};
use crate::text::after_byte;

/// Whether the byte is white space (XML 1.0, section 2.3).
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether the text is nothing but white space.
#[inline]
pub(super) fn is_space_alone(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// The text without the white space in front.
pub(super) fn trim_start(text: &str) -> &str {
    text.bytes().position(|byte| !is_space(byte)).and_then(|start| text.get(start..)).unwrap_or_default()
}

/// The text without the white space behind it.
pub(super) fn trim_end(text: &str) -> &str {
    let last = text.bytes().rposition(|byte| !is_space(byte));
    last.and_then(|last| text.get(..last.saturating_add(1))).unwrap_or_default()
}

const SECTION: &str = "<![CDATA[";
const SECTION_END: &str = "]]>";

/// A piece of a document.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag, or the end of an element that has but one tag.
    End,
    /// What is between two tags, with its references as they are written.
    Text(&'a str),
    /// What a CDATA section inside an element holds.
    Section(&'a str),
}

/// The inside of a start tag.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// All of it.
    pub(super) content: &'a str,
    /// What precedes the first white space.
    pub(super) name: &'a str,
    /// What follows the name.
    pub(super) attributes: &'a str,
    /// Whether it is known to be sound: see [`plain_tag`].
    pub(super) is_plain: bool,
}

/// A document that is being split.
pub(super) struct Scan<'a> {
    rest: &'a str,
    /// The names of the open elements, outermost first.
    open: Vec<&'a str>,
    /// Whether the last tag opened an element and closed it as well.
    is_empty: bool,
    /// Room for the names of attributes.
    names: Vec<&'a str>,
}

impl<'a> Scan<'a> {
    /// The document, which is split from its beginning.
    pub(super) fn new(document: &'a str) -> Scan<'a> {
        Scan { rest: document, open: Vec::new(), is_empty: false, names: Vec::new() }
    }

    /// The next piece, if there is one. Elements may still be open at the end of the document.
    ///
    /// # Errors
    ///
    /// Markup that ends in the midst, tags that do not match, and markup that the writers never use.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Fault> {
        if std::mem::take(&mut self.is_empty) {
            self.open.pop();
            return Ok(Some(Token::End));
        }
        let (text, markup) = cut(self.rest, length_of_text(self.rest.as_bytes()));
        if !text.is_empty() {
            self.rest = markup;
            return Ok(Some(Token::Text(text)));
        }
        if markup.is_empty() {
            return Ok(None);
        }
        match markup.as_bytes() {
            [b'<', b'/', ..] => return self.end(markup.get(2..).unwrap_or_default()).map(Some),
            [b'<', b'!' | b'?', ..] => {}
            _ => return self.start(markup).map(Some),
        }
        if let Some(section) = markup.strip_prefix(SECTION).filter(|_| !self.open.is_empty()) {
            let (text, end) = cut(section, memmem::find(section.as_bytes(), SECTION_END.as_bytes()));
            self.rest = end.strip_prefix(SECTION_END).ok_or("not well-formed")?;
            return Ok(Some(Token::Section(text)));
        }
        Err("markup that the writer never uses")
    }

    fn start(&mut self, markup: &'a str) -> Result<Token<'a>, Fault> {
        if let Some(PlainTag { content, name, attributes, is_empty, after }) =
            plain_tag(markup, &mut self.names)
        {
            (self.rest, self.is_empty) = (after, is_empty);
            self.open.push(name);
            return Ok(Token::Start(Tag { content, name, attributes, is_plain: true }));
        }
        let (tag, end) = cut(markup, end_of_tag(markup.as_bytes()));
        self.rest = end.strip_prefix('>').ok_or("not well-formed")?;
        let tag = tag.strip_prefix('<').unwrap_or(tag);
        let inside = tag.strip_suffix('/');
        self.is_empty = inside.is_some();
        let content = inside.unwrap_or(tag);
        let (name, attributes) = cut(content, content.bytes().position(is_space));
        self.open.push(name);
        Ok(Token::Start(Tag { content, name, attributes, is_plain: false }))
    }

    fn end(&mut self, tag: &'a str) -> Result<Token<'a>, Fault> {
        let open = self.open.pop().ok_or("not well-formed")?;
        // Nearly always the name alone is there.
        if let Some(after) = tag.strip_prefix(open).and_then(|end| after_byte(end, b'>')) {
            self.rest = after;
            return Ok(Token::End);
        }
        let (name, end) = cut(tag, memchr(b'>', tag.as_bytes()));
        self.rest = end.strip_prefix('>').ok_or("not well-formed")?;
        if open == trim_end(name) { Ok(Token::End) } else { Err("not well-formed") }
    }
}

/// How many bytes precede the next tag, if there is one. Most tags begin a line.
fn length_of_text(rest: &[u8]) -> Option<usize> {
    let line = rest.strip_prefix(b"\n").unwrap_or(rest);
    let indented = line.iter().position(|&byte| byte != b' ');
    match indented.and_then(|position| line.get(position)) {
        Some(b'<') => {
            Some(rest.len().saturating_sub(line.len()).saturating_add(indented.unwrap_or_default()))
        }
        _ => memchr(b'<', rest),
    }
}

/// The text before a place and from it on; all of it where there is no such place.
pub(super) fn cut(text: &str, position: Option<usize>) -> (&str, &str) {
    position.and_then(|position| text.split_at_checked(position)).unwrap_or((text, ""))
}

/// The offset of the first `>` that is not in quotes.
fn end_of_tag(markup: &[u8]) -> Option<usize> {
    let mut quote = None;
    memchr3_iter(b'>', b'"', b'\'', markup).find(|&position| {
        let found = markup.get(position).copied();
        match quote {
            None if found == Some(b'>') => return true,
            None => quote = found,
            Some(_) if quote == found => quote = None,
            Some(_) => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::format::sample::hostile_text;

    /// What the tokens say, one line for each; a text in one piece, because the reader cuts it at references.
    fn scanned(document: &str) -> Result<Vec<String>, Fault> {
        let mut scan = Scan::new(document);
        let mut lines = Vec::new();
        while let Some(token) = scan.next()? {
            lines.push(match token {
                Token::Start(tag) => format!("start {} {}", tag.name, tag.attributes),
                Token::End => "end".to_owned(),
                Token::Text(text) => format!("text {text}"),
                Token::Section(text) => format!("section {text}"),
            });
        }
        Ok(lines)
    }

    /// The same as `quick-xml` sees it; nothing where it finds a fault or what the writers never use.
    fn read(document: &str) -> Option<Vec<String>> {
        let mut reader = Reader::from_str(document);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        let mut lines: Vec<String> = Vec::new();
        let mut depth = 0_usize;
        let add_text = |lines: &mut Vec<String>, text: &str| match lines.last_mut() {
            Some(line) if line.starts_with("text ") => line.push_str(text),
            _ => lines.push(format!("text {text}")),
        };
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    depth += 1;
                    let name = tag.name();
                    lines.push(format!("start {} {}", name.into_inner(), tag.attributes_raw()));
                }
                Event::End(_) => {
                    depth -= 1;
                    lines.push("end".to_owned());
                }
                Event::Text(text) => add_text(&mut lines, &text),
                Event::GeneralRef(reference) => add_text(&mut lines, &format!("&{};", &*reference)),
                Event::CData(text) if depth > 0 => lines.push(format!("section {}", &*text)),
                Event::Eof => return Some(lines),
                _ => return None,
            }
        }
    }

    fn markup() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "<a>", "</a>", "<b", "</b >", " c='", " d=\"", "'", "\"", ">", "/>", "/", "<", "<!", "<?", "=",
            "&lt;", "&", ";", "<![CDATA[", "]]>", "]]", "<a/>", "<a x='>'>", "<a x=\"/\"/>", "</a\n>",
            "< a>", "\n", "x",
        ]);
        let piece = prop_oneof![8 => known.prop_map(str::to_owned), 1 => hostile_text()];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn a_sound_document_is_split_into_its_tags_and_texts() {
        let document = "<a b=\"c>\" >x &amp; <d/>\n<![CDATA[<y>]]]]><d e='/'/></a >\n";
        let expected = [
            "start a  b=\"c>\" ", "text x &amp; ", "start d ", "end", "text \n", "section <y>]]",
            "start d  e='/'", "end", "end", "text \n",
        ];
        assert_eq!(scanned(document).unwrap(), expected);
        assert_eq!(read(document).unwrap(), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn tags_and_texts_are_those_that_a_reader_of_xml_sees(markup in markup(), is_inside in any::<bool>()) {
            // The reader would take away a byte order mark at the beginning.
            let document = if is_inside { format!("<r>{markup}</r>") } else { format!(" {markup}") };
            prop_assert_eq!(scanned(&document).ok(), read(&document));
        }
    }
}
