//! What could do harm to those who follow or show it: URLs, XML that a browser or a reader executes, and XML that makes a
//! processor act.
//!
//! Foreign text that begins with `javascript:` is a URL, with a blank behind it too, unless its name is that of wording
//! (`title`, `summary`, …). `data: collected in May` is a sentence anywhere, since nothing runs at such a URL.

use crate::html;
use crate::model::QualifiedName;
use crate::text;
use crate::uri;
use crate::xml::{Element, Node, Reader, Step, namespace};

/// Namespaces whose elements a browser runs wherever they are.
pub(super) const LIVE: [&str; 3] = [namespace::XHTML, namespace::SVG, namespace::MATHML];

/// How namespaces begin whose elements make a processor fetch, transform, verify, draw or run something: XInclude, XSLT and
/// its formatting objects, XForms, events, SMIL, bindings, Mozilla's and Microsoft's interfaces, signatures, encryption.
const ACTING: [&str; 19] = [
    "http://www.w3.org/1999/XSL/",
    "http://www.w3.org/1999/XML/xinclude",
    "http://www.w3.org/2000/09/xmldsig",
    "http://www.w3.org/2001/04/xmlenc",
    "http://www.w3.org/2001/SMIL",
    "http://www.w3.org/2001/XInclude",
    "http://www.w3.org/2001/xml-events",
    "http://www.w3.org/2002/xforms",
    "http://www.w3.org/2003/XInclude",
    "http://www.w3.org/2005/SMIL",
    "http://www.w3.org/2009/xmlenc",
    "http://www.w3.org/2009/xmldsig",
    "http://www.w3.org/TR/REC-smil",
    "http://www.w3.org/TR/WD-xsl",
    "http://www.w3.org/ns/SMIL",
    "http://www.w3.org/ns/xbl",
    "http://www.mozilla.org/",
    "urn:schemas-microsoft-com:",
    "http://xml.apache.org/x",
];

/// Attributes of other namespaces that make a processor fetch or follow something.
const ACTING_ATTRIBUTES: [(&str, &[&str]); 2] = [
    ("http://www.w3.org/1999/xlink", &["actuate", "show"]),
    ("http://www.w3.org/2001/XMLSchema-instance", &["noNamespaceSchemaLocation", "schemaLocation"]),
];

/// How the names of attributes go on, behind `on`, that hold programs.
const EVENTS: [&str; 50] = [
    "abort", "activate", "animation", "auxclick", "before", "begin", "blur", "bounce", "cancel", "change",
    "click", "close", "contextmenu", "copy", "cut", "data", "dblclick", "drag", "drop", "end", "error",
    "finish", "focus", "hashchange", "input", "invalid", "key", "load", "message", "mouse", "offline",
    "page", "paste", "play", "pointer", "popstate", "progress", "repeat", "reset", "resize", "scroll",
    "search", "select", "show", "start", "storage", "submit", "toggle", "touch", "unload",
];

/// Whether the foreign element makes programs act that read the document.
pub(super) fn is_acting(element: &QualifiedName) -> bool {
    acts(&element.namespace, &element.local)
}

fn acts(namespace: &str, local: &str) -> bool {
    let is_of =
        |start: &&str| namespace.trim().get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    ACTING.iter().any(is_of) || local.eq_ignore_ascii_case("script")
}

/// Whether the attribute of a foreign element makes programs act.
pub(super) fn is_acting_attribute(attribute: &QualifiedName) -> bool {
    attribute_acts(&attribute.namespace, &attribute.local)
}

fn attribute_acts(namespace: &str, local: &str) -> bool {
    let is_listed = ACTING_ATTRIBUTES.iter().any(|(own, names)| *own == namespace && names.contains(&local));
    let local = local.to_ascii_lowercase();
    let event = local.strip_prefix("on").unwrap_or_default();
    is_listed || acts(namespace, "") || EVENTS.iter().any(|name| event.starts_with(name))
}

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

/// Whether the value of the name is a URL that could do harm. Words that begin like one (`JavaScript: The Good Parts`
/// as a title, `About: us` anywhere) are not. In doubt, what could run counts as a URL: browsers skip a blank
/// behind `javascript:`.
pub(super) fn is_harmful(name: &str, value: &str) -> bool {
    let Some((scheme, rest)) = uri::harmful(&text::strip_forbidden(value)) else { return false };
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
        || acts(&element.namespace, &element.local)
        || element.attributes.iter().any(|attribute| {
            is_harmful(&attribute.local, &attribute.value)
                || attribute_acts(&attribute.namespace, &attribute.local)
        })
        || is_harmful(&element.local, &text)
        || html::has_markup(&text)
        || element.elements().any(is_live_element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_processor_act_is_known_by_its_namespace_or_name() {
        for (namespace, local, expected) in [
            ("http://www.w3.org/2001/XInclude", "include", true),
            ("http://www.w3.org/1999/XSL/Transform", "stylesheet", true),
            ("http://www.w3.org/2000/09/xmldsig#", "Signature", true),
            ("http://www.w3.org/2001/xml-events", "listener", true),
            ("https://example.org/own", "Script", true),
            ("http://search.yahoo.com/mrss/", "content", false),
        ] {
            assert_eq!(acts(namespace, local), expected, "{namespace} {local}");
        }
        for (namespace, local, expected) in [
            ("http://www.w3.org/2001/xml-events", "event", true),
            ("http://www.w3.org/1999/xlink", "actuate", true),
            ("http://www.w3.org/1999/xlink", "href", false),
            ("http://www.w3.org/2001/XMLSchema-instance", "schemaLocation", true),
            ("", "onLoad", true),
            ("", "only", false),
            ("", "ongoing", false),
        ] {
            assert_eq!(attribute_acts(namespace, local), expected, "{namespace} {local}");
        }
    }

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
