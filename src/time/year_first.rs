//! Reads the forms that begin with a year or are one count: RFC 3339, the calendar, week and ordinal dates of
//! ISO 8601 (extended and basic), year-first dates with slashes, and seconds or milliseconds since 1970.
//!
//! Weeks or months without a day, times without a minute and durations are left out.

use chrono::{DateTime, NaiveDate, Weekday};

use super::Fault;
use super::clock;
use super::cursor::Cursor;
use super::zone::Written;

/// Reads a text that begins with three or more digits. Their count tells the form.
pub(super) fn read(text: &str) -> Result<Written, Fault> {
    let mut cursor = Cursor::new(text);
    let digits = cursor.digits();
    let number = digits.parse::<i64>().map_err(|_| Fault::Form)?;
    let day = match digits.len() {
        4 => after_year(&mut cursor, small(number)?)?,
        5 | 6 if cursor.at('-') || cursor.at('/') => return Err(Fault::Year),
        7 => ordinal_day(small(number / 1000)?, small(number % 1000)?)?,
        8 => clock::calendar_day(small(number / 10_000)?, small(number / 100 % 100)?, small(number % 100)?)?,
        9 | 10 => return since_epoch(&mut cursor, number),
        12 | 13 => return milliseconds_since_epoch(cursor, number),
        _ => return Err(Fault::Form),
    };
    with_time(&mut cursor, day)
}

/// The time of day and the offset that may follow a date.
fn with_time(cursor: &mut Cursor, day: NaiveDate) -> Result<Written, Fault> {
    let time = if cursor.eat('T') || cursor.eat('t') {
        clock::time_after_letter(cursor)?
    } else if cursor.spaces() && cursor.at_digit() {
        clock::time_of_day(cursor)?
    } else {
        cursor.end()?;
        return Written::new(day, None, None);
    };
    let offset = clock::offset(cursor)?;
    cursor.end()?;
    Written::new(day, Some(time), offset)
}

/// The rest of a date whose year has been read.
fn after_year(cursor: &mut Cursor, year: u32) -> Result<NaiveDate, Fault> {
    if cursor.at_end() {
        return Err(Fault::NoMonth);
    }
    if cursor.eat('/') {
        return after_separator(cursor, year, '/');
    }
    let is_extended = cursor.eat('-');
    if cursor.eat('W') || cursor.eat('w') {
        return if is_extended { extended_week_day(cursor, year) } else { basic_week_day(cursor, year) };
    }
    if is_extended { after_separator(cursor, year, '-') } else { Err(Fault::Form) }
}

/// Month and day, or, after a hyphen, the three digits of an ordinal date.
fn after_separator(cursor: &mut Cursor, year: u32, separator: char) -> Result<NaiveDate, Fault> {
    let digits = cursor.digits();
    let number = digits.parse::<u32>().map_err(|_| Fault::Form)?;
    match digits.len() {
        1 | 2 if cursor.eat(separator) => {
            let day = cursor.number(1..=2).ok_or(Fault::Form)?;
            clock::calendar_day(year, number, day)
        }
        1 | 2 if cursor.at_end() => Err(Fault::NoDay),
        3 if separator == '-' => ordinal_day(year, number),
        _ => Err(Fault::Form),
    }
}

fn extended_week_day(cursor: &mut Cursor, year: u32) -> Result<NaiveDate, Fault> {
    let week = cursor.number(2..=2).ok_or(Fault::Form)?;
    if !cursor.eat('-') {
        return Err(Fault::NoDayOfWeek);
    }
    let day = cursor.number(1..=1).ok_or(Fault::Form)?;
    week_day(year, week, day)
}

fn basic_week_day(cursor: &mut Cursor, year: u32) -> Result<NaiveDate, Fault> {
    let digits = cursor.digits();
    let number = digits.parse::<u32>().map_err(|_| Fault::Form)?;
    match digits.len() {
        2 => Err(Fault::NoDayOfWeek),
        3 => week_day(year, number / 10, number % 10),
        _ => Err(Fault::Form),
    }
}

fn week_day(year: u32, week: u32, day: u32) -> Result<NaiveDate, Fault> {
    let year = clock::checked_year(year)?;
    let day = match day {
        1 => Weekday::Mon,
        2 => Weekday::Tue,
        3 => Weekday::Wed,
        4 => Weekday::Thu,
        5 => Weekday::Fri,
        6 => Weekday::Sat,
        7 => Weekday::Sun,
        _ => return Err(Fault::DayOfWeek),
    };
    NaiveDate::from_isoywd_opt(year, week, day).ok_or(Fault::Week)
}

fn ordinal_day(year: u32, day: u32) -> Result<NaiveDate, Fault> {
    NaiveDate::from_yo_opt(clock::checked_year(year)?, day).ok_or(Fault::DayOfYear)
}

fn milliseconds_since_epoch(cursor: Cursor, milliseconds: i64) -> Result<Written, Fault> {
    cursor.end()?;
    DateTime::from_timestamp_millis(milliseconds).map(Written::from).ok_or(Fault::Year)
}

fn since_epoch(cursor: &mut Cursor, seconds: i64) -> Result<Written, Fault> {
    let nanoseconds = clock::fraction(cursor)?;
    cursor.end()?;
    DateTime::from_timestamp(seconds, nanoseconds).map(Written::from).ok_or(Fault::Year)
}

fn small(number: i64) -> Result<u32, Fault> {
    u32::try_from(number).map_err(|_| Fault::Form)
}
