//! The formats that feedmill writes, one row for each: another format is another row, and the compiler then names
//! every place that must know what becomes of it.

/// Declares the formats with what every room needs of each.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident: $name:literal, $file:literal, $media_type:literal, $reads:literal, $writes:literal;)*) => {
        /// One of the formats that feedmill writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            /// Every format, in the order that files are written.
            pub const ALL: [Format; [$($name),*].len()] = [$(Format::$format),*];

            /// The name that configuration, command line and paths use.
            pub const fn name(self) -> &'static str {
                match self { $(Format::$format => $name,)* }
            }

            /// The file name of a feed in this format, where the configuration names no other.
            pub const fn file_name(self) -> &'static str {
                match self { $(Format::$format => $file,)* }
            }

            /// The media type of a feed in this format.
            pub const fn media_type(self) -> &'static str {
                match self { $(Format::$format => $media_type,)* }
            }

            /// The versions that are read, for people.
            pub const fn versions_read(self) -> &'static str {
                match self { $(Format::$format => $reads,)* }
            }

            /// The version that is written, for people.
            pub const fn version_written(self) -> &'static str {
                match self { $(Format::$format => $writes,)* }
            }
        }
    };
}

formats! {
    /// RSS 2.0 with the RSS Advisory Board's profile.
    Rss: "rss", "rss.xml", "application/rss+xml", "RSS 0.90 to 2.0", "RSS 2.0";
    /// Atom 1.0 (RFC 4287).
    Atom: "atom", "atom.xml", "application/atom+xml", "Atom 0.3 or 1.0", "Atom 1.0";
    /// JSON Feed 1.1.
    JsonFeed: "json", "feed.json", "application/feed+json", "JSON Feed 1.0 or 1.1", "JSON Feed 1.1";
}

impl Format {
    /// The format whose URL is the id of a feed, in all formats.
    pub const OF_IDS: Format = Format::Atom;
}

/// What `convert` reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// A feed.
    Feed(Format),
    /// Articles: front matter and a body, a file for each entry.
    Article,
    /// A list of feeds: OPML 2.0.
    Opml,
}

impl Syntax {
    /// The name that command line, messages and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Syntax::Feed(format) => format.name(),
            Syntax::Article => "article",
            Syntax::Opml => "opml",
        }
    }

    /// Every syntax: the feeds in the order of their formats, then articles and lists of feeds.
    pub fn all() -> impl Iterator<Item = Syntax> {
        Format::ALL.into_iter().map(Syntax::Feed).chain([Syntax::Article, Syntax::Opml])
    }
}
