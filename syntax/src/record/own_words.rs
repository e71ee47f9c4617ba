//! What the site of a record says of keys: which hold back there as a word of `holding` does, which tags do, which values of
//! `status` are labels only, and what its pages ask for, so that an article which does not say it has none.

use super::holding::{self, Word};
use crate::tree::{Node, is_same_key};

/// What holds articles back on one site, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnWords {
    words: Vec<(String, &'static Word)>,
    tags: Vec<String>,
    labels: Vec<String>,
    asked: Vec<(String, Asked)>,
}

/// What a page of the site asks of the articles that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The key that it asks for, in these capitals.
    pub key: String,
    /// What is the answer that makes it take them.
    pub answer: Answer,
}

/// What an article must say under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Anything: of a word that holds back, whatever says that the article is free.
    Something,
    /// One of these values.
    OneOf(Vec<String>),
    /// None of these values; nothing at all will do.
    NoneOf(Vec<String>),
}

impl Asked {
    fn is_answered_by(&self, head: &Node<'_>) -> bool {
        let said = head.get(&self.key);
        let text = said.and_then(Node::text).map(str::trim);
        match &self.answer {
            Answer::Something => said.is_some_and(Node::says_something),
            Answer::OneOf(values) => text.is_some_and(|text| values.iter().any(|value| value == text)),
            Answer::NoneOf(values) => match text {
                Some(text) => {
                    // A truth value has several spellings.
                    let truth = said.and_then(Node::scalar).and_then(|scalar| scalar.truth());
                    let is_it =
                        |value: &String| value == text || truth.is_some_and(|is| *value == is.to_string());
                    !values.iter().any(is_it)
                }
                // What is no text could be anything.
                None => said.is_none_or(|node| !node.says_something()),
            },
        }
    }
}

impl OwnWords {
    /// From now on these keys hold back as the word does.
    pub fn hold_by(&mut self, word: &str, keys: Vec<String>) {
        let Some(word) = holding::WORDS.get(holding::position(word)) else { return };
        self.words.extend(keys.into_iter().filter(|key| !key.is_empty()).map(|key| (key, word)));
    }

    /// From now on articles with one of these tags are held back.
    pub fn hold_tags(&mut self, tags: &[String]) {
        self.tags = tags.iter().map(|tag| tag.to_lowercase()).collect();
    }

    /// From now on these values of `status` are labels that the site shows, and hold nothing back.
    pub fn show_labels(&mut self, labels: Vec<String>) {
        self.labels = labels;
    }

    /// From now on articles in a folder, empty or with `/` at its end, are held back that do not answer.
    pub fn ask(&mut self, folder: &str, asked: impl IntoIterator<Item = Asked>) {
        self.asked.extend(asked.into_iter().map(|asked| (folder.to_owned(), asked)));
    }

    /// Whether the key has a say in what is held back.
    pub(super) fn takes(&self, key: &str) -> bool {
        self.word_of(key).is_some() || self.asked.iter().any(|(_, asked)| is_same_key(&asked.key, key))
    }

    /// The word that a key is here.
    #[inline]
    pub(super) fn word_of(&self, key: &str) -> Option<&'static Word> {
        self.words.iter().find(|(own, _)| is_same_key(own, key)).map(|(_, word)| *word)
    }

    /// Whether articles with the tag are held back.
    pub(super) fn holds_tag(&self, name: &str) -> bool {
        !self.tags.is_empty() && self.tags.contains(&name.to_lowercase())
    }

    /// Whether the value of the key is a label only.
    pub(super) fn is_label(&self, key: &str, value: &str) -> bool {
        !self.labels.is_empty()
            && is_same_key(key, "status")
            && self.labels.iter().any(|label| label == value.trim())
    }

    /// What the front matter of the record at a path does not answer.
    pub(super) fn unanswered(&self, path: &str, head: &Node<'_>) -> Option<&Asked> {
        let asked = self.asked.iter().filter(|(folder, _)| path.starts_with(folder.as_str()));
        asked.map(|(_, asked)| asked).find(|asked| !asked.is_answered_by(head))
    }
}
