//! Tells of HTML whether cleaning would leave it just as it is, for that part of HTML where this is certain without a
//! parser: paragraphs, headings, lists, quotations, links, pictures and marked-up words, properly nested and spelled
//! as the cleaner spells them.
//!
//! Most of what is cleaned is such HTML, and a parser takes a hundred times as long to find that out. Whatever is in
//! doubt, the parser decides.

use memchr::memchr3;

use super::shape::FEW_TAGS;
use crate::text::is_all_publishable;
use crate::uri::is_settled as is_settled_address;

/// Elements deeper inside one another are the parser's business.
const DEEPEST: usize = 32;

/// Longer HTML with more than a few tags is measured before it is cleaned.
const LONGEST: usize = 100_000;

/// Longer attribute values may hold more escapes than the cleaner takes.
const LONGEST_VALUE: usize = 1000;

/// Whether cleaning the HTML, by whatever rules, gives the same HTML. The answer no says nothing.
pub(super) fn is_settled(html: &str) -> bool {
    let has_others = ['\r', '\u{a0}', '\u{feff}'].iter().any(|&character| html.contains(character));
    is_all_publishable(html) && !has_others && is_well_nested(html)
}

/// What an element may stand in, and what may stand in it.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Stands among blocks, and holds blocks and words.
    Container,
    /// Stands among blocks, and holds words.
    Paragraph,
    /// Stands among blocks, and holds items.
    List,
    /// Stands in a list, and holds blocks and words.
    Item,
    /// Stands among words, and holds words, but not itself.
    Phrase,
    /// Stands among words, and holds nothing.
    Mark,
    /// Stands among blocks, and holds nothing.
    Rule,
}

fn kind(element: &str) -> Option<Kind> {
    Some(match element {
        "blockquote" | "div" | "figcaption" | "figure" | "section" => Kind::Container,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "pre" => Kind::Paragraph,
        "ol" | "ul" => Kind::List,
        "li" => Kind::Item,
        "a" | "b" | "cite" | "code" | "del" | "em" | "i" | "ins" | "kbd" | "s" | "small" | "span"
        | "strong" | "sub" | "sup" | "u" => Kind::Phrase,
        "br" | "img" => Kind::Mark,
        "hr" => Kind::Rule,
        _ => return None,
    })
}

fn is_well_nested(html: &str) -> bool {
    let mut open: Vec<(&str, Kind)> = Vec::new();
    let mut tags = 0_usize;
    let mut rest = html;
    while let Some(start) = memchr3(b'<', b'>', b'&', rest.as_bytes()) {
        let Some((_, markup)) = rest.split_at_checked(start) else { return false };
        let after = if markup.starts_with('<') {
            tags = tags.saturating_add(1);
            after_tag(markup, &mut open)
        } else {
            after_reference(markup, &["&amp;", "&lt;", "&gt;", "&nbsp;"])
        };
        let Some(after) = after else { return false };
        rest = after;
    }
    open.is_empty() && (tags <= FEW_TAGS || html.len() <= LONGEST)
}

/// What follows the reference that the text begins with, if it is one of those.
fn after_reference<'t>(text: &'t str, spellings: &[&str]) -> Option<&'t str> {
    spellings.iter().find_map(|spelling| text.strip_prefix(spelling))
}

/// What follows the tag that the text begins with, if it can stand there.
fn after_tag<'t>(text: &'t str, open: &mut Vec<(&'t str, Kind)>) -> Option<&'t str> {
    let inner = text.strip_prefix('<')?;
    if let Some(inner) = inner.strip_prefix('/') {
        let (name, _) = open.pop()?;
        return inner.strip_prefix(name)?.strip_prefix('>');
    }
    let end = inner.bytes().position(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit())?;
    let (name, attributes) = inner.split_at_checked(end)?;
    let kind = kind(name)?;
    if !can_stand(name, kind, open) {
        return None;
    }
    let after = after_attributes(name, attributes)?;
    if !matches!(kind, Kind::Mark | Kind::Rule) {
        open.push((name, kind));
    }
    // Parsers drop a line break that follows `<pre>`.
    (open.len() <= DEEPEST && !(name == "pre" && after.starts_with('\n'))).then_some(after)
}

fn can_stand(name: &str, kind: Kind, open: &[(&str, Kind)]) -> bool {
    let parent = open.last().map_or(Kind::Container, |&(_, kind)| kind);
    match kind {
        Kind::Container | Kind::Paragraph | Kind::List | Kind::Rule => {
            matches!(parent, Kind::Container | Kind::Item)
        }
        Kind::Item => parent == Kind::List,
        Kind::Phrase | Kind::Mark => parent != Kind::List && !open.iter().any(|&(other, _)| other == name),
    }
}

/// What follows the attributes of the element and the end of its tag: a link has its address and nothing else, a
/// picture has an address and may have words and a size, all others have none.
fn after_attributes<'t>(element: &str, text: &'t str) -> Option<&'t str> {
    let (address, others): (_, &[&str]) = match element {
        "a" => (" href=\"", &[]),
        "img" => (" src=\"", &[" alt=\"", " width=\"", " height=\""]),
        _ => return text.strip_prefix('>'),
    };
    let (value, mut rest) = text.strip_prefix(address)?.split_once('"')?;
    if value.len() >= LONGEST_VALUE || !is_settled_address(value) || !is_spelled(value, &["&amp;"]) {
        return None;
    }
    for name in others {
        if let Some(after_name) = rest.strip_prefix(name) {
            let (value, after) = after_name.split_once('"')?;
            let is_short = value.len() < LONGEST_VALUE;
            if !is_short || !is_spelled(value, &["&amp;", "&lt;", "&gt;", "&quot;"]) {
                return None;
            }
            rest = after;
        }
    }
    rest.strip_prefix('>')
}

/// Whether the attribute value holds no other escapes than those, and nothing that should be one.
fn is_spelled(value: &str, escapes: &[&str]) -> bool {
    let mut rest = value;
    while let Some(start) = memchr3(b'<', b'>', b'&', rest.as_bytes()) {
        match rest.get(start..).and_then(|escape| after_reference(escape, escapes)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    !value.contains('\n') && !value.contains('\t')
}
