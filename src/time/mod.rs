//! Reads timestamps as real records and feeds write them into instants of UTC, and writes instants as the
//! formats want them.
//!
//! It never guesses: what could mean two days, or none, is a [`Fault`]. It knows no clock and no relative
//! times ("yesterday"). Months and weekdays may have the names of some languages besides English.

use std::borrow::Cow;
use std::ops::RangeInclusive;

mod clock;
mod cursor;
mod fault;
#[cfg(test)]
mod feed_tests;
mod mail;
mod names;
mod numeric;
mod offset;
#[cfg(test)]
mod refusal_tests;
mod tail;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wild_tests;
mod write;
mod year_first;
mod zone;

pub use chrono_tz::Tz;

pub use fault::Fault;
pub use write::{rfc822, rfc3339};
pub use zone::{ClockChange, Moment, zone};

use cursor::Cursor;
use zone::Spanned;

/// The longest timestamp that is looked at, in bytes, without the white space around it.
const LONGEST: usize = 100;

/// The years that every format can write.
pub const YEARS: RangeInclusive<i32> = 1..=9999;

/// Reads one timestamp. A value without a zone is read in `zone`, a value without a time of day is midnight.
///
/// These forms are known: RFC 3339 and the ISO 8601 dates (calendar, week, ordinal; extended and basic),
/// year-first dates with slashes, dots, East Asian marks or the name of the month, RFC 2822 with the obsolete
/// forms of its section 4.3 and its common slips, `asctime`, `November 18, 2020`, `yyyymmddhhmmss`, and
/// seconds (9 or 10 digits) or milliseconds (12 or 13 digits) since 1970. A weekday may stand in front and is
/// believed in nothing; comments in parentheses and white space around the value have no effect. The year of
/// the result, in UTC, is between 1 and 9999.
///
/// # Errors
///
/// A [`Fault`] for everything else.
pub fn read(text: &str, zone: Tz) -> Result<Moment, Fault> {
    written(text)?.certain()?.settle(zone)
}

/// Reads one timestamp of a feed: what [`read`] reads, in UTC if no zone is written, and what only a feed
/// makes certain.
///
/// These are a year or a month alone, which stand for their first day (W3C-DTF), the two-digit years of ISO
/// 8601 (1988), dates of numbers with one possible order (`18/11/2020`), and the customary names of offsets
/// outside North America (`CEST`). A Korean timestamp without a zone is one of Seoul, because only the feeds
/// of Korean providers have such.
///
/// # Errors
///
/// A [`Fault`] for everything else; nothing is guessed here either.
pub fn read_in_feed(text: &str) -> Result<Moment, Fault> {
    written(text)?.settle(if text.contains(is_korean) { Tz::Asia__Seoul } else { Tz::UTC })
}

/// Whether the character is a syllable of Hangul.
fn is_korean(character: char) -> bool {
    matches!(character, '가'..='힣')
}

fn written(text: &str) -> Result<Spanned, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    let text = plain(text)?;
    let outcome = written_plainly(Cursor::new(text.trim()));
    outcome.map_err(|fault| match fault {
        Fault::Form | Fault::Trailing if !text.is_ascii() => Fault::NotAscii,
        _ => fault,
    })
}

fn written_plainly(mut cursor: Cursor) -> Result<Spanned, Fault> {
    names::skip_weekday(&mut cursor);
    // A day or an hour has at most two digits, so that three or more can only open a year or a count.
    let mut ahead = cursor;
    if ahead.digits().len() > 2 {
        return year_first::read(cursor);
    }
    match numeric::read(cursor)? {
        Some(written) => Ok(written),
        None => mail::read(cursor),
    }
}

/// The date that opens the name of an article's file: the `2020-11-18` of `2020-11-18-some-title.md` and of
/// `2020-11-18.md`; a month or day may have one digit. Only its shape is looked at; whether there is such a day is for
/// [`read`] to say.
pub fn date_in_name(file_name: &str) -> Option<&str> {
    let mut parts = file_name.splitn(3, '-');
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let has_shape = is_number(year, 4..=4) && is_number(month, 1..=2) && (1..=2).contains(&day_length);
    let behind = rest.get(day_length..)?;
    if !has_shape || !behind.starts_with(['-', '.']) {
        return None;
    }
    file_name.get(..file_name.len().saturating_sub(behind.len()))
}

/// The text with the typographic minus of ISO 8601 as a hyphen, all white space as spaces, and a space in the
/// place of each comment.
fn plain(text: &str) -> Result<Cow<'_, str>, Fault> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'(') {
        return Ok(Cow::Borrowed(text));
    }
    let characters = text.chars().map(|character| match character {
        '\u{2212}' => '-',
        _ if character.is_whitespace() => ' ',
        _ => character,
    });
    without_comments(characters).map(Cow::Owned)
}

/// A space replaces each comment of RFC 2822 (section 3.2.3). Comments nest, and a backslash takes the meaning
/// from the character after it.
fn without_comments(mut characters: impl Iterator<Item = char>) -> Result<String, Fault> {
    let mut kept = String::new();
    let mut depth = 0_usize;
    while let Some(character) = characters.next() {
        match character {
            '(' => {
                depth = depth.saturating_add(1);
                kept.push(' ');
            }
            ')' if depth > 0 => depth = depth.saturating_sub(1),
            '\\' if depth > 0 => {
                characters.next();
            }
            _ if depth > 0 => {}
            _ => kept.push(character),
        }
    }
    if depth == 0 { Ok(kept) } else { Err(Fault::Comment) }
}
