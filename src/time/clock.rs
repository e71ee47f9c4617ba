//! The parts that all forms of a timestamp share: the time of day, the offset from UTC, and the calendar
//! date.

use chrono::{FixedOffset, NaiveDate, TimeDelta};

use super::Fault;
use super::cursor::Cursor;

/// The named zones of RFC 2822 (section 4.3) and `Z`, in hours from UTC.
const NAMED_ZONES: [(&str, i32); 12] = [
    ("Z", 0),
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("EDT", -4),
    ("EST", -5),
    ("CDT", -5),
    ("CST", -6),
    ("MDT", -6),
    ("MST", -7),
    ("PDT", -7),
    ("PST", -8),
];

/// Reads `h:mm` or `hh:mm`, with seconds and a fraction of them if they follow, as the time since midnight.
/// 24:00 is the midnight at the end of the day (ISO 8601), a leap second is the second before it.
pub(super) fn time_of_day(cursor: &mut Cursor) -> Result<TimeDelta, Fault> {
    let hour = cursor.number(1..=2).ok_or(Fault::Clock)?;
    let minute = two_digits_after_colon(cursor)?.ok_or(Fault::Clock)?;
    match two_digits_after_colon(cursor)? {
        Some(second) => since_midnight(hour, minute, second, fraction(cursor)?),
        None => since_midnight(hour, minute, 0, 0),
    }
}

/// Reads the time that follows the `T` of ISO 8601: the same as [`time_of_day`], and the basic `hhmm` and
/// `hhmmss`.
pub(super) fn time_after_letter(cursor: &mut Cursor) -> Result<TimeDelta, Fault> {
    let mut ahead = *cursor;
    let digits = ahead.digits();
    let number = digits.parse::<u32>().unwrap_or_default();
    let time = match digits.len() {
        4 => since_midnight(number / 100, number % 100, 0, 0)?,
        6 => since_midnight(number / 10_000, number / 100 % 100, number % 100, fraction(&mut ahead)?)?,
        _ => return time_of_day(cursor),
    };
    *cursor = ahead;
    Ok(time)
}

/// Reads `+hh:mm`, `+hhmm`, `+hh` or a zone's name, with or without spaces before it; none when neither a
/// sign nor a letter follows. `-0000` is UTC.
pub(super) fn offset(cursor: &mut Cursor) -> Result<Option<FixedOffset>, Fault> {
    cursor.spaces();
    if cursor.eat('+') {
        return hours_and_minutes(cursor).and_then(|seconds| fixed(Some(seconds))).map(Some);
    }
    if cursor.eat('-') {
        return hours_and_minutes(cursor).and_then(|seconds| fixed(seconds.checked_neg())).map(Some);
    }
    let name = cursor.letters();
    if name.is_empty() {
        return Ok(None);
    }
    if name.eq_ignore_ascii_case("am") || name.eq_ignore_ascii_case("pm") {
        return Err(Fault::TwelveHours);
    }
    let known = NAMED_ZONES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let (_, hours) = known.ok_or(Fault::ZoneName)?;
    fixed(hours.checked_mul(3600)).map(Some)
}

/// Reads the fraction of a second, if one follows, in nanoseconds. Digits beyond the ninth are cut off.
pub(super) fn fraction(cursor: &mut Cursor) -> Result<u32, Fault> {
    if !cursor.eat('.') && !cursor.eat(',') {
        return Ok(0);
    }
    match cursor.digits() {
        "" => Err(Fault::Clock),
        digits => format!("{digits:0<9.9}").parse().map_err(|_| Fault::Clock),
    }
}

/// The day of a calendar date.
pub(super) fn calendar_day(year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    let year = checked_year(year)?;
    if !(1..=12).contains(&month) {
        return Err(Fault::Month);
    }
    if !(1..=31).contains(&day) {
        return Err(Fault::Day);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Fault::DayOfMonth)
}

/// The year, when it is between 1 and 9999.
pub(super) fn checked_year(year: u32) -> Result<i32, Fault> {
    i32::try_from(year).ok().filter(|year| (1..=9999).contains(year)).ok_or(Fault::Year)
}

fn two_digits_after_colon(cursor: &mut Cursor) -> Result<Option<u32>, Fault> {
    if cursor.eat(':') { cursor.number(2..=2).ok_or(Fault::Clock).map(Some) } else { Ok(None) }
}

fn since_midnight(hour: u32, minute: u32, second: u32, nanoseconds: u32) -> Result<TimeDelta, Fault> {
    let ends_the_day = (hour, minute, second, nanoseconds) == (24, 0, 0, 0);
    if hour > 23 && !ends_the_day {
        return Err(Fault::Hour);
    }
    if minute > 59 {
        return Err(Fault::Minute);
    }
    if second > 60 {
        return Err(Fault::Second);
    }
    // A leap second has no place in the time of Unix.
    let seconds = i64::from(hour)
        .saturating_mul(3600)
        .saturating_add(i64::from(minute).saturating_mul(60))
        .saturating_add(i64::from(second.min(59)));
    TimeDelta::new(seconds, nanoseconds).ok_or(Fault::Clock)
}

fn hours_and_minutes(cursor: &mut Cursor) -> Result<i32, Fault> {
    let digits = cursor.digits();
    let number = digits.parse::<i32>().map_err(|_| Fault::Offset)?;
    let (hours, minutes) = match digits.len() {
        2 if cursor.eat(':') => (
            number,
            cursor.number(2..=2).and_then(|minutes| i32::try_from(minutes).ok()).ok_or(Fault::Offset)?,
        ),
        2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return Err(Fault::Offset),
    };
    // More than 23 hours are refused where the offset is made.
    if minutes > 59 {
        return Err(Fault::Offset);
    }
    Ok(hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60)))
}

fn fixed(seconds: Option<i32>) -> Result<FixedOffset, Fault> {
    seconds.and_then(FixedOffset::east_opt).ok_or(Fault::Offset)
}
