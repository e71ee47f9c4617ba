//! Splits an article file into its front matter and its body. Neither is parsed here.

use memchr::{memchr, memchr_iter, memmem};

use crate::yaml;

/// The result of splitting a file.
pub(super) enum Split<'a> {
    /// Front matter between two lines of dashes, and what follows.
    Parts(Parts<'a>),
    /// The file does not begin with front matter.
    None,
    /// The front matter cannot be split off: the line at fault, from 1, and why.
    Faulty(usize, String),
}

/// The syntax of a front matter, by its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// YAML between lines `---`.
    Yaml,
}

impl Syntax {
    /// The syntax that a first line opens, given without the white space at its end.
    fn opened_by(mark: &[u8]) -> Option<Syntax> {
        match mark {
            b"---" => Some(Syntax::Yaml),
            _ => None,
        }
    }
}

/// The parts of a file.
pub(super) struct Parts<'a> {
    /// The syntax of the front matter.
    pub syntax: Syntax,
    /// The lines between the marks.
    pub front_matter: &'a str,
    /// What follows them.
    pub body: &'a str,
    /// The line that the body begins on, from 1.
    pub body_line: usize,
}

/// Splits a text that begins with a line `---`; the front matter ends at the next line `---` or `...`.
pub(super) fn split(text: &str) -> Split<'_> {
    let (first, rest) = text.split_at_checked(line_length(text)).unwrap_or((text, ""));
    let Some(syntax) = Syntax::opened_by(first.trim_end().as_bytes()) else {
        return match first.trim_end() {
            "+++" => {
                let message = "the front matter is TOML (`+++`); write YAML between lines `---`";
                Split::Faulty(1, message.to_owned())
            }
            _ => Split::None,
        };
    };
    let before_dashes = before_line(rest, "---");
    let before_dots = before_line(before_dashes.unwrap_or(rest), "...");
    let Some((front_matter, after)) =
        before_dots.or(before_dashes).and_then(|before| rest.split_at_checked(before.len()))
    else {
        let message = "the front matter is not closed; end it with a line `---`";
        // The first line is above them.
        return match rest.lines().position(yaml::is_like_end) {
            Some(above) => Split::Faulty(above.saturating_add(2), format!("{message}, and nothing else")),
            None => Split::Faulty(1, message.to_owned()),
        };
    };
    let lines_above = memchr_iter(b'\n', front_matter.as_bytes()).count();
    Split::Parts(Parts {
        syntax,
        front_matter,
        body: after.get(line_length(after)..).unwrap_or_default(),
        // The two marks are above it as well.
        body_line: lines_above.saturating_add(3),
    })
}

/// Whether the bytes of a file, in any encoding that ASCII is a part of, open front matter that can be read.
pub fn is_opened(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    Syntax::opened_by(first.trim_ascii_end()).is_some()
}

/// The text before the first line that is nothing but the mark and white space behind it.
fn before_line<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let is_line = |&start: &usize| {
        let begins_line =
            start.checked_sub(1).is_none_or(|before| text.as_bytes().get(before) == Some(&b'\n'));
        let from = text.get(start..).unwrap_or_default();
        begins_line && from.get(..line_length(from)).is_some_and(|line| line.trim_end() == mark)
    };
    text.get(..memmem::find_iter(text.as_bytes(), mark).find(is_line)?)
}

/// The length of the first line with its end, in bytes.
fn line_length(text: &str) -> usize {
    memchr(b'\n', text.as_bytes()).map_or(text.len(), |end| end.saturating_add(1))
}
