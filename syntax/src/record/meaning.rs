//! What keys of front matter can mean. Their names, and the keys that stand for them, are in `fields`.

/// What a key of the front matter means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The record's own id.
    Id,
    /// The title.
    Title,
    /// The summary.
    Summary,
    /// The moment of publication.
    Published,
    /// The moment of the last change.
    Updated,
    /// The article's URL.
    Link,
    /// The URL of the original.
    Via,
    /// Topic names.
    Topics,
    /// The one category that filters test.
    Category,
    /// What the article is: article, video, course, …
    Kind,
    /// Who published it first.
    Provider,
    /// Who wrote it.
    Authors,
    /// Images.
    Images,
    /// Audio, video and other files.
    Media,
    /// Articles about the same thing.
    Related,
    /// HTML that leads the content.
    Content,
    /// An open scale of worth.
    Quality,
    /// An open scale of attention.
    Heat,
    /// A language tag.
    Language,
    /// The number of an episode.
    Episode,
    /// The number of its season.
    Season,
    /// What kind of episode it is.
    EpisodeKind,
    /// Whether it is unfit for children.
    Explicit,
    /// Its playing time.
    Duration,
    /// What is said in it.
    Transcripts,
    /// Its chapters.
    Chapters,
    /// Who takes part in it.
    People,
}
