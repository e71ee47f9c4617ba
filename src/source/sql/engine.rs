//! What is asked of an engine: a snapshot, the columns of a query, its rows, how it would find them; and the few words in which
//! engines differ. What the rows mean is not known here.

use crate::error::Error;

/// A connection to a database, for reading alone.
pub(super) trait Engine: Send {
    /// Begins a snapshot, and ends the one before: until the next, every query sees the database as it is now.
    fn begin(&mut self) -> Result<(), Fault>;

    /// The columns of a query.
    fn columns(&mut self, query: &str) -> Result<Vec<Column>, Fault>;

    /// Gives the rows of a query one after the other. The first `plain` columns come as texts, the others as values.
    fn rows(&mut self, query: &Query<'_>, row: &mut dyn FnMut(Vec<Cell>)) -> Result<(), Fault>;

    /// The oldest transaction that is under way in the snapshot, and the next that begins, where the engine numbers them so that
    /// the greater is the later.
    fn horizon(&mut self) -> Result<Option<(u64, u64)>, Fault>;

    /// The tables of many rows that a query would read from one end to the other.
    fn scanned(&mut self, query: &Query<'_>) -> Result<Vec<String>, Fault>;

    /// Whether there is a table of this name.
    fn has_table(&mut self, name: &str) -> Result<bool, Fault>;

    /// The words that the engine has for some parts of a query.
    fn words(&self) -> &'static Words;
}

/// A query.
pub(super) struct Query<'q> {
    pub text: &'q str,
    pub parameters: &'q [Parameter<'q>],
    /// How many columns come as texts.
    pub plain: usize,
}

/// What a query is asked with.
#[derive(Clone, Copy)]
pub(super) enum Parameter<'q> {
    /// Texts, of which a column shall hold one.
    List(&'q [&'q str]),
    /// A text.
    Text(&'q str),
}

/// A column of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub name: Box<str>,
    /// The name of its type, as the engine writes it.
    pub kind: Box<str>,
}

/// The value of a column in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    /// A text.
    Text(String),
    /// A value as JSON.
    Json(String),
    /// What no record can hold, and why.
    Refused(String),
}

impl Cell {
    /// The text of a cell that is one.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Cell::Text(text) | Cell::Json(text) => Some(text),
            Cell::Null | Cell::Refused(_) => None,
        }
    }
}

/// How an engine writes parts of a query; each takes the name of a column as it is written there.
pub(super) struct Words {
    /// The column as a text.
    pub text: fn(&str) -> String,
    /// The column as a value, by its type.
    pub value: fn(&str, &str) -> String,
    /// The condition that a column of a type is among the list which is the parameter of this number, from 1.
    pub among: fn(&str, &str, usize) -> String,
    /// The condition that a column of a type is the parameter of this number, from 1.
    pub equal: fn(&str, &str, usize) -> String,
    /// Whether what is declared as this type is ordered as numbers are.
    pub is_number: fn(&str) -> bool,
    /// The greatest value of a column, so that it can be kept and given back.
    pub greatest: fn(&str) -> String,
    /// The condition that a column of a type is not less than the kept value which is the first parameter, less so many seconds.
    pub since: fn(&str, &str, u64) -> String,
    /// The same value, so many seconds less, where the condition does not see to it.
    pub earlier: fn(&str, u64) -> String,
    /// Whether a query is asked for every value of a list by one question.
    pub is_lateral: bool,
}

/// A name, so that it is one whatever it holds.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Why a database gives no answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// What is asked for is wrong: a table that is not there, a word that is no SQL, a name that may not enter.
    Wrong(String),
    /// The connection is lost: another may be there for the asking.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    Lost(String),
    /// The database cannot answer now.
    Busy(String),
}

impl Fault {
    /// The error that ends the run; `place` says where the database is.
    pub(super) fn error(self, place: &str) -> Error {
        match self {
            Fault::Wrong(message) => Error::usage(format!("`input.sql`: {place}: {message}")),
            Fault::Lost(message) | Fault::Busy(message) => Error::output(format!(
                "the database {place}: {message}; nothing is published, old files are intact"
            )),
        }
    }
}
