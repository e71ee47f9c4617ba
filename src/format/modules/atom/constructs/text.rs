//! Text constructs and the content of entries (RFC 4287, sections 3.1 and 4.1.3; the content construct of Atom 0.3):
//! texts become plain text or HTML, all else stays as it is, with its media type.
//!
//! HTML is not cleaned, and its URLs stay relative: the base goes with it.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{absolute, attribute, bases, embedded};
use crate::finding::Rule;
use crate::format::diagnostics::Diagnostics;
use crate::format::modules::extension::parts;
use crate::model::{Content, Text, TextKind};
use crate::text::strip_forbidden;
use crate::xml::{Element, Node, namespace};

const PLAIN: &str = "text/plain";
const HTML: &str = "text/html";
const XHTML: &str = "application/xhtml+xml";

/// Base64 as feeds hold it: often without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A text construct; nothing where it is blank.
///
/// Elements in a text that may hold none are read as HTML.
pub fn text(element: &Element, diagnostics: &mut Diagnostics) -> Option<Text> {
    let media_type = essence(element);
    let (kind, value, position) = if is_base64(element, &media_type) {
        (kind_of(&media_type), decoded_or_written(element, diagnostics), element)
    } else if media_type == XHTML && !is_mode(element, "escaped") {
        let wrapper = wrapper(element);
        (TextKind::Html, markup(wrapper), wrapper)
    } else if element.has_elements() {
        let wrapper = wrapper(element);
        let is_escaped = media_type == HTML && !wrapper.has_elements();
        let value = if is_escaped { wrapper.text() } else { markup(wrapper) };
        (TextKind::Html, value, wrapper)
    } else {
        (kind_of(&media_type), element.text(), element)
    };
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let base = position.base.as_deref().filter(|_| kind == TextKind::Html);
    Some(Text { kind, value: value.to_owned(), base: base.map(str::to_owned) })
}

/// The content of an entry; nothing where it is blank.
///
/// XML stays as it is. What is neither text nor XML stays in Base64, except that bytes of no particular type are text
/// where they are UTF-8.
pub fn content(element: &Element, diagnostics: &mut Diagnostics) -> Option<Content> {
    let media_type = essence(element);
    let written_type = attribute(element, "type").filter(|written| written.contains('/'));
    let source = element.attribute("src").and_then(|source| absolute(source, element));
    let is_filled = element.has_elements() || !element.text().trim().is_empty();
    let reads_as_text = written_type.is_none() || !is_opaque(&media_type);
    match (&source, is_filled, reads_as_text) {
        (Some(_), true, true) => {
            let message = "content with src must be empty; its text is read, and src is a second content";
            diagnostics.add(Rule::Repair, element.position, message);
        }
        (Some(_), true, false) => {
            let message = "content with src must be empty; its text, which is not of its type, is left out";
            diagnostics.add(Rule::FeedValue, element.position, message);
        }
        _ => {}
    }
    if let Some(source) = source.filter(|_| !(is_filled && reads_as_text)) {
        let known_type =
            written_type.or_else(|| (kind_of(&media_type) == TextKind::Html).then(|| media_type.into()));
        return Some(Content::OutOfLine { media_type: known_type, source });
    }
    let embedded =
        |media_type, value: String| (!value.is_empty()).then_some(Content::Embedded { media_type, value });
    match written_type {
        Some(written) if is_xml(&media_type) && media_type != XHTML && !is_mode(element, "base64") => {
            // Of many parts each may have to redeclare its namespace.
            let has_room = diagnostics.has_room(element.position, parts(element));
            if has_room { embedded(written, embedded::markup(element)) } else { None }
        }
        Some(written) if is_opaque(&media_type) => {
            let (value, bytes) = base64(element);
            let is_of_no_type = media_type == "application/octet-stream";
            match bytes {
                bytes if is_of_no_type && bytes.as_deref().is_none_or(is_text) => {
                    text(element, diagnostics).map(Content::Text)
                }
                Some(_) => embedded(written, value),
                None => {
                    diagnostics.add(
                        Rule::Repair,
                        element.position,
                        "the content is not in base64; it is encoded",
                    );
                    embedded(written, BASE64.encode(element.text().trim()))
                }
            }
        }
        _ => text(element, diagnostics).map(Content::Text),
    }
}

/// The media type that a construct declares, in lower case and without parameters, for Atom's own words too.
pub fn essence(element: &Element) -> Cow<'static, str> {
    let written = element.attribute("type").unwrap_or_default();
    let essence = written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "" | "text" | "plain" => Cow::Borrowed(PLAIN),
        "html" => Cow::Borrowed(HTML),
        "xhtml" => Cow::Borrowed(XHTML),
        _ => Cow::Owned(essence),
    }
}

/// Whether a media type says that a content is XML, whatever parameters and capitals it has.
pub fn is_xml(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("+xml") || essence.ends_with("/xml")
}

/// Whether only Base64 can hold values of the type.
fn is_opaque(media_type: &str) -> bool {
    media_type.contains('/') && !media_type.starts_with("text/") && !is_xml(media_type)
}

fn is_base64(element: &Element, media_type: &str) -> bool {
    is_mode(element, "base64") || is_opaque(media_type)
}

/// Whether the element says in Atom 0.3's way how its value is written down.
fn is_mode(element: &Element, mode: &str) -> bool {
    element.attribute("mode").is_some_and(|written| written.trim().eq_ignore_ascii_case(mode))
}

fn kind_of(media_type: &str) -> TextKind {
    if matches!(media_type, HTML | XHTML) { TextKind::Html } else { TextKind::Plain }
}

/// The text that is written in Base64; the text as written where it is not.
fn decoded_or_written(element: &Element, diagnostics: &mut Diagnostics) -> String {
    let text = base64(element).1.and_then(|bytes| String::from_utf8(bytes).ok());
    text.map(|text| strip_forbidden(&text).into_owned()).unwrap_or_else(|| {
        let message = "the text is not in base64 as its type or mode says; it is read as written";
        diagnostics.add(Rule::Repair, element.position, message);
        element.text()
    })
}

/// The element's text without white space, and the bytes that it encodes.
fn base64(element: &Element) -> (String, Option<Vec<u8>>) {
    let text: String = element.text().split_whitespace().collect();
    let bytes = BASE64.decode(&text).ok();
    (text, bytes)
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| matches!(strip_forbidden(text), Cow::Borrowed(_)))
}

fn markup(element: &Element) -> String {
    bases::rebased(element).inner_markup()
}

/// The `div` that must be the only thing in XHTML, else the element itself. In Atom 0.3 no such `div` was called for,
/// so that one is part of the text.
fn wrapper(element: &Element) -> &Element {
    if &*element.namespace == namespace::ATOM_03 {
        return element;
    }
    let mut nodes = element.children.iter().filter(|node| match node {
        Node::Element(_) => true,
        Node::Text(text) => !text.trim().is_empty(),
    });
    match (nodes.next(), nodes.next()) {
        (Some(Node::Element(only)), None) if only.local.eq_ignore_ascii_case("div") => only,
        _ => element,
    }
}
