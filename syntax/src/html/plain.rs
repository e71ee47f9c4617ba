//! Text with markup -> plain text, for titles, names, summaries and excerpts.
//!
//! Authors of titles seldom mean HTML: only tags of real HTML elements are removed, so that `Vec<T>` and `a < b` stay.
//! Links leave only their text, images nothing but the character that they stand for, a formula its one text. What the
//! page hides is left out. Which tags are markup is the caller's word (`meant`).

use std::ops::Range;

use memchr::memchr2;

use super::elements::{is_block, is_hidden, is_html, is_void};
use super::formula::words_of_formula;
use super::hidden::is_hidden_by_tag;
use super::image::smiley;
use super::inert::without_openers;
use super::pieces::{Piece, Pieces, Tag};
use super::references::decode;
use crate::text::{fold_white_space, strip_forbidden};

/// The text that a reader would see, on one line: without tags of HTML elements, comments and forbidden characters, with
/// character references decoded once and white space folded.
pub fn plain_text(marked_up: &str) -> String {
    let text = strip_forbidden(marked_up);
    if memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return fold_white_space(&text);
    }
    shown(&text, &[], |_, tag| is_html(&tag.name)).0
}

/// Whether a reader would see any text of clean HTML.
pub fn has_plain_text(clean_html: &str) -> bool {
    begins_with_text(clean_html) || !plain_text(clean_html).is_empty()
}

/// What most bodies begin with, before their first letter.
const OPENERS: [&str; 8] = ["<p>", "<h1>", "<h2>", "<h3>", "<ul>", "<ol>", "<li>", "\n"];

/// Whether HTML certainly begins with a text that is shown. False means "not sure".
fn begins_with_text(html: &str) -> bool {
    let mut rest = html;
    while let Some(after) = OPENERS.iter().find_map(|opener| rest.strip_prefix(opener)) {
        rest = after;
    }
    rest.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

/// The text that a reader would see, on one line, and whether other text was taken out. `quoted` are the parts without
/// markup, in order; `is_markup` is asked with the place of each tag outside of them.
pub(super) fn shown(
    text: &str,
    quoted: &[Range<usize>],
    is_markup: impl Fn(usize, &Tag<'_>) -> bool,
) -> (String, bool) {
    let mut plain = String::with_capacity(text.len());
    let mut has_lost = false;
    let mut pieces = Pieces::of(text);
    while let Some((start, piece)) = next_outside(&mut pieces, text, quoted) {
        let tag = match piece {
            Piece::Text(text) => {
                plain.push_str(&decode(text));
                continue;
            }
            Piece::Comment => continue,
            Piece::Declaration(source) if is_doctype(source) => continue,
            Piece::Declaration(source) => {
                plain.push_str(&decode(source));
                continue;
            }
            Piece::Tag(tag) if !is_markup(start, &tag) => {
                plain.push_str(&decode(tag.source));
                continue;
            }
            Piece::Tag(tag) => tag,
        };
        if let Some(words) = words_of_formula(&mut pieces, &tag).or_else(|| smiley(&tag)) {
            plain.push_str(&words);
            continue;
        }
        let is_hidden_here = is_hidden_by_tag(&tag);
        let content = pieces.rest();
        if !tag.is_end
            && (is_hidden_here || is_hidden(&tag.name) || tag.name == "iframe")
            && (is_void(&tag.name) || pieces.skip_content(&tag.name))
        {
            let skipped = content.len().saturating_sub(pieces.rest().len());
            has_lost |= has_text(content.get(..skipped).unwrap_or_default());
        } else if is_block(&tag.name) {
            plain.push(' ');
        }
    }
    (without_openers(fold_white_space(&plain)), has_lost)
}

/// The next piece and its place. A quoted part is text, and no markup begins in it.
pub(super) fn next_outside<'t>(
    pieces: &mut Pieces<'t>,
    text: &'t str,
    quoted: &[Range<usize>],
) -> Option<(usize, Piece<'t>)> {
    let rest = pieces.rest();
    let start = text.len().saturating_sub(rest.len());
    let behind = quoted.get(quoted.partition_point(|span| span.end <= start));
    if let Some(span) = behind.filter(|span| span.start <= start) {
        let (part, rest) = rest.split_at_checked(span.end.saturating_sub(start))?;
        pieces.go_to(rest);
        return Some((start, Piece::Text(part)));
    }
    Some((start, pieces.next()?))
}

fn has_text(markup: &str) -> bool {
    Pieces::of(markup).any(|piece| matches!(piece, Piece::Text(text) if !text.trim().is_empty()))
}

/// The visible text of clean HTML, at most `most` characters long. A longer text is cut after a word and ends with an
/// ellipsis, which counts as one character.
pub fn excerpt(clean_html: &str, most: usize) -> String {
    let text = plain_text(clean_html);
    if text.chars().nth(most).is_none() {
        return text;
    }
    // What must not open a tag any more is longer than it was.
    let mut cuts = (0..most).rev().map(|room| cut(&text, room));
    cuts.find(|cut| cut.chars().nth(most).is_none()).unwrap_or_default()
}

/// The words that begin in the first `room` characters, and an ellipsis.
fn cut(text: &str, room: usize) -> String {
    let end = text.char_indices().nth(room).map_or(text.len(), |(end, _)| end);
    let (head, tail) = text.split_at_checked(end).unwrap_or((text, ""));
    let words = match head.rsplit_once(' ') {
        Some((words, _)) if !tail.starts_with(' ') => words,
        _ => head,
    };
    without_openers(format!("{}…", words.trim_end()))
}

fn is_doctype(declaration: &str) -> bool {
    declaration.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_begins_with_text_has_plain_text(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<p>", "<ul>", "<li>", "</p>", "\n", "a", "7", "<script>", "</script>", "<p hidden>", "<h1", ">", "&#32;", "<!--",
                    "-->", "<li hidden>", "é", " ", "<style>",
                ]),
                0..8,
            )
        ) {
            let html = pieces.concat();
            prop_assert!(!begins_with_text(&html) || !plain_text(&html).is_empty(), "{html}");
            prop_assert_eq!(has_plain_text(&html), !plain_text(&html).is_empty());
        }
    }

    #[test]
    fn a_letter_behind_plain_blocks_is_certainly_shown() {
        for (html, is_certain) in [
            ("<h2>A", true),
            ("<ul>\n<li>a", true),
            ("7", true),
            ("<p>", false),
            ("", false),
            ("<p hidden>a", false),
            ("<b>a", false),
        ] {
            assert_eq!(begins_with_text(html), is_certain, "{html}");
        }
    }

    #[test]
    fn tags_of_html_go_and_everything_else_stays() {
        for (marked_up, plain) in [
            ("  two \n words\u{a0}here ", "two words here"),
            ("a <b>bold</b>er <FONT color=red>claim</font>", "a bolder claim"),
            ("one<br>two<p>three</p>four<li>five", "one two three four five"),
            ("From Vec<T> to HashMap<K, List<String>>", "From Vec<T> to HashMap<K, List<String>>"),
            ("a < b, b > c, I <3 you, 1<2", "a < b, b > c, I <3 you, 1<2"),
            ("</3 and <> and <?php ?> and <!x>", "</3 and <> and <?php ?> and <!x>"),
            ("<!DOCTYPE html><!-- c -->x<!--->y", "xy"),
            ("open <b and <!-- never closed", "open <b and < !-- never closed"),
            ("<title>a</title>b<style>c{}</style>d<script>'<b>'</script>e", "bde"),
            (
                "f<noscript>g</noscript><template><p>h</p></template><svg><title>i</title></svg>j",
                "f j".replace(' ', "").as_str(),
            ),
            ("Using <script> and <select> tags", "Using and tags"),
            ("<math><mi>x</mi></math>y <iframe src=x><b>z</b></iframe>", "xy"),
            ("<scr<b>ipt>alert(1)</script>", "<scr<b>ipt>alert(1)"),
        ] {
            assert_eq!(plain_text(marked_up), plain, "{marked_up}");
        }
    }

    #[test]
    fn references_are_decoded_once_and_make_no_tags() {
        for (marked_up, plain) in [
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
            ("R&amp;D&nbsp;it&#146;s&#0; AT&T", "R&D it’s AT&T"),
            ("&l<b>t;", "&lt;"),
            ("Vec<T&amp;U>", "Vec<T&U>"),
            ("a\u{0}b\u{7f}c\u{fffd}<\u{1}b>d", "abc\u{fffd}d"),
        ] {
            assert_eq!(plain_text(marked_up), plain, "{marked_up}");
        }
    }

    #[test]
    fn an_excerpt_of_what_looks_like_a_comment_is_no_longer_than_asked_for() {
        let text = "a &lt;!--b c&lt;!-- d --&gt; e";
        for most in 0..20 {
            assert!(excerpt(text, most).chars().count() <= most, "{most}: {}", excerpt(text, most));
        }
    }

    #[test]
    fn excerpts_are_cut_after_a_word() {
        for (html, most, wanted) in [
            ("<p>One two</p><p>three &amp; four</p>", 20, "One two three & four"),
            ("<p>One two</p><p>three &amp; four</p>", 19, "One two three &…"),
            ("<p>One two</p><p>three &amp; four</p>", 16, "One two three &…"),
            ("<p>One two</p><p>three &amp; four</p>", 15, "One two three…"),
            ("Überlanges", 5, "Über…"),
            ("<p>a &lt;!-- b --&gt;</p>", 8, "a < !--…"),
            ("One two", 4, "One…"),
            ("One", 1, "…"),
            ("One", 0, ""),
            ("", 0, ""),
        ] {
            assert_eq!(excerpt(html, most), wanted, "{html} {most}");
            assert!(wanted.chars().count() <= most || html.contains("!--"));
        }
    }
}
