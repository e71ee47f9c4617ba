//! What was repaired while a foreign document was read, and what could not be: each with its position and message.
//!
//! A repair is only made if it is certain what the author meant. Messages never quote the document.

use crate::model::{Position, words};

/// How many repairs of one kind are listed individually.
const LISTED: usize = 100;

/// A repair and its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// What was repaired.
    pub kind: RepairKind,
    /// The position in the decoded text.
    pub position: Position,
    /// How many repairs of this kind it counts: one, unless it sums up all after the hundredth.
    pub count: usize,
}

/// Why and where a document cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The position in the decoded text.
    pub position: Position,
    /// What is wrong and what to do, in lower case, without a full stop.
    pub message: &'static str,
}

words! {
    /// The kinds of repairs.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum RepairKind {
        WrongEncoding = "the declared encoding is not the one in use: the text was read as utf-8",
        UnknownEncoding = "the declared encoding is unknown: it was ignored",
        NotUtf8 = "the text is not utf-8, and nothing says what it is: it was read as windows-1252; name its encoding with --encoding",
        UnknownGuessed = "the declared encoding is unknown, and the text is not utf-8: it was read as windows-1252; name its encoding with --encoding",
        MarkOverrules = "the byte order mark is that of another encoding than the named one: it counts",
        MixedEncoding = "a byte within a word is not utf-8: it was read as windows-1252",
        WideJson = "json must be utf-8: it was read as utf-16 or utf-32",
        BadBytes = "bytes that are invalid in the encoding were read as replacement characters",
        MisplacedDeclaration = "a declaration is not at the beginning: it was skipped",
        TextOutsideRoot = "text outside the root element was skipped",
        BareAmpersand = "an ampersand is not escaped: it was read as text",
        UndefinedEntity = "an entity is not defined: it was given its meaning in html",
        UnknownEntity = "an entity is unknown: the reference was kept as text",
        UnresolvedEntity = "an entity is external, longer than 64 KiB or holds a part of an element: the reference was kept as text; write what it stands for in its place",
        ForbiddenReference = "a reference to a forbidden character was removed",
        ControlReference = "a control character was read as the windows-1252 character with its number",
        ForbiddenCharacter = "a forbidden character was removed",
        DuplicateAttribute = "an attribute is duplicated: the first one counts",
        RepeatedAttribute = "an attribute is repeated: it counts once",
        MarkupInAttribute = "a less-than sign in an attribute is not escaped: it was read as text",
        UnescapedHtml = "html stands where text must, and is no xml: it was read as html",
        UndeclaredPrefix = "a namespace prefix is not declared: it was given its usual meaning",
        UnknownPrefix = "a namespace prefix is neither declared nor well-known: it was given its own namespace",
        BadBase = "a base url is not valid: it was ignored",
    }

    /// What was wrong and what was done, in lower case, without a full stop.
    fn message
}

impl RepairKind {
    /// Whether a part of the text that a reader could see is gone, or stands as something else.
    pub fn loses_text(self) -> bool {
        match self {
            RepairKind::BadBytes
            | RepairKind::NotUtf8
            | RepairKind::UnknownGuessed
            | RepairKind::UnknownEntity
            | RepairKind::UnresolvedEntity
            | RepairKind::DuplicateAttribute => true,
            RepairKind::WrongEncoding
            | RepairKind::UnknownEncoding
            | RepairKind::MarkOverrules
            | RepairKind::MixedEncoding
            | RepairKind::WideJson
            | RepairKind::MisplacedDeclaration
            | RepairKind::TextOutsideRoot
            | RepairKind::ForbiddenReference
            | RepairKind::RepeatedAttribute
            | RepairKind::BareAmpersand
            | RepairKind::UndefinedEntity
            | RepairKind::ControlReference
            | RepairKind::ForbiddenCharacter
            | RepairKind::MarkupInAttribute
            | RepairKind::UnescapedHtml
            | RepairKind::UndeclaredPrefix
            | RepairKind::UnknownPrefix
            | RepairKind::BadBase => false,
        }
    }
}

/// The repairs of a document: the first hundred of each kind individually, the rest of it summed up.
#[derive(Debug, Default)]
pub struct Repairs {
    list: Vec<Repair>,
    /// The number of repairs of each kind since the beginning of the document.
    counts: Vec<(RepairKind, usize)>,
}

impl Repairs {
    /// Adds a repair.
    pub fn add(&mut self, kind: RepairKind, position: impl FnOnce() -> Position) {
        let count = match self.counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => {
                *count = count.saturating_add(1);
                *count
            }
            None => {
                self.counts.push((kind, 1));
                1
            }
        };
        if count > LISTED.saturating_add(1)
            && let Some(last) = self.list.iter_mut().rfind(|repair| repair.kind == kind)
        {
            last.count = last.count.saturating_add(1);
            return;
        }
        self.list.push(Repair { kind, position: position(), count: 1 });
    }

    /// The repairs since the last call, in the order in which they were made.
    pub fn take(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.list)
    }
}
