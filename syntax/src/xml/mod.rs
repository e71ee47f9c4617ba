//! The text of an XML document -> steps through it, and small trees of elements on demand. The whole document is never
//! held as a tree.
//!
//! It repairs what is certain and reports each repair with its position: undeclared prefixes, bare ampersands, HTML
//! entities. What has two possible meanings, such as a missing end tag, is a fault. Of document types only entities
//! count, within a budget. What elements mean is left to the formats.

use std::borrow::Cow;
use std::io::BufRead;
use std::sync::Arc;

use memchr::{memchr, memchr2};
use quick_xml::events::{BytesStart, Event};

pub use crate::encoding::{Fault, Repair, RepairKind};
pub use element::{Attribute, Element, Node};

mod element;
mod entity;
mod fault;
pub mod namespace;
mod scope;
mod source;
mod tag;
#[cfg(test)]
mod tests;

use scope::Scopes;
use source::Source;

/// How deep elements may nest.
const DEEPEST: usize = 256;

/// How many elements, attributes and texts one tree may have; no real item has more.
const MOST_NODES: usize = 250_000;

/// A step through a document.
#[derive(Debug)]
pub enum Step {
    /// A start tag, or an empty-element tag, which [`Step::Close`] follows at once. The element has no children yet.
    Open(Element),
    /// Text between elements, including white space; several texts may follow each other.
    Text,
    /// The end of the innermost open element.
    Close,
}

/// A reader that steps through a document.
#[derive(Debug)]
pub struct Reader<'a> {
    events: quick_xml::Reader<&'a [u8]>,
    source: Source<'a>,
    scopes: Scopes,
    /// Whether the last step opened an empty-element tag, so that its end comes next.
    is_empty_open: bool,
    /// The HTML of elements, by the byte where their start tag is, in order.
    html: Vec<(usize, &'a str)>,
    /// The HTML that comes next.
    inner: Option<&'a str>,
    /// Whether the root element has been opened.
    has_root: bool,
    /// The fault that ended reading.
    fault: Option<Fault>,
}

/// The events of the crate, reduced to what a reader needs.
enum Piece<'a> {
    Open(BytesStart<'a>),
    Close,
    /// Text without references.
    Text(Cow<'a, str>),
    /// The content of a CDATA section.
    Data(Cow<'a, str>),
    /// What stands as blanks.
    Html(&'a str),
    /// The name between `&` and `;`.
    Reference(Cow<'a, str>),
    End,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of a document; `base` is the absolute URL of the document.
    pub fn new(text: &'a str, base: Option<&str>) -> Reader<'a> {
        Reader::with_html(text, base, Vec::new())
    }

    /// The same of a document in which some elements have blanks in place of their HTML; `html` has it, by the byte where the
    /// start tag is, in order. The elements get the type `html`.
    pub fn with_html(text: &'a str, base: Option<&str>, html: Vec<(usize, &'a str)>) -> Reader<'a> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut events = quick_xml::Reader::from_str(text);
        events.config_mut().allow_dangling_amp = true;
        Reader {
            events,
            source: Source::new(text),
            scopes: Scopes::new(base),
            is_empty_open: false,
            html,
            inner: None,
            has_root: false,
            fault: None,
        }
    }

    /// The next step; nothing at the end of the document.
    ///
    /// # Errors
    ///
    /// What cannot be read, with its position. Every later call returns the same fault.
    pub fn step(&mut self) -> Result<Option<Step>, Fault> {
        let (piece, offset) = self.next()?;
        Ok(Some(match piece {
            Piece::Open(tag) => Step::Open(self.open(&tag, offset)?),
            Piece::Close => Step::Close,
            Piece::Text(_) | Piece::Data(_) | Piece::Html(_) | Piece::Reference(_) => Step::Text,
            Piece::End => return Ok(None),
        }))
    }

    /// The element that the last step opened, with all its content. Its end is read as well.
    ///
    /// # Errors
    ///
    /// As in [`Reader::step`], and if there is more content than an item may have.
    pub fn subtree(&mut self, open: Element) -> Result<Element, Fault> {
        let mut count = open.attributes.len();
        // One list holds the nodes of all open elements, each with the index where its own begin: separate lists would have
        // to grow one by one.
        let (mut around, mut nodes) = (vec![(open, 0)], Vec::new());
        self.add_text_behind_tag(&mut nodes);
        loop {
            let (piece, offset) = self.next()?;
            let first = around.last().map_or(0, |(_, first)| *first);
            match piece {
                Piece::Open(tag) => {
                    let child = self.open(&tag, offset)?;
                    count = count.saturating_add(child.attributes.len());
                    around.push((child, nodes.len()));
                    self.add_text_behind_tag(&mut nodes);
                }
                Piece::Close | Piece::End => {
                    let Some((mut element, first)) = around.pop() else { continue };
                    count = count.saturating_add(nodes.len().saturating_sub(first));
                    element.children = nodes.split_off(first);
                    if around.is_empty() {
                        return Ok(element);
                    }
                    nodes.push(Node::Element(element));
                }
                Piece::Text(data) => {
                    // The crate cuts text before an ampersand that begins no reference.
                    if data.starts_with('&') {
                        self.source.repair(RepairKind::BareAmpersand, offset);
                    }
                    add_text(&mut nodes, first, |text| self.source.add_data(&data, offset, text));
                }
                Piece::Data(data) => {
                    let offset = self.source.offset_of(&data);
                    add_text(&mut nodes, first, |text| self.source.add_data(&data, offset, text));
                }
                Piece::Html(html) => {
                    add_text(&mut nodes, first, |text| self.source.add_data(html, offset, text));
                }
                Piece::Reference(name) => {
                    add_text(&mut nodes, first, |text| self.source.add_reference(&name, offset, text));
                }
            }
            if count.saturating_add(nodes.len()) > MOST_NODES {
                return Err(self.fail(offset, "an element has more parts than any feed needs: split it"));
            }
        }
    }

    /// Adds the text behind a start tag, up to the next tag or the first reference that has no end. The crate takes each
    /// reference for a step of its own, and escaped HTML is full of them.
    fn add_text_behind_tag(&mut self, nodes: &mut Vec<Node>) {
        if self.is_empty_open || self.inner.is_some() {
            return;
        }
        let start = self.position();
        let behind = self.source.from(start);
        let data = memchr(b'<', behind.as_bytes()).and_then(|end| behind.get(..end)).unwrap_or_default();
        let mut rest = data;
        let mut text = String::new();
        while let Some((plain, name, after)) = first_reference(rest) {
            if text.is_empty() {
                text.reserve(data.len());
            }
            let offset = self.source.offset_of(rest);
            self.source.add_data(plain, offset, &mut text);
            self.source.add_reference(name, offset.saturating_add(plain.len()), &mut text);
            rest = after;
            if self.source.exceeds_at.is_some() {
                break;
            }
        }
        self.events.stream().consume(data.len().saturating_sub(rest.len()));
        if !text.is_empty() {
            nodes.push(Node::Text(text));
        }
    }

    /// Skips to the end of the element that the last step opened.
    ///
    /// # Errors
    ///
    /// As in [`Reader::step`].
    pub fn skip(&mut self, open: Element) -> Result<(), Fault> {
        drop(open);
        let around = self.scopes.depth().saturating_sub(1);
        while self.scopes.depth() > around {
            let (piece, offset) = self.next()?;
            if let Piece::Open(_) = piece {
                self.check_depth(offset)?;
                self.scopes.open(offset);
            }
        }
        Ok(())
    }

    /// The repairs since the last call.
    pub fn take_repairs(&mut self) -> Vec<Repair> {
        self.source.take_repairs()
    }

    fn open(&mut self, tag: &BytesStart<'_>, offset: usize) -> Result<Element, Fault> {
        self.check_depth(offset)?;
        let mut element = tag::open(tag, offset, &mut self.source, &mut self.scopes)
            .inspect_err(|fault| self.fault = Some(*fault))?;
        if self.inner.is_some() {
            element.attributes.retain(|attribute| attribute.local != "type");
            let (none, kind) = (Arc::<str>::default(), "html".to_owned());
            let (namespace, prefix) = (Arc::clone(&none), none);
            element.attributes.push(Attribute { namespace, prefix, local: "type".to_owned(), value: kind });
            self.source.repair(RepairKind::UnescapedHtml, offset);
        }
        Ok(element)
    }

    fn check_depth(&mut self, offset: usize) -> Result<(), Fault> {
        if self.scopes.depth() < DEEPEST {
            return Ok(());
        }
        Err(self.fail(offset, "elements are nested more than 256 deep: no feed needs that"))
    }

    /// The next piece of content and its offset, without comments and what is outside the root element.
    fn next(&mut self) -> Result<(Piece<'a>, usize), Fault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if let Some(at) = self.source.exceeds_at {
            return Err(
                self.fail(at, "entities make the document much longer than it is: no feed needs that")
            );
        }
        let mut offset = self.position();
        if let Some(html) = self.inner.take() {
            return Ok((Piece::Html(html), offset));
        }
        if std::mem::take(&mut self.is_empty_open) {
            self.scopes.close();
            return Ok((Piece::Close, offset));
        }
        loop {
            let event = match self.events.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(self.events.error_position()).unwrap_or(offset);
                    return Err(self.fail(at, fault::message(&error)));
                }
            };
            if let Some(piece) = self.piece(event, offset)? {
                return Ok((piece, offset));
            }
            offset = self.position();
        }
    }

    fn piece(&mut self, event: Event<'a>, offset: usize) -> Result<Option<Piece<'a>>, Fault> {
        let is_inside = self.scopes.depth() > 0;
        Ok(Some(match event {
            Event::Start(tag) => {
                let place = self.html.binary_search_by_key(&offset, |&(start, _)| start);
                self.inner = place.ok().and_then(|place| self.html.get(place)).map(|&(_, html)| html);
                self.begin(tag, offset)?
            }
            Event::Empty(tag) => {
                self.is_empty_open = true;
                self.begin(tag, offset)?
            }
            Event::End(_) => {
                self.scopes.close();
                Piece::Close
            }
            Event::Text(text) if is_inside => Piece::Text(text.into_inner()),
            Event::CData(data) if is_inside => Piece::Data(data.into_inner()),
            Event::GeneralRef(name) if is_inside => Piece::Reference(name.into_inner()),
            Event::Text(text) if text.trim_matches(is_blank).is_empty() => return Ok(None),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                self.source.repair(RepairKind::TextOutsideRoot, offset);
                return Ok(None);
            }
            Event::Comment(_) | Event::PI(_) => return Ok(None),
            Event::Decl(_) => {
                if offset > 0 {
                    self.source.repair(RepairKind::MisplacedDeclaration, offset);
                }
                return Ok(None);
            }
            Event::DocType(_) if self.has_root => {
                self.source.repair(RepairKind::MisplacedDeclaration, offset);
                return Ok(None);
            }
            Event::DocType(definition) => {
                let defines = ["PUBLIC", "SYSTEM", "["].iter().any(|word| definition.contains(word));
                self.source.has_document_type |= defines;
                self.source.entities = entity::defined(&definition);
                return Ok(None);
            }
            Event::Eof => self.end()?,
        }))
    }

    fn begin(&mut self, tag: BytesStart<'a>, offset: usize) -> Result<Piece<'a>, Fault> {
        if self.has_root && self.scopes.depth() == 0 {
            return Err(self.fail(offset, "an element follows the root element: a document has only one"));
        }
        self.has_root = true;
        Ok(Piece::Open(tag))
    }

    fn end(&mut self) -> Result<Piece<'a>, Fault> {
        if let Some(start) = self.scopes.start() {
            return Err(self.fail(start, "an element is never closed: the document may have been cut off"));
        }
        if !self.has_root {
            return Err(self.fail(0, "there is no element: this is not an xml document"));
        }
        Ok(Piece::End)
    }

    fn position(&self) -> usize {
        usize::try_from(self.events.buffer_position()).unwrap_or(usize::MAX)
    }

    fn fail(&mut self, offset: usize, message: &'static str) -> Fault {
        let fault = self.source.fault(offset, message);
        self.fault = Some(fault);
        fault
    }
}

/// The document with elements in place of the entities that stand for them; nothing where there are none.
pub fn with_entities(document: &str) -> Option<String> {
    entity::with_elements(document)
}

/// What precedes the first reference of the text, its name and what follows it; nothing where it has no end.
fn first_reference(text: &str) -> Option<(&str, &str, &str)> {
    let (plain, reference) = text.split_at_checked(memchr(b'&', text.as_bytes())?)?;
    let reference = reference.strip_prefix('&')?;
    let (name, end) = reference.split_at_checked(memchr2(b';', b'&', reference.as_bytes())?)?;
    Some((plain, name, end.strip_prefix(';')?))
}

/// Adds to the text that ends the nodes of an element, or begins a new one.
fn add_text(nodes: &mut Vec<Node>, first: usize, add: impl FnOnce(&mut String)) {
    if nodes.len() > first
        && let Some(Node::Text(text)) = nodes.last_mut()
    {
        return add(text);
    }
    let mut text = String::new();
    add(&mut text);
    if !text.is_empty() {
        nodes.push(Node::Text(text));
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// Whether the text is well-formed as the content of an element.
pub fn is_content(text: &str) -> bool {
    let whole = format!("<a>{text}</a>");
    let mut reader = Reader::new(&whole, None);
    loop {
        match reader.step() {
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}
