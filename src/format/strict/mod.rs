//! Reads a rendered XML feed back, more strictly than any reader would, and compares it with the feed it was
//! made of.
//!
//! It is not a general parser: it accepts what the writers of this package need and refuses everything beyond,
//! among it much that is well-formed: comments, processing instructions, a document type, names outside
//! ASCII.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memchr;
use memchr::memmem::Finder;
use quick_xml::events::BytesStart;
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::characters::{is_normalized, normalized};
use super::shared::refusal;
use crate::encoding::utf8;
use crate::error::Error;
use crate::model::{Entry, Format, Text};

mod scan;
mod tag;

use scan::{Scan, Tag, Token};
pub(super) use tag::is_name;

/// What every XML document begins with.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// How deep elements may nest. The writers need four levels beside foreign elements; readers that recurse stay safe
/// far beyond this.
const DEEPEST: usize = 64;

/// What is particular about the documents of one format.
pub(super) struct Shape {
    /// The format.
    pub(super) format: Format,
    /// The namespace of the elements named below.
    pub(super) namespace: Option<&'static str>,
    /// The elements from the root down to an entry, the entry's own among them.
    pub(super) path: &'static [&'static str],
    /// The element that holds an entry's id.
    pub(super) id: &'static str,
    /// What its title is written as.
    pub(super) title: fn(&Text) -> Cow<'_, str>,
}

/// Accepts the document where it is namespace-well-formed (XML 1.0, Namespaces in XML 1.0), holds permitted
/// characters only, and has the ids and titles of the entries, in their order, and no other entry.
///
/// # Errors
///
/// An output error that names the fault and says at which entry it was found.
pub(super) fn check(bytes: &[u8], shape: &Shape, entries: &[Arc<Entry>]) -> Result<(), Error> {
    let mut reading = Reading::new(shape, Some(entries));
    reading
        .document(bytes)
        .map_err(|fault| refusal(shape.format, fault, reading.entry.map(|(index, _)| index)))
}

/// Whether [`check`] would accept the document for the entries it has, whatever they are.
pub(super) fn is_well_formed(bytes: &[u8], shape: &Shape) -> bool {
    Reading::new(shape, None).document(bytes).is_ok()
}

/// A fault, in our words: the document's own must not show in a message.
type Fault = &'static str;

/// The position of an open element.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    /// On the path to an entry: 0 is the root.
    Path(usize),
    /// An entry's id.
    Id,
    /// An entry's title.
    Title,
    /// Anywhere else.
    Elsewhere,
}

/// An open element.
struct Open {
    position: Position,
    /// Whether it declares namespaces.
    declares: bool,
}

/// The state of the reader half-way through a document.
struct Reading<'a> {
    shape: &'a Shape,
    entries: Option<&'a [Arc<Entry>]>,
    /// The entry whose element was opened last, and its index.
    entry: Option<(usize, &'a Arc<Entry>)>,
    /// The open elements, outermost first.
    open: Vec<Open>,
    /// How many elements stood at each step of the path.
    counts: Vec<usize>,
    /// The namespaces in scope. It holds only elements that declare some.
    namespaces: NamespaceResolver,
    /// Finds what every declaration holds.
    declaration: Finder<'static>,
    /// Room for the attributes of a tag.
    seen: Vec<&'a str>,
    id: Option<Cow<'a, str>>,
    title: Option<Cow<'a, str>>,
}

impl<'a> Reading<'a> {
    fn new(shape: &'a Shape, entries: Option<&'a [Arc<Entry>]>) -> Reading<'a> {
        Reading {
            shape,
            entries,
            entry: None,
            open: Vec::new(),
            counts: vec![0; shape.path.len()],
            namespaces: NamespaceResolver::default(),
            declaration: Finder::new("xmlns"),
            seen: Vec::new(),
            id: None,
            title: None,
        }
    }

    fn document(&mut self, bytes: &'a [u8]) -> Result<(), Fault> {
        let document = utf8(bytes).ok_or("a byte that is not UTF-8")?;
        if !is_normalized(document) {
            return Err("a character that no feed may hold");
        }
        let mut scan = Scan::new(document.strip_prefix(DECLARATION).ok_or("not the XML declaration")?);
        while let Some(token) = scan.next()? {
            match token {
                Token::Start(tag) => self.start(&tag)?,
                Token::End => self.end()?,
                Token::Text(text) => self.text(text)?,
                Token::Section(text) => self.section(text)?,
            }
        }
        self.finish()
    }

    fn start(&mut self, tag: &Tag<'a>) -> Result<(), Fault> {
        let declares = !tag.is_plain && self.declare(tag)?;
        if !tag.is_plain {
            tag::check_attributes(tag.attributes, &self.namespaces, &mut self.seen)?;
            if !tag::is_name(tag.name) {
                return Err("a name that the writer never uses");
            }
        }
        let (namespace, local) = self.namespaces.resolve_element(QName(tag.name));
        let namespace = match namespace {
            ResolveResult::Unknown(_) => return Err("a prefix that is not declared"),
            ResolveResult::Unbound => None,
            ResolveResult::Bound(namespace) => Some(namespace.into_inner()),
        };
        let own = namespace == self.shape.namespace;
        let position = self.position(own.then_some(local.into_inner()))?;
        match position {
            Position::Path(step) => self.step_into(step)?,
            Position::Id if self.id.replace(Cow::default()).is_some() => {
                return Err("a second id in an entry");
            }
            Position::Title if self.title.replace(Cow::default()).is_some() => {
                return Err("a second title in an entry");
            }
            Position::Id | Position::Title | Position::Elsewhere => {}
        }
        if self.open.len() >= DEEPEST {
            return Err("elements nested too deeply");
        }
        self.open.push(Open { position, declares });
        Ok(())
    }

    /// Takes the namespaces that the tag declares into scope, and says whether there are any.
    fn declare(&mut self, tag: &Tag<'_>) -> Result<bool, Fault> {
        let declares =
            !tag.attributes.is_empty() && self.declaration.find(tag.attributes.as_bytes()).is_some();
        if declares {
            self.enter(self.open.len());
            let start = BytesStart::from_content(tag.content, tag.name.len());
            self.namespaces.push(&start).map_err(|_| "not well-formed")?;
        }
        Ok(declares)
    }

    /// Goes back, or forward, to so many open elements.
    fn enter(&mut self, depth: usize) {
        // Elements never nest so deeply: see `DEEPEST`.
        self.namespaces.set_level(u16::try_from(depth).unwrap_or(u16::MAX));
    }

    fn step_into(&mut self, step: usize) -> Result<(), Fault> {
        let count = self.counts.get_mut(step).ok_or("an element out of place")?;
        let before = *count;
        *count = before.saturating_add(1);
        if !self.is_entry(step) {
            return if before == 0 { Ok(()) } else { Err("a second root or channel") };
        }
        if let Some(entries) = self.entries {
            let entry = entries.get(before).ok_or("more entries than the feed has")?;
            self.entry = Some((before, entry));
        }
        self.id = None;
        self.title = None;
        Ok(())
    }

    /// The place of a new element, by its local name where it is in the namespace of the shape.
    fn position(&self, name: Option<&str>) -> Result<Position, Fault> {
        let parent = self.open.last().map(|open| open.position);
        let step = match parent {
            None => Some(0),
            Some(Position::Path(step)) => Some(step.saturating_add(1)),
            Some(Position::Id | Position::Title) => return Err("markup inside an id or a title"),
            Some(Position::Elsewhere) => None,
        };
        if let Some(step) = step.filter(|&step| name.is_some() && self.shape.path.get(step).copied() == name)
        {
            return Ok(Position::Path(step));
        }
        match (parent, name) {
            (Some(Position::Path(step)), Some(name)) if self.is_entry(step) && name == self.shape.id => {
                Ok(Position::Id)
            }
            (Some(Position::Path(step)), Some("title")) if self.is_entry(step) => Ok(Position::Title),
            (Some(Position::Elsewhere), _) => Ok(Position::Elsewhere),
            (_, Some(name)) if self.shape.path.contains(&name) => Err("an element out of place"),
            (Some(Position::Path(step)), _) if self.holds_entries(step) || self.is_entry(step) => {
                Ok(Position::Elsewhere)
            }
            _ => Err("an element out of place"),
        }
    }

    fn is_entry(&self, step: usize) -> bool {
        step.saturating_add(1) == self.shape.path.len()
    }

    fn holds_entries(&self, step: usize) -> bool {
        self.is_entry(step.saturating_add(1))
    }

    fn text(&mut self, text: &'a str) -> Result<(), Fault> {
        let position = self.open.last().map(|open| open.position);
        let is_kept = matches!(position, Some(Position::Id | Position::Title));
        if !is_kept && scan::is_space_alone(text) {
            return Ok(());
        }
        // The writers write no `>` in text, so that looking for three characters is hardly ever needed.
        if memchr(b'>', text.as_bytes()).is_some() && text.contains("]]>") {
            return Err("the end of a CDATA section in text");
        }
        match position {
            Some(Position::Elsewhere) => tag::check_references(text),
            Some(Position::Id | Position::Title) => self.keep_resolved(text),
            Some(Position::Path(_)) | None => out_of_place(text),
        }
    }

    fn section(&mut self, text: &'a str) -> Result<(), Fault> {
        match self.open.last().map(|open| open.position) {
            Some(Position::Elsewhere) => Ok(()),
            Some(Position::Id | Position::Title) => {
                self.keep(Cow::Borrowed(text));
                Ok(())
            }
            Some(Position::Path(_)) | None => out_of_place(text),
        }
    }

    /// Keeps text that is compared, with its references decoded.
    fn keep_resolved(&mut self, text: &'a str) -> Result<(), Fault> {
        let mut rest = text;
        while let Some(position) = memchr(b'&', rest.as_bytes()) {
            let (before, reference) = scan::cut(rest, Some(position));
            let (character, after) = tag::first_reference(reference)?;
            self.keep(Cow::Borrowed(before));
            self.keep(Cow::Owned(character.to_string()));
            rest = after;
        }
        self.keep(Cow::Borrowed(rest));
        Ok(())
    }

    fn keep(&mut self, text: Cow<'a, str>) {
        let is_id = self.open.last().is_some_and(|open| open.position == Position::Id);
        let kept = if is_id { &mut self.id } else { &mut self.title };
        match kept {
            Some(kept) if !kept.is_empty() => kept.to_mut().push_str(&text),
            _ => *kept = Some(text),
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        let open = self.open.pop().ok_or("not well-formed")?;
        if open.declares {
            self.enter(self.open.len());
        }
        match open.position {
            Position::Path(step) if self.is_entry(step) => self.close_entry(),
            _ => Ok(()),
        }
    }

    fn close_entry(&mut self) -> Result<(), Fault> {
        let (id, title) = (self.id.take(), self.title.take());
        let Some((_, entry)) = self.entry else { return Ok(()) };
        let expected_title = entry.title.as_ref().map(self.shape.title).unwrap_or_default();
        if id != entry.id.as_deref().map(normalized) {
            return Err("an id differs from the entry's");
        }
        if title.unwrap_or_default() != expected_title {
            return Err("a title differs from the entry's");
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Fault> {
        if !self.open.is_empty() {
            return Err("an element that is not closed");
        }
        let (entries, around) = self.counts.split_last().ok_or("not well-formed")?;
        if around.iter().any(|&count| count != 1) {
            return Err("no root or no channel");
        }
        if self.entries.is_some_and(|expected| expected.len() != *entries) {
            // The fault is behind the last entry, not in it.
            self.entry = None;
            return Err("fewer entries than the feed has");
        }
        Ok(())
    }
}

/// Accepts text where the writers put none but white space.
fn out_of_place(text: &str) -> Result<(), Fault> {
    let text = scan::trim_start(text);
    match text.bytes().next() {
        None => Ok(()),
        Some(b'&') => Err("markup that the writer never uses"),
        Some(_) => Err("text out of place"),
    }
}

#[cfg(test)]
mod tests;
