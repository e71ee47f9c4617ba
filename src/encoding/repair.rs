//! What was repaired while a foreign document was read, and what could not be: each with its position and message.
//!
//! A repair is only made if it is certain what the author meant. Messages never quote the document.

use crate::model::Position;

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

/// The kinds of repairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepairKind {
    /// Another encoding is declared, but the text is UTF-8.
    WrongEncoding,
    /// The declared encoding is unknown.
    UnknownEncoding,
    /// The text should be UTF-8 or ASCII and is neither: it was read as windows-1252.
    NotUtf8,
    /// Bytes that are invalid in the encoding became U+FFFD.
    BadBytes,
    /// A declaration that is only allowed at the beginning was skipped.
    MisplacedDeclaration,
    /// Text before or after the root element was skipped.
    TextOutsideRoot,
    /// An ampersand that begins no reference was read as text.
    BareAmpersand,
    /// An HTML entity that the document does not define was resolved.
    UndefinedEntity,
    /// A reference to an unknown entity was kept as text.
    UnknownEntity,
    /// A reference to a character that no document may hold was removed.
    ForbiddenReference,
    /// A control character, or a reference to one, was read as the windows-1252 character with its number.
    ControlReference,
    /// A character that no document may hold was removed.
    ForbiddenCharacter,
    /// All but the first of several attributes with one name were dropped.
    DuplicateAttribute,
    /// A `<` inside an attribute value was read as text.
    MarkupInAttribute,
    /// A prefix that is not declared was given its usual meaning.
    UndeclaredPrefix,
    /// A prefix that is neither declared nor known was given its own namespace.
    UnknownPrefix,
    /// An invalid `xml:base` was ignored.
    BadBase,
}

impl RepairKind {
    /// What was wrong and what was done, in lower case, without a full stop.
    pub fn message(&self) -> &'static str {
        match self {
            Self::WrongEncoding => "the declared encoding is not the one in use: the text was read as utf-8",
            Self::UnknownEncoding => "the declared encoding is unknown: it was ignored",
            Self::NotUtf8 => "the text is not utf-8: it was read as windows-1252",
            Self::BadBytes => "bytes that are invalid in the encoding were dropped",
            Self::MisplacedDeclaration => "a declaration is not at the beginning: it was skipped",
            Self::TextOutsideRoot => "text outside the root element was skipped",
            Self::BareAmpersand => "an ampersand is not escaped: it was read as text",
            Self::UndefinedEntity => "an entity is not defined: it was given its meaning in html",
            Self::UnknownEntity => "an entity is unknown: the reference was kept as text",
            Self::ForbiddenReference => "a reference to a forbidden character was removed",
            Self::ControlReference => {
                "a control character was read as the windows-1252 character with its number"
            }
            Self::ForbiddenCharacter => "a forbidden character was removed",
            Self::DuplicateAttribute => "an attribute is duplicated: the first one counts",
            Self::MarkupInAttribute => "a less-than sign in an attribute is not escaped: it was read as text",
            Self::UndeclaredPrefix => "a namespace prefix is not declared: it was given its usual meaning",
            Self::UnknownPrefix => {
                "a namespace prefix is neither declared nor well-known: it was given its own namespace"
            }
            Self::BadBase => "a base url is not valid: it was ignored",
        }
    }
}

/// The repairs of a document: the first hundred of each kind individually, the rest of it summed up.
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    list: Vec<Repair>,
    /// The number of repairs of each kind since the beginning of the document.
    counts: Vec<(RepairKind, usize)>,
}

impl Repairs {
    /// Adds a repair.
    pub(crate) fn add(&mut self, kind: RepairKind, position: impl FnOnce() -> Position) {
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
    pub(crate) fn take(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.list)
    }
}
