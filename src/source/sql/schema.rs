//! The configuration and the tables that there are -> the queries of a run. The operator's own queries stand in them as tables do,
//! so that an engine can look into them; every name is quoted.

use std::time::Duration;

use super::engine::{Column, Engine, Fault, Words, quoted};
use crate::config::Sql;
use crate::record::{FieldNames, Meaning, is_read};
use crate::tree::is_same_key;

/// The tables where the configuration names no query.
const ARTICLES: &str = "articles";
const PAIRS: &str = "article_topics";

/// What the queries of a run are made from.
pub(super) struct Schema {
    articles: String,
    key: Column,
    /// The columns that records are made of, in the order of their lines.
    pub columns: Vec<Box<str>>,
    /// How the columns are asked for.
    values: Vec<String>,
    /// The key under which a record has its topics.
    pub topics_key: String,
    pairs: Option<Pairs>,
    pub words: &'static Words,
    /// The columns of the articles by which the engine selects them, where it does: the date, and what grows with each change.
    selecting: Option<[Column; 2]>,
}

/// The query of pairs of an article and a topic.
struct Pairs {
    query: String,
    article: Column,
    topic: Column,
    /// The date of the article, where the engine selects articles.
    date: Option<Column>,
}

impl Schema {
    /// Looks at the tables.
    pub(super) fn of(engine: &mut dyn Engine, sql: &Sql, fields: &FieldNames) -> Result<Schema, Fault> {
        let words = engine.words();
        let articles = sql.articles.clone().unwrap_or_else(|| format!("SELECT * FROM {ARTICLES}"));
        let all = engine.columns(&articles)?;
        let key = named(&all, &sql.key, "articles", "input.sql.key")?;
        let mut columns: Vec<&Column> = all.iter().filter(|column| is_read(&column.name, fields)).collect();
        // A finding may be about a line of a long text, which is one line here.
        columns.sort_by_key(|column| crate::record::data::is_text(&column.name));
        let values =
            columns.iter().map(|column| (words.value)(&column_of('q', column), &column.kind)).collect();
        let topics_key = fields.keys(Meaning::Topics).first().cloned().unwrap_or_default();
        let has_topics = all.iter().any(|column| is_same_key(&column.name, &topics_key));
        let query = match &sql.topics {
            Some(_) if has_topics => {
                return Err(Fault::Wrong(format!(
                    "the articles have a column `{topics_key}`, and `input.sql.topics` is a query; keep one of them"
                )));
            }
            Some(query) => Some(query.clone()),
            None if has_topics || !engine.has_table(PAIRS)? => None,
            None => Some(format!("SELECT * FROM {PAIRS}")),
        };
        let selecting = match &sql.changed {
            Some(_) if has_topics => {
                return Err(Fault::Wrong(format!(
                    "with `changed` topics must be pairs with the date of their article (`input.sql.topics`), and not the \
                     column `{topics_key}`"
                )));
            }
            Some(changed) => Some([
                named(&all, &sql.date, "articles", "input.sql.date")?,
                named(&all, changed, "articles", "input.sql.changed")?,
            ]),
            None => None,
        };
        let date = sql.changed.as_ref().map(|_| sql.date.as_str());
        let pairs = query.map(|query| Pairs::of(engine, query, date)).transpose()?;
        let columns = columns.iter().map(|column| column.name.clone()).collect();
        Ok(Schema { articles, key, columns, values, topics_key, pairs, words, selecting })
    }

    /// Whether the engine selects the articles.
    pub(super) fn is_selecting(&self) -> bool {
        self.selecting.is_some()
    }

    fn date(&self) -> String {
        self.selecting.as_ref().map(|[date, _]| column_of('q', date)).unwrap_or_default()
    }

    /// The query of the newest articles: key and date.
    pub(super) fn newest(&self, limit: usize) -> String {
        let (key, date, text) = (column_of('q', &self.key), self.date(), self.words.text);
        format!(
            "SELECT {}, {} FROM ({}) q WHERE {date} IS NOT NULL ORDER BY {date} DESC, {key} DESC LIMIT {limit}",
            text(&key),
            text(&date),
            self.articles
        )
    }

    /// The query of the newest articles of topics: topic, key and date. Its parameter is a list of topics, or one of them.
    pub(super) fn windows(&self, limit: usize) -> Option<String> {
        let Pairs { query, article, topic, date } = self.pairs.as_ref()?;
        let [article, own, date] = [article, topic, date.as_ref()?].map(|column| column_of('p', column));
        let text = self.words.text;
        let newest = |wanted: &str| {
            format!(
                "FROM ({query}) p WHERE {own} = {wanted} AND {date} IS NOT NULL ORDER BY {date} DESC, {article} DESC LIMIT {limit}"
            )
        };
        let (key, moment) = (text(&article), text(&date));
        Some(match self.words.is_lateral {
            true => format!(
                "SELECT t.topic::text, w.* FROM unnest($1::text[]::{}[]) AS t(topic) CROSS JOIN LATERAL (SELECT {key}, {moment} {}) w",
                topic.kind,
                newest("t.topic")
            ),
            false => format!("SELECT ?1, {key}, {moment} {}", newest("?1")),
        })
    }

    /// The query of all topics, from one to the next.
    pub(super) fn topics(&self) -> Option<String> {
        let Pairs { query, topic, .. } = self.pairs.as_ref()?;
        let topic = column_of('p', topic);
        Some(format!(
            "WITH RECURSIVE t(topic) AS (SELECT min({topic}) FROM ({query}) p UNION ALL \
             SELECT (SELECT min({topic}) FROM ({query}) p WHERE {topic} > t.topic) FROM t WHERE t.topic IS NOT NULL) \
             SELECT {} FROM t WHERE t.topic IS NOT NULL",
            (self.words.text)("t.topic")
        ))
    }

    /// The query of the keys of what has changed since, and its parameter.
    pub(super) fn changes(&self, since: &str, overlap: Duration, most: usize) -> (String, String) {
        let key = column_of('q', &self.key);
        let (changed, kind) = match &self.selecting {
            Some([_, changed]) => (column_of('q', changed), &*changed.kind),
            None => (key.clone(), ""),
        };
        let is_since = (self.words.since)(&changed, kind, overlap.as_secs());
        let (key, limit) = ((self.words.text)(&key), most.saturating_add(1));
        let query = format!(
            "SELECT {key} FROM ({}) q WHERE {is_since} ORDER BY {changed} LIMIT {limit}",
            self.articles
        );
        (query, (self.words.earlier)(since, overlap.as_secs()))
    }

    /// The query of the greatest value of what grows with each change.
    pub(super) fn greatest(&self) -> String {
        let changed = self.selecting.as_ref().map(|[_, changed]| column_of('q', changed)).unwrap_or_default();
        format!("SELECT {} FROM ({}) q", (self.words.greatest)(&changed), self.articles)
    }

    /// The query of those keys of a list that there are.
    pub(super) fn which(&self) -> String {
        let key = column_of('q', &self.key);
        let is_among = (self.words.among)(&key, &self.key.kind, 1);
        format!("SELECT {} FROM ({}) q WHERE {is_among}", (self.words.text)(&key), self.articles)
    }

    /// The query of all keys.
    pub(super) fn keys(&self) -> String {
        format!("SELECT {} FROM ({}) q", (self.words.text)(&column_of('q', &self.key)), self.articles)
    }

    /// The query of the rows whose keys are in a list.
    pub(super) fn rows_of(&self) -> String {
        let key = column_of('q', &self.key);
        let values: String = self.values.iter().map(|value| format!(", {value}")).collect();
        let is_among = (self.words.among)(&key, &self.key.kind, 1);
        format!("SELECT {}{values} FROM ({}) q WHERE {is_among}", (self.words.text)(&key), self.articles)
    }

    /// The query of the topics of the articles whose keys are in a list.
    pub(super) fn pairs_of(&self) -> Option<String> {
        let Pairs { query, article, topic, .. } = self.pairs.as_ref()?;
        let text = self.words.text;
        let is_among = (self.words.among)(&column_of('p', article), &article.kind, 1);
        let (article, topic) = (text(&column_of('p', article)), text(&column_of('p', topic)));
        Some(format!("SELECT {article}, {topic} FROM ({query}) p WHERE {is_among}"))
    }
}

impl Pairs {
    fn of(engine: &mut dyn Engine, query: String, date: Option<&str>) -> Result<Pairs, Fault> {
        let all = engine.columns(&query)?;
        let article = named(&all, "article", "topics", "input.sql.topics")?;
        let topic = named(&all, "topic", "topics", "input.sql.topics")?;
        let date = date.map(|date| named(&all, date, "topics", "input.sql.date")).transpose()?;
        Ok(Pairs { query, article, topic, date })
    }
}

/// The column of a table that a query has given a letter.
fn column_of(letter: char, column: &Column) -> String {
    format!("{letter}.{}", quoted(&column.name))
}

fn named(columns: &[Column], name: &str, of: &str, setting: &str) -> Result<Column, Fault> {
    let found = columns.iter().find(|column| &*column.name == name);
    found.cloned().ok_or_else(|| {
        Fault::Wrong(format!(
            "the query of the {of} has no column `{name}` (`{setting}`); give one that name with AS"
        ))
    })
}
