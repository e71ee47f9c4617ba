//! What `read` refuses, and with which fault: nothing here may ever become a guess.

use super::*;

fn assert_all_refused(cases: &[(&str, Fault)]) {
    for (text, expected) in cases {
        assert_eq!(read(text, Tz::UTC), Err(*expected), "{text}");
    }
}

#[test]
fn impossible_numbers_are_faults() {
    assert_all_refused(&[
        ("2020-13-01", Fault::Month),
        ("2020-00-01", Fault::Month),
        ("20201301", Fault::Month),
        ("2020/13/01", Fault::Month),
        ("2020-18-11", Fault::Month),
        ("2020-11-00", Fault::Day),
        ("2020-11-32", Fault::Day),
        ("32 Nov 2020", Fault::Day),
        ("Nov 0, 2020", Fault::Day),
        ("2020-02-30", Fault::DayOfMonth),
        ("2019-02-29", Fault::DayOfMonth),
        ("1900-02-29", Fault::DayOfMonth),
        ("2020-11-31", Fault::DayOfMonth),
        ("31 Nov 2020", Fault::DayOfMonth),
        ("2020-W00-1", Fault::Week),
        ("2019-W53-1", Fault::Week),
        ("2020W541", Fault::Week),
        ("2020-W47-0", Fault::DayOfWeek),
        ("2020-W47-8", Fault::DayOfWeek),
        ("2020-000", Fault::DayOfYear),
        ("2019-366", Fault::DayOfYear),
        ("2020367", Fault::DayOfYear),
        ("2020-11-18T25:00", Fault::Hour),
        ("2020-11-18T25:00Z", Fault::Hour),
        ("2020-11-18T24:01", Fault::Hour),
        ("2020-11-18T24:00:01", Fault::Hour),
        ("2020-11-18T24:00:00.001", Fault::Hour),
        ("20201118T250000Z", Fault::Hour),
        ("2020-11-18T16:60", Fault::Minute),
        ("2020-11-18T16:08:61", Fault::Second),
        ("2020-11-18T16:08:00+25:00", Fault::Offset),
        ("2020-11-18T16:08:00+24:00", Fault::Offset),
        ("2020-11-18T16:08:00-2400", Fault::Offset),
        ("2020-11-18T16:08:00+02:60", Fault::Offset),
        ("Wed, 18 Nov 2020 16:08:00 +0260", Fault::Offset),
        ("Wed, 18 Nov 2020 16:08:00 -9900", Fault::Offset),
    ]);
}

#[test]
fn years_are_those_of_four_digits_in_utc_too() {
    assert_all_refused(&[
        ("0000-01-01", Fault::Year),
        ("0000-00-00", Fault::Year),
        ("0000-00-00 00:00:00", Fault::Year),
        ("0000-00-00T00:00:00Z", Fault::Year),
        ("00000000000000", Fault::Year),
        ("0000", Fault::Year),
        ("-0001-11-30T00:00:00+00:00", Fault::Year),
        ("Wed, 30 Nov -0001 00:00:00 +0000", Fault::Year),
        ("Wed, 00 Nov 0000 00:00:00 GMT", Fault::Year),
        ("00000101", Fault::Year),
        ("0000-W01-1", Fault::Year),
        ("0000-001", Fault::Year),
        ("10000-01-01", Fault::Year),
        ("10000-01-01T00:00:00Z", Fault::Year),
        ("100000/01/01", Fault::Year),
        ("18 Nov 10000", Fault::Year),
        ("18 Nov 0000", Fault::Year),
        ("0001-01-01T00:00:00+00:01", Fault::Year),
        ("9999-12-31T23:59:59-00:01", Fault::Year),
        ("9999-12-31T24:00", Fault::Year),
        ("9999-W52-6", Fault::Year),
    ]);
    assert_eq!(read("0001-01-01", Tz::Asia__Kolkata), Err(Fault::Year));
}

#[test]
fn dates_with_a_part_missing_are_faults() {
    assert_all_refused(&[
        ("2020", Fault::NoMonth),
        ("2020-11", Fault::NoDay),
        ("2020/11", Fault::NoDay),
        ("November 2020", Fault::NoDay),
        ("November", Fault::NoDay),
        ("2020-W47", Fault::NoDayOfWeek),
        ("2020W47", Fault::NoDayOfWeek),
        ("2020-W47T16:08Z", Fault::NoDayOfWeek),
        ("18 Nov", Fault::NoYear),
        ("18 Nov 16:08", Fault::NoYear),
        ("Nov 18", Fault::NoYear),
        ("Wed Nov 18 16:08:00", Fault::NoYear),
    ]);
}

#[test]
fn numeric_dates_without_the_year_first_are_ambiguous() {
    let texts = [
        "01/02/2020",
        "1/2/2020",
        "1/2/20",
        "18/11/2020",
        "11/18/2020 16:08",
        "01-02-2020",
        "20-11-18",
        "01.02.2020",
        "01 02 2020",
        "Wed, 18/11/2020",
        "01/02/2020 rubbish",
        "Wed, 11/18/2020 - 16:08",
        "03-12-31",
        "99-12-31",
        "31.12.99",
        "11/11/2020",
    ];
    for text in texts {
        assert_eq!(read(text, Tz::UTC), Err(Fault::DayOrMonthFirst), "{text}");
    }
}

#[test]
fn clocks_and_zones_that_are_not_known_are_faults() {
    assert_all_refused(&[
        ("2020-11-18T", Fault::Clock),
        ("2020-11-18 16", Fault::Clock),
        ("2020-11-18 1608", Fault::Clock),
        ("2020-11-18T16:", Fault::Clock),
        ("2020-11-18T16:08:", Fault::Clock),
        ("2020-11-18T16:08:00.Z", Fault::Clock),
        ("2020-11-18T016:08", Fault::Clock),
        ("2020-11-18T16080Z", Fault::Clock),
        ("2020-11-18TZ", Fault::Clock),
        ("2020-11-18T16.5", Fault::Trailing),
        ("2020-11-18 16 08", Fault::Clock),
        ("2020-11-18 16-18", Fault::Clock),
        ("18 Nov 2020 16.08", Fault::Clock),
        ("2020-11-18T16:08:00+", Fault::Offset),
        ("2020-11-18T16:08:00+1", Fault::Offset),
        ("2020-11-18T16:08:00+010", Fault::Offset),
        ("2020-11-18T16:08:00+01:0", Fault::Offset),
        ("2020-11-18T16:08:00+01:", Fault::Offset),
        ("2020-11-18T16:08:00+01000", Fault::Offset),
        ("2020-11-18T16:08:00+030", Fault::Offset),
        ("2020-11-18T16:08:00+3000", Fault::Offset),
        ("2020-11-18T16:08:00+01:00:30", Fault::Trailing),
        ("2020-11-18T16:08:00+100:00", Fault::Trailing),
        ("2020-11-18T16:08:00+0100:00", Fault::Trailing),
        ("2020-11-18T16:08:00 0100", Fault::Trailing),
        ("2020-11-18T16:08:00 CEST", Fault::ZoneName),
        ("2020-11-18T16:08:00 Europe/Bielefeld", Fault::ZoneName),
        ("2020-11-18T16:08:00 /", Fault::Trailing),
        ("18 Nov 2020 16:08 EST5EDT", Fault::Trailing),
        ("18 Nov 2020 16:08 EST -0400", Fault::ZoneTwice),
        ("18 Nov 2020 16:08 ET -0500", Fault::ZoneTwice),
        ("18 Nov 2020 16:08 -0400 EST", Fault::ZoneTwice),
        ("18 Nov 2020 16:08 +0300 +04", Fault::ZoneTwice),
        ("2020-11-18T16:08:00-05:00Z", Fault::ZoneTwice),
        ("18 Nov 2020 16:08 +0100 rubbish", Fault::Trailing),
        ("18 Nov 2020 16:08 +0100 A", Fault::Trailing),
        ("18 Nov 2020 16:08 IST", Fault::ZoneName),
        ("18 Nov 2020 CET", Fault::ZoneName),
        ("Nov 18, 2020 13:08 am", Fault::TwelveHours),
        ("Nov 18, 2020 0:08 pm", Fault::TwelveHours),
        ("Nov 18, 2020 24:00 pm", Fault::TwelveHours),
        ("Nov 18, 2020 4:08 xm", Fault::ZoneName),
    ]);
}

#[test]
fn whatever_else_is_written_is_a_fault() {
    assert_all_refused(&[
        ("", Fault::Empty),
        (" \r\n\t\u{3000}", Fault::Empty),
        ("yesterday", Fault::Form),
        ("null", Fault::Form),
        ("Wed", Fault::Form),
        ("Wed, ", Fault::Form),
        ("18 no 2020", Fault::MonthName),
        ("18Nov2020", Fault::Form),
        ("18 jui 2020", Fault::MonthName),
        ("18 listopada 2020", Fault::MonthName),
        ("2020-jui-18", Fault::MonthName),
        ("2020 November", Fault::Form),
        ("mar 2020", Fault::NoDay),
        ("-03-12", Fault::Form),
        ("-0312", Fault::Form),
        ("-03-12-31", Fault::Form),
        ("--12-31", Fault::NoYear),
        ("03-335", Fault::Form),
        ("03335", Fault::Form),
        ("031231", Fault::Form),
        ("18", Fault::Form),
        ("1.5", Fault::Form),
        ("202", Fault::Form),
        ("16:08", Fault::Form),
        ("Nov 181, 2020", Fault::Form),
        ("Nov", Fault::NoDay),
        ("18 Nov 2", Fault::Form),
        ("18 Nov two", Fault::Form),
        ("20201", Fault::Form),
        ("202011", Fault::Form),
        ("16057156801", Fault::Form),
        ("253402300799", Fault::Unit),
        ("100000000000", Fault::Unit),
        ("012345678901", Fault::Unit),
        ("99999999999999999999999999", Fault::Form),
        ("-1605715680", Fault::Form),
        ("+2020-11-18", Fault::Form),
        ("2020-", Fault::Form),
        ("2020-11-", Fault::Form),
        ("2020-1118", Fault::Form),
        ("2020-11-181", Fault::Form),
        ("2020-11/18", Fault::Form),
        ("2020/323", Fault::Form),
        ("2020T16:08", Fault::Form),
        ("2020-W4-3", Fault::Form),
        ("2020-W47-33", Fault::Form),
        ("2020W4733", Fault::Form),
        ("2020-11-18 rubbish", Fault::Trailing),
        ("2020-11-18- 16:08", Fault::Trailing),
        ("2020-11-18 :16:08", Fault::Trailing),
        ("2020-11-18T16:08:00Z!", Fault::Trailing),
        ("2020-11-18T16:08:00Z 2020-11-18", Fault::Trailing),
        ("2020-11-18T16:08.5", Fault::Trailing),
        ("1605715680Z", Fault::Trailing),
        ("1605715680000.5", Fault::Trailing),
        ("18-Nov-2020-05", Fault::Trailing),
        ("18 Nov 2020 (open", Fault::Comment),
        ("(18 Nov 2020", Fault::Comment),
        ("(18 Nov 2020)", Fault::Form),
        ("\u{0662}\u{0660}\u{0662}\u{0660}-11-18", Fault::NotAscii),
        ("2020-11-1\u{ff18}", Fault::NotAscii),
        ("2020-11-18T16:08:00\u{0}", Fault::Trailing),
    ]);
}
