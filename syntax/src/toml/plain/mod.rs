//! Reads the TOML that generators and most people write: keys without quotes and dots, tables of one name, and values on one line
//! each, but for lists. Every line is checked, also where nothing is kept; whatever is not certain to mean the same to the
//! crate is left to it, so that this reader never decides what TOML is.
//!
//! Left out on purpose: tables in braces or in lists, lists in lists, texts in three quotes, and CR.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

use crate::model::Position;
use crate::text::is_all_permitted;
use crate::tree::{Content, Keep, Mapping, Node, Pair, Scalar, ScalarKind, escaped};

/// How many keys a table seldom has more than.
const COMMON_SIZE: usize = 8;

/// How many keys of one table are read; each is compared with all before it.
const MOST_KEYS: usize = 64;

/// How many digits a number may have on either side of its point.
const MOST_DIGITS: usize = 18;

/// Reads a document whose first line has the number `first_line`; `wanted` says which keys of the top table are kept.
/// `None` where the crate must decide.
pub fn read<'a>(text: &'a str, first_line: usize, wanted: &dyn Fn(&str) -> bool) -> Option<Node<'a>> {
    if memchr(b'\r', text.as_bytes()).is_some() || !is_all_permitted(text) {
        return None;
    }
    let mut reader = Reader { rest: text, mark: text, position: Position { line: first_line, column: 1 } };
    let start = reader.position;
    let mut names = Vec::new();
    let mut top = reader.pairs(Keep::Wanted(wanted), &mut names)?;
    while !reader.rest.is_empty() {
        let position = reader.place();
        reader.take(b'[')?;
        let key_position = reader.place();
        let key = reader.key(&mut names)?;
        reader.take(b']')?;
        reader.end_line()?;
        let below = Keep::Wanted(wanted).below(key);
        let content = Content::Mapping(reader.pairs(below.of_items(), &mut Vec::new())?);
        if !below.is_nothing() {
            top.push(Pair { key: Cow::Borrowed(key), key_position, value: Node { position, content } });
        }
    }
    Some(Node { position: start, content: Content::Mapping(top) })
}

struct Reader<'a> {
    /// What is still to be read.
    rest: &'a str,
    /// The text from the place whose position is known.
    mark: &'a str,
    /// The position of the mark, which is on the line that is being read.
    position: Position,
}

impl<'a> Reader<'a> {
    /// The pairs up to the next table, or the end; `names` are the keys that the table has already.
    fn pairs(&mut self, keep: Keep<'_>, names: &mut Vec<&'a str>) -> Option<Mapping<'a>> {
        let mut mapping = Mapping::with_capacity(if keep.is_nothing() { 0 } else { COMMON_SIZE });
        loop {
            self.pass_space();
            match self.rest.as_bytes().first() {
                None | Some(b'[') => return Some(mapping),
                Some(b'\n' | b'#') => self.end_line()?,
                _ => {
                    let key_position = self.place();
                    let key = self.key(names)?;
                    self.pass_space();
                    self.take(b'=')?;
                    self.pass_space();
                    let below = keep.below(key);
                    let value = match self.rest.as_bytes().first()? {
                        b'[' => self.list(!below.is_nothing())?,
                        _ => self.scalar(!below.is_nothing())?,
                    };
                    self.end_line()?;
                    if !below.is_nothing() {
                        mapping.push(Pair { key: Cow::Borrowed(key), key_position, value });
                    }
                }
            }
        }
    }

    /// A key that is none of the names, and one from now on.
    fn key(&mut self, names: &mut Vec<&'a str>) -> Option<&'a str> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let (key, rest) =
            self.rest.split_at_checked(self.rest.bytes().take_while(|byte| is_part(byte)).count())?;
        if key.is_empty() || names.len() >= MOST_KEYS || names.contains(&key) {
            return None;
        }
        names.push(key);
        self.rest = rest;
        Some(key)
    }

    /// The list that begins here.
    fn list(&mut self, is_kept: bool) -> Option<Node<'a>> {
        let position = self.place();
        self.take(b'[')?;
        let mut items = Vec::new();
        loop {
            self.pass_space_and_lines();
            if self.take(b']').is_some() {
                return Some(Node { position, content: Content::Sequence(items) });
            }
            let item = self.scalar(is_kept)?;
            if is_kept {
                items.push(item);
            }
            self.pass_space_and_lines();
            if self.take(b',').is_none() && !self.rest.starts_with(']') {
                return None;
            }
        }
    }

    /// The value that begins here, which is no list. Nothing of it is allocated unless it is kept.
    fn scalar(&mut self, is_kept: bool) -> Option<Node<'a>> {
        let position = if is_kept { self.place() } else { self.position };
        let scalar = match self.rest.as_bytes().first()? {
            b'"' => Scalar::text(self.basic_text(is_kept)?),
            b'\'' => {
                let inside = self.rest.get(1..)?;
                let (text, after) = inside.split_at_checked(memchr(b'\'', inside.as_bytes())?)?;
                self.rest = after.get(1..)?;
                Scalar::text(Some(text).filter(|text| !text.contains('\n'))?)
            }
            _ => {
                let end = self.rest.bytes().position(|byte| matches!(byte, b'\n' | b',' | b']' | b'#'));
                let text = self.rest.get(..end.unwrap_or(self.rest.len()))?.trim_end_matches([' ', '\t']);
                self.rest = self.rest.get(text.len()..)?;
                Scalar { text: Cow::Borrowed(text), kind: kind_of(text)? }
            }
        };
        Some(Node { position, content: Content::Scalar(scalar) })
    }

    /// The text in double quotes that begins here.
    fn basic_text(&mut self, is_kept: bool) -> Option<Cow<'a, str>> {
        let mut rest = self.rest.strip_prefix('"')?;
        let mut unescaped = String::new();
        loop {
            let (before, at) = rest.split_at_checked(memchr3(b'"', b'\\', b'\n', rest.as_bytes())?)?;
            if let Some(after) = at.strip_prefix('"') {
                self.rest = after;
                if unescaped.is_empty() {
                    return Some(Cow::Borrowed(before));
                }
                unescaped.push_str(before);
                return Some(Cow::Owned(unescaped));
            }
            let (character, after) = escaped(at.strip_prefix('\\')?)?;
            if is_kept {
                unescaped.push_str(before);
                unescaped.push(character);
            }
            rest = after;
        }
    }

    fn take(&mut self, sign: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(char::from(sign))?;
        Some(())
    }

    fn pass_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn pass_space_and_lines(&mut self) {
        self.pass_space();
        while self.rest.starts_with('\n') {
            self.begin_line();
            self.pass_space();
        }
    }

    /// Goes on to the next line, if nothing but a comment is left of this one.
    fn end_line(&mut self) -> Option<()> {
        self.pass_space();
        if self.rest.starts_with('#') {
            let end = memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
            self.rest = self.rest.get(end..)?;
        }
        if !self.rest.is_empty() {
            self.rest.starts_with('\n').then_some(())?;
            self.begin_line();
        }
        Some(())
    }

    /// Goes over the line end that begins here.
    fn begin_line(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
        self.mark = self.rest;
        self.position = Position { line: self.position.line.saturating_add(1), column: 1 };
    }

    /// The position of what is to be read.
    fn place(&mut self) -> Position {
        let passed = self.mark.get(..self.mark.len().saturating_sub(self.rest.len())).unwrap_or_default();
        self.position.column = self.position.column.saturating_add(passed.chars().count());
        self.mark = self.rest;
        self.position
    }
}

/// What a value without quotes is.
fn kind_of(text: &str) -> Option<ScalarKind> {
    match text {
        "true" => Some(ScalarKind::Bool(true)),
        "false" => Some(ScalarKind::Bool(false)),
        _ if is_number(text) => Some(ScalarKind::Number),
        _ => is_moment(text.as_bytes()).then_some(ScalarKind::Bare),
    }
}

/// Whether the text is a number in digits, with a point or without.
fn is_number(text: &str) -> bool {
    let are_digits = |text: &str| {
        (1..=MOST_DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    are_digits(whole) && are_digits(part) && (whole.len() == 1 || !whole.starts_with('0'))
}

/// Whether the text is a day, or a moment with an offset or without, that there can be whatever the year.
fn is_moment(text: &[u8]) -> bool {
    let (day, time) = text.split_at_checked(10).unwrap_or((text, b""));
    has_shape(day, b"0000-00-00")
        && is_day(number(day, 5), number(day, 8))
        && (time.is_empty() || is_time(time))
}

fn is_day(month: u8, day: u8) -> bool {
    let longest = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=longest).contains(&day)
}

/// Whether the text is what follows a day: a clock time and perhaps an offset.
fn is_time(text: &[u8]) -> bool {
    let (clock, offset) = text.split_at_checked(9).unwrap_or((text, b""));
    let is_clock = (has_shape(clock, b"T00:00:00") || has_shape(clock, b" 00:00:00"))
        && number(clock, 1) < 24
        && number(clock, 4) < 60
        && number(clock, 7) < 60;
    let is_offset = matches!(offset, b"" | b"Z")
        || ((has_shape(offset, b"+00:00") || has_shape(offset, b"-00:00"))
            && number(offset, 1) < 24
            && number(offset, 4) < 60);
    is_clock && is_offset
}

/// Whether the text has a digit wherever the shape has a zero, and is the same everywhere else.
fn has_shape(text: &[u8], shape: &[u8]) -> bool {
    let is_same = |(byte, own): (&u8, &u8)| if *own == b'0' { byte.is_ascii_digit() } else { byte == own };
    text.len() == shape.len() && text.iter().zip(shape).all(is_same)
}

/// The number of the two digits at an offset.
fn number(text: &[u8], offset: usize) -> u8 {
    let digit = |offset: usize| text.get(offset).map_or(0, |byte| byte.wrapping_sub(b'0'));
    digit(offset).wrapping_mul(10).wrapping_add(digit(offset.saturating_add(1)))
}

#[cfg(test)]
mod tests;
