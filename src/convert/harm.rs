//! What could do harm to those who follow or show it: URLs, and XML that a browser or a reader executes.
//!
//! Foreign text that begins with `javascript:` is a URL, with a blank behind it too, unless its name is that of wording
//! (`title`, `summary`, …). `data: collected in May` is a sentence anywhere, since nothing runs at such a URL.

use crate::html;
use crate::text;
use crate::uri;
use crate::xml::{Element, Node, Reader, Step, namespace};

/// Namespaces whose elements a browser runs wherever they are.
pub(super) const LIVE: [&str; 3] = [namespace::XHTML, namespace::SVG, namespace::MATHML];

/// The schemes that make a reader run or open what nobody asked for.
const HARMFUL: [&str; 25] = [
    "about", "blob", "chrome", "data", "file", "filesystem", "hcp", "intent", "jar", "javascript", "jscript",
    "livescript", "mhtml", "mocha", "ms-appinstaller", "ms-its", "ms-msdt", "res", "resource", "search-ms",
    "shell", "vbs", "vbscript", "view-source", "wyciwyg",
];

/// How names of foreign elements and attributes end that hold URLs.
const URL_NAMES: [&str; 17] = [
    "href", "src", "url", "uri", "link", "resource", "about", "base", "comment", "commentrss", "docs",
    "domain", "icon", "image", "license", "logo", "scheme",
];

/// How names of foreign elements, attributes and members end that hold wording.
const WORDING: [&str; 36] = [
    "abstract", "alt", "answer", "artist", "author", "body", "byline", "caption", "category", "content",
    "contributor", "copyright", "creator", "credit", "description", "encoded", "excerpt", "heading",
    "headline", "keywords", "label", "message", "name", "note", "notes", "person", "publisher", "question",
    "quote", "review", "rights", "subject", "summary", "text", "title", "topic",
];

/// The harmful schemes that also begin sentences: with a blank behind its colon such a URL leads nowhere.
const PROSE: [&str; 12] = [
    "about", "blob", "chrome", "data", "file", "filesystem", "intent", "jar", "mocha", "res", "resource",
    "shell",
];

/// Schemes that lead to the URL behind them.
const LEADING: [&str; 4] = ["feed", "itpc", "pcast", "podcast"];

/// Whether the URL could do harm, itself or as the one that others lead to.
pub(super) fn does_harm(url: &str) -> bool {
    harmful(url).is_some()
}

/// The harmful scheme of the URL, or of the one that it leads to, and the text behind its colon. It is read as
/// browsers read it, and also where it is too broken for them: other readers may be less strict.
fn harmful(url: &str) -> Option<(String, String)> {
    let url = url.replace(['\t', '\n', '\r'], "");
    let mut inner = url.as_str();
    // Each turn leaves a shorter text.
    while let Some((scheme, rest)) = inner.split_once(':') {
        let is_blank = |character: char| character <= ' ' || character.is_whitespace();
        let scheme = scheme.trim_matches(is_blank).to_ascii_lowercase();
        if !LEADING.contains(&scheme.as_str()) {
            return HARMFUL.contains(&scheme.as_str()).then(|| (scheme, rest.to_owned()));
        }
        inner = rest.trim_start_matches('/');
    }
    None
}

/// Whether the value of the name is a URL that could do harm. Words that begin like one (`JavaScript: The Good Parts`
/// as a title, `About: us` anywhere) are not. In doubt, what could run counts as a URL: browsers skip a blank
/// behind `javascript:`.
pub(super) fn is_harmful(name: &str, value: &str) -> bool {
    let Some((scheme, rest)) = harmful(&text::strip_forbidden(value)) else { return false };
    let name = name.to_ascii_lowercase();
    let ends_as = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    // Browsers read over line breaks and tabs inside a URL.
    let is_blank = |character: char| character.is_whitespace() && !"\t\r\n".contains(character);
    let are_words = value.trim().contains(is_blank)
        && !ends_as(&URL_NAMES)
        && (ends_as(&WORDING) || is_prose(&scheme, &rest));
    !are_words
}

/// Whether what a harmful scheme and its colon begin is a sentence.
fn is_prose(scheme: &str, rest: &str) -> bool {
    let words = rest.trim_start();
    let before_comma = words.split([',', ';']).next().unwrap_or_default();
    // Browsers read over blanks around a media type.
    let is_document = scheme == "data" && uri::is_media_type(before_comma.trim());
    PROSE.contains(&scheme) && words.len() < rest.len() && !words.starts_with(['/', '\\']) && !is_document
}

/// Whether anything of the XML could run or do harm. Texts with markup may be shown as HTML, and what cannot be read is
/// not trusted.
pub(super) fn is_live(xml: &str) -> bool {
    let document = format!("<x>{xml}</x>");
    let mut reader = Reader::new(&document, None);
    match reader.step() {
        Ok(Some(Step::Open(root))) => reader.subtree(root).map_or(true, |root| is_live_element(&root)),
        _ => true,
    }
}

fn is_live_element(element: &Element) -> bool {
    let text = |node: &Node| match node {
        Node::Text(text) => Some(text.clone()),
        Node::Element(_) => None,
    };
    let text: String = element.children.iter().filter_map(text).collect();
    LIVE.contains(&&*element.namespace)
        || element.attributes.iter().any(|attribute| is_harmful(&attribute.local, &attribute.value))
        || is_harmful(&element.local, &text)
        || html::has_markup(&text)
        || element.elements().any(is_live_element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_blanks_are_words_only_where_words_belong_or_nothing_could_run() {
        for (name, value, expected) in [
            ("homepage", "javascript: attack()", true),
            ("img", "\u{1} java\tscript: attack()", true),
            ("relation", "feed: vbscript: attack()", true),
            ("unknown", "javascript:attack(1, 2)", true),
            ("title", "javascript:attack()", true),
            ("title", "javascript: the good parts", false),
            ("altText", "JavaScript : les bons côtés", false),
            ("link", "About: us", true),
            ("unknown", "About: us", false),
            ("remark", "data: collected in 2019, in the field", false),
            ("remark", "file: see below", false),
            ("unknown", "data: text/html , <script>attack()</script>", true),
            ("unknown", "data: image/svg+xml;base64 , PHN2Zz4=", true),
            ("unknown", "file:///etc/a b", true),
            ("unknown", "file: //evil.example/a b", true),
            ("unknown", "search-ms: query=attack", true),
            ("unknown", "note: see below", false),
        ] {
            assert_eq!(is_harmful(name, value), expected, "{name} {value}");
        }
    }
}
