//! An article as meant, able to hold what any format can say, so that nearly every field is optional. `normalise` and
//! `convert` make it safe to render without another look: no forbidden character, absolute URLs, clean HTML.

use chrono::{DateTime, Utc};

use super::{Content, Episode, Extension, FeedHead, Member, Text};

/// One article of a feed (RFC 4287, section 4.1.2).
///
/// What `build` makes of a record has an id, a title and both dates, unless the record is verbatim. What `convert` reads
/// has what its source says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// The id, the same in every format and every feed.
    pub id: Option<String>,
    /// The title.
    pub title: Option<Text>,
    /// Its links: the first `alternate` is the article's own, `via` the original's, `related` those of other articles,
    /// `replies` the page of the comments. Enclosures are separate.
    pub links: Vec<Link>,
    /// The summary.
    pub summary: Option<Text>,
    /// The content; a second one is the same in another form, such as plain text beside HTML.
    pub contents: Vec<Content>,
    /// The body of the record as Markdown, where that says no more than the content shows.
    pub markdown: Option<String>,
    /// The moment of publication.
    pub published: Option<DateTime<Utc>>,
    /// The moment of the last change.
    pub updated: Option<DateTime<Utc>>,
    /// Who wrote it, else who provides it.
    pub authors: Vec<Person>,
    /// Who else took part.
    pub contributors: Vec<Person>,
    /// Its topics, without repetition.
    pub categories: Vec<Category>,
    /// The image that shows in a list of articles.
    pub image: Option<Image>,
    /// The wide image that shows above the article.
    pub banner: Option<Image>,
    /// Audio, video and other files.
    pub enclosures: Vec<Enclosure>,
    /// What it is as an episode of a podcast, where a record says so.
    pub episode: Option<Box<Episode>>,
    /// A language tag (BCP 47), where it is known.
    pub language: Option<String>,
    /// A statement of rights.
    pub rights: Option<Text>,
    /// The head of the feed that it was taken from.
    pub source: Option<Box<FeedHead>>,
    /// Its elements of other namespaces.
    pub extensions: Vec<Extension>,
    /// Its extensions in JSON Feed.
    pub members: Vec<Member>,
    /// What filters ask for.
    pub facets: Facets,
}

impl Entry {
    /// The URL of the article.
    pub fn link(&self) -> Option<&str> {
        self.link_to("alternate").map(|link| link.href.as_str())
    }

    /// The first link of the relation.
    pub fn link_to(&self, relation: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.relation == relation)
    }

    /// How many bytes its texts hold.
    pub fn text_length(&self) -> usize {
        let content = |content: &Content| match content {
            Content::Text(text) => text.value.len(),
            Content::Embedded { value, .. } => value.len(),
            Content::OutOfLine { source, .. } => source.len(),
        };
        let texts = [&self.title, &self.summary, &self.rights].into_iter().flatten();
        let lengths = self.contents.iter().map(content).chain(texts.map(|text| text.value.len()));
        lengths.fold(0, usize::saturating_add)
    }
}

/// What filters and orders of `build` ask for. Only articles have it; feeds have no place for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facets {
    /// The one category of the record, which is not a topic.
    pub category: Option<String>,
    /// The kind of article: `article`, `video`, `course`, …
    pub kind: Option<String>,
    /// The name of who published it first.
    pub provider: Option<String>,
    /// An open scale of worth, finite.
    pub quality: Option<f64>,
    /// An open scale of attention, finite.
    pub heat: Option<f64>,
}

/// A person construct (RFC 4287, section 3.2), with the avatar of JSON Feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name as plain text; empty only where nothing but a URL is known.
    pub name: String,
    /// The absolute URL of a page.
    pub uri: Option<String>,
    /// The email address, without `mailto:`.
    pub email: Option<String>,
    /// The absolute URL of an image.
    pub avatar: Option<String>,
}

impl Person {
    /// What stands as the name in a format that asks for one (RFC 4287, section 3.2.1).
    pub fn shown_name(&self) -> &str {
        let name = Some(self.name.as_str()).filter(|name| !name.is_empty());
        name.or(self.email.as_deref()).or(self.uri.as_deref()).unwrap_or_default()
    }

    /// Whether only an avatar is known of the person, for which some formats have no place.
    pub fn is_picture_alone(&self) -> bool {
        self.avatar.is_some() && self.name.is_empty() && self.uri.is_none() && self.email.is_none()
    }
}

/// A category (RFC 4287, section 4.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Category {
    /// The name that identifies it.
    pub term: String,
    /// The vocabulary that the term belongs to: RSS's `domain`.
    pub scheme: Option<String>,
    /// The name that readers see, where it differs from the term.
    pub label: Option<String>,
}

/// A link (RFC 4287, section 4.2.7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// What it leads to: `alternate`, `via`, `related`, `replies`, `self`, `hub`, …
    pub relation: String,
    /// The URL.
    pub href: String,
    /// The media type of the target.
    pub media_type: Option<String>,
    /// The language of the target.
    pub language: Option<String>,
    /// Its title as plain text.
    pub title: Option<String>,
    /// The length of the target, in bytes.
    pub length: Option<u64>,
}

impl Link {
    /// A link with a relation and nothing else.
    pub fn new(relation: &str, href: impl Into<String>) -> Link {
        Link { relation: relation.to_owned(), href: href.into(), ..Link::default() }
    }
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    /// Its absolute URL.
    pub url: String,
    /// Its width in pixels.
    pub width: Option<u32>,
    /// Its height in pixels.
    pub height: Option<u32>,
    /// Its title as plain text.
    pub title: Option<String>,
    /// What it shows, as plain text.
    pub description: Option<String>,
    /// The URL that it leads to.
    pub link: Option<String>,
}

impl Image {
    /// Whether directories of podcasts take it for a cover: a JPEG or PNG image, by the ending of its name.
    pub fn is_cover(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        [".jpg", ".jpeg", ".png"].iter().any(|ending| path.ends_with(ending))
    }
}

/// A file that belongs to an entry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Enclosure {
    /// Its absolute URL.
    pub url: String,
    /// Its media type, such as `audio/mpeg`.
    pub media_type: Option<String>,
    /// Its length in bytes, where it is known.
    pub length: Option<u64>,
    /// Its title as plain text.
    pub title: Option<String>,
    /// Its playing time, in seconds.
    pub duration: Option<f64>,
}
