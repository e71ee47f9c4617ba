//! Reads what may follow a date in any form: a time of day and its zone.

use chrono::NaiveDate;

use super::Fault;
use super::clock;
use super::cursor::Cursor;
use super::offset;
use super::zone::{LocalTime, Zone};

/// Reads the rest of a timestamp whose day has been read; `zone_of_time` reads the zone after a time of day.
pub(super) fn read(
    cursor: &mut Cursor,
    day: NaiveDate,
    zone_of_time: fn(&mut Cursor) -> Result<Option<Zone>, Fault>,
) -> Result<LocalTime, Fault> {
    let is_apart = cursor.comma_or_spaces();
    let time = if takes_letter(cursor, is_apart) {
        cursor.spaces();
        clock::time_after_letter(cursor)?
    } else {
        skip_link(cursor, is_apart);
        if !clock::follows(*cursor) {
            let zone = zone_of_day(cursor, is_apart)?;
            cursor.end()?;
            return Ok(LocalTime::new(day, None, zone));
        }
        clock::time_after_date(cursor)?
    };
    let zone = zone_of_time(cursor)?;
    cursor.end()?;
    Ok(LocalTime::new(day, Some(time), zone))
}

/// Takes the `T` of ISO 8601.
fn takes_letter(cursor: &mut Cursor, is_apart: bool) -> bool {
    let mut ahead = *cursor;
    if !ahead.eat_any(&['T', 't']) || is_apart && !ahead.letters().is_empty() {
        return false;
    }
    cursor.eat_any(&['T', 't'])
}

/// Takes what some feeds write between a date and a time: `at`, a hyphen between spaces, or the colon of web server logs.
fn skip_link(cursor: &mut Cursor, is_apart: bool) {
    let mut ahead = *cursor;
    let is_link = if is_apart {
        ahead.eat('-') && ahead.spaces() || ahead.letters().eq_ignore_ascii_case("at") && ahead.spaces()
    } else {
        ahead.eat(':')
    };
    if is_link && clock::follows(ahead) {
        *cursor = ahead;
    }
}

/// The zone of a date without a time of day. The offset of XML Schema (`2020-11-18+01:00`) needs its colon, or it could be
/// another number of the date.
fn zone_of_day(cursor: &mut Cursor, is_apart: bool) -> Result<Option<Zone>, Fault> {
    let mut ahead = *cursor;
    let has_zone = is_apart
        || if ahead.eat_any(&['+', '-']) {
            ahead.number(2..=2).is_some() && ahead.at(':')
        } else {
            ahead.letters().eq_ignore_ascii_case("Z")
        };
    if !has_zone {
        return Ok(None);
    }
    match offset::read(cursor) {
        // What is not a zone is other text after the date.
        Err(Fault::ZoneName) => Err(Fault::Trailing),
        outcome => outcome,
    }
}
