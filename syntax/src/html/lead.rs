//! The part of an article that its author wants to stand for all of it: what comes before a mark, or else the first
//! paragraph.

use std::borrow::Cow;

use super::plain::plain_text;

/// Whether the text of a comment is a mark that ends the summary: `more`, `truncate`, `read more`, in any capitals.
pub fn ends_summary(comment: &str) -> bool {
    // WordPress writes the text of the link behind the word, and nothing before it.
    if comment.starts_with("more ") {
        return true;
    }
    let is_sign = |sign: char| !matches!(sign, ' ' | '-' | '_' | '\t' | '\n');
    let letters = comment.chars().filter(|&sign| is_sign(sign)).map(|letter| letter.to_ascii_lowercase());
    let word: String = letters.take(16).collect();
    matches!(word.as_str(), "more" | "readmore" | "truncate" | "endexcerpt" | "excerptend" | "endofexcerpt")
}

/// What comes before the first mark in HTML; nothing without a mark.
pub fn before_mark(html: &str) -> Option<&str> {
    let mut from = 0usize;
    while let Some(at) = html.get(from..).and_then(|rest| rest.find("<!--")) {
        let start = from.saturating_add(at);
        let comment = html.get(start.saturating_add(4)..)?;
        let length = comment.find("-->")?;
        if comment.get(..length).is_some_and(ends_summary) {
            return html.get(..start);
        }
        from = start.saturating_add(length).saturating_add(7);
    }
    None
}

/// What comes before the first mark of a Markdown text, as HTML; nothing without a mark.
pub fn markdown_before_mark(text: &str) -> Option<String> {
    before_mark(text)?;
    if !super::markdown::is_within_limit(text) {
        return None;
    }
    // A mark in code is text in the HTML.
    let mut html = super::markdown::from_markdown(text);
    let length = before_mark(&html)?.len();
    html.truncate(length);
    Some(html)
}

/// The first paragraph of clean HTML that has words; all of it where there is none.
pub fn first_paragraph(clean_html: &str) -> &str {
    let mut from = 0usize;
    while let Some(at) = clean_html.get(from..).and_then(|rest| rest.find("<p")) {
        let start = from.saturating_add(at);
        let rest = clean_html.get(start..).unwrap_or_default();
        if !(rest.starts_with("<p>") || rest.starts_with("<p ")) {
            from = start.saturating_add(2);
            continue;
        }
        let Some(length) = rest.find("</p>") else { break };
        let paragraph = rest.get(..length).unwrap_or_default();
        if !plain_text(paragraph).is_empty() {
            return paragraph;
        }
        from = start.saturating_add(length);
    }
    clean_html
}

/// Clean HTML in which a heading ends with a colon where other text follows: on one line they would run together.
pub fn with_headings_apart(clean_html: &str) -> Cow<'_, str> {
    if !clean_html.contains("</h") {
        return Cow::Borrowed(clean_html);
    }
    let mut apart = String::with_capacity(clean_html.len().saturating_add(16));
    let mut parts = clean_html.split("</h").peekable();
    while let Some(part) = parts.next() {
        apart.push_str(part);
        let Some(next) = parts.peek() else { break };
        let is_heading =
            next.starts_with(|level: char| level.is_ascii_digit()) && next.get(1..2) == Some(">");
        let has_text_behind = next.get(2..).is_some_and(|rest| !plain_text(rest).is_empty());
        if is_heading && has_text_behind && part.trim_end().ends_with(char::is_alphanumeric) {
            apart.push(':');
        }
        apart.push_str("</h");
    }
    Cow::Owned(apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_end_the_summary_and_other_comments_do_not() {
        for comment in
            ["more", " more ", " truncate ", " Read more ", "read-more", "more Go on", " end_excerpt "]
        {
            assert!(ends_summary(comment), "{comment}");
        }
        for comment in ["", " more about this ", "moreover", " truncated "] {
            assert!(!ends_summary(comment), "{comment}");
        }
        assert_eq!(before_mark("a<!-- b -->c<!--more-->d"), Some("a<!-- b -->c"));
        assert_eq!(before_mark("a<!-- more"), None);
    }

    #[test]
    fn a_mark_in_code_is_none_and_references_may_stand_behind_it() {
        assert_eq!(markdown_before_mark("`<!--more-->` a"), None);
        let html = markdown_before_mark("[a][1] `<!--more-->`\n\n<!-- more -->\n\nb\n\n[1]: /c");
        let expected = "<p><a href=\"/c\">a</a> <code>&lt;!--more--&gt;</code></p>\n";
        assert_eq!(html.as_deref(), Some(expected));
    }

    #[test]
    fn the_first_paragraph_with_words_is_found() {
        for (html, paragraph) in [
            ("<h1>a</h1><p><img src=\"b\"></p><p>c</p><p>d</p>", "<p>c"),
            ("<pre>a</pre><p lang=\"en\">b</p>", "<p lang=\"en\">b"),
            ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
        ] {
            assert_eq!(first_paragraph(html), paragraph);
        }
    }

    #[test]
    fn headings_and_text_do_not_run_together() {
        for (html, text) in [
            ("<h1>Head</h1><p>First.</p>", "Head: First."),
            ("<h2>Why?</h2>\n<p>So.</p><h3>End</h3>", "Why? So. End"),
        ] {
            assert_eq!(plain_text(&with_headings_apart(html)), text);
        }
    }
}
