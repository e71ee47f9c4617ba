//! What was put right while a foreign document was read, and what could not be: each with its place.
//!
//! A repair is only made where it is certain what the author meant. No message quotes the document.

use crate::model::Position;

/// How many repairs of one kind are listed one by one.
const LISTED: usize = 100;

/// A repair that was certain, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// What was put right.
    pub kind: RepairKind,
    /// Where it stands in the decoded text.
    pub position: Position,
    /// How many repairs of the kind this stands for: one, unless it sums up all past the hundredth.
    pub count: usize,
}

/// A document that cannot be read on, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands in the decoded text.
    pub position: Position,
    /// What is wrong and what to do about it.
    pub message: &'static str,
}

/// What was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepairKind {
    /// An encoding is declared, but the text is in UTF-8.
    WrongEncoding,
    /// The declared encoding is not known.
    UnknownEncoding,
    /// The text should be UTF-8 or ASCII and is neither: it was read as windows-1252.
    NotUtf8,
    /// Bytes that mean nothing in the encoding became U+FFFD.
    BadBytes,
    /// A declaration that may only stand at the very beginning was skipped.
    MisplacedDeclaration,
    /// Text before or after the root element was skipped.
    TextOutsideRoot,
    /// An ampersand that begins no reference was taken as text.
    BareAmpersand,
    /// A name of HTML's that the document does not define was resolved.
    UndefinedEntity,
    /// A reference to an entity that is not HTML's was kept as text.
    UnknownEntity,
    /// A reference to a character that no document may hold was removed.
    ForbiddenReference,
    /// A control character, or a reference to one, was taken for what windows-1252 has in its place.
    ControlReference,
    /// A character that no document may hold was removed.
    ForbiddenCharacter,
    /// All but the first of several attributes with one name were dropped.
    DuplicateAttribute,
    /// A `<` inside an attribute's value was taken as text.
    MarkupInAttribute,
    /// A prefix that is not declared was given its usual meaning.
    UndeclaredPrefix,
    /// A prefix that is neither declared nor known was given a namespace of its own.
    UnknownPrefix,
    /// An `xml:base` that is no address was ignored.
    BadBase,
}

impl RepairKind {
    /// What was wrong and what was done, in our words.
    pub fn message(&self) -> &'static str {
        match self {
            Self::WrongEncoding => "the declared encoding is not the one in use: the text was read as utf-8",
            Self::UnknownEncoding => "the declared encoding is not known: it was ignored",
            Self::NotUtf8 => "the text is not utf-8: it was read as windows-1252",
            Self::BadBytes => "bytes that mean nothing in the encoding were left out",
            Self::MisplacedDeclaration => {
                "a declaration does not stand at the very beginning: it was skipped"
            }
            Self::TextOutsideRoot => "text outside the root element was skipped",
            Self::BareAmpersand => "an ampersand is not escaped: it was taken as text",
            Self::UndefinedEntity => "an entity is not defined: it was given its meaning in html",
            Self::UnknownEntity => "an entity is not known: the reference was kept as text",
            Self::ForbiddenReference => "a reference to a forbidden character was removed",
            Self::ControlReference => {
                "a control character was read as the one that windows-1252 has in its place"
            }
            Self::ForbiddenCharacter => "a forbidden character was removed",
            Self::DuplicateAttribute => "an attribute is given more than once: the first one counts",
            Self::MarkupInAttribute => {
                "a less-than sign in an attribute is not escaped: it was taken as text"
            }
            Self::UndeclaredPrefix => "a namespace prefix is not declared: it was given its usual meaning",
            Self::UnknownPrefix => {
                "a namespace prefix is neither declared nor known: what carries it was set apart"
            }
            Self::BadBase => "a base address is not valid: it was ignored",
        }
    }
}

/// Repairs gathered over a document: the first hundred of a kind one by one, the rest of it summed up.
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    list: Vec<Repair>,
    /// How many there were of each kind, since the beginning.
    counts: Vec<(RepairKind, usize)>,
}

impl Repairs {
    /// Notes a repair.
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
