//! The newest rows of every topic, found by the engine -> the candidates: all that the feeds can show, and nothing else of the tables.
//!
//! A window is what one feed can show: so many rows that fill it, those above them that are held back, and those of the same date as
//! the last. Where rows turn out to fill nothing, the engine is asked deeper. The next run asks for what has changed since, and
//! selects again what those rows are in, or were in; from time to time all is selected anew, which mends what changes have not told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::engine::{Cell, Fault, Parameter, Query};
use super::mark::Mark;
use super::table::Table;
use super::verdict::MOST_FEEDS;
use super::window::Live;
use super::{Connection, Database, Found};
use crate::catalogue::{DataFile, DataItems};
use crate::config::Config;
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::ordered::CollectOrdered;
use crate::record::data::{ROWS, path_of_item};
use crate::source::Before;
use crate::text::digest;

/// The most languages that articles may say they are in, where feeds are divided by them.
const MOST_LANGUAGES: usize = 100;

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
    /// As [`Mark::languages`].
    pub languages: Arc<Vec<Option<Box<str>>>>,
    pub findings: Vec<Finding>,
    /// Whether a row came before another that was published later.
    pub is_disordered: bool,
    /// Whether rows that say one language are in several.
    pub is_mixed: bool,
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
        Selecting {
            database,
            connection,
            config,
            before,
            now,
            table: Table::default(),
            windows: Vec::new(),
            languages: Arc::default(),
            findings: Vec::new(),
            is_disordered: false,
            is_mixed: false,
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
            self.table = Table::of(Arc::clone(&file.items), self.connection.schema.columns.len());
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
        for feed in &feeds.extra {
            self.connection.schema.order(feed.order)?;
        }
        if feeds.extra.len() <= MOST_FEEDS {
            return Ok(());
        }
        Err(Fault::Wrong(format!(
            "with `changed` articles are selected for {MOST_FEEDS} of `feeds.extra` at most; leave `changed` out, so that all are read"
        )))
    }

    /// A fingerprint of what windows depend on but for the rows.
    fn basis(&self) -> u64 {
        let Config { feeds, filter, .. } = self.config;
        let extra: Vec<_> = feeds
            .extra
            .iter()
            .map(|feed| (feed.limit, &feed.filter, feed.order, feed.podcast.is_some()))
            .collect();
        let languages: Vec<_> = feeds.languages.iter().map(|own| (own.of_site, &own.folder)).collect();
        let is_podcast = feeds.podcast.is_some();
        let of_feeds = format!("{} {filter:?} {is_podcast} {extra:?} {languages:?}", feeds.limit);
        digest(format!("{:?} {of_feeds}", self.database.sql).as_bytes())
    }

    /// Finds the values of the column of languages that nobody knows yet, where feeds are divided by language.
    fn find_languages(&mut self) -> Result<(), Fault> {
        let schema = &self.connection.schema;
        if self.config.feeds.languages.is_empty() || !schema.has_languages()? {
            return Ok(());
        }
        let query = schema.languages();
        let languages = Arc::make_mut(&mut self.languages);
        if languages.is_empty() {
            languages.push(None);
        }
        if let Some(text) = query {
            self.connection.engine.rows(&Query { text: &text, parameters: &[], plain: 1 }, &mut |cells| {
                let value = cells.into_iter().next().and_then(Cell::into_text).map(String::into_boxed_str);
                if value.is_some() && !languages.contains(&value) {
                    languages.push(value);
                }
            })?;
        }
        if languages.len() > MOST_LANGUAGES {
            return Err(Fault::Wrong(format!(
                "with `changed` and `feeds.languages` each language of the articles is selected by itself, and they name more than {}",
                MOST_LANGUAGES.saturating_sub(1)
            )));
        }
        Ok(())
    }

    /// The languages that windows of topics are divided by; one for all where they are not.
    fn divisions(&self) -> Vec<Option<u16>> {
        match self.languages.len() {
            0 => vec![None],
            count => (0..).take(count).map(Some).collect(),
        }
    }

    /// Selects all windows.
    fn anew(&mut self, mut mark: Mark) -> Result<Mark, Fault> {
        self.table = Table::of(Arc::default(), self.connection.schema.columns.len());
        self.languages = Arc::default();
        self.find_languages()?;
        let divisions = self.divisions();
        let first = 0..=self.config.feeds.extra.len();
        self.windows = first.map(|_| Live::new(None, None)).collect();
        self.windows.extend(divisions.iter().flatten().map(|language| Live::new(None, Some(*language))));
        let mut topics: Vec<Box<str>> = Vec::new();
        if let Some(query) = self.connection.schema.topics() {
            let query = Query { text: &query, parameters: &[], plain: 1 };
            self.connection.engine.rows(&query, &mut |cells| {
                topics.extend(cells.into_iter().next().and_then(Cell::into_text).map(String::into_boxed_str));
            })?;
        }
        topics.sort_unstable();
        topics.dedup();
        let of_topic =
            |topic: Box<str>| divisions.iter().map(move |language| Live::new(Some(topic.clone()), *language));
        self.windows.extend(topics.into_iter().flat_map(of_topic));
        self.fill(&(0..self.windows.len()).collect::<Vec<_>>(), true)?;
        self.windows.retain(Live::is_kept);
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
    fn resume(&mut self, mut mark: Mark) -> Result<Resumed, Fault> {
        let since = mark.since().map(str::to_owned);
        let Some(keys) = since.map(|since| self.changes(&since)).transpose()?.flatten() else {
            return Ok(Resumed::TooMany);
        };
        let before = std::mem::take(&mut mark.windows);
        self.windows = before.iter().cloned().map(Live::of).collect();
        self.languages = Arc::new(mark.languages.clone());
        self.find_languages()?;
        self.forget_gone()?;
        let (changed, topics) = self.changed(&keys)?;
        let due = self.due();
        let holds = |live: &Live, rows: &BTreeSet<u32>| {
            !rows.is_empty() && live.window.rows.iter().any(|row| rows.contains(row))
        };
        let is_touched = |(_, live): &(usize, &Live)| {
            let of_topic = live.window.topic.as_ref().map(|topic| topics.contains(topic));
            of_topic.unwrap_or(!changed.is_empty()) || holds(live, &changed)
        };
        let numbered = || self.windows.iter().enumerate();
        let mut touched: Vec<usize> = numbered().filter(is_touched).map(|(number, _)| number).collect();
        let short: Vec<usize> =
            numbered().filter(|(_, live)| holds(live, &due)).map(|(number, _)| number).collect();
        for new in self.new_windows(&topics) {
            touched.push(self.windows.len());
            self.windows.push(new);
        }
        self.fill(&touched, true)?;
        self.fill(&short, false)?;
        self.windows.retain(Live::is_kept);
        let mut next = mark.clone();
        self.advance(&mut next)?;
        let has_seen_more =
            next.seen.last().map(|seen| &seen.value) != mark.seen.last().map(|seen| &seen.value);
        let is_same = changed.is_empty() && self.windows.iter().map(|live| &live.window).eq(&before);
        let is_same = is_same && *self.languages == mark.languages;
        Ok(if is_same && !has_seen_more { Resumed::Same } else { Resumed::Changed(next) })
    }

    /// Windows of languages that are new, and of topics that have none.
    fn new_windows(&self, topics: &BTreeSet<Box<str>>) -> Vec<Live> {
        let known: BTreeSet<(Option<&str>, Option<u16>)> = self
            .windows
            .iter()
            .map(|live| (live.window.topic.as_deref(), live.window.language))
            .collect_set();
        let divisions = self.divisions();
        let all = [None].into_iter().chain(topics.iter().map(Some));
        let all = all.flat_map(|topic| divisions.iter().map(move |language| (topic.cloned(), *language)));
        let new = all.filter(|(topic, language)| !known.contains(&(topic.as_deref(), *language)));
        new.map(|(topic, language)| Live::new(topic, language)).collect()
    }

    /// Takes rows out of the windows of which something is wrong and which are not there any more: nobody is to mend what is gone.
    /// They fill no place, so that nothing else changes.
    fn forget_gone(&mut self) -> Result<(), Fault> {
        let wrong = self.named(&(self.before.wrong)());
        let mut gone: BTreeMap<Box<str>, u32> = BTreeMap::new();
        for number in wrong {
            gone.extend(self.table.key(number).map(|key| (Box::from(key), number)));
        }
        let keys: Vec<Box<str>> = gone.keys().cloned().collect();
        for keys in keys.chunks(super::MANY) {
            let keys: Vec<&str> = keys.iter().map(|key| &**key).collect();
            self.which(&keys, &mut |key| _ = gone.remove(key))?;
        }
        let gone: BTreeSet<u32> = gone.into_values().collect();
        if !gone.is_empty() {
            // A pair may outlive its article.
            gone.iter().for_each(|row| self.table.forget(*row));
            self.windows.iter_mut().for_each(|live| live.window.rows.retain(|row| !gone.contains(row)));
        }
        Ok(())
    }

    /// Gives those of these keys that there are.
    fn which(&mut self, keys: &[&str], found: &mut dyn FnMut(&str)) -> Result<(), Fault> {
        let text = self.connection.schema.which();
        let parameters = [Parameter::List(keys)];
        let query = Query { text: &text, parameters: &parameters, plain: 1 };
        self.connection.engine.rows(&query, &mut |cells| {
            let key = cells.into_iter().next().and_then(Cell::into_text);
            key.iter().for_each(|key| found(key));
        })
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
        self.named(&(self.before.due)())
    }

    /// The candidates whose paths have these fingerprints.
    fn named(&self, paths: &BTreeSet<u64>) -> BTreeSet<u32> {
        if paths.is_empty() {
            return BTreeSet::new();
        }
        let is_named = |key: &str| paths.contains(&digest(path_of_item(ROWS, key).as_bytes()));
        let count = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
        (0..count).filter(|number| self.table.key(*number).is_some_and(is_named)).collect()
    }

    /// What was found: the rows of all windows, sorted by key.
    fn found(mut self, mark: Mark) -> Result<Found, Fault> {
        let mut is_used = vec![false; self.table.len()];
        for row in self.windows.iter().flat_map(|live| &live.window.rows) {
            let place = usize::try_from(*row).ok().and_then(|row| is_used.get_mut(row));
            place.into_iter().for_each(|is_used| *is_used = true);
        }
        let table = std::mem::take(&mut self.table);
        // There may be a million of them: a list that grows takes twice as much memory.
        let mut used: Vec<u32> = Vec::with_capacity(is_used.iter().filter(|is_used| **is_used).count());
        used.extend((0..).zip(&is_used).filter(|(_, is_used)| **is_used).map(|(number, _)| number));
        used.sort_unstable_by(|a, b| table.key(*a).cmp(&table.key(*b)));
        let mut place = vec![None; table.len()];
        for (new, number) in (0..).zip(&used) {
            let own = usize::try_from(*number).ok().and_then(|number| place.get_mut(number));
            own.into_iter().for_each(|own| *own = Some(new));
        }
        let items: DataItems = used.iter().filter_map(|number| table.item(*number)).collect();
        drop((table, used, is_used));
        let mut left: BTreeSet<u64> = BTreeSet::new();
        self.leave(&items, &mut left)?;
        let windows = std::mem::take(&mut self.windows).into_iter().map(|live| live.window).collect();
        let languages = self.languages.to_vec();
        let mark = Mark { windows, languages, ..mark }.moved(&place).bytes();
        if self.is_disordered {
            let message = "the column that `input.sql.date` names does not order the articles as their dates do, so that feeds \
                           may lack some; the dates of the pairs must be those of their articles";
            self.tell(message.to_owned());
        }
        if self.is_mixed {
            let message = "articles of which the column of languages says the same are in several languages, so that feeds may lack \
                           some; the languages of the pairs must be those of their articles";
            self.tell(message.to_owned());
        }
        let columns = self.connection.schema.columns.clone();
        let (items, mark) = (Arc::new(items), Arc::new(mark));
        let file = DataFile { path: ROWS.into(), stat: FileStat::default(), head: 0, items, columns, mark };
        Ok(Found { file, findings: self.findings, left })
    }

    /// Says what is wrong with how rows are selected.
    pub(super) fn tell(&mut self, message: String) {
        let (rule, path) = (Rule::Selection, ROWS.to_owned());
        self.findings.push(Finding { rule, path, position: None, message });
    }

    /// Which rows of the previous run are none of the candidates any more but are still there: newer ones have taken their places.
    fn leave(&mut self, items: &DataItems, left: &mut BTreeSet<u64>) -> Result<(), Fault> {
        let untrusted = if self.before.files.is_empty() { (self.before.known)() } else { Arc::default() };
        let files = self.before.files.iter().chain(&*untrusted);
        let before = files.filter(|file| file.is_table()).flat_map(|file| file.items.names());
        let gone: Vec<&str> = before.filter(|name| items.position(name).is_none()).collect();
        for keys in gone.chunks(super::MANY) {
            self.which(keys, &mut |key| _ = left.insert(digest(path_of_item(ROWS, key).as_bytes())))?;
        }
        Ok(())
    }
}
