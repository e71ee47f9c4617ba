//! Reads numeric dates that do not begin with a four-digit year: three numbers in any order, and the forms of ISO 8601
//! (1988) without the century.
//!
//! Three numbers are read only if all orders that give a day give the same one: `18/11/2020` and `09-09-2013` mean one day,
//! `01/02/2020` could mean two. Which order is more common does not count. Years of two digits are only read in feeds.

use chrono::NaiveDate;

use super::Fault;
use super::clock;
use super::cursor::Cursor;
use super::offset;
use super::tail;
use super::zone::LocalTime;

/// Reads a date that begins with one or two digits or a hyphen; nothing if it has another form.
pub(super) fn read(cursor: Cursor) -> Result<Option<LocalTime>, Fault> {
    if cursor.at('-') {
        return after_hyphen(cursor).map(Some);
    }
    if let Some((numbers, mut cursor)) = three_numbers(cursor) {
        let day = if cursor.at(':') { None } else { only_reading(numbers) };
        let day = day.ok_or(Fault::DayOrMonthFirst)?;
        let has_whole_year = numbers.iter().any(|digits| digits.len() == 4);
        let local = tail::read(&mut cursor, day, offset::read_in_mail)?;
        return Ok(Some(if has_whole_year { local } else { local.only_in_feeds(Fault::DayOrMonthFirst) }));
    }
    ordinal(cursor)
}

/// The three numbers that follow with the same separator between them, and what comes after them.
fn three_numbers(cursor: Cursor<'_>) -> Option<([&str; 3], Cursor<'_>)> {
    ['/', '-', '.', ' '].into_iter().find_map(|separator| {
        let mut cursor = cursor;
        let first = cursor.digits();
        let second = if cursor.eat(separator) { cursor.digits() } else { "" };
        let third = if cursor.eat(separator) { cursor.digits() } else { "" };
        let is_whole = [first, second, third].iter().all(|digits| !digits.is_empty());
        is_whole.then_some(([first, second, third], cursor))
    })
}

/// The day, if all orders of the numbers that give a day give the same day.
fn only_reading([first, second, third]: [&str; 3]) -> Option<NaiveDate> {
    let orders = [(third, second, first), (third, first, second), (first, second, third)];
    let mut days = orders.into_iter().filter_map(|(year, month, day)| {
        let year = match year.len() {
            2 => clock::year_of_two_digits(year.parse().ok()?),
            4 => year.parse().ok()?,
            _ => return None,
        };
        let is_short = |digits: &str| digits.len() <= 2;
        if !is_short(month) || !is_short(day) {
            return None;
        }
        clock::calendar_day(year, month.parse().ok()?, day.parse().ok()?).ok()
    });
    let day = days.next()?;
    days.all(|other| other == day).then_some(day)
}

/// `-yy-mm`, `-yymm` and `-yy-mm-dd`. The hyphen replaces the century, so the order is certain.
fn after_hyphen(mut cursor: Cursor) -> Result<LocalTime, Fault> {
    cursor.eat('-');
    if cursor.at('-') {
        return Err(Fault::NoYear);
    }
    let digits = cursor.digits();
    let number = digits.parse::<u32>().map_err(|_| Fault::Form)?;
    let (year, month, day) = match digits.len() {
        2 if cursor.eat('-') => {
            let month = cursor.number(2..=2).ok_or(Fault::Form)?;
            let day = if cursor.eat('-') { cursor.number(2..=2).ok_or(Fault::Form)? } else { 1 };
            (number, month, day)
        }
        4 if cursor.at('-') => return Err(Fault::Year),
        4 => (number / 100, number % 100, 1),
        _ => return Err(Fault::Form),
    };
    let day = clock::calendar_day(clock::year_of_two_digits(year), month, day)?;
    tail::read(&mut cursor, day, offset::read).map(|local| local.only_in_feeds(Fault::Form))
}

/// `yy-ddd`.
fn ordinal(mut cursor: Cursor) -> Result<Option<LocalTime>, Fault> {
    let year = cursor.number(2..=2);
    let day = if cursor.eat('-') { cursor.number(3..=3) } else { None };
    let (Some(year), Some(day)) = (year, day) else {
        return Ok(None);
    };
    let day = clock::ordinal_day(clock::year_of_two_digits(year), day)?;
    tail::read(&mut cursor, day, offset::read).map(|local| Some(local.only_in_feeds(Fault::Form)))
}
