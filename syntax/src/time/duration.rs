//! The playing time of a file, in every spelling that is in use -> seconds.
//!
//! Feeds and records write a number of seconds, a clock (`1:02:03`, `62:03`), or a duration of ISO 8601 (`PT1H2M3S`) without
//! years and months, which have no certain length.

use std::time::Duration;

/// The number of seconds, which may have a fraction and is finite; nothing where the text is none of these.
pub fn duration(text: &str) -> Option<f64> {
    let text = text.trim();
    let seconds: f64 = match text.strip_prefix(['P', 'p']) {
        Some(iso) => of_iso(&iso.to_ascii_uppercase())?,
        None if text.contains(':') => of_clock(text)?,
        None => text.parse().ok()?,
    };
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds)
}

/// A span of time in a configuration: a whole number and its unit, `s`, `m`, `h` or `d`; nothing where it is none.
pub fn span(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    // Three hundred years are longer than anybody waits, and can be added to any date.
    let most = 300 * 366 * 86_400;
    let seconds = number.parse::<u32>().ok().and_then(|number| u64::from(number).checked_mul(seconds));
    seconds.filter(|seconds| *seconds <= most).map(Duration::from_secs)
}

/// Two or three numbers. Only the first that is not zero may be greater than a clock shows.
fn of_clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let last = parts.len().saturating_sub(1);
    parts.iter().enumerate().try_fold(0.0, |sum, (index, part)| {
        let part = number(part, index == last)?;
        (sum == 0.0 || part < 60.0).then_some(sum * 60.0 + part)
    })
}

/// What follows the `P`: `1DT2H`, `T1H2M3.5S`, `2W`.
fn of_iso(text: &str) -> Option<f64> {
    let (days, clock) = text.split_once('T').unwrap_or((text, ""));
    if days.is_empty() && clock.is_empty() || text.ends_with('T') {
        return None;
    }
    let days = sum(days, &[('W', 604_800.0), ('D', 86_400.0)])?;
    Some(days + sum(clock, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])?)
}

/// The sum of numbers with units, which come in this order, each once at most.
fn sum(text: &str, units: &[(char, f64)]) -> Option<f64> {
    let mut rest = text;
    let mut sum = 0.0;
    for &(unit, seconds) in units {
        if let Some((part, after)) = rest.split_once(unit) {
            sum += number(part, true)? * seconds;
            rest = after;
        }
    }
    rest.is_empty().then_some(sum)
}

fn number(text: &str, may_have_fraction: bool) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let fits = |next: char| next.is_ascii_digit() || may_have_fraction && next == '.';
    let begins = text.starts_with(|first: char| first.is_ascii_digit());
    text.parse().ok().filter(|_| begins && text.chars().all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_time_is_a_number_and_its_unit() {
        for (text, seconds) in [
            ("90s", Some(90)),
            (" 15m ", Some(900)),
            ("2h", Some(7_200)),
            ("1d", Some(86_400)),
            ("0s", Some(0)),
            ("", None),
            ("d", None),
            ("15", None),
            ("1.5h", None),
            ("-1h", None),
            ("4000000000d", None),
            ("1ä", None),
        ] {
            assert_eq!(span(text), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn every_spelling_of_a_playing_time_is_read() {
        for (text, seconds) in [
            ("3723", 3723.0),
            (" 3723.5 ", 3723.5),
            ("0", 0.0),
            ("1:02:03", 3723.0),
            ("01:02:03", 3723.0),
            ("62:03", 3723.0),
            ("0:62:03", 3723.0),
            ("1:02:03.5", 3723.5),
            ("00:00:90", 90.0),
            ("PT1H2M3S", 3723.0),
            ("pt62m3s", 3723.0),
            ("PT3723S", 3723.0),
            ("P0DT1H2M3.5S", 3723.5),
            ("P1DT1H", 90_000.0),
            ("P1W", 604_800.0),
        ] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_has_no_certain_length_is_no_playing_time() {
        for text in [
            "", "-1", "NaN", "inf", "long", "1:2:3:4", "1:60:00", "1:02:61", "1::03", ":30", "1:-2",
            "1.5:30", "P", "PT", "P1DT", "P1Y", "P1M", "PT1S2H", "PT1H2", "P1H", "12 min",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
