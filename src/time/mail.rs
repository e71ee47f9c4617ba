//! Reads the forms that name their month: the dates of mail (RFC 2822, with the obsolete forms of section 4.3
//! and common slips), `asctime`, and `November 18, 2020`.
//!
//! A weekday may stand in front and is believed in nothing. Dates of numbers alone are refused here, because
//! day and month cannot be told apart.

use chrono::{FixedOffset, NaiveDate, TimeDelta};

use super::Fault;
use super::clock;
use super::cursor::Cursor;
use super::zone::Written;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Reads a text without comments that begins with something else than a year.
pub(super) fn read(text: &str) -> Result<Written, Fault> {
    let mut cursor = Cursor::new(text.trim());
    skip_weekday(&mut cursor);
    if cursor.at_digit() { day_first(&mut cursor) } else { month_first(&mut cursor) }
}

/// The text with a space in the place of each comment of RFC 2822 (section 3.2.3). Comments nest, and a
/// backslash takes the meaning from the character after it.
pub(super) fn without_comments(text: &str) -> Result<String, Fault> {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut characters = text.chars();
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

/// `18 Nov 2020 16:08:00 +0000`, with spaces or hyphens in the date.
fn day_first(cursor: &mut Cursor) -> Result<Written, Fault> {
    if is_all_numeric(*cursor) {
        return Err(Fault::DayOrMonthFirst);
    }
    let day = cursor.number(1..=2).ok_or(Fault::Form)?;
    separator(cursor)?;
    let name = cursor.letters();
    if name.is_empty() {
        return Err(Fault::Form);
    }
    let month = number_of(name, &MONTHS).ok_or(Fault::MonthName)?;
    cursor.eat('.');
    if cursor.at_end() {
        return Err(Fault::NoYear);
    }
    separator(cursor)?;
    let year = year(cursor)?;
    with_time(cursor, clock::calendar_day(year, month, day)?)
}

/// `Nov 18, 2020 16:08 GMT` or `Nov 18 16:08:00 2020`.
fn month_first(cursor: &mut Cursor) -> Result<Written, Fault> {
    let month = number_of(cursor.letters(), &MONTHS).ok_or(Fault::Form)?;
    cursor.eat('.');
    let is_separated = cursor.spaces();
    let digits = cursor.digits();
    if digits.len() == 4 || cursor.at_end() && digits.is_empty() {
        return Err(Fault::NoDay);
    }
    if !is_separated || digits.len() > 2 {
        return Err(Fault::Form);
    }
    let day = digits.parse().map_err(|_| Fault::Form)?;
    if cursor.at_end() {
        return Err(Fault::NoYear);
    }
    if !comma_or_spaces(cursor) {
        return Err(Fault::Form);
    }
    if !at_time(*cursor) {
        let year = year(cursor)?;
        return with_time(cursor, clock::calendar_day(year, month, day)?);
    }
    let time = clock::time_of_day(cursor)?;
    cursor.spaces();
    let year = year(cursor)?;
    cursor.end()?;
    Written::new(clock::calendar_day(year, month, day)?, Some(time), None)
}

/// The time of day and the zone that may follow a date.
fn with_time(cursor: &mut Cursor, day: NaiveDate) -> Result<Written, Fault> {
    let is_separated = comma_or_spaces(cursor);
    let mut time: Option<TimeDelta> = None;
    let mut offset = None;
    if cursor.at_digit() {
        time = Some(clock::time_of_day(cursor)?);
        offset = zone_of_time(cursor)?;
    } else if is_separated {
        offset = clock::offset(cursor)?;
    }
    cursor.end()?;
    Written::new(day, time, offset)
}

/// The zone after a time of day. RFC 2822 (section 4.3) reads the single letters of the military zones as an
/// unknown zone, that is, as UTC, because its predecessor had their signs wrong.
fn zone_of_time(cursor: &mut Cursor) -> Result<Option<FixedOffset>, Fault> {
    let mut ahead = *cursor;
    ahead.spaces();
    let name = ahead.letters();
    if name.len() == 1 && !name.eq_ignore_ascii_case("J") {
        *cursor = ahead;
        return Ok(FixedOffset::east_opt(0));
    }
    clock::offset(cursor)
}

/// A year of two digits is one of 1950 to 2049, one of three digits counts from 1900 (RFC 2822, section 4.3).
fn year(cursor: &mut Cursor) -> Result<u32, Fault> {
    if cursor.at_end() || at_time(*cursor) {
        return Err(Fault::NoYear);
    }
    let digits = cursor.digits();
    let number = digits.parse::<u32>().map_err(|_| Fault::Form)?;
    match digits.len() {
        2 if number < 50 => Ok(number.saturating_add(2000)),
        2 | 3 => Ok(number.saturating_add(1900)),
        4 => Ok(number),
        1 => Err(Fault::Form),
        _ => Err(Fault::Year),
    }
}

/// A wrong weekday is a common slip, and the date is true without it.
fn skip_weekday(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    if number_of(ahead.letters(), &WEEKDAYS).is_none() {
        return;
    }
    ahead.eat('.');
    comma_or_spaces(&mut ahead);
    *cursor = ahead;
}

/// The place, counted from 1, of the name that begins with the word, in any case. Three letters are enough.
fn number_of(word: &str, names: &[&str]) -> Option<u32> {
    let begins = |name: &&str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if word.len() < 3 {
        return None;
    }
    names.iter().zip(1..).find(|(name, _)| begins(name)).map(|(_, number)| number)
}

fn separator(cursor: &mut Cursor) -> Result<(), Fault> {
    if cursor.eat('-') || cursor.spaces() { Ok(()) } else { Err(Fault::Form) }
}

/// Takes a comma and the spaces around it, and says whether there was anything of it.
fn comma_or_spaces(cursor: &mut Cursor) -> bool {
    let before = cursor.spaces();
    let comma = cursor.eat(',');
    let after = cursor.spaces();
    before || comma || after
}

/// Whether the hours of a time of day follow.
fn at_time(mut cursor: Cursor) -> bool {
    cursor.number(1..=2).is_some() && cursor.at(':')
}

/// Whether three numbers follow with the same separator between them.
fn is_all_numeric(cursor: Cursor) -> bool {
    ['/', '-', '.', ' '].into_iter().any(|separator| {
        let mut cursor = cursor;
        cursor.digits();
        let first = cursor.eat(separator) && !cursor.digits().is_empty();
        first && cursor.eat(separator) && cursor.at_digit()
    })
}
