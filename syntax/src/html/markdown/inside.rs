//! `markdown="1"` in a tag: what is inside the element is Markdown. Blank lines around the content say the same to every
//! reader of Markdown.

use std::borrow::Cow;

use super::super::pieces::{Piece, Pieces};
use super::code::Verbatim;

/// The text with blank lines inside the elements whose content is Markdown; nothing where there are none.
pub(super) fn with_markdown_inside(text: &str) -> Option<String> {
    if !text.contains("markdown=") && !text.contains(" markdown>") {
        return None;
    }
    let parts = Verbatim::of_markdown(text);
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<(Cow<'_, str>, usize)> = Vec::new();
    let mut is_changed = false;
    let mut at = 0usize;
    for line in text.split_inclusive('\n') {
        let is_code = parts.code_end(at).is_some();
        at = at.saturating_add(line.len());
        // Comments may go on in the next line, and may be marks.
        if is_code || !line.contains('<') || line.contains("<!--") {
            out.push_str(line);
            continue;
        }
        for piece in Pieces::of(line) {
            match piece {
                Piece::Text(source) | Piece::Declaration(source) => out.push_str(source),
                Piece::Comment => {}
                Piece::Tag(tag) => {
                    let is_opened =
                        !tag.is_end && tag.attribute("markdown").is_some_and(|value| value != "0");
                    if is_opened && !tag.source.ends_with("/>") {
                        is_changed = true;
                        out.push_str(tag.source);
                        out.push_str("\n\n");
                        open.push((tag.name, 1));
                        continue;
                    }
                    if let Some((_, depth)) = open.last_mut().filter(|(name, _)| *name == tag.name) {
                        *depth = if tag.is_end { depth.saturating_sub(1) } else { depth.saturating_add(1) };
                        if *depth == 0 {
                            open.pop();
                            out.push_str("\n\n");
                        }
                    }
                    out.push_str(tag.source);
                }
            }
        }
    }
    is_changed.then_some(out)
}
