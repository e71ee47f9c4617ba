//! The nouns that every room shares, in the words of RFC 4287: a [`Record`] is an article as written, an
//! [`Entry`] is the article as meant, a [`Feed`] is a head and entries, an [`Artifact`] is a file ready to publish.
//!
//! The model holds what any format can say, so nearly everything in it is optional; `normalise` makes the entries of `build`
//! complete. Texts know whether they are plain or HTML, contents may be several, XHTML is HTML. Plain data with public
//! fields: no serialisation, no format's own word, no behaviour beyond construction.

/// Declares an enum and the word of each of its values, all of the same rows.
#[macro_export]
macro_rules! words {
    (
        $(#[$attribute:meta])* pub enum $enum:ident { $($(#[$row:meta])* $name:ident = $word:literal,)* }
        $(#[$of_word:meta])* fn $function:ident
    ) => {
        // Some of the enums are of the public face, others are not.
        #[allow(unreachable_pub)]
        $(#[$attribute])*
        pub enum $enum { $($(#[$row])* #[doc = $word] $name,)* }

        // Some are listed nowhere.
        #[allow(dead_code, unreachable_pub)]
        impl $enum {
            /// Every value, in the order of the rows.
            pub const ALL: &[$enum] = &[$($enum::$name,)*];

            $(#[$of_word])*
            pub const fn $function(self) -> &'static str {
                match self { $($enum::$name => $word,)* }
            }
        }
    };
}

pub use words;

mod artifact;
mod entry;
mod extension;
mod feed;
mod format;
mod podcast;
mod record;
mod status;
mod text;

pub use artifact::{Artifact, ArtifactKind};
pub use entry::{Category, Enclosure, Entry, Facets, Image, Link, Person};
pub use extension::{Extension, ExtensionNode, Member, QualifiedName};
pub use feed::{Feed, FeedHead, FeedLocation, GENERATOR, Generator, Polling};
pub use format::{Format, Syntax};
pub use podcast::{Chapters, Credit, Episode, EpisodeKind, Owner, Podcast, Transcript};
pub use record::{
    BodyRole, BodySyntax, Position, RawCredit, RawEnclosure, RawEpisode, RawFile, RawFlag, RawImage, RawLink,
    RawPerson, RawProvider, RawRelated, Record, Spanned, TypedValue, Verbatim,
};
pub use status::Status;
pub use text::{Content, Text, TextKind};
