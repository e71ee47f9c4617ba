//! Writes instants for feeds: in UTC, in whole seconds. Fractions are cut off, never rounded, because a timestamp must not
//! move into the future.

use chrono::{DateTime, Datelike, Timelike, Utc};

/// The names of the months in RFC 5322 (section 3.3).
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The names of the weekdays in RFC 5322, beginning with Monday.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The date and time of RFC 3339 (section 5.6), for Atom and JSON Feed: `2020-11-18T16:08:00Z`. Years outside 0 to 9999,
/// which [`read`](super::read) never returns, get a sign; the standard does not have them.
pub fn rfc3339(instant: DateTime<Utc>) -> String {
    let mut text = String::with_capacity(32);
    push_year(&mut text, instant);
    for (separator, number) in [("-", instant.month()), ("-", instant.day())] {
        text.push_str(separator);
        push_two(&mut text, number);
    }
    text.push('T');
    push_clock(&mut text, instant);
    text.push('Z');
    text
}

/// The date and time of RFC 822 with the four-digit year and numeric zone of RFC 5322 (section 3.3), for RSS:
/// `Wed, 18 Nov 2020 16:08:00 +0000`. Years outside 0 to 9999 are written as by [`rfc3339`].
pub fn rfc822(instant: DateTime<Utc>) -> String {
    let name = |names: &[&'static str], number: u32| {
        usize::try_from(number).ok().and_then(|number| names.get(number)).copied().unwrap_or_default()
    };
    let mut text = String::with_capacity(32);
    text.push_str(name(&DAYS, instant.weekday().num_days_from_monday()));
    text.push_str(", ");
    push_two(&mut text, instant.day());
    text.push(' ');
    text.push_str(name(&MONTHS, instant.month0()));
    text.push(' ');
    push_year(&mut text, instant);
    text.push(' ');
    push_clock(&mut text, instant);
    text.push_str(" +0000");
    text
}

/// Adds the year, with four digits at least.
fn push_year(text: &mut String, instant: DateTime<Utc>) {
    match u32::try_from(instant.year()) {
        Ok(year @ 0..=9999) => {
            push_two(text, year / 100);
            push_two(text, year);
        }
        _ => text.push_str(&instant.format("%Y").to_string()),
    }
}

/// Adds the time of day in whole seconds. A leap second, which chrono keeps in the fraction, is the second before.
fn push_clock(text: &mut String, instant: DateTime<Utc>) {
    push_two(text, instant.hour());
    text.push(':');
    push_two(text, instant.minute());
    text.push(':');
    push_two(text, instant.second());
}

/// Adds the last two digits of the number.
fn push_two(text: &mut String, number: u32) {
    text.extend([number / 10 % 10, number % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_to_the_whole_second() {
        let instant = DateTime::from_timestamp(1_605_715_680, 999_999_999).unwrap();
        assert_eq!(rfc3339(instant), "2020-11-18T16:08:00Z");
        assert_eq!(rfc822(instant), "Wed, 18 Nov 2020 16:08:00 +0000");
        let leap_second = DateTime::from_timestamp(1_483_228_799, 1_500_000_000).unwrap();
        assert_eq!(rfc3339(leap_second), "2016-12-31T23:59:59Z");
        assert_eq!(rfc822(leap_second), "Sat, 31 Dec 2016 23:59:59 +0000");
        let early = DateTime::from_timestamp(-62_135_596_800, 0).unwrap();
        assert_eq!(rfc3339(early), "0001-01-01T00:00:00Z");
        assert_eq!(rfc822(early), "Mon, 01 Jan 0001 00:00:00 +0000");
    }

    #[test]
    fn instants_are_written_as_chrono_writes_them() {
        // From before the year 0 to beyond 9999, in steps that meet every weekday, month and hour.
        for second in (-62_300_000_000..253_500_000_000_i64).step_by(97 * 86_399) {
            let instant = DateTime::from_timestamp(second, 0).unwrap();
            assert_eq!(rfc3339(instant), instant.format("%Y-%m-%dT%H:%M:%SZ").to_string());
            assert_eq!(rfc822(instant), instant.format("%a, %d %b %Y %H:%M:%S +0000").to_string());
        }
    }

    #[test]
    fn no_instant_is_too_far_to_be_written() {
        for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!(rfc3339(instant).ends_with('Z'));
            assert!(rfc822(instant).ends_with(" +0000"));
        }
    }
}
