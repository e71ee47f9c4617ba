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
    asked: Vec<(String, String)>,
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

    /// From now on articles are held back that do not have this value under this key.
    pub fn ask_for(&mut self, key: &str, value: &str) {
        self.asked.push((key.to_owned(), value.to_owned()));
    }

    /// Whether the key has a say in what is held back.
    pub(super) fn takes(&self, key: &str) -> bool {
        self.word_of(key).is_some() || self.asked.iter().any(|(own, _)| is_same_key(own, key))
    }

    /// The word that a key is here.
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

    /// Whether the front matter says all that is asked for.
    pub(super) fn are_answered_by(&self, head: &Node<'_>) -> bool {
        self.asked
            .iter()
            .all(|(key, value)| head.get(key).and_then(Node::text).is_some_and(|text| text.trim() == value))
    }
}
