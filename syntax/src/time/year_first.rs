//! Reads the forms that begin with a year or are a single number: RFC 3339, the calendar, week and ordinal dates of ISO
//! 8601 (extended and basic), year-first dates with slashes, dots or the name of the month, the East Asian
//! `2020年11月18日`, and seconds or milliseconds since 1970.
//!
//! Weeks without a day and durations are not read. Years and months without a day, and two-digit years, are only read in
//! feeds.

use chrono::{DateTime, NaiveDate, Weekday};

use super::Fault;
use super::clock;
use super::cursor::Cursor;
use super::names;
use super::offset;
use super::tail;
use super::zone::LocalTime;

/// The last second of the year 9999, in seconds since 1970. A number up to this one can also count milliseconds.
const LAST_SECOND: i64 = 253_402_300_799;

/// Reads a text that begins with three or more digits. Their number determines the form.
pub(super) fn read(mut cursor: Cursor) -> Result<LocalTime, Fault> {
    let digits = cursor.digits();
    let number = digits.parse::<i64>().map_err(|_| Fault::Form)?;
    let day = match digits.len() {
        4 => match after_year(&mut cursor, small(number)?)? {
            Parsed::Day(day) => day,
            Parsed::First(day, fault) => return Ok(LocalTime::new(day, None, None).only_in_feeds(fault)),
        },
        5 | 6 if cursor.at('-') || cursor.at('/') => return Err(Fault::Year),
        5 | 6 => return short_year(cursor, digits.len(), small(number)?),
        7 => clock::ordinal_day(small(number / 1000)?, small(number % 1000)?)?,
        8 => calendar_day(number)?,
        9 | 10 => return since_epoch(cursor, number),
        12 if number <= LAST_SECOND => return Err(Fault::Unit),
        12 | 13 => return milliseconds_since_epoch(cursor, number),
        14 => return day_and_time(cursor, number),
        _ => return Err(Fault::Form),
    };
    tail::read(&mut cursor, day, offset::read)
}

/// A date that begins with its year.
enum Parsed {
    Day(NaiveDate),
    /// The first day of a year or a month that names no day, and what is missing.
    First(NaiveDate, Fault),
}

/// The rest of a date whose year has been read.
fn after_year(cursor: &mut Cursor, year: u32) -> Result<Parsed, Fault> {
    if cursor.at_end() {
        return clock::calendar_day(year, 1, 1).map(|day| Parsed::First(day, Fault::NoMonth));
    }
    if cursor.eat_any(&['년', '年']) {
        return after_mark(cursor, year);
    }
    if cursor.eat('/') {
        return after_separator(cursor, year, '/');
    }
    if cursor.eat('.') {
        cursor.spaces();
        return after_separator(cursor, year, '.');
    }
    if cursor.spaces() {
        return named_month(cursor, year).and_then(|day| day.ok_or(Fault::Form)).map(Parsed::Day);
    }
    let is_extended = cursor.eat('-');
    let mut ahead = *cursor;
    if ahead.eat_any(&['W', 'w']) {
        let day =
            if is_extended { extended_week_day(&mut ahead, year) } else { basic_week_day(&mut ahead, year) };
        *cursor = ahead;
        return day.map(Parsed::Day);
    }
    if is_extended { after_separator(cursor, year, '-') } else { Err(Fault::Form) }
}

/// Month and day, or, after a hyphen, the three digits of an ordinal date.
fn after_separator(cursor: &mut Cursor, year: u32, separator: char) -> Result<Parsed, Fault> {
    if let Some(day) = named_month(cursor, year)? {
        return Ok(Parsed::Day(day));
    }
    let digits = cursor.digits();
    let number = digits.parse::<u32>().map_err(|_| Fault::Form)?;
    // A month with one zero too many is not an ordinal date, because a day follows.
    let is_padded = digits.len() == 3 && digits.starts_with('0') && separator == '-' && cursor.at('-');
    match digits.len() {
        1..=3 if (digits.len() < 3 || is_padded) && cursor.eat(separator) => {
            if separator == '.' {
                cursor.spaces();
            }
            let day = cursor.number(1..=2).ok_or(Fault::Form)?;
            if separator == '.' {
                cursor.eat('.');
            }
            clock::calendar_day(year, number, day).map(Parsed::Day)
        }
        1 | 2 if cursor.at_end() && separator != '.' => {
            clock::calendar_day(year, number, 1).map(|day| Parsed::First(day, Fault::NoDay))
        }
        3 if separator == '-' => clock::ordinal_day(year, number).map(Parsed::Day),
        _ => Err(Fault::Form),
    }
}

/// The rest of a date such as `2020-Nov-18`, if a name follows.
fn named_month(cursor: &mut Cursor, year: u32) -> Result<Option<NaiveDate>, Fault> {
    let name = cursor.letters();
    if name.is_empty() {
        return Ok(None);
    }
    let month = names::month(name).ok_or(Fault::MonthName)?;
    cursor.separator()?;
    let day = cursor.number(1..=2).ok_or(Fault::Form)?;
    cursor.eat('.');
    clock::calendar_day(year, month, day).map(Some)
}

/// The rest of an East Asian date, where a mark follows each number.
fn after_mark(cursor: &mut Cursor, year: u32) -> Result<Parsed, Fault> {
    cursor.spaces();
    let month = cursor.number(1..=2).ok_or(Fault::Form)?;
    if !cursor.eat_any(&['월', '月']) {
        return Err(Fault::Form);
    }
    if cursor.at_end() {
        return clock::calendar_day(year, month, 1).map(|day| Parsed::First(day, Fault::NoDay));
    }
    cursor.spaces();
    let day = cursor.number(1..=2).ok_or(Fault::Form)?;
    if !cursor.eat_any(&['일', '日', '号']) {
        return Err(Fault::Form);
    }
    clock::calendar_day(year, month, day).map(Parsed::Day)
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

/// `yyddd` and `yymmdd` of ISO 8601 (1988), in feeds. Six digits that could be a year and a month are refused, because
/// people write those although no standard has them.
fn short_year(mut cursor: Cursor, count: usize, number: u32) -> Result<LocalTime, Fault> {
    let day = if count == 5 {
        clock::ordinal_day(clock::year_of_two_digits(number / 1000), number % 1000)
    } else {
        let is_year_and_month = matches!(number / 10_000, 19 | 20) && (1..=12).contains(&(number % 100));
        let year = clock::year_of_two_digits(number / 10_000);
        let day = clock::calendar_day(year, number / 100 % 100, number % 100);
        if is_year_and_month { Err(Fault::Form) } else { day }
    };
    let day = day.map_err(|_| Fault::Form)?;
    tail::read(&mut cursor, day, offset::read).map(|local| local.only_in_feeds(Fault::Form))
}

fn calendar_day(number: i64) -> Result<NaiveDate, Fault> {
    clock::calendar_day(small(number / 10_000)?, small(number / 100 % 100)?, small(number % 100)?)
}

/// `yyyymmddhhmmss`.
fn day_and_time(mut cursor: Cursor, number: i64) -> Result<LocalTime, Fault> {
    let day = calendar_day(number / 1_000_000)?;
    let (hour, minute, second) = (number / 10_000 % 100, number / 100 % 100, number % 100);
    let nanoseconds = clock::fraction(&mut cursor)?;
    let time = clock::since_midnight(small(hour)?, small(minute)?, small(second)?, nanoseconds)?;
    let zone = offset::read(&mut cursor)?;
    cursor.end()?;
    Ok(LocalTime::new(day, Some(time), zone))
}

fn milliseconds_since_epoch(cursor: Cursor, milliseconds: i64) -> Result<LocalTime, Fault> {
    cursor.end()?;
    DateTime::from_timestamp_millis(milliseconds).map(LocalTime::from).ok_or(Fault::Year)
}

fn since_epoch(mut cursor: Cursor, seconds: i64) -> Result<LocalTime, Fault> {
    let nanoseconds = clock::fraction(&mut cursor)?;
    cursor.end()?;
    DateTime::from_timestamp(seconds, nanoseconds).map(LocalTime::from).ok_or(Fault::Year)
}

fn small(number: i64) -> Result<u32, Fault> {
    u32::try_from(number).map_err(|_| Fault::Form)
}
