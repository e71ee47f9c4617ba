//! What `read_in_feed` accepts and `read` refuses, and what both refuse.

use super::*;

fn in_feed(text: &str) -> Result<String, Fault> {
    read_in_feed(text).map(|moment| rfc3339(moment.instant))
}

fn assert_only_in_feed(cases: &[(&str, &str, Fault)]) {
    for (text, expected, elsewhere) in cases {
        assert_eq!(in_feed(text), Ok((*expected).to_string()), "{text}");
        assert_eq!(read(text, Tz::UTC), Err(*elsewhere), "{text}");
    }
}

#[test]
fn a_feed_without_a_zone_is_read_in_utc() {
    for text in ["2020-11-18T16:08:00", "Wed, 18 Nov 2020 16:08:00", "2020-11-18 16:08:00.0"] {
        assert_eq!(in_feed(text), Ok("2020-11-18T16:08:00Z".to_string()), "{text}");
    }
    assert_eq!(in_feed("1605715680"), Ok("2020-11-18T16:08:00Z".to_string()));
}

#[test]
fn years_and_months_stand_for_their_first_day() {
    assert_only_in_feed(&[
        ("2020", "2020-01-01T00:00:00Z", Fault::NoMonth),
        ("2020-11", "2020-11-01T00:00:00Z", Fault::NoDay),
        ("2020/11", "2020-11-01T00:00:00Z", Fault::NoDay),
        ("November 2020", "2020-11-01T00:00:00Z", Fault::NoDay),
        ("noviembre de 2020", "2020-11-01T00:00:00Z", Fault::NoDay),
        ("2020\u{5e74}11\u{6708}", "2020-11-01T00:00:00Z", Fault::NoDay),
    ]);
}

#[test]
fn dates_of_iso_8601_may_lack_the_century() {
    assert_only_in_feed(&[
        ("-20-11", "2020-11-01T00:00:00Z", Fault::Form),
        ("-2011", "2020-11-01T00:00:00Z", Fault::Form),
        ("-20-11-18", "2020-11-18T00:00:00Z", Fault::Form),
        ("-99-11-18T16:08Z", "1999-11-18T16:08:00Z", Fault::Form),
        ("201118", "2020-11-18T00:00:00Z", Fault::Form),
        ("991118T16:08+01:00", "1999-11-18T15:08:00Z", Fault::Form),
        ("20-323", "2020-11-18T00:00:00Z", Fault::Form),
        ("20323", "2020-11-18T00:00:00Z", Fault::Form),
    ]);
}

#[test]
fn numbers_with_a_short_year_are_a_date_when_only_one_order_gives_a_day() {
    assert_only_in_feed(&[
        ("99-11-18", "1999-11-18T00:00:00Z", Fault::DayOrMonthFirst),
        ("18/11/99", "1999-11-18T00:00:00Z", Fault::DayOrMonthFirst),
        ("11/18/20", "2020-11-18T00:00:00Z", Fault::DayOrMonthFirst),
        ("11-11-11", "2011-11-11T00:00:00Z", Fault::DayOrMonthFirst),
    ]);
}

#[test]
fn offsets_have_their_customary_names() {
    let hours = [
        ("CET", 15),
        ("MEZ", 15),
        ("MET", 15),
        ("cest", 14),
        ("MESZ", 14),
        ("MEST", 14),
        ("WET", 16),
        ("WEST", 15),
        ("BST", 15),
        ("EET", 14),
        ("EEST", 13),
        ("MSK", 13),
        ("SAST", 14),
        ("JST", 7),
        ("AEDT", 5),
        ("AST", 20),
        ("ADT", 19),
        ("BRT", 19),
    ];
    for (name, hour) in hours {
        let expected = format!("2020-11-18T{hour:02}:08:00Z");
        for text in [
            format!("Wed, 18 Nov 2020 16:08:00 {name}"),
            format!("Wed Nov 18 16:08:00 {name} 2020"),
            format!("2020-11-18 16:08 {name}"),
        ] {
            assert_only_in_feed(&[(&text, &expected, Fault::ZoneName)]);
        }
    }
    assert_only_in_feed(&[
        ("18 Nov 2020 16:08 NST", "2020-11-18T19:38:00Z", Fault::ZoneName),
        ("18 Nov 2020 16:08 ACST", "2020-11-18T06:38:00Z", Fault::ZoneName),
        ("18 Nov 2020 16:08 CET +0100", "2020-11-18T15:08:00Z", Fault::ZoneName),
    ]);
    assert_eq!(in_feed("18 Nov 2020 16:08 +0100 CET"), Ok("2020-11-18T15:08:00Z".to_string()));
}

#[test]
fn korean_timestamps_are_those_of_seoul() {
    for text in [
        "2020\u{b144} 11\u{c6d4} 19\u{c77c}  01:08:00",
        "2020-11-19 \u{c624}\u{c804} 1:08:00",
        "2020-11-18 \u{c624}\u{d6c4} 16:08:00 Z",
    ] {
        assert_eq!(in_feed(text), Ok("2020-11-18T16:08:00Z".to_string()), "{text}");
    }
}

#[test]
fn a_feed_is_no_reason_to_guess() {
    let cases: &[(Fault, &[&str])] = &[
        (Fault::DayOrMonthFirst, &["01/02/2020", "05.11.2020", "20-11-18", "1/2/20", "32/13/2020"]),
        (Fault::DayOrMonthFirst, &["18/11/020", "18 11 16:08"]),
        (Fault::Form, &["202011", "200512", "201318", "20367", "-20", "2020.11", "16:08", "-1605715680"]),
        (Fault::Form, &["yesterday"]),
        (Fault::NoYear, &["--11-18", "---18", "18 Nov"]),
        (Fault::NoDayOfWeek, &["2020-W47"]),
        (Fault::MonthName, &["2020 rubbish"]),
        (Fault::ZoneName, &["18 Nov 2020 16:08 IST"]),
        (Fault::Year, &["0000-00-00 00:00:00", "0000-00", "0000", "-0001-11-30T00:00:00+00:00"]),
        (Fault::Empty, &[""]),
    ];
    for (fault, texts) in cases {
        for text in *texts {
            assert_eq!(read_in_feed(text), Err(*fault), "{text}");
        }
    }
}
