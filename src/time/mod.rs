//! Reads timestamps as real records and feeds write them into instants of UTC, and writes instants as the
//! formats want them.
//!
//! It never guesses: what could mean two days, or none, is a [`Fault`]. It knows no clock, no relative times
//! ("yesterday") and no language but English.

mod clock;
mod cursor;
mod fault;
mod mail;
#[cfg(test)]
mod refusal_tests;
#[cfg(test)]
mod tests;
mod write;
mod year_first;
mod zone;

pub use chrono_tz::Tz;

pub use fault::Fault;
pub use write::{rfc822, rfc3339};
pub use zone::{ClockChange, Moment, zone};

/// The longest timestamp that is looked at, in bytes, without the white space around it.
const LONGEST: usize = 100;

/// Reads one timestamp. A value without a zone is read in `zone`, a value without a time of day is midnight.
///
/// These forms are known: RFC 3339 and the ISO 8601 dates (calendar, week, ordinal; extended and basic),
/// year-first dates with slashes, RFC 2822 with the obsolete forms of its section 4.3 and its common slips,
/// `asctime`, `November 18, 2020`, and seconds (9 or 10 digits) or milliseconds (12 or 13 digits) since 1970.
/// White space around the value has no effect. The year of the result, in UTC, is between 1 and 9999.
///
/// # Errors
///
/// A [`Fault`] for everything else.
pub fn read(text: &str, zone: Tz) -> Result<Moment, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if text.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    // A day or an hour has at most two digits, so that three or more can only open a year or a count.
    let begins_with_year = text.bytes().take_while(u8::is_ascii_digit).count() > 2;
    let text = if begins_with_year { plain(text) } else { plain(&mail::without_comments(text)?) };
    if !text.is_ascii() {
        return Err(Fault::NotAscii);
    }
    let written = if begins_with_year { year_first::read(&text)? } else { mail::read(&text)? };
    written.settle(zone)
}

/// The date that opens the name of an article's file: the `2020-11-18` of `2020-11-18-some-title.md` and of
/// `2020-11-18.md`; a month or day may have one digit. Only its shape is looked at; whether there is such a day is for
/// [`read`] to say.
pub fn date_in_name(file_name: &str) -> Option<&str> {
    let mut parts = file_name.splitn(3, '-');
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let has_shape = is_number(year, 4..=4) && is_number(month, 1..=2) && (1..=2).contains(&day_length);
    let behind = rest.get(day_length..)?;
    if !has_shape || !behind.starts_with(['-', '.']) {
        return None;
    }
    file_name.get(..file_name.len().saturating_sub(behind.len()))
}

/// The text with the typographic minus of ISO 8601 as a hyphen and all white space as spaces.
fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{2212}' => '-',
            _ if character.is_whitespace() => ' ',
            _ => character,
        })
        .collect()
}
