//! What the YAML library reads becomes a tree of [`Node`]s. The tree is bounded: aliases cannot make it much larger
//! than the text it comes from. Positions are not kept; [`super::Outline`] finds them again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::guard::has_aliases;
use super::{Fault, is_secret};
use crate::model::Position;
use crate::text::fingerprint;

/// A value as YAML means it.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// A text.
    Text(String),
    /// A number or a truth value, spelled as the library spells it, which may not be how it was written.
    Typed(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the text; a key may stand in it more than once.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of the key, the last one where the key stands more than once; `None` in anything but a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Map(pairs) => pairs.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The pairs of a mapping; none of anything else.
    fn into_pairs(self) -> Vec<(String, Node)> {
        match self {
            Node::Map(pairs) => pairs,
            _ => Vec::new(),
        }
    }

    /// Whether a text of the tree is among these fingerprints. Of keys nothing is published.
    fn holds_any(&self, secrets: &BTreeSet<u64>) -> bool {
        match self {
            Node::Null => false,
            Node::Text(text) | Node::Typed(text) => secrets.contains(&fingerprint(text)),
            Node::List(nodes) => nodes.iter().any(|node| node.holds_any(secrets)),
            Node::Map(pairs) => pairs.iter().any(|(_, node)| node.holds_any(secrets)),
        }
    }

    /// Puts the fingerprint of every text and key into `secrets`, but for those that say nothing.
    fn note_all(&self, secrets: &mut BTreeSet<u64>) {
        match self {
            Node::Null => {}
            Node::Text(text) | Node::Typed(text) => note(text, secrets),
            Node::List(nodes) => nodes.iter().for_each(|node| node.note_all(secrets)),
            Node::Map(pairs) => {
                for (key, node) in pairs {
                    note(key, secrets);
                    node.note_all(secrets);
                }
            }
        }
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> Kind {
        match self {
            Node::Null => Kind::Nothing,
            Node::Text(_) => Kind::Text,
            Node::Typed(_) => Kind::Typed,
            Node::List(_) => Kind::List,
            Node::Map(_) => Kind::Map,
        }
    }
}

fn note(text: &str, secrets: &mut BTreeSet<u64>) {
    if !["", "true", "false"].contains(&text) {
        secrets.insert(fingerprint(text));
    }
}

/// What kind of value there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Nothing,
    /// A text.
    Text,
    /// A number or a truth value.
    Typed,
    /// A list.
    List,
    /// A mapping.
    Map,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Nothing => "nothing",
            Kind::Text => "a text",
            Kind::Typed => "a number or truth value",
            Kind::List => "a list",
            Kind::Map => "a mapping",
        })
    }
}

/// Reads a document that [`super::guard`] has let through.
pub fn read(text: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Node, Fault> {
    // Aliases repeat what they name; honest files stay far below twice their size.
    let budget = Cell::new(text.len().saturating_mul(2).saturating_add(65_536));
    let secrets = RefCell::new(BTreeSet::new());
    let has_aliases = has_aliases(text);
    let keep = if has_aliases { Keep::Everything } else { Keep::Wanted(wanted) };
    let seed = NodeSeed { keep, has_aliases, budget: &budget, secrets: &secrets };
    let mut node = seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| Fault {
        position: error.location().map(|at| place_of(&at, text)),
        message: message_of(&error),
    })?;
    // Only an alias can carry a secret out under another name.
    if has_aliases {
        if node.holds_any(&secrets.into_inner()) {
            let message = "an alias repeats what is `secured`; write the value out".to_owned();
            return Err(Fault { position: None, message });
        }
        if let Node::Map(pairs) = &mut node {
            pairs.retain(|(key, _)| wanted(key));
        }
    }
    Ok(node)
}

/// The key below which the pairs of other mappings stand.
const MERGE: &str = "<<";

/// The place in lines as everybody counts them: to the library further characters end one.
fn place_of(at: &serde_yaml::Location, text: &str) -> Position {
    let ends_line = |character| matches!(character, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if !text.contains(ends_line) {
        return Position { line: at.line().max(1), column: at.column().max(1) };
    }
    let start = Position { line: 1, column: 1 };
    let before = text.char_indices().take_while(|(start, _)| *start < at.index());
    before.fold(start, |position, (_, character)| match character {
        '\n' => Position { line: position.line.saturating_add(1), column: 1 },
        _ => Position { column: position.column.saturating_add(1), ..position },
    })
}

const REPEATED: &str = "too much is repeated through aliases";
const BAD_KEY: &str = "a list or a mapping cannot be a key";

/// The library's sentence where it is known to speak of punctuation only: others might quote the document, and the
/// path in front of some is made of its keys.
fn message_of(error: &serde_yaml::Error) -> String {
    let sentence = error.to_string();
    let sentence = sentence.split_once(" at line ").map_or(sentence.as_str(), |(before, _)| before);
    if let Some(own) = [REPEATED, BAD_KEY].into_iter().find(|own| sentence.ends_with(own)) {
        return format!("not valid YAML: {own}");
    }
    let starts = [
        "did not find expected",
        "could not find expected",
        "mapping values are not allowed",
        "mapping keys are not allowed",
        "block sequence entries are not allowed",
        "block mapping values are not allowed",
        "found character that cannot start any token",
        "found a tab character",
        "found unexpected",
        "found unknown escape character",
        "found undefined tag handle",
        "control characters are not allowed",
        "unknown anchor",
        "recursion limit exceeded",
        "repetition limit exceeded",
    ];
    let needs_quotes = [
        "mapping values are not allowed",
        "found character that cannot start any token",
        "did not find expected alphabetic or numeric character",
    ];
    if needs_quotes.iter().any(|start| sentence.starts_with(start)) {
        format!("not valid YAML: {sentence}; put the text in quotes")
    } else if starts.iter().any(|start| sentence.starts_with(start)) {
        format!("not valid YAML: {sentence}")
    } else {
        "not valid YAML".to_owned()
    }
}

/// What is kept of a value; what is not is looked through all the same, so that a document is refused or not whatever is
/// kept of it.
#[derive(Clone, Copy)]
enum Keep<'a> {
    Everything,
    /// What stands in a mapping under these keys.
    Wanted(&'a dyn Fn(&str) -> bool),
    Nothing,
}

struct NodeSeed<'a> {
    keep: Keep<'a>,
    /// Whether the document looks like one that repeats values.
    has_aliases: bool,
    budget: &'a Cell<usize>,
    /// Fingerprints of what stands below `secured`, of which nothing else is kept.
    secrets: &'a RefCell<BTreeSet<u64>>,
}

impl NodeSeed<'_> {
    fn spend<E: serde::de::Error>(&self, bytes: usize) -> Result<(), E> {
        // Each node costs something beyond its text, so that empty ones cannot be repeated for nothing.
        match self.budget.get().checked_sub(bytes.saturating_add(1)) {
            Some(left) => {
                self.budget.set(left);
                Ok(())
            }
            None => Err(E::custom(REPEATED)),
        }
    }

    fn keeping(&self, keep: Keep<'static>) -> NodeSeed<'_> {
        NodeSeed { keep, ..*self }
    }

    /// For what stands in a list, or below a tag.
    fn inner(&self) -> NodeSeed<'_> {
        self.keeping(if matches!(self.keep, Keep::Nothing) { Keep::Nothing } else { Keep::Everything })
    }

    /// For the value of a key.
    fn below(&self, key: &str) -> NodeSeed<'_> {
        let is_kept = match self.keep {
            // Only where an alias can carry it out it has to be known.
            _ if is_secret(key) => self.has_aliases,
            Keep::Everything => true,
            Keep::Wanted(wanted) => wanted(key) || key == MERGE,
            Keep::Nothing => false,
        };
        self.keeping(if is_kept { Keep::Everything } else { Keep::Nothing })
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Typed(value.to_string()))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Typed(value.to_string()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Typed(value.to_string()))
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Typed(value.to_string()))
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Node, E> {
        Ok(Node::Typed(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Typed(value.to_string()))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Node, E> {
        self.spend(value.len())?;
        Ok(if matches!(self.keep, Keep::Nothing) { Node::Null } else { Node::Text(value.to_owned()) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(self.inner())? {
            self.spend(0)?;
            if !matches!(self.keep, Keep::Nothing) {
                nodes.push(node);
            }
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut pairs: Vec<(String, Node)> = Vec::new();
        let mut merged: Vec<(String, Node)> = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            self.spend(key.len())?;
            let seed = self.below(&key);
            let is_kept = matches!(seed.keep, Keep::Everything);
            match map.next_value_seed(seed)? {
                value if is_secret(&key) => value.note_all(&mut self.secrets.borrow_mut()),
                _ if !is_kept => {}
                Node::Map(others) if key == MERGE => merged.extend(others),
                Node::List(nodes) if key == MERGE => {
                    merged.extend(nodes.into_iter().flat_map(Node::into_pairs))
                }
                value => pairs.push((key, value)),
            }
        }
        let mut own: BTreeSet<String> = pairs.iter().map(|(key, _)| key.clone()).collect();
        for (key, value) in merged {
            let is_wanted = match self.keep {
                Keep::Wanted(wanted) => wanted(&key),
                Keep::Everything | Keep::Nothing => true,
            };
            if is_wanted && own.insert(key.clone()) {
                pairs.push((key, value));
            }
        }
        Ok(Node::Map(pairs))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        // A tag of an application's own says nothing to feedmill: the value under it is what counts.
        let (Key(_), value) = tagged.variant()?;
        value.newtype_variant_seed(self.inner())
    }
}

/// A mapping's key: a text, or a number or truth value as text.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        let budget = Cell::new(4096);
        let secrets = RefCell::default();
        let seed =
            NodeSeed { keep: Keep::Everything, has_aliases: false, budget: &budget, secrets: &secrets };
        match seed.deserialize(deserializer)? {
            Node::Text(key) | Node::Typed(key) => Ok(Key(key)),
            Node::Null => Ok(Key(String::new())),
            Node::List(_) | Node::Map(_) => Err(D::Error::custom(BAD_KEY)),
        }
    }
}

#[cfg(test)]
mod tests;
