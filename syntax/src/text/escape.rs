//! Plain text -> the same text inside HTML or XML, and how far a text needs no change.

use std::borrow::Cow;

use memchr::memchr3;

/// The text escaped for HTML, safe in element content and in quoted attribute values.
pub fn escape_html(text: &str) -> String {
    if !text.contains('"') {
        return escape(text, |bytes| memchr3(b'&', b'<', b'>', bytes));
    }
    let is_special = |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"');
    escape(text, |bytes| Some(plain_length(bytes, is_special)))
}

/// The text escaped as the value of an attribute of XML or HTML.
pub fn escape_attribute(text: &str) -> String {
    attribute_value(escape_html(text).into()).into_owned()
}

/// The value of an attribute as parsers of XML see it: spaces instead of tabs and line ends (XML 1.0, section 3.3.3).
pub fn attribute_value(text: Cow<'_, str>) -> Cow<'_, str> {
    match memchr3(b'\t', b'\n', b'\r', text.as_bytes()) {
        Some(_) => Cow::Owned(text.replace(['\t', '\n', '\r'], " ")),
        None => text,
    }
}

/// The text escaped for HTML as parsers serialise it (HTML, section 13.3, "escaping a string"), safe in element content only.
pub fn escape_html_content(text: &str) -> String {
    let escaped = escape(text, |bytes| memchr3(b'&', b'<', b'>', bytes));
    if escaped.contains('\u{a0}') { escaped.replace('\u{a0}', "&nbsp;") } else { escaped }
}

fn escape(text: &str, find_special: impl Fn(&[u8]) -> Option<usize>) -> String {
    let mut escaped = String::with_capacity(text.len().saturating_add(16));
    let mut rest = text;
    loop {
        let end = find_special(rest.as_bytes()).unwrap_or(rest.len());
        let (before, special) = rest.split_at_checked(end).unwrap_or((rest, ""));
        escaped.push_str(before);
        let mut after = special.chars();
        escaped.push_str(match after.next() {
            None => return escaped,
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some(_) => "&quot;",
        });
        rest = after.as_str();
    }
}

/// How many bytes at the beginning are not special: so far a text is written as it is. What asks whether a byte is special
/// best does so without a branch, so that many are checked at once.
#[inline]
pub fn plain_length(bytes: &[u8], is_special: impl Fn(u8) -> bool) -> usize {
    const AT_ONCE: usize = 16;
    // Without an early end, so that it goes over many bytes at once.
    let is_plain =
        |chunk: &&[u8; AT_ONCE]| !chunk.iter().fold(false, |found, &byte| found | is_special(byte));
    let (chunks, _) = bytes.as_chunks::<AT_ONCE>();
    let start = chunks.iter().take_while(is_plain).count().saturating_mul(AT_ONCE);
    let rest = bytes.get(start..).unwrap_or_default();
    start.saturating_add(rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len()))
}
