//! What `read` refuses, and with which fault: nothing here may ever become a guess.

use super::*;

fn assert_all_refused(cases: &[(Fault, &[&str])]) {
    for (fault, texts) in cases {
        for text in *texts {
            assert_eq!(read(text, Tz::UTC), Err(*fault), "{text}");
        }
    }
}

#[test]
fn impossible_numbers_are_faults() {
    assert_all_refused(&[
        (Fault::Month, &["2020-13-01", "2020-00-01", "20201301", "2020/13/01", "2020-18-11"]),
        (Fault::Day, &["2020-11-00", "2020-11-32", "32 Nov 2020", "Nov 0, 2020"]),
        (Fault::DayOfMonth, &["2020-02-30", "2019-02-29", "1900-02-29", "2020-11-31", "31 Nov 2020"]),
        (Fault::Week, &["2020-W00-1", "2019-W53-1", "2020W541"]),
        (Fault::DayOfWeek, &["2020-W47-0", "2020-W47-8"]),
        (Fault::DayOfYear, &["2020-000", "2019-366", "2020367"]),
        (Fault::Hour, &["2020-11-18T25:00", "2020-11-18T25:00Z", "2020-11-18T24:01"]),
        (Fault::Hour, &["2020-11-18T24:00:01", "2020-11-18T24:00:00.001", "20201118T250000Z"]),
        (Fault::Minute, &["2020-11-18T16:60"]),
        (Fault::Second, &["2020-11-18T16:08:61"]),
        (Fault::Offset, &["2020-11-18T16:08:00+25:00", "2020-11-18T16:08:00+24:00"]),
        (Fault::Offset, &["2020-11-18T16:08:00-2400", "2020-11-18T16:08:00+02:60"]),
        (Fault::Offset, &["Wed, 18 Nov 2020 16:08:00 +0260", "Wed, 18 Nov 2020 16:08:00 -9900"]),
    ]);
}

#[test]
fn years_are_those_of_four_digits_in_utc_too() {
    assert_all_refused(&[
        (Fault::Year, &["0000-01-01", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z"]),
        (Fault::Year, &["00000000000000", "0000", "-0001-11-30T00:00:00+00:00"]),
        (Fault::Year, &["Wed, 30 Nov -0001 00:00:00 +0000", "Wed, 00 Nov 0000 00:00:00 GMT", "00000101"]),
        (Fault::Year, &["0000-W01-1", "0000-001", "10000-01-01", "10000-01-01T00:00:00Z", "100000/01/01"]),
        (Fault::Year, &["18 Nov 10000", "18 Nov 0000", "0001-01-01T00:00:00+00:01"]),
        (Fault::Year, &["9999-12-31T23:59:59-00:01", "9999-12-31T24:00", "9999-W52-6"]),
    ]);
    assert_eq!(read("0001-01-01", Tz::Asia__Kolkata), Err(Fault::Year));
}

#[test]
fn dates_with_a_part_missing_are_faults() {
    assert_all_refused(&[
        (Fault::NoMonth, &["2020"]),
        (Fault::NoDay, &["2020-11", "2020/11", "November 2020", "November"]),
        (Fault::NoDayOfWeek, &["2020-W47", "2020W47", "2020-W47T16:08Z"]),
        (Fault::NoYear, &["18 Nov", "18 Nov 16:08", "Nov 18", "Wed Nov 18 16:08:00"]),
    ]);
}

#[test]
fn numeric_dates_that_could_mean_two_days_are_ambiguous() {
    assert_all_refused(&[
        (Fault::DayOrMonthFirst, &["01/02/2020", "1/2/2020", "1/2/20", "12/11/2020 16:08"]),
        (Fault::DayOrMonthFirst, &["01-02-2020", "20-11-18", "01.02.2020", "01 02 2020"]),
        (Fault::DayOrMonthFirst, &["Wed, 11/12/2020", "01/02/2020 rubbish", "Wed, 11/12/2020 - 16:08"]),
        (
            Fault::DayOrMonthFirst,
            &["03-12-31", "99-12-31", "31.12.99", "11/11/11", "25/13/2021", "31/02/2020"],
        ),
    ]);
}

#[test]
fn clocks_and_zones_that_are_not_known_are_faults() {
    assert_all_refused(&[
        (Fault::Clock, &["2020-11-18T", "2020-11-18 16", "2020-11-18 1608", "2020-11-18T16:"]),
        (Fault::Clock, &["2020-11-18T16:08:", "2020-11-18T16:08:00.Z", "2020-11-18T016:08"]),
        (Fault::Clock, &["2020-11-18T16080Z", "2020-11-18TZ", "2020-11-18 16 08", "2020-11-18 16-18"]),
        (Fault::Clock, &["18 Nov 2020 16.08"]),
        (Fault::Trailing, &["2020-11-18T16.5", "2020-11-18T16:08:00+01:00:30"]),
        (Fault::Trailing, &["2020-11-18T16:08:00+100:00", "2020-11-18T16:08:00+0100:00"]),
        (Fault::Trailing, &["2020-11-18T16:08:00 0100", "2020-11-18T16:08:00 /"]),
        (Fault::Trailing, &["18 Nov 2020 16:08 EST5EDT", "18 Nov 2020 16:08 +0100 rubbish"]),
        (Fault::Trailing, &["18 Nov 2020 16:08 +0100 A"]),
        (Fault::Offset, &["2020-11-18T16:08:00+", "2020-11-18T16:08:00+1", "2020-11-18T16:08:00+010"]),
        (Fault::Offset, &["2020-11-18T16:08:00+01:0", "2020-11-18T16:08:00+01:"]),
        (Fault::Offset, &["2020-11-18T16:08:00+01000", "2020-11-18T16:08:00+030"]),
        (Fault::Offset, &["2020-11-18T16:08:00+3000"]),
        (Fault::ZoneName, &["2020-11-18T16:08:00 CEST", "2020-11-18T16:08:00 Europe/Bielefeld"]),
        (Fault::ZoneName, &["18 Nov 2020 16:08 IST", "18 Nov 2020 CET", "Nov 18, 2020 4:08 xm"]),
        (Fault::ZoneTwice, &["18 Nov 2020 16:08 EST -0400", "18 Nov 2020 16:08 ET -0500"]),
        (Fault::ZoneTwice, &["18 Nov 2020 16:08 -0400 EST", "18 Nov 2020 16:08 +0300 +04"]),
        (Fault::ZoneTwice, &["2020-11-18T16:08:00-05:00Z"]),
        (Fault::TwelveHours, &["Nov 18, 2020 13:08 am", "Nov 18, 2020 0:08 pm", "Nov 18, 2020 24:00 pm"]),
    ]);
}

#[test]
fn whatever_else_is_written_is_a_fault() {
    assert_all_refused(&[
        (Fault::Empty, &["", " \r\n\t\u{3000}"]),
        (Fault::Form, &["yesterday", "null", "Wed", "Wed, ", "18Nov2020", "2020 November", "-03-12"]),
        (Fault::Form, &["-0312", "-03-12-31", "03-335", "03335", "031231", "18", "1.5", "202", "16:08"]),
        (Fault::Form, &["Nov 181, 2020", "18 Nov 2", "18 Nov two", "20201", "202011", "16057156801"]),
        (Fault::Form, &["99999999999999999999999999", "-1605715680", "+2020-11-18", "2020-", "2020-11-"]),
        (Fault::Form, &["2020-1118", "2020-11-181", "2020-11/18", "2020/323", "2020T16:08", "2020-W4-3"]),
        (Fault::Form, &["2020-W47-33", "2020W4733", "(18 Nov 2020)"]),
        (Fault::MonthName, &["18 no 2020", "18 jui 2020", "18 listopada 2020", "2020-jui-18"]),
        (Fault::NoDay, &["mar 2020", "Nov"]),
        (Fault::NoYear, &["--12-31"]),
        (Fault::Unit, &["253402300799", "100000000000", "012345678901"]),
        (Fault::Trailing, &["2020-11-18 rubbish", "2020-11-18- 16:08", "2020-11-18 :16:08"]),
        (Fault::Trailing, &["2020-11-18T16:08:00Z!", "2020-11-18T16:08:00Z 2020-11-18"]),
        (Fault::Trailing, &["2020-11-18T16:08.5", "1605715680Z", "1605715680000.5", "18-Nov-2020-05"]),
        (Fault::Trailing, &["2020-11-18T16:08:00\u{0}"]),
        (Fault::Comment, &["18 Nov 2020 (open", "(18 Nov 2020"]),
        (Fault::NotAscii, &["\u{0662}\u{0660}\u{0662}\u{0660}-11-18", "2020-11-1\u{ff18}"]),
    ]);
}
