//! A local time, with or without a zone -> an instant in UTC.
//!
//! Knows the IANA zones and what a clock change does to a local time; the only text it reads is the name of a zone.

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::{GapInfo, TZ_VARIANTS, Tz};

use super::{Fault, YEARS};

/// A timestamp that has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant; its year is between 1 and 9999.
    pub instant: DateTime<Utc>,
    /// Why the instant is only one of several readings of the local time, if it is.
    pub clock_change: Option<ClockChange>,
}

/// What a clock change did to a local time. In both cases the offset before the change is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockChange {
    /// The clocks went forward: the local time does not exist.
    Gap,
    /// The clocks went back: the local time occurs twice.
    Fold,
}

/// The zone of an IANA name (`Europe/Berlin`, `UTC`), in any case of ASCII letters. Clock changes are known up to the year
/// 2100; after that the last offset stays.
pub fn zone(name: &str) -> Option<Tz> {
    TZ_VARIANTS.into_iter().find(|zone| zone.name().eq_ignore_ascii_case(name))
}

/// The zone that a timestamp names.
#[derive(Clone, Copy)]
pub(super) enum Zone {
    Offset(FixedOffset),
    /// An offset whose name is only certain in a feed.
    OffsetInFeeds(FixedOffset),
    Place(Tz),
}

/// A timestamp as written: a local time and the zone, if it names one.
pub(super) struct LocalTime {
    day: NaiveDate,
    time: Option<TimeDelta>,
    zone: Option<Zone>,
    only_in_feeds: Option<Fault>,
}

impl LocalTime {
    /// A day, the time since its midnight, and the zone if one is written.
    pub(super) fn new(day: NaiveDate, time: Option<TimeDelta>, zone: Option<Zone>) -> LocalTime {
        let only_in_feeds = matches!(zone, Some(Zone::OffsetInFeeds(_))).then_some(Fault::ZoneName);
        LocalTime { day, time, zone, only_in_feeds }
    }

    /// The same, in a form that is only certain in a feed and a fault elsewhere.
    pub(super) fn only_in_feeds(self, fault: Fault) -> LocalTime {
        LocalTime { only_in_feeds: Some(fault), ..self }
    }

    /// The same, if its form is certain everywhere; otherwise the fault.
    pub(super) fn certain(self) -> Result<LocalTime, Fault> {
        self.only_in_feeds.map_or(Ok(self), Err)
    }

    /// The same, at this time since midnight where it names none.
    pub(super) fn or_at(self, time: TimeDelta) -> LocalTime {
        LocalTime { time: self.time.or(Some(time)), ..self }
    }

    /// The offset that the timestamp names.
    pub(super) fn offset(&self) -> Option<FixedOffset> {
        match self.zone? {
            Zone::Offset(offset) | Zone::OffsetInFeeds(offset) => Some(offset),
            Zone::Place(_) => None,
        }
    }

    /// The instant, in the default zone if the timestamp names none.
    pub(super) fn resolve(self, default: Tz) -> Result<Moment, Fault> {
        let local = self
            .day
            .and_time(NaiveTime::MIN)
            .checked_add_signed(self.time.unwrap_or_default())
            .ok_or(Fault::Year)?;
        let (offset, clock_change) = match self.zone {
            Some(Zone::Offset(offset) | Zone::OffsetInFeeds(offset)) => (offset, None),
            Some(Zone::Place(zone)) => offset_in(zone, local),
            None => offset_in(default, local),
        };
        let utc = local.checked_sub_offset(offset).ok_or(Fault::Year)?;
        if !YEARS.contains(&utc.year()) {
            return Err(Fault::Year);
        }
        Ok(Moment { instant: utc.and_utc(), clock_change })
    }
}

impl From<DateTime<Utc>> for LocalTime {
    fn from(instant: DateTime<Utc>) -> LocalTime {
        let local = instant.naive_utc();
        let time = local.time().signed_duration_since(NaiveTime::MIN);
        LocalTime::new(local.date(), Some(time), Some(Zone::Offset(Utc.fix())))
    }
}

fn offset_in(zone: Tz, local: NaiveDateTime) -> (FixedOffset, Option<ClockChange>) {
    match zone.offset_from_local_datetime(&local) {
        MappedLocalTime::Single(offset) => (offset.fix(), None),
        // Of two offsets for one local time, the eastern one gives the earlier instant, before the change.
        MappedLocalTime::Ambiguous(one, other) => {
            let eastern =
                if one.fix().local_minus_utc() > other.fix().local_minus_utc() { one } else { other };
            (eastern.fix(), Some(ClockChange::Fold))
        }
        MappedLocalTime::None => {
            let before = GapInfo::new(&local, &zone).and_then(|gap| gap.begin);
            // Every gap has a time before it; should the tables lack it, an offset near by is used.
            let offset = before.map_or_else(|| zone.offset_from_utc_datetime(&local), |(_, offset)| offset);
            (offset.fix(), Some(ClockChange::Gap))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read, rfc3339};
    use super::*;

    #[test]
    fn a_clock_change_takes_the_offset_before_it() {
        use ClockChange::{Fold, Gap};
        use Tz::{America__New_York as NewYork, Australia__Lord_Howe as LordHowe, Europe__Berlin as Berlin};
        use Tz::{America__Sao_Paulo as SaoPaulo, Pacific__Apia as Apia};
        for (zone, text, expected, change) in [
            (NewYork, "2020-03-08 01:59:59", "2020-03-08T06:59:59Z", None),
            (NewYork, "2020-03-08 02:00", "2020-03-08T07:00:00Z", Some(Gap)),
            (NewYork, "2020-03-08 02:59:59", "2020-03-08T07:59:59Z", Some(Gap)),
            (NewYork, "2020-03-08 03:00", "2020-03-08T07:00:00Z", None),
            (NewYork, "Sun, 1 Nov 2020 00:59:59", "2020-11-01T04:59:59Z", None),
            (NewYork, "Sun, 1 Nov 2020 01:00", "2020-11-01T05:00:00Z", Some(Fold)),
            (NewYork, "Sun, 1 Nov 2020 01:59:59", "2020-11-01T05:59:59Z", Some(Fold)),
            (NewYork, "Sun, 1 Nov 2020 02:00", "2020-11-01T07:00:00Z", None),
            (Berlin, "2020-03-29T02:30", "2020-03-29T01:30:00Z", Some(Gap)),
            (Berlin, "2020-10-25T02:30", "2020-10-25T00:30:00Z", Some(Fold)),
            (Berlin, "2020-10-25T03:00", "2020-10-25T02:00:00Z", None),
            (LordHowe, "2020-10-04T02:00", "2020-10-03T15:30:00Z", Some(Gap)),
            (LordHowe, "2020-10-04T02:30", "2020-10-03T15:30:00Z", None),
            (LordHowe, "2020-04-05T01:45", "2020-04-04T14:45:00Z", Some(Fold)),
            (Apia, "2011-12-29T23:59:59", "2011-12-30T09:59:59Z", None),
            (Apia, "2011-12-30", "2011-12-30T10:00:00Z", Some(Gap)),
            (Apia, "2011-364T23:59:59", "2011-12-31T09:59:59Z", Some(Gap)),
            (Apia, "2011-12-29T24:00", "2011-12-30T10:00:00Z", Some(Gap)),
            (Apia, "2011-12-31", "2011-12-30T10:00:00Z", None),
            (SaoPaulo, "2018-11-04", "2018-11-04T03:00:00Z", Some(Gap)),
        ] {
            let moment = read(text, zone).map(|moment| (rfc3339(moment.instant), moment.clock_change));
            assert_eq!(moment, Ok((expected.to_string(), change)), "{text} in {zone}");
        }
    }

    #[test]
    fn a_written_offset_knows_no_change_of_the_clocks() {
        for text in ["2020-03-08T02:30:00-05:00", "Sun, 1 Nov 2020 01:30:00 EST", "1583652600"] {
            assert_eq!(read(text, Tz::America__New_York), read(text, Tz::UTC), "{text}");
        }
    }

    #[test]
    fn zones_are_found_by_name_in_any_case() {
        assert_eq!(zone("Europe/Berlin"), Some(Tz::Europe__Berlin));
        assert_eq!(zone("america/new_york"), Some(Tz::America__New_York));
        assert_eq!(zone("UTC"), Some(Tz::UTC));
        assert_eq!(zone("utc"), Some(Tz::UTC));
        for unknown in ["", "Berlin", "Europe/Berlin ", "+02:00", "CEST"] {
            assert_eq!(zone(unknown), None, "{unknown}");
        }
    }
}
