//! A document that is no XML -> the HTML that stands unescaped in a description or content and is the reason (elements without
//! an end tag, attributes without quotes or a value), and the document with blanks there, so that every position stays.
//!
//! Only what is HTML for certain counts: every tag is one of an element of HTML that no feed has, is whole, and lies between the
//! start tag and the first end tag of the description.

use memchr::{memchr, memmem};

use crate::html::is_html;
use crate::xml::is_content;

/// Elements of HTML whose names are those of elements of feeds or of whole pages.
const NOT_IN_TEXTS: [&str; 7] = ["base", "body", "head", "html", "link", "meta", "title"];

/// The document with blanks in place of the HTML.
pub(super) fn blanked(text: &str, html: &[(usize, &str)]) -> String {
    let (mut blanked, mut at) = (String::with_capacity(text.len()), 0_usize);
    for &(opened, html) in html {
        let tag = text.get(opened..).and_then(tag_length).unwrap_or_default();
        let start = opened.saturating_add(tag);
        blanked.push_str(text.get(at..start).unwrap_or_default());
        blanked.extend(html.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = start.saturating_add(html.len());
    }
    blanked.push_str(text.get(at..).unwrap_or_default());
    blanked
}

/// The HTML that is no XML, by the bytes where the start tags are, in order.
pub(super) fn html(text: &str) -> Vec<(usize, &str)> {
    // What entities stand for would be seen as they are written.
    if text.contains("<!ENTITY") {
        return Vec::new();
    }
    let (mut found, mut at) = (Vec::new(), 0_usize);
    while let Some(position) = text.get(at..).and_then(|rest| memchr(b'<', rest.as_bytes())) {
        let opened = at.saturating_add(position);
        let tag = text.get(opened..).unwrap_or_default();
        if let Some(close) =
            ["<!--", "<![CDATA["].iter().zip(["-->", "]]>"]).find(|(open, _)| tag.starts_with(**open))
        {
            let Some(end) = memmem::find(tag.as_bytes(), close.1.as_bytes()) else { break };
            at = opened.saturating_add(end);
            continue;
        }
        at = opened.saturating_add(1);
        let name = name(tag.strip_prefix('<').unwrap_or_default());
        let Some(length) = holds_html(name, tag).then(|| tag_length(tag)).flatten() else { continue };
        let content = tag.get(length..).unwrap_or_default();
        let Some(end) = memmem::find(content.as_bytes(), format!("</{name}").as_bytes()) else { break };
        let content = content.get(..end).unwrap_or_default();
        if is_certain(content) && !is_content(content) {
            found.push((opened, content));
        }
        at = opened.saturating_add(length).saturating_add(end);
    }
    found
}

/// The name of an element at the beginning, with its prefix.
fn name(text: &str) -> &str {
    let end = text.find(|next: char| !next.is_alphanumeric() && !"-_.:".contains(next));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// Whether the element is one that holds HTML, by its start tag.
fn holds_html(name: &str, tag: &str) -> bool {
    let is_typed = || {
        let tag = tag_length(tag).and_then(|length| tag.get(..length)).unwrap_or_default();
        ["\"html\"", "'html'", "\"xhtml\"", "'xhtml'", "\"text/html\"", "'text/html'"]
            .iter()
            .any(|kind| tag.contains(kind))
    };
    match name.rsplit(':').next().unwrap_or_default() {
        "description" | "encoded" => true,
        "content" | "summary" => is_typed(),
        _ => false,
    }
}

/// How long the tag is at the beginning, where it ends outside of quotes and does not end its element.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) if tag.get(..at).is_some_and(|tag| tag.ends_with('/')) => return None,
            (b'>', None) => return Some(at.saturating_add(1)),
            (b'<', None) if at > 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether all that looks like a tag is a whole one of HTML.
fn is_certain(content: &str) -> bool {
    let mut rest = content;
    while let Some((_, tag)) = rest.split_at_checked(rest.find('<').unwrap_or(rest.len())) {
        let inner = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<'));
        let Some(inner) = inner else { return true };
        if let Some(comment) = inner.strip_prefix("!--") {
            let Some((_, after)) = comment.split_once("-->") else { return false };
            rest = after;
            continue;
        }
        if tag.starts_with("<!") || tag.starts_with("<?") {
            return false;
        }
        let name = name(inner);
        if name.is_empty() && !tag.starts_with("</") {
            rest = inner;
            continue;
        }
        let lower = name.to_ascii_lowercase();
        let is_known = is_html(&lower) && !NOT_IN_TEXTS.contains(&lower.as_str());
        match html_tag_end(inner).filter(|_| is_known) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// What follows the tag, where it ends outside of quotes.
fn html_tag_end(inner: &str) -> Option<&str> {
    let mut rest = inner;
    loop {
        let (before, from) = rest.split_at_checked(rest.find(['"', '\'', '>', '<'])?)?;
        let mut characters = from.chars();
        let found = characters.next()?;
        rest = characters.as_str();
        match found {
            '>' => return Some(rest),
            '<' => return None,
            // An apostrophe within a value without quotes opens nothing.
            quote if before.trim_end().ends_with('=') => rest = rest.split_once(quote)?.1,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_that_is_no_xml_is_found_where_it_is_certain() {
        for (element, content) in [
            ("description", "a<br>b"),
            ("description", "<p>a <img src='b' alt=c> d<p>e"),
            ("content:encoded", "<video controls src=\"a\"></video> 1 < 2"),
            ("content type=\"xhtml\"", "<div>a<HR></div>"),
            ("a:summary type='html'", "<!-- <x> --><a href=b>c</a>"),
        ] {
            let name = element.split(' ').next().unwrap();
            let text = format!("<a><b/><{element}>{content}</{name}><{name}>a<br/></{name}></a>");
            let found = html(&text);
            assert_eq!(found, [(7, content)], "{text}");
            assert_eq!(blanked(&text, &found), text.replacen(content, &" ".repeat(content.len()), 1));
        }
    }

    #[test]
    fn what_may_be_something_else_is_left_alone() {
        for text in [
            "<description>a<br/></description>",
            "<description>a<br>",
            "<description>a<br><item></description>",
            "<description>a<title>b<br></description>",
            "<description>a<br <b></description>",
            "<description>a<br><![CDATA[<br>]]></description>",
            "<description>a<b title=it's></description>",
            "<description>a<x:br></description>",
            "<description/>a<br></description>",
            "<summary>a<br></summary>",
            "<!-- <description>a<br></description> -->",
            "<![CDATA[<description>a<br></description>]]>",
            "<!ENTITY x ''><description>a<br></description>",
        ] {
            assert_eq!(html(text), Vec::<(usize, &str)>::new(), "{text}");
        }
    }
}
