//! SQLite: a file of the machine, opened for reading alone. A value has the type that it was saved with; the declared type of its
//! column says which texts are JSON, and which numbers are truth values.
//!
//! The schema of the file is not trusted: it may be another user's, and views and functions in it must not act.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use super::engine::{Cell, Column, Engine, Fault, Parameter, Query, Words};
use super::text::{is_json, literal};

/// An open file of SQLite.
pub(super) struct Sqlite {
    connection: Connection,
    /// Is told when a statement begins, and with `false` when it has ended.
    watch: Sender<bool>,
}

impl Sqlite {
    /// Opens a file.
    pub(super) fn open(file: &Path, timeout: Duration) -> Result<Sqlite, Fault> {
        // Whoever asks for a file that is not there has written its name wrong, or has not mounted it.
        if let Err(error) = std::fs::metadata(file) {
            return Err(Fault::Wrong(format!("cannot be opened: {error}")));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(fault)?;
        connection.busy_timeout(timeout).map_err(fault)?;
        let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(fault)?;
        connection.execute_batch("PRAGMA query_only = 1").map_err(fault)?;
        let handle = connection.get_interrupt_handle();
        let (watch, begun) = mpsc::channel::<bool>();
        let watching = move || {
            while let Ok(has_begun) = begun.recv() {
                if !has_begun {
                    continue;
                }
                match begun.recv_timeout(timeout) {
                    Ok(_) => {}
                    Err(RecvTimeoutError::Timeout) => handle.interrupt(),
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        let started = thread::Builder::new().name("sqlite".to_owned()).spawn(watching);
        started.map_err(|error| Fault::Busy(format!("cannot be asked: {error}")))?;
        Ok(Sqlite { connection, watch })
    }

    /// What a statement comes to, which is interrupted where it takes too long.
    fn watched<T>(&self, statement: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Fault> {
        let _ = self.watch.send(true);
        let result = statement(&self.connection);
        let _ = self.watch.send(false);
        result.map_err(fault)
    }
}

impl Engine for Sqlite {
    fn begin(&mut self) -> Result<(), Fault> {
        self.watched(|connection| {
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK")?;
            }
            // A transaction begins with its first reading.
            connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")
        })
    }

    fn columns(&mut self, query: &str) -> Result<Vec<Column>, Fault> {
        let statement = self.connection.prepare(query).map_err(fault)?;
        let column = |column: rusqlite::Column<'_>| Column {
            name: column.name().into(),
            kind: column.decl_type().unwrap_or_default().to_ascii_uppercase().into(),
        };
        Ok(statement.columns().map(column).collect())
    }

    fn rows(&mut self, query: &Query<'_>, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), Fault> {
        self.watched(|connection| {
            let mut statement = connection.prepare_cached(query.text)?;
            let kinds: Vec<String> = statement
                .columns()
                .map(|column| column.decl_type().unwrap_or_default().to_ascii_uppercase())
                .collect();
            let parameters: Vec<&dyn ToSql> =
                query.parameters.iter().map(|parameter| parameter as &dyn ToSql).collect();
            let mut rows = statement.query(parameters.as_slice())?;
            while let Some(found) = rows.next()? {
                let mut cells = Vec::with_capacity(kinds.len());
                for (number, kind) in kinds.iter().enumerate() {
                    let value = found.get_ref(number)?;
                    cells.push(if number < query.plain { text(value) } else { cell(value, kind) });
                }
                row(cells);
            }
            Ok(())
        })
    }

    fn horizon(&mut self) -> Result<Option<(u64, u64)>, Fault> {
        Ok(None)
    }

    fn scanned(&mut self, query: &Query<'_>) -> Result<Vec<String>, Fault> {
        let text = format!("EXPLAIN QUERY PLAN {}", query.text);
        let mut scanned = Vec::new();
        self.rows(&Query { text: &text, parameters: query.parameters, plain: 4 }, &mut |cells| {
            let line = cells.into_iter().next_back().and_then(Cell::into_text).unwrap_or_default();
            // Whoever reads a table in the order of an index stops where it has enough.
            let table = line.strip_prefix("SCAN ").filter(|rest| !rest.contains("INDEX"));
            scanned.extend(table.and_then(|rest| rest.split(' ').next()).map(str::to_owned));
        })?;
        scanned.retain(|table| !matches!(table.as_str(), "CONSTANT" | "json_each" | "t"));
        Ok(scanned)
    }

    fn has_table(&mut self, name: &str) -> Result<bool, Fault> {
        let query =
            "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE";
        let count: i64 = self.connection.query_row(query, [name], |row| row.get(0)).map_err(fault)?;
        Ok(count > 0)
    }

    fn words(&self) -> &'static Words {
        &WORDS
    }
}

const WORDS: Words = Words {
    text: |column| format!("CAST({column} AS TEXT)"),
    value: |column, _| column.to_owned(),
    among: |column, _, number| format!("{column} IN (SELECT value FROM json_each(?{number}))"),
    equal: |column, _, number| format!("{column} = ?{number}"),
    // What is computed has no type.
    is_number: |kind| {
        kind.is_empty()
            || ["INT", "REAL", "FLOA", "DOUB", "NUM", "DEC"].iter().any(|name| kind.contains(name))
    },
    greatest: |column| format!("json_quote(max({column}))"),
    since: |column, _, _| format!("{column} >= (?1 ->> '$')"),
    earlier,
    is_lateral: false,
};

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Parameter::Text(text) => text.to_sql(),
            Parameter::List(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
                Ok(ToSqlOutput::Owned(Value::Text(format!("[{}]", texts.join(",")))))
            }
        }
    }
}

/// A value as JSON, so many seconds less: of a number that many, and of a time that begins with day, hour and minute the same time
/// before. What is neither stays.
fn earlier(value: &str, seconds: u64) -> String {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(value) else { return value.to_owned() };
    if let Some(number) = value.as_i64() {
        return number.saturating_sub_unsigned(seconds).to_string();
    }
    let Some(text) = value.as_str() else { return value.to_string() };
    let before = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"].into_iter().find_map(|format| {
        let time = NaiveDateTime::parse_from_str(text.get(..19)?, format).ok()?;
        let span = TimeDelta::try_seconds(i64::try_from(seconds).ok()?)?;
        Some(time.checked_sub_signed(span)?.format(format).to_string())
    });
    literal(before.as_deref().unwrap_or(text))
}

/// A value that was asked for as a text.
fn text(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Text(number.to_string()),
        ValueRef::Real(number) => Cell::Text(number.to_string()),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text.to_owned()),
            Err(_) => Cell::Refused("is not UTF-8".to_owned()),
        },
        ValueRef::Blob(_) => Cell::Refused("is binary; select it as text".to_owned()),
    }
}

/// A value, by the declared type of its column.
fn cell(value: ValueRef<'_>, kind: &str) -> Cell {
    match (value, text(value)) {
        (ValueRef::Integer(number @ 0..=1), _) if kind.starts_with("BOOL") => {
            Cell::Json((number == 1).to_string())
        }
        (ValueRef::Integer(number), _) => Cell::Json(number.to_string()),
        (ValueRef::Real(number), cell) => match serde_json::Number::from_f64(number) {
            Some(number) => Cell::Json(number.to_string()),
            None => cell,
        },
        (ValueRef::Text(_), Cell::Text(text)) if kind.starts_with("JSON") && is_json(&text) => {
            Cell::Json(text)
        }
        (_, cell) => cell,
    }
}

/// Why SQLite does not answer. Its messages name tables and columns, and quote no value.
fn fault(error: rusqlite::Error) -> Fault {
    let message = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            Fault::Busy("a query takes longer than `input.sql.timeout`".to_owned())
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Fault::Busy("is locked by a program that writes; the next run tries again".to_owned())
        }
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::DiskFull
            | ErrorCode::OutOfMemory
            | ErrorCode::CannotOpen
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::PermissionDenied,
        ) => Fault::Busy(message),
        _ => Fault::Wrong(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_value_goes_back_in_time_as_far_as_it_is_one() {
        for (value, expected) in [
            ("1000", "700"),
            ("\"2026-01-01 00:01:00\"", "\"2025-12-31 23:56:00\""),
            ("\"2026-01-01T00:01:00.5Z\"", "\"2025-12-31T23:56:00\""),
            ("\"a text\"", "\"a text\""),
            ("2.5", "2.5"),
            ("null", "null"),
        ] {
            assert_eq!(earlier(value, 300), expected);
        }
    }
}
