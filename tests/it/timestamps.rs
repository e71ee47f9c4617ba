//! Texts like timestamps, of which the law of timestamps holds.

use chrono::{DateTime, Utc};
use feedmill::internal::time::{Moment, Tz, read, rfc822, rfc3339};
use proptest::prelude::*;

use crate::laws::timestamps;

const KOLKATA: Tz = Tz::Asia__Kolkata;

/// Every whole second of the years 1 to 9999.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800_i64..=253_402_300_799).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(instant in instants()) {
        let expected = Ok(Moment { instant, clock_change: None });
        prop_assert_eq!(read(&rfc3339(instant), KOLKATA), expected);
        prop_assert_eq!(read(&rfc822(instant), KOLKATA), expected);
    }

    #[test]
    fn any_mix_of_the_parts_of_timestamps_is_read_or_refused(
        parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..12),
    ) {
        timestamps(parts.concat().as_bytes());
    }

    #[test]
    fn any_text_like_a_timestamp_is_read_or_refused(text in "[0-9TZW:+./ ,-]{0,40}") {
        timestamps(text.as_bytes());
    }

    #[test]
    fn any_text_like_a_date_of_mail_is_read_or_refused(
        text in "(Wed,? |\\()?[0-9]{0,3}[ -](Nov|may\\.?)[ -][0-9]{0,5}[ ,]?[0-9:]{0,8} ?[A-Z+-]{0,3}[0-9]*",
    ) {
        timestamps(text.as_bytes());
    }
}

/// What timestamps are made of, for texts that come close to one.
const PARTS: &[&str] = &[
    "0", "1", "12", "18", "31", "99", "012", "335", "2020", "0000", "20201118", " ", " ", "-", "-", "/", ".",
    ",", ":", ":", "+", "T", "t", "Z", "W", "W47", "am", "p.m.", "at", "of", "th", "Wed", "Nov", "mar",
    "Mai", "\u{39a}\u{3c5}\u{3c1}", "EST", "CET", "GMT", "ET", "UTC+1", "Europe/Berlin", "+01:00", "(", ")",
    "\\", "\u{b144}", "\u{c6d4}", "\u{c77c}", "\u{c624}\u{d6c4}", "\u{2212}", "\u{a0}", "\u{e9}",
    "\u{2d}\u{2d}", "16:08", "16:08:00", ".5",
];
