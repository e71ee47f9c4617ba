//! What the YAML library reads becomes a tree of [`Node`]s. The tree is bounded: aliases cannot make it much larger
//! than the text it comes from. Positions are not kept; [`super::Outline`] finds them again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{
    DeserializeSeed, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer};

use super::{Fault, is_secret};
use crate::model::Place;
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

    /// Whether a text or key of the tree is among these fingerprints.
    fn holds_any(&self, secrets: &BTreeSet<u64>) -> bool {
        match self {
            Node::Null => false,
            Node::Text(text) | Node::Typed(text) => secrets.contains(&fingerprint(text)),
            Node::List(nodes) => nodes.iter().any(|node| node.holds_any(secrets)),
            Node::Map(pairs) => {
                pairs.iter().any(|(key, node)| secrets.contains(&fingerprint(key)) || node.holds_any(secrets))
            }
        }
    }

    /// Puts the fingerprint of every text and key into `secrets`.
    fn note_all(&self, secrets: &mut BTreeSet<u64>) {
        match self {
            Node::Null => {}
            Node::Text(text) | Node::Typed(text) => {
                secrets.insert(fingerprint(text));
            }
            Node::List(nodes) => nodes.iter().for_each(|node| node.note_all(secrets)),
            Node::Map(pairs) => {
                for (key, node) in pairs {
                    secrets.insert(fingerprint(key));
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
    let has_aliases = text.contains('&') && text.contains('*');
    let seed = NodeSeed { wanted: Some(wanted), has_aliases, budget: &budget, secrets: &secrets };
    let node = seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| Fault {
        place: error.location().map(|at| Place { line: at.line().max(1), column: at.column().max(1) }),
        message: message_of(&error),
    })?;
    // Only an alias can carry a secret out under another name.
    if has_aliases && node.holds_any(&secrets.into_inner()) {
        let message = "an alias repeats what is `secured`; write the value out".to_owned();
        return Err(Fault { place: None, message });
    }
    Ok(node)
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

struct NodeSeed<'a> {
    /// Which keys are kept: asked in the top mapping alone.
    wanted: Option<&'a dyn Fn(&str) -> bool>,
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

    fn inner(&self) -> NodeSeed<'_> {
        NodeSeed { wanted: None, ..*self }
    }

    /// Goes over a value that is not kept. Where an alias could repeat a part of it, it is looked through for secrets.
    fn pass<'de, A: MapAccess<'de>>(&self, map: &mut A) -> Result<(), A::Error> {
        if self.has_aliases {
            map.next_value_seed(self.inner())?;
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
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
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(self.inner())? {
            self.spend(0)?;
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut pairs: Vec<(String, Node)> = Vec::new();
        let mut merged: Vec<(String, Node)> = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            let is_wanted = self.wanted.is_none_or(|wanted| wanted(&key) || key == "<<");
            if is_secret(&key) {
                map.next_value_seed(self.inner())?.note_all(&mut self.secrets.borrow_mut());
                continue;
            }
            if !is_wanted {
                self.pass(&mut map)?;
                continue;
            }
            self.spend(key.len())?;
            let value = map.next_value_seed(self.inner())?;
            match value {
                Node::Map(others) if key == "<<" => merged.extend(others),
                Node::List(nodes) if key == "<<" => {
                    merged.extend(nodes.into_iter().flat_map(Node::into_pairs))
                }
                value => pairs.push((key, value)),
            }
        }
        let mut own: BTreeSet<String> = pairs.iter().map(|(key, _)| key.clone()).collect();
        for (key, value) in merged {
            let is_wanted = self.wanted.is_none_or(|wanted| wanted(&key));
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
        let seed = NodeSeed { wanted: None, has_aliases: false, budget: &budget, secrets: &secrets };
        match seed.deserialize(deserializer)? {
            Node::Text(key) | Node::Typed(key) => Ok(Key(key)),
            Node::Null => Ok(Key(String::new())),
            Node::List(_) | Node::Map(_) => Err(D::Error::custom(BAD_KEY)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything(text: &str) -> Result<Node, Fault> {
        super::super::read(text, &|_| true)
    }

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    #[test]
    fn values_keep_their_kind_and_order() {
        let node = everything("a: b\nc: [1, true, ~, 2020-11-18]\nd: {e: f}\n").unwrap();
        let list = vec![Node::Typed("1".into()), Node::Typed("true".into()), Node::Null, text("2020-11-18")];
        let inner = Node::Map(vec![("e".into(), text("f"))]);
        assert_eq!(
            node,
            Node::Map(vec![("a".into(), text("b")), ("c".into(), Node::List(list)), ("d".into(), inner)])
        );
    }

    #[test]
    fn secured_is_kept_at_no_depth() {
        let node = everything("secured: x\na:\n  secured: [y]\n  b: c\nd:\n  - secured: {z: z}\n  - \"Secured\\t\": z\n\"  SECURED \": z\n").unwrap();
        assert!(!format!("{node:?}").to_lowercase().contains("secured"));
        assert_eq!(node.get("a").and_then(|a| a.get("b")), Some(&text("c")));
    }

    #[test]
    fn no_alias_carries_a_secret_out() {
        for text in [
            "secured: &a canary\ntitle: *a\n",
            "Secured: &a canary\ntitle: *a\n",
            "x: {' secured ': &a canary}\ntitle: *a\n",
            "secured: &a canary\ntitle:\t*a\n",
            "secured: &a canary\ntitle: # c\n  *a\n",
            "x: [a] # [\nsecured: &a canary\ntitle: *a\n",
            "x: [{a: b,\n  secured: &a canary}]\ntitle: *a\n",
            "\"\\x73ecured\": &a canary\ntitle: *a\n",
            "? >-\n  secured\n: &a canary\ntitle: *a\n",
            "secured: &a {b: canary}\n<<: *a\n",
            "secured: {x: &a [canary]}\ntopics: *a\n",
            "x: {secured: &a canary}\ntitle: *a\n",
            "x: [{y: [{secured: [&a canary]}]}]\ntitle: *a\n",
            "x: {? {secured: &a canary} : y}\ntitle: *a\n",
            "x: !own {secured: &a canary}\ntopics: [*a]\n",
        ] {
            let wanted: [&dyn Fn(&str) -> bool; 2] = [&|_| true, &|key| key != "x"];
            for read in wanted.map(|wanted| super::super::read(text, wanted)) {
                match read {
                    Ok(node) => assert!(!format!("{node:?}").contains("canary"), "{text}"),
                    Err(fault) => assert!(!fault.message.contains("canary"), "{text}"),
                }
            }
        }
        let honest =
            everything("title: A loan secured by a house\nx: &a foo\nexcerpt: *a\nsecured: blob\n").unwrap();
        assert_eq!(honest.get("excerpt"), Some(&text("foo")));
    }

    #[test]
    fn unwanted_keys_are_not_kept() {
        let node = super::super::read("a: 1\nb: 2\n", &|key| key == "b").unwrap();
        assert_eq!(node, Node::Map(vec![("b".into(), Node::Typed("2".into()))]));
    }

    #[test]
    fn the_last_of_two_equal_keys_counts_and_both_are_seen() {
        let node = everything("a: 1\na: 2\n").unwrap();
        assert_eq!(node.get("a"), Some(&Node::Typed("2".into())));
        assert!(matches!(node, Node::Map(pairs) if pairs.len() == 2));
    }

    #[test]
    fn merge_keys_and_own_tags_are_understood() {
        let node = everything("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz: !own {c: d}\n").unwrap();
        let y = node.get("y").unwrap();
        assert_eq!(
            (y.get("a"), y.get("b")),
            (Some(&Node::Typed("1".into())), Some(&Node::Typed("3".into())))
        );
        assert_eq!(node.get("z").and_then(|z| z.get("c")), Some(&text("d")));
    }

    #[test]
    fn aliases_cannot_multiply_what_is_kept() {
        let long = "x".repeat(100_000);
        let fault = everything(&format!("a: &a {long}\nb: [{}]\n", "*a, ".repeat(200))).unwrap_err();
        assert_eq!(fault.message, "not valid YAML: too much is repeated through aliases");
    }

    #[test]
    fn faults_have_a_place_and_never_quote_the_document() {
        for broken in [
            "a: \"canary\nb: [",
            "a: canary: b",
            "\tcanary",
            "a: *canary",
            "- a\ncanary: b",
            "canary: {[a]: b}",
        ] {
            let fault = everything(broken).unwrap_err();
            assert!(!fault.message.contains("canary"), "{fault:?}");
            assert!(fault.message.starts_with("not valid YAML: "), "{fault:?}");
            assert!(fault.place.is_some(), "{fault:?}");
        }
    }
}
