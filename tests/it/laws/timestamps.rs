//! Timestamps: what is read can be written, and reads as the same second again.

use chrono::{DateTime, Datelike};
use feedmill::internal::format::article;
use feedmill::internal::time::{Moment, Tz, date_in_name, read, read_in_feed, rfc822, rfc3339};

/// Whatever is read can be written in each of our forms and read again, by a parser of somebody else's too, in a zone
/// with gaps and folds as in UTC; a feed gives it no other meaning, and white space around it has none.
pub fn timestamps(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = date_in_name(&text);
    for zone in [Tz::UTC, Tz::Australia__Lord_Howe] {
        let moment = read(&text, zone);
        assert_eq!(read(&format!(" \t{text}\r\n\u{a0}"), zone), moment, "{text:?}");
        if let Ok(moment) = moment {
            is_settled(&moment, &text);
        }
    }
    if let Ok(moment) = read_in_feed(&text) {
        is_settled(&moment, &text);
    }
    let is_korean = |character: char| matches!(character, '가'..='힣');
    if let Ok(moment) = read(&text, Tz::UTC)
        && !text.contains(is_korean)
    {
        assert_eq!(read_in_feed(&text), Ok(moment), "{text:?}");
    }
}

fn is_settled(moment: &Moment, text: &str) {
    let instant = moment.instant;
    assert!((1..=9999).contains(&instant.year()), "{text:?}");
    let (internet, mail) = (rfc3339(instant), rfc822(instant));
    let second = instant.timestamp();
    assert_eq!(DateTime::parse_from_rfc3339(&internet).map(|date| date.timestamp()), Ok(second), "{text:?}");
    assert_eq!(DateTime::parse_from_rfc2822(&mail).map(|date| date.timestamp()), Ok(second), "{text:?}");
    // A zone with an offset of its own would show, if what is written said nothing of its zone.
    let again = |written: &str| {
        let moment = read(written, Tz::Australia__Lord_Howe).expect(written);
        assert_eq!(read_in_feed(written), Ok(moment), "{written} of {text:?}");
        assert_eq!(moment.clock_change, None, "{written} of {text:?}");
        moment.instant
    };
    for written in [internet, mail] {
        assert_eq!(again(&written).timestamp(), second, "{written} of {text:?}");
    }
    let exact = article::date(instant).expect("the year is one that articles can say");
    assert_eq!(again(&exact), instant, "{exact} of {text:?}");
}
