//! HTML -> tags, comments and the text between them, in linear time for any input.
//!
//! Tags are delimited as in the HTML standard, section 13.2.5. There is no tree, and character references are not decoded.
//! Tags and comments that are never closed count as text, so that nothing a person wrote is dropped.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use crate::text::lower_case;

/// One piece of the scanned text. All pieces in order are the whole text.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    Tag(Tag<'t>),
    Comment,
    /// The source of `<!…>`, `<?…>` or `</…>` that is neither comment nor tag.
    Declaration(&'t str),
}

#[derive(Debug)]
pub(super) struct Tag<'t> {
    /// In lower case.
    pub name: Cow<'t, str>,
    pub is_end: bool,
    /// Names and values as written: any case, references not decoded, duplicates kept.
    pub attributes: Vec<(&'t str, &'t str)>,
    pub source: &'t str,
}

impl<'t> Tag<'t> {
    /// The value of the attribute as written; the first of duplicates counts, as in browsers.
    pub(super) fn attribute(&self, wanted: &str) -> Option<&'t str> {
        self.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|&(_, value)| value)
    }

    /// The classes of the tag as written.
    pub(super) fn classes(&self) -> impl Iterator<Item = &'t str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }
}

/// An unclosed tag is recognised only at the end of the text. After so many, all are taken for text without a search.
const UNCLOSED_TAGS: usize = 8;

/// How many bytes may be searched in vain for end tags, once for each element name: a long text a few times.
const MOST_SEARCHED: usize = 16 * 1024 * 1024;

/// The scanner: an iterator over the pieces of a text.
#[derive(Clone)]
pub(super) struct Pieces<'t> {
    rest: &'t str,
    unclosed_tags: usize,
    unclosed_comment: bool,
    unclosed_declaration: bool,
    unclosed_elements: Vec<String>,
    searched: usize,
    has_searched: bool,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        match markup_start(self.rest) {
            Some(0) => Some(self.markup()),
            Some(start) => Some(Piece::Text(self.take(start))),
            None => Some(Piece::Text(self.take(self.rest.len()))),
        }
    }
}

impl<'t> Pieces<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Pieces {
            rest: text,
            unclosed_tags: 0,
            unclosed_comment: false,
            unclosed_declaration: false,
            unclosed_elements: Vec::new(),
            searched: 0,
            has_searched: false,
        }
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'t str {
        self.rest
    }

    /// Goes back, or on, to a rest of the same text.
    pub(super) fn go_to(&mut self, rest: &'t str) {
        self.rest = rest;
    }

    /// Skips the rest of the text.
    pub(super) fn finish(&mut self) {
        self.rest = "";
    }

    /// Whether end tags were searched for: what is read then may differ from what is read without that.
    pub(super) fn has_searched(&self) -> bool {
        self.has_searched
    }

    /// Skips everything up to and including the end tag of the element whose start tag came last. Without such an end tag
    /// nothing is skipped, and the answer is false.
    pub(super) fn skip_content(&mut self, name: &str) -> bool {
        self.has_searched = true;
        // One fruitless search per name is enough: this keeps the time linear.
        let is_unclosed = self.unclosed_elements.iter().any(|unclosed| unclosed == name);
        if is_unclosed || self.searched > MOST_SEARCHED {
            return false;
        }
        let end = if holds_raw_text(name) { raw_text_end(self.rest, name) } else { self.nested_end(name) };
        match end {
            Some(rest) => self.rest = rest,
            None => {
                self.unclosed_elements.push(name.to_owned());
                self.searched = self.searched.saturating_add(self.rest.len());
            }
        }
        end.is_some()
    }

    /// Skips the content of the element whose start tag came last, if something stands for it. It is chosen by the content with
    /// its end tag and by what follows.
    pub(super) fn replace_content<R>(
        &mut self,
        name: &str,
        choose: impl FnOnce(&'t str, &Pieces<'t>) -> Option<R>,
    ) -> Option<R> {
        let start = self.rest;
        if !self.skip_content(name) {
            return None;
        }
        let (content, _) = start.split_at_checked(start.len().saturating_sub(self.rest.len()))?;
        let chosen = choose(content, self);
        if chosen.is_none() {
            self.rest = start;
            // It was looked through several times.
            self.searched = self.searched.saturating_add(content.len().saturating_mul(6));
        }
        chosen
    }

    /// What follows the end tag that closes the element, counting elements of the same name inside it.
    fn nested_end(&mut self, name: &str) -> Option<&'t str> {
        let mut ahead = self.clone();
        let mut open = 1_usize;
        while let Some(piece) = ahead.next() {
            let Piece::Tag(tag) = piece else { continue };
            if tag.name == name {
                open = if tag.is_end { open.saturating_sub(1) } else { open.saturating_add(1) };
                if open == 0 {
                    break;
                }
            } else if !tag.is_end && holds_raw_text(&tag.name) {
                ahead.skip_content(&tag.name);
            }
        }
        let rest = ahead.rest;
        *self = Pieces { rest: self.rest, ..ahead };
        (open == 0).then_some(rest)
    }

    /// The markup that the rest begins with, or its `<` as text.
    fn markup(&mut self) -> Piece<'t> {
        if self.rest.starts_with("<!--") {
            return self.comment();
        }
        let inner = self.rest.strip_prefix('<').unwrap_or_default();
        let name = inner.strip_prefix('/').unwrap_or(inner);
        if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return self.tag();
        }
        if !self.unclosed_declaration {
            if let Some(end) = self.rest.find('>') {
                return Piece::Declaration(self.take(end.saturating_add(1)));
            }
            self.unclosed_declaration = true;
        }
        Piece::Text(self.take(1))
    }

    fn comment(&mut self) -> Piece<'t> {
        if !self.unclosed_comment {
            if let Some(length) = comment_length(self.rest) {
                self.take(length);
                return Piece::Comment;
            }
            self.unclosed_comment = true;
        }
        Piece::Text(self.take(1))
    }

    fn tag(&mut self) -> Piece<'t> {
        if self.unclosed_tags < UNCLOSED_TAGS {
            if let Some((mut tag, rest)) = read_tag(self.rest) {
                tag.source = self.take(self.rest.len().saturating_sub(rest.len()));
                return Piece::Tag(tag);
            }
            self.unclosed_tags = self.unclosed_tags.saturating_add(1);
        }
        Piece::Text(self.take(1))
    }

    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

/// Whether browsers look for nothing but the end tag inside the element.
pub(super) fn holds_raw_text(name: &str) -> bool {
    matches!(name, "iframe" | "noembed" | "noframes" | "script" | "style" | "textarea" | "title" | "xmp")
}

/// The offset of the first `<` that opens markup: one before a letter, `/`, `!` or `?`.
fn markup_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr_iter(b'<', bytes).find(|start| {
        let next = bytes.get(start.saturating_add(1));
        next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'))
    })
}

/// The length of the comment that the text begins with, as browsers close it: `<!-->`, `<!--->`, `-->` and `--!>`.
fn comment_length(text: &str) -> Option<usize> {
    if let Some(hasty) = ["<!-->", "<!--->"].iter().find(|&hasty| text.starts_with(hasty)) {
        return Some(hasty.len());
    }
    text.match_indices('>')
        .map(|(end, _)| end)
        .find(|&end| {
            let comment = text.get(..end).and_then(|comment| comment.strip_prefix("<!--"));
            comment.is_some_and(|comment| comment.ends_with("--") || comment.ends_with("--!"))
        })
        .map(|end| end.saturating_add(1))
}

/// What follows the raw text of the element and its end tag. The name is in lower case.
fn raw_text_end<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    for (start, _) in text.match_indices("</") {
        let after = text.get(start..)?.strip_prefix("</")?;
        let Some((found, rest)) = after.split_at_checked(name.len()) else {
            continue;
        };
        if found.eq_ignore_ascii_case(name) && rest.bytes().next().is_some_and(ends_name) {
            return rest.split_once('>').map(|(_, rest)| rest);
        }
    }
    None
}

/// The tag that the text begins with and what follows it; nothing if it is never closed. The text begins with `<` or
/// `</` and a letter.
fn read_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let (name, mut rest) = split_before(inner, ends_name)?;
    let mut attributes = Vec::new();
    loop {
        rest = split_before(rest, |next| !(next.is_ascii_whitespace() || next == b'/'))?.1;
        if let Some(after) = rest.strip_prefix('>') {
            return Some((Tag { name: lower_case(name), is_end, attributes, source: "" }, after));
        }
        let (attribute, after) = read_attribute(rest)?;
        attributes.push(attribute);
        rest = after;
    }
}

/// The attribute that the text begins with, as name and value, and what follows it.
fn read_attribute(text: &str) -> Option<((&str, &str), &str)> {
    // Browsers take an equals sign at the beginning for a part of the name.
    let inner = text.strip_prefix('=').unwrap_or(text);
    let (_, after_name) = split_before(inner, |next| ends_name(next) || next == b'=')?;
    let name = text.get(..text.len().saturating_sub(after_name.len()))?;
    let Some(value) = after_name.trim_ascii_start().strip_prefix('=') else {
        return Some(((name, ""), after_name));
    };
    let value = value.trim_ascii_start();
    for quote in [b'"', b'\''] {
        if let Some(quoted) = value.strip_prefix(char::from(quote)) {
            let (value, end) = quoted.split_at_checked(memchr(quote, quoted.as_bytes())?)?;
            return Some(((name, value), end.strip_prefix(char::from(quote))?));
        }
    }
    let (value, rest) = split_before(value, |next| next.is_ascii_whitespace() || next == b'>')?;
    Some(((name, value), rest))
}

/// The text before the first byte that is the end, and the text from it on. Where that is in the midst of a character, which no
/// caller means, there is neither.
fn split_before(text: &str, is_end: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    text.bytes().position(is_end).and_then(|end| text.split_at_checked(end))
}

fn ends_name(next: u8) -> bool {
    next.is_ascii_whitespace() || matches!(next, b'/' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Pieces::of(text)
            .map(|piece| match piece {
                Piece::Text(text) => format!("[{text}]"),
                Piece::Comment => "(comment)".to_owned(),
                Piece::Declaration(source) => format!("(declaration {source})"),
                Piece::Tag(tag) => {
                    format!("({}{} {:?})", if tag.is_end { "/" } else { "" }, tag.name, tag.attributes)
                }
            })
            .collect()
    }

    #[test]
    fn tags_are_delimited_as_in_browsers() {
        for (text, pieces) in [
            ("a<B>c</B >", "[a](b [])[c](/b [])"),
            ("<br/>", "(br [])"),
            ("<a/b=c/d>", r#"(a [("b", "c/d")])"#),
            ("<a b='>' c=\">\" d=> e", r#"(a [("b", ">"), ("c", ">"), ("d", "")])[ e]"#),
            ("<a b = c =d>", r#"(a [("b", "c"), ("=d", "")])"#),
            ("<a\tb\n=\n\"c\"d>", r#"(a [("b", "c"), ("d", "")])"#),
            ("<scr<b>ipt>", "(scr<b [])[ipt>]"),
            ("1 < 2 <3 <", "[1 < 2 <3 <]"),
            ("<!-- <b> --><!-->x<!--->y<!-- --!>z", "(comment)(comment)[x](comment)[y](comment)[z]"),
            ("<!---->x<!----->", "(comment)[x](comment)"),
            (
                "<!doctype html></3><?x?>",
                "(declaration <!doctype html>)(declaration </3>)(declaration <?x?>)",
            ),
        ] {
            assert_eq!(shown(text), pieces, "{text}");
        }
    }

    #[test]
    fn what_is_never_closed_is_text() {
        for (text, pieces) in [
            ("<!-- a <b>c", "[<][!-- a ](b [])[c]"),
            ("<a b=\"c> d", "[<][a b=\"c> d]"),
            ("<a b <i", "[<][a b ][<][i]"),
            ("<!x </", "[<][!x ][<][/]"),
        ] {
            assert_eq!(shown(text), pieces, "{text}");
        }
    }

    #[test]
    fn content_is_skipped_up_to_its_own_end_tag() {
        for (text, name, rest) in [
            ("a</svgx><svg></svg>b</svg>c", "svg", Some("c")),
            ("if (a < b) '</scrip' </SCRIPT\n>c", "script", Some("c")),
            ("<style></svg></style></svg>c", "svg", Some("c")),
            ("<!-- </svg> --></svg>c", "svg", Some("c")),
            ("<svg></svg>", "svg", None),
        ] {
            let mut pieces = Pieces::of(text);
            assert_eq!(pieces.skip_content(name), rest.is_some(), "{text}");
            assert_eq!(pieces.rest, rest.unwrap_or(text), "{text}");
        }
    }
}
