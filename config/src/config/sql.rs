//! Where records are that come from a database: its place, the queries, and what a run may cost it. Of a place that may hold a
//! password nothing is ever shown but the host and the name of the database.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::own;

/// Records in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// Where the database is.
    pub place: Place,
    /// The query of the articles, a row each; nothing for all of the table `articles`.
    pub articles: Option<String>,
    /// The query of pairs of an article and a topic; nothing for the table `article_topics`, where there is one.
    pub topics: Option<String>,
    /// The column of the articles that tells them apart.
    pub key: String,
    /// The column, of articles and pairs, by which the newest come first.
    pub date: String,
    /// The column of the articles that grows whenever one of them changes.
    pub changed: Option<String>,
    /// How long one statement may take.
    pub timeout: Duration,
    /// How far back changes are asked for once more.
    pub overlap: Duration,
    /// How often the selection is made without what the run before has left.
    pub reconcile: Duration,
    /// A file of certificates in PEM that servers are trusted by beside those of the public authorities.
    pub certificates: Option<String>,
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of SQLite, seen from the project's folder.
    Sqlite(String),
    /// A server of PostgreSQL, by its URL.
    Postgres(Secret),
    /// A variable of the environment holds the URL. Only the edge of the program knows the environment.
    Environment(String),
}

/// A text that is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    /// The text, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What depends on the place of the database depends on this, and no password is in it.
        f.write_str(&shown(self))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sqlite(file) => write!(f, "sqlite:{file}"),
            Place::Postgres(url) => f.write_str(&shown(url)),
            Place::Environment(name) => write!(f, "env:{name}"),
        }
    }
}

/// Host, port and database of a URL.
fn shown(url: &Secret) -> String {
    let Ok(url) = Url::parse(url.reveal()) else { return "postgres://".to_owned() };
    let host = url.host_str().unwrap_or_default();
    let host = match url.query_pairs().find(|(key, _)| key == "host") {
        Some((_, named)) if host.is_empty() => named.into_owned(),
        _ => host.to_owned(),
    };
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    format!("postgres://{host}{port}{}", url.path())
}

impl Place {
    /// The place that a URL means, as a variable of the environment holds it: it may have a password.
    ///
    /// # Errors
    ///
    /// A message that begins with "must be" and quotes nothing of it.
    pub fn of_url(url: &str) -> Result<Place, String> {
        match own::place_of(url.trim())? {
            Place::Environment(_) => Err("must be the URL itself".to_owned()),
            place => Ok(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(sql: &str) -> Result<Config, crate::error::Error> {
        format!("site: {{url: \"https://example.org/\"}}\ninput: {{sql: {{{sql}}}}}").parse()
    }

    #[test]
    fn no_password_is_shown_in_any_way() {
        let place = Place::of_url("postgres://ann:hidden@db.example.org:5433/news?password=hidden").unwrap();
        assert_eq!(place.to_string(), "postgres://db.example.org:5433/news");
        let socket = Place::of_url("postgres:///news?host=/run/postgresql&user=ann").unwrap();
        assert_eq!(socket.to_string(), "postgres:///run/postgresql/news");
        let mut config = read("url: \"env:NEWS\"").unwrap();
        config.input.sql.as_mut().unwrap().place = place;
        assert!(!format!("{config:?}").contains("hidden"));
    }

    #[test]
    fn a_password_in_the_file_is_refused_and_not_quoted() {
        for url in [
            "postgres://ann:hidden@db.example.org/news",
            "postgres://db.example.org/n?user=a&password=hidden",
        ] {
            let error = read(&format!("url: \"{url}\"")).unwrap_err().to_string();
            assert!(error.contains("env:NAME") && !error.contains("hidden"), "{error}");
        }
        for url in ["mysql://db/news", "env:", "env:A B", "sqlite:", "news.db"] {
            let error = read(&format!("url: \"{url}\"")).unwrap_err().to_string();
            assert!(error.contains("must be `sqlite:FILE`"), "{error}");
        }
        assert!(read("url: \"postgres://ann@db.example.org/news\"").is_ok());
        assert!(read("url: \"sqlite:a.db\", timeout: 10").is_err());
    }
}
