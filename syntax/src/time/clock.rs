//! The parts that all forms of a timestamp share: the time of day, with 24 or 12 hours, and the calendar date.
//!
//! Fractions of hours and minutes are not read: `16.08` and `16:08.30` mean 16:08 and 16:08:30 more often than what
//! ISO 8601 says.

use chrono::{NaiveDate, TimeDelta};

use super::cursor::Cursor;
use super::{Fault, YEARS};

/// A half of the day on a clock with twelve hours.
#[derive(Clone, Copy)]
enum Half {
    Forenoon,
    Afternoon,
}

/// The Korean, Chinese and Japanese words for the halves of a day, which precede the hour.
const HALVES: [(&str, Half); 6] = [
    ("오전", Half::Forenoon),
    ("오후", Half::Afternoon),
    ("上午", Half::Forenoon),
    ("下午", Half::Afternoon),
    ("午前", Half::Forenoon),
    ("午後", Half::Afternoon),
];

/// Reads `h:mm` or `hh:mm`, and seconds with a fraction if they follow, as the time since midnight. 24:00 is the
/// midnight at the end of the day (ISO 8601), a leap second is the second before it. With `am` or `pm` the hour may
/// stand alone.
pub(super) fn time_of_day(cursor: &mut Cursor) -> Result<TimeDelta, Fault> {
    let half_before = half_before(cursor);
    let hour = cursor.number(1..=2).ok_or(Fault::Clock)?;
    let minute = number_after_colon(cursor)?;
    let second = if minute.is_some() { number_after_colon(cursor)? } else { None };
    let nanoseconds = if second.is_some() { fraction(cursor)? } else { 0 };
    let half = half_before.or_else(|| half_after(cursor));
    if minute.is_none() && half.is_none() {
        return Err(Fault::Clock);
    }
    let hour = half.map_or(Ok(hour), |half| of_twenty_four(hour, half))?;
    since_midnight(hour, minute.unwrap_or(0), second.unwrap_or(0), nanoseconds)
}

/// Reads the time that follows the `T` of ISO 8601: the same as [`time_of_day`], and the basic `hhmm`,
/// `hhmmss`, and `hh` alone.
pub(super) fn time_after_letter(cursor: &mut Cursor) -> Result<TimeDelta, Fault> {
    let mut ahead = *cursor;
    let digits = ahead.digits();
    let number = digits.parse::<u32>().unwrap_or_default();
    let time = match digits.len() {
        2 if !ahead.at(':') => since_midnight(number, 0, 0, 0)?,
        4 => since_midnight(number / 100, number % 100, 0, 0)?,
        6 => since_midnight(number / 10_000, number / 100 % 100, number % 100, fraction(&mut ahead)?)?,
        _ => return time_of_day(cursor),
    };
    *cursor = ahead;
    Ok(time)
}

/// Reads the time that follows a date without a `T`: the same as [`time_of_day`], and `hh`, `hhmm` or `hhmmss` if a
/// zone follows and shows that it is a time.
pub(super) fn time_after_date(cursor: &mut Cursor) -> Result<TimeDelta, Fault> {
    let mut ahead = *cursor;
    let count = ahead.digits().len();
    let is_apart = ahead.spaces();
    let is_basic = match count {
        2 => is_apart && ahead.at_sign(),
        4 | 6 => ahead.at_sign() || !ahead.letters().is_empty(),
        _ => false,
    };
    if is_basic { time_after_letter(cursor) } else { time_of_day(cursor) }
}

/// Whether a time of day may follow.
pub(super) fn follows(mut cursor: Cursor) -> bool {
    half_before(&mut cursor);
    cursor.at_digit()
}

/// Reads the fraction of a second, if one follows, in nanoseconds. Digits beyond the ninth are cut off.
pub(super) fn fraction(cursor: &mut Cursor) -> Result<u32, Fault> {
    if !cursor.eat('.') && !cursor.eat(',') {
        return Ok(0);
    }
    let digits = cursor.digits();
    let kept = digits.get(..9).unwrap_or(digits);
    let zeros = u32::try_from(9_usize.saturating_sub(kept.len())).map_err(|_| Fault::Clock)?;
    let number = kept.parse::<u32>().map_err(|_| Fault::Clock)?;
    Ok(number.saturating_mul(10_u32.saturating_pow(zeros)))
}

/// The time since midnight. Minutes and seconds follow their hour.
pub(super) fn since_midnight(
    hour: u32,
    minute: u32,
    second: u32,
    nanoseconds: u32,
) -> Result<TimeDelta, Fault> {
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
    // Unix time has no leap seconds.
    let seconds = i64::from(hour)
        .saturating_mul(3600)
        .saturating_add(i64::from(minute).saturating_mul(60))
        .saturating_add(i64::from(second.min(59)));
    TimeDelta::new(seconds, nanoseconds).ok_or(Fault::Clock)
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

/// The day of an ordinal date of ISO 8601.
pub(super) fn ordinal_day(year: u32, day: u32) -> Result<NaiveDate, Fault> {
    NaiveDate::from_yo_opt(checked_year(year)?, day).ok_or(Fault::DayOfYear)
}

/// The year, when it is between 1 and 9999.
pub(super) fn checked_year(year: u32) -> Result<i32, Fault> {
    i32::try_from(year).ok().filter(|year| YEARS.contains(year)).ok_or(Fault::Year)
}

/// The year that two digits stand for: one of 1950 to 2049 (RFC 2822, section 4.3).
pub(super) fn year_of_two_digits(number: u32) -> u32 {
    number.saturating_add(if number < 50 { 2000 } else { 1900 })
}

fn number_after_colon(cursor: &mut Cursor) -> Result<Option<u32>, Fault> {
    let mut ahead = *cursor;
    // A superfluous colon before the offset belongs to the offset.
    if !ahead.eat(':') || ahead.at_sign() {
        return Ok(None);
    }
    *cursor = ahead;
    cursor.number(1..=2).ok_or(Fault::Clock).map(Some)
}

fn half_before(cursor: &mut Cursor) -> Option<Half> {
    let mut ahead = *cursor;
    let word = ahead.letters();
    let (_, half) = HALVES.iter().find(|(name, _)| *name == word)?;
    ahead.spaces();
    *cursor = ahead;
    Some(*half)
}

/// Takes `am`, `pm` or `p.m.`, with or without a space before it.
fn half_after(cursor: &mut Cursor) -> Option<Half> {
    let mut ahead = *cursor;
    ahead.spaces();
    let half = if ahead.eat_any(&['a', 'A']) {
        Half::Forenoon
    } else if ahead.eat_any(&['p', 'P']) {
        Half::Afternoon
    } else {
        return None;
    };
    let is_abbreviated = ahead.eat('.');
    ahead.spaces();
    if !ahead.letters().eq_ignore_ascii_case("m") {
        return None;
    }
    if is_abbreviated {
        ahead.eat('.');
    }
    *cursor = ahead;
    Some(half)
}

/// The hour on a clock with 24 hours. An hour beyond 12 is one already, and must not contradict the half.
fn of_twenty_four(hour: u32, half: Half) -> Result<u32, Fault> {
    match (half, hour) {
        (Half::Forenoon, 12) => Ok(0),
        (Half::Forenoon, 0..=11) | (Half::Afternoon, 12..=23) => Ok(hour),
        (Half::Afternoon, 1..=11) => Ok(hour.saturating_add(12)),
        _ => Err(Fault::TwelveHours),
    }
}
