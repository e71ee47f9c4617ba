//! Reads the zone after a time of day: an offset from UTC, the name of an offset, or the IANA name of a zone.
//!
//! A name that means several offsets (`IST`) is unknown, unless RFC 2822 or the usage of feeds gives it one meaning. Names
//! are taken literally: `EST` is -5 hours in summer too.

use chrono::FixedOffset;
use chrono_tz::Tz;

use super::Fault;
use super::cursor::Cursor;
use super::zone::{self, Zone};

/// The names of UTC that an offset may follow.
const UNIVERSAL: [&str; 3] = ["UTC", "GMT", "UT"];

/// Minutes from UTC, and the zones with this offset in RFC 2822 (section 4.3), with the others of North America that mean
/// one offset.
const NAMES: [(i32, &str); 8] = [
    (0, "Z"),
    (-240, "EDT"),
    (-300, "EST CDT"),
    (-360, "CST MDT"),
    (-420, "MST PDT"),
    (-480, "PST AKDT"),
    (-540, "AKST"),
    (-600, "HST"),
];

/// Minutes from UTC, and the names that feeds use for this offset: those to which the tz database gives one meaning today,
/// and the German ones. Outside feeds they are refused, because people also write `CET` for a time in summer.
const NAMES_IN_FEEDS: [(i32, &str); 20] = [
    (-540, "HDT"),
    (-240, "AST"),
    (-210, "NST"),
    (-180, "ADT BRT ART"),
    (-150, "NDT"),
    (0, "WET"),
    (60, "WEST BST CET MET MEZ WAT"),
    (120, "CEST CEDT MEST MESZ EET CAT SAST"),
    (180, "EEST EAT MSK"),
    (240, "MSD"),
    (300, "PKT"),
    (420, "WIB"),
    (480, "HKT SGT AWST"),
    (540, "JST KST"),
    (570, "ACST"),
    (600, "AEST"),
    (630, "ACDT"),
    (660, "AEDT"),
    (720, "NZST"),
    (780, "NZDT"),
];

/// The names that do not say whether it is summer: the clocks of the place decide.
const CLOCKS: [(&str, Tz); 5] = [
    ("ET", Tz::America__New_York),
    ("CT", Tz::America__Chicago),
    ("MT", Tz::America__Denver),
    ("PT", Tz::America__Los_Angeles),
    ("AT", Tz::America__Halifax),
];

/// Reads `+hh:mm`, `+hhmm`, `+hmm`, `+hh` or a name, with or without spaces before it; nothing if neither a sign nor a
/// letter follows. `-0000` is UTC, and zeros need no sign. A repeated zone (`+0100 CET`, `EST -0500`) is read too; a
/// contradiction in it is a fault.
pub(super) fn read(cursor: &mut Cursor) -> Result<Option<Zone>, Fault> {
    cursor.spaces();
    let mut ahead = *cursor;
    if ahead.eat(':') && ahead.at_sign() {
        *cursor = ahead;
    }
    if cursor.at_sign() {
        let offset = signed(cursor, 2)?;
        skip_repetition(cursor, offset)?;
        return Ok(Some(Zone::Offset(offset)));
    }
    if cursor.at_digit() { Ok(zeros(cursor)) } else { named(cursor) }
}

/// The same after a date of mail. RFC 2822 (section 4.3) reads the single letters of the military zones as an unknown zone,
/// that is, as UTC, because its predecessor had their signs wrong.
pub(super) fn read_in_mail(cursor: &mut Cursor) -> Result<Option<Zone>, Fault> {
    let mut ahead = *cursor;
    ahead.spaces();
    let name = ahead.letters();
    if name.len() == 1 && !name.eq_ignore_ascii_case("J") {
        *cursor = ahead;
        return Ok(zone_of("Z"));
    }
    read(cursor)
}

fn named(cursor: &mut Cursor) -> Result<Option<Zone>, Fault> {
    let mut ahead = *cursor;
    let name = ahead.letters();
    if name.is_empty() {
        return Ok(None);
    }
    if ahead.at('/') || ahead.at('_') {
        let is_part = |character: char| character.is_ascii_alphanumeric() || "/_+-".contains(character);
        let zone = zone::zone(cursor.take_while(is_part)).ok_or(Fault::ZoneName)?;
        return Ok(Some(Zone::Place(zone)));
    }
    let zone = zone_of(name).ok_or(Fault::ZoneName)?;
    *cursor = ahead;
    ahead.spaces();
    if !ahead.at_sign() {
        return Ok(Some(zone));
    }
    let zone = match zone {
        _ if is_universal(name) => Zone::Offset(signed(&mut ahead, 1)?),
        Zone::Offset(named) | Zone::OffsetInFeeds(named) if signed(&mut ahead, 2)? == named => zone,
        _ => return Err(Fault::ZoneTwice),
    };
    *cursor = ahead;
    Ok(Some(zone))
}

/// The zone that a name stands for.
fn zone_of(name: &str) -> Option<Zone> {
    if is_universal(name) {
        return FixedOffset::east_opt(0).map(Zone::Offset);
    }
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    let offset_in = |table: &[(i32, &str)]| {
        let (minutes, _) = table.iter().find(|(_, names)| names.split(' ').any(is_name))?;
        FixedOffset::east_opt(minutes.checked_mul(60)?)
    };
    let offset = offset_in(&NAMES).map(Zone::Offset);
    let offset = offset.or_else(|| offset_in(&NAMES_IN_FEEDS).map(Zone::OffsetInFeeds));
    let place = || CLOCKS.iter().find(|(known, _)| is_name(known)).map(|(_, zone)| Zone::Place(*zone));
    offset.or_else(place)
}

fn is_universal(name: &str) -> bool {
    UNIVERSAL.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Takes the name or the second offset that programs write after an offset (`+0000 UTC`, `+0300 +03`). The offset counts;
/// the name is only checked for a contradiction. `-0700 GMT` is not one: it says what the offset is relative to.
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
    match zone_of(name) {
        Some(Zone::Offset(named) | Zone::OffsetInFeeds(named)) if named != offset && !is_universal(name) => {
            Err(Fault::ZoneTwice)
        }
        _ => Ok(()),
    }
}

/// Takes an offset with its sign, whose hour has at least `least` digits.
fn signed(cursor: &mut Cursor, least: usize) -> Result<FixedOffset, Fault> {
    let is_west = cursor.eat('-');
    if is_west {
        // Some programs write two hyphens before an offset.
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
    // `FixedOffset::east_opt` refuses more than 23 hours.
    if minutes > 59 {
        return Err(Fault::Offset);
    }
    Ok(hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60)))
}

/// Takes the seconds that some programs write after the minutes of an offset.
fn skip_zero_seconds(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    if ahead.eat(':') && ahead.digits() == "00" {
        *cursor = ahead;
    }
}

/// Takes `0000`, `00:00` or `00`, which mean UTC with either sign.
fn zeros(cursor: &mut Cursor) -> Option<Zone> {
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
    zone_of("Z")
}
