//! Windows at work: they are selected, their rows are fetched as far as nobody knows them, and they are asked deeper where those do
//! not fill them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::{ParallelDrainRange, ParallelExtend, ParallelIterator};

use super::engine::{Cell, Fault, Parameter, Query};
use super::mark::Window;
use super::schema::Which;
use super::select::Selecting;
use super::table::{Asked, Table};
use super::verdict::{OF_ALL, OF_TOPICS, Verdict};
use super::{Fetched, MANY, place, size};
use crate::config::{ExtraFeed, Order};
use crate::ordered::CollectOrdered;
use crate::record::data::{ROWS, path_of_item};
use crate::text::digest;

/// How many topics are asked for by one question.
const TOPICS_AT_ONCE: usize = 250;

/// The most rows of a topic that are looked at where none fills the feed.
const DEEPEST: usize = 50_000;

/// How many windows are filled at a time: what is known of their rows until they are full takes memory.
const WINDOWS_AT_ONCE: usize = 1_000;

/// How many bytes of rows are held before they are judged.
const MOST_HELD: usize = 8 * 1024 * 1024;

/// A topic, and the number of a window of it.
type OfTopic = (Box<str>, usize);

/// A window, and what this run has found of it.
pub(super) struct Live {
    pub window: Window,
    /// The fingerprints of what orders its rows; none where this run has not selected them.
    dates: Vec<u64>,
    /// The rows that an engine puts first though what orders them is no number, so that they come last.
    unordered: BTreeSet<u32>,
    depth: usize,
}

impl Live {
    /// What the previous run has left of a window.
    pub(super) fn of(window: Window) -> Live {
        let depth = window.rows.len();
        Live { window, dates: Vec::new(), unordered: BTreeSet::new(), depth }
    }

    /// The window of a topic, or of all, and of a language, or of any, that nothing is known of.
    pub(super) fn new(topic: Option<Box<str>>, language: Option<u16>) -> Live {
        Live::of(Window { topic, language, ..Window::default() })
    }

    /// Whether the next run has to know of it: most topics have articles in few of the languages.
    pub(super) fn is_kept(&self) -> bool {
        let Window { topic, language, rows, .. } = &self.window;
        topic.is_none() || language.is_none() || !rows.is_empty()
    }
}

impl Selecting<'_> {
    /// Fills these windows; with `is_stale` they are selected before anything else.
    pub(super) fn fill(&mut self, windows: &[usize], is_stale: bool) -> Result<(), Fault> {
        windows.chunks(WINDOWS_AT_ONCE).try_for_each(|windows| self.fill_some(windows.to_vec(), is_stale))
    }

    fn fill_some(&mut self, mut windows: Vec<usize>, is_stale: bool) -> Result<(), Fault> {
        let all = windows.clone();
        let mut has_selected = false;
        if is_stale {
            self.select(&windows)?;
            has_selected = true;
        }
        while !windows.is_empty() {
            self.judge(&windows)?;
            windows.retain(|window| !self.is_full(*window));
            if has_selected {
                windows.iter().for_each(|window| self.deepen(*window));
                windows.retain(|window| self.windows.get(*window).is_some_and(|live| live.depth <= DEEPEST));
            }
            self.select(&windows)?;
            has_selected = true;
        }
        for window in all {
            self.windows.get_mut(window).into_iter().for_each(Live::settle);
        }
        Ok(())
    }

    /// The further feed that a window is of.
    fn extra(&self, window: usize) -> Option<&'_ ExtraFeed> {
        window.checked_sub(1).and_then(|number| self.config.feeds.extra.get(number))
    }

    /// How many rows a window shows.
    fn limit(&self, window: usize) -> usize {
        self.extra(window).map_or(self.config.feeds.limit, |feed| feed.limit)
    }

    /// Which feeds of a verdict the window is of.
    fn feed(&self, window: usize) -> u32 {
        let has_topic = self.windows.get(window).is_some_and(|live| live.window.topic.is_some());
        match self.extra(window) {
            Some(_) => u32::try_from(window).unwrap_or_default(),
            None if has_topic => OF_TOPICS,
            None => OF_ALL,
        }
    }

    /// Looks twice as deep into a window the next time.
    fn deepen(&mut self, window: usize) {
        let Some(live) = self.windows.get_mut(window) else { return };
        live.depth = live.depth.saturating_mul(2);
        if live.depth > DEEPEST {
            let what = live.window.topic.as_ref().map_or("the feed", |_| "the feed of a topic");
            let message = format!(
                "{what} may lack articles: of its newest {} rows too few can be shown, and no more are looked at",
                live.window.rows.len()
            );
            self.tell(message);
        }
    }

    /// Asks the engine for the rows of windows.
    fn select(&mut self, windows: &[usize]) -> Result<(), Fault> {
        let mut alike: BTreeMap<(usize, Option<u16>), Vec<OfTopic>> = BTreeMap::new();
        for &window in windows {
            let limit = self.limit(window);
            let Some(live) = self.windows.get_mut(window) else { continue };
            // Some are held back, and some have the date of the last.
            live.depth = live.depth.max(limit.saturating_add(limit.div_ceil(8)).saturating_add(2));
            live.window.rows.clear();
            live.dates.clear();
            live.unordered.clear();
            match live.window.topic.clone() {
                Some(topic) => {
                    alike.entry((live.depth, live.window.language)).or_default().push((topic, window))
                }
                None => self.select_first(window)?,
            }
        }
        for ((depth, _), mut topics) in alike {
            topics.sort_unstable();
            let at_once = if self.connection.schema.words.is_lateral { TOPICS_AT_ONCE } else { 1 };
            for topics in topics.chunks(at_once) {
                self.select_topics(depth, topics)?;
            }
        }
        for window in windows {
            if let Some(live) = self.windows.get_mut(*window) {
                live.window.is_exhausted = live.window.rows.len() < live.depth;
            }
        }
        Ok(())
    }

    /// Selects a window of all topics.
    fn select_first(&mut self, window: usize) -> Result<(), Fault> {
        let order = self.extra(window).map_or(Order::Published, |feed| feed.order);
        let (languages, table) = (Arc::clone(&self.languages), &mut self.table);
        let Some(live) = self.windows.get_mut(window) else { return Ok(()) };
        let (which, schema) = (live.which(&languages), &self.connection.schema);
        let text = match schema.order(order)? {
            Some(column) => schema.greatest_by(column, live.depth),
            None => schema.newest(which, live.depth),
        };
        let parameters: Vec<Parameter<'_>> = which.parameter().into_iter().collect();
        let query = Query { text: &text, parameters: &parameters, plain: 3 };
        self.connection.engine.rows(&query, &mut |cells| live.add(table, cells.into_iter()))
    }

    /// Selects the windows of topics that are sorted, each with the number of its window, all of one language.
    fn select_topics(&mut self, depth: usize, topics: &[OfTopic]) -> Result<(), Fault> {
        let languages = Arc::clone(&self.languages);
        let first = topics.first().and_then(|(_, window)| self.windows.get(*window));
        let which = first.map_or(Which::All, |live| live.which(&languages));
        let Some(text) = self.connection.schema.windows(which, depth) else { return Ok(()) };
        let names: Vec<&str> = topics.iter().map(|(topic, _)| &**topic).collect();
        let parameter = match (names.as_slice(), self.connection.schema.words.is_lateral) {
            ([name], false) => Parameter::Text(name),
            (names, _) => Parameter::List(names),
        };
        let parameters: Vec<Parameter<'_>> = [parameter].into_iter().chain(which.parameter()).collect();
        let (windows, table) = (&mut self.windows, &mut self.table);
        self.connection.engine.rows(&Query { text: &text, parameters: &parameters, plain: 3 }, &mut |cells| {
            let mut cells = cells.into_iter();
            let topic = cells.next().and_then(Cell::into_text).unwrap_or_default();
            let place = topics.binary_search_by(|(own, _)| (**own).cmp(&topic)).ok();
            let window = place.and_then(|place| topics.get(place)).map(|(_, window)| *window);
            if let Some(live) = window.and_then(|window| windows.get_mut(window)) {
                live.add(table, cells);
            }
        })
    }

    /// Finds out of every row of these windows whether it fills a place.
    fn judge(&mut self, windows: &[usize]) -> Result<(), Fault> {
        let rows = windows.iter().filter_map(|window| self.windows.get(*window));
        let rows: BTreeSet<u32> = rows.flat_map(|live| live.window.rows.iter().copied()).collect();
        let mut unknown: Vec<Box<str>> = Vec::new();
        for row in rows {
            if self.table.asked(row) != Asked::No {
                continue;
            }
            let Some(key) = self.table.key(row) else { continue };
            let verdict = |key| (self.before.verdict)(&path_of_item(ROWS, key));
            match self.table.is_known(row).then(|| verdict(key)).flatten() {
                Some(verdict) => self.table.answer(row, Asked::Yes(verdict)),
                None => unknown.push(key.into()),
            }
        }
        unknown.sort_unstable();
        let unknown: Vec<&str> = unknown.iter().map(|key| &**key).collect();
        self.fetch(&unknown, &mut |_, _, _| {})
    }

    /// Fetches rows, and says of each whether it is another than it was, and its topics.
    pub(super) fn fetch(
        &mut self,
        keys: &[&str],
        row: &mut dyn FnMut(u32, bool, Vec<String>),
    ) -> Result<(), Fault> {
        let columns = self.connection.schema.columns.len();
        let (config, now) = (self.config, self.now);
        let judged = |(key, fetched): (Box<str>, Fetched)| {
            let bytes = fetched.row.as_ref().ok();
            let path = path_of_item(ROWS, &key);
            let verdict = bytes.and_then(|bytes| Verdict::of_row(&path, bytes, config, now));
            (verdict, (key, place(&fetched.row, columns)), fetched.topics)
        };
        let judge = |rows: &mut Vec<(Box<str>, Fetched)>, all: &mut Vec<_>| {
            all.par_extend(rows.par_drain(..).map(judged));
        };
        for chunk in keys.chunks(MANY) {
            let (mut rows, mut held, mut all) = (Vec::new(), 0_usize, Vec::with_capacity(chunk.len()));
            self.database.fetch(self.connection, chunk, &mut |key, fetched| {
                held = held.saturating_add(size(&fetched.row));
                rows.push((key, fetched));
                if held > MOST_HELD {
                    held = 0;
                    judge(&mut rows, &mut all);
                }
            })?;
            judge(&mut rows, &mut all);
            let mut absent: BTreeSet<&str> = chunk.iter().copied().collect_set();
            for (verdict, (key, place), topics) in all {
                absent.remove(&*key);
                let number = self.table.number(&key);
                self.table.answer(number, Asked::Yes(verdict));
                let has_changed = self.table.put(number, place);
                row(number, has_changed, topics);
            }
            for key in absent {
                let number = self.table.number(key);
                self.table.answer(number, Asked::Absent);
            }
        }
        Ok(())
    }

    /// Whether a window has all that its feed can show. What is not needed for that is left out of it.
    fn is_full(&mut self, window: usize) -> bool {
        let (limit, feed) = (self.limit(window), self.feed(window));
        let is_by_date = self.extra(window).is_none_or(|feed| feed.order == Order::Published);
        let Some(live) = self.windows.get_mut(window) else { return true };
        let (mut ids, mut last, mut moment) = (BTreeSet::new(), None, i64::MAX);
        let (mut end, mut language, mut is_unwanted) = (live.window.rows.len(), None, false);
        for (place, row) in live.window.rows.iter().enumerate() {
            let date = live.dates.get(place);
            if ids.len() >= limit && (date.is_none() || date != last) {
                end = place;
                break;
            }
            let Asked::Yes(Some(verdict)) = self.table.asked(*row) else { continue };
            self.is_disordered |= is_by_date && date.is_some() && verdict.moment > moment;
            moment = verdict.moment;
            if live.window.language.is_some() {
                self.is_mixed |= *language.get_or_insert(verdict.language) != verdict.language;
                is_unwanted |= verdict.is_in_none();
            }
            let fills = verdict.is_in(feed) && !live.unordered.contains(row);
            if fills && ids.len() < limit && ids.insert(verdict.id) {
                last = date;
            }
        }
        let is_whole = ids.len() >= limit && (end < live.window.rows.len() || live.dates.is_empty());
        if is_whole && !live.dates.is_empty() {
            live.window.rows.truncate(end);
            live.window.is_exhausted = false;
        }
        // Of a language that has no feeds nobody asks for more.
        let is_full = is_whole || live.window.is_exhausted || (is_unwanted && ids.is_empty());
        if is_full {
            let table = &self.table;
            live.window.rows.retain(|row| table.asked(*row) != Asked::Absent);
        }
        is_full
    }
}

impl Live {
    /// Keeps of a window that is filled what the next run has to know.
    fn settle(&mut self) {
        (self.dates, self.unordered) = (Vec::new(), BTreeSet::new());
        self.window.rows.shrink_to_fit();
    }

    /// Which rows it is of, where these are the values of the column of languages.
    fn which<'l>(&self, languages: &'l [Option<Box<str>>]) -> Which<'l> {
        let value = self.window.language.and_then(|language| languages.get(usize::from(language)));
        value.map_or(Which::All, |value| Which::In(value.as_deref()))
    }

    /// Adds a row, given its key, its date, and the number that orders it before the date, where one does.
    fn add(&mut self, table: &mut Table, mut cells: impl Iterator<Item = Cell>) {
        let (key, date) = (cells.next().and_then(Cell::into_text), cells.next().and_then(Cell::into_text));
        let number = cells.next().and_then(Cell::into_text);
        if let Some(key) = key {
            let row = table.number(&key);
            let is_number = |text: &String| text.trim().parse().is_ok_and(|number: f64| number.is_finite());
            if number.as_ref().is_some_and(|text| !is_number(text)) {
                self.unordered.insert(row);
            }
            let order = format!("{} {}", date.unwrap_or_default(), number.unwrap_or_default());
            self.window.rows.push(row);
            self.dates.push(digest(order.as_bytes()));
        }
    }
}
