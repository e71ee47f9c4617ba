//! A tree that knows where each of its values stands, and how numbers and truth values are spelled there. The plain
//! reader makes it at once; what the library has read gets its places from the outline.

use std::borrow::Cow;

use super::outline::{Outline, Spot, Step};
use super::tree::{Kind, Node};
use crate::model::Position;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<'a> {
    /// Where the value stands: its first character, or that of its key where it begins on a later line. What stands
    /// in a list in brackets has the place of that list.
    pub position: Position,
    /// The value.
    pub content: Content<'a>,
}

/// A value as YAML means it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'a> {
    /// An empty value, `~` or `null`.
    Nothing,
    /// A text.
    Text(Cow<'a, str>),
    /// A number or a truth value.
    Typed {
        /// As the document spells it, if that can be told: `1.10` is not `1.1` when it is a title.
        spelling: Cow<'a, str>,
        /// What it is, if it is a truth value.
        truth: Option<bool>,
    },
    /// A list.
    List(Vec<Placed<'a>>),
    /// A mapping in the order of the text; a key may stand in it more than once.
    Map(Vec<(Cow<'a, str>, Placed<'a>)>),
}

impl<'a> Placed<'a> {
    /// The value of the key, the last one where the key stands more than once; `None` in anything but a mapping.
    pub fn get(&self, key: &str) -> Option<&Placed<'a>> {
        match &self.content {
            Content::Map(pairs) => {
                // The first character tells most keys apart, and faster than a comparison of texts.
                let first = key.as_bytes().first();
                let is_same = |name: &str| name.as_bytes().first() == first && name == key;
                pairs.iter().rev().find(|(name, _)| is_same(name)).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> Kind {
        match self.content {
            Content::Nothing => Kind::Nothing,
            Content::Text(_) => Kind::Text,
            Content::Typed { .. } => Kind::Typed,
            Content::List(_) => Kind::List,
            Content::Map(_) => Kind::Map,
        }
    }
}

/// The places of a tree in the text it was read from, whose first line has the number `first_line`. Equal keys all
/// have the place of the last one, which is the one that counts.
pub fn place<'a>(node: Node, text: &str, first_line: usize) -> Placed<'a> {
    let top = Position { line: first_line, column: 1 };
    Placing { outline: Outline::new(text, first_line), top, questions: 0 }.place(node, Spot::START, None)
}

/// How often the library may be asked about one document whether a number is spelled like this; each time it starts
/// anew. All further numbers are spelled as it spells them.
const MOST_QUESTIONS: usize = 1000;

struct Placing<'t> {
    outline: Outline<'t>,
    top: Position,
    questions: usize,
}

impl<'t> Placing<'t> {
    /// The value at a spot with its place; `word` is how the list that it stands in spells it.
    fn place<'a>(&mut self, node: Node, spot: Spot, word: Option<&'t str>) -> Placed<'a> {
        let content = match node {
            Node::Null => Content::Nothing,
            Node::Text(text) => Content::Text(Cow::Owned(text)),
            Node::Typed(value) => {
                let truth = value.parse().ok();
                let word = self.outline.spelling(spot).or(word);
                let spelling = word.filter(|word| self.is_spelling(word, &value));
                Content::Typed { spelling: Cow::Owned(spelling.map_or(value, str::to_owned)), truth }
            }
            Node::List(nodes) => {
                let words = self.outline.spellings(spot);
                let item = |(index, node)| {
                    let step = self.outline.step(spot, Step::Index(index));
                    self.place(node, step, words.get(index).copied())
                };
                Content::List(nodes.into_iter().enumerate().map(item).collect())
            }
            Node::Map(pairs) => {
                let pair = |(key, node): (String, Node)| {
                    let step = self.outline.step(spot, Step::Key(&key));
                    (Cow::Owned(key), self.place(node, step, None))
                };
                Content::Map(pairs.into_iter().map(pair).collect())
            }
        };
        Placed { position: self.outline.place_of(spot).unwrap_or(self.top), content }
    }

    /// Whether a word of the text is a spelling of that for which the library says `value`. The library is asked: the
    /// outline may have looked in the wrong place, and what it found there may be secret.
    fn is_spelling(&mut self, word: &str, value: &str) -> bool {
        if word.is_empty() || word.contains(' ') || word == value {
            return word == value;
        }
        self.questions = self.questions.saturating_add(1);
        self.questions <= MOST_QUESTIONS
            && matches!(super::read(word, &|_| true), Ok(Node::Typed(meaning)) if meaning == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(text: &str, key: &str) -> String {
        let placed = crate::yaml::read_placed(text, 1, &|_| true).unwrap();
        match &placed.get(key).unwrap().content {
            Content::Typed { spelling, .. } => spelling.clone().into_owned(),
            content => panic!("{content:?}"),
        }
    }

    #[test]
    fn numbers_are_spelled_as_they_are_written() {
        for word in ["1.10", "+5", "0x1F", "1e3", ".5", "True", "FALSE", ".NaN"] {
            assert_eq!(spelling(&format!("x: &x y\ntitle: {word} # z\n"), "title"), word);
        }
    }

    #[test]
    fn numbers_in_lists_are_spelled_as_they_are_written_up_to_a_number_of_questions() {
        let spellings = |list: &str| {
            let text = format!("x: &x y\ntopics:{list}");
            let placed = crate::yaml::read_placed(&text, 1, &|_| true).unwrap();
            let Content::List(items) = &placed.get("topics").unwrap().content else { panic!("{placed:?}") };
            let spelling = |item: &Placed<'_>| match &item.content {
                Content::Typed { spelling, .. } => spelling.clone().into_owned(),
                content => panic!("{content:?}"),
            };
            items.iter().map(spelling).collect::<Vec<_>>()
        };
        assert_eq!(spellings(" [1, 1.10, +5, .5]\n"), ["1", "1.10", "+5", ".5"]);
        assert_eq!(spellings("\n- 1.10\n- +5\n"), ["1.10", "+5"]);
        let many = spellings(&format!("\n{}", "- +5\n".repeat(MOST_QUESTIONS + 1)));
        assert_eq!(many.iter().filter(|word| **word == "+5").count(), MOST_QUESTIONS);
        assert_eq!(many.last().map(String::as_str), Some("5"));
    }

    #[test]
    fn no_number_is_spelled_with_what_is_secured() {
        for secured in [
            "secured: {\ntitle: 7canary, x: y\n}\n",
            "secured: { x: y,\ntitle: 7canary\n}\n",
            "secured: &x {\ntitle: 7canary\n}\n",
            "secured: &x \"\ntitle: 7canary\n\"\n",
            "secured: !!str \"\ntitle: -7canary\n\"\n",
            "secured:\n  {\ntitle: .7canary\n}\n",
        ] {
            assert_eq!(spelling(&format!("title: 5\n{secured}"), "title"), "5", "{secured}");
        }
    }
}
