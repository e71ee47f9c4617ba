//! Timestamps, as real records and feeds write them -> instants in UTC -> timestamps of the formats.
//!
//! It never guesses: a text that could mean two days, or none, is a [`Fault`]. It knows no clock and no relative
//! times ("yesterday"). Names of months and weekdays may be in English or in several other languages.

use std::borrow::Cow;
use std::ops::RangeInclusive;

mod clock;
mod cursor;
mod duration;
mod fault;
#[cfg(test)]
mod feed_tests;
mod foreign;
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

pub use duration::{duration, span};

use chrono::{FixedOffset, TimeDelta};

pub use fault::Fault;
pub use write::{rfc822, rfc3339};
pub use zone::{ClockChange, Moment, zone};

use cursor::Cursor;
use zone::LocalTime;

/// The longest timestamp that is read, in bytes, without the white space around it.
const LONGEST: usize = 100;

/// The years that every format can write.
pub const YEARS: RangeInclusive<i32> = 1..=9999;

/// The offset from UTC that a timestamp names; `None` where it names none, or cannot be read.
pub fn offset_of(text: &str) -> Option<FixedOffset> {
    parse(text).ok()?.certain().ok()?.offset()
}

/// Reads one timestamp. A value without a zone is read in `zone`; a value without a time of day means midnight.
///
/// It reads RFC 3339 and the ISO 8601 dates (calendar, week, ordinal; extended and basic), year-first dates with
/// slashes, dots, East Asian marks or the name of the month, RFC 2822 with the obsolete forms of its section 4.3
/// and common mistakes, numbers that mean one day in any order (`18/11/2020`), `asctime`, `November 18, 2020`,
/// `yyyymmddhhmmss`, and seconds (9 or 10 digits) or milliseconds (12 or 13 digits) since 1970. A weekday in front is ignored, and so are comments in parentheses and
/// white space around the value. The year of the result, in UTC, is between 1 and 9999.
///
/// # Errors
///
/// A [`Fault`] for everything else.
pub fn read(text: &str, zone: Tz) -> Result<Moment, Fault> {
    parse(text)?.certain()?.resolve(zone)
}

/// As [`read`], but a value without a time of day means this time since the midnight of its day.
///
/// # Errors
///
/// As [`read`].
pub fn read_at(text: &str, zone: Tz, time: TimeDelta) -> Result<Moment, Fault> {
    parse(text)?.certain()?.or_at(time).resolve(zone)
}

/// Reads a time of day such as `12:00`, as the time since midnight; `None` where it is none.
pub fn time_of_day(text: &str) -> Option<TimeDelta> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str, most: i64| {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_number && *number <= most)
    };
    TimeDelta::try_hours(number(hours, 23)?)?.checked_add(&TimeDelta::try_minutes(number(minutes, 59)?)?)
}

/// A time of day as [`time_of_day`] reads it; `None` for midnight.
pub fn clock_of(time: TimeDelta) -> Option<String> {
    let minutes = time.num_minutes();
    (minutes > 0).then(|| format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// Reads one timestamp of a feed: everything that [`read`] reads, in UTC if it names no zone, and the forms that are
/// only certain in a feed.
///
/// These are a year or a month alone, which mean their first day (W3C-DTF), two-digit years where only one order is
/// possible and those of ISO 8601 (1988), and the customary names of offsets outside North
/// America (`CEST`). A Korean timestamp without a zone is in Seoul's: only feeds of Korean providers have one.
///
/// # Errors
///
/// A [`Fault`] for everything else; nothing is guessed here either.
pub fn read_in_feed(text: &str) -> Result<Moment, Fault> {
    parse(text)?.resolve(if text.contains(is_korean) { Tz::Asia__Seoul } else { Tz::UTC })
}

/// Whether the character is a syllable of Hangul.
fn is_korean(character: char) -> bool {
    matches!(character, '가'..='힣')
}

fn parse(text: &str) -> Result<LocalTime, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    let text = plain(text)?;
    parse_any(Cursor::new(text.trim())).map_err(|fault| match fault {
        Fault::Form | Fault::Trailing if !text.is_ascii() => Fault::NotAscii,
        _ => fault,
    })
}

fn parse_any(mut cursor: Cursor) -> Result<LocalTime, Fault> {
    let weekday = names::skip_weekday(&mut cursor);
    // A day or an hour has at most two digits: three or more only begin a year or a count.
    let mut ahead = cursor;
    if ahead.digits().len() > 2 {
        return year_first::read(cursor);
    }
    match numeric::read(cursor)? {
        Some(local) => Ok(local),
        None => mail::read(cursor, weekday),
    }
}

/// The date at the beginning of an article's file name: the `2020-11-18` of `2020-11-18-some-title.md` and of
/// `2020-11-18.md`; month and day may have one digit. Only the shape is checked; whether the day exists is up to [`read`].
pub fn date_in_name(file_name: &str) -> Option<&str> {
    let mut parts = file_name.splitn(3, '-');
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = |text: &str, lengths: RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let has_shape = is_number(year, 4..=4) && is_number(month, 1..=2) && (1..=2).contains(&day_length);
    let after = rest.get(day_length..)?;
    if !has_shape || !after.starts_with(['-', '.']) {
        return None;
    }
    file_name.get(..file_name.len().saturating_sub(after.len()))
}

/// The text with the minus sign of ISO 8601 as a hyphen, all white space as spaces, and a space instead of each comment.
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

/// Replaces each comment of RFC 2822 (section 3.2.3) by a space. Comments nest; a backslash escapes the next character.
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
