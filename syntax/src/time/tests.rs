//! What `read` accepts of the standards and the count since 1970, in tables.

use super::*;

/// Half an hour off every whole hour and without clock changes, so that it shows if the zone was not used.
const KOLKATA: Tz = Tz::Asia__Kolkata;

fn read_in(zone: Tz, text: &str) -> Result<String, Fault> {
    read(text, zone).map(|moment| rfc3339(moment.instant))
}

pub(super) fn assert_all_read(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(read_in(KOLKATA, text), Ok((*expected).to_string()), "{text}");
        assert_eq!(read(text, KOLKATA).map(|moment| moment.clock_change), Ok(None), "{text}");
    }
}

#[test]
fn rfc_3339_and_its_relatives_are_read() {
    assert_all_read(&[
        ("2020-11-18T16:08:00Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18t16:08:00z", "2020-11-18T16:08:00Z"),
        ("2020-11-18 16:08:00Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18   16:08:00   Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18\t16:08:00\u{a0}Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18T16:08Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18T16:08:59.999999999999Z", "2020-11-18T16:08:59Z"),
        ("2020-11-18T16:08:00,5Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18T16:08:00+08:00", "2020-11-18T08:08:00Z"),
        ("2020-11-18T16:08:00+0800", "2020-11-18T08:08:00Z"),
        ("2020-11-18T16:08:00+08", "2020-11-18T08:08:00Z"),
        ("2020-11-18 16:08:00 -0830", "2020-11-19T00:38:00Z"),
        ("2020-11-18 16:08 -08:30", "2020-11-19T00:38:00Z"),
        ("2020-11-18T16:08:00\u{2212}08:30", "2020-11-19T00:38:00Z"),
        ("2020-11-18T16:08:00-00:00", "2020-11-18T16:08:00Z"),
        ("2020-11-18T16:08:00-0000", "2020-11-18T16:08:00Z"),
        ("2020-11-18T16:08:00+23:59", "2020-11-17T16:09:00Z"),
        ("2020-11-18T16:08:00-23:59", "2020-11-19T16:07:00Z"),
        ("2020-11-18 16:08:00 UTC", "2020-11-18T16:08:00Z"),
        ("2020-11-18 16:08 gmt", "2020-11-18T16:08:00Z"),
        ("2020-11-18 16:08:00 PST", "2020-11-19T00:08:00Z"),
        ("2020-11-18T16:08:00", "2020-11-18T10:38:00Z"),
        ("2020-11-18T16:08", "2020-11-18T10:38:00Z"),
        ("2020-11-18 16:08:00.25", "2020-11-18T10:38:00Z"),
        ("2020-11-18 9:05", "2020-11-18T03:35:00Z"),
        ("2020-1-5 9:05Z", "2020-01-05T09:05:00Z"),
        ("2020/11/18 16:08", "2020-11-18T10:38:00Z"),
        ("2020/1/5T16:08Z", "2020-01-05T16:08:00Z"),
        ("2020-11-18", "2020-11-17T18:30:00Z"),
        ("2020-1-5", "2020-01-04T18:30:00Z"),
        ("2020/11/18", "2020-11-17T18:30:00Z"),
        ("2020-02-29", "2020-02-28T18:30:00Z"),
        ("2000-02-29", "2000-02-28T18:30:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ]);
}

#[test]
fn basic_week_and_ordinal_dates_are_read() {
    assert_all_read(&[
        ("20201118", "2020-11-17T18:30:00Z"),
        ("20201118T160800Z", "2020-11-18T16:08:00Z"),
        ("20201118T1608Z", "2020-11-18T16:08:00Z"),
        ("20201118T160800.75+0100", "2020-11-18T15:08:00Z"),
        ("20201118T160800", "2020-11-18T10:38:00Z"),
        ("20201118 16:08:00Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18T160800Z", "2020-11-18T16:08:00Z"),
        ("2020-W47-3", "2020-11-17T18:30:00Z"),
        ("2020W473", "2020-11-17T18:30:00Z"),
        ("2020w473", "2020-11-17T18:30:00Z"),
        ("2020-W47-3T16:08:00Z", "2020-11-18T16:08:00Z"),
        ("2020-W47-3 16:08 +02:00", "2020-11-18T14:08:00Z"),
        ("2020W473T160800Z", "2020-11-18T16:08:00Z"),
        ("2020-W53-7T00:00Z", "2021-01-03T00:00:00Z"),
        ("2019-W01-1T00:00Z", "2018-12-31T00:00:00Z"),
        ("2020-323", "2020-11-17T18:30:00Z"),
        ("2020323", "2020-11-17T18:30:00Z"),
        ("2020-323T16:08:00Z", "2020-11-18T16:08:00Z"),
        ("2020323T1608Z", "2020-11-18T16:08:00Z"),
        ("2020-366T12:00Z", "2020-12-31T12:00:00Z"),
    ]);
}

#[test]
fn rfc_2822_and_its_slips_are_read() {
    assert_all_read(&[
        ("Wed, 18 Nov 2020 16:08:00 +0000", "2020-11-18T16:08:00Z"),
        ("Wed, 18 Nov 2020 16:08:00 -0000", "2020-11-18T16:08:00Z"),
        ("Wed, 18 Nov 2020 16:08:00 +02:00", "2020-11-18T14:08:00Z"),
        ("Mon, 18 Nov 2020 16:08:00 GMT", "2020-11-18T16:08:00Z"),
        ("Wednesday, 18 November 2020 16:08:00 UT", "2020-11-18T16:08:00Z"),
        ("Wednesday 18 November 2020 16:08:00 UTC", "2020-11-18T16:08:00Z"),
        ("WED,18 NOV 2020 16:08:00 Z", "2020-11-18T16:08:00Z"),
        ("Wed. , 18 nov. 2020 16:08 z", "2020-11-18T16:08:00Z"),
        ("8 Sept. 2020 9:08 GMT", "2020-09-08T09:08:00Z"),
        ("18 Nov 2020 16:08:00.5 GMT", "2020-11-18T16:08:00Z"),
        ("18 Nov 2020, 16:08 GMT", "2020-11-18T16:08:00Z"),
        ("18 Nov 2020 16:08:00", "2020-11-18T10:38:00Z"),
        ("18 Nov 2020", "2020-11-17T18:30:00Z"),
        ("18 Nov 2020 GMT", "2020-11-18T00:00:00Z"),
        ("18-Nov-2020", "2020-11-17T18:30:00Z"),
        ("Wednesday, 18-Nov-20 16:08:00 GMT", "2020-11-18T16:08:00Z"),
        ("(a) Wed (b (c \\) d)), 18 (été) Nov 2020 16:08:00 +0000 (UTC)", "2020-11-18T16:08:00Z"),
        ("November 18, 2020", "2020-11-17T18:30:00Z"),
        ("Nov 18, 2020 16:08", "2020-11-18T10:38:00Z"),
        ("Nov. 18 2020 16:08:00 EST", "2020-11-18T21:08:00Z"),
        ("Wed, Nov 18, 2020, 16:08 +0100", "2020-11-18T15:08:00Z"),
        ("Wed Nov 18 16:08:00 2020", "2020-11-18T10:38:00Z"),
        ("Wed Nov  8 16:08:00 2020", "2020-11-08T10:38:00Z"),
        ("1 May 0099 00:00 Z", "0099-05-01T00:00:00Z"),
    ]);
}

#[test]
fn every_month_has_a_short_and_a_full_name() {
    let full = "January February March April May June July August September October November December";
    let short = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    for names in [full, short, &full.to_uppercase(), &short.to_lowercase()] {
        for (name, number) in names.split(' ').zip(1..) {
            let expected = Ok(format!("2021-{number:02}-07T01:02:00Z"));
            assert_eq!(read_in(KOLKATA, &format!("7 {name} 2021 01:02 Z")), expected, "{name}");
        }
    }
}

#[test]
fn named_zones_follow_rfc_2822() {
    let hours = [
        ("UT", 12),
        ("UTC", 12),
        ("GMT", 12),
        ("EDT", 16),
        ("EST", 17),
        ("CDT", 17),
        ("CST", 18),
        ("MDT", 18),
        ("MST", 19),
        ("PDT", 19),
        ("PST", 20),
    ];
    for (name, hour) in hours {
        let expected = Ok(format!("2020-11-18T{hour}:00:00Z"));
        assert_eq!(read_in(KOLKATA, &format!("18 Nov 2020 12:00 {name}")), expected, "{name}");
        assert_eq!(
            read_in(KOLKATA, &format!("2020-11-18 12:00 {}", name.to_lowercase())),
            expected,
            "{name}"
        );
    }
}

#[test]
fn military_zones_are_utc_in_mail_and_unknown_elsewhere() {
    for letter in ('A'..='Z').filter(|letter| *letter != 'J') {
        let expected = Ok("2020-11-18T12:00:00Z".to_string());
        assert_eq!(read_in(KOLKATA, &format!("18 Nov 2020 12:00 {letter}")), expected, "{letter}");
        if letter != 'Z' {
            let outcome = read_in(KOLKATA, &format!("2020-11-18 12:00 {letter}"));
            assert_eq!(outcome, Err(Fault::ZoneName), "{letter}");
        }
    }
    assert_eq!(read_in(KOLKATA, "18 Nov 2020 12:00 J"), Err(Fault::ZoneName));
}

#[test]
fn two_and_three_digit_years_follow_rfc_2822() {
    for (year, expected) in [
        ("00", "2000"),
        ("20", "2020"),
        ("49", "2049"),
        ("50", "1950"),
        ("99", "1999"),
        ("100", "2000"),
        ("120", "2020"),
        ("999", "2899"),
        ("0100", "0100"),
    ] {
        let expected = Ok(format!("{expected}-11-18T16:08:00Z"));
        assert_eq!(read_in(KOLKATA, &format!("18 Nov {year} 16:08 GMT")), expected, "{year}");
    }
}

#[test]
fn digits_alone_count_from_1970_unless_they_are_a_date() {
    assert_all_read(&[
        ("999999999", "2001-09-09T01:46:39Z"),
        ("1605715680", "2020-11-18T16:08:00Z"),
        ("1605715680.75", "2020-11-18T16:08:00Z"),
        ("9999999999", "2286-11-20T17:46:39Z"),
        ("253402300800", "1978-01-11T21:31:40Z"),
        ("999999999999", "2001-09-09T01:46:39Z"),
        ("1605715680999", "2020-11-18T16:08:00Z"),
        ("19700101T0000Z", "1970-01-01T00:00:00Z"),
    ]);
}

#[test]
fn the_end_of_a_day_and_a_leap_second_are_real_instants() {
    assert_all_read(&[
        ("2020-12-31T24:00", "2020-12-31T18:30:00Z"),
        ("2020-12-31T24:00:00.000+01:00", "2020-12-31T23:00:00Z"),
        ("20201231T2400Z", "2021-01-01T00:00:00Z"),
        ("31 Dec 2020 24:00:00 GMT", "2021-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("20161231T235960Z", "2016-12-31T23:59:59Z"),
        ("31 Dec 2016 18:59:60 EST", "2016-12-31T23:59:59Z"),
        ("2020-11-18T16:08:60Z", "2020-11-18T16:08:59Z"),
    ]);
}

#[test]
fn fractions_are_kept_to_the_nanosecond() {
    for (text, nanoseconds) in [
        ("2020-11-18T16:08:00.5Z", 500_000_000),
        ("2020-11-18T16:08:00,000000001Z", 1),
        ("2020-11-18T16:08:00.1234567899Z", 123_456_789),
        ("20201118T160800.000001Z", 1_000),
        ("18 Nov 2020 16:08:00.25 GMT", 250_000_000),
        ("1605715680.25", 250_000_000),
        ("1605715680007", 7_000_000),
    ] {
        let found = read(text, Tz::UTC).map(|moment| moment.instant.timestamp_subsec_nanos());
        assert_eq!(found, Ok(nanoseconds), "{text}");
    }
}

#[test]
fn long_texts_are_refused_and_white_space_around_does_not_count() {
    let fraction = "0".repeat(LONGEST - "2020-11-18T16:08:00.Z".len());
    let longest = format!("2020-11-18T16:08:00.{fraction}Z");
    let padding = " ".repeat(500);
    assert_eq!(read_in(Tz::UTC, &longest), Ok("2020-11-18T16:08:00Z".to_string()));
    assert_eq!(read_in(Tz::UTC, &format!("{padding}{longest}{padding}")), read_in(Tz::UTC, &longest));
    assert_eq!(read_in(Tz::UTC, &longest.replace('Z', "0Z")), Err(Fault::TooLong));
}

#[test]
fn a_file_name_gives_its_leading_date() {
    for name in
        ["2020-11-18-some-title.md", "2020-11-18.md", "2020-11-18-.html", "2020-11-18-\u{e9}t\u{e9}.md"]
    {
        assert_eq!(date_in_name(name), Some("2020-11-18"), "{name}");
    }
    assert_eq!(date_in_name("2020-13-99-title.md"), Some("2020-13-99"));
    assert_eq!(date_in_name("2020-1-8-title.md"), Some("2020-1-8"));
    let others = [
        "", "title.md", "2020-11-18", "2020-11-18title.md", "2020-11-181-title.md", "20201118-title.md",
        "2020_11_18-title.md", "a2020-11-18-title.md", "2020-11-1\u{ff18}-title.md",
        "2020-11-1\u{e9}-title.md",
    ];
    for name in others {
        assert_eq!(date_in_name(name), None, "{name}");
    }
}
