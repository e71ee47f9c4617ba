//! What could do harm to those who follow or show it: addresses, and XML that a browser or a reader gives life.

use crate::html;
use crate::text;
use crate::xml::{Element, Node, Reader, Step, namespace};

/// Namespaces whose elements a browser gives life wherever they stand.
pub(super) const LIVE: [&str; 3] = [namespace::XHTML, namespace::SVG, namespace::MATHML];

/// The schemes that make a reader run or open what nobody asked for.
const HARMFUL: [&str; 25] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "hcp",
    "intent",
    "jar",
    "javascript",
    "jscript",
    "livescript",
    "mhtml",
    "mocha",
    "ms-appinstaller",
    "ms-its",
    "ms-msdt",
    "res",
    "resource",
    "search-ms",
    "shell",
    "vbs",
    "vbscript",
    "view-source",
    "wyciwyg",
];

/// How names of foreign elements and attributes end that hold addresses.
const ADDRESSES: [&str; 17] = [
    "href",
    "src",
    "url",
    "uri",
    "link",
    "resource",
    "about",
    "base",
    "comment",
    "commentrss",
    "docs",
    "domain",
    "icon",
    "image",
    "license",
    "logo",
    "scheme",
];

/// Schemes that lead to the address behind them.
const LEADING: [&str; 4] = ["feed", "itpc", "pcast", "podcast"];

/// Whether the address could do harm, itself or as the one that others lead to. It is read as browsers read it, and also
/// where it is too broken for them: other readers may be less strict.
pub(super) fn does_harm(address: &str) -> bool {
    let address = address.replace(['\t', '\n', '\r'], "");
    let mut inner = address.as_str();
    // Each turn leaves a shorter text.
    while let Some((scheme, rest)) = inner.split_once(':') {
        let is_blank = |character: char| character <= ' ' || character.is_whitespace();
        let scheme = scheme.trim_matches(is_blank).to_ascii_lowercase();
        if !LEADING.contains(&scheme.as_str()) {
            return HARMFUL.contains(&scheme.as_str());
        }
        inner = rest.trim_start_matches('/');
    }
    false
}

/// Whether the value of the name is an address that could do harm. Words that begin like one (`About: us`, `JavaScript:
/// The Good Parts`) are none.
pub(super) fn is_harmful(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // Browsers read over line breaks and tabs inside an address.
    let is_address =
        !value.trim().contains(|character: char| character.is_whitespace() && !"\t\r\n".contains(character))
            || ADDRESSES.iter().any(|ending| name.ends_with(ending));
    is_address && does_harm(&text::publishable(value))
}

/// Whether anything of the XML could run or do harm. Texts with mark-up may be shown as HTML, and what cannot be read is
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
