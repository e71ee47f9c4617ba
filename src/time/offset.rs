//! Reads the zone that is written behind a time of day: an offset from UTC, the name of an offset, or the
//! IANA name of a zone.
//!
//! A name that stands for several offsets (`IST`) is left out, unless RFC 2822 or the feeds have settled it. A
//! name is taken at its word: `EST` is -5 hours in summer too.

use chrono::FixedOffset;
use chrono_tz::Tz;

use super::Fault;
use super::cursor::Cursor;
use super::zone::{self, Position};

/// The names of UTC that an offset may follow.
const UNIVERSAL: [&str; 3] = ["UTC", "GMT", "UT"];

/// The zones of RFC 2822 (section 4.3) and the other ones of North America that mean one thing, in hours from
/// UTC.
const NAMES: [(&str, i32); 12] = [
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("AKST", -9),
    ("AKDT", -8),
    ("HST", -10),
];

/// The names that feeds agree on, in minutes from UTC: those to which the tz database gives one meaning today,
/// and the German ones. Elsewhere they are refused, because people also write `CET` for the time of a summer.
const NAMES_IN_FEEDS: [(&str, i32); 38] = [
    ("NST", -210),
    ("NDT", -150),
    ("AST", -240),
    ("ADT", -180),
    ("HDT", -540),
    ("BRT", -180),
    ("ART", -180),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MET", 60),
    ("MEZ", 60),
    ("WAT", 60),
    ("CEST", 120),
    ("CEDT", 120),
    ("MEST", 120),
    ("MESZ", 120),
    ("EET", 120),
    ("CAT", 120),
    ("SAST", 120),
    ("EEST", 180),
    ("EAT", 180),
    ("MSK", 180),
    ("MSD", 240),
    ("PKT", 300),
    ("WIB", 420),
    ("HKT", 480),
    ("SGT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("ACDT", 630),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

/// The names that do not say whether it is summer: they stand for the clocks of the place.
const CLOCKS: [(&str, Tz); 5] = [
    ("ET", Tz::America__New_York),
    ("CT", Tz::America__Chicago),
    ("MT", Tz::America__Denver),
    ("PT", Tz::America__Los_Angeles),
    ("AT", Tz::America__Halifax),
];

/// Reads `+hh:mm`, `+hhmm`, `+hmm`, `+hh` or a name, with or without spaces before it; none when neither a
/// sign nor a letter follows. `-0000` is UTC, and zeros need no sign. What repeats the zone (`+0100 CET`,
/// `EST -0500`) is taken too, and a contradiction in it is a fault.
pub(super) fn read(cursor: &mut Cursor) -> Result<Option<Position>, Fault> {
    cursor.spaces();
    let mut ahead = *cursor;
    if ahead.eat(':') && ahead.at_sign() {
        *cursor = ahead;
    }
    if cursor.at_sign() {
        let offset = signed(cursor, 2)?;
        skip_repetition(cursor, offset)?;
        return Ok(Some(Position::Offset(offset)));
    }
    if cursor.at_digit() { Ok(zeros(cursor)) } else { named(cursor) }
}

/// The same behind a date of mail. RFC 2822 (section 4.3) reads the single letters of the military zones as
/// an unknown zone, that is, as UTC, because its predecessor had their signs wrong.
pub(super) fn read_in_mail(cursor: &mut Cursor) -> Result<Option<Position>, Fault> {
    let mut ahead = *cursor;
    ahead.spaces();
    let name = ahead.letters();
    if name.len() == 1 && !name.eq_ignore_ascii_case("J") {
        *cursor = ahead;
        return Ok(place_of("Z"));
    }
    read(cursor)
}

fn named(cursor: &mut Cursor) -> Result<Option<Position>, Fault> {
    let mut ahead = *cursor;
    let name = ahead.letters();
    if name.is_empty() {
        return Ok(None);
    }
    if ahead.at('/') || ahead.at('_') {
        let is_part = |character: char| character.is_ascii_alphanumeric() || "/_+-".contains(character);
        let zone = zone::zone(cursor.take_while(is_part)).ok_or(Fault::ZoneName)?;
        return Ok(Some(Position::Zone(zone)));
    }
    let position = place_of(name).ok_or(Fault::ZoneName)?;
    *cursor = ahead;
    ahead.spaces();
    if !ahead.at_sign() {
        return Ok(Some(position));
    }
    let position = match position {
        _ if is_universal(name) => Position::Offset(signed(&mut ahead, 1)?),
        Position::Offset(named) | Position::OffsetInFeeds(named) if signed(&mut ahead, 2)? == named => {
            position
        }
        _ => return Err(Fault::ZoneTwice),
    };
    *cursor = ahead;
    Ok(Some(position))
}

/// The offset behind its name.
fn place_of(name: &str) -> Option<Position> {
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    if is_universal(name) {
        return FixedOffset::east_opt(0).map(Position::Offset);
    }
    if let Some((_, hours)) = NAMES.iter().find(|(known, _)| is_name(known)) {
        return FixedOffset::east_opt(hours.checked_mul(3600)?).map(Position::Offset);
    }
    if let Some((_, minutes)) = NAMES_IN_FEEDS.iter().find(|(known, _)| is_name(known)) {
        return FixedOffset::east_opt(minutes.checked_mul(60)?).map(Position::OffsetInFeeds);
    }
    CLOCKS.iter().find(|(known, _)| is_name(known)).map(|(_, zone)| Position::Zone(*zone))
}

fn is_universal(name: &str) -> bool {
    UNIVERSAL.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Takes the name or the second offset that programs write behind an offset (`+0000 UTC`, `+0300 +03`). The
/// offset counts; a name is only looked at to find a contradiction. `-0700 GMT` is none: it says from where
/// the offset counts.
fn skip_repetition(cursor: &mut Cursor, offset: FixedOffset) -> Result<(), Fault> {
    let mut ahead = *cursor;
    let is_apart = ahead.spaces();
    if ahead.at_sign() && is_apart {
        return if signed(&mut ahead, 2)? == offset {
            *cursor = ahead;
            Ok(())
        } else {
            Err(Fault::ZoneTwice)
        };
    }
    let name = ahead.letters();
    let looks_like_a_name = name.len() <= 5 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_known = matches!(name, "Z") || name.len() > 1 && looks_like_a_name;
    if !is_known {
        return Ok(());
    }
    *cursor = ahead;
    match place_of(name) {
        Some(Position::Offset(named) | Position::OffsetInFeeds(named))
            if named != offset && !is_universal(name) =>
        {
            Err(Fault::ZoneTwice)
        }
        _ => Ok(()),
    }
}

/// Takes an offset with its sign, and with as many digits of the hour as must be there.
fn signed(cursor: &mut Cursor, least: usize) -> Result<FixedOffset, Fault> {
    let is_west = cursor.eat('-');
    if is_west {
        // Some programs write a second hyphen before an offset that has one.
        cursor.eat('-');
    } else {
        cursor.eat('+');
    }
    let seconds = hours_and_minutes(cursor, least)?;
    let seconds = if is_west { seconds.checked_neg() } else { Some(seconds) };
    seconds.and_then(FixedOffset::east_opt).ok_or(Fault::Offset)
}

fn hours_and_minutes(cursor: &mut Cursor, least: usize) -> Result<i32, Fault> {
    let digits = cursor.digits();
    let number = digits.parse::<i32>().map_err(|_| Fault::Offset)?;
    let (hours, minutes) = match digits.len() {
        1 | 2 if cursor.eat(':') => {
            let minutes = cursor.number(2..=2).and_then(|minutes| i32::try_from(minutes).ok());
            skip_zero_seconds(cursor);
            (number, minutes.ok_or(Fault::Offset)?)
        }
        count @ (1 | 2) if count >= least => (number, 0),
        3 if !digits.starts_with('0') => (number / 100, number % 100),
        4 => (number / 100, number % 100),
        _ => return Err(Fault::Offset),
    };
    // More than 23 hours are refused where the offset is made.
    if minutes > 59 {
        return Err(Fault::Offset);
    }
    Ok(hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60)))
}

/// Takes the seconds that some programs write behind the minutes of an offset.
fn skip_zero_seconds(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    if ahead.eat(':') && ahead.digits() == "00" {
        *cursor = ahead;
    }
}

/// Takes `0000`, `00:00` or `00`, which mean UTC with either sign.
fn zeros(cursor: &mut Cursor) -> Option<Position> {
    let mut ahead = *cursor;
    let digits = ahead.digits();
    let is_zero = match digits {
        "00" if ahead.eat(':') => ahead.digits() == "00",
        "00" | "0000" => true,
        _ => false,
    };
    if !is_zero {
        return None;
    }
    *cursor = ahead;
    place_of("Z")
}
