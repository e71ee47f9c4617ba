//! A definition needs white space after its colon, as every other reader of Markdown has it: `:::note` and `:heart:` are
//! text. The parser takes any colon that begins a line, so that these colons are escaped first.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::code::Verbatim;

/// The text with a backslash before each colon that begins a line of prose and no definition.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    // Nearly all colons are behind a word.
    let is_behind_marks = |at: usize| match at.checked_sub(1) {
        Some(before) => text.as_bytes().get(before).is_some_and(|&byte| byte == b'\n' || is_mark(byte)),
        None => true,
    };
    if !memchr_iter(b':', text.as_bytes()).any(is_behind_marks)
        || !text.lines().any(|line| colon(line).is_some())
    {
        return Cow::Borrowed(text);
    }
    let parts = Verbatim::of_markdown(text);
    let mut escaped = String::with_capacity(text.len().saturating_add(64));
    let mut start = 0usize;
    for line in text.split_inclusive('\n') {
        let colon = colon(line).filter(|&colon| !parts.covers(start.saturating_add(colon)));
        match colon.and_then(|colon| line.split_at_checked(colon)) {
            Some((marks, text)) => {
                escaped.push_str(marks);
                escaped.push('\\');
                escaped.push_str(text);
            }
            None => escaped.push_str(line),
        }
        start = start.saturating_add(line.len());
    }
    Cow::Owned(escaped)
}

/// Where a line has a colon behind nothing but marks of quotes and lists, and no white space behind it. What aligns the
/// columns of a table is none.
fn colon(line: &str) -> Option<usize> {
    let start = line.bytes().position(|byte| !is_mark(byte))?;
    let rest = line.get(start..)?.strip_prefix(':')?;
    let is_definition = rest.starts_with([' ', '\t']) && !rest.trim().is_empty();
    let aligns = rest.contains('-') && rest.trim_end().bytes().all(|byte| b"|:- \t".contains(&byte));
    (!is_definition && !aligns).then_some(start)
}

/// Whether a byte may be one of the marks of quotes and lists.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')') || byte.is_ascii_digit()
}
