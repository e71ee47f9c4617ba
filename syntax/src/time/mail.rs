//! Reads the forms that name their month: dates of mail (RFC 2822 with the obsolete forms of section 4.3 and common
//! mistakes), `asctime` with and without a zone, and `November 18, 2020`.

use super::Fault;
use super::clock;
use super::cursor::Cursor;
use super::names;
use super::offset;
use super::tail;
use super::zone::LocalTime;

/// The words between the parts of a date in English and in the Romance languages.
const LINKS: [&str; 3] = ["of", "de", "del"];

/// What follows the number of a day in English, French and Spanish.
const ORDINALS: [&str; 8] = ["st", "nd", "rd", "th", "er", "e", "º", "ª"];

/// Reads a text that begins neither with a weekday nor with a year; `weekday` is the one in front of it, or empty.
pub(super) fn read(mut cursor: Cursor, weekday: &str) -> Result<LocalTime, Fault> {
    if cursor.at_digit() { day_first(&mut cursor, weekday) } else { month_first(&mut cursor) }
}

/// `18 Nov 2020 16:08:00 +0000`, with spaces, hyphens, slashes or dots in the date.
fn day_first(cursor: &mut Cursor, weekday: &str) -> Result<LocalTime, Fault> {
    let day = cursor.number(1..=2).ok_or(Fault::Form)?;
    skip_word(cursor, &ORDINALS);
    cursor.separator()?;
    skip_link(cursor);
    names::skip_weekday(cursor);
    let name = cursor.letters();
    if name.is_empty() {
        return Err(Fault::Form);
    }
    let month = names::month_after(weekday, name).ok_or(Fault::MonthName)?;
    if cursor.at_end() {
        return Err(Fault::NoYear);
    }
    cursor.separator()?;
    skip_link(cursor);
    let year = year(cursor)?;
    tail::read(cursor, clock::calendar_day(year, month, day)?, offset::read_in_mail)
}

/// `Nov 18, 2020 16:08 GMT` or `Nov 18 16:08:00 2020`. In feeds, a month without a day means its first day.
fn month_first(cursor: &mut Cursor) -> Result<LocalTime, Fault> {
    let month = names::month(cursor.letters()).ok_or(Fault::Form)?;
    if cursor.at_end() {
        return Err(Fault::NoDay);
    }
    cursor.separator()?;
    skip_link(cursor);
    let digits = cursor.digits();
    let number = digits.parse().map_err(|_| if cursor.at_end() { Fault::NoDay } else { Fault::Form })?;
    match digits.len() {
        1 | 2 => {}
        4 if cursor.at_end() => {
            let day = clock::calendar_day(number, month, 1)?;
            return Ok(LocalTime::new(day, None, None).only_in_feeds(Fault::NoDay));
        }
        4 => return Err(Fault::NoDay),
        _ => return Err(Fault::Form),
    }
    skip_word(cursor, &ORDINALS);
    if cursor.at_end() {
        return Err(Fault::NoYear);
    }
    cursor.separator()?;
    skip_link(cursor);
    if at_time(*cursor) {
        return time_before_year(cursor, month, number);
    }
    let year = year(cursor)?;
    tail::read(cursor, clock::calendar_day(year, month, number)?, offset::read_in_mail)
}

/// The `16:08:00 PST 2020` of `asctime`, whose zone may be missing or follow the year.
fn time_before_year(cursor: &mut Cursor, month: u32, day: u32) -> Result<LocalTime, Fault> {
    let time = clock::time_of_day(cursor)?;
    cursor.spaces();
    // Here digits are the year; an offset without a sign is only read after it.
    let zone = if cursor.at_digit() { None } else { offset::read_in_mail(cursor)? };
    cursor.comma_or_spaces();
    let year = year(cursor)?;
    let zone = if zone.is_none() { offset::read_in_mail(cursor)? } else { zone };
    cursor.end()?;
    Ok(LocalTime::new(clock::calendar_day(year, month, day)?, Some(time), zone))
}

/// A year of two digits is one of 1950 to 2049, one of three digits counts from 1900 (RFC 2822, section 4.3).
fn year(cursor: &mut Cursor) -> Result<u32, Fault> {
    if cursor.at_end() || at_time(*cursor) {
        return Err(Fault::NoYear);
    }
    // Some programs write the year before the year 0 when they have no date.
    if cursor.at('-') {
        return Err(Fault::Year);
    }
    let digits = cursor.digits();
    let number = digits.parse::<u32>().map_err(|_| Fault::Form)?;
    match digits.len() {
        2 => Ok(clock::year_of_two_digits(number)),
        3 => Ok(number.saturating_add(1900)),
        4 => Ok(number),
        1 => Err(Fault::Form),
        _ => Err(Fault::Year),
    }
}

/// Takes the word that links two parts of a date.
fn skip_link(cursor: &mut Cursor) {
    if skip_word(cursor, &LINKS) {
        cursor.spaces();
    }
}

/// Takes the next word if it is one of the words, and says whether it was.
fn skip_word(cursor: &mut Cursor, words: &[&str]) -> bool {
    let mut ahead = *cursor;
    let word = ahead.letters();
    let is_known = words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_known {
        *cursor = ahead;
    }
    is_known
}

/// Whether the hours of a time of day follow.
fn at_time(mut cursor: Cursor) -> bool {
    cursor.number(1..=2).is_some() && cursor.at(':')
}
