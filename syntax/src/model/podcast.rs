//! What makes a feed a podcast and an entry an episode, as typed values: readers of RSS see them as elements of Apple and of the
//! Podcasting 2.0 namespace. Playing time, size and type of a file are of its [`Enclosure`](super::Enclosure).
//!
//! Live items, payments, remote items and soundbites are left out: nobody has asked a site generator for them.

/// What an entry is as an episode.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Episode {
    /// Its number in its season, above 0.
    pub number: Option<u32>,
    /// The number of its season, above 0.
    pub season: Option<u32>,
    /// What kind of episode it is.
    pub kind: Option<EpisodeKind>,
    /// Whether it is unfit for children; nothing where the podcast decides.
    pub is_explicit: Option<bool>,
    /// What is said in it, as files.
    pub transcripts: Vec<Transcript>,
    /// Its chapters.
    pub chapters: Option<Chapters>,
    /// Who takes part in it, in place of those of the podcast.
    pub people: Vec<Credit>,
}

words! {
    /// What kind of episode an entry is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum EpisodeKind {
        /// A whole episode:
        Full = "full",
        /// A preview:
        Trailer = "trailer",
        /// Something beside the others:
        Bonus = "bonus",
    }
    /// The word of the kind.
    fn word
}

/// A file with what is said in an episode.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transcript {
    /// Its absolute URL.
    pub url: String,
    /// Its media type.
    pub media_type: String,
    /// Its language (BCP 47), where it is another than that of the feed.
    pub language: Option<String>,
    /// Whether it holds captions, with times.
    pub is_captions: bool,
}

/// A file with the chapters of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chapters {
    /// Its absolute URL.
    pub url: String,
    /// Its media type.
    pub media_type: String,
}

/// Who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    /// The name as plain text; never empty.
    pub name: String,
    /// What they do: `host` where it is absent.
    pub role: Option<String>,
    /// Which group that role belongs to: `cast` where it is absent.
    pub group: Option<String>,
    /// The absolute URL of a page about them.
    pub uri: Option<String>,
    /// The absolute URL of an image of them.
    pub image: Option<String>,
}

/// What a feed is as a podcast. PSP-1 requires the first four.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Podcast {
    /// Its categories by importance, each one of Apple's with a part of it.
    pub categories: Vec<(String, Option<String>)>,
    /// Whether it is unfit for children.
    pub is_explicit: bool,
    /// The absolute URL of its cover.
    pub image: String,
    /// Who makes it.
    pub author: String,
    /// Its id, a UUID that stays the same wherever the feed moves.
    pub guid: String,
    /// Whom directories write to; everybody can read the address.
    pub owner: Option<Owner>,
    /// Whether other hosts must not take it over.
    pub is_locked: Option<bool>,
    /// What it consists of, such as `podcast` or `music`.
    pub medium: String,
    /// Whether its episodes are heard from the first on, and not from the newest.
    pub is_serial: Option<bool>,
    /// Whether no more episodes will come.
    pub is_complete: bool,
    /// Whether directories are to leave it out.
    pub is_blocked: bool,
    /// Where listeners can pay: the URL and the words beside it.
    pub funding: Vec<(String, String)>,
    /// Texts for machines: the purpose and the text.
    pub texts: Vec<(Option<String>, String)>,
    /// Who takes part in all episodes that name nobody.
    pub people: Vec<Credit>,
}

/// Whom directories write to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Owner {
    /// The name.
    pub name: Option<String>,
    /// The email address.
    pub email: String,
}
