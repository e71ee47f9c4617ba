//! The character data of a document -> text: references resolved, line ends normalised, forbidden characters removed.
//!
//! Entities of the document type that are plain text are resolved, together to no more than the document's own length
//! and a little: attacks make a small document huge by them.

use memchr::memchr;

use super::entity::Entities;
use crate::encoding::{Fault, Positions, Repair, RepairKind, Repairs};
use crate::html::references;
use crate::model::Position;
use crate::text::{is_all_permitted, is_permitted, plain_length};

/// How many bytes entities may stand for in the shortest document.
pub(super) const LEAST_BUDGET: usize = 64 * 1024;

/// The text of a document and its repairs so far.
#[derive(Debug)]
pub(super) struct Source<'a> {
    text: &'a str,
    positions: Positions<'a>,
    repairs: Repairs,
    /// Whether the document contains a carriage return.
    has_returns: bool,
    /// Whether the document contains a character that no feed may hold: few do.
    has_forbidden: bool,
    /// Whether a document type may define the entities that are used.
    pub(super) has_document_type: bool,
    /// The entities that the document type defines.
    pub(super) entities: Entities,
    /// How many more bytes they may stand for.
    budget: usize,
    /// Where they stood for more.
    pub(super) exceeds_at: Option<usize>,
}

impl<'a> Source<'a> {
    /// The text of a document, without repairs.
    pub(super) fn new(text: &'a str) -> Source<'a> {
        let positions = Positions::new(text);
        let has_returns = memchr(b'\r', text.as_bytes()).is_some();
        let has_forbidden = !is_all_permitted(text);
        let repairs = Repairs::default();
        Source {
            text,
            positions,
            repairs,
            has_returns,
            has_forbidden,
            has_document_type: false,
            entities: Entities::default(),
            budget: text.len().saturating_add(LEAST_BUDGET),
            exceeds_at: None,
        }
    }

    /// The position of a start tag at a byte offset.
    pub(super) fn mark(&mut self, offset: usize) -> Position {
        self.positions.mark(offset)
    }

    /// The position of a byte offset.
    pub(super) fn position(&mut self, offset: usize) -> Position {
        self.positions.position(offset)
    }

    /// Adds a repair at a byte offset.
    pub(super) fn repair(&mut self, kind: RepairKind, offset: usize) {
        self.repairs.add(kind, || self.positions.position(offset));
    }

    /// The repairs since the last call.
    pub(super) fn take_repairs(&mut self) -> Vec<Repair> {
        self.repairs.take()
    }

    /// A fault at a byte offset.
    pub(super) fn fault(&mut self, offset: usize, message: &'static str) -> Fault {
        Fault { position: self.position(offset), message }
    }

    /// The byte offset of a part of the text.
    pub(super) fn offset_of(&self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr())
    }

    /// The text from a byte offset on.
    pub(super) fn from(&self, offset: usize) -> &'a str {
        self.text.get(offset..).unwrap_or_default()
    }

    /// Appends character data that begins at a byte offset and holds no references.
    pub(super) fn add_data(&mut self, data: &str, offset: usize, text: &mut String) {
        let mut rest = data;
        while let Some(at) = self.find_unclean(rest) {
            let (clean, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            text.push_str(clean);
            let mut characters = from.chars();
            let position = offset.saturating_add(data.len()).saturating_sub(from.len());
            match characters.next() {
                Some('\r') => {
                    text.push('\n');
                    rest = characters.as_str().strip_prefix('\n').unwrap_or(characters.as_str());
                    continue;
                }
                Some(control @ '\u{80}'..='\u{9f}') => self.add_control(control, position, text),
                _ => self.repair(RepairKind::ForbiddenCharacter, position),
            }
            rest = characters.as_str();
        }
        text.push_str(rest);
    }

    /// Appends the windows-1252 character with the number of a control character: it was meant, and some program took it
    /// for ISO 8859-1.
    fn add_control(&mut self, control: char, offset: usize, text: &mut String) {
        text.extend(references::character(u32::from(control)).filter(|&meant| is_permitted(meant)));
        self.repair(RepairKind::ControlReference, offset);
    }

    /// The offset of the first character that may not stay. Most documents have none and need no search.
    fn find_unclean(&self, data: &str) -> Option<usize> {
        if self.has_forbidden {
            return data.find(|next| next == '\r' || !is_permitted(next));
        }
        if self.has_returns { memchr(b'\r', data.as_bytes()) } else { None }
    }

    /// Appends what the reference at a byte offset stands for; `name` is the text between `&` and `;`.
    pub(super) fn add_reference(&mut self, name: &str, offset: usize, text: &mut String) {
        let predefined = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => return self.add_other_reference(name, offset, text),
        };
        text.push(predefined);
    }

    fn add_other_reference(&mut self, name: &str, offset: usize, text: &mut String) {
        if let Some((number, "")) = references::numeric(name) {
            match char::from_u32(number) {
                Some(control @ '\u{80}'..='\u{9f}') => self.add_control(control, offset, text),
                Some(character) if is_permitted(character) => text.push(character),
                _ => self.repair(RepairKind::ForbiddenReference, offset),
            }
            return;
        }
        match self.entities.get(name) {
            Some(Some(meaning)) => {
                let rest = self.budget.checked_sub(meaning.len());
                match rest {
                    Some(rest) => {
                        self.budget = rest;
                        let meaning = meaning.to_owned();
                        self.add_data(&meaning, offset, text);
                    }
                    None => self.exceeds_at = Some(offset),
                }
                return;
            }
            Some(None) => return self.keep_reference(RepairKind::UnresolvedEntity, name, offset, text),
            None => {}
        }
        let after = self.text.get(offset.saturating_add(1)..).unwrap_or_default();
        if let Some((meaning, _)) = references::named(after) {
            text.push_str(meaning);
            if !self.has_document_type {
                self.repair(RepairKind::UndefinedEntity, offset);
            }
            return;
        }
        let kind = if is_name(name) { RepairKind::UnknownEntity } else { RepairKind::BareAmpersand };
        self.keep_reference(kind, name, offset, text);
    }

    fn keep_reference(&mut self, kind: RepairKind, name: &str, offset: usize, text: &mut String) {
        self.repair(kind, offset);
        text.push('&');
        self.add_data(name, offset.saturating_add(1), text);
        text.push(';');
    }

    /// The value of an attribute (XML 1.0, section 3.3.3), from the text between the quotes.
    pub(super) fn attribute(&mut self, raw: &str) -> String {
        let is_special =
            |byte| (byte == b'&') | (byte == b'<') | (byte == b'\t') | (byte == b'\n') | (byte == b'\r');
        if !self.has_forbidden && plain_length(raw.as_bytes(), is_special) == raw.len() {
            return raw.to_owned();
        }
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find(['&', '<', '\t', '\n', '\r']) {
            let offset = self.offset_of(rest);
            let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.add_data(plain, offset, &mut value);
            let offset = offset.saturating_add(at);
            let mut characters = from.chars();
            let next = characters.next();
            rest = characters.as_str();
            match next {
                Some('&') => rest = self.add_attribute_reference(rest, offset, &mut value),
                Some('<') => {
                    self.repair(RepairKind::MarkupInAttribute, offset);
                    value.push('<');
                }
                Some('\r') if rest.starts_with('\n') => {}
                _ => value.push(' '),
            }
        }
        self.add_data(rest, self.offset_of(rest), &mut value);
        value
    }

    /// Appends what the reference after an ampersand stands for, and returns what follows it.
    fn add_attribute_reference<'v>(&mut self, after: &'v str, offset: usize, value: &mut String) -> &'v str {
        let end = after.find(|next| !(is_name_character(next) || next == '#')).unwrap_or(after.len());
        let (name, rest) = after.split_at_checked(end).unwrap_or((after, ""));
        if let Some(rest) = rest.strip_prefix(';') {
            let start = value.len();
            self.add_reference(name, offset, value);
            // White space of an entity is as white space of the attribute.
            if !name.starts_with('#') && value.get(start..).is_some_and(|added| added.contains(['\t', '\n']))
            {
                let added = value.split_off(start);
                value.push_str(&added.replace(['\t', '\n'], " "));
            }
            return rest;
        }
        self.repair(RepairKind::BareAmpersand, offset);
        value.push('&');
        after
    }
}

/// Whether the text is a name of XML, with or without colons; all characters outside ASCII count as letters.
pub(super) fn is_name(text: &str) -> bool {
    let begins = |first: char| is_name_character(first) && !matches!(first, '-' | '.' | '0'..='9');
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    text.starts_with(begins) && (text.bytes().all(is_usual) || text.chars().all(is_name_character))
}

fn is_name_character(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '.' | ':')
        || (!character.is_ascii() && is_permitted(character))
}
