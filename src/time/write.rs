//! Writes instants as feeds want them: in UTC, to the whole second. Fractions are cut off, never rounded,
//! because a timestamp must not move into the future.

use chrono::{DateTime, Timelike, Utc};

/// The date and time of RFC 3339 (section 5.6), as Atom and JSON Feed want it: `2020-11-18T16:08:00Z`. Years
/// outside 0 to 9999, which [`read`](super::read) never gives, get a sign, and are outside that standard.
pub fn rfc3339(instant: DateTime<Utc>) -> String {
    whole_second(instant).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The date and time of RFC 822 with the four-digit year and numeric zone of RFC 5322 (section 3.3), as RSS
/// wants it: `Wed, 18 Nov 2020 16:08:00 +0000`. Years outside 0 to 9999 are written as [`rfc3339`] writes
/// them.
pub fn rfc822(instant: DateTime<Utc>) -> String {
    whole_second(instant).format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// The instant without its fraction, in which chrono also keeps leap seconds.
fn whole_second(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.with_nanosecond(0).unwrap_or(instant)
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
    fn no_instant_is_too_far_to_be_written() {
        for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!(rfc3339(instant).ends_with('Z'));
            assert!(rfc822(instant).ends_with(" +0000"));
        }
    }
}
