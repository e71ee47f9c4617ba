//! An article as written: what its front matter and body say, each text with the place it stands at, nothing decided.
//!
//! `secured` has no field here on purpose: what is not kept cannot leak.

/// The place of a value in a file: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in that line, from 1, in characters.
    pub column: usize,
}

/// A text of a record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text as the front matter says it, quotes and escapes resolved.
    pub text: String,
    /// Where it begins.
    pub place: Place,
}

/// An article file as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file's path below the project's folder, with `/` between its parts.
    pub path: String,
    /// Where the record begins: its front matter, or the list item of a related record.
    pub place: Place,
    /// The record's own id.
    pub id: Option<Written>,
    /// The title, possibly with mark-up.
    pub title: Option<Written>,
    /// The summary, possibly with mark-up.
    pub summary: Option<Written>,
    /// The moment of publication, in any form that [`crate::time`] reads.
    pub published: Option<Written>,
    /// The moment of the last change.
    pub updated: Option<Written>,
    /// The addresses that the record names, the one that counts first.
    pub links: Vec<Written>,
    /// The address of the original, where the record names one.
    pub via: Option<Written>,
    /// The pattern or path that the record gives itself in place of a link.
    pub permalink: Option<Written>,
    /// The last part of a permalink, where the record names one.
    pub slug: Option<Written>,
    /// Topic names.
    pub topics: Vec<Written>,
    /// Category names, which a permalink may be built from.
    pub categories: Vec<Written>,
    /// The one category that filters look at.
    pub category: Option<Written>,
    /// What the article is: `article`, `video`, `course`, …
    pub kind: Option<Written>,
    /// Who published it first.
    pub provider: Option<WrittenProvider>,
    /// Who wrote it.
    pub authors: Vec<WrittenPerson>,
    /// Pictures, the most telling first.
    pub images: Vec<WrittenImage>,
    /// Audio, video and other files that belong to it.
    pub enclosures: Vec<WrittenEnclosure>,
    /// Articles about the same thing.
    pub related: Vec<Record>,
    /// An embed or other HTML that leads the content.
    pub featured_content: Option<Written>,
    /// An open scale of worth.
    pub quality: Option<Written>,
    /// An open scale of attention.
    pub heat: Option<Written>,
    /// The flags that may withdraw the article: `published: false`, or `draft`, `deleted` or `removed` being true.
    pub flags: Vec<WrittenFlag>,
    /// A language tag.
    pub language: Option<Written>,
    /// What follows the front matter.
    pub body: String,
    /// The line of the file that the body begins on, from 1.
    pub body_line: usize,
    /// How to read the body.
    pub body_syntax: BodySyntax,
    /// What more there is to say where the record stands for the entry of a feed word for word.
    pub verbatim: Option<Verbatim>,
}

/// What the entry of a feed can say and other records do not. That it is there makes the record a verbatim one: its
/// texts mean themselves, its id stays as it is, and nothing is added to its body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verbatim {
    /// What the body is.
    pub body: BodyRole,
    /// The title as HTML.
    pub title: Option<Written>,
    /// The summary as HTML.
    pub summary: Option<Written>,
    /// A statement of rights.
    pub rights: Option<Written>,
    /// Who else took part.
    pub contributors: Vec<WrittenPerson>,
    /// Every link that is not only the article's address.
    pub links: Vec<WrittenLink>,
    /// The wide picture that shows above the article.
    pub banner: Option<WrittenImage>,
}

/// What the body of a verbatim record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyRole {
    /// The content of the entry, all of it.
    #[default]
    Content,
    /// The summary of an entry that has no content.
    Summary,
}

/// A link, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenLink {
    /// What it leads to; the article itself where nothing is said.
    pub relation: Option<Written>,
    /// The address.
    pub href: Written,
    /// The media type of what is there.
    pub media_type: Option<Written>,
    /// The language of what is there.
    pub language: Option<Written>,
    /// Its title.
    pub title: Option<Written>,
    /// The length of what is there, in bytes.
    pub length: Option<Written>,
}

/// A flag, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFlag {
    /// Its key: `published`, `draft`, `deleted` or `removed`.
    pub key: &'static str,
    /// Its value.
    pub value: Written,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodySyntax {
    /// CommonMark with tables, footnotes and strike-through.
    Markdown,
    /// HTML, as it is.
    Html,
    /// Characters that mean themselves.
    Text,
}

/// The publisher of an article, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenProvider {
    /// Its name.
    pub name: Option<Written>,
    /// Its domain, such as `example.org`.
    pub domain: Option<Written>,
    /// The authors it names.
    pub authors: Vec<WrittenPerson>,
    /// Its own pictures: a logo, mostly.
    pub images: Vec<WrittenImage>,
}

/// A person, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenPerson {
    /// The name.
    pub name: Option<Written>,
    /// A page about the person.
    pub uri: Option<Written>,
    /// An address for mail; only a verbatim record publishes it.
    pub email: Option<Written>,
    /// A picture of the person.
    pub avatar: Option<Written>,
}

/// A picture, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenImage {
    /// Its address.
    pub url: Written,
    /// Its width in pixels.
    pub width: Option<Written>,
    /// Its height in pixels.
    pub height: Option<Written>,
}

/// A file that belongs to an article, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenEnclosure {
    /// Its address.
    pub url: Written,
    /// Its media type.
    pub media_type: Option<Written>,
    /// Its length in bytes.
    pub length: Option<Written>,
    /// Its title.
    pub title: Option<Written>,
    /// How long it plays, in seconds.
    pub duration: Option<Written>,
}
