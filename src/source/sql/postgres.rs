//! PostgreSQL, and what speaks its protocol. Values come as JSON that the server makes of them by their types, so that it is the
//! server that knows what a date, a number or a list is.
//!
//! Over a network the connection is encrypted and the certificate is checked; only a URL that says `sslmode=disable`, or a socket
//! on the same machine, does without. Every wait has an end: the server ends a statement, and where nothing comes from it for longer
//! than that, the connection counts as lost.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, Error, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;
use url::Url;

use super::engine::{Cell, Column, Engine, Fault, Parameter, Query, Words, quoted};
use crate::config::Secret;

/// For how long nothing may come from a server that should have ended a statement by itself.
const GRACE: Duration = Duration::from_secs(5);
/// The parameter of URLs that says how connections are encrypted.
const MODE: &str = "sslmode=";
/// From how many rows on an index is worth a word.
const MANY_ROWS: u64 = 10_000;

/// A connection to a server.
pub(super) struct Postgres {
    runtime: Runtime,
    client: Client,
    timeout: Duration,
    /// The queries of this snapshot, made ready once.
    statements: BTreeMap<Box<str>, Statement>,
}

impl Postgres {
    /// Connects to the server of a URL; `certificates` is a file of those that servers are trusted by, too.
    pub(super) fn connect(
        url: &Secret,
        certificates: Option<&Path>,
        timeout: Duration,
    ) -> Result<Postgres, Fault> {
        let (mut config, mode) = settings(url)?;
        config.connect_timeout(timeout).application_name("feedmill");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::Busy(format!("cannot be asked: {error}")))?;
        let is_encrypted = mode != SslMode::Disable;
        config.ssl_mode(mode);
        let client = if is_encrypted {
            let tls = MakeRustlsConnect::new(encryption(certificates)?);
            let connecting = async {
                let (client, connection) = config.connect(tls).await?;
                tokio::spawn(connection);
                Ok(client)
            };
            wait(&runtime, timeout, connecting)
        } else {
            let connecting = async {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            };
            wait(&runtime, timeout, connecting)
        };
        // A server that is not there will not be there at once.
        let client = client.map_err(|fault| match fault {
            Fault::Lost(message) => Fault::Busy(message),
            fault => fault,
        })?;
        Ok(Postgres { runtime, client, timeout, statements: BTreeMap::new() })
    }

    fn wait<T>(&self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
        wait(&self.runtime, self.timeout, future)
    }

    /// How many rows a table has by its estimate; 0 where there is none.
    fn size(&mut self, table: &str) -> Result<u64, Fault> {
        let query =
            "SELECT greatest(reltuples, 0)::bigint::text FROM pg_class WHERE oid = to_regclass($1::text)";
        let mut size = None;
        let query = Query { text: query, parameters: &[Parameter::Text(table)], plain: 1 };
        self.rows(&query, &mut |cells| size = cells.into_iter().next().and_then(Cell::into_text))?;
        Ok(size.and_then(|size| size.parse().ok()).unwrap_or_default())
    }

    fn prepare(&mut self, query: &str) -> Result<Statement, Fault> {
        if let Some(statement) = self.statements.get(query) {
            return Ok(statement.clone());
        }
        let statement = self.wait(self.client.prepare(query))?;
        self.statements.insert(query.into(), statement.clone());
        Ok(statement)
    }
}

/// What comes of waiting for a server.
fn wait<T>(
    runtime: &Runtime,
    time: Duration,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    match runtime.block_on(async { timeout(time.saturating_add(GRACE), future).await }) {
        Ok(result) => result.map_err(|error| fault(&error)),
        Err(_) => Err(Fault::Lost("says nothing for longer than `input.sql.timeout`".to_owned())),
    }
}

impl Engine for Postgres {
    fn begin(&mut self) -> Result<(), Fault> {
        let milliseconds = self.timeout.as_millis();
        // Compiling a query takes longer than asking for a few rows; not every kin of the server knows the setting.
        let begin = format!(
            "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
             SET LOCAL statement_timeout = {milliseconds}; SET LOCAL TimeZone = 'UTC'; \
             SELECT set_config(name, 'off', true) FROM pg_settings WHERE name = 'jit'"
        );
        // Behind a pooler it may be another server now.
        self.statements.clear();
        self.wait(self.client.batch_execute(&begin))
    }

    fn columns(&mut self, query: &str) -> Result<Vec<Column>, Fault> {
        let statement = self.prepare(query)?;
        let column = |column: &tokio_postgres::Column| Column {
            name: column.name().into(),
            kind: name_of(column.type_()).into(),
        };
        Ok(statement.columns().iter().map(column).collect())
    }

    fn rows(&mut self, query: &Query<'_>, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), Fault> {
        let statement = self.prepare(query.text)?;
        let parameters = query.parameters.iter().map(|parameter| match parameter {
            Parameter::List(texts) => texts as &(dyn ToSql + Sync),
            Parameter::Text(text) => text as &(dyn ToSql + Sync),
        });
        let stream = self.wait(self.client.query_raw(&statement, parameters))?;
        let mut stream = pin!(stream);
        while let Some(found) =
            self.wait(async { poll_fn(|context| stream.as_mut().poll_next(context)).await.transpose() })?
        {
            let mut cells = Vec::with_capacity(found.len());
            for number in 0..found.len() {
                let text: Option<String> = found.try_get(number).map_err(|error| fault(&error))?;
                cells.push(match text {
                    None => Cell::Null,
                    Some(text) if number < query.plain => Cell::Text(text),
                    Some(text) => value(text),
                });
            }
            row(cells);
        }
        Ok(())
    }

    fn horizon(&mut self) -> Result<Option<(u64, u64)>, Fault> {
        let known = self.prepare("SELECT to_regproc('pg_catalog.pg_current_snapshot') IS NOT NULL")?;
        let row = self.wait(self.client.query_one(&known, &[]))?;
        if !row.try_get::<_, bool>(0).map_err(|error| fault(&error))? {
            return Ok(None);
        }
        let query =
            "SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text FROM pg_current_snapshot() s";
        let mut horizon = None;
        self.rows(&Query { text: query, parameters: &[], plain: 2 }, &mut |cells| {
            let mut numbers = cells.into_iter().map(|cell| cell.into_text()?.parse::<u64>().ok());
            horizon = numbers.next().flatten().zip(numbers.next().flatten());
        })?;
        Ok(horizon)
    }

    fn scanned(&mut self, query: &Query<'_>) -> Result<Vec<String>, Fault> {
        let mut scanned = Vec::new();
        let text = format!("EXPLAIN (VERBOSE) {}", query.text);
        self.rows(&Query { text: &text, ..*query }, &mut |cells| {
            let line = cells.into_iter().next().and_then(Cell::into_text).unwrap_or_default();
            scanned.extend(table_scanned(&line).map(|(table, rows)| (table.to_owned(), rows)));
        })?;
        let mut large = Vec::new();
        for (table, found) in scanned {
            if found.max(self.size(&table)?) > MANY_ROWS {
                large.push(table.strip_prefix("public.").unwrap_or(&table).to_owned());
            }
        }
        Ok(large)
    }

    fn has_table(&mut self, name: &str) -> Result<bool, Fault> {
        let statement = self.prepare("SELECT to_regclass($1::text) IS NOT NULL")?;
        let row = self.wait(self.client.query_one(&statement, &[&name]))?;
        row.try_get(0).map_err(|error| fault(&error))
    }

    fn words(&self) -> &'static Words {
        &WORDS
    }
}

const WORDS: Words = Words {
    text: |column| format!("{column}::text"),
    value: |column, kind| match kind {
        "bytea" => format!("CASE WHEN {column} IS NOT NULL THEN '{BINARY}' END"),
        "timestamptz" => format!("replace(to_json({column})::text, '+00:00\"', 'Z\"')"),
        "json" => format!("{column}::text"),
        _ => format!("to_json({column})::text"),
    },
    among: |column, kind, number| format!("{column} = ANY(${number}::text[]::{kind}[])"),
    equal: |column, kind, number| format!("{column} = ${number}::text::{kind}"),
    is_number: |kind| matches!(kind, "int2" | "int4" | "int8" | "float4" | "float8" | "numeric"),
    greatest: |column| format!("max({column})::text"),
    since: |column, kind, seconds| match kind {
        "timestamptz" | "timestamp" => {
            format!("{column} >= $1::text::{kind} - interval '{seconds} seconds'")
        }
        "date" => format!("{column} >= $1::text::date - {}", seconds.div_ceil(86_400)),
        "int2" | "int4" | "int8" | "numeric" => format!("{column} >= $1::text::{kind} - {NUMBERS}"),
        _ => format!("{column} >= $1::text::{kind}"),
    },
    earlier: |value, _| value.to_owned(),
    is_lateral: true,
};

/// How many numbers are asked for again where a number grows.
const NUMBERS: u64 = 1_000;

/// The table that a line of a plan reads from one end to the other, and how many rows are found there by its estimate. They may be few
/// of many.
fn table_scanned(line: &str) -> Option<(&str, u64)> {
    let (_, rest) = line.split_once("Seq Scan on ")?;
    let rows = rest.split_once("rows=")?.1.split(' ').next()?.parse().ok()?;
    Some((rest.split(' ').next()?, rows))
}

/// What stands for bytes, which are not fetched. It is no JSON.
const BINARY: &str = "bytea";

fn value(text: String) -> Cell {
    match text.as_str() {
        BINARY => Cell::Refused("is binary; select it as text".to_owned()),
        "null" => Cell::Null,
        _ => Cell::Json(text),
    }
}

/// The name of a type, as a cast has it.
fn name_of(kind: &Type) -> String {
    match kind.schema() {
        "pg_catalog" => kind.name().to_owned(),
        schema => format!("{}.{}", quoted(schema), quoted(kind.name())),
    }
}

/// The settings that a URL says, and whether the connection is encrypted.
fn settings(url: &Secret) -> Result<(Config, SslMode), Fault> {
    let wrong = |what: &str| Fault::Wrong(format!("`url` {what}"));
    let mut parsed = Url::parse(url.reveal()).map_err(|_| wrong("is not a URL"))?;
    // The others stay as they are written: a `+` is no space here.
    let query = parsed.query().unwrap_or_default().to_owned();
    let (own, others): (Vec<&str>, Vec<&str>) =
        query.split('&').filter(|pair| !pair.is_empty()).partition(|pair| pair.starts_with(MODE));
    parsed.set_query((!others.is_empty()).then(|| others.join("&")).as_deref());
    let config: Config = parsed
        .as_str()
        .parse()
        .map_err(|_| wrong("cannot be understood; write `postgres://USER@HOST:PORT/DATABASE?sslmode=…`"))?;
    let is_local = |host: &Host| !matches!(host, Host::Tcp(_));
    let is_near = !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_local);
    let mode = match own.last().and_then(|mode| mode.strip_prefix(MODE)) {
        _ if is_near => SslMode::Disable,
        Some("disable") => SslMode::Disable,
        None | Some("prefer" | "require" | "verify-ca" | "verify-full") => SslMode::Require,
        Some(_) => return Err(wrong("has an unknown `sslmode`; leave it out, or write `disable`")),
    };
    Ok((config, mode))
}

/// How connections are encrypted, and whose certificates are trusted.
fn encryption(certificates: Option<&Path>) -> Result<ClientConfig, Fault> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = certificates {
        let wrong = |message: String| Fault::Wrong(format!("`certificates` {}: {message}", file.display()));
        let found = CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))?;
        for certificate in found {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::Busy(format!("cannot be asked: {error}")))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Why a server does not answer. A message that could quote a value is not shown, but its code.
fn fault(error: &Error) -> Fault {
    let Some(of_server) = error.as_db_error() else {
        // What is below says it: a name that is not known, a certificate that is not trusted.
        let reason = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
        return Fault::Lost(format!("{error}{reason}").replace('\n', " "));
    };
    let (code, message) = (of_server.code().code(), of_server.message());
    match code.get(..2).unwrap_or_default() {
        _ if *of_server.code() == SqlState::QUERY_CANCELED => {
            Fault::Busy("a query takes longer than `input.sql.timeout`".to_owned())
        }
        "08" | "57" => Fault::Lost(format!("{message} (SQLSTATE {code})")),
        "28" | "3D" | "42" | "0A" => Fault::Wrong(format!("{message} (SQLSTATE {code})")),
        "22" | "23" => {
            Fault::Wrong(format!("a value does not fit what the query asks of it (SQLSTATE {code})"))
        }
        _ => Fault::Busy(format!("answers with SQLSTATE {code}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Option<SslMode> {
        settings(&Secret::new(url)).ok().map(|(_, mode)| mode)
    }

    #[test]
    fn what_else_a_url_says_is_taken_as_it_is_written() {
        let url = "postgres://a@db.example.org/n?options=-c%20geqo%3Doff%20-c%20work_mem%3D1MB&sslmode=require&\
                   application_name=a+b%2Bc";
        let (config, mode) = settings(&Secret::new(url)).ok().unwrap();
        assert_eq!(config.get_options(), Some("-c geqo=off -c work_mem=1MB"));
        assert_eq!((config.get_application_name(), mode), (Some("a+b+c"), SslMode::Require));
    }

    #[test]
    fn only_what_says_so_and_what_is_near_is_not_encrypted() {
        for url in [
            "postgres://a@db.example.org/n",
            "postgres://a@db.example.org/n?sslmode=prefer&options=-cgeqo=off",
        ] {
            assert_eq!(mode(url), Some(SslMode::Require), "{url}");
        }
        for url in
            ["postgres://a@localhost/n?sslmode=disable", "postgres:///n?host=/run/postgresql&sslmode=require"]
        {
            assert_eq!(mode(url), Some(SslMode::Disable), "{url}");
        }
        assert_eq!(mode("postgres://a@localhost/n?sslmode=off"), None);
        assert!(encryption(None).is_ok());
        assert!(matches!(encryption(Some(Path::new("/nowhere.pem"))), Err(Fault::Wrong(_))));
    }
}
