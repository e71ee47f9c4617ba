//! The configuration and the tables that there are -> the queries of a run. The operator's own queries stand in them as tables do,
//! so that an engine can look into them; every name is quoted.

use std::time::Duration;

use super::engine::{Column, Engine, Fault, Parameter, Words, quoted};
use crate::config::{Order, Sql};
use crate::ordered;
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
    /// The columns that give records their language, their heat and their quality.
    language: Meant,
    heat: Meant,
    quality: Meant,
}

/// The column that gives records a value: none where no row has one; or the name of one that an engine cannot select by, since others
/// may give the value too, or it is inside of that.
type Meant = Result<Option<Column>, Box<str>>;

/// Which rows are asked for, beside their topic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which<'v> {
    /// All of them.
    All,
    /// Those whose column of languages holds this, or nothing.
    In(Option<&'v str>),
}

impl<'v> Which<'v> {
    /// What it is asked with.
    pub(super) fn parameter(self) -> Option<Parameter<'v>> {
        match self {
            Which::In(Some(value)) => Some(Parameter::Text(value)),
            Which::All | Which::In(None) => None,
        }
    }

    /// The condition that a column fulfils, by the parameter of this number; it begins with AND.
    fn condition(self, column: Option<&Column>, letter: char, (words, number): (&Words, usize)) -> String {
        let Some(column) = column else { return String::new() };
        let name = column_of(letter, column);
        match self {
            Which::All => String::new(),
            Which::In(None) => format!(" AND {name} IS NULL"),
            Which::In(Some(_)) => format!(" AND {}", (words.equal)(&name, &column.kind, number)),
        }
    }
}

/// The query of pairs of an article and a topic.
struct Pairs {
    query: String,
    article: Column,
    topic: Column,
    /// The date of the article, where the engine selects articles.
    date: Option<Column>,
    /// Its language, where it is there.
    language: Option<Column>,
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
        ordered::sort_by_key(&mut columns, |column| crate::record::data::is_text(&column.name));
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
        let [language, heat, quality] = [Meaning::Language, Meaning::Heat, Meaning::Quality]
            .map(|meaning| meant(&all, fields.keys(meaning)));
        let named = language.as_ref().ok().and_then(Option::as_ref).map(|column| &*column.name);
        let pairs = query.map(|query| Pairs::of(engine, query, date, named)).transpose()?;
        let columns = columns.iter().map(|column| column.name.clone()).collect();
        Ok(Schema {
            articles,
            key,
            columns,
            values,
            topics_key,
            pairs,
            words,
            selecting,
            language,
            heat,
            quality,
        })
    }

    /// Whether the engine can ask for the articles of one language; not, where no column says any.
    ///
    /// # Errors
    ///
    /// When they say it where no engine can ask for it.
    pub(super) fn has_languages(&self) -> Result<bool, Fault> {
        let column = match &self.language {
            Ok(None) => return Ok(false),
            Ok(Some(column)) => column,
            Err(name) => return Err(unclear("feeds.languages", name)),
        };
        if self.pairs.as_ref().is_some_and(|pairs| pairs.language.is_none()) {
            return Err(Fault::Wrong(format!(
                "with `changed` and `feeds.languages` the pairs need the language of their article: give the query of the \
                 topics (`input.sql.topics`) the column `{}`, as that of the articles has it",
                column.name
            )));
        }
        Ok(true)
    }

    /// The column that orders a feed of this order; none where it is the date.
    ///
    /// # Errors
    ///
    /// When no engine can order by it.
    pub(super) fn order(&self, order: Order) -> Result<Option<&Column>, Fault> {
        let column = match order {
            Order::Published => return Ok(None),
            Order::Heat => &self.heat,
            Order::Quality => &self.quality,
        };
        let column = column.as_ref().map_err(|name| unclear("feeds.extra.order", name))?;
        match column {
            Some(column) if !(self.words.is_number)(&column.kind) => Err(Fault::Wrong(format!(
                "with `changed` the engine orders by the column `{}` (`feeds.extra.order`), which must be declared as a number",
                column.name
            ))),
            column => Ok(column.as_ref()),
        }
    }

    /// Whether the engine selects the articles.
    pub(super) fn is_selecting(&self) -> bool {
        self.selecting.is_some()
    }

    fn date(&self) -> String {
        self.selecting.as_ref().map(|[date, _]| column_of('q', date)).unwrap_or_default()
    }

    /// The query of the newest articles: key and date.
    pub(super) fn newest(&self, which: Which<'_>, limit: usize) -> String {
        let (key, date, text) = (column_of('q', &self.key), self.date(), self.words.text);
        let of_language =
            which.condition(self.language.as_ref().ok().and_then(Option::as_ref), 'q', (self.words, 1));
        format!(
            "SELECT {}, {} FROM ({}) q WHERE {date} IS NOT NULL{of_language} ORDER BY {date} DESC, {key} DESC LIMIT {limit}",
            text(&key),
            text(&date),
            self.articles
        )
    }

    /// The query of the articles that have most in a column: key, date, and what they have, those with nothing last.
    pub(super) fn greatest_by(&self, column: &Column, limit: usize) -> String {
        let (key, date, text) = (column_of('q', &self.key), self.date(), self.words.text);
        let most = column_of('q', column);
        format!(
            "SELECT {}, {}, {} FROM ({}) q WHERE {date} IS NOT NULL ORDER BY {most} DESC NULLS LAST, {date} DESC, {key} DESC \
             LIMIT {limit}",
            text(&key),
            text(&date),
            text(&most),
            self.articles
        )
    }

    /// The query of the newest articles of topics: topic, key and date. Its first parameter is a list of topics, or one of them.
    pub(super) fn windows(&self, which: Which<'_>, limit: usize) -> Option<String> {
        let Pairs { query, article, topic, date, language } = self.pairs.as_ref()?;
        let [article, own, date] = [article, topic, date.as_ref()?].map(|column| column_of('p', column));
        let text = self.words.text;
        let of_language = which.condition(language.as_ref(), 'p', (self.words, 2));
        let newest = |wanted: &str| {
            format!(
                "FROM ({query}) p WHERE {own} = {wanted}{of_language} AND {date} IS NOT NULL ORDER BY {date} DESC, {article} DESC \
                 LIMIT {limit}"
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

    /// The query of all topics.
    pub(super) fn topics(&self) -> Option<String> {
        let Pairs { query, topic, .. } = self.pairs.as_ref()?;
        Some(self.distinct(query, topic))
    }

    /// The query of all values of the column that says in which language an article is.
    pub(super) fn languages(&self) -> Option<String> {
        Some(self.distinct(&self.articles, self.language.as_ref().ok()?.as_ref()?))
    }

    /// The query of all values of a column, from one to the next, so that an index is enough.
    fn distinct(&self, query: &str, column: &Column) -> String {
        let value = column_of('d', column);
        format!(
            "WITH RECURSIVE t(value) AS (SELECT min({value}) FROM ({query}) d UNION ALL \
             SELECT (SELECT min({value}) FROM ({query}) d WHERE {value} > t.value) FROM t WHERE t.value IS NOT NULL) \
             SELECT {} FROM t WHERE t.value IS NOT NULL",
            (self.words.text)("t.value")
        )
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
    fn of(
        engine: &mut dyn Engine,
        query: String,
        date: Option<&str>,
        language: Option<&str>,
    ) -> Result<Pairs, Fault> {
        let all = engine.columns(&query)?;
        let article = named(&all, "article", "topics", "input.sql.topics")?;
        let topic = named(&all, "topic", "topics", "input.sql.topics")?;
        let date = date.map(|date| named(&all, date, "topics", "input.sql.date")).transpose()?;
        let language =
            all.iter().find(|column| language.is_some_and(|name| is_same_key(&column.name, name))).cloned();
        Ok(Pairs { query, article, topic, date, language })
    }
}

/// The column that gives records a value under one of these keys.
fn meant(all: &[Column], keys: &[String]) -> Meant {
    let first = |key: &str| key.split('.').next().unwrap_or_default().to_owned();
    let may_give = |column: &&Column| keys.iter().any(|key| is_same_key(&column.name, &first(key)));
    let mut giving = all.iter().filter(may_give);
    match (giving.next(), giving.next()) {
        (None, _) => Ok(None),
        (Some(column), None) if keys.iter().any(|key| is_same_key(&column.name, key)) => {
            Ok(Some(column.clone()))
        }
        (Some(column), _) => Err(column.name.clone()),
    }
}

fn unclear(setting: &str, name: &str) -> Fault {
    Fault::Wrong(format!(
        "with `changed` and `{setting}` one column must have the value by which the engine selects, and `{name}` is not the only one \
         that may give it, or has it inside; select it once, or leave `changed` out, so that all are read"
    ))
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
