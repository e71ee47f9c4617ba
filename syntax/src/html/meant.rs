//! What a person wrote as a title, a name or a summary -> plain text without losing a word.
//!
//! In front matter a tag is markup only where it is certain: it has an end tag, or attributes, or is a line break. A tag
//! between backquotes, or one that stands alone, is what the text is about, and stays.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr2;

use super::elements::{is_hidden, is_html, is_void};
use super::inert::inert_title;
use super::pieces::{Piece, Pieces, Tag};
use super::plain::{next_outside, shown};
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
/// references decoded once, white space folded. Nothing of it hides what follows or turns it around.
pub fn meant_text(written: &str) -> Meant {
    let written = strip_forbidden(written);
    if memchr2(b'<', b'&', written.as_bytes()).is_none() {
        return Meant { text: inert_title(fold_white_space(&written)), has_lost: false };
    }
    let quoted = spans(&written);
    let markup = markup(&written, &quoted);
    let (text, has_lost) = shown(&written, &quoted, |start, _| markup.binary_search(&start).is_ok());
    Meant { text: inert_title(text), has_lost }
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

/// Where the tags outside of backquotes begin that are certainly markup, in order.
fn markup(text: &str, quoted: &[Range<usize>]) -> Vec<usize> {
    let mut markup = Vec::new();
    let mut open: BTreeMap<Cow<'_, str>, Vec<usize>> = BTreeMap::new();
    let mut pieces = Pieces::of(text);
    while let Some((start, piece)) = next_outside(&mut pieces, text, quoted) {
        let Piece::Tag(tag) = piece else { continue };
        if !is_html(&tag.name) {
            continue;
        }
        if !tag.is_end && is_certain(&tag) {
            markup.push(start);
        }
        if is_void(&tag.name) {
            continue;
        }
        let starts = open.entry(tag.name).or_default();
        if !tag.is_end {
            starts.push(start);
        } else if let Some(opening) = starts.pop() {
            markup.extend([opening, start]);
        }
    }
    markup.sort_unstable();
    markup
}

/// Whether a start tag is markup also where it has no end tag.
fn is_certain(tag: &Tag<'_>) -> bool {
    let has_value = tag.attributes.iter().any(|(_, value)| !value.is_empty());
    let hides_content = is_hidden(&tag.name) || matches!(&*tag.name, "iframe" | "math");
    matches!(&*tag.name, "br" | "wbr") || (has_value && !hides_content)
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
            "Why <div hidden> hides",
            "The <math> element",
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
            ("<a title='`b`' href=/c>d</a>", "d"),
            ("Good <img class=emoji alt='🙂' src=x> day", "Good 🙂 day"),
            ("<math><mi>r</mi><annotation encoding='application/x-tex'>r^2</annotation></math>", "r^2"),
            (
                "<span class=katex><math><mi>r</mi></math><span>r</span></span> as <math><mi>s</mi></math>",
                "r as s",
            ),
        ] {
            assert_eq!(meant_text(text), Meant { text: meant.to_owned(), has_lost: false }, "{text}");
        }
    }

    #[test]
    fn what_goes_with_its_text_is_told() {
        for (text, meant, has_lost) in [
            ("a <script>b</script> c", "a c", true),
            ("a <svg></svg>c", "a c", false),
            ("a <span hidden>b `c`</span> d", "a d", true),
            ("<p style='display: none'>a</p>b <img hidden src=c>", "b", true),
        ] {
            assert_eq!(meant_text(text), Meant { text: meant.to_owned(), has_lost }, "{text}");
        }
    }

    #[test]
    fn a_heap_of_tags_takes_no_longer_than_its_length() {
        for text in [
            "<b>".repeat(20_000),
            "`<i> ``".repeat(20_000),
            "<svg></b>".repeat(20_000),
            format!("{}>", "`<b ` ".repeat(20_000)),
        ] {
            assert!(!meant_text(&text).text.is_empty());
        }
    }
}
