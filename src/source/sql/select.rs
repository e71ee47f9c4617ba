//! The newest rows of every topic, found by the engine -> the candidates: all that the feeds can show, and nothing else of the tables.
//!
//! A window is what one feed can show: so many rows that fill it, those above them that are held back, and those of the same date as
//! the last. Where rows turn out to fill nothing, the engine is asked deeper. The next run asks for what has changed since, and
//! selects again what those rows are in, or were in; from time to time all is selected anew, which mends what changes have not told.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::engine::{Cell, Fault, Parameter, Query};
use super::mark::{Mark, Window};
use super::verdict::MOST_FEEDS;
use super::window::{Live, Table};
use super::{Connection, Database, Found};
use crate::catalogue::{DataFile, DataItem};
use crate::config::{Config, Order};
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::record::data::{ROWS, path_of_item};
use crate::source::Before;
use crate::text::digest;

/// The most rows that may have changed for the changes to be followed one by one.
const MOST_CHANGES: usize = 50_000;

/// A selection at work.
pub(super) struct Selecting<'s> {
    pub database: &'s Database,
    pub connection: &'s mut Connection,
    pub config: &'s Config,
    pub before: &'s Before<'s>,
    pub now: DateTime<Utc>,
    pub table: Table,
    pub windows: Vec<Live>,
    pub findings: Vec<Finding>,
    /// Whether a row came before another that was published later.
    pub is_disordered: bool,
}

/// What became of following the changes.
enum Resumed {
    /// There was none.
    Same,
    /// What the next run has to know.
    Changed(Mark),
    /// There are more of them than all is worth.
    TooMany,
}

impl<'s> Selecting<'s> {
    /// A selection that knows nothing yet.
    pub(super) fn new(
        (database, connection): (&'s Database, &'s mut Connection),
        config: &'s Config,
        before: &'s Before<'s>,
        now: DateTime<Utc>,
    ) -> Selecting<'s> {
        let (table, windows, findings) = (Table::default(), Vec::new(), Vec::new());
        Selecting {
            database,
            connection,
            config,
            before,
            now,
            table,
            windows,
            findings,
            is_disordered: false,
        }
    }

    /// The candidates of this run; with `is_anew` whatever the previous run has left.
    pub(super) fn run(mut self, is_anew: bool) -> Result<Found, Fault> {
        self.check_configuration()?;
        let basis = self.basis();
        let previous = self.before.files.iter().find(|file| file.is_table());
        let mark = previous.and_then(|file| Mark::read(&file.mark)).filter(|mark| {
            let age = self.now.timestamp().saturating_sub(mark.reconciled);
            let most = i64::try_from(self.database.sql.reconcile.as_secs()).unwrap_or(i64::MAX);
            !is_anew && mark.basis == basis && (0..most).contains(&age) && !(self.before.is_unstable)(ROWS)
        });
        if let Some((file, mark)) = previous.zip(mark) {
            self.table = Table::of(Arc::clone(&file.items));
            match self.resume(mark)? {
                Resumed::Same => return Ok(Found { file: file.clone(), ..Found::default() }),
                Resumed::Changed(mark) => return self.found(mark),
                Resumed::TooMany => {}
            }
        }
        let mark = self.anew(Mark { basis, reconciled: self.now.timestamp(), ..Mark::default() })?;
        self.found(mark)
    }

    /// What cannot be selected by the engine is refused.
    fn check_configuration(&self) -> Result<(), Fault> {
        let feeds = &self.config.feeds;
        let what = if !feeds.languages.is_empty() {
            "`feeds.languages`"
        } else if feeds.extra.iter().any(|feed| feed.order != Order::Published) {
            "`feeds.extra.order`"
        } else if feeds.podcast.is_some() {
            "`feeds.podcast`"
        } else if feeds.extra.len() > MOST_FEEDS {
            "so many `feeds.extra`"
        } else {
            return Ok(());
        };
        Err(Fault::Wrong(format!(
            "with `changed` the newest articles are selected, and {what} asks for others; leave `changed` out, so that all are read"
        )))
    }

    /// A fingerprint of what windows depend on but for the rows.
    fn basis(&self) -> u64 {
        let Config { feeds, filter, .. } = self.config;
        let extra: Vec<_> =
            feeds.extra.iter().map(|feed| (feed.limit, &feed.filter, feed.podcast.is_some())).collect();
        digest(format!("{:?} {} {filter:?} {extra:?}", self.database.sql, feeds.limit).as_bytes())
    }

    /// Selects all windows.
    fn anew(&mut self, mut mark: Mark) -> Result<Mark, Fault> {
        self.table = Table::default();
        let first = 0..=self.config.feeds.extra.len();
        self.windows = first.map(|_| Live::of(Window::default())).collect();
        let mut topics: Vec<Box<str>> = Vec::new();
        if let Some(query) = self.connection.schema.topics() {
            let query = Query { text: &query, parameters: &[], plain: 1 };
            self.connection.engine.rows(&query, &mut |cells| {
                topics.extend(cells.into_iter().next().and_then(Cell::into_text).map(String::into_boxed_str));
            })?;
        }
        topics.sort_unstable();
        topics.dedup();
        self.windows.extend(topics.into_iter().map(Live::of_topic));
        self.fill((0..self.windows.len()).collect(), true)?;
        self.check_plans()?;
        self.advance(&mut mark)?;
        Ok(mark)
    }

    /// Notes up to where this run has seen changes.
    fn advance(&mut self, mark: &mut Mark) -> Result<(), Fault> {
        if let Some(value) = self.greatest()? {
            mark.advance(value.into(), self.connection.engine.horizon()?);
        }
        Ok(())
    }

    /// The greatest value of the column that grows; nothing where there is no row.
    fn greatest(&mut self) -> Result<Option<String>, Fault> {
        let text = self.connection.schema.greatest();
        let mut value = None;
        self.connection.engine.rows(&Query { text: &text, parameters: &[], plain: 1 }, &mut |cells| {
            value = cells.into_iter().next().and_then(Cell::into_text);
        })?;
        Ok(value.filter(|value| value != "null"))
    }

    /// Follows the changes since the previous run.
    fn resume(&mut self, mark: Mark) -> Result<Resumed, Fault> {
        let first = self.config.feeds.extra.len().saturating_add(1);
        let since = mark.since().map(str::to_owned);
        let Some(keys) = since.map(|since| self.changes(&since)).transpose()?.flatten() else {
            return Ok(Resumed::TooMany);
        };
        self.windows = mark.windows.iter().cloned().map(Live::of).collect();
        let (changed, topics) = self.changed(&keys)?;
        let due = self.due();
        let holds = |live: &Live, rows: &BTreeSet<u32>| {
            !rows.is_empty() && live.window.rows.iter().any(|row| rows.contains(row))
        };
        let is_touched = |(number, live): &(usize, &Live)| {
            (*number < first && !changed.is_empty())
                || live.window.topic.as_ref().is_some_and(|topic| topics.contains(topic))
                || holds(live, &changed)
        };
        let numbered = || self.windows.iter().enumerate();
        let mut touched: Vec<usize> = numbered().filter(is_touched).map(|(number, _)| number).collect();
        let short = numbered().filter(|(_, live)| holds(live, &due)).map(|(number, _)| number).collect();
        let known: BTreeSet<&str> =
            self.windows.iter().filter_map(|live| live.window.topic.as_deref()).collect();
        let new: Vec<Box<str>> = topics.iter().filter(|topic| !known.contains(&***topic)).cloned().collect();
        for topic in new {
            touched.push(self.windows.len());
            self.windows.push(Live::of_topic(topic));
        }
        self.fill(touched, true)?;
        self.fill(short, false)?;
        let mut next = mark.clone();
        self.advance(&mut next)?;
        let has_seen_more =
            next.seen.last().map(|seen| &seen.value) != mark.seen.last().map(|seen| &seen.value);
        let is_same = changed.is_empty() && self.windows.iter().map(|live| &live.window).eq(&mark.windows);
        Ok(if is_same && !has_seen_more { Resumed::Same } else { Resumed::Changed(next) })
    }

    /// The keys of the rows that say that they have changed since; nothing where there are too many.
    fn changes(&mut self, since: &str) -> Result<Option<Vec<Box<str>>>, Fault> {
        let (text, since) = self.connection.schema.changes(since, self.database.sql.overlap, MOST_CHANGES);
        let mut keys: Vec<Box<str>> = Vec::new();
        let query = Query { text: &text, parameters: &[Parameter::Text(&since)], plain: 1 };
        self.connection.engine.rows(&query, &mut |cells| {
            keys.extend(cells.into_iter().next().and_then(Cell::into_text).map(String::into_boxed_str));
        })?;
        Ok((keys.len() <= MOST_CHANGES).then_some(keys))
    }

    /// Which of these rows are others than they were, or were none of the candidates; and their topics.
    fn changed(&mut self, keys: &[Box<str>]) -> Result<(BTreeSet<u32>, BTreeSet<Box<str>>), Fault> {
        let keys: Vec<&str> = keys.iter().map(|key| &**key).collect();
        let (mut changed, mut topics) = (BTreeSet::new(), BTreeSet::new());
        self.fetch(&keys, &mut |number, has_changed, of_row| {
            if has_changed {
                changed.insert(number);
                topics.extend(of_row.into_iter().map(String::into_boxed_str));
            }
        })?;
        Ok((changed, topics))
    }

    /// The candidates that mean something else by now than in the previous run: they have come due, or their day is over.
    fn due(&self) -> BTreeSet<u32> {
        let due = (self.before.due)();
        if due.is_empty() {
            return BTreeSet::new();
        }
        let is_due = |item: &DataItem| due.contains(&digest(path_of_item(ROWS, &item.name).as_bytes()));
        (0..).zip(self.table.items()).filter(|(_, item)| is_due(item)).map(|(number, _)| number).collect()
    }

    /// Says which questions have no index to be answered by.
    fn check_plans(&mut self) -> Result<(), Fault> {
        let schema = &self.connection.schema;
        let some = Parameter::List(&["0"]);
        let of_topic = if schema.words.is_lateral { some } else { Parameter::Text("0") };
        let questions = [
            (
                schema.windows(1),
                of_topic,
                "the newest articles of a topic",
                "(topic, date, article) of the pairs",
            ),
            (Some(schema.newest(1)), some, "the newest articles", "the date and the key of the articles"),
            (schema.pairs_of(), some, "the topics of an article", "(article) of the pairs"),
            (Some(schema.rows_of()), some, "an article", "the key of the articles"),
        ];
        for (query, parameter, what, index) in questions {
            let Some(text) = query else { continue };
            let is_plain = !text.contains("$1") && !text.contains("?1");
            let list = [if is_plain { None } else { Some(parameter) }];
            let parameters: Vec<Parameter<'_>> = list.into_iter().flatten().collect();
            let query = Query { text: &text, parameters: &parameters, plain: usize::MAX };
            let scanned = self.connection.engine.scanned(&query)?;
            if let Some(table) = scanned.first() {
                let message = format!(
                    "the query of {what} reads all of `{table}`; make an index on {index} (docs/databases.md)"
                );
                self.findings.push(Finding {
                    rule: Rule::Selection,
                    path: ROWS.to_owned(),
                    position: None,
                    message,
                });
            }
        }
        Ok(())
    }

    /// What was found: the rows of all windows, sorted by key.
    fn found(mut self, mark: Mark) -> Result<Found, Fault> {
        let mut is_used = vec![false; self.table.len()];
        for row in self.windows.iter().flat_map(|live| &live.window.rows) {
            let place = usize::try_from(*row).ok().and_then(|row| is_used.get_mut(row));
            place.into_iter().for_each(|is_used| *is_used = true);
        }
        let mut used: Vec<(u32, &DataItem)> = (0..)
            .zip(self.table.items())
            .zip(is_used)
            .filter(|(_, is_used)| *is_used)
            .map(|(item, _)| item)
            .collect();
        used.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        let mut place = vec![None; self.table.len()];
        for (new, (number, _)) in (0..).zip(&used) {
            let own = usize::try_from(*number).ok().and_then(|number| place.get_mut(number));
            own.into_iter().for_each(|own| *own = Some(new));
        }
        let items: Vec<DataItem> = used.into_iter().map(|(_, item)| item.clone()).collect();
        self.table = Table::default();
        let mut left: BTreeSet<u64> = BTreeSet::new();
        self.leave(&items, &mut left)?;
        let windows = self.windows.into_iter().map(|live| live.window).collect();
        let mark = Mark { windows, ..mark }.moved(&place).bytes();
        if self.is_disordered {
            let message = "the column that `input.sql.date` names does not order the articles as their dates do, so that feeds                            may lack some; the dates of the pairs must be those of their articles"
                .to_owned();
            self.findings.push(Finding {
                rule: Rule::Selection,
                path: ROWS.to_owned(),
                position: None,
                message,
            });
        }
        let columns = self.connection.schema.columns.clone();
        let items = Arc::new(items);
        let file = DataFile { path: ROWS.into(), stat: FileStat::default(), head: 0, items, columns, mark };
        Ok(Found { file, findings: self.findings, left })
    }

    /// Which rows of the previous run are none of the candidates any more but are still there: newer ones have taken their places.
    fn leave(&mut self, items: &[DataItem], left: &mut BTreeSet<u64>) -> Result<(), Fault> {
        let untrusted = if self.before.files.is_empty() { (self.before.known)() } else { Arc::default() };
        let files = self.before.files.iter().chain(&*untrusted);
        let before = files.filter(|file| file.is_table()).flat_map(|file| &*file.items);
        let is_gone = |item: &&DataItem| items.binary_search_by(|other| other.name.cmp(&item.name)).is_err();
        let gone: Vec<&str> = before.filter(is_gone).map(|item| &*item.name).collect();
        for keys in gone.chunks(super::MANY) {
            let text = self.connection.schema.which();
            let parameters = [Parameter::List(keys)];
            self.connection.engine.rows(
                &Query { text: &text, parameters: &parameters, plain: 1 },
                &mut |cells| {
                    let key = cells.into_iter().next().and_then(Cell::into_text);
                    left.extend(key.map(|key| digest(path_of_item(ROWS, &key).as_bytes())));
                },
            )?;
        }
        Ok(())
    }
}
