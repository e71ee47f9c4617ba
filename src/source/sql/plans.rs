//! The questions of a selection -> findings about those that an engine answers by reading a large table from one end to the other. Asked
//! where all is selected anew, of one example of each kind.

use super::engine::{Fault, Parameter, Query};
use super::schema::Which;
use super::select::Selecting;
use crate::config::Order;

/// A question, what it is asked with, and what it asks for by which index.
struct Question<'q> {
    text: String,
    parameters: Vec<Parameter<'q>>,
    what: String,
    index: String,
}

impl Selecting<'_> {
    /// Says which questions have no index to be answered by.
    pub(super) fn check_plans(&mut self) -> Result<(), Fault> {
        let languages = self.languages.clone();
        for Question { text, parameters, what, index } in self.questions(&languages)? {
            let query = Query { text: &text, parameters: &parameters, plain: usize::MAX };
            let scanned = self.connection.engine.scanned(&query)?;
            if let Some(table) = scanned.first() {
                self.tell(format!(
                    "the query of {what} reads all of `{table}`; make an index on {index} (docs/databases.md)"
                ));
            }
        }
        Ok(())
    }

    fn questions<'q>(&self, languages: &'q [Option<Box<str>>]) -> Result<Vec<Question<'q>>, Fault> {
        let schema = &self.connection.schema;
        let language = languages.iter().flatten().next();
        let which = language.map_or(Which::All, |language| Which::In(Some(language)));
        let divided = if language.is_some() { "the language, " } else { "" };
        let some = Parameter::List(&["0"]);
        let of_topic = if schema.words.is_lateral { some } else { Parameter::Text("0") };
        let question = |text, parameters: &[Parameter<'q>], what: &str, index: &str| {
            let (what, index) = (what.to_owned(), index.to_owned());
            Question { text, parameters: parameters.to_vec(), what, index }
        };
        let mut questions = Vec::new();
        if let Some(text) = schema.windows(which, 1) {
            let parameters: Vec<Parameter<'q>> = [of_topic].into_iter().chain(which.parameter()).collect();
            let index = match language {
                Some(_) => "(topic, language, date, article) of the pairs",
                None => "(topic, date, article) of the pairs",
            };
            questions.push(question(text, &parameters, "the newest articles of a topic", index));
        }
        let parameters: Vec<Parameter<'q>> = which.parameter().into_iter().collect();
        let index = format!("{divided}the date and the key of the articles");
        questions.push(question(schema.newest(which, 1), &parameters, "the newest articles", &index));
        for order in [Order::Heat, Order::Quality] {
            let is_asked = self.config.feeds.extra.iter().any(|feed| feed.order == order);
            if let Some(column) = if is_asked { schema.order(order)? } else { None } {
                let index = format!("({} DESC NULLS LAST, date DESC, key DESC) of the articles", column.name);
                let text = schema.greatest_by(column, 1);
                questions.push(question(text, &[], &format!("the greatest `{}`", column.name), &index));
            }
        }
        if let Some(text) = schema.pairs_of() {
            questions.push(question(text, &[some], "the topics of an article", "(article) of the pairs"));
        }
        questions.push(question(schema.rows_of(), &[some], "an article", "the key of the articles"));
        Ok(questions)
    }
}
