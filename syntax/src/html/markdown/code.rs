//! Where a Markdown text is code or raw HTML, so that whoever changes the text beforehand changes neither.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::OPTIONS;
use crate::ordered;

/// The parts of a text that are code, and those that are raw HTML: byte ranges in their order.
#[derive(Debug, Default)]
pub struct Verbatim {
    code: Vec<Range<usize>>,
    html: Vec<Range<usize>>,
    /// Where links, images and code spans end, in their order.
    ends: Vec<usize>,
}

impl Verbatim {
    /// The parts of a Markdown text; none where it is too long to be parsed.
    pub fn of_markdown(text: &str) -> Verbatim {
        let mut parts = Verbatim::default();
        if !super::is_within_limit(text) {
            return parts;
        }
        // A definition list is what the caller may have to prevent.
        let options = OPTIONS.difference(Options::ENABLE_DEFINITION_LIST);
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let is_span =
                matches!(event, Event::Code(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }));
            if is_span {
                parts.ends.push(range.end);
            }
            match event {
                Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => push(&mut parts.code, range),
                Event::Html(_) | Event::InlineHtml(_) => push(&mut parts.html, range),
                _ => {}
            }
        }
        parts.ends.sort_unstable();
        let mut elements = code_elements(text);
        elements.retain(|element| parts.code_end(element.start).is_none());
        if !elements.is_empty() {
            let mut all: Vec<_> = parts.code.drain(..).chain(elements).collect();
            ordered::sort_by_key(&mut all, |range| range.start);
            all.into_iter().for_each(|range| push(&mut parts.code, range));
        }
        parts
    }

    /// The parts of HTML: the elements `pre` and `code` are code.
    pub fn of_html(text: &str) -> Verbatim {
        Verbatim { code: code_elements(text), ..Verbatim::default() }
    }

    /// The end of the code that the byte at `position` belongs to.
    pub fn code_end(&self, position: usize) -> Option<usize> {
        end_in(&self.code, position)
    }

    /// Where the code begins that the byte at `position` belongs to.
    pub fn code_start(&self, position: usize) -> Option<usize> {
        let end = self.code_end(position)?;
        self.code.iter().find(|range| range.end == end).map(|range| range.start)
    }

    /// Whether a link, an image or a code span ends right before `position`.
    pub(super) fn ends_span(&self, position: usize) -> bool {
        self.ends.binary_search(&position).is_ok()
    }

    /// Whether the byte at `position` belongs to code or to raw HTML.
    pub fn covers(&self, position: usize) -> bool {
        self.code_end(position).is_some() || end_in(&self.html, position).is_some()
    }
}

/// Adds a range that begins after the last one, or within it.
fn push(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if range.start < last.end => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

fn end_in(ranges: &[Range<usize>], position: usize) -> Option<usize> {
    let after = ranges.partition_point(|range| range.end <= position);
    ranges.get(after).filter(|range| range.start <= position).map(|range| range.end)
}

/// The elements `pre` and `code` of HTML. One that is never closed is none.
fn code_elements(text: &str) -> Vec<Range<usize>> {
    let mut elements = Vec::new();
    let mut from = 0usize;
    let mut unclosed = [false; 2];
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('<')) {
        let start = from.saturating_add(start);
        from = start.saturating_add(1);
        let tag = text.get(from..).unwrap_or_default();
        for (index, name) in ["pre", "code"].into_iter().enumerate() {
            let is_named = tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            let follows = tag.get(name.len()..).unwrap_or_default();
            let is_known_unclosed = unclosed.get(index).copied().unwrap_or_default();
            if !is_named || is_known_unclosed || !follows.starts_with(['>', ' ', '\t', '\n']) {
                continue;
            }
            match follows.find(&format!("</{name}>")) {
                Some(length) => {
                    let end = from.saturating_add(name.len()).saturating_add(length);
                    elements.push(start..end);
                    from = end;
                }
                None => unclosed.get_mut(index).into_iter().for_each(|known| *known = true),
            }
            break;
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_raw_html_are_known() {
        let text = "a `b` <i>c</i>\n\n    d\n\n- e\n\n  ```\n  f\n  ```\n\n<pre>\n`g`\n\nh</pre> i <code>j\n";
        let parts = Verbatim::of_markdown(text);
        let letters = text.char_indices().filter(|(_, letter)| "abdefghj".contains(*letter));
        let mut code: Vec<char> =
            letters.filter(|(at, _)| parts.code_end(*at).is_some()).map(|(_, letter)| letter).collect();
        code.dedup();
        assert_eq!(String::from_iter(code), "bdfegh");
        assert!(parts.covers(text.find("<i>").unwrap()) && !parts.covers(text.find('c').unwrap()));
    }
}
