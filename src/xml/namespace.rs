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
/// The Atom Publishing Protocol (RFC 5023).
pub const APP: &str = "http://www.w3.org/2007/app";
/// The fifteen elements of Dublin Core.
pub const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
/// The later terms of Dublin Core.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// The RSS module for full content.
pub const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
/// Media RSS.
pub const MEDIA: &str = "http://search.yahoo.com/mrss/";
/// Apple's podcast elements.
pub const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
/// The Podcasting 2.0 elements.
pub const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
/// Google's podcast elements.
pub const GOOGLE_PLAY: &str = "http://www.google.com/schemas/play-podcasts/1.0";
/// The RSS module that says how often a feed changes.
pub const SYNDICATION: &str = "http://purl.org/rss/1.0/modules/syndication/";
/// The RSS module of Slashdot.
pub const SLASH: &str = "http://purl.org/rss/1.0/modules/slash/";
/// The comment API of Well-Formed Web.
pub const WFW: &str = "http://wellformedweb.org/CommentAPI/";
/// GeoRSS.
pub const GEORSS: &str = "http://www.georss.org/georss";
/// The W3C's basic latitude and longitude.
pub const GEO: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#";
/// The Geography Markup Language.
pub const GML: &str = "http://www.opengis.net/gml";
/// Atom threading (RFC 4685).
pub const THREAD: &str = "http://purl.org/syndication/thread/1.0";
/// Atom paging and archiving (RFC 5005).
pub const HISTORY: &str = "http://purl.org/syndication/history/1.0";
/// The RSS module for Creative Commons licences.
pub const CREATIVE_COMMONS: &str = "http://backend.userland.com/creativeCommonsRssModule";
/// Creative Commons' own vocabulary, for RDF.
pub const CC: &str = "http://creativecommons.org/ns#";
/// Dave Winer's source elements.
pub const SOURCE: &str = "http://source.scripting.com/";
/// FeedBurner's additions.
pub const FEEDBURNER: &str = "http://rssnamespace.org/feedburner/ext/1.0";
/// The RSS module for administrative data.
pub const ADMIN: &str = "http://webns.net/mvcb/";
/// TrackBack.
pub const TRACKBACK: &str = "http://madskills.com/public/xml/rss/module/trackback/";
/// OpenSearch 1.1.
pub const OPEN_SEARCH: &str = "http://a9.com/-/spec/opensearch/1.1/";
/// YouTube's additions.
pub const YOUTUBE: &str = "http://www.youtube.com/xml/schemas/2015";
/// Podlove's simple chapters.
pub const CHAPTERS: &str = "http://podlove.org/simple-chapters";
/// XHTML.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// SVG.
pub const SVG: &str = "http://www.w3.org/2000/svg";
/// MathML.
pub const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
/// XLink.
pub const XLINK: &str = "http://www.w3.org/1999/xlink";
/// The prefix `xml`, which is never declared.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The beginning of the namespace of a prefix that is neither declared nor known; the prefix follows.
pub const UNDECLARED: &str = "undeclared:";

/// The constant for a namespace in any spelling: letter case, white space around it, `http` or `https`, `www.`, and `/` or
/// `#` at the end do not matter. An unknown namespace stays as written.
pub fn canonical(uri: &str) -> &str {
    known(uri).unwrap_or(uri)
}

/// The constant for a namespace; nothing if it is unknown.
pub(super) fn known(uri: &str) -> Option<&'static str> {
    let core = core(uri);
    let is_same = |other: &str| other.eq_ignore_ascii_case(core);
    let constant = CONSTANTS.iter().copied().find(|constant| is_same(self::core(constant)));
    constant.or_else(|| {
        OTHER_SPELLINGS.iter().find(|(spelling, _)| is_same(spelling)).map(|(_, constant)| *constant)
    })
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
    PREFIXES.iter().find(|(known, _)| known.eq_ignore_ascii_case(prefix)).map(|(_, namespace)| *namespace)
}

/// Whether HTML knows the elements of the namespace without a prefix.
pub(super) fn is_html(namespace: &str) -> bool {
    [XHTML, SVG, MATHML].contains(&namespace)
}

/// The namespaces that feeds declare, the most common first.
const CONSTANTS: &[&str] = &[
    XHTML,
    CONTENT,
    DUBLIN_CORE,
    ATOM,
    MEDIA,
    ITUNES,
    SYNDICATION,
    SLASH,
    WFW,
    PODCAST,
    GOOGLE_PLAY,
    RDF,
    ATOM_03,
    APP,
    DCTERMS,
    GEORSS,
    GEO,
    GML,
    THREAD,
    HISTORY,
    CREATIVE_COMMONS,
    CC,
    SOURCE,
    FEEDBURNER,
    ADMIN,
    TRACKBACK,
    OPEN_SEARCH,
    YOUTUBE,
    CHAPTERS,
    SVG,
    MATHML,
    XLINK,
    XML,
];

/// Other spellings, as [`core`] returns them.
const OTHER_SPELLINGS: &[(&str, &str)] = &[
    ("", RSS),
    ("purl.org/rss/1.0", RSS),
    ("purl.org/rss/2.0", RSS),
    ("purl.org/net/rss1.1", RSS),
    ("purl.org/rss/1.0/modules/rss091", RSS),
    ("my.netscape.com/rdf/simple/0.9", RSS),
    ("channel.netscape.com/rdf/simple/0.9", RSS),
    ("my.netscape.com/publish/formats/rss-0.91.dtd", RSS),
    ("my.netscape.com/publish/formats/rss-0.91", RSS),
    ("backend.userland.com/rss", RSS),
    ("backend.userland.com/rss091", RSS),
    ("backend.userland.com/rss092", RSS),
    ("backend.userland.com/rss093", RSS),
    ("backend.userland.com/rss2", RSS),
    ("backend.userland.com/rss20", RSS),
    ("blogs.law.harvard.edu/tech/rss", RSS),
    ("cyber.law.harvard.edu/rss", RSS),
    ("cyber.law.harvard.edu/rss/rss.html", RSS),
    ("rssboard.org/rss-specification", RSS),
    ("rssboard.org/rss-2.0", RSS),
    ("rssboard.org/rss", RSS),
    ("w3.org/2005/atom.xml", ATOM),
    ("ietf.org/rfc/rfc4287", ATOM),
    ("example.com/newformat", ATOM_03),
    ("example.com/necho", ATOM_03),
    ("purl.org/echo", ATOM_03),
    ("uri/of/echo/namespace", ATOM_03),
    ("purl.org/pie", ATOM_03),
    ("purl.org/atom/app", APP),
    ("purl.org/dc/elements/1.0", DUBLIN_CORE),
    ("purl.org/dc/elements", DUBLIN_CORE),
    ("dublincore.org/documents/dcmi-namespace", DUBLIN_CORE),
    ("search.yahoo.com/mrss.dtd", MEDIA),
    ("search.yahoo.com.mrss", MEDIA),
    ("search.yahoo.com/rss", MEDIA),
    ("search.yahoo.com/mrss/1.0", MEDIA),
    ("search.yahoo.com/searchmonkey/media", MEDIA),
    ("video.search.yahoo.com/mrss", MEDIA),
    ("tools.search.yahoo.com/mrss", MEDIA),
    ("rssboard.org/media-rss", MEDIA),
    ("itunes.com/dtds/podcast-1.0", ITUNES),
    ("itunes.com/dtds/podcast.dtd", ITUNES),
    ("itunes.apple.com/dtds/podcast-1.0.dtd", ITUNES),
    ("itunes.com/podcast-1.0.dtd", ITUNES),
    ("github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", PODCAST),
    ("github.com/podcastindex-org/podcast-namespace/blob/main/podcasts1.0.md", PODCAST),
    ("google.com/schemas/play-podcasts/1.0/play-podcasts.xsd", GOOGLE_PLAY),
    ("georss.org/georss/10", GEORSS),
    ("w3.org/2003/01/geo", GEO),
    ("purl.org/rss/1.0/modules/threading", THREAD),
    ("cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", CREATIVE_COMMONS),
    ("web.resource.org/cc", CC),
    ("creativecommons.org/ns#license", CC),
    ("a9.com/-/spec/opensearchrss/1.0", OPEN_SEARCH),
];

/// The usual prefixes.
const PREFIXES: &[(&str, &str)] = &[
    ("a10", ATOM),
    ("admin", ADMIN),
    ("app", APP),
    ("atom", ATOM),
    ("atom10", ATOM),
    ("cc", CC),
    ("content", CONTENT),
    ("creativeCommons", CREATIVE_COMMONS),
    ("dc", DUBLIN_CORE),
    ("dcterms", DCTERMS),
    ("feedburner", FEEDBURNER),
    ("fh", HISTORY),
    ("geo", GEO),
    ("georss", GEORSS),
    ("gml", GML),
    ("googleplay", GOOGLE_PLAY),
    ("itunes", ITUNES),
    ("media", MEDIA),
    ("openSearch", OPEN_SEARCH),
    ("podcast", PODCAST),
    ("psc", CHAPTERS),
    ("rdf", RDF),
    ("rss", RSS),
    ("slash", SLASH),
    ("source", SOURCE),
    ("svg", SVG),
    ("sy", SYNDICATION),
    ("thr", THREAD),
    ("trackback", TRACKBACK),
    ("wfw", WFW),
    ("xhtml", XHTML),
    ("xlink", XLINK),
    ("yt", YOUTUBE),
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
            ("http://wellformedweb.org/commentAPI/", WFW),
            ("http://purl.org/dc/elements/1.0/", DUBLIN_CORE),
            ("http://web.resource.org/cc/", CC),
            ("http://example.org/Own/", "http://example.org/Own/"),
        ] {
            assert_eq!(canonical(spelling), constant, "{spelling}");
        }
    }

    #[test]
    fn every_constant_is_its_own_canonical_form() {
        for constant in CONSTANTS.iter().chain(&[RSS]) {
            assert_eq!(canonical(constant), *constant);
        }
        for (_, namespace) in PREFIXES {
            assert!(namespace.is_empty() || CONSTANTS.contains(namespace), "{namespace}");
        }
    }

    #[test]
    fn every_other_spelling_is_reduced_to_its_core_and_unique() {
        for (index, (spelling, _)) in OTHER_SPELLINGS.iter().enumerate() {
            assert_eq!(core(spelling), *spelling);
            let others = OTHER_SPELLINGS.iter().skip(index + 1).map(|(other, _)| *other);
            let mut others = others.chain(CONSTANTS.iter().copied());
            assert!(!others.any(|other| core(other).eq_ignore_ascii_case(spelling)), "{spelling}");
        }
    }
}
