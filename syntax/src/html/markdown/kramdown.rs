//! The marks of kramdown, Pandoc and Python-Markdown that never show: attribute lists (`{: .x}`, `{width=50%}`),
//! `{::comment}` and its like, abbreviations, tables of contents. `markdown="1"` renders what is inside HTML.
//!
//! They go where they are certain and outside of code; what only resembles them is text. Nothing goes that a page shows.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::code::Verbatim;
use super::inside::with_markdown_inside;

/// The text without marks. Lines that held nothing else stay as blank ones, so that blocks stay apart.
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    match with_markdown_inside(text) {
        Some(text) => Cow::Owned(without_braces(&without_silent_lines(&text)).into_owned()),
        None => match without_silent_lines(text) {
            Cow::Borrowed(text) => without_braces(text),
            Cow::Owned(text) => Cow::Owned(without_braces(&text).into_owned()),
        },
    }
}

/// The text without lines that only tell the renderer something: abbreviations, and where a table of contents stands.
fn without_silent_lines(text: &str) -> Cow<'_, str> {
    let is_silent = |line: &str| {
        let line = line.trim_end();
        let abbreviation = line.strip_prefix("*[").and_then(|rest| rest.split_once("]:"));
        abbreviation.is_some_and(|(name, _)| !name.is_empty())
            || matches!(line, "[TOC]" | "[toc]" | "[[toc]]" | "[[TOC]]" | "[[_TOC_]]")
    };
    let may_begin = |line: &str| line.starts_with('[') || line.starts_with("*[");
    let may_have = may_begin(text)
        || ["\n[", "\n*["].iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some());
    if !(may_have && text.lines().any(is_silent)) {
        return Cow::Borrowed(text);
    }
    let parts = Verbatim::of_markdown(text);
    let mut out = String::with_capacity(text.len());
    let mut start = 0usize;
    for line in text.split_inclusive('\n') {
        out.push_str(if is_silent(line) && !parts.covers(start) { "\n" } else { line });
        start = start.saturating_add(line.len());
    }
    Cow::Owned(out)
}

/// The text without marks in braces.
fn without_braces(text: &str) -> Cow<'_, str> {
    if !text.match_indices('{').any(|(at, _)| may_be_mark(text, at)) {
        return Cow::Borrowed(text);
    }
    let parts = Verbatim::of_markdown(text);
    let mut out = Output { text: String::with_capacity(text.len()), line: 0 };
    let mut comments_end = true;
    let mut from = 0usize;
    while let Some(brace) = text.get(from..).and_then(|rest| memchr(b'{', rest.as_bytes())) {
        let brace = from.saturating_add(brace);
        out.push(text.get(from..brace).unwrap_or_default());
        from = match parts.code_end(brace) {
            Some(end) => {
                out.push(text.get(brace..end).unwrap_or_default());
                end
            }
            None => mark_end(text, brace, &parts, &mut out, &mut comments_end).unwrap_or_else(|| {
                out.push("{");
                brace.saturating_add(1)
            }),
        };
    }
    out.push(text.get(from..).unwrap_or_default());
    Cow::Owned(out.text)
}

/// A quick look at what follows a brace.
fn may_be_mark(text: &str, brace: usize) -> bool {
    let next = text.as_bytes().get(brace.saturating_add(1)).copied().unwrap_or_default();
    matches!(next, b':' | b'.' | b'#' | b' ') || next.is_ascii_alphabetic()
}

/// The text as far as it is written, and where its last line begins.
struct Output {
    text: String,
    line: usize,
}

impl Output {
    fn push(&mut self, text: &str) {
        if let Some(at) = text.rfind('\n') {
            self.line = self.text.len().saturating_add(at).saturating_add(1);
        }
        self.text.push_str(text);
    }

    fn last_line(&self) -> &str {
        self.text.get(self.line..).unwrap_or_default()
    }

    /// Removes the item of a list that holds the place of a table of contents.
    fn end_contents(&mut self) {
        let above = self.text.get(..self.line).unwrap_or_default();
        let above = above.strip_suffix('\n').unwrap_or(above);
        let start = above.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let (number, _) = above.get(start..).unwrap_or_default().split_once(' ').unwrap_or_default();
        let is_number = number.strip_suffix('.').is_some_and(|number| number.parse::<u32>().is_ok());
        if is_number || matches!(number, "*" | "-" | "+") {
            self.text.truncate(start);
            self.line = start;
        }
    }
}

/// The end of the mark that begins at the brace, if it is one.
fn mark_end(
    text: &str,
    brace: usize,
    parts: &Verbatim,
    out: &mut Output,
    comments_end: &mut bool,
) -> Option<usize> {
    let line = text.get(brace.saturating_add(1)..)?.split('\n').next()?;
    let close = quoted_end(line)?;
    let (inside, behind) = (line.get(..close)?, line.get(close.saturating_add(1)..)?.trim_end());
    let end = brace.saturating_add(close).saturating_add(2);
    if out.text.ends_with('\\') {
        return None;
    }
    if inside.starts_with("::") || inside.starts_with(":/") {
        return extension_end(text, inside, end, comments_end);
    }
    let (list, is_kramdown) = inside.strip_prefix(':').map_or((inside, false), |list| (list, true));
    if !is_attribute_list(list, is_kramdown) {
        return None;
    }
    let before = out.last_line();
    let is_first = before.trim_start_matches([' ', '\t', '>', '*', '-', '+', '|']).is_empty();
    let stands_alone = is_first && matches!(behind.trim(), "" | "|");
    let is_certain = match is_kramdown {
        true => is_first || before.ends_with([')', ']', '*', '_', '`', '>', '}', '~']),
        false => {
            let is_named = list.trim_start().starts_with(['.', '#']);
            parts.ends_span(brace) || is_named && (stands_alone || before.ends_with(']'))
        }
    };
    if !is_certain {
        return None;
    }
    if is_kramdown && stands_alone && list.split_whitespace().any(|word| word == "toc") {
        out.end_contents();
    }
    Some(end)
}

/// The end of `{::comment}` with the comment, or of another extension, of which only the mark goes.
fn extension_end(text: &str, inside: &str, end: usize, comments_end: &mut bool) -> Option<usize> {
    let name = inside.get(2..)?.trim_end_matches('/').split_whitespace().next().unwrap_or_default();
    if inside.starts_with("::") && name == "comment" && !inside.ends_with('/') && *comments_end {
        let behind = text.get(end..)?;
        let closes = ["{:/comment}", "{:/}"].map(|mark| Some(behind.find(mark)?.saturating_add(mark.len())));
        if let Some(length) = closes.into_iter().flatten().min() {
            return Some(end.saturating_add(length));
        }
        *comments_end = false;
    }
    let is_known =
        matches!(name, "comment" | "nomarkdown" | "options") || (name.is_empty() && inside == ":/");
    is_known.then_some(end)
}

/// Where the first `}` outside of quotation marks is; the first of all where those are not closed.
fn quoted_end(line: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'}' if quote.is_none() => return Some(at),
            b'"' | b'\'' if quote.is_none() => quote = Some(byte),
            _ if quote == Some(byte) => quote = None,
            _ => {}
        }
    }
    memchr(b'}', line.as_bytes())
}

/// Whether the inside of braces is a list of classes, ids and values, and not code of some language. Only kramdown has
/// names alone, such as `toc`.
fn is_attribute_list(list: &str, is_kramdown: bool) -> bool {
    let is_name = |text: &str| {
        text.starts_with(char::is_alphabetic)
            && text.chars().all(|character| character.is_alphanumeric() || "-_:".contains(character))
    };
    let mut rest = list.trim();
    let mut has_part = false;
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let is_mark = word.strip_prefix(['.', '#']).is_some_and(is_name);
        let length = if is_mark || is_kramdown && matches!(word, "toc" | "no_toc" | "data-toc-skip") {
            Some(end)
        } else {
            rest.split_once('=').filter(|(key, _)| is_name(key)).and_then(|(key, value)| {
                Some(key.len().saturating_add(1).saturating_add(value_length(value, is_kramdown)?))
            })
        };
        let Some(length) = length else { return false };
        has_part = true;
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    has_part
}

/// The length of the value that a text begins with; kramdown wants quotation marks.
fn value_length(text: &str, is_kramdown: bool) -> Option<usize> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => Some(text.get(1..)?.find(quote)?.saturating_add(2)),
        '=' | '>' => None,
        _ if is_kramdown => None,
        _ => Some(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_where_they_are_certain() {
        for (text, without) in [
            ("text\n{: .class #id title=\"a } b\"}\nmore {x} { y", "text\n\nmore {x} { y"),
            (
                "[a](b){:target=\"_blank\"} *c*{: .d} ![e](f){width=50%} [g](h){ .i }",
                "[a](b) *c* ![e](f) [g](h)",
            ),
            ("* Contents\n{:toc}\n\ntext", "\n\ntext"),
            ("1. Here\n2. Contents\n{: toc .x}\n", "1. Here\n\n"),
            ("a {::comment}b\n\nc{:/comment} d{::options x=\"y\" /}", "a  d"),
            ("{::nomarkdown}<b>a</b>{:/}", "<b>a</b>"),
            ("{::comment}a\n{::comment}b", "a\nb"),
            ("HTML\n\n*[HTML]: Hyper Text\n\n[TOC]\n", "HTML\n\n\n\n\n"),
            ("`{:a => 1}` {:b=>2, :c=>3} {:x", "`{:a => 1}` {:b=>2, :c=>3} {:x"),
            ("`{:.2f}` {:.2} {:#x} {:} x{:.c} {width=1}", "`{:.2f}` {:.2} {:#x} {:} x{:.c} {width=1}"),
            (
                "```\n[a](b){: .c}\n*[d]: e\n```\n\n    {: .f}\n",
                "```\n[a](b){: .c}\n*[d]: e\n```\n\n    {: .f}\n",
            ),
            ("a | b\n--|--\n1 | 2\n{: .table}", "a | b\n--|--\n1 | 2\n"),
            ("set(a){ return } f(x){y=z;}", "set(a){ return } f(x){y=z;}"),
        ] {
            assert_eq!(without_marks(text), without, "{text}");
        }
    }
}
