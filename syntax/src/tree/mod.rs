//! The tree that a head or a configuration becomes, whatever its syntax: scalars, sequences and mappings, each with its
//! position. A syntax yields it; `record` and `config` read it and know nothing of the syntax.
//!
//! The rules that hold for every syntax are here: how deep a document may be nested, that nothing below `secured` is
//! ever kept, and that the value of an unused key is read and dropped. What keys mean is decided elsewhere.
//! A number keeps the spelling that it has in the file: `3.10` is a version, and no `3.1`.

mod escape;
mod mapping;

use std::borrow::Cow;
use std::fmt;

pub use escape::escaped;
pub use mapping::{Mapping, Pair, is_same_key, presence};

use crate::model::Position;
use crate::text::is_blank;

/// How deep sequences and mappings may be nested.
pub const MOST_LEVELS: usize = 64;

/// A value and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    /// The first character of the value, or of its key where the value is empty or begins on a later line.
    pub position: Position,
    /// The value.
    pub content: Content<'a>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'a> {
    /// No value: nothing at all, or the syntax's word for it, such as `~`.
    Null,
    /// A text, a number or a truth value.
    Scalar(Scalar<'a>),
    /// A list.
    Sequence(Vec<Node<'a>>),
    /// Keys and values.
    Mapping(Mapping<'a>),
}

/// A text, a number or a truth value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar<'a> {
    /// A text without quotes and escapes; anything else as the file spells it.
    pub text: Cow<'a, str>,
    /// What the syntax takes it for.
    pub kind: ScalarKind,
}

/// What a scalar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// A text.
    Text,
    /// A text without quotes that other versions of the syntax take for a number, a day or a truth value, or a day that the
    /// syntax itself knows.
    Bare,
    /// A number.
    Number,
    /// `true` or `false`, in any spelling that the syntax has for them.
    Bool(bool),
}

impl<'a> Node<'a> {
    /// The text of a scalar, as the file spells it; `None` for anything else.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| &*scalar.text)
    }

    /// The value where it is a text, a number or a truth value.
    pub fn scalar(&self) -> Option<&Scalar<'a>> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::Null | Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }

    /// The items of a list; any other value is a list of itself.
    pub fn items(&self) -> &[Node<'a>] {
        match &self.content {
            Content::Sequence(nodes) => nodes,
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether the value is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.content, Content::Mapping(_))
    }

    /// The value of the key, the last one where the key is duplicated; `None` in anything but a mapping.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        match &self.content {
            Content::Mapping(mapping) => mapping.get(key),
            Content::Null | Content::Scalar(_) | Content::Sequence(_) => None,
        }
    }

    /// The same value on its own, with its lines moved down by so many.
    pub fn into_owned(self, lines: usize) -> Node<'static> {
        let Position { line, column } = self.position;
        let content = match self.content {
            Content::Null => Content::Null,
            Content::Scalar(Scalar { text, kind }) => {
                Content::Scalar(Scalar { text: Cow::Owned(text.into_owned()), kind })
            }
            Content::Sequence(nodes) => {
                Content::Sequence(nodes.into_iter().map(|node| node.into_owned(lines)).collect())
            }
            Content::Mapping(mapping) => Content::Mapping(mapping.into_owned(lines)),
        };
        Node { position: Position { line: line.saturating_add(lines), column }, content }
    }

    /// Whether it says anything: it is neither empty nor blank.
    pub fn says_something(&self) -> bool {
        match &self.content {
            Content::Null => false,
            Content::Scalar(scalar) => !is_blank(&scalar.text),
            Content::Sequence(nodes) => !nodes.is_empty(),
            Content::Mapping(mapping) => !mapping.pairs().is_empty(),
        }
    }

    /// Whether it may have a key, in any case, whose [`presence`] is one of these bits.
    pub fn may_have_any(&self, presences: u64) -> bool {
        match &self.content {
            Content::Mapping(mapping) => mapping.may_have_any(presences),
            Content::Null | Content::Scalar(_) | Content::Sequence(_) => false,
        }
    }

    /// As [`Node::get`], or else the value of the same key in other capitals.
    #[inline]
    pub fn get_in_any_case(&self, key: &str) -> Option<&Node<'a>> {
        match &self.content {
            Content::Mapping(mapping) => mapping.get_in_any_case(key),
            Content::Null | Content::Scalar(_) | Content::Sequence(_) => None,
        }
    }

    /// As [`Node::get_in_any_case`], or else the value that a name with dots leads to, through mappings, lists by their
    /// numbers from 0, and the first item of a list where a key follows.
    pub fn find(&self, name: &str) -> Option<&Node<'a>> {
        let own = self.get_in_any_case(name);
        // Names are short: a search prepared for long texts costs more.
        if own.is_some() || !name.bytes().any(|byte| byte == b'.') {
            return own;
        }
        name.split('.').try_fold(self, |node, key| match &node.content {
            Content::Sequence(items) => match key.parse() {
                Ok(number) => items.get::<usize>(number),
                Err(_) => items.first()?.get_in_any_case(key),
            },
            _ => node.get_in_any_case(key),
        })
    }

    /// What kind of value it is, for messages: `a text`, `a list`.
    pub fn kind(&self) -> Kind {
        match &self.content {
            Content::Null => Kind("nothing"),
            Content::Scalar(Scalar { kind: ScalarKind::Text | ScalarKind::Bare, .. }) => Kind("a text"),
            Content::Scalar(_) => Kind("a number or truth value"),
            Content::Sequence(_) => Kind("a list"),
            Content::Mapping(_) => Kind("a mapping"),
        }
    }
}

impl<'a> Scalar<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Scalar<'a> {
        Scalar { text: text.into(), kind: ScalarKind::Text }
    }

    /// Whether it is a text for this program.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, ScalarKind::Text | ScalarKind::Bare)
    }

    /// The truth value that it is, or that it names in quotes.
    pub fn truth(&self) -> Option<bool> {
        match self.kind {
            ScalarKind::Bool(truth) => Some(truth),
            ScalarKind::Text | ScalarKind::Bare => self.text.parse().ok(),
            ScalarKind::Number => None,
        }
    }
}

/// The kind of a value with its article, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind(&'static str);

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Why a document cannot be read, without a word of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// Where reading stopped.
    pub position: Position,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
}

/// What is kept of a value. What is not kept is read all the same, so that a document is refused or not whatever is kept
/// of it.
#[derive(Clone, Copy)]
pub enum Keep<'w> {
    /// The whole value.
    Everything,
    /// Of a mapping the values of the keys for which this is true; of any other value all of it.
    Wanted(&'w dyn Fn(&str) -> bool),
    /// Nothing of it.
    Nothing,
}

impl<'w> Keep<'w> {
    /// What is kept of the value of a key.
    #[inline]
    pub fn below(self, key: &str) -> Keep<'w> {
        match self {
            _ if is_secured(key) => Keep::Nothing,
            Keep::Wanted(wanted) if !wanted(key) => Keep::Nothing,
            Keep::Everything | Keep::Wanted(_) => Keep::Everything,
            Keep::Nothing => Keep::Nothing,
        }
    }

    /// What is kept of the items of a list.
    pub fn of_items(self) -> Keep<'w> {
        if self.is_nothing() { Keep::Nothing } else { Keep::Everything }
    }

    /// Whether nothing is kept.
    pub fn is_nothing(self) -> bool {
        matches!(self, Keep::Nothing)
    }
}

/// Whether nothing below the key may ever be kept. Nobody who writes `Secured` means another key.
pub fn is_secured(key: &str) -> bool {
    // Few keys begin or end with white space, which takes longer to look for.
    let is_bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = key.as_bytes();
    let key = if is_bare(bytes.first()) && is_bare(bytes.last()) { key } else { key.trim() };
    key.eq_ignore_ascii_case("secured")
}
