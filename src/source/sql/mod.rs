//! A database -> its rows as records of one file of many, and the bytes of each. All that a run sees of it is one snapshot, and
//! nothing is ever written there.
//!
//! A row is named by its key, so that it stays the same record whatever else changes in it. The topics of an article may stand in
//! pairs of their own; they are added to its row. What a row means is found out where all records are read.

mod engine;
mod mark;
mod plans;
#[cfg(feature = "postgres")]
mod postgres;
mod schema;
mod select;
#[cfg(feature = "sqlite")]
mod sqlite;
mod table;
mod text;
mod verdict;
mod window;

pub(crate) use verdict::Verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Before, MIB, Unread, too_large};
use crate::catalogue::{DataFile, DataItem, DataPlace};
use crate::config::{Config, Input, Place, Sql};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::record::data::{ROWS, path_of_item};
use crate::text::digest;
use engine::{Cell, Engine, Fault, Parameter, Query};
use schema::Schema;
use select::Selecting;

/// How many rows are asked for at once.
const MANY: usize = 512;

/// How many bytes of rows that were asked for ahead of time are kept.
const MOST_KEPT: usize = 32 * 1024 * 1024;

/// The records of a database.
pub struct Database {
    root: PathBuf,
    input: Input,
    sql: Sql,
    session: Mutex<Session>,
}

/// What is open of a database.
#[derive(Default)]
struct Session {
    connection: Option<Connection>,
    /// Rows that were asked for ahead of time, by key.
    rows: BTreeMap<Box<str>, Row>,
    /// How many bytes they are.
    size: usize,
    /// Whether a row was found to be another than it was, and no change has told: then all is selected anew.
    is_doubted: bool,
    /// Whether the connection was lost, and whether that has been told.
    lost: Lost,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Lost {
    #[default]
    Never,
    Now,
    Told,
}

/// A connection, in a snapshot, and what is known of the tables.
struct Connection {
    engine: Box<dyn Engine>,
    schema: Schema,
}

/// The bytes of a row, or what is wrong with it.
type Row = Result<Vec<u8>, (Option<Position>, String)>;

/// A row that was fetched.
struct Fetched {
    row: Row,
    /// The topics of its pairs.
    topics: Vec<String>,
}

/// What was found in a database.
#[derive(Default)]
pub(super) struct Found {
    /// The rows that can be shown, and what the next run has to know.
    pub file: DataFile,
    /// What is wrong with rows, or with how they are found.
    pub findings: Vec<Finding>,
    /// The fingerprints of the paths of rows of the previous run that are there and that no feed can show any more.
    pub left: BTreeSet<u64>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({})", self.sql.place)
    }
}

impl Database {
    /// The database that the configuration of the project in `root` names. Nothing is asked of it yet.
    pub fn new(root: &Path, input: &Input, sql: &Sql) -> Database {
        let (root, input, sql) = (root.to_path_buf(), input.clone(), sql.clone());
        Database { root, input, sql, session: Mutex::default() }
    }

    /// The rows in a new snapshot that the feeds can show, or all of them, and a finding for each that is unusable. `before` is what
    /// the previous run knows of them.
    ///
    /// # Errors
    ///
    /// When the database gives no answer.
    pub(super) fn rows(&self, config: &Config, before: &Before<'_>) -> Result<Found, Error> {
        let mut session = self.session();
        self.answered(&mut session, |session| {
            session.rows.clear();
            session.size = 0;
            let is_doubted = session.is_doubted;
            let connection = self.snapshot(&mut session.connection)?;
            match before.now.filter(|_| connection.schema.is_selecting()) {
                Some(now) => Selecting::new((self, connection), config, before, now).run(is_doubted),
                None => self.all(connection),
            }
        })
    }

    /// All rows.
    fn all(&self, connection: &mut Connection) -> Result<Found, Fault> {
        let (keys, findings) = self.keys(connection)?;
        let columns = connection.schema.columns.clone();
        let mut rows = Vec::with_capacity(keys.len());
        let shared: Vec<&str> = keys.iter().map(|key| &**key).collect();
        for chunk in shared.chunks(MANY) {
            self.fetch(connection, chunk, &mut |key, fetched| {
                let place = place(&fetched.row, columns.len());
                rows.push((key, place));
            })?;
        }
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        let items = rows.iter().map(|(name, place)| DataItem { name, place: *place }).collect();
        let file = DataFile { path: ROWS.into(), items: Arc::new(items), columns, ..DataFile::default() };
        Ok(Found { file, findings, left: BTreeSet::new() })
    }

    /// The bytes of the row with a key.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or that the database gives no answer.
    pub(super) fn read(&self, key: &str) -> Result<Vec<u8>, Unread> {
        let mut session = self.session();
        let known = session.rows.remove(key);
        let row = match known {
            Some(row) => {
                session.size = session.size.saturating_sub(size(&row));
                row
            }
            None => self.answered(&mut session, |session| self.one(session, key)).map_err(Unread::Machine)?,
        };
        row.map_err(|(position, message)| {
            Unread::Record(Finding {
                rule: Rule::Unreadable,
                path: path_of_item(ROWS, key),
                position,
                message,
            })
        })
    }

    fn one(&self, session: &mut Session, key: &str) -> Result<Row, Fault> {
        let connection = match &mut session.connection {
            Some(connection) => connection,
            none => self.snapshot(none)?,
        };
        let mut row = None;
        self.fetch(connection, &[key], &mut |_, fetched| row = Some(fetched.row))?;
        Ok(row.unwrap_or_else(|| Err((None, "the row is gone; the next run tries again".to_owned()))))
    }

    /// Asks for rows that will be read next, all at once. Where that fails, whoever reads them is told.
    pub(super) fn prefetch(&self, keys: &[&str]) {
        let mut session = self.session();
        let missing: Vec<&str> =
            keys.iter().copied().filter(|key| !session.rows.contains_key(*key)).collect();
        let _ = self.answered(&mut session, |session| {
            for chunk in missing.chunks(MANY) {
                let Some(connection) = &mut session.connection else { return Ok(()) };
                let (rows, held) = (&mut session.rows, &mut session.size);
                if *held > MOST_KEPT / 2 {
                    // Nobody has come for what was asked for.
                    rows.clear();
                    *held = 0;
                }
                self.fetch(connection, chunk, &mut |key, Fetched { row, .. }| {
                    let larger = held.saturating_add(size(&row));
                    // What has no room is asked for again where it is read.
                    if larger <= MOST_KEPT {
                        *held = larger;
                        rows.insert(key, row);
                    }
                })?;
            }
            Ok(())
        });
    }

    /// Is told that a row is another than it was when it was selected.
    pub(super) fn doubt(&self) {
        self.session().is_doubted = true;
    }

    /// Whether the connection was lost for the first time since the program was started: then all can begin again in a new
    /// snapshot.
    pub(super) fn begins_again(&self) -> bool {
        let mut session = self.session();
        let is_first = session.lost == Lost::Now;
        if is_first {
            session.lost = Lost::Told;
        }
        is_first
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the database answers. A connection that has failed is not asked again: its snapshot is over.
    fn answered<T>(
        &self,
        session: &mut Session,
        ask: impl FnOnce(&mut Session) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        ask(session).map_err(|fault| {
            session.connection = None;
            if matches!(fault, Fault::Lost(_)) && session.lost == Lost::Never {
                session.lost = Lost::Now;
            }
            fault.error(&self.sql.place.to_string())
        })
    }

    /// Begins a snapshot, in the connection that there is or a new one.
    fn snapshot<'c>(&self, known: &'c mut Option<Connection>) -> Result<&'c mut Connection, Fault> {
        let mut engine = match known.take() {
            Some(connection) => connection.engine,
            None => self.connect()?,
        };
        engine.begin()?;
        let schema = Schema::of(engine.as_mut(), &self.sql, &self.input.fields)?;
        Ok(known.insert(Connection { engine, schema }))
    }

    fn connect(&self) -> Result<Box<dyn Engine>, Fault> {
        match &self.sql.place {
            #[cfg(feature = "sqlite")]
            Place::Sqlite(file) => {
                Ok(Box::new(sqlite::Sqlite::open(&self.root.join(file), self.sql.timeout)?))
            }
            #[cfg(feature = "postgres")]
            Place::Postgres(url) => {
                let certificates = self.sql.certificates.as_ref().map(|file| self.root.join(file));
                let timeout = self.sql.timeout;
                Ok(Box::new(postgres::Postgres::connect(url, certificates.as_deref(), timeout)?))
            }
            Place::Environment(name) => {
                Err(Fault::Wrong(format!("the variable {name} of the environment is not read here")))
            }
            #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
            place => {
                let feature = if matches!(place, Place::Sqlite(_)) { "sqlite" } else { "postgres" };
                Err(Fault::Wrong(format!(
                    "this build of feedmill reads no such database; use one that was built with `--features {feature}`"
                )))
            }
        }
    }

    /// The keys of all articles, sorted. One that is not there or is not the only one of its kind names no article.
    fn keys(&self, connection: &mut Connection) -> Result<(Vec<Box<str>>, Vec<Finding>), Fault> {
        let (mut keys, mut nameless): (Vec<Box<str>>, usize) = (Vec::new(), 0);
        let query = connection.schema.keys();
        let query = Query { text: &query, parameters: &[], plain: 1 };
        connection.engine.rows(
            &query,
            &mut |cells| match cells.into_iter().next().and_then(Cell::into_text) {
                Some(key) if !key.is_empty() => keys.push(key.into()),
                _ => nameless = nameless.saturating_add(1),
            },
        )?;
        keys.sort_unstable();
        let mut findings = Vec::new();
        let mut found = |path: String, message: String| {
            findings.push(Finding { rule: Rule::Unreadable, path, position: None, message });
        };
        if nameless > 0 {
            let rows = if nameless == 1 { "1 row has" } else { &format!("{nameless} rows have") };
            let message = format!(
                "{rows} no text in the column `{}`, which tells articles apart (`input.sql.key`), and no article",
                self.sql.key
            );
            found(ROWS.to_owned(), message);
        }
        let mut single = Vec::with_capacity(keys.len());
        for same in keys.chunk_by(|a, b| a == b) {
            match same {
                [key] => single.push(key.clone()),
                [key, ..] => {
                    let message = format!(
                        "{} rows have this key, so that nothing tells them apart (`input.sql.key`); they are left out",
                        same.len()
                    );
                    found(path_of_item(ROWS, key), message);
                }
                [] => {}
            }
        }
        Ok((single, findings))
    }

    /// Gives the rows with these keys one after the other, in any order; one that is not there is not among them.
    fn fetch(
        &self,
        connection: &mut Connection,
        keys: &[&str],
        found: &mut dyn FnMut(Box<str>, Fetched),
    ) -> Result<(), Fault> {
        let Connection { engine, schema } = connection;
        let parameters = [Parameter::List(keys)];
        let mut topics: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if let Some(query) = schema.pairs_of() {
            let query = Query { text: &query, parameters: &parameters, plain: 2 };
            engine.rows(&query, &mut |cells| {
                let mut cells = cells.into_iter().map(Cell::into_text);
                if let (Some(Some(article)), Some(Some(topic))) = (cells.next(), cells.next()) {
                    topics.entry(article).or_default().push(topic);
                }
            })?;
        }
        let query = schema.rows_of();
        let query = Query { text: &query, parameters: &parameters, plain: 1 };
        let most = self.input.max_size.saturating_mul(MIB);
        engine.rows(&query, &mut |mut cells| {
            if cells.is_empty() {
                return;
            }
            let Some(key) = cells.remove(0).into_text() else { return };
            let topics = topics.remove(&key).unwrap_or_default();
            let row = match text::record(&schema.columns, cells, (&schema.topics_key, topics.clone())) {
                Ok(bytes) if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most => {
                    Err((None, too_large(most)))
                }
                Ok(bytes) => Ok(bytes),
                Err((column, message)) => {
                    Err((Some(Position { line: column.saturating_add(1), column: 1 }), message))
                }
            };
            found(key.into_boxed_str(), Fetched { row, topics });
        })
    }
}

/// What is known of a row for the next run.
fn place(row: &Row, columns: usize) -> DataPlace {
    let (length, content) = match row {
        Ok(bytes) => (bytes.len(), digest(bytes)),
        Err((_, message)) => (0, digest(message.as_bytes())),
    };
    DataPlace::of_row(narrow(columns), u64::try_from(length).unwrap_or(u64::MAX), content)
}

/// How many columns there are, as places have it.
fn narrow(columns: usize) -> u32 {
    u32::try_from(columns).unwrap_or(u32::MAX)
}

/// How many bytes a row takes.
fn size(row: &Row) -> usize {
    row.as_ref().map_or(0, Vec::len)
}
