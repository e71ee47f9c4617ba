//! A quick check whether HTML is clean already, for the part of HTML where this is certain without a parser: paragraphs,
//! headings, lists, tables, quotations, links, images and phrases, properly nested and spelled as the cleaner spells them.
//!
//! Most HTML that is cleaned is like that, and a parser takes a hundred times as long to find out. In doubt the answer is
//! no, and the parser decides. A property test holds both to the same answer.

use memchr::{memchr2, memchr3};

use super::shape::FEW_TAGS;
use crate::text::{after_byte, is_all_permitted};
use crate::uri::is_canonical as is_canonical_url;

/// Elements nested deeper are left to the parser.
const DEEPEST: usize = 32;

/// Longer HTML with more than a few tags is left to the parser, which measures it first.
const LONGEST: usize = 100_000;

/// Longer attribute values may hold more escapes than the cleaner accepts.
pub(super) const LONGEST_VALUE: usize = 1000;

/// Whether the HTML is certainly clean: no rules change it. False means "not sure".
pub(super) fn is_canonical(html: &str) -> bool {
    is_canonical_with(html, &after_attributes)
}

/// What follows the attributes of the element, which the text begins with, and the end of its tag, if they are certain to stay.
type AfterAttributes<'f> = dyn for<'t> Fn(&str, &'t str) -> Option<&'t str> + 'f;

/// As [`is_canonical`], with other attributes.
pub(super) fn is_canonical_with(html: &str, after_attributes: &AfterAttributes<'_>) -> bool {
    // In UTF-8 the last two begin with these bytes.
    let has_others = memchr3(b'\r', 0xc2, 0xef, html.as_bytes()).is_some()
        && ['\r', '\u{a0}', '\u{feff}'].iter().any(|&character| html.contains(character));
    !has_others && is_well_nested(html, after_attributes) && is_all_permitted(html)
}

/// Where an element may be, and what it may hold.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Among blocks, holds blocks and phrases.
    Container,
    /// Among blocks, holds phrases.
    Paragraph,
    /// Among blocks, holds items.
    List,
    /// In a list, holds blocks and phrases.
    Item,
    /// Among blocks, holds groups of rows.
    Table,
    /// In a table, holds rows.
    Rows,
    /// In a group of rows, holds cells.
    Row,
    /// In a row, holds blocks and phrases.
    Cell,
    /// Among phrases, holds phrases, but not itself, unless it says nothing.
    Phrase,
    /// Among phrases, holds nothing.
    Void,
    /// Among blocks, holds nothing.
    Rule,
}

impl Kind {
    /// Whether the element holds nothing but elements, and white space between them: parsers move all else out of it.
    fn is_around_cells(self) -> bool {
        matches!(self, Kind::Table | Kind::Rows | Kind::Row)
    }
}

fn kind(element: &str) -> Option<Kind> {
    // Bytes are told apart by their number and one after the other, texts only as a whole.
    Some(match element.as_bytes() {
        b"address" | b"article" | b"aside" | b"blockquote" | b"center" | b"div" | b"figcaption"
        | b"figure" | b"footer" | b"header" | b"main" | b"nav" | b"section" => Kind::Container,
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"p" | b"pre" => Kind::Paragraph,
        b"dl" | b"ol" | b"ul" => Kind::List,
        b"dd" | b"dt" | b"li" => Kind::Item,
        b"table" => Kind::Table,
        b"tbody" | b"tfoot" | b"thead" => Kind::Rows,
        b"tr" => Kind::Row,
        b"td" | b"th" => Kind::Cell,
        b"a" | b"abbr" | b"b" | b"cite" | b"code" | b"del" | b"dfn" | b"em" | b"i" | b"ins" | b"kbd"
        | b"mark" | b"q" | b"s" | b"samp" | b"small" | b"span" | b"strong" | b"sub" | b"sup" | b"time"
        | b"u" | b"var" => Kind::Phrase,
        b"br" | b"img" => Kind::Void,
        b"hr" => Kind::Rule,
        _ => return None,
    })
}

fn is_well_nested(html: &str, after_attributes: &AfterAttributes<'_>) -> bool {
    let mut open: Vec<(&str, Kind)> = Vec::new();
    let mut tags = 0_usize;
    let mut rest = html;
    while let Some(start) = memchr3(b'<', b'>', b'&', rest.as_bytes()) {
        let Some((text, markup)) = rest.split_at_checked(start) else { return false };
        let is_around_cells = open.last().is_some_and(|(_, kind)| kind.is_around_cells());
        if is_around_cells && !(markup.starts_with('<') && text.trim_ascii().is_empty()) {
            return false;
        }
        let after = if markup.starts_with('<') {
            tags = tags.saturating_add(1);
            after_tag(markup, &mut open, after_attributes)
        } else {
            after_reference(markup, &["&amp;", "&lt;", "&gt;", "&nbsp;"])
        };
        let Some(after) = after else { return false };
        rest = after;
    }
    open.is_empty() && (tags <= FEW_TAGS || html.len() <= LONGEST)
}

/// What follows the reference that the text begins with, if it is spelled in one of these ways.
fn after_reference<'t>(text: &'t str, spellings: &[&str]) -> Option<&'t str> {
    spellings.iter().find_map(|spelling| text.strip_prefix(spelling))
}

/// What follows the tag that the text begins with, if it may be there.
fn after_tag<'t>(
    text: &'t str,
    open: &mut Vec<(&'t str, Kind)>,
    after_attributes: &AfterAttributes<'_>,
) -> Option<&'t str> {
    let inner = after_byte(text, b'<')?;
    if let Some(inner) = after_byte(inner, b'/') {
        let (name, _) = open.pop()?;
        return after_byte(inner.strip_prefix(name)?, b'>');
    }
    let end = inner.bytes().position(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit())?;
    let (name, attributes) = inner.split_at_checked(end)?;
    let kind = kind(name)?;
    if !can_stand(name, kind, open) {
        return None;
    }
    let after = after_attributes(name, attributes)?;
    if !matches!(kind, Kind::Void | Kind::Rule) {
        open.push((name, kind));
    }
    // Parsers drop a line break that follows `<pre>`.
    (open.len() <= DEEPEST && !(name == "pre" && after.starts_with('\n'))).then_some(after)
}

fn can_stand(name: &str, kind: Kind, open: &[(&str, Kind)]) -> bool {
    let parent = open.last().map_or(Kind::Container, |&(_, kind)| kind);
    match kind {
        Kind::Container | Kind::Paragraph | Kind::List | Kind::Table | Kind::Rule => {
            matches!(parent, Kind::Container | Kind::Item | Kind::Cell)
        }
        Kind::Item => parent == Kind::List,
        Kind::Rows => parent == Kind::Table,
        Kind::Row => parent == Kind::Rows,
        Kind::Cell => parent == Kind::Row,
        Kind::Phrase | Kind::Void => {
            !matches!(parent, Kind::List | Kind::Table | Kind::Rows | Kind::Row)
                && (name == "span" || !open.iter().any(|&(other, _)| other == name))
        }
    }
}

/// What follows the attributes of the element and the end of its tag: a link has a URL and nothing else, an image has a URL
/// and may have a text and a size, all others have no attributes.
fn after_attributes<'t>(element: &str, text: &'t str) -> Option<&'t str> {
    let (url, others): (_, &[&str]) = match element {
        "a" => (" href=\"", &[]),
        "img" => (" src=\"", &[" alt=\"", " width=\"", " height=\""]),
        _ => return after_byte(text, b'>'),
    };
    let (value, mut rest) = text.strip_prefix(url)?.split_once('"')?;
    if value.len() >= LONGEST_VALUE || !is_canonical_url(value) || !is_spelled(value, &["&amp;"]) {
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
    after_byte(rest, b'>')
}

/// Whether the attribute value holds only these escapes, and nothing that should be escaped.
pub(super) fn is_spelled(value: &str, escapes: &[&str]) -> bool {
    let mut rest = value;
    while let Some(start) = memchr3(b'<', b'>', b'&', rest.as_bytes()) {
        match rest.get(start..).and_then(|escape| after_reference(escape, escapes)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    memchr2(b'\n', b'\t', value.as_bytes()).is_none()
}
