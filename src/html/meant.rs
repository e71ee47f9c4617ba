//! What a person wrote as a title, a name or a summary -> plain text without losing a word.
//!
//! In front matter a tag is markup only where it is certain: it has an end tag, or attributes, or is a line break. A tag
//! between backquotes, or one that stands alone, is what the text is about, and stays.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr2;

use super::elements::{is_block, is_hidden, is_html, is_void};
use super::pieces::{Piece, Pieces, Tag};
use super::plain::plain_text;
use super::references::decode;
use crate::text::{fold_white_space, strip_forbidden};

/// A text as meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// Plain text on one line.
    pub text: String,
    /// Whether elements that no reader shows were taken out together with their content.
    pub has_lost: bool,
}

/// The text that the person means who wrote it, on one line: tags that are certainly markup are removed, character
/// references decoded once, white space folded.
pub fn meant_text(written: &str) -> Meant {
    let written = strip_forbidden(written);
    if memchr2(b'<', b'&', written.as_bytes()).is_none() {
        return Meant { text: fold_white_space(&written), has_lost: false };
    }
    let parts = parts(&written);
    let markup = markup(&parts);
    let mut number = 0usize;
    let mut meant = Meant { text: String::with_capacity(written.len()), has_lost: false };
    for (part, is_quoted) in parts {
        if is_quoted {
            meant.text.push_str(&decode(part));
        } else {
            push(part, &markup, &mut number, &mut meant);
        }
    }
    meant.text = fold_white_space(&meant.text);
    meant
}

/// Appends a part that is not between backquotes; `number` counts the tags of all parts.
fn push(part: &str, markup: &[bool], number: &mut usize, meant: &mut Meant) {
    let mut hidden: Option<(String, usize)> = None;
    for piece in Pieces::of(part) {
        let is_shown = hidden.is_none();
        match piece {
            Piece::Text(text) if is_shown => meant.text.push_str(&decode(text)),
            Piece::Text(text) => meant.has_lost |= !text.trim().is_empty(),
            Piece::Comment => {}
            Piece::Declaration(source) if is_shown => meant.text.push_str(&plain_text(source)),
            Piece::Declaration(_) => {}
            Piece::Tag(tag) => {
                let is_markup = markup.get(*number).copied().unwrap_or_default();
                *number = number.saturating_add(1);
                match &mut hidden {
                    Some((name, depth)) if is_markup && *name == tag.name => {
                        *depth = if tag.is_end { depth.saturating_sub(1) } else { depth.saturating_add(1) };
                        if *depth == 0 {
                            hidden = None;
                        }
                    }
                    Some(_) => {}
                    None if !is_markup => meant.text.push_str(&decode(tag.source)),
                    None if !tag.is_end && hides_content(&tag.name) => hidden = Some((tag.name, 1)),
                    None if is_block(&tag.name) => meant.text.push(' '),
                    None => {}
                }
            }
        }
    }
}

fn hides_content(name: &str) -> bool {
    !is_void(name) && (is_hidden(name) || matches!(name, "iframe" | "math"))
}

/// The parts of the text, each with whether it stands between backquotes, which are part of it.
fn parts(text: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut end = 0usize;
    for span in spans(text) {
        parts.push((text.get(end..span.start).unwrap_or_default(), false));
        end = span.end;
        parts.push((text.get(span).unwrap_or_default(), true));
    }
    parts.push((text.get(end..).unwrap_or_default(), false));
    parts
}

/// Where runs of backquotes and the next run as long as each enclose something.
pub(super) fn spans(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == start => run.end = start.saturating_add(1),
            _ => runs.push(start..start.saturating_add(1)),
        }
    }
    // From the last run backwards, the next run of each length is known.
    let mut next_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut next: Vec<Option<usize>> = Vec::new();
    for (index, run) in runs.iter().enumerate().rev() {
        next.push(next_of.insert(run.len(), index));
    }
    next.reverse();
    let mut spans = Vec::new();
    let mut index = 0usize;
    while let (Some(run), Some(closing)) = (runs.get(index), next.get(index)) {
        index = match closing.and_then(|closing| Some((closing, runs.get(closing)?))) {
            Some((closing, end)) => {
                spans.push(run.start..end.end);
                closing.saturating_add(1)
            }
            None => index.saturating_add(1),
        };
    }
    spans
}

/// Of every tag outside of backquotes, whether it is certainly markup.
fn markup(parts: &[(&str, bool)]) -> Vec<bool> {
    let mut markup = Vec::new();
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for piece in parts.iter().filter(|(_, is_quoted)| !is_quoted).flat_map(|(part, _)| Pieces::of(part)) {
        let Piece::Tag(tag) = piece else { continue };
        let index = markup.len();
        markup.push(is_html(&tag.name) && !tag.is_end && is_certain(&tag));
        if !is_html(&tag.name) || is_void(&tag.name) {
            continue;
        }
        let starts = open.entry(tag.name).or_default();
        if !tag.is_end {
            starts.push(index);
        } else if let Some(start) = starts.pop() {
            for matching in [start, index] {
                if let Some(is_markup) = markup.get_mut(matching) {
                    *is_markup = true;
                }
            }
        }
    }
    markup
}

/// Whether a start tag is markup also where it has no end tag.
fn is_certain(tag: &Tag<'_>) -> bool {
    let has_value = tag.attributes.iter().any(|(_, value)| !value.is_empty());
    matches!(tag.name.as_str(), "br" | "wbr") || (has_value && !hides_content(&tag.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_a_text_is_about_stay() {
        for text in [
            "Life after <marquee>",
            "From `<ol>` to `<menu>`, and ``<i>`</i>``",
            "Why </td> may be missing",
            "The <img> and <input> elements",
            "A <script> in the <head>",
            "Vec<T>, a < b, I <3 you",
            "`<b>` and not </b>",
        ] {
            assert_eq!(meant_text(text), Meant { text: text.to_owned(), has_lost: false }, "{text}");
        }
    }

    #[test]
    fn certain_markup_goes() {
        for (text, meant) in [
            ("A <b>bold</b> claim", "A bold claim"),
            ("one<br>two<p>three</p>", "one two three"),
            ("<a href=/x>a `<u>` b</a> <img src=x>", "a `<u>` b"),
            ("&lt;b&gt; `&amp;`<!-- c -->", "<b> `&`"),
        ] {
            assert_eq!(meant_text(text), Meant { text: meant.to_owned(), has_lost: false }, "{text}");
        }
    }

    #[test]
    fn what_goes_with_its_text_is_told() {
        for (text, meant, has_lost) in
            [("a <script>b</script> c", "a c", true), ("a <svg></svg>c", "a c", false)]
        {
            assert_eq!(meant_text(text), Meant { text: meant.to_owned(), has_lost }, "{text}");
        }
    }

    #[test]
    fn a_heap_of_tags_takes_no_longer_than_its_length() {
        for text in ["<b>".repeat(20_000), "`<i> ``".repeat(20_000), "<svg></b>".repeat(20_000)] {
            assert!(!meant_text(&text).text.is_empty());
        }
    }
}
