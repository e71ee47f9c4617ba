//! What `read` accepts beyond the standards: the forms of real feeds that mean one instant wherever they stand.

use super::tests::assert_all_read;
use super::*;

const KOLKATA: Tz = Tz::Asia__Kolkata;

#[test]
fn clocks_of_twelve_hours_are_read() {
    assert_all_read(&[
        ("Nov 18, 2020, 4:08 pm", "2020-11-18T10:38:00Z"),
        ("Nov 18, 2020 4:08pm", "2020-11-18T10:38:00Z"),
        ("November 18, 2020 at 04:08:09 PM EST", "2020-11-18T21:08:09Z"),
        ("Wed, 18 Nov 2020 4:08:09 AM -0700", "2020-11-18T11:08:09Z"),
        ("Nov. 18, 2020, 4:08 p.m. GMT", "2020-11-18T16:08:00Z"),
        ("Nov. 18, 2020, 4:08 a. m. GMT", "2020-11-18T04:08:00Z"),
        ("Nov 18, 2020 4 pm GMT", "2020-11-18T16:00:00Z"),
        ("18 Nov 2020 12:08 am Z", "2020-11-18T00:08:00Z"),
        ("18 Nov 2020 12:08 pm Z", "2020-11-18T12:08:00Z"),
        ("18 Nov 2020 00:08 AM Z", "2020-11-18T00:08:00Z"),
        ("18 Nov 2020 16:08 PM Z", "2020-11-18T16:08:00Z"),
        ("Wed Nov 18 04:08:00 PM 2020", "2020-11-18T10:38:00Z"),
        ("2020-11-18 4:08 PM", "2020-11-18T10:38:00Z"),
        ("2020-11-18T04:08 pm Z", "2020-11-18T16:08:00Z"),
    ]);
}

#[test]
fn times_may_lack_digits_and_parts() {
    assert_all_read(&[
        ("18 Nov 2020 9:8:7 GMT", "2020-11-18T09:08:07Z"),
        ("2020-11-18T9:8:7Z", "2020-11-18T09:08:07Z"),
        ("2020-11-18T16", "2020-11-18T10:30:00Z"),
        ("2020-11-18T16Z", "2020-11-18T16:00:00Z"),
        ("2020-11-18T16+01", "2020-11-18T15:00:00Z"),
        ("2020-11-18 T 16:08Z", "2020-11-18T16:08:00Z"),
        ("18 Nov 20 1608 GMT", "2020-11-18T16:08:00Z"),
        ("18 Nov 2020 16 -0700", "2020-11-18T23:00:00Z"),
        ("20201118 160800+0100", "2020-11-18T15:08:00Z"),
        ("20201118160800", "2020-11-18T10:38:00Z"),
        ("20201118160800.5 Z", "2020-11-18T16:08:00Z"),
    ]);
}

#[test]
fn date_and_time_may_be_linked_by_words_and_marks() {
    assert_all_read(&[
        ("2020-11-18 at 16:08:00 Z", "2020-11-18T16:08:00Z"),
        ("2020-11-18, 16:08 Z", "2020-11-18T16:08:00Z"),
        ("Wednesday, November 18, 2020 - 16:08", "2020-11-18T10:38:00Z"),
        ("Wednesday, November 18, 2020 - 4:08pm", "2020-11-18T10:38:00Z"),
        ("18/Nov/2020:16:08:00 +0100", "2020-11-18T15:08:00Z"),
    ]);
}

#[test]
fn numbers_are_a_date_when_all_orders_that_give_a_day_give_the_same() {
    assert_all_read(&[
        ("25/12/2021", "2021-12-24T18:30:00Z"),
        ("12/25/2021", "2021-12-24T18:30:00Z"),
        ("2021/12/25", "2021-12-24T18:30:00Z"),
        ("09-09-2013", "2013-09-08T18:30:00Z"),
        ("13.02.2020", "2020-02-12T18:30:00Z"),
        ("18.11.2020 16:08", "2020-11-18T10:38:00Z"),
        ("18 11 2020", "2020-11-17T18:30:00Z"),
        ("Wed, 11/18/2020 - 16:08 +0000", "2020-11-18T16:08:00Z"),
        ("11/18/2020 4:08 pm PST", "2020-11-19T00:08:00Z"),
    ]);
}

#[test]
fn dates_that_name_their_month_have_many_orders_and_marks() {
    let texts = [
        "18th November 2020",
        "18th of November 2020",
        "Nov 18th, 2020",
        "Wed, Nov 18 2020",
        "November, 18 2020",
        "Nov-18-2020",
        "18. November 2020",
        "18.Nov.2020",
        "18 Nov, 2020",
        "18-Nov.-2020",
        "18 Wednesday, Nov 2020",
        ", 18 Nov 2020",
        "Weds 18 Nov 2020",
        "Thurs,18 Nov 2020",
        "2020-Nov-18",
        "2020 November 18",
        "2020/Nov/18",
        "2020. Nov. 18.",
        "2020.11.18",
        "2020. 11. 18.",
        "2020-011-18",
        "Wed, 2020/11/18",
        "Wed 2020-11-18",
        "2020/11/18 (Wed)",
        "2020-11-18 (a (nested) comment)",
        "2020\u{5e74}11\u{6708}18\u{65e5}",
        "2020\u{b144} 11\u{c6d4} 18\u{c77c}",
    ];
    for text in texts {
        assert_all_read(&[(text, "2020-11-17T18:30:00Z")]);
    }
}

#[test]
fn asctime_may_have_its_zone_on_either_side_of_the_year() {
    assert_all_read(&[
        ("Wed Nov 18 16:08:00 PST 2020", "2020-11-19T00:08:00Z"),
        ("Wed Nov  8 16:08:00 +0100 2020", "2020-11-08T15:08:00Z"),
        ("Wed Nov 18 16:08:00 GMT+01:00 2020", "2020-11-18T15:08:00Z"),
        ("Wed Nov 18 16:08:00 Z 2020", "2020-11-18T16:08:00Z"),
        ("Wed Nov 18 16:08:00 2020 GMT", "2020-11-18T16:08:00Z"),
        ("Wed Nov 18 16:08:00 2020 -0100", "2020-11-18T17:08:00Z"),
        ("Wed Nov 18 2020 16:08:00 GMT+0100 (Some Standard Time)", "2020-11-18T15:08:00Z"),
    ]);
}

#[test]
fn offsets_have_many_spellings() {
    let spellings = [
        ("-0700", "23:08"),
        ("-07:00", "23:08"),
        ("-7:00", "23:08"),
        ("-700", "23:08"),
        ("--0700", "23:08"),
        (":-0700", "23:08"),
        ("-07:00:00", "23:08"),
        ("GMT-7", "23:08"),
        ("GMT-0700", "23:08"),
        ("UTC-07:00", "23:08"),
        ("UTC -07", "23:08"),
        ("-0700 GMT", "23:08"),
        ("-0700 MST", "23:08"),
        ("MST-0700", "23:08"),
        ("-0700 (MST)", "23:08"),
        ("-0700 -07", "23:08"),
        ("+0530 IST", "10:38"),
        ("+0000 UTC", "16:08"),
        ("+00:00Z", "16:08"),
        ("Etc/GMT", "16:08"),
        ("AKST", "01:08"),
        ("AKDT", "00:08"),
        ("HST", "02:08"),
    ];
    for (spelling, clock) in spellings {
        let day = if clock < "10:00" { "19" } else { "18" };
        let expected = format!("2020-11-{day}T{clock}:00Z");
        assert_all_read(&[(&format!("Wed, 18 Nov 2020 16:08:00 {spelling}"), &expected)]);
        assert_all_read(&[(&format!("2020-11-18 16:08:00{spelling}"), &expected)]);
    }
}

#[test]
fn zeros_need_no_sign_to_be_an_offset() {
    for zeros in ["00", "0000", "00:00"] {
        let text = format!("Wed, 18 Nov 2020 16:08:00 {zeros}");
        assert_all_read(&[(&text, "2020-11-18T16:08:00Z")]);
    }
}

#[test]
fn zones_of_places_know_their_summer() {
    assert_all_read(&[
        ("18 Nov 2020 16:08 Europe/Berlin", "2020-11-18T15:08:00Z"),
        ("18 Jul 2020 16:08 europe/berlin", "2020-07-18T14:08:00Z"),
        ("2020-07-18T16:08:00 America/Argentina/Buenos_Aires", "2020-07-18T19:08:00Z"),
        ("18 Nov 2020 16:08 ET", "2020-11-18T21:08:00Z"),
        ("18 Jul 2020 16:08 ET", "2020-07-18T20:08:00Z"),
        ("18 Nov 2020 16:08 CT", "2020-11-18T22:08:00Z"),
        ("18 Nov 2020 16:08 MT", "2020-11-18T23:08:00Z"),
        ("18 Nov 2020 16:08 PT", "2020-11-19T00:08:00Z"),
        ("18 Nov 2020 16:08 AT", "2020-11-18T20:08:00Z"),
    ]);
    let moment = read("2020-10-25 02:30 Europe/Berlin", KOLKATA);
    assert_eq!(moment.map(|moment| moment.clock_change), Ok(Some(ClockChange::Fold)));
}

#[test]
fn a_date_without_a_time_may_have_a_zone() {
    assert_all_read(&[
        ("2020-11-18Z", "2020-11-18T00:00:00Z"),
        ("2020-11-18+01:00", "2020-11-17T23:00:00Z"),
        ("2020-11-18-05:00", "2020-11-18T05:00:00Z"),
        ("2020-11-18 UTC", "2020-11-18T00:00:00Z"),
        ("18 Nov 2020 -0500", "2020-11-18T05:00:00Z"),
    ]);
}

#[test]
fn months_have_names_in_many_languages() {
    for (text, month) in [
        ("mercredi 18 janvier 2020", 1),
        ("Mi, 18 J\u{e4}n 2020", 1),
        ("18 ene. 2020", 1),
        ("18 f\u{e9}vrier 2020", 2),
        ("18 F\u{c9}VR. 2020", 2),
        ("mar, 18 mar 2020", 3),
        ("mar., 18 mars 2020", 3),
        ("18 M\u{e4}rz 2020", 3),
        ("18 mrt 2020", 3),
        ("18 de abril de 2020", 4),
        ("18 avr 2020", 4),
        ("18 Mai 2020", 5),
        ("18 mei 2020", 5),
        ("luned\u{ec} 18 giugno 2020", 6),
        ("2020. j\u{fa}nius 18.", 6),
        ("1er juillet 2020", 7),
        ("2020-j\u{fa}lius-18", 7),
        ("18 ao\u{fb}t 2020", 8),
        ("Ke, 18 Lok 2020", 10),
        ("ke 18. mar 2020", 11),
        ("18 syyskuuta 2020", 9),
        ("18 wrze\u{15b}nia 2020", 9),
        ("Seg, 18 Set 2020", 9),
        ("18 Okt. 2020", 10),
        ("mar 18 out 2020", 10),
        ("\u{441}\u{440}, 18 \u{43d}\u{43e}\u{44f}\u{431}\u{440}\u{44f} 2020", 11),
        ("\u{39a}\u{3c5}\u{3c1}, 18 \u{399}\u{3bf}\u{3cd}\u{3bb} 2020", 7),
        ("18 \u{394}\u{3b5}\u{3ba}\u{3b5}\u{3bc}\u{3b2}\u{3c1}\u{3af}\u{3bf}\u{3c5} 2020", 12),
        ("Do, 18 Dez 2020", 12),
    ] {
        let day = if text.starts_with('1') && text.contains("er j") { 1 } else { 18 };
        let expected = format!("2020-{month:02}-{day:02}T00:00:00Z");
        assert_eq!(read(text, Tz::UTC).map(|moment| rfc3339(moment.instant)), Ok(expected), "{text}");
    }
}

#[test]
fn east_asian_halves_of_the_day_stand_before_the_hour() {
    assert_all_read(&[
        ("2020-11-18 \u{c624}\u{d6c4} 4:08:09 Z", "2020-11-18T16:08:09Z"),
        ("2020-11-18 \u{c624}\u{c804} 12:08 Z", "2020-11-18T00:08:00Z"),
        ("2020/11/18(\u{6c34}) \u{4e0b}\u{5348}4:08 Z", "2020-11-18T16:08:00Z"),
        ("2020\u{5e74}11\u{6708}18\u{65e5}16:08 Z", "2020-11-18T16:08:00Z"),
    ]);
}
