//! What can be wrong with a timestamp, and the message for each fault. Messages never quote the timestamp: it may be
//! something private that was put in the wrong place.

use std::fmt;

use crate::model::words;

words! {
    /// Why a text is not a timestamp.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        Empty = "the timestamp is empty",
        TooLong = "the text is too long for a timestamp; write it as 2020-11-18T16:08:00Z",
        /// A character outside ASCII belongs to no known word, such as a digit of another script.
        NotAscii = "the timestamp holds characters other than ASCII; write it as 2020-11-18T16:08:00Z",
        Form = "the format of the timestamp is unknown; write it as 2020-11-18T16:08:00Z",
        Comment = "a parenthesis in the timestamp is not closed",
        Trailing = "there is text after the timestamp; remove it",
        DayOrMonthFirst = "the order of day and month is ambiguous; write the year first, as in 2020-02-01",
        NoYear = "the year is missing; write a full date, as in 2020-11-18",
        NoMonth = "a year alone is not a date; write month and day too, as in 2020-11-18",
        NoDay = "a year and a month alone are not a date; write the day too, as in 2020-11-18",
        NoDayOfWeek = "a week alone is not a date; write its day too, as in 2020-W47-3",
        /// The year, as written or in UTC, is not between 1 and 9999.
        Year = "the year is not between 1 and 9999",
        Month = "the month is not between 1 and 12",
        /// The name of the month is unknown, or means different months in different languages.
        MonthName = "the name of the month is unknown; write it in English or as a number: 2020-11-18",
        Day = "the day is not between 1 and 31",
        DayOfMonth = "the month does not have that many days",
        Week = "the year does not have that week",
        DayOfWeek = "the day of the week is not between 1 and 7",
        DayOfYear = "the year does not have that day",
        Clock = "the format of the time of day is unknown; write it as 16:08 or 16:08:00",
        TwelveHours = "the hour contradicts am or pm; write hours from 0 to 23 without either",
        /// The hour is not between 0 and 23, and it is not 24:00 either.
        Hour = "the hour is not between 0 and 23",
        Minute = "the minute is not between 0 and 59",
        Second = "the second is not between 0 and 60",
        Offset = "the offset from UTC is not between -23:59 and +23:59; write it as +02:00",
        /// The name of the zone is unknown, or means different offsets in different places.
        ZoneName = "the name of the time zone is unknown; write a numeric offset, as in +02:00",
        ZoneTwice = "the time zone contradicts the offset; write only the offset, as in +02:00",
        /// A number that is one moment in seconds and another in milliseconds.
        Unit = "the number may count seconds or milliseconds; write the date, as in 2020-11-18T16:08:00Z",
    }

    /// One sentence in lower case, without a full stop: what is wrong and, where that helps, what to write.
    fn message
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_its_own_message() {
        let messages: BTreeSet<String> = Fault::ALL.iter().map(Fault::to_string).collect();
        assert_eq!(messages.len(), Fault::ALL.len());
        assert!(Fault::DayOrMonthFirst.to_string().contains("2020-02-01"));
        assert!(Fault::ZoneName.to_string().contains("numeric offset"));
    }
}
