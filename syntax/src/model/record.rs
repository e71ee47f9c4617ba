//! An article as written: what its front matter and body say, each text with its position, nothing decided.
//!
//! `secured` has no field here on purpose: what is not kept cannot leak.

/// The position of a value in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in that line, from 1, in characters.
    pub column: usize,
}

impl Position {
    /// Added to a line, it says that the value is a default, on that line of the site's configuration. No record has so
    /// many lines.
    pub const OF_DEFAULTS: usize = 1 << 31;

    /// The position in the configuration of a value that is a default.
    pub fn in_configuration(self) -> Option<Position> {
        let line = self.line.checked_sub(Position::OF_DEFAULTS)?;
        Some(Position { line, column: self.column })
    }

    /// Added to a line, it says that it is one of the file beside the record that holds its head.
    pub const BESIDE: usize = 1 << 30;

    /// The position in the file beside the record that holds its head.
    pub fn beside(self) -> Option<Position> {
        let line = self.line.checked_sub(Position::BESIDE).filter(|line| *line < Position::BESIDE)?;
        Some(Position { line, column: self.column })
    }
}

/// A text of a record and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned {
    /// The text as the front matter says it, quotes and escapes resolved.
    pub text: String,
    /// Where it begins.
    pub position: Position,
}

/// A value that the site's generator takes for a number, a day or a truth value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedValue {
    /// Where it begins.
    pub position: Position,
    /// What the generator prints of it, where that is certain.
    pub printed: Option<String>,
}

/// An article file as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file's path below the project's folder, with `/` between its parts.
    pub path: String,
    /// Where the record begins: its front matter.
    pub position: Position,
    /// The record's own id.
    pub id: Option<Spanned>,
    /// The title, possibly with markup.
    pub title: Option<Spanned>,
    /// The summary, possibly with markup.
    pub summary: Option<Spanned>,
    /// The moment of publication, in any form of timestamp that feedmill reads.
    pub published: Option<Spanned>,
    /// The moment of the last change.
    pub updated: Option<Spanned>,
    /// The URLs of the article, as the record names them, in the order of their weight.
    pub links: Vec<Spanned>,
    /// The URL of the original, where the record names one.
    pub via: Option<Spanned>,
    /// The pattern or path that the record gives itself in place of a link.
    pub permalink: Option<Spanned>,
    /// The last part of a permalink, where the record names one.
    pub slug: Option<Spanned>,
    /// Topic names.
    pub topics: Vec<Spanned>,
    /// Category names, which a permalink may be built from.
    pub categories: Vec<Spanned>,
    /// The categories of an article of Hexo, each list the names of one below the other.
    pub category_lists: Vec<Vec<String>>,
    /// The one category that filters test.
    pub category: Option<Spanned>,
    /// What the article is: `article`, `video`, `course`, …
    pub kind: Option<Spanned>,
    /// Who published it first.
    pub provider: Option<RawProvider>,
    /// Who wrote it.
    pub authors: Vec<RawPerson>,
    /// Images, the most telling first.
    pub images: Vec<RawImage>,
    /// Audio, video and other files that belong to it.
    pub enclosures: Vec<RawEnclosure>,
    /// What it is as an episode of a podcast, where it has files.
    pub episode: Option<Box<RawEpisode>>,
    /// Articles about the same thing.
    pub related: Vec<RawRelated>,
    /// An embed or other HTML that leads the content.
    pub featured_content: Option<Spanned>,
    /// A score on an open scale of worth.
    pub quality: Option<Spanned>,
    /// A score on an open scale of attention.
    pub heat: Option<Spanned>,
    /// What may hold the article back: each key that is a word for it, and its value.
    pub flags: Vec<RawFlag>,
    /// A language tag.
    pub language: Option<Spanned>,
    /// The text in the body that ends the summary.
    pub excerpt_separator: Option<Spanned>,
    /// Which values that an address is made of the site's generator does not print as they are written.
    pub typed: Vec<TypedValue>,
    /// What follows the front matter.
    pub body: String,
    /// The line of the file that the body begins on, from 1.
    pub body_line: usize,
    /// How to read the body.
    pub body_syntax: BodySyntax,
    /// What only feeds can say, where the record is the entry of a feed word for word.
    pub verbatim: Option<Verbatim>,
}

/// An article that another calls related, as written there: what a link to it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRelated {
    /// Where it begins.
    pub position: Position,
    /// The title, possibly with markup.
    pub title: Option<Spanned>,
    /// Its URLs, in the order of their weight.
    pub links: Vec<Spanned>,
    /// What may hold it back.
    pub flags: Vec<RawFlag>,
}

/// What the entry of a feed can say and other records do not. That it is there makes the record a verbatim one: its
/// texts mean themselves, its id stays as it is, and nothing is added to its body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verbatim {
    /// What the body is.
    pub body: BodyRole,
    /// The title as HTML.
    pub title: Option<Spanned>,
    /// The summary as HTML.
    pub summary: Option<Spanned>,
    /// A statement of rights.
    pub rights: Option<Spanned>,
    /// Who else took part.
    pub contributors: Vec<RawPerson>,
    /// Every link that is more than the article's URL.
    pub links: Vec<RawLink>,
    /// The wide image that shows above the article.
    pub banner: Option<RawImage>,
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
pub struct RawLink {
    /// What it leads to; the article itself where this is absent.
    pub relation: Option<Spanned>,
    /// The URL.
    pub href: Spanned,
    /// The media type of the target.
    pub media_type: Option<Spanned>,
    /// The language of the target.
    pub language: Option<Spanned>,
    /// Its title.
    pub title: Option<Spanned>,
    /// The length of the target, in bytes.
    pub length: Option<Spanned>,
}

/// A flag, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFlag {
    /// The word that its key is, such as `draft`.
    pub key: &'static str,
    /// Its value.
    pub value: Spanned,
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
pub struct RawProvider {
    /// Its name.
    pub name: Option<Spanned>,
    /// Its domain, such as `example.org`.
    pub domain: Option<Spanned>,
    /// The authors it names.
    pub authors: Vec<RawPerson>,
    /// Its own images: a logo, mostly.
    pub images: Vec<RawImage>,
}

/// A person, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawPerson {
    /// The name.
    pub name: Option<Spanned>,
    /// A page about the person.
    pub uri: Option<Spanned>,
    /// An email address; only a verbatim record publishes it.
    pub email: Option<Spanned>,
    /// An image of the person.
    pub avatar: Option<Spanned>,
}

/// An image, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawImage {
    /// Its URL.
    pub url: Spanned,
    /// Its width in pixels.
    pub width: Option<Spanned>,
    /// Its height in pixels.
    pub height: Option<Spanned>,
    /// What it shows, possibly with markup.
    pub alt: Option<Spanned>,
}

/// A file that belongs to an article, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEnclosure {
    /// Its URL.
    pub url: Spanned,
    /// Its media type.
    pub media_type: Option<Spanned>,
    /// Its length in bytes.
    pub length: Option<Spanned>,
    /// Its title.
    pub title: Option<Spanned>,
    /// Its playing time, in seconds.
    pub duration: Option<Spanned>,
    /// The path of the file itself, which says length and playing time better than the record.
    pub file: Option<Spanned>,
}

/// An article as an episode of a podcast, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawEpisode {
    /// Its number.
    pub number: Option<Spanned>,
    /// The number of its season.
    pub season: Option<Spanned>,
    /// What kind of episode it is.
    pub kind: Option<Spanned>,
    /// Whether it is unfit for children.
    pub is_explicit: Option<Spanned>,
    /// The playing time of its first file.
    pub duration: Option<Spanned>,
    /// What is said in it.
    pub transcripts: Vec<RawFile>,
    /// Its chapters.
    pub chapters: Option<RawFile>,
    /// Who takes part.
    pub people: Vec<RawCredit>,
}

/// A file beside an episode, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFile {
    /// Its URL.
    pub url: Spanned,
    /// Its media type.
    pub media_type: Option<Spanned>,
    /// Its language.
    pub language: Option<Spanned>,
    /// What it is of the episode, such as `captions`.
    pub relation: Option<Spanned>,
}

/// Who takes part in an episode, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawCredit {
    /// The person.
    pub person: RawPerson,
    /// What they do.
    pub role: Option<Spanned>,
    /// Which group that role belongs to.
    pub group: Option<Spanned>,
}
