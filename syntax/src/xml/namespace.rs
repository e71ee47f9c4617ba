//! The namespaces that feeds use: one URI for each, whatever spelling a feed declares, and the usual prefixes for feeds
//! that do not declare them.
//!
//! What the elements of a namespace mean is left to the formats.

/// RSS of every version: elements without a namespace, and those in any default namespace that RSS was ever given.
pub const RSS: &str = "";
/// RDF, which wraps RSS 0.90 and 1.0.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Atom 1.0 (RFC 4287).
pub const ATOM: &str = "http://www.w3.org/2005/Atom";
/// Atom 0.3 and its drafts.
pub const ATOM_03: &str = "http://purl.org/atom/ns#";
/// The fifteen elements of Dublin Core.
pub const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
/// The later terms of Dublin Core.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// The RSS module for full content.
pub const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
/// Media RSS.
pub const MEDIA: &str = "http://search.yahoo.com/mrss/";
/// The documents that a feed consists of (RFC 5005).
pub const HISTORY: &str = "http://purl.org/syndication/history/1.0";
/// The entries that a feed has no more (RFC 6721).
pub const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
/// Apple's podcast elements.
pub const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
/// Elements of Dave Winer, such as Markdown beside HTML.
pub const SOURCE: &str = "http://source.scripting.com/";
/// The RSS module for how often a feed changes.
pub const SYNDICATION: &str = "http://purl.org/rss/1.0/modules/syndication/";
/// The elements of Podcasting 2.0.
pub const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
/// The RSS module for Creative Commons licences.
pub const CREATIVE_COMMONS: &str = "http://backend.userland.com/creativeCommonsRssModule";
/// The RSS module for administrative data.
pub const ADMIN: &str = "http://webns.net/mvcb/";
/// TrackBack.
pub const TRACKBACK: &str = "http://madskills.com/public/xml/rss/module/trackback/";
/// XHTML.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// SVG.
pub const SVG: &str = "http://www.w3.org/2000/svg";
/// MathML.
pub const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
/// The prefix `xml`, which is never declared.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The beginning of the namespace of a prefix that is neither declared nor known; the prefix follows.
pub const UNDECLARED: &str = "undeclared:";

/// The URI of [`NAMESPACES`] for a namespace in any spelling: letter case, white space around it, `http` or `https`, `www.`,
/// and `/` or `#` at the end do not matter. Nothing for an unknown namespace.
pub(super) fn known(uri: &str) -> Option<&'static str> {
    let core = core(uri);
    let is_same = |other: &str| other.eq_ignore_ascii_case(core);
    let own = NAMESPACES.iter().find(|(namespace, ..)| is_same(self::core(namespace)));
    let row =
        own.or_else(|| NAMESPACES.iter().find(|(.., spellings)| spellings.split_whitespace().any(is_same)));
    row.map(|(namespace, ..)| *namespace)
}

/// A namespace without the parts in which spellings differ, apart from letter case.
fn core(uri: &str) -> &str {
    let mut core = uri.trim();
    for prefixes in [&["http://", "https://"][..], &["www."]] {
        let starts =
            |prefix: &&&str| core.get(..prefix.len()).is_some_and(|own| own.eq_ignore_ascii_case(prefix));
        if let Some(prefix) = prefixes.iter().find(starts) {
            core = core.get(prefix.len()..).unwrap_or_default();
        }
    }
    core.trim_end_matches(['/', '#'])
}

/// The namespace that a prefix usually stands for.
pub fn well_known_prefix(prefix: &str) -> Option<&'static str> {
    let is_same = |known: &str| known.eq_ignore_ascii_case(prefix);
    let row = NAMESPACES.iter().find(|(_, prefixes, _)| prefixes.split_whitespace().any(is_same));
    row.map(|(namespace, ..)| *namespace)
}

/// Whether HTML knows the elements of the namespace without a prefix.
pub(super) fn is_html(namespace: &str) -> bool {
    [XHTML, SVG, MATHML].contains(&namespace)
}

/// The namespaces that feeds declare, the most common first, each with its usual prefixes and with other spellings that
/// feeds use, as [`core`] returns them.
const NAMESPACES: &[(&str, &str, &str)] = &[
    (XHTML, "xhtml", ""),
    (CONTENT, "content", ""),
    (
        DUBLIN_CORE,
        "dc",
        "purl.org/dc/elements/1.0 purl.org/dc/elements \
         dublincore.org/documents/dcmi-namespace",
    ),
    (ATOM, "a10 atom atom10", "w3.org/2005/atom.xml ietf.org/rfc/rfc4287"),
    (
        MEDIA,
        "media",
        "search.yahoo.com/mrss.dtd search.yahoo.com.mrss search.yahoo.com/rss \
         search.yahoo.com/mrss/1.0 search.yahoo.com/searchmonkey/media \
         video.search.yahoo.com/mrss tools.search.yahoo.com/mrss rssboard.org/media-rss",
    ),
    (
        ITUNES,
        "itunes",
        "itunes.com/dtds/podcast-1.0 itunes.com/dtds/podcast.dtd \
         itunes.apple.com/dtds/podcast-1.0.dtd itunes.com/podcast-1.0.dtd",
    ),
    (SYNDICATION, "sy", ""),
    ("http://purl.org/rss/1.0/modules/slash/", "slash", ""),
    ("http://wellformedweb.org/CommentAPI/", "wfw", ""),
    (
        PODCAST,
        "podcast",
        "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md \
         github.com/podcastindex-org/podcast-namespace/blob/main/podcasts1.0.md",
    ),
    (
        "http://www.google.com/schemas/play-podcasts/1.0",
        "googleplay",
        "google.com/schemas/play-podcasts/1.0/play-podcasts.xsd",
    ),
    (RDF, "rdf", ""),
    (ATOM_03, "", "example.com/newformat example.com/necho purl.org/echo uri/of/echo/namespace purl.org/pie"),
    ("http://www.w3.org/2007/app", "app", "purl.org/atom/app"),
    (DCTERMS, "dcterms", ""),
    ("http://www.georss.org/georss", "georss", "georss.org/georss/10"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo", "w3.org/2003/01/geo"),
    ("http://www.opengis.net/gml", "gml", ""),
    ("http://purl.org/syndication/thread/1.0", "thr", "purl.org/rss/1.0/modules/threading"),
    ("http://purl.org/syndication/history/1.0", "fh", ""),
    (CREATIVE_COMMONS, "creativeCommons", "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html"),
    ("http://creativecommons.org/ns#", "cc", "web.resource.org/cc creativecommons.org/ns#license"),
    (SOURCE, "source", ""),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner", ""),
    (ADMIN, "admin", ""),
    (TRACKBACK, "trackback", ""),
    ("http://a9.com/-/spec/opensearch/1.1/", "openSearch", "a9.com/-/spec/opensearchrss/1.0"),
    ("http://www.youtube.com/xml/schemas/2015", "yt", ""),
    ("http://podlove.org/simple-chapters", "psc", ""),
    (SVG, "svg", ""),
    (MATHML, "", ""),
    ("http://www.w3.org/1999/xlink", "xlink", ""),
    (XML, "", ""),
    (
        RSS,
        "rss",
        "purl.org/rss/1.0 purl.org/rss/2.0 purl.org/net/rss1.1 \
         purl.org/rss/1.0/modules/rss091 my.netscape.com/rdf/simple/0.9 \
         channel.netscape.com/rdf/simple/0.9 my.netscape.com/publish/formats/rss-0.91.dtd \
         my.netscape.com/publish/formats/rss-0.91 backend.userland.com/rss \
         backend.userland.com/rss091 backend.userland.com/rss092 backend.userland.com/rss093 \
         backend.userland.com/rss2 backend.userland.com/rss20 blogs.law.harvard.edu/tech/rss \
         cyber.law.harvard.edu/rss cyber.law.harvard.edu/rss/rss.html \
         rssboard.org/rss-specification rssboard.org/rss-2.0 rssboard.org/rss",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_namespace_is_one() {
        for (spelling, constant) in [
            ("", RSS),
            ("http://purl.org/rss/1.0/", RSS),
            ("http://purl.org/rss/1.0", RSS),
            ("http://backend.userland.com/RSS2", RSS),
            ("http://my.netscape.com/publish/formats/rss-0.91.dtd", RSS),
            (" https://www.w3.org/2005/atom/ ", ATOM),
            ("http://purl.org/atom/ns", ATOM_03),
            ("http://www.search.yahoo.com/MRSS", MEDIA),
            ("http://www.itunes.com/DTDs/Podcast-1.0.dtd", ITUNES),
            ("http://wellformedweb.org/commentAPI/", "http://wellformedweb.org/CommentAPI/"),
            ("http://purl.org/dc/elements/1.0/", DUBLIN_CORE),
            ("http://web.resource.org/cc/", "http://creativecommons.org/ns#"),
            ("http://example.org/Own/", "http://example.org/Own/"),
        ] {
            assert_eq!(known(spelling).unwrap_or(spelling), constant, "{spelling}");
        }
    }

    #[test]
    fn every_spelling_is_reduced_to_its_core_and_unique() {
        let spellings = |(namespace, _, spellings): &(&'static str, &str, &'static str)| {
            assert_eq!(known(namespace), Some(*namespace));
            assert!(spellings.split_whitespace().all(|spelling| core(spelling) == spelling));
            [core(namespace)].into_iter().chain(spellings.split_whitespace()).map(str::to_ascii_lowercase)
        };
        let mut all: Vec<String> = NAMESPACES.iter().flat_map(spellings).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
