//! The text and content constructs of RFC 4287 (sections 3.1 and 4.1.3): a value and how it is to be read.
//!
//! XHTML is HTML here, serialised: no reader shows a difference, and every format can carry the one.

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TextKind {
    /// Characters that mean themselves.
    #[default]
    Plain,
    /// HTML: tags and character references.
    Html,
}

/// A text construct (RFC 4287, section 3.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Text {
    /// How the value is to be read.
    pub kind: TextKind,
    /// The text; never an empty one where the field that holds it can be absent.
    pub value: String,
    /// What the relative URLs in HTML are relative to, as long as they are not yet absolute.
    pub base: Option<String>,
}

impl Text {
    /// A text whose characters mean themselves.
    pub fn plain(value: impl Into<String>) -> Text {
        Text { kind: TextKind::Plain, value: value.into(), base: None }
    }

    /// A text with tags and character references, all URLs in it absolute.
    pub fn html(value: impl Into<String>) -> Text {
        Text { kind: TextKind::Html, value: value.into(), base: None }
    }
}

/// The content of an entry (RFC 4287, section 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text that readers show.
    Text(Text),
    /// Something else, inside the feed: XML, or any other type in Base64.
    Embedded {
        /// Its media type.
        media_type: String,
        /// It itself: XML or text as they are, all else in Base64.
        value: String,
    },
    /// Something at another URL.
    OutOfLine {
        /// Its media type, where it is known.
        media_type: Option<String>,
        /// Its URL.
        source: String,
    },
}
