//! The keys of `feeds` that say when programs need not ask for a feed: hours and days that RSS lets them skip, how often new articles
//! come, and who answers for the technical side.

use super::podcast::read_owner;
use crate::config::section::Section;
use crate::error::Error;
use crate::model::Polling;

/// The days of the week as RSS names them.
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The spans of time of the syndication module.
const PERIODS: [(&str, &str); 5] = [
    ("hourly", "hourly"),
    ("daily", "daily"),
    ("weekly", "weekly"),
    ("monthly", "monthly"),
    ("yearly", "yearly"),
];

/// Reads the keys.
pub(super) fn read_polling(section: &Section<'_>) -> Result<Polling, Error> {
    Ok(Polling {
        skip_hours: hours(section)?,
        skip_days: days(section)?,
        updates: updates(section)?,
        webmaster: read_owner(section, "webmaster")?,
    })
}

/// The hours, of which one must be left.
fn hours(section: &Section<'_>) -> Result<Vec<u8>, Error> {
    let texts = section.texts("skip_hours")?.unwrap_or_default();
    let hour = |text: &String| text.parse().ok().filter(|hour: &u8| *hour < 24);
    let hours: Option<Vec<u8>> = texts.iter().map(hour).collect();
    let wrong =
        || section.error_at("skip_hours", "must be hours of the day in UTC, from 0 to 23, but not all");
    let mut hours = hours.ok_or_else(wrong)?;
    hours.sort_unstable();
    hours.dedup();
    if hours.len() == 24 { Err(wrong()) } else { Ok(hours) }
}

/// The days, of which one must be left.
fn days(section: &Section<'_>) -> Result<Vec<String>, Error> {
    let texts = section.texts("skip_days")?.unwrap_or_default();
    let is_named = |day: &&str| texts.iter().any(|text| text.eq_ignore_ascii_case(day));
    let days: Vec<String> = DAYS.iter().copied().filter(is_named).map(str::to_owned).collect();
    let is_day = |text: &String| DAYS.iter().any(|day| day.eq_ignore_ascii_case(text));
    if days.len() == DAYS.len() || !texts.iter().all(is_day) {
        return Err(section.error_at("skip_days", "must be days such as `Saturday`, but not all"));
    }
    Ok(days)
}

/// How often new articles come: a span of time, or a mapping with `period` and `frequency`.
fn updates(section: &Section<'_>) -> Result<Option<(String, u32)>, Error> {
    if section.node("updates").is_none_or(|node| !node.is_mapping()) {
        return Ok(section.choice("updates", &PERIODS)?.map(|period| (period.to_owned(), 1)));
    }
    let Some(updates) = section.section("updates")? else { return Ok(None) };
    updates.allow(&["period", "frequency"])?;
    let period = updates.choice("period", &PERIODS)?;
    let period = period.ok_or_else(|| updates.error_at("period", "is missing, such as `daily`"))?;
    Ok(Some((period.to_owned(), updates.count("frequency", 1)?.unwrap_or(1))))
}
