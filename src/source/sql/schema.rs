//! The configuration and the tables that there are -> the queries of a run. The operator's own queries stand in them as tables do,
//! so that an engine can look into them; every name is quoted.

use super::engine::{Column, Engine, Fault, quoted};
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
    words: &'static super::engine::Words,
}

/// The query of pairs of an article and a topic.
struct Pairs {
    query: String,
    article: Column,
    topic: Column,
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
        let pairs = query.map(|query| Pairs::of(engine, query)).transpose()?;
        let columns = columns.iter().map(|column| column.name.clone()).collect();
        Ok(Schema { articles, key, columns, values, topics_key, pairs, words })
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
        let Pairs { query, article, topic } = self.pairs.as_ref()?;
        let text = self.words.text;
        let is_among = (self.words.among)(&column_of('p', article), &article.kind, 1);
        let (article, topic) = (text(&column_of('p', article)), text(&column_of('p', topic)));
        Some(format!("SELECT {article}, {topic} FROM ({query}) p WHERE {is_among}"))
    }
}

impl Pairs {
    fn of(engine: &mut dyn Engine, query: String) -> Result<Pairs, Fault> {
        let all = engine.columns(&query)?;
        let article = named(&all, "article", "topics", "input.sql.topics")?;
        let topic = named(&all, "topic", "topics", "input.sql.topics")?;
        Ok(Pairs { query, article, topic })
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
