//! A function of a program in JavaScript -> the values that it may come to for an article whose front matter says nothing that
//! holds it back. Nothing is run: what the text does not tell is [`Value::Unknown`], and of a condition that is not known
//! both sides count.
//!
//! An article that says a word of `holding` is held back whatever the program makes of it, so that these words are absent
//! here; and one of a date to come is, so that dates are gone by.

mod answers;
mod expression;
mod objects;
mod statement;
#[cfg(test)]
mod tests;

use super::literals::{Token, Word};
use crate::record::holding::{self, Kind};
use crate::record::own_words::{Answer, Asked};
use answers::Literals;
pub(super) use objects::{exported, object, pairs};

/// How deep functions call each other, and expressions are nested.
const MOST_LEVELS: usize = 40;

/// How many words are looked at for one function.
const MOST_STEPS: usize = 20_000;

/// What holds the front matter of an article.
pub(super) const HEADS: [&str; 7] =
    ["data", "frontmatter", "frontMatter", "matter", "metadata", "meta", "attributes"];

/// The keys of moments that are gone by where an article is published.
const DATES: [&str; 9] = [
    "date", "pubdate", "pubdatetime", "publishdate", "published", "publishedat", "publisheddate",
    "publishdatetime", "created",
];

/// What an expression may come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing, as the value of a word that an article does not say.
    Undefined,
    /// A truth value.
    Truth(bool),
    /// A text; of a template, with what is in `${…}` as it is written.
    Text(String),
    /// What the article says under a key, by the names that lead there; empty for all that it says.
    Data(String),
    /// The moment of the build.
    Now,
    /// The date of the article.
    Date,
    /// A function, by where it begins.
    Function(usize),
    /// What a call of something else makes, or a thing that is neither the article's nor a truth value.
    Other,
    /// Anything.
    Unknown,
}

impl Value {
    /// Whether it counts as true, where that is known.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Value::Undefined => Some(false),
            Value::Truth(is_true) => Some(*is_true),
            Value::Text(text) => Some(!text.is_empty()),
            Value::Now | Value::Function(_) => Some(true),
            Value::Data(path) if path.is_empty() => Some(true),
            Value::Data(_) | Value::Date | Value::Other | Value::Unknown => None,
        }
    }
}

/// The values that what begins at a word may come to: a function of an article, the name of one, or an expression. What a
/// function without an article makes is called in turn.
pub(super) fn outcomes(tokens: &[Token<'_>], at: usize) -> Vec<Value> {
    outcomes_of(tokens, at, Vec::new(), &[], Literals::default()).0
}

/// What articles must say so that what begins at a word comes to `expected`: nothing, that some words leave them free, or some
/// of the values that the program compares with texts; nothing where that is not known.
pub(super) fn expected(
    tokens: &[Token<'_>],
    at: usize,
    scope: &[(&str, Value)],
    expected: bool,
) -> Option<Vec<Asked>> {
    let is_it = |says: &[String]| {
        let (values, asked, _) = outcomes_of(tokens, at, scope.to_vec(), says, Literals::default());
        (values.iter().all(|value| value.truth() == Some(expected)), asked)
    };
    let (is_always, mut says) = is_it(&[]);
    if is_always {
        return Some(Vec::new());
    }
    says.sort();
    says.dedup();
    let free = |says: Vec<String>| says.into_iter().map(|key| Asked { key, answer: Answer::Something });
    if !is_it(&says).0 {
        let answers = |says: &[String]| answers::answers(tokens, at, scope, expected, says);
        return answers(&[]).or_else(|| Some(answers(&says)?.into_iter().chain(free(says)).collect()));
    }
    // Words that need not be said are not asked for.
    for key in says.clone() {
        let others: Vec<String> = says.iter().filter(|own| **own != key).cloned().collect();
        if is_it(&others).0 {
            says = others;
        }
    }
    Some(free(says).collect())
}

/// The values, the words that are asked for, and the keys that are compared with texts; `says` are those words of which the
/// article says that they are free.
fn outcomes_of<'a>(
    tokens: &[Token<'a>],
    at: usize,
    scope: Vec<(&'a str, Value)>,
    says: &[String],
    literals: Literals,
) -> (Vec<Value>, Vec<String>, Literals) {
    let (says, steps, asked) = (says.to_vec(), MOST_STEPS, Vec::new());
    let mut reader = Reader { tokens, at, scope, level: 0, steps, unsure: 0, says, asked, literals };
    let mut values = vec![reader.value()];
    for _ in 0..3 {
        let Some(function) = values.iter().position(|value| matches!(value, Value::Function(_))) else {
            break;
        };
        let Value::Function(at) = values.remove(function) else { break };
        let called = reader.call(at, &[Value::Data(String::new())]);
        values.extend(called);
    }
    if reader.steps == 0 {
        values.push(Value::Unknown);
    }
    (values, reader.asked, reader.literals)
}

/// The place of the word that begins at a position.
pub(super) fn place_of(tokens: &[Token<'_>], position: crate::model::Position) -> Option<usize> {
    tokens
        .binary_search_by_key(&(position.line, position.column), |token| {
            (token.position.line, token.position.column)
        })
        .ok()
}

/// Where what stands between the bracket at this place and its other one ends: the place of the other one.
pub(super) fn closing(tokens: &[Token<'_>], at: usize) -> usize {
    let mut open = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token.word {
            Word::Sign('{' | '[' | '(') => open = open.saturating_add(1),
            Word::Sign('}' | ']' | ')') => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return place;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// The words of the value that begins at a place of an object, up to its comma or the end of the object.
pub(super) fn value_of<'t, 'a>(tokens: &'t [Token<'a>], at: usize) -> &'t [Token<'a>] {
    let mut end = at;
    while let Some(token) = tokens.get(end) {
        match token.word {
            Word::Sign('(' | '[' | '{') => end = closing(tokens, end),
            Word::Sign(',' | '}' | ')' | ']') => break,
            _ => {}
        }
        end = end.saturating_add(1);
    }
    tokens.get(at..end.min(tokens.len())).unwrap_or_default()
}

/// Reads what may come out.
struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    /// What names stand for, the last first.
    scope: Vec<(&'a str, Value)>,
    level: usize,
    /// How many words may still be looked at.
    steps: usize,
    /// How many conditions around what is read are not known.
    unsure: usize,
    /// The words of which the article says that they are free.
    says: Vec<String>,
    /// The words that are asked for and are true or false.
    asked: Vec<String>,
    /// The values that are compared with texts.
    literals: Literals,
}

impl<'a> Reader<'_, 'a> {
    fn word(&self, ahead: usize) -> Option<&Word<'a>> {
        self.tokens.get(self.at.saturating_add(ahead)).map(|token| &token.word)
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.word(ahead) == Some(&Word::Sign(sign))
    }

    fn name(&self, ahead: usize) -> Option<&'a str> {
        match self.word(ahead) {
            Some(Word::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn pass(&mut self, words: usize) {
        self.at = self.at.saturating_add(words);
        self.steps = self.steps.saturating_sub(words.max(1));
        if self.steps == 0 {
            self.at = self.tokens.len();
        }
    }

    fn takes(&mut self, sign: char) -> bool {
        let is_next = self.is_sign(0, sign);
        if is_next {
            self.pass(1);
        }
        is_next
    }

    fn takes_name(&mut self, name: &str) -> bool {
        let is_next = self.name(0) == Some(name);
        if is_next {
            self.pass(1);
        }
        is_next
    }

    /// What a name stands for: in what is read, or where the program declares it.
    fn meaning(&mut self, name: &'a str) -> Value {
        if let Some((_, value)) = self.scope.iter().rev().find(|(own, _)| *own == name) {
            return value.clone();
        }
        match name {
            "undefined" | "null" => return Value::Undefined,
            _ if self.level >= MOST_LEVELS => return Value::Unknown,
            _ => {}
        }
        let declared = self.tokens.windows(2).position(|two| {
            matches!(two, [Token { word: Word::Name("const" | "let" | "var" | "function"), .. }, Token { word: Word::Name(own), .. }] if *own == name)
        });
        let Some(at) = declared else { return Value::Other };
        if self.tokens.get(at).map(|token| &token.word) == Some(&Word::Name("function")) {
            return Value::Function(at);
        }
        let is_assigned =
            matches!(self.tokens.get(at.saturating_add(2)).map(|token| &token.word), Some(Word::Sign('=')));
        // What is assigned to again may be anything.
        let changes = self.tokens.windows(2).filter(|two| {
            matches!(two, [Token { word: Word::Name(own), .. }, Token { word: Word::Sign('='), .. }] if *own == name)
        });
        let is_constant = self.tokens.get(at).map(|token| &token.word) == Some(&Word::Name("const"));
        if !is_assigned || (!is_constant && changes.count() > 1) {
            return Value::Unknown;
        }
        let before = std::mem::replace(&mut self.at, at.saturating_add(3));
        self.level = self.level.saturating_add(1);
        let value = self.value();
        self.level = self.level.saturating_sub(1);
        self.at = before;
        value
    }

    /// What an article says under a key, seen from what leads there.
    fn member(&mut self, of: &Value, key: &str) -> Value {
        let Value::Data(path) = of else {
            return match (of, key) {
                (Value::Undefined, _) => Value::Undefined,
                (Value::Now | Value::Date, _) => of.clone(),
                (Value::Unknown | Value::Truth(_), _) => Value::Unknown,
                _ => Value::Other,
            };
        };
        if DATES.contains(&key.to_lowercase().as_str()) {
            // A word that may be a date, or true.
            return match holding::word_of(key).filter(|word| word.kind == Kind::Publication) {
                Some(word) => match self.word_said(key, word) {
                    Value::Undefined => Value::Date,
                    said => said,
                },
                None => Value::Date,
            };
        }
        let word = holding::word_of(key).filter(|word| !matches!(word.kind, Kind::Address | Kind::Tag));
        let whole = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let is_status = word.is_some_and(|word| word.kind == Kind::Status);
        let said =
            answers::key_of(&whole).filter(|_| word.is_none() || is_status).map(|key| self.literals.of(key));
        match (said, word) {
            (Some(Some(Some(text))), _) => Value::Text(text.to_owned()),
            // What is said of a status that is none of the texts is nothing, or holds back.
            (Some(None), Some(_)) if self.literals.is_on => Value::Data(whole),
            (_, Some(word)) => self.word_said(key, word),
            (_, None) => Value::Data(whole),
        }
    }

    /// What a free article says under a word: nothing, or what it must say to be free.
    fn word_said(&mut self, key: &str, word: &holding::Word) -> Value {
        let free = match word.kind {
            Kind::Granting | Kind::Publication => true,
            Kind::Holding => false,
            _ => return Value::Undefined,
        };
        self.asked.push(key.to_owned());
        if self.says.iter().any(|said| said == key) { Value::Truth(free) } else { Value::Undefined }
    }

    /// What calling the function at this place with these values may come to.
    fn call(&mut self, at: usize, arguments: &[Value]) -> Vec<Value> {
        if self.level >= MOST_LEVELS {
            return vec![Value::Unknown];
        }
        let (before, height) = (std::mem::replace(&mut self.at, at), self.scope.len());
        self.level = self.level.saturating_add(1);
        let values = self.body(arguments);
        self.level = self.level.saturating_sub(1);
        self.scope.truncate(height);
        self.at = before;
        values
    }
}
