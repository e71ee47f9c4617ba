//! What can be wrong with a timestamp, and the message for each fault. Messages never quote the timestamp: it may be
//! something private that was put in the wrong place.

use std::fmt;

/// Why a text is not a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The text is only white space.
    Empty,
    /// The text is longer than any timestamp.
    TooLong,
    /// A character outside ASCII belongs to no known word, such as a digit of another script.
    NotAscii,
    /// The text is in none of the known forms.
    Form,
    /// A comment of RFC 2822 is opened and never closed.
    Comment,
    /// A timestamp is followed by something else.
    Trailing,
    /// A numeric date that does not begin with its year: the order of day and month is ambiguous.
    DayOrMonthFirst,
    /// A day and a month without a year.
    NoYear,
    /// A year without a month.
    NoMonth,
    /// A year and a month without a day.
    NoDay,
    /// A year and a week without a day.
    NoDayOfWeek,
    /// The year, as written or in UTC, is not between 1 and 9999.
    Year,
    /// The month is not between 1 and 12.
    Month,
    /// The name of the month is unknown, or means different months in different languages.
    MonthName,
    /// The day is not between 1 and 31.
    Day,
    /// The month is too short for the day.
    DayOfMonth,
    /// The year has no such week.
    Week,
    /// The day of a week date is not between 1 and 7.
    DayOfWeek,
    /// The year has no such day.
    DayOfYear,
    /// The time of day is written in no known form.
    Clock,
    /// The hour contradicts the `am` or `pm` after it.
    TwelveHours,
    /// The hour is not between 0 and 23, and it is not 24:00 either.
    Hour,
    /// The minute is not between 0 and 59.
    Minute,
    /// The second is not between 0 and 60.
    Second,
    /// The offset is malformed or out of range.
    Offset,
    /// The name of the zone is unknown, or means different offsets in different places.
    ZoneName,
    /// Two zones are given, and they contradict each other.
    ZoneTwice,
    /// A number that is one moment in seconds and another in milliseconds.
    Unit,
}

impl fmt::Display for Fault {
    /// One sentence in lower case, without a full stop: what is wrong and, where that helps, what to write.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Empty => "the timestamp is empty",
            Fault::TooLong => "the text is too long for a timestamp; write it as 2020-11-18T16:08:00Z",
            Fault::NotAscii => {
                "the timestamp holds characters other than ASCII; write it as 2020-11-18T16:08:00Z"
            }
            Fault::Form => "the format of the timestamp is unknown; write it as 2020-11-18T16:08:00Z",
            Fault::Comment => "a parenthesis in the timestamp is not closed",
            Fault::Trailing => "there is text after the timestamp; remove it",
            Fault::DayOrMonthFirst => {
                "the order of day and month is ambiguous; write the year first, as in 2020-02-01"
            }
            Fault::NoYear => "the year is missing; write a full date, as in 2020-11-18",
            Fault::NoMonth => "a year alone is not a date; write month and day too, as in 2020-11-18",
            Fault::NoDay => "a year and a month alone are not a date; write the day too, as in 2020-11-18",
            Fault::NoDayOfWeek => "a week alone is not a date; write its day too, as in 2020-W47-3",
            Fault::Year => "the year is not between 1 and 9999",
            Fault::Month => "the month is not between 1 and 12",
            Fault::MonthName => {
                "the name of the month is unknown; write it in English or as a number: 2020-11-18"
            }
            Fault::Day => "the day is not between 1 and 31",
            Fault::DayOfMonth => "the month does not have that many days",
            Fault::Week => "the year does not have that week",
            Fault::DayOfWeek => "the day of the week is not between 1 and 7",
            Fault::DayOfYear => "the year does not have that day",
            Fault::Clock => "the format of the time of day is unknown; write it as 16:08 or 16:08:00",
            Fault::TwelveHours => "the hour contradicts am or pm; write hours from 0 to 23 without either",
            Fault::Hour => "the hour is not between 0 and 23",
            Fault::Minute => "the minute is not between 0 and 59",
            Fault::Second => "the second is not between 0 and 60",
            Fault::Offset => "the offset from UTC is not between -23:59 and +23:59; write it as +02:00",
            Fault::ZoneName => "the name of the time zone is unknown; write a numeric offset, as in +02:00",
            Fault::ZoneTwice => "the time zone contradicts the offset; write only the offset, as in +02:00",
            Fault::Unit => {
                "the number may count seconds or milliseconds; write the date, as in 2020-11-18T16:08:00Z"
            }
        })
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_its_own_message() {
        let faults = [
            Fault::Empty,
            Fault::TooLong,
            Fault::NotAscii,
            Fault::Form,
            Fault::Comment,
            Fault::Trailing,
            Fault::DayOrMonthFirst,
            Fault::NoYear,
            Fault::NoMonth,
            Fault::NoDay,
            Fault::NoDayOfWeek,
            Fault::Year,
            Fault::Month,
            Fault::MonthName,
            Fault::Day,
            Fault::DayOfMonth,
            Fault::Week,
            Fault::DayOfWeek,
            Fault::DayOfYear,
            Fault::Clock,
            Fault::TwelveHours,
            Fault::Hour,
            Fault::Minute,
            Fault::Second,
            Fault::Offset,
            Fault::ZoneName,
            Fault::ZoneTwice,
            Fault::Unit,
        ];
        let messages: BTreeSet<String> = faults.iter().map(Fault::to_string).collect();
        assert_eq!(messages.len(), faults.len());
        assert!(Fault::DayOrMonthFirst.to_string().contains("2020-02-01"));
        assert!(Fault::ZoneName.to_string().contains("numeric offset"));
    }
}
