//! A tree that knows where each of its values stands, and how numbers and truth values are spelled there. The plain
//! reader makes it at once; what the library has read gets its places from the outline.

use std::borrow::Cow;

use super::outline::{Outline, Spot, Step};
use super::tree::{Kind, Node};
use crate::model::Place;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<'a> {
    /// Where the value stands: its first character, or that of its key where it begins on a later line. What stands
    /// in a list in brackets has the place of that list.
    pub place: Place,
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
    let top = Place { line: first_line, column: 1 };
    place_at(node, &Outline::new(text, first_line), Spot::START, None, top)
}

fn place_at<'a>(
    node: Node,
    outline: &Outline<'_>,
    spot: Spot,
    last: Option<Step<'_>>,
    top: Place,
) -> Placed<'a> {
    let below =
        |node: Node, step: Step<'_>| place_at(node, outline, outline.step(spot, step), Some(step), top);
    let content = match node {
        Node::Null => Content::Nothing,
        Node::Text(text) => Content::Text(Cow::Owned(text)),
        Node::Typed(value) => {
            let truth = value.parse().ok();
            let spelling = outline.spelling(spot, last).filter(|word| is_spelling(word, &value));
            Content::Typed { spelling: Cow::Owned(spelling.map_or(value, str::to_owned)), truth }
        }
        Node::List(nodes) => Content::List(
            nodes.into_iter().enumerate().map(|(index, node)| below(node, Step::Index(index))).collect(),
        ),
        Node::Map(pairs) => Content::Map(
            pairs
                .into_iter()
                .map(|(key, node)| {
                    let placed = below(node, Step::Key(&key));
                    (Cow::Owned(key), placed)
                })
                .collect(),
        ),
    };
    Placed { place: outline.place_of(spot).unwrap_or(top), content }
}

/// Whether a word of the text is a spelling of that for which the library says `value`. The library is asked: the outline
/// may have looked in the wrong place, and what it found there may be secret.
fn is_spelling(word: &str, value: &str) -> bool {
    word == value || matches!(super::read(word, &|_| true), Ok(Node::Typed(meaning)) if meaning == value)
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
