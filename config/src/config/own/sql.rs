//! The section `input.sql` -> where the records are in a database, and the queries that find them there.

use std::time::Duration;

use url::Url;

use super::{Section, span_at};
use crate::config::{Place, Secret, Sql};
use crate::error::Error;

/// How long one statement may take, and how often the selection is made anew, where the configuration does not say.
const TIMEOUT: Duration = Duration::from_secs(30);
const RECONCILE: Duration = Duration::from_secs(24 * 60 * 60);

/// How far back changes are asked for again that the run before has asked for already.
const OVERLAP: Duration = Duration::from_secs(5 * 60);

/// Reads the section.
pub(super) fn read_sql(section: &Section<'_>) -> Result<Sql, Error> {
    section.allow(&[
        "url", "articles", "topics", "key", "date", "changed", "timeout", "overlap", "reconcile",
        "certificates",
    ])?;
    let query = |key| -> Result<Option<String>, Error> {
        Ok(section.text(key)?.map(|text| text.trim_end_matches([';', ' ', '\n']).to_owned()))
    };
    let name = |key, standard: &str| -> Result<String, Error> {
        Ok(section.text(key)?.unwrap_or_else(|| standard.to_owned()))
    };
    let missing = || section.error_at("url", "is missing; write `sqlite:FILE`, `postgres://…` or `env:NAME`");
    let url = section.text("url")?.ok_or_else(missing)?;
    let place = place(&url).map_err(|message| section.error_at("url", &message))?;
    if has_password(&place) {
        let message = "holds a password, and this file is read by others; put the URL into a variable of the \
                       environment and write `env:NAME`";
        return Err(section.error_at("url", message));
    }
    Ok(Sql {
        place,
        articles: query("articles")?,
        topics: query("topics")?,
        key: name("key", "id")?,
        date: name("date", "date")?,
        changed: section.text("changed")?,
        timeout: span_at(section, "timeout")?.filter(|span| !span.is_zero()).unwrap_or(TIMEOUT),
        overlap: span_at(section, "overlap")?.unwrap_or(OVERLAP),
        reconcile: span_at(section, "reconcile")?.unwrap_or(RECONCILE),
        certificates: section.text("certificates")?,
    })
}

/// The place that a URL means.
///
/// # Errors
///
/// A message that begins with "must be" and quotes nothing.
pub(super) fn place(url: &str) -> Result<Place, String> {
    let wrong = || "must be `sqlite:FILE`, `postgres://USER@HOST/DATABASE` or `env:NAME`".to_owned();
    if let Some(name) = url.strip_prefix("env:") {
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        return is_name.then(|| Place::Environment(name.to_owned())).ok_or_else(wrong);
    }
    if let Some(file) = url.strip_prefix("sqlite:") {
        let file = file.strip_prefix("//").unwrap_or(file);
        return if file.is_empty() { Err(wrong()) } else { Ok(Place::Sqlite(file.to_owned())) };
    }
    let parsed = Url::parse(url).map_err(|_| wrong())?;
    match parsed.scheme() {
        "postgres" | "postgresql" => Ok(Place::Postgres(Secret::new(url))),
        _ => Err(wrong()),
    }
}

/// Whether a URL that is written down gives a password away.
fn has_password(place: &Place) -> bool {
    let Place::Postgres(url) = place else { return false };
    Url::parse(url.reveal()).is_ok_and(|url| {
        let is_secret = |key: &str| key.to_ascii_lowercase().contains("pass");
        url.password().is_some() || url.query_pairs().any(|(key, _)| is_secret(&key))
    })
}
