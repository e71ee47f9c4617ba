//! A condition on what articles say under keys -> what they must say for it to hold: the values that the program itself compares
//! them with are tried, and any other value, as one.

use super::super::literals::Token;
use super::{HEADS, Value, outcomes_of};
use crate::record::own_words::{Answer, Asked};

/// How many keys and values are tried, since each is tried with each.
const MOST_KEYS: usize = 3;
const MOST_VALUES: usize = 8;

/// What is known of values that a program compares with literal texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Literals {
    /// Whether they are asked about.
    pub is_on: bool,
    /// What articles say under keys: one of the texts, or anything else.
    pub said: Vec<(String, Option<String>)>,
    /// The keys that are compared, with the texts.
    pub compared: Vec<(String, String)>,
}

impl Literals {
    /// What an article says under the key, where that is known; nothing inside for anything else.
    pub(super) fn of(&self, key: &str) -> Option<Option<&str>> {
        self.said.iter().find(|(own, _)| own == key).map(|(_, said)| said.as_deref())
    }

    /// What comparing two values comes to, where one is what an article says and the other a text.
    pub(super) fn equal(&mut self, first: &Value, second: &Value) -> Option<bool> {
        let (path, text) = match (first, second) {
            (Value::Data(path), Value::Text(text)) | (Value::Text(text), Value::Data(path)) => (path, text),
            _ => return None,
        };
        // Numbers and truth values are written in more ways than one.
        let is_plain =
            !text.is_empty() && text.parse::<f64>().is_err() && !matches!(text.as_str(), "true" | "false");
        let key = key_of(path).filter(|_| self.is_on && is_plain && !text.contains("${"))?;
        let pair = (key.to_owned(), text.clone());
        if !self.compared.contains(&pair) {
            self.compared.push(pair);
        }
        // What is said and one of the texts is a text itself by now.
        self.of(key).map(|_| false)
    }
}

/// The key of front matter at which a path of members ends.
pub(super) fn key_of(path: &str) -> Option<&str> {
    let mut parts = path.split('.').skip_while(|part| HEADS.contains(part) || *part == "node");
    parts.next().filter(|_| parts.next().is_none())
}

/// What articles must say so that what begins at a word comes to `expected`; `says` are words of which they say that they are free.
pub(super) fn answers(
    tokens: &[Token<'_>],
    at: usize,
    scope: &[(&str, Value)],
    expected: bool,
    says: &[String],
) -> Option<Vec<Asked>> {
    let run = |said: Vec<(String, Option<String>)>| {
        let literals = Literals { is_on: true, said, compared: Vec::new() };
        let (values, _, literals) = outcomes_of(tokens, at, scope.to_vec(), says, literals);
        (values.iter().all(|value| value.truth() == Some(expected)), literals.compared)
    };
    let compared = run(Vec::new()).1;
    let mut keys: Vec<&str> = compared.iter().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() || keys.len() > MOST_KEYS || compared.len() > MOST_VALUES {
        return None;
    }
    let mut cases: Vec<Vec<(String, Option<String>)>> = vec![Vec::new()];
    for key in &keys {
        let values = compared.iter().filter(|(own, _)| own == key).map(|(_, text)| Some(text.clone()));
        let values: Vec<Option<String>> = values.chain([None]).collect();
        let with = |case: Vec<_>| {
            values.iter().map(move |value| [case.clone(), vec![((*key).to_owned(), value.clone())]].concat())
        };
        cases = cases.into_iter().flat_map(with).collect();
    }
    let taken: Vec<Vec<(String, Option<String>)>> =
        cases.into_iter().filter(|case| run(case.clone()).0).collect();
    let allowed = |key: &str| {
        let mut values: Vec<Option<String>> =
            taken.iter().flatten().filter(|(own, _)| own == key).map(|(_, value)| value.clone()).collect();
        values.sort();
        values.dedup();
        values
    };
    // Only where each key has a say of its own can each be asked on its own.
    let together = keys.iter().map(|key| allowed(key).len()).fold(1_usize, usize::saturating_mul);
    if taken.is_empty() || together != taken.len() {
        return None;
    }
    let asked = keys.into_iter().filter_map(|key| {
        let allowed = allowed(key);
        let others =
            compared.iter().filter(|(own, text)| own == key && !allowed.contains(&Some(text.clone())));
        let answer = match allowed.contains(&None) {
            true => Answer::NoneOf(others.map(|(_, text)| text.clone()).collect()),
            false => Answer::OneOf(allowed.into_iter().flatten().collect()),
        };
        (answer != Answer::NoneOf(Vec::new())).then(|| Asked { key: key.to_owned(), answer })
    });
    Some(asked.collect())
}
