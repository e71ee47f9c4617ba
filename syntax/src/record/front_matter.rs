//! Splits an article file into its front matter and its body, by the marks that each syntax has. Neither is parsed here.
//!
//! Marks at the first line decide; a head without them is one only if it names a title and a date, or names one of them
//! before a line `---`.

use memchr::{memchr, memchr_iter};

use super::data::DataSyntax;
use super::markup::Markup;
use super::unread;
use crate::model::Position;
use crate::text::find_behind;
use crate::{json, yaml};

/// The result of splitting a file.
pub(super) enum Split<'a> {
    /// Front matter, and what follows.
    Parts(Parts<'a>),
    /// The file does not begin with front matter.
    None,
    /// The front matter cannot be split off: the line at fault, from 1, and why.
    Faulty(usize, String),
}

/// The syntax of a front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// A JSON object.
    Json,
    /// The members of a JSON object, without its braces.
    Members,
    /// Lines `Key: value` or `.. key: value`.
    Lines,
    /// A record in a file of many.
    Item(DataSyntax),
    /// What a text in another markup than Markdown begins with.
    Markup(Markup),
}

/// The lines that open front matter, the syntax that follows each, and the line that closes it. YAML may end at `...`, too.
const MARKS: [(&str, Syntax, &str); 7] = [
    ("---", Syntax::Yaml, "---"),
    ("+++", Syntax::Toml, "+++"),
    ("---yaml", Syntax::Yaml, "---"),
    ("---yml", Syntax::Yaml, "---"),
    ("---toml", Syntax::Toml, "---"),
    ("---json", Syntax::Json, "---"),
    (";;;", Syntax::Members, ";;;"),
];

/// The line that opens TOML which is shown as code above the text, as advisories have it.
const FENCE: &str = "```toml";

/// The parts of a file.
pub(super) struct Parts<'a> {
    /// The syntax of the front matter.
    pub syntax: Syntax,
    /// The lines between the marks.
    pub front_matter: &'a str,
    /// The line that they begin on, from 1.
    pub first_line: usize,
    /// What follows them.
    pub body: &'a str,
    /// What is above the body.
    pub above: Above<'a>,
}

/// What is above a body: a text whose lines nobody has counted yet, and so many lines more.
#[derive(Clone, Copy)]
pub(super) struct Above<'a> {
    pub text: &'a str,
    pub lines: usize,
}

impl Above<'_> {
    /// So many lines.
    pub(super) fn lines(lines: usize) -> Above<'static> {
        Above { text: "", lines }
    }

    /// The line that the body begins on, from 1.
    pub(super) fn body_line(&self) -> usize {
        lines_in(self.text).saturating_add(self.lines).saturating_add(1)
    }
}

/// Which heads a site's generator reads beside those whose opening mark is on the first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Heads {
    /// None.
    #[default]
    Plain,
    /// Those of Hexo.
    Hexo,
    /// Those of Zola: white space may stand before the opening mark.
    Zola,
}

/// Splits a text as the generator does it.
pub(super) fn split(text: &str, heads: Heads) -> Split<'_> {
    match heads {
        Heads::Hexo => return of_hexo(text),
        Heads::Zola if text.starts_with(char::is_whitespace) => {
            let (above, inside) = below_blanks(text);
            if opened_by(inside.lines().next().unwrap_or_default().trim_end().as_bytes()).is_some() {
                return moved_down(split(inside, Heads::Plain), above);
            }
        }
        Heads::Plain | Heads::Zola => {}
    }
    let (first, rest) = text.split_at_checked(line_length(text)).unwrap_or((text, ""));
    match opened_by(first.trim_end().as_bytes()) {
        Some(marks) => between_marks(rest, marks),
        None if first.trim_end() == FENCE && unread::is_of_toml_record(rest) => {
            between_marks(rest, (Syntax::Toml, "```"))
        }
        None => of_json(text).or_else(|| unmarked(text)).map_or(Split::None, Split::Parts),
    }
}

/// Whether the bytes of a file, in any encoding that ASCII is a part of, open front matter with a mark.
pub fn is_opened(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    opened_by(first.trim_ascii_end()).is_some()
}

/// The syntax that a first line opens, given without the white space at its end, and the line that closes it.
fn opened_by(first: &[u8]) -> Option<(Syntax, &'static str)> {
    let is_mark = |mark: &str| match mark.strip_prefix("---").filter(|name| !name.is_empty()) {
        // White space may stand before the name of a syntax.
        Some(name) => first
            .strip_prefix(b"---")
            .is_some_and(|own| own.trim_ascii().eq_ignore_ascii_case(name.as_bytes())),
        None => first == mark.as_bytes(),
    };
    MARKS.into_iter().find(|(mark, ..)| is_mark(mark)).map(|(_, syntax, end)| (syntax, end))
}

/// The parts of a text whose first line is an opening mark, given what follows it.
fn between_marks<'a>(rest: &'a str, (syntax, end): (Syntax, &str)) -> Split<'a> {
    let ends = [end, if syntax == Syntax::Yaml { "..." } else { end }];
    let Some((front_matter, after)) =
        before_line(rest, ends).and_then(|before| rest.split_at_checked(before.len()))
    else {
        let message = format!("the front matter is not closed; end it with a line `{end}`");
        // The first line is above them.
        return match rest.lines().position(yaml::is_like_end).filter(|_| syntax == Syntax::Yaml) {
            Some(above) => Split::Faulty(above.saturating_add(2), format!("{message}, and nothing else")),
            None => Split::Faulty(1, message),
        };
    };
    Split::Parts(Parts {
        syntax,
        front_matter,
        first_line: 2,
        body: after.get(line_length(after)..).unwrap_or_default(),
        // The two marks are above it as well.
        above: Above { text: front_matter, lines: 2 },
    })
}

/// The parts of a text that begins with a JSON object which names a title or a date.
fn of_json(text: &str) -> Option<Parts<'_>> {
    if !unread::is_json(text) {
        return None;
    }
    // Where the object has a fault, all of it goes to the reader, who names the place.
    let (front_matter, body) = text.split_at_checked(json::length(text).unwrap_or(text.len()))?;
    let (same_line, after) = body.split_at_checked(line_length(body))?;
    let body = if same_line.trim().is_empty() { after } else { body };
    let above = text.len().checked_sub(body.len()).and_then(|end| text.get(..end))?;
    let above = Above { text: above, lines: 0 };
    Some(Parts { syntax: Syntax::Json, front_matter, first_line: 1, body, above })
}

/// The parts of a text whose head has no opening mark.
fn unmarked(text: &str) -> Option<Parts<'_>> {
    let (opened, inside) = match text.strip_prefix("<!--") {
        Some(inside) => (lines_in(inside.get(..line_length(inside))?), inside.get(line_length(inside)..)?),
        None => (0, text),
    };
    if opened == 0 && unread::is_head(inside) {
        if let Some(front_matter) = before_rule(inside) {
            let after = inside.get(front_matter.len()..)?;
            let body = after.get(line_length(after)..)?;
            let above = Above { text: front_matter, lines: 1 };
            return Some(Parts { syntax: Syntax::Yaml, front_matter, first_line: 1, body, above });
        }
    } else if !unread::is_dotted_head(inside) {
        return None;
    }
    let ends_head = |line: &str| line.trim().is_empty() || (opened > 0 && line.trim() == "-->");
    let length = inside.split_inclusive('\n').take_while(|line| !ends_head(line)).map(str::len).sum();
    let (front_matter, after) = inside.split_at_checked(length)?;
    let first_line = opened.saturating_add(1);
    let (mark, body) = after.split_at_checked(line_length(after))?;
    let above = Above { text: front_matter, lines: opened.saturating_add(usize::from(!mark.is_empty())) };
    Some(Parts { syntax: Syntax::Lines, front_matter, first_line, body, above })
}

/// The parts of a text as Hexo divides it: a head may begin below empty lines, be opened by dashes or semicolons of any number, or
/// by nothing where a key is on its first line; it ends at the first such line.
fn of_hexo(text: &str) -> Split<'_> {
    let (above, inside) = below_blanks(text);
    let (first, rest) = inside.split_at_checked(line_length(inside)).unwrap_or((inside, ""));
    let first = first.trim_end();
    let marks = opened_by(first.as_bytes()).or_else(|| Some((rule_of_hexo(first)?, first)));
    let split = match marks {
        Some(marks) => between_marks(rest, marks),
        None => up_to_rule(inside).or_else(|| of_json(inside)).map_or(Split::None, Split::Parts),
    };
    moved_down(split, above)
}

/// The white space that a text begins with, and what follows it.
fn below_blanks(text: &str) -> (&str, &str) {
    let start = text.len().saturating_sub(text.trim_start().len());
    text.split_at_checked(start).unwrap_or(("", text))
}

/// The parts of a text below the lines of another.
fn moved_down<'a>(split: Split<'a>, above: &str) -> Split<'a> {
    let above = lines_in(above);
    match split {
        Split::Parts(mut parts) => {
            parts.first_line = parts.first_line.saturating_add(above);
            parts.above.lines = parts.above.lines.saturating_add(above);
            Split::Parts(parts)
        }
        Split::Faulty(line, message) => Split::Faulty(line.saturating_add(above), message),
        Split::None => Split::None,
    }
}

/// The parts of a text whose first line has a key, up to the first rule.
fn up_to_rule(text: &str) -> Option<Parts<'_>> {
    let mut length = 0_usize;
    let (syntax, rule) = text.split_inclusive('\n').find_map(|line| {
        let syntax = rule_of_hexo(line.trim_end());
        length = length.saturating_add(if syntax.is_some() { 0 } else { line.len() });
        Some((syntax?, line))
    })?;
    let begins = |line: &str| {
        let is_key = |(_, value): (&str, &str)| value.is_empty() || value.starts_with(char::is_whitespace);
        line.starts_with('{') || line.split_once(':').is_some_and(is_key)
    };
    let first = |head: &str| {
        head.lines()
            .map(str::trim_end)
            .find(|line| !line.is_empty() && !line.starts_with('#'))
            .is_some_and(begins)
    };
    let front_matter = text.get(..length).filter(|head| first(head))?;
    let body = text.get(length.saturating_add(rule.len())..)?;
    let above = Above { text: front_matter, lines: 1 };
    Some(Parts { syntax, front_matter, first_line: 1, body, above })
}

/// What a line ends that consists of dashes or semicolons.
fn rule_of_hexo(line: &str) -> Option<Syntax> {
    let is_of_members = line.len() >= 3 && line.bytes().all(|byte| byte == b';');
    if is_of_members { Some(Syntax::Members) } else { is_rule(line).then_some(Syntax::Yaml) }
}

/// The parts of a record whose head is a file of its own; all of that is the head, also behind empty lines.
///
/// # Errors
///
/// Why there is none, and where.
pub(super) fn beside<'a>(head: &'a str, body: &'a str) -> Result<Parts<'a>, (Position, String)> {
    let position = |line: usize| Position { line: line.saturating_add(Position::BESIDE), column: 1 };
    if !matches!(split(body, Heads::Plain), Split::None) {
        let message = "the text begins with a head, and a file beside it holds another; remove one of them";
        return Err((Position { line: 1, column: 1 }, message.to_owned()));
    }
    let above = Above::lines(0);
    let lines = || Parts { syntax: Syntax::Lines, front_matter: head, first_line: 1, body, above };
    let parts = match split(head, Heads::Plain) {
        Split::Parts(parts) if parts.syntax != Syntax::Lines => parts,
        Split::Faulty(line, message) => return Err((position(line), message)),
        Split::Parts(_) | Split::None => lines(),
    };
    if parts.syntax != Syntax::Lines && !parts.body.trim().is_empty() {
        let message = "the file beside the text may hold nothing but its head";
        return Err((position(parts.above.body_line()), message.to_owned()));
    }
    let first_line = parts.first_line.saturating_add(Position::BESIDE);
    Ok(Parts { first_line, body, above, ..parts })
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// The head before a line of dashes, if that comes before the first blank line.
fn before_rule(text: &str) -> Option<&str> {
    let mut length = 0_usize;
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            "" => return None,
            line if is_rule(line) => return text.get(..length),
            _ => length = length.saturating_add(line.len()),
        }
    }
    None
}

fn lines_in(text: &str) -> usize {
    memchr_iter(b'\n', text.as_bytes()).count()
}

/// The text before the first line that is nothing but one of the two marks and white space behind it.
fn before_line<'a>(text: &'a str, marks: [&str; 2]) -> Option<&'a str> {
    let is_mark = |from: &str| {
        let is_begun = marks.iter().any(|mark| from.starts_with(mark));
        is_begun && from.get(..line_length(from)).is_some_and(|line| marks.contains(&line.trim_end()))
    };
    let firsts = marks.map(|mark| mark.bytes().next().unwrap_or_default());
    let mut start = 0_usize;
    loop {
        let rest = text.get(start..)?;
        if is_mark(rest) {
            return text.get(..start);
        }
        start = start.saturating_add(find_behind(b'\n', firsts, rest.as_bytes())?);
    }
}

/// The length of the first line with its end, in bytes.
fn line_length(text: &str) -> usize {
    memchr(b'\n', text.as_bytes()).map_or(text.len(), |end| end.saturating_add(1))
}
